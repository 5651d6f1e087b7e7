"""Aggregation by hand and as COINr gives it; contributions exist where it is arithmetic."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fazhi_score.numerics.aggregation import arithmetic, geometric
from fazhi_score.scoring.aggregation import aggregate
from tests.conftest import plain, register, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan


def same(found, wanted, tolerance=1e-12) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def test_arithmetic_by_hand():
    scores = np.array([[100, 50, 0], [80, GAP, 20], [GAP, GAP, GAP], [GAP, GAP, 40]])
    # (3·100 + 2·50 + 0) / 6; (3·80 + 20) / 4; nothing; the last alone
    same(arithmetic(scores, np.array([3.0, 2, 1])), [400 / 6, 65, GAP, 40])
    # what has no weight does not count, also alone
    same(arithmetic(scores, np.array([1.0, 1, 0])), [75, 80, GAP, GAP])


def test_geometric_by_hand():
    scores = np.array([[100, 25], [0, 90], [GAP, 36], [GAP, GAP], [4, 32]])
    # sqrt(100·25) = 50; a zero makes 0; alone; nothing
    same(geometric(scores[:4], np.array([1.0, 1])), [50, 0, 36, GAP])
    # weights 1 and 2: (4 · 32²)^(1/3) = 4096^(1/3) = 16
    same(geometric(scores[4:], np.array([1.0, 2])), [16])
    # a zero without weight does no harm, and weight alone makes no score
    same(geometric(scores[1:2], np.array([0.0, 1])), [90])
    same(geometric(scores[:1], np.array([0.0, 0])), [GAP])


def test_leading_axes_are_kept():
    scores = np.arange(24.0).reshape(2, 3, 4)
    for method in (arithmetic, geometric):
        found = method(scores, np.ones(4))
        same(found[1, 2], method(scores[1, 2], np.ones(4)))


def test_each_group_has_its_own_aggregation():
    framework = sheet(
        {"a": plain("x", group="inner"), "b": plain("y", group="inner"), "c": plain("z", group="outer")},
        groups={"outer": {"aggregation": "arithmetic"}, "inner": {"within": "outer", "aggregation": "geometric"}},
    )
    result = scored(framework, {"A": {"x": 100, "y": 25, "z": 80}})
    # sqrt(100·25) = 50, then (50 + 80) / 2
    same(result.scores.loc[("A", "2024"), ["inner", "outer"]].to_numpy(float), [50, 65])
    same(result.composite.item(), 65)


def test_groups_without_scored_children_are_no_groups_of_the_composite():
    framework = sheet(
        {"a": plain("x", group="g1"), "n": {"group": "g2", "formula": "y", "better": "neutral"}},
        groups={"g1": {}, "g2": {}},
    )
    found = aggregate(framework, {"a": np.array([60.0])})
    assert set(found) == {"a", "g1", ""}


@needs_reference
@pytest.mark.parametrize(
    ("name", "method"),
    [("a_amean", arithmetic), ("a_gmean", geometric), ("NA_a_amean", arithmetic), ("NA_a_gmean", geometric)],
)
def test_three_levels_as_coinr_gives_them(name, method):
    theirs = pd.read_csv(COINR / f"e_agg_{name}.csv", index_col=0)
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    found = theirs[meta.index[meta["Level"] == 1]].copy()
    for level in (2, 3, 4):
        for group in meta.index[meta["Level"] == level]:
            children = meta.index[meta["Parent"] == group]
            found[group] = method(found[children].to_numpy(float), meta.loc[children, "Weight"].to_numpy(float))
            same(found[group], theirs[group], 1e-10)
    assert "Index" in found


@pytest.mark.parametrize("method", ["mazziotta_pareto", "benefit_of_the_doubt"])
def test_a_group_without_scored_children_does_not_hide_the_bounds_of_others(method):
    framework = sheet(
        {
            "a": plain("x", group="g1"),
            "b": plain("y", group="g1"),
            "n": {"group": "g2", "formula": "z", "better": "neutral"},
        },
        groups={"g1": {"aggregation": method}, "g2": {}},
    )
    result = scored(framework, {"A": {"x": 60, "y": 20, "z": 1}, "B": {"x": 60, "z": 1}})
    # whoever is silent about y may have less with more of it: of B there are no bounds
    same(result.table["lower"], [result.composite.iloc[0], GAP])
    # and may stand before A or behind it
    same(result.table[["best_rank", "worst_rank"]].astype(float), [[1, 2], [GAP, GAP]])


def test_who_is_compared_with_whom_in_a_group():
    framework = sheet({"i": plain("a"), "j": plain("b")}, groups={"g": {"aggregation": "benefit_of_the_doubt"}})
    values = {"A": {"a": 100, "b": 100}, "B": {"a": 50, "b": 40}, "C": {"a": 30, "b": 50}, "D": {"a": 50, "b": 40}}
    result = scored(framework, values, regions=register({"A": "city", "B": "county", "C": "county", "D": "city"}))
    # each county is the best of its class in one part; the city D has half of A in the better one
    same(result.composite, [100, 100, 100, 50])
