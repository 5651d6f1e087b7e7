"""Charts of ranks: how far they can be trusted, and how they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.comparison import Comparison
from fazhi_score.analysis.panels import earlier_rows, periods_of
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.presentation.plots.canvas import Canvas, drawing, tall
from fazhi_score.presentation.plots.colours import BLUE, GREY, INK, SKY, VERMILION, ink_on, probabilities
from fazhi_score.presentation.plots.rows import Regions, Rows, choose, latest
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_NUMBERED = 20


def rank_intervals(
    uncertainty: Uncertainty,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
    level: float | None = None,
    kind: Literal["central", "by_rank"] = "central",
) -> Axes:
    """Draw the interval in which each region's rank lies, with its median and the rank that the framework gives.

    Parameters
    ----------
    uncertainty : Uncertainty
    ax : Axes, optional
        Left out: new ones.
    lang : {"zh", "en"}, optional
        Left out: Chinese where there is a font, else English.
    period : str, optional
        Left out: the latest one; where no region is in several periods, or periods are ranked together, all of them.
    regions : str or iterable of str, optional
        Ids or unique names; left out: the first `top`.
    top : int
        At most so many regions, as many of each rank class.
    level, kind
        As :meth:`Uncertainty.rank_intervals` takes them.

    Returns
    -------
    Axes
        Who has no rank is not shown, also where there would be one in some draws, but counted below.

    Raises
    ------
    FazhiError
        For unknown regions and periods, more rows than can be read, and where nobody is ranked.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> framework = fs.load_framework().with_method(minimum_coverage=0)
    >>> given = fs.Assumptions(weights=0.25)
    >>> facts = pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]})
    >>> found = fs.uncertainty(facts, framework, given, draws=100, seed=1)
    >>> [text.get_text() for text in rank_intervals(found, lang="en").get_yticklabels()]
    ['A', 'B', 'C']
    """
    found = uncertainty.rank_intervals(level, kind=kind)
    there = (found["low"].notna() & found["rank"].notna()).to_numpy(dtype=bool)
    rows = choose(uncertainty.nominal, period=period, regions=regions, top=top, drawn=there)
    with drawing(ax, lang, (6.6, tall(len(rows)))) as canvas:
        y = canvas.rows(rows)
        part = found.iloc[rows.at]
        low, high, median = (part[name].to_numpy(dtype=np.float64) for name in ("low", "high", "median"))
        canvas.ax.hlines(y, low, high, colors=SKY, linewidth=4.5, capstyle="round")
        canvas.ax.plot(median, y, "|", color=INK, markersize=8, markeredgewidth=1.2)
        canvas.ax.plot(part["rank"].to_numpy(dtype=np.float64, na_value=np.nan), y, "o", color=BLUE, markersize=4.5)
        canvas.ranks(int(max(high.max(), np.nanmax(part["rank"].to_numpy(dtype=np.float64, na_value=1)))))
        canvas.grid()
        share = f"{uncertainty.level if level is None else level:.0%}"
        canvas.legend([
            (canvas.mark("o", BLUE, size=4.5), canvas.say("plot_rank_given")),
            (canvas.mark("|", INK, size=8), canvas.say("plot_rank_median")),
            (canvas.mark("", SKY, line=4.5), canvas.say("plot_rank_interval", level=share)),
        ])  # fmt: skip
        canvas.note(canvas.say("plot_rank"), canvas.shown(rows), canvas.unranked(rows))
        return canvas.axes


def acceptability(
    uncertainty: Uncertainty,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
) -> Axes:
    """Draw how likely each region has each rank: its rank acceptability indices, as a heat map.

    The rank that the framework gives has a frame. Source of the name: Lahdelma & Salminen (2001), SMAA-2.

    Parameters
    ----------
    uncertainty : Uncertainty
    ax, lang, period, regions, top
        As for :func:`rank_intervals`.

    Returns
    -------
    Axes

    Raises
    ------
    FazhiError
        As :func:`rank_intervals`.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> framework = fs.load_framework().with_method(minimum_coverage=0)
    >>> given = fs.Assumptions(weights=0.25)
    >>> facts = pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]})
    >>> found = fs.uncertainty(facts, framework, given, draws=100, seed=1)
    >>> acceptability(found, lang="en").collections[0].get_array().sum(axis=1).tolist()
    [1.0, 1.0, 1.0]
    """
    found = uncertainty.rank_probability
    there = (found.notna().any(axis=1) & uncertainty.nominal.ranks.notna()).to_numpy(dtype=bool)
    rows = choose(uncertainty.nominal, period=period, regions=regions, top=top, drawn=there)
    with drawing(ax, lang, (6.9, tall(len(rows)))) as canvas:
        shares = found.to_numpy(dtype=np.float64)[rows.at]
        most = int(np.flatnonzero(shares.any(axis=0)).max(initial=0)) + 1
        mesh = canvas.cells(shares[:, :most], first=1, cmap=probabilities(), vmin=0.0, vmax=1.0)
        canvas.rows(rows, room=6)
        canvas.ranks(most)
        canvas.ax.set_xlim(0.5, most + 0.5)
        _frames(canvas, rows)
        if most <= _MOST_NUMBERED:
            for row, column in zip(*np.nonzero(shares >= 0.005), strict=True):
                share = float(shares[row, column])
                colour = ink_on(probabilities()(share))
                canvas.write(column + 1, row, f"{100 * share:.0f}", ha="center", va="center", color=colour, fontsize=6)
        canvas.scale(mesh, canvas.say("plot_probability"), percent=True)
        canvas.legend([(canvas.patch("none", edge=VERMILION), canvas.say("plot_rank_given"))])
        canvas.ax.get_legend().get_patches()[0].set_linewidth(1.2)
        canvas.note(canvas.say("plot_rank"), canvas.shown(rows), canvas.unranked(rows))
        return canvas.axes


def _frames(canvas: Canvas, rows: Rows) -> None:
    """Frame the rank that the framework gives."""
    from matplotlib.patches import Rectangle

    for y, rank in enumerate(rows.result.standing.ranks[rows.at]):
        if not np.isnan(rank):
            canvas.ax.add_patch(
                Rectangle((rank - 0.5, y - 0.5), 1, 1, fill=False, edgecolor=VERMILION, linewidth=1.2, zorder=3)
            )


def rank_change(
    before: Result | Comparison,
    after: Result | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    period: str | int | None = None,
    earlier: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
) -> Axes:
    """Draw how ranks changed: from one period to another, from one round or framework to another.

    Parameters
    ----------
    before : Result or Comparison
        With `after`: the earlier result. Alone, a result of several periods, or a comparison of two results.
    after : Result, optional
    ax, lang, regions, top
        As for :func:`rank_intervals`.
    period, earlier : str, optional
        The periods to compare. Left out: the latest one, and within one result the one before it; of two results the
        same period of the earlier one where it has it, else the last before.

    Returns
    -------
    Axes
        An arrow from the rank before to the rank after; who has a rank on one side only has one point, said beside it.

    Raises
    ------
    FazhiError
        As :func:`rank_intervals`; for one result of a single period.

    Examples
    --------
    >>> import fazhi_score as fs
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> framework = fs.load_framework().with_method(minimum_coverage=0)
    >>> rates = ["90%", "80%", "70%"]
    >>> old, new = (fs.score(pd.DataFrame({**rows, "value": v}), framework) for v in (rates, rates[::-1]))
    >>> [text.get_text() for text in rank_change(old, new, lang="en").texts if text.get_text()]
    ['▲2', '=', '▼2']
    """
    if isinstance(before, Comparison):
        return rank_change(
            before.before, before.after, ax=ax, lang=lang, period=period, earlier=earlier, regions=regions, top=top
        )
    now = before if after is None else after
    if period is not None or after is None:
        period = periods_of(now, [latest(now) if period is None else period], least=1)[0]
    ranked, earlier = _earlier(before, now, period, earlier)
    there = ~np.isnan(now.standing.ranks) | ~np.isnan(ranked)
    rows = choose(now, period=period, regions=regions, top=top, drawn=there)
    with drawing(ax, lang, (6.6, tall(len(rows)))) as canvas:
        y = canvas.rows(rows, room=58)
        old, new = ranked[rows.at], now.standing.ranks[rows.at]
        for place in y:
            _arrow(canvas, int(place), float(old[place]), float(new[place]))
        canvas.ranks(int(np.nanmax([*old, *new, 1.0])))
        canvas.grid()
        old_name, new_name = canvas.say("plot_before"), canvas.say("plot_after")
        if None not in (earlier, period) and earlier != period:
            old_name, new_name = str(earlier), str(period)
        canvas.legend([
            (canvas.mark("o", GREY, hollow=True, size=5), old_name),
            (canvas.mark("o", BLUE, size=5), new_name + canvas.say("plot_risen")),
            (canvas.mark("o", VERMILION, size=5), new_name + canvas.say("plot_fallen")),
        ])  # fmt: skip
        canvas.note(canvas.say("plot_rank"), canvas.shown(rows))
        return canvas.axes


def _earlier(
    before: Result, now: Result, period: str | int | None, earlier: str | int | None
) -> tuple[NDArray[np.float64], str | int | None]:
    """Return ``(n,)`` the rank that each row of `now` had before, and in which period where that is another one."""
    if earlier is None and before is not now:
        rows = earlier_rows(before, now)
        there = rows >= 0
        then = {str(before.index[row][1]) for row in rows[there].tolist()}
        ranks = np.where(there, before.standing.ranks[rows], np.nan)
        same = before.index.isin(now.index).any()
        return np.asarray(ranks, dtype=np.float64), None if same or len(then) != 1 else then.pop()
    if earlier is None:
        known = periods_of(before)
        earlier = known[max(known.index(str(period)) - 1, 0)]
    earlier = periods_of(before, [earlier], least=1)[0]
    there = np.asarray(before.index.get_level_values("period").astype(str) == earlier)
    found = pd.Series(before.standing.ranks[there], index=before.index.get_level_values("region")[there])
    return np.asarray(found.reindex(now.index.get_level_values("region")).to_numpy(dtype=np.float64)), earlier


def _arrow(canvas: Canvas, y: int, old: float, new: float) -> None:
    """Draw one change, and say it in figures beside the axes."""
    if np.isnan(old) or np.isnan(new):
        gone = np.isnan(new)
        canvas.ax.plot([old if gone else new], [y], "o", color=GREY if gone else INK, markersize=5,
                       markerfacecolor="white" if gone else INK)  # fmt: skip
        canvas.beside(y, canvas.say("plot_rank_gone" if gone else "plot_rank_new"), colour=GREY)
        return
    colour = BLUE if new < old else VERMILION if new > old else GREY
    if new != old:
        canvas.ax.annotate(
            "", (new, y), (old, y), arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.3,
                                                "shrinkA": 2.5, "shrinkB": 2.0, "mutation_scale": 8},
        )  # fmt: skip
    canvas.ax.plot([old], [y], "o", color=GREY, markersize=5, markerfacecolor="white", zorder=3)
    canvas.ax.plot([new], [y], "o", color=colour, markersize=5, zorder=3)
    canvas.beside(y, f"▲{old - new:.0f}" if new < old else f"▼{new - old:.0f}" if new > old else "=", colour=colour)
