"""Missing policies, levels, bands, deadlines, checklists and scope, each ranking computed by hand."""

from datetime import date

import numpy as np
import pytest

from fazhi_score.numerics.classes import class_median
from fazhi_score.scoring.arguments import due_day
from tests.conftest import plain, posts, register, scored, sheet, table

GAP = np.nan


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


# missing policies: a is 90, 60, 30 in A, B, C; b is 50, 80 in A, B, and a gap in C

STATED = {"A": {"a": 90, "b": 50}, "B": {"a": 60, "b": 80}, "C": {"a": 30}}
# what C's b is worth, and C's composite (30 + b) / 2
WORTH = {"exclude": GAP, "zero": 0, "full": 100, "worst": 50, "mean": 65, "median": 65}
GAP_ROWS = {
    "not_reported": [],
    "not_applicable": [{"fact": "b", "value": "", "status": "not_applicable"}],
    "claimed": [{"fact": "b", "value": "", "status": "claimed"}],
    "conflict": [{"fact": "b", "value": "3"}, {"fact": "b", "value": "4"}],
    "small_base": [{"fact": "b", "value": "3"}, {"fact": "base", "value": "4"}],
}


def with_policy(policies, *, indicator=None, group=None, reason="not_reported"):
    rate = {"formula": "b / base", "minimum_denominator": 5} if reason == "small_base" else {"formula": "b"}
    framework = sheet(
        {"i": plain("a"), "j": {**rate, "score": posts(), "missing": indicator}},
        facts={"a": {}, "b": {}, "base": {}},
        groups={"g": {"missing": group}},
        method={"missing": {"not_reported": "exclude", **policies}, "conflict": "gap"},
    )
    values = {r: {**v, "base": 1000} for r, v in STATED.items() if r != "C"} | {"C": STATED["C"]}
    if reason == "small_base":
        values = {r: {**v, "b": v["b"] * 1000} if "base" in v else v for r, v in values.items()}
    return scored(framework, table(values, *({"region": "C", **row} for row in GAP_ROWS[reason])))


@pytest.mark.parametrize("policy", WORTH)
@pytest.mark.parametrize("reason", GAP_ROWS)
def test_each_gap_earns_what_its_policy_says(policy, reason):
    result = with_policy({reason: policy}, reason=reason)
    assert result.gaps.loc[("C", "2024"), "j"] == reason
    worth = WORTH[policy]
    same(result.scores["j"], [50, 80, worth])
    # A: (90 + 50) / 2 = 70; B: (60 + 80) / 2 = 70; C: 30 alone, or with what the gap earns
    last = 30 if policy == "exclude" else (30 + worth) / 2
    same(result.composite, [70, 70, last])
    # 70, 70 and then 30 or (30 + 100) / 2 = 65: the two tie, C is third
    assert result.ranks.tolist() == [1, 1, 3]


def test_policies_by_node_indicator_before_group_before_method():
    assert with_policy({"not_reported": "zero"}, group={"not_reported": "full"}).composite.iloc[2] == 65
    found = with_policy({"not_reported": "zero"}, group={"not_reported": "full"}, indicator={"not_reported": "worst"})
    assert found.composite.iloc[2] == 40  # (30 + 50) / 2
    # words and contradictions follow not_reported where nothing else is said, a small base does not
    assert with_policy({"not_reported": "zero"}, reason="claimed").composite.iloc[2] == 15
    assert with_policy({"not_reported": "zero"}, reason="conflict").composite.iloc[2] == 15
    assert with_policy({"not_reported": "zero"}, reason="small_base").composite.iloc[2] == 30


def test_peer_statistics_come_from_the_own_class():
    framework = sheet(
        {"i": plain("a"), "j": plain("b")}, method={"missing": {"not_reported": "median"}, "minimum_peers": 1}
    )
    values = {
        "A": {"a": 10, "b": 10},
        "B": {"a": 10, "b": 20},
        "C": {"a": 10, "b": 60},
        "D": {"a": 10},
        "T": {"a": 10},
        "M": {"a": 10, "b": 99},
    }
    classes = {**dict.fromkeys("ABCD", "county"), "T": "town", "M": "reference"}
    result = scored(framework, values, regions=register(classes))
    # county's median is 20; the town has no other town to look at, and the reference region lends nothing
    same(result.scores["j"], [10, 20, 60, 20, GAP, 99])
    mean = scored(framework.with_method(missing={"not_reported": "mean"}), values, regions=register(classes))
    assert mean.scores.loc[("D", "2024"), "j"] == 30


def test_class_median_by_hand():
    values, peers = np.array([1, 4, GAP, 9, 7, GAP]), np.array([0, 0, 0, 0, -1, 1])
    same(class_median(values, peers), [4, 4, 4, 4, GAP, GAP])
    same(class_median(np.array([GAP]), np.array([0])), [GAP])


