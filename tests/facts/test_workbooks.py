import datetime
import io
import sys
import zipfile

import openpyxl
import pytest

from fazhi_score.facts import workbooks
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.workbooks import read_workbook
from tests.facts import codes, refused

ROWS = [["region", "period", "fact", "value"], ["朔城区", 2023, "cases", 22]]


def saved(rows=ROWS, title="facts", change=None, book=None):
    book = book or openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data, sheet=None, names=("facts",)):
    return read_workbook(data, "f.xlsx", sheet, names)


def rewritten(data, change):
    """Return the archive with parts changed."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
    return target.getvalue()


def test_cells_keep_what_they_show():
    def change(sheet):
        sheet["D2"].number_format = "0.00%"
        sheet["D3"].number_format = '0.0"%"'
        sheet["D4"].number_format = r"0\%"

    rows = [["region", "period", "fact", "value"], ["a", 2023.0, "f", 0.9305], ["a", 2023, "g", 5], ["a", 2023, "h", 6]]
    rows += [["b", 2023, "f", datetime.datetime(2024, 3, 26)], ["b", 2023, "g", True], ["b", 2023, "h", "'=1"]]
    found = read(saved(rows, change=change))
    assert found.frame["value"].tolist() == ["93.05%", "5", "6", "2024-03-26", "true", "'=1"]
    assert found.frame["period"].tolist() == ["2023"] * 6
    assert found.text_of("'=1") == "=1"
    assert found.problem("value_empty", 0, "value").place == "'facts'!D2"
    assert found.prefix("value") == "f.xlsx 'facts'!D"


def test_blank_rows_and_columns_go_and_row_numbers_stay():
    rows = [[], ["region", None, "value", None], [], ["a", None, 1], [None, None, None], ["b", None, 2]]
    found = read(saved(rows))
    assert found.lines.tolist() == [4, 6]
    assert found.letters == {"region": "A", "value": "C"}
    assert codes(refused(read, saved([["region"], ["a", "stray"]]))) == ["column_unnamed"]


def test_the_sheet():
    book = openpyxl.Workbook()
    book.create_sheet("Facts").append(["region"])
    data = saved([["x"], [1]], "first", book=book)
    assert list(read(data).frame.columns) == ["region"]
    assert list(read(data, names=("regions",)).frame.columns) == ["x"]
    assert list(read(data, "first").frame.columns) == ["x"]
    assert codes(refused(read, data, "frist")) == ["sheet_missing_near"]
    assert codes(refused(read, data, "abc")) == ["sheet_missing"]
    assert codes(refused(read, saved([]))) == ["sheet_empty"]


def test_a_workbook_without_worksheets():
    class Book:
        worksheets = ()

    assert codes(refused(workbooks._pick, Book(), "f.xlsx", None, ["facts"])) == ["sheet_empty"]


def test_formulas_and_errors():
    rows = [*ROWS, ["b", 2023, "cases", "=1+1"], ["c", 2023, "cases", "#DIV/0!"]]
    found = refused(read, saved(rows))
    assert [(p.code, p.place) for p in found] == [("formula_unsaved", "'facts'!D3"), ("cell_error", "'facts'!D4")]


def test_saved_results_of_formulas_count():
    def cache(name, part):
        cell = b"<f>1+1</f><v></v>" if b"<f>1+1</f><v></v>" in part else b"<f>1+1</f><v />"
        part = part.replace(cell, b"<f>1+1</f><v>2</v>")
        cell = cell.replace(b"1+1", b"1/0")
        return part.replace(b'<c r="D4">' + cell, b'<c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v>')

    data = rewritten(saved([*ROWS, ["b", 2023, "cases", "=1+1"]]), cache)
    assert read(data).frame["value"].tolist() == ["22", "2"]
    broken = rewritten(saved([*ROWS, ["b", 2023, "cases", "=1+1"], ["c", 2023, "cases", "=1/0"]]), cache)
    assert [(p.code, p.place) for p in refused(read, broken)] == [("cell_error", "'facts'!D4")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0 old", "workbook_old"),
        (b"no archive", "workbook_not_read"),
        (b"PK\x03\x04 cut off", "workbook_not_read"),
    ],
)
def test_what_is_no_workbook(data, code):
    assert codes(refused(read, data)) == [code]


def test_an_archive_of_something_else():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert codes(refused(read, file.getvalue())) == ["workbook_not_read"]


def test_broken_xml_inside():
    data = rewritten(saved(), lambda name, part: part[:-30] if "sheet1" in name else part)
    assert codes(refused(read, data)) == ["workbook_not_read"]


def test_hostile_archives(monkeypatch):
    def entities(name, part):
        return part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet') if "sheet1" in name else part

    assert codes(refused(read, rewritten(saved(), entities))) == ["workbook_entities"]
    monkeypatch.setattr(workbooks, "MOST_UNZIPPED", 100)
    assert codes(refused(read, saved())) == ["workbook_bomb"]
    monkeypatch.undo()
    monkeypatch.setattr(workbooks, "_SMALL", 0)
    monkeypatch.setattr(workbooks, "MOST_RATIO", 1)
    assert codes(refused(read, saved())) == ["workbook_bomb"]


def test_too_many_cells(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 4)
    assert codes(refused(read, saved())) == ["too_many_cells"]
    monkeypatch.setattr(workbooks, "MOST_CELLS", 100)
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1)
    assert codes(refused(read, saved())) == ["too_many_cells"]


def test_a_cell_far_away_does_not_fill_the_memory():
    def far(name, part):
        return (
            part.replace(b'<c r="D1"', b'<c r="XFD1"').replace(b'<row r="2"', b'<row r="9000000"')
            if "sheet1" in name
            else part
        )

    assert codes(refused(read, rewritten(saved(), far))) == ["too_many_cells"]


def test_without_openpyxl(monkeypatch):
    data = saved()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    problem = refused(read, data)[0]
    assert problem.code == "extra_missing"
    assert problem.hint("en") == 'pip install "fazhi-score[office]"'


@pytest.mark.parametrize(
    ("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_letters(number, letter):
    assert workbooks.column_letter(number) == letter


def test_a_cell_whose_style_is_missing_is_read_all_the_same(tmp_path):
    path = tmp_path / "facts.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["region", "period", "fact", "value"])
    book.active.append(["A", 2024, "x", 5])
    book.active["D2"].number_format = "0.000"
    book.save(path)
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(damaged, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part, text.replace(b's="1"', b's="999"') if "sheet1" in part.filename else text)
    assert read_sheet(damaged).frame["value"].tolist() == ["5"]


def test_a_hidden_first_worksheet_is_not_taken_for_the_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "旧表"
    book.active.append(["region", "period", "fact", "value"])
    book.active.append(["old", 2023, "x", 1])
    shown = book.create_sheet("决定")
    shown.append(["region", "period", "fact", "value"])
    shown.append(["new", 2024, "x", 2])
    book.active.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert read_sheet(tmp_path / "a.xlsx").frame["region"].tolist() == ["new"]
    assert read_sheet(tmp_path / "a.xlsx", sheets=("旧表",)).frame["region"].tolist() == ["old"]
