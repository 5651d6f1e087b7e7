"""The log of decisions: reading and checking, what stands now, and what must not happen between two versions."""

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.facts.decisions import NEXT, RULE, STATES, read_decisions
from fazhi_score.facts.headings import DECISIONS
from tests.facts import codes, refused

# 甲县 and 乙县 are invented, as is everything decided here
BASE = {"id": "D1", "region": "甲县", "period": "2024", "item": "training"}
FULL = {**BASE, "evidence": "第3页", "decided_by": "评审组", "date": "2025-03-01"}
NOTIFIED = {**FULL, "points": "3", "state": "notified"}
APPEALED = {**BASE, "state": "appealed", "date": "2025-03-10"}
UPHELD = {**BASE, "state": "upheld", "date": "2025-03-20"}
CHANGED = {**BASE, "state": "changed", "points": "4", "date": "2025-03-20"}

PAIRS = list(itertools.product(STATES, STATES))


def frame(*rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pd.DataFrame([[row.get(name, "") for name in names] for row in rows], columns=names, dtype=object)


def read(*rows):
    return read_decisions(frame(*rows))


def test_the_log_and_what_stands_now():
    found = read(
        {**FULL, "points": "80%", "reason": "少一次", "state": "拟定", "note": "初稿"},
        {**FULL, "id": "D2", "item": "reporting", "deducted": "2.50分", "state": "已告知"},
        {**BASE, "period": "2024年", "state": "notified", "date": "2025年3月5日"},
        {**APPEALED, "asked": 5},
        {**CHANGED, "reason": "补交"},
    )
    assert len(found) == 2 and repr(found) == "<Decisions from DataFrame: 2 decisions in 5 rows>"
    assert found.notes == () and read_decisions(found) is found
    log = found.log
    assert log["points"].fillna(-1).tolist() == [0.8, -1, -1, -1, 4]
    assert log["points_percent"].tolist() == [True, False, False, False, False]
    assert log["deducted"].fillna(-1).tolist() == [-1, 2.5, -1, -1, -1] and log["line"].dtype == "int32"
    assert log["state"].tolist() == ["proposed", "notified", "notified", "appealed", "changed"]
    assert log["date"].tolist()[2] == "2025-03-05"
    now = found.current.to_dict("records")
    assert [one["id"] for one in now] == ["D1", "D2"]
    assert now[0]["points"] == 4 and not now[0]["points_percent"] and now[0]["asked"] == 5
    # what the last row leaves empty is taken over; the date and the note of an earlier row are not
    assert [now[0][name] for name in ("reason", "evidence", "decided_by", "note")] == ["补交", "第3页", "评审组", ""]
    assert now[0]["history"] == ("proposed", "notified", "appealed", "changed") and now[0]["rows"] == (0, 2, 3, 4)
    assert now[1]["deducted"] == 2.5 and now[1]["rows"] == (1,) and now[1]["line"] == 2


def test_points_and_deducted_are_replaced_together():
    now = read({**FULL, "points": 3, "state": "proposed"}, {**FULL, "deducted": "10%", "state": "proposed"}).current
    assert (
        now["points"].isna().all() and now["deducted"].tolist() == [0.1] and now["deducted_percent"].tolist() == [True]
    )
    now = read(NOTIFIED, APPEALED, {**CHANGED, "points": "按规则"}).current
    assert now["by_rule"].tolist() == [True] and now["points"].isna().all()
    assert read(NOTIFIED, APPEALED, UPHELD).current["points"].tolist() == [3]


@pytest.mark.parametrize("text", ["rule", "RULE", "by rule", "按规则", "按规则计分", " 按规则 "])
def test_words_for_the_rule(text):
    found = read({**NOTIFIED, "points": text})
    assert found.log["by_rule"].tolist() == [True] and found.to_frame()["points"].tolist() == [RULE]


@pytest.mark.parametrize("text", [*STATES, *STATES.values(), "Proposed ", "已变更"])
def test_words_for_states(text):
    assert read({**NOTIFIED, "state": text}).log["state"].iloc[0] in STATES


@pytest.mark.parametrize(
    ("text", "number", "percent"),
    [
        ("3", 3, False),
        (3.5, 3.5, False),
        ("3分", 3, False),
        ("0", 0, False),
        ("80.5%", 0.805, True),
        ("1,000", 1000, False),
    ],
)
def test_numbers(text, number, percent):
    log = read({**NOTIFIED, "points": text}).log
    assert log["points"].tolist() == [number] and log["points_percent"].tolist() == [percent]


def test_without_an_id_the_key_is_the_id():
    rows = [{**row, "id": ""} for row in (NOTIFIED, APPEALED)]
    found = read_decisions(frame(*rows).drop(columns="id"))
    assert found.current["id"].tolist() == ["甲县/2024/training"] and found.notes == ()
    revised = [{**FULL, "deducted": 1, "state": "proposed"}, {**FULL, "deducted": 2, "state": "proposed"}]
    (note,) = read_decisions(frame(*revised).drop(columns="id")).notes
    assert (note.code, note.severity, note.where) == ("decision_replaced", "warning", "DataFrame row 2")
    assert read(*revised).notes == () and read_decisions(frame(revised[0], revised[0]).drop(columns="id")).notes == ()


def test_headings_in_chinese(tmp_path):
    path = tmp_path / "决定.csv"
    path.write_text(
        "编号,单位,年度,考核项,评定分,申诉请求分,原因,佐证材料,评审员,决定日期,状态,备注\n"
        "1,甲县,2024,training,3,,少一次,第3页,评审组,2025-03-01,已告知,\n"
        "1,甲县,2024,training,,4,,,,2025-03-09,申诉,\n",
        encoding="gb18030",
    )
    found = read_decisions(path)
    assert found.current[["points", "asked", "state"]].values.tolist() == [[3, 4, "appealed"]]
    assert found.place(1) == f"{path}:3" and found.notes == ()
    problem = found.problem("decision_gone", 1, id="1", state="x")
    assert (problem.file, problem.line, problem.place) == (str(path), 3, "[甲县 2024 training]")


def test_places_in_other_sources(tmp_path):
    found = read(NOTIFIED)
    assert found.place(0) == "DataFrame row 1"
    assert found.problem("decision_gone", 0, id="1", state="x").where == "DataFrame row 1 [甲县 2024 training]"
    path = tmp_path / "d.xlsx"
    with pd.ExcelWriter(path) as book:
        frame(BASE).to_excel(book, sheet_name="other", index=False)
        frame(NOTIFIED, {**APPEALED, "asked": "x"}).to_excel(book, sheet_name="决定", index=False)
    (problem,) = refused(read_decisions, path)
    # columns id region period item evidence decided_by date points state asked: the tenth
    assert problem.where == f"{path} '决定'!J3" and problem.code == "decision_number"
    with pd.ExcelWriter(path) as book:
        frame(NOTIFIED).to_excel(book, sheet_name="decisions", index=False)
    assert read_decisions(path).place(0) == f"{path} 'decisions'!D2"


def test_a_log_without_prefix_names_its_rows():
    found = read(NOTIFIED)
    assert type(found)(found.log).place(0) == "DataFrame row 1"


def test_an_empty_log():
    found = read_decisions(pd.DataFrame(columns=list(DECISIONS)))
    assert len(found) == 0 and found.current.empty and found.to_frame().columns.tolist() == list(DECISIONS)
    assert {"history", "rows"} <= set(found.current)


def one(*rows):
    """The only problem of rows that cannot be used, or of their notes."""
    try:
        (problem,) = read(*rows).notes
    except FazhiError as error:
        (problem,) = error.problems
    return problem


@pytest.mark.parametrize(
    ("rows", "code", "where", "en", "zh"),
    [
        ([{**NOTIFIED, "id": ""}], "cell_empty", "1 [id]", "'id' is empty", "“id”为空"),
        ([{**NOTIFIED, "region": ""}], "cell_empty", "1 [region]", "'region'", "“region”"),
        ([{**NOTIFIED, "period": ""}], "cell_empty", "1 [period]", "'period'", "“period”"),
        ([{**NOTIFIED, "item": ""}], "cell_empty", "1 [item]", "'item'", "“item”"),
        ([{**NOTIFIED, "state": ""}], "cell_empty", "1 [state]", "'state'", "“state”"),
        ([{**NOTIFIED, "period": "24"}], "period_form", "1 [period]", "'24' is no period", "“24”不是期间"),
        ([{**NOTIFIED, "state": "notifed"}], "decision_state_near", "1 [state]", "mean 'notified'", "“notified”"),
        ([{**NOTIFIED, "state": "zzz"}], "decision_state", "1 [state]", "proposed 拟定, ", "没有“zzz”这种决定状态"),
        ([NOTIFIED, {**APPEALED, "state": "zzz"}], "decision_state", "2 [state]", "no state", "没有“zzz”"),
        ([{**NOTIFIED, "date": "soon"}], "day_form", "1 [date]", "'soon' is no day", "“soon”不是日期"),
        ([{**NOTIFIED, "points": "many"}], "decision_number", "1 [points]", "'many' is no number", "“many”不是分数"),
        ([{**NOTIFIED, "points": "约3"}], "decision_number", "1 [points]", "no number", "不是分数"),
        ([{**NOTIFIED, "points": "3以上"}], "decision_number", "1 [points]", "no number", "不是分数"),
        ([{**NOTIFIED, "points": "", "deducted": "是"}], "decision_number", "1 [deducted]", "(deducted)", "deducted"),
        ([{**NOTIFIED, "points": "", "deducted": -3}], "decision_negative", "1 [deducted]", "negative: -3", "负数：-3"),
        ([{**NOTIFIED, "deducted": 1}], "decision_both", "1 [deducted]", "points and deducted", "同时填了"),
        ([{**NOTIFIED, "points": ""}], "decision_without_points", "1 [points]", "'D1' gives no", "“D1”没有写"),
        (
            [NOTIFIED, {**APPEALED, "region": "乙县"}],
            "decision_moved",
            "2 [region]",
            "another region",
            "region 与第 1 行",
        ),
        ([NOTIFIED, {**APPEALED, "period": "2023"}], "decision_moved", "2 [period]", "it is '2024'", "该行为“2024”"),
        ([NOTIFIED, {**APPEALED, "item": "x"}], "decision_moved", "2 [item]", "it is 'training'", "“training”"),
        ([NOTIFIED, UPHELD], "decision_step", "2 [state]", "only be: appealed 申诉", "只能是：appealed 申诉"),
        (
            [NOTIFIED, APPEALED, UPHELD, {**APPEALED, "date": "2025-04-01"}],
            "decision_ended",
            "4 [state]",
            "ended with upheld 维持 in line 3; appealed 申诉 cannot",
            "第 3 行以 upheld 维持 结束",
        ),
        (
            [{**FULL, "points": 3, "state": "proposed"}, {**NOTIFIED, "points": "2"}],
            "decision_points_altered",
            "2 [points]",
            "from proposed 拟定 (line 1) to notified 已告知",
            "由 proposed 拟定（第 1 行）到 notified 已告知",
        ),
        (
            [NOTIFIED, {**APPEALED, "deducted": 2}],
            "decision_points_altered",
            "2 [deducted]",
            "alters its",
            "改动了分数",
        ),
        ([NOTIFIED, APPEALED, {**CHANGED, "points": ""}], "decision_not_changed", "3 [points]", "write rule", "按规则"),
        ([NOTIFIED, APPEALED, {**CHANGED, "points": "3.0"}], "decision_not_changed", "3 [points]", "are not", "没有变"),
        ([NOTIFIED, {**APPEALED, "date": "2025-02-01"}], "decision_date_back", "2 [date]", "before 2025-03-01", "早于"),
        (
            [NOTIFIED, {**NOTIFIED, "id": "D2"}],
            "decision_points_twice",
            "2 [points]",
            "'D2' and 'D1' (line 1) both",
            "“D2”与“D1”（第 1 行）",
        ),
        (
            [{**NOTIFIED, "points": "", "deducted": 1, "evidence": ""}],
            "decision_no_evidence",
            "1 [evidence]",
            "without evidence",
            "扣分没有证据",
        ),
    ],
)
def test_rows_that_cannot_be_used(rows, code, where, en, zh):
    problem = one(*rows)
    assert (problem.code, problem.where, problem.severity) == (code, f"DataFrame row {where}", "error")
    assert en in problem.render("en") and zh in problem.render("zh")
    assert problem.hint("en") and problem.hint("zh")


@pytest.mark.parametrize(
    ("rows", "code", "where", "en", "zh"),
    [
        ([{**NOTIFIED, "asked": 5}], "decision_asked", "1 [asked]", "'D1' is notified here", "本行状态是 notified"),
        ([{**NOTIFIED, "date": ""}], "decision_lacks", "1 [date]", "notified 已告知 without date", "但没有 date"),
        ([{**NOTIFIED, "decided_by": ""}], "decision_lacks", "1 [decided_by]", "without decided_by", "没有 decided_by"),
        (
            [{**FULL, "deducted": 1, "evidence": "", "state": "proposed"}],
            "decision_no_evidence",
            "1 [evidence]",
            "without evidence",
            "扣分没有证据",
        ),
    ],
)
def test_rows_that_make_one_wonder(rows, code, where, en, zh):
    problem = one(*rows)
    assert (problem.code, problem.where, problem.severity) == (code, f"DataFrame row {where}", "warning")
    assert en in problem.render("en") and zh in problem.render("zh")


def test_what_is_taken_over_is_not_missing():
    bare = {**BASE, "deducted": 1, "state": "proposed"}
    assert read(bare, {**NOTIFIED, "points": ""}).notes == ()
    # named once, where the unit was first told, and not for each later row
    rows = [{**NOTIFIED, "points": "", "deducted": 1, "evidence": ""}, APPEALED, UPHELD]
    assert codes(refused(read, *rows)) == ["decision_no_evidence"]
    assert read({**NOTIFIED, "points": "", "deducted": 0, "evidence": ""}).notes == ()


def test_several_decisions_on_one_item():
    less = {**NOTIFIED, "points": "", "deducted": "1"}
    assert read(less, {**less, "id": "D2"}, {**NOTIFIED, "id": "D3"}).notes == ()
    withdrawn = [NOTIFIED, APPEALED, {**CHANGED, "points": "rule"}]
    assert read(*withdrawn, {**NOTIFIED, "id": "D2"}).notes == ()
    assert read(NOTIFIED, {**NOTIFIED, "id": "D2", "period": "2023"}).notes == ()


def test_missing_columns_and_cells():
    table = frame(NOTIFIED)
    assert codes(refused(read_decisions, table[["id"]])) == ["column_missing"] * 5
    assert codes(refused(read_decisions, table.drop(columns="points"))) == ["column_missing"]
    assert codes(refused(read_decisions, table.assign(reason=[["x"]]))) == ["cells_nested"]
    assert codes(read_decisions(table.assign(colour="red")).notes) == ["column_unknown"]


def test_all_problems_come_at_once_in_order_and_warnings_hide_no_error():
    rows = [{**NOTIFIED, "id": f"D{k}", "item": f"i{k}", "date": "", "decided_by": ""} for k in range(150)]
    found = read(*rows).notes
    assert len(found) == 201 and found[-1].code == "more_rows" and found[-1].severity == "warning"
    assert codes(
        refused(read, *rows, {**NOTIFIED, "id": "E", "points": "x", "state": "y"}, {**NOTIFIED, "id": ""})
    ) == [
        "decision_state",
        "decision_number",
        "cell_empty",
    ]
    wrong = [{**NOTIFIED, "id": f"D{k}", "points": "x"} for k in range(250)]
    problems = refused(read, *wrong)
    assert len(problems) == 201 and problems[-1].params["count"] == 50


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_pair_of_states(before, after):
    later = {**APPEALED, "state": after, **({"points": "4"} if after == "changed" else {})}
    rows = [{**NOTIFIED, "state": before}, later]
    possible = {
        ("proposed", "proposed"),
        ("proposed", "notified"),
        ("notified", "appealed"),
        ("appealed", "upheld"),
        ("appealed", "changed"),
    }
    assert (after in NEXT[before]) == ((before, after) in possible)
    if (before, after) in possible:
        assert read(*rows).current["history"].tolist() == [(before, after)]
    else:
        assert codes(refused(read, *rows)) == ["decision_ended" if before in ("upheld", "changed") else "decision_step"]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_every_pair_of_states_of_two_versions(before, after):
    """Rows in between may have been left out of the later version, so what counts is whether a way leads there."""
    earlier, later = read({**NOTIFIED, "state": before}), read({**NOTIFIED, "state": after})
    order = ["proposed", "notified", "appealed", "upheld"]
    ways = {(a, b) for a, b in itertools.product(order, order) if order.index(a) <= order.index(b)}
    ways |= {(state, "changed") for state in order[:3]} | {("changed", "changed")}
    found = later.since(earlier)
    assert codes(found) == ([] if (before, after) in ways or before == "proposed" else ["decision_back"])


def test_a_log_that_only_grew_is_fine():
    versions = [
        read({**NOTIFIED, "state": "proposed", "points": 2}),
        read({**NOTIFIED, "state": "proposed"}),
        read({**NOTIFIED, "state": "proposed"}, NOTIFIED),
        read(NOTIFIED, {**APPEALED, "asked": 4}, {**NOTIFIED, "id": "D2", "item": "reporting"}),
        read(NOTIFIED, {**APPEALED, "asked": 4}, CHANGED, {**NOTIFIED, "id": "D2", "item": "reporting"}),
        read({**CHANGED, **FULL, "asked": 4, "date": CHANGED["date"]}, {**NOTIFIED, "id": "D2", "item": "reporting"}),
    ]
    for earlier, later in itertools.combinations(versions, 2):
        assert later.since(earlier) == []
        assert earlier.since(earlier) == []


UP = [NOTIFIED, APPEALED, UPHELD]
DOWN = [NOTIFIED, APPEALED, CHANGED]


@pytest.mark.parametrize(
    ("before", "after", "code", "where", "en", "zh"),
    [
        ([NOTIFIED], [], "decision_gone", "1", "was notified 已告知 and is no longer", "曾为 notified 已告知"),
        (UP, [], "decision_gone", "3", "was upheld 维持", "曾为 upheld 维持"),
        ([NOTIFIED, APPEALED], [NOTIFIED], "decision_back", "1", "and is now notified 已告知", "现为 notified 已告知"),
        (
            [NOTIFIED],
            [{**NOTIFIED, "state": "proposed"}],
            "decision_back",
            "1",
            "now proposed 拟定",
            "现为 proposed 拟定",
        ),
        (UP, DOWN, "decision_back", "3", "was upheld 维持 and is now changed 变更", "原为 upheld 维持"),
        ([NOTIFIED], [{**NOTIFIED, "points": 2}], "decision_altered", "1", "points 3 → 2", "points 3 → 2"),
        ([NOTIFIED], [{**NOTIFIED, "points": "3%"}], "decision_altered", "1", "points 3 → 3%", "被改动：points"),
        ([NOTIFIED], [{**NOTIFIED, "points": "rule"}], "decision_altered", "1", "points 3 → rule", "points 3 → rule"),
        (
            [NOTIFIED],
            [{**NOTIFIED, "points": "", "deducted": 1}],
            "decision_altered",
            "1",
            "points 3 → -; deducted - → 1",
            "已是 notified 已告知，却被改动",
        ),
        # the rows before the last were rewritten, so that the change looks smaller than it was
        ([NOTIFIED], [{**NOTIFIED, "points": 2}, *DOWN[1:]], "decision_altered", "3", "points 3 → 2", "points 3 → 2"),
        (DOWN, [{**NOTIFIED, "points": 2}, *DOWN[1:]], "decision_altered", "3", "changed 变更", "changed 变更"),
        ([NOTIFIED], [{**NOTIFIED, "region": "乙县"}], "decision_altered", "1", "region 甲县 → 乙县", "甲县 → 乙县"),
        ([NOTIFIED], [{**NOTIFIED, "period": "2023"}], "decision_altered", "1", "period 2024 → 2023", "2024 → 2023"),
        ([NOTIFIED], [{**NOTIFIED, "item": "x"}], "decision_altered", "1", "item training → x", "training → x"),
        (DOWN, [*DOWN[:2], {**CHANGED, "points": 5}], "decision_altered", "3", "points 4 → 5", "points 4 → 5"),
        (UP, [*UP[:2], {**UPHELD, "reason": "x"}], "decision_altered", "3", "reason - → x", "reason - → x"),
        (UP, [*UP[:2], {**UPHELD, "date": "2025-03-21"}], "decision_altered", "3", "date 2025-03-20 →", "date 2025"),
        (UP, [*UP[:2], {**UPHELD, "evidence": "x"}], "decision_altered", "3", "evidence 第3页 → x", "第3页 → x"),
        (UP, [*UP[:2], {**UPHELD, "decided_by": "x"}], "decision_altered", "3", "评审组 → x", "评审组 → x"),
    ],
)
def test_tampering_between_two_versions(before, after, code, where, en, zh):
    rest = {**NOTIFIED, "id": "D9", "item": "other"}
    (problem,) = read(*after, rest).since(read(*before, rest))
    assert (problem.code, problem.severity) == (code, "error")
    assert problem.where.startswith(f"DataFrame row {where} [")
    assert en in problem.render("en") and zh in problem.render("zh")
    assert problem.hint("en") and problem.hint("zh")


def test_proposals_may_change_and_go_and_notes_may_be_added():
    earlier = read({**NOTIFIED, "state": "proposed"})
    (note,) = read({**NOTIFIED, "id": "D2"}).since(earlier)
    assert (note.code, note.severity) == ("decision_proposal_gone", "note")
    assert "'D1'" in note.message("en") and "“D1”" in note.message("zh")
    assert read({**NOTIFIED, "item": "other", "points": 1}).since(earlier) == []
    assert read(*UP[:2], {**UPHELD, "note": "已归档"}).since(read(*UP)) == []


words = st.sampled_from(["", "=1+1", "'@x", "第3页", 'a,"b"', "两\n行", "-3", "nan"]) | st.text(max_size=12)
fractions = st.floats(0.001, 0.999)
asked = st.sampled_from(["", "3", "0", "12.5", "80%"])


@st.composite
def histories(draw):
    """The rows of one decision, each of which may follow the one before."""
    name, item = draw(st.integers(0, 10**6)), draw(st.sampled_from(["training", "上报", "a b"]))
    state = draw(st.sampled_from(list(STATES)))
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        row = {**FULL, "id": f"{name}", "item": f"{item}{name}", "state": state, "reason": draw(words), "points": ""}
        row |= {"note": draw(words), "asked": draw(asked) if state == "appealed" else ""}
        if not rows or state in ("proposed", "changed"):
            # numbers that differ from each other, so that what is changed has changed
            number = len(rows) + draw(fractions)
            row[draw(st.sampled_from(["points", "deducted"]))] = draw(st.sampled_from(["{!r}", "{!r}%"])).format(number)
        rows.append(row)
        if not NEXT[state]:
            break
        state = draw(st.sampled_from(NEXT[state]))
    return rows


@pytest.mark.no_cover
@given(st.lists(histories(), max_size=4, unique_by=lambda rows: rows[0]["id"]))
def test_what_is_written_reads_back_the_same(tmp_path_factory, decisions):
    found = read_decisions(
        frame(*(row for rows in decisions for row in rows)).reindex(columns=list(DECISIONS), fill_value="")
    )
    folder = tmp_path_factory.mktemp("log")
    found.write(folder / "a.csv")
    again = read_decisions(folder / "a.csv")
    pd.testing.assert_frame_equal(again.to_frame(), found.to_frame())
    pd.testing.assert_frame_equal(again.current.drop(columns="line"), found.current.drop(columns="line"))
    again.write(folder / "b.csv")
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    assert again.sha256() == found.sha256() and again.since(found) == [] == found.since(again)
    shuffled = read_decisions(frame(*(row for rows in reversed(decisions) for row in rows))) if decisions else found
    assert shuffled.sha256() == found.sha256()


def test_workbooks_read_back_the_same(tmp_path):
    found = read(
        {**NOTIFIED, "points": "80%", "reason": "=1+1", "id": "007"}, {**APPEALED, "id": "007", "asked": "9.5"}
    )
    found.write(tmp_path / "d.xlsx")
    again = read_decisions(tmp_path / "d.xlsx")
    pd.testing.assert_frame_equal(again.to_frame(), found.to_frame())
    assert again.sha256() == found.sha256()


def test_the_hash_sees_every_column_and_the_order_of_a_history():
    base = read(NOTIFIED).sha256()
    changes = {"points": "3%", "deducted": "", "date": "2025-03-02", "state": "proposed", "period": "2023"}
    for name in DECISIONS:
        if name != "deducted":
            assert read({**NOTIFIED, name: changes.get(name, "7")}).sha256() != base, name
    rows = [{**NOTIFIED, "state": "proposed", "points": points} for points in (1, 2)]
    assert read(*rows).sha256() != read(*reversed(rows)).sha256()


def test_the_hash_sees_rows_that_no_longer_stand():
    first = [{**NOTIFIED, "state": "proposed", "points": points} for points in (1, 2)]
    last = {**NOTIFIED, "state": "proposed", "points": 3}
    assert read(first[0], last).sha256() != read(first[1], last).sha256()


def test_a_row_without_a_day_hides_no_step_back():
    rows = [{**FULL, "points": 3, "state": "proposed", "date": day} for day in ("2025-03-10", "", "2025-03-01")]
    (problem,) = refused(read_decisions, frame(*rows))
    assert problem.code == "decision_date_back" and problem.params["last"] == "2025-03-10"


def test_a_query(tmp_path):
    import sqlite3

    connection = sqlite3.connect(":memory:")
    frame(NOTIFIED).to_sql("decisions", connection, index=False)
    assert read_decisions("select * from decisions", connection=connection).place(0) == "SQL query row 1"
    connection.close()