# relative rules in a class that is too small or does not differ


@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", "percentile"])
def test_a_relative_score_needs_peers(rule):
    framework = sheet({"i": {"formula": "a", "score": {"rule": rule}}, "j": plain("b")}, method={"minimum_peers": 3})
    classes = {**dict.fromkeys("ABC", "county"), **dict.fromkeys("DE", "town")}
    result = scored(framework, {r: {"a": k, "b": 40} for k, r in enumerate("ABCDE")}, regions=register(classes))
    assert result.gaps["i"].tolist() == [None, None, None, "too_few_peers", "too_few_peers"]
    same(result.composite.iloc[3:], [40, 40])
    # what they state is stated, and no other fact would give them a score
    assert (result.table["coverage"] == 1).all()
    same(result.table["lower"], result.composite)
    same(result.table["upper"], result.composite)
    assert result.table["rank"].isna().tolist() == [False, False, False, True, True]
    assert "class_too_small" in [note.code for note in result.notes]


def test_peers_are_those_with_a_value():
    framework = sheet(
        {"i": {"formula": "a", "score": {"rule": "minmax"}}, "j": plain("b")}, method={"minimum_peers": 3}
    )
    # of three with facts two have a value: too few; with a fourth it is three
    three = {"A": {"a": 1, "b": 1}, "B": {"a": 2, "b": 1}, "C": {"b": 1}}
    assert scored(framework, three).gaps["i"].tolist() == ["too_few_peers", "too_few_peers", "not_reported"]
    same(scored(framework, {**three, "D": {"a": 5}}).scores["i"], [0, 25, np.nan, 100])


@pytest.mark.parametrize("rule", ["minmax", "zscore"])
def test_a_relative_score_needs_spread(rule):
    result = scored(sheet({"i": {"formula": "a", "score": {"rule": rule}}}), {r: {"a": 5} for r in "ABC"})
    assert result.gaps["i"].tolist() == ["no_spread"] * 3
    assert result.table["coverage"].tolist() == [1, 1, 1] and result.table["lower"].isna().all()
    assert result.composite.isna().all()


def test_less_is_better_turns_a_relative_rule_around():
    framework = sheet({"i": {"formula": "a", "better": "lower", "score": {"rule": "minmax"}}})
    same(scored(framework, {"A": {"a": 1}, "B": {"a": 2}, "C": {"a": 5}}).composite, [100, 75, 0])


# rules with their parameters from the file


def one(rule, *values, facts=None, period="2024", points=None, **more):
    framework = sheet(
        {"i": {"formula": "a", "score": rule, **more, **({"weight": points} if points else {})}},
        facts=facts or {"a": {"range": [None, None]}},
        groups={"g": {"weight": points} if points else {}},
        **({"total_points": points} if points else {}),
    )
    return scored(framework, {(f"R{k}", period): {"a": v} for k, v in enumerate(values)}).composite.to_numpy()


def test_points_in_a_rule_are_shares_of_the_indicators_full_marks():
    # 5 of 40 points off for each one missing of 6: 4 there -> 2·5/40 = 25 % off
    same(one({"rule": "required", "at_least": 6, "each_missing": 5}, 6, 4, 0, points=40), [100, 75, 25])
    # at most 10 of 40 off
    rule = {"rule": "deduct", "each": 5, "beyond": 1, "max_deduction": 10}
    same(one(rule, 0, 1, 2, 9, points=40, better="lower"), [100, 100, 87.5, 75])


def test_proportional_to_a_full_value():
    same(one({"rule": "proportional", "full": 8}, 2, 8, 12), [25, 100, 100])


def test_bands_open_and_closed():
    rule = {"rule": "bands", "bands": [{"above": 90, "score": "100%"}, {"at_least": 80, "score": "60%"}]}
    # exactly 90 is not above 90; a hair (0.5e-9) more is still 90; exactly 80 is in the band
    same(one(rule, 90.1, 90, 90 + 0.5e-9, 80, 80 - 0.5e-9, 79.9), [100, 60, 60, 60, 60, 0])
    rule = {"rule": "bands", "bands": [{"at_least": 0, "score": "100%"}, {"at_least": 5, "score": "50%"}]}
    same(one(rule, 0, 4, 5, 9, better="lower"), [100, 100, 50, 50])


def test_large_edges_of_bands():
    for edge, wanted in (("at_least", [0, 100, 100]), ("above", [0, 0, 100])):
        rule = {"rule": "bands", "bands": [{edge: 1e10, "score": "100%"}]}
        same(one(rule, 1e10 - 1, 1e10, 1e10 + 1), wanted)


