"""Time the numeric methods against what anyone would write in plain numpy, alternately in one process.

    OMP_NUM_THREADS=1 python benchmarks/methods.py              # all sections
    OMP_NUM_THREADS=1 python benchmarks/methods.py weights      # one section

Prints the medians of processor time (others on the machine do not count), the median of the ratios of neighbouring
calls, and the bound that it should keep. A section is a function that returns cases; add it to SECTIONS.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

REGIONS, INDICATORS = 2844, 100


class Case(NamedTuple):
    """A method, what it is measured against, and how many times as long it may take (None: shown only)."""

    name: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    bound: float | None = None


def scores(regions: int = REGIONS, indicators: int = INDICATORS, missing: float = 0.0) -> np.ndarray:
    """Invented scores, 1–100, with something in common, and a share of them missing."""
    rng = np.random.default_rng(1)
    common = rng.normal(size=(regions, 1))
    found = common + rng.normal(size=(regions, indicators))
    found = 1 + 99 * (found - found.min(axis=0)) / np.ptp(found, axis=0)
    found[rng.uniform(size=found.shape) < missing] = np.nan
    return found


def seconds(function: Callable[[], object]) -> float:
    """Seconds of processor time of one call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def medians(case: Case, repeat: int) -> tuple[float, float, float]:
    """Median seconds of the method and of its floor, called in turn, and the median of their ratios."""
    case.ours(), case.floor()  # what is loaded once is not counted
    times = [(seconds(case.ours), seconds(case.floor)) for _ in range(repeat)]
    return (
        statistics.median(ours for ours, _ in times),
        statistics.median(floor for _, floor in times),
        statistics.median(ours / floor for ours, floor in times),
    )


# weights


def entropy_floor(x: np.ndarray) -> np.ndarray:
    p = x / x.sum(axis=0)
    left = 1 + (p * np.log(p)).sum(axis=0) / np.log(len(x))
    return left / left.sum()


