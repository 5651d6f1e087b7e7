"""An evaluator's score sheet (评分细则) in Excel into the YAML of a framework."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.scoresheets.columns import LOOKED_FOR, Layout, find_layout
from fazhi_score.scoresheets.drafting import Drafting, yaml_text
from fazhi_score.scoresheets.grid import Grid, read_grids
from fazhi_score.scoresheets.table import Table, read_table
from fazhi_score.scoresheets.tree import Item, Node, number_of

COLUMNS = ["id", "cell", "group", "points", "title", "wording", "rule", "why", "why_open"]


@dataclass(frozen=True)
class ImportedSheet:
    """What was read from a score sheet.

    Parameters
    ----------
    text : str
        The framework as YAML; `framework` is the same, loaded.
    items : DataFrame
        A row for each item: id, cell, group, points, title, wording, rule, and of what is open the code of
        the reason (why) and the reason in words (why_open).
    open : DataFrame
        The rows of `items` that a person has to complete, with the reason.
    problems : tuple of Problem
        Sums that do not add up, cells that cannot be read, what is hidden.
    """

    text: str
    items: pd.DataFrame = field(repr=False)
    open: pd.DataFrame = field(repr=False)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def framework(self) -> Framework:
        """The framework of `text`.

        Raises
        ------
        FazhiError
            Where the points of the sheet do not add up: they are kept as they stand.
        """
        return load_framework("scoresheet.yaml", text=self.text)


def import_sheet(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    id: str | None = None,
    points: str | None = None,
    lang: str = "zh",
) -> ImportedSheet:
    """Read a score sheet of any usual layout.

    Parameters
    ----------
    path : path
        An .xlsx or .xlsm file.
    sheet : str, optional
        The worksheet; left out, the first visible one with headings of a score sheet.
    id : str, optional
        The id of the framework; left out, the name of the file.
    points : str, optional
        Whose points are read where the sheet has a column of points for each class of units (乡镇, 部门).
    lang : {"zh", "en"}
        Language of the reasons in `why_open`.

    Raises
    ------
    FazhiError
        Where the file cannot be read, or no worksheet has headings of a score sheet.
    """
    grids = read_grids(path, sheet)
    grid, layout, problems = _choose(grids, os.fspath(path))
    if layout.by_class or points is not None:
        grid, layout, notes = _of_class(grid, layout, points)
        problems += notes
    table = read_table(grid, layout)
    if not list(table.root.items()):
        raise FazhiError(grid.problem("scoresheet_no_items"))
    drafting = Drafting(table, lang)
    drafting.run()
    if not drafting.indicators:
        raise FazhiError(grid.problem("scoresheet_no_items"))
    name = id or re.sub(r"[^\w.\-]+", "-", Path(path).stem).strip("-") or "scoresheet"
    text = yaml_text(drafting, name, f"{Path(path).name} '{grid.title}'")
    drafted = [replace(problem, file=grid.origin) for problem in drafting.problems]
    found = [*problems, *drafted, *grid.problems, *table.problems, *_twice(grid, table), *_scale(grid, table, drafting)]
    frame = pd.DataFrame(drafting.rows)
    waiting = frame["why"] != ""
    return ImportedSheet(text, frame[COLUMNS], frame.loc[waiting, COLUMNS].reset_index(drop=True), tuple(found))


def _choose(grids: list[Grid], origin: str) -> tuple[Grid, Layout, list[Problem]]:
    """Return the worksheet that holds the table, and what to know about the others."""
    found = [(grid, layout) for grid in grids if (layout := find_layout(grid))]
    if not any(grid.cells for grid in grids):
        raise FazhiError(Problem("sheet_empty", {"sheet": grids[0].title if grids else "-"}, file=origin))
    if not found:
        names = ", ".join(grid.title for grid in grids)
        raise FazhiError(Problem("scoresheet_no_headings", {"wanted": LOOKED_FOR, "sheets": names}, file=origin))
    found.sort(key=lambda pair: pair[0].hidden)
    grid, layout = found[0]
    notes = [g.problem("scoresheet_also", severity="warning", chosen=grid.title) for g, _ in found[1:] if not g.hidden]
    notes += [g.problem("scoresheet_hidden_sheet", severity="note") for g in grids if g.hidden and g.cells]
    return grid, layout, notes


def _of_class(grid: Grid, layout: Layout, points: str | None) -> tuple[Grid, Layout, list[Problem]]:
    """Keep the points of one class, and the rows that have any."""
    if not layout.by_class:
        raise FazhiError(grid.problem("scoresheet_no_classes", points=points))
    if points is None or points not in layout.by_class:
        raise FazhiError(grid.problem("scoresheet_classes", classes=", ".join(layout.by_class)))
    mine = layout.by_class[points].number
    others = [column.number for name, column in layout.by_class.items() if name != points]
    rows = [row for row in grid.rows if row >= layout.first_row]
    left = [r for r in rows if not _amount(grid, r, mine) and any(_amount(grid, r, other) for other in others)]
    note = grid.problem(
        "scoresheet_other_class", severity="note", rows=", ".join(map(str, left)), points=points, count=len(left)
    )
    return grid.without_rows(left), layout.with_points_of(points), [note] if left else []


def _amount(grid: Grid, row: int, column: int) -> float:
    cell = grid.at(row, column)
    return (number_of(cell.text) or 0.0) if cell else 0.0


def _scale(grid: Grid, table: Table, drafting: Drafting) -> Iterator[Problem]:
    """Grades and highest totals are of 100 in the format, whatever the points of the sheet."""
    total = table.root.sum() if table.total is None else table.total
    capped = any(isinstance(content.get("at_most"), int | float) for _, _, content in drafting.adjustments)
    if total != 100 and (drafting.grades or capped):
        yield grid.problem("scoresheet_scale", severity="warning", total=f"{total:g}")


def _twice(grid: Grid, table: Table) -> Iterator[Problem]:
    """Tell of items whose wording stands twice."""
    first: dict[Any, Item] = {}
    for item in _scored(table.root):
        key = tuple("".join(text.split()) for text in (*item.title, *item.content, *item.criteria))
        if key in first:
            params = {"first": first[key].place.rpartition("!")[2], "title": key[0][:24]}
            yield Problem("scoresheet_twice", params, file=grid.origin, place=item.place, severity="warning")
        first.setdefault(key, item)


def _scored(node: Node) -> Iterator[Item]:
    for part in node.parts:
        if isinstance(part, Item):
            yield part
        elif part.kind == "scored":
            yield from _scored(part)
