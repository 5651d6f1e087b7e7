"""Columns into their logarithms and powers, and records of treatment into treated values of another year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.moments import is_skewed, moments

Mask = NDArray[np.bool_]
Points = NDArray[np.int8]
Transform = Literal["log", "log_shifted", "log_signed", "log_natural", "box_cox"]

WINSORISED_HIGH, WINSORISED_LOW, TRANSFORMED = 1, 2, 4
"""Codes of treated points; a point that was moved and then transformed has the sum."""

_OFFSET = 0.01  # of the range, in the logarithm of the COIN Tool
_MOST_POWER = 5.0
_MOST_DIGITS = 300.0  # of the largest power


class Treated(NamedTuple):
    """Treated values, what was done to each column, and which points were touched.

    Parameters
    ----------
    values : (n, k) array
        Missing where they were missing.
    record : tuple of dict, one a column
        ``transform`` ("" where none) with ``sign``, ``origin``, ``offset`` and ``power``: the value became
        ``sign · T(sign · (x - origin) + offset)``, T the logarithm (power 0) or the Box–Cox power; ``lower`` and
        ``upper``: the limits to which values were moved before it (infinite: none), and beyond which it is not taken
        of other values; ``moved_low``, ``moved_high``: how many points were;
        ``skewness`` and ``kurtosis``: before, and after each step that was tried; ``passed``: whether the last
        ones pass the test.
    points : (n, k) array of int8
        0 where nothing was done, else the sum of ``WINSORISED_HIGH``, ``WINSORISED_LOW`` and ``TRANSFORMED``.
    """

    values: Floats
    record: tuple[dict[str, Any], ...]
    points: Points


class _Fit(NamedTuple):
    """How one column is transformed: sign · T(sign · (x - origin) + offset), T a logarithm or a power."""

    sign: float
    origin: float
    offset: float
    power: float  # 0: the logarithm


def untouched(count: int) -> list[dict[str, Any]]:
    """Return the records of `count` columns to which nothing has been done."""
    nothing: dict[str, Any] = {"transform": "", "sign": 1.0, "origin": 0.0, "offset": 0.0, "power": 1.0}
    limits = {"lower": -np.inf, "upper": np.inf, "moved_low": 0, "moved_high": 0}
    return [{**nothing, **limits, "skewness": [], "kurtosis": [], "passed": True} for _ in range(count)]


def judge(
    values: Floats, record: Sequence[dict[str, Any]], most_skewness: float, most_kurtosis: float
) -> tuple[Mask, Floats]:
    """Note skewness and kurtosis of the columns in their records; return which fail the test, and the skewness."""
    skewness, kurtosis = moments(values)
    fails = is_skewed(skewness, kurtosis, most_skewness=most_skewness, most_kurtosis=most_kurtosis)
    for row, skew, kurt, failed in zip(record, skewness.tolist(), kurtosis.tolist(), fails.tolist(), strict=True):
        row["skewness"].append(skew)
        row["kurtosis"].append(kurt)
        row["passed"] = not failed
    return fails, skewness


def _fit_log(column: Floats, low: float, high: float, power: float | str) -> _Fit:
    return _Fit(1.0, low, _OFFSET * (high - low), 0.0)


def _fit_log_shifted(column: Floats, low: float, high: float, power: float | str) -> _Fit:
    return _Fit(1.0, low, 1.0, 0.0)


def _fit_log_signed(column: Floats, low: float, high: float, power: float | str) -> _Fit:
    if moments(column[:, None])[0][0] > 0:
        return _fit_log(column, low, high, power)
    return _Fit(-1.0, high, _OFFSET * (high - low), 0.0)


def _fit_log_natural(column: Floats, low: float, high: float, power: float | str) -> _Fit:
    return _Fit(1.0, 0.0, 0.0, 0.0)


def _fit_box_cox(column: Floats, low: float, high: float, power: float | str) -> _Fit:
    if isinstance(power, str) and power != "likelihood":
        told = {"method": "box_cox", "name": "power", "got": power, "known": "likelihood, 0, 0.5"}
        raise FazhiError(Problem("prepare_word", told))
    return _Fit(1.0, low, 1.0, _most_likely(column - low + 1.0, high - low) if power == "likelihood" else float(power))


def _most_likely(column: Floats, spread: float) -> float:
    """Return the power of Box and Cox (1964) that makes positive values most likely normal, within bounds.

    Where values cluster in two, the likelihood grows without end as the power falls.
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import boxcox_normmax

    if spread <= TOLERANCE:  # the 1 that is added drowns it: any power does the same
        return 1.0
    most = min(_MOST_POWER, _MOST_DIGITS / np.log10(1.0 + spread))

    def search(unlikeliness: Callable[[float], float]) -> Any:
        return minimize_scalar(unlikeliness, bounds=(-_MOST_POWER, most), method="bounded", options={"xatol": 1e-10})

    return float(boxcox_normmax(column / np.exp(np.mean(np.log(column))), method="mle", optimizer=search))


