"""Weights towards an aim: an outcome to be explained, or importances to be reached.

Scores are ``(n, k)``, higher is better, NaN where there is none; weights are ``(k,)`` and sum to 1. An indicator
that does not vary has weight 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    numbers,
    pairwise_correlations,
    repaired,
    stated_shares,
    whole_rows,
)

Measure = Literal["correlation", "squared"]

_ROUNDING = 1e-12
"""Deviations below this share of the values are rounding."""

_EXACT = 1e-20
"""A sum of squared differences of shares below this is none."""

_STARTS = (0.0, 0.01, 0.1)
"""Searches start from the nearest weights by pairwise correlations, mixed with so much of even ones: with gaps the
aim jumps where weights become 0, as units that have nothing else drop out."""

# an outcome


@method("weighting")
def regression(
    scores: Floats, *, outcome: Sequence[float] | Floats, non_negative: bool = False, allow_negative: bool = False
) -> Floats:
    """Weight by standardised regression coefficients on an outcome: ``w_j = b_j / sum of b``.

    b minimises ``|y - X b|²`` with y and the columns of X standardised, over the units without gaps.
    Source: OECD/JRC Handbook (2008), section 6; Lawson & Hanson (1974) for non-negative least squares.

    Parameters
    ----------
    scores : (n, k) array
    outcome : (n,) numbers
        What the indicators should explain, NaN or None where it is not known.
    non_negative : bool
        Find the best coefficients among those that are not negative.
    allow_negative : bool
        Return negative weights of ordinary least squares instead of refusing them.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If `outcome` has not n values or does not vary, fewer than k + 1 units have no gap, indicators are linear
        combinations of each other, coefficients are negative and not allowed, or none is positive.

    Examples
    --------
    The outcome is three times the first and once the second, which vary alike and are unrelated:

    >>> x = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    >>> regression(x, outcome=[0, 3, 1, 4])
    array([0.75, 0.25])
    """
    y = numbers("outcome", outcome)
    if y.shape != (len(scores),):
        raise FazhiError(Problem("weighting_outcome_size", {"got": y.size, "wanted": len(scores)}))
    rows = whole_rows(np.column_stack([scores, y]), scores.shape[1] + 1)
    columns = levelled(columns_of(rows))
    if not columns.varying[-1]:
        raise FazhiError(Problem("weighting_outcome_constant"))
    coefficients = np.zeros(scores.shape[1])
    varying = columns.varying[:-1]
    coefficients[varying] = _coefficients(columns, varying, non_negative)
    if (coefficients < 0).any() and not allow_negative:
        raise FazhiError(Problem("weighting_negative_coefficients", {"columns": listed(coefficients < 0)}))
    if coefficients.sum() <= TOLERANCE:
        raise FazhiError(Problem("weighting_nothing_explained"))
    return np.asarray(coefficients / coefficients.sum())


def _coefficients(columns: Columns, varying: np.ndarray, non_negative: bool) -> Floats:
    """Return the standardised coefficients of the last column on those before it that vary."""
    from scipy.optimize import nnls

    deviation = np.where(columns.varying, deviations(columns), 1.0)
    z = (columns.values - columns.values.mean(axis=0)) / deviation / np.sqrt(len(columns.values) - 1.0)
    x, y = z[:, :-1][:, varying], z[:, -1]
    found, _, rank, _ = np.linalg.lstsq(x, y, rcond=TOLERANCE)
    if rank < x.shape[1]:
        raise FazhiError(Problem("weighting_collinear"))
    if non_negative:
        found = nnls(x, y)[0]
    return np.where(np.abs(found) <= TOLERANCE, 0.0, found)


# importances


@dataclass(frozen=True)
class Optimised:
    """Weights towards stated importances, and how near they come.

    Parameters
    ----------
    weights : (k,) array
        Not negative, sum 1.
    reached : (k,) array
        Importances as they are under these weights, as shares.
    wanted : (k,) array
        Importances as stated, as shares.
    gap : float
        Largest difference between the two.
    """

    weights: Floats
    reached: Floats
    wanted: Floats
    gap: float


def importances(scores: Floats, weights: Floats, *, measure: Measure = "correlation") -> Floats:
    """Return what each indicator shares with the weighted mean: its correlation as a share of the sum of all.

    Parameters
    ----------
    scores : (n, k) array
    weights : (k,) array
        Of those that are there, scaled to sum 1 in each row.
    measure : {"correlation", "squared"}
        ``squared`` takes r² (negative where r is): the linear main effect of Paruolo, Saisana & Saltelli (2013).

    Returns
    -------
    (k,) array
        Sum 1; NaN if the correlations do not sum to more than 0.

    Examples
    --------
    >>> x = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    >>> importances(x, np.array([0.5, 0.5]))
    array([0.5, 0.5])
    """
    columns = columns_of(scores)
    choice("measure", measure, ("correlation", "squared"))
    found = _measured(_correlated(columns, np.asarray(weights, dtype=np.float64))[0], measure)
    total = float(found.sum())
    return np.asarray(found / total) if total > TOLERANCE else np.full(len(found), np.nan)


def _measured(correlation: Floats, measure: str) -> Floats:
    """Return the measure of importance of correlations."""
    return correlation if measure == "correlation" else correlation * np.abs(correlation)


def _correlated(columns: Columns, weights: Floats) -> tuple[Floats, Floats]:
    """Return ``(k,)`` correlations with the weighted mean, and their ``(k, k)`` derivatives by the weights."""
    there = (~np.isnan(columns.values)).astype(np.float64)
    x = np.where(there > 0, columns.values, 0.0)
    below = there @ weights
    rows = below > 0
    there, x, below = there[rows], x[rows], below[rows, None]
    y = (x @ weights)[:, None] / below
    (x_own, x_size), (y_own, y_size) = _standardised(x, there), _standardised(y, there)
    found = np.clip((x_own * y_own).sum(axis=0), -1.0, 1.0)
    by_y = (x_own - found * y_own) * (x_size > 0) / np.where(y_size > 0, y_size, np.inf)
    return found, by_y.T @ ((x - there * y) / below)


def _standardised(values: Floats, there: Floats) -> tuple[Floats, Floats]:
    """Return columns less their mean over what is there, of length 1, and their lengths, 0 for rounding."""
    own = there * (values - (values * there).sum(axis=0) / np.maximum(there.sum(axis=0), 1.0))
    size = np.sqrt((own**2).sum(axis=0))
    rounding = _ROUNDING * np.sqrt((there * values**2).sum(axis=0))
    size = np.where(size > rounding, size, 0.0)
    return own / np.where(size > 0, size, np.inf), size


def optimise(
    scores: Floats, *, wanted: Sequence[float] | Floats | None = None, measure: Measure = "correlation"
) -> Optimised:
    """Find weights under which indicators have stated importances; see `correlation_optimised`.

    Parameters
    ----------
    scores : (n, k) array
    wanted : (k,) numbers, optional
        Importances in any unit; left out, all alike.
    measure : {"correlation", "squared"}

    Returns
    -------
    Optimised

    Raises
    ------
    FazhiError
        If `wanted` is not k numbers from 0 on with a positive sum, no indicator varies, one is 1e100 times another,
        or the indicators cancel each other out, so that no mean goes along with them.

    Examples
    --------
    >>> x = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    >>> found = optimise(x, wanted=[3, 1])
    >>> found.weights.round(9), found.reached.round(9), found.gap < 1e-9
    (array([0.75, 0.25]), array([0.75, 0.25]), True)
    """
    columns = columns_of(scores)
    choice("measure", measure, ("correlation", "squared"))
    size = len(columns.varying)
    share = stated_shares("importances", np.ones(size) if wanted is None else wanted, size)
    if not columns.varying.any():
        raise FazhiError(Problem("weighting_all_constant"))
    even = levelled(columns)
    if even is not columns:
        raise FazhiError(Problem("weighting_scales_apart", {"columns": listed(even.high != columns.high)}))
    target = share if measure == "correlation" else np.sqrt(share) / np.sqrt(share).sum()
    weights = _nearest(columns, target)

    def distance(trial: Floats) -> tuple[float, Floats]:
        return _distance(columns, trial, share, measure)

    if not (columns.complete and measure == "correlation"):
        nearest, even = weights, columns.varying / columns.varying.sum()
        for part in _STARTS:
            if distance(weights)[0] > _EXACT:
                trial = _refined((1.0 - part) * nearest + part * even, columns.varying, distance)
                weights = min(weights, trial, key=lambda one: distance(one)[0])
    reached = importances(scores, weights, measure=measure)
    return Optimised(weights, reached, share, float(np.abs(reached - share).max()))


def _nearest(columns: Columns, target: Floats) -> Floats:
    """Return the weights whose correlations with the mean are nearest to the target, by pairwise correlations.

    With u = w s (s standard deviations) the correlations are in proportion to ``R u``; scaled so that they sum to 1,
    ``|R u - target|²`` under ``u >= 0`` has one least value: non-negative least squares with the sum as a heavy row,
    then exactly on the weights that are not 0.
    """
    from scipy.optimize import nnls

    varying = columns.varying
    r = repaired(pairwise_correlations(columns)[np.ix_(varying, varying)])
    total, aim, heavy = r.sum(axis=0), target[varying], 1e4
    if total.max() <= TOLERANCE:
        raise FazhiError(Problem("weighting_no_common_direction"))
    u = nnls(np.vstack([r, heavy * total]), np.append(aim, heavy), maxiter=100 * len(r))[0]
    kept = u > TOLERANCE * u.max()
    system = np.block([[r[:, kept].T @ r[:, kept], total[kept, None]], [total[None, kept], np.zeros((1, 1))]])
    exact = np.linalg.lstsq(system, np.append(r[:, kept].T @ aim, 1.0), rcond=None)[0][:-1]
    if (exact >= 0).all() and np.linalg.norm(exact - u[kept]) < 1e-3 * np.linalg.norm(u):
        u = np.zeros_like(u)
        u[kept] = exact
    weights = np.zeros(len(varying))
    weights[varying] = u / deviations(columns)[varying]
    return np.asarray(weights / weights.sum())


def _distance(columns: Columns, weights: Floats, share: Floats, measure: str) -> tuple[float, Floats]:
    """Return the sum of squared differences of shares, and its derivatives by the weights."""
    correlation, slopes = _correlated(columns, weights)
    if measure == "squared":
        slopes = 2.0 * np.abs(correlation)[:, None] * slopes
    found = _measured(correlation, measure)
    total = found.sum()
    if total <= TOLERANCE:  # against all indicators: as far away as can be
        return 1e6, np.zeros_like(weights)
    off = found / total - share
    by_found = 2.0 * (off - (off @ found) / total) / total
    return float(off @ off), by_found @ slopes


def _refined(start: Floats, varying: np.ndarray, distance: Callable[[Floats], tuple[float, Floats]]) -> Floats:
    """Return better weights near the start, by sequential quadratic programming on the simplex."""
    from scipy.optimize import minimize

    found = minimize(
        lambda w: tuple(1e4 * part for part in distance(w)),
        start,
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0 if there else 0.0) for there in varying],
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": lambda w: np.ones_like(w)},
        options={"maxiter": 500, "ftol": 1e-16},
    ).x
    found = np.where(np.isfinite(found), np.maximum(found, 0.0), 0.0)
    return np.asarray(found / found.sum()) if found.sum() > 0 else start


@method("weighting")
def correlation_optimised(
    scores: Floats,
    *,
    importances: Sequence[float] | Floats | None = None,
    measure: Measure = "correlation",
    largest_gap: float | None = None,
) -> Floats:
    """Weight so that the indicators' correlations with their weighted mean are as the stated importances.

    Minimises the sum over j of ``(r_j / sum of r - t_j)²`` with t the importances as shares and r_j the correlation of
    indicator j with the mean, under weights that are not negative and sum to 1. With complete scores and
    ``correlation`` the least value is found; with gaps or ``squared`` a low one is searched for from several starts.
    Means are over what a unit has. `optimise` tells how near the weights come, since an indicator that runs against
    the others cannot be given any importance.
    Source: Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80, 12–22.

    Parameters
    ----------
    scores : (n, k) array
    importances : (k,) numbers, optional
        In any unit; left out, all alike.
    measure : {"correlation", "squared"}
        ``squared`` takes r² in place of r.
    largest_gap : float or None
        Refuse weights under which some share is further away than this.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        As `optimise` does, or if the gap is larger than allowed.

    Examples
    --------
    >>> x = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    >>> correlation_optimised(x, importances=[3, 1]).round(9)
    array([0.75, 0.25])
    """
    found = optimise(scores, wanted=importances, measure=measure)
    if largest_gap is not None and not found.gap <= largest_gap:
        raise FazhiError(Problem("weighting_importance_gap", {"gap": found.gap, "limit": largest_gap}))
    return found.weights
