"""The worksheet of weights, from which every weighted sum of the workbook takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.workbook.book import Book
from fazhi_score.presentation.workbook.formulas import in_use
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.sheets import Bar, Formula, Worksheet, line_count, row_height
from fazhi_score.presentation.workbook.styles import HEADING, INPUT, QUIET, SHARE, UNDER, WHOLE, Style

_COLUMNS = ("number", "parent", "node", "id", "weight", "changed", "used", "share", "effective", "check")
_WIDTHS = (6, 8, 40, 26, 11, 11, 11, 12, 12, 22)


def add_weights(book: Book, layout: Layout) -> Worksheet:
    """Add the sheet: weights as scored, cells to type others into, weights in use, and shares of the composite."""
    sheet = book.add(layout.say("book_sheet_weights"), frozen=(2, 4), heading=2, repeat=2, tab="BF9000")
    sheet.widths = list(map(float, _WIDTHS))
    points = layout.framework.file.total_points is not None
    lead = layout.say("book_weights_lead_points" if points else "book_weights_lead")
    look = Style(italic=True, fill=QUIET, wrap=True, border=False)
    sheet.row([(lead, look)] + [("", look)] * (len(_COLUMNS) - 1), 48)
    sheet.merged.append("A1:J1")
    sheet.row([(layout.say(f"book_weights_{name}"), HEADING) for name in _COLUMNS], 32)
    writer = _Writer(layout, points)
    for name, level in layout.nodes:
        lines = line_count(layout.label(name), _WIDTHS[2] - 2.0 * level)
        sheet.row(writer.row(name, level), row_height(lines) if lines > 1 else 0.0)
    last = writer.last
    sheet.inputs.append((f"F4:F{last}", layout.say("book_weights_changed"), layout.say("book_weights_refused")))
    sheet.bars.append(Bar(f"H4:H{last}", 1))
    return sheet


class _Writer:
    """Makes the rows of the sheet."""

    def __init__(self, layout: Layout, points: bool) -> None:
        self.layout, self.framework, self.points = layout, layout.framework, points
        self.last = 2 + len(layout.nodes)
        shares = layout.result.effective_weights.iloc[layout.units]
        scored = shares.sum(axis=1).to_numpy() > 0
        mean = shares[scored].mean() if scored.any() else shares.sum() * np.nan
        self.effective: dict[str, float] = {str(name): float(share) for name, share in mean.items()}

    def row(self, name: str, level: int) -> list[tuple[Any, Style]]:
        """Return one row: the whole, a group or an indicator."""
        row, tree = self.layout.weight_row[name], self.framework.composite_tree
        group = name in tree
        look = Style(bold=group, fill=UNDER if group else "", wrap=True)
        number = Style(format="0.00##", bold=group, fill=look.fill)
        parent = None if name == ROOT else self.layout.weight_row[self.framework.parent(name)] - 2
        return [
            (row - 2, Style(format=WHOLE, fill=look.fill)),
            (parent, Style(format=WHOLE, fill=look.fill)),
            (self.layout.label(name), Style(bold=group, fill=look.fill, wrap=True, indent=level)),
            (name or self.framework.id, Style(fill=look.fill, wrap=True)),
            (self.weight(name), number),
            (None, number if name == ROOT else Style(format=number.format, fill=INPUT)),
            (self.used(name, row), number),
            (self.share(name, row), Style(format=SHARE, bold=group, fill=look.fill)),
            (self.mean_share(name), Style(format=SHARE, bold=group, fill=look.fill)),
            (self.check(name, row), Style(fill=look.fill, wrap=True)),
        ]

    def weight(self, name: str) -> float | None:
        """Return the weight with which the result was scored: points in a sheet of points."""
        if name == ROOT:
            return self.framework.file.total_points
        if self.points and not self.apart(self.framework.parent(name)):
            return self.framework.points(name)
        return self.framework.weights[name]

    def apart(self, group: str) -> bool:
        """Say whether classes have items of their own, so that the children do not add up to their group."""
        children = self.framework.composite_tree[group]
        whole = self.framework.points(group)
        given = sum(self.framework.points(child) for child in children)
        return bool(self.points and abs(given - whole) > TOLERANCE * max(whole, 1.0))

    def used(self, name: str, row: int) -> Any:
        """Return the weight in use: what is typed in, else as scored, in a sheet of points what the siblings leave."""
        if name == ROOT:
            return Formula(f"E{row}", self.weight(name)) if self.points else None
        parent = self.framework.parent(name)
        if self.points and not self.apart(parent):
            return Formula(in_use(row, self.last, f"G{self.layout.weight_row[parent]}"), self.weight(name))
        return Formula(f'IF(F{row}="",E{row},F{row})', self.weight(name))

    def share(self, name: str, row: int) -> Any:
        """Return the share of the composite before gaps are left out."""
        nominal = self.framework.nominal_weights[name]
        if name == ROOT:
            return nominal
        parent = self.framework.parent(name)
        if self.apart(parent):
            return nominal  # siblings of other classes are not in the same sum
        beside = f"SUMIF(B$3:B${self.last},B{row},G$3:G${self.last})"
        return Formula(f"IF({beside}=0,0,G{row}/{beside})*H{self.layout.weight_row[parent]}", nominal)

    def mean_share(self, name: str) -> float:
        """Return the share that it had on average, gaps left out."""
        tree = self.framework.composite_tree
        if name not in tree:
            return self.effective[name]
        return sum(self.mean_share(child) for child in tree[name])

    def check(self, name: str, row: int) -> Any:
        """Return whether the points of the children are those of the group."""
        if not self.points or name not in self.framework.composite_tree:
            return None
        if self.apart(name):
            return self.layout.say("book_weights_apart")
        below = f"SUMIF(B$3:B${self.last},A{row},G$3:G${self.last})"
        fits, wrong = self.layout.say("book_weights_fits"), self.layout.say("book_weights_wrong")
        return Formula(f'IF(ABS({below}-G{row})<0.000001,"{fits}","{wrong}")', fits)


def weight_cells(layout: Layout, names: list[str]) -> list[Formula]:
    """Return the weights in use of nodes, for the row of weights above their scores."""
    writer = _Writer(layout, layout.framework.file.total_points is not None)
    sheet = layout.sheet("weights")
    return [Formula(f"{sheet}!$G${layout.weight_row[name]}", writer.weight(name)) for name in names]
