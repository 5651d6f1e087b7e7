"""Reviewers' decisions, written down as a log of their states, into what each of them says now."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fazhi_score.errors import Problem, Severity, raise_errors
from fazhi_score.facts.cells import cell_text, percent_text
from fazhi_score.facts.headings import DECISIONS, nearest
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.quantities import NAN, Form, parse_day, parse_value, plain_text
from fazhi_score.facts.rows import shown, text_columns
from fazhi_score.facts.sheets import Sheet, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.writing import write_frame

if TYPE_CHECKING:
    from os import PathLike

STATES = {"proposed": "拟定", "notified": "已告知", "appealed": "申诉", "upheld": "维持", "changed": "变更"}
"""What a decision goes through, in order; the last two end it."""

NEXT = {
    "proposed": ("proposed", "notified"),
    "notified": ("appealed",),
    "appealed": ("upheld", "changed"),
    "upheld": (),
    "changed": (),
}
"""What may follow a state."""

RULE = "rule"
"""Stands instead of points where the rule is to count again."""

_SPELLINGS = {spelling: state for state, zh in STATES.items() for spelling in (state, zh)} | {
    "告知": "notified",
    "已通知": "notified",
    "已申诉": "appealed",
    "申诉中": "appealed",
    "已维持": "upheld",
    "已变更": "changed",
}
_RULE_SPELLINGS = (RULE, "by rule", "按规则", "按规则计分")
_POINTS = re.compile(r"[-+]?[\d,]*\.?\d+(?:e[-+]?\d+)?%?", re.ASCII)  # no bound, and nothing that is about so much
_KEY = ("region", "period", "item")
_NUMBERS = ("points", "deducted", "asked")
_BLOCK = ("points", "deducted")
_WORDS = ("date", "decided_by", "reason", "evidence")
_OF_THE_APPEAL = ("appealed", "upheld")
_TAKEN_OVER = ("asked", "reason", "evidence", "decided_by")  # date and note belong to their row

Columns = Mapping[str, Sequence[str]]
Cells = dict[str, str]


@dataclass(frozen=True, eq=False)
class Decisions:
    """Reviewers' decisions: the log as it was read, and what stands now.

    Parameters
    ----------
    log : DataFrame
        Every row in the order read: id, region, period, item, reason, evidence, decided_by, date, state, note
        (text, "" where empty; days as 2024-03-26), points, deducted, asked (NaN where not given), points_percent,
        deducted_percent, asked_percent (whether the number is a share of the item's full marks), by_rule
        (whether the rule is to count again) and line.
    origin : str
        Where it was read.
    notes : tuple of Problem
        Warnings met while reading.
    prefix : str
        What stands before the line in a place; left out, ``<origin> row``.
    """

    log: pd.DataFrame
    origin: str = "DataFrame"
    notes: tuple[Problem, ...] = field(default=())
    prefix: str = ""

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Decisions from {self.origin}: {len(self)} decisions in {len(self.log)} rows>"

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        """The canonical columns as text."""
        columns = {name: self.log[name].tolist() for name in DECISIONS}
        for name in _NUMBERS:
            pairs = zip(columns[name], self.log[f"{name}_percent"].tolist(), strict=True)
            columns[name] = [_number_text(number, percent) for number, percent in pairs]
        rules = self.log["by_rule"].tolist()
        columns["points"] = [RULE if rule else text for rule, text in zip(rules, columns["points"], strict=True)]
        return columns

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        return _rows_of(self._texts["id"])

    @cached_property
    def current(self) -> pd.DataFrame:
        """What each decision says now: one row an id, in the order of their first rows.

        Points (with deducted and by_rule), asked, reason, evidence and decided_by that the last row leaves empty
        are those of the rows before it. Reason, evidence, decided_by and date are those of the last row that
        decides: what stands on an appealed or upheld row is said of the appeal. `history` is the tuple of its
        states, `rows` of its rows in the log, `steps` of state, date, decided_by, reason and evidence of each row.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"id": "D1", "region": "甲县", "period": 2024, "item": "training"}
        >>> rows = [{**row, "points": 3, "state": "proposed"}, {**row, "points": "", "state": "notified"}]
        >>> read_decisions(pd.DataFrame(rows)).current[["points", "state", "history"]].values.tolist()
        [[3.0, 'notified', ('proposed', 'notified')]]
        """
        last = [self._said(rows) for rows in self._rows.values()]
        columns = {name: [cells[name] for cells in last] for name in DECISIONS}
        lines = self.log["line"].to_numpy()[[rows[-1] for rows in self._rows.values()]]
        frame = _typed(columns, lines)
        states = self._texts["state"]
        frame["history"] = pd.Series([tuple(states[row] for row in rows) for rows in self._rows.values()], dtype=object)
        steps = list(zip(*(self._texts[name] for name in ("state", *_WORDS)), strict=True))
        frame["steps"] = pd.Series([tuple(steps[row] for row in rows) for rows in self._rows.values()], dtype=object)
        frame["rows"] = pd.Series([tuple(rows) for rows in self._rows.values()], dtype=object)
        return frame

    def _said(self, rows: Sequence[int]) -> Cells:
        """Return what the last row says, with the words of the last row that decides."""
        deciding = [row for row in rows if self._texts["state"][row] not in _OF_THE_APPEAL]
        last, words = (list(_running(self._texts, some))[-1] for some in (rows, deciding or rows))
        return last | {name: words[name] for name in _WORDS}

    def place(self, row: int) -> str:
        """Return where row `row` of the log (counted from 0) was read, such as ``decisions.csv:12``."""
        return f"{self.prefix or f'{self.origin} row '}{int(self.log['line'].iloc[row])}"

    def problem(self, code: str, row: int, /, *, severity: Severity = "error", **params: object) -> Problem:
        """Return a problem that names file, line, region, period and item of a row of the log."""
        key = f"[{' '.join(str(self.log[name].iloc[row]) for name in _KEY)}]"
        file, _, line = self.place(row).rpartition(":")
        if line.isdigit():
            return Problem(code, params, file=file, line=int(line), place=key, severity=severity)
        return Problem(code, params, file=self.place(row), place=key, severity=severity)

    def to_frame(self) -> pd.DataFrame:
        """Return the log as text in canonical columns; reading it again gives the same decisions."""
        return pd.DataFrame(self._texts, columns=list(DECISIONS), dtype=object)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the log to a ``.csv`` or ``.xlsx`` file that reads back as the same decisions."""
        write_frame(self.to_frame(), path)

    def sha256(self) -> str:
        """Return a hash of what the log says; only the order of the rows of one decision matters.

        Examples
        --------
        >>> import pandas as pd
        >>> row = {"region": "甲县", "period": 2024, "points": 3, "state": "notified"}
        >>> rows = pd.DataFrame([{**row, "item": "training"}, {**row, "item": "reporting"}])
        >>> read_decisions(rows).sha256() == read_decisions(rows.iloc[::-1]).sha256()
        True
        """
        ordered = [row for _, rows in sorted(self._rows.items()) for row in rows]
        cells = [[self._texts[name][row] for name in DECISIONS] for row in ordered]
        return hashlib.sha256(json.dumps(cells).encode()).hexdigest()

    def since(self, earlier: Decisions) -> list[Problem]:
        """Return what must not have happened to the decisions of an earlier version of this log.

        A decision of which the unit was notified stays: its region, period and item, its points as long as no
        appeal changes them, and once it has ended nearly all that it says. Proposals may change and go.

        Returns
        -------
        list of Problem
            Errors, and a note for each proposal that is gone.
        """
        found: list[Problem] = []
        for name, rows in earlier._rows.items():
            proposed = earlier._texts["state"][rows[-1]] == "proposed"
            if name in self._rows:
                found += [] if proposed else self._against(earlier, name)
            elif proposed:
                found.append(earlier.problem("decision_proposal_gone", rows[-1], severity="note", id=name))
            else:
                state = _state_name(earlier._texts["state"][rows[-1]])
                found.append(earlier.problem("decision_gone", rows[-1], id=name, state=state))
        return found

    def _against(self, earlier: Decisions, name: str) -> list[Problem]:
        """Compare a decision with what it was when its unit had been notified."""
        history = [list(_running(part._texts, part._rows[name])) for part in (earlier, self)]
        old, new = (cells[-1] for cells in history)
        row = self._rows[name][-1]
        found = []
        if not _reaches(old["state"], new["state"]):
            states: dict[str, Any] = {"before": _state_name(old["state"]), "after": _state_name(new["state"])}
            found.append(self.problem("decision_back", row, id=name, **states))
        changes = _changes(old, new, _KEY)
        standing = [next((said for said in reversed(cells) if said["state"] != "changed"), None) for cells in history]
        if standing[0] is not None and standing[1] is not None:
            changes |= _changes(standing[0], standing[1], _BLOCK)
        if not NEXT[old["state"]] and old["state"] == new["state"]:
            changes |= _changes(old, new, [column for column in DECISIONS if column != "note"])
        if changes:
            listed = "; ".join(
                f"{column} {before or '-'} → {after or '-'}" for column, (before, after) in changes.items()
            )
            state = _state_name(old["state"])
            found.append(self.problem("decision_altered", row, id=name, state=state, changes=listed))
        return found


