"""A framework and a register into one workbook to fill in for each unit."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi_score.collection.asking import Ask, asked_of, units_in
from fazhi_score.collection.wording import (
    ANSWERS,
    COLUMNS,
    FIELDS,
    FILLED,
    ITEM_ROWS,
    META,
    SHEET,
    STATE_WORDS,
    VERSION,
    WORDS,
    heading,
    unit_label,
)
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import clean_text
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.regions import Regions
from fazhi_score.facts.workbooks import import_openpyxl
from fazhi_score.files import becoming, replacing, saved
from fazhi_score.framework.model import Framework
from fazhi_score.framework.rules import Reviewer
from fazhi_score.scoring.values import fact_kind

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 70  # characters; a file system counts up to 255 bytes
_LONGEST_LIST = 250
_WIDTHS = {"id": 18, "indicator": 22, "criterion": 40, "fact": 30, "unit": 9, "item": 26, "level": 12}
_WIDTHS |= {"value": 14, "state": 12, "source": 34, "note": 34}
_HEADING_ROW = 7


def period_of(period: str) -> str:
    """Return a period in its usual spelling, or say that it is none."""
    spelt = parse_period(str(period))
    if spelt is None:
        raise FazhiError(Problem("period_form", {"got": str(period)[:80], "count": 1}))
    return spelt


def write_forms(
    folder: str | os.PathLike[str], framework: Framework, regions: Regions, period: str, *, lang: str = "zh"
) -> list[Path]:
    """Write a workbook to fill in for each unit of the register.

    Parameters
    ----------
    folder : path
        Made where it does not exist. No file in it is overwritten.
    framework : Framework
        Who is asked what: the facts of all indicators that apply to the unit's class, and of bonuses.
    regions : Regions
        The units. Who does not exist in the period, and reference regions, get no form; neither do units
        of whom nothing is asked.
    period : str
        The period to report on.
    lang : {"zh", "en"}
        Language of the headings.

    Returns
    -------
    list of Path
        The workbooks, in the order of the register.

    Raises
    ------
    FazhiError
        Where files are in the way (nothing is written then), or there is nobody to write to.
    """
    import_openpyxl(os.fspath(folder))
    period = period_of(period)
    asked = asked_of_units(framework, regions, period)
    if not asked:
        raise FazhiError(Problem("form_no_units", {"period": period}, file=regions.origin))
    target = Path(folder)
    names = _file_names(regions, list(asked))
    present = {path.name.casefold() for path in target.iterdir()} if target.is_dir() else set()
    taken = [name for name in names.values() if name.casefold() in present]
    if taken:
        shown = ", ".join(taken[:20]) + (" …" if len(taken) > 20 else "")
        raise FazhiError(Problem("form_in_the_way", {"count": len(taken), "names": shown}, file=os.fspath(folder)))
    info = {"form": VERSION, "framework": framework.id, "sha256": framework.sha256(), "period": period}
    drawn = _Drawn(framework, regions, lang, info)
    with nullcontext(target) if target.exists() else becoming(target) as place:  # a new folder is whole or not there
        for region, rows in asked.items():
            with replacing(place / names[region]) as file:
                file.write(saved(drawn.book(region, rows)))
    return [target / name for name in names.values()]


def asked_of_units(framework: Framework, regions: Regions, period: str) -> dict[str, list[Ask]]:
    """Return what each unit is asked; who is asked nothing is left out."""
    by_class: dict[str, list[Ask]] = {}
    found: dict[str, list[Ask]] = {}
    for region in units_in(regions, period):
        kind = str(regions.frame["class"][region])
        if kind not in by_class:
            by_class[kind] = asked_of(framework, kind, period)
        if by_class[kind]:
            found[region] = by_class[kind]
    return found


def _file_names(regions: Regions, units: list[str]) -> dict[str, str]:
    """Return a file name for each unit that every file system bears; no two are the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for region in units:
        name = str(regions.names()[region])
        stem = _UNSAFE.sub("_", region if name == region else f"{region}_{name}")[:_LONGEST_NAME].strip(" .")
        if not stem or stem.startswith("~") or _RESERVED.fullmatch(stem):
            stem = f"_{stem}"
        number, numbered = 1, stem
        while numbered.casefold() in taken:
            number += 1
            numbered = f"{stem}_{number}"
        taken.add(numbered.casefold())
        found[region] = f"{numbered}.xlsx"
    return found


