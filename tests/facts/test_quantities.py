import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.quantities import Form, is_not_applicable, parse_day, parse_value, parse_values

NAN = math.nan


def same(one, other):
    return all(a == b or (a != a and b != b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "form"),
    [
        ("12", 12, NAN, NAN, Form.NUMBER),
        (" １２ ", 12, NAN, NAN, Form.NUMBER),
        ("1,346", 1346, NAN, NAN, Form.NUMBER),
        ("1，346", 1346, NAN, NAN, Form.NUMBER),
        ("-3", -3, NAN, NAN, Form.NUMBER),
        ("−3", -3, NAN, NAN, Form.NUMBER),
        ("+5", 5, NAN, NAN, Form.NUMBER),
        ("1e3", 1000, NAN, NAN, Form.NUMBER),
        (".5", 0.5, NAN, NAN, Form.NUMBER),
        ("1.2万", 12000, NAN, NAN, Form.NUMBER),
        ("3亿", 3e8, NAN, NAN, Form.NUMBER),
        ("3千万", 3e7, NAN, NAN, Form.NUMBER),
        ("十二", 12, NAN, NAN, Form.NUMBER),
        ("三百零五", 305, NAN, NAN, Form.NUMBER),
        ("93.05%", 0.9305, NAN, NAN, Form.PERCENT),
        ("93.05％", 0.9305, NAN, NAN, Form.PERCENT),
        ("93.05 %", 0.9305, NAN, NAN, Form.PERCENT),
        ("5‰", 0.005, NAN, NAN, Form.PERCENT),
        ("百分之九十三点零五", 0.9305, NAN, NAN, Form.PERCENT),
        ("百分之百", 1, NAN, NAN, Form.PERCENT),
        ("千分之三", 0.003, NAN, NAN, Form.PERCENT),
        ("1000余", 1000, 1000, NAN, Form.NUMBER),
        ("1.2万余", 12000, 12000, NAN, Form.NUMBER),
        ("10余万", 1e5, 1e5, NAN, Form.NUMBER),
        ("三十多", 30, 30, NAN, Form.NUMBER),
        ("1000以上", 1000, 1000, NAN, Form.NUMBER),
        ("不少于5", 5, 5, NAN, Form.NUMBER),
        ("95%以上", 0.95, 0.95, NAN, Form.PERCENT),
        (">=5", 5, 5, NAN, Form.NUMBER),
        ("≥5", 5, 5, NAN, Form.NUMBER),
        ("<=30", 30, NAN, 30, Form.NUMBER),
        ("近1000", 1000, NAN, 1000, Form.NUMBER),
        ("30以内", 30, NAN, 30, Form.NUMBER),
        ("约1000", 1000, NAN, NAN, Form.NUMBER),
        ("1000左右", 1000, NAN, NAN, Form.NUMBER),
        ("5-7", NAN, 5, 7, Form.TEXT),
        ("5～7", NAN, 5, 7, Form.TEXT),
        ("5至7", NAN, 5, 7, Form.TEXT),
        ("5——7", NAN, 5, 7, Form.TEXT),
        ("-5--3", NAN, -5, -3, Form.TEXT),
        ("90%-95%", NAN, 0.9, 0.95, Form.TEXT),
        ("90-95%", NAN, 0.9, 0.95, Form.TEXT),
        ("1-2万", NAN, 1e4, 2e4, Form.TEXT),
        ("是", 1, NAN, NAN, Form.YESNO),
        ("有", 1, NAN, NAN, Form.YESNO),
        ("TRUE", 1, NAN, NAN, Form.YESNO),
        ("否", 0, NAN, NAN, Form.YESNO),
        ("无", 0, NAN, NAN, Form.YESNO),
        ("no", 0, NAN, NAN, Form.YESNO),
        ("", NAN, NAN, NAN, Form.EMPTY),
        ("  ", NAN, NAN, NAN, Form.EMPTY),
        ("不适用", NAN, NAN, NAN, Form.EMPTY),
        ("n/a", NAN, NAN, NAN, Form.EMPTY),
    ],
)
def test_what_people_write(text, value, low, high, form):
    assert same(parse_value(text), (value, low, high, form))


