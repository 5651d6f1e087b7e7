"""Conditions of wordings, whose number it is, of which time, and what two readings give."""

import pytest

from fazhi_score.framework.document import read_document
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.cues import foreign_scope, is_received
from fazhi_score.reports.lexicon import build_lexicon
from fazhi_score.reports.matching import match_facts
from fazhi_score.reports.numbers import find_periods, find_quantities


def read(text, facts, *, level="", year=0, every=False, more=""):
    """Return what a lexicon of `facts` finds: (fact, value, scope, span, status)."""
    lexicon = build_lexicon(
        [read_document("x.yaml", text=f"units: {{all: [件, 次, 人, 个, 份]}}\n{more}\nfacts:\n{facts}")]
    )
    periods = find_periods(text)
    quantities = find_quantities(text, periods=periods, more_names=lexicon.names)
    pieces = clauses(text, periods=periods)
    found = match_facts(text, lexicon, quantities, pieces, level=level, year=year, every=every)
    return [
        (match.fact, match.quantity.value if match.quantity else match.value, match.scope, match.span, match.status)
        for match in found
    ]


STUDY = "  study: {kind: count, units: [all], phrases: ['(党组/中心组) & (学法/专题学习) & N次']}\n"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("局党组全年组织专题学习4次。", [4]),
        ("全年开展4次党组专题学习。", [4]),
        ("党组会议3次、中心组专题学习5次。", [5]),  # a list item has its own words
        ("中心组专题学习5次（其中扩大会议2次）。", [5]),  # what a bracket counts is apart
        ("党组会议3次中心组学法5次。", []),  # two numbers: nobody knows which
        ("党组会议召开，学法5次。", []),  # the comma parts them
    ],
)
def test_words_in_any_order_stand_from_comma_to_comma_with_one_number(text, values):
    assert [found[1] for found in read(text, STUDY)] == values


def test_words_in_order_win_over_words_in_any_order():
    facts = STUDY + "  party: {kind: count, units: [all], phrases: [专题学习N]}\n"
    assert read("党组专题学习4次。", facts) == [("party", 4, "own", "annual", "reported")]


@pytest.mark.parametrize(
    ("more", "text", "found"),
    [
        ("not_near: [抽查]", "抽查案卷3份，评查案卷9份。", [9]),
        ("not_near: [备案]", "评查案卷9份、备案案卷4份。", [9]),
        ("not_before: [旁听]", "旁听评查案卷9份。", []),
        ("not_after: [其中]", "评查案卷9份，其中优秀7份。", []),
        ("near: [执法]", "评查案卷9份。", []),
        ("near: [执法]", "规范执法，评查案卷9份。", [9]),
        ("titles: false", "印发《评查案卷9份情况》。", []),
    ],
)
def test_conditions_of_a_fact(more, text, found):
    facts = f"  files: {{kind: count, units: [all], phrases: [评查案卷N], {more}}}\n"
    assert [each[1] for each in read(text, facts)] == found


def test_topics_contest_each_other_and_only_those_that_may():
    more = "topics: {recon: [复议], court: [诉讼], mediation: [纠纷]}"
    fact = "  upheld: {kind: count, units: [all], topic: recon, phrases: [维持N%s]}\n"
    text = "复议办案，化解纠纷，维持9件。"
    assert read(text, fact % "", more=more) == []
    against = "  upheld: {kind: count, units: [all], topic: recon, against: [court], phrases: [维持N]}\n"
    assert [found[1] for found in read(text, against, more=more)] == [9]
    alone = "  upheld: {kind: count, units: [all], topic: recon, phrases: [{phrase: 维持N, alone: true}]}\n"
    assert [found[1] for found in read("维持9件。", alone, more=more)] == [9]
    assert read("诉讼案件维持9件。", alone, more=more) == []


def test_words_may_stand_for_zero():
    facts = "  issued: {kind: count, units: [all], phrases: [制发文件N, {phrase: 未制发文件, value: 0}]}\n"
    assert read("本镇未制发文件。", facts) == [("issued", 0, "own", "annual", "reported")]
    assert read("制发文件3件，部门未制发文件。", facts) == [("issued", 3, "own", "annual", "reported")]


def test_a_claim_is_needless_where_a_number_tells_it():
    facts = (
        "  held: {kind: yes_no, claims: [开展评查, {phrase: 认真评查, unless: [files]}], unless: [rounds]}\n"
        "  files: {kind: count, units: [all], phrases: [评查案卷N]}\n"
        "  rounds: {kind: count, units: [all], phrases: [评查N次]}\n"
    )
    assert [found[0] for found in read("认真评查，评查案卷9份。", facts)] == ["files"]
    assert [found[0] for found in read("开展评查，评查案卷9份。", facts)] == ["held", "files"]
    assert [found[0] for found in read("开展评查，评查2次。", facts)] == ["rounds"]


