"""Clauses of report text. All texts are invented."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.reports.clauses import clauses

DONE = "全县共办理案件12件，审结10件。"


def test_clauses_cover_words_and_count_sentences():
    text = "甲，乙；丙。丁：戊\n己"
    found = clauses(text)
    assert [text[c.start : c.end] for c in found] == list("甲乙丙丁戊己")
    assert [c.sentence for c in found] == [0, 0, 0, 1, 1, 2]
    text = "办结1,346件,比例1:2"
    assert [text[c.start : c.end] for c in clauses(text)] == ["办结1,346件", "比例1:2"]


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("主要是：一是抓学习。学了3次。二是抓检查，查了2次。", ["", "一是", "一是", "二是", "二是"]),
        ("（1）甲事；（2）乙事", ["（1）", "（2）"]),
        ("①甲事；②乙事", ["①", "②"]),
        ("首先，抓学习；其次，抓检查", ["首先", "首先", "其次", "其次"]),
        ("一要抓学习；二要抓检查", ["一要", "二要"]),
        ("一是抓学习。\n另起一段。", ["一是", ""]),
        ("2.5万人次受益", [""]),
    ],
)
def test_enumeration_markers(text, markers):
    assert [c.marker for c in clauses(text)] == markers


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("已办结12件", "done"),
        ("拟新增律师3名", "planned"),
        ("对拟出台的文件审查12件", "done"),
        ("将法治建设纳入考核", "done"),
        ("将继续举办培训3期", "planned"),
        ("力争达到95%", "planned"),
        ("争取资金30万元", "done"),
        ("计划于年底前完成5件", "planned"),
        ("制定年度计划12项", "done"),
        ("预计培训200人", "planned"),
        ("2件正在审理", "under_way"),
        ("20件尚未办结", "under_way"),
        ("3件待批复", "under_way"),
        ("每年不得超过2次", "required"),
        ("必须参加培训40学时", "required"),
        ("起草文件拟定稿3份", "done"),
        ("下一步，举办培训3期", "planned"),
        ("稳步推进中的项目5个", "done"),
        ("明年开展检查6次", "planned"),
    ],
)
def test_modality_by_words(text, modality):
    assert clauses(text)[-1].modality == modality


def test_modality_by_section_and_within_a_sentence():
    text = f"一、成效\n{DONE}\n二、存在的问题\n培训只有3期。\n三、2025年安排\n培训5期，已印发方案。"
    assert [c.modality for c in clauses(text)] == ["done"] * 3 + ["problem"] * 2 + ["planned"] * 3
    assert [c.modality for c in clauses("拟于下月举办培训，覆盖300人。已办2期。")] == ["planned", "planned", "done"]
    assert [c.modality for c in clauses("计划举办培训5期，已完成4期")] == ["planned", "done"]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("全市办结12件", "city"),
        ("全县办结12件", "county"),
        ("我区办结12件", "county"),
        ("各部门办结12件", "departments"),
        ("我局办结12件", "bureau"),
        ("区司法局办结12件", "bureau"),
        ("县法院审结12件", "court"),
        ("乡镇（街道）办结12件", "townships"),
        ("行政村建站12个", "villages"),
        ("县委常委会研究2次", "party"),
        ("区政府印发文件2份", "government"),
        ("全省推广2次", "province"),
        ("办结12件", ""),
    ],
)
def test_scope(text, scope):
    assert clauses(text)[0].scope == scope


def test_scope_holds_for_the_sentence():
    assert [c.scope for c in clauses("全县办结12件，审结3件，我局办理2件。办结1件")] == [
        "county",
        "county",
        "bureau",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "span", "compared"),
    [
        ("累计培训200人", "cumulative", False),
        ("机构成立以来办结12件", "cumulative", False),
        ("1—11月办结12件", "to_date", False),
        ("截至11月底办结12件", "to_date", False),
        ("截至目前办结12件", "to_date", False),
        ("截至12月底办结12件", "", False),
        ("今年以来办结12件", "", False),
        ("上年结转3件", "carried_over", False),
        ("去年办结9件", "last_year", False),
        ("与去年同期相比增长3%", "", True),
        ("同比增长12%", "", True),
        ("较上年下降2件", "", True),
        ("全年办结12件", "", False),
        ("1—12月办结12件", "", False),
        ("前三季度办结9件", "to_date", False),
    ],
)
def test_span(text, span, compared):
    clause = clauses(text)[0]
    assert (clause.span, clause.compared) == (span, compared)


def test_span_to_date_holds_for_the_sentence_and_cumulative_does_not():
    assert [c.span for c in clauses("1—11月，受理9件，办结8件。回访3件")] == ["to_date"] * 3 + [""]
    assert [c.span for c in clauses("累计培训9人，举办2期")] == ["cumulative", ""]


@given(st.text(alphabet="甲乙，,；：:。！\n 　\t12３😀", max_size=30))
def test_clauses_are_what_marks_part(text):
    """Against one match after the other, character by character."""
    expected, sentence, start = [], 0, 0
    for at, mark in enumerate(text + "\n"):
        within = mark in ",:" and re.fullmatch("[0-9０-９].[0-9０-９]", text[max(at - 1, 0) : at + 2])
        if mark in "，,；：:。！\n" and not within:
            words = text[start:at]
            if words.strip():
                first = start + len(words) - len(words.lstrip())
                expected.append((first, first + len(words.strip()), sentence))
            start = at + 1
            sentence += mark in "。！\n"
    assert [(clause.start, clause.end, clause.sentence) for clause in clauses(text)] == expected
