"""Two results into the units that moved although their own composite did not, and who moved them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.ranking import grade
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.comparison import Comparison

COLUMNS = ("name", "rank_before", "rank_after", "grade_before", "grade_after", "cause", "by")


def bystanders(comparison: Comparison) -> pd.DataFrame:
    """Return the units of both results with the same composite (within 1e-9) and another rank or grade.

    Returns
    -------
    DataFrame
        Indexed by region and period: name, rank_before, rank_after, grade_before, grade_after, cause and by.
        The cause is ``rank`` (others passed it or fell behind), ``quota`` (places of a grade were taken or
        freed), ``both``, or ``grade`` (its grade alone changed, by other limits or vetoes, not by others). `by`
        names the others: those that are ahead now and were not, or the other way round; for a quota those that
        came into the better of its two grades, or left it.
    """
    before, after = (_Side(result, comparison.index) for result in (comparison.before, comparison.after))
    same = np.abs(before.composite - after.composite) <= TOLERANCE
    ranked = ~((before.ranks == after.ranks) | (np.isnan(before.ranks) & np.isnan(after.ranks)))
    graded = before.grades != after.grades
    names = comparison.names.to_numpy(dtype=object)
    units = np.flatnonzero(same & (ranked | graded))
    rows = []
    for unit in units.tolist():
        quota = graded[unit] and before.earned[unit] == after.earned[unit]
        cause = ("both" if ranked[unit] else "quota") if quota else "rank" if ranked[unit] else "grade"
        others = _passed(before, after, unit) if ranked[unit] else np.zeros(len(names), dtype=bool)
        if quota:
            others = others | _took_or_freed(before, after, unit)
        by = ", ".join(dict.fromkeys(map(str, names[others])))
        rows.append((names[unit], before.ranks[unit], after.ranks[unit], before.grades[unit], after.grades[unit],
                     cause, by))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS), index=comparison.index[units])
    return frame.astype({"rank_before": "Int64", "rank_after": "Int64"})


def _passed(before: _Side, after: _Side, unit: int) -> NDArray[np.bool_]:
    """Return who is ahead of a unit now and was not, or the other way round.

    Where the unit has a rank on one side only, those are who made its class large enough, or too small.
    """
    if np.isnan(before.ranks[unit]) or np.isnan(after.ranks[unit]):
        found = (before.peers(unit) | after.peers(unit)) & (before.counts != after.counts)
        found[unit] = False
        return np.asarray(found)
    return np.asarray(before.ahead(unit) != after.ahead(unit))


def _took_or_freed(before: _Side, after: _Side, unit: int) -> NDArray[np.bool_]:
    """Return who changed how many places a unit found in the better of its two grades.

    Where nobody came in or left (a group of ties drops whole) those are who is ahead now and was not, or the other
    way round, or level with it now or before; else those who only now, or no longer, count for the quota.
    """
    better = max(before.level(unit), after.level(unit))
    fell = before.level(unit) == better
    levels = [side.levels >= better for side in (before, after)]
    beside = (before.peers(unit) | after.peers(unit)) & (np.arange(len(before.ranks)) != unit)
    came, left = ~levels[0] & levels[1], levels[0] & ~levels[1]
    crossed = (before.ahead(unit) != after.ahead(unit)) | (before.level_with(unit) != after.level_with(unit))
    for found in (came if fell else left, crossed, before.counts != after.counts):
        if (found & beside).any():
            return np.asarray(found & beside)
    return np.zeros(len(came), dtype=bool)


@dataclass(frozen=True)
class _Side:
    """One result on all units of both, ``(n,)`` each; who is not in it has neither rank nor grade."""

    result: Result
    index: pd.MultiIndex = field(repr=False)

    @cached_property
    def rows(self) -> Codes:
        return np.asarray(self.result.index.get_indexer(self.index))

    def whole(self, array: NDArray[Any], absent: Any) -> NDArray[Any]:
        found = array[self.rows]
        return np.where(self.rows < 0, absent, found)

    @cached_property
    def composite(self) -> Floats:
        return self.whole(self.result.standing.composite, np.nan)

    @cached_property
    def ranks(self) -> Floats:
        return self.whole(self.result.standing.ranks, np.nan)

    @cached_property
    def grades(self) -> NDArray[np.object_]:
        return self.whole(self.result.standing.grades, "")

    @cached_property
    def classes(self) -> Codes:
        codes = Peers(self.result.panel).codes(self.result.framework.method.rank_within)
        return self.whole(codes, -1)

    @cached_property
    def counts(self) -> NDArray[np.bool_]:
        """Who may have rank and grade: a composite, enough coverage, no gate."""
        least = self.result.framework.method.minimum_coverage - TOLERANCE
        enough = np.nan_to_num(self.result.standing.coverage.total) >= least
        allowed = self.whole(enough & ~self.result.adjusted.gated, False)
        return np.asarray(allowed & ~np.isnan(self.composite))

    @cached_property
    def levels(self) -> NDArray[np.intp]:
        """How good each grade is, 0 for none; by lower edges, the same on both sides where the grades are."""
        edges = self.result.framework.file.grades
        order = {name: k for k, name in enumerate(["", *sorted(edges, key=lambda name: edges[name])])}
        return np.array([order[name] for name in self.grades.tolist()], dtype=np.intp)

    def level(self, unit: int) -> int:
        return int(self.levels[unit])

    @cached_property
    def earned(self) -> NDArray[np.object_]:
        """Grades by score and vetoes, before any quota."""
        edges = self.result.framework.file.grades
        found = np.where(self.counts, grade(self.composite, edges), "")
        for cap, struck in self.result.adjusted.grade_caps.items():
            above = np.array([edges.get(name, -1.0) > edges[cap] for name in found.tolist()], dtype=bool)
            found = np.where(self.whole(struck, False) & above, cap, found)
        return found

    def peers(self, unit: int) -> NDArray[np.bool_]:
        return np.asarray((self.classes == self.classes[unit]) & (self.classes >= 0))

    def ahead(self, unit: int) -> NDArray[np.bool_]:
        """Say who of its class has a better rank than a unit."""
        return np.asarray(self.peers(unit) & (self.ranks < self.ranks[unit]))

    def level_with(self, unit: int) -> NDArray[np.bool_]:
        return np.asarray(self.peers(unit) & (self.ranks == self.ranks[unit]))
