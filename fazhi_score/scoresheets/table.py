"""The rows of a score sheet into a tree of groups and items, with what stands around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fazhi_score.errors import Problem
from fazhi_score.scoresheets.columns import Column, Layout, heading_text, role_of
from fazhi_score.scoresheets.grid import Cell, Grid
from fazhi_score.scoresheets.repeats import joined, named_owner
from fazhi_score.scoresheets.tree import (
    FOOTNOTE,
    NO_GROUP,
    NUMBERED,
    ONLY_A_LABEL,
    TOLERANCE,
    TOTAL,
    Item,
    Node,
    kind_of,
    number_of,
    points_before,
    points_in,
    shortly,
    without_points,
)


@dataclass
class Table:
    """All that a worksheet says: the tree, titles, footnotes, and what does not fit."""

    root: Node
    titles: list[str]
    footnotes: list[str]
    total: float | None
    problems: list[Problem]


def read_table(grid: Grid, layout: Layout) -> Table:
    """Read the table below its headings."""
    return _Reader(grid, layout).read()


class _Reader:
    """Walks down the rows of one worksheet."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        self.grid, self.layout = grid, layout
        self.problems: list[Problem] = []
        self.footnotes: list[str] = []
        self.totals: list[tuple[bool, float, Cell, Node]] = []
        self.root = Node("")
        self.kinds = {row: self.kind(row) for row in grid.rows if row >= layout.first_row}
        self.rows = [row for row, kind in self.kinds.items() if kind == "data"]
        self.grid, once = joined(grid, layout, self.kinds)
        self.leaf_points, self.group_points = self.points_columns()
        if self.leaf_points and self.leaf_points.number in once:
            place = (layout.heading_rows[-1], self.leaf_points.number)
            self.problems.append(replace(grid.problem("scoresheet_once", severity="note"), place=grid.place(place)))
        self.groups = self.group_columns()
        inner = [c for c in layout.of("group", "title", "content") if c not in self.groups]
        named = any(c.role == "title" for c in inner)
        self.content = [c for c in inner if c.role == "content"] or ([] if named else inner[-1:])
        self.titles = [c for c in inner if c not in self.content]

    def kind(self, row: int) -> str:
        """Say what a row is: data, section, total, footnote or heading."""
        cells = self.grid.rows[row]
        texts = [cell.text for cell in cells]
        label = next((t for t in texts if number_of(t) is None), "")
        if self._is_footnote(cells) or (self.footnotes_began(row) and len(cells) == 1):
            return "footnote"
        if TOTAL.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", label))):
            return "total"
        known = {heading_text(c.heading) for c in self.layout.columns}
        if (
            len(cells) > 1
            and all(heading_text(t) in known or role_of(t) for t in texts if len(t) < 20)
            and max(map(len, texts)) < 20
            and sum(heading_text(t) in known for t in texts) > 1
        ):
            return "heading"
        return "section" if self._is_section(row, cells) else "data"

    @staticmethod
    def _is_footnote(cells: list[Cell]) -> bool:
        return len(cells) == 1 and bool(FOOTNOTE.match(cells[0].text))

    def footnotes_began(self, row: int) -> bool:
        return any(self._is_footnote(self.grid.rows[r]) for r in self.grid.rows if self.layout.first_row <= r < row)

    def _is_section(self, row: int, cells: list[Cell]) -> bool:
        """A row across the table, or one with nothing but a numbered name and points."""
        points = {c.number for c in self.layout.of("points")}
        words = [cell for cell in cells if cell.column not in points and number_of(cell.text) is None]
        if len(words) != 1 or words[0].row != row or len(words[0].text) > 60:
            return False
        word, width = words[0], len(self.layout.columns)
        if any(cell.row != row for cell in cells):  # beside a merged cell from above
            return False
        wide = word.columns >= max(3, width - 2)
        return (
            wide
            or self.numbered_below(row, word) > 0
            or bool(NUMBERED.match(word.text))
            or (bool(kind_of(word.text) != "scored") and len(word.text) <= 24)
        )

    def number_in(self, row: int, word: Cell | None = None) -> str:
        """Return the number of a row as 1.2, of its own column or before its first words."""
        column = next((c.number for c in self.layout.of("number")), None)
        cell = self.grid.at(row, column) or word or next(iter(self.grid.rows.get(row, [])), None)
        found = re.match(r"\s*(\d+(?:\.\d+)*)(?!\d)", unicodedata.normalize("NFKC", cell.text)) if cell else None
        return found[1] if found else ""

    def numbered_below(self, row: int, word: Cell) -> int:
        """Return the level of a row whose number 1 is followed by 1.1 in the next, else 0."""
        own = self.number_in(row, word)
        following = next((r for r in self.grid.rows if r > row), row)
        return own.count(".") + 1 if own and self.number_in(following).startswith(f"{own}.") else 0

    def blocks(self, column: Column) -> list[int]:
        """Return the data rows in which a cell of a column begins."""
        return [row for row in self.rows if (cell := self.grid.at(row, column.number)) and cell.row == row]

    def points_columns(self) -> tuple[Column | None, dict[int, Column]]:
        """Return the column of the items' points, and those of groups by the group's column."""
        columns = [c for c in self.layout.of("points") if self.blocks(c)]
        texts = self.layout.of("group", "title", "content")
        found: dict[int, Column] = {}
        left = []
        for column in columns:
            owner = named_owner(column, texts)
            same = [
                t for t in texts if t.role == "group" and self.blocks(t) == self.blocks(column) and len(columns) > 1
            ]
            if owner and len(columns) > 1:
                found[owner.number] = column
            elif same and len(self.blocks(column)) < max(len(self.blocks(c)) for c in columns):
                found[same[-1].number] = column
            else:
                left.append(column)
        if not left and found:  # the finest of all is that of the items
            finest = max(found, key=lambda n: (len(self.blocks(found[n])), n))
            left = [found.pop(finest)]
        leaf = max(left, key=lambda c: (len(self.blocks(c)), c.number), default=None)
        for column in left:
            before = [t for t in texts if t.number < column.number]
            if column is not leaf and before:
                found.setdefault(before[-1].number, column)
        return leaf, found

    def group_columns(self) -> list[Column]:
        """Return the columns whose cells stand for several items."""
        texts = self.layout.of("group", "title", "content")
        items = len([1 for row in self.rows if self.starts(row, texts[-1:])])
        found = []
        for k, column in enumerate(texts[:-1]):
            count = len(self.blocks(column))
            further = any(len(self.blocks(later)) > count for later in texts[k + 1 :])
            coarse = count <= 0.5 * items or column.number in self.group_points
            if further and (coarse or (column.role == "group" and count < items)):
                found.append(column)
        return found

    def starts(self, row: int, content: list[Column]) -> bool:
        """Say whether an item begins in a row."""
        points = self.grid.at(row, self.leaf_points.number) if self.leaf_points else None
        if points:
            return points.row == row
        if self.leaf_points and (row, self.leaf_points.number) in self.grid.unread:
            return True
        return any((cell := self.grid.at(row, c.number)) and cell.row == row for c in content)

    def read(self) -> Table:
        path: list[Node] = []
        seen: dict[int, Cell | None] = {}
        item: Item | None = None
        last: list[Cell] = []
        for row, kind in self.kinds.items():
            if kind == "section":
                path, item, seen = self.section(row, path), None, {}
            elif kind == "footnote":
                texts = [cell.text for cell in self.grid.rows[row]]
                self.footnotes += [text for text in texts if not ONLY_A_LABEL.fullmatch(text)]
            elif kind == "total":
                self.total(row, path[-1] if path else self.root)
            elif kind == "data":
                own = self.number_in(row)  # “2 其他” is no part of “1 领导”
                path = [n for n in path if not (n.number and own) or own.startswith(f"{n.number}.")]
                node, changed = self.group(row, path, seen)
                if item is None or changed or self.starts(row, self.content + self.titles):
                    item, last = self.item(row, node, last if not changed else [])
                else:
                    self.continue_item(item, row, node)
        titles = [
            cell.text
            for r in self.grid.rows
            if r < self.layout.heading_rows[0]
            for cell in self.grid.rows[r]
            if cell.row == r
        ]
        total = next((value for sub, value, _, _ in reversed(self.totals) if not sub), None)
        return Table(self.root, titles, self.footnotes, total, [*self.problems, *self.sums()])

    def section(self, row: int, path: list[Node]) -> list[Node]:
        """Open the group of a heading across the table; return the groups that are open."""
        cell = next(c for c in self.grid.rows[row] if number_of(c.text) is None)
        match = NUMBERED.match(cell.text)
        level = self.numbered_below(row, cell) or (2 if match and match[2] else 1)
        kept = [node for node in path if node.level and node.level < level]
        node = Node(cell.text, cell, points_in(cell.text), self.grid.place(cell), level=level)
        node.number = self.number_in(row, cell) if self.numbered_below(row, cell) else ""
        numbers = [
            c for c in self.grid.rows[row] if c is not cell and number_of(c.text) is not None and c.column > cell.column
        ]
        if node.points is None and numbers:
            node.points, node.points_place = number_of(numbers[0].text), self.grid.place(numbers[0])
        node.kind = kind_of(cell.text) if not kept or kept[-1].kind == "scored" else kept[-1].kind
        (kept[-1] if kept else self.root).parts.append(node)
        return [*kept, node]

    def group(self, row: int, path: list[Node], seen: dict[int, Cell | None]) -> tuple[Node, bool]:
        """Return the group of a data row by its group columns, and whether it is another than that of the row above."""
        node, changed = (path[-1] if path else self.root), False
        for column in self.groups:
            cell = self.grid.at(row, column.number)
            before = seen.get(column.number)
            if cell is not None and cell.text in NO_GROUP:
                seen[column.number] = None
                continue
            if cell is None and not changed:
                cell = before
            if cell is None:
                seen[column.number] = None
                continue
            old = node.parts[-1] if node.parts and isinstance(node.parts[-1], Node) else None
            if not changed and old and old.cell is not None and (old.cell is cell or old.text == cell.text):
                node = old
            else:
                node, changed = self.new_group(row, column, cell, node), True
            seen[column.number] = cell
        return node, changed

    def new_group(self, row: int, column: Column, cell: Cell, above: Node) -> Node:
        made = Node(cell.text, cell, points_in(cell.text), self.grid.place(cell))
        made.kind = kind_of(cell.text) if above.kind == "scored" else above.kind
        points = (
            self.grid.at(row, self.group_points[column.number].number) if column.number in self.group_points else None
        )
        if points:
            made.points, made.points_place = number_of(points.text), self.grid.place(points)
            if made.points is None:
                self.problems.append(self.grid.problem("scoresheet_points", points, got=points.text))
        above.parts.append(made)
        return made

    def total(self, row: int, node: Node) -> None:
        cells = [c for c in self.grid.rows[row] if c.column in {p.number for p in self.layout.of("points")}]
        label = next(c for c in self.grid.rows[row] if number_of(c.text) is None)
        number = next((n for c in cells if (n := number_of(c.text)) is not None), points_in(label.text))
        if number is not None:
            scored = [part for part in self.root.parts if isinstance(part, Node)]
            group = node if node is not self.root else (scored[-1] if scored else self.root)
            self.totals.append(("小计" in "".join(label.text.split()), number, cells[0] if cells else label, group))
            self.check_subtotal(*self.totals[-1])

    def check_subtotal(self, sub: bool, number: float, cell: Cell, group: Node) -> None:
        """A subtotal is the sum of one of the groups that end here."""
        if not sub:
            return
        sums, node = [group.sum()], group
        while node.parts and isinstance(node.parts[-1], Node):
            node = node.parts[-1]
            sums.append(node.sum())
        if all(abs(number - s) > TOLERANCE for s in sums):
            self.problems.append(
                self.grid.problem(
                    "scoresheet_subtotal", cell, wanted=f"{number:g}", given=f"{sums[0]:g}", listed=self.listed(group)
                )
            )

    def item(self, row: int, node: Node, last: list[Cell]) -> tuple[Item, list[Cell]]:
        """Make the item that begins in a row; where title and content are left blank, those above hold on."""
        cells = [c for column in (*self.titles, *self.content) if (c := self.grid.at(row, column.number))]
        shared = bool(cells) and all(c.row < row for c in cells)
        if not cells and last:
            cells, shared = last, True
        points = self.grid.at(row, self.leaf_points.number) if self.leaf_points else None
        first = next((c for c in cells if c.row == row), None) or next(iter(self.grid.rows[row]))
        wording = [c for column in self.layout.of("criteria") if (c := self.grid.at(row, column.number))]
        anchor = next((c for c in wording if c.row == row), first)
        at = points or ((row, self.leaf_points.number) if self.leaf_points else anchor)
        made = Item(self.grid.place(anchor), None, self.grid.place(at), points.text if points else "")
        numbers = {column.number for column in self.titles}
        made.title = [c.text for c in cells if c.column in numbers]
        made.content = [c.text for c in cells if c.column not in numbers]
        made.shared = 1 if shared else 0
        node.parts.append(made)
        self.continue_item(made, row, node)
        made.points = number_of(made.points_text) if made.points_text else self.points_of_text(made)
        if made.points_text and made.points is None and node.kind == "scored" and points:
            self.problems.append(self.grid.problem("scoresheet_points", points, got=points.text))
        elif (
            made.points is None
            and node.kind == "scored"
            and not any(p.place == made.points_place for p in self.grid.problems)
        ):
            self.problems.append(
                self.grid.problem("scoresheet_no_points", anchor, title=shortly(" ".join(made.title + made.content)))
            )
        return made, cells

    @staticmethod
    def points_of_text(item: Item) -> float | None:
        found = {p for text in (*item.title, *item.content) if (p := points_in(text)) is not None}
        if not found:
            found = {p for t in item.criteria if (p := points_before(t) or points_in(t)) is not None}
        return found.pop() if len(found) == 1 else None

    def continue_item(self, item: Item, row: int, node: Node) -> None:
        """Add to an item what stands in a row."""
        own = {"criteria": item.criteria, "content": item.content, "title": item.title}
        used = {c.number for c in (*self.groups, *self.layout.of("derived"))} | {
            c.number for c in self.group_points.values()
        }
        for column in self.layout.columns:
            cell = self.grid.at(row, column.number)
            if cell is None or column.number in used or column is self.leaf_points:
                continue
            if column in self.titles or column in self.content:
                texts = own["title" if column in self.titles else "content"]
            elif column.role == "criteria":
                texts = own["criteria"]
            elif column.role == "number":
                item.number = item.number or cell.text
                continue
            else:
                if (column.heading, cell.text) not in item.notes:
                    item.notes.append((column.heading, cell.text))
                continue
            if cell.text not in texts:
                texts.append(cell.text)

    def sums(self) -> Iterator[Problem]:
        """Compare the points of groups, and the total, with what stands below."""
        stack = [part for part in self.root.parts if isinstance(part, Node)]
        for node in stack:
            stack += [part for part in node.parts if isinstance(part, Node)]
            if node.kind != "scored" or node.points is None or abs(node.points - node.sum()) <= TOLERANCE:
                continue
            params = {"group": without_points(node.text), "wanted": f"{node.points:g}", "given": f"{node.sum():g}"}
            params["listed"] = self.listed(node)
            yield Problem("scoresheet_sum", params, file=self.grid.origin, place=node.points_place)
        for sub, number, cell, _ in self.totals:
            if not sub and abs(number - self.root.sum()) > TOLERANCE:
                yield self.grid.problem(
                    "scoresheet_total",
                    cell,
                    wanted=f"{number:g}",
                    given=f"{self.root.sum():g}",
                    listed=self.listed(self.root),
                )

    @staticmethod
    def listed(node: Node) -> str:
        """Return the parts of a group with their cells, for a message."""
        found = []
        for part in node.parts:
            place = part.points_place.rpartition("!")[2]
            if isinstance(part, Item):
                found.append(f"{place} {part.points:g}" if part.points is not None else f"{place} ?")
            elif part.kind == "scored":
                found.append(f"{place} {part.points if part.points is not None else part.sum():g}")
        return " + ".join(found[:12]) + (" + …" if len(found) > 12 else "")
