"""Who is moved by others: ranks and quotas by hand, and decisions as what changed a score."""

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.messages import LANGUAGES
from fazhi_score.presentation.comparison import bystander_table, comparison_data, write_comparison
from tests.conftest import plain, register, scored, sheet

# the regions are invented, as is everything decided here

GRADES = {"good": 80, "fair": 0}
RANKED = sheet({"i": plain("x")})
QUOTA = sheet({"i": plain("x")}, grades=GRADES, grade_quota={"good": 0.5})


def moved(before, after, framework=QUOTA, other=None, **more):
    """Compare values of x, one a region; the rows of those who moved by others."""
    sides = ((framework, before), (other or framework, after))
    results = [scored(f, {name: {"x": x} for name, x in side.items()}, **more) for f, side in sides]
    found = fs.compare(*results)
    frame = found.bystanders
    assert {"rank_before", "rank_after"} <= set(frame)
    for lang in LANGUAGES:
        table = bystander_table(found, lang)
        assert len(table) == len(frame) and not table.isin([None]).any().any()
    return {row.name[0]: (row["cause"], row["by"]) for _, row in frame.iterrows()}


def test_by_rank():
    # B passes A and C; D stays last
    assert moved({"A": 70, "B": 50, "C": 60, "D": 10}, {"A": 70, "B": 75, "C": 60, "D": 10}, RANKED) == {
        "A": ("rank", "B"), "C": ("rank", "B"),
    }  # fmt: skip
    # level with it is not ahead of it; who falls behind lets others rise
    assert moved({"A": 70, "B": 50}, {"A": 70, "B": 70}, RANKED) == {}
    assert moved({"A": 70, "B": 90}, {"A": 70, "B": 50}, RANKED) == {"A": ("rank", "B")}
    # who joins or leaves takes and frees ranks too
    assert moved({"A": 70}, {"A": 70, "N": 90}, RANKED) == {"A": ("rank", "N")}
    assert moved({"A": 70, "N": 90}, {"A": 70}, RANKED) == {"A": ("rank", "N")}
    # who moved by own score is no bystander, nor is who is in one result only
    assert moved({"A": 70, "B": 60, "C": 1}, {"A": 50, "B": 60}, RANKED) == {"B": ("rank", "A")}


def test_ranks_within_classes():
    classes = register({"A": "county", "B": "town", "C": "county"})
    framework = sheet({"i": plain("x")}, method={"rank_within": ["class"]})
    assert moved({"A": 70, "B": 50, "C": 60}, {"A": 70, "B": 90, "C": 80}, framework, regions=classes) == {
        "A": ("rank", "C"),
    }  # fmt: skip


def test_a_class_that_becomes_large_enough():
    framework = sheet({"i": plain("x")}, method={"minimum_peers": 3})
    assert moved({"A": 70, "B": 50}, {"A": 70, "B": 50, "C": 60}, framework) == {
        "A": ("rank", "C"), "B": ("rank", "C"),
    }  # fmt: skip


def test_by_quota_alone():
    # two of four may be good. Before A 95, B 90; C 85 has earned it too.
    # C comes level with B at the second place: the two do not fit into what is left, both are fair; nobody came in
    before = {"A": 95, "B": 90, "C": 85, "D": 10}
    assert moved(before, {**before, "C": 90}) == {"B": ("quota", "C")}
    # the other way round B gets its place back
    assert moved({**before, "C": 90}, before) == {"B": ("quota", "C")}
    # E makes it five: half of five is two and nothing changes; two more make three places: C takes the third
    assert moved(before, {**before, "E": 5}) == {}
    assert moved(before, {**before, "E": 5, "F": 4}) == {"C": ("quota", "E, F")}
    assert moved({**before, "E": 5, "F": 4}, before) == {"C": ("quota", "E, F")}


def test_who_came_in_took_the_place_and_not_who_left():
    # two of four are good, A and B; then C takes the only place of three, A falls out, and B is second still
    before, after = {"A": 95, "B": 90, "C": 85, "D": 10}, {"A": 20, "B": 90, "C": 95}
    assert moved(before, after) == {"B": ("quota", "C")}
    # the other way round C leaves B a place
    assert moved(after, before) == {"B": ("quota", "C")}


def test_by_rank_and_quota_at_once():
    # C passes B and takes its place among the good
    before = {"A": 95, "B": 90, "C": 85, "D": 10}
    assert moved(before, {**before, "C": 92}) == {"B": ("both", "C")}
    # A falls back: B is first, C second and good
    assert moved(before, {**before, "A": 20}) == {"B": ("rank", "A"), "C": ("both", "A")}
    sides = (before, {**before, "C": 92})
    result = fs.compare(*(scored(QUOTA, {n: {"x": x} for n, x in side.items()}) for side in sides))
    assert result.bystanders.reset_index().to_dict("records") == [
        {"region": "B", "period": "2024", "name": "B", "rank_before": 2, "rank_after": 3, "grade_before": "good",
         "grade_after": "fair", "cause": "both", "by": "C"},
    ]  # fmt: skip
    assert bystander_table(result, "en")["Rank"].tolist() == ["2 → 3"]
    assert bystander_table(result, "zh")["等级"].tolist() == ["good → fair"]


