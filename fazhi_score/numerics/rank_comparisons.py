"""Who ranks before whom over many draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import Codes, Floats


class Beats:
    """In how many draws regions rank before others.

    Parameters
    ----------
    n : int
        Regions that are ranked.
    units : (m,) array of int, optional
        Those that are compared with all, all by default, which takes ``n`` times as long as one.

    Examples
    --------
    >>> beats = Beats(3)
    >>> beats.add(np.array([[1, 2, 2], [2, 1, 0]]))
    >>> beats.probability()
    array([[0. , 0.5, 1. ],
           [0.5, 0. , 0. ],
           [0. , 0. , 0. ]])
    """

    def __init__(self, n: int, units: Codes | None = None) -> None:
        self.n = n
        self.units = np.arange(n) if units is None else units
        self.before = np.zeros((len(self.units), n), dtype=np.uint32)
        self.both = np.zeros((len(self.units), n), dtype=np.uint32)

    def add(self, ranks: NDArray[np.integer]) -> None:
        """Compare the ranks of ``(d, n)`` draws, 0 for none."""
        if ranks.ndim != 2 or ranks.shape[1] != self.n:
            raise FazhiError(Problem("counting_shape", {"shape": ranks.shape, "wanted": self.n}))
        small: NDArray[np.integer] = ranks.astype(np.int16 if self.n < 2**15 else np.int32)
        for start in range(0, len(small), 255):  # so many are counted in a byte
            part = small[start : start + 255]
            there = part > 0
            gaps = not there.all()
            for row, unit in enumerate(self.units.tolist()):
                first = part[:, unit, None] < part
                if gaps:
                    first &= there[:, unit, None]
                    both = there & there[:, unit, None]
                    self.both[row] += np.add.reduce(both.view(np.uint8), axis=0, dtype=np.uint8)
                self.before[row] += np.add.reduce(first.view(np.uint8), axis=0, dtype=np.uint8)
            if not gaps:
                self.both += np.uint32(len(part))

    def merge(self, other: Beats) -> None:
        """Add what `other` counted of the same regions."""
        if other.before.shape != self.before.shape:
            raise FazhiError(Problem("counting_shape", {"shape": other.before.shape, "wanted": self.before.shape}))
        self.before += other.before
        self.both += other.both

    def probability(self) -> Floats:
        """Return ``(m, n)`` how often a region ranks before another, a tie being neither, where both have a rank."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.before / self.both)
