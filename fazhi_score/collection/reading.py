"""A workbook that came back into its heading block and the rows of its table, each cell with its place."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from fazhi_score.collection.wording import COLUMNS, FIELDS, ITEM_COLUMNS, META, SHEET, heading
from fazhi_score.errors import FazhiError, Problem, Severity
from fazhi_score.facts.headings import match_headings, nearest
from fazhi_score.facts.quantities import plain_text
from fazhi_score.facts.sources import read_bytes
from fazhi_score.facts.workbooks import check_archive, column_letter, open_book, rows_of, shown_text

MOST_ROWS = 20_000
_HEADING_WITHIN = 60  # rows
_ENOUGH_HEADINGS = 3
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_LABELS = {alias: name for name, others in FIELDS.items() for alias in (name, *others.split())}


@dataclass(frozen=True)
class Cell:
    """What a cell says, and what is wrong with it.

    Parameters
    ----------
    text : str
        The text, "" where it is empty.
    number : int
        Column of the sheet, counted from 1.
    fault : str
        Code of a message, "" where the cell can be read.
    is_date : bool
        Whether the spreadsheet holds it as a date.
    formula : bool
        Whether the text is the saved result of a formula.
    """

    text: str = ""
    number: int = 1
    fault: str = ""
    is_date: bool = False
    formula: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the table: canonical column to cell, and merged ranges that hide some of them."""

    number: int
    cells: Mapping[str, Cell]
    merged: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return what the row says in a column, "" where it has none."""
        cell = self.cells.get(column)
        return cell.text if cell else ""


@dataclass
class Form:
    """A workbook that is a form.

    Parameters
    ----------
    file, sheet : str
        Name of the file and of the worksheet with the table.
    meta : mapping
        What the hidden sheet says; empty where it is missing.
    head : mapping
        Label of the block above the table to its cell's text and address.
    letters : mapping
        Canonical column to the letter of the sheet's column.
    lines : list of Line
        Rows below the headings.
    notes : list of Problem
        Warnings about the workbook.
    """

    file: str
    sheet: str
    meta: Mapping[str, str]
    head: Mapping[str, tuple[str, str]]
    letters: Mapping[str, str]
    lines: list[Line]
    notes: list[Problem] = field(default_factory=list)

    def problem(self, code: str, cell: str, /, *, severity: Severity = "error", **params: object) -> Problem:
        """Return a problem at a cell such as ``F12``."""
        return Problem(code, params, file=self.file, place=f"'{self.sheet}'!{cell}", severity=severity)

    def address(self, line: Line, column: str) -> str:
        """Return the address of a row's cell in a column; of its first cell where the column is missing."""
        return f"{self.letters.get(column, 'A')}{line.number}"

    def location(self, line: Line) -> str:
        """Return the place of a row's value, file included."""
        return f"{self.file} '{self.sheet}'!{self.address(line, 'value')}"

    def said(self, name: str) -> str:
        """Return what the block above the table says."""
        return self.head.get(name, ("", ""))[0]

    def head_cell(self, name: str) -> str:
        """Return the address of what the block above the table says."""
        return self.head.get(name, ("", "A1"))[1]


