"""Sets of weights as polytopes: bounds and orders of importance into corners, and cuts of what they enclose.

Weights are shares: none negative, their sum 1. A face is a row `f` with ``f . w <= 0`` for all weights of the set; as
the sum is 1, a bound ``w_j <= u`` is such a row too: ``(e_j - u) . w <= 0``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Floats

CORNERS = 3000
"""A set with more corners is described by its faces alone."""

NEAR = 1e-12
"""A corner that is closer to a face lies on it."""

_BLOCK, _MANY = 2000, 20

Order = Sequence[int | Sequence[int]]
"""Positions from the most important down; those in one list weigh the same."""


@dataclass(frozen=True, eq=False)
class Cell:
    """A polytope of weights.

    Parameters
    ----------
    corners : (m, k) array
        Their convex hull is the cell; besides all corners it may hold other points of it.
    faces : (c, k) array
        ``faces @ w <= 0`` for all w of the cell.
    tight : (m, c) array of bool
        Which corners lie on which faces.
    """

    corners: Floats
    faces: Floats
    tight: NDArray[np.bool_]

    def cut(self, row: Floats, heights: Floats, tolerance: float = TOLERANCE) -> tuple[Cell, Cell] | None:
        """Return the parts where ``row . w <= 0`` and ``>= 0``, None where they would have too many corners.

        A part may be empty, or flat.

        Parameters
        ----------
        row : (k,) array
        heights : (m,) array
            ``corners @ row``; what is within the tolerance of 0 is on the cut.
        """
        above, below = np.flatnonzero(heights > tolerance), np.flatnonzero(heights < -tolerance)
        on = np.abs(heights) <= tolerance
        first, second = self._edges(above, below)
        if len(first) > CORNERS:
            return None
        share = (heights[first] / (heights[first] - heights[second]))[:, None]
        new = self.corners[first] + share * (self.corners[second] - self.corners[first])
        new_tight = np.column_stack([self.tight[first] & self.tight[second], np.ones(len(new), dtype=bool)])
        old_tight = np.column_stack([self.tight, on])
        parts = []
        for kept, sign in ((heights <= tolerance, 1.0), (heights >= -tolerance, -1.0)):
            corners, tight = np.concatenate([self.corners[kept], new]), np.concatenate([old_tight[kept], new_tight])
            touched = tight.any(axis=0)
            faces = np.concatenate([self.faces, sign * row[None]])
            parts.append(Cell(corners, faces[touched], tight[:, touched]))
        return parts[0], parts[1]

    def _edges(self, above: NDArray[np.intp], below: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the ends of the edges between two sets of corners: they share k - 2 faces, and these no third has."""
        tight = self.tight.astype(np.float32)
        shared = tight[above] @ tight[below].T
        first, second = np.nonzero(shared > self.corners.shape[1] - 2.5)
        first, second = above[first], below[second]
        if self.tight.sum(axis=1).max(initial=0) < self.corners.shape[1] or len(first) > _MANY * CORNERS:
            return first, second  # no corner has more faces than it needs, or it does not matter
        edge = np.zeros(len(first), dtype=bool)
        for start in range(0, len(first), _BLOCK):
            part = slice(start, start + _BLOCK)
            common = tight[first[part]] * tight[second[part]]
            edge[part] = (common @ tight.T > common.sum(axis=1, keepdims=True) - 0.5).sum(axis=1) == 2
        return first[edge], second[edge]


