"""What a place has one number of (villages, enforcement bodies, mediators) into findings: is it told in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from fazhi_score.auditing.findings import Finding, Place, holds, number
from fazhi_score.auditing.reading import Reading, is_count
from fazhi_score.auditing.rules import Checks, Entity

_BETWEEN = 8
_BEFORE = 10
_BEHIND = 16
_MOST = 4
_NO_NOUN = re.compile("[对的在为、和与及,;。:(]|进行|开展|实现|负责")
_TELLS_NUMBER = re.compile("(?:共有|共|现有|总数|总量|数量?|达到?|为|有|:)*$")
_JOINED = re.compile("[和、及与]|以及")
_LEVELS = {"镇": "township", "乡": "township", "街": "township", "市": "city", "州": "city"}
_PERSONS = frozenset(("名", "人", "位"))
_OWN = "own"


class _Told(NamedTuple):
    """A number of an entity: of all of them, or of some or perhaps all."""

    value: float
    place: Place
    level: str
    whole: bool


def check_wholes(reading: Reading, checks: Checks) -> Iterator[Finding]:
    """Yield where one kind of thing is counted as a whole with different numbers, or a part exceeds the whole."""
    told: dict[str, list[_Told]] = {}
    joined = -1
    for index, quantity in enumerate(reading.quantities):
        if index <= joined or not is_count(quantity) or not _is_told(reading, quantity.start):
            continue
        entity = _entity(reading, checks, index)
        if entity is None:
            continue
        indices = [index, *_joined(reading, checks, index, entity)]
        joined = indices[-1]
        found = _told(reading, checks, indices, entity)
        if found is not None:
            told.setdefault(entity.name, []).append(found)
    for name, numbers in told.items():
        yield from _compared(checks.entities[name], numbers)


def _is_told(reading: Reading, at: int) -> bool:
    """Say whether a number is told of the report's time, also where a problem is owned up to."""
    clause = reading.clause_at(at)
    return clause is None or (clause.modality in ("done", "under_way", "problem") and clause.span != "last_year")


def _entity(reading: Reading, checks: Checks, index: int) -> Entity | None:
    """Return what a number counts by the noun behind it, or before it (调解员394人); the longest noun counts."""
    quantity = reading.quantities[index]
    behind, before = reading.behind(index), _TELLS_NUMBER.sub("", reading.before(index))
    best: tuple[int, Entity] | None = None
    for entity in checks.entities.values():
        if quantity.unit not in entity.units and not (quantity.unit == "" and before):
            continue
        noun = next((noun for noun in entity.nouns if _follows(behind, noun, quantity.unit)), "")
        noun = noun or next((noun for noun in entity.nouns if before.endswith(noun)), "")
        if noun and (best is None or len(noun) > best[0]):
            best = len(noun), entity
    return best[1] if best else None


def _follows(behind: str, noun: str, unit: str) -> bool:
    """Say whether a noun follows a number: at once, or for persons behind what tells them apart (98名专职调解员)."""
    at = behind.find(noun)
    if at < 0 or at > (_BETWEEN + 4 if unit in _PERSONS else 0):
        return False
    skipped = re.sub(r"\([^)]{1,6}\)", "", behind[:at])
    return not _NO_NOUN.search(skipped)


def _joined(reading: Reading, checks: Checks, index: int, entity: Entity) -> list[int]:
    """Return the numbers that 和 adds to a number of persons: 371名村调解员和98名专职调解员."""
    found: list[int] = []
    quantity = reading.quantities[index]
    while quantity.unit in _PERSONS and index + 1 < len(reading.quantities):
        following = reading.quantities[index + 1]
        between = reading.plain[quantity.end : following.start]
        if len(between) > 16 or not (between and _JOINED.match(between[-1])):
            break
        if not is_count(following) or _entity(reading, checks, index + 1) != entity:
            break
        found.append(index + 1)
        index, quantity = index + 1, following
    return found