def test_what_is_done_counts_before_what_is_said_and_plans_in_words_say_nothing():
    facts = "  rate: {kind: rate, claims: [全面述法, {phrase: 印发清单, status: reported}]}\n"
    assert read("全面述法，印发清单。", facts)[0][4] == "reported"
    assert len(read("全面述法，印发清单。", facts, every=True)) == 1
    assert read("下一步，将全面述法。", facts) == []


@pytest.mark.parametrize(
    ("text", "year", "span"),
    [
        ("今年以来，培训9人。", 2023, "annual"),
        ("一年来累计培训9人。", 2023, "annual"),
        ("2023年以来累计培训9人。", 2023, "annual"),
        ("2019年以来累计培训9人。", 2023, "cumulative"),
        ("普法以来累计培训9人。", 2023, "cumulative"),
        ("培训9人并创历年新高。", 2023, "annual"),
        ("1至11月培训9人。", 2023, "to_date"),
        ("1至11月排查隐患，全年培训9人。", 2023, "annual"),
    ],
)
def test_of_which_time_a_number_is(text, year, span):
    facts = "  trained: {kind: count, units: [all], phrases: [培训N]}\n"
    assert [found[3] for found in read(text, facts, year=year)] == [span]


def test_a_cumulative_fact_is_annual_where_the_year_is_named():
    facts = "  villages: {kind: count, units: [all], span: cumulative, phrases: [示范村N]}\n"
    assert [found[3] for found in read("累计建成示范村9个。今年新建成示范村2个。", facts)] == ["cumulative", "annual"]


def test_a_later_year_is_a_plan():
    facts = "  trained: {kind: count, units: [all], phrases: [培训N]}\n"
    assert [found[4] for found in read("2024年培训9人。", facts, year=2023)] == ["planned"]
    assert [found[4] for found in read("2024年培训9人。", facts, year=2024)] == ["reported"]


def test_a_report_on_eleven_months_says_so_at_its_beginning_only():
    facts = "  trained: {kind: count, units: [all], phrases: [培训N]}\n"
    text = "现将2023年1月至11月工作情况报告如下。\n一、培训\n办班授课，培训9人。"
    assert [found[3] for found in read(text, facts)] == ["to_date"]


def test_whose_number_it_is():
    facts = "  trained: {kind: count, units: [all], phrases: [培训N, 培训…N]}\n"
    assert [found[2] for found in read("全市培训9人。", facts, level="county")] == ["city"]
    assert [found[2] for found in read("全市培训9人。", facts, level="city")] == ["own"]
    assert [found[2] for found in read("参加省里组织的活动，培训9人。", facts)] == ["own"]
    files = "  files: {kind: count, units: [all], phrases: [评查N]}\n"
    assert [found[2] for found in read("接受省厅评查9份。", files)] == ["received"]


def test_the_second_of_two_numbers_that_only_together_count_is_ambiguous():
    facts = "  heads: {kind: count, units: [all], phrases: [N部门…述法]}\n"
    assert [found[4] for found in read("15个乡镇、46个部门负责人述法。", facts)] == ["ambiguous"]
    assert [found[4] for found in read("召开会议15次、46个部门负责人述法。", facts)] == ["reported"]


def test_names_and_misspelt_words_of_a_lexicon():
    facts = "  files: {kind: count, units: [all], phrases: [清理文件N]}\n"
    assert read("请理文件9件。", facts) == []
    assert [found[1] for found in read("请理文件9件。", facts, more="typos: {请理: 清理}")] == [9]
    assert read("清理文件三色预警9件。", facts + "", more="names: [三色预警9件]") == []


def test_what_others_did_and_prizes_are_told_apart():
    assert foreign_scope("全省审结9件", "city") == "province"
    assert foreign_scope("获全省先进", "county") == ""
    assert foreign_scope("全年办理全国人大代表建议2件", "city") == ""
    assert is_received("市委督察组来县督察2次")
    assert not is_received("组织72人参加全省考试")


def test_every_sentence_of_a_long_text_is_read():
    text = "".join(f"党组学法{number}次。" for number in range(1, 601))
    assert [value for _, value, *_ in read(text, STUDY)] == list(range(1, 601))


def test_private_letters_of_a_font_are_no_quantities():
    assert [value for _, value, *_ in read("\ue000党组学法4次\ue001。", STUDY)] == [4]


def test_a_lexicon_without_phrases_finds_nothing():
    assert read("党组学法4次。", "  study: {kind: count, zh: 学法, found_by: elsewhere}") == []


def test_two_numbers_of_one_fact_with_one_beginning_come_in_their_order():
    study = "  study: {kind: count, units: [all], phrases: [学法……培训N次, 学法N次]}\n"
    assert [value for _, value, *_ in read("学法4次、培训5次。", study)] == [4, 5]
