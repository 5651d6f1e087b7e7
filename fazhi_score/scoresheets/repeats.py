"""Cells that are written on every row of a group: read as if they were merged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fazhi_score.scoresheets.columns import Column, Layout, heading_text
from fazhi_score.scoresheets.grid import Cell, Grid
from fazhi_score.scoresheets.tree import NO_GROUP, TOLERANCE, number_of

Blocks = dict[int, list[Cell | None]]
"""By data row: the cell that holds there for each column of texts, blanks being those above."""


def named_owner(column: Column, texts: Sequence[Column]) -> Column | None:
    """Return the column of texts whose level the heading of a column of points names: 一级分值 is of 一级指标."""
    named = re.match(r"([一二三四])级", heading_text(column.heading))
    return next((t for t in texts if named and heading_text(t.heading).startswith(named[0])), None)


def joined(grid: Grid, layout: Layout, kinds: Mapping[int, str]) -> tuple[Grid, frozenset[int]]:
    """Return the grid with repeated cells as one, and the columns of points that are read once a group.

    A repeated cell is one that says the same as the one above it, with the same cells to its left. The last column
    of texts stays as it is: there, two cells that say the same are two items.
    """
    cells = dict(grid.cells)
    texts = layout.of("group", "title", "content")
    blocks = _join_texts(cells, kinds, [column.number for column in texts[:-1]])
    once = set()
    filled = [c for c in layout.of("points") if any((row, c.number) in cells for row in blocks)]
    for column in filled:
        before = [t for t in texts if t.number < column.number]
        owner = (named_owner(column, texts) if len(filled) > 1 else None) or (before[-1] if before else None)
        if owner in texts[:-1] and _join_points(grid, kinds, cells, column.number, owner, blocks, texts.index(owner)):
            once.add(column.number)
    return replace(grid, cells=cells), frozenset(once)


def _join_texts(cells: dict[tuple[int, int], Cell], kinds: Mapping[int, str], columns: Sequence[int]) -> Blocks:
    blocks: Blocks = {}
    above: list[Cell | None] = [None] * len(columns)
    for row, kind in kinds.items():
        if kind == "section":
            above = [None] * len(columns)
        if kind != "data":
            continue
        changed = False
        for k, column in enumerate(columns):
            cell, last = cells.get((row, column)), above[k]
            if cell is None:
                above[k] = None if changed else last
            elif cell.text in NO_GROUP:
                above[k], changed = None, changed or last is not None
            elif last is not None and not changed and _plain(cell) == _plain(last):
                cells[row, column] = last
            else:
                above[k], changed = cell, True
        blocks[row] = list(above)
    return blocks


def _join_points(
    grid: Grid,
    kinds: Mapping[int, str],
    cells: dict[tuple[int, int], Cell],
    column: int,
    owner: Column,
    blocks: Blocks,
    k: int,
) -> bool:
    """Join points that stand on each row beside a repeated group; say whether there were any.

    Not where they differ within a group, or add up row by row to the total of the sheet: then they are of the items.
    """
    found: dict[Cell, list[int]] = {}
    for row, above in blocks.items():
        cell, group = cells.get((row, column)), above[k]
        if cell is not None and cell.row == row:
            if group is None:
                return False
            found.setdefault(group, []).append(row)
    repeated = [rows for rows in found.values() if len(rows) > 1]
    written = all((own := grid.at(row, owner.number)) and own.row == row for rows in repeated for row in rows[1:])
    if not repeated or not written:
        return False
    if any(_plain(cells[row, column]) != _plain(cells[rows[0], column]) for rows in repeated for row in rows):
        return False
    each = sum(number_of(cells[row, column].text) or 0.0 for rows in found.values() for row in rows)
    totals = [cells[row, column].text for row, kind in kinds.items() if kind == "total" and (row, column) in cells]
    if any(abs((number_of(text) or 0.0) - each) <= TOLERANCE for text in totals):
        return False
    for rows in repeated:
        for row in rows:
            cells[row, column] = cells[rows[0], column]
    return True


def _plain(cell: Cell) -> str:
    return "".join(cell.text.split())
