"""The worksheets that are lists: score sheet, gaps, decisions, alerts, robustness, changes, problems, notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.presentation.workbook.book import MOST_ROWS, Book
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.markup import letter
from fazhi_score.presentation.workbook.sheets import Bar, Worksheet, line_count, row_height
from fazhi_score.presentation.workbook.styles import (
    GAP,
    HEADING,
    QUIET,
    SCORE,
    TEXT,
    WHOLE,
    Style,
)

_WIDEST, _NARROWEST, _LOOKED_AT = 48.0, 7.0, 200
LEAD = Style(italic=True, fill=QUIET, wrap=True, border=False)


def add_frame(
    book: Book,
    layout: Layout,
    title: str,
    frame: pd.DataFrame,
    *,
    lead: str = "",
    formats: Mapping[str, str] | None = None,
    bars: Mapping[str, float] | None = None,
    widths: list[float] | None = None,
    frozen: int = 0,
    tab: str = "",
) -> Worksheet:
    """Add a frame: numbers as numbers, all else as text; a number that is not there is a grey cell.

    Parameters
    ----------
    lead : str
        Stands above the headings.
    formats, bars : mappings
        Heading to number format, and to the number whose bar fills the cell.
    widths : list of float, optional
        Of the columns, in characters; left out: as the cells ask for.
    frozen : int
        How many columns stay in sight.
    """
    top = 1 if lead else 0
    sheet = book.add(title, frozen=(top + 1, frozen), heading=top + 1, repeat=top + 1, tab=tab)
    width = max(len(frame.columns), 1)
    sheet.widths = widths or column_widths(frame) or [40.0]
    if lead:
        _add_lead(sheet, lead, width)
    sheet.row([(str(column), HEADING) for column in frame.columns], 32)
    if not len(frame) or len(frame) > MOST_ROWS - top:
        many = layout.say("book_too_many", count=len(frame), limit=MOST_ROWS)
        sheet.row([(many if len(frame) else layout.say("book_nothing"), Style(italic=True, border=False))])
        sheet.heading = 0
        return sheet
    columns = [_column(frame.iloc[:, k], (formats or {}).get(str(name))) for k, name in enumerate(frame.columns)]
    sheet.rows(columns)
    for k, name in enumerate(frame.columns):
        if str(name) in (bars or {}):
            sheet.bars.append(Bar(f"{letter(k)}{top + 2}:{letter(k)}{sheet.last}", (bars or {})[str(name)]))
    return sheet


def _add_lead(sheet: Worksheet, lead: str, width: int) -> None:
    """Add a line above the headings, over all columns."""
    lines = line_count(lead, max(sum(sheet.widths), 40.0))
    sheet.row([(lead, LEAD)] + [("", LEAD)] * (width - 1), row_height(lines) + 6.0)
    if width > 1:
        sheet.merged.append(f"A1:{letter(width - 1)}1")


def _column(values: pd.Series, format_: str | None) -> tuple[Any, Any]:
    """Return the cells of a column with their looks."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        there = numbers[np.isfinite(numbers)]
        whole = bool((there == np.floor(there)).all()) and not pd.api.types.is_float_dtype(values)
        look = Style(format=format_ or (WHOLE if whole else SCORE), top=True)
        numbers = np.round(numbers, 12)  # 4, not 3.9999999999999996
        if np.isfinite(numbers).all():
            return numbers, look
        gap = Style(fill=GAP)
        return numbers, [look if there else gap for there in np.isfinite(numbers).tolist()]
    cells = values.astype(object).tolist()
    texts = [one if type(one) is str else "" if pd.isna(one) else str(one) for one in cells]
    return texts, TEXT


def column_widths(frame: pd.DataFrame) -> list[float]:
    """Return the width of each column in characters, a Chinese one counted twice."""
    found = []
    for k in range(len(frame.columns)):
        values, heading = frame.iloc[:, k].head(_LOOKED_AT), str(frame.columns[k])
        numeric = pd.api.types.is_numeric_dtype(values)
        longest = 9.0 if numeric else max((_cells(str(value)) for value in values if not _is_gap(value)), default=0.0)
        found.append(min(max(longest + 2, min(_cells(heading), 16.0) + 4, _NARROWEST), _WIDEST))
    return found


def _is_gap(value: Any) -> bool:
    return not isinstance(value, str) and bool(pd.isna(value))


def _cells(text: str) -> float:
    """Return how wide a text is: its longest line, a Chinese character counted twice."""
    lines = text[:400].split("\n")
    return float(max(sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in lines))


def labelled(layout: Layout, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame with headings in the language of the workbook."""
    return pd.DataFrame({layout.say(code): values for code, values in columns.items()})
