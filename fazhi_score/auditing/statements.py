"""Facts of a report or a table into statements that rules compare: a value, how it was printed, and its place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from fazhi_score.auditing.findings import Place
from fazhi_score.auditing.precision import Printed, printed, printed_value
from fazhi_score.auditing.reading import Reading, is_rounded, shortened
from fazhi_score.facts.table import Facts
from fazhi_score.reports.lexicon import Lexicon
from fazhi_score.reports.matching import Match
from fazhi_score.reports.types import Quantity

_PRECEDENCE = {"corrected": 0, "confirmed": 1, "reported": 2}
_CARRIED = "reconsideration_carried_over"
_INCLUDED = re.compile("含|其中")
_INTO_NEXT = re.compile("结转(?:下|至|到|20)|转入下")
_DECIMALS = re.compile(r"[.．]([\d０-９]{1,6})", re.ASCII)
_KEY = ("region", "period", "fact", "scope", "span", "item")
_WIDER = frozenset(("nation", "province"))
_MONEY = {"元": 1.0, "万元": 1e4, "亿元": 1e8}
_RATES = frozenset(("rate", "change"))


class Statement(NamedTuple):
    """A fact as one source states it.

    Parameters
    ----------
    region, period, fact, scope, span, item : str
        As facts have them.
    value : float
        Percentages as fractions.
    low, high : float or None
        Bounds where the words leave the number open.
    rate : Printed or None
        A percentage as printed.
    place : Place
        Where it stands.
    rank : int
        0 corrected, 1 confirmed, 2 reported.
    unit : str
        As printed: 人次 count attendances, 人 persons.
    """

    region: str
    period: str
    fact: str
    scope: str
    span: str
    item: str
    value: float
    low: float | None
    high: float | None
    rate: Printed | None
    place: Place
    rank: int = 2
    unit: str = ""

    @property
    def exact(self) -> bool:
        """Whether the words leave nothing open."""
        return self.low is None and self.high is None


def report_statements(reading: Reading) -> Iterator[Statement]:
    """Yield the numbers that a report states, in their order; what is planned or ambiguous is none."""
    report = reading.report
    index_of = {quantity.start: index for index, quantity in enumerate(reading.quantities)}
    for match in reading.matches:
        quantity = match.quantity
        if quantity is None or match.status != "reported" or quantity.value is None:
            continue
        index = index_of[quantity.start]
        fact, span = _read_again(reading, match, index)
        scale = _scale(quantity, reading.lexicon[match.fact].kind)
        if not fact or not scale or _of_others(reading, quantity):
            continue
        low, high = quantity.low, quantity.high
        if low is None and high is None and is_rounded(quantity):
            step = _step(quantity.text)
            low, high = quantity.value - step, quantity.value + step
        ends = sorted(bound * scale for bound in (low, high) if bound is not None)
        if scale < 0:
            low, high = high, low
        if fact == _CARRIED and _INCLUDED.search(reading.before(index)):  # others of them may still be open
            low, high, ends = quantity.value, None, [quantity.value]
        yield Statement(
            *(report.region, report.period, fact, match.scope, span, match.item),
            value=quantity.value * scale,
            low=None if low is None else ends[0],
            high=None if high is None else ends[-1],
            rate=reading.printed(index),
            place=replace(reading.place(match.start, match.end), numerals=(quantity.num_start,)),
            unit=quantity.unit,
        )


def _scale(quantity: Quantity, kind: str) -> float:
    """Return what turns a number as printed into the value of a fact; 0 where the number is no such value."""
    if kind not in _RATES:
        return 1.0
    scale = {"percent": 0.01, "fraction": 1.0}.get(quantity.form, 0.0)
    return -scale if quantity.change == "-" else scale


def _of_others(reading: Reading, quantity: Quantity) -> bool:
    """Say whether a number is of the nation, the province or the city above: no figure of the unit's own."""
    clause = reading.clause_at(quantity.start)
    wider = _WIDER if reading.report.region.endswith("市") else {*_WIDER, "city"}
    return clause is not None and clause.scope in wider


