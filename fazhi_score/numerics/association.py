"""Columns into how they go together: correlations with gaps, correlation ratios and agreement of ranks.

Arrays are ``(n, k)`` floats, rows are regions, NaN where there is no value. A pair of columns is compared on the rows
that have both (pairwise complete), and where fewer than three do, or one of the two does not vary there, there
is no correlation: NaN. An infinite value leaves its column without any.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats

Kind = Literal["pearson", "spearman", "kendall"]
_ROUNDING = 1e-13
"""A sum of squares below this share of the column's own is rounding."""


class Correlations(NamedTuple):
    """``(k, m)`` correlations, their two-sided p-values, and the rows that each pair shares."""

    r: Floats
    p: Floats
    n: Codes


def correlations(values: Floats, others: Floats | None = None, *, kind: Kind = "pearson") -> Correlations:
    """Return the correlations of all columns with all columns, or with those of `others`, on the rows that both have.

    Spearman ranks anew within the rows of each pair, ties sharing the mean rank; Kendall is tau-b. Values that differ
    by no more than 1e-9 (of the largest, where that is below 1) tie. The p-values of Pearson and Spearman come from
    ``t = r sqrt((n - 2) / (1 - r²))``, those of Kendall from scipy; all suppose that regions are independent.
    Source: OECD/JRC Handbook (2008), section 4; as ``cor(use = "pairwise")`` in R.

    Parameters
    ----------
    values : (n, k) array
    others : (n, m) array, optional
        Left out: `values` itself.
    kind : {"pearson", "spearman", "kendall"}
        Kendall goes pair by pair and takes about a second for 1,000 pairs of 3,000 rows.

    Returns
    -------
    Correlations

    Raises
    ------
    FazhiError
        For an unknown kind.

    Examples
    --------
    >>> values = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 0.0], [9.0, np.nan]])
    >>> correlations(values).r
    array([[ 1. , -0.5],
           [-0.5,  1. ]])
    >>> correlations(values).n
    array([[4, 3],
           [3, 3]])
    """
    if kind not in ("pearson", "spearman", "kendall"):
        raise FazhiError(Problem("correlation_unknown", {"got": kind}))
    left = _usable(values)
    right = left if others is None else _usable(others)
    if kind == "kendall":
        return _kendall(left, right)
    r, n = _pearson(left, right) if kind == "pearson" else _spearman(left, right)
    if others is None:
        np.fill_diagonal(r, np.where(np.isnan(np.diag(r)), np.nan, 1.0))
    return Correlations(r, p_values(r, n), n)


def p_values(r: Floats, n: Codes) -> Floats:
    """Return two-sided p-values of correlations over `n` pairs each, from Student's t with n - 2 degrees of freedom.

    Examples
    --------
    r = 0.5 over 5 pairs: t = 0.5 · sqrt(3 / 0.75) = 1.

    >>> p_values(np.array([0.5]), np.array([5])).round(4)
    array([0.391])
    """
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(r) * np.sqrt((n - 2) / np.maximum(1.0 - r * r, 0.0))
    return np.where(np.isnan(r) | (n < 3), np.nan, 2.0 * stdtr(np.maximum(n - 2.0, 1.0), -np.nan_to_num(t, nan=0.0)))


def _usable(values: Floats) -> Floats:
    """Return the columns, each on a scale of its own, whose squares neither overflow nor vanish."""
    table = np.array(values, dtype=np.float64, ndmin=2)
    infinite = np.isinf(table).any(axis=0)
    table[:, infinite] = np.nan
    size = np.max(np.abs(table), axis=0, initial=0.0, where=~np.isnan(table))
    table /= np.where(size > 0, size, 1.0)
    # what ties on the scale of the values ties here
    noise = TOLERANCE * np.minimum(1.0, 1.0 / np.where(size > 0, size, 1.0))
    return _snapped(table, noise)


def _snapped(table: Floats, noise: Floats) -> Floats:
    """Return the columns with each group of ties at its lowest value."""
    order = np.argsort(table, axis=0)
    sorted_ = np.take_along_axis(table, order, axis=0)
    new = np.ones(table.shape, dtype=bool)
    new[1:] = ~(np.diff(sorted_, axis=0) <= noise)
    first = np.maximum.accumulate(np.where(new, np.arange(len(table))[:, None], 0), axis=0)
    found = np.empty_like(table)
    np.put_along_axis(found, order, np.take_along_axis(sorted_, first, axis=0), axis=0)
    return found


