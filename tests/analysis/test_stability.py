"""Intervals of weights: by hand, and by scoring again just inside and just outside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.analysis.stability import with_share
from tests.conftest import plain, register, scored, sheet

TWO = {"i": plain("x", group="one"), "j": plain("y", group="two")}
LIMITS = ["top_low", "top_high", "order_low", "order_high"]


def limits(result, node, **more):
    return fs.weight_stability(result, **more).loc[node, LIMITS].astype(float).tolist()


def test_three_regions_by_hand():
    # at the share t of `one`: A 80 t + 40 (1 - t), B 50 t + 60 (1 - t), C 20 t + 30 (1 - t)
    # A = B: 40 + 40 t = 60 - 10 t, t = 0.4. C = 30 - 10 t stays below both. Now t = 0.5: A 60, B 55, C 25
    result = scored(sheet(TWO), {"A": {"x": 80, "y": 40}, "B": {"x": 50, "y": 60}, "C": {"x": 20, "y": 30}})
    assert result.ranks.tolist() == [1, 2, 3]
    assert limits(result, "one") == pytest.approx([0.4, 1, 0.4, 1], abs=1e-9)
    assert limits(result, "two") == pytest.approx([0, 0.6, 0, 0.6], abs=1e-9)


def test_top_and_order_differ():
    # A 90; B 50 t + 60 (1 - t) = 60 - 10 t; C 58: B = C at t = 0.2. Now t = 0.5: A, C, B; the top never changes
    result = scored(sheet(TWO), {"A": {"x": 90, "y": 90}, "B": {"x": 50, "y": 60}, "C": {"x": 58, "y": 58}})
    assert limits(result, "one") == pytest.approx([0, 1, 0.2, 1], abs=1e-9)


def test_a_gap_makes_the_composite_a_fraction():
    # three groups of 1/3 each; B does not state `one`: its composite is that of the other two whatever t is.
    # A: 90 t + (1 - t) · (30 + 50) / 2 = 40 + 50 t; B: (60 + 70) / 2 = 65: t = 0.5. Now t = 1/3: A 56.67, B 65
    # of `two`, the share u: A 30 u + 70 (1 - u) = 70 - 40 u; B (60 u + 70 (1 - u) / 2) / (u + (1 - u) / 2)
    # = (35 + 25 u) / (0.5 + 0.5 u) = (70 + 50 u) / (1 + u): A = B at (70 - 40 u)(1 + u) = 70 + 50 u, u = 0
    spec = {"i": plain("x", group="one"), "j": plain("y", group="two"), "k": plain("z", group="three")}
    result = scored(sheet(spec), {"A": {"x": 90, "y": 30, "z": 50}, "B": {"y": 60, "z": 70}})
    assert limits(result, "one") == pytest.approx([0, 0.5, 0, 0.5], abs=1e-9)
    assert limits(result, "two") == pytest.approx([0, 1, 0, 1], abs=1e-9)
    # `three`, w: A 50 w + 60 (1 - w) = 60 - 10 w; B (70 w + 30 (1 - w)) / (w + (1 - w) / 2) = (60 + 80 w) / (1 + w);
    # (60 - 10 w)(1 + w) = 60 + 80 w at w = 0 and -3: only at the end
    assert limits(result, "three") == pytest.approx([0, 1, 0, 1], abs=1e-9)


def test_deeper_weights_count_by_their_share_of_the_whole():
    # i and j share group g, which weighs half: A 0.5 (100 t) + 0.5 · 40, B 0.5 · 60 + 0.5 · 50 = 55
    # A = B at 50 t = 35, t = 0.7
    spec = {"i": plain("x"), "j": plain("y"), "k": plain("z", group="h")}
    result = scored(sheet(spec), {"A": {"x": 100, "y": 0, "z": 40}, "B": {"x": 60, "y": 60, "z": 50}})
    assert list(fs.weight_stability(result).index) == ["g", "h"]
    frame = fs.weight_stability(result, level="all")
    assert list(frame.index) == ["g", "h", "i", "j", "k"]
    assert limits(result, "i", level="all") == pytest.approx([0, 0.7, 0, 0.7], abs=1e-9)
    assert frame.loc["i", ["parent", "weight", "share", "exact"]].tolist() == ["g", 1.0, 0.5, True]
    assert frame.loc["k", "reason"] == "only_child"
    assert np.isnan(frame.loc["k", "top_low"])


def test_points():
    # 20 of 100 points for `one`; A 100 t + 40 (1 - t), B 70: t = 0.5, that is 50 points
    spec = {"i": plain("x", group="one", weight=20), "j": plain("y", group="two", weight=80)}
    framework = sheet(spec, groups={"one": {"weight": 20}, "two": {"weight": 80}}, total_points=100)
    result = scored(framework, {"A": {"x": 100, "y": 40}, "B": {"x": 70, "y": 70}})
    assert limits(result, "one") == pytest.approx([0, 0.5, 0, 0.5], abs=1e-9)
    for points, ranks in ((49.999, [2, 1]), (50.001, [1, 2])):
        assert fs.score(result.panel.facts, framework.with_weights(one=points)).ranks.tolist() == ranks
    assert with_share(framework, "one", 0.5).weights == pytest.approx(framework.with_weights(one=50).weights)


def test_ties_that_break_at_once_and_ties_that_last():
    result = scored(sheet(TWO), {"A": {"x": 60, "y": 40}, "B": {"x": 40, "y": 60}, "C": {"x": 10, "y": 10}})
    assert result.ranks.tolist() == [1, 1, 3]
    assert limits(result, "one") == pytest.approx([0.5] * 4, abs=1e-8)
    result = scored(sheet(TWO), {"A": {"x": 60, "y": 40}, "B": {"x": 60, "y": 40}})
    assert limits(result, "one") == [0, 1, 0, 1]


def test_vetoes_and_bonuses_bend_the_line():
    # A 100 t + 60 (1 - t) = 60 + 40 t, capped at 70; B 30 + 40 t plus 30: 60 + 40 t, not capped.
    # both alike up to t = 0.25, then A stays at 70. Now t = 0.5: A 70, B 80: B stays first down to t = 0.25
    adjustments = {
        "red": {"kind": "veto", "when": "v > 0", "at_most": 70},
        "extra": {"kind": "bonus", "formula": "b", "each": 30},
    }
    facts = {"A": {"x": 100, "y": 60, "v": 1, "b": 0}, "B": {"x": 70, "y": 30, "v": 0, "b": 1}}
    result = scored(sheet(TWO, adjustments=adjustments), facts)
    assert result.composite.tolist() == [70, 80]
    frame = fs.weight_stability(result)
    assert frame["exact"].all()
    assert limits(result, "one") == pytest.approx([0.25, 1, 0.25, 1], abs=1e-9)


def test_the_cap_of_a_hundred_ties():
    # A 90 + 20 (bonus) is held at 100; B 20 + 80 t + 20 = 100 at t = 0.75
    bonus = {"extra": {"kind": "bonus", "formula": "b", "each": 20}}
    facts = {"A": {"x": 90, "y": 90, "b": 1}, "B": {"x": 100, "y": 20, "b": 1}}
    assert limits(scored(sheet(TWO, adjustments=bonus), facts), "one") == pytest.approx([0, 0.75, 0, 0.75], abs=1e-9)
    above = sheet(TWO, adjustments=bonus, method={"above_100": True})
    # without the cap: 110 = 40 + 80 t at t = 0.875
    assert limits(scored(above, facts), "one") == pytest.approx([0, 0.875, 0, 0.875], abs=1e-9)


def test_ranks_are_compared_within_classes():
    # A and B are of one class, C and D of another: A 40 + 40 t against B 55 at 0.375; C 10 against D 40 - 40 t at 0.75
    facts = {"A": {"x": 80, "y": 40}, "B": {"x": 55, "y": 55}, "C": {"x": 10, "y": 10}, "D": {"x": 0, "y": 40}}
    framework = sheet(TWO, method={"rank_within": ["class"]})
    result = scored(framework, facts, regions=register({"A": "p", "B": "p", "C": "q", "D": "q"}))
    assert result.ranks.tolist() == [1, 2, 2, 1]
    assert limits(result, "one") == pytest.approx([0.375, 0.75, 0.375, 0.75], abs=1e-9)


def test_coverage_lets_regions_in_and_out():
    # B does not state y: coverage t, at least 40 %. Below t = 0.4 it is not ranked, and A remains alone
    framework = sheet(TWO, method={"minimum_coverage": 0.4})
    result = scored(framework, {"A": {"x": 80, "y": 40}, "B": {"x": 50}})
    assert limits(result, "one") == pytest.approx([0, 1, 0.4, 1], abs=1e-8)
    # with two peers needed, nobody is ranked there
    few = sheet(TWO, method={"minimum_coverage": 0.4, "minimum_peers": 2})
    result = scored(few, {"A": {"x": 80, "y": 40}, "B": {"x": 50}})
    assert limits(result, "one") == pytest.approx([0.4, 1, 0.4, 1], abs=1e-8)
    # B leads and falls out of the ranking
    result = scored(framework, {"A": {"x": 50, "y": 40}, "B": {"x": 80}})
    assert limits(result, "one") == pytest.approx([0.4, 1, 0.4, 1], abs=1e-8)
    # 60 % needed and half there: B comes in at t = 0.6, above A (40 + 40 t = 64 < 90)
    result = scored(sheet(TWO, method={"minimum_coverage": 0.6}), {"A": {"x": 80, "y": 40}, "B": {"x": 90}})
    assert result.ranks.tolist()[0] == 1
    assert limits(result, "one") == pytest.approx([0, 0.6, 0, 0.6], abs=1e-8)


def test_a_class_that_becomes_large_enough_is_a_change():
    # the class q has ranks from the start; of p only A is covered now, and B from t = 0.6 on: then p is ranked too
    framework = sheet(TWO, method={"minimum_coverage": 0.6, "minimum_peers": 2, "rank_within": ["class"]})
    full = {"x": 10, "y": 10}
    facts = {"A": full, "B": {"x": 90}, "C": full, "D": {"x": 20, "y": 20}}
    result = scored(framework, facts, regions=register({"A": "p", "B": "p", "C": "q", "D": "q"}))
    assert result.ranks.isna().tolist() == [True, True, False, False]
    assert limits(result, "one") == pytest.approx([0, 0.6, 0, 0.6], abs=1e-8)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("method", "reason", "expected"),
    [
        # geometric: A 80^t · 20^(1 - t) = 20 · 4^t; B 30: t = log 1.5 / log 4
        ({"aggregation": "geometric"}, "aggregation", np.log(1.5) / np.log(4)),
        # whole numbers: A 20 + 60 t is 30 from 29.5 on, t = 9.5 / 60, and 31 from 30.5 on, t = 10.5 / 60
        ({"round": 0}, "round", 10.5 / 60),
        ({"compare_on": {"stated_by": 1.0}}, "compare_on", 10 / 60),
    ],
)
def test_where_the_closed_form_does_not_hold_it_is_searched(method, reason, expected):
    result = scored(sheet(TWO, method=method), {"A": {"x": 80, "y": 20}, "B": {"x": 30, "y": 30}})
    frame = fs.weight_stability(result)
    assert frame["reason"].tolist() == [reason] * 2
    assert not frame["exact"].any()
    assert limits(result, "one") == pytest.approx([expected, 1, expected, 1], abs=1e-9)


def test_geometric_with_rounding_is_scored_again():
    # 20 · 4^t is 30 until 30.5
    method = {"aggregation": "geometric", "round": 0}
    result = scored(sheet(TWO, method=method), {"A": {"x": 80, "y": 20}, "B": {"x": 30, "y": 30}})
    assert limits(result, "one")[0] == pytest.approx(np.log(30.5 / 20) / np.log(4), abs=1e-9)


def test_a_weight_of_zero_and_siblings_of_zero():
    framework = sheet(TWO, groups={"one": {"weight": 0}, "two": {"weight": 2}})
    result = scored(framework, {"A": {"x": 80, "y": 20}, "B": {"x": 30, "y": 30}})
    frame = fs.weight_stability(result)
    assert frame["reason"].tolist() == ["zero_weight", "no_sibling_weight"]
    # 20 + 60 t = 30
    assert limits(result, "one") == pytest.approx([0, 1 / 6, 0, 1 / 6], abs=1e-9)
    assert frame.loc["two", LIMITS].isna().all()


def test_nobody_is_ranked():
    result = scored(sheet(TWO, method={"minimum_peers": 3}), {"A": {"x": 80, "y": 20}})
    frame = fs.weight_stability(result)
    assert frame["reason"].tolist() == ["nothing_ranked"] * 2
    assert frame[LIMITS].isna().all(axis=None)


def test_a_composite_that_does_not_fit_is_searched():
    from dataclasses import replace

    result = scored(sheet(TWO), {"A": {"x": 80, "y": 40}, "B": {"x": 50, "y": 60}})
    strange = replace(result, standing=replace(result.standing, composite=result.standing.composite + 1))
    frame = fs.weight_stability(strange)
    assert frame["reason"].tolist() == ["adjustments"] * 2
    assert limits(strange, "one") == pytest.approx([0.4, 1, 0.4, 1], abs=1e-9)


def test_groups_out_of_scope():
    # `two` applies to p only; B of q has `one` alone, whatever it weighs. A 80 t + 40 (1 - t) = 70 at t = 0.75
    groups = {"one": {}, "two": {"applies_to": {"class": ["p"]}}}
    framework = sheet(TWO, groups=groups, method={"rank_within": [], "minimum_coverage": 0.5})
    result = scored(framework, {"A": {"x": 80, "y": 40}, "B": {"x": 70}}, regions=register({"A": "p", "B": "q"}))
    assert result.ranks.tolist() == [2, 1]
    assert limits(result, "one") == pytest.approx([0, 0.75, 0, 0.75], abs=1e-9)


cells = st.one_of(st.integers(0, 100), st.sampled_from([0, 50, 100]), st.none())
units = st.fixed_dictionaries(dict.fromkeys(("x", "y", "z", "w"), cells) | {"v": st.integers(0, 1)})


@pytest.mark.no_cover
@settings(max_examples=15, deadline=None)
@given(
    st.lists(units, min_size=2, max_size=5),
    st.tuples(*(st.integers(1, 4) for _ in range(4))),
    st.sampled_from([0.0, 0.5]),
    st.booleans(),
)
def test_scoring_again_inside_and_outside(values, weights, coverage, veto):
    spec = {
        "i": plain("x", group="one", weight=weights[0]),
        "j": plain("y", group="two"),
        "k": plain("z", group="deep", weight=weights[1]),
        "m": plain("w", group="deep"),
    }
    groups = {"one": {"weight": weights[2]}, "two": {"weight": weights[3]}, "deep": {"within": "two", "weight": 2}}
    adjustments = {"red": {"kind": "veto", "when": "v > 0", "at_most": 60}} if veto else {}
    facts = {name: {} for name in "xyzwv"}
    framework = sheet(spec, groups=groups, facts=facts, method={"minimum_coverage": coverage}, adjustments=adjustments)
    told = {f"r{k}": {f: v for f, v in unit.items() if v is not None} for k, unit in enumerate(values)}
    result = scored(framework, told)
    now = result.ranks.fillna(0).tolist()
    for node, row in fs.weight_stability(result, level="all").dropna().iterrows():
        assert row["exact"]
        rest = row["weight"] / row["share"] - row["weight"]
        for name, keep in (("top", lambda ranks: [r == 1 for r in ranks]), ("order", list)):
            low, high, near = row[f"{name}_low"], row[f"{name}_high"], 1e-6
            inside = [low + near, (low + high) / 2, high - near]
            for share, same in [*((t, True) for t in inside), (low - near, False), (high + near, False)]:
                # next to 0 and 1 all that is left of the others is less than the tolerance of ties
                if 1e-4 < share < 1 - 1e-4 and not (same and not low + near / 2 < share < high - near / 2):
                    changed = framework.with_weights({node: rest * share / (1 - share)})
                    again = fs.score(result.panel.facts, changed).ranks.fillna(0).tolist()
                    assert (keep(again) == keep(now)) is same, (node, name, share)
