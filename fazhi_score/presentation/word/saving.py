"""A document into a file of the same bytes whenever its content is the same."""

from __future__ import annotations

import datetime
import io
import os
import zipfile
from typing import Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import replacing

_STAMP = (1980, 1, 1, 0, 0, 0)
_THUMBNAIL = "/metadata/thumbnail"


def import_docx(origin: str) -> Any:
    """Return the docx module, or say how to install it."""
    try:
        import docx
    except ImportError as error:
        raise FazhiError(Problem("extra_missing", {"needs": "python-docx", "extra": "office"}, file=origin)) from error
    return docx


def check_ending(path: str | os.PathLike[str]) -> None:
    """Refuse a file that is not called .docx."""
    ending = os.path.splitext(os.fspath(path))[1]  # noqa: PTH122  # a path may be any os.PathLike
    if ending.lower() != ".docx":
        raise FazhiError(Problem("output_ending", {"ending": ending or "-", "known": ".docx"}, file=os.fspath(path)))


def save(document: Any, path: str | os.PathLike[str], *, title: str, date: datetime.date) -> None:
    """Write a document, whole or not at all: the same content and date make the same bytes."""
    properties = document.core_properties
    moment = datetime.datetime.combine(date, datetime.time())
    properties.title, properties.author, properties.last_modified_by, properties.comments = title[:250], "", "", ""
    properties.created = properties.modified = moment
    properties.revision = 1
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype.endswith(_THUMBNAIL)]:
        relations.pop(name)  # it shows another document
    raw = io.BytesIO()
    document.save(raw)
    with replacing(path) as file:
        file.write(_steady(raw.getvalue()))


def _steady(data: bytes) -> bytes:
    """Return an archive with the same members, without the time at which it was made."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name))
    return found.getvalue()
