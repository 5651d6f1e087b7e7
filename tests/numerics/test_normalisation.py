"""Ends, moments and quantiles of classes into scores: by hand, against R and Python packages, and identities."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_score.errors import FazhiError
from fazhi_score.methods import METHODS
from fazhi_score.numerics.classes import class_median
from fazhi_score.numerics.normalisation import NORMAL_RANGE, logistic, minmax, robust, zscore
from tests.numerics.peers import GAP, PEERS, array, coinr, columns, matrix, needs_reference, peer, raw, same

VALUES = array([2, 4, None, 3, 5, 5, 7, 1000])
CLASSES = np.array([0, 0, 0, 0, 1, 1, 2, -1])
"""Two classes, a gap, a constant class, a class of one, and a reference region."""

FITTED = {
    "minmax", "zscore", "robust", "logistic", "rank", "borda", "percentile", "percentile_rank", "fraction_of_maximum",
    "sum_share", "vector", "distance_to_maximum", "distance_to_target", "distance_to_reference",
}  # fmt: skip
"""What is fitted to peers and knows a direction."""

NEEDS = {
    "goalposts": {"worst": -30.0, "best": 30.0},
    "scaled": {"lower": -30.0, "upper": 30.0},
    "piecewise_linear": {"knots": [(-30, 0), (0, 0.2), (30, 1)]},
    "target_band": {"lower": -1, "upper": 1, "zero_below": -30, "zero_above": 30},
    "distance_to_target": {"target": 25.0},
    "distance_to_reference": {"reference": 25.0},
}
"""Parameters without a default."""


def call(name, values, **more):
    if name == "shrinkage":
        return METHODS["normalisation"][name](np.abs(values) / 40, base=np.abs(values) + 1, **more)
    return METHODS["normalisation"][name](values, **NEEDS.get(name, {}), **more)


EVERY = sorted(METHODS["normalisation"])


def test_what_is_fitted_knows_directions_and_classes():
    assert set(METHODS["normalisation"]) == FITTED | {
        "goalposts", "scaled", "piecewise_linear", "target_band", "shrinkage",
    }  # fmt: skip


# by hand


def test_scores_stay_within_their_class():
    # class 0 has 2, 4, 3; class 1 is constant; class 2 has one; -1 takes no part
    same(minmax(VALUES, peers=CLASSES), [0, 1, GAP, 0.5, GAP, GAP, GAP, GAP])
    # mean 3, sd 1
    same(zscore(VALUES, peers=CLASSES), [-1, 1, GAP, 0, GAP, GAP, GAP, GAP])
    # median 3, quartiles 2.5 and 3.5
    same(robust(VALUES, peers=CLASSES), [-1, 1, GAP, 0, GAP, GAP, GAP, GAP])
    # z of -1, 1 and 0
    same(logistic(VALUES, peers=CLASSES), [1 / (1 + np.e), np.e / (1 + np.e), GAP, 0.5, GAP, GAP, GAP, GAP])


def test_minmax_has_any_range_and_meets_its_ends_exactly():
    values = array([0.1, 0.7, 0.30000000000000004, None])
    found = minmax(values, to=(1, 100))
    assert (found[0], found[1]) == (1, 100)
    # 1 + 99 × (0.3 - 0.1) / (0.7 - 0.1)
    same(found[2], 1 + 99 / 3)
    same(minmax(values, to=(-1, 1)), [-1, 1, -1 / 3, GAP])


def test_zscore_of_a_population_and_of_a_sample():
    # 1, 2, 3: squares 2; sample sd 1, population sd sqrt(2/3)
    same(zscore(array([1, 2, 3]), ddof=0), np.array([-1, 0, 1]) / np.sqrt(2 / 3))
    same(zscore(array([1, 2, 3]), mean=100, deviation=15), [85, 100, 115])


def test_robust_on_normal_data_is_the_zscore():
    values = stats.norm.ppf((np.arange(2001) + 0.5) / 2001)
    same(robust(values, normal=True, centre=50, deviation=10), 50 + 10 * values, 2e-3)
    assert pytest.approx(2 * stats.norm.ppf(0.75), abs=1e-15) == NORMAL_RANGE


def test_robust_without_a_range_gives_none():
    # three of five have the same value: quartiles 3 and 3
    assert np.isnan(robust(array([1, 3, 3, 3, 900]))).all()


def test_logistic_by_given_midpoint_and_width():
    # (20 - 10) / 5 = 2: 1 / (1 + exp(-2)); with less better, the other side
    wanted = 1 / (1 + np.exp(-2))
    same(logistic(array([20, 0]), midpoint=10, width=5), [wanted, 1 - wanted])
    same(logistic(array([20, 0]), midpoint=10, width=5, higher=False), [1 - wanted, wanted])
    same(logistic(array([20]), midpoint=10, width=5, steepness=2), 1 / (1 + np.exp(-4)))
    # a lone value needs no peers then, and what is far out stays within the range
    same(logistic(array([1e308]), midpoint=0, width=1e-300, to=(0, 100)), [100])


# what holds of all


def matrix_of(rows, k=3):
    rng = np.random.default_rng(rows)
    values = rng.integers(0, 9, (rows, k)).astype(float)
    values[rng.random((rows, k)) < 0.2] = GAP
    return values


@pytest.mark.parametrize("name", EVERY)
def test_a_matrix_is_scored_column_by_column(name):
    values, peers = matrix_of(40), np.random.default_rng(1).integers(-1, 4, 40)
    directions = np.array([True, False, True])
    more = {} if name not in FITTED | {"scaled"} else {"higher": directions}
    if name in FITTED | {"shrinkage"}:
        more["peers"] = peers
    found = call(name, values, **more)
    for k in range(3):
        one = {**more, "higher": bool(directions[k])} if "higher" in more else more
        same(found[:, k], call(name, values[:, k], **one))
    if "peers" in more:  # who takes no part has no score, and classes know nothing of each other
        assert np.isnan(found[peers < 0]).all()
        for code in range(4):
            here = peers == code
            alone = call(name, values[here], **{key: part for key, part in more.items() if key != "peers"})
            same(found[here], alone)


@pytest.mark.parametrize("name", sorted(FITTED))
@given(columns)
def test_lower_is_better_turns_the_order_around(name, numbers):
    values = np.abs(array(numbers))
    up, down = (call(name, values, higher=higher) for higher in (True, False))
    pairs = ~np.isnan(up) & ~np.isnan(down)
    one, other, order = up[pairs], down[pairs], values[pairs]
    more = np.subtract.outer(order, order) > 1e-9
    assert (np.subtract.outer(one, one)[more] >= -1e-12).all()
    assert (np.subtract.outer(other, other)[more] <= 1e-12).all()


@pytest.mark.parametrize("name", EVERY)
def test_what_is_missing_stays_missing_and_nothing_is_changed_in_place(name):
    values = matrix_of(12)
    before = values.copy()
    assert np.isnan(call(name, values)[np.isnan(values)]).all()
    np.testing.assert_array_equal(values, before)
    for nobody in (array([]), array([None, None]), np.empty((0, 2)), np.full((2, 2), GAP)):
        found = call(name, nobody)
        assert found.shape == nobody.shape
        assert np.isnan(found).all()


@pytest.mark.parametrize("name", sorted(FITTED))
def test_an_infinite_value_counts_as_missing(name):
    values = array([1, 5, 3, None, 8])
    infinite = np.where(np.isnan(values), np.inf, values)
    same(call(name, infinite), call(name, values))
    same(call(name, infinite, higher=False), call(name, values, higher=False))


@pytest.mark.parametrize("name", sorted(FITTED))
def test_huge_values_pass_without_a_warning(name):
    for values in (array([1e308, -1e308, 3]), array([1e308, 1e307, 0]), array([5e-324, 0, 1e-310])):
        for higher in (True, False):
            assert not np.isinf(call(name, values, higher=higher)).any()


@pytest.mark.parametrize("rule", [minmax, zscore, robust, logistic])
def test_noise_of_arithmetic_is_no_spread(rule):
    # 0.1 + 0.2 and 0.3 differ in the last bit: no reason to give one the least and the other the most
    values = np.array([0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2])
    assert np.isnan(rule(values)).all()
    assert np.isnan(rule(values, higher=False)).all()


@given(columns, st.integers(1, 5), st.integers(-9, 9))
def test_units_do_not_matter_to_scales_with_a_centre(numbers, times, plus):
    values = array(numbers)
    for rule in (minmax, zscore, robust, logistic):
        same(rule(values * times + plus), rule(values), 1e-9)


@given(columns)
def test_against_scipy(numbers):
    values = array(numbers)
    known = values[~np.isnan(values)]
    if len(known) < 2 or np.ptp(known) == 0:
        assert np.isnan(minmax(values)).all()
        assert np.isnan(zscore(values)).all()
        return
    at = ~np.isnan(values)
    same(zscore(values)[at], stats.zscore(known, ddof=1), 1e-10)
    same(zscore(values, ddof=0)[at], stats.zscore(known, ddof=0), 1e-10)
    same(minmax(values)[at], (known - known.min()) / np.ptp(known), 1e-10)
    same(logistic(values)[at], 1 / (1 + np.exp(-stats.zscore(known, ddof=1))), 1e-10)
    width = stats.iqr(known)
    if width > 0:
        same(robust(values)[at], (known - np.median(known)) / width, 1e-10)
    same(class_median(values), np.full(len(values), np.median(known)), 1e-12)


# wrong parameters


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("normalise_range", lambda: minmax(VALUES, to=(1, 1))),
        ("normalise_range", lambda: logistic(VALUES, to=(0, np.inf))),
        ("normalise_range", lambda: minmax(VALUES, to=(1, 2, 3))),
        ("normalise_positive", lambda: zscore(VALUES, deviation=0)),
        ("normalise_positive", lambda: robust(VALUES, deviation=-1)),
        ("normalise_positive", lambda: logistic(VALUES, steepness=GAP)),
        ("normalise_positive", lambda: logistic(VALUES, width=np.inf)),
        ("normalise_directions", lambda: minmax(VALUES, higher=[True])),
        ("normalise_directions", lambda: zscore(matrix_of(4), higher=[True, False])),
    ],
)
def test_wrong_parameters_are_refused(code, wrong):
    with pytest.raises(FazhiError) as error:
        wrong()
    assert [problem.code for problem in error.value.problems] == [code]
    assert str(error.value)


# reference values


@needs_reference
def test_as_coinr_gives_them():
    values, higher = raw()
    assert values.shape == (60, 24)
    same(minmax(values, higher=higher, to=(0, 100)), coinr("b_norm_minmax_0_100"), 1e-10)
    same(minmax(values, higher=higher, to=(1, 100)), coinr("b_norm_minmax_1_100"), 1e-10)
    same(zscore(values, higher=higher), coinr("b_norm_zscore_0_1"), 1e-10)
    same(zscore(values, higher=higher, mean=10, deviation=2), coinr("b_norm_zscore_10_2"), 1e-10)


@needs_reference
def test_years_pooled_and_apart_as_coinr_gives_them():
    treated, pooled = coinr("h_panel_Treated"), coinr("h_panel_Normalised_global")
    apart = coinr("h_panel_Normalised_peryear")
    codes = [name for name in pooled.columns if name in treated.columns and name.startswith("i")]
    higher = pd.read_csv(PEERS.parent / "coinr" / "a_iMeta.csv").set_index("iCode").loc[codes, "Direction"] > 0
    values = treated[codes].to_numpy(np.float64)
    years = pd.factorize(treated.index)[0]
    same(minmax(values, higher=higher, to=(0, 100)), pooled[codes], 1e-10)
    same(minmax(values, higher=higher, to=(0, 100), peers=years), apart[codes], 1e-10)


@needs_reference
def test_as_compind_pymcdm_and_scikit_criteria_give_them():
    values, higher = matrix()
    assert values.shape == (30, 12)
    for name in ("compind_minmax", "minmax_pymcdm", "minmaxinverter_skcriteria", "cenit_skcriteria"):
        same(minmax(values, higher=higher), peer(f"norm_{name}"), 1e-10)
    same(zscore(values, higher=higher), peer("norm_zscore_ddof1_signed"), 1e-10)
    same(zscore(values, higher=higher, mean=100, deviation=10), peer("norm_compind_z100_10"), 1e-10)
    # scikit-criteria's scaler knows no direction
    same(zscore(values, ddof=0), peer("norm_zscore_ddof0_skcriteria"), 1e-10)


@needs_reference
def test_one_column_by_nine_functions_of_coinr():
    table = pd.read_csv(PEERS / "norm_coinr_C01.csv")
    values, methods = table["x"].to_numpy(), METHODS["normalisation"]
    for name, theirs, more in (
        ("minmax", "n_minmax", {"to": (0, 100)}),
        ("zscore", "n_zscore", {}),
        ("distance_to_maximum", "n_dist2max", {}),
        ("fraction_of_maximum", "n_fracmax", {}),
        ("percentile_rank", "n_prank", {}),
        ("rank", "n_rank", {"ties": "min"}),
        ("borda", "n_borda", {"ties": "min"}),
        # the call has the posts 20 and 80, and the bounds 0 and 100
        ("goalposts", "n_goalposts", {"worst": 20, "best": 80}),
        ("scaled", "n_scaled", {"lower": 0, "upper": 100, "to": (0, 100)}),
    ):
        same(methods[name](values, **more), table[theirs], 1e-10)
