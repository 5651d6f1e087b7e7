"""Rules about targets and places, with the arithmetic of official score sheets."""

import numpy as np
import pytest

from fazhi_score.numerics.places import rank
from fazhi_score.scoring.targets import bottom, target_gap, threshold

GAP = np.nan


def same(found, wanted) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-9, equal_nan=True)


def test_threshold_all_or_nothing():
    values = np.array([0.95, 0.95 - 0.5e-9, 0.9, GAP])
    same(threshold(values, at_least=0.95), [100, 100, 0, GAP])
    same(threshold(values, at_most=0.9), [0, 0, 100, GAP])
    same(threshold(np.array([4.0, 5, 6, 7]), at_least=5, at_most=6), [0, 100, 100, 0])


def test_a_large_target_is_met_by_what_equals_it():
    same(threshold(np.array([1e10, 1e10 - 1]), at_least=1e10), [100, 0])
    same(threshold(np.array([1e10, 1e10 + 1]), at_most=1e10), [100, 0])


def test_threshold_in_proportion():
    # 0.6 of 0.8 is 75 %; a limit of 5 against 10 is 50 %; zero against a limit is met
    same(threshold(np.array([0.6, 0.8, 0.9]), at_least=0.8, otherwise="proportional"), [75, 100, 100])
    same(threshold(np.array([10.0, 5, 0]), at_most=5, otherwise="proportional"), [50, 100, 100])
    same(threshold(np.array([0.0, -1]), at_least=5, otherwise="proportional"), [0, 0])


VALUES = np.array([0.97, 0.96, 0.945, 0.93, 0.88, GAP])


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        # gaps to 0.96 in points: 0, 0, 1.5, 3, 8; 5 % each
        ("proportional", [100, 100, 92.5, 85, 60, GAP]),
        ("whole", [100, 100, 95, 85, 60, GAP]),
        ("started", [100, 100, 90, 85, 60, GAP]),
    ],
)
def test_each_point_below_the_target(steps, wanted):
    same(target_gap(VALUES, target=0.96, each_point=0.05, per=0.01, steps=steps), wanted)


def test_steeper_slopes_beyond_a_threshold_or_for_the_whole_gap():
    gap = {"target": 0.96, "each_point": 0.05, "per": 0.01, "slopes": [(0.90, 0.10)]}
    # 0.88: 6 points at 5 % and 2 at 10 % are 50 %; for the whole gap 8 at 10 % are 80 %
    same(target_gap(VALUES, **gap), [100, 100, 92.5, 85, 50, GAP])
    same(target_gap(VALUES, **gap, whole_gap=True), [100, 100, 92.5, 85, 20, GAP])
    same(target_gap(VALUES, **gap, whole_gap=True, max_deduction=0.6), [100, 100, 92.5, 85, 40, GAP])
    # at the threshold the first slope holds: 6 at 5 %
    same(target_gap(np.array([0.90]), **gap, whole_gap=True), [70])
    # three slopes in any order: 0.88 is 4 at 5 %, 2 at 10 % and 2 at 20 %
    gap["slopes"] = [(0.90, 0.20), (0.92, 0.10)]
    same(target_gap(np.array([0.88]), **gap), [100 - 20 - 20 - 40])


def test_less_is_better_counts_the_gap_above():
    gap = {"target": 5.0, "each_point": 0.1, "higher": False, "slopes": [(8.0, 0.2)]}
    # 10: 3 at 10 % and 2 at 20 %
    same(target_gap(np.array([4.0, 5, 7, 10]), **gap), [100, 100, 80, 30])
    same(target_gap(np.array([10.0]), **gap, whole_gap=True), [0])


def test_a_target_of_each_ones_own():
    same(target_gap(np.array([5.0, 5.0]), target=np.array([5.0, 8.0]), each_point=0.1), [100, 70])


def test_the_last_places_lose_marks():
    values = np.array([5.0, 3, 4, 1, GAP])
    same(bottom(values, peers=np.zeros(5, int), last=2, deduct=0.5), [100, 50, 100, 50, GAP])
    same(bottom(values, peers=np.zeros(5, int), last=1, deduct=1.0, higher=False), [0, 100, 100, 100, GAP])
    # 3 and 3 share the last two places: with one last place neither stands in it alone
    tied = np.array([5.0, 3, 3])
    same(bottom(tied, peers=np.zeros(3, int), last=1, deduct=0.5), [100, 100, 100])
    same(bottom(tied, peers=np.zeros(3, int), last=2, deduct=0.5), [100, 50, 50])


def test_marks_off_for_each_place():
    values = np.array([9.0, 7, 7, 5, GAP])
    peers = np.zeros(5, int)
    # places 1, 2, 2, 4 at 20 % each
    same(rank(values, peers=peers, to=(0, 100), each_place=0.2), [100, 80, 80, 40, GAP])
    same(rank(values, peers=peers, to=(0, 100), each_place=0.2, top=3), [100, 80, 80, 0, GAP])
    same(rank(values, peers=peers, to=(0, 100), each_place=0.2, higher=False), [40, 80, 80, 100, GAP])
