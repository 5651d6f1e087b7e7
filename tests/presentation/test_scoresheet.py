"""The score sheet and the workbook: every item with what the rule gave, what was decided, and why."""

import math

import pandas as pd
import pytest

from fazhi_score.framework.model import load_framework
from fazhi_score.presentation.data import as_data, to_json
from fazhi_score.presentation.scoresheet import score_sheet
from fazhi_score.presentation.tables import alerts, decisions, league
from fazhi_score.scoring.engine import score
from tests.conftest import register, table

SHEET = {
    "format": 1, "id": "towns", "zh": "乡镇评分表", "en": "Towns", "total_points": 200, "edition": "2024",
    "method": {"score_on": "all", "missing": {"not_reported": "zero"}, "minimum_peers": 1},
    "alert": {"when": "score < 60", "level": "黄色", "note": "约谈"},
    "groups": {"g": {"weight": 200, "zh": "一组", "en": "One"}, "h": {"within": "g", "weight": 120, "zh": "二组"}},
    "facts": {"met": {"unit": "次"}, "rate": {"unit": "percent"}, "won": {"unit": "项"}, "bad": {"unit": "起"}},
    "indicators": {
        "study": {"group": "g", "weight": 80, "zh": "学法", "basis": "每少一次扣20分", "formula": "met",
                  "better": "higher", "score": {"rule": "required", "at_least": 4, "each_missing": 20}},
        "trained": {"group": "h", "weight": 60, "formula": "rate", "unit": "percent", "better": "higher",
                    "score": {"rule": "proportional"}, "alert": {"when": "value < 60%", "level": "红色"}},
        "files": {"group": "h", "weight": 60, "better": "higher", "score": {"rule": "reviewer"}},
    },
    "adjustments": {
        "honour": {"kind": "bonus", "formula": "won", "each": 2, "cap": 6, "zh": "表彰"},
        "reports": {"kind": "penalty", "formula": "bad", "each": 4, "cap": 20, "zh": "通报"},
    },
}  # fmt: skip
DECISIONS = [
    ("D1", "A", 2024, "study", "30", "", "=记录不实", "档案1", "notified"),
    ("D2", "A", 2024, "files", "", "6", "漏报", "档案2", "notified"),
    ("D3", "A", 2024, "files", "", "10%", "迟报", "档案3", "proposed"),
    ("D4", "A", 2024, "honour", "5", "", "补认", "档案4", "notified"),
    ("D5", "B", 2024, "reports", "8", "", "核减", "档案5", "notified"),
]
COLUMNS = ["id", "region", "period", "item", "points", "deducted", "reason", "evidence", "state"]


@pytest.fixture(scope="module")
def result():
    facts = table(
        {"A": {"met": 3, "rate": "50%", "won": 1, "bad": 0}, "B": {"met": 4, "rate": "90%", "bad": 3, "won": 0}}
    )
    names = register({"A": "town", "B": "town", "R": "reference"})
    names["name"] = ["甲镇", "乙镇", "全县"]
    decisions = pd.DataFrame(DECISIONS, columns=COLUMNS).assign(decided_by="张三", date="2025-01-08")
    return score(facts, load_framework(SHEET), regions=names, decisions=decisions)


def rows(result, unit):
    sheet = score_sheet(result, "zh")
    return sheet[sheet["单位"] == unit].set_index("编号")


def test_each_item_stands_with_rule_and_decision(result):
    sheet = rows(result, "甲镇")
    study = sheet.loc["study"]
    # 3 of 4 sessions: 80 - 20 = 60 by the rule, 30 as decided
    assert (study["分值"], study["按规则得分"], study["得分"]) == pytest.approx((80, 60, 30))
    assert (study["评审决定"], study["佐证"], study["评分标准"]) == ("D1", "档案1", "每少一次扣20分")
    files = sheet.loc["files"]
    # an open item starts from 60: less 6 and a tenth of 60
    assert math.isnan(files["按规则得分"])
    assert files["得分"] == pytest.approx(60 - 6 - 6)
    assert (files["评审决定"], files["状态"], files["理由"]) == ("D2; D3", "已告知; 拟定", "漏报; 迟报")
    assert sheet.loc["trained", "得分"] == pytest.approx(30)
    assert sheet.loc["trained", "分组"] == "一组 / 二组"


def test_bonuses_and_penalties_close_each_unit_in_points_of_the_sheet(result):
    honour, reports = rows(result, "甲镇").loc["honour"], rows(result, "乙镇").loc["reports"]
    assert (honour["按规则得分"], honour["得分"]) == pytest.approx((2, 5))
    assert (reports["按规则得分"], reports["得分"]) == pytest.approx((-12, -8))
    assert "reports" not in rows(result, "甲镇").index  # it does nothing there
    # the parts of the sheet are the composite: of 200 points, 30 + 30 + 48 + 5
    total = rows(result, "甲镇")["得分"].sum()
    assert total / 2 == pytest.approx(result.composite["A", "2024"])


def test_without_points_items_are_parts_of_a_hundred():
    plain = {**SHEET, "total_points": None, "adjustments": {}, "alert": []}
    plain["groups"] = {"g": {}, "h": {"within": "g"}}
    spec = {"group": "h", "formula": "rate", "unit": "percent", "better": "higher", "score": {"rule": "proportional"}}
    plain["indicators"] = {"trained": spec, "again": {**spec, "group": "g", "weight": 3}}
    del plain["total_points"]
    sheet = score_sheet(score(table({"A": {"rate": "50%"}}), load_framework(plain)), "en")
    # h and again share g one to three
    assert sheet.set_index("Id")["Full points"].to_dict() == {"trained": 25, "again": 75}


