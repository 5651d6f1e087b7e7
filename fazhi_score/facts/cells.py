"""Cells of any type into clean text, and columns of them into codes and labels."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.integer[Any]]

# Control characters cannot stand in a workbook, halves of surrogate pairs in no file; invisible characters
# would make two different keys out of 朔城区 and 朔城区.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?", re.ASCII)
_HOMOGENEOUS = {"string", "integer", "floating", "boolean", "decimal", "date", "empty"}
# pandas before 3 takes "a\0b" and "a" for the same label
_ENDS_AT_NUL = len(pd.factorize(np.array(["a\0b", "a"], dtype=object))[1]) == 1
_LARGEST_BITS = 1100  # beyond the largest float; Python refuses to print far longer numbers


class Labels(NamedTuple):
    """A column of text as ``(n,)`` codes into distinct labels, in order of first appearance."""

    codes: Codes
    names: list[str]

    def has(self, some: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return ``(n,)`` whether `some` is true of each row's label."""
        return np.array([*map(some, self.names), False], dtype=bool)[self.codes]

    def categorical(self) -> pd.Categorical:
        """Return the column as a Categorical of text."""
        return pd.Categorical.from_codes(self.codes, pd.Index(self.names, dtype=object), validate=False)

    def texts(self) -> NDArray[np.object_]:
        """Return ``(n,)`` the column as text."""
        return np.array([*self.names, ""], dtype=object)[self.codes]

    def translated(self, translate: Callable[[str], str]) -> Labels:
        """Return the column with every label translated; labels that become the same are merged."""
        return merged(self.codes, [translate(name) for name in self.names])


def clean_text(text: str) -> str:
    """Return `text` without blanks around it and without characters that cannot be seen.

    Examples
    --------
    >>> clean_text(" 朔城区\u200b ")
    '朔城区'
    """
    if not text.isprintable():
        text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


def cell_text(cell: Any) -> str:
    """Return what a cell says, as text: "" for an empty one, ``12`` for 12.0, ``2024-03-26`` for a day.

    Examples
    --------
    >>> [cell_text(cell) for cell in (None, float("nan"), 140602.0, 0.5, True, " 是 ")]
    ['', '', '140602', '0.5', 'true', '是']
    """
    if isinstance(cell, str):
        return clean_text(cell)
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell) if cell.bit_length() <= _LARGEST_BITS else "inf"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        # no exponent unless it is absurd: format(…, "f") would write it all out
        return f"{cell:f}" if abs(cell.adjusted()) < 300 else str(cell)
    if isinstance(cell, datetime.timedelta) and cell >= datetime.timedelta(0):  # 30:40 in a workbook that took it so
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, bytes):
        return clean_text(cell.decode("utf-8", "replace"))
    return clean_text(cell.isoformat() if isinstance(cell, datetime.date) else str(cell))


def percent_text(fraction: float) -> str:
    """Return a fraction as a percentage that reads back as exactly the same fraction.

    Examples
    --------
    >>> percent_text(0.07), percent_text(0.9305), percent_text(1.0)
    ('7%', '93.05%', '100%')
    """
    hundredths = Decimal(repr(fraction)).scaleb(2)
    if hundredths and not -20 < hundredths.adjusted() < 20:
        return f"{hundredths}%"
    text = f"{hundredths:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def escaped(text: str) -> str:
    """Return `text` as it may stand in a spreadsheet: what begins like a formula gets an apostrophe.

    Plain numbers with a sign stay as they are. :func:`unescaped` is the inverse.

    Examples
    --------
    >>> escaped("=1+1"), escaped("-3"), unescaped(escaped("'@x"))
    ("'=1+1", '-3', "'@x")
    """
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    """Return the text that :func:`escaped` was given."""
    return text[1:] if _ESCAPED.match(text) else text


def label(column: pd.Series[Any], text_of: Callable[[Any], str] = cell_text) -> Labels:
    """Return a column as codes and labels; each distinct cell is looked at once.

    Raises
    ------
    TypeError
        Where a cell holds a list or another thing that is no cell.
    """
    mixed = column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) not in _HOMOGENEOUS
    if mixed or (_ENDS_AT_NUL and any(isinstance(cell, str) and "\0" in cell for cell in column)):
        # 1, 1.0 and True are equal to a hash table but not the same text
        cells = column.tolist()
        for cell in cells:
            if isinstance(cell, list | dict | set | tuple | np.ndarray):
                raise TypeError(type(cell).__name__)
        column = pd.Series([text_of(cell) for cell in cells], dtype=object)
    codes, uniques = pd.factorize(column)
    names = [text_of(cell) for cell in uniques.tolist()]
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, len(names), codes)
        names.append("")
    return merged(codes, names)


def merged(codes: Codes, names: list[str]) -> Labels:
    """Return codes and labels with equal labels merged into one."""
    if len(set(names)) == len(names):
        return Labels(codes, names)
    number: dict[str, int] = {}
    new = np.array([number.setdefault(name, len(number)) for name in names], dtype=np.intp)
    return Labels(new[codes], list(number))


def constant(text: str, rows: int) -> Labels:
    """Return a column that says the same in every row."""
    return Labels(np.zeros(rows, dtype=np.int8), [text])
