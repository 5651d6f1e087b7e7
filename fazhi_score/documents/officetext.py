"""A Word document into its paragraphs, numbered headings and tables, a line each."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from fazhi_score.errors import FazhiError, Problem

MOST_UNZIPPED = 300 * 2**20
MOST_RATIO = 300
"""Text shrinks 20-fold; what shrinks more, and is not small, was made to do harm."""
_SMALL = 20 * 2**20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OMITTED = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr", "tblPr")} | {_FALLBACK}
_DIGITS = "零一二三四五六七八九"


def import_docx(origin: str) -> Any:
    """Return the docx module, or say how to install it."""
    try:
        import docx  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        params = {"needs": "python-docx", "extra": "documents"}
        raise FazhiError(Problem("extra_missing", params, file=origin)) from error
    return docx


def docx_text(data: bytes, origin: str = "") -> str:
    """Return the text of a Word document: a line for each paragraph and for each row of a table.

    Numbers that Word counts by itself (一、 （一） 1.) stand before their paragraphs; deleted text is left out.

    Raises
    ------
    FazhiError
        Where it is damaged, is another kind of archive, or would fill the memory.
    """
    docx = import_docx(origin)
    _check_archive(data, origin)
    try:
        document = docx.Document(io.BytesIO(data))
        numbers = _Numbers(document)
        return "\n".join(line for line in _blocks(document.element.body, numbers) if line.strip())
    except FazhiError:
        raise
    except Exception as error:  # a damaged document fails in many ways
        raise FazhiError(_not_read(str(error) or type(error).__name__, origin)) from error


def _not_read(reason: str, origin: str) -> Problem:
    return Problem("report_not_read", {"kind": ".docx", "reason": reason[:200]}, file=origin)


def _check_archive(data: bytes, origin: str) -> None:
    """Refuse what is no Word document, and archives that would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MOST_UNZIPPED or (size > _SMALL and size > MOST_RATIO * len(data)):
                raise FazhiError(Problem("report_bomb", {"size": size // 2**20}, file=origin))
            if not any(part.filename.startswith("word/") for part in parts):
                kind = ".xlsx" if any(part.filename.startswith("xl/") for part in parts) else ".zip"
                raise FazhiError(Problem("report_other_kind", {"kind": kind}, file=origin))
            if any(part.flag_bits & 1 for part in parts):
                raise FazhiError(Problem("report_encrypted", file=origin))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise FazhiError(_not_read(str(error), origin)) from error


def _blocks(parent: Any, numbers: _Numbers) -> Iterator[str]:
    """Iterate over the paragraphs and table rows below `parent`, in order."""
    stack = [parent]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}p":
            yield from _paragraph(element, numbers)
        elif element.tag == f"{_W}tbl":
            yield from _rows(element, numbers)
        elif element.tag not in _OMITTED:
            stack += reversed(element)


def _paragraph(paragraph: Any, numbers: _Numbers) -> Iterator[str]:
    """Iterate over the lines of a paragraph, and of the text boxes that hang on it."""
    boxes: list[Any] = []
    text = _text(paragraph, boxes)
    yield from (numbers.before(paragraph) + text if text.strip() else "").split("\n")
    for box in boxes:
        yield from _blocks(box, numbers)


def _text(element: Any, boxes: list[Any]) -> str:
    parts: list[str] = []
    stack = list(reversed(element))
    while stack:
        found = stack.pop()
        name = found.tag[len(_W) :] if isinstance(found.tag, str) and found.tag.startswith(_W) else ""
        if name == "t":
            parts.append(found.text or "")
        elif name == "tab":
            parts.append(" ")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name == "txbxContent":
            boxes.append(found)
        elif isinstance(found.tag, str) and found.tag not in _OMITTED:
            stack += reversed(found)
    return "".join(parts)


def _rows(table: Any, numbers: _Numbers) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table:
            continue  # a table in a cell is part of the cell
        cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        texts = [[_text(part, []) for part in cell.iter(f"{_W}p")] for cell in cells]
        if len(texts) == 1 and len(texts[0]) > 3:  # a frame around running text
            yield from _blocks(cells[0], numbers)
        else:
            yield "\t".join(" ".join(" ".join(text).split()) for text in texts).rstrip("\t")


class _Numbers:
    """The numbers that Word counts, as they are printed before paragraphs."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.abstract: dict[str, str] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        relations = document.part.rels.values()
        part = next((found.target_part for found in relations if found.reltype.endswith("/numbering")), None)
        element = getattr(part, "element", None)
        if element is not None:
            self._read_levels(element)
        for style in document.styles.element.iter(f"{_W}style"):
            number = _numbering(style)
            if number:
                self.styles[style.get(f"{_W}styleId") or ""] = number

    def _read_levels(self, element: Any) -> None:
        for abstract in element.iter(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            for level in abstract.iter(f"{_W}lvl"):
                form = _value(level, "numFmt") or "decimal"
                start = _integer(_value(level, "start"), 1)
                at = _integer(level.get(f"{_W}ilvl"), 0)
                self.levels[name, at] = (form, _value(level, "lvlText"), start)
        for number in element.iter(f"{_W}num"):
            self.abstract[number.get(f"{_W}numId") or ""] = _value(number, "abstractNumId")

    def before(self, paragraph: Any) -> str:
        """Return the number of a paragraph, "" where it has none."""
        style = next(paragraph.iter(f"{_W}pStyle"), None)
        number = _numbering(paragraph) or self.styles.get("" if style is None else style.get(f"{_W}val") or "")
        if number is None or number[0] not in self.abstract:
            return ""
        name, level = self.abstract[number[0]], number[1]
        form, pattern, start = self.levels.get((name, level), ("", "", 1))
        if not form or form in ("bullet", "none"):
            return ""
        counts = self.counts.setdefault(name, {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form_there, _, start_there = self.levels.get((name, at), ("decimal", "", 1))
            return _numeral(counts.get(at, start_there), form_there)

        return re.sub(r"%([1-9])", shown, pattern)


def _numbering(element: Any) -> tuple[str, int] | None:
    properties = next(element.iter(f"{_W}numPr"), None)
    if properties is None or not _value(properties, "numId"):
        return None
    return _value(properties, "numId"), _integer(_value(properties, "ilvl"), 0)


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val") or ""


def _integer(text: str | None, other: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else other


def _numeral(number: int, form: str) -> str:
    if form.startswith(("chinese", "japanese", "taiwanese", "ideograph")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < number <= 20:
        return chr(0x245F + number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((96 if form == "lowerLetter" else 64) + number)
    return str(number)
