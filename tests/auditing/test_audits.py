"""The public function, its result, the command, and hostile input."""

import json
import time

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.auditing.findings import Name, number
from fazhi_score.cli import main
from tests.auditing.words import HEAD

WRONG = HEAD + "受理投诉359件，办结348件，办结率99%。清理文件15件，其中有效11件、废止4件。\n"


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "云溪县2023.txt"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_a_text_a_path_a_folder_and_a_report_say_the_same(report, tmp_path):
    read = next(fs.read_reports(report))
    found = [fs.audit(source).errors for source in (WRONG, report, str(report), tmp_path, read, [report], [read])]
    assert {len(errors) for errors in found} == {1}
    assert {errors[0].expression for errors in found} == {"348/359 = 96.9359% ≠ 99%"}
    assert found[1][0].places[0].document == report.name
    assert (found[1][0].region, found[1][0].period) == ("云溪县", "2023")


def test_a_frame_and_a_table_file(tmp_path):
    frame = pd.DataFrame({"region": "a", "period": 2023, "fact": ["litigation_cases"] * 2, "value": [3, 4]})
    frame.to_csv(tmp_path / "facts.csv", index=False)
    for source in (frame, tmp_path / "facts.csv", [fs.read_facts(frame)], [tmp_path / "facts.csv"]):
        assert [finding.check for finding in fs.audit(source).errors] == ["twice"]


def test_reports_and_tables_together(report, tmp_path):
    frame = pd.DataFrame({"region": ["云溪县"], "period": 2023, "fact": ["litigation_cases"], "value": [3]})
    frame.to_csv(tmp_path / "facts.csv", index=False)
    found = fs.audit([report, tmp_path / "facts.csv"])
    assert len(found.documents) == 2


def test_the_result_tells_what_was_checked():
    found = fs.audit(WRONG)
    assert [finding.severity for finding in found.findings] == sorted(
        (finding.severity for finding in found.findings), key=["error", "minor", "info", "none"].index
    )
    counts = found.counts.set_index("check")
    assert counts.loc["rate"].tolist() == [0, 1, 0]
    assert counts.loc["parts", "holds"] >= 1
    table = found.table
    assert len(table) == len(found.findings)
    row = table.iloc[0]
    assert (row["check"], row["severity"], row["outcome"]) == ("rate", "error", False)
    assert WRONG[row["start"] : row["end"]] == row["quote"] == "办结率99%"
    assert row["document_2"] == "text-1"
    assert len(found.to_frame("zh", everything=False)) == 1
    assert "348" in repr(found)
    assert len(found.open) == 1


def test_a_long_result_is_shown_in_part():
    many = HEAD + "".join(f"受理投诉3{n}9件，办结348件，办结率99%。\n" for n in range(5, 10)) * 4
    assert "… +" in repr(fs.audit(many))


def test_nothing_wrong_is_told_too():
    found = fs.audit(HEAD + "依法行政。\n")
    assert found.findings == ()
    assert len(found.counts) == 0
    assert len(found.table) == 0
    assert repr(found)


def test_what_cannot_be_read_is_an_error_with_the_rest_going_on(tmp_path, report):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    found = fs.audit(tmp_path)
    assert len(found.errors) == 1
    assert "report_empty" in [problem.code for problem in found.problems]
    with pytest.raises(fs.FazhiError, match=r"empty\.txt"):
        fs.audit(tmp_path / "empty.txt")
    with pytest.raises(fs.FazhiError):
        fs.audit(tmp_path / "missing.txt")
    with pytest.raises(fs.FazhiError):
        fs.audit(tmp_path / "missing.csv")
    with pytest.raises(fs.FazhiError):
        fs.audit(3)


def test_a_report_without_region_is_audited_all_the_same():
    found = fs.audit("总结\n受理投诉359件，办结348件，办结率99%。\n")
    assert len(found.errors) == 1
    assert "report_needs" not in [problem.code for problem in found.problems]


@pytest.mark.no_cover
def test_a_lexicon_of_ones_own(tmp_path):
    path = tmp_path / "words.yaml"
    path.write_text("facts:\n  litigation_cases: {phrases: [被告上法庭N]}\n", encoding="utf-8")
    text = HEAD + "行政诉讼案件31件。\n政府在行政诉讼中被告上法庭13件。\n"
    assert [f.expression for f in fs.audit(text, lexicon=path).errors] == ["31 ≠ 13"]
    assert [f.expression for f in fs.audit(text, lexicon=[path]).errors] == ["31 ≠ 13"]


