"""The intervals that the study compares: by hand, and by what each of them promises."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).parents[1] / "benchmarks" / "interval_study.py"


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("interval_study", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def drawn(n=12, draws=4000, seed=1):
    """The chance of each rank from draws of rankings, one row a unit; each rank is held once in every draw."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(np.linspace(0, 1.5, n), 1.0, (draws, n))
    ranks = (-scores).argsort(axis=1).argsort(axis=1)
    return np.stack([np.bincount(column, minlength=n) for column in ranks.T]) / draws, ranks + 1


def test_central_and_shortest_intervals_by_hand(study):
    chance = np.array([[0.5, 0.3, 0.15, 0.05], [0.05, 0.05, 0.1, 0.8]])
    assert study.central(chance, 0.90).tolist() == [[1, 3], [1, 4]]
    assert study.shortest(chance, 0.90).tolist() == [[1, 3], [3, 4]]
    assert study.shortest(chance, 0.80).tolist() == [[1, 2], [4, 4]]


def test_central_ends_are_quantiles_of_what_was_drawn(study):
    chance, ranks = drawn()
    ends = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf").T
    assert study.central(chance, 0.90).tolist() == ends.tolist()


def test_intervals_by_rank_hold_whoever_has_a_rank_with_the_probability_asked_for(study):
    chance, ranks = drawn()
    ends = study.by_rank(chance, 0.90)
    inside = (ends[:, 0] <= ranks) & (ranks <= ends[:, 1])
    for rank in range(1, 13):  # of all draws, so often the unit that has the rank is covered
        assert inside[ranks == rank].mean() >= 0.90
    central = study.central(chance, 0.90)
    covered = (central[:, 0] <= ranks) & (ranks <= central[:, 1])
    assert covered[ranks == 1].mean() < 0.90  # which central intervals do not promise
