"""The pages for researchers and developers: their files load, their code and commands run, what they quote is printed.

A comment before a fenced block says what it is: ``file: name`` (a file), ``fails`` (the command ends with exit code 1),
``not run`` (an installation, a cluster). Blocks of Python share their names from top to bottom, as in one session. A
``text`` block quotes what the block above it printed.
"""

import contextlib
import importlib.util
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from fazhi_score import cli, messages
from tests.test_guide import plain

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    *sorted((DOCS / "researchers").glob("*.md")),
    *sorted((DOCS / "developers").glob("*.md")),
    *(DOCS / f"{name}.md" for name in ("meaning", "faq", "glossary")),
]
BLOCK = re.compile(r"(?:^<!-- (file|fails|not run)(?:: (\S+))? -->\n)?^```(\w+)\n(.*?)^```$", re.M | re.S)
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).with_suffix("").as_posix())


def play(page, folder):
    """Do what a page says in `folder`, and yield each quoted text with what was printed."""
    names, printed = {"__name__": "page"}, ""
    for kind, name, language, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "file":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(body, encoding="utf-8")
        elif kind == "not run":
            continue
        elif language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(body, page.name, "exec"), names)
            printed = out.getvalue()
        elif language == "sh":
            printed = ""
            for line in body.replace("\\\n", " ").splitlines():
                code, more = command(line)
                assert code == (1 if kind == "fails" else 0), f"{line}\n{more}"
                printed += more
        elif language == "text":
            yield body, printed
        else:
            assert language in ("yaml", "toml", "latex", "json"), f"no test reads this block: {body[:60]}"
            assert language != "yaml" or kind, f"say which file it is: {body[:60]}"


def command(line):
    words = shlex.split(line)
    assert words[0] == "fazhi-score", line
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), pytest.raises(SystemExit) as left:
        cli.main(words[1:])
    assert "Traceback" not in out.getvalue()
    return left.value.code or 0, out.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch, registered):
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "indicators.yaml", tmp_path / "indicators.yaml")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAZHI_LANG", "en")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(messages, "_OTHERS", {})
    loaded = set(sys.modules)
    with pd.option_context("display.width", 110, "display.max_columns", 20, "display.unicode.east_asian_width", True):
        yield tmp_path
    for name in set(sys.modules) - loaded:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.no_cover
@EACH
def test_everything_on_the_page_works_from_top_to_bottom(page, folder):
    for quoted, printed in play(page, folder):
        for line in quoted.splitlines():
            assert plain(line) in plain(printed), f"{line}\n--- is not in ---\n{printed}"


def test_the_script_that_hands_a_rule_to_workers_runs_as_a_program(folder):
    page = DOCS / "developers" / "rules_and_extractors.md"
    for kind, name, _, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "file":
            (folder / name).write_text(body, encoding="utf-8")
    done = subprocess.run([sys.executable, "pooled.py"], capture_output=True, text=True, check=True, timeout=120)
    assert [line.split()[3] for line in done.stdout.splitlines()[2:5]] == ["2", "1", "3"], done.stdout
    assert not done.stderr


@EACH
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)", text):
        found = page.parent / target if target else page
        if found.parent.resolve() == DOCS / "examples":
            continue  # made when the site is built, which refuses a link to nothing
        assert found.exists() or found.with_suffix(".py").exists() or found == DOCS / "changelog.md", target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", title).replace(" ", "-").lower() for title in titles}, anchor


def test_what_is_no_longer_printed_is_renewed_and_all_else_stays(folder):
    page = folder / "page.md"
    page.write_text(
        "```python\nprint('one')\nprint('two')\n```\n\n```text\ntwo\n```\n\n```text\nthree\n```\n", encoding="utf-8"
    )
    spec = importlib.util.spec_from_file_location("renew", DOCS / "renew.py")
    renew = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(renew)
    text = renew.renewed(page, folder)
    assert "```text\ntwo\n```\n\n```text\none\ntwo\n```" in text
