"""Forms read back: what was filed, by whom, and whose workbook it is."""

import datetime
import re
import shutil
import time
import zipfile

import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.collection import collect, write_forms
from fazhi_score.collection.wording import META
from tests.collection.made import (
    GOOD,
    NAME,
    PERIOD,
    SHEET,
    at,
    fill,
    framework,
    gathered,
    one,
    opened,
    register,
    sent,
    told,
    values_of,
)


def unit(collection, region="云溪镇"):
    return collection.units.set_index("region").loc[region]


def test_what_was_filled_in_comes_back(tmp_path):
    honours = [{"条目": "示范镇", "级别": "省级", "数值": "是", "佐证材料": "honour.pdf"}, {}]
    honours[1] = {"条目": "先进镇", "级别": "国家级", "数值": "是"}
    words = {"佐证材料": "总结.docx", "备注": "全年开展四次自查"}
    values = {
        **GOOD,
        "sessions": {"数值": 5, "佐证材料": "纪要.pdf", "备注": "含一次扩大会"},
        "honours": honours,
        "quality": words,
    }
    found, _ = one(tmp_path, values)
    assert found.unreadable == ()
    assert found.notes == ()
    expected = {name: str(value) for name, value in GOOD.items()}
    expected |= {"training_rate": "90%", "honours/示范镇": "是", "honours/先进镇": "是"}
    assert values_of(found) == expected
    first = found.facts.iloc[0].to_dict()
    assert first == {
        "region": "云溪镇",
        "period": "2024",
        "fact": "sessions",
        "item": "",
        "level": "",
        "value": "5",
        "status": "reported",
        "source": "纪要.pdf",
        "location": "云溪镇.xlsx '填报'!H8",
        "note": "含一次扩大会",
    }
    assert found.facts.set_index("item").loc["先进镇", "level"] == "国家级"
    assert found.own_words.to_dict("records") == [
        {
            "region": "云溪镇",
            "period": "2024",
            "item": "quality",
            "text": "全年开展四次自查",
            "evidence": "总结.docx",
            "place": "云溪镇.xlsx '填报'!K18",
        }
    ]
    assert unit(found)[["state", "filled", "asked", "filed_on", "file"]].tolist() == [
        "filed",
        11,
        11,
        "2025-01-10",
        NAME,
    ]
    assert found.changes.empty


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_facts_can_be_written_and_scored(tmp_path, ending):
    found, _ = one(tmp_path)
    path = tmp_path / f"facts{ending}"
    found.write(path)
    facts = fs.read_facts(path, regions=register())
    assert dict(zip(facts.table["fact"], facts.table["value"], strict=True))["training_rate"] == 0.9
    result = fs.score(facts, framework())
    assert result.scores.loc[("云溪镇", "2024"), "training"] == 90.0


def test_an_english_form_comes_back_too(tmp_path):
    folder = sent(tmp_path, lang="en")
    book, _ = opened(folder / NAME)
    sheet = book["填报"]
    for row, (value, state) in enumerate(
        [(5, "filed"), (None, "not applicable"), (None, "No data"), ("90%", None)], start=8
    ):
        sheet.cell(row, 8).value, sheet.cell(row, 9).value = value, state
    sheet["H12"] = "yes"
    sheet["B5"] = "2025-01-10"
    book.save(folder / NAME)
    found = gathered(folder)
    assert found.unreadable == ()
    assert values_of(found) == {"sessions": "5", "trained": "", "training_rate": "90%", "plan_issued": "yes"}
    assert found.facts["status"].tolist() == ["reported", "not_applicable", "reported", "reported"]


def test_not_applicable_and_no_data_are_two_things(tmp_path):
    values = {
        **GOOD,
        "sessions": {"情况": "不适用"},
        "trained": {"情况": "无此数据"},
        "lost": "不适用",
        "fund": {"数值": 0, "情况": "已填报"},
    }
    found, _ = one(tmp_path, values)
    assert found.unreadable == ()
    status = found.facts.set_index("fact")["status"]
    assert [status["sessions"], status["lost"], status["fund"]] == ["not_applicable", "not_applicable", "reported"]
    assert "trained" not in status
    assert unit(found)[["state", "filled"]].tolist() == ["filed", 11]


