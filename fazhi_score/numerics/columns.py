"""Columns with gaps: which of them vary, their deviations and how they correlate.

What the data-driven weightings share. Scores are ``(n, k)``, NaN where there is none; complete data take a
short path. Weights do not change when all scores are multiplied by one number, which is used against overflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Floats

Flags = NDArray[np.bool_]

_HUGE, _TINY = 1e100, 1e-100
_ROUNDING = 1e-13
"""Shares of a sum of squares below this are rounding."""


@dataclass(frozen=True)
class Columns:
    """Scores ``(n, k)``, whether none is missing, and of each column the least, the greatest, and whether it varies."""

    values: Floats
    complete: bool
    low: Floats
    high: Floats
    varying: Flags

    @property
    def spread(self) -> Floats:
        """Greatest less least, 1 for columns that do not vary."""
        return np.where(self.varying, self.high - self.low, 1.0)

    @property
    def counts(self) -> Floats:
        """How many values each column has."""
        if self.complete:
            return np.full(len(self.low), float(len(self.values)))
        return np.asarray((~np.isnan(self.values)).sum(axis=0), dtype=np.float64)


def columns_of(scores: Floats) -> Columns:
    """Look at each column; one whose values differ by no more than 1e-9 (or rounding) does not vary.

    Raises
    ------
    FazhiError
        If a value is infinite.
    """
    values = np.asarray(scores, dtype=np.float64)
    if not len(values):
        values = np.full((1, values.shape[1]), np.nan)
    low, high = values.min(axis=0), values.max(axis=0)
    complete = bool(np.isfinite(low).all() and np.isfinite(high).all())
    if not complete:
        low, high = np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)
        if np.isinf(low).any() or np.isinf(high).any():
            where = np.isinf(low) | np.isinf(high)
            raise FazhiError(Problem("weighting_infinite", {"columns": listed(where)}))
    size = np.maximum(np.abs(low), np.abs(high))
    most = float(np.fmax.reduce(size, initial=0.0))
    if most > _HUGE or 0.0 < most < _TINY:
        values, low, high, size = values / most, low / most, high / most, size / most
    noise = np.maximum(TOLERANCE * np.minimum(size, 1.0), 16 * np.finfo(np.float64).eps * size)
    return Columns(values, complete, low, high, high - low > noise)


def levelled(columns: Columns) -> Columns:
    """Return the columns, those of a size far from 1 divided by it: for what does not depend on units.

    Beside one of 1e300 the squares of all others would be 0.
    """
    size = np.maximum(np.abs(columns.low), np.abs(columns.high))
    far = columns.varying & ((size > _HUGE) | (size < _TINY))
    if not far.any():
        return columns
    size = np.where(far, size, 1.0)
    return Columns(columns.values / size, columns.complete, columns.low / size, columns.high / size, columns.varying)


def listed(where: Flags) -> str:
    """Return the numbers, from 1, of the columns that are meant, as people read them."""
    return ", ".join(str(k + 1) for k in np.flatnonzero(where))


def shares(strength: Floats, varying: Flags) -> Floats:
    """Return weights in proportion to `strength`, 0 for columns that do not vary.

    Raises
    ------
    FazhiError
        If no column varies: the data say nothing about weights.
    """
    strength = np.where(varying, strength, 0.0)
    total = float(strength.sum())
    if not total > 0:
        raise FazhiError(Problem("weighting_all_constant"))
    return np.asarray(strength / total)


def choice(parameter: str, got: str, known: Sequence[str]) -> str:
    """Return `got` if it is one of `known`.

    Raises
    ------
    FazhiError
        If it is not.
    """
    if got not in known:
        params = {"parameter": parameter, "got": got, "known": ", ".join(known)}
        raise FazhiError(Problem("weighting_unknown_choice", params))
    return got


def numbers(parameter: str, given: object, size: int | None = None) -> Floats:
    """Return the numbers of a parameter as floats, NaN for None; checks that there are `size` of them.

    Raises
    ------
    FazhiError
        If something is no number, or their count is another.
    """
    try:
        found = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise FazhiError(Problem("weighting_not_numbers", {"parameter": parameter})) from None
    if size is not None and found.shape != (size,):
        params = {"parameter": parameter, "got": found.size, "wanted": size}
        raise FazhiError(Problem("weighting_size", params))
    return found


def stated_shares(parameter: str, given: object, size: int) -> Floats:
    """Return stated weights or importances as shares of their sum.

    Raises
    ------
    FazhiError
        If one is missing, negative or infinite, or all are 0.
    """
    found = numbers(parameter, given, size)
    with np.errstate(over="ignore"):
        total = float(found.sum())
    if not (np.isfinite(found).all() and (found >= 0).all() and 0 < total < np.inf):
        raise FazhiError(Problem("weighting_shares_wrong", {"parameter": parameter}))
    return np.asarray(found / total)


def mean_of(columns: Columns) -> Floats:
    """Return ``(k,)`` means over what is there, 0 for a column without values."""
    if columns.complete:
        return np.asarray(columns.values.mean(axis=0))
    return np.asarray(np.nansum(columns.values, axis=0) / np.maximum(columns.counts, 1.0))


def centred(columns: Columns) -> Floats:
    """Return ``(n, k)`` values less their column's mean, 0 where there is none."""
    found = columns.values - mean_of(columns)
    if not columns.complete:
        np.nan_to_num(found, copy=False, nan=0.0)
    return np.asarray(found)


