"""Quantities of a report into totals and their parts: 其中, brackets and lists behind a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fazhi_score.reports.types import Breakdown, Quantity

_OPENING = re.compile("其中|包括|分别[为是]|[(（:：]")
_BRACKETS = re.compile("[()（）]")
_SENTENCE_END = re.compile("[。！？!?\n]")
_REACH = 24
"""So far may a bracket or 其中 stand behind the total."""
_MOST_PARTS = 60
_LONGEST_SENTENCE = 2000


def breakdowns(text: str, quantities: Sequence[Quantity]) -> list[Breakdown]:
    """Return which quantities divide which.

    Parameters
    ----------
    text : str
        The text of a report.
    quantities : sequence of Quantity
        What :func:`find_quantities` returns for it.

    Returns
    -------
    list of Breakdown
        In the order of the text; a part may be the total of another breakdown. 其中 is believed where the parts do
        not add up; brackets and colons count only where they do.

    Examples
    --------
    >>> from fazhi_score.reports.numbers import find_quantities
    >>> text = "清理文件15件，其中有效11件、废止4件（失效3件，撤销1件）。"
    >>> breakdowns(text, find_quantities(text))
    [Breakdown(total=0, parts=(1, 2), complete=True), Breakdown(total=2, parts=(3, 4), complete=True)]
    """
    depths = _depths(text, quantities)
    starts = [quantity.start for quantity in quantities]
    found: dict[int, Breakdown] = {}
    taken: set[int] = set()
    following = 0
    for match in _OPENING.finditer(text):
        while following < len(starts) and starts[following] < match.end():
            following += 1
        if not 0 < following < len(quantities):
            continue
        breakdown = _breakdown(text, quantities, depths, following, match)
        if (
            breakdown is None
            or breakdown.total in found
            or (taken.issuperset(breakdown.parts) and not breakdown.complete)
        ):
            continue
        found[breakdown.total] = breakdown
        taken.update(breakdown.parts)
    return [found[total] for total in sorted(found)]


def _depths(text: str, quantities: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Return of each quantity how many brackets are open around it, and where the innermost opens (-1 for none)."""
    result: list[tuple[int, int]] = []
    opened: list[int] = []
    brackets = _BRACKETS.finditer(text)
    bracket = next(brackets, None)
    for quantity in quantities:
        while bracket and bracket.start() < quantity.start:
            if bracket.group() in "(（":
                opened.append(bracket.start())
            elif opened:
                opened.pop()
            bracket = next(brackets, None)
        result.append((len(opened), opened[-1] if opened else -1))
    return result


def _breakdown(
    text: str, quantities: Sequence[Quantity], depths: list[tuple[int, int]], first: int, match: re.Match[str]
) -> Breakdown | None:
    """Read the parts that begin with quantity `first`; None where they divide nothing before them."""
    unit, inside = quantities[first].unit, depths[first]
    if match.group() in "(（" and inside[1] != match.start():
        return None
    last = min(len(text), quantities[first].end + _LONGEST_SENTENCE)
    end = _SENTENCE_END.search(text, quantities[first].end, last)
    last = end.start() if end else last
    level = []
    for index in range(first, min(len(quantities), first + _MOST_PARTS)):
        if quantities[index].start >= last:
            break
        if depths[index] == inside and quantities[index].form == "number":
            level.append(index)
    total = _total(text, quantities, depths, first, match, {unit})
    if total is None:
        total = _total(text, quantities, depths, first, match, {quantities[index].unit for index in level})
    if total is None and not unit:
        total = _total(text, quantities, depths, first, match, None)  # 93件,其中刑事60
    if total is None:
        return None
    parts = [index for index in level if quantities[index].unit in (quantities[total].unit, unit)]
    whole = quantities[total].value or 0.0
    # a part with another unit (6顶 for 6项) counts where the sum needs it
    kept = _adding_up(quantities, parts, whole) or _adding_up(quantities, level, whole)
    if kept:
        return Breakdown(total, kept, True)
    # 其中 whose parts do not fit the total is for an audit to see, hence all of them are kept
    return Breakdown(total, tuple(parts), False) if match.group() in ("其中", "包括") else None


def _adding_up(quantities: Sequence[Quantity], parts: list[int], whole: float) -> tuple[int, ...]:
    """Return the first parts that add up to the whole, two or more; none where they do not."""
    size = 0.0
    for count, index in enumerate(parts, 1):
        size += quantities[index].value or 0.0
        if count > 1 and abs(size - whole) < 1e-9 * max(whole, 1.0):
            return tuple(parts[:count])
    return ()


def _total(
    text: str,
    quantities: Sequence[Quantity],
    depths: list[tuple[int, int]],
    first: int,
    match: re.Match[str],
    units: set[str] | None,
) -> int | None:
    """Return the quantity right before the opening word that has one of the `units`, or any."""
    bracket = match.group() in "(（"
    wanted = depths[first][0] - bracket
    for index in range(first - 1, max(-1, first - 4), -1):
        quantity = quantities[index]
        if match.start() - quantity.end > _REACH:
            return None
        between = text[quantity.end : match.start()]
        ended = sum(between.count(mark) for mark in "。！？\n")
        if ended > 1 or (ended and between.rstrip()[-1:] not in "。！？(（"):
            return None
        if depths[index][0] == wanted and (units is None or quantity.unit in units) and quantity.form == "number":
            return index
    return None
