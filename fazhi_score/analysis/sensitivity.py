"""Which assumption matters: shares of the variance of composites and ranks that each is to blame for."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from fazhi_score.analysis.assumptions import Assumptions
from fazhi_score.analysis.block_runs import Progress, block_size, blocks_of, run_blocks
from fazhi_score.analysis.draw_plans import Base, make_base, make_plan, prepared
from fazhi_score.analysis.draws import BLOCK, OTHER, SCORING, Drawn, Plan, draw
from fazhi_score.analysis.panels import COMPOSITE, one_of
from fazhi_score.analysis.removal import removal
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import load_framework
from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.variance_shares import VarianceShares, VarianceSums, variance_design
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.result import Result

Way = Literal["sobol", "morris", "one_at_a_time", "remove_one"]
WAYS = ("sobol", "morris", "one_at_a_time", "remove_one")

_DRAWS = {"sobol": 4096, "morris": 64, "one_at_a_time": 1024, "remove_one": 1}
_DESIGN = len(SCORING) + 1000  # the stream of chance of designs, beside those of sources
_SHARES = ("first", "first_low", "first_high", "total", "total_low", "total_high")

Factors = Mapping[str, tuple[str, ...]]
"""Name of a factor to the sources, or parts of them, that are exchanged together."""


def sensitivity(
    facts: Any,
    framework: Any = None,
    assumptions: Assumptions | None = None,
    *,
    method: Way = "sobol",
    draws: int | None = None,
    seed: int | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.90,
    regions: Any = None,
    documents: Any = None,
    decisions: Any = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    memory: int = 1_000_000_000,
) -> Sensitivity:
    """Say how much each assumption matters for composites, ranks and the mean shift of ranks.

    Parameters
    ----------
    facts, framework, assumptions, regions, documents, decisions, executor, progress, memory
        As for :func:`uncertainty`.
    method : {"sobol", "morris", "one_at_a_time", "remove_one"}
        Shares of variance (first and total order); screening by elementary effects, where assumptions are many: each
        group's weights and each indicator's definition on its own; each assumption alone against the framework as it
        is, alternative by alternative; each indicator left out in turn.
    draws : int, optional
        Rows of the design; a Sobol' analysis makes factors + 2 runs of each. Left out: 4096 for Sobol', 64 for
        screening, 1024 for one at a time.
    seed : int, optional
    groups : mapping, optional
        Names for assumptions that are exchanged together: ``{"scales": ["normalisation", "treatment"]}``.
    level : float
        Of bootstrap intervals.

    Returns
    -------
    Sensitivity

    Raises
    ------
    FazhiError
        For assumptions that make no sense, unknown methods and sources.

    Notes
    -----
    A whole assumption is one factor, however many numbers it draws: two independent samples A and B of each are
    drawn, and run with one factor taken from B (Saltelli et al. 2010; Jansen 1999). Alternatives are chosen by a
    scrambled Sobol' sequence, all else at random. Elementary effects are radial (Campolongo, Saltelli & Cariboni
    2011) and absolute: alternatives have no order and no distance.

    Examples
    --------
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "proportional", "full": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}}})
    >>> values = {"A": (90, 10), "B": (60, 60), "C": (30, 35)}
    >>> rows = pd.DataFrame([(r, 2024, f, v) for r, pair in values.items() for f, v in zip("xy", pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> given = Assumptions(weights=0.1, aggregation=["arithmetic", "geometric"])
    >>> sensitivity(rows, framework, given, draws=512, seed=1).table["first"].round(1).to_dict()
    {'weights': 0.0, 'aggregation': 0.9}
    """
    one_of("method", method, WAYS)
    count = _DRAWS[method] if draws is None else draws
    _check(count, level, method)
    read = isinstance(facts, Facts) and regions is None and documents is None
    table = facts if read else read_facts(facts, regions=regions, documents=documents)
    seed = secrets.randbits(63) if seed is None else seed
    loaded = load_framework(framework)
    if method == "remove_one":
        result = score(table, loaded, decisions=decisions)
        return Sensitivity(method, result, seed, 1, removal(result).table, {}, level=level)
    base = make_base(table, loaded, assumptions, decisions, memory)
    plan, notes = make_plan(base, seed)
    made = _Study(base, plan, count, level, executor, progress)
    if method == "one_at_a_time":
        found, frames = made.one_at_a_time(), dict[str, pd.DataFrame]()
    else:
        factors = _factors(plan, groups, parts=method == "morris")
        found, frames = made.sobol(factors) if method == "sobol" else made.morris(factors)
    given = {name: tuple(sources) for name, sources in (groups or {}).items()}
    return Sensitivity(method, base.result, seed, count, found, frames, tuple(notes), base, level, given)


def _check(draws: Any, level: float, method: str) -> None:
    least = 2 if method in ("sobol", "morris") else 1
    if not isinstance(draws, int | np.integer) or isinstance(draws, bool) or draws < least:
        raise FazhiError(Problem("robustness_number", {"name": "draws", "got": draws, "wanted": f"≥ {least}"}))
    if not 0 < level < 1:
        raise FazhiError(Problem("robustness_number", {"name": "level", "got": level, "wanted": "> 0, < 1"}))


def _factors(plan: Plan, groups: Mapping[str, Sequence[str]] | None, *, parts: bool) -> dict[str, tuple[str, ...]]:
    """Return the factors: what is grouped, then every other source, or every part of it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, sources in (groups or {}).items():
        for source in sources:
            one_of(f"groups.{name}", source, plan.sources)
        found[name] = tuple(sources)
    taken = {source for sources in found.values() for source in sources}
    for source in plan.sources:
        if source in taken:
            continue
        pieces = list(_parts(plan, source)) if parts else []
        found |= {f"{piece}{COMPOSITE if piece[-1] == ':' else ''}": (piece,) for piece in pieces} or {
            source: (source,)
        }
    return found


def _parts(plan: Plan, source: str) -> Iterator[str]:
    """Yield the parts of a source that have streams of their own."""
    if source == "definitions":
        yield from (f"definitions:{plan.ids[place]}" for place in plan.definitions)
    elif source == "weights" and plan.weights.spread is not None and plan.weights.spread.samples is None:
        yield from (f"weights:{group}" for group in plan.weights.draw(plan.rng("weights", 0), 1))


@dataclass
class _Study:
    base: Base
    plan: Plan
    draws: int
    level: float
    executor: Executor | None
    progress: Progress | None

    def prepared(self, plan: Plan) -> Plan:
        """Return the plan with all combinations scored."""
        plan = prepared(plan, self.base, plan.sources)
        reasons = [point.reason for point in plan.points.values()]
        if reasons and all(reasons):
            raise FazhiError(Problem("robustness_all_failed", {"reason": reasons[0]}))
        return plan

    def nominal(self) -> tuple[Floats, Floats]:
        """Return composites and ranks as the framework is."""
        standing = self.base.result.standing
        return np.asarray(standing.composite), np.asarray(standing.ranks)

    def sobol(self, factors: Factors) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
        """Return shares of the variance of the mean shift of ranks, and of each composite and rank."""
        plan, n = self.prepared(designed(self.plan, self.draws)), self.plan.n
        work = partial(_variances, dict(factors), *self.nominal())
        sums = run_blocks(
            work, plan, blocks_of(self.draws), self.draws, merge=_merged, executor=self.executor, progress=self.progress
        )
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(plan.seed, spawn_key=(_DESIGN, 1))))
        shares = sums.shares(rng, level=self.level)
        names, index = list(factors), self.base.result.index
        table = _frame(shares, slice(2 * n, None), names, None).assign(runs=self.draws * (len(names) + 2))
        places = {"composite": slice(0, n), "ranks": slice(n, 2 * n)}
        frames = {key: _frame(shares, at, names, index) for key, at in places.items()}
        return table, frames

    def morris(self, factors: Factors) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
        """Return absolute elementary effects: on ranks and composites, mean and deviation over the design's rows."""
        plan = self.prepared(designed(self.plan, self.draws))
        work = partial(_effects, dict(factors))
        parts = run_blocks(
            work, plan, blocks_of(self.draws), self.draws, merge=_both, executor=self.executor, progress=self.progress
        )
        ranks, scores, shift = (np.concatenate([part[number] for part in parts], axis=1) for number in range(3))
        columns = {
            "rank_effect": _over(np.nanmean, shift, 1),
            "sigma": _over(np.nanstd, shift, 1),
            "largest": _over(np.nanmax, ranks, (1, 2)),
            "composite_effect": _over(np.nanmean, scores, (1, 2)),
        }
        names = pd.Index(list(factors), name="factor")
        table = pd.DataFrame(columns, index=names).sort_values("rank_effect", ascending=False)
        index = self.base.result.index
        return table, {
            key: pd.DataFrame(_over(np.nanmean, values, 1).T, index=index, columns=names)
            for key, values in (("composite", scores), ("ranks", ranks))
        }

    def one_at_a_time(self) -> pd.DataFrame:
        """Return, for each source and alternative on its own, how far ranks and composites move."""
        rows = {}
        for source in self.plan.sources:
            names = self.plan.alternatives.get(source, [])
            plan = prepared(replace(self.plan, sources=(source,)), self.base, (source,))
            for number, name in enumerate(names):
                chosen = np.full((2, BLOCK), (number + 0.5) / len(names))
                rows[source, name] = self.moved(replace(plan, numbers={source: chosen}), 1)
            if not names:
                rows[source, ""] = self.moved(plan, self.draws)
        index = pd.MultiIndex.from_tuples(list(rows), names=["source", "alternative"])
        return pd.DataFrame(list(rows.values()), index=index)

    def moved(self, plan: Plan, draws: int) -> dict[str, float]:
        """Return how far ranks and composites are from the nominal ones, on average over draws."""
        scores, ranks = self.nominal()
        totals, most, there = np.zeros(2), 0.0, 0
        for block in blocks_of(draws):
            found = draw(plan, plan.streams(block), block_size(block, draws))
            shift = np.abs(_ranks(found) - ranks)
            if np.isnan(shift).all():
                continue
            with np.errstate(invalid="ignore"):
                totals += np.nansum(shift), np.nansum(np.abs(found.scores - scores) * ~np.isnan(shift))
            most, there = max(most, float(np.nanmax(shift))), there + int((~np.isnan(shift)).sum())
        mean = totals / there if there else np.full(2, np.nan)
        return {"mean_rank_shift": mean[0], "max_rank_shift": most if there else np.nan, "composite_shift": mean[1]}


def _over(function: Callable[..., Any], values: Floats, axis: int | tuple[int, ...]) -> Floats:
    """Return a statistic over what is there, NaN where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(function(values, axis=axis))


def designed(plan: Plan, draws: int) -> Plan:
    """Return the plan with numbers of a scrambled Sobol' sequence that choose between alternatives."""
    chosen = [source for source in plan.sources if plan.alternatives.get(source)]
    chosen += ["leave_out"] if "leave_out" in plan.sources else []
    spread = plan.weights.spread
    chosen += ["weights"] if spread is not None and spread.samples is not None else []
    if not chosen:
        return plan
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(plan.seed, spawn_key=(_DESIGN,))))
    design = variance_design(rng, len(chosen), draws)
    return replace(plan, numbers={s: np.stack([design.a[:, k], design.b[:, k]]) for k, s in enumerate(chosen)})


