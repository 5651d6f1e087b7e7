"""An answer as a coder writes it into what can be compared with an extracted value."""

from __future__ import annotations

import re
from typing import NamedTuple

from fazhi_score.facts.quantities import Form, parse_value, plain_text
from fazhi_score.reports.numbers import find_quantities

_NOT_STATED = frozenset(
    (
        "",
        "无",
        "未提及",
        "未提到",
        "未说明",
        "未报告",
        "没有提到",
        "未述",
        "-",
        "/",
        "not stated",
        "not reported",
        "none",
    )
)
_NO = frozenset(("否", "no", "false", "0", "没有"))
_YES = frozenset(("对", "√", "y", "1"))
_SAYS_YES = frozenset(("是", "有", "yes", "true", "✓", "✔", *_YES))
_IN_WORDS = re.compile(r"(?!.*[\da-zA-Z])(?=.*[一-鿿].*[一-鿿])[^\n]*", re.ASCII)
_RATIO = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?[:：/] ?(\d{1,9}(?:\.\d{1,9})?)", re.ASCII)
_SEVERAL = re.compile("[；;]")
_PERCENT = ("rate", "reduction", "change")


class Answer(NamedTuple):
    """An answer.

    Parameters
    ----------
    rank : {0, 1, 2}
        0: not stated, 1: in words only, 2: a value.
    values : tuple of float or str
        The values, sorted; a percentage is a fraction, yes 1, a date its day number, a range its bounds as text.
    """

    rank: int
    values: tuple[float | str, ...] = ()


def read_answer(text: str, kind: str, *, like: str = "") -> Answer:
    """Read the answer to one cell.

    Parameters
    ----------
    text : str
        What stands in the cell.
    kind : str
        What the fact's value is: count, rate, reduction, change, ratio, amount, yes_no, date.
    like : str
        What the answer is compared with: of a rate, a bare 93.05 may be the percentage or the fraction.

    Examples
    --------
    >>> read_answer("1.2万", "count"), read_answer("93.05", "rate"), read_answer("已建立", "yes_no")
    (Answer(rank=2, values=(12000.0,)), Answer(rank=2, values=(0.9305,)), Answer(rank=2, values=(1.0,)))
    >>> read_answer("有表述", "rate"), read_answer("未提及", "count"), read_answer("35件；12件", "count")
    (Answer(rank=1, values=()), Answer(rank=0, values=()), Answer(rank=2, values=(12.0, 35.0)))
    """
    parts = [part.strip() for part in _SEVERAL.split(text) if plain_text(part) not in _NOT_STATED]
    if not parts:
        return Answer(0)
    if kind == "yes_no":
        return Answer(2, (0.0 if all(plain_text(part) in _NO for part in parts) else 1.0,))
    others = [value for part in _SEVERAL.split(like) if (value := _value(part, kind, ())) is not None]
    values = {value for part in parts if (value := _value(part, kind, others)) is not None}
    return Answer(2, tuple(sorted(values, key=str))) if values else Answer(1)


def wanted_answer(text: str, kind: str) -> str:
    """Return what the answer to one cell should have been, where it cannot be read; "" where it can.

    Words without digits and Latin letters (有表述, 全覆盖) say that a report gives no value.

    Returns
    -------
    {"", "yes_no", "date", "percent", "number"}

    Examples
    --------
    >>> wanted_answer("约30件", "count"), wanted_answer("全覆盖", "rate"), wanted_answer("已建立", "yes_no")
    ('', '', '')
    >>> wanted_answer("abc", "count"), wanted_answer("1.2万", "yes_no"), wanted_answer("12件", "date")
    ('number', 'yes_no', 'date')
    """
    parts = [part for part in _SEVERAL.split(text) if plain_text(part) not in _NOT_STATED]
    if all(_is_readable(part.strip(), kind) for part in parts):
        return ""
    return kind if kind in ("yes_no", "date") else "percent" if kind in _PERCENT else "number"


def _is_readable(text: str, kind: str) -> bool:
    if kind == "yes_no" and plain_text(text) in _SAYS_YES | _NO:
        return True
    form = parse_value(text).form
    if form == Form.TEXT and _IN_WORDS.fullmatch(text) and not find_quantities(text):
        return True
    if form == Form.EMPTY:  # 不适用
        return True
    if kind in ("yes_no", "date") or form in (Form.DATE, Form.YESNO):
        return kind == "date" and form == Form.DATE
    if _value(text, kind, ()) is None:
        return False
    found = find_quantities(text)
    percent = form == Form.PERCENT or (len(found) == 1 and found[0].form == "percent")
    return kind in (*_PERCENT, "ratio") or not percent


def _value(text: str, kind: str, others: list[float | str] | tuple[()]) -> float | str | None:
    """Return the value of one answer, None where it has none."""
    ratio = _RATIO.fullmatch(text) if kind == "ratio" else None
    if ratio and float(ratio[2]):
        return _rounded(float(ratio[1]) / float(ratio[2]))
    value, low, high, form = parse_value(text)
    if form == Form.TEXT and low == low:
        return f"{_rounded(low)!r}-{_rounded(high)!r}"
    if form == Form.YESNO or form == Form.EMPTY:
        return value if value == value else None
    bare = form == Form.NUMBER
    if form == Form.TEXT:  # 12件, 受理12件
        found = find_quantities(text)
        if len(found) != 1 or found[0].value is None:
            return None
        value, bare = found[0].value, True
        if found[0].form == "percent":
            value, bare = value / 100, False
    if bare and kind in _PERCENT:
        value = _as_share(value, others)
    return _rounded(value)


def _as_share(value: float, others: list[float | str] | tuple[()]) -> float:
    """Return a bare number of a rate as a fraction: 93.05 is 93.05 %, unless the other answer is the number itself."""
    if _rounded(value) in others:
        return value
    return value / 100 if value > 1 or _rounded(value / 100) in others else value


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")
