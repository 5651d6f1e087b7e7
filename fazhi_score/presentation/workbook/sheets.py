"""Columns and rows of cells into the markup of a worksheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from fazhi_score.facts.cells import escaped
from fazhi_score.presentation.workbook.markup import attribute, cell_text, escape, has_number, letter, number, shared
from fazhi_score.presentation.workbook.styles import Style, Styles

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_LOOKED_AT, _MOST_LINES = 2000, 12
_BLOCK = 4096  # rows that are made together: all at once would need all the memory
_PAGE = 200.0  # characters across a landscape page that can still be read
_BLUE, _GREEN = "FF8DB4E2", "FFA9D08E"


class Formula(NamedTuple):
    """A formula (without ``=``) and the value that the library found, so that it shows before anything is computed.

    `array`: it is computed over ranges cell by cell, which older programs do only where they are told.
    """

    text: str
    value: float | str | None
    array: bool = False


class Bar(NamedTuple):
    """A bar behind the numbers of a range: 0 is no bar, `most` fills the cell."""

    area: str
    most: float


@dataclass
class Texts:
    """The table of shared texts: each stands once in the file."""

    entries: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Return the number of a text as a cell may hold it: no formula, nothing unprintable, not too long."""
        found = self._known.get(text)
        if found is None:
            found = self.entries.setdefault(cell_text(escaped(text)), len(self.entries))
            self._known[text] = found
        return found

    def xml(self) -> str:
        """Return ``xl/sharedStrings.xml``."""
        entries = "".join(map(shared, self.entries))
        return f'<sst xmlns="{SPACE}" uniqueCount="{len(self.entries)}">{entries}</sst>'