FITS: dict[str, Callable[[Floats, float, float, float | str], _Fit]] = {
    "log": _fit_log,
    "log_shifted": _fit_log_shifted,
    "log_signed": _fit_log_signed,
    "log_natural": _fit_log_natural,
    "box_cox": _fit_box_cox,
}


def _applied(values: Floats, fit: _Fit) -> Floats:
    with np.errstate(invalid="ignore", over="ignore"):
        shifted = fit.sign * (values - fit.origin) + fit.offset
        if fit.power == 0:
            return np.asarray(fit.sign * np.log(shifted))
        return np.asarray(fit.sign * (shifted**fit.power - 1.0) / fit.power)


def transformed(before: Treated, columns: NDArray[np.intp], name: str, power: float | str) -> Treated:
    """Transform `columns`; their limits become such that values beyond what was seen have a transform too."""
    values, record, points = before.values.copy(), before.record, before.points.copy()
    for column in columns.tolist():
        one, known = values[:, column], ~np.isnan(values[:, column])
        low, high = float(np.min(one[known])), float(np.max(one[known]))
        if name == "log_natural" and low <= 0:
            told = {"method": name, "column": column + 1, "got": low}
            raise FazhiError(Problem("treatment_not_positive", told))
        if np.isinf(high - low):  # beyond what a float can hold
            continue
        fit = FITS[name](one[known], low, high, power)
        values[:, column] = _applied(one, fit)
        points[known, column] |= TRANSFORMED
        beyond = {"lower": low} if fit.sign > 0 else {"upper": high}
        record[column].update({"transform": name, **fit._asdict(), **beyond})
    return Treated(values, record, points)


def _transform(values: Floats, name: str, power: float | str, only_skewed: bool) -> Treated:
    """Transform all columns that can be judged, or only the skewed ones."""
    record = untouched(values.shape[1])
    fails, skew = judge(values, record, 2.0, 3.5)
    columns = np.flatnonzero(fails if only_skewed else ~np.isnan(skew))
    made = transformed(Treated(values, tuple(record), np.zeros(values.shape, dtype=np.int8)), columns, name, power)
    if len(columns):
        judge(made.values[:, columns], [record[k] for k in columns.tolist()], 2.0, 3.5)
    return made


@method("treatment")
def log(values: Floats, *, only_skewed: bool = False) -> Treated:
    """Take the logarithm of the distance from the smallest value: ``log(x - min + (max - min) / 100)``.

    Source: OECD/JRC COIN Tool; COINr ``log_CT``.

    Parameters
    ----------
    values : (n, k) array
    only_skewed : bool
        Leave columns as they are whose skewness is below 2 or whose kurtosis is below 3.5.

    Returns
    -------
    Treated

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [9.0], [100.0]])  # the range is 100, a hundredth of it 1
    >>> log(x).values.ravel().round(4)
    array([0.    , 0.6931, 2.3026, 4.6151])
    """
    return _transform(values, "log", 0.0, only_skewed)


@method("treatment")
def log_shifted(values: Floats, *, only_skewed: bool = False) -> Treated:
    """Take the logarithm of one more than the distance from the smallest value: ``log(x - min + 1)``.

    It depends on the unit of measurement: what ranges from 0 to 1 hardly changes. Source: COINr ``log_CT_orig``.

    Parameters
    ----------
    values : (n, k) array
    only_skewed : bool
        As for :func:`log`.

    Returns
    -------
    Treated

    Examples
    --------
    >>> log_shifted(np.array([[5.0], [6.0], [8.0], [12.0]])).values.ravel().round(4)
    array([0.    , 0.6931, 1.3863, 2.0794])
    """
    return _transform(values, "log_shifted", 0.0, only_skewed)


@method("treatment")
def log_signed(values: Floats, *, only_skewed: bool = False) -> Treated:
    """As :func:`log` where the skewness is positive, else its mirror image: ``-log(max - x + (max - min) / 100)``.

    Source: COINr ``log_CT_plus``.

    Parameters
    ----------
    values : (n, k) array
    only_skewed : bool
        As for :func:`log`.

    Returns
    -------
    Treated

    Examples
    --------
    >>> log_signed(np.array([[0.0], [91.0], [99.0], [100.0]])).values.ravel().round(4)
    array([-4.6151, -2.3026, -0.6931, -0.    ])
    """
    return _transform(values, "log_signed", 0.0, only_skewed)


