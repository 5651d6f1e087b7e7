"""A manifest of documents into what is known of each region's report: read, unread, not found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.headings import DOCUMENTS, nearest
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.quantities import parse_day, plain_text
from fazhi_score.facts.rows import NestedError, column_labels
from fazhi_score.facts.sheets import SHOWN, Sheet, counted, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet

STATES = {
    "read": "已读",
    "partly": "部分读取",
    "scan": "扫描件",
    "failed": "失败",
    "not_found": "未找到",
    "not_sought": "未查找",
}
"""What became of a document, best first."""

_SPELLINGS = {spelling: state for state, zh in STATES.items() for spelling in (state, zh)} | {"partly_read": "partly"}
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, eq=False)
class Documents:
    """The documents that were sought, and what became of them.

    Parameters
    ----------
    frame : DataFrame
        One row a document; columns id, region, period, state and, where given, issuer, url, retrieved,
        published, sha256, characters, all text ("" where empty; days as 2024-03-26).
    origin : str
        Where it was read.
    notes : tuple of Problem
        Warnings met while reading.
    """

    frame: pd.DataFrame
    origin: str = "DataFrame"
    notes: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"<Documents from {self.origin}: {len(self)} documents>"

    @cached_property
    def _states(self) -> dict[tuple[str, str], str]:
        rank = {state: number for number, state in enumerate(STATES)}
        best: dict[tuple[str, str], str] = {}
        columns = (self.frame[name].tolist() for name in ("region", "period", "state"))
        for region, period, state in zip(*columns, strict=True):
            if not (region and period):
                continue
            known = best.setdefault((region, period), state)
            if rank[state] < rank[known]:
                best[region, period] = state
        return best

    def states(self) -> Mapping[tuple[str, str], str]:
        """Return region and period to the best state of their documents.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = {"id": ["a", "b"], "region": "朔城区", "period": 2023, "state": ["not found", "read"]}
        >>> read_documents(pd.DataFrame(rows)).states()
        {('朔城区', '2023'): 'read'}
        """
        return dict(self._states)

    def state(self, region: str, period: str) -> str:
        """Return the best state of a region's documents of a period; ``not_sought`` where none is listed."""
        return self._states.get((region, period), "not_sought")

    def of(self, region: str, period: str) -> pd.DataFrame:
        """Return the rows of a region's documents of a period."""
        return self.frame[(self.frame["region"] == region) & (self.frame["period"] == period)]


def read_documents(source: Any, *, connection: Any = None, sheet: str | None = None) -> Documents:
    """Read a manifest of documents.

    Parameters
    ----------
    source : path, DataFrame, query or Documents
        Columns ``id``, ``region``, ``period``, ``state`` (read, partly, scan, failed, not found, not sought, or
        已读, 部分读取, 扫描件, 失败, 未找到, 未查找), and where known issuer, url, retrieved, published, sha256,
        characters. Headings may be Chinese.
    connection : optional
        Where `source` is a query.
    sheet : str, optional
        Worksheet of a workbook; left out, ``documents`` or the first.

    Raises
    ------
    FazhiError
        With every row that cannot be used.
    """
    if isinstance(source, Documents):
        return source
    read = read_sheet(source, connection=connection, sheet=sheet, sheets=("documents", "文件", "文件清单"))
    read, problems = with_names(read, DOCUMENTS)
    problems += missing_columns(read, ["id", "region", "period", "state"], DOCUMENTS)
    raise_errors(problems)
    try:
        columns = {str(name): column_labels(read, str(name)).texts().tolist() for name in read.frame.columns}
    except NestedError as error:
        raise FazhiError(error.problem) from error
    found: list[Problem] = []
    first: dict[str, int] = {}
    for row in range(len(read)):
        found += _check_row(read, row, columns, first)
    raise_errors(problems + counted(found[:SHOWN], len(found) - SHOWN, read.origin))
    ordered = {name: columns[name] for name in DOCUMENTS if name in columns}
    return Documents(pd.DataFrame(ordered, dtype=object), read.origin, tuple(problems))


def _check_row(read: Sheet, row: int, columns: dict[str, list[str]], first: dict[str, int]) -> list[Problem]:
    """Return the problems of one row, and put its cells into one spelling."""
    unread = _SPELLINGS.get(plain_text(columns["state"][row]).replace(" ", "_"), "") in ("failed", "scan")
    problems = [
        read.problem("cell_empty", row, name, name=name)
        for name in ("id", "region", "period", "state")
        # whose a damaged file is may not be known
        if not columns[name][row] and not (unread and name in ("region", "period"))
    ]
    name = columns["id"][row]
    if name and name in first:
        problems.append(read.problem("document_twice", row, "id", id=name, line=int(read.lines[first[name]])))
    first.setdefault(name, row)
    period = parse_period(columns["period"][row])
    if period is None and columns["period"][row]:
        problems.append(read.problem("period_form", row, "period", got=columns["period"][row][:80], count=1))
    columns["period"][row] = period or ""
    problems += _check_state(read, row, columns["state"])
    for column in ("retrieved", "published"):
        if columns.get(column) and columns[column][row]:
            day = parse_day(plain_text(columns[column][row]))
            if day is None:
                problems.append(read.problem("day_form", row, column, got=columns[column][row][:80]))
            columns[column][row] = day.isoformat() if day else ""
    hashed = plain_text(columns["sha256"][row]) if "sha256" in columns else ""
    if hashed and not _SHA256.fullmatch(hashed):
        problems.append(read.problem("sha256_form", row, "sha256", got=hashed[:80]))
    length = columns["characters"][row] if "characters" in columns else ""
    if length and not (length.isascii() and length.isdigit()):
        problems.append(read.problem("characters_form", row, "characters", got=length[:80]))
    return problems


def _check_state(read: Sheet, row: int, states: list[str]) -> list[Problem]:
    text = states[row]
    state = _SPELLINGS.get(plain_text(text).replace(" ", "_").replace("-", "_"))
    states[row] = state or text
    if state or not text:
        return []
    near = nearest(plain_text(text), _SPELLINGS, 0.5)
    params: dict[str, Any] = {"got": text[:80], "near": near, "known": ", ".join(STATES)}
    return [read.problem("state_unknown_near" if near else "state_unknown", row, "state", **params)]
