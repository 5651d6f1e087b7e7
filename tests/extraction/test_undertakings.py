"""Problems and plans in every usual shape, about invented places, and the ledger that they go into."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from fazhi_score.documents.reports import read_reports
from fazhi_score.extraction.stretches import _MARK, _marks
from fazhi_score.extraction.subjects import dimension_of, subjects
from fazhi_score.extraction.undertakings import (
    PLANS,
    merge_ledger,
    plan_rows,
    problem_rows,
    stated_problems_and_plans,
)
from fazhi_score.facts.headings import LEDGER
from fazhi_score.facts.ledger import read_ledger
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.structure import sections


def read(text):
    parts = sections(text)
    found = stated_problems_and_plans(text, parts, clauses(text, found=parts))
    assert all(text[each.start : each.end].split() == each.words.split() for each in found)
    return found


def told(text, kind):
    return [(each.dimension, each.words) for each in read(text) if each.kind == kind]


def words(text, kind):
    return [found for _, found in told(text, kind)]


def test_a_list_in_a_paragraph_gives_one_problem_an_item():
    text = (
        "二、存在的问题\n去年工作虽有进步，但短板依然不少，主要表现在：一是部分镇街学法制度落实不够。会前学法次数偏少。"
        "二是执法文书制作不规范；三是普法形式较为单一。\n"
    )
    assert told(text, "problem") == [
        ("leadership", "部分镇街学法制度落实不够。会前学法次数偏少"),
        ("enforcement", "执法文书制作不规范"),
        ("disputes", "普法形式较为单一"),
    ]


@pytest.mark.parametrize(
    "marks",
    [
        ("（一）", "（二）", "（三）"),
        ("(一)", "(二)", "(三)"),
        ("1.", "2.", "3."),
        ("1、", "2、", "3、"),
        ("（1）", "（2）", "（3）"),
        ("①", "②", "③"),
        ("一是", "二是", "三是"),
        ("第一，", "第二，", "第三，"),
        ("首先，", "其次，", "最后，"),
    ],
)
def test_every_mark_of_a_list_on_lines_of_its_own(marks):
    lines = ("政务公开不够及时。", "行政复议办案力量不足。", "重大行政决策程序执行不严。")
    text = "四、存在的不足\n" + "\n".join(mark + line for mark, line in zip(marks, lines, strict=True))
    assert [dimension for dimension, _ in told(text, "problem")] == ["supervision", "disputes", "administration"]
    assert words(text, "problem") == [line.rstrip("。") for line in lines]


def test_a_heading_with_what_stands_below_it_is_one_problem():
    text = (
        "三、存在的主要问题\n（一）依法行政意识有待增强。少数干部习惯于行政命令，较少研究规定。\n"
        "（二）政务诚信建设不够扎实。个别合同履行不及时。\n"
    )
    assert words(text, "problem") == [
        "依法行政意识有待增强。少数干部习惯于行政命令，较少研究规定",
        "政务诚信建设不够扎实。个别合同履行不及时",
    ]


def test_a_list_below_a_heading_gives_its_items():
    text = (
        "三、存在的问题\n（一）基层基础仍需夯实。一是司法所人员编制不足；二是调解员补贴偏低，积极性不高。\n"
        "（二）公开不够。\n"
    )
    assert words(text, "problem") == ["司法所人员编制不足", "调解员补贴偏低，积极性不高", "公开不够"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("但还存在执法力量不足、法律明白人作用发挥不够、群众法律意识有待提高等问题。", 3),
        ("我局仍有执法装备老旧的问题。", 1),
        ("与上级要求相比还有差距，主要是执法监督手段不多，信息公开更新不及时。", 2),
        ("对照要求，法治政府建设仍存在一定差距。", 0),  # nothing in particular
        ("虽然开展了培训，但行政执法人员业务能力仍显不足。", 1),
        ("成绩来之不易。", 0),
    ],
)
def test_running_text_names_problems(sentence, expected):
    text = f"二、存在的问题\n{sentence}\n三、下一步打算\n加强执法培训。\n"
    assert len(words(text, "problem")) == expected


def test_causes_are_no_problems():
    text = (
        "三、存在问题及原因分析\n（一）规范性文件备案不及时。\n（二）主要原因。一是学习不深入，二是编制紧张。\n"
        "四、计划\n清理规范性文件。\n"
    )
    assert words(text, "problem") == ["规范性文件备案不及时"]
    running = "三、存在的问题\n执法力量不足。主要原因是经费短缺，人员不足。\n"
    assert words(running, "problem") == ["执法力量不足"]


def test_without_headings_the_wording_divides():
    text = (
        "2021年，我局开展检查20次。在肯定成绩的同时，我们也清醒地认识到，工作中还存在薄弱环节：一是个别执法人员业务不精；"
        "二是政务公开不够及时。针对以上问题，明年我局将从以下几个方面努力：一要组织执法培训，二要规范政务公开。"
    )
    assert told(text, "problem") == [("enforcement", "个别执法人员业务不精"), ("supervision", "政务公开不够及时")]
    assert told(text, "plan") == [("enforcement", "组织执法培训"), ("supervision", "规范政务公开")]


def test_problems_and_plans_under_one_heading():
    text = (
        "五、存在问题及下一步打算\n（一）存在问题\n1.执法监督力度不够。对重点领域的监督还不深入。\n2.法治宣传针对性不强。\n"
        "（二）下一步打算\n1.强化执法监督。开展涉企执法专项监督。\n2.提升普法实效。建设法治文化广场。\n"
    )
    assert words(text, "problem") == ["执法监督力度不够。对重点领域的监督还不深入", "法治宣传针对性不强"]
    assert [dimension for dimension, _ in told(text, "plan")] == ["enforcement", "disputes"]


def test_each_item_says_its_problem_and_its_plan():
    text = (
        "四、存在问题和改进措施\n一是行政决策程序执行不够严格。公众参与流于形式。下一步将完善决策目录制度。\n"
        "二是行政应诉能力有待提升。下一步将加强应诉培训。\n"
    )
    assert words(text, "problem") == ["行政决策程序执行不够严格。公众参与流于形式", "行政应诉能力有待提升"]
    assert told(text, "plan") == [("administration", "完善决策目录制度"), ("disputes", "加强应诉培训")]


def test_a_mixed_part_without_labels_is_told_apart_by_its_wording():
    text = (
        "五、问题和下一步安排\n（一）执法力量薄弱。\n（二）合同管理不规范。\n"
        "（三）充实执法力量。招录人员。\n（四）规范合同管理。逐份审查。\n"
    )
    assert words(text, "problem") == ["执法力量薄弱", "合同管理不规范"]
    assert {dimension for dimension, _ in told(text, "plan")} == {"enforcement", "administration"}
    listed = "五、问题和下一步安排\n一是普法形式单一。二是复议人员不足。三是建强复议队伍。\n"
    assert words(listed, "problem") == ["普法形式单一", "复议人员不足"]
    assert words(listed, "plan") == ["建强复议队伍"]


def test_a_plan_names_the_problems_that_it_is_meant_for():
    text = "五、下一步打算\n针对执法装备不足、普法形式单一等问题，购置执法记录仪。\n"
    assert words(text, "problem") == ["执法装备不足", "普法形式单一"]
    assert words(text, "plan") == ["购置执法记录仪"]


def test_what_waits_for_others_is_a_problem_but_open_cases_are_none():
    text = "一、主要工作\n执法力量下沉工作，正在等待上级编办批复。复议案件2件尚未完成审理。普法活动办了3场。\n"
    assert told(text, "problem") == [("enforcement", "执法力量下沉工作，正在等待上级编办批复")]


def test_plans_are_what_a_sentence_undertakes_about_one_subject():
    text = (
        "四、2025年工作计划\n2025年，全县将深入学习贯彻上级精神，围绕中心工作，推进法治政府建设，主动接受人大监督。\n"
        "（一）抓住关键少数。以责任落实为抓手，举办领导干部法治专题培训班2期，完善会前学法制度，提升决策能力。\n"
        "（二）规范执法。推广扫码入企；开展案卷评查，加强行政复议规范化建设。\n"
        "总之，我县将努力完成任务。\n"
    )
    assert told(text, "plan") == [
        ("supervision", "主动接受人大监督"),
        ("leadership", "举办领导干部法治专题培训班2期，完善会前学法制度"),
        ("enforcement", "推广扫码入企"),
        ("enforcement", "开展案卷评查"),
        ("disputes", "加强行政复议规范化建设"),
    ]


def test_a_heading_undertakes_what_nothing_below_it_does():
    text = "四、下一步安排\n（一）压实法治建设责任，开展法治督察。清理规范性文件。\n（二）加强执法培训。\n"
    assert told(text, "plan") == [
        ("leadership", "压实法治建设责任，开展法治督察"),
        ("administration", "清理规范性文件"),
        ("enforcement", "加强执法培训"),
    ]


def test_an_item_of_a_list_may_only_aim_at_something():
    text = "四、下一步安排\n一是提升行政应诉能力；二是清理合同。此外，扩大公开范围。\n"
    assert words(text, "plan") == ["提升行政应诉能力", "清理合同。此外，扩大公开范围"[:4]]


def test_a_problem_part_nested_in_another_part():
    text = (
        "三、公正文明执法情况\n（一）主要做法\n开展联合检查6次。\n（二）存在的问题\n执法装备配备不足，执法信息化水平不高。\n"
        "（三）下一步工作\n补齐执法装备。\n四、普法\n办班3期。\n"
    )
    assert words(text, "problem") == ["执法装备配备不足，执法信息化水平不高"]
    assert words(text, "plan") == ["补齐执法装备"]


def test_items_of_several_lines_and_text_behind_a_list():
    text = (
        "二、存在的问题\n一是政务公开不及时。\n个别栏目半年没有更新。\n二是执法力量不足。\n有的乡镇只有一名持证人员。\n"
        "三、展望\n一要更新栏目。\n二要招录人员。\n让我们共同努力。\n"
    )
    assert words(text, "problem") == [
        "政务公开不及时。 个别栏目半年没有更新",
        "执法力量不足。 有的乡镇只有一名持证人员",
    ]
    assert words(text, "plan") == ["更新栏目", "招录人员"]


def test_what_nothing_is_said_of_has_no_dimension():
    assert dimension_of(["进展缓慢", "仍需努力"]) == ""
    assert dimension_of(["行政执法", "合同管理不严"]) == "administration"  # the special before the general
    assert [each.name for each in subjects("谁执法谁普法责任制")] == ["publicity"]


def test_nothing_is_found_where_nothing_is_said():
    assert read("一、工作\n全年办班3期。\n") == []
    assert read("") == []


REPORT = (
    "云溪县2023年法治政府建设年度报告\n一、主要工作\n办班3期。\n二、存在的问题\n一是执法力量不足；二是普法形式单一；三是执法力量不足。\n"
    "三、下一步打算\n清理规范性文件。\n"
)


def report(text=REPORT, **given):
    return next(read_reports([{"id": "a.txt", "text": text, **given}]))


def test_rows_of_a_ledger_and_of_plans():
    found = read(report().text)
    rows = problem_rows(report(), found)
    assert [(row["problem"], row["dimension"], row["source"], row["state"]) for row in rows] == [
        ("执法力量不足", "enforcement", "self_reported", "open"),
        ("普法形式单一", "disputes", "self_reported", "open"),
    ]  # what is said twice is one problem
    start, end = map(int, rows[0]["note"].removeprefix("a.txt ").split(":"))
    assert report().text[start:end] == "执法力量不足"
    assert tuple(rows[0]) == tuple(LEDGER)
    (plan,) = plan_rows(report(), found)
    assert tuple(plan) == PLANS
    assert (plan["plan"], plan["dimension"], plan["source"]) == ("清理规范性文件", "administration", "a.txt")
    assert len(read_ledger(pd.DataFrame(rows))) == 2


def test_ids_come_from_region_period_and_words_alone():
    def ids(one):
        return [row["id"] for row in problem_rows(one, read(one.text))]

    same = ids(report())
    assert ids(report("\n\n" + REPORT.replace("力量不足", "力 量不足"))) == same
    assert not set(ids(report(REPORT.replace("2023", "2022")))) & set(same)
    assert not set(ids(report(REPORT.replace("云溪县", "石桥县")))) & set(same)


def test_a_ledger_keeps_what_people_wrote():
    rows = problem_rows(report(), read(report().text))
    first, changes = merge_ledger(None, rows)
    assert changes["kind"].tolist() == ["new_problem", "new_problem"]
    kept = first.assign(
        state=["done", "open"], answer=["已招录3人", ""], answered=["2024-06-01", ""], problem=["缺人", "普法形式单一"]
    )
    by_hand = {
        **dict.fromkeys(LEDGER, ""),
        "id": "H1",
        "region": "云溪县",
        "period": "2023",
        "problem": "公开慢",
        "state": "open",
    }
    ledger = read_ledger(pd.concat([kept, pd.DataFrame([by_hand])], ignore_index=True))
    again, changes = merge_ledger(ledger, rows)
    assert again.to_dict("records") == ledger.frame[list(LEDGER)].to_dict("records")
    assert changes.empty
    assert read_ledger(again).frame["state"].tolist() == ["done", "open", "open"]


def test_a_ledger_reports_problems_put_otherwise_and_gone():
    old, _ = merge_ledger(None, problem_rows(report(), read(report().text)))
    text = REPORT.replace("三是执法力量不足", "三是合同审查不严").replace("一是执法力量不足", "一是行政执法力量不足")
    text = text.replace("二是普法形式单一", "二是复议人员不足")
    frame, changes = merge_ledger(read_ledger(old), problem_rows(report(text), read(text)))
    told = changes[["kind", "old", "new"]].values.tolist()
    assert ["changed_problem", "执法力量不足", "行政执法力量不足"] in told
    assert ["gone_problem", "普法形式单一", ""] in told
    assert [new for kind, _, new in told if kind == "new_problem"] == ["复议人员不足", "合同审查不严"]
    assert frame["problem"].tolist() == ["执法力量不足", "普法形式单一", "复议人员不足", "合同审查不严"]
    # other years are left alone
    later = report(REPORT.replace("2023", "2024"))
    _, changes = merge_ledger(read_ledger(old), problem_rows(later, read(later.text)))
    assert set(changes["kind"]) == {"new_problem"}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "piece",
    [
        "一是",
        "一是不足，",
        "不足、执法",
        "第一，",
        "（一）",
        "执法不足，普法不够，",
        "下一步，将加强执法，",
        "等待",
        "针对",
        "1.\n",
        "一是\n二是",
    ],
)
def test_time_grows_no_faster_than_the_text(piece):
    head = "二、存在的问题\n"

    def seconds(size):
        text = head + piece * (size // len(piece)) + "\n三、下一步打算\n" + piece * (size // len(piece))
        parts = sections(text)
        pieces = clauses(text, found=parts)
        begin = time.process_time()
        stated_problems_and_plans(text, parts, pieces)
        return time.process_time() - begin

    # eight times the text takes eight times as long; 64 times if it were a square
    assert seconds(80_000) < 0.25 + 16 * seconds(10_000)


def test_the_benchmark_lists_misses_and_false_alarms(tmp_path):
    text = "二、存在的问题\n一是执法力量不足；二是普法形式单一。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    records = [
        {"doc": "a", "type": "problem", "dimension": "enforcement", "quote": "执法力量不足", "start": 10, "end": 16},
        {"doc": "a", "type": "plan", "dimension": "publicity", "quote": "执法", "start": 0, "end": 2},
    ]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (tmp_path / "problems_plans.jsonl").write_text(lines, encoding="utf-8")
    script = Path(__file__).parents[2] / "benchmarks" / "undertakings.py"
    run = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert "miss  plan publicity" in run.stdout
    assert "alarm problem disputes: 普法形式单一" in run.stdout
    assert run.stdout.splitlines()[-1].split() == ["all", "2", "1", "2", "1", "0.500", "0.500"]


@pytest.mark.parametrize(
    ("text", "problems", "plans"),
    [
        (
            "六、监督\n办理建议4件。\n存在的主要问题是：法治力量弱；双语人才缺口20余人；牧区普法覆盖不够。\n"
            "明年，我们将计划培训法律明白人9名。\n",
            ["法治力量弱", "双语人才缺口20余人", "牧区普法覆盖不够"],
            ["计划培训法律明白人9名"],
        ),
        (
            "一、工作\n在肯定成绩的同时，我们也清醒看到不足，主要是执法记录不完整，抽查的问题没有全改，复议人员少。\n",
            ["执法记录不完整，抽查的问题没有全改", "复议人员少"],
            [],
        ),
        (
            "一、工作\n当前主要问题和打算是：针对执法力量下沉不够的问题，明年将下派执法人员9名；"
            "针对复议能力不足的问题，将增配复议人员。\n",
            ["执法力量下沉不够", "复议能力不足"],
            ["下派执法人员9名", "增配复议人员"],
        ),
        (
            "七、存在的主要问题：执法人员知识更新较慢；网络案件取证难。\n八、下一年工作计划：开展执法培训9期；公开信息。\n",
            ["执法人员知识更新较慢", "网络案件取证难"],
            ["开展执法培训9期", "公开信息"],
        ),
        (
            "四、存在不足及下一步安排\n统计口径尚不统一；街道执法体制改革刚刚起步。２０２０年拟清理合同。\n（样例）\n",
            ["统计口径尚不统一", "街道执法体制改革刚刚起步"],
            ["清理合同"],
        ),
        (
            "三、自查的差距\n差距还不小：一为裁量基准运用不熟，二为半数乡镇没有专职人员。\n四、2026年打算\n1.清理合同。\n"
            "云溪县人民政府\n2026年1月8日\n",
            ["裁量基准运用不熟", "半数乡镇没有专职人员"],
            ["清理合同"],
        ),
        ("二、主要问题：全县共有9个乡镇\n三、监督情况：良好\n办理建议4件。\n", [], []),
    ],
)
def test_other_ways_of_putting_it(text, problems, plans):
    assert words(text, "problem") == problems
    assert words(text, "plan") == plans


@pytest.mark.parametrize("marks", [("（一）", "（二）"), ("1.", "2."), ("1、", "2、"), ("（1）", "（2）"), ("①", "②")])
@pytest.mark.parametrize("end", ["\n", "\n二、下一步打算\n充实执法力量。\n"])
def test_the_first_problem_of_a_list_in_one_line_is_one(marks, end):
    text = f"一、存在的问题\n{marks[0]}部分乡镇执法力量薄弱；{marks[1]}行政复议人员编制不足，办案力量不强。{end}"
    assert words(text, "problem") == ["部分乡镇执法力量薄弱", "行政复议人员编制不足，办案力量不强"]


def test_a_theme_above_a_list_of_its_own_is_no_problem():
    text = "一、存在的问题\n（一）执法方面：一是执法力量薄弱；二是执法文书不规范。\n（二）公开不够及时。\n"
    assert words(text, "problem") == ["执法力量薄弱", "执法文书不规范", "公开不够及时"]


@pytest.mark.parametrize("title", ["下一步打算", "存在的问题"])
def test_rows_of_a_table_are_no_plans_and_no_problems(title):
    table = "项目\t数量\n加强执法培训\t12\n复议力量不足的单位\t3\n"
    text = f"一、主要工作\n办案12件。\n二、{title}\n一是执法力量不足，加强执法监督。\n{table}"
    found = [each.words for each in read(text)]
    assert found
    assert all("\t" not in each and "培训" not in each and "复议" not in each for each in found)


def test_every_mark_of_a_list_is_found_by_how_it_begins():
    marks = ["一是", "第二，", "（三）", "(4)", "5.", "6、", "⑦", "一是否", "第二", "3.5", " 十要", "\u3000\u00a0二为"]
    marks += ["首先，", "其次", "再次", "再者", "此外", "另外", "最后", "一方面", "另一方面"]
    for before in ("", "好\n", "好。", "；", "：", "，", "”", "主要是", "主要有", "表现在", "体现为", "好", "主要"):
        for mark in marks:
            text = f"{before}{mark}力量不足"
            for start in (0, 1):
                expected = [match.span() for match in _MARK.finditer(text, start)]
                assert [match.span() for match in _marks(text, start, len(text))] == expected, text
