"""Tables on a terminal and in a pipe: whatever the width, nothing of a heading or a cell is cut."""

import io

import pandas as pd
import pytest
from rich.console import Console

from fazhi_score.presentation.console import print_frame

FRAME = pd.DataFrame({
    "Group or indicator": ["Party committee's study group on the rule of law", "  党委(党组)理论学习中心组专题学法"],
    "Id": ["party_law_study_of_the_committee", "party_law_study"],
    "Share of the composite": ["disclosure only", "2.50%"],
    "上下界": ["15.7–100.0", "–"],
})  # fmt: skip


def printed(frame, width, *, terminal, head=2):
    out = io.StringIO()
    print_frame(Console(file=out, width=width, force_terminal=terminal, color_system=None), frame, head=head)
    return out.getvalue()


def letters(*texts):
    return sorted("".join(texts).replace(" ", "").replace("─", "").replace("\n", ""))


@pytest.mark.parametrize("width", [24, 40, 59, 60, 80, 81, 100, 200])
@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_nothing_is_cut(width, terminal, columns):
    frame = FRAME.iloc[:, :columns]
    text = printed(frame, width, terminal=terminal)
    assert letters(text) == letters(*frame.columns, *frame.to_numpy().ravel())
    if not terminal:
        assert len(text.splitlines()) == 6  # headings, a rule, a line for each row, blank ones around


def test_a_table_that_just_fits_stays_in_one_line_a_row():
    """Headings and cells of 1 to 12 letters, so that every sum of widths meets a terminal of 60 columns."""
    for size in range(1, 13):
        frame = pd.DataFrame([["x" * size] * 9], columns=[f"{number}" * size for number in range(9)])
        text = printed(frame, 60, terminal=True)
        assert max(map(len, text.splitlines())) <= 60
        for cell in (*frame.columns, "x" * size):
            assert f" {cell} " in text
