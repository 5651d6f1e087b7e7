"""A result into the rows that a chart shows, and how the rest is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.panels import at_least, periods_of, time_of
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.presentation.order import in_rank_order
from fazhi_score.presentation.plots.fonts import Letters, unlike
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result

MOST = 120
"""Rows of one chart: more cannot be read on a page."""

Regions = str | Iterable[str] | None


@dataclass(frozen=True)
class Rows:
    """The rows of a result to show, the first on top; `classes` are those within which ranks were given."""

    result: Result
    at: NDArray[np.intp]
    total: int
    classes: list[str]
    several_periods: bool
    unranked: int = 0

    def __len__(self) -> int:
        return len(self.at)

    def labels(self, letters: Letters, most: int = 24) -> list[str]:
        """Return a label a row: the name, else the id, else the number of the row; no two alike."""
        ids = self.result.index.get_level_values("region").astype(str)[self.at]
        names = self.result.names.astype(str).to_numpy()[self.at]
        periods = self.result.index.get_level_values("period").astype(str)[self.at]
        labels = [letters.label((name, own), most) for name, own in zip(names, ids, strict=True)]
        others = [letters.label((own,), most) for own in ids]
        if self.several_periods:  # before likes are told apart: a region of two periods keeps its name
            labels, others = ([f"{text}  {time}" for text, time in zip(texts, periods, strict=True)]
                              for texts in (labels, others))  # fmt: skip
        return unlike(labels, others, self.at.tolist())


def choose(
    result: Result,
    *,
    period: str | int | None = None,
    regions: Regions = None,
    top: int = 30,
    drawn: NDArray[np.bool_] | None = None,
) -> Rows:
    """Return the rows of a chart, the best first, each rank class on its own.

    Parameters
    ----------
    result : Result
    period : str, optional
        Left out: the latest one; where no region is in several periods, or periods are ranked together, all of them.
    regions : str or iterable of str, optional
        Ids or unique names; left out: the first `top` of each rank class, as many of each.
    top : int
        At most so many rows.
    drawn : (n,) array, optional
        Rows that have what the chart shows; left out: all but reference regions.
    """
    at_least("top", top, 1)
    inside = ~Peers(result.panel).outside
    pool = inside & _in_period(result, period)
    if regions is not None:
        pool &= _named(result, [regions] if isinstance(regions, str) else list(regions), period)
    shown = np.flatnonzero(pool if drawn is None else pool & drawn)
    classes = _classes(result)
    order = in_rank_order(result, shown)
    kept = order if len(order) <= top else _first_of_each(order, classes, top)
    if len(kept) > MOST:
        raise FazhiError(Problem("plot_too_many", {"count": len(kept), "most": MOST}))
    periods = set(map(str, result.index.get_level_values("period")[kept]))
    unranked = int(np.isnan(result.standing.ranks[np.flatnonzero(pool)]).sum())
    return Rows(result, kept, int(pool.sum()), [classes[k] for k in kept], len(periods) > 1, unranked)


def latest(result: Result) -> str:
    """Return the latest period."""
    return max(map(str, result.panel.periods), key=time_of)


def _in_period(result: Result, period: str | int | None) -> NDArray[np.bool_]:
    periods = result.index.get_level_values("period").astype(str).to_numpy()
    if period is not None:
        return np.asarray(periods == periods_of(result, [period], least=1)[0])
    together = "period" not in result.framework.method.rank_within  # one period would show a few of the ranks
    if together or result.index.get_level_values("region").is_unique:
        return np.ones(len(periods), dtype=bool)
    return np.asarray(periods == latest(result))


def _named(result: Result, regions: list[str], period: str | int | None) -> NDArray[np.bool_]:
    ids = result.index.get_level_values("region").astype(str)
    found = np.zeros(len(ids), dtype=bool)
    for region in regions:
        same = np.asarray((ids == region) | (result.names == region).to_numpy())
        if len(set(ids[same])) != 1:  # says what is near, or which are meant
            find_unit(result, region, period)
        found |= ids == region if (ids == region).any() else same
    return found


def _classes(result: Result) -> list[str]:
    """Return the label of the rank class of each row, "" where there is but one; periods are told elsewhere."""
    peers = Peers(result.panel)
    columns = [column for column in result.framework.method.rank_within if column != "period"]
    labels = [peers.labels(column) for column in columns]
    return [" · ".join(str(part) for part in parts if part) for parts in zip(*labels, strict=True)] or [""] * len(
        result.index
    )


def _first_of_each(order: NDArray[np.intp], classes: list[str], top: int) -> NDArray[np.intp]:
    """Return at most `top` rows: as many of each class, what small classes leave over going to the large ones."""
    sizes: dict[str, int] = {}
    for k in order:
        sizes[classes[k]] = sizes.get(classes[k], 0) + 1
    room, given = top, dict[str, int]()
    for number, name in enumerate(sorted(sizes, key=lambda name: sizes[name])):
        given[name] = min(sizes[name], room // (len(sizes) - number))
        room -= given[name]
    kept = []
    for k in order:
        if given[classes[k]]:
            given[classes[k]] -= 1
            kept.append(k)
    return np.array(kept, dtype=np.intp)
