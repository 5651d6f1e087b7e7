"""What is packed is made again, bit by bit and in another process; what was altered is found and named."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.facts.folders import without_folders
from fazhi_score.replication import reproducing as module
from fazhi_score.replication.archive import MANIFEST, unzipped
from tests.conftest import scored
from tests.replication.archives import (
    CLASSES,
    FACTS,
    INDEX,
    QUOTE,
    SHEET,
    altered,
    codes,
    decisions,
    packed,
    small,
    swapped,
    told,
)

ROOT = Path(__file__).parents[2]
DISTRICTS = ROOT / "examples" / "districts"
YEAR = ROOT / "examples" / "year"
INDEX_FILE = ROOT / "examples" / "frameworks" / "academic-index" / "index.yaml"
INDEX_FACTS = INDEX_FILE.with_name("facts.csv")
GIVEN = fs.Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"], unreported="uniform")

AGAIN = """
import json, sys
import fazhi_score as fs
for path in sys.argv[1:]:
    found = fs.reproduce(path)
    print(json.dumps([path, found.bit_by_bit, len(found.tables), [p.render("en") for p in found.problems]]))
"""


def districts(framework=None):
    facts = fs.read_facts(
        DISTRICTS / "facts.csv", regions=DISTRICTS / "regions.csv", documents=DISTRICTS / "documents.csv"
    )
    return facts, fs.load_framework(framework)


def year():
    """A part of the invented year: the office's facts, the problem ledger, and decisions with an appeal."""
    regions = fs.read_regions(YEAR / "regions.csv")
    framework = fs.load_framework(YEAR / "sheet.yaml")
    counts = fs.read_ledger(YEAR / "problems.csv", regions=regions).facts(["2024"])
    wanted = [name for name in counts.table["fact"].cat.categories if name in framework.file.facts]
    facts = fs.read_facts([YEAR / "office.csv", counts.filter(facts=wanted)], regions=regions)
    row = {"region": "T01", "period": "2024", "item": "leader_duty", "id": "d1", "decided_by": "评审组"}
    states = [{"points": "1", "state": "notified"}, {"asked": "3", "state": "appealed"}, {"state": "upheld"}]
    log = pd.DataFrame(
        [{"points": "", "asked": "", "evidence": "会议纪要", "reason": "=缺记录", **row, **s} for s in states]
    )
    return fs.score(facts, framework, decisions=log)


def made_weights(tmp_path):
    """A framework whose method makes weights, fills gaps and treats outliers."""
    framework = fs.load_framework(INDEX_FILE).with_method(
        weighting="entropy", imputation={"method": "median"}, treatment="winsorise", missing={"not_reported": "impute"}
    )
    return fs.score(INDEX_FACTS, framework)


def frozen(tmp_path):
    """A tuning file that keeps last year's scales, over the file that it extends."""
    base = tmp_path / "index.yaml"
    base.write_text(INDEX_FILE.read_text(encoding="utf-8").replace("rule: rank", "rule: minmax"), encoding="utf-8")
    base.write_text(base.read_text(encoding="utf-8").replace("rule: percentile", "rule: minmax"), encoding="utf-8")
    (tmp_path / "frozen.yaml").write_text(fs.score(INDEX_FACTS, base).frozen(), encoding="utf-8")
    return fs.score(INDEX_FACTS, fs.load_framework(tmp_path / "frozen.yaml", settings=["method.minimum_peers=4"]))


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    facts, sheet = districts(DISTRICTS / "sheet.yaml")
    ranked = fs.score(facts, sheet)
    changed = sheet.with_weights(enforcement=30).with_method(minimum_coverage=0.1)
    results = {
        "index": (fs.score(*districts()), {}),
        "sheet": (ranked, {}),
        "year": (year(), {}),
        "methods": (made_weights(folder), {}),
        "frozen": (frozen(folder), {}),
        "python": (fs.score(facts, changed), {}),
        "uncertain": (ranked, {"uncertainty": fs.uncertainty(facts, sheet, GIVEN, draws=700, seed=1, level=0.8)}),
        "shares": (ranked, {"sensitivity": fs.sensitivity(facts, sheet, GIVEN, draws=16, seed=2)}),
    }
    for name, (result, more) in results.items():
        fs.pack(folder / f"{name}.zip", result, **more)
    return folder, {name: result for name, (result, _) in results.items()}


