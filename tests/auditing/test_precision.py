"""Which whole numbers a printed percentage can come of: checked against trying them all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.auditing.precision import (
    Printed,
    bases_of,
    fit,
    growth_fit,
    least_base,
    parts_of,
    printed,
    printed_value,
    whole_before,
)

rates = st.integers(0, 3).flatmap(lambda d: st.builds(Printed, st.integers(1, 100 * 10**d), st.just(100 * 10**d)))


@given(rates, st.integers(1, 400))
def test_parts_are_those_that_fit(rate, base):
    rounded, cut = parts_of(base, rate)
    assert sorted({*rounded, *cut} - set(range(base + 1, base + 9))) == [
        n for n in range(base + 1) if fit(n, base, rate)
    ]


@given(
    st.integers(0, 2).flatmap(lambda d: st.builds(Printed, st.integers(20 * 10**d, 100 * 10**d), st.just(100 * 10**d))),
    st.integers(1, 60),
)
def test_bases_are_those_that_fit(rate, part):
    # a rate of 20 % or more has no base beyond 6 times the part
    assert list(bases_of(part, rate)) == [d for d in range(part, 6 * part) if fit(part, d, rate)]


@given(rates)
def test_the_least_base_is_the_first_with_a_whole_part(rate):
    first = next(d for d in range(1, 100_001) if any(map(len, parts_of(d, rate))))
    assert least_base(rate) == first


@pytest.mark.parametrize(
    ("part", "base", "text", "mode"),
    [
        (67, 72, "93.05", "truncated"),  # 93.0555…
        (67, 72, "93.06", "rounded"),
        (67, 72, "93.07", ""),
        (91, 104, "88", "rounded"),  # 87.5 exactly: half up
        (91, 104, "87", "truncated"),
        (1, 2, "50.00", "exact"),
        (1, 0, "50", ""),
    ],
)
def test_rounded_cut_off_or_neither(part, base, text, mode):
    assert fit(part, base, printed(text)) == mode


def test_what_is_no_plain_percentage_is_none():
    assert printed("1,2") is None
    assert printed("") is None


def test_values_are_printed_with_the_digits_they_need():
    assert str(printed_value(0.98857)) == "98.857%"
    assert str(printed_value(1.0)) == "100%"
    assert str(Printed(9300, 10000)) == "93.00%"


@pytest.mark.parametrize(
    ("now", "text", "fall", "before"),
    [
        (70, "204", False, [23]),  # 70/23 = 3.0435
        (8, "50", False, []),  # 5 gives 60, 6 gives 33.3
        (45, "10", True, [50]),
        (0, "100", True, list(range(1))),
    ],
)
def test_last_year_is_what_grows_to_this_year(now, text, fall, before):
    assert list(whole_before(now, printed(text), fall=fall)) == before


def test_a_fall_of_all_leaves_the_year_before_open():
    assert len(whole_before(3, printed("99.9"), fall=True)) > 1
    assert list(whole_before(5, printed("200"), fall=True)) == []


def test_growth_of_the_wrong_direction_fits_nothing():
    assert growth_fit(45, 50, printed("10"), fall=True) == "exact"
    assert growth_fit(45, 50, printed("10"), fall=False) == ""
