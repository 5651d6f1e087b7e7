"""The report on one unit: every deduction with its reason and place, nothing claimed that is not known."""

import pytest

import fazhi_score as fs
from fazhi_score.presentation.word import charts
from fazhi_score.presentation.word.document import write_document
from tests.conftest import plain, register, scored, sheet
from tests.presentation.word.made import DAY, Read, ledger, made

pytest.importorskip("docx")


@pytest.fixture(scope="module")
def result():
    return made()


@pytest.fixture(scope="module")
def of(result, tmp_path_factory):
    """Return the report on a region, written once."""
    folder, found = tmp_path_factory.mktemp("word"), {}

    def read(region, **more):
        key = (region, *sorted(more))
        if key not in found:
            path = folder / f"{len(found)}.docx"
            write_document(path, result, region=region, date=DAY, **more)
            found[key] = Read(path)
        return found[key]

    return read


def reasons(read):
    """Return item to full points, points that are off, and reason."""
    rows = next(rows for caption, rows in read.tables.items() if caption.endswith(("扣分及理由", "Deductions of 甲镇")))
    return {row[1]: row[2:] for row in rows[1:]}


def test_the_place_is_told_in_a_sentence_and_a_table(of, result):
    read = of("乙镇")
    row = result.table.loc[("B", "2024")]
    assert f"乙镇按《乡镇评分表》得{row['points']:.2f}分（满分200分）。" in read.text
    assert f"在乡镇（街道）3个参加排名的单位中居第{row['rank']}位。" in read.text
    head, values = read.tables["乙镇总体结果"]
    told = dict(zip(head, values, strict=True))
    assert told["名次"] == f"{row['rank']} / 3"
    assert told["得分"] == f"{row['points']:.2f}"
    assert told["等级"] == row["grade"]


def test_dimensions_stand_beside_those_of_the_peers(of, result):
    rows = {row[0]: row for row in of("乙镇").tables["乙镇与同类单位各维度得分"]}
    scores = result.nodes["g"][0][:3]
    assert rows["学法"][1] == f"{scores[1]:.2f}"
    assert rows["学法"][2] == f"{scores.mean():.2f}"
    assert rows["学法"][4] == f"{scores[1] - sorted(scores)[1]:+.2f}".replace("+0.00", "0.00")
    if charts.has_charts():
        assert len(of("乙镇").document.inline_shapes) == 1
        assert 'descr="学法 ' in of("乙镇").xml()


def test_items_and_deductions_make_the_total(of, result):
    rows = of("乙镇").tables["乙镇得分明细"][1:]
    given = {row[1]: row[2:5] for row in rows}
    assert given["会前学法"] == ["40", "20", "20"]
    assert given["计划台账"] == ["20", "10", "10"]
    assert given["通报扣分"] == ["–", "-8.00", "–"]
    taken = sum(float(row[4]) for row in rows if row[4] != "–")
    assert 200 - taken - 8 == pytest.approx(result.table.loc[("B", "2024"), "points"])
    assert f"满分200，扣{taken:g}，加减分-8.00，得{200 - taken - 8:.2f}分。" in of("乙镇").text


def test_a_reason_has_rule_facts_place_and_words(of):
    found = reasons(of("乙镇"))
    full, off, why = found["按时报送"]
    assert (full, off) == ("40", "7")
    assert "评分规则：次年01-31前；逾期扣5分；每逾期一天扣1分。" in why
    assert "报送日期2025年2月2日（见工作总结 第" in why
    assert "：“摘录" in why
    assert "每少一次扣10分" in found["会前学法"][2]


def test_a_decision_has_reason_evidence_and_what_the_rule_gave(of):
    why = reasons(of("乙镇"))["会前学法"][2]
    assert "评审决定（已告知、2025年2月20日、考核组）：记录不实。证据：会议记录。按规则得30分，评定得20分。" in why
    rows = of("乙镇").tables["评审决定"]
    assert rows[1][:5] == ["会前学法", "40", "30", "20", "记录不实\n会议记录"]


def test_what_is_not_stated_is_not_called_zero(of):
    found = reasons(of("丙镇"))
    assert found["会前学法"][2].endswith("材料未写明“学法次数”，按本细则对未报告项的规定计零分。")
    assert "培训人数9人" in found["培训覆盖率"][2]
    assert "材料未写明“执法人数”" in found["培训覆盖率"][2]
    assert "材料未写明：有计划。已做到：有台账。" in found["计划台账"][2]
    gaps = {row[0]: row[1:] for row in of("丙镇").tables["丙镇没有数据的项目"]}
    assert gaps["会前学法"] == ["未报告", "计零分", "0"]
    assert "“未写明”不等于没有做" in of("丙镇").text


def test_a_list_says_what_is_stated_as_not_done(of):
    assert "材料写明没有做到：有台账（见工作总结 第" in reasons(of("乙镇"))["计划台账"][2]


def test_the_rule_is_that_of_the_class(of):
    """A bureau needs three sessions: with three it has all marks, with two it loses ten."""
    assert "会前学法" not in reasons(of("甲局"))
    assert reasons(of("乙局"))["会前学法"][1] == "10"


def test_false_figures_and_caps_are_told_with_their_facts(of):
    found = reasons(of("甲局"))
    assert "该项按规定记零分：数据不实是（见工作总结" in found["调解"][2]
    assert found["一票否决"][1] == "一票否决"
    assert "重大事件 > 0 成立时，最高为59" in found["一票否决"][2]
    assert "重大事件1起" in found["一票否决"][2]
    assert "经封顶、否决或取整后，总分为" in of("甲局").text


