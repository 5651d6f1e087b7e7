"""A PDF into its text, page after page, with the place where each page begins."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from fazhi_score.errors import FazhiError, Problem

MOST_PAGES = 2000
MOST_UNPACKED = 300 * 2**20
_LEAST = 10
"""A page with fewer letters and a picture on it is a scan."""
MOST_UNKNOWN = 0.3

_STREAM = re.compile(rb"stream\r?\n")
_OFTEN_PACKED = 3
# radicals that some fonts give instead of the letters that look the same
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CLEAN = {**_RADICALS, 0xFFFE: None, 0xFFFF: None, 0xAD: None, 0: None, 2: "-", 0x0B: "\n", 0x0C: "\n"}
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f]")
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}(?:\s*页)?)?[-—–\s]*")
_NEW = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+[章节部条]|[①-⑳]|附件"
)
_END = "。；！？：;!?:”"


class Pages(NamedTuple):
    """The text of all pages, the offset at which each begins, and what could not be read."""

    text: str
    starts: tuple[int, ...]
    state: str
    problems: tuple[Problem, ...]


def import_pdfium(origin: str) -> Any:
    """Return the pypdfium2 module, or say how to install it."""
    try:
        import pypdfium2  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        params = {"needs": "pypdfium2", "extra": "documents"}
        raise FazhiError(Problem("extra_missing", params, file=origin)) from error
    return pypdfium2


def pdf_text(data: bytes, origin: str = "") -> Pages:
    """Return the text of a PDF; lines that the page's width has broken are joined again.

    Raises
    ------
    FazhiError
        Where it is damaged, locked, empty or would fill the memory.
    """
    pdfium = import_pdfium(origin)
    _check_streams(data, origin)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", 0) == pdfium.raw.FPDF_ERR_PASSWORD
        problem = Problem("report_encrypted", file=origin) if locked else _not_read(error, origin)
        raise FazhiError(problem) from error
    try:
        return _read(pdfium, document, origin)
    finally:
        document.close()


def _not_read(error: Exception, origin: str) -> Problem:
    return Problem("report_not_read", {"kind": ".pdf", "reason": str(error)[:200]}, file=origin)


def _check_streams(data: bytes, origin: str) -> None:
    """Refuse a file whose packed parts would fill the memory; a part may be packed several times over."""
    left = MOST_UNPACKED
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] in (b"x", b"h", b"H", b"X"):  # the beginnings of zlib's data
            left -= _unpacked(memoryview(data)[match.end() :], left, _OFTEN_PACKED)
            if left < 0:
                raise FazhiError(Problem("report_bomb", {"size": MOST_UNPACKED // 2**20}, file=origin))


def _unpacked(data: memoryview | bytes, most: int, layers: int) -> int:
    """Return how many bytes packed data unfold to, counting no further than just above `most`."""
    unpacker = zlib.decompressobj()
    size = 0
    inner = b""
    step = 2**16
    position = 0
    try:
        pending: memoryview | bytes = b""
        while size <= most and not unpacker.eof:
            if not pending:
                pending = data[position : position + step]
                position += step
                if not pending:
                    break
            piece = unpacker.decompress(pending, 2**20)
            pending = unpacker.unconsumed_tail
            size += len(piece)
            if layers > 1 and len(inner) < 2**20:
                inner += piece
    except zlib.error:
        pass
    if layers > 1 and inner[:1] == b"x" and inner[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        size += _unpacked(inner, most - size, layers - 1) if size <= most else 0
    return size


def _read(pdfium: Any, document: Any, origin: str) -> Pages:
    pages: list[list[str]] = []
    scanned: list[int] = []
    lost: list[int] = []
    total = len(document)
    for number in range(min(total, MOST_PAGES)):
        try:
            lines, picture = _page(pdfium, document, number)
        except (pdfium.PdfiumError, ValueError) as error:
            lost.append(number + 1)
            lines, picture = [], False
            if total == 1:
                raise FazhiError(_not_read(error, origin)) from error
        if picture and sum(map(len, lines)) < _LEAST:
            scanned.append(number + 1)
        pages.append(lines)
    text, starts = _joined(pages)
    if not text.strip():
        if scanned:
            return Pages("", starts, "scan", (Problem("report_scan", {"count": total}, file=origin),))
        lines_lost = Problem("report_pages_lost", {"count": len(lost), "pages": _listed(lost)}, file=origin)
        raise FazhiError(lines_lost if lost else Problem("report_empty", file=origin))
    problems = _gaps(text, scanned, lost, total, origin)
    return Pages(text, starts, "partly" if problems else "read", tuple(problems))


def _gaps(text: str, scanned: list[int], lost: list[int], total: int, origin: str) -> list[Problem]:
    """Return what of the document was not read."""
    found: list[tuple[str, dict[str, object]]] = []
    if scanned:
        found.append(("report_scan_pages", {"count": len(scanned), "pages": _listed(scanned)}))
    if lost:
        found.append(("report_pages_lost", {"count": len(lost), "pages": _listed(lost)}))
    if total > MOST_PAGES:
        found.append(("report_too_many_pages", {"count": total, "limit": MOST_PAGES}))
    unknown = len(_UNKNOWN.findall(text)) / len(text)
    if unknown > MOST_UNKNOWN:
        found.append(("report_no_letters", {"share": unknown}))
    return [Problem(code, params, file=origin, severity="warning") for code, params in found]


def _listed(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")


def _page(pdfium: Any, document: Any, number: int) -> tuple[list[str], bool]:
    """Return the lines of a page without its number, and whether there is a picture on it."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text = text_page.get_text_range() if text_page.count_chars() else ""
        finally:
            text_page.close()
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)
        lines = [line.strip() for line in text.split("\n")]
        lines = [line for line in lines if line]
        picture = len(text) < 50 and any(True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
    finally:
        page.close()
    for at in (-1, 0):
        if lines and len(lines[at]) < 30 and _PAGE_NUMBER.fullmatch(lines[at]):
            del lines[at]
    return lines, picture


def _joined(pages: Sequence[Sequence[str]]) -> tuple[str, tuple[int, ...]]:
    """Return the text with sentences put together that run over lines and pages, and where the pages begin."""
    lengths = sorted(map(_width, (line for page in pages for line in page if len(line) > 10)))
    full = 0.85 * lengths[int(0.8 * (len(lengths) - 1))] if len(lengths) > 3 else float("inf")
    parts: list[str] = []
    starts: list[int] = []
    size = 0
    last = ""
    for page in pages:
        starts.append(size)
        for number, line in enumerate(page):
            if last:
                runs_on = _width(last) >= full and last[-1] not in _END and not _NEW.match(line)
                apart = " " if last[-1].isascii() and line[0].isascii() and last[-1].isalpha() else ""
                between = apart if runs_on else "\n"
                parts.append(between)
                size += len(between)
                if not number:
                    starts[-1] = size
            parts.append(line)
            size += len(line)
            last = line
    return "".join(parts), tuple(min(start, size) for start in starts)


def _width(line: str) -> int:
    return sum(1 if character.isascii() else 2 for character in line)
