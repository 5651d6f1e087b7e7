"""The report on all units: its tables hold the result's numbers, its sentences what is known and no more."""

import datetime
import zipfile

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.presentation.word import annexes, charts, document, method, ranking
from fazhi_score.presentation.word.document import write_document
from tests.conftest import codes, plain, register, scored, sheet
from tests.presentation.word.made import DAY, DECISIONS, SHEET, VALUES, Read, decided, facts, ledger, made, units

docx = pytest.importorskip("docx")


@pytest.fixture(scope="module")
def result():
    return made()


@pytest.fixture(scope="module")
def whole(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "report.docx"
    before = made(A={"met": 1}, B={"met": 4})
    write_document(path, result, before=before, ledger=ledger(), date=DAY)
    return Read(path)


def test_the_ranking_has_the_numbers_of_the_result(whole, result):
    table = result.table.droplevel("period")
    for title, regions in (("2024年乡镇（街道）排名", "ABC"), ("2024年bureau排名", "DE")):
        wanted = sorted(regions, key=lambda region: table.loc[region, "rank"])
        assert whole.column(title, "单位") == [table.loc[region, "name"] for region in wanted]
        assert whole.column(title, "名次") == [str(table.loc[region, "rank"]) for region in wanted]
        assert whole.column(title, "得分") == [f"{table.loc[region, 'points']:.2f}" for region in wanted]
        assert whole.column(title, "等级") == [table.loc[region, "grade"] for region in wanted]
        assert whole.column(title, "覆盖率") == [f"{table.loc[region, 'coverage']:.0%}" for region in wanted]


def test_the_summary_says_who_leads_and_how_far_scores_spread(whole, result):
    text = "".join(whole.paragraphs("Body Text"))
    points = result.table.droplevel("period")["points"]
    assert f"2024年乡镇（街道）：3个单位参加排名，甲镇以{points['A']:.2f}分居第1位" in text
    assert f"得分中位数{np.median(points[list('ABC')]):.2f}" in text
    assert "5个单位2024年的情况，按《乡镇评分表》（2024版）计分，满分200分。" in text
    assert "未排名" not in text


def test_points_were_computed_by_hand(result):
    # A: 40+20+40 of study, 36 of training, 20-6 of files, 40 of mediation, 2 for an award
    assert result.table.loc[("A", "2024"), "points"] == pytest.approx(40 + 20 + 40 + 36 + 14 + 40 + 2)
    # B: decided 20; one of two papers; two days late: 5 and 2 off; 36; decided 18; 40; two reprimands
    assert result.table.loc[("B", "2024"), "points"] == pytest.approx(20 + 10 + 33 + 36 + 18 + 40 - 8)
    # C: nothing of sessions, half of the papers (the other is not stated), nothing of training
    assert result.table.loc[("C", "2024"), "points"] == pytest.approx(0 + 10 + 40 + 0 + 20 + 40)


def test_changes_are_told_with_their_numbers(whole, result):
    before = made(A={"met": 1}, B={"met": 4})
    assert before.table.loc[("A", "2024"), "points"] == pytest.approx(192 - 30)
    assert whole.column("变动情况", "单位")[0] == "甲镇"
    assert whole.column("变动情况", "变动")[0] == "+30.00"
    assert "与同一期间的上一轮结果相比，可比单位5个。" in whole.text


def test_dimensions_say_who_is_best_and_worst(whole, result):
    study = result.nodes["g"][0]
    rows = whole.tables["2024年乡镇（街道）各维度得分"]
    assert rows[1][0] == "学法"
    assert rows[1][2] == f"{study[:3].mean():.2f}"
    assert rows[1][4] == "甲镇（100.00）"
    assert rows[1][5] == f"丙镇（{study[2]:.2f}）"


def test_grades_are_counted(whole, result):
    head, *rows = whole.tables["各等级单位数"]
    assert head[1:] == ["优秀", "合格", "不合格", "未评等级", "合计"]
    grades = result.table["grade"].tolist()
    total = [sum(int(row[k]) for row in rows) for k in range(1, 6)]
    assert total == [*(grades.count(name) for name in head[1:4]), 0, 5]
    assert "优秀90分及以上、合格40分及以上、不合格0分及以上；优秀不超过同类的50%" in whole.text


def test_without_an_analysis_the_report_says_so(whole):
    assert "本报告没有计算不确定性和敏感性" in whole.text


def test_problems_are_counted_on_the_day(whole):
    assert (
        "截至2025年3月5日，台账共有问题4个：未整改1个，整改中1个，已整改1个，不再整改1个；其中逾期未完成1个。"
        in whole.text
    )
    head, *rows = whole.tables["尚未整改完成的问题"]
    assert [row[head.index("问题")] for row in rows] == ["案卷缺页", "培训不足"]
    assert [row[head.index("状态")] for row in rows] == ["整改中（逾期）", "未整改"]
    assert rows[0][head.index("整改期限")] == "2024年12月31日"
    assert rows[0][head.index("责任单位")] == rows[1][head.index("责任单位")] == "甲镇"


def test_weights_rules_and_gaps_stand_in_annexes(whole):
    weights = {row[0].strip("　"): row for row in whole.tables["权重与评分规则"]}
    assert weights["会前学法"][1:3] == ["40", "20.00%"]
    assert weights["计划台账"][4] == "按做到的条目得分：有计划、有台账"  # names, no ids
    assert "重大事件 > 0 成立时" in whole.text
    gaps = {row[0]: row[1:] for row in whole.tables["各指标数据情况（共5个单位）"]}
    assert gaps["会前学法"][:2] == ["4", "1"]
    assert gaps["会前学法"][-1] == "计零分"
    assert "调解" not in gaps


def test_decisions_stand_on_turned_pages(whole):
    head, *rows = whole.tables["评审决定"]
    assert [row[head.index("理由")] for row in rows] == [one[5] for one in DECISIONS]
    assert [row[head.index("评定")] for row in rows] == ["14", "18", "20", "20"]
    sections = whole.document.sections
    assert [one.page_width > one.page_height for one in sections] == [False, True]
    assert [one.footer.is_linked_to_previous for one in sections] == [False, True]


def test_word_can_make_contents_and_lists(whole):
    assert whole.paragraphs("Heading 1")[:3] == ["结果概述", "排名", "各维度得分"]
    assert "得分的计算" in whole.paragraphs("Heading 2")
    xml = whole.xml()
    assert xml.count("SEQ 表") == len(whole.paragraphs("Caption"))
    numbers = [int(one.removeprefix("表").split("　")[0]) for one in whole.paragraphs("Caption")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert xml.count("<w:tblHeader/>") == len(whole.document.tables)
    styles = whole.document.styles
    fonts = styles["Heading 1"].element.rPr.rFonts
    assert fonts.get(docx.oxml.ns.qn("w:eastAsia")) == "黑体"
    assert fonts.get(docx.oxml.ns.qn("w:ascii")) == "Times New Roman"
    assert whole.document.tables[0].style.name == "Three Lines"


def test_the_same_input_makes_the_same_bytes(result, tmp_path):
    for name in ("a", "b"):
        write_document(tmp_path / f"{name}.docx", result, ledger=ledger(), date=DAY)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    properties = docx.Document(str(tmp_path / "a.docx")).core_properties
    assert properties.author == ""
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert b">2025-03-05T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    write_document(tmp_path / "c.docx", result, ledger=ledger(), date=DAY.replace(day=6))
    assert (tmp_path / "c.docx").read_bytes() != (tmp_path / "a.docx").read_bytes()


def test_in_english_nothing_but_data_is_chinese(result, tmp_path):
    write_document(tmp_path / "a.docx", result, lang="en", before=made(), ledger=ledger(), date=DAY)
    found = Read(tmp_path / "a.docx")
    assert found.paragraphs("Title") == ["Towns: report"]
    assert found.paragraphs("Heading 1")[:2] == ["Summary", "Ranking"]
    assert found.column("Ranking 2024 townships", "Rank") == ["1", "2", "3"]
    assert "5 March 2024" not in found.text
    assert "5 March 2025" in found.text
    assert "排名" not in found.text


def test_uncertainty_and_sensitivity_have_their_tables(tmp_path):
    framework, given = fs.load_framework(SHEET), fs.read_facts(facts(VALUES), regions=units())
    log, spread = fs.read_decisions(decided()), fs.Assumptions(weights=0.25, leave_out="each")
    found = fs.uncertainty(given, framework, spread, decisions=log, draws=64, seed=1)
    factors = fs.sensitivity(given, framework, spread, decisions=log, draws=16, seed=2)
    write_document(tmp_path / "a.docx", found.nominal, uncertainty=found, sensitivity=factors, date=DAY)
    read = Read(tmp_path / "a.docx")
    row = found.rank_intervals().loc[("A", "2024")]
    shown = str(row["low"]) if row["low"] == row["high"] else f"{row['low']}–{row['high']}"
    assert read.column("2024年乡镇（街道）排名", "名次区间（90%）")[0] == shown
    assert len(read.tables["名次与得分的区间"]) == 6
    assert [row[0] for row in read.tables["各假设的影响"][1:]] == ["权重", "去掉一项指标"]
    assert read.column("结果的来源与校验值", "内容")[-2:] == ["1", "2"]
    assert "假设变动的64次模拟中" in read.text
    if charts.has_charts():
        assert len(read.document.inline_shapes) == 2


def test_who_is_not_ranked_is_told_with_the_reason(tmp_path):
    rows = {"A": {"x": 90, "y": 10}, "B": {"x": 50, "y": 5}, "C": {"x": 40}, "D": {"x": 1, "y": 1}}
    adjustments = {"gate": {"kind": "gate", "when": "y < 2"}}
    method_ = {"minimum_coverage": "60%", "rank_within": ["class"], "minimum_peers": 2}
    names = register({"A": "one", "B": "one", "C": "one", "D": "one", "E": "two", "R": "reference"})
    found = scored(
        sheet({"i": plain("x"), "j": plain("y")}, method=method_, adjustments=adjustments), {**rows, "E": rows["A"]},
        regions=names,
    )  # fmt: skip
    write_document(tmp_path / "a.docx", found, date=DAY)
    text = Read(tmp_path / "a.docx").text
    assert "3个单位未排名：" in text
    assert "1个信息覆盖率低于60%（C）" in text
    assert "1个触发了不参加排名的条件（D）" in text
    assert "1个所在类别中可以排名的单位不足2个（E）" in text
    assert "只有一个单位的类别不作维度比较" in text
    assert "“" not in "".join(Read(tmp_path / "a.docx").column("one排名", "名次"))


def test_without_ranks_and_without_regions(tmp_path):
    alone = scored(sheet({"i": plain("x")}, method={"minimum_peers": 3}), {"A": {"x": 5}})
    write_document(tmp_path / "a.docx", alone, date=DAY)
    read = Read(tmp_path / "a.docx")
    assert "2024年得分（未排名）" in read.tables
    assert read.column("2024年得分（未排名）", "名次") == ["–"]
    nobody = scored(sheet({"i": plain("x")}), {"R": {"x": 5}}, regions=register({"R": "reference"}))
    write_document(tmp_path / "b.docx", nobody, before=alone, date=DAY)
    text = Read(tmp_path / "b.docx").text
    assert "没有单位可以计分" in text
    assert "没有可列示的单位" in text


def test_a_method_that_only_orders_claims_no_points(tmp_path):
    rows = {"A": {"x": 90, "y": 10}, "B": {"x": 50, "y": 5}, "C": {"x": 40, "y": 1}}
    found = scored(sheet({"i": plain("x"), "j": plain("y")}, method={"ordering": "copeland"}), rows)
    write_document(tmp_path / "a.docx", found, before=found, date=DAY)
    text = Read(tmp_path / "a.docx").text
    assert "满分" not in "".join(Read(tmp_path / "a.docx").paragraphs("Body Text"))
    assert "排序方法：" in text


def test_an_index_says_what_counts_as_disclosure_only(tmp_path):
    world = fs.simulate(regions=12, seed=1)
    found = fs.score(world.facts, world.framework)
    write_document(tmp_path / "a.docx", found, date=DAY)
    read = Read(tmp_path / "a.docx")
    assert "项只计入公开度，不计入综合得分" in read.text
    assert any("公开度" in rows[0] for caption, rows in read.tables.items() if "排名" in caption or "得分" in caption)


def test_relative_rules_imputation_and_common_items_are_told(tmp_path):
    rows = {"A": {"x": 90, "y": 10}, "B": {"x": 50}, "C": {"x": 40, "y": 70}}
    way = {"missing": {"not_reported": "impute"}, "imputation": "mean", "treatment": "winsorise",
           "weighting": "entropy", "compare_on": {"stated_by": "60%"}, "rank_within": []}  # fmt: skip
    found = scored(sheet({"i": plain("x", score={"rule": "minmax"}), "j": plain("y")}, method=way), rows)
    write_document(tmp_path / "a.docx", found, date=DAY)
    text = Read(tmp_path / "a.docx").text
    for told in (
        "1项按相对规则计分",
        "插补方法：",
        "异常值处理方法：",
        "赋权方法：",
        "60%以上单位写明的项目",
        "全部单位一起排名",
    ):
        assert told in text
    assert "共有指标得分" in text
    apart = scored(
        sheet({"i": plain("x", score={"rule": "minmax"})}, method={"scale_within": []}),
        {k: {"x": v["x"]} for k, v in rows.items()},
    )
    write_document(tmp_path / "b.docx", apart, date=DAY)
    assert "得分取决于全部其他单位" in Read(tmp_path / "b.docx").text


def test_periods_that_are_ranked_together_stand_beside_names(tmp_path):
    rows = {("A", "2023"): {"x": 9}, ("A", "2024"): {"x": 5}, ("B", "2024"): {"x": 4}}
    found = scored(sheet({"i": plain("x")}, method={"rank_within": []}), rows)
    write_document(tmp_path / "a.docx", found, date=DAY)
    assert Read(tmp_path / "a.docx").column("排名", "单位") == ["A（2023年）", "A（2024年）", "B（2024年）"]


def test_long_lists_are_cut_and_say_so(result, tmp_path, monkeypatch):
    monkeypatch.setattr(annexes, "MOST_DECISIONS", 2)
    monkeypatch.setattr(annexes, "MOST_PROBLEMS", 1)
    monkeypatch.setattr(annexes, "MOST_ALERTS", 1)
    monkeypatch.setattr(ranking, "MOST_MOVES", 1)
    monkeypatch.setattr(document, "MOST_SCORES", 1)
    monkeypatch.setattr(method, "MOST_INTERVALS", 2)
    changed = {"A": {"met": 1}, "B": {"met": 2}, "C": {"settled": "90%"}, "D": {"met": 1, "death": 0}, "E": {"met": 0}}
    given = {**SHEET, "alert": {"when": "score < 99", "level": "黄色"}}
    found = made(given)
    write_document(tmp_path / "a.docx", found, before=made(given, **changed), ledger=ledger(), date=DAY)
    read = Read(tmp_path / "a.docx")
    assert len(read.tables["评审决定"]) == 3
    for told in ("共4行，此处列前2行", "共2行，此处列前1行", "共5行，此处列前1行", "共3行，此处列前1行"):
        assert told in read.text
    assert len(read.tables["2024年乡镇（街道）排名"]) == 4  # the ranking stands in full


def test_what_cannot_be_written_is_told(result, tmp_path, monkeypatch):
    with pytest.raises(FazhiError, match=r"\.docx"):
        write_document(tmp_path / "a.doc", result)
    with pytest.raises(FazhiError, match="nobody"):
        write_document(tmp_path / "a.docx", result, region="nobody")
    with pytest.raises(FazhiError) as error:
        write_document(tmp_path / "none" / "a.docx", result)
    assert error.value.problems[0].code == "write_failed"
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    with pytest.raises(FazhiError, match=r"fazhi-score\[office\]"):
        write_document(tmp_path / "a.docx", result)
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_the_document_says_how_to_get_charts(result, tmp_path, monkeypatch):
    monkeypatch.setattr(charts.importlib.util, "find_spec", lambda name: None)
    write_document(tmp_path / "a.docx", result, date=DAY)
    write_document(tmp_path / "b.docx", result, region="A", date=DAY)
    for name in ("a", "b"):
        read = Read(tmp_path / f"{name}.docx")
        assert 'pip install "fazhi-score[plot]"' in read.text
        assert len(read.document.inline_shapes) == 0


def test_the_date_is_today_where_none_is_given(result, tmp_path):
    write_document(tmp_path / "a.docx", result, lang="en")
    assert str(datetime.date.today().year) in "".join(Read(tmp_path / "a.docx").paragraphs("Below Title"))
    assert "decisions_proposed" not in codes(result)
