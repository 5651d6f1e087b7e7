"""Whether 90 % rank intervals cover true ranks, where assumptions hold and where they do not.

python benchmarks/interval_study.py --simulations 200 --seed 1

Worlds of 100 units with the tree, weights and gaps of the default framework, and the coverage of real reports:

* ``holds``: every score is drawn from 0–100, evenly and independently, gaps at random: what
  ``Assumptions(unreported="uniform")`` says is true;
* ``real``: scores bunch at the top and go together (:func:`fazhi_score.simulate`), gaps at random;
* ``unfavourable``: the same, the worse a value the likelier its gap.

Draws of ranks: `uniform` from ``fs.uncertainty(…, Assumptions(unreported="uniform"))``; `oracle` knows the
distribution of every indicator and how they go together, and draws gaps given what the unit states (a Gaussian
copula). Intervals of each: central ones of 90 %, 95 %, 97.5 % and 99 %, the shortest of 90 %, and by rank (see there).
Coverage by decile of the true rank and of the place in the middle of the interval; mean widths, also over that of the
oracle's central 90 %. Figures are printed after every 50 simulations, of all so far.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr, ndtri

import fazhi_score as fs
from fazhi_score.numerics import rank_intervals
from fazhi_score.numerics.rank_counts import rank_rows
from fazhi_score.scoring.aggregation import aggregate

REGIONS, LEVEL = 100, 0.90
CASES = {"holds": 0.0, "real": 0.0, "unfavourable": 1.0}


@cache
def plain_framework() -> fs.Framework:
    """The tree of the default framework's composite over plain shares: each score is its value."""
    base = fs.load_framework().with_method(minimum_coverage=0)
    data = base.file.model_dump(by_alias=True, exclude_unset=True)
    keep = {"group", "weight"}
    data["facts"] = {name: {"unit": "percent"} for name in (f"{one}_value" for one in base.composite_ids)}
    data["indicators"] = {
        name: {k: v for k, v in data["indicators"][name].items() if k in keep}
        | {"formula": f"{name}_value", "unit": "percent", "better": "higher"}
        | {"score": {"rule": "goalposts", "worst": "0%", "best": "100%"}}
        for name in base.composite_ids
    }
    used = {spec["group"] for spec in data["indicators"].values()}
    data["groups"] = {n: g for n, g in data["groups"].items() if n in used or not g.get("within")}
    return fs.load_framework(data)


def scores_of(result: fs.Result) -> np.ndarray:
    """Scores of the indicators of the composite, by unit."""
    return result.scores[result.framework.composite_ids].to_numpy()


