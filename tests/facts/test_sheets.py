import numpy as np
import openpyxl
import pandas as pd
import pytest

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.headings import FACTS
from fazhi_score.facts.sheets import Sheet, counted, in_order, missing_columns, text_sheet, with_names
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.textfiles import read_csv
from tests.facts import codes


def lines(columns):
    frame = pd.DataFrame({name: ["x"] for name in columns})
    return Sheet("f.csv", frame, np.array([7], dtype=np.int32), "lines")


def test_places():
    sheet = lines(["region"])
    assert sheet.problem("cell_empty", 0, "region", name="region").where == "f.csv:7 [region]"
    assert sheet.problem("no_rows").where == "f.csv:1"
    cells = text_sheet("f.xlsx", ["region"], [["a"]], [3], kind="cells", worksheet="S", letters=["B"])
    assert cells.problem("cell_empty", 0, "region", name="region").where == "f.xlsx 'S'!B3"
    rows = Sheet("DataFrame", pd.DataFrame({"region": ["a"]}), np.array([1], dtype=np.int32))
    assert rows.problem("no_rows").where == "DataFrame"
    assert rows.problem("value_empty", 0).where == "DataFrame row 1"


def test_headings_get_their_names_and_unknown_ones_a_warning():
    sheet, problems = with_names(lines(["地区", "valeu", "colour"]), FACTS)
    assert list(sheet.frame.columns) == ["region"]
    assert codes(problems) == ["column_unknown_near", "column_unknown"]
    assert {problem.severity for problem in problems} == {"warning"}
    assert problems[0].params["near"] == "value"


def test_two_headings_for_one_thing():
    sheet, problems = with_names(lines(["地区", "region"]), FACTS)
    assert codes(problems) == ["column_twice"] and problems[0].params["second"] == "region"
    assert list(sheet.frame.columns) == ["region"]


def test_missing_columns():
    problems = missing_columns(lines(["region", "perod"]), ["region", "period", "fact"], FACTS)
    assert codes(problems) == ["column_missing_near", "column_missing"]
    assert "perod" in problems[0].hint("en") and "事实" in problems[1].hint("zh")


def test_problems_come_in_the_order_of_their_lines():
    places = [{}, {"place": "row 12 [x]"}, {"place": "'S'!AB3"}, {"line": 7}, {"place": "[x]"}]
    found = in_order([Problem("no_rows", **place) for place in places])
    assert [problem.place or problem.line for problem in found] == ["[x]", "'S'!AB3", 7, "row 12 [x]", None]


def test_the_rest_is_counted():
    assert codes(counted([Problem("no_rows")], 3, "f.csv")) == ["no_rows", "more_rows"]
    assert codes(counted([Problem("no_rows")], 0, "f.csv")) == ["no_rows"]


@pytest.mark.parametrize("title", ["事实表", "事实表,,,", "事实表,,,\n填报单位：甲县,,2025年1月,", "\n事实表\n"])
def test_a_title_above_the_headings_is_told_as_such(title, tmp_path):
    text = f"{title}\n地区,年度,事实,值\n甲县,2024,cases,4\n"
    line = text[: text.index("地区")].count("\n") + 1
    with pytest.raises(FazhiError) as caught:
        read_csv(text.encode(), "f.csv")
    (found,) = caught.value.problems
    assert (found.code, found.params) == ("headings_below", {"line": line, "got": "事实表"})
    book = openpyxl.Workbook()
    for row in text.splitlines():
        book.active.append(row.split(","))
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(FazhiError) as caught:
        read_sheet(tmp_path / "f.xlsx")
    assert [problem.params["line"] for problem in caught.value.problems] == [line]


def test_an_unnamed_column_of_a_table_with_its_headings_above_is_told_as_before():
    with pytest.raises(FazhiError) as caught:
        read_csv("地区,年度,事实,值,\n甲县,2024,cases,4,x\n".encode(), "f.csv")
    assert [problem.code for problem in caught.value.problems] == ["column_unnamed"]
