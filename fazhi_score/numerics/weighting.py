"""Weights out of the scores themselves: how much each indicator varies, and what it adds to the others.

Scores are ``(n, k)``, higher is better, NaN where there is none; weights are ``(k,)``, not negative, and sum to 1.
An indicator that does not vary (by more than 1e-9) has weight 0, and where none varies the methods refuse; an
infinite score is refused. Standard deviations and the like are taken over what each column has.

Weights of this kind say how units differ, not what matters; the OECD/JRC Handbook (2008), section 6, warns of
reading them as importance.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.columns import (
    Columns,
    choice,
    columns_of,
    deviations,
    levelled,
    listed,
    mean_of,
    pairwise_correlations,
    shares,
    stated_shares,
)

Scale = Literal["none", "minmax"]


@method("weighting")
def equal(scores: Floats) -> Floats:
    """Give all indicators the same weight, ``1 / k``.

    Source: OECD/JRC Handbook (2008), section 6.

    Parameters
    ----------
    scores : (n, k) array

    Returns
    -------
    (k,) array

    Examples
    --------
    >>> equal(np.array([[1.0, 2.0, 3.0, 4.0]]))
    array([0.25, 0.25, 0.25, 0.25])
    """
    size = scores.shape[1]
    return np.full(size, 1.0 / max(size, 1))


@method("weighting")
def given(scores: Floats, *, weights: Floats) -> Floats:
    """Take the stated weights as shares of their sum.

    Source: OECD/JRC Handbook (2008), step 6, on weights from participatory methods.

    Parameters
    ----------
    scores : (n, k) array
    weights : (k,) array
        Not negative, in any unit: points, per cent, votes.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If one is missing or negative, all are 0, or there are not as many as indicators.

    Examples
    --------
    >>> given(np.zeros((2, 3)), weights=[30, 10, 10])
    array([0.6, 0.2, 0.2])
    """
    return stated_shares("weights", weights, scores.shape[1])


def _ranged(columns: Columns, scale: Scale) -> Floats:
    """Return ``(k,)`` what to divide deviations by: each column's range, or 1."""
    return columns.spread if choice("scale", scale, ("none", "minmax")) == "minmax" else np.ones(len(columns.low))


@method("weighting")
def standard_deviation(scores: Floats, *, scale: Scale = "none") -> Floats:
    """Weight by the standard deviation: ``w_j = s_j / sum of s``.

    Source: Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), section 2.

    Parameters
    ----------
    scores : (n, k) array
    scale : {"none", "minmax"}
        ``none`` takes the scores as they are; ``minmax`` stretches each to 0–1 first, as in the paper.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies.

    Examples
    --------
    >>> standard_deviation(np.array([[0.0, 0.0, 5.0], [30.0, 10.0, 5.0]]))
    array([0.75, 0.25, 0.  ])
    """
    columns = columns_of(scores)
    return shares(deviations(columns) / _ranged(columns, scale), columns.varying)


@method("weighting")
def variance(scores: Floats, *, scale: Scale = "none") -> Floats:
    """Weight by the variance: ``w_j = s_j² / sum of s²``.

    Source: Rao & Patel (2010), Materials & Design 31(10), 4738–4747.

    Parameters
    ----------
    scores : (n, k) array
    scale : {"none", "minmax"}
        As in `standard_deviation`.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies.

    Examples
    --------
    >>> variance(np.array([[0.0, 0.0, 5.0], [30.0, 10.0, 5.0]]))
    array([0.9, 0.1, 0. ])
    """
    columns = columns_of(scores)
    return shares((deviations(columns) / _ranged(columns, scale)) ** 2, columns.varying)


def not_negative(scores: Floats, name: str) -> Columns:
    """Return the columns, refusing negative values for the method `name`.

    Raises
    ------
    FazhiError
        If a value is negative, naming the columns.
    """
    columns = columns_of(scores)
    if (columns.low < 0).any():
        raise FazhiError(Problem("weighting_negative", {"method": name, "columns": listed(columns.low < 0)}))
    return columns


