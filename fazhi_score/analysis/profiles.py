"""One region among its peers: its profile over all nodes, its strengths and weaknesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import COMPOSITE, Of, at_least, one_of
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result

Side = Literal["strength", "weakness"]


@dataclass(frozen=True)
class Standings:
    """Where one unit stands in each of k columns among those who have a value there, itself included.

    Parameters
    ----------
    ranks, better, equal, count : (k,) arrays
        Rank (1 is best; ties share the best place), how many are better, how many are equal (itself included), how
        many have a value; rank is missing where the unit has none.
    distinct : (k,) array
        Number of distinct values.
    """

    ranks: Floats
    better: Floats
    equal: Floats
    count: Floats
    distinct: Floats

    @property
    def percentiles(self) -> Floats:
        """``(k,)`` share of peers that are worse, in percent, ties (itself included) counted half."""
        worse = self.count - self.better - self.equal
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(np.isnan(self.ranks), np.nan, 100.0 * (worse + self.equal / 2) / self.count)


def standings_of(
    values: Floats, unit: int, *, higher: bool | NDArray[np.bool_] = True, peers: Codes | None = None
) -> Standings:
    """Return where a unit stands in each column.

    Parameters
    ----------
    values : (n, k) array
        NaN where there is none.
    unit : int
        Row of the unit.
    higher : bool or (k,) array
        Whether higher is better.
    peers : (n,) array, optional
        Classes; only the unit's own counts. Left out: all.

    Examples
    --------
    >>> found = standings_of(np.array([[3.0, 1.0], [5.0, 1.0], [1.0, 0.0]]), 0, higher=np.array([True, False]))
    >>> found.ranks, found.percentiles
    (array([2., 2.]), array([50.        , 33.33333333]))
    """
    mine = values if peers is None else values[peers == peers[unit]]
    signed, own = np.where(higher, mine, -mine), np.where(higher, values[unit], -values[unit])
    there = ~np.isnan(signed)
    better = (there & (signed > own + TOLERANCE)).sum(axis=0)
    equal = (there & (np.abs(signed - own) <= TOLERANCE)).sum(axis=0)
    ordered = np.sort(signed, axis=0)
    steps = (np.diff(ordered, axis=0) > TOLERANCE).sum(axis=0)
    count = there.sum(axis=0)
    ranks = np.where(np.isnan(own), np.nan, better + 1.0)
    return Standings(
        ranks, better.astype(float), equal.astype(float), count.astype(float), np.where(count > 0, steps + 1.0, 0.0)
    )


def strong_and_weak(
    found: Standings,
    *,
    top: int = 5,
    bottom: int = 5,
    by: Literal["percentile", "rank"] = "percentile",
    most_tied: float = 0.5,
    distinct: float = 0.0,
    minimum_peers: int = 3,
    halves: bool = True,
    discard_worst: bool = False,
) -> tuple[Codes, Codes]:
    """Return the columns in which a unit is strongest and weakest, the strongest and the weakest first.

    An indicator says something about a unit only if enough peers have a value, their values are not all the same, and
    not too many share the unit's: being first with half of all is no strength, and last with half of all no
    weakness. Being last alone is the clearest weakness there is. See :func:`strengths` for the parameters.

    Examples
    --------
    Second and last of three; a column in which all are equal says nothing.

    >>> values = np.array([[3.0, 1.0, 7.0], [2.0, 2.0, 7.0], [1.0, 3.0, 7.0]])
    >>> strong_and_weak(standings_of(values, 0))
    (array([0]), array([1]))
    """
    says = ~np.isnan(found.ranks) & (found.count >= minimum_peers) & (found.distinct > 1)
    says &= found.distinct >= distinct * found.count - TOLERANCE
    says &= found.equal <= np.maximum(most_tied * found.count, 1) + TOLERANCE
    last = found.better + found.equal >= found.count
    if discard_worst:
        says &= ~last
    percentiles = found.percentiles
    key = -percentiles if by == "percentile" else found.ranks
    strong, weak = says & ~last, says & (found.better > 0)
    if halves:
        strong, weak = strong & (percentiles > 50), weak & (percentiles < 50)
    order = np.argsort(np.nan_to_num(key, nan=np.inf), kind="stable")
    back = np.argsort(np.nan_to_num(-key, nan=np.inf), kind="stable")
    return order[strong[order]][:top], back[weak[back]][:bottom]


def strengths(
    result: Result,
    region: str,
    period: str | int | None = None,
    *,
    of: Of = "scores",
    top: int = 5,
    bottom: int = 5,
    within: Iterable[str] | None = None,
    by: Literal["percentile", "rank"] = "percentile",
    most_tied: float = 0.5,
    distinct: float = 0.0,
    halves: bool = True,
    discard_worst: bool = False,
) -> pd.DataFrame:
    """Return the indicators in which a region is strongest and weakest among its peers.

    Parameters
    ----------
    result : Result
    region : str
        Id or (unique) name.
    period : str, optional
        Needed where the region has several.
    of : {"scores", "values"}
        Compare scores of indicators, or their values by direction.
    top, bottom : int
        At most so many strengths and weaknesses.
    within : iterable of str, optional
        Columns of the register, ``period`` or ``region`` that make the peers; left out, the method's `rank_within`.
    by : {"percentile", "rank"}
        Order by the share of peers that are worse, or by the rank, whatever number of peers there are.
    most_tied : float
        Largest share of peers that may have the same value as the region, itself included.
    distinct : float
        Least share of distinct values among the peers.
    halves : bool
        Strengths only in the upper half, weaknesses only in the lower one, so that none is both.
    discard_worst : bool
        Leave out whatever the region is last in, as COINr does: only to reproduce its tables.

    Returns
    -------
    DataFrame
        Indexed by side (``strength``, ``weakness``) and place. Columns: node, group, rank, peers (with a value),
        tied (with the same value, itself not counted), percentile, value, score, median (of the peers, of what is
        compared). Shorter than asked for, or empty, where there are not so many.

    Raises
    ------
    FazhiError
        For an unknown region, period or column.

    Notes
    -----
    Source: COINr (Becker et al. 2022), ``get_str_weak``. There all indicators in which the unit is last are left
    out, weaknesses too, to be rid of those in which many are; here that is what `most_tied` is for. There also
    distinct values and who is last are counted over all units although the ranks are those in a group; here all is
    within the peers.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}}})
    >>> values = {"A": (90, 10), "B": (50, 20), "C": (40, 30)}
    >>> rows = pd.DataFrame([(r, 2024, f, v) for r, pair in values.items() for f, v in zip("xy", pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> strengths(score(rows, framework), "A")[["node", "rank", "peers"]].reset_index().values.tolist()
    [['strength', 1, 'i', 1, 3], ['weakness', 1, 'j', 3, 3]]
    """
    one_of("by", by, ("percentile", "rank"))
    one_of("of", of, ("scores", "values"))
    for name, number in (("top", top), ("bottom", bottom)):
        at_least(name, number, 0)
    unit, framework = find_unit(result, region, period), result.framework
    names = [name for name, entry in framework.entries.items() if entry.layer != "neutral"]
    frame = result.scores[names] if of == "scores" else result.indicator_values[names]
    better = np.array([framework.entries[name].spec.better != "lower" for name in names], dtype=bool)
    values, peers = frame.to_numpy(dtype=np.float64), _peers(result, within)
    found = standings_of(values, unit, higher=better if of == "values" else True, peers=peers)
    strong, weak = strong_and_weak(
        found, top=top, bottom=bottom, by=by, most_tied=most_tied, distinct=distinct, halves=halves,
        minimum_peers=framework.method.minimum_peers, discard_worst=discard_worst,
    )  # fmt: skip
    at = np.concatenate([strong, weak])
    nodes = [names[k] for k in at]
    columns = {
        "node": np.array(nodes, dtype=object),
        "group": np.array([framework.parent(name) for name in nodes], dtype=object),
        **_shown(found, at),
        "value": result.indicator_values[nodes].iloc[unit].to_numpy(),
        "score": result.scores[nodes].iloc[unit].to_numpy(),
        "median": _medians(values[np.ix_(np.flatnonzero(peers == peers[unit]), at)]),
    }
    return pd.DataFrame(columns, index=_places(len(strong), len(weak)))


def _shown(found: Standings, at: Codes) -> dict[str, NDArray[Any]]:
    return {
        "rank": found.ranks[at].astype(np.int64),
        "peers": found.count[at].astype(np.int64),
        "tied": found.equal[at].astype(np.int64) - 1,
        "percentile": found.percentiles[at],
    }


def _places(strong: int, weak: int) -> pd.MultiIndex:
    sides = np.array(["strength"] * strong + ["weakness"] * weak, dtype=object)
    places = np.array([*range(1, strong + 1), *range(1, weak + 1)], dtype=np.int64)
    return pd.MultiIndex.from_arrays([sides, places], names=["side", "place"])


def profile(
    result: Result, region: str, period: str | int | None = None, *, within: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return score and rank of a region in every node beside what its peers have.

    Parameters
    ----------
    result : Result
    region : str
        Id or (unique) name.
    period : str, optional
        Needed where the region has several.
    within : iterable of str, optional
        Columns of the register, ``period`` or ``region`` that make the peers; left out, the method's `rank_within`.

    Returns
    -------
    DataFrame
        Indexed by node: ``composite``, then groups and indicators from the top down. Columns: parent, depth (0: the
        composite), weight (nominal share of the composite), score, rank (1, 2, 2, 4), peers (with a score, itself
        included), percentile (share of them that are worse, ties counted half), mean, median, worst and best (of
        their scores), value and median_value (of indicators, in their units) and gap (why there is no score).

    Raises
    ------
    FazhiError
        For an unknown region, period or column.

    Notes
    -----
    Ranks here are those of all who have a score, also where `minimum_coverage` keeps them out of the league table.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A", "B", "C"], "period": 2024, "fact": "x", "value": [90, 50, 40]})
    >>> found = profile(score(rows, framework), "B")
    >>> found.loc["composite", ["score", "rank", "percentile", "mean", "median"]].astype(float).round(2).tolist()
    [50.0, 2.0, 50.0, 60.0, 50.0]
    """
    unit, framework = find_unit(result, region, period), result.framework
    order = _top_down(result)
    scores = pd.concat([result.composite, result.scores], axis=1)[order]
    peers = _peers(result, within)
    mine = scores.to_numpy(dtype=np.float64)[peers == peers[unit]]
    found = standings_of(scores.to_numpy(dtype=np.float64), unit, peers=peers)
    values = result.indicator_values.reindex(columns=order)
    spread = [_reduced(mine, function) for function in (np.nanmean, np.nanmin, np.nanmax)]
    parents = ["" if n == COMPOSITE else framework.parent(n) or COMPOSITE for n in order]
    columns = {
        "parent": np.array(parents, dtype=object),
        "depth": _depths(order, parents),
        "weight": [framework.nominal_weights.get(ROOT if n == COMPOSITE else n, np.nan) for n in order],
        "score": scores.iloc[unit].to_numpy(dtype=np.float64),
        "rank": pd.array([None if np.isnan(r) else int(r) for r in found.ranks], dtype="Int64"),
        "peers": found.count.astype(np.int64),
        "percentile": found.percentiles,
        "mean": spread[0],
        "median": _medians(mine),
        "worst": spread[1],
        "best": spread[2],
        "value": values.iloc[unit].to_numpy(dtype=np.float64),
        "median_value": _medians(values.to_numpy(dtype=np.float64)[peers == peers[unit]]),
        "gap": result.gaps.reindex(columns=order).iloc[unit].to_numpy(dtype=object),
    }
    return pd.DataFrame(columns, index=pd.Index(order, name="node", dtype=object))


def _peers(result: Result, within: Iterable[str] | None) -> Codes:
    columns = result.framework.method.rank_within if within is None else list(within)
    return Peers(result.panel).codes(columns)


def _top_down(result: Result) -> list[str]:
    """Return the composite, each group followed by what stands in it, then indicators beside the composite."""
    tree, found = result.framework.composite_tree, [COMPOSITE]

    def walk(group: str) -> None:
        for child in tree.get(group, []):
            found.append(child)
            walk(child)

    walk(ROOT)
    return [name for name in dict.fromkeys([*found, *result.scores]) if name == COMPOSITE or name in result.scores]


def _depths(order: list[str], parents: list[str]) -> list[int]:
    above = dict(zip(order, parents, strict=True))
    found = []
    for name in order:
        at, depth = name, 0
        while at != COMPOSITE:
            at, depth = above.get(at, COMPOSITE), depth + 1
        found.append(depth)
    return found


def _reduced(values: Floats, function: Callable[..., Any]) -> Floats:
    """Reduce each column that has a value."""
    found = np.full(values.shape[1], np.nan)
    there = ~np.isnan(values).all(axis=0)
    found[there] = function(values[:, there], axis=0)
    return found


def _medians(values: Floats) -> Floats:
    return _reduced(values, np.nanmedian)