@dataclass(frozen=True, eq=False)
class WeightSet:
    """Weights between bounds that keep orders of importance.

    Parameters
    ----------
    low, high : (k,) arrays
    faces : (c, k) array
        All of bounds and orders as rows with ``faces @ w <= 0``.
    cell : Cell or None
        None where there are too many corners.
    order : Cell or None
        The simplex cut by the orders alone, where `cell` is None and this has few corners.
    ordered : bool
        Whether there are orders.
    """

    low: Floats
    high: Floats
    faces: Floats
    cell: Cell | None
    order: Cell | None = None
    ordered: bool = False

    @property
    def size(self) -> int:
        """How many weights."""
        return len(self.low)

    def ceilings(self, rows: Floats) -> Floats:
        """Return ``(n,)`` numbers that ``rows @ w`` does not exceed on the set: its maximum where corners are known."""
        if self.cell is not None:
            return np.asarray((self.cell.corners @ rows.T).max(axis=0))
        best = np.argsort(-rows, axis=1)
        width, left = (self.high - self.low)[best], 1.0 - self.low.sum()
        before = np.cumsum(width, axis=1) - width
        used = np.clip(left - before, 0.0, width)
        found: Floats = rows @ self.low + (used * np.take_along_axis(rows, best, axis=1)).sum(axis=1)
        return found if self.order is None else np.minimum(found, np.max(self.order.corners @ rows.T, axis=0))

    def points(self, count: int, seed: int = 0) -> Floats:
        """Return ``(count, k)`` weights of the set: mixtures of its corners, the mean of them first."""
        rng = np.random.default_rng(seed)
        corners = self.cell.corners if self.cell is not None else self._reached(rng, 24)
        mixed = [corners.mean(axis=0, keepdims=True)]
        left = count - 1
        for concentration in (1.0, 8.0 / len(corners), 2.0 / len(corners)):
            share = rng.dirichlet(np.full(len(corners), concentration), -(-left // 3))
            mixed.append(share @ corners)
        return np.concatenate(mixed)[:count]

    def _reached(self, rng: np.random.Generator, count: int) -> Floats:
        """Return ``(count, k)`` corners that random programmes end in."""
        return np.array([self.minimised(rng.normal(size=self.size)) for _ in range(count)])

    def minimised(self, row: Floats) -> Floats:
        """Return ``(k,)`` weights of the set at which ``row . w`` is least, by a linear programme."""
        from scipy.optimize import linprog

        found = linprog(
            row, A_ub=self.faces, b_ub=np.zeros(len(self.faces)), A_eq=np.ones((1, self.size)), b_eq=[1.0],
            bounds=list(zip(self.low, self.high, strict=True)),
        )  # fmt: skip
        if found.x is None:
            raise FazhiError(Problem("weight_set_empty"))
        return np.asarray(found.x)


def weight_set(
    k: int,
    *,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    orders: Iterable[Order] = (),
    names: Sequence[str] = (),
) -> WeightSet:
    """Return the set of all weights between bounds that keep orders of importance; without either, the simplex.

    Parameters
    ----------
    k : int
        How many weights, from 1 up.
    low, high : (k,) arrays, optional
        The least and the greatest share of each weight, 0–1.
    orders : list of orders
        Each a list of positions from the most important down; equal ones in an inner list. An order need not name
        all, and several together must not contradict.
    names : list of str, optional
        What messages call the weights; left out, by their positions from 0.

    Returns
    -------
    WeightSet

    Raises
    ------
    FazhiError
        Bounds that cross, orders that contradict or name a position that is not there, and bounds and orders that no
        weights keep.

    Examples
    --------
    The corners of w1 >= w2 >= w3 are (1, 0, 0), (1/2, 1/2, 0) and (1/3, 1/3, 1/3).

    >>> corners = weight_set(3, orders=[[0, 1, 2]]).cell.corners
    >>> sorted(np.round(corners, 3).tolist(), reverse=True)
    [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.333, 0.333, 0.333]]
    """
    called = [str(name) for name in names] or [str(j) for j in range(k)]
    lower, upper = _bounds(k, low, high, called)
    given = list(orders)
    ordered = _order_rows(k, given, called)
    unit = np.eye(k)
    floors, lids = np.flatnonzero(lower > 0), np.flatnonzero(upper < 1)
    bounds = np.concatenate([lower[floors, None] - unit[floors], unit[lids] - upper[lids, None]])
    whole = Cell(unit, -unit, ~np.eye(k, dtype=bool))
    cell = _enclosed(whole, np.concatenate([ordered, bounds]))
    faces = np.concatenate([-unit, ordered, bounds])
    if cell is not None:
        return WeightSet(lower, upper, faces, cell, ordered=len(ordered) > 0)
    order = _enclosed(whole, ordered) if len(ordered) else None
    found = WeightSet(lower, upper, faces, None, order, len(ordered) > 0)
    found.minimised(np.zeros(k))
    return found


def _enclosed(cell: Cell, rows: Floats) -> Cell | None:
    """Return a cell cut by rows, None where it gets too many corners."""
    for row in rows:
        heights = cell.corners @ row
        if (heights > NEAR).any():
            parts = cell.cut(row, heights, NEAR)
            if parts is None or len(parts[0].corners) > CORNERS:
                return None
            cell = parts[0]
        if not len(cell.corners):
            raise FazhiError(Problem("weight_set_empty"))
    return cell


def _bounds(k: int, low: ArrayLike | None, high: ArrayLike | None, names: Sequence[str]) -> tuple[Floats, Floats]:
    lower = np.zeros(k) if low is None else np.asarray(low, dtype=np.float64)
    upper = np.ones(k) if high is None else np.asarray(high, dtype=np.float64)
    if lower.shape != (k,) or upper.shape != (k,) or k < 1:
        raise FazhiError(Problem("sampling_bounds_shape", {"low": lower.size, "high": upper.size}))
    wrong = np.flatnonzero(~((lower >= 0) & (lower <= upper) & (upper <= 1)))
    if len(wrong):
        raise FazhiError(
            Problem("sampling_bounds_cross", {"position": names[j], "low": float(lower[j]), "high": float(upper[j])})
            for j in wrong.tolist()
        )
    least, most = float(lower.sum()), float(upper.sum())
    if least > 1 + TOLERANCE or most < 1 - TOLERANCE:
        lows, highs = (", ".join(f"{number:g}" for number in ends) for ends in (lower, upper))
        shown = {"low": round(least, 6), "high": round(most, 6), "lows": lows, "highs": highs}
        raise FazhiError(Problem("sampling_bounds_empty", shown))
    # shares that add up to 1 but for the last digit
    return lower / max(least, 1.0), np.minimum(upper * max(1.0, 1.0 / most), 1.0)


def _order_rows(k: int, orders: Sequence[Order], names: Sequence[str]) -> Floats:
    """Return ``(c, k)`` rows of orders: the less important minus the more important, both ways for equal ones."""
    unit = np.eye(k)
    rows: list[Floats] = []
    same = np.arange(k)
    steps: list[tuple[int, int]] = []
    for order in orders:
        groups = [[int(j) for j in np.atleast_1d(np.asarray(each, dtype=np.intp))] for each in order]
        named = [j for group in groups for j in group]
        if len(set(named)) < len(named) or not set(named) <= set(range(k)) or not all(groups):
            told = ", ".join(str([names[j] if 0 <= j < k else j for j in group])[1:-1] or "[]" for group in groups)
            raise FazhiError(Problem("weight_set_order", {"k": k, "order": told}))
        for group in groups:
            for one, two in pairwise(group):
                rows += [unit[one] - unit[two], unit[two] - unit[one]]
                same[same == same[two]] = same[one]
        for upper, lower in pairwise(groups):
            rows.append(unit[lower[0]] - unit[upper[0]])
            steps.append((upper[0], lower[0]))
    graph: dict[int, set[int]] = {}
    for upper_, lower_ in steps:
        graph.setdefault(int(same[lower_]), set()).add(int(same[upper_]))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " > ".join(names[j] for j in error.args[1])
        raise FazhiError(Problem("weight_set_circle", {"circle": circle})) from None
    return np.array(rows).reshape(-1, k)
