"""Weights of a tree at random: shares among siblings, and what indicators weigh by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.robustness import WeightSpread
from fazhi_score.numerics import weight_sampling as sampling
from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.variance_shares import picked

Shares = Mapping[str, Floats]
"""Group to the shares of its children in the composite: ``(k,)``, or ``(d, k)`` by draw."""


@dataclass(frozen=True)
class WeightDraws:
    """How weights are drawn.

    Parameters
    ----------
    tree : mapping
        Group to its children in the composite, parents first.
    nominal : mapping
        Group to ``(k,)`` the shares of its children.
    """

    tree: Mapping[str, list[str]]
    nominal: Shares
    spread: WeightSpread | None
    groups: frozenset[str] = frozenset()
    _samples: Shares = field(default_factory=dict)

    def draw(self, rng: np.random.Generator, draws: int) -> dict[str, Floats]:
        """Return, for each group whose weights vary, ``(draws, k)`` shares of its children."""
        if self.spread is None:
            return {}
        if self.spread.samples is not None:
            return self.of_experts(rng.random(draws))
        found: dict[str, Floats] = {}
        for group, children in self.tree.items():
            free = np.array([self.varies(child, group) for child in children], dtype=bool)
            if free.sum() < 2:
                continue
            found[group] = self.of_group(rng, draws, group, free)
        return found

    def of_experts(self, numbers: Floats) -> dict[str, Floats]:
        """Return the shares that the expert gave whom each number in 0–1 stands for."""
        assert self.spread is not None
        expert = picked(numbers, len(self.spread.samples or ()))
        return {group: rows[expert] for group, rows in self._samples.items()}

    def varies(self, child: str, group: str) -> bool:
        """Say whether the weight of `child` is drawn."""
        assert self.spread is not None
        named = self.named
        if named is not None:
            return bool(named & set(self.tree[group]))
        at = self.spread.at
        return at == "all" or (
            group == ROOT if at == "top" else (child in self.groups) if at == "groups" else child not in self.groups
        )

    @property
    def named(self) -> set[str] | None:
        """The nodes that intervals or an ordering name, None where neither does."""
        spread = self.spread
        assert spread is not None
        if spread.intervals is not None:
            return set(spread.intervals)
        if spread.ordering is not None:
            return {name for part in spread.ordering for name in ([part] if isinstance(part, str) else part)}
        return None

    def of_group(self, rng: np.random.Generator, draws: int, group: str, free: Floats) -> Floats:
        """Return ``(draws, k)`` shares of the children of one group; those that are not free keep theirs."""
        spread, nominal, children = self.spread, self.nominal[group], self.tree[group]
        assert spread is not None
        if spread.noise is not None:
            return sampling.noise(rng, nominal, draws, np.where(free, spread.noise, 0.0))
        if spread.intervals is not None:
            bounds = np.array([spread.intervals.get(child, [0.0, 1.0]) for child in children])
            return sampling.intervals(rng, bounds[:, 0], bounds[:, 1], draws)
        if spread.ordering is not None:
            return sampling.orderings(rng, len(children), draws, self.order_of(children))
        part = nominal[free].sum()
        concentration = spread.dirichlet
        make: Callable[[], Floats] = (
            (lambda: sampling.uniform(rng, int(free.sum()), draws))
            if concentration is None
            else (lambda: sampling.dirichlet(rng, nominal[free], draws, concentration))
        )
        found = np.tile(nominal, (draws, 1))
        if part > 0 or concentration is None:
            found[:, free] = make() * (part if part > 0 else 1.0)
        return found

    def order_of(self, children: list[str]) -> list[int | list[int]]:
        """Return the order of importance of some siblings, by their places."""
        place = {name: number for number, name in enumerate(children)}
        assert self.spread is not None
        found: list[int | list[int]] = []
        for part in self.spread.ordering or ():
            here = [place[name] for name in ([part] if isinstance(part, str) else part) if name in place]
            if here:
                found.append(here if len(here) > 1 else here[0])
        return found


def weight_draws(framework: Framework, given: float | str | WeightSpread | None) -> WeightDraws:
    """Return how the weights of a framework are drawn, from what a `robustness` block says."""
    spread = given if isinstance(given, WeightSpread) else None
    if isinstance(given, float):
        spread = WeightSpread(noise=given)
    elif given == "uniform":
        spread = WeightSpread(uniform=True)
    tree = {group: children for group, children in framework.composite_tree.items() if children}
    rows: dict[str, Floats] = {}
    if spread is not None and spread.samples is not None:
        for group, children in tree.items():
            if all(child in spread.samples[0] for child in children) and len(children) > 1:
                rows[group] = _shares(np.array([[row[child] for child in children] for row in spread.samples]))
    return WeightDraws(tree, nominal_shares(framework), spread, frozenset(framework.file.groups), rows)


def nominal_shares(framework: Framework) -> dict[str, Floats]:
    """Return, for each group, the shares of its children in the composite."""
    tree = framework.composite_tree
    weights = {g: np.array([framework.weights[c] for c in children]) for g, children in tree.items() if children}
    return {group: _shares(given) for group, given in weights.items()}


def _shares(weights: Floats) -> Floats:
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def effective(tree: Mapping[str, list[str]], shares: Shares, ids: list[str], draws: int) -> Floats:
    """Return ``(draws, k)`` what indicators weigh in the composite; a group whose children weigh nothing has no part.

    Examples
    --------
    >>> effective({"": ["g", "h"], "g": ["a", "b"], "h": ["c"]},
    ...           {"": np.array([0.5, 0.5]), "g": np.array([[0.2, 0.8]]), "h": np.array([1.0])}, ["a", "b", "c"], 1)
    array([[0.1, 0.4, 0.5]])
    """
    alive: dict[str, Floats] = {}
    for group in reversed(list(tree)):
        parts = np.broadcast_to(shares[group], (draws, len(tree[group])))
        if any(child in alive for child in tree[group]):
            there = [alive[child] if child in alive else np.ones(draws) for child in tree[group]]
            parts = parts * np.stack(there, axis=1)
        alive[group] = (parts.sum(axis=1) > 0).astype(np.float64)
    found: dict[str, Floats] = {ROOT: np.ones(draws)}
    for group, children in tree.items():
        parts = np.broadcast_to(shares[group], (draws, len(children)))
        parts = parts * np.stack([alive.get(child, np.ones(draws)) for child in children], axis=1)
        parts = _shares(parts)
        for number, child in enumerate(children):
            found[child] = found[group] * parts[:, number]
    return np.stack([found[name] for name in ids], axis=1)
