"""Tables with gaps into tables whose gaps are filled from the column, from peers or from the row.

An imputation returns a new table in which the values that were there are the same, bit by bit. What it cannot fill
stays NaN: a column without any value, a class or row without enough of them. Infinite values stay, and count as
missing when others are filled. The modules imported here hold the other imputations: over time (``panels``), from other
indicators and like regions (``prediction``), and from the multivariate normal distribution (``em``).
"""

from __future__ import annotations

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics import em, panels, prediction  # each registers its imputations
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, class_median, reduced

__all__ = ["em", "mean", "median", "panels", "peer_mean", "peer_median", "prediction", "row_mean", "row_median"]


def _check_least(name: str, least: int) -> None:
    if least < 1:
        raise FazhiError(Problem("prepare_below", {"method": name, "name": "minimum", "got": least, "least": 1}))


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)


def _of_peers(values: Floats, peers: Codes | None, minimum: int, *, middle: bool) -> Floats:
    """Fill each column from the classes of peers that have at least `minimum` values."""
    gaps = np.isnan(values)
    finite = _finite(values)
    known = np.where(np.isnan(finite), 0.0, 1.0)
    count = reduced(np.add, known, peers)
    if middle:
        found = class_median(finite, peers)
    else:
        finite = np.where(known > 0, finite, 0.0)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            found = reduced(np.add, finite, peers) / count
            if np.isinf(found).any():  # the sum was, of huge values
                found = reduced(np.add, finite / count, peers)
    return np.where(gaps & (count >= minimum), found, values)


@method("imputation")
def mean(values: Floats, *, minimum: int = 1) -> Floats:
    """Fill gaps with the mean of the column.

    Source: OECD/JRC Handbook (2008), step 3 (imputation), unconditional mean; it makes the variance smaller.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    minimum : int
        A column with fewer values is left as it is.

    Returns
    -------
    (n, k) array

    Raises
    ------
    FazhiError
        Where `minimum` is below 1.

    Examples
    --------
    >>> mean(np.array([[1.0], [4.0], [np.nan]])).ravel()
    array([1. , 4. , 2.5])
    """
    _check_least("mean", minimum)
    return _of_peers(values, None, minimum, middle=False)


@method("imputation")
def median(values: Floats, *, minimum: int = 1) -> Floats:
    """Fill gaps with the median of the column.

    Source: OECD/JRC Handbook (2008), step 3 (imputation).

    Parameters
    ----------
    values, minimum
        As for :func:`mean`.

    Examples
    --------
    >>> median(np.array([[1.0], [2.0], [9.0], [np.nan]])).ravel()
    array([1., 2., 9., 2.])
    """
    _check_least("median", minimum)
    return _of_peers(values, None, minimum, middle=True)


@method("imputation")
def peer_mean(values: Floats, *, peers: Codes | None = None, minimum: int = 1) -> Floats:
    """Fill gaps with the mean of the peers: the rows of the same class.

    Source: OECD/JRC Handbook (2008), step 3 (imputation), conditional mean; COINr ``i_mean_grp``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    peers : (n,) array, optional
        Codes of classes; -1: gives no value and gets none. None: all are peers.
    minimum : int
        A class with fewer values in a column gets none there.

    Returns
    -------
    (n, k) array

    Raises
    ------
    FazhiError
        Where `minimum` is below 1.

    Examples
    --------
    >>> peer_mean(np.array([[1.0], [3.0], [np.nan], [9.0], [np.nan]]), peers=np.array([0, 0, 0, 1, 2])).ravel()
    array([ 1.,  3.,  2.,  9., nan])
    """
    _check_least("peer_mean", minimum)
    return _of_peers(values, _one_class(values) if peers is None else peers, minimum, middle=False)


@method("imputation")
def peer_median(values: Floats, *, peers: Codes | None = None, minimum: int = 1) -> Floats:
    """Fill gaps with the median of the peers: the rows of the same class.

    Source: COINr ``i_median_grp``.

    Parameters
    ----------
    values, peers, minimum
        As for :func:`peer_mean`.

    Examples
    --------
    >>> peer_median(np.array([[1.0], [2.0], [9.0], [np.nan], [7.0]]), peers=np.array([0, 0, 0, 0, 1])).ravel()
    array([1., 2., 9., 2., 7.])
    """
    _check_least("peer_median", minimum)
    return _of_peers(values, _one_class(values) if peers is None else peers, minimum, middle=True)