def _told(reading: Reading, checks: Checks, indices: list[int], entity: Entity) -> _Told | None:
    """Return a number as what it tells; None where its words leave open of what place."""
    first = reading.quantities[indices[0]]
    clause = reading.clause_at(first.start)
    if clause is None or clause.span in ("cumulative", "carried_over"):
        return None
    before, behind = reading.before(indices[0]), reading.behind(indices[-1])
    noun = next((noun for noun in entity.nouns if _TELLS_NUMBER.sub("", before).endswith(noun)), "")
    near = before[: before.rfind(noun)] if noun else before
    cue = next((word for word in checks.whole if word in near[-_BEFORE:]), "")
    every = next((word for word in checks.whole_behind if word in behind[:_BEHIND]), "")
    partly = any(word in before for word in checks.part)
    partly = partly or (not every and any(word in behind for word in checks.part_behind))
    if not cue and not partly:
        cue = every or ("共" if noun and before.endswith(("共", "共有")) else "")
        cue = cue or (_list_cue(reading, checks, indices[0]) if _TELLS_NUMBER.sub("", before) == noun else "")
    value = sum(reading.quantities[index].value or 0.0 for index in indices)
    return _Told(value, reading.place_of(*indices), _level(cue) or _level(near), bool(cue) and not partly)


def _list_cue(reading: Reading, checks: Checks, index: int) -> str:
    """Return the word that makes a list of numbers whole (全区共有甲104个,乙394人), "" outside such a list."""
    quantity = reading.quantities[index]
    if not reading.before(index) or not _is_head(reading, index):
        return ""
    start = reading.sentence(quantity.start)[0]
    at, words = quantity.start, ""
    while index and at - start > 0:
        index -= 1
        earlier = reading.quantities[index]
        if earlier.start < start or at - earlier.end > 14 or not is_count(earlier):
            return ""
        words, at = reading.before(index), earlier.start
        if any(word in words for word in checks.part):
            return ""
        if "共有" in words or "现有" in words:
            return next((word for word in checks.whole if word in words), "")
    return ""


def _is_head(reading: Reading, index: int) -> bool:
    """Say whether a clause is no more than a noun and its number."""
    clause = reading.clause_at(reading.quantities[index].start)
    return clause is not None and clause.end - clause.start <= 16 and not reading.behind(index)


def _level(words: str) -> str:
    """Return whose number it is by a word such as 全镇: that of a township, a city, or the place's own."""
    match = re.search("[全各我]([区县旗市州镇乡街])", words)
    return _LEVELS.get(match[1], _OWN) if match else ""


def _compared(entity: Entity, numbers: list[_Told]) -> Iterator[Finding]:
    # each number once, where it is told first: a report that repeats itself is not to be compared with itself
    once = list({(told.value, told.level, told.whole): told for told in reversed(numbers)}.values())[::-1]
    wholes = [told for told in once if told.whole][:_MOST]
    for whole, other in combinations(wholes, 2):
        if _together(whole, other):
            yield _differing(entity.nouns[0], whole, other)
    for told in once:
        if told.whole:
            continue
        ruling = [whole for whole in wholes if _together(whole, told)]
        if not ruling:
            continue
        largest = max(ruling, key=lambda whole: whole.value)
        if told.value > largest.value:
            yield _exceeding(entity, told, largest)
        elif told.value == largest.value:
            yield holds("whole", (told.place, largest.place), f"{number(told.value)} = {number(largest.value)}")


def _together(one: _Told, other: _Told) -> bool:
    return one.level == other.level or "" in (one.level, other.level)


def _differing(name: str, one: _Told, other: _Told) -> Finding:
    params = {"one": number(one.value), "other": number(other.value), "name": name}
    expression = f"{number(one.value)} ≠ {number(other.value)}"
    return Finding("whole", "error", False, (one.place, other.place), expression, "audit_whole_differs", params)


def _exceeding(entity: Entity, told: _Told, whole: _Told) -> Finding:
    params = {"one": number(told.value), "other": number(whole.value), "name": entity.nouns[0]}
    expression = f"{number(told.value)} > {number(whole.value)}"
    if entity.loose:
        return Finding("whole", "info", None, (told.place, whole.place), expression, "audit_whole_loose", params)
    return Finding("whole", "error", False, (told.place, whole.place), expression, "audit_whole_exceeded", params)
