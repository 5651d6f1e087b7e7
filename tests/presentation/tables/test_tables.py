"""Tables that people look at, against numbers worked out by hand."""

import math

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.presentation import tables
from tests.conftest import register, table

SHEET = {
    "format": 1, "id": "towns", "zh": "乡镇评分表", "en": "Towns", "total_points": 200,
    "method": {"score_on": "all", "missing": {"not_reported": "zero", "not_applicable": "exclude"}, "minimum_peers": 1},
    "groups": {"g": {"weight": 200, "zh": "一组", "en": "One"}, "h": {"within": "g", "weight": 120, "zh": "二组"}},
    "facts": {"met": {"unit": "次", "zh": "学法次数", "en": "Sessions"}, "rate": {"unit": "percent"},
              "bad": {"unit": "起", "zh": "通报", "en": "Reports"}},
    "indicators": {
        "study": {"group": "g", "weight": 80, "zh": "学法", "en": "Study", "basis": "每少一次扣20分", "formula": "met",
                  "better": "higher", "score": {"rule": "required", "at_least": 4, "each_missing": 20}},
        "trained": {"group": "h", "weight": 120, "zh": "培训", "en": "Trained", "formula": "rate", "unit": "percent",
                    "better": "higher", "score": {"rule": "proportional"}},
    },
    "adjustments": {
        "reports": {"kind": "penalty", "formula": "bad", "each": 4, "cap": 20, "zh": "通报批评", "en": "Reports"},
        "line": {"kind": "veto", "when": "bad > 4", "at_most": 30, "zh": "一票否决", "en": "Veto"},
    },
}  # fmt: skip
PLACE = {"source": "甲镇年报", "location": "10:14", "quote": "学法三次"}


@pytest.fixture(scope="module")
def result():
    rows = [
        {"region": "A", "period": "2024", "fact": "met", "value": 3, **PLACE},
        {"region": "A", "period": "2024", "fact": "rate", "value": "50%"},
        {"region": "A", "period": "2024", "fact": "bad", "value": 2},
        {"region": "B", "period": "2024", "fact": "met", "value": 4},
        {"region": "B", "period": "2024", "fact": "bad", "value": 9},
        {"region": "C", "period": "2024", "fact": "met", "value": 4},
        {"region": "C", "period": "2024", "fact": "rate", "value": "100%"},
        {"region": "C", "period": "2024", "fact": "bad", "value": 0},
        {"region": "R", "period": "2024", "fact": "met", "value": 1},
    ]
    names = register({"A": "town", "B": "town", "C": "town", "R": "reference"})
    names["name"] = ["鼓楼", "鼓楼", "丙镇", "全县"]
    decided = pd.DataFrame(
        [("D1", "A", 2024, "study", "50", "", "记录不全", "档案一", "notified", "张三", "2025-01-08")],
        columns=["id", "region", "period", "item", "points", "deducted", "reason", "evidence", "state", "decided_by",
                 "date"],
    )  # fmt: skip
    return fs.score(pd.DataFrame(rows), fs.load_framework(SHEET), regions=names, decisions=decided)


def test_regions_of_one_name_are_told_apart_by_their_ids(result):
    league = tables.league(result, "zh")
    assert sorted(league["地区"]) == ["丙镇", "鼓楼 (A)", "鼓楼 (B)"]
    assert league["地区"][0] == "丙镇"  # the only one with full marks comes first


def test_deductions_say_how_much_by_which_rule_from_which_facts_and_where(result):
    found = tables.deductions(result, "zh").set_index(["单位", "编号"])
    study = found.loc[("鼓楼 (A)", "study")]
    # decided: 50 of 80, so 30 off
    assert (study["分值"], study["得分"], study["扣分"]) == pytest.approx((80, 50, 30))
    assert study["评分规则"] == "评分标准：每少一次扣20分。"  # the sheet's own words
    assert study["事实依据"] == "材料所载：学法次数3次（见甲镇年报 第11至14字：“学法三次”）。"
    assert "记录不全" in study["评审决定"] and "证据：档案一" in study["评审决定"] and "60" in study["评审决定"]
    trained = found.loc[("鼓楼 (A)", "trained")]
    assert (trained["得分"], trained["扣分"]) == pytest.approx((60, 60))  # half of 120
    assert "50%" in trained["事实依据"]
    # two reports at 4 points each
    assert found.loc[("鼓楼 (A)", "reports"), "扣分"] == pytest.approx(8)
    assert "通报2起" in found.loc[("鼓楼 (A)", "reports"), "事实依据"]
    assert not any(unit == "丙镇" for unit, _ in found.index)


