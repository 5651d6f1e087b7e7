"""The rows of a form into facts, and every cell that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from fazhi_score.collection.asking import Ask
from fazhi_score.collection.reading import Form, Line, similar
from fazhi_score.collection.wording import FILLED, STATES, unit_changed, unit_label
from fazhi_score.errors import Problem, Severity
from fazhi_score.facts.quantities import is_not_applicable, plain_text
from fazhi_score.facts.rows import fact_rows
from fazhi_score.facts.sheets import SHOWN, Sheet
from fazhi_score.facts.table import Facts
from fazhi_score.framework.model import Framework
from fazhi_score.scoring.values import checked_numbers, fact_kind

Row = dict[str, str]

_ROW = re.compile(r"![A-Z]+(\d+)$")
_DECISIVE = ("id", "unit", "item", "level", "value", "state")
"""Columns without which a row says nothing for sure."""


@dataclass
class Filing:
    """What one unit has filed.

    Parameters
    ----------
    region : str
    asks : mapping
        What it was asked, by id.
    rows : list
        Facts in canonical columns, as text.
    places : mapping
        Fact and item to the cell where they stand, filled in or not.
    held : set
        Facts of which some row is unreadable or gone: what was filed earlier stays.
    answered : set
        Facts with a value, or said not to apply or not to exist.
    own_words : list
        What was written for reviewers.
    problems, notes : list of Problem
        Cells that cannot be used; what is worth knowing.
    """

    region: str
    asks: dict[str, Ask]
    form: Form
    rows: list[Row] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    own_words: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def tell(self, code: str, line: Line, column: str, /, *, severity: Severity = "error", **params: object) -> None:
        """Note what is wrong with a cell; an error keeps its fact as it was."""
        problem = self.form.problem(code, self.form.address(line, column), severity=severity, **params)
        (self.problems if severity == "error" else self.notes).append(problem)
        if severity == "error" and line.text("id") in self.asks:
            self.held.add(line.text("id"))

    @property
    def blank(self) -> bool:
        """Whether nothing at all has been filled in."""
        return not any(line.text(column) for line in self.form.lines for column in FILLED) and not self.problems


def check_form(form: Form, region: str, period: str, asks: list[Ask], framework: Framework) -> Filing:
    """Return what a form says, each cell checked against its fact."""
    filing = Filing(region, {ask.id: ask for ask in asks}, form)
    taken = [line for line in form.lines if _usable(filing, line, framework)]
    rows = [(line, row) for line in taken for row in _row(filing, line, period, framework)]
    bad = _check_values(filing, [(line, row) for line, row in rows if row["status"] == "reported"], framework)
    good = [(line, row) for line, row in rows if line.number not in bad]
    good = _without_nameless(filing, good)
    filing.rows += _without_twins(filing, good)
    filing.answered |= {row["fact"] for row in filing.rows}
    seen = {line.text("id") for line in form.lines}
    for name, ask in filing.asks.items():
        if name not in seen and not ask.own_words:
            filing.held.add(name)
            at = f"{form.letters['id']}{form.lines[-1].number if form.lines else 1}"
            filing.notes.append(form.problem("form_row_gone", at, severity="warning", fact=name))
    filing.answered -= filing.held
    return filing


def _usable(filing: Filing, line: Line, framework: Framework) -> bool:
    """Say whether a row is one that was asked; tell of what stands in any other."""
    name = line.text("id")
    filled = [column for column in FILLED if line.text(column)]
    if name in filing.asks:
        filing.places.setdefault(name, filing.form.location(line))
        hidden = next((column for column in _DECISIVE if column in line.merged), "")
        if hidden:
            filing.tell("form_merged", line, hidden, cells=line.merged[hidden])
        return not hidden
    if "id" in line.merged and not filled:
        return False
    shown = next((line.text(column) for column in ("value", *filled) if line.text(column)), "")
    column = "value" if line.text("value") else filled[0] if filled else "id"
    if not name:
        if filled:
            filing.tell("form_row_nameless", line, column, got=shown[:80])
        return False
    severity: Severity = "error" if filled else "note"
    if name in framework.file.facts or name in framework.entries:
        filing.tell("form_not_asked", line, "id", severity=severity, got=name, value=shown[:80])
        return False
    near = similar(name, list(filing.asks))
    code = "form_id_unknown_near" if near else "form_id_unknown"
    filing.tell(code, line, "id", severity=severity, got=name[:80], near=near, value=shown[:80])
    if near and filled:
        filing.held.add(near)
    return False


def _row(filing: Filing, line: Line, period: str, framework: Framework) -> Iterable[Row]:
    """Return the fact of a row, if it has one."""
    ask = filing.asks[line.text("id")]
    texts = {column: line.text(column) for column in FILLED}
    if not any(texts.values()) and not any(line.cells[c].fault for c in FILLED if c in line.cells):
        return []
    if not _readable(filing, line, ask):
        return []
    if ask.own_words:
        return _own_words(filing, line, period)
    spec = framework.file.facts[ask.id]
    if unit_changed(spec, line.text("unit")):
        wanted = unit_label(spec, "zh") or "-"
        filing.tell("form_unit_changed", line, "unit", got=line.text("unit")[:40], wanted=wanted)
        return []
    status = _status(filing, line, ask)
    if not status:
        return []
    if status == "reported":
        if line.cells["value"].is_date and fact_kind(spec) != "date":
            filing.tell("form_date_instead", line, "value", got=texts["value"])
            return []
        if ask.levels and not _level_known(filing, line, ask):
            return []
    row = {"region": filing.region, "period": period, "fact": ask.id}
    row |= {"item": texts["item"] if ask.items else "", "level": texts["level"]}
    row |= {"value": texts["value"] if status == "reported" else "", "status": status, "source": texts["source"]}
    row |= {"location": filing.form.location(line), "note": texts["note"], "scope": ask.scope, "span": ask.span}
    return [row]


def _readable(filing: Filing, line: Line, ask: Ask) -> bool:
    """Tell of error cells and formulas; say whether the row can be read in spite of them."""
    fine = True
    for column in FILLED:
        cell = line.cells.get(column)
        if cell is None:
            continue
        harmless = column in ("source", "note")
        if cell.fault:
            severity: Severity = "warning" if harmless else "error"
            filing.tell(cell.fault, line, column, severity=severity, got=cell.text)
            fine = fine and harmless
        elif cell.formula:
            filing.tell("form_formula", line, column, severity="note", got=cell.text[:80])
    if not ask.items and line.text("item"):
        filing.tell("form_item_unasked", line, "item", severity="warning", got=line.text("item")[:80])
    return fine


def _own_words(filing: Filing, line: Line, period: str) -> list[Row]:
    for column in ("value", "state"):
        if line.text(column):
            filing.tell("form_no_value_here", line, column, severity="warning", got=line.text(column)[:80])
    if line.text("source") or line.text("note"):
        row = {"region": filing.region, "period": period, "item": line.text("id"), "text": line.text("note")}
        row |= {"evidence": line.text("source"), "place": f"{filing.form.file} '{filing.form.sheet}'!"}
        row["place"] += filing.form.address(line, "note")
        filing.own_words.append(row)
    return []


def _status(filing: Filing, line: Line, ask: Ask) -> str:
    """Return the status of a row that says something, "" where it gives no fact."""
    value, said = line.text("value"), plain_text(line.text("state"))
    state = STATES.get(said) or ("reported" if not said else "")
    if is_not_applicable(value) and state in ("reported", "not_applicable"):
        return "not_applicable"
    if not state:
        known = "已填报、不适用、无此数据"
        filing.tell("form_state_unknown", line, "state", got=line.text("state")[:80], known=known)
    elif state != "reported" and value:
        filing.tell("form_state_contradicts", line, "state", got=line.text("state"), value=value[:80])
    elif state == "none":
        filing.answered.add(ask.id)
    elif state == "not_applicable" or value:
        return state
    elif said or line.text("item") or line.text("level"):
        filing.tell("form_value_empty", line, "value")
    else:  # evidence or a remark alone says nothing of the value
        filing.tell("form_only_remark", line, "value", severity="warning")
    return ""


def _level_known(filing: Filing, line: Line, ask: Ask) -> bool:
    level = line.text("level")
    if level in ask.levels:
        return True
    near = similar(level, ask.levels)
    code = "form_level_missing" if not level else "form_level_unknown_near" if near else "form_level_unknown"
    filing.tell(code, line, "level", got=level[:80], near=near, known=", ".join(ask.levels))
    return False


def _check_values(filing: Filing, rows: list[tuple[Line, Row]], framework: Framework) -> set[int]:
    """Read the values as a facts table would be read; return the rows of the sheet that cannot be used."""
    bad: set[int] = set()
    by_number = {line.number: line for line, _ in rows}
    for start in range(0, len(rows), SHOWN):  # so many problems are listed one by one
        for number, problem in _value_problems(filing.form, rows[start : start + SHOWN], framework):
            if number in bad:
                continue
            bad.add(number)
            cell = filing.form.address(by_number[number], "value")
            place = f"'{filing.form.sheet}'!{cell}"
            filing.problems.append(replace(problem, file=filing.form.file, line=None, place=place))
            filing.held.add(by_number[number].text("id"))
    return bad


def _value_problems(form: Form, rows: list[tuple[Line, Row]], framework: Framework) -> Iterable[tuple[int, Problem]]:
    """Return sheet row and problem; of what does not fit the fact's kind before what the reader says of any cell."""
    names = ("region", "period", "fact", "item", "value", "status")
    frame = pd.DataFrame({name: np.array([row[name] for _, row in rows], dtype=object) for name in names})
    lines = np.array([line.number for line, _ in rows], dtype=np.int32)
    sheet = Sheet(form.file, frame, lines, "cells", form.sheet, dict(form.letters))
    table, found = fact_rows(sheet, wide=False)
    assert table is not None  # all columns are there
    column_of = {name: k for k, name in enumerate(framework.file.facts)}
    columns = np.array([column_of[row["fact"]] for _, row in rows], dtype=np.intp)
    fitting = checked_numbers(Facts(table), framework, np.arange(len(rows), dtype=np.intp), columns)[1]
    problems: list[tuple[int, Problem]] = []
    for problem in [*fitting, *found]:
        match = _ROW.search(problem.place) or _ROW.search(problem.file)
        assert match is not None  # so few rows are told of one by one
        problems.append((int(match[1]), problem))
    return problems


