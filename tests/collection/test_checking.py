"""Cells and rows that units filled in wrongly: each is told with its address, and nothing else is lost."""

import datetime

import pytest

from tests.collection.made import GOOD, NAME, at, fill, gathered, one, sent, told, values_of


def shown(cell):
    """The address of a cell of the unit's form, as messages show it."""
    return f"云溪镇.xlsx '填报'!{cell}"


@pytest.mark.parametrize(
    ("fact", "value", "code", "cell"),
    [
        ("sessions", "12次", "value_not_number", "H8"),
        ("sessions", "多次", "value_not_number", "H8"),
        ("sessions", "5-7", "value_not_number", "H8"),
        ("sessions", -3, "negative_count", "H8"),
        ("sessions", datetime.date(2024, 3, 5), "form_date_instead", "H8"),
        ("sessions", datetime.time(12, 30), "form_date_instead", "H8"),
        ("sessions", "#DIV/0!", "cell_error", "H8"),
        ("sessions", "=SUM(B2:B3)", "formula_unsaved", "H8"),
        ("sessions", "是", "value_not_number", "H8"),
        ("training_rate", "93.05", "percent_without_sign", "H11"),
        ("training_rate", 93.05, "value_out_of_range", "H11"),
        ("training_rate", "九成", "value_not_share", "H11"),
        ("plan_issued", "已印发", "value_not_yes_no", "H12"),
        ("plan_issued", 2, "value_not_yes_no", "H12"),
        ("award", "市级", "fact_level_unknown_near", "H14"),
        ("award", "AAA", "fact_level_unknown", "H14"),
        ("reported_on", "三月底", "value_not_date", "H15"),
        ("reported_on", "2025-02-30", "value_not_date", "H15"),
        ("reported_on", "20250320", "value_not_date", "H15"),
        ("reported_on", 45736, "value_not_date", "H15"),
    ],
)
def test_values_that_do_not_fit(tmp_path, fact, value, code, cell):
    def change(sheet, table):
        if fact == "training_rate" and isinstance(value, str):
            table[fact][0]["数值"].number_format = "@"

    found, _ = one(tmp_path, {**GOOD, fact: value}, change=change)
    assert at(told(found.unreadable, code)) == shown(cell)
    assert len(found.unreadable) == 1
    assert values_of(found) == {
        name: {"training_rate": "90%"}.get(name, str(given)) for name, given in GOOD.items() if name != fact
    }
    assert found.units["state"].iloc[0] == "partly"


def test_a_day_number_that_no_calendar_has_is_an_error_cell(tmp_path):
    def change(_, table):
        table["reported_on"][0]["数值"].number_format = "yyyy-mm-dd"

    found, _ = one(tmp_path, {**GOOD, "reported_on": 20250320}, change=change)
    assert at(told(found.unreadable, "cell_error")) == shown("H15")


def test_a_bare_percentage_is_told_how_to_be_written(tmp_path):
    def change(_, table):
        table["training_rate"][0]["数值"].number_format = "General"

    found, _ = one(tmp_path, {**GOOD, "training_rate": 93.05}, change=change)
    assert "93.05%" in told(found.unreadable, "percent_without_sign").render("zh")


@pytest.mark.parametrize(
    ("fact", "value", "written"),
    [
        ("sessions", "12", "12"),
        ("sessions", "１２", "１２"),
        ("sessions", " 1,346 ", "1,346"),
        ("sessions", "1.2万", "1.2万"),
        ("training_rate", "93.05%", "93.05%"),
        ("training_rate", 0.9305, "93.05%"),
        ("plan_issued", "有", "有"),
        ("plan_issued", True, "true"),
        ("reported_on", "2025年3月20日", "2025年3月20日"),
        ("reported_on", datetime.datetime(2025, 3, 20), "2025-03-20"),
    ],
)
def test_values_as_people_write_them(tmp_path, fact, value, written):
    found, _ = one(tmp_path, {**GOOD, fact: value})
    assert found.unreadable == ()
    assert values_of(found)[fact] == written