def test_grades_that_change_by_other_causes_than_peers():
    before = {"A": 95, "B": 70}
    # other limits: B has earned it now
    lower = sheet({"i": plain("x")}, grades={"good": 60, "fair": 0})
    plain_grades = sheet({"i": plain("x")}, grades=GRADES)
    assert moved(before, before, plain_grades, lower) == {"B": ("grade", "")}
    # both at once: B is passed by C, and its limit is lower
    assert moved({**before, "C": 20}, {**before, "C": 99}, plain_grades, lower) == {
        "A": ("rank", "C"), "B": ("rank", "C"),
    }  # fmt: skip
    # another share of places: nobody took them
    wider = sheet({"i": plain("x")}, grades=GRADES, grade_quota={"good": 1.0})
    high = {"A": 95, "B": 85}
    assert moved(high, high, QUOTA, wider) == {"B": ("quota", "")}


def test_vetoes_on_grades_are_no_quota():
    capped = {"red": {"kind": "veto", "when": "v > 0", "at_most": "fair"}}
    framework = sheet({"i": plain("x")}, grades=GRADES, facts={"x": {}, "v": {}}, adjustments=capped)
    results = [scored(framework, {"A": {"x": 90, "v": v}, "B": {"x": 20, "v": 0}}) for v in (0, 1)]
    found = fs.compare(*results).bystanders
    assert found[["grade_before", "grade_after", "cause", "by"]].to_numpy().tolist() == [["good", "fair", "grade", ""]]


def test_nobody_moved(tmp_path):
    found = fs.compare(*[scored(RANKED, {"A": {"x": 1}})] * 2)
    assert found.bystanders.empty and bystander_table(found).empty
    assert comparison_data(found)["bystanders"] == []
    write_comparison(found, tmp_path / "c.csv")
    assert pd.read_csv(tmp_path / "c.csv")["bystander_by"].isna().all()


def test_files_name_those_who_were_moved(tmp_path):
    found = fs.compare(*(scored(RANKED, {"A": {"x": 70}, "B": {"x": x}}) for x in (50, 90)))
    (row,) = comparison_data(found)["bystanders"]
    assert (row["region"], row["cause"], row["by"]) == ("A", "rank", "B")
    write_comparison(found, tmp_path / "c.csv")
    frame = pd.read_csv(tmp_path / "c.csv").set_index("region")
    assert frame.loc["A", ["bystander_cause", "bystander_by"]].tolist() == ["rank", "B"]
    assert frame["bystander_cause"].isna().tolist() == [False, True]


HELD = {"region": "B", "period": "2024", "evidence": "p. 3", "decided_by": "panel", "date": "2025-01-08"}
DECIDED = sheet(
    {"i": plain("x"), "k": plain("y")},
    facts={name: {} for name in "xyh"},
    adjustments={"honour": {"kind": "bonus", "formula": "h", "each": 1, "cap": 9}},
)
FACTS = {"A": {"x": 60, "y": 60, "h": 0}, "B": {"x": 50, "y": 50, "h": 0}}


def changed(before, after, values=None):
    """Return what is said to have changed of the item that moved B most."""
    held = {**HELD, "item": "i", "state": "notified"}
    logs = [pd.DataFrame([{**held, **row} for row in rows]) for rows in (before, after)]
    sides = zip((FACTS, values or FACTS), logs, strict=True)
    found = fs.compare(*(scored(DECIDED, f, decisions=log if len(log) else None) for f, log in sides))
    assert found.movers.empty or found.movers.loc[("B", "2024", 1), "changed"]
    return found.drivers.loc[("B", "2024", 1), ["node", "changed"]].tolist()


@pytest.mark.parametrize("turn", [1, -1])
def test_a_decision_is_what_changed_a_score(turn):
    one = {"id": "d1", "points": "100%"}
    # new, and gone
    assert changed(*[[], [one]][::turn]) == ["i", "decision d1"]
    # says something else
    assert changed(*[[{**one, "points": "10%"}], [one]][::turn]) == ["i", "decision d1"]
    # withdrawn is as good as gone
    assert changed(*[[one], [{**one, "points": "rule"}]][::turn]) == ["i", "decision d1"]
    # only d2 is new
    two = {"id": "d2", "deducted": "20%"}
    assert changed(*[[one], [one, two]][::turn]) == ["i", "decision d2"]
    # bonuses and penalties are one node
    extra = {"id": "d3", "item": "honour", "points": 9}
    assert changed(*[[], [extra]][::turn]) == ["adjustments", "decision d3"]


def test_a_decision_that_says_the_same_explains_nothing():
    taken = {"id": "d1", "deducted": "20%"}
    more = {**FACTS, "B": {"x": 95, "y": 50, "h": 0}}
    assert changed([taken], [taken], more) == ["i", "value"]
    assert changed([taken], [{**taken, "deducted": "10%"}], more) == ["i", "decision d1, value"]
    assert changed([], [], more) == ["i", "value"]
