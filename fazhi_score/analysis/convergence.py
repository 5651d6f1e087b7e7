"""Scores of regions over time into sigma and beta convergence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd

from fazhi_score.analysis.panels import Of, cube, one_of, share_of_one
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.result import Result

Growth = Literal["log", "absolute"]


def sigma_convergence(
    result: Result,
    nodes: str | Iterable[str] | None = None,
    *,
    of: Of = "scores",
    periods: Iterable[str | int] | None = None,
    per_period_scales: bool = False,
) -> pd.DataFrame:
    """Return the dispersion between regions in each period: where it shrinks, regions converge.

    Only regions that have the node in every period count (the balanced set): who joins or leaves would move the
    dispersion without anybody having changed.

    Returns
    -------
    DataFrame
        Indexed by node and period. Columns: regions (in the balanced set), left_out (with a score in this period
        and not in all), mean, sd (n - 1), cv (sd / mean; missing where the mean is not above 0), and change (of
        sd against the period before).

    Raises
    ------
    FazhiError
        As :func:`fazhi_score.trends`.

    Notes
    -----
    Source: Barro and Sala-i-Martin (1992). A score that is bounded by 100 converges by itself where all rise towards
    the bound, and a rank or a z score has the same dispersion in every period whatever happens.

    Examples
    --------
    A and B go from 40 and 80 to 60 and 80: the deviation halves.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame([("A", 2023, "x", 40), ("B", 2023, "x", 80), ("A", 2024, "x", 60), ("B", 2024, "x", 80)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> sigma_convergence(score(rows, framework))["sd"].round(3).tolist()
    [28.284, 14.142]
    """
    panel = cube(result, nodes, of=of, periods=periods, per_period_scales=per_period_scales)
    there = ~np.isnan(panel.values)
    always = there.all(axis=0)
    count = always.sum(axis=0).astype(np.float64)
    values = np.where(always, panel.values, 0.0)
    mean = np.divide(values.sum(axis=1), count, out=np.full(values.shape[::2], np.nan), where=count > 0)
    away = np.where(always, values - mean[:, None, :], 0.0)
    sd = np.sqrt(np.divide((away**2).sum(axis=1), count - 1, out=np.full_like(mean, np.nan), where=count > 1))
    cv = np.divide(sd, mean, out=np.full_like(mean, np.nan), where=np.nan_to_num(mean) > TOLERANCE)
    change = np.diff(sd, axis=0, prepend=np.nan)
    columns = {
        "regions": np.broadcast_to(always.sum(axis=0), mean.shape),
        "left_out": (there & ~always).sum(axis=1),
        "mean": mean,
        "sd": sd,
        "cv": cv,
        "change": change,
    }
    index = pd.MultiIndex.from_product([panel.nodes, panel.periods], names=["node", "period"])
    return pd.DataFrame({name: column.T.reshape(-1) for name, column in columns.items()}, index=index)


def beta_convergence(
    result: Result,
    nodes: str | Iterable[str] | None = None,
    *,
    of: Of = "scores",
    growth: Growth = "log",
    periods: Iterable[str | int] | None = None,
    level: float = 0.95,
    per_period_scales: bool = False,
) -> pd.DataFrame:
    """Return how growth between the first and the last period depends on where regions began.

    ``growth_i = a + b · start_i``, by least squares over regions. With ``log``, growth is ``ln(y_T / y_0) / T`` and
    start ``ln y_0``, as in the literature; with ``absolute``, ``(y_T - y_0) / T`` and ``y_0``. b below 0: who began
    low grew faster.

    Returns
    -------
    DataFrame
        Indexed by node. Columns: from, to, regions, left_out (with both values, where one is not above 0 and there
        is no logarithm), beta, low and high (its interval with t on n - 2 degrees of freedom), p (two-sided),
        intercept, r2, speed (share of the gap closed each year, ``-ln(1 + b T) / T``, for b between -1 / T and 0)
        and half_life (years, ``ln 2 / speed``).

    Raises
    ------
    FazhiError
        As :func:`fazhi_score.trends`.

    Notes
    -----
    Source: Barro and Sala-i-Martin (1992). What is measured with error regresses to its mean, and so gives a b below 0
    without any convergence (Quah 1993): read it beside :func:`sigma_convergence`.

    Examples
    --------
    20, 40 and 60 become 30, 45 and 60: growth 10, 5 and 0 falls by 0.25 for each point at the start.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> values = {"A": (20, 30), "B": (40, 45), "C": (60, 60)}
    >>> rows = pd.DataFrame([(r, 2023 + t, "x", v) for r, pair in values.items() for t, v in enumerate(pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> beta_convergence(score(rows, framework), growth="absolute")["beta"].round(9).tolist()
    [-0.25]
    """
    one_of("growth", growth, ("log", "absolute"))
    share_of_one("level", level)
    panel = cube(result, nodes, of=of, periods=periods, per_period_scales=per_period_scales)
    years = float(panel.times[-1] - panel.times[0])
    rows = [_beta(panel.values[0, :, k], panel.values[-1, :, k], years, growth, level) for k in range(len(panel.nodes))]
    frame = pd.DataFrame(rows, index=pd.Index(panel.nodes, name="node", dtype=object))
    frame.insert(0, "from", panel.periods[0])
    frame.insert(1, "to", panel.periods[-1])
    return frame


def _beta(start: Floats, stop: Floats, years: float, growth: Growth, level: float) -> dict[str, float]:
    """Regress growth on the start for one node."""
    both = ~np.isnan(start) & ~np.isnan(stop)
    used = both & (start > 0) & (stop > 0) if growth == "log" else both
    x, y = start[used], stop[used]
    if growth == "log":
        x, y = np.log(x), np.log(y)
    found = _regression(x, (y - x) / years, level)
    beta = found["beta"]
    closing = -1 / years < beta < -TOLERANCE
    speed = -float(np.log1p(beta * years)) / years if closing else np.nan
    counts = {"regions": int(used.sum()), "left_out": int((both & ~used).sum())}
    return {**counts, **found, "speed": speed, "half_life": float(np.log(2)) / speed if closing else np.nan}


def _regression(x: Floats, y: Floats, level: float) -> dict[str, float]:
    """Return slope, interval, p, intercept and R²; missing with fewer than three points or no spread."""
    from scipy.stats import t as student

    names = ("beta", "low", "high", "p", "intercept", "r2")
    free = len(x) - 2
    if free < 1 or np.ptp(x) <= TOLERANCE:
        return dict.fromkeys(names, np.nan)
    away, up = x - x.mean(), y - y.mean()
    spread, whole = float(away @ away), float(up @ up)
    beta = float(away @ up) / spread
    rest = float(((up - beta * away) ** 2).sum())
    error = float(np.sqrt(rest / free / spread))
    half = float(student.ppf(0.5 + level / 2, free)) * error
    p = float(2 * student.sf(abs(beta) / error, free)) if error > 0 else float(beta == 0)
    r2 = 1 - rest / whole if whole > 0 else np.nan
    return dict(zip(names, (beta, beta - half, beta + half, p, y.mean() - beta * x.mean(), r2), strict=True))