def test_a_share_has_its_facts_and_what_they_make(of):
    why = reasons(of("甲镇"))["培训覆盖率"][2]
    assert why.startswith("评分规则：达到100%得满分，不足按比例。依据：《培训办法》。")
    assert "；据此为90%。" in why


def test_problems_have_responsible_deadline_and_state(of):
    read = of("甲镇", ledger=ledger())
    head, *rows = read.tables["甲镇问题整改台账"]
    assert [row[head.index("问题")] for row in rows] == ["案卷缺页", "培训不足", "台账不全"]
    assert [row[head.index("来源")] for row in rows] == ["评查", "自查", ""]
    assert rows[2][head.index("整改情况")] == "已补齐\n2024年5月1日"
    assert "共有问题3个" in read.text
    assert "台账中没有相应单位的问题。" in of("丙镇", ledger=ledger()).text


def test_changes_name_the_items(result, tmp_path):
    before = made(A={"met": 1, "won": 3})
    write_document(tmp_path / "a.docx", result, region="A", before=before, date=DAY)
    read = Read(tmp_path / "a.docx")
    assert read.tables["甲镇得分有变动的项目"][1] == ["会前学法", "10", "40", "+30.00"]
    assert "得分由166.00变为192.00（+26.00）" in read.text
    alone = scored(sheet({"i": plain("x")}), {"Z": {"x": 1}})
    write_document(tmp_path / "b.docx", result, region="A", before=alone, date=DAY)
    assert "上次结果中没有甲镇，无法比较。" in Read(tmp_path / "b.docx").text


def test_strengths_and_weaknesses_do_not_call_a_gap_a_zero(tmp_path):
    rows = {name: {"x": 10 * k, "y": 90 - k} for k, name in enumerate("BCDEF", 1)}
    framework = sheet({"i": plain("x"), "j": plain("y")}, method={"missing": {"not_reported": "zero"}})
    found = scored(framework, {"A": {"y": 95}, **rows})
    write_document(tmp_path / "a.docx", found, region="A", date=DAY)
    read = Read(tmp_path / "a.docx")
    assert read.tables["A的优势项"][1][0] == "j"
    assert read.tables["A的短板项"][1][0] == "i（未报告）"
    assert read.tables["A的短板项"][1][4] == "6 / 6"


def test_left_out_items_are_shared_out_and_nobody_is_called_unranked_without_reason(tmp_path):
    rows = {"A": {"x": 90}, "B": {"x": 50, "y": 10}, "C": {"y": 1}}
    found = scored(sheet({"i": plain("x"), "j": plain("y")}, method={"minimum_coverage": "90%"}), rows)
    write_document(tmp_path / "a.docx", found, region="A", date=DAY)
    read = Read(tmp_path / "a.docx")
    assert "因信息覆盖率低于90%，未排名。" in read.text
    assert "有1项不计入总分，其分值由同组其他项分担，因此满分100减去表中扣分5不等于总分90.00。" in read.text
    assert read.tables["A得分明细"][2][3] == "–"


def test_who_has_no_score_gets_a_report_too(tmp_path):
    names = register({"A": "one", "B": "one"})
    found = scored(sheet({"i": plain("x")}, method={"units": "register"}), {"A": {"x": 90}}, regions=names)
    write_document(tmp_path / "a.docx", found, region="B", date=DAY)
    read = Read(tmp_path / "a.docx")
    assert "B按《test》没有得分：没有可用的数据。" in read.text
    assert "各项均未扣分。" in read.text


@pytest.mark.parametrize("way", [{"aggregation": "geometric"}, {"ordering": "copeland"}])
def test_a_total_that_is_no_sum_is_not_called_one(way, tmp_path):
    rows = {"A": {"x": 90, "y": 10}, "B": {"x": 50, "y": 5}, "C": {"x": 40, "y": 1}}
    found = scored(sheet({"i": plain("x"), "j": plain("y")}, method=way), rows)
    write_document(tmp_path / "a.docx", found, region="A", before=found, date=DAY)
    assert "总分不是各项得分之和" in Read(tmp_path / "a.docx").text


def test_equal_units_share_a_rank(tmp_path):
    found = scored(sheet({"i": plain("x")}), {"A": {"x": 9}, "B": {"x": 9}, "C": {"x": 1}})
    write_document(tmp_path / "a.docx", found, region="A", date=DAY)
    assert "并列第1位" in Read(tmp_path / "a.docx").text
    write_document(tmp_path / "b.docx", found, date=DAY)
    assert "A、B以9.00分并列第1位" in Read(tmp_path / "b.docx").text


def test_in_english(result, tmp_path):
    found = fs.uncertainty(result.panel.facts, result.framework, fs.Assumptions(weights=0.25), draws=16, seed=1)
    write_document(tmp_path / "a.docx", result, region="甲镇", lang="en", uncertainty=found, date=DAY)
    read = Read(tmp_path / "a.docx")
    assert read.paragraphs("Title") == ["Towns: report on one unit"]
    assert "甲镇, 2024" in read.text
    assert "The documents state: Trained 9 (工作总结 characters" in reasons(read)["Training"][2]
    assert "Rank interval" in read.tables["Result of 甲镇"][0]
    assert "满分" not in read.text
