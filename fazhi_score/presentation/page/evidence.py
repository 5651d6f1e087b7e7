"""The facts of a result with their places into columns for a page, as many as its size allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.facts.folders import bare_place, without_folders
from fazhi_score.presentation.page.arrays import packed, whole, width
from fazhi_score.scoring.result import Result

MOST_BYTES = 6_000_000
"""Facts take no more of a page than this: units further down the table then have none in it, and the page says so."""

LONGEST_QUOTE = 400

_COLUMNS = ("written", "status", "scope", "span", "item", "source", "location", "quote", "note")


class _Column(NamedTuple):
    """A column of text: for each row the number of its word; the last word stands for no value."""

    codes: NDArray[np.intp]
    words: list[str]


def facts(result: Result, shown: NDArray[np.intp], most: int = MOST_BYTES) -> dict[str, Any]:
    """Return the rows of facts by unit, each column as words and codes.

    Parameters
    ----------
    shown : (n,) array
        Units in the order of the table.
    most : int
        Bytes that all of it may take, about; the units first in the table come first.
    """
    panel, table = result.panel, without_folders(result.panel.facts).table
    place = np.full(len(panel), -1, dtype=np.intp)
    place[shown] = np.arange(len(shown))
    unit = place[panel.unit]
    order = np.lexsort((panel.columns, unit))
    order = order[np.searchsorted(unit[order], 0) :]
    unit, fact, rows = unit[order], panel.columns[order], panel.rows[order]
    columns = {name: _column(table, name, rows) for name in _COLUMNS if name in table or name == "written"}
    columns["origin"] = _origins(result, rows)
    kept = _fitting(unit, columns.values(), most, len(shown))
    end = int(np.searchsorted(unit, kept))
    return {
        "units": kept,
        "counts": packed(np.bincount(unit[:end], minlength=len(shown)), "u4"),
        "fact": whole(fact[:end], len(panel.fact_ids)),
        "line": packed(table["line"].to_numpy()[rows[:end]], "u4"),
        "columns": {name: told for name, one in columns.items() if (told := _used(one, end)) is not None},
    }


def _column(table: pd.DataFrame, name: str, rows: NDArray[np.intp]) -> _Column:
    """Return a column of some rows, "" where it says nothing; a long quotation is cut."""
    if name not in table:
        return _coded([f"{value:.12g}" for value in table["value"].to_numpy()[rows]])
    column = table[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, words = column.cat.codes.to_numpy()[rows].astype(np.intp), column.cat.categories.tolist()
    else:
        codes, words = _coded(column.iloc[rows].astype(object))
    said = ["" if pd.isna(word) or str(word) == "nan" else str(word) for word in words]
    if name == "quote":
        said = [text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…" for text in said]
    return _Column(codes, [*said, ""])


def _coded(values: Any) -> _Column:
    codes, words = pd.factorize(np.asarray(values, dtype=object))
    return _Column(codes.astype(np.intp), [*words.tolist(), ""])


def _origins(result: Result, rows: NDArray[np.intp]) -> _Column:
    """Return what stands before the number of the line in the place of each row."""
    facts = result.panel.facts
    if "origin" not in facts.table:
        return _Column(np.zeros(len(rows), dtype=np.intp), [f"{bare_place(facts.origin)} row "])
    codes, words = _column(facts.table, "origin", rows)
    return _Column(codes, [bare_place(word) for word in words])


def _fitting(unit: NDArray[np.intp], columns: Iterable[_Column], most: int, n: int) -> int:
    """Return of how many units, the first ones, all rows fit into so many bytes."""
    cost = np.full(len(unit), 8.0)
    for codes, words in columns:
        used, first = np.unique(codes, return_index=True)
        cost += 4 / 3 * int(width(len(used))[1])
        cost[first] += [len(words[code].encode("utf-8", "replace")) + 3 for code in used.tolist()]
    reached = np.cumsum(cost)
    if not len(reached) or reached[-1] <= most:
        return n
    return int(unit[np.searchsorted(reached, most)])


def _used(column: _Column, end: int) -> dict[str, Any] | None:
    """Return the first rows of a column with the words that stand in them, None where they say nothing."""
    used, codes = np.unique(column.codes[:end], return_inverse=True)
    words = [column.words[code] for code in used.tolist()]
    return {"words": words, "codes": whole(codes, len(words))} if any(words) else None
