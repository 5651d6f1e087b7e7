"""The sheet of raw cells that every source becomes, and where each of its cells stands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem, Severity
from fazhi_score.facts.cells import cell_text, clean_text, unescaped
from fazhi_score.facts.headings import (
    DECISIONS,
    DOCUMENTS,
    FACTS,
    LEDGER,
    REGIONS,
    SHOWN_ONLY,
    aliases,
    match_headings,
    nearest,
)

Lines = NDArray[np.int32]

_ROW = re.compile(r"(?:^row |![A-Z]+)(\d+)")

_EVERY = {**REGIONS, **DOCUMENTS, **DECISIONS, **LEDGER, **FACTS}
_ENOUGH = 3  # so many headings that are known are no row of a table by chance
SHOWN = 200
"""So many problems of one kind are listed; the rest is counted."""


@dataclass(frozen=True)
class Sheet:
    """Rows of cells with their places.

    Parameters
    ----------
    origin : str
        The file as it was named, or what else was read.
    frame : DataFrame
        One column a heading.
    lines : (n,) int32 array
        Line of the file, row of the worksheet, or number of the row counted from 1.
    kind : {"lines", "cells", "rows"}
        How a place is named: ``file:12``, ``file 'Sheet1'!D12`` or ``DataFrame row 12``.
    worksheet : str
        Name of the worksheet.
    letters : mapping
        Column of the frame to the letter of the worksheet's column.
    by_fact : bool
        Whether the value of a row stands in the column of its fact: a wide sheet.
    """

    origin: str
    frame: pd.DataFrame
    lines: Lines
    kind: Literal["lines", "cells", "rows"] = "rows"
    worksheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    by_fact: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    def prefix(self, column: str) -> str:
        """Return what stands before the line number in the place of a cell in `column`."""
        if self.kind == "cells":
            return f"{self.origin} '{self.worksheet}'!{self.letters.get(column, 'A')}"
        return f"{self.origin}:" if self.kind == "lines" else f"{self.origin} row "

    def problem(
        self, code: str, row: int | None = None, column: str = "", /, *, severity: Severity = "error", **params: object
    ) -> Problem:
        """Return a problem that names the place of a cell; `row` None: of the heading."""
        if self.by_fact and column == "value" and row is not None:
            column = str(self.frame["fact"].iloc[row])
        line = 1 if row is None else int(self.lines[row])
        where = f"[{column}]" if column else ""
        if self.kind == "cells":
            place = f"'{self.worksheet}'!{self.letters.get(column, 'A')}{line}"
            return Problem(code, params, file=self.origin, place=place, severity=severity)
        if self.kind == "lines":
            return Problem(code, params, file=self.origin, line=line, place=where, severity=severity)
        place = f"row {line} {where}".strip() if row is not None else where
        return Problem(code, params, file=self.origin, place=place, severity=severity)

    @property
    def text_of(self) -> Any:
        """What turns a cell into text: cells of spreadsheets may be escaped."""
        return cell_text if self.kind == "rows" else _unescaped_text


def _unescaped_text(cell: Any) -> str:
    return unescaped(cell_text(cell))


def check_headings(sheet_name: str, headings: Sequence[str], **place: Any) -> list[Problem]:
    """Return a problem for each heading that stands twice."""
    found, seen = [], set()
    for heading in headings:
        if heading in seen:
            found.append(Problem("column_same", {"column": heading}, file=sheet_name, **place))
        seen.add(heading)
    return found


def check_title(origin: str, first: Sequence[str], below: Iterable[tuple[Sequence[str], int]], **place: Any) -> None:
    """Raise that headings stand in one of the next rows, where they do: a table of people has its title above."""
    for cells, line in islice(below, 5):
        if len(match_headings(map(str, cells), _EVERY).names) >= _ENOUGH:
            params = {"line": line, "got": " ".join(filter(None, first))[:40]}
            raise FazhiError(Problem("headings_below", params, file=origin, **place))


def text_sheet(
    origin: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    *,
    kind: Literal["lines", "cells"],
    heading_line: int = 1,
    worksheet: str = "",
    letters: Sequence[str] = (),
) -> Sheet:
    """Return a sheet of text cells; columns that are empty throughout and have no heading are left out."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    place: dict[str, Any] = {"line": heading_line} if kind == "lines" else {"place": f"'{worksheet}'!A{heading_line}"}
    names = [clean_text(heading) for heading in headings]
    kept = [k for k, name in enumerate(names) if name or any(columns[k])]
    problems = check_headings(origin, [names[k] for k in kept if names[k]], **place)
    problems += [Problem("column_unnamed", {"number": k + 1}, file=origin, **place) for k in kept if not names[k]]
    if problems:
        check_title(origin, names, zip(rows, lines, strict=True), **place)
        raise FazhiError(problems)
    frame = pd.DataFrame({names[k]: np.array(columns[k], dtype=object) for k in kept}, index=range(len(rows)))
    given = {names[k]: letters[k] for k in kept} if letters else {}
    return Sheet(origin, frame, np.array(lines, dtype=np.int32), kind, worksheet, given)


def with_names(sheet: Sheet, known: Mapping[str, str], *, others: bool = False) -> tuple[Sheet, list[Problem]]:
    """Return the sheet with canonical column names, and what is wrong with its headings.

    Unknown columns are left out with a warning, unless `others`.
    """
    headings = match_headings([str(column) for column in sheet.frame.columns], known)
    problems = [
        sheet.problem("column_twice", None, second, first=first, second=second, name=name)
        for name, first, second in headings.twice
    ]
    dropped = [second for _, _, second in headings.twice] + ([] if others else headings.unknown)
    frame = sheet.frame.drop(columns=dropped).rename(columns=headings.names)
    letters = {headings.names.get(column, column): letter for column, letter in sheet.letters.items()}
    if not others:
        for column in headings.unknown:
            if column.strip() in SHOWN_ONLY:
                continue
            near = nearest(column, aliases(known))
            code = "column_unknown_near" if near else "column_unknown"
            params: dict[str, Any] = {"column": column, "near": near, "known": ", ".join(known)}
            problems.append(sheet.problem(code, None, column, severity="warning", **params))
    return replace(sheet, frame=frame, letters=letters), problems


def missing_columns(sheet: Sheet, wanted: Sequence[str], known: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each column that must be there and is not."""
    problems = []
    for name in wanted:
        if name not in sheet.frame:
            others = [str(column) for column in sheet.frame.columns if column not in known]
            near = next((other for other in others if nearest(other, [name, *known[name].split()])), "")
            params: dict[str, Any] = {"name": name, "also": (known[name].split() or [name])[0], "near": near}
            problems.append(sheet.problem("column_missing_near" if near else "column_missing", **params))
    return problems


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return problems in the order of their lines, counts of further ones last."""

    def line(problem: Problem) -> float:
        found = _ROW.search(problem.place)
        return problem.line or (int(found[1]) if found else 0 if problem.place else math.inf)

    return sorted(problems, key=line)


def counted(problems: list[Problem], rest: int, origin: str) -> list[Problem]:
    """Return problems with a last one that says how many more there are."""
    return [*problems, Problem("more_rows", {"count": rest}, file=origin)] if rest > 0 else problems
