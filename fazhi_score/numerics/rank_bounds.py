"""Scores and a set of weights into the best and the worst rank that any weights of the set give.

A composite is the weighted mean of the scores that there are. The best rank of a unit is one more than the least
number of units above it (by more than 1e-9); it is searched for by cutting the set into cells: within a cell most
units are above or not above whatever the weights, which the corners of the cell tell, and what the others add is
bounded from below by a convex programme. A cell that cannot beat the best weights found so far is dropped.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.envelopes import enclosed
from fazhi_score.numerics.weight_sets import NEAR, Cell, WeightSet

NODES = 20_000
"""Cells of one search with up to eight weights and 300 units, after which a bracket is told."""

OWN = 0.01
"""Weights that leave a unit with gaps less than this share on its own scores do not count for its rank."""

SLACK = 0.05
"""A bound this close to the next whole number is not trusted to reach it."""

_LEAST = 1e-5
"""Differences that never exceed it take no part in bounds."""

_SAMPLES = 1024

_NONE, _LEVEL = -1, -2

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class RankBounds:
    """Best and worst ranks of some units, ``(m,)`` each, and the weights ``(m, k)`` at which they are met.

    `best` and `worst` are met at the weights. `best_limit` and `worst_limit` are proved: no weights of the set give a
    better or a worse rank. Where both agree, the rank is exact. NaN for who has no composite at any weights.
    """

    units: Codes
    best: Floats
    best_limit: Floats
    best_weights: Floats
    worst: Floats
    worst_limit: Floats
    worst_weights: Floats

    @property
    def exact(self) -> Flags:
        """``(m,)`` whether best and worst rank are both proved."""
        return np.asarray((self.best == self.best_limit) & (self.worst == self.worst_limit))


def composites(scores: Floats, weights: Floats) -> Floats:
    """Return ``(d, n)`` weighted means of the scores that there are; NaN where all weight is on missing ones."""
    there = (~np.isnan(scores)).astype(np.float64)
    if there.all():
        return np.asarray(weights @ scores.T)
    total, whole = weights @ np.nan_to_num(scores).T, weights @ there.T
    return np.asarray(np.divide(total, whole, out=np.full(total.shape, np.nan), where=whole > TOLERANCE))


def ranks_at(scores: Floats, weights: Floats) -> Floats:
    """Return ``(d, n)`` ranks: one more than how many are above by more than 1e-9; NaN where there is no composite."""
    found = composites(scores, np.atleast_2d(weights))
    ordered = np.sort(found, axis=1)  # NaN last
    counts = (~np.isnan(found)).sum(axis=1)
    ranks = np.full(found.shape, np.nan)
    for row, (values, size) in enumerate(zip(ordered, counts.tolist(), strict=True)):
        ranks[row] = 1 + size - np.searchsorted(values[:size], found[row] + TOLERANCE, side="right")
    return np.where(np.isnan(found), np.nan, ranks)


def rank_bounds(
    scores: ArrayLike, weights: WeightSet, units: ArrayLike | None = None, *, nodes: int = NODES
) -> RankBounds:
    """Return the best and the worst rank of units over all weights of a set.

    Ranks are competition ranks (1, 2, 2, 4): one more than the number of units above by more than 1e-9, so that a tie
    harms nobody, neither in the best rank nor in the worst. Missing scores are left out and the weights of the others
    renormalised; weights that are all on a unit's missing scores do not rank it.

    Parameters
    ----------
    scores : (n, k) array
        NaN where missing.
    weights : WeightSet
        See :func:`fazhi_score.numerics.weight_sets.weight_set`.
    units : (m,) ints, optional
        Whose ranks; left out, all.
    nodes : int
        Cells that one search may look at, from 1 up, for up to eight free weights and 300 units, and fewer beyond, as
        each takes longer; if it needs more, what it has proved until then is told.

    Returns
    -------
    RankBounds

    Notes
    -----
    Of units with the same gaps, the difference of two composites has the sign of a linear function of the weights,
    and the search ends with the exact rank, but for a set of so many weights and units that `nodes` are used up. With
    other gaps the sign is that of a quadratic function; it is enclosed by linear ones that use the range of one
    composite within the cell, and cells are cut until these are narrow enough. Where the corners of the set are too
    many to be listed (bounds on more than about ten weights), one linear programme takes the place of the search.

    The problem is that of the depth of a point (how few points lie beyond any hyperplane through it): Tukey (1975);
    Johnson and Preparata (1978), The densest hemisphere problem, Theoretical Computer Science 6.

    Examples
    --------
    Second is above first where w1 < 2/3, third never is; first is never above third at w = (0, 1).

    >>> from fazhi_score.numerics.weight_sets import weight_set
    >>> found = rank_bounds([[80, 40], [70, 60], [10, 40]], weight_set(2))
    >>> found.best, found.worst
    (array([1., 1., 2.]), array([2., 2., 3.]))
    >>> found.best_weights[0]
    array([1., 0.])
    """
    matrix = np.asarray(scores, dtype=np.float64)
    chosen = np.arange(len(matrix)) if units is None else np.asarray(units, dtype=np.intp)
    found: dict[bool, list[tuple[float, float, Floats]]] = {False: [], True: []}
    start = _Start.of(matrix, weights)
    budget = _budget(nodes, matrix, weights)
    for unit in chosen.tolist():
        for worst in (False, True):
            found[worst].append(_Search(start, unit, worst).solved(budget))
    columns = []
    for worst in (False, True):
        rows = found[worst]
        columns += [np.array([row[0] for row in rows]), np.array([row[1] for row in rows])]
        columns.append(np.array([row[2] for row in rows]).reshape(-1, weights.size))
    return RankBounds(chosen, *columns)


def _budget(nodes: int, scores: Floats, weights: WeightSet) -> int:
    free = int((weights.low < weights.high).sum())
    return max(1, round(nodes * min(1.0, (8 / max(free, 1)) ** 3) * min(1.0, 300 / max(len(scores), 1))))


@dataclass(frozen=True, eq=False)
class _Start:
    """What all searches share: scores with 0 in gaps, where there are scores, the set, and weights with their ranks."""

    scores: Floats
    filled: Floats
    there: Floats
    same: Codes
    weights: WeightSet
    tried: Floats
    ranks: Floats

    @classmethod
    def of(cls, scores: Floats, weights: WeightSet) -> _Start:
        there = ~np.isnan(scores)
        _, same = np.unique(there, axis=0, return_inverse=True)
        tried = weights.points(_SAMPLES)
        if weights.cell is not None:
            tried = np.concatenate([weights.cell.corners, tried])
        filled, ranks = np.nan_to_num(scores), ranks_at(scores, tried)
        return cls(scores, filled, there.astype(np.float64), same.reshape(-1), weights, tried, ranks)


@dataclass(frozen=True, eq=False)
class _Node:
    """A cell, who is known to be against the unit (1) or not (-1) in it, and a bound of how many are against it."""

    cell: Cell
    known: NDArray[np.int8]
    bound: float
    row: Floats
    pair: int


class _Search:
    """The search for the least number of units that are against one: above it, or (worst) not above it.

    A row is the coefficients of a linear function of the weights. `low` is positive only where the other is against
    the unit for sure, `high` is not positive only where it is not; both are the difference of the composites times
    what is positive, where the two have the same gaps.
    """

    def __init__(self, start: _Start, unit: int, worst: bool) -> None:
        self.start, self.unit, self.worst = start, unit, worst
        n = len(start.scores)
        self.same = start.same == start.same[unit]
        self.others = np.arange(n) != unit
        self.there = start.there[unit]
        self.differences = start.filled - start.filled[unit]
        self.found, self.weights = np.inf, np.full(start.weights.size, np.nan)

    def solved(self, nodes: int) -> tuple[float, float, Floats]:
        """Return the rank met, the rank proved, and the weights at which the first is met."""
        ranks = np.where(self.start.tried @ self.there > OWN, self.start.ranks[:, self.unit], np.nan)
        cell = self.own_cell()
        if not self.there.any() or (cell is not None and not len(cell.corners)):
            return np.nan, np.nan, self.weights
        everyone = float(self.others.sum())
        if not np.isnan(ranks).all():
            at = int(np.nanargmax(ranks) if self.worst else np.nanargmin(ranks))
            self.found = ranks[at] - 1 if not self.worst else everyone - (ranks[at] - 1)
            self.weights = self.start.tried[at]
        proved = self.relaxed() if cell is None else self.searched(cell, nodes)
        if np.isinf(self.found):
            return np.nan, np.nan, self.weights
        proved = min(float(np.ceil(proved - SLACK)), self.found)
        if self.worst:
            return everyone - self.found + 1, everyone - proved + 1, self.weights
        return self.found + 1, proved + 1, self.weights

    def own_cell(self) -> Cell | None:
        """Return the set as far as it leaves the unit a composite."""
        cell = self.start.weights.cell
        row = OWN - self.there
        if cell is None or (cell.corners @ row <= 0).all():
            return cell
        parts = cell.cut(row, cell.corners @ row, NEAR)
        return None if parts is None else parts[0]

    def against(self, weights: Floats) -> Floats:
        """Return ``(d,)`` how many are against the unit at some weights, infinite where it has no composite."""
        found = composites(self.start.scores, weights)
        own = found[:, self.unit, None]
        above = (found > own + TOLERANCE).sum(axis=1)
        counts = self.others.sum() - above if self.worst else above
        return np.where(weights @ self.there < OWN - TOLERANCE, np.inf, counts)

    def tell(self, weights: Floats) -> None:
        """Keep the best of some weights if it is better than what was found."""
        counts = self.against(weights)
        at = int(np.argmin(counts))
        if counts[at] < self.found:
            self.found, self.weights = float(counts[at]), weights[at]

    def searched(self, cell: Cell, nodes: int) -> float:
        """Return a number that the count is nowhere below, by cutting cells, the least bound first."""
        ticket = count()
        heap: list[tuple[float, int, _Node]] = []
        closed = np.inf  # bounds of cells that cannot be cut any further
        first = self.looked(cell, np.where(self.others, 0, -1).astype(np.int8), 0.0)
        fresh = [first] if first is not None else []
        for _ in range(nodes):
            for node in fresh:
                if node.pair == _NONE:
                    closed = min(closed, node.bound)
                else:
                    heapq.heappush(heap, (node.bound, next(ticket), node))
            if not heap or heap[0][0] > min(self.found, np.ceil(closed - SLACK)) - 1 + SLACK:
                break
            fresh = list(self.children(heapq.heappop(heap)[2]))
        left = [heap[0][0]] if heap else []
        return min([self.found, closed, *left, *[node.bound for node in fresh]])

    def relaxed(self) -> float:
        """Return a number that the count is nowhere below, by one programme over the whole set."""
        from scipy.optimize import linprog

        weights, free = self.start.weights, np.flatnonzero(self.others)
        own = self.start.scores[self.unit, self.there > 0]
        low, high = self.rows_between(free, float(own.min()), float(own.max()))
        least, most = -weights.ceilings(-low), weights.ceilings(low)
        against = least >= -TOLERANCE if self.worst else least > TOLERANCE
        base = float(against.sum())
        open_ = ~against & (weights.ceilings(high) > TOLERANCE) & (most > _LEAST)
        p = int(open_.sum())
        if not p:
            return base
        faces = weights.faces
        found = linprog(
            np.concatenate([np.zeros(weights.size), np.ones(p)]),
            A_ub=np.block([[low[open_] / most[open_, None], -np.eye(p)], [faces, np.zeros((len(faces), p))]]),
            b_ub=np.zeros(p + len(faces)),
            A_eq=np.concatenate([np.ones(weights.size), np.zeros(p)])[None],
            b_eq=[1.0],
            bounds=[*zip(weights.low, weights.high, strict=True), *[(0.0, 1.0)] * p],
        )
        if found.x is None:
            return base
        return base + float(found.fun)

    def children(self, node: _Node) -> Iterator[_Node]:
        """Yield the two parts of a cell that may still hold better weights."""
        heights = node.cell.corners @ node.row
        kinds = (-1, 1) if node.pair >= 0 else (0, 0)
        parts = node.cell.cut(node.row, heights)
        if parts is None:
            yield replace(node, pair=_NONE)
        for part, kind in zip(parts or (), kinds if parts else (), strict=True):
            if not len(part.corners):
                continue
            known = node.known
            if kind:
                # strictly above needs weights off the cut; not above may be met on it alone
                off = part.corners @ node.row
                if kind < 0 and self.worst and off.min() >= -TOLERANCE:
                    continue
                known = known.copy()
                known[node.pair] = kind
            found = self.looked(part, known, node.bound)
            if found is not None:
                yield found

    def rows(self, others: Codes, corners: Floats) -> tuple[Floats, Floats]:
        """Return the coefficients of `low` and `high` for some others, on a cell with these corners."""
        return self.rows_between(others, *(self.range(corners) if not self.same[others].all() else (0.0, 0.0)))

    def rows_between(self, others: Codes, least: float, most: float) -> tuple[Floats, Floats]:
        """Return the same where the composite of the unit has a range."""
        rows = self.differences[others]
        mixed = ~self.same[others]
        if not mixed.any():
            return (-rows, -rows) if self.worst else (rows, rows)
        which = others[mixed]
        low, high = rows.copy(), rows.copy()
        low[mixed] = self.start.filled[which] - most * self.start.there[which]
        high[mixed] = self.start.filled[which] - least * self.start.there[which]
        return (-high, -low) if self.worst else (low, high)

    def range(self, corners: Floats) -> tuple[float, float]:
        """Return the least and the greatest composite of the unit on a cell: it has them at corners."""
        whole, total = corners @ self.there, corners @ self.start.filled[self.unit]
        some = whole > TOLERANCE
        if not some.any():
            return 0.0, 0.0
        own = total[some] / whole[some]
        return float(own.min()), float(own.max())

    def looked(self, cell: Cell, known: NDArray[np.int8], bound: float) -> _Node | None:
        """Return a cell with its bound and where to cut it, None if it has nothing better than what was found."""
        corners = cell.corners
        free = np.flatnonzero(known == 0)
        low, high = self.rows(free, corners)
        at_low = corners @ low.T
        at_high = at_low if low is high else corners @ high.T
        if self.worst:
            against, not_ = at_low.min(axis=0) >= -TOLERANCE, at_high.max(axis=0) <= TOLERANCE
        else:
            against, not_ = at_low.min(axis=0) > TOLERANCE, at_high.max(axis=0) <= TOLERANCE
        not_ &= ~against
        known = known.copy()
        known[free[against]], known[free[not_]] = 1, -1
        base = float((known == 1).sum())
        if base > self.found - 1 + SLACK:
            return None
        self.tell(self.candidates(corners))
        open_ = ~against & ~not_
        bound = max(bound, base)
        if not open_.any() or bound > self.found - 1 + SLACK:
            return _Node(cell, known, bound, np.zeros(0), _NONE) if bound <= self.found - 1 + SLACK else None
        most = at_low[:, open_].max(axis=0)
        useful = most > _LEAST
        rows = low[open_][useful] / most[useful, None]
        if len(rows):
            more, weights = enclosed(cell, rows, self.found - 1 + SLACK - base)
            self.tell(weights[None])
            bound = max(bound, base + more)
            if bound > self.found - 1 + SLACK:
                return None
        return self.with_cut(cell, known, bound, free[open_], at_low[:, open_], low[open_], high[open_])

    def candidates(self, corners: Floats) -> Floats:
        """Return the corners; of an open condition, points near to them and inside."""
        if not self.worst:
            return corners
        middle = corners.mean(axis=0)
        return np.concatenate([middle[None], corners + 1e-3 * (middle - corners)])

    def with_cut(
        self, cell: Cell, known: NDArray[np.int8], bound: float, free: Codes, at: Floats, low: Floats, high: Floats
    ) -> _Node:
        """Return the cell with the row that cuts it most evenly."""
        same = self.same[free]
        size = np.maximum(np.abs(low).max(axis=1), TOLERANCE)
        if same.all():
            even = np.minimum(at.max(axis=0), -at.min(axis=0)) / size
            best = int(np.argmax(even))
            return _Node(cell, known, bound, low[best], int(free[best]))
        middle = (low + high) / 2
        heights = cell.corners @ middle.T
        even = np.minimum(heights.max(axis=0), -heights.min(axis=0)) / size
        least, most = self.range(cell.corners)
        level = self.start.filled[self.unit] - (least + most) / 2 * self.there
        across = cell.corners @ level
        own = min(across.max(), -across.min()) / max(float(np.abs(level).max()), TOLERANCE)
        best = int(np.argmax(even))
        if max(own, even[best]) < _LEAST and not same.any():
            return _Node(cell, known, bound, level, _NONE)
        if own > even[best] and own >= _LEAST:
            return _Node(cell, known, bound, level, _LEVEL)
        if even[best] < _LEAST:
            best = int(np.flatnonzero(same)[np.argmax(even[same])])
        return _Node(cell, known, bound, middle[best], int(free[best]) if same[best] else _LEVEL)
