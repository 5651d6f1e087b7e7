"""Tuning files: what they change, what they may not do, and which of several wins."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.framework.overlay import set_document

BASE = """\
format: 1
id: base
total_points: 100
method: {score_on: all, missing: {not_reported: zero}}
groups:
  a: {weight: 40}
  b: {weight: 60}
facts:
  x: {unit: 次}
  y: {unit: 次}
  z: {unit: 次}
indicators:
  i: {group: a, weight: 40, formula: x, better: higher, score: {rule: required, at_least: 4, each_missing: 10}}
  j: {group: b, weight: 30, formula: y, better: higher, score: {rule: proportional, full: 10}}
  k: {group: b, weight: 30, formula: z, better: lower, score: {rule: deduct, each: 3}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def tuned(folder: Path, text: str, name: str = "tuned.yaml", **more):
    (folder / name).write_text(text, encoding="utf-8")
    return fs.load_framework(folder / name, **more)


def codes(folder: Path, text: str, **more) -> list[tuple[str, str, int | None]]:
    with pytest.raises(FazhiError) as caught:
        tuned(folder, text, **more)
    return [(p.code, Path(p.file).name, p.line) for p in caught.value.problems]


def test_an_empty_overlay_is_the_identity(folder):
    framework = tuned(folder, "extends: base.yaml\n")
    assert framework.sha256() == fs.load_framework(folder / "base.yaml").sha256()
    assert framework.changes == ()


def test_changes_are_told_old_and_new_with_their_line(folder):
    framework = tuned(
        folder,
        "extends: base.yaml\nid: tuned\ngroups:\n  a: {weight: 30}\n  b: {weight: 70}\nindicators:\n"
        "  i: {weight: 30}\n  j:\n    weight: 40\n    score: {full: 20}\n",
    )
    told = [(c.name, c.old, c.new, c.mark.line) for c in framework.changes]
    assert told == [
        ("id", "base", "tuned", 2),
        ("groups.a.weight", 40, 30, 4),
        ("groups.b.weight", 60, 70, 5),
        ("indicators.i.weight", 40, 30, 7),
        ("indicators.j.weight", 30, 40, 9),
        ("indicators.j.score.full", 10, 20, 10),
    ]
    # points in a rule are shares of the points that the merged file gives: 10 of 30
    assert framework.share("i", framework.file.indicators["i"].score.each_missing) == pytest.approx(1 / 3)


def test_the_same_value_again_is_no_change(folder):
    assert tuned(folder, "extends: base.yaml\ngroups:\n  a: {weight: 40}\n").changes == ()


def test_another_rule_replaces_the_whole_score(folder):
    framework = tuned(folder, "extends: base.yaml\nindicators:\n  i: {score: {rule: proportional, full: 4}}\n")
    assert framework.file.indicators["i"].score.model_dump() == {"rule": "proportional", "full": 4.0}


def test_remove_deletes(folder):
    framework = tuned(
        folder, "extends: base.yaml\nindicators:\n  j: {remove: true}\n  k: {weight: 60}\nfacts:\n  y: {remove: true}\n"
    )
    assert list(framework.entries) == ["i", "k"]
    assert ("indicators.j", None) in [(c.name, c.new) for c in framework.changes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: base.yaml\nindicators:\n  n: {remove: true}\n", ("remove_nothing", "tuned.yaml", 3)),
        ("extends: base.yaml\nindicators:\n  j: {remove: true, weight: 3}\n", ("remove_and_more", "tuned.yaml", 3)),
        ("extends: base.yaml\nindicators:\n  j: {remove: yes}\n", ("remove_word", "tuned.yaml", 3)),
        ("extends: base.yaml\nindicators:\n  j: {remove: false}\n", ("remove_word", "tuned.yaml", 3)),
        ("extends: base.yaml\nindicators:\n  j: {remove: 是}\n", ("remove_word", "tuned.yaml", 3)),
        ("extends: nowhere.yaml\n", ("extends_missing", "tuned.yaml", 1)),
        ("extends: tuned.yaml\n", ("extends_cycle", "tuned.yaml", 1)),
        ("extends: 5\n", ("wrong_type_text", "tuned.yaml", 1)),
        ("extends: /etc/passwd\n", ("extends_outside", "tuned.yaml", 1)),
        ("extends: ../../outside.yaml\n", ("extends_outside", "tuned.yaml", 1)),
        ("extends: base.yaml\ngroups:\n  a: {weight: 41}\n", ("points_do_not_add_up", "tuned.yaml", 3)),
        ("extends: base.yaml\ngroups:\n  a: {wieght: 41}\n", ("unknown_key_near", "tuned.yaml", 3)),
        ("extends: base.yaml\nfacts:\n  y: {remove: true}\n", ("unknown_fact", "base.yaml", 14)),
    ],
)
def test_mistakes_are_located_in_the_file_that_makes_them(folder, text, expected):
    assert expected in codes(folder, text)


