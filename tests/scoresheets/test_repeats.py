"""Groups whose cells are written on every row, as in a table made for filtering, are read like merged ones."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from fazhi_score.scoresheets.exporting import export_sheet
from fazhi_score.scoresheets.importing import import_sheet
from tests.scoresheets import sheets
from tests.scoresheets.test_layouts import items, saved

HEAD = ["一级指标", "二级指标", "考核内容", "分值", "评分标准"]
ROWS = [
    ["领导", "部署", "印发要点", 2, "未印发的不得分"],
    ["领导", "学法", "会前学法不少于4次", 3, "每少一次扣0.5分"],
    ["领导", "学法", "印发计划", 1, "未印发的不得分"],
    ["执法", "学法", "案卷", 5, "每件不合格扣1分"],
    ["执法", "学法", "培训", 1, "未培训的不得分"],
]
GROUPS = {
    "g1": ("领导", "", 6),
    "g1_1": ("部署", "g1", 2),
    "g1_2": ("学法", "g1", 4),
    "g2": ("执法", "", 6),
    "g2_1": ("学法", "g2", 6),
}


def groups(imported):
    return {name: (group.zh, group.within, group.weight) for name, group in imported.framework.file.groups.items()}


def blanked(*places):
    return [[None if (k, c) in places else text for c, text in enumerate(row)] for k, row in enumerate(ROWS)]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        blanked((2, 0), (2, 1), (4, 1)),
        blanked((1, 0), (4, 0)),
        [[" 领 导", *row[1:]] if k == 1 else row for k, row in enumerate(ROWS)],
    ],
    ids=["on every row", "some left blank", "blank between", "blanks within"],
)
def test_a_group_on_every_row_is_one_group_and_another_below_another_parent(tmp_path, rows):
    imported = import_sheet(saved(tmp_path, [HEAD, *rows, ["合计", None, None, 12, None]]))
    assert groups(imported) == GROUPS
    assert [title for title, _, _ in items(imported)] == [row[2] for row in ROWS]
    assert imported.problems == ()
    export_sheet(imported.framework, tmp_path / "out.xlsx")
    assert groups(import_sheet(tmp_path / "out.xlsx")) == GROUPS


@pytest.mark.parametrize("heads", [("分值", "分值"), ("一级分值", "二级分值")])
@pytest.mark.parametrize("whole", [True, False], ids=["on every row", "some left blank"])
def test_points_of_a_group_on_every_row_count_once(tmp_path, heads, whole):
    points = [(6, 2), (6, 4), (6, 4), (6, 6), (6, 6) if whole else (None, None)]
    rows = [[row[0], p, row[1], q, *row[2:]] for row, (p, q) in zip(ROWS, points, strict=True)]
    table = [["一级指标", heads[0], "二级指标", heads[1], *HEAD[2:]], *rows]
    imported = import_sheet(saved(tmp_path, table))
    assert groups(imported) == GROUPS
    assert [points for _, points, _ in items(imported)] == [2, 3, 1, 5, 1]
    assert imported.problems == ()
    table[1][1] = table[2][1] = table[3][1] = 7
    told = import_sheet(saved(tmp_path, table)).problems
    assert [(p.code, p.params["wanted"], p.place) for p in told] == [("scoresheet_sum", "7", "'表1'!B2")]


PROJECTS = [
    ["考核项目", "分值", "考核内容", "评分标准"],
    ["学法", 3, "会前学法不少于4次", "每少一次扣0.5分"],
    ["学法", 3, "印发计划", "未印发的不得分"],
    ["案卷", 5, "案卷", "每件不合格扣1分"],
]


@pytest.mark.parametrize("total", [None, 8])
def test_the_only_points_before_the_items_count_once_and_this_is_told(tmp_path, total):
    last = [["合计", total, None, None]] if total else []
    imported = import_sheet(saved(tmp_path, [*PROJECTS, *last]))
    assert [(title, points) for title, points, _ in items(imported)] == [("学法", 3), ("案卷", 5)]
    assert [(p.code, p.severity, p.place) for p in imported.problems] == [("scoresheet_once", "note", "'表1'!B1")]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.append(["合计", 11, None, None]),
        lambda rows: rows[2].__setitem__(1, 2),
        lambda rows: rows[2].__setitem__(0, None),
        lambda rows: rows.insert(1, ["—", 1, "宣誓", "未组织的不得分"]),
        lambda rows: [row.insert(4, row.pop(1)) for row in rows],
    ],
    ids=["the total says so", "they differ", "the group is not repeated", "one has no group", "behind the items"],
)
def test_points_of_each_row_stay_those_of_the_row(tmp_path, change):
    rows = [list(row) for row in PROJECTS]
    change(rows)
    imported = import_sheet(saved(tmp_path, rows))
    assert len(items(imported)) == len([row for row in rows[1:] if row[2] or row[3]])
    assert [p.code for p in imported.problems] == []


def test_a_heading_across_the_table_and_a_dash_end_a_group(tmp_path):
    rows = [HEAD, ["一、基础部分"], *ROWS[:2], ["二、提升部分"], *ROWS[1:3]]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:E2", "A5:E5")))
    assert [name for name, _, _ in groups(imported).values()].count("领导") == 2
    dashed = [list(row) for row in ROWS]
    dashed[2][1] = "—"
    found = groups(import_sheet(saved(tmp_path, [HEAD, *dashed])))
    assert found == {**GROUPS, "g1_2": ("学法", "g1", 3)}


def flattened(path):
    """Write into every cell of a merged area below the headings what its first one says."""
    book = load_workbook(path)
    sheet = book.active
    for area in list(sheet.merged_cells.ranges):
        if area.size["rows"] > 1 and area.size["columns"] == 1 and area.min_row > 4:
            value = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(str(area))
            for row in range(area.min_row, area.max_row + 1):
                sheet.cell(row, area.min_col).value = value
    book.save(path)


@pytest.mark.parametrize("build", [sheets.sheet_a, sheets.sheet_c])
def test_a_whole_sheet_without_merged_groups_gives_the_same_framework(tmp_path, build):
    build(tmp_path / "in.xlsx")
    merged = import_sheet(tmp_path / "in.xlsx", id="s")
    flattened(tmp_path / "in.xlsx")
    flat = import_sheet(tmp_path / "in.xlsx", id="s")
    assert groups(flat) == groups(merged)
    pd.testing.assert_frame_equal(flat.items, merged.items)
    assert [p.code for p in flat.problems] == [p.code for p in merged.problems]
    export_sheet(flat.framework, tmp_path / "out.xlsx")
    assert groups(import_sheet(tmp_path / "out.xlsx", id="s")) == groups(flat)
