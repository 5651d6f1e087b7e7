"""The example of a replication archive prints what it promises; the page on archives names all that they hold."""

import re
import runpy
from pathlib import Path

import fazhi_score as fs
from fazhi_score.messages import TEXTS
from fazhi_score.replication.manifest import Manifest
from fazhi_score.replication.reproducing import Reproduction

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "examples" / "replication.py"
PAGE = (ROOT / "docs" / "reference" / "replication.md").read_text(encoding="utf-8")


def test_the_example_runs_and_prints_what_it_promises(capsys):
    found = runpy.run_path(str(SCRIPT))
    printed = capsys.readouterr().out
    assert "the same bits: True" in printed
    assert "reproduced: False" in printed
    assert len(found["world"].truth) == 60
    (problem,) = found["against"].problems
    assert (problem.code, problem.place) == ("reproduce_differs", "results/table.csv")
    check = next(table for table in found["against"].tables if table.state == "differs")
    assert (check.different, round(check.largest, 9)) == (1, 5.0)


def test_its_cells_are_marked_and_its_counties_are_said_to_be_invented():
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count("# %%") >= 6
    assert "虚构" in text
    assert "No county here exists" in text


def test_the_page_names_every_member():
    codes = [code.removeprefix("replication_file_") for code in TEXTS if code.startswith("replication_file_")]
    kinds = [code.partition("_") for code in codes if "_" in code]
    members = [f"{folder}/{name}.{'yaml' if name == 'framework' else 'csv'}" for folder, _, name in kinds]
    assert len(members) > 15
    assert [name for name in members if f"`{name}`" not in PAGE] == []


def test_the_page_names_what_is_compared():
    for name in ("bit_by_bit", "reproduced", "tables", "table", "hashes", "versions", "environment", "problems"):
        assert f"`{name}`" in PAGE
        assert name in Reproduction.__annotations__ or isinstance(getattr(Reproduction, name), property)
    assert {"hashes", "facts_in_archive"} <= Manifest.model_fields.keys()


def test_the_python_of_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    districts = ROOT / "examples" / "districts"
    for name, source in (("facts.csv", "facts.csv"), ("regions.csv", "regions.csv"), ("framework.yaml", "sheet.yaml")):
        (tmp_path / name).write_bytes((districts / source).read_bytes())
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {}
    exec(code.replace("fs.reproduce", "again = fs.reproduce"), names)
    assert names["again"] is True
    assert len(str(names["sha256"])) == 64
    assert fs.reproduce("archive.zip").manifest.uncertainty.draws == 1000
