"""Columns of one group into whether they measure one thing: alpha, components, collinearity."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats


def complete_rows(values: Floats) -> Floats:
    """Return the rows ``(m, k)`` without a gap."""
    return np.asarray(values[np.isfinite(values).all(axis=1)])


def covariances(values: Floats) -> Floats:
    """Return the ``(k, k)`` covariances (divisor n - 1) over the rows that both columns have; NaN below two.

    As ``cov(use = "pairwise")`` in R.

    Examples
    --------
    >>> covariances(np.array([[1.0, 2.0], [3.0, 6.0], [9.0, np.nan]]))
    array([[17.33333333,  4.        ],
           [ 4.        ,  8.        ]])
    """
    there = np.isfinite(values)
    mean = np.where(there, values, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    moved, held = np.where(there, values - np.where(there.any(axis=0), mean, 0.0), 0.0), there.astype(np.float64)
    count = held.T @ held
    sums = moved.T @ held
    products = moved.T @ moved - sums * sums.T / np.maximum(count, 1.0)
    return np.where(count >= 2, products / np.maximum(count - 1.0, 1.0), np.nan)


def cronbach(matrix: Floats) -> float:
    """Return Cronbach's alpha: ``k / (k - 1) · (1 - trace / sum)`` of the covariances; of correlations, standardised.

    1 where all columns measure the same, 0 where they have nothing in common, below 0 where they contradict; 0.7 is the
    usual threshold. It grows with the number of columns. Source: Cronbach (1951); OECD/JRC Handbook (2008), section 4.

    Parameters
    ----------
    matrix : (k, k) array
        Columns all of whose covariances are missing are left out.

    Returns
    -------
    float
        NaN for fewer than two columns, a missing covariance among them, or a sum that has no variance.

    Examples
    --------
    2 / 1 · (1 - 2 / (2 + 2 · 0.5)) = 2 / 3.

    >>> round(cronbach(np.array([[1.0, 0.5], [0.5, 1.0]])), 6)
    0.666667
    """
    kept = ~np.isnan(np.diag(matrix))
    matrix = matrix[np.ix_(kept, kept)]
    k, total = len(matrix), float(matrix.sum())
    if k < 2 or not total > TOLERANCE * float(np.trace(matrix)):
        return float("nan")
    return float(k / (k - 1) * (1.0 - np.trace(matrix) / total))


class Components(NamedTuple):
    """Eigenvalues ``(k,)``, largest first, shares of the variance, and ``(k, k)`` loadings, a component a column."""

    eigenvalues: Floats
    shares: Floats
    loadings: Floats


def components(correlations: Floats) -> Components:
    """Return the principal components of a correlation matrix.

    Loadings are eigenvectors times the root of their eigenvalue: correlations of column and component. A component's
    sign is free; here the sum of its loadings is not negative. Pairwise correlations with gaps may have eigenvalues
    below 0: such components have no loadings. Source: OECD/JRC Handbook (2008), section 4.

    Parameters
    ----------
    correlations : (k, k) array
        Without gaps.

    Examples
    --------
    >>> found = components(np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> found.eigenvalues, found.shares
    (array([1.5, 0.5]), array([0.75, 0.25]))
    >>> found.loadings.round(3)[:, 0]
    array([0.866, 0.866])
    """
    size, vectors = np.linalg.eigh(correlations)
    size, vectors = size[::-1], vectors[:, ::-1]
    total = vectors.sum(axis=0)
    vectors = vectors * np.where(total < -TOLERANCE, -1.0, 1.0)
    return Components(size, size / max(len(size), 1), vectors * np.sqrt(np.maximum(size, 0.0)))


def condition_number(correlations: Floats) -> float:
    """Return the root of largest over smallest eigenvalue; 30 and more is strong collinearity, infinite a dependence.

    Source: Belsley, Kuh & Welsch (1980), of centred and standardised columns.

    Examples
    --------
    >>> round(condition_number(np.array([[1.0, 0.8], [0.8, 1.0]])), 9)  # sqrt(1.8 / 0.2)
    3.0
    """
    size = np.linalg.eigvalsh(correlations) if len(correlations) else np.array([np.nan])
    return float("inf") if size[0] <= TOLERANCE else float(np.sqrt(size[-1] / size[0]))


def inflation(correlations: Floats) -> Floats:
    """Return ``(k,)`` variance inflation factors, ``1 / (1 - R²)`` of each column on all others; 10 and more is much.

    The diagonal of the inverse, so that R² may come from pairwise correlations. Infinite for a column that others
    determine exactly; NaN where the matrix is none of complete data (an eigenvalue below 0).

    Examples
    --------
    >>> inflation(np.array([[1.0, 0.6], [0.6, 1.0]])).round(9)  # 1 / (1 - 0.36)
    array([1.5625, 1.5625])
    """
    size, vectors = np.linalg.eigh(correlations)
    if len(size) and size[0] < -TOLERANCE:
        return np.full(len(size), np.nan)
    null = size <= TOLERANCE
    bound = (vectors[:, null] ** 2).sum(axis=1) > TOLERANCE
    found = (vectors[:, ~null] ** 2 / size[~null]).sum(axis=1)
    return np.where(bound, np.inf, found)


def kaiser_meyer_olkin(correlations: Floats) -> float:
    """Return the measure of sampling adequacy, ``sum r² / (sum r² + sum partial²)`` off the diagonal, 0-1.

    0.6 is enough. NaN for a singular matrix. Source: Kaiser (1974); OECD/JRC Handbook (2008), section 4.

    Examples
    --------
    Two columns: the partial correlation is the correlation.

    >>> round(kaiser_meyer_olkin(np.array([[1.0, 0.6], [0.6, 1.0]])), 9)
    0.5
    """
    if len(correlations) < 2 or np.linalg.eigvalsh(correlations)[0] <= TOLERANCE:
        return float("nan")
    inverse = np.linalg.inv(correlations)
    scale = np.sqrt(np.diag(inverse))
    off = ~np.eye(len(inverse), dtype=bool)
    plain, partial = (correlations[off] ** 2).sum(), ((inverse / np.outer(scale, scale))[off] ** 2).sum()
    return float(plain / (plain + partial)) if plain > TOLERANCE else float("nan")


class Sphericity(NamedTuple):
    """Bartlett's statistic, its degrees of freedom and p-value."""

    statistic: float
    freedom: int
    p: float


def bartlett(correlations: Floats, n: int) -> Sphericity:
    """Return Bartlett's test that columns do not correlate at all: ``-(n - 1 - (2 k + 5) / 6) ln |R|``, chi-squared.

    Source: Bartlett (1951). NaN for a singular matrix.

    Parameters
    ----------
    correlations : (k, k) array
    n : int
        Rows.

    Examples
    --------
    -(21 - 1 - 9 / 6) · ln(1 - 0.36) = 18.5 · 0.446287

    >>> found = bartlett(np.array([[1.0, 0.6], [0.6, 1.0]]), 21)
    >>> round(found.statistic, 4), found.freedom, round(found.p, 4)
    (8.2563, 1, 0.0041)
    """
    from scipy.special import chdtrc

    k = len(correlations)
    sign, log = np.linalg.slogdet(correlations)
    freedom = k * (k - 1) // 2
    if sign <= 0 or freedom == 0 or np.linalg.eigvalsh(correlations)[0] <= TOLERANCE:
        return Sphericity(float("nan"), freedom, float("nan"))
    statistic = float(-(n - 1 - (2 * k + 5) / 6) * log)
    return Sphericity(statistic, freedom, float(chdtrc(freedom, max(statistic, 0.0))))


def usable_columns(correlations: Floats) -> Codes:
    """Return the largest set of columns, found by leaving out the worst, among which no correlation is missing.

    Examples
    --------
    >>> usable_columns(np.array([[1.0, np.nan, 0.2], [np.nan, np.nan, np.nan], [0.2, np.nan, 1.0]]))
    array([0, 2])
    """
    kept = np.flatnonzero(~np.isnan(np.diag(correlations)))
    while True:
        missing = np.isnan(correlations[np.ix_(kept, kept)]).sum(axis=1)
        if not missing.any():
            return kept
        kept = np.delete(kept, int(np.argmax(missing)))
