"""A facts table into text: a canonical frame, a file that reads back the same, a hash."""

from __future__ import annotations

import csv
import datetime
import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import Labels, cell_text, escaped, label, merged, percent_text
from fazhi_score.facts.quantities import Form, plain_text
from fazhi_score.facts.rows import KEY, OPTIONAL, PERCENT_UNITS
from fazhi_score.facts.workbooks import import_openpyxl
from fazhi_score.files import replacing, saved

_NUMBERS = ("value", "low", "high")
_TEXTS = ("region", "item", "source", "location")
_LONGEST = {".csv": 131_000, ".xlsx": 32_767}
_MOST_ROWS = {".csv": 2**40, ".xlsx": 2**20 - 1}
_NUMBER = re.compile(r"(?!(?:\D*\d){16})-?\d+(?:\.\d+)?%?", re.ASCII)  # a workbook keeps 15 digits


def value_labels(table: pd.DataFrame) -> Labels:
    """Return the values as they were written, or as they would be."""
    if "written" in table:
        column = table["written"].cat
        return Labels(column.codes.to_numpy().astype(np.intp), column.categories.tolist())
    return label(table["value"])


def canonical_frame(table: pd.DataFrame) -> pd.DataFrame:
    """Return the facts as text, with the columns in their usual order."""
    columns: dict[str, Any] = {name: table[name].astype(object).to_numpy() for name in KEY}
    columns["value"] = value_labels(table).texts()
    columns |= {name: _bounds(table, name) for name in ("low", "high")}
    columns["status"] = table["status"].astype(object).to_numpy()
    columns |= {name: table[name].astype(object).to_numpy() for name in OPTIONAL if name in table}
    return pd.DataFrame(columns, dtype=object)


def _bounds(table: pd.DataFrame, name: str) -> Any:
    """Return bounds in the form of their values."""
    bounds = table[name].to_numpy()
    texts = np.full(len(table), "", dtype=object)
    given = np.flatnonzero(~np.isnan(bounds))
    form = table["form"].to_numpy()
    units = table["unit"].astype(object).to_numpy() if "unit" in table else None
    for row in given.tolist():
        bound = float(bounds[row])
        if form[row] == Form.DATE:
            texts[row] = datetime.date.fromordinal(int(bound)).isoformat()
        elif form[row] == Form.PERCENT or (units is not None and plain_text(units[row]) in PERCENT_UNITS):
            texts[row] = percent_text(bound)
        else:
            texts[row] = cell_text(bound)
    return texts


