"""Totals of a report and their parts (其中, brackets, 分别) into findings: do they add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi_score.auditing.findings import Finding, Place, holds, number
from fazhi_score.auditing.reading import Reading, is_count
from fazhi_score.auditing.rules import Checks, Outcome

_OPENING = re.compile("(?<![为对在从由给向将把])其中|包括|分别[为是]|[(:]")
_REACH = {"其中": 20, "包括": 12, "分别为": 30, "分别是": 30, "(": 2, ":": 2}
_LIST_ENDS = re.compile(
    "其中|另|此外|同时|并|全年|累计|同比|较|比上|比去|截至|目前|占|下降|增长|以及|还|先后|分别|涉及"
)
_GAP = 30
_MOST_PARTS = 24
_MOST_SUBSETS = 12
_TOTAL_BEHIND = re.compile("(?:^|[,;])[^、和及与]{0,12}(?:总计|合计|共计)[一-鿿]{0,4}$")
_JOINS = re.compile("[、和及与,]")
_NOT_ALL = re.compile("等|主要|重点|包括|涉及|仅|部分")
_BESIDE = re.compile("同时|既|交叉|重复|均")
_NEARLY = 0.95
_MANY = 3
_NOUN = 2


def check_parts(reading: Reading, checks: Checks) -> Iterator[Finding]:
    """Yield whether parts add up to their totals; parts that need not be all there are cannot be decided."""
    known = set()
    for breakdown in reading.breakdowns:
        if breakdown.complete:
            known.add(breakdown.total)
            yield _summed(reading, breakdown.total, breakdown.parts)
    for match in _OPENING.finditer(reading.plain):
        total = _total(reading, match)
        if total is None or total in known:
            continue
        parts = _listed(reading, total, match)
        if not parts:
            continue
        known.add(total)
        finding = _compared(reading, checks, total, parts, match.group())
        if finding is not None:
            yield finding
    for index, quantity in enumerate(reading.quantities):
        if index in known or not is_count(quantity) or not reading.is_done(quantity):
            continue
        before = reading.before(index)
        if _TOTAL_BEHIND.search(before):
            yield from _added_up(reading, index)
        for outcome in checks.outcomes.values():
            if any(word in before for word in outcome.total):
                yield from _come_out(reading, index, outcome)


def _added_up(reading: Reading, total: int) -> Iterator[Finding]:
    """Yield whether a total that stands behind its parts (甲3件和乙4件,总计7件) is what they make."""
    quantity = reading.quantities[total]
    parts: list[int] = []
    at = quantity.start - len(reading.before(total))
    for index in reversed(reading.within(reading.segment(quantity.start)[0], quantity.start)):
        part = reading.quantities[index]
        gap = reading.plain[part.end : at]
        if not is_count(part) or part.unit != quantity.unit or len(gap) > _GAP or (parts and not _JOINS.search(gap)):
            break
        parts.insert(0, index)
        at = part.start
    whole = quantity.value or 0.0
    if len(parts) < 2:
        return
    if _adds_up([reading.quantities[index].value or 0.0 for index in parts], whole):
        yield _summed(reading, total, parts)
        return
    params = _params(reading, total, parts)
    sign = "audit_parts_exceed" if sum(reading.quantities[index].value or 0.0 for index in parts) > whole else ""
    yield Finding(
        *("parts", "error", False, _places(reading, total, parts), _sum(reading, total, parts, "≠")),
        *(sign or "audit_parts_short", params),
    )


def _come_out(reading: Reading, total: int, outcome: Outcome) -> Iterator[Finding]:
    """Yield where the outcomes that follow a total (清理9件,保留6件、废止4件) are more than it."""
    quantity = reading.quantities[total]
    parts: list[int] = []
    at = quantity.end
    for index in reading.within(quantity.end, reading.segment(quantity.start)[1])[:_MOST_PARTS]:
        part = reading.quantities[index]
        words = reading.before(index)
        known = any(word in words for word in outcome.part) and not any(word in words for word in outcome.total)
        if not known or not is_count(part) or part.unit != quantity.unit or len(reading.plain[at : part.start]) > _GAP:
            break
        parts.append(index)
        at = part.end
    if len(parts) < 2 or _LIST_ENDS.search(reading.plain, quantity.end, at):
        return
    values, whole = [reading.quantities[index].value or 0.0 for index in parts], quantity.value or 0.0
    if sum(values) == whole:
        yield _summed(reading, total, parts)
    elif sum(values) > whole:
        places = _places(reading, total, parts)
        expression = _sum(reading, total, parts, "≠")
        params = _params(reading, total, parts)
        yield Finding("parts", "error", False, places, expression, "audit_parts_exceed", params)


def _summed(reading: Reading, total: int, parts: Sequence[int]) -> Finding:
    return holds("parts", _places(reading, total, parts), _sum(reading, total, parts, "="))


def _places(reading: Reading, total: int, parts: Sequence[int]) -> tuple[Place, ...]:
    return reading.place_of(total), reading.place_of(*parts)


def _params(reading: Reading, total: int, parts: Sequence[int]) -> dict[str, object]:
    whole = reading.quantities[total].value or 0.0
    value = sum(reading.quantities[index].value or 0.0 for index in parts)
    return {"total": number(whole), "sum": number(value), "gap": number(abs(whole - value))}


def _sum(reading: Reading, total: int, parts: Sequence[int], sign: str) -> str:
    values = [number(reading.quantities[index].value or 0.0) for index in parts]
    return f"{number(reading.quantities[total].value or 0.0)} {sign} {'+'.join(values)}"


def _total(reading: Reading, match: re.Match[str]) -> int | None:
    """Return the count right before an opening word; None where none is near enough in the same sentence."""
    index = reading.within(0, match.start())[-1:]
    if not index or not is_count(reading.quantities[index[0]]) or not reading.is_done(reading.quantities[index[0]]):
        return None
    between = reading.plain[reading.quantities[index[0]].end : match.start()]
    if len(between) > _REACH[match.group()]:
        return None
    ended = re.search("[。!?\n;]", between)
    return None if ended and between.strip() != "。" else index[0]


def _listed(reading: Reading, total: int, match: re.Match[str]) -> list[int]:
    """Return the counts of the total's unit behind an opening word, as far as they stand in one list."""
    closes = reading.plain.find(")", match.end(), match.end() + 400) if match.group() == "(" else -1
    end = closes if closes > 0 else reading.sentence(match.end())[1]
    parts: list[int] = []
    unit, at = reading.quantities[total].unit, match.end()
    for index in reading.within(match.end(), end)[:_MOST_PARTS]:
        quantity = reading.quantities[index]
        gap = reading.plain[at : quantity.start]
        if parts and (len(gap) > _GAP or _LIST_ENDS.search(gap) or ";" in gap):
            break
        if len(gap) > 2 * _GAP or not is_count(quantity) or quantity.unit not in (unit, ""):
            break
        parts.append(index)
        at = quantity.end
    return parts


