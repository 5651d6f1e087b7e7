"""Ranks of many draws: composites with real ties, competition ranks row by row, and counts in bounded memory.

One row is a draw, one column a region. Of ranks only counts are kept, how often each region had each rank, so that
memory does not grow with draws.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.one_thread import one_blas_thread

Ranks = NDArray[np.int32]

CELLS = 200_000
"""Blocks of so many numbers stay in a processor's cache."""

WAITING = 5000
"""Up to so many regions, ranks wait until there are as many draws, two bytes each, and are counted together."""


def distinct_rows(scores: Floats) -> tuple[Codes, Codes]:
    """Return the first of each group of identical rows, and to which of them each row belongs.

    Examples
    --------
    >>> distinct_rows(np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]]))
    (array([0, 1]), array([0, 1, 0]))
    """
    plain = np.ascontiguousarray(scores, dtype=np.float64) + 0.0  # -0 is 0
    seen: dict[bytes, int] = {}
    belongs = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in plain], dtype=np.intp)
    first = np.full(len(seen), len(plain), dtype=np.intp)
    np.minimum.at(first, belongs, np.arange(len(plain)))
    return first, belongs


def composites(scores: Floats, weights: Floats, *, distinct: tuple[Codes, Codes] | None = None) -> Floats:
    """Return the weighted mean of each region in each draw, over the scores that it has.

    A product of matrices rounds the same row differently in different places; hence regions with identical scores are
    computed once, and their composites are the same bits.

    Parameters
    ----------
    scores : (n, k) array
        NaN for a gap: the weights of the others are renormalised.
    weights : (d, k) array
        Not negative, of any sum.
    distinct : pair of arrays, optional
        What `distinct_rows` said of `scores`, so that it is not asked for every block of draws.

    Returns
    -------
    (d, n) array
        NaN where no score has any weight.

    Examples
    --------
    >>> composites(np.array([[10.0, 20.0], [30.0, np.nan]]), np.array([[1.0, 3.0], [0.0, 1.0]]))
    array([[17.5, 30. ],
           [20. ,  nan]])
    """
    first, belongs = distinct_rows(scores) if distinct is None else distinct
    with one_blas_thread():
        if len(first) < len(scores) / 2:
            return _means(scores[first], weights)[:, belongs]
        found = _means(scores, weights)
    twins = np.flatnonzero(first[belongs] != np.arange(len(scores)))
    if len(twins):
        found[:, twins] = found[:, first[belongs[twins]]]
    return found


def _means(rows: Floats, weights: Floats) -> Floats:
    there = ~np.isnan(rows)
    with np.errstate(invalid="ignore", divide="ignore"):
        if there.all():
            return np.asarray((weights / weights.sum(axis=1, keepdims=True)) @ rows.T)
        found = weights @ np.where(there, rows, 0.0).T
        found /= weights @ there.T.astype(np.float64)
        return np.asarray(found)


def rank_rows(scores: Floats) -> Ranks:
    """Return competition ranks within each row, the highest score first: 1, 2, 2, 4; 0 for who has no score.

    After sorting, neighbours within 1e-9 tie and share the lowest rank, as in `scoring.ranking.competition_ranks`.

    Parameters
    ----------
    scores : (d, n) array
        One row a draw, NaN for a region without a score.

    Returns
    -------
    (d, n) int32 array

    Examples
    --------
    >>> rank_rows(np.array([[90.0, 80.0, 80.0 + 1e-10, 70.0, np.nan]]))
    array([[1, 2, 2, 4, 0]], dtype=int32)
    """
    found = np.zeros(scores.shape, dtype=np.int32)
    if scores.size:
        step = max(1, CELLS // scores.shape[1])
        places = np.tile(np.arange(1, scores.shape[1] + 1, dtype=np.int32), min(step, len(scores)))
        for start in range(0, len(scores), step):
            block, into = scores[start : start + step], found[start : start + step]
            packing = _packing(block)
            if packing is None:
                _rank_plainly(block, into)
            else:
                _rank_packed(block, into, places[: block.size], *packing)
    return found


def _rank_plainly(scores: Floats, found: Ranks) -> None:
    """Fill `found` with the ranks of each row."""
    order = np.argsort(-scores, axis=1, kind="stable")
    values = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(1, scores.shape[1] + 1, dtype=np.int32), scores.shape).copy()
    with np.errstate(invalid="ignore"):
        tie = values[:, :-1] - values[:, 1:] <= TOLERANCE
    tie |= values[:, :-1] == values[:, 1:]  # two infinite ones
    place[:, 1:][tie] = 0
    np.maximum.accumulate(place, axis=1, out=place)
    np.put_along_axis(found, order, place, axis=1)
    found[np.isnan(scores)] = 0


