"""A framework into a score sheet in Excel: groups, points, wording, rules in words and the facts they need."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fazhi_score.facts.cells import clean_text, escaped
from fazhi_score.facts.workbooks import import_openpyxl
from fazhi_score.files import replacing, saved
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import say
from fazhi_score.scoresheets.describing import adjustment_in_words, rule_in_words
from fazhi_score.scoresheets.grid import LONGEST

_NOTE_LINE = re.compile(r"([^:：\s][^:：]{0,11}): (.*)", re.DOTALL)
NO_GROUP = "—"
"""Stands in the column of a group where an item stands directly in the group above."""

_ORDINALS = "一二三四五六七八九"
_WIDTHS = {"group": 14, "points": 8, "title": 24, "wording": 60, "rule": 36, "facts": 30, "note": 16}


@dataclass
class _Line:
    """One row: ids of its groups from the top, and its cells."""

    groups: list[str]
    title: str
    points: float | None
    wording: str
    rule: str
    facts: str
    notes: dict[str, str]


def export_sheet(framework: Framework, path: str | os.PathLike[str], lang: str = "zh") -> None:
    """Write a framework as an Excel score sheet; :func:`import_sheet` reads it back.

    Parameters
    ----------
    framework : Framework
    path : path
        The .xlsx file; it appears whole or not at all.
    lang : {"zh", "en"}
        Language of headings, names and rules.

    Raises
    ------
    FazhiError
        Where the file cannot be written.
    """
    openpyxl = import_openpyxl(os.fspath(path))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = say("export_sheet", lang)
    _Writer(framework, sheet, lang).write()
    with replacing(path) as file:
        file.write(saved(book))


class _Writer:
    """Fills one worksheet from top to bottom."""

    def __init__(self, framework: Framework, sheet: Any, lang: str) -> None:
        self.framework, self.sheet, self.lang = framework, sheet, lang
        self.lines = list(self.indicators(ROOT, []))
        self.depth = max((len(line.groups) for line in self.lines), default=1)
        self.extras = {kind: list(self.adjustments(kind)) for kind in ("bonus", "penalty", "veto", "gate")}
        everything = [*self.lines, *(line for lines in self.extras.values() for line in lines)]
        self.notes = list(dict.fromkeys(heading for line in everything for heading in line.notes))
        self.kinds = ["group", "points"] * self.depth + ["title", "points", "wording"]
        self.kinds += ["note"] * len(self.notes) + ["rule", "facts"]

    def indicators(self, group: str, path: list[str]) -> Iterator[_Line]:
        """Yield the lines below a group, in the order of the file."""
        framework = self.framework
        for name in framework.children[group]:
            if name in framework.file.groups:
                yield from self.indicators(name, [*path, name])
                continue
            entry = framework.entries[name]
            formulas = [entry.formula, entry.stated, *(formula for _, _, formula in entry.items), *entry.extra.values()]
            facts = dict.fromkeys(part.id for formula in formulas if formula for part in formula.names())
            points = framework.points(name) if framework.file.total_points is not None else entry.spec.weight
            if entry.layer == "neutral":
                points = None
            words = rule_in_words(entry.spec.score, self.lang)
            yield _Line(
                path,
                framework.label(name, self.lang),
                points,
                entry.spec.basis,
                words,
                self.facts(facts),
                split_note(entry.spec.note, self.lang),
            )

    def facts(self, names: Any) -> str:
        return "\n".join(f"{self.framework.label(name, self.lang)} [{name}]" for name in names)

    def adjustments(self, kind: str) -> Iterator[_Line]:
        for name, spec in self.framework.file.adjustments.items():
            if spec.kind == kind:
                formula = self.framework.conditions.get(name)
                facts = dict.fromkeys(part.id for part in formula.names()) if formula else {}
                basis, notes = split_basis(spec.basis, self.lang)
                words = adjustment_in_words(spec, self.lang)
                yield _Line([], self.framework.label(name, self.lang), None, basis, words, self.facts(facts), notes)

    def write(self) -> None:
        self.across(1, self.framework.label(ROOT, self.lang), bold=True)
        for column, text in enumerate(self.headings(), start=1):
            self.text(2, column, text, bold=True)
        row = 3
        for line in self.lines:
            self.line(row, line)
            row += 1
        self.group_cells(3)
        row = self.total(row)
        for kind, lines in self.extras.items():
            if lines:
                self.across(row, say(f"export_{kind}", self.lang), bold=True)
                row += 1
            for line in lines:
                self.line(row, line)
                row += 1
        for text in self.remarks():
            self.across(row, text)
            row += 1
        self.layout()

    def headings(self) -> Iterator[str]:
        points = "export_points" if self.framework.file.total_points is not None else "export_weight"
        for level in range(self.depth):
            number = _ORDINALS[min(level, 8)] if self.lang == "zh" else f"{level + 1}"
            yield say("export_group", self.lang, level=number)
            yield say(f"{points}_of", self.lang, level=number)
        yield say("export_title", self.lang)
        yield say(points, self.lang)
        yield say("export_wording", self.lang)
        yield from self.notes
        yield say("export_rule", self.lang)
        yield say("export_facts", self.lang)

    def line(self, row: int, line: _Line) -> None:
        first = 2 * self.depth + 1
        self.text(row, first, line.title)
        if line.points is not None:
            self.number(row, first + 1, line.points)
        self.text(row, first + 2, line.wording)
        for k, heading in enumerate(self.notes):
            self.text(row, first + 3 + k, line.notes.get(heading, ""))
        self.text(row, first + 3 + len(self.notes), line.rule)
        self.text(row, first + 4 + len(self.notes), line.facts)

    def group_cells(self, first: int) -> None:
        """Write the groups with their points, merged over their items."""
        for level in range(self.depth):
            start = 0
            for k in range(1, len(self.lines) + 1):
                here = self.lines[start].groups[: level + 1]
                if k < len(self.lines) and self.lines[k].groups[: level + 1] == here:
                    continue
                if len(here) > level:
                    self.group(first + start, first + k - 1, level, here[level])
                else:
                    for row in range(first + start, first + k):
                        self.text(row, 2 * level + 1, NO_GROUP)
                start = k

    def group(self, top: int, bottom: int, level: int, name: str) -> None:
        framework, column = self.framework, 2 * level + 1
        spec = framework.file.groups[name]
        label = framework.label(name, self.lang)
        whole = spec.basis if self.lang == "zh" and label in spec.basis and len(spec.basis) <= 60 else label
        self.text(top, column, whole)
        points = framework.points(name) if framework.file.total_points is not None else spec.weight
        if points is not None:
            self.number(top, column + 1, points)
        if bottom > top:
            for k in (column, column + 1):
                self.sheet.merge_cells(start_row=top, end_row=bottom, start_column=k, end_column=k)

    def total(self, row: int) -> int:
        if self.framework.file.total_points is None:
            return row
        self.text(row, 1, say("export_total", self.lang), bold=True)
        self.number(row, 2 * self.depth + 2, self.framework.file.total_points)
        return row + 1

    def remarks(self) -> list[str]:
        lines = [line for line in self.framework.file.note.split("\n") if line.strip()]
        if lines and not re.match(r"\s*(?:注|说明|备注|※|note)", lines[0], re.IGNORECASE):
            lines.insert(0, say("export_remarks", self.lang))
        return lines

    def across(self, row: int, text: str, *, bold: bool = False) -> None:
        self.text(row, 1, text, bold=bold)
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(self.kinds))

    def text(self, row: int, column: int, text: str, *, bold: bool = False) -> None:
        from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped, unused-ignore]

        cell = self.sheet.cell(row, column)
        if text:
            cell.value = escaped(clean_text(text))[:LONGEST]
            cell.data_type = "s"  # never a formula or an error, whatever it says
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if bold else None)
        if bold:
            cell.font = Font(bold=True)

    def number(self, row: int, column: int, value: float) -> None:
        from openpyxl.styles import Alignment  # type: ignore[import-untyped, unused-ignore]

        cell = self.sheet.cell(row, column, round(value, 10))
        cell.alignment = Alignment(horizontal="center", vertical="center")

    def layout(self) -> None:
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped, unused-ignore]

        for number, kind in enumerate(self.kinds, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[kind]
        self.sheet.freeze_panes = "A3"
        self.sheet.print_title_rows = "1:2"
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True


def split_note(note: str, lang: str) -> dict[str, str]:
    """Return the lines of a note by their headings: “责任单位: 县司法局” goes into a column of its own.

    Examples
    --------
    >>> split_note("责任单位: 县司法局\\n含派出机构", "zh")
    {'责任单位': '县司法局\\n含派出机构'}
    >>> split_note("只在试点地区适用", "zh")
    {'备注': '只在试点地区适用'}
    """
    found: dict[str, str] = {}
    heading = ""
    for line in note.split("\n") if note else []:
        match = _NOTE_LINE.fullmatch(line)
        if match:
            heading, text = match[1], match[2]
            found[heading] = f"{found[heading]}\n{text}" if heading in found else text
        else:
            heading = heading or say("export_note", lang)
            found[heading] = f"{found[heading]}\n{line}" if heading in found else line
    return found


def split_basis(basis: str, lang: str) -> tuple[str, dict[str, str]]:
    """Return wording and notes of an adjustment, which has one text for both."""
    lines = basis.split("\n")
    start = next((k for k, line in enumerate(lines) if _NOTE_LINE.fullmatch(line)), len(lines))
    return "\n".join(lines[:start]), split_note("\n".join(lines[start:]), lang)
