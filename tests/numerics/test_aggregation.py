"""Means by hand, as their definitions, and as other programs give them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.methods import METHODS
from fazhi_score.numerics.aggregation import (
    ampi_standardised,
    arithmetic,
    available,
    geometric,
    harmonic,
    mazziotta_pareto,
    mpi_standardised,
    owa,
    power,
)

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
ONES = np.ones(2)
ALL = [
    arithmetic,
    geometric,
    harmonic,
    lambda s, w: power(s, w, exponent=2.0),
    lambda s, w: power(s, w, exponent=0.5),
    lambda s, w: power(s, w, exponent=np.inf),
    lambda s, w: power(s, w, exponent=-np.inf),
    lambda s, w: owa(s, w, alpha=2.0),
    lambda s, w: owa(s, w, order=[0.2, 0.5, 0.3]),
    mazziotta_pareto,
]
"""Every mean, with parameters."""


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def refusal(call) -> str:
    with pytest.raises(FazhiError) as caught:
        call()
    assert caught.value.render("zh") and caught.value.render("en")
    return caught.value.problems[0].code


def test_each_is_registered_by_its_name():
    assert {"arithmetic", "geometric", "harmonic", "power", "owa", "mazziotta_pareto"} <= set(METHODS["aggregation"])
    assert METHODS["aggregation"]["owa"] is owa


@pytest.mark.parametrize("mean", ALL)
def test_what_all_means_have_in_common(mean):
    weights = np.array([1.0, 2.0, 0.0])
    # what has no weight does not count, and alone makes no score; one score is its own mean
    same(mean(np.array([[7, 7, 90], [7, GAP, 90], [GAP, GAP, 90], [GAP, GAP, GAP]]), weights), [7, 7, GAP, GAP])
    # leading axes stay, as do no regions and no indicators
    cube = np.arange(1.0, 25).reshape(2, 4, 3)
    same(mean(cube, weights)[1, 2], mean(cube[1, 2], weights))
    assert mean(np.empty((0, 3)), weights).shape == (0,)
    same(mean(np.empty((2, 0)), np.empty(0)), [GAP, GAP])
    # scores from one place twice as large are twice as large (all are homogeneous)
    same(mean(2 * cube, weights), 2 * mean(cube, weights))


def test_harmonic_by_hand():
    # 3 / (1/40 + 2/80) = 60; a zero, and a negative score, make 0; the one that is there
    scores = np.array([[40, 80], [0, 80], [-5, 80], [GAP, 30]])
    same(harmonic(scores, np.array([1.0, 2])), [60, 0, 0, 30])


def test_power_means_by_hand():
    scores = np.array([[10, 70], [0, 80], [-5, 80], [GAP, 30]])
    # sqrt((100 + 4900) / 2) = 50; sqrt(6400 / 2); a negative score counts as 0
    same(power(scores, ONES, exponent=2), [50, 80 / 2**0.5, 80 / 2**0.5, 30])
    # ((sqrt 4 + sqrt 36) / 2)² = 16
    same(power(np.array([4.0, 36]), ONES, exponent=0.5), 16)
    # exponent 1 keeps the sign
    same(power(scores, ONES, exponent=1), [40, 40, 37.5, 30])
    same(power(scores, ONES, exponent=np.inf), [70, 80, 80, 30])
    same(power(scores, ONES, exponent=-np.inf), [10, 0, 0, 30])
    same(power(scores, ONES, exponent=0), geometric(scores, ONES))
    same(power(scores, ONES, exponent=-1), harmonic(scores, ONES))
    assert refusal(lambda: power(scores, ONES, exponent=GAP)) == "exponent_no_number"


def test_power_means_reach_their_limits():
    scores, weights = np.array([[3.0, 40, 95], [0, 10, 20]]), np.array([1.0, 2, 3])
    # near 0 the power mean is the geometric, to first order in the exponent; a zero with p > 0 goes to 0 at once
    for exponent in (1e-12, -1e-12):
        same(power(scores, weights, exponent=exponent), geometric(scores, weights), 1e-9)
    same(power(scores, weights, exponent=1 + 1e-12), arithmetic(scores, weights), 1e-9)
    same(power(scores[0], weights, exponent=1e5), 95, 1e-4)
    same(power(scores[0], weights, exponent=-1e5), 3, 1e-4)


def test_huge_tiny_and_infinite_scores():
    huge = np.array([1e300, 3e300])
    same(power(huge, ONES, exponent=2) / 1e300, np.sqrt(5))
    same(harmonic(huge, ONES) / 1e300, 1.5)
    same(harmonic(np.array([1e-310, 1e-310]), ONES), 1e-310, 1e-320)
    infinite = np.array([[np.inf, 5], [np.inf, np.inf]])
    same(power(infinite, ONES, exponent=2), [np.inf, np.inf])
    # 2 / (0 + 1/5)
    same(harmonic(infinite, ONES), [10, np.inf])


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), min_size=1, max_size=6),
    st.floats(-20, 20),
    st.floats(-20, 20),
)
def test_power_means_grow_with_the_exponent(pairs, first, second):
    scores, weights = np.array(pairs).T
    low, high = (power(scores, weights, exponent=p) for p in sorted((first, second)))
    assert scores.min() - 1e-9 <= low <= high + 1e-7 <= scores.max() + 2e-7


def test_order_weights_by_hand():
    scores = np.array([[20.0, 80, 50], [20, GAP, 50], [GAP, GAP, 50]])
    weights = np.ones(3)
    # 80 · 0.5 + 50 · 0.3 + 20 · 0.2 = 59. Of two, the line through (1/3, 0.5) and (2/3, 0.8) is at 0.65 in the middle:
    # 50 · 0.65 + 20 · 0.35 = 39.5
    same(owa(scores, weights, order=[0.5, 0.3, 0.2]), [59, 39.5, 50])
    same(owa(scores, weights, order=[5, 3, 2]), [59, 39.5, 50])
    # the median, also of weights for another number of places: 0, 1, 0 over three
    same(owa(scores, weights, order=[0, 1, 0]), [50, 35, 50])
    # weights of indicators 1, 2, 1 in the order 80, 50, 20 reach 1/2, 3/4, 1; squared 1/4, 9/16, 1
    same(owa(scores[0], np.array([1.0, 2, 1]), alpha=2), 80 / 4 + 50 * 5 / 16 + 20 * 7 / 16)
    # evenly weighted places are the weighted mean; 0 is the best, infinity the worst
    same(owa(scores, np.array([1.0, 2, 1]), alpha=1), arithmetic(scores, np.array([1.0, 2, 1])))
    same(owa(scores, weights, order=[1, 1, 1]), arithmetic(scores, weights))
    same(owa(scores, weights, alpha=0), [80, 50, 50])
    same(owa(scores, weights, alpha=np.inf), [20, 20, 50])
    same(owa(np.array([-5.0, -7]), ONES, order=[1, 0]), -5)


def test_ties_do_not_depend_on_the_order_of_indicators():
    scores, weights = np.array([50.0, 50, 20]), np.array([1.0, 5, 2])
    swapped = owa(scores[[1, 0, 2]], weights[[1, 0, 2]], alpha=3)
    same(owa(scores, weights, alpha=3), swapped, 1e-14)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "owa_one_of"),
        ({"order": [1], "alpha": 1}, "owa_one_of"),
        ({"alpha": -1}, "owa_alpha"),
        ({"alpha": GAP}, "owa_alpha"),
        ({"order": []}, "owa_order"),
        ({"order": [0, 0]}, "owa_order"),
        ({"order": [-1, 2]}, "owa_order"),
        ({"order": [np.inf, 2]}, "owa_order"),
        ({"order": [[1, 2]]}, "owa_order"),
    ],
)
def test_order_weights_that_are_none(parameters, code):
    assert refusal(lambda: owa(np.ones(2), ONES, **parameters)) == code


def test_the_penalty_by_hand():
    scores = np.array([[90.0, 110], [70, 130], [GAP, 90], [100, 100]])
    # M 100: S 10, 10²/100 = 1; S 30, 900/100 = 9; one alone and equal ones have none
    same(mazziotta_pareto(scores, ONES), [99, 91, 90, 100])
    same(mazziotta_pareto(scores, ONES, penalty="plus"), [101, 109, 90, 100])
    # of a sample: S² = 200 and 1800
    same(mazziotta_pareto(scores, ONES, ddof=1), [98, 82, 90, 100])
    # weights 3 and 1: M 95, S² = (3 · 25 + 225) / 4 = 75
    same(mazziotta_pareto(scores[0], np.array([3.0, 1])), 95 - 75 / 95)
    # no sense without a mean above 0, but where all is 0 there is no imbalance; on 0–100 it may fall below 0
    same(mazziotta_pareto(np.array([[-1.0, 1], [0, 0], [-4, -2], [-3, -3]]), ONES), [GAP, 0, GAP, -3])
    same(mazziotta_pareto(np.array([100.0, 0, 0]), np.ones(3)), 100 / 3 - 200 / 3)
    for wrong in ({"penalty": "none"}, {"ddof": 2}):
        assert refusal(lambda wrong=wrong: mazziotta_pareto(scores, ONES, **wrong)) == "penalty_unknown"


def test_standardised_by_hand():
    values = np.array([[10.0, 5, 1], [30, 5, GAP], [GAP, 5, GAP]])
    # mean 20 ± 10; equal ones and one alone tell nothing
    same(mpi_standardised(values), [[90, GAP, GAP], [110, GAP, GAP], [GAP, GAP, GAP]])
    same(mpi_standardised(values[:, 0], higher=False), [110, 90, GAP])
    # of a sample: S = sqrt(200)
    same(mpi_standardised(values[:2, 0], ddof=1), [100 - 50**0.5, 100 + 50**0.5])
    assert mpi_standardised(np.empty((0, 2))).shape == (0, 2)
    assert mpi_standardised(np.empty((2, 0))).shape == (2, 0)


def test_each_class_has_its_own_standard():
    values, classes = np.array([10.0, 30, 1, 3, 99]), np.array([0, 0, 1, 1, -1])
    same(mpi_standardised(values, peers=classes), [90, 110, 90, 110, GAP])
    same(ampi_standardised(values, peers=classes), [70, 130, 70, 130, GAP])
    same(ampi_standardised(values, peers=classes, lowest=0, highest=60, reference=30), [80, 100, 71, 73, GAP])


def test_goalposts_around_the_reference_by_hand():
    values = np.array([[10.0, 4], [20, 4], [60, 4]])
    # mean 30, range 50: 5 and 55 are 70 and 130; 60 · -20/50 = -24, -12, 36
    same(ampi_standardised(values), [[76, GAP], [88, GAP], [136, GAP]])
    same(ampi_standardised(values, higher=np.array([False, True])), [[124, GAP], [112, GAP], [64, GAP]])
    # the reference value is 100, and given posts hold over the years
    same(ampi_standardised(values[:, 0], reference=20), [88, 100, 148])
    posts = {"lowest": np.array([0.0, 0]), "highest": np.array([100.0, 10]), "reference": np.array([50.0, 4])}
    same(ampi_standardised(values, **posts), [[76, 100], [82, 100], [106, 100]])


def test_share_that_is_there():
    scores = np.array([[1.0, GAP, 3], [GAP, GAP, GAP]])
    same(available(scores, np.array([1.0, 2, 1])), [0.5, 0])
    same(available(scores, np.zeros(3)), [GAP, GAP])


def three_levels(name, mean) -> None:
    theirs = pd.read_csv(COINR / f"e_agg_{name}.csv", index_col=0)
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    found = theirs[meta.index[meta["Level"] == 1]].copy()
    for level in (2, 3, 4):
        for group in meta.index[meta["Level"] == level]:
            children = meta.index[meta["Parent"] == group]
            found[group] = mean(found[children].to_numpy(float), meta.loc[children, "Weight"].to_numpy(float))
            same(found[group], theirs[group], 1e-9)
    assert "Index" in found


@needs_reference
@pytest.mark.parametrize(
    ("name", "mean"),
    [
        ("a_amean", arithmetic),
        ("a_gmean", geometric),
        ("a_hmean", harmonic),
        ("NA_a_amean", arithmetic),
        ("NA_a_gmean", geometric),
        ("NA_a_hmean", harmonic),
        ("a_genmean_p2", lambda s, w: power(s, w, exponent=2)),
        ("a_genmean_p-1", lambda s, w: power(s, w, exponent=-1)),
        ("a_genmean_p0.5", lambda s, w: power(s, w, exponent=0.5)),
    ],
)
def test_three_levels_as_coinr_gives_them(name, mean):
    three_levels(name, mean)


@needs_reference
def test_random_weights_as_coinr_gives_them():
    weights = pd.read_csv(COINR / "e_weights_random.csv").set_index("iCode")["Weight"]
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    for name, mean in (("amean", arithmetic), ("gmean", geometric)):
        found = pd.read_csv(COINR / f"e_agg_a_{name}_randw.csv", index_col=0)
        for group in meta.index[meta["Level"] > 1]:
            children = meta.index[meta["Parent"] == group]
            same(mean(found[children].to_numpy(float), weights[children].to_numpy(float)), found[group])


@needs_reference
def test_a_missing_score_is_left_out_of_a_power_mean_where_coinr_gives_none():
    # COINr sums without leaving out what is missing, against its own documentation
    theirs = pd.read_csv(COINR / "e_agg_NA_a_genmean_p2.csv", index_col=0)
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    for group in meta.index[meta["Level"] == 2]:
        children = meta.index[meta["Parent"] == group]
        scores = theirs[children].to_numpy(float)
        found = power(scores, meta.loc[children, "Weight"].to_numpy(float), exponent=2)
        there = theirs[group].notna().to_numpy()
        same(found[there], theirs[group][there])
        assert (there == ~np.isnan(scores).any(axis=1)).all()
        assert not np.isnan(found[~np.isnan(scores).all(axis=1)]).any()


@needs_reference
def test_shares_that_are_there_and_the_threshold_as_coinr_has_them():
    theirs = pd.read_csv(COINR / "e_agg_NA_a_amean_thresh0.75.csv", index_col=0)
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    for group in meta.index[meta["Level"] > 1]:
        children = meta.index[meta["Parent"] == group]
        scores, weights = theirs[children].to_numpy(float), meta.loc[children, "Weight"].to_numpy(float)
        # COINr counts children, whatever their weights
        enough = available(scores, np.ones(len(children))) >= 0.75
        same(np.where(enough, arithmetic(scores, weights), GAP), theirs[group])


@needs_reference
def test_a_mean_and_a_threshold_of_its_own_at_each_level_as_coinr_gives_them():
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    mixed = pd.read_csv(COINR / "e_agg_mixed_a_g_h.csv", index_col=0)
    thresholds = pd.read_csv(COINR / "e_agg_NA_a_amean_thresh_bylevel.csv", index_col=0)
    means, shares = {2: arithmetic, 3: geometric, 4: harmonic}, {2: 0.9, 3: 0.5, 4: 1.0}
    for group in meta.index[meta["Level"] > 1]:
        children, level = meta.index[meta["Parent"] == group], int(meta.loc[group, "Level"])
        weights = meta.loc[children, "Weight"].to_numpy(float)
        same(means[level](mixed[children].to_numpy(float), weights), mixed[group])
        scores = thresholds[children].to_numpy(float)
        enough = available(scores, np.ones(len(children))) >= shares[level]
        same(np.where(enough, arithmetic(scores, weights), GAP), thresholds[group])


@pytest.fixture
def peers():
    values = pd.read_csv(PEERS / "matrix_30x12.csv", index_col=0).to_numpy(float)
    higher = np.ones(12, dtype=bool)
    higher[[2, 5, 9]] = False
    signed = np.where(higher, values, -values)
    minmax = (signed - signed.min(axis=0)) / np.ptp(signed, axis=0)
    weights = np.array([12, 10, 8, 7, 11, 9, 6, 5, 13, 4, 8, 7]) / 100
    known = {name: np.array(entry["values"]) for name, entry in _aggregations().items() if "values" in entry}
    return values, higher, minmax, weights, known


def _aggregations():
    return json.loads((PEERS / "reference.json").read_text())["agg"]


@needs_reference
def test_weighted_means_as_independent_code_gives_them(peers):
    _, _, minmax, weights, known = peers
    scores = 1 + 99 * minmax
    same(arithmetic(minmax, weights), known["wsm_minmax"])
    same(geometric(scores, weights), known["wpm_minmax1_100"])
    same(harmonic(scores, weights), known["hmean_minmax1_100"])
    same(power(scores, weights, exponent=0.5), known["genmean_p0.5_minmax1_100"])


@needs_reference
def test_mazziotta_pareto_as_independent_code_and_compind_give_it(peers):
    values, higher, _, _, known = peers
    ones = np.ones(12)
    z = mpi_standardised(values, higher=higher)
    same(mazziotta_pareto(z, ones), known["mpi_minus_popstd"])
    same(mazziotta_pareto(z, ones, penalty="plus"), known["mpi_plus_popstd"])
    sample = mpi_standardised(values, higher=higher, ddof=1)
    same(mazziotta_pareto(sample, ones, ddof=1), known["mpi_minus_samplestd"])
    theirs = pd.read_csv(PEERS / "r_aggregations.csv")
    same(mazziotta_pareto(sample, ones, ddof=1), theirs["compind_mpi_z_POS"])
    same(mazziotta_pareto(sample, ones, ddof=1, penalty="plus"), theirs["compind_mpi_z_NEG"])


@needs_reference
def test_adjusted_mazziotta_pareto_as_independent_code_and_compind_give_it(peers):
    values, higher, _, _, known = peers
    ones = np.ones(12)
    scores = ampi_standardised(values, higher=higher)
    same(mazziotta_pareto(scores, ones), known["ampi_minus_gp_mean"])
    same(mazziotta_pareto(scores, ones, penalty="plus"), known["ampi_plus_gp_mean"])
    low, high = values.min(axis=0), values.max(axis=0)
    spanned = ampi_standardised(values, higher=higher, reference=(low + high) / 2)
    same(mazziotta_pareto(spanned, ones), known["ampi_minus_range"])
    # Compind rounds to three places, and gives the penalty of minus whichever is asked for
    theirs = pd.read_csv(PEERS / "r_aggregations.csv")
    for column in ("compind_ampi_NEG_3dp", "compind_ampi_POS_3dp"):
        np.testing.assert_allclose(mazziotta_pareto(scores, ones), theirs[column], atol=1e-3)


@needs_reference
def test_ordered_weights_as_independent_code_and_compind_give_them(peers):
    _, _, minmax, _, known = peers
    ones = np.ones(12)
    same(owa(minmax, ones, alpha=2), known["owa_Q_r2"])
    same(owa(minmax, ones, order=known["owa_weights_Q_r2"]), known["owa_Q_r2"])
    theirs = pd.read_csv(PEERS / "r_owa_atleast4.csv")
    # the mean of the four lowest, and of the four highest
    same(owa(1 + 99 * minmax, ones, order=[0] * 8 + [1] * 4), theirs["owa_n"])
    same(owa(1 + 99 * minmax, ones, order=[1] * 4 + [0] * 8), theirs["owa_p"])
