"""Texts, numbers and days into what may stand in a document."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import Any

import pandas as pd

from fazhi_score.messages import say

LONGEST_NAME, LONGEST_TEXT = 60, 1_200
"""More characters of a name, or of a longer text such as a reason, are cut, and the text says how many there were."""

_NOT_TEXT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text: object) -> str:
    """Return text without what XML cannot hold or what turns the direction of reading; such characters are named.

    Line ends stay.

    Examples
    --------
    >>> clean("A\\x07\\u202eB")
    'A[U+0007][U+202E]B'
    """
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_TEXT.sub(lambda found: f"[U+{ord(found.group()):04X}]", plain)


def line(text: object, most: int = LONGEST_NAME) -> str:
    """Return text on one line, cut after `most` characters.

    Examples
    --------
    >>> line("one\\ntwo"), line("abcdefgh", 5)
    ('one two', 'abcd…')
    """
    plain = " ".join(clean(text).split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def passage(text: object, lang: str, most: int = LONGEST_TEXT) -> str:
    """Return a longer text with its lines, cut after `most` characters with the number of all of them."""
    plain = clean(text).strip()
    if len(plain) <= most:
        return plain
    return plain[:most] + say("word_cut", lang, count=len(plain))


def day_text(day: datetime.date, lang: str) -> str:
    """Return a day as documents write it.

    Examples
    --------
    >>> day_text(datetime.date(2024, 3, 5), "zh"), day_text(datetime.date(2024, 3, 5), "en")
    ('2024年3月5日', '5 March 2024')
    """
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def when_text(text: str, lang: str) -> str:
    """Return a day or period of a table as documents write it; anything else as it is.

    Examples
    --------
    >>> when_text("2024-06-23", "zh"), when_text("2024", "zh"), when_text("2024-07", "zh"), when_text("soon", "zh")
    ('2024年6月23日', '2024年', '2024年7月', 'soon')
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if found is None:
        return text
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        try:
            return day_text(datetime.date(year, month, day), lang)
        except ValueError:
            return text
    if lang == "zh":
        return f"{year}年{month}月" if month else f"{year}年"
    return f"{_MONTHS[month - 1]} {year}" if 1 <= month <= 12 else text


def score_text(value: Any) -> str:
    """Return a score to two digits, a dash where there is none."""
    return "–" if pd.isna(value) or math.isinf(value) else f"{value + 0.0:.2f}"


def points_text(value: Any) -> str:
    """Return points with two digits at most.

    Examples
    --------
    >>> points_text(2.5), points_text(3.0), points_text(1 / 3), points_text(float("nan"))
    ('2.5', '3', '0.33', '–')
    """
    if pd.isna(value) or math.isinf(value):
        return "–"
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def signed_text(value: Any) -> str:
    """Return a difference with its sign, a dash where there is none."""
    return "–" if pd.isna(value) else f"{value:+.2f}" if abs(value) >= 5e-3 else "0.00"


def percent_text(value: Any, digits: int = 0) -> str:
    """Return a share as a percentage, a dash where there is none."""
    return "–" if pd.isna(value) else f"{value:.{digits}%}"


def whole_text(value: Any) -> str:
    """Return a whole number, a dash where there is none."""
    return "–" if pd.isna(value) else str(int(value))


def span_text(low: Any, high: Any, digits: int = 0) -> str:
    """Return two ends, one where they are the same, a dash where there are none."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    first, last = f"{low:.{digits}f}", f"{high:.{digits}f}"
    return first if first == last else f"{first}–{last}"


def width(text: str) -> int:
    """Return how wide text is, in half characters: a Chinese one counts two, and so does the sign of percent.

    Examples
    --------
    >>> width("甲A")
    3
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" or character == "%" else 1 for character in text)
