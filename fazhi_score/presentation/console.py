"""Tables and notes on a terminal or in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Literal

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fazhi_score.errors import Problem

_PIPE_WIDTH = 400  # a pipe has no width: nothing is cut or wrapped there


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or wide enough for everything in a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_frame(out: Console, frame: pd.DataFrame, *, head: int = 2) -> None:
    """Print a frame of text cells; what does not fit beside the first `head` columns follows in a second table.

    Nothing is cut: where even one column does not fit beside them, a terminal shows cells in several lines, and a
    pipe gets longer ones.
    """
    for part in _fitting(out, frame, head):
        needed = sum(_widths(part))
        too_wide = needed > out.width
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for number, column in enumerate(part.columns):
            justify: Literal["left", "right"] = "left" if number < head else "right"
            table.add_column(Text(str(column)), justify=justify, no_wrap=not too_wide, overflow="fold")
        for row in part.itertuples(index=False):
            table.add_row(*(Text(str(cell).replace("\n", " ")) for cell in row))
        longer = too_wide and not out.is_terminal
        (Console(file=out.file, width=needed, highlight=False) if longer else out).print(table)


def _widths(frame: pd.DataFrame) -> list[int]:
    """Return how wide each column is, with the spaces around it."""
    from rich.cells import cell_len

    return [max(map(cell_len, [str(column), *frame[column].astype(str)])) + 3 for column in frame.columns]


def _fitting(out: Console, frame: pd.DataFrame, head: int) -> Iterable[pd.DataFrame]:
    """Yield parts of the frame that fit the width, each with the first `head` columns."""
    widths = _widths(frame)
    head = min(head, len(widths))
    fixed, part = sum(widths[:head]), list(range(head))
    used = fixed
    for number in range(head, len(widths)):
        if used + widths[number] > out.width and len(part) > head:
            yield frame.iloc[:, part]
            part, used = list(range(head)), fixed
        part.append(number)
        used += widths[number]
    yield frame.iloc[:, part]


def print_notes(out: Console, notes: Iterable[Problem], lang: str) -> None:
    """Print notes and warnings, each with its place and remedy."""
    for note in notes:
        mark = {"error": "✗", "warning": "!", "note": "·"}[note.severity]
        out.print(Text(f"{mark} {note.render(lang)}"))
