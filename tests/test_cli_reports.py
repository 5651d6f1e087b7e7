"""extract, agreement and score on reports: files written, exit codes, and messages in two languages."""

import json
import sys

import pandas as pd
import pytest

from fazhi_score import cli

REPORT = (
    "云溪县人民政府2023年法治政府建设年度报告\n一、主要工作\n全年受理行政复议案件12件，审结9件。县政府常务会议会前学法5次。\n"
    "二、存在的问题\n一是基层执法力量不足。\n三、下一步工作\n一是加强乡镇执法人员培训。\n"
)


@pytest.fixture
def run(capsys):
    def run(*words):
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return left.value.code or 0, printed.out, printed.err

    return run


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "云溪县2023.txt").write_text(REPORT, encoding="utf-8")
    return folder


def test_extract_writes_facts_documents_problems_and_plans(run, reports, tmp_path):
    names = {"-o": "facts.csv", "--documents": "documents.csv", "--ledger": "problems.csv", "--plans": "plans.csv"}
    words = [word for option, name in names.items() for word in (option, tmp_path / name)]
    code, out, _ = run("extract", reports, *words, "--lang", "zh")
    assert code == 0
    assert "云溪县" in out
    assert "已读" in out and " read " not in out
    tables = {name: pd.read_csv(tmp_path / name, dtype=str, encoding="utf-8-sig") for name in names.values()}
    facts = tables["facts.csv"].set_index("fact")
    assert facts.loc["reconsideration_accepted", "value"] == "12"
    start, end = map(int, facts.loc["reconsideration_accepted", "location"].split(":"))
    assert REPORT[start:end] == facts.loc["reconsideration_accepted", "quote"]
    assert tables["documents.csv"]["state"].tolist() == ["read"]
    assert len(tables["problems.csv"]) == len(tables["plans.csv"]) == 1


