"""The commands of an evaluator's year beside the invented year: bad use, JSON, files, locked rounds."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from fazhi_score import cli
from fazhi_score.presentation.year import change_table, open_table, together_table

ROOT = Path(__file__).parents[1]
SHEET = """\
format: 1
id: towns
total_points: 100
method: {score_on: all, units: register, rank_within: [period], minimum_peers: 1, missing: {not_reported: zero}}
groups: {g: {weight: 100}}
facts:
  met: {unit: 次, over_periods: sum}
  ledger_problems_last_year: {unit: 个, filed_by: office}
  ledger_problems_answered: {unit: 个, filed_by: office}
indicators:
  study:  {group: g, weight: 40, formula: met, better: higher, score: {rule: required, at_least: 4, each_missing: 10}}
  mended: {group: g, weight: 30, formula: ledger_problems_answered / ledger_problems_last_year, unit: percent,
           better: higher, score: {rule: proportional}}
  files:  {group: g, weight: 30, better: higher, score: {rule: reviewer}, basis: 抽查三卷}
"""
FILES = {
    "sheet.yaml": SHEET,
    "regions.csv": "region,name,class\na,甲镇,town\nb,乙镇,town\n",
    "facts.csv": "region,period,fact,value\na,2024,met,4\nb,2024,met,3\n",
    "more.csv": "region,period,fact,value\na,2024,met,4\nb,2024,met,4\n",
    "months.csv": "region,period,fact,value\n" + "".join(f"a,2024-{m:02},met,1\n" for m in range(1, 13)),
    "decisions.csv": "id,region,period,item,points,evidence,state,decided_by,date\n"
    "d1,a,2024,files,20,卷1,notified,李,2025-01-08\nd2,b,2024,files,24,卷2,notified,李,2025-01-08\n",
    "problems.csv": "id,region,period,problem,source,state,answer,answered\n"
    "p1,a,2023,x,自查,done,已改,2024-03-01\np2,a,2023,y,自查,open,,\np3,b,2023,z,督察,done,已改,2024-05-01\n",
}
GIVEN = ["-f", "sheet.yaml", "--regions", "regions.csv"]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAZHI_LANG", "en")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def call(*words, code=0):
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (left.value.code or 0) == code, out + err
        assert "Traceback" not in out + err
        return out + err

    return call


def rows(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def appended(text):
    with Path("decisions.csv").open("a", encoding="utf-8") as file:
        file.write(text)


def test_the_ledger_enters_the_score(run):
    data = json.loads(run("score", "facts.csv", *GIVEN, "--ledger", "problems.csv", "--json"))
    # a: 40 + 15 (one of two problems answered); b: 30 + 30
    assert {row["name"]: row["composite"] for row in data["table"]} == {"甲镇": 55, "乙镇": 60}


def test_the_ledger_command_lists_and_writes(run):
    out = run("ledger", "problems.csv", "2024", "-o", "counts.csv", "--lang", "zh")
    assert "2024 的上年问题 3 个" in out and "未整改问题 1 个" in out
    counts = {(row["region"], row["fact"]): row["value"] for row in rows("counts.csv")}
    assert counts["a", "ledger_problems_answered"] == "1"
    assert {row["period"] for row in rows("counts.csv")} == {"2024"}
    data = json.loads(run("ledger", "problems.csv", "2024", "--json"))
    assert [one["answer_state"] for one in data["carried"]] == ["answered", "silent", "answered"]
    assert "0 problems of the year before 2020" in run("ledger", "problems.csv", "2020")


def test_rounds_lock_and_are_compared(run):
    score = ["score", "facts.csv", *GIVEN, "--decisions", "decisions.csv"]
    assert "locked in rounds/one" in run(*score, "--freeze-as", "one")
    assert "already" in run(*score, "--freeze-as", "one", code=1)
    assert "as it was locked" in run("round", "rounds/one")
    assert "not the folder of a locked round" in run("round", ".", code=1)
    out = run("compare", "rounds/one", "--facts", "more.csv", "--regions", "regions.csv")
    assert "1 → 2" in out  # b rises from 54 to 64, a stays at 60
    data = json.loads(run("compare", "rounds/one", "--decisions", "none", "--json"))
    assert {row["name"]: row["shift"] for row in data["scores"]} == {"甲镇": -20, "乙镇": -24}
    pair = ["--decisions", "none", "--decisions", "decisions.csv"]
    data = json.loads(run("compare", "rounds/one", *pair, "--json"))
    assert {row["name"]: row["shift"] for row in data["scores"]} == {"甲镇": 20, "乙镇": 24}
    out = run("explain", "rounds/one", "甲镇", "2024", "files")
    assert "decided 20 of 30" in out and "卷1" in out


def test_a_round_that_was_altered_ends_with_one(run):
    run("score", "facts.csv", *GIVEN, "--freeze-as", "one")
    path = Path("rounds/one/facts.csv")
    path.chmod(0o644)
    path.write_text(path.read_text(encoding="utf-8").replace(",4,,", ",2,,"), encoding="utf-8")
    assert "facts.csv" in run("round", "rounds/one", code=1)


def test_settings_over_a_round_that_was_locked_with_other_weights(run):
    run("score", "facts.csv", *GIVEN, "--set", "indicators.files.weight=40", "--freeze-as", "heavy")
    run("score", "facts.csv", *GIVEN, "--freeze-as", "plain")
    run("compare", "rounds/heavy", "--set", "indicators.study.weight=10", code=2)
    out = run("compare", "rounds/plain", "--set", "indicators.study.weight=10")
    assert "indicators.study.weight" in out


def test_wrong_use_ends_with_two(run):
    run("compare", "sheet.yaml", code=2)
    run("compare", "sheet.yaml", *["--facts", "facts.csv"] * 3, code=2)
    run("init", "forms", "--collect", "-f", "sheet.yaml", code=2)
    run("collect", "forms", code=2)
    run("collect", "forms", "--regions", "regions.csv", "--period", "2024", "-o", "x.csv", code=2)


def test_a_notified_decision_cannot_vanish(run):
    run("score", "facts.csv", *GIVEN, "--decisions", "decisions.csv", "--freeze-as", "one")
    lines = FILES["decisions.csv"].splitlines()
    Path("decisions.csv").write_text("\n".join([lines[0], lines[2]]), encoding="utf-8")
    assert "no decisions were given" in run("score", "facts.csv", *GIVEN)
    for command in (["score", "facts.csv", *GIVEN], ["check", "sheet.yaml"]):
        assert "d1" in run(*command, "--decisions", "decisions.csv", code=1)


def test_check_reads_decisions_beside_facts_or_alone(run):
    assert "no errors" in run("check", "sheet.yaml", "--decisions", "decisions.csv")
    out = run("check", "sheet.yaml", "--facts", "facts.csv", "--regions", "regions.csv", "--decisions", "decisions.csv")
    assert "no errors" in out
    appended("d3,a,2024,fles,5,x,notified,李,2025-01-08\n")
    out = run("check", *["sheet.yaml", "--facts", "facts.csv", "--decisions", "decisions.csv"], code=1)
    assert "did you mean 'files'?" in out


def test_explanations_and_appeals_rest_on_decisions_and_ledger(run):
    given = [*GIVEN, "--decisions", "decisions.csv"]
    assert "decided 20 of 30" in run("explain", "facts.csv", "甲镇", "2024", "files", *given)
    appended("d2,b,2024,files,,申诉书,appealed,李,2025-01-20\n")
    data = json.loads(run("appeals", "facts.csv", *given, "--ledger", "problems.csv", "--json"))
    # b: 30 + 30 (its problem is answered) + 24, and with full marks 30 + 30 + 30
    assert [data["appeals"][0][name] for name in ("composite", "composite_granted")] == [84, 90]


def test_a_further_table_of_facts_is_scored_too(run):
    text = "region,period,fact,value\na,2024,ledger_problems_last_year,4\na,2024,ledger_problems_answered,1\n"
    Path("office.csv").write_text(text, encoding="utf-8")
    data = json.loads(run("score", "facts.csv", *GIVEN, "--also", "office.csv", "--json"))
    # a: 40 and a quarter of 30; b: 30
    assert {row["name"]: row["composite"] for row in data["table"]} == {"甲镇": 47.5, "乙镇": 30}


def test_appeals_before_they_are_decided(run):
    assert "no decision is under appeal" in run("appeals", "facts.csv", *GIVEN, "--decisions", "decisions.csv")
    run("score", "facts.csv", *GIVEN, "--decisions", "decisions.csv", "--freeze-as", "one")
    appended("d2,b,2024,files,,申诉书,appealed,李,2025-01-20\n")
    out = run("appeals", "rounds/one", "--decisions", "decisions.csv", "-o", "appeals.csv", "--lang", "zh")
    assert "申诉 1 项" in out and "全部支持时" in out
    (row,) = rows("appeals.csv")
    # without the decision the reviewer's item is full: 30 + 30 = 60 beside 甲镇's 60
    assert (row["支持后综合得分"], row["支持后名次"]) == ("60", "1")
    data = json.loads(run("appeals", "facts.csv", *GIVEN, "--decisions", "decisions.csv", "--json"))
    assert data["appeals"][0]["asked"] == 30 and len(data["all_granted"]) == 2


def test_months_make_a_year(run):
    out = run("score", "months.csv", *GIVEN, "--roll-up", "year", "--json")
    assert {row["period"]: row["composite"] for row in json.loads(out)["table"] if row["region"] == "a"} == {"2024": 40}
    out = run("score", "months.csv", *GIVEN, "--roll-up", "quarter", "--json")
    assert {row["period"] for row in json.loads(out)["table"]} == {f"2024Q{q}" for q in (1, 2, 3, 4)}
    Path("months.csv").write_text("region,period,fact,value\na,2024-01,met,1\n", encoding="utf-8")
    assert "a part of 'met' is missing" in run("score", "months.csv", *GIVEN, "--roll-up", "year", code=1)


def test_the_ledger_is_counted_for_what_months_are_rolled_up_to(run):
    words = ["score", "months.csv", *GIVEN, "--ledger", "problems.csv", "--json", "--roll-up"]
    table = json.loads(run(*words, "year"))["table"]
    # twelve sessions: 40; one of two problems of 2023 answered: 15
    assert {row["period"]: row["composite"] for row in table if row["region"] == "a"} == {"2024": 55}
    table = json.loads(run(*words, "quarter"))["table"]
    # three sessions: 40 - 10; the answer of 1 March is there at the end of every quarter
    assert {row["period"]: row["composite"] for row in table if row["region"] == "a"} == {
        f"2024Q{quarter}": 45 for quarter in (1, 2, 3, 4)
    }


def test_forms_go_out_and_come_back(run):
    assert "2 workbooks" in run("init", "forms", "--collect", *GIVEN, "--period", "2024", "--lang", "en")
    book = openpyxl.load_workbook("forms/a_甲镇.xlsx")
    cells = {(cell.row, str(cell.value)): cell for row in book.worksheets[0].iter_rows() for cell in row}
    line = next(row for row, text in cells if text == "met")
    column = next(cell.column for (_, text), cell in cells.items() if text == "value")
    book.worksheets[0].cell(line, column).value = 4
    book.save("forms/a_甲镇.xlsx")
    collect = ["collect", "forms", *GIVEN, "--period", "2024", "-o", "filed.csv", "--words", "words.csv"]
    assert "of 2 units 1 have not filed, 0 cannot be read" in run(*collect)
    assert [(row["region"], row["value"]) for row in rows("filed.csv")] == [("a", "4")]
    book.worksheets[0].cell(line, column).value = "四次"
    book.save("forms/a_甲镇.xlsx")
    out = run(*collect, "--decisions", "decisions.csv", "--due", "2025-01-10", code=1)
    assert f"{openpyxl.utils.get_column_letter(column)}{line}" in out
    assert [row["value"] for row in rows("filed.csv")] == ["4"]  # what was readable before is kept
    data = json.loads(run(*collect, "--json", code=1))
    assert {one["name"]: one["state"] for one in data["units"]} == {"甲镇": "partly", "乙镇": "not_filed"}
    (Path("forms") / "b_乙镇.xlsx").write_bytes(b"PK broken")
    assert "b_乙镇.xlsx" in run(*collect, code=1)


def test_collecting_again_spares_what_is_decided_and_tells_who_is_late(run):
    run("init", "forms", "--collect", *GIVEN, "--period", "2024")

    def file(value):
        book = openpyxl.load_workbook("forms/a_甲镇.xlsx")
        sheet = book.worksheets[0]
        line = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "met")
        column = next(
            cell.column for row in sheet.iter_rows() for cell in row if cell.value in ("数值", "Value", "value")
        )
        sheet.cell(line, column).value, sheet["B5"] = value, "2025-01-31"
        book.save("forms/a_甲镇.xlsx")

    collect = ["collect", "forms", *GIVEN, "--period", "2024", "-o", "filed.csv", "--json"]
    file(4)
    units = json.loads(run(*collect, "--due", "2025-01-30"))["units"]
    assert {one["name"]: one["late"] for one in units} == {"甲镇": True, "乙镇": None}
    units = json.loads(run(*collect, "--due", "2025-01-31"))["units"]
    assert {one["name"]: one["late"] for one in units} == {"甲镇": False, "乙镇": None}
    appended("d3,a,2024,study,30,卷3,notified,李,2025-02-01\n")
    file(9)
    (change,) = json.loads(run(*collect, "--decisions", "decisions.csv"))["changes"]
    assert (change["old"], change["new"], change["kind"]) == ("4", "9", "kept")
    assert [row["value"] for row in rows("filed.csv")] == ["4"]
    (change,) = json.loads(run(*collect))["changes"]
    assert change["kind"] == "changed" and [row["value"] for row in rows("filed.csv")] == ["9"]


def test_the_tables_of_a_collection_hide_no_change():
    new = [
        {"region": "a", "fact": f"f{n}", "kind": "new", "new": "1", "place": f"a.xlsx '填报'!H{n}"} for n in range(9)
    ]
    other = [{**one, "region": "b", "kind": "changed", "old": "2"} for one in new]
    changes = pd.DataFrame([*new, *other, {**new[0], "region": "c"}]).fillna("").assign(item="")
    table = change_table(SimpleNamespace(changes=changes), "zh")
    # nine new facts of one unit are one line; what was changed is listed in full, and so is a single new fact
    assert table.iloc[:, 0].tolist() == ["b"] * 9 + ["c", "a"]
    assert table.iloc[-1].tolist()[4:] == ["", "…", "a.xlsx '填报'"]


def test_who_would_stand_elsewhere_and_what_has_no_number():
    same = {"region": "a", "period": "2024", "name": "甲镇", "composite": 80.0, "composite_granted": 80.0, "rank": 1,
            "rank_granted": 1, "grade": "A", "grade_granted": "A"}  # fmt: skip
    moved = [{**same, "name": "乙镇", "rank_granted": 2}, {**same, "name": "丙镇", "grade_granted": "B"}]
    table = together_table(pd.DataFrame([same, *moved]), "zh")
    assert [name for row in table.to_numpy().tolist() for name in row if name in ("甲镇", "乙镇", "丙镇")] == [
        "乙镇", "丙镇",
    ]  # fmt: skip
    problem = {"id": "p", "region": "a", "period": "2023", "problem": "x", "responsible": "", "deadline": ""}
    # without a deadline nobody knows for how long it is overdue
    assert open_table(pd.DataFrame([{**problem, "days_overdue": float("nan")}]), "zh").iloc[0, -1] == "–"


def test_a_sheet_goes_out_and_comes_in(run):
    run("export-sheet", "sheet.yaml", "-o", "sheet.xlsx", "--lang", "zh")
    out = run("import-sheet", "sheet.xlsx", "-o", "again.yaml", "--id", "again", "--lang", "zh")
    assert "抽查三卷" in Path("again.yaml").read_text(encoding="utf-8")
    assert "尚待人工确定的条目" in out
    assert "no errors" in run("check", "again.yaml")
    book = openpyxl.load_workbook("sheet.xlsx")
    sheet = book.worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 40)
    cell.value = 41
    book.save("wrong.xlsx")
    assert cell.coordinate in run("import-sheet", "wrong.xlsx", "-o", "wrong.yaml", code=1)
    run("import-sheet", "regions.csv", "-o", "x.yaml", code=1)


def test_scores_into_a_workbook_and_with_another_table(run):
    run("score", "facts.csv", *GIVEN, "--also", "months.csv", "-o", "scores.xlsx", "--lang", "zh")
    book = openpyxl.load_workbook("scores.xlsx")
    assert {"封面", "排名", "计算", "权重", "评分表", "评审决定表", "事实"} <= set(book.sheetnames)


def test_alerts_are_printed_below_the_table(run):
    text = SHEET.replace("groups: {g", 'alert: {when: "score < 50", level: 约谈, note: 限期整改}\ngroups: {g')
    Path("sheet.yaml").write_text(text, encoding="utf-8")
    out = run("score", "facts.csv", *GIVEN, "--lang", "zh")
    assert out.index("预警") < out.index("约谈") and "限期整改" in out


def test_only_alerts_that_are_raised_are_printed(run):
    known, unknown = '{when: "value < 4", level: 红色}', '{when: "value < 50%", level: 蓝色}'
    text = SHEET.replace("each_missing: 10}", "each_missing: 10}, alert: " + known)
    text = text.replace("{rule: proportional}", "{rule: proportional}, alert: " + unknown)
    Path("sheet.yaml").write_text(text, encoding="utf-8")
    # b has met three times; without a ledger nobody knows what was mended
    out = run("score", "facts.csv", *GIVEN, "--lang", "zh")
    assert "红色" in out and "蓝色" not in out


def test_the_example_folder_holds_no_leftovers():
    names = {path.name for path in (ROOT / "examples" / "year").iterdir() if path.name != "__pycache__"}
    assert names == {"README.md", "run.sh", "simulate.py", "sheet.yaml", "regions.csv", "office.csv", "problems.csv",
                     "months.yaml", "months.csv"}  # fmt: skip