def read_form(path: Path) -> Form:
    """Read a workbook as a form.

    Raises
    ------
    FazhiError
        Where it cannot be opened, or has no sheet with the table of a form.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a day number that no calendar has becomes an error cell, which is told
        try:
            return _read(path)
        except FazhiError:
            raise
        except Exception as error:  # a damaged workbook fails in many ways, and must not stop the others
            raise FazhiError(Problem("workbook_not_read", {"reason": str(error)}, file=path.name)) from error


def _read(path: Path) -> Form:
    name = path.name
    data = read_bytes(path, name, path.suffix.lower())
    check_archive(data, name)
    book = open_book(data, name, cached=False)
    try:
        meta = _meta(book, name)
        title, rows, at = _table(book, name)
        merged = _merged(data, book[title], len(rows), len(rows[at]))
        notes = _other_sheets(book, name, title) + _macros(data, name)
    finally:
        book.close()
    results = _results(data, name, title, rows)
    head_line = [_cell(cell, k, results, at + 1) for k, cell in enumerate(rows[at], start=1)]
    columns, letters, found = _columns([cell.text for cell in head_line], name, title, at + 1)
    lines = [_line(number, row, columns, results, merged) for number, row in enumerate(rows[at + 1 :], start=at + 2)]
    head = _head([[_cell(c, k, results, n) for k, c in enumerate(row, 1)] for n, row in enumerate(rows[:at], 1)])
    lines = _with_merged_text(lines)
    return Form(name, title, meta, head, letters, lines, [*notes, *found])


def _meta(book: Any, name: str) -> dict[str, str]:
    if META not in book.sheetnames:
        return {}
    sheet = book[META]
    sheet.reset_dimensions()
    found: dict[str, str] = {}
    for row in islice(rows_of(sheet, name), _HEADING_WITHIN):
        texts = [shown_text(cell) for cell in row[:2]]
        if len(texts) == 2:
            found.setdefault(*texts)
    return found


def _table(book: Any, name: str) -> tuple[str, list[Sequence[Any]], int]:
    """Return the sheet with the table, its rows, and which of them has the headings (counted from 0)."""
    sheets = [sheet for sheet in book.worksheets if sheet.title != META]
    for sheet in sorted(sheets, key=lambda one: (one.title.strip() != SHEET, one.sheet_state != "visible")):
        rows = _limited(sheet, name)
        counts = [_known_headings(row) for row in rows[:_HEADING_WITHIN]]
        if counts and max(counts) >= _ENOUGH_HEADINGS:
            return sheet.title, rows, counts.index(max(counts))
    titles = ", ".join(book.sheetnames)
    raise FazhiError(
        Problem("form_no_table", {"sheets": titles}, file=name, place=f"'{(book.sheetnames or ['-'])[0]}'!A1")
    )


def _limited(sheet: Any, name: str) -> list[Sequence[Any]]:
    """Return the rows of a sheet down to the last one with content."""
    sheet.reset_dimensions()
    rows: list[Sequence[Any]] = []
    last = 0
    for number, row in enumerate(rows_of(sheet, name), start=1):
        filled = any(cell.value is not None for cell in row)
        if number > MOST_ROWS:
            if filled:
                place = f"'{sheet.title}'!A{number}"
                raise FazhiError(Problem("form_too_long", {"limit": MOST_ROWS}, file=name, place=place))
            continue
        rows.append(row)
        last = number if filled else last
    return rows[:last]


def _known_headings(row: Sequence[Any]) -> int:
    texts = [cell.value for cell in row if isinstance(cell.value, str)]
    return len(set(match_headings(texts, COLUMNS).names.values()))


def _merged(data: bytes, sheet: Any, height: int, width: int) -> dict[tuple[int, str], str]:
    """Return the merged range that hides a cell, by its row and letter."""
    from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped, unused-ignore]

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(sheet._worksheet_path)  # reading cell by cell knows nothing of merged ones
    found: dict[tuple[int, str], str] = {}
    for first, top, last, bottom in (tuple(part.decode() for part in match) for match in _MERGED.findall(xml)):
        columns = range(column_index_from_string(first), min(column_index_from_string(last), width) + 1)
        for row in range(int(top), min(int(bottom), height) + 1):
            for column in columns:
                found[row, column_letter(column)] = f"{first}{top}:{last}{bottom}"
        found.pop((int(top), first), None)
    return found


def _other_sheets(book: Any, name: str, title: str) -> list[Problem]:
    """Return a warning for each other sheet with content: nothing in it is read."""
    found = []
    for sheet in book.worksheets:
        if sheet.title in (title, META):
            continue
        sheet.reset_dimensions()
        for number, row in enumerate(rows_of(sheet, name), start=1):
            at = next((k for k, cell in enumerate(row, start=1) if cell.value is not None), 0)
            if at:
                code = "form_other_sheet" if sheet.sheet_state == "visible" else "form_hidden_sheet"
                place = f"'{sheet.title}'!{column_letter(at)}{number}"
                found.append(Problem(code, {"sheet": sheet.title}, file=name, place=place, severity="warning"))
                break
    return found


def _macros(data: bytes, name: str) -> list[Problem]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        has = any(part.endswith("vbaProject.bin") for part in archive.namelist())
    return [Problem("form_macros", file=name, severity="note")] if has or name.lower().endswith(".xlsm") else []


def _results(data: bytes, name: str, title: str, rows: list[Sequence[Any]]) -> dict[tuple[int, int], Any]:
    """Return the saved results of all formulas by row and column; a workbook without formulas is read once."""
    wanted = {(n, k) for n, row in enumerate(rows, 1) for k, cell in enumerate(row, 1) if cell.data_type == "f"}
    if not wanted:
        return {}
    book = open_book(data, name, cached=True)
    try:
        sheet: Any = book[title]
        found = {}
        for number, row in enumerate(_limited(sheet, name), start=1):
            found.update({(number, k): cell for k, cell in enumerate(row, start=1) if (number, k) in wanted})
        return found
    finally:
        book.close()


def _cell(cell: Any, number: int, results: Mapping[tuple[int, int], Any], line: int) -> Cell:
    formula = cell.data_type == "f"
    if formula:
        cell = results.get((line, number))
        if cell is None or cell.value is None:
            return Cell("", number, "formula_unsaved", formula=True)
    if cell.data_type == "e":
        return Cell(str(cell.value), number, "cell_error")
    is_date = isinstance(cell.value, datetime.date | datetime.time | datetime.timedelta)
    return Cell(shown_text(cell), number, is_date=is_date, formula=formula)


def _columns(
    texts: list[str], name: str, title: str, line: int
) -> tuple[dict[int, str], dict[str, str], list[Problem]]:
    """Return column numbers and letters by canonical name; what is wrong with the headings is one message."""
    match = match_headings([text for text in texts if text], COLUMNS)
    columns: dict[int, str] = {}
    for number, text in enumerate(texts, start=1):
        if match.names.get(text) and match.names[text] not in columns.values():
            columns[number] = match.names[text]
    letters = {column: column_letter(number) for number, column in columns.items()}
    strange = [
        (f"{column_letter(k)}{line}", text) for k, text in enumerate(texts, start=1) if text and k not in columns
    ]
    missing = [column for column in COLUMNS if column not in letters and column not in ITEM_COLUMNS]
    if not strange and not missing:
        return columns, letters, []
    severity: Severity = "error" if {"id", "value"} & set(missing) else "warning"
    wanted = ", ".join("/".join(heading(column, lang, COLUMNS) for lang in ("zh", "en")) for column in missing)
    params = {"wanted": wanted, "got": ", ".join(f"{cell} {text[:40]}" for cell, text in strange)}
    code = "form_headings_missing" if missing else "form_headings_unknown"
    cell = strange[0][0] if strange else f"A{line}"
    problem = Problem(code, params, file=name, place=f"'{title}'!{cell}", severity=severity)
    if severity == "error":
        raise FazhiError(problem)
    return columns, letters, [problem]


def _line(
    number: int,
    cells: Sequence[Any],
    columns: Mapping[int, str],
    results: Mapping[tuple[int, int], Any],
    merged: Mapping[tuple[int, str], str],
) -> Line:
    found, hidden = {}, {}
    for k, column in columns.items():
        if k <= len(cells):
            found[column] = _cell(cells[k - 1], k, results, number)
        if (number, column_letter(k)) in merged:
            hidden[column] = merged[number, column_letter(k)]
    return Line(number, found, hidden)


def _with_merged_text(lines: list[Line]) -> list[Line]:
    """Let evidence and remarks that are merged over several rows hold for all of them."""
    found: list[Line] = []
    last: dict[str, Cell] = {}
    for line in lines:
        cells = dict(line.cells)
        for column in ("source", "note"):
            if column not in line.merged:
                last[column] = line.cells.get(column, Cell())
            elif _same_column(line.merged[column]):
                cells[column] = last.get(column, Cell())
        found.append(Line(line.number, cells, line.merged))
    return found


def _same_column(cells: str) -> bool:
    """Say whether a merged range is one column wide."""
    first, _, last = cells.partition(":")
    return first.rstrip("0123456789") == last.rstrip("0123456789")


def _head(rows: list[list[Cell]]) -> dict[str, tuple[str, str]]:
    """Return what follows each label above the table: in the cells to its right, or after a colon."""
    found: dict[str, tuple[str, str]] = {}
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            label, _, behind = cell.text.replace("：", ":").partition(":")
            name = _label(label)
            if name and name not in found:
                after = next((other for other in row[at + 1 :] if other.text), Cell())
                text = behind.strip() or ("" if _label(after.text) else after.text)
                place = cell.number if behind.strip() else after.number if text else cell.number + 1
                found[name] = (text, f"{column_letter(place)}{line}")
    return found


def _label(text: str) -> str:
    """Return which field a label names, "" where it names none."""
    return _LABELS.get(plain_text(text).rstrip(": ").replace(" ", "_"), "")


def similar(text: str, known: Sequence[str]) -> str:
    """Return the known id that was probably meant, "" where none is."""
    return nearest(text, known, 0.7)
