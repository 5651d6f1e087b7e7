"""The worksheet of the ranking: composites, ranks and grades as they follow from the calculation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.workbook import formulas
from fazhi_score.presentation.workbook.book import Book
from fazhi_score.presentation.workbook.layout import FIRST, Layout
from fazhi_score.presentation.workbook.markup import letter
from fazhi_score.presentation.workbook.matrices import Calculation, Column, looks
from fazhi_score.presentation.workbook.sheets import Bar, Formula, Worksheet
from fazhi_score.presentation.workbook.styles import HEADING, SCORE, SHARE, WHOLE, Style

_NUMBER, _BOLD = Style(format=SCORE), Style(format=SCORE, bold=True)


def add_ranking(book: Book, layout: Layout, calculation: Calculation) -> Worksheet:
    """Add the sheet: one row a unit, with coverage, bounds and possible ranks beside the score."""
    sheet = book.add(layout.say("book_sheet_ranking"), frozen=(1, 1), tab="C00000")
    made = _Columns(layout, calculation).all()
    sheet.row([(name, HEADING) for name, _, _ in made], 48)
    sheet.widths = [width for _, width, _ in made]
    sheet.rows([column for _, _, column in made])
    for k, (name, _, _) in enumerate(made):
        most = {layout.say("column_coverage"): 1, layout.say("column_disclosure"): 1}.get(name)
        most = 100 if name == layout.say("column_composite") or name in map(layout.label, layout.groups) else most
        if most and len(layout.units):
            sheet.bars.append(Bar(f"{letter(k)}2:{letter(k)}{sheet.last}", most))
    return sheet


class _Columns:
    """Makes the columns of the sheet: heading, width, values and looks."""

    def __init__(self, layout: Layout, calculation: Calculation) -> None:
        self.layout, self.calculation = layout, calculation
        self.table = layout.result.table.iloc[layout.units]

    def all(self) -> list[tuple[str, float, Column]]:
        """Return all columns in order."""
        say, keys = self.layout.say, self.layout.keys
        file, method = self.layout.framework.file, self.layout.framework.method
        found: list[tuple[str, float, Column]] = [
            (say("column_name"), 20, (keys[0], Style(wrap=True, bold=True))),
            (say("column_period"), 9, (keys[1], Style())),
        ]
        if any(keys[2]):
            found.append((say("column_class"), 13, (keys[2], Style())))
        found.append((say("column_composite"), 12, self.linked("composite", self.table["composite"])))
        if file.total_points not in (None, 100.0):
            heading = self.calculation.heading("points")
            found.append((heading, 12, self.linked("points", self.table["points"])))
        found.append((say("column_rank"), 8, self.linked("rank", self.table["rank"], Style(format=WHOLE, bold=True))))
        whole = Style(format=WHOLE)
        found += [(say(f"book_column_{k}"), 9, (self.numbers(k), whole)) for k in ("best_rank", "worst_rank", "peers")]
        if file.grades:
            found.append((say("column_grade"), 10, self.grades()))
        found.append((say("column_coverage"), 10, (self.numbers("coverage"), Style(format=SHARE))))
        found += [(say(f"book_column_{name}"), 9, (self.numbers(name), _NUMBER)) for name in ("lower", "upper")]
        if not np.isnan(self.numbers("disclosure")).all():
            found.append((say("column_disclosure"), 10, (self.numbers("disclosure"), Style(format=SHARE))))
        if "comparable" in self.table:
            found.append((say("column_comparable"), 11, (self.numbers("comparable"), _NUMBER)))
        for group in self.layout.framework.composite_tree[ROOT]:
            if group in self.layout.groups:
                scores = self.layout.result.nodes[group][0][self.layout.units]
                found.append((self.layout.label(group), 11, self.linked(group, scores, _NUMBER)))
        reasons = self.unranked(method.minimum_coverage)
        if any(reasons):
            found.append((say("book_column_unranked"), 24, (reasons, Style(wrap=True))))
        return found

    def numbers(self, name: str) -> Any:
        """Return a column of the league table as numbers."""
        return self.table[name].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)

    def linked(self, step: str, values: Any, look: Style = _BOLD) -> Column:
        """Return a column that shows what the calculation finds; an empty cell there stays empty here."""
        numbers = pd.array(values, dtype="Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        made = []
        for row, value in enumerate(numbers.tolist(), start=FIRST):
            cell = self.calculation.cell(step, row)
            made.append(Formula(f'IF({cell}="","",{cell})', value))
        return made, looks(numbers, look)

    def grades(self) -> Column:
        """Return the column of grades: formulas where they follow from the composite alone."""
        grades = [str(grade) for grade in self.table["grade"]]
        look = Style(align="center")
        if not self.layout.grades_live:
            return grades, look
        edges = self.layout.framework.file.grades
        cells = [self.calculation.cell("composite", FIRST + k) for k in range(len(grades))]
        pairs = zip(cells, grades, strict=True)
        return [Formula(formulas.grade(cell, edges), grade) if grade else "" for cell, grade in pairs], look

    def unranked(self, least: float) -> list[str]:
        """Return why a unit has no rank, "" where it has one."""
        standing, units, say = self.layout.result.standing, self.layout.units, self.layout.say
        ranked_on = standing.composite if standing.comparable is None else standing.comparable
        found = []
        for unit in units.tolist():
            if not np.isnan(standing.ranks[unit]):
                found.append("")
            elif np.isnan(ranked_on[unit]):
                found.append(say("book_unranked_score"))
            elif self.layout.result.adjusted.gated[unit]:
                found.append(say("book_unranked_gate"))
            elif np.nan_to_num(standing.coverage.total[unit]) < least - TOLERANCE:
                found.append(say("book_unranked_coverage", least=f"{least:.0%}"))
            else:
                found.append(say("book_unranked_peers", count=self.layout.framework.method.minimum_peers))
        return found
