"""The commands `uncertainty` and `sensitivity`: both languages, files, JSON, and what they refuse."""

import json
from pathlib import Path

import pandas as pd
import pytest

from fazhi_score import cli

DISTRICTS = Path(__file__).parents[1] / "examples" / "districts"
FACTS = [DISTRICTS / "facts.csv", "--regions", DISTRICTS / "regions.csv", "-f", DISTRICTS / "sheet.yaml"]
BLOCK = "extends: {sheet}\nrobustness:\n  weights: 25%\n  unreported: uniform\n"


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


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["300 draws, seed 7, intervals of 90%", "Varied: weights", "Rank interval", "Median rank"]),
        ("zh", ["抽样 300 次，种子 7，90% 区间", "变动的内容：权重\n", "名次区间", "中位名次"]),
    ],
)
def test_uncertainty_prints_intervals(run, lang, words):
    out, err = run("uncertainty", *FACTS, "--weights", "25%", "--draws", 300, "--seed", 7, "--lang", lang)
    for word in words:
        assert word in out
    assert "渭滨区" in out
    assert not err


def test_rows_stand_in_the_order_of_rank_also_over_periods_and_sources_in_words(run):
    out, _ = run("uncertainty", *FACTS, "--weights", "25%", "--unreported", "--draws", 200, "--seed", 7, "--lang", "zh")
    assert "变动的内容：权重、未报告的内容\n" in out
    places = [out.index(name) for name in ("朔城区", "渭滨区", "方城县", "龙城区", "蓟州区司法局")]
    assert places == sorted(places)  # of three years that are ranked together


def test_it_writes_a_table_and_json_and_the_file_says_what_varies(run, tmp_path):
    tuned = tmp_path / "tuned.yaml"
    tuned.write_text(BLOCK.format(sheet=DISTRICTS / "sheet.yaml"), encoding="utf-8")
    words = ["uncertainty", *FACTS[:3], "-f", tuned, "--draws", 200, "--seed", 7]
    out, _ = run(*words, "-o", tmp_path / "table.csv", "--lang", "en")
    assert "written to" in out
    table = pd.read_csv(tmp_path / "table.csv")
    assert {"region", "period", "rank", "low", "high", "median"} <= set(table)
    data = json.loads(run(*words, "--json", "--lang", "en")[0])
    assert data["sources"] == ["weights", "unreported"]
    assert [row["low"] for row in data["table"]] == table["low"].to_list()
    run(*words, "-o", tmp_path / "table.json")
    assert json.loads((tmp_path / "table.json").read_text(encoding="utf-8")) == data["table"]
    _, err = run(*words, "-o", tmp_path / "table.docx", code=1)
    assert ".csv" in err


def test_workers_change_nothing(run):
    words = ["uncertainty", *FACTS, "--weights", "0.25", "--unreported", "--draws", 1100, "--seed", 7, "--json"]
    assert run(*words)[0] == run(*words, "--workers", 2)[0]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ([], "nothing is varied"),
        (["--weights", "many"], "uniform"),
        (["--weights", "140%"], "share"),
        (["--weights", "20%", "--draws", "lots"], "auto"),
        (["--weights", "20%", "--draws", "0"], "draws"),
        (["--weights", "20%", "--level", "2"], "level"),
    ],
)
def test_nonsense_is_refused(run, more, word):
    _, err = run("uncertainty", *FACTS, "--lang", "en", *more, code=1)
    assert word in err


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("sobol", ["First order", "Total order", "weights", "unreported"]),
        ("morris", ["Effect on ranks", "weights:composite"]),
        ("one_at_a_time", ["Mean shift of ranks", "unreported"]),
        ("remove_one", ["law_study"]),
    ],
)
def test_sensitivity_prints_its_table(run, method, words, tmp_path):
    given = ["--weights", "uniform", "--unreported", "--method", method, "--draws", 32, "--seed", 3]
    out, _ = run("sensitivity", *FACTS, *given, "--lang", "en", "-o", tmp_path / "table.csv")
    for word in words:
        assert word in out
    assert len(pd.read_csv(tmp_path / "table.csv"))
    data = json.loads(run("sensitivity", *FACTS, *given, "--json")[0])
    assert data["method"] == method
    assert data["table"]
    assert "敏感性" in run("sensitivity", *FACTS, *given, "--lang", "zh")[0]


def test_help_ends_with_an_example(run):
    for command in ("uncertainty", "sensitivity"):
        out, _ = run(command, "--help")
        assert "Example: fazhi-score " + command in " ".join(out.split())


def test_a_terminal_shows_a_bar(monkeypatch):
    from rich.console import Console

    from fazhi_score.cli import robustness
    from fazhi_score.presentation import console

    monkeypatch.setattr(console, "console", lambda **_: Console(force_terminal=True, quiet=True))
    with robustness.progress("en") as progress:
        progress(512, 1000)
