"""Charts of robustness: how far weights may move, and which assumption matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import COMPOSITE, at_least
from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.stability import weight_stability as stable
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework
from fazhi_score.presentation.plots.canvas import Canvas, as_percent, drawing, tall
from fazhi_score.presentation.plots.colours import BLUE, GREY, INK, ORANGE, SKY
from fazhi_score.presentation.plots.rows import MOST
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SOURCES = ("weights", "normalisation", "aggregation", "imputation", "treatment", "missing", "definitions",
            "leave_out", "facts", "unreported", "extraction", "thresholds")  # fmt: skip
"""Assumptions that have names of their own; those that a user groups keep the user's."""


def weight_stability(
    result: Result,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    level: Literal["top", "all"] = "top",
    top: int = 40,
) -> Axes:
    """Draw between which shares each weight may move before the first rank, and before any rank, changes.

    Parameters
    ----------
    result : Result
    ax, lang
        As for :func:`rank_intervals`.
    level : {"top", "all"}
        The top-level groups, or every group and indicator of the composite.
    top : int
        At most so many weights, in the order of the framework.

    Returns
    -------
    Axes
        The whole bar: the first rank stays. The dark one: all ranks stay. A point: the share in use. Where there is no
        interval the reason stands beside the row; ≈ marks one that was found by steps.

    Raises
    ------
    FazhiError
        For more rows than can be read.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> facts = ("enforcement_training_coverage", "case_file_excellent_rate")
    >>> rows = [(region, 2024, fact, f"{90 - k}%") for k, region in enumerate("ABC") for fact in facts]
    >>> result = fs.score(pd.DataFrame(rows, columns=["region", "period", "fact", "value"]))
    >>> len(weight_stability(result, lang="en").get_yticks())
    5
    """
    at_least("top", top, 1)
    table = stable(result, level=level)
    found = table.iloc[:top]
    if len(found) > MOST:
        raise FazhiError(Problem("plot_too_many", {"count": len(found), "most": MOST}))
    with drawing(ax, lang, (7.0, tall(len(found)))) as canvas:
        y = np.arange(len(found))
        canvas.names("y", y, [canvas.node(result.framework, name, 30) for name in found.index])
        canvas.ax.set_ylim(len(found) - 0.4, -0.6)
        low, high, inner, outer = (
            found[name].to_numpy(dtype=np.float64) for name in ("top_low", "top_high", "order_low", "order_high")
        )
        there = ~np.isnan(low)
        canvas.ax.barh(y[there], (high - low)[there], left=low[there], height=0.62, color=SKY)
        canvas.ax.barh(y[there], (outer - inner)[there], left=inner[there], height=0.3, color=BLUE)
        canvas.ax.plot(found["share"].to_numpy(dtype=np.float64), y, "D", color=INK, markersize=4,
                       markeredgecolor="white", markeredgewidth=0.6, clip_on=False)  # fmt: skip
        _remarks(canvas, found)
        canvas.ax.set_xlim(0, 1)
        canvas.ax.xaxis.set_major_formatter(as_percent())
        canvas.grid()
        canvas.legend([
            (canvas.mark("D", INK, size=4), canvas.say("plot_share_now")),
            (canvas.patch(SKY), canvas.say("plot_top_stays")), (canvas.patch(BLUE), canvas.say("plot_order_stays")),
        ])  # fmt: skip
        cut = canvas.say("plot_shown_nodes", count=len(found), all=len(table)) if len(found) < len(table) else ""
        canvas.note(canvas.say("plot_share_of_siblings"), cut)
        return canvas.axes


def _remarks(canvas: Canvas, found: pd.DataFrame) -> None:
    """Say beside each row how wide the interval of all ranks is, or why there is none."""
    for y, (reason, exact, low, high) in enumerate(
        zip(found["reason"], found["exact"], found["order_low"], found["order_high"], strict=True)
    ):
        if np.isnan(low):
            canvas.beside(y, canvas.say(f"plot_stability_{reason}"), colour=GREY)
        else:
            canvas.beside(y, f"{'' if exact else '≈ '}{low:.1%}–{high:.1%}")


class _Bars(NamedTuple):
    """One kind of bar: column of the table, ends of its interval, colour, and the code of its name."""

    column: str
    low: str
    high: str
    colour: str
    code: str


_SHOWN: dict[str, tuple[str, tuple[_Bars, ...]]] = {
    "sobol": ("plot_variance", (
        _Bars("total", "total_low", "total_high", SKY, "plot_total_order"),
        _Bars("first", "first_low", "first_high", BLUE, "plot_first_order"),
    )),
    "morris": ("plot_rank_shift", (_Bars("rank_effect", "", "", BLUE, "plot_elementary"),)),
    "one_at_a_time": ("plot_rank_shift", (_Bars("mean_rank_shift", "", "", BLUE, "plot_mean_shift"),)),
    "remove_one": ("plot_rank_shift", (_Bars("mean_rank_shift", "", "", BLUE, "plot_mean_shift"),)),
}  # fmt: skip
_LARGEST = {"morris": "largest", "one_at_a_time": "max_rank_shift", "remove_one": "max_rank_shift"}


