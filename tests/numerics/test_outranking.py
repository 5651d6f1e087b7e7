"""PROMETHEE II and Copeland against pairs one by one, the hydroelectric sites of 1986, COINr and pymcdm."""

import json
import math
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fazhi_score.errors import FazhiError
from fazhi_score.numerics import outranking
from fazhi_score.numerics.outranking import copeland, outranking_matrix, promethee

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
PEERS, COINR = REFERENCE / "peers", REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
WEIGHTS = np.array([12, 10, 8, 7, 11, 9, 6, 5, 13, 4, 8, 7]) / 100
SHAPES = ["usual", "u_shape", "v_shape", "level", "linear", "gaussian"]

numbers = st.one_of(st.just(GAP), st.integers(0, 6).map(float), st.floats(0, 6).map(lambda x: round(x, 3)))
tables = arrays(np.float64, st.tuples(st.integers(1, 9), st.integers(1, 20)), elements=numbers)


def same(found, wanted, tolerance=1e-12):
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def prefers(d, shape, q, p, s):
    """P(d) as the papers have it."""
    if d <= 1e-9:
        return 0.0
    return {
        "usual": lambda: 1.0,
        "u_shape": lambda: float(d > q + 1e-9),
        "v_shape": lambda: min(d / p, 1.0),
        "level": lambda: (float(d > q + 1e-9) + float(d > p + 1e-9)) / 2,
        "linear": lambda: min(max((d - q) / (p - q), 0.0), 1.0),
        "gaussian": lambda: 1 - math.exp(-d * d / (2 * s * s)),
    }[shape]()


def flows_of_pairs(table, weights, shape, q, p, s, renormalise=False):
    """Net flows, one pair and one indicator after the other."""
    rows = [i for i in range(len(table)) if not np.isnan(table[i]).all()]
    found = np.full(len(table), GAP)
    for i in rows:
        total = 0.0
        for other in rows:
            both = [j for j in range(table.shape[1]) if not np.isnan(table[i, j] + table[other, j])]
            over = sum(weights[j] for j in (both if renormalise else range(table.shape[1])))
            for j in both:
                d = table[i, j] - table[other, j]
                total += weights[j] / over * (prefers(d, shape, q, p, s) - prefers(-d, shape, q, p, s))
        found[i] = total / max(len(rows) - 1, 1)
    return found


def matrix_of_pairs(table, weights):
    """Outranking matrix, one pair after the other, weights renormalised over what both have."""
    n, k = table.shape
    found = np.zeros((n, n))
    for i in range(n):
        for other in range(n):
            both = [j for j in range(k) if not np.isnan(table[i, j] + table[other, j])]
            for j in both if i != other else []:
                d = table[i, j] - table[other, j]
                found[i, other] += weights[j] * (d > 1e-9) + weights[j] / 2 * (abs(d) <= 1e-9)
            if i != other:
                found[i, other] = found[i, other] / sum(weights[j] for j in both) if both else 0.5
    return found


# PROMETHEE II

SITES = np.array(
    [
        [80, 90, 600, 54, 8, 5],
        [65, 58, 200, 97, 1, 1],
        [83, 60, 400, 72, 4, 7],
        [40, 80, 1000, 75, 7, 10],
        [52, 72, 600, 20, 3, 8],
        [94, 96, 700, 36, 5, 6],
    ]
) * np.array([-1, 1, -1, -1, -1, 1.0])
"""Brans, Vincke and Mareschal (1986): sites of a power station by manpower, power, cost of construction and of
maintenance, villages and safety; where less is better the sign is turned."""

SIX = {
    "preference": ["u_shape", "v_shape", "linear", "level", "usual", "gaussian"],
    "indifference": [10, 0, 50, 10, 0, 0],
    "preference_threshold": [0, 30, 500, 60, 0, 0],
    "spread": [0, 0, 0, 0, 0, 5],
}


def test_promethee_of_brans_vincke_and_mareschal_1986():
    # preference indices as printed, three decimals: row by row less column by column, over five others
    printed = np.array(
        [
            [0, 0.296, 0.250, 0.268, 0.100, 0.185],
            [0.462, 0, 0.389, 0.333, 0.296, 0.500],
            [0.236, 0.180, 0, 0.333, 0.056, 0.429],
            [0.399, 0.505, 0.305, 0, 0.223, 0.212],
            [0.444, 0.515, 0.487, 0.380, 0, 0.448],
            [0.286, 0.399, 0.250, 0.432, 0.133, 0],
        ]
    )
    found = promethee(SITES, **SIX)
    same(found, (printed.sum(1) - printed.sum(0)) / 5, 1e-3)
    assert np.argsort(-found).tolist() == [4, 1, 3, 5, 2, 0]
    # renormalising has nothing to renormalise here, and takes the pairs one by one
    for shape in SHAPES:
        thresholds = {"indifference": 3, "preference_threshold": 40, "spread": 20}
        same(
            promethee(SITES, preference=shape, **thresholds),
            flows_of_pairs(SITES, np.full(6, 1 / 6), shape, 3, 40, 20),
        )


