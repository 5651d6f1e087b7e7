"""Time benefit of the doubt, PROMETHEE II and Copeland on 2,844 regions, with the memory they take at most.

    OMP_NUM_THREADS=1 python benchmarks/methods_frontier.py        # a minute or two

Benefit of the doubt is compared with scipy's linprog called once a region, on a sample of regions and extrapolated;
the others with what anyone would write: a comparison of all pairs, one indicator after the other. The ratios to keep
stand beside; scores are checked on the sample, and Copeland and PROMETHEE on all regions.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import linprog

from fazhi_score.numerics.frontier import benefit_of_the_doubt
from fazhi_score.numerics.outranking import copeland, promethee

REGIONS = 2844
GIGABYTE = 1e9


def timed(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Best of some runs, in seconds of the processor (others may be at work on the machine), and the result."""
    best, found = np.inf, None
    for _ in range(times):
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    return best, found


def memory(work: Callable[[], Any]) -> float:
    """Peak of what is allocated, in bytes."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak)


def tables(regions: int, columns: int) -> dict[str, np.ndarray]:
    """Indicators that have much in common, and that have nothing in common: 0–100 by min–max."""
    rng = np.random.default_rng(1)
    common = rng.normal(size=(regions, 1))
    made = {
        "correlated": 1.5 * common + rng.normal(size=(regions, columns)),
        "independent": rng.uniform(size=(regions, columns)),
    }
    return {name: 100 * (x - x.min(0)) / np.ptp(x, axis=0) for name, x in made.items()}


def one_programme(table: np.ndarray, row: int, lower: float, upper: float) -> float:
    """The score of one region by linprog, in its shares of the score where these have limits."""
    k = table.shape[1]
    if lower <= 0 and upper >= 1:
        return -float(linprog(-table[row], A_ub=table, b_ub=np.ones(len(table)), method="highs").fun)
    scaled = table / table[row]
    limits = np.vstack([np.full((k, k), lower) - np.eye(k), np.eye(k) - np.full((k, k), upper)])
    right = np.repeat([1.0, 0.0], [len(table), 2 * k])
    return -float(linprog(-np.ones(k), A_ub=np.vstack([scaled, limits]), b_ub=right, method="highs").fun)


def frontier(columns: int, sample: int) -> None:
    """Benefit of the doubt, free and with limits of 1 % and 20 % of the score."""
    floors = {"correlated": 50, "independent": 3}
    for name, table in tables(REGIONS, columns).items():
        for lower, upper in ((0.0, 1.0), (0.01, 0.2)):
            table = np.maximum(table, 1.0)
            work = lambda table=table, low=lower, up=upper: benefit_of_the_doubt(  # noqa: E731
                table, lower_share=low, upper_share=up, full=1.0
            )
            ours, scores = timed(work)
            rows = np.random.default_rng(2).choice(REGIONS, sample, replace=False)
            scaled = table / table.max(0)
            start = time.process_time()
            theirs = np.array([one_programme(scaled, int(row), lower, upper) for row in rows])
            each = (time.process_time() - start) / sample
            wrong = np.abs(scores[rows] - theirs).max()
            floor = f"{floors[name]} ×" if lower == 0 else "no floor"
            print(
                f"benefit of the doubt {REGIONS} × {columns} {name}, shares {lower:.0%}–{upper:.0%}: {ours:.2f} s,"
                f" linprog {each * REGIONS:.0f} s from {sample} regions: {each * REGIONS / ours:.0f} × faster"
                f" (keep {floor}), {memory(work) / 1e6:.0f} MB, largest difference {wrong:.1e}"
            )


def flows_of_pairs(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Net flows of the usual preference function, all pairs of one indicator at a time."""
    margin = np.zeros((len(table), len(table)))
    for column, weight in zip(table.T, weights, strict=True):
        margin += weight * np.sign(column[:, None] - column)
    return margin


def outranking(columns: int) -> None:
    """PROMETHEE II and Copeland, with the memory that has to stay below a gigabyte."""
    rng = np.random.default_rng(3)
    weights = rng.uniform(size=columns)
    weights /= weights.sum()
    plain = rng.uniform(0, 100, (REGIONS, columns))
    kinds = {
        "plain": plain,
        "ties": plain.round(),
        "gaps": np.where(rng.uniform(size=plain.shape) < 0.1, np.nan, plain),
    }
    naive, margin = timed(lambda: flows_of_pairs(plain, weights), 1)
    print(f"all pairs, one indicator after the other: {naive:.1f} s")
    for name, table in kinds.items():
        took, found = timed(lambda table=table: copeland(table, weights))
        most = memory(lambda table=table: copeland(table, weights))
        floor = "keep 0.5 s" if name == "plain" else "no floor"
        print(
            f"Copeland {REGIONS} × {columns} {name}: {took:.2f} s ({floor}), {naive / took:.0f} × faster,"
            f" {most / 1e6:.0f} MB"
        )
        if name == "plain":
            assert (found == np.sign(margin).sum(1)).all()
        assert most < GIGABYTE
    thresholds = {"indifference": 5, "preference_threshold": 20, "spread": 10}
    for shape in ("usual", "u_shape", "v_shape", "level", "linear", "gaussian"):
        work = lambda shape=shape: promethee(plain, weights, preference=shape, **thresholds)  # noqa: E731
        took, found = timed(work, 1 if shape == "gaussian" else 3)
        most = memory(work)
        floor = "keep 3 ×" if shape == "gaussian" else "keep 10 ×"
        print(f"PROMETHEE II {shape}: {took:.2f} s, {naive / took:.0f} × faster ({floor}), {most / 1e6:.0f} MB")
        if shape == "usual":
            assert np.abs(found - margin.sum(1) / (REGIONS - 1)).max() < 1e-9
        assert most < GIGABYTE


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=100, help="regions that linprog is timed on")
    chosen = parser.parse_args()
    frontier(20, chosen.sample)
    outranking(100)
