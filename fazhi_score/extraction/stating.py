"""What was found in one report into rows of a facts table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter

from fazhi_score.documents.reports import Report
from fazhi_score.facts.cells import cell_text
from fazhi_score.messages import say
from fazhi_score.reports.lexicon import UNITS, Entry, Lexicon
from fazhi_score.reports.matching import Match
from fazhi_score.reports.types import Quantity, Section

Row = dict[str, str]

COLUMNS = (
    *("region", "period", "fact", "scope", "span", "item", "value", "low", "high", "unit", "status"),
    *("source", "location", "quote", "note"),
)
"""The columns of extracted facts; all cells are text."""

_EMPTY = {**dict.fromkeys(COLUMNS, ""), "scope": "own", "span": "annual", "status": "reported"}
_KEY = itemgetter("fact", "scope", "span", "item")
_SAID = itemgetter("value", "low", "high")
_HEADED = {"report_states_problems": "problems", "report_states_plan": "plans"}
_PART = re.compile(r"[^。！？!?\n]{0,20}其中[^。！？!?\n，,、；;\d]{0,8}")
_IN_WORDS = say("extracted_in_words", "zh")
_AS_PRINTED = {"percent": "%", "points": "百分点"}


def fact_rows(report: Report, lexicon: Lexicon, matches: Iterable[Match], sections: Iterable[Section]) -> list[Row]:
    """Return the facts of a report as rows of text, in the order in which they stand.

    Parameters
    ----------
    report : Report
        Where they were found.
    lexicon : Lexicon
        Says of each fact what its value is.
    matches : iterable of Match
        What was found in the text.
    sections : iterable of Section
        The parts of the text: whether it states problems and plans.

    Returns
    -------
    list of dict
        With the columns of :data:`COLUMNS`. A fact that is stated twice with one value stands once and names the other
        place; with two values both stand, ``ambiguous``.
    """
    stated = _without_parts(report.text, list(matches))
    rows = [_row(report, lexicon[match.fact], match) for match in stated]
    rows += [_headed(report, fact, kind, sections) for fact, kind in _HEADED.items() if _has(sections, kind)]
    if report.published is not None:
        rows.append(_blank(report, "report_published_on") | {"value": report.published.isoformat()})
    return _settled(rows)


def _without_parts(text: str, matches: list[Match]) -> list[Match]:
    """Leave out numbers that 其中 opens behind the same fact's number: a part is no second value of the whole."""
    kept: list[Match] = []
    before: dict[tuple[str, str, str, str], Match] = {}
    for match in matches:
        key = (match.fact, match.scope, match.span, match.status)
        whole = before.get(key)
        if match.quantity is None or match.item or match.status != "reported":
            kept.append(match)
        elif whole is None or not _is_part(text, whole, match):
            kept.append(match)
            before[key] = match
    return kept


def _is_part(text: str, whole: Match, part: Match) -> bool:
    between = text[whole.end : part.start]
    amounts = [match.quantity.value for match in (whole, part) if match.quantity and match.quantity.value is not None]
    return _PART.fullmatch(between) is not None and len(amounts) == 2 and amounts[1] < amounts[0]


def _blank(report: Report, fact: str) -> Row:
    row = _EMPTY.copy()
    row["region"], row["period"], row["fact"], row["source"] = report.region, report.period, fact, report.id
    return row


def _row(report: Report, entry: Entry, match: Match) -> Row:
    row = _blank(report, match.fact)
    row["scope"], row["span"], row["item"], row["status"] = match.scope, match.span, match.item, match.status
    _place(row, report, match.start, match.end)
    quantity = match.quantity
    if match.value is not None:
        row["value"] = f"{_number(match.value, 1.0)}{'%' if entry.kind == 'rate' else ''}"
    elif quantity is None:
        row["value"] = "是" if entry.kind == "yes_no" else _IN_WORDS
    else:
        _tell(row, entry, quantity)
        if entry.kind == "rate" and quantity.value is not None and float(row["value"].rstrip("%")) > 100:
            row["status"], row["note"] = "ambiguous", _joined(row["note"], say("extracted_above_100", "zh"))
    return row


def _tell(row: Row, entry: Entry, quantity: Quantity) -> None:
    """Write value, bounds and unit into a row as a facts table has them."""
    kind = entry.kind
    sign, scale = "", 1 / UNITS.get(entry.unit, 1.0)
    if kind in ("rate", "reduction", "change") and quantity.form != "range":
        sign = "%"
        scale = 100.0 if quantity.form in ("fraction", "multiple") else 1.0
    elif kind == "ratio" and quantity.form == "percent":
        scale = 0.01
    elif quantity.form == "range" and "%" in quantity.text:
        sign = "%"
    if kind == "change" and quantity.change == "-":
        scale = -scale
    low, high = quantity.low, quantity.high
    if scale < 0:
        low, high = high, low
    row["value"] = f"{_number(quantity.value, scale)}{sign}" if quantity.value is not None else quantity.text
    if low is not None:
        row["low"] = f"{_number(low, scale)}{sign}"
    if high is not None:
        row["high"] = f"{_number(high, scale)}{sign}"
    row["unit"] = "" if sign else entry.unit or _AS_PRINTED.get(quantity.form, quantity.unit)


def _number(value: float, scale: float) -> str:
    scaled = value * scale
    return str(int(scaled)) if scaled.is_integer() and abs(scaled) < 1e15 else cell_text(round(scaled, 10))


def _place(row: Row, report: Report, start: int, end: int) -> None:
    row["location"], row["quote"] = f"{start}:{end}", report.text[start:end]
    page = report.page_of(start)
    if page:
        row["note"] = say("extracted_page", "zh", page=page)


def _has(sections: Iterable[Section], kind: str) -> bool:
    return any(section.kind == kind for section in sections)


def _headed(report: Report, fact: str, kind: str, sections: Iterable[Section]) -> Row:
    """Return that a report states its problems or plans: there is a part about them."""
    first = next(section for section in sections if section.kind == kind)
    end = first.body if first.title else min(first.end, first.start + 40)
    row = _blank(report, fact) | {"value": "是"}
    _place(row, report, first.start, end)
    return row


def _settled(rows: list[Row]) -> list[Row]:
    """Return rows with one for each key and value; keys with two values become ambiguous."""
    kept: dict[tuple[str, ...], Row] = {}
    again: dict[tuple[str, ...], list[str]] = {}  # joined at the end: a note that grows place by place takes its square
    values: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in rows:
        key, said = _KEY(row), _SAID(row)
        whole = (*key, *said, row["status"])
        if kept.setdefault(whole, row) is not row:
            again.setdefault(whole, []).append(say("extracted_also", "zh", place=row["location"]))
        if row["status"] == "reported":
            values.setdefault(key, set()).add(said)
    for whole, places in again.items():
        kept[whole]["note"] = _joined(kept[whole]["note"], *places)
    for row in kept.values():
        key = _KEY(row)
        if row["status"] == "reported" and len(values[key]) > 1:
            row["status"] = "ambiguous"
            row["note"] = _joined(row["note"], say("extracted_differs", "zh", count=len(values[key])))
    return list(kept.values())


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)
