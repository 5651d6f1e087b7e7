"""What the models cannot see: names, sums, units, directions and rules that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fazhi_score.errors import Problem, Severity
from fazhi_score.framework.amounts import Amount, as_percent
from fazhi_score.framework.document import Document, Mark, Path_
from fazhi_score.framework.formula import Formula, FormulaError, Name, parse_formula
from fazhi_score.framework.own_rules import OwnRule, ScoreField
from fazhi_score.framework.robustness_checks import robustness_problems
from fazhi_score.framework.rules import (
    FORMULA_KEYS,
    PRESENCE_RULES,
    Bands,
    Checklist,
    Deadline,
    Deduct,
    Levels,
    Proportional,
    Required,
    Reviewer,
    TargetGap,
    Threshold,
)
from fazhi_score.framework.scale_checks import scale_problems
from fazhi_score.framework.scales import SCALE_ENDS, PiecewiseLinear
from fazhi_score.framework.schema import (
    PERIOD_CONDITION,
    Alert,
    Extra,
    FrameworkFile,
    Indicator,
    Veto,
    alerts_of,
    unknown,
)
from fazhi_score.framework.step_checks import step_problems
from fazhi_score.framework.sums import sum_problems

_TOLERANCE = 1e-9

_OVER_PERIODS = {"number": ("sum", "mean", "last", "max"), "share": ("mean", "last", "max")}
"""How months of a kind of fact can make a year; of yes or no, days and levels there is no sum and no mean."""


@dataclass
class Checked:
    """Parsed formulas by their path in the file, and what was found."""

    formulas: dict[Path_, Formula] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    by_class: dict[str, dict[str, Any]] = field(default_factory=dict)


def check_framework(file: FrameworkFile, document: Document) -> Checked:
    """Parse every formula and return it with every problem of the file."""
    check = _Check(file, document)
    check.names()
    check.groups()
    check.points()
    for name, spec in file.indicators.items():
        check.indicator(name, spec)
    check.adjustments()
    check.alerts()
    check.facts()
    check.method()
    check.done.problems += step_problems(file, document)
    if file.robustness is not None:
        check.done.problems += robustness_problems(file.robustness, file, document)
    if any(problem.code.startswith("unknown_group") for problem in check.done.problems):
        # an indicator in a group that is not there is missing in the sum of its own: the name is the mistake
        check.done.problems = [p for p in check.done.problems if not p.code.startswith("points_do_not_add_up")]
    return check.done


class _Check:
    """The checks of one file; each adds to `done`."""

    def __init__(self, file: FrameworkFile, document: Document) -> None:
        self.file, self.document = file, document
        self.done = Checked()
        self.used: set[str] = set()

    def add(self, path: Path_, code: str, *, key: bool = False, severity: Severity = "error", **params: Any) -> None:
        problem = self.document.problem(path, code, key=key, **params)
        self.done.problems.append(replace(problem, severity=severity))

    def kind(self, fact: str) -> str:
        spec = self.file.facts[fact]
        return spec.kind or ("share" if spec.unit == "percent" else "level" if spec.levels else "number")

    def names(self) -> None:
        """Groups, indicators and adjustments share columns of the result, so each id stands once."""
        seen: dict[str, str] = {}
        for section in ("groups", "indicators", "adjustments"):
            for name in getattr(self.file, section):
                if name in seen or name in ("", "adjustments", "composite"):
                    self.add((section, name), "name_taken", key=True, name=name, section=seen.get(name, "-"))
                seen[name] = section

    def groups(self) -> None:
        groups = self.file.groups
        for name, group in groups.items():
            if group.within and group.within not in groups:
                path = ("groups", name, "within")
                self.done.problems.append(unknown(self.document, path, "group", group.within, groups))
            seen, at = set[str](), group.within
            while at in groups and at not in seen:
                seen.add(at)
                at = groups[at].within
            if name in seen:
                self.add(("groups", name, "within"), "group_cycle", name=name)
            if not self.children(name):
                self.add(("groups", name), "group_empty", key=True, severity="warning", name=name)
            self.applies_to(("groups", name), group)

    def children(self, group: str) -> list[tuple[Path_, float | None]]:
        """Return path and weight of the groups and scored indicators right below `group`."""
        found: list[tuple[Path_, float | None]] = [
            (("groups", n), g.weight) for n, g in self.file.groups.items() if g.within == group
        ]
        found += [
            (("indicators", n), i.weight)
            for n, i in self.file.indicators.items()
            if i.group == group and i.better != "neutral" and i.layer != "neutral"
        ]
        return found

    def points(self) -> None:
        """With `total_points`, the children of every group add up to its points."""
        total = self.file.total_points
        parents: list[tuple[str, float | None]] = [("", total)]
        parents += [(name, group.weight if total is not None else None) for name, group in self.file.groups.items()]
        for name, wanted in parents:
            children = self.children(name)
            missing = [path for path, weight in children if total is not None and weight is None]
            for path in missing:
                self.add(path, "points_missing", key=True, name=path[-1])
            given = sum(weight if weight is not None else 1.0 for _, weight in children)
            if children and given <= 0:
                self.add(("groups", name) if name else (), "weights_all_zero", key=True, name=name or self.file.id)
            elif not missing and wanted is not None:
                self.done.problems += sum_problems(self.file, self.document, name, wanted, children)

    def formula(self, path: Path_, text: str, names: tuple[str, ...] = ()) -> Formula | None:
        """Parse a formula and look its names up among the facts, and further `names`."""
        owner = self.file.id if path[0] == "alert" else str(path[1])
        comment, start = self.comment_after(path, text)
        try:
            formula = parse_formula(text)
        except FormulaError as error:
            if comment and error.start >= len(text.rstrip()):  # what is missing may stand behind the #
                self.add(path, "formula_comment", at=start, name=owner)
            else:
                self.add(path, error.code, at=self.document.inside(path, error.start), name=owner, **error.params)
            return None
        if re.match(r"#\S", comment):
            self.add(path, "formula_comment", at=start, name=owner)
        for name in formula.names():
            if name.id in self.file.facts:
                self.used.add(name.id)
            elif name.id not in names:
                at, known = self.document.inside(path, name.start), [*names, *self.file.facts]
                problem = unknown(self.document, path, "fact", name.id, known, at=at, owner=owner)
                self.done.problems.append(problem)
        self.done.formulas[path] = formula
        return formula

    def comment_after(self, path: Path_, text: str) -> tuple[str, Mark]:
        """Return the comment right behind a plain formula ("" where there is none), and where it begins."""
        end = self.document.inside(path, len(text))
        lines = self.document.lines.get(end.file)
        found = re.match(r"(\s+)(#.*)", lines[end.line - 1][end.column - 1 :]) if lines else None
        return (found[2], end._replace(column=end.column + len(found[1]))) if found else ("", end)

    def indicator(self, name: str, spec: Indicator) -> None:
        path: Path_ = ("indicators", name)
        if spec.group not in self.file.groups:
            self.done.problems.append(unknown(self.document, (*path, "group"), "group", spec.group, self.file.groups))
        self.applies_to(path, spec)
        formula = self.value_formula(path, name, spec)
        stated = self.formula((*path, "stated"), spec.stated) if spec.stated else None
        if isinstance(spec.score, Checklist):
            listed = isinstance(spec.score.items, list)
            for number, (key, item) in enumerate(spec.score.entries()):
                where: Path_ = (number,) if listed else (key, "formula")
                parsed = self.formula((*path, "score", "items", *where), item.formula)
                if parsed:
                    self.done.formulas[*path, "score", "items", key] = parsed
            if spec.formula:
                self.add((*path, "formula"), "checklist_and_formula", name=name)
        elif not spec.formula and not isinstance(spec.score, Reviewer):
            self.add(path, "missing_key", key=True, name="formula", owner=name)
        for kind in spec.by_class:
            self.by_class((*path, "by_class", kind), name, kind, spec)
        if spec.falsified:
            self.formula((*path, "falsified"), spec.falsified)
        for key in FORMULA_KEYS:
            text = getattr(spec.score, key, None)
            if text:
                self.formula((*path, "score", key), text)
        neutral = spec.better == "neutral" or spec.layer == "neutral"
        if neutral and (spec.score or spec.weight is not None or spec.layer not in (None, "neutral")):
            self.add(path, "neutral_scored", key=True, name=name)
        elif not neutral and spec.score is None:
            self.add(path, "missing_key", key=True, name="score", owner=name)
        if not neutral and spec.score is not None:
            self.rule(path, name, spec)
            self.silence(path, name, spec)
        self.units(path, name, spec, formula, stated)

    def value_formula(self, path: Path_, name: str, spec: Indicator) -> Formula | None:
        """Parse the formula of an indicator, or all of its definitions; the first one is its formula."""
        if not spec.definition:
            return self.formula((*path, "formula"), spec.formula) if spec.formula else None
        if spec.formula != spec.definition[0]:
            self.add((*path, "formula"), "definition_and_formula", name=name)
        found = [self.formula((*path, "definition", number), text) for number, text in enumerate(spec.definition)]
        if found[0] is not None:
            self.done.formulas[*path, "formula"] = found[0]
        return found[0]

    def by_class(self, path: Path_, name: str, kind: str, spec: Indicator) -> None:
        """A class may relax the rule's thresholds, or have another rule."""
        base: Any = self.document.data["indicators"][name].get("score") or {}
        given = spec.by_class[kind]
        merged = {**({} if given.get("rule", base.get("rule")) != base.get("rule") else base), **given}
        try:
            rule: Any = TypeAdapter(ScoreField).validate_python(merged)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                key = next((step for step in reversed(item["loc"]) if step in given), "")
                at = (*path, key) if key else path
                self.add(at, "by_class_rule", name=name, kind=kind, reason=str(key or merged.get("rule")))
            return
        self.done.by_class.setdefault(name, {})[kind] = rule
        self.rule(("indicators", name), name, spec.model_copy(update={"score": rule}), at=path)

    def silence(self, path: Path_, name: str, spec: Indicator) -> None:
        """Refuse a rule that whoever mentions the item passes, where silence costs nothing."""
        in_composite = self.file.method.score_on == "all" or (spec.layer or "measured") == "measured"
        if spec.score is None or spec.score.rule not in PRESENCE_RULES or not in_composite:
            return
        policy, owner = self.not_reported(path, spec)
        if policy == "exclude":
            at = self.document.latest((*path, "score"), (*path, "score", "rule"), (*owner, "missing", "not_reported"))
            self.add(at, "presence_excluded", name=name, rule=spec.score.rule)

    def not_reported(self, path: Path_, spec: Indicator) -> tuple[str | None, Path_]:
        """Return what silence earns, and whose word it is: the indicator's, else its groups', else the method's."""
        missing, owner = spec.missing, path
        group, seen = spec.group, set[str]()
        while (missing is None or missing.not_reported is None) and group in self.file.groups and group not in seen:
            seen.add(group)
            owner = ("groups", group)
            missing, group = self.file.groups[group].missing, self.file.groups[group].within
        if missing is None or missing.not_reported is None:
            missing, owner = self.file.method.missing, ("method",)
        return missing.not_reported, owner

    def rule(self, path: Path_, name: str, spec: Indicator, at: Path_ = ()) -> None:
        """Check the rule of an indicator, which stands at `at` (its `score`, or that of a class)."""
        score, at, better = spec.score, at or (*path, "score"), (*path, "better")
        if isinstance(score, OwnRule):  # only its author knows which keys are marks and which are thresholds
            self.add((*at, "rule"), "own_rule_code", severity="warning", name=name, rule=score.rule)
            self.rule_kind(path, name, spec)
            return
        for key, marks in marks_of(score):
            if not marks.percent and self.file.total_points is None and marks.value != 0:
                self.add((*at, *key), "bare_points", name=name, key_name=str(key[-1]), got=str(marks))
            elif not 0 <= self.share(marks, spec) <= 1 + _TOLERANCE:
                self.add((*at, *key), "marks_out_of_range", name=name, key_name=str(key[-1]), got=str(marks))
        for key, amount in thresholds_of(score):
            if (spec.unit == "percent") != amount.percent and amount.value != 0:
                code = "threshold_percent" if spec.unit == "percent" else "threshold_not_percent"
                self.add((*at, *key), code, name=name, got=str(amount), remedy=as_percent(amount.value))
        for key, code, told in scale_problems(score, spec.better, lambda marks: self.share(marks, spec)):
            where = (*at, *key)
            self.add(self.document.latest(where, better) if "better" in told else where, code, name=name, **told)
        if isinstance(score, Bands):
            self.bands(at, name, spec, score)
        if isinstance(score, Bands | Levels | PiecewiseLinear):
            given = [marks for _, marks in marks_of(score)]
            if max(self.share(marks, spec) for marks in given) < 1 - _TOLERANCE:
                best = max(given, key=lambda marks: self.share(marks, spec))
                full = f"{spec.weight:g}" if self.file.total_points is not None else "100%"
                self.add(at, "full_marks_unreachable", severity="warning", name=name, best=str(best), full=full)
        if isinstance(score, Required | Proportional):
            bound = score.at_least if isinstance(score, Required) else score.full
            if bound.value <= 0:
                self.add(at, "threshold_positive", name=name, got=str(bound))
            if spec.better != "higher":
                self.add(
                    self.document.latest(at, better), "rule_direction", name=name, rule=score.rule, better="higher"
                )
        elif isinstance(score, Deduct) and spec.better != "lower":
            self.add(self.document.latest(at, better), "rule_direction", name=name, rule="deduct", better="lower")
        elif isinstance(score, Deadline):
            self.deadline(at, name, score)
        elif isinstance(score, Threshold) and (score.at_least is None) == (score.at_most is None):
            self.add(at, "one_of_two", name=name, one="at_least", other="at_most")
        elif isinstance(score, TargetGap):
            self.target_gap(at, name, spec, score)
        self.rule_kind(path, name, spec)

    def bands(self, at: Path_, name: str, spec: Indicator, score: Bands) -> None:
        """Edges go one way, and a better value never earns less."""
        for number, band in enumerate(score.bands):
            if (band.at_least is None) == (band.above is None):
                self.add((*at, "bands", number), "band_edge", name=name)
        ordered = sorted(enumerate(score.bands), key=lambda b: (b[1].edge.value, b[1].above is not None))
        for (_, lower), (number, upper) in pairwise(ordered):
            more = self.share(upper.score, spec) - self.share(lower.score, spec)
            if (lower.edge.value, lower.above is None) == (upper.edge.value, upper.above is None):
                self.add((*at, "bands", number), "bands_overlap", name=name, edge=str(upper.edge))
            elif abs(more) > _TOLERANCE and (more > 0) != (spec.better == "higher"):
                edge = str(upper.edge)
                where = self.document.latest((*at, "bands", number), ("indicators", name, "better"))
                self.add(where, "bands_direction", name=name, edge=edge, better=spec.better)

    @staticmethod
    def share(marks: Amount, spec: Indicator) -> float:
        """Return marks as a share of an indicator's full marks."""
        return marks.value if marks.percent else marks.value / (spec.weight or float("inf"))

    def target_gap(self, at: Path_, name: str, spec: Indicator, score: TargetGap) -> None:
        """One target, and slopes that stand on its bad side."""
        if (score.target is None) == (score.reference is None):
            self.add(at, "one_of_two", name=name, one="target", other="reference")
        for number, slope in enumerate(score.slopes):
            worse = score.target is None or (slope.beyond.value < score.target.value) == (spec.better == "higher")
            if not worse or (score.target is not None and slope.beyond.value == score.target.value):
                self.add((*at, "slopes", number), "slope_side", name=name, edge=str(slope.beyond))

    def deadline(self, at: Path_, name: str, score: Deadline) -> None:
        month, day = (int(part) for part in score.due.split("-"))
        if not (1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)):
            self.add((*at, "due"), "no_such_day", name=name, got=score.due)
        if score.late is None and score.each_day is None:
            self.add(at, "deadline_without_marks", name=name)

    def rule_kind(self, path: Path_, name: str, spec: Indicator) -> None:
        """Level and date facts go with their own rules only."""
        formula, rule = self.done.formulas.get((*path, "formula")), spec.score.rule if spec.score else ""
        facts = [name.id for name in formula.names()] if formula else []
        if formula is None or not self.file.facts.keys() >= set(facts):
            return
        kinds = {self.kind(fact) for fact in facts}
        wanted = {"levels": "level", "deadline": "date"}.get(rule)
        if wanted and (not isinstance(formula.tree, Name) or kinds != {wanted}):
            self.add((*path, "formula"), "rule_wants_kind", name=name, kind=wanted, rule=rule)
        elif not wanted:
            for kind in sorted(kinds & {"level", "date"}):
                self.add((*path, "formula"), "rule_kind", name=name, kind=kind, rule=rule)
        elif isinstance(spec.score, Levels):
            known = self.file.facts[facts[0]].levels
            for level in known:
                if level not in spec.score.scores:
                    self.add((*path, "score", "scores"), "level_without_score", name=name, level=level)
            for level in spec.score.scores:
                if level not in known:
                    where = (*path, "score", "scores", level)
                    self.done.problems.append(unknown(self.document, where, "level", level, known, key=True))

    def units(self, path: Path_, name: str, spec: Indicator, formula: Formula | None, stated: Formula | None) -> None:
        for number, bound in enumerate(spec.valid or ()):
            if bound is not None and bound.value != 0 and bound.percent != (spec.unit == "percent"):
                code = "threshold_percent" if spec.unit == "percent" else "threshold_not_percent"
                self.add((*path, "valid", number), code, name=name, got=str(bound), remedy=as_percent(bound.value))
        self.ends((*path, "valid"), name, spec.valid)
        for key, parsed in (("formula", formula), ("stated", stated)):
            if parsed and isinstance(parsed.tree, Name) and parsed.tree.id in self.file.facts:
                share = self.kind(parsed.tree.id) == "share"
                if share != (spec.unit == "percent"):
                    code = "unit_should_be_percent" if share else "unit_is_not_percent"
                    self.add((*path, key), code, name=name, fact=parsed.tree.id)

    def applies_to(self, path: Path_, spec: Any) -> None:
        period = spec.applies_to.period if spec.applies_to else None
        if period is not None and not PERIOD_CONDITION.fullmatch(period):
            self.add((*path, "applies_to", "period"), "period_condition", got=period)

    def alerts(self) -> None:
        """Conditions of alerts see the node's score, an indicator's value, and the rank of the composite."""
        nodes: list[tuple[Path_, Any, tuple[str, ...]]] = [((), self.file, ("score", "rank"))]
        nodes += [(("groups", name), group, ("score",)) for name, group in self.file.groups.items()]
        nodes += [(("indicators", name), spec, ("score", "value")) for name, spec in self.file.indicators.items()]
        for path, node, names in nodes:
            single = isinstance(node.alert, Alert)
            for number, alert in enumerate(alerts_of(node)):
                where: Path_ = (*path, "alert", "when") if single else (*path, "alert", number, "when")
                parsed = self.formula(where, alert.when, names)
                if parsed:
                    self.done.formulas[*path, "alert", number, "when"] = parsed
                if parsed and re.search(r"\bscore\)*\s*(?:[<>]=?|[=!]=)\s*[\d.]+\s*%", alert.when):
                    self.add(where, "alert_percent", got=alert.when)

    def adjustments(self) -> None:
        for name, spec in self.file.adjustments.items():
            path: Path_ = ("adjustments", name)
            for key in ("when", "formula"):
                text = getattr(spec, key, None)
                if text:
                    self.formula((*path, key), text)
            if isinstance(spec, Veto):
                self.veto(path, name, spec)
            elif isinstance(spec, Extra):
                self.extra(path, name, spec)

    def veto(self, path: Path_, name: str, spec: Veto) -> None:
        """A cap is a score within 0–100, or the name of a grade."""
        at = (*path, "at_most")
        if isinstance(spec.at_most, str):
            if spec.at_most not in self.file.grades:
                self.done.problems.append(unknown(self.document, at, "grade", spec.at_most, self.file.grades))
        elif not 0 <= spec.at_most <= 100:
            self.add(at, "cap_range", name=name, got=spec.at_most)

    def extra(self, path: Path_, name: str, spec: Extra) -> None:
        """Points come from a count, from bands, from levels of items, or from a condition."""
        if (spec.formula is None) == (spec.when is None):
            self.add(path, "extra_needs_one", key=True, name=name)
        elif spec.when is not None and spec.points is None:
            self.add(path, "missing_key", key=True, name="points", owner=name)
        formula = self.done.formulas.get((*path, "formula"))
        if spec.levels and formula and not isinstance(formula.tree, Name):
            self.add((*path, "formula"), "levels_need_fact", name=name)

    def facts(self) -> None:
        unused = []
        for name, spec in self.file.facts.items():
            kind, path = self.kind(name), ("facts", name)
            if (kind == "level") != bool(spec.levels):
                self.add(path, "level_needs_levels", key=True, name=name)
            self.ends((*path, "range"), name, spec.range)
            allowed = _OVER_PERIODS.get(kind, ("last", "max"))
            if spec.over_periods is not None and spec.over_periods not in allowed:
                at, got = (*path, "over_periods"), spec.over_periods
                self.add(at, "over_periods_kind", name=name, known=", ".join(allowed), got=got, kind=kind)
            if not re.fullmatch(r"[^\W\d]\w*", name) or name in ("and", "or", "not"):
                self.add(path, "fact_name", key=True, name=name)
            elif name not in self.used:
                unused.append(name)
        if unused:
            listed = ", ".join(unused[:12]) + (" …" if len(unused) > 12 else "")
            self.add(("facts",), "facts_unused", key=True, severity="note", count=len(unused), listed=listed)

    def ends(self, path: Path_, name: str, bounds: Sequence[Amount | None] | None) -> None:
        low, high = bounds or (None, None)
        if low and high and low.value > high.value:
            self.add(path, "range_crossed", name=name, key_name=str(path[-1]))

    def method(self) -> None:
        method = self.file.method
        if method.missing.not_reported is None:
            self.add(("method",), "missing_policy_unstated", key=True)
        for name in self.file.grade_quota:
            if name not in self.file.grades:
                at = ("grade_quota", name)
                self.done.problems.append(unknown(self.document, at, "grade", name, self.file.grades, key=True))
        edges = list(self.file.grades.values())
        if edges not in (sorted(edges), sorted(edges, reverse=True)):
            self.add(("grades",), "grades_out_of_order", key=True)
        for name, edge in self.file.grades.items():
            if not 0 <= edge <= 100 or edges.count(edge) > 1:
                self.add(("grades", name), "grade_edge", name=name, got=f"{edge:g}")


