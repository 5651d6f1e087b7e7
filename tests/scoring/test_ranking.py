"""Ranks, possible ranks and grades: ties by the one tolerance, and brute force."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.scoring.ranking import class_sizes, competition_ranks, grade, possible_ranks, within_quota

GAP = np.nan
numbers = st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=0, max_size=14)


def ranks(*scores: float) -> list[float]:
    return competition_ranks(np.array(scores, dtype=float), np.zeros(len(scores), dtype=int)).tolist()


def test_ties_share_the_lowest_rank():
    assert ranks(90, 80, 80, 70) == [1, 2, 2, 4]
    assert ranks(70, 70, 70) == [1, 1, 1]
    assert ranks() == []


def test_a_gap_of_less_than_1e_9_ties_and_a_larger_one_does_not():
    assert ranks(80, 80 - 0.9e-9) == [1, 1]
    assert ranks(80, 80 - 1.1e-9) == [1, 2]


def test_a_chain_of_small_gaps_ties_as_a_whole():
    # first and last differ by 2.7e-9, but each is within 1e-9 of its neighbour
    assert ranks(80, 80 - 0.9e-9, 80 - 1.8e-9, 80 - 2.7e-9, 70) == [1, 1, 1, 1, 5]
    assert ranks(80 - 1.8e-9, 70, 80, 80 - 0.9e-9) == [1, 4, 1, 1]


def test_gaps_and_reference_regions_are_not_ranked():
    found = competition_ranks(np.array([50, GAP, 90, 60, 99]), np.array([0, 0, 1, 0, -1]))
    np.testing.assert_equal(found, [2, GAP, 1, 1, GAP])


@given(numbers, st.integers(1, 3))
def test_ranks_by_brute_force(scores, classes):
    values = np.array([GAP if s is None else s for s in scores], dtype=float)
    codes = np.arange(len(values)) % classes
    found = competition_ranks(values, codes)
    for k, value in enumerate(values):
        better = [v for v, c in zip(values, codes, strict=True) if c == codes[k] and v > value + 1e-9]
        assert np.isnan(found[k]) if np.isnan(value) else found[k] == 1 + len(better)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4)), min_size=0, max_size=6))
def test_possible_ranks_by_brute_force(bounds):
    low = np.array([a for a, _ in bounds], dtype=float)
    high = low + np.array([b for _, b in bounds], dtype=float)
    best, worst = possible_ranks(low, high, np.zeros(len(low), dtype=int))
    seen = [set() for _ in bounds]
    # the extremes decide: everyone at the lower or at the upper bound
    for corner in product((0, 1), repeat=len(bounds)):
        scores = [high[k] if up else low[k] for k, up in enumerate(corner)]
        for k, score in enumerate(scores):
            seen[k].add(1 + sum(other > score for other in scores))
    for k in range(len(bounds)):
        assert (best[k], worst[k]) == (min(seen[k]), max(seen[k]))


def test_possible_ranks_stay_within_classes_and_leave_gaps_out():
    low, high = np.array([10, 60, GAP, 5, 0]), np.array([50, 80, GAP, 100, 100])
    best, worst = possible_ranks(low, high, np.array([0, 0, 0, 1, -1]))
    np.testing.assert_equal(best, [2, 1, GAP, 1, GAP])
    np.testing.assert_equal(worst, [2, 1, GAP, 1, GAP])
    nothing = possible_ranks(np.array([GAP]), np.array([GAP]), np.array([0]))
    np.testing.assert_equal(nothing, ([GAP], [GAP]))


def test_classes_may_begin_at_any_number():
    # whoever is in the first classes has no score: the ranks of the others are the same
    low, high, classes = np.array([10.0, 60, 40]), np.array([50.0, 80, 45]), np.array([0, 0, 1])
    for first in range(4):
        np.testing.assert_equal(possible_ranks(low, high, classes + first), ([2, 1, 1], [2, 1, 1]))
        np.testing.assert_equal(competition_ranks(low, classes + first), [2, 1, 1])
        assert class_sizes(low > 20, classes + first).tolist() == [1, 1, 1]


def test_class_sizes_count_what_the_mask_keeps():
    found = class_sizes(np.array([True, False, True, True]), np.array([0, 0, 0, -1]))
    assert found.tolist() == [2, 2, 2, 0]


def test_grades_reach_their_edge_within_1e_9():
    edges = {"good": 80, "excellent": 90, "poor": 0}
    scores = np.array([90, 90 - 0.9e-9, 90 - 1.1e-9, 80, 79.99, 0, GAP])
    assert grade(scores, edges).tolist() == ["excellent", "excellent", "good", "good", "poor", "poor", ""]
    assert grade(np.array([50.0]), {"good": 80}).tolist() == [""]


def test_a_quota_lets_only_a_share_of_a_class_into_a_grade():
    edges, quota = {"good": 90, "fair": 60, "poor": 0}, {"good": 0.5}
    scores = np.array([99, 97, 97, 95, 70, GAP, 92, 91])
    classes = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    grades = grade(scores, edges)
    # class 0: half of five is two; the tie of 97 would make three, so both drop; class 1: one of two
    found = within_quota(grades, scores, classes, edges, quota)
    assert found.tolist() == ["good", "fair", "fair", "fair", "fair", "", "good", "fair"]
    # who drops counts against the quota of the next grade: two of five may be fair, but a tie and 95 and 70 want it
    found = within_quota(grades, scores, classes, edges, {"good": 0.5, "fair": 0.4})
    assert found.tolist() == ["good", "fair", "fair", "poor", "poor", "", "good", "poor"]
    # below the lowest grade there is none
    assert within_quota(grade(scores, {"good": 90}), scores, classes, {"good": 90}, {"good": 0}).tolist() == [""] * 8