@pytest.mark.no_cover
@given(tables, st.sampled_from(SHAPES), st.sampled_from([(0, 2), (1, 2), (0.5, 3)]), st.booleans())
def test_promethee_is_what_the_pairs_give(table, shape, thresholds, renormalise):
    q, p = thresholds
    weights = np.arange(1.0, table.shape[1] + 1)
    found = promethee(
        table,
        weights,
        preference=shape,
        indifference=q,
        preference_threshold=p,
        spread=1.5,
        missing="renormalise" if renormalise else "no_preference",
    )
    same(found, flows_of_pairs(table, weights, shape, q, p, 1.5, renormalise), 1e-9)


@given(tables, st.sampled_from(SHAPES), st.sampled_from(["no_preference", "renormalise"]), st.randoms())
def test_promethee_does_not_depend_on_the_order_of_rows(table, shape, missing, random):
    thresholds = {"indifference": 1, "preference_threshold": 2, "spread": 1}
    order = np.array(random.sample(range(len(table)), len(table)))
    found = promethee(table, preference=shape, missing=missing, **thresholds)
    same(promethee(table[order], preference=shape, missing=missing, **thresholds), found[order])
    # what one wins another loses
    assert abs(np.nansum(found)) < 1e-9


def test_promethee_with_gaps_by_hand():
    # the pair (5, 3, 2) and (gap, 3, 2): neither is preferred, whoever stands first
    table = np.array([[5.0, 3, 2], [GAP, 3, 2]])
    same(promethee(table), [0, 0])
    same(promethee(table[::-1]), [0, 0])
    # first against second: 1/3 of weight without a preference, 1/3 for each; renormalised over two the same
    table = np.array([[5.0, 3, 2], [GAP, 2, 2], [GAP, GAP, GAP]])
    same(promethee(table), [1 / 3, -1 / 3, GAP])
    same(promethee(table, missing="renormalise"), [1 / 2, -1 / 2, GAP])


def test_promethee_knows_large_numbers_apart():
    # deviations of 1 on 1e9 keep 6 digits at least
    table = 1e9 + np.array([[0.0], [1], [2], [4]])
    same(
        promethee(table, preference="v_shape", preference_threshold=4),
        promethee(table - 1e9, preference="v_shape", preference_threshold=4),
    )


@needs_reference
def test_promethee_as_pymcdm_and_pyrepo_give_it():
    matrix, wanted = reference()
    deviation = matrix.std(axis=0)
    same(promethee(matrix, WEIGHTS), wanted["promethee2_usual"]["values"])
    found = promethee(
        matrix, WEIGHTS, preference="linear", indifference=deviation / 2, preference_threshold=2 * deviation
    )
    same(found, wanted["promethee2_linear_q.5sd_p2sd"]["values"])
    found = promethee(matrix, WEIGHTS, preference="gaussian", spread=1.25 * deviation)
    same(found, wanted["promethee2_gaussian_s=std"]["values"])


def reference():
    """The 30 × 12 matrix, its costs turned, and the values of other packages."""
    matrix = np.loadtxt(PEERS / "matrix_30x12.csv", delimiter=",", skiprows=1, usecols=range(1, 13))
    matrix[:, [2, 5, 9]] *= -1
    return matrix, json.loads((PEERS / "reference.json").read_text(encoding="utf-8"))["agg"]


# Copeland and the outranking matrix


@pytest.mark.no_cover
@given(tables)
def test_copeland_and_matrix_are_what_the_pairs_give(table):
    weights = np.arange(1.0, table.shape[1] + 1)
    wanted = matrix_of_pairs(table, weights)
    same(outranking_matrix(table, weights), wanted)
    there = ~np.isnan(table).all(1)
    ahead = np.where(np.abs(wanted - 0.5) <= 1e-9, 0, np.sign(wanted - 0.5))
    np.fill_diagonal(ahead, 0)
    same(copeland(table, weights), np.where(there, ahead[:, there].sum(1), GAP))


@pytest.mark.no_cover
@given(tables, st.randoms())
def test_copeland_does_not_depend_on_the_order_of_rows(table, random):
    order = np.array(random.sample(range(len(table)), len(table)))
    same(copeland(table[order]), copeland(table)[order])
    matrix = outranking_matrix(table)
    assert np.abs(matrix + matrix.T - 1 + np.eye(len(table))).max() < 1e-12


def test_copeland_by_hand():
    # weight 1/2 for either of two is a draw; 0.1 + 0.2 against 0.3 too, though not in binary numbers
    same(copeland([[1, 0], [0, 1]]), [0, 0])
    same(copeland([[1, 1, 0], [0, 0, 1]], [0.1, 0.2, 0.3]), [0, 0])
    # the pair of which COINr's answer depends on who stands first: a draw in what both have
    same(copeland([[5, 3, 2], [GAP, 3, 2]]), [0, 0])
    same(outranking_matrix([[5, 3, 2], [GAP, 3, 2]]), [[0, 0.5], [0.5, 0]])
    # nothing in common: a draw
    same(copeland([[5, GAP], [GAP, 3], [GAP, GAP]]), [0, 0, GAP])
    # 1e-10 is no difference
    same(copeland([[1 + 1e-10, 5], [1, 4]], [2, 1]), [1, -1])


