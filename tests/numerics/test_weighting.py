"""Data-driven weights against pymcdm, scikit-criteria, definitions written out, and identities."""

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fazhi_score.errors import FazhiError
from fazhi_score.methods import METHODS
from fazhi_score.numerics import losses, weighting
from fazhi_score.numerics.weighting import (
    angle,
    critic,
    entropy,
    equal,
    gini,
    given,
    lopcow,
    standard_deviation,
    variance,
    variation,
)
from tests.numerics.weights import GAP, needs_reference, peer_matrix, peer_values, refusal, same, some_scores, turned

FROM_DATA = [standard_deviation, variance, variation, angle, gini, entropy, critic, lopcow, losses.merec]


def minmax(x):
    return (x - np.nanmin(x, axis=0)) / (np.nanmax(x, axis=0) - np.nanmin(x, axis=0))


def parts(strength):
    return np.asarray(strength) / np.sum(strength)


# against others


@needs_reference
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("equal", lambda: equal(peer_matrix())),
        ("std_ddof1_raw", lambda: standard_deviation(peer_matrix())),
        ("std_minmax", lambda: standard_deviation(turned(), scale="minmax")),
        ("variance_minmax", lambda: variance(peer_matrix(), scale="minmax")),
        ("cv_ddof0", lambda: variation(peer_matrix())),
        ("gini", lambda: gini(peer_matrix())),
        ("angle", lambda: angle(peer_matrix())),
        ("entropy", lambda: entropy(peer_matrix())),
        ("entropy_minmax_0log0", lambda: entropy(turned(), scale="minmax")),
        ("entropy_minmax001", lambda: entropy(turned(), scale="minmax", shift=0.01)),
        ("critic_signed", lambda: critic(turned())),
        # pymcdm does not turn costs round, against the paper: the same as to give it benefits only
        ("critic_unsigned", lambda: critic(peer_matrix())),
        ("lopcow", lambda: lopcow(turned())),
    ],
)
def test_weights_are_those_of_the_peers(name, call):
    same(call(), peer_values(name), 1e-12)


# against definitions, written out


def columnwise(x, strength):
    return parts([strength(column[~np.isnan(column)]) for column in x.T])


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_weights_are_as_defined_over_what_is_there(missing):
    x = some_scores(missing=missing)
    same(standard_deviation(x), columnwise(x, lambda c: c.std(ddof=1)))
    same(standard_deviation(x, scale="minmax"), columnwise(minmax(x), lambda c: c.std(ddof=1)))
    same(variance(x), columnwise(x, lambda c: c.var(ddof=1)))
    same(variance(x, scale="minmax"), columnwise(minmax(x), lambda c: c.var(ddof=1)))
    same(variation(x), columnwise(x, lambda c: c.std() / c.mean()))
    same(gini(x), columnwise(x, lambda c: np.abs(c[:, None] - c).sum() / (2 * len(c) ** 2 * c.mean())))
    same(angle(x), columnwise(x, lambda c: np.arccos(c.sum() / np.sqrt(len(c) * (c**2).sum()))))
    same(lopcow(x), columnwise(minmax(x), lambda c: abs(np.log(np.sqrt((c**2).mean()) / c.std(ddof=1)))))

    def left(c):
        p = c[c > 0] / c.sum()
        return 1 + (p * np.log(p)).sum() / np.log(len(c))

    same(entropy(x), columnwise(x, left))
    same(entropy(x, scale="minmax"), columnwise(minmax(x), left))
    same(entropy(x, scale="minmax", shift=0.3), columnwise(0.3 + 0.7 * minmax(x), left))


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_critic_is_contrast_times_conflict(missing):
    x = some_scores(rows=15, missing=missing)
    conflict = np.zeros(x.shape[1])
    for j in range(x.shape[1]):
        for h in range(x.shape[1]):
            both = ~np.isnan(x[:, j]) & ~np.isnan(x[:, h])
            conflict[j] += 1 - np.corrcoef(x[both, j], x[both, h])[0, 1]
    same(critic(x), parts(np.nanstd(minmax(x), axis=0, ddof=1) * conflict))
    same(critic(x, scale="none"), parts(np.nanstd(x, axis=0, ddof=1) * conflict))


