"""Many words at once into the places at which they stand in a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_LONGEST = 6  # longer words are looked for by their beginning
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(48)


class WordFinder:
    """Finds all of its words in a text by whole-array comparison of 64-bit hashes.

    Parameters
    ----------
    words : sequence of str
        None empty, none twice. Of a word of more than six characters the first six are looked for.

    Examples
    --------
    >>> places, which = WordFinder(["行政", "行政复议", "复议"]).find("行政复议")
    >>> sorted(zip(places.tolist(), which.tolist()))
    [(0, 0), (0, 1), (2, 2)]
    """

    def __init__(self, words: Sequence[str]) -> None:
        by_length: dict[int, dict[int, list[int]]] = {}
        for number, word in enumerate(words):
            length = min(len(word), _LONGEST)
            hashed = int(_hashes(_codes(word), length)[0])
            by_length.setdefault(length, {}).setdefault(hashed, []).append(number)
        self._tables = [_Table(length, table) for length, table in sorted(by_length.items())]

    def find(self, text: str) -> tuple[Ints, Ints]:
        """Return the places in `text`, in no order, and which word stands at each."""
        codes = _codes(text)
        found = [table.find(codes) for table in self._tables]
        return np.concatenate([at for at, _ in found]), np.concatenate([which for _, which in found])


class _Table:
    """The words of one length: their hashes in order, a word for each, and which beginnings of hashes occur."""

    def __init__(self, length: int, words: dict[int, list[int]]) -> None:
        self.length = length
        pairs = sorted((hashed, number) for hashed, numbers in words.items() for number in numbers)
        self.hashes = np.array([hashed for hashed, _ in pairs], np.uint64)
        self.words = np.array([number for _, number in pairs], np.int64)
        self.most = max(map(len, words.values()))
        self.maybe = np.zeros(0x10000, bool)
        self.maybe[self.hashes >> _SHIFT] = True

    def find(self, codes: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        hashed = _hashes(codes, self.length)
        at = np.flatnonzero(self.maybe[hashed >> _SHIFT])
        hashed = hashed[at]
        first = np.searchsorted(self.hashes, hashed)
        places, words = [], []
        for further in range(self.most):  # several where long words begin alike
            index = np.minimum(first + further, len(self.hashes) - 1)
            same = (self.hashes[index] == hashed) & (first + further < len(self.hashes))
            places.append(at[same])
            words.append(self.words[index[same]])
        return np.concatenate(places), np.concatenate(words)


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _hashes(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Return the hash of the `length` characters from each place on, as many as there are whole ones."""
    size = max(len(codes) - length + 1, 0)
    hashed = np.zeros(size, np.uint64)
    for shift in range(length):
        hashed = (hashed + codes[shift : shift + size]) * _FACTOR
    return hashed
