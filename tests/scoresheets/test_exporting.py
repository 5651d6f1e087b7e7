"""Frameworks into score sheets, and back again."""

import pytest
from openpyxl import load_workbook

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.scoresheets.describing import rule_in_words
from fazhi_score.scoresheets.exporting import export_sheet
from fazhi_score.scoresheets.importing import import_sheet
from tests.scoresheets import sheets

BUILDERS = {"a": sheets.sheet_a, "b": sheets.sheet_b, "c": sheets.sheet_c}


@pytest.fixture(scope="module", params=list(BUILDERS))
def round_trip(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    source = BUILDERS[request.param](folder / "in.xlsx")
    first = import_sheet(folder / "in.xlsx", id="sheet")
    export_sheet(first.framework, folder / "out.xlsx")
    return source, first, folder


def plain(text):
    return "".join(str(text).split())


def test_every_wording_of_the_sheet_stands_in_the_exported_one(round_trip):
    source, _, folder = round_trip
    sheet = load_workbook(folder / "out.xlsx").active
    cells = [plain(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    wanted = [cell for line in source.lines for cell in (*line.groups, *line.cells) if cell not in ("", "+")]
    for text in (*wanted, *source.titles, *source.footnotes):
        assert any(plain(text) in cell for cell in cells), text


def content(imported):
    """The whole file but for the names of facts, which come from the wording around them."""
    data = imported.framework.file.model_dump()
    for fact in data["facts"].values():
        fact["zh"] = fact["zh"].partition("：")[0]
    return data


def test_reading_it_again_gives_the_same(round_trip):
    _, first, folder = round_trip
    again = import_sheet(folder / "out.xlsx", id="sheet")
    assert content(again) == content(first)
    kept = first.items[first.items["id"] != "-"]  # a veto that says nothing of its effect stands in the remarks
    assert again.items["rule"].tolist() == kept["rule"].tolist()
    assert (again.items["why_open"] != "").tolist() == (kept["why_open"] != "").tolist()


def test_it_is_laid_out_for_people(round_trip):
    _, _, folder = round_trip
    sheet = load_workbook(folder / "out.xlsx").active
    assert sheet.freeze_panes == "A3"
    assert any(str(area).startswith("A3:A") for area in sheet.merged_cells.ranges)
    assert all(cell.alignment.wrap_text for cell in sheet[2])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_default_framework_can_be_written(tmp_path, lang):
    framework = fs.load_framework()
    export_sheet(framework, tmp_path / "out.xlsx", lang)
    sheet = load_workbook(tmp_path / "out.xlsx").active
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for name in framework.entries:
        assert framework.label(name, lang) in texts


def test_groups_of_different_depth_come_back(tmp_path):
    presence = {"better": "higher", "score": {"rule": "presence"}}
    framework = fs.load_framework({
        "format": 1, "id": "x", "zh": "试", "total_points": 6,
        "method": {"score_on": "all", "missing": {"not_reported": "zero"}},
        "groups": {"g1": {"weight": 6, "zh": "甲"}, "g1_1": {"within": "g1", "weight": 3, "zh": "乙"}},
        "facts": {"a": {"kind": "yes_no"}, "b": {"kind": "yes_no"}, "c": {"kind": "yes_no"}},
        "indicators": {
            "i1": {"group": "g1_1", "weight": 1, "zh": "一项", "formula": "a", "basis": "未建的不得分", **presence},
            "i2": {"group": "g1_1", "weight": 2, "zh": "=二项", "formula": "b", "basis": "=未建的不得分", **presence},
            "i3": {"group": "g1", "weight": 3, "zh": "三项", "formula": "c", "basis": "未建的不得分", **presence},
        },
    })  # fmt: skip
    export_sheet(framework, tmp_path / "x.xlsx")
    file = import_sheet(tmp_path / "x.xlsx").framework.file
    assert {name: (group.within, group.weight) for name, group in file.groups.items()} == {
        "g1": ("", 6),
        "g1_1": ("g1", 3),
    }
    assert sorted((i.zh, i.weight, i.basis) for i in file.indicators.values()) == [
        ("=二项", 2, "=未建的不得分"), ("一项", 1, "未建的不得分"), ("三项", 3, "未建的不得分")]  # fmt: skip


def test_an_export_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(FazhiError):
        export_sheet(fs.load_framework(), tmp_path / "nowhere" / "out.xlsx")


RULES = [
    {"rule": "goalposts", "worst": 0, "best": 9}, {"rule": "minmax"}, {"rule": "zscore"}, {"rule": "percentile"},
    {"rule": "rank"}, {"rule": "rank", "each_place": 0.5, "top": 3}, {"rule": "bottom", "last": 2, "deduct": "5%"},
    {"rule": "bands", "bands": [{"at_least": 5, "score": 10}, {"above": 3, "score": 4}]}, {"rule": "presence"},
    {"rule": "required", "at_least": 4}, {"rule": "required", "at_least": 4, "each_missing": 1, "max_deduction": 2},
    {"rule": "deduct", "each": 1, "beyond": 1, "repeated": "b", "factor": 2}, {"rule": "proportional", "full": 9},
    {"rule": "threshold", "at_least": 4}, {"rule": "threshold", "at_most": 4, "otherwise": "proportional"},
    {"rule": "target_gap", "target": 9, "each_point": 1, "steps": "started",
     "slopes": [{"beyond": 5, "each_point": 2}]},
    {"rule": "survey", "full": 9, "sample": "b", "minimum_sample": 100}, {"rule": "sample_mean", "full": 100},
    {"rule": "panel", "full": 100, "trim": 1}, {"rule": "reviewer", "guidance": "看成效"},
    {"rule": "deadline", "due": "04-01", "late": 1, "each_day": 0.5}, {"rule": "checklist", "items": ["a", "b"]},
    {"rule": "levels", "scores": {"无": 0, "有": 10}},
]  # fmt: skip


@pytest.mark.parametrize("spec", RULES, ids=lambda spec: spec["rule"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_can_be_said(spec, lang):
    from pydantic import TypeAdapter

    from fazhi_score.framework.rules import ScoreSpec

    words = rule_in_words(TypeAdapter(ScoreSpec).validate_python(spec), lang)
    assert words
    assert "{" not in words
    assert "None" not in words


def test_rules_are_said_with_their_parameters():
    from fazhi_score.framework.rules import Amount, Deduct, Required

    spec = Required(rule="required", at_least=Amount(4.0), each_missing=Amount(0.5), max_deduction=Amount(2.0))
    assert rule_in_words(spec, "zh") == "不少于4，每少一个扣0.5分；最多扣2分"
    assert (
        rule_in_words(Deduct(rule="deduct", each=Amount(0.25, percent=True)), "en")
        == "25% of full marks off for each one"
    )
    assert rule_in_words(None, "zh") == "只展示，不计分"


@pytest.mark.parametrize(
    ("spec", "zh", "en"),
    [
        ({"kind": "gate", "when": "a"}, "a 成立时，不参加排名和评等", "where a: not ranked or graded"),
        ({"kind": "veto", "when": "a", "at_most": 60}, "a 成立时，最高为60.0", "where a: at most 60.0"),
        ({"kind": "penalty", "when": "a", "points": 3}, "a 成立时 −3", "where a: −3"),
        ({"kind": "bonus", "formula": "a", "bands": [{"at_least": 5, "points": 0.5}, {"at_least": 10, "points": 1}]},
         "≥5 +0.5、≥10 +1", "≥5 +0.5, ≥10 +1"),
        ({"kind": "bonus", "formula": "a", "levels": {"省级": 2}, "cap": 4}, "省级 +2；累计不超过4",
         "省级 +2; at most 4 in all"),
    ],
)  # fmt: skip
def test_adjustments_are_said(spec, zh, en):
    from fazhi_score.scoresheets.describing import adjustment_in_words

    framework = fs.load_framework({
        "format": 1, "id": "x", "total_points": 1, "method": {"score_on": "all", "missing": {"not_reported": "zero"}},
        "groups": {"g": {"weight": 1}}, "facts": {"a": {}, "b": {}},
        "indicators": {
            "i": {"group": "g", "weight": 1, "formula": "b", "better": "higher", "score": {"rule": "presence"}}},
        "adjustments": {"x": spec},
    })  # fmt: skip
    found = framework.file.adjustments["x"]
    assert [adjustment_in_words(found, lang) for lang in ("zh", "en")] == [zh, en]