@dataclass
class Worksheet:
    """A worksheet under construction.

    Parameters
    ----------
    title : str
    styles, texts
        Those of the workbook.
    frozen : tuple of int
        Rows and columns that stay in sight, and stand on every printed page.
    heading : int
        The row (from 1) whose cells have filters; 0: none.
    repeat : int
        The first row (from 1) that stands on every printed page; what is above stands on the first only.
    """

    title: str
    styles: Styles
    texts: Texts
    frozen: tuple[int, int] = (1, 0)
    heading: int = 1
    repeat: int = 1
    tab: str = ""
    landscape: bool = True
    widths: list[float] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    inputs: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)
    last: int = 0

    def row(self, cells: Sequence[tuple[Any, Style]], height: float = 0.0) -> int:
        """Add a row of values with their styles; return its number (from 1)."""
        at = str(self.last + 1)
        made = [self._cell(letter(k) + at, value, self.styles.number(look)) for k, (value, look) in enumerate(cells)]
        return self._add("".join(made), height)

    def rows(self, columns: Sequence[tuple[Sequence[Any], Style | Sequence[Style]]]) -> None:
        """Add rows given by columns: values and one style, or one for each; quicker than row by row."""
        count = len(columns[0][0]) if columns else 0
        for start in range(0, count, _BLOCK):
            part = slice(start, start + _BLOCK)
            made = [
                self._column(k, values[part], style if isinstance(style, Style) else style[part])
                for k, (values, style) in enumerate(columns)
            ]
            lines = self._lines([(values[part], style) for values, style in columns])
            numbered = enumerate(zip(*made, strict=True), start=self.last + 1)
            rows = [
                f'<row r="{at}"{_tall(row_height(count)) if count > 1 else ""}>{"".join(cells)}</row>'
                for count, (at, cells) in zip(lines, numbered, strict=True)
            ]
            self.last += len(rows)
            self._rows.append("".join(rows))

    def _add(self, cells: str, height: float = 0.0) -> int:
        self.last += 1
        self._rows.append(f'<row r="{self.last}"{_tall(height) if height else ""}>{cells}</row>')
        return self.last

    def _lines(self, columns: Sequence[tuple[Sequence[Any], Style | Sequence[Style]]]) -> list[int]:
        """Return how many lines each row needs: not every program finds it when it opens a file."""
        found = [1] * len(columns[0][0])
        for k, (values, style) in enumerate(columns):
            if isinstance(style, Style) and style.wrap:
                width, known = self.widths[k], dict[str, int]()
                for row, text in enumerate(values):
                    if type(text) is str and (2 * len(text) > width or "\n" in text):
                        if text not in known:
                            known[text] = line_count(text, width)
                        found[row] = max(found[row], known[text])
        return found

    def _column(self, column: int, values: Sequence[Any], style: Style | Sequence[Style]) -> list[str]:
        name, first = letter(column), self.last + 1
        plain = values.tolist() if isinstance(values, np.ndarray) else values
        if isinstance(style, Style):
            look = self.styles.number(style)
            return [self._cell(f"{name}{first + k}", value, look) for k, value in enumerate(plain)]
        # looking up a style by what it says takes longer than writing the cell
        known = {id(one): one for one in style}
        numbers = {key: self.styles.number(one) for key, one in known.items()}
        pairs = zip(plain, style, strict=True)
        return [self._cell(f"{name}{first + k}", value, numbers[id(one)]) for k, (value, one) in enumerate(pairs)]

    def _cell(self, at: str, value: Any, look: int) -> str:
        kind = type(value)
        if kind is str:
            if not value:
                return self._none(at, look)
            return f'<c r="{at}" s="{look}" t="s"><v>{self.texts.number(value)}</v></c>'
        if kind is float or kind is int:
            return (
                f'<c r="{at}" s="{look}"><v>{number(value)}</v></c>' if math.isfinite(value) else self._none(at, look)
            )
        if kind is Formula:
            return _formula(at, value, look)
        if value is None or value is pd.NA:
            return self._none(at, look)
        return self._cell(at, value.item() if isinstance(value, np.generic) else str(value), look)

    @staticmethod
    def _none(at: str, look: int) -> str:
        return f'<c r="{at}" s="{look}"/>'

    def xml(self, *, first: bool = False, header: str = "", footer: str = "") -> Iterator[str]:
        """Return the worksheet as markup, piece by piece."""
        width = max(len(self.widths), 1)
        area = f"A1:{letter(width - 1)}{max(self.last, 1)}"
        colour = f'<tabColor rgb="FF{self.tab}"/>' if self.tab else ""
        yield f'<worksheet xmlns="{SPACE}">'
        yield from (
            f'<sheetPr>{colour}<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{area}"/>',
            f"<sheetViews>{self._view(first)}</sheetViews>",
            '<sheetFormatPr defaultRowHeight="15"/>',
            _widths(self.widths),
            "<sheetData>",
        )
        yield from self._rows
        yield from (
            "</sheetData>",
            f'<autoFilter ref="{self.filtered}"/>' if self.filtered else "",
            _wrapped("mergeCells", [f'<mergeCell ref="{area}"/>' for area in self.merged]),
            *[_bar(bar, k) for k, bar in enumerate(self.bars, start=1)],
            _wrapped("dataValidations", [_validation(*one) for one in self.inputs]),
            "".join(["<hyperlinks>", *[_link(*one) for one in self.links], "</hyperlinks>"] if self.links else []),
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
            self._setup(),
            f"<headerFooter><oddHeader>{_running(header)}</oddHeader><oddFooter>{escape(footer)}</oddFooter></headerFooter>",
            f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>',
            "</worksheet>",
        )

    def _view(self, first: bool) -> str:
        rows, columns = self.frozen
        chosen = ' tabSelected="1"' if first else ""
        start = f'<sheetView showGridLines="0" workbookViewId="0"{chosen}>'
        if not rows and not columns:
            return f"{start}</sheetView>"
        pane = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
        split = (f' xSplit="{columns}"' if columns else "") + (f' ySplit="{rows}"' if rows else "")
        at = f"{letter(columns)}{rows + 1}"
        return f'{start}<pane{split} topLeftCell="{at}" activePane="{pane}" state="frozen"/></sheetView>'

    def _setup(self) -> str:
        kept = sum(self.widths[: self.frozen[1]])  # these columns stand on every page
        across = max(1, math.ceil((sum(self.widths) - kept) / max(_PAGE - kept, 40.0)))
        turned = "landscape" if self.landscape else "portrait"
        fit = f'fitToWidth="{across}" fitToHeight="0" pageOrder="overThenDown"'
        return f'<pageSetup paperSize="9" {fit} orientation="{turned}"/>'

    @property
    def filtered(self) -> str:
        """The area with filters, "" where there are none."""
        if not self.heading or self.last < self.heading or not self.widths:
            return ""
        return f"A{self.heading}:{letter(len(self.widths) - 1)}{max(self.last, self.heading)}"

    @property
    def repeated(self) -> str:
        """Rows and columns that stand on every printed page, as the formula of a defined name."""
        rows, columns = self.frozen
        parts = [f"$A:${letter(columns - 1)}"] if columns else []
        parts += [f"${self.repeat}:${rows}"] if rows else []
        return ",".join(f"{reference(self.title)}!{part}" for part in parts)


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes in a column so many characters wide, a Chinese one counted twice."""
    lines = text[:_LOOKED_AT].split("\n")
    return sum(1 + int(sum(2 if ord(char) > 0x2E7F else 1 for char in line) * 1.08 / width) for line in lines)


def row_height(lines: int) -> float:
    """Return the height of a row of so many lines, in points; a longer text is read in the cell's editor."""
    return 15.0 if lines <= 1 else 13.5 * min(lines, _MOST_LINES) + 3.0


