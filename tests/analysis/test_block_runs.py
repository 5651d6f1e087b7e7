"""Executors: the same bits wherever blocks are worked on, and a clear word where a worker is lost."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.analysis import block_runs
from fazhi_score.analysis.block_runs import run_blocks, tally_blocks
from tests.analysis.test_uncertainty import EVERYTHING, facts, framework

DRAWS = 2300


def run(executor=None, **more):
    given = fs.Assumptions(**EVERYTHING, facts=True, unreported="uniform")
    return fs.uncertainty(facts(bounds=True), framework(), given, draws=DRAWS, seed=4, executor=executor, **more)


def same(one, other):
    assert np.array_equal(one.tally.ranks.counts, other.tally.ranks.counts)
    assert np.array_equal(one.tally.scores, other.tally.scores)
    assert np.array_equal(one.tally.grades, other.tally.grades)
    assert [part.tobytes() for part in one.tally.moments()] == [part.tobytes() for part in other.tally.moments()]
    assert one.table.equals(other.table)


@pytest.fixture(scope="module")
def serial():
    return run()


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_pool_of_processes_gives_the_same_bits(serial, workers):
    with ProcessPoolExecutor(workers) as pool:
        same(serial, run(pool))


def test_so_do_threads_and_progress_reaches_the_end(serial):
    seen = []
    with ThreadPoolExecutor(3) as pool:
        same(serial, run(pool, progress=lambda done, of: seen.append((done, of))))
    assert seen[-1] == (DRAWS, DRAWS)
    seen.clear()
    same(serial, run(progress=lambda done, of: seen.append((done, of))))
    assert [done for done, _ in seen] == [512, 1024, 1536, 2048, DRAWS]


@pytest.mark.filterwarnings("ignore")
def test_so_does_a_dask_cluster(serial):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        same(serial, run(client.get_executor()))
        seen = []
        same(serial, run(client.get_executor(), progress=lambda done, of: seen.append(done)))
        assert seen[-1] == DRAWS


def die(plan, blocks, draws):
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(plan, blocks, draws):
    """Kill the worker the first time that the first block is asked for."""
    flag = os.environ["FAZHI_TEST_FLAG"]
    if 0 in blocks:
        try:
            os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return tally_blocks(plan, blocks, draws)


def test_a_lost_worker_of_a_pool_is_told():
    plan = run().plan
    with ProcessPoolExecutor(2) as pool, pytest.raises(fs.FazhiError, match="worker process ended"):
        run_blocks(die, plan, range(4), 2048, merge=lambda one, other: one, executor=pool)


@pytest.mark.filterwarnings("ignore")
def test_dask_repeats_what_a_lost_worker_did(serial, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    monkeypatch.setenv("FAZHI_TEST_FLAG", str(tmp_path / "died"))

    def merge(one, other):
        one.merge(other)
        return one

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        blocks = block_runs.blocks_of(DRAWS)
        found = run_blocks(die_once, serial.plan, blocks, DRAWS, merge=merge, executor=client.get_executor())
    assert (tmp_path / "died").exists()
    assert np.array_equal(found.ranks.counts, serial.tally.ranks.counts)