def critic_floor(x: np.ndarray) -> np.ndarray:
    r = (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
    strength = r.std(axis=0, ddof=1) * (1 - np.corrcoef(r.T)).sum(axis=0)
    return strength / strength.sum()


def pca_floor(x: np.ndarray) -> np.ndarray:
    return np.linalg.eigh(np.corrcoef(x.T))[1][:, -1] ** 2


def weights() -> list[Case]:
    """Data-driven weights: complete scores within twice the floor; with gaps shown against the same floor."""
    from fazhi_score.numerics.components import factor_analysis, pca
    from fazhi_score.numerics.optimising import correlation_optimised
    from fazhi_score.numerics.weighting import critic, entropy

    x, gappy = scores(), scores(missing=0.1)
    pairs = (("entropy", entropy, entropy_floor), ("critic", critic, critic_floor), ("pca", pca, pca_floor))
    for _, ours, floor in pairs:
        np.testing.assert_allclose(ours(x), floor(x), rtol=1e-9)
    cases = [Case(name, lambda f=ours: f(x), lambda f=floor: f(x), 2.0) for name, ours, floor in pairs]
    cases += [
        Case(f"{name}, 10% missing", lambda f=ours: f(gappy), lambda f=floor: f(x)) for name, ours, floor in pairs
    ]
    return [
        *cases,
        Case("factor_analysis", lambda: factor_analysis(x), lambda: pca_floor(x)),
        Case("correlation_optimised", lambda: correlation_optimised(x), lambda: pca_floor(x)),
    ]


# the whole pipeline


def raw() -> np.ndarray:
    """Values with a tenth missing and outliers in every tenth column."""
    found = scores(missing=0.1)
    found[::700, ::10] *= 40
    return found


def skew_and_kurt(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(x)
    d = x - x.mean(axis=0)
    square = d * d
    m2, m3, m4 = square.mean(axis=0), (square * d).mean(axis=0), (square * square).mean(axis=0)
    skew = np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    return skew, ((n + 1) * (m4 / m2**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def pipeline_floor(x: np.ndarray) -> np.ndarray:
    """Column means, winsorising of at most five points, min–max, weights by deviation, weighted mean."""
    x = np.where(np.isnan(x), np.nanmean(x, axis=0), x)
    skew, kurt = skew_and_kurt(x)
    for j in np.flatnonzero((abs(skew) >= 2) & (kurt >= 3.5)):
        column = x[:, j]
        for moved in range(1, 6):
            if skew[j] >= 0:
                column[column == column.max()] = column[column < column.max()].max()
            else:
                column[column == column.min()] = column[column > column.min()].min()
            s, k = skew_and_kurt(column[:, None])
            if abs(s[0]) < 2 or k[0] < 3.5 or moved == 5:
                break
    x = 100 * (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
    w = x.std(axis=0)
    return x @ (w / w.sum())


def pipeline_ours(x: np.ndarray) -> np.ndarray:
    from fazhi_score.numerics.aggregation import arithmetic
    from fazhi_score.numerics.imputation import mean
    from fazhi_score.numerics.normalisation import minmax
    from fazhi_score.numerics.treatment import winsorise
    from fazhi_score.numerics.weighting import standard_deviation

    normalised = minmax(winsorise(mean(x)).values, to=(0.0, 100.0))
    return arithmetic(normalised, standard_deviation(normalised))


def pipeline() -> list[Case]:
    """Impute, treat, normalise, weight and aggregate; and the same from a facts table by a framework."""
    import pandas as pd

    import fazhi_score as fs

    x = raw()
    np.testing.assert_allclose(pipeline_ours(x), pipeline_floor(x), rtol=1e-9)
    names = [f"f{j}" for j in range(INDICATORS)]
    framework = fs.load_framework(
        {
            "format": 1,
            "id": "benchmark",
            "method": {
                "missing": {"not_reported": "impute"},
                **{"imputation": "mean", "treatment": "winsorise", "weighting": "standard_deviation"},
                "scale_within": [],
            },
            "groups": {"g": {}},
            "facts": {name: {} for name in names},
            "indicators": {
                f"i{name}": {"group": "g", "formula": name, "better": "higher", "score": {"rule": "minmax"}}
                for name in names
            },
        }
    )
    i, j = np.nonzero(~np.isnan(x))
    regions = np.array([f"r{n:05d}" for n in range(len(x))], dtype=object)
    table = pd.DataFrame(
        {"region": regions[i], "period": "2024", "fact": np.array(names, dtype=object)[j], "value": x[i, j]}
    )
    facts = fs.read_facts(table)
    found = fs.score(facts, framework).composite
    np.testing.assert_allclose(found[regions.tolist()], pipeline_floor(x), rtol=1e-9)
    return [
        Case("pipeline, arrays", lambda: pipeline_ours(x), lambda: pipeline_floor(x), 3.0),
        Case("pipeline, facts to result", lambda: fs.score(facts, framework), lambda: pipeline_floor(x)),
    ]


SECTIONS: dict[str, Callable[[], list[Case]]] = {"weights": weights, "pipeline": pipeline}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"of {', '.join(SECTIONS)}; all if left out")
    parser.add_argument("--repeat", type=int, default=15)
    options = parser.parse_args()
    for unknown in set(options.sections) - set(SECTIONS):
        parser.error(f"no section {unknown!r}; there are {', '.join(SECTIONS)}")
    for name in options.sections or SECTIONS:
        print(f"{name}: {REGIONS:,} × {INDICATORS}, medians of {options.repeat}")
        for case in SECTIONS[name]():
            ours, floor, ratio = medians(case, options.repeat)
            bound = "" if case.bound is None else f"bound {case.bound:g} {'' if ratio <= case.bound else 'MISSED'}"
            print(f"  {case.name:<28}{1e3 * ours:9.2f} ms{1e3 * floor:9.2f} ms  ×{ratio:6.2f}  {bound}")


if __name__ == "__main__":
    main()
