"""Two results into who moved: each unit beside itself in an earlier round of the period, or in an earlier period."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fazhi_score.analysis.panels import earlier_rows
from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.items import Sheet
from fazhi_score.scoring.result import Result


@dataclass(frozen=True)
class Move:
    """A unit before and now: rows of the two results."""

    old: int
    new: int
    score: float
    rank: float
    """Places gained; NaN where there is no rank before or now."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Who moved between an earlier result and this one; see :func:`earlier_rows` for what is compared."""

    before: Result = field(repr=False)
    now: Result = field(repr=False)

    @cached_property
    def by_unit(self) -> dict[int, Move]:
        """Return the moves by row of the later result; who is new has none."""
        rows = earlier_rows(self.before, self.now).tolist()
        return {new: self._move(old, new) for new, old in enumerate(rows) if old >= 0}

    def _move(self, old: int, new: int) -> Move:
        before, now = self.before.standing, self.now.standing
        score = float(now.composite[new] - before.composite[old])
        return Move(old, new, score, float(before.ranks[old] - now.ranks[new]))

    @cached_property
    def same_period(self) -> bool:
        """Whether units are compared with an earlier round of the same period."""
        return any(self.before.index[one.old][1] == self.now.index[new][1] for new, one in self.by_unit.items())

    @cached_property
    def same_sheet(self) -> bool:
        """Whether both were scored by the same framework."""
        return self.before.framework.sha256() == self.now.framework.sha256()

    @cached_property
    def _sheets(self) -> tuple[Sheet, Sheet]:
        return Sheet(self.before), Sheet(self.now)

    def items(self, unit: int) -> list[tuple[str, float, float]]:
        """Return id, points before and points now of the items of a unit that differ, the largest differences first.

        An item that one of the two results leaves out has NaN there.
        """
        old, new = self._sheets
        earlier = {one.id: one.points for one in old.items(self.by_unit[unit].old)}
        later = {one.id: one.points for one in new.items(unit)}
        pairs = [(i, earlier.get(i, np.nan), later.get(i, np.nan)) for i in dict.fromkeys([*later, *earlier])]
        apart = [one for one in pairs if not _same(one[1], one[2])]
        return sorted(apart, key=lambda one: -abs(np.nan_to_num(one[2] - one[1])))


def _same(one: float, other: float) -> bool:
    return bool(np.isnan(one) and np.isnan(other)) or abs(one - other) <= TOLERANCE
