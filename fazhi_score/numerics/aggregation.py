"""Scores of several indicators into one: means, ordered means and means with a penalty, over the last axis.

Scores are ``(..., k)`` floats, NaN where there is none; `weights` are ``(k,)``, not negative. A missing score is
left out and the weights of the others renormalised; so is a score without weight. Without any, the mean is missing.
An infinite score makes an infinite mean, or none where no mean has sense.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, by_class, class_mean, class_sum

_HUGE = 1e100
"""Only beyond it can sums or squares be infinite."""


@method("aggregation")
def arithmetic(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted mean over the last axis; missing scores are left out and the weights renormalised.

    Source: OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    >>> arithmetic(np.array([[100.0, 50.0], [80.0, np.nan]]), np.array([1.0, 1.0]))
    array([75., 80.])
    """
    there = ~np.isnan(scores)
    total = there @ weights
    total = np.where(total > 0, total, np.nan)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        found = np.asarray((np.where(there, scores, 0.0) @ weights) / total)
    return _without_overflow(arithmetic, scores, weights, found)


@method("aggregation")
def geometric(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted geometric mean over the last axis; with a zero of positive weight it is 0.

    Missing scores are left out and the weights renormalised. Source: OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    >>> geometric(np.array([[100.0, 25.0], [0.0, 90.0]]), np.array([1.0, 1.0])).round(9)
    array([50.,  0.])
    """
    used = ~np.isnan(scores) & (weights > 0)
    total = used @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(used, scores, 1.0))
        zero = (used & (scores <= 0)).any(axis=-1)
        mean = np.exp((np.where(used & (scores > 0), logs, 0.0) @ weights) / np.where(total > 0, total, np.nan))
    return np.asarray(np.where(zero, 0.0, mean))


@method("aggregation")
def harmonic(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted harmonic mean over the last axis: ``sum w / sum (w / x)``; with a zero it is 0.

    It punishes a low score harder than the geometric mean does. Missing scores are left out and the weights
    renormalised; a negative score counts as 0. Source: OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    2 / (1/40 + 1/60) = 48.

    >>> harmonic(np.array([[40.0, 60.0], [0.0, 90.0]]), np.array([1.0, 1.0])).round(9)
    array([48.,  0.])
    """
    return power(scores, weights, exponent=-1.0)


@method("aggregation")
def power(scores: Floats, weights: Floats, *, exponent: float) -> Floats:
    """Return the weighted power mean over the last axis: ``(sum w x**p / sum w) ** (1 / p)``, `p` the exponent.

    ``p = 1`` is the arithmetic mean, 0 the geometric (its limit), -1 the harmonic, infinity the highest score and
    minus infinity the lowest; the smaller, the less can one score make up for another. Missing scores are left out
    and the weights renormalised. A negative score counts as 0 unless ``p = 1``; with a zero and ``p <= 0`` the
    mean is 0. Source: Hardy, Littlewood & Pólya (1934), chapter 2; Decancq & Lugo (2013).

    Parameters
    ----------
    scores : (..., k) array
    weights : (k,) array
    exponent : float
        Any number, infinite ones too.

    Raises
    ------
    FazhiError
        Where the exponent is no number.

    Examples
    --------
    The square root of (10² + 70²) / 2 = 2500.

    >>> power(np.array([[10.0, 70.0]]), np.array([1.0, 1.0]), exponent=2).round(9)
    array([50.])
    """
    if np.isnan(exponent):
        raise FazhiError(Problem("exponent_no_number", {"got": exponent}))
    if exponent == 1:
        return arithmetic(scores, weights)
    if exponent == 0:
        return geometric(scores, weights)
    used, total = _used(scores, weights)
    end = -np.inf if exponent > 0 else np.inf
    kept = np.where(used, np.maximum(scores, 0.0), end)
    scale = np.max(kept, axis=-1, initial=end) if exponent > 0 else np.min(kept, axis=-1, initial=end)
    if np.isinf(exponent):
        return np.asarray(np.where(total > 0, scale, np.nan))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        # powers of the ratio to the largest (or smallest) neither overflow nor, near p = 0, cancel
        ratios = np.expm1(exponent * (np.log(kept) - np.log(scale)[..., None]))
        moved = (np.where(used, ratios, 0.0) @ weights) / total
        mean = scale * np.exp(np.log1p(moved) / exponent)
    return np.asarray(np.where(np.isnan(total), np.nan, np.where((scale <= 0) | np.isinf(scale), scale, mean)))


@method("aggregation")
def owa(scores: Floats, weights: Floats, *, order: Sequence[float] | None = None, alpha: float | None = None) -> Floats:
    """Return the ordered weighted average over the last axis: weights go with places, not with indicators.

    Scores are sorted from the highest; the one in place j has the weight ``Q(S_j) - Q(S_(j-1))``, `S_j` the
    share of the indicators' weights in the first j places. The quantifier ``Q`` is ``r**alpha`` (1 the mean, the
    larger the more the low scores count, 0 the highest score, infinity the lowest), or the broken line through the
    cumulative weights in `order`: where all indicators weigh the same and none is missing, place j has exactly
    ``order[j]``; with other weights or a gap, order weights are read off the line anew. Missing scores are left out.
    Source: Yager (1988, 1996); Torra (1997) for weights of indicators together with weights of places.

    Parameters
    ----------
    scores : (..., k) array
    weights : (k,) array
    order : sequence of float, optional
        Weights of the places, from the best score to the worst; their sum is set to 1.
    alpha : float, optional
        Exponent of the quantifier, not negative.

    Raises
    ------
    FazhiError
        Where not exactly one of `order` and `alpha` is given, or it has a negative or no number.

    Examples
    --------
    With ``r**2`` two scores have the weights (1/2)² and 1 - (1/2)²: 0.25 · 80 + 0.75 · 40 = 50.

    >>> owa(np.array([40.0, 80.0]), np.array([1.0, 1.0]), alpha=2)
    array(50.)
    >>> owa(np.array([40.0, 80.0]), np.array([1.0, 1.0]), order=[0, 1])
    array(40.)
    """
    quantifier = _quantifier(order, alpha)
    used, total = _used(scores, weights)
    values = np.where(used, scores, -np.inf)
    places = np.argsort(-values, axis=-1, kind="stable")
    values = np.take_along_axis(values, places, axis=-1)
    reached = np.cumsum(np.take_along_axis(np.where(used, weights, 0.0), places, axis=-1), axis=-1)
    with np.errstate(invalid="ignore"):
        reached = reached / np.where(total > 0, reached.max(axis=-1, initial=0.0), np.nan)[..., None]
        by_place = np.diff(quantifier(reached), axis=-1, prepend=0.0)
        counts = by_place > 0  # what has no place is -inf here
        mean = np.where(counts, values * by_place, 0.0).sum(axis=-1)
    return np.asarray(np.where(np.isnan(total), np.nan, mean))


def _quantifier(order: Sequence[float] | None, alpha: float | None) -> Callable[[Floats], Floats]:
    """Return the function of shares that order weights or an exponent make."""
    if (order is None) == (alpha is None):
        raise FazhiError(Problem("owa_one_of", {}))
    if alpha is not None:
        if not alpha >= 0:
            raise FazhiError(Problem("owa_alpha", {"got": alpha}))
        return lambda shares: shares**alpha
    given = np.asarray(order, np.float64)
    if given.ndim != 1 or not len(given) or not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise FazhiError(Problem("owa_order", {"got": given.tolist()}))
    heights = np.concatenate([[0.0], np.cumsum(given) / given.sum()])
    return lambda shares: np.interp(shares, np.linspace(0.0, 1.0, len(heights)), heights)


@method("aggregation")
def mazziotta_pareto(
    scores: Floats, weights: Floats, *, penalty: Literal["minus", "plus"] = "minus", ddof: int = 0
) -> Floats:
    """Return the mean with a penalty for imbalance over the last axis: ``M - S cv``, ``cv = S / M``.

    `M` is the weighted mean and `S` the weighted standard deviation of one region's scores. With `plus` the penalty is
    added, for an index of something bad. Made for values standardised to 100 ± 10 (:func:`mpi_standardised`) or to
    70–130 (:func:`ampi_standardised`): then it is the Mazziotta–Pareto index, or the adjusted one. Scores of 0–100
    vary far more against their mean, so there the penalty is far harder and the result may fall below 0, and one score
    far above the others may lower it: bounds from best and worst scores then need not enclose it. Missing scores are
    left out and the weights renormalised; one score alone has no penalty; where the mean is not above 0 the
    coefficient of variation has no sense and the result is missing (0 where all scores are 0).
    Source: De Muro, Mazziotta & Pareto (2011); Mazziotta & Pareto (2016).

    Parameters
    ----------
    scores : (..., k) array
    weights : (k,) array
        Equal in the papers.
    penalty : {"minus", "plus"}
    ddof : {0, 1}
        0 for the standard deviation of the papers, 1 for that of a sample.

    Raises
    ------
    FazhiError
        For another penalty or ddof.

    Examples
    --------
    The mean is 100 and the standard deviation 10 in both: 100 - 10 · 10 / 100 = 99.

    >>> mazziotta_pareto(np.array([[90.0, 110.0], [100.0, 100.0]]), np.array([1.0, 1.0]))
    array([ 99., 100.])
    """
    if penalty not in ("minus", "plus") or ddof not in (0, 1):
        raise FazhiError(Problem("penalty_unknown", {"penalty": penalty, "ddof": ddof}))
    used, total = _used(scores, weights)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = (np.where(used, scores, 0.0) @ weights) / total
        spread = (np.where(used, scores - mean[..., None], 0.0) ** 2 @ weights) / total
        count = used.sum(axis=-1)
        spread = np.where(count > ddof, spread * count / np.maximum(count - ddof, 1), 0.0)
        taken = np.where(spread > 0, spread / np.where(mean > 0, mean, np.nan), 0.0)
        even = np.where((mean > 0) | (spread == 0), mean, np.nan)
        found = np.asarray(even - taken if penalty == "minus" else even + taken)
    again = partial(mazziotta_pareto, penalty=penalty, ddof=ddof)
    return _without_overflow(again, scores, weights, found)


def mpi_standardised(
    values: Floats, *, higher: bool | NDArray[np.bool_] = True, peers: Codes | None = None, ddof: int = 0
) -> Floats:
    """Return values as ``100 ± 10 z``, ``z`` against mean and standard deviation of the peers.

    What the Mazziotta–Pareto index is made of: plus where higher is better, minus where lower is. A column whose
    peers are all equal tells nothing and is missing. Source: De Muro, Mazziotta & Pareto (2011).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
        Classes; left out, all are one.
    ddof : {0, 1}
        0 as in the paper.

    Examples
    --------
    Mean 20, standard deviation 10.

    >>> mpi_standardised(np.array([10.0, 30.0]))
    array([ 90., 110.])
    """

    def places(column: Floats, codes: Codes, _: int) -> Floats:
        mean = class_mean(column, codes)
        squares, count = class_sum((column - mean) ** 2, codes)
        with np.errstate(invalid="ignore", divide="ignore"):
            deviation = np.sqrt(squares / (count - ddof))
            varied = deviation > TOLERANCE * np.abs(mean)
            return np.where(varied, 10.0 * (column - mean) / deviation, np.nan)

    return _around_100(places, values, higher, peers)


def ampi_standardised(
    values: Floats,
    *,
    higher: bool | NDArray[np.bool_] = True,
    peers: Codes | None = None,
    reference: float | Floats | None = None,
    lowest: float | Floats | None = None,
    highest: float | Floats | None = None,
) -> Floats:
    """Return values on 70–130, 100 the reference value: ``60 (x - min) / (max - min) + 70``.

    The goalposts are ``min, max = reference ∓ (highest - lowest) / 2``, so that values beyond 70–130 may occur; where
    lower is better the scale is turned round. What the adjusted Mazziotta–Pareto index is made of. Given `lowest`,
    `highest` (over all years) and `reference` (of the base year), years are comparable. A column without spread is
    missing. Source: Mazziotta & Pareto (2016).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
        Classes; left out, all are one.
    reference : float or (k,) array, optional
        The value that gives 100; left out, the mean of the peers.
    lowest, highest : float or (k,) array, optional
        Left out, the lowest and highest value of the peers.

    Examples
    --------
    The mean is 20, half the range 10: goalposts 10 and 30.

    >>> ampi_standardised(np.array([10.0, 20.0, 30.0]))
    array([ 70., 100., 130.])
    """
    width = np.shape(values)[1] if np.ndim(values) == 2 else 1
    given = [None if v is None else np.broadcast_to(v, (width,)) for v in (reference, lowest, highest)]

    def places(column: Floats, codes: Codes, k: int) -> Floats:
        middle, low, high = (None if v is None else v[k] for v in given)
        low = by_class(np.minimum, column, codes) if low is None else low
        high = by_class(np.maximum, column, codes) if high is None else high
        middle = class_mean(column, codes) if middle is None else middle
        with np.errstate(invalid="ignore", divide="ignore"):
            spread = high - low > TOLERANCE * np.maximum(np.abs(low), np.abs(high))
            return np.where(spread & (codes >= 0), 60.0 * (column - middle) / (high - low), np.nan)

    return _around_100(places, values, higher, peers)


def available(scores: Floats, weights: Floats) -> Floats:
    """Return the share of the weights over the last axis whose scores are there, 0–1; NaN without weights.

    Examples
    --------
    >>> available(np.array([[80.0, np.nan], [np.nan, np.nan]]), np.array([3.0, 1.0]))
    array([0.75, 0.  ])
    """
    total = float(np.sum(weights))
    return np.asarray((~np.isnan(scores) @ weights) / (total if total > 0 else np.nan))


def _without_overflow(
    mean: Callable[[Floats, Floats], Floats], scores: Floats, weights: Floats, found: Floats
) -> Floats:
    """Return means, those that are infinite or none only since sums or squares overflow computed on a smaller scale."""
    lost = ~np.isfinite(found)
    if not lost.any():
        return found
    rows = np.asarray(scores)[lost]
    scale = np.nanmax(np.abs(rows), axis=-1, initial=0.0)
    huge = (scale > _HUGE) & np.isfinite(scale)
    if not huge.any():
        return found
    scale = np.where(huge, scale, 1.0)
    made = np.where(huge, scale * mean(rows / scale[:, None], weights), found[lost])
    found = found.copy()
    found[lost] = made
    return found


def _used(scores: Floats, weights: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Return which scores count, and the sum of their weights, NaN where there is none."""
    used = ~np.isnan(scores) & (weights > 0)
    total = used @ weights
    return used, np.asarray(np.where(total > 0, total, np.nan))


def _around_100(
    places: Callable[[Floats, Codes, int], Floats],
    values: Floats,
    higher: bool | NDArray[np.bool_],
    peers: Codes | None,
) -> Floats:
    """Return 100 and what `places` makes of each column, the classes and its number; turned where lower is better."""
    table = np.asarray(values, np.float64)
    codes = np.zeros(len(table), np.intp) if peers is None else np.asarray(peers, np.intp)
    columns = table if table.ndim == 2 else table[:, None]
    moved = np.empty(columns.shape)
    for k in range(columns.shape[1]):
        moved[:, k] = places(columns[:, k], codes, k)
    return np.asarray(100.0 + np.where(higher, moved, -moved)).reshape(table.shape)
