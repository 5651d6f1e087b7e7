"""What units are asked, and the workbooks that ask them."""

import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.collection import write_forms
from fazhi_score.collection.asking import asked_of, facts_of_item, units_in
from fazhi_score.collection.wording import META
from tests.collection.made import ASKED, NAME, PERIOD, SHEET, framework, opened, register, sent


def asked(text=SHEET, kind="township"):
    return {ask.id: ask for ask in asked_of(framework(text), kind, PERIOD)}


def test_facts_of_the_applicable_indicators_are_asked_once_under_the_first():
    found = asked()
    assert list(found) == ASKED
    assert found["plan_public"].owner == "plan"
    assert "fund" not in asked(kind="department")
    # marks, samples and surveys, what falsifies, vetoes, reference values and what the office files are not asked
    assert not {"marks", "file_mark", "satisfied", "answers", "faked", "incidents", "headcount", "inspected"} & set(
        found
    )


def test_who_files_a_fact_is_what_the_sheet_says():
    assert "complaints" in asked()  # only a veto uses it, but it says filed_by: unit
    assert "marks" in asked(SHEET.replace("zh: 评审打分, unit: 分", "zh: 评审打分, unit: 分, filed_by: unit"))
    assert "sessions" not in asked(SHEET.replace("zh: 学法次数, unit: 次", "zh: 学法次数, unit: 次, filed_by: office"))


def test_what_only_last_year_needs_is_not_asked():
    assert "lost" not in asked(SHEET.replace("formula: lost <= last_year(lost)", "formula: last_year(lost) > 0"))


def test_bonuses_and_reviewers_items_are_optional():
    found = asked()
    assert found["honours"].items
    assert found["honours"].levels == ("国家级", "省级")
    assert found["quality"].own_words
    assert [name for name, ask in found.items() if ask.optional] == ["quality", "honours"]


def test_a_fact_of_an_indicator_and_a_bonus_is_not_optional():
    extra = "  plus: {kind: bonus, formula: sessions, each: 1, cap: 2}\n"
    assert not asked(SHEET + extra)["sessions"].optional


def test_counted_items_are_asked_in_rows():
    text = SHEET.replace("formula: sessions, better", "formula: items_count(sessions), better")
    assert asked(text)["sessions"].items
    assert not asked()["sessions"].items


def test_a_row_is_of_the_scope_and_span_that_the_indicator_looks_at():
    text = SHEET.replace("zh: 会前学法,", "zh: 会前学法, accepts: {scope: [court], span: [to_date]},")
    ask = asked(text)["sessions"]
    assert (ask.scope, ask.span) == ("court", "to_date")
    text = SHEET.replace("zh: 会前学法,", "zh: 会前学法, accepts: {scope: [own, court], span: [annual, to_date]},")
    assert (asked(text)["sessions"].scope, asked(text)["sessions"].span) == ("own", "")
    text = SHEET.replace("zh: 学法次数, unit: 次", "zh: 学法次数, unit: 次, scope: court")
    assert asked(text)["sessions"].scope == "court"


def test_a_reviewers_item_named_like_its_fact_stands_once():
    text = SHEET.replace("  marks: {zh: 评审打分, unit: 分}", "  quality: {zh: 评审打分, unit: 分, filed_by: unit}")
    found = asked_of(framework(text.replace("formula: marks", "formula: quality")), "township", PERIOD)
    assert [ask.own_words for ask in found if ask.id == "quality"] == [False]


def test_the_facts_of_an_item_are_those_of_all_its_formulas():
    sheet = framework()
    assert facts_of_item(sheet, "sessions") == {"sessions", "faked"}
    assert facts_of_item(sheet, "plan") == {"plan_issued", "plan_public"}
    assert facts_of_item(sheet, "survey") == {"satisfied", "answers"}
    assert facts_of_item(sheet, "honour") == {"honours"}


def test_only_who_exists_in_the_period_gets_a_form(tmp_path):
    rows = pd.DataFrame(
        {
            "region": ["旧镇", "并入镇", "新镇", "未设镇"],
            "name": ["旧镇", "并入镇", "新镇", "未设镇"],
            "class": "township",
            "valid_from": ["", "", "2024-12-31", "2025"],
            "valid_to": ["2023-12", "2024-06-30", "", ""],
        }
    )
    regions = fs.read_regions(rows)
    assert units_in(regions, PERIOD) == ["并入镇", "新镇"]
    written = write_forms(tmp_path, framework(), regions, "2024年")
    assert [path.name for path in written] == ["并入镇.xlsx", "新镇.xlsx"]


def test_there_must_be_somebody_to_write_to(tmp_path):
    with pytest.raises(fs.FazhiError) as caught:
        write_forms(tmp_path, framework(), register(), "next year")
    assert caught.value.problems[0].code == "period_form"
    rows = pd.DataFrame({"region": ["旧镇"], "class": ["township"], "valid_to": ["2020"]})
    with pytest.raises(fs.FazhiError) as caught:
        write_forms(tmp_path, framework(), fs.read_regions(rows), PERIOD)
    assert caught.value.problems[0].code == "form_no_units"
    assert list(tmp_path.iterdir()) == []


def test_file_names_are_safe_and_differ(tmp_path):
    names = {"01": "甲/镇", "a:b": "a:b", "a?b": "a?b", "con": "con", "..": "..", "x" * 90: "x" * 90}
    rows = pd.DataFrame({"region": list(names), "name": list(names.values()), "class": "township"})
    written = write_forms(tmp_path, framework(), fs.read_regions(rows), PERIOD)
    expected = ["01_甲_镇.xlsx", "a_b.xlsx", "a_b_2.xlsx", "_con.xlsx", "_.xlsx", "x" * 70 + ".xlsx"]
    assert [path.name for path in written] == expected


