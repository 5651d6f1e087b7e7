"""Tables and notes on a terminal or in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable

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
    """Print a frame of text cells; what does not fit beside the first `head` columns follows in a second table."""
    for part in _fitting(out, frame, head):
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for number, column in enumerate(part.columns):
            table.add_column(Text(str(column)), justify="left" if number < head else "right", no_wrap=True)
        for row in part.itertuples(index=False):
            table.add_row(*(Text(str(cell).replace("\n", " ")) for cell in row))
        out.print(table)


def _fitting(out: Console, frame: pd.DataFrame, head: int) -> Iterable[pd.DataFrame]:
    """Yield parts of the frame that fit the width, each with the first `head` columns."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, [str(column), *frame[column].astype(str)])) + 2 for column in frame.columns]
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