def _relative(columns: Columns) -> Floats:
    """Return ``(k,)`` standard deviations (divisor count) over means, 0 where nothing varies."""
    counts = np.maximum(columns.counts, 1.0)
    means = np.where(columns.varying, mean_of(columns), 1.0)
    return np.asarray(deviations(columns) * np.sqrt((counts - 1.0) / counts) / means)


@method("weighting")
def variation(scores: Floats) -> Floats:
    """Weight by the coefficient of variation: ``w_j ∝ s_j / mean_j`` (divisor n).

    Source: common in Chinese evaluation practice (变异系数法); the values are those of pyrepo-mcda.

    Parameters
    ----------
    scores : (n, k) array
        Not negative.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is negative or no indicator varies.

    Examples
    --------
    Standard deviations 1 and 1, means 2 and 4, so 1/2 to 1/4:

    >>> variation(np.array([[1.0, 3.0], [3.0, 5.0]])).round(4)
    array([0.6667, 0.3333])
    """
    columns = not_negative(scores, "variation")
    return shares(_relative(columns), columns.varying)


@method("weighting")
def angle(scores: Floats) -> Floats:
    """Weight by the angle between each column and a column without differences.

    ``w_j ∝ arccos(sum x / (√n · √(sum x²)))``, which is the arctangent of the coefficient of variation.
    Source: Shuai, Zongzhun, Yongji & Lei (2012), A new angular method to determine the objective weights, CCDC.

    Parameters
    ----------
    scores : (n, k) array
        Not negative.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is negative or no indicator varies.

    Examples
    --------
    (0, 1) is at 45° to (1, 1); (1, 1) at 0°:

    >>> angle(np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 7.0]]))
    array([0.5, 0. , 0.5])
    """
    columns = not_negative(scores, "angle")
    return shares(np.arctan(_relative(columns)), columns.varying)


@method("weighting")
def gini(scores: Floats) -> Floats:
    """Weight by the Gini coefficient: ``G_j = sum of |x_i - x_h| / (2 n² mean)``.

    Source: Li & Chi (2009), A new determining objective weights method: Gini coefficient weight, ICISE.

    Parameters
    ----------
    scores : (n, k) array
        Not negative.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is negative or no indicator varies.

    Examples
    --------
    (0, 1): 2 / (2·4·0.5) = 0.5; (1, 3): 4 / (2·4·2) = 0.25:

    >>> gini(np.array([[0.0, 1.0], [1.0, 3.0]])).round(4)
    array([0.6667, 0.3333])
    """
    columns = not_negative(scores, "gini")
    counts, means = columns.counts, np.where(columns.varying, mean_of(columns), 1.0)
    ordered = np.sort(columns.values, axis=0)  # gaps come last
    place = 2.0 * np.arange(1, len(ordered) + 1)[:, None] - counts - 1.0
    total = np.nansum(place * ordered, axis=0)
    return shares(total / (np.maximum(counts, 1.0) ** 2 * means), columns.varying)


