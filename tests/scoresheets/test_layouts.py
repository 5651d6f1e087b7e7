"""Sheets laid out in other ways: read as they are meant, or told; nothing is lost in silence."""

import pytest
from openpyxl import Workbook

from fazhi_score.errors import FazhiError
from fazhi_score.scoresheets import grid
from fazhi_score.scoresheets.importing import import_sheet

CLASSES = [
    ["一级指标", "考核内容", "分值", None, "评分标准"],
    [None, None, "乡镇", "部门", None],
    ["领导", "印发要点", 2, 3, "未印发的不得分"],
    [None, "学法不少于4次", 3, 2, "每少一次扣0.5分"],
    ["执法", "案卷", None, 5, "每件不合格扣1分"],
    [None, "培训", "/", 1, "未培训的不得分"],
    ["合计", None, 5, 11, None],
]
MERGED = ("C1:D1", "A3:A4", "A5:A6")


def saved(tmp_path, *tables, merge=()):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tables, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
        for area in merge:
            sheet.merge_cells(area)
    book.save(tmp_path / "s.xlsx")
    return tmp_path / "s.xlsx"


def items(imported):
    return [tuple(row) for row in imported.items[["title", "points", "rule"]].itertuples(index=False)]


@pytest.mark.parametrize("merge", [MERGED, (*MERGED, "A1:A2", "B1:B2", "E1:E2")])
def test_points_by_class_are_asked_for_and_read_for_the_class(tmp_path, merge):
    path = saved(tmp_path, CLASSES, merge=merge)
    for points in (None, "村"):
        with pytest.raises(FazhiError, match="乡镇, 部门") as error:
            import_sheet(path, points=points)
        assert [p.code for p in error.value.problems] == ["scoresheet_classes"]
    towns = import_sheet(path, points="乡镇")
    assert items(towns) == [("印发要点", 2, "presence"), ("学法不少于4次", 3, "required")]
    assert [(p.code, p.severity) for p in towns.problems] == [("scoresheet_other_class", "note")]
    assert "5, 6" in towns.problems[0].message("zh")
    assert towns.framework.file.total_points == 5
    offices = import_sheet(path, points="部门")
    assert [points for _, points, _ in items(offices)] == [3, 2, 5, 1]
    assert offices.problems == ()
    assert {name: g.weight for name, g in offices.framework.file.groups.items()} == {"g1": 5, "g2": 6}


def test_a_group_that_begins_in_a_row_of_the_other_class_keeps_its_name(tmp_path):
    rows = [*CLASSES[:4], ["执法", "案卷", None, 5, "每件不合格扣1分"], [None, "培训", 1, 1, "未培训的不得分"]]
    path = saved(tmp_path, rows, merge=MERGED)
    towns = import_sheet(path, points="乡镇")
    assert [g.zh for g in towns.framework.file.groups.values()] == ["领导", "执法"]
    assert items(towns)[-1] == ("培训", 1, "presence")


def test_the_classes_may_stand_in_one_row_of_headings(tmp_path):
    rows = [["考核内容", "分值（乡镇）", "县直部门分值", "评分标准"], ["印发要点", 2, 3, "未印发的不得分"]]
    path = saved(tmp_path, rows)
    with pytest.raises(FazhiError, match="县直部门"):
        import_sheet(path)
    assert items(import_sheet(path, points="县直部门")) == [("印发要点", 3, "presence")]


def test_points_are_named_only_where_there_are_classes(tmp_path):
    path = saved(tmp_path, [["考核内容", "分值", "评分标准"], ["要点", 2, "未印发的不得分"]])
    with pytest.raises(FazhiError) as error:
        import_sheet(path, points="乡镇")
    assert [p.code for p in error.value.problems] == ["scoresheet_no_classes"]


@pytest.mark.parametrize(("below", "classes"), [(["城市", "农村"], True), (["标准分", "自评分"], False)])
def test_any_two_names_under_points_are_classes_but_not_columns_to_fill_in(tmp_path, below, classes):
    rows = [["考核内容", "分值", None, "评分标准"], [None, *below, None], ["印发要点", 2, None, "未印发的不得分"]]
    path = saved(tmp_path, rows, merge=("B1:C1",))
    if classes:
        with pytest.raises(FazhiError, match="城市, 农村"):
            import_sheet(path)
    else:
        assert items(import_sheet(path)) == [("印发要点", 2, "presence")]


def test_weights_in_percent_are_points_of_100(tmp_path):
    rows = [
        ["一级指标", "权重", "考核内容", "权重", "评分标准"],
        ["领导", "40%", "印发要点", "15%", "未印发的不得分"],
        [None, None, "学法不少于4次", "25%", "每少一次扣5分"],
        ["执法", "60%", "案卷", "60%", "每件不合格扣5分"],
    ]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:A3", "B2:B3")))
    assert [points for _, points, _ in items(imported)] == [15, 25, 60]
    assert imported.framework.file.total_points == 100
    rows[1][3], rows[2][3] = "37.5%", "62.5%"  # of the group: told, not turned into points
    told = import_sheet(saved(tmp_path, rows, merge=("A2:A3", "B2:B3")))
    assert [p.code for p in told.problems] == ["scoresheet_sum"]


