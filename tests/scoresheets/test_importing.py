"""Score sheets of different layouts into frameworks."""

import zipfile

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.scoresheets.importing import import_sheet
from tests.scoresheets import sheets

BUILDERS = {"a": sheets.sheet_a, "b": sheets.sheet_b, "c": sheets.sheet_c}


@pytest.fixture(scope="module", params=list(BUILDERS))
def read(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / f"sheet_{request.param}.xlsx"
    return BUILDERS[request.param](path), import_sheet(path, id="sheet")


def test_every_item_is_imported_with_its_points(read):
    source, imported = read
    assert len(imported.items) == len(source.lines) >= 60
    assert [p for p in imported.items["points"] if p == p] == [line.points for line in source.scored]
    assert not [problem for problem in imported.problems if problem.severity == "error"]


def test_most_items_become_rules_and_the_others_are_listed(read):
    _, imported = read
    scored = imported.items[imported.items["points"].notna()]
    real = (scored["rule"] != "reviewer").mean()
    assert real >= 0.8
    waiting = imported.items[imported.items["rule"].isin(["reviewer", ""])]
    assert set(waiting["cell"]) <= set(imported.open["cell"])
    assert (imported.open["why_open"] != "").all()


def test_groups_and_wording_are_kept(read):
    source, imported = read
    file = imported.framework.file
    assert file.total_points == source.sum()
    names = {group.zh for group in file.groups.values()}
    for line in source.scored:
        for group in line.groups:
            assert group.removeprefix("一、").split("、")[-1] in "".join(names)
    text = imported.text.replace("\\n", "\n")
    for line in source.lines:
        for cell in (line.cells[0], *line.cells[2:]):
            assert cell in ("", "+") or cell in text or cell.replace('"', '\\"') in text, cell
    for remark in (*source.titles, *source.footnotes):
        assert remark in text


def test_the_framework_scores(read):
    _, imported = read
    framework = imported.framework
    rows = [("云汀", "2024", name, _value(spec)) for name, spec in framework.file.facts.items()]
    facts = [dict(zip(("region", "period", "fact", "value"), row, strict=True)) for row in rows]
    result = fs.score(pd.DataFrame(facts), framework, regions=pd.DataFrame(
        {"region": ["云汀"], "name": ["云汀"], "class": ["county"]}))  # fmt: skip
    assert 0 <= result.composite.iloc[0] <= 120


def _value(spec):
    kind = spec.kind or "number"
    return {"share": "100%", "yes_no": "是", "date": "2024-06-01", "level": (spec.levels or [""])[-1]}.get(kind, "1")


def test_points_of_every_level_stand_in_the_yaml(tmp_path):
    source = sheets.sheet_c(tmp_path / "c.xlsx")
    groups = import_sheet(tmp_path / "c.xlsx").framework.file.groups
    assert groups["g1"].weight == source.sum("党委领导法治建设")
    assert groups["g2_2"].weight == source.sum("政府依法行政", "行政执法")
    assert (groups["g2_2"].within, groups["g2_2"].zh) == ("g2", "行政执法")


def test_mistakes_of_the_sheet_are_told_with_their_cells(tmp_path):
    sheets.sheet_c(tmp_path / "c.xlsx", wrong=True)
    imported = import_sheet(tmp_path / "c.xlsx")
    found = {(p.code, p.place.rpartition("!")[2]): p for p in imported.problems}
    assert {("scoresheet_sum", "B5"), ("scoresheet_sum", "D5"), ("scoresheet_points", "G8"), ("formula_unsaved", "G9"),
            ("scoresheet_twice", "F66")} <= set(found)  # fmt: skip
    assert "G5 2" in found["scoresheet_sum", "D5"].message("en")
    assert found["scoresheet_twice", "F66"].severity == "warning"
    assert len(imported.items) == 62
    with pytest.raises(FazhiError) as error:
        _ = imported.framework
    codes = {problem.code for problem in error.value.problems}
    assert codes == {"points_do_not_add_up", "points_missing"}


def small(tmp_path, rows, *, name="s.xlsx", merge=(), **more):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    for key, value in more.items():
        setattr(book.active, key, value)
    book.save(tmp_path / name)
    return tmp_path / name


HEAD = ["序号", "考核内容", "分值", "评分标准", "备注"]
ROWS = [HEAD, [1, "印发要点", 2, "未印发的不得分", ""], [2, "会前学法不少于4次", 3, "每少一次扣0.5分", "含网络学习"]]


def codes(call):
    with pytest.raises(FazhiError) as error:
        call()
    assert all(problem.render(lang) for problem in error.value.problems for lang in ("zh", "en"))
    return [problem.code for problem in error.value.problems]


def test_a_sheet_without_groups_has_one(tmp_path):
    imported = import_sheet(small(tmp_path, ROWS))
    assert list(imported.framework.file.groups) == ["g1"]
    assert list(imported.items["rule"]) == ["presence", "required"]
    assert imported.framework.file.indicators["i1_2"].note == "备注: 含网络学习"
    assert imported.items["cell"].tolist() == ["'Sheet'!D2", "'Sheet'!D3"]


def test_points_may_stand_in_the_text(tmp_path):
    rows = [["考核项目", "考核内容及评分标准"], ["一、学法（5分）", None],
            ["会前学法（3分）", "全年不少于4次，每少一次扣0.5分"],
            ["专题班（2分）", "未举办的不得分"]]  # fmt: skip
    imported = import_sheet(small(tmp_path, rows))
    assert imported.items["points"].tolist() == [3, 2]
    assert imported.framework.file.groups["g1"].weight == 5


def test_several_rows_of_wording_make_one_item(tmp_path):
    rows = [
        ["项目", "考核内容", "分值", "评分标准"],
        ["学法", "会前学法", 2, "制定计划（1分）"],
        [None, None, None, "开展考试（1分）"],
    ]
    path = small(tmp_path, rows, merge=("A2:A3", "B2:B3", "C2:C3"))
    imported = import_sheet(path)
    assert len(imported.items) == 1
    assert imported.framework.file.indicators["i1_1"].score.rule == "checklist"


@pytest.mark.parametrize("ending", [".csv", ".txt", ".xls", ".docx"])
def test_other_files_are_refused(tmp_path, ending):
    path = tmp_path / f"s{ending}"
    path.write_bytes(b"\xd0\xcf\x11\xe0" if ending == ".xls" else "考核内容,分值".encode())
    assert codes(lambda: import_sheet(path)) == ["scoresheet_kind"]


def test_files_that_only_seem_to_be_workbooks_are_refused(tmp_path):
    path = tmp_path / "s.xlsx"
    assert codes(lambda: import_sheet(path)) == ["file_missing"]
    path.write_bytes(b"\xd0\xcf\x11\xe0old")
    assert codes(lambda: import_sheet(path)) == ["workbook_old"]
    path.write_bytes("考核内容,分值".encode())
    assert codes(lambda: import_sheet(path)) == ["workbook_not_read"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "x")
    assert codes(lambda: import_sheet(path)) == ["workbook_not_read"]


def test_sheets_without_a_table_are_refused(tmp_path):
    assert codes(lambda: import_sheet(small(tmp_path, []))) == ["sheet_empty"]
    assert codes(lambda: import_sheet(small(tmp_path, [["地区", "得数"], ["甲", 3]]))) == ["scoresheet_no_headings"]
    assert codes(lambda: import_sheet(small(tmp_path, [HEAD]))) == ["scoresheet_no_items"]
    assert codes(lambda: import_sheet(small(tmp_path, ROWS), sheet="附件")) == ["sheet_missing"]
    with pytest.raises(FazhiError, match="分值"):
        import_sheet(small(tmp_path, [["地区", "得数"], ["甲", 3]]))


def test_a_hidden_sheet_that_holds_the_table_is_read_and_told(tmp_path):
    path = small(tmp_path, ROWS)
    book = load_workbook(path)
    book.create_sheet("封面")["A1"] = "说明见下"
    book["Sheet"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    imported = import_sheet(path)
    assert len(imported.items) == 2
    assert [problem.code for problem in imported.problems] == ["scoresheet_hidden_sheet"]


def test_hidden_rows_and_columns_are_read_and_told(tmp_path):
    path = small(tmp_path, ROWS)
    book = load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    book.save(path)
    imported = import_sheet(path)
    assert {p.code for p in imported.problems} == {"scoresheet_hidden_rows", "scoresheet_hidden_columns"}
    assert len(imported.items) == 2


def test_two_tables_one_is_read(tmp_path):
    path = small(tmp_path, ROWS)
    book = load_workbook(path)
    other = book.create_sheet("部门")
    for row in ROWS:
        other.append(row)
    book.save(path)
    assert [problem.code for problem in import_sheet(path).problems] == ["scoresheet_also"]
    assert import_sheet(path, sheet="部门").items["cell"].iloc[0] == "'部门'!D2"


def test_macro_workbooks_are_read_without_their_macros(tmp_path):
    path = small(tmp_path, ROWS)
    macro = path.rename(tmp_path / "s.xlsm")
    assert len(import_sheet(macro).items) == 2


def test_error_cells_are_told(tmp_path):
    rows = [*ROWS, [3, "普法", "#REF!", "未开展的不得分", ""]]
    path = small(tmp_path, rows)
    imported = import_sheet(path)
    assert [(p.code, p.place) for p in imported.problems] == [("cell_error", "'Sheet'!C4")]
    assert len(imported.items) == 3


@pytest.mark.no_cover
def test_blank_rows_long_cells_and_merged_headings(tmp_path):
    rows = [["考核表", None, None, None, None], *ROWS]
    path = small(tmp_path, rows, merge=("A1:E1",))
    book = load_workbook(path)
    for row in range(5, 10_005):
        book.active.row_dimensions[row].height = 15
        book.active.cell(row, 1).number_format = "0.00"
    book.save(path)
    imported = import_sheet(path)
    assert len(imported.items) == 2
    assert imported.framework.file.zh == "考核表"


def test_a_cell_of_100000_characters_is_kept_whole(tmp_path):
    path = small(tmp_path, [HEAD, [1, "学法", 2, "MARK", ""]])
    long = "每少一次扣1分。" * 12_500
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"MARK", long.encode()))
    imported = import_sheet(path)
    assert imported.items["wording"].iloc[0] == "学法\n" + long or long in imported.items["wording"].iloc[0]
    assert [problem.code for problem in imported.problems] == ["scoresheet_long"]
    assert imported.framework.file.indicators["i1_1"].score.rule == "reviewer"