def test_another_process_makes_the_same_bits(archives):
    folder, results = archives
    paths = [str(folder / f"{name}.zip") for name in results]
    run = subprocess.run(
        [sys.executable, "-c", AGAIN, *paths], capture_output=True, encoding="utf-8", check=False, cwd=folder.parent
    )
    assert run.returncode == 0, run.stderr[-3000:]
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [line[0] for line in lines] == paths
    assert [line[1] for line in lines] == [True] * len(paths), lines
    assert all(not line[3] for line in lines)
    assert min(line[2] for line in lines) >= 6


def test_the_framework_comes_back_as_it_was_scored(archives):
    folder, results = archives
    for name, result in results.items():
        found = module.Packed.of(name, unzipped(folder / f"{name}.zip"))
        assert found.result.framework.sha256() == result.framework.sha256(), name
        # the ledger is the source of facts of the year, and its path is not for others
        bare = without_folders(result.panel.facts).sha256()
        assert found.result.hashes == {**result.hashes, "facts": bare}
        assert (bare != result.hashes["facts"]) == (name == "year")
    assert results["methods"].framework.weights != fs.load_framework(INDEX_FILE).weights


def test_the_files_it_was_read_from_are_there_with_the_settings(archives):
    folder, _ = archives
    found = {name: fs.reproduce(folder / f"{name}.zip").manifest.framework for name in ("frozen", "python", "sheet")}
    assert found["frozen"].sources == ["framework/sources/01-index.yaml", "framework/sources/02-frozen.yaml"]
    assert found["frozen"].settings == ["method.minimum_peers=4"]
    assert found["frozen"].from_files
    assert found["sheet"].from_files
    assert not found["python"].from_files
    text = unzipped(folder / "sheet.zip")["framework/sources/01-sheet.yaml"].decode()
    assert text == (DISTRICTS / "sheet.yaml").read_text(encoding="utf-8")


def test_a_reproduction_tells_what_is_the_same(archives):
    folder, results = archives
    found = fs.reproduce(folder / "uncertain.zip")
    assert (found.reproduced, found.bit_by_bit, found.problems) == (True, True, ())
    assert repr(found) == f"<Reproduction of {folder / 'uncertain.zip'}: bit by bit>"
    assert found.table["state"].eq("same").all()
    assert found.table.index[0] == "results/table.csv"
    assert "uncertainty/rank_intervals.csv" in found.table.index
    assert found.table.loc["results/table.csv", "cells"] == 5 * len(results["uncertain"].table.columns)
    assert set(found.hashes) == {"framework", "facts", "sources"}
    assert (found.versions, found.environment) == ({}, {})
    asked = found.manifest.uncertainty
    assert (asked.seed, asked.draws, asked.level) == (1, 700, 0.8)
    assert asked.assumptions["weights"] == 0.25
    assert found.manifest.sensitivity is None


def test_progress_is_told_and_workers_are_used(archives):
    from concurrent.futures import ThreadPoolExecutor

    done = []
    with ThreadPoolExecutor(2) as pool:
        found = fs.reproduce(archives[0] / "uncertain.zip", executor=pool, progress=lambda *told: done.append(told))
    assert found.bit_by_bit
    assert done[-1] == (700, 700)


# what was altered, with checksums that fit


def problems(path):
    found = fs.reproduce(path)
    assert not found.reproduced
    assert not found.bit_by_bit
    assert "no>" in repr(found)
    codes(found.problems)
    return {(problem.code, problem.place or problem.params.get("name")) for problem in found.problems}, found


def test_a_value_in_the_facts(tmp_path):
    path = altered(packed(tmp_path / "a.zip"), {"data/facts.csv": swapped("60.5", "61.5")})
    found, told_ = problems(path)
    assert ("reproduce_hash", "facts") in found
    assert ("reproduce_differs", "results/table.csv") in found
    assert ("reproduce_differs", "results/indicator_values.csv") in found
    check = next(table for table in told_.tables if table.name == "results/indicator_values.csv")
    assert (check.different, check.largest, check.where) == (1, 1.0, "B 2024 j: 60.5 → 61.5")


