"""The text of a report into its quantities, each with value, unit, bounds and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from fazhi_score.facts.numerals import numeral_text
from fazhi_score.reports.counting import LETTERS, is_counted, is_quantity, stands_bare
from fazhi_score.reports.naming import Names, find_zones, half_width, read_names
from fazhi_score.reports.numerals import MOST_PLAIN, TOKEN, Numeral, find_tokens, read_arabic, read_chinese
from fazhi_score.reports.periods import find_periods
from fazhi_score.reports.types import Bound, PeriodFound, Quantity, QuantityForm
from fazhi_score.reports.wording import (
    BEHIND_CHINESE,
    DURATIONS,
    LONGEST_HEAD,
    MONEY,
    MORE_BEFORE,
    SCALES,
    Tail,
    plain_unit,
    read_head,
    read_tail,
)

__all__ = ["find_periods", "find_quantities"]

_LABEL_UNIT = re.compile(
    r"[(（](?:单位[:：]?)?(?P<scale>[万亿]?)(?:(?P<unit>人次|场次|元|[件人名次户份个起宗场期条项家卷处])|(?P<sign>%))[)）]"
    r"[ \u00a0\u3000\t:：|]{0,4}$"
)
_RANGE_WORD = re.compile(r"[ ]?(?:至|到|[-–—－−]{1,2}|[~～〜])[ ]?")
_BEFORE_SECOND = frozenset(" 至到-–—－−~～〜比")
"""How words begin that may join two numbers."""

_TO_ONE = re.compile(r"[ ]?比[ ]?[1一](?![\d.一-鿿])")
_NOT_PLAIN_BEFORE = MORE_BEFORE | LETTERS | frozenset("-/.×*+ 第前")
_BARE = {
    "百": "100",
    "千": "1000",
    "万": "10000",
    "亿": "100000000",
    "百万": "1000000",
    "千万": "10000000",
    "十万": "100000",
}
_made, _numeral = partial(tuple.__new__, Quantity), partial(tuple.__new__, Numeral)  # faster than to name the parts


def find_quantities(
    text: str,
    *,
    names: Sequence[str | Path] = (),
    more_names: tuple[str, ...] = (),
    periods: Iterable[PeriodFound] | None = None,
) -> list[Quantity]:
    """Find every quantity of a text; never dates, document numbers, list marks, titles and names that hold digits.

    Parameters
    ----------
    text : str
        The text of a report.
    names : sequence of path
        Files of further names that are no quantities, of the form of the shipped ``names.yaml``.
    more_names : tuple of str
        Further names, such as those of a lexicon.
    periods : iterable of PeriodFound, optional
        What :func:`find_periods` returns, where it is at hand.

    Returns
    -------
    list of Quantity
        In the order of the text, none overlapping another.

    Examples
    --------
    >>> found = find_quantities("2023年5月印发3号文件，办理1.5万余件，办结率93.05%，增长3.2个百分点")
    >>> [(quantity.value, quantity.unit, quantity.bound, quantity.change) for quantity in found]
    [(15000.0, '件', '>=', ''), (93.05, '%', '', ''), (3.2, '个百分点', '', '+')]
    >>> find_quantities("三分之二以上")[0].low
    0.6666666666666666
    """
    plain = half_width(text)
    dates = find_periods(text) if periods is None else periods
    found: list[Quantity] = []
    for numeral, quoted in _numerals(plain, dates, read_names(*names, more=more_names)):
        if found and numeral.start < found[-1].end:
            continue
        quantity = (None if quoted else _plainly_counted(text, plain, numeral)) or _quantity(
            text, plain, numeral, quoted
        )
        if quantity is None:
            continue
        if found and quantity.start < found[-1].end:  # 1 百分之三: the first was read into the words of the second
            found.pop()
        joined = _joined(text, found[-1], quantity) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(quantity)
    return found


def _numerals(plain: str, dates: Iterable[PeriodFound], names: Names) -> Iterator[tuple[Numeral, bool]]:
    """Yield the numerals outside dates, titles and names, each with whether a short quotation holds it."""
    zones = find_zones(plain)
    taken = sorted([(period.start, period.end) for period in dates] + zones.titles)
    quotations = zones.quotations
    until = place = quotation = 0
    for start, end, kind in find_tokens(plain):
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        if start < until or (place < len(taken) and taken[place][0] <= start):
            continue
        if kind == "chinese" and plain[end : end + 1] not in BEHIND_CHINESE and "分" not in plain[start:end]:
            until = names.at(plain, start)[0]  # nearly all Chinese digits are parts of words
            continue
        named, digits_only = names.at(plain, start)
        if named and not (digits_only and is_counted(plain, start, named)):
            until = named
            continue
        while quotation < len(quotations) and quotations[quotation][1] <= start:
            quotation += 1
        quoted = quotation < len(quotations) and quotations[quotation][0] <= start
        run = plain[start:end]
        if kind == "arabic" and run.isdigit() and len(run) <= MOST_PLAIN and plain[end : end + 1] not in _BEFORE_SECOND:
            yield _numeral((start, end, run, "number", (), False)), quoted  # most
            until = end
            continue
        for numeral in _ranged(plain, _read(plain, run, start, kind)):
            yield numeral, quoted
            until = numeral.end


def _read(plain: str, run: str, start: int, kind: str | None) -> list[Numeral]:
    if kind == "arabic":
        return read_arabic(run, start)
    if run == "百分百":
        return [Numeral(start, start + len(run), "100", "percent", chinese=True)]
    if kind == "half":
        return [Numeral(start, start + len(run), "", "fraction", (1.0, 2.0), chinese=True)]
    numeral = read_chinese(run, start)
    if numeral is None and run in _BARE:
        # 百, 千 and 万 without a digit are parts of words (百姓), unless a word of bound stands by (上千人次, 百余件)
        before, after = plain[start - 1 : start], plain[start + len(run) : start + len(run) + 1]
        if (before and before in "上近数几逾超约过") or (after and after in "余多"):
            numeral = Numeral(start, start + len(run), _BARE[run], chinese=True)
    return [numeral] if numeral else []


def _ranged(plain: str, numerals: list[Numeral]) -> list[Numeral]:
    """Return 3至5 as one numeral, where the unit stands behind the second number only."""
    if len(numerals) != 1 or numerals[0].form != "number":
        return numerals
    first = numerals[0]
    if plain[first.end : first.end + 1] not in _BEFORE_SECOND:  # nearly always
        return numerals
    ratio = _TO_ONE.match(plain, first.end)
    if ratio:  # 2.65比1
        parts = (float(first.digits), 1.0)
        return [Numeral(first.start, ratio.end(), "", "ratio", parts, first.chinese)]
    word = _RANGE_WORD.match(plain, first.end)
    token = TOKEN.match(plain, word.end()) if word else None
    if token is None or token.lastgroup == "half":
        return numerals
    second = _read(plain, token.group(), token.start(), token.lastgroup)
    if len(second) != 1 or second[0].form != "number" or not float(first.digits) < float(second[0].digits):
        return numerals
    parts = (float(first.digits), float(second[0].digits))
    return [Numeral(first.start, second[0].end, "", "range", parts, first.chinese or second[0].chinese)]


def _plainly_counted(text: str, plain: str, numeral: Numeral) -> Quantity | None:
    """Read 受理12件，as :func:`_quantity` does, at a fifth of the cost; None where something beside it may say more."""
    start, at, digits, form, _, chinese = numeral
    unit = "" if chinese or form != "number" else plain_unit(plain, at)
    if not unit or plain[start - 1 : start] in _NOT_PLAIN_BEFORE:
        return None
    before = plain[max(0, start - LONGEST_HEAD) : start]
    if "每" in before or "均" in before or "各" in before:
        return None
    end = at + len(unit)
    none = (float(digits), None, None)
    return _made((start, end, start, at, *none, unit, "number", False, "", "", False, (), text[start:end]))


def _quantity(text: str, plain: str, numeral: Numeral, quoted: bool) -> Quantity | None:
    """Read what stands around a numeral; None where it is no quantity."""
    tail = read_tail(plain, numeral.end)
    if not (tail.unit or tail.sign or tail.scale or numeral.chinese):
        label = _LABEL_UNIT.search(plain, max(0, numeral.start - 14), numeral.start)
        if label:  # a row of a table: 罚没金额(万元)  438.2
            tail = tail._replace(scale=label["scale"], unit=label["unit"] or "", sign=label["sign"] or "")
    if not (numeral.chinese or tail.unit or tail.sign or tail.scale or numeral.parts) and stands_bare(plain, numeral):
        return None
    bare = numeral.chinese and plain[numeral.start] in "十百千万亿"
    head = read_head(plain, numeral.start, bare=bare, tail=tail, percent=numeral.form == "percent")
    if not is_quantity(plain, numeral, head, tail, quoted):
        return None
    form, unit = _form(numeral, tail)
    shift = SCALES[tail.scale]
    parts = tuple(part * 10.0**shift for part in numeral.parts) if form in ("range", "sum") else numeral.parts
    least, most = head.least or tail.more or tail.at_least, head.most or tail.at_most
    approx = head.approx or tail.more or tail.roughly
    if plain.startswith(("过半", "近半"), numeral.start):
        least, most = plain[numeral.start] == "过", plain[numeral.start] == "近"
    value: float | None
    low: float | None
    high: float | None
    if form == "range":
        value, low, high = None, *parts
    else:
        value = _value(numeral, form, shift, tail.tenths)
        if tail.unit == "番" and value is not None:
            value = 2.0 ** min(value, 30)  # 翻两番 is four times
        low, high = (value if least else None), (value if most else None)
    if form == "fraction" and tail.tenths:
        parts = (10.0 * (value or 0.0), 10.0)
    bound: Bound = "" if least == most else ">=" if least else "<="
    places = (head.start, tail.end, numeral.start, tail.num_end)
    told = (head.change, head.each, parts, text[head.start : tail.end])
    return _made((*places, value, low, high, unit, form, approx, bound, *told))


def _form(numeral: Numeral, tail: Tail) -> tuple[QuantityForm, str]:
    """Return the form of a quantity and its unit."""
    unit = tail.sign or tail.unit
    if numeral.form == "percent":
        return "percent", "%"
    if numeral.form != "number":
        return numeral.form, unit
    if tail.sign:
        return "percent", unit
    if tail.tenths:
        return "fraction", ""
    if unit.endswith("百分点"):
        return "points", unit
    if unit in ("倍", "番"):
        return "multiple", "倍"
    return "duration" if unit in DURATIONS else "money" if unit in MONEY else "number", unit


def _value(numeral: Numeral, form: QuantityForm, shift: int, tenths: str) -> float | None:
    if form == "sum":
        return None
    if numeral.parts:
        return numeral.parts[0] / numeral.parts[1]
    more = numeral_text(tenths[1:]) if tenths[1:] else None  # 九成八 is 0.98
    digits = f"{numeral.digits}.{more}" if more else numeral.digits
    return float(f"{digits}e{shift - (form == 'fraction')}")


def _joined(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    """Return 10%至20% as one range, None where the two are two quantities (从12件到15件)."""
    if (
        first.form not in (second.form, "number")
        or first.unit not in (second.unit, "")
        or first.value is None
        or second.value is None
    ):
        return None
    if first.form in ("fraction", "ratio") or not first.value < second.value:
        return None
    if not _RANGE_WORD.fullmatch(text, first.end, second.start) or text[first.start - 1 : first.start] in (
        "从",
        "由",
        "自",
    ):
        return None
    return first._replace(
        end=second.end,
        num_end=second.num_end,
        value=None,
        unit=second.unit,
        low=first.value,
        high=second.value,
        form="range",
        bound="",
        parts=(first.value, second.value),
        text=text[first.start : second.end],
    )