def test_who_has_filed_what(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, {"sessions": 5})
    (folder / "水务局.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    found = gathered(folder)
    assert found.units["state"].tolist() == ["partly", "not_filed", "unreadable"]
    assert found.units["filled"].tolist() == [1, 0, 0]
    assert found.units["asked"].tolist() == [11, 11, 10]
    assert at(told(found.unreadable, "workbook_not_read")) == "水务局.xlsx "
    assert repr(found) == "<Collection: 1 facts, {'partly': 1, 'not_filed': 1, 'unreadable': 1}>"


def test_a_complete_form_with_an_unreadable_bonus_is_filed_partly(tmp_path):
    found, _ = one(tmp_path, {**GOOD, "honours": {"条目": "甲", "级别": "AAA", "数值": "是"}})
    # all 11 facts that must be filled in are there, but not all that the unit wrote
    assert unit(found)[["state", "filled"]].tolist() == ["partly", 11]


def test_late_filers(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, day="2025年2月1日")
    fill(folder / "石桥镇.xlsx", day=datetime.date(2025, 1, 31))
    fill(folder / "水务局.xlsx", {"sessions": 1}, day=None)
    found = gathered(folder, due="2025-01-31")
    assert found.units["late"].tolist() == [True, False, None]
    assert found.units["filed_on"].tolist() == ["2025-02-01", "2025-01-31", ""]
    assert at(told(found.notes, "form_day_missing")) == "水务局.xlsx '填报'!B5"
    assert gathered(folder, due=datetime.date(2025, 1, 30)).units["late"].tolist() == [True, True, None]
    assert gathered(folder, due=datetime.datetime(2025, 1, 31, 9)).units["late"].tolist() == [True, False, None]
    assert gathered(folder).units["late"].tolist() == [None, None, None]
    with pytest.raises(fs.FazhiError) as caught:
        gathered(folder, due="soon")
    assert caught.value.problems[0].code == "form_due"


def test_a_day_of_filing_that_is_none(tmp_path):
    found, _ = one(tmp_path, day="上周")
    assert at(told(found.notes, "form_day_unread")) == "云溪镇.xlsx '填报'!B5"
    assert unit(found)["filed_on"] == ""


def test_what_follows_a_label_in_the_same_cell_counts(tmp_path):
    def change(sheet, _):
        sheet["A5"], sheet["B5"] = "填报日期：2025-01-12", None

    assert unit(one(tmp_path, change=change)[0])["filed_on"] == "2025-01-12"


def test_other_files_are_left_aside(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME)
    (folder / "facts.csv").write_text("region,period,fact,value\n")
    (folder / "~$云溪镇.xlsx").write_bytes(b"lock")
    (folder / ".hidden").write_text("")
    (folder / "evidence").mkdir()
    shutil.copy(folder / NAME, folder / "evidence" / NAME)
    found = gathered(folder)
    assert told(found.notes, "form_file_ignored").file == "facts.csv"
    assert found.unreadable == ()
    assert len(found.facts) == len(GOOD)


def test_folders_that_are_empty_or_missing(tmp_path):
    found = gathered(tmp_path)
    assert told(found.notes, "form_none_found").file == str(tmp_path)
    assert set(found.units["state"]) == {"not_filed"}
    assert found.facts.empty
    found.write(tmp_path / "facts.csv")
    assert gathered(tmp_path, previous=tmp_path / "facts.csv").facts.empty
    with pytest.raises(fs.FazhiError) as caught:
        gathered(tmp_path / "nowhere")
    assert caught.value.problems[0].code == "file_not_read"


def test_formats_that_cannot_be_read(tmp_path):
    folder = sent(tmp_path)
    (folder / "云溪镇.xlsx").rename(folder / "云溪镇.xls")
    (folder / "石桥镇.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 with a password")
    (folder / "水务局_盖章.et").write_bytes(b"wps")
    (folder / "水务局.xlsx").unlink()
    found = gathered(folder)
    assert [problem.file for problem in found.unreadable] == ["云溪镇.xls", "水务局_盖章.et", "石桥镇.xlsx"]
    assert [problem.code for problem in found.unreadable] == ["form_ending", "form_ending", "workbook_old"]
    assert found.units["state"].tolist() == ["unreadable"] * 3
    for problem in found.unreadable:
        assert problem.render("zh")
        assert problem.render("en")


def test_a_workbook_whose_styles_are_damaged(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME)
    with zipfile.ZipFile(folder / NAME) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'(r="H8" s=)"\d+"', rb'\1"999"', sheet)
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    fill(folder / "石桥镇.xlsx")
    found = gathered(folder)
    assert found.unreadable == ()  # a cell without its style still says what it says
    assert found.units["state"].tolist() == ["filed", "filed", "not_filed"]


