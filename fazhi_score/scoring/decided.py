"""Reviewers' decisions into the marks that they set, beside what the rules alone gave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem, Severity
from fazhi_score.facts.decisions import Decisions
from fazhi_score.facts.headings import nearest
from fazhi_score.framework.model import Framework
from fazhi_score.framework.rules import Reviewer
from fazhi_score.framework.schema import Extra
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.adjustments import effect_of
from fazhi_score.scoring.marks import Marks, in_scope
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import OK, Reason

_SUGGESTIONS = 20  # looking for the nearest takes time in a long register

COLUMNS = ("region", "period", "item", "id", "state", "set_to", "deducted", "rule_alone", "score", "full", "reason",
           "evidence", "decided_by", "date", "note", "history", "steps", "place")  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """The decisions that count.

    Parameters
    ----------
    frame : DataFrame
        One row a decision: region, period, item, id, state, set_to and deducted (as written, "" where it does not
        say so), rule_alone and score (points on the sheet's scale, of the item, as it stands after all decisions on
        it), full (points of the item), reason, evidence, decided_by, date, note, history (states in order), steps
        (state, date, decided_by, reason and evidence of each row) and place (of its last row).
    scores : mapping
        Item to ``(n,)`` its decided score: 0–100 of an indicator, points on 0–100 of a bonus or penalty; NaN where
        nothing is decided.
    """

    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    scores: dict[str, Floats] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of(self, region: str, period: str, item: str) -> pd.DataFrame:
        """Return the decisions on an item of a unit."""
        frame = self.frame
        return frame[(frame["region"] == region) & (frame["period"] == period) & (frame["item"] == item)]


def decide(panel: Panel, marks: Marks, decisions: Decisions | None) -> Decided:
    """Match decisions with units and items; `marks` are those of the rules alone."""
    if decisions is None or not len(decisions):
        return Decided()
    return _Matcher(panel, marks, decisions).decided()


def with_decisions(marks: Marks, decided: Decided, framework: Framework) -> Marks:
    """Return the marks with decided scores; a decided item is stated and has no gap."""
    columns = {name: k for k, name in enumerate(framework.entries) if name in decided.scores}
    if not columns:
        return marks
    parts = {name: getattr(marks, name).copy() for name in ("scores", "filled", "low", "high", "stated", "reasons")}
    for name, k in columns.items():
        there = ~np.isnan(decided.scores[name])
        for key in ("scores", "filled", "low", "high"):
            parts[key][there, k] = decided.scores[name][there]
        parts["stated"][there, k], parts["reasons"][there, k] = 1.0, OK
    return replace(marks, **parts)


@dataclass(frozen=True)
class _Matcher:
    panel: Panel
    marks: Marks
    decisions: Decisions
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def framework(self) -> Framework:
        return self.panel.framework

    @cached_property
    def current(self) -> list[dict[str, Any]]:
        """Return the decisions; units and items that are given by their names have their ids."""
        rows = [{str(key): value for key, value in one.items()} for one in self.decisions.current.to_dict("records")]
        known, register = self.columns.keys() | self.extras.keys(), self.panel.facts.regions
        for one in rows:
            one["region"] = one["region"] if register is None else register.ids([one["region"]])[0]
            one["item"] = one["item"] if one["item"] in known else self.labels.get(one["item"], one["item"])
        return rows

    @cached_property
    def columns(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.framework.entries)}

    @cached_property
    def extras(self) -> dict[str, Extra]:
        return {name: spec for name, spec in self.framework.file.adjustments.items() if isinstance(spec, Extra)}

    @cached_property
    def by_rule(self) -> dict[str, Floats]:
        """What bonuses and penalties give by rule, in points of the sheet."""
        return {name: np.abs(effect_of(self.panel, name).points) * self.scale for name in self.extras}

    @cached_property
    def scope(self) -> dict[str, NDArray[np.bool_]]:
        return in_scope(self.panel)

    @cached_property
    def units(self) -> dict[tuple[str, str], int]:
        register = self.panel.facts.regions
        unscored = register.references if register is not None else ()
        pairs = enumerate(self.panel.index)
        return {(str(region), str(period)): k for k, (region, period) in pairs if region not in unscored}

    @cached_property
    def scale(self) -> float:
        """Points of the sheet that make one on 0–100."""
        return (self.framework.file.total_points or 100.0) / 100.0

    def decided(self) -> Decided:
        cells: dict[tuple[int, str], list[int]] = {}
        for row in range(len(self.current)):
            found = self.cell(row)
            if found is not None:
                cells.setdefault(found, []).append(row)
        scores: dict[str, Floats] = {}
        rows: list[tuple[object, ...]] = []
        for (unit, item), several in cells.items():
            settled = self.settle(unit, item, several)
            if settled is None:
                continue
            rule, after, full = settled
            if any(self.moves(row) for row in several):
                whole = scores.setdefault(item, np.full(len(self.panel), np.nan))
                whole[unit] = self.on_hundred(item, after, full)
            rows += [self.told(row, unit, item, rule, after, full) for row in several]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        proposed = int((frame["state"] == "proposed").sum())
        if proposed:
            params = {"count": proposed, "all": len(frame)}
            self.problems.append(Problem("decisions_proposed", params, file=self.decisions.origin, severity="note"))
        appealed = int((frame["state"] == "appealed").sum())
        if appealed:
            told = {"count": appealed}
            self.problems.append(Problem("decisions_appealed", told, file=self.decisions.origin, severity="note"))
        return Decided(frame, scores, tuple(self.problems))

    def moves(self, row: int) -> bool:
        """Say whether a decision says anything: one that was withdrawn leaves the rule as it is."""
        one = self.current[row]
        return not (np.isnan(one["points"]) and np.isnan(one["deducted"]))

    def on_hundred(self, item: str, points: float, full: float) -> float:
        """Return an indicator's points as a score, and those of a bonus or penalty as what is added on 0–100."""
        if item in self.columns:
            return points / full * 100.0
        return points / self.scale * (-1.0 if self.extras[item].kind == "penalty" else 1.0)

    def told(self, row: int, unit: int, item: str, rule: float, after: float, full: float) -> tuple[object, ...]:
        one, (region, period) = self.current[row], self.panel.index[unit]
        words = (one[key] for key in ("reason", "evidence", "decided_by", "date", "note", "history", "steps"))
        place = self.decisions.place(one["rows"][-1])
        said = (_written(one, key) for key in ("points", "deducted"))
        return (region, period, item, one["id"], one["state"], *said, rule, after, full, *words, place)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Item by its Chinese or English name, where only one is called so."""
        items = [*self.columns, *self.extras]
        names = [(self.framework.label(item, lang), item) for item in items for lang in ("zh", "en")]
        found: dict[str, set[str]] = {}
        for name, item in names:
            found.setdefault(name, set()).add(item)
        return {name: next(iter(several)) for name, several in found.items() if len(several) == 1}

    def cell(self, row: int) -> tuple[int, str] | None:
        """Return unit and item of a decision, None (with a problem) where there is no such thing to decide on."""
        one = self.current[row]
        region, period, item = one["region"], one["period"], one["item"]
        unit = self.units.get((region, period))
        if unit is None:
            self.stranger(row, region, period)
        elif item in self.extras:
            return unit, item
        elif item not in self.columns:
            fixed = item in self.framework.file.adjustments or item in self.framework.file.groups
            if fixed:
                self.tell(row, "decision_item_fixed", item=item)
            else:
                self.near(row, "decision_item_unknown", item, [*self.columns, *self.extras])
        elif self.framework.entries[item].layer == "neutral":
            self.tell(row, "decision_item_neutral", item=item)
        elif not self.scope[item][unit]:
            self.tell(row, "decision_out_of_scope", item=item, region=region)
        else:
            return unit, item
        return None

    def stranger(self, row: int, region: str, period: str) -> None:
        """Tell of a unit that is not scored; names are looked for among names, ids among ids."""
        register, got = self.panel.facts.regions, f"{region} {period}"
        if register is None or region in register:
            self.near(row, "decision_unit_unknown", got, [f"{r} {p}" for r, p in self.units])
            return
        names = register.names() if len(self.problems) < _SUGGESTIONS else pd.Series(dtype=object)
        near = nearest(region, names.tolist()) or nearest(region, names.index.tolist())
        self.tell(row, "decision_unit_unknown_near" if near else "decision_unit_unknown", got=got, near=near)

    def settle(self, unit: int, item: str, rows: list[int]) -> tuple[float, float, float] | None:
        """Return an item's points by the rule alone and as decided, and its full points; None with a problem."""
        rule, start, full = self.alone(unit, item)
        given = [(row, key, self.points(row, key, full)) for row in rows for key in ("points", "deducted")]
        if any(points is None for _, _, points in given):
            return None
        there = [(row, key, points) for row, key, points in given if points is not None and not np.isnan(points)]
        set_to = [(row, points) for row, key, points in there if key == "points"]
        taken = [points for _, key, points in there if key == "deducted"]
        if not set_to and not taken:
            return rule, rule, full
        if len(set_to) > 1:  # reading the log misses it where one of them gives the unit by its name
            (first, _), (second, _) = set_to[:2]
            line = int(self.current[first]["line"])
            self.tell(second, "decision_points_twice", other=self.current[first]["id"], line=line)
            return None
        before = set_to[0][1] if set_to else start
        off = sum(taken)
        if np.isnan(before):
            self.tell(rows[0], "decision_nothing_to_deduct", item=item)
        elif off > full + TOLERANCE:
            self.tell(rows[-1], "decision_beyond", item=item, points=f"{off:g}", full=f"{full:g}")
        else:
            after = max(before - off, 0.0)
            for row in rows:
                self.proven(row, item, after, start)
            return rule, after, full
        return None

    def alone(self, unit: int, item: str) -> tuple[float, float, float]:
        """Return an item's points by the rule alone, what deductions start from, and its full points."""
        if item in self.extras:
            cap, rule = self.extras[item].cap, float(self.by_rule[item][unit])
            return rule, rule, float("inf") if cap is None else cap
        file, column = self.framework.file, self.columns[item]
        full = float(file.indicators[item].weight or 0.0) if self.has_points(item) else 100.0
        rule, reason = float(self.marks.filled[unit, column]) / 100.0 * full, int(self.marks.reasons[unit, column])
        if isinstance(file.indicators[item].score, Reviewer) and Reason.NOT_STATED <= reason <= Reason.OPEN:
            return float("nan"), full, full  # no reviewer has said anything yet: it starts from full marks
        return rule, rule, full

    def has_points(self, item: str) -> bool:
        """Say whether an indicator has points; one without weight in a sheet of points is decided by shares."""
        return self.framework.file.total_points is not None and bool(self.framework.file.indicators[item].weight)

    def points(self, row: int, key: str, full: float) -> float | None:
        """Return the points of a decision (NaN: none given), None (with a problem) where they cannot be."""
        one = self.current[row]
        value, percent, item = float(one[key]), bool(one[f"{key}_percent"]), one["item"]
        if np.isnan(value):
            return value
        if percent and not np.isfinite(full):
            self.tell(row, "decision_percent_of_nothing", item=item)
            return None
        if not percent and item in self.columns and not self.has_points(item):
            if self.framework.file.total_points is None:
                self.tell(row, "decision_bare_points", item=item, got=f"{value:g}")
                return None
            full = 0.0
        points = value * full if percent else value
        if points > full + TOLERANCE:
            self.tell(row, "decision_beyond", item=item, points=f"{points:g}", full=f"{full:g}")
            return None
        return points

    def proven(self, row: int, item: str, after: float, start: float) -> None:
        """A decision that takes marks away names its evidence; while it is proposed, a warning will do."""
        one = self.current[row]
        worse = after > start + TOLERANCE if _is_penalty(self.extras.get(item)) else after < start - TOLERANCE
        if worse and not np.isnan(one["points"]) and not one["evidence"]:
            severity: Severity = "warning" if one["state"] == "proposed" else "error"
            self.tell(row, "decision_without_evidence", severity=severity, item=item)

    def tell(self, row: int, code: str, *, severity: Severity = "error", **params: object) -> None:
        one = self.current[row]
        self.problems.append(self.decisions.problem(code, one["rows"][-1], severity=severity, id=one["id"], **params))

    def near(self, row: int, code: str, got: str, known: list[str]) -> None:
        near = nearest(got, known) if len(self.problems) < _SUGGESTIONS else ""
        self.tell(row, f"{code}_near" if near else code, got=got, near=near)


def _is_penalty(spec: Extra | None) -> bool:
    return spec is not None and spec.kind == "penalty"


def _written(one: dict[str, Any], key: str) -> str:
    """Return points as they were written, "" where there are none."""
    value = float(one[key])
    if np.isnan(value):
        return ""
    return f"{value * 100:.12g}%" if one[f"{key}_percent"] else f"{value:.12g}"
