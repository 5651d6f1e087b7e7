"""A result into composites as weighted means of parts at one level, and the set over which their weights vary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fazhi_score.analysis.causes import is_arithmetic
from fazhi_score.analysis.stability import _Weights
from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.rank_bounds import Flags, composites
from fazhi_score.numerics.weight_sets import WeightSet, weight_set
from fazhi_score.scoring.explanation import _near, near_regions
from fazhi_score.scoring.result import Result

Intervals = Mapping[str, Sequence[float]]
Orders = Iterable[Sequence[str | Sequence[str]]]


def ranked_rows(result: Result) -> Flags:
    """Return ``(n,)`` who is ranked."""
    return ~np.isnan(result.standing.ranks)


def by_class(classes: Codes, ranked: Flags) -> Iterator[Codes]:
    """Yield the ranked rows of each class."""
    for code in np.unique(classes[ranked]).tolist():
        yield np.flatnonzero(ranked & (classes == code))


@dataclass(frozen=True, eq=False)
class WeightedParts:
    """Composites as weighted means of parts at one level of a result."""

    result: Result
    level: str
    adjusted: bool

    def __post_init__(self) -> None:
        framework = self.result.framework
        groups = [name for name in framework.composite_tree if name != ROOT]
        if self.level not in ("top", "indicators", *groups):
            known = ["top", "indicators", *groups]
            raise FazhiError(Problem("extremes_level", {"level": self.level, "known": _near(self.level, known)}))
        self._refuse(self._obstacle())
        if self.adjusted:
            self._refuse_cut()
        now = composites(self.scores, self.shares[None])[0]
        told = self.result.standing.composite if self.adjusted else self.result.nodes[ROOT][0]
        flat = self.level == "indicators"  # with gaps, weights are renormalised within groups there
        compared = self.ranked & ~(np.isnan(self.scores).any(axis=1) & flat)
        if not np.allclose(now[compared], told[compared], rtol=0.0, atol=1e-8):
            self._refuse("adjustments")

    def _refuse(self, reason: str) -> None:
        if reason:
            raise FazhiError(Problem(f"extremes_{reason}", {"framework": self.result.framework.id}))

    def _obstacle(self) -> str:
        """Return why composites are no weighted means of the parts, "" where they are."""
        framework, method = self.result.framework, self.result.framework.method
        above = {"top": [ROOT], "indicators": list(framework.composite_tree)}.get(self.level)
        found = {
            "ordering": method.ordering is not None,
            "aggregation": not is_arithmetic(
                framework, above or [self.level, *_Weights(self.result).above(self.level)]
            ),
            "round": method.round is not None,
            "compare_on": method.compare_on is not None,
        }
        return next((name for name, there in found.items() if there), "")

    def _refuse_cut(self) -> None:
        """Refuse bonuses, penalties and vetoes that cut a composite off under some weights and not under others."""
        gone = np.isnan(self._means)
        low = np.where(gone, np.inf, self._means).min(axis=1)
        high = np.where(gone, -np.inf, self._means).max(axis=1)
        extra, most = self._stability.extra, self._stability.highest
        cut = self.ranked & ~self._constant & ((high + extra > most + TOLERANCE) | (low + extra < -TOLERANCE))
        if cut.any():
            regions = [" ".join(map(str, self.result.index[row])) for row in np.flatnonzero(cut).tolist()]
            listed = ", ".join(regions[:8]) + (" …" if len(regions) > 8 else "")
            raise FazhiError(Problem("extremes_cut", {"regions": listed}))

    @cached_property
    def _stability(self) -> _Weights:
        return _Weights(self.result)

    @cached_property
    def ranked(self) -> Flags:
        """``(n,)`` who is ranked."""
        return ranked_rows(self.result)

    def classes(self) -> Iterator[Codes]:
        """Yield the rows that are ranked together."""
        return by_class(self._stability.classes, self.ranked)

    @cached_property
    def children(self) -> list[str]:
        """Whose weights vary."""
        framework = self.result.framework
        if self.level == "indicators":
            return framework.composite_ids
        return framework.composite_tree[ROOT if self.level == "top" else self.level]

    @cached_property
    def shares(self) -> Floats:
        """``(k,)`` the weights in use."""
        framework = self.result.framework
        weights = framework.nominal_weights if self.level == "indicators" else framework.weights
        found = np.array([weights[name] for name in self.children])
        return np.asarray(found / found.sum())

    @cached_property
    def _means(self) -> Floats:
        """``(n, k)`` parts whose weighted mean is the composite before adjustments.

        Of the children of a group: what the rest of the composite is, plus the group's share times their scores.
        """
        result = self.result
        parts = np.column_stack([result.nodes[name][0] for name in self.children])
        if self.level == "top":
            return parts
        if self.level == "indicators":  # who stands in a group without a score is left out with it
            left_out = (result.effective_weights.to_numpy() <= 0) & (self.shares > 0)
            return np.where(left_out, np.nan, parts)
        share, raw = np.ones(len(parts)), result.nodes[ROOT][0]
        group = self.level
        while group != ROOT:
            above = result.framework.parent(group)
            weight, _ = self._stability.parts(above, group)
            own = np.where(np.isnan(result.nodes[group][0]), 0.0, result.framework.weights[group])
            share *= np.divide(own, weight + own, out=np.zeros(len(own)), where=weight + own > 0)
            group = above
        own_score = np.nan_to_num(result.nodes[self.level][0])
        rest: Floats = (raw - share * own_score)[:, None]
        # who has nothing of the group has the same composite whatever the weights
        return np.asarray(np.where((share > 0)[:, None], rest + share[:, None] * parts, rest))

    @cached_property
    def _constant(self) -> Flags:
        """``(n,)`` whose composite is capped by a veto under all weights."""
        low = np.where(np.isnan(self._means), np.inf, self._means).min(axis=1)
        return np.asarray(low + self._stability.extra >= self._stability.highest - TOLERANCE)

    @cached_property
    def scores(self) -> Floats:
        """``(n, k)`` parts whose weighted mean is the composite."""
        if not self.adjusted:
            return self._means
        moved = self._means + self._stability.extra[:, None]
        return np.where(self._constant[:, None], self._stability.highest[:, None], moved)

    def weights(self, spread: float | None, intervals: Intervals | None, orders: Orders) -> WeightSet:
        """Return the set of weights."""
        low, high = np.zeros(len(self.children)), np.ones(len(self.children))
        problems: list[Problem] = []
        if spread is not None:
            if not 0 <= spread <= 1:
                raise FazhiError(Problem("sampling_between", {"name": "spread", "low": 0, "high": 1, "value": spread}))
            low, high = self.shares * (1 - spread), np.minimum(self.shares * (1 + spread), 1.0)
        number = {name: j for j, name in enumerate(self.children)}
        for name, ends in (intervals or {}).items():
            if name not in number:
                problems.append(self._no_child(name))
            elif len(ends) != 2 or not 0 <= ends[0] <= ends[1] <= 1:
                problems.append(Problem("extremes_crossed", {"node": name, "got": ", ".join(map(str, ends))}))
            else:
                j = number[name]
                low[j], high[j] = max(low[j], ends[0]), min(high[j], ends[1])
                if low[j] > high[j]:
                    problems.append(Problem("extremes_crossed", {"node": name, "got": f"{low[j]:g}, {high[j]:g}"}))
        given = [[[each] if isinstance(each, str) else list(each) for each in order] for order in orders]
        named = [name for order in given for group in order for name in group]
        problems += [self._no_child(name) for name in dict.fromkeys(named) if name not in number]
        raise_errors(problems)
        positions = [[[number[name] for name in group] for group in order] for order in given]
        return weight_set(len(number), low=low, high=high, orders=positions, names=self.children)

    def _no_child(self, name: str) -> Problem:
        return Problem("extremes_no_child", {"node": name, "level": self.level, "known": _near(name, self.children)})

    def chosen(self, regions: Iterable[str] | None) -> Codes:
        """Return the ranked rows of some regions, in order; all of them for None."""
        if regions is None:
            return np.flatnonzero(self.ranked)
        ids, names = self.result.index.get_level_values("region"), self.result.names.to_numpy()
        rows = np.zeros(len(ids), dtype=bool)
        problems: list[Problem] = []
        for region in regions:
            matched = sorted(set(ids[ids == region]) or set(ids[names == region]))
            rows |= np.isin(ids, matched)
            if not matched:
                known = near_regions(region, self.result)
                problems.append(Problem("region_unknown", {"region": region, "known": known}))
            elif len(matched) > 1:
                problems.append(Problem("region_ambiguous", {"region": region, "known": ", ".join(matched)}))
        raise_errors(problems)
        return np.flatnonzero(rows & self.ranked)
