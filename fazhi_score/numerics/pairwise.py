"""Weights from pairwise comparisons: reciprocal matrices into priorities and their consistency.

Entries are plain numbers, also as text such as ``1/3``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.columns import choice
from fazhi_score.numerics.judgement import Judgement

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random reciprocal matrices of size 1, 2, … 15 (Saaty 1980)."""

ROUNDED = 0.05
"""Products of a comparison and its reverse this near to 1 are reciprocals that were rounded: 3 and 0.33."""


def _entry(written: Any, row: int, column: int) -> float:
    """Return a comparison as a number, NaN where there is none."""
    if written is None:
        return np.nan
    try:
        number = float(Fraction(written)) if isinstance(written, str) else float(written)
    except (TypeError, ValueError, ZeroDivisionError):
        number = -1.0
    if np.isnan(number):
        return np.nan
    if not 0 < number < np.inf:
        raise FazhiError(Problem("ahp_entry_wrong", {"got": written, "row": row + 1, "column": column + 1}))
    return number


def comparison_matrix(matrix: Sequence[Sequence[Any]] | Floats, size: int | None = None) -> Floats:
    """Return pairwise comparisons as a reciprocal ``(k, k)`` matrix, NaN where a pair was not compared.

    Of a pair, one direction is enough. Rounded reciprocals (3 and 0.33) are taken at their geometric mean.

    Parameters
    ----------
    matrix : k rows of k
        How many times as important the row's indicator is as the column's: numbers, text such as ``1/3``, or None.
    size : int, optional
        The k that is expected.

    Returns
    -------
    (k, k) array

    Raises
    ------
    FazhiError
        If it is not square, an entry is not above 0, or two entries of a pair are not reciprocal.

    Examples
    --------
    >>> comparison_matrix([[1, "3"], [None, 1]]).round(4)
    array([[1.    , 3.    ],
           [0.3333, 1.    ]])
    """
    rows = [list(row) if isinstance(row, Sequence | np.ndarray) else [row] for row in matrix]
    wanted = len(rows) if size is None else size
    lengths = {len(row) for row in rows} or {0}
    if not wanted or len(rows) != wanted or lengths != {wanted}:
        params = {"rows": len(rows), "columns": "/".join(map(str, sorted(lengths))), "wanted": wanted}
        raise FazhiError(Problem("ahp_not_square", params))
    found = np.array([[_entry(cell, i, j) for j, cell in enumerate(row)] for i, row in enumerate(rows)])
    found[np.diag_indices(wanted)] = np.where(np.isnan(np.diag(found)), 1.0, np.diag(found))
    product = found * found.T
    wrong = np.argwhere(np.abs(product - 1.0) > ROUNDED)  # comparisons with NaN are false
    if len(wrong):
        i, j = (int(k) for k in wrong[0])
        params = {"row": i + 1, "column": j + 1, "there": found[i, j], "back": found[j, i]}
        raise FazhiError(Problem("ahp_not_reciprocal", params))
    both = np.where(np.abs(product - 1.0) <= TOLERANCE, found, np.sqrt(found / found.T))
    return np.where(~np.isnan(product), both, np.where(np.isnan(found), 1.0 / found.T, found))


def _eigenvector(matrix: Floats) -> tuple[Floats, float]:
    """Return the principal eigenvector (sum 1) and eigenvalue; of pairs not compared the weights take the place."""
    gaps = np.isnan(matrix)
    filled = np.where(gaps, 0.0, matrix)
    filled[np.diag_indices(len(matrix))] += gaps.sum(axis=1)
    size, vectors = np.linalg.eig(filled)
    first = int(size.real.argmax())
    vector = np.abs(vectors[:, first].real)
    return vector / vector.sum(), float(size[first].real)


def _logarithms(matrix: Floats) -> Floats:
    """Return the weights (sum 1) that fit the logarithms of the comparisons best: row geometric means if complete."""
    gaps = np.isnan(matrix)
    links = (~gaps).astype(np.float64)
    laplace = np.diag(links.sum(axis=1)) - links
    logs = np.where(gaps, 0.0, np.log(np.where(gaps, 1.0, matrix))).sum(axis=1)
    found = np.linalg.lstsq(laplace + 1.0, logs, rcond=None)[0]
    found = np.exp(found - found.max())
    return np.asarray(found / found.sum())


def _connected(matrix: Floats) -> bool:
    """Return whether comparisons lead from every indicator to every other."""
    links = (~np.isnan(matrix)).astype(np.float64)
    return bool((np.linalg.matrix_power(links / len(links), len(links)) > 0).all())


