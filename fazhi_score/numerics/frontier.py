"""Benefit of the doubt: each region weighed as favours it most, against the best of its peers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.alternatives import checked_columns, checked_scores, checked_weights, classes_of, not_negative
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.simplex import Programmes, maximise

_BLOCK = 512


class Frontier(NamedTuple):
    """Scores ``(n,)`` in 0–1, the weights ``(n, k)`` that give them, and the shares ``(n, k)`` of each indicator.

    Weights are per unit of the indicator, zero where it is missing; shares are ``w_j x_j`` over their sum, which is
    the score. Where several weights give the same score, one of them stands here.
    """

    scores: Floats
    weights: Floats
    shares: Floats


@method("aggregation")
def benefit_of_the_doubt(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    peers: ArrayLike | None = None,
    lower_share: float | Floats = 0.0,
    upper_share: float | Floats = 1.0,
    full: float = 100.0,
) -> Floats:
    """Score each region with the weights that favour it most and give no peer more than full marks.

    ``max sum_j w_j x_ij`` over ``w >= 0`` under ``sum_j w_j x_lj <= 1`` for every peer l, and
    ``lower_share_j <= w_j x_ij / sum_m w_m x_im <= upper_share_j``.

    Source: Melyn and Moesen (1991); Cherchye, Moesen, Rogge and Van Puyenbroeck, An introduction to 'benefit of the
    doubt' composite indicators, Social Indicators Research 82 (2007); OECD/JRC Handbook (2008), section 6.

    Parameters
    ----------
    scores : (n, k) array
        Not negative, more is better. A missing one counts as zero (Kuosmanen, Data envelopment analysis with missing
        data, Journal of the Operational Research Society 60, 2009): its region gains nothing by it, and as a peer it
        is held to what it has. Indicators that are zero everywhere are left out.
    weights : (k,) array, optional
        Only whether they are zero counts: such an indicator is left out.
    peers : (n,) codes, optional
        Classes with a frontier of their own; -1 takes no part.
    lower_share, upper_share : float or (k,) array
        Limits of each indicator's share in the region's own score, as fractions. For a region that lacks indicators,
        limits are divided by what is left of the shares in the middle of the limits, so that they can still be met.
        A region with a zero in an indicator that must have a share scores 0, as the programme says.
    full : float
        What the best score.

    Returns
    -------
    (n,) array
        NaN for regions without any score. Scores do not depend on the units of the indicators.

    Raises
    ------
    FazhiError
        If a score is negative or infinite, or shares within the limits cannot sum to 1.

    Examples
    --------
    The frontier runs through (4, 1) and (1, 4), so that w1 + w2 = 2/5; the third reaches 4 / 5 of it.

    >>> benefit_of_the_doubt([[4, 1], [1, 4], [2, 2]]).round(9)
    array([100., 100.,  80.])

    Half of the score each, (4, 1) has w = (s/8, s/2), and (1, 4) then 17/8 s <= 1; (2, 2) has w = (s/4, s/4).

    >>> benefit_of_the_doubt([[4, 1], [1, 4], [2, 2]], lower_share=0.5, full=17).round(9)
    array([ 8. ,  8. , 13.6])
    """
    return (
        full * frontier_weights(scores, weights, peers=peers, lower_share=lower_share, upper_share=upper_share).scores
    )


def frontier_weights(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    peers: ArrayLike | None = None,
    lower_share: float | Floats = 0.0,
    upper_share: float | Floats = 1.0,
) -> Frontier:
    """Return what :func:`benefit_of_the_doubt` scores, with the weights and shares that each region is given.

    Parameters and errors are those of :func:`benefit_of_the_doubt`.

    Examples
    --------
    >>> found = frontier_weights([[4, 1], [1, 4], [2, 2]])
    >>> found.weights[2].round(12), found.shares[2].round(12)
    (array([0.2, 0.2]), array([0.5, 0.5]))
    """
    table = not_negative(checked_scores(scores), "benefit_of_the_doubt")
    n, k = table.shape
    used = np.flatnonzero(checked_weights(weights, k) > 0) if weights is not None else np.arange(k)
    lower, upper = _limits(lower_share, upper_share, used, k)
    found = Frontier(np.full(n, np.nan), np.full((n, k), np.nan), np.full((n, k), np.nan))
    for rows in classes_of(table[:, used], peers):
        some, own, shares = _class_frontier(table[np.ix_(rows, used)], lower, upper)
        found.scores[rows], found.weights[rows], found.shares[rows] = some, 0.0, 0.0
        found.weights[np.ix_(rows, used)], found.shares[np.ix_(rows, used)] = own, shares
    return found


def _limits(
    lower_share: float | Floats, upper_share: float | Floats, used: NDArray[np.intp], k: int
) -> tuple[Floats, Floats]:
    """Return the limits of the indicators that are used, when some shares meet them."""
    lower = checked_columns(lower_share, k, "lower_share")[used]
    upper = checked_columns(upper_share, k, "upper_share")[used]
    if (lower < 0).any() or (upper > 1).any() or (lower > upper).any():
        raise FazhiError(Problem("frontier_limits_crossed"))
    if len(used) and (lower.sum() > 1 + TOLERANCE or upper.sum() < 1 - TOLERANCE):
        sums = {"lower": f"{lower.sum():.4g}", "upper": f"{upper.sum():.4g}"}
        raise FazhiError(Problem("frontier_limits_unmet", sums))
    return lower, upper


def _class_frontier(table: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats, Floats]:
    """Return scores, weights and shares of one class."""
    n, k = table.shape
    top = np.nanmax(table, axis=0, initial=0.0)
    live = np.flatnonzero(top > 0)
    scores, weights, shares = np.zeros(n), np.zeros((n, k)), np.zeros((n, k))
    if len(live):
        values = np.nan_to_num(table[:, live]) / top[live]
        rows = values[undominated(values)]
        if (lower <= 0).all() and (upper >= 1).all():
            own = _free(values, rows)
        else:
            own = _limited(values, rows, *_own_limits(~np.isnan(table[:, live]), lower, upper, live))
        own = np.where(values > 0, np.maximum(own, 0.0), 0.0)  # a weight of nothing gains nothing
        parts = own * values
        scores = np.minimum(parts.sum(1), 1.0)
        weights[:, live] = own / top[live]
        shares[:, live] = parts / np.where(parts.sum(1) > 0, parts.sum(1), 1.0)[:, None]
    return scores, weights, shares


def undominated(values: Floats) -> NDArray[np.intp]:
    """Return the rows ``(n, k)`` that no other equals or exceeds in every column; of equal rows the first.

    Examples
    --------
    >>> undominated(np.array([[1.0, 2.0], [2.0, 2.0], [0.0, 3.0], [2.0, 2.0]]))
    array([1, 2])
    """
    # the sum of a row that exceeds another is no smaller, so that it stands before
    order = np.lexsort((np.arange(len(values)), -values.sum(1)))
    kept = np.empty(0, dtype=np.intp)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        block = block[~_covered(values[kept], values[block]).any(0)]
        block = block[~np.triu(_covered(values[block], values[block]), 1).any(0)]
        kept = np.concatenate([kept, block])
    return np.sort(kept)


def _covered(some: Floats, others: Floats) -> NDArray[np.bool_]:
    """Return whether each of `some` (rows) equals or exceeds each of `others` (columns) everywhere."""
    found = np.ones((len(some), len(others)), dtype=bool)
    for mine, theirs in zip(some.T, others.T, strict=True):
        found &= mine[:, None] >= theirs
    return found


def _free(values: Floats, rows: Floats) -> Floats:
    """Return the best weights where shares are free."""
    own, largest = np.zeros_like(values), values.max(1)
    there = largest > 0
    _, own[there] = maximise(Programmes(values[there] / largest[there, None], rows))
    return own


def _own_limits(
    there: NDArray[np.bool_], lower: Floats, upper: Floats, live: NDArray[np.intp]
) -> tuple[Floats, Floats]:
    """Return ``(n, k)`` the limits of each region, widened for the indicators that it lacks."""
    spread = upper.sum() - lower.sum()
    middle = lower + (upper - lower) * ((1.0 - lower.sum()) / spread if spread > TOLERANCE else 0.0)
    left = np.maximum(there @ middle[live], 1e-300)[:, None]
    return np.where(there, lower[live] / left, 0.0), np.where(there, np.minimum(upper[live] / left, 1.0), 0.0)


def _limited(values: Floats, rows: Floats, lower: Floats, upper: Floats) -> Floats:
    """Return the best weights where shares have limits; zero where none can meet them."""
    some = values > 0
    upper = np.where(some, upper, 0.0)
    can = (upper.sum(1) >= 1 - TOLERANCE) & ~((lower > 0) & ~some).any(1)
    fixed = can & ((upper.sum(1) <= 1 + TOLERANCE) | (lower.sum(1) >= 1 - TOLERANCE))
    per_share = np.where(some, 1.0 / np.where(some, values, 1.0), 0.0)
    own = np.zeros_like(values)
    shares = np.where((upper.sum(1) <= 1 + TOLERANCE)[:, None], upper, lower)[fixed]
    own[fixed] = shares * per_share[fixed]
    for start in range(0, len(values), _BLOCK):
        block = np.flatnonzero(fixed[start : start + _BLOCK]) + start
        own[block] /= (own[block] @ rows.T).max(1, initial=0.0)[:, None]
    free = can & ~fixed
    if free.any():
        largest = values[free].max(1, keepdims=True)
        scale = per_share[free] * largest
        _, parts = maximise(Programmes(some[free].astype(np.float64), rows, scale, lower[free], upper[free]))
        own[free] = parts * scale
    return own
