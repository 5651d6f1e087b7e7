import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.periods import parse_edge, parse_period, period_days


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", "2024"),
        ("２０２４", "2024"),
        ("2024.0", "2024"),
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("2024Q3", "2024Q3"),
        ("2024-q3", "2024Q3"),
        ("2024年第三季度", "2024Q3"),
        ("2024年3季度", "2024Q3"),
        ("2024H1", "2024H1"),
        ("2024年下半年", "2024H2"),
        ("2024-07", "2024-07"),
        ("2024-7", "2024-07"),
        ("2024年7月", "2024-07"),
    ],
)
def test_spellings(text, period):
    assert parse_period(text) == period
    assert parse_period(period) == period


@pytest.mark.parametrize(
    "text", ["", "24", "2024Q5", "2024H3", "2024-13", "2024-00", "3024", "2024-07-01", "x", "2024" * 99]
)
def test_what_is_no_period(text):
    assert parse_period(text) is None


@given(
    st.integers(1900, 2199),
    st.sampled_from(["", *(f"Q{k}" for k in range(1, 5)), "H1", "H2", *(f"-{k:02}" for k in range(1, 13))]),
)
def test_days_of_a_period_tile_the_year(year, part):
    first, last = period_days(f"{year}{part}")
    assert first.year == last.year == year and first.day == 1
    assert (last + datetime.timedelta(days=1)).day == 1
    months = {"": 12, "Q": 3, "H": 6, "-": 1}[part[:1]]
    assert last.month - first.month + 1 == months


def test_edges():
    assert parse_edge("2021", end=True) == datetime.date(2021, 12, 31)
    assert parse_edge("2021年3月8日", end=False) == datetime.date(2021, 3, 8)
    assert parse_edge("x", end=False) is None
