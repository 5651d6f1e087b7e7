"""Against the last collection: what changed, what a person has settled, and what stays."""

import pandas as pd
import pytest

import fazhi_score as fs
from tests.collection.made import GOOD, NAME, at, cells, fill, gathered, opened, sent, told, values_of


@pytest.fixture
def folder(tmp_path):
    """A folder with one form filled in, and the facts of a first collection beside it."""
    folder = sent(tmp_path)
    honours = [{"条目": "甲", "级别": "省级", "数值": "是"}, {"条目": "乙", "级别": "省级", "数值": "是"}]
    fill(folder / NAME, {**GOOD, "honours": honours})
    gathered(folder).write(tmp_path / "facts.csv")
    return folder


def again(folder, **more):
    return gathered(folder, previous=folder.parent / "facts.csv", **more)


def edit(folder, change):
    """Change the facts of the last collection."""
    path = folder.parent / "facts.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(frame).to_csv(path, index=False, encoding="utf-8-sig")


def settle(status, value=None, fact="sessions"):
    """What changes the status (and the value) of a row of the last collection."""

    def change(frame):
        row = frame["fact"] == fact
        frame.loc[row, "status"] = status
        if value is not None:
            frame.loc[row, "value"] = value
        return frame

    return change


def listed(collection):
    return [tuple(row) for row in collection.changes.itertuples(index=False)]


def test_the_first_collection(tmp_path):
    folder = sent(tmp_path)
    fill(folder / NAME, {"sessions": 5, "trained": "不适用"})
    assert gathered(folder).changes.empty
    assert listed(again(folder)) == [
        ("云溪镇", "sessions", "", "", "5", "new", "云溪镇.xlsx '填报'!H8"),
        ("云溪镇", "trained", "", "", "不适用", "new", "云溪镇.xlsx '填报'!H9"),
    ]


def test_nothing_changed(folder):
    found = again(folder)
    assert found.changes.empty
    pd.testing.assert_frame_equal(found.facts, gathered(folder).facts)
    found.write(folder.parent / "facts.csv")
    pd.testing.assert_frame_equal(again(folder).facts, found.facts)


def test_a_remark_that_was_added_to_the_same_value_is_taken_over(folder):
    fill(folder / NAME, {"sessions": {"备注": "含扩大会议"}})
    found = again(folder)
    assert found.changes.empty and values_of(found)["sessions"] == "5"
    assert found.facts.set_index("fact").loc["sessions", "note"] == "含扩大会议"


def test_changed_new_and_withdrawn(folder):
    changed = {
        "sessions": 6,
        "lost": None,
        "trained": {"佐证材料": "名册.pdf"},
        "officers": {"数值": None, "情况": "无此数据"},
    }
    fill(folder / NAME, {**changed, "honours": [{"条目": "甲", "级别": "国家级"}, {"条目": "丙"}]})
    found = again(folder)
    form = "云溪镇.xlsx '填报'!"
    assert sorted(listed(found)) == sorted(
        [
            ("云溪镇", "sessions", "", "5", "6", "changed", form + "H8"),
            ("云溪镇", "trained", "", "90", "90 | 名册.pdf", "changed", form + "H9"),
            ("云溪镇", "officers", "", "100", "", "withdrawn", form + "H10"),
            ("云溪镇", "lost", "", "0", "", "withdrawn", form + "H16"),
            ("云溪镇", "honours", "甲", "是 | 省级", "是 | 国家级", "changed", form + "H20"),
            ("云溪镇", "honours", "乙", "是 | 省级", "", "withdrawn", form + "H20"),
            ("云溪镇", "honours", "丙", "", "是 | 省级", "new", form + "H21"),
        ]
    )
    values = values_of(found)
    assert values["sessions"] == "6"
    assert not {"lost", "officers", "honours/乙"} & set(values)


@pytest.mark.parametrize("status", ["confirmed", "corrected", "rejected"])
def test_what_a_person_has_settled_stays(folder, status):
    edit(folder, settle(status, "4"))
    found = again(folder)
    assert listed(found) == [("云溪镇", "sessions", "", "4", "5", "kept", "云溪镇.xlsx '填报'!H8")]
    row = found.facts.set_index("fact").loc["sessions"]
    assert row[["value", "status"]].tolist() == ["4", status]


def test_what_a_person_has_settled_is_not_withdrawn(folder):
    edit(folder, settle("confirmed"))
    assert again(folder).changes.empty
    fill(folder / NAME, {"sessions": None})
    found = again(folder)
    assert listed(found) == [("云溪镇", "sessions", "", "5", "", "kept", "云溪镇.xlsx '填报'!H8")]
    assert values_of(found)["sessions"] == "5"


def test_a_correction_beside_what_was_reported(folder):
    def change(frame):
        row = frame[frame["fact"] == "sessions"].assign(status="corrected", value="4")
        return pd.concat([frame, row])

    edit(folder, change)
    found = again(folder)
    assert found.changes.empty  # the unit still says what it said
    assert found.facts[found.facts["fact"] == "sessions"]["value"].tolist() == ["5", "4"]


