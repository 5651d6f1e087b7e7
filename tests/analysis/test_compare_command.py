"""The command `compare`: what it prints, in both languages, as JSON and into files."""

import json
from pathlib import Path

import pandas as pd
import pytest

from fazhi_score import cli

DISTRICTS = Path(__file__).parents[2] / "examples" / "districts"
FACTS = DISTRICTS / "facts.csv"
GIVEN = ["--regions", DISTRICTS / "regions.csv", "--documents", DISTRICTS / "documents.csv"]
TUNING = """\
extends: sheet.yaml
groups:
  leadership: {weight: 17}
  administration: {weight: 23}
grades: {上: 50, 下: 0}
indicators:
  law_study: {weight: 1}
  normative_work: {weight: 10}
  adviser_system: {remove: true}
  recon_conclusion: {score: {worst: 80%}}
"""


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


@pytest.fixture
def files(tmp_path):
    (tmp_path / "sheet.yaml").write_bytes((DISTRICTS / "sheet.yaml").read_bytes())
    (tmp_path / "tuned.yaml").write_text(TUNING, encoding="utf-8")
    return [tmp_path / "sheet.yaml", tmp_path / "tuned.yaml", "--facts", FACTS, *GIVEN]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["What differs", "Scores and ranks", "What explains", "How far each weight", "(absent)", "Before"]),
        ("zh", ["框架的差异", "得分和名次", "变动最大者的原因", "权重可变动的范围", "（无）", "变更前"]),
    ],
)
def test_it_prints_changes_shifts_causes_and_intervals(run, files, lang, words):
    out, _ = run("compare", *files, "--lang", lang)
    for word in words:
        assert word in out
    line = next(line for line in out.splitlines() if "groups.leadership.weight" in line)
    assert line.split()[1:3] == ["20", "17"]
    assert line.rstrip().endswith("tuned.yaml:3:24")
    mover = next(line for line in out.splitlines() if "龙城区" in line)
    assert "4 → 3" in mover and "↑1" in mover
    assert "removed, administration.weight" in out


def test_json_holds_every_frame(run, files):
    data = json.loads(run("compare", *files, "--json")[0])
    assert set(data) == {
        "frameworks", "hashes", "exact", "changes", "scores", "ranks", "causes", "movers", "stability", "bystanders",
    }  # fmt: skip
    assert data["exact"] is True
    by_path = {row["path"]: row for row in data["changes"]}
    assert by_path["indicators.adviser_system"]["new"] is None
    assert by_path["indicators.adviser_system"]["place"].endswith("tuned.yaml:9:3")
    for row in data["scores"]:
        points = [c["points"] for c in data["causes"] if c["region"] == row["region"]]
        assert sum(points) == pytest.approx(row["shift"], abs=1e-7)
    assert len(data["stability"]) == 10


@pytest.mark.parametrize("ending", [".csv", ".json"])
def test_output_files(run, files, tmp_path, ending):
    target = tmp_path / f"比较{ending}"
    out, _ = run("compare", *files, "--lang", "en", "-o", target)
    assert f"written to {target}" in out
    if ending == ".json":
        assert len(json.loads(target.read_text(encoding="utf-8"))["scores"]) == 5
        return
    frame = pd.read_csv(target)
    assert {"region", "before", "after", "shift", "rank_before", "rank_shift", "grade_after"} <= set(frame)
    points = frame[[name for name in frame if name.startswith("points_")]].sum(axis=1)
    assert (points - frame["shift"]).abs().max() < 1e-9


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_another_ending_is_refused_and_not_promised(run, files, tmp_path, ending):
    _, err = run("compare", *files, "-o", tmp_path / f"out{ending}", "--lang", "en", code=1)
    assert ending in err
    assert ending not in run("compare", "--help")[0]


def test_two_frameworks_of_their_own_show_the_first_differences(run):
    # the default index ranks none of the five: causes of scores stand in for those of ranks
    out, _ = run("compare", "indicators.yaml", DISTRICTS / "sheet.yaml", "--facts", FACTS, "--lang", "en")
    assert "more (--json has all)" in out
    assert "nobody is ranked" in out
    assert "What explains the largest moves" in out


def test_a_framework_against_itself(run, files):
    out, _ = run("compare", files[0], files[0], *files[2:], "--lang", "en")
    assert "The frameworks do not differ" in out
    assert "What explains" not in out


def test_without_a_weighted_mean_it_says_so(run, files, tmp_path):
    (tmp_path / "tuned.yaml").write_text("extends: sheet.yaml\nmethod: {aggregation: geometric}\n", encoding="utf-8")
    out, _ = run("compare", *files, "--lang", "en")
    assert "only with the remainder" in out
    assert "stepwise: not a weighted mean" in out
    assert "Aggregation" in out


def test_mistakes_are_shown_with_their_place(run, files, tmp_path):
    (tmp_path / "tuned.yaml").write_text("extends: sheet.yaml\ngroups: {nobody: {weight: x}}\n", encoding="utf-8")
    _, err = run("compare", *files, "--lang", "en", code=1)
    assert "tuned.yaml:2:" in err


def test_facts_are_asked_for(run, files):
    run("compare", *files[:2], code=2)


def test_help_ends_with_an_example(run):
    assert "Example: fazhi-score compare" in run("compare", "--help")[0]