@dataclass
class _Drawn:
    """Makes the workbooks; units of one class are asked the same, whose form is drawn once."""

    framework: Framework
    regions: Regions
    lang: str
    info: dict[str, str]
    forms: dict[str, _Form] = field(default_factory=dict)

    def book(self, region: str, rows: list[Ask]) -> Any:
        """Return the workbook of a unit, until the next is asked for."""
        kind = str(self.regions.frame["class"][region])
        if kind not in self.forms:
            self.forms[kind] = _Form(self.framework, self.lang)
            self.forms[kind].draw(rows, self.info)
        return self.forms[kind].addressed(region, str(self.regions.names()[region]))


@dataclass
class _Form:
    """Draws the form of one class, and puts a unit's name on it."""

    framework: Framework
    lang: str
    columns: list[str] = field(default_factory=list)
    lists: dict[tuple[str, ...], Any] = field(default_factory=dict)
    book: Any = None
    sheet: Any = None
    meta: Any = None

    def draw(self, rows: list[Ask], info: dict[str, str]) -> None:
        """Draw all but the unit's name."""
        import openpyxl  # type: ignore[import-untyped, unused-ignore]

        self.book = openpyxl.Workbook()
        self.sheet, self.meta = self.book.active, self.book.create_sheet(META)
        self.sheet.title = SHEET
        self.meta.sheet_state = "veryHidden"
        for line, (key, text) in enumerate({"region": "", **info}.items(), start=1):
            self.put(self.meta.cell(line, 1), key)
            self.put(self.meta.cell(line, 2), text)
        left_out = {"item": not any(ask.items for ask in rows), "level": not any(ask.levels for ask in rows)}
        self.columns = [column for column in COLUMNS if not left_out.get(column)]
        self.head(info["period"])
        line = _HEADING_ROW + 1
        owner = ""
        for ask in rows:
            for _ in range(ITEM_ROWS if ask.items else 1):
                self.row(line, ask, first=ask.owner != owner)
                owner, line = ask.owner, line + 1
        self.finish(line - 1)

    def addressed(self, region: str, name: str) -> Any:
        """Return the workbook with the name of a unit on it."""
        for cell, text in ((self.sheet["B2"], name), (self.sheet["D2"], region), (self.meta["B1"], region)):
            self.put(cell, text)
        return self.book

    def put(self, cell: Any, text: str, *, wrap: bool = True) -> Any:
        """Write a text that is never taken for a formula."""
        from openpyxl.styles import Alignment  # type: ignore[import-untyped, unused-ignore]

        if text:
            cell.value = clean_text(text)
            cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=wrap, vertical="center")
        return cell

    def open(self, cell: Any, number_format: str = "@") -> None:
        """Colour and unlock a cell to fill in."""
        from openpyxl.styles import Border, PatternFill, Protection, Side  # type: ignore[import-untyped, unused-ignore]

        line = Side(style="thin", color="BFBFBF")
        cell.fill = PatternFill("solid", fgColor="FFF8DC")
        cell.border = Border(left=line, right=line, top=line, bottom=line)
        cell.protection = Protection(locked=False)
        cell.number_format = number_format
        self.put(cell, "")

    def head(self, period: str) -> None:
        """Write the block above the table."""
        from openpyxl.styles import Font  # type: ignore[import-untyped, unused-ignore]

        words, title = WORDS[self.lang], self.framework.label("", self.lang)
        self.put(self.sheet.cell(1, 1), words["title"].format(framework=title), wrap=False).font = Font(
            bold=True, size=14
        )
        edition = self.framework.file.edition
        known = {"unit": "", "region": "", "period": period, "framework": f"{title} {edition}".strip()}
        places = {"unit": (2, 1), "region": (2, 3), "period": (3, 1), "framework": (3, 3)}
        places |= {"filler": (4, 1), "phone": (4, 3), "filed_on": (5, 1)}
        for key, (line, column) in places.items():
            self.put(self.sheet.cell(line, column), heading(key, self.lang, FIELDS)).font = Font(bold=True)
            cell = self.sheet.cell(line, column + 1)
            if key in known:
                self.put(cell, known[key])
            else:
                self.open(cell)
        self.put(self.sheet.cell(6, 1), words["hint"], wrap=False)
        for column, text in enumerate(self.columns, start=1):
            self.put(self.sheet.cell(_HEADING_ROW, column), heading(text, self.lang, COLUMNS)).font = Font(bold=True)

    def row(self, line: int, ask: Ask, *, first: bool) -> None:
        """Write one row of the table; the criterion stands once."""
        texts = self.texts(ask)
        if not first:
            texts["criterion"] = ""
        fillable = self.fillable(ask)
        for number, column in enumerate(self.columns, start=1):
            cell = self.sheet.cell(line, number)
            if column in fillable:
                self.open(cell, self.number_format(ask) if column == "value" else "@")
            else:
                self.put(cell, texts.get(column, ""))
        for column, words in self.choices(ask).items():
            self.choice(words).add(self.sheet.cell(line, self.columns.index(column) + 1))

    def texts(self, ask: Ask) -> dict[str, str]:
        """Return what the office has written into a row."""
        file, lang = self.framework.file, self.lang
        owner: Any = file.indicators.get(ask.owner) or file.adjustments[ask.owner]
        criterion = owner.basis
        texts = {"id": ask.id, "indicator": _label(owner, lang) or ask.owner, "criterion": criterion}
        if ask.own_words:
            guidance = owner.score.guidance if isinstance(owner.score, Reviewer) else ""
            return {**texts, "criterion": criterion or guidance, "fact": WORDS[lang]["own_words"]}
        spec = file.facts[ask.id]
        scope = WORDS[lang]["scope"].format(scope=ask.scope) if ask.scope != "own" else ""
        return {**texts, "fact": (_label(spec, lang) or ask.id) + scope, "unit": unit_label(spec, lang)}

    def fillable(self, ask: Ask) -> tuple[str, ...]:
        """Return the columns that the unit fills in."""
        if ask.own_words:
            return ("source", "note")
        left = [] if ask.items else ["item"]
        return tuple(column for column in FILLED if column not in left and (column != "level" or ask.levels))

    def number_format(self, ask: Ask) -> str:
        # a day stays as it was typed: 20250320 in a cell formatted as a date would only show ####
        kind = fact_kind(self.framework.file.facts[ask.id])
        return {"share": "0.00%", "date": "@"}.get(kind, "General")

    def choices(self, ask: Ask) -> dict[str, tuple[str, ...]]:
        """Return the columns with a drop-down list, and its words."""
        if ask.own_words:
            return {}
        spec = self.framework.file.facts[ask.id]
        values = {"yes_no": ANSWERS[self.lang], "level": tuple(spec.levels)}.get(fact_kind(spec))
        found = {
            "state": STATE_WORDS[self.lang],
            "value": values,
            "level": ask.levels if "level" in self.columns else (),
        }
        return {column: words for column, words in found.items() if words}

    def choice(self, words: tuple[str, ...]) -> Any:
        """Return the drop-down list of these words; a long one stands on the hidden sheet."""
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped, unused-ignore]
        from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped, unused-ignore]

        if words not in self.lists:
            source = '"' + ",".join(words) + '"'
            if len(source) > _LONGEST_LIST or any(set(word) & set(',"') for word in words):
                column = 4 + len(self.lists)
                for line, word in enumerate(words, start=1):
                    self.put(self.meta.cell(line, column), word)
                letter = get_column_letter(column)
                source = f"'{META}'!${letter}$1:${letter}${len(words)}"
            self.lists[words] = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
            self.sheet.add_data_validation(self.lists[words])
        return self.lists[words]

    def finish(self, last: int) -> None:
        """Set widths, printing and protection."""
        from openpyxl.styles import Border, PatternFill, Side  # type: ignore[import-untyped, unused-ignore]
        from openpyxl.utils import get_column_letter  # type: ignore[import-untyped, unused-ignore]

        sheet = self.sheet
        line = Side(style="thin", color="BFBFBF")
        for number, column in enumerate(self.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[column]
            sheet.cell(_HEADING_ROW, number).fill = PatternFill("solid", fgColor="D9E1F2")
            for row in range(_HEADING_ROW, last + 1):
                sheet.cell(row, number).border = Border(left=line, right=line, top=line, bottom=line)
        sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
        sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False  # False allows it
        sheet.protection.insertRows = False


def _label(spec: Any, lang: str) -> str:
    return str((spec.zh if lang == "zh" else spec.en) or spec.zh or spec.en)