def world_of(case: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Complete scores and which of them are stated."""
    base = fs.load_framework()
    world = fs.simulate(base, regions=REGIONS, seed=seed, lost=0, errors=0, unfavourable=CASES[case])
    stated = ~np.isnan(scores_of(fs.score(world.facts, base)))
    truth = scores_of(world.best_known)
    if case == "holds":
        truth = np.random.default_rng([seed, 7]).random(truth.shape) * 100.0
    # what has no score with complete facts (too small a base) is taken for the middle: every unit has every score
    return np.where(np.isnan(truth), np.nanmedian(truth, axis=0), truth), stated


def composites(framework: fs.Framework, scores: np.ndarray) -> np.ndarray:
    """Composites of ``(…, n, k)`` scores."""
    return aggregate(framework, {name: scores[..., k] for k, name in enumerate(framework.composite_ids)})[""]


def by_uncertainty(framework: fs.Framework, truth: np.ndarray, stated: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Probability of each rank, ``(n, n)``, as the library gives it."""
    unit, indicator = np.nonzero(stated)
    names = np.array([f"{name}_value" for name in framework.composite_ids], dtype=object)
    rows = {"region": [f"S{u:05d}" for u in unit], "period": "2024", "fact": names[indicator]}
    rows["value"] = [f"{share:.10f}%" for share in truth[unit, indicator]]
    register = pd.DataFrame({"region": [f"S{u:05d}" for u in range(REGIONS)], "class": "county-level"})
    documents = register.assign(id=register["region"], period="2024", state="read").drop(columns="class")
    found = fs.uncertainty(
        pd.DataFrame(rows), framework, fs.Assumptions(unreported="uniform"), draws=draws, seed=seed, level=LEVEL,
        regions=register, documents=documents,
    )  # fmt: skip
    table = found.rank_probability.droplevel("period").sort_index()
    return table.reindex(columns=range(1, REGIONS + 1), fill_value=0.0).to_numpy(dtype=np.float64)


def by_oracle(
    case: str, framework: fs.Framework, truth: np.ndarray, stated: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """Probability of each rank from the true distributions, given what each unit states."""
    rng = np.random.default_rng([seed, 9])
    n, k = truth.shape
    covariance = np.eye(k) if case == "holds" else copula()
    ordered = np.sort(truth, axis=0)
    z = ndtri((stats.rankdata(truth, axis=0) - 0.5) / n)
    filled = np.repeat(truth[None], draws, axis=0)
    for unit in range(n):
        known, gap = np.flatnonzero(stated[unit]), np.flatnonzero(~stated[unit])
        if not len(gap):
            continue
        gain = np.linalg.solve(covariance[np.ix_(known, known)], covariance[np.ix_(known, gap)]).T
        rest = covariance[np.ix_(gap, gap)] - gain @ covariance[np.ix_(known, gap)]
        root = np.linalg.cholesky(rest + 1e-9 * np.eye(len(gap)))
        drawn = gain @ z[unit, known] + rng.standard_normal((draws, len(gap))) @ root.T
        chance = ndtr(drawn)
        if case == "holds":
            filled[:, unit, gap] = 100.0 * chance
        else:
            place = np.minimum((chance * n).astype(int), n - 1)
            filled[:, unit, gap] = ordered[place, gap]
    ranks = rank_rows(composites(framework, filled))
    return np.stack([np.bincount(column, minlength=n + 1)[1:] for column in ranks.T]) / draws


def central(chance: np.ndarray, level: float) -> np.ndarray:
    """Ranks at the two quantiles that leave as much on either side."""
    below = np.cumsum(chance, axis=1)
    ends = [(below < share - 1e-12).sum(axis=1) + 1 for share in ((1 - level) / 2, (1 + level) / 2)]
    return np.minimum(np.column_stack(ends), chance.shape[1])


def shortest(chance: np.ndarray, level: float) -> np.ndarray:
    """The shortest stretch of ranks with so much probability, the likeliest of several."""
    n = chance.shape[1]
    below = np.column_stack([np.zeros(len(chance)), np.cumsum(chance, axis=1)])
    found = np.tile([1, n], (len(chance), 1))
    for unit, row in enumerate(below):
        for width in range(1, n + 1):
            mass = row[width:] - row[:-width]
            if mass.max() >= level - 1e-9:
                start = int(mass.argmax())
                found[unit] = start + 1, start + width
                break
    return found


def by_rank(chance: np.ndarray, level: float) -> np.ndarray:
    """Intervals that cover whoever holds a rank, whichever it is."""
    return np.column_stack(rank_intervals.by_rank(chance, level))


KINDS = {
    "central 90 %": lambda chance: central(chance, 0.90),
    "central 95 %": lambda chance: central(chance, 0.95),
    "central 97.5 %": lambda chance: central(chance, 0.975),
    "central 99 %": lambda chance: central(chance, 0.99),
    "shortest 90 %": lambda chance: shortest(chance, 0.90),
    "by rank 88 %": lambda chance: by_rank(chance, 0.88),
    "by rank 90 %": lambda chance: by_rank(chance, 0.90),
}


@cache
def copula() -> np.ndarray:
    """Correlations of qualities: 0.5 within a dimension, half of it between."""
    tops, framework = [], plain_framework()
    for name in framework.composite_ids:
        while framework.parent(name):
            name = framework.parent(name)
        tops.append(name)
    same = np.array(tops)[:, None] == np.array(tops)[None, :]
    return np.where(np.eye(len(tops), dtype=bool), 1.0, np.where(same, 0.5, 0.25))


def simulated(job: tuple[str, int, int]) -> pd.DataFrame:
    """One world: what each kind of interval covers, by unit."""
    case, seed, draws = job
    framework = plain_framework()
    truth, stated = world_of(case, seed)
    ranks = rank_rows(composites(framework, truth)[None])[0]
    frames = []
    for name, chance in (
        ("uniform", by_uncertainty(framework, truth, stated, draws, seed)),
        ("oracle", by_oracle(case, framework, truth, stated, draws, seed)),
    ):
        for kind, interval in KINDS.items():
            ends = interval(chance)
            covered = (ends[:, 0] <= ranks) & (ranks <= ends[:, 1])
            middle = stats.rankdata(ends.mean(axis=1), method="ordinal")
            columns = {"true": (ranks - 1) * 10 // REGIONS + 1, "middle": (middle - 1) * 10 // REGIONS + 1}
            columns |= {"covered": covered, "width": ends[:, 1] - ends[:, 0], "stated": stated.mean(axis=1)}
            frames.append(pd.DataFrame(columns).assign(case=case, draws=name, interval=kind, seed=seed))
    return pd.concat(frames)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--draws", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--worlds", nargs="+", choices=list(CASES), default=list(CASES))
    given = parser.parse_args()
    print("command: python benchmarks/interval_study.py", *sys.argv[1:])
    started = time.perf_counter()
    jobs = [(case, given.seed + k, given.draws) for k in range(given.simulations) for case in given.worlds]
    pd.set_option("display.width", 200)
    frames = []
    with ProcessPoolExecutor(given.workers) as pool:
        for number, frame in enumerate(pool.map(simulated, jobs), start=1):
            frames.append(frame)
            if number % (50 * len(given.worlds)) == 0 or number == len(jobs):
                took = time.perf_counter() - started
                print(f"\n{number // len(given.worlds)} simulations a world, {given.draws} draws, {took:.0f} s")
                told(pd.concat(frames))


def told(frame: pd.DataFrame) -> None:
    """Print the tables."""
    keys = ["case", "draws", "interval"]
    for decile in ("true", "middle"):
        table = frame.pivot_table("covered", keys, decile, sort=False).sort_index(axis=1)
        print(f"\ncoverage in per cent by decile of the {decile} rank\n", (100 * table).round(1).to_string())
    whole = frame.groupby(keys, sort=False)[["covered", "width", "stated"]].mean()
    base = whole["width"].xs(("oracle", "central 90 %"), level=("draws", "interval"))
    over = whole["width"] / base.reindex(whole.index.get_level_values("case")).to_numpy()
    print("\n", whole.assign(over_oracle=over).round(3).to_string(), flush=True)


if __name__ == "__main__":
    main()
