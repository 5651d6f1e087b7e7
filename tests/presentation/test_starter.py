"""`init` writes a folder that checks and scores as it stands, and overwrites nothing."""

import json
import sys

import pytest

import fazhi_score as fs
from fazhi_score import cli
from fazhi_score.errors import FazhiError
from fazhi_score.framework.schema import json_schema
from fazhi_score.presentation.starter import STARTER, write_starter


@pytest.fixture
def folder(tmp_path):
    write_starter(tmp_path / "县")
    return tmp_path / "县"


def test_the_folder_scores_as_it_stands(folder):
    facts = fs.read_facts(folder / "facts.csv", regions=folder / "regions.csv", documents=folder / "documents.csv")
    result = fs.score(facts, fs.load_framework(folder / "framework.yaml"))
    # 甲县: 4 sessions of 4 → 20 points; 98.5 % of 100 %: 1.5 points short × 0.5 off 30 → 29.25; the rest silent
    assert result.composite["甲县", "2025"] == pytest.approx(49.25)
    assert result.composite["乙县", "2025"] == pytest.approx(15)  # 3 sessions: 5 off 20
    tuned = fs.load_framework(folder / "tuning.yaml")
    assert len(tuned.changes) == 5
    assert fs.load_framework(folder / "framework.yaml").notes == ()


def test_the_workbook_says_the_same_and_has_drop_downs(folder):
    import openpyxl

    book = openpyxl.load_workbook(folder / "facts.xlsx")
    choices = [choice.formula1 for choice in book["facts"].data_validations.dataValidation]
    assert any("not_applicable" in choice for choice in choices)
    sheets = [fs.read_facts(folder / name).sha256() for name in ("facts.csv", "facts.xlsx")]
    assert sheets[0] == sheets[1]


def test_the_schema_beside_it_is_the_one_of_the_format(folder):
    assert json.loads((folder / "framework.schema.json").read_text(encoding="utf-8")) == json_schema()
    for name in ("framework.yaml", "tuning.yaml"):
        first = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=framework.schema.json"


def test_nothing_is_overwritten(folder):
    before = (folder / "framework.yaml").read_bytes()
    (folder / "regions.csv").unlink()
    with pytest.raises(FazhiError, match="already there"):
        write_starter(folder)
    assert (folder / "framework.yaml").read_bytes() == before
    assert not (folder / "regions.csv").exists()


def test_without_openpyxl_the_rest_is_written(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    names = [path.name for path in write_starter(tmp_path / "x")]
    assert "facts.xlsx" not in names
    assert set(STARTER) < set(names)


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "f").write_text("", encoding="utf-8")
    with pytest.raises(FazhiError, match="cannot be written"):
        write_starter(tmp_path / "f" / "g")


def test_the_command(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["init", str(tmp_path / "n"), "--lang", "zh"])
    assert not left.value.code
    assert "下一步" in capsys.readouterr().out


def test_the_schema_names_every_rule_and_describes_it():
    definitions = json_schema()["$defs"]
    assert {"Required", "TargetGap", "PanelOfExperts", "Veto", "Gate"} <= set(definitions)
    assert definitions["Deduct"]["properties"]["each"]["description"].endswith("每发现一件扣")