def _one_class(values: Floats) -> Codes:
    return np.zeros(len(values), dtype=np.intp)


@method("imputation")
def row_mean(
    values: Floats, *, groups: Codes | None = None, higher: bool | np.ndarray = True, minimum: int = 1
) -> Floats:
    """Fill gaps with the mean of the row's other indicators of the same group, on a common scale.

    Each column is turned so that more is better and put on 0 to 1 between its worst and best value; the mean of what
    the row has in the group is put back on the column's own scale. Where it has nothing there, the gap stays.

    Source: COINr ``Impute(impute_by = "row")``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    groups : (k,) array, optional
        Codes of the groups of indicators; None: all are one.
    higher : bool or (k,) array
        Whether more is better.
    minimum : int
        A row with fewer values in a group gets none there.

    Returns
    -------
    (n, k) array
        A constant column has no scale: it helps nobody, and its own gaps get its constant.

    Raises
    ------
    FazhiError
        Where `minimum` is below 1.

    Examples
    --------
    The row is at 0.5 and (less being better) at 0.25; 3/8 of the way from 0 to 80 is 30:

    >>> x = np.array([[0.0, 0.0, 0.0], [10.0, 4.0, 80.0], [5.0, 3.0, np.nan]])
    >>> row_mean(x, higher=np.array([True, False, True]))[2]
    array([ 5.,  3., 30.])
    """
    _check_least("row_mean", minimum)
    return _of_row(values, groups, higher, minimum, middle=False)


@method("imputation")
def row_median(
    values: Floats, *, groups: Codes | None = None, higher: bool | np.ndarray = True, minimum: int = 1
) -> Floats:
    """Fill gaps with the median of the row's other indicators of the same group, on a common scale.

    Source: COINr ``Impute(impute_by = "row")``.

    Parameters
    ----------
    values, groups, higher, minimum
        As for :func:`row_mean`.

    Examples
    --------
    >>> x = np.array([[0.0, 0, 0, 0], [10.0, 10, 10, 80], [1.0, 2, 9, np.nan]])
    >>> row_median(x)[2]  # 0.2 on the common scale
    array([ 1.,  2.,  9., 16.])
    """
    _check_least("row_median", minimum)
    return _of_row(values, groups, higher, minimum, middle=True)


def _of_row(values: Floats, groups: Codes | None, higher: bool | np.ndarray, minimum: int, *, middle: bool) -> Floats:
    finite, wide = _finite(values), np.broadcast_to(higher, values.shape[1:])
    known = np.isfinite(values)
    low = np.min(finite, axis=0, initial=np.inf, where=known)
    high = np.max(finite, axis=0, initial=-np.inf, where=known)
    empty = ~known.any(axis=0)
    worst, best = np.where(wide, low, high), np.where(wide, high, low)
    worst, best = np.where(empty, np.nan, worst), np.where(empty, np.nan, best)
    worst, best = worst / 2, best / 2  # the difference of huge values would be none
    with np.errstate(invalid="ignore", divide="ignore"):
        varies = np.abs(best - worst) > TOLERANCE * np.maximum(np.abs(worst), np.abs(best))
        scaled = np.where(varies, (finite / 2 - worst) / (best - worst), np.nan)
    made = values.copy()
    codes = np.zeros(values.shape[1], dtype=np.intp) if groups is None else groups
    for code in np.unique(codes).tolist():
        place = np.flatnonzero(codes == code)
        middles = _across(scaled[:, place], minimum, middle)
        with np.errstate(invalid="ignore"):
            found = worst[place] + middles[:, None] * (best - worst)[place]
        found = 2 * np.where(varies[place], found, worst[place])
        made[:, place] = np.where(np.isnan(values[:, place]), found, values[:, place])
    return made


def _across(scaled: Floats, minimum: int, middle: bool) -> Floats:
    """Return ``(n,)`` the mean or median of each row, NaN where it has fewer than `minimum` values."""
    count = (~np.isnan(scaled)).sum(axis=1)
    rows = np.arange(len(scaled))
    if middle:
        ordered = np.sort(scaled, axis=1)  # NaN come last
        lower, upper = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, max(scaled.shape[1] - 1, 0))
        found = (ordered[rows, lower] + ordered[rows, upper]) / 2
    else:
        found = np.nansum(scaled, axis=1) / np.maximum(count, 1)
    return np.where(count >= minimum, found, np.nan)
