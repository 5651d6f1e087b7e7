"""Growth that a report states into findings: does last year's figure, or the increase, give it, could any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fazhi_score.auditing.findings import Finding, Place, holds, number
from fazhi_score.auditing.precision import Printed, growth_fit, whole_before
from fazhi_score.auditing.reading import Reading, is_count
from fazhi_score.auditing.statements import Statement
from fazhi_score.reports.types import Quantity

_COMPARED = re.compile("同比|[较比与和]?(?:去年|上年|上一年|前一年|20\\d\\d年)(?:度|同期)?|同期")
_LAST = re.compile(
    "(?:去年|上年|上一年|前一年|20\\d\\d年)(?:度|全年)?(?:同期)?[^,;。]{0,12}(?:为|是|的|共|仅|有|[(])?$"
)
_LAST_YEAR = re.compile("(?:上年|去年)(?:度|全年)?[为的是(]{0,2}$")
_REACH = 45
_NEXT = 10
_YEAR = 4


def check_growth(reading: Reading) -> Iterator[Finding]:
    """Yield whether printed growth is what this year's and last year's figures give."""
    for index, quantity in enumerate(reading.quantities):
        if quantity.form == "points" and quantity.change and reading.is_done(quantity):
            yield from _points(reading, index)
        if quantity.form != "percent" or not quantity.change or not reading.is_done(quantity):
            continue
        rate = reading.printed(index)
        now = _now(reading, index)
        if rate is None or not rate.steps or now is None:
            continue
        finding = _judged(reading, index, rate, now)
        if finding is not None:
            yield finding


def _now(reading: Reading, index: int) -> int | None:
    """Return the count that grew: the last before the growth in its segment, where nothing else grew in between."""
    quantity = reading.quantities[index]
    start = max(reading.segment(quantity.start)[0], quantity.start - 2 * _REACH)
    words = reading.plain[start : quantity.start]
    if not _COMPARED.search(words) or "分别" in words or "、" in reading.before(index):
        return None
    for before in reversed(reading.within(start, quantity.start)):
        found = reading.quantities[before]
        if found.form in ("percent", "points", "multiple"):
            return None
        if is_count(found) and not _is_last(reading, before):
            near = quantity.start - found.end <= _REACH
            return before if near and reading.is_done(found) and found.value else None
    return None


def _is_last(reading: Reading, index: int) -> bool:
    clause = reading.clause_at(reading.quantities[index].start)
    return bool(_LAST.search(reading.before(index))) or (clause is not None and clause.span == "last_year")


def _judged(reading: Reading, index: int, rate: Printed, now: int) -> Finding | None:
    value = int(reading.quantities[now].value or 0)
    fall = reading.quantities[index].change == "-"
    here, there = reading.place_of(index), reading.place_of(now)
    start, end = reading.segment(reading.quantities[index].start)
    end = min(end, reading.quantities[index].end + _REACH)
    before = next((i for i in reading.counts(start, end) if i != now and _is_last(reading, i)), None)
    if before is not None and _same(reading.quantities[before], reading.quantities[now]):
        last = int(reading.quantities[before].value or 0)
        places = (here, there, reading.place_of(before))
        return _explicit(places, value, last, rate, fall=fall)
    step = next((i for i in reading.within(reading.quantities[now].end, end) if _is_step(reading, i, now)), None)
    if step is not None:
        change = int(reading.quantities[step].value or 0) * (1 if reading.quantities[step].change == "+" else -1)
        return _explicit((here, there, reading.place_of(step)), value, value - change, rate, fall=fall)
    found = whole_before(value, rate, fall=fall)
    sign = "-" if fall else "+"
    if found:
        return holds("growth", (here, there), f"{value}/{found[0]} - 1 = {_change(value, found[0])}, {sign}{rate}")
    params = {"rate": f"{sign}{rate}", "now": number(value)}
    return Finding("growth", "minor", False, (here, there), f"{value}/(1{sign}{rate}): —", "audit_growth_none", params)


def earlier_statements(reading: Reading) -> Iterator[Statement]:
    """Yield what a report says of the year before (比上年的52件增长65.4%), as statements of that year."""
    year = reading.report.period
    if not (year.isdecimal() and len(year) == _YEAR):
        return
    fact_of = {match.quantity.start: match for match in reading.matches if match.quantity is not None}
    for index, quantity in enumerate(reading.quantities):
        match = fact_of.get(quantity.start)
        if match is None or match.status != "reported" or match.span not in ("annual", "stock"):
            continue
        found = _last_behind(reading, index)
        if found is None:
            continue
        last = reading.quantities[found]
        rate = reading.printed(found)
        value = (last.value or 0.0) * (0.01 if last.form == "percent" else 1.0)
        place = replace(reading.place_of(found), numerals=(last.num_start,))
        key = (reading.report.region, str(int(year) - 1), match.fact, match.scope, match.span, match.item)
        yield Statement(*key, value=value, low=None, high=None, rate=rate, place=place)


def _last_behind(reading: Reading, index: int) -> int | None:
    """Return last year's figure that follows a figure in its segment, right behind it."""
    quantity = reading.quantities[index]
    following = index + 1
    if following >= len(reading.quantities):
        return None
    last = reading.quantities[following]
    near = last.start - quantity.end <= _NEXT and last.start < reading.segment(quantity.start)[1]
    plain = last.form == quantity.form and last.unit == quantity.unit and not (last.change or last.bound or last.approx)
    if near and plain and last.value is not None and _LAST_YEAR.search(reading.before(following)):
        return following
    return None


