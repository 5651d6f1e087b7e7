"""Frameworks and weights as text: what is written is read back as the same, and no more is written than differs."""

import pytest
import yaml

from fazhi_score.errors import FazhiError
from fazhi_score.framework.document import read_document
from fazhi_score.framework.model import load_framework
from fazhi_score.framework.writing import as_yaml, file_name, framework_data, weights_yaml
from tests.framework.texts import INDEX, POINTS, edited, load

HEAD = "# 只含与基础框架不同的权重。Weights that differ from the base."


def weights(text, given, **more):
    """What a tuning file with these weights says of groups and indicators."""
    told = yaml.safe_load(weights_yaml(load(text), "base.yaml", given, **more))
    assert told.pop("extends") == "base.yaml"
    return told


def shares(**keys):
    return {key: f"{value:.15f}%" for key, value in keys.items()}


# weights


def test_weights_are_written_as_people_write_them():
    text = weights_yaml(load(INDEX), "base.yaml", {"g": 3.0, "one": 0.25})
    assert text.splitlines() == [
        HEAD, "extends: base.yaml", "groups:", "  g:", "    weight: 3", "indicators:", "  one:", "    weight: 0.25",
    ]  # fmt: skip
    assert weights(INDEX, {}, more={"id": "other", "method": {"round": 1}}) == {"id": "other", "method": {"round": 1}}


def test_points_in_rules_stay_the_same_share_of_full_marks():
    # 1 of 4 and 2 of 6
    assert weights(POINTS, {"one": 4.0, "two": 6.0})["indicators"] == {
        "one": {"weight": 4, "score": shares(each_missing=25)},
        "two": {"weight": 6, "score": shares(each=2 / 6 * 100)},
    }
    # what is a share already, or not in the file, is not written
    bare = edited(POINTS, "each_missing: 1", "each_missing: 10%")
    assert weights(bare, {"one": 4.0}) == {"indicators": {"one": {"weight": 4}}}
    bands = "{rule: bands, bands: [{at_least: 3, score: 4}, {at_least: 1, score: 50%}, {at_least: 0, score: 1}]}"
    text = edited(POINTS, "{rule: required, at_least: 3, each_missing: 1}", bands)
    assert weights(text, {"one": 5})["indicators"]["one"]["score"]["bands"] == [
        {"at_least": 3, "score": f"{100:.15f}%"}, {"at_least": 1, "score": "50%"},
        {"at_least": 0, "score": f"{25:.15f}%"},
    ]  # fmt: skip


def test_points_of_a_class_are_written_where_it_has_some_of_its_own():
    rule = "score: {rule: required, at_least: 3, each_missing: 1}"
    own = "by_class: {town: {each_missing: 2}, village: {at_least: 1}}, "
    (one,) = weights(edited(POINTS, rule, own + rule), {"one": 4.0})["indicators"].values()
    assert one == {
        "weight": 4, "score": shares(each_missing=25), "by_class": {"town": shares(each_missing=50)},
    }  # fmt: skip


def test_the_full_marks_of_a_reviewer_are_the_points_before():
    text = edited(POINTS, "{rule: required, at_least: 3, each_missing: 1}", "{rule: reviewer}")
    assert weights(text, {"one": 5.0})["indicators"]["one"] == {"weight": 5, "score": {"full": 4.0}}
    given = edited(text, "{rule: reviewer}", "{rule: reviewer, full: 100}")
    assert weights(given, {"one": 5.0})["indicators"]["one"] == {"weight": 5}
    without = edited(POINTS, "{rule: required, at_least: 3, each_missing: 1}", "{rule: reviewer}",
                     "total_points: 10\n", "", "deduct, each: 2", "deduct, each: 2%")  # fmt: skip
    assert weights(without, {"one": 5.0})["indicators"]["one"] == {"weight": 5}


# frameworks


def test_weights_that_were_changed_are_written_and_no_others():
    index = load(INDEX)
    assert framework_data(index) == read_document("t.yaml", text=INDEX).data
    some = edited(INDEX, "group: g", "group: g\n    applies_to: {class: [town]}")
    assert framework_data(load(some)) == read_document("t.yaml", text=some).data
    changed = framework_data(index.with_weights(one=3))
    assert changed["indicators"]["one"]["weight"] == 3.0 and changed["groups"] == {"g": {"weight": 1}}


def test_in_a_sheet_of_points_all_are_written_where_one_was_changed():
    sheet = load(POINTS)
    assert framework_data(sheet) == read_document("t.yaml", text=POINTS).data
    changed = framework_data(sheet.with_weights(one=5))
    assert changed["groups"] == {"g": {"weight": 10.0}}
    assert {name: spec["weight"] for name, spec in changed["indicators"].items()} == {"one": 5.0, "two": 5.0}
    # points of a group are handed down: what stands within it has other points, too
    two = edited(
        POINTS, "g: {weight: 10}", "g: {weight: 6}\n  h: {weight: 4}",
        "group: g, weight: 6, form", "group: h, weight: 4, form", "group: g, weight: 4", "group: g, weight: 6",
    )  # fmt: skip
    moved = framework_data(load(two).with_weights(g=3))
    assert [part["weight"] for section in ("groups", "indicators") for part in moved[section].values()] == [3, 7, 3, 7]
    # 1 of 4 is a quarter of 5 as well
    assert changed["indicators"]["one"]["score"] == {"rule": "required", "at_least": 3, **shares(each_missing=25)}


# text

DATA = {"b": ["甲，乙", "a: b", "12", "true", "~", "1e3", "", " x", "“引”", "x\ny", "#1"], "a": {"long": "字 " * 200}}


def test_texts_are_read_back_as_texts():
    text = as_yaml(DATA)
    assert read_document("t.yaml", text=text).data == DATA
    assert list(yaml.safe_load(text)) == ["b", "a"] and "甲，乙" in text
    assert len(text.splitlines()[-1]) > 400  # a long text stays in its line
    twice = ["x"]
    assert as_yaml({"one": twice, "other": twice}) == "one:\n- x\nother:\n- x\n"
    assert as_yaml({"plain": "x / y", "quoted": "x，y"}) == 'plain: x / y\nquoted: "x，y"\n'


# names


def test_a_tuning_file_names_the_file_that_was_read(tmp_path):
    for name in ("one.yaml", "two.yml"):
        (tmp_path / name).write_text(INDEX, encoding="utf-8")
        assert file_name(load_framework(tmp_path / name)) == name
    (tmp_path / "tuned.yaml").write_text("extends: one.yaml\nid: tuned\n", encoding="utf-8")
    assert file_name(load_framework(tmp_path / "tuned.yaml")) == "tuned.yaml"


def test_a_framework_that_was_read_from_no_file_has_no_name(tmp_path):
    (tmp_path / "base.txt").write_text(INDEX, encoding="utf-8")
    for framework in (load_framework(tmp_path / "base.txt"), load_framework(read_document("t", text=INDEX).data)):
        with pytest.raises(FazhiError) as caught:
            file_name(framework)
        assert [(problem.code, problem.params) for problem in caught.value.problems] == [
            ("freeze_extends", {"name": "base"})
        ]
