"""What reports yielded into files: facts that keep what people reviewed, manifest, problem ledger, plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.extraction.extracting import Extraction, gather
from fazhi_score.extraction.reviewing import CHANGES, Reviewed, check_reviewed, merge_reviewed
from fazhi_score.extraction.stating import Row
from fazhi_score.extraction.undertakings import PLANS, merge_ledger
from fazhi_score.facts.headings import DOCUMENTS, FACTS, LEDGER, REGIONS, match_headings
from fazhi_score.facts.ledger import SOURCES, STATES, Ledger, read_ledger
from fazhi_score.facts.manifest import read_documents
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.sources import check_replaceable, read_bytes, read_sheet
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.facts.workbooks import check_archive, open_book
from fazhi_score.facts.writing import write_frames

_LEDGER_SHEETS = ("problems", "问题清单", "整改台账", "台账")
_FACTS_SHEETS = ("facts", "事实", "事实表")
_PLANS = dict.fromkeys(PLANS, "")
# by which column a table of ours is known: a mistyped path must not take another table away
_OWN: dict[str, tuple[str, Mapping[str, str]]] = {
    "facts": ("fact", FACTS),
    "ledger": ("problem", LEDGER),
    "documents": ("id", DOCUMENTS),
    "plans": ("plan", _PLANS),
    "register": ("class", REGIONS),
}
_UNKNOWN = ("column_unknown", "column_unknown_near")  # columns that people added stay


@dataclass(frozen=True)
class Updated:
    """What the files hold now.

    Parameters
    ----------
    facts : Facts
        All facts, reviewed ones included.
    documents : DataFrame
        One row a document that was read: id, region, period, state, facts, problems, plans (numbers of them).
    changes : DataFrame
        What differs from the tables as they were before.
    problems : tuple of Problem
        What could not be read, and warnings.
    extracted : Facts
        What the reports state, before it met what people reviewed: what a coding sheet is drawn from.
    """

    facts: Facts
    documents: pd.DataFrame
    changes: pd.DataFrame
    problems: tuple[Problem, ...]
    extracted: Facts


def update_files(
    found: Iterable[Extraction],
    *,
    facts: Path | None = None,
    documents: Path | None = None,
    ledger: Path | None = None,
    plans: Path | None = None,
    register: Path | None = None,
    manifest: Any = None,
    regions: Regions | None = None,
) -> Updated:
    """Write what was found; each file is written whole or not at all, and keeps what people decided in it.

    Parameters
    ----------
    found : iterable of Extraction
        From :func:`~fazhi_score.extraction.extracting.extract_each`.
    facts, documents, ledger, plans, register : path, optional
        Where facts, manifest, self-reported problems, plans and the regions with their classes go. A file that exists
        is updated: rows of documents that were not read now stay, as do columns that people added; of the register
        every row stays as it is.
    manifest, regions : optional
        What the reports were read with.

    Returns
    -------
    Updated

    Raises
    ------
    FazhiError
        Where nothing could be read, or an existing file has mistakes; then nothing is written. Existing files are
        looked at before the first report is read.
    """
    files = {"facts": facts, "documents": documents, "ledger": ledger, "plans": plans, "register": register}
    _check_names(files)
    old = {name: path for name, path in files.items() if path is not None and path.exists()}
    raise_errors([problem for name, path in old.items() for problem in _wrong(name, path)])
    seen = _Seen()
    read = gather(seen.passing(found), manifest=manifest, regions=regions)
    merged, reviewed = _merged(read, old.get("facts"), seen, regions)
    writes: list[tuple[pd.DataFrame, Path]] = []
    if facts is not None:
        writes.append((reviewed.frame, facts))
    if documents is not None and read.documents is not None:
        frame = _manifest(read.documents.frame, old.get("documents"))
        merged = replace(merged, documents=read_documents(frame))
        writes.append((frame, documents))
    changes = [reviewed.changes]
    if ledger is not None:
        frame, found_changes = _ledger(old.get("ledger"), seen.shortcomings)
        writes.append((frame, ledger))
        changes.append(found_changes)
    if plans is not None:
        writes.append((_plans(old.get("plans"), seen), plans))
    if register is not None and read.regions is not None:
        writes.append((_register(old.get("register"), read.regions), register))
    write_frames(writes)
    told = [change for change in changes if len(change)] or changes[:1]
    return Updated(merged, pd.DataFrame(seen.summary), pd.concat(told, ignore_index=True), merged.notes, read)


def _check_names(files: Mapping[str, Path | None]) -> None:
    """Refuse one file for two tables."""
    first: dict[Path, str] = {}
    for name, path in files.items():
        if path is not None and first.setdefault(path.resolve(), name) != name:
            params = {"first": first[path.resolve()], "second": name}
            raise FazhiError(Problem("update_same_file", params, file=str(path)))


def _wrong(name: str, path: Path) -> list[Problem]:
    """Return what is wrong with an existing file, before anything is done."""
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            _only_worksheet(path)
        own, known = _OWN[name]
        others = {column: words[column] for column, words in _OWN.values() if column not in known}
        sheets = _LEDGER_SHEETS if name == "ledger" else _FACTS_SHEETS
        foreign = list(others) if name == "documents" else []  # many tables have an id
        check_replaceable(path, [own], known={**others, **known}, foreign=foreign, sheets=sheets)
        if name == "facts":
            check_reviewed(path)
        elif name == "ledger":
            read_ledger(path)
        elif name == "documents":
            read_documents(path)
        elif name == "register":
            read_regions(path)
        else:
            read_sheet(path)
    except FazhiError as error:
        return list(error.problems)
    return []


def _only_worksheet(path: Path) -> None:
    """Refuse a workbook with more than the table: writing it would take the rest away."""
    data = read_bytes(path, str(path), path.suffix.lower())
    check_archive(data, str(path))
    book = open_book(data, str(path), cached=False)
    try:
        others = [sheet.title for sheet in book.worksheets if any(True for _ in sheet.iter_rows(max_row=1))]
    finally:
        book.close()
    if len(others) > 1:
        raise FazhiError(Problem("update_worksheets", {"names": ", ".join(others)}, file=str(path)))


def _merged(read: Facts, old: Path | None, seen: _Seen, regions: Regions | None) -> tuple[Facts, Reviewed]:
    """Return all facts, and the table to write."""
    frame = read.to_frame()
    if old is None:
        return read, Reviewed(frame, pd.DataFrame(columns=list(CHANGES), dtype=object))
    reviewed = merge_reviewed(old, frame, documents=seen.read, regions=regions)
    register = regions
    if register is None and read.regions is not None:  # made of the reports that were read now
        known = set(read.regions.frame.index)
        held = set(read_facts(reviewed.frame).table["region"])
        register = read.regions if held <= known else None
    merged = read_facts(reviewed.frame, regions=register)
    notes = [note for note in reviewed.notes if note.code == "bound_outdated"]  # its cell is empty from now on
    notes += [note for note in merged.notes if note not in read.notes and note.code not in _UNKNOWN]
    return replace(merged, documents=read.documents, origin=str(old), notes=(*read.notes, *notes)), reviewed


def _manifest(frame: pd.DataFrame, old: Path | None) -> pd.DataFrame:
    """Return the manifest with the documents of the old one that were not read now."""
    if old is None:
        return frame
    before = read_documents(old).frame
    kept = before[~before["id"].isin(frame["id"])]
    return pd.concat([kept, frame], ignore_index=True).reindex(columns=list(DOCUMENTS)).fillna("")


def _ledger(old: Path | None, rows: Sequence[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ledger as people wrote it with the new problems behind, and what changed."""
    before: Ledger | None = None if old is None else read_ledger(old)
    frame, changes = merge_ledger(before, rows)
    if old is None or before is None:
        return frame, changes.iloc[:0]
    new = frame.iloc[len(before) :]
    return _behind(old, new, LEDGER, _LEDGER_SHEETS, {"state": STATES, "source": SOURCES}), changes


