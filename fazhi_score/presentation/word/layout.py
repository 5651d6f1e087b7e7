"""Cells into the widths of columns: numbers whole, long texts with what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fazhi_score.presentation.word.text import width

Kind = Literal["text", "number", "centre"]

_STYLES = {"text": "TableText", "number": "TableNumber", "centre": "Centre"}
_PADDING = 140
_WIDEST, _LEAST, _SHORT, _CUT = 352, 4, 24, 16
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
    [580, 8420]
    """
    unit = size * 11  # half a character in twentieths of a point, and a little more for wide fonts
    wanted, least = [], []
    for k, column in enumerate(columns):
        cells = [max(map(width, row[k].split("\n"))) for row in rows[:_SAMPLE]] or [0]
        head = _head(column.heading)
        natural = max(*cells, head, _LEAST) if cells else max(head, _LEAST)
        wanted.append(natural * unit + _PADDING)
        least.append((natural if natural <= _SHORT or column.kind != "text" else _CUT) * unit + _PADDING)
    if sum(wanted) <= whole:
        return _shared(list(wanted), wanted, whole)
    if sum(least) > whole:  # more columns than a page holds: all of them are narrower
        return _shared([0.0] * len(least), least, whole)
    most = _WIDEST * unit
    more = [min(need, most) - base for need, base in zip(wanted, least, strict=True)]
    return _shared(least, more if sum(more) else wanted, whole)


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
