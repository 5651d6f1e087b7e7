"""Statements into cells that may be compared with each other, and how facts are named to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from fazhi_score.auditing.findings import Finding, Name, number
from fazhi_score.auditing.rules import Rule
from fazhi_score.auditing.statements import Statement
from fazhi_score.reports.lexicon import Lexicon

EPS = 1e-9
YEAR = 4
_PERSONS = frozenset(("人", "名", "位", "个"))
_WINDOWS = {"annual": ("annual", "to_date"), "stock": ("annual", "to_date"), "to_date": ("to_date",)}


class Key(NamedTuple):
    """What statements must share to be compared; `window` is the year, or a part of it."""

    region: str
    period: str
    scope: str
    item: str
    window: str


Cell = dict[str, list[Statement]]


def cells_of(statements: Iterable[Statement]) -> dict[Key, Cell]:
    """Return the statements that may be compared with each other, by fact: same unit, time, scope and item."""
    cells: dict[Key, Cell] = {}
    for statement in statements:
        for window in _WINDOWS.get(statement.span, (statement.span,)):
            key = Key(statement.region, statement.period, statement.scope, statement.item, window)
            cells.setdefault(key, {}).setdefault(statement.fact, []).append(statement)
    return cells


def of_region(finding: Finding, region: str, period: str) -> Finding:
    """Return a finding with the region and period that it is about."""
    return replace(finding, region=region, period=period)


class Labels:
    """Names of facts for people."""

    def __init__(self, lexicon: Lexicon, names: dict[str, tuple[str, str]]) -> None:
        self.lexicon, self.names = lexicon, names

    def kind(self, fact: str) -> str:
        """Return what the value of a fact is, "" where the lexicon does not know it."""
        return self.lexicon[fact].kind if fact in self.lexicon.entries else ""

    def name(self, *facts: str) -> Name:
        """Return the names of facts in both languages."""
        names = [self.names.get(fact, (fact, fact)) for fact in facts]
        return Name("＋".join(zh for zh, _ in names), " + ".join(en for _, en in names))


def only(cell: Cell, fact: str) -> Statement | None:
    """Return the one exact value of a fact; None where there is none or several differ."""
    found = [statement for statement in cell.get(fact, ()) if statement.exact]
    return found[0] if found and len({statement.value for statement in found}) == 1 else None


def at_least(cell: Cell, fact: str) -> Statement | None:
    """Return what says that there are so many of a fact or more, where its one exact value is not stated."""
    found = [statement for statement in cell.get(fact, ()) if statement.low is not None and statement.high is None]
    return max(found, key=lambda statement: statement.low or 0.0, default=None)


def all_of(cell: Cell, facts: Iterable[str]) -> list[Statement]:
    """Return the values of facts, none where one is missing."""
    found = [only(cell, fact) for fact in facts]
    return [] if None in found else [statement for statement in found if statement is not None]


def comparable(part: Statement, *wholes: Statement) -> bool:
    """Say whether a part may be compared with its whole: attendances may exceed persons, one numeral proves nothing."""
    if part.unit.endswith("次") and part.unit.startswith("人") and any(whole.unit in _PERSONS for whole in wholes):
        return False
    return not share_a_number(part, *wholes)


def share_a_number(*statements: Statement) -> bool:
    """Say whether two of the statements were read from the same numeral: they prove nothing of each other."""
    told = [numeral for statement in statements for numeral in statement.place.numerals]
    return len(set(told)) < len(told) and len({statement.place.document for statement in statements}) == 1


def rule_params(rule: Rule, labels: Labels, *facts: str, **more: object) -> dict[str, object]:
    """Return the names of a rule's facts in both languages, as texts mention them."""
    others = facts or rule.right
    return {"left": labels.name(rule.left), "right": labels.name(*others), **more}


def shown(statement: Statement) -> str:
    """Return a value as it was printed."""
    if statement.rate is not None:
        return f"{'-' if statement.value < 0 else ''}{statement.rate}"
    return number(statement.value)
