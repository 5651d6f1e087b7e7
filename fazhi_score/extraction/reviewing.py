"""A table of facts that people reviewed, and a fresh extraction, into one table, and what changed in between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.extraction.stating import COLUMNS
from fazhi_score.facts.headings import FACTS, match_headings
from fazhi_score.facts.quantities import Form, plain_text
from fazhi_score.facts.rows import KEY
from fazhi_score.facts.sheets import Sheet
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.table import Facts, read_facts

CHANGES = ("kind", *KEY, "status", "old", "new", "source", "location")
"""The columns of what changed."""

REVIEWED = frozenset(("confirmed", "corrected", "rejected", "not_applicable"))
"""Statuses that only people give: such rows are theirs."""

_STANDING = ("corrected", "confirmed", "not_applicable")  # they say what is right; rejected says what is not
_STATED = ("value", "low", "high", "unit", "status", "quote")
_LEAST_QUOTE = 6  # shorter words stand in a report several times
_PLACE = re.compile(r"0*(\d+):0*(\d+)(?::00)?", re.ASCII)  # a spreadsheet takes 27:36 for a time, and adds seconds


@dataclass(frozen=True)
class Reviewed:
    """What the table holds after a fresh extraction.

    Parameters
    ----------
    frame : DataFrame
        All rows, cells as text: reviewed ones as they were, others as the reports state them now.
    changes : DataFrame
        One row a change, columns :data:`CHANGES`. `kind` is ``new``, ``gone``, ``changed`` (of rows that nobody
        reviewed), ``differs_from_reviewed`` (the report now gives another value), ``moved`` (a reviewed row's place in
        the text: `old` and `new` are places) or ``reviewed_gone`` (kept, and no longer found in the report).
    notes : tuple of Problem
        What was told of the table as it was.
    """

    frame: pd.DataFrame
    changes: pd.DataFrame
    notes: tuple[Problem, ...] = ()


@dataclass(eq=False)
class _Row:
    """A row with what it is compared by."""

    cells: dict[str, str]
    said: tuple[object, ...]
    extras: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cells = self.cells
        # a table without this column means the whole year
        self.key = tuple(cells[name] or ("annual" if name == "span" else "") for name in KEY)
        self.fact, self.source, self.status = cells["fact"], cells["source"], cells["status"]
        place = _PLACE.fullmatch(cells["location"])
        self.place = f"{place[1]}:{place[2]}" if place else cells["location"]
        self.words = cells["quote"]
        self.quote = cells["quote"] if len(cells["quote"]) >= _LEAST_QUOTE else ""
        self.reviewed = self.status in REVIEWED


def merge_reviewed(
    existing: Any, extracted: pd.DataFrame, *, documents: Iterable[str] | None = None, regions: Any = None
) -> Reviewed:
    """Put a fresh extraction into a table that people have reviewed.

    Parameters
    ----------
    existing : path, DataFrame or Facts
        The table: what was extracted before, with what people confirmed, corrected, rejected and added.
    extracted : DataFrame
        What the reports state, as :meth:`Facts.to_frame` gives it.
    documents : iterable of str, optional
        The ids of the documents that were read, also those that state nothing; left out, the sources of `extracted`.
    regions : path, DataFrame or Regions, optional
        The register that the reports were read with: names in the table that only one region has become its id.

    Returns
    -------
    Reviewed
        A row that is confirmed, corrected, rejected or not applicable stays as it is, and its fact does not come back
        beside it, also where the reviewer put it under another fact, scope or span. What was rejected does not come
        back with the same value. Rows of other documents, and rows without a place that people added, stay.

    Raises
    ------
    FazhiError
        Where the table has mistakes, or people decided one fact of one document in two ways.

    Examples
    --------
    >>> row = {"region": "云溪县", "period": "2023", "fact": "reconsideration_accepted", "source": "a"}
    >>> old = pd.DataFrame([{**row, "value": "12", "location": "5:10", "status": "已确认"}])
    >>> new = pd.DataFrame([{**row, "value": "13", "location": "5:10", "status": "reported"}])
    >>> merged = merge_reviewed(old, new)
    >>> merged.frame[["value", "status"]].values.tolist(), merged.changes[["kind", "old", "new"]].values.tolist()
    ([['12', 'confirmed']], [['differs_from_reviewed', '12', '13']])
    """
    old, headings, notes = _existing(existing, regions)
    new = _rows(read_facts(extracted), [{}] * len(extracted))
    read = {row.source for row in new} if documents is None else set(documents)
    merging = _Merging(old, new, read)
    rows = merging.rows()
    # columns in the order of the table, ours that it lacks behind
    columns = list(dict.fromkeys([*headings, *COLUMNS]))
    cells = [[row.cells.get(name, row.extras.get(name, "")) for name in columns] for row in rows]
    frame = pd.DataFrame(cells, columns=[headings.get(name, name) for name in columns], dtype=object)
    return Reviewed(frame, pd.DataFrame(merging.changes, columns=list(CHANGES), dtype=object), notes)


def check_reviewed(existing: Any) -> None:
    """Raise what :func:`merge_reviewed` would, without a fresh extraction.

    Examples
    --------
    >>> check_reviewed(pd.DataFrame({"region": ["甲县"], "period": 2023, "fact": "townships_count", "value": 5}))
    """
    _existing(existing, None)


def _existing(existing: Any, regions: Any) -> tuple[list[_Row], dict[str, str], tuple[Problem, ...]]:
    """Return the rows of a reviewed table, its columns (names of ours, and all others, to headings), and its notes."""
    known = read_facts(existing, regions=regions)
    if isinstance(existing, Facts):
        sheet = _frame_sheet(known)
    else:
        sheet = read_sheet(existing, sheets=("facts", "事实", "事实表"))
    found = match_headings([str(column) for column in sheet.frame.columns], FACTS)
    if "fact" not in found.names.values():  # a wide table, with a column for each fact
        sheet = _frame_sheet(known)
        found = match_headings([str(column) for column in sheet.frame.columns], FACTS)
    others = {name: [str(sheet.text_of(cell)) for cell in sheet.frame[name]] for name in found.unknown}
    extras = [{name: cells[row] for name, cells in others.items()} for row in range(len(known))]
    rows = _rows(known, extras)
    raise_errors(_contradictions(known, rows))
    headings = {found.names.get(str(heading), str(heading)): str(heading) for heading in sheet.frame.columns}
    return rows, headings, tuple(known.notes)


def _frame_sheet(facts: Facts) -> Sheet:
    return read_sheet(facts.to_frame())


def _rows(facts: Facts, extras: list[dict[str, str]]) -> list[_Row]:
    frame = facts.to_frame()
    names = [str(name) for name in frame.columns]
    empty = dict.fromkeys(COLUMNS, "")
    said = _said(facts, frame["value"].tolist())
    return [
        _Row({**empty, **dict(zip(names, cells, strict=True))}, value, extra)
        for cells, value, extra in zip(frame.itertuples(index=False, name=None), said, extras, strict=True)
    ]


def _said(facts: Facts, written: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield what each value says however it is written: 1.2万 and 12000 are the same, as are 93.05% and 93.050%."""
    numbers = facts.table[["value", "low", "high"]].to_numpy(dtype=np.float64)
    for number, form, text in zip(numbers.tolist(), facts.table["form"].tolist(), written, strict=True):
        known = tuple(float(f"{part:.12g}") if part == part else None for part in number)
        kind = Form.NUMBER if form == Form.PERCENT else form
        yield (kind, *known) if any(part is not None for part in known) else (kind, plain_text(text))


