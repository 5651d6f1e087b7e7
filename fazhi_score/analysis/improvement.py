"""What it would take: the cheapest changes of a unit's indicators that reach a rank, a grade or a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.analysis.changed_facts import facts_changed, with_facts, with_values
from fazhi_score.analysis.levers import Levers
from fazhi_score.analysis.plannable import check_mappings, check_plannable
from fazhi_score.analysis.planning import Chosen, Programme
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import Veto
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.aggregation import aggregate
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result

COLUMNS = ("value", "to", "change", "cases", "items", "score", "to_score", "cost", "gain", "composite")

_TRIES = 6  # the solver's answer may fall short by its own tolerance: the target is raised by what is missing


def what_would_it_take(
    result: Result,
    region: str,
    period: str | int | None = None,
    *,
    rank: int | None = None,
    grade: str | None = None,
    score: float | None = None,
    costs: Mapping[str, float] | None = None,
    bounds: Mapping[str, Sequence[float | None]] | None = None,
    whole: bool = True,
) -> Plan:
    """Plan the cheapest changes of indicator values that reach a rank, a grade or a score under absolute rules.

    One mixed-integer programme chooses for all indicators together, so the plan is the cheapest there is (to 0.001 %),
    steps and bands included; each indicator that changes also costs 0.00001, so that few do. The other units are held
    as they are. The plan is then scored: `reached` says what came out.

    Parameters
    ----------
    result : Result
    region : str
        Id or (unique) name.
    period : str, optional
        Needed where the region has several.
    rank, grade, score : int, str, float
        One of the three: at most this rank, at least this grade, at least this composite (0–100, after adjustments).
    costs : mapping of str to float, optional
        Cost, in any unit, of an indicator's whole way from the value now to the (nearest) best; part of the way costs
        its share, whatever the bounds. Left out: 1. Infinite leaves an indicator as it is. The way of what is not
        reported starts at the worst, since nobody knows where it is.
    bounds : mapping of str to pair, optional
        Least and largest value that an indicator can have, in its unit (shares as fractions); None leaves a side open.
    whole : bool
        Counts change by whole cases, rates by whole cases of the base as it is, or where there is none by 0.01 %.

    Returns
    -------
    Plan
        ``table`` (one row an indicator, the cheapest points first), ``cost``, ``composite``, ``facts``, ``result``,
        ``reached`` and ``notes``.

    Raises
    ------
    FazhiError
        For relative rules (the scores of peers would move), aggregations that are no arithmetic mean, a veto that
        stands in the way, and a target that is out of reach, with the best that is not.

    Notes
    -----
    An indicator that is not reported can be stated, where its gap is left out or earns nothing: with it the weights of
    its siblings change, which the programme takes into account for up to eight such children of a group.

    Examples
    --------
    >>> from fazhi_score import load_framework, score
    >>> rule = {"group": "g", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "grades": {"优秀": 90, "其他": 0}, "groups": {"g": {}}, "facts": {"x": {"unit": "分"}, "y": {"unit": "分"}},
    ...     "indicators": {"i": {"formula": "x", "weight": 3, **rule}, "j": {"formula": "y", **rule}}})
    >>> rows = pd.DataFrame({"region": "A", "period": 2024, "fact": ["x", "y"], "value": [80, 60]})
    >>> plan = what_would_it_take(score(rows, framework), "A", grade="优秀")
    >>> plan.table[["value", "to", "cost"]].round(2).values.tolist(), plan.reached
    ([[80.0, 100.0, 1.0]], True)
    """
    unit = find_unit(result, region, period)
    wanted = {"rank": rank, "grade": grade, "score": score}
    check_plannable(result.framework)
    given = [name for name, value in wanted.items() if value is not None]
    if len(given) != 1:
        raise FazhiError(Problem("target_one", {"got": ", ".join(given) or "-"}))
    check_mappings(result.framework, costs or {}, bounds or {})
    if np.isnan(result.nodes[ROOT][0][unit]):
        told = dict(zip(("region", "period"), result.index[unit], strict=True))
        raise FazhiError(Problem("target_no_score", told))
    return _Planner(result, unit, rank, grade, score, costs or {}, bounds or {}, whole).plan()


@dataclass(frozen=True, eq=False)
class Plan:
    """Changes of one unit that reach a target, and what scoring makes of them.

    Parameters
    ----------
    table : DataFrame
        One row an indicator, those that gain most for their cost first: value and to (in the unit of the indicator;
        NaN: not reported), change, cases (by how many the count changes, where the base is known), items (of a
        checklist, to be put right), score and to_score (0–100), cost, gain (points of the composite that this change
        alone brings) and composite (after it and all rows above).
    target : float
        Composite, before adjustments, that had to be reached.
    before : Result
    changed : Result
        What scoring the changed facts (or values) gives.
    facts : DataFrame
        Facts to change: region, period, fact, value as it would be written; empty where a change could be made in
        several ways (a note says so).
    """

    table: pd.DataFrame
    target: float
    cost: float
    reached: bool
    before: Result = field(repr=False)
    result: Result = field(repr=False)
    facts: pd.DataFrame = field(repr=False)
    unit: int = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)

    @property
    def composite(self) -> float:
        """The composite that scoring the changes gives."""
        return float(self.result.standing.composite[self.unit])

    @property
    def rank(self) -> int | None:
        """The rank that scoring the changes gives."""
        found = self.result.standing.ranks[self.unit]
        return None if np.isnan(found) else int(found)

    @property
    def grade(self) -> str:
        """The grade that scoring the changes gives."""
        return str(self.result.standing.grades[self.unit])


@dataclass(frozen=True)
class _Planner:
    result: Result
    unit: int
    rank: int | None
    grade: str | None
    score: float | None
    costs: Mapping[str, float]
    bounds: Mapping[str, Sequence[float | None]]
    whole: bool

    @cached_property
    def framework(self) -> Framework:
        return self.result.framework

    @cached_property
    def levers(self) -> dict[str, Any]:
        return Levers(self.result, self.unit, self.costs, self.bounds, self.whole).all()

    @cached_property
    def scores(self) -> dict[str, float]:
        """Scores of the indicators as they are."""
        return {name: float(self.result.nodes[name][0][self.unit]) for name in self.framework.composite_ids}

    def plan(self) -> Plan:
        """Solve, put the changes in order, and score them."""
        final = self.final_target()
        self.stands_in_the_way(final)
        target = min(final - self.added(), 100.0) if final >= 100.0 else final - self.added()
        chosen, notes = self.solved(target), [Problem("target_others", severity="note")]
        table = self.table(chosen)
        changed, facts, more = self.rescored(chosen)
        notes += self.told(chosen) + more
        reached = self.is_reached(changed, final)
        if not reached:
            got = f"{changed.standing.composite[self.unit]:.6g}"
            notes.append(Problem("target_missed", {"got": got}, severity="warning"))
        cost = float(sum(one.cost for one in chosen))
        return Plan(table, target, cost, reached, self.result, changed, facts, self.unit, tuple(notes))

    def final_target(self) -> float:
        """Return the composite that reaches the target."""
        if self.score is not None:
            if not 0 <= self.score <= 100:
                raise FazhiError(Problem("target_score", {"got": self.score}))
            found = float(self.score)
        elif self.grade is not None:
            edges = self.framework.file.grades
            if self.grade not in edges:
                raise FazhiError(Problem("target_grade", {"got": self.grade, "known": ", ".join(edges) or "-"}))
            found = float(edges[self.grade])
        else:
            found = self.score_of_rank()
        half = 0.5 * 10.0**-self.framework.method.round if self.framework.method.round is not None else 0.0
        return found - half

    def score_of_rank(self) -> float:
        """Return the score with which no more than ``rank - 1`` others are above; the others as they are."""
        if isinstance(self.rank, bool) or not isinstance(self.rank, int | np.integer) or self.rank < 1:
            raise FazhiError(Problem("target_rank", {"got": self.rank}))
        result = self.result
        classes = Peers(result.panel).codes(self.framework.method.rank_within)
        ranked = ~np.isnan(result.standing.ranks) & (classes == classes[self.unit])
        ranked[self.unit] = False
        others = np.sort(result.standing.composite[ranked])[::-1]
        return float(others[self.rank - 1]) if len(others) >= self.rank else 0.0

    def added(self) -> float:
        """Return what bonuses and penalties add."""
        effects = self.result.adjusted.effects
        specs = self.framework.file.adjustments
        return float(
            sum(effects[n].points[self.unit] for n, spec in specs.items() if spec.kind in ("bonus", "penalty"))
        )

    def stands_in_the_way(self, final: float) -> None:
        """Refuse where a veto or gate keeps the unit below the target whatever it does."""
        adjusted, edges, problems = self.result.adjusted, self.framework.file.grades, []
        for name, spec in self.framework.file.adjustments.items():
            effect = adjusted.effects[name]
            if spec.kind in ("bonus", "penalty") or not effect.struck[self.unit]:
                continue
            if not isinstance(spec, Veto):
                if self.score is None:
                    problems.append(Problem("target_veto", {"adjustment": name, "cap": "gate"}))
            elif isinstance(spec.at_most, str):
                if self.grade is not None and edges[spec.at_most] < edges[self.grade]:
                    problems.append(Problem("target_veto", {"adjustment": name, "cap": spec.at_most}))
            elif spec.at_most < final - TOLERANCE:
                problems.append(Problem("target_veto", {"adjustment": name, "cap": f"{spec.at_most:g}"}))
        if problems:
            raise FazhiError(problems)

    def solved(self, target: float) -> list[Chosen]:
        """Return the cheapest changes that reach the target by the rules, not only in the solver's numbers."""
        programme = Programme(self.framework, self.scores, self.levers)
        self.ask_coverage(programme)
        aimed = target
        for _ in range(_TRIES):
            chosen = programme.solve(aimed)
            if chosen is None:
                break
            short = target - self.composite(chosen)
            if short <= TOLERANCE:
                return chosen
            aimed += max(2.0 * short, 1e-8)
        raise FazhiError(Problem("target_out_of_reach", {"target": target + self.added(), "best": self.best()}))

    def best(self) -> float:
        """Return the best composite within reach: every lever at its best, gaps that would lower it left alone."""
        programme = Programme(self.framework, self.scores, self.levers)
        low, high = self.composite([]), 100.0
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if programme.solve(middle) is not None else (low, middle)
        return float(np.clip(low + self.added(), 0.0, 100.0))

    def ask_coverage(self, programme: Programme) -> None:
        """Where too little is stated for a rank or grade, ask the plan to state more."""
        least, now = self.framework.method.minimum_coverage, self.coverage
        if self.score is not None or now >= least - TOLERANCE:
            return
        programme.state(self.shares, least - now)

    @cached_property
    def coverage(self) -> float:
        """The share of the unit's weight that is stated."""
        return float(np.nan_to_num(self.result.standing.coverage.total[self.unit]))

    @cached_property
    def shares(self) -> dict[str, float]:
        """What stating each indicator adds to the coverage."""
        applicable = self.result.marks.reasons[self.unit]
        ids = self.framework.composite_ids
        number = {name: k for k, name in enumerate(self.framework.entries)}
        weights = dict(zip(ids, self.result.nominal[self.unit].tolist(), strict=True))
        out = {name: applicable[number[name]] in (1, 2, 50) for name in ids}
        base = sum(weight for name, weight in weights.items() if not out[name])
        return {
            name: weights[name] * (1.0 - lever.stated) / base for name, lever in self.levers.items() if not out[name]
        }

    def composite(self, chosen: list[Chosen]) -> float:
        """Return the composite, before adjustments, after changes, by the rules and means of scoring."""
        return float(self.composites([chosen])[0])

    def composites(self, several: list[list[Chosen]]) -> Floats:
        """Return ``(m,)`` the composite after each of several sets of changes."""
        scores = {name: np.full(len(several), score) for name, score in self.scores.items()}
        for k, chosen in enumerate(several):
            for one in chosen:
                scores[one.lever.indicator][k] = one.lever.score_at(one.piece, one.position)
        return aggregate(self.framework, scores)[ROOT]

    def table(self, chosen: list[Chosen]) -> pd.DataFrame:
        """Return the changes, those that gain most for their cost first."""
        gains = self.composites([[], *([one] for one in chosen)])
        gains = gains[1:] - gains[0]
        order = sorted(range(len(chosen)), key=lambda k: (-gains[k] / max(chosen[k].cost, 1e-12), k))
        running: Sequence[float] | Floats = ()
        if order:
            running = self.composites([[chosen[k] for k in order[: n + 1]] for n in range(len(order))])
        rows = []
        for place, k in enumerate(order):
            one, lever = chosen[k], chosen[k].lever
            to = np.nan if lever.function is None else lever.value(one.position)
            change = to - lever.now
            cases = change / lever.step if lever.step else np.nan
            score = lever.score_at(one.piece, one.position)
            figures = (lever.now, to, change, cases, one.piece.items, lever.score, score, one.cost, gains[k])
            rows.append((*figures, running[place]))
        index = pd.Index([chosen[k].lever.indicator for k in order], dtype=object, name="indicator")
        return pd.DataFrame(rows, index=index, columns=list(COLUMNS))

    def rescored(self, chosen: list[Chosen]) -> tuple[Result, pd.DataFrame, list[Problem]]:
        """Score the changed facts, or where a change could be made in several ways, the changed values."""
        found, unclear = facts_changed(self.result, self.unit, chosen)
        if unclear:
            told: dict[str, object] = {"count": len(unclear), "indicator": unclear[0]}
            return (
                with_values(self.result, self.unit, chosen),
                found.iloc[:0],
                [Problem("target_by_values", told, severity="note")],
            )
        changed = with_facts(self.result, found) if len(found) else self.result
        moved = self.moved(changed, {one.lever.indicator for one in chosen})
        return changed, found, moved

    def moved(self, changed: Result, planned: set[str]) -> list[Problem]:
        """Tell of indicators that were not to change and did, for they share facts with those that were."""
        for name in self.framework.composite_ids:
            before, after = self.scores[name], float(changed.nodes[name][0][self.unit])
            if name not in planned and not np.isnan(after) and abs(after - before) > 1e-6:
                return [Problem("target_shared", {"indicator": name, "change": after - before}, severity="warning")]
        return []

    def told(self, chosen: list[Chosen]) -> list[Problem]:
        """Return what a reader of the plan must know."""
        found = []
        unknown = [one.lever.indicator for one in chosen if one.lever.stated < OK + 1e-9]
        if unknown:
            told: dict[str, object] = {"count": len(unknown), "indicator": unknown[0]}
            found.append(Problem("target_unknown_now", told, severity="warning"))
        least = self.framework.method.minimum_coverage
        if self.score is None and self.coverage < least - TOLERANCE:
            told = {"coverage": self.coverage, "least": least}
            found.append(Problem("target_coverage", told, severity="note"))
        return found

    def is_reached(self, changed: Result, final: float) -> bool:
        """Say whether scoring the changes reaches the target."""
        standing, edges = changed.standing, self.framework.file.grades
        if self.rank is not None:
            return bool(standing.ranks[self.unit] <= self.rank)
        if self.grade is not None:
            found = standing.grades[self.unit]
            return bool(found != "" and edges[found] >= edges[self.grade])
        return bool(standing.composite[self.unit] >= final - TOLERANCE)
