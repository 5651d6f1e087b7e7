import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.numerals import numeral_text

_DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """Write a number below 10^8 the way it is read aloud."""
    if number >= 10**4:
        rest = number % 10**4
        gap = "零" if 0 < rest < 1000 else ""
        return spoken(number // 10**4) + "万" + gap + (spoken(rest) if rest else "")
    for unit, word in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            rest = number % unit
            gap = "零" if 0 < rest < unit // 10 else ""
            return _DIGITS[number // unit] + word + gap + (spoken(rest) if rest else "")
    return _DIGITS[number]


@given(st.integers(0, 10**8 - 1))
def test_what_is_read_aloud_reads_back(number):
    assert numeral_text(spoken(number)) == str(number)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("十", "10"),
        ("两千", "2000"),
        ("三百五", "350"),
        ("一万二", "12000"),
        ("一万零二", "10002"),
        ("一亿零五百万", "105000000"),
        ("一万二千亿", "1200000000000"),
        ("一万亿", "1000000000000"),
        ("二〇二四", "2024"),
        ("十点五", "10.5"),
    ],
)
def test_spellings(text, digits):
    assert numeral_text(text) == digits


@pytest.mark.parametrize(
    "text", ["", "三五", "二三十", "百", "万", "十十", "百十", "点五", "十点", "一百二百", "一万一万", "十点十"]
)
def test_what_is_no_numeral(text):
    assert numeral_text(text) is None


@given(st.text("零〇一二两三四五六七八九十百千万亿点", max_size=30))
def test_never_fails(text):
    found = numeral_text(text)
    assert found is None or float(found) >= 0
