"""Ranks of many draws: against ranks of one draw at a time, counts and quantiles against numbers counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.numerics import rank_counts
from fazhi_score.numerics.rank_counts import (
    CellCounts,
    RankCounts,
    composites,
    distinct_rows,
    rank_rows,
    share_half_width,
)
from fazhi_score.scoring.ranking import competition_ranks

GAP = np.nan


def one_by_one(scores):
    """Ranks as scoring makes them, 0 for none."""
    classes = np.zeros(scores.shape[1], dtype=np.intp)
    return np.array([np.nan_to_num(competition_ranks(row, classes)) for row in scores]).reshape(scores.shape)


# ranks

near = st.integers(-4, 4).map(lambda steps: steps * 5e-10)  # gaps of exactly the tolerance, below and above it
score = st.one_of(st.just(GAP), st.integers(0, 100).map(float), st.builds(lambda a, b: a + b, st.integers(0, 5), near))


@given(st.integers(1, 8).flatmap(lambda n: st.lists(st.lists(score, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_ranks_of_rows_are_those_of_scoring(rows):
    scores = np.array(rows)
    np.testing.assert_array_equal(rank_rows(scores), one_by_one(scores))


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e4, 1e7, 1e300])
def test_ranks_hold_on_every_scale(size):
    scores = np.random.default_rng(1).normal(size=(7, 50)) * size
    scores[2, :] = scores[2, 0]
    scores[3, ::3] = GAP
    scores[4, :] = GAP
    np.testing.assert_array_equal(rank_rows(scores), one_by_one(scores))


def test_many_rows_of_many_regions_with_ties_are_ranked_in_blocks():
    rng = np.random.default_rng(2)
    scores = np.round(rng.normal(50, 10, size=(300, 1200)), 2)
    scores += rng.integers(-2, 3, size=scores.shape) * 4e-10
    scores[rng.uniform(size=scores.shape) < 0.02] = GAP
    np.testing.assert_array_equal(rank_rows(scores), one_by_one(scores))


def test_a_chain_of_close_neighbours_ties_as_a_whole_after_sorting():
    assert rank_rows(np.array([[50.0, 50.0 - 8e-10, 50.0 - 16e-10, 40.0]])).tolist() == [[1, 1, 1, 4]]


def test_infinite_scores_stand_at_the_ends_and_tie_with_each_other():
    scores = np.array([[1.0, np.inf, -np.inf, np.inf, GAP]])
    assert rank_rows(scores).tolist() == [[3, 1, 4, 1, 0]]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (2, 1)])
def test_nobody_or_one_region_alone(shape):
    found = rank_rows(np.ones(shape))
    assert found.shape == shape
    assert found.dtype == np.int32
    assert (found == 1).all()


# composites


def test_composites_are_weighted_means_over_what_is_there():
    rng = np.random.default_rng(3)
    scores, weights = rng.uniform(0, 100, (6, 4)), rng.uniform(size=(5, 4))
    scores[1, 2] = scores[4, 0] = GAP
    scores[5] = GAP
    found = composites(scores, weights)
    for d in range(5):
        for i in range(5):
            there = ~np.isnan(scores[i])
            assert found[d, i] == pytest.approx(np.average(scores[i, there], weights=weights[d, there]), rel=1e-12)
    assert np.isnan(found[:, 5]).all()


def test_identical_regions_have_the_same_bits_and_share_their_rank_in_every_draw():
    rng = np.random.default_rng(4)
    scores = rng.uniform(0, 100, (37, 23))
    scores[[3, 17, 36]] = scores[0]
    scores[5, 1], scores[6] = GAP, scores[5]
    scores[6, 1] = GAP
    scores[7], scores[8] = scores[5], scores[5]
    found = composites(scores, rng.dirichlet(np.ones(23), 200))
    for twins in ([0, 3, 17, 36], [5, 7, 8]):
        assert (found[:, twins] == found[:, twins[:1]]).all()
        ranks = rank_rows(found)[:, twins]
        assert (ranks == ranks[:, :1]).all()


def test_most_regions_may_be_alike():
    rng = np.random.default_rng(5)
    few, kinds = rng.uniform(0, 100, (4, 9)), rng.integers(0, 4, 50)
    few[2, 3] = GAP
    weights = rng.dirichlet(np.ones(9), 30)
    found = composites(few[kinds], weights)
    for kind in range(4):
        same = np.flatnonzero(kinds == kind)
        assert (found[:, same] == found[:, same[:1]]).all()
        np.testing.assert_allclose(found[:, same[0]], composites(few[[kind]], weights)[:, 0], rtol=1e-12)


def test_zeros_of_both_signs_are_one_row():
    first, belongs = distinct_rows(np.array([[1.0, 0.0], [2.0, 0.0], [1.0, -0.0]]))
    assert first.tolist() == [0, 1]
    assert belongs.tolist() == [0, 1, 0]


def test_what_is_known_of_distinct_rows_is_not_asked_again(monkeypatch):
    scores, weights = np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([[1.0, 1.0]])
    known = distinct_rows(scores)
    monkeypatch.setattr(rank_counts, "distinct_rows", None)
    assert composites(scores, weights, distinct=known).tolist() == [[1.5, 1.5]]


# counts

DRAWN = np.array([[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 0]])
"""Four draws; the third region has no rank in the last."""


@pytest.fixture(params=["waiting", "at once"])
def counts(request, monkeypatch):
    monkeypatch.setattr(rank_counts, "WAITING", 5000 if request.param == "waiting" else 0)
    found = RankCounts(3)
    found.add(DRAWN[:1])
    found.add(DRAWN[1:])
    return found


def test_counts(counts):
    assert counts.draws == 4
    assert counts.counts.tolist() == [[0, 3, 1, 0], [0, 1, 2, 1], [1, 0, 1, 2]]
    assert counts.counts.dtype == np.uint32
    assert counts.ranked.tolist() == [4, 4, 3]


def test_means_shares_and_medians_are_of_the_draws_with_a_rank(counts):
    assert counts.mean().tolist() == [5 / 4, 8 / 4, 8 / 3]
    assert counts.top(2).tolist() == [1, 3 / 4, 1 / 3]
    assert counts.median().tolist() == [1, 2, 3]
    np.testing.assert_allclose(counts.probability(), [[3 / 4, 1 / 4, 0], [1 / 4, 2 / 4, 1 / 4], [0, 1 / 3, 2 / 3]])


def test_a_quantile_is_the_smallest_rank_that_reaches_the_share(counts):
    # of the second region: P(R <= 1) = 1/4, P(R <= 2) = 3/4
    assert [counts.quantile(p)[0][1] for p in (0.0, 0.25, 0.2500001, 0.75, 0.7500001, 1.0)] == [1, 1, 2, 2, 3, 3]
    low, high = counts.quantiles(0.5)
    assert low.tolist() == [1, 1, 2]
    assert high.tolist() == [1, 2, 3]


@given(st.integers(1, 30), st.integers(1, 60), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_quantiles_are_those_of_the_draws_themselves(n, draws, seed, share):
    ranks = rank_rows(np.random.default_rng(seed).integers(0, 9, (draws, n)).astype(float))
    counts = RankCounts(n)
    counts.add(ranks)
    place = max(int(np.ceil(share * draws - 1e-9)), 1) - 1
    np.testing.assert_array_equal(counts.quantile(share)[0], np.sort(ranks, axis=0)[place])


def test_a_region_that_never_has_a_rank_has_no_statistics():
    counts = RankCounts(2)
    counts.add(np.array([[1, 0], [1, 0]]))
    for found in (counts.mean(), counts.median(), counts.top(1), counts.probability()[:, 0], *counts.quantiles(0.9)):
        assert found[0] == 1
        assert np.isnan(found[1])


def test_no_draws_say_nothing():
    assert np.isnan(RankCounts(2).median()).all()
    assert RankCounts(2).counts.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_counts_of_parts_merge_into_those_of_the_whole():
    rng = np.random.default_rng(5)
    ranks = rank_rows(rng.normal(size=(1500, 40)))
    whole, left, right = RankCounts(40), RankCounts(40), RankCounts(40)
    whole.add(ranks)
    left.add(ranks[:700])
    right.add(ranks[700:])
    left.merge(right)
    np.testing.assert_array_equal(left.counts, whole.counts)
    assert left.draws == 1500
    assert whole.counts.sum() == ranks.size


def test_chosen_regions_only():
    ranks = rank_rows(np.random.default_rng(6).normal(size=(100, 12)))
    whole, some = RankCounts(12), RankCounts(12, np.array([7, 2]))
    whole.add(ranks)
    some.add(ranks)
    np.testing.assert_array_equal(some.counts, whole.counts[[7, 2]])
    np.testing.assert_array_equal(some.quantiles(0.9)[0], whole.quantiles(0.9)[0][[7, 2]])


def test_blocks_of_another_shape_are_refused():
    with pytest.raises(FazhiError, match=r"\(2, 4\)"):
        RankCounts(3).add(np.ones((2, 4), dtype=np.int32))
    with pytest.raises(FazhiError, match="3"):
        RankCounts(3).merge(RankCounts(4))


@pytest.mark.parametrize("width", [4, 6000])
def test_cells_are_counted_of_few_and_of_many(width):
    cells = np.random.default_rng(7).integers(0, 4, (700, 9))
    found = CellCounts(9, width)
    for start in range(0, 700, 90):
        found.add(cells[start : start + 90])
    for region in range(9):
        np.testing.assert_array_equal(found.counts[region], np.bincount(cells[:, region], minlength=width))
    with pytest.raises(FazhiError, match=r"\(700, 8\)"):
        found.add(cells[:, :8])


# convergence


def test_half_widths_say_how_far_quantiles_are_off():
    # 400 draws at a time of ranks like 1–1000: the quantile 0.9 lies within its half-width of 900 in 95 % of cases
    rng = np.random.default_rng(9)
    counts = RankCounts(1000, np.arange(600))
    counts.add(rng.integers(1, 1001, (400, 1000)))
    width, found = counts.half_width(0.9), counts.quantile(0.9)[0]
    assert width.mean() == pytest.approx(1000 * 1.96 * np.sqrt(0.09 / 400), rel=0.05)
    assert 0.91 < np.mean(abs(found - 900) <= width) < 0.98
    assert np.isnan(RankCounts(2).half_width(0.5)).all()


def test_half_widths_of_shares_are_wilsons():
    # p = 0.3, 50 draws: 0.1910–0.4375
    z, n, p = 1.959963985, 50, 0.3
    wanted = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert share_half_width(np.array(p), n) == pytest.approx(wanted, rel=1e-9)
    assert 2 * wanted == pytest.approx(0.4375 - 0.1910, abs=2e-4)
    with pytest.raises(FazhiError, match="'level'"):
        share_half_width(np.array(p), n, level=1.0)
