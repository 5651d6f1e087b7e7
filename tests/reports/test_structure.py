"""Sections, clauses and breakdowns of report text. All texts are invented."""

import itertools
import time

import pytest

from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.structure import breakdowns, clauses, sections

DONE = "全县共办理案件12件，审结10件。"
LONG = "各单位认真对照任务清单抓好落实，形成上下联动、齐抓共管的工作格局，取得了较好的效果。"


def kinds(text):
    """Kind, marker, title and level of each section behind the opening."""
    return [(s.kind, s.marker, s.title, s.level) for s in sections(text) if s.level]


@pytest.mark.parametrize(
    ("mark", "nested"),
    [
        ("一、", "（一）"),
        ("第一部分 ", "一、"),
        ("一、", "1."),
        ("（一）", "1、"),
        ("一.", "(一)"),
        ("第一章 ", "（一）"),
        ("壹、", "1．"),
        ("1.", "（1）"),
        ("# ", "## "),
        ("一、", "①"),
        ("Ⅰ、", "1."),
    ],
)
def test_numbered_headings_of_two_levels(mark, nested):
    text = f"开头一句。\n{mark}主要工作成效\n{nested}抓实培训考核\n{DONE}\n{nested}抓实监督检查。{DONE}\n"
    found = [(title, level) for _, _, title, level in kinds(text)]
    assert found == [("主要工作成效", 1), ("抓实培训考核", 2), ("抓实监督检查", 2)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("主要工作及成效", "done"),
        ("2023年工作完成情况", "done"),
        ("2023年度法治建设开展情况", "done"),
        ("聚焦主业，规范执法行为", "done"),
        ("解决突出问题，优化营商环境", "done"),
        ("着力化解信访问题", "done"),
        ("推动问题整改落实", "done"),
        ("存在的问题和不足", "problems"),
        ("存在的主要问题及原因", "problems"),
        ("工作中的短板弱项", "problems"),
        ("存在的困难", "problems"),
        ("差距与不足", "problems"),
        ("问题和建议", "problems"),
        ("面临的困难和问题", "problems"),
        ("存在的不足和下一步打算", "problems"),
        ("下一步工作打算", "plans"),
        ("下步工作重点", "plans"),
        ("2025年工作安排", "plans"),
        ("2025年推进法治建设的主要思路", "plans"),
        ("今后努力方向", "plans"),
        ("明年工作计划", "plans"),
        ("工作思路", "plans"),
        ("下一阶段重点任务", "plans"),
        ("其他需要说明的事项", "other"),
        ("附件", "other"),
    ],
)
def test_kind_by_title(title, kind):
    assert kinds(f"开头。\n四、{title}\n{DONE}")[0][0] == kind


def test_nested_sections_take_the_kind_from_above():
    text = f"一、工作成效\n（一）强化监督。{DONE}\n二、存在的问题\n"
    text += f"（一）力量薄弱。人手不够。\n三、2025年安排\n（一）提升能力。{DONE}"
    assert [kind for kind, *_ in kinds(text)] == ["done", "done", "problems", "problems", "plans", "plans"]
    text = f"一、工作情况\n（一）强化监督。{DONE}\n（二）存在问题。人手不够。\n（三）下一步打算。继续努力。"
    assert [kind for kind, *_ in kinds(text)] == ["done", "done", "problems", "plans"]
    assert [s.parent for s in sections(text)] == [None, 0, 0, 0]


def test_headings_run_into_one_paragraph():
    text = f"现报告如下。一、主要工作（一）抓培训。{DONE}（二）抓检查。{DONE}"
    text += "二、存在的不足。人手不够。三、下步打算。继续努力。"
    assert [(kind, title) for kind, _, title, _ in kinds(text)][2:] == [
        ("done", "抓检查"),
        ("problems", "存在的不足"),
        ("plans", "下步打算"),
    ]


def test_headings_without_numbers():
    text = f"甲县2024年度工作报告\n发布时间：2024年\n\n加强组织领导\n{LONG}\n规范执法行为\n{LONG}\n"
    text += f"存在问题\n{LONG}\n下一步打算\n{LONG}"
    found = [(kind, title) for kind, _, title, _ in kinds(text)]
    assert found[-4:] == [
        ("done", "加强组织领导"),
        ("done", "规范执法行为"),
        ("problems", "存在问题"),
        ("plans", "下一步打算"),
    ]


def test_no_headings_at_all():
    text = (
        f"今年以来，乙区扎实推进各项工作。{DONE}虽然取得了一定成绩，但与上级要求相比，仍存在一些差距和不足，一是人手不够；二是经验不多。"
        "下一步，我区将继续加大培训力度，计划举办培训5期。"
    )
    found = sections(text)
    assert [section.kind for section in found] == ["done", "problems", "plans"]
    assert text[found[1].start :].startswith("虽然")
    assert text[found[2].start :].startswith("下一步")


def test_running_text_turns_inside_the_last_section_only_until_the_next_heading():
    text = f"一、抓执法\n{DONE}下一步，将继续加强检查。\n二、抓监督\n{DONE}但仍存在人手不足的问题。"
    assert [s.kind for s in sections(text)] == ["done", "plans", "done", "problems"]


