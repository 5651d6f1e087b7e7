"""Logarithms and powers by hand, and as scipy finds the likeliest power."""

import math

import numpy as np
import pytest
from scipy import stats

from fazhi_score.numerics.transforms import TRANSFORMED, box_cox, log, log_natural, log_shifted, log_signed, recorded
from tests.facts import codes, refused

GAP = np.nan
OUTLIERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def column(numbers) -> np.ndarray:
    return np.array([[GAP if number is None else number] for number in numbers], dtype=np.float64).reshape(-1, 1)


def test_logarithms_by_hand():
    x = column([0, 1, 9, 100, GAP])
    same(log(x).values.ravel(), [math.log(1), math.log(2), math.log(10), math.log(101), GAP])
    same(log_shifted(x).values, log(x).values)  # a hundredth of the range is 1
    same(log_signed(x).values, log(x).values)
    same(log_signed(-x).values, -log(x).values)
    same(log_natural(x + 1).values.ravel(), [math.log(v) for v in (1, 2, 10, 101, GAP)])
    assert log(x).points.ravel().tolist() == [TRANSFORMED] * 4 + [0]


def test_powers_by_hand_and_the_likeliest_as_scipy():
    x = column([1, 4, 9, 16])
    same(box_cox(x, power=0.5).values.ravel(), [0, 2, 4, 6])
    same(box_cox(x, power=0).values, log_shifted(x).values)
    same(box_cox(x, power=1).values, x - 1)
    values = np.random.default_rng(5).lognormal(size=(60, 1))
    wanted, power = stats.boxcox((values - values.min() + 1).ravel())
    found = box_cox(values)
    same(found.record[0]["power"], power, 1e-6)
    same(found.values.ravel(), wanted, 1e-6)
    # the unit of what is large does not matter to the search
    assert np.isfinite(box_cox(values * 1e8).values).all()


def test_only_skewed_columns_may_be_transformed():
    both = np.column_stack([OUTLIERS, range(12)]).astype(float)
    found = log(both, only_skewed=True)
    assert [row["transform"] for row in found.record] == ["log", ""]
    np.testing.assert_array_equal(found.values[:, 1], both[:, 1])
    assert len(found.record[0]["skewness"]) == 2
    assert [row["transform"] for row in log(both).record] == ["log", "log"]


def test_transformations_keep_the_order():
    values = np.random.default_rng(7).normal(size=(30, 3)) ** 3
    order = np.argsort(values, axis=0)
    for made in (log(values), log_shifted(values), log_signed(values), box_cox(values, power=-1.0)):
        assert (np.diff(np.take_along_axis(made.values, order, 0), axis=0) > 0).all()


def test_wrong_parameters_are_refused():
    assert codes(refused(box_cox, column(OUTLIERS), power="best")) == ["prepare_word"]
    found = refused(log_natural, np.array([[1.0, 0], [2, 1], [3, 2], [4, 3]]))
    assert (codes(found), found[0].params["column"], found[0].params["got"]) == (["treatment_not_positive"], 2, 0)


def test_nothing_to_transform():
    assert log(np.full((5, 2), GAP)).record[0]["transform"] == ""
    assert log(np.empty((0, 0))).values.shape == (0, 0)


def test_extreme_columns_stay_finite():
    draw = np.random.default_rng(0)
    extreme = [
        [1.0] * 50 + [1e6],
        [1.0] * 50 + [1 + 1e-7],
        [0.0] * 50 + [1e-300],
        [0.0] * 50 + [1e305],
        [0.0] * 50 + [-1e305],
        (draw.lognormal(sigma=4, size=200) * 1e100).tolist(),
        (-draw.lognormal(sigma=4, size=200) * 1e100).tolist(),
        [-1e308, 1e308, 0, 0, 3, 4],
    ]
    for numbers in extreme:
        for transform in (log, log_shifted, log_signed, box_cox):
            assert np.isfinite(transform(column(numbers)).values).all()
    assert log(column(extreme[-1])).record[0]["transform"] == ""  # its range is beyond floats


@pytest.mark.parametrize("made", [log(column(OUTLIERS)), box_cox(column(OUTLIERS))])
def test_a_record_given_by_parameters_treats_alike(made):
    keys = ("transform", "sign", "origin", "offset", "power")
    again = recorded(column(OUTLIERS), **{key: made.record[0][key] for key in keys})
    np.testing.assert_allclose(again.values, made.values, rtol=1e-12)
    assert (again.points == 4).all()


def test_recorded_limits_alone():
    found = recorded(np.array([[1.0, np.nan], [5.0, 50.0], [80.0, -3.0]]), lower=0.0, upper=10.0)
    np.testing.assert_array_equal(found.values, [[1, np.nan], [5, 10], [10, 0]])
    np.testing.assert_array_equal(found.points, [[0, 0], [0, 1], [1, 2]])
    assert [(row["moved_low"], row["moved_high"]) for row in found.record] == [(0, 1), (1, 1)]