def _contradictions(facts: Facts, rows: list[_Row]) -> list[Problem]:
    """Return a problem for each fact of a document that people decided in two ways."""
    problems = []
    first: dict[tuple[object, ...], tuple[int, _Row]] = {}
    for number, row in enumerate(rows):
        if not row.reviewed:
            continue
        who = (row.source, *row.key, row.cells.get("level", ""), row.cells.get("rater", ""))
        same_value = (*who, row.place, row.said)
        if row.status == "rejected":
            others = [first.get((*same_value, status)) for status in ("confirmed", "corrected")]
        else:
            others = [first.get((*same_value, "rejected")), first.get((*who, row.status))]
            first.setdefault((*who, row.status), (number, row))
        first.setdefault((*same_value, row.status), (number, row))
        for other in others:
            if other is not None and (other[1].said != row.said or other[1].status != row.status):
                params: dict[str, Any] = {
                    "first": facts.place(other[0]),
                    "value": f"{row.cells['value']} {row.status}"[:80],
                    "other": f"{other[1].cells['value']} {other[1].status}"[:80],
                }
                problems.append(facts.problem("reviewed_twice", number, **params))
                break
    return problems


_Signs = Callable[[_Row], tuple[object, ...] | None]


def _at(*names: str) -> _Signs:
    """Return what gives the named signs of a row, None where one of them is empty."""

    def signs(row: _Row) -> tuple[object, ...] | None:
        found = tuple(getattr(row, name) for name in names)
        return found if all(found) else None

    return signs


