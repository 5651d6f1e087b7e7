"""Cases of a sentence (carried over, received, concluded, pending) into findings: is what stays what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_score.auditing.findings import Finding, Place, holds, number
from fazhi_score.auditing.reading import Reading

_ROLES = {
    "left": "未审结|未办结|未结|正在审理|正在办理|在审|在办|尚在|结转(?:至|到|下|20)|待审结|审理中|办理中",
    "carried": "结转|上年[未度]|去年未|旧存|往年",
    "total": "共(?:计)?(?:办理|审理|处理)|合计|累计(?:办理|审理)",
    "done": "审结|办结|结案",
    "new": "新收|新受理|受理|收到|接收",
}
_ROLE = {name: re.compile(pattern) for name, pattern in _ROLES.items()}
_UNITS = frozenset(("件", "宗", "起", "例", "", "件次"))
_EXCEPT = re.compile("不予|撤回|终止|移送|驳回|转送")
_INCLUDED = re.compile("含|其中")
_CARRIED = re.compile("结转|上年|去年|往年|含")


def check_balances(reading: Reading) -> Iterator[Finding]:
    """Yield whether cases received, carried over, concluded and pending of one sentence agree."""
    until = 0
    for index in reading.counts(0, len(reading.plain) + 1):
        at = reading.quantities[index].start
        if at < until:
            continue
        for start, end in (reading.segment(at), reading.sentence(at)):
            roles = _roles(reading, start, end)
            until = end
            if "done" in roles and len(roles) > 1:
                yield from _balanced(reading, roles, (start, end))
                break
            if end == reading.sentence(at)[1] or len(roles) > 1:
                break
            until = reading.segment(at)[1]


def _roles(reading: Reading, start: int, end: int) -> dict[str, int]:
    """Return which count plays which part; nothing where one part is played twice, or other outcomes are told."""
    found: dict[str, int] = {}
    included = False
    for index in reading.counts(start, end):
        quantity = reading.quantities[index]
        before, behind = reading.before(index, reach=30), reading.behind(index, reach=10)
        if quantity.unit not in _UNITS or (not reading.is_done(quantity) and not _ROLE["left"].search(before + behind)):
            continue
        role = next((name for name in ("left", "carried") if _ROLE[name].search(before)), "")
        role = role or ("left" if _ROLE["left"].match(behind[:6]) else "")
        role = role or next((name for name in ("done", "total", "new") if _ROLE[name].search(before)), "")
        if _EXCEPT.search(before) or not role or (role != "carried" and "其中" in before):
            continue
        if role == "carried" and _INCLUDED.search(before):
            if reading.among_concluded(index):  # 审结9件(含上年结转2件)
                found.setdefault("old", index)
            else:
                included = True
            continue
        if role in found:
            return {}
        found[role] = index
    if included and "new" in found:
        found.setdefault("total", found.pop("new"))  # 受理9件(含上年结转2件)
    return found


def _balanced(reading: Reading, roles: dict[str, int], span: tuple[int, int]) -> Iterator[Finding]:
    value = {name: reading.quantities[index].value or 0.0 for name, index in roles.items()}
    place = {name: reading.place_of(index) for name, index in roles.items()}
    if {"total", "new", "carried"} <= set(roles):
        yield _equal(("carried", "new"), "total", value, place)
    # of old ones concluded as many were carried over, or more
    carried = "carried" if "carried" in roles else "old"
    base = ("total",) if "total" in roles else tuple(name for name in (carried, "new") if name in roles)
    if "done" not in roles or ("new" not in roles and "total" not in roles):
        return
    came = sum(value[name] for name in base)
    surely = "total" in roles or "carried" in roles or not _CARRIED.search(reading.plain, *span)
    if "left" in roles:
        yield _left(base, came, value, place, known="total" in roles or "carried" in roles)
    elif value["done"] > came:
        params = {"done": number(value["done"]), "came": number(came)}
        expression = f"{number(value['done'])} > {'+'.join(number(value[name]) for name in base)}"
        places = (place["done"], *(place[name] for name in base))
        known = "total" in roles or "carried" in roles
        if known:
            yield Finding("balance", "error", False, places, expression, "audit_concluded_exceeds", params)
        elif surely:
            yield Finding("balance", "minor", None, places, expression, "audit_concluded_more", params)
        else:
            yield Finding("balance", "info", None, places, expression, "audit_concluded_more", params)


def _left(
    base: tuple[str, ...], came: float, value: dict[str, float], place: dict[str, Place], *, known: bool
) -> Finding:
    rest = came - value["done"]
    terms = "+".join(number(value[name]) for name in base)
    places = (place["left"], place["done"], *(place[name] for name in base))
    if rest == value["left"]:
        return holds("balance", places, f"{terms} - {number(value['done'])} = {number(rest)}")
    expression = f"{terms} - {number(value['done'])} = {number(rest)} ≠ {number(value['left'])}"
    params = {"rest": number(rest), "left": number(value["left"])}
    if known or value["left"] < rest:
        return Finding("balance", "error", False, places, expression, "audit_left_differs", params)
    return Finding("balance", "minor", None, places, expression, "audit_left_more", params)


def _equal(names: tuple[str, ...], total: str, value: dict[str, float], place: dict[str, Place]) -> Finding:
    came = sum(value[name] for name in names)
    terms = "+".join(number(value[name]) for name in names)
    places = (place[total], *(place[name] for name in names))
    if came == value[total]:
        return holds("balance", places, f"{terms} = {number(value[total])}")
    params = {"total": number(value[total]), "sum": number(came)}
    expression = f"{terms} = {number(came)} ≠ {number(value[total])}"
    return Finding("balance", "error", False, places, expression, "audit_carried_differs", params)