def test_items_numbered_in_one_cell_with_their_wording(tmp_path):
    rows = [
        ["考核项目", "评分标准", "分值"],
        ["1 领导", None, 5],
        ["1.1 印发要点", "未印发的不得分", 2],
        ["1.2 学法", "不少于4次，每少一次扣0.5分", 3],
        ["2 执法", None, 5],
        ["2.1 案卷", "每件不合格扣1分", 5],
    ]
    imported = import_sheet(saved(tmp_path, rows))
    assert [points for _, points, _ in items(imported)] == [2, 3, 5]
    assert imported.framework.file.total_points == 10
    assert [g.weight for g in imported.framework.file.groups.values()] == [5, 5]


def test_numbers_in_their_own_column_and_of_three_levels(tmp_path):
    rows = [
        ["序号", "考核项目", "评分标准", "分值"],
        ["1", "领导", None, 5],
        ["1.1", "学法", None, 5],
        ["1.1.1", "会前学法", "不少于4次，每少一次扣0.5分", 3],
        ["1.1.2", "印发要点", "未印发的不得分", 2],
        ["2", "其他", "未办理的不得分", 1],
    ]
    file = import_sheet(saved(tmp_path, rows)).framework.file
    groups = [(g.zh, g.within, g.weight) for g in file.groups.values()]
    assert sorted(groups) == [("全部指标", "", 1), ("学法", "g2", 5), ("领导", "", 5)]
    assert file.total_points == 6


def test_several_items_in_one_cell_stay_one_item_with_all_of_its_wording(tmp_path):
    rows = [
        ["考核项目", "考核内容及评分标准", "分值"],
        ["领导", "1.1 印发要点，未印发的不得分（2分）\n1.2 学法不少于4次，每少一次扣0.5分（3分）", 5],
    ]
    imported = import_sheet(saved(tmp_path, rows))
    assert items(imported) == [("领导", 5, "reviewer")]
    assert "1.2 学法不少于4次" in imported.items["wording"].iloc[0]


def test_points_in_front_of_the_wording(tmp_path):
    rows = [
        ["考核项目", "评分标准"],
        ["印发要点", "（2分）未印发的不得分"],
        ["学法", "3分：全年不少于4次，每少一次扣0.5分"],
        ["执法", "5分。案卷不合格每件扣1分"],
    ]
    imported = import_sheet(saved(tmp_path, rows))
    assert items(imported) == [("印发要点", 2, "presence"), ("学法", 3, "required"), ("执法", 5, "deduct")]


def test_a_sheet_over_two_worksheets_is_told(tmp_path):
    first = [["考核内容", "分值", "评分标准"], ["印发要点", 2, "未印发的不得分"]]
    second = [["考核内容", "分值", "评分标准"], ["学法不少于4次", 3, "每少一次扣0.5分"]]
    path = saved(tmp_path, first, second)
    imported = import_sheet(path)
    assert [(p.code, p.place) for p in imported.problems] == [("scoresheet_also", "'表2'")]
    assert items(import_sheet(path, sheet="表2")) == [("学法不少于4次", 3, "required")]


def test_reasons_are_told_in_both_languages(tmp_path):
    rows = [["考核内容", "分值", "评分标准"], ["落实", 2, "落实不到位的酌情扣分"], ["渠道", 1, "渠道畅通"]]
    path = saved(tmp_path, rows)
    chinese, english = import_sheet(path), import_sheet(path, lang="en")
    assert chinese.open["why"].tolist() == english.open["why"].tolist() == ["open_hedged", "open_no_marks"]
    assert chinese.open["why_open"].tolist() == ["评分靠人工判断（“酌情”）", "没有写明怎样得分或扣分"]
    assert english.open["why_open"].iloc[0] == "the wording leaves the marks to judgement (酌情)"
    assert chinese.text == english.text


HEAD = ["序号", "考核内容", "分值", "评分标准"]
ITEM = [1, "印发要点", 2, "未印发的不得分"]


def test_headings_that_are_repeated_on_the_next_page_are_no_item(tmp_path):
    rows = [HEAD, ITEM, HEAD, [2, "学法不少于4次", 3, "每少一次扣0.5分"]]
    assert len(import_sheet(saved(tmp_path, rows)).items) == 2


def test_points_of_levels_under_one_heading(tmp_path):
    rows = [
        ["一级指标", "二级指标", "考核内容", "分值", None, None, "评分标准"],
        [None, None, None, "一级", "二级", "三级", None],
        ["领导", "学法", "会前学法不少于4次", 5, 3, 3, "每少一次扣0.5分"],
        [None, "部署", "印发要点", None, 2, 1, "未印发的不得分"],
        [None, None, "印发计划", None, None, 1, "未印发的不得分"],
    ]
    merge = ("D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2", "A3:A5", "D3:D5", "B4:B5", "E4:E5")
    file = import_sheet(saved(tmp_path, rows, merge=merge)).framework.file
    assert sorted(g.weight for g in file.groups.values()) == [2, 3, 5]


