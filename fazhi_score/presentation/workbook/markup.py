"""Text, numbers and formulas into the markup of worksheet cells."""

from __future__ import annotations

import math
import re

LONGEST = 32_767
"""So many characters fit into a cell; what is longer is cut, and says so."""

# what XML cannot hold; tabs and newlines it can
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheets read _x0041_ as A
_CUT = " …"


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: without control characters, with one kind of newline, not too long.

    Examples
    --------
    >>> cell_text("甲" + chr(7) + "镇")
    '甲镇'
    """
    if not text.isprintable():
        text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT


def escape(text: str) -> str:
    """Return a text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Return a text as it stands in double quotes within a tag."""
    return escape(cell_text(text)).replace('"', "&quot;").replace("\n", "&#10;")


def shared(text: str) -> str:
    """Return a text as an entry of the table of shared texts."""
    return f'<si><t xml:space="preserve">{escape(_CODED.sub("_x005F_", text))}</t></si>'


def number(value: float) -> str:
    """Return a finite number with all its digits, a whole one without a point.

    Examples
    --------
    >>> number(4.0), number(-0.0), number(0.1)
    ('4', '0', '0.1')
    """
    value = float(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def has_number(value: object) -> bool:
    """Say whether a value is a number that a cell can hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def letter(column: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def quoted(text: str) -> str:
    """Return a text as a constant of a formula.

    Examples
    --------
    >>> quoted('优"秀')
    '"优""秀"'
    """
    return '"' + text.replace('"', '""') + '"'
