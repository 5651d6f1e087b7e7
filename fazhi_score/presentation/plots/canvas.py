"""Axes to draw on, with the pieces that all charts share: rows of regions, legends, notes, gaps, safe text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import say
from fazhi_score.presentation.cells import class_name
from fazhi_score.presentation.plots.colours import GAP_HATCH, GREY, INK, PALE
from fazhi_score.presentation.plots.fonts import Letters, import_matplotlib, letters, width
from fazhi_score.presentation.plots.rows import Rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, SMALL = 8.5, 7.0
ROW, MARGIN = 0.22, 1.3
"""Inches of a row, and of what stands above and below the rows."""


@contextmanager
def drawing(ax: Axes | None, lang: str | None, size: tuple[float, float], *, polar: bool = False) -> Iterator[Canvas]:
    """Lend axes, those given or new ones, under the settings of charts; the settings of the session stay as they are.

    Raises
    ------
    FazhiError
        Where matplotlib is missing, or the axes are polar and should not be, or the other way round.
    """
    matplotlib = import_matplotlib()
    found = letters(lang)
    style = {
        "text.usetex": False, "font.family": list(found.families), "font.size": SIZE, "text.color": INK,
        "axes.labelcolor": INK, "axes.edgecolor": GREY, "xtick.color": INK, "ytick.color": INK,
        "axes.unicode_minus": True, "axes.formatter.use_mathtext": False, "hatch.linewidth": 0.6,
        "axes.linewidth": 0.8, "axes.titlesize": SIZE,
        "axes.prop_cycle": matplotlib.rcParamsDefault["axes.prop_cycle"], "axes.grid": False,
    }  # fmt: skip
    with matplotlib.rc_context(style):
        canvas = Canvas(_new_axes(size, polar) if ax is None else ax, found)
        if (canvas.ax.name == "polar") is not polar:
            raise FazhiError(Problem("plot_polar" if polar else "plot_not_polar", {}))
        canvas.ax.tick_params(labelsize=SIZE, labelfontfamily=list(found.families))
        for side in () if polar else ("top", "right"):  # axes that were given have the settings of their maker
            canvas.ax.spines[side].set_visible(False)
        yield canvas
    found.tell()


def _new_axes(size: tuple[float, float], polar: bool) -> Axes:
    """Return axes of a new figure: one of pyplot's only in a session that uses it, for pyplot keeps what it makes."""
    ipython = sys.modules.get("IPython")
    if "matplotlib.pyplot" in sys.modules or (ipython is not None and ipython.get_ipython() is not None):
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=size, layout="constrained")
    else:
        from matplotlib.figure import Figure

        figure = Figure(figsize=size, layout="constrained")
    return figure.subplots(subplot_kw={"projection": "polar"} if polar else None)


def tall(rows: int, least: float = 2.2) -> float:
    """Return the height in inches of a chart with so many rows."""
    return max(least, MARGIN + ROW * rows)


