"""A fresh extraction meets what people reviewed: nothing of theirs is lost, nothing of theirs comes back."""

import openpyxl
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.extraction.reviewing import CHANGES, check_reviewed, merge_reviewed
from fazhi_score.extraction.stating import COLUMNS

FACT = "reconsideration_accepted"


def row(value="12", place="27:36", quote="受理复议案件12件", **more):
    blank = dict.fromkeys(COLUMNS, "") | {"scope": "own", "span": "annual", "status": "reported"}
    known = {"region": "云溪县", "period": "2023", "fact": FACT, "source": "a.txt"}
    return blank | known | {"value": value, "location": place, "quote": quote} | more


def table(*rows):
    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)


def merge(old, new, documents=("a.txt",)):
    merged = merge_reviewed(old if isinstance(old, pd.DataFrame) else table(*old), table(*new), documents=documents)
    assert tuple(merged.changes.columns) == CHANGES
    return merged


def cells(merged, *names):
    return merged.frame[list(names)].to_numpy().tolist()


def kinds(merged):
    return merged.changes[["kind", "old", "new"]].to_numpy().tolist()


STATUSES = {"confirmed": "已确认", "corrected": "已更正", "rejected": "已否决", "not_applicable": "不适用"}


@pytest.mark.parametrize("status", [*STATUSES, *STATUSES.values()])
def test_what_people_decided_stays_and_stands_once(status):
    value = "" if status in ("not_applicable", "不适用") else "12"
    merged = merge([row(value, status=status)], [row("12")])
    english = {zh: en for en, zh in STATUSES.items()}.get(status, status)
    assert cells(merged, "value", "status") == [[value, english]]
    assert kinds(merged) == []


def test_extracting_again_changes_nothing():
    rows = [
        row(),
        row("5", "40:45", "审结5件", fact="reconsideration_concluded"),
        row("是", "", "", fact="three_systems_implemented"),
    ]
    once = merge(rows, rows)
    again = merge(once.frame, rows)
    assert once.frame.equals(table(*rows))
    assert again.frame.equals(once.frame)
    assert kinds(once) == kinds(again) == []


def test_rows_that_nobody_reviewed_follow_the_report():
    old = [row("12"), row("5", "40:45", "审结5件", fact="reconsideration_concluded")]
    new = [row("13", quote="受理复议案件13件"), row("9", "50:55", "听证9件", fact="reconsideration_hearings")]
    merged = merge(old, new)
    assert cells(merged, "fact", "value") == [[FACT, "13"], ["reconsideration_hearings", "9"]]
    assert sorted(kinds(merged)) == [["changed", "12", "13"], ["gone", "5", ""], ["new", "", "9"]]


def test_a_change_of_scope_or_status_alone_is_a_change():
    merged = merge([row()], [row(scope="bureau", status="ambiguous")])
    assert cells(merged, "scope", "status") == [["bureau", "ambiguous"]]
    assert kinds(merged) == [["changed", "12 own reported", "12 bureau ambiguous"]]


def test_a_place_that_moves_is_no_change_unless_people_reviewed_the_row():
    moved = row(place="30:39")
    assert kinds(merge([row()], [moved])) == []
    merged = merge([row(status="confirmed")], [moved])
    assert kinds(merged) == [["moved", "27:36", "30:39"]]
    assert cells(merged, "location") == [["27:36"]]  # theirs is not touched


def test_another_value_than_the_confirmed_one_is_reported_and_not_taken():
    new = row("13", quote="受理复议案件13件")
    merged = merge([row(status="confirmed")], [new])
    assert cells(merged, "value", "status") == [["12", "confirmed"]]
    assert kinds(merged) == [["differs_from_reviewed", "12", "13"]]


def test_a_corrected_value_differs_from_what_is_extracted_only_when_the_words_change():
    corrected = row("15", status="corrected")
    assert kinds(merge([corrected], [row("12")])) == []  # the words that the reviewer saw
    changed = merge([corrected], [row("18", quote="受理复议案件18件")])
    assert cells(changed, "value") == [["15"]]
    assert kinds(changed) == [["differs_from_reviewed", "15", "18"]]


@pytest.mark.parametrize(
    "changed", [{"fact": "litigation_cases"}, {"scope": "bureau"}, {"span": "to_date"}, {"item": "一审"}]
)
@pytest.mark.parametrize("status", ["corrected", "confirmed"])
def test_what_a_reviewer_put_elsewhere_does_not_come_back_where_it_was(changed, status):
    merged = merge([row(status=status, **changed)], [row()])
    assert len(merged.frame) == 1
    assert cells(merged, *changed) == [list(changed.values())]
    # confirmed says that the extraction was right, so that it now says otherwise is worth knowing
    assert [kind for kind, _, _ in kinds(merged)] == (["differs_from_reviewed"] if status == "confirmed" else [])


