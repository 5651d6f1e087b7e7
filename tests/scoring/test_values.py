"""Numbers as the framework declares them: units, kinds, ranges, and what does not fit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.facts.quantities import Form
from fazhi_score.facts.table import read_facts
from fazhi_score.scoring.values import fact_kind
from tests.conftest import TOLERANCE, plain, posts, scored, sheet, table

MONEY = sheet({"a": plain("x")}, facts={"x": {"unit": "万元"}})
COUNT = sheet({"a": plain("x")}, facts={"x": {"unit": "件"}})
SHARE = sheet(
    {"a": {"formula": "x", "unit": "percent", "score": posts("0%", "100%")}}, facts={"x": {"unit": "percent"}}
)
ANSWER = sheet(
    {"a": {"formula": "x", "score": {"rule": "presence"}}},
    facts={"x": {"kind": "yes_no"}},
    method={"missing": {"not_reported": "zero"}},
)
LEVEL = sheet(
    {"a": {"formula": "x", "score": {"rule": "levels", "scores": {"无": "0%", "省级": "60%", "国家级": "100%"}}}},
    facts={"x": {"levels": ["无", "省级", "国家级"]}},
)
DATE = sheet(
    {"a": {"formula": "x", "score": {"rule": "deadline", "due": "04-01", "late": "50%"}}}, facts={"x": {"kind": "date"}}
)


def one(framework, value, **more):
    frame = table({}, {"region": "A", "fact": "x", "value": value, **more})
    return scored(framework, frame)


def complaint(framework, value, **more) -> fs.Problem:
    with pytest.raises(fs.FazhiError) as caught:
        one(framework, value, **more)
    (problem,) = caught.value.problems  # of one mistake one is told
    assert "[A 2024 x]" in problem.where
    assert problem.where.startswith("DataFrame")
    assert "None" not in problem.message("en")
    return problem


@pytest.mark.parametrize(
    ("framework", "value", "unit", "wanted"),
    [
        (MONEY, "500000", "元", 50),  # 500 000 元 = 50 万元
        (MONEY, "70", "万元", 70),
        (MONEY, "0.002", "亿元", 20),  # 0.002 亿元 = 20 万元
        (COUNT, "30", "宗", 30),  # counters of one kind
        (COUNT, "30", "", 30),
        (COUNT, "0.004", "万件", 40),
        (COUNT, "0.0000004", "亿件", 40),
    ],
)
def test_units_are_turned_into_the_declared_one(framework, value, unit, wanted):
    found = one(framework, value, unit=unit)
    assert found.indicator_values.iloc[0, 0] == pytest.approx(wanted, rel=TOLERANCE)


@pytest.mark.parametrize(("framework", "value", "unit"), [(MONEY, "5", "件"), (COUNT, "5", "万元")])
def test_a_unit_that_does_not_fit_is_an_error(framework, value, unit):
    problem = complaint(framework, value, unit=unit)
    assert problem.code == "wrong_unit"
    assert unit in problem.message("en")


def test_a_percentage_of_a_count_is_told_for_its_unit_and_its_form():
    with pytest.raises(fs.FazhiError) as caught:
        one(COUNT, "5", unit="percent")
    assert [problem.code for problem in caught.value.problems] == ["wrong_unit", "value_not_number"]


def test_a_percentage_needs_its_sign_but_zero_does_not():
    assert complaint(SHARE, "93.05").code == "percent_without_sign"
    assert "93.05%" in complaint(SHARE, "93.05").hint("en")
    assert one(SHARE, "93.05%").composite.item() == pytest.approx(93.05, rel=TOLERANCE)
    assert one(SHARE, "0").composite.item() == 0
    assert one(SHARE, "5%", unit="百分比").composite.item() == pytest.approx(5, rel=TOLERANCE)
    assert complaint(SHARE, "5%", unit="件").code == "wrong_unit"


@pytest.mark.parametrize(
    ("framework", "value", "code"),
    [
        (COUNT, "-3", "negative_count"),
        (COUNT, "93%", "value_not_number"),
        (COUNT, "很多", "value_not_number"),
        (SHARE, "120%", "value_out_of_range"),
        (SHARE, "-5%", "value_out_of_range"),
        (ANSWER, "0.5", "value_not_yes_no"),
        (ANSWER, "2", "value_not_yes_no"),
        (ANSWER, "2024-03-01", "value_not_yes_no"),
        (DATE, "12", "value_not_date"),
        (LEVEL, "市级", "fact_level_unknown_near"),
        (LEVEL, "XYZ", "fact_level_unknown"),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_place(framework, value, code):
    assert complaint(framework, value).code == code


def test_a_row_without_a_value_is_an_error():
    # the reader refuses it already; a table made in another way meets this check
    facts = read_facts(table({"A": {"x": 1}}))
    with pytest.raises(fs.FazhiError) as caught:
        fs.score(replace(facts, table=facts.table.assign(value=np.nan, form=np.int8(Form.EMPTY))), COUNT)
    assert caught.value.problems[0].code == "value_missing"


def test_the_bounds_that_a_value_breaks_are_told_as_it_is_written():
    spec = {"unit": "percent", "range": ["10%", "50%"]}
    framework = sheet({"a": {"formula": "x", "unit": "percent", "score": posts("0%", "100%")}}, facts={"x": spec})
    assert complaint(framework, "60%").params.items() >= {"low": "10%", "high": "50%"}.items()
    framework = sheet({"a": plain("x")}, facts={"x": {"range": [2, 12]}})
    assert complaint(framework, "13").params.items() >= {"low": "2", "high": "12"}.items()
    assert complaint(framework, "0").code == "value_out_of_range"  # a count, and none below zero


def test_a_range_of_its_own():
    framework = sheet({"a": plain("x")}, facts={"x": {"range": [-5, None]}})
    assert one(framework, "-5").indicator_values.iloc[0, 0] == -5
    assert complaint(framework, "-6").code == "value_out_of_range"
    framework = sheet({"a": plain("x")}, facts={"x": {"range": [None, 12]}})
    assert one(framework, "-99").indicator_values.iloc[0, 0] == -99
    assert complaint(framework, "13").code == "value_out_of_range"


def test_yes_and_no_and_their_numbers():
    assert [one(ANSWER, value).composite.item() for value in ("是", "否", "1", "0")] == [100, 0, 100, 0]


def test_levels_score_by_their_words():
    assert [one(LEVEL, value).composite.item() for value in ("无", "省级", "国家级")] == [0, 60, 100]


def test_a_yes_no_fact_takes_any_unit():
    assert one(ANSWER, "是", unit="件").composite.item() == 100


def test_values_that_no_number_rests_on_are_not_checked():
    # a rejected row and words without a number may say what they like
    assert one(COUNT, "-3", status="rejected").composite.isna().all()
    assert one(COUNT, "全覆盖", status="claimed").gaps.iloc[0, 0] == "claimed"
    assert one(ANSWER, "2", status="rejected").gaps.iloc[0, 0] == "not_reported"


def test_problems_of_one_kind_are_listed_up_to_a_limit_and_counted():
    frame = pd.DataFrame({"region": [f"R{k}" for k in range(250)], "period": "2024", "fact": "x", "value": "-1"})
    with pytest.raises(fs.FazhiError) as caught:
        scored(COUNT, frame)
    assert len(caught.value.problems) == 201
    last = caught.value.problems[-1]
    assert (last.code, last.params, last.file) == ("more_problems", {"count": 50}, "DataFrame")


def test_the_kind_of_a_fact_follows_from_what_it_says():
    file = sheet(
        {"a": plain("x")},
        facts={
            "x": {"unit": "件"},
            "p": {"unit": "percent"},
            "l": {"levels": ["low", "high"]},
            "y": {"kind": "yes_no"},
        },
    ).file
    assert [fact_kind(file.facts[name]) for name in "xply"] == ["number", "share", "level", "yes_no"]


ONE_WORD = "次件人个宗起份条项场期卷本户家名批支票篇处台所轮回册员位例单封幅张类部笔则镇乡村"
MORE_WORDS = "人次 件次 批次 场次 户次 家次 卷次 条次 项次 人·次 次(家) 份(件) 部门 单位 乡镇 街道 社区"


@pytest.mark.parametrize("unit", [*ONE_WORD, *MORE_WORDS.split()])
def test_words_that_count_stand_for_each_other(unit):
    assert one(COUNT, "30", unit=unit).indicator_values.iloc[0, 0] == 30


@pytest.mark.parametrize(
    ("got", "wanted", "told"), [("人次", "人", 1), ("人", "人次", 1), ("名", "人", 0), ("件次", "件", 0)]
)
def test_visits_that_are_counted_as_persons_are_told(got, wanted, told):
    framework = fs.load_framework({
        "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
        "groups": {"g": {}}, "facts": {"x": {"unit": wanted}},
        "indicators": {"i": {"group": "g", "formula": "x", "better": "higher",
                             "score": {"rule": "goalposts", "worst": 0, "best": 100}}},
    })  # fmt: skip
    result = fs.score(table({}, {"region": "A", "period": "2024", "fact": "x", "value": 40, "unit": got}), framework)
    assert result.composite.tolist() == [40]  # told, and used as given: the person decides
    assert [note.code for note in result.notes].count("visits_as_persons") == told


def test_a_fact_without_a_unit_is_counted_in_any():
    framework = sheet({"a": plain("x")}, facts={"x": {}})
    assert one(framework, "30", unit="件").indicator_values.iloc[0, 0] == 30
    assert complaint(framework, "30", unit="万元").params == {"got": "万元", "wanted": "-"}
    assert complaint(framework, "30", unit="万").code == "wrong_unit"  # ten thousand of what?


def test_words_of_an_unknown_level_are_told_with_those_that_there_are():
    assert complaint(LEVEL, "XYZ").params == {"got": "XYZ", "near": "", "known": "无, 省级, 国家级"}
    assert complaint(LEVEL, "市级").params["near"] == "省级"


@pytest.mark.parametrize("unit", ["%", "％", "percent", "fraction", "share", "1", "百分比"])
def test_words_for_shares(unit):
    assert one(SHARE, "5%", unit=unit).composite.item() == pytest.approx(5, rel=TOLERANCE)


def test_hundreds_of_something_are_no_unit():
    assert complaint(COUNT, "5", unit="百件").code == "wrong_unit"
