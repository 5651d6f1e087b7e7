"""Printed rates of a report into findings: do the counts beside them give them, could any whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from fazhi_score.auditing.findings import Finding, Place, holds, number, percent
from fazhi_score.auditing.precision import Fit, Printed, bases_of, fit, least_base, parts_of
from fazhi_score.auditing.reading import Reading
from fazhi_score.auditing.rules import Checks, Family

_RATE_END = re.compile("(?:[均都也已]|分别|高?达到?|为|是|提升[至到]|提高到|保持在?|[:\\s])*$")
_NOT_COUNTED = re.compile("不予|未|不符|驳回")
_EVENTS = frozenset(("次", "场", "期", "场次", "批次", "轮", "轮次", "类", "条", "项次", "分"))
_FINISHED = re.compile("[办审]结|结案|[答回]复")
_OF_CASES = re.compile("[办审]结|结案|[答回]复|案件|复议|诉讼|调解|化解|执行")
_OF_PEOPLE = re.compile("持证|培训|参[加训学考]|出庭|人员|满意|知晓|合格")
_ELSEWHERE = re.compile("结转|上年|去年|往年|历年|累计")
_BEHIND = 6
_HUNDRED = 100
_MOST_COUNTS = 8
_ORDER: dict[Fit, int] = {"exact": 3, "rounded": 2, "truncated": 1, "": 0}


class _Counts(NamedTuple):
    parts: list[int]
    bases: list[int]


def check_shares(reading: Reading, checks: Checks) -> Iterator[Finding]:
    """Yield whether printed rates are what the counts in their sentence give.

    Counts that give another rate nearby say nothing of this one (直接纠错率, 综合纠错率).
    """
    found = list(_all_shares(reading, checks))
    fitting = {finding.places[1].numerals for finding in found if finding.outcome and len(finding.places) > 1}
    for finding in found:
        if finding.code == "audit_rate_counts" and finding.places[1].numerals in fitting:
            yield replace(finding, severity="info", outcome=None, code="audit_rate_base")
        else:
            yield finding


def _all_shares(reading: Reading, checks: Checks) -> Iterator[Finding]:
    for index, quantity in enumerate(reading.quantities):
        if quantity.form != "percent" or quantity.change or not reading.is_done(quantity):
            continue
        rate = reading.printed(index)
        named = rate_name(reading.before(index))
        if rate is None or not named:
            continue
        if rate.steps > rate.whole:
            yield from _over(reading, checks, index, rate, named)
            continue
        family = _family(checks, named)
        if family is not None:
            counts = _counts(reading, index, family)
            if any(word in named for word in checks.qualified):
                counts = _Counts([], counts.bases)  # 按时办结: how many of them is not told
            finding = _judged(reading, index, rate, family, counts)
            if finding is not None:
                yield finding


def rate_name(before: str) -> str:
    """Return the words that name a rate right before its number, "" where none does.

    Examples
    --------
    >>> rate_name("调解成功率均达到"), rate_name("共有")
    ('调解成功率', '')
    """
    words = re.split("[、,(]", before[: len(before) - len(_RATE_END.search(before).group())])[-1]  # type: ignore[union-attr]
    return words if words.endswith(("率", "度", "面", "比", "比例", "占")) else ""


def _family(checks: Checks, named: str) -> Family | None:
    """Return the family of the longest rate that a name ends with."""
    found = [(len(word), family) for family in checks.rates.values() for word in family.rate if named.endswith(word)]
    return max(found, key=lambda item: item[0])[1] if found else None


def _over(reading: Reading, checks: Checks, index: int, rate: Printed, named: str) -> Iterator[Finding]:
    if not named.endswith("率") or any(word in named for word in checks.may_exceed):
        return
    params = {"rate": str(rate), "name": named}
    places = (reading.place_of(index),)
    code = "audit_over_100" if _OF_CASES.search(named) else "audit_over_100_people" if _OF_PEOPLE.search(named) else ""
    yield Finding("bounds", "error", False, places, f"{rate} > 100%", code or "audit_over_100_other", params)


def _counts(reading: Reading, index: int, family: Family) -> _Counts:
    """Return the counts before a rate that its words say it is made of: in its segment, else sentence, else before."""
    at = reading.quantities[index].start
    for start in (reading.segment(at)[0], reading.sentence(at)[0]):
        found = _among(reading, start, at, family)
        if found.parts or found.bases:
            return found
    start = reading.sentence(at)[0]
    if any(True for _ in reading.counts(start, at)):
        return _Counts([], [])
    found = _among(reading, reading.sentence(max(0, start - 2))[0], at, family)
    return found if found.parts and found.bases else _Counts([], [])


def _among(reading: Reading, start: int, end: int, family: Family) -> _Counts:
    found = _Counts([], [])
    for index in list(reading.counts(start, end))[-_MOST_COUNTS:]:
        before, behind = reading.before(index), reading.behind(index)
        quantity = reading.quantities[index]
        if _NOT_COUNTED.search(before) or quantity.unit in _EVENTS or not quantity.value:
            continue
        if not reading.is_done(quantity):
            continue
        if any(f"不{word}" in before for word in family.part):  # 不合格5卷
            continue
        if any(word in before or word in behind[:_BEHIND] for word in family.part) and not _ends(before, family):
            found.parts.append(index)
        if any(word in before or word in behind for word in family.base):
            found.bases.append(index)
    return found


def _ends(before: str, family: Family) -> bool:
    """Say whether a base word stands closer to the number than any word of the part."""
    last = max(before.rfind(word) for word in family.part)
    return last >= 0 and max(before.rfind(word) for word in family.base) > last


def _judged(reading: Reading, index: int, rate: Printed, family: Family, counts: _Counts) -> Finding | None:
    """Return what the counts make of a rate: the usual pair, else any pair that gives it, else what contradicts it."""
    values = {i: int(reading.quantities[i].value or 0) for i in (*counts.parts, *counts.bases)}
    pairs = [
        (part, base)
        for part in counts.parts
        for base in counts.bases
        if part != base and values[part] <= values[base] and _alike(reading, part, base)
    ]
    bases = [i for i in counts.bases if i not in counts.parts or family.subset]
    added = _added([values[i] for i in bases], [values[i] for i in bases if not _FINISHED.search(reading.before(i))])
    given = _given(reading, index, rate, counts.parts, pairs, added, values)
    if given is not None:
        part, base, size, whole = given
        there = None if base is None else reading.place_of(base)
        return _fitting(reading.place_of(index), reading.place_of(part), there, size, whole, rate)
    if pairs:
        return _wrong_pair(reading, reading.place_of(index), rate, pairs, values)
    if bases:
        return _from_bases(reading, index, rate, family, bases, added)
    return _from_part(reading, index, rate, counts.parts, values) if counts.parts and not family.subset else None


def _given(
    reading: Reading,
    index: int,
    rate: Printed,
    parts: list[int],
    pairs: list[tuple[int, int]],
    added: list[int],
    values: dict[int, int],
) -> tuple[int, int | None, int, int] | None:
    """Return what gives a rate: part, base (None for a sum) and their sizes; None where nothing does."""
    best = max(pairs, key=lambda pair: _ORDER[fit(values[pair[0]], values[pair[1]], rate)], default=None)
    if best and fit(values[best[0]], values[best[1]], rate):
        return *best, values[best[0]], values[best[1]]
    for part in parts:
        for base in added:
            if values[part] <= base and fit(values[part], base, rate):
                return part, None, values[part], base
    if not pairs:
        return None
    other = _other_base(reading, index, rate, parts, values) if rate.whole > _HUNDRED else None
    return other or _together(reading, index, rate, pairs, values)


def _other_base(
    reading: Reading, index: int, rate: Printed, parts: list[int], values: dict[int, int]
) -> tuple[int, int, int, int] | None:
    """Return part and base of a rate whose base is another count of its sentence than the usual one."""
    at = reading.quantities[index].start
    for base in list(reading.counts(reading.sentence(at)[0], at))[-_MOST_COUNTS:]:
        for part in parts:
            size = int(reading.quantities[base].value or 0)
            if base != part and values[part] <= size and _alike(reading, part, base) and fit(values[part], size, rate):
                return part, base, values[part], size
    return None


def _together(
    reading: Reading, index: int, rate: Printed, pairs: list[tuple[int, int]], values: dict[int, int]
) -> tuple[int, int, int, int] | None:
    """Return part, base and sizes where the part is told with others that the rate counts too (优秀20卷、合格75卷)."""
    at = reading.quantities[index].start
    for part, base in pairs:
        start = reading.quantities[base].end
        others = [i for i in reading.counts(start, at) if i != part and _alike(reading, part, i)][-_MOST_COUNTS:]
        sizes = [int(reading.quantities[i].value or 0) for i in others]
        for size in (*(values[part] + s for s in sizes), *(values[base] - s for s in sizes), values[part] + sum(sizes)):
            if 0 < size <= values[base] and fit(size, values[base], rate):
                return part, base, size, values[base]
    return None


def _alike(reading: Reading, one: int, other: int) -> bool:
    units = {reading.quantities[one].unit, reading.quantities[other].unit} - {""}
    return len(units) < 2 or units <= {"人", "名", "位"}


def _added(values: Sequence[int], separate: Sequence[int]) -> list[int]:
    """Return the counts, and of those that are not parts of others the sums of two and of all."""
    sums = (*(a + b for a, b in combinations(separate, 2)), sum(separate))
    return list(dict.fromkeys(value for value in (*values, *sums) if value))


def _fitting(here: Place, part: Place, base: Place | None, n: int, d: int, rate: Printed) -> Finding:
    places = (here, part) if base is None else (here, part, base)
    expression = f"{n}/{d} = {percent(n, d)}, {rate}"
    if fit(n, d, rate) == "truncated":
        return Finding("rate", "minor", True, places, expression, "audit_rate_truncated", {"rate": str(rate)})
    return holds("rate", places, expression)


def _wrong_pair(
    reading: Reading, here: Place, rate: Printed, pairs: list[tuple[int, int]], values: dict[int, int]
) -> Finding:
    part, base = pairs[-1]
    places = (here, reading.place_of(part), reading.place_of(base))
    n, d = values[part], values[base]
    expression = f"{n}/{d} = {percent(n, d)} ≠ {rate}"
    params = {"rate": str(rate), "computed": percent(n, d), "part": number(n), "base": number(d)}
    near = reading.plain[slice(*reading.sentence(reading.quantities[part].start))]
    if _ELSEWHERE.search(near):
        return Finding("rate", "info", None, places, expression, "audit_rate_base", params)
    return Finding("rate", "error", False, places, expression, "audit_rate_counts", params)


def _from_bases(
    reading: Reading, index: int, rate: Printed, family: Family, bases: list[int], added: list[int]
) -> Finding | None:
    """Judge a rate of which only what it may count among is stated: is there any whole number?"""
    here = reading.place_of(index)
    places = (here, *(reading.place_of(base) for base in bases))
    fitting = {base: parts_of(base, rate) for base in added}
    for mode in (0, 1):
        for base, found in fitting.items():
            if found[mode]:
                nearest = min(max(round(base * rate.value), found[mode][0]), found[mode][-1])
                expression = f"{nearest}/{base} = {percent(nearest, base)}, {rate}"
                if mode:
                    params = {"rate": str(rate)}
                    return Finding("rate", "minor", True, places, expression, "audit_rate_truncated", params)
                return holds("rate", places, expression)
    least = least_base(rate)
    told = [number(reading.quantities[base].value or 0.0) for base in bases]
    params = {"rate": str(rate), "bases": "、".join(told), "least": number(least)}
    expression = f"{rate} × {'、'.join(told)}: —; ≥ {least}"
    words = reading.plain[slice(*reading.sentence(reading.quantities[index].start))]
    told_exactly = rate.whole > _HUNDRED or not family.subset
    if (least > max(added) and told_exactly) or not (family.subset or _ELSEWHERE.search(words)):
        return Finding("rate", "error", False, places, expression, "audit_rate_impossible", params)
    return Finding("rate", "info", None, places, expression, "audit_rate_subset", params)


def _from_part(reading: Reading, index: int, rate: Printed, parts: list[int], values: dict[int, int]) -> Finding | None:
    part = parts[-1]
    found = bases_of(values[part], rate)
    places = (reading.place_of(index), reading.place_of(part))
    if found:
        return holds("rate", places, f"{values[part]}/{found[0]} = {percent(values[part], found[0])}, {rate}")
    params = {"rate": str(rate), "part": number(values[part])}
    expression = f"{values[part]}/{rate}: —"
    return Finding("rate", "info", None, places, expression, "audit_rate_no_base", params)