def test_region_and_period_may_be_corrected_too():
    merged = merge([row(status="corrected", region="石桥县", period="2022")], [row()])
    assert cells(merged, "region", "period") == [["石桥县", "2022"]]


def test_a_renamed_fact_is_not_taken_for_one_that_the_report_has_elsewhere():
    """The reviewer put the 12 under litigation; the report has a number of lawsuits of its own."""
    renamed = row(fact="litigation_cases", status="corrected")
    lawsuits = row("7", "60:66", "应诉案件7件", fact="litigation_cases")
    merged = merge([renamed, lawsuits], [row(), lawsuits])
    assert cells(merged, "fact", "value") == [["litigation_cases", "12"], ["litigation_cases", "7"]]
    assert kinds(merged) == []


def test_a_renamed_fact_is_found_again_where_the_text_moved():
    merged = merge([row(fact="litigation_cases", status="corrected")], [row(place="90:99")])
    assert cells(merged, "fact", "location") == [["litigation_cases", "27:36"]]
    assert kinds(merged) == [["moved", "27:36", "90:99"]]


def test_facts_that_share_a_number_do_not_keep_each_other_out():
    """Two facts may take the same words; that one of them is confirmed says nothing of the other."""
    both = [row(), row(fact="reconsideration_applications")]
    merged = merge([row(status="confirmed"), both[1]], both)
    assert cells(merged, "fact", "status") == [[FACT, "confirmed"], ["reconsideration_applications", "reported"]]
    again = merge([row(status="confirmed")], both)  # somebody deleted the other: it is stated, and comes back
    assert cells(again, "fact") == [[FACT], ["reconsideration_applications"]]
    assert kinds(again) == [["new", "", "12"]]


def test_a_rejected_value_stays_away_wherever_it_is_found():
    rejected = row(status="rejected")
    for again in (row(), row(place="80:89"), row(place="80:89", quote="另述受理案件12件"), row(quote="受理12件")):
        merged = merge([rejected], [again])
        assert cells(merged, "value", "status") == [["12", "rejected"]]
    assert cells(merge([rejected], [row(value="1.2万")]), "value") == [["12"], ["1.2万"]]


def test_another_value_of_a_rejected_fact_is_taken_and_reported():
    elsewhere = row("35", "80:89", "全年受理复议案件35件")
    merged = merge([row(status="rejected")], [row(), elsewhere])
    assert cells(merged, "value", "status") == [["12", "rejected"], ["35", "reported"]]
    assert kinds(merged) == [["new", "", "35"]]
    alone = merge([row(status="rejected")], [elsewhere])
    assert cells(alone, "value") == [["12"], ["35"]]
    assert kinds(alone) == [["differs_from_reviewed", "12", "35"]]
    assert kinds(merge(alone.frame, [elsewhere])) == []  # said once


@pytest.mark.parametrize("other", ["confirmed", "corrected", "not_applicable"])
def test_another_value_at_a_rejected_place_does_not_come_back_beside_a_decision(other):
    decided = row("" if other == "not_applicable" else "9", "50:59", "共受理9件", status=other)
    old = [row("12", status="rejected"), decided]
    merged = merge(old, [row("13", quote="受理复议案件13件")])
    assert cells(merged, "value", "status") == [["12", "rejected"], [decided["value"], other]]
    assert ["differs_from_reviewed", decided["value"], "13"] in kinds(merged)
    assert merge(merged.frame, [row("13", quote="受理复议案件13件")]).frame.equals(merged.frame)


def test_of_two_rejected_values_neither_comes_back_at_the_place_of_the_other():
    old = [row("12", status="rejected"), row("13", "50:59", "共受理13件", status="rejected")]
    merged = merge(old, [row("13", quote="受理复议案件13件")])
    assert cells(merged, "value", "status") == [["12", "rejected"], ["13", "rejected"]]


def test_an_open_row_does_not_become_what_was_rejected():
    old = [row("12", "90:99", "复议案件共12件", status="rejected"), row("13")]
    merged = merge(old, [row("12")])
    assert cells(merged, "value", "status") == [["12", "rejected"]]
    assert kinds(merged) == [["gone", "13", ""]]


