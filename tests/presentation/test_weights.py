"""Weights go out to a spreadsheet and come back as a tuning file."""

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score import cli
from fazhi_score.errors import FazhiError
from fazhi_score.presentation.weights import export_weights, import_weights, weights_frame

SHEET = """\
# a comment that must survive
format: 1
id: sheet
total_points: 10
method: {score_on: all, missing: {not_reported: zero}}
groups:
  a: {weight: 4, zh: 甲}
  b: {weight: 6, zh: 乙}
facts: {x: {unit: 次}, y: {unit: 次}, z: {unit: 次}}
indicators:
  i: {group: a, weight: 4, formula: x, better: higher, score: {rule: proportional, full: 4}}
  j: {group: b, weight: 6, formula: y, better: higher, score: {rule: proportional, full: 4}}
  n: {group: b, formula: z, better: neutral}
"""


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def changed(base, weights, ending=".csv"):
    """Export, change weights as a person would, save."""
    path = base.parent / f"weights{ending}"
    export_weights(fs.load_framework(base), path)
    frame = pd.read_excel(path, dtype=str) if ending == ".xlsx" else pd.read_csv(path, dtype=str)
    frame["weight"] = [str(weights.get(name, old)) for name, old in zip(frame["id"], frame["weight"], strict=True)]
    frame.to_excel(path, index=False) if ending == ".xlsx" else frame.to_csv(path, index=False)
    return path


def test_what_goes_out(base):
    frame = weights_frame(fs.load_framework(base))
    assert frame.to_numpy().tolist() == [
        ["a", "甲", "", "4", "40%"],
        ["i", "i", "a", "4", "40%"],
        ["b", "乙", "", "6", "60%"],
        ["j", "j", "b", "6", "60%"],
    ]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_there_and_back(base, ending):
    path = changed(base, {"a": 3, "i": 3, "b": 7, "j": 7}, ending)
    target = base.parent / "tuning.yaml"
    assert import_weights(path, base, target) == {"a": (4, 3), "i": (4, 3), "b": (6, 7), "j": (6, 7)}
    tuned = fs.load_framework(target)
    assert [tuned.points(name) for name in "aibj"] == pytest.approx([3, 3, 7, 7])
    assert len(tuned.changes) == 4
    assert base.read_text(encoding="utf-8") == SHEET


def test_nothing_changed_is_an_empty_tuning_file(base):
    path = changed(base, {})
    assert import_weights(path, base, base.parent / "t.yaml") == {}
    assert fs.load_framework(base.parent / "t.yaml").changes == ()


def test_points_that_no_longer_add_up_are_reported_and_nothing_is_written(base):
    path, target = changed(base, {"a": 5}), base.parent / "t.yaml"
    with pytest.raises(FazhiError, match="add up") as caught:
        import_weights(path, base, target)
    assert {p.code for p in caught.value.problems} == {"points_do_not_add_up"}
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("id,weight\nq,3\n", ["weights_unknown"]),
        ("id,weight\na,3\na,4\n", ["weights_twice"]),
        ("id,weight\na,many\nb,\n", ["weights_number", "weights_number"]),
        ("id,weight\na,-1\n", ["out_of_bounds"]),
        ("name,share\na,3\n", ["weights_columns"]),
    ],
)
def test_bad_sheets(base, text, codes):
    path = base.parent / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        import_weights(path, base, base.parent / "t.yaml")
    assert [p.code for p in caught.value.problems][: len(codes)] == codes


def test_by_commands_over_the_default_framework(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in (
        ["weights", "export", "-o", "w.csv"],
        ["weights", "import", "w.csv", "-o", "t.yaml"],
        ["check", "t.yaml"],
    ):
        with pytest.raises(SystemExit) as left:
            cli.main([*words, "--lang", "zh"])
        assert not left.value.code, capsys.readouterr().err
    assert "没有错误" in capsys.readouterr().out
