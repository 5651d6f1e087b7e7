"""Cells into the widths of columns: numbers whole, long texts with what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fazhi_score.presentation.text import width

Kind = Literal["text", "number", "centre"]

_STYLES = {"text": "TableText", "number": "TableNumber", "centre": "Centre"}
_PADDING = 140
_WIDEST, _LONG, _LEAST, _SHORT, _CUT = 352, 90, 4, 24, 16
_MOST_FIXED = 0.7
_SAMPLE = 400


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its cells stand, and whether equal cells below each other are one."""

    heading: str
    kind: Kind = "text"
    merged: bool = False

    @property
    def style(self) -> str:
        """The style of its cells."""
        return _STYLES[self.kind]


def text(heading: str, *, merged: bool = False) -> Column:
    """Return a column of text."""
    return Column(heading, "text", merged)


def number(heading: str) -> Column:
    """Return a column of numbers, at the right."""
    return Column(heading, "number")


def centre(heading: str) -> Column:
    """Return a column of short words, in the middle."""
    return Column(heading, "centre")


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], whole: int, size: float) -> list[int]:
    """Return the widths of columns in twentieths of a point, which add up to `whole`.

    Numbers and short texts get what they need; longer texts share what is left in proportion to what they have.

    Examples
    --------
    >>> column_widths([number("n"), text("t")], [["1", "甲" * 100]], 9000, 10)
    [620, 8380]
    """
    unit = size * 12  # half a character in twentieths of a point, and a little more for wide fonts
    naturals = [_natural(column, [row[k] for row in rows[:_SAMPLE]]) for k, column in enumerate(columns)]
    short = _SHORT if max(naturals) < _LONG else _CUT
    wanted = [natural * unit + _PADDING for natural in naturals]
    is_text = [column.kind == "text" for column in columns]
    kept = [natural if natural <= short or not some else _CUT for natural, some in zip(naturals, is_text, strict=True)]
    least = [natural * unit + _PADDING for natural in kept]
    if sum(wanted) <= whole:
        return _shared(wanted, wanted, whole)
    if sum(least) > whole:  # more than a page holds: texts are narrower, or if that is not enough all
        fixed = [0.0 if some else base for base, some in zip(least, is_text, strict=True)]
        if sum(fixed) > _MOST_FIXED * whole or not any(is_text):
            return _shared([0.0] * len(least), least, whole)
        return _shared(fixed, [base - rest for base, rest in zip(least, fixed, strict=True)], whole)
    more = [min(need, _WIDEST * unit) - base for need, base in zip(wanted, least, strict=True)]
    return _shared(least, more if sum(more) > 0 else wanted, whole)


def _natural(column: Column, cells: Sequence[str]) -> int:
    """Return how wide a column is if nothing of it is broken into lines."""
    widest = max((width(part) for cell in cells for part in cell.split("\n")), default=0)
    return max(widest, _head(column.heading), _LEAST)


def _head(heading: str) -> int:
    """Return what a heading needs: words of an English one whole, a long Chinese one on two lines."""
    if any(ord(character) > 0x2E80 for character in heading):
        return width(heading) if width(heading) <= 8 else -(-width(heading) // 2) + 1
    return max((round(1.2 * len(word)) for word in heading.split()), default=0) + 1  # they are bold


def _shared(base: Sequence[float], more: Sequence[float], whole: int) -> list[int]:
    """Return whole numbers that add up: the base, and the rest in proportion to `more`."""
    left, total = whole - sum(base), sum(more)
    found = [int(one + left * part / total) for one, part in zip(base, more, strict=True)]
    found[-1] += whole - sum(found)
    return found
