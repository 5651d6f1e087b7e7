"""Scores and a set of weights into who is above whom whatever the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.rank_bounds import Flags, composites
from fazhi_score.numerics.weight_sets import WeightSet

_PRODUCTS = 8_000_000


@dataclass(frozen=True, eq=False)
class Preference:
    """``(n, n)`` what holds of row against column.

    `beats`: above by more than 1e-9 under all weights. `necessary`: under none below by more. `possible`: under some
    not below. `undecided`: pairs with different gaps, or of a set with too many corners, of which neither `necessary`
    could be proved nor weights be found that refute it, or the same of `beats`; there both say no. Weights at which
    one of the two has no composite have no say; of who never has one nothing holds.
    """

    beats: Flags
    necessary: Flags
    possible: Flags
    undecided: Flags

    @classmethod
    def between(cls, low: Floats, high: Floats) -> Self:
        """Return the preferences that composites leave which lie anywhere between bounds, ``(n,)`` each.

        Examples
        --------
        >>> Preference.between(np.array([60.0, 10.0]), np.array([80.0, 50.0])).beats.tolist()
        [[False, True], [False, False]]
        """
        least, most = low[:, None] - high, high[:, None] - low
        itself = np.eye(len(low), dtype=bool)
        known = ~np.isnan(least)
        beats, necessary = (least > TOLERANCE) & ~itself, (least >= -TOLERANCE) | itself & known
        return cls(beats, necessary, (most >= -TOLERANCE) | itself & known, np.zeros_like(itself))


def preference(scores: ArrayLike, weights: WeightSet) -> Preference:
    r"""Return who is above whom under all weights of a set, and under some.

    Of two units with the same gaps the difference is a linear function of the weights over a positive one, and keeps
    its sign if it does at all corners of the set. With other gaps it has the sign of
    :math:`q(w) = N_a(w) D_b(w) - N_b(w) D_a(w)`, with sums of weighted scores N and of weights D; it is not negative
    if none of :math:`q(u, v) + q(v, u)` is, over all pairs of corners (its Bernstein coefficients).

    Parameters
    ----------
    scores : (n, k) array
        NaN where missing; left out, and the other weights renormalised.
    weights : WeightSet

    Returns
    -------
    Preference

    Examples
    --------
    >>> from fazhi_score.numerics.weight_sets import weight_set
    >>> found = preference([[80, 40], [70, 60], [10, 30]], weight_set(2))
    >>> found.beats.tolist()
    [[False, False, True], [False, False, True], [False, False, False]]
    >>> found.possible[0].tolist(), found.necessary[0].tolist()
    ([True, True, True], [True, False, True])
    """
    matrix = np.asarray(scores, dtype=np.float64)
    n = len(matrix)
    least = np.full((n, n), np.nan)
    _, same = np.unique(~np.isnan(matrix), axis=0, return_inverse=True)
    same = same.reshape(-1)
    points = weights.points(256)  # in the middle of the set all have a composite who ever have one
    if weights.cell is not None:
        points = np.concatenate([weights.cell.corners, points[:16]])
    own = composites(matrix, points)
    for unit in range(n):
        # what is seen at weights refutes; what is proved is proved below
        least[unit] = _least(own[:, unit, None] - own)
    beats, necessary = least > TOLERANCE, least >= -TOLERANCE
    refuted = ~necessary
    if weights.cell is None:
        proved = _between_ceilings(matrix, same, weights)
        sure = (not weights.ordered) & (same[:, None] == same)  # of bounds alone a ceiling is met
        undecided = ~sure & ((beats & ~(proved > TOLERANCE)) | (necessary & ~(proved >= -TOLERANCE)))
        beats &= proved > TOLERANCE
        necessary &= proved >= -TOLERANCE
        return _told(beats, necessary, undecided, least)
    undecided = np.zeros((n, n), dtype=bool)
    for unit in range(n):
        others = np.flatnonzero((same != same[unit]) & ~refuted[unit])
        above, level = _coefficients(matrix, unit, others, weights.cell.corners)
        undecided[unit, others] = (beats[unit, others] & ~above) | ~level
        beats[unit, others] &= above
        necessary[unit, others] = level
    return _told(beats, necessary, undecided, least)


def _told(beats: Flags, necessary: Flags, undecided: Flags, least: Floats) -> Preference:
    known = ~np.isnan(least)
    itself = np.eye(len(least), dtype=bool) & known
    return Preference(
        beats & ~itself & known, (necessary & known) | itself, ~beats.T & known, undecided & ~itself & known
    )  # fmt: skip


def _least(differences: Floats) -> Floats:
    """Return the least of each column, NaN where nothing is."""
    gone = np.isnan(differences)
    return np.where(gone.all(axis=0), np.nan, np.where(gone, np.inf, differences).min(axis=0, initial=np.inf))


def _between_ceilings(scores: Floats, same: Codes, weights: WeightSet) -> Floats:
    """Return ``(n, n)`` numbers that differences are not below: by a ceiling, of other gaps by the ranges of both."""
    filled = np.nan_to_num(scores)
    there = ~np.isnan(scores)
    high = np.where(there, scores, -np.inf).max(axis=1)
    low = np.where(there, scores, np.inf).min(axis=1)
    found: Floats = low[:, None] - high
    for unit in range(len(scores)):
        alike = np.flatnonzero(same == same[unit])
        found[unit, alike] = -weights.ceilings(filled[alike] - filled[unit])
    return found


def _coefficients(scores: Floats, unit: int, others: Codes, corners: Floats) -> tuple[Flags, Flags]:
    """Return, for some others, whether the coefficients prove `beats` and `necessary`."""
    there, filled = (~np.isnan(scores)).astype(np.float64), np.nan_to_num(scores)
    total, whole = corners @ filled[unit], corners @ there[unit]
    above, level = np.zeros(len(others), dtype=bool), np.zeros(len(others), dtype=bool)
    size = max(1, _PRODUCTS // len(corners) ** 2)
    for start in range(0, len(others), size):
        part = slice(start, start + size)
        totals, wholes = (corners @ rows[others[part]].T for rows in (filled, there))
        gain = total[:, None, None] * wholes - whole[:, None, None] * totals
        gain = gain + gain.swapaxes(0, 1)
        shares = whole[:, None, None] * wholes
        slack = TOLERANCE * (shares + shares.swapaxes(0, 1))
        above[part] = (gain - slack >= 0).all(axis=(0, 1))
        level[part] = (gain + slack >= 0).all(axis=(0, 1))
    return above, level
