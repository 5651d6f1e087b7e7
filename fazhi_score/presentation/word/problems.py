"""A ledger into the problems of some units as they stand on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from fazhi_score.facts.ledger import Ledger
from fazhi_score.facts.periods import parse_edge
from fazhi_score.scoring.result import Result

_SETTLED = ("done", "dropped")


@dataclass(frozen=True)
class Entry:
    """A problem of the ledger, as text; `is_overdue` says whether it is open after its deadline."""

    row: dict[str, str]
    is_open: bool
    is_overdue: bool


def entries_of(ledger: Ledger, result: Result, units: Iterable[int], day: datetime.date) -> list[Entry]:
    """Return the problems of some units by id or, where only one region has it, by name; open ones first."""
    index, names = result.index.get_level_values("region"), result.names.astype(str).tolist()
    several = {name for name in names if len({index[k] for k, other in enumerate(names) if other == name}) > 1}
    wanted = {str(index[unit]) for unit in units} | {names[unit] for unit in units if names[unit] not in several}
    found = []
    for row in ledger.frame.to_dict("records"):
        if str(row["region"]) in wanted:
            texts = {str(name): str(value) for name, value in row.items()}
            found.append(_entry(texts, day))
    return sorted(found, key=lambda one: (not one.is_overdue, not one.is_open))


def _entry(row: dict[str, str], day: datetime.date) -> Entry:
    deadline = parse_edge(row["deadline"], end=True)
    is_open = row["state"] not in _SETTLED
    return Entry(row, is_open, is_open and deadline is not None and deadline < day)
