"""How well methods recover the true order of invented units: policies about gaps, normalisations and means.

python benchmarks/simulation_study.py --simulations 50 --seed 2024
python benchmarks/simulation_study.py --em 10 --seed 2024        # imputation by EM, which takes far longer
python benchmarks/simulation_study.py --panel 20 --seed 2024     # three years: gaps filled from other years

Prints the tables of docs/reference/simulation_study.md. The default framework, lost reports left out of account
(``lost=0``), no minimum coverage. `gaps` compares with the order that the same method gives to complete facts, `true`
with the order that the framework as written gives to complete facts.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from scipy import stats

import fazhi_score as fs

REGIONS = 100
POLICIES = ["exclude", "zero", "worst", "mean", "median"]
RULES = ["goalposts", "minmax", "zscore", "rank"]
MEANS = ["arithmetic", "geometric"]
SCENES = {
    "real coverage, at random": {"unfavourable": 0.0},
    "real coverage, unfavourable": {"unfavourable": 1.0},
    "70–80 %, at random": {"unfavourable": 0.0, "coverage": (0.7, 0.8)},
    "70–80 %, unfavourable": {"unfavourable": 1.0, "coverage": (0.7, 0.8)},
}


@cache
def framework_of(rule: str, mean: str, policy: str, imputation: str | None = None) -> fs.Framework:
    """The default framework with another rule for its rates, another mean, another policy about gaps."""
    base = fs.load_framework()
    data = base.file.model_dump(by_alias=True, exclude_unset=True)
    for spec in data["indicators"].values():
        if rule != "goalposts" and spec.get("score", {}).get("rule") == "goalposts":
            spec["score"] = {"rule": rule}
    reasons = ("not_reported", "claimed", "conflict")
    data["method"] |= {"aggregation": mean, "missing": dict.fromkeys(reasons, policy), "minimum_coverage": 0}
    steps = {"em": {"method": "em", "prior": 100}}
    data["method"] |= {"imputation": steps.get(imputation, imputation)} if imputation is not None else {}
    return fs.load_framework(data)


def agreement(one: np.ndarray, two: np.ndarray) -> tuple[float, float, float]:
    """Spearman's rho, Kendall's tau-b and the mean absolute difference of ranks; who has no composite comes last."""
    ranks = [stats.rankdata(-np.where(np.isnan(part), -1.0, part), method="min") for part in (one, two)]
    shift = np.abs(ranks[0] - ranks[1]).mean()
    if any(np.ptp(part) == 0 for part in ranks):
        return 0.0, 0.0, float(shift)
    return float(stats.spearmanr(*ranks).statistic), float(stats.kendalltau(*ranks).statistic), float(shift)


def simulated(job: tuple[str, int]) -> list[dict[str, object]]:
    """Score one world by every combination."""
    scene, seed = job
    world = fs.simulate(regions=REGIONS, seed=seed, lost=0, **SCENES[scene])
    truth = world.truth["composite"].to_numpy()
    rows = []
    for rule, mean in product(RULES, MEANS):
        whole = fs.score(world.complete, framework_of(rule, mean, "exclude")).composite.to_numpy()
        for policy in POLICIES:
            found = fs.score(world.facts, framework_of(rule, mean, policy)).composite.to_numpy()
            rows.append(row(scene, seed, (policy, rule, mean), found, whole, truth))
    return rows


def row(
    scene: str, seed: int, names: tuple[str, str, str], found: np.ndarray, whole: np.ndarray, truth: np.ndarray
) -> dict[str, object]:
    """One row of figures."""
    keys = dict(zip(("missing", "normalisation", "aggregation"), names, strict=True))
    figures = {}
    for against, other in (("gaps", whole), ("true", truth)):
        values = agreement(found, other)
        figures |= {f"{name}_{against}": v for name, v in zip(("rho", "tau", "shift"), values, strict=True)}
    return {"scene": scene, "seed": seed, **keys, **figures}


def imputed(job: tuple[str, int]) -> list[dict[str, object]]:
    """Score one world with gaps imputed by EM, beside the simple policies on the same world."""
    scene, seed = job
    world = fs.simulate(regions=REGIONS, seed=seed, lost=0, **SCENES[scene])
    truth = world.truth["composite"].to_numpy()
    rows = []
    for name, how in {"exclude": None, "mean": None, "em": "em"}.items():
        framework = framework_of("goalposts", "arithmetic", name if how is None else "impute", how)
        found = fs.score(world.facts, framework).composite.to_numpy()
        rows.append(row(scene, seed, (name, "goalposts", "arithmetic"), found, truth, truth))
    return rows


def panelled(job: tuple[str, int]) -> list[dict[str, object]]:
    """Score the last of three years, with gaps filled from the unit's other years."""
    scene, seed = job
    years = [2022, 2023, 2024]
    world = fs.simulate(regions=REGIONS, periods=years, seed=seed, lost=0, **SCENES[scene])
    truth = world.truth["composite"].xs("2024", level="period").to_numpy()
    rows = []
    for name in ("exclude", "mean", "nearest", "last", "linear"):
        how = None if name in POLICIES else name
        framework = framework_of("goalposts", "arithmetic", name if how is None else "impute", how)
        found = fs.score(world.facts, framework).composite.xs("2024", level="period").to_numpy()
        rows.append(row(scene, seed, (name, "goalposts", "arithmetic"), found, truth, truth))
    return rows


def markdown(frame: pd.DataFrame) -> str:
    """A frame as a table."""
    lines = [
        list(map(str, frame.columns)),
        ["---"] * frame.shape[1],
        *(list(map(str, row)) for row in frame.to_numpy().tolist()),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, default=0)
    parser.add_argument("--em", type=int, default=0)
    parser.add_argument("--panel", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--scenes", type=int, default=4, help="how many of the scenes, in their order")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print("command: python benchmarks/simulation_study.py", *sys.argv[1:])
    for count, work, scenes in (
        (given.simulations, simulated, list(SCENES)[: given.scenes]),
        (given.em, imputed, list(SCENES)[:2]),
        (given.panel, panelled, list(SCENES)[:2]),
    ):
        for scene in scenes if count else ():
            started = time.perf_counter()
            with ProcessPoolExecutor(given.workers) as pool:
                found = pool.map(work, [(scene, given.seed * 1000 + k) for k in range(count)])
                frame = pd.DataFrame([one for rows in found for one in rows])
            took = time.perf_counter() - started
            keys = ["aggregation", "normalisation", "missing"]
            means = frame.drop(columns=["seed", "scene"]).groupby(keys, sort=False).mean()
            errors = frame.groupby(keys, sort=False)["rho_true"].std() / np.sqrt(count)
            print(f"\n{work.__name__}, {scene}: {count} simulations of {REGIONS} units each, {took:.0f} s")
            print(markdown(means.assign(rho_error=errors).round(3).reset_index()), flush=True)


if __name__ == "__main__":
    main()