# How a row is found again, the surest sign first; a reviewed one also where it was put under another fact.
_AGAIN = (
    (("key", "place", "said"), False),
    (("key", "place"), False),
    (("place", "fact", "said"), False),
    (("place", "fact"), False),
    (("place", "words", "said"), True),
    (("place", "words"), True),
    (("key", "said"), False),
    (("key", "quote"), False),
    (("key",), False),
    (("quote", "fact"), False),
    (("quote", "said"), True),
    (("quote",), True),
    (("place", "said"), True),
)


class _Merging:
    """One merge: which old row a new one is, and what becomes of both."""

    def __init__(self, old: list[_Row], new: list[_Row], read: set[str]) -> None:
        self.old, self.new = old, new
        self.changes: list[dict[str, str]] = []
        loose = {(row.source, row.fact) for row in new if not row.place}
        # without a place, and none of the few facts that have none: somebody wrote it
        self.ours = [
            row.source in read and (row.reviewed or bool(row.place) or (row.source, row.fact) in loose) for row in old
        ]
        self.seen = {row.source for row in old}
        self.match: dict[int, int] = {}  # number of a new row: number of the old row that it is
        by_source: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for number, row in enumerate(old):
            if self.ours[number]:
                by_source[row.source][0].append(number)
        for number, row in enumerate(new):
            by_source[row.source][1].append(number)
        for olds, news in by_source.values():
            self._find(olds, news)
        self.reviewed: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
        for row in old:
            if row.reviewed:
                self.reviewed[row.key].append(row)

    def _find(self, olds: list[int], news: list[int]) -> None:
        """Find the old rows of one document again among its new ones."""
        # what stood beside a reviewed row at its place before is not what the reviewer renamed
        facts = {(self.old[number].place, self.old[number].fact) for number in olds}
        for names, renamed in _AGAIN:
            if not olds or not news:
                return
            some, others = olds, news
            if renamed:
                some = [number for number in olds if self.old[number].reviewed]
                others = [number for number in news if (self.new[number].place, self.new[number].fact) not in facts]
            matched = self._pair(some, others, _at(*names))
            gone = set(matched.values())
            olds = [number for number in olds if number not in gone]
            news = [number for number in news if number not in matched]
            self.match |= matched

    def _pair(self, olds: list[int], news: list[int], signs: _Signs) -> dict[int, int]:
        """Return which new rows are which old ones by equal signs, in their order."""
        waiting: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number in reversed(olds):
            sign = signs(self.old[number])
            if sign is not None:
                waiting[sign].append(number)
        found = {}
        for number in news:
            sign = signs(self.new[number])
            if sign is not None and waiting.get(sign):
                found[number] = waiting[sign].pop()
        return found

    def rows(self) -> list[_Row]:
        """Return the rows of the table, and gather what changed."""
        placed: list[tuple[tuple[int, int], _Row]] = []
        found = set(self.match.values())
        stated = {(row.source, *row.key, row.said) for row in self.new}
        for number, row in enumerate(self.old):
            if row.reviewed or not self.ours[number]:
                placed.append(((number, -1), row))
            if self.ours[number] and number not in found:
                self._missing(row, again=(row.source, *row.key, row.said) in stated)
        anchors = {row.source: number for number, row in enumerate(self.old)}  # behind the last row of its document
        for number, row in enumerate(self.new):
            other = self.match.get(number)
            if other is not None:
                anchors[row.source] = other
            kept = self._fresh(row) if other is None else self._again(self.old[other], row)
            if kept is not None:
                placed.append(((anchors.get(row.source, len(self.old)), number), kept))
        return [row for _, row in sorted(placed, key=lambda pair: pair[0])]

    def _missing(self, row: _Row, *, again: bool) -> None:
        """Report an old row that was not found again."""
        if not row.reviewed:
            self._report("gone", row, row.cells["value"], "")
        elif row.status in ("confirmed", "corrected") and row.place and not again:
            self._report("reviewed_gone", row, row.cells["value"], "")

    def _again(self, old: _Row, new: _Row) -> _Row | None:
        """Return what a row becomes that was found again; None where the old row stays."""
        if not old.reviewed:
            if (old.said, old.key) != (new.said, new.key) and self._keeps_out(new):
                self._report("gone", old, old.cells["value"], "")
                return None
            if (old.said, old.key, old.status) != (new.said, new.key, new.status):
                self._report("changed", new, *_told(old, new))
            if old.key == new.key and all(old.cells[name] == new.cells[name] for name in _STATED):
                new.cells["note"] = old.cells["note"] or new.cells["note"]
            more = {name: text for name, text in old.cells.items() if name not in COLUMNS}
            return _Row({**new.cells, **more}, new.said, old.extras)
        if old.place and old.place != new.place and (old.said == new.said or old.quote == new.quote):
            self._report("moved", old, old.place, new.place)
        if (old.said, old.key) == (new.said, new.key) or (_is_settled(old) and _is_same_text(old, new)):
            return None
        comes_back = old.status == "rejected" and old.said != new.said
        if comes_back and self._keeps_out(new):
            return None
        self._report("differs_from_reviewed", old, *_told(old, new, reviewed=True))
        return new if comes_back else None

    def _fresh(self, row: _Row) -> _Row | None:
        """Return a row that stands for nothing old; None where what people decided keeps it out."""
        if self._keeps_out(row):
            return None
        if row.source in self.seen:
            self._report("new", row, "", row.cells["value"])
        return row

    def _keeps_out(self, row: _Row) -> bool:
        """Say whether people decided the fact of a row, or rejected its value."""
        for other in self.reviewed.get(row.key, ()):
            near = other.source in ("", row.source)
            if other.status == "rejected" and other.said == row.said and (near or other.quote == row.quote != ""):
                return True
            if other.status in _STANDING and near:
                if other.said != row.said and not (_is_settled(other) and _is_same_text(other, row)):
                    self._report("differs_from_reviewed", other, other.cells["value"], row.cells["value"], at=row)
                return True
        return False

    def _report(self, kind: str, row: _Row, old: str, new: str, *, at: _Row | None = None) -> None:
        cells = row.cells
        change = {name: cells[name] for name in (*KEY, "status", "source")}
        place = (at or row).place
        self.changes.append({"kind": kind, **change, "old": old, "new": new, "location": place})


def _is_settled(row: _Row) -> bool:
    """Say whether a reviewer saw that the words say something else than the extraction did."""
    return row.status in ("corrected", "not_applicable")


def _is_same_text(old: _Row, new: _Row) -> bool:
    return bool(old.cells["quote"]) and old.cells["quote"] == new.cells["quote"]


def _told(old: _Row, new: _Row, *, reviewed: bool = False) -> tuple[str, str]:
    """Return old and new value, with what else of the rows differs; the status of a reviewed row always does."""
    names = KEY if reviewed else (*KEY, "status")
    differing = [name for name in names if old.cells[name] != new.cells[name]]

    def told(cells: Mapping[str, str]) -> str:
        return " ".join([cells["value"], *(cells[name] for name in differing if cells[name])])

    return told(old.cells), told(new.cells)
