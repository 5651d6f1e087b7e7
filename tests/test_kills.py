"""Every command that writes is killed at each moment at which a file or folder takes its place.

It runs over what it wrote from other input before, is killed (``kill -9``) just before the first file takes its place,
runs again over what that left and is killed just after it, and so on until it comes to its end. After each kill every
file is whole, the old one or the new one, and the end is that of a run that nobody killed.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import signal
import sys
import typing
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from fazhi_score.cli.options import app
from tests.offices import GIVEN, ROOT, SCORE, ended, forked, forks, inside, make

PACKAGE = ROOT / "fazhi_score"
DECIDED = ["--decisions", "decisions.csv"]
REPORT = ["report", "facts.csv", *GIVEN, "--date", "2024-12-31"]
EXTRACT = ["extract", "甲县.txt"]
COLLECT = ["-f", "sheet.yaml", "--regions", "regions.csv", "--period", "2024"]
DRAWN = ["--weights", "25%", "--seed", "1", "--draws"]


class Case(NamedTuple):
    """A command that writes.

    `through` names the modules that it is killed in. `before` makes what it needs from the office's files (`number` 0
    for the old content, 1 for the new); `again` is False for what is never written over: then there is no old content,
    and a run after the last kill says so.
    """

    words: list[str]
    through: str
    before: Callable[[int], None] = lambda number: None
    again: bool = True


def forms(number: int) -> None:
    """Make the units' workbooks and fill them in."""
    shutil.rmtree("forms", ignore_errors=True)
    assert inside(["init", "forms", "--collect", *COLLECT]) == 0
    for path in Path("forms").iterdir():
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows():
            if row[0].value in ("a", "b"):
                row[5].value = 3 + number
        book.save(path)


