"""A result of several periods into cubes of periods, regions and nodes that can be compared over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.periods import parse_period, period_days
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.steps import as_step, takes
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.explanation import _near
from fazhi_score.scoring.result import Result

COMPOSITE = "composite"
"""How columns and rows name the root."""

Of = Literal["scores", "values"]
"""Scores of nodes, 0–100, or values of indicators in their units."""


@dataclass(frozen=True)
class Cube:
    """Nodes by period and region.

    Parameters
    ----------
    values : (t, r, k) array
        NaN where there is none.
    there : (t, r) array
        Which regions are in the result in which period.
    times : (t,) array
        When each period begins, in years: 2024 is 2024.0, 2024Q3 is 2024.5.
    """

    values: Floats
    there: NDArray[np.bool_]
    times: Floats
    periods: list[str]
    regions: list[str]
    nodes: list[str]


def cube(
    result: Result,
    nodes: str | Iterable[str] | None = None,
    *,
    of: Of = "scores",
    periods: Iterable[str | int] | None = None,
    per_period_scales: bool = False,
) -> Cube:
    """Return scores or values of some nodes over time; left out, the composite's or all indicators'.

    Raises
    ------
    FazhiError
        For unknown nodes or periods, periods of different length, fewer than two, or scores on scales of their
        own for each period where `per_period_scales` is not given.
    """
    frame = node_frame(result, nodes, of=of)
    if of == "scores" and not per_period_scales:
        refuse_scales_per_period(result.framework, list(frame.columns))
    chosen = periods_of(result, periods)
    regions = list(dict.fromkeys(map(str, result.index.get_level_values("region"))))
    row = pd.Index(chosen).get_indexer(result.index.get_level_values("period"))
    column = pd.Index(regions).get_indexer(result.index.get_level_values("region"))
    used = row >= 0
    values = np.full((len(chosen), len(regions), frame.shape[1]), np.nan)
    there = np.zeros((len(chosen), len(regions)), dtype=bool)
    values[row[used], column[used]] = frame.to_numpy()[used]
    there[row[used], column[used]] = True
    times = np.array([time_of(period) for period in chosen])
    return Cube(values, there, times, chosen, regions, list(frame.columns))


def node_frame(result: Result, nodes: str | Iterable[str] | None = None, *, of: Of = "scores") -> pd.DataFrame:
    """Return the scores (the composite's first) or values of nodes, as floats.

    Raises
    ------
    FazhiError
        For a node that the result does not have.
    """
    one_of("of", of, ("scores", "values"))
    if of == "scores":
        frame = pd.concat([result.composite, result.scores], axis=1)
        wanted = [COMPOSITE] if nodes is None else nodes
    else:
        frame = result.indicator_values
        wanted = list(frame.columns) if nodes is None else nodes
    names = [wanted] if isinstance(wanted, str) else list(dict.fromkeys(wanted))
    known = list(map(str, frame.columns))
    problems = [Problem("node_unknown", {"node": n, "known": _near(n, known)}) for n in names if n not in known]
    if problems:
        raise FazhiError(problems)
    return frame[names].astype(np.float64)


def relative_nodes(framework: Framework, nodes: Iterable[str] | None = None) -> list[str]:
    """Return the indicators of the composite, or those below `nodes`, that are scored relative to peers.

    Groups whose aggregation compares with peers are among them.
    """
    nodes = None if nodes is None else list(nodes)
    wanted = {COMPOSITE} if nodes is None else set(nodes)
    found = []
    for name, entry in framework.entries.items():
        path, at = {name}, name
        while at:
            at = framework.parent(at)
            path.add(at)
        in_composite = COMPOSITE in wanted and name in framework.composite_ids
        if (in_composite or path & wanted) and entry.spec.score is not None:
            rules = {entry.spec.score.rule, *(s.score.rule for s in entry.by_class.values() if s.score is not None)}
            found += [name] if rules & set(RELATIVE_RULES) else []
    return found + _compared_groups(framework, set(nodes or [COMPOSITE]))


def _compared_groups(framework: Framework, wanted: set[str]) -> list[str]:
    """Return the groups at or below `wanted` whose aggregation compares with peers."""
    found = []
    for group in framework.composite_tree:
        path, at = {group or COMPOSITE}, group
        while at != ROOT:
            at = framework.parent(at)
            path.add(at or COMPOSITE)
        if path & wanted and takes("aggregation", framework.step("aggregation", group).method, {"peers": None}):
            found.append(group or COMPOSITE)
    return found


def refuse_scales_per_period(framework: Framework, nodes: Iterable[str] | None = None) -> None:
    """Refuse scores of different periods that stand on scales of their own for each period."""
    wanted, ordering = None if nodes is None else list(nodes), framework.method.ordering
    relative = relative_nodes(framework, wanted) if "period" in framework.method.scale_within else []
    if relative:
        raise FazhiError(Problem("scales_per_period", _told(relative)))
    if ordering is not None and "period" in framework.method.rank_within and COMPOSITE in (wanted or [COMPOSITE]):
        raise FazhiError(Problem("order_per_period", {"method": as_step(ordering).method}))


def refuse_ordering(framework: Framework) -> None:
    """Refuse composites that an ordering method gives: they are no mean of parts."""
    if framework.method.ordering is not None:
        raise FazhiError(Problem("ordering_no_parts", {"method": as_step(framework.method.ordering).method}))


def refuse_scales_of_two(before: Result, after: Result) -> None:
    """Refuse scores of two results whose relative rules were fitted on different facts."""
    relative = list(dict.fromkeys([*relative_nodes(before.framework), *relative_nodes(after.framework)]))
    same = before.panel.facts is after.panel.facts or before.hashes["facts"] == after.hashes["facts"]
    if relative and not same:
        raise FazhiError(Problem("scales_of_two", _told(relative)))


def _told(names: Sequence[str]) -> dict[str, object]:
    return {"count": len(names), "listed": ", ".join(names[:6]) + (" …" if len(names) > 6 else "")}


def periods_of(result: Result, periods: Iterable[str | int] | None = None, *, least: int = 2) -> list[str]:
    """Return the periods asked for, or all, in order of time: of one length, and so many at least.

    Raises
    ------
    FazhiError
        Where there are others.
    """
    here = sorted(set(map(str, result.index.get_level_values("period"))), key=time_of)
    found = here if periods is None else [parse_period(str(p)) or str(p) for p in periods]
    known: dict[str, object] = {"known": ", ".join(here)}
    unknown = [Problem("period_not_scored", {**known, "got": p}) for p in found if p not in here]
    if unknown:
        raise FazhiError(unknown)
    found = sorted(set(found), key=time_of)
    if len({period[4:5] for period in found}) > 1:
        raise FazhiError(Problem("periods_of_lengths", {"known": ", ".join(found)}))
    if len(found) < least:
        raise FazhiError(Problem("one_period", {"known": ", ".join(found)}))
    return found


def earlier_rows(before: Result, now: Result) -> Codes:
    """Return ``(n,)`` the row of `before` that each row of `now` is compared with, -1 where there is none.

    An earlier round of the same period, where `before` has the period; else the region's last period before it.
    """
    keys = [(str(region), str(period)) for region, period in before.index]
    rows = {key: row for row, key in enumerate(keys)}
    times: dict[str, list[tuple[float, int]]] = {}
    for row, (region, period) in enumerate(keys):
        times.setdefault(region, []).append((time_of(period), row))
    found = np.full(len(now.index), -1, dtype=np.intp)
    for row, (region, period) in enumerate((str(region), str(period)) for region, period in now.index):
        past = [one for one in times.get(region, ()) if one[0] < time_of(period)]
        found[row] = rows.get((region, period), max(past)[1] if past else -1)
    return found


def time_of(period: str) -> float:
    """Return when a period begins, in years.

    Examples
    --------
    >>> time_of("2024"), time_of("2024Q3")
    (2024.0, 2024.5)
    """
    first = period_days(period)[0]
    return first.year + (first.month - 1) / 12


def one_of(name: str, got: str, known: Sequence[str]) -> None:
    """Refuse a word that is none of `known`."""
    if got not in known:
        raise FazhiError(Problem("choice_unknown", {"name": name, "got": got, "known": ", ".join(known)}))


def share_of_one(name: str, got: float) -> None:
    """Refuse what is not between 0 and 1."""
    if not 0 < got < 1:
        raise FazhiError(Problem("share_outside", {"name": name, "got": got}))


def at_least(name: str, got: float, least: float) -> None:
    """Refuse what is smaller."""
    if not got >= least:
        raise FazhiError(Problem("number_too_small", {"name": name, "got": got, "least": least}))
