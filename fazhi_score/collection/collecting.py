"""A folder of forms that came back into a facts table, who has filed, and what changed."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.collection.asking import Ask, facts_of_item
from fazhi_score.collection.checking import Filing, Row, check_form
from fazhi_score.collection.forms import asked_of_units, period_of
from fazhi_score.collection.merging import COLUMNS, Merger, changes_frame, facts_frame
from fazhi_score.collection.reading import Form, read_form
from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.headings import FACTS, match_headings
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.quantities import parse_day, plain_text
from fazhi_score.facts.regions import Regions
from fazhi_score.facts.rows import fact_rows
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.workbooks import import_openpyxl
from fazhi_score.facts.writing import canonical_frame, write_frame
from fazhi_score.framework.model import Framework

UNITS = ("region", "name", "class", "state", "filled", "asked", "filed_on", "late", "file")
OWN_WORDS = ("region", "period", "item", "text", "evidence", "place")

_WORKBOOKS = (".xlsx", ".xlsm")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".xlt", ".xltx", ".xltm", ".ods", ".et", ".ett", ".numbers")


@dataclass(frozen=True, eq=False)
class Collection:
    """What the units have filed.

    Parameters
    ----------
    facts : DataFrame
        Facts as text, one row each: region, period, fact, item, level, value (as written), status, source,
        location, note; scope, span and others where some row needs them.
    units : DataFrame
        One row a unit: region, name, class, state (filed, partly, not_filed or unreadable), filled and asked
        (numbers of facts; bonuses and accounts for reviewers are not asked), filed_on, late (None: not known), file.
    unreadable : tuple of Problem
        Cells and workbooks that could not be used.
    changes : DataFrame
        Against the last collection: region, fact, item, old, new, kind (new, changed, withdrawn or kept: filed
        anew, but the earlier row stands), place. Empty without a last collection.
    notes : tuple of Problem
        Warnings and what else is worth knowing.
    own_words : DataFrame
        What units wrote for reviewers: region, period, item, text, evidence, place.
    """

    facts: pd.DataFrame
    units: pd.DataFrame
    unreadable: tuple[Problem, ...]
    changes: pd.DataFrame
    notes: tuple[Problem, ...] = ()
    own_words: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        counts = self.units["state"].value_counts(sort=False).to_dict()
        return f"<Collection: {len(self.facts)} facts, {counts}>"

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the facts table to a ``.csv`` or ``.xlsx`` file, from which the next collection goes on."""
        write_frame(self.facts, path)


def collect(
    folder: str | os.PathLike[str],
    framework: Framework,
    regions: Regions,
    period: str,
    *,
    previous: str | os.PathLike[str] | None = None,
    decisions: pd.DataFrame | None = None,
    due: str | datetime.date | None = None,
) -> Collection:
    """Read the forms of a folder.

    Parameters
    ----------
    folder : path
        With the workbooks that came back, whatever their names; folders in it are not looked into.
    framework : Framework
        The one that the forms were written from.
    regions : Regions
        The register.
    period : str
        The period that the forms report on.
    previous : path, optional
        Facts table of the last collection, which may not exist yet. Its rows that a person has confirmed,
        corrected or rejected stay, as do those of other periods and of facts that the forms do not ask, of units
        whose workbook is gone or cannot be read, and of cells that cannot be read.
    decisions : DataFrame, optional
        With columns region, period and item: facts of these items stay as they were in `previous`.
    due : str or date, optional
        Last day to file.

    Raises
    ------
    FazhiError
        Where the folder or `previous` cannot be read. A bad workbook stops nothing: it is in `unreadable`.
    """
    import_openpyxl(os.fspath(folder))
    period = period_of(period)
    last_day = _due(due)
    asked = asked_of_units(framework, regions, period)
    reader = _Reader(framework, regions, period, asked)
    reader.read(Path(folder))
    earlier, notes = _earlier(previous)
    decided = _decided(decisions, framework, period) if earlier is not None else set()
    by_id = {region: {ask.id: ask for ask in asks} for region, asks in asked.items()}
    merger = Merger(period, by_id, reader.filings, lambda region, fact: (region, fact) in decided)
    facts = facts_frame(merger.merged(earlier or []))
    if earlier is not None:
        notes += reader.units_kept(earlier)
    units = reader.units(last_day)
    filings = reader.filings.values()
    problems = [*reader.problems, *(problem for filing in filings for problem in filing.problems)]
    notes = [*reader.notes, *(note for filing in filings for note in filing.notes), *merger.notes, *notes]
    changes = changes_frame(merger.changes if earlier is not None else [])
    words = pd.DataFrame([row for f in filings for row in f.own_words], columns=list(OWN_WORDS), dtype=object)
    return Collection(facts, units, tuple(problems), changes, tuple(notes), words)


