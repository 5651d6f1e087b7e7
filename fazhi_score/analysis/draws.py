"""Draws of what is uncertain into scores and ranks, block by block: the same bits wherever a block is worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.group_means import Cells, Mean, Part, mean_of, one_by_one, summed
from fazhi_score.analysis.weight_draws import WeightDraws, effective
from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.steps import Step
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.one_thread import one_blas_thread
from fazhi_score.numerics.rank_counts import Ranks, composites, distinct_rows, rank_rows
from fazhi_score.numerics.variance_shares import picked
from fazhi_score.scoring.aggregation import order

BLOCK = 512
"""Draws of a block; each block has a stream of chance of its own."""

PIECE = 64
"""Draws that are worked on at a time where scores go up the tree group by group."""

SOURCES = (
    *("weights", "normalisation", "aggregation", "imputation", "treatment", "missing", "definitions", "leave_out"),
    *("facts", "unreported", "extraction", "thresholds"),
)
"""What can be uncertain, in the order of streams of chance."""

SCORING = ("normalisation", "treatment", "imputation", "missing")
"""Sources whose alternatives are scored beforehand, each combination once."""

Streams = Mapping[str, int]
"""Source to the number of its stream of chance; a source that is not named stays as the framework says.

A part of a source (``weights:group``, ``definitions:indicator``) may have a stream of its own beside it.
"""

OTHER = 2**31
"""Streams from here on are those of a second sample, independent of the first."""

Key = tuple[int, ...]
"""One alternative of each source of `SCORING`; -1 as the framework says."""


@dataclass(frozen=True)
class Point:
    """Scores under one combination of alternatives.

    Parameters
    ----------
    scores : (k, n) array
        Indicators of the composite, gaps filled by their policies, NaN where left out.
    shares : mapping
        Group to ``(k,)`` the shares of its children.
    stated, applicable : (k, n) arrays
        For coverage.
    definitions : mapping
        Place of an indicator to ``(alternatives, n)`` scores by its other definitions.
    scale : object
        What re-scores cells under this combination (see :mod:`fazhi_score.analysis.cell_draws`).
    """

    scores: Floats
    shares: Mapping[str, Floats]
    stated: Floats
    applicable: NDArray[np.bool_]
    definitions: Mapping[int, Floats] = field(default_factory=dict)
    scale: Any = None
    reason: str = ""

    @cached_property
    def distinct(self) -> tuple[Codes, Codes]:
        """Which units have the same scores."""
        return distinct_rows(self.scores.T)

    @cached_property
    def complete(self) -> bool:
        """Say whether no score is missing."""
        return not np.isnan(self.scores).any()


class League(NamedTuple):
    """What happens to composites and who is ranked with whom, ``(n,)`` each.

    `extra` are points of bonuses and penalties, `caps` the lowest of the vetoes that strike, `grade_caps` the highest
    grade (its place from the lowest, 0) that vetoes leave.
    """

    classes: Codes
    gated: NDArray[np.bool_]
    extra: Floats
    caps: Floats
    top: float
    grade_caps: Codes
    scopes: list[tuple[Codes, NDArray[np.bool_]]]
    common: NDArray[np.bool_] | None
    peers: Codes


class Drawn(NamedTuple):
    """``(d, n)`` composites and ranks (0: none), and what failed: number in the block to reason."""

    scores: Floats
    ranks: Ranks
    allowed: NDArray[np.bool_]
    failed: dict[int, str]


@dataclass(frozen=True)
class Plan:
    """All that drawing needs, so that a block can be worked on anywhere.

    Parameters
    ----------
    ids : list of str
        Indicators of the composite, in the order of rows of scores.
    alternatives : mapping
        Source to the labels of its alternatives.
    methods : list of Framework
        The framework under each alternative of aggregation.
    points : mapping
        Combination to its scores.
    left : tuple
        Places of the indicators that may be left out, and how often one of them is.
    cells : object, optional
        What differs by cell (see :mod:`fazhi_score.analysis.cell_draws`).
    numbers : mapping
        Source to ``(2, draws)`` numbers in 0–1 that choose its alternatives in place of chance: those of a design.
    """

    framework: Framework
    ids: list[str]
    n: int
    seed: int
    sources: tuple[str, ...]
    alternatives: Mapping[str, list[str]]
    methods: list[Framework]
    weights: WeightDraws
    league: League
    points: Mapping[Key, Point] = field(default_factory=dict)
    left: tuple[list[int], float] = ((), 0.0)  # type: ignore[assignment]
    definitions: Mapping[int, int] = field(default_factory=dict)
    cells: Any = None
    numbers: Mapping[str, Floats] = field(default_factory=dict)

    def rng(self, source: str, stream: int, *more: int) -> np.random.Generator:
        """Return the chance of one source in one stream."""
        key = (stream, SOURCES.index(source), *more)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key)))

    def streams(self, block: int) -> dict[str, int]:
        """Return the streams of a block of draws in which all sources vary."""
        return dict.fromkeys(self.sources, block)

    def choices(self, source: str, streams: Streams, size: int) -> Codes:
        """Return ``(size,)`` which alternative of a source each draw takes, -1 for none."""
        count = len(self.alternatives.get(source, ()))
        if source not in streams or not count:
            return np.full(size, -1, dtype=np.intp)
        if source in self.numbers:
            return picked(self.number(source, streams[source], size), count)
        return self.rng(source, streams[source]).integers(count, size=BLOCK)[:size]

    def number(self, source: str, stream: int, size: int) -> Floats:
        """Return ``(size,)`` the numbers of a design that choose for a source."""
        side, block = divmod(stream, OTHER)
        return self.numbers[source][side, block * BLOCK : block * BLOCK + size]

    def left_out(self, streams: Streams, size: int) -> Codes:
        """Return ``(size,)`` the place of the indicator that each draw leaves out, -1 for none."""
        places, probability = self.left
        if "leave_out" not in streams or not len(places):
            return np.full(size, -1, dtype=np.intp)
        if "leave_out" in self.numbers:
            number = self.number("leave_out", streams["leave_out"], size) / max(probability, 1e-300)
            return np.where(number < 1, np.array(places, dtype=np.intp)[picked(number, len(places))], -1)
        rng = self.rng("leave_out", streams["leave_out"])
        which = np.array(places, dtype=np.intp)[rng.integers(len(places), size=BLOCK)]
        return np.where(rng.random(BLOCK) < probability, which, -1)[:size]

    def defined(self, streams: Streams, size: int) -> dict[int, Codes]:
        """Return, by place of an indicator, ``(size,)`` which of its definitions each draw takes, 0 the nominal."""
        if "definitions" not in streams:
            return {}
        found = {}
        for place, count in self.definitions.items():
            stream = streams.get(f"definitions:{self.ids[place]}", streams["definitions"])
            found[place] = self.rng("definitions", stream, place).integers(count, size=BLOCK)[:size]
        return found

    def shares(self, streams: Streams, size: int) -> dict[str, Floats]:
        """Return, for each group whose weights are drawn, ``(size, k)`` shares of its children."""
        if "weights" not in streams:
            return {}
        if "weights" in self.numbers:
            return self.weights.of_experts(self.number("weights", streams["weights"], size))
        own = {group: streams.get(f"weights:{group}", streams["weights"]) for group in self.weights.tree}
        drawn = {stream: self.weights.draw(self.rng("weights", stream), BLOCK) for stream in set(own.values())}
        return {group: drawn[own[group]][group][:size] for group in own if group in drawn[own[group]]}

    def keys(self, sources: tuple[str, ...]) -> Iterator[Key]:
        """Yield every combination that draws of some sources can meet."""
        varied = [
            range(len(self.alternatives[source])) if source in sources and self.alternatives.get(source) else (-1,)
            for source in SCORING
        ]
        yield from product(*varied)


def draw(plan: Plan, streams: Streams, size: int = BLOCK) -> Drawn:
    """Return scores and ranks of the first `size` draws of a block: the same bits whatever the number of threads."""
    with one_blas_thread():
        return _Block(plan, streams, size).result()


class _Chunk(NamedTuple):
    """Draws of a block that share their scores and their means."""

    rows: Codes
    point: Point
    method: Framework

    @property
    def at(self) -> slice | Codes:
        """The rows, as a slice where they follow each other: nothing is copied then."""
        first, last = int(self.rows[0]), int(self.rows[-1]) + 1
        return slice(first, last) if last - first == len(self.rows) else self.rows

    def pieces(self) -> Iterator[_Chunk]:
        """Yield parts small enough to stay in a processor's cache."""
        for start in range(0, len(self.rows), PIECE):
            yield self._replace(rows=self.rows[start : start + PIECE])


