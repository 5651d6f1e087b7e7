"""Bonuses and penalties in points with caps, then vetoes; what nobody knows moves the bounds only."""

import numpy as np
import pytest

import fazhi_score as fs
from tests.conftest import manifest, plain, scored, sheet, table


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def adjusted(adjustments, *units, method=None, points=None, grades=None):
    """Score regions R0, R1 … whose fact `a` is the score before adjustments."""
    more = {"adjustments": adjustments}
    if points:
        more["total_points"] = points
    if grades:
        more["grades"] = grades
    framework = sheet(
        {"i": plain("a", **({"weight": points} if points else {}))},
        facts={name: {} for name in ("a", "b", "c", "d")},
        groups={"g": {"weight": points} if points else {}},
        method=method,
        **more,
    )
    return scored(framework, table({f"R{k}": unit for k, unit in enumerate(units)}))


BONUS = {"kind": "bonus", "formula": "b", "each": 2, "cap": 5}
PENALTY = {"kind": "penalty", "when": "c > 3", "points": 10}
VETO = {"kind": "veto", "when": "d > 0", "at_most": 60}


def test_a_bonus_for_each_one_up_to_a_cap():
    result = adjusted({"more": BONUS}, {"a": 50, "b": 0}, {"a": 50, "b": 2}, {"a": 50, "b": 9}, {"a": 98, "b": 2})
    # 2 each, at most 5; 98 + 4 stops at 100
    same(result.composite, [50, 54, 55, 100])
    same(result.adjustments["more"], [0, 4, 5, 4])
    same(result.contributions["adjustments"], [0, 4, 5, 2])


def test_a_score_above_100_where_the_method_allows_it():
    result = adjusted({"more": BONUS}, {"a": 98, "b": 2}, method={"above_100": True})
    same(result.composite, [102])
    same(result.table["upper"], [102])


def test_a_penalty_stops_at_zero():
    result = adjusted({"less": PENALTY}, {"a": 50, "c": 4}, {"a": 50, "c": 3}, {"a": 6, "c": 4})
    same(result.composite, [40, 50, 0])
    same(result.adjustments["less"], [-10, 0, -10])


def test_a_penalty_for_each_and_negative_counts_give_nothing():
    spec = {"kind": "penalty", "formula": "b - c", "each": 3}
    same(adjusted({"less": spec}, {"a": 50, "b": 5, "c": 1}, {"a": 50, "b": 1, "c": 5}).composite, [38, 50])


def test_points_of_a_sheet_are_turned_into_hundredths():
    # 4 of 200 points are 2 of 100, the cap of 5 is 2.5, the penalty of 10 is 5; the veto's 60 stays 60
    every = {"more": BONUS, "less": PENALTY, "stop": VETO}
    units = [{"a": 80, "b": 2, "c": 0, "d": 0}, {"a": 80, "b": 9, "c": 9, "d": 0}, {"a": 80, "b": 9, "c": 9, "d": 1}]
    result = adjusted(every, *units, points=200)
    same(result.composite, [82, 77.5, 60])


def test_vetoes_come_after_bonuses_and_penalties():
    every = {"stop": VETO, "more": BONUS}
    # 58 + 4 = 62, then capped at 60: the bonus cannot lift it above the veto again
    same(adjusted(every, {"a": 58, "b": 2, "d": 1}, {"a": 58, "b": 2, "d": 0}).composite, [60, 62])
    # a score over 100 is capped by the veto just so
    same(adjusted(every, {"a": 99, "b": 2, "d": 1}, method={"above_100": True}).composite, [60])
    # below the cap a veto changes nothing
    result = adjusted(every, {"a": 30, "b": 2, "d": 1})
    same(result.composite, [34])
    same(result.contributions.iloc[0], [30, 4])
    # the lowest of several vetoes holds
    two = {"stop": VETO, "worse": {**VETO, "when": "c > 0", "at_most": 40}}
    same(adjusted(two, {"a": 90, "c": 1, "d": 1}).composite, [40])


