"""Many words at once into the places at which they stand in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]
"""The characters of a text by their numbers in Unicode."""

BLANKS = "\t\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What :meth:`str.strip` takes off, but for the end of a line."""

_OTHER = 0xFFFF
"""Stands for every character beyond the first 65,535: none of them is of a kind."""

_LONGEST = 6  # longer words are looked for by their beginning
_FACTOR, _MASK = 0x9E3779B97F4A7C15, 0xFFFFFFFFFFFFFFFF
_SLOTS, _SHIFT = 1 << 13, 64 - 13
_STEP, _DROPPED = np.uint64(_FACTOR), np.uint64(_SHIFT)


def codes_of(text: str) -> Codes:
    """Return the characters of a text as numbers.

    Examples
    --------
    >>> codes_of("法治a").tolist()
    [27861, 27835, 97]
    """
    return np.frombuffer(bytearray(text, "utf-32-le", "surrogatepass"), np.uint32)


def kind_table(letters: Mapping[int, str]) -> NDArray[np.uint8]:
    """Return the kinds of characters by their numbers, from the characters of each kind; 0 for all others."""
    kinds = np.zeros(_OTHER + 1, np.uint8)
    for kind, listed in letters.items():
        kinds[[ord(letter) for letter in listed]] = kind
    return kinds


def kinds_of(codes: Codes, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the kind of each character.

    Examples
    --------
    >>> kinds_of(codes_of("甲，乙。"), kind_table({1: "，", 2: "。"})).tolist()
    [0, 1, 0, 2]
    """
    return table.take(np.minimum(codes, _OTHER))


class WordFinder:
    """Finds all of its words in a text by whole-array comparison of 64-bit hashes.

    Parameters
    ----------
    words : sequence of str
        None empty, none twice. Of a word of more than six characters the first six are looked for.

    Examples
    --------
    >>> places, which = WordFinder(["行政", "行政复议", "复议"]).find(codes_of("行政复议"))
    >>> sorted(zip(places.tolist(), which.tolist()))
    [(0, 0), (0, 1), (2, 2)]
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._hashes = np.zeros(len(words), np.uint64)
        # by the beginning of a hash: the number of the list of words it ends, 0 for none, and whether longer ones go on
        self._slots = np.zeros((_LONGEST, _SLOTS), np.int32)
        self._goes_on = np.zeros((_LONGEST, _SLOTS), bool)
        lists: list[list[int]] = [[]]
        for number, word in enumerate(words):
            hashed = 0
            for length, letter in enumerate(word[:_LONGEST]):
                if length:
                    self._goes_on[length - 1, hashed >> _SHIFT] = True
                hashed = (hashed + ord(letter)) * _FACTOR & _MASK
            place = length, hashed >> _SHIFT
            if not self._slots[place]:
                self._slots[place] = len(lists)
                lists.append([])
            lists[self._slots[place]].append(number)
            self._hashes[number] = hashed
        self._ends = self._slots > 0
        self._words = Lists(lists)

    def find(self, text: Codes) -> tuple[Ints, Ints]:
        """Return the places in `text`, in no order, and which word stands at each."""
        codes = np.zeros(len(text) + _LONGEST, np.uint64)
        codes[: len(text)] = text
        at, hashed = np.arange(len(text)), codes[: len(text)] * _STEP
        found: list[tuple[Ints, Ints, NDArray[np.uint64]]] = []
        for length in range(_LONGEST):  # at few places words begin as the text goes on
            slots = (hashed >> _DROPPED).view(np.int64)
            ends = self._ends[length].take(slots).nonzero()[0]  # take and bool: faster than [] and numbers
            found.append((at.take(ends), self._slots[length].take(slots.take(ends)), hashed.take(ends)))
            goes_on = self._goes_on[length].take(slots).nonzero()[0]
            at = at.take(goes_on)
            hashed = (hashed.take(goes_on) + codes.take(at + (length + 1))) * _STEP
        at, lists, hashed = map(np.concatenate, zip(*found, strict=True))
        owners, words = self._words.of(lists)
        same = (self._hashes.take(words) == hashed.take(owners)).nonzero()[0]
        return at.take(owners.take(same)), words.take(same)


class Lists:
    """Lists of numbers, one array for all of them.

    Examples
    --------
    >>> owners, numbers = Lists([[7, 8], [], [9]]).of(np.array([2, 0]))
    >>> owners.tolist(), numbers.tolist()
    ([0, 1, 1], [9, 7, 8])
    """

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.lengths = np.array([len(each) for each in lists], np.int64)
        self._starts = self.lengths.cumsum() - self.lengths
        self._numbers = np.array([number for each in lists for number in each], np.int64)

    def of(self, which: Ints) -> tuple[Ints, Ints]:
        """Return the numbers of some lists, behind the place in `which` of the list that each is of."""
        lengths = self.lengths.take(which)
        owners = np.arange(len(which)).repeat(lengths)
        shifts = self._starts.take(which) - lengths.cumsum() + lengths
        return owners, self._numbers.take(shifts.take(owners) + np.arange(len(owners)))