def test_entropy_knows_zeros_and_refuses_negative_scores():
    # pymcdm refuses any zero; 0 ln 0 is 0: (0, 1, 1) has entropy ln 2 / ln 3, (0, 0, 1) none
    x = np.array([[0.0, 0], [1, 0], [1, 1]])
    same(entropy(x), parts([1 - np.log(2) / np.log(3), 1]))
    assert refusal(lambda: entropy(x - 1)) == "weighting_negative"
    same(entropy(x - 1, scale="minmax"), entropy(x))
    for wrong in (-0.1, 1.0, np.nan):
        assert refusal(lambda wrong=wrong: entropy(x, scale="minmax", shift=wrong)) == "weighting_shift"
    assert refusal(lambda: entropy(x, scale="z")) == "weighting_unknown_choice"
    with pytest.raises(Exception, match="number 2"):
        entropy(np.array([[1.0, -1], [2, 3]]))


def test_relative_measures_refuse_negative_scores():
    x = np.array([[1.0, -1], [2, 3]])
    for method in (variation, angle, gini):
        assert refusal(lambda method=method: method(x)) == "weighting_negative"


def test_where_nothing_conflicts_deviations_decide():
    x = np.array([[0.0, 0], [1, 1], [2, 2]])
    same(critic(np.column_stack([x, [5, 5, 5]]), scale="none"), [0.5, 0.5, 0])
    same(critic(np.array([[1.0], [3.0]])), [1])
    same(critic(np.array([[0.0, 0], [1, 4]]), scale="none"), [0.2, 0.8])


def test_stated_weights():
    x = some_scores(columns=3)
    same(given(x, weights=[30, 10, 10]), [0.6, 0.2, 0.2])
    assert refusal(lambda: given(x, weights=[1, 2])) == "weighting_size"
    assert refusal(lambda: given(x, weights=[1, 2, -1])) == "weighting_shares_wrong"
    assert equal(np.empty((3, 0))).shape == (0,)
    same(equal(np.full((2, 4), GAP)), [0.25] * 4)


# what does not vary, what is missing


@pytest.mark.parametrize("method", FROM_DATA)
def test_an_indicator_that_does_not_vary_weighs_nothing_and_changes_nothing(method):
    x = some_scores(columns=4)
    more = np.column_stack([x[:, :2], np.full(len(x), 7.0), np.full(len(x), GAP), x[:, 2:]])
    wanted = method(x)
    found = method(more)
    assert found[2] == found[3] == 0
    # MEREC divides by the number of indicators, so that others' weights shift a little
    same(found[[0, 1, 4, 5]], wanted, 0.05 if method is losses.merec else 1e-9)


@pytest.mark.parametrize("method", FROM_DATA)
@pytest.mark.parametrize("x", [np.full((3, 2), 5.0), np.full((3, 2), GAP), np.ones((1, 2)), np.empty((0, 2))])
def test_data_without_differences_are_refused(method, x):
    assert refusal(lambda: method(x)) == "weighting_all_constant"


@pytest.mark.parametrize("method", FROM_DATA)
def test_infinite_scores_are_refused(method):
    assert refusal(lambda: method(np.array([[1.0, np.inf], [2, 3]]))) == "weighting_infinite"


@pytest.mark.parametrize("method", FROM_DATA)
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_order_units_and_empty_rows_do_not_matter(method, missing):
    x = some_scores(missing=missing)
    wanted = method(x)
    same(method(x[::-1]), wanted)
    same(method(x[:, ::-1])[::-1], wanted)
    same(method(x * 1e200), wanted)
    same(method(x * 1e-200), wanted)
    same(method(np.vstack([x, np.full(x.shape[1], GAP)])), wanted)


@settings(max_examples=60, deadline=None)
@drawn(
    arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(1, 5)), elements=st.integers(1, 9).map(float)),
    st.sampled_from(FROM_DATA),
    st.data(),
)
def test_weights_are_shares(x, method, data):
    gaps = data.draw(arrays(np.bool_, x.shape))
    if data.draw(st.booleans()):
        x = np.where(gaps, GAP, x)
    varies = np.array([len(set(c[~np.isnan(c)])) > 1 for c in x.T])
    try:
        found = method(x)
    except FazhiError:
        # LOPCOW finds no difference where root mean square and deviation are alike, as for (0, 1)
        assert not varies.any() or method is lopcow
        return
    assert (found >= 0).all()
    same(found.sum(), 1)
    assert not found[~varies].any()


def test_the_methods_are_registered_under_their_names():
    for name in ("equal", "given", "standard_deviation", "variance", "variation", "angle", "gini", "entropy", "critic"):
        assert METHODS["weighting"][name] is getattr(weighting, name)
