"""What was collected before and what is filed now into one facts table, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from fazhi_score.collection.asking import Ask
from fazhi_score.collection.checking import Filing, Row
from fazhi_score.errors import Problem
from fazhi_score.facts.quantities import plain_text

COLUMNS = ("region", "period", "fact", "item", "level", "value", "status", "source", "location", "note")
FURTHER = ("scope", "span", "low", "high", "unit", "name", "quote", "rater")
"""Columns that only some tables need."""

CHANGES = ("region", "fact", "item", "old", "new", "kind", "place")
PROTECTED = ("confirmed", "corrected", "rejected")
"""Statuses that a person has set."""

Key = tuple[str, str, str, str]


@dataclass
class Merger:
    """Merges filings into the rows of the last collection.

    Parameters
    ----------
    period : str
    asked : mapping
        What each unit is asked.
    filings : mapping
        What was filed, by region; a unit without an entry keeps its rows.
    decided : callable
        Whether a region's fact belongs to an item that has been decided.
    """

    period: str
    asked: dict[str, dict[str, Ask]]
    filings: dict[str, Filing]
    decided: Callable[[str, str], bool]
    changes: list[Row] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def merged(self, earlier: list[Row]) -> list[Row]:
        """Return all rows: earlier ones in their place, new ones behind them."""
        filed = [row for filing in self.filings.values() for row in filing.rows]
        several = _at_several_levels(filed) | _at_several_levels(row for row in earlier if self.ours(row))

        def _key(row: Row) -> Key:
            item = row["region"], row["fact"], row["item"]
            return (*item, row.get("level", "") if item in several else "")

        new = {_key(row): row for row in filed}
        before: dict[Key, list[Row]] = {}
        rows: list[Row | Key] = []
        for row in earlier:
            if not self.ours(row):
                rows.append(row)
                continue
            if _key(row) not in before:
                rows.append(_key(row))
            before.setdefault(_key(row), []).append(row)
        rows += [key for key in new if key not in before]
        found: list[Row] = []
        for entry in rows:
            if isinstance(entry, dict):
                found.append(entry)
            else:
                found += self.settled(entry, before.get(entry, []), new.get(entry))
        return found

    def ours(self, row: Row) -> bool:
        """Say whether an earlier row is one that the forms of this collection ask for."""
        ask = self.asked.get(row["region"], {}).get(row["fact"])
        if ask is None or row["period"] != self.period or row["region"] not in self.filings:
            return False
        if row["item"] and not ask.items:
            return False
        return row.get("scope", "own") == ask.scope and row.get("span", "") in ("", ask.span)

    def settled(self, key: Key, before: list[Row], new: Row | None) -> list[Row]:
        """Return the rows of one fact."""
        region, fact, _, _ = key
        filing = self.filings[region]
        protected = any(row["status"] in PROTECTED for row in before) or self.decided(region, fact)
        if new is None:
            if fact in filing.held:
                self.kept_unread(filing, before)
                return before
            self.change(key, before[0], None, "kept" if protected else "withdrawn", filing.places.get(fact, ""))
            return before if protected else []
        same = next((row for row in before if _said(row) == _said(new)), None)
        if protected:
            if same is None:
                self.change(key, before[0] if before else None, new, "kept", new["location"])
            return before
        if same is None:
            self.change(key, before[0] if before else None, new, "changed" if before else "new", new["location"])
            return [new]
        return [{**same, **new}]

    def change(self, key: Key, old: Row | None, new: Row | None, kind: str, place: str) -> None:
        """List a change; evidence is shown where it is what differs."""
        both = [row for row in (old, new) if row]
        source = len(both) == 2 and both[0]["source"] != both[1]["source"]
        texts = {"old": _shown(old, source), "new": _shown(new, source)}
        self.changes.append({"region": key[0], "fact": key[1], "item": key[2], **texts, "kind": kind, "place": place})

    def kept_unread(self, filing: Filing, before: list[Row]) -> None:
        """Say of an unreadable cell that what was there before stays."""
        for row in before:
            params = {"region": row["region"], "fact": row["fact"], "value": row["value"] or row["status"]}
            file, _, place = filing.places.get(row["fact"], filing.form.file).partition(" '")
            place = f"'{place}" if place else ""
            self.notes.append(Problem("form_earlier_kept", params, file=file, place=place, severity="note"))


def _at_several_levels(rows: Iterable[Row]) -> set[tuple[str, str, str]]:
    """Return the items that are told at several levels: each is a row of its own."""
    levels: dict[tuple[str, str, str], set[str]] = {}
    for row in rows:
        if row["item"]:
            levels.setdefault((row["region"], row["fact"], row["item"]), set()).add(row.get("level", ""))
    return {item for item, found in levels.items() if len(found) > 1}


def _said(row: Row) -> tuple[str, ...]:
    status = "not_applicable" if row["status"] == "not_applicable" else ""
    return plain_text(row["value"]), status, row.get("level", ""), row.get("source", ""), row.get("unit", "")


def _shown(row: Row | None, source: bool) -> str:
    """Return what a row says in one cell."""
    if row is None:
        return ""
    value = row["value"] if row["status"] != "not_applicable" else "不适用"
    parts = [value, row.get("level", ""), row.get("source", "") if source else ""]
    return " | ".join(part for part in parts if part)


def facts_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Return rows as a facts table; columns that say nothing beyond the usual are left out."""
    found = list(rows)
    usual = {"scope": "own"}
    further = [name for name in FURTHER if any(row.get(name, "") not in ("", usual.get(name, "")) for row in found)]
    columns = {name: [row.get(name, "") or usual.get(name, "") for row in found] for name in (*COLUMNS, *further)}
    return pd.DataFrame(columns, dtype=object)


def changes_frame(rows: list[Row]) -> pd.DataFrame:
    """Return the changes as a table."""
    return pd.DataFrame(rows, columns=list(CHANGES), dtype=object)
