"""What it would take: by hand, against every combination of values there is, and by scoring what comes out."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis import planning
from fazhi_score.analysis.improvement import what_would_it_take
from tests.conftest import codes, plain, register, scored, sheet, table

ROOT = Path(__file__).parents[2]
GRADES = {"优秀": 90, "良好": 80, "合格": 60, "不合格": 0}


def plans(specs, values, region="A", **more):
    target = {key: more.pop(key) for key in ("rank", "grade", "score", "costs", "bounds", "whole") if key in more}
    result = scored(sheet(specs, grades=GRADES, **more), values)
    return what_would_it_take(result, region, **target)


def test_one_indicator_goes_as_far_as_it_must():
    plan = plans({"n": plain("f")}, {"A": {"f": 62}}, grade="良好")
    row = plan.table.loc["n"]
    assert row[["value", "to", "change", "cases", "score", "to_score", "gain", "composite"]].tolist() == [
        62, 80, 18, 18, 62, 80, 18, 80,
    ]  # fmt: skip
    assert plan.cost == pytest.approx(18 / 38)  # of the way from 62 to 100
    assert (plan.reached, plan.composite, plan.grade, plan.rank) == (True, 80.0, "良好", 1)
    assert plan.facts.values.tolist() == [["A", "2024", "f", "80"]]


def test_the_cheapest_points_come_first():
    specs = {"a": plain("f", weight=3), "b": plain("g"), "c": plain("h", weight=2)}
    values = {"A": {"f": 40, "g": 50, "h": 90}}
    plan = plans(specs, values, score=60)  # now (120 + 50 + 180) / 6 = 58.33: ten more of weight 1
    # a whole way of a brings 180 for 1, of b 50, of c 20: a alone, 10 / 180 of its way, in whole steps 4 of 60
    assert plan.table.index.tolist() == ["a"]
    assert plan.table["to"].tolist() == [44]
    assert plan.cost == pytest.approx(4 / 60)
    dear = plans(specs, values, score=60, costs={"a": 10})
    assert dear.table.index.tolist() == ["b"]
    assert dear.table["to"].tolist() == [60]
    assert plans(specs, values, score=60, costs={"a": np.inf, "b": np.inf}).table["to"].tolist() == [95]
    held = plans(specs, values, score=70, bounds={"a": (None, 50)})
    assert held.table["to"].tolist() == [50, 90]  # 30 by a, the other 40 by b
    assert held.table.index.tolist() == ["a", "b"]
    assert held.table["composite"].tolist() == pytest.approx([380 / 6, 70])


def test_nothing_to_do_where_the_target_is_reached_already():
    plan = plans({"n": plain("f")}, {"A": {"f": 95}}, grade="优秀")
    assert plan.table.empty
    assert (plan.cost, plan.reached, plan.composite) == (0.0, True, 95.0)
    assert plan.facts.empty


def test_a_rank_is_reached_with_the_score_of_who_holds_it():
    values = {"A": {"f": 50}, "B": {"f": 90}, "C": {"f": 70}, "D": {"f": 60}}
    second = plans({"n": plain("f")}, values, rank=2)
    assert (second.composite, second.rank, second.target) == (70, 2, 70)  # shares the place with C
    assert plans({"n": plain("f")}, values, rank=1).composite == 90
    assert plans({"n": plain("f")}, values, rank=9).table.empty
    classes = register({"A": "town", "B": "county", "C": "town", "D": "town"})
    result = scored(sheet({"n": plain("f")}, method={"rank_within": ["class"]}), table(values), regions=classes)
    assert what_would_it_take(result, "A", rank=1).composite == 70


def test_rates_change_by_whole_cases():
    specs = {
        "n": {"formula": "a / b", "unit": "percent", "score": {"rule": "goalposts", "worst": "0%", "best": "100%"}}
    }
    plan = plans(specs, {"A": {"a": 3, "b": 7}}, score=80)  # 6 of 7: 5 are 71 %
    assert plan.table.loc["n", ["cases", "to_score"]].tolist() == pytest.approx([3, 600 / 7])
    assert plan.facts.values.tolist() == [["A", "2024", "a", "6"]]
    loose = plans(specs, {"A": {"a": 3, "b": 7}}, score=80, whole=False)
    assert loose.table.loc["n", "to"] == pytest.approx(0.8)


def test_a_printed_rate_goes_by_hundredths_of_a_percentage_point_and_stays_with_its_counts():
    specs = {
        "n": {"formula": "a / b", "stated": "r", "unit": "percent", "score": {"rule": "proportional", "full": "90%"}}
    }
    facts = {"r": {"unit": "percent"}, "a": {}, "b": {}}
    plan = plans(specs, {"A": {"r": "50%"}}, score=70, facts=facts)
    assert plan.facts.values.tolist() == [["A", "2024", "r", "63%"]]
    both = plans(specs, {"A": {"r": "50%", "a": 10, "b": 20}}, score=70, facts=facts)
    assert both.facts[["fact", "value"]].values.tolist() == [["a", "13"], ["r", "65%"]]
    assert both.reached
    assert "stated_differs" not in codes(both.result)


def test_bands_are_reached_at_their_edges_closed_or_open():
    bands = [{"at_least": 10, "score": "60%"}, {"above": 20, "score": "100%"}]
    specs = {"n": {"formula": "f", "score": {"rule": "bands", "bands": bands}}}
    assert plans(specs, {"A": {"f": 3}}, score=60).table["to"].tolist() == [10]
    assert plans(specs, {"A": {"f": 3}}, score=61).table["to"].tolist() == [21]
    loose = plans(specs, {"A": {"f": 3}}, score=61, whole=False)
    assert 20 < loose.table["to"].item() < 20.001
    assert loose.reached


def test_a_curve_is_followed_closely():
    specs = {"n": {"formula": "f", "score": {"rule": "goalposts", "worst": 1, "best": 1000, "log": True}}}
    facts = {"f": {"unit": "万元"}}
    plan = plans(specs, {"A": {"f": 10}}, score=80, facts=facts)
    assert plan.reached
    assert plan.table["to"].item() == pytest.approx(1000**0.8, rel=1e-3)
    assert plans({"n": {**specs["n"], "formula": "f / g"}}, {"A": {"f": 20, "g": 2}}, score=80).table[
        "to"
    ].item() == pytest.approx(251.5)


def test_less_is_better_levels_days_and_answers():
    down = {"n": {"formula": "f", "better": "lower", "score": {"rule": "deduct", "each": "10%", "beyond": 1}}}
    assert plans(down, {"A": {"f": 8}}, score=80).table["to"].tolist() == [3]
    level = {"n": {"formula": "f", "score": {"rule": "levels", "scores": {"差": "0%", "中": "60%", "好": "100%"}}}}
    found = plans(level, {"A": {"f": "差"}}, score=60, facts={"f": {"levels": ["差", "中", "好"]}})
    assert found.facts["value"].tolist() == ["中"]
    day = {"n": {"formula": "f", "better": "lower",
                 "score": {"rule": "deadline", "due": "04-01", "late": "20%", "each_day": "5%"}}}  # fmt: skip
    late = plans(day, {"A": {"f": "2025-04-11"}}, score=60, facts={"f": {"kind": "date"}})
    assert late.facts["value"].tolist() == ["2025-04-05"]  # four days late: 100 − 20 − 20
    assert (
        plans(day, {"A": {"f": "2025-04-11"}}, score=81, facts={"f": {"kind": "date"}}).facts["value"].item()
        == "2025-04-01"
    )
    answer = {"n": {"formula": "f > 0 or g", "score": {"rule": "presence"}, "missing": {"not_reported": "zero"}}}
    said = plans(answer, {"A": {"f": 0, "h": 1}}, score=100, facts={"f": {}, "g": {"kind": "yes_no"}, "h": {}})
    assert said.facts[["fact", "value"]].values.tolist() == [["g", "是"]]


def test_a_checklist_is_put_right_item_by_item():
    items = {
        "one": {"formula": "a", "weight": 5},
        "two": {"formula": "b", "weight": 3},
        "three": {"formula": "c", "weight": 2},
    }
    specs = {"n": {"score": {"rule": "checklist", "items": items}, "missing": {"not_reported": "zero"}}}
    facts = {name: {"kind": "yes_no"} for name in "abc"}
    plan = plans(specs, {"A": {"a": "否", "b": "是"}}, score=50, facts=facts)
    assert plan.table.loc["n", "items"] == ("three",)
    assert plan.facts[["fact", "value"]].values.tolist() == [["c", "是"]]
    assert plan.cost == pytest.approx(2 / 7)
    assert plans(specs, {"A": {"a": "否", "b": "是"}}, score=100, facts=facts).composite == 100


def test_what_is_not_reported_can_be_stated():
    specs = {"a": plain("f"), "b": plain("g"), "c": plain("h")}
    plan = plans(specs, {"A": {"f": 100, "g": 40}}, score=80)
    # the way of h starts at 0, b's at 40: h at 100 costs 1, b to 60 costs 1/3
    assert plan.table.index.tolist() == ["b"]
    stated = plans(specs, {"A": {"f": 100, "g": 40}}, score=80, costs={"b": 5})
    assert stated.table.index.tolist() == ["c"]
    assert stated.table[["to", "composite"]].values.tolist() == [[100, 80]]
    assert "target_unknown_now" in [note.code for note in stated.notes]
    assert np.isnan(stated.table["value"].item())
    nothing = {name: {**spec, "missing": {"not_reported": "zero"}} for name, spec in specs.items()}
    zero = plans(nothing, {"A": {"f": 100, "g": 100}}, score=90)
    assert zero.table[["to", "score", "to_score"]].values.tolist() == [[70, 0, 70]]


def test_coverage_that_is_too_low_is_stated_too():
    specs = {f"n{name}": plain(name) for name in "fgh"}
    values = {"A": {"f": 95}, "B": {"f": 50, "g": 50, "h": 50}}
    plan = plans(specs, values, grade="优秀", method={"minimum_coverage": "60%"})
    assert plan.reached
    assert "target_coverage" in [note.code for note in plan.notes]
    assert plan.table["to"].sum() >= 85
    assert len(plan.table) == 1
    assert plans(specs, values, score=95, method={"minimum_coverage": "60%"}).table.empty  # a score needs no coverage


RULES = [
    {"rule": "goalposts", "worst": 1, "best": 6},
    {"rule": "required", "at_least": 5, "each_missing": "30%"},
    {"rule": "required", "at_least": 4, "max_deduction": "60%"},
    {"rule": "bands", "bands": [{"at_least": 2, "score": "30%"}, {"above": 4, "score": "90%"},
                                {"at_least": 7, "score": "100%"}]},
    {"rule": "threshold", "at_least": 5},
    {"rule": "threshold", "at_least": 6, "otherwise": "proportional"},
    {"rule": "target_gap", "target": 6, "each_point": "15%", "max_deduction": "70%"},
    {"rule": "target_gap", "target": 6.5, "each_point": "20%", "steps": "started"},
    {"rule": "target_gap", "target": 7, "each_point": "5%", "slopes": [{"beyond": 4, "each_point": "20%"}]},
    {"rule": "proportional", "full": 7},
    {"rule": "piecewise_linear", "knots": [{"at": 1, "score": "0%"}, {"at": 3, "score": "70%"},
                                           {"at": 7, "score": "100%"}]},
    {"rule": "target_band", "lower": 3, "upper": 4, "zero_below": 1, "zero_above": 7},
    {"rule": "deduct", "each": "20%", "beyond": 1, "max_deduction": "80%"},
]  # fmt: skip
TOP = 8


def drawn(seed):
    """A small framework of two groups, and what one unit states."""
    rng = np.random.default_rng(seed)
    specs, facts = {}, {}
    for k in range(4):
        rule = RULES[rng.integers(len(RULES))]
        specs[f"n{k}"] = {"formula": f"f{k}", "group": "pq"[k // 2], "weight": int(rng.integers(1, 4)), "score": rule,
                          "better": "lower" if rule["rule"] == "deduct" else "higher"}  # fmt: skip
        if rng.random() < 0.65:
            facts[f"f{k}"] = int(rng.integers(0, TOP))
    facts = facts or {"f0": 2}
    missing = "zero" if seed % 3 == 0 else "exclude"
    groups = {"p": {"weight": int(rng.integers(1, 4))}, "q": {"weight": int(rng.integers(1, 4))}}
    framework = sheet(specs, facts={f"f{k}": {"range": [0, TOP]} for k in range(4)}, groups=groups,
                      method={"missing": {"not_reported": missing}})  # fmt: skip
    return framework, facts, rng


def brute(framework, facts, target, prices):
    """Score every combination of values by the engine, and return the least cost of those that reach the target."""
    names = [f"f{k}" for k in range(4)]
    choices = [[None, *range(TOP + 1)] if name not in facts else list(range(TOP + 1)) for name in names]
    combinations = list(product(*choices))
    rows = [
        {"region": f"R{r:05d}", "period": 2024, "fact": name, "value": value}
        for r, values in enumerate(combinations)
        for name, value in zip(names, values, strict=True)
        if value is not None
    ]
    everybody = fs.score(pd.DataFrame(rows), framework)
    composite = everybody.composite.droplevel("period").reindex([f"R{r:05d}" for r in range(len(combinations))])
    scale = {}
    for k, name in enumerate(names):
        alone = [(values[k], r) for r, values in enumerate(combinations) if values[k] is not None]
        marks = everybody.scores[f"n{k}"].droplevel("period")
        scale[name] = {value: marks[f"R{r:05d}"] for value, r in alone}
    costs = np.zeros(len(combinations))
    for k, name in enumerate(names):
        marks = scale[name]
        tops = [v for v, s in marks.items() if s >= max(marks.values()) - 1e-9]
        start = facts.get(name)
        if start is None:
            worst = [v for v, s in marks.items() if s <= min(marks.values()) + 1e-9]
            start = min(worst, key=lambda v: min(abs(v - t) for t in tops))
        way = min(abs(t - start) for t in tops)
        for r, values in enumerate(combinations):
            if values[k] is not None and values[k] != facts.get(name):
                costs[r] += (
                    np.inf if way == 0 and name in facts else prices[f"n{k}"] * abs(values[k] - start) / (way or 1)
                )
    enough = composite.to_numpy() >= target - 1e-9
    return costs[enough].min() if enough.any() else np.inf


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(24))
def test_no_combination_of_values_is_cheaper(seed):
    framework, facts, rng = drawn(seed)
    result = scored(framework, table({"A": facts}))
    now = result.composite.item()
    target = float(np.round(now + rng.uniform(0.1, 1.0) * (100 - now), 1))
    prices = {f"n{k}": float(rng.integers(1, 5)) for k in range(4)}
    least = brute(framework, facts, target, prices)
    if np.isinf(least):
        with pytest.raises(fs.FazhiError, match="cannot be reached"):
            what_would_it_take(result, "A", score=target, costs=prices)
        return
    plan = what_would_it_take(result, "A", score=target, costs=prices)
    assert plan.cost == pytest.approx(least, abs=1e-4)
    assert plan.reached
    assert plan.composite >= target - 1e-9
    assert plan.table["composite"].iloc[-1:].tolist() == pytest.approx([plan.composite][: len(plan.table)])


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "path", ["indicators.yaml", "examples/districts/sheet.yaml", "examples/frameworks/county-sheet/sheet.yaml"]
)
def test_plans_of_invented_units_hold_when_they_are_scored(path):
    world = fs.simulate(ROOT / path, regions=40, seed=4)
    result = fs.score(world.facts, world.framework.with_method(minimum_coverage=0.15))
    reached = 0
    for region in result.ranks.dropna().index.get_level_values("region")[:4]:
        for target in ({"rank": 1}, {"score": 92}):
            try:
                plan = what_would_it_take(result, region, **target)
            except fs.FazhiError as error:
                assert {p.code for p in error.problems} <= {"target_out_of_reach", "target_veto", "target_relative"}
                continue
            noted = {note.code for note in plan.notes}
            assert plan.reached or "target_missed" in noted
            reached += plan.reached
    assert reached >= 4


def test_relative_rules_are_refused_until_their_scales_are_held(tmp_path):
    specs = {"n": {"formula": "f", "score": {"rule": "minmax"}}, "m": plain("g")}
    values = {"A": {"f": 10, "g": 50}, "B": {"f": 20, "g": 60}, "C": {"f": 40, "g": 70}}
    path = tmp_path / "base.yaml"
    path.write_text(sheet(specs, grades=GRADES).to_yaml(), encoding="utf-8")
    result = scored(fs.load_framework(path), values)
    with pytest.raises(fs.FazhiError, match="frozen") as caught:
        what_would_it_take(result, "A", rank=1)
    assert caught.value.problems[0].params["indicator"] == "n"
    kept = tmp_path / "kept.yaml"
    kept.write_text(result.frozen(extends="base.yaml"), encoding="utf-8")
    held = scored(fs.load_framework(kept), values)
    assert held.composite.tolist() == pytest.approx(result.composite.tolist())
    assert what_would_it_take(held, "A", rank=1).reached
    looked = {"n": {"formula": "f - peers_mean(f)", "score": {"rule": "goalposts", "worst": -10, "best": 10}}}
    with pytest.raises(fs.FazhiError, match="peers_mean"):
        plans(looked, {name: {"f": facts["f"]} for name, facts in values.items()}, rank=1)


def test_bonuses_count_and_vetoes_and_gates_stand_in_the_way():
    facts = {"f": {}, "prize": {"kind": "yes_no"}, "crime": {"kind": "yes_no"}}
    bonus = {"extra": {"kind": "bonus", "when": "prize", "points": 5}}
    plan = plans({"n": plain("f")}, {"A": {"f": 60, "prize": "是"}}, score=80, facts=facts, adjustments=bonus)
    assert (plan.table["to"].item(), plan.composite, plan.target) == (75, 80, 75)
    for veto, cap in (({"at_most": 59}, "59"), ({"at_most": "合格"}, "合格")):
        with pytest.raises(fs.FazhiError, match=cap):
            plans({"n": plain("f")}, {"A": {"f": 60, "crime": "是"}}, grade="良好", facts=facts,
                  adjustments={"v": {"kind": "veto", "when": "crime", **veto}})  # fmt: skip
    gate = {"v": {"kind": "gate", "when": "crime"}}
    with pytest.raises(fs.FazhiError, match="gate"):
        plans({"n": plain("f")}, {"A": {"f": 60, "crime": "是"}}, rank=1, facts=facts, adjustments=gate)
    assert (
        plans({"n": plain("f")}, {"A": {"f": 60, "crime": "是"}}, score=70, facts=facts, adjustments=gate).composite
        == 70
    )


def test_facts_that_two_indicators_share_and_formulas_of_several_facts_are_told():
    rate = {"unit": "percent", "score": {"rule": "goalposts", "worst": "0%", "best": "100%"}}
    specs = {"done": {"formula": "c / a", **rate}, "settled": {"formula": "s / c", **rate, "weight": 0.1}}
    plan = plans(specs, {"A": {"a": 100, "c": 50, "s": 50}}, score=90)
    assert "target_shared" in [note.code for note in plan.notes]
    assert not plan.reached
    assert "target_missed" in [note.code for note in plan.notes]
    added = plans(
        {"n": {"formula": "a + b", "score": {"rule": "required", "at_least": 10}}}, {"A": {"a": 2, "b": 3}}, score=80
    )
    assert added.facts.empty
    assert added.table["to"].tolist() == [8]
    assert (added.reached, added.composite) == (True, 80)
    assert "target_by_values" in [note.code for note in added.notes]
    items = {"one": {"formula": "a and b"}, "two": {"formula": "c"}}
    lists = {"n": {"score": {"rule": "checklist", "items": items}, "missing": {"not_reported": "zero"}}}
    answers = plans(lists, {"A": {"a": "否", "c": "是"}}, score=100, facts={n: {"kind": "yes_no"} for n in "abc"})
    assert (answers.reached, answers.facts.empty) == (True, True)


def test_rounded_composites_and_quotas():
    rounded = plans({"n": plain("f")}, {"A": {"f": 50}}, score=80, method={"round": 0}, whole=False)
    assert (rounded.table["to"].item(), rounded.composite) == (pytest.approx(79.5), 80)
    values = {"A": {"f": 50}, "B": {"f": 99}, "C": {"f": 98}, "D": {"f": 97}}
    full = plans({"n": plain("f")}, values, grade="优秀", grade_quota={"优秀": "50%"})
    assert (full.composite, full.grade, full.reached) == (90, "良好", False)
    assert "target_missed" in [note.code for note in full.notes]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "target_one"),
        ({"rank": 1, "score": 50}, "target_one"),
        ({"rank": 0}, "target_rank"),
        ({"rank": 1.5}, "target_rank"),
        ({"score": 101}, "target_score"),
        ({"grade": "特优"}, "target_grade"),
        ({"score": 80, "costs": {"x": 1}}, "target_indicator"),
        ({"score": 80, "costs": {"n": -1}}, "target_cost"),
        ({"score": 80, "bounds": {"n": (5, 1)}}, "target_bounds"),
        ({"score": 80, "bounds": {"n": 5}}, "target_bounds"),
        ({"score": 80, "bounds": {"n": (None, 70)}}, "target_out_of_reach"),
        ({"score": 80, "region": "Z"}, "region_unknown"),
        ({"score": 80, "region": "B"}, "target_no_score"),
    ],
)
def test_what_cannot_be_asked_is_refused(given, code):
    values = {"A": {"f": 50}, "B": {"g": 1}}
    with pytest.raises(fs.FazhiError) as caught:
        plans({"n": plain("f")}, values, facts={"f": {}, "g": {}}, **given)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    "method",
    [
        {"aggregation": "geometric"},
        {"weighting": "entropy"},
        {"ordering": "copeland"},
        {"compare_on": {"stated_by": "80%"}},
    ],
)
def test_what_is_no_weighted_mean_is_refused(method):
    with pytest.raises(fs.FazhiError, match="no weighted sum"):
        plans(
            {"n": plain("f"), "m": plain("g")}, {"A": {"f": 50, "g": 1}, "B": {"f": 2, "g": 3}}, score=60, method=method
        )


def test_the_best_within_reach_is_told():
    with pytest.raises(fs.FazhiError) as caught:
        plans(
            {"n": plain("f"), "m": plain("g")},
            {"A": {"f": 50, "g": 40}},
            score=90,
            bounds={"n": (None, 60), "m": (None, 50)},
        )
    assert caught.value.problems[0].params["best"] == pytest.approx(55, abs=0.01)


def test_decided_and_falsified_indicators_are_left_as_they_are():
    specs = {
        "n": {**plain("f"), "falsified": "lie"},
        "m": plain("g"),
        "k": {"formula": "a / b", "minimum_denominator": 9},
    }
    specs["k"] |= {"unit": "percent", "score": {"rule": "proportional"}}
    facts = {"f": {}, "g": {}, "lie": {"kind": "yes_no"}, "a": {}, "b": {}}
    plan = plans(specs, {"A": {"f": 50, "g": 10, "lie": "是", "a": 1, "b": 2}}, score=40, facts=facts)
    assert plan.table.index.tolist() == ["m"]
    assert plan.table["to"].tolist() == [80]


def test_many_open_indicators_of_a_group_and_minimum_children(monkeypatch):
    specs = {f"n{k}": plain(f"f{k}", group="p" if k else "q") for k in range(14)}
    values = {"A": {"f0": 20, "f1": 10}}
    few = plans(specs, values, score=60, groups={"p": {"minimum_children": "20%"}, "q": {}})
    assert few.reached
    assert few.composite >= 60
    monkeypatch.setattr(planning, "MOST_OPEN", 6)  # 64 cases for the 12 that are open, a second instead of nine
    plan = plans(specs, values, score=60)
    assert plan.reached
    assert plan.cost == pytest.approx(1, abs=1e-4)  # the whole way of f1: (20 + 100) / 2 = 60