def test_saved_results_of_formulas_are_used(tmp_path, monkeypatch):
    from fazhi_score.collection import reading

    folder = sent(tmp_path)
    fill(folder / NAME, {**GOOD, "sessions": "=2+3", "trained": "=1/0", "lost": {"数值": 0, "备注": "=A1"}})
    opens, results = reading.open_book, {"H8": 5, "H9": "#DIV/0!"}

    def opened(data, origin, *, cached):
        book = opens(data, origin, cached=cached)
        if cached:  # openpyxl does not compute: put in what a spreadsheet program would have saved
            import io

            import openpyxl

            full, data = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
            for cell, value in results.items():
                full["填报"][cell] = value
            full["填报"]["K16"] = None
            full.save(data)
            book = opens(data.getvalue(), origin, cached=True)
        return book

    monkeypatch.setattr(reading, "open_book", opened)
    found = gathered(folder)
    assert values_of(found)["sessions"] == "5"
    assert at(told(found.notes, "form_formula")) == shown("H8")
    assert at(told(found.unreadable, "cell_error")) == shown("H9")
    # a remark that cannot be read does not take the value with it
    assert at(told(found.notes, "formula_unsaved")) == shown("K16")
    assert values_of(found)["lost"] == "0"


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ({"数值": 5, "情况": "无此数据"}, "form_state_contradicts", "I8"),
        ({"数值": 5, "情况": "不适用"}, "form_state_contradicts", "I8"),
        ({"数值": 5, "情况": "报了"}, "form_state_unknown", "I8"),
        ({"情况": "已填报"}, "form_value_empty", "H8"),
        ({"数值": 5, "单位": "件次"}, "form_unit_changed", "E8"),
    ],
)
def test_rows_that_contradict_themselves(tmp_path, row, code, cell):
    found, _ = one(tmp_path, {**GOOD, "sessions": row})
    assert at(told(found.unreadable, code)) == shown(cell)
    assert "sessions" not in values_of(found)


def test_evidence_alone_is_no_value(tmp_path):
    found, _ = one(tmp_path, {**GOOD, "sessions": {"佐证材料": "纪要.pdf"}})
    assert at(told(found.notes, "form_only_remark")) == shown("H8")
    assert found.units["state"].iloc[0] == "partly"
    found, _ = one(tmp_path / "b", {"sessions": {"佐证材料": "纪要.pdf"}})
    assert at(told(found.notes, "form_only_remark")) == shown("H8")
    assert found.units[["state", "filled"]].iloc[0].tolist() == ["partly", 0]


def test_reviewers_items_have_no_value(tmp_path):
    found, _ = one(tmp_path, {**GOOD, "quality": {"数值": 9, "情况": "已填报"}})
    assert [at(note) for note in found.notes if note.code == "form_no_value_here"] == [shown("H18"), shown("I18")]
    assert found.unreadable == ()
    assert found.own_words.empty


def test_items(tmp_path):
    folder = sent(tmp_path)
    honours = [{"条目": "甲", "级别": "省级", "数值": "是"}, {"条目": "乙", "级别": "国家", "数值": "是"}]
    honours += [
        {"条目": "丙", "数值": "是"},
        {"级别": "省级", "数值": "是"},
        {"条目": "丁", "级别": "AAA", "数值": "是"},
    ]
    fill(folder / NAME, {**GOOD, "honours": honours, "sessions": {"数值": 5, "条目": "四次"}})
    found = gathered(folder)
    assert [(problem.code, at(problem)) for problem in found.unreadable] == [
        ("form_level_unknown_near", shown("G21")),
        ("form_level_missing", shown("G22")),
        ("form_level_unknown", shown("G24")),
        ("form_item_missing", shown("F23")),
    ]
    assert values_of(found)["honours/甲"] == "是"
    assert [name for name in values_of(found) if name.startswith("honours")] == ["honours/甲"]
    assert at(told(found.notes, "form_item_unasked")) == shown("F8")
    for problem in found.unreadable:
        assert problem.render("zh")
        assert problem.render("en")


