"""Benefit of the doubt against linear programmes solved one by one, lpSolve, and by hand."""

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from fazhi_score.errors import FazhiError
from fazhi_score.numerics import frontier
from fazhi_score.numerics.frontier import benefit_of_the_doubt, frontier_weights, undominated

PEERS = Path(__file__).parents[3] / "shared" / "reference" / "peers"
needs_reference = pytest.mark.skipif(not PEERS.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
EXACT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def same(found, wanted, tolerance=1e-9):
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def one_by_one(table, lower=0.0, upper=1.0):
    """Scores in 0–1, a linear programme a region; columns on their own scale, which changes nothing but digits."""
    table = np.nan_to_num(table)
    top = table.max(0, initial=0)
    table = table / np.where(top > 0, top, 1)
    k = table.shape[1]
    found = []
    for own in table:
        shares = [np.outer(np.broadcast_to(lower, k), own) - np.diag(own)]
        shares.append(np.diag(own) - np.outer(np.broadcast_to(upper, k), own))
        rows = np.vstack([table, *shares])
        right = np.repeat([1.0, 0.0], [len(table), 2 * k])
        # the largest of the objective is put to 1, so that tolerances mean something for poor regions too
        size = own.max() or 1.0
        found.append(-linprog(-own / size, A_ub=rows, b_ub=right, method="highs", options=EXACT).fun * size)
    return np.array(found)


def scores(table, **options):
    return benefit_of_the_doubt(table, full=1, **options)


def proved(table, found, lower=0.0, upper=1.0):
    """Weights give the scores, nobody more than 1, and shares keep their limits: no other solver is asked."""
    table = np.nan_to_num(table)
    same((found.weights * table).sum(1), found.scores)
    assert (found.weights @ table.T).max(initial=0) <= 1 + 1e-9
    assert (found.weights >= 0).all()
    some = found.scores > 0
    same(found.shares[some].sum(1), 1)
    same(found.shares[some], (found.weights * table)[some] / found.scores[some, None])
    assert (found.shares[some] >= np.asarray(lower) - 1e-9).all()
    assert (found.shares[some] <= np.asarray(upper) + 1e-9).all()


# by hand


def test_by_hand():
    # the frontier of (4, 1) and (1, 4) is w1 + w2 <= 2/5 with w = (1/5, 1/5); (2, 2) has 4/5, (3, 0) 3 w1 = 3/4
    # with w = (1/4, 0)
    table = [[4, 1], [1, 4], [2, 2], [3, 0], [0, 0]]
    found = frontier_weights(table)
    same(found.scores, [1, 1, 0.8, 0.75, 0])
    same(found.weights[2:], [[0.2, 0.2], [0.25, 0], [0, 0]])
    same(found.shares[2:], [[0.5, 0.5], [1, 0], [0, 0]])
    same(benefit_of_the_doubt(table), [100, 100, 80, 75, 0])


def test_limits_by_hand():
    # at least 1/4 of the score each. (2, 2): w = s (a, 1 - a) / 2 for shares a; (4, 1) has s (3 a + 1) / 2 <= 1, (1, 4)
    # s (4 - 3 a) / 2 <= 1: best with a = 1/2, s = 4/5. (4, 1): w = s (a / 4, 1 - a); itself s <= 1, (1, 4)
    # s (a / 4 + 4 - 4 a) <= 1 with a = 3/4: s = 1 / (3/16 + 1) = 16/19
    table = np.array([[4.0, 1], [1, 4], [2, 2]])
    found = frontier_weights(table, lower_share=0.25)
    same(found.scores, [16 / 19, 16 / 19, 0.8])
    same(found.shares, [[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]])
    # at most 3/4 of the score is the same for two
    same(scores(table, upper_share=0.75), [16 / 19, 16 / 19, 0.8])
    # 3/4 for the first in any case: (1, 4) has s (3/4 / 1, 1/4 / 4), (4, 1) then s (3 + 1/16)
    same(scores(table, lower_share=np.array([0.75, 0.25]))[1], 16 / 49)
    same(scores(table, upper_share=np.array([0.75, 0.25]))[1], 16 / 49)


def test_a_zero_that_must_have_a_share_scores_zero():
    table = np.array([[4.0, 1], [0, 4], [2, 2]])
    same(scores(table)[1], 1)
    found = frontier_weights(table, lower_share=0.1)
    same(found.scores, one_by_one(table, lower=0.1))
    same(found.scores[1], 0)
    same(found.shares[1], [0, 0])
    # nor can 60 % at most make a whole of one indicator
    same(scores(table, upper_share=0.6)[1], 0)
    same(scores(table, lower_share=np.array([0, 0.2])), one_by_one(table, lower=[0, 0.2]))


def test_a_missing_score_counts_as_none():
    # the third has 2 of 4 in what it has; as a peer it holds nobody back
    table = np.array([[4.0, 1], [1, 4], [2, GAP], [GAP, GAP]])
    found = frontier_weights(table)
    same(found.scores, [1, 1, 0.5, GAP])
    same(found.weights[2], [0.25, 0])
    same(found.scores[:2], scores(table[:2]))
    # the others have a range for half the score, 0.4 to 0.6: of what is left the whole
    same(scores(table, lower_share=0.4, upper_share=0.6)[2], 0.5)
    # three of which one is missing: 0.2 to 0.5 of three are 0.3 to 0.75 of two
    table = np.array([[4.0, 1, 2], [1, 4, 2], [2, 3, GAP]])
    wanted = one_by_one(table[:, :2], lower=0.3, upper=0.75)[2]
    same(scores(table, lower_share=0.2, upper_share=0.5)[2], wanted)


def test_what_tells_nothing_changes_nothing():
    table = np.array([[4.0, 1], [1, 4], [2, 2]])
    same(scores(np.column_stack([table, [0, 0, 0]])), scores(table))
    same(scores(np.column_stack([table, [0, 0, 0]]), lower_share=0.25), scores(table, lower_share=0.25 * 3 / 2))
    same(scores(np.column_stack([table, [0, 9, 0]]), weights=[1, 2, 0]), scores(table))
    # all are best in a constant indicator
    same(scores(np.column_stack([table, [7, 7, 7]])), [1, 1, 1])
    same(scores([[3, 4]]), [1])
    same(scores([[3, 4]], lower_share=0.5), [1])
    same(scores([[3, 4], [3, 4], [3, 4]]), [1, 1, 1])
    same(scores(np.zeros((2, 2))), [0, 0])
    same(scores([[-1e-12, 1.0]]), [1])
    assert scores(np.zeros((0, 2))).shape == (0,)
    same(scores(np.zeros((2, 0))), [GAP, GAP])


def test_classes_have_their_own_frontier():
    table = np.array([[4.0, 1], [1, 4], [2, 2], [40, 40], [50, 10]])
    peers = np.array([0, 0, 1, 1, -1])
    found = frontier_weights(table, peers=peers)
    same(found.scores, [1, 1, 0.05, 1, GAP])
    assert np.isnan(found.weights[4]).all() and np.isnan(found.shares[4]).all()


def test_rows_that_others_exceed_are_left_out():
    table = np.array([[1.0, 2], [2, 2], [0, 3], [2, 2], [2, 1], [3, 0]])
    assert undominated(table).tolist() == [1, 2, 5]
    rng = np.random.default_rng(2)
    table = rng.integers(0, 6, (1300, 4)).astype(float)
    beaten = [(np.delete(table, i, 0) >= table[i]).all(1).any() for i in range(100)]
    left = set(undominated(table).tolist())
    for i in range(100):
        if i in left:
            others = np.delete(table, i, 0)
            assert not ((others >= table[i]).all(1) & (others > table[i]).any(1)).any()
        else:
            assert beaten[i]


# against other solvers

whole = st.integers(0, 5).map(float)
decimals = st.integers(0, 10**6).map(lambda x: x / 10**4)
tables = st.sampled_from([whole, decimals, st.one_of(whole, st.just(GAP))]).flatmap(
    lambda numbers: arrays(np.float64, st.tuples(st.integers(1, 14), st.integers(1, 6)), elements=numbers)
)


@given(tables)
def test_scores_are_those_of_one_programme_a_region(table):
    found = frontier_weights(table)
    there = ~np.isnan(table).all(1)
    assert (np.isnan(found.scores) == ~there).all()
    some = type(found)(*(part[there] for part in found))
    same(some.scores, one_by_one(table[there]))
    proved(table[there], some)


@given(
    arrays(np.float64, st.tuples(st.integers(1, 14), st.integers(2, 6)), elements=st.one_of(whole, decimals)),
    st.data(),
)
def test_limited_scores_are_those_of_one_programme_a_region(table, data):
    assume((table.max(0) > 0).all())
    k = table.shape[1]
    portions = st.lists(st.integers(0, 5), min_size=k, max_size=k)
    lower = np.array(data.draw(portions)) / (5 * k)
    upper = np.minimum(lower + (1 - lower.sum()) * (1 + np.array(data.draw(portions))) / k, 1.0)
    found = frontier_weights(table, lower_share=lower, upper_share=upper)
    same(found.scores, one_by_one(table, lower, upper))
    proved(table, found, lower, upper)


@given(arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 5)), elements=decimals))
def test_units_do_not_matter_and_limits_only_cost(table):
    units = 10.0 ** np.linspace(-120, 120, table.shape[1])
    same(scores(table * units), scores(table))
    limited = scores(table, lower_share=0.5 / table.shape[1])
    same(scores(table * units, lower_share=0.5 / table.shape[1]), limited)
    assert (limited <= scores(table) + 1e-9).all()
    assert table.max() == 0 or scores(table).max() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("kind", ["independent", "correlated", "tied", "nearly tied", "spread"])
