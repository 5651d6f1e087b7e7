"""Scores as functions of one weight into the weights at which ranks change, in closed form.

With arithmetic aggregation a composite is a linear-fractional function of one weight's share among its
siblings: linear where nothing is missing, a fraction where gaps make the other weights grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.ranking import class_sizes, competition_ranks

_BLOCK = 65_536


class Curves(NamedTuple):
    """``(n,)`` each: a unit's score is ``(a + b x) / (c + d x)``, clipped to `low` and `high`; NaN without a score."""

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    low: Floats
    high: Floats

    def at(self, x: Floats | float) -> Floats:
        """Return the scores at `x`.

        Examples
        --------
        >>> line = Curves(*(np.array([v]) for v in (20.0, 60.0, 1.0, 0.0, 0.0, 70.0)))
        >>> line.at(0.5), line.at(1.0)
        (array([50.]), array([70.]))
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.clip((self.a + self.b * x) / (self.c + self.d * x), self.low, self.high))

    def of(self, units: Codes) -> Curves:
        """Return the curves of some units."""
        return Curves(*(part[units] for part in self))

    def seen_from(self, start: float, sign: int) -> Curves:
        """Return the curves as functions of the distance from `start`, upwards (1) or downwards (-1)."""
        a, b, c, d, low, high = self
        return Curves(a + b * start, sign * b, c + d * start, sign * d, low, high)


def first_change(one: Curves, other: Curves, *, since: Floats, kept: NDArray[np.int8], end: float) -> Floats:
    """Return ``(m,)`` where the order of each pair first is no longer as it was; infinite where it stays until `end`.

    Parameters
    ----------
    one, other : Curves
        The two of each pair.
    since : (m,) array
        Where to begin.
    kept : (m,) array
        The order to keep: 1 where `one` is above `other`, 0 where they tie within 1e-9.
    end : float
        Where to stop.

    Notes
    -----
    The order can change only where the difference passes 1e-9 or -1e-9, with each of the two on its curve or
    on a limit: the roots of two quadratic and eight linear equations. Which of them count is seen from the
    order between neighbouring roots.

    Examples
    --------
    Two lines, 60 + 20 x and 50 + 40 x, meet at x = 0.5:

    >>> flat = np.array([1.0]), np.array([0.0]), np.array([0.0]), np.array([100.0])
    >>> one = Curves(np.array([60.0]), np.array([20.0]), *flat)
    >>> other = Curves(np.array([50.0]), np.array([40.0]), *flat)
    >>> first_change(one, other, since=np.zeros(1), kept=np.ones(1, dtype=np.int8), end=1.0).round(6)
    array([0.5])
    """
    found = np.full(len(since), np.inf)
    for start in range(0, len(since), _BLOCK):
        part = np.arange(start, min(start + _BLOCK, len(since)))
        found[part] = _first_change(one.of(part), other.of(part), since[part], kept[part], end)
    return found


def _first_change(one: Curves, other: Curves, since: Floats, kept: NDArray[np.int8], end: float) -> Floats:
    roots = np.stack([root for gap in (TOLERANCE, -TOLERANCE) for root in _roots(one, other, gap)])
    roots = np.where((roots > since) & (roots < end), roots, end)
    points = np.sort(np.vstack([np.minimum(since, end), roots]), axis=0)
    ahead = np.vstack([points[1:], np.full(len(since), end)])
    middle = (points + ahead) / 2
    changed = (order_of(one.at(middle), other.at(middle)) != kept) & (ahead > points)
    first = changed.argmax(axis=0)
    return np.where(changed.any(axis=0), np.take_along_axis(points, first[None, :], axis=0)[0], np.inf)


def _roots(one: Curves, other: Curves, gap: float) -> list[Floats]:
    """Return where `one` is `gap` above `other`: both on their curves, or one of them on a limit."""
    q2 = one.b * other.d - other.b * one.d - gap * one.d * other.d
    q1 = one.a * other.d + one.b * other.c - other.a * one.d - other.b * one.c
    q1 = q1 - gap * (one.c * other.d + one.d * other.c)
    q0 = one.a * other.c - other.a * one.c - gap * one.c * other.c
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        # this form of the quadratic's solution loses no digits, and holds where it is only linear
        half = -0.5 * (q1 + np.copysign(np.sqrt(q1 * q1 - 4 * q2 * q0), q1))
        return [
            half / q2,
            q0 / half,
            *((limit * one.c - one.a) / (one.b - limit * one.d) for limit in (other.low + gap, other.high + gap)),
            *((limit * other.c - other.a) / (other.b - limit * other.d) for limit in (one.low - gap, one.high - gap)),
        ]


def order_of(one: Floats, other: Floats) -> NDArray[np.int8]:
    """Return 1 where `one` is above `other`, -1 where below, 0 where they tie within 1e-9."""
    return np.asarray((one > other + TOLERANCE).astype(np.int8) - (one < other - TOLERANCE))


@dataclass(frozen=True)
class Field:
    """Who is ranked with whom along one direction.

    Parameters
    ----------
    curves : Curves
        Of all units, by the distance walked.
    classes : (n,) int array
        Rank classes, -1 for who is never ranked.
    enter, leave : (n,) arrays
        Distance from which, and up to which, a unit's coverage allows a rank.
    minimum_peers : int
        A smaller class has no ranks.
    end : float
        Distance that can be walked.
    """

    curves: Curves
    classes: Codes
    enter: Floats
    leave: Floats
    minimum_peers: int
    end: float

    @property
    def scores(self) -> Floats:
        """Scores at the start."""
        return self.curves.at(0.0)

    @property
    def playing(self) -> NDArray[np.bool_]:
        """Who has a score and a class."""
        return ~np.isnan(self.curves.a) & (self.classes >= 0)

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Who may be ranked at the start."""
        return self.playing & (self.enter <= 0)

    @property
    def large(self) -> NDArray[np.bool_]:
        """Whose class has ranks at the start."""
        return (class_sizes(self.allowed, self.classes) >= self.minimum_peers) & (self.classes >= 0)

    def changes(self) -> tuple[float, float]:
        """Return the distance at which a class's top first changes, and at which any rank does."""
        peers = self.peers_change()
        return min(self.top_change(), peers, self.end), min(self.order_change(), peers, self.end)

    def pairs_change(self, one: Codes, other: Codes, since: Floats, kept: NDArray[np.int8]) -> Floats:
        """Return where each pair's order first changes."""
        return first_change(self.curves.of(one), self.curves.of(other), since=since, kept=kept, end=self.end)

    def order_change(self) -> float:
        """Return where neighbours in the order first change places, or somebody enters or leaves it."""
        units = np.flatnonzero(self.allowed & self.large)
        flips = np.where(self.allowed, self.leave, self.enter)[self.playing & self.large]
        return min(self._neighbours_change(units), float(flips.min(initial=np.inf)))

    def _neighbours_change(self, units: Codes) -> float:
        order = units[np.lexsort((-self.scores[units], self.classes[units]))]
        one, other = order[:-1], order[1:]
        same = self.classes[one] == self.classes[other]
        one, other = one[same], other[same]
        kept = order_of(self.scores[one], self.scores[other])
        return float(self.pairs_change(one, other, np.zeros(len(one)), kept).min(initial=np.inf))

    def top_change(self) -> float:
        """Return where the tie at a top first breaks, one of it leaves, or somebody else reaches it."""
        ranked = self.allowed & self.large
        top = competition_ranks(np.where(ranked, self.scores, np.nan), self.classes) == 1
        leaders = np.flatnonzero(top)
        others = np.flatnonzero(self.playing & self.large & ~top & np.isfinite(self.enter))
        leader_of = np.zeros(int(self.classes.max(initial=0)) + 1, dtype=np.intp)
        leader_of[self.classes[leaders]] = leaders
        since = np.maximum(self.enter[others], 0.0)
        kept = np.ones(len(others), dtype=np.int8)
        reached = self.pairs_change(leader_of[self.classes[others]], others, since, kept)
        reached = np.where(reached <= self.leave[others], reached, np.inf)
        gone = self.leave[leaders].min(initial=np.inf)
        return min(self._neighbours_change(leaders), float(reached.min(initial=np.inf)), float(gone))

    def peers_change(self) -> float:
        """Return where a class first becomes too small to be ranked, or large enough."""
        flips = np.where(self.allowed, self.leave, self.enter)
        units = np.flatnonzero(self.playing & (flips < self.end))
        units = units[np.lexsort((flips[units], self.classes[units]))]
        first = np.inf
        sizes = class_sizes(self.allowed, self.classes)
        for rows in np.split(units, np.flatnonzero(np.diff(self.classes[units])) + 1):
            if len(rows):
                count = sizes[rows] + np.cumsum(np.where(self.allowed[rows], -1, 1))
                turned = (count >= self.minimum_peers) != self.large[rows]
                first = min(first, float(flips[rows][turned].min(initial=np.inf)))
        return first
