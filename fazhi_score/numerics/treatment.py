"""Columns with outliers into columns that are fit to be averaged, and a record of what was done to each.

Every treatment returns a :class:`~fazhi_score.numerics.transforms.Treated`. Its record can be applied to other values
of the same indicators, such as next year's, with :func:`~fazhi_score.numerics.transforms.treated_as`. Missing values
stay missing and count nowhere. A column that cannot be judged (constant, fewer than four values, an infinite value)
is left as it is.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.moments import is_skewed, moments
from fazhi_score.numerics.transforms import (
    FITS,
    TRANSFORMED,
    WINSORISED_HIGH,
    WINSORISED_LOW,
    Transform,
    Treated,
    judge,
    transformed,
    treated_as,
    untouched,
)

__all__ = ["TRANSFORMED", "WINSORISED_HIGH", "WINSORISED_LOW", "Treated", "coin", "treated_as", "winsorise"]


@method("treatment")
def winsorise(
    values: Floats,
    *,
    maximum: int | None = 5,
    skewness: float = 2.0,
    kurtosis: float = 3.5,
    exceed: bool = False,
    force: bool = False,
) -> Treated:
    """Move the outermost points of skewed columns, one after the other, to the value of the next point inside.

    While both ``|skewness|`` and ``kurtosis`` (see :func:`~fazhi_score.numerics.moments.moments`) reach their
    thresholds, all points that share the highest value (where the skewness is negative: the lowest) take the value
    of the next one. Values tie that differ by no more than 1e-9 of their size; points that tie move together. A step
    that would move more than `maximum` points in all, or make the column constant, is not made.

    Source: OECD/JRC COIN Tool; COINr (Becker et al. 2022) ``winsorise``, which with tied values moves more points
    than its maximum: `exceed` does as it does.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    maximum : int, optional
        So many points of a column may be moved, at both ends together; None: any number.
    skewness, kurtosis : float
        A column is treated that reaches both.
    exceed : bool
        Whether a step may be begun below the maximum that ends beyond it.
    force : bool
        Go on to the maximum whether the column is skewed or not.

    Returns
    -------
    Treated

    Raises
    ------
    FazhiError
        Where a parameter is below 0.

    Examples
    --------
    >>> x = np.array([[1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0], [8.0], [9.0], [10.0], [30.0], [100.0]])
    >>> found = winsorise(x)  # skewness 3.06, kurtosis 9.74: 100 takes the value of 30, and the column passes
    >>> found.values.ravel().tolist()[-3:], found.record[0]["moved_high"], found.record[0]["upper"]
    ([10.0, 30.0, 30.0], 1, 30.0)
    """
    limits = _thresholds("winsorise", maximum, skewness, kurtosis)
    record = untouched(values.shape[1])
    fails, skew = judge(values, record, skewness, kurtosis)
    columns = np.flatnonzero((fails | force) & ~np.isnan(skew))
    return _winsorised(values, columns, record, skew[columns], limits, (exceed, force))


def _thresholds(name: str, maximum: int | None, skewness: float, kurtosis: float) -> tuple[float, float, float]:
    """Return the checked thresholds: most points, skewness, kurtosis."""
    most = np.inf if maximum is None else float(maximum)
    given = {"maximum": most, "skewness": skewness, "kurtosis": kurtosis}
    wrong = [
        Problem("prepare_below", {"method": name, "name": key, "got": got, "least": 0})
        for key, got in given.items()
        if not got >= 0
    ]
    if wrong:
        raise FazhiError(wrong)
    return most, skewness, kurtosis


def _winsorised(
    values: Floats,
    columns: NDArray[np.intp],
    record: list[dict[str, Any]],
    skew: Floats,
    limits: tuple[float, float, float],
    how: tuple[bool, bool],
) -> Treated:
    """Return values with `columns` winsorised; their records tell what was done and how they are now."""
    some = np.ascontiguousarray(values[:, columns].T)
    moved = _move(some, skew, limits, *how) if len(columns) else np.zeros(some.shape, dtype=np.int8)
    made, points = values.copy(), np.zeros(values.shape, dtype=np.int8)
    made[:, columns], points[:, columns] = some.T, moved.T
    touched = np.flatnonzero(moved.any(axis=1))
    for row in touched.tolist():
        one, high, low = record[columns[row]], moved[row] == WINSORISED_HIGH, moved[row] == WINSORISED_LOW
        one["moved_high"], one["moved_low"] = int(high.sum()), int(low.sum())
        one["upper"] = float(some[row][high][0]) if high.any() else np.inf
        one["lower"] = float(some[row][low][0]) if low.any() else -np.inf
    if len(touched):
        judge(some[touched].T, [record[k] for k in columns[touched].tolist()], limits[1], limits[2])
    return Treated(made, tuple(record), points)


def _move(
    some: Floats, skew: Floats, limits: tuple[float, float, float], exceed: bool, force: bool
) -> NDArray[np.int8]:
    """Winsorise the rows of ``(f, n)`` in place; return the codes of the points that were moved."""
    most, most_skewness, most_kurtosis = limits
    points = np.zeros(some.shape, dtype=np.int8)
    active = np.arange(len(some))
    while len(active):
        sign = np.where(skew >= 0, 1.0, -1.0)[:, None]  # outliers are high, or the mirror image's are
        rows = some[active] * sign
        rows[np.isnan(rows)] = -np.inf
        top = rows.max(axis=1, keepdims=True)
        block = rows >= top - TOLERANCE * np.abs(top)
        inside = np.where(block, -np.inf, rows).max(axis=1, keepdims=True)
        code = np.where(sign > 0, WINSORISED_HIGH, WINSORISED_LOW).astype(np.int8)
        other = ((points[active] > 0) & (points[active] != code)).sum(axis=1)
        before, after = (points[active] > 0).sum(axis=1), block.sum(axis=1) + other
        bottom = np.where(np.isneginf(rows), np.inf, rows).min(axis=1, keepdims=True)
        flat = (inside - bottom <= TOLERANCE * np.maximum(np.abs(inside), np.abs(bottom))).ravel()
        go = ~flat & (before < most) & ((after <= most) | exceed)
        active, block, sign, inside, code = active[go], block[go], sign[go], inside[go], code[go]
        some[active] = np.where(block, inside * sign, some[active])
        points[active] = np.where(block, code, points[active])
        skew, kurt = moments(some[active].T)
        skewed = is_skewed(skew, kurt, most_skewness=most_skewness, most_kurtosis=most_kurtosis)
        again = (skewed | force) & ~np.isnan(skew)
        active, skew = active[again], skew[again]
    return points


@method("treatment")
def coin(
    values: Floats,
    *,
    maximum: int | None = 5,
    skewness: float = 2.0,
    kurtosis: float = 3.5,
    transform: Transform = "log",
    power: float | Literal["likelihood"] = "likelihood",
    combine: bool = False,
    exceed: bool = False,
) -> Treated:
    """Winsorise skewed columns; transform those whose skewness remains instead.

    1. Columns that reach both thresholds are winsorised, at most `maximum` points (:func:`winsorise`).
    2. Those that still reach them are put back as they were and transformed; with `combine`, the winsorised values
       are transformed. The record says under ``passed`` whether the test is passed in the end.

    Source: OECD/JRC COIN Tool user's guide; COINr ``Treat``.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    maximum, skewness, kurtosis, exceed
        As for :func:`winsorise`.
    transform : {"log", "log_shifted", "log_signed", "log_natural", "box_cox"}
        The function of the second step.
    power : float or "likelihood"
        Of ``box_cox`` only.
    combine : bool
        Whether the second step goes on from the first.

    Returns
    -------
    Treated

    Raises
    ------
    FazhiError
        Where a threshold is below 0, the transform is unknown, or it cannot be taken.

    Examples
    --------
    >>> x = 3.0 ** np.arange(12)[:, None]
    >>> found = coin(x, maximum=1, skewness=1, kurtosis=1)  # moving one point is not enough
    >>> found.record[0]["transform"], [round(skew, 2) for skew in found.record[0]["skewness"]]
    ('log', [2.91, 1.82, 1.36])
    """
    if transform not in FITS:
        told = {"method": "coin", "name": "transform", "got": transform, "known": ", ".join(FITS)}
        raise FazhiError(Problem("prepare_word", told))
    limits = _thresholds("coin", maximum, skewness, kurtosis)
    record = untouched(values.shape[1])
    fails, skew = judge(values, record, skewness, kurtosis)
    columns = np.flatnonzero(fails)
    first = _winsorised(values, columns, record, skew[columns], limits, (exceed, False))
    left = columns[[not record[k]["passed"] for k in columns.tolist()]]
    if not len(left):
        return first
    if not combine:
        first.values[:, left], first.points[:, left] = values[:, left], 0
        for k in left.tolist():
            record[k].update({"lower": -np.inf, "upper": np.inf, "moved_low": 0, "moved_high": 0})
    made = transformed(first, left, transform, power)
    judge(made.values[:, left], [record[k] for k in left.tolist()], skewness, kurtosis)
    return made
