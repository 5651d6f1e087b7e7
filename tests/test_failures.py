"""What breaks from outside: kills, full disks, read-only folders, closed pipes, bare terminals, Windows files.

After each of them a file that was there before is whole: the old one or the new one, and nothing half-written is taken
for a result. Kills at each moment at which a file takes its place are in `test_kills.py`.
"""

import ast
import errno
import os
import shutil
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score import files
from fazhi_score.errors import FazhiError
from tests.offices import GIVEN, REPORT, ROOT, SCORE, SHEET, TABLE, ended, forked, forks, inside, make


@pytest.fixture
def office(tmp_path):
    return make(tmp_path / "office")


def environment(**more):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "FAZHI", "COV_"))}
    return {**clean, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **more}


def command(*words, cwd, env=None):
    """Run a command in a Python of its own."""
    program = [sys.executable, "-m", "fazhi_score", *words]
    return subprocess.run(program, capture_output=True, cwd=cwd, env=env or environment(), check=False)


WRITING = {
    "score csv": [*SCORE, "-o", "out.csv"],
    "score json": [*SCORE, "-o", "out.json"],
    "score xlsx": [*SCORE, "-o", "out.xlsx"],
    "report html": ["report", "facts.csv", *GIVEN, "-o", "out.html"],
    "report docx": ["report", "facts.csv", *GIVEN, "-o", "out.docx"],
    "extract": ["extract", "甲县.txt", "-o", "out.csv"],
    "pack": ["pack", "facts.csv", *GIVEN, "-o", "out.zip"],
    "weights": ["weights", "export", "sheet.yaml", "-o", "out.csv"],
    "sheet": ["export-sheet", "sheet.yaml", "-o", "out.xlsx"],
    "audit": ["audit", "facts.csv", "-o", "out.csv"],
}
"""Commands that write one file, to the name of that file at their end."""


WRITERS = {
    ("files.py", "save"),  # into memory
    ("presentation/plots/files.py", "savefig"),  # into memory
    ("presentation/word/saving.py", "save"),  # into memory
    ("presentation/word/paper.py", "save"),  # into memory
    ("presentation/word/document.py", "save"),  # a paper, which writes by `replacing`
    ("presentation/word/notices.py", "save"),  # a paper
}


@pytest.mark.no_cover
def test_all_files_are_written_by_the_one_way_that_is_tested_here():
    """Whatever a command writes goes by `files.replacing`; a round is a folder that is renamed."""
    names = {"write_bytes", "write_text", "to_excel", "to_parquet", "to_feather", "savefig", "save", "tofile"}
    found = set()
    for path in (ROOT / "fazhi_score").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else f"{node.func.id}()"
                words = [
                    arg.value
                    for arg in (*node.args, *(k.value for k in node.keywords))
                    if isinstance(arg, ast.Constant)
                ]
                opened = name in ("open", "open()") and any(
                    w in ("w", "wb", "a", "ab", "x", "xb", "r+b") for w in words
                )
                if name in names or opened:
                    found.add((path.relative_to(ROOT / "fazhi_score").as_posix(), name))
    assert found <= WRITERS | {("presentation/workbook/book.py", "open")}  # a part of the zip file in memory


