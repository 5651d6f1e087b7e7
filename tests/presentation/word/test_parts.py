"""The parts of documents one by one: sentences about changes, reasons of rare rules, names of files, widths."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.items import Sheet
from fazhi_score.presentation.reasons import Reasons
from fazhi_score.presentation.text import line, points_text, signed_text, span_text, when_text, whole_text, width
from fazhi_score.presentation.word.classes import classes_of, names_of, peers_of, spread
from fazhi_score.presentation.word.document import write_document
from fazhi_score.presentation.word.filenames import distinct
from fazhi_score.presentation.word.layout import centre, column_widths, number, text
from fazhi_score.presentation.word.moves import Moves
from tests.conftest import plain, register, scored, sheet, table
from tests.presentation.word.made import DAY, Read, made

pytest.importorskip("docx")


def why(found, region="A", item="i", lang="zh"):
    """Return the reason of one item."""
    unit = [key[0] for key in found.index].index(region)
    made_ = Sheet(found)
    one = next(one for one in made_.items(unit) if one.id == item)
    return Reasons(made_, lang).why(unit, one)


def test_a_printed_rate_is_the_ground_where_counts_are_missing():
    spec = plain("a / b", stated="r", unit="percent", score={"rule": "proportional"})
    facts = {name: {"zh": name} for name in "ab"} | {"r": {"zh": "公布值", "unit": "percent"}}
    found = scored(sheet({"i": spec}, facts=facts), {"A": {"r": "80%"}, "B": {"a": 1, "b": 2}})
    assert why(found).endswith("材料所载：公布值80%。")
    assert why(found, "B").endswith("材料所载：a1；b2；据此为50%。")


def test_a_claim_is_told_as_words_without_a_number():
    given = {"method": {"missing": {"not_reported": "zero", "claimed": "zero"}}}
    rows = [{"region": "A", "fact": "x", "value": "", "status": "claimed", "quote": "全覆盖"}]
    found = scored(sheet({"i": plain("x")}, **given), {"B": {"x": 5}}, *rows)
    assert "没有数据（仅有文字表述，没有数字），按本细则规定计零分。" in why(found)


def test_a_level_a_reference_and_a_plain_no_are_told():
    facts = {"lev": {"levels": ["未建立", "运行良好"], "zh": "机制"}, "s": {"unit": "percent", "zh": "满意率"},
             "n": {"unit": "percent", "zh": "全县均值"}, "p": {"kind": "yes_no", "zh": "目录"}}  # fmt: skip
    rules = {
        "i": plain("lev", score={"rule": "levels", "scores": {"未建立": "0%", "运行良好": "100%"}}),
        "j": plain("s", unit="percent", score={"rule": "target_gap", "reference": "n", "each_point": "1%"}),
        "k": plain("p", score={"rule": "presence"}),
    }
    method = {"missing": {"not_reported": "zero"}}
    found = scored(
        sheet(rules, facts=facts, method=method), {"A": {"lev": "未建立", "s": "50%", "n": "60%", "p": "否"}}
    )
    assert "材料所载：机制未建立。" in why(found)
    assert "全县均值" in why(found, item="j")
    assert "材料所载：目录否。" in why(found, item="k")


def test_many_places_are_cut_and_rejected_rows_are_no_ground():
    rows = [{"region": "A", "fact": "x", "value": "1", "item": str(k), "source": f"表{k}"} for k in range(5)]
    rows += [{"region": "A", "fact": "x", "value": "9", "item": "9", "source": "作废表", "status": "rejected"}]
    framework = sheet({"i": plain("x")}, facts={"x": {"over_items": "sum", "zh": "件数"}})
    told = why(scored(framework, {"B": {"x": 7}}, *rows))
    assert "件数5（见表0；表1；表2等5处）" in told
    assert "作废表" not in told


def test_a_decision_without_reason_or_evidence_says_so():
    log = table({}, {"region": "A", "item": "i", "points": "50%", "state": "proposed"}).drop(columns=["fact", "value"])
    found = scored(sheet({"i": plain("x")}), {"A": {"x": 90}}, decisions=log)
    assert "评审决定（拟定）：未写明理由。未写明证据。按规则得90分，评定得50分。" in why(found)


def test_another_sheet_and_another_scale_are_no_change_of_work(tmp_path):
    rows = {("A", "2023"): {"x": 5}, ("B", "2023"): {"x": 9}, ("A", "2024"): {"x": 7}, ("B", "2024"): {"x": 6}}
    relative = sheet({"i": plain("x", score={"rule": "minmax"})}, method={"scale_within": ["period"]})
    first = {key: row for key, row in rows.items() if key[1] == "2023"}
    second = {key: row for key, row in rows.items() if key[1] == "2024"}
    before, now = scored(relative, first), scored(relative, second)
    write_document(tmp_path / "a.docx", now, before=before, date=DAY)
    told = Read(tmp_path / "a.docx").text
    assert "与上一期间的结果相比，可比单位2个。" in told
    assert "得分之差不反映前后变化" in told
    assert "上升最多的是A，上升1位。下降最多的是B，下降1位。" in told
    write_document(tmp_path / "b.docx", now, before=scored(sheet({"i": plain("x")}), first), date=DAY)
    assert "两次结果采用的细则或权重不同" in Read(tmp_path / "b.docx").text
    write_document(tmp_path / "c.docx", now, before=scored(relative, {("Z", "2023"): {"x": 1}}), date=DAY)
    assert "所附的上次结果中没有这些单位" in Read(tmp_path / "c.docx").text


def test_moves_compare_with_the_latest_earlier_period():
    before = scored(
        sheet({"i": plain("x")}), {("A", "2021"): {"x": 1}, ("A", "2022"): {"x": 2}, ("A", "2025"): {"x": 9}}
    )
    moves = Moves(before, scored(sheet({"i": plain("x")}), {("A", "2024"): {"x": 5}, ("B", "2024"): {"x": 5}}))
    assert {unit: one.score for unit, one in moves.by_unit.items()} == {0: 3.0}
    assert moves.items(0) == [("i", 2.0, 5.0)]
    assert not moves.same_period


def test_classes_have_words_and_same_names_their_ids():
    frame = register({"1": "township", "2": "township", "3": "county-level", "4": "街道"})
    frame["name"] = ["鼓楼", "鼓楼", "丙", "丁"]
    found = scored(sheet({"i": plain("x")}), {key: {"x": 5} for key in "1234"}, regions=frame)
    assert names_of(found) == ["鼓楼（1）", "鼓楼（2）", "丙", "丁"]
    assert [one.title for one in classes_of(found, "zh")] == ["2024年乡镇（街道）", "2024年县级政府", "2024年街道"]
    assert peers_of(found, 0).tolist() == [0, 1]
    assert spread(np.array([np.nan])) is None
    assert np.isnan(spread(np.array([1.0]))["std"])


def test_a_class_without_any_score_is_told(tmp_path):
    names = register({"A": "one", "B": "two"})
    found = scored(sheet({"i": plain("x")}, method={"units": "register"}), {"A": {"x": 90}}, regions=names)
    write_document(tmp_path / "a.docx", found, date=DAY)
    told = Read(tmp_path / "a.docx").text
    assert "2024年two：1个单位均没有得分。" in told
    assert "1个没有得分，因为没有可用的数据（B）" in told


def test_an_uncertainty_that_ranks_nobody_makes_no_sentence(tmp_path):
    framework = sheet({"i": plain("x"), "j": plain("y")}, method={"minimum_peers": 5})
    facts = fs.read_facts(table({"A": {"x": 1, "y": 2}, "B": {"x": 3, "y": 1}}))
    found = fs.uncertainty(facts, framework, fs.Assumptions(weights=0.25), draws=8, seed=1)
    write_document(tmp_path / "a.docx", found.nominal, uncertainty=found, date=DAY)
    read = Read(tmp_path / "a.docx")
    assert "次模拟中，名次" not in "".join(read.paragraphs("Body Text")[:4])
    assert len(read.document.inline_shapes) == 0


def test_names_stay_apart_even_if_ids_look_alike():
    assert distinct(["a", "A", "a"], ["1/", "1:", "1"]) == ["a_1", "A_1_2", "a_1_3"]


def test_widths_fit_whatever_stands_in_the_columns():
    columns = [centre("序号"), text("Responsible department"), number("得分上下界的宽度说明")]
    short = column_widths(columns, [["1", "甲", "2.00"]], 9_000, 9)
    assert sum(short) == 9_000
    assert column_widths(columns, [], 9_000, 9) == short
    many = column_widths([number("一二三四")] * 40, [["100.00%"] * 40], 9_000, 9)
    assert sum(many) == 9_000
    assert max(many) - min(many) <= 40


@pytest.mark.parametrize(
    ("shown", "text_"),
    [
        (points_text(-0.001), "0"), (points_text(float("inf")), "–"), (signed_text(float("nan")), "–"),
        (signed_text(-0.001), "0.00"), (span_text(1, 1), "1"), (span_text(float("nan"), 1), "–"),
        (whole_text(None), "–"),
        (when_text("2024-13-40", "zh"), "2024-13-40"), (when_text("2024-07", "en"), "July 2024"),
        (when_text("2024", "en"), "2024"), (line("  "), ""), (str(width("95%")), "4"),
    ],
)  # fmt: skip
def test_cells_have_no_more_than_there_is(shown, text_):
    assert shown == text_


def test_bonuses_gates_and_caps_of_grades_are_items_too():
    adjustments = {"gate": {"kind": "gate", "when": "x > 1"},
                   "cap": {"kind": "veto", "when": "x > 1", "at_most": "合格"},
                   "plus": {"kind": "bonus", "formula": "x", "each": 1, "cap": 2}}  # fmt: skip
    found = scored(sheet({"i": plain("x")}, adjustments=adjustments, grades={"优秀": 90, "合格": 0}), {"A": {"x": 95}})
    strikes = {one.id: (one.kind, one.cap) for one in Sheet(found).extras(0)}
    assert strikes == {"gate": ("gate", ""), "cap": ("veto", "合格"), "plus": ("bonus", "")}
    assert made().table.loc[("D", "2024"), "composite"] == pytest.approx(59)
