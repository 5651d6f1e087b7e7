"""Nothing is fetched, executed, or unpickled from a file: read from the code, and watched at work."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "fazhi_score"
FORBIDDEN = {
    "asyncio", "cffi", "code", "dbm", "dill", "ftplib", "http", "httpx", "imaplib", "marshal", "multiprocessing",
    "pickle", "poplib", "pty", "requests", "runpy", "shelve", "smtplib", "socket", "socketserver", "ssl",
    "subprocess", "telnetlib", "urllib", "webbrowser", "xmlrpc",
}  # fmt: skip
# plans go to the program's own processes and back, never to a file
ALLOWED = {("analysis/block_runs.py", "pickle")}
CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
METHODS = {("os", "system"), ("os", "popen"), ("yaml", "load"), ("yaml", "unsafe_load"), ("yaml", "full_load"),
           ("pd", "read_pickle"), ("pd", "eval"), ("np", "load")}  # fmt: skip


def modules():
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def dangers(text, name=""):
    """Return what a module imports or calls that could fetch, execute or unpickle."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name.partition(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            found.append(f"{node.func.id}()")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and (owner.id, node.func.attr) in METHODS:
                found.append(f"{owner.id}.{node.func.attr}()")
    return [one for one in found if (one in FORBIDDEN or one.endswith("()")) and (name, one) not in ALLOWED]


@pytest.mark.parametrize("name", modules())
def test_no_module_can_fetch_execute_or_unpickle(name):
    assert dangers((PACKAGE / name).read_text(encoding="utf-8"), name) == []


@pytest.mark.parametrize(
    "text", ["import socket", "from urllib.request import urlopen", "eval('1')", "yaml.load(x)", "import pickle as p"]
)
def test_the_look_finds_what_it_looks_for(text):
    assert dangers(text)


WATCHED = """
import sys

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "urllib.", "http.")
FORBIDDEN += ("pickle.find_class",)
seen = []

def watch(event, given):
    if event.startswith(FORBIDDEN):
        seen.append((event, str(given)[:200]))

import fazhi_score.cli, pandas, openpyxl, docx, lxml.html, pypdfium2, matplotlib.font_manager
sys.addaudithook(watch)
from fazhi_score.cli import main
folder, root = sys.argv[1:]
example = f"{root}/examples/districts"
given = [f"{example}/facts.csv", "--regions", f"{example}/regions.csv", "-f", f"{example}/sheet.yaml"]
for words in (
    ["check", f"{example}/sheet.yaml"],
    ["score", *given, "-o", f"{folder}/out.xlsx"],
    ["extract", f"{root}/examples/reports", "-o", f"{folder}/facts.csv"],
    ["report", *given, "-o", f"{folder}/out.html", "-o", f"{folder}/out.docx"],
    ["pack", *given, "-o", f"{folder}/out.zip"],
    ["reproduce", f"{folder}/out.zip"],
):
    try:
        main(words)
    except SystemExit as left:
        assert left.code == 0, (words, left.code)
assert not seen, seen
print("nothing seen")
"""


def test_commands_open_no_connection_and_start_no_program(tmp_path):
    words = [sys.executable, "-c", WATCHED, str(tmp_path), str(ROOT)]
    settings = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, capture_output=True, text=True, env=settings, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.endswith("nothing seen\n")
