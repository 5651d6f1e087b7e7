"""The words of a lexicon that stand in a text into the rules worth trying in each sentence, and the topics named."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import repeat

import numpy as np

from fazhi_score.reports.lexicon import Lexicon
from fazhi_score.reports.types import Quantity
from fazhi_score.reports.words import Codes, Ints, Lists, WordFinder

_BLOCK = 256  # sentences that are looked at together
_MOST_KINDS = 1000  # kinds of quantities that are remembered
_FORMS = {
    "count": {"number", "range", "sum"},
    "rate": {"percent", "fraction", "range"},
    "reduction": {"percent", "fraction", "range"},
    "change": {"percent", "multiple", "fraction"},
    "ratio": {"ratio", "multiple", "number", "percent"},
    "amount": {"money"},
}
_CHANGES = {"change": (True,), "reduction": (False, True)}


@lru_cache(maxsize=8)
def screen_of(lexicon: Lexicon) -> Screen:
    """Return what tells which rules of a lexicon are worth trying."""
    return Screen(lexicon)


class Screen:
    """All words that a lexicon is looked for by.

    A rule is worth trying in a sentence where a word of each of its parts stands, and a quantity that fits it.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.rules = [(entry, rule) for entry in lexicon.entries.values() for rule in (*entry.rules, *entry.claims)]
        # a number less to look up for each rule that is tried; None where the words may stand in any order
        self.searches = [rule.phrase.pattern and rule.phrase.pattern.search for _, rule in self.rules]
        anchored: dict[str, list[int]] = {}
        parts: dict[tuple[str, ...], int] = {}
        for number, (_, rule) in enumerate(self.rules):
            for word in rule.phrase.anchors:
                anchored.setdefault(word, []).append(number)
            for part in rule.phrase.others:
                parts.setdefault(part, len(parts))
        naming: dict[str, list[str]] = {}
        for topic, listed in lexicon.topics.items():
            for word in listed:
                naming.setdefault(word, []).append(topic)
        holding: dict[str, list[int]] = {}
        for part, number in parts.items():
            for word in part:
                holding.setdefault(word, []).append(number)
        words = list(dict.fromkeys((*anchored, *naming, *holding)))
        self._finder = WordFinder(words)
        self._anchors = len(anchored)  # these words come first
        # twice: for sentences with a quantity, and for all others (most), in which only rules count that count nothing
        free = [not rule.phrase.counts for _, rule in self.rules]
        needed = {parts[part] for _, rule in self.rules if not rule.phrase.counts for part in rule.phrase.others}
        tried, held = list(anchored.values()), [holding.get(word, []) for word in words]
        self._anchored = Lists([*tried, *([number for number in each if free[number]] for each in tried)])
        self._holding = Lists([*held, *([part for part in each if part in needed] for each in held)])
        self._topics = [sorted(naming.get(word, ())) for word in words]
        self._naming = np.array([word in naming for word in words], bool)
        self._lengths = np.array([len(word) for word in words], np.int64)
        most = max((len(rule.phrase.others) for _, rule in self.rules), default=0)
        self._always = len(parts)  # fills up the lists of parts, and stands in every sentence
        self._needed = np.full((most, len(self.rules)), self._always)
        for number, (_, rule) in enumerate(self.rules):
            self._needed[: len(rule.phrase.others), number] = [parts[part] for part in rule.phrase.others]
        counting: dict[tuple[str, frozenset[str], str], int] = {}
        for entry, rule in self.rules:
            if rule.phrase.counts:
                counting.setdefault((entry.kind, entry.units, rule.phrase.unit), len(counting) + 1)
        self._counting = counting
        self._bytes = len(counting) // 8 + 1
        counted = [
            counting[entry.kind, entry.units, rule.phrase.unit] if rule.phrase.counts else 0
            for entry, rule in self.rules
        ]
        self._counted = np.array(counted, np.int64)
        self.tries = [
            (entry, rule, counts, search)
            for (entry, rule), counts, search in zip(self.rules, counted, self.searches, strict=True)
        ]
        """Of each rule, by number: what it is, what it counts (0 for nothing), and what looks for it."""
        self._fitting: dict[tuple[object, ...], int] = {}

    def find(self, text: Codes) -> tuple[Ints, Ints]:
        """Return the places of words, in no order, and which word stands at each."""
        return self._finder.find(text)

    def topics(self, places: Ints, which: Ints) -> list[tuple[int, str]]:
        """Return the topics that are named, with their places; of words within each other the longer holds."""
        naming = self._naming[which]
        places, which = places[naming], which[naming]
        ends = places + self._lengths[which]
        order = np.lexsort((which, -ends, places))
        places, which, ends = places[order], which[order], ends[order]
        longer = ends > np.maximum.accumulate(np.append(0, ends[:-1]))
        found = zip(places[longer].tolist(), which[longer].tolist(), strict=True)
        return [(at, topic) for at, number in found for topic in self._topics[number]]

    def worth_trying(
        self, firsts: list[int], fitting: Mapping[int, int], places: Ints, which: Ints
    ) -> Iterator[tuple[int, int]]:
        """Iterate over sentences and the rules that are worth trying there, both by their number.

        Parameters
        ----------
        firsts : list of int
            Where the sentences begin.
        fitting : mapping
            The place of each quantity to what it fits, as :meth:`fitting` returns it.
        places, which : arrays
            What :meth:`find` returns.
        """
        kinds = [1] * len(firsts)  # rules that count nothing fit everywhere
        for at, fits in fitting.items():
            kinds[bisect_right(firsts, at) - 1] |= fits
        sentences, words = np.array(firsts).searchsorted(places, "right") - 1, which
        if len(firsts) > _BLOCK:
            order = sentences.argsort()
            sentences, words = sentences[order], words[order]
        for first in range(0, len(firsts), _BLOCK):
            begin, end = 0, len(words)
            if len(firsts) > _BLOCK:
                begin, end = sentences.searchsorted((first, first + _BLOCK))
            within, block = sentences[begin:end] - first, kinds[first : first + _BLOCK]
            within, rules = self._of_block(within, words[begin:end], block)
            together = ((within + first) * len(self.rules) + rules).tolist()
            yield from map(divmod, dict.fromkeys(together), repeat(len(self.rules)))

    def _of_block(self, sentences: Ints, which: Ints, kinds: list[int]) -> tuple[Ints, Ints]:
        """Return sentences and the rules worth trying there, in the order of the words that they were found by."""
        size, most = len(kinds), self._always + 1
        bare = np.array([kind == 1 for kind in kinds])
        standing = np.zeros(size * most, bool)  # sentence by sentence, of each part
        standing[self._always :: most] = True
        owners, parts = self._holding.of(which + bare[sentences] * len(self._lengths))
        standing[(sentences * most)[owners] + parts] = True
        anchors = np.zeros(size * self._anchors, bool)
        anchors[(sentences * self._anchors + which)[which < self._anchors]] = True
        sentences, which = np.divmod(anchors.nonzero()[0], self._anchors)
        owners, rules = self._anchored.of(which + bare[sentences] * self._anchors)
        sentences = sentences[owners]
        packed = b"".join([kind.to_bytes(self._bytes, "little") for kind in kinds])
        fitting = np.unpackbits(np.frombuffer(packed, np.uint8), bitorder="little").view(bool)
        fit = fitting[sentences * (8 * self._bytes) + self._counted[rules]]
        sentences, rules = sentences[fit], rules[fit]
        for needed in self._needed:  # most lack the first of their parts
            complete = standing[sentences * most + needed[rules]]
            sentences, rules = sentences[complete], rules[complete]
        return sentences, rules

    def fitting(self, quantity: Quantity) -> int:
        """Return what rules count that a quantity fits: the bits at the numbers in :attr:`tries`."""
        kind = (quantity.form, quantity.unit, quantity.each, quantity.change)
        known = self._fitting.get(kind)
        if known is None:
            if len(self._fitting) >= _MOST_KINDS:
                self._fitting.clear()
            known = sum(1 << number for counted, number in self._counting.items() if _fits(*counted, quantity))
            self._fitting[kind] = known
        return known


def _fits(kind: str, units: frozenset[str], unit: str, quantity: Quantity) -> bool:
    """Say whether a quantity is of the kind and has the unit that are counted; `unit` is the only one that may be."""
    if quantity.each or quantity.form not in _FORMS.get(kind, ()):
        return False
    if bool(quantity.change) not in _CHANGES.get(kind, (False,)):
        return False
    if unit:
        return quantity.unit == unit
    if kind == "ratio" and quantity.form == "number":
        return quantity.unit in ("", "倍")
    return kind != "count" or quantity.unit in units
