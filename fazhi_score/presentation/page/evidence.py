"""The facts of a result with their places into columns for a page, as many as its size allows."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.presentation.page.arrays import coded, packed, whole, width
from fazhi_score.scoring.result import Result

MOST_BYTES = 6_000_000
"""Facts take no more of a page than this: units further down the table then have none in it, and the page says so."""

LONGEST_QUOTE = 400

_COLUMNS = ("written", "status", "scope", "span", "item", "source", "location", "quote", "note")


def facts(result: Result, shown: NDArray[np.intp], most: int = MOST_BYTES) -> dict[str, Any]:
    """Return the rows of facts by unit, each column as words and codes.

    Parameters
    ----------
    shown : (n,) array
        Units in the order of the table.
    most : int
        Bytes that all of it may take, about; the units first in the table come first.
    """
    panel, table = result.panel, result.panel.facts.table
    place = np.full(len(panel), -1, dtype=np.intp)
    place[shown] = np.arange(len(shown))
    unit = place[panel.unit]
    order = np.lexsort((panel.columns, unit))
    order = order[np.searchsorted(unit[order], 0) :]
    unit, column, rows = unit[order], panel.columns[order], panel.rows[order]
    texts = {name: _texts(table, name, rows) for name in _COLUMNS if name in table or name == "written"}
    texts["origin"] = _origins(result, rows)
    kept = _fitting(unit, texts, most, len(shown))
    end = int(np.searchsorted(unit, kept))
    counts = np.bincount(unit[:end], minlength=len(shown))
    return {
        "units": kept,
        "counts": packed(counts, "u4"),
        "fact": whole(column[:end], len(panel.fact_ids)),
        "line": packed(table["line"].to_numpy()[rows[:end]], "u4"),
        "columns": {name: coded(values[:end]) for name, values in texts.items() if any(values[:end])},
    }


def _texts(table: pd.DataFrame, name: str, rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return a column as text, "" where it says nothing; a long quotation is cut."""
    if name not in table:
        return np.array([f"{value:.12g}" for value in table["value"].to_numpy()[rows]], dtype=object)
    codes, words = pd.factorize(table[name].iloc[rows].astype(object))
    said = ["" if pd.isna(word) or str(word) == "nan" else str(word) for word in words]
    if name == "quote":
        said = [text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…" for text in said]
    return np.array([*said, ""], dtype=object)[codes]


def _origins(result: Result, rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return what stands before the number of the line in the place of each row."""
    facts = result.panel.facts
    if "origin" not in facts.table:
        return np.full(len(rows), f"{without_folders(facts.origin)} row ", dtype=object)
    codes, words = pd.factorize(_texts(facts.table, "origin", rows))
    return np.array([*map(without_folders, words), ""], dtype=object)[codes]


def without_folders(place: str) -> str:
    """Return a place without the folders of the machine on which it was read: a page is passed on.

    Examples
    --------
    >>> without_folders("/home/me/facts.csv:"), without_folders("DataFrame row ")
    ('facts.csv:', 'DataFrame row ')
    """
    return re.split(r"[/\\]", place)[-1]


def _fitting(unit: NDArray[np.intp], texts: dict[str, NDArray[np.object_]], most: int, n: int) -> int:
    """Return of how many units, the first ones, all rows fit into so many bytes."""
    cost = np.full(len(unit), 8.0)
    for values in texts.values():
        codes, words = pd.factorize(values)
        first = np.unique(codes, return_index=True)[1]
        cost += 4 / 3 * int(width(len(words))[1])
        cost[first] += [len(str(values[row]).encode("utf-8", "replace")) + 3 for row in first.tolist()]
    reached = np.cumsum(cost)
    if not len(reached) or reached[-1] <= most:
        return n
    return int(unit[np.searchsorted(reached, most)])
