"""Time `score` and `read_facts` against a pandas pivot and plain numpy on the same table, in one process.

    python benchmarks/score.py            # 2,844 regions × 100 indicators, then growth to 30,000 regions

Prints ratios to the floor; the bounds to keep are 3 for `score` and 6 for reading, scoring and the table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import fazhi_score as fs

INDICATORS = 100


def make_table(regions: int) -> pd.DataFrame:
    """Facts of invented counties: one row a region and fact, values between 0 and 1000."""
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "region": np.repeat([f"R{k:05d}" for k in range(regions)], INDICATORS),
            "period": "2024",
            "fact": np.tile([f"f{k:03d}" for k in range(INDICATORS)], regions),
            "value": rng.uniform(0, 1000, regions * INDICATORS),
        }
    )


def make_framework() -> fs.Framework:
    """One hundred min–max indicators in ten groups."""
    return fs.load_framework(
        {
            "format": 1,
            "id": "benchmark",
            "method": {"missing": {"not_reported": "exclude"}, "scale_within": [], "rank_within": ["period"]},
            "groups": {f"g{k}": {} for k in range(10)},
            "facts": {f"f{k:03d}": {"unit": "件"} for k in range(INDICATORS)},
            "indicators": {
                f"i{k:03d}": {
                    "group": f"g{k % 10}",
                    "formula": f"f{k:03d}",
                    "better": "higher",
                    "score": {"rule": "minmax"},
                }
                for k in range(INDICATORS)
            },
        }
    )


def floor(table: pd.DataFrame) -> pd.Series:
    """What anyone would write in numpy: pivot, min–max, weighted sum, rank."""
    wide = table.pivot(index=["region", "period"], columns="fact", values="value")  # noqa: PD010  # the faster of the two
    x = wide.to_numpy()
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    composite = (100 * (x - low) / (high - low)) @ np.full(x.shape[1], 1 / x.shape[1])
    return pd.Series(composite, wide.index).rank(ascending=False, method="min")


def best_of(function: Callable[[], object], repeat: int) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def measure(regions: int, framework: fs.Framework, repeat: int) -> tuple[float, float, float]:
    """Seconds of the floor, of `score`, and of `read_facts`, `score` and `.table` together."""
    table = make_table(regions)
    facts = fs.read_facts(table)
    return (
        best_of(lambda: floor(table), repeat),
        best_of(lambda: fs.score(facts, framework), repeat),
        best_of(lambda: fs.score(fs.read_facts(table), framework).table, repeat),
    )


def main() -> None:
    """Print the ratios and how they grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, nargs="+", default=[2844, 300, 1000, 3000, 10_000, 30_000])
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    framework = make_framework()
    print(f"{'regions':>8} {'rows':>10} {'floor ms':>9} {'score ×':>8} {'all ×':>8} {'score µs/row':>13}")
    found = {}
    for regions in given.regions:
        base, scored, everything = measure(regions, framework, given.repeat)
        found[regions] = scored
        print(
            f"{regions:>8} {regions * INDICATORS:>10} {1e3 * base:>9.1f} {scored / base:>8.2f} "
            f"{everything / base:>8.2f} {1e6 * scored / (regions * INDICATORS):>13.3f}"
        )
    if len(found) > 1:
        sizes, times = np.log(sorted(found)), np.log([found[k] for k in sorted(found)])
        print(f"score grows as regions^{np.polyfit(sizes, times, 1)[0]:.2f}")


if __name__ == "__main__":
    main()