def _pearson(left: Floats, right: Floats) -> tuple[Floats, Codes]:
    """Return correlations and pairs of all columns at once: sums over the rows of each pair are matrix products."""
    (x, in_x), (y, in_y) = _centred(left), _centred(right)
    count = in_x.T @ in_y
    pairs = np.maximum(count, 1.0)
    sum_x, sum_y = x.T @ in_y, in_x.T @ y
    both = x.T @ y - sum_x * sum_y / pairs
    square_x, square_y = (x * x).T @ in_y, in_x.T @ (y * y)
    spread_x, spread_y = square_x - sum_x * sum_x / pairs, square_y - sum_y * sum_y / pairs
    defined = (count >= 3) & (spread_x > _ROUNDING * square_x) & (spread_y > _ROUNDING * square_y)
    below = np.sqrt(np.where(defined, spread_x, 1.0)) * np.sqrt(np.where(defined, spread_y, 1.0))
    return np.where(defined, np.clip(both / below, -1.0, 1.0), np.nan), count.astype(np.intp)


def _centred(table: Floats) -> tuple[Floats, Floats]:
    """Return values less their column's mean, over their deviation, 0 where there is none; and which are there."""
    there = ~np.isnan(table)
    low, high = np.min(table, axis=0, initial=np.inf, where=there), np.max(table, axis=0, initial=-np.inf, where=there)
    filled, count = np.where(there, table, 0.0), np.maximum(there.sum(axis=0), 1)
    moved = np.where(there & (high > low), filled - filled.sum(axis=0) / count, 0.0)
    spread = np.sqrt((moved * moved).sum(axis=0) / count)
    return moved / np.where(spread > 0, spread, 1.0), there.astype(np.float64)


def _spearman(left: Floats, right: Floats) -> tuple[Floats, Codes]:
    """Return rank correlations and pairs; only where there are gaps is each pair ranked on its own."""
    from scipy.stats import rankdata

    if not (np.isnan(left).any() or np.isnan(right).any()) and len(left):
        return _pearson(rankdata(left, axis=0), rankdata(right, axis=0))
    (x, in_x), (y, in_y) = _places(left), _places(right)
    r, n = np.full((left.shape[1], right.shape[1]), np.nan), np.zeros((left.shape[1], right.shape[1]), np.intp)
    for i, j in _pairs(left, right):
        rows = np.flatnonzero(in_x[i] & in_y[j])
        n[i, j] = len(rows)
        a, b = _deviations(x[i].take(rows)), _deviations(y[j].take(rows))
        spread = np.sqrt((a @ a) * (b @ b))
        if n[i, j] >= 3 and spread > 0:
            r[i, j] = min(1.0, max(-1.0, float(a @ b / spread)))
    return (_mirrored(r), _mirrored(n)) if left is right else (r, n)


def _places(table: Floats) -> tuple[Codes, NDArray[np.bool_]]:
    """Return, a column a row, the place of each value among the different ones of its column, and which are there."""
    columns = np.ascontiguousarray(table.T)
    there = ~np.isnan(columns)
    places = np.zeros(columns.shape, dtype=np.intp)
    for column, held, place in zip(columns, there, places, strict=True):
        place[held] = np.unique(column[held], return_inverse=True)[1]
    return places, there


def _deviations(places: Codes) -> Floats:
    """Return ranks (ties share the mean rank) less their mean, from whole numbers, without sorting."""
    counts = np.bincount(places)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(ranks.take(places) - (len(places) + 1) / 2)


def _pairs(left: Floats, right: Floats) -> list[tuple[int, int]]:
    """Return the pairs of columns, each once where both sides are the same."""
    same = left is right
    return [(i, j) for i in range(left.shape[1]) for j in range(i if same else 0, right.shape[1])]


def _mirrored(upper: NDArray[Any]) -> NDArray[Any]:
    """Return a matrix with its upper triangle below as well."""
    return np.where(np.tri(len(upper), k=-1, dtype=bool), upper.T, upper)


def _kendall(left: Floats, right: Floats) -> Correlations:
    from scipy.stats import kendalltau

    shape = left.shape[1], right.shape[1]
    r, p, n = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, np.intp)
    for i, j in _pairs(left, right):
        rows = ~np.isnan(left[:, i]) & ~np.isnan(right[:, j])
        n[i, j], x, y = rows.sum(), left[rows, i], right[rows, j]
        if n[i, j] >= 3 and np.ptp(x) > 0 and np.ptp(y) > 0:
            r[i, j], p[i, j] = kendalltau(x, y)
    return Correlations(*(_mirrored(part) for part in (r, p, n))) if left is right else Correlations(r, p, n)