def sensitivity(sensitivity: Sensitivity, *, ax: Axes | None = None, lang: str | None = None, top: int = 30) -> Axes:
    """Draw how much each assumption matters for ranks, the strongest on top.

    Parameters
    ----------
    sensitivity : Sensitivity
        Of any method. Sobol': shares of variance of first and total order with their intervals. Elementary effects,
        one at a time, leaving one out: the mean shift of ranks, a point at the largest.
    ax, lang
        As for :func:`rank_intervals`.
    top : int
        At most so many assumptions.

    Returns
    -------
    Axes
        An assumption of which nothing can be said (nothing varies) has no bar, and a dash beside it.

    Raises
    ------
    FazhiError
        For more rows than can be read.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> given = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"])
    >>> found = fs.sensitivity(pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]}), None, given, draws=16, seed=1)
    >>> sorted(text.get_text() for text in sensitivity(found, lang="en").get_yticklabels())
    ['Aggregation', 'Weights']
    """
    at_least("top", top, 1)
    axis, bars = _SHOWN[sensitivity.method]
    table = sensitivity.table.sort_values(bars[0].column, ascending=False, kind="stable", na_position="last")
    found = table.iloc[:top]
    if len(found) > MOST:
        raise FazhiError(Problem("plot_too_many", {"count": len(found), "most": MOST}))
    with drawing(ax, lang, (6.6, tall(len(found) * len(bars)))) as canvas:
        y = np.arange(len(found))
        names = [_factor(canvas, sensitivity.nominal.framework, name) for name in found.index]
        canvas.names("y", y, names)
        canvas.ax.set_ylim(len(found) - 0.4, -0.6)
        entries = [_bars(canvas, found, bar, k, len(bars)) for k, bar in enumerate(bars)]
        if sensitivity.method == "sobol":
            entries.append((canvas.mark("", INK, line=1.0), canvas.say("plot_bootstrap")))
            canvas.ax.axvline(0, color=GREY, linewidth=0.8)
            canvas.ax.xaxis.set_major_formatter(as_percent())
        else:
            largest = found[_LARGEST[sensitivity.method]].to_numpy(dtype=np.float64)
            canvas.ax.plot(largest, y, "D", color=ORANGE, markersize=4.5, clip_on=False)
            entries.append((canvas.mark("D", ORANGE, size=4.5), canvas.say("plot_largest_shift")))
            canvas.ax.set_xlim(left=0)
        for row in np.flatnonzero(found[bars[0].column].isna()):
            canvas.write(0.01, float(row), "–", va="center", color=GREY, transform=canvas.ax.get_yaxis_transform())
        canvas.grid()
        canvas.legend(entries)
        cut = canvas.say("plot_shown_nodes", count=len(found), all=len(table)) if len(found) < len(table) else ""
        canvas.note(canvas.say(axis), cut)
        return canvas.axes


def _bars(canvas: Canvas, found: pd.DataFrame, bar: _Bars, number: int, of: int) -> tuple[Any, str]:
    """Draw bars of one kind, with their intervals where there are any; return the entry of the legend."""
    height = 0.76 / of
    y = np.arange(len(found), dtype=np.float64) - (0.38 - height * (number + 0.5))
    values = found[bar.column].to_numpy(dtype=np.float64)
    canvas.ax.barh(y, values, height=height, color=bar.colour, edgecolor="white", linewidth=0.5)
    if bar.low:
        low, high = (found[name].to_numpy(dtype=np.float64) for name in (bar.low, bar.high))
        _whiskers(canvas, y, low, high)
    return canvas.patch(bar.colour), canvas.say(bar.code)


def _whiskers(canvas: Canvas, y: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
    there = ~np.isnan(low)
    canvas.ax.hlines(y[there], low[there], high[there], colors=INK, linewidth=1.0)
    for ends in (low, high):
        canvas.ax.plot(ends[there], y[there], "|", color=INK, markersize=4)


def _factor(canvas: Canvas, framework: Framework, name: object) -> str:
    """Return how a chart names an assumption, an alternative of one, a part of one, or an indicator left out."""
    if isinstance(name, tuple):
        source = _source(canvas, framework, str(name[0]))
        more = canvas.letters.label((str(name[1]),), 24) if name[1] else ""
        return source + ("：" if canvas.lang == "zh" else ": ") + more if more else source
    return _source(canvas, framework, str(name))


def _source(canvas: Canvas, framework: Framework, name: str) -> str:
    source, part = name.partition(":")[::2]
    if source in _SOURCES:
        label = canvas.say(f"plot_source_{source}")
        if not part:
            return label
        apart = "：" if canvas.lang == "zh" else ": "
        return label + apart + (canvas.say("plot_composite") if part == COMPOSITE else canvas.node(framework, part, 26))
    known = name in framework.entries or name in framework.file.groups
    return canvas.node(framework, name, 36) if known else canvas.letters.label((name,), 36)
