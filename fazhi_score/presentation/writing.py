"""Results and tables into files; the ending chooses the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import escaped
from fazhi_score.facts.writing import write_frame
from fazhi_score.files import write_text
from fazhi_score.presentation.data import as_data, records, to_json
from fazhi_score.scoring.result import Result


def write_result(result: Result, path: str | Path, lang: str = "en") -> None:
    """Write the league table (``.csv``, UTF-8 with a mark for Excel) or everything (``.json``).

    The file is written whole or not at all. Cells that a spreadsheet would run as a formula are escaped.
    A workbook (``.xlsx``) is written by :func:`fazhi_score.write_excel`.
    """
    ending = Path(path).suffix.lower()
    if ending == ".json":
        write_text(path, to_json(as_data(result, lang)))
    elif ending == ".csv":
        frame = result.table.join(result.scores[[g for g in result.scores if g in result.framework.file.groups]])
        safe = frame.reset_index().map(escape_cell)
        write_text(path, safe.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig")
    elif ending == ".xlsx":
        from fazhi_score.presentation.excel import write_excel

        write_excel(path, result, lang=lang)
    else:
        told = {"ending": ending or "-", "known": ".csv, .json, .xlsx"}
        raise FazhiError(Problem("output_ending", told, file=str(path)))


def escape_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    return escaped(value) if isinstance(value, str) else value


FORMS = (".csv", ".json", ".md", ".tex", ".xlsx")
"""Endings of a table."""


def write_table(path: str | Path, frame: pd.DataFrame, *, caption: str = "") -> None:
    """Write a table to a file; the ending chooses the form.

    ``.csv`` (UTF-8 with a mark, so that Excel reads it), ``.tex`` (a ``longtable`` with three rules, for the packages
    booktabs and longtable), ``.md`` (a pipe table), ``.json`` (rows) and ``.xlsx``. Numbers keep all their digits in
    CSV, JSON and workbooks, and have at most four after the point where people read them. A missing number is an empty
    cell, null in JSON. The file is written whole or not at all; whatever a spreadsheet would run as a formula, and
    whatever LaTeX or Markdown would read as a command, is escaped.

    Parameters
    ----------
    path : path
    frame : DataFrame
        As the functions of ``fs.tables`` return it; levels of the index that have names become columns.
    caption : str
        Stands above the table in LaTeX and Markdown.

    Raises
    ------
    FazhiError
        For another ending, or a file that cannot be written.
    """
    flat = frame.reset_index() if frame.index.names != [None] else frame
    ending = Path(path).suffix.lower()
    if ending == ".csv":
        safe = flat.map(escape_cell).rename(columns=escape_cell)
        write_text(path, safe.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig")
    elif ending == ".json":
        write_text(path, to_json(records(flat)))
    elif ending == ".md":
        write_text(path, _markdown(flat, caption))
    elif ending == ".tex":
        write_text(path, _latex(flat, caption))
    elif ending == ".xlsx":
        write_frame(flat, path)
    else:
        raise FazhiError(Problem("output_ending", {"ending": ending or "-", "known": ", ".join(FORMS)}, file=str(path)))


def _texts(frame: pd.DataFrame) -> list[list[str]]:
    """Return the cells as people read them: row by row, one line each."""
    return [[_text(cell) for cell in row] for row in frame.itertuples(index=False)]


def _text(cell: Any) -> str:
    if not isinstance(cell, str) and pd.isna(cell):
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".") if abs(cell) < 1e15 else f"{cell:.6g}"
    return str(cell)


def _markdown(frame: pd.DataFrame, caption: str) -> str:
    numbers = [pd.api.types.is_numeric_dtype(frame.iloc[:, k]) for k in range(frame.shape[1])]

    def line(cells: list[str]) -> str:
        return f"| {' | '.join(map(_in_markdown, cells))} |"

    head = [line([str(column) for column in frame.columns]), f"|{'|'.join('--:' if n else '---' for n in numbers)}|"]
    above = [f"**{_in_markdown(caption)}**", ""] if caption else []
    return "\n".join([*above, *head, *map(line, _texts(frame))]) + "\n"


_MARKDOWN = str.maketrans({**{char: f"\\{char}" for char in "\\`*_{}[]<>|#~$"}, "&": "&amp;", "\n": "<br>", "\r": ""})


def _in_markdown(text: str) -> str:
    return text.translate(_MARKDOWN)


def _latex(frame: pd.DataFrame, caption: str) -> str:
    numbers = [pd.api.types.is_numeric_dtype(frame.iloc[:, k]) for k in range(frame.shape[1])]

    def line(cells: list[str]) -> str:
        return " & ".join(map(_in_latex, cells)) + r" \\"

    head = line([str(column) for column in frame.columns])
    columns = "".join("r" if number else "l" for number in numbers)
    above = [rf"\caption{{{_in_latex(caption)}}} \\"] if caption else []
    repeated = [r"\toprule", head, r"\midrule"]
    parts = [
        r"% \usepackage{booktabs,longtable}; Chinese: \usepackage{ctex}, xelatex",
        rf"\begin{{longtable}}{{{columns}}}",
        *above, *repeated, r"\endfirsthead", *repeated, r"\endhead", r"\bottomrule", r"\endfoot",
        *map(line, _texts(frame)),
        r"\end{longtable}",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


_LATEX = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%$#_{}"},
        "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
        "\n": " ", "\r": "", "–": "--",
    }
)  # fmt: skip


def _in_latex(text: str) -> str:
    return text.translate(_LATEX)