def _changes(old: Cells, new: Cells, columns: Sequence[str]) -> dict[str, tuple[str, str]]:
    return {name: (old[name], new[name]) for name in columns if old[name] != new[name]}


def _reaches(before: str, after: str) -> bool:
    """Say whether a state can become another, directly or by way of others."""
    return before == after or any(_reaches(state, after) for state in NEXT[before] if state != before)


def _state_name(state: str) -> str:
    return f"{state} {STATES[state]}"


def _rows_of(ids: Sequence[str]) -> dict[str, list[int]]:
    """Return the rows of each id, in order."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(ids):
        rows.setdefault(name, []).append(row)
    return rows


def _running(columns: Columns, rows: Sequence[int]) -> Iterator[Cells]:
    """Iterate over what a decision says after each of its rows: what a row leaves empty stays as it was."""
    said: Cells = {}
    for row in rows:
        cells = {name: columns[name][row] for name in DECISIONS}
        taken = _TAKEN_OVER if any(cells[name] for name in _BLOCK) else (*_BLOCK, *_TAKEN_OVER)
        said = cells | {name: cells[name] or said.get(name, "") for name in taken}
        yield said


def _typed(columns: Columns, lines: Any) -> pd.DataFrame:
    """Return canonical texts as a frame with numbers."""
    frame: dict[str, Any] = {name: list(columns[name]) for name in DECISIONS if name not in _NUMBERS}
    frame = {name: pd.Series(cells, dtype=object) for name, cells in frame.items()}
    for name in _NUMBERS:
        pairs = [_number(text) or (NAN, False) for text in columns[name]]
        frame[name] = np.array([number for number, _ in pairs], dtype=np.float64)
        frame[f"{name}_percent"] = np.array([percent for _, percent in pairs], dtype=bool)
    frame["by_rule"] = np.array([text == RULE for text in columns["points"]], dtype=bool)
    frame["line"] = np.asarray(lines, dtype=np.int32)
    return pd.DataFrame(frame)


def _number_text(number: float, percent: bool) -> str:
    return "" if number != number else percent_text(number) if percent else cell_text(number)


def _number(text: str) -> tuple[float, bool] | None:
    """Return a number of points, or a share of full marks and True; None where it is neither."""
    plain = plain_text(text).removesuffix("分").strip()
    quantity = parse_value(plain)
    if not _POINTS.fullmatch(plain) or quantity.form not in (Form.NUMBER, Form.PERCENT):
        return None
    return quantity.value, quantity.form == Form.PERCENT


def read_decisions(source: Any, *, connection: Any = None, sheet: str | None = None) -> Decisions:
    """Read reviewers' decisions: a log in which the last row of each id counts.

    Parameters
    ----------
    source : path, DataFrame, query or Decisions
        Columns ``region``, ``period``, ``item`` (an indicator, bonus or penalty), ``state`` (proposed, notified,
        appealed, upheld, changed, or 拟定, 已告知, 申诉, 维持, 变更), and ``points`` (what the item gets; ``rule`` or
        按规则: what its rule gives) or ``deducted`` (what is taken off), as points or as a share of the item's full
        marks (80%). Where known ``asked`` (what an appeal asks for), reason, evidence, decided_by, date, note.
        Without a column ``id`` there is one decision for a region, period and item. Headings may be Chinese.
    connection : optional
        Where `source` is a query.
    sheet : str, optional
        Worksheet of a workbook; left out, ``decisions`` or the first.

    Raises
    ------
    FazhiError
        With every row that cannot be used, each with its place.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"单位": ["甲县"], "年度": [2024], "考核项": ["training"], "扣分": ["20%"], "状态": ["拟定"]}
    >>> decisions = read_decisions(pd.DataFrame(rows))
    >>> decisions.current[["id", "deducted", "deducted_percent"]].values.tolist(), decisions.place(0)
    ([['甲县/2024/training', 0.2, True]], 'DataFrame row 1')
    """
    if isinstance(source, Decisions):
        return source
    read = read_sheet(source, connection=connection, sheet=sheet, sheets=("decisions", "决定", "评审决定"))
    read, problems = with_names(read, DECISIONS)
    numbers = [] if "deducted" in read.frame else ["points"]
    problems += missing_columns(read, [*_KEY, *numbers, "state"], DECISIONS)
    raise_errors(problems)
    columns = text_columns(read, DECISIONS)
    found: list[Problem] = []
    for row in range(len(read)):
        found += _check_cells(read, row, columns)
    if "id" not in read.frame:
        columns["id"] = ["/".join(parts) for parts in zip(*(columns[name] for name in _KEY), strict=True)]
    found += _check_decisions(read, columns)
    notes = raise_errors(problems + shown(found, read.origin))
    return Decisions(_typed(columns, read.lines), read.origin, tuple(notes), read.prefix("item"))


def _check_cells(read: Sheet, row: int, columns: dict[str, list[str]]) -> list[Problem]:
    """Return the problems of one row's cells, and put the cells into one spelling."""
    needed = ("id", *_KEY, "state") if "id" in read.frame else (*_KEY, "state")
    problems = [read.problem("cell_empty", row, name, name=name) for name in needed if not columns[name][row]]
    text = columns["period"][row]
    if text:
        columns["period"][row] = parse_period(text) or text
        if parse_period(text) is None:
            problems.append(read.problem("period_form", row, "period", got=text[:80], count=1))
    text = columns["date"][row]
    if text:
        day = parse_day(plain_text(text))
        columns["date"][row] = day.isoformat() if day else ""
        if day is None:
            problems.append(read.problem("day_form", row, "date", got=text[:80]))
    return problems + _check_state(read, row, columns["state"]) + _check_numbers(read, row, columns)