def _without_nameless(filing: Filing, rows: list[tuple[Line, Row]]) -> list[tuple[Line, Row]]:
    """Return the rows without items that have no name although their fact has several rows."""
    several: dict[str, int] = {}
    for _, row in rows:
        several[row["fact"]] = several.get(row["fact"], 0) + 1
    kept = []
    for line, row in rows:
        if filing.asks[row["fact"]].items and not row["item"] and several[row["fact"]] > 1:
            filing.tell("form_item_missing", line, "item")
        else:
            kept.append((line, row))
    return kept


def _without_twins(filing: Filing, rows: list[tuple[Line, Row]]) -> list[Row]:
    """Return each fact and item once; rows that contradict each other are both left out.

    One honour at two levels is no contradiction: scoring counts it at the higher one.
    """
    same: dict[tuple[str, str, str], list[tuple[Line, Row]]] = {}
    for line, row in rows:
        same.setdefault((row["fact"], row["item"], row["level"] if row["item"] else ""), []).append((line, row))
    kept = []
    for twins in same.values():
        row = twins[0][1]
        agree = len({_said(other) for _, other in twins}) == 1
        if agree:
            kept.append(row)
        for number, (line, other) in enumerate(twins):
            if len(twins) > 1 and not (agree and number == 0):
                beside = twins[0] if number else twins[1]
                params = {"fact": row["fact"], "value": _said(other)[0], "other": _said(beside[1])[0]}
                params["cell"] = filing.form.address(beside[0], "value")
                severity: Severity = "note" if agree else "error"
                filing.tell(
                    "form_row_twice" if agree else "form_row_contradicts", line, "value", severity=severity, **params
                )
    return kept


def _said(row: Row) -> tuple[str, str, str]:
    return plain_text(row["value"]), row["status"], row["level"]