def runs_of(plan: Plan, factors: Factors, block: int, size: int) -> Iterator[Drawn]:
    """Yield the runs of one block of a design: A, B, and A with one factor from B each."""
    first, other = plan.streams(block), plan.streams(block + OTHER)
    yield draw(plan, first, size)
    yield draw(plan, other, size)
    for parts in factors.values():
        yield draw(plan, {**first, **dict.fromkeys(parts, block + OTHER)}, size)


def _ranks(drawn: Drawn) -> Floats:
    return np.where(drawn.ranks > 0, drawn.ranks, np.nan)


def _shift(ranks: Floats, nominal: Floats) -> Floats:
    """Return ``(d,)`` the mean over units of how far ranks are from the nominal ones."""
    apart = np.abs(ranks - nominal)
    there = ~np.isnan(apart)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(there, apart, 0.0).sum(axis=1) / there.sum(axis=1))


class _Sums(VarianceSums):
    """Sums that several workers make of parts of a design: around the nominal outputs, the same for all."""

    def __init__(self, groups: int, middle: Floats, n: int, start: int) -> None:
        super().__init__(groups, len(middle), n)
        self._middle, self.rows = middle, start

    def at(self, start: int) -> None:
        """Go to a row of the design."""
        self.rows = start

    def merge(self, other: _Sums) -> None:
        """Add the sums of other rows."""
        for name in ("_count", "_sum", "_square", "_step", "_first", "_total"):
            getattr(self, name).__iadd__(getattr(other, name))


