"""One worksheet of a workbook into cells with their places, merged ones counted once."""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fazhi_score.errors import FazhiError, Problem, Severity
from fazhi_score.facts.cells import clean_text, unescaped
from fazhi_score.facts.sources import read_bytes
from fazhi_score.facts.workbooks import check_archive, column_letter, import_openpyxl, shown_text

MOST_UNZIPPED = 200 * 2**20
"""Merged cells are read with the whole workbook in memory."""
MOST_MERGED = 2_000_000
MOST_CELLS = 1_000_000
LONGEST = 32_767
"""Characters of a cell in Excel; a longer text cannot be written back."""

_MERGED = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)[\"']")


@dataclass(frozen=True)
class Cell:
    """A cell that says something, and how many rows and columns it covers."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """The cells of one worksheet by row and column, counted from 1; a merged one stands wherever it covers."""

    origin: str
    title: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    problems: tuple[Problem, ...] = ()
    rows: Mapping[int, list[Cell]] = field(default_factory=dict)
    unread: frozenset[tuple[int, int]] = frozenset()

    def at(self, row: int, column: int | None) -> Cell | None:
        """Return the cell that covers a place, None where there is none or it is empty."""
        return self.cells.get((row, column)) if column is not None else None

    def without_rows(self, rows: Iterable[int]) -> Grid:
        """Return the grid without some rows; a cell that covers others as well keeps to those."""
        gone = set(rows)
        cells: dict[tuple[int, int], Cell] = {}
        made: dict[Cell, Cell] = {}
        for (row, column), cell in self.cells.items():
            if row not in gone:
                kept = [r for r in range(cell.row, cell.row + cell.rows) if r not in gone]
                cells[row, column] = made.setdefault(cell, replace(cell, row=kept[0], rows=len(kept)))
        by_row = {
            row: [made[cell] for cell in line if cell in made] for row, line in self.rows.items() if row not in gone
        }
        return replace(self, cells=cells, rows=by_row)

    def place(self, cell: Cell | tuple[int, int]) -> str:
        """Return the place of a cell as ``'Sheet1'!D12``."""
        row, column = (cell.row, cell.column) if isinstance(cell, Cell) else cell
        return f"'{self.title}'!{column_letter(column)}{row}"

    def problem(
        self, code: str, cell: Cell | None = None, /, *, severity: Severity = "error", **params: Any
    ) -> Problem:
        """Return a problem that names a cell, or the worksheet."""
        place = self.place(cell) if cell else f"'{self.title}'"
        return Problem(code, params, file=self.origin, place=place, severity=severity)


def read_grids(path: str | os.PathLike[str], sheet: str | None = None) -> list[Grid]:
    """Read the worksheets of a workbook, or the one called `sheet`.

    Raises
    ------
    FazhiError
        Where the file is no workbook, or holds more than a score sheet ever does.
    """
    origin = os.fspath(path)
    ending = Path(origin).suffix.lower()
    if ending not in (".xlsx", ".xlsm") and Path(origin).is_file():
        raise FazhiError(Problem("scoresheet_kind", {"ending": ending or "-"}, file=origin))
    data = read_bytes(Path(origin), origin, ending)
    check_archive(data, origin)
    _check_size(data, origin)
    values, formulas = _load(data, origin, cached=True), _load(data, origin, cached=False)
    titles = [worksheet.title for worksheet in values.worksheets]
    if sheet is not None and sheet not in titles:
        raise FazhiError(
            Problem("sheet_missing", {"sheet": sheet, "near": "", "known": ", ".join(titles)}, file=origin)
        )
    return [_grid(values[title], formulas[title], origin) for title in titles if sheet is None or title == sheet]


def _check_size(data: bytes, origin: str) -> None:
    """Refuse what would not fit into memory: openpyxl makes an object of every cell of a merged range."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > MOST_UNZIPPED:
            raise FazhiError(
                Problem("scoresheet_large", {"size": size // 2**20, "limit": MOST_UNZIPPED // 2**20}, file=origin)
            )
        merged = 0
        for part in parts:
            if part.filename.endswith(".xml"):
                for left, top, right, bottom in _MERGED.findall(archive.read(part)):
                    merged += (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
        if merged > MOST_MERGED:
            raise FazhiError(Problem("too_many_cells", {"count": merged, "limit": MOST_MERGED}, file=origin))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _load(data: bytes, origin: str, *, cached: bool) -> Any:
    openpyxl = import_openpyxl(origin)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), data_only=cached)
    except Exception as error:  # a damaged workbook fails in many ways
        raise FazhiError(Problem("workbook_not_read", {"reason": str(error)}, file=origin)) from error


def _grid(values: Any, formulas: Any, origin: str) -> Grid:
    """Read a worksheet; rows and columns that are hidden are read like the others, and told."""
    title, problems = values.title, list[Problem]()
    spans = {(r.min_row, r.min_col): (r.size["rows"], r.size["columns"]) for r in values.merged_cells.ranges}
    cells: dict[tuple[int, int], Cell] = {}
    unread: set[tuple[int, int]] = set()
    stored = getattr(values, "_cells", None) or {}
    if len(stored) > MOST_CELLS + MOST_MERGED:
        raise FazhiError(Problem("too_many_cells", {"count": len(stored), "limit": MOST_CELLS}, file=origin))
    for (row, column), cell in sorted(stored.items()):
        text, problem = _content(cell, formulas.cell(row, column), origin, title)
        if problem:
            problems.append(problem)
            unread |= set() if text else {(row, column)}
        if text:
            rows, columns = spans.get((row, column), (1, 1))
            made = Cell(row, column, text, rows, columns)
            for r in range(row, row + rows):
                for c in range(column, column + columns):
                    cells.setdefault((r, c), made)
    by_row: dict[int, list[Cell]] = {}
    for (row, _), made in sorted(cells.items()):
        line = by_row.setdefault(row, [])
        if made not in line:
            line.append(made)
    hidden = values.sheet_state != "visible"
    return Grid(
        origin, title, cells, hidden, (*problems, *_hidden(values, by_row, cells, origin)), by_row, frozenset(unread)
    )


def _content(cell: Any, formula: Any, origin: str, title: str) -> tuple[str, Problem | None]:
    """Return the text of a cell, and what keeps it from being read."""
    place = f"'{title}'!{cell.coordinate}"
    if formula.data_type == "f" and cell.value is None:
        return "", Problem("formula_unsaved", file=origin, place=place)
    if cell.data_type == "e":
        return "", Problem("cell_error", {"got": cell.value}, file=origin, place=place)
    text = unescaped(shown_text(cell)) if not isinstance(cell.value, str) else unescaped(clean_text(cell.value))
    if len(text) > LONGEST:
        return text, Problem(
            "scoresheet_long", {"length": len(text), "limit": LONGEST}, file=origin, place=place, severity="warning"
        )
    return text, None


def _hidden(
    values: Any, rows: Mapping[int, list[Cell]], cells: Mapping[tuple[int, int], Cell], origin: str
) -> Iterator[Problem]:
    place = f"'{values.title}'"
    lines = [row for row, dim in values.row_dimensions.items() if dim.hidden and row in rows]
    if lines:
        listed = ", ".join(str(row) for row in lines[:12])
        yield Problem("scoresheet_hidden_rows", {"rows": listed}, file=origin, place=place, severity="note")
    used = {column for _, column in cells}
    letters = []
    for dim in values.column_dimensions.values():
        if dim.hidden:
            letters += [column_letter(c) for c in range(dim.min or 0, min(dim.max or 0, 16384) + 1) if c in used]
    if letters:
        yield Problem(
            "scoresheet_hidden_columns", {"columns": ", ".join(letters)}, file=origin, place=place, severity="note"
        )