def test_findings_are_written(tmp_path):
    found = fs.audit(WRONG)
    found.write(tmp_path / "found.csv", "en")
    read = pd.read_csv(tmp_path / "found.csv", encoding="utf-8-sig")
    assert read["message"].tolist() == ["the rate is printed as 99%, but 348 of 359 are 96.9359%"]
    found.write(tmp_path / "found.xlsx", everything=True)
    assert len(pd.read_excel(tmp_path / "found.xlsx")) == len(found.findings)
    with pytest.raises(fs.FazhiError):
        found.write(tmp_path / "found.doc")


def test_the_command_prints_places_and_what_to_ask(capsys, report):
    code, out, _ = run(capsys, "audit", report, "--lang", "zh")
    assert code == 1
    assert "✗ 矛盾 云溪县2023.txt: 公布的比率为 99%" in out
    assert "“办结率99%”" in out
    assert "= 请该单位提供该比率的分子和分母" in out
    assert "✓" not in out
    _, out, _ = run(capsys, "audit", report, "--lang", "en", "--all")
    assert "✓ holds" in out


def test_the_command_leaves_with_0_where_nothing_contradicts(capsys, tmp_path):
    path = tmp_path / "fine.txt"
    path.write_text(HEAD + "清理文件15件，其中有效11件、废止4件。\n", encoding="utf-8")
    assert run(capsys, "audit", path)[0] == 0


def test_the_command_as_json_and_into_files(capsys, report, tmp_path):
    code, out, _ = run(capsys, "audit", report, "--json", "--lang", "en", "-o", tmp_path / "a.json")
    data = json.loads(out)
    assert code == 1
    assert data["findings"][0]["places"][0]["quote"] == "办结率99%"
    assert data["findings"][0]["outcome"] is False
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == data
    run(capsys, "audit", report, "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").exists()


def test_the_command_shows_no_more_than_asked(capsys, tmp_path):
    path = tmp_path / "many.txt"
    path.write_text(
        HEAD + "受理投诉359件，办结348件，办结率99%。\n" * 1 + "受理投诉259件，办结248件，办结率99%。\n",
        encoding="utf-8",
    )
    _, out, _ = run(capsys, "audit", path, "--most", "1", "--lang", "en")
    assert "1 more" in out


def test_the_command_against_a_second_source(capsys, report, tmp_path):
    report.write_text(HEAD + "行政诉讼案件31件。\n", encoding="utf-8")
    other = tmp_path / "statistics.csv"
    other.write_text("region,period,fact,value\n云溪县,2023,litigation_cases,13\n", encoding="utf-8")
    code, out, _ = run(capsys, "audit", report, "--against", other, "--lang", "en")
    assert code == 1
    assert "31 here, 13 in" in out


def test_wrong_input_gives_a_message(capsys, tmp_path):
    code, _, err = run(capsys, "audit", tmp_path / "missing.txt", "--lang", "en")
    assert code == 1
    assert "Traceback" not in err
    checks = tmp_path / "checks.yaml"
    checks.write_text("rulez: {}\n", encoding="utf-8")
    code, _, err = run(capsys, "audit", tmp_path, "--checks", checks, "--lang", "en")
    assert "checks.yaml:1:1" in err


def test_names_and_numbers():
    assert Name("甲", "a").of("zh") == "甲"
    assert Name("甲", "a").of("en") == "a"
    assert number(1e6) == "1000000"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "piece",
    ["受理1件，办结1件，办结率99.3%，", "1件(", "其中1件", "尚未启动", "学法虽有3次", "全县3个村(社区)", "3名调解员和",
     "推进力量下沉。", "8.9%，比上年的12.4%下降3.5个百分点，", "受理3件，同比增长5%", "《甲》", "等", "共计3件"],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(piece):
    def seconds(length):
        text = HEAD + piece * (length // len(piece)) + "\n"
        began = time.process_time()
        fs.audit(text)
        return time.process_time() - began

    seconds(1000)
    short, long = seconds(5_000), seconds(20_000)
    assert long < 8 * short + 0.25  # four times the text; twice that for noise