@pytest.mark.parametrize("key", ["extend", "extands", "Extends"])
def test_a_misspelt_extends_is_all_that_is_told(folder, key):
    """Without it the file is no tuning file: that facts and indicators are missing would lead astray."""
    assert codes(folder, f"{key}: base.yaml\ngroups:\n  a: {{weight: 41}}\n") == [("unknown_key_near", "tuned.yaml", 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("indicators:\n  i: {weight: 40,\n    better: lower}\n", "rule_direction"),
        ("indicators:\n  k: {zh: x,\n    better: higher}\n", "rule_direction"),
        ("indicators:\n  one: {zh: x,\n    better: lower}\n", "goalposts_direction"),
        ("indicators:\n  two: {zh: x,\n    better: lower}\n", "bands_direction"),
        ("indicators:\n  j: {zh: x,\n    weight: 31}\n", "points_do_not_add_up"),
        ("indicators: {i: {zh: x}}\nmethod:\n  missing: {not_reported: exclude}\n", "presence_excluded"),
        ("indicators: {i: {zh: x}}\ngroups:\n  b: {missing: {not_reported: exclude}}\n", "presence_excluded"),
    ],
)
def test_what_a_tuning_file_breaks_in_the_base_is_located_in_the_tuning_file(folder, text, code):
    more = """\
  one: {group: b, weight: 0, formula: x, better: higher, score: {rule: goalposts, worst: 0, best: 9}}
  two: {group: b, weight: 0, formula: y, better: higher,
        score: {rule: bands, bands: [{at_least: 1, score: 0%}, {at_least: 2, score: 10%}]}}
  has: {group: b, weight: 0, formula: z, better: higher, score: {rule: presence}}
"""
    (folder / "base.yaml").write_text(BASE + more, encoding="utf-8")
    assert codes(folder, f"extends: base.yaml\n{text}") == [(code, "tuned.yaml", 4)]