def test_decisions_and_alerts_as_people_read_them(result):
    decided = decisions(result, "zh").set_index("评审决定")
    assert decided.loc["D1", ["单位", "条目", "按规则得分", "得分", "经过"]].tolist() == [
        "甲镇",
        "学法",
        "60",
        "30",
        "已告知",
    ]
    assert decided.loc["D4", "分值"] == "6"
    raised = alerts(result, "zh")
    told = raised[raised["状态"] == "已触发"]
    assert told[["单位", "条目", "级别"]].values.tolist() == [
        ["甲镇", "乡镇评分表", "黄色"],
        ["甲镇", "trained", "红色"],
    ]
    assert told["数值"].tolist() == ["–", "50.00%"]


def test_json_has_decisions_and_alerts(result):
    data = as_data(result, "zh")
    assert [one["id"] for one in data["decisions"]] == ["D1", "D2", "D3", "D4", "D5"]
    assert data["alerts"][0]["level"] == "黄色"
    assert '"history": "notified"' in to_json(data)


def test_the_ranking_as_numbers_has_nothing_where_there_is_none(result):
    numbers = league(result, "zh", numbers=True)
    assert numbers["综合得分"].dtype == float
    assert "全县" not in numbers["地区"].tolist()


def test_a_bonus_that_was_decided_away_leaves_no_line():
    facts = table({"A": {"met": 4, "rate": "50%", "won": 1, "bad": 0}})
    gone = pd.DataFrame([("D1", "A", 2024, "honour", "0", "", "无文件", "档案1", "proposed")], columns=COLUMNS)
    result = score(facts, load_framework(SHEET), decisions=gone)
    assert "honour" not in score_sheet(result, "zh")["编号"].tolist()
    assert result.decisions["rule_alone"].tolist() == [2.0]


def test_a_gap_that_earns_nothing_has_its_points_and_the_reason():
    facts = table({"A": {"met": 4, "rate": "50%"}, "B": {"met": 4}})
    line = rows(score(facts, load_framework(SHEET)), "B").loc["trained"]
    # silence earns 0 of 60: that is a number, and not an empty cell
    assert (line["分值"], line["按规则得分"], line["得分"]) == (60, 0, 0) and line["无得分原因"]


def test_reference_regions_have_no_lines_of_bonuses_either():
    facts = table({"A": {"met": 4, "rate": "50%", "won": 1}, "R": {"met": 4, "rate": "50%", "won": 3}})
    names = register({"A": "town", "R": "reference"})
    sheet = score_sheet(score(facts, load_framework(SHEET), regions=names), "zh")
    assert set(sheet["单位"]) == {"A"} and sheet["编号"].tolist().count("honour") == 1


def test_the_lines_of_a_unit_stand_together(result):
    units, items = score_sheet(result, "zh")[["单位", "编号"]].to_numpy().T.tolist()
    assert units == ["甲镇"] * 4 + ["乙镇"] * 4
    assert items == ["study", "trained", "files", "honour", "study", "trained", "files", "reports"]


def test_what_counts_adds_up_where_an_item_does_not_apply():
    text = {**SHEET, "adjustments": {}}
    facts = table({"A": {"met": 3}}, {"region": "A", "fact": "rate", "status": "not_applicable"})
    result = score(facts, load_framework(text))
    sheet = score_sheet(result, "zh").set_index("编号")
    # of h's 120 points 60 do not apply, so that the open 60 of the reviewer stand for all 120; 60 of 80 for study
    assert math.isnan(sheet.loc["trained", "计入总分"])
    assert sheet["计入总分"].sum() == pytest.approx(60) == pytest.approx(result.composite.item() * 2)


def test_a_veto_counts_what_it_takes_off():
    vetoes = {
        "red": {"kind": "veto", "when": "bad > 0", "at_most": 40, "zh": "红线"},
        "yellow": {"kind": "veto", "when": "bad > 0", "at_most": 45, "zh": "黄线"},
        "grade": {"kind": "veto", "when": "bad > 0", "at_most": "良", "zh": "不得评优"},
    }
    text = {**SHEET, "grades": {"优": 90, "良": 0}, "adjustments": {**SHEET["adjustments"], **vetoes}}
    full = {"met": 4, "rate": "90%", "won": 1}
    result = score(table({"A": {**full, "bad": 1}, "B": {**full, "bad": 0}}), load_framework(text))
    sheet = score_sheet(result, "zh")
    struck = sheet[sheet["单位"] == "A"].set_index("编号")
    # 80 + 54 + 0 + 2 - 4 = 132 of 200 points are 66 of 100; the cap of 40 takes 26 of them, 52 points
    assert struck["计入总分"].loc[["red", "yellow", "grade"]].tolist() == pytest.approx([-52, 0, 0])
    assert struck["计入总分"].sum() / 2 == pytest.approx(40) == pytest.approx(result.composite["A", "2024"])
    # nothing strikes: 80 + 54 + 2
    assert (
        sheet[sheet["单位"] == "B"]["计入总分"].sum() / 2
        == pytest.approx(68)
        == pytest.approx(result.composite["B", "2024"])
    )
