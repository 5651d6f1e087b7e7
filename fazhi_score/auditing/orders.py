"""Numbers that stand side by side in a report into findings: persons and their groups, titles and how many are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fazhi_score.auditing.findings import Finding, holds, number
from fazhi_score.auditing.reading import Reading, is_count

_GROUPS = frozenset(("批", "批次"))
_VISITORS = frozenset(("人", "人次"))
_TITLES = re.compile("(?:《[^《》]{2,60}》(?:[、和及与]|以及)?){2,12}等$")
_DOCUMENTS = frozenset(("个", "项", "份", "部", "件"))


def check_orders(reading: Reading) -> Iterator[Finding]:
    """Yield where groups outnumber their persons, and where more titles are listed than are said to be."""
    for one, other in pairwise(range(len(reading.quantities))):
        groups, persons = reading.quantities[one], reading.quantities[other]
        if groups.unit not in _GROUPS or persons.unit not in _VISITORS or persons.start - groups.end > 1:
            continue
        if not (is_count(groups) and is_count(persons)):
            continue
        places = (reading.place_of(one), reading.place_of(other))
        if (persons.value or 0) >= (groups.value or 0):
            yield holds("order", places, f"{number(persons.value or 0)} ≥ {number(groups.value or 0)}")
        else:
            expression = f"{number(persons.value or 0)} < {number(groups.value or 0)}"
            yield Finding("order", "error", False, places, expression, "audit_order", {})
    for quantity in reading.quantities:
        if quantity.unit not in _DOCUMENTS or not is_count(quantity) or reading.plain[quantity.start - 1] != "等":
            continue
        listed = _TITLES.search(reading.plain, max(0, quantity.start - 400), quantity.start)
        if listed is None or listed.group().count("》") <= (quantity.value or 0):
            continue
        told = number(quantity.value or 0)
        expression = f"{listed.group().count('》')} > {told}"
        where = reading.place(listed.start(), quantity.end)
        yield Finding("order", "minor", False, (where,), expression, "audit_titles", {"count": told})
