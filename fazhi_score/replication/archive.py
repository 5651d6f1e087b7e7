"""Members into the bytes of a zip file that are always the same, and a zip file from anywhere into its members."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from fazhi_score.errors import FazhiError, Problem

Members = dict[str, bytes]
"""Name in the archive to content."""

README, MANIFEST = "README.md", "replication.json"
FRAMEWORK, WEIGHTS, SOURCES = "framework/framework.yaml", "framework/weights.csv", "framework/sources/"
FACTS, REGIONS, DOCUMENTS, DECISIONS, ORDER = (
    f"data/{name}.csv" for name in ("facts", "regions", "documents", "decisions", "order")
)

MEGABYTE = 2**20
MOST_FILE, MOST_MEMBER, MOST_TOTAL, MOST_MEMBERS = 500 * MEGABYTE, 400 * MEGABYTE, 1000 * MEGABYTE, 200
"""Bytes of an archive, of one member and of all members unpacked, and how many members there may be."""

_NAME = re.compile(
    r"README\.md|replication\.json|(?:data|results|uncertainty|sensitivity)/[a-z_]{1,60}\.csv"
    r"|framework/(?:framework\.yaml|weights\.csv|sources/[0-9]{2}-[\w.\-]{1,90}\.ya?ml)"
)
_TIME = (1980, 1, 1, 0, 0, 0)
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file: names sorted, no times, so that the same members give the same bytes.

    Examples
    --------
    >>> zipped({"a.csv": b"1", "b.csv": b"2"}) == zipped({"b.csv": b"2", "a.csv": b"1"})
    True
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, members[name], compresslevel=6)
    return file.getvalue()


def unzipped(path: str | os.PathLike[str]) -> Members:
    """Read an archive into memory; nothing is written anywhere.

    Raises
    ------
    FazhiError
        For what is no zip file, is cut short, encrypted or damaged, for names that no archive has, names given twice,
        and more bytes than an archive can need.
    """
    file = os.fspath(path)
    data = _bytes(Path(path), file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        code = "archive_truncated" if data.startswith(b"PK\x03\x04") else "archive_not_zip"
        raise FazhiError(Problem(code, file=file)) from error
    with archive:
        infos = archive.infolist()
        problems = _checked(infos, file)
        if problems:
            raise FazhiError(problems)
        return {info.filename: _content(archive, info, file) for info in infos}


def _bytes(path: Path, file: str) -> bytes:
    try:
        if path.is_dir():
            raise FazhiError(Problem("archive_is_folder", file=file))
        size = path.stat().st_size
        if size > MOST_FILE:
            told = {"size": size // MEGABYTE, "limit": MOST_FILE // MEGABYTE}
            raise FazhiError(Problem("archive_too_large", told, file=file))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FazhiError(Problem("archive_missing", file=file)) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise FazhiError(Problem("archive_unreadable", {"reason": reason}, file=file)) from error


def _checked(infos: list[zipfile.ZipInfo], file: str) -> list[Problem]:
    """Return what is wrong with the list of members, before any is unpacked."""
    if len(infos) > MOST_MEMBERS:
        return [Problem("archive_many", {"count": len(infos), "limit": MOST_MEMBERS}, file=file)]
    found, seen = list[Problem](), set[str]()
    for info in infos:
        name = info.orig_filename  # zipfile cuts names at NUL and turns backslashes on Windows
        place = repr(name[:200])
        if not _NAME.fullmatch(name):
            found.append(Problem("archive_name", file=file, place=place))
        elif name in seen:
            found.append(Problem("archive_twice", file=file, place=place))
        elif info.flag_bits & 1:
            found.append(Problem("archive_encrypted", file=file, place=place))
        elif info.compress_type not in _KINDS:
            found.append(Problem("archive_compression", file=file, place=place))
        elif info.file_size > MOST_MEMBER:
            told = {"size": info.file_size // MEGABYTE, "limit": MOST_MEMBER // MEGABYTE}
            found.append(Problem("archive_member_large", told, file=file, place=place))
        seen.add(name)
    total = sum(info.file_size for info in infos)
    if not found and total > MOST_TOTAL:
        told = {"size": total // MEGABYTE, "limit": MOST_TOTAL // MEGABYTE}
        found.append(Problem("archive_total_large", told, file=file))
    return found


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> bytes:
    """Return a member's bytes: never more than it is said to have, and with the checksum of the zip file."""
    try:
        with archive.open(info) as member:
            data = member.read(info.file_size + 1)
            if len(data) != info.file_size or member.read(1):
                raise zipfile.BadZipFile(info.filename)
            return data
    except _BROKEN as error:
        raise FazhiError(Problem("archive_damaged", file=file, place=info.filename)) from error


def text_of(members: Mapping[str, bytes], name: str, file: str) -> str:
    """Return a member as text.

    Raises
    ------
    FazhiError
        Where it is no UTF-8.
    """
    try:
        return members[name].decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FazhiError(Problem("archive_text", file=file, place=name)) from error
