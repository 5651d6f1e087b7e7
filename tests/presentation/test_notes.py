"""What `check` remarks: relative scores, items that tell nobody apart, changes."""

import pandas as pd

import fazhi_score as fs
from fazhi_score.presentation.notes import distinction_notes, framework_notes
from fazhi_score.presentation.tables import league
from fazhi_score.presentation.tables.structure import change_lines, weights_table

DATA = {
    "format": 1,
    "id": "n",
    "method": {"missing": {"not_reported": "exclude"}, "rank_within": []},
    "groups": {"g": {"zh": "组"}},
    "facts": {name: {"unit": "次"} for name in "xyz"},
    "indicators": {
        "relative": {"group": "g", "formula": "x", "better": "higher", "score": {"rule": "minmax"}},
        "mean": {
            "group": "g",
            "formula": "y - peers_mean(y)",
            "better": "higher",
            "score": {"rule": "goalposts", "worst": -1, "best": 1},
        },
        "full": {"group": "g", "formula": "y", "better": "higher", "score": {"rule": "proportional", "full": 2}},
        "plain": {"group": "g", "formula": "z", "better": "higher", "score": {"rule": "proportional", "full": 9}},
        "shown": {"group": "g", "formula": "z", "better": "neutral"},
    },
}
FACTS = pd.DataFrame(
    [
        (r, "2024", f, v)
        for r, vs in {"A": (1, 5, 3), "B": (2, 5, 3), "C": (3, 5, 3)}.items()
        for f, v in zip("xyz", vs, strict=True)
    ],
    columns=["region", "period", "fact", "value"],
)


def test_relative_indicators_are_named():
    (note,) = framework_notes(fs.load_framework(DATA))
    assert (note.code, note.params["listed"]) == ("relative_indicators", "relative, mean")
    plain = {**DATA, "indicators": {"plain": DATA["indicators"]["plain"]}}
    assert framework_notes(fs.load_framework(plain)) == []


def test_items_that_tell_nobody_apart_are_named():
    notes = distinction_notes(fs.score(FACTS, fs.load_framework(DATA)))
    assert [(n.code, n.params["listed"]) for n in notes] == [
        ("all_full_marks", "full"),
        ("all_the_same", "mean, plain"),
    ]


def test_tables_have_labels_in_both_languages():
    result = fs.score(FACTS, fs.load_framework(DATA))
    assert "组" in league(result, "zh").columns
    assert league(result, "en")["Rank"].tolist() == ["1", "2", "3"]  # not in the order of the file
    shares = weights_table(result.framework, "en").set_index("Id")["Share of the composite"]
    assert shares["plain"] == "25.00%"
    assert shares["shown"] == "shown, not scored"


def test_changes_are_one_line_each(tmp_path):
    (tmp_path / "t.yaml").write_text(
        "extends: indicators.yaml\nindicators:\n  law_study: {remove: true}\n", encoding="utf-8"
    )
    (line,) = change_lines(fs.load_framework(tmp_path / "t.yaml"), "en")
    assert ":3  indicators.law_study: {" in line
    assert line.endswith("→ (absent)")