def _due(due: str | datetime.date | None) -> datetime.date | None:
    if due is None or isinstance(due, datetime.date):
        return due.date() if isinstance(due, datetime.datetime) else due
    day = parse_day(plain_text(due))
    if day is None:
        raise FazhiError(Problem("form_due", {"got": due[:80]}))
    return day


def _earlier(previous: str | os.PathLike[str] | None) -> tuple[list[Row] | None, list[Problem]]:
    """Return the rows of the last collection as text, None where there was none."""
    if previous is None or not Path(previous).exists():
        # a path without a file: all that is filed is new
        return (None if previous is None else []), []
    sheet = read_sheet(previous, sheets=("facts", "事实", "事实表"))
    table, problems = fact_rows(sheet, wide=False)
    notes = [note for note in raise_errors(problems) if note.code != "no_rows"]
    assert table is not None  # without errors there is a table
    frame = canonical_frame(table)
    given = set(match_headings(map(str, sheet.frame.columns), FACTS).names.values())
    frame = frame.drop(columns=[name for name in ("low", "high") if name not in given])
    frame = frame.reindex(columns=list(dict.fromkeys([*COLUMNS, *frame.columns])), fill_value="")
    return frame.to_dict("records"), notes  # type: ignore[return-value]


def _decided(decisions: pd.DataFrame | None, framework: Framework, period: str) -> set[tuple[str, str]]:
    """Return region and fact of all items that have been decided in the period."""
    found: set[tuple[str, str]] = set()
    if decisions is not None:
        for region, when, item in decisions[["region", "period", "item"]].astype(str).itertuples(index=False):
            if parse_period(when) == period:
                found |= {(region, fact) for fact in facts_of_item(framework, item)}
    return found


