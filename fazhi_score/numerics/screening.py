"""Tables into how complete their rows and columns are, which of them to keep, and values per denominator."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats

Mask = NDArray[np.bool_]

TOO_FEW_VALUES, TOO_MANY_ZEROS, GROUP_TOO_EMPTY, FORCED = 1, 2, 4, 8
"""Reasons of a screening; where several apply, their sum."""


class Availability(NamedTuple):
    """How much of each row is there.

    Parameters
    ----------
    missing, zeros : (n,) arrays of int
        How many values are missing, and how many are zero.
    available : (n,) array
        Share of values that are there; NaN without any column.
    nonzero : (n,) array
        Share of these that are not zero; NaN in a row without any value.
    by_group : (n, g) array
        Share of values that are there in each group of columns, in the order of their codes.
    """

    missing: Codes
    zeros: Codes
    available: Floats
    nonzero: Floats
    by_group: Floats


class Screened(NamedTuple):
    """Which rows are kept, why or why not, and how complete they are.

    Parameters
    ----------
    keep : (n,) array of bool
    reason : (n,) array of int8
        Sum of ``TOO_FEW_VALUES``, ``TOO_MANY_ZEROS`` and ``GROUP_TOO_EMPTY`` as far as they apply, whether the row is
        kept or not, and of ``FORCED`` where that decided against them.
    availability : Availability
    """

    keep: Mask
    reason: NDArray[np.int8]
    availability: Availability


def availability(values: Floats, *, groups: Codes | None = None) -> Availability:
    """Return how much of each row is there, overall and by group of columns.

    Source: COINr ``get_data_avail``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing. Of columns rather than rows: the transpose.
    groups : (k,) array, optional
        Codes of the groups from 0; -1: in none. None: one group of all.

    Returns
    -------
    Availability

    Examples
    --------
    >>> found = availability(np.array([[0.0, 2.0, np.nan, 4.0]]), groups=np.array([0, 0, 1, 1]))
    >>> found.available, found.nonzero.round(3), found.by_group
    (array([0.75]), array([0.667]), array([[1. , 0.5]]))
    """
    known = ~np.isnan(values)
    n, k = values.shape
    count = known.sum(axis=1)
    zeros = (values == 0).sum(axis=1)
    codes = np.zeros(k, dtype=np.intp) if groups is None else np.asarray(groups)
    member = codes[:, None] == np.arange(int(codes.max(initial=-1)) + 1)
    sizes = member.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_group = (known.astype(np.float64) @ member.astype(np.float64)) / sizes
        available = count / np.full(n, float(k))
        nonzero = 1.0 - zeros / count
    return Availability(k - count, zeros, available, nonzero, by_group)


def screen(
    values: Floats,
    *,
    by: Literal["values", "zeros", "both"] = "values",
    least_available: float = 2 / 3,
    least_nonzero: float = 0.05,
    groups: Codes | None = None,
    least_in_group: float = 0.0,
    forced: NDArray[np.int8] | None = None,
) -> Screened:
    """Keep rows that have enough values, and enough that are not zero.

    A share that reaches its threshold (within 1e-9) is enough. A row without any value has no share of zeros and is
    not judged by it. To screen columns, pass the transpose.

    Source: COINr ``Screen`` with ``byNA``, ``byzeros`` and ``byNAandzeros``; groups and their threshold are new.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    by : {"values", "zeros", "both"}
        Whether rows are dropped for missing values, for zeros, or for either.
    least_available : float
        Share of values that must be there.
    least_nonzero : float
        Share of these that must not be zero.
    groups : (k,) array, optional
        Codes of the groups of columns from 0; -1: in none.
    least_in_group : float
        Share of values that must be there in each group, when judged by values.
    forced : (n,) array, optional
        1: keep, -1: drop whatever the shares are, 0: judge.

    Returns
    -------
    Screened

    Raises
    ------
    FazhiError
        Where a threshold is no share, or `by` is unknown.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 3.0], [1.0, np.nan, np.nan], [0.0, 0.0, 0.0]])
    >>> screen(x).keep, screen(x, by="both").keep, screen(x, by="both").reason
    (array([ True, False,  True]), array([ True, False, False]), array([0, 1, 2], dtype=int8))
    """
    _check(by, least_available=least_available, least_nonzero=least_nonzero, least_in_group=least_in_group)
    there = availability(values, groups=groups)
    reason = np.zeros(len(values), dtype=np.int8)
    with np.errstate(invalid="ignore"):
        if by != "zeros":
            reason[there.available < least_available - TOLERANCE] |= TOO_FEW_VALUES
            reason[(there.by_group < least_in_group - TOLERANCE).any(axis=1)] |= GROUP_TOO_EMPTY
        if by != "values":
            reason[there.nonzero < least_nonzero - TOLERANCE] |= TOO_MANY_ZEROS
    keep = reason == 0
    if forced is not None:
        decided = (np.asarray(forced) != 0) & (keep != (np.asarray(forced) > 0))
        keep = keep ^ decided
        reason[decided] |= FORCED
    return Screened(keep, reason, there)


def _check(by: str, **shares: float) -> None:
    if by not in ("values", "zeros", "both"):
        told = {"method": "screen", "name": "by", "got": by, "known": "values, zeros, both"}
        raise FazhiError(Problem("prepare_word", told))
    wrong = [
        Problem("prepare_share", {"method": "screen", "name": name, "got": share})
        for name, share in shares.items()
        if not 0 <= share <= 1
    ]
    if wrong:
        raise FazhiError(wrong)


class Denominated(NamedTuple):
    """Values per denominator, and where there is none because the denominator is zero.

    Parameters
    ----------
    values : (n, k) array
        NaN where value or denominator is missing, and where the denominator is zero.
    not_applicable : (n, k) array of bool
        Where the denominator is zero.
    """

    values: Floats
    not_applicable: Mask


def denominate(
    values: Floats, denominators: Floats, *, which: Codes | None = None, scale: float | Floats = 1.0
) -> Denominated:
    """Divide by denominators: ``x / (d / scale)``, such as cases per 10,000 inhabitants.

    Source: OECD/JRC Handbook (2008), step 2 (data selection), on making sizes comparable; COINr ``Denominate``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    denominators : (n,), (n, k) or, with `which`, (n, d) array
        NaN (or infinite) where missing.
    which : (k,) array, optional
        Of each column, the column of `denominators`; -1: the column is not divided.
    scale : float or (k,) array
        Per so many units of the denominator.

    Returns
    -------
    Denominated

    Examples
    --------
    >>> found = denominate(np.array([[30.0], [5.0], [1.0]]), np.array([150000.0, 0.0, np.nan]), scale=10000)
    >>> found.values.ravel(), found.not_applicable.ravel()
    (array([ 2., nan, nan]), array([False,  True, False]))
    """
    table = denominators[:, None] if denominators.ndim == 1 else denominators
    if which is not None:
        chosen = np.asarray(which)
        table = table[:, np.maximum(chosen, 0)]
        undivided = np.broadcast_to(chosen < 0, values.shape)
    else:
        undivided = np.zeros(values.shape, dtype=bool)
    table = np.broadcast_to(table, values.shape)
    zero = (table == 0) & ~undivided
    usable = np.isfinite(table) & ~zero
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        divided = values / np.where(usable, table / scale, np.nan)
    return Denominated(np.where(undivided, values, divided), zero)
