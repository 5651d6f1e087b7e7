"""The command that makes whatever people look at."""

import json
import re
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from fazhi_score.cli import main

ROOT = Path(__file__).parent.parent
DISTRICTS = ROOT / "examples" / "districts"
GIVEN = [
    str(DISTRICTS / "facts.csv"), "-f", str(DISTRICTS / "sheet.yaml"), "--regions", str(DISTRICTS / "regions.csv"),
    "--documents", str(DISTRICTS / "documents.csv"), "--date", "2025-03-05",
]  # fmt: skip


def run(capsys, *more, code=0, lang="en"):
    with pytest.raises(SystemExit) as end:
        main(["report", *GIVEN, *map(str, more), "--lang", lang])
    told = capsys.readouterr()
    assert end.value.code == code, told.err
    return told.out if code == 0 else told.err


def test_page_document_and_workbook_come_from_one_command(tmp_path, capsys):
    names = [tmp_path / f"out.{ending}" for ending in ("html", "docx", "xlsx")]
    out = run(
        capsys, *(word for name in names for word in ("-o", name)), "--weights", "25%", "--draws", 50, "--seed", 1
    )
    assert out.count("written to") == 3
    assert "渭滨区" in names[0].read_text(encoding="utf-8")
    assert any("渭滨区" in cell.text for t in docx.Document(names[1]).tables for cell in t._cells)
    assert len(openpyxl.load_workbook(names[2]).worksheets) >= 5


def test_the_same_input_makes_the_same_bytes(tmp_path, capsys):
    made = []
    for name in ("one", "two"):
        paths = [tmp_path / f"{name}.{ending}" for ending in ("html", "docx", "xlsx")]
        run(capsys, *(word for path in paths for word in ("-o", path)))
        made.append([path.read_bytes() for path in paths])
    assert made[0] == made[1]


def test_a_document_for_each_region_and_a_notice_for_each_unit(tmp_path, capsys):
    out = run(
        capsys, "--each", tmp_path / "each", "--notices", tmp_path / "notices", "--deadline", "10个工作日",
        "--appeal-to", "县司法局", lang="zh",
    )  # fmt: skip
    assert "5 份报告" in out and "5 份扣分告知书" in out
    assert len(list((tmp_path / "each").glob("*.docx"))) == 5
    texts = [
        "\n".join(p.text for p in docx.Document(path).paragraphs) for path in (tmp_path / "notices").glob("*.docx")
    ]
    assert len(texts) == 5 and all("县司法局" in text for text in texts)


def test_a_notice_for_one_region_alone(tmp_path, capsys):
    run(capsys, "--notices", tmp_path, "--region", "渭滨区")
    assert len(list(tmp_path.glob("*.docx"))) == 1


TABLES = ["league", "profile", "strengths", "score_sheet", "deductions", "coverage", "gaps", "weights", "sources",
          "decisions", "alerts"]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_written_alone(tmp_path, capsys, name):
    path = tmp_path / "t.csv"
    run(capsys, "--table", name, "--region", "渭滨区", "-o", path, "-o", tmp_path / "t.md")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "t.md").read_text(encoding="utf-8").startswith("| ")


def test_tables_that_need_more_get_it(tmp_path, capsys):
    problems = tmp_path / "problems.csv"
    pd.DataFrame([{"id": "P1", "region": "渭滨区", "period": 2024, "problem": "超期", "state": "整改中"}]).to_csv(
        problems, index=False
    )
    run(capsys, "--table", "problems", "--ledger", problems, "-o", tmp_path / "p.json")
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))[0]["Problem"] == "超期"
    run(capsys, "--table", "changes", "--before", DISTRICTS / "facts.csv", "-o", tmp_path / "c.csv")
    assert pd.read_csv(tmp_path / "c.csv")["Shift"].abs().max() == 0
    analysed = ("--weights", "25%", "--draws", 40, "--seed", 1)
    run(capsys, "--table", "uncertainty", *analysed, "-o", tmp_path / "u.csv")
    assert len(pd.read_csv(tmp_path / "u.csv")) == 5


@pytest.mark.parametrize(("name", "more"), [
    ("bounds", ()), ("radar", ("--region", "渭滨区")), ("icicle", ()), ("rank_intervals", ("--weights", "25%")),
])  # fmt: skip
def test_charts_can_be_drawn_alone(tmp_path, capsys, name, more):
    path = tmp_path / "c.svg"
    run(capsys, "--plot", name, *more, "--draws", 40, "--seed", 1, "-o", path)
    assert re.match(rb"<\?xml.*<svg", path.read_bytes(), re.S)


@pytest.mark.parametrize(("more", "wanted"), [
    (("--table", "problems", "-o", "p.csv"), "--ledger"),
    (("--table", "changes", "-o", "p.csv"), "--before"),
    (("--table", "profile", "-o", "p.csv"), "--region"),
    (("--plot", "radar", "-o", "p.svg"), "--region"),
    (("--plot", "rank_intervals", "-o", "p.svg"), "--weights"),
    (("-o", "p.pdf"), ".html"),
    (("--table", "league", "-o", "p.html"), ".tex"),
    (("--plot", "bounds", "-o", "p.html"), ".svg"),
    (("--region", "渭滨区", "-o", "p.html"), ".docx"),
    (("--date", "soon", "-o", "p.html"), "2025-01-31"),
    (("--notices", "n", "--deadline", "soon"), "soon"),
    (("--region", "nowhere", "--table", "deductions", "-o", "p.csv"), "nowhere"),
])  # fmt: skip
def test_what_is_missing_or_wrong_is_said_in_a_line(tmp_path, monkeypatch, capsys, more, wanted):
    monkeypatch.chdir(tmp_path)
    assert wanted in run(capsys, *more, code=1)


@pytest.mark.parametrize("more", [(), ("--table", "league", "--plot", "bounds", "-o", "x.csv")])
def test_wrong_use_exits_with_two(capsys, more):
    run(capsys, *more, code=2)


def test_a_folder_that_cannot_be_made_is_named(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "file" in run(capsys, "--each", tmp_path / "file" / "in", code=1)
