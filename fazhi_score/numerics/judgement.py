"""Weights from people: comparisons with the best and the worst, and budgets shared out by experts.

The registered functions take the scores only to know how many indicators there are, so that a framework file can
name them like any weighting; the functions that end in ``_judgement`` return consistency and ranges besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.columns import choice, numbers


@dataclass(frozen=True)
class Judgement:
    """Weights out of judgements, and how far the judgements agree.

    Parameters
    ----------
    weights : (k,) array
        Sum 1.
    index : float
        Consistency index: ``(eigenvalue - k) / (k - 1)`` for pairwise comparisons, ξ for best and worst, NaN for
        budgets.
    ratio : float
        Consistency ratio, 0 for consistent judgements; NaN where it is not defined.
    lower, upper : (k,) arrays
        Range of each weight: of all optimal solutions for best and worst, over experts for budgets, else the weight.
    """

    weights: Floats
    index: float
    ratio: float
    lower: Floats
    upper: Floats


# best and worst


def best_worst_judgement(
    best_to_others: Sequence[float] | Floats,
    others_to_worst: Sequence[float] | Floats,
    *,
    model: Literal["linear", "nonlinear"] = "linear",
) -> Judgement:
    """Return weights and consistency of comparisons with the best and the worst indicator; see `best_worst`.

    Returns
    -------
    Judgement
        `index` is ξ. `ratio` is ξ over its largest value for this comparison of best with worst (Rezaei 2015) for the
        nonlinear model, and for the linear one the input-based ratio, the largest of
        ``|a_Bj a_jW - a_BW| / (a_BW² - a_BW)`` (Liang, Brunelli & Rezaei 2020). `lower` and `upper` are the range of
        all optimal weights of the nonlinear model.

    Raises
    ------
    FazhiError
        As `best_worst` does, but not for inconsistency.

    Examples
    --------
    >>> found = best_worst_judgement([1, 2, 6], [6, 3, 1])
    >>> found.weights.round(9), round(found.index, 9) + 0.0, found.ratio
    (array([0.6, 0.3, 0.1]), 0.0, 0.0)
    """
    choice("model", model, ("linear", "nonlinear"))
    to_others = numbers("best_to_others", best_to_others)
    to_worst = numbers("others_to_worst", others_to_worst, to_others.size)
    best, worst = _anchors(to_others, to_worst)
    if best == worst:  # one indicator only
        return Judgement(np.ones(1), 0.0, 0.0, np.ones(1), np.ones(1))
    solve = _linear if model == "linear" else _nonlinear
    return solve(to_others, to_worst, best, worst)


def _anchors(to_others: Floats, to_worst: Floats) -> tuple[int, int]:
    """Return which indicators are best and worst, refusing comparisons that contradict that."""
    for name, given in (("best_to_others", to_others), ("others_to_worst", to_worst)):
        if not ((given >= 1) & (given < np.inf)).all():
            raise FazhiError(Problem("best_worst_below_one", {"parameter": name}))
    if not (to_others == 1).any():
        raise FazhiError(Problem("best_worst_no_best"))
    if not (to_worst == 1).any():
        raise FazhiError(Problem("best_worst_no_worst"))
    best = int(np.where(to_others == 1, to_worst, -1.0).argmax())
    others = np.where(to_worst == 1, to_others, -1.0)
    if len(to_others) > 1:
        others[best] = -1.0
    worst = int(others.argmax())
    there, back = float(to_others[worst]), float(to_worst[best])
    if there != back or max(to_others.max(), to_worst.max()) > there or to_worst[worst] != 1:
        raise FazhiError(Problem("best_worst_mismatch", {"there": there, "back": back}))
    return best, worst


def _linear(to_others: Floats, to_worst: Floats, best: int, worst: int) -> Judgement:
    """Minimise the largest of ``|w_B - a_Bj w_j|`` and ``|w_j - a_jW w_W|`` by a linear programme."""
    from scipy.optimize import linprog

    size = len(to_others)
    unit = np.eye(size)
    gaps = np.vstack([unit[best] - to_others[:, None] * unit, unit - to_worst[:, None] * unit[worst]])
    gaps = gaps[np.abs(gaps).sum(axis=1) > 0]
    bound = -np.ones((len(gaps), 1))
    found = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=np.vstack([np.hstack([gaps, bound]), np.hstack([-gaps, bound])]),
        b_ub=np.zeros(2 * len(gaps)),
        A_eq=[np.append(np.ones(size), 0.0)],
        b_eq=[1.0],
        bounds=(0, None),
        method="highs",
    )
    weights, most = np.maximum(found.x[:-1], 0.0), to_others[worst]
    off = np.abs(to_others * to_worst - most)
    off[[best, worst]] = 0.0
    ratio = float(off.max() / (most * most - most)) if most > 1 else 0.0
    weights = weights / weights.sum()
    return Judgement(weights, float(found.x[-1]), ratio, weights, weights)


def _nonlinear(to_others: Floats, to_worst: Floats, best: int, worst: int) -> Judgement:
    """Minimise the largest of ``|w_B / w_j - a_Bj|`` and ``|w_j / w_W - a_jW|``.

    With u = w / w_W, a given ξ can be kept if some u_B lies within ``a_BW ± ξ`` and within all
    ``(a_Bj ± ξ)(a_jW ± ξ)``; the least ξ is where these intervals just meet, in one point. Given u_B, each other u_j
    may lie anywhere in an interval of its own.
    """
    from scipy.optimize import brentq

    most = float(to_others[worst])
    others = np.ones(len(to_others), dtype=bool)
    others[[best, worst]] = False
    first, second = to_others[others], to_worst[others]

    def ends(xi: float) -> tuple[float, float]:
        low = np.append(np.maximum(first - xi, 0.0) * np.maximum(second - xi, 0.0), max(most - xi, 0.0))
        return float(low.max()), float(np.append((first + xi) * (second + xi), most + xi).min())

    def apart(xi: float) -> float:
        low, high = ends(xi)
        return low - high

    xi = float(brentq(apart, 0.0, most, xtol=1e-15, rtol=1e-14)) if apart(0.0) > 0 else 0.0
    at = sum(ends(xi)) / 2.0
    low, high = np.ones(len(to_others)), np.ones(len(to_others))
    low[best] = high[best] = at
    low[others] = np.maximum(second - xi, at / (first + xi))
    high[others] = np.minimum(second + xi, at / np.maximum(first - xi, 1e-300))
    high = np.maximum(low, high)
    lower, upper = low / (low + high.sum() - high), high / (high + low.sum() - low)
    weights = (lower + upper) / (lower + upper).sum()
    largest = ((2.0 * most + 1.0) - np.sqrt(8.0 * most + 1.0)) / 2.0
    return Judgement(weights, xi, float(xi / largest) if most > 1 else 0.0, lower, upper)


@method("weighting")
def best_worst(
    scores: Floats,
    *,
    best_to_others: Sequence[float] | Floats,
    others_to_worst: Sequence[float] | Floats,
    model: Literal["linear", "nonlinear"] = "linear",
    largest_ratio: float | None = None,
) -> Floats:
    """Weight by comparisons of the best with all, and of all with the worst (best–worst method).

    ``linear`` minimises the largest of ``|w_B - a_Bj w_j|`` and ``|w_j - a_jW w_W|``; ``nonlinear`` that of
    ``|w_B / w_j - a_Bj|`` and ``|w_j / w_W - a_jW|``, and as the optimum is often a range, takes the middles of the
    ranges, scaled to sum 1.
    Source: Rezaei (2015), Omega 53, 49–57 (nonlinear); Rezaei (2016), Omega 64, 126–130 (linear, ranges).

    Parameters
    ----------
    scores : (n, k) array
    best_to_others : (k,) numbers from 1
        How many times as important the best indicator is as each; 1 for itself.
    others_to_worst : (k,) numbers from 1
        How many times as important each is as the worst indicator; 1 for the worst itself.
    model : {"linear", "nonlinear"}
    largest_ratio : float or None
        A larger consistency ratio (see `best_worst_judgement`) is refused; None accepts any.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If comparisons are below 1, not k, without a best or a worst, contradict each other about best against worst,
        or are inconsistent.

    Examples
    --------
    >>> best_worst(np.zeros((1, 3)), best_to_others=[1, 2, 6], others_to_worst=[6, 3, 1]).round(9)
    array([0.6, 0.3, 0.1])
    """
    numbers("best_to_others", best_to_others, scores.shape[1])
    found = best_worst_judgement(best_to_others, others_to_worst, model=model)
    if largest_ratio is not None and found.ratio > largest_ratio + TOLERANCE:
        raise FazhiError(Problem("best_worst_inconsistent", {"ratio": found.ratio, "limit": largest_ratio}))
    return found.weights


# budgets


def _table(allocations: Sequence[Sequence[float]] | Floats) -> Floats:
    """Return allocations as a table, one row by expert."""
    given = np.atleast_2d(numbers("allocations", allocations))
    if given.ndim > 2 or not given.size:
        raise FazhiError(Problem("weighting_not_numbers", {"parameter": "allocations"}))
    return given


def budget_judgement(
    allocations: Sequence[Sequence[float]] | Floats, *, trim: float = 0.0, total: float | None = None
) -> Judgement:
    """Return weights out of allocations, with the least and the greatest share that an expert gave; see below.

    Raises
    ------
    FazhiError
        As `budget_allocation` does.

    Examples
    --------
    >>> found = budget_judgement([[60, 40], [80, 20]])
    >>> found.weights, found.lower, found.upper
    (array([0.7, 0.3]), array([0.6, 0.2]), array([0.8, 0.4]))
    """
    given = _table(allocations)
    if not 0.0 <= trim < 0.5:
        raise FazhiError(Problem("budget_trim", {"got": trim}))
    sums = given.sum(axis=1)
    wrong = ~((given >= 0).all(axis=1) & (sums > 0) & (sums < np.inf))
    problems = [Problem("budget_expert_wrong", {"expert": k + 1}) for k in np.flatnonzero(wrong)]
    if total is not None:
        off = ~wrong & (np.abs(sums - total) > TOLERANCE * max(abs(total), 1.0))
        problems += [
            Problem("budget_total", {"expert": k + 1, "given": sums[k], "total": total}) for k in np.flatnonzero(off)
        ]
    if problems:
        raise FazhiError(problems)
    parts = np.sort(given / sums[:, None], axis=0)
    cut = int(trim * len(parts) + TOLERANCE)
    weights = parts[cut : len(parts) - cut].mean(axis=0)
    if not weights.sum() > 0:
        raise FazhiError(Problem("budget_trimmed_away", {"got": trim}))
    return Judgement(weights / weights.sum(), np.nan, np.nan, parts[0], parts[-1])


@method("weighting")
def budget_allocation(
    scores: Floats,
    *,
    allocations: Sequence[Sequence[float]] | Floats,
    trim: float = 0.0,
    total: float | None = None,
) -> Floats:
    """Weight by points that experts share out: the mean over experts of each one's shares.

    Source: OECD/JRC Handbook (2008), section 6, budget allocation process.

    Parameters
    ----------
    scores : (n, k) array
    allocations : (e, k) numbers
        One row by expert: points for each indicator, 0 for none.
    trim : float
        Share of experts left out at either end of each indicator before the mean; the rest is scaled to sum 1.
    total : float, optional
        What every expert had to give out (100, say); another sum is refused. Left out, sums may differ.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If there are not k columns, an allocation has gaps, negative numbers or only zeros, sums are not `total`, or
        `trim` is not from 0 to below 0.5.

    Examples
    --------
    >>> budget_allocation(np.zeros((1, 2)), allocations=[[60, 40], [80, 20]])
    array([0.7, 0.3])
    """
    given = _table(allocations)
    if given.shape[1] != scores.shape[1]:
        params = {"parameter": "allocations", "got": given.shape[1], "wanted": scores.shape[1]}
        raise FazhiError(Problem("weighting_size", params))
    return budget_judgement(given, trim=trim, total=total).weights
