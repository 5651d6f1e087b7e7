"""Bytes of a text file (CSV, JSON Lines) into a sheet of raw cells."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from typing import Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.headings import DOCUMENTS, FACTS, REGIONS, match_headings
from fazhi_score.facts.sheets import SHOWN, Sheet, check_title, counted, text_sheet

_BINARY = {
    b"PK\x03\x04": ".xlsx",
    b"PAR1": ".parquet",
    b"\xd0\xcf\x11\xe0": ".xls",
    b"%PDF": ".pdf",
    b"SQLite format 3": ".sqlite",
}
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a]")
_HAN = re.compile("[\u4e00-\u9fff]")
_EVERY_HEADING = {**REGIONS, **DOCUMENTS, **FACTS}


def decode(data: bytes, origin: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 with a mark, or GB18030."""
    for magic, ending in _BINARY.items():
        if data.startswith(magic):
            raise FazhiError(Problem("file_other_kind", {"ending": ending}, file=origin))
    text = _decoded(data, origin)
    junk = _NO_TEXT.search(text)
    if junk:
        raise FazhiError(Problem("file_binary", file=origin, line=text.count("\n", 0, junk.start()) + 1))
    return text


def _decoded(data: bytes, origin: str) -> str:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise FazhiError(Problem("file_encoding", file=origin)) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        marked = data.startswith(codecs.BOM_UTF8)
        if marked or len(_HAN.findall(before)) > 1:  # GB18030 hardly ever looks like UTF-8 for two characters
            damaged = Problem("file_damaged", {"position": error.start}, file=origin, line=before.count("\n") + 1)
            raise FazhiError(damaged) from error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise FazhiError(Problem("file_encoding", file=origin)) from error


def read_csv(data: bytes, origin: str) -> Sheet:
    """Read comma-separated text; tabs and semicolons too where the headings show that they separate."""
    text = decode(data, origin)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, origin), strict=True)
    headings: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    early: list[tuple[list[str], int]] = []
    ragged = line = heading_line = 0
    try:
        for cells in reader:
            start, line = line + 1, reader.line_num
            if not any(cells):
                continue
            if not headings:
                headings, heading_line = cells, start
                continue
            if len(early) < 5:
                early.append((cells, start))
            if len(cells) != len(headings):
                if len(cells) < len(headings) or any(cells[len(headings) :]):
                    ragged += 1
                    if ragged <= SHOWN:
                        params = {"got": len(cells), "wanted": len(headings)}
                        problems.append(Problem("row_ragged", params, file=origin, line=start))
                    continue
                cells = cells[: len(headings)]
            rows.append(cells)
            lines.append(start)
    except csv.Error as error:
        problems.append(Problem("csv_malformed", {"reason": str(error)}, file=origin, line=line + 1))
    if ragged and len(headings) == 1:
        check_title(origin, headings, early, line=heading_line)
    if problems:
        raise FazhiError(counted(problems, ragged - SHOWN, origin))
    return text_sheet(origin, headings, rows, lines, kind="lines", heading_line=heading_line)


def _delimiter(text: str, origin: str) -> str:
    """Return the separator under which the first line has most headings that we know; the comma wins ties."""
    first = text.lstrip("\r\n")[:10_000].partition("\n")[0].strip("\r")

    def known(delimiter: str) -> int:
        return len(match_headings([part.strip('" ') for part in first.split(delimiter)], _EVERY_HEADING).names)

    found = max(",\t;，；、|", key=known)
    if found not in ",\t;":  # these stand in cells too: what separates could not be told from them
        line = text[: text.find(first)].count("\n") + 1
        raise FazhiError(Problem("separator_unknown", {"got": found}, file=origin, line=line))
    return found


def read_json_lines(data: bytes, origin: str) -> Sheet:
    """Read one JSON object a line; the columns are all keys, in order of first appearance."""
    problems: list[Problem] = []
    objects: list[dict[str, str]] = []
    lines: list[int] = []
    headings: dict[str, None] = {}
    for number, line in enumerate(decode(data, origin).split("\n"), start=1):
        if not line.strip():
            continue
        found = _json_row(line)
        if isinstance(found, Problem):
            problems.append(Problem(found.code, found.params, file=origin, line=number))
            continue
        headings.update(dict.fromkeys(found))
        objects.append(found)
        lines.append(number)
    if problems:
        raise FazhiError(counted(problems[:SHOWN], len(problems) - SHOWN, origin))
    rows = [[found.get(heading, "") for heading in headings] for found in objects]
    return text_sheet(origin, list(headings), rows, lines, kind="lines")


class _TwiceError(ValueError):
    """A key that stands twice in an object."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _json_row(line: str) -> dict[str, str] | Problem:
    """Return the cells of one object as text; numbers stay as they are written."""
    try:
        row = json.loads(line, object_pairs_hook=_pairs, parse_float=str, parse_int=str, parse_constant=str)
    except _TwiceError as error:
        return Problem("json_key_twice", {"key": str(error)})
    except (ValueError, RecursionError) as error:
        return Problem("json_malformed", {"reason": str(error) or type(error).__name__})
    if not isinstance(row, dict):
        return Problem("json_no_object")
    nested = next((key for key, cell in row.items() if isinstance(cell, dict | list)), None)
    if nested is not None:
        return Problem("json_nested", {"key": nested})
    return {key: _json_text(cell) for key, cell in row.items()}


def _json_text(cell: Any) -> str:
    return "" if cell is None else ("true" if cell else "false") if isinstance(cell, bool) else str(cell)
