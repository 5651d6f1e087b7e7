"""The parts of all normalisations."""

import numpy as np

from fazhi_score.numerics.scaling import moments, onto, span, turned
from tests.numerics.peers import GAP, array, same


def test_values_are_turned_column_by_column():
    values = np.array([[1.0, 2.0], [np.inf, GAP]])
    same(turned(values, [True, False]), [[1, -2], [GAP, GAP]])
    assert turned(values[:, :1][:1], True) is not None


def test_shares_onto_a_range():
    same(onto(np.array([0.0, 0.5, 1.0]), (20, 60)), [20, 40, 60])
    same(onto(np.array([0.5]), (0, 1)), [0.5])


def test_span_is_nothing_where_values_are_equal_or_too_far_apart():
    same(span(array([1, 1, -1e308, None]), array([2, 1 + 1e-12, 1e308, None])), [1, GAP, GAP, GAP])


def test_moments_of_classes():
    values, peers = array([1, 2, 3, None, 7, 5]), np.array([0, 0, 0, 0, 1, -1])
    mean, deviation = moments(values, peers)
    same(mean, [2, 2, 2, 2, 7, GAP])
    same(deviation, [1, 1, 1, 1, GAP, GAP])
    mean, deviation = moments(values[:3], None)
    same(mean, [2])
    same(deviation, [1])