def test_extracting_again_keeps_a_corrected_row_and_says_what_changed(run, reports, tmp_path):
    path = tmp_path / "facts.csv"
    run("extract", reports, "-o", path)
    table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    table.loc[table["fact"] == "reconsideration_accepted", ["value", "status"]] = ["13", "已更正"]
    table.to_csv(path, index=False, encoding="utf-8-sig")
    (reports / "云溪县2023.txt").write_text(REPORT.replace("学法5次", "学法6次"), encoding="utf-8")
    code, out, _ = run("extract", reports, "-o", path, "--lang", "en")
    assert code == 0
    assert "standing_meeting_law_study_sessions" in out
    again = pd.read_csv(path, dtype=str, encoding="utf-8-sig").set_index("fact")
    assert again.loc["reconsideration_accepted", "value"] == "13"
    assert again.loc["standing_meeting_law_study_sessions", "value"] == "6"


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_written(run, reports, tmp_path):
    (reports / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    code, out, err = run("extract", reports, "-o", tmp_path / "facts.csv", "--lang", "en")
    assert code == 1
    assert "b.pdf" in out + err
    assert (tmp_path / "facts.csv").exists()


def test_json_has_facts_documents_changes_and_notes(run, reports):
    code, out, _ = run("extract", reports, "--json")
    told = json.loads(out)
    assert code == 0
    assert {"facts", "documents", "changes", "notes"} <= told.keys()
    assert "reconsideration_concluded" in [fact["fact"] for fact in told["facts"]]


def test_the_schema_is_printed(run):
    code, out, _ = run("extract", "--schema")
    assert code == 0
    assert json.loads(out)["required"] == ["region", "period", "fact", "value"]


@pytest.mark.parametrize(
    "words", [["extract"], ["extract", "{reports}"], ["extract", "{reports}", "-o", "x.csv", "--validate", "0"]]
)
def test_wrong_use_ends_with_2(run, reports, words):
    assert run(*[word.format(reports=reports) for word in words])[0] == 2


def test_what_a_report_does_not_say_can_be_given(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("全年受理行政复议案件12件。\n", encoding="utf-8")
    code, out, err = run("extract", path, "-o", tmp_path / "facts.csv", "--lang", "en")
    assert code == 1
    assert "--region" in out + err
    given = ("--region", "云溪县", "--period", "2023", "--class", "county-level")
    assert run("extract", path, "-o", tmp_path / "facts.csv", *given)[0] == 0


def test_several_processes_write_the_same(run, reports, tmp_path):
    for number in range(3):
        (reports / f"石桥县{number}.txt").write_text(REPORT.replace("2023", str(2019 + number)), encoding="utf-8")
    run("extract", reports, "-o", tmp_path / "one.csv")
    run("extract", reports, "-o", tmp_path / "two.csv", "--workers", "2")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_coding_sheet_is_drawn_filled_in_and_compared(run, reports, tmp_path):
    facts = tmp_path / "facts.csv"
    code, out, _ = run("extract", reports, "-o", facts, "--validate", "8", "--seed", "1", "--lang", "en")
    assert code == 0
    sheet = tmp_path / "facts-coding.csv"
    assert str(sheet.name) in out
    key = pd.read_csv(tmp_path / "facts-coding-key.csv", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    coded = pd.read_csv(sheet, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    answers = key.set_index("cell")["answer"]
    coded["answer"] = coded["cell"].map(answers)
    coded.to_csv(sheet, index=False, encoding="utf-8-sig")
    code, out, _ = run("agreement", sheet, "--lang", "en", "-o", tmp_path / "rates.csv")
    assert code == 0
    assert "1.00" in out  # who copies the key agrees with it
    rates = pd.read_csv(tmp_path / "rates.csv", encoding="utf-8-sig").set_index("fact")
    assert rates.loc["overall", "wrong"] == 0
    told = json.loads(run("agreement", sheet, "--json")[1])
    assert told["agreement"][-1]["precision"] == 1


def test_reports_are_scored_by_one_command(run, reports):
    code, out, _ = run("score", reports, "--json")
    assert code == 0
    assert json.loads(out)


def test_progress_is_shown_on_a_terminal_only(run, reports, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    _, _, err = run("extract", reports, "-o", tmp_path / "facts.csv", "--lang", "en")
    assert "reading" not in err


def test_a_mistyped_path_destroys_no_ledger(run, reports, tmp_path):
    path = tmp_path / "问题.csv"
    path.write_text("编号,地区,年度,问题,状态\n1,云溪县,2023,公开慢,未整改\n", encoding="utf-8-sig")
    before = path.read_bytes()
    for words in (
        ["extract", reports, "-o", path],
        ["extract", reports, "-o", tmp_path / "facts.csv", "--plans", path],
        ["audit", reports, "-o", path],
    ):
        code, out, err = run(*words, "--lang", "zh")
        assert code == 1
        assert (out + err).count("该文件已存在，而且是另一种表") == 1
        assert path.read_bytes() == before
        assert not (tmp_path / "facts.csv").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_findings_are_written_again_over_findings_only(run, reports, tmp_path, ending):
    path = tmp_path / f"findings.{ending}"
    assert run("audit", reports, "-o", path)[0] == 0
    assert run("audit", reports, "-o", path)[0] == 0
    if ending == "json":
        for held in ("[1]", '{"facts": []}', "no json"):
            path.write_text(held, encoding="utf-8")
            code, out, err = run("audit", reports, "-o", path, "--lang", "en")
            assert code == 1
            assert "holds no findings of an audit" in out + err
            assert path.read_text(encoding="utf-8") == held


def test_two_people_are_compared_and_headings_are_in_the_language(run, tmp_path):
    """A fact on which both put everything into one category has no kappa."""
    key = "cell,fact,kind,answer,status,probability\nC1,litigation_cases,count,12,reported,1\nC2,made_up,count,,,1\n"
    for name, text in (
        ("X-key.csv", key),
        ("X.csv", "cell,answer\nC1,12\nC2,\n"),
        ("Y.csv", "cell,answer\nC1,12件\nC2,3\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    words = ["agreement", tmp_path / "X.csv", "--second", tmp_path / "Y.csv"]
    code, out, _ = run(*words, "--lang", "zh")
    assert code == 0
    assert out.count("合计") == 2
    assert "overall" not in out
    assert "一致率" in out
    assert "行政应诉案件数" in out  # the name of litigation_cases
    assert "–" in out
    assert "nan" not in out
    code, out, _ = run(*words, "--lang", "en")
    assert code == 0
    assert "overall" in out
    assert "agreed" in out
    facts = tmp_path / "facts.csv"
    facts.write_text("region,period,fact,value\n云溪县,2023,townships_count,5\n", encoding="utf-8-sig")
    code, out, err = run(*words, "-o", facts, "--lang", "en")
    assert code == 1
    assert "another table" in out + err


def test_changes_have_headings_in_the_language(run, reports, tmp_path):
    path = tmp_path / "facts.csv"
    run("extract", reports, "-o", path)
    (reports / "云溪县2023.txt").write_text(REPORT.replace("12件", "13件"), encoding="utf-8")
    _, out, _ = run("extract", reports, "-o", path, "--lang", "zh")
    heading = next(line for line in out.splitlines() if "原值" in line)
    assert heading.split() == ["变化", "地区", "年度", "事实", "原值", "新值"]
    row = next(line for line in out.splitlines() if "reconsideration_accepted" in line)
    assert row.split()[-2:] == ["12", "13"]
    assert "行政复议" in row
