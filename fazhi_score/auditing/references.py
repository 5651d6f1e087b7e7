"""Numbers that a report takes up again (学法虽有8次,但…) into findings: are they the numbers told before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_score.auditing.findings import Finding, holds, number
from fazhi_score.auditing.reading import Reading

_TAKEN_UP = re.compile("([一-鿿]{2,8}?)(?:虽然?|尽管)(?:已经?|共)?(?:有|达到?|为)?$")
_LAST = 2
_NEAR = 16


def check_references(reading: Reading) -> Iterator[Finding]:
    """Yield whether a number behind 虽有 is one that was told before of the same thing."""
    told: dict[tuple[str, str], dict[float, int]] = {}  # unit and two characters before a number: value and where
    for index, quantity in enumerate(reading.quantities):
        if quantity.form not in ("number", "percent") or quantity.change or quantity.bound or quantity.value is None:
            continue
        before = reading.before(index, reach=_NEAR)
        match = _TAKEN_UP.search(before)
        if match is not None:
            yield from _compared(reading, index, match[1], told.get((quantity.unit, match[1][-_LAST:]), {}))
        elif reading.is_done(quantity):
            for at in range(len(before) - _LAST + 1):
                told.setdefault((quantity.unit, before[at : at + _LAST]), {}).setdefault(quantity.value, index)


def _compared(reading: Reading, index: int, noun: str, told: dict[float, int]) -> Iterator[Finding]:
    """Compare with what was told; where several numbers were, which of them is meant is not said."""
    value = reading.quantities[index].value or 0.0
    if value in told:
        yield holds(
            "twice", (reading.place_of(index), reading.place_of(told[value])), f"{number(value)} = {number(value)}"
        )
    elif len(told) == 1:
        other, where = next(iter(told.items()))
        params = {"one": number(value), "other": number(other), "noun": noun}
        places = (reading.place_of(index), reading.place_of(where))
        yield Finding("twice", "error", False, places, f"{number(value)} ≠ {number(other)}", "audit_taken_up", params)
