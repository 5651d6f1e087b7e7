"""Changed values of indicators into the facts that give them, and into what scoring makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.analysis.planning import Chosen
from fazhi_score.facts.cells import cell_text, percent_text
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.formula import Call, Formula, Name, Node
from fazhi_score.framework.model import Entry
from fazhi_score.framework.schema import Fact
from fazhi_score.scoring.decided import with_decisions
from fazhi_score.scoring.engine import _Scorer, score
from fazhi_score.scoring.indicators import FORMULA, STATED, Evaluator
from fazhi_score.scoring.marks import mark
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result
from fazhi_score.scoring.values import fact_kind

_CONDITIONS = (">", ">=", "or", "any")


def facts_changed(result: Result, unit: int, chosen: list[Chosen]) -> tuple[pd.DataFrame, list[str]]:
    """Return the facts that give the changed values, and the indicators for which there is more than one way."""
    facts: dict[str, float] = {}
    unclear = []
    for one in chosen:
        found = _facts_of(result, unit, one)
        if found is None or any(abs(facts.get(name, value) - value) > 1e-9 for name, value in found.items()):
            unclear.append(one.lever.indicator)
        else:
            facts |= found
    specs = result.framework.file.facts
    region, period = result.index[unit]
    rows = [(region, period, name, written(specs[name], value)) for name, value in facts.items()]
    return pd.DataFrame(rows, columns=["region", "period", "fact", "value"]), unclear


def _facts_of(result: Result, unit: int, one: Chosen) -> dict[str, float] | None:
    entry = result.framework.entries[one.lever.indicator]
    column = list(result.framework.entries).index(entry.id)
    if result.values.windows[unit, column] or entry.spec.evidence is not None:
        return None  # the figures stand in another window, or need a source
    if entry.items:
        found: dict[str, float] = {}
        formulas = {item: formula for item, _, formula in entry.items}
        for item in one.piece.items:
            more = _affirmed(result, formulas[item].tree)
            if more is None:
                return None
            found |= more
        return found
    assert entry.formula is not None  # no lever without one
    value, tree = one.lever.value(one.position), entry.formula.tree
    if isinstance(tree, Name):
        return _named(result, unit, entry, tree.id, value)
    if value == 1.0 and isinstance(tree, Call) and tree.function in _CONDITIONS:
        return _affirmed(result, tree)
    return _of_rate(result, unit, entry, value, int(result.values.branches[unit, column]))


def _named(result: Result, unit: int, entry: Entry, fact: str, value: float) -> dict[str, float]:
    found = {fact: value}
    return found | _printed(result, unit, entry, value)


def _of_rate(result: Result, unit: int, entry: Entry, value: float, branch: int) -> dict[str, float] | None:
    """Return the count above an indicator's base, or the printed rate where the counts are not known."""
    assert entry.formula is not None
    tree = entry.formula.tree
    stated = entry.stated.tree if entry.stated is not None else None
    if branch != FORMULA:
        return (
            {stated.id: value}
            if isinstance(stated, Name) and (branch == STATED or _unknown(result, unit, tree))
            else None
        )
    if not (isinstance(tree, Call) and tree.function == "/" and isinstance(tree.arguments[0], Name)):
        return None
    base = float(Evaluator(result.panel)(Formula("", tree.arguments[1])).values[unit])
    count, over = value * base, tree.arguments[0].id
    if fact_kind(result.framework.file.facts[over]) != "number" or np.isnan(base):
        return None
    near = round(count)
    return {over: float(near) if abs(count - near) < 1e-6 else count} | _printed(result, unit, entry, value)


def _unknown(result: Result, unit: int, tree: Node) -> bool:
    """Say whether a formula has no value now."""
    return bool(np.isnan(Evaluator(result.panel)(Formula("", tree)).values[unit]))


def _printed(result: Result, unit: int, entry: Entry, value: float) -> dict[str, float]:
    """Return the printed rate that goes with a value, where the unit prints one."""
    stated = entry.stated.tree if entry.stated is not None else None
    if isinstance(stated, Name) and not _unknown(result, unit, stated):
        return {stated.id: value}
    return {}


def _affirmed(result: Result, node: Node) -> dict[str, float] | None:
    """Return a fact with which a condition holds: an answer rather than a number."""
    facts = result.framework.file.facts
    if isinstance(node, Name):
        return {node.id: 1.0} if fact_kind(facts[node.id]) in ("yes_no", "number") else None
    if not isinstance(node, Call) or node.function not in _CONDITIONS:
        return None
    if node.function in (">", ">="):
        return None
    found = [_affirmed(result, argument) for argument in node.arguments if isinstance(argument, Name)]
    return next((one for one in found if one is not None), None)


def written(spec: Fact, value: float) -> str:
    """Return a value of a fact as it would be written in a cell."""
    kind = fact_kind(spec)
    if kind == "share":
        return percent_text(float(f"{value:.12g}"))
    if kind == "yes_no":
        return "是" if value else "否"
    if kind == "date":
        return date.fromordinal(round(value)).isoformat()
    if kind == "level":
        return spec.levels[round(value)]
    return cell_text(float(f"{value:.12g}"))


def with_facts(result: Result, changed: pd.DataFrame) -> Result:
    """Score the facts of a result, some of which are changed: they take the place of every row that said otherwise."""
    facts = result.panel.facts
    gone = np.zeros(len(facts), dtype=bool)
    for region, period, fact in changed[["region", "period", "fact"]].itertuples(index=False):
        table = facts.table
        gone |= ((table["region"] == region) & (table["period"] == period) & (table["fact"] == fact)).to_numpy()
    kept = Facts(facts.table[~gone].reset_index(drop=True), origin=facts.origin)
    made = read_facts([kept, changed], regions=facts.regions, documents=facts.documents)
    return score(made, result.framework, decisions=result.log)


def with_values(result: Result, unit: int, chosen: list[Chosen]) -> Result:
    """Score a result once more with other values of some indicators of a unit."""
    old, framework = result.values, result.framework
    values = old.values.copy(order="F")
    reasons, branches = old.reasons.copy(order="F"), old.branches.copy(order="F")
    parts: dict[str, Any] = {name: _copied(found) for name, found in old.parts.items()}
    number = {name: k for k, name in enumerate(framework.entries)}
    for one in chosen:
        name, column = one.lever.indicator, number[one.lever.indicator]
        reasons[unit, column] = OK
        branches[unit, column] = branches[unit, column] or FORMULA
        if one.lever.function is not None:
            values[unit, column] = one.lever.value(one.position)
            continue
        for k, (item, _, _) in enumerate(framework.entries[name].items):
            if item in one.piece.items:
                parts[name].values[unit, k], parts[name].reasons[unit, k] = 1.0, OK
    changed = replace(old, values=values, reasons=reasons, branches=branches, parts=parts)
    marks = with_decisions(mark(result.panel, changed), result.decided, framework)
    return _Scorer(result.panel, changed, marks, result.decided, result.log).result([])


def _copied(found: Any) -> Any:
    """Return answers and reasons of a checklist as arrays of their own."""
    return type(found)(found.values.copy(), found.reasons.copy())