def test_a_gap_that_costs_points_says_that_nothing_is_stated_and_a_veto_what_it_takes(result):
    found = tables.deductions(result, "en", region="B").set_index("Id")
    assert found.loc["trained", "Deducted"] == pytest.approx(120)
    assert found.loc["trained", "Facts"].startswith("Not stated: rate.")
    # 80 of 200 are 40 of 100, less 9 reports capped at 20 points of 200: 30, which is just what the veto allows
    assert found.loc["reports", "Deducted"] == pytest.approx(20)
    assert "line" not in found.index
    assert result.composite["B", "2024"] == pytest.approx(30)


def test_deductions_and_points_add_up_to_full_marks(result):
    found, sheet = tables.deductions(result, "en"), tables.score_sheet(result, "en")
    for name in ("鼓楼 (A)", "鼓楼 (B)", "丙镇"):
        off = found.loc[found["Unit"] == name, "Deducted"].sum()
        assert 200 - off == pytest.approx(sheet.loc[sheet["Unit"] == name, "Counts in the total"].sum())


def test_one_unknown_region_is_refused(result):
    with pytest.raises(FazhiError, match="Z"):
        tables.deductions(result, "en", region="Z")


def test_gaps_are_one_row_each_with_what_stands_in_their_place(result):
    gaps = tables.gaps(result, "en")
    assert gaps[["Unit", "Id"]].values.tolist() == [["鼓楼 (B)", "trained"]]
    assert gaps["Score (0–100)"].tolist() == [0]  # the sheet's policy, not a value
    assert gaps["Share of the composite"].tolist() == pytest.approx([0.6])


def test_sources_are_all_rows_with_their_places(result):
    sources = tables.sources(result, "zh")
    assert len(sources) == 9
    first = sources.iloc[0]
    assert first[["单位", "事实", "编号", "数值", "状态"]].tolist() == ["鼓楼", "学法次数", "met", "3", "已报告"]
    assert first[["来源", "位置", "原文"]].tolist() == list(PLACE.values())


def test_coverage_is_split_and_counted(result):
    coverage = tables.coverage(result, "en").set_index("Region")
    assert coverage.loc["鼓楼 (B)", ["Coverage", "by counts"]].tolist() == pytest.approx([0.4, 0.4])
    assert coverage.loc["鼓楼 (B)", ["Indicators stated", "Indicators that apply"]].tolist() == [1, 2]


def test_effective_weights_follow_gaps_where_gaps_are_left_out():
    sheet = {**SHEET, "adjustments": {}, "method": {**SHEET["method"], "missing": {"not_reported": "exclude"}}}
    facts = table({"A": {"met": 3, "rate": "50%"}, "B": {"met": 4}})
    weights = tables.weights(fs.score(facts, fs.load_framework(sheet)), "en").set_index("Id")
    assert weights.loc["study", "Weight"] == 80
    assert weights.loc["study", "Nominal share"] == pytest.approx(0.4)
    spread = ["Effective share, least", "Effective share, mean", "Effective share, most"]
    # B states nothing of h, so all of its weight rests on study
    assert weights.loc["study", spread].tolist() == pytest.approx([0.4, 0.7, 1.0])
    assert weights.loc["g", spread].tolist() == pytest.approx([1, 1, 1])
    assert weights.loc["trained", "Group or indicator"].startswith("    ")


def test_nobody_has_a_composite():
    sheet = {**SHEET, "adjustments": {}, "method": {**SHEET["method"], "missing": {"not_reported": "exclude"}}}
    result = fs.score(table({"A": {"bad": 1}}), fs.load_framework(sheet))
    weights = tables.weights(result, "en")
    assert weights["Effective share, mean"].isna().all()
    assert tables.coverage(result, "en")["Coverage"].tolist() == [0]
    assert len(tables.deductions(result, "en")) == 0


def test_a_region_among_its_peers(result):
    profile = tables.profile(result, "A", lang="en").set_index("Id")
    assert profile.loc["trained", ["Score", "Rank", "Peers with a score"]].tolist() == [50, 2, 3]
    assert profile.loc["trained", ["Value", "Their median value"]].tolist() == ["50%", "75%"]
    assert profile.loc["trained", "Group or indicator"] == "      Trained"
    silent = tables.profile(result, "B", lang="zh").set_index("标识")
    assert silent.loc["trained", "无得分原因"] == "未报告"