def test_macros_are_ignored(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, rename=folder / "云溪镇.xlsm")
    with zipfile.ZipFile(folder / "云溪镇.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00")
    found = gathered(folder)
    assert told(found.notes, "form_macros").file == "云溪镇.xlsm"
    assert len(found.facts) == len(GOOD)


def test_the_name_of_the_file_does_not_matter(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, rename=folder / "石桥镇 最终版(1).xlsx")
    found = gathered(folder)
    assert unit(found)["file"] == "石桥镇 最终版(1).xlsx"
    assert unit(found, "石桥镇")["state"] == "not_filed"


def without_meta(folder, change=None):
    book, table = opened(folder / NAME)
    del book[META]
    table["sessions"][0]["数值"].value = 5
    if change:
        change(book["填报"])
    book.save(folder / NAME)
    return gathered(folder)


def test_without_the_hidden_sheet_the_heading_says_it(tmp_path):
    found = without_meta(sent(tmp_path))
    assert values_of(found) == {"sessions": "5"}
    assert told(found.notes, "form_meta_missing").file == NAME


def test_without_an_id_the_name_says_it(tmp_path):
    def change(sheet):
        sheet["D2"] = None
        sheet["B3"] = "2024年"

    assert values_of(without_meta(sent(tmp_path), change)) == {"sessions": "5"}


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"D2": "云西"}, "region_name_unknown", "D2"),
        ({"D2": None, "B2": "云溪"}, "region_name_unknown_near", "B2"),
        ({"D2": None, "B2": None}, "form_unit_missing", "B2"),
        ({"A2": None, "C2": None}, "form_unit_missing", "A1"),
        ({"D2": "全省"}, "form_unit_not_asked", "D2"),
        ({"B3": "2023"}, "form_other_period", "B3"),
        ({"B3": None}, "form_period_missing", "B3"),
    ],
)
def test_forms_of_nobody_and_of_other_periods(tmp_path, cells, code, place):
    found = without_meta(sent(tmp_path), lambda sheet: [sheet.__setitem__(*pair) for pair in cells.items()])
    assert at(told(found.unreadable, code)) == f"云溪镇.xlsx '填报'!{place}"
    assert found.facts.empty


def test_a_form_copied_from_another_unit_is_nobodys(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, change=lambda sheet, _: sheet.__setitem__("D2", "石桥镇"))
    found = gathered(folder)
    problem = told(found.unreadable, "form_two_units")
    assert at(problem) == "云溪镇.xlsx '填报'!D2"
    assert dict(problem.params) == {"hidden": "云溪镇", "shown": "石桥镇"}
    assert unit(found)["state"] == "unreadable"
    assert found.facts.empty


def test_a_form_of_last_year(tmp_path):
    folder = tmp_path / "forms"
    write_forms(folder, framework(), register(), "2023")
    fill(folder / NAME)
    found = gathered(folder)
    problems = [problem for problem in found.unreadable if problem.code == "form_other_period"]
    assert {at(problem) for problem in problems} >= {"云溪镇.xlsx '填报'!B3"}
    assert unit(found)["state"] == "unreadable"
    assert found.facts.empty


def test_a_form_of_another_edition_is_read_with_a_warning(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME)
    found = collect(folder, framework(SHEET.replace("at_least: 4", "at_least: 6")), register(), PERIOD)
    assert {problem.file for problem in found.notes if problem.code == "form_other_edition"} >= {NAME}
    assert values_of(found)["sessions"] == "5"