class Importance(NamedTuple):
    """Share of a column's variance that another explains: linearly, and in whatever form; and the pairs of values."""

    linear: float
    nonlinear: float
    n: int


def correlation_ratio(target: Floats, source: Floats, *, knots: int = 10) -> Importance:
    """Return the main effect of `source` on `target`: ``S = Var(E[target | source]) / Var(target)``, 0-1.

    The share of the target's variance that would vanish on average if the source were known; what an indicator's
    importance is measured by, to hold against its weight. `linear` is the squared Pearson correlation. `nonlinear`
    fits E[target | source] by a natural cubic regression spline with knots at quantiles of the different values and
    a penalty on curvature chosen by generalised cross-validation; with two different values it is the ratio of
    variances between and within. With few rows the fit follows chance: ``n`` under ten times `knots` says little.
    Source: Paruolo, Saisana & Saltelli (2013); Becker et al. (2017) for penalised splines; Wood (2017), section 5.3.1.

    Parameters
    ----------
    target, source : (n,) arrays
    knots : int
        At most so many, fewer where there are fewer different values.

    Returns
    -------
    Importance
        NaN with fewer than three common values, or where one of the two does not vary there.

    Examples
    --------
    A parabola is no line, but depends on nothing else.

    >>> x = np.linspace(-1.0, 1.0, 201)
    >>> found = correlation_ratio(x**2, x)
    >>> round(found.linear, 6), round(found.nonlinear, 3), found.n
    (0.0, 1.0, 201)
    """
    table = _usable(np.column_stack([source, target]))
    rows = ~np.isnan(table).any(axis=1)
    x, y = table[rows].T
    n = int(rows.sum())
    if n < 3 or np.ptp(x) <= 0 or np.ptp(y) <= 0:
        return Importance(np.nan, np.nan, n)
    x, y = (x - x.mean()) / np.ptp(x), (y - y.mean()) / np.ptp(y)
    total = float(y @ y)
    linear = float((x @ y) ** 2 / ((x @ x) * total))
    different = np.unique(x)
    if len(different) < 3:
        return Importance(linear, linear, n)
    fitted = _spline(x, y, np.quantile(different, np.linspace(0.0, 1.0, min(knots, len(different)))))
    fitted = fitted - fitted.mean()
    return Importance(linear, min(1.0, float(fitted @ fitted) / total), n)


def _spline(x: Floats, y: Floats, knots: Floats) -> Floats:
    """Return the fit of a natural cubic spline whose curvature costs what generalised cross-validation chooses."""
    from scipy.interpolate import CubicSpline

    basis = CubicSpline(knots, np.eye(len(knots)), bc_type="natural")(x)
    gaps = np.diff(knots)
    inner = len(knots) - 2
    # curvature: values at the knots -> second derivatives there (Green & Silverman 1994, section 2.1)
    differences = np.zeros((inner, len(knots)))
    rows = np.arange(inner)
    differences[rows, rows] = 1.0 / gaps[:-1]
    differences[rows, rows + 1] = -1.0 / gaps[:-1] - 1.0 / gaps[1:]
    differences[rows, rows + 2] = 1.0 / gaps[1:]
    band = np.diag((gaps[:-1] + gaps[1:]) / 3.0) + np.diag(gaps[1:-1] / 6.0, 1) + np.diag(gaps[1:-1] / 6.0, -1)
    penalty = differences.T @ np.linalg.solve(band, differences)
    cross, right = basis.T @ basis, basis.T @ y
    costs = np.trace(cross) / np.trace(penalty) * np.logspace(-9.0, 6.0, 46)
    systems = cross + costs[:, None, None] * penalty
    beta = np.linalg.solve(systems, np.broadcast_to(right[:, None], (len(costs), len(knots), 1)))[..., 0]
    freedom = np.trace(np.linalg.solve(systems, np.broadcast_to(cross, systems.shape)), axis1=1, axis2=2)
    left = y @ y - 2.0 * beta @ right + ((beta @ cross) * beta).sum(axis=1)
    best = int(np.argmin(np.maximum(left, 0.0) / np.maximum(len(y) - freedom, 1e-3) ** 2))
    return np.asarray(basis @ beta[best])