def _step(text: str) -> float:
    """Return what the last digit of a number such as 1.2万 stands for."""
    decimals = _DECIMALS.search(text)
    return 10.0 ** ((8 if "亿" in text else 4) - (len(decimals[1]) if decimals else 0))


def _read_again(reading: Reading, match: Match, index: int) -> tuple[str, str]:
    """Return fact and span of a match: what is carried into next year is pending, and 全年 is the whole year.

    No fact is 受理9件(含上年结转2件): these are among the others, and not to be added. 审结9件(含上年结转2件) says that
    two or more were carried over.
    """
    words = reading.before(index)
    fact, span = match.fact, match.span
    if fact == _CARRIED and _INTO_NEXT.search(words):
        fact = "reconsideration_pending"
    elif fact == _CARRIED and _INCLUDED.search(words) and not reading.among_concluded(index):
        fact = ""
    if span == "to_date" and "全年" in words:
        span = "annual"
    return fact, span


def table_statements(facts: Facts, lexicon: Lexicon) -> Iterator[Statement]:
    """Yield the numbers of a facts table that count: reported, confirmed or corrected; the better standing alone.

    Parameters
    ----------
    facts : Facts
        The table.
    lexicon : Lexicon
        Gives the span of each fact where a row leaves it out, and says which facts are amounts of money.
    """
    table = facts.table
    keys = list(zip(*(table[name].astype(object) for name in _KEY), strict=True))
    ranks = [_PRECEDENCE.get(status, 3) for status in table["status"].astype(object)]
    best: dict[tuple[str, ...], int] = {}
    numbers = [row for row, value in enumerate(table["value"]) if ranks[row] < 3 and not math.isnan(value)]
    for row in numbers:
        best[keys[row]] = min(ranks[row], best.get(keys[row], 3))
    for row in numbers:
        if ranks[row] == best[keys[row]]:
            statement = _table_statement(facts, row, keys[row], lexicon)
            if statement is not None:
                yield statement._replace(rank=ranks[row])


def _table_statement(facts: Facts, row: int, key: tuple[str, ...], lexicon: Lexicon) -> Statement | None:
    """Return a row as a statement; None for an amount of money without its unit."""
    table = facts.table
    region, period, fact, scope, span, item = key
    entry = lexicon.entries.get(fact)
    value, low, high = (float(table[name].iloc[row]) for name in ("value", "low", "high"))
    unit = str(table["unit"].iloc[row]) if "unit" in table else ""
    scale = _MONEY.get(unit, 0.0) if entry and entry.kind == "amount" else 1.0
    if not scale:
        return None
    text = str(table["written"].iloc[row]) if "written" in table else ""
    rate = None
    if text.endswith(("%", "％")):
        rate = printed(text[:-1].lstrip("-+")) or printed_value(abs(value))
    return Statement(
        *(region, period, fact, scope or "own", span or (entry.span if entry else "annual"), item),
        value=value * scale,
        low=None if math.isnan(low) else low * scale,
        high=None if math.isnan(high) else high * scale,
        rate=rate,
        place=_place(facts, row),
        unit=unit,
    )


def _place(facts: Facts, row: int) -> Place:
    """Return where a row was read, and the place in its source where the row gives one."""
    table = facts.table
    source = str(table["source"].iloc[row]) if "source" in table else ""
    quote = shortened(str(table["quote"].iloc[row])) if "quote" in table else ""
    start, _, end = (str(table["location"].iloc[row]) if "location" in table else "").partition(":")
    where = f"[{' '.join(str(table[name].iloc[row]) for name in ('region', 'period', 'fact'))}]"
    line = facts.place(row)
    if source and start.isdecimal() and end.isdecimal():
        return Place(source, int(start), int(end), quote, f"{line} {where}")
    return Place(line, None, None, quote, f"{source} {where}".strip())
