"""Worksheets of Excel files into a sheet of raw cells."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import cell_text, percent_text
from fazhi_score.facts.headings import nearest
from fazhi_score.facts.sheets import SHOWN, Sheet, counted, text_sheet

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook  # type: ignore[import-untyped, unused-ignore]

MOST_UNZIPPED = 2**30
MOST_RATIO = 300
"""Worksheets of repeated text shrink 50-fold; what shrinks more, and is not small, was made to do harm."""
MOST_CELLS = 20_000_000
MOST_ROWS = 2**20
_SMALL = 50 * 2**20


def import_openpyxl(origin: str) -> Any:
    """Return the openpyxl module, or say how to install it."""
    try:
        import openpyxl  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise FazhiError(Problem("extra_missing", {"needs": "openpyxl", "extra": "office"}, file=origin)) from error
    return openpyxl


def read_workbook(data: bytes, origin: str, sheet: str | None, names: Sequence[str]) -> Sheet:
    """Read one worksheet: `sheet`, else the first called like one of `names`, else the first that is visible."""
    check_archive(data, origin)
    book = open_book(data, origin, cached=False)
    try:
        title = _pick(book, origin, sheet, names)
        formulas, headings, rows, lines, problems = _read_cells(book[title], origin, title)
    finally:
        book.close()
    if formulas:
        problems = [*_fill_in_formulas(data, origin, title, formulas, rows, lines), *problems]
    if problems:
        raise FazhiError(counted(problems[:SHOWN], len(problems) - SHOWN, origin))
    if not headings:
        raise FazhiError(Problem("sheet_empty", {"sheet": title}, file=origin))
    letters = [column_letter(number) for number in range(1, len(headings) + 1)]
    kept = [k for k, row in enumerate(rows[1:], start=1) if any(row)]
    cells = [_padded(rows[k], len(headings)) for k in kept]
    at = [lines[k] for k in kept]
    heads = _padded(rows[0], len(headings))
    return text_sheet(origin, heads, cells, at, kind="cells", heading_line=lines[0], worksheet=title, letters=letters)


def check_archive(data: bytes, origin: str) -> None:
    """Refuse what is no workbook, and archives that would fill the memory."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FazhiError(Problem("workbook_old", file=origin))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MOST_UNZIPPED or (size > _SMALL and size > MOST_RATIO * len(data)):
                raise FazhiError(Problem("workbook_bomb", {"size": size // 2**20}, file=origin))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        beginning = opened.read(4096)
                    if b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning:
                        raise FazhiError(Problem("workbook_entities", {"part": part.filename}, file=origin))
    except FazhiError:
        raise
    except Exception as error:  # a damaged archive fails in many ways: sizes below zero, each compressor's own errors
        raise FazhiError(Problem("workbook_not_read", {"reason": str(error)}, file=origin)) from error


def open_book(data: bytes, origin: str, *, cached: bool) -> Workbook:
    """Open a workbook for reading; `cached`: the stored values of formulas instead of the formulas."""
    openpyxl = import_openpyxl(origin)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            book: Workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=cached)
    except Exception as error:  # a damaged workbook fails in many ways
        raise FazhiError(Problem("workbook_not_read", {"reason": str(error)}, file=origin)) from error
    return book


def _pick(book: Workbook, origin: str, sheet: str | None, names: Sequence[str]) -> str:
    titles: list[str] = [worksheet.title for worksheet in book.worksheets]
    if sheet is not None:
        if sheet not in titles:
            near = nearest(sheet, titles)
            code = "sheet_missing_near" if near else "sheet_missing"
            raise FazhiError(Problem(code, {"sheet": sheet, "near": near, "known": ", ".join(titles)}, file=origin))
        return sheet
    if not titles:
        raise FazhiError(Problem("sheet_empty", {"sheet": "-"}, file=origin))
    named = next((title for title in titles if title.strip().lower() in names), None)
    # what nobody sees is nobody's table, unless it is called so or there is no other
    visible = [worksheet.title for worksheet in book.worksheets if worksheet.sheet_state == "visible"]
    return named or (visible or titles)[0]


_Read = tuple[list[tuple[int, int]], list[str], list[list[str]], list[int], list[Problem]]


def _read_cells(worksheet: Any, origin: str, title: str) -> _Read:
    """Return formulas (row and column), headings, rows of text, row numbers and problems."""
    worksheet.reset_dimensions()  # a file may claim any size
    rows: list[list[str]] = []
    lines: list[int] = []
    formulas: list[tuple[int, int]] = []
    problems: list[Problem] = []
    read = width = 0
    for number, cells in enumerate(rows_of(worksheet, origin), start=1):
        read += len(cells)
        width = max(width, len(cells))
        if max(read, len(rows) * width) > MOST_CELLS or number > MOST_ROWS:
            problems.append(Problem("too_many_cells", {"count": read, "limit": MOST_CELLS}, file=origin))
            break
        texts = []
        for column, cell in enumerate(cells):
            if cell.data_type == "f":
                formulas.append((len(rows), column))
            elif cell.data_type == "e":
                place = f"'{title}'!{column_letter(column + 1)}{number}"
                problems.append(Problem("cell_error", {"got": cell.value}, file=origin, place=place))
            texts.append("" if cell.data_type in "fe" else shown_text(cell))
        filled = any(cell.value is not None for cell in cells)
        if filled:
            rows.append(texts)
            lines.append(number)
    headings = rows[0] if rows else []
    return formulas, _padded(headings, width), rows, lines, problems


def rows_of(worksheet: Any, origin: str) -> Iterator[Sequence[Any]]:
    """Iterate over the rows; what is wrong with the XML shows only here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a number shown as a date that is none
            yield from worksheet.iter_rows()
    except Exception as error:  # the XML parsers have exceptions of their own
        raise FazhiError(Problem("workbook_not_read", {"reason": str(error)}, file=origin)) from error


def _fill_in_formulas(
    data: bytes, origin: str, title: str, formulas: list[tuple[int, int]], rows: list[list[str]], lines: list[int]
) -> list[Problem]:
    """Put the values that Excel has stored for formulas into `rows`; return a problem where there is none."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for row, column in formulas:
        wanted.setdefault(lines[row], []).append((row, column))
    problems = []
    book = open_book(data, origin, cached=True)
    try:
        worksheet: Any = book[title]
        worksheet.reset_dimensions()
        for number, cells in enumerate(rows_of(worksheet, origin), start=1):
            for row, column in wanted.get(number, ()):
                cell = cells[column]
                place = f"'{title}'!{column_letter(column + 1)}{number}"
                if cell.value is None:
                    problems.append(Problem("formula_unsaved", file=origin, place=place))
                elif cell.data_type == "e":
                    problems.append(Problem("cell_error", {"got": cell.value}, file=origin, place=place))
                else:
                    rows[row][column] = shown_text(cell)
    finally:
        book.close()
    return problems


def shown_text(cell: Any) -> str:
    """Return what a cell says; a number shown as a percentage is one."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_percent(_format(cell)):
        return percent_text(float(value))
    return cell_text(value)


def _format(cell: Any) -> str:
    try:
        return str(cell.number_format)
    except IndexError:  # its style is missing in a damaged workbook
        return "General"


def _is_percent(number_format: str) -> bool:
    """Say whether a number format has a percent sign outside quoted text."""
    plain = "".join(number_format.replace('\\"', "").split('"')[::2])
    return "%" in plain.replace("\\%", "")


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def column_letter(number: int) -> str:
    """Return the letter of a worksheet's column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
