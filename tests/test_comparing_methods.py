"""The example that compares methods runs, and prints what its comments promise."""

import runpy
from pathlib import Path

import pandas as pd

SCRIPT = Path(__file__).parents[1] / "examples" / "comparing_methods.py"


def test_the_example_runs_and_prints_its_tables(capsys):
    with pd.option_context("display.width", 80, "display.max_columns", 0):  # what the script sets is set back
        found = runpy.run_path(str(SCRIPT))
    printed = capsys.readouterr().out
    for heading in ("rank correlation with the truth", "mean_rank_shift", "entropy", "max_rank_shift", "from rank"):
        assert heading in printed
    assert len(found["world"].truth) == 60
    assert len(found["specifications"].table) == 13  # as written, and three by two by two
    assert set(found["weights"]) == {"equal", "entropy", "critic"}
    assert found["plan"].reached
    assert found["plan"].rank == 5


def test_its_cells_are_marked_and_its_counties_are_said_to_be_invented():
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count("# %%") >= 6
    assert "虚构" in text
    assert "No county here exists" in text
