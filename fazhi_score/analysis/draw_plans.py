"""Facts, a framework and what is uncertain into a plan of draws: every combination of alternatives scored once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import prod
from typing import Any, NamedTuple

import numpy as np

from fazhi_score.analysis.assumptions import Assumptions, resolved, with_formula
from fazhi_score.analysis.cell_draws import cell_draws
from fazhi_score.analysis.draws import SCORING, SOURCES, Key, League, Plan, Point
from fazhi_score.analysis.rescoring import kept
from fazhi_score.analysis.specifications import _label, changed
from fazhi_score.analysis.weight_draws import nominal_shares, weight_draws
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.decisions import Decisions
from fazhi_score.facts.table import Facts
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.robustness import Gaps, LeaveOut, OtherRule, Robustness
from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.framework.steps import NONE, Step
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.marks import in_scope, not_applicable
from fazhi_score.scoring.ranking import class_sizes
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result


class Base(NamedTuple):
    """What is scored, and what varies."""

    facts: Facts
    framework: Framework
    block: Robustness
    result: Result
    decisions: Decisions | None
    memory: int

    @property
    def sources(self) -> tuple[str, ...]:
        """What is uncertain, in the order of `SOURCES`."""
        found = {name for name in SOURCES if getattr(self.block, name) not in (None, False)}
        defined = any(len(entry.spec.definition) > 1 for entry in self.framework.entries.values())
        found -= {"definitions"}
        if defined and self.block.definitions is not False:
            found.add("definitions")
        return tuple(name for name in SOURCES if name in found)

    @property
    def ids(self) -> list[str]:
        """Indicators of the composite."""
        return self.framework.composite_ids

    @property
    def columns(self) -> Codes:
        """Their columns in marks and values."""
        number = {name: k for k, name in enumerate(self.framework.entries)}
        return np.array([number[name] for name in self.ids], dtype=np.intp)


def make_base(facts: Facts, framework: Framework, assumptions: Assumptions | None, decisions: Any, memory: int) -> Base:
    """Score the facts as the framework says, and check what is said to be uncertain.

    Raises
    ------
    FazhiError
        For assumptions that make no sense, or when nothing is uncertain.
    """
    framework, block = resolved(framework, assumptions)
    result = score(facts, framework, decisions=decisions)
    base = Base(facts, framework, block, result, decisions, memory)
    if not base.sources:
        raise FazhiError(Problem("robustness_nothing"))
    return base


def make_plan(base: Base, seed: int) -> tuple[Plan, list[Problem]]:
    """Return the plan without the scores of any combination, and what is to be told of it."""
    framework, result = base.framework, base.result
    scored = result.framework  # with the weights that a method made
    names: dict[str, list[str]] = {}
    for source in (*SCORING, "aggregation"):
        given = _alternatives(base.block, source)
        if given:
            names[source] = [_label(one) for one in given]
    methods = [scored, *(_aggregated(scored, one) for one in _alternatives(base.block, "aggregation"))]
    place = {name: number for number, name in enumerate(base.ids)}
    defined = {
        place[name]: len(entry.spec.definition)
        for name, entry in framework.entries.items()
        if name in place and len(entry.spec.definition) > 1 and "definitions" in base.sources
    }
    cells, notes = cell_draws(base.result, base.block, base.ids)
    plan = Plan(
        scored, base.ids, len(result.index), seed, base.sources, names, methods,
        weight_draws(scored, base.block.weights), _field(base), {}, _left(base.block, base.ids), defined, cells,
    )  # fmt: skip
    return plan, notes


def _aggregated(framework: Framework, given: Any) -> Framework:
    return framework.with_method(aggregation=given)


def _alternatives(block: Robustness, source: str) -> list[Any]:
    """Return the alternatives of a source as `changed` takes them."""
    return [_given(one) for one in getattr(block, source) or ()]


def _given(one: Any) -> Any:
    if isinstance(one, OtherRule):
        return {"rule": one.rule, **(one.model_extra or {})}
    if isinstance(one, Step):
        return {"method": one.method, **one.parameters}
    if isinstance(one, Gaps):
        return one.model_dump(exclude_none=True)
    return None if one == NONE else one


def _left(block: Robustness, ids: list[str]) -> tuple[list[int], float]:
    """Return the places of the indicators that may be left out, and how often one of them is."""
    given = block.leave_out
    if given is None:
        return [], 0.0
    listed = given.indicators if isinstance(given, LeaveOut) else given
    names = ids if listed is None or isinstance(listed, str) else [name for name in listed if name in ids]
    places = [ids.index(name) for name in names]
    own = given.probability if isinstance(given, LeaveOut) else None
    return places, len(places) / (len(places) + 1) if own is None else own


def _field(base: Base) -> League:
    """Return what happens to composites after aggregation."""
    result, file = base.result, base.framework.file
    method, effects, n = base.framework.method, result.adjusted.effects, len(result.index)
    extra, caps = np.zeros(n), np.full(n, np.inf)
    for name, spec in file.adjustments.items():
        if isinstance(spec, Extra):
            extra += effects[name].points
        elif isinstance(spec, Veto) and not isinstance(spec.at_most, str):
            caps = np.where(effects[name].struck, np.minimum(caps, float(spec.at_most)), caps)
    grades = sorted(file.grades, key=lambda name: file.grades[name])
    highest = np.full(n, len(grades), dtype=np.intp)
    for name, struck in result.adjusted.grade_caps.items():
        highest = np.where(struck, np.minimum(highest, grades.index(name) + 1), highest)
    classes = Peers(result.panel).codes(method.rank_within)
    scope = in_scope(result.panel)
    patterns = np.stack([scope[name] for name in base.ids]) if base.ids else np.zeros((0, n), dtype=bool)
    kinds, inverse = np.unique(patterns, axis=1, return_inverse=True)
    scopes = [(np.flatnonzero(inverse.reshape(-1) == number), kinds[:, number]) for number in range(kinds.shape[1])]
    common = None
    if method.compare_on is not None:
        stated = (result.marks.stated[:, base.columns] >= 1 - TOLERANCE).T
        share = np.zeros(stated.shape)
        sizes = np.maximum(class_sizes(np.ones(n, dtype=bool), classes), 1)
        for code in np.unique(classes[classes >= 0]):
            members = classes == code
            share[:, members] = stated[:, members].sum(axis=1, keepdims=True)
        common = (share / sizes >= method.compare_on.stated_by - TOLERANCE) & (classes >= 0)
    top = np.inf if method.above_100 else 100.0
    peers = Peers(result.panel).codes(method.scale_within)
    return League(classes, result.adjusted.gated, extra, caps, top, highest, scopes, common, peers)


def prepared(plan: Plan, base: Base, sources: Iterable[str]) -> Plan:
    """Return the plan with the scores of all combinations that draws of some sources can meet.

    Raises
    ------
    FazhiError
        Where they do not fit into memory.
    """
    chosen = tuple(sources)
    wanted = [key for key in plan.keys(chosen) if key not in plan.points]
    per_point = 8 * plan.n * len(plan.ids) * (2 + sum(plan.definitions.values()) / max(len(plan.ids), 1))
    count = prod(max(len(plan.alternatives.get(source, ())), 1) for source in SCORING if source in chosen)
    if per_point * count > base.memory:
        told = {"count": count, "size": _size(per_point * count), "budget": _size(base.memory)}
        raise FazhiError(Problem("robustness_too_many", told))
    points, seen = dict(plan.points), dict[bytes, Any]()
    for key in wanted:
        points[key] = _point(plan, base, key, seen)
    return replace(plan, points=points)


def _size(amount: float) -> str:
    return f"{amount / 1e6:.0f} MB"


def _point(plan: Plan, base: Base, key: Key, seen: dict[bytes, Any]) -> Point:
    """Score one combination; where it cannot be scored, say why."""
    combination = {
        source: _alternatives(base.block, source)[number]
        for source, number in zip(SCORING, key, strict=True)
        if number >= 0
    }
    try:
        framework = changed(base.framework, combination) if combination else base.framework
        result = base.result if not combination else score(base.facts, framework, decisions=base.decisions)
        others = _defined(plan, base, framework)
    except FazhiError as error:
        empty = np.zeros((0, plan.n))
        return Point(empty, {}, empty, empty.astype(bool), reason=error.problems[0].message())
    reasons = result.marks.reasons[:, base.columns].T
    applicable = (reasons != Reason.OUT_OF_SCOPE) & ~not_applicable(reasons)
    stated = np.ascontiguousarray(result.marks.stated[:, base.columns].T)
    stated, applicable = kept(stated, seen), kept(applicable, seen)
    scale = plan.cells.scale(result, seen) if plan.cells is not None else None
    return Point(_scores(result, base.columns), nominal_shares(result.framework), stated, applicable, others, scale)


def _scores(result: Result, columns: Codes) -> Floats:
    found = np.ascontiguousarray(result.marks.filled[:, columns].T)
    found[:, Peers(result.panel).outside] = np.nan
    return found


def _defined(plan: Plan, base: Base, framework: Framework) -> dict[int, Floats]:
    """Return the scores of indicators by their other definitions, one changed at a time."""
    found: dict[int, list[Floats]] = {}
    for place in plan.definitions:
        name = plan.ids[place]
        for formula in base.framework.entries[name].spec.definition[1:]:
            other = score(base.facts, with_formula(framework, {name: formula}), decisions=base.decisions)
            found.setdefault(place, []).append(_scores(other, base.columns)[place])
    return {place: np.stack(rows) for place, rows in found.items()}


def combination_label(plan: Plan, key: Key) -> str:
    """Return how a combination is named."""
    named = zip(SCORING, key, strict=True)
    told = [f"{source}: {plan.alternatives[source][number]}" for source, number in named if number >= 0]
    return ", ".join(told) or ROOT
