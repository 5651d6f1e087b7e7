"""Draws: every one is what scoring gives under its choices; ranks are ties where they are; the same bits anywhere."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis.assumptions import with_formula
from fazhi_score.analysis.specifications import changed

RULES = ("minmax", "zscore", "rank")


def framework(**more):
    rule = {"better": "higher", "score": {"rule": "minmax"}}
    indicators = {
        "a": {"group": "one", "formula": "x", **rule},
        "b": {"group": "one", "definition": ["y / z", "y"], **rule},
        "c": {"group": "two", "formula": "z", "weight": 3, "better": "lower", "score": {"rule": "minmax"}},
        "d": {
            "group": "two", "formula": "w", "better": "higher",
            "score": {"rule": "goalposts", "worst": 0, "best": 20},
        },
        "e": {"group": "three", "formula": "y", **rule},
    }  # fmt: skip
    sheet = {
        "format": 1, "id": "demo",
        "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1, **more.pop("method", {})},
        "grades": {"good": 60, "fair": 40, "poor": 0},
        "groups": {"one": {"weight": 2}, "two": {}, "three": {"within": "two"}},
        "facts": {name: {} for name in "xyzw"},
        "indicators": indicators, **more,
    }  # fmt: skip
    return fs.load_framework(sheet)


def facts(n=12, missing=0.1, seed=3, bounds=False):
    rng = np.random.default_rng(seed)
    rows = [
        (f"R{r:02}", 2024, name, float(rng.integers(1, 20)))
        for r in range(n)
        for name in "xyzw"
        if rng.random() >= missing
    ]
    table = pd.DataFrame(rows, columns=["region", "period", "fact", "value"])
    if bounds:
        table["low"], table["high"] = table["value"] * 0.8, table["value"] * 1.2
    return fs.read_facts(table)


def scored_as(found, row, table):
    """Composite of one draw, scored anew as the table of draws says."""
    drawn, made = found.drawn.loc[row], found.nominal.framework
    formulas = {
        key.removeprefix("definition:"): made.entries[key.removeprefix("definition:")].spec.definition[int(which)]
        for key, which in drawn.items()
        if key.startswith("definition:")
    }
    if formulas:
        made = with_formula(made, formulas)
    methods = ("normalisation", "aggregation", "missing", "treatment")
    combination = {key: None if drawn[key] == "none" else drawn[key] for key in methods if key in drawn}
    if combination.get("aggregation", "").startswith("power"):
        combination["aggregation"] = {"method": "power", "exponent": 2}
    if combination:
        made = changed(made, combination)
    weights = {key.removeprefix("weight:"): value for key, value in drawn.items() if key.startswith("weight:")}
    if drawn.get("left_out"):
        weights[drawn["left_out"]] = 0.0
    # a group whose only indicator is left out has no score: with_weights would refuse it
    return fs.score(table, replace(made, weights={**made.weights, **weights}))


EVERYTHING = {
    "weights": 0.3,
    "normalisation": RULES,
    "aggregation": ["arithmetic", "geometric", "harmonic", {"method": "power", "exponent": 2}, "mazziotta_pareto"],
    "missing": ["exclude", "zero", "mean"],
    "leave_out": ["a", "d"],
}


@pytest.mark.parametrize(
    "given",
    [
        {"weights": 0.25},
        {"weights": "uniform", "definitions": False},
        {"weights": {"dirichlet": 20, "at": "top"}},
        {"weights": {"noise": 0.5, "at": "indicators"}, "leave_out": "each"},
        {"normalisation": RULES},
        {"aggregation": EVERYTHING["aggregation"]},
        {"missing": ["exclude", "zero", "full", "median"]},
        {"treatment": ["none", "winsorise"]},
        EVERYTHING,
    ],
)
def test_each_draw_is_what_scoring_gives_under_its_choices(given):
    table, made = facts(), framework()
    found = fs.uncertainty(table, made, fs.Assumptions(**given), draws=40, seed=5)
    values = found.plausible_values(40)
    # a group of one indicator left out, or unusual means, are scored as well
    for row in range(0, 40, 3):
        given_by_score = scored_as(found, row, table)
        assert values[row + 1].to_numpy() == pytest.approx(given_by_score.composite.to_numpy(), abs=1e-9, nan_ok=True)


def test_ranks_of_draws_are_those_of_scoring():
    table, made = facts(), framework()
    found = fs.uncertainty(table, made, fs.Assumptions(**EVERYTHING), draws=30, seed=8)
    counts = np.zeros((12, 13), dtype=int)
    for row in range(30):
        ranks = scored_as(found, row, table).ranks.fillna(0).astype(int).to_numpy()
        counts[np.arange(12), ranks] += 1
    assert np.array_equal(found.tally.ranks.counts, counts)


def test_equal_regions_share_their_rank_in_every_draw():
    rows = facts(8, missing=0.2).table
    one = rows[["region", "period", "fact", "value"]].astype({"region": str, "period": str, "fact": str})
    twin = one[one["region"] == "R03"].assign(region="Z")
    table = fs.read_facts(pd.concat([one, twin]))
    for given in ({"weights": "uniform"}, EVERYTHING):
        found = fs.uncertainty(table, framework(), fs.Assumptions(**given), draws=600, seed=2)
        counts = found.tally.ranks.counts
        assert np.array_equal(counts[3], counts[8])
        assert found.beats("R03").iloc[0].loc[("Z", "2024")] == 0


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    table, made, given = facts(), framework(), fs.Assumptions(**EVERYTHING)
    one, two, other = (fs.uncertainty(table, made, given, draws=700, seed=seed) for seed in (4, 4, 5))
    assert pickle.dumps(one.tally.ranks.counts) == pickle.dumps(two.tally.ranks.counts)
    assert np.array_equal(one.tally.scores, two.tally.scores)
    assert not np.array_equal(one.tally.ranks.counts, other.tally.ranks.counts)
    unnamed = fs.uncertainty(table, made, given, draws=10)
    again = fs.uncertainty(table, made, given, draws=10, seed=unnamed.seed)
    assert np.array_equal(unnamed.tally.ranks.counts, again.tally.ranks.counts)


def test_more_draws_begin_with_the_same_draws():
    table, made, given = facts(), framework(), fs.Assumptions(weights=0.25, unreported="uniform")
    short, long = (fs.uncertainty(table, made, given, draws=draws, seed=4) for draws in (100, 900))
    pd.testing.assert_frame_equal(short.plausible_values(100), long.plausible_values(100))
