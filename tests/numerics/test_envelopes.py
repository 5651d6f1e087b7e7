"""The bound of how many functions are positive: against a linear programme."""

import numpy as np
import pytest
from scipy.optimize import linprog

from fazhi_score.numerics.envelopes import enclosed
from fazhi_score.numerics.weight_sets import weight_set


def relaxed(rows, faces):
    """The least sum of positive parts on the set, by scipy."""
    p, k = rows.shape
    found = linprog(
        np.r_[np.zeros(k), np.ones(p)],
        A_ub=np.block([[rows, -np.eye(p)], [faces, np.zeros((len(faces), p))]]),
        b_ub=np.zeros(p + len(faces)),
        A_eq=np.r_[np.ones(k), np.zeros(p)][None],
        b_eq=[1],
    )
    return found.fun


@pytest.mark.parametrize("seed", range(12))
def test_it_is_below_the_programme_and_near_to_it(seed):
    draw = np.random.default_rng(seed)
    k, p = int(draw.integers(2, 8)), int(draw.integers(1, 60))
    weights = weight_set(k, orders=[range(k)]) if seed % 2 else weight_set(k, low=np.full(k, 0.4 / k))
    rows = draw.normal(size=(p, k))
    rows = rows[(weights.cell.corners @ rows.T).max(axis=0) > 0.01]
    rows = rows / (weights.cell.corners @ rows.T).max(axis=0)[:, None]
    wanted = relaxed(rows, weights.faces) if len(rows) else 0.0
    bound, at = enclosed(weights.cell, rows, wanted - 0.02)
    assert wanted - 0.05 <= bound <= wanted + 1e-9
    assert wanted - 1 <= enclosed(weights.cell, rows)[0] <= wanted + 1e-9
    assert (weights.faces @ at <= 1e-9).all()
    assert at.sum() == pytest.approx(1)
    # never more than how many are positive anywhere
    assert bound <= (weights.points(500) @ rows.T > 0).sum(axis=1).min() + 1e-9


def test_it_stops_when_it_has_enough():
    rows = np.array([[1.0, 0.5], [0.5, 1.0], [1.0, -0.25], [-0.25, 1.0]])
    bound, _ = enclosed(weight_set(2).cell, rows, enough=0.1)
    assert 0.1 < bound <= enclosed(weight_set(2).cell, rows)[0] + 1e-9


def test_a_cell_that_is_a_point():
    cell = weight_set(2, low=[0.5, 0.5]).cell
    assert enclosed(cell, np.array([[1.0, 1.0], [1.0, -3.0]])) == (1.0, pytest.approx([0.5, 0.5]))