@pytest.mark.parametrize(
    "text", ["", "\n", "一、", "一、\n", "(一)", "。", "1.", "【】", "没有标题", "一、甲\n\n二、", "# \n", "  "]
)
def test_sections_cover_the_text(text):
    found = sections(text)
    assert found[0].start == 0 or not text[: found[0].start].strip()
    assert found[-1].end == len(text)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
    assert all(section.start <= section.body <= section.end for section in found)
    clauses(text)


@pytest.mark.parametrize(
    "text", ["受理12件，其中一、二审9件。", "3个部门参加检查\n5件办结", "三、四季度办结9件。", "2023年，全县办结9件。"]
)
def test_what_looks_like_a_heading(text):
    assert kinds(text) == []


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理15件，其中甲类11件、乙类4件。", [(15, [11, 4], True)]),
        ("受理15件。其中，甲类11件，乙类4件，丙项2个。", [(15, [11, 4], True)]),
        ("受理15件，其中甲类9件。", [(15, [9], False)]),
        ("受理15件，其中甲类11件、乙类5件。", [(15, [11, 5], False)]),
        ("取消10项（直接取消3项、合并7项），下放2项", [(10, [3, 7], True)]),
        ("共10项，其中取消4项（直接1项，合并3项），调整6项。", [(10, [4, 6], True), (4, [1, 3], True)]),
        ("调解员30人，专职10人", []),
        ("办理12件（含上年结转3件）", []),
        ("合计：38件（人民调解30件、行政调解5件、司法调解3件）", [(38, [30, 5, 3], True)]),
        ("共收到8件：甲3件，乙5件。", [(8, [3, 5], True)]),
        ("共8项，其中甲3顶，乙5项。", [(8, [3, 5], True)]),
        ("援助93件，其中刑事60、民事33。", [(93, [60, 33], True)]),
        ("举办3期（5月、7月、9月）", []),
        ("甲8件，乙9个，其中丙4人。", []),
    ],
)
def test_breakdowns(text, expected):
    quantities = find_quantities(text)
    found = [
        (quantities[b.total].value, [quantities[i].value for i in b.parts], b.complete)
        for b in breakdowns(text, quantities)
    ]
    assert found == expected


HOSTILE = [
    "第",
    "一",
    "1",
    "(",
    "（",
    "《",
    " ",
    "\n",
    "一是",
    "其中",
    "1件(",
    "，",
    "。",
    "将",
    "一、",
    "(一)",
    "1.\n",
    "存在",
    "\u3000一、",
    "区",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_hostile_text_is_read(pattern):
    text = pattern * 3000
    clauses(text)
    breakdowns(text, find_quantities(text))


TABLE = "项目\t数量\t单位\n1、行政复议受理\t12\t件\n1、行政复议审结\t9\t件\n"


@pytest.mark.parametrize("title", ["下一步工作打算", "存在的问题和不足"])
@pytest.mark.parametrize("caption", ["", "2023年主要数据\n", "表1 行政复议\n"])
def test_a_table_behind_problems_and_plans_is_of_done_work(title, caption):
    text = f"一、主要工作\n{DONE}\n二、{title}\n执法力量不足，加强培训。\n{caption}{TABLE}"
    found = sections(text)
    kind = "plans" if title.startswith("下") else "problems"
    assert [section.kind for section in found[-2:]] == [kind, "done"]
    assert text[found[-1].start :] == caption + TABLE
    assert "".join(text[section.start : section.end] for section in found) == text
    parts = [clause for clause in clauses(text) if text[clause.start : clause.end].startswith("1、")]
    assert [clause.modality for clause in parts] == ["done", "done"]


def test_behind_a_table_the_plans_go_on():
    text = f"开头。\n二、下一步打算\n{TABLE}加强执法培训。\n项目\t数量\n学法\t5\n规范文书。\n"
    found = sections(text)
    assert [section.kind for section in found] == ["other", "plans", "done", "plans", "done", "plans"]
    assert [text[section.start : section.end] for section in found][3::2] == ["加强执法培训。\n", "规范文书。\n"]
    assert [section.parent for section in found[2:]] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "lines",
    [
        "1.\t加强执法培训\n2.\t规范执法文书\n",  # a list
        "一是\t加强执法培训。\n二是\t规范执法文书。\n",
        "\t加强执法培训\n\t规范执法文书\n",  # indented
        "加强执法培训\t\n",  # one line
        "学法\t全年组织学法活动。\n培训\t全年组织培训。\n",  # sentences
    ],
)
def test_tabs_that_make_no_table(lines):
    text = f"二、下一步打算\n{lines}"
    assert {section.kind for section in sections(text)} == {"plans"}


def test_a_table_of_one_megabyte_takes_linear_time():
    for text in ("\t" * 10**6, "1\t一" * 300_000, "一\t1\n" * 200_000, "1、\t" * 300_000 + "。"):
        began = time.perf_counter()
        sections("一、下一步打算\n" + text)
        assert time.perf_counter() - began < 10
