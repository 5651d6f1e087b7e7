"""A table as it was packed and as it is made now into what is the same, what is close, and what differs where."""

from __future__ import annotations

import math
from collections.abc import KeysView
from dataclasses import dataclass
from typing import Literal

from fazhi_score.replication.tables import Table, rows_by_key

SAME = 1e-9
"""How far numbers may be apart, as a share of those above 1, where another machine adds in another order."""

State = Literal["same", "close", "differs"]
Keys = KeysView[tuple[str, ...]]


@dataclass(frozen=True)
class TableCheck:
    """One table compared.

    Parameters
    ----------
    name : str
        The member of the archive.
    state : {"same", "close", "differs"}
        The same bits; all numbers within 1e-9 and all else the same; or not.
    cells, different : int
        Cells compared, without those that name the row, and those that are not the same bits.
    largest : float
        The largest difference of two numbers, 0 where there is none; infinite where a text, a gap or a whole row or
        column differs.
    where : str
        Where that is, with what the archive has and what is found now: ``甲县 2024 composite: 81.2 → 81.3``.
    """

    name: str
    state: State
    cells: int
    different: int = 0
    largest: float = 0.0
    where: str = ""


def compared(name: str, old: Table, new: Table) -> TableCheck:
    """Compare a table of an archive with the same table made again.

    Rows are matched by the keys of the new one, columns by their headings; the order of rows does not matter.

    Examples
    --------
    >>> old, new = Table(("region", "x"), [("A", "0.3")]), Table(("region", "x"), [("A", "0.30000000000000004")], 1)
    >>> found = compared("results/scores.csv", old, new)
    >>> found.state, found.where
    ('close', 'A x: 0.3 → 0.30000000000000004')
    """
    if old.headings == new.headings and old.rows == new.rows:
        return TableCheck(name, "same", len(old.rows) * (len(new.headings) - new.keys))
    before, after = rows_by_key(_in_order(old, new), new.keys), rows_by_key(new, new.keys)
    cells, worst, close = [0, 0], (0.0, ""), True
    columns = [heading for heading in new.headings[new.keys :] if heading in old.headings]
    for told in _unmatched(old, new, before.keys(), after.keys()):
        cells, worst, close = [cells[0] + 1, cells[1] + 1], _larger(worst, (math.inf, told)), False
    places = {heading: new.headings.index(heading) for heading in columns}
    for key in [key for key in after if key in before]:
        for heading, place in places.items():
            one, two = before[key][place], after[key][place]
            cells[0] += 1
            if one != two:
                apart = difference(one, two)
                cells[1], close = cells[1] + 1, close and apart <= SAME * max(1.0, abs(_number(two)))
                worst = _larger(worst, (apart, f"{' '.join((*key, heading))}: {one or '–'} → {two or '–'}"))
    state: State = "same" if not cells[1] else "close" if close else "differs"
    return TableCheck(name, state, cells[0], cells[1], worst[0], worst[1])


def _larger(one: tuple[float, str], two: tuple[float, str]) -> tuple[float, str]:
    """Return the larger difference, of equal ones the first."""
    return two if not one[1] or two[0] > one[0] else one


def _in_order(old: Table, new: Table) -> Table:
    """Return the old table with its columns where the new one has them; "" where it has no such column."""
    place = {heading: number for number, heading in enumerate(old.headings)}
    order = [place.get(heading) for heading in new.headings]
    rows = [tuple("" if number is None else row[number] for number in order) for row in old.rows]
    return Table(new.headings, rows, new.keys)


def _unmatched(old: Table, new: Table, before: Keys, after: Keys) -> list[str]:
    """Return columns and rows that only one of the two tables has."""
    found = [f"{heading}: → –" for heading in old.headings if heading not in new.headings]
    found += [f"{heading}: – →" for heading in new.headings if heading not in old.headings]
    found += [f"{' '.join(key)}: → –" for key in before if key not in after]
    return found + [f"{' '.join(key)}: – →" for key in after if key not in before]


def difference(one: str, two: str) -> float:
    """Return how far two cells are apart, infinite where they are no two numbers.

    Examples
    --------
    >>> difference("1.5", "1.25"), difference("", "0.0"), difference("优秀", "良好")
    (0.25, inf, inf)
    """
    apart = abs(_number(one) - _number(two))
    return math.inf if math.isnan(apart) else apart


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