@dataclass
class Canvas:
    """Axes and what can be written on them."""

    ax: Any
    letters: Letters

    @property
    def axes(self) -> Axes:
        """The axes, as they are handed back."""
        return cast("Axes", self.ax)

    @property
    def lang(self) -> str:
        """The language of labels."""
        return self.letters.lang

    def say(self, code: str, **params: object) -> str:
        """Return a text of the table of messages."""
        return say(code, self.lang, **params)

    def node(self, framework: Framework, name: str, most: int = 24) -> str:
        """Return the label of a group or indicator; its id where its name cannot be written."""
        return self.letters.label((framework.label(name, self.lang), name or framework.id), most)

    def write(self, x: float, y: float, text: str, **more: Any) -> Any:
        """Write text that is nothing but text: no formula, whatever signs are in it."""
        more = {"fontsize": SMALL, **more}
        return self.ax.text(x, y, text, parse_math=False, **more)

    def names(self, axis: str, at: Any, labels: Sequence[str], **more: Any) -> None:
        """Put labels to positions of the x or y axis."""
        put = self.ax.set_xticks if axis == "x" else self.ax.set_yticks
        put(list(at), list(labels), parse_math=False, usetex=False, fontfamily=list(self.letters.families), **more)
        self.ax.tick_params(axis=axis, length=0)

    def rows(self, rows: Rows, *, room: float = 8.0) -> NDArray[np.intp]:
        """Label rows of regions from the top down, classes apart; return their positions.

        `room` is how many points right of the axes the labels of classes stand.
        """
        n = len(rows)
        if not n:
            raise FazhiError(Problem("plot_nothing", {}))
        self.names("y", range(n), rows.labels(self.letters))
        self.ax.set_ylim(n - 0.4, -0.6)
        starts = [k for k in range(n) if k == 0 or rows.classes[k] != rows.classes[k - 1]]
        if len(starts) > 1:
            for start, end in zip(starts, [*starts[1:], n], strict=True):
                if start:
                    self.ax.axhline(start - 0.5, color=GREY, linewidth=0.8)
                label = self.letters.label((self.kind(rows.classes[start]),), max(6, int(4.2 * (end - start))))
                place = {"xycoords": self.ax.get_yaxis_transform(), "textcoords": "offset points"}
                self.ax.annotate(
                    label, (1.0, (start + end - 1) / 2), (room, 0), rotation=270, va="center", ha="left", color=GREY,
                    fontsize=SMALL, parse_math=False, annotation_clip=False, **place,
                )  # fmt: skip
        return np.arange(n)

    def kind(self, label: str) -> str:
        """Return the name of a rank class: that of the register, the usual ones in the language of the chart."""
        return " · ".join(class_name(part, self.letters.lang) for part in label.split(" · "))

    def beside(self, y: float, text: str, *, colour: str = INK) -> None:
        """Write text right of the axes, at the height of a row."""
        place = {"xycoords": self.ax.get_yaxis_transform(), "textcoords": "offset points"}
        self.ax.annotate(
            text, (1.0, y), (6, 0), va="center", ha="left", fontsize=SMALL, color=colour, parse_math=False,
            annotation_clip=False, **place,
        )  # fmt: skip

    def note(self, axis_label: str, *notes: str) -> None:
        """Label the x axis, with what a reader must know in a line below."""
        text = "\n".join([part for part in (axis_label, *notes) if part])
        families = list(self.letters.families)
        self.ax.set_xlabel(
            text, linespacing=1.4, parse_math=False, usetex=False, fontfamily=families, fontsize=SIZE, color=INK
        )

    def shown(self, rows: Rows) -> str:
        """Say how many of how many are shown, "" where all are."""
        if len(rows) == rows.total:
            return ""
        return self.say("plot_shown", count=f"{len(rows):,}", all=f"{rows.total:,}")

    def unranked(self, rows: Rows) -> str:
        """Say how many of the regions asked for have no rank, "" where all have one."""
        return self.say("plot_unranked", count=f"{rows.unranked:,}") if rows.unranked else ""

    def legend(self, entries: Sequence[tuple[Any, str]], *, above: float = 0.0, across: float = 6.0) -> None:
        """Explain marks above the axes, in as many columns as fit into so many inches."""
        if not entries:
            return
        labels = [label for _, label in entries]
        widest = max(width(label) for label in labels) * 0.053 + 0.45
        columns = max(1, min(len(entries), int(across / widest)))
        made = self.ax.legend(
            [mark for mark, _ in entries], ["·"] * len(entries), loc="lower left", bbox_to_anchor=(0, 1),
            ncols=columns, frameon=False, fontsize=SMALL, borderaxespad=0.4 + above, handlelength=1.6,
            columnspacing=1.2,
        )  # fmt: skip
        for text, label in zip(made.get_texts(), labels, strict=True):
            text.set_parse_math(False)
            text.set_text(label)

    def cells(self, values: NDArray[np.float64], *, first: int = 0, **more: Any) -> Any:
        """Draw a table of cells as shapes, not as a picture: sharp in print at any size; NaN leaves paper.

        The cells of the first column stand at `first`.
        """
        mesh = self.ax.pcolormesh(
            np.arange(values.shape[1] + 1) + (first - 0.5), np.arange(values.shape[0] + 1) - 0.5,
            np.ma.masked_invalid(values), edgecolors="white", linewidth=0.4, **more,
        )  # fmt: skip
        self.ax.set_xlim(first - 0.5, values.shape[1] + first - 0.5)
        self.ax.set_ylim(values.shape[0] - 0.5, -0.5)
        for side in ("left", "bottom"):
            self.ax.spines[side].set_visible(False)
        return mesh

    def hatch(self, where: NDArray[np.bool_], hatch: str = GAP_HATCH, *, face: str = "none", line: str = GREY) -> Any:
        """Hatch cells; return what the legend shows for them, None where there are none."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not where.any():
            return None
        corners = np.array([(-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5)])
        y, x = np.nonzero(where)
        outline = Path.make_compound_path_from_polys(np.stack([x, y], axis=1)[:, None, :] + corners)
        self.ax.add_patch(PathPatch(outline, facecolor=face, edgecolor=line, linewidth=0.0, hatch=hatch))
        return self.patch(face, hatch=hatch, edge=line)

    def patch(self, colour: Any, *, hatch: str = "", edge: Any = None) -> Any:
        """Return a coloured box for a legend."""
        from matplotlib.patches import Patch

        return Patch(facecolor=colour, edgecolor=edge or "none", hatch=hatch, linewidth=0.0)

    def mark(self, marker: str, colour: Any = INK, *, hollow: bool = False, line: float = 0.0, size: float = 6) -> Any:
        """Return a point or a line for a legend."""
        from matplotlib.lines import Line2D

        return Line2D(
            [], [], marker=marker, color=colour, linestyle="-" if line else "none", linewidth=line, markersize=size,
            markerfacecolor="white" if hollow else colour,
        )  # fmt: skip

    def scale(self, mesh: Any, label: str, percent: bool = False) -> Any:
        """Put the scale of colours beside the axes."""
        bar = self.ax.figure.colorbar(mesh, ax=self.ax, fraction=0.04, pad=0.02, aspect=25, shrink=0.9)
        bar.outline.set_visible(False)
        bar.solids.set(rasterized=False, edgecolor="face", linewidth=0.2)  # shapes here as well
        bar.set_label(label, fontsize=SMALL, parse_math=False)
        bar.ax.tick_params(labelsize=SMALL, length=2, labelfontfamily=list(self.letters.families))
        if percent:
            bar.ax.yaxis.set_major_formatter(as_percent())
        return bar

    def ranks(self, most: int) -> None:
        """Make the x axis one of ranks: 1 to the left, whole numbers only."""
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**6) if most / step <= 12)
        ticks = [1, *range(step if step > 1 else 2, most + 1, step)]
        room = max(0.6, 0.015 * most)
        self.ax.set_xlim(1 - room, most + room)
        self.names("x", ticks, [f"{tick:,}" for tick in ticks])

    def grid(self, axis: str = "x") -> None:
        """Draw thin lines behind everything."""
        self.ax.grid(axis=axis, color=PALE, linewidth=0.5)
        self.ax.set_axisbelow(True)


def as_percent() -> Callable[..., str]:
    """Return a formatter of shares as percent."""
    from matplotlib.ticker import FuncFormatter

    found: Callable[..., str] = FuncFormatter(lambda value, _: f"{value:.0%}")
    return found


def top_groups(framework: Framework, of: str = ROOT) -> list[str]:
    """Return the children of a group in the composite.

    Raises
    ------
    FazhiError
        For what is no group of the composite.
    """
    tree = framework.composite_tree
    if of not in tree:
        known = ", ".join(name for name in tree if name != ROOT)
        raise FazhiError(Problem("plot_no_group", {"got": of, "known": known}))
    return tree[of]


def under(framework: Framework, node: str) -> list[str]:
    """Return the indicators of the composite below a node, or the node itself where it is one."""
    children = framework.composite_tree.get(node)
    return [node] if children is None else [name for child in children for name in under(framework, child)]