def _check_state(read: Sheet, row: int, states: list[str]) -> list[Problem]:
    text = states[row]
    states[row] = _SPELLINGS.get(plain_text(text), text)
    if states[row] in STATES or not text:
        return []
    near = nearest(plain_text(text), _SPELLINGS, 0.5)
    params: dict[str, Any] = {"got": text[:80], "near": near, "known": ", ".join(map(_state_name, STATES))}
    return [read.problem("decision_state_near" if near else "decision_state", row, "state", **params)]


def _check_numbers(read: Sheet, row: int, columns: dict[str, list[str]]) -> list[Problem]:
    problems = []
    for name in _NUMBERS:
        text = columns[name][row]
        if not text:
            continue
        if name == "points" and plain_text(text) in _RULE_SPELLINGS:
            columns[name][row] = RULE
            continue
        number = _number(text)
        if number is None:
            problems.append(read.problem("decision_number", row, name, name=name, got=text[:80]))
        elif number[0] < 0:
            problems.append(read.problem("decision_negative", row, name, name=name, got=text[:80]))
        else:
            columns[name][row] = _number_text(*number)
    if columns["points"][row] and columns["deducted"][row]:
        problems.append(read.problem("decision_both", row, "deducted"))
    return problems


def _check_decisions(read: Sheet, columns: Columns) -> list[Problem]:
    """Return what is wrong with the decisions, each with its history and all with each other."""
    problems: list[Problem] = []
    first: dict[tuple[str, ...], int] = {}
    for name, rows in _rows_of(columns["id"]).items():
        if not name:
            continue
        history = list(_running(columns, rows))
        if not any(history[0][column] for column in _BLOCK):
            problems.append(read.problem("decision_without_points", rows[0], "points", id=name))
        for k in range(1, len(rows)):
            problems += _check_step(read, rows[k - 1 : k + 1], history[k - 1 : k + 1], columns)
        problems += _check_order(read, rows, columns["date"]) + _check_support(read, rows, history, columns)
        key = tuple(history[-1][column] for column in _KEY)
        if _number(history[-1]["points"]) and all(key):
            other = first.setdefault(key, rows[-1])
            if other != rows[-1]:
                params: dict[str, Any] = {"id": name, "other": columns["id"][other], "line": int(read.lines[other])}
                problems.append(read.problem("decision_points_twice", rows[-1], "points", **params))
    return problems