def _plans(old: Path | None, seen: _Seen) -> pd.DataFrame:
    """Return the plans; of an existing table those of other documents stay, as do rows that are stated again."""
    frame = pd.DataFrame(seen.plans, columns=list(PLANS), dtype=object)
    if old is None:
        return frame
    before = read_sheet(old).frame
    if not {"id", "source"} <= set(before.columns):
        return _behind(old, frame, _PLANS, (), {})
    stays = before["id"].isin(frame["id"]) | ~before["source"].isin(seen.read)
    return _behind(old, frame[~frame["id"].isin(before["id"])], _PLANS, (), {}, keep=stays)


def _register(old: Path | None, found: Regions) -> pd.DataFrame:
    """Return the regions that reports are about; those that the table knows already stay as people wrote them."""
    frame = found.frame.rename_axis("region").reset_index().astype(object).fillna("")
    if old is None:
        return frame
    return _behind(old, frame[~frame["region"].isin(read_regions(old).frame.index)], REGIONS, (), {})


def _behind(
    path: Path,
    new: pd.DataFrame,
    known: Mapping[str, str],
    sheets: Sequence[str],
    words: Mapping[str, Mapping[str, str]],
    keep: pd.Series[bool] | None = None,
) -> pd.DataFrame:
    """Return the rows of a file as they are, and new ones behind them under its headings and in its language."""
    sheet = read_sheet(path, sheets=sheets)
    text = {str(name): [sheet.text_of(cell) for cell in sheet.frame[name]] for name in sheet.frame.columns}
    before = pd.DataFrame(text, dtype=object)
    if keep is not None:
        before = before[keep.to_numpy()]
    headings = {name: heading for heading, name in match_headings(list(text), known).names.items()}
    chinese = {name for name, heading in headings.items() if not heading.isascii()}
    more = new.assign(**{name: new[name].map(spelt) for name, spelt in words.items() if name in chinese})
    return pd.concat([before, more.rename(columns=headings)], ignore_index=True).fillna("")


class _Seen:
    """Keeps of each document that passes what the facts table does not hold."""

    def __init__(self) -> None:
        self.summary: list[dict[str, str]] = []
        self.shortcomings: list[Row] = []
        self.plans: list[Row] = []
        self.read: set[str] = set()

    def passing(self, found: Iterable[Extraction]) -> Iterator[Extraction]:
        for each in found:
            counts = {"facts": each.rows, "problems": each.shortcomings, "plans": each.plans}
            named = {name: each.document[name] for name in ("id", "region", "period", "state")}
            self.summary.append(named | {name: str(len(rows)) for name, rows in counts.items()})
            if not each.failed:
                self.read.add(each.document["id"])
            self.shortcomings += each.shortcomings
            self.plans += each.plans
            yield each