class _Block:
    def __init__(self, plan: Plan, streams: Streams, size: int) -> None:
        self.plan, self.streams, self.size = plan, streams, size
        self.tree = plan.weights.tree
        self.place = {name: number for number, name in enumerate(plan.ids)}
        self.drawn = plan.shares(streams, size)
        self.left = plan.left_out(streams, size)
        self.defined = plan.defined(streams, size)
        self.failed: dict[int, str] = {}
        self.chance: dict[int, Floats] = {}
        self.kept: dict[tuple[str, int], Any] = {}
        self.spare: list[Floats] = []
        self.block_size = BLOCK
        self.chunks = list(self.split())

    def split(self) -> Iterator[_Chunk]:
        """Yield draws by combination and aggregation."""
        plan = self.plan
        picked = [plan.choices(source, self.streams, self.size) for source in (*SCORING, "aggregation")]
        keys, inverse = np.unique(np.stack(picked), axis=1, return_inverse=True)
        for number, column in enumerate(keys.T.tolist()):
            rows = np.flatnonzero(inverse.reshape(-1) == number)
            point, method = plan.points[tuple(column[:-1])], plan.methods[column[-1] + 1]
            if point.reason:
                self.failed |= dict.fromkeys(rows.tolist(), point.reason)
            else:
                yield _Chunk(rows, point, method)

    def shares_of(self, chunk: _Chunk, group: str) -> Floats:
        """Return ``(d, k)`` the shares of the children of a group in a chunk, 0 for who is left out."""
        given = self.drawn[group][chunk.at] if group in self.drawn else chunk.point.shares[group]
        found = np.broadcast_to(given, (len(chunk.rows), given.shape[-1]))
        children = self.tree[group]
        here = [(number, self.place[child]) for number, child in enumerate(children) if child in self.place]
        gone = [(number, place) for number, place in here if place in self.plan.left[0]]
        if gone and "leave_out" in self.streams:
            found = found.copy()
            for number, place in gone:
                found[self.left[chunk.rows] == place, number] = 0.0
        return found

    def effective(self, chunk: _Chunk, inside: NDArray[np.bool_] | None = None) -> Floats:
        """Return ``(d, k)`` what indicators weigh in a chunk, those out of scope left out."""
        shares = {group: self.shares_of(chunk, group) for group in self.tree}
        if inside is not None:
            for group, children in self.tree.items():
                there = [inside[self.place[child]] if child in self.place else True for child in children]
                shares[group] = shares[group] * np.array(there, dtype=np.float64)
        return effective(self.tree, shares, self.plan.ids, len(chunk.rows))

    def result(self) -> Drawn:
        plan = self.plan
        raw = self.composites(None)
        shown = self.adjusted(raw)
        ranked = shown
        if plan.league.common is not None:
            ranked = self.adjusted(self.composites(plan.league.common))
        allowed = self.allowed(ranked)
        return Drawn(shown, self.ranks(ranked, allowed), allowed, self.failed)

    def composites(self, mask: NDArray[np.bool_] | None) -> Floats:
        """Return ``(size, n)`` composites before adjustments; `mask` keeps some scores only."""
        found = np.full((self.size, self.plan.n), np.nan)
        deep: list[_Chunk] = []
        for chunk in self.chunks:
            one = chunk if mask is None else chunk._replace(point=_masked(chunk.point, mask))
            if self.is_flat(one):
                scores = one.point.scores.T
                same = one.point.distinct
                found[chunk.at] = composites(scores, self.effective(one), distinct=same)
            else:
                deep.extend(one.pieces())
        if deep:
            values = self.up_the_tree(deep, mask)
            for chunk in deep:
                found[chunk.at] = values[chunk.at]
        return found

    def is_flat(self, chunk: _Chunk) -> bool:
        """Say whether the composite is one weighted mean of all indicators."""
        if self.varies() or self.plan.framework.method.ordering is not None:
            return False
        plain = all(chunk.method.aggregation(g) == "arithmetic" for g in self.tree)
        least = any(chunk.method.minimum_children(group) > 0 for group in self.tree)
        return plain and not least and (len(self.tree) == 1 or chunk.point.complete)

    def varies(self) -> bool:
        """Say whether scores differ by draw within a combination."""
        cells = self.plan.cells
        return bool(self.defined) or (cells is not None and cells.varies(self.streams))

    def up_the_tree(self, chunks: list[_Chunk], mask: NDArray[np.bool_] | None) -> Floats:
        """Return ``(size, n)`` composites, group by group from the lowest."""
        values: dict[str, Floats] = {}
        for group in reversed(list(self.tree)):
            values[group] = self.of_group(group, chunks, values, mask)
        return values[ROOT]

    def of_group(
        self, group: str, chunks: list[_Chunk], values: dict[str, Floats], mask: NDArray[np.bool_] | None
    ) -> Floats:
        """Return ``(size, n)`` scores of one group."""
        children = self.tree[group]
        indicators = [number for number, child in enumerate(children) if child in self.place]
        groups = [number for number, child in enumerate(children) if child not in self.place]
        places = [self.place[children[number]] for number in indicators]
        found = self.spare.pop() if self.spare else np.empty((self.size, self.plan.n))
        found[list(self.failed)] = np.nan
        ordering = self.plan.framework.method.ordering is not None and group == ROOT
        for chunk in chunks:
            shares = self.shares_of(chunk, group)
            above = [(shares[:, number], values[children[number]][chunk.at]) for number in groups]
            least = chunk.method.minimum_children(group)
            part = Part(chunk.point.scores[places], shares[:, indicators], above, least)
            changed = self.changed(chunk, places, mask)
            if ordering:
                found[chunk.at] = self.ordered(part, (indicators, groups), changed, chunk)
                continue
            step = chunk.method.step("aggregation", group)
            mean = mean_of(step)
            if mean is not None:
                found[chunk.at] = _summed(part, mean, changed)
            else:
                found[chunk.at] = self.by_draw(part, step, children, (indicators, groups), changed, chunk)
        self.spare += [values.pop(children[number]) for number in groups]
        self.kept.clear()
        return found

    def changed(self, chunk: _Chunk, places: list[int], mask: NDArray[np.bool_] | None) -> Iterator[tuple[int, Cells]]:
        """Yield the indicators of a group whose cells differ by draw."""
        if not self.varies():
            return
        cells = self.plan.cells
        for row, place in enumerate(places):
            found: Cells | None = cells.drawn(place, chunk, self)
            if found is not None and mask is not None:
                there = mask[place] if found.units is None else mask[place][found.units]
                found = found._replace(values=np.where(there, found.values, np.nan))
            if found is not None:
                yield row, found

    def uniform(self, fact: int) -> Floats:
        """Return ``(BLOCK, m)`` random numbers of the rows of a fact that have bounds: the same for all indicators."""
        if fact not in self.chance:
            rng = self.plan.rng("facts", self.streams["facts"], 0, fact)
            self.chance[fact] = rng.random((BLOCK, self.plan.cells.sizes[fact]))
        return self.chance[fact]

    def once(self, source: str, place: int, make: Callable[[np.random.Generator], Any]) -> Any:
        """Return what the chance of a source gives for an indicator, made once for all draws of the block."""
        key = (source, place)
        if key not in self.kept:
            self.kept[key] = make(self.plan.rng(source, self.streams[source], 1, place))
        return self.kept[key]

    def by_draw(
        self, part: Part, step: Step, children: list[str], places: tuple[list[int], list[int]],
        changed: Iterator[tuple[int, Cells]], chunk: _Chunk,
    ) -> Floats:  # fmt: skip
        """Return ``(d, n)`` scores of a group by a method that takes one draw at a time."""
        failed: dict[int, str] = {}
        found = one_by_one(part, step, children, places, changed, self.plan.league.peers, failed)
        self.failed |= {int(chunk.rows[number]): reason for number, reason in failed.items()}
        return found

    def ordered(
        self, part: Part, places: tuple[list[int], list[int]], changed: Iterator[tuple[int, Cells]], chunk: _Chunk
    ) -> Floats:
        """Return ``(d, n)`` the values by which an ordering method orders."""
        cells, found = list(changed), np.full((len(chunk.rows), part.n), np.nan)
        children = self.tree[ROOT]
        for number in range(len(found)):
            parts = np.empty((part.n, len(children)))
            weights = np.empty(len(children))
            parts[:, places[0]], weights[places[0]] = part.scores.T, part.weights[number]
            for row, one in cells:
                at = slice(None) if one.units is None else one.units
                parts[at, places[0][row]] = one.values[number]
            for place, (weight, values) in zip(places[1], part.above, strict=True):
                parts[:, place], weights[place] = values[number], weight[number]
            framework = replace(
                chunk.method, weights={**chunk.method.weights, **dict(zip(children, weights.tolist(), strict=True))}
            )
            try:
                found[number] = order(framework, parts, self.plan.league.classes)
            except FazhiError as error:
                self.failed[int(chunk.rows[number])] = error.problems[0].message()
        return found

    def adjusted(self, raw: Floats) -> Floats:
        """Add bonuses, take penalties, cap by vetoes and round, as scoring does."""
        method, its = self.plan.framework.method, self.plan.league
        if method.ordering is None:
            if its.extra.any():
                raw = raw + its.extra
            raw = np.clip(raw, 0.0, its.top)
            if np.isfinite(its.caps).any():
                raw = np.minimum(raw, its.caps)
        if method.round is not None:
            power = 10.0**method.round
            raw = np.floor(raw * power + 0.5 + TOLERANCE) / power
        for number in self.failed:
            raw[number] = np.nan
        return raw

    def allowed(self, ranked: Floats) -> NDArray[np.bool_]:
        """Return ``(size, n)`` who may be ranked: scored, not gated, and covered enough under the draw's weights."""
        method, its = self.plan.framework.method, self.plan.league
        found = ~np.isnan(ranked)
        out = its.gated | (its.classes < 0)
        if out.any():
            found &= ~out
        if method.minimum_coverage > TOLERANCE:
            for chunk in self.chunks:
                for units, inside in its.scopes:
                    weights = self.effective(chunk, inside)
                    there = chunk.point.applicable[:, units].astype(np.float64)
                    base = weights @ there
                    total = weights @ (there * chunk.point.stated[:, units])
                    enough = (base > 0) & (total >= (method.minimum_coverage - TOLERANCE) * base)
                    found[np.ix_(chunk.rows, units)] &= enough
        return found

    def ranks(self, scores: Floats, allowed: NDArray[np.bool_]) -> Ranks:
        """Return ``(size, n)`` competition ranks within classes; 0 for who has none."""
        least, classes = self.plan.framework.method.minimum_peers, self.plan.league.classes
        codes = np.unique(classes[classes >= 0])
        if not allowed.all():
            scores = np.where(allowed, scores, np.nan)
        if len(codes) == 1 and (classes >= 0).all():
            return _enough(rank_rows(scores), least)
        found = np.zeros(scores.shape, dtype=np.int32)
        for code in codes:
            members = np.flatnonzero(classes == code)
            found[:, members] = _enough(rank_rows(np.ascontiguousarray(scores[:, members])), least)
        return found


def _summed(part: Part, mean: Mean, changed: Iterator[tuple[int, Cells]]) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return summed(part, mean, changed)


def _enough(ranks: Ranks, least: int) -> Ranks:
    """Return ranks, none where fewer than `least` have one."""
    if least > 1:
        ranks[(ranks > 0).sum(axis=1) < least] = 0
    return ranks


def _masked(point: Point, mask: NDArray[np.bool_]) -> Point:
    return replace(point, scores=np.where(mask, point.scores, np.nan))