def write_frame(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a canonical frame to a file, under a temporary name until it is complete."""
    write_frames([(frame, path)])


def write_frames(frames: Iterable[tuple[pd.DataFrame, str | os.PathLike[str]]]) -> None:
    """Write frames to files that take their places once all are complete: an error leaves every file as it was."""
    writers = []
    for frame, path in frames:
        name, ending = os.fspath(path), Path(path).suffix.lower()
        if ending not in _LONGEST:
            raise FazhiError(Problem("write_ending", {"ending": ending}, file=name))
        _check_size(frame, name, ending)
        if ending == ".xlsx":
            import_openpyxl(name)
        writers.append((_write_xlsx if ending == ".xlsx" else _write_csv, frame, path))
    with ExitStack() as stack:
        for write, frame, path in writers:
            write(frame, stack.enter_context(replacing(path)))


def _check_size(frame: pd.DataFrame, name: str, ending: str) -> None:
    problems = []
    params: dict[str, object]
    if len(frame) > _MOST_ROWS[ending]:
        params = {"count": len(frame), "limit": _MOST_ROWS[ending]}
        problems.append(Problem("write_too_many", params, file=name))
    for column in frame:
        longest = max(map(len, label(frame[column], str).names), default=0)
        if longest >= _LONGEST[ending]:
            params = {"column": column, "length": longest, "limit": _LONGEST[ending]}
            problems.append(Problem("write_too_long", params, file=name))
    if problems:
        raise FazhiError(problems)


def _safe_columns(frame: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    """Iterate over the rows with everything escaped that begins like a formula."""
    columns = [label(frame[column], str).translated(escaped).texts() for column in frame]
    return zip(*columns, strict=True)


def _write_csv(frame: pd.DataFrame, file: IO[bytes]) -> None:
    from io import TextIOWrapper

    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    writer.writerows(_safe_columns(frame))
    text.flush()
    text.detach()


def _write_xlsx(frame: pd.DataFrame, file: IO[bytes]) -> None:
    openpyxl = import_openpyxl("")
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped, unused-ignore]

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("facts")
    sheet.freeze_panes = "A2"
    sheet.append([str(column) for column in frame.columns])
    kinds = [(column in _NUMBERS, column in _TEXTS) for column in frame.columns]
    for row in _safe_columns(frame):
        cells: list[Any] = []
        for text, kind in zip(row, kinds, strict=True):
            cell = WriteOnlyCell(sheet)
            _fill(cell, text, *kind)
            cells.append(cell if text else None)
        sheet.append(cells)
    file.write(saved(book))


def _fill(cell: Any, text: str, is_number: bool, is_text: bool) -> None:
    """Put a text into a cell, as a number where the number reads back as the same text.

    With `is_text` it stays text when somebody edits it: 30:40 would become a time, and 0101 lose its zero.
    """
    found = workbook_number(text) if is_number else None
    if found is not None:
        cell.value, cell.number_format = found
        return
    cell.value = text
    if is_text:
        cell.number_format = "@"
    cell.data_type = "s"  # never a formula or an error, whatever it says


def workbook_number(text: str) -> tuple[float, str] | None:
    """Return a number and the number format with which a workbook reads back as the same text, None where none does.

    Examples
    --------
    >>> workbook_number("93.05%"), workbook_number("12"), workbook_number("1000余")
    ((0.9305, '0.00%'), (12, 'General'), None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    if text.endswith("%"):
        fraction = float(text[:-1] + "e-2")
        decimals = len(text[:-1].partition(".")[2])
        same = percent_text(fraction) == text
        return (fraction, f"0.{'0' * decimals}%" if decimals else "0%") if same else None
    if cell_text(float(text)) != text:
        return None
    return (float(text) if "." in text else int(text)), "General"


def table_hash(table: pd.DataFrame, frames: Iterable[pd.DataFrame | None]) -> str:
    """Return a SHA-256 of what the facts say, whatever the order of the rows and where they stand."""
    texts = {name: _ranked(table[name].array) for name in (*KEY, "status")}
    texts |= {name: _ranked(table[name].array) for name in OPTIONAL if name in table}
    is_text = table["form"].to_numpy() == Form.TEXT
    if is_text.any():  # how a number was written does not matter, what a text says does
        written = value_labels(table)
        shown = merged(np.where(is_text, written.codes, len(written.names)), [*written.names, ""])
        texts["written"] = _ranked(shown.categorical())
    texts = {name: found for name, found in texts.items() if found[0] != [""]}
    numbers = [table[name].to_numpy() for name in _NUMBERS]
    bits = [np.where(np.isnan(part), np.nan, part).astype("<f8").view("<i8") for part in numbers]
    arrays = [*(codes for _, codes in texts.values()), *bits, table["form"].to_numpy()]
    order = np.lexsort(arrays) if len(table) else np.empty(0, dtype=np.intp)
    digest = hashlib.sha256()
    for name, (names, _) in texts.items():
        for text in (name, str(len(names)), *names):
            _add(digest, text)
    for array in arrays:
        digest.update(np.ascontiguousarray(array[order]).tobytes())
    for frame in frames:
        if frame is not None:
            rows = frame.reset_index() if frame.index.name else frame
            lines = sorted("\x1f".join(map(str, row)) for row in rows.itertuples(index=False))
            for text in (*map(str, rows.columns), *lines):
                _add(digest, text)
    return digest.hexdigest()


def _add(digest: Any, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    digest.update(f"{len(data)}:".encode() + data)


def _ranked(column: Any) -> tuple[list[str], Any]:
    """Return the labels that occur, sorted, and ``(n,)`` the rank of each row's."""
    codes = np.asarray(column.codes, dtype=np.intp)
    used = np.flatnonzero(np.bincount(codes, minlength=len(column.categories)))
    categories = column.categories.tolist()
    names = [str(categories[code]) for code in used.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.zeros(len(column.categories), dtype="<i4")
    rank[used[order]] = np.arange(len(order))
    return [names[k] for k in order], rank[codes]
