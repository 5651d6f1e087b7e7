"""A document that grows by headings, paragraphs, tables and figures, numbered as they come."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from fazhi_score.messages import say
from fazhi_score.presentation.text import clean, line
from fazhi_score.presentation.word import styles
from fazhi_score.presentation.word.layout import Column, column_widths
from fazhi_score.presentation.word.saving import import_docx, save

_PORTRAIT, _LANDSCAPE = (21.0, 29.7), (29.7, 21.0)
_MARGINS = {"report": (2.8, 2.6, 2.7, 2.5), "notice": (3.7, 3.5, 2.8, 2.6)}
"""Top, bottom, left and right, in centimetres; of a notice as official documents have them."""

_TWIPS = 1440 / 2.54
_LONG, _TOGETHER = 600, 2
"""A row with a longer cell may break over pages; so many first rows stay with the head and with the next row."""


@dataclass
class Paper:
    """A document in the making.

    Parameters
    ----------
    lang : {"zh", "en"}
    origin : str
        The file that it becomes, for errors.
    notice : bool
        Whether it looks like a letter instead of a report.
    """

    lang: str
    origin: str
    notice: bool = False
    tables: int = 0
    figures: int = 0

    def __post_init__(self) -> None:
        self.document = import_docx(self.origin).Document(io.BytesIO(_blank(self.lang, self.notice)))
        self.look = styles.look_of(self.lang, notice=self.notice)
        self.wide = False
        self._ids: dict[str, str] = {}
        self._page(self.document.sections[0])

    def say(self, code: str, **params: object) -> str:
        """Return a text in the document's language."""
        return say(code, self.lang, **params)

    # what it is made of

    def title(self, text: str, *below: str) -> None:
        """Add the title and lines below it."""
        self._paragraph(line(text, 120), "Title")
        for more in below:
            self._paragraph(more, styles.STYLE_SUBTITLE, keep=False)

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading; its number is Word's."""
        self._paragraph(line(text, 120), f"Heading {level}")

    def annex(self, text: str) -> None:
        """Add the heading of an annex, which have numbers of their own."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        paragraph = self._paragraph(line(text, 120), "Heading 1")
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{styles.ANNEX}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(number))

    def text(self, *sentences: str, keep: bool | None = None) -> None:
        """Add a paragraph of sentences; English ones are parted by a blank. `keep`: what follows is on its page."""
        told = [one for one in sentences if one]
        if told:
            self._paragraph(("" if self.lang == "zh" else " ").join(told), "Body Text", keep=keep)

    def note(self, text: str) -> None:
        """Add a remark below a table or figure."""
        self._paragraph(text, styles.STYLE_NOTE)

    def address(self, text: str) -> None:
        """Add the line that says to whom a letter goes."""
        self._paragraph(text, styles.STYLE_ADDRESS)

    def signature(self, *lines: str) -> None:
        """Add lines at the right that a letter ends with, with room for a seal; they stay together."""
        given = ["", "", *lines]
        for number, text in enumerate(given):
            self._paragraph(text, styles.STYLE_SIGNATURE, keep=number < len(given) - 1)

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        form: bool = False,
    ) -> int:
        """Add a table with its caption above, its head repeated on every page; return its number.

        Columns whose texts do not fit are widened at the cost of long texts. `form` draws a grid.
        """
        self.tables += 1
        self._caption("word_table", self.tables, caption, keep=True)
        self.grid(columns, rows, form=form)
        return self.tables

    def grid(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        form: bool = False,
        head: bool = True,
        shares: Sequence[float] = (),
    ) -> None:
        """Add a table without a caption; `shares` are those of its columns where they do not come from the cells."""
        from docx.oxml import parse_xml

        cells = [[clean(cell) for cell in row] for row in rows]
        whole = round(self.breadth * _TWIPS)
        widths = [round(whole * share) for share in shares]
        widths = widths or column_widths(columns, cells, whole, self.look.sizes["table"])
        xml = _table_xml(columns, cells, widths, styles.GRID if form else styles.LINED, head=head)
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(xml))  # before the section's properties
        self._paragraph("", styles.STYLE_GAP)  # two tables without anything between them are one

    def figure(self, picture: bytes, caption: str, *, breadth: float = 12.0, told: str = "") -> int:
        """Add a picture with its caption below; return its number.

        Parameters
        ----------
        picture : bytes
            A PNG file.
        breadth : float
            In centimetres.
        told : str
            What it shows, for readers who cannot see it.
        """
        from docx.oxml.ns import qn
        from docx.shared import Cm

        self.figures += 1
        paragraph = self._paragraph("", styles.STYLE_FIGURE)
        paragraph.add_run().add_picture(io.BytesIO(picture), width=Cm(min(breadth, self.breadth)))
        for one in paragraph._p.iter(qn("wp:docPr")):
            one.set("descr", line(told or caption, 500))
        self._caption("word_figure", self.figures, caption, keep=False)
        return self.figures

    def _caption(self, code: str, number: int, text: str, *, keep: bool) -> None:
        """Add a caption with a number that Word counts itself, so that lists of tables can be made."""
        before, after = self.say(code, number="\x00").split("\x00")
        paragraph = self._paragraph(before, "Caption", keep=None if keep else False)
        name = before.strip()
        _field(paragraph, f" SEQ {name} \\* ARABIC ", str(number))
        paragraph.add_run(after + line(text, 160))

    # pages

    @property
    def breadth(self) -> float:
        """The width of a line, in centimetres."""
        top, bottom, left, right = _MARGINS["notice" if self.notice else "report"]
        return (_LANDSCAPE[0] - top - bottom) if self.wide else (_PORTRAIT[0] - left - right)

    def turn(self, *, wide: bool) -> None:
        """Go on in landscape, or in portrait again, on a new page."""
        if wide != self.wide:
            self.wide = wide
            self._page(self.document.add_section())

    def page_break(self) -> None:
        """Go on on a new page."""
        self.document.add_page_break()

    def _page(self, section: Any) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        top, bottom, left, right = _MARGINS["notice" if self.notice else "report"]
        sizes, margins = _PORTRAIT, (top, bottom, left, right)
        if self.wide:  # turned, what was above is at a side
            sizes, margins = _LANDSCAPE, (left, right, bottom, top)
        section.orientation = WD_ORIENT.LANDSCAPE if self.wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Cm(one) for one in sizes)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Cm, margins)
        section.footer_distance = Cm(1.6)

    def _paragraph(self, text: str, style: str, *, keep: bool | None = None) -> Any:
        paragraph = self.document.add_paragraph()
        if style not in self._ids:  # looking for a style takes longer than all else
            self._ids[style] = self.document.styles[style].style_id
        paragraph._p.style = self._ids[style]
        if text:
            paragraph.add_run(clean(text))
        if keep is not None:
            paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def save(self, path: str | os.PathLike[str], *, title: str, date: datetime.date) -> None:
        """Write it, whole or not at all."""
        save(self.document, path, title=line(title, 200), date=date)


@lru_cache(maxsize=4)
def _blank(lang: str, notice: bool) -> bytes:
    """Return an empty document with all styles and page numbers: made once, for it takes longer than a notice."""
    document = import_docx("").Document()
    styles.dress(document, styles.look_of(lang, notice=notice), lang)
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Footer"]
    before, after = say("word_page", lang, number="\x00").split("\x00")
    paragraph.add_run(before)
    _field(paragraph, " PAGE ", "1")
    paragraph.add_run(after)
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word keeps up to date, with what it shows until then."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    run = f"<w:r><w:t>{escape(shown)}</w:t></w:r>"
    xml = f'<w:fldSimple {nsdecls("w")} w:instr="{escape(instruction)}">{run}</w:fldSimple>'
    paragraph._p.append(parse_xml(xml))


def _table_xml(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], widths: Sequence[int], style: str, *, head: bool
) -> str:
    """Return a table as XML; thousands of rows take too long one cell at a time."""
    from docx.oxml.ns import nsdecls

    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    parts = [
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{style.replace(" ", "")}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0020" w:firstRow="{int(head)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    ]
    if head:
        pairs = zip(columns, widths, strict=True)
        cells = "".join(_cell_xml(clean(column.heading), width, "TableHeading") for column, width in pairs)
        parts.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")
    together = min(_TOGETHER, len(rows) - 1)
    for number, row in enumerate(rows):
        parts.append(_row_xml(columns, row, rows[number - 1] if number else None, widths, keep=number < together))
    return "".join([*parts, "</w:tbl>"])


def _row_xml(
    columns: Sequence[Column], row: Sequence[str], before: Sequence[str] | None, widths: Sequence[int], *, keep: bool
) -> str:
    """Return a row; cells of merged columns that say the same as the row before go on from there."""
    split = "" if any(len(cell) > _LONG for cell in row) else "<w:cantSplit/>"
    cells = []
    for k, (column, cell, width) in enumerate(zip(columns, row, widths, strict=True)):
        same = column.merged and before is not None and cell == before[k]
        joined = "<w:vMerge/>" if same else '<w:vMerge w:val="restart"/>' if column.merged else ""
        cells.append(_cell_xml("" if same else cell, width, column.style, joined, keep=keep))
    return f"<w:tr><w:trPr>{split}</w:trPr>{''.join(cells)}</w:tr>"


def _cell_xml(text: str, width: int, style: str, joined: str = "", *, keep: bool = False) -> str:
    more = "<w:keepNext/>" if keep else ""
    if style == "Centre":
        style, more = "TableText", f'{more}<w:jc w:val="center"/>'
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{joined}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r>{runs}</w:r></w:p></w:tc>'
    )