def _check_step(read: Sheet, rows: Sequence[int], said: Sequence[Cells], columns: Columns) -> list[Problem]:
    """Return what is wrong between a row of a decision and the one before it."""
    before, after = said
    row, line = rows[1], int(read.lines[rows[0]])
    name = after["id"]
    problems = [
        read.problem("decision_moved", row, column, id=name, name=column, line=line, was=before[column])
        for column in _KEY
        if before[column] != after[column]
    ]
    if before["state"] not in STATES or after["state"] not in STATES:
        return problems
    same = not _changes(before, after, _BLOCK)
    states: dict[str, Any] = {"before": _state_name(before["state"]), "after": _state_name(after["state"])}
    if after["state"] not in NEXT[before["state"]]:
        possible = ", ".join(map(_state_name, NEXT[before["state"]]))
        code = "decision_step" if possible else "decision_ended"
        problems.append(read.problem(code, row, "state", id=name, line=line, possible=possible, **states))
    elif after["state"] == "proposed":
        if "id" not in read.frame and not same:  # perhaps two decisions were meant
            problems.append(read.problem("decision_replaced", row, severity="warning", id=name, line=line))
    elif after["state"] == "changed":
        if same:
            problems.append(read.problem("decision_not_changed", row, "points", id=name))
    elif not same:
        column = next(column for column in _BLOCK if columns[column][row])
        problems.append(read.problem("decision_points_altered", row, column, id=name, line=line, **states))
    return problems