def _points(reading: Reading, index: int) -> Iterator[Finding]:
    """Yield whether two printed rates differ by the printed percentage points (8.9%,比上年的12.4%下降3.5个百分点)."""
    quantity = reading.quantities[index]
    start = reading.segment(quantity.start)[0]
    rates = [i for i in reading.within(start, quantity.start) if reading.quantities[i].form == "percent"][-2:]
    if len(rates) < 2 or rates[1] != index - 1 or quantity.start - reading.quantities[rates[0]].end > _REACH:
        return
    now, last = reading.printed(rates[0]), reading.printed(rates[1])
    if now is None or last is None or not _LAST.search(reading.before(rates[1])) or quantity.value is None:
        return
    change = 100 * (now.value - last.value)
    told = quantity.value * (1 if quantity.change == "+" else -1)
    step = 100 / min(now.whole, last.whole)
    places = (reading.place_of(index), reading.place_of(rates[0]), reading.place_of(rates[1]))
    expression = f"{now} - {last} = {number(round(change, 4))}"
    if abs(change - told) <= step * 1.0001:
        yield holds("growth", places, expression)
    else:
        params = {"points": number(told), "computed": number(round(change, 4)), "now": str(now), "before": str(last)}
        yield Finding("growth", "error", False, places, f"{expression} ≠ {number(told)}", "audit_points_differ", params)


def _same(one: Quantity, other: Quantity) -> bool:
    return one.unit in (other.unit, "") or other.unit == ""


def _is_step(reading: Reading, index: int, now: int) -> bool:
    quantity = reading.quantities[index]
    plain = quantity.form == "number" and quantity.value is not None and not (quantity.approx or quantity.bound)
    return bool(plain and quantity.change and _same(quantity, reading.quantities[now]))


def _change(now: float, before: float) -> str:
    return f"{number(round(100 * (now - before) / before, 4))}%"


def _explicit(places: tuple[Place, ...], now: int, before: int, rate: Printed, *, fall: bool) -> Finding | None:
    if before <= 0:
        return None
    sign = "-" if fall else "+"
    expression = f"{now}/{before} - 1 = {_change(now, before)}"
    if growth_fit(now, before, rate, fall=fall):
        return holds("growth", places, f"{expression}, {sign}{rate}")
    params = {
        "rate": f"{sign}{rate}",
        "computed": _change(now, before),
        "now": number(now),
        "before": number(before),
    }
    return Finding("growth", "error", False, places, f"{expression} ≠ {sign}{rate}", "audit_growth_differs", params)
