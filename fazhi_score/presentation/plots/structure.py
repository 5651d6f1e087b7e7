"""Charts of a framework: how its weights are shared out, and how its parts go together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.coherence import Coherence, coherence
from fazhi_score.analysis.panels import at_least, one_of
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.numerics.association import correlations as correlate
from fazhi_score.presentation.plots.canvas import SMALL, Canvas, drawing, under
from fazhi_score.presentation.plots.colours import (
    GAP_HATCH,
    GREY,
    INK,
    PALE,
    PAPER,
    VERMILION,
    diverging,
    ink_on,
    lighter,
    part_styles,
)
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NODES = 80
"""Indicators of one map of correlations: more cannot be read on a page."""

_MOST_NUMBERED = 16


class _Box(NamedTuple):
    """One node: its level (0: the composite), where it begins from the top and how tall it is, in shares."""

    node: str
    level: int
    start: float
    share: float
    top: int


def icicle(
    what: Framework | Result, *, ax: Axes | None = None, lang: str | None = None, depth: int | None = None
) -> Axes:
    """Draw the tree of a framework as an icicle: the height of each group and indicator is its share of the composite.

    Parameters
    ----------
    what : Framework or Result
    ax, lang
        As for :func:`rank_intervals`.
    depth : int, optional
        Levels below the composite; left out: all.

    Returns
    -------
    Axes
        Shares stand behind the names; in a sheet of points, points. What has no weight in the composite is not drawn,
        and counted below.

    Raises
    ------
    FazhiError
        For a depth below 1.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> len(icicle(fs.load_framework(), lang="en", depth=1).patches)  # the composite and its five dimensions
    6
    """
    if depth is not None:
        at_least("depth", depth, 1)
    framework = what.framework if isinstance(what, Result) else what
    boxes = [box for box in _boxes(framework) if depth is None or box.level <= depth]
    levels = max(box.level for box in boxes) + 1
    thinnest = min(box.share for box in boxes) / max(1.0, sum(box.share for box in boxes if box.level == 1))
    height = min(14.0, max(3.2, 0.13 / thinnest))
    size = (min(10.0, 1.1 + 2.3 * (levels - 1)), height)
    with drawing(ax, lang, size) as canvas:
        _draw_boxes(canvas, framework, boxes, levels, height)
        canvas.ax.set_xlim(0, levels - 0.5)
        canvas.ax.set_ylim(1, 0)
        canvas.ax.set_axis_off()
        dropped = sum(not framework.nominal_weights.get(name) for name in framework.entries)
        if dropped:
            canvas.write(0, 1.0, canvas.say("plot_without_weight", count=dropped), va="top", color=GREY)
        return canvas.axes


def _boxes(framework: Framework, node: str = ROOT, level: int = 0, start: float = 0.0, top: int = -1) -> Iterator[_Box]:
    """Yield a node and what is below it."""
    yield _Box(node, level, start, framework.nominal_weights[node], top)
    for number, child in enumerate(framework.composite_tree.get(node, [])):
        share = framework.nominal_weights[child]
        if share > 0:
            yield from _boxes(framework, child, level + 1, start, number if level == 0 else top)
            start += share


def _draw_boxes(canvas: Canvas, framework: Framework, boxes: list[_Box], levels: int, height: float) -> None:
    """Draw boxes with names and shares where there is room for a line."""
    from matplotlib.patches import Rectangle

    styles = part_styles(1 + max(box.top for box in boxes))
    whole = max(1.0, sum(box.share for box in boxes if box.level == 1))
    points = framework.file.total_points
    for box in boxes:
        colour = lighter(INK, 0.75) if box.level == 0 else lighter(
            styles[box.top][0], 0.25 + 0.6 * (box.level - 1) / max(levels - 2, 1))  # fmt: skip
        left, wide = (0.0, 0.5) if box.level == 0 else (box.level - 0.5, 1.0)
        start, share = (0.0, 1.0) if box.level == 0 else (box.start / whole, box.share / whole)
        patch = Rectangle((left, start), wide, share, facecolor=colour, edgecolor="white", linewidth=0.8)
        canvas.ax.add_patch(patch)
        if share * height < 0.105:
            continue
        number = f"{box.share * points:.4g}" if points else f"{box.share:.1%}"
        if box.level == 0:
            label, turned = canvas.node(framework, ROOT, int(height / 0.062)), 90
            canvas.write(0.25, 0.5, label, rotation=turned, ha="center", va="center", color=ink_on(colour))
            continue
        label = f"{canvas.node(framework, box.node, 38 - len(number))}  {number}"
        text = canvas.write(left + 0.03, start + share / 2, label, va="center", color=ink_on(colour), fontsize=6.5)
        text.set_clip_path(patch)


def correlations(
    what: Result | Coherence,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    nodes: Iterable[str] | None = None,
    kind: Literal["pearson", "spearman"] = "pearson",
) -> Axes:
    """Draw the correlations between the scores of indicators as a map, group by group.

    Parameters
    ----------
    what : Result or Coherence
        A :class:`Coherence` also says over which periods, and what is too much, too little or on too few rows.
    ax, lang
        As for :func:`rank_intervals`.
    nodes : iterable of str, optional
        Indicators or groups; left out: the indicators of the composite.
    kind : {"pearson", "spearman"}

    Returns
    -------
    Axes
        Hatched: no correlation, or on too few rows to judge. Framed: redundant, or contradictory within a group, by
        Pearson's as :class:`Coherence` says.

    Raises
    ------
    FazhiError
        For unknown, too few or too many nodes.

    Examples
    --------
    >>> import fazhi_score as fs, pandas as pd
    >>> facts = ("enforcement_training_coverage", "case_file_excellent_rate")
    >>> rows = [(region, 2024, fact, f"{99 - k}%") for k, region in enumerate("ABCD") for fact in facts]
    >>> result = fs.score(pd.DataFrame(rows, columns=["region", "period", "fact", "value"]))
    >>> ax = correlations(fs.coherence(result, fewest=3), nodes=["training_coverage", "case_excellent"], lang="en")
    >>> ax.collections[0].get_array().round(2).tolist()
    [[None, None], [1.0, None]]
    """
    one_of("kind", kind, ("pearson", "spearman"))
    found = coherence(what) if isinstance(what, Result) else what
    framework = found.result.framework
    names = under(framework, ROOT) if nodes is None else list(nodes)
    _check_nodes(found, names)
    values = np.column_stack([found.scores[name] for name in names])
    r, _, n = correlate(values, kind=kind)
    below = np.tril(np.ones(r.shape, dtype=bool), -1)
    scarce = below & (np.isnan(r) | (n < found.fewest))
    shown = np.where(below & ~np.isnan(r) & ~scarce, r, np.nan)
    inches = max(3.6, 1.8 + (0.2 if len(names) > _MOST_NUMBERED else 0.3) * len(names))
    with drawing(ax, lang, (inches + 0.9, inches)) as canvas:
        mesh = canvas.cells(shown, cmap=diverging(), vmin=-1.0, vmax=1.0)
        mark = canvas.hatch(scarce, GAP_HATCH, face=PAPER, line=PALE if len(names) > 30 else GREY)
        labels = [canvas.node(framework, name, 32) for name in names]
        canvas.names("y", range(1, len(names)), labels[1:], fontsize=SMALL)
        canvas.names("x", range(len(names) - 1), labels[:-1], fontsize=SMALL, rotation=60, ha="right",
                     rotation_mode="anchor")  # fmt: skip
        canvas.ax.set_xlim(-0.5, len(names) - 1.5)
        canvas.ax.set_ylim(len(names) - 0.5, 0.5)
        entries = [(mark, canvas.say("plot_scarce", fewest=found.fewest))] if mark is not None else []
        entries += _framed(canvas, found, names, shown)
        if len(names) <= _MOST_NUMBERED:
            _numbers(canvas, shown)
        canvas.scale(mesh, canvas.say(f"plot_{kind}"))
        canvas.legend(entries, across=inches - 0.5)
        return canvas.axes


def _check_nodes(found: Coherence, names: list[str]) -> None:
    for name in names:
        if name not in found.scores or name == ROOT:
            known = ", ".join(node for node in found.scores if node != ROOT)
            raise FazhiError(Problem("node_unknown", {"node": name, "known": known}))
    if not 2 <= len(names) <= MOST_NODES:
        raise FazhiError(Problem("plot_nodes", {"count": len(names), "least": 2, "most": MOST_NODES}))


def _numbers(canvas: Canvas, shown: NDArray[np.float64]) -> None:
    for row, column in zip(*np.nonzero(~np.isnan(shown)), strict=True):
        value = float(shown[row, column])
        colour = ink_on(diverging()((value + 1) / 2))
        canvas.write(column, row, f"{value:.2f}".replace("-", "−"), ha="center", va="center", color=colour, fontsize=6)


def _framed(canvas: Canvas, found: Coherence, names: list[str], shown: NDArray[np.float64]) -> list[tuple[object, str]]:
    """Frame the pairs that say nearly the same, and those of one group that point different ways."""
    from matplotlib.patches import Patch, Rectangle

    place = {name: k for k, name in enumerate(names)}
    pairs = pd.concat([found.correlations, found.group_correlations], ignore_index=True)
    entries: list[tuple[object, str]] = []
    for flag, colour in (("redundant", INK), ("contradictory", VERMILION)):
        drawn = False
        for first, second in pairs.loc[pairs["flag"] == flag, ["first", "second"]].itertuples(index=False):
            at = sorted((place.get(first, -1), place.get(second, -1)))
            if at[0] >= 0 and not np.isnan(shown[at[1], at[0]]):
                drawn = True
                canvas.ax.add_patch(
                    Rectangle((at[0] - 0.5, at[1] - 0.5), 1, 1, fill=False, edgecolor=colour, linewidth=1.3, zorder=3)
                )
        if drawn:
            patch = Patch(facecolor="none", edgecolor=colour, linewidth=1.3)
            entries.append((patch, canvas.say(f"plot_{flag}", above=found.above)))
    return entries
