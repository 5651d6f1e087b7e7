"""Results, uncertainty and sensitivity into tables of text in which every bit survives, and back from files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import escaped, unescaped
from fazhi_score.replication.archive import Members, text_of
from fazhi_score.scoring.result import Result

LONGEST_CELL = 131_000
"""Characters of a cell: readers of csv files take no more."""


@dataclass(frozen=True)
class Table:
    """Cells as text: numbers as Python writes them, so that they read back as the same bits, "" where there is none.

    `keys` is how many of the first columns tell one row from the others.
    """

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(repr=False)
    keys: int = 0


def table_of(frame: pd.DataFrame, keys: int | None = None) -> Table:
    """Return a frame as text: its index first, where that has names.

    Examples
    --------
    >>> table_of(pd.DataFrame({"x": [0.1 + 0.2, float("nan")]}, index=pd.Index(["a", "b"], name="region"))).rows
    [('a', '0.30000000000000004'), ('b', '')]
    """
    named = {name: level for level, name in enumerate(frame.index.names) if name is not None}
    columns: list[Any] = [frame.index.get_level_values(level) for level in named.values()]
    columns += [frame.iloc[:, number] for number in range(frame.shape[1])]
    headings = [*named, *frame.columns]
    texts = [" / ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in headings]
    rows = list(zip(*map(_texts, columns), strict=True))
    return Table(tuple(texts), rows, len(named) if keys is None else keys)


def _texts(column: Any) -> list[str]:
    if getattr(column.dtype, "kind", "O") == "f":
        return ["" if value != value else repr(value) for value in column.to_numpy(np.float64).tolist()]
    return [_text(value) for value in column.tolist()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else repr(np.asarray(value).item())


def to_csv(table: Table, name: str) -> bytes:
    """Return a table as a csv file for spreadsheets; what begins like a formula gets an apostrophe.

    Raises
    ------
    FazhiError
        For a cell that is too long to be read back.
    """
    problems = []
    for number, heading in enumerate(table.headings):
        longest = max((len(row[number]) for row in table.rows), default=0)
        if longest >= LONGEST_CELL:
            told = {"column": heading, "length": longest, "limit": LONGEST_CELL}
            problems.append(Problem("write_too_long", told, place=name))
    if problems:
        raise FazhiError(problems)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(escaped, table.headings))
    writer.writerows(map(escaped, row) for row in table.rows)
    return text.getvalue().encode("utf-8-sig", "surrogatepass")


def from_csv(members: Members, name: str, file: str) -> Table:
    """Return the table of a member.

    Raises
    ------
    FazhiError
        Where the member is no table.
    """
    text = text_of(members, name, file)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [tuple(map(unescaped, cells)) for cells in reader]
    except csv.Error as error:
        told = {"reason": str(error), "line": reader.line_num}
        raise FazhiError(Problem("archive_table", told, file=file, place=name)) from error
    wrong = next((number for number, cells in enumerate(rows) if len(cells) != len(rows[0])), None)
    if not rows or not rows[0] or wrong is not None or len(set(rows[0])) < len(rows[0]):
        told = {"reason": "", "line": (wrong or 0) + 1}
        raise FazhiError(Problem("archive_table", told, file=file, place=name))
    return Table(rows[0], rows[1:])


def frame_of(table: Table) -> pd.DataFrame:
    """Return the cells as a frame of text."""
    return pd.DataFrame(table.rows, columns=list(table.headings), dtype=object)


def result_tables(result: Result) -> dict[str, Table]:
    """Return the tables of a result by their names in an archive."""
    framework = result.framework
    found: dict[str, pd.DataFrame] = {
        "table": result.table,
        "scores": result.scores,
        "indicator_values": result.indicator_values,
        "gaps": result.gaps,
        "weights": _weights(result),
        "effective_weights": result.effective_weights,
    }
    if framework.file.adjustments:
        found["adjustments"] = result.adjustments
    if len(result.decisions):
        key = ["region", "period", "item", "id"]
        found["decisions"] = result.decisions.set_index(key)[["state", "rule_alone", "score", "full"]]
    with suppress(FazhiError):  # a composite that is no sum has none
        found["contributions"] = result.contributions
    return _named("results", found)


def _weights(result: Result) -> pd.DataFrame:
    framework = result.framework
    columns = {"weight": dict(framework.weights), "share": framework.nominal_weights}
    return pd.DataFrame(columns, index=pd.Index(list(framework.weights), name="node"), dtype=np.float64)


def uncertainty_tables(found: Uncertainty) -> dict[str, Table]:
    """Return the tables of an analysis of uncertainty; probabilities of ranks only where there are any."""
    frames = {"table": found.table, "rank_intervals": found.rank_intervals(), "scores": found.scores()}
    if found.plan.framework.file.grades:
        frames["grades"] = found.grades()
    chances = found.rank_probability
    units, ranks = np.nonzero(np.nan_to_num(chances.to_numpy(np.float64)) > 0)
    levels = [found.index.get_level_values(name)[units] for name in ("region", "period")]
    index = pd.MultiIndex.from_arrays([*levels, ranks + 1], names=["region", "period", "rank"])
    frames["rank_probability"] = pd.DataFrame({"probability": chances.to_numpy()[units, ranks]}, index=index)
    return _named("uncertainty", frames)


def sensitivity_tables(found: Sensitivity) -> dict[str, Table]:
    """Return the tables of an analysis of sensitivity."""
    return _named("sensitivity", {"table": found.table, **found.frames})


def _named(folder: str, frames: dict[str, pd.DataFrame]) -> dict[str, Table]:
    return {f"{folder}/{name}.csv": table_of(frame) for name, frame in frames.items()}


def rows_by_key(table: Table, keys: int) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the rows by their first cells; rows of the same key are numbered."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = row[:keys]
        seen[key] = seen.get(key, 0) + 1
        found[key if seen[key] == 1 else (*key, f"#{seen[key]}")] = row
    return found


def names(tables: Iterable[str]) -> Sequence[str]:
    """Return names of tables in the order in which people read them: results, uncertainty, sensitivity."""
    order = ("results", "uncertainty", "sensitivity")
    return sorted(tables, key=lambda name: (order.index(name.partition("/")[0]), not name.endswith("/table.csv"), name))
