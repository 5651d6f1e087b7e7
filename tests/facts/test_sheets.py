import numpy as np
import pandas as pd

from fazhi_score.errors import Problem
from fazhi_score.facts.headings import FACTS
from fazhi_score.facts.sheets import Sheet, counted, in_order, missing_columns, text_sheet, with_names
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
