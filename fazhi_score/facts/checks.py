"""Facts against their register, their manifest and each other: what does not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem
from fazhi_score.facts.cells import cell_text
from fazhi_score.facts.periods import period_days
from fazhi_score.facts.quantities import Form
from fazhi_score.facts.rows import KEY
from fazhi_score.facts.sheets import SHOWN, counted

if TYPE_CHECKING:
    from fazhi_score.facts.regions import Regions
    from fazhi_score.facts.table import Facts

_SUGGESTIONS = 20
_MOST_KEYS = 20_000_000
_LARGEST = 2**62


def check_register(facts: Facts) -> list[Problem]:
    """Return a problem for each region that the register does not have, or not in that period."""
    regions = facts.regions
    if regions is None:
        return []
    column = facts.table["region"].cat
    codes = column.codes.to_numpy()
    missing = [(code, name) for code, name in enumerate(column.categories) if name not in regions]
    found: list[Problem] = []
    for number, (code, region) in enumerate(missing[:SHOWN]):
        rows = np.flatnonzero(codes == code)
        kind, params = _stranger(region, regions, len(rows), guess=number < _SUGGESTIONS)
        found.append(facts.problem(kind, int(rows[0]), **params))
    return counted(found, len(missing) - SHOWN, facts.origin) + _check_validity(facts)


def _stranger(region: str, regions: Regions, count: int, *, guess: bool) -> tuple[str, dict[str, Any]]:
    """Return why a region is none of the register's: the name is that of several, or of none."""
    shared = regions.called(region)
    if len(shared) > 1:
        return "region_name_shared", {"name": region, "count": len(shared), "ids": ", ".join(shared[:20])}
    near = regions.suggest(region) if guess else ""
    code = "region_not_listed_near" if near else "region_not_listed"
    return code, {"region": region, "near": near, "count": count}


def _check_validity(facts: Facts) -> list[Problem]:
    """Return a problem for each region and period that lies outside the time in which the region exists."""
    regions = facts.regions
    assert regions is not None
    if not regions.validity:
        return []
    region, period = facts.table["region"].cat, facts.table["period"].cat
    _, first = np.unique(key_codes(facts.table, ("region", "period"))[0], return_index=True)
    found: list[Problem] = []
    for row in np.sort(first).tolist():
        name = str(region.categories[region.codes.iloc[row]])
        if name in regions.validity:
            text = str(period.categories[period.codes.iloc[row]])
            found += _outside(facts, row, name, text, regions)
    return counted(found[:SHOWN], len(found) - SHOWN, facts.origin)


def _outside(facts: Facts, row: int, region: str, period: str, regions: Regions) -> list[Problem]:
    """Return a problem if the period lies wholly before or after the region's time."""
    start, end = regions.validity[region]
    begins, ends = period_days(period)
    if end is not None and begins > end:
        successor = regions.successor(region)
        code = "region_ended_successor" if successor else "region_ended"
        return [facts.problem(code, row, region=region, period=period, day=end, successor=successor)]
    if start is not None and ends < start:
        return [facts.problem("region_not_begun", row, region=region, period=period, day=start)]
    return []


def check_manifest(facts: Facts) -> list[Problem]:
    """Return a warning for each source of a fact, and each region of a document, that nothing lists."""
    documents, regions = facts.documents, facts.regions
    if documents is None:
        return []
    found: list[Problem] = []
    if regions is not None:
        strangers = [name for name in dict.fromkeys(documents.frame["region"].tolist()) if name and name not in regions]
        for number, region in enumerate(strangers[:SHOWN]):
            code, params = _stranger(region, regions, 1, guess=number < _SUGGESTIONS)
            found.append(Problem(code, params, file=documents.origin, place=f"[{region}]"))
    if "source" in facts.table:
        source = facts.table["source"].cat
        known = {"", *documents.frame["id"].tolist()}
        codes = source.codes.to_numpy()
        strange = [(number, name) for number, name in enumerate(source.categories) if name not in known]
        for number, name in strange[:SHOWN]:
            rows = np.flatnonzero(codes == number)
            details: dict[str, Any] = {"source": name[:80], "count": len(rows)}
            found.append(facts.problem("source_not_listed", int(rows[0]), severity="warning", **details))
    return found


def key_codes(table: pd.DataFrame, columns: tuple[str, ...]) -> tuple[NDArray[np.int64], int]:
    """Return ``(n,)`` one number for each combination of the columns, and how many numbers there can be."""
    key = np.zeros(len(table), dtype=np.int64)
    size = 1
    for name in columns:
        column = table[name].cat
        width = len(column.categories)
        if width <= 1:
            continue
        if size * width > _LARGEST:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            size = len(table)
        key = key * width + column.codes.to_numpy()
        size *= width
    return key, size


def repeated_rows(facts: Facts) -> list[Problem]:
    """Return a note for each row that says the same as an earlier one.

    Rows of one key and standing that disagree are left to scoring, which knows what to do about conflicts.
    """
    table = facts.table
    key, size = key_codes(table, (*KEY, "status"))
    if size <= _MOST_KEYS:
        again = np.bincount(key, minlength=1)[key] > 1 if len(key) else np.empty(0, dtype=bool)
    else:
        again = pd.Series(key).duplicated(keep=False).to_numpy()
    rows = np.flatnonzero(again)
    if not len(rows):
        return []
    some = table.iloc[rows]
    parts = {"key": key[rows], "value": some["value"].to_numpy(), "form": some["form"].to_numpy()}
    for name in ("level", "rater", "written"):
        if name in table:
            parts[name] = some[name].cat.codes.to_numpy()
    if "written" in parts:  # how a number is written makes no difference; what a text says does
        parts["written"] = np.where(parts["form"] == Form.TEXT, parts["written"], -1)
    same = pd.DataFrame(parts)
    number = same.groupby(list(parts), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(number, return_index=True)
    later = np.flatnonzero(same.duplicated().to_numpy())
    found = []
    for position in later[:SHOWN].tolist():
        before = int(rows[first[number[position]]])
        row = int(rows[position])
        value = table["written"].iloc[row] if "written" in table else cell_text(table["value"].iloc[row])
        params = {"value": str(value)[:80], "first": facts.place(before)}
        found.append(facts.problem("row_repeated", row, severity="note", **params))
    if len(later) > SHOWN:
        found.append(Problem("more_rows", {"count": len(later) - SHOWN}, file=facts.origin, severity="note"))
    return found