def test_levels_by_their_words():
    rule = {"rule": "levels", "scores": {"low": "10%", "middle": "60%", "high": "100%"}}
    same(one(rule, "high", "low", "middle", facts={"a": {"levels": ["low", "middle", "high"]}}), [100, 10, 60])


def test_a_deadline_of_the_next_year_or_the_same():
    day = {"a": {"kind": "date"}}
    rule = {"rule": "deadline", "due": "04-01", "late": "50%"}
    same(one(rule, "2025-04-01", "2025-04-02", "2024-12-31", facts=day), [100, 50, 100])
    rule = {"rule": "deadline", "due": "04-01", "year": "same", "each_day": "10%"}
    same(one(rule, "2024-04-01", "2024-04-04", "2025-04-01", facts=day), [100, 70, 0])


def test_a_deadline_on_the_29th_of_february():
    day = {"a": {"kind": "date"}}
    rule = {"rule": "deadline", "due": "02-29", "year": "same", "late": "50%"}
    same(one(rule, "2024-02-29", "2024-03-01", facts=day), [100, 50])
    # no such day in 2023: the 28th is the last
    same(one(rule, "2023-02-28", "2023-03-01", facts=day, period="2023"), [100, 50])
    # 1900 and 2100 are no leap years, 2000 is one
    days = {year: due_day(year, "02-29", "same") for year in ("1900", "2000", "2100")}
    assert {year: date.fromordinal(int(d)).day for year, d in days.items()} == {"1900": 28, "2000": 29, "2100": 28}


# checklists


def checks(policy, *, weights=(2, 1, 1), **more):
    items = {f"item_{n}": {"formula": n, "weight": w} for n, w in zip("abc", weights, strict=True)}
    return sheet(
        {"i": {"score": {"rule": "checklist", "items": items}}, "j": plain("d", layer="measured")},
        facts={**{n: {"kind": "yes_no"} for n in "abc"}, "d": {}},
        method={"missing": {"not_reported": policy, **more}},
    )


@pytest.mark.parametrize(("policy", "wanted"), [("zero", 50), ("full", 75)])
def test_items_of_a_checklist_are_gaps_of_their_own(policy, wanted):
    # weights 2, 1, 1; a yes, b no, c not stated: (2 + 0 + c) / 4
    result = scored(checks(policy), {"A": {"a": "是", "b": "否", "d": 40}})
    assert result.scores["i"].item() == wanted
    same(result.composite, [(wanted + 40) / 2])
    # c alone is open: bounds 50 and 75, coverage by item: half of the weight is full, the other 3/4
    same(result.table[["lower", "upper"]].iloc[0], [45, 57.5])
    same(result.table["coverage"], [(0.75 + 1) / 2])


def test_items_that_do_not_apply_are_left_out():
    result = scored(
        checks("zero"),
        table({"A": {"a": "是", "b": "否"}}, {"region": "A", "fact": "c", "value": "", "status": "not_applicable"}),
    )
    same(result.scores["i"], [200 / 3])
    # full coverage of the list, none of j
    same(result.table["coverage"], [0.5])


def test_claimed_items_may_earn_something_else():
    framework = checks("zero", claimed="full")
    rows = [{"region": "A", "fact": name, "value": "", "status": "claimed"} for name in "bc"]
    result = scored(framework, table({"A": {"a": "否", "d": 0}}, *rows))
    # a no, b and c claimed and counted in full: 2 of 4
    assert result.scores["i"].item() == 50
    same(result.table[["coverage", "coverage_words"]].iloc[0], [(0.5 + 1) / 2, (0.5 + 0) / 2])


def test_items_written_as_a_list_weigh_the_same():
    framework = sheet(
        {"i": {"score": {"rule": "checklist", "items": ["a", "b > 3"]}}},
        facts={"a": {"kind": "yes_no"}, "b": {}},
        method={"missing": {"not_reported": "zero"}},
    )
    assert scored(framework, {"A": {"a": "是", "b": 3}}).composite.item() == 50


# who and when


def test_applies_to_class_and_period_on_indicators_and_groups():
    framework = sheet(
        {
            "i": plain("a", group="g1"),
            "j": plain("b", group="g1", applies_to={"class": ["county"], "period": ">=2023"}),
            "k": plain("c", group="g2"),
        },
        groups={"g1": {}, "g2": {"applies_to": {"period": "<2024"}}},
    )
    facts = {"a": 10, "b": 50, "c": 90}
    keys = [("A", "2022"), ("A", "2023"), ("A", "2024"), ("T", "2023")]
    result = scored(framework, dict.fromkeys(keys, facts), regions=register({"A": "county", "T": "town"}))
    found = {key: result.composite[key] for key in keys}
    # 2022: i and k: (10 + 90) / 2; 2023: g1 (10 + 50) / 2 = 30 and k: 60; 2024: g1 only; the town has no j
    assert found == {("A", "2022"): 50, ("A", "2023"): 60, ("A", "2024"): 30, ("T", "2023"): 50}
    assert result.gaps.loc[("A", "2022"), "j"] == "out_of_scope"
    assert result.gaps.loc[("A", "2024"), "k"] == "out_of_scope"
    # nothing out of scope is missing
    assert (result.table["coverage"] == 1).all()
    same(result.table["lower"], result.composite)