def test_a_rejected_value_is_known_under_the_name_of_another_file():
    merged = merge([row(status="rejected")], [row(source="renamed.txt")], documents=("renamed.txt",))
    assert cells(merged, "source", "status") == [["a.txt", "rejected"]]
    other = merge([row(status="rejected")], [row(source="b.txt", quote="本年受理案件12件")], documents=("b.txt",))
    assert len(other.frame) == 2  # another document may well state it


def test_a_second_reading_of_a_confirmed_fact_is_reported_and_not_taken():
    second = row("35", "80:89", "全年受理复议案件35件")
    merged = merge([row(status="confirmed")], [row(), second])
    assert cells(merged, "value") == [["12"]]
    assert kinds(merged) == [["differs_from_reviewed", "12", "35"]]
    same = merge([row(status="confirmed")], [row(), row(place="80:89", quote="全年受理复议案件12件")])
    assert len(same.frame) == 1
    assert kinds(same) == []


def test_of_two_readings_one_confirmed_and_one_rejected_both_stay():
    old = [row(status="confirmed"), row("35", "80:89", "受理案件35件", status="rejected")]
    new = [row(status="ambiguous"), row("35", "80:89", "受理案件35件", status="ambiguous")]
    merged = merge(old, new)
    assert cells(merged, "value", "status") == [["12", "confirmed"], ["35", "rejected"]]
    assert kinds(merged) == []


def test_a_reviewed_row_that_is_no_longer_found_is_kept_and_reported():
    for status, told in (("confirmed", 1), ("corrected", 1), ("rejected", 0), ("not_applicable", 0)):
        merged = merge([row(status=status)], [])
        assert cells(merged, "status") == [[status]]
        assert kinds(merged) == [["reviewed_gone", "12", ""]] * told
    twice = [row(status="confirmed"), row(status="confirmed")]
    assert kinds(merge(twice, [row()])) == []  # a row that was copied is not gone


def test_rows_of_people_and_of_other_documents_stay():
    others = [
        row("7", source="b.txt", fact="litigation_cases"),
        row("8", "", "", source="电话核实", fact="townships_count"),
        row("9", "", "", fact="legal_advisers"),  # typed in: it has no place
        row("15", "", "", source="", status="corrected"),
    ]
    merged = merge(others, [row()])
    assert cells(merged, "value") == [["7"], ["8"], ["9"], ["15"]]  # what they corrected stands for the fact
    assert kinds(merged) == [["differs_from_reviewed", "15", "12"]]


def test_what_has_no_place_in_the_text_is_replaced_too():
    """The day of publication stands on the page around the report."""
    day = row("2024-03-01", "", "", fact="report_published_on")
    merged = merge([day], [day | {"value": "2024-03-05"}])
    assert cells(merged, "value") == [["2024-03-05"]]
    assert kinds(merged) == [["changed", "2024-03-01", "2024-03-05"]]


def test_a_document_that_was_not_read_keeps_its_rows():
    assert cells(merge([row()], [], documents=()), "value") == [["12"]]
    assert cells(merge([row()], [], documents=("a.txt",)), "value") == []
    assert cells(merge_reviewed(table(row()), table(row("13"))), "value") == [["13"]]  # the sources tell what was read


def test_a_new_document_stands_behind_and_is_no_change():
    new = [row(), row("3", fact="litigation_cases", place="50:60"), row("5", source="b.txt")]
    old = [row(), row("7", source="c.txt")]
    merged = merge(old, new, documents=("a.txt", "b.txt"))
    assert cells(merged, "source", "value") == [["a.txt", "12"], ["a.txt", "3"], ["c.txt", "7"], ["b.txt", "5"]]
    assert kinds(merged) == [["new", "", "3"]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.2万", "12000"),
        ("93.05%", "93.050%"),
        ("是", "有"),
        ("2024年3月1日", "2024-03-01"),
        ("1,346", "1346"),
        ("全覆盖", " 全覆盖 "),
    ],
)
def test_values_are_the_same_however_they_are_written(old, new):
    claimed = {"status": "claimed"} if "覆盖" in old else {}
    assert kinds(merge([row(old, **claimed)], [row(new, **claimed)])) == []


