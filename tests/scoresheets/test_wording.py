"""Wordings of score sheets into exact rules, and wordings that must stay with a person."""

import pytest

from fazhi_score.scoresheets.extras import read_extra, read_grades, read_veto
from fazhi_score.scoresheets.phrases import normalised
from fazhi_score.scoresheets.wording import read_wording

CASES = [
    # text, context, points, rule, formula
    ("每缺一次扣0.5分，扣完为止。", "会前学法全年不少于4次", 2,
     {"rule": "required", "at_least": 4, "each_missing": 0.5}, "{0}"),
    ("每季度至少报送3篇，每少一篇扣0.1分，最多扣1分", "", 2,
     {"rule": "required", "at_least": 12, "each_missing": 0.1, "max_deduction": 1}, "{0}"),
    ("每半年通报一次，少一次扣0.5分", "", 1, {"rule": "required", "at_least": 2, "each_missing": 0.5}, "{0}"),
    ("未召开会议不得分，每少一次扣１分", "全年召开会议不少于三次", 3,
     {"rule": "required", "at_least": 3, "each_missing": 1}, "{0}"),
    ("应审未审的，每发现一件扣1分，扣完为止。", "", 3, {"rule": "deduct", "each": 1}, "{0}"),
    ("每件不合格案卷扣半分，累计扣分不超过2分", "", 3, {"rule": "deduct", "each": 0.5, "max_deduction": 2}, "{0}"),
    ("迟报一次扣0.2分，漏报一次扣0.5分", "", 2, {"rule": "deduct", "each": 1}, "0.2 * {0} + 0.5 * {1}"),
    ("每起扣1分，同类事件重复发生的加倍扣分", "", 5,
     {"rule": "deduct", "each": 1, "repeated": "{1}", "factor": 2}, "{0}"),
    ("未开展清理的不得分；清理结果未公布的扣1分。", "", 2, {"rule": "deduct", "each": 1}, "2 * (1 - {0}) + (1 - {1})"),
    ("未印发的不得分。", "印发年度要点", 1, {"rule": "presence"}, "{0}"),
    ("公布清单得1分，未公布不得分。", "", 1, {"rule": "presence"}, "{0}"),
    ("自行发布负面清单的不得分。", "", 2, {"rule": "presence"}, "not {0}"),
    ("有1项未完成即不得分", "", 2, {"rule": "presence"}, "not {0}"),
    ("每低1个百分点扣0.5分，扣完为止。", "审核率达到100%", 3,
     {"rule": "target_gap", "target": "100%", "each_point": 0.5}, "{0}"),
    ("满意度90%以上得满分，每降低一个百分点扣0.1分，不足一个百分点按一个百分点计算。", "", 3,
     {"rule": "target_gap", "steps": "started", "target": "90%", "each_point": 0.1}, "{0}"),
    ("败诉率在8%以内不扣分，每高1个百分点扣0.5分", "", 4,
     {"rule": "target_gap", "target": "8%", "each_point": 0.5}, "{0}"),
    ("纠错率高于全市平均水平的，每高1个百分点扣0.1分", "", 2,
     {"rule": "target_gap", "reference": "at_reference({0})", "each_point": 0.1}, "{0}"),
    ("办结率低于百分之九十八的不得分。", "", 2, {"rule": "threshold", "at_least": "98%"}, "{0}"),
    ("组织轮训，培训率达95%以上，未达标的不得分", "", 1, {"rule": "threshold", "at_least": "95%"}, "{0}"),
    ("败诉率超过10%不得分", "", 3, {"rule": "threshold", "at_most": "10%"}, "{0}"),
    ("承接率×2分。", "", 2, {"rule": "proportional", "full": "100%"}, "{0}"),
    ("化解率达到90%得满分，未达到的按比例得分", "", 3, {"rule": "proportional", "full": "90%"}, "{0}"),
    ("每报送一条得0.2分，满分2分。", "", 2, {"rule": "proportional", "full": 10}, "{0}"),
    ("覆盖率≥95%得3分，90%—95%得2分，80%-90%得1分，80%以下不得分。", "", 3,
     {"rule": "bands", "bands": [{"at_least": "95%", "score": 3}, {"at_least": "90%", "score": 2},
                                 {"at_least": "80%", "score": 1}]}, "{0}"),
    ("败诉率≤10%得3分，10%＜败诉率≤15%得2分，15%＜败诉率≤20%得1分，＞20%得0分", "", 3,
     {"rule": "bands", "bands": [{"at_least": "0%", "score": 3}, {"above": "10%", "score": 2},
                                 {"above": "15%", "score": 1}, {"above": "20%", "score": 0}]}, "{0}"),
    ("组织监督2次以上得2分，1次得1分，未组织不得分。", "", 2,
     {"rule": "bands", "bands": [{"at_least": 2, "score": 2}, {"at_least": 1, "score": 1}]}, "{0}"),
    ("制定并公布的得2分，制定未公布的得1分，未制定的不得分。", "", 2,
     {"rule": "levels", "scores": {"未制定": 0, "制定未公布": 1, "制定并公布": 2}}, "{0}"),
    ("次年1月15日前报送，每迟一天扣0.5分，未报送不得分", "", 2,
     {"rule": "deadline", "due": "01-15", "year": "next", "each_day": 0.5}, "{0}"),
    ("逾期报送扣1分，未报送不得分", "于12月10日前报送总结", 2,
     {"rule": "deadline", "due": "12-10", "year": "same", "late": 1}, "{0}"),
    ("按参与率排名计分，第一名得1分，每下降一个名次扣0.1分", "", 1, {"rule": "rank", "each_place": 0.1}, "{0}"),
    ("排名后三位的，扣1分", "", 2, {"rule": "bottom", "last": 3, "deduct": 1}, "{0}"),
    ("随机抽取10本案卷评查，以案卷评查平均分（百分制）折算得分。", "", 5, {"rule": "sample_mean", "full": 100}, "{0}"),
    ("有效问卷不少于300份，按满意率计分", "", 5,
     {"rule": "survey", "full": "100%", "sample": "{1}", "minimum_sample": 300}, "{0}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "points", "spec", "formula"), CASES)
def test_a_wording_becomes_exactly_this_rule(text, context, points, spec, formula):
    draft = read_wording(text, points, context=context).draft
    assert draft is not None
    assert draft.spec == spec
    assert draft.formula == formula


@pytest.mark.parametrize(
    ("text", "points", "weights"),
    [
        ("纳入规划得1分，纳入考核得1分。", 2, [1, 1]),
        ("①配备记录仪（1分）；②建立制度（1分）；③归档（1分）。", 3, [1, 1, 1]),
        ("配备人员（1分），设立接待室（0.5分），落实经费（0.5分）。", 2, [1, 0.5, 0.5]),
        ("未动态调整的扣2分，未公布的扣1分。", 3, [2, 1]),
    ],
)
def test_parts_that_make_up_the_marks_are_a_checklist(text, points, weights):
    draft = read_wording(text, points).draft
    items = draft.spec["items"].values()
    assert draft.spec["rule"] == "checklist"
    assert [item.get("weight", 1) for item in items] == weights
    assert all(fact.kind == "yes_no" for fact in draft.facts)


@pytest.mark.parametrize(
    ("text", "context", "points", "why"),
    [
        ("落实不到位的酌情扣分", "", 2, "open_hedged"),
        ("少1次扣1分；整改不到位的，酌情扣0.5—1分", "督察不少于2次", 3, "open_hedged"),
        ("视情节扣0.5至2分", "", 2, "open_hedged"),
        ("根据工作开展情况赋分", "", 2, "open_hedged"),
        ("由考评组集体研究确定得分", "", 2, "open_hedged"),
        ("综合评定", "", 2, "open_hedged"),
        ("渠道畅通", "", 1, "open_no_marks"),
        ("两率均达到100%得3分，每低1个百分点扣0.3分。", "受理率、答复率", 3, "open_several_rates"),
        ("每年不少于4次，每季度不少于2次，每少一次扣0.5分", "", 2, "open_two_numbers"),
        ("每下降5个百分点扣0.5分", "出庭率达100%", 4, "open_no_rule"),
        ("败诉率低于10%得满分，高于10%的按比例扣分", "", 3, "open_no_rule"),
        ("一项不符合扣0.5分，两项不符合扣1分，三项及以上不得分", "", 2, "open_no_rule"),
        ("发生1起扣1分，发生2起以上不得分", "", 2, "open_no_rule"),
        ("80%-89%得1分，90%以上得2分，80%以下不得分", "", 2, "open_no_rule"),
        ("90%以上得2分，85%-95%得1分", "", 2, "open_no_rule"),
        ("达到90%得1分，达到80%得2分，达到70%得1分", "", 2, "open_no_rule"),
        ("每发现一件扣2分", "", 1, "open_no_rule"),
        ("制定方案得1分，组织实施得1分", "", 3, "open_no_rule"),
        ("满意率×20%", "", 5, "open_no_rule"),
        ("得分=满意率×5分，低于60%不得分", "", 5, "open_no_rule"),
        ("满意度达90%得3分，每低1个百分点扣0.01分，低于60%不得分", "", 3, "open_no_rule"),
        ("未配备的不得分", "配备不少于3名专职人员", 1, "open_no_rule"),
        ("每逾期1个工作日扣0.1分，发生重大差错的另行处理并扣分", "", 1, "open_no_rule"),
        ("较上年每上升1个百分点扣0.5分", "败诉率", 2, "open_no_rule"),
        ("优秀率达到90%得4分，每低1个百分点扣0.2分；不合格案卷每件扣1分", "", 4, "open_no_rule"),
    ],
)
def test_hedged_and_contradictory_wordings_stay_with_a_person(text, context, points, why):
    reading = read_wording(text, points, context=context)
    assert reading.draft is None
    assert reading.why == why


def test_digits_signs_and_numerals_are_read_alike():
    assert normalised("每少一次扣０．５分") == "每少1次扣0.5分"
    assert normalised("一次性化解、一票否决、统一部署") == "一次性化解、一票否决、统一部署"
    assert normalised("得两分；得十分\n第二行") == "得2分;得10分;第二行"


def test_a_very_long_wording_is_left_to_a_person():
    assert read_wording("每少一次扣1分，" * 20_000, 5).why == "open_no_rule"


def test_bonuses():
    assert read_extra("获国家级表彰的加3分，省级加2分，累计不超过4分", "bonus").spec == {
        "kind": "bonus", "formula": "{0}", "levels": {"国家级": 3, "省级": 2}, "cap": 4}  # fmt: skip
    assert read_extra("每篇加0.5分", "bonus", 2).spec == {"kind": "bonus", "formula": "{0}", "each": 0.5, "cap": 2}
    assert read_extra("承办全省现场会的，加2分", "bonus").spec == {"kind": "bonus", "when": "{0}", "points": 2}
    free = read_extra("视创新程度加1至3分", "bonus", 3)
    assert (free.why, free.spec["cap"]) == ("open_hedged", 3)


@pytest.mark.parametrize(
    "text",
    ["获国家级表彰的加3分，省级加2分，其他加0.5分", "每篇加0.5分，重点报道另加1分", "承办现场会的加2分，协办加1分",
     "排名前三名的，加1分", "最多加3分，累计不超过2分", "有创新做法"],
)  # fmt: skip
def test_bonuses_of_several_prices_are_marks_of_a_person(text):
    extra = read_extra(text, "bonus")
    assert extra.why
    assert extra.spec["each"] == 1


def test_vetoes():
    assert read_veto("情节严重的，酌情降低等次", {}).why == "open_hedged"
    grades = {"优秀": 90, "良好": 80, "不合格": 0}
    assert read_veto("提供虚假材料的，不得评为优秀等次", grades).spec["at_most"] == "良好"
    assert read_veto("发生重大事故的，年度考核定为不合格", grades).spec["at_most"] == "不合格"
    assert read_veto("发生重大事故的，总分按不超过60分计", {}).spec["at_most"] == 60
    assert read_veto("一年内严重违法的，不得申报", {}).spec["kind"] == "gate"
    assert read_veto("发生重大事故的，实行一票否决", grades).why == "open_veto"
    assert read_veto("提供虚假材料的，不得评为优秀等次", {}).why == "open_veto"


def test_grades():
    assert read_grades(["2.90分以上为优秀，80分以上为良好，60分以下为不合格"]) == {"优秀": 90, "良好": 80, "不合格": 0}
    assert read_grades(["考核结果作为评优依据"]) == {}
