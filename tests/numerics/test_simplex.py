"""Many programmes at once: what is not proved is mended, and what cannot be mended is solved otherwise."""

import numpy as np
import pytest

from fazhi_score.numerics import simplex
from fazhi_score.numerics.simplex import Programmes, inverses, maximise, solved_alone


def programmes(n=40, k=5, limited=False, seed=1):
    rng = np.random.default_rng(seed)
    rows = rng.uniform(size=(n, k))
    if not limited:
        return Programmes(rows / rows.max(1, keepdims=True), rows)
    return Programmes(np.ones((n, k)), rows, 1 / rows, np.full((n, k), 0.1 / k), np.full((n, k), 2 / k))


def each_alone(some):
    return np.array([solved_alone(some.take(np.array([i])))[0] for i in range(len(some.objectives))])


@pytest.mark.parametrize("limited", [False, True])
def test_all_at_once_as_each_alone(limited):
    some = programmes(limited=limited)
    best, at = maximise(some)
    np.testing.assert_allclose(best, each_alone(some), rtol=1e-9)
    np.testing.assert_allclose((some.objectives * at).sum(1), best, rtol=1e-12)
    assert (some.rates(at) - some.right()).max() < 1e-9


@pytest.mark.parametrize("limited", [False, True])
def test_what_is_left_half_way_is_solved_otherwise(monkeypatch, limited):
    some = programmes(limited=limited)
    best, _ = maximise(some)
    asked = []

    def count(programme):
        asked.append(1)
        return solved_alone(programme)

    monkeypatch.setattr(simplex, "_climb", lambda part, corners: corners)
    monkeypatch.setattr(simplex, "solved_alone", count)
    found, _ = maximise(some)
    assert asked
    np.testing.assert_allclose(found, best, rtol=1e-9)


def test_a_row_hidden_by_the_shift_is_mended_by_dual_steps(monkeypatch):
    some = programmes(n=60, k=6)
    best, _ = maximise(some)
    alone = []
    monkeypatch.setattr(simplex, "SHIFT", 0.02)
    monkeypatch.setattr(simplex, "solved_alone", lambda programme: alone.append(1) or solved_alone(programme))
    found, _ = maximise(some)
    np.testing.assert_allclose(found, best, rtol=1e-9)
    # a shift so large hides rows from most programmes, yet few need another solver
    assert len(alone) < 20


def test_inverses_are_made_anew_and_blocks_leave_no_seams(monkeypatch):
    some = programmes(n=150, k=8)
    best, _ = maximise(some)
    monkeypatch.setattr(simplex, "REFRESH", 2)
    monkeypatch.setattr(simplex, "BLOCK", 100)
    monkeypatch.setattr(simplex, "POOL", 0)
    np.testing.assert_allclose(maximise(some)[0], best, rtol=1e-10)


def test_a_singular_matrix_has_something_for_an_inverse():
    singular = np.array([[[1.0, 1], [1, 1]], [[2.0, 0], [0, 4]]])
    found = inverses(singular)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[1], [[0.5, 0], [0, 0.25]], atol=1e-12)


def test_a_programme_without_an_answer_says_so():
    # nothing bounds the second variable
    some = Programmes(np.array([[1.0, 1.0]]), np.array([[1.0, 0.0]]))
    with pytest.raises(ArithmeticError):
        solved_alone(some)
