"""Charts of scores: what they are made of, what was not reported, and between which bounds they lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.presentation.plots.canvas import SMALL, Canvas, drawing, tall, top_groups, under
from fazhi_score.presentation.plots.colours import (
    BLUE,
    GAP_HATCH,
    GREY,
    INK,
    NOT_APPLICABLE_HATCH,
    PALE,
    PAPER,
    SKY,
    part_styles,
    sequential,
)
from fazhi_score.presentation.plots.fonts import shortened, width
from fazhi_score.presentation.plots.rows import Regions, Rows, choose
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_COLUMNS = 100
"""Indicators of one heat map: more cannot be read on a page."""


def contributions(
    result: Result,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
    of: str = ROOT,
) -> Axes:
    """Draw what each part brings to the composite, stacked, with bonuses and deductions and the coverage beside it.

    Parameters
    ----------
    result : Result
    ax, lang, period, regions, top
        As for :func:`rank_intervals`.
    of : str
        The group whose children are the parts; left out: the top-level groups, and adjustments. Lengths are points of
        the composite; in a sheet of points, of the sheet.

    Returns
    -------
    Axes
        A part without any figure has no length, and is named by an empty, hatched box behind the bar.

    Raises
    ------
    FazhiError
        As :func:`rank_intervals`; where a composite is no sum of parts.

    Examples
    --------
    >>> import fazhi_score as fs, pandas as pd
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> result = fs.score(pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]}))
    >>> [round(bar.get_width()) for bar in contributions(result, lang="en").containers[2]]
    [100, 50, 0]
    """
    parts, framework = result.contributions, result.framework
    nodes = top_groups(framework, of)
    rows = choose(result, period=period, regions=regions, top=top, drawn=~np.isnan(result.standing.composite))
    with drawing(ax, lang, (7.2, tall(len(rows)))) as canvas:
        y, factor = canvas.rows(rows, room=62), (framework.file.total_points or 100.0) / 100.0
        shown, left = parts.iloc[rows.at], np.zeros(len(rows))
        missing = np.zeros(len(rows))
        entries = []
        for node, (colour, hatch) in zip(nodes, part_styles(len(nodes)), strict=True):
            below = shown[under(framework, node)]
            length = below.sum(axis=1).to_numpy(dtype=np.float64) * factor
            canvas.ax.barh(
                y, length, left=left, height=0.72, color=colour, hatch=hatch, edgecolor="white", linewidth=0.5
            )
            entries.append((canvas.patch(colour, hatch=hatch, edge="white"), canvas.node(framework, node, 30)))
            left += length
        if of == ROOT:
            entries += _adjusted(canvas, shown["adjustments"].to_numpy(dtype=np.float64) * factor, left)
            left = np.maximum(left, result.standing.composite[rows.at] * factor)
        empty = {node: shown[under(framework, node)].isna().all(axis=1).to_numpy() for node in nodes}
        for node, (colour, _) in zip(nodes, part_styles(len(nodes)), strict=True):
            missing = _empty(canvas, empty[node], left + 0.8 * factor, missing, colour, factor)
        if any(gone.any() for gone in empty.values()):
            entries.append((canvas.patch(PAPER, hatch=GAP_HATCH, edge=GREY), canvas.say("plot_part_missing")))
        _coverage(canvas, rows)
        canvas.ax.set_xlim(0, max(float((left + (missing + 1) * 1.6 * factor).max()), 1e-9))
        canvas.grid()
        canvas.legend(entries, across=6.2)
        label = canvas.say("plot_points" if framework.file.total_points else "plot_composite")
        canvas.note(label, canvas.say("plot_coverage_beside"), canvas.shown(rows))
        return canvas.axes


def _adjusted(canvas: Canvas, points: NDArray[np.float64], ends: NDArray[np.float64]) -> list[tuple[object, str]]:
    """Draw bonuses behind the bars, and what is taken off over their ends; return the entries of the legend."""
    if not (np.abs(points) > 1e-9).any():
        return []
    y = np.arange(len(points))
    up, down = np.maximum(points, 0.0), np.maximum(-points, 0.0)
    entries: list[tuple[object, str]] = []
    if up.any():
        canvas.ax.barh(y, up, left=ends, height=0.72, color=INK, edgecolor="white", linewidth=0.5)
        entries.append((canvas.patch(INK), canvas.say("plot_added")))
    if down.any():
        style = {"color": (1, 1, 1, 0.75), "edgecolor": INK, "hatch": "xxxx", "linewidth": 0.6}
        canvas.ax.barh(y, down, left=ends - down, height=0.72, **style)
        entries.append((canvas.patch(PAPER, hatch="xxxx", edge=INK), canvas.say("plot_taken_off")))
    return entries


def _empty(
    canvas: Canvas, gone: NDArray[np.bool_], start: NDArray[np.float64], before: NDArray[np.float64], colour: str,
    factor: float,
) -> NDArray[np.float64]:  # fmt: skip
    """Draw a hatched box for a part without figures; return how many boxes stand behind each bar by now."""
    if gone.any():
        where = np.flatnonzero(gone)
        canvas.ax.barh(
            where, np.full(len(where), 1.3 * factor), left=(start + before * 1.6 * factor)[where], height=0.6,
            color=PAPER, edgecolor=colour, hatch=GAP_HATCH, linewidth=0.8,
        )  # fmt: skip
    return before + gone


def _coverage(canvas: Canvas, rows: Rows) -> None:
    """Write composite and coverage beside each row."""
    factor = (rows.result.framework.file.total_points or 100.0) / 100.0
    for y, k in enumerate(rows.at):
        score, share = rows.result.standing.composite[k] * factor, rows.result.standing.coverage.total[k]
        canvas.beside(y, f"{score:.1f}  ({share:.0%})" if not np.isnan(share) else f"{score:.1f}")


def bounds(
    result: Result,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
) -> Axes:
    """Draw each composite between what it would be if everything unreported were 0, and if it were 100.

    Parameters
    ----------
    result : Result
    ax, lang, period, regions, top
        As for :func:`rank_intervals`.

    Returns
    -------
    Axes
        Who is not ranked has a hollow point; beside each row stand composite and coverage; grades are dotted lines.

    Raises
    ------
    FazhiError
        As :func:`rank_intervals`.

    Examples
    --------
    >>> import fazhi_score as fs, pandas as pd
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> result = fs.score(pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]}))
    >>> bounds(result, lang="en").collections[0].get_segments()[0][:, 0].round(1).tolist()
    [10.0, 100.0]
    """
    standing = result.standing
    rows = choose(result, period=period, regions=regions, top=top, drawn=~np.isnan(standing.composite))
    with drawing(ax, lang, (7.0, tall(len(rows)))) as canvas:
        y, at = canvas.rows(rows, room=62), rows.at
        ranked = ~np.isnan(standing.ranks[at])
        canvas.ax.hlines(y, standing.low[at], standing.high[at], colors=SKY, linewidth=4.5, capstyle="butt")
        score = standing.composite[at]
        canvas.ax.plot(score[ranked], y[ranked], "o", color=BLUE, markersize=5)
        canvas.ax.plot(score[~ranked], y[~ranked], "o", color=BLUE, markersize=5, markerfacecolor="white")
        highest = max(100.0, float(np.nanmax(standing.high[at], initial=100.0)))
        canvas.ax.set_xlim(-1.0, highest + 1.0)
        entries = [(canvas.mark("o", BLUE, size=5), canvas.say("plot_composite_ranked"))] if ranked.any() else []
        if not ranked.all():
            entries.append((canvas.mark("o", BLUE, hollow=True, size=5), canvas.say("plot_composite_unranked")))
        entries.append((canvas.mark("", SKY, line=4.5), canvas.say("plot_bounds")))
        canvas.grid()
        _grades(canvas, result.framework)
        _coverage(canvas, rows)
        canvas.legend(entries, above=1.2 if result.framework.file.grades else 0.0)
        canvas.note(canvas.say("plot_composite"), canvas.say("plot_coverage_beside"), canvas.shown(rows))
        return canvas.axes


def _grades(canvas: Canvas, framework: Framework) -> None:
    """Draw where grades begin, each named above its line."""
    for name, edge in framework.file.grades.items():
        if edge > 0:
            canvas.ax.axvline(edge, color=GREY, linestyle=":", linewidth=0.9, zorder=0)
            label = canvas.letters.label((name,), 8, f"{edge:g}")
            place = {"xycoords": canvas.ax.get_xaxis_transform(), "textcoords": "offset points"}
            canvas.ax.annotate(
                label, (edge, 1.0), (0, 2), ha="center", fontsize=6, color=GREY, parse_math=False,
                annotation_clip=False, **place,
            )  # fmt: skip


def heatmap(
    result: Result,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 40,
    indicators: Iterable[str] | None = None,
) -> Axes:
    """Draw the scores of regions in the indicators of the composite; gaps are hatched, 0 is a colour.

    Parameters
    ----------
    result : Result
    ax, lang, period, regions, top
        As for :func:`rank_intervals`.
    indicators : iterable of str, optional
        Ids of indicators or groups; left out: the indicators of the composite, by group.

    Returns
    -------
    Axes
        Hatched paper: no figure and no score. Hatched colour: no figure, and the score that the framework gives for
        that. Ruled paper: does not apply.

    Raises
    ------
    FazhiError
        As :func:`rank_intervals`; for unknown or too many indicators.

    Examples
    --------
    >>> import fazhi_score as fs, pandas as pd
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> result = fs.score(pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]}))
    >>> cells = heatmap(result, lang="en", indicators=["training_coverage", "loss_rate"]).collections[0].get_array()
    >>> cells.tolist()
    [[100.0, None], [50.0, None], [0.0, None]]
    """
    rows = choose(result, period=period, regions=regions, top=top)
    nodes = _nodes(result, indicators)
    scores = result.scores[nodes].iloc[rows.at].to_numpy(dtype=np.float64)
    gaps, apart = _gaps(result, nodes, rows.at)
    size = (max(4.5, 2.6 + 0.2 * len(nodes)), tall(len(rows)) + 1.2)
    with drawing(ax, lang, size) as canvas:
        mesh = canvas.cells(scores, cmap=sequential(), vmin=0.0, vmax=100.0)
        canvas.rows(rows, room=4)
        canvas.names(
            "x", range(len(nodes)), [canvas.node(result.framework, name, 32) for name in nodes], rotation=60,
            ha="right", rotation_mode="anchor", fontsize=SMALL,
        )  # fmt: skip
        empty = np.isnan(scores)
        entries = [
            (canvas.hatch(gaps & empty, face=PAPER), canvas.say("plot_gap")),
            (canvas.hatch(gaps & ~empty, line=PAPER), canvas.say("plot_gap_scored")),
            (canvas.hatch(apart & empty, NOT_APPLICABLE_HATCH, face=PAPER, line=PALE), canvas.say("plot_apart")),
        ]
        if (gaps & ~empty).any():  # of the colour that most of them have
            entries[1] = (canvas.patch(sequential()(0.0), hatch=GAP_HATCH, edge=PAPER), entries[1][1])
        _groups(canvas, result.framework, nodes)
        canvas.scale(mesh, canvas.say("plot_score"))
        canvas.legend([(mark, text) for mark, text in entries if mark is not None], above=1.4, across=size[0] - 1.5)
        canvas.note("", canvas.shown(rows))
        return canvas.axes


def _nodes(result: Result, wanted: Iterable[str] | None) -> list[str]:
    """Return the columns to show: indicators as they stand in the tree, or those asked for."""
    nodes = under(result.framework, ROOT) if wanted is None else [wanted] if isinstance(wanted, str) else list(wanted)
    for name in nodes:
        if name not in result.scores:
            known = ", ".join(map(str, result.scores))
            raise FazhiError(Problem("node_unknown", {"node": name, "known": known}))
    if len(nodes) > MOST_COLUMNS:
        raise FazhiError(Problem("plot_too_many_columns", {"count": len(nodes), "most": MOST_COLUMNS}))
    return nodes


def _gaps(result: Result, nodes: list[str], at: NDArray[np.intp]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which cells have no figure, and which do not apply; a group is a gap where it has no score."""
    entries = list(result.framework.entries)
    gaps, apart = (np.zeros((len(at), len(nodes)), dtype=bool) for _ in range(2))
    for column, name in enumerate(nodes):
        if name in result.framework.entries:
            reasons = result.marks.reasons[at, entries.index(name)]
            apart[:, column] = np.isin(reasons, (Reason.NOT_APPLICABLE, Reason.ZERO_DENOMINATOR, Reason.OUT_OF_SCOPE))
            gaps[:, column] = (reasons != Reason.OK) & ~apart[:, column]
        else:
            gaps[:, column] = np.isnan(result.scores[name].to_numpy(dtype=np.float64)[at])
    return gaps, apart


def _groups(canvas: Canvas, framework: Framework, nodes: list[str]) -> None:
    """Part the columns of top-level groups by a line, and write the names of groups above where there is room."""
    tops = {name: top for top in framework.composite_tree[ROOT] for name in under(framework, top)}
    found = [tops.get(name, "") for name in nodes]
    starts = [k for k in range(len(found)) if k == 0 or found[k] != found[k - 1]]
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        if start:
            canvas.ax.axvline(start - 0.5, color=INK, linewidth=1.0)
        label = canvas.node(framework, found[start], 60) if found[start] else ""
        room = int((end - start) * max(0.2, 2.0 / len(nodes)) / 0.052)
        label = label if width(label) <= room else shortened(label, room) if room >= 5 else ""
        place = {"xycoords": canvas.ax.get_xaxis_transform(), "textcoords": "offset points"}
        canvas.ax.annotate(
            label, ((start + end - 1) / 2, 1.0), (0, 3), ha="center", fontsize=SMALL, parse_math=False,
            annotation_clip=False, **place,
        )  # fmt: skip