def test_points_of_groups_that_are_no_number_are_told(tmp_path):
    rows = [
        ["一级指标", "一级分值", "考核内容", "分值", "评分标准"],
        ["领导", "待定", "印发要点", 2, "未印发的不得分"],
        [None, None, "学法不少于4次", 3, "每少一次扣0.5分"],
    ]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:A3", "B2:B3")))
    assert [(p.code, p.place) for p in imported.problems] == [("scoresheet_points", "'表1'!B2")]


def test_an_item_without_points_is_told_by_the_beginning_of_its_wording(tmp_path):
    long = "完善重大行政决策听取意见制度并按照规定的程序公开征求社会公众的意见" * 2
    imported = import_sheet(saved(tmp_path, [HEAD, ITEM, [2, long, None, "未公开的不得分"]]))
    (told,) = imported.problems
    assert told.code == "scoresheet_no_points"
    assert "…" in told.message("zh")
    assert imported.items["title"].iloc[1].endswith("…")
    assert imported.open["why"].tolist() == ["open_points"]


def test_a_nested_section_of_bonuses_and_one_that_is_only_long(tmp_path):
    rows = [
        HEAD,
        ["一、领导责任落实情况，含加分以外的全部基础工作以及上级部署的各项法治建设重点任务和专项任务（2分）"],
        ITEM,
        ["（一）加分项"],
        [2, "创新", "1-2分", "获市级以上推广的，每项加1分"],
    ]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:D2", "A4:D4")))
    assert imported.framework.file.total_points == 2
    (bonus,) = imported.framework.file.adjustments.values()
    assert (bonus.kind, bonus.each) == ("bonus", 1)
    assert "1-2分" in bonus.basis


def test_a_sheet_of_bonuses_alone_has_no_items(tmp_path):
    rows = [HEAD, ["加分项"], [1, "创新", 1, "获推广的，每项加1分"]]
    with pytest.raises(FazhiError) as error:
        import_sheet(saved(tmp_path, rows, merge=("A2:D2",)))
    assert [p.code for p in error.value.problems] == ["scoresheet_no_items"]


def test_marks_that_do_not_fit_the_points_are_left_to_a_person(tmp_path):
    imported = import_sheet(saved(tmp_path, [HEAD, [1, "学法不少于4次", 2, "每少一次扣3分"]]))
    assert imported.open["why"].tolist() == ["open_refused"]


@pytest.mark.parametrize(("limit", "code"), [("MOST_UNZIPPED", "scoresheet_large"), ("MOST_CELLS", "too_many_cells")])
def test_what_is_too_large_is_refused(tmp_path, monkeypatch, limit, code):
    monkeypatch.setattr(grid, limit, 1)
    monkeypatch.setattr(grid, "MOST_MERGED", 0)
    with pytest.raises(FazhiError) as error:
        import_sheet(saved(tmp_path, [HEAD, ITEM]))
    assert [p.code for p in error.value.problems] == [code]


def test_points_of_groups_beside_those_of_items(tmp_path):
    rows = [
        ["一级指标", "一级分值", "二级指标", "二级分值", "评分标准"],
        ["领导", 5, "印发要点", 2, "未印发的不得分"],
        [None, None, "学法不少于4次", 3, "每少一次扣0.5分"],
    ]
    merge = ("A2:A3", "B2:B3")
    imported = import_sheet(saved(tmp_path, rows, merge=merge))
    assert [points for _, points, _ in items(imported)] == [2, 3]
    assert imported.framework.file.groups["g1"].weight == 5
    rows[0] = ["考核项目", "分值", "考核内容", "分值", "评分标准"]
    imported = import_sheet(saved(tmp_path, rows, merge=merge))
    assert [points for _, points, _ in items(imported)] == [2, 3]
    assert imported.framework.file.groups["g1"].weight == 5


def test_a_subtotal_of_the_last_part_of_a_part(tmp_path):
    rows = [HEAD, ["一、领导"], ["（一）部署"], ITEM, ["小计", None, 2, None]]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:D2", "A3:D3")))
    assert imported.problems == ()


def test_points_below_a_blank_content_belong_to_the_content_above(tmp_path):
    rows = [HEAD, ITEM, [None, None, 1, "未公布的不得分"]]
    imported = import_sheet(saved(tmp_path, rows))
    assert items(imported) == [("印发要点", 2, "presence"), ("印发要点", 1, "presence")]


def test_numbered_wording_beside_merged_cells_is_no_heading(tmp_path):
    rows = [HEAD, [1, "学法", 2, "（一）制定计划（1分）"], [None, None, None, "（二）开展考试（1分）"]]
    imported = import_sheet(saved(tmp_path, rows, merge=("A2:A3", "B2:B3", "C2:C3")))
    assert items(imported) == [("学法", 2, "checklist")]
