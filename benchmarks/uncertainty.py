"""Time draws of weights, ranks and shares of variance against plain numpy, alternately in one process.

    OMP_NUM_THREADS=1 python benchmarks/uncertainty.py                  # all sections
    OMP_NUM_THREADS=1 python benchmarks/uncertainty.py weights growth   # some

Prints medians of processor time (others on the machine do not count), the median of the ratios of neighbouring calls,
and the bound to keep. The floor is what anyone would write in numpy, without ties, intervals or bounded memory: the
product of matrices in blocks, a sort and a scatter. Where scikit-criteria and pymcdm are installed, section `peers`
says how much longer they take for the same draws.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from fazhi_score.numerics.rank_counts import RankCounts, composites, distinct_rows, rank_rows
from fazhi_score.numerics.variance_shares import VarianceShares, VarianceSums, variance_design
from fazhi_score.numerics.weight_sampling import uniform

REGIONS, INDICATORS, DRAWS, BLOCK = 2844, 100, 10_000, 512
FACTORS, ROWS = 6, 4096


def scores(regions: int = REGIONS, indicators: int = INDICATORS) -> np.ndarray:
    """Invented scores, 0–100, with something in common; two regions are the same."""
    rng = np.random.default_rng(1)
    found = rng.normal(size=(regions, 1)) + rng.normal(size=(regions, indicators))
    found = 100 * (found - found.min(axis=0)) / np.ptp(found, axis=0)
    found[regions // 2] = found[regions // 3]
    return found


def blocks(draws: int) -> list[tuple[np.random.Generator, int]]:
    """The generator and the size of each block of draws."""
    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    seeds = [np.random.SeedSequence(1, spawn_key=(block,)) for block in range(len(sizes))]
    return [(np.random.Generator(np.random.PCG64(seed)), size) for seed, size in zip(seeds, sizes, strict=True)]


def seconds(function: Callable[[], object]) -> float:
    """Seconds of processor time of one call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def compare(name: str, ours: Callable[[], object], floor: Callable[[], object], bound: float, repeat: int) -> float:
    """Print and return the median seconds of ours, beside the floor and the median ratio."""
    times = [(seconds(ours), seconds(floor)) for _ in range(repeat)]
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    print(
        f"  {name:<44}{mine:8.2f} s{other:8.2f} s  ×{ratio:5.2f}  bound {bound:g}{' MISSED' if ratio > bound else ''}"
    )
    return mine


# weights


