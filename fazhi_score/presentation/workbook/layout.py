"""A result into the plan of its worksheets: the row of each unit, the column of each node, what is live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.messages import say
from fazhi_score.numerics.classes import TOLERANCE, Codes
from fazhi_score.presentation.cells import class_name, periods, unit_names
from fazhi_score.presentation.order import in_rank_order
from fazhi_score.presentation.workbook.markup import letter
from fazhi_score.presentation.workbook.sheets import reference
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result

FIRST = 5
"""The first row of units in sheets with a column a node; above: group, id, weight and heading."""
WEIGHT_ROW, KEYS = 3, 3
"""The row of weights in these sheets, and how many columns name the unit."""

MOST_RANKED = 5_000
"""With more units ranks are values: each rank is counted over all units, so that the work grows with the square."""

LIVE = ("arithmetic", "geometric", "harmonic")
"""Aggregations that have a formula; all others are values."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands in the workbook of a result."""

    result: Result
    lang: str

    @property
    def framework(self) -> Framework:
        """The framework of the result."""
        return self.result.framework

    def say(self, code: str, **params: object) -> str:
        """Return a text in the language of the workbook."""
        return say(code, self.lang, **params)

    def label(self, node: str) -> str:
        """Return the name of a node."""
        return self.framework.label(node, self.lang)

    @cached_property
    def units(self) -> NDArray[np.intp]:
        """The rows of the result, in the order in which they stand in every sheet."""
        return in_rank_order(self.result)

    @cached_property
    def last(self) -> int:
        """The last row of units in sheets with a column a node."""
        return FIRST + len(self.units) - 1

    @cached_property
    def keys(self) -> list[list[str]]:
        """Name, period and class of each unit."""
        names, when = unit_names(self.result)[self.units], periods(self.result)[self.units]
        kinds = [class_name(str(kind), self.lang) for kind in self.result.table["class"].iloc[self.units]]
        return [list(map(str, column)) for column in (names, when, kinds)]

    @cached_property
    def nodes(self) -> list[tuple[str, int]]:
        """Every node of the composite with its level, parents before their children, in file order."""
        found: list[tuple[str, int]] = []

        def add(name: str, level: int) -> None:
            found.append((name, level))
            for child in self.framework.composite_tree.get(name, []):
                add(child, level + 1)

        add(ROOT, 0)
        return found

    @cached_property
    def indicators(self) -> list[str]:
        """Indicators of the composite; those of one group side by side."""
        tree = self.framework.composite_tree
        groups = [name for name, _ in self.nodes if name in tree]
        return [child for group in groups for child in tree[group] if child not in tree]

    @cached_property
    def groups(self) -> list[str]:
        """Groups of the composite, the deepest level first; those of one group side by side."""
        levels = dict(self.nodes)
        broad = [name for name in self.framework.group_order if name in self.framework.composite_tree and name != ROOT]
        return sorted(broad, key=lambda name: -levels[name])

    @cached_property
    def column(self) -> dict[str, str]:
        """The letter of each node's column, in the sheet of scores or of the calculation."""
        found = {name: letter(KEYS + k) for k, name in enumerate(self.indicators)}
        return found | {name: letter(KEYS + k) for k, name in enumerate(self.groups)}

    @cached_property
    def weight_row(self) -> dict[str, int]:
        """The row of each node in the sheet of weights; two rows stand above."""
        return {name: row for row, (name, _) in enumerate(self.nodes, start=3)}

    def sheet(self, code: str) -> str:
        """Return the reference of a worksheet."""
        return reference(self.say(f"book_sheet_{code}"))

    @cached_property
    def extras(self) -> list[str]:
        """Bonuses and penalties."""
        return self._adjustments(lambda spec: isinstance(spec, Extra))

    @cached_property
    def vetoes(self) -> list[str]:
        """Vetoes that cap the composite."""
        return self._adjustments(lambda spec: isinstance(spec, Veto) and not isinstance(spec.at_most, str))

    def _adjustments(self, wanted: Any) -> list[str]:
        if self.framework.method.ordering is not None:
            return []  # no score on 0–100: nothing to add to or to cap
        return [name for name, spec in self.framework.file.adjustments.items() if wanted(spec)]

    def is_live(self, group: str) -> bool:
        """Say whether the score of a group is a formula."""
        if group == ROOT and self.framework.method.ordering is not None:
            return False
        step = self.framework.step("aggregation", group)
        return step.method in LIVE and not step.parameters

    @cached_property
    def peers(self) -> Codes:
        """``(n,)`` for every unit shown the number of those it is ranked with (from 1), 0 where it has no rank."""
        codes = Peers(self.result.panel).codes(self.framework.method.rank_within)[self.units]
        ranked = ~np.isnan(self.result.standing.ranks[self.units])
        named = np.unique(codes[ranked], return_inverse=True)[1] + 1
        found = np.zeros(len(codes), dtype=np.intp)
        found[ranked] = named
        return found

    @cached_property
    def why_ranks_are_values(self) -> str:
        """Why ranks are no formulas, as the code of a sentence; "" where they are."""
        method, standing = self.framework.method, self.result.standing
        if method.ordering is not None or not self.is_live(ROOT):
            return "book_values_root"
        if method.compare_on is not None:
            return "book_values_comparable"
        if len(self.units) > MOST_RANKED:
            return "book_values_many"
        counted = _counted(standing.composite[self.units], self.peers)
        ranks = np.nan_to_num(standing.ranks[self.units])
        return "" if (counted == ranks).all() else "book_values_ties"

    @cached_property
    def grades_live(self) -> bool:
        """Whether grades follow from the composite alone."""
        file = self.framework.file
        capped = any(isinstance(spec, Veto) and isinstance(spec.at_most, str) for spec in file.adjustments.values())
        few = 0 < len(file.grades) <= 20 and all(len(name) <= 200 for name in file.grades)
        return few and not capped and not file.grade_quota and self.framework.method.ordering is None


def _counted(scores: NDArray[np.float64], peers: Codes) -> NDArray[np.float64]:
    """Return the ranks that counting finds: one more than the peers whose score is above by more than rounding."""
    found = np.zeros(len(scores))
    for code in np.unique(peers[peers > 0]):
        rows = np.flatnonzero(peers == code)
        ordered = np.sort(scores[rows])
        found[rows] = 1 + len(rows) - np.searchsorted(ordered, scores[rows] + TOLERANCE, side="right")
    return found