def _check_order(read: Sheet, rows: Sequence[int], dates: Sequence[str]) -> list[Problem]:
    """Return a problem for each row that lies before an earlier row of its decision."""
    problems = []
    last = ""
    for row in rows:
        if dates[row] and dates[row] < last:
            problems.append(read.problem("decision_date_back", row, "date", got=dates[row], last=last))
        last = max(last, dates[row])
    return problems


def _check_support(read: Sheet, rows: Sequence[int], history: Sequence[Cells], columns: Columns) -> list[Problem]:
    """Return what a decision lacks to be held up against its unit: evidence, a date, a name."""
    problems = []
    bare = False  # said once for each decision
    for row, said in zip(rows, history, strict=True):
        name, state = said["id"], said["state"]
        if columns["asked"][row] and state in STATES and state != "appealed":
            problems.append(read.problem("decision_asked", row, "asked", severity="warning", id=name, state=state))
        open_proposal = state == "proposed" and row == rows[-1]
        notified = state in STATES and state != "proposed"
        if not bare and (notified or open_proposal) and _takes_off(said["deducted"]) and not said["evidence"]:
            bare = True
            severity: Severity = "error" if notified else "warning"
            problems.append(read.problem("decision_no_evidence", row, "evidence", severity=severity, id=name))
        for column in ("decided_by", "date"):
            if notified and not said[column]:
                params = {"id": name, "name": column, "state": _state_name(state)}
                problems.append(read.problem("decision_lacks", row, column, severity="warning", **params))
    return problems


def _takes_off(deducted: str) -> bool:
    number = _number(deducted)
    return number is not None and number[0] > 0