@pytest.mark.parametrize("function", [copeland, promethee])
def test_what_tells_nothing_changes_nothing(function):
    table = np.array([[9.0, 1], [5, 2], [1, 2]])
    alone = function(table)
    same(function(np.column_stack([table, [7, 8, 1]]), [1, 1, 0]), alone)
    # a row that has nothing but what does not count has nothing
    same(function([[1, 2], [3, 4], [GAP, 9]], [1, 0])[2], GAP)
    with_constant = function(np.column_stack([table, [7, 7, 7]]))
    assert (np.sign(with_constant) == np.sign(alone)).all()
    same(function([[3, 4]]), [0])
    same(function([[3, 4], [3, 4]]), [0, 0])
    assert function(np.zeros((0, 2))).shape == (0,)
    same(function(np.zeros((2, 0))), [GAP, GAP])


@pytest.mark.parametrize("function", [copeland, promethee])
def test_classes_are_apart(function):
    table = np.array([[9.0, 1], [5, 2], [1, 2], [50, 50], [60, 10]])
    peers = np.array([0, 1, 0, 1, -1])
    found = function(table, peers=peers)
    same(found[[0, 2]], function(table[[0, 2]]))
    same(found[[1, 3]], function(table[[1, 3]]))
    assert np.isnan(found[4])


def test_blocks_are_seams_that_do_not_show(monkeypatch):
    rng = np.random.default_rng(3)
    table = rng.integers(0, 9, (60, 37)).astype(float)
    table[:, :20] = rng.uniform(size=(60, 20))
    table[rng.uniform(size=table.shape) < 0.05] = GAP
    weights = rng.uniform(size=37)
    options = {"preference": "gaussian", "spread": 1}
    whole = copeland(table, weights), promethee(table, weights, **options)
    pairs = promethee(table, weights, missing="renormalise")
    monkeypatch.setattr(outranking, "_BLOCK", 700)
    same(copeland(table, weights), whole[0])
    same(promethee(table, weights, **options), whole[1])
    same(promethee(table, weights, missing="renormalise"), pairs)
    same(outranking_matrix(table, weights), matrix_of_pairs(table, weights))


def test_many_regions_take_little_memory():
    rng = np.random.default_rng(4)
    table, weights = rng.uniform(size=(1500, 40)), rng.uniform(size=40)
    for work in (lambda: copeland(table, weights), lambda: promethee(table, weights)):
        tracemalloc.start()
        work()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # a matrix of all pairs has 18 megabytes, one of pairs by indicators 720
        assert most < 12e6


@needs_reference
def test_copeland_and_matrix_as_coinr_gives_them():
    matrix, wanted = reference()
    same(copeland(matrix, WEIGHTS), wanted["copeland_weighted"]["values"])
    for name in ("agg_outrank_matrix_weighted", "coinr_outrankMatrix"):
        theirs = np.loadtxt(PEERS / f"{name}.csv", delimiter=",", skiprows=1, usecols=range(1, 31))
        same(outranking_matrix(matrix, WEIGHTS), theirs)


@needs_reference
def test_copeland_of_the_large_case_as_coinr_gives_it():
    import pandas as pd

    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    table = pd.read_csv(COINR / "e_norm_1_100.csv", index_col=0)
    weights = meta.loc[table.columns, "Weight"].to_numpy(float)
    theirs = pd.read_csv(COINR / "e_outrank_matrix_all.csv", index_col=0).to_numpy()
    same(outranking_matrix(table, weights), theirs)
    # COINr takes 0.49999999999999994 for less than half: weights are 1/2, 1 and 2 of 27, so that it is half
    margin = theirs - 0.5
    np.fill_diagonal(margin, 0)
    same(np.sign(margin).sum(1), pd.read_csv(COINR / "e_copeland_all.csv")["copeland"])
    assert ((margin != 0) & (np.abs(margin) < 1e-12)).any()
    margin[np.abs(margin) < 1e-12] = 0
    same(copeland(table, weights), np.sign(margin).sum(1))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"preference": "odd"}, "promethee_preference"),
        ({"preference": ["usual"]}, "promethee_preference"),
        ({"preference": ["usual", "odd"]}, "promethee_preference"),
        ({"indifference": -1}, "promethee_threshold"),
        ({"preference": "v_shape"}, "promethee_threshold"),
        ({"preference": "gaussian", "preference_threshold": 2}, "promethee_threshold"),
        ({"preference": "level", "indifference": 2, "preference_threshold": 2}, "promethee_threshold"),
        ({"preference": ["usual", "linear"]}, "promethee_threshold"),
        ({"indifference": [1, 2, 3]}, "alternatives_parameter"),
        ({"spread": GAP}, "alternatives_parameter"),
        ({"missing": "zero"}, "alternatives_choice"),
        ({"weights": [1, GAP]}, "alternatives_weights_wrong"),
    ],
)
def test_wrong_parameters_are_refused(options, code):
    with pytest.raises(FazhiError) as caught:
        promethee([[1, 2], [3, 4]], **options)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.message("zh") and problem.hint("en")
