"""The cheapest set of changes whose weighted mean reaches a target: a mixed-integer programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from fazhi_score.analysis.levers import Lever, Piece
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.numerics.classes import TOLERANCE

MOST_OPEN = 8
"""Of the children of a group that do not count yet, so many may come in: each set of them is a case of its own."""

_NEAR = 1e-5  # a plan that is dearer by less is as cheap: to prove which one it is took minutes where many are
_FEWER = 1e-5  # of plans that cost nearly the same, the one that changes fewer indicators

Line = dict[int, float]
"""A linear expression: variable to coefficient; the constant stands at -1."""


@dataclass(frozen=True)
class Node:
    """A node of the tree in the programme: its score (0 where it does not count) and whether it counts (0 or 1)."""

    score: Line
    there: Line

    @property
    def sure(self) -> bool:
        """Whether it counts whatever is done."""
        return self.there == {-1: 1.0}


@dataclass(frozen=True)
class Chosen:
    """What a plan does to one indicator: a piece and a position along it."""

    lever: Lever
    piece: Piece
    position: float
    cost: float


@dataclass
class Programme:
    """Builds and solves the programme of one unit.

    Parameters
    ----------
    scores : mapping of str to float
        Scores of all indicators of the composite as they are, NaN where one does not count.
    """

    framework: Framework
    scores: Mapping[str, float]
    levers: Mapping[str, Lever]
    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Line, float, float]] = field(default_factory=list)
    taken: dict[str, list[tuple[int, int, Piece]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ends = [abs(s) for lever in self.levers.values() for p in lever.pieces for s in p.scores]
        self.top = max([100.0, *ends, *(abs(s) for s in self.scores.values() if not np.isnan(s))])
        self.stated: Line = {}
        nodes = {name: self.leaf(name) for name in self.framework.composite_ids}
        for group in reversed(self.framework.group_order):
            children = self.framework.composite_tree.get(group)
            if children and group != ROOT:
                nodes[group] = self.group(group, [(c, nodes[c]) for c in children])
        self.children = [(c, nodes[c]) for c in self.framework.composite_tree[ROOT]]

    def variable(self, upper: float, *, whole: bool = False, cost: float = 0.0, lower: float = 0.0) -> int:
        """Add a variable."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.lower.append(lower)
        self.whole.append(whole)
        return len(self.cost) - 1

    def leaf(self, name: str) -> Node:
        """Add the pieces of an indicator: one of them is taken, or none."""
        now = self.scores[name]
        there = {-1: 1.0} if not np.isnan(now) else {}
        score: Line = {-1: now} if not np.isnan(now) else {}
        if name not in self.levers:
            return Node(score, there)
        lever, picked = self.levers[name], []
        for piece in lever.pieces:
            on = self.variable(1.0, whole=True, cost=piece.costs[0] + _FEWER)
            length = piece.high - piece.low
            along = -1
            if length:
                along = self.variable(length, whole=bool(lever.step), cost=(piece.costs[1] - piece.costs[0]) / length)
                self.rows.append(({along: 1.0, on: -length}, -np.inf, 0.0))
                _add(score, {along: (piece.scores[1] - piece.scores[0]) / length})
            _add(score, {on: piece.scores[0] - (0.0 if lever.optional else now)})
            if lever.optional:
                _add(there, {on: 1.0})
            picked.append((on, along, piece))
        self.rows.append(({on: 1.0 for on, _, _ in picked}, -np.inf, 1.0))
        self.taken[name] = picked
        return Node(score, there)

    def group(self, group: str, children: list[tuple[str, Node]]) -> Node:
        """Return the weighted mean of a group; each set of children that may count is a case of its own."""
        weight = self.framework.weights
        least = self.framework.minimum_children(group) * len(children) - TOLERANCE
        sure = [(c, node) for c, node in children if node.sure and weight[c] > 0]
        maybe = [(c, node) for c, node in children if node.there and not node.sure and weight[c] > 0]
        if not maybe:
            return self.mean(sure) if sure and len(sure) >= least else Node({}, {})
        for _, node in sorted(maybe, key=lambda pair: -weight[pair[0]])[MOST_OPEN:]:
            self.rows.append((node.there, 0.0, 0.0))
        maybe = sorted(maybe, key=lambda pair: -weight[pair[0]])[:MOST_OPEN]
        parts: dict[str, Line] = {c: {} for c, _ in (*sure, *maybe)}
        cases: dict[str, Line] = {c: {} for c, _ in maybe}
        every: Line = {}
        counting: Line = {}
        score: Line = {}
        for some in (some for size in range(len(maybe) + 1) for some in combinations(maybe, size)):
            on = self.variable(1.0, whole=True)
            every[on] = 1.0
            for c, _ in some:
                cases[c][on] = 1.0
            members = [c for c, _ in (*sure, *some)]
            if members and len(members) >= least:
                counting[on] = 1.0
                _add(score, self.case(on, members, parts))
        self.rows.append((every, 1.0, 1.0))
        self.rows += [(_minus(cases[c], node.there), 0.0, 0.0) for c, node in maybe]
        self.rows += [(_minus(parts[c], node.score), -np.inf, 0.0) for c, node in (*sure, *maybe)]
        return Node(score, {-1: 1.0} if len(counting) == len(every) else counting)

    def case(self, on: int, members: list[str], parts: dict[str, Line]) -> Line:
        """Return the mean of those that count in a case, 0 in every other case."""
        total, found = sum(self.framework.weights[c] for c in members), {}
        for c in members:
            part = self.variable(self.top, lower=-self.top)
            self.rows.append(({part: 1.0, on: -self.top}, -np.inf, 0.0))
            self.rows.append(({part: -1.0, on: -self.top}, -np.inf, 0.0))
            parts[c][part] = 1.0
            found[part] = self.framework.weights[c] / total
        return found

    def mean(self, members: list[tuple[str, Node]]) -> Node:
        """Return the weighted mean of nodes that all count."""
        total = sum(self.framework.weights[c] for c, _ in members)
        score: Line = {}
        for c, node in members:
            _add(score, {v: a * self.framework.weights[c] / total for v, a in node.score.items()})
        return Node(score, {-1: 1.0})

    def reach(self, target: float) -> tuple[Line, float, float]:
        """Return the row that says that the composite is at least `target`: weighted distances sum to 0 or more."""
        line: Line = {}
        for c, node in self.children:
            weight = self.framework.weights[c]
            _add(line, {v: weight * a for v, a in node.score.items()})
            _add(line, {v: -weight * target * a for v, a in node.there.items()})
        return line, 0.0, np.inf

    def state(self, shares: Mapping[str, float], least: float) -> None:
        """Ask that so much coverage is added, by the share that stating each indicator adds."""
        line: Line = {}
        for name, share in shares.items():
            _add(line, {on: share for on, _, _ in self.taken.get(name, ())})
        self.rows.append((line, least, np.inf))

    def solve(self, target: float) -> list[Chosen] | None:
        """Return the cheapest changes that reach a target, None where nothing does."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows = [*self.rows, self.reach(target)]
        constant = [line.get(-1, 0.0) for line, _, _ in rows]
        cells = [(r, v, a) for r, (line, _, _) in enumerate(rows) for v, a in line.items() if v >= 0]
        at = np.array(cells, dtype=np.float64).reshape(-1, 3)
        shape = (len(rows), len(self.cost))
        places = at[:, :2].T.astype(np.int32)  # scipy 1.12's solver takes no wider ones
        matrix = csr_array((at[:, 2], tuple(places)), shape=shape)
        limits = np.array([[low, high] for _, low, high in rows]) - np.array(constant)[:, None]
        if not self.cost:
            return [] if limits[-1, 0] <= TOLERANCE else None
        found = milp(
            np.array(self.cost), integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            constraints=LinearConstraint(matrix, limits[:, 0], limits[:, 1]),
            options={"mip_rel_gap": _NEAR, "time_limit": 60.0},
        )  # fmt: skip
        return None if found.x is None else self.chosen(found.x)

    def chosen(self, x: np.ndarray) -> list[Chosen]:
        """Return the changes of a solution."""
        found = []
        for name, picked in self.taken.items():
            lever = self.levers[name]
            for on, along, piece in picked:
                if x[on] > 0.5:
                    far = float(x[along]) if along >= 0 else 0.0
                    far = round(far) if lever.step else min(max(far, 0.0), piece.high - piece.low)
                    share = far / (piece.high - piece.low) if along >= 0 else 0.0
                    cost = piece.costs[0] + (piece.costs[1] - piece.costs[0]) * share
                    found.append(Chosen(lever, piece, piece.low + far, cost))
        return found


def _add(line: Line, more: Mapping[int, float]) -> None:
    for variable, number in more.items():
        line[variable] = line.get(variable, 0.0) + number


def _minus(one: Mapping[int, float], two: Mapping[int, float]) -> Line:
    found = dict(one)
    _add(found, {variable: -number for variable, number in two.items()})
    return found
