"""Who is above whom under all weights: by hand, by enumeration of corners, on a grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.numerics import weight_sets
from fazhi_score.numerics.dominance import Preference, preference
from fazhi_score.numerics.rank_bounds import composites
from fazhi_score.numerics.weight_sets import weight_set
from tests.numerics.test_rank_bounds import grid


def test_by_hand():
    # A beats C everywhere, B too; A and B change places at w = 2/3
    found = preference([[80, 40], [70, 60], [10, 30]], weight_set(2))
    assert found.beats.tolist() == [[False, False, True], [False, False, True], [False] * 3]
    assert found.necessary.tolist() == [[True, False, True], [False, True, True], [False, False, True]]
    assert found.possible.tolist() == [[True, True, True], [True, True, True], [False, False, True]]
    assert not found.undecided.any()


def test_level_at_one_point_is_not_beaten_but_necessary():
    found = preference([[80, 40], [10, 40]], weight_set(2))
    assert not found.beats.any()
    assert found.necessary.tolist() == [[True, True], [False, True]]
    assert found.possible.all()


def test_twins_are_level():
    found = preference([[80, 40], [80, 40]], weight_set(2))
    assert not found.beats.any()
    assert found.necessary.all()


def at_points(scores, points):
    """Least difference of row and column over points at which both have a composite."""
    own = composites(scores, points)
    with np.errstate(all="ignore"):
        differences = own[:, :, None] - own[:, None, :]
    gone = np.isnan(differences)
    return np.where(gone, np.inf, differences).min(axis=0), gone.all(axis=0)


@given(st.integers(1, 4), st.integers(1, 8), st.integers(0, 10_000))
def test_complete_scores_are_decided_at_the_corners(k, n, seed):
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 5, (n, k)) * 25.0
    weights = weight_set(k, orders=[range(k)]) if seed % 2 else weight_set(k)
    found = preference(scores, weights)
    points = grid(k, 12) if k > 1 else np.ones((1, 1))
    points = points[(points @ weights.faces.T < 1e-9).all(axis=1)]
    least, _ = at_points(scores, np.vstack([points, weights.cell.corners]))
    assert (found.beats == (least > 1e-9)).all()
    assert (found.necessary == (least >= -1e-9)).all()
    assert (found.possible == ~(least > 1e-9).T).all()
    assert not found.undecided.any()


@given(st.integers(2, 4), st.integers(2, 8), st.integers(0, 10_000))
def test_with_gaps_what_is_said_holds_on_a_grid(k, n, seed):
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 5, (n, k)) * 25.0 if seed % 2 else draw.uniform(0, 100, (n, k))
    scores[draw.random((n, k)) < 0.3] = np.nan
    found = preference(scores, weight_set(k))
    least, never = at_points(scores, grid(k, 24))
    assert (least[found.beats] > 0).all()
    assert (least[found.necessary] >= -1e-9).all()
    assert (found.beats <= found.necessary).all()
    assert (found.possible == ~found.beats.T)[~np.isnan(scores).all(axis=1)[:, None] & ~never].all()
    nothing = np.isnan(scores).all(axis=1)
    assert not found.possible[nothing].any()
    assert not found.necessary[:, nothing].any()
    assert not (found.undecided & found.beats).any()


def test_gaps_that_are_decided_and_gaps_that_are_not():
    # A is 60 to 90 whatever the weights; B only has the second, 50; C is 10 and 95
    found = preference([[90, 60], [np.nan, 50], [10, 95]], weight_set(2))
    assert found.beats[0].tolist() == [False, True, False]
    assert found.necessary[0, 1]
    assert not found.undecided[0].any()
    # x and y are never level: x - y = (w1 w1 - w1 w2 + w2 w2) * 10 + …, but a coefficient is negative
    scores = np.array([[70, 20, np.nan], [60, np.nan, 45]])
    found = preference(scores, weight_set(3, low=[0.1] * 3))
    assert not found.beats[0, 1]


def test_without_corners_less_is_proved_and_nothing_wrong(monkeypatch):
    draw = np.random.default_rng(2)
    scores = draw.uniform(0, 100, (30, 6))
    scores[:10] = np.clip(scores[:10] + 40, 0, 100)
    scores[20:, 0] = np.nan
    even = np.full(6, 1 / 6)
    wanted = {}
    sets = {"bounds": {"low": even * 0.7, "high": even * 1.3}, "both": {"low": even * 0.7, "orders": [range(6)]}}
    for name, more in sets.items():
        wanted[name] = preference(scores, weight_set(6, **more))
    monkeypatch.setattr(weight_sets, "CORNERS", 2)
    for name, more in sets.items():
        found = preference(scores, weight_set(6, **more))
        assert weight_set(6, **more).cell is None
        assert (found.beats <= wanted[name].beats | wanted[name].undecided).all()
        assert (found.necessary <= wanted[name].necessary | wanted[name].undecided).all()
        if name == "bounds":
            assert (found.beats == wanted[name].beats)[:20, :20].all()
            assert not found.undecided[:20, :20].any()
        else:
            assert found.undecided.any()


def test_between_bounds():
    low, high = np.array([60.0, 10, 50, np.nan]), np.array([80.0, 50, 60, np.nan])
    found = Preference.between(low, high)
    assert found.beats[0].tolist() == [False, True, False, False]
    assert found.necessary[0].tolist() == [True, True, True, False]
    assert found.necessary[2].tolist() == [False, True, True, False]
    assert found.possible[1].tolist() == [False, True, True, False]
    assert found.possible[2].tolist() == [True, True, True, False]
    assert not found.possible[3].any()


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_one(n):
    found = preference(np.full((n, 2), 50.0), weight_set(2))
    assert found.necessary.tolist() == [[True]] * n
