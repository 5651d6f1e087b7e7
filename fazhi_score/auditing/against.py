"""Statements of two sources into findings: last year's figures, and another source for the same unit and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fazhi_score.auditing.cells import EPS, YEAR, Cell, Labels, cells_of, of_region, only, rule_params, shown
from fazhi_score.auditing.findings import Finding, Place, holds, number, percent
from fazhi_score.auditing.precision import fit, growth_fit, printed_value
from fazhi_score.auditing.rules import Checks, Rule
from fazhi_score.auditing.statements import Statement


def check_growth_facts(
    statements: Sequence[Statement], earlier: Sequence[Statement], checks: Checks, *, labels: Labels
) -> Iterator[Finding]:
    """Yield printed growth, and figures carried over, against the figures of the year before."""
    before = cells_of(earlier)
    for key, cell in cells_of(statements).items():
        year = key.period[:YEAR]
        if not (key.period.isdecimal() and len(key.period) == YEAR):
            continue
        last = before.get(key._replace(period=str(int(year) - 1)))
        if not last:
            continue
        for rule in checks.rules.values():
            finding = None
            if rule.kind == "growth":
                finding = _growth(rule, cell, last, labels)
            elif rule.kind == "carried":
                finding = _carried(rule, cell, last, labels)
            if finding is not None:
                yield of_region(finding, key.region, key.period)


def _growth(rule: Rule, cell: Cell, last: Cell, labels: Labels) -> Finding | None:
    stated = only(cell, rule.left)
    pairs = [(now, then) for fact in rule.right if (now := only(cell, fact)) and (then := only(last, fact))]
    if stated is None or not pairs:
        return None
    rate, fall = stated.rate or printed_value(abs(stated.value)), stated.value < 0
    fitting = [pair for pair in pairs if growth_fit(pair[0].value, pair[1].value, rate, fall=fall)]
    now, then = (fitting or pairs)[0]
    places = (stated.place, now.place, then.place)
    if then.value <= 0:
        return None
    computed = f"{number(round(100 * (now.value / then.value - 1), 4))}%"
    terms = f"{number(now.value)}/{number(then.value)} - 1 = {computed}"
    if fitting:
        return holds("growth", places, f"{terms}, {shown(stated)}")
    params = rule_params(rule, labels, now.fact, computed=computed, rate=shown(stated))
    return Finding("growth", "error", False, places, f"{terms} ≠ {shown(stated)}", "audit_fact_growth", params)


def _carried(rule: Rule, cell: Cell, last: Cell, labels: Labels) -> Finding | None:
    now, then = only(cell, rule.left), only(last, rule.right[0])
    if now is None or then is None:
        return None
    if now.value == then.value:
        return holds("balance", (now.place, then.place), f"{number(now.value)} = {number(then.value)}")
    params = rule_params(rule, labels)
    expression = f"{number(now.value)} ≠ {number(then.value)}"
    return Finding("balance", "error", False, (now.place, then.place), expression, "audit_fact_carried", params)


def check_against(statements: Sequence[Statement], others: Sequence[Statement], *, labels: Labels) -> Iterator[Finding]:
    """Yield facts that another source states for the same unit and time with another value, or more in part of it."""
    known: dict[tuple[str, ...], list[Statement]] = {}
    for other in others:
        known.setdefault(other[:6], []).append(other)
    for statement in statements:
        found = known.get(statement[:6], [])
        agreeing = [other for other in found if _agree(statement, other)]
        partly = [] if found else _beyond_the_year(statement, known, labels)
        if agreeing:
            expression = f"{shown(statement)} = {shown(agreeing[0])}"
            finding = holds("against", (statement.place, agreeing[0].place), expression)
        elif found or partly:
            other = (found or partly)[0]
            params: dict[str, object] = {"fact": labels.name(statement.fact)}
            params |= {"one": shown(statement), "other": shown(other), "document": other.place.document}
            expression = f"{shown(statement)} {'≠' if found else '<'} {shown(other)}"
            places = (statement.place, other.place)
            finding = Finding("against", "error", False, places, expression, "audit_against", params)
        else:
            continue
        yield of_region(finding, statement.region, statement.period)


def _beyond_the_year(
    statement: Statement, known: dict[tuple[str, ...], list[Statement]], labels: Labels
) -> list[Statement]:
    """Return what another source has of part of the year, where it is more than this source has of the whole."""
    if statement.span != "annual" or labels.kind(statement.fact) not in ("count", "amount"):
        return []
    key = (*statement[:4], "to_date", statement.item)
    most = statement.value if statement.exact else statement.high
    return [other for other in known.get(key, []) if other.exact and most is not None and other.value > most + EPS]


def _agree(one: Statement, other: Statement) -> bool:
    """Say whether two values can be the same: within bounds, rates to the digits of the coarser."""
    for bounded, value in ((one, other.value), (other, one.value)):
        low = bounded.value if bounded.exact else bounded.low
        high = bounded.value if bounded.exact else bounded.high
        if not bounded.exact and (low is None or value >= low - EPS) and (high is None or value <= high + EPS):
            return True
    whole = [statement.rate.whole for statement in (one, other) if statement.rate is not None]
    tolerance = 1 / min(whole) if whole else 0.0
    return abs(one.value - other.value) < max(tolerance, EPS)


def check_rates_against(
    statements: Sequence[Statement], others: Sequence[Statement], checks: Checks, *, labels: Labels
) -> Iterator[Finding]:
    """Yield printed rates against the counts of another source."""
    theirs = cells_of(others)
    seen: set[Place] = set()
    for key, cell in cells_of(statements).items():
        there = theirs.get(key)
        if there is None:
            continue
        for rule in checks.rules.values():
            stated = only(cell, rule.left) if rule.kind == "rate" else None
            part = only(there, rule.of[0]) if rule.kind == "rate" else None
            base = next((found for fact in rule.right if (found := only(there, fact)) is not None), None)
            if stated is None or part is None or base is None or base.value <= 0 or only(there, rule.left) is not None:
                continue
            if stated.place in seen:
                continue
            seen.add(stated.place)
            rate = stated.rate or printed_value(abs(stated.value))
            places = (stated.place, part.place, base.place)
            terms = f"{number(part.value)}/{number(base.value)} = {percent(part.value, base.value)}"
            if fit(part.value, base.value, rate):
                yield of_region(holds("against", places, f"{terms}, {rate}"), key.region, key.period)
                continue
            params = rule_params(rule, labels, base.fact, rate=str(rate), computed=percent(part.value, base.value))
            finding = Finding("against", "error", False, places, f"{terms} ≠ {rate}", "audit_rate_against", params)
            yield of_region(finding, key.region, key.period)


def check_last_year(told: Sequence[Statement], statements: Sequence[Statement], *, labels: Labels) -> Iterator[Finding]:
    """Yield what a report says of the year before against what was said in that year."""
    known: dict[tuple[str, ...], list[Statement]] = {}
    for statement in statements:
        known.setdefault(statement[:6], []).append(statement)
    for later in told:
        for then in known.get(later[:6], [])[:1]:
            if _agree(later, then):
                yield of_region(
                    holds("against", (later.place, then.place), f"{shown(later)} = {shown(then)}"), *later[:2]
                )
                continue
            params = {"fact": labels.name(later.fact), "year": later.period}
            params |= {"one": shown(later), "other": shown(then), "document": then.place.document}
            places = (later.place, then.place)
            finding = Finding(
                "against", "error", False, places, f"{shown(later)} ≠ {shown(then)}", "audit_last_year", params
            )
            yield of_region(finding, *later[:2])
