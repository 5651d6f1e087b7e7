"""The bytes of a document into its text and what it states, whatever kind of file it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from fazhi_score.documents.encodings import decode_text, unix_lines
from fazhi_score.documents.htmltext import DEEPEST, declared_charset, page_text
from fazhi_score.documents.metadata import Stated, stated_in
from fazhi_score.documents.officetext import docx_text
from fazhi_score.documents.pdftext import pdf_text
from fazhi_score.errors import FazhiError, Problem

MOST_BYTES = {".txt": 32, ".md": 32, ".html": 32, ".htm": 32, ".docx": 100, ".pdf": 200}
"""The largest files that are read, in megabytes of 2^20 bytes."""
MOST_CHARACTERS = 8_000_000
_MEGABYTE = 2**20
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": ".doc",
    b"{\\rtf": ".rtf",
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"II*\x00": ".tif",
    b"MM\x00*": ".tif",
    b"Rar!": ".rar",
    b"7z\xbc\xaf": ".7z",
    b"\x1f\x8b": ".gz",
    b"MIME-Version": ".mht",
    b"SQLite format 3": ".sqlite",
}
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a .docx with a password holds
_PICTURES = (".png", ".jpg", ".gif", ".tif")


class FailedError(Exception):
    """A document without text: what is wrong, and the hash of its bytes."""

    def __init__(self, problems: Iterable[Problem], sha256: str = "", state: str = "failed") -> None:
        super().__init__()
        self.problems, self.sha256, self.state = tuple(problems), sha256, state


@dataclass
class Content:
    """What a file holds."""

    text: str
    stated: Stated
    sha256: str = ""
    state: str = "read"
    problems: list[Problem] = field(default_factory=list)
    pages: tuple[int, ...] = ()


def read_text(text: str, origin: str) -> Content:
    """Return what a text holds; raise FailedError where that is nothing."""
    if not text.strip():
        raise FailedError([Problem("report_empty", file=origin)])
    text = unix_lines(text).removeprefix("\ufeff")
    content = Content(text, Stated(), _sha256(text.encode("utf-8", "surrogatepass")))
    _shorten(content, origin)
    content.stated = stated_in(content.text)
    return content


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_file(name: str) -> Content:
    """Return what a file holds; raise FailedError where that is nothing that can be read."""
    path = Path(name)
    data = _bytes(path)
    digest = _sha256(data)
    try:
        if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
            raise FazhiError(Problem("report_empty", file=name))
        kind = _kind(data, path.suffix.lower(), name)
        content = _READERS[kind](data, name)
        if not content.text.strip() and content.state != "scan":
            why = [replace(problem, severity="error") for problem in content.problems[:1]]
            raise FazhiError(why or [Problem("report_empty", file=name)])
    except FazhiError as error:
        pictures = any(problem.params.get("kind") in _PICTURES for problem in error.problems)
        raise FailedError(error.problems, digest, "scan" if pictures else "failed") from error
    content.sha256 = digest
    if kind != _USUAL.get(path.suffix.lower(), path.suffix.lower()):
        params = {"ending": path.suffix, "kind": kind}
        content.problems.insert(0, Problem("report_ending", params, file=name, severity="warning"))
    return content


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file that exists and is not too large."""
    try:
        size = path.stat().st_size
        limit = MOST_BYTES.get(path.suffix.lower(), max(MOST_BYTES.values()))
        if size > limit * _MEGABYTE:
            params = {"size": size // _MEGABYTE, "limit": limit}
            raise FailedError([Problem("report_too_large", params, file=str(path))])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FailedError([Problem("report_missing", file=str(path))]) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise FailedError([Problem("file_not_read", {"reason": reason}, file=str(path))]) from error


_USUAL = {".htm": ".html", ".md": ".txt", ".xhtml": ".html"}


def _kind(data: bytes, ending: str, origin: str) -> str:
    """Return the ending that the content should have: what a file holds counts more than what it is called."""
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return ".docx"
    found = next((kind for mark, kind in _OTHER_KINDS.items() if data.startswith(mark)), "")
    if found == ".doc" and _LOCKED in data:
        raise FazhiError(Problem("report_encrypted", file=origin))
    if found:
        raise FazhiError(Problem("report_other_kind", {"kind": ending if ending == ".wps" else found}, file=origin))
    beginning = data[:1024].replace(b"\x00", b"").lower()
    if b"<!doctype html" in beginning or b"<html" in beginning or ending in (".html", ".htm", ".xhtml"):
        return ".html"
    if ending in (".docx", ".pdf") and b"\x00" in data[:4096]:
        raise FazhiError(Problem("report_not_read", {"kind": ending, "reason": "PK? %PDF?"}, file=origin))
    return ".txt"


def _read_txt(data: bytes, origin: str) -> Content:
    text, _, problem = decode_text(data, origin)
    content = Content(text, Stated())
    _note(content, problem, origin)
    content.stated = stated_in(content.text, name=Path(origin).stem)
    return content


def _read_html(data: bytes, origin: str) -> Content:
    markup, _, problem = decode_text(data, origin, declared_charset(data))
    page = page_text(markup, origin)
    content = Content(page.text, Stated())
    cut = Problem("report_html_cut", {"limit": DEEPEST}, file=origin, severity="warning") if page.cut else None
    _note(content, problem or cut, origin)
    content.stated = stated_in(
        content.text,
        title=page.title,
        issuer=page.issuer,
        published=page.published,
        header=page.header,
        name=Path(origin).stem,
    )
    return content


def _read_docx(data: bytes, origin: str) -> Content:
    content = Content(docx_text(data, origin), Stated())
    _note(content, None, origin)
    content.stated = stated_in(content.text, name=Path(origin).stem)
    return content


def _read_pdf(data: bytes, origin: str) -> Content:
    pages = pdf_text(data, origin)
    content = Content(pages.text, Stated(), "", pages.state, list(pages.problems), pages.starts)
    _shorten(content, origin)
    content.stated = stated_in(content.text, name=Path(origin).stem)
    return content


_READERS = {".txt": _read_txt, ".html": _read_html, ".docx": _read_docx, ".pdf": _read_pdf}


def _note(content: Content, problem: Problem | None, origin: str) -> None:
    if problem is not None:
        content.problems.append(problem)
        content.state = "partly"
    _shorten(content, origin)


def _shorten(content: Content, origin: str) -> None:
    if len(content.text) > MOST_CHARACTERS:
        content.text = content.text[:MOST_CHARACTERS]
        params = {"limit": MOST_CHARACTERS}
        content.problems.append(Problem("report_too_long", params, file=origin, severity="warning"))
        content.state = "partly"
