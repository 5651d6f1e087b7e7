"""What is kept of draws: counts of ranks, scores and grades, in memory that does not grow with draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.draws import Drawn, Plan
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.rank_counts import RankCounts
from fazhi_score.scoring.ranking import within_quota

BINS = 1000
"""Bins of the distribution of scores; each is a tenth of a point wide where scores are 0–100."""


@dataclass
class Tally:
    """Counts of draws.

    Parameters
    ----------
    ranks : RankCounts
        Of ranks within classes.
    scores : (n, BINS + 1) uint32 array
        Of composites; the last column counts draws without one.
    grades : (n, g + 1) uint32 array
        Of grades from the lowest; column 0 counts draws with none.
    sums : dict
        Block to ``(2, n)`` sums of composites and of their squares.
    failed : dict
        Draw to why it has no result.
    """

    ranks: RankCounts
    scores: NDArray[np.uint32]
    grades: NDArray[np.uint32]
    top: float
    sums: dict[int, Floats] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Tally:
        """Return an empty tally."""
        grades = len(plan.framework.file.grades)
        top = 100.0 if np.isfinite(plan.league.top) else 100.0 + max(float(plan.league.extra.max(initial=0.0)), 1.0)
        counts = np.zeros((plan.n, BINS + 1), dtype=np.uint32)
        return cls(RankCounts(plan.n), counts, np.zeros((plan.n, grades + 1), dtype=np.uint32), top)

    @property
    def draws(self) -> int:
        """How many draws are counted, those that failed among them."""
        return self.ranks.draws

    def add(self, plan: Plan, block: int, drawn: Drawn, start: int) -> None:
        """Count the draws of one block, whose first is number `start`."""
        self.ranks.add(drawn.ranks)
        if plan.framework.method.ordering is None:
            self.add_scores(drawn.scores)
        there = np.where(np.isnan(drawn.scores), 0.0, drawn.scores)
        self.sums[block] = np.stack([there.sum(axis=0), np.square(there).sum(axis=0)])
        if self.grades.shape[1] > 1 and plan.framework.method.ordering is None:
            self.add_grades(plan, drawn)
        self.failed |= {start + number: reason for number, reason in drawn.failed.items()}

    def add_scores(self, scores: Floats) -> None:
        """Count composites by bins."""
        with np.errstate(invalid="ignore"):
            bins = np.minimum(scores * (BINS / self.top), BINS - 1)
        missing = np.isnan(bins)
        if missing.any():
            bins[missing] = BINS
        places = bins.astype(np.intp)
        places += np.arange(scores.shape[1], dtype=np.intp) * (BINS + 1)
        np.add.at(self.scores.reshape(-1), places.reshape(-1), np.uint32(1))

    def add_grades(self, plan: Plan, drawn: Drawn) -> None:
        """Count grades: by score, capped by vetoes, then by quota."""
        for number, counts in grade_counts(plan, drawn).items():
            self.grades[:, number] += counts

    def merge(self, other: Tally) -> None:
        """Add what another tally counted."""
        self.ranks.merge(other.ranks)
        self.scores += other.scores
        self.grades += other.grades
        self.sums |= other.sums
        self.failed |= other.failed

    def moments(self) -> tuple[Floats, Floats]:
        """Return ``(n,)`` means and standard deviations of composites, summed in the order of blocks."""
        total = np.zeros((2, self.scores.shape[0]))
        for block in sorted(self.sums):
            total += self.sums[block]
        count = np.asarray(self.draws - self.scores[:, BINS].astype(np.float64) - 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total[0] / count
            return mean, np.sqrt(np.maximum(total[1] / count - mean**2, 0.0))

    def quantiles(self, *shares: float) -> list[Floats]:
        """Return, for each share, ``(n,)`` quantiles of composites, interpolated within bins; NaN: never scored."""
        counts = self.scores[:, :BINS].astype(np.float64)
        total = counts.sum(axis=1)
        below = np.cumsum(counts, axis=1)
        found = []
        for share in shares:
            need = share * total
            place = np.argmax(below >= need[:, None] - TOLERANCE, axis=1)
            rows = np.arange(len(counts))
            inside = counts[rows, place]
            before = below[rows, place] - inside
            with np.errstate(invalid="ignore", divide="ignore"):
                part = np.where(inside > 0, (need - before) / inside, 0.0)
            found.append(np.where(total > 0, (place + part) * (self.top / BINS), np.nan))
        return found


def grade_counts(plan: Plan, drawn: Drawn) -> dict[int, NDArray[np.uint32]]:
    """Return, by number of a grade (0: none), ``(n,)`` in how many draws a unit has it."""
    edges: Mapping[str, float] = plan.framework.file.grades
    names = sorted(edges, key=lambda name: edges[name])
    quota = plan.framework.file.grade_quota
    scores = np.where(drawn.allowed, drawn.scores, np.nan)
    bounds = np.array([edges[name] for name in names]) - TOLERANCE
    numbers = np.searchsorted(bounds, np.where(np.isnan(scores), -np.inf, scores), side="right")
    numbers = np.minimum(numbers, plan.league.grade_caps)
    if quota:
        place = {name: number for number, name in enumerate(["", *names])}
        words = np.array(["", *names], dtype=object)
        for draw in range(len(numbers)):
            kept = within_quota(words[numbers[draw]], scores[draw], plan.league.classes, edges, quota)
            numbers[draw] = [place[name] for name in kept]
    return {number: (numbers == number).sum(axis=0, dtype=np.uint32) for number in range(len(names) + 1)}