@pytest.mark.parametrize("limits", [(0.0, 1.0), (0.02, 0.4)])
def test_larger_tables_of_all_kinds(kind, limits):
    rng = np.random.default_rng(5)
    table = rng.uniform(1, 100, (250, 8))
    if kind == "correlated":
        table = np.clip(50 + 12 * rng.normal(size=(250, 1)) + 8 * rng.normal(size=(250, 8)), 1, 100)
    elif kind == "tied":
        table = rng.integers(1, 4, (250, 8)).astype(float)
    elif kind == "nearly tied":
        table = rng.integers(1, 4, (250, 8)) + 1e-10 * rng.uniform(size=(250, 8))
    elif kind == "spread":
        table = np.exp(rng.normal(0, 3, (250, 8)))
    lower, upper = limits
    found = frontier_weights(table, lower_share=lower, upper_share=upper)
    some = slice(None, None, 6)
    rows = np.argsort(-found.scores)[some]
    # the programmes of some regions, under the rows of all
    wanted = one_by_one_of(table, rows, lower, upper)
    same(found.scores[rows], wanted)
    proved(table, found, lower, upper)


def one_by_one_of(table, rows, lower, upper):
    table = table / table.max(0)
    k, found = table.shape[1], []
    for own in table[rows]:
        y = 1 / own  # in shares of the score: rows of ones and limits that need no scale
        share = [np.full((k, k), lower) - np.eye(k), np.eye(k) - np.full((k, k), upper)]
        matrix, right = np.vstack([table * y, *share]), np.repeat([1.0, 0.0], [len(table), 2 * k])
        found.append(-linprog(-np.ones(k), A_ub=matrix, b_ub=right, method="highs", options=EXACT).fun)
    return np.array(found)