def ahp_judgement(
    matrix: Sequence[Sequence[Any]] | Floats, *, priority: Literal["eigenvector", "geometric_mean"] = "eigenvector"
) -> Judgement:
    """Return weights and consistency of pairwise comparisons; see `ahp`.

    Parameters
    ----------
    matrix : k rows of k
        Or a list of such matrices, one by expert, of which the geometric mean over those who compared is taken.
    priority : {"eigenvector", "geometric_mean"}

    Returns
    -------
    Judgement
        `index` ``(λ - k) / (k - 1)`` with the principal eigenvalue λ, `ratio` ``index / random index``; the ratio is
        NaN above size 15 and where pairs were not compared, as random indices are those of complete matrices.

    Raises
    ------
    FazhiError
        As `ahp` does, but not for inconsistency.

    Examples
    --------
    2 · 3 = 6 is consistent: weights 6 to 3 to 1.

    >>> found = ahp_judgement([[1, 2, 6], [None, 1, 3], [None, None, 1]])
    >>> found.weights, abs(found.ratio) < 1e-12
    (array([0.6, 0.3, 0.1]), True)
    """
    return _ahp(_common(matrix, None), priority)


def _common(matrix: Sequence[Any] | Floats, size: int | None) -> Floats:
    """Return one matrix: as given, or the geometric mean of several experts' over those who compared."""
    if not isinstance(matrix, Sequence | np.ndarray) or isinstance(matrix, str):
        raise FazhiError(Problem("weighting_not_numbers", {"parameter": "matrix"}))
    several = len(matrix) > 0 and all(_is_matrix(part) for part in matrix)
    if not several:
        return comparison_matrix(matrix, size)
    logs = np.array([np.log(comparison_matrix(part, size)) for part in matrix])
    there = (~np.isnan(logs)).sum(axis=0)
    return np.where(there > 0, np.exp(np.nansum(logs, axis=0) / np.maximum(there, 1)), np.nan)


def _is_matrix(part: Any) -> bool:
    """Return whether this is a table, not a row."""
    return isinstance(part, Sequence | np.ndarray) and len(part) > 0 and isinstance(part[0], list | tuple | np.ndarray)


def _ahp(matrix: Floats, priority: str) -> Judgement:
    """Return the judgement of a reciprocal matrix."""
    choice("priority", priority, ("eigenvector", "geometric_mean"))
    if not _connected(matrix):
        raise FazhiError(Problem("ahp_not_connected"))
    size = len(matrix)
    weights, eigenvalue = _eigenvector(matrix)
    if priority == "geometric_mean":
        weights = _logarithms(matrix)
    index = max((eigenvalue - size) / (size - 1), 0.0) if size > 2 else 0.0
    random = RANDOM_INDEX[size - 1] if size <= len(RANDOM_INDEX) and not np.isnan(matrix).any() else np.nan
    return Judgement(weights, index, index / random if size > 2 else 0.0, weights, weights)


@method("weighting")
def ahp(
    scores: Floats,
    *,
    matrix: Sequence[Sequence[Any]] | Floats,
    priority: Literal["eigenvector", "geometric_mean"] = "eigenvector",
    largest_ratio: float | None = 0.1,
) -> Floats:
    """Weight by pairwise comparisons (analytic hierarchy process, 层次分析法).

    ``A w = λ w`` with the largest eigenvalue λ, or w_i in proportion to the geometric mean of row i. Pairs not
    compared take the ratio of the weights found (Harker 1987), or are left out of the least squares of logarithms.
    The consistency ratio is ``(λ - k) / (k - 1) / random index``; 0.1 is Saaty's limit.
    Source: Saaty (1980), The Analytic Hierarchy Process; Saaty (1990), European Journal of Operational Research 48;
    Crawford & Williams (1985) for geometric means; Aczél & Saaty (1983) for several experts.

    Parameters
    ----------
    scores : (n, k) array
    matrix : k rows of k
        How many times as important the row's indicator is as the column's: 1 to 9, or ``1/2`` to ``1/9``; empty where
        not compared (one direction is enough). Or a list of such matrices, one by expert.
    priority : {"eigenvector", "geometric_mean"}
    largest_ratio : float or None
        A larger consistency ratio is refused; None accepts any.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If the matrix is not k by k, not of numbers above 0, not reciprocal, leaves indicators unlinked, or is
        inconsistent.

    Examples
    --------
    >>> ahp(np.zeros((1, 3)), matrix=[[1, 2, 6], ["1/2", 1, 3], ["1/6", "1/3", 1]])
    array([0.6, 0.3, 0.1])
    """
    common = _common(matrix, scores.shape[1])
    found = _ahp(common, priority)
    if largest_ratio is not None and found.ratio > largest_ratio + TOLERANCE:
        worst = np.abs(np.log(common) - np.log(found.weights[:, None] / found.weights))
        i, j = np.unravel_index(int(worst.argmax()), worst.shape)
        params = {"ratio": found.ratio, "limit": largest_ratio, "pair": f"{min(i, j) + 1}–{max(i, j) + 1}"}
        raise FazhiError(Problem("ahp_inconsistent", params))
    return found.weights