def test_what_is_not_reported_is_not_triggered_but_in_the_bounds():
    every = {"more": BONUS, "less": PENALTY, "stop": VETO}
    result = adjusted(every, {"a": 80})
    same(result.composite, [80])
    # bonus at most 5: upper 85; penalty 10 and then the veto: lower min(70, 60)
    same(result.table[["lower", "upper"]].iloc[0], [60, 85])
    notes = {note.params["adjustment"]: note for note in result.notes if note.code == "adjustment_unknown"}
    assert set(notes) == {"more", "less", "stop"}
    assert notes["more"].params["count"] == 1


@pytest.mark.parametrize(
    ("spec", "low", "high"),
    [
        ({"kind": "bonus", "formula": "b", "each": 2}, 80, 100),  # without a cap up to 100
        ({"kind": "penalty", "formula": "b", "each": 2, "cap": 30}, 50, 80),
        ({"kind": "penalty", "formula": "b"}, 0, 80),
        ({"kind": "bonus", "when": "b > 1", "points": 7, "cap": 3}, 80, 83),
        (VETO, 60, 80),
    ],
)
def test_bounds_of_an_undecided_adjustment(spec, low, high):
    same(adjusted({"x": spec}, {"a": 80}).table[["lower", "upper"]].iloc[0], [low, high])


def test_what_does_not_apply_is_decided():
    framework = sheet({"i": plain("a")}, facts={"a": {}, "d": {}}, adjustments={"stop": VETO})
    row = {"region": "A", "fact": "d", "value": "", "status": "not_applicable"}
    result = scored(framework, table({"A": {"a": 80}}, row))
    same(result.table[["lower", "composite", "upper"]].iloc[0], [80, 80, 80])
    assert "adjustment_unknown" not in [note.code for note in result.notes]


def test_a_known_veto_holds_in_all_bounds():
    framework = sheet({"i": plain("a"), "j": plain("b")}, facts={n: {} for n in "abd"}, adjustments={"stop": VETO})
    result = scored(framework, {"A": {"a": 80, "d": 1}, "B": {"a": 80, "d": 0}})
    # a 80 and b open: 40 to 90, capped at 60 in A
    same(result.table[["lower", "composite", "upper"]], [[40, 60, 60], [40, 80, 90]])


def test_a_region_without_a_score_gets_none_from_a_bonus():
    result = adjusted({"more": BONUS}, {"b": 2})
    assert np.isnan(result.composite.item())
    assert np.isnan(result.contributions["adjustments"].item())


def test_contributions_and_adjustments_sum_to_the_composite():
    every = {"more": BONUS, "less": PENALTY, "stop": VETO}
    result = adjusted(every, {"a": 98, "b": 9, "c": 9, "d": 1}, {"a": 98, "b": 9, "c": 0}, {"a": 4, "c": 9})
    same(result.contributions.sum(axis=1), result.composite)


def test_three_levels_in_points_with_a_veto_and_a_bonus():
    framework = fs.load_framework(
        {
            "format": 1,
            "id": "sheet",
            "total_points": 100,
            "method": {"missing": {"not_reported": "zero"}, "minimum_peers": 1, "score_on": "all"},
            "grades": {"excellent": 90, "good": 80, "fair": 60, "poor": 0},
            "groups": {
                "lead": {"weight": 40},
                "work": {"weight": 60},
                "officers": {"within": "work", "weight": 45},
                "training": {"within": "officers", "weight": 25},
            },
            "facts": {name: {} for name in ("w", "x", "y", "z", "v", "incidents", "honours")},
            "indicators": {
                "study": {
                    "group": "lead",
                    "weight": 40,
                    "formula": "w",
                    "better": "higher",
                    "score": {"rule": "required", "at_least": 6, "each_missing": 5},
                },
                "cases": {
                    "group": "work",
                    "weight": 15,
                    "formula": "x",
                    "better": "lower",
                    "score": {"rule": "deduct", "each": 3, "max_deduction": 12},
                },
                "cards": {"group": "officers", "weight": 20, **plain("y", better="higher")},
                "hours": {"group": "training", "weight": 10, **plain("z", better="higher")},
                "exams": {"group": "training", "weight": 15, **plain("v", better="higher")},
            },
            "adjustments": {
                "red": {"kind": "veto", "when": "incidents > 0", "at_most": 60},
                "honour": {"kind": "bonus", "formula": "honours", "each": 2, "cap": 3},
            },
        }
    )
    values = {
        # study 40 - 2·5 = 30; cases 15 - 2·3 = 9; cards 20·0.9 = 18; hours 10·0.5 = 5; exams 15·0.8 = 12
        # total 74; honours min(1·2, 3) = 2; 76
        "A": {"w": 4, "x": 2, "y": 90, "z": 50, "v": 80, "incidents": 0, "honours": 1},
        # as A with full study: 84 + 3 (capped) = 87, then the veto: 60
        "B": {"w": 6, "x": 2, "y": 90, "z": 50, "v": 80, "incidents": 1, "honours": 5},
        # study 40 - 6·5 = 10; cases 15 - 12 = 3 (most off); cards 20; hours and exams not reported: 0; total 33
        "C": {"w": 0, "x": 9, "y": 100, "incidents": 0, "honours": 0},
    }
    result = scored(framework, values)
    same(result.composite, [76, 60, 33])
    assert result.ranks.tolist() == [1, 2, 3]
    assert result.table["grade"].tolist() == ["fair", "fair", "poor"]
    # groups of A: training (5 + 12) / 25, officers (18 + 17) / 45, work (9 + 35) / 60, lead 30 / 40
    same(
        result.scores.loc[("A", "2024"), ["training", "officers", "work", "lead"]],
        [100 * 17 / 25, 100 * 35 / 45, 100 * 44 / 60, 75],
    )
    same(result.contributions.loc[("A", "2024")], [30, 9, 18, 5, 12, 2])
    # points as written: rescaling the sheet afterwards keeps the rules' shares
    tuned = scored(framework.with_weights(lead=20), values)
    # lead 20 (3/4 of it for A), work 80 (44/60 of it): 15 + 80·44/60 + 2
    same(tuned.composite.iloc[0], 15 + 80 * 44 / 60 + 2)


