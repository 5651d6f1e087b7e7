"""What a change does: shifts and their causes, by hand and as sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from tests.conftest import plain, posts, register, scored, sheet

TWO = {"i": plain("x", group="one"), "j": plain("y", group="two")}
FACTS = {"A": {"x": 80, "y": 40}, "B": {"x": 50, "y": 60}}
KEY = ("A", "2024")


def sums_to_the_shift(found):
    shift = found.scores["shift"].loc[found.causes.index]
    for frame in (found.causes, found.effects):
        assert (frame.sum(axis=1) - shift).abs().max() < 1e-9
    return True


def test_another_weight_by_hand():
    # weights 1:1 → 3:1. A: 40 + 20 = 60 → 60 + 10 = 70; B: 25 + 30 = 55 → 37.5 + 15 = 52.5
    before = scored(sheet(TWO), FACTS)
    after = scored(sheet(TWO).with_weights(one=3), FACTS)
    found = fs.compare(before, after)
    assert found.scores["shift"].tolist() == [10, -2.5]
    assert found.is_exact
    # i: mean score 80 × 0.25 = 20; j: mean score 40 × -0.25 = -10; no score has changed
    assert found.causes["weight"].loc[KEY].to_dict() == {"i": 20, "j": -10}
    assert not found.causes["score"].to_numpy().any()
    # against the mean composite of A, 65: (80 - 65) × 0.25 = 3.75, (40 - 65) × -0.25 = 6.25: 10
    assert found.effects.loc[KEY].to_dict() == {"i": 3.75, "j": 6.25, "adjustments": 0}
    assert sums_to_the_shift(found)
    assert found.changes[["path", "old", "new"]].to_numpy().tolist() == [["groups.one.weight", 1.0, 3.0]]
    assert found.movers.empty
    assert repr(found) == "<Comparison of test and test: 2 in both>"


def test_score_and_weight_at_once():
    # i: worst 0 → 60: A 80 → 50, B 50 → 0. weights 1:1 → 1:3
    # A before 40 + 20, after 12.5 + 30: i 0.375 × -30 = -11.25 and 65 × -0.25 = -16.25; j 0 and 40 × 0.25 = 10
    changed = sheet({**TWO, "i": plain("x", group="one", score=posts(60, 100))}).with_weights(two=3)
    found = fs.compare(scored(sheet(TWO), FACTS), scored(changed, FACTS))
    assert found.causes["score"].loc[KEY].to_dict() == pytest.approx({"i": -11.25, "j": 0})
    assert found.causes["weight"].loc[KEY].to_dict() == pytest.approx({"i": -16.25, "j": 10})
    assert found.scores.loc[KEY, "shift"] == pytest.approx(-17.5)
    assert sums_to_the_shift(found)
    # A 60 → 42.5, B 55 → 45: they change places
    assert found.rank_shifts["shift"].tolist() == [-1, 1]
    movers = found.movers.xs(1, level="place")
    assert movers["places"].tolist() == [-1, 1]
    assert movers["node"].tolist() == ["j", "j"]  # what B gains by the weight of y, and A does not
    assert movers["changed"].tolist() == ["two.weight"] * 2
    # j of A: (40 - 51.25) × 0.25 = -2.8125; of B: (60 - 50) × 0.25 = 2.5; mean -0.15625
    assert movers["effect"].tolist() == pytest.approx([-2.8125, 2.5])
    assert movers["against_peers"].tolist() == pytest.approx([-2.65625, 2.65625])
    assert movers[["weight_before", "weight_after"]].to_numpy().tolist() == [[0.5, 0.75]] * 2
    by_score = found.drivers.reset_index().query("region == 'A'").set_index("node")
    assert by_score.loc["i", ["score_before", "score_after", "changed"]].tolist() == [80, 50, "score.worst"]


def test_a_result_compared_with_itself():
    result = scored(sheet(TWO), {**FACTS, "C": {}})
    found = fs.compare(result, result)
    assert found.scores["shift"].dropna().tolist() == [0, 0]
    assert not found.causes.to_numpy().any() and not found.effects.to_numpy().any()
    assert found.changes.empty and found.movers.empty and found.drivers.empty
    assert list(found.causes.index.get_level_values("region")) == ["A", "B"]


def test_other_facts_and_who_is_in_only_one():
    before = scored(sheet(TWO), {"A": {"x": 80, "y": 40}, "B": {"x": 50, "y": 60}, "C": {"x": 1, "y": 1}})
    after = scored(sheet(TWO), {"D": {"x": 2, "y": 2}, "B": {"x": 50, "y": 80}, "A": {"x": 80}})
    found = fs.compare(before, after)
    assert [list(part) for part in (found.only_before, found.only_after)] == [[("C", "2024")], [("D", "2024")]]
    assert list(found.index.get_level_values("region")) == ["A", "B", "C", "D"]
    assert found.names.tolist() == ["A", "B", "C", "D"]
    assert found.scores["before"].tolist()[:3] == [60, 55, 1]
    assert found.scores["after"].isna().tolist() == [False, False, True, False]
    assert found.rank_shifts["shift"].isna().tolist() == [False, False, True, True]
    # A: y is no longer stated, x is everything. i: 0.5 → 1 at 80: 40; j: 0.5 → 0 at 40: -20; 60 → 80
    assert found.causes["weight"].loc[KEY].to_dict() == {"i": 40, "j": -20}
    # B: y 60 → 80 at weight 0.5
    assert found.causes["score"].loc[("B", "2024")].to_dict() == {"i": 0, "j": 10}
    assert sums_to_the_shift(found)
    assert found.changes.empty
    assert found.drivers.loc[("A", "2024", 1), ["node", "changed"]].tolist() == ["j", "value"]
    assert found.drivers.loc[("B", "2024", 1), ["node", "changed"]].tolist() == ["j", "value"]


def test_indicators_in_only_one_framework():
    # A: x 80, y 40, z 100. (x, y) 60 → (x, z) 90: j 0.5 → 0 at 40 = -20, k 0 → 0.5 at 100 = 50
    facts = {name: {} for name in "xyz"}
    after = sheet({"i": TWO["i"], "k": plain("z", group="two")}, facts=facts)
    values = {"A": {"x": 80, "y": 40, "z": 100}, "B": {"x": 60, "y": 70, "z": 0}}
    found = fs.compare(scored(sheet(TWO, facts=facts), values), scored(after, values))
    assert found.causes["weight"].loc[KEY].to_dict() == {"i": 0, "j": -20, "k": 50}
    assert sums_to_the_shift(found)
    movers = found.movers.reset_index().query("region == 'A'").set_index("node")
    assert movers.loc["k", "changed"] == "added"
    assert movers.loc["j", "changed"] == "removed"


def test_adjustments_have_their_own_column():
    # A 60 with a veto at 50: -10; without it 60
    veto = {"red": {"kind": "veto", "when": "v > 0", "at_most": 50}}
    facts = {name: {} for name in "xyv"}
    values = {"A": {"x": 80, "y": 40, "v": 1}, "B": {"x": 50, "y": 60, "v": 0}}
    before = scored(sheet(TWO, facts=facts), values)
    found = fs.compare(before, scored(sheet(TWO, facts=facts, adjustments=veto), values))
    assert found.causes["adjustments"].squeeze(axis=1).tolist() == [-10, 0]
    assert found.rank_shifts["shift"].tolist() == [-1, 1]
    assert found.movers.loc[("A", "2024", 1), "node"] == "adjustments"
    assert found.changes["path"].tolist() == ["adjustments.red"]


def test_policies_and_peers_that_change_a_score_are_named():
    exclude, zero = (sheet(TWO, method={"missing": {"not_reported": word}}) for word in ("exclude", "zero"))
    values = {"A": {"x": 80}, "B": {"x": 50, "y": 60}}
    found = fs.compare(scored(exclude, values), scored(zero, values))
    # A 80 → 40: y earns nothing. B stays at 55
    assert found.scores["shift"].tolist() == [-40, 0]
    assert found.drivers.loc[("A", "2024", 1), "changed"] == "method.missing.not_reported"
    # the only change is that C joins: A falls from the top of the scale to its middle
    relative = sheet({"i": plain("x", score={"rule": "minmax"})})
    found = fs.compare(*(scored(relative, {"A": {"x": 5}, "B": {"x": 0}, **c}) for c in ({}, {"C": {"x": 10}})))
    assert found.scores["shift"].tolist()[:2] == [-50, 0]
    assert found.drivers.loc[("A", "2024", 1), "changed"] == "peers"


def test_grades_and_names():
    grades = {"good": 60, "fair": 0}
    regions = register({"A": "p", "B": "p"}).assign(name=["Amber", "Birch"])
    before, after = sheet(TWO, grades=grades), sheet(TWO, grades=grades).with_weights(two=9)
    found = fs.compare(scored(before, FACTS, regions=regions), scored(after, FACTS, regions=regions))
    # 60, 55 → 44, 59
    assert found.rank_shifts["grade_before"].tolist() == ["good", "fair"]
    assert found.rank_shifts["grade_after"].tolist() == ["fair", "fair"]
    assert found.scores["name"].tolist() == ["Amber", "Birch"]


def test_geometric_one_thing_at_a_time():
    # A 100 and 25: arithmetic 62.5, geometric 50; the aggregation is all that changes
    before = scored(sheet(TWO), {"A": {"x": 100, "y": 25}})
    after = scored(sheet(TWO, method={"aggregation": "geometric"}), {"A": {"x": 100, "y": 25}})
    found = fs.compare(before, after)
    assert not found.is_exact
    assert found.causes["aggregation"].loc[KEY].item() == pytest.approx(-12.5)
    assert found.causes["remainder"].loc[KEY].item() == pytest.approx(0, abs=1e-9)
    assert sums_to_the_shift(found)


def test_geometric_scores_and_weights_leave_a_remainder():
    # scores 100, 25 → 25, 25 and weights 1:1 → 3:1, geometric: 50 → 25.
    # scores alone: from before 50 → 25; into after (100^.75 25^.25 = 70.71) → 25. mean of -25 and -45.71 = -35.36
    # weights alone: 50 → 70.71 and 25 → 25: mean 10.36. Together -25: the remainder is 0
    framework = sheet(TWO, method={"aggregation": "geometric"})
    before = scored(framework, {"A": {"x": 100, "y": 25}})
    after = scored(framework.with_weights(one=3), {"A": {"x": 25, "y": 25}})
    found = fs.compare(before, after)
    mixed = 100**0.75 * 25**0.25
    assert found.causes["score"].loc[KEY, "i"] == pytest.approx((-25 + 25 - mixed) / 2)
    assert found.causes["weight"].loc[KEY, "composite"] == pytest.approx((mixed - 50) / 2)
    assert found.causes["score"].loc[KEY, "j"] == 0
    assert sums_to_the_shift(found)
    assert found.drivers.loc[("A", "2024", 1), "node"] == "i"


def test_geometric_with_indicators_in_only_one():
    facts = {name: {} for name in "xyz"}
    method = {"aggregation": "geometric"}
    three = {**TWO, "k": plain("z", group="two")}
    values = {"A": {"x": 100, "y": 25, "z": 100}, "B": {"x": 100, "y": 25}}
    before, after = (scored(sheet(spec, facts=facts, method=method), values) for spec in (TWO, three))
    for one, two, sign in ((before, after, 1), (after, before, -1)):
        found = fs.compare(one, two)
        # group two: 25 → (25 · 100)^.5 = 50; A (100 · 25)^.5 = 50 → (100 · 50)^.5
        assert found.causes["weight"].loc[KEY, "k"] == pytest.approx(sign * (5000**0.5 - 50))
        assert found.causes["weight"].loc[("B", "2024"), "k"] == 0
        assert sums_to_the_shift(found)


def test_an_indicator_that_moves_to_another_group_is_in_the_remainder():
    method = {"aggregation": "geometric"}
    groups = {"one": {}, "two": {}}
    spec = {**TWO, "k": plain("z", group="two")}
    moved = {**spec, "k": plain("z", group="one")}
    values = {"A": {"x": 100, "y": 25, "z": 100}}
    found = fs.compare(*(scored(sheet(s, groups=groups, method=method), values) for s in (spec, moved)))
    # (100 · 50)^.5 → (100 · 25)^.5
    assert found.causes["remainder"].loc[KEY].item() == pytest.approx(50 - 5000**0.5)


def test_an_aggregation_of_one_group_only():
    spec = {"i": plain("x"), "j": plain("y"), "k": plain("z", group="h")}
    groups = {"g": {"aggregation": "geometric"}, "h": {}}
    values = {"A": {"x": 100, "y": 25, "z": 80}}
    one = scored(sheet(spec, groups={"g": {}, "h": {}}), values)
    # (62.5 + 80) / 2 = 71.25 → (50 + 80) / 2 = 65
    found = fs.compare(one, scored(sheet(spec, groups=groups), values))
    assert found.causes["aggregation"].loc[KEY].item() == pytest.approx(-6.25)
    # a group that the other framework does not have keeps its own
    more = scored(sheet({**spec, "m": plain("z", group="n")}, groups={**groups, "n": {}}), values)
    assert sums_to_the_shift(fs.compare(more, one))


def test_stability_of_both():
    before = scored(sheet(TWO), FACTS)
    found = fs.compare(before, scored(sheet(TWO).with_weights(one=3), FACTS))
    assert found.stability.loc[("before", "one"), "order_low"] == pytest.approx(0.4, abs=1e-9)
    assert found.stability.loc[("after", "one"), ["share", "order_low"]].tolist() == pytest.approx([0.75, 0.4])


def test_nothing_in_common():
    found = fs.compare(scored(sheet(TWO), {"A": {"x": 1}}), scored(sheet(TWO), {"B": {"x": 1}}))
    assert found.causes.empty and found.effects.empty and found.movers.empty and found.drivers.empty


cells = st.one_of(st.none(), st.integers(0, 100))
units = st.fixed_dictionaries(dict.fromkeys(("x", "y", "z"), cells) | {"v": st.integers(0, 1)})
weights = st.tuples(*(st.integers(0, 3) for _ in range(3)), st.integers(1, 3))


def framework_of(numbers, aggregation, policy, worst):
    spec = {
        "i": plain("x", weight=numbers[0] + 1, score=posts(worst, 100)),
        "j": plain("y", weight=numbers[1]),
        "k": plain("z", group="h", weight=numbers[2] + 1),
    }
    groups = {"g": {"weight": numbers[3]}, "h": {"aggregation": "arithmetic"}}
    method = {"aggregation": aggregation, "missing": {"not_reported": policy}}
    veto = {"red": {"kind": "veto", "when": "v > 0", "at_most": 50}} if numbers[0] else {}
    return sheet(spec, groups=groups, facts={n: {} for n in "xyzv"}, method=method, adjustments=veto)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(units, units), min_size=1, max_size=4),
    weights,
    weights,
    st.tuples(*(st.sampled_from(["arithmetic", "arithmetic", "geometric"]) for _ in range(2))),
    st.tuples(*(st.sampled_from(["exclude", "zero"]) for _ in range(2))),
    st.sampled_from([0, 20]),
)
def test_causes_sum_to_the_shift(pairs, first, second, aggregation, policy, worst):
    results = []
    for side, numbers in enumerate((first, second)):
        framework = framework_of(numbers, aggregation[side], policy[side], worst * side)
        values = {f"r{k}": {f: v for f, v in pair[side].items() if v is not None} for k, pair in enumerate(pairs)}
        results.append(scored(framework, values))
    found = fs.compare(*results)
    assert found.is_exact == ("geometric" not in aggregation)
    if len(found.causes):
        assert sums_to_the_shift(found)
    if found.is_exact and len(found.causes):
        parts = found.causes["score"] + found.causes["weight"]
        old, new = (r.contributions.loc[found.causes.index, list(parts)].fillna(0) for r in results)
        pd.testing.assert_frame_equal(parts, new - old, check_names=False, atol=1e-9, check_column_type=False)
    back = fs.compare(*results[::-1])
    if len(found.causes):
        np.testing.assert_allclose(
            back.effects[list(found.effects)].loc[found.effects.index], -found.effects, atol=1e-9
        )


def test_contributions_before_and_after_by_hand():
    framework = sheet({"i": plain("a", weight=1), "j": plain("b", weight=1)})
    before = scored(framework, {"A": {"a": 80, "b": 40}, "B": {"a": 100}})
    after = scored(framework.with_weights(i=3), {"A": {"a": 80, "b": 40}, "B": {"a": 100}})
    frame = fs.compare(before, after).contributions
    # A: 80 / 2 and 40 / 2 before; 80 × 3 / 4 and 40 / 4 after. B states i alone: 100 before and after
    assert frame.loc[("A", "2024", "i"), ["before", "after", "shift"]].tolist() == [40, 60, 20]
    assert frame.loc[("A", "2024", "j"), ["before", "after", "shift"]].tolist() == [20, 10, -10]
    assert frame.loc[("B", "2024", "i"), "shift"] == 0
    geometric = framework.with_method(aggregation="geometric")
    assert fs.compare(before, scored(geometric, {"A": {"a": 80, "b": 40}})).contributions.empty


def test_what_was_found_untrue_is_the_cause():
    framework = sheet({"i": plain("x", falsified="untrue")}, facts={"x": {}, "untrue": {"kind": "yes_no"}})
    before = scored(framework, {"A": {"x": 80, "untrue": "否"}, "B": {"x": 70}})
    after = scored(framework, {"A": {"x": 80, "untrue": "是"}, "B": {"x": 70}})
    found = fs.compare(before, after)
    # 80 becomes 0: A falls from the first place to the second
    assert found.movers.loc[("A", "2024", 1), ["rank_before", "rank_after", "changed"]].tolist() == [1, 2, "falsified"]
    assert found.changed.tolist() == [True, True]
