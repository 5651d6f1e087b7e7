"""The ledger of problems: reading and checking, what came of last year's, what is open, and counts as facts."""

import itertools

import pandas as pd
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.facts.headings import DECISIONS, LEDGER, aliases
from fazhi_score.facts.ledger import SOURCES, STATES, Ledger, read_ledger
from tests.facts import codes, refused

# 甲县 and 乙县 are invented, as are their problems
BASE = {"id": "P1", "region": "甲县", "period": "2023", "problem": "文书送达超期", "state": "open"}


def frame(*rows):
    rows = [{**BASE, "id": f"P{number}", **row} for number, row in enumerate(rows, start=1)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame([[row.get(name, "") for name in names] for row in rows], columns=names, dtype=object)


def read(*rows):
    return read_ledger(frame(*rows))


def test_the_ledger():
    found = read(
        {"period": "2023年", "state": "整改中", "source": "督察", "deadline": "2024年6月30日", "answered": "2024.0"},
        {"state": "Under way", "source": "self-reported", "deadline": "2024上半年", "answered": "2024/3/1"},
    )
    assert list(found.frame.columns) == [*LEDGER, "line"] and found.frame["line"].tolist() == [1, 2]
    assert found.frame["state"].tolist() == ["under_way", "under_way"]
    assert found.frame["source"].tolist() == ["inspection", "self_reported"]
    assert found.frame["deadline"].tolist() == ["2024-06-30", "2024H1"]
    assert found.frame["answered"].tolist() == ["2024", "2024-03-01"]
    assert len(found) == 2 and repr(found) == "<Ledger from DataFrame: 2 problems>"
    assert read_ledger(found) is found and found.notes == ()
    assert Ledger(found.frame).place(0, 1) == "DataFrame row 1,2"


@pytest.mark.parametrize(
    ("column", "word"),
    [
        *(("state", word) for word in [*STATES, *STATES.values()]),
        *(("source", word) for word in [*SOURCES, *SOURCES.values()]),
    ],
)
def test_words(column, word):
    known = STATES if column == "state" else SOURCES
    row = {"answer": "不再适用", "answered": "2024", column: word}
    assert read(row).frame[column].iloc[0] in known


def test_no_alias_means_two_things():
    for known in (DECISIONS, LEDGER):
        assert len(set(aliases(known))) == len(aliases(known))


def test_headings_in_chinese_and_places(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text(
        "编号,单位,发现年度,一级指标,问题,问题来源,责任单位,整改期限,整改状态,整改情况,整改日期,佐证材料,重复于,备注\n"
        "1,甲县,2023,执法,文书送达超期,自查,办公室,2024-06-30,已整改,已补送,2024-05-01,回执,,\n"
        "2,甲县,2024,执法,文书送达超期,督察,办公室,2025-06-30,未整改,,,,1,\n",
        encoding="utf-8-sig",
    )
    found = read_ledger(path)
    assert found.notes == () and found.place(0, 1) == f"{path}:2,3"
    assert found.frame["follows"].tolist() == ["", "1"] and found.frame["responsible"].tolist() == ["办公室"] * 2
    book = tmp_path / "台账.xlsx"
    with pd.ExcelWriter(book) as writer:
        pd.DataFrame({"x": [1]}).to_excel(writer, sheet_name="other", index=False)
        frame({}, {"state": "opne"}).to_excel(writer, sheet_name="问题清单", index=False)
    (problem,) = refused(read_ledger, book)
    assert problem.where == f"{book} '问题清单'!E3"
    assert codes(refused(read_ledger, book, sheet="other")) == ["column_missing"] * 5


def one(*rows):
    try:
        (problem,) = read(*rows).notes
    except FazhiError as error:
        (problem,) = error.problems
    return problem


DONE = {"state": "done", "answer": "已补送", "answered": "2024-03-01"}
LATER = {"period": "2024", "follows": "P1"}


@pytest.mark.parametrize(
    ("rows", "code", "where", "severity", "en", "zh"),
    [
        ([{"id": ""}], "cell_empty", "1 [id]", "error", "'id'", "“id”"),
        ([{"region": ""}], "cell_empty", "1 [region]", "error", "'region'", "“region”"),
        ([{"period": ""}], "cell_empty", "1 [period]", "error", "'period'", "“period”"),
        ([{"problem": ""}], "cell_empty", "1 [problem]", "error", "'problem'", "“problem”"),
        ([{"state": ""}], "cell_empty", "1 [state]", "error", "'state'", "“state”"),
        ([{}, {"id": "P1"}], "ledger_twice", "2 [id]", "error", "first in line 1", "第一次在第 1 行"),
        ([{"period": "23"}], "period_form", "1 [period]", "error", "'23' is no period", "“23”不是期间"),
        ([{"deadline": "soon"}], "ledger_when", "1 [deadline]", "error", "'soon' is neither", "“soon”既不是日期"),
        ([{"answered": "2024-02-30"}], "ledger_when", "1 [answered]", "error", "'2024-02-30'", "“2024-02-30”"),
        ([{"state": "opne"}], "ledger_word_near", "1 [state]", "error", "mean 'open'", "是否想写“open”"),
        ([{"state": "zzz"}], "ledger_word", "1 [state]", "error", "open 未整改, ", "“zzz”不能作为问题的 state"),
        ([{"source": "revue"}], "ledger_word_near", "1 [source]", "error", "no source", "是否想写“review”"),
        ([{"source": "zzz"}], "ledger_word", "1 [source]", "error", "self_reported 自查", "self_reported 自查"),
        (
            [{"period": "2023Q2", "deadline": "2023-03-31"}],
            "ledger_deadline_before",
            "1 [deadline]",
            "warning",
            "2023-03-31 lies before 2023Q2",
            "2023-03-31 早于",
        ),
        (
            [{**DONE, "answered": "2022"}],
            "ledger_answered_before",
            "1 [answered]",
            "error",
            "answered in 2022, before it was found in 2023",
            "2022 早于发现问题的期间 2023",
        ),
        ([{"state": "dropped"}], "ledger_dropped", "1 [answer]", "error", "without a reason", "没有写明理由"),
        ([{**DONE, "answer": ""}], "ledger_done_lacks", "1 [answer]", "warning", "answer is empty", "answer 为空"),
        ([{**DONE, "answered": ""}], "ledger_done_lacks", "1 [answered]", "warning", "answered is", "answered 为空"),
        ([{"answer": "正在办"}], "ledger_answer_undated", "1 [answered]", "warning", "no date", "没有日期"),
        (
            [{"id": "P-2023-1"}, {**LATER, "follows": "P-2023-2"}],
            "ledger_follows_unknown_near",
            "2 [follows]",
            "error",
            "mean 'P-2023-1'",
            "是否想写“P-2023-1”",
        ),
        ([{"follows": "zzz"}], "ledger_follows_unknown", "1 [follows]", "error", "not in the ledger", "没有该问题"),
        ([{"follows": "P1"}], "ledger_follows_itself", "1 [follows]", "error", "follows itself", "重复于自身"),
        (
            [{}, {"follows": "P1"}],
            "ledger_follows_later",
            "2 [follows]",
            "error",
            "of 2023 follows 'P1', which was found in 2023",
            "发现于 2023，并不更早",
        ),
        ([{"period": "2024"}, {"follows": "P1"}], "ledger_follows_later", "2 [follows]", "error", "in 2024", "2024"),
        ([{}, {**LATER, "region": "乙县"}], "ledger_follows_region", "2 [follows]", "warning", "of '乙县'", "属“乙县”"),
    ],
)
def test_each_message(rows, code, where, severity, en, zh):
    problem = one(*rows)
    assert (problem.code, problem.where, problem.severity) == (code, f"DataFrame row {where}", severity)
    assert en in problem.render("en") and zh in problem.render("zh")
    assert problem.hint("en") and problem.hint("zh")


def test_circles():
    problems = refused(
        read, {"follows": "P3"}, {"follows": "P1", "period": "2024"}, {"follows": "P2"}, {"follows": "P3"}
    )
    assert codes(problems) == ["ledger_follows_circle"] * 3 + ["ledger_follows_later"]
    assert "'P1' follows 'P3', which leads back" in problems[0].render("en") and "又绕回自身" in problems[0].render(
        "zh"
    )


def test_chains_that_hold():
    found = read({"period": "2023Q1"}, {"period": "2023Q3", "follows": "P1"}, {"period": "2023", "follows": "P2"})
    assert found.notes == ()


def test_a_period_that_cannot_be_read_is_said_once():
    assert codes(refused(read, {"period": "x"}, LATER, {"period": "y", "follows": "P2", "deadline": "2020"})) == [
        "period_form",
        "period_form",
    ]


def test_missing_columns_and_cells():
    table = frame({})
    assert codes(refused(read_ledger, table[["region"]])) == ["column_missing"] * 4
    assert codes(refused(read_ledger, table.assign(note=[["x"]]))) == ["cells_nested"]
    assert codes(read_ledger(table.assign(colour="red")).notes) == ["column_unknown"]


def test_warnings_hide_no_error():
    rows = [{"answer": "x"}] * 250
    assert len(read(*rows).notes) == 201
    assert codes(refused(read, *rows, {"state": "zzz"})) == ["ledger_word"]


HISTORY = [
    # found in 2023, in 甲县
    {**DONE, "answered": "2024-03-01", "source": "self_reported"},  # P1: done within 2024
    {"state": "under_way", "answer": "正在办", "answered": "2024Q4", "deadline": "2024-06-30"},  # P2: answered, late
    {"deadline": "2024-06-30"},  # P3: never answered, due in 2024
    {"deadline": "2025-06-30"},  # P4: never answered, due later
    {},  # P5: never answered, no deadline; comes back as P9
    {**DONE, "answered": "2025-01-10", "deadline": "2024-12-31"},  # P6: done after the end of 2024
    {"state": "dropped", "answer": "机构已撤销"},  # P7: given up
    {"region": "乙县", "state": "under_way", "answer": "正在办", "answered": "2024"},  # P8: comes back as P10
    # found in 2024
    {"period": "2024-05", "follows": "P5", "source": "inspection", "deadline": "2024-12-01"},  # P9
    {"period": "2024", "region": "乙县", "follows": "P8", "source": "self_reported"},  # P10
    {"period": "2024Q2", "source": "self_reported", **DONE, "answered": "2024-12"},  # P11
    {"period": "2024", "region": "丙县"},  # P12: nothing known of 2023, no source
]


def test_what_came_of_last_years_problems():
    table = read(*HISTORY).carried(2024)
    assert dict(zip(table["id"], table["answer_state"], strict=True)) == {
        "P1": "answered",
        "P2": "answered",
        "P3": "overdue",
        "P4": "silent",
        "P5": "repeated",
        # on the last day of 2024 it was neither answered nor past its deadline of that day
        "P6": "silent",
        "P7": "answered",
        "P8": "repeated",  # an answer does not help where the problem comes back undone
    }
    assert table["place"].iloc[0] == "DataFrame row 1"
    assert list(table.columns) == [
        *("id", "region", "dimension", "problem", "responsible", "deadline", "state", "answer", "answered", "evidence"),
        *("answer_state", "place"),
    ]
    # seen from the first half of the year: P2 is not answered and was due on its last day, P5 had come back in May
    half = read(*HISTORY).carried("2024上半年")
    assert half["answer_state"].tolist() == [
        *("answered", "silent", "silent", "silent", "repeated", "silent", "answered", "silent"),
    ]
    assert read(*HISTORY).carried("2023").empty


def test_done_problems_that_come_back_were_answered():
    assert read(DONE, LATER).carried("2024")["answer_state"].tolist() == ["answered"]
    assert read({**DONE, "answered": ""}, LATER).carried("2024")["answer_state"].tolist() == ["answered"]
    late = {**DONE, "answered": "2025-01-01"}
    assert read(late, LATER).carried("2024")["answer_state"].tolist() == ["repeated"]


def test_what_is_open():
    found = read(*HISTORY)
    table = found.open_at(2024)
    assert table["id"].tolist() == ["P2", "P3", "P4", "P5", "P6", "P8", "P9", "P10", "P12"]
    # from 2024-06-30 to 2024-12-31: 31 + 31 + 30 + 31 + 30 + 31 = 184 days; from 2024-12-01: 30 days
    assert table["days_overdue"].fillna(-1).tolist() == [184, 184, 0, -1, 0, -1, 30, -1, -1]
    assert table["place"].iloc[-1] == "DataFrame row 12"
    # P9 was found in May; what was found some time in 2024 is not known to have been there by June
    assert found.open_at("2024H1")["id"].tolist() == ["P2", "P3", "P4", "P5", "P6", "P8", "P9", "P11"]
    assert found.open_at(2025)["id"].tolist() == ["P2", "P3", "P4", "P5", "P8", "P9", "P10", "P12"]
    assert found.open_at(2022).empty


def counts(ledger, *periods):
    table = ledger.facts(periods or None).table
    return {
        (region, period, fact.removeprefix("ledger_problems_")): value
        for region, period, fact, value in table[["region", "period", "fact", "value"]].values.tolist()
    }


def test_counts():
    assert counts(read(*HISTORY), 2024) == {
        # 甲县: P1 to P7; answered P1, P2, P7; done P1 (P6 only in 2025); repeated P5
        ("甲县", "2024", "last_year"): 7,
        ("甲县", "2024", "answered"): 3,
        ("甲县", "2024", "done"): 1,
        ("甲县", "2024", "repeated"): 1,
        # P9 and P11 were found in 2024, P11 by the county itself
        ("甲县", "2024", "found"): 2,
        ("甲县", "2024", "self_reported"): 1,
        # open and past their deadline: P2, P3, P9
        ("甲县", "2024", "overdue"): 3,
        # 乙县: P8, which came back as P10
        ("乙县", "2024", "last_year"): 1,
        ("乙县", "2024", "answered"): 0,
        ("乙县", "2024", "done"): 0,
        ("乙县", "2024", "repeated"): 1,
        ("乙县", "2024", "found"): 1,
        ("乙县", "2024", "self_reported"): 1,
        ("乙县", "2024", "overdue"): 0,
        # 丙县: only P12, of which nobody wrote who found it
        ("丙县", "2024", "found"): 1,
        ("丙县", "2024", "overdue"): 0,
    }


def test_counts_of_the_year_before_and_after():
    found = counts(read(*HISTORY))
    assert {period for _, period, _ in found} == {"2023", "2024", "2025"}
    # 2023: P1 to P7 were found, not all of them with a source; nothing was due, and nobody knows of 2022
    assert {key: value for key, value in found.items() if key[1] == "2023" and key[0] == "甲县"} == {
        ("甲县", "2023", "found"): 7,
        ("甲县", "2023", "overdue"): 0,
    }
    # 2025: carried from 2024 are P9 and P11 (done in December 2024); overdue are P2, P3, P4 (since June) and P9
    assert {key[2]: value for key, value in found.items() if key[1] == "2025" and key[0] == "甲县"} == {
        "last_year": 2,
        "answered": 1,
        "done": 1,
        "repeated": 0,
        "overdue": 4,
    }


def test_a_region_that_is_not_mentioned_gets_no_counts_but_what_is_open_stays_overdue():
    ledger = read({**DONE}, {"region": "乙县", "deadline": "2024-01-31"})
    assert counts(ledger, "2026") == {("乙县", "2026", "overdue"): 1}
    assert counts(ledger, "2022") == {}


def test_facts_have_source_and_place(tmp_path):
    path = tmp_path / "problems.csv"
    frame(*HISTORY).to_csv(path, index=False)
    facts = read_ledger(path).facts("2024")
    row = {fact: number for number, fact in reversed(list(enumerate(facts.table["fact"])))}
    assert facts.origin == str(path) and set(facts.table["source"]) == {str(path)}
    # the heading is line 1, so that P1 stands in line 2
    for fact, lines in {
        "last_year": "2,3,4,5,6,7,8",
        "answered": "2,3,8",
        "done": "2",
        "repeated": "6",
        "found": "10,12",
        "self_reported": "12",
        "overdue": "3,4,10",
    }.items():
        assert facts.place(row[f"ledger_problems_{fact}"]) == f"{path}:{lines}"
        assert facts.table["location"].iloc[row[f"ledger_problems_{fact}"]] == f"{path}:{lines}"
    # a zero stands where one looked
    zero = facts.filter(regions="乙县", facts="ledger_problems_answered")
    assert zero.table["value"].tolist() == [0] and zero.place(0) == f"{path}:9"


def test_facts_can_be_joined_with_others_and_written(tmp_path):
    from fazhi_score.facts.table import read_facts

    counted = read(*HISTORY).facts(["2024年", 2024])
    others = pd.DataFrame({"region": ["甲县"], "period": 2024, "fact": "training", "value": [3]})
    joined = read_facts([others, counted])
    assert len(joined) == 1 + len(counted) and joined.notes == ()
    assert joined.place(1) == "DataFrame row 1,2,3,4,5,6,7"
    joined.write(tmp_path / "f.csv")
    assert read_facts(tmp_path / "f.csv").sha256() == joined.sha256()


def test_an_empty_ledger():
    ledger = read_ledger(pd.DataFrame(columns=list(LEDGER)))
    assert len(ledger) == 0 and ledger.carried(2024).empty and ledger.open_at(2024).empty
    assert len(ledger.facts()) == len(ledger.facts(2024)) == 0


@pytest.mark.parametrize("run", [Ledger.carried, Ledger.open_at, Ledger.facts])
def test_a_period_that_is_none(run):
    assert codes(refused(run, read({}), "24")) == ["period_form"]


def test_every_answer_state_is_one_of_four():
    rows = [
        {"state": state, "answer": "x", "answered": answered, "deadline": deadline}
        for state, answered, deadline in itertools.product(STATES, ["", "2023", "2024", "2025"], ["", "2024", "2025"])
    ]
    states = set(read(*rows).carried(2024)["answer_state"])
    assert states <= {"answered", "repeated", "overdue", "silent"}
