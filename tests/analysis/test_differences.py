"""What differs between two frameworks, and where it stands."""

import fazhi_score as fs
from fazhi_score.analysis.differences import differences, reach, scoring_settings
from tests.framework.texts import INDEX, POINTS, edited, load

TUNING = """\
extends: base.yaml
groups: {g: {weight: 3}}
indicators:
  one:
    score: {best: 2}
  two: {group: g, formula: b, better: higher, score: {rule: goalposts, worst: 0, best: 1}}
"""


def told(frame):
    return {path: (old, new) for path, old, new in zip(frame["path"], frame["old"], frame["new"], strict=True)}


def test_a_framework_does_not_differ_from_itself_nor_from_its_defaults_written_out():
    base = load(INDEX)
    assert differences(base, base).empty
    assert differences(base, load(INDEX.replace("method:\n", "method:\n  minimum_peers: 3\n"))).empty


def test_a_tuning_file_is_pointed_at(tmp_path):
    (tmp_path / "base.yaml").write_text(INDEX, encoding="utf-8")
    (tmp_path / "tuned.yaml").write_text(TUNING, encoding="utf-8")
    before, after = (fs.load_framework(tmp_path / name) for name in ("base.yaml", "tuned.yaml"))
    frame = differences(before, after).set_index("path")
    assert list(frame.index) == ["groups.g.weight", "indicators.one.score.best", "indicators.two"]
    assert frame.loc["groups.g.weight", ["old", "new"]].tolist() == [1.0, 3.0]
    assert frame["place"].map(lambda place: place.rpartition("tuned.yaml")[2]).tolist() == [":2:22", ":5:19", ":6:3"]
    assert frame["old_place"].map(lambda place: place.rpartition("base.yaml")[2]).tolist() == [":6:15", ":15:46", ""]
    assert frame.loc["indicators.two", "old"] is None
    back = differences(after, before).set_index("path")
    assert back.loc["indicators.two", "new"] is None
    assert back.loc["indicators.two", "place"] == ""
    found = reach(after, differences(before, after))
    assert found == {"one": ["score.best", "g.weight"], "two": ["added", "g.weight"]}


def test_what_a_tuning_file_removes_is_pointed_at(tmp_path):
    both = INDEX + "  two: {group: g, formula: b, better: higher, score: {rule: goalposts, worst: 0, best: 1}}\n"
    (tmp_path / "base.yaml").write_text(both, encoding="utf-8")
    (tmp_path / "tuned.yaml").write_text("extends: base.yaml\nindicators:\n  two: {remove: true}\n", encoding="utf-8")
    before, after = (fs.load_framework(tmp_path / name) for name in ("base.yaml", "tuned.yaml"))
    frame = differences(before, after)
    assert frame["path"].tolist() == ["indicators.two"]
    assert frame["place"][0].endswith("tuned.yaml:3:3")
    assert reach(before, frame) == {"one": [], "two": ["removed"]}


def test_another_rule_is_one_difference_and_lists_too():
    text = edited(INDEX, "{rule: goalposts, worst: 0, best: 1}", "{rule: bands, bands: [{at_least: 1, score: 100%}]}")
    frame = differences(load(INDEX), load(text))
    assert told(frame) == {
        "indicators.one.score": (
            {"rule": "goalposts", "worst": 0.0, "best": 1.0},
            {"rule": "bands", "bands": [{"at_least": 1.0, "score": "100%"}]},
        )
    }
    other = load(edited(text, "score: 100%", "score: 90%"))
    assert list(told(differences(load(text), other))) == ["indicators.one.score.bands"]


def test_weights_in_use_are_compared_and_stand_nowhere_if_no_file_says_them():
    sheet = load(POINTS)
    set_ = fs.load_framework("t.yaml", text=POINTS, settings=["indicators.one.weight=5"])
    # the sibling absorbs the difference: 6 → 5
    frame = differences(sheet, set_).set_index("path")
    assert told(frame.reset_index()) == {"indicators.one.weight": (4.0, 5.0), "indicators.two.weight": (6.0, 5.0)}
    assert frame["place"].tolist()[0].startswith("--set:1:")
    assert frame["place"].tolist()[1] == ""
    assert frame["old_place"].tolist() == ["t.yaml:12:27", "t.yaml:13:27"]


def test_a_method_changed_in_python_stands_nowhere():
    before = load(INDEX)
    frame = differences(before, before.with_method(missing={"not_reported": "exclude"}))
    assert frame.to_dict("records") == [
        {
            "path": "method.missing.not_reported",
            "old": "zero",
            "new": "exclude",
            "old_place": "t.yaml:4:27",
            "place": "",
        }
    ]
    assert scoring_settings(frame) == ["method.missing.not_reported"]


def test_names_are_no_settings_of_a_score():
    frame = differences(load(INDEX), load(edited(INDEX, "    group: g\n", "    group: g\n    zh: 一\n")))
    assert frame["path"].tolist() == ["indicators.one.zh"]
    assert reach(load(INDEX), frame) == {"one": []}
