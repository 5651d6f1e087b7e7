"""Regression and nearest neighbours by hand, cell by cell in plain Python, and as numpy fits lines."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fazhi_score.numerics import prediction
from fazhi_score.numerics.prediction import nearest, regression
from tests.facts import codes, refused

GAP = np.nan
cells = st.one_of(st.just(GAP), st.integers(-4, 4).map(float))
tables = hnp.arrays(float, st.tuples(st.integers(0, 12), st.integers(1, 4)), elements=cells)


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def test_regression_is_least_squares():
    draw = np.random.default_rng(1)
    values = draw.normal(size=(40, 4))
    values[:, 3] += values[:, 0] * 2
    values[draw.random(40) < 0.3, 3] = GAP
    known = ~np.isnan(values[:, 3])
    design = np.column_stack([np.ones(40), values[:, :3]])
    coefficients = np.linalg.lstsq(design[known], values[known, 3], rcond=None)[0]
    found = regression(values)
    same(found[~known, 3], design[~known] @ coefficients)
    same(regression(values, predictors="observed"), found)


def test_collinear_predictors_share_what_they_tell():
    x = np.arange(8.0)
    values = np.column_stack([x, 2 * x + 1, np.ones(8), x**2])
    values[5, 3] = GAP
    # both predictors are the same z; |y - 2 b z|² / n + r · 2 b² is least at 2 b = s / (1 + r / 2), s the simple slope
    known = np.arange(8) != 5
    slope, level = np.polyfit(x[known], x[known] ** 2, 1)
    simple = slope * 5 + level
    centre = (x[known] ** 2).mean()
    for ridge in (0.001, 0.5):
        same(regression(values, ridge=ridge)[5, 3], centre + (simple - centre) / (1 + ridge / 2), 1e-9)
    # without a penalty: the shortest coefficients of all that fit best
    same(regression(values, ridge=0)[5, 3], simple)


def test_regression_by_what_a_row_has():
    values = np.array([[1.0, 2, 10], [2, 3, 20], [3, 5, 30], [4, 7, 40], [5, GAP, GAP], [GAP, 5, GAP], [GAP, GAP, GAP]])
    found = regression(values, predictors="observed")
    same(found[4], [5, np.polyval(np.polyfit([1, 2, 3, 4], [2, 3, 5, 7], 1), 5), 50])
    same(found[5, 2], np.polyval(np.polyfit([2, 3, 5, 7], [10, 20, 30, 40], 1), 5))
    assert np.isnan(found[6]).all()
    assert np.isnan(regression(values)[4:, 1:]).sum() == np.isnan(values[4:, 1:]).sum()  # no column is complete
    assert np.isnan(regression(values, predictors="observed", minimum=5)[4, 2])
    assert codes(refused(regression, values, predictors="all")) == ["prepare_word"]
    assert codes(refused(regression, values, minimum=1, ridge=GAP)) == ["prepare_below"] * 2


# nearest neighbours


def by_neighbours(values, peers, number, common, distance):
    """The nearest neighbours cell by cell."""
    made, known = values.copy(), ~np.isnan(values)
    part = peers >= 0
    columns = [j for j in range(values.shape[1]) if len({*values[known[:, j] & part, j].tolist()}) > 1]
    spread = {}
    for j in columns:
        own = values[known[:, j] & part, j]
        spread[j] = own.std() if distance == "euclidean" else own.max() - own.min()
    for i, j in zip(*np.nonzero(~known), strict=True):
        far = []
        for other in np.flatnonzero(known[:, j] & (peers == peers[i]) & (peers[i] >= 0)):
            both = [c for c in columns if known[i, c] and known[other, c]]
            if both and len(both) >= common * len(columns):
                apart = [abs(values[i, c] - values[other, c]) / spread[c] for c in both]
                mean_square = sum(x * x for x in apart) / len(both)
                far.append((math.sqrt(mean_square) if distance == "euclidean" else sum(apart) / len(both), other))
        far.sort()
        if far:
            edge = far[min(number, len(far)) - 1][0] + 1e-7
            made[i, j] = np.mean([values[other, j] for d, other in far if d <= edge])
    return made


@given(tables, st.integers(1, 4), st.sampled_from([0, 0.5, 1]), st.sampled_from(["euclidean", "gower"]))
def test_neighbours_are_as_cell_by_cell(values, number, common, distance):
    peers = np.arange(len(values)) % 5 % 3 - 1
    found = nearest(values, peers=peers, neighbours=number, common=common, distance=distance)
    same(found, by_neighbours(values, peers, number, common, distance), 1e-7)
    order = np.argsort(-np.arange(len(values)))
    again = nearest(values[order], peers=peers[order], neighbours=number, common=common, distance=distance)
    same(again[order], found, 1e-7)


def test_neighbours_in_blocks(monkeypatch):
    draw = np.random.default_rng(2)
    values = draw.normal(size=(30, 5))
    values[draw.random(values.shape) < 0.2] = GAP
    whole = nearest(values)
    monkeypatch.setattr(prediction, "_BLOCK", 4)
    same(nearest(values), whole)


def test_neighbours_refuse_senseless_parameters():
    values = np.ones((3, 2))
    assert codes(refused(nearest, values, neighbours=0)) == ["prepare_below"]
    assert codes(refused(nearest, values, common=1.5)) == ["prepare_share"]
    assert codes(refused(nearest, values, distance="cosine")) == ["prepare_word"]


def test_equal_rows_are_equally_near_whatever_their_sums_round_to():
    draw = np.random.default_rng(4)
    row = draw.normal(size=40) * 10.0 ** draw.integers(-6, 6, size=40)
    values = np.vstack([row, row, row, row, draw.normal(size=(20, 40))])
    values[0, :7] = GAP
    values[1:4, 0] = [1, 2, 6]
    # the three that are equal to the first tie, though one neighbour is asked for
    assert nearest(values, neighbours=1)[0, 0] == 3
