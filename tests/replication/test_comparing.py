"""Two tables: the same bits, within 1e-9, or different, with the largest difference and where it is."""

import math

import pytest

from fazhi_score.replication.comparing import compared, difference
from fazhi_score.replication.tables import Table

HEADINGS = ("region", "period", "composite", "grade")
OLD = Table(HEADINGS, [("甲县", "2024", "81.2", "优秀"), ("乙县", "2024", "60.0", ""), ("丙县", "2024", "", "")])


def new(*rows, headings=HEADINGS):
    return Table(headings, list(rows), 2)


def check(*rows, **more):
    found = compared("results/table.csv", OLD, new(*rows, **more))
    return found.state, found.different, found.largest, found.where


def test_the_same_cells_in_any_order():
    assert compared("t", OLD, new(*OLD.rows)) == compared("t", OLD, new(*OLD.rows))
    assert check(*OLD.rows) == ("same", 0, 0.0, "")
    assert check(*OLD.rows[::-1]) == ("same", 0, 0.0, "")
    assert compared("t", OLD, new(*OLD.rows)).cells == 6


def test_last_digits_are_close():
    found = check(("甲县", "2024", "81.20000000000002", "优秀"), *OLD.rows[1:])
    assert found[:2] == ("close", 1)
    assert found[2] == pytest.approx(1.4e-14, rel=0.1)
    assert found[3] == "甲县 2024 composite: 81.2 → 81.20000000000002"


@pytest.mark.parametrize(("two", "state"), [("81.2000000009", "close"), ("81.200001", "differs")])
def test_close_ends_at_a_billionth(two, state):
    assert check(("甲县", "2024", two, "优秀"), *OLD.rows[1:])[0] == state


def test_of_numbers_above_one_it_is_a_share():
    one, two = (Table(("x", "v"), [("a", text)], 1) for text in ("3e12", "3000000000001.0"))
    assert compared("t", one, two).state == "close"


def test_the_largest_difference_is_named():
    rows = [("甲县", "2024", "81.3", "优秀"), ("乙县", "2024", "59.0", ""), OLD.rows[2]]
    assert check(*rows) == ("differs", 2, 1.0, "乙县 2024 composite: 60.0 → 59.0")


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (("甲县", "2024", "81.2", "良好"), "甲县 2024 grade: 优秀 → 良好"),
        (("甲县", "2024", "", "优秀"), "甲县 2024 composite: 81.2 → –"),
        (("丁县", "2024", "81.2", "优秀"), "甲县 2024: → –"),
    ],
)
def test_a_text_a_gap_or_a_row_is_no_number(row, where):
    state, _, largest, found = check(row, *OLD.rows[1:])
    assert (state, largest, found) == ("differs", math.inf, where)


def test_a_gap_is_not_zero():
    rows = [*OLD.rows[:2], ("丙县", "2024", "0.0", "")]
    assert check(*rows) == ("differs", 1, math.inf, "丙县 2024 composite: – → 0.0")


def test_columns_that_only_one_has():
    rows = [row[:3] for row in OLD.rows]
    assert check(*rows, headings=HEADINGS[:3])[3] == "grade: → –"
    more = [(*row, "1") for row in OLD.rows]
    state, different, largest, where = check(*more, headings=(*HEADINGS, "rank"))
    assert (state, different, largest, where) == ("differs", 1, math.inf, "rank: – →")


def test_rows_that_only_one_has():
    assert check(*OLD.rows, ("丁县", "2024", "1.0", ""))[3] == "丁县 2024: – →"
    assert check(*OLD.rows[:2])[3] == "丙县 2024: → –"


def test_infinite_numbers():
    assert difference("inf", "1.0") == math.inf
    assert difference("inf", "-inf") == math.inf