def test_a_gate_keeps_out_of_ranks_and_grades():
    gate = {"kind": "gate", "when": "d > 0"}
    result = adjusted({"shut": gate}, {"a": 95, "d": 1}, {"a": 80, "d": 0}, {"a": 70}, grades={"good": 90, "poor": 0})
    same(result.composite, [95, 80, 70])
    assert result.table["rank"].isna().tolist() == [True, False, False]
    assert result.table["grade"].tolist() == ["", "poor", "poor"]
    assert "gate_closed" in [note.code for note in result.notes]


def test_a_veto_on_the_grade_leaves_the_score():
    cap = {"kind": "veto", "when": "d > 0", "at_most": "fair"}
    edges = {"good": 90, "fair": 60, "poor": 0}
    result = adjusted({"cap": cap}, {"a": 95, "d": 1}, {"a": 95, "d": 0}, {"a": 10, "d": 1}, grades=edges)
    same(result.composite, [95, 95, 10])
    assert result.table["grade"].tolist() == ["fair", "good", "poor"]


def test_a_bonus_by_bands_of_its_value():
    spec = {"kind": "bonus", "formula": "b", "bands": [{"at_least": 5, "points": 3}, {"at_least": 1, "points": 1}]}
    large = {"kind": "bonus", "formula": "b", "bands": [{"at_least": 1e10, "points": 3}]}
    rows = {"A": {"a": 50, "b": 1e10}, "B": {"a": 50, "b": 9e9}}
    found = scored(sheet({"i": plain("a")}, adjustments={"plus": large}), rows)
    assert found.composite.tolist() == [53, 50]
    result = adjusted({"more": spec}, *({"a": 50, "b": b} for b in (0, 1, 5, 9)), {"a": 50})
    same(result.composite, [50, 51, 53, 53, 50])
    same(result.table["upper"].iloc[-1], 53)


def test_a_report_that_was_read_and_does_not_say_leaves_an_adjustment_open():
    rules = {
        "red": {"kind": "veto", "when": "x > 0", "at_most": 60},
        "plus": {"kind": "bonus", "formula": "y", "each": 2, "cap": 5},
    }
    framework = sheet({"i": plain("a")}, facts={"a": {}, "x": {}, "y": {}}, adjustments=rules)
    result = scored(framework, {"A": {"a": 80}}, documents=manifest({"A": "read"}))
    told = {note.params["adjustment"] for note in result.notes if note.code == "adjustment_unknown"}
    assert told == {"red", "plus"}
    # capped at 60 or not, and up to 5 points more
    same(result.table[["lower", "upper"]].iloc[0], [60, 85])
