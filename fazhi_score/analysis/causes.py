"""Two sets of scores and weights into the points that each indicator brings to the difference of the composites."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.aggregation import aggregate
from fazhi_score.scoring.result import Result

COMPOSITE = "composite"
"""How columns name the root."""


@dataclass(frozen=True)
class Side:
    """One of two results on the units that both have, ``(n,)`` each.

    `raw` is the composite before adjustments, `adjusted` what they add; `weights` are effective.
    """

    framework: Framework
    scores: dict[str, Floats]
    weights: dict[str, Floats]
    raw: Floats
    adjusted: Floats

    def composite(self, scores: dict[str, Floats] | None = None, framework: Framework | None = None) -> Floats:
        """Return the composite before adjustments with other scores or weights."""
        return aggregate(framework or self.framework, self.scores if scores is None else scores)[ROOT]


@dataclass(frozen=True)
class Causes:
    """Points by part and node, and by node, ``(n,)`` each; `exact` where no remainder is needed."""

    exact: bool
    parts: dict[tuple[str, str], Floats]
    effects: dict[str, Floats]


def side_of(result: Result, rows: Codes) -> Side:
    """Return some rows of a result."""
    framework, raw = result.framework, result.nodes[ROOT][0][rows]
    weights = result.effective_weights
    return Side(
        framework,
        {name: result.nodes[name][0][rows] for name in framework.composite_ids},
        {name: weights[name].to_numpy()[rows] for name in framework.composite_ids},
        raw,
        result.standing.composite[rows] - raw,
    )


def is_arithmetic(framework: Framework, groups: Iterable[str]) -> bool:
    """Say whether `groups` are weighted means; of a single child every mean is."""
    tree = framework.composite_tree
    return all(framework.aggregation(g) == "arithmetic" or len(tree[g]) <= 1 for g in groups if g in tree)


def causes(before: Side, after: Side) -> Causes:
    """Split the shift of each composite into points by indicator."""
    sides = (before, after)
    exact = all(is_arithmetic(side.framework, side.framework.composite_tree) for side in sides)
    return _of_points(before, after) if exact else _one_by_one(before, after)


def _of_points(before: Side, after: Side) -> Causes:
    """Split differences of weight times score: exact, for the products are symmetric in both."""
    none, zero = np.full(len(before.raw), np.nan), np.zeros(len(before.raw))
    level = (before.raw + after.raw) / 2
    by_score, by_weight, effects = {}, {}, {}
    for name in dict.fromkeys([*before.scores, *after.scores]):
        old, new = before.scores.get(name, none), after.scores.get(name, none)
        # who has no score on one side has no weight there: only the weight changes
        old, new = (np.nan_to_num(np.where(np.isnan(s), other, s)) for s, other in ((old, new), (new, old)))
        light, heavy = before.weights.get(name, zero), after.weights.get(name, zero)
        by_score["score", name] = (light + heavy) / 2 * (new - old)
        by_weight["weight", name] = (old + new) / 2 * (heavy - light)
        effects[name] = by_score["score", name] + ((old + new) / 2 - level) * (heavy - light)
    adjusted = after.adjusted - before.adjusted
    parts = {**by_score, **by_weight, ("adjustments", "adjustments"): adjusted}
    return Causes(True, parts, {**effects, "adjustments": adjusted})


def _one_by_one(before: Side, after: Side) -> Causes:
    """Exchange one thing at a time on both sides, and take the mean of the two effects; the rest is the remainder."""
    parts: dict[tuple[str, str], Floats] = {}
    for name in dict.fromkeys([*before.scores, *after.scores]):
        if name in before.scores and name in after.scores:
            parts["score", name] = _exchanged(before, after, _scored(name))
        else:
            side, sign = (after, 1.0) if name in after.scores else (before, -1.0)
            without = side.composite({**side.scores, name: np.full(len(side.raw), np.nan)})
            parts["weight", name] = np.nan_to_num(sign * (side.raw - without))
    for group in _other_weights(before.framework, after.framework):
        parts["weight", group or COMPOSITE] = _exchanged(before, after, _weighted(group))
    parts["aggregation", "aggregation"] = _exchanged(before, after, _aggregated)
    parts["adjustments", "adjustments"] = after.adjusted - before.adjusted
    shift = after.raw + after.adjusted - before.raw - before.adjusted
    parts["remainder", "remainder"] = shift - np.sum(list(parts.values()), axis=0)
    effects: dict[str, Floats] = {}
    for (_, name), points in parts.items():
        effects[name] = effects.get(name, 0.0) + points
    return Causes(False, parts, effects)


_Exchange = Callable[[Side, Side], Floats]
"""A side and the other into the composite of the first with one thing taken from the second."""


def _exchanged(before: Side, after: Side, exchange: _Exchange) -> Floats:
    """Return the mean effect of one exchange, going from before and going to after; 0 where none can be had."""
    first, last = exchange(before, after) - before.raw, after.raw - exchange(after, before)
    first, last = np.where(np.isnan(first), last, first), np.where(np.isnan(last), first, last)
    return np.nan_to_num((first + last) / 2)


def _scored(name: str) -> _Exchange:
    """Exchange the scores of one indicator."""

    def exchange(side: Side, other: Side) -> Floats:
        if np.array_equal(side.scores[name], other.scores[name], equal_nan=True):
            return side.raw
        return side.composite({**side.scores, name: other.scores[name]})

    return exchange


def _shared(one: Framework, two: Framework, group: str) -> list[str]:
    """Return the children of a group that both frameworks have in it."""
    return [c for c in one.composite_tree.get(group, []) if c in two.composite_tree.get(group, [])]


def _other_weights(one: Framework, two: Framework) -> list[str]:
    """Return the groups whose common children have other weights relative to each other."""
    found = []
    for group in one.composite_tree:
        children = _shared(one, two, group)
        old, new = (np.array([f.weights[c] for c in children]) for f in (one, two))
        if not np.allclose(old * new.sum(), new * old.sum(), rtol=1e-12, atol=0.0):
            found.append(group)
    return found


def _weighted(group: str) -> _Exchange:
    """Exchange the proportions of the weights of a group's common children."""

    def exchange(side: Side, other: Side) -> Floats:
        one, two = side.framework, other.framework
        children = _shared(one, two, group)
        factor = sum(one.weights[c] for c in children) / sum(two.weights[c] for c in children)
        changed = {c: two.weights[c] * factor for c in children}
        return side.composite(framework=replace(one, weights={**one.weights, **changed}))

    return exchange


def _aggregated(side: Side, other: Side) -> Floats:
    """Exchange how groups are aggregated."""
    one, two = side.framework, other.framework
    how = {
        name: two.aggregation(name) if name in two.file.groups else one.aggregation(name) for name in one.file.groups
    }
    if all(one.aggregation(name) == word for name, word in {ROOT: two.method.aggregation, **how}.items()):
        return side.raw
    groups = {name: group.model_copy(update={"aggregation": how[name]}) for name, group in one.file.groups.items()}
    method = one.method.model_copy(update={"aggregation": two.method.aggregation})
    return side.composite(framework=replace(one, file=one.file.model_copy(update={"groups": groups, "method": method})))
