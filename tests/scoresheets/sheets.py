"""Invented score sheets in Excel, of the three usual layouts; their wordings stand in sheet_a.txt to sheet_c.txt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment

HERE = Path(__file__).parent
SPECIAL = ("加分", "减分", "否决")


@dataclass
class Line:
    """One item of a sheet: its groups, what its cells say, and whether its content stands in the cell above."""

    groups: list[str]
    cells: list[str]
    goes_on: bool = False

    @property
    def points(self) -> float | None:
        return float(self.cells[1]) if self.cells[1] else None

    @property
    def scored(self) -> bool:
        return not any(word in group for group in self.groups for word in SPECIAL)


@dataclass
class Source:
    """What a text file of wordings says."""

    titles: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def scored(self) -> list[Line]:
        return [line for line in self.lines if line.scored]

    def sum(self, *groups: str) -> float:
        depth = len(groups)
        return sum(line.points or 0 for line in self.scored if tuple(line.groups[:depth]) == groups)


def read(letter: str) -> Source:
    source, groups = Source(), [""]
    for line in (HERE / f"sheet_{letter}.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "!":
            source.titles.append(rest.strip())
        elif mark == "*":
            source.footnotes.append(rest.strip())
        elif mark == "=":
            groups = [rest.strip()]
        elif mark == "==":
            groups = [groups[0], rest.strip()]
        else:
            cells = [cell.strip() for cell in line.split("|")]
            source.lines.append(Line(list(groups), cells, goes_on=cells[0] == "+"))
    return source


def _merge(sheet, column: int, first: int, last: int) -> None:
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _across(sheet, row: int, text: str, width: int) -> None:
    sheet.cell(row, 1, text)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)


def _merge_same(sheet, column: int, first: int, keys: list) -> None:
    """Merge a column over rows of the same key; only the first of them keeps its text."""
    start = 0
    for k in range(1, len(keys) + 1):
        if k == len(keys) or keys[k] != keys[start]:
            for row in range(first + start + 1, first + k):
                sheet.cell(row, column).value = None
            _merge(sheet, column, first + start, first + k - 1)
            start = k


def _number(text: str) -> float | int | str | None:
    if not text:
        return None
    return float(text) if "." in text else int(text)


def sheet_a(path: Path) -> Source:
    """One table; the columns of the groups are merged; a sum at the end."""
    source = read("a")
    book = Workbook()
    sheet = book.active
    sheet.title = "考核细则"
    heads = ["序号", "一级指标", "二级指标", "考核内容", "分值", "评分标准", "责任单位", "考核方式", "备注"]
    _across(sheet, 1, source.titles[0], len(heads))
    _across(sheet, 2, source.titles[1], len(heads))
    for column, head in enumerate(heads, start=1):
        sheet.cell(3, column, head if head != "分值" else "分 值\n（分）")
    for k, line in enumerate(source.lines):
        row = 4 + k
        content, points, criteria, *others = line.cells
        values = [k + 1, *line.groups, content, _number(points), criteria, *others]
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value or None).alignment = Alignment(wrap_text=True)
    _merge_same(sheet, 2, 4, [line.groups[0] for line in source.lines])
    _merge_same(sheet, 3, 4, [tuple(line.groups) for line in source.lines])
    end = 4 + len(source.lines)
    sheet.cell(end, 1, "合计")
    sheet.cell(end, 5, source.sum())
    _across(sheet, end + 3, source.footnotes[0], len(heads))
    for row in range(end + 4, end + 30):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True)
    book.save(path)
    return source


def sheet_b(path: Path) -> Source:
    """Headings of sections across the table with their points; subtotals below; no columns of groups."""
    source = read("b")
    book = Workbook()
    sheet = book.active
    heads = ["考核项目及内容", "分值", "评分办法", "责任单位", "得分"]
    _across(sheet, 1, source.titles[0], len(heads))
    sheet.cell(2, 5, source.titles[1])
    for column, head in enumerate(heads, start=1):
        sheet.cell(3, column, head)
    row, group = 4, ""
    for k, line in enumerate(source.lines):
        if line.groups[0] != group:
            group = line.groups[0]
            points = f"（{source.sum(group):g}分）" if line.scored else ""
            _across(sheet, row, group + points, len(heads))
            row += 1
        content, points, criteria, office = line.cells
        for column, value in enumerate([content, _number(points), criteria, office], start=1):
            sheet.cell(row, column, value or None)
        row += 1
        following = source.lines[k + 1].groups[0] if k + 1 < len(source.lines) else ""
        if following != group and line.scored:
            sheet.cell(row, 1, "小  计")
            sheet.cell(row, 2, source.sum(group))
            row += 1
    for footnote in source.footnotes:
        sheet.cell(row, 1, footnote)
        row += 1
    book.save(path)
    return source


def sheet_c(path: Path, *, wrong: bool = False) -> Source:
    """Groups of two levels with points of their own, headings in two rows, several rows of wording for one content.

    `wrong` puts in what goes wrong in practice: two sums, a word for points, a formula without value, an item twice.
    """
    source = read("c")
    book = Workbook()
    sheet = book.active
    sheet.title = "指标体系"
    _across(sheet, 1, source.titles[0], 8)
    _across(sheet, 2, source.titles[1], 8)
    for column, head in ((1, "一级指标"), (3, "二级指标")):
        sheet.cell(3, column, head)
        sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + 1)
        sheet.cell(4, column, "名称")
        sheet.cell(4, column + 1, "分值")
    for column, head in ((5, "考核内容"), (6, "评分标准"), (7, "分值"), (8, "数据来源")):
        sheet.cell(3, column, head)
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    keys = []
    for k, line in enumerate(source.lines):
        content, points, criteria, office = line.cells
        keys.append(keys[-1] if line.goes_on else k)
        values = [
            line.groups[0], source.sum(line.groups[0]), line.groups[1], source.sum(*line.groups),
            content if not line.goes_on else None, criteria, _number(points), office,
        ]  # fmt: skip
        for column, value in enumerate(values, start=1):
            sheet.cell(5 + k, column, value)
    tops, seconds = [line.groups[0] for line in source.lines], [tuple(line.groups) for line in source.lines]
    for column, names in ((1, tops), (2, tops), (3, seconds), (4, seconds), (5, keys)):
        _merge_same(sheet, column, 5, names)
    end = 5 + len(source.lines)
    sheet.cell(end, 1, "总 分")
    sheet.cell(end, 7, source.sum())
    for k, footnote in enumerate(source.footnotes):
        sheet.cell(end + 1 + k, 1, footnote)
    if wrong:
        sheet["B5"] = source.sum(tops[0]) + 1
        sheet["D5"] = source.sum(*seconds[0]) - 4
        sheet["G8"] = "待定"
        sheet["G9"] = "=1+1"
        row = end
        sheet.insert_rows(row)
        for column in range(5, 9):
            sheet.cell(row, column, sheet.cell(row - 1, column).value)
    book.save(path)
    return source
