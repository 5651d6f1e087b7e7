"""The phrases of a lexicon into the places of a text where they fit and their conditions hold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.reports.lexicon import Entry, Lexicon, Rule
from fazhi_score.reports.naming import find_zones, half_width
from fazhi_score.reports.ordering import put_in_order
from fazhi_score.reports.phrases import NUMBER, REST, fixed_length
from fazhi_score.reports.types import Quantity
from fazhi_score.reports.words import WordFinder

TOPIC_REACH = 220
NEAR_REACH = 160
BEFORE_REACH = 8
AFTER_REACH = 20
MOST_TRIES = 12
_MOST_KINDS = 100  # combinations of kinds of quantities that are remembered for a word
_GROUPING = frozenset(("类", "方面", "领域", "章", "部分", "大类"))
_KEPT = re.compile(r"[^\s“”‘’「」『』\"'《》〈〉\u200b\ufeff]+|\n")
_SENTENCE = re.compile(r"[^。;!?\n]{1,1500}")  # what runs on longer is no sentence, and must not cost more than one
_SIGNS = dict(zip("，；：（）！？﹐﹔﹕", ",;:()!?,;:", strict=True))
# Commas, and where the next of a list begins behind a number. One set of characters first: re looks for it fastest.
_CUT = re.compile(
    f"[,:。;!?\n、和及并以](?:(?<=[,:。;!?\n])|(?<=[{NUMBER}{REST}][、和及并])|(?<=[{NUMBER}{REST}]以)(?=及))"
)
_BRACKETED = re.compile("[(][^()\n]{0,60}[)]")
_FORMS = {
    "count": {"number", "range", "sum"},
    "rate": {"percent", "fraction", "range"},
    "reduction": {"percent", "fraction", "range"},
    "change": {"percent", "multiple", "fraction"},
    "ratio": {"ratio", "multiple", "number", "percent"},
    "amount": {"money"},
}
_CHANGES = {"change": (True,), "reduction": (False, True)}

_Tasks = dict[int, tuple[Entry, Rule]]  # rules by their identity


class Ready(NamedTuple):
    """Text made ready for phrases: without blanks and quotation marks, half-width signs, quantities as signs.

    `starts` are the places where a run of kept characters begins in `text`, `origins` the same in the original.
    """

    text: str
    starts: list[int]
    origins: list[int]
    numbers: dict[int, Quantity]

    def origin(self, at: int) -> int:
        """Return where the character `at` stands in the original text."""
        run = bisect_right(self.starts, at) - 1
        return self.origins[run] + at - self.starts[run]


class Fitting(NamedTuple):
    """A rule and where it fits in the text made ready; `number` is the place of its quantity, -1 for none.

    `exact` says whether its words stand in the order of the phrase.
    """

    entry: Entry
    rule: Rule
    start: int
    end: int
    number: int
    weight: int
    exact: bool = True


def make_ready(text: str, quantities: Iterable[Quantity], typos: Mapping[str, str] | None = None) -> Ready:
    """Return `text` made ready for phrases, with misspelt words put right.

    Examples
    --------
    >>> from fazhi_score.reports.numbers import find_quantities
    >>> text = "办结 “一件事” 12件"
    >>> make_ready(text, find_quantities(text)).text.replace(NUMBER, "N").replace(REST, "·")
    '办结一件事N··'
    """
    plain = half_width(text)
    for sign, plain_sign in _SIGNS.items():
        plain = plain.replace(sign, plain_sign)
    for wrong, right in (typos or {}).items():
        plain = plain.replace(wrong, right)
    pieces, at = [], 0
    by_place = {}
    listed = list(quantities)
    for quantity, following in zip(listed, [*listed[1:], None][: len(listed)], strict=True):
        if quantity.unit in _GROUPING and following and following.start == quantity.end:  # 23类456项: the items count
            pieces += [plain[at : quantity.start], " " * (quantity.end - quantity.start)]
            at = quantity.end
            continue
        pieces += [plain[at : quantity.start], NUMBER, REST * (quantity.end - quantity.start - 1)]
        at = quantity.end
        by_place[quantity.start] = quantity
    masked = "".join((*pieces, plain[at:]))
    kept, starts, origins, length = [], [], [], 0
    for match in _KEPT.finditer(masked):
        kept.append(match.group())
        starts.append(length)
        origins.append(match.start())
        length += match.end() - match.start()
    ready = _in_order(Ready("".join(kept), starts or [0], origins or [0], {}))
    at = ready.text.find(NUMBER)
    while at >= 0:
        ready.numbers[at] = by_place[ready.origin(at)]
        at = ready.text.find(NUMBER, at + 1)
    return ready


def _in_order(ready: Ready) -> Ready:
    """Return text in which each number stands beside what it counts; places lead to the original as before."""
    slices = put_in_order(ready.text)
    if len(slices) <= 1 and (not slices or slices[0] == (0, len(ready.text))):
        return ready
    starts, origins, length = [], [], 0
    for start, end in slices:
        at = start
        while at < end:  # a slice may span several runs
            run = bisect_right(ready.starts, at)
            until = min(end, ready.starts[run] if run < len(ready.starts) else end)
            starts.append(length)
            origins.append(ready.origin(at))
            length += until - at
            at = until
    return Ready("".join(ready.text[start:end] for start, end in slices), starts, origins, {})


class _Word(NamedTuple):
    """What a word is worth looking for: the rules whose anchor it is, the topics that it names.

    `fitting` remembers which of its rules are worth trying in a sentence with certain kinds of quantities.
    """

    rules: _Tasks
    topics: list[str]
    fitting: dict[str, _Tasks]

    def worth_trying(self, kinds: str, quantities: Iterable[Quantity]) -> _Tasks:
        """Return the rules that need no quantity, or that one of the quantities fits, of which `kinds` tells enough."""
        known = self.fitting.get(kinds)
        if known is None:
            if len(self.fitting) >= _MOST_KINDS:
                self.fitting.clear()
            known = self.fitting[kinds] = {
                key: (entry, rule)
                for key, (entry, rule) in self.rules.items()
                if not rule.phrase.counts or any(_fits(entry, rule, quantity) for quantity in quantities)
            }
        return known


class _Words(NamedTuple):
    """All words that a lexicon is looked for by, and whether each has topics, claims and rules with a number."""

    finder: WordFinder
    words: list[_Word]
    lengths: NDArray[np.int64]
    of_topics: NDArray[np.bool_]
    of_claims: NDArray[np.bool_]
    of_counts: NDArray[np.bool_]


@lru_cache(maxsize=8)
def _words_of(lexicon: Lexicon) -> _Words:
    """Return what a lexicon is looked for by."""
    words: dict[str, _Word] = {}
    for entry in lexicon.entries.values():
        for rule in (*entry.rules, *entry.claims):
            for anchor in rule.phrase.anchors:
                words.setdefault(anchor, _Word({}, [], {})).rules[id(rule)] = entry, rule
    for topic, listed in lexicon.topics.items():
        for text in listed:
            words.setdefault(text, _Word({}, [], {})).topics.append(topic)
    counts = [[rule.phrase.counts for _, rule in word.rules.values()] for word in words.values()]
    return _Words(
        WordFinder(list(words)),
        list(words.values()),
        np.array([len(word) for word in words], np.int64),
        np.array([bool(word.topics) for word in words.values()]),
        np.array([not all(found) for found in counts]),
        np.array([any(found) for found in counts]),
    )


class Reader:
    """One text and what is known of it."""

    def __init__(self, text: str, quantities: Iterable[Quantity], lexicon: Lexicon) -> None:
        ready = make_ready(text, quantities, lexicon.typos)
        self.ready, self.text, self.lexicon = ready, ready.text, lexicon
        self._original = text
        self._titles: list[tuple[int, int]] | None = None
        self.sentences = [match.span() for match in _SENTENCE.finditer(self.text)]
        self._firsts = [start for start, _ in self.sentences]
        self._number_places = sorted(ready.numbers)
        brackets = [match.span() for match in _BRACKETED.finditer(self.text) if NUMBER in match.group()]
        edges = [edge for start, end in brackets for edge in (start, end - 1)]
        self._cuts = sorted([*(match.start() for match in _CUT.finditer(self.text)), *edges])
        self._topics: list[tuple[int, str]] = []
        self._tasks: list[_Tasks] = [{} for _ in self.sentences]
        self._look()
        self._topics.sort()
        self._topic_places = [at for at, _ in self._topics]

    def _look(self) -> None:
        """Find the words of topics, and which rules are worth trying in which sentence."""
        known = _words_of(self.lexicon)
        places, which = known.finder.find(self.text)
        if not len(places):
            return
        of_topics = known.of_topics[which]
        until = 0
        ends = places[of_topics] + known.lengths[which[of_topics]]
        # of topic words within each other the longer holds
        for at, end, number in sorted(
            zip(places[of_topics].tolist(), (-ends).tolist(), which[of_topics].tolist(), strict=True)
        ):
            if -end > until:
                self._topics += [(at, topic) for topic in known.words[number].topics]
                until = -end
        sentences = np.searchsorted(self._firsts, places, "right") - 1
        quantities = self._by_sentence()
        counted = np.array([bool(found) for found in quantities])
        kinds = [_kinds(found) if found else "" for found in quantities]
        worth = known.of_claims[which] | (known.of_counts[which] & counted[sentences])
        for pair in np.unique(sentences[worth] * len(known.words) + which[worth]).tolist():
            sentence, number = divmod(pair, len(known.words))
            found = known.words[number].worth_trying(kinds[sentence], quantities[sentence])
            if found:
                self._tasks[sentence].update(found)

    def _by_sentence(self) -> list[list[Quantity]]:
        """Return the quantities of each sentence."""
        found: list[list[Quantity]] = [[] for _ in self.sentences]
        for at, quantity in self.ready.numbers.items():
            found[self._sentence(at)].append(quantity)
        return found

    def fittings(self) -> Iterator[Fitting]:
        """Iterate over all places where a phrase fits and its conditions hold."""
        for (start, end), tasks in zip(self.sentences, self._tasks, strict=True):
            words = self.text[start:end]
            for entry, rule in tasks.values():
                for part in rule.phrase.others:  # looking for words is much faster than trying the pattern
                    for word in part:
                        if word in words:
                            break
                    else:
                        break
                else:
                    pattern = rule.phrase.pattern
                    if pattern is None:
                        yield from self._together(entry, rule, start, end)
                        continue
                    match = pattern.search(words)
                    if match:  # most do not fit
                        yield from self._from_first(entry, rule, match, start, end)

    def _from_first(
        self, entry: Entry, rule: Rule, match: re.Match[str] | None, start: int, end: int
    ) -> Iterator[Fitting]:
        """Iterate over where a rule fits; a number whose unit does not fit is passed over, what follows is tried."""
        counts, tries = rule.phrase.counts, 0
        while match:
            first, last = match.span()
            number = start + match.start("number") if counts else -1
            if number >= 0 and not _fits(entry, rule, self.ready.numbers[number]):
                tries += 1
                if tries == MOST_TRIES:
                    return
                at = number - start
                words = match.string[:at] + REST + match.string[at + 1 :]
                match = match.re.search(words)
                continue
            if self._holds(rule, start + first, start + last, end):
                yield Fitting(entry, rule, start + first, start + last, number, fixed_length(match))
            match = match.re.search(match.string, last)

    def _together(self, entry: Entry, rule: Rule, start: int, end: int) -> Iterator[Fitting]:
        """Iterate over where all words of a rule stand beside one number that fits, or without one, in any order."""
        first, last = bisect_right(self._cuts, start), bisect_left(self._cuts, end)
        edges = [start - 1, *self._cuts[first:last], end]
        for before, behind in pairwise(edges):
            numbers = []
            if rule.phrase.counts:
                places = self._number_places
                numbers = places[bisect_left(places, before + 1) : bisect_left(places, behind)]
                numbers = [at for at in numbers if _fits(entry, rule, self.ready.numbers[at])]
                if len(numbers) != 1:  # of two nobody knows which is meant
                    continue
            found = _stand(rule, self.text, before + 1, behind)
            if found is None:
                continue
            places = [at for at, _ in found] + numbers
            ends = [at + length for at, length in found] + [at + 1 for at in numbers]
            if self._holds(rule, min(places), max(ends), end):
                number = numbers[0] if numbers else -1
                weight = sum(length for _, length in found)
                yield Fitting(entry, rule, min(places), max(ends), number, weight, exact=False)

    def _holds(self, rule: Rule, start: int, end: int, last: int) -> bool:
        """Say whether the conditions of a rule hold that fits from start to end, in a sentence that ends at `last`."""
        if not rule.titles and self._in_title(start):
            return False
        if rule.not_near and _has(rule.not_near, self.clause(start, end)):
            return False
        if rule.near and not _has(rule.near, self.text[max(0, start - NEAR_REACH) : last]):
            return False
        if rule.not_before and _has(rule.not_before, self._before(start)):
            return False
        if rule.not_after and _has(rule.not_after, self.text[end : end + AFTER_REACH].split("。", 1)[0]):
            return False
        if not rule.topic:
            return True
        topic = self._topic(rule, start, end, last)
        return topic == rule.topic or (rule.alone and not topic)

    def _in_title(self, at: int) -> bool:
        """Say whether a place is within 《…》 in the original text."""
        origin = self.ready.origin(at)
        if self._titles is None:
            self._titles = find_zones(self._original).titles
        index = bisect_right(self._titles, (origin, len(self.text))) - 1
        return index >= 0 and self._titles[index][1] > origin

    def clause(self, start: int, end: int) -> str:
        """Return the words from the comma before a place to the comma behind it, or to the next item of a list."""
        before = bisect_left(self._cuts, start) - 1
        behind = bisect_left(self._cuts, end)
        first = self._cuts[before] + 1 if before >= 0 else 0
        last = self._cuts[behind] if behind < len(self._cuts) else len(self.text)
        return self.text[max(first, start - NEAR_REACH) : min(last, end + NEAR_REACH)]

    def sentence(self, at: int) -> str:
        """Return the sentence in which a place stands."""
        start, end = self.sentences[self._sentence(at)]
        return self.text[start:end]

    def so_far(self, at: int) -> str:
        """Return the sentence up to a place."""
        return self.text[self.sentences[self._sentence(at - 1)][0] : at]

    def _sentence(self, at: int) -> int:
        return bisect_right(self._firsts, at) - 1

    def among(self, found: Fitting) -> str:
        """Return which of several of its kind a match is about: the one that was named last."""
        begin = max(0, found.end - TOPIC_REACH)
        places = {
            name: max(self.text.rfind(word, begin, found.end) for word in self.lexicon.scopes[name])
            for name in found.entry.among
        }
        last = max(places, key=lambda name: places[name], default="")
        return last if last and places[last] >= 0 else ""

    def _before(self, start: int) -> str:
        """Return the few words right before a place, to the comma."""
        edge = bisect_left(self._cuts, start) - 1
        return self.text[max(0, start - BEFORE_REACH, self._cuts[edge] + 1 if edge >= 0 else 0) : start]

    def _topic(self, rule: Rule, start: int, end: int, last: int) -> str:
        """Return the topic of a match: named in it, else last before it, else first behind it in the sentence."""
        first = bisect_right(self._topic_places, end - 1)
        for at in range(first - 1, -1, -1):
            if self._topic_places[at] < start - TOPIC_REACH:
                break
            if not rule.against or self._topics[at][1] == rule.topic or self._topics[at][1] in rule.against:
                return self._topics[at][1]
        if first < len(self._topics) and self._topic_places[first] < last:
            return self._topics[first][1]
        return ""


def _has(words: Iterable[str], text: str) -> bool:
    for word in words:  # noqa: SIM110  # faster than any() with a generator
        if word in text:
            return True
    return False


def _kinds(quantities: Iterable[Quantity]) -> str:
    """Return all of some quantities that decides which rules they fit, as a key."""
    return " ".join(sorted({f"{q.form}.{q.unit}.{q.each:d}.{q.change != '':d}" for q in quantities}))


def _stand(rule: Rule, text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return where words of all parts of a rule stand between two places, with their lengths; None where one lacks."""
    found = []
    for part in (rule.phrase.anchors, *rule.phrase.others):
        standing = [(at, len(word)) for word in part if (at := text.find(word, start, end)) >= 0]
        if not standing:
            return None
        found.append(max(standing, key=lambda place: place[1]))
    return found


def _fits(entry: Entry, rule: Rule, quantity: Quantity) -> bool:
    if quantity.each or quantity.form not in _FORMS.get(entry.kind, ()):
        return False
    if bool(quantity.change) not in _CHANGES.get(entry.kind, (False,)):
        return False
    if rule.phrase.unit:
        return quantity.unit == rule.phrase.unit
    if entry.kind == "ratio" and quantity.form == "number":
        return quantity.unit in ("", "倍")
    return entry.kind != "count" or quantity.unit in entry.units
