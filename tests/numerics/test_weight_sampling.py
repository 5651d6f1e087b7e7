"""Random weights: where they lie, how they spread, and against draws by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_score.errors import FazhiError
from fazhi_score.numerics import weight_sampling
from fazhi_score.numerics.weight_sampling import dirichlet, intervals, noise, orderings, samples, uniform

EVERY = {
    "noise": lambda rng, draws: noise(rng, [3, 2, 1, 1], draws, 0.25),
    "dirichlet": lambda rng, draws: dirichlet(rng, [3, 2, 1, 1], draws, 20),
    "uniform": lambda rng, draws: uniform(rng, 4, draws),
    "samples": lambda rng, draws: samples(rng, [[1, 2, 3, 4], [1, 1, 1, 1]], draws),
    "orderings": lambda rng, draws: orderings(rng, 4, draws, [1, [0, 3], 2], minimum=0.05),
    "intervals": lambda rng, draws: intervals(rng, [0.1, 0, 0.2, 0], [0.4, 0.3, 0.5, 1], draws),
}


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", EVERY)
def test_rows_are_weights_and_a_seed_says_which(name):
    rows = EVERY[name](rng(), 500)
    assert rows.shape == (500, 4)
    assert (rows >= 0).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_array_equal(rows, EVERY[name](rng(), 500))
    assert (rows != EVERY[name](rng(2), 500)).any()


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("draws", [0, -1, 2.5])
def test_no_draws_are_refused(name, draws):
    with pytest.raises(FazhiError, match="number of draws"):
        EVERY[name](rng(), draws)


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [1, np.nan], [1, np.inf]])
def test_weights_that_are_none_are_refused(weights):
    for function in (lambda: noise(rng(), weights, 5, 0.1), lambda: dirichlet(rng(), weights, 5, 10)):
        with pytest.raises(FazhiError, match="weights must be"):
            function()
    with pytest.raises(FazhiError, match="weights must be"):
        samples(rng(), [[1, 1], weights], 5)


# noise


def test_noise_keeps_each_weight_within_its_share_before_it_is_renormalised():
    # (3 (1 + u), 1 (1 + v)): the ratio lies within 3 × 0.75/1.25 and 3 × 1.25/0.75
    rows = noise(rng(), [3, 1], 20_000, 0.25)
    ratio = rows[:, 0] / rows[:, 1]
    assert ratio.min() == pytest.approx(1.8, abs=0.03)
    assert ratio.max() == pytest.approx(5, abs=0.1)
    assert (ratio >= 1.8).all()
    assert (ratio <= 5).all()


def test_noise_of_none_is_the_nominal_weights_and_each_may_have_its_own():
    np.testing.assert_allclose(noise(rng(), [3, 1], 4, 0), np.tile([0.75, 0.25], (4, 1)), rtol=1e-15)
    rows = noise(rng(), [1, 1, 2], 100, [0.5, 0, 0])
    np.testing.assert_allclose(rows[:, 2] / rows[:, 1], 2, rtol=1e-12)


@pytest.mark.parametrize("spread", [-0.1, 1.5, np.nan])
def test_a_spread_outside_its_range_is_refused(spread):
    with pytest.raises(FazhiError, match="'spread'"):
        noise(rng(), [1, 1], 5, spread)


# Dirichlet and uniform


def test_dirichlet_has_the_moments_of_its_formula():
    # mean w, variance w (1 - w) / (c + 1)
    weights = np.array([0.5, 0.3, 0.2])
    rows = dirichlet(rng(), 10 * weights, 100_000, 30)
    np.testing.assert_allclose(rows.mean(axis=0), weights, atol=0.002)
    np.testing.assert_allclose(rows.var(axis=0), weights * (1 - weights) / 31, rtol=0.03)


def test_a_scattered_dirichlet_is_still_weights():
    rows = dirichlet(rng(), [1, 0, 2], 1000, 1e-3)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    assert (rows[:, 1] == 0).all()


@pytest.mark.parametrize("concentration", [0, -1, np.nan, np.inf])
def test_a_concentration_that_is_none_is_refused(concentration):
    with pytest.raises(FazhiError, match="'concentration'"):
        dirichlet(rng(), [1, 1], 5, concentration)


@pytest.mark.parametrize("k", [2, 5, 40])
def test_each_uniform_weight_is_a_beta_variable(k):
    # the marginal of the uniform distribution on the simplex is Beta(1, k - 1)
    rows = uniform(rng(), k, 20_000)
    for column in (0, k - 1):
        assert stats.kstest(rows[:, column], stats.beta(1, k - 1).cdf).pvalue > 0.001


def test_uniform_is_not_uniform_numbers_over_their_sum():
    crowded = rng().uniform(size=(20_000, 5))
    crowded /= crowded.sum(axis=1, keepdims=True)
    assert stats.kstest(crowded[:, 0], stats.beta(1, 4).cdf).pvalue < 1e-10


def test_one_weight_is_all():
    assert uniform(rng(), 1, 2).tolist() == [[1], [1]]


# people


def test_samples_are_the_rows_that_people_gave_about_equally_often():
    given_rows = np.array([[1, 1, 2], [4, 0, 0], [1, 2, 1]])
    rows = samples(rng(), given_rows, 9000)
    found, counts = np.unique(rows, axis=0, return_counts=True)
    np.testing.assert_allclose(found, [[0.25, 0.25, 0.5], [0.25, 0.5, 0.25], [1, 0, 0]])
    assert (abs(counts - 3000) < 200).all()  # four standard deviations are 179


# orderings


def test_orderings_are_kept_with_ties_and_the_least_share():
    rows = orderings(rng(), 5, 2000, [3, [0, 4], 1, 2], minimum=0.04)
    w = rows.T
    np.testing.assert_array_equal(w[0], w[4])
    assert (w[3] >= w[0]).all()
    assert (w[0] >= w[1]).all()
    assert (w[1] >= w[2]).all()
    assert rows.min() >= 0.04
    assert rows.min() < 0.041


def test_orderings_are_uniform_weights_sorted():
    rows, sorted_ = orderings(rng(), 4, 20_000), -np.sort(-uniform(rng(2), 4, 20_000), axis=1)
    for column in range(4):
        assert stats.ks_2samp(rows[:, column], sorted_[:, column]).pvalue > 0.001


def test_their_mean_is_the_rank_order_centroid():
    # (1/k) sum over l >= j of 1/l; k = 3: 11/18, 5/18, 2/18
    np.testing.assert_allclose(orderings(rng(), 3, 50_000).mean(axis=0), [11 / 18, 5 / 18, 2 / 18], atol=0.003)


def test_a_tie_of_all_is_equal_weights():
    np.testing.assert_allclose(orderings(rng(), 3, 2, [[2, 0, 1]]), 1 / 3)
    np.testing.assert_allclose(orderings(rng(), 3, 2, minimum=1 / 3), 1 / 3)


@pytest.mark.parametrize("order", [[0, 1], [0, 1, 1], [0, [1, 2], 2], [0, 1, 3], []])
def test_orders_that_leave_out_repeat_or_contradict_are_refused(order):
    with pytest.raises(FazhiError, match="order of importance"):
        orderings(rng(), 3, 5, order)


@pytest.mark.parametrize("minimum", [-0.1, 0.34, np.nan])
def test_a_least_share_that_cannot_be_met_is_refused(minimum):
    with pytest.raises(FazhiError, match="'minimum'"):
        orderings(rng(), 3, 5, minimum=minimum)


# intervals


def brute(low, high, draws, seed):
    """Uniform weights of which those within the bounds are kept."""
    rows = uniform(rng(seed), len(low), draws)
    return rows[((rows >= low) & (rows <= high)).all(axis=1)]


BOUNDS = {
    "all": ([0, 0, 0, 0], [1, 1, 1, 1]),
    "middle": ([0.1, 0.15, 0.1, 0.2], [0.4, 0.35, 0.4, 0.45]),
    "low corner": ([0, 0, 0, 0], [0.9, 0.3, 0.6, 0.8]),
    "high corner": ([0, 0.1, 0.05, 0], [0.3, 0.35, 0.3, 0.3]),
    "one wide": ([0, 0.2, 0.2, 0.1], [1, 0.3, 0.25, 0.2]),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_intervals_are_what_is_left_of_uniform_weights(name):
    low, high = map(np.array, BOUNDS[name])
    rows, wanted = intervals(rng(), low, high, 8000), brute(low, high, 500_000, 7)
    assert len(wanted) > 500
    assert (rows >= low).all()
    assert (rows <= high).all()
    for column in range(4):
        assert stats.ks_2samp(rows[:, column], wanted[:, column]).pvalue > 0.001
    for pair in ([0, 1], [2, 3]):  # not only margins: sums of two as well
        assert stats.ks_2samp(rows[:, pair].sum(axis=1), wanted[:, pair].sum(axis=1)).pvalue > 0.001
    np.testing.assert_allclose(np.cov(rows.T), np.cov(wanted.T), atol=0.12 * np.cov(wanted.T).max())


@pytest.mark.parametrize("name", BOUNDS)
def test_both_ways_to_draw_intervals_give_the_same(name, monkeypatch):
    low, high = map(np.array, BOUNDS[name])
    rows = intervals(rng(), low, high, 6000)

    def instead(width, spare, turned):
        return weight_sampling._tilted(width, width.sum() - spare if turned else spare)

    monkeypatch.setattr(weight_sampling, "_plain", instead)
    tilted = intervals(rng(2), low, high, 6000)
    for column in range(4):
        assert stats.ks_2samp(rows[:, column], tilted[:, column]).pvalue > 0.001


def test_of_two_weights_the_first_is_uniform_where_both_bounds_hold():
    # w1 in 0.2–0.9 and 1 - w1 in 0–0.5: w1 in 0.5–0.9
    rows = intervals(rng(), [0.2, 0], [0.9, 0.5], 5000)
    assert stats.kstest(rows[:, 0], stats.uniform(0.5, 0.4).cdf).pvalue > 0.001


@pytest.mark.parametrize("spread", [0.05, 0.5, 1.0])
def test_a_hundred_weights_are_drawn_as_easily(spread):
    nominal = rng(3).dirichlet(np.full(100, 3.0))
    low, high = nominal * (1 - spread), np.minimum(nominal * (1 + spread), 1)
    rows = intervals(rng(), low, high, 2000)
    assert rows.shape == (2000, 100)
    assert (rows >= low - 1e-12).all()
    assert (rows <= high + 1e-12).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-12)
    assert abs(rows.mean(axis=0) - nominal).max() < 0.2 * spread * nominal.max()


@pytest.mark.parametrize("flip", [False, True])
def test_sums_next_to_a_corner_are_drawn(flip):
    # lower bounds sum to 1 - 1e-6: what is left is a small simplex, whose margins are Beta(1, k - 1) again
    low, high = np.full(5, (1 - 1e-6) / 5), np.full(5, 0.5)
    if flip:  # upper bounds sum to 1 + 1e-6
        low, high = np.full(5, 0.1), np.full(5, (1 + 1e-6) / 5)
    rows = intervals(rng(), low, high, 4000)
    share = (high - rows if flip else rows - low)[:, 0] / 1e-6
    assert stats.kstest(share, stats.beta(1, 4).cdf).pvalue > 0.001


def test_bounds_that_leave_one_point_give_it():
    np.testing.assert_allclose(intervals(rng(), [0.2, 0.8], [0.2, 0.8], 3), np.tile([0.2, 0.8], (3, 1)))
    np.testing.assert_allclose(intervals(rng(), [0.5, 0.5], [1, 1], 2), 0.5)
    np.testing.assert_allclose(intervals(rng(), [0, 0], [0.5, 0.5], 2), 0.5)
    rows = intervals(rng(), [0.3, 0, 0], [0.3, 1, 1], 1000)
    assert (rows[:, 0] == 0.3).all()
    assert rows[:, 1].std() > 0.15  # uniform over 0–0.7: 0.2


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_whatever_the_bounds_rows_lie_within(k, seed):
    random = rng(seed)
    inside = random.dirichlet(np.ones(k))
    low = inside * random.uniform(size=k)
    high = np.minimum(inside + random.exponential(size=k) * random.choice([0, 1e-9, 1e-3, 1], size=k), 1)
    rows = intervals(random, low, high, 20)
    assert (rows >= low - 1e-12).all()
    assert (rows <= high + 1e-12).all()
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-11)


def test_bounds_that_no_weights_fit_are_refused_by_name():
    with pytest.raises(FazhiError, match=r"lower ones sum to 1\.1.*lower bounds 0\.6, 0\.5, upper bounds 1, 1"):
        intervals(rng(), [0.6, 0.5], [1, 1], 5)
    with pytest.raises(FazhiError, match=r"upper ones to 0\.7"):
        intervals(rng(), [0, 0], [0.3, 0.4], 5)


def test_bounds_that_cross_or_do_not_match_are_refused():
    with pytest.raises(FazhiError, match=r"weight 2 cross: from 0\.5 to 0\.4") as caught:
        intervals(rng(), [0, 0.5, -0.1], [1, 0.4, 1], 5)
    assert len(caught.value.problems) == 2
    with pytest.raises(FazhiError, match="1 lower and 2 upper"):
        intervals(rng(), [0], [1, 1], 5)
