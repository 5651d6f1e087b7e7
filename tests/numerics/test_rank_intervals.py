"""Intervals by rank: by hand, what they promise, and classes."""

import numpy as np
import pytest

from fazhi_score.numerics.rank_intervals import by_rank


def drawn(n=12, draws=4000, seed=1, spread=1.5):
    rng = np.random.default_rng(seed)
    scores = rng.normal(np.linspace(0, spread, n), 1.0, (draws, n))
    ranks = (-scores).argsort(axis=1).argsort(axis=1)
    return np.stack([np.bincount(column, minlength=n) for column in ranks.T]), ranks + 1


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("spread", [0.0, 1.5, 8.0])
def test_whoever_holds_a_rank_is_covered_as_often_as_asked_for(level, spread):
    counts, ranks = drawn(spread=spread)
    low, high = by_rank(counts, level)
    inside = (low <= ranks) & (ranks <= high)
    for rank in range(1, 13):
        assert inside[ranks == rank].mean() >= level
    assert (low <= high).all()


def test_central_intervals_do_not_promise_that():
    counts, ranks = drawn()
    ends = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf")
    covered = (ends[0] <= ranks) & (ranks <= ends[1])
    assert covered[ranks == 1].mean() < 0.9
    low, high = by_rank(counts)
    assert (high - low).mean() <= 1.15 * (ends[1] - ends[0]).mean()


def test_a_unit_whose_ranks_are_certain_has_one():
    low, high = by_rank(np.eye(4, dtype=int) * 10)
    assert low.tolist() == high.tolist() == [1, 2, 3, 4]


def test_a_unit_that_is_among_the_few_of_no_rank_has_its_most_frequent():
    counts = np.array([[60, 35, 5], [39, 60, 1], [1, 5, 94]])
    low, high = by_rank(counts, 0.5)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(1, 1), (2, 2), (3, 3)]


def test_classes_are_apart_and_who_is_never_ranked_has_none():
    counts = np.array([[10, 0], [10, 0], [0, 10], [0, 0], [5, 5]])
    low, high = by_rank(counts, classes=np.array([0, 1, 0, 0, -1]))
    assert low.tolist() == [1, 1, 2, 0, 0]
    assert high.tolist() == [1, 1, 2, 0, 0]


def test_ties_leave_ranks_that_nobody_holds():
    counts = np.array([[10, 0, 0], [10, 0, 0], [0, 0, 10]])  # 1, 1, 3 in every draw
    low, high = by_rank(counts)
    assert low.tolist() == high.tolist() == [1, 1, 3]
