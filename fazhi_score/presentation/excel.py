"""A result into a workbook: ranking, score sheet, decisions, alerts, notes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import escaped
from fazhi_score.facts.workbooks import import_openpyxl
from fazhi_score.files import replacing
from fazhi_score.messages import say
from fazhi_score.presentation.scoresheet import score_sheet
from fazhi_score.presentation.tables import alert_table, decision_table, league
from fazhi_score.scoring.result import Result

MOST_ROWS = 2**20 - 1
_WIDEST, _LONGEST = 60, 32_000


def write_excel(path: str | Path, result: Result, *, lang: str = "zh") -> None:
    """Write a result as a workbook.

    Worksheets: the ranking; the score sheet, one row a unit and item with rule, decision, evidence and wording; all
    decisions; the alerts; notes with the hashes that the result can be reproduced from. Nothing in it is a formula.

    Parameters
    ----------
    path : path
        ``.xlsx``; an existing file is replaced once the new one is complete.
    result : Result
    lang : {"zh", "en"}

    Raises
    ------
    FazhiError
        Where openpyxl is missing, the ending is another, or the sheet has more rows than a workbook can hold.
    """
    if Path(path).suffix.lower() != ".xlsx":
        told = {"ending": Path(path).suffix or "-", "known": ".xlsx"}
        raise FazhiError(Problem("output_ending", told, file=str(path)))
    openpyxl = import_openpyxl(str(path))
    frames = {
        say("worksheet_ranking", lang): league(result, lang, numbers=True),
        say("worksheet_sheet", lang): score_sheet(result, lang),
        say("worksheet_decisions", lang): decision_table(result, lang),
        say("worksheet_alerts", lang): alert_table(result, lang),
        say("worksheet_notes", lang): _notes(result, lang),
    }
    for title, frame in frames.items():
        if len(frame) > MOST_ROWS:
            params = {"count": len(frame), "limit": MOST_ROWS}
            raise FazhiError(Problem("write_too_many", params, file=str(path), place=f"'{title}'"))
    book = openpyxl.Workbook(write_only=True)
    for title, frame in frames.items():
        write_sheet(book, title, frame)
    with replacing(path) as file:
        book.save(file)


def write_sheet(book: Any, title: str, frame: pd.DataFrame) -> None:
    """Add a worksheet of a frame to a write-only workbook: numbers as numbers, everything else as text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(frame.columns), 1))}{len(frame) + 1}"
    for number, width in enumerate(_widths(frame), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = []
    for column in frame.columns:
        cell = WriteOnlyCell(sheet, str(column))
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    wrap = Alignment(wrap_text=True, vertical="top")
    for row in frame.itertuples(index=False):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            if isinstance(value, int | float) and not isinstance(value, bool):
                cell.value = None if math.isnan(value) else round(value, 9)  # 4, not 3.9999999999999996
                cell.number_format = "0.00" if isinstance(value, float) and not value.is_integer() else "General"
            elif not pd.isna(value):
                cell.value = escaped(str(value))[:_LONGEST]
                cell.data_type, cell.alignment = "s", wrap
            cells.append(cell)
        sheet.append(cells)


def _widths(frame: pd.DataFrame) -> list[float]:
    """Return the width of each column in characters, a Chinese one counted twice."""
    from rich.cells import cell_len

    found = []
    for column in frame.columns:
        texts = frame[column].head(200).map(lambda value: f"{value:.6g}" if isinstance(value, float) else str(value))
        found.append(min(max(map(cell_len, [str(column), *texts])) + 2, _WIDEST))
    return [float(width) for width in found]


def _notes(result: Result, lang: str) -> pd.DataFrame:
    framework = result.framework
    rows = [(say("sheet_framework", lang), f"{framework.label('', lang)} [{framework.id}] {framework.file.edition}")]
    rows += list(result.hashes.items())
    rows += [(note.severity, note.render(lang)) for note in result.notes]
    return pd.DataFrame(rows, columns=[say("sheet_kind", lang), say("sheet_text", lang)])