@method("treatment")
def log_natural(values: Floats, *, only_skewed: bool = False) -> Treated:
    """Take the natural logarithm of positive values.

    Source: OECD/JRC Handbook (2008), section 5, on the transformation of skewed indicators.

    Parameters
    ----------
    values : (n, k) array
    only_skewed : bool
        As for :func:`log`.

    Returns
    -------
    Treated

    Raises
    ------
    FazhiError
        Where a value is zero or negative.

    Examples
    --------
    >>> log_natural(np.array([[1.0], [10.0], [100.0], [1000.0]])).values.ravel().round(4)
    array([0.    , 2.3026, 4.6052, 6.9078])
    """
    return _transform(values, "log_natural", 0.0, only_skewed)


@method("treatment")
def box_cox(
    values: Floats, *, power: float | Literal["likelihood"] = "likelihood", only_skewed: bool = False
) -> Treated:
    """Raise to a power: ``(y^p - 1) / p`` of ``y = x - min + 1``, and ``log y`` where the power is 0.

    Source: Box and Cox (1964), An analysis of transformations, JRSS B 26; the shift as in COINr ``boxcox``.

    Parameters
    ----------
    values : (n, k) array
    power : float or "likelihood"
        ``likelihood``: of each column the power from -5 to 5 under which its values are most likely to be normal
        (:func:`scipy.stats.boxcox_normmax`).
    only_skewed : bool
        As for :func:`log`.

    Returns
    -------
    Treated

    Examples
    --------
    >>> box_cox(np.array([[1.0], [4.0], [9.0], [16.0]]), power=0.5).values.ravel().tolist()
    [0.0, 2.0, 4.0, 6.0]
    """
    return _transform(values, "box_cox", power, only_skewed)


def treated_as(values: Floats, record: Sequence[dict[str, Any]]) -> Floats:
    """Return other values of the same indicators, treated with the limits and transformations of a record.

    Values beyond the limits take the limit. Under a logarithm or power, a value below the smallest that was there
    when the record was made (mirrored: above the largest) counts as that one.

    Parameters
    ----------
    values : (n, k) array
    record : sequence of dict, one a column
        The record of a :class:`Treated`.

    Raises
    ------
    FazhiError
        Where values and record differ in the number of columns.

    Examples
    --------
    >>> last_year = log_natural(np.array([[1.0], [10.0], [100.0], [1000.0]]))
    >>> treated_as(np.array([[0.0], [5.0]]), last_year.record).ravel().round(4)
    array([0.    , 1.6094])
    """
    if len(record) != values.shape[1]:
        raise FazhiError(Problem("treatment_not_fitted", {"got": len(record), "wanted": values.shape[1]}))
    lower, upper = (np.array([one[name] for one in record], dtype=np.float64) for name in ("lower", "upper"))
    made = np.clip(values, lower, upper)
    for column, one in enumerate(record):
        if one["transform"]:
            made[:, column] = _applied(made[:, column], _Fit(*(float(one[name]) for name in _Fit._fields)))
    return made


@method("treatment")
def recorded(
    values: Floats,
    *,
    transform: str = "",
    sign: float = 1.0,
    origin: float = 0.0,
    offset: float = 0.0,
    power: float = 1.0,
    lower: float | None = None,
    upper: float | None = None,
) -> Treated:
    """Treat values with the limits and the transformation that were fitted to others, such as last year's.

    Values beyond the limits take the limit; then ``sign · T(sign · (x - origin) + offset)``, T the logarithm (power 0)
    or the Box–Cox power. Source: the record of a :class:`Treated`, as :func:`treated_as` applies it.

    Parameters
    ----------
    values : (n, k) array
    transform : str
        Left out: none, limits only.
    sign, origin, offset, power : float
        Of the transformation, as recorded.
    lower, upper : float, optional
        Limits; left out: none.

    Returns
    -------
    Treated

    Examples
    --------
    >>> recorded(np.array([[1.0], [5.0], [80.0]]), upper=10.0).values.ravel()
    array([ 1.,  5., 10.])
    """
    one = {"transform": transform, "sign": sign, "origin": origin, "offset": offset, "power": power}
    limits = {"lower": -np.inf if lower is None else lower, "upper": np.inf if upper is None else upper}
    record = [{**row, **one, **limits} for row in untouched(values.shape[1])]
    made = treated_as(values, record)
    above, below = values > limits["upper"], values < limits["lower"]
    for row, low, high in zip(record, below.sum(axis=0).tolist(), above.sum(axis=0).tolist(), strict=True):
        row.update(moved_low=low, moved_high=high)
    points = WINSORISED_HIGH * above + WINSORISED_LOW * below + TRANSFORMED * (bool(transform) & ~np.isnan(values))
    return Treated(made, tuple(record), points.astype(np.int8))
