"""One factor moves: effects of functions whose effects are known."""

import numpy as np
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.elementary_effects import Trajectories, elementary_effects, one_at_a_time, trajectories


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("levels", [2, 4, 8])
def test_each_factor_moves_once_by_one_step_on_the_grid(levels):
    walks = trajectories(rng(), 5, 40, levels=levels)
    steps = np.diff(walks.points, axis=1)
    assert np.allclose(np.abs(steps).sum(axis=2), levels / (2 * (levels - 1)))
    np.testing.assert_array_equal(np.argmax(np.abs(steps), axis=2), walks.moved)
    assert (np.sort(walks.moved, axis=1) == np.arange(5)).all()
    on_grid = walks.points * (levels - 1)
    np.testing.assert_allclose(on_grid, np.round(on_grid), atol=1e-12)
    assert walks.points.min() == 0
    assert walks.points.max() == 1


def test_all_levels_are_equally_likely_and_a_seed_says_which():
    walks = trajectories(rng(), 3, 4000)
    levels, counts = np.unique(np.round(walks.points * 3), return_counts=True)
    assert levels.tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(counts / counts.sum(), 0.25, atol=0.01)
    np.testing.assert_array_equal(walks.points, trajectories(rng(), 3, 4000).points)


def test_effects_of_a_sum_and_a_product():
    # 2 x1 - x2: effects 2 and -1 everywhere; x1 x2: the effect of x1 is x2, and no effect of x3
    walks = trajectories(rng(), 3, 3000)
    x = walks.points
    outputs = np.stack([2 * x[..., 0] - x[..., 1], x[..., 0] * x[..., 1]], axis=-1)
    found = elementary_effects(walks, outputs)
    np.testing.assert_allclose(found.mu[:, 0], [2, -1, 0], atol=1e-12)
    np.testing.assert_allclose(found.mu_star[:, 0], [2, 1, 0], atol=1e-12)
    np.testing.assert_allclose(found.sigma[:, 0], 0, atol=1e-12)
    # x2 is 0, 1/3, 2/3 or 1: mean 1/2, variance (1/4 + 1/36) / 2 = 5/36
    np.testing.assert_allclose(found.mu[:2, 1], 0.5, atol=0.03)
    np.testing.assert_allclose(found.sigma[:2, 1], np.sqrt(5 / 36), atol=0.02)
    np.testing.assert_allclose(found.mu_star_error[:2, 1], np.sqrt(5 / 36 / 3000), rtol=0.1)
    assert (found.used == 3000).all()


def test_effects_that_cancel_show_in_absolute_terms():
    walks = trajectories(rng(), 1, 2000)
    found = elementary_effects(walks, np.abs(walks.points - 0.5))  # steps 0 -> 2/3 and 1/3 -> 1: -1/2 and 1/2
    assert found.mu[0, 0] == pytest.approx(0, abs=0.05)
    assert found.mu_star[0, 0] == pytest.approx(0.5, abs=1e-12)


def test_effects_written_out_by_hand():
    # factor 1 moves up by 1/2 (from 3 to 4: 2), then factor 0 down by 1/2 (from 4 to 6: -4); the other walk failed once
    points = np.array([[[0.5, 0], [0.5, 0.5], [0, 0.5]], [[0, 0], [0.5, 0], [0.5, 0.5]]])
    walks = Trajectories(points, np.array([[1, 0], [0, 1]]))
    found = elementary_effects(walks, np.array([[[3.0], [4.0], [6.0]], [[1.0], [2.0], [np.inf]]]))
    assert found.used.ravel().tolist() == [2, 1]
    assert found.mu.ravel().tolist() == [-1, 2]  # (-4 + 2) / 2
    assert found.mu_star.ravel().tolist() == [3, 2]
    assert found.sigma[0, 0] == pytest.approx(np.sqrt(18))
    assert np.isnan(found.sigma[1, 0])


def test_what_is_never_there_has_no_effects():
    walks = trajectories(rng(), 2, 3)
    found = elementary_effects(walks, np.full((3, 3, 1), np.nan))
    assert np.isnan(found.mu).all()
    assert np.isnan(found.mu_star_error).all()
    assert (found.used == 0).all()


def test_wrong_walks_and_outputs_are_refused():
    with pytest.raises(FazhiError, match="number of draws"):
        trajectories(rng(), 2, 1)
    for levels in (3, 0, 2.5):
        with pytest.raises(FazhiError, match="levels"):
            trajectories(rng(), 2, 5, levels=levels)
    with pytest.raises(FazhiError, match="shape"):
        elementary_effects(trajectories(rng(), 2, 5), np.zeros((5, 2, 1)))


def test_one_at_a_time():
    points, factor = one_at_a_time([0.5, 0.5, 0.5], [[0.0], [], [0.0, 1.0]])
    assert factor.tolist() == [-1, 0, 2, 2]
    assert points.tolist() == [[0.5, 0.5, 0.5], [0, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0.5, 1]]
    alone, factor = one_at_a_time([1.0], [[]])
    assert (alone.tolist(), factor.tolist()) == ([[1]], [-1])
    with pytest.raises(FazhiError, match="alternatives for 1"):
        one_at_a_time([1.0, 2.0], [[1.0]])
