"""The worksheets with a row a unit and a column a node: indicator values, scores, and the calculation from them."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.formula import Name
from fazhi_score.framework.model import ROOT
from fazhi_score.presentation.workbook import formulas
from fazhi_score.presentation.workbook.book import Book
from fazhi_score.presentation.workbook.layout import FIRST, KEYS, WEIGHT_ROW, Layout
from fazhi_score.presentation.workbook.markup import letter, quoted
from fazhi_score.presentation.workbook.sheets import Bar, Formula, Worksheet, line_count, row_height
from fazhi_score.presentation.workbook.styles import (
    DAY,
    FILLED,
    GAP,
    HEADING,
    PLAIN,
    SCORE,
    UNDER,
    WHOLE,
    Style,
)
from fazhi_score.presentation.workbook.weights import weight_cells
from fazhi_score.scoring.reasons import OK

_KEY_WIDTHS = [18.0, 9.0, 12.0]
_LEFT_OUT, _STANDS_IN = Style(format=SCORE, fill=GAP), Style(format=SCORE, fill=FILLED, italic=True)
_NUMBER, _TOTAL = Style(format=SCORE), Style(format=SCORE, bold=True)

Column = tuple[Any, Any]


def looks(values: NDArray[np.float64], look: Style) -> list[Style]:
    """Return the looks of numbers: gaps are grey."""
    gap = Style(format=look.format, fill=GAP)
    return [gap if empty else look for empty in np.isnan(values).tolist()]


def _started(book: Book, layout: Layout, code: str, heads: list[list[Any]], width: float, tab: str = "") -> Worksheet:
    """Add a sheet with its four rows of headings: group, id, weight (or unit) and name of each column."""
    sheet = book.add(layout.say(f"book_sheet_{code}"), frozen=(FIRST - 1, KEYS), heading=FIRST - 1, tab=tab)
    sheet.widths = _KEY_WIDTHS + [width] * (len(heads[0]))
    third = "book_row_unit" if code == "values" else "book_row_weight"
    rows = [("book_row_group", UNDER), ("book_row_id", UNDER), (third, UNDER)]
    for (name, fill), cells in zip(rows, heads[:3], strict=True):
        look = Style(fill=fill, wrap=True, align="center", size=9, format="0.00##" if third == name else PLAIN)
        left = [(layout.say(name), Style(fill=fill, bold=True, size=9)), *[("", Style(fill=fill))] * (KEYS - 1)]
        sheet.row([*left, *[(cell, look) for cell in cells]], 0 if third == name else 28)
    keys = [layout.say(f"column_{name}") for name in ("name", "period", "class")]
    lines = max((line_count(text, width - 1.0) for text in heads[3]), default=1)
    sheet.row([(text, HEADING) for text in [*keys, *heads[3]]], max(32.0, row_height(lines)))
    return sheet


def _key_columns(layout: Layout) -> list[Column]:
    return [(column, Style(wrap=k == 0)) for k, column in enumerate(layout.keys)]


def add_scores(book: Book, layout: Layout) -> Worksheet:
    """Add the scores (0–100) of all indicators, under the row of weights that the sums use."""
    names, framework, result = layout.indicators, layout.framework, layout.result
    heads: list[list[Any]] = [
        [layout.label(framework.parent(name)) for name in names],
        names,
        weight_cells(layout, names),
        [layout.label(name) for name in names],
    ]
    sheet = _started(book, layout, "scores", heads, 11, "2E75B6")
    number = {name: k for k, name in enumerate(framework.entries)}
    columns = np.array([number[name] for name in names], dtype=np.intp)
    reasons = result.marks.reasons[np.ix_(layout.units, columns)]
    made = [_scores(result.nodes[name][0][layout.units], reasons[:, k] != OK) for k, name in enumerate(names)]
    sheet.rows([*_key_columns(layout), *made])
    if len(layout.units) and names:
        sheet.bars.append(Bar(f"{letter(KEYS)}{FIRST}:{letter(KEYS + len(names) - 1)}{layout.last}", 100))
    return sheet


def _scores(scores: NDArray[np.float64], gap: NDArray[np.bool_]) -> Column:
    """Return scores with their looks: a gap is grey and empty, what stands in for one is in italics."""
    if not gap.any() and not np.isnan(scores).any():
        return scores, _NUMBER
    looks = np.where(np.isnan(scores), 1, np.where(gap, 2, 0)).tolist()
    return scores.tolist(), [(_NUMBER, _LEFT_OUT, _STANDS_IN)[look] for look in looks]


def add_values(book: Book, layout: Layout) -> Worksheet:
    """Add the values of all indicators in their units, those that are shown only at the end."""
    framework = layout.framework
    others = [name for name in framework.entries if name not in set(layout.indicators)]
    names = [*layout.indicators, *others]
    heads: list[list[Any]] = [
        [layout.label(framework.parent(name)) for name in names],
        names,
        [
            "%" if framework.entries[name].spec.unit == "percent" else framework.entries[name].spec.unit
            for name in names
        ],
        [layout.label(name) for name in names],
    ]
    sheet = _started(book, layout, "values", heads, 11)
    values = layout.result.indicator_values[names].to_numpy(dtype=np.float64)[layout.units]
    made = [_values(layout, name, values[:, k]) for k, name in enumerate(names)]
    sheet.rows([*_key_columns(layout), *made])
    return sheet


_DAY_ZERO = datetime.date(1899, 12, 30).toordinal()  # from which spreadsheets count days


def _values(layout: Layout, name: str, values: NDArray[np.float64]) -> Column:
    """Return values in their units with their looks: shares, days, yes and no, numbers; a gap is grey."""
    entry, gap = layout.framework.entries[name], np.isnan(values)
    tree = None if entry.formula is None else entry.formula.tree
    fact = layout.framework.file.facts.get(tree.id) if isinstance(tree, Name) else None
    kind = "percent" if entry.spec.unit == "percent" else "" if fact is None else fact.kind or ""
    if kind == "date":
        values = values - _DAY_ZERO
    yes, no = (quoted(layout.say(f"book_{word}")) for word in ("yes", "no"))
    whole = "#,##0" if (values[~gap] == np.floor(values[~gap])).all() else "#,##0.00##"
    known = {"percent": "0.00%", "share": "0.00%", "date": DAY, "yes_no": f"{yes};{yes};{no}"}
    return values.tolist(), looks(values, Style(format=known.get(kind, whole)))


class Calculation:
    """The worksheet from indicator scores to groups, the weighted total, adjustments, composite and rank."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.result, self.framework = layout, layout.result, layout.framework
        self.steps = [ROOT, *[f"+{name}" for name in layout.extras], *[f"<{name}" for name in layout.vetoes]]
        self.steps += ["composite", *(["points"] if self.framework.file.total_points else []), "peers", "rank"]
        start = KEYS + len(layout.groups)
        self.place = {step: letter(start + k) for k, step in enumerate(self.steps)}
        self.place |= {name: layout.column[name] for name in layout.groups}

    def cell(self, step: str, row: int) -> str:
        """Return the reference to a cell of the sheet from another one."""
        return f"{self.layout.sheet('calculation')}!{self.place[step]}{row}"

    def add(self, book: Book) -> Worksheet:
        """Add the sheet."""
        layout, groups = self.layout, self.layout.groups
        nothing = [""] * len(self.steps)
        above = [self.framework.parent(name) for name in groups]
        parents = [layout.label(name) if name != ROOT else layout.say("book_row_whole") for name in above]
        used = weight_cells(layout, groups)
        labels = [layout.label(name) for name in groups] + [self.heading(step) for step in self.steps]
        heads: list[list[Any]] = [parents + nothing, groups + nothing, [*used, *nothing], labels]
        sheet = _started(book, layout, "calculation", heads, 12, "2E75B6")
        sheet.rows([*_key_columns(layout), *[self.group(name) for name in groups], *map(self.step, self.steps)])
        if len(layout.units):
            ends = [(letter(KEYS), self.place[ROOT]), (self.place["composite"], self.place["composite"])]
            sheet.bars += [Bar(f"{first}{FIRST}:{last}{layout.last}", 100) for first, last in ends]
        return sheet

    def heading(self, step: str) -> str:
        """Return the heading of a column behind the groups."""
        if step[:1] in "+<" and step:
            code = "book_step_extra" if step[0] == "+" else "book_step_cap"
            return self.layout.say(code, name=self.layout.label(step[1:]))
        total = self.framework.file.total_points or 0
        return self.layout.say(f"book_step_{step or 'total'}", total=f"{total:g}")

    def group(self, name: str) -> Column:
        """Return the column of a group, or of the weighted total."""
        scores = self.result.nodes[name][0][self.layout.units]
        look = _TOTAL if name == ROOT else _NUMBER
        if not self.layout.is_live(name):
            return scores, look
        tree, aggregation = self.framework.composite_tree[name], self.framework.aggregation(name)
        least = formulas.least_children(self.framework.minimum_children(name), len(tree))
        made = []
        for row, score in enumerate(scores.tolist(), start=FIRST):
            text, array = formulas.mean(aggregation, self.parts(name, row), least)
            made.append(Formula(text, score, array))
        return made, looks(scores, look)

    def parts(self, group: str, row: int) -> list[formulas.Part]:
        """Return the ranges of a group's children in a row: indicators in one sheet, groups in this one."""
        tree, column = self.framework.composite_tree, self.layout.column
        below = tree[group]
        found = []
        for children, sheet in (
            ([child for child in below if child not in tree], f"{self.layout.sheet('scores')}!"),
            ([child for child in below if child in tree], ""),
        ):
            if children:
                first, last = column[children[0]], column[children[-1]]
                ends = (f"{first}{row}:{last}{row}", f"{first}${WEIGHT_ROW}:{last}${WEIGHT_ROW}")
                found.append(formulas.Part(*[f"{sheet}{area}" for area in ends]))
        return found

    def step(self, step: str) -> Column:
        """Return a column behind the groups."""
        result, units = self.result, self.layout.units
        rows = range(FIRST, FIRST + len(units))
        if step == ROOT:
            return self.group(ROOT)
        if step[0] in "+<":
            points = result.adjusted.effects[step[1:]].points[units]
            return points, _NUMBER
        if step == "composite":
            return self.composite(list(rows))
        if step == "points":
            scale = (self.framework.file.total_points or 100.0) / 100.0
            composite = result.standing.composite[units]
            values = [
                f'IF({self.place["composite"]}{row}="","",{self.place["composite"]}{row}*{scale!r})' for row in rows
            ]
            made = [Formula(text, score * scale) for text, score in zip(values, composite.tolist(), strict=True)]
            return made, looks(composite, _TOTAL)
        if step == "peers":
            return [code or None for code in self.layout.peers.tolist()], Style(format=WHOLE)
        return self.rank(list(rows))

    def composite(self, rows: list[int]) -> Column:
        """Return the column of composites."""
        composite, method = self.result.standing.composite[self.layout.units], self.framework.method
        if method.ordering is not None:
            return composite, _TOTAL
        extras, caps = self.layout.extras, self.layout.vetoes
        made = []
        for row, score in zip(rows, composite.tolist(), strict=True):
            ranges = [
                f"{self.place[sign + names[0]]}{row}:{self.place[sign + names[-1]]}{row}" if names else ""
                for sign, names in (("+", extras), ("<", caps))
            ]
            total = f"{self.place[ROOT]}{row}"
            text = formulas.adjusted(total, *ranges, above_100=method.above_100, digits=method.round)
            made.append(Formula(text, score))
        return made, looks(composite, _TOTAL)

    def rank(self, rows: list[int]) -> Column:
        """Return the column of ranks; empty where there is none."""
        ranks = self.result.standing.ranks[self.layout.units]
        look = Style(format=WHOLE, bold=True)
        if self.layout.why_ranks_are_values:
            return ranks, look
        score, peers, last = self.place["composite"], self.place["peers"], self.layout.last
        scores, everyone = f"{score}${FIRST}:{score}${last}", f"{peers}${FIRST}:{peers}${last}"
        made = [
            Formula(formulas.rank(f"{score}{row}", f"{peers}{row}", scores, everyone), value)
            for row, value in zip(rows, ranks.tolist(), strict=True)
        ]
        return made, look
