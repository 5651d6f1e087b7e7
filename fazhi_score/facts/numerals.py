"""Chinese numerals into digits: 三百零五 is 305."""

from __future__ import annotations

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def numeral_text(text: str) -> str | None:
    """Return a Chinese numeral in digits, None where it is none.

    Examples
    --------
    >>> [numeral_text(text) for text in ("十二", "三百零五", "一万二", "二〇二四", "九十三点零五", "二三十", "十1")]
    ['12', '305', '12000', '2024', '93.05', None, None]
    """
    whole, point, decimals = text.partition("点")
    number = _whole(whole)
    if number is None or any(c not in _DIGITS for c in decimals) or (point and not decimals):
        return None
    return f"{number}.{''.join(str(_DIGITS[c]) for c in decimals)}" if point else str(number)


def _whole(text: str) -> int | None:
    if all(c in _DIGITS for c in text):
        # one digit, or digits in a row as in years; two in a row (三五) mean "three to five"
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) == 1 or len(text) > 2 else None
    total = section = 0
    for position, c in enumerate(text):
        before = text[position - 1] if position else ""
        if c in _DIGITS:
            if _DIGITS.get(before):
                return None
            if position == len(text) - 1 and (before in ("百", "千") or before in _LARGE):
                return total + section + _DIGITS[c] * ({**_SMALL, **_LARGE}[before] // 10)  # 三百五 is 350
        elif c in _SMALL:
            digit = _DIGITS.get(before, 1 if c == "十" and (not before or before in "百千零") else 0)
            if not digit or section % (_SMALL[c] * 10):
                return None
            section += digit * _SMALL[c]
        elif c not in _LARGE:  # 九十三1
            return None
        else:
            section += _DIGITS.get(before, 0)
            if not section and not (c == "亿" and total):
                return None
            total, section = _raised(total, section, _LARGE[c])
            if total < 0:
                return None
    return total + section + _DIGITS.get(text[-1], 0)


def _raised(total: int, section: int, unit: int) -> tuple[int, int]:
    """Return the total with a section of 万 or 亿 added; negative where the units are out of order."""
    if total and unit == _LARGE["亿"] and total < unit:
        return (total + section) * unit, 0  # 一万二千亿
    if total % (unit * 10**4) and total < unit * 10**4:
        return -1, 0
    return total + section * unit, 0
