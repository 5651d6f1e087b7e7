"""Periods as people write them into one spelling, and into the days they cover."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from fazhi_score.facts.quantities import LONGEST, parse_day, plain_text

if TYPE_CHECKING:
    import pandas as pd

_YEAR = r"((?:19|20|21)\d\d)"
_PERIOD = re.compile(
    rf"{_YEAR}(?:(?:\.0)?年?度?|[-年]?第?(?:q([1-4])|([一二三四1-4])季度)|-?h([12])|年?(上|下)半年|[-年](\d{{1,2}})月?)",
    re.ASCII,
)
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def parse_period(text: str) -> str | None:
    """Return a period as ``2024``, ``2024Q3``, ``2024H1`` or ``2024-07``; None where it is none.

    Examples
    --------
    >>> [parse_period(text) for text in ("2024年", "2024.0", "2024q3", "2024年7月", "2024上半年", "24")]
    ['2024', '2024', '2024Q3', '2024-07', '2024H1', None]
    """
    match = _PERIOD.fullmatch(plain_text(text)) if len(text) <= LONGEST else None
    if match is None:
        return None
    year, quarter, quarter_word, half, half_word, month = match.groups()
    if quarter or quarter_word:
        return f"{year}Q{quarter or _QUARTERS.get(quarter_word, quarter_word)}"
    if half or half_word:
        return f"{year}H{half or {'上': 1, '下': 2}[half_word]}"
    if month:
        return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None
    return str(year)


def period_days(period: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a period as :func:`parse_period` spells it.

    Examples
    --------
    >>> [str(day) for day in period_days("2024Q1")]
    ['2024-01-01', '2024-03-31']
    """
    year, rest = int(period[:4]), period[4:]
    months = {"": 12, "Q": 3, "H": 6, "-": 1}[rest[:1]]
    first = (int(rest[1:]) - 1) * months + 1 if rest else 1
    after = first + months
    end = datetime.date(year + after // 13, (after - 1) % 12 + 1, 1)
    return datetime.date(year, first, 1), end - datetime.timedelta(days=1)


def whom(index: pd.MultiIndex) -> str:
    """Return what each row of a table by region and period is called: a region, a region-year or a region-period.

    Examples
    --------
    >>> import pandas as pd
    >>> each = pd.MultiIndex.from_tuples([("A", "2023"), ("B", "2024")])
    >>> years = pd.MultiIndex.from_product([["A", "B"], ["2023", "2024"]])
    >>> whom(each), whom(years), whom(pd.MultiIndex.from_product([["A"], ["2024Q1", "2024Q2"]]))
    ('whom_regions', 'whom_years', 'whom_periods')
    """
    if index.get_level_values(0).is_unique:
        return "whom_regions"
    return "whom_years" if all(len(str(name)) == 4 for name in index.unique(1)) else "whom_periods"


def parse_edge(text: str, *, end: bool) -> datetime.date | None:
    """Return the first day (`end`: the last) of a day, month or year such as a region's ``valid_from``.

    Examples
    --------
    >>> str(parse_edge("2021-03", end=True)), str(parse_edge("2021-03-08", end=True))
    ('2021-03-31', '2021-03-08')
    """
    day = parse_day(plain_text(text))
    if day is not None:
        return day
    period = parse_period(text)
    return period_days(period)[end] if period else None