def test_a_score_in_a_table(tmp_path):
    path = altered(packed(tmp_path / "a.zip"), {"results/table.csv": swapped("70.0", "71.0")})
    found, told_ = problems(path)
    assert found == {("reproduce_differs", "results/table.csv")}
    (problem,) = told_.problems
    assert "A 2024 composite: 71.0 → 70.0" in problem.message("en")
    assert "A 2024 composite: 71.0 → 70.0" in problem.message("zh")


def test_the_last_digit_of_a_score_is_close_not_the_same(tmp_path):
    path = altered(packed(tmp_path / "a.zip"), {"results/scores.csv": swapped("60.5", "60.500000000000007")})
    found = fs.reproduce(path)
    assert (found.reproduced, found.bit_by_bit) == (True, False)
    assert [(problem.code, problem.severity) for problem in found.problems] == [("reproduce_close", "note")]
    assert "within 1e-9" in repr(found)


def test_a_table_that_nothing_makes(tmp_path):
    path = altered(packed(tmp_path / "a.zip"), {"results/more.csv": b"a,b\r\n1,2\r\n"})
    found, told_ = problems(path)
    assert found == {("reproduce_differs", "results/more.csv")}
    assert {table.name: table.different for table in told_.tables}["results/more.csv"] == 2


def test_tables_that_must_be_there(tmp_path):
    path = altered(packed(tmp_path / "a.zip"), {"results/table.csv": None})
    with pytest.raises(fs.FazhiError) as caught:
        fs.reproduce(path)
    assert codes(caught.value.problems) == ["archive_lacks"]
    assert caught.value.problems[0].place == "results/table.csv"


@pytest.mark.parametrize("member", ["data/facts.csv", "framework/framework.yaml"])
def test_what_it_is_made_from_must_be_there(tmp_path, member):
    with pytest.raises(fs.FazhiError) as caught:
        fs.reproduce(altered(packed(tmp_path / "a.zip"), {member: None}))
    assert codes(caught.value.problems) == ["reproduce_failed", "archive_lacks"]


def test_a_weight_of_the_framework(tmp_path):
    result = scored(SHEET.with_weights(one=50), FACTS, regions=CLASSES)
    path = altered(packed(tmp_path / "a.zip", result), {"framework/weights.csv": swapped("50.0", "49.0")})
    found, _ = problems(path)
    assert ("reproduce_hash", "framework") in found
    assert ("reproduce_differs", "results/weights.csv") in found


def test_a_source_file_of_the_framework(tmp_path):
    path = packed(tmp_path / "a.zip", fs.score(*districts(DISTRICTS / "sheet.yaml")))
    altered(path, {"framework/sources/01-sheet.yaml": swapped("{weight: 24, zh", "{weight: 25, zh")})
    with pytest.raises(fs.FazhiError) as caught:  # points no longer add up
        fs.reproduce(path)
    assert codes(caught.value.problems)[0] == "reproduce_failed"
    path = packed(tmp_path / "b.zip", fs.score(*districts(DISTRICTS / "sheet.yaml")))
    altered(path, {"framework/sources/01-sheet.yaml": swapped("en: Enforcement}", "en: Enforcing}")})
    assert problems(path)[0] == {("reproduce_hash", "sources")}


def test_decisions_that_are_taken_away(tmp_path):
    path = packed(tmp_path / "a.zip", scored(SHEET, FACTS, regions=CLASSES, decisions=decisions()))
    found, _ = problems(altered(path, {"data/decisions.csv": None}))
    assert ("reproduce_hash", "decisions") in found
    assert ("reproduce_differs", "results/decisions.csv") in found


def test_another_seed(tmp_path):
    result = small()
    analysis = fs.uncertainty(result.panel.facts, INDEX, fs.Assumptions(weights="uniform"), draws=200, seed=1)
    path = packed(tmp_path / "a.zip", result, uncertainty=analysis)
    asked = json.loads(unzipped(path)[MANIFEST])["uncertainty"]
    found, _ = problems(told(path, uncertainty={**asked, "seed": 2}))
    assert {code for code, _ in found} == {"reproduce_differs"}
    assert all(place.startswith("uncertainty/") for _, place in found)


