"""A value as people write it into numbers: value, bounds and the form it was written in."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.facts.numerals import numeral_text

Floats = NDArray[np.float64]
Forms = NDArray[np.int8]


class Form(IntEnum):
    """How a value was written."""

    EMPTY = 0
    NUMBER = 1
    PERCENT = 2
    YESNO = 3
    DATE = 4
    TEXT = 5


class Quantity(NamedTuple):
    """A value with its bounds (NaN: none) and its form.

    A percent is a fraction, yes and no are 1 and 0, a date is its day number (:meth:`datetime.date.toordinal`).
    """

    value: float
    low: float
    high: float
    form: Form


class Quantities(NamedTuple):
    """Many quantities: ``(n,)`` arrays."""

    value: Floats
    low: Floats
    high: Floats
    form: Forms


NAN = math.nan
LONGEST = 100
"""A longer cell is no number: it is kept as text without being looked at."""

_WORDS = {"是": 1.0, "有": 1.0, "yes": 1.0, "true": 1.0, "否": 0.0, "无": 0.0, "no": 0.0, "false": 0.0}
_NOT_APPLICABLE = {"不适用", "n/a"}
_NOT_APPLICABLE_FIRST = ("不", "n", "N", "ｎ", "Ｎ")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?", re.ASCII)
# Full-width to half-width only: Unicode's compatibility forms would also turn 10² into 102.
_HALF_WIDTH = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(odd): plain for odd, plain in {"\u3000": " ", "−": "-", "〜": "~", "–": "-", "≧": "≥", "≦": "≤"}.items()}
)

_AT_LEAST = ("不少于", "不低于", "不小于", "至少", "最少", "多于", "高于", "大于", "超过", "超", "逾", ">=", "≥", ">")
_AT_MOST = (
    *("不超过", "不多于", "不高于", "不大于", "至多", "最多", "少于", "低于", "小于", "不足", "不到"),
    *("将近", "接近", "近", "<=", "≤", "<"),
)
_ABOUT = ("大约", "大概", "约为", "约")
_AND_MORE = ("及以上", "以上")
_AND_LESS = ("及以下", "以下", "以内", "之内")
_ROUGHLY = ("左右", "上下")
_SHIFTS = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12, "%": -2, "‰": -3}
_SHIFTS_BEFORE = {"": 0, "百分之": -2, "千分之": -3}


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))


_CHINESE = "[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_NUMBER = rf"[+-]?(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:e[+-]?\d{{1,3}})?|\.\d+)|{_CHINESE}"
_SCALE = "百万|千万|万亿|百|千|万|亿"
_QUANTITY = re.compile(
    rf"(?P<bound>{_any((*_AT_LEAST, *_AT_MOST, *_ABOUT))})?\s*(?P<parts>百分之|千分之)?\s*"
    rf"(?P<number>{_NUMBER})\s*(?P<more>余|多)?\s*(?P<scale>{_SCALE})?(?P<more_still>余|多)?\s*"
    rf"(?P<sign>[%‰])?\s*(?P<after>{_any((*_AND_MORE, *_AND_LESS, *_ROUGHLY))})?",
    re.ASCII,  # no digits of other scripts
)
_TERM = rf"(?:{_NUMBER})(?:{_SCALE})?[%‰]?"
_RANGE = re.compile(rf"(?P<first>{_TERM})\s*(?:-|~|至|到)\s*(?P<second>{_TERM})", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
    r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)


def plain_text(text: str) -> str:
    """Return `text` in half-width, lower-case letters with one kind of dash."""
    return text.translate(_HALF_WIDTH).replace("——", "-").replace("—", "-").strip().lower()


def is_not_applicable(text: str) -> bool:
    """Say whether a value cell says that the fact does not apply.

    Examples
    --------
    >>> is_not_applicable("不适用"), is_not_applicable("N/A"), is_not_applicable("无")
    (True, True, False)
    """
    # looking at the first character spares most of a long column the rest
    return len(text) <= LONGEST and text.strip()[:1] in _NOT_APPLICABLE_FIRST and plain_text(text) in _NOT_APPLICABLE


def parse_value(text: str, *, percent: bool = False) -> Quantity:
    """Read one value as people write it in a cell.

    Parameters
    ----------
    text : str
        A number (``1,346``, ``1.2万``, ``三百零五``), a percentage (``93.05%``), yes or no (``是``, ``no``), a date
        (``2024年3月26日``), a bound (``1000余``, ``近1000``, ``95%以上``, ``<=30``), or any other text.

    percent : bool
        Whether a bare number counts hundredths, because the unit says so.

    Returns
    -------
    Quantity
        Value, low, high and form. ``1000余`` has the value 1000 and at least 1000; ``近1000`` at most 1000;
        ``约1000`` is 1000 without bounds, because nobody says how far off it may be. A range (``5-7``) has
        bounds but no value and the form TEXT, as has no single number; neither has an infinite or endless one.

    Examples
    --------
    >>> parse_value("93.05%")
    Quantity(value=0.9305, low=nan, high=nan, form=<Form.PERCENT: 2>)
    >>> parse_value("1.2万余")
    Quantity(value=12000.0, low=12000.0, high=nan, form=<Form.NUMBER: 1>)
    >>> parse_value("全覆盖").form.name, parse_value("2024年3月26日").value
    ('TEXT', 738971.0)
    """
    text = text.strip()
    if not text:
        return Quantity(NAN, NAN, NAN, Form.EMPTY)
    if not percent and _PLAIN.fullmatch(text):  # nearly all cells of a large table
        return Quantity(float(text) + 0.0, NAN, NAN, Form.NUMBER)
    if len(text) > LONGEST:
        return Quantity(NAN, NAN, NAN, Form.TEXT)
    plain = plain_text(text)
    if plain in _NOT_APPLICABLE:
        return Quantity(NAN, NAN, NAN, Form.EMPTY)
    if plain in _WORDS:
        return Quantity(_WORDS[plain], NAN, NAN, Form.YESNO)
    day = parse_day(plain)
    if day is not None:
        return Quantity(float(day.toordinal()), NAN, NAN, Form.DATE)
    return _bounded(plain, percent) or _range(plain) or Quantity(NAN, NAN, NAN, Form.TEXT)


def parse_values(texts: Sequence[str], *, percent: bool = False) -> Quantities:
    """Read many values at once: the ``(n,)`` arrays of what :func:`parse_value` returns."""
    found = [parse_value(text, percent=percent) for text in texts]
    numbers = np.array([quantity[:3] for quantity in found], dtype=np.float64).reshape(len(found), 3)
    form = np.array([quantity.form for quantity in found], dtype=np.int8)
    return Quantities(numbers[:, 0], numbers[:, 1], numbers[:, 2], form)


def parse_day(text: str) -> datetime.date | None:
    """Return the day that `text` names (``2024-03-26``, ``2024/3/26``, ``2024.3.26``, ``2024年3月26日``), else None."""
    match = _DATE.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return datetime.date(year, month, day)
    except ValueError:  # the 30th of February is text like any other
        return None


def _bounded(plain: str, percent: bool = False) -> Quantity | None:
    """Read a number or percentage with the words around it that make it a bound."""
    match = _QUANTITY.fullmatch(plain)
    if match is None:
        return None
    bound, after = match["bound"] or "", match["after"] or ""
    sign, parts = match["sign"] or "", match["parts"] or ""
    if sign and (match["scale"] or parts):
        return None
    shift = _SHIFTS[match["scale"] or ""] + _SHIFTS[sign] + _SHIFTS_BEFORE[parts]
    bare = percent and not (sign or parts)
    hundred = parts == "百分之" and match["number"] == "百"  # 百分之百; elsewhere 百 alone is no number
    value = _number("100" if hundred else match["number"], shift - 2 * bare)
    if value is None:
        return None
    at_least = bound in _AT_LEAST or after in _AND_MORE or bool(match["more"] or match["more_still"])
    at_most = bound in _AT_MOST or after in _AND_LESS
    if at_least and at_most:
        return None
    form = Form.PERCENT if sign or parts or percent else Form.NUMBER
    return Quantity(value, value if at_least else NAN, value if at_most else NAN, form)


def _range(plain: str) -> Quantity | None:
    """Read ``5-7``: bounds without a value, because the middle would be an invention."""
    match = _RANGE.fullmatch(plain)
    if match is None:
        return None
    # a sign or scale behind the second number belongs to both, as in 5-7%
    tail = re.search(rf"(?:{_SCALE})?[%‰]?$", match["second"])
    shared = tail.group() if tail and match["first"][-1].isdigit() else ""
    first, second = _bounded(match["first"] + shared), _bounded(match["second"])
    if first is None or second is None or not first.value < second.value:
        return None
    return Quantity(NAN, first.value, second.value, Form.TEXT)


def _number(text: str, shift: int) -> float | None:
    """Return ``text × 10^shift``, rounded once; None where it is no finite number."""
    digits = text.replace(",", "")
    if not (digits[-1].isascii() and digits[-1].isdigit()):
        numeral = numeral_text(digits)
        if numeral is None:
            return None
        digits = numeral
    mantissa, _, exponent = digits.partition("e")
    value = float(f"{mantissa}e{int(exponent or 0) + shift}")
    vanished = value == 0 and any(digit in "123456789" for digit in mantissa)
    return None if math.isinf(value) or vanished else value + 0.0  # + 0.0 turns -0 into 0
