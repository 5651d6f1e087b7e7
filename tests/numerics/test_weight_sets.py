"""Sets of weights: corners known in closed form, cuts, and what is refused."""

from itertools import combinations, product

import numpy as np
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.numerics import weight_sets
from fazhi_score.numerics.weight_sets import weight_set


def rows(corners):
    """The distinct corners as sorted tuples."""
    return sorted(set(map(tuple, np.round(corners, 9).tolist())))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 8])
def test_an_order_has_the_means_of_the_first_for_corners(k):
    # w1 >= w2 >= …: (1, 0, …), (1/2, 1/2, 0, …), …, (1/k, …, 1/k)
    wanted = [[1 / m if j < m else 0.0 for j in range(k)] for m in range(1, k + 1)]
    found = weight_set(k, orders=[list(range(k))]).cell
    assert rows(found.corners) == rows(wanted)
    assert len(found.corners) == k


def test_an_order_in_another_sequence_with_equals():
    # w3 >= w1 = w2: (0, 0, 1) and (1/3, 1/3, 1/3)
    assert rows(weight_set(3, orders=[[2, [0, 1]]]).cell.corners) == rows([[0, 0, 1], [1 / 3, 1 / 3, 1 / 3]])


def test_two_orders_together():
    # w1 >= w2 and w1 >= w3: (1,0,0), (1/2,1/2,0), (1/2,0,1/2), (1/3,1/3,1/3)
    wanted = [[1, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [1 / 3] * 3]
    assert rows(weight_set(3, orders=[[0, 1], [0, 2]]).cell.corners) == rows(wanted)


def by_hand(low, high):
    """The corners of bounds: all weights but one at a bound, the last what is left."""
    k, found = len(low), []
    for last in range(k):
        others = [j for j in range(k) if j != last]
        for ends in product(*[(low[j], high[j]) for j in others]):
            left = 1 - sum(ends)
            if low[last] - 1e-12 <= left <= high[last] + 1e-12:
                row = np.zeros(k)
                row[others], row[last] = ends, left
                found.append(row)
    return found


@pytest.mark.parametrize("k", [2, 3, 4, 6])
def test_bounds_have_corners_with_all_but_one_at_a_bound(k):
    draw = np.random.default_rng(k)
    for _ in range(5):
        middle = draw.dirichlet(np.ones(k))
        low, high = middle * 0.7, np.minimum(middle * 1.5, 1)
        assert rows(weight_set(k, low=low, high=high).cell.corners) == rows(by_hand(low, high))
    even = weight_set(k, low=np.full(k, 0.5 / k), high=np.full(k, 1.5 / k)).cell
    assert rows(even.corners) == rows(by_hand(np.full(k, 0.5 / k), np.full(k, 1.5 / k)))


def all_corners(faces):
    """Every meeting point of k - 1 faces that breaks none."""
    k, found = faces.shape[1], []
    for some in combinations(faces, k - 1):
        matrix = np.vstack([some, np.ones(k)])
        if abs(np.linalg.det(matrix)) > 1e-9:
            point = np.linalg.solve(matrix, np.eye(k)[-1])
            if (faces @ point < 1e-9).all():
                found.append(point)
    return found


def test_bounds_and_orders_together_are_the_meeting_points_of_their_faces():
    for seed in range(20):
        draw = np.random.default_rng(seed)
        k = int(draw.integers(2, 5))
        middle = np.round(draw.dirichlet(np.ones(k)), 2)
        middle[0] += 1 - middle.sum()
        order = np.argsort(-middle).tolist()
        found = weight_set(k, low=middle * 0.5, high=np.minimum(middle * 2, 1), orders=[order])
        assert rows(found.cell.corners + 0.0) == rows(np.array(all_corners(found.faces)) + 0.0)


def test_cuts_keep_all_corners_however_many_faces_meet_in_one():
    # rows of a few whole numbers meet in the same points over and over
    for seed in range(30):
        draw = np.random.default_rng(seed)
        k = int(draw.integers(3, 6))
        cell, faces = weight_set(k).cell, -np.eye(k)
        for _ in range(4):
            row = draw.integers(-1, 2, k).astype(float)
            heights = cell.corners @ row
            if (heights < -1e-9).any() and (heights > 1e-9).any():
                cell, faces = cell.cut(row, heights)[0], np.vstack([faces, row])
        assert set(rows(cell.corners + 0.0)) >= set(rows(np.array(all_corners(faces)) + 0.0))
        assert (faces @ cell.corners.T <= 1e-9).all()


def test_bounds_that_meet_in_one_point_and_fixed_weights():
    assert rows(weight_set(2, low=[0.25, 0.75]).cell.corners) == [(0.25, 0.75)]
    assert rows(weight_set(3, low=[0.2, 0, 0], high=[0.2, 1, 1]).cell.corners) == [(0.2, 0.0, 0.8), (0.2, 0.8, 0.0)]
    third = [1 / 3 + 1e-12] * 3
    assert weight_set(3, low=third).cell.corners.mean(axis=0) == pytest.approx([1 / 3] * 3)


def test_ceilings_are_maxima():
    draw = np.random.default_rng(3)
    directions = draw.normal(size=(20, 4))
    low, high = [0.1, 0.2, 0, 0], [0.5, 0.4, 0.3, 1]
    full = weight_set(4, low=low, high=high)
    assert full.ceilings(directions) == pytest.approx((full.cell.corners @ directions.T).max(axis=0))


def test_with_too_many_corners_faces_do(monkeypatch):
    draw = np.random.default_rng(3)
    directions = draw.normal(size=(20, 4))
    low, high = [0.1, 0.2, 0, 0], [0.5, 0.4, 0.3, 1]
    full, both = weight_set(4, low=low, high=high), weight_set(4, low=low, high=high, orders=[[0, 1]])
    monkeypatch.setattr(weight_sets, "CORNERS", 5)
    found = weight_set(4, low=low, high=high)
    assert found.cell is None
    assert not found.ordered
    assert found.ceilings(directions) == pytest.approx(full.ceilings(directions))
    ordered = weight_set(4, low=low, high=high, orders=[[0, 1]])
    assert ordered.cell is None
    assert ordered.order is not None
    assert ordered.ordered
    assert (ordered.ceilings(directions) >= both.ceilings(directions) - 1e-12).all()
    for one in (found, ordered):
        points = one.points(50)
        assert points.shape == (50, 4)
        assert points.sum(axis=1) == pytest.approx(np.ones(50))
        assert (points @ one.faces.T <= 1e-7).all()


def test_points_are_in_the_set_and_the_first_is_in_its_middle():
    found = weight_set(3, orders=[[0, 1, 2]])
    points = found.points(100, seed=4)
    assert points.shape == (100, 3)
    assert (np.diff(points, axis=1) <= 1e-12).all()
    assert points[0] == pytest.approx([11 / 18, 5 / 18, 2 / 18])  # the rank-order centroid


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"low": [0.5, 0.2, 0], "high": [0.4, 1, 1]}, "sampling_bounds_cross"),
        ({"low": [-0.1, 0, 0]}, "sampling_bounds_cross"),
        ({"high": [np.nan, 1, 1]}, "sampling_bounds_cross"),
        ({"low": [0.5, 0.4, 0.2]}, "sampling_bounds_empty"),
        ({"high": [0.5, 0.2, 0.2]}, "sampling_bounds_empty"),
        ({"low": [0.5, 0.4]}, "sampling_bounds_shape"),
        ({"orders": [[0, 1], [1, 2], [2, 0]]}, "weight_set_circle"),
        ({"orders": [[0, 1], [[0, 1], 2]]}, "weight_set_circle"),
        ({"orders": [[0, 1, 0]]}, "weight_set_order"),
        ({"orders": [[0, 3]]}, "weight_set_order"),
        ({"orders": [[0, []]]}, "weight_set_order"),
        ({"orders": [[0, 1]], "high": [0.2, 1, 1], "low": [0, 0.3, 0]}, "weight_set_empty"),
    ],
)
def test_nonsense_is_refused(given, code):
    with pytest.raises(FazhiError) as caught:
        weight_set(3, **given)
    assert caught.value.problems[0].code == code
    for lang in ("en", "zh"):
        assert caught.value.render(lang)


def test_nonsense_is_refused_by_name_and_without_corners(monkeypatch):
    with pytest.raises(FazhiError, match=r"law > facts > law|facts > law > facts"):
        weight_set(2, orders=[[0, 1], [1, 0]], names=["law", "facts"])
    monkeypatch.setattr(weight_sets, "CORNERS", 1)
    with pytest.raises(FazhiError) as caught:
        weight_set(3, orders=[[0, 1]], high=[0.2, 1, 1], low=[0, 0.3, 0])
    assert caught.value.problems[0].code == "weight_set_empty"


def test_a_cut_with_too_many_corners_is_not_made(monkeypatch):
    cell, row = weight_set(6).cell, np.array([1.0, 1, 1, -1, -1, -1])
    heights = cell.corners @ row
    assert len(cell.cut(row, heights)[0].corners) == 12  # three of six, and nine edges
    monkeypatch.setattr(weight_sets, "CORNERS", 8)
    assert cell.cut(row, heights) is None
