"""Statements into findings that need no rule: a fact told twice, a rate that cannot be, months beyond their year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi_score.auditing.cells import EPS, YEAR, Labels, of_region, shown
from fazhi_score.auditing.findings import Finding, Severity, holds, number
from fazhi_score.auditing.reading import Reading
from fazhi_score.auditing.rules import Checks
from fazhi_score.auditing.statements import Statement

_MONTH = re.compile(r"(\d{4})-(\d\d)")
_MONTHS = 12
_Told = tuple[str, str, str, str, str]  # region, year, fact, scope and item
_WIDER = frozenset(("nation", "province", "city"))


def check_once(
    statements: Sequence[Statement], checks: Checks, *, labels: Labels, reading: Reading | None = None
) -> Iterator[Finding]:
    """Yield facts that one document states with two values where it can have only one.

    Of a report, its `reading` tells which two numbers may stand beside each other: those of one sentence, or of two
    places.
    """
    told: dict[tuple[str, ...], list[Statement]] = {}
    for statement in statements:
        known = statement.fact in checks.once or statement.fact in checks.seldom_twice
        if known and statement.exact and statement.span in ("annual", "stock"):
            told.setdefault(statement[:6], []).append(statement)
    for found in told.values():
        first = found[0]
        other = next((s for s in found[1:] if s.value != first.value and _may_differ(first, s, reading)), None)
        if other is None:
            same = next((s for s in found[1:] if s.value == first.value), None)
            if same is not None:
                finding = holds("twice", (first.place, same.place), f"{shown(first)} = {shown(same)}")
                yield of_region(finding, first.region, first.period)
            continue
        params: dict[str, object] = {"fact": labels.name(first.fact)}
        params |= {"one": shown(first), "other": shown(other)}
        severity: Severity = "error" if first.fact in checks.once else "minor"
        code = "audit_twice" if first.fact in checks.once else "audit_twice_seldom"
        places = (first.place, other.place)
        finding = Finding("twice", severity, False, places, f"{shown(first)} ≠ {shown(other)}", code, params)
        yield of_region(finding, first.region, first.period)


def _may_differ(one: Statement, other: Statement, reading: Reading | None) -> bool:
    """Say whether two numbers of a fact contradict each other: not where they are told of two things."""
    if reading is None or one.place.start is None or other.place.start is None:
        return True
    starts = [statement.place.numerals[0] for statement in (one, other)]
    if reading.whole_sentence(starts[0]) == reading.whole_sentence(starts[1]):
        return False
    scopes = {clause.scope for start in starts if (clause := reading.clause_at(start)) is not None}
    return len(scopes - {""}) < 2 and not scopes & _WIDER


def check_bounds(statements: Sequence[Statement], *, labels: Labels) -> Iterator[Finding]:
    """Yield rates outside 0 to 100 %, and falls by more than all."""
    for statement in statements:
        kind = labels.kind(statement.fact)
        most = 1.0 if kind == "rate" else float("inf")
        least = {"rate": 0.0, "change": -1.0, "count": 0.0}.get(kind)
        if least is None or least - EPS <= statement.value <= most + EPS:
            continue
        params: dict[str, object] = {"fact": labels.name(statement.fact)}
        text = shown(statement) if statement.rate or kind == "count" else f"{number(100 * statement.value)}%"
        params["value"] = text
        finding = Finding("bounds", "error", False, (statement.place,), text, "audit_bounds", params)
        yield of_region(finding, statement.region, statement.period)


def check_months(statements: Sequence[Statement], checks: Checks, *, labels: Labels) -> Iterator[Finding]:
    """Yield years that their months exceed or, all twelve, do not make, and parts of a year beyond it; counts only.

    January to November is compared with the year for facts that have one figure only: others may be told of two things.
    """
    years: dict[_Told, Statement] = {}
    months: dict[_Told, dict[str, Statement]] = {}
    parts: list[tuple[_Told, Statement]] = []
    for statement in statements:
        if labels.kind(statement.fact) not in ("count", "amount") or not statement.exact:
            continue
        key = (statement.region, statement.period[:YEAR], statement.fact, statement.scope, statement.item)
        if statement.span == "to_date" and statement.fact in checks.once:
            parts.append((key, statement))
        elif statement.span == "annual" and _MONTH.fullmatch(statement.period):
            months.setdefault(key, {})[statement.period] = statement
        elif statement.span == "annual" and len(statement.period) == YEAR:
            years.setdefault(key, statement)
    for key, part in parts:
        if key in years:
            yield _beyond(years[key], [part], labels)
    for key, found in months.items():
        if key in years:
            yield _beyond(years[key], list(found.values()), labels)


def _beyond(year: Statement, found: list[Statement], labels: Labels) -> Finding:
    value = sum(statement.value for statement in found)
    places = (year.place, *(statement.place for statement in found))
    terms = f"{number(value)}" if len(found) == 1 else f"{'+'.join(number(s.value) for s in found)} = {number(value)}"
    if value <= year.value + EPS and (len(found) < _MONTHS or value >= year.value - EPS):
        finding = holds("months", places, f"{terms} ≤ {number(year.value)}")
    else:
        expression = f"{terms} {'>' if value > year.value else '<'} {number(year.value)}"
        params: dict[str, object] = {"fact": labels.name(year.fact)}
        params |= {"sum": number(value), "year": number(year.value)}
        finding = Finding("months", "error", False, places, expression, "audit_months", params)
    return of_region(finding, year.region, year.period)
