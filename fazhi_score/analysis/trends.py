"""Values over several periods into growth rates, percentage changes and slopes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import Of, at_least, cube, share_of_one
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.result import Result


def trends(
    result: Result,
    nodes: str | Iterable[str] | None = None,
    *,
    of: Of = "scores",
    periods: Iterable[str | int] | None = None,
    use_latest: int | None = None,
    interpolate: bool = False,
    towards_better: bool = False,
    per: float = 1.0,
    level: float = 0.95,
    per_period_scales: bool = False,
) -> pd.DataFrame:
    """Return how scores or values of each region changed over the periods.

    Parameters
    ----------
    result : Result
        With two periods at least.
    nodes : str or iterable of str, optional
        ``composite``, groups or indicators; left out, the composite, or all indicators where `of` is ``values``.
    of : {"scores", "values"}
        Scores, 0–100, or values of indicators in their units.
    periods : iterable, optional
        The periods to use, of one length; left out, all.
    use_latest : int, optional
        Use only so many periods back from the last one in which the region has a value; missing where the result
        does not reach back so far.
    interpolate : bool
        Fill gaps between two observations on a straight line, never before the first or after the last.
    towards_better : bool
        Turn the signs of values of indicators that are better lower, so that above 0 is always improvement.
    per : float
        Years that percentage changes and slopes refer to: 10 for a decade.
    level : float
        Level of the interval of the slope.
    per_period_scales : bool
        Allow scores whose relative scales were fitted for each period apart.

    Returns
    -------
    DataFrame
        Indexed by region and node. Columns: periods (in which the region is in the result), observed (with a
        value), first_period and last_period ("" where there is no value), first, last, change (last - first), cagr
        (a fraction a year, see :func:`cagr`), percentage_change (of the end points) and percentage_change_fitted (of
        the line, see :func:`percentage_change`), slope (units for `per` years), slope_low and slope_high (its
        interval, from three observations on).

    Raises
    ------
    FazhiError
        For scores on scales of their own for each period, unknown nodes or periods, or a single period.

    Examples
    --------
    A goes from 50 over 60 to 72: 20 % a year; the line through the three rises 11 points a year from 49.67.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": "A", "period": [2022, 2023, 2024], "fact": "x", "value": [50, 60, 72]})
    >>> found = trends(score(rows, framework)).loc[("A", "composite")]
    >>> found[["cagr", "percentage_change", "slope"]].astype(float).round(9).tolist()
    [0.2, 22.0, 11.0]
    """
    share_of_one("level", level)
    if use_latest is not None:
        at_least("use_latest", use_latest, 2)
    panel = cube(result, nodes, of=of, periods=periods, per_period_scales=per_period_scales)
    values = panel.values
    raw = values
    if interpolate:
        values = interpolated(values, panel.times)
    if use_latest is not None:
        values = latest(values, use_latest)
        raw = np.where(np.isnan(values), np.nan, raw)
    sign = _signs(result, panel.nodes) if towards_better and of == "values" else np.ones(len(panel.nodes))
    found = _columns(values, panel.times, per, level, sign)
    size = panel.values.shape[1:]
    columns: dict[str, object] = {
        "periods": np.broadcast_to(panel.there.sum(axis=0)[:, None], size),
        "observed": (~np.isnan(raw)).sum(axis=0),
        **{f"{key}_period": _labels(found.pop(f"{key}_at"), panel.periods) for key in ("first", "last")},
        **found,
    }
    index = pd.MultiIndex.from_product([panel.regions, panel.nodes], names=["region", "node"])
    return pd.DataFrame({name: np.asarray(column).reshape(-1) for name, column in columns.items()}, index=index)


def _columns(values: Floats, times: Floats, per: float, level: float, sign: Floats) -> dict[str, Floats | Codes]:
    first, last = ends(values)
    there = first >= 0
    start, stop = (np.where(there, _take(values, at), np.nan) for at in (first, last))
    slope, low, high = slopes(values, times, level=level)
    turned = sign < 0
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    return {
        "first_at": first,
        "last_at": last,
        "first": start,
        "last": stop,
        "change": (stop - start) * sign,
        "cagr": cagr(values, times) * sign,
        "percentage_change": percentage_change(values, times, per=per) * sign,
        "percentage_change_fitted": percentage_change(values, times, per=per, fitted=True) * sign,
        "slope": slope * per * sign,
        "slope_low": low * per,
        "slope_high": high * per,
    }


def _labels(at: Floats | Codes, periods: list[str]) -> NDArray[np.object_]:
    return np.array([*periods, ""], dtype=object)[np.asarray(at, dtype=np.intp)]


def _signs(result: Result, nodes: list[str]) -> Floats:
    entries = result.framework.entries
    return np.array([-1.0 if entries[name].spec.better == "lower" else 1.0 for name in nodes])


def ends(values: Floats) -> tuple[Codes, Codes]:
    """Return where each column has its first and its last value, -1 where it has none.

    Parameters
    ----------
    values : (t, ...) array
        In order of time; NaN where there is none.

    Examples
    --------
    >>> ends(np.array([[np.nan, np.nan], [1.0, np.nan], [2.0, np.nan]]))
    (array([ 1, -1]), array([ 2, -1]))
    """
    there = ~np.isnan(values)
    none = ~there.any(axis=0)
    last = len(values) - 1 - np.argmax(there[::-1], axis=0)
    return np.where(none, -1, np.argmax(there, axis=0)), np.where(none, -1, last)


def _take(values: Floats, at: Codes) -> Floats:
    return np.asarray(np.take_along_axis(values, np.maximum(at, 0)[None], axis=0)[0])


def _ends_of(values: Floats, times: Floats) -> tuple[Floats, Floats, Floats]:
    """Return first and last value and the years between them, NaN where there are not two values."""
    first, last = ends(values)
    years = np.where(last > first, times[last] - times[first], np.nan)
    return _take(values, first), _take(values, last), years


def cagr(values: Floats, times: Floats) -> Floats:
    """Return the compound annual growth rate from the first to the last observation: ``(y_T / y_0)^(1 / (T - t)) - 1``.

    It is a fraction a year; 0 where both are equal, also at zero. It exists for a positive first and a last value
    not below zero: growth from zero or below has no rate, and is missing rather than infinite.

    Source: COINr (Becker et al. 2022), ``CAGR``, but for values below zero, whose ratios it takes all the same.

    Parameters
    ----------
    values : (t, ...) array
        In order of time; NaN where there is none.
    times : (t,) array
        In years.

    Examples
    --------
    >>> cagr(np.array([100.0, np.nan, 144.0]), np.array([2022.0, 2023.0, 2024.0])).round(9)
    np.float64(0.2)
    """
    start, stop, years = _ends_of(values, times)
    fits = (start > 0) & (stop >= 0)
    with np.errstate(over="ignore"):
        ratio = np.where(fits, stop, 1.0) / np.where(fits, start, 1.0)
        rate = ratio ** (1.0 / years) - 1.0
    return np.asarray(np.where(np.isnan(years), np.nan, np.where(start == stop, 0.0, np.where(fits, rate, np.nan))))[()]


def percentage_change(values: Floats, times: Floats, *, per: float = 1.0, fitted: bool = False) -> Floats:
    """Return the mean change for `per` years in percent of the start.

    ``100 (y_T - y_0) / y_0 · per / (T - t)`` from first and last observation, or, `fitted`, ``100 b · per / f(t_0)``
    with slope and fitted value at the first observation of the least-squares line through all: with two
    observations both are the same. 0 where nothing changes; missing where the start, or the line at the start, is
    not above zero: of a start below zero a rise would be told as a fall.

    Source: COINr (Becker et al. 2022), ``prc_change``, which takes the line from three observations on, and divides
    by a start below zero all the same.

    Examples
    --------
    >>> percentage_change(np.array([50.0, 60.0, 72.0]), np.arange(3.0))
    np.float64(22.0)
    >>> percentage_change(np.array([50.0, 60.0, 72.0]), np.arange(3.0), fitted=True).round(6)
    np.float64(22.147651)
    """
    start, stop, years = _ends_of(values, times)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (stop - start) / years
    if fitted:
        slope, start = _line(values, times)
    flat = np.nanmax(np.where(np.isnan(values), -np.inf, values), axis=0) == np.nanmin(
        np.where(np.isnan(values), np.inf, values), axis=0
    )
    known = ~np.isnan(years)
    fits = known & (start > 0)
    change = 100.0 * per * np.where(fits, slope, np.nan) / np.where(fits, start, 1.0)
    return np.asarray(np.where(known & flat, 0.0, change))[()]


def _line(values: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Return the slope of the least-squares line and its value at the first observation."""
    slope, mean, centre, _, _ = _fit(values, times)
    first, _ = ends(values)
    return slope, mean + slope * (times[first] - centre)