@pytest.mark.parametrize(
    ("condition", "periods"),
    [
        (">=2024", ["2024", "2024Q1", "2025"]),
        ("2024", ["2024", "2024Q1"]),
        ("==2024Q1", ["2024Q1"]),
        ("<2024", ["2023"]),
        ("<=2024", ["2023", "2024", "2024Q1"]),
        (">2023", ["2024", "2024Q1", "2025"]),
    ],
)
def test_conditions_on_the_period(condition, periods):
    framework = sheet({"i": plain("a", applies_to={"period": condition}), "j": plain("a")})
    every = ["2023", "2024", "2024Q1", "2025"]
    result = scored(framework, {("A", period): {"a": 5} for period in every})
    assert [p for p in every if result.gaps.loc[("A", p), "i"] is None] == periods


def test_a_checklist_out_of_scope_scores_nothing():
    framework = sheet(
        {
            "i": {"score": {"rule": "checklist", "items": ["a"]}, "applies_to": {"class": ["county"]}},
            "j": plain("b"),
        },
        facts={"a": {"kind": "yes_no"}, "b": {}},
        method={"missing": {"not_reported": "zero"}},
    )
    result = scored(framework, {"T": {"a": "是", "b": 30}}, regions=register({"T": "town"}))
    assert result.composite.item() == 30
    assert result.table["coverage"].item() == 1


def test_neutral_indicators_are_shown_and_not_scored():
    framework = sheet({"i": plain("a"), "n": {"formula": "b", "better": "neutral"}})
    result = scored(framework, {"A": {"a": 10, "b": 99999}})
    assert result.composite.item() == 10
    assert result.indicator_values["n"].item() == 99999
    assert "n" not in result.scores
    assert scored(framework, {"A": {"a": 10}}).gaps["n"].item() == "not_reported"


def test_a_node_applies_only_where_its_groups_do():
    framework = sheet(
        {
            "i": plain("a", group="inner", applies_to={"period": ">=2024"}),
            "j": plain("b", group="outer"),
            "k": plain("b", group="other"),
        },
        groups={"outer": {"applies_to": {"class": ["county"]}}, "inner": {"within": "outer"}, "other": {}},
    )
    classes = register({"A": "county", "T": "town"})
    facts = {"a": 20, "b": 60}
    keys = [(region, period) for region in "AT" for period in ("2023", "2024")]
    result = scored(framework, dict.fromkeys(keys, facts), regions=classes)
    out = {key: result.gaps.loc[key].eq("out_of_scope").tolist() for key in keys}
    assert out["A", "2023"] == [True, False, False]
    assert out["A", "2024"] == [False, False, False]
    assert out["T", "2023"] == out["T", "2024"] == [True, True, False]


def test_bounds_leave_out_what_does_not_apply_and_open_what_contradicts_itself():
    # a 60; b does not apply: nothing to add. With a contradictory b: (60 + 0) / 2 to (60 + 100) / 2
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={"conflict": "gap"})
    gap = {"region": "A", "fact": "b", "value": "", "status": "not_applicable"}
    same(scored(framework, table({"A": {"a": 60}}, gap)).table[["lower", "upper"]].iloc[0], [60, 60])
    two = [{"region": "A", "fact": "b", "value": value} for value in ("1", "2")]
    same(scored(framework, table({"A": {"a": 60}}, *two)).table[["lower", "upper"]].iloc[0], [30, 80])


def test_a_value_that_does_not_count_is_stated_all_the_same():
    framework = sheet({"i": plain("a"), "n": {"formula": "b", "better": "neutral"}})
    result = scored(framework, {"A": {"a": 1, "b": 2}, "B": {"a": 1}})
    assert result.marks.stated[:, 1].tolist() == [1, 0]


def test_a_gap_to_a_reference_that_is_not_reported_is_one():
    rule = {"rule": "target_gap", "reference": "t", "each_point": "1%"}
    percent = {"unit": "percent"}
    framework = sheet({"i": {"formula": "a", "score": rule, **percent}}, facts={"a": percent, "t": percent})
    result = scored(framework, {"A": {"a": "50%", "t": "60%"}, "B": {"a": "50%"}})
    # ten points short of the reference
    same(result.scores["i"], [90, np.nan])
    assert result.gaps["i"].tolist() == [None, "not_reported"]