def test_one_item_needs_no_name_and_an_item_needs_a_value(tmp_path):
    found, _ = one(tmp_path, {**GOOD, "honours": {"级别": "省级", "数值": "是"}})
    assert values_of(found)["honours"] == "是"
    found, _ = one(tmp_path / "b", {**GOOD, "honours": {"级别": "省级", "条目": "甲"}})
    assert at(told(found.unreadable, "form_value_empty")) == shown("H20")


def test_a_row_that_stands_twice(tmp_path):
    def twice(value):
        def change(sheet, table):
            table["trained"][0]["编号"].value = "sessions"
            table["trained"][0]["单位"].value = "次"
            table["trained"][0]["数值"].value = value

        return change

    found, _ = one(tmp_path, change=twice(5))
    assert at(told(found.notes, "form_row_twice")) == shown("H9")
    assert values_of(found)["sessions"] == "5"
    assert at(told(found.notes, "form_row_gone")) == shown("A24")
    found, _ = one(tmp_path / "b", change=twice(6))
    assert [at(p) for p in found.unreadable if p.code == "form_row_contradicts"] == [shown("H8"), shown("H9")]
    assert "sessions" not in values_of(found)
    assert "H9" in found.unreadable[0].render("en")


def test_a_fact_with_an_unreadable_row_beside_a_good_one_is_not_filled_in(tmp_path):
    def change(_, table):
        table["trained"][0]["编号"].value = "sessions"
        table["trained"][0]["单位"].value = "次"
        table["trained"][0]["数值"].value = "若干"

    found, _ = one(tmp_path, change=change)
    # of 11, trained has no row any more, and nobody knows which row of sessions is meant
    assert found.units.loc[found.units["region"] == "云溪镇", ["state", "filled"]].values.tolist() == [["partly", 9]]


def test_an_item_may_stand_at_two_levels(tmp_path):
    honours = [{"条目": "甲", "级别": level, "数值": "是"} for level in ("省级", "国家级")]
    found, _ = one(tmp_path, {**GOOD, "honours": honours})
    # scoring counts it once, at the higher level
    assert [problem.code for problem in found.unreadable] == []
    rows = found.facts[found.facts["fact"] == "honours"]
    assert rows[["item", "level"]].values.tolist() == [["甲", "省级"], ["甲", "国家级"]]


def test_rows_that_the_unit_added(tmp_path):
    def change(sheet, table):
        sheet["A26"], sheet["H26"] = "session", 3
        sheet["A27"], sheet["K27"] = "xyz", "另附"
        sheet["H28"] = 7
        sheet["A29"] = "注：数据截至年底"
        sheet["A30"], sheet["H30"] = "inspected", 0
        sheet["A31"] = "files"

    found, _ = one(tmp_path, change=change)
    assert [(problem.code, at(problem)) for problem in found.unreadable] == [
        ("form_id_unknown_near", shown("A26")),
        ("form_id_unknown", shown("A27")),
        ("form_row_nameless", shown("H28")),
        ("form_not_asked", shown("A30")),
    ]
    assert [(note.code, at(note)) for note in found.notes] == [
        ("form_id_unknown", shown("A29")),
        ("form_not_asked", shown("A31")),
    ]
    assert values_of(found) == {**{k: str(v) for k, v in GOOD.items()}, "training_rate": "90%"} | {}
    for problem in (*found.unreadable, *found.notes):
        assert problem.render("zh")
        assert problem.render("en")


def test_an_empty_form_with_rows_deleted(tmp_path):
    found, _ = one(tmp_path, {}, change=lambda sheet, _: sheet.delete_rows(8, 40))
    gone = [note for note in found.notes if note.code == "form_row_gone"]
    assert gone == []  # nothing is filled in: it counts as not filed
    assert found.units["state"].iloc[0] == "not_filed"


