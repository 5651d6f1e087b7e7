"""The commands `pack` and `reproduce`: both languages, JSON, exit codes, and the command that an archive records."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score import cli
from fazhi_score.replication.archive import MANIFEST, unzipped
from tests.replication.archives import altered, swapped, told

DISTRICTS = Path(__file__).parents[1] / "examples" / "districts"
FACTS = [DISTRICTS / "facts.csv", "--regions", DISTRICTS / "regions.csv", "-f", DISTRICTS / "sheet.yaml"]


@pytest.fixture
def run(capsys):
    def call(*words, code=0):
        with pytest.raises(SystemExit) as left:
            cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert (left.value.code or 0) == code, out + err
        assert "Traceback" not in out + err
        return out, err

    return call


def manifest(path):
    return json.loads(unzipped(path)[MANIFEST])


@pytest.mark.parametrize(
    ("lang", "packed", "same"),
    [
        ("en", ["packed into", "SHA-256 of the archive"], ["same bits", "Reproduced, bit by bit: 12 tables."]),
        ("zh", ["已打包到", "引用时请一并写明"], ["逐位一致", "已复现，逐位一致：共 12 张表。"]),
    ],
)
def test_pack_and_reproduce(run, tmp_path, lang, packed, same):
    path = tmp_path / "archive.zip"
    out, err = run("pack", *FACTS, "--weights", "25%", "--seed", 1, "--draws", 200, "-o", path, "--lang", lang)
    for word in packed:
        assert word in out
    assert not err
    out, err = run("reproduce", path, "--lang", lang)
    for word in same:
        assert word in out
    assert not err


def test_the_command_is_recorded_without_folders(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("facts.csv", "regions.csv"):
        (tmp_path / "data" / name).write_bytes((DISTRICTS / name).read_bytes())
    words = ["pack", "data/facts.csv", "--regions", tmp_path / "data" / "regions.csv", "-f", DISTRICTS / "sheet.yaml"]
    words += ["--set", "groups.enforcement.weight=25", "--set", "method.minimum_coverage=10%", "--unreported"]
    run(*words, "--note", "it's 初稿", "--lang", "en", "--workers", 1, "-o", "a.zip", "--draws", 20, "--seed", 7)
    assert manifest("a.zip")["command"] == (
        "fazhi-score pack data/facts.csv --output a.zip --framework sheet.yaml --regions data/regions.csv "
        "--set groups.enforcement.weight=25 --set method.minimum_coverage=10% --unreported --draws 20 "
        "--note 'it'\"'\"'s 初稿' --seed 7"
    )
    text = b"".join(unzipped("a.zip").values()).decode()
    assert str(tmp_path) not in text
    assert str(DISTRICTS) not in text


def test_a_seed_that_was_drawn_is_recorded_and_gives_the_same(run, tmp_path):
    words = ["pack", *FACTS, "--weights", "uniform", "--draws", 64, "--sensitivity", "sobol", "--rows", 8]
    data = json.loads(run(*words, "-o", tmp_path / "a.zip", "--json")[0])
    assert data["archive"] == "a.zip"
    assert set(data["hashes"]) == {"framework", "facts", "version"}
    asked = manifest(tmp_path / "a.zip")
    assert asked["uncertainty"]["seed"] == asked["sensitivity"]["seed"]
    seed = data["command"].split()[-1]
    again = json.loads(run(*words, "--seed", seed, "-o", tmp_path / "b.zip", "--json", "--workers", 2)[0])
    assert unzipped(tmp_path / "a.zip").keys() == unzipped(tmp_path / "b.zip").keys()
    one, two = (
        {name: body for name, body in unzipped(tmp_path / file).items() if name.endswith(".csv")}
        for file in ("a.zip", "b.zip")
    )
    assert one == two
    assert again["command"] == data["command"].replace("a.zip", "b.zip")
    assert json.loads(run("reproduce", tmp_path / "a.zip", "--json", "--workers", 2, "--exact")[0])["bit_by_bit"]


@pytest.mark.parametrize(
    ("more", "uncertainty", "sensitivity"),
    [
        ([], None, None),
        (["--seed", 3, "--weights", "25%"], 10_000, None),
        (["--sensitivity", "remove_one"], None, "remove_one"),
        (["--sensitivity", "morris", "--rows", 4, "--weights", "25%"], None, "morris"),
    ],
)
def test_analyses_that_are_asked_for(run, tmp_path, more, uncertainty, sensitivity):
    run("pack", *FACTS, *more, "-o", tmp_path / "a.zip")
    found = manifest(tmp_path / "a.zip")
    assert (found["uncertainty"] or {}).get("draws") == uncertainty
    assert (found["sensitivity"] or {}).get("method") == sensitivity


def test_a_locked_round_is_packed_as_it_was_locked(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("score", *FACTS, "--freeze-as", "初评")
    run("pack", "rounds/初评", "--weights", "25%", "--draws", 20, "--seed", 1, "-o", "a.zip")
    assert manifest("a.zip")["hashes"] == fs.read_round("rounds/初评").hashes
    assert "Reproduced, bit by bit" in run("reproduce", "a.zip", "--lang", "en")[0]


def test_quotes_are_kept_only_where_asked_for(run, tmp_path):
    rows = pd.read_csv(DISTRICTS / "facts.csv", dtype=str, keep_default_na=False).assign(quote="原文摘录若干字")
    rows.to_csv(tmp_path / "facts.csv", index=False)
    words = ["pack", tmp_path / "facts.csv", "-o", tmp_path / "a.zip"]
    assert "--quotes keeps it" in run(*words, "--lang", "en")[0]
    assert "原文摘录若干字" not in unzipped(tmp_path / "a.zip")["data/facts.csv"].decode()
    assert "--quotes" not in run(*words, "--quotes", "--lang", "en")[0]
    assert "原文摘录若干字" in unzipped(tmp_path / "a.zip")["data/facts.csv"].decode()


def test_what_differs_is_named_and_ends_with_1(run, tmp_path):
    path = tmp_path / "a.zip"
    run("pack", *FACTS, "-o", path)
    altered(path, {"results/table.csv": swapped("渭滨区,", "渭滨县,")})
    out, _ = run("reproduce", path, "--lang", "en", code=1)
    assert "Not reproduced." in out
    assert "results/table.csv" in out
    assert "渭滨县 2024" in out
    out, _ = run("reproduce", path, "--lang", "zh", code=1)
    assert "未能复现。" in out
    data = json.loads(run("reproduce", path, "--json", "--lang", "en", code=1)[0])
    assert (data["reproduced"], data["bit_by_bit"]) == (False, False)
    assert [table["name"] for table in data["tables"] if table["state"] == "differs"] == ["results/table.csv"]
    assert data["tables"][0]["largest"] is None


def test_last_digits_fail_only_where_every_bit_is_asked_for(run, tmp_path):
    path = tmp_path / "a.zip"
    run("pack", *FACTS, "-o", path)
    altered(path, {"results/weights.csv": swapped("24.0", "24.000000000000004")})
    assert "Reproduced within 1e-9, not bit by bit: 1 of 8 tables" in run("reproduce", path, "--lang", "en")[0]
    assert "末位不同" in run("reproduce", path, "--lang", "zh", "--exact", code=1)[0]
    told(path, fazhi_score="0.0.1")
    assert "fazhi-score: packed with 0.0.1" in run("reproduce", path, "--lang", "en")[0]


def test_what_is_refused(run, tmp_path):
    assert ".zip" in run("pack", *FACTS, "-o", tmp_path / "a.rar", "--lang", "en", code=1)[1]
    assert "nothing is varied" in run("pack", *FACTS, "--seed", 1, "-o", tmp_path / "a.zip", "--lang", "en", code=1)[1]
    assert "没有这个文件" in run("reproduce", tmp_path / "a.zip", "--lang", "zh", code=1)[1]
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    _, err = run("reproduce", tmp_path / "a.zip", "--lang", "en", code=1)
    assert "cut short" in err
    assert "= download or copy it again" in err
    run("pack", *FACTS, code=2)
    run("reproduce", code=2)
    assert not (tmp_path / "a.rar").exists()


def test_help_ends_with_an_example(run):
    for command in ("pack", "reproduce"):
        out, _ = run(command, "--help")
        assert "Example: fazhi-score " + command in " ".join(out.split())


def test_a_process_of_its_own_ends_with_1(run, tmp_path):
    path = tmp_path / "a.zip"
    run("pack", *FACTS, "-o", path)
    words = [sys.executable, "-m", "fazhi_score", "reproduce", "a.zip"]
    environment = {**os.environ, "PYTHONPATH": str(DISTRICTS.parents[1]), "PYTHONUTF8": "1"}
    altered(path, {"data/facts.csv": swapped("reported", "rejected")})
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, env=environment, check=False).returncode == 1
