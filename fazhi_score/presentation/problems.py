"""A ledger into the problems of some units as they stand on a day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fazhi_score.facts.ledger import Ledger
from fazhi_score.scoring.result import Result


@dataclass(frozen=True)
class Entry:
    """A problem of the ledger, as text; `is_overdue` says whether it is open after its deadline."""

    row: dict[str, str]
    is_open: bool
    is_overdue: bool


def entries_of(ledger: Ledger, result: Result, units: Iterable[int], day: datetime.date) -> list[Entry]:
    """Return the problems of some units by id or, where only one region has it, by name; open ones first."""
    ids, names = result.index.get_level_values("region").astype(str), result.names.astype(str).to_numpy()
    called = Counter(name for _, name in set(zip(ids, names, strict=True)))
    wanted = {ids[unit] for unit in units} | {names[unit] for unit in units if called[names[unit]] == 1}
    stands = ledger.on(day)
    rows = zip(ledger.frame.to_dict("records"), stands["open"].tolist(), stands["overdue"].tolist(), strict=True)
    found = [
        Entry({str(name): str(value) for name, value in row.items()}, is_open, is_overdue)
        for row, is_open, is_overdue in rows
        if str(row["region"]) in wanted
    ]
    return sorted(found, key=lambda one: (not one.is_overdue, not one.is_open))