def test_a_workbook_of_another_kind(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.save(tmp_path / "名单.xlsx")
    found = gathered(tmp_path)
    assert at(told(found.unreadable, "form_no_table")) == "名单.xlsx 'Sheet'!A1"


def test_a_renamed_sheet_is_found(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, change=lambda sheet, _: setattr(sheet, "title", "我镇"))
    found = gathered(folder)
    assert found.facts["location"].iloc[0] == "云溪镇.xlsx '我镇'!H8"


def test_several_workbooks_of_one_unit(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME)
    shutil.copy(folder / NAME, folder / "copy.xlsx")
    found = gathered(folder)
    same = [problem for problem in found.notes if problem.code == "form_several_same"]
    assert [problem.file for problem in same] == ["copy.xlsx", NAME]
    assert len(found.facts) == len(GOOD)
    assert unit(found)["file"] == "copy.xlsx, 云溪镇.xlsx"
    fill(folder / "copy.xlsx", {"lost": 2})
    found = gathered(folder)
    different = [problem for problem in found.unreadable if problem.code == "form_several_differ"]
    assert [at(problem) for problem in different] == ["copy.xlsx '填报'!H16", "云溪镇.xlsx '填报'!H16"]
    assert "copy.xlsx, 云溪镇.xlsx" in different[0].render("en")
    assert found.facts.empty
    assert unit(found)["state"] == "unreadable"


def test_a_blank_copy_does_no_harm(tmp_path):
    folder = sent(tmp_path)
    shutil.copy(folder / NAME, folder / "blank.xlsx")
    fill(folder / NAME)
    found = gathered(folder)
    assert len(found.facts) == len(GOOD)
    assert found.unreadable == ()


def test_workbooks_that_differ_in_an_unreadable_cell_only(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME)
    shutil.copy(folder / NAME, folder / "copy.xlsx")
    fill(folder / "copy.xlsx", {"quality": {"备注": "另一份"}})
    found = gathered(folder)
    assert {at(p) for p in found.unreadable} == {"copy.xlsx '填报'!A1", "云溪镇.xlsx '填报'!A1"}


def test_sheets_beside_the_form_are_told(tmp_path):
    folder = sent(tmp_path)

    def change(sheet, _):
        more = sheet.parent.create_sheet("附表")
        more["C3"] = "补充"
        hidden = sheet.parent.create_sheet("草稿")
        hidden["A2"] = 1
        hidden.sheet_state = "hidden"
        sheet.parent.create_sheet("空表")

    fill(folder / NAME, change=change)
    found = gathered(folder)
    assert at(told(found.notes, "form_other_sheet")) == "云溪镇.xlsx '附表'!C3"
    assert at(told(found.notes, "form_hidden_sheet")) == "云溪镇.xlsx '草稿'!A2"


@pytest.mark.no_cover
def test_twenty_forms_are_read_in_seconds(tmp_path):
    facts = "\n".join(f"  f{k}: {{unit: 件}}" for k in range(50))
    items = "\n".join(
        f"  i{k}: {{group: g, formula: f{k}, better: higher, score: {{rule: minmax}}}}" for k in range(50)
    )
    head = "format: 1\nid: wide\nmethod: {missing: {not_reported: exclude}}\ngroups: {g: {}}"
    text = f"{head}\nfacts:\n{facts}\nindicators:\n{items}\n"
    sheet = framework(text)
    regions = fs.read_regions(pd.DataFrame({"region": [f"虚构{k}镇" for k in range(20)], "class": "township"}))
    for path in write_forms(tmp_path, sheet, regions, PERIOD):
        book = openpyxl.load_workbook(path)
        for row in range(8, 58):
            book["填报"].cell(row, 6).value = row
        book["填报"]["B5"] = "2025-01-10"
        book.save(path)
    start = time.perf_counter()
    found = collect(tmp_path, sheet, regions, PERIOD)
    assert time.perf_counter() - start < 7  # about 1 second on two slow cores
    assert len(found.facts) == 1000
    assert set(found.units["state"]) == {"filed"}
    assert found.facts["location"].iloc[0] == "虚构0镇.xlsx '填报'!F8"
