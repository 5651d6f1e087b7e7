"""The words of a lexicon that stand in a text into the rules worth trying in each sentence, and the topics named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fazhi_score.reports.lexicon import Entry, Lexicon, Rule
from fazhi_score.reports.types import Quantity
from fazhi_score.reports.words import Ints, Lists, WordFinder

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
        self._anchored = Lists(list(anchored.values()))
        self._holding = Lists([holding.get(word, []) for word in words])
        self._topics = [sorted(naming.get(word, ())) for word in words]
        self._naming = np.array([word in naming for word in words], bool)
        self._lengths = np.array([len(word) for word in words], np.int64)
        most = max((len(rule.phrase.others) for _, rule in self.rules), default=0)
        self._always = len(parts)  # fills up the lists of parts, and stands in every sentence
        self._needed = np.full((len(self.rules), most), self._always)
        for number, (_, rule) in enumerate(self.rules):
            self._needed[number, : len(rule.phrase.others)] = [parts[part] for part in rule.phrase.others]
        self._claims = np.array([not rule.phrase.counts for _, rule in self.rules], bool)
        self._fitting: dict[tuple[object, ...], NDArray[np.bool_]] = {}

    def find(self, text: str) -> tuple[Ints, Ints]:
        """Return the places of words, in order, and which word stands at each."""
        places, which = self._finder.find(text)
        order = np.argsort(places, kind="stable")
        return places[order], which[order]

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
        self, firsts: list[int], numbers: Mapping[int, Quantity], places: Ints, which: Ints
    ) -> Iterator[tuple[int, int]]:
        """Iterate over sentences and the rules that are worth trying there, both by their number.

        Parameters
        ----------
        firsts : list of int
            Where the sentences begin.
        numbers : mapping
            Place to quantity.
        places, which : arrays
            What :meth:`find` returns.
        """
        sentences = np.searchsorted(firsts, places, "right") - 1
        counted = np.searchsorted(firsts, list(numbers), "right") - 1
        quantities = list(numbers.values())
        for first in range(0, len(firsts), _BLOCK):
            begin, end = np.searchsorted(sentences, (first, first + _BLOCK))
            found, words = sentences[begin:end] - first, which[begin:end]
            begin, end = np.searchsorted(counted, (first, first + _BLOCK))
            fitting = np.tile(self._claims, (min(_BLOCK, len(firsts) - first), 1))
            for sentence, quantity in zip((counted[begin:end] - first).tolist(), quantities[begin:end], strict=True):
                fitting[sentence] |= self._fitted(quantity)
            found, rules = self._of_block(found, words, fitting)
            yield from dict.fromkeys(zip((found + first).tolist(), rules.tolist(), strict=True))

    def _of_block(self, sentences: Ints, which: Ints, fitting: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Return sentences and the rules worth trying there, in the order of the words that they were found by."""
        size, most = len(fitting), self._always + 1
        standing = np.zeros(size * most, bool)  # sentence by sentence, of each part
        standing[self._always :: most] = True
        owners, parts = self._holding.of(which)
        standing[sentences[owners] * most + parts] = True
        anchors = np.zeros(size * self._anchors, bool)
        known = which < self._anchors
        anchors[sentences[known] * self._anchors + which[known]] = True
        sentences, which = np.divmod(np.flatnonzero(anchors), self._anchors)
        owners, rules = self._anchored.of(which)
        sentences = sentences[owners]
        fit = fitting[sentences, rules]
        sentences, rules = sentences[fit], rules[fit]
        complete = standing[(sentences * most)[:, None] + self._needed[rules]].all(axis=1)
        return sentences[complete], rules[complete]

    def _fitted(self, quantity: Quantity) -> NDArray[np.bool_]:
        """Return which rules a quantity fits."""
        kind = (quantity.form, quantity.unit, quantity.each, quantity.change != "")
        known = self._fitting.get(kind)
        if known is None:
            if len(self._fitting) >= _MOST_KINDS:
                self._fitting.clear()
            found = [rule.phrase.counts and fits(entry, rule, quantity) for entry, rule in self.rules]
            known = self._fitting[kind] = np.array(found, bool)
        return known


def fits(entry: Entry, rule: Rule, quantity: Quantity) -> bool:
    """Say whether a quantity is of the kind that a rule counts."""
    if quantity.each or quantity.form not in _FORMS.get(entry.kind, ()):
        return False
    if bool(quantity.change) not in _CHANGES.get(entry.kind, (False,)):
        return False
    if rule.phrase.unit:
        return quantity.unit == rule.phrase.unit
    if entry.kind == "ratio" and quantity.form == "number":
        return quantity.unit in ("", "倍")
    return entry.kind != "count" or quantity.unit in entry.units
