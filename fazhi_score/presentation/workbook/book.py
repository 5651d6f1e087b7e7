"""Worksheets into the file of a workbook, the same bytes for the same content."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from fazhi_score.presentation.workbook.markup import attribute, escape
from fazhi_score.presentation.workbook.sheets import LINKS, SPACE, Texts, Worksheet, reference
from fazhi_score.presentation.workbook.styles import Styles

MOST_ROWS = 2**20 - 1
"""A worksheet has so many rows below its heading."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OPC = "application/vnd.openxmlformats-package"


@dataclass
class Book:
    """A workbook under construction.

    `title` stands in the properties of the file and at the head of printed pages, `footer` (with the codes of
    spreadsheets for page numbers) at their foot; `date` is when it says that it was made.
    """

    title: str
    footer: str
    date: datetime.date
    styles: Styles = field(default_factory=Styles)
    texts: Texts = field(default_factory=Texts)
    sheets: list[Worksheet] = field(default_factory=list)

    def add(self, title: str, **settings: Any) -> Worksheet:
        """Add a worksheet."""
        sheet = Worksheet(title, self.styles, self.texts, **settings)
        self.sheets.append(sheet)
        return sheet

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook; no clock, name or machine enters the bytes."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, pieces in self._parts():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                with archive.open(entry, "w") as part:
                    part.write(_XML.encode("utf-8"))
                    for piece in [pieces] if isinstance(pieces, str) else pieces:
                        part.write(piece.encode("utf-8"))

    def _parts(self) -> Iterator[tuple[str, str | Iterator[str]]]:
        numbered = list(enumerate(self.sheets, start=1))
        yield "[Content_Types].xml", self._types()
        yield (
            "_rels/.rels",
            _relations(
                (f"{LINKS}/officeDocument", "xl/workbook.xml"),
                (f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml"),
                (f"{LINKS}/extended-properties", "docProps/app.xml"),
            ),
        )
        yield "docProps/core.xml", self._core()
        space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
        yield "docProps/app.xml", f'<Properties xmlns="{space}"><Application>fazhi-score</Application></Properties>'
        yield "xl/workbook.xml", self._workbook()
        sheets = [(f"{LINKS}/worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]
        yield (
            "xl/_rels/workbook.xml.rels",
            _relations(*sheets, (f"{LINKS}/styles", "styles.xml"), (f"{LINKS}/sharedStrings", "sharedStrings.xml")),
        )
        for number, sheet in numbered:
            head = f"{self.title} · {sheet.title}"
            yield f"xl/worksheets/sheet{number}.xml", sheet.xml(first=number == 1, header=head, footer=self.footer)
        yield "xl/styles.xml", self.styles.xml()
        yield "xl/sharedStrings.xml", self.texts.xml()

    def _types(self) -> str:
        parts = {
            "/xl/workbook.xml": f"{_SHEET_ML}.sheet.main+xml",
            **{f"/xl/worksheets/sheet{k}.xml": f"{_SHEET_ML}.worksheet+xml" for k in range(1, len(self.sheets) + 1)},
            "/xl/styles.xml": f"{_SHEET_ML}.styles+xml",
            "/xl/sharedStrings.xml": f"{_SHEET_ML}.sharedStrings+xml",
            "/docProps/core.xml": f"{_OPC}.core-properties+xml",
            "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        }
        defaults = f'<Default Extension="rels" ContentType="{_OPC}.relationships+xml"/>'
        defaults += '<Default Extension="xml" ContentType="application/xml"/>'
        overrides = [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items()]
        return f'<Types xmlns="{_TYPES}">{defaults}{"".join(overrides)}</Types>'

    def _core(self) -> str:
        stamp = f"{self.date.isoformat()}T00:00:00Z"
        spaces = (
            f'xmlns:cp="{_RELATIONS.replace("relationships", "metadata/core-properties")}" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        )
        days = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified")
        )
        title = f"<dc:title>{attribute(self.title)}</dc:title><dc:creator>fazhi-score</dc:creator>"
        return f"<cp:coreProperties {spaces}>{title}{days}</cp:coreProperties>"

    def _workbook(self) -> str:
        sheets = [
            f'<sheet name="{attribute(sheet.title)}" sheetId="{k}" r:id="rId{k}"/>'
            for k, sheet in enumerate(self.sheets, start=1)
        ]
        names = []
        for k, sheet in enumerate(self.sheets):
            if sheet.filtered:
                fixed = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", sheet.filtered)
                names.append(_name("_xlnm._FilterDatabase", k, f"{reference(sheet.title)}!{fixed}", ' hidden="1"'))
            if sheet.repeated:
                names.append(_name("_xlnm.Print_Titles", k, sheet.repeated))
        defined = f"<definedNames>{''.join(sorted(names))}</definedNames>" if names else ""
        views = (
            '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/></bookViews>'
        )
        # the stored values show at once; a program that can computes everything anew when it opens the file
        ending = f'{defined}<calcPr calcId="191029" fullCalcOnLoad="1"/>'
        return (
            f'<workbook xmlns="{SPACE}" xmlns:r="{LINKS}">{views}<sheets>{"".join(sheets)}</sheets>{ending}</workbook>'
        )


def _name(name: str, sheet: int, text: str, more: str = "") -> str:
    return f'<definedName name="{name}" localSheetId="{sheet}"{more}>{escape(text)}</definedName>'


def _relations(*targets: tuple[str, str]) -> str:
    parts = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    ]
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(parts)}</Relationships>'