def draw_weights(x: np.ndarray, draws: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """Rank intervals over draws of weights: ties are ties, memory does not grow with draws."""
    counts, same = RankCounts(len(x)), distinct_rows(x)
    for rng, size in blocks(draws):
        counts.add(rank_rows(composites(x, uniform(rng, x.shape[1], size), distinct=same)))
    return counts.quantiles(0.90)


def draw_weights_floor(x: np.ndarray, draws: int = DRAWS) -> np.ndarray:
    place = np.arange(1, len(x) + 1, dtype=np.int32)
    ranks = np.empty((BLOCK, len(x)), dtype=np.int32)
    for rng, size in blocks(draws):
        w = rng.standard_exponential((size, x.shape[1]))
        w /= w.sum(axis=1, keepdims=True)
        order = np.argsort(-(w @ x.T), axis=1)
        np.put_along_axis(ranks[:size], order, place[None], axis=1)
    return ranks


def peak(work: str) -> float:
    """Megabytes that a process of its own needs at most for a piece of work."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_peak, work).result()


def _peak(work: str) -> float:
    {"weights": lambda: draw_weights(scores()), "shares": lambda: shares_of_ranks(scores())}[work]()
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says begins with what the parent needed
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def weights(repeat: int) -> None:
    """10,000 draws of weights with all ranks and their intervals; at most twice the floor, below 1 GB."""
    x = scores()
    compare(
        f"{DRAWS:,} draws of weights, ranks, intervals",
        lambda: draw_weights(x),
        lambda: draw_weights_floor(x),
        2,
        repeat,
    )
    print(f"  peak memory of the process: {peak('weights'):.0f} MB, bound 1000")


# growth


def exponent(name: str, sizes: list[int], work: Callable[[int], Callable[[], object]], repeat: int) -> None:
    """Print the exponent with which time grows."""
    times = []
    for size in sizes:
        function = work(size)
        function()
        times.append(min(seconds(function) for _ in range(repeat)))
    fitted = np.polyfit(np.log(sizes), np.log(times), 1)[0]
    each = ", ".join(f"{size:,}: {took:.2f} s" for size, took in zip(sizes, times, strict=True))
    print(f"  time grows as {name}^{fitted:.2f}  ({each})")


def growth(repeat: int) -> None:
    """Exponents: at most 1 in draws and indicators; regions are sorted, n log n."""
    x = scores()
    exponent("draws", [1024, 2048, 4096, 8192, 16384], lambda n: lambda: draw_weights(x, n), repeat)

    def indicators(k: int) -> Callable[[], object]:
        wide = scores(indicators=k)
        return lambda: draw_weights(wide, 1024)

    def regions(n: int) -> Callable[[], object]:
        long = scores(regions=n)
        return lambda: draw_weights(long, 4096)

    exponent("indicators", [100, 200, 400, 800, 1600], indicators, repeat)

    def sorting(n: int) -> Callable[[], object]:
        rows = np.random.default_rng(1).uniform(size=(BLOCK, n))
        return lambda: np.argsort(rows, axis=1)

    exponent("regions", [500, 1000, 2000, 4000, 8000], regions, repeat)
    exponent("regions (argsort alone)", [500, 1000, 2000, 4000, 8000], sorting, repeat)


# shares of variance


def weights_of(points: np.ndarray) -> np.ndarray:
    """Weights of indicators, six groups of which are moved by a half up or down."""
    each = (0.5 + points).reshape(-1, FACTORS)
    wide = np.repeat(each, -(-INDICATORS // FACTORS), axis=1)[:, :INDICATORS]
    return wide / wide.sum(axis=1, keepdims=True)


def shares_of_ranks(x: np.ndarray) -> VarianceShares:
    """First and total order of each region's rank with bootstrap intervals, block after block."""
    design, same = variance_design(np.random.default_rng(1), FACTORS, ROWS), distinct_rows(x)
    sums = VarianceSums(FACTORS, len(x), ROWS)
    rows = BLOCK // (FACTORS + 2)
    for start in range(0, ROWS, rows):
        points = design.points(start, start + rows)
        ranks = rank_rows(composites(x, weights_of(points), distinct=same))
        sums.add(ranks.reshape(*points.shape[:2], len(x)))
    return sums.shares(np.random.default_rng(2))


def shares_floor(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All ranks kept, then the formulas; no ties, no intervals."""
    points = variance_design(np.random.default_rng(1), FACTORS, ROWS).points()
    w = weights_of(points)
    place = np.arange(1, len(x) + 1, dtype=np.int16)
    ranks = np.empty((len(w), len(x)), dtype=np.int16)
    for start in range(0, len(w), BLOCK):
        order = np.argsort(-(w[start : start + BLOCK] @ x.T), axis=1)
        np.put_along_axis(ranks[start : start + BLOCK], order, place[None], axis=1)
    return indices_floor(ranks)


def indices_floor(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and total order of ``(runs, n)`` outputs by their formulas."""
    n = ranks.shape[1]
    first, total = np.empty((2, FACTORS, n))
    np.seterr(invalid="ignore")  # who is always first has no variance
    runs = ranks.reshape(FACTORS + 2, ROWS, n)
    for start in range(0, n, 256):
        columns = slice(start, start + 256)
        y = runs[:, :, columns].astype(np.float64)
        a, b = y[0], y[1]
        variance, mean = y[:2].var(axis=(0, 1)), y[:2].mean(axis=(0, 1))
        for i in range(FACTORS):
            first[i, columns] = ((b - mean) * (y[i + 2] - a)).mean(axis=0) / variance
            total[i, columns] = ((a - y[i + 2]) ** 2).mean(axis=0) / (2 * variance)
    return first, total


def shares(repeat: int) -> None:
    """Sobol' indices of all ranks: model runs and estimator, at most twice the floor."""
    x = scores()
    found, plain = shares_of_ranks(x), shares_floor(x)
    kept = np.setdiff1d(np.arange(len(x)), [len(x) // 2, len(x) // 3])  # who ties has other ranks without ties
    assert np.nanmax(np.abs(found.total[:, kept] - plain[1][:, kept])) < 0.01
    compare(
        f"Sobol' indices, {FACTORS} factors, N = {ROWS}, {REGIONS:,} ranks",
        lambda: shares_of_ranks(x),
        lambda: shares_floor(x),
        2,
        repeat,
    )
    outputs = np.random.default_rng(3).normal(50, 10, (FACTORS + 2, ROWS, 512))

    def formulas() -> object:
        a, b, mixed = outputs[0], outputs[1], outputs[2:]
        variance, mean = outputs[:2].var(axis=(0, 1)), outputs[:2].mean(axis=(0, 1))
        first = [((b - mean) * (each - a)).mean(axis=0) / variance for each in mixed]
        return first, [((a - each) ** 2).mean(axis=0) / (2 * variance) for each in mixed]

    def estimator() -> object:
        sums = VarianceSums(FACTORS, 512, ROWS)
        sums.add(outputs)
        return sums.shares(np.random.default_rng(2))

    compare("  the estimator alone, 512 outputs, intervals", estimator, formulas, 2, repeat)
    print(f"  peak memory of the process: {peak('shares'):.0f} MB, bound 1000")


# facts and a framework


def framework(missing: bool) -> object:
    """One hundred min–max indicators of equal weight."""
    import fazhi_score as fs

    names = [f"f{j:03d}" for j in range(INDICATORS)]
    rule = {"group": "g", "better": "higher", "score": {"rule": "minmax"}}
    return fs.load_framework(
        {
            "format": 1,
            "id": "benchmark",
            "method": {
                "missing": {"not_reported": "exclude"},
                **{"scale_within": [], "rank_within": ["period"], "minimum_coverage": 0 if missing else 0.5},
            },
            "groups": {"g": {}},
            "facts": {name: {} for name in names},
            "indicators": {f"i{name}": {"formula": name, **rule} for name in names},
        }
    )


def facts(x: np.ndarray, high: np.ndarray) -> object:
    """A table of facts of values and their upper bounds."""
    import pandas as pd

    import fazhi_score as fs

    i, j = np.nonzero(~np.isnan(x))
    regions = np.array([f"r{n:05d}" for n in range(len(x))], dtype=object)
    names = np.array([f"f{j:03d}" for j in range(INDICATORS)], dtype=object)
    bounded = high[i, j] > x[i, j]
    return fs.read_facts(
        pd.DataFrame(
            {
                **{"region": regions[i], "period": "2024", "fact": names[j], "value": x[i, j]},
                **{"low": np.where(bounded, x[i, j], np.nan), "high": np.where(bounded, high[i, j], np.nan)},
            }
        )
    )


def unsure(missing: float, bounded: float) -> tuple[np.ndarray, np.ndarray]:
    """Values, a share of them missing, and upper bounds, a share of them a tenth higher."""
    x, rng = scores() + 1, np.random.default_rng(2)
    x[rng.uniform(size=x.shape) < missing] = np.nan
    return x, np.where(rng.uniform(size=x.shape) < bounded, 1.1 * x, x)


def uncertainty(repeat: int) -> None:
    """`fs.uncertainty` from facts to intervals, weights uniform; against the floor of drawing alone."""
    import fazhi_score as fs

    x, high = unsure(0, 0)
    table, tree = facts(x, high), framework(missing=False)
    points = 100 * (x - x.min(axis=0)) / np.ptp(x, axis=0)

    def ours() -> object:
        found = fs.uncertainty(table, tree, fs.Assumptions(weights="uniform"), draws=DRAWS, seed=1)
        return found.rank_intervals(0.90)

    ours()
    compare(f"fs.uncertainty, {DRAWS:,} draws of weights", ours, lambda: draw_weights_floor(points), 2, repeat)


def everything(repeat: int, draws: int = 2048) -> None:
    """Normalisation, aggregation, weights, missing policy and bounds of facts all vary; in proportion to 10,000."""
    import fazhi_score as fs

    x, high = unsure(0.1, 0.05)
    table, tree = facts(x, high), framework(missing=True)
    assumptions = fs.Assumptions(
        weights=0.25,
        normalisation=["minmax", "zscore"],
        aggregation=["arithmetic", "geometric"],
        missing=["exclude", "mean"],
        facts=True,
    )

    def ours() -> object:
        return fs.uncertainty(table, tree, assumptions, draws=draws, seed=1).rank_intervals(0.90)

    assert np.corrcoef(ours()["mean"], everything_floor(x, high, draws))[0, 1] > 0.99  # the same draws, by and large
    compare(f"fs.uncertainty, all varies, {draws:,} draws", ours, lambda: everything_floor(x, high, draws), 2, repeat)


def everything_floor(x: np.ndarray, high: np.ndarray, draws: int) -> np.ndarray:
    """One draw after the other on the whole matrix."""
    there = ~np.isnan(x)
    present, every = there.astype(np.float64), there.all()
    count = present.sum(axis=0)
    cells = np.flatnonzero(high > x)
    low, wide = x.ravel()[cells], (high - x).ravel()[cells]
    place = np.arange(1, len(x) + 1, dtype=np.int32)
    ranks = np.empty(len(x), dtype=np.int32)
    total = np.zeros(len(x))
    np.seterr(divide="ignore")
    for rng, size in blocks(draws):
        w = 1 + 0.25 * rng.uniform(-1, 1, (size, x.shape[1]))
        w /= w.sum(axis=1, keepdims=True)
        choices = rng.integers(2, size=(size, 3))
        for draw in range(size):
            v = x.copy()
            v.ravel()[cells] = low + rng.random(len(cells)) * wide
            zscore, geometric, mean = choices[draw]
            v = zscores(v, there, count) if zscore else minmax(v)
            if mean and not every:
                v = np.where(there, v, np.where(there, v, 0.0).sum(axis=0) / count)
            elif not every:
                v = np.where(there, v, 1.0)
            if geometric:
                v = np.log(v)
            composite = v @ w[draw] if mean else (v * present) @ w[draw] / (present @ w[draw])
            ranks[np.argsort(-composite)] = place  # the exponential of a mean of logarithms has the same order
            total += ranks
    return total / draws


def minmax(v: np.ndarray) -> np.ndarray:
    low = np.fmin.reduce(v, axis=0)
    return (v - low) * (100 / (np.fmax.reduce(v, axis=0) - low))


def zscores(v: np.ndarray, there: np.ndarray, count: np.ndarray) -> np.ndarray:
    known = np.where(there, v, 0.0)
    mean = known.sum(axis=0) / count
    away = np.where(there, v - mean, 0.0)
    deviation = np.sqrt((away * away).sum(axis=0) / (count - 1))
    return np.clip(50 + 10 * (v - mean) / deviation, 0, 100)


def sensitivity(repeat: int) -> None:
    """`fs.sensitivity`, six assumptions, N = 4096, of all ranks (and composites); the floor, of ranks alone."""
    import fazhi_score as fs

    x, high = unsure(0.1, 0)
    table, tree = facts(x, high), framework(missing=True)
    assumptions = fs.Assumptions(
        weights=0.25,
        normalisation=["minmax", "zscore"],
        aggregation=["arithmetic", "geometric"],
        missing=["exclude", "mean"],
        treatment=["none", "winsorise"],
        leave_out="each",
    )

    def ours() -> object:
        return fs.sensitivity(table, tree, assumptions, draws=ROWS, seed=1)

    name = f"fs.sensitivity, {FACTORS} assumptions, N = {ROWS}"
    compare(name, ours, lambda: sensitivity_floor(x), 2, repeat)


def sensitivity_floor(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As many runs on scores normalised beforehand, alternatives of a block sorted out, then the formulas."""
    there = ~np.isnan(x)
    present, count = there.T.astype(np.float64), there.sum(axis=0)
    points = []
    for v in (minmax(x), zscores(x, there, count)):
        known = np.where(there, v, 1.0)
        filled = np.where(there, v, np.where(there, v, 0.0).sum(axis=0) / count)
        points += [(one.T.copy(), np.log(np.maximum(one.T, 1e-9))) for one in (known, filled)] * 2
    place = np.arange(1, len(x) + 1, dtype=np.int16)
    ranks = np.empty((ROWS * (FACTORS + 2), len(x)), dtype=np.int16)
    start = 0
    for rng, size in blocks(len(ranks)):
        w = 1 + 0.25 * rng.uniform(-1, 1, (size, x.shape[1]))
        w[np.arange(size), rng.integers(x.shape[1], size=size)] = 0
        w /= w.sum(axis=1, keepdims=True)
        which = rng.integers(16, size=size)
        composite = np.empty((size, len(x)))
        for code in np.unique(which):
            rows = which == code
            v = points[code // 2][code % 2]
            composite[rows] = (
                w[rows] @ v if code // 2 % 2 else (w[rows] @ np.where(there.T, v, 0)) / (w[rows] @ present)
            )
        order = np.argsort(-composite, axis=1)
        np.put_along_axis(ranks[start : start + size], order, place[None], axis=1)
        start += size
    return indices_floor(ranks)


# other packages


def scikit_criteria(x: np.ndarray, w: np.ndarray) -> Callable[[], object]:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel

    model = WeightedSumModel()
    return lambda: [model.evaluate(skcriteria.mkdm(x, [max] * x.shape[1], weights=row)).rank_ for row in w]


def pymcdm(x: np.ndarray, w: np.ndarray) -> Callable[[], object]:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM

    model, types = WSM(lambda column, cost: column), np.ones(x.shape[1])  # already normalised
    return lambda: [rrankdata(model(x, row, types)) for row in w]


def peers(repeat: int) -> None:
    """The same draws by other packages: a few of them, the time of all of them in proportion."""
    x = scores()
    mine = statistics.median(seconds(lambda: draw_weights(x)) for _ in range(max(1, repeat // 2)))
    print(f"  {'fazhi-score':<20}{mine:9.1f} s for {DRAWS:,} draws")
    few = 20
    w = uniform(np.random.default_rng(1), x.shape[1], few)
    for name, module, prepare in (
        ("scikit-criteria", "skcriteria", scikit_criteria),
        ("pymcdm", "pymcdm", pymcdm),
    ):
        if find_spec(module) is None:
            print(f"  {name:<20} is not installed")
            continue
        run = prepare(x, w)
        run()
        whole = min(seconds(run) for _ in range(3)) * DRAWS / few
        print(f"  {name:<20}{whole:9.1f} s, extrapolated from {few} draws: {whole / mine:,.0f} times as long")


SECTIONS: dict[str, Callable[[int], None]] = {
    "weights": weights,
    "growth": growth,
    "shares": shares,
    "uncertainty": uncertainty,
    "everything": everything,
    "sensitivity": sensitivity,
    "peers": peers,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"of {', '.join(SECTIONS)}; all if left out")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    for unknown in set(options.sections) - set(SECTIONS):
        parser.error(f"no section {unknown!r}; there are {', '.join(SECTIONS)}")
    for name in options.sections or SECTIONS:
        print(f"{name}: {REGIONS:,} × {INDICATORS}, medians of {options.repeat}", flush=True)
        SECTIONS[name](options.repeat)


if __name__ == "__main__":
    main()
