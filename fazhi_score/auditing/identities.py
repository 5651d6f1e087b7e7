"""Statements into findings: what rules between facts of one region and period say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from fazhi_score.auditing.cells import (
    EPS,
    Cell,
    Labels,
    all_of,
    at_least,
    cells_of,
    comparable,
    of_region,
    only,
    rule_params,
    share_a_number,
)
from fazhi_score.auditing.findings import Finding, Place, holds, number, percent
from fazhi_score.auditing.precision import fit, printed_value
from fazhi_score.auditing.rules import Checks, Rule
from fazhi_score.auditing.statements import Statement


def check_identities(statements: Sequence[Statement], checks: Checks, *, labels: Labels) -> Iterator[Finding]:
    """Yield what the rules between facts say of each region, period, scope and item."""
    seen: set[tuple[str, tuple[Place, ...]]] = set()
    for key, cell in cells_of(statements).items():
        for rule in checks.rules.values():
            finding = _CHECKS[rule.kind](rule, cell, labels) if rule.kind in _CHECKS else None
            if finding is None or (rule.name, finding.places) in seen:
                continue
            seen.add((rule.name, finding.places))
            yield of_region(finding, key.region, key.period)


def _rate(rule: Rule, cell: Cell, labels: Labels) -> Finding | None:
    stated, parts = only(cell, rule.left), all_of(cell, rule.of)
    if stated is None or not parts or stated.value > 1 + EPS:
        return None
    part = sum(statement.value for statement in parts)
    rate = stated.rate or printed_value(stated.value)
    added = [statement for fact in rule.may_add if (statement := only(cell, fact)) is not None]
    bases = [statement for fact in rule.right if (statement := only(cell, fact)) is not None and statement.value > 0]
    for base, more in product(bases, ([], added)):
        sources = [base, *more]
        whole = sum(statement.value for statement in sources)
        mode = fit(part, whole, rate) if part <= whole and comparable(parts[0], *sources) else ""
        if mode:
            places = tuple(statement.place for statement in (stated, *parts, *sources))
            expression = f"{number(part)}/{number(whole)} = {percent(part, whole)}, {rate}"
            if mode == "truncated":
                return Finding("rate", "minor", True, places, expression, "audit_rate_truncated", {"rate": str(rate)})
            return holds("rate", places, expression)
    if not bases or not comparable(parts[0], *bases):
        return None
    return _wrong_rate(rule, labels, stated, parts, [bases[0], *added])


def _wrong_rate(
    rule: Rule, labels: Labels, stated: Statement, parts: list[Statement], sources: list[Statement]
) -> Finding | None:
    """Return that no base gives a printed rate; None where more are counted than the base has."""
    part, base = (sum(statement.value for statement in of) for of in (parts, sources))
    if part > base:
        return None
    rate = stated.rate or printed_value(stated.value)
    places = tuple(statement.place for statement in (stated, *parts, *sources))
    expression = f"{number(part)}/{number(base)} = {percent(part, base)} ≠ {rate}"
    params = rule_params(rule, labels, sources[0].fact, rate=str(rate), computed=percent(part, base))
    if rule.may_add and len(sources) == 1:
        return Finding("rate", "info", None, places, expression, "audit_fact_rate_open", params)
    return Finding("rate", "error", False, places, expression, "audit_fact_rate", params)


def _sum(rule: Rule, cell: Cell, labels: Labels) -> Finding | None:
    total, parts = only(cell, rule.left), all_of(cell, rule.right)
    if total is None or not parts or share_a_number(total, *parts):
        return None
    value = sum(statement.value for statement in parts)
    terms = "+".join(number(statement.value) for statement in parts)
    places = tuple(statement.place for statement in (total, *parts))
    if abs(value - total.value) <= EPS:
        return holds("parts", places, f"{number(total.value)} = {terms}")
    params = rule_params(rule, labels, total=number(total.value), sum=number(value))
    expression = f"{number(total.value)} ≠ {terms}"
    if rule.open and value < total.value:
        return Finding("parts", "info", None, places, expression, "audit_fact_sum_open", params)
    return Finding("parts", "error", False, places, expression, "audit_fact_sum", params)


def _at_most(rule: Rule, cell: Cell, labels: Labels) -> Finding | None:
    part, wholes = only(cell, rule.left), all_of(cell, rule.right)
    if part is None or not wholes or not comparable(part, *wholes):
        return None
    added = [statement for fact in rule.may_add if (statement := only(cell, fact)) is not None]
    sources = (*wholes, *added)
    whole = sum(statement.value for statement in sources)
    least = [statement for fact in rule.may_add if (statement := at_least(cell, fact)) is not None]
    if part.value > whole + EPS and not added and not share_a_number(part, *wholes, *least):
        more = whole + sum(statement.low or 0.0 for statement in least)
        if part.value <= more + EPS:
            places = tuple(statement.place for statement in (part, *wholes, *least))
            terms = "+".join(number(statement.low or statement.value) for statement in (*wholes, *least))
            return holds("parts", places, f"{number(part.value)} ≤ {terms}")
    terms = "+".join(number(statement.value) for statement in sources)
    places = tuple(statement.place for statement in (part, *sources))
    if part.value <= whole + EPS:
        return holds("parts", places, f"{number(part.value)} ≤ {terms}")
    params = rule_params(rule, labels, *(statement.fact for statement in sources))
    expression = f"{number(part.value)} > {terms}"
    if rule.open:
        return Finding("parts", "info", None, places, expression, "audit_fact_more_doubtful", params)
    if rule.may_add and not added:
        return Finding("parts", "minor", None, places, expression, "audit_fact_more_open", params)
    return Finding("parts", "error", False, places, expression, "audit_fact_more", params)


def _balance(rule: Rule, cell: Cell, labels: Labels) -> Finding | None:
    left, came, went = only(cell, rule.left), all_of(cell, rule.right), all_of(cell, rule.of)
    if left is None or not came or not went:
        return None
    rest = sum(s.value for s in came) - sum(s.value for s in went)
    places = tuple(statement.place for statement in (left, *came, *went))
    terms = f"{'+'.join(number(s.value) for s in came)} - {'-'.join(number(s.value) for s in went)} = {number(rest)}"
    if abs(rest - left.value) <= EPS:
        return holds("balance", places, terms)
    params = rule_params(rule, labels, rest=number(rest), value=number(left.value))
    return Finding("balance", "error", False, places, f"{terms} ≠ {number(left.value)}", "audit_fact_balance", params)


_CHECKS = {"rate": _rate, "sum": _sum, "at_most": _at_most, "balance": _balance}
