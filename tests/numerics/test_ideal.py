"""TOPSIS, VIKOR and EDAS against the tables of their papers, pymcdm and scikit-criteria, and by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fazhi_score.errors import FazhiError
from fazhi_score.methods import METHODS
from fazhi_score.numerics.ideal import edas, topsis, vikor, vikor_solution

PEERS = Path(__file__).parents[3] / "shared" / "reference" / "peers"
needs_reference = pytest.mark.skipif(not PEERS.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
HIGHER = ~np.isin(np.arange(12), [2, 5, 9])
"""C03, C06 and C10 of the 30 × 12 matrix are better lower."""

tables = arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=st.integers(0, 9).map(float))


def same(found, wanted, tolerance=1e-12):
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def given_weights():
    return np.array([12, 10, 8, 7, 11, 9, 6, 5, 13, 4, 8, 7]) / 100


def reference(name):
    values = json.loads((PEERS / "reference.json").read_text(encoding="utf-8"))["agg"][name]["values"]
    matrix = np.loadtxt(PEERS / "matrix_30x12.csv", delimiter=",", skiprows=1, usecols=range(1, 13))
    return matrix, np.array(values)


# published tables

MOUNTAINS = [[1, 3000], [2, 3750], [5, 4500]]
"""Opricovic and Tzeng (2004), table 1: risk, which is better lower, and altitude in metres."""

RESERVOIRS = np.array(
    [
        [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
        [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
        [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
        [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
        [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
        [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
    ]
)
"""Opricovic and Tzeng (2007): six ways to dam the Drina by profit, cost, energy, peak energy, homes, area, villages
and environment."""

MORE = [True, False, True, True, False, False, False, True]


def test_topsis_of_opricovic_and_tzeng_2004_table_3():
    # their point: with other zeros of the same scales (f1 + 5, f2 / 1000 - 1) another mountain is first
    same(topsis(MOUNTAINS, higher=[False, True]), [0.762, 0.722, 0.238], 5e-4)
    other = np.array(MOUNTAINS) / [1, 1000] + [5, -1]
    same(topsis(other, higher=[False, True]), [0.489, 0.612, 0.511], 5e-4)
    # between worst and best it cannot happen
    same(*(topsis(table, higher=[False, True], normalisation="minmax") for table in (MOUNTAINS, other)))


def test_topsis_of_hwang_and_yoon_1981():
    # four fighter aircraft by speed, range, payload, cost (less is better), reliability and manoeuvrability; the book
    # prints 0.643, 0.268, 0.613 and 0.312, with slips of some 1e-3 in its normalised matrix
    aircraft = [[2, 1500, 20000, 5.5, 5, 9], [2.5, 2700, 18000, 6.5, 3, 5], [1.8, 2000, 21000, 4.5, 7, 7]]
    aircraft.append([2.2, 1800, 20000, 5, 5, 5])
    found = topsis(aircraft, [2, 1, 1, 1, 2, 3], higher=[True, True, True, False, True, True])
    same(found, [0.643, 0.268, 0.613, 0.312], 2e-3)


def test_vikor_of_opricovic_and_tzeng_2004():
    for table in (MOUNTAINS, np.array(MOUNTAINS) / [1, 1000] + [5, -1]):
        found = vikor_solution(table, higher=[False, True])
        same(found.utility, [0.5, 0.375, 0.5])
        same(found.regret, [0.5, 0.25, 0.5])
        same(found.compromise, [1, 0, 1])
        assert found.advantage and found.stability and found.proposed.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("weights", "utility", "regret", "compromise", "advantage", "proposed"),
    [
        (
            [1] * 8,
            [0.692, 0.7, 0.29, 0.423, 0.28, 0.346],
            [0.125, 0.125, 0.121, 0.125, 0.067, 0.125],
            [0.991, 1, 0.473, 0.670, 0, 0.578],
            True,
            [4],
        ),
        (
            [2] * 4 + [1] * 4,
            [0.701, 0.6, 0.386, 0.365, 0.317, 0.459],
            [0.167, 0.114, 0.161, 0.167, 0.089, 0.167],
            [1, 0.533, 0.552, 0.563, 0, 0.686],
            True,
            [4],
        ),
        (
            [1] * 4 + [2] * 4,
            [0.683, 0.8, 0.193, 0.48, 0.243, 0.232],
            [0.113, 0.167, 0.08, 0.122, 0.044, 0.083],
            [0.684, 1, 0.147, 0.554, 0.041, 0.191],
            False,
            [2, 4, 5],
        ),
        (
            [1] * 4 + [3.2] * 4,
            [0.678, 0.857, 0.138, 0.513, 0.222, 0.167],
            [0.129, 0.190, 0.057, 0.139, 0.042, 0.060],
            [0.668, 1, 0.051, 0.588, 0.058, 0.078],
            False,
            [2, 4, 5],
        ),
    ],
)
def test_vikor_of_opricovic_and_tzeng_2007(weights, utility, regret, compromise, advantage, proposed):
    found = vikor_solution(RESERVOIRS, weights, higher=MORE)
    same(found.utility, utility, 1e-3)
    same(found.regret, regret, 1e-3)
    same(found.compromise, compromise, 1e-3)
    assert (found.advantage, np.flatnonzero(found.proposed).tolist()) == (advantage, proposed)
    assert found.stability
    same(vikor(RESERVOIRS, weights, higher=MORE), 1 - found.compromise)


@needs_reference
def test_as_pymcdm_and_scikit_criteria_give_them():
    matrix, wanted = reference("topsis_vector")
    weights = given_weights()
    same(topsis(matrix, weights, higher=HIGHER), wanted, 1e-12)
    same(topsis(matrix, weights, higher=HIGHER, normalisation="minmax"), reference("topsis_minmax")[1], 1e-12)
    found = vikor_solution(matrix, weights, higher=HIGHER)
    same(found.compromise, reference("vikor_Q_v05")[1], 1e-12)
    same(found.utility, reference("vikor_S")[1], 1e-12)
    same(found.regret, reference("vikor_R")[1], 1e-12)
    same(edas(matrix, weights, higher=HIGHER), reference("edas")[1], 1e-12)


# by hand


def test_topsis_by_hand():
    # lengths sqrt(9 + 16) = 5 and sqrt(64 + 36) = 10: (0.6, 0.8) and (0.8, 0.6); weights 3/4 and 1/4:
    # the first is 0.15 behind in one and 0 in the other, 0 and 0.05 ahead
    same(topsis([[3, 8], [4, 6]], [3, 1]), [0.05 / 0.2, 0.15 / 0.2])
    # as they are: 0.75 and 0.5
    same(topsis([[3, 8], [4, 6]], [3, 1], normalisation="none"), [0.5 / 1.25, 0.75 / 1.25])
    same(topsis([[3, 8], [4, 6]], [3, 1], normalisation="none", higher=False), [0.75 / 1.25, 0.5 / 1.25])


def test_vikor_by_hand_with_another_majority():
    # S = (3/4, 1/2, 1/4), R = (3/4, 3/8, 1/4): Q = v (S - 1/4) / (1/2) + (1 - v) (R - 1/4) / (1/2)
    table = [[0, 4], [2, 2], [4, 0]]
    same(1 - vikor(table, [3, 1]), [1, 0.5 * 0.5 + 0.5 * 0.25, 0])
    same(1 - vikor(table, [3, 1], majority=1), [1, 0.5, 0])
    same(1 - vikor(table, [3, 1], majority=0), [1, 0.25, 0])


def test_vikor_proposes_two_where_the_first_is_first_in_nothing_else():
    # five by five, less is better (the case is scikit-criteria's): S is least for the third, R for the fifth
    table = [[1, 101, 1, 101, 1], [101, 1, 101, 1, 101], [1, 1, 1, 1, 101], [11, 11, 11, 16, 61], [56] * 5]
    found = vikor_solution(table, higher=False)
    same(found.utility, [0.4, 0.6, 0.2, 0.21, 0.55])
    same(found.regret, [0.2, 0.2, 0.2, 0.12, 0.11])
    # Q of the fourth: 0.5 * 0.01 / 0.4 + 0.5 * 0.01 / 0.09; of the fifth: 0.5 * 0.35 / 0.4
    same(found.compromise, [0.75, 1, 0.5, 0.0125 + 0.5 / 9, 0.4375])
    assert found.advantage and not found.stability
    assert found.proposed.tolist() == [False, False, False, True, True]


def test_a_missing_score_is_left_out():
    # the third has the second indicator only: 0.5 of its range from either end
    table = [[10, 0], [0, 10], [GAP, 5], [GAP, GAP]]
    same(topsis(table, normalisation="minmax"), [0.5, 0.5, 0.5, GAP])
    # S = R = 1/2 with its whole weight on what it has; the others S = R = 1/2 too
    found = vikor_solution(table)
    same(found.utility, [0.5, 0.5, 0.5, GAP])
    same(found.regret, [0.5, 0.5, 0.5, GAP])
    same(vikor(table), [1, 1, 1, GAP])
    same(edas([[6, 4], [2, 4], [GAP, 4]]), [1, 0, 0.5])


@pytest.mark.parametrize("name", ["topsis", "vikor", "edas"])
def test_what_tells_nothing_changes_nothing(name):
    function = METHODS["ordering"][name]
    table = np.array([[9.0, 1], [5, 2], [1, 2]])
    alone = function(table)
    weighted = function(np.column_stack([table, [7, 8, 1]]), [1, 1, 0])
    same(weighted, alone)
    with_constant = function(np.column_stack([table, [7.0, 7, 7]]))
    assert np.argsort(with_constant).tolist() == np.argsort(alone).tolist()
    same(function([[3, 4]]), function([[3, 4], [3, 4]])[:1])
    same(function([[3, 4], [3, 4]]), [1, 1] if name == "vikor" else [0.5, 0.5])
    same(function(np.zeros((2, 3))), [1, 1] if name == "vikor" else [0.5, 0.5])
    same(function(np.full((2, 2), GAP)), [GAP, GAP])
    assert function(np.zeros((0, 2))).shape == (0,)
    same(function(np.zeros((2, 0))), [GAP, GAP])


@pytest.mark.parametrize("name", ["topsis", "vikor", "edas"])
def test_classes_are_apart(name):
    function = METHODS["ordering"][name]
    table = np.array([[9.0, 1], [5, 2], [1, 2], [50, 50], [60, 10]])
    peers = np.array([0, 1, 0, 1, -1])
    found = function(table, peers=peers)
    same(found[[0, 2]], function(table[[0, 2]]))
    same(found[[1, 3]], function(table[[1, 3]]))
    assert np.isnan(found[4])


@given(tables)
def test_topsis_and_vikor_stay_within_their_bounds_and_know_the_best(table):
    for function in (topsis, vikor, edas):
        found = function(table)
        assert ((found >= 0) & (found <= 1)).all()
        better = np.vstack([table, table.max(0) + 1])
        assert function(better).argmax() == len(table)
    # units do not matter, huge and tiny ones neither
    units = 10.0 ** np.linspace(-150, 150, table.shape[1])
    for function in (topsis, vikor, edas):
        same(function(table * units), function(table), 1e-9)


@given(tables)
def test_ties_are_real_ties(table):
    twice = np.vstack([table, table])
    for function in (topsis, vikor, edas):
        first, second = np.split(function(twice), 2)
        assert (first == second).all()


def test_vikor_proposes_nothing_of_nothing_and_the_only_one():
    found = vikor_solution(np.full((2, 1), GAP))
    assert not found.proposed.any() and not found.advantage and np.isnan(found.compromise).all()
    found = vikor_solution([[3.0, 4]])
    assert found.advantage and found.stability and found.proposed.all()
    # two of the same: neither leads
    found = vikor_solution([[3.0, 4], [3, 4], [1, 1]])
    assert not found.advantage and found.proposed.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: topsis([[1, 2]], normalisation="z"), "alternatives_choice"),
        (lambda: topsis([1, 2]), "alternatives_no_table"),
        (lambda: topsis([[1, np.inf]]), "alternatives_infinite"),
        (lambda: topsis([[1, 2]], [1]), "alternatives_weights_count"),
        (lambda: topsis([[1, 2]], [1, -1]), "alternatives_weights_wrong"),
        (lambda: vikor([[1, 2]], [0, 0]), "alternatives_weights_wrong"),
        (lambda: vikor([[1, 2]], majority=1.5), "alternatives_fraction"),
        (lambda: vikor_solution([[1, 2]], majority=GAP), "alternatives_fraction"),
        (lambda: edas([[1, -2]]), "alternatives_negative"),
    ],
)
def test_wrong_parameters_are_refused(call, code):
    with pytest.raises(FazhiError) as caught:
        call()
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.message("zh") and problem.hint("en")
