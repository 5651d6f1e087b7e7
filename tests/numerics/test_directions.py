"""What less is better does to every method that knows a direction."""

import inspect

import numpy as np
import pytest

from fazhi_score.framework.steps import methods_of
from tests.numerics.test_edges import CASES

GAP = np.nan
PEERS = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, -1])

MIRRORED = {
    "minmax": ({}, {}),
    "zscore": ({}, {}),
    "robust": ({}, {}),
    "logistic": ({}, {}),
    "rank": ({}, {}),
    "borda": ({}, {}),
    "percentile": ({}, {}),
    "percentile_rank": ({}, {}),
    "distance_to_maximum": ({}, {}),
    "distance_to_target": ({"target": 25.0}, {"target": -25.0}),
    "distance_to_reference": ({"reference": 25.0}, {"reference": -25.0}),
    "scaled": ({"lower": 10.0, "upper": 60.0}, {"lower": -60.0, "upper": -10.0}),
}
"""Methods under which less of a value is more of its negative; their parameters, and those of the mirrored scale."""

RATIOS = {
    "fraction_of_maximum": lambda x: np.nanmin(x, axis=0) / x,
    "sum_share": lambda x: (1 / x) / np.nansum(1 / x, axis=0),
    "vector": lambda x: 1 - x / np.sqrt(np.nansum(x**2, axis=0)),
}
"""Methods of ratios, which mirrored values do not have, and their scores where less is better."""

UNTURNED = {"goalposts", "piecewise_linear", "target_band", "shrinkage"}
"""Methods whose parameters say what is good: posts may go down, knots fall."""


def same(found, wanted):
    np.testing.assert_allclose(found, wanted, 1e-12, 1e-12, equal_nan=True)


def test_every_normalisation_is_of_one_of_these_kinds():
    assert {*MIRRORED, *RATIOS, *UNTURNED} == set(methods_of("normalisation"))
    for name, function in methods_of("normalisation").items():
        assert ("higher" in inspect.signature(function).parameters) == (name not in UNTURNED)


@pytest.mark.parametrize("case", ["plain", "ties", "some missing", "negative", "constant column", "one region"])
@pytest.mark.parametrize("name", MIRRORED)
def test_less_is_better_as_more_of_the_negative(name, case):
    function, values = methods_of("normalisation")[name], CASES[case]
    given, mirrored = MIRRORED[name]
    peers = {"peers": PEERS[: len(values)]} if name != "scaled" else {}
    found = function(values, higher=False, **given, **peers)
    same(found, function(-values, higher=True, **mirrored, **peers))
    each = np.array([True, False, False, True])
    mixed = function(values, higher=each, **given, **peers)
    same(mixed[:, ~each], found[:, ~each])
    same(mixed[:, each], function(values, higher=True, **given, **peers)[:, each])


@pytest.mark.parametrize("name", RATIOS)
def test_ratios_where_less_is_better(name):
    values = CASES["some missing"]
    same(methods_of("normalisation")[name](values, higher=False), RATIOS[name](values))


@pytest.mark.parametrize("name", [*MIRRORED, *RATIOS])
@pytest.mark.parametrize("higher", [True, False])
def test_a_better_value_never_scores_less(name, higher):
    values = CASES["plain"] if name in RATIOS else CASES["ties"]
    given = MIRRORED.get(name, ({},))[0]
    scores = methods_of("normalisation")[name](values, higher=higher, **given)
    # the places of COINr, 1 the lowest, count up with the score
    for column, marks in zip(values.T, scores.T, strict=True):
        steps = np.diff(marks[np.argsort(column if higher else -column, kind="stable")])
        assert (steps >= -1e-12).all()


@pytest.mark.parametrize("name", ["topsis", "vikor"])
def test_orders_turn_a_direction_as_the_negative(name):
    values, each = CASES["plain"], np.array([True, False, True, True])
    function = methods_of("ordering")[name]
    same(function(values, higher=each), function(np.where(each, values, -values)))


def test_edas_turns_its_distances():
    values, each = CASES["plain"], np.array([True, False, True, True])
    found = methods_of("ordering")["edas"](values, higher=each)
    apart = (values - values.mean(0)) / values.mean(0) * np.where(each, 1, -1) / 4
    above, below = np.maximum(apart, 0).sum(1), np.maximum(-apart, 0).sum(1)
    same(found, (above / above.max() + 1 - below / below.max()) / 2)


def test_row_means_know_directions():
    # on 0–1 the first is 3/4 of the way in a, where more is better, so it gets 3/4 of the way in b: down from 8
    values = np.array([[30.0, GAP], [0.0, 8.0], [40.0, 0.0]])
    found = methods_of("imputation")["row_mean"](values, higher=np.array([True, False]))
    same(found[0], [30.0, 2.0])
