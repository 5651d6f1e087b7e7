"""Scales that are given: by hand, against COINr, and the income index of a Human Development Report."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.given_scales import goalposts, piecewise_linear, scaled, target_band
from tests.numerics.peers import GAP, array, coinr, needs_reference, parameters, raw, same

numbers = st.floats(-1e3, 1e3)


def test_goalposts_by_hand_and_reversed():
    # (0.8268 - 0.5) / (1 - 0.5) = 0.6536; beyond the posts clipped, or on and on
    values = array([0.5, 0.8268, 1.2, 0.1, None])
    same(goalposts(values, worst=0.5, best=1), [0, 0.6536, 1, 0, GAP])
    same(goalposts(values, worst=0.5, best=1, clip=False), [0, 0.6536, 1.4, -0.8, GAP])
    # lower is better: worst 10, best 0; 2.5 -> (2.5 - 10) / (0 - 10) = 0.75
    same(goalposts(array([2.5, -1, 11]), worst=10, best=0, to=(0, 100)), [75, 100, 0])
    # posts of their own for each column
    same(goalposts(np.array([[5.0, 5.0]]), worst=np.array([0.0, 10.0]), best=np.array([10.0, 0.0])), [[0.5, 0.5]])


def test_goalposts_on_logarithms():
    # from 100 to 10,000 is twice times ten
    values = array([1000, 10, 1e6, 0, -5, None])
    same(goalposts(values, worst=100, best=10000, log=True), [0.5, 0, 1, 0, 0, GAP])
    same(goalposts(values, worst=10000, best=100, log=True), [0.5, 1, 0, 1, 1, GAP])
    same(goalposts(values, worst=100, best=10000, log=True, clip=False), [0.5, -0.5, 2, GAP, GAP, GAP])


def test_an_infinite_value_lies_beyond_every_post():
    same(goalposts(np.array([np.inf, -np.inf]), worst=0, best=1), [1, 0])
    assert np.isposinf(goalposts(np.array([np.inf]), worst=0, best=1, clip=False)).all()


def test_income_index_of_the_human_development_report():
    # UNDP, Human Development Report 2020, technical note 1:
    # (ln 3,829 - ln 100) / (ln 75,000 - ln 100) = 0.5506
    assert goalposts(array([3829]), worst=100, best=75000, log=True).round(4) == 0.5506


def test_scaled_by_hand():
    values = array([0, 5, 12, None])
    same(scaled(values, lower=0, upper=10), [0, 0.5, 1.2, GAP])
    same(scaled(values, lower=0, upper=10, higher=False, to=(0, 100)), [100, 50, -20, GAP])


def test_piecewise_linear_by_hand():
    # 0.75 is half of the way from 0.6 (0) to 0.9 (80); beyond the knots as at the knots
    knots = [(0.6, 0), (0.9, 80), (1.0, 100)]
    same(piecewise_linear(array([0.1, 0.6, 0.75, 0.95, 1, 2, None]), knots=knots), [0, 0, 40, 90, 100, 100, GAP])
    same(piecewise_linear(np.array([[0.75], [2.0]]), knots=knots), [[40], [100]])
    # down: the less the better
    same(piecewise_linear(array([0, 5, 10]), knots=[(0, 100), (10, 0)]), [100, 50, 0])


def test_target_band_by_hand():
    # nothing up to 10, full from 20 to 30, nothing from 70 on: 15 and 50 are half of the way
    values = array([0, 10, 15, 20, 25, 30, 50, 70, 99, None])
    found = target_band(values, lower=20, upper=30, zero_below=10, zero_above=70)
    same(found, [0, 0, 0.5, 1, 1, 1, 0.5, 0, 0, GAP])
    # one best value; and a side on which it falls at once
    same(target_band(array([4, 5, 6]), lower=5, upper=5, zero_below=3, zero_above=7, to=(0, 100)), [50, 100, 50])
    found = target_band(array([4.9, 5, 6, 7, 7.1]), lower=5, upper=7, zero_below=5, zero_above=7)
    same(found, [0, 1, 1, 1, 0])


@given(numbers, numbers, st.lists(numbers, min_size=1, max_size=5))
def test_scales_agree_where_they_say_the_same(one, other, values):
    low, high = min(one, other), max(one, other)
    if high - low < 1e-3:
        return
    values = np.array(values)
    straight = goalposts(values, worst=low, best=high)
    same(straight, piecewise_linear(values, knots=[(low, 0), (high, 1)]), 1e-9)
    open_ = goalposts(values, worst=low, best=high, clip=False)
    same(open_, scaled(values, lower=low, upper=high), 1e-9)
    same(goalposts(values, worst=high, best=low, clip=False), scaled(values, lower=low, upper=high, higher=False), 1e-9)
    same(np.clip(open_, 0, 1), straight, 1e-9)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("normalise_equal_ends", lambda v: goalposts(v, worst=1, best=1)),
        ("normalise_log_posts", lambda v: goalposts(v, worst=0, best=1, log=True)),
        ("normalise_order", lambda v: scaled(v, lower=2, upper=1)),
        ("normalise_order", lambda v: target_band(v, lower=2, upper=1, zero_below=0, zero_above=3)),
        ("normalise_order", lambda v: target_band(v, lower=1, upper=2, zero_below=GAP, zero_above=3)),
        ("normalise_knots", lambda v: piecewise_linear(v, knots=[(0, 1)])),
        ("normalise_knots", lambda v: piecewise_linear(v, knots=[])),
        ("normalise_knots", lambda v: piecewise_linear(v, knots=[(0, 1), (0, 2)])),
        ("normalise_knots", lambda v: piecewise_linear(v, knots=[(0, 1), (1, GAP)])),
        ("normalise_range", lambda v: goalposts(v, worst=0, best=1, to=(1, 0))),
    ],
)
def test_wrong_parameters_are_refused(code, wrong):
    with pytest.raises(FazhiError) as error:
        wrong(array([1, 2]))
    assert [problem.code for problem in error.value.problems] == [code]
    assert str(error.value)


@needs_reference
def test_as_coinr_gives_them():
    values, higher = raw()
    meta = parameters()
    lower, upper = (meta[f"goalpost_{end}"].to_numpy(np.float64) for end in ("lower", "upper"))
    worst, best = np.where(higher, lower, upper), np.where(higher, upper, lower)
    clipped = meta["goalpost_trunc2posts"].to_numpy(bool)
    assert 0 < clipped.sum() < len(clipped)
    theirs = coinr("b_norm_goalposts_iMeta").to_numpy()
    for clip in (True, False):
        found = goalposts(values, worst=worst, best=best, to=(0, 100), clip=clip)
        at = clipped == clip
        same(found[:, at], theirs[:, at], 1e-9)


@needs_reference
def test_scaled_as_coinr_gives_it_where_more_is_better():
    values, higher = raw()
    meta = parameters()
    for name, lower, upper in (
        ("b_norm_scaled_0_100", np.zeros(24), np.full(24, 100.0)),
        ("b_norm_scaled_iMeta", meta["scaled_lower"].to_numpy(), meta["scaled_upper"].to_numpy()),
    ):
        theirs = coinr(name).to_numpy()
        found = scaled(values, lower=lower, upper=upper, higher=higher, to=(0, 100))
        same(found[:, higher], theirs[:, higher], 1e-9)
    # where less is better, 0 to 100 given to COINr means -x between 0 and 100: (-x - 0) / 100, below zero;
    # ours is (100 - x) / 100, which is theirs and one
    same(
        scaled(values, lower=0, upper=100, higher=higher, to=(0, 100))[:, ~higher],
        coinr("b_norm_scaled_0_100").to_numpy()[:, ~higher] + 100,
        1e-9,
    )