class Between(NamedTuple):
    """Share of the variance between groups, p-value of a test that there is none, and how many groups and values."""

    share: float
    p: float
    groups: int
    n: int


def between_groups(values: Floats, codes: Codes) -> Between:
    """Return the share of variance between groups (eta squared) and the p-value of the Kruskal–Wallis test.

    Parameters
    ----------
    values : (n,) array
    codes : (n,) array
        Group of each.

    Returns
    -------
    Between
        NaN for fewer than two groups, no more values than groups, or values that do not vary.

    Examples
    --------
    Means 1 and 5 about 3: 4 · 4 of 4 · 4 + 4 · 1.

    >>> found = between_groups(np.array([0.0, 2.0, 4.0, 6.0]), np.array([0, 0, 1, 1]))
    >>> round(found.share, 6), round(found.p, 4), found.groups, found.n
    (0.8, 0.1213, 2, 4)
    """
    from scipy.stats import kruskal

    known = np.isfinite(values)
    y, (names, code) = values[known], np.unique(codes[known], return_inverse=True)
    n, groups = len(y), len(names)
    if groups < 2 or n <= groups or np.ptp(y) <= TOLERANCE:
        return Between(np.nan, np.nan, groups, n)
    means = np.bincount(code, y) / np.bincount(code)
    share = float(((means[code] - y.mean()) ** 2).sum() / ((y - y.mean()) ** 2).sum())
    return Between(share, float(kruskal(*(y[code == k] for k in range(groups))).pvalue), groups, n)


class Agreement(NamedTuple):
    """How far two rankings agree, 1 the same order; `ws` and `weighted_spearman` care most for the first places."""

    spearman: float
    kendall: float
    weighted_spearman: float
    ws: float
    n: int


def rank_agreement(first: Floats, second: Floats) -> Agreement:
    """Return how far two rankings agree.

    Those who lack one of the two ranks are left out and the others ranked anew, 1 the best, ties sharing the mean
    rank. With ranks x and y of N: Spearman's rho and Kendall's tau-b (scipy); the weighted rank correlation ``1 -
    6 sum (x - y)² ((N - x + 1) + (N - y + 1)) / (N⁴ + N³ - N² - N)`` of Pinto da Costa & Soares (2005); and ``WS = 1 -
    sum 2^-x |x - y| / max(|1 - x|, |N - x|)`` of Sałabun & Urbaniak (2020), in which `first` is the reference: WS
    changes if the two change places.

    Parameters
    ----------
    first, second : (n,) arrays
        Ranks, 1 the best.

    Returns
    -------
    Agreement
        NaN with fewer than two in both; Spearman and Kendall also where all tie in one.

    Examples
    --------
    The first two change places among three: 1 - 6 · 2 / (3 · 8) = 0.5; two pairs of three agree: (2 - 1) / 3;
    1 - 6 · (5 + 5) / (81 + 27 - 9 - 3) = 0.375; 1 - (1/2 · 1/2 + 1/4 · 1/1) = 0.5.

    >>> found = rank_agreement(np.array([1.0, 2.0, 3.0]), np.array([2.0, 1.0, 3.0]))
    >>> [round(float(value), 4) for value in found]
    [0.5, 0.3333, 0.375, 0.5, 3.0]
    """
    from scipy.stats import kendalltau, rankdata

    there = ~(np.isnan(first) | np.isnan(second))
    n = int(there.sum())
    if n < 2:
        return Agreement(np.nan, np.nan, np.nan, np.nan, n)
    noise = np.full(2, TOLERANCE)
    x, y = rankdata(_snapped(np.column_stack([first, second])[there], noise), axis=0).T
    weighted = 1.0 - 6.0 * ((x - y) ** 2 @ (2 * n + 2 - x - y)) / (float(n) ** 4 + float(n) ** 3 - float(n) ** 2 - n)
    ws = 1.0 - float(np.sum(2.0**-x * np.abs(x - y) / np.maximum(np.abs(1 - x), np.abs(n - x))))
    if np.ptp(x) <= 0 or np.ptp(y) <= 0:
        return Agreement(np.nan, np.nan, float(weighted), ws, n)
    return Agreement(float(np.corrcoef(x, y)[0, 1]), float(kendalltau(x, y)[0]), float(weighted), ws, n)