def deviations(columns: Columns) -> Floats:
    """Return ``(k,)`` standard deviations over what is there (divisor count - 1), 0 where nothing varies."""
    found = centred(columns)
    squares = np.einsum("ij,ij->j", found, found)
    return np.where(columns.varying, np.sqrt(squares / np.maximum(columns.counts - 1.0, 1.0)), 0.0)


def pairwise_correlations(columns: Columns) -> Floats:
    """Return ``(k, k)`` Pearson correlations over the rows that both columns share, NaN where undefined.

    Undefined is a pair of which one does not vary where both are there. The matrix need not be positive
    semidefinite when values are missing: see `repaired`.
    """
    z = centred(levelled(columns))
    product = z.T @ z
    if columns.complete:
        square = np.broadcast_to(np.diag(product)[:, None], product.shape)
        defined = columns.varying[:, None] & columns.varying
    else:
        there = (~np.isnan(columns.values)).astype(np.float64)
        count, total, all_squares = there.T @ there, z.T @ there, (z * z).T @ there
        at_least_one = np.maximum(count, 1.0)
        product = product - total * total.T / at_least_one
        square = all_squares - total * total / at_least_one
        defined = (square > _ROUNDING * all_squares) & columns.varying[:, None]
        defined &= defined.T
    below = np.sqrt(np.where(defined, square, 1.0)) * np.sqrt(np.where(defined, square.T, 1.0))
    found = np.where(defined, np.clip(product / below, -1.0, 1.0), np.nan)
    np.fill_diagonal(found, np.where(columns.varying, 1.0, np.nan))
    return found


def repaired(correlations: Floats) -> Floats:
    """Return a positive semidefinite matrix with unit diagonal near `correlations`; undefined ones become 0.

    Negative eigenvalues, which gaps can cause, are set to 0 and the diagonal scaled back to 1
    (Rousseeuw & Molenberghs 1993, eigenvalue method).
    """
    found = np.where(np.isnan(correlations), 0.0, correlations)
    np.fill_diagonal(found, 1.0)
    size, vectors = np.linalg.eigh(found)
    if size[0] >= -TOLERANCE:
        return found
    found = (vectors * np.maximum(size, 0.0)) @ vectors.T
    scale = np.sqrt(np.diag(found))
    return np.asarray(found / np.outer(scale, scale))


def whole_rows(scores: Floats, needed: int = 2) -> Floats:
    """Return the rows of `scores` without gaps.

    Raises
    ------
    FazhiError
        If there are fewer than `needed`.
    """
    found = scores[~np.isnan(scores).any(axis=1)]
    if len(found) < needed:
        raise FazhiError(Problem("weighting_too_few_rows", {"rows": len(found), "needed": needed}))
    return np.asarray(found)