def _tall(height: float) -> str:
    return f' ht="{height:g}" customHeight="1"'


def reference(title: str) -> str:
    """Return the title of a worksheet as formulas name it."""
    return "'" + title.replace("'", "''") + "'"


def _formula(at: str, formula: Formula, look: int) -> str:
    kind = f' t="array" ref="{at}"' if formula.array else ""
    text = f"<f{kind}>{escape(formula.text)}</f>"
    if has_number(formula.value):
        return f'<c r="{at}" s="{look}">{text}<v>{number(formula.value)}</v></c>'  # type: ignore[arg-type]
    value = formula.value if isinstance(formula.value, str) else ""
    return f'<c r="{at}" s="{look}" t="str">{text}<v>{escape(cell_text(value))}</v></c>'


def _widths(widths: Sequence[float]) -> str:
    columns = [f'<col min="{k}" max="{k}" width="{width:g}" customWidth="1"/>' for k, width in enumerate(widths, 1)]
    return f"<cols>{''.join(columns)}</cols>" if columns else ""


def _wrapped(name: str, parts: list[str]) -> str:
    return f'<{name} count="{len(parts)}">{"".join(parts)}</{name}>' if parts else ""


def _bar(bar: Bar, priority: int) -> str:
    ends = f'<cfvo type="num" val="0"/><cfvo type="num" val="{number(bar.most)}"/>'
    colour = _GREEN if bar.most == 1 else _BLUE
    # without minLength a zero would have a bar of a tenth of the cell
    drawn = f'<dataBar minLength="0" maxLength="100">{ends}<color rgb="{colour}"/></dataBar>'
    rule = f'<cfRule type="dataBar" priority="{priority}">{drawn}</cfRule>'
    return f'<conditionalFormatting sqref="{bar.area}">{rule}</conditionalFormatting>'


def _validation(area: str, title: str, message: str) -> str:
    said = f'errorTitle="{attribute(title)[:32]}" error="{attribute(message)[:225]}"'
    kind = 'type="decimal" operator="greaterThanOrEqual" allowBlank="1" showErrorMessage="1"'
    return f'<dataValidation {kind} {said} sqref="{area}"><formula1>0</formula1></dataValidation>'


def _link(at: str, title: str) -> str:
    return f'<hyperlink ref="{at}" location="{attribute(reference(title) + "!A1")}" display="{attribute(title)}"/>'


def _running(text: str) -> str:
    """Return a header of a page; ``&`` begins a code there, and 255 characters are the most."""
    return "&amp;C" + escape(cell_text(text)[:100].replace("\n", " ").replace("&", "&&")) if text else ""