def _fit(values: Floats, times: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return slope, mean, mean time, sum of squares of the residuals and of the times, and leave the rest to others."""
    there = ~np.isnan(values)
    when = times.reshape(-1, *[1] * (values.ndim - 1))
    count = np.maximum(there.sum(axis=0), 1)
    centre = np.where(there, when, 0.0).sum(axis=0) / count
    mean = np.where(there, values, 0.0).sum(axis=0) / count
    years = np.where(there, when - centre, 0.0)
    away = np.where(there, values - mean, 0.0)
    spread = (years**2).sum(axis=0)
    slope = np.where(spread > 0, (years * away).sum(axis=0) / np.where(spread > 0, spread, 1.0), np.nan)
    rest = ((away - np.nan_to_num(slope) * years) ** 2).sum(axis=0)
    return slope, mean, centre, rest, spread


def slopes(values: Floats, times: Floats, *, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return the slope of the least-squares line a year, and the ends of its interval.

    The interval is ``b ± t_{n-2} · s / sqrt(Σ (t - mean t)²)``, ``s² = Σ residuals² / (n - 2)``; it needs three
    observations. It takes years as independent: with few periods it is a description, no test.

    Parameters
    ----------
    values : (t, ...) array
        NaN where there is none.
    times : (t,) array
        In years.
    level : float
        Such as 0.95.

    Examples
    --------
    >>> slope, low, high = slopes(np.array([50.0, 60.0, 72.0]), np.arange(3.0))
    >>> round(float(slope), 6), round(float(low), 4), round(float(high), 4)
    (11.0, 3.6641, 18.3359)
    """
    from scipy.stats import t as student

    slope, _, _, rest, spread = _fit(values, times)
    free = (~np.isnan(values)).sum(axis=0) - 2
    enough = (free > 0) & (spread > 0)
    quantile = np.asarray(student.ppf(0.5 + level / 2, np.maximum(free, 1)))
    error = np.sqrt(rest / np.maximum(free, 1) / np.where(enough, spread, 1.0))
    half = np.where(enough, quantile * error, np.nan)
    return slope, np.asarray(slope - half), np.asarray(slope + half)


def interpolated(values: Floats, times: Floats) -> Floats:
    """Fill gaps between two observations on the straight line between them; outside them nothing is made up.

    Examples
    --------
    >>> interpolated(np.array([np.nan, 10.0, np.nan, 40.0]), np.array([2020.0, 2021.0, 2022.0, 2024.0]))
    array([nan, 10., 20., 40.])
    """
    there = ~np.isnan(values)
    rows = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    before = np.maximum.accumulate(np.where(there, rows, -1), axis=0)
    after = np.minimum.accumulate(np.where(there, rows, len(values))[::-1], axis=0)[::-1]
    inside = ~there & (before >= 0) & (after < len(values))
    before, after = np.where(inside, before, 0), np.where(inside, after, 0)
    low, high = np.take_along_axis(values, before, axis=0), np.take_along_axis(values, after, axis=0)
    span = np.where(inside, times[after] - times[before], 1.0)
    share = (times.reshape(rows.shape) - times[before]) / span
    return np.where(inside, low + share * (high - low), values)


def latest(values: Floats, count: int) -> Floats:
    """Keep so many periods up to the last value of each column; nothing where there are not so many.

    COINr's ``use_latest`` asks for one period more than it uses; this does not.

    Examples
    --------
    >>> latest(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, np.nan]]), 2)
    array([[nan,  1.],
           [ 2.,  2.],
           [ 3., nan]])
    """
    _, last = ends(values)
    rows = np.arange(len(values)).reshape(-1, *[1] * (values.ndim - 1))
    first = last - count + 1
    return np.where((rows >= first) & (first >= 0), values, np.nan)
