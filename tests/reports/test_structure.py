"""Sections of report text. All texts are invented."""

import itertools
import time

import pytest

from fazhi_score.reports.breakdowns import breakdowns
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.structure import sections

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


def test_a_heading_that_promises_deeds_and_problems_tells_of_deeds_until_one_below_says_otherwise():
    head = "一、主要做法、成效及存在的问题与原因分析"
    plans = "二、下一步打算\n办班3期。\n"
    text = f"{head}\n（一）主要做法及成效\n{DONE}\n（二）问题与原因分析\n力量不足。\n{plans}"
    assert [kind for kind, *_ in kinds(text)] == ["done", "done", "problems", "plans"]
    text = f"一、工作开展情况及存在的不足\n{DONE}\n但还存在执法力量不足等问题。\n{plans}"
    assert [section.kind for section in sections(text)] == ["done", "problems", "plans"]
    assert kinds("一、存在的问题和不足\n力量不足。\n二、存在问题的整改情况\n都已整改。\n")[0][0] == "problems"


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


@pytest.mark.no_cover
def test_a_table_of_one_megabyte_takes_linear_time():
    for text in ("\t" * 10**6, "1\t一" * 300_000, "一\t1\n" * 200_000, "1、\t" * 300_000 + "。"):
        began = time.perf_counter()
        sections("一、下一步打算\n" + text)
        assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    "begin",
    [
        *(
            "下一步，",
            "下步，",
            "下一阶段，",
            "下阶段，",
            "今后，",
            "在今后，",
            "接下来，",
            "明年，",
            "来年，",
            "新的一年，",
        ),
        *("在新的一年，", "展望未来，", "针对以上情况，", "针对上述情况，", "针对这些情况，", "2025年，我县将继续"),
    ],
)
def test_every_way_to_turn_to_plans_turns_a_section_without_a_heading(begin):
    text = f"{DONE}\n{begin}举办培训5期。"
    assert [section.kind for section in sections(text)] == ["done", "plans"]


@pytest.mark.parametrize("words", ["存在执法力量不足", "面临人员短缺的困难", "仍有不少差距", "还有一些短板"])
def test_every_way_to_turn_to_problems_turns_a_section_without_a_heading(words):
    assert [section.kind for section in sections(f"{DONE}\n但工作中{words}。")] == ["done", "problems"]
