"""Appeals: what granting each would do, by hand and against scoring with the decisions changed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.analysis.appeals import appeals, appeals_together
from tests.conftest import plain, register, scored, sheet

# the regions are invented, as is everything decided here

GRADES = {"good": 80, "fair": 0}
SHEET = sheet(
    {
        "study": plain("x", group="one", weight=60),
        "files": {"group": "two", "weight": 40, "score": {"rule": "reviewer"}},
    },
    facts={"x": {}, "h": {}},
    groups={"one": {"weight": 60}, "two": {"weight": 40}},
    total_points=100,
    grades=GRADES,
    grade_quota={"good": 0.34},
    adjustments={
        "honour": {"kind": "bonus", "formula": "h", "each": 2, "cap": 10},
        "breach": {"kind": "penalty", "formula": "h", "each": 1, "cap": 5},
    },
)
FACTS = {"A": {"x": 100}, "B": {"x": 90}, "C": {"x": 85}}
HELD = {"evidence": "p. 3", "decided_by": "panel", "date": "2025-01-08", "period": "2024", "item": "files"}
FILES = [
    {"id": "a", "region": "A", "points": 30, "state": "notified"},
    {"id": "b", "region": "B", "points": 20, "state": "appealed", "asked": 38},
    {"id": "c", "region": "C", "points": 38, "state": "notified"},
]


def log(*rows):
    frame = pd.DataFrame([{**HELD, "points": "", **row} for row in rows], dtype=object)
    return frame.where(frame.notna(), "")


def result(*rows, facts=None, framework=SHEET, **more):
    return scored(framework, facts or FACTS, decisions=log(*rows) if rows else None, **more)


def only(made, name="b"):
    (found,) = [row for row in appeals(made).to_dict("records") if row["id"] == name]
    return found


def test_an_appeal_that_changes_others_by_rank_and_by_quota():
    # A 60 + 30 = 90, B 54 + 20 = 74, C 51 + 38 = 89; one of three may be good: A
    made = result(*FILES)
    assert made.table["grade"].tolist() == ["good", "fair", "fair"]
    found = only(made)
    # granted, B has 54 + 38 = 92: it passes both, takes A's place among the good, and C is third now
    assert found == {
        "region": "B", "period": "2024", "name": "B", "item": "files", "id": "b", "points": 20, "asked": 38,
        "composite": 74, "composite_granted": 92, "rank": 3, "rank_granted": 1, "grade": "fair",
        "grade_granted": "good", "passes": "A, C", "others": 2,
    }  # fmt: skip
    assert appeals(made)["rank"].dtype == "Int64"


def test_an_appeal_that_takes_the_grade_of_another_by_a_tie():
    # B 54 + 36 = 90 is level with A at the first place: they do not fit into one place, both are fair
    found = only(result(*FILES[:1], {**FILES[1], "asked": "90%"}, FILES[2]))
    assert [found[name] for name in ("asked", "composite_granted", "rank_granted", "grade_granted")] == [
        36, 90, 1, "fair",
    ]  # fmt: skip
    # level with A is not past it; A keeps its rank and loses its grade, C (89) is third
    assert (found["passes"], found["others"]) == ("C", 2)


def test_without_points_asked_the_decision_goes():
    # a reviewer's item has its full marks then: 54 + 40 = 94
    found = only(result(*FILES[:1], {**FILES[1], "asked": ""}, FILES[2]))
    assert [found[name] for name in ("asked", "composite_granted")] == [40, 94]
    # a deduction goes, and the rule alone gives 54 again
    off = {"id": "s", "region": "B", "item": "study", "deducted": 4, "state": "appealed"}
    found = only(result(*FILES, off), "s")
    assert [found[name] for name in ("points", "asked", "composite_granted")] == [50, 54, 74]
    # nothing is reported and nothing decided but this: no points at all, and so no rank
    nothing = result(
        {"id": "s", "region": "B", "item": "study", "points": 9, "state": "appealed"}, facts={"B": {"h": 0}}
    )
    found = only(nothing, "s")
    assert np.isnan(found["asked"]) and np.isnan(found["composite_granted"])
    assert found["rank"] == 1 and pd.isna(found["rank_granted"])
    assert (found["passes"], found["others"]) == ("", 0)


def test_other_decisions_on_the_item_stay():
    # B: 40 − 5 − 3 = 32. Without d: 40 − 3; with 38 asked in d: 38 − 3
    others = {"id": "e", "region": "B", "deducted": 3, "state": "notified"}
    for asked, wanted in (("", 37), (38, 35)):
        made = result({"id": "d", "region": "B", "deducted": 5, "state": "appealed", "asked": asked}, others)
        assert [only(made, "d")[name] for name in ("points", "asked")] == [32, wanted]
    # one sets 30 points, the other takes off 5: without the latter 30; 38 asked instead of both
    others = {"id": "e", "region": "B", "points": 30, "state": "upheld"}
    for asked, wanted in (("", 30), (38, 38)):
        made = result({"id": "d", "region": "B", "deducted": 5, "state": "appealed", "asked": asked}, others)
        assert [only(made, "d")[name] for name in ("points", "asked")] == [25, wanted]


def test_several_appeals_on_one_item():
    # 40 − 5 − 3 = 32; alone 40 − 3 and 40 − 5, together 40
    rows = [{"id": name, "region": "B", "deducted": off, "state": "appealed"} for name, off in (("d", 5), ("e", 3))]
    made = result(*rows, {"id": "x", "region": "A", "deducted": 1, "state": "appealed"})
    assert appeals(made)[["id", "asked"]].to_numpy().tolist() == [["d", 37], ["e", 35], ["x", 40]]
    together = appeals_together(made).set_index("name")
    assert together["composite_granted"].to_dict() == {"A": 100, "B": 94, "C": 85}
    # of two that ask for points the higher counts when all are granted: 90 % of 40 are 36
    asked = result({**rows[0], "asked": "90%"}, {**rows[1], "asked": 35})
    assert appeals_together(asked).set_index("name").loc["B", "composite_granted"] == 54 + 36


def test_bonuses_and_penalties_can_be_appealed():
    facts = {name: {**values, "h": 1} for name, values in FACTS.items()}
    # by rule + 2 − 1: A stays at 100, B has 91; decided are no bonus and 4 off: 86
    rows = [
        {"id": "h", "region": "B", "item": "honour", "points": 0, "state": "appealed", "asked": 6},
        {"id": "p", "region": "B", "item": "breach", "points": 4, "state": "appealed"},
    ]
    made = result(*rows, facts=facts)
    assert made.composite.loc[("B", "2024")] == pytest.approx(86)
    found = appeals(made)
    assert found["asked"].tolist() == [6, 1]
    assert found["composite_granted"].tolist() == pytest.approx([92, 89])
    assert appeals_together(made)["composite_granted"].tolist() == pytest.approx([100, 95, 86])


def test_what_is_asked_must_be_possible():
    with pytest.raises(fs.FazhiError) as caught:
        appeals(result({**FILES[1], "asked": 41}))
    (problem,) = caught.value.problems
    assert problem.code == "decision_beyond"
    assert problem.file == "DataFrame row 1"


def test_nothing_under_appeal():
    for made in (result(), result(*FILES[:1])):
        assert appeals(made).empty and appeals_together(made).empty
        assert {"passes", "rank_granted"} <= set(appeals(made))
        assert list(appeals_together(made)) == [
            "region", "period", "name", "composite", "composite_granted", "rank", "rank_granted", "grade",
            "grade_granted",
        ]  # fmt: skip


def test_reference_regions_and_other_classes_are_nobody_to_pass():
    classes = register({"A": "county", "B": "town", "C": "town", "mean": "reference"})
    framework = sheet({"i": plain("x")}, method={"rank_within": ["class"]})
    rows = {"id": "b", "region": "B", "item": "i", "points": "10%", "asked": "100%", "state": "appealed"}
    made = result(rows, facts={**FACTS, "mean": {"x": 50}}, framework=framework, regions=classes)
    assert [only(made)[name] for name in ("rank", "rank_granted", "passes", "others")] == [2, 1, "C", 1]
    assert appeals_together(made)["name"].tolist() == ["A", "B", "C"]


def test_who_is_ranked_apart_is_not_passed():
    # counties A 100, B 85, towns C 90, D 10 to 95: D passes C alone, B is second among its own still
    classes = register({"A": "county", "B": "county", "C": "town", "D": "town"})
    framework = sheet({"i": plain("x")}, method={"rank_within": ["class"]})
    rows = {"id": "d", "region": "D", "item": "i", "points": "10%", "asked": "95%", "state": "appealed"}
    facts = {"A": {"x": 100}, "B": {"x": 85}, "C": {"x": 90}, "D": {"x": 50}}
    found = only(result(rows, facts=facts, framework=framework, regions=classes), "d")
    assert [found[name] for name in ("rank", "rank_granted", "passes", "others")] == [2, 1, "C", 1]


ITEMS = {"study": 60, "files": 40, "honour": 10, "breach": 5}


@st.composite
def logs(draw):
    """Decisions on distinct items, some of them under appeal."""
    rows = []
    for region in "ABC":
        for item, full in ITEMS.items():
            if draw(st.booleans()):
                state = draw(st.sampled_from(["notified", "appealed", "appealed"]))
                asked = draw(st.sampled_from(["", full, full / 2, "30%"])) if state == "appealed" else ""
                points = draw(st.integers(0, full))
                row = {"region": region, "item": item, "points": points, "state": state, "asked": asked}
                rows.append({**row, "id": f"{region}-{item}"})
    return rows


def granted(row):
    points = row["asked"] if row["asked"] != "" else "100%" if row["item"] == "files" else "rule"
    return {**row, "points": points, "asked": "", "state": "changed"}


@pytest.mark.no_cover
@given(logs(), st.lists(st.integers(0, 100), min_size=3, max_size=3))
@settings(max_examples=30)
def test_granting_is_scoring_with_the_decision_changed(rows, values):
    facts = {name: {"x": value, "h": value % 4} for name, value in zip("ABC", values, strict=True)}
    if not rows:
        return
    made = result(*rows, facts=facts)
    appealed = [row for row in rows if row["state"] == "appealed"]
    found = appeals(made).set_index("id")
    assert list(found.index) == [row["id"] for row in appealed]
    for row in appealed:
        real = result(*rows, granted(row), facts=facts)
        told, key = found.loc[row["id"]], (row["region"], "2024")
        assert told["composite_granted"] == pytest.approx(real.composite[key], nan_ok=True)
        same_rank = [told["rank_granted"], real.ranks[key]]
        assert pd.isna(same_rank).all() or same_rank[0] == same_rank[1]
        assert told["grade_granted"] == real.table.loc[key, "grade"]
        decided = real.decisions.set_index("id").loc[row["id"], "score"]
        assert told["asked"] == pytest.approx(decided, nan_ok=True)
        changed = (made.ranks.fillna(-1) != real.ranks.fillna(-1)) | (made.table["grade"] != real.table["grade"])
        assert told["others"] == changed.drop(index=key).sum()
        overtaken = (made.ranks <= made.ranks[key]) & (real.ranks > real.ranks[key])
        assert told["passes"] == ", ".join(made.names[overtaken.fillna(False)])
    if appealed:
        real = result(*rows, *map(granted, appealed), facts=facts)
        together = appeals_together(made)
        np.testing.assert_allclose(together["composite_granted"], real.composite)
        assert together["grade_granted"].tolist() == real.table["grade"].tolist()
        assert together["rank_granted"].fillna(-1).tolist() == real.ranks.fillna(-1).tolist()