def marks_of(score: Any) -> Iterable[tuple[Path_, Amount]]:
    """Yield the keys of a rule that give or take marks."""
    for key in ("each_missing", "max_deduction", "each", "late", "each_day", "each_place", "deduct", "each_point"):
        value = getattr(score, key, None)
        if value is not None:
            yield (key,), value
    if isinstance(score, TargetGap):
        yield from ((("slopes", n, "each_point"), slope.each_point) for n, slope in enumerate(score.slopes))
    if isinstance(score, Bands):
        yield from ((("bands", n, "score"), band.score) for n, band in enumerate(score.bands))
    if isinstance(score, Levels):
        yield from ((("scores", level), marks) for level, marks in score.scores.items())
    if isinstance(score, PiecewiseLinear):
        yield from ((("knots", n, "score"), knot.score) for n, knot in enumerate(score.knots))


def thresholds_of(score: Any) -> Iterable[tuple[Path_, Amount]]:
    """Yield the keys of a rule that are values of the indicator."""
    for key in (*SCALE_ENDS, "at_least", "at_most", "beyond", "full", "target"):
        value = getattr(score, key, None)
        if isinstance(value, Amount):
            yield (key,), value
    if isinstance(score, TargetGap):
        yield from ((("slopes", n, "beyond"), slope.beyond) for n, slope in enumerate(score.slopes))
    if isinstance(score, Bands):
        for number, band in enumerate(score.bands):
            yield ("bands", number, "at_least" if band.at_least else "above"), band.edge
    if isinstance(score, PiecewiseLinear):
        yield from ((("knots", n, "at"), knot.at) for n, knot in enumerate(score.knots))
