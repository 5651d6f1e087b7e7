"""The README's set-up blocks, its YAML and its links are right, in both languages."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

import fazhi_score as fs
from fazhi_score import cli

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.zh.md"]


def blocks(name, language):
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), re.S | re.M)


@pytest.mark.parametrize("name", READMES)
def test_the_only_set_up_is_two_shell_blocks(name):
    shell = blocks(name, "sh")
    assert len(shell) == 2
    assert all(len(block.strip().splitlines()) == 1 for block in shell)
    assert "-m venv" in shell[0] and "fazhi-score score examples/districts/facts.csv" in shell[0]
    assert "[test]" in shell[1] and "pytest" in shell[1]


def test_both_languages_say_the_same_commands():
    english, chinese = ("\n".join(blocks(name, "sh")) for name in READMES)
    assert english.replace("--lang en", "--lang zh") == chinese


@pytest.mark.parametrize("name", READMES)
def test_the_sheet_in_the_readme_loads_and_scores(name):
    framework = fs.load_framework("README", text=blocks(name, "yaml")[0])
    facts = fs.read_facts(ROOT / "examples/districts/facts.csv", regions=ROOT / "examples/districts/regions.csv")
    composite = fs.score(facts, framework).composite
    # 12 sessions of 6 required: 10 of 10 points; the others do not state it: nothing
    assert composite["朔城区", "2023"] == 100
    assert composite.drop(("朔城区", "2023")).eq(0).all()


def test_the_python_in_the_readme_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {}
    exec(blocks("README.md", "python")[0], names)
    assert len(names["result"].table) == 5


@pytest.mark.parametrize("name", [*READMES, "examples/README.md", "examples/districts/README.md"])
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "fazhi_score/__init__.py"
    assert f"\nversion: {fs.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {fs.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_the_commands_of_the_readme_run(name, tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^    \.venv/bin/fazhi-score (.+)$", (ROOT / name).read_text(encoding="utf-8"), re.M)
    assert len(commands) >= 4
    for command in commands:
        with pytest.raises(SystemExit) as left:
            cli.main(command.split())
        expected = 1 if command.startswith("audit") else 0  # the samples contradict themselves, as planted
        assert (left.value.code or 0) == expected, command
        assert "Traceback" not in "".join(capsys.readouterr())


def test_the_page_on_extraction_names_every_column_and_its_python_runs(monkeypatch):
    from fazhi_score.auditing.audits import COLUMNS as FINDINGS
    from fazhi_score.extraction.coding import KEY, SHEET
    from fazhi_score.extraction.reviewing import CHANGES
    from fazhi_score.extraction.stating import COLUMNS
    from fazhi_score.extraction.undertakings import PLANS

    page = ROOT / "docs" / "reference" / "extraction.md"
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| (`id`.+|`region`.+|`kind`.+|`cell`.+|`check`.+) \|$", text, re.M)
    named = [tuple(re.findall(r"`([a-z_0-9]+)`", row)) for row in rows]
    tables = (COLUMNS, ("region", "name", "class"), PLANS, CHANGES, SHEET, KEY, FINDINGS)
    assert [set(found) for found in named] == [set(want) for want in tables]
    assert [target for target in re.findall(r"\]\(([^)#:]+)\)", text) if not (page.parent / target).exists()] == []
    monkeypatch.chdir(ROOT)
    names = {}
    exec(re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)[0], names)
    assert len(names["result"].table) == 24
    assert names["found"].errors
