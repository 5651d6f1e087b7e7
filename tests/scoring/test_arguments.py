"""Rules as the file writes them: points as shares, percentage points, thresholds by class, multipliers."""

from datetime import date

import numpy as np
import pytest

from fazhi_score.scoresheets.describing import rule_in_words
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
    units = [{"a": 50, "b": 0}, {"a": 50, "b": 1}, {"a": 50}, {"b": 1}]
    # where there is no figure nothing was falsified: the gap is left out
    same(one(posts(), *units, facts={"a": {}, "b": {}}, falsified="b > 0"), [50, 0, 50, np.nan])


def test_thresholds_may_differ_by_class():
    framework = sheet({"i": plain("a", by_class={"town": {"best": 50}})})
    result = scored(framework, {"A": {"a": 40}, "T": {"a": 40}}, regions=register({"A": "county", "T": "town"}))
    same(result.composite, [40, 80])


def test_due_days():
    assert due_day("2024", "04-01", "next") == date(2025, 4, 1).toordinal()
    assert due_day("2024Q3", "04-01", "same") == date(2024, 4, 1).toordinal()


# normalisations as rules of a file


def scale(score, values, **more):
    """Score one indicator; the facts are x, n and m."""
    made = {"formula": "x / n", "score": score, "unit": "percent", **more}
    return scored(sheet({"i": made}, facts={"x": {}, "n": {}, "m": {}}), values)


CASES = {"A": {"x": 190, "n": 200}, "B": {"x": 2, "n": 2}, "C": {"x": 160, "n": 200}}


def test_a_shrunken_rate_where_less_is_better():
    # pooled 352 of 402, worth 20 cases; scored from 100 % down to 0 %
    found = scale({"rule": "shrinkage", "base": "n", "prior": 20}, CASES, better="lower").scores["i"]
    pooled = 352 / 402
    same(found, [100 - 100 * (x + 20 * pooled) / (n + 20) for x, n in ((190, 200), (2, 2), (160, 200))])


def test_a_rate_without_its_base_or_above_one_is_a_gap():
    rule = {"rule": "shrinkage", "base": "m", "prior": 20}
    values = {"A": {"x": 1, "n": 2, "m": 2}, "B": {"x": 5, "n": 2, "m": 2}, "C": {"x": 1, "n": 2}}
    result = scale(rule, {**values, "D": {"x": 1, "n": 2, "m": 0}})
    gaps = result.gaps["i"]
    assert [None if gap != gap else gap for gap in gaps] == [None, "conflict", "not_reported", "zero_denominator"]
    assert result.scores["i"].notna().tolist() == [True, False, False, False]


def test_without_a_reference_there_is_no_score():
    rule = {"rule": "distance_to_reference", "reference": "last_year(x)", "measure": "ratio"}
    values = {("A", "2023"): {"x": 4}, ("A", "2024"): {"x": 3}, ("B", "2024"): {"x": 3}}
    result = scale(rule, values, formula="x", unit="")
    assert result.gaps.loc[("B", "2024"), "i"] == "not_reported"
    same(result.scores.loc[[("A", "2024"), ("B", "2024")], "i"], [75, GAP])


def test_scores_are_clipped_unless_the_rule_says_not():
    values = {region: {"x": x} for region, x in zip("ABC", (1, 2, 9), strict=True)}
    # from the worst, 1, to 5: 9 would have 200
    more = {"formula": "x", "unit": ""}
    same(scale({"rule": "distance_to_target", "target": 5}, values, **more).scores["i"], [0, 25, 100])
    same(scale({"rule": "goalposts", "worst": 1, "best": 5}, values, **more).scores["i"], [0, 25, 100])
    open_ = {"rule": "goalposts", "worst": 1, "best": 5, "clip": False}
    same(scale(open_, values, **more).scores["i"], [0, 25, 200])


def test_values_without_a_scale_are_told():
    # of what can be negative there is no ratio
    values = {"A": {"x": 1, "n": 2}, "B": {"x": 3, "n": 2}}
    result = scale({"rule": "fraction_of_maximum"}, values, formula="x - n", unit="", better="lower")
    assert result.gaps["i"].tolist() == ["no_spread", "no_spread"]


def test_knots_in_points_are_shares_of_full_marks():
    knots = [{"at": 0, "score": 0}, {"at": 10, "score": 15}, {"at": 20, "score": 20}]
    # of 20 points: 5 is half of the way to 15; 15 is half of the way from 15 to 20
    same(one({"rule": "piecewise_linear", "knots": knots}, 5, 15, 30), [37.5, 87.5, 100])


WORDS = [
    {"rule": "goalposts", "worst": 1, "best": 9, "clip": False, "log": True},
    {"rule": "scaled", "lower": 1, "upper": 9},
    {"rule": "piecewise_linear", "knots": [{"at": 1, "score": 0}, {"at": 2, "score": "100%"}]},
    {"rule": "target_band", "lower": 2, "upper": 3, "zero_below": 1, "zero_above": 9},
    *(
        {"rule": rule}
        for rule in ("robust", "logistic", "borda", "percentile_rank", "fraction_of_maximum", "sum_share")
    ),
    *({"rule": rule} for rule in ("vector", "distance_to_maximum")),
    {"rule": "distance_to_target", "target": 9},
    {"rule": "distance_to_reference", "reference": "x * 2"},
    {"rule": "shrinkage", "base": "n"},
    {"rule": "shrinkage", "base": "n", "best": "80%"},
]


@pytest.mark.parametrize("rule", WORDS, ids=lambda rule: rule["rule"])
def test_every_scale_can_be_said_and_explained(rule):
    unit = "percent" if rule["rule"] == "shrinkage" else ""
    values = {region: {"x": x, "n": 10} for region, x in zip("ABC", (1, 2, 9), strict=True)}
    result = scale(rule, values, formula="x / n" if unit else "x", unit=unit)
    spec = result.framework.entries["i"].spec.score
    for lang in ("en", "zh"):
        assert "None" not in rule_in_words(spec, lang)
        assert rule["rule"] in result.explain("A", node="i").render(lang)
