"""A ledger of problems and what was done about them into what is open, what came of last year's, and facts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem, Severity, raise_errors
from fazhi_score.facts.headings import LEDGER, nearest
from fazhi_score.facts.periods import parse_edge, parse_period, period_days
from fazhi_score.facts.quantities import parse_day, plain_text
from fazhi_score.facts.regions import Regions
from fazhi_score.facts.rows import shown, text_columns
from fazhi_score.facts.sheets import Sheet, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.table import Facts, read_facts

STATES = {"open": "未整改", "under_way": "整改中", "done": "已整改", "dropped": "不再整改"}
SOURCES = {
    "self_reported": "自查",
    "inspection": "督察",
    "review": "评查",
    "audit": "审计",
    "court": "法院",
    "procuratorate": "检察",
    "congress": "人大",
    "public": "群众",
    "other": "其他",
}
"""Who found a problem."""

_NEEDED = ("id", "region", "period", "problem", "state")
_CARRIED = (
    "id",
    "region",
    "dimension",
    "problem",
    "responsible",
    "deadline",
    "state",
    "answer",
    "answered",
    "evidence",
)
_OPEN = ("id", "region", "period", "dimension", "problem", "responsible", "deadline", "state")
_FACTS = ("region", "period", "fact", "value", "source", "location")

Columns = dict[str, list[str]]
Day = datetime.date


class _Entry(NamedTuple):
    """A problem with its days: when it was found, until when it is to be put right, when it was answered."""

    row: int
    id: str
    region: str
    first: Day
    last: Day
    deadline: Day | None
    answered: Day | None
    state: str
    source: str
    follows: str

    def by(self, end: Day) -> bool:
        """Say whether the state that the ledger gives was reached by a day; without a date it was."""
        return self.answered is None or self.answered <= end

    def is_open(self, end: Day) -> bool:
        return self.state not in ("done", "dropped") or not self.by(end)

    def is_overdue(self, end: Day) -> bool:
        return self.is_open(end) and self.deadline is not None and self.deadline < end

    def is_done(self, end: Day) -> bool:
        return self.state == "done" and self.by(end)


@dataclass(frozen=True, eq=False)
class Ledger:
    """Problems that were found, and what was done about them.

    Parameters
    ----------
    frame : DataFrame
        One row a problem; id, region, period, dimension, problem, source, responsible, deadline, state, answer,
        answered, evidence, follows, note (text, "" where empty; days as 2024-03-26), and line.
    origin : str
        Where it was read.
    notes : tuple of Problem
        Warnings met while reading.
    prefix : str
        What stands before the line in a place; left out, ``<origin> row``.
    """

    frame: pd.DataFrame
    origin: str = "DataFrame"
    notes: tuple[Problem, ...] = field(default=())
    prefix: str = ""

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"<Ledger from {self.origin}: {len(self)} problems>"

    @cached_property
    def _entries(self) -> list[_Entry]:
        columns = {name: self.frame[name].tolist() for name in LEDGER}
        return [_entry(columns, row) for row in range(len(self))]

    def place(self, *rows: int) -> str:
        """Return where rows (counted from 0) were read, such as ``problems.csv:4,7``."""
        lines = self.frame["line"].to_numpy()[list(rows)]
        return f"{self.prefix or f'{self.origin} row '}{','.join(map(str, lines.tolist()))}"

    def on(self, day: Day) -> pd.DataFrame:
        """Return, for each problem, whether it was open on a day, and whether its deadline had passed by then.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"id": "P1", "region": "甲县", "period": 2023, "problem": "文书送达超期", "state": "整改中"}
        >>> read_ledger(pd.DataFrame([{**row, "deadline": "2024-06-30"}])).on(datetime.date(2024, 7, 1)).values.tolist()
        [[True, True]]
        """
        entries = self._entries
        columns = {"open": [one.is_open(day) for one in entries], "overdue": [one.is_overdue(day) for one in entries]}
        return pd.DataFrame(columns, dtype=bool)

    def _table(self, entries: Sequence[_Entry], columns: Sequence[str], **more: Any) -> pd.DataFrame:
        rows = [entry.row for entry in entries]
        table = self.frame[list(columns)].iloc[rows].reset_index(drop=True).assign(**more)
        table["place"] = pd.Series([self.place(row) for row in rows], dtype=object)
        return table

    def carried(self, period: str | int) -> pd.DataFrame:
        """Return the problems of the year before a period, and what came of them by its end.

        Parameters
        ----------
        period : str or int
            The period in which they were to be answered.

        Returns
        -------
        DataFrame
            One row a problem. `answer_state` is ``answered`` (done, given up, or answered by then), ``repeated``
            (not done, and a problem of the period follows it), ``overdue`` (its deadline lies before the end of
            the period) or ``silent``.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"id": "P1", "region": "甲县", "period": 2023, "problem": "文书送达超期", "state": "整改中"}
        >>> ledger = read_ledger(pd.DataFrame([{**row, "deadline": "2024-06-30"}]))
        >>> ledger.carried(2024)[["id", "answer_state", "place"]].values.tolist()
        [['P1', 'overdue', 'DataFrame row 1']]
        """
        spelt = _period(period)
        entries, states = self._carried(spelt)
        return self._table(entries, _CARRIED, answer_state=states)

    def _carried(self, period: str) -> tuple[list[_Entry], list[str]]:
        end = period_days(period)[1]
        entries = [entry for entry in self._entries if entry.first.year == end.year - 1]
        repeated = {entry.follows for entry in self._within(period)}
        return entries, [_answer_state(entry, end, entry.id in repeated) for entry in entries]

    def _within(self, period: str) -> list[_Entry]:
        first, last = period_days(period)
        return [entry for entry in self._entries if first <= entry.first and entry.last <= last]

    def open_at(self, period: str | int) -> pd.DataFrame:
        """Return what was found by the end of a period, in whatever year, and was not settled by then.

        Returns
        -------
        DataFrame
            One row a problem; `days_overdue` counts from its deadline to the end of the period (0: not yet due,
            NaN: no deadline).
        """
        end = period_days(_period(period))[1]
        entries = [entry for entry in self._entries if entry.last <= end and entry.is_open(end)]
        days = [np.nan if entry.deadline is None else max(0, (end - entry.deadline).days) for entry in entries]
        return self._table(entries, _OPEN, days_overdue=np.array(days, dtype=np.float64))

    def facts(self, periods: Iterable[str | int] | str | int | None = None) -> Facts:
        """Return counts of problems as facts that formulas can use.

        For a region of which the ledger has problems of the year before: ``ledger_problems_last_year``, and of
        these ``ledger_problems_answered``, ``ledger_problems_done`` and ``ledger_problems_repeated``. For one that
        has problems of the period: ``ledger_problems_found`` and, where each of them has a source,
        ``ledger_problems_self_reported``. For both, and where anything is open: ``ledger_problems_overdue``.
        A region that the ledger does not mention gets no rows, because nobody may have looked.

        Parameters
        ----------
        periods : optional
            Left out, every year of the ledger and the one after the last.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"id": "P1", "region": "甲县", "period": 2023, "problem": "文书送达超期", "state": "整改中"}
        >>> facts = read_ledger(pd.DataFrame([row])).facts(2024)
        >>> facts.filter(facts="ledger_problems_last_year").table["value"].tolist(), facts.place(0)
        ([1.0], 'DataFrame row 1')
        """
        years = sorted({entry.last.year for entry in self._entries})
        given: Iterable[str | int] = [*years, *(year + 1 for year in years[-1:])]
        if periods is not None:
            given = [periods] if isinstance(periods, str | int) else periods
        rows = [row for period in dict.fromkeys(map(_period, given)) for row in self._counts(period)]
        facts = read_facts(pd.DataFrame(rows, columns=list(_FACTS)))
        # a fact stands where its problems do, not in a row of the table that was made of them
        places = pd.Categorical(facts.table["location"].astype(object))
        table = facts.table.assign(line=np.zeros(len(facts), dtype=np.int32), origin=places)
        return replace(facts, table=table, origin=self.origin)

    def _counts(self, period: str) -> list[tuple[Any, ...]]:
        """Return the facts of one period."""
        end = period_days(period)[1]
        found: list[tuple[Any, ...]] = []

        def count(fact: str, base: dict[str, list[_Entry]], some: Sequence[_Entry]) -> None:
            regions = _by_region(some)
            for region, looked_at in base.items():
                entries = regions.get(region, [])
                place = self.place(*(entry.row for entry in entries or looked_at))
                found.append((region, period, f"ledger_problems_{fact}", len(entries), self.origin, place))

        carried, states = self._carried(period)
        last_year, now = _by_region(carried), _by_region(self._within(period))
        count("last_year", last_year, carried)
        for state in ("answered", "repeated"):
            count(state, last_year, [entry for entry, is_ in zip(carried, states, strict=True) if is_ == state])
        count("done", last_year, [entry for entry in carried if entry.is_done(end)])
        count("found", now, self._within(period))
        known = {region: entries for region, entries in now.items() if all(entry.source for entry in entries)}
        count("self_reported", known, [entry for entry in self._within(period) if entry.source == "self_reported"])
        so_far = [entry for entry in self._entries if entry.last <= end]
        is_open = _by_region([entry for entry in so_far if entry.is_open(end)])
        base = {
            region: entries
            for region, entries in _by_region(so_far).items()
            if region in last_year or region in now or region in is_open
        }
        count("overdue", base, [entry for entry in so_far if entry.is_overdue(end)])
        return found


def _by_region(entries: Sequence[_Entry]) -> dict[str, list[_Entry]]:
    regions: dict[str, list[_Entry]] = {}
    for entry in entries:
        regions.setdefault(entry.region, []).append(entry)
    return regions


def _answer_state(entry: _Entry, end: Day, repeated: bool) -> str:
    if entry.is_done(end):
        return "answered"
    if repeated:
        return "repeated"
    if not entry.is_open(end) or (entry.answered is not None and entry.answered <= end):
        return "answered"
    return "overdue" if entry.is_overdue(end) else "silent"


def _period(period: str | int) -> str:
    spelt = parse_period(str(period))
    if spelt is None:
        raise FazhiError(Problem("period_form", {"got": period, "count": 1}, place="period="))
    return spelt


def _entry(columns: Columns, row: int) -> _Entry:
    cells = {name: columns[name][row] for name in LEDGER}
    deadline, answered = (parse_edge(cells[name], end=True) for name in ("deadline", "answered"))
    texts = (cells[name] for name in ("state", "source", "follows"))
    first, last = period_days(cells["period"])
    return _Entry(row, cells["id"], cells["region"], first, last, deadline, answered, *texts)


def read_ledger(source: Any, *, regions: Regions | None = None, sheet: str | None = None) -> Ledger:
    """Read a ledger of problems.

    Parameters
    ----------
    source : path, DataFrame or Ledger
        Columns ``id``, ``region``, ``period`` (when it was found), ``problem`` and ``state`` (open, under_way, done,
        dropped, or 未整改, 整改中, 已整改, 不再整改); where known ``source`` (self_reported, inspection, review, audit,
        court, procuratorate, congress, public, other, or 自查, 督察, 评查, 审计, 法院, 检察, 人大, 群众, 其他),
        ``answer`` and ``answered`` (its day or period), ``deadline``, ``follows`` (the earlier problem that this one
        repeats), dimension, responsible, evidence, note. Headings may be Chinese.
    regions : Regions, optional
        Register: a name that only one of its regions has is its id.
    sheet : str, optional
        Worksheet of a workbook; left out, ``problems`` or the first.

    Raises
    ------
    FazhiError
        With every row that cannot be used, each with its place.
    """
    if isinstance(source, Ledger):
        return source
    read = read_sheet(source, sheet=sheet, sheets=("problems", "问题清单", "整改台账", "台账"))
    read, problems = with_names(read, LEDGER)
    problems += missing_columns(read, _NEEDED, LEDGER)
    raise_errors(problems)
    columns = text_columns(read, LEDGER)
    if regions is not None:
        columns["region"] = regions.ids(columns["region"])
    found: list[Problem] = []
    first: dict[str, int] = {}
    for row in range(len(read)):
        found += _check_row(read, row, columns, first)
    found += _check_follows(read, columns, first)
    notes = raise_errors(problems + shown(found, read.origin))
    frame = pd.DataFrame(columns, columns=list(LEDGER), dtype=object).assign(line=read.lines.astype(np.int32))
    return Ledger(frame, read.origin, tuple(notes), read.prefix("id"))


def _check_row(read: Sheet, row: int, columns: Columns, first: dict[str, int]) -> list[Problem]:
    """Return the problems of one row, and put its cells into one spelling."""
    problems = [read.problem("cell_empty", row, name, name=name) for name in _NEEDED if not columns[name][row]]
    name = columns["id"][row]
    if name and name in first:
        problems.append(read.problem("ledger_twice", row, "id", id=name, line=int(read.lines[first[name]])))
    first.setdefault(name, row)
    period = columns["period"][row]
    columns["period"][row] = parse_period(period) or ""
    if period and not columns["period"][row]:
        problems.append(read.problem("period_form", row, "period", got=period[:80], count=1))
    for column in ("deadline", "answered"):
        text = columns[column][row]
        day = parse_day(plain_text(text))
        columns[column][row] = day.isoformat() if day else parse_period(text) or ""
        if text and not columns[column][row]:
            problems.append(read.problem("ledger_when", row, column, got=text[:80]))
    problems += _check_word(read, row, columns["state"], "state", STATES)
    problems += _check_word(read, row, columns["source"], "source", SOURCES)
    return problems + _check_days(read, row, columns) + _check_answer(read, row, columns)


def _check_word(read: Sheet, row: int, texts: list[str], column: str, known: dict[str, str]) -> list[Problem]:
    spellings = {spelling: word for word, zh in known.items() for spelling in (word, zh)}
    text = texts[row]
    word = plain_text(text).replace(" ", "_").replace("-", "_")
    texts[row] = spellings.get(word, text)
    if not text or word in spellings:
        return []
    near = nearest(word, spellings, 0.5)
    listed = ", ".join(f"{word} {zh}" for word, zh in known.items())
    params: dict[str, Any] = {"got": text[:80], "name": column, "near": near, "known": listed}
    return [read.problem("ledger_word_near" if near else "ledger_word", row, column, **params)]


def _check_days(read: Sheet, row: int, columns: Columns) -> list[Problem]:
    """Return what is wrong with the order of days: found, to be put right, answered."""
    problems = []
    period = columns["period"][row]
    severity: Severity
    for column, code, severity in (
        ("deadline", "ledger_deadline_before", "warning"),
        ("answered", "ledger_answered_before", "error"),
    ):
        day = parse_edge(columns[column][row], end=True)
        if day is not None and period and day < period_days(period)[0]:
            params: dict[str, Any] = {"got": columns[column][row], "period": period}
            problems.append(read.problem(code, row, column, severity=severity, **params))
    return problems


def _check_answer(read: Sheet, row: int, columns: Columns) -> list[Problem]:
    """Return what is missing from the answer to a problem."""
    name, state, answer, answered = (columns[column][row] for column in ("id", "state", "answer", "answered"))
    if state == "dropped":
        return [] if answer else [read.problem("ledger_dropped", row, "answer", id=name)]
    lacking = [column for column, text in (("answer", answer), ("answered", answered)) if state == "done" and not text]
    problems = [
        read.problem("ledger_done_lacks", row, column, severity="warning", id=name, name=column) for column in lacking
    ]
    if answer and not answered and not lacking:
        problems.append(read.problem("ledger_answer_undated", row, "answered", severity="warning", id=name))
    return problems


def _check_follows(read: Sheet, columns: Columns, first: dict[str, int]) -> list[Problem]:
    """Return what is wrong with the chains of repeated problems."""
    problems = []
    circles = _circles(columns, first)
    for row, (name, follows) in enumerate(zip(columns["id"], columns["follows"], strict=True)):
        if not follows:
            continue
        other = first.get(follows)
        params: dict[str, Any] = {"id": name, "follows": follows}
        if other is None:
            params["near"] = nearest(follows, first)
            code = "ledger_follows_unknown_near" if params["near"] else "ledger_follows_unknown"
        elif follows == name:
            code = "ledger_follows_itself"
        elif row in circles:
            code = "ledger_follows_circle"
        elif not _is_before(columns["period"][other], columns["period"][row]):
            code = "ledger_follows_later"
            params |= {"was": columns["period"][other], "period": columns["period"][row]}
        elif columns["region"][other] != columns["region"][row]:
            params |= {"region": columns["region"][row], "was": columns["region"][other]}
            problems.append(read.problem("ledger_follows_region", row, "follows", severity="warning", **params))
            continue
        else:
            continue
        problems.append(read.problem(code, row, "follows", **params))
    return problems


def _is_before(one: str, other: str) -> bool:
    """Say whether a period ends before another does; of one that could not be read nothing is said."""
    return not one or not other or period_days(one)[1] < period_days(other)[1]


def _circles(columns: Columns, first: dict[str, int]) -> set[int]:
    """Return the rows whose chain of earlier problems leads back to themselves."""
    found = set()
    for start in range(len(columns["id"])):
        row: int | None = start
        seen: set[int | None] = set()
        while row is not None and row not in seen:
            seen.add(row)
            row = first.get(columns["follows"][row])
        if row == start:
            found.add(start)
    return found
