"""Best and worst ranks: by hand, by enumeration, on a grid, and as a mixed-integer programme."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.numerics import weight_sets
from fazhi_score.numerics.rank_bounds import OWN, composites, rank_bounds, ranks_at
from fazhi_score.numerics.weight_sets import weight_set


def test_by_hand():
    # w on the first: A 80 - 40 (1 - w) …; C is level with A where w = 0, and last otherwise
    scores = [[80, 40], [70, 60], [10, 40]]
    found = rank_bounds(scores, weight_set(2))
    assert found.best.tolist() == [1, 1, 2]
    assert found.worst.tolist() == [2, 2, 3]
    assert found.exact.all()
    assert found.best_weights[0, 0] > 2 / 3 - 1e-9
    assert found.best_weights[2].tolist() == [0, 1]
    # with at least 1/4 on the first C is last; with at most 0.6 A is never first
    found = rank_bounds(scores, weight_set(2, low=[0.25, 0], high=[0.6, 1]))
    assert found.best.tolist() == [2, 1, 3]
    assert found.worst.tolist() == [2, 1, 3]


def test_a_tie_harms_nobody():
    # level under all weights: 1, 1, 3
    found = rank_bounds([[50, 50], [50, 50], [10, 20]], weight_set(2))
    assert found.best.tolist() == found.worst.tolist() == [1, 1, 3]
    # level at w = 1/2 alone: there both are first
    only = weight_set(2, low=[0.5, 0.5])
    assert rank_bounds([[0, 100], [100, 0]], only).worst.tolist() == [1, 1]
    # a difference of 1e-10 is none, one of 1e-8 is one
    assert rank_bounds([[50, 50], [50 + 1e-10] * 2, [50 + 1e-8] * 2], weight_set(2)).best.tolist() == [2, 2, 1]


def test_a_best_rank_that_one_single_point_gives():
    # R is level with each of three only at equal weights: elsewhere somebody is above
    scores = [[50, 50, 50], [0, 75, 75], [75, 0, 75], [75, 75, 0]]
    found = rank_bounds(scores, weight_set(3), [0])
    assert (found.best.item(), found.worst.item()) == (1, 3)
    assert found.best_weights[0] == pytest.approx([1 / 3] * 3)


def corners_of(scores, unit, faces):
    """All points in which differences to others and faces meet."""
    k = scores.shape[1]
    planes = np.vstack([faces, np.delete(scores, unit, 0) - scores[unit]])
    points = []
    for some in combinations(planes, k - 1):
        matrix = np.vstack([*some, np.ones(k)])
        if abs(np.linalg.det(matrix)) > 1e-9 * max(1.0, np.abs(matrix).max() ** (k - 1)):
            points.append(np.linalg.solve(matrix, np.eye(k)[-1]))
    points = np.array(points)
    inside = points[(points @ faces.T < 1e-9).all(axis=1)]
    return np.unique(np.round(inside, 10), axis=0)


def enumerated(scores, unit, faces):
    """Best rank: met in a corner; worst rank: met inside a cell, in the middle of k of its corners."""
    corners = corners_of(scores, unit, faces)
    k = scores.shape[1]
    middles = np.array([corners[list(some)].mean(axis=0) for some in combinations(range(len(corners)), min(k, 3))])
    if k > 3 and len(corners) < 40:
        middles = np.array([corners[list(some)].mean(axis=0) for some in combinations(range(len(corners)), k)])
    best = ranks_at(scores, corners)[:, unit].min()
    inner = ranks_at(scores, middles)[:, unit].max() if len(middles) else best
    return best, max(inner, ranks_at(scores, corners)[:, unit].max())


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", ["any", "thirds", "yes or no"])
@pytest.mark.parametrize("limits", ["all", "bounds", "order"])
@pytest.mark.parametrize("k", [2, 3])
def test_the_same_as_enumerating_all_cells(kind, limits, k):
    for seed in range(12):
        draw = np.random.default_rng([seed, k])
        n = int(draw.integers(2, 8))
        scores = {
            "any": draw.uniform(0, 100, (n, k)),
            "thirds": draw.integers(0, 4, (n, k)) * 25.0,
            "yes or no": draw.integers(0, 2, (n, k)) * 100.0,
        }[kind]
        middle = draw.dirichlet(np.ones(k) * 3)
        more = {
            "all": {},
            "bounds": {"low": middle * 0.6, "high": np.minimum(middle * 1.5, 1)},
            "order": {"orders": [draw.permutation(k).tolist()]},
        }[limits]
        weights = weight_set(k, **more)
        found = rank_bounds(scores, weights)
        assert found.exact.all()
        for unit in range(n):
            assert (found.best[unit], found.worst[unit]) == enumerated(scores, unit, weights.faces)


def test_the_same_as_enumerating_all_cells_of_four_weights():
    for seed in range(2):
        draw = np.random.default_rng(seed)
        scores = draw.integers(0, 11, (5, 4)) * 10.0
        found = rank_bounds(scores, weight_set(4))
        assert found.exact.all()
        faces = -np.eye(4)
        for unit in range(5):
            best, worst = enumerated(scores, unit, faces)
            assert found.best[unit] == best
            assert found.worst[unit] >= worst


def grid(k, parts):
    """All weights in multiples of 1 / parts."""
    bars = np.array(list(combinations(range(parts + k - 1), k - 1)))
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), parts + k - 1)])
    return (np.diff(edges, axis=1) - 1) / parts


def checked(scores, weights, points, nodes=2000):
    """Bounds that hold at all points, and are met in the set where they say so."""
    found = rank_bounds(scores, weights, nodes=nodes)
    there = (~np.isnan(scores)).astype(float)
    at = np.where(points @ there.T >= OWN, ranks_at(scores, points), np.nan)
    for unit in range(len(scores)):
        if np.isnan(found.best[unit]):
            assert np.isnan(at[:, unit]).all()
            continue
        for rank, row in ((found.best, found.best_weights), (found.worst, found.worst_weights)):
            assert ranks_at(scores, row[unit])[0, unit] == rank[unit]
            assert (weights.faces @ row[unit] <= 1e-7).all()
            assert row[unit].sum() == pytest.approx(1)
        assert found.best_limit[unit] <= found.best[unit] <= found.worst[unit] <= found.worst_limit[unit]
        if not np.isnan(at[:, unit]).all():
            assert found.best_limit[unit] <= np.nanmin(at[:, unit])
            assert found.worst_limit[unit] >= np.nanmax(at[:, unit])
    return found


@given(st.integers(2, 4), st.integers(1, 9), st.integers(0, 10_000))
def test_no_weights_of_a_fine_grid_give_better_or_worse_ranks(k, n, seed):
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 21, (n, k)) * 5.0 if seed % 2 else draw.uniform(0, 100, (n, k))
    assert checked(scores, weight_set(k), grid(k, 24)).exact.all()


def programme(scores, unit, weights, worst):
    """The rank by a mixed-integer programme, at weights that give it for sure."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    k = scores.shape[1]
    rows = np.delete(scores, unit, 0) - scores[unit]
    p, sign, big = len(rows), -1 if worst else 1, 100.5
    padded = np.column_stack([weights.faces, np.zeros((len(weights.faces), p))])
    above = np.column_stack([rows, -big * np.eye(p)])
    limits = (2e-3 - big, np.inf) if worst else (-np.inf, 0)
    found = milp(
        np.r_[np.zeros(k), sign * np.ones(p)],
        constraints=[
            LinearConstraint(padded, -np.inf, 0),
            LinearConstraint(np.r_[np.ones(k), np.zeros(p)][None], 1, 1),
            LinearConstraint(above, *limits),
        ],
        integrality=np.r_[np.zeros(k), np.ones(p)],
        bounds=Bounds(0, 1),
    )
    return 1 + sign * round(found.fun)


