"""The text of a report into its tables, which say what was done wherever they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from fazhi_score.reports.types import Section

_MARK = r"(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、．.]?|[①-⑳]|[一二三四五六七八九十]{1,2}[是要])"
# Cells stand apart by tabs. A tab behind the mark of a list is none between cells, and sentences are no cells.
# The first cell has no tab: with one way to match a row, hostile text takes linear time.
_TABLE = re.compile(
    rf"^(?:(?![ \t\u3000]*{_MARK}[ \u3000]*\t(?=[^\t\n]*[一-鿿])[^\t\n]*(?:\n|\Z))"
    r"[ \t\u3000]*[^\s。；;][^\t\n。；;]*\t[^\n。；;]*(?:\n|\Z)){2,}",
    re.ASCII | re.MULTILINE,
)
_ITEM = r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、．.]|[①-⑳]|[一二三四五六七八九十]{1,2}[是要]"
_CAPTION = re.compile(
    rf"[ \u3000]*(?!{_ITEM})(?:附?表[^\n。；;]{{0,40}}|[^\n。；;，,：:]{{0,40}}(?:表|数据|一览))[ \u3000]*\n?"
)
_LONGEST_CAPTION = 60


def tables(text: str) -> list[tuple[int, int]]:
    """Return where tables stand: two or more lines with tabs between cells, one right behind the other.

    Parameters
    ----------
    text : str
        The text of a report, as it was read from a page or a document.

    Returns
    -------
    list of (int, int)
        Where each begins and ends, in their order; their captions are not in them.

    Examples
    --------
    >>> tables("加强培训。\\n项目\\t数量\\n复议案件\\t12\\n")
    [(6, 20)]
    >>> tables("1.\\t加强培训。\\n2.\\t规范文书。\\n")
    []
    """
    return [match.span() for match in _TABLE.finditer(text)] if "\t" in text else []


def with_tables(text: str, found: Sequence[Section], known: Sequence[tuple[int, int]]) -> list[Section]:
    """Return sections with the tables in those about problems and plans as sections of their own, of kind ``done``.

    A line above that ends like a caption (…表) goes with its table.

    Parameters
    ----------
    text : str
        The text of a report.
    found : sequence of Section
        They cover the text; the indices of parents move along.
    known : sequence of (int, int)
        What :func:`tables` returns.
    """
    result: list[Section] = []
    moved: dict[int | None, int | None] = {None: None}
    for index, section in enumerate(found):
        moved[index] = len(result)
        section = section._replace(parent=moved[section.parent])
        result.append(section)
        if section.kind not in ("problems", "plans"):
            continue
        part = Section(0, 0, section.kind, "", section.level + 1, moved[index], 0, "")
        for start, end in known[bisect_left(known, (section.body, 0)) :]:
            if start >= section.end:
                break
            rest, begin = result.pop(), _with_caption(text, section.body, start)
            if rest.start < begin:
                result.append(rest._replace(end=begin))
            result.append(part._replace(start=max(rest.start, begin), end=end, kind="done", body=start))
            if end < rest.end:
                result.append(part._replace(start=end, end=rest.end, body=end))
    return result


def _with_caption(text: str, first: int, start: int) -> int:
    """Return where the caption of a table begins; where the table does, if it has none."""
    line = max(first, text.rfind("\n", first, max(first, start - 1)) + 1)
    return line if _CAPTION.fullmatch(text, max(line, start - _LONGEST_CAPTION), start) else start