def marks_of_the_matrix():
    """1–100 by min–max, costs turned, as the reference was computed."""
    matrix = np.loadtxt(PEERS / "matrix_30x12.csv", delimiter=",", skiprows=1, usecols=range(1, 13))
    matrix[:, [2, 5, 9]] *= -1
    return 1 + 99 * (matrix - matrix.min(0)) / np.ptp(matrix, axis=0)


@needs_reference
@pytest.mark.parametrize(
    ("name", "columns", "lower", "upper"),
    [
        ("bod_12ind_minmax1_100", 12, 0, 1),
        ("bod_5ind_minmax1_100", 5, 0, 1),
        ("bod_12ind_shares_4_20pct", 12, 0.04, 0.2),
        ("bod_5ind_shares_10_35pct", 5, 0.1, 0.35),
    ],
)
def test_as_scipy_gives_them(name, columns, lower, upper):
    wanted = json.loads((PEERS / "reference.json").read_text(encoding="utf-8"))["agg"][name]["values"]
    same(scores(marks_of_the_matrix()[:, :columns], lower_share=lower, upper_share=upper), wanted)


@needs_reference
def test_as_lpsolve_gives_them():
    theirs = np.loadtxt(PEERS / "r_bod_lpsolve.csv", delimiter=",", skiprows=1, usecols=1)
    same(scores(marks_of_the_matrix()), theirs)


def test_many_regions_take_little_memory(monkeypatch):
    table = np.random.default_rng(6).uniform(size=(900, 10))
    tracemalloc.start()
    found = benefit_of_the_doubt(table)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60e6
    monkeypatch.setattr(frontier, "_BLOCK", 50)
    same(benefit_of_the_doubt(table), found, 1e-12)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: scores([[1, -2]]), "alternatives_negative"),
        (lambda: scores([[1, np.inf]]), "alternatives_infinite"),
        (lambda: scores([1, 2]), "alternatives_no_table"),
        (lambda: scores([[1, 2]], weights=[0, 0]), "alternatives_weights_wrong"),
        (lambda: scores([[1, 2]], lower_share=-0.1), "frontier_limits_crossed"),
        (lambda: scores([[1, 2]], upper_share=1.1), "frontier_limits_crossed"),
        (lambda: scores([[1, 2]], lower_share=0.4, upper_share=[0.3, 0.9]), "frontier_limits_crossed"),
        (lambda: scores([[1, 2]], lower_share=0.6), "frontier_limits_unmet"),
        (lambda: scores([[1, 2]], upper_share=0.4), "frontier_limits_unmet"),
        (lambda: scores([[1, 2]], weights=[1, 0], upper_share=0.6), "frontier_limits_unmet"),
        (lambda: scores([[1, 2]], upper_share=[1, 1, 1]), "alternatives_parameter"),
    ],
)
def test_wrong_input_is_refused(call, code):
    with pytest.raises(FazhiError) as caught:
        call()
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.message("zh") and problem.hint("en")