def test_a_merged_range_over_the_whole_worksheet_is_refused(tmp_path):
    path = small(tmp_path, ROWS, merge=("G1:H2",))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b'"G1:H2"', b'"A1:XFD1048576"'))
    assert codes(lambda: import_sheet(path)) == ["too_many_cells"]


def test_a_subtotal_that_is_wrong_is_told(tmp_path):
    rows = [
        HEAD,
        ["一、学法（5分）", None, None, None, None],
        *ROWS[1:],
        ["小计", None, 6, None, None],
        ["合计", None, 5, None, None],
    ]
    imported = import_sheet(small(tmp_path, rows, merge=("A2:E2",)))
    assert [(p.code, p.place) for p in imported.problems] == [("scoresheet_subtotal", "'Sheet'!C5")]
    assert imported.framework.file.total_points == 5


def test_a_total_that_is_wrong_is_kept_and_told(tmp_path):
    imported = import_sheet(small(tmp_path, [*ROWS, ["合计", None, 6, None, None]]))
    assert [p.code for p in imported.problems] == ["scoresheet_total"]
    assert "total_points: 6" in imported.text
    assert codes(lambda: imported.framework) == ["points_do_not_add_up"]


def test_group_names_repeated_in_every_row_are_one_group(tmp_path):
    rows = [["一级指标", "考核内容", "分值", "评分标准"], ["领导", "印发要点", 2, "未印发的不得分"],
            ["领导", "学法", 3, "每少一次扣1分"],
            ["决策", "公开", 1, "未公开的不得分"], [None, "听证", 1, "未听证的不得分"]]  # fmt: skip
    file = import_sheet(small(tmp_path, rows)).framework.file
    assert {name: group.weight for name, group in file.groups.items()} == {"g1": 5, "g2": 2}
