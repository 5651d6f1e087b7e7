"""The worksheets that read back: facts, register and manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fazhi_score.facts.folders import bare_place, without_folders
from fazhi_score.facts.headings import DOCUMENTS, FACTS, REGIONS
from fazhi_score.facts.manifest import STATES
from fazhi_score.facts.rows import KEY, OPTIONAL, SPANS, STATUSES
from fazhi_score.facts.writing import workbook_number
from fazhi_score.presentation.workbook.book import MOST_ROWS, Book
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.markup import LONGEST
from fazhi_score.presentation.workbook.records import add_frame, column_widths
from fazhi_score.presentation.workbook.sheets import Worksheet
from fazhi_score.presentation.workbook.styles import HEADING, QUIET, TEXT, Style

_NUMBERS = ("value", "low", "high")
_NAME, _PLACE = ("单位名称", "unit_name"), ("读取位置", "read_at")
_FACT = ("事实名称", "fact_name")


def facts_frame(layout: Layout) -> pd.DataFrame:
    """Return all facts under headings that :func:`fazhi_score.read_facts` knows, and more for people's eyes."""
    facts, chinese = without_folders(layout.result.panel.facts), layout.lang == "zh"
    frame = facts.to_frame()
    register = facts.regions
    names = {} if register is None else dict(register.names().items())
    eyes = 0 if chinese else 1
    known = layout.framework.file.facts
    columns: dict[str, Any] = {}
    for name in frame.columns:
        texts = frame[name].astype(str)
        if chinese and name in ("status", "span"):
            texts = texts.replace(STATUSES if name == "status" else SPANS)
        columns[_heading(FACTS, str(name), chinese)] = texts.to_numpy(dtype=object)
        if name == "region" and "name" not in frame and names:
            columns[_NAME[eyes]] = [str(names.get(region, "")) for region in texts]
        if name == "fact":
            columns[_FACT[eyes]] = [layout.label(fact) if fact in known else "" for fact in texts]
    columns[_PLACE[eyes]] = _places(facts)
    return pd.DataFrame(columns, dtype=object)


def _places(facts: Any) -> list[str]:
    """Return where each fact was read, without folders; as :meth:`Facts.place`, but for all rows at once."""
    table = facts.table
    origins = table["origin"].astype(object).tolist() if "origin" in table else [f"{facts.origin} row "] * len(table)
    pairs = zip(map(bare_place, origins), table["line"].tolist(), strict=True)
    return [f"{origin}{line}" if line else origin.removesuffix(" row ").removesuffix(":") for origin, line in pairs]


def _heading(known: Mapping[str, str], name: str, chinese: bool) -> str:
    return known[name].split()[0] if chinese and known.get(name) else name


def add_facts(book: Book, layout: Layout) -> tuple[Worksheet, int]:
    """Add the facts; return the sheet and how many texts were too long for a cell.

    Empty columns are left out; a value stands as a number where it reads back as the very same.
    """
    frame, title = facts_frame(layout), layout.say("book_sheet_facts")
    chinese = layout.lang == "zh"
    # canonical columns that say nothing are left out; what the table itself has stays, though it be empty
    given = [*KEY[:3], "value", *(name for name in OPTIONAL if name in layout.result.panel.facts.table)]
    kept = {_heading(FACTS, name, chinese) for name in given}
    frame = frame[[name for name in frame.columns if name in kept or any(frame[name])]]
    if len(frame) > MOST_ROWS:
        return add_frame(book, layout, title, frame), 0
    sheet = book.add(title, frozen=(1, 1), tab="548235")
    sheet.widths = column_widths(frame)
    sheet.row([(name, HEADING) for name in frame.columns], 32)
    numbers = {_heading(FACTS, name, chinese) for name in _NUMBERS}
    eyes = {*_NAME, *_FACT, *_PLACE}
    columns = [
        _numbers(frame[name]) if name in numbers else (frame[name].tolist(), _EYES if name in eyes else TEXT)
        for name in frame.columns
    ]
    sheet.rows(columns)
    long = int(sum((frame[name].str.len() > LONGEST).sum() for name in frame.columns))
    return sheet, long


_EYES = Style(wrap=True, top=True, fill=QUIET)


def _numbers(column: pd.Series) -> tuple[list[Any], list[Style]]:
    """Return values as numbers where they read back as the same text, else as text."""
    known: dict[str, tuple[Any, Style]] = {"": ("", TEXT)}
    for text in column.unique().tolist():
        found = workbook_number(text) if text else None
        known.setdefault(text, (text, TEXT) if found is None else (found[0], Style(format=found[1], top=True)))
    cells = [known[text] for text in column]
    return [value for value, _ in cells], [look for _, look in cells]


def add_register(book: Book, layout: Layout) -> Worksheet | None:
    """Add the register of regions, None where there is none."""
    register, chinese = layout.result.panel.facts.regions, layout.lang == "zh"
    if register is None:
        return None
    frame = register.frame.rename_axis("region").reset_index().astype(str)
    frame = frame.rename(columns=lambda name: _heading(REGIONS, str(name), chinese))
    return add_frame(book, layout, layout.say("book_sheet_regions"), frame, frozen=1, tab="548235")


def add_manifest(book: Book, layout: Layout) -> Worksheet | None:
    """Add the manifest of documents, None where there is none."""
    documents, chinese = without_folders(layout.result.panel.facts).documents, layout.lang == "zh"
    if documents is None:
        return None
    frame = documents.frame.reset_index(drop=documents.frame.index.name is None).astype(str)
    if chinese:
        frame["state"] = frame["state"].replace(STATES)
    frame = frame.rename(columns=lambda name: _heading(DOCUMENTS, str(name), chinese))
    return add_frame(book, layout, layout.say("book_sheet_documents"), frame, frozen=1, tab="548235")
