"""Printed rates against counts."""

import pytest

from fazhi_score.auditing.shares import rate_name
from tests.auditing.words import audit, held, outcomes


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("受理投诉359件，办结348件，办结率96.94%。", "348/359 = 96.9359%, 96.94%"),
        ("受理投诉359件，办结348件。办结率96.94%。", "348/359 = 96.9359%, 96.94%"),
        ("办理代表建议127件，答复率100%。", "127/127 = 100%, 100%"),
        ("办理建议60件、提案40件，答复率97%。", "58/60 = 96.6667%, 97%"),
        # 20 excellent ones pass too: (20+75)/100
        ("抽取案卷100卷，评出优秀案卷20卷、合格案卷75卷、不合格案卷5卷，合格率95%。", "95/100 = 95%, 95%"),
        ("共审结135件，审结率96.43%。", "135/140 = 96.4286%, 96.43%"),  # of 140: no base stated, but one exists
        # 5/54 = 9.259: of all suits, not of the 50 decided
        ("新收行政诉讼54件，已审结50件，败诉5件，败诉率9.26%。", "5/54 = 9.2593%, 9.26%"),
    ],
)
def test_rates_that_the_counts_give_hold(body, expression):
    assert expression in held(body, "rate")
    assert outcomes(body, "rate") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("受理投诉359件，办结348件，办结率99%。", (False, "348/359 = 96.9359% ≠ 99%")),
        ("办理建议114件，已答复113件，答复率100%。", (False, "113/114 = 99.1228% ≠ 100%")),
        ("组织72人参加考试，通过率93.05%。", (True, "67/72 = 93.0556%, 93.05%")),  # cut off: imprecise only
        # 98.857 % needs a base of 175 (173/175); 114 and 103 are all there is
        ("交办114件，已办结103件，满意率98.857%。", (False, "98.857% × 114、103: —; ≥ 175")),
        # 98.5 % of 120: 118/120 = 98.33, but 65 of 66 asked would be
        ("办结案件120件，群众满意率98.5%。", (None, "98.5% × 120: —; ≥ 65")),
        # 110/120 = 91.67; with 上年结转 the base is another
        ("上年结转案件较多，受理120件，审结110件，审结率88%。", (None, "110/120 = 91.6667% ≠ 88%")),
        ("满意的1件，成功率达33.9%，成功1件。", None),
    ],
)
def test_rates_that_they_do_not(body, expected):
    assert outcomes(body, "rate") == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    "body",
    [
        "受理投诉12543件，办结12511件，按时办结率99.95%。",  # 按时: how many of them is not told
        "办件12.6万件，办结12.5万件，办结率99.9%。",  # rounded counts
        "受理投诉359件，办结348件，办结率99%以上。",
        "力争受理投诉359件，办结348件，办结率99%。",
        "召开会议12次，群众满意率98.53%。",  # meetings are no base
        "办结率93.1%。",
    ],
)
def test_what_cannot_be_told_is_no_contradiction(body):
    assert [outcome for outcome, _ in outcomes(body, "rate") if outcome is False] == []


def test_a_count_that_gives_one_rate_says_nothing_of_the_other():
    body = "审结案件125件，直接纠错9件，直接纠错率7.2%，含自行改正的纠错率为21.6%。"  # 9/125 = 7.2
    assert [outcome for outcome, _ in outcomes(body, "rate")] == [None]


def test_more_than_all_is_impossible():
    assert outcomes("群众满意率102.3%。", "bounds") == [(False, "102.3% > 100%")]
    assert outcomes("任务完成率120%。", "bounds") == []
    assert outcomes("案件增长率120%。", "bounds") == []


def test_the_sentence_says_what_to_ask_for():
    finding = audit("受理投诉359件，办结348件，办结率99%。").errors[0]
    assert finding.message("en") == "the rate is printed as 99%, but 348 of 359 are 96.9359%"
    assert "分子和分母" in finding.advice("zh")
    assert [place.quote for place in finding.places] == ["办结率99%", "办结348件", "受理投诉359件"]


@pytest.mark.parametrize(("before", "name"), [("回复率100%、办结率", "办结率"), ("覆盖面达", "覆盖面"), ("共有", "")])
def test_the_name_of_a_rate_stands_before_it(before, name):
    assert rate_name(before) == name


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("案件办结率102%。", "结转案件"),
        ("执法人员持证率102%。", "人员"),
        ("平台覆盖率102%。", "口径一致"),
    ],
)
def test_the_advice_fits_what_a_rate_above_100_is_of(body, advice):
    (found,) = [finding for finding in audit(body).findings if finding.check == "bounds"]
    assert advice in found.advice("zh")
    assert ("结转" in found.advice("zh")) == (advice == "结转案件")
