"""A sheet of raw cells into the checked columns of a facts table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem, Severity
from fazhi_score.facts.cells import Labels, constant, label
from fazhi_score.facts.headings import FACTS, WIDE_KEYS, match_headings, nearest
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.quantities import NAN, Floats, Form, Quantities, is_not_applicable, parse_values, plain_text
from fazhi_score.facts.sheets import SHOWN, Sheet, counted, in_order, missing_columns, with_names

Mask = NDArray[np.bool_]

KEY = ("region", "period", "fact", "scope", "span", "item")
OPTIONAL = ("name", "unit", "source", "location", "quote", "note", "level", "rater")
STATUSES = {
    "reported": "已报告",
    "confirmed": "已确认",
    "corrected": "已更正",
    "rejected": "已否决",
    "not_applicable": "不适用",
    "claimed": "仅有表述",
    "ambiguous": "有歧义",
    "planned": "计划",
}
SPANS = {"annual": "全年", "to_date": "截至目前", "cumulative": "累计", "stock": "存量"}
PERCENT_UNITS = ("%", "percent", "per cent", "百分比")
FRACTION_UNITS = ("fraction", "share", "1")
_NUMBERS = ("reported", "confirmed", "corrected")  # statuses that give numbers
_TIME = re.compile(r"\d+:\d\d:\d\d(?:\.\d+)?|(?:1899|190[01])-\d\d-\d\d", re.ASCII)  # dates: hours above 24, shown so
_TOTALS = ("合计", "总计", "小计", "共计", "平均", "平均值", "全市合计", "全县合计", "total", "Total", "TOTAL")
_SUGGESTIONS = 20  # looking for the nearest word takes time in a long register


def fact_rows(
    sheet: Sheet, *, period: str | None = None, wide: bool | None = None
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Return the facts of a sheet as a table, and every problem in it; no table where headings are missing.

    Parameters
    ----------
    sheet : Sheet
        One row a fact, or (wide) one row a region and one column a fact.
    period : str, optional
        The period of all rows, where the sheet has no such column.
    wide : bool, optional
        Left out: a sheet is wide if it has a region and neither a fact nor a value.
    """
    headings = [str(column) for column in sheet.frame.columns]
    names = set(match_headings(headings, FACTS).names.values())
    if headings and not names and not _meant_tidy(sheet):
        return None, [sheet.problem("headings_missing", got=", ".join(headings)[:80])]
    if wide is None:
        wide = "region" in names and not names & {"fact", "value"} and not _meant_tidy(sheet)
    known = {name: FACTS[name] for name in WIDE_KEYS} if wide else FACTS
    sheet, problems = with_names(sheet, known, others=wide)
    wanted = ["region", *([] if period else ["period"]), *([] if wide else ["fact", "value"])]
    missing = missing_columns(sheet, wanted, known)
    if period and "period" in sheet.frame:
        missing.append(sheet.problem("period_twice", None, "period"))
    if wide and missing and missing[-1].params.get("name") == "period":
        missing[-1] = replace(missing[-1], code="wide_needs_period")
    if missing or any(problem.severity == "error" for problem in problems):
        return None, problems + missing
    try:
        reader = _Reader(melted(sheet) if wide else sheet, problems)
        return reader.table(period), in_order(reader.problems)
    except NestedError as error:
        return None, [*problems, error.problem]


