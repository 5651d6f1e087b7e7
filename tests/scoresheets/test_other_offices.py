"""Wordings as other offices, provinces and years put them: the exact rule, or a person; and the points they give."""

import pandas as pd
import pytest
from openpyxl import Workbook

import fazhi_score as fs
from fazhi_score.scoresheets.importing import import_sheet
from fazhi_score.scoresheets.wording import read_wording

RATE_90 = {"rule": "target_gap", "target": "90%", "each_point": 0.1}

RULES = [
    # wording, requirement, points, rule, formula
    ("发现一起执法过错扣2分，扣完为止", "", 6, {"rule": "deduct", "each": 2}, "{0}"),
    ("每低1个百分点扣0.1分，最多扣1分", "公众满意度不低于90%", 3, {**RATE_90, "max_deduction": 1}, "{0}"),
    ("办结率低于80%不得分，且每低1个百分点扣0.2分", "按期办结率达到95%", 3,
     {"rule": "target_gap", "target": "95%", "each_point": 0.2}, "{0}"),
    ("每降1%扣0.1分，不足1%按1%计", "覆盖率95%以上", 2,
     {"rule": "target_gap", "steps": "started", "target": "95%", "each_point": 0.1}, "{0}"),
    ("每降1%扣0.1分，不足1%不扣分", "覆盖率95%以上", 2,
     {"rule": "target_gap", "steps": "whole", "target": "95%", "each_point": 0.1}, "{0}"),
    ("低于10%得满分，10%以上每增加1个百分点扣0.5分", "败诉率", 2,
     {"rule": "target_gap", "target": "10%", "each_point": 0.5}, "{0}"),
    ("审查率90%以上（含90%）得3分，80%（含）—90%（不含）得2分，70%（含）—80%（不含）得1分，70%以下（不含）不得分",
     "", 3,
     {"rule": "bands", "bands": [{"at_least": "90%", "score": 3}, {"at_least": "80%", "score": 2},
                                 {"at_least": "70%", "score": 1}]}, "{0}"),
    ("90%（含）以上得3分，60%以上90%以下得2分，60%以下得0分", "出庭率", 3,
     {"rule": "bands", "bands": [{"at_least": "90%", "score": 3}, {"at_least": "60%", "score": 2}]}, "{0}"),
    ("80%（不含）—90%（含）得2分，90%（不含）以上得3分，80%（含）以下不得分", "执法率", 3,
     {"rule": "bands", "bands": [{"above": "90%", "score": 3}, {"above": "80%", "score": 2}]}, "{0}"),
    ("5%（含）以下得3分，5%-10%（不含）得2分，10%以上不得分", "败诉率", 3,
     {"rule": "bands", "bands": [{"at_least": "0%", "score": 3}, {"above": "5%", "score": 2},
                                 {"at_least": "10%", "score": 0}]}, "{0}"),
    ("低于10%得满分，10%以上不得分", "败诉率", 3,
     {"rule": "bands", "bands": [{"at_least": "0%", "score": 3}, {"at_least": "10%", "score": 0}]}, "{0}"),
    ("败诉率10%以下得满分，超过10%不得分", "", 3, {"rule": "threshold", "at_most": "10%"}, "{0}"),
    ("5件以上不得分，3-4件得1分，1-2件得2分，0件得3分", "被纠错案件", 3,
     {"rule": "bands", "bands": [{"at_least": 0, "score": 3}, {"at_least": 1, "score": 2},
                                 {"at_least": 3, "score": 1}, {"at_least": 5, "score": 0}]}, "{0}"),
    ("0件得3分，1件得2分，2件得1分", "被撤销案件", 3,
     {"rule": "bands", "bands": [{"at_least": 0, "score": 3}, {"at_least": 1, "score": 2},
                                 {"at_least": 2, "score": 1}, {"above": 2, "score": 0}]}, "{0}"),
    ("达到4次以上得2分，2-3次得1分，1次及以下不得分", "", 2,
     {"rule": "bands", "bands": [{"at_least": 4, "score": 2}, {"at_least": 2, "score": 1}]}, "{0}"),
    ("小于2次不得分，大于等于2次得2分", "", 2, {"rule": "threshold", "at_least": 2}, "{0}"),
    ("每季度1次，全年不少于4次，每少1次扣0.5分", "开展执法监督检查", 2,
     {"rule": "required", "at_least": 4, "each_missing": 0.5}, "{0}"),
    ("每月报送信息不少于2条，每少1条扣0.1分，扣完为止", "", 2,
     {"rule": "required", "at_least": 24, "each_missing": 0.1}, "{0}"),
    ("全年举办法治讲座不少于2场，每少1次扣1分", "", 2, {"rule": "required", "at_least": 2, "each_missing": 1}, "{0}"),
    ("每少1次扣0.\n5分", "全年召开会议不少于2次", 1, {"rule": "required", "at_least": 2, "each_missing": 0.5}, "{0}"),
    ("全年报送信息12篇以上得满分，少于12篇的按比例得分", "", 2, {"rule": "required", "at_least": 12}, "{0}"),
    ("每季度不少于3篇，不足的按比例得分", "", 2, {"rule": "required", "at_least": 12}, "{0}"),
    ("人均学时不少于60学时得3分，每少1学时扣0.1分", "", 3,
     {"rule": "required", "at_least": 60, "each_missing": 0.1}, "{0}"),
    ("每少1人扣0.1分", "每村不少于3名法律明白人", 2, {"rule": "deduct", "each": 0.1}, "{0}"),
    ("党委会、政府常务会议专题研究各不少于2次，每少1次扣0.5分", "", 2, {"rule": "deduct", "each": 0.5}, "{0}"),
    ("未开展的不得分；少开展一次扣1分", "全年开展两次专项监督", 3,
     {"rule": "deduct", "each": 1}, "3 * (1 - {0}) + {1}"),
    ("每年4月1日前公开上一年度报告，未按时公开扣1分", "", 2, {"rule": "deduct", "each": 1}, "1 - {0}"),
    ("于次年3月1日前报送，每逾期1天扣0.1分，逾期10天以上的不得分", "", 2,
     {"rule": "deduct", "each": 1}, "0.1 * {0} + 2 * {1}"),
    ("于次年3月1日前报送，每逾期1天扣0.1分；未报送的不得分", "", 2,
     {"rule": "deadline", "due": "03-01", "year": "next", "each_day": 0.1}, "{0}"),
    ("次年1月底前报送，逾期报送的得1分，未报送的不得分", "", 2,
     {"rule": "deadline", "due": "01-31", "year": "next", "late": 1}, "{0}"),
    ("扣0.5分/次", "未按要求报送", 2, {"rule": "deduct", "each": 0.5}, "{0}"),
    ("前2起不扣分，超过2起的，每起扣1分", "", 3, {"rule": "deduct", "each": 1, "beyond": 2}, "{0}"),
    ("超过3件的，每超1件扣0.2分，最多扣1分", "", 2,
     {"rule": "deduct", "each": 0.2, "beyond": 3, "max_deduction": 1}, "{0}"),
    ("每件扣0.5分，造成严重后果的不得分", "", 3, {"rule": "deduct", "each": 1}, "0.5 * {0} + 3 * {1}"),
    ("未公示的每项扣1分；公示不规范的每项扣0.5分，累计扣分不超过2分", "", 3,
     {"rule": "deduct", "each": 1, "max_deduction": 2}, "{0} + 0.5 * {1}"),
    ("纳入的得1分，未纳入的扣1分", "", 1, {"rule": "presence"}, "{0}"),
    ("制定得1分，否则不得分", "", 1, {"rule": "presence"}, "{0}"),
    ("案卷评查平均分乘以5%计入得分", "", 5, {"rule": "sample_mean", "full": 100}, "{0}"),
    ("得分=完成率*3", "", 3, {"rule": "proportional", "full": "100%"}, "{0}"),
    ("每宣传1场得0.2分，满分2分", "", 2, {"rule": "proportional", "full": 10}, "{0}"),
    ("同比下降得满分，持平得1分，上升不得分", "行政诉讼败诉率", 2,
     {"rule": "levels", "scores": {"上升": 0, "持平": 1, "同比下降": 2}}, "{0}"),
    ("全县排名末三位的扣1分", "", 2, {"rule": "bottom", "last": 3, "deduct": 1}, "{0}"),
    ("末位扣1分", "", 2, {"rule": "bottom", "last": 1, "deduct": 1}, "{0}"),
    ("每少1次扣0.5分，未归档的不得分", "不少于4次", 2, {"rule": "deduct", "each": 1},
     "0.5 * max(0, 4 - {0}) + 2 * (1 - {1})"),
    ("2024年6月30日前报送，每逾期1天扣0.1分", "", 2, {"rule": "deduct", "each": 0.1}, "{0}"),
    ("每周至少1次，每少1次扣0.1分", "", 2, {"rule": "deduct", "each": 0.1}, "{0}"),
    ("13月1日前报送，逾期扣1分", "", 2, {"rule": "deduct", "each": 1}, "{0}"),
    ("按培训率计分", "培训率达到95%", 2, {"rule": "proportional", "full": "100%"}, "{0}"),
    ("完成得2分，未完成按比例扣分", "年度任务", 2, {"rule": "proportional", "full": "100%"}, "{0}"),
    ("超过90%得满分，90%及以下不得分", "覆盖率", 2, {"rule": "bands", "bands": [{"above": "90%", "score": 2}]}, "{0}"),
    ("0件得2分，1件以上得1分", "被撤销案件", 2,
     {"rule": "bands", "bands": [{"at_least": 0, "score": 2}, {"at_least": 1, "score": 1}]}, "{0}"),
    ("", "印发要点，未印发的不得分", 2, {"rule": "presence"}, "{0}"),
    ("2分：未印发的不得分", "", 2, {"rule": "presence"}, "{0}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "points", "spec", "formula"), RULES)
def test_a_wording_becomes_exactly_this_rule(text, context, points, spec, formula):
    draft = read_wording(text, points, context=context).draft
    assert draft is not None
    assert (draft.spec, draft.formula) == (spec, formula)


REVIEWER = [
    # priced by how many, in turn, or of another base than one
    ("在全省排名每下降一位扣0.2分", "", 2), ("当年12月31日前完成，每逾期一周扣0.5分", "", 2),
    ("每高于全市平均1个百分点得0.2分", "", 2), ("每低1个千分点扣0.1分", "目标98%", 2),
    ("每百件案件中败诉1件扣0.5分", "", 2), ("每1000人投诉1件扣0.1分", "", 2), ("每2件得0.1分，最高1分", "", 1),
    ("从第3件起每件扣0.5分", "", 3), ("超过3件的，每件扣0.5分", "", 2), ("首次发现扣0.5分，再次发现扣1分", "", 2),
    ("万人起诉率每上升1件扣0.5分", "", 2), ("前3件不扣分，超过2件的，每超1件扣1分", "", 3),
    # fractions, and what is taken off below nothing
    ("漏报一次扣三分之一，扣完为止", "", 3), ("每发生一起倒扣1分", "", 3), ("每发现一例扣0.5分，不设上限", "", 2),
    # caps of a part
    ("每份案卷发现1处问题扣0.1分，每份最多扣0.4分", "", 2),
    ("未公示的每项扣1分，最多扣2分；公示不规范的每项扣0.5分，最多扣1分", "", 3),
    ("每项扣0.5分，最多扣1分；未制定方案扣1分", "", 3), ("未报送扣1分；每项扣0.5分，最多扣1分", "", 3),
    # several things at once
    ("无计划、无总结各扣0.5分", "", 1), ("每项未落实扣1分，未按时落实扣0.5分", "", 3),
    ("获得国家级表彰的得3分，省级2分，市级1分，未获得的不得分", "", 3),
    ("每个环节0.5分，缺少的不得分", "公众参与、专家论证", 1), ("参考率100%，合格率100%，每低1个百分点扣0.1分", "", 2),
    # of what is not said: at the edge, of none, of the good end
    ("败诉率5%以下得3分，5%—10%得2分，10%以上得0分", "", 3), ("败诉率10%以下得满分，10%以上不得分", "", 3),
    ("低于10%得满分，高于10%不得分", "败诉率", 3), ("1件得2分，2件得1分，3件以上不得分", "被撤销案件", 2),
    ("3次得3分，1次得1分，未开展不得分", "", 3), ("2次以下得1分，3次以上得2分，未开展不得分", "", 2),
    ("2次以上得2分，1次得1分，未归档的不得分", "", 2), ("3件以上不得分，1-3件得1分，0件得2分", "", 2),
    ("2次以上得2分，未开展的不得分", "", 2), ("覆盖率90%以上得2分，未开展的不得分", "", 2),
    ("建立制度得2分，执行不规范的每次扣0.5分", "", 2),
    ("审核率每低1个百分点扣0.5分，发现1件未审核扣0.2分", "审核率100%", 3),
    ("5%以上10%以下得2分，10%以上得1分", "败诉率", 2), ("90%以上得2分，90%（含）以下得1分", "出庭率", 2),
    # products that are no straight line, bad shares
    ("到会率达80%以上得满分，80%以下按到会率计分", "", 2), ("得分=5-败诉率×5", "", 5),
    ("按照应报未报数占应报数的比例扣分", "", 2), ("低于全县平均水平的按比例扣分", "", 2),
    # judgement
    ("可扣1分", "", 2), ("扣2分以内", "", 2), ("每发现问题1个，扣0.5分；全部整改到位得满分", "", 2),
    ("查看会议记录、文件，得2分", "", 2), ("于每年12月20日前报送，逾期10日内扣0.5分，逾期10日以上不得分", "", 1),
    # two that contradict each other, or other points than those of the item
    ("每少1次扣0.5分，未开展的不得分，最多扣1分", "不少于4次", 2), ("达到95%得2分，每低1个百分点扣0.1分", "办结率", 3),
    ("达到90%得满分，低于80%的按比例得分", "培训率", 2), ("按参与率计分，最多扣1分", "", 2),
    ("不足的按比例得分", "会议不少于4次，培训不少于2期", 2), ("90%以上得2分，90%以上不得分", "办结率", 2),
    ("80%-90%得2分，70%-80%得1分", "办结率", 2), ("90%以上得3分，80%以下得1分，60%以下不得分", "办结率", 3),
    ("应达到95%，力争98%，未达标的不得分", "办结率", 2), ("抽查案卷，以平均分×10%计分", "", 5),
    ("优秀得2分，良好得1分，一般得1分，差的不得分", "", 2), ("每报送一条得0.3分，满分2分", "", 2),
    ("参加聚餐的扣1分", "", 2), ("未达标的扣1分", "覆盖率95%以上", 2), ("不足的按比例得分，最多扣1分", "不少于4次", 2),
    ("每起扣1分；瞒报每起扣2分；重复发生的加倍扣分", "", 5), ("迟报一次扣0.1分，漏报一次扣0.2分", "", 0.3),
    ("扣1分（每次）", "未报送", 5), ("每件扣1分（每年最多3分）", "", 5),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "points"), REVIEWER)
def test_what_is_open_stays_with_a_person(text, context, points):
    reading = read_wording(text, points, context=context)
    assert reading.draft is None
    assert reading.why


def points_of(tmp_path, text, context, points, units):
    """Import a sheet of one item and score units, each a list of values in the order of the facts."""
    book = Workbook()
    book.active.append(["考核内容", "分值", "评分标准"])
    book.active.append([context or "一项", points, text])
    book.save(tmp_path / "one.xlsx")
    text = import_sheet(tmp_path / "one.xlsx").text.replace("method:", "method:\n  units: register")
    framework = fs.load_framework("one.yaml", text=text)
    names = list(framework.file.facts)
    rows = [
        {"region": f"r{k}", "period": "2024", "fact": name, "value": value, "item": item}
        for k, values in enumerate(units)
        for name, given in zip(names, values, strict=False)
        for item, value in (enumerate(given) if isinstance(given, list) else [("", given)])
        if value is not None
    ]
    regions = [{"region": f"r{k}", "name": f"r{k}", "class": "county"} for k in range(len(units))]
    result = fs.score(pd.DataFrame(rows), framework, regions=pd.DataFrame(regions))
    scores = result.composite.droplevel("period")
    return [round(float(scores.loc[f"r{k}"]) * points / 100, 6) for k in range(len(units))]


SCORES = [
    # wording, requirement, points, facts of each unit, points worked out by hand
    # 3; 3 − 0.4 × 0.1 …: 89.6% is 0.4 short; 80%: 10 × 0.1 = 1; 40%: 50 × 0.1 = 5, but at most 1; no value: none
    ("每低1个百分点扣0.1分，最多扣1分", "公众满意度不低于90%", 3,
     [["90%"], ["89.6%"], ["80%"], ["40%"], [None]], [3, 2.96, 2, 2, 0]),
    # started: 94.9% and 94% are one each; 75%: 20 × 0.1 = 2
    ("每降1%扣0.1分，不足1%按1%计", "覆盖率95%以上", 2, [["95%"], ["94.9%"], ["94%"], ["75%"]], [2, 1.9, 1.9, 0]),
    # whole: 94.1% is less than one; 92.5% is 2.5, of which two count
    ("每降1%扣0.1分，不足1%不扣分", "覆盖率95%以上", 2, [["94.1%"], ["92.5%"]], [2, 1.8]),
    # better lower: 10% none; 11.5%: 1.5 × 0.5 = 0.75; 20%: 10 × 0.5 > 2
    ("不超过10%得满分，每超1个百分点扣0.5分", "复议纠错率", 2, [["10%"], ["11.5%"], ["20%"], ["0%"]], [2, 1.25, 0, 2]),
    # 4 − 3 = 1 missing × 0.5; none: 4 × 0.5 = 2 of 3
    ("每少一次扣0.5分，扣完为止", "会前学法全年不少于4次", 3, [[5], [4], [3], [0], [None]], [3, 3, 2.5, 1, 0]),
    # n / 12 of 2
    ("全年报送信息12篇以上得满分，少于12篇的按比例得分", "", 2, [[12], [6], [0], [30]], [2, 1, 0, 2]),
    # 2 × 1; 5 × 1 > 3
    ("应审未审的，每发现一件扣1分，扣完为止", "", 3, [[0], [2], [5], [None]], [3, 1, 0, 0]),
    # at most 2 off
    ("每发现一处不规范扣0.1分，扣完2分为止", "", 3, [[10], [40]], [2, 1]),
    # two are free: (3 − 2) × 1; (4 − 2) × 1
    ("前2起不扣分，超过2起的，每起扣1分", "", 3, [[2], [3], [4], [9]], [3, 2, 1, 0]),
    # 2 × 0.5 × 2 where it repeats
    ("每起扣0.5分，同类事件重复发生的加倍扣分", "", 5, [[2, "否"], [2, "是"]], [4, 3]),
    # 0.5 × 2 = 1; serious: all
    ("每件扣0.5分，造成严重后果的不得分", "", 3, [[2, "否"], [0, "是"], [0, "否"]], [2, 0, 3]),
    # none held: 3 off; one missing: 1
    ("未开展的不得分；少开展一次扣1分", "全年开展两次专项监督", 3, [["是", 0], ["是", 1], ["否", 2]], [3, 2, 0]),
    # less than full marks: 2 × 0.2 + 1 × 0.5
    ("迟报一次扣0.2分，漏报一次扣0.5分", "", 2, [[2, 1], [0, 0], [0, 9]], [1.1, 2, 0]),
    ("未印发的不得分", "印发年度要点", 1, [["是"], ["否"], [None]], [1, 0, 0]),
    ("自行发布负面清单的不得分", "", 2, [["否"], ["是"]], [2, 0]),
    # (1) of 2 is there: 1 + 0; half marks of weights 1 and 0.5: 1.5 − 0.5
    ("制定计划（1分），组织实施（0.5分）", "", 1.5, [["是", "是"], ["是", "否"], ["否", "否"]], [1.5, 1, 0]),
    # edges: 90% has three, 89.99% two, 60% two, 59.9% none
    ("90%（含）以上得3分，60%以上90%以下得2分，60%以下得0分", "出庭率", 3,
     [["90%"], ["89.99%"], ["60%"], ["59.9%"], [None]], [3, 2, 2, 0, 0]),
    # whole numbers: none 3, one and two 2, three 1, five none
    ("5件以上不得分，3-4件得1分，1-2件得2分，0件得3分", "被纠错案件", 3, [[0], [1], [2], [3], [5]], [3, 2, 2, 1, 0]),
    # 5% belongs to the better band, 10% to the worse
    ("5%（含）以下得3分，5%-10%（不含）得2分，10%以上不得分", "败诉率", 3,
     [["0%"], ["5%"], ["5.1%"], ["10%"]], [3, 3, 2, 0]),
    ("败诉率10%以下得满分，超过10%不得分", "", 3, [["10%"], ["10.1%"], ["0%"]], [3, 0, 3]),
    ("办结率低于98%的不得分", "", 2, [["98%"], ["97.9%"]], [2, 0]),
    # 82% of 2
    ("承接率×2分", "", 2, [["82%"], ["0%"], ["100%"]], [1.64, 0, 2]),
    # 72 / 90 of 3
    ("化解率达到90%得满分，未达到的按比例得分", "", 3, [["90%"], ["72%"], ["0%"]], [3, 2.4, 0]),
    # 3 × 0.2; twelve are worth no more than ten
    ("每宣传1场得0.2分，满分2分", "", 2, [[3], [12], [0]], [0.6, 2, 0]),
    ("同比下降得满分，持平得1分，上升不得分", "行政诉讼败诉率", 2, [["同比下降"], ["持平"], ["上升"]], [2, 1, 0]),
    # three days × 0.1; a hundred days > 2
    ("于次年3月1日前报送，每逾期1天扣0.1分", "", 2,
     [["2025-03-01"], ["2025-03-04"], ["2025-06-09"], [None]], [2, 1.7, 0, 0]),
    # once, however late
    ("逾期报送扣1分，未报送不得分", "于12月10日前报送总结", 3,
     [["2024-12-10"], ["2024-12-11"], ["2025-02-01"]], [3, 2, 2]),
    # first, second (−0.5), third (−1)
    ("按得分高低排名，第一名得5分，每下降1名减0.5分", "", 5, [[90], [80], [70]], [5, 4.5, 4]),
    # the last two of four lose one
    ("全县排名末两位的扣1分", "", 2, [[4], [3], [2], [1]], [2, 2, 1, 1]),
    # (90 + 80) / 2 = 85% of 4
    ("抽查案卷，以平均分（百分制）×4%计分", "", 4, [[[90, 80]]], [3.4]),
    # 85% of 5 with 300 answers
    ("有效问卷不少于300份，按满意率计分", "", 5, [["85%", 300]], [4.25]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "context", "points", "units", "expected"), SCORES)
def test_the_rule_gives_the_points_of_the_wording(tmp_path, text, context, points, units, expected):
    assert points_of(tmp_path, text, context, points, units) == pytest.approx(expected)