def test_a_misspelt_node_is_told_once(folder):
    (folder / "long.yaml").write_text(BASE.replace("  i: {", "  law_study: {"), encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        tuned(folder, "extends: long.yaml\nindicators:\n  law_studdy: {weight: 10}\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("unknown_node_near", 3, 3)
    assert problem.message("en") == "there is no 'law_studdy' to tune"
    assert problem.hint("en") == "did you mean 'law_study'?"
    # what is like nothing, or was meant as new, is told what it lacks
    for text, lacking in [("other: {weight: 10}", "group"), ("law_studies: {group: a, weight: 10}", "better")]:
        with pytest.raises(FazhiError) as caught:
            tuned(folder, f"extends: long.yaml\nindicators:\n  {text}\n")
        assert ("missing_key", lacking) in [(p.code, p.params.get("name")) for p in caught.value.problems]


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text(BASE, encoding="utf-8")
    (folder / "link.yaml").symlink_to(outside)
    assert codes(folder, "extends: link.yaml\n")[0][0] == "extends_outside"


def test_chains_and_circles(folder):
    tuned(folder, "extends: base.yaml\nid: one\n", "one.yaml")
    two = tuned(folder, "extends: one.yaml\nedition: '2'\n", "two.yaml")
    assert (two.id, two.file.edition) == ("one", "2")
    (folder / "one.yaml").write_text("extends: two.yaml\n", encoding="utf-8")
    assert codes(folder, "extends: two.yaml\n")[0][0] == "extends_cycle"


def test_a_long_chain_is_refused(folder):
    before = "base"
    for number in range(14):
        (folder / f"c{number}.yaml").write_text(f"extends: {before}.yaml\n", encoding="utf-8")
        before = f"c{number}"
    # of tuned, c13, c12 … the eleventh is c4: its line is shown
    assert codes(folder, f"extends: {before}.yaml\n") == [("extends_chain", "c4.yaml", 1)]


def test_the_shipped_framework_can_be_extended_from_anywhere(tmp_path):
    framework = tuned(tmp_path, "extends: indicators.yaml\ngroups:\n  enforcement: {weight: 2}\n")
    assert framework.nominal_weights["enforcement"] == pytest.approx(2 / 6)


def test_settings_go_over_the_file_and_the_file_over_what_it_extends(folder):
    text = "extends: base.yaml\nid: file\nedition: file\nnote: file\n"
    framework = tuned(folder, text, settings=["id=set", "edition='set'"])
    assert (framework.id, framework.file.edition, framework.file.note) == ("set", "set", "file")
    assert framework.file.total_points == 100
    assert [(c.name, c.mark.file) for c in framework.changes][-2:] == [("id", "--set"), ("edition", "--set")]


def test_a_weight_in_points_is_set_with_its_siblings(folder):
    framework = fs.load_framework(folder / "base.yaml", settings=["groups.b.weight=30", "method.round=2"])
    # b from 60 to 30: a takes the rest, 70; j and k share b half and half
    assert [framework.points(n) for n in ("a", "b", "j", "k")] == pytest.approx([70, 30, 15, 15])
    assert framework.method.round == 2


def test_a_weight_that_is_set_is_told_as_it_was_written(folder):
    framework = fs.load_framework(folder / "base.yaml", settings=["groups.b.weight=30"])
    (change,) = framework.changes
    assert (change.name, repr(change.old), repr(change.new)) == ("groups.b.weight", "60", "30")


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("a=40", "groups.a.weight=40"),
        ("i = 40", "indicators.i.weight=40"),
        ("i.score.full=7", "indicators.i.score.full=7"),
    ],
)
def test_a_node_alone_is_no_setting(folder, setting, meant):
    with pytest.raises(FazhiError) as caught:
        fs.load_framework(folder / "base.yaml", settings=[setting])
    (problem,) = caught.value.problems
    assert (problem.code, problem.column, problem.hint("en")) == ("set_node", 1, f"write {meant}")


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("groups.a.weight", "set_form"),
        ("=3", "set_form"),
        ("groups..weight=3", "set_form"),
        ("groups.a.weight=many", "wrong_type_number"),
        ("groups.c.weight=3", "unknown_weight"),
        ("groups.a.weight=101", "weight_too_large"),
        ("indicators.i.score.at_least=-2", "threshold_positive"),
        ("nonsense=3", "unknown_key"),
    ],
)
def test_bad_settings(folder, setting, code):
    with pytest.raises(FazhiError) as caught:
        fs.load_framework(folder / "base.yaml", settings=[setting])
    assert code in [p.code for p in caught.value.problems]


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    each=st.floats(0.01, 1, allow_nan=False),
    text=st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029\x85"), max_size=12
    ),
    percent=st.floats(0, 100).map(lambda x: round(x, 3)),
)
def test_yaml_to_framework_to_yaml_keeps_meaning(points, each, text, percent):
    data = {
        "format": 1,
        "id": "h",
        "zh": text,
        "edition": text,
        "total_points": sum(points),
        "method": {"score_on": "all", "missing": {"not_reported": "zero"}, "minimum_coverage": f"{percent}%"},
        "groups": {"g": {"weight": sum(points), "note": text}},
        "facts": {f"f{k}": {"unit": "次"} for k in range(len(points))},
        "indicators": {
            f"i{k}": {
                "group": "g",
                "weight": p,
                "formula": f"f{k}",
                "better": "lower",
                "score": {"rule": "deduct", "each": each * p},
            }
            for k, p in enumerate(points)
        },
    }
    first = fs.load_framework(data)
    again = fs.load_framework("again.yaml", text=first.to_yaml())
    assert again.file == first.file
    assert again.sha256() == first.sha256()
    tuned = first.with_weights({"i0": points[0] / 2} if len(points) > 1 else {})
    back = fs.load_framework("tuned.yaml", text=tuned.to_yaml())
    for name in tuned.entries:
        assert back.nominal_weights[name] == pytest.approx(tuned.nominal_weights[name], abs=1e-12)
        shares = [f.share(name, f.file.indicators[name].score.each) for f in (tuned, back)]
        assert shares[1] == pytest.approx(shares[0], abs=1e-12)


def test_the_default_framework_and_the_sheet_survive_the_round_trip():
    sheet = Path(__file__).parents[2] / "examples" / "districts" / "sheet.yaml"
    for source in (None, sheet):
        framework = fs.load_framework(source)
        assert fs.load_framework("again.yaml", text=framework.to_yaml()).file == framework.file


def test_a_setting_whose_value_is_no_yaml_is_told_as_a_setting():
    with pytest.raises(FazhiError) as caught:
        set_document(["groups.a.weight=[30"])
    assert [problem.file for problem in caught.value.problems] == ["--set"]


def test_places_of_mistakes_in_tuning_files(folder):
    with pytest.raises(FazhiError) as caught:
        tuned(folder, "extends: base.yaml\ngroups:\n  zzz: {remove: true}\n")
    (found,) = caught.value.problems
    assert (found.code, found.line, found.column) == ("remove_nothing", 3, 3)
    with pytest.raises(FazhiError) as caught:
        tuned(folder, "extends: 5\n")
    assert (caught.value.problems[0].code, caught.value.problems[0].params["name"]) == ("wrong_type_text", "extends")