def _merged(one: _Sums, other: _Sums) -> _Sums:
    one.merge(other)
    return one


def _variances(
    factors: dict[str, tuple[str, ...]], scores: Floats, ranks: Floats, plan: Plan, blocks: Sequence[int], draws: int
) -> _Sums:
    """Return the sums of some blocks: of composites, ranks and the mean shift of ranks."""
    n = plan.n
    middle = np.nan_to_num(np.concatenate([scores, ranks, [0.0]]))
    found = _Sums(len(factors), middle, draws, 0)
    for block in blocks:
        size = block_size(block, draws)
        outputs = np.empty((len(factors) + 2, size, 2 * n + 1), dtype=np.float64)
        for number, run in enumerate(runs_of(plan, factors, block, size)):
            outputs[number, :, :n], outputs[number, :, n : 2 * n] = run.scores, _ranks(run)
            outputs[number, :, 2 * n] = _shift(outputs[number, :, n : 2 * n], ranks)
        found.at(block * BLOCK)
        found.add(outputs)
    return found


_Effects = list[tuple[Floats, Floats, Floats]]


def _effects(factors: dict[str, tuple[str, ...]], plan: Plan, blocks: Sequence[int], draws: int) -> _Effects:
    """Return, by block, absolute effects on ranks and composites ``(f, d, n)`` and their mean over units ``(f, d)``."""
    found = []
    for block in blocks:
        first, _, *others = runs_of(plan, factors, block, block_size(block, draws))
        ranks = np.stack([np.abs(_ranks(run) - _ranks(first)) for run in others])
        scores = np.stack([np.abs(run.scores - first.scores) for run in others])
        found.append((ranks, scores, np.stack([_shift(_ranks(run), _ranks(first)) for run in others])))
    return found


