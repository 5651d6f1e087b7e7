"""Runs of digits in a report into numbers: what 1,346, 36+10, 二十 or 三分之二 stands for, and what is a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from fazhi_score.facts.numerals import numeral_text
from fazhi_score.reports.types import QuantityForm

_SEPARATOR = (
    r"[.,:+/×*·~～〜]|{dash}|[ \u00a0\u2009](?=\d\d\d(?!\d| ?%))"
    r"|(?<!\d\d\d\d),[ ](?=\d\d\d(?!\d))|\.[ ](?=\d{{1,2}} ?%)"
).format(dash=r"[ ]?[-–—－−]{1,2}[ ]?")
# 1 0 0%, as justified lines come out of a PDF; cells of a table have no unit behind them
_SPACED = r"(?<!\d)(?<!\d )\d(?: \d){1,5}(?:\.\d{1,2})?(?= ?[%件次人场个名份起户家项条期万余])"
TOKEN = re.compile(
    rf"(?P<arabic>{_SPACED}|\d+(?:(?:{_SEPARATOR})\d+)*)"
    r"|(?P<half>百分百|过半|半数|一半|近半|大半)"
    r"|(?P<chinese>[〇零一二三四五六七八九十百千万亿两]+(?:(?:分之|点)[〇零一二三四五六七八九十百千万亿两\d.]+)*)",
    re.ASCII,
)
"""Whole runs only, so that no character is looked at more than a few times."""

# One set of characters first, because looking for that is what re does fastest. Of digits of one kind a run at once.
_START = re.compile(
    "[0-9〇零一二三四五六七八九十百千万亿两过近大半]"
    "(?:(?<=[过近大])半|(?<=半)数|(?<=[0-9])[0-9]*|(?<=[〇零一二三四五六七八九十百千万亿两])[〇零一二三四五六七八九十百千万亿两]*)"
)

_DIGITS = frozenset("0123456789")
_MAY_GO_ON = frozenset(".,:+/×*·~～〜-–—－− \u00a0\u2009")
"""What may join digits to more digits."""

LONGEST = 40
MOST_PLAIN = 15
_PLAIN = re.compile(rf"\d{{1,{MOST_PLAIN}}}(?:\.\d{{1,10}})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:(?:,[ ]|[, \u00a0\u2009])\d{3})+(?:\.\d+)?|\d(?: \d)+(?:\.\d+)?", re.ASCII)
_SPACED_DECIMAL = re.compile(r"\d{1,3}\. \d{1,2}", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)(?: ?[-–—－−]{1,2} ?|[~～〜])(\d+(?:\.\d+)?)", re.ASCII)
_SUM = re.compile(r"\d{1,6}(?:\+\d{1,6})+", re.ASCII)
_RATIO = re.compile(r"(\d{1,6}(?:\.\d+)?):(\d{1,6}(?:\.\d+)?)", re.ASCII)
_FRACTION = re.compile(r"(\d{1,3})/(\d{1,3})", re.ASCII)
_LIST = re.compile(r"[,、 \u00a0\u2009]", re.ASCII)
_IN_A_ROW = re.compile("[一二两三四五六七八九]+")
_PAIR = re.compile("([一二两三四五六七八九])([二两三四五六七八九])([十百千万]*)")
_ONES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2}


class Numeral(NamedTuple):
    """A numeral and what it stands for before unit and bound words are read.

    Parameters
    ----------
    start, end : int
        Where it stands.
    digits : str
        The number in digits, "" for a range or sum.
    form : str
        What the numeral alone decides: ``number``, ``percent`` (百分之), ``fraction``, ``ratio``, ``range``, ``sum``.
    parts : tuple of float
        The terms of a range, ratio, sum or fraction.
    chinese : bool
        Whether it is written in Chinese numerals.
    """

    start: int
    end: int
    digits: str
    form: QuantityForm = "number"
    parts: tuple[float, ...] = ()
    chinese: bool = False


def find_tokens(plain: str) -> Iterator[tuple[int, int, str]]:
    """Iterate over the runs of digits of a text: start, end and kind; looking for how they begin is four times as fast.

    Examples
    --------
    >>> list(find_tokens("12件、三分之二、1,346"))
    [(0, 2, 'arabic'), (4, 8, 'chinese'), (9, 14, 'arabic')]
    """
    until = 0
    for start in _START.finditer(plain):
        first, last = start.span()
        if first >= until and plain[first] in _DIGITS and plain[last : last + 1] not in _MAY_GO_ON:  # most
            until = last
            yield first, last, "arabic"
            continue
        at = max(first, until)  # a run may go on behind a token: 百分百 and more digits
        match = TOKEN.match(plain, at) if at < last else None
        if match:
            until = match.end()
            yield at, until, match.lastgroup or ""


def read_arabic(run: str, start: int) -> list[Numeral]:
    """Return the numerals of a run of digits and signs: none for codes and times, several for a list.

    Examples
    --------
    >>> [numeral.digits for numeral in read_arabic("1,346", 0) + read_arabic("12,85", 0)]
    ['1346', '12', '85']
    >>> read_arabic("36+10", 0)[0].parts, read_arabic("2024-01-05/7", 0)
    ((36.0, 10.0), [])
    """
    end = start + len(run)
    if (run.isdigit() and end - start <= MOST_PLAIN) or _PLAIN.fullmatch(run):
        return [Numeral(start, end, run)]
    if len(run) > LONGEST:
        return []
    if _GROUPED.fullmatch(run):
        return [Numeral(start, end, re.sub("[, \u00a0\u2009]", "", run))]
    if _SPACED_DECIMAL.fullmatch(run):
        return [Numeral(start, end, run.replace(" ", ""))]
    match = _RANGE.fullmatch(run)
    if match:
        low, high = float(match[1]), float(match[2])
        return [Numeral(start, end, "", "range", (low, high))] if low < high else []
    if _SUM.fullmatch(run):
        return [Numeral(start, end, "", "sum", tuple(map(float, run.split("+"))))]
    match = _RATIO.fullmatch(run)
    if match:
        return [] if not float(match[2]) else [Numeral(start, end, "", "ratio", (float(match[1]), float(match[2])))]
    match = _FRACTION.fullmatch(run)
    if match and 0 < int(match[1]) < int(match[2]):
        return [Numeral(start, end, "", "fraction", (float(match[1]), float(match[2])))]
    return _listed(run, start)


def _listed(run: str, start: int) -> list[Numeral]:
    """Return the numbers of a list (12,120,85); none where a part of it is something else."""
    found = []
    for part in _LIST.split(run):
        if not _PLAIN.fullmatch(part):
            match = _RANGE.fullmatch(part)
            if not match or not float(match[1]) < float(match[2]):
                return []
            found.append(Numeral(start, start + len(part), "", "range", (float(match[1]), float(match[2]))))
        else:
            found.append(Numeral(start, start + len(part), part))
        start += len(part) + 1
    return found if len(found) > 1 else []


def read_chinese(run: str, start: int) -> Numeral | None:
    """Return the numeral of a run of Chinese digits, None where it is none.

    Examples
    --------
    >>> read_chinese("百分之九十三点五", 0).digits, read_chinese("三分之二", 0).parts, read_chinese("三五", 0).parts
    ('93.5', (2.0, 3.0), (3.0, 5.0))
    """
    end = start + len(run)
    if len(run) > LONGEST:
        return None
    whole, divided, rest = run.partition("分之")
    if divided:
        return _divided(whole, rest, start, end) if "分" not in rest else None
    digits = _digits(run)
    if digits:
        return Numeral(start, end, digits, chinese=True)
    pair = _PAIR.fullmatch(run)
    if pair and _ONES[pair[1]] < _ONES[pair[2]] and (pair[3] or _ONES[pair[2]] - _ONES[pair[1]] <= 2):
        factor = float(numeral_text("一" + pair[3]) or 1)
        return Numeral(start, end, "", "range", (_ONES[pair[1]] * factor, _ONES[pair[2]] * factor), chinese=True)
    return None


@lru_cache(maxsize=1024)
def _digits(run: str) -> str | None:
    """Return Chinese numerals in digits; digits in a row (一二三) are no number, and neither is 百 alone."""
    return None if len(run) > 1 and _IN_A_ROW.fullmatch(run) else numeral_text(run)


def _divided(whole: str, rest: str, start: int, end: int) -> Numeral | None:
    """Read 百分之九十三 and 三分之二."""
    number = rest if _PLAIN.fullmatch(rest) else "100" if rest == "百" and whole == "百" else _digits(rest)
    if number is None:
        return None
    if whole == "百":
        return Numeral(end - len(rest), end, number, "percent", chinese=True)
    below = {"千": "1000", "万": "10000"}.get(whole) or _digits(whole)
    if below is None or not 0 < float(number) < float(below):
        return None
    return Numeral(start, end, "", "fraction", (float(number), float(below)), chinese=True)