class DiskFullError(OSError):
    """What the system says where nothing more fits on the disk."""

    def __init__(self):
        super().__init__(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", WRITING)
def test_a_failed_write_leaves_the_old_file(name, office, monkeypatch, capsys):
    words, out = WRITING[name], office / WRITING[name][-1]
    monkeypatch.chdir(office)
    # extract and audit update a table of theirs, and refuse another
    held = {"extract": TABLE, "audit": "severity,check,region,period,place\n"}
    out.write_text(held.get(name, "old"), encoding="utf-8")
    old = out.read_bytes()
    before = sorted(path.name for path in office.iterdir())
    real = files.tempfile.NamedTemporaryFile

    def full(*given, **more):
        file = real(*given, **more)
        monkeypatch.setattr(file, "write", lambda data: (_ for _ in ()).throw(DiskFullError()), raising=False)
        return file

    monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", full)
    assert inside(words) == 1
    told = capsys.readouterr().err
    assert "No space left" in told
    assert "Traceback" not in told
    assert out.read_bytes() == old
    assert sorted(path.name for path in office.iterdir()) == before
    monkeypatch.undo()
    monkeypatch.chdir(office)
    assert inside(words) in (0, 1)  # 1: an audit that found something
    assert out.read_bytes() != old


@forks
@pytest.mark.parametrize("name", ["score xlsx", "report html", "pack"])
def test_a_disk_that_is_really_full(name, office):
    import resource

    out = office / WRITING[name][-1]
    out.write_bytes(b"old")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    code, told = ended(forked(WRITING[name], office, limit), office)
    assert (code, "Traceback" in told) == (1, False)
    assert "File too large" in told
    assert out.read_bytes() == b"old"
    assert not [path for path in office.iterdir() if path.name.startswith(".")]


def test_what_a_kill_leaves_is_no_report_no_form_and_no_round(office, tmp_path):
    code, told = ended(forked([*SCORE, "--decisions", "decisions.csv", "--freeze-as", "first"], office), office)
    assert code == 0, told
    hidden = office / "rounds" / ".tmpabc"
    shutil.copytree(office / "rounds" / "first", hidden)
    code, told = ended(forked(SCORE, office), office)
    assert "first" in told  # decisions were there, and are not given now
    assert ".tmpabc" not in told
    reports = tmp_path / "reports"
    reports.mkdir()
    for name in ("甲县.txt", ".tmpx.txt"):
        (reports / name).write_text(REPORT, encoding="utf-8")
    assert [report.id for report in fs.read_reports(reports)] == ["甲县.txt"]
    framework = fs.load_framework(office / "sheet.yaml")
    forms = tmp_path / "forms"
    regions = fs.read_regions(office / "regions.csv")
    fs.write_forms(forms, framework, regions=regions, period=2024)
    one = next(forms.glob("*.xlsx"))
    shutil.copy(one, forms / ".tmpy.xlsx")
    whole = fs.collect(forms, framework, regions=regions, period=2024)
    assert sorted(whole.units["region"]) == ["乙县", "甲县"]
    assert not any(".tmpy" in problem.where for problem in (*whole.unreadable, *whole.notes))


@forks
@pytest.mark.parametrize("name", ["score json", "weights", "report html"])
def test_a_kill_at_any_moment_leaves_one_whole_file(name, office):
    out, whole = office / WRITING[name][-1], set()
    tables = {"a": TABLE, "b": TABLE.replace(",5,", ",7,")}
    for text in tables.values():
        (office / "facts.csv").write_text(text, encoding="utf-8")
        code, told = ended(forked(WRITING[name], office), office)
        assert code == 0, told
        whole.add(out.read_bytes())
    for wait in (0.02, 0.09, 0.2, 0.31):
        child = forked(WRITING[name], office, times=1000)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        assert ended(child, office)[0] == -signal.SIGKILL
        assert out.read_bytes() in whole


def test_a_folder_that_cannot_be_written_to(office, monkeypatch, capsys):
    def refused(*given, **more):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.chdir(office)
    monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", refused)
    monkeypatch.setattr(files.tempfile, "mkdtemp", refused)
    for words in (*WRITING.values(), ["init", "new"], [*SCORE, "--freeze-as", "first"]):
        assert inside(words) == 1, words
        told = capsys.readouterr().err
        assert "Permission denied" in told
        assert "Traceback" not in told


@forks
@pytest.mark.parametrize("words", [SCORE, ["--help"]])
def test_a_pipe_that_closes_early(words, office):
    child = subprocess.Popen(
        [sys.executable, "-m", "fazhi_score", *words], cwd=office, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    child.stdout.close()  # as `head -0` does
    child.stdout = None
    told = child.communicate(timeout=100)[1].decode()
    assert told == ""


BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb"}


@pytest.mark.parametrize("more", [BARE, {"COLUMNS": "20"}])
def test_without_locale_and_in_a_narrow_terminal(more, office):
    done = command(*SCORE, "-o", "成绩 表.csv", cwd=office, env=environment(**more))
    told = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr.decode()
    assert (office / "成绩 表.csv").is_file()
    assert "甲县" in told or "COLUMNS" in more  # too narrow for a name


def windows(text):
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def test_files_from_windows(tmp_path):
    plain, other = make(tmp_path / "plain"), make(tmp_path / "我的 文件夹")
    (other / "下级 评分").mkdir()
    (other / "sheet.yaml").rename(other / "下级 评分" / "sheet.yaml")
    tuned = "extends: 下级 评分\\sheet.yaml\nmethod: {minimum_coverage: 10%}\n"
    (other / "调整.yaml").write_text(tuned, encoding="utf-8")
    for path in other.rglob("*.*"):
        path.write_bytes(windows(path.read_text(encoding="utf-8")))
    (plain / "tuned.yaml").write_text(tuned.replace("下级 评分\\", ""), encoding="utf-8")
    one = fs.score(plain / "facts.csv", fs.load_framework(plain / "tuned.yaml"))
    two = fs.score(other / "facts.csv", fs.load_framework(other / "调整.yaml"))
    pd.testing.assert_frame_equal(one.table, two.table)
    assert one.hashes["facts"] == two.hashes["facts"]


@pytest.mark.parametrize("name", ["..\\..\\secret.yaml", "C:\\secret.yaml", "none\\sheet.yaml"])
def test_backslashes_lead_nowhere_else(name, office):
    (office.parent.parent / "secret.yaml").write_text(SHEET, encoding="utf-8")
    (office / "tuned.yaml").write_text(f"extends: '{name}'\n", encoding="utf-8")
    with pytest.raises(FazhiError) as caught:
        fs.load_framework(office / "tuned.yaml")
    assert caught.value.problems[0].code in ("extends_outside", "extends_missing")


def test_a_manifest_with_backslashes(tmp_path):
    folder = tmp_path / "reports"
    (folder / "2023").mkdir(parents=True)
    (folder / "2023" / "甲县.txt").write_bytes(windows(REPORT))
    manifest = tmp_path / "documents.csv"
    manifest.write_bytes(windows("id,region,period\n2023\\甲县.txt,甲县,2022\n"))
    report = next(iter(fs.read_reports(folder, manifest=manifest)))
    assert (report.id, report.period) == ("2023\\甲县.txt", "2022")  # what the manifest says goes before


def test_replacing_says_what_went_wrong(tmp_path):
    with pytest.raises(FazhiError) as caught:
        files.write_text(tmp_path / "none" / "a.txt", "x")
    assert caught.value.problems[0].code == "write_failed"
    with pytest.raises(FazhiError), files.replacing(tmp_path / "b.txt"):
        raise DiskFullError
    assert list(tmp_path.iterdir()) == []