def test_decided_items_stay_as_they_were(folder):
    decisions = pd.DataFrame(
        {
            "region": ["云溪镇", "云溪镇", "石桥镇"],
            "period": [2024, "2023", "2024"],
            "item": ["plan", "sessions", "training"],
        }
    )
    edit(folder, lambda frame: frame[frame["fact"] != "plan_public"])
    fill(folder / NAME, {"sessions": 6, "plan_issued": "否"})
    found = again(folder, decisions=decisions)
    form = "云溪镇.xlsx '填报'!"
    assert sorted(listed(found)) == [
        ("云溪镇", "plan_issued", "", "是", "否", "kept", form + "H12"),
        ("云溪镇", "plan_public", "", "", "否", "kept", form + "H13"),
        ("云溪镇", "sessions", "", "5", "6", "changed", form + "H8"),
    ]
    values = values_of(found)
    assert values["plan_issued"] == "是"
    assert "plan_public" not in values
    # without a table of the last collection there is nothing that could be kept
    assert values_of(gathered(folder, decisions=decisions))["plan_issued"] == "否"


def test_rows_that_the_forms_do_not_ask_stay_as_they_are(folder):
    def change(frame):
        other = frame.iloc[[0]]
        rows = [
            other.assign(fact="inspected", value="3"),
            other.assign(period="2023", value="1000余"),
            other.assign(region="别处", value="7"),
            other.assign(scope="county", value="8"),
            other.assign(span="to_date", value="9"),
            other.assign(item="一月", value="10"),
        ]
        return pd.concat([frame.assign(scope="", quote=""), *[row.assign(quote="原文") for row in rows]])

    edit(folder, change)
    found = again(folder)
    assert found.changes.empty
    kept = found.facts[found.facts["quote"] == "原文"]
    assert kept["value"].tolist() == ["3", "1000余", "7", "8", "9", "10"]
    assert "low" not in found.facts
    assert set(found.facts["scope"]) == {"own", "county"}


def test_bounds_that_were_written_stay(folder):
    edit(folder, lambda frame: frame.assign(low=["4" if fact == "sessions" else "" for fact in frame["fact"]]))
    assert again(folder).facts.set_index("fact").loc["sessions", "low"] == "4"


def test_a_unit_without_a_readable_workbook_keeps_its_rows(folder):
    (folder / NAME).write_bytes(b"broken")
    found = again(folder)
    assert len(values_of(found)) == len(GOOD) + 2
    note = told(found.notes, "form_unit_kept")
    assert (note.file, note.params["count"]) == (NAME, len(GOOD) + 2)
    assert found.changes.empty
    (folder / NAME).unlink()
    found = again(folder)
    assert len(values_of(found)) == len(GOOD) + 2
    assert told(found.notes, "form_unit_kept").params["name"] == "云溪镇"


def test_a_blank_form_withdraws_nothing(folder):
    (folder / NAME).unlink()
    blank = sent(folder.parent / "blank")
    (blank / NAME).rename(folder / NAME)
    found = again(folder)
    assert found.units["state"].iloc[0] == "not_filed"
    assert len(values_of(found)) == len(GOOD) + 2
    assert told(found.notes, "form_unit_kept")


def test_an_unreadable_cell_keeps_its_earlier_value(folder):
    fill(folder / NAME, {"sessions": "12次"})
    found = again(folder)
    assert at(told(found.unreadable, "value_not_number")) == "云溪镇.xlsx '填报'!H8"
    note = told(found.notes, "form_earlier_kept")
    assert at(note) == "云溪镇.xlsx '填报'!H8"
    assert note.params["value"] == "5"
    assert values_of(found)["sessions"] == "5"
    assert found.changes.empty


def test_an_unreadable_item_keeps_all_items_of_its_fact(folder):
    fill(folder / NAME, {"honours": [{"条目": "甲"}, {"条目": "乙二", "级别": "AAA"}]})
    found = again(folder)
    assert {"honours/甲", "honours/乙"} <= set(values_of(found))
    assert "honours/乙二" not in values_of(found)


def test_a_row_that_was_deleted_keeps_its_earlier_value(folder):
    book, table = opened(folder / NAME)
    book["填报"].delete_rows(table["sessions"][0]["编号"].row)
    assert "sessions" not in cells(book["填报"])
    book.save(folder / NAME)
    found = again(folder)
    assert told(found.notes, "form_row_gone").params["fact"] == "sessions"
    assert told(found.notes, "form_earlier_kept").file == NAME
    assert values_of(found)["sessions"] == "5"


def test_a_value_under_a_misspelt_id_withdraws_nothing(folder):
    def change(sheet, _):
        sheet["A40"], sheet["H40"] = "session", 6

    fill(folder / NAME, {"sessions": None}, change=change)
    found = again(folder)
    assert told(found.unreadable, "form_id_unknown_near").params["near"] == "sessions"
    assert values_of(found)["sessions"] == "5"


def test_a_last_collection_that_cannot_be_read(folder):
    (folder.parent / "facts.csv").write_text("colour,taste\nred,sweet\n")
    with pytest.raises(fs.FazhiError):
        again(folder)
