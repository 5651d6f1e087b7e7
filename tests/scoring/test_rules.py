"""Rules of official sheets, with arithmetic by hand; normalisations have their tests in tests/numerics."""

from datetime import date

import numpy as np

from fazhi_score.scoring import rules

GAP = np.nan


def array(numbers) -> np.ndarray:
    return np.array([GAP if number is None else number for number in numbers], dtype=np.float64)


def same(found, wanted, tolerance=1e-12) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def test_proportional_by_hand():
    same(rules.proportional(array([0.5, 1.5, -0.1, None]), full=0.8), [62.5, 100, 0, GAP])


def test_required_takes_marks_for_each_one_missing():
    # 6 wanted: 4 there -> 2 missing x 12.5 % = 25 % off; none there -> 75 % off, capped at 60 %
    values = array([6, 7, 4, 0, None])
    same(rules.required(values, at_least=6, each_missing=0.125), [100, 100, 75, 25, GAP])
    same(rules.required(values, at_least=6, each_missing=0.125, max_deduction=0.6), [100, 100, 75, 40, GAP])
    # without `each_missing` in proportion: 4 of 6 is two thirds
    same(rules.required(values, at_least=6), [100, 100, 200 / 3, 0, GAP])
    # within 1e-9 of what is required nothing is missing
    assert rules.required(np.array([6 - 0.9e-9]), at_least=6, each_missing=1.0).item() == 100


def test_deduct_takes_marks_for_each_one_found():
    # the first 2 are free: 5 -> 3 x 10 % = 30 % off; 50 -> all off, or the most that may be
    values = array([0, 2, 5, 50, None])
    same(rules.deduct(values, each=0.1, beyond=2), [100, 100, 70, 0, GAP])
    same(rules.deduct(values, each=0.1, beyond=2, max_deduction=0.8), [100, 100, 70, 20, GAP])


def test_presence_and_checklist():
    same(rules.presence(array([1, 0, 3, None])), [100, 0, 100, GAP])
    yes = np.array([[1, 0, 1], [1, GAP, GAP], [GAP, GAP, GAP], [0, 0, GAP]])
    # weights 2, 1, 1: (2 + 1) / 4; only the first stands: 2 / 2; nothing; 0 / 3
    same(rules.checklist(yes, weights=np.array([2.0, 1, 1])), [75, 100, GAP, 0])
    same(rules.checklist(yes[:2], weights=np.zeros(3)), [GAP, GAP])


def test_bands_know_open_and_closed_edges():
    values = array([0.95, 0.9, 0.9 + 2e-9, 0.9 - 0.5e-9, 0.8, 0.8 - 0.5e-9, 0.8 - 2e-9, None])
    found = rules.bands(values, edges=[0.9, 0.8], closed=[False, True], marks=[1.0, 0.6])
    # above 0.9 (by more than 1e-9): 100; from 0.8 (within 1e-9): 60; below all bands: 0
    same(found, [100, 60, 100, 60, 60, 60, 0, GAP])
    # one edge may close one band and open the next: exactly 0.9 earns 80, more earns 100
    found = rules.bands(array([0.9, 0.91, 0.2]), edges=[0.9, 0.9], closed=[False, True], marks=[1.0, 0.8])
    same(found, [80, 100, 0])


def test_levels():
    same(rules.levels(array([0, 2, 1, None]), marks=np.array([0.0, 0.6, 1.0])), [0, 100, 60, GAP])


def test_deadline_by_hand():
    due = np.full(4, float(date(2024, 4, 1).toordinal()))
    days = due + np.array([-30.0, 0.0, 3.0, 20.0])
    same(rules.deadline(days, due=due, each_day=0.1), [100, 100, 70, 0])
    same(rules.deadline(days, due=due, late=0.5), [100, 100, 50, 50])
    # both: 50 % once and 10 % a day: 3 days late leave 20 %
    same(rules.deadline(days, due=due, late=0.5, each_day=0.1), [100, 100, 20, 0])
    same(rules.deadline(array([None]), due=due[:1], late=0.5), [GAP])
