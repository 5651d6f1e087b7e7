"""The phrases of a lexicon into the places of a text where they fit and their conditions hold."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from fazhi_score.reports.lexicon import Entry, Lexicon, Rule
from fazhi_score.reports.naming import find_zones, half_width
from fazhi_score.reports.phrases import NUMBER, REST
from fazhi_score.reports.ready import make_ready
from fazhi_score.reports.screening import screen_of
from fazhi_score.reports.types import Quantity

TOPIC_REACH = 220
NEAR_REACH = 160
BEFORE_REACH = 8
AFTER_REACH = 20
MOST_TRIES = 12
_BRACKETED = re.compile("[(][^()\n]{0,60}[)]")


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


_fitting = partial(tuple.__new__, Fitting)  # faster than to name the parts


class Reader:
    """One text and what is known of it."""

    def __init__(self, text: str, quantities: Iterable[Quantity], lexicon: Lexicon) -> None:
        ready = make_ready(text, quantities, lexicon.typos)
        self.ready, self.text, self.lexicon = ready, ready.text, lexicon
        self._titles = find_zones(half_width(text)).titles
        self.sentences, cuts = ready.sentences()
        self._firsts = [start for start, _ in self.sentences]
        self._number_places = sorted(ready.numbers)
        brackets = [match.span() for match in _BRACKETED.finditer(self.text) if NUMBER in match.group()]
        edges = [edge for start, end in brackets for edge in (start, end - 1)]
        self._cuts = [-1, *sorted(cuts + edges), len(self.text)]
        self._screen = screen = screen_of(lexicon)
        self._found = places, which = screen.find(ready.codes)
        self._fitting = {at: screen.fitting(quantity) for at, quantity in ready.numbers.items()}
        self._topics = screen.topics(places, which)
        self._topic_places = [at for at, _ in self._topics]

    def fittings(self) -> Iterator[Fitting]:
        """Iterate over all places where a phrase fits and its conditions hold."""
        return filter(self.holds, self.candidates())

    def candidates(self) -> list[Fitting]:
        """Return all places where a phrase fits; whether its conditions hold too is left to :meth:`holds`."""
        searches = self._screen.searches
        start = end = known = -1
        words = ""
        found: list[Fitting] = []
        for sentence, number in self._screen.worth_trying(self._firsts, self._fitting, *self._found):
            if sentence != known:
                known, (start, end) = sentence, self.sentences[sentence]
                words = self.text[start:end]
            search = searches[number]
            if search is None:
                found += self._together(number, start, end)
            else:
                match = search(words)
                if match:  # most do not fit
                    self._from_first(found, number, match, start)
        return found

    def _from_first(self, found: list[Fitting], number: int, match: re.Match[str] | None, start: int) -> None:
        """Add where a rule fits; a number whose unit does not fit is passed over, what follows is tried."""
        entry, rule, counted, search = self._screen.tries[number]
        tries, at = 0, -1
        while match and search:
            first, last = match.span()
            if counted:
                at = match.start("number")
                if not self._fitting[start + at] >> counted & 1:
                    tries += 1
                    if tries == MOST_TRIES:
                        break
                    match = search(match.string[:at] + REST + match.string[at + 1 :])
                    continue
                at += start
            weight = last - first - len("".join(match.groups("")))  # all but gaps, fillers and the number
            found.append(_fitting((entry, rule, start + first, start + last, at, weight, True)))
            if counted and NUMBER not in match.string[last:]:  # nearly always
                break
            match = search(match.string, last)

    def _together(self, rule_number: int, start: int, end: int) -> list[Fitting]:
        """Return where all words of a rule stand beside one number that fits, or without one, in any order."""
        entry, rule, counted, _ = self._screen.tries[rule_number]
        fitting = []
        for before, behind, number in self._clauses(counted, start, end):
            found = _stand(rule, self.text, before + 1, behind)
            if found is None:
                continue
            first, last = min(at for at, _ in found), max(at + length for at, length in found)
            if number >= 0:
                first, last = min(first, number), max(last, number + 1)
            weight = sum(length for _, length in found)
            fitting.append(_fitting((entry, rule, first, last, number, weight, False)))
        return fitting

    def _clauses(self, counted: int, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the signs around the clauses of a sentence, those with one number that fits where a rule counts."""
        cuts = self._cuts
        if not counted:
            edges = [start - 1, *cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end]
            return [(before, behind, -1) for before, behind in pairwise(edges)]
        places, fits = self._number_places, self._fitting
        alone: dict[int, int] = {}  # by the sign behind their clause
        for at in places[bisect_left(places, start) : bisect_left(places, end)]:
            if fits[at] >> counted & 1:
                clause = bisect_left(cuts, at)
                alone[clause] = at if clause not in alone else -1  # of two numbers nobody knows which is meant
        return [
            (max(start - 1, cuts[clause - 1]), min(end, cuts[clause]), number)
            for clause, number in alone.items()
            if number >= 0
        ]

    def holds(self, found: Fitting) -> bool:
        """Say whether the conditions of a rule hold where it fits."""
        rule, start, end = found.rule, found.start, found.end
        if rule.excluding and rule.excluding.search(self.clause(start, end)):
            return False
        if rule.not_before and has(rule.not_before, self._before(start)):
            return False
        if rule.not_after and has(rule.not_after, self.text[end : end + AFTER_REACH].split("。", 1)[0]):
            return False
        if not rule.titles and self._in_title(start):
            return False
        if not rule.including and not rule.topic:
            return True
        last = self.sentences[self._sentence(start)][1]
        if rule.including and not rule.including.search(self.text, max(0, start - NEAR_REACH), last):
            return False
        if not rule.topic:
            return True
        topic = self._topic(rule, start, end, last)
        return topic == rule.topic or (rule.alone and not topic)

    def _in_title(self, at: int) -> bool:
        """Say whether a place is within 《…》 in the original text."""
        titles = self._titles
        if not titles:
            return False
        origin = self.ready.origin(at)
        index = bisect_right(titles, (origin, len(self.text))) - 1
        return index >= 0 and titles[index][1] > origin

    def clause(self, start: int, end: int) -> str:
        """Return the words from the comma before a place to the comma behind it, or to the next item of a list."""
        cuts = self._cuts
        first, last = cuts[bisect_left(cuts, start) - 1] + 1, cuts[bisect_left(cuts, end)]
        if first < start - NEAR_REACH:
            first = start - NEAR_REACH
        return self.text[first : last if last < end + NEAR_REACH else end + NEAR_REACH]

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
        edge = self._cuts[bisect_left(self._cuts, start) - 1]
        return self.text[max(start - BEFORE_REACH, edge + 1) : start]

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


def has(words: Iterable[str], text: str) -> bool:
    """Say whether one of the words stands in a text."""
    for word in words:  # noqa: SIM110  # faster than any() with a generator
        if word in text:
            return True
    return False


def _stand(rule: Rule, text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return where words of all parts of a rule stand between two places, with their lengths; None where one lacks."""
    found = []
    for part in (rule.phrase.anchors, *rule.phrase.others):
        place, longest = -1, 0
        for word in part:
            if len(word) > longest:
                at = text.find(word, start, end)
                if at >= 0:
                    place, longest = at, len(word)
        if place < 0:
            return None
        found.append((place, longest))
    return found