class NestedError(Exception):
    """A column holds things that are no cells."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)


def _meant_tidy(sheet: Sheet) -> bool:
    """Say whether a heading looks like a misspelt ``fact`` or ``value``."""
    return any(nearest(str(column).lower(), ["fact", "value"], 0.8) for column in sheet.frame.columns)


def column_labels(sheet: Sheet, column: str) -> Labels:
    """Return a column as codes and labels."""
    try:
        return label(sheet.frame[column], sheet.text_of)
    except TypeError as error:
        raise NestedError(sheet.problem("cells_nested", None, column, column=column, got=error)) from error


def is_numeric(column: pd.Series[Any]) -> bool:
    """Say whether a column holds numbers and nothing else."""
    kind = column.dtype
    return (
        pd.api.types.is_numeric_dtype(kind)
        and not pd.api.types.is_bool_dtype(kind)
        and not pd.api.types.is_complex_dtype(kind)
    )


def melted(sheet: Sheet) -> Sheet:
    """Return a wide sheet as one row a fact; an empty cell makes no row."""
    frame = sheet.frame
    facts = [str(column) for column in frame.columns if column not in WIDE_KEYS]
    numeric = all(is_numeric(frame[fact]) for fact in facts)
    rows, cells = [], []
    for fact in facts:
        if numeric:
            numbers = frame[fact].to_numpy(dtype=np.float64, na_value=NAN)
            filled = np.flatnonzero(~np.isnan(numbers))
            cells.append(numbers[filled])
        else:
            texts = column_labels(sheet, fact)
            filled = np.flatnonzero(texts.has(bool))
            cells.append(texts.texts()[filled])
        rows.append(filled)
    row = np.concatenate([*rows, np.empty(0, dtype=np.intp)])
    codes = np.repeat(np.arange(len(facts)), [len(part) for part in rows])
    order = np.argsort(row, kind="stable")
    row, codes = row[order], codes[order]
    tidy = frame.drop(columns=facts).iloc[row].reset_index(drop=True)
    tidy["fact"] = pd.Categorical.from_codes(codes, pd.Index(facts, dtype=object))
    empty: NDArray[Any] = np.empty(0, dtype=np.float64 if numeric else object)
    tidy["value"] = np.concatenate([*cells, empty])[order]
    return replace(sheet, frame=tidy, lines=sheet.lines[row], by_fact=True)


@dataclass
class _Reader:
    """Reads one tidy sheet, gathering problems."""

    sheet: Sheet
    problems: list[Problem]
    columns: dict[str, Any] = field(default_factory=dict)

    def table(self, period: str | None) -> pd.DataFrame:
        rows = len(self.sheet)
        keys = {name: self._labels(name) for name in ("region", "period", "fact") if name != "period" or not period}
        for name, texts in keys.items():
            self._each(texts.has("".__eq__), "cell_empty", name, name=name)
        totals = keys["region"].has(lambda text: "".join(text.split()) in _TOTALS)
        self._each(totals, "region_is_total", "region", keys["region"], "warning")
        if period:
            keys["period"] = constant(period, rows)
        else:
            keys["period"] = self._words("period", keys["period"], parse_period, "period_form", {})
        scope = self._labels("scope", "own").translated(lambda text: "own" if text in ("", "本级") else text)
        span = self._words("span", self._labels("span", ""), _word_in(SPANS, ""), "span_unknown", SPANS)
        status = self._words(
            "status", self._labels("status", ""), _word_in(STATUSES, "reported"), "status_unknown", STATUSES
        )
        keys |= {"scope": scope, "span": span, "item": self._labels("item", "")}
        optional = {name: self._labels(name) for name in OPTIONAL if name in self.sheet.frame}
        self._check_places(optional.get("location"))
        found, written = self._numbers("value", optional.get("unit"))
        status = self._check_values(found, written, status)
        found = self._with_bounds(found, optional.get("unit"), status.has("corrected".__eq__))
        if not rows:
            self.problems.append(self.sheet.problem("no_rows", severity="warning"))
        columns: dict[str, Any] = {name: keys[name].categorical() for name in KEY}
        columns |= {"status": status.categorical(), **found._asdict()}
        columns |= {"line": self.sheet.lines.astype(np.int32), "origin": self._origin(keys["fact"]).categorical()}
        columns |= {name: texts.categorical() for name, texts in optional.items()}
        if written is not None:
            columns["written"] = written.categorical()
        return pd.DataFrame(columns, copy=False)

    def _labels(self, column: str, default: str = "") -> Labels:
        if column not in self.sheet.frame:
            return constant(default, len(self.sheet))
        return column_labels(self.sheet, column)

    def _origin(self, fact: Labels) -> Labels:
        """Return what stands before the line number in the place of each row's value."""
        if self.sheet.by_fact and self.sheet.kind == "cells":
            return fact.translated(self.sheet.prefix)
        return constant(self.sheet.prefix("value"), len(self.sheet))

    def _each(
        self,
        wrong: Mask,
        code: str,
        column: str,
        written: Labels | None = None,
        severity: Severity = "error",
        **params: object,
    ) -> None:
        """Report each wrong row, so many at most."""
        if not wrong.any():
            return
        rows = np.flatnonzero(wrong)
        found: list[Problem] = []
        details: dict[str, Any] = dict(params)
        for row in rows[:SHOWN].tolist():
            if written is not None:
                details["written"] = written.names[written.codes[row]]
            found.append(self.sheet.problem(code, row, column, **details))
        found = counted(found, len(rows) - SHOWN, self.sheet.origin)
        self.problems += [replace(problem, severity=severity) for problem in found]

    def _words(
        self, column: str, texts: Labels, read: Callable[[str], str | None], code: str, known: dict[str, str]
    ) -> Labels:
        """Return a column of known words in one spelling; each unknown one is a problem at its first row."""
        words = [read(text) for text in texts.names]
        wrong = [k for k, word in enumerate(words) if word is None and texts.names[k]]
        found: list[Problem] = []
        for number in wrong[:SHOWN]:
            text = texts.names[number]
            near = ""
            if len(found) < _SUGGESTIONS:
                near = nearest(plain_text(text), known, 0.5) or nearest(plain_text(text), known.values())
            params: dict[str, Any] = {"got": text[:80], "near": near, "known": ", ".join(known)}
            params["count"] = int(np.count_nonzero(texts.codes == number))
            row = int(np.argmax(texts.codes == number))
            found.append(self.sheet.problem(f"{code}_near" if near else code, row, column, **params))
        self.problems += counted(found, len(wrong) - SHOWN, self.sheet.origin)
        spelt = {text: text if word is None else word for text, word in zip(texts.names, words, strict=True)}
        return texts.translated(spelt.__getitem__)

    def _numbers(self, column: str, unit: Labels | None) -> tuple[Quantities, Labels | None]:
        """Return the quantities of a column, and its cells as written unless all are numbers."""
        percent, fraction = (_unit_is(unit, units) for units in (PERCENT_UNITS, FRACTION_UNITS))
        cells = self.sheet.frame[column]
        written = None
        numbers = _finite(cells) if is_numeric(cells) and percent is None else None
        if numbers is not None:
            gaps = np.isnan(numbers)
            form = np.full(len(numbers), Form.NUMBER, dtype=np.int8)
            form[gaps] = Form.EMPTY
            none = np.full(len(numbers), NAN)
            found = Quantities(numbers, none, none.copy(), form)
        else:
            written = column_labels(self.sheet, column)
            found = _taken(parse_values(written.names), written)
            if percent is not None:
                hundredths = _taken(parse_values(written.names, percent=True), written)
                here = percent & (found.form == Form.NUMBER)
                found = Quantities(
                    np.where(here, hundredths.value, found.value),
                    np.where(here, hundredths.low, found.low),
                    np.where(here, hundredths.high, found.high),
                    np.where(here, hundredths.form, found.form),
                )
        if fraction is not None:
            found.form[fraction & (found.form == Form.NUMBER)] = Form.PERCENT
        return found, written

    def _check_values(self, found: Quantities, written: Labels | None, status: Labels) -> Labels:
        """Check values against their status; return the status, which ``不适用`` in a value cell may set."""
        counts = status.has(_NUMBERS.__contains__)
        empty = counts & (found.form == Form.EMPTY)
        if written is not None:
            spared = written.has(is_not_applicable)
            if (spared & counts).any():
                reported = status.has("reported".__eq__)
                self._each(spared & counts & ~reported, "not_applicable_status", "value", written)
                names = [*status.names, "not_applicable"]
                codes = np.where(spared & reported, len(status.names), status.codes)
                status = label(pd.Series(Labels(codes, names).texts()))  # without what no row says any more
                empty &= ~spared
            ranges = counts & (found.form == Form.TEXT) & ~np.isnan(found.low)
            self._each(ranges, "value_is_range", "value", written)
        self._each(empty, "value_empty", "value")
        return status

    def _check_places(self, places: Labels | None) -> None:
        """Tell once of places in the source that a spreadsheet took for times: 30:40 reads 30:40:00, and 29:100 too."""
        if places is None:
            return
        times = np.flatnonzero(places.has(lambda text: bool(_TIME.fullmatch(text))))
        if len(times):
            told = {"got": places.names[places.codes[times[0]]], "count": len(times)}
            problem = self.sheet.problem("location_is_time", int(times[0]), "location", severity="warning", **told)
            self.problems.append(problem)

    def _with_bounds(self, found: Quantities, unit: Labels | None, corrected: Mask) -> Quantities:
        """Put in the bounds that stand in columns of their own, and check the order."""
        columns = [name for name in ("low", "high") if name in self.sheet.frame]
        if not columns:
            return found
        read = {name: self._numbers(name, unit) for name in columns}
        outdated = corrected & _of_another_value(found.value, *(read[name][0] for name in columns))
        bounds = {"low": found.low, "high": found.high}
        for name, (given, written) in read.items():
            left_out = outdated & (given.form != Form.EMPTY)
            self._each(left_out, "bound_outdated", name, self._written(name, written, left_out), "warning")
            given.form[left_out] = Form.EMPTY
            bounds[name] = np.where(given.form == Form.EMPTY, bounds[name], given.value)
            self._check_form(name, given, written, found)
        low, value, high = bounds["low"], found.value, bounds["high"]
        crossed = (low > value) | (value > high) | (low > high)
        self._each(crossed, "bounds_crossed", columns[0])
        return found._replace(low=low, high=high)

    def _written(self, name: str, written: Labels | None, wanted: Mask) -> Labels | None:
        """Return the cells of a column as text, where any is wanted and they are numbers."""
        return column_labels(self.sheet, name) if written is None and wanted.any() else written

    def _check_form(self, name: str, given: Quantities, written: Labels | None, found: Quantities) -> None:
        """A bound is a number of the same form as its value."""
        no_number = np.isin(given.form, (Form.TEXT, Form.YESNO))
        self._each(no_number, "bound_not_number", name, written)
        free = np.isin(found.form, (Form.TEXT, Form.EMPTY)) | np.isin(given.form, (Form.EMPTY, Form.TEXT, Form.YESNO))
        zero = (given.value == 0) & (found.form == Form.PERCENT)
        self._each(~free & ~zero & (given.form != found.form), "bound_form", name)


