"""The part of a tuning file that no slider changes."""

import pytest

import fazhi_score as fs
from fazhi_score.presentation.page.tuning import marks_as_shares, saved_name, tuning
from tests.conftest import plain, scored, sheet
from tests.presentation.page.conftest import DISTRICTS, POINTS, points_facts


def of(framework, facts=None, **more):
    result = fs.score(facts or fs.simulate(regions=5, seed=1).facts, framework, **more)
    names = ["", *framework.group_order[1:], *framework.entries]
    return tuning(result, {name: name for name in names})


def test_it_extends_the_file_that_was_read(tmp_path):
    assert of(fs.load_framework())["extends"] == "indicators.yaml"
    file = tmp_path / "tuned.yaml"
    file.write_text("extends: indicators.yaml\ngroups: {enforcement: {weight: 2}}\n", encoding="utf-8")
    tuned = fs.load_framework(file, settings=["method.minimum_coverage=10%"])
    assert saved_name(tuned) == "tuned.yaml"
    found = of(tuned)
    assert (found["extends"], found["saved"]) == ("tuned.yaml", True)
    assert found["data"] == {"method": {"minimum_coverage": "10%"}}


def test_without_a_file_it_names_one_to_save():
    framework = sheet({"i": plain("f")})
    found = tuning(scored(framework, {"A": {"f": 1}}), {"": 0, "g": 1, "i": 2})
    assert (found["extends"], found["saved"]) == ("test.yaml", False)


def test_settings_and_methods_given_in_python_are_in_it():
    framework = fs.load_framework(settings=["groups.enforcement.aggregation=geometric", "groups.supervision.weight=3"])
    found = of(framework.with_method(round=1))["data"]
    assert found == {"groups": {"enforcement": {"aggregation": "geometric"}}, "method": {"round": 1}}


def test_what_a_setting_removed_stays_removed():
    framework = fs.load_framework(settings=["adjustments.x={kind: gate, when: enforcement_officers_certified > 0}"])
    assert of(framework)["data"]["adjustments"]["x"]["kind"] == "gate"
    names = list(fs.load_framework().file.grades)
    framework = fs.load_framework(settings=[f"grades.{names[0]}={{remove: true}}"])
    assert of(framework)["data"]["grades"] == {names[0]: {"remove": True}}


def test_weights_that_a_method_makes_are_not_made_again():
    framework = fs.load_framework(settings=["groups.enforcement.weighting=entropy"])
    assert of(framework)["data"]["groups"]["enforcement"]["weighting"] == "given"
    assert of(fs.load_framework().with_method(weighting="critic"))["data"]["method"]["weighting"] == "given"


def test_marks_in_points_become_shares():
    framework = fs.load_framework(POINTS)
    # 2 and 1 of 8 points; a reviewer's 4 points stay those of the fact; bands of 6
    meetings = marks_as_shares(framework, "meetings")
    assert float(meetings["score"]["each_missing"].rstrip("%")) == 25
    assert float(meetings["by_class"]["town"]["each_missing"].rstrip("%")) == 12.5
    assert marks_as_shares(framework, "marks") == {"score": {"full": 4.0}}
    bands = marks_as_shares(framework, "only_offices")["score"]["bands"]
    assert [float(band["score"].rstrip("%")) for band in bands] == [100, pytest.approx(100 / 6)]
    assert marks_as_shares(framework, "both") == {}
    assert marks_as_shares(fs.load_framework(), "law_study") == {}


def test_decisions_in_points_are_counted(tmp_path):
    file = tmp_path / "d.csv"
    rows = ["id,region,period,item,points,reason,evidence,state", "D1,r1,2024,both,6,核减,档案,notified",
            "D2,r2,2024,both,50%,核减,档案,notified", "D3,r1,2024,honour,1,补认,档案,notified"]  # fmt: skip
    file.write_text("\n".join(rows), encoding="utf-8")
    assert of(fs.load_framework(POINTS), points_facts(6), decisions=file)["inPoints"] == {"both": 1}
    facts = fs.read_facts(DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv")
    assert of(fs.load_framework(), facts)["inPoints"] == {}
