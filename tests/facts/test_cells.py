import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.cells import cell_text, clean_text, constant, escaped, label, merged, percent_text, unescaped
from fazhi_score.facts.quantities import parse_value


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.float64("nan"), ""),
        (True, "true"),
        (np.bool_(False), "false"),
        (12, "12"),
        (np.int64(12), "12"),
        (140602.0, "140602"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (10**500, "inf"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1e-5"), "0.00001"),
        (Decimal("1e999999"), "1E+999999"),
        (Decimal("nan"), ""),
        (datetime.date(2024, 3, 26), "2024-03-26"),
        (pd.Timestamp("2024-03-26 10:30"), "2024-03-26"),
        (datetime.time(12, 30), "12:30:00"),
        (datetime.timedelta(hours=130, minutes=4, seconds=5), "130:04:05"),
        (pd.Period("2024Q3"), "2024Q3"),
        (b"\xe6\x98\xaf", "是"),
        (" 朔城区\u3000", "朔城区"),
    ],
)
def test_cells_as_text(cell, text):
    assert cell_text(cell) == text


def test_what_cannot_be_seen_goes():
    assert clean_text("a\u200bb\x00\ufeffc\ud800") == "abc"
    assert clean_text("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree\tfour"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.one_of(st.text("'=+-@\t1%x", max_size=6), st.text(max_size=10)))
def test_escaping_has_an_inverse_and_disarms(text):
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in ("=", "@")


def test_numbers_are_not_escaped():
    assert [escaped(text) for text in ("-3", "+5.5", "-3%", "-x", "+1+1")] == ["-3", "+5.5", "-3%", "'-x", "'+1+1"]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e305, max_value=1e305))
def test_percentages_read_back(fraction):
    assert parse_value(percent_text(fraction)).value == fraction


def test_columns_become_codes_and_labels():
    found = label(pd.Series(["b", " a", None, "a "], dtype=object))
    assert found.names == ["b", "a", ""] and found.codes.tolist() == [0, 1, 2, 1]
    assert found.texts().tolist() == ["b", "a", "", "a"]
    assert found.has(bool).tolist() == [True, True, False, True]
    assert list(found.categorical()) == ["b", "a", "", "a"]


def test_equal_cells_of_different_kinds_stay_apart():
    assert label(pd.Series([1, True, 1.0, "1"], dtype=object)).texts().tolist() == ["1", "true", "1", "1"]


@pytest.mark.parametrize("dtype", ["string", "object", "category"])
def test_any_dtype(dtype):
    found = label(pd.Series(["x", None, "x"]).astype(dtype))
    assert found.texts().tolist() == ["x", "", "x"]


@pytest.mark.parametrize("cell", [[1], {"a": 1}, {1}, (1,), np.array([1])])
def test_lists_are_no_cells(cell):
    with pytest.raises(TypeError, match=type(cell).__name__):
        label(pd.Series([cell, "x"], dtype=object))


def test_empty_columns():
    assert label(pd.Series([], dtype=object)).texts().tolist() == []
    assert constant("own", 0).has(bool).tolist() == []
    assert merged(np.array([1, 0]), ["a", "a"]).codes.tolist() == [0, 0]


def test_labels_that_differ_behind_a_nul_stay_apart():
    found = label(pd.Series(["", "\x000", "a\x00b", "a"], dtype=object))
    assert found.texts().tolist() == ["", "0", "ab", "a"]