def _both(one: _Effects, other: _Effects) -> _Effects:
    return one + other


def _frame(shares: VarianceShares, at: slice, names: list[str], index: pd.Index | None) -> pd.DataFrame:
    """Return shares by factor; of many outputs one row each, with columns of factors."""
    parts = {name: getattr(shares, name)[:, at] for name in _SHARES}
    if index is None:
        columns = {name: values[:, 0] for name, values in parts.items()}
        return pd.DataFrame(columns, index=pd.Index(names, name="factor")).assign(variance=shares.variance[at][0])
    frames = {(factor, name): parts[name][k] for k, factor in enumerate(names) for name in _SHARES}
    return pd.DataFrame({**frames, ("all", "variance"): shares.variance[at]}, index=index)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How much each assumption matters.

    `table` is of the mean absolute shift of ranks from the nominal ones. By method: first and total order with
    intervals (sobol), one row a factor; rank_effect, sigma, largest and composite_effect (morris), the strongest
    factor first; mean_rank_shift, max_rank_shift and composite_shift by source and alternative (one_at_a_time); the
    table of :func:`removal` by indicator (remove_one). `base` (None for remove_one, where nothing is drawn), `level`
    and `groups` are what it was asked, so that it can be made again.
    """

    method: Way
    nominal: Result = field(repr=False)
    seed: int
    draws: int
    table: pd.DataFrame = field(repr=False)
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)
    base: Base | None = field(default=None, repr=False)
    level: float = 0.90
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def composite(self) -> pd.DataFrame:
        """The same for each region's composite (sobol and morris)."""
        return self._of("composite")

    @property
    def ranks(self) -> pd.DataFrame:
        """The same for each region's rank (sobol and morris)."""
        return self._of("ranks")

    def _of(self, key: str) -> pd.DataFrame:
        if key not in self.frames:
            one_of("method", self.method, ("sobol", "morris"))
        return self.frames[key]