def _packing(scores: Floats) -> tuple[float, float, int, bool] | None:
    """Return highest score, levels per point, doubt about a difference in levels, whether some lack; None: do not pack.

    A score as a whole number of levels and the region's number share 63 bits: sorting such numbers, which is faster
    than an order of floats, gives the order. Levels are so fine that only gaps within some 1e-12 of the tolerance are
    in doubt, else the scores are not packed.
    """
    low, high = float(scores.min()), float(scores.max())
    gaps = np.isnan(low)
    if gaps:
        low, high = float(np.fmin.reduce(scores, axis=None)), float(np.fmax.reduce(scores, axis=None))
    if not np.isfinite(high - low):
        return None
    room = 62 - (scores.shape[1] - 1).bit_length()
    levels = 2.0 ** (room - int(np.frexp(max(high - low, 1.0))[1]))
    doubt = 4 / levels + 4 * float(np.spacing(max(abs(low), abs(high))))
    return (high, levels, int(np.ceil(doubt * levels)), gaps) if doubt < TOLERANCE / 100 else None


def _rank_packed(
    scores: Floats, found: Ranks, places: Ranks, high: float, levels: float, doubt: int, gaps: bool
) -> None:
    """Fill `found` with the ranks of each row by sorting scores and regions in one number."""
    rows, n = scores.shape
    bits = (n - 1).bit_length()
    below = high - scores
    below *= levels
    if gaps:
        gone = np.isnan(below)
        below[gone] = 2.0 ** (62 - bits) * 1.5  # behind all others
    keys = below.astype(np.int64)
    keys <<= bits
    keys |= np.arange(n)
    keys.sort(axis=1)
    apart = np.subtract(keys[:, 1:], keys[:, :-1]).reshape(-1)
    bound = int(TOLERANCE * levels)
    close = np.flatnonzero(apart <= (bound + doubt) << bits)
    keys &= (1 << bits) - 1
    keys += (np.arange(rows) * n)[:, None]
    cells = keys.reshape(-1)
    flat = found.reshape(-1)
    flat[cells] = places
    if len(close):
        place = close + close // (n - 1) + 1  # of the lower of the two, in all rows
        _tie(flat, cells, place, n)
        unsure = np.unique(place[apart[close] >= (bound - doubt) << bits] // n)
        for row in unsure.tolist():
            _rank_plainly(scores[row : row + 1], found[row : row + 1])
    if gaps:
        found[gone] = 0


def _tie(flat: Ranks, cells: Codes, place: Codes, n: int) -> None:
    """Give those at `place`, who tie with the one before them, the rank of the first of their run."""
    first = np.diff(place, prepend=-1) != 1
    start = (place[first] - 1)[np.cumsum(first) - 1]
    flat[cells[place]] = start % n + 1


class CellCounts:
    """How often each region was in each of some cells, such as bins of scores.

    Parameters
    ----------
    n : int
        Regions.
    width : int
        Cells of each: memory is ``4 n width`` bytes, and as much again at most while draws wait to be counted.

    Examples
    --------
    >>> cells = CellCounts(2, 3)
    >>> cells.add(np.array([[0, 2], [0, 1]]))
    >>> cells.counts
    array([[2, 0, 0],
           [0, 1, 1]], dtype=uint32)
    """

    def __init__(self, n: int, width: int) -> None:
        self._counts = np.zeros((n, width), dtype=np.uint32)
        self._waiting: list[NDArray[np.uint16]] = []

    def add(self, cells: NDArray[np.integer]) -> None:
        """Count the cells ``(d, n)`` of some draws, from 0."""
        n, width = self._counts.shape
        if cells.ndim != 2 or cells.shape[1] != n:
            raise FazhiError(Problem("counting_shape", {"shape": cells.shape, "wanted": n}))
        if width > WAITING:
            places = cells.T + np.arange(0, n * width, width, dtype=np.intp)[:, None]
            np.add.at(self._counts.reshape(-1), places.reshape(-1), np.uint32(1))
            return
        self._waiting.append(cells.astype(np.uint16))
        if sum(map(len, self._waiting)) >= width:
            self._count()

    def _count(self) -> None:
        """Count the draws that wait: a few regions at a time, so that their counts stay in cache."""
        waiting, self._waiting = np.concatenate(self._waiting), []
        width = self._counts.shape[1]
        step = max(1, CELLS // width)
        for start in range(0, len(self._counts), step):
            places = waiting[:, start : start + step].astype(np.intp)
            into = self._counts[start : start + step]
            places += np.arange(0, into.size, width)
            into += np.bincount(places.reshape(-1), minlength=into.size).reshape(into.shape).astype(np.uint32)

    @property
    def counts(self) -> NDArray[np.uint32]:
        """The ``(n, width)`` counts."""
        if self._waiting:
            self._count()
        return self._counts

    def merge(self, other: CellCounts) -> None:
        """Add what `other` counted of the same regions."""
        if other._counts.shape != self._counts.shape:
            raise FazhiError(Problem("counting_shape", {"shape": other._counts.shape, "wanted": self._counts.shape}))
        self._counts += other.counts


class RankCounts:
    """How often each region had each rank.

    Parameters
    ----------
    n : int
        Regions that are ranked.
    units : (m,) array of int, optional
        Those whose ranks are counted, all by default: memory is that of ``CellCounts(m, n + 1)``.

    Attributes
    ----------
    draws : int
        Rows added.

    Examples
    --------
    >>> counts = RankCounts(3)
    >>> counts.add(np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 3]]))
    >>> counts.quantiles(0.9)
    (array([1., 1., 2.]), array([2., 3., 3.]))
    >>> counts.mean(), counts.top(1)
    (array([1.25, 2.  , 2.75]), array([0.75, 0.25, 0.  ]))
    """

    def __init__(self, n: int, units: Codes | None = None) -> None:
        self.n = n
        self.units = units
        self.draws = 0
        self._cells = CellCounts(n if units is None else len(units), n + 1)

    @property
    def counts(self) -> NDArray[np.uint32]:
        """The ``(m, n + 1)`` counts: column r counts rank r, column 0 the draws in which the region had none."""
        return self._cells.counts

    def add(self, ranks: NDArray[np.integer]) -> None:
        """Count the ranks of ``(d, n)`` draws, 0 for none."""
        if ranks.ndim != 2 or ranks.shape[1] != self.n:
            raise FazhiError(Problem("counting_shape", {"shape": ranks.shape, "wanted": self.n}))
        self._cells.add(ranks if self.units is None else ranks[:, self.units])
        self.draws += len(ranks)

    def merge(self, other: RankCounts) -> None:
        """Add what `other` counted of the same regions."""
        self._cells.merge(other._cells)
        self.draws += other.draws

    @property
    def ranked(self) -> NDArray[np.int64]:
        """In how many draws each region had a rank."""
        return self.draws - self.counts[:, 0].astype(np.int64)

    def quantile(self, *shares: float | Floats) -> tuple[Floats, ...]:
        """Return, for each share p, ``(m,)`` the smallest rank r with P(R <= r) >= p; NaN: never ranked.

        It is definition 1 of Hyndman and Fan (1996): a rank that was drawn, never one between two. A share may be
        one for all or ``(m,)``.
        """
        ranked = self.ranked
        needed = [np.maximum(np.ceil(share * ranked - TOLERANCE), 1) for share in shares]
        found = tuple(np.full(len(ranked), np.nan) for _ in shares)
        for rows, below in self._cumulative():
            for need, into in zip(needed, found, strict=True):
                rank = np.argmax(below >= need[rows, None], axis=1) + 1.0
                into[rows] = np.where(ranked[rows] > 0, rank, np.nan)
        return found

    def half_width(self, share: float, level: float = 0.95) -> Floats:
        """Return ``(m,)`` how far a quantile may be off, in ranks, because draws are few: convergence.

        Half the distance between the quantiles at ``share ± z sqrt(share (1 - share) / draws)``: the interval of the
        quantile by order statistics, whatever the distribution.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            away = _z(level) * np.sqrt(share * (1 - share) / self.ranked)
        away = np.minimum(away, 1.0)
        low, high = self.quantile(np.maximum(share - away, 0.0), np.minimum(share + away, 1.0))
        return (high - low) / 2

    def quantiles(self, level: float) -> tuple[Floats, Floats]:
        """Return the ends of the central interval of `level` 0.9: the quantiles 0.05 and 0.95, say."""
        low, high = self.quantile((1 - level) / 2, (1 + level) / 2)
        return low, high

    def median(self) -> Floats:
        """Return ``(m,)`` median ranks, the smallest rank with P(R <= r) >= 1/2."""
        return self.quantile(0.5)[0]

    def mean(self) -> Floats:
        """Return ``(m,)`` mean ranks over the draws with one."""
        total = np.empty(len(self.counts))
        for rows in self._blocks():
            total[rows] = self.counts[rows] @ np.arange(self.n + 1.0)
        with np.errstate(invalid="ignore"):
            return np.asarray(total / self.ranked)

    def probability(self) -> Floats:
        """Return ``(m, n)`` the share of each rank, column 0 for rank 1, in the draws with one."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.counts[:, 1:] / self.ranked[:, None])

    def top(self, k: int) -> Floats:
        """Return ``(m,)`` how often the rank was k or better, as a share of the draws with one."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.counts[:, 1 : k + 1].sum(axis=1) / self.ranked)

    def _cumulative(self) -> Iterator[tuple[slice, NDArray[np.int64]]]:
        for rows in self._blocks():
            yield rows, np.cumsum(self.counts[rows, 1:], axis=1, dtype=np.int64)

    def _blocks(self) -> Iterator[slice]:
        step = max(1, CELLS // (self.n + 1))
        for start in range(0, len(self.counts), step):
            yield slice(start, start + step)


def share_half_width(share: Floats, draws: int | NDArray[np.int64], level: float = 0.95) -> Floats:
    """Return how far a probability estimated from draws may be off: half of Wilson's interval.

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22, 209-212.

    Examples
    --------
    >>> share_half_width(np.array([0.0, 0.5]), 100).round(3)
    array([0.018, 0.096])
    """
    square = _z(level) ** 2 / draws
    return np.asarray(np.sqrt(square * share * (1 - share) + square**2 / 4) / (1 + square))


def _z(level: float) -> float:
    from statistics import NormalDist

    if not 0 < level < 1:
        raise FazhiError(Problem("sampling_between", {"name": "level", "low": 0, "high": 1, "value": level}))
    return NormalDist().inv_cdf(0.5 + level / 2)