@dataclass
class _Reader:
    """Reads the workbooks of a folder and says whose they are."""

    framework: Framework
    regions: Regions
    period: str
    asked: dict[str, list[Ask]]
    filings: dict[str, Filing] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    blank: dict[str, Filing] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def read(self, folder: Path) -> None:
        """Read all workbooks; who has filed is in `filings`, whose workbook is unreadable only in `files`."""
        found: dict[str, list[Filing]] = {}
        for path in self.paths(folder):
            try:
                form = read_form(path)
            except FazhiError as error:
                self.problems += error.problems
                self.guess(path)
                continue
            self.notes += form.notes
            region = self.region_of(form)
            if region:
                self.files.setdefault(region, []).append(form.file)
                if self.fits(form):
                    filing = check_form(form, region, self.period, self.asked[region], self.framework)
                    found.setdefault(region, []).append(filing)
        for region, several in found.items():
            self.one_of(region, several)

    def paths(self, folder: Path) -> Iterable[Path]:
        """Return the workbooks of a folder, in the order of their names; tell of other files."""
        try:
            entries = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError as error:
            reason = error.strerror or error
            raise FazhiError(Problem("file_not_read", {"reason": reason}, file=os.fspath(folder))) from error
        workbooks, ignored = [], []
        for path in entries:
            if path.name.startswith(("~$", ".")) or path.is_dir():
                continue
            ending = path.suffix.lower()
            if ending in _WORKBOOKS:
                workbooks.append(path)
            elif ending in _OTHER_WORKBOOKS:
                self.problems.append(Problem("form_ending", {"ending": ending}, file=path.name))
                self.guess(path)
            else:
                ignored.append(path.name)
        for name in ignored:
            self.notes.append(Problem("form_file_ignored", file=name, severity="note"))
        if not workbooks:
            self.notes.append(Problem("form_none_found", file=os.fspath(folder), severity="warning"))
        return workbooks

    def guess(self, path: Path) -> None:
        """A workbook that cannot be opened counts for the unit that its name begins with."""
        start = path.stem.partition("_")[0]
        region = next((region for region in (path.stem, start) if region in self.asked), "")
        if region:
            self.files.setdefault(region, []).append(path.name)

    def region_of(self, form: Form) -> str:
        """Return whose form it is, "" where nobody's that is asked for the period."""
        said = [form.meta.get("region", ""), form.said("region")]
        ids = [text for text in dict.fromkeys(said) if text]
        if len(ids) == 2:
            cell = form.head_cell("region")
            self.problems.append(form.problem("form_two_units", cell, hidden=ids[0], shown=ids[1]))
            for region in set(ids) & set(self.asked):
                self.files.setdefault(region, []).append(form.file)
            return ""
        name = ids[0] if ids else form.said("unit")
        cell = form.head_cell("region" if ids else "unit")
        try:
            region = self.regions.find(name)
        except FazhiError as error:
            here = form.problem("form_unit_missing", cell)
            self.problems.append(replace(error.problems[0], file=here.file, place=here.place) if name else here)
            return ""
        if region not in self.asked:
            self.problems.append(form.problem("form_unit_not_asked", cell, name=name, period=self.period))
            return ""
        return region

    def fits(self, form: Form) -> bool:
        """Say whether a form is of this period; tell of one of another edition of the framework."""
        said = form.meta.get("period", "") or form.said("period")
        when = parse_period(said)
        if when != self.period:
            code = "form_other_period" if said else "form_period_missing"
            self.problems.append(form.problem(code, form.head_cell("period"), got=said[:40], wanted=self.period))
            return False
        if not form.meta:
            self.notes.append(form.problem("form_meta_missing", "A1", severity="note"))
        elif form.meta.get("sha256") != self.framework.sha256():
            params = {"got": form.meta.get("framework", ""), "wanted": self.framework.id}
            self.notes.append(form.problem("form_other_edition", "A1", severity="warning", **params))
        return True

    def one_of(self, region: str, several: list[Filing]) -> None:
        """Take the workbook of a unit; of several only where they say the same."""
        full = [filing for filing in several if not filing.blank]
        if not full:
            self.blank[region] = several[0]
            return
        first = full[0]
        different = next((other for other in full[1:] if _content(other) != _content(first)), None)
        if len(full) > 1:
            files = ", ".join(filing.form.file for filing in full)
            code = "form_several_differ" if different else "form_several_same"
            for filing in full:
                params = {"name": str(self.regions.names()[region]), "files": files}
                cell = _first_difference(filing, different if filing is first else first) if different else "A1"
                problem = filing.form.problem(code, cell, severity="error" if different else "note", **params)
                (self.problems if different else self.notes).append(problem)
        if different is None:
            self.filings[region] = first

    def units(self, due: datetime.date | None) -> pd.DataFrame:
        """Return who has filed."""
        rows = []
        for region, asks in self.asked.items():
            filing = self.filings.get(region)
            required = {ask.id for ask in asks if not ask.optional}
            filled = len(required & filing.answered) if filing else 0
            complete = filing is not None and filled == len(required) and not filing.problems
            state = "filed" if complete else "partly" if filing else "unreadable"
            if filing is None and (region in self.blank or region not in self.files):
                state = "not_filed"
            day = self.filed_on(filing) if filing else None
            late = None if day is None or due is None else day > due
            frame = self.regions.frame
            head = [region, frame["name"][region], frame["class"][region], state, filled, len(required)]
            rows.append([*head, day.isoformat() if day else "", late, ", ".join(self.files.get(region, []))])
        frame = pd.DataFrame(rows, columns=list(UNITS))
        return frame.astype({"late": object})

    def filed_on(self, filing: Filing) -> datetime.date | None:
        """Return the day that a form says it was filled in."""
        text = filing.form.said("filed_on")
        day = parse_day(plain_text(text))
        if day is None:
            code = "form_day_unread" if text else "form_day_missing"
            cell = filing.form.head_cell("filed_on")
            filing.notes.append(filing.form.problem(code, cell, severity="warning", got=text[:80]))
        return day

    def units_kept(self, earlier: list[Row]) -> list[Problem]:
        """Return a note for each unit without a readable workbook whose earlier rows stay."""
        found = []
        for region, asks in self.asked.items():
            facts = {ask.id for ask in asks}
            count = sum(
                row["region"] == region and row["period"] == self.period and row["fact"] in facts for row in earlier
            )
            if region not in self.filings and count:
                params: dict[str, Any] = {"name": str(self.regions.names()[region]), "count": count}
                file = ", ".join(self.files.get(region, []))
                found.append(Problem("form_unit_kept", params, file=file, place=f"[{region}]", severity="warning"))
        return found


def _content(filing: Filing) -> list[tuple[str, ...]]:
    """Return what a workbook says, wherever it stands in it."""
    said = [_words(row) for row in [*filing.rows, *filing.own_words]]
    faults = [(problem.code, str(sorted(problem.params.items()))) for problem in filing.problems]
    return sorted([*said, *faults])


def _words(row: Row) -> tuple[str, ...]:
    return tuple(text for key, text in row.items() if key not in ("location", "place"))


def _first_difference(one: Filing, other: Filing) -> str:
    """Return the address of the first cell of `one` that `other` does not say as well."""
    theirs = set(_content(other))
    return next((row["location"].rpartition("!")[2] for row in one.rows if _words(row) not in theirs), "A1")