def test_nothing_is_overwritten(tmp_path):
    folder = sent(tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "石桥镇.xlsx").unlink()
    with pytest.raises(fs.FazhiError) as caught:
        write_forms(folder, framework(), register(), PERIOD)
    problem = caught.value.problems[0]
    assert problem.code == "form_in_the_way"
    assert problem.params["names"] == "云溪镇.xlsx, 水务局.xlsx"
    assert "云溪镇.xlsx" in problem.render("zh")
    assert "云溪镇.xlsx" in problem.render("en")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        name: data for name, data in before.items() if name != "石桥镇.xlsx"
    }


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "forms").write_text("")
    with pytest.raises(fs.FazhiError) as caught:
        write_forms(tmp_path / "forms", framework(), register(), PERIOD)
    assert caught.value.problems[0].code == "write_failed"


def test_the_form_says_what_to_fill_in(tmp_path):
    book, table = opened(sent(tmp_path) / NAME)
    sheet = book["填报"]
    assert sheet["A1"].value == "虚构评分表填报表"
    assert [sheet[cell].value for cell in ("B2", "D2", "B3", "D3")] == ["云溪镇", "云溪镇", "2024", "虚构评分表 2024"]
    assert [sheet[cell].value for cell in ("A4", "C4", "A5")] == ["填报人", "联系电话", "填报日期"]
    assert list(table) == ASKED
    first = table["sessions"][0]
    assert [first[h].value for h in ("指标", "评分标准", "填报内容", "单位")] == [
        "会前学法",
        "每少一次扣2分",
        "学法次数",
        "次",
    ]
    assert [row["评分标准"].value for row in table["trained"] + table["officers"]] == ["按比例得分", None]
    assert table["quality"][0]["评分标准"].value == "由评审组评定"
    assert len(table["honours"]) == 5


def test_only_cells_to_fill_in_are_open(tmp_path):
    book, table = opened(sent(tmp_path) / NAME)
    sheet = book["填报"]
    assert sheet.protection.sheet
    assert not sheet.protection.password

    def open_columns(name):
        return [heading for heading, cell in table[name][0].items() if not cell.protection.locked]

    assert open_columns("sessions") == ["数值", "情况", "佐证材料", "备注"]
    assert open_columns("quality") == ["佐证材料", "备注"]
    assert open_columns("honours") == ["条目", "级别", "数值", "情况", "佐证材料", "备注"]
    assert [not sheet[cell].protection.locked for cell in ("B2", "D2", "B4", "D4", "B5")] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert table["sessions"][0]["数值"].fill.fgColor.rgb != table["sessions"][0]["指标"].fill.fgColor.rgb
    assert table["training_rate"][0]["数值"].number_format == "0.00%"


def lists(path):
    """Cell to the formula of its drop-down list."""
    rules = openpyxl.load_workbook(path)["填报"].data_validations.dataValidation
    return {cell: rule.formula1 for rule in rules for area in rule.sqref.ranges for cell in str(area).split()}


def test_answers_are_chosen_from_lists(tmp_path):
    found = lists(sent(tmp_path) / NAME)
    assert found["H14"] == '"无,省级,国家级"'
    assert {found[cell] for cell in ("G20", "G24")} == {'"国家级,省级"'}
    assert {found[cell] for cell in ("H12", "H13", "H20")} == {'"是,否"'}
    assert {found[f"I{row}"] for row in (*range(8, 18), 19)} == {'"已填报,不适用,无此数据"'}
    assert not {"H8", "I18"} & set(found)


def test_a_list_that_does_not_fit_into_a_rule_stands_on_the_hidden_sheet(tmp_path):
    text = SHEET.replace("levels: [无, 省级, 国家级]", 'levels: [无, "省级,含计划单列市", 国家级]')
    sheet = framework(text.replace("{无: 0%, 省级: 60%", '{无: 0%, "省级,含计划单列市": 60%'))
    write_forms(tmp_path, sheet, register(), PERIOD)
    formula = lists(tmp_path / NAME)["H14"]
    assert formula.startswith(f"'{META}'!$")
    column = formula.split("$")[1]
    book = openpyxl.load_workbook(tmp_path / NAME)
    assert [book[META][f"{column}{row}"].value for row in (1, 2, 3)] == ["无", "省级,含计划单列市", "国家级"]


def test_a_hidden_sheet_says_what_the_form_is(tmp_path):
    book, _ = opened(sent(tmp_path) / NAME)
    assert book[META].sheet_state == "veryHidden"
    said = {row[0]: row[1] for row in book[META].iter_rows(max_col=2, values_only=True) if row[0]}
    assert said == {
        "form": "1",
        "framework": "invented-sheet",
        "sha256": framework().sha256(),
        "region": "云溪镇",
        "period": "2024",
    }


def test_forms_speak_english_too(tmp_path):
    sheet = opened(sent(tmp_path, lang="en") / NAME)[0]["填报"]
    assert [cell.value for cell in sheet[7]][-4:] == ["value", "state", "evidence", "note"]
    assert sheet["A5"].value == "filed on"


def test_texts_of_the_sheet_are_no_formulas(tmp_path):
    text = SHEET.replace("basis: 每少一次扣2分", 'basis: "=1+1"')
    write_forms(tmp_path, framework(text), register(), PERIOD)
    cell = opened(tmp_path / NAME)[1]["sessions"][0]["评分标准"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_scope_of_a_fact_is_shown(tmp_path):
    write_forms(
        tmp_path, framework(SHEET.replace("zh: 学法次数, unit", "scope: court, zh: 学法次数, unit")), register(), PERIOD
    )
    assert opened(tmp_path / NAME)[1]["sessions"][0]["填报内容"].value == "学法次数（范围：court）"
