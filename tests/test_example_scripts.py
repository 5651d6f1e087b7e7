"""The example scripts run from top to bottom, cell by cell, and show what their text says."""

import runpy
from pathlib import Path

import pandas as pd
import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = ["five_districts", "three_years", "simulated_province", "transcribing_a_sheet"]


@pytest.fixture
def run(capsys):
    """Run a script, options of pandas set back after it; return its names and what it printed."""

    def script(name):
        if name == "transcribing_a_sheet":
            pytest.importorskip("openpyxl", reason="needs the extra `office`")
        options = ("display.width", "display.max_columns", "display.unicode.east_asian_width")
        with pd.option_context(*(part for name_ in options for part in (name_, pd.get_option(name_)))):
            names = runpy.run_path(str(EXAMPLES / f"{name}.py"))
        return names, capsys.readouterr().out

    return script


@pytest.mark.parametrize("name", SCRIPTS)
def test_cells_are_marked_and_every_text_cell_is_a_comment(name):
    text = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    assert text.count("# %%") >= 8
    for cell in text.split("# %% [markdown]\n")[1:]:
        said = cell.split("# %%")[0].strip().splitlines()
        assert said and all(line.startswith("#") for line in said)


def test_the_five_districts_are_ranked_by_the_sheet_only(run):
    names, printed = run("five_districts")
    assert names["index"].ranks.isna().all()
    assert sorted(names["sheet"].ranks) == [1, 2, 3, 4, 5]
    assert "below the minimum coverage" in printed
    assert "longcheng-2021" in printed


def test_two_points_of_the_first_step_are_membership(run):
    names, printed = run("three_years")
    step = names["found"].summary[["before", "membership"]].astype(float).loc[("云汀区", "2022", "2023")]
    # 2022 without its loss rate: leadership 75, disputes (66.7 + 60) / 2, supervision 100
    assert step["membership"] == pytest.approx((75 + (200 / 3 + 60) / 2 + 100) / 3 - step["before"])
    assert round(step["membership"], 1) == 2.2
    assert "stopped saying" not in printed
    # 92 of 110 are 83.6 %, on a scale from 70 % to 100 %
    assert names["result"].scores.loc[("云汀区", "2024"), "recon_conclusion"] == pytest.approx(
        100 * (92 / 110 - 0.7) / 0.3
    )


def test_intervals_of_the_province_cover_less_than_they_promise_as_the_text_says(run):
    names, printed = run("simulated_province")
    assert 70 <= int(names["ranked"].sum()) < 100
    wide, narrow = (int(line.rpartition(" ")[2].rstrip("%")) for line in printed.splitlines() if line.endswith("%"))
    assert narrow < wide < 90
    alone = names["found"].by_source()["alone"].median()
    assert alone["unreported"] > 3 * alone["weights"]


def test_the_transcribed_sheet_scores_by_its_wordings(run):
    names, printed = run("transcribing_a_sheet")
    result = names["result"]
    # 2 of 4 sessions: 2 × 2.5 points off; 96 %: 4 points off; 100 %, no suit lost, 15, 88 % of 20
    assert result.composite["乙县", "2024"] == pytest.approx(5 + 11 + 15 + 20 + 15 + 17.6)
    assert result.gaps.loc[("丙县", "2024"), "i2_2"] == "not_reported"
    assert list(names["found"].open["id"]) == ["i2_3"]
    assert "i2_2.score.max_deduction None → 15" in printed
