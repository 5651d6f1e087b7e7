"""A small office with everything that the commands read, and copies of this process that run a command in it."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from fazhi_score.cli import main

ROOT = Path(__file__).parents[1]
SHEET = """\
format: 1
id: small
total_points: 10
method: {missing: {not_reported: zero}, minimum_peers: 1, score_on: all}
groups:
  g: {weight: 10, zh: 全部, en: All}
facts:
  a: {zh: 甲, en: A}
  b: {zh: 乙, en: B}
indicators:
  one: {group: g, weight: 4, formula: a, zh: 一, en: One, better: higher, score: {rule: goalposts, worst: 0, best: 9}}
  two: {group: g, weight: 6, formula: b, zh: 二, en: Two, better: lower, score: {rule: deduct, each: 2}}
"""
TABLE = "region,period,fact,value,source\n" + "".join(
    f"{region},2024,{fact},{value},报告\n" for region, value in (("甲县", 3), ("乙县", 5)) for fact in "ab"
)
REGISTER = "region,name,class\n甲县,甲县,county-level\n乙县,乙县,county-level\n"
DECISIONS = (
    "id,region,period,item,points,reason,evidence,decided_by,date,state\n"
    "D1,甲县,2024,one,1,材料不全,档案1,张三,2024-12-01,notified\n"
)
LEDGER = "id,region,period,problem,state\nP1,甲县,2023,公开不及时,open\n"
REPORT = "甲县2023年法治政府建设年度报告\n一、主要工作\n全年受理行政复议案件12件，审结9件。\n"
GIVEN = ["-f", "sheet.yaml", "--regions", "regions.csv"]
SCORE = ["score", "facts.csv", *GIVEN]

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="copies of processes and signals are a matter of Unix")


def make(folder: Path) -> Path:
    """Write the files of the office."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("sheet.yaml", SHEET),
        ("facts.csv", TABLE),
        ("regions.csv", REGISTER),
        ("decisions.csv", DECISIONS),
        ("problems.csv", LEDGER),
        ("甲县.txt", REPORT),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def inside(words: list[str]) -> int:
    """Run a command in this process; return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([*words, "--lang", "en"])
    return int(left.value.code or 0)


def forked(words: list[str], cwd: Path, before: Callable[[], None] = lambda: None, times: int = 1) -> int:
    """Begin a command in a copy of this process, which spares the imports; `before` prepares the copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a process of many threads may not be copied: here they are idle
        child = os.fork()
    if child:
        return child
    code = 70
    signal.alarm(100)  # a copy that hangs is a failure, not a wait
    try:
        out = os.open(cwd.parent / "told.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        os.chdir(cwd)
        before()
        for _ in range(times):
            try:
                main([*words, "--lang", "en"])
            except SystemExit as left:
                code = int(left.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def ended(child: int, cwd: Path) -> tuple[int, str]:
    """Return the exit code (or minus the signal) of a copy, and what it said."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, (cwd.parent / "told.txt").read_text(encoding="utf-8", errors="replace")
