"""The analytic hierarchy process against peers, Saaty's own example, and identities."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi_score.numerics.pairwise import RANDOM_INDEX, ahp, ahp_judgement, comparison_matrix
from tests.numerics.weights import PEERS, needs_reference, peer_values, refusal, same

# Saaty (1990), How to make a decision: the analytic hierarchy process, EJOR 48, buying a house: size, transportation,
# neighbourhood, age, yard, modern facilities, condition, financing
HOUSE = [
    [1, 5, 3, 7, 6, 6, "1/3", "1/4"],
    ["1/5", 1, "1/3", 5, 3, 3, "1/5", "1/7"],
    ["1/3", 3, 1, 6, 3, 4, 6, "1/5"],
    ["1/7", "1/5", "1/6", 1, "1/3", "1/4", "1/7", "1/8"],
    ["1/6", "1/3", "1/3", 3, 1, "1/2", "1/5", "1/6"],
    ["1/6", "1/3", "1/4", 4, 2, 1, "1/5", "1/6"],
    [3, 5, "1/6", 7, 5, 5, 1, "1/2"],
    [4, 7, 5, 8, 6, 6, 2, 1],
]


def ratios(weights):
    weights = np.asarray(weights, dtype=np.float64)
    return weights[:, None] / weights


def scores(size):
    return np.zeros((1, size))


def test_the_house_of_saaty():
    found = ahp_judgement(HOUSE)
    assert found.weights.round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert round(8 + 7 * found.index, 3) == 9.669  # the eigenvalue
    assert round(found.index, 3) == 0.238
    assert round(found.ratio, 3) == 0.169
    assert refusal(lambda: ahp(scores(8), matrix=HOUSE)) == "ahp_inconsistent"
    same(ahp(scores(8), matrix=HOUSE, largest_ratio=0.17), found.weights)
    same(ahp(scores(8), matrix=HOUSE, largest_ratio=None), found.weights)


def test_the_pair_to_revise_is_named():
    # neighbourhood is 6 times condition, their weights 0.188 and 0.167
    with pytest.raises(Exception, match="3–7"):
        ahp(scores(8), matrix=HOUSE)


def test_random_indices_are_those_of_saaty():
    # Saaty (1980), The Analytic Hierarchy Process, table of random consistency
    assert RANDOM_INDEX[:10] == (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


@needs_reference
def test_weights_and_consistency_are_those_of_the_peers():
    given = json.loads((PEERS / "ahp_5x5.json").read_text(encoding="utf-8"))
    for matrix in (given["matrix"], given["as_text"], np.array(given["matrix"])):
        found = ahp_judgement(matrix)
        same(found.weights, peer_values("ahp_eigen"))
        same(found.weights, peer_values("ahp_ahpy"), 1e-6)
        same(5 + 4 * found.index, peer_values("ahp_lambda_max"))
        same(found.index, peer_values("ahp_CI"))
        same(found.ratio, peer_values("ahp_CR_RI1.12"))
        # pymcdm and ahpy have other tables of random indices
        same(found.ratio, peer_values("ahp_eigen_CR"), 0.01)
        same(ahp_judgement(matrix, priority="geometric_mean").weights, peer_values("ahp_geomean"))
        same(ahp_judgement(matrix, priority="geometric_mean").weights, peer_values("ahp_pydecision_g"))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6), st.sampled_from(["eigenvector", "geometric_mean"]), st.data()
)
def test_consistent_comparisons_give_their_weights_even_with_gaps(parts, priority, data):
    weights = np.array(parts) / sum(parts)
    matrix = ratios(weights)
    found = ahp_judgement(matrix, priority=priority)
    same(found.weights, weights)
    same(found.ratio + 1, 1)
    # any gaps that leave each compared with the next
    gaps = np.triu(data.draw(st.integers(0, 1)) * np.ones(matrix.shape, dtype=bool), 2)
    matrix[gaps | gaps.T] = np.nan
    found = ahp_judgement(matrix, priority=priority)
    same(found.weights, weights)
    same(found.index + 1, 1)


def test_one_direction_of_a_pair_is_enough_and_rounding_is_mended():
    same(comparison_matrix([[1, 3], [None, 1]]), [[1, 3], [1 / 3, 1]])
    same(comparison_matrix([[None, None], [4, None]]), [[1, 0.25], [4, 1]])
    # 3 and 0.33: their geometric mean, sqrt(3 / 0.33)
    found = comparison_matrix([[1, 3], [0.33, 1]])
    same(found[0, 1], np.sqrt(3 / 0.33))
    same(found * found.T, np.ones((2, 2)))


def test_weights_of_incomplete_comparisons_fill_the_gaps():
    # a pair left out and a contradiction: with w in place of the gaps, w is an eigenvector again
    matrix = comparison_matrix([[1, 2, None, 9], [None, 1, 2, 3], [None, None, 1, 4], [None, None, None, 1]])
    found = ahp_judgement(matrix)
    filled = np.where(np.isnan(matrix), ratios(found.weights), matrix)
    same(filled @ found.weights, (4 + 3 * found.index) * found.weights)
    assert np.isnan(found.ratio)
    assert found.index > 0
    same(ahp(scores(4), matrix=matrix), found.weights)
    # logarithmic least squares: no other weights fit the logarithms better
    logs, least = np.log(matrix), np.log(ratios(ahp_judgement(matrix, priority="geometric_mean").weights))
    best = np.nansum((logs - least) ** 2)
    rng = np.random.default_rng(0)
    for _ in range(200):
        other = np.log(ratios(np.exp(rng.normal(scale=1e-2, size=4)))) + least
        assert np.nansum((logs - other) ** 2) >= best


def test_experts_are_joined_by_geometric_means():
    first, second = ratios([6, 3, 1]), ratios([6, 3, 4])
    same(ahp(scores(3), matrix=[first.tolist(), second.tolist()]), np.array([6, 3, 2]) / 11)
    same(ahp_judgement(np.array([first, second])).weights, np.array([6, 3, 2]) / 11)
    # who did not compare does not count
    second[0, 1] = second[1, 0] = np.nan
    same(comparison_matrix(first)[0, 1], 2)
    joined = ahp_judgement([first.tolist(), second.tolist()], priority="geometric_mean")
    assert not np.isnan(joined.ratio)


def test_small_and_large_matrices():
    same(ahp(scores(1), matrix=[[1]]), [1])
    found = ahp_judgement([[1, 4], ["1/4", 1]])
    same(found.weights, [0.8, 0.2])
    assert found.index == found.ratio == 0
    large = ahp_judgement(ratios(np.arange(1, 17)))
    same(large.weights, np.arange(1, 17) / 136)
    assert np.isnan(large.ratio)


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([[1, 2], [0.5, 1]], "ahp_not_square"),
        ([[1, 2, 3], [1, 2], [1, 2, 3]], "ahp_not_square"),
        ([], "ahp_not_square"),
        ([1, 2, 3], "ahp_not_square"),
        (7, "weighting_not_numbers"),
        ("123", "weighting_not_numbers"),
        ([[1, 2, 6], [2, 1, 3], [None, None, 1]], "ahp_not_reciprocal"),
        ([[2, 2, 6], [None, 1, 3], [None, None, 1]], "ahp_not_reciprocal"),
        ([[1, 0, 6], [None, 1, 3], [None, None, 1]], "ahp_entry_wrong"),
        ([[1, "much", 6], [None, 1, 3], [None, None, 1]], "ahp_entry_wrong"),
        ([[1, "1/0", 6], [None, 1, 3], [None, None, 1]], "ahp_entry_wrong"),
        ([[1, [2], 6], [None, 1, 3], [None, None, 1]], "ahp_entry_wrong"),
        ([[1, np.inf, 6], [None, 1, 3], [None, None, 1]], "ahp_entry_wrong"),
        ([[1, 2, None], [None, 1, None], [None, None, 1]], "ahp_not_connected"),
    ],
)
def test_what_is_no_matrix_of_comparisons_is_refused(matrix, code):
    assert refusal(lambda: ahp(scores(3), matrix=matrix)) == code
    assert refusal(lambda: ahp_judgement([])) == "ahp_not_square"


def test_priorities_are_checked():
    assert refusal(lambda: ahp_judgement([[1]], priority="mean")) == "weighting_unknown_choice"
