"""How far scores and ranks can be trusted: their distribution over all that is uncertain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from fazhi_score.analysis.assumptions import Assumptions
from fazhi_score.analysis.block_runs import Progress, block_size, blocks_of, first_draws, run_blocks, tally_blocks
from fazhi_score.analysis.draw_plans import Base, combination_label, make_base, make_plan, prepared
from fazhi_score.analysis.draws import BLOCK, SCORING, Plan, draw
from fazhi_score.analysis.tallies import Tally
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import load_framework
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.rank_comparisons import Beats
from fazhi_score.numerics.rank_intervals import by_rank
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.ranking import class_sizes
from fazhi_score.scoring.result import Result

MOST_DRAWS = 100_000
"""Where ``draws="auto"`` ends in any case."""

_ROUND = 4  # blocks after which "auto" looks how far it is
_DEVIATE = 1.959963984540054  # of 95 % confidence about the ends of intervals


def uncertainty(
    facts: Any,
    framework: Any = None,
    assumptions: Assumptions | None = None,
    *,
    draws: int | Literal["auto"] = 10_000,
    precision: float = 0.01,
    seed: int | None = None,
    level: float = 0.90,
    regions: Any = None,
    documents: Any = None,
    decisions: Any = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    memory: int = 1_000_000_000,
) -> Uncertainty:
    """Score and rank again and again, each time with other values of what is uncertain.

    Parameters
    ----------
    facts : Facts, path or DataFrame
    framework : Framework or path, optional
        Left out: the default framework.
    assumptions : Assumptions, optional
        What is uncertain; goes over the `robustness` block of the framework.
    draws : int or "auto"
        How many; "auto" goes on until the ends of rank intervals are settled to `precision`.
    precision : float
        For "auto": half the width of the 95 % confidence interval of each end of a rank interval, as a share of
        the class; half a rank is always precise enough.
    seed : int, optional
        The same seed, facts, framework and assumptions give the same bits. Left out: a new one, recorded in `seed`.
    level : float
        Of intervals, where a method is not told another.
    regions, documents, decisions : optional
        Register, manifest and reviewers' decisions, as :func:`fazhi_score.score` takes them.
    executor : Executor, optional
        Where blocks of 512 draws are worked on: a process pool, or ``client.get_executor()`` of a Dask cluster. The
        result is the same to the bit.
    progress : callable, optional
        Called with draws done and draws in all.
    memory : int
        Bytes that the scores of all combinations of methods may take.

    Returns
    -------
    Uncertainty

    Raises
    ------
    FazhiError
        For assumptions that make no sense, or under which nothing can be scored; where a worker process is lost.

    Notes
    -----
    What varies is drawn anew and independently in each draw; every combination of alternatives is scored once, by
    :func:`fazhi_score.score`. Imputed values stay as imputed while the facts of others vary. Source: OECD/JRC Handbook
    (2008), section 7; Saisana, Saltelli & Tarantola (2005).

    Examples
    --------
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "proportional", "full": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}}})
    >>> values = {"A": (90, 50), "B": (60, 60), "C": (30, 35)}
    >>> rows = pd.DataFrame([(r, 2024, f, v) for r, pair in values.items() for f, v in zip("xy", pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> found = uncertainty(rows, framework, Assumptions(weights="uniform"), draws=2000, seed=1)
    >>> found.rank_intervals()[["rank", "low", "high"]].values.tolist()
    [[1, 1, 2], [2, 1, 2], [3, 3, 3]]
    """
    _check_numbers(draws, precision, level, seed, memory)
    read = isinstance(facts, Facts) and regions is None and documents is None
    table = facts if read else read_facts(facts, regions=regions, documents=documents)
    base = make_base(table, load_framework(framework), assumptions, decisions, memory)
    seed = secrets.randbits(63) if seed is None else seed
    plan, notes = make_plan(base, seed)
    plan = prepared(plan, base, plan.sources)
    reasons = [point.reason for point in plan.points.values()]
    if all(reasons):
        raise FazhiError(Problem("robustness_all_failed", {"reason": reasons[0]}))
    runs = _Runs(plan, executor, progress)
    tally = runs.settled(precision, level) if draws == "auto" else runs.counted(draws, level)
    notes += _told(plan, tally)
    if draws == "auto" and runs.reached > precision:
        told = {"draws": tally.draws, "reached": f"{runs.reached:.2%}", "precision": f"{precision:.2%}"}
        notes.append(Problem("robustness_not_settled", told, severity="warning"))
    return Uncertainty(base.result, base, plan, tally, seed, level, tuple(runs.rows), tuple(notes))


def _check_numbers(draws: Any, precision: float, level: float, seed: Any, memory: Any) -> None:
    whole = isinstance(draws, int | np.integer) and not isinstance(draws, bool)
    wrong = {
        "draws": None if draws == "auto" or (whole and draws >= 1) else (draws, "auto, ≥ 1"),
        "precision": None if 0 < precision < 1 else (precision, "> 0, < 1"),
        "level": None if 0 < level < 1 else (level, "> 0, < 1"),
        "seed": None if seed is None or (isinstance(seed, int | np.integer) and seed >= 0) else (seed, "≥ 0"),
        "memory": None if memory > 0 else (memory, "> 0"),
    }
    found = [Problem("robustness_number", {"name": n, "got": w[0], "wanted": w[1]}) for n, w in wrong.items() if w]
    if found:
        raise FazhiError(found)


def _merge(one: Tally, other: Tally) -> Tally:
    one.merge(other)
    return one


def _told(plan: Plan, tally: Tally) -> list[Problem]:
    """Tell of combinations under which there is no result, and of draws that failed."""
    found = []
    for reason in dict.fromkeys(tally.failed.values()):
        count = sum(one == reason for one in tally.failed.values())
        keys = [key for key, point in plan.points.items() if point.reason == reason]
        named = "; ".join(combination_label(plan, key) for key in keys[:4]) or "-"
        told = {"draws": count, "all": tally.draws, "specification": named, "reason": reason}
        found.append(Problem("robustness_failed", told, severity="warning"))
    return found


class _Runs:
    """Draws until there are enough, and how the ends of intervals settle."""

    def __init__(self, plan: Plan, executor: Executor | None, progress: Progress | None) -> None:
        self.plan, self.executor, self.progress = plan, executor, progress
        self.rows: list[dict[str, float]] = []
        self.reached = np.inf
        self.sizes = class_sizes(np.ones(plan.n, dtype=bool), plan.league.classes)

    def blocks(self, blocks: range, draws: int) -> Tally:
        """Return what is counted of some blocks."""
        return run_blocks(
            tally_blocks, self.plan, blocks, draws, merge=_merge, executor=self.executor, progress=self.progress
        )

    def counted(self, draws: int, level: float) -> Tally:
        """Draw a number of times."""
        found = self.blocks(blocks_of(draws), draws)
        self.look(found, level)
        return found

    def settled(self, precision: float, level: float) -> Tally:
        """Draw until the ends of intervals are precise, or there have been too many draws."""
        found: Tally | None = None
        done = 0
        while done < MOST_DRAWS:
            draws = min(done + _ROUND * BLOCK, -(-MOST_DRAWS // BLOCK) * BLOCK)
            more = self.blocks(blocks_of(draws, done), draws)
            found, done = (more if found is None else _merge(found, more)), draws
            self.look(found, level)
            if self.reached <= precision:
                break
        assert found is not None
        return found

    def look(self, tally: Tally, level: float) -> None:
        """Note how precise the ends of intervals are by now."""
        width = half_widths(tally, level)
        there = ~np.isnan(width)
        if not there.any():
            self.reached = 0.0
            return
        share = np.where(width <= 0.5 + TOLERANCE, 0.0, width / np.maximum(self.sizes, 1))
        self.reached = float(share[there].max())
        row = {"draws": tally.draws, "mean": float(width[there].mean()), "max": float(width[there].max())}
        self.rows.append({**row, "share": self.reached})


def half_widths(tally: Tally, level: float) -> Floats:
    """Return ``(n,)`` half the width, in ranks, of the 95 % confidence interval of the less certain end of intervals.

    The number of draws below a quantile is binomial: order statistics bound it without any assumption. Source:
    David & Nagaraja (2003), Order Statistics, section 7.1.
    """
    found = np.zeros(len(tally.ranks.counts))
    for share in ((1 - level) / 2, (1 + level) / 2):
        reach = _DEVIATE * np.sqrt(share * (1 - share) / max(tally.draws, 1))
        low, high = tally.ranks.quantile(max(share - reach, 0.0), min(share + reach, 1.0))
        found = np.maximum(found, (high - low) / 2)
    return found


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Distributions of scores and ranks; frames are indexed by region and period.

    `nominal` is the result of the framework as it is, `seed` what makes the draws anew, `notes` tells what could not
    be scored or did not settle. Ranks are competition ranks within the method's classes; who has none in a draw (not
    covered enough, gated, too few peers) counts in no share of ranks.
    """

    nominal: Result = field(repr=False)
    base: Base = field(repr=False)
    plan: Plan = field(repr=False)
    tally: Tally = field(repr=False)
    seed: int
    level: float
    settling: tuple[dict[str, float], ...] = field(repr=False)
    notes: tuple[Problem, ...] = field(repr=False)

    def __repr__(self) -> str:
        return f"<Uncertainty of {self.plan.framework.id}: {self.draws} draws, seed {self.seed}>"

    @property
    def draws(self) -> int:
        """How many draws there were."""
        return self.tally.draws

    @property
    def sources(self) -> tuple[str, ...]:
        """What varied."""
        return self.plan.sources

    @property
    def index(self) -> pd.MultiIndex:
        """Region and period of each row."""
        return self.nominal.index

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a region: name, composite and rank as the framework says, and how they vary at `level`.

        Columns: name, composite, score_low, score_high, rank, low, high (rank interval), median, mean, and where there
        are grades grade and grade_stability.
        """
        ranks, scores = self.rank_intervals(), self.scores()
        found = ranks[["name"]].assign(composite=self.nominal.composite)
        found = found.assign(score_low=scores["low"], score_high=scores["high"])
        found = found.join(ranks[["rank", "low", "high", "median", "mean"]])
        if self.plan.framework.file.grades:
            grades = self.grades()
            found = found.assign(
                grade=grades["grade"], grade_stability=grades["stability"].where(grades["grade"] != "")
            )
        return found

    def rank_intervals(
        self, level: float | None = None, *, kind: Literal["central", "by_rank"] = "central"
    ) -> pd.DataFrame:
        """Return name, rank as the framework says, low and high end of the interval, median, mean, share ranked.

        A ``central`` interval of `level` 0.9 goes from the 5 % to the 95 % quantile, each a rank that was drawn: it
        holds the rank of a region in 90 % of draws, but covers who is truly first or last less often. Intervals
        ``by_rank`` hold, for every rank, whoever has it in 90 % of draws, the first and the last as well
        (:func:`~fazhi_score.numerics.rank_intervals.by_rank`); they are somewhat wider.
        """
        if kind == "by_rank":
            classes = Peers(self.nominal.panel).codes(self.nominal.framework.method.rank_within)
            found = by_rank(self.tally.ranks.counts[:, 1:], self._level(level), classes=classes)
            low, high = (np.where(ends > 0, ends, np.nan) for ends in found)
        else:
            low, high = self.tally.ranks.quantiles(self._level(level))
        columns = {
            "name": self.nominal.names.to_numpy(),
            "rank": self.nominal.ranks,
            "low": _whole(low),
            "high": _whole(high),
            "median": _whole(self.tally.ranks.median()),
            "mean": self.tally.ranks.mean(),
            "ranked": self.tally.ranks.ranked / max(self.draws, 1),
        }
        return pd.DataFrame(columns, index=self.index)

    def _level(self, level: float | None) -> float:
        if level is not None and not 0 < level < 1:
            raise FazhiError(Problem("robustness_number", {"name": "level", "got": level, "wanted": "> 0, < 1"}))
        return self.level if level is None else level

    @cached_property
    def rank_probability(self) -> pd.DataFrame:
        """Probability of each rank, one column a rank: rows sum to 1, and are missing where never ranked."""
        found = self.tally.ranks.probability()
        most = int(np.flatnonzero(self.tally.ranks.counts[:, 1:].any(axis=0)).max(initial=0)) + 1
        return pd.DataFrame(found[:, :most], index=self.index, columns=pd.RangeIndex(1, most + 1, name="rank"))

    def top(self, k: int) -> pd.Series:
        """Return the probability of being among the first `k` of one's class."""
        if not (isinstance(k, int | np.integer) and k >= 1):
            raise FazhiError(Problem("robustness_number", {"name": "k", "got": k, "wanted": "≥ 1"}))
        return pd.Series(self.tally.ranks.top(int(k)), index=self.index, name=f"top_{k}")

    def scores(self, level: float | None = None, quantiles: Iterable[float] = ()) -> pd.DataFrame:
        """Return mean, std, low and high of composites, and quantiles; from bins a thousandth of the scale wide."""
        chosen, wanted = self._level(level), [float(share) for share in quantiles]
        mean, std = self.tally.moments()
        low, high, median, *rest = self.tally.quantiles((1 - chosen) / 2, (1 + chosen) / 2, 0.5, *wanted)
        columns = {"mean": mean, "std": std, "low": low, "median": median, "high": high}
        more = {f"q{share:g}": found for share, found in zip(wanted, rest, strict=True)}
        return pd.DataFrame({**columns, **more}, index=self.index)

    def grades(self) -> pd.DataFrame:
        """Return the nominal grade, its stability (how often it is kept), and the probability of each grade."""
        edges = self.plan.framework.file.grades
        names = sorted(edges, key=lambda name: edges[name])
        counts, failed = self.tally.grades.astype(np.float64), len(self.tally.failed)
        counts[:, 0] -= failed
        share = counts / max(self.draws - failed, 1)
        own = self.nominal.standing.grades
        place = {name: number for number, name in enumerate(["", *names])}
        stability = share[np.arange(len(own)), [place[name] for name in own]]
        columns = {name: share[:, place[name]] for name in reversed(names)}
        return pd.DataFrame({"grade": own, "stability": stability, **columns, "none": share[:, 0]}, index=self.index)

    @property
    def convergence(self) -> pd.DataFrame:
        """How settled the ends of rank intervals are: half-widths (mean and max, in ranks), by number of draws."""
        return pd.DataFrame(list(self.settling), columns=["draws", "mean", "max", "share"]).set_index("draws")

    @cached_property
    def failed(self) -> pd.DataFrame:
        """Draws without a result: the number of the draw and the reason."""
        rows = sorted(self.tally.failed.items())
        return pd.DataFrame(rows, columns=["draw", "reason"]).set_index("draw")

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """What each draw used, one row a draw: block, alternatives, the indicator left out, weights among siblings.

        Made anew from the seed. Columns of weights are ``weight:`` and a node's id; those of definitions
        ``definition:`` and an indicator's, 0 the nominal one. Cells of facts are not listed.
        """
        return pd.concat(list(self._drawn()), ignore_index=True).rename_axis("draw")

    def _drawn(self) -> Iterable[pd.DataFrame]:
        plan = self.plan
        for block in blocks_of(self.draws):
            streams, size = plan.streams(block), block_size(block, self.draws)
            columns: dict[str, Any] = {"block": np.full(size, block)}
            for source in (*SCORING, "aggregation"):
                if plan.alternatives.get(source):
                    names = np.array(plan.alternatives[source], dtype=object)
                    columns[source] = names[plan.choices(source, streams, size)]
            for place, which in plan.defined(streams, size).items():
                columns[f"definition:{plan.ids[place]}"] = which
            if "leave_out" in plan.sources:
                left = plan.left_out(streams, size)
                columns["left_out"] = np.where(left >= 0, np.array(plan.ids, dtype=object)[left], "")
            for group, shares in plan.shares(streams, size).items():
                for number, child in enumerate(plan.weights.tree[group]):
                    columns[f"weight:{child}"] = shares[:, number]
            yield pd.DataFrame(columns)

    def by_source(self, level: float | None = None, *, draws: int | None = None) -> pd.DataFrame:
        """Return how the width of each region's rank interval splits by source.

        Columns, two levels: ``alone`` (only this source varies) and ``without`` (all others do), by source, and
        ``all``: widths of rank intervals in ranks. The same draws are made again, with some sources held.

        Parameters
        ----------
        level : float, optional
        draws : int, optional
            Left out: as many as there were.
        """
        chosen, count = self._level(level), self.draws if draws is None else draws
        _check_numbers(count, 0.5, chosen, None, 1)
        widths: dict[tuple[str, str], Floats] = {("all", "all"): self._width(self.plan.sources, count, chosen)}
        for source in self.plan.sources:
            widths["alone", source] = self._width((source,), count, chosen)
            rest = tuple(other for other in self.plan.sources if other != source)
            widths["without", source] = self._width(rest, count, chosen) if rest else np.zeros(self.plan.n)
        return pd.DataFrame(widths, index=self.index).sort_index(axis=1)

    def _width(self, sources: tuple[str, ...], draws: int, level: float) -> Floats:
        plan = replace(prepared(self.plan, self.base, sources), sources=sources)
        low, high = tally_blocks(plan, blocks_of(draws), draws).ranks.quantiles(level)
        return high - low

    def beats(self, regions: str | Iterable[str] | None = None, *, draws: int | None = None) -> pd.DataFrame:
        """Return how likely each of some regions ranks before each other of its class and period; ties count for none.

        Parameters
        ----------
        regions : str or iterable of str, optional
            Rows of the table; left out: all, which takes time and memory with the square of their number.
        draws : int, optional
            Left out: as many as there were.
        """
        rows = self._rows(regions)
        count = self.draws if draws is None else draws
        _check_numbers(count, 0.5, self.level, None, 1)
        counted = Beats(self.plan.n, np.array(rows, dtype=np.intp))
        for block in blocks_of(count):
            counted.add(draw(self.plan, self.plan.streams(block), block_size(block, count)).ranks)
        classes = self.plan.league.classes
        fits = (classes[rows][:, None] == classes[None, :]) & (np.array(rows)[:, None] != np.arange(self.plan.n))
        share = np.where(fits, counted.probability(), np.nan)
        return pd.DataFrame(share, index=self.index[rows], columns=self.index)

    def _rows(self, regions: str | Iterable[str] | None) -> list[int]:
        names = self.index.get_level_values("region").astype(str)
        if regions is None:
            return list(range(len(names)))
        found: list[int] = []
        for region in [regions] if isinstance(regions, str) else list(regions):
            rows = np.flatnonzero(names == str(region)).tolist()
            if not rows:
                listed = ", ".join(dict.fromkeys(names[:20])) + (" …" if len(set(names)) > 20 else "")
                raise FazhiError(Problem("robustness_no_region", {"got": region, "known": listed}))
            found += rows
        return found

    def plausible_values(self, m: int = 20) -> pd.DataFrame:
        """Return `m` sets of scores, one column each: what a regression takes in place of one score.

        Estimate with each set, then join the estimates by Rubin's rules: the mean, and the mean variance plus
        ``(1 + 1/m)`` times the variance between sets. The sets are the first draws that have a result.
        """
        if not (isinstance(m, int | np.integer) and 1 <= m <= self.draws - len(self.tally.failed)):
            told = {"name": "m", "got": m, "wanted": f"1–{self.draws - len(self.tally.failed)}"}
            raise FazhiError(Problem("robustness_number", told))
        good = [number for number in range(self.draws) if number not in self.tally.failed][: int(m)]
        scores = np.concatenate([drawn.scores for drawn in first_draws(self.plan, good[-1] + 1)])
        columns = pd.RangeIndex(1, int(m) + 1, name="set")
        return pd.DataFrame(scores[good].T, index=self.index, columns=columns)


def _whole(values: Floats) -> Any:
    return pd.Series(values).astype("Int64").array