def test_the_same_as_a_mixed_integer_programme():
    draw = np.random.default_rng(5)
    general = draw.normal(size=(30, 1))
    scores = np.clip(50 + 15 * (0.8 * general + draw.normal(size=(30, 6))), 0, 100)
    nominal = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
    sets = (weight_set(6), weight_set(6, low=nominal * 0.5, high=nominal * 1.5), weight_set(6, orders=[range(6)]))
    for weights in sets:
        found = rank_bounds(scores, weights, [3, 17])
        assert found.exact.all()
        for row, unit in enumerate((3, 17)):
            assert found.best[row] == programme(scores, unit, weights, worst=False)
            assert found.worst[row] == programme(scores, unit, weights, worst=True)


def test_who_is_last_in_the_file_turned_round_is_first():
    draw = np.random.default_rng(6)
    scores = draw.uniform(0, 100, (25, 5))
    weights = weight_set(5, orders=[[0, 1, [2, 3], 4]])
    found, turned = rank_bounds(scores, weights), rank_bounds(-scores, weights)
    assert (26 - turned.best).tolist() == found.worst.tolist()
    assert (26 - turned.worst).tolist() == found.best.tolist()


def test_eight_weights_are_exact():
    draw = np.random.default_rng(7)
    scores = draw.uniform(0, 100, (35, 8))
    assert checked(scores, weight_set(8), weight_set(8).points(2000, seed=3)).exact.all()


def test_a_search_that_may_not_end_tells_a_bracket():
    draw = np.random.default_rng(8)
    scores = draw.uniform(0, 100, (40, 6))
    found = checked(scores, weight_set(6), weight_set(6).points(2000, seed=3), nodes=1)
    assert not found.exact.all()
    more = rank_bounds(scores, weight_set(6))
    assert more.exact.all()
    assert (found.best_limit <= more.best).all()
    assert (more.best <= found.best).all()
    assert (found.worst <= more.worst).all()
    assert (more.worst <= found.worst_limit).all()


