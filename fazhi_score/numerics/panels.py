"""Panels with gaps into panels whose gaps are filled from earlier and later values of the same unit.

Rows are units at times, in any order. A row without a unit (-1) or a time (NaN) gives no value and gets none.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import Codes, Floats


class _Around(NamedTuple):
    """Of each cell the last value up to its time and the next from its time on, and when they were; NaN: none."""

    before: Floats
    before_time: Floats
    after: Floats
    after_time: Floats
    time: Floats


def _around(name: str, values: Floats, units: Codes, times: Floats, maximum_gap: float | None) -> _Around:
    """Return what stands around each cell, at most `maximum_gap` away."""
    if maximum_gap is not None and not maximum_gap >= 0:
        told = {"method": name, "name": "maximum_gap", "got": maximum_gap, "least": 0}
        raise FazhiError(Problem("prepare_below", told))
    time = np.where(np.asarray(units) >= 0, times, np.nan).astype(np.float64)
    rows = np.flatnonzero(~np.isnan(time))
    order = rows[np.lexsort((time[rows], np.asarray(units)[rows]))]
    unit, when = np.asarray(units)[order], time[order]
    _check_once(unit, when)
    found = [np.full(values.shape, np.nan) for _ in range(4)]
    far = np.inf if maximum_gap is None else maximum_gap
    known = np.isfinite(values[order])
    place = np.arange(len(order))[:, None]
    last = np.maximum.accumulate(np.where(known, place, -1), axis=0)
    following = np.minimum.accumulate(np.where(known, place, len(order))[::-1], axis=0)[::-1]
    for number, index in enumerate((last, following)):
        inside = np.clip(index, 0, max(len(order) - 1, 0))
        good = (index == inside) & (unit[inside] == unit[:, None])
        good &= np.abs(when[inside] - when[:, None]) <= far
        held = np.take_along_axis(values[order], inside, axis=0) if len(order) else values[order]
        found[2 * number][order] = np.where(good, held, np.nan)
        found[2 * number + 1][order] = np.where(good, when[inside], np.nan)
    return _Around(found[0], found[1], found[2], found[3], time[:, None])


def _check_once(unit: Codes, when: Floats) -> None:
    twice = np.flatnonzero((np.diff(unit) == 0) & (np.diff(when) == 0))
    if len(twice):
        place = int(twice[0])
        raise FazhiError(Problem("panel_time_twice", {"unit": int(unit[place]) + 1, "time": f"{when[place]:g}"}))


def _filled(values: Floats, *found: Floats) -> Floats:
    """Fill gaps with the first of `found` that has a value."""
    made = values
    for one in found:
        made = np.where(np.isnan(made), one, made)
    return made.copy()


@method("imputation")
def last(values: Floats, *, units: Codes, times: Floats, maximum_gap: float | None = None) -> Floats:
    """Fill gaps with the last earlier value of the unit (last observation carried forward).

    Source: OECD/JRC Handbook (2008), step 3 (imputation), cold deck; COINr ``impute_panel(imp_type = "latest")``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    units : (n,) array
        Codes of the units.
    times : (n,) array
        When each row was observed, in years or any other unit.
    maximum_gap : float, optional
        No value is carried further, in the unit of `times`; None: however far.

    Returns
    -------
    (n, k) array
        Gaps before the first value stay.

    Raises
    ------
    FazhiError
        Where a unit stands twice at the same time, or `maximum_gap` is below 0.

    Examples
    --------
    >>> x = np.array([[np.nan], [5.0], [np.nan], [np.nan]])
    >>> last(x, units=np.zeros(4, int), times=np.array([2021.0, 2022, 2023, 2024]), maximum_gap=1).ravel()
    array([nan,  5.,  5., nan])
    """
    return _filled(values, _around("last", values, units, times, maximum_gap).before)


@method("imputation")
def next(values: Floats, *, units: Codes, times: Floats, maximum_gap: float | None = None) -> Floats:
    """Fill gaps with the next later value of the unit (next observation carried backward).

    Source: Little and Rubin (2002), Statistical Analysis with Missing Data, section 4.2, of carrying observations.

    Parameters
    ----------
    values, units, times, maximum_gap
        As for :func:`last`.

    Examples
    --------
    >>> x = np.array([[np.nan], [5.0], [np.nan]])
    >>> next(x, units=np.zeros(3, int), times=np.array([2021.0, 2022, 2023])).ravel()
    array([ 5.,  5., nan])
    """
    return _filled(values, _around("next", values, units, times, maximum_gap).after)


@method("imputation")
def constant(values: Floats, *, units: Codes, times: Floats, maximum_gap: float | None = None) -> Floats:
    """Fill gaps with the last earlier value of the unit, and before its first value with that.

    Source: COINr ``impute_panel(imp_type = "constant")``.

    Parameters
    ----------
    values, units, times, maximum_gap
        As for :func:`last`.

    Examples
    --------
    >>> x = np.array([[np.nan], [5.0], [np.nan]])
    >>> constant(x, units=np.zeros(3, int), times=np.array([2021.0, 2022, 2023])).ravel()
    array([5., 5., 5.])
    """
    around = _around("constant", values, units, times, maximum_gap)
    return _filled(values, around.before, around.after)


@method("imputation")
def linear(
    values: Floats,
    *,
    units: Codes,
    times: Floats,
    maximum_gap: float | None = None,
    ends: Literal["missing", "constant"] = "missing",
) -> Floats:
    """Fill gaps on the straight line between the values of the unit before and after.

    Source: COINr ``impute_panel(imp_type = "linear")``, and with constant ends ``"linear-constant"``.

    Parameters
    ----------
    values, units, times
        As for :func:`last`.
    maximum_gap : float, optional
        Both values must be that near, in the unit of `times`; None: however far.
    ends : {"missing", "constant"}
        What happens before the first and after the last value: nothing, or the nearest value, if it is that near.

    Returns
    -------
    (n, k) array

    Raises
    ------
    FazhiError
        As for :func:`last`, and where `ends` is neither.

    Examples
    --------
    >>> x = np.array([[2.0], [np.nan], [np.nan], [8.0], [np.nan]])
    >>> t = np.array([2019.0, 2020, 2021, 2022, 2023])
    >>> linear(x, units=np.zeros(5, int), times=t).ravel()
    array([ 2.,  4.,  6.,  8., nan])
    """
    if ends not in ("missing", "constant"):
        told = {"method": "linear", "name": "ends", "got": ends, "known": "missing, constant"}
        raise FazhiError(Problem("prepare_word", told))
    around = _around("linear", values, units, times, maximum_gap)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        share = (around.time - around.before_time) / (around.after_time - around.before_time)
        between = around.before + share * (around.after - around.before)
    if ends == "missing":
        return _filled(values, between)
    alone = _around("linear", values, units, times, None)  # a gap between two values is no end, however wide
    first, final = np.isnan(alone.before), np.isnan(alone.after)
    return _filled(values, between, np.where(first, around.after, np.nan), np.where(final, around.before, np.nan))