def coded(number: int) -> None:
    """Draw a coding sheet and fill it in."""
    assert inside([*EXTRACT, "-o", f"found{number}.csv", "--validate", "6", "--seed", "1"]) == 0
    header, *rows = Path(f"found{number}-coding.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = [row.split(",") for row in rows]
    fact, answer = (header.split(",").index(name) for name in ("fact", "answer"))
    for row in cells:
        row[answer] = str(12 + number) if row[fact] == "reconsideration_accepted" else ""
    Path("coded.csv").write_text("\n".join([header, *map(",".join, cells)]), encoding="utf-8")
    shutil.copy(f"found{number}-coding-key.csv", "coded-key.csv")


def weights(number: int) -> None:
    """Export the weights and change one against the other."""
    assert inside(["weights", "export", "sheet.yaml", "-o", "weights.csv"]) == 0
    path = Path("weights.csv")
    text = path.read_text(encoding="utf-8-sig")
    shares = re.sub(r"(?m)^(one|two)(.*),[456],", lambda m: f"{m[1]}{m[2]},{3 if m[1] == 'one' else 7},", text)
    path.write_text(shares if number else text.replace(",4,", ",2,").replace(",6,", ",8,"), encoding="utf-8")


def sheet(number: int) -> None:
    """Write the framework as a score sheet, to be imported."""
    assert inside(["export-sheet", "sheet.yaml", "-o", "book.xlsx"]) == 0


def tuned(number: int) -> None:
    """Write a framework to compare with."""
    text = Path("sheet.yaml").read_text(encoding="utf-8").replace("worst: 0", f"worst: {number + 1}")
    Path("tuned.yaml").write_text(text, encoding="utf-8")


def appealed(number: int) -> None:
    """Let the unit appeal."""
    text = Path("decisions.csv").read_text(encoding="utf-8").splitlines()[:2]
    row = text[1].replace(",notified", ",appealed").replace("2024-12-01", "2024-12-05")
    Path("decisions.csv").write_text("\n".join([*text, row]), encoding="utf-8")


def index(number: int) -> None:
    """Write a framework without points, whose weights a method may make."""
    text = Path("sheet.yaml").read_text(encoding="utf-8")
    text = text.replace("total_points: 10\n", "").replace("rule: deduct, each: 2", "rule: goalposts, worst: 9, best: 0")
    Path("index.yaml").write_text(text, encoding="utf-8")


TWO = ["compare", "sheet.yaml", "tuned.yaml", "--facts", "facts.csv", "-o"]
FACTS_OUT = ["--documents", "documents.csv", "--plans", "plans.csv", "--register", "register.csv"]
MADE = ["weights", "make", "facts.csv", "-f", "index.yaml", "--method", "standard_deviation", "-o", "tuning.yaml"]
CASES = {
    "init": Case(["init", "."], "presentation/starter", again=False),
    "init --collect": Case(["init", "forms", "--collect", *COLLECT], "collection/forms", again=False),
    "score csv": Case([*SCORE, "-o", "out.csv"], "presentation/writing"),
    "score json": Case([*SCORE, "-o", "out.json"], "presentation/writing"),
    "score xlsx": Case([*SCORE, "-o", "out.xlsx"], "presentation/excel"),
    "freeze": Case(
        [*SCORE, *DECIDED, "--freeze-as", "first", "--rounds", "kept"], "analysis/rounds facts/decisions", again=False
    ),
    "compare csv": Case([*TWO, "out.csv"], "presentation/comparison", tuned),
    "compare json": Case([*TWO, "out.json"], "presentation/comparison", tuned),
    "report": Case(
        [*REPORT, "-o", "out.html", "-o", "out.docx", "-o", "out.xlsx"],
        "presentation/page/writing presentation/word/saving presentation/excel",
    ),
    "report table": Case([*REPORT, "--table", "league", "-o", "out.md", "-o", "out.tex"], "presentation/writing"),
    "report plot": Case(
        [*REPORT, "--plot", "contributions", "-o", "out.svg", "-o", "out.pdf"], "presentation/plots/files"
    ),
    "report each": Case([*REPORT, "--each", "each", "--notices", "notices"], "presentation/word/saving"),
    "uncertainty": Case(["uncertainty", "facts.csv", *GIVEN, *DRAWN, "40", "-o", "out.csv"], "cli/robustness"),
    "sensitivity": Case(
        ["sensitivity", "facts.csv", *GIVEN, "--method", "remove_one", "-o", "out.json"], "cli/robustness"
    ),
    "pack": Case(["pack", "facts.csv", *GIVEN, *DRAWN, "40", "-o", "out.zip"], "replication/packing"),
    "extract": Case(
        [*EXTRACT, "-o", "found.csv", *FACTS_OUT, "--ledger", "ledger.csv"], "extraction/updating facts/writing"
    ),
    "extract --validate": Case(
        [*EXTRACT, "-o", "found.xlsx", "--validate", "6", "--seed", "1"], "extraction/coding extraction/updating"
    ),
    "agreement": Case(["agreement", "coded.csv", "-o", "rates.csv"], "cli/reports", coded),
    "audit csv": Case(["audit", "甲县.txt", "--all", "-o", "out.csv"], "auditing/audits"),
    "audit json": Case(["audit", "甲县.txt", "--all", "-o", "out.json"], "cli/auditing"),
    "collect": Case(
        ["collect", "forms", *COLLECT, "-o", "filed.csv", "--words", "words.csv"],
        "collection/collecting cli/year",
        forms,
    ),
    "appeals": Case(["appeals", "facts.csv", *GIVEN, *DECIDED, "-o", "out.xlsx"], "cli/year", appealed),
    "ledger": Case(["ledger", "problems.csv", "2024", "-o", "out.csv"], "facts/table"),
    "import-sheet": Case(["import-sheet", "book.xlsx", "-o", "imported.yaml"], "cli/frameworks", sheet),
    "export-sheet": Case(["export-sheet", "sheet.yaml", "-o", "out.xlsx"], "scoresheets/exporting"),
    "weights export": Case(["weights", "export", "sheet.yaml", "-o", "out.csv"], "presentation/weights"),
    "weights import": Case(
        ["weights", "import", "weights.csv", "sheet.yaml", "-o", "tuning.yaml"], "presentation/weights", weights
    ),
    "weights make": Case(MADE, "cli/frameworks", index),
}
NO_COMMAND = {"exchange/exporting"}
"""Modules that write for Python code only."""


def change() -> None:
    """Let everything that the office has say something else."""
    for name, old, new in (
        ("facts.csv", "乙县,2024,a,5", "乙县,2024,a,7"),
        ("facts.csv", "甲县,2024,b,3", "甲县,2024,b,2"),
        ("sheet.yaml", "weight: 4", "weight: 5"),
        ("sheet.yaml", "weight: 6", "weight: 5"),
        ("decisions.csv", ",1,材料", ",2,材料"),
        ("甲县.txt", "12件", "15件"),
    ):
        text = Path(name).read_text(encoding="utf-8")
        assert old in text
        Path(name).write_text(text.replace(old, new), encoding="utf-8")
    with Path("problems.csv").open("a", encoding="utf-8") as file:
        file.write("P2,乙县,2023,台账不全,open\n")
    with Path("甲县.txt").open("a", encoding="utf-8") as file:
        file.write("二、存在的问题\n（一）执法培训不足。\n三、下一步打算\n（一）加强执法培训。\n")


_CLOCK = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def whole(path: Path) -> str:
    """Return a hash of what a file holds: of a zip file every member, read to its end, without the time of day."""
    if not zipfile.is_zipfile(path):
        assert path.suffix not in (".xlsx", ".docx", ".zip")  # cut short
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path) as archive:
        parts = [(name, _CLOCK.sub(b"", archive.read(name))) for name in archive.namelist()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def leftovers() -> set[str]:
    """Return the names of hidden files and folders."""
    return {part for path in Path().rglob("*") for part in path.parts if part.startswith(".")}


def contents() -> dict[str, str]:
    """Return a hash of each file that is no leftover."""
    files = [path for path in Path().rglob("*") if path.is_file()]
    return {str(path): whole(path) for path in files if not any(part.startswith(".") for part in path.parts)}


def outputs(given: dict[str, str]) -> dict[str, str]:
    """Return a hash of each file that was not given."""
    return {path: held for path, held in contents().items() if path not in given}


def modules_in_use() -> Iterator[str]:
    """Yield the modules of the package that are being run."""
    frame = sys._getframe(1)
    while frame := frame.f_back:  # type: ignore[assignment]
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            yield path.relative_to(PACKAGE).with_suffix("").as_posix()


def dying_at(moment: int, went: Path) -> Callable[[], None]:
    """Return what prepares a process to be killed at its n-th moment: before the first file takes its place, after.

    The modules through which a file took its place are written to `went`.
    """
    count = [0]

    def pass_moment() -> None:
        count[0] += 1
        if count[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(real: Callable[..., Path]) -> Callable[..., Path]:
        def replace(*given: Path) -> Path:
            with went.open("a", encoding="utf-8") as file:
                file.writelines(f"{name}\n" for name in modules_in_use())
            pass_moment()
            target = real(*given)
            pass_moment()
            return target

        return replace

    def prepare() -> None:
        Path.replace, Path.rename = wrapped(Path.replace), wrapped(Path.rename)  # type: ignore[method-assign]

    return prepare


def killed_again_and_again(words: list[str], went: Path) -> Iterator[tuple[int, str]]:
    """Yield how each run ended and what it said, until one is not killed."""
    code, moment = -signal.SIGKILL, 0
    while code == -signal.SIGKILL:
        moment += 1
        code, told = ended(forked(words, Path.cwd(), dying_at(moment, went)), Path.cwd())
        yield code, told


@pytest.mark.no_cover
@forks
@pytest.mark.parametrize("name", CASES)
def test_a_kill_at_each_moment_of_writing(name, tmp_path, monkeypatch):
    case, went = CASES[name], tmp_path / "went.txt"
    office, unbroken = tmp_path / "office", tmp_path / "unbroken" / "office"
    office.mkdir()
    monkeypatch.chdir(office)
    if name != "init":  # which begins with nothing
        make(office)
    old = {}
    case.before(0)
    if case.again:
        given = contents()
        assert inside(case.words) == 0
        old = outputs(given)
        assert old
    if name != "init":
        change()
        case.before(1)
    given = {path: held for path, held in contents().items() if path not in old}
    shutil.copytree(office, unbroken)
    monkeypatch.chdir(unbroken)
    assert inside(case.words) == 0  # here, so that the copies need not import and read what is always the same
    new = outputs(given)
    assert new != old
    monkeypatch.chdir(office)
    runs, code = 0, int(-signal.SIGKILL)
    while code == -signal.SIGKILL:
        runs += 1
        code, told = ended(forked(case.words, office, dying_at(runs, went)), office)
        now = contents()
        assert {path: held for path, held in now.items() if path in given} == given
        for path in {*now, *old} - set(given):
            assert now.get(path) in (old.get(path), new[path]), (runs, path)
        left = leftovers()
        assert len(left) >= runs // 2  # what was being written is there, hidden
        assert not [one for one in left if one in told]
    assert (code, runs % 2) == (0, 1) or (not case.again and "already" in told), told
    assert outputs(given) == new  # also where the last run says that everything is there
    passed = went.read_text(encoding="utf-8").split()
    assert runs > 2
    assert set(case.through.split()) <= set(passed)


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the words that call each command, and the function behind it."""
    for info in app.registered_commands:
        yield (info.name or info.callback.__name__,), info.callback
    for group in app.registered_groups:
        for info in group.typer_instance.registered_commands:
            yield (group.name, info.name), info.callback


def paths_of(callback: Any) -> Iterator[tuple[str, list[str], str]]:
    """Yield name, spellings (none of an argument) and English help of each path that a command takes."""
    for name, hint in typing.get_type_hints(callback, include_extras=True).items():
        if typing.get_origin(hint) is typing.Annotated:
            kind, told = typing.get_args(hint)[:2]
            spelt = [word for word in (told.default, *(told.param_decls or ())) if isinstance(word, str)]
            if re.search(r"\bPath\b", str(kind)):
                yield name, spelt, re.split(r" (?=\S*[\u4e00-\u9fff])", told.help)[0]


READ = {
    *("also", "against", "archive", "before", "after", "checks", "coded", "decisions", "facts", "framework", "key"),
    *("lexicon", "manifest", "problems", "regions", "reports", "second", "sheet", "sources", "workbook"),
}
"""What is read wherever a command takes it."""
READ_BY_SOME = {
    ("documents", "Document manifest."),
    ("ledger", "Problem ledger."),
    ("rounds", "Folder of locked rounds."),
    ("folder", "Folder of filled workbooks."),
    ("folder", "Folder of a locked round."),
}
ONLY_READ = {
    "check": ["sheet.yaml", "--facts", "facts.csv", *DECIDED],
    "explain": ["facts.csv", "甲县", "2024", *GIVEN],
    "reproduce": ["out.zip"],
    "round": ["rounds/first"],
}
"""Commands that write nothing."""


def test_every_command_that_writes_is_killed():
    """Whoever adds a command or an option that writes adds it to `CASES` too."""
    tried = [case.words for case in CASES.values()]
    writing, missing = set(), []
    for words, call in commands():
        for name, spelt, told in paths_of(call):
            if name not in READ and (name, told) not in READ_BY_SOME:
                writing.add(words)
                runs = [run for run in tried if tuple(run[: len(words)]) == words]
                if not any(not spelt or set(spelt) & set(run) for run in runs):
                    missing.append((*words, name))
    assert missing == []
    assert {words for words, _ in commands()} - writing == {(name,) for name in ONLY_READ}
    assert len(writing) == 18


def test_every_module_that_writes_is_killed():
    """Each module that lets a file or folder take its place stands at a case, which sees it at work."""
    ways = {"replacing", "becoming", "write_text", "write_frame", "write_frames"}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ways:
                found.add(path.relative_to(PACKAGE).with_suffix("").as_posix())
    killed = {module for case in CASES.values() for module in case.through.split()}
    assert found - {"files"} - NO_COMMAND == killed & found
    assert found >= NO_COMMAND


@pytest.mark.parametrize("name", ONLY_READ)
def test_what_only_reads_leaves_everything_as_it_was(name, tmp_path, monkeypatch):
    monkeypatch.chdir(make(tmp_path))
    assert inside([*SCORE, *DECIDED, "--freeze-as", "first"]) == 0
    assert inside(["pack", "facts.csv", *GIVEN, "-o", "out.zip"]) == 0
    before = {path: path.is_file() and path.read_bytes() for path in Path().rglob("*")}
    assert inside([name, *ONLY_READ[name]]) == 0
    assert {path: path.is_file() and path.read_bytes() for path in Path().rglob("*")} == before
    assert Path("rounds/first/round.json") in before


@pytest.mark.no_cover
@forks
def test_a_kill_between_a_round_and_its_table(tmp_path, monkeypatch):
    """The round stands and is not locked twice: the same command without --freeze-as writes the rest."""
    words, lock = [*SCORE, "-o", "out.csv"], ["--freeze-as", "first"]
    monkeypatch.chdir(make(tmp_path / "other" / "office"))
    assert inside([*words, *lock]) == 0
    placed = len(list(Path("rounds/first").iterdir())) + 1  # the files of the round, and the round
    office = make(tmp_path / "office")
    monkeypatch.chdir(office)
    code, told = ended(forked([*words, *lock], office, dying_at(2 * placed, tmp_path / "went.txt")), office)
    assert code == -signal.SIGKILL, told
    assert not Path("out.csv").exists()
    assert inside(["round", "rounds/first"]) == 0
    assert inside([*words, *lock]) == 1
    assert inside(words) == 0
    assert Path("out.csv").exists()