@pytest.mark.parametrize(
    "text", ["2024-03-26", "2024/3/26", "2024.3.26", "2024年3月26日", "2024-03-26 10:30", "2024-03-26T10:30:05.5"]
)
def test_days(text):
    assert same(parse_value(text), (datetime.date(2024, 3, 26).toordinal(), NAN, NAN, Form.DATE))


@pytest.mark.parametrize(
    "text",
    [
        *("全覆盖", "12次", "1,34", "5.", "7-5", "5-5", "5-x", "一些-两些", "2024-02-30", "2024-13-01", "2024-03"),
        *(
            "inf",
            "-inf",
            "nan",
            "NaN",
            "infinity",
            "1e400",
            "1e-400",
            "-1e999",
            "9e999亿",
            "1e9999999",
            "0x10",
            "1_000",
        ),
        *("٣", "٣5", "10²", "½", "①", "5万%", "百分之5%", "不少于5以下", "余", "万余", "百", "=1+1", "1 2", "5%%"),
    ],
)
def test_everything_else_is_text(text):
    found = parse_value(text)
    assert found.form == Form.TEXT
    assert math.isnan(found.value) and math.isnan(found.low) and math.isnan(found.high)


def test_a_unit_can_make_hundredths_of_a_bare_number_only():
    assert same(parse_value("93.05", percent=True), parse_value("93.05%"))
    assert parse_value("93.05%", percent=True).value == 0.9305
    assert same(parse_value("95以上", percent=True), (0.95, 0.95, NAN, Form.PERCENT))
    assert parse_value("是", percent=True).form == Form.YESNO


def test_a_percentage_is_rounded_once():
    # 7 / 100 and 0.07 are the same float, 0.29 * 100 is not 29: the decimal point moves in the text
    assert parse_value("29%").value == 0.29
    assert parse_value("1.1万").value == 11000


def test_minus_zero_is_zero():
    assert math.copysign(1, parse_value("-0").value) == 1


def test_not_applicable_words():
    assert is_not_applicable(" Ｎ／Ａ ") and not is_not_applicable("无") and not is_not_applicable("不适用" * 100)


def test_many_at_once():
    found = parse_values(["12", "5%", "x"])
    np.testing.assert_array_equal(found.value, [12, 0.05, NAN])
    assert found.form.tolist() == [1, 2, 5] and found.form.dtype == np.int8
    assert [len(part) for part in parse_values([])] == [0, 0, 0, 0]


def test_days_that_are_none():
    assert parse_day("2024-3-26") == datetime.date(2024, 3, 26)
    assert parse_day("0000-01-01") is None and parse_day("2024-3/26") is None and parse_day("1" * 500) is None


@given(st.text(max_size=120))
def test_any_text_is_read_without_failing(text):
    found = parse_value(text)
    assert not math.isinf(found.value) and not math.isinf(found.low) and not math.isinf(found.high)
    assert (found.form in (Form.EMPTY, Form.TEXT)) == math.isnan(found.value)


@given(st.text("0123456789.,-+e%万亿余近约不少于至~ ", max_size=100))
def test_near_numbers_are_read_without_failing(text):
    assert not math.isinf(parse_value(text).value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_read_back(number):
    assert parse_value(repr(number)).value == number


@given(st.integers(-(10**15), 10**15))
def test_grouped_numbers_read_back(number):
    assert parse_value(f"{number:,}").value == number


@pytest.mark.parametrize("piece", ["1", "1,", "余", "万", " ", "一", "1-", "%", "1e", "近", "零"])
def test_huge_and_just_readable_cells_come_back(piece):
    # a backtracking pattern or a quadratic numeral would not
    assert parse_value(piece * (10**7 // len(piece))).form in (Form.TEXT, Form.EMPTY)
    assert parse_value("1" + piece * (98 // len(piece))).form in (Form.TEXT, Form.NUMBER)
