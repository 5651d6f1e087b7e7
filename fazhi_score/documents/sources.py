"""A folder, a list or an iterator into the reports to be read, each with what is known of it beforehand."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.headings import DOCUMENTS, REGIONS
from fazhi_score.facts.manifest import Documents
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.quantities import parse_day, plain_text
from fazhi_score.facts.rows import NestedError, column_labels
from fazhi_score.facts.sheets import SHOWN, counted, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet

ENDINGS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
OTHER_ENDINGS = (".doc", ".wps", ".rtf", ".odt", ".ofd", ".ceb", ".mht", ".mhtml", ".docm")
"""Forms of reports that are not read, but listed, so that nobody takes them for absent."""
_TEXT_LENGTH = 500
_BESIDE = re.compile(r"\.|~\$|readme\b|说明\.", re.IGNORECASE)  # what lies in a folder beside the reports
GIVEN = ("region", "class", "period", "issuer", "title", "url", "retrieved", "published", "state", "province", "city")


@dataclass(frozen=True)
class Source:
    """A report that is to be read.

    Parameters
    ----------
    id : str
        What it is called in the manifest.
    path : str
        Its file, "" where `text` is given.
    text : str
        Its text.
    given : mapping
        What is known of it: region, class, period, issuer, title, url, retrieved, published.
    """

    id: str
    path: str = ""
    text: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def report_sources(source: Any, manifest: Any = None, given: Mapping[str, str] | None = None) -> Iterator[Source]:
    """Return an iterator over the reports of a path, folder, list or iterator, each with an id of its own.

    Parameters
    ----------
    source : path, folder, or iterable of paths, texts, mappings or Source
        A string is a text if it holds a line break or is long, else a path.
    manifest : path, DataFrame or Documents, optional
        A row belongs to the report whose id, file name or file name without ending is its id.
    given : mapping, optional
        What holds for all reports where the manifest does not say otherwise.

    Raises
    ------
    FazhiError
        Where there is nothing to read, or the manifest has mistakes.

    Examples
    --------
    >>> [found.id for found in report_sources(["第一份\\n", {"id": "b", "text": "第二份"}])]
    ['text-1', 'b']
    """
    known = read_given(manifest) if manifest is not None else {}
    known = {name.replace("\\", "/"): row for name, row in known.items()} | known  # paths written on Windows
    common = dict(given or {})
    if common.get("period"):
        common["period"] = _period(common["period"])
    items = _items(source)
    return _with_given(items, known, common)


def _with_given(
    items: Iterator[Source], known: Mapping[str, dict[str, str]], common: dict[str, str]
) -> Iterator[Source]:
    used: set[str] = set()
    for item in items:
        row: Mapping[str, str] = next((known[name] for name in _names(item) if name in known), {})
        name = row.get("id") or item.id
        name = name if name not in used else next(other for other in _others(item) if other not in used)
        used.add(name)
        merged = {**common, **item.given, **{key: cell for key, cell in row.items() if cell and key in GIVEN}}
        yield replace(item, id=name, given=merged)


def _names(item: Source) -> Iterator[str]:
    yield item.id
    if item.path:
        yield Path(item.path).name
        yield Path(item.path).stem


def _others(item: Source) -> Iterator[str]:
    """Iterate over further ids for one that is taken: the file with its folders, as few of an absolute path as do."""
    path = Path(item.path)
    if item.path and path.is_absolute():
        parts = path.parts[1:]  # not the root, which would make it absolute again
        yield from ("/".join(parts[-length:]) for length in range(2, len(parts) + 1))
    elif item.path:
        yield item.path
    number = 2
    while True:
        yield f"{item.id} ({number})"
        number += 1


def _items(source: Any) -> Iterator[Source]:
    if isinstance(source, str | os.PathLike) and not _is_text(source):
        path = Path(os.fspath(source))  # type: ignore[arg-type, unused-ignore]
        if _is(path, "is_dir"):
            return _folder(path)
        if not _is(path, "exists"):
            raise FazhiError(Problem("report_missing", file=str(path)))
        return iter([Source(path.name, str(path))])
    if isinstance(source, str | Mapping | Source):
        return _each([source])
    if isinstance(source, Iterable) and not isinstance(source, bytes | bytearray | pd.DataFrame):
        return _each(source)
    raise FazhiError(Problem("report_source", {"got": type(source).__name__}))


def _is(path: Path, question: str) -> bool:
    try:
        return bool(getattr(path, question)())
    except (OSError, ValueError):  # too long a name, or a NUL in it
        return False


def _is_text(item: object) -> bool:
    return isinstance(item, str) and ("\n" in item or len(item) > _TEXT_LENGTH)


def _each(source: Iterable[Any]) -> Iterator[Source]:
    for number, item in enumerate(source, start=1):
        if isinstance(item, Source):
            yield item
        elif isinstance(item, Mapping):
            yield _from_mapping(item, number)
        elif isinstance(item, str) and (_is_text(item) or not item.strip()):
            yield Source(f"text-{number}", text=item)
        elif isinstance(item, str | os.PathLike) and isinstance(os.fspath(item), str):
            path = Path(item)
            if _is(path, "is_dir"):
                yield from _folder(path)
            else:
                yield Source(path.name, str(path))
        else:
            raise FazhiError(Problem("report_source", {"got": type(item).__name__}, place=f"[{number}]"))


def _from_mapping(item: Mapping[str, Any], number: int) -> Source:
    """Return the source of a mapping such as ``{"id": …, "text": …, "region": …}`` or ``{"path": …}``."""
    text, path = item.get("text"), item.get("path")
    if not isinstance(text, str) and not isinstance(path, str | os.PathLike):
        raise FazhiError(Problem("report_source", {"got": "mapping"}, place=f"[{number}]"))
    given = {key: str(item[key]) for key in GIVEN if item.get(key) is not None and item[key] == item[key]}
    if given.get("period"):
        given["period"] = _period(given["period"])
    place = "" if isinstance(text, str) else str(path)
    name = str(item.get("id") or Path(place).name or f"text-{number}")
    return Source(name, place, text if isinstance(text, str) else "", given)


def _folder(folder: Path) -> Iterator[Source]:
    found = sorted(_files(folder), key=lambda path: path.parts)
    if not found:
        raise FazhiError(Problem("report_folder_empty", {"known": " ".join(ENDINGS)}, file=str(folder)))
    return (Source(path.relative_to(folder).as_posix(), str(path)) for path in found)


def _files(folder: Path) -> Iterator[Path]:
    """Iterate over the documents of a folder; hidden files, locks and what belongs to a saved page are left out."""
    for place, folders, names in os.walk(folder):
        pages = {Path(name).stem for name in names if name.lower().endswith((".html", ".htm"))}
        belongings = {f"{page}{ending}" for page in pages for ending in ("_files", ".files")}
        folders[:] = [name for name in folders if not name.startswith(".") and name not in belongings]
        for name in names:
            if name.lower().endswith(ENDINGS + OTHER_ENDINGS) and not _BESIDE.match(name):
                yield Path(place, name)


def _period(text: str) -> str:
    period = parse_period(str(text))
    if period is None:
        raise FazhiError(Problem("period_form", {"got": str(text)[:80], "count": 1}))
    return period


def read_given(manifest: Any) -> dict[str, dict[str, str]]:
    """Return what a manifest says beforehand of each document, by its id; only the id has to be there."""
    if isinstance(manifest, Documents):
        manifest = manifest.frame
    read = read_sheet(manifest, sheets=("documents", "文件", "文件清单"))
    known = {**DOCUMENTS, "title": "标题", **{name: REGIONS[name] for name in ("class", "province", "city")}}
    read, problems = with_names(read, known)
    problems += missing_columns(read, ["id"], known)
    raise_errors(problems)
    try:
        columns = {str(name): column_labels(read, str(name)).texts().tolist() for name in read.frame.columns}
    except NestedError as error:
        raise FazhiError(error.problem) from error
    found: list[Problem] = []
    rows: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for number in range(len(read)):
        row = {name: cells[number] for name, cells in columns.items()}
        name = row["id"]
        if not name:
            found.append(read.problem("cell_empty", number, "id", name="id"))
        elif name in rows:
            found.append(read.problem("document_twice", number, "id", id=name, line=lines[name]))
        period = parse_period(row.get("period", ""))
        if row.get("period") and period is None:
            found.append(read.problem("period_form", number, "period", got=row["period"][:80], count=1))
        for column in ("published", "retrieved"):
            if row.get(column):
                day = parse_day(plain_text(row[column]))
                if day is None:
                    found.append(read.problem("day_form", number, column, got=row[column][:80]))
                row[column] = day.isoformat() if day else ""
        rows[name] = row | ({"period": period} if period else {})
        lines[name] = int(read.lines[number])
    raise_errors(counted(found[:SHOWN], len(found) - SHOWN, read.origin))
    return rows