@method("weighting")
def entropy(scores: Floats, *, scale: Scale = "none", shift: float = 0.0) -> Floats:
    """Weight by what Shannon's entropy leaves: ``w_j ∝ 1 - e_j``, ``e_j = -sum of p ln p / ln n``, ``p = x / sum x``.

    ``0 ln 0`` is 0. With gaps, shares and n are those of the scores that are there.
    Source: Shannon (1948); Zeleny (1982), Multiple Criteria Decision Making; 熵值法.

    Parameters
    ----------
    scores : (n, k) array
        Not negative, unless `scale` is ``minmax``.
    scale : {"none", "minmax"}
        ``minmax`` stretches each indicator to 0–1 first.
    shift : float
        With ``minmax``, to `shift`–1 instead: 0.01 is usual in Chinese papers, to keep zeros out of the logarithm
        (not needed here, and it changes the weights).

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is negative without ``minmax``, `shift` is not within 0–1, or no indicator varies.

    Examples
    --------
    (1, 0) has entropy 0, (1, 1) has 1, and (1, 3) 0.8113, so 1 to 0 to 0.1887:

    >>> entropy(np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 3.0]])).round(4)
    array([0.8412, 0.    , 0.1588])
    """
    if not 0.0 <= shift < 1.0:
        raise FazhiError(Problem("weighting_shift", {"got": shift}))
    if choice("scale", scale, ("none", "minmax")) == "minmax":
        columns = columns_of(scores)
        values = shift + (1.0 - shift) * (columns.values - columns.low) / columns.spread
        least = shift
    else:
        columns = not_negative(scores, "entropy")
        values, least = columns.values, float(np.fmin.reduce(columns.low, initial=np.inf))
    filled = values if columns.complete else np.where(np.isnan(values), 0.0, values)
    total = filled.sum(axis=0)
    p = filled / np.where(total > 0, total, 1.0)
    logs = np.log(p if columns.complete and least > 0 else np.where(p > 0, p, 1.0))
    evenness = -np.einsum("ij,ij->j", p, logs) / np.log(np.maximum(columns.counts, 2.0))
    return shares(np.maximum(1.0 - evenness, 0.0), columns.varying)


@method("weighting")
def critic(scores: Floats, *, scale: Scale = "minmax") -> Floats:
    """Weight by contrast and conflict (CRITIC): ``w_j ∝ s_j · sum over h of (1 - r_jh)``.

    s are standard deviations of the min–max scores, r Pearson correlations, pairwise where scores are missing. A pair
    without a correlation (one of the two does not vary where both are there) adds no conflict, so that an indicator
    which does not vary has no influence on the others' weights. Where nothing conflicts at all (one indicator, or
    all in step) the standard deviations alone decide.
    Source: Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), 763–770.

    Parameters
    ----------
    scores : (n, k) array
    scale : {"minmax", "none"}
        ``minmax`` as in the paper; ``none`` takes the standard deviations of the scores as they are.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies.

    Examples
    --------
    Deviations are equal (√(1/3)); r is 1 between the first two and 0 with the third: conflict 1, 1, 2.

    >>> critic(np.array([[0.0, 0, 0], [1, 9, 0], [0, 0, 1], [1, 9, 1]]))
    array([0.25, 0.25, 0.5 ])
    """
    columns = columns_of(scores)
    contrast = deviations(columns) / _ranged(columns, scale)
    conflict = np.nansum(1.0 - pairwise_correlations(columns), axis=0)
    if not (conflict > TOLERANCE).any():
        conflict = np.ones_like(conflict)
    return shares(contrast * conflict, columns.varying)


@method("weighting")
def lopcow(scores: Floats) -> Floats:
    """Weight by the logarithm of root mean square over standard deviation of the min–max scores (LOPCOW).

    ``w_j ∝ |ln(√(mean of r²) / s)|`` with r the min–max scores and s their standard deviation (divisor n - 1).
    Source: Ecer & Pamucar (2022), Omega 112, 102690.

    Parameters
    ----------
    scores : (n, k) array

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies.

    Examples
    --------
    (0, 1, 1): √(2/3) over √(1/3), ln √2; (0, 0, 1): √(1/3) over √(1/3), ln 1 = 0.

    >>> lopcow(np.array([[0.0, 0.0, 9.0], [1.0, 0.0, 2.0], [1.0, 7.0, 9.0]])).round(9) + 0.0
    array([0.5, 0. , 0.5])
    """
    columns = levelled(columns_of(scores))
    counts, deviation = np.maximum(columns.counts, 2.0), np.where(columns.varying, deviations(columns), 1.0)
    above = np.where(columns.varying, mean_of(columns) - columns.low, 1.0)
    # mean of r² over s² is (mean r / s)² + (n - 1) / n, and the range drops out
    ratio = (above / deviation) ** 2 + (counts - 1.0) / counts
    return shares(np.abs(np.log(ratio)), columns.varying)
