"""The docs site: pages made from the code are up to date and complete, and the site is built without a warning."""

import doctest
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import fazhi_score as fs
from fazhi_score.messages import TEXTS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def load(name):
    """Return a script of the docs folder as a module."""
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("make")
MAKERS = make.MAKERS


def test_every_script_that_writes_pages_is_among_them():
    assert {path.stem for path in DOCS.glob("make_*.py")} == {*MAKERS, "make_examples"}


@pytest.mark.parametrize("maker", MAKERS)
def test_the_pages_that_are_made_from_the_code_are_up_to_date(maker, capsys):
    assert make.settled(load(maker).written(), check=True) == 0, (
        f"{capsys.readouterr().out}write them anew: python docs/make.py"
    )


def test_every_command_and_option_has_its_help_in_both_languages_and_an_example():
    maker = load("make_commands")
    for name, info in maker.commands():
        assert (info.epilog or "").startswith(f"Example: fazhi-score {name}"), name
        for parameter, _, told, _ in maker.parameters(info.callback):
            english, chinese = maker.both(told.help or "")
            assert english and chinese, f"{name}: {parameter}"


def test_every_public_name_stands_on_one_page_of_the_python_reference():
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference" / "python").glob("*.md"))
    headings = re.findall(r"^## (?:fs\.)?(\w+)$", pages, re.M)
    assert sorted(headings) == sorted(fs.__all__)


def test_an_out_of_date_page_is_told(tmp_path, capsys):
    page, gone = tmp_path / "python" / "new.md", tmp_path / "old.md"
    gone.write_text("", encoding="utf-8")
    written = {page: load("make_commands").page(), gone: None}
    assert make.settled(written, check=True) == 1
    assert not page.exists() and gone.exists()
    assert make.settled(written, check=False) == 0
    assert make.settled(written, check=True) == 0
    assert page.exists() and not gone.exists()
    page.write_text(page.read_text(encoding="utf-8").replace("--regions", "--region"), encoding="utf-8")
    assert make.settled(written, check=True) == 1
    assert "out of date: new.md" in capsys.readouterr().out


def test_the_frameworks_on_the_page_of_the_file_load(tmp_path):
    page = (DOCS / "reference" / "yaml.md").read_text(encoding="utf-8")
    whole, tuning = re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)
    (tmp_path / "framework.yaml").write_text(whole, encoding="utf-8")
    (tmp_path / "tuned.yaml").write_text(tuning, encoding="utf-8")
    assert fs.load_framework(tmp_path / "tuned.yaml").weights["disputes"] == 2


def test_chinese_terms_of_the_glossary_are_those_of_messages_framework_and_guides():
    used = " ".join(text.zh + text.zh_hint for text in TEXTS.values())
    pages = [ROOT / "indicators.yaml", *(DOCS / "zh").glob("*.md"), *(DOCS / "reference").glob("*.md")]
    used += " ".join(path.read_text(encoding="utf-8") for path in pages)
    terms = re.findall(r"^\| ([一-鿿]+) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.M)
    assert len(terms) > 50
    assert [term for term in terms if term not in used] == []


def test_the_search_splits_chinese_in_the_script_as_in_the_index():
    pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
    pairs = load("searching").Pairs({})
    assert pairs.split("上下界,rank_1 名") == ["上下", "下界", "rank_1", "名"]
    assert "slice(k, k + 2)" in pairs.js_splitter_code


def test_links_lead_to_the_pages_of_the_site():
    maker = load("make_examples")
    page = DOCS / "meaning.md"
    text = "[a](../examples/five_districts.py) [b](../examples/districts/README.md) [c](glossary.md#facts) [d](https://e.org)"
    assert maker.relinked(text, page, page) == (
        "[a](examples/five_districts.md) [b](examples/districts.md) [c](glossary.md#facts) [d](https://e.org)"
    )


def test_the_site_is_built_without_a_warning(tmp_path):
    for package in ("sphinx", "myst_parser", "numpydoc", "furo", "matplotlib", "openpyxl", "distributed"):
        pytest.importorskip(package, reason="the extra `docs` is not installed")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-d",
        tmp_path / "trees",
        DOCS,
        tmp_path / "site",
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "LANG": "C.UTF-8"}
    )
    assert run.returncode == 0, run.stdout + run.stderr
    pages = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert {
        "index.html",
        "zh/index.html",
        "faq.html",
        "reference/commands.html",
        "examples/five_districts.html",
    } <= pages
    for page in pages:
        html = (tmp_path / "site" / page).read_text(encoding="utf-8")
        # nothing is loaded from a network, and no folder of the computer that built it is told
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//[^\"]+\.(?:js|css|woff2?)", html), page
        assert str(ROOT) not in html, page
    index = (tmp_path / "site" / "searchindex.js").read_text(encoding="utf-8")
    term = "名次"  # Chinese is found by words, not by whole sentences
    assert f'"{term}"' in index or json.dumps(term) in index


@pytest.mark.parametrize("name", ["make_commands", "make_examples", "make_reference", "searching"])
def test_the_examples_in_the_scripts_of_the_docs_are_right(name):
    if name == "searching":
        pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
    load(name)  # puts the folder on the path
    done = doctest.testmod(importlib.import_module(name))
    assert done.attempted and not done.failed
