"""A result of several periods into what the changes of composites come from: data, weights, membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.causes import Causes, Side, causes, side_of
from fazhi_score.analysis.panels import (
    periods_of,
    refuse_ordering,
    refuse_scales_of_two,
    refuse_scales_per_period,
    time_of,
)
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.aggregation import aggregate
from fazhi_score.scoring.result import Result

PARTS = ("data", "weights", "membership", "aggregation", "adjustments", "remainder")
"""What the change of a composite comes from."""

_PART_OF = {"score": "data", "weight": "weights"}


def changes(
    before: Result,
    after: Result | None = None,
    *,
    between: tuple[str | int, str | int] | None = None,
    per_period_scales: bool = False,
) -> Changes:
    """Say what the change of each composite from one period to another comes from.

    Parameters
    ----------
    before : Result
        Of several regions and periods.
    after : Result, optional
        Where the later period is scored by another framework; left out, by the same.
    between : tuple of two periods, optional
        Earlier and later period. Left out: each period and the next one where there is no `after`, else the last
        period of `after` and the last one of `before` that comes earlier.
    per_period_scales : bool
        Allow scores whose relative scales were fitted for each period, or each result, apart: what peers did is
        then part of the data's share.

    Returns
    -------
    Changes
        Frames, each made when first asked for.

    Raises
    ------
    FazhiError
        For scores on scales of their own for each period, unknown periods, or a single one, and for composites of an
        ordering method.

    Notes
    -----
    The way goes in three steps, each split as in :func:`fazhi_score.compare`: from the composite before to that of
    the indicators scored in both periods (membership), from there to the same of the period after (data, at the mean
    weight; weights, at the mean score less the mean composite), and from there to the composite after (membership).
    Where all aggregation is arithmetic the parts add up to the change; else one thing at a time is
    exchanged and the rest is the remainder. Where no indicator is scored in both, all is membership.

    Examples
    --------
    A goes from 60 and 40 to 80 and 40, and a third indicator with 90 joins: 50, then 60 without it, then 70.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}, "z": {}},
    ...     "indicators": {n: {"formula": fact, **rule} for n, fact in {"i": "x", "j": "y", "k": "z"}.items()}})
    >>> rows = [("A", 2023, "x", 60), ("A", 2023, "y", 40), ("A", 2024, "x", 80), ("A", 2024, "y", 40),
    ...         ("A", 2024, "z", 90)]
    >>> facts = pd.DataFrame(rows, columns=["region", "period", "fact", "value"])
    >>> found = changes(score(facts, framework)).summary.loc[("A", "2023", "2024")]
    >>> found[["change", "data", "weights", "membership"]].astype(float).round(9).tolist()
    [20.0, 10.0, 0.0, 10.0]
    """
    later = before if after is None else after
    for result in (before, later):
        refuse_ordering(result.framework)
    if not per_period_scales:
        for result in dict.fromkeys((before, later)):
            refuse_scales_per_period(result.framework)
        if after is not None:
            refuse_scales_of_two(before, after)
    return Changes(before, later, _pairs(before, after, between))


def _pairs(before: Result, after: Result | None, between: tuple[str | int, str | int] | None) -> list[tuple[str, str]]:
    """Return the pairs of periods."""
    later = before if after is None else after
    if between is not None:
        first, last = (periods_of(r, [p], least=1)[0] for r, p in zip((before, later), between, strict=True))
        return [(first, last)]
    if after is None:
        return list(pairwise(periods_of(before)))
    last = periods_of(after, least=1)[-1]
    earlier = [period for period in periods_of(before, least=1) if time_of(period) < time_of(last)]
    if not earlier:
        raise FazhiError(Problem("one_period", {"known": last}))
    return [(earlier[-1], last)]


@dataclass(frozen=True, eq=False)
class Changes:
    """What changes of composites come from; rows are region, from and to.

    `pairs` are the pairs of periods; `before` and `after` the results in which the earlier and the later are scored.
    """

    before: Result = field(repr=False)
    after: Result = field(repr=False)
    pairs: list[tuple[str, str]]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Points of each composite's change by part; one row a region and pair with a composite in both.

        Columns: name, before, after, change, and data, weights, membership, aggregation, adjustments and remainder,
        which add up to the change. Membership: indicators scored in one of the two periods only, with the weight
        that others give up or take over for them.
        """
        part_of, points = self.parts.columns.get_level_values("part"), self.parts.to_numpy()
        shown = {part: points[:, part_of == part].sum(axis=1) for part in PARTS}
        ends = pd.concat([step.ends for step in self._steps])
        return ends.assign(change=ends["after"] - ends["before"], **shown)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Points by part and node: columns have two levels, part and node; each row sums to the change."""
        frame = pd.concat([step.parts for step in self._steps]).fillna(0.0)
        keys: list[tuple[str, str]] = list(frame.columns)  # type: ignore[arg-type]  # tuples, not tuples made levels
        frame.columns = pd.MultiIndex.from_tuples(keys, names=["part", "node"])
        return frame

    @cached_property
    def by_group(self) -> pd.DataFrame:
        """Points by part and top-level group, as in `parts`; what belongs to no group stands under its own name."""
        frame = self.parts.T
        top = [self._top(node) for node in frame.index.get_level_values("node")]
        keys = [frame.index.get_level_values("part"), pd.Index(top, name="node")]
        return frame.groupby(keys, sort=False).sum().T

    @cached_property
    def only_one(self) -> pd.DataFrame:
        """Regions with a composite in one period of a pair only: name, composite and side (``before``, ``after``)."""
        return pd.concat([step.only_one for step in self._steps])

    @cached_property
    def mean(self) -> pd.DataFrame:
        """What the change of the mean composite comes from; one row a pair of periods.

        Columns: regions (in both), entered and left (numbers of regions), before, after and change (of the mean of
        all), the parts of `summary` (mean over the regions in both) and regions_membership: what those that entered
        or left move. The parts and regions_membership add up to the change.
        """
        summary, only, rows = self.summary, self.only_one, []
        for first, last in self.pairs:
            both = summary[_of_pair(summary.index, first, last)]
            one = only[_of_pair(only.index, first, last)]
            gone, come = (one.loc[one["side"] == side, "composite"] for side in ("before", "after"))
            old, new = pd.concat([both["before"], gone]).mean(), pd.concat([both["after"], come]).mean()
            parts = both[list(PARTS)].mean()
            moved = new - old - both["change"].mean() if len(both) else new - old
            counts = {"regions": len(both), "entered": len(come), "left": len(gone)}
            ends = {"before": old, "after": new, "change": new - old}
            shares = dict(zip(PARTS, parts.fillna(0.0).tolist(), strict=True))
            rows.append({**counts, **ends, **shares, "regions_membership": moved})
        return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(self.pairs, names=["from", "to"]))

    @property
    def is_exact(self) -> bool:
        """Whether the parts add up without a remainder: all aggregation is arithmetic."""
        return all(step.exact for step in self._steps)

    def _top(self, node: str) -> str:
        for framework in (self.after.framework, self.before.framework):
            if node in framework.entries or node in framework.file.groups:
                while framework.parent(node) != ROOT:
                    node = framework.parent(node)
                return node
        return node

    @cached_property
    def _steps(self) -> list[_Pair]:
        return [_Pair(self.before, self.after, first, last) for first, last in self.pairs]


def _of_pair(index: pd.Index, first: str, last: str) -> NDArray[np.bool_]:
    return np.asarray((index.get_level_values("from") == first) & (index.get_level_values("to") == last))


@dataclass(frozen=True, eq=False)
class _Pair:
    """One pair of periods."""

    before: Result
    after: Result
    first: str
    last: str

    @cached_property
    def ends(self) -> pd.DataFrame:
        rows, others = self.rows
        names = self.after.names.to_numpy()[others]
        columns = {"name": names, "before": self.old[rows], "after": self.new[others]}
        return pd.DataFrame(columns, index=self.index(self.before, rows))

    @cached_property
    def only_one(self) -> pd.DataFrame:
        frames = []
        for result, composite, period, side in (
            (self.before, self.old, self.first, "before"),
            (self.after, self.new, self.last, "after"),
        ):
            rows = self.scored(result, composite, period)
            rows = rows[~np.isin(rows, self.rows[0 if side == "before" else 1])]
            columns = {"name": result.names.to_numpy()[rows], "composite": composite[rows], "side": side}
            frames.append(pd.DataFrame(columns, index=self.index(result, rows)))
        return pd.concat([frame for frame in frames if len(frame)] or frames[:1])

    @cached_property
    def old(self) -> Floats:
        return self.before.standing.composite

    @cached_property
    def new(self) -> Floats:
        return self.after.standing.composite

    def scored(self, result: Result, composite: Floats, period: str) -> Codes:
        """Return the rows of a period that have a composite."""
        here = np.asarray(result.index.get_level_values("period") == period)
        return np.flatnonzero(here & ~np.isnan(composite))

    def index(self, result: Result, rows: Codes) -> pd.MultiIndex:
        regions = result.index.get_level_values("region")[rows].astype(object)
        ends = [np.full(len(rows), period, dtype=object) for period in (self.first, self.last)]
        return pd.MultiIndex.from_arrays([regions, *ends], names=["region", "from", "to"])

    @cached_property
    def rows(self) -> tuple[Codes, Codes]:
        """The rows of the regions with a composite in both periods, before and after."""
        old, new = self.scored(self.before, self.old, self.first), self.scored(self.after, self.new, self.last)
        ids = [r.index.get_level_values("region")[rows] for r, rows in ((self.before, old), (self.after, new))]
        at = pd.Index(ids[1]).get_indexer(ids[0])
        return old[at >= 0], new[at[at >= 0]]

    @cached_property
    def sides(self) -> tuple[Side, Side, Side, Side]:
        """Before, before and after of the indicators scored in both, after; adjustments stand in the middle step."""
        rows, others = self.rows
        before, after = side_of(self.before, rows), side_of(self.after, others)
        common = {
            name: ~np.isnan(before.scores[name]) & ~np.isnan(after.scores[name])
            for name in before.scores
            if name in after.scores
        }
        old, new = _restricted(self.before, rows, common), _restricted(self.after, others, common)
        return before, replace(old, adjusted=before.adjusted), replace(new, adjusted=after.adjusted), after

    @property
    def exact(self) -> bool:
        return all(found.exact for found in self.causes)

    @cached_property
    def causes(self) -> tuple[Causes, Causes, Causes]:
        before, old, new, after = self.sides
        return causes(before, old), causes(old, new), causes(new, after)

    @cached_property
    def parts(self) -> pd.DataFrame:
        before, old, new, after = self.sides
        apart = np.isnan(old.raw) | np.isnan(new.raw)
        found: dict[tuple[str, str], Floats] = {}
        for step, (one, two) in zip(self.causes, ((before, old), (old, new), (new, after)), strict=True):
            inner = step is self.causes[1]
            for key, points in _centred(step, one, two).items():
                named = _named(key, inner)
                found[named] = found.get(named, 0.0) + np.where(apart, 0.0, points)
        for name, points in _whole(before, after).items():
            found["membership", name] = found.get(("membership", name), 0.0) + np.where(apart, points, 0.0)
        adjusted = np.where(apart, after.adjusted - before.adjusted, 0.0)
        found["adjustments", "adjustments"] = found["adjustments", "adjustments"] + adjusted
        frame = pd.DataFrame(np.column_stack(list(found.values())), index=self.index(self.before, self.rows[0]))
        frame.columns = pd.Index(list(found), tupleize_cols=False)
        return frame


def _named(key: tuple[str, str], inner: bool) -> tuple[str, str]:
    """Return the part to which points of a step belong: outside the middle one all weight is membership."""
    part = _PART_OF.get(key[0], key[0])
    return ("membership", key[1]) if not inner and part in ("data", "weights") else (part, key[1])


def _restricted(result: Result, rows: Codes, common: Mapping[str, NDArray[np.bool_]]) -> Side:
    """Return some rows of a result with the indicators only that each of them has in common with the other side."""
    three = {}
    for name in result.framework.composite_ids:
        mask = np.zeros(len(result.index), dtype=bool)
        mask[rows] = common.get(name, False)
        three[name] = np.where(mask, result.nodes[name], np.nan)
    return side_of(replace(result, nodes=aggregate(result.framework, three)), rows)


def _centred(step: Causes, one: Side, two: Side) -> dict[tuple[str, str], Floats]:
    """Return the parts of a step; more weight counts by how far the score lies from the mean composite."""
    if not step.exact:
        return step.parts
    data = {key: points for key, points in step.parts.items() if key[0] != "weight"}
    weights = {
        ("weight", name): points - step.parts["score", name]
        for name, points in step.effects.items()
        if ("score", name) in step.parts
    }
    return {**data, **weights}


def _whole(before: Side, after: Side) -> dict[str, Floats]:
    """Return the change by node where no indicator is scored in both: all of it is membership."""
    step = causes(before, after)
    found: dict[str, Floats] = {}
    for (part, name), points in step.parts.items():
        if part != "adjustments":
            found[name] = found.get(name, 0.0) + points
    return found