def test_columns_in_another_order(tmp_path):
    def change(sheet, _):
        sheet.move_range("H7:H24", cols=10)
        sheet.move_range("C7:C24", cols=20)

    found, _ = one(tmp_path, change=change)
    assert found.unreadable == ()
    assert len(found.facts) == len(GOOD)
    assert found.facts["location"].iloc[0] == shown("R8")


def test_a_column_that_must_be_there_was_renamed(tmp_path):
    found, _ = one(tmp_path, change=lambda sheet, _: sheet.__setitem__("H7", "本单位数据"))
    problem = told(found.unreadable, "form_headings_missing")
    assert at(problem) == shown("H7")
    assert "数值" in problem.render("en")
    assert "H7 本单位数据" in problem.render("zh")
    assert found.units["state"].iloc[0] == "unreadable"


def test_columns_that_may_be_missing(tmp_path):
    found, _ = one(tmp_path, change=lambda sheet, _: sheet.__setitem__("J7", "证明"))
    assert at(told(found.notes, "form_headings_missing")) == shown("J7")
    assert len(found.facts) == len(GOOD)
    found, _ = one(tmp_path / "b", change=lambda sheet, _: sheet.delete_cols(11))
    assert at(told(found.notes, "form_headings_missing")) == shown("A7")
    found, _ = one(tmp_path / "c", change=lambda sheet, _: sheet.__setitem__("L7", "审核人"))
    assert at(told(found.notes, "form_headings_unknown")) == shown("L7")
    found, _ = one(tmp_path / "d", change=lambda sheet, _: sheet.__setitem__("L7", "数值"))
    assert at(told(found.notes, "form_headings_unknown")) == shown("L7")
    assert len(found.facts) == len(GOOD)


def test_merged_cells_in_the_table(tmp_path):
    def change(sheet, table):
        sheet.merge_cells("H9:H10")
        sheet.merge_cells("J12:J13")
        sheet.merge_cells("J15:K15")
        sheet.merge_cells("A20:A24")
        table["plan_issued"][0]["佐证材料"].value = "两份文件.pdf"

    found, _ = one(tmp_path, change=change)
    problem = told(found.unreadable, "form_merged")
    assert at(problem) == shown("H10")
    assert problem.params["cells"] == "H9:H10"
    values = values_of(found)
    assert values["trained"] == "90"
    assert "officers" not in values
    evidence = found.facts.set_index("fact")["source"]
    assert [evidence["plan_issued"], evidence["plan_public"], evidence["award"]] == ["两份文件.pdf", "两份文件.pdf", ""]


def test_a_state_that_is_merged_over_two_rows_is_nobodys(tmp_path):
    def change(sheet, table):
        sheet["I9"], sheet["H9"] = "不适用", None
        sheet.merge_cells("I9:I10")

    found, _ = one(tmp_path, change=change)
    # whether officers do not apply either, or are 100, the form does not say
    assert at(told(found.unreadable, "form_merged")) == shown("I10")
    assert "officers" not in values_of(found)


def test_what_stands_far_below_the_table(tmp_path, monkeypatch):
    from fazhi_score.collection import reading

    monkeypatch.setattr(reading, "MOST_ROWS", 30)
    found, _ = one(tmp_path, change=lambda sheet, _: sheet.__setitem__("C40", "多余"))
    assert at(told(found.unreadable, "form_too_long")) == shown("A40")

    def change(sheet, _):
        sheet["C40"].number_format = "0.00"  # a cell that is only formatted does no harm

    found, _ = one(tmp_path / "b", change=change)
    assert found.unreadable == ()


def test_a_wide_sheet_with_many_faults_loses_none(tmp_path, monkeypatch):
    from fazhi_score.collection import checking

    monkeypatch.setattr(checking, "SHOWN", 2)
    found, _ = one(tmp_path, dict.fromkeys(GOOD, "？"))
    assert len(found.unreadable) == len(GOOD)
    assert found.facts.empty
