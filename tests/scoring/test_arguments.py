"""Rules as the file writes them: points as shares, percentage points, thresholds by class, multipliers."""

from datetime import date

import numpy as np

from fazhi_score.scoring.arguments import due_day
from tests.conftest import plain, posts, register, scored, sheet

GAP = np.nan


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-9, equal_nan=True)


def one(rule, *units, facts=None, unit="", weight=20, method=None, **more):
    """Score regions by one rule; the indicator has 20 points."""
    framework = sheet(
        {"i": {"formula": "a", "score": rule, "unit": unit, "weight": weight, **more}},
        facts=facts or {"a": {"unit": unit}},
        groups={"g": {"weight": weight}},
        total_points=weight,
        method={"minimum_peers": 1, **(method or {})},
    )
    return scored(framework, {f"R{k}": u if isinstance(u, dict) else {"a": u} for k, u in enumerate(units)}).composite


def test_points_off_for_each_percentage_point():
    # 1 of 20 points for each point below 96 %, 2 beyond 90 %: 88 % costs 6 + 2·2 = 10
    rule = {
        "rule": "target_gap",
        "target": "96%",
        "each_point": 1,
        "slopes": [{"beyond": "90%", "each_point": 2}],
        "max_deduction": 12,
    }
    same(one(rule, "97%", "93%", "88%", "50%", unit="percent"), [100, 85, 50, 40])
    # 8 points at 2 each are 16, at most 12
    same(one({**rule, "slope": "whole_gap"}, "88%", unit="percent"), [40])
    same(one({**rule, "steps": "started"}, "94.5%", unit="percent"), [90])


def test_a_target_that_a_formula_gives():
    rule = {"rule": "target_gap", "reference": "peers_mean(a)", "each_point": 2}
    # the mean of 4, 6 and 8 is 6: 2 points below cost 4 of 20
    same(one(rule, 4, 6, 8), [80, 100, 100])
    rule = {"rule": "target_gap", "reference": "b", "each_point": 2}
    same(one(rule, {"a": 4, "b": 7}, {"a": 4}, facts={"a": {}, "b": {}}), [70, GAP])


def test_thresholds():
    same(one({"rule": "threshold", "at_least": 5, "otherwise": "proportional"}, 4, 5), [80, 100])
    same(one({"rule": "threshold", "at_most": 5}, 4, 6, better="lower"), [100, 0])


def test_places():
    same(one({"rule": "rank", "each_place": 2, "top": 2}, 9, 8, 7), [100, 90, 0])
    same(one({"rule": "bottom", "last": 1, "deduct": 5}, 9, 8, 7), [100, 100, 75])


def test_a_repeated_offence_multiplies_the_deduction():
    rule = {"rule": "deduct", "each": 2, "repeated": "b > 0", "factor": 3}
    units = [{"a": 1, "b": 0}, {"a": 1, "b": 1}, {"a": 1}]
    same(one(rule, *units, better="lower", facts={"a": {}, "b": {}}), [90, 70, 90])


def test_a_falsified_figure_scores_nothing():
    units = [{"a": 50, "b": 0}, {"a": 50, "b": 1}, {"a": 50}]
    same(one(posts(), *units, facts={"a": {}, "b": {}}, falsified="b > 0"), [50, 0, 50])


def test_thresholds_may_differ_by_class():
    framework = sheet({"i": plain("a", by_class={"town": {"best": 50}})})
    result = scored(framework, {"A": {"a": 40}, "T": {"a": 40}}, regions=register({"A": "county", "T": "town"}))
    same(result.composite, [40, 80])


def test_due_days():
    assert due_day("2024", "04-01", "next") == date(2025, 4, 1).toordinal()
    assert due_day("2024Q3", "04-01", "same") == date(2024, 4, 1).toordinal()
