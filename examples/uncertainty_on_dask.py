"""Rank intervals of invented counties on a Dask cluster: the same bits as on one machine.

在 Dask 集群上计算名次区间：结果与单机逐位相同。所有地区和数字都是虚构的。

Run it as a script (``python examples/uncertainty_on_dask.py``); it needs ``pip install "fazhi-score[cluster]"``. Here
the cluster is this machine; on many, start ``dask scheduler`` and ``dask worker`` there and name the scheduler here.
"""

# %% Forty counties that do not exist 虚构四十个县
from pathlib import Path

import fazhi_score as fs

INDEX = Path(__file__).parent / "frameworks" / "academic-index" / "index.yaml"
MEMORY = {"MALLOC_TRIM_THRESHOLD_": 2**30, "MALLOC_MMAP_THRESHOLD_": 2**30}
ASSUMPTIONS = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"])


def main() -> None:
    """Draw on one machine and on the cluster, and print the intervals."""
    import dask
    from dask.distributed import Client, LocalCluster

    framework = fs.load_framework(INDEX).with_method(minimum_coverage=0)
    facts = fs.simulate(framework, regions=40, seed=2024, coverage=(0.75, 0.95), lost=0).facts
    alone = fs.uncertainty(facts, framework, ASSUMPTIONS, draws=1024, seed=1)
    # processes=True: workers are processes of their own, as on other machines; Client("tcp://scheduler:8786") for those
    # workers keep memory that they have used: large arrays are several times as fast
    dask.config.set({"distributed.nanny.pre-spawn-environ": MEMORY})
    local = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0")
    with local as cluster, Client(cluster) as client:
        shared = fs.uncertainty(facts, framework, ASSUMPTIONS, draws=1024, seed=1, executor=client.get_executor())
    print(shared.rank_intervals().head(10).round(2).to_string())
    print("the same bits:", shared.rank_intervals().equals(alone.rank_intervals()))


# %% Workers start by importing this file: only the script itself starts a cluster
if __name__ == "__main__":
    main()