def _compared(reading: Reading, checks: Checks, total: int, parts: list[int], opening: str) -> Finding | None:
    whole = reading.quantities[total].value or 0.0
    values = [reading.quantities[index].value or 0.0 for index in parts]
    largest = max(range(len(parts)), key=lambda i: values[i])
    places = _places(reading, total, parts)
    believed = opening in ("其中", "包括")
    params = _params(reading, total, parts)
    if not _same_kind(reading, total, parts[largest]):
        return None
    if values[largest] > whole and believed:
        places = (reading.place_of(total), reading.place_of(parts[largest]))
        expression = f"{number(values[largest])} > {number(whole)}"
        return Finding("parts", "error", False, places, expression, "audit_part_exceeds", params)
    if len(parts) == 1 or values[largest] > whole:
        return None
    if _adds_up(values, whole):
        return _summed(reading, total, parts)
    if sum(values) > whole:
        at = reading.quantities[total].end
        if _BESIDE.search(reading.plain, at, reading.segment(at)[1]):
            return None
        return Finding("parts", "error", False, places, _sum(reading, total, parts, "≠"), "audit_parts_exceed", params)
    if _is_all(reading, checks, parts):
        return Finding("parts", "error", False, places, _sum(reading, total, parts, "≠"), "audit_parts_short", params)
    if believed and len(parts) >= _MANY and _closed(reading, total, parts) and sum(values) >= _NEARLY * whole:
        expression = _sum(reading, total, parts, "≠")
        return Finding("parts", "minor", False, places, expression, "audit_parts_nearly", params)
    if believed or opening.startswith("分别") or (len(parts) >= _MANY and sum(values) >= _NEARLY * whole):
        return Finding("parts", "info", None, places, _sum(reading, total, parts, ">"), "audit_parts_open", params)
    return None


def _same_kind(reading: Reading, total: int, part: int) -> bool:
    """Say whether two numbers may count the same: not where other nouns stand behind them (12个乡镇,其中30个村)."""
    one, other = reading.behind(total)[:_NOUN], reading.behind(part)[:_NOUN]
    nouns = len(one) == len(other) == _NOUN and not re.search("[,、(:]", one + other)
    return not nouns or one == other


def _closed(reading: Reading, total: int, parts: Sequence[int]) -> bool:
    """Say whether a list is told to its end: no 等, and the sentence or segment ends with it."""
    last = reading.quantities[parts[-1]].end
    words = reading.plain[reading.quantities[total].end : last]
    return reading.plain[last : last + 1] in "。;；)" and not _NOT_ALL.search(words)


def _adds_up(values: Sequence[float], whole: float) -> bool:
    """Say whether some of the first parts add up to the whole: the others are parts of parts."""
    reached = {values[0]}
    for value in values[1:_MOST_SUBSETS]:
        reached |= {sum_ + value for sum_ in reached}
    return whole in reached


def _is_all(reading: Reading, checks: Checks, parts: Sequence[int]) -> bool:
    """Say whether the words of the parts leave nothing beside them: 其余, or kinds that together are all."""
    labels = [reading.words(index) for index in parts]
    if any(word in reading.before(parts[-1]) for word in checks.rest):
        return True
    return any(
        len(kinds) == len(parts) and all(any(kind in label for label in labels) for kind in kinds)
        for kinds in checks.complete
    )
