"""Two results into what changed between them: scores, ranks, and which rules, weights and facts caused it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.bystanders import bystanders
from fazhi_score.analysis.causes import Causes, causes, side_of
from fazhi_score.analysis.differences import ADDED, REMOVED, differences, reach, scoring_settings
from fazhi_score.analysis.stability import weight_stability
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.indicators import Evaluator, Peers
from fazhi_score.scoring.ranking import class_sizes
from fazhi_score.scoring.result import Result

_FIRST = 3
_EXTRAS = "adjustments"


def compare(before: Result, after: Result) -> Comparison:
    """Compare two results: another framework, other facts, or both.

    Parameters
    ----------
    before, after : Result
        They may have different regions, periods, indicators and methods.

    Returns
    -------
    Comparison
        Frames, each made when first asked for.

    Examples
    --------
    Two groups of weight 1 and 1 become 3 and 1. A (80 and 40) goes from 60 to 70, B (50 and 60) from 55 to 52.5.

    >>> import pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> whole = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}, "two": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", **whole},
    ...                    "j": {"group": "two", "formula": "y", **whole}}})
    >>> rows = pd.DataFrame([("A", 2024, "x", 80), ("A", 2024, "y", 40), ("B", 2024, "x", 50), ("B", 2024, "y", 60)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> found = compare(score(rows, framework), score(rows, framework.with_weights(one=3)))
    >>> found.scores[["before", "after", "shift"]]  # doctest: +NORMALIZE_WHITESPACE
                   before  after  shift
    region period
    A      2024      60.0   70.0   10.0
    B      2024      55.0   52.5   -2.5
    >>> found.causes.loc[("A", "2024"), "weight"].to_dict()
    {'i': 20.0, 'j': -10.0}
    """
    return Comparison(before, after)


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changed between two results; frames are indexed by region and period."""

    before: Result = field(repr=False)
    after: Result = field(repr=False)

    def __repr__(self) -> str:
        return f"<Comparison of {self.before.framework.id} and {self.after.framework.id}: {len(self.both)} in both>"

    @cached_property
    def both(self) -> pd.MultiIndex:
        """Regions and periods in both results, in the order of the first."""
        return _in_order(self.before.index, self.after.index, there=True)

    @cached_property
    def only_before(self) -> pd.MultiIndex:
        """Regions and periods that only the first result has."""
        return _in_order(self.before.index, self.after.index, there=False)

    @cached_property
    def only_after(self) -> pd.MultiIndex:
        """Regions and periods that only the second result has."""
        return _in_order(self.after.index, self.before.index, there=False)

    @cached_property
    def index(self) -> pd.MultiIndex:
        """All regions and periods: those of the first result, then the new ones."""
        return self.before.index.append(self.only_after)

    @cached_property
    def names(self) -> pd.Series:
        """The name of each region as people see it."""
        old, new = (result.names.reindex(self.index) for result in (self.before, self.after))
        return new.where(new.notna(), old)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Name and composite before and after, 0–100, and its shift (after - before); missing in only one result."""
        before, after = (result.composite.reindex(self.index) for result in (self.before, self.after))
        return pd.DataFrame({"name": self.names, "before": before, "after": after, "shift": after - before})

    @cached_property
    def rank_shifts(self) -> pd.DataFrame:
        """Name, rank before and after, shift, grade before and after.

        The shift is rank before - rank after, as in the OECD/JRC Handbook (2008), section 7: places gained.
        Ranks are those within each result's own rank classes.
        """
        before, after = (result.ranks.reindex(self.index) for result in (self.before, self.after))
        grades = [result.table["grade"].reindex(self.index) for result in (self.before, self.after)]
        columns = {"name": self.names, "before": before, "after": after, "shift": before - after}
        return pd.DataFrame({**columns, "grade_before": grades[0], "grade_after": grades[1]})

    @cached_property
    def changed(self) -> pd.Series:
        """Whether anything of composite, rank or grade differs, also for those that only one result has."""
        scores, ranks = self.scores, self.rank_shifts
        moved = ~(scores["shift"].abs() <= TOLERANCE) & ~(scores["before"].isna() & scores["after"].isna())
        for before, after in (("before", "after"), ("grade_before", "grade_after")):
            old, new = ranks[before].astype(object), ranks[after].astype(object)
            moved |= (old.where(old.notna(), "") != new.where(new.notna(), "")).to_numpy()
        return moved.rename("changed")

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What differs between the two frameworks: path, old and new value, and the place of each in its file."""
        return differences(self.before.framework, self.after.framework)

    @property
    def is_exact(self) -> bool:
        """Whether the causes are an exact decomposition: all aggregation is arithmetic, before and after."""
        return self._found.exact

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Points that each indicator and the adjustments bring: one row a region, period and node.

        Columns before, after and shift; what is left out on a side brings nothing there. Empty where a
        composite is no sum of parts (see `is_exact`).
        """
        keys = ["region", "period", "node"]
        if not self.is_exact:
            empty = pd.MultiIndex.from_arrays([[], [], []], names=keys)
            return pd.DataFrame(columns=["before", "after", "shift"], index=empty, dtype=float)
        wide = (side.contributions.loc[self.both].reset_index() for side in (self.before, self.after))
        before, after = (f.melt(keys[:2], var_name="node").dropna().set_index(keys)["value"] for f in wide)
        frame = pd.DataFrame({"before": before, "after": after}).sort_index()
        return frame.assign(shift=frame["after"].fillna(0.0) - frame["before"].fillna(0.0))

    @cached_property
    def causes(self) -> pd.DataFrame:
        """Points of the composite's shift by cause; each row sums to the shift.

        Rows are the regions and periods with a composite before and after. Columns have two levels, the part
        and the node:

        * ``score``: what the change of an indicator's score brings, at the mean of its two weights;
        * ``weight``: what the change of its weight (share of the composite, after gaps are left out) brings, at
          the mean of its two scores. An indicator that has a score only before or only after is in here whole;
        * ``adjustments``: the change of bonuses, penalties, caps and rounding together.

        Score and weight part of an indicator add up to the difference of its contributions. Where some
        aggregation is not arithmetic there are no contributions: then one thing at a time is exchanged in both
        results, the mean of the two effects on the composite is shown (``score`` of each indicator,
        ``weight`` of a group's children together, or of an indicator that only one framework has,
        ``aggregation``), and the rest is the ``remainder``.
        """
        parts = self._found.parts
        frame = pd.DataFrame(np.column_stack(list(parts.values())), index=self._scored)
        frame.columns = pd.MultiIndex.from_tuples(list(parts), names=["part", "node"])
        return frame

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Points of the composite's shift by node; each row sums to the shift, as in `causes`.

        Here a change of weight counts by how far the indicator lies above or below the mean composite: more
        weight on a score of 40 lowers a composite of 60. For one region and period, with w the weight, s the
        score, m the mean of the two composites before adjustments: mean w × change of s + (mean s - m) × change of w.
        """
        return pd.DataFrame(self._found.effects, index=self._scored)

    @cached_property
    def movers(self) -> pd.DataFrame:
        """Who has another rank, with the three nodes that explain most of it; the largest moves first.

        Indexed by region, period and place (1–3). Columns: name, rank_before, rank_after, places (gained), shift
        (of the composite), node, effect (points, as in `effects`), against_peers (the same less its mean over the
        rank class: what moves all alike moves nobody), score_before, score_after, weight_before, weight_after
        (of indicators), and changed (the settings of the node, and of the groups above it, that differ; ``added``
        and ``removed``; ``decision`` and its id where one on it is new, says something else or is gone; ``value``
        where its value differs; else settings of the method, or ``peers``, where only the score does).
        """
        places = self._places
        moved = np.flatnonzero(places)
        moved = moved[np.lexsort((-np.abs(self._shift[moved]), -np.abs(places[moved])))]
        return self._told(moved, self._against_peers[moved] * np.sign(places[moved])[:, None])

    @cached_property
    def drivers(self) -> pd.DataFrame:
        """Whose composite shifted, with the three nodes that bring most of it; the largest shifts first.

        As `movers`, and also where nobody is ranked.
        """
        shifted = np.flatnonzero(np.abs(self._shift) > TOLERANCE)
        shifted = shifted[np.argsort(-np.abs(self._shift[shifted]), kind="stable")]
        return self._told(shifted, self.effects.to_numpy()[shifted] * np.sign(self._shift[shifted])[:, None])

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """Places gained by those in `effects`, 0 where there is no rank before or after."""
        return np.asarray(self.rank_shifts["shift"].loc[self.effects.index].fillna(0).to_numpy(dtype=np.int64))

    @cached_property
    def _shift(self) -> Floats:
        return np.asarray(self.scores["shift"].loc[self.effects.index].to_numpy(dtype=np.float64))

    def _told(self, units: NDArray[np.intp], importance: Floats) -> pd.DataFrame:
        """Return the most important nodes of some rows of `effects`."""
        columns = self.effects.columns.to_numpy(dtype=object)
        best = np.argsort(-importance, axis=1, kind="stable")[:, :_FIRST]
        unit, node = np.repeat(units, best.shape[1]), best.reshape(-1)
        sides = {key: frame[unit, node] for key, frame in self._sides.items()}
        value, score = (_differ(sides[f"{kind}_before"], sides[f"{kind}_after"]) for kind in ("value", "score"))
        keys = zip(self.effects.index[unit].tolist(), columns[node].tolist(), strict=True)
        decided = [self._decided.get((*key, name), []) for key, name in keys]
        told = [self._changed(*one) for one in zip(columns[node].tolist(), value, score, decided, strict=True)]
        del sides["value_before"], sides["value_after"]
        frame = self.rank_shifts.loc[self.effects.index].iloc[unit][["name", "before", "after", "shift"]]
        frame.columns = pd.Index(["name", "rank_before", "rank_after", "places"])
        points = {"effect": self.effects.to_numpy()[unit, node], "against_peers": self._against_peers[unit, node]}
        frame = frame.assign(shift=self._shift[unit], node=columns[node], **points, **sides, changed=told)
        number = pd.Index(np.tile(np.arange(1, best.shape[1] + 1), len(units)), name="place")
        return frame.set_index(number, append=True)

    def _changed(self, name: str, value: bool, score: bool, decided: list[str]) -> str:
        """Say what changed about a node: settings, decisions, its value; where none explains its score, the rest."""
        found = self._reach.get(name, [])
        if ADDED in found or REMOVED in found:
            return ", ".join(found)
        if decided and (score or name == _EXTRAS):
            found = [*found, *decided]
        elif score and not value and all(setting.rpartition(".")[2] == "weight" for setting in found):
            found = [*found, *(scoring_settings(self.changes) or ["peers"])]
        return ", ".join([*found, "value"] if value else found)

    @cached_property
    def _decided(self) -> dict[tuple[str, str, str], list[str]]:
        """What people found, by region, period and node.

        Decisions that are new, say something else or are gone, and ``falsified`` where that holds on one side only.
        """
        sides = [_sayings(result) for result in (self.before, self.after)]
        found: dict[tuple[str, str, str], list[str]] = {}
        for key, said in {**sides[0], **sides[1]}.items():
            *cell, name = key
            if sides[0].get(key) != said or sides[1].get(key) != said:
                found.setdefault((cell[0], cell[1], cell[2]), []).append(f"decision {name}")
        for region, period, node in _untrue(self.before) ^ _untrue(self.after):
            found.setdefault((region, period, node), []).append("falsified")
        return found

    @cached_property
    def _reach(self) -> dict[str, list[str]]:
        old, new = (reach(result.framework, self.changes) for result in (self.before, self.after))
        return {**old, **new}

    @cached_property
    def _sides(self) -> dict[str, Floats]:
        """Scores, weights and values of the nodes of `effects`, before and after."""
        found = {}
        for kind, name in (("score", "scores"), ("weight", "effective_weights"), ("value", "indicator_values")):
            for side, result in (("before", self.before), ("after", self.after)):
                frame: pd.DataFrame = getattr(result, name)
                fitted = frame.reindex(index=self.effects.index, columns=self.effects.columns)
                found[f"{kind}_{side}"] = fitted.to_numpy(dtype=np.float64)
        return found

    @cached_property
    def _against_peers(self) -> Floats:
        """Effects less their mean over those of the rank class that have ranks before and after."""
        rows = self.after.index.get_indexer(self.effects.index)
        classes = Peers(self.after.panel).codes(self.after.framework.method.rank_within)[rows]
        ranked = self.rank_shifts["shift"].loc[self.effects.index].notna().to_numpy() & (classes >= 0)
        values = self.effects.to_numpy()
        total = np.zeros((int(classes.max(initial=-1)) + 2, values.shape[1]))
        np.add.at(total, classes[ranked], values[ranked])
        return np.asarray(values - total[classes] / np.maximum(class_sizes(ranked, classes), 1)[:, None])

    @cached_property
    def bystanders(self) -> pd.DataFrame:
        """Who has another rank or grade although the own composite did not change; see :func:`bystanders`."""
        return bystanders(self)

    @cached_property
    def stability(self) -> pd.DataFrame:
        """The intervals of the top-level weights, before and after; see :func:`weight_stability`."""
        frames = {"before": weight_stability(self.before), "after": weight_stability(self.after)}
        return pd.concat(frames, names=["result", "node"])

    @cached_property
    def _scored(self) -> pd.MultiIndex:
        return self.both[self.scores["shift"].loc[self.both].notna().to_numpy(dtype=bool)]

    @cached_property
    def _found(self) -> Causes:
        before, after = (side_of(r, r.index.get_indexer(self._scored)) for r in (self.before, self.after))
        return causes(before, after)


def _sayings(result: Result) -> dict[tuple[str, str, str, str], tuple[object, ...]]:
    """Return what each decision sets or takes off, by region, period, node and id; none of what was withdrawn."""
    if result.log is None:
        return {}
    current = result.log.current
    columns = [current[name].tolist() for name in ("points", "points_percent", "deducted", "deducted_percent")]
    said = {name: tuple(map(str, what)) for name, *what in zip(current["id"], *columns, strict=True)}
    moving = set(current["id"][current["points"].notna() | current["deducted"].notna()])
    rows = result.decisions[["region", "period", "item", "id"]].itertuples(index=False, name=None)
    extras = result.framework.file.adjustments
    return {(r, p, _EXTRAS if item in extras else item, i): said[i] for r, p, item, i in rows if i in moving}


def _in_order(one: pd.MultiIndex, other: pd.MultiIndex, *, there: bool) -> pd.MultiIndex:
    """Return what of `one` is, or is not, in `other`."""
    found = one[one.isin(other) == there]
    assert isinstance(found, pd.MultiIndex)
    return found


def _differ(one: Floats, other: Floats) -> NDArray[np.bool_]:
    return np.asarray(~np.isclose(one, other, rtol=0.0, atol=TOLERANCE, equal_nan=True))


def _untrue(result: Result) -> set[tuple[str, str, str]]:
    """Return region, period and indicator where `falsified` holds."""
    look, found = Evaluator(result.panel), set[tuple[str, str, str]]()
    for name, entry in result.framework.entries.items():
        if entry.falsified is not None:
            holds = np.flatnonzero(np.nan_to_num(look(entry.falsified).values))
            found |= {(str(region), str(period), name) for region, period in result.index[holds]}
    return found