def test_strengths_name_what_a_region_is_best_and_worst_in():
    rows = {"A": {"met": 4, "rate": "10%"}, "B": {"met": 2, "rate": "50%"}, "C": {"met": 1, "rate": "90%"}}
    sheet = {**SHEET, "adjustments": {}, "method": {**SHEET["method"], "minimum_peers": 3}}
    found = tables.strengths(fs.score(table(rows), fs.load_framework(sheet)), "A", lang="zh")
    assert found[["类别", "标识", "名次"]].values.tolist() == [["优势", "study", 1], ["短板", "trained", 3]]


def test_changes_pair_regions_of_the_last_periods():
    framework = fs.load_framework({**SHEET, "adjustments": {}})
    early = fs.score(
        table({("A", "2023"): {"met": 4, "rate": "50%"}, ("B", "2023"): {"met": 0, "rate": "0%"}}), framework
    )
    late = fs.score(
        table({("A", "2024"): {"met": 4, "rate": "100%"}, ("C", "2024"): {"met": 4, "rate": "0%"}}), framework
    )
    found = tables.changes(early, late, "en").set_index("Region")
    # 80 + 60 of 200, then 200 of 200
    assert found.loc["A", ["Composite before", "Composite after", "Shift"]].tolist() == pytest.approx([70, 100, 30])
    assert found.loc["A", ["Earlier period", "Later period"]].tolist() == ["2023", "2024"]
    assert math.isnan(found.loc["B", "Composite after"]) and math.isnan(found.loc["C", "Shift"])
    assert list(found.index) == ["A", "C", "B"]


def test_problems_and_plans_as_people_read_them():
    rows = [{"id": "P1", "region": "A", "period": 2024, "dimension": "g", "problem": "=文书超期", "source": "督察",
             "state": "整改中", "deadline": "2025-06-30"}]  # fmt: skip
    ledger = fs.read_ledger(pd.DataFrame(rows))
    found = tables.problems(ledger, "zh", framework=fs.load_framework(SHEET), names={"A": "甲镇"})
    assert found.iloc[0].tolist()[:9] == ["P1", "甲镇", "2024", "一组", "=文书超期", "督察", "", "2025-06-30", "整改中"]
    english = tables.problems(ledger, "en")
    assert english.loc[0, ["Unit", "Dimension", "Found by", "State"]].tolist() == ["A", "g", "inspection", "under way"]
    plans = pd.DataFrame(
        [{"id": "N1", "region": "A", "period": "2024", "dimension": "g", "plan": "加强培训", "source": "年报"}]
    )
    told = tables.plans(plans, "zh", framework=fs.load_framework(SHEET))
    assert told.values.tolist() == [["A", "2024", "一组", "加强培训", "年报"]]


def test_the_league_has_rank_intervals_where_uncertainty_is_given():
    facts = table({r: {"met": k, "rate": f"{20 * k}%", "bad": 0} for k, r in enumerate("ABCD")})
    framework = fs.load_framework(SHEET)
    result = fs.score(facts, framework)
    drawn = fs.uncertainty(facts, framework, fs.Assumptions(weights=0.25), draws=50, seed=1)
    league = tables.league(result, "en", uncertainty=drawn)
    # each is better than the next in both items, whatever the weights
    assert league["Rank interval"].tolist() == ["1–1", "2–2", "3–3", "4–4"]
    assert tables.uncertainty(drawn, "en")["Rank interval"].tolist() == ["1–1", "2–2", "3–3", "4–4"]


def test_changes_take_the_last_period_of_each_region():
    framework = fs.load_framework({**SHEET, "adjustments": {}})
    rounds = {("A", "2023"): {"met": 4}, ("A", "2024"): {"met": 2}, ("B", "2023"): {"met": 0}}
    early, late = fs.score(table(rounds), framework), fs.score(table({**rounds, ("A", "2024"): {"met": 4}}), framework)
    found = tables.changes(early, late, "en").set_index("Region")
    # 40 of 200 by two sessions, 80 by four; B is compared with itself, and not left out for want of a 2024
    assert found["Shift"].to_dict() == pytest.approx({"A": 20, "B": 0})
    assert found["Later period"].to_dict() == {"A": "2024", "B": "2023"}