def test_columns_headings_and_notes_of_people_stay():
    old = pd.DataFrame(
        {
            "复核人": ["张", "李"],
            "地区": "云溪县",
            "年度": 2023,
            "事实": [FACT, "litigation_cases"],
            "值": ["12", "7"],
            "状态": ["已确认", ""],
            "来源": "a.txt",
            "位置": ["27:36", "60:66"],
            "摘录": ["受理复议案件12件", "应诉案件7件"],
            "备注": ["", "请核"],
        }
    )
    merged = merge(old, [row(), row("7", "60:66", "应诉案件7件", fact="litigation_cases")])
    assert list(merged.frame)[:5] == ["复核人", "地区", "年度", "事实", "值"]
    assert cells(merged, "复核人", "值", "备注") == [["张", "12", ""], ["李", "7", "请核"]]
    changed = merge(old, [row(), row("8", "60:66", "应诉案件8件", fact="litigation_cases")])
    assert cells(changed, "复核人", "值") == [["张", "12"], ["李", "8"]]


def test_a_workbook_opened_and_saved_says_the_same(tmp_path):
    rows = [
        row(),
        row("93.05%", "40:45", "办结率93.05%", fact="hotline_completion_rate"),
        row("=1+1", "50:60", status="claimed", fact="x_y_z"),
    ]
    path = tmp_path / "facts.xlsx"
    fs.read_facts(table(*rows)).write(path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("status") + 1).value = "已确认"
    sheet.cell(1, len(headings) + 1).value = "复核日期"
    book.save(path)
    merged = merge_reviewed(path, table(*rows))
    assert cells(merged, "value", "status") == [["12", "confirmed"], ["93.05%", "reported"], ["=1+1", "claimed"]]
    assert "复核日期" in merged.frame
    assert kinds(merged) == []


def test_a_place_that_a_spreadsheet_took_for_a_time_is_known_again():
    merged = merge([row(place="27:36:00", status="corrected", fact="litigation_cases")], [row()])
    assert len(merged.frame) == 1
    assert cells(merge([row(place="027:36:00")], [row()]), "location") == [["27:36"]]


def test_facts_as_an_object_and_a_wide_table():
    assert cells(merge_reviewed(fs.read_facts(table(row(status="confirmed"))), table(row())), "status") == [
        ["confirmed"]
    ]
    wide = pd.DataFrame({"region": ["云溪县"], "period": [2022], "townships_count": [5], "litigation_cases": [3]})
    merged = merge_reviewed(wide, table(row()))
    assert cells(merged, "fact", "value") == [["townships_count", "5"], ["litigation_cases", "3"], [FACT, "12"]]


def test_other_columns_of_facts_stay():
    old = table(row(status="confirmed")).assign(level="省级", name="云溪")
    assert cells(merge_reviewed(old, table(row())), "level", "name") == [["省级", "云溪"]]


@pytest.mark.parametrize(
    "pair",
    [
        (row(status="confirmed"), row("13", status="confirmed")),
        (row(status="corrected"), row("13", status="corrected")),
        (row(status="confirmed"), row(status="rejected")),
        (row(status="rejected"), row(status="corrected")),
    ],
)
def test_two_decisions_on_one_fact_are_an_error_that_names_both(pair):
    with pytest.raises(FazhiError) as caught:
        merge(list(pair), [row()])
    (problem,) = caught.value.problems
    assert problem.code == "reviewed_twice"
    assert problem.params["first"] == "DataFrame row 1"
    assert "row 2" in problem.where


def test_decisions_that_do_not_contradict():
    check_reviewed(table(row(status="confirmed"), row("15", status="corrected")))  # corrected goes before confirmed
    check_reviewed(table(row(status="confirmed"), row("13", status="confirmed", source="b.txt")))
    check_reviewed(table(row(status="rejected"), row("13", "80:89", status="rejected")))
    raters = pd.DataFrame([row("90", status="confirmed"), row("80", status="confirmed")]).assign(rater=["甲", "乙"])
    check_reviewed(raters)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"period,fact,value\n2023,x,2\n", "column_missing"),
        ("region,period,fact,value,status\n云溪县,2023,x,12,确定吗\n".encode(), "status_unknown"),
        (b"region,period,fact,value\n1,2\n", "row_ragged"),
        (b"\xff\xfe\x00", "file_encoding"),
    ],
)
def test_a_malformed_table_is_one_clear_message(tmp_path, content, code):
    path = tmp_path / "facts.csv"
    path.write_bytes(content)
    with pytest.raises(FazhiError) as caught:
        merge_reviewed(path, table(row()))
    assert any(problem.code.startswith(code) for problem in caught.value.problems)
    assert str(path) in str(caught.value)


def test_a_table_without_rows_takes_all():
    assert cells(merge([], [row()]), "value") == [["12"]]
