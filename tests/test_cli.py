"""The command line: exit codes, languages, JSON, files, and no traceback whatever comes in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score import cli

DISTRICTS = Path(__file__).parents[1] / "examples" / "districts"
GIVEN = ["--regions", str(DISTRICTS / "regions.csv"), "--documents", str(DISTRICTS / "documents.csv")]
FACTS = str(DISTRICTS / "facts.csv")
SHEET = str(DISTRICTS / "sheet.yaml")


@pytest.fixture
def run(capsys):
    def call(*words, code=0):
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (left.value.code or 0) == code, out + err
        assert "Traceback" not in out + err
        return out, err

    return call


@pytest.mark.parametrize(("lang", "words"), [("en", ["Composite", "Possible ranks"]), ("zh", ["综合得分", "可能名次"])])
def test_score_prints_the_table(run, lang, words):
    out, _ = run("score", FACTS, *GIVEN, "--lang", lang)
    for word in [*words, "渭滨区", "方城县"]:
        assert word in out
    rows = [line for line in out.splitlines() if "2024" in line and "–" in line]
    assert len(rows) >= 2


def test_columns_stay_aligned_behind_chinese_text(run):
    from rich.cells import cell_len

    out, _ = run("score", FACTS, *GIVEN, "--lang", "zh")
    rows = [line for line in out.splitlines() if any(name in line for name in ("朔城区", "蓟州区司法局"))][:2]
    ends = {cell_len(line.rstrip().rsplit("2023", 1)[0]) for line in rows}
    assert len(ends) == 1


def test_score_with_a_sheet_ranks(run):
    out, _ = run("score", FACTS, *GIVEN, "--framework", SHEET, "--json")
    data = json.loads(out)
    assert sorted(row["rank"] for row in data["table"]) == [1, 2, 3, 4, 5]
    assert set(data["hashes"]) == {"framework", "facts", "version"}


def test_json_has_null_for_what_is_missing(run):
    out, _ = run("score", FACTS, *GIVEN, "--json")
    data = json.loads(out)
    assert [row["rank"] for row in data["table"]] == [None] * 5
    assert "NaN" not in out
    assert {note["code"] for note in data["notes"]} >= {"coverage_too_low"}


@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_output_files(run, tmp_path, ending):
    target = tmp_path / f"结果{ending}"
    run("score", FACTS, *GIVEN, "-o", target)
    raw = target.read_bytes()
    if ending == ".csv":
        assert raw.startswith(b"\xef\xbb\xbf")
        frame = pd.read_csv(target)
        assert len(frame) == 5
        assert {"composite", "leadership"} <= set(frame)
    else:
        assert len(json.loads(raw)["table"]) == 5
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_output_in_an_unknown_form_is_refused(run, tmp_path):
    _, err = run("score", FACTS, *GIVEN, "-o", tmp_path / "out.docx", "--lang", "en", code=1)
    assert ".docx" in err and ".csv" in err


def test_output_into_a_folder_that_is_not_there(run, tmp_path):
    _, err = run("score", FACTS, *GIVEN, "-o", tmp_path / "no" / "out.csv", code=1)
    assert "out.csv" in err


def test_explain_text_and_json(run):
    out, _ = run("explain", FACTS, "龙城区", "2021", "loss_rate", *GIVEN, "--lang", "zh")
    assert "longcheng-2021 2773:2791" in out
    assert "goalposts" in out
    out, _ = run("explain", FACTS, "龙城区", "2021", "loss_rate", *GIVEN, "--json")
    assert json.loads(out)["id"] == "loss_rate"
    out, _ = run("explain", FACTS, "龙城区", *GIVEN, "--lang", "en")
    assert "law_study" in out


def test_explain_suggests_the_nearest(run):
    _, err = run("explain", FACTS, "龙城", "2021", *GIVEN, "--lang", "en", code=1)
    assert "龙城区" in err
    _, err = run("explain", FACTS, "龙城区", "2021", "los_rate", *GIVEN, "--lang", "zh", code=1)
    assert "loss_rate" in err


def test_check_shows_weights_and_where_truth_costs(run):
    out, _ = run("check", "--facts", FACTS, *GIVEN, "--lang", "en")
    assert "law_study" in out
    assert "Where a true value would lower a composite" in out
    assert "no errors" in out


def test_check_json(run):
    out, _ = run("check", SHEET, "--json")
    data = json.loads(out)
    assert data["framework"] == "example-sheet"
    assert data["weights"]["leadership"] == pytest.approx(0.2)


@pytest.mark.parametrize(("lang", "remedy"), [("en", "did you mean 'law_study'"), ("zh", "是否想写")])
def test_a_bad_framework_is_shown_with_line_and_remedy(run, tmp_path, lang, remedy):
    text = Path(SHEET).read_text(encoding="utf-8").replace("weight: 20, zh: 领导责任", "wieght: 20, zh: 领导责任")
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, encoding="utf-8")
    _, err = run("check", bad, "--lang", lang, code=1)
    line = next(n for n, text in enumerate(text.splitlines(), 1) if "wieght" in text)
    assert f"bad.yaml:{line}:" in err
    assert remedy.split("'")[0] in err


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"region,period,fact,value\nA,2024,no_such_fact_here,3\n", "no_such_fact_here"),
        (b"region,period,fact,value\nA,2024,standing_meeting_law_study_sessions,abc\n", "abc"),
        (b"region,period,fact,value\nA,2024,standing_meeting_law_study_sessions,-3\n", "negative"),
        (b"region,period,fact,value\nA,2024,head_appearance_rate,93.05\n", "percent sign"),
        (b"region,period,fact,value\nA,2024,head_appearance_rate,130%\n", "130%"),
        (b"\xff\xfe\x00\x01\x02garbage\x80\x81", ""),
    ],
)
def test_bad_facts_give_one_message_and_exit_1(run, tmp_path, content, word):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    _, err = run("score", bad, "--lang", "en", code=1)
    assert "bad.csv" in err
    assert word in err


def test_a_region_that_is_not_in_the_register(run, tmp_path):
    bad = tmp_path / "facts.csv"
    bad.write_text("region,period,fact,value\n渭宾区,2024,standing_meeting_law_study_sessions,3\n", encoding="utf-8")
    _, err = run("score", bad, *GIVEN, "--lang", "zh", code=1)
    assert "渭滨区" in err


WRONG = {
    "score x --langg zh": (["没有选项 --langg", "是否想写 --lang？"], ["no option --langg", "did you mean --lang?"]),
    "score x --zzzzzz": (["没有选项 --zzzzzz", "score --help"], ["no option --zzzzzz", "score --help"]),
    "weights --set a=1": (["--set 写得太靠前", "weights … --set"], ["--set stands too far in front"]),
    "score": (
        ["缺少 facts（事实表", "例如：fazhi-score score examples"],
        ["missing: facts (Facts table", "for example:"],
    ),
    "export-sheet x": (["缺少 --output（写入工作簿）"], ["missing: --output (Workbook to write, .xlsx)"]),
    "score x --roll-up=yaer": (
        ["没有“yaer”", "想写 year？可写：year, quarter"],
        ["'yaer'", "mean year? known: year, qu"],
    ),
    "report x --table league --table qq": (["没有“qq”", "请写其中之一：league"], ["'qq'", "write one of: league"]),
    "uncertainty x --seed q": (["--seed：“q”不是整数"], ["--seed: 'q' is no whole number"]),
    "uncertainty x --workers 0": (["--workers：0 太小", "请写 1 或"], ["--workers: 0 is too small", "write 1 or more"]),
    "agreement x --level a": (["--level：“a”不是数字"], ["--level: 'a' is no number"]),
    "scroe x": (["没有 fazhi-score scroe", "是否想写 fazhi-score score？"], ["did you mean fazhi-score score?"]),
    "weights mak": (
        ["没有 fazhi-score weights mak", "weights make？"],
        ["no command fazhi-score weights mak", "make?"],
    ),
    "weights qqq": (["可用的命令：export, import, make"], ["commands: export, import, make"]),
    "score x y.yaml": (["多出了内容：y.yaml\n", "-f y.yaml"], ["what to do with: y.yaml\n", "-f y.yaml"]),
    "score x y": (["多出了内容：y\n", "引号"], ["what to do with: y\n", "quotation marks"]),
    "score x --framework": (["--framework 后面没有写内容"], ["nothing stands behind --framework"]),
    "score x --json=3": (["请只写 --json"], ["write --json alone"]),
    "extract": (["extract 还需要：reports"], ["extract needs: reports"]),
    "extract x": (["请写其中一项：-o facts.csv, --json"], ["give one of: -o facts.csv, --json"]),
    "report x": (["请写其中一项：-o, --each"], ["give one of: -o, --each"]),
    "report x -o a.md --table gaps --plot radar": (["不能同时使用"], ["cannot be given together"]),
    "init x --collect --period 2024": (["还需要：--framework, --regions\n"], ["needs: --framework, --regions\n"]),
    "compare a.yaml b.yaml": (["a.yaml 还需要：--facts"], ["a.yaml needs: --facts"]),
    "compare a b --facts c --facts c --facts c": (["--facts 超过两次"], ["--facts is given more than twice"]),
}


@pytest.mark.parametrize("line", WRONG)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrong_use_exits_2_and_says_what_to_write(run, monkeypatch, line, lang):
    monkeypatch.setenv("FAZHI_LANG", lang)
    out, err = run(*line.split(), code=2)
    assert out == ""
    for words in WRONG[line][lang == "en"]:
        assert words in err
    for words in ("Usage:", "Error", "Invalid", "Missing", "No such"):
        assert words not in err


def test_wrong_use_is_told_in_the_language_asked_for(run, monkeypatch):
    monkeypatch.setenv("FAZHI_LANG", "en")
    assert "不是整数" in run("uncertainty", "x", "--seed", "q", "--lang", "zh", code=2)[1]
    assert "write one of: en, zh" in run("score", "x", "--lang", "fr", code=2)[1]


def test_a_refusal_that_is_not_known_is_passed_on(run, monkeypatch):
    import typer

    def refuse(error):
        def stop(*_, **__):
            raise error

        monkeypatch.setattr("fazhi_score.score", stop, raising=False)

    refuse(typer.BadParameter("gone"))
    assert "score cannot be run like this: gone" in run("score", FACTS, "--lang", "en", code=2)[1]
    refuse(typer.Abort())
    assert run("score", FACTS, "--lang", "zh", code=1)[1] == "已中止\n"


def test_without_a_command_there_is_help(capsys):
    for words in ([], ["weights"]):
        with pytest.raises(SystemExit):  # 0 or 2, as the version of typer has it
            cli.main(words)
        assert "Commands" in "".join(capsys.readouterr())


def test_help_of_every_command_ends_with_an_example(run):
    for command in ("init", "check", "score", "explain", "compare", "weights export", "weights import", "weights make"):
        out, _ = run(*command.split(), "--help")
        assert "Example: fazhi-score" in out


def test_version(run):
    import fazhi_score

    assert run("--version")[0].strip() == fazhi_score.__version__


def test_an_error_inside_is_one_line_without_debug(run, monkeypatch):
    monkeypatch.setattr("fazhi_score.score", lambda *_, **__: 1 / 0, raising=False)
    _, err = run("score", FACTS, "--lang", "en", code=1)
    assert "ZeroDivisionError" in err and "--debug" in err
    with pytest.raises(ZeroDivisionError):
        cli.main(["score", FACTS, "--debug"])


def test_debug_shows_where_a_problem_was_raised(tmp_path):
    with pytest.raises(Exception, match="gone"):
        cli.main(["score", str(tmp_path / "gone.csv"), "--debug"])


def test_a_narrow_terminal_gets_several_tables():
    import io

    from rich.console import Console

    import fazhi_score as fs
    from fazhi_score.presentation.console import print_frame
    from fazhi_score.presentation.tables import league

    result = fs.score(FACTS, regions=GIVEN[1], documents=GIVEN[3])
    out = io.StringIO()
    print_frame(Console(file=out, width=70), league(result, "zh"))
    text = out.getvalue()
    assert text.count("朔城区") >= 2
    assert max(map(len, text.splitlines())) <= 70


@pytest.mark.parametrize(
    "environment", [{"LANG": "C", "LC_ALL": "C"}, {"LANG": "zh_CN.UTF-8"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_without_a_locale_and_in_a_pipe(environment):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "FAZHI", "COV_"))}
    run = subprocess.run(
        [sys.executable, "-m", "fazhi_score", "score", FACTS, *GIVEN],
        capture_output=True,
        env={**clean, **environment},
        cwd=Path(__file__).parents[1],
        check=True,
    )
    text = run.stdout.decode("utf-8")
    assert ("综合得分" if environment.get("LANG", "").startswith("zh") else "Composite") in text
    assert "渭滨区" in text


def test_names_that_look_like_formulas_are_escaped_in_files(tmp_path):
    import fazhi_score as fs
    from fazhi_score.presentation.writing import write_result

    rows = pd.DataFrame(
        {"region": ["=1+1"], "period": ["2024"], "fact": ["standing_meeting_law_study_sessions"], "value": [4]}
    )
    write_result(fs.score(rows), tmp_path / "out.csv")
    assert "'=1+1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_weights_are_made_into_a_tuning_file_that_gives_the_same_scores(run, tmp_path):
    target = tmp_path / "tuning.yaml"
    out, _ = run("weights", "make", FACTS, *GIVEN, "--method", "standard_deviation", "-o", target, "--lang", "en")
    assert "weights of" in out and str(target) in out.replace("\n", "")
    made = fs.score(FACTS, fs.load_framework().with_method(weighting="standard_deviation"), regions=GIVEN[1])
    tuned = fs.score(FACTS, fs.load_framework(target), regions=GIVEN[1])
    pd.testing.assert_series_equal(made.composite, tuned.composite, rtol=1e-12)
    _, err = run("weights", "make", FACTS, *GIVEN, "--method", "entropi", "-o", target, code=1)
    assert "entropy" in err