def test_other_versions_and_machines_are_told(tmp_path):
    path = packed(tmp_path / "a.zip")
    data = json.loads(unzipped(path)[MANIFEST])
    told(path, fazhi_score="0.0.9", versions={**data["versions"], "numpy": "1.0"}, platform={"system": "Plan9"})
    found = fs.reproduce(path)
    assert found.bit_by_bit
    assert found.versions["fazhi-score"] == ("0.0.9", fs.__version__)
    assert found.versions["numpy"][0] == "1.0"
    assert found.environment["system"][0] == "Plan9"
    assert {problem.severity for problem in found.problems} == {"warning"}


# hostile archives


def test_a_framework_cannot_read_other_files(tmp_path, monkeypatch):
    (tmp_path / "secret.yaml").write_text("id: secret\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    path = altered(
        packed(tmp_path / "a.zip"), {"framework/framework.yaml": lambda text: f"extends: secret.yaml\n{text}"}
    )
    with pytest.raises(fs.FazhiError) as caught:
        fs.reproduce(path)
    assert codes(caught.value.problems)[0] == "reproduce_failed"
    assert "secret" not in "".join(problem.code for problem in caught.value.problems)


def test_sources_cannot_read_other_files(tmp_path, monkeypatch):
    (tmp_path / "secret.yaml").write_text("id: secret\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    path = packed(tmp_path / "a.zip", fs.score(*districts(DISTRICTS / "sheet.yaml")))
    altered(path, {"framework/sources/01-sheet.yaml": lambda text: f"extends: secret.yaml\n{text}"})
    assert fs.reproduce(path).bit_by_bit  # the line is passed over, as where sources are merged one by one


@pytest.mark.parametrize(
    ("member", "data", "code"),
    [
        ("framework/framework.yaml", b"[1, 2]", "missing_key_top"),
        ("framework/framework.yaml", b"a: &a [*a, *a]", "yaml_alias_unknown"),
        ("framework/framework.yaml", b"# " + b"x" * 4_000_001, "yaml_too_large"),
        ("framework/framework.yaml", b"a: 1\na: 2\n", "yaml_duplicate_key"),
        ("framework/weights.csv", b"id,weight\r\nnobody,1\r\n", "archive_weight"),
        ("framework/weights.csv", b"id,weight\r\ni,many\r\n", "archive_weight"),
        ("framework/weights.csv", b"id,weight\r\ni,inf\r\n", "archive_weight"),
        ("framework/weights.csv", b"id,weight\r\ni,-1\r\n", "archive_weight"),
        ("framework/weights.csv", b"what\r\ni\r\n", "archive_weight"),
        ("data/facts.csv", b"region,period\r\nA,2024\r\n", "column_missing"),
        ("data/regions.csv", b"region,class\r\nA,\r\n", "class_empty"),
        ("data/documents.csv", b"id\r\n1\r\n", "column_missing"),
        ("data/decisions.csv", b"id\r\n1\r\n", "column_missing"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path, member, data, code):
    with pytest.raises(fs.FazhiError) as caught:
        fs.reproduce(altered(packed(tmp_path / "a.zip"), {member: data}))
    found = codes(caught.value.problems)
    assert found[0] == "reproduce_failed"
    assert code in found
    assert member in caught.value.problems[1].where or member == "framework/framework.yaml"


def test_assumptions_that_make_no_sense(tmp_path):
    path = packed(tmp_path / "a.zip")
    asked = {"definitions": {}, "draws": 9, "seed": 1, "level": 0.9, "memory": 10**9}
    for given, code in (
        ({"eval": "1"}, "pack_unknown_assumption"),
        ({"weights": []}, None),
        ({}, "robustness_nothing"),
    ):
        with pytest.raises(fs.FazhiError) as caught:
            fs.reproduce(told(path, uncertainty={**asked, "assumptions": given}))
        found = codes(caught.value.problems)
        assert found[0] == "reproduce_failed"
        assert code is None or found[1:] == [code]


def test_facts_without_quotes_are_compared_with_their_own_hash(tmp_path):
    rows = {"region": ["A"], "period": ["2024"], "fact": ["x"], "value": ["80"], "quote": [QUOTE]}
    result = fs.score(pd.DataFrame(rows), INDEX)
    found = fs.reproduce(packed(tmp_path / "a.zip", result))
    assert found.bit_by_bit
    assert found.manifest.hashes["facts"] == result.panel.facts.sha256()
    assert found.manifest.facts_in_archive != result.panel.facts.sha256()
    assert found.hashes["facts"][0] == found.manifest.facts_in_archive
