"""The chart of one region among its peers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT
from fazhi_score.presentation.plots.canvas import SIZE, Canvas, drawing
from fazhi_score.presentation.plots.colours import BLUE, GREY, ORANGE, PALE
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST, _MOST = 3, 12


def radar(
    result: Result,
    region: str,
    period: str | int | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
    nodes: Iterable[str] | None = None,
    within: Iterable[str] | None = None,
) -> Axes:
    """Draw the scores of a region in each dimension against the median and the middle half of its peers.

    Parameters
    ----------
    result : Result
    region : str
        Id or (unique) name.
    period : str, optional
        Needed where the region has several.
    ax : Axes, optional
        Polar ones (``subplot_kw={"projection": "polar"}``); left out: new ones.
    lang : {"zh", "en"}, optional
        Left out: Chinese where there is a font, else English.
    nodes : iterable of str, optional
        3 to 12 groups or indicators; left out: the top-level groups, or where these are fewer than 3 the level below.
    within : iterable of str, optional
        Columns of the register, ``period`` or ``region`` that make the peers; left out, the method's `rank_within`.

    Returns
    -------
    Axes
        A dimension without a score leaves the outline open, and its label says so: it is not drawn as 0.

    Raises
    ------
    FazhiError
        For an unknown region, period, node or column; for too few or too many dimensions; for axes that are not polar.

    Examples
    --------
    >>> import fazhi_score as fs, pandas as pd
    >>> rows = {"region": list("ABC"), "period": 2024, "fact": "enforcement_training_coverage"}
    >>> result = fs.score(pd.DataFrame({**rows, "value": ["100%", "75%", "50%"]}))
    >>> radar(result, "B", lang="en").lines[-1].get_ydata().round().tolist()
    [nan, nan, 50.0, nan, nan, nan]
    """
    unit, names = find_unit(result, region, period), _dimensions(result, nodes)
    codes = Peers(result.panel).codes(result.framework.method.rank_within if within is None else list(within))
    scores = result.scores[names].to_numpy(dtype=np.float64)
    own, peers = scores[unit], scores[(codes == codes[unit]) & (codes >= 0)]
    with drawing(ax, lang, (5.2, 4.9), polar=True) as canvas:
        angles = np.append(np.arange(len(names)) * 2 * np.pi / len(names), 2 * np.pi)
        _spokes(canvas, result, names, own, angles)
        low, middle, high = (_closed(_quantile(peers, share)) for share in (0.25, 0.5, 0.75))
        entries = []
        if len(peers) > 1:
            band = ~np.isnan(low)
            canvas.ax.fill_between(angles, low, high, where=band, color=PALE, alpha=0.8, linewidth=0, zorder=1)
            canvas.ax.plot(angles, middle, color=GREY, linestyle="--", linewidth=1.2, marker="s", markersize=3)
            count = f"{len(peers):,}"
            entries = [(canvas.mark("s", GREY, line=1.2, size=3), canvas.say("plot_peers_median", count=count)),
                       (canvas.patch(PALE), canvas.say("plot_peers_half"))]  # fmt: skip
        canvas.ax.plot(angles, _closed(own), color=BLUE, linewidth=1.8, marker="o", markersize=4.5)
        name, own_id = str(result.names.iloc[unit]), str(result.index[unit][0])
        title = f"{canvas.letters.label((name, own_id), 30, f'#{unit + 1}')}  {result.index[unit][1]}"
        canvas.legend([(canvas.mark("o", BLUE, line=1.8, size=4.5), title), *entries], above=4.6, across=5.0)
        return canvas.axes


def _dimensions(result: Result, wanted: Iterable[str] | None) -> list[str]:
    """Return the nodes to compare."""
    tree = result.framework.composite_tree
    names = list(tree[ROOT]) if wanted is None else list(wanted)
    while wanted is None and len(names) < _LEAST and any(name in tree for name in names):
        names = [child for name in names for child in tree.get(name, [name])]
    for name in names:
        if name not in result.scores:
            raise FazhiError(Problem("node_unknown", {"node": name, "known": ", ".join(map(str, result.scores))}))
    if not _LEAST <= len(names) <= _MOST:
        raise FazhiError(Problem("plot_dimensions", {"count": len(names), "least": _LEAST, "most": _MOST}))
    return names


def _spokes(
    canvas: Canvas, result: Result, names: list[str], own: NDArray[np.float64], angles: NDArray[np.float64]
) -> None:
    """Label the spokes, the first one upwards and the rest clockwise, and the rings from 0 to 100."""
    canvas.ax.set_theta_offset(np.pi / 2)
    canvas.ax.set_theta_direction(-1)
    canvas.names("x", angles[:-1], [""] * len(names))
    most = max(100.0, float(np.nanmax(own, initial=100.0)))
    for name, score, angle in zip(names, own, angles, strict=False):
        told = canvas.say("plot_no_figure") if np.isnan(score) else f"{score:.1f}"
        side, up = np.sin(angle), np.cos(angle)
        canvas.write(
            angle, 1.05 * most, f"{canvas.node(result.framework, name, 30)}\n{told}", fontsize=SIZE, linespacing=1.3,
            ha="center" if abs(side) < 0.2 else "left" if side > 0 else "right",
            va="center" if abs(up) < 0.5 else "bottom" if up > 0 else "top",
        )  # fmt: skip
    canvas.ax.set_ylim(0, most)
    canvas.names("y", (0, 25, 50, 75, 100), ["0", "25", "50", "75", "100"], fontsize=6, color=GREY)
    canvas.ax.set_rlabel_position(180.0 / len(names))
    canvas.ax.grid(color=PALE, linewidth=0.6)
    canvas.ax.spines["polar"].set_color(PALE)
    for k in np.flatnonzero(np.isnan(own)):
        canvas.ax.plot([angles[k]] * 2, [0, 100], color=ORANGE, linestyle=":", linewidth=1.2)


def _quantile(values: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return a quantile of each column over what is there, NaN where nothing is."""
    found = np.full(values.shape[1], np.nan)
    there = ~np.isnan(values).all(axis=0)
    found[there] = np.nanquantile(values[:, there], share, axis=0)
    return found


def _closed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.append(values, values[0])