def test_gaps_leave_weights_to_the_others():
    # A has only the first: 60 whatever the weights; B is 80 w + 20 (1 - w): above A where w > 2/3
    found = rank_bounds([[60, np.nan], [80, 20], [np.nan, np.nan]], weight_set(2))
    assert found.best.tolist()[:2] == [1, 1]
    assert found.worst.tolist()[:2] == [2, 2]
    assert found.exact.tolist() == [True, True, False]
    assert np.isnan(found.best[2])
    # where both have some weight and the second has 0.4 at least, B is below
    found = rank_bounds([[60, np.nan], [80, 20]], weight_set(2, low=[0.1, 0.4]))
    assert found.best.tolist() == found.worst.tolist() == [1, 2]


def test_who_has_no_weight_on_its_own_scores_has_no_rank():
    found = rank_bounds([[60, np.nan], [80, 20]], weight_set(2, high=[0.005, 1]))
    assert np.isnan(found.best[0])
    assert found.best[1] == 1


@pytest.mark.no_cover
@given(st.integers(2, 4), st.integers(2, 9), st.integers(0, 10_000))
def test_bounds_hold_with_any_gaps(k, n, seed):
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 5, (n, k)) * 25.0 if seed % 2 else draw.uniform(0, 100, (n, k))
    scores[draw.random((n, k)) < 0.25] = np.nan
    checked(scores, weight_set(k), grid(k, 24), nodes=60)


def test_most_searches_with_gaps_end_with_the_exact_rank():
    draw = np.random.default_rng(9)
    scores = draw.uniform(0, 100, (30, 4))
    scores[draw.random((30, 4)) < 0.1] = np.nan
    weights = weight_set(4, low=np.full(4, 0.15), high=np.full(4, 0.4))
    assert checked(scores, weights, weights.points(2000, seed=1), nodes=3000).exact.mean() > 0.9


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_without_corners_one_programme_gives_a_bracket(monkeypatch, gaps):
    draw = np.random.default_rng(10)
    scores = draw.uniform(0, 100, (25, 12))
    scores[draw.random((25, 12)) < gaps] = np.nan
    scores[0], scores[1], scores[2] = 99.9, 0.1, np.nan
    even = np.full(12, 1 / 12)
    exact = weight_set(12, orders=[range(12)])
    monkeypatch.setattr(weight_sets, "CORNERS", 11)
    for more in ({"orders": [range(12)]}, {"low": even * 0.5, "high": even * 1.5}):
        weights = weight_set(12, **more)
        assert weights.cell is None
        found = checked(scores, weights, weights.points(500, seed=1))
        assert found.best[0] == found.worst[0] == found.worst_limit[0] == 1
        if not gaps:
            assert found.best_limit[1] == 24
        assert np.isnan(found.best[2])
    if not gaps:
        found, known = rank_bounds(scores, weight_set(12, orders=[range(12)])), rank_bounds(scores, exact)
        assert (found.best_limit <= known.best)[known.exact].all()
        assert (found.worst_limit >= known.worst)[known.exact].all()


def test_without_corners_and_without_weight_on_its_own_there_is_no_rank(monkeypatch):
    monkeypatch.setattr(weight_sets, "CORNERS", 1)
    weights = weight_set(3, high=[0.001, 1, 1])
    found = rank_bounds([[60, np.nan, np.nan], [80, 20, 30]], weights)
    assert np.isnan(found.best[0])
    assert found.best_limit[1] == 1  # where the first has no composite


def test_composites_and_ranks_at_weights():
    scores = np.array([[60.0, np.nan], [80, 20], [80, 20], [np.nan, 10]])
    assert composites(scores, np.array([[0.5, 0.5], [0, 1]])).tolist()[0] == [60, 50, 50, 10]
    assert ranks_at(scores, np.array([0.5, 0.5])).tolist() == [[1, 2, 2, 4]]
    assert ranks_at(scores, np.array([0.0, 1.0]))[0] == pytest.approx([np.nan, 1, 1, 3], nan_ok=True)


def test_one_region_and_one_weight():
    found = rank_bounds([[50.0, 20]], weight_set(2))
    assert (found.best.item(), found.worst.item(), found.exact.item()) == (1, 1, True)
    found = rank_bounds([[50.0], [60], [60], [10]], weight_set(1))
    assert found.best.tolist() == found.worst.tolist() == [3, 1, 1, 4]


def test_cells_that_would_get_too_many_corners_are_left_whole(monkeypatch):
    scores = np.random.default_rng(11).uniform(0, 100, (40, 7))
    weights = weight_set(7)
    monkeypatch.setattr(weight_sets, "CORNERS", 8)
    found = checked(scores, weights, weights.points(1000, seed=1))
    assert not found.exact.all()