def _finite(cells: pd.Series[Any]) -> Floats | None:
    """Return numbers as a new array, None where one is infinite."""
    numbers = cells.to_numpy(dtype=np.float64, na_value=NAN, copy=True)
    return None if np.isinf(numbers).any() else numbers + 0.0


def _taken(found: Quantities, texts: Labels) -> Quantities:
    """Return the quantities of distinct texts for every row."""
    value, low, high, form = found
    return Quantities(value[texts.codes], low[texts.codes], high[texts.codes], form[texts.codes])


def _of_another_value(value: Floats, *bounds: Quantities) -> Mask:
    """Return ``(n,)`` whether bounds contradict a value, or one stands alone and is another number.

    What an extraction bounds on one side (1000余) has the value itself for its bound: another one is left of a value
    that was corrected since, and would let draws reach back to it.
    """
    alone = np.sum([given.form != Form.EMPTY for given in bounds], axis=0) == 1
    other: Mask = np.zeros(len(value), dtype=bool)
    for given in bounds:
        other |= ~np.isnan(given.value) & (given.value != value)
    low, high = bounds[0].value, bounds[-1].value  # of one column, alone anyway
    found: Mask = (alone & other) | (low > value) | (value > high)
    return found


def _unit_is(unit: Labels | None, units: tuple[str, ...]) -> Mask | None:
    """Return ``(n,)`` whether the unit is one of `units`, None where it never is."""
    if unit is None:
        return None
    found = unit.has(lambda name: plain_text(name) in units)
    return found if found.any() else None


def _word_in(words: dict[str, str], default: str) -> Callable[[str], str | None]:
    """Return what reads a word in English or Chinese; an empty cell is the default."""
    known = {"": default} | {spelling: word for word, zh in words.items() for spelling in (word, zh)}
    return lambda text: known.get(plain_text(text).replace(" ", "_").replace("-", "_"))


def text_columns(read: Sheet, known: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the text of every column of `known`, "" where the sheet does not have it."""
    try:
        return {
            name: column_labels(read, name).texts().tolist() if name in read.frame else [""] * len(read)
            for name in known
        }
    except NestedError as error:
        raise FazhiError(error.problem) from error


def shown(found: list[Problem], origin: str) -> list[Problem]:
    """Return problems in the order of their lines, so many of a severity at most: warnings never hide an error."""
    listed = []
    for severity in ("error", "warning"):
        some = in_order([problem for problem in found if problem.severity == severity])
        some = counted(some[:SHOWN], len(some) - SHOWN, origin)
        listed += [replace(problem, severity=severity) for problem in some]
    return listed
