"""An invented year of a county office, run by commands alone: what each step shows, and the arithmetic behind it."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import fazhi_score as fs

openpyxl = pytest.importorskip("openpyxl")

from tests.presentation.recalculation import (  # noqa: E402  # it needs openpyxl
    converted,
    disagreements,
    needs_soffice,
    stored,
    without_stored,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="run.sh is a bash script")

ROOT = Path(__file__).parents[1]
YEAR = ROOT / "examples" / "year"
FINAL = "复核"


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, what it printed under each heading, and how long it took."""

    folder: Path
    said: dict[str, str]
    seconds: float

    def under(self, heading: str) -> str:
        return next(text for name, text in self.said.items() if heading in name)

    def form(self, region: str) -> Any:
        (path,) = (self.folder / "forms").glob(f"{region}_*.xlsx")
        return openpyxl.load_workbook(path)["填报"]

    def filed(self, region: str, fact: str) -> Any:
        """Return what a unit's workbook says of a fact."""
        sheet = self.form(region)
        return sheet[value_cell(sheet, fact)].value


def value_cell(sheet: Any, fact: str) -> str:
    """Return the address of the cell with the value of a fact."""
    top = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "编号")
    column = next(cell.column_letter for cell in sheet[top] if cell.value == "数值")
    return next(f"{column}{row}" for row in range(top, sheet.max_row + 1) if sheet.cell(row, 1).value == fact)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    more = {"FAZHI": f"{sys.executable} -m fazhi_score", "PYTHON": f"{sys.executable} -B", "FAZHI_LANG": "zh"}
    more |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "COLUMNS": "400"}
    began = time.monotonic()
    done = subprocess.run(
        ["bash", str(YEAR / "run.sh"), str(folder)],
        env=os.environ | more,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    # what is refused is said on the other stream; the script puts both under its headings
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    parts = re.split(r"^==== (.+) ====$", done.stdout, flags=re.MULTILINE)
    return Run(folder, dict(zip(parts[1::2], parts[2::2], strict=True)), time.monotonic() - began)


@pytest.fixture(scope="module")
def rounds(run):
    return {name: fs.read_round(run.folder / "rounds" / name) for name in ("初评", FINAL)}


@pytest.fixture(scope="module")
def results(rounds):
    return {name: found.result() for name, found in rounds.items()}


def test_it_takes_a_minute_or_so(run):
    assert run.seconds < 240  # far above what it takes, because a busy machine proves nothing


def test_every_unit_gets_a_workbook_of_its_class(run):
    assert len(list((run.folder / "forms").glob("*.xlsx"))) == 60
    assert value_cell(run.form("T01"), "villages")
    with pytest.raises(StopIteration):
        value_cell(run.form("D01"), "villages")


def test_thousands_of_facts_come_in(run):
    facts, office = rows_of(run.folder / "facts.csv"), rows_of(run.folder / "office.csv")
    assert len(facts) == 3_698  # as the README says
    assert {row["region"] for row in facts} == {row["地区"] for row in office}
    assert len(office) == 301  # five of each unit, and the one that was corrected


def test_each_bad_cell_is_named(run):
    told = run.under("第一次汇总")
    bad = {
        "T03": ("law_study_sessions", "四次左右"),
        "T07": ("mediation_succeeded", "公式"),
        "D05": ("hotline_satisfaction", "93.5"),
        "D11": ("officers", "2024-03-05"),
        "D20": ("assessment_weight", "500%"),
        "D33": ("work_plan_issued", "基本落实"),
    }
    for region, (fact, words) in bad.items():
        place = f"'填报'!{value_cell(run.form(region), fact)}"
        assert any(region in line and place in line and words in line for line in told.splitlines()), (region, told)
    assert told.count("✗") == 6
    assert "退出码 1" in told
    assert "✗" not in run.under("第二次汇总")
    assert not any(row["region"] in ("T09", "D12") for row in rows_of(run.folder / "facts-first.csv"))


def test_late_units_are_listed_by_name(run):
    first, second = run.under("第一次汇总"), run.under("第二次汇总")
    for name in ("壬镇", "巳乡", "生态环境局", "医疗保障局"):
        assert re.search(rf"^\s*{name}\s+未报", first, re.MULTILINE)
        assert re.search(rf"^\s*{name}\s+已报\s.*\s是\s", second, re.MULTILINE)
    assert first.count("未报 ") == 4


def test_confirmed_figures_stay_and_the_attempt_is_listed(run):
    facts = {(row["region"], row["fact"]): row for row in rows_of(run.folder / "facts.csv")}
    for region, fact in (("T05", "mediation_succeeded"), ("D08", "penalties_published")):
        row = facts[region, fact]
        filed = run.filed(region, fact)
        assert row["status"] == "confirmed"
        assert float(row["value"]) < filed
        listed = [line.split() for line in run.under("第二次汇总").splitlines() if fact in line]
        assert any({region, row["value"], str(filed), "已定，未覆盖"} <= set(words) for words in listed)
    # what nobody had confirmed follows the workbook
    assert float(facts["D08", "law_events"]["value"]) == run.filed("D08", "law_events")


def test_hundreds_of_decisions_with_their_papers(run, results):
    decisions = results[FINAL].decisions
    assert len(decisions) == 507  # as the README says
    assert (decisions["evidence"] != "").all()
    assert decisions["state"].value_counts().to_dict().get("changed") == 2
    assert len(results[FINAL].table) == 59


def test_two_appeals_change_ranks_also_of_others(run, results):
    before, after = results["初评"], results[FINAL]
    appealed = {row["地区"]: row["项目"] for row in rows_of(run.folder / "decisions.csv") if row["状态"] == "申诉"}
    assert len(appealed) == 2
    shown, granted = run.under("申诉：先看影响"), run.under("申诉已决定")
    for region, item in appealed.items():
        assert before.names[region, "2024"] in shown
        assert after.ranks[region, "2024"] < before.ranks[region, "2024"]
        assert after.scores.loc[(region, "2024"), item] > before.scores.loc[(region, "2024"), item]
    # D32 filed no appeal, and is overtaken by D24
    assert (before.ranks["D32", "2024"], after.ranks["D32", "2024"]) == (5, 6)
    assert before.composite["D32", "2024"] == after.composite["D32", "2024"]
    assert before.names["D32", "2024"] in shown and before.names["D32", "2024"] in granted


def test_what_was_falsified_gets_nothing(run, results):
    assert results["初评"].scores.loc[("T04", "2024"), "mediation"] > 0
    assert results[FINAL].scores.loc[("T04", "2024"), "mediation"] == 0
    assert results[FINAL].ranks["T04", "2024"] > results["初评"].ranks["T04", "2024"]
    assert "丁镇" in run.under("两轮对比")


def test_the_merged_township_is_gone_and_its_successor_has_the_sums(run, results):
    result = results[FINAL]
    assert ("T20", "2024") not in result.index
    assert int(result.table["rank"][result.table["class"] == "township"].max()) == 19
    both = {fact: run.filed("T10", fact) + run.filed("T20", fact) for fact in ("officers", "officers_trained")}
    value = both["officers_trained"] / both["officers"]
    # 60 % earns nothing and 100 % all
    assert result.scores.loc[("T10", "2024"), "training"] == pytest.approx((value - 0.6) / 0.4 * 100, abs=1e-9)
    # the ledger is handed over too
    ledger = [row for row in rows_of(run.folder / "problems.csv") if row["发现期间"] == "2023"]
    owed = [row for row in ledger if row["单位"] in ("T10", "T20")]
    answered = [row for row in owed if row["整改状态"] in ("已整改", "不再整改") or row["整改日期"]]
    assert result.scores.loc[("T10", "2024"), "ledger"] == pytest.approx(len(answered) / len(owed) * 100)
    assert "T20" in run.under("计分并锁定复核")


def test_a_decision_is_traced_to_its_paper(run):
    told = run.under("一项决定追到底")
    row = rows_of(run.folder / "decisions.csv")[-1]
    assert row["证据"] in told
    assert row["理由"] in told
    assert "decisions.csv:" in told


def test_a_decision_that_vanished_stops_the_scoring(run):
    told = run.under("删掉一条已告知的决定")
    before, after = (rows_of(run.folder / name) for name in ("decisions.csv", "decisions-short.csv"))
    (gone,) = {row["编号"] for row in before} - {row["编号"] for row in after}
    assert gone in told
    assert "退出码 1" in told


def test_the_ledger_shows_what_became_of_last_years_problems(run):
    told = run.under("问题台账")
    carried = [row for row in rows_of(run.folder / "problems.csv") if row["发现期间"] == "2023"]
    assert len(carried) == 70
    assert f"{len(carried)}" in told
    assert sum(row["编号"] in told for row in carried) == 70


def test_talks_are_called_for_in_the_month(run):
    told = run.under("月调度")
    lines = [line.split() for line in told.splitlines()]
    first = [words[:2] for words in lines if "约谈分管负责人" in words]
    second = [words[:2] for words in lines if "约谈主要负责人" in words]
    # 己镇 is weak from April to June: one talk a month, with the head from the second month on
    assert [period for name, period in first if name == "己镇"] == ["2024-04", "2024-05", "2024-06"]
    assert second == [["己镇", "2024-05"], ["己镇", "2024-06"], ["午乡", "2024-03"]]
    assert ["辰乡", "2024-08"] not in first  # it filed nothing that month: nobody can tell
    assert len(first) == 7


def test_months_make_a_year(run):
    year = run.under("月份合成全年")
    assert year.count("T15") >= 4  # the month that is missing is a gap, not a zero
    framework = fs.load_framework(YEAR / "months.yaml")
    whole = fs.roll_up(fs.read_facts(YEAR / "months.csv", regions=YEAR / "regions.csv"), framework).table
    months = [row for row in rows_of(YEAR / "months.csv") if row["事实"] == "tasks_done"]
    made = whole[(whole["fact"] == "tasks_done") & (whole["region"] == "T10")]["value"].tolist()
    assert made == [sum(float(row["值"]) for row in months if row["地区"] in ("T10", "T20"))]
    assert whole[(whole["fact"] == "tasks_done") & (whole["region"] == "T15")].empty


def test_locked_rounds_are_sound_and_the_same_bytes_again(run):
    told = run.under("核验锁定的轮次")
    assert "初评" in told and FINAL in told
    one, other = (run.folder / name for name in ("rounds", "again"))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) >= 8
    assert files == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    assert [(one / name).read_bytes() for name in files] == [(other / name).read_bytes() for name in files]


def test_the_workbook_of_results_is_there(run):
    book = openpyxl.load_workbook(run.folder / "成绩.xlsx", read_only=True)
    assert {"排名", "计算", "指标得分", "权重", "评分表", "评审决定表", "事实"} <= set(book.sheetnames)
    book.close()


@needs_soffice
def test_the_formulas_of_the_workbook_give_the_same_numbers(run):
    path = run.folder / "成绩.xlsx"
    (made,) = converted([without_stored(path, run.folder / "emptied.xlsx")], run.folder)
    assert len(stored(path)) > 59 * 15  # of 59 units: five groups, total, composite and points, rank, and the ranking
    assert disagreements(path, made) == []


def test_shipped_files_are_left_alone(run):
    assert all(row["状态"] == "" for row in rows_of(YEAR / "office.csv"))
    assert {path.name for path in YEAR.iterdir() if path.is_file()} == {
        "README.md", "months.csv", "months.yaml", "office.csv", "problems.csv", "regions.csv", "run.sh", "sheet.yaml",
        "simulate.py",
    }  # fmt: skip
