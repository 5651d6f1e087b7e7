"""Facts with their places, as many as fit."""

import numpy as np
import pandas as pd

import fazhi_score as fs
from fazhi_score.errors import Problem
from fazhi_score.presentation.page import beside, evidence
from tests.conftest import plain, sheet, table
from tests.presentation.page.conftest import unpacked, words


def result_of(n=3, quote="x"):
    values = {f"r{k}": {"f": k, "g": 2 * k} for k in range(n)}
    rows = table(values)
    rows["source"], rows["location"], rows["quote"] = "doc.txt", [f"{k}:{k + 3}" for k in range(len(rows))], quote
    return fs.score(rows, sheet({"i": plain("f"), "j": plain("g")}))


def test_each_row_has_its_place_in_the_order_of_the_table():
    found = evidence.facts(result_of(), np.array([2, 0, 1]))
    assert found["units"] == 3
    assert unpacked(found["counts"]).tolist() == [2, 2, 2]
    assert words(found["columns"]["written"]) == ["2", "4", "0", "0", "1", "2"]
    assert words(found["columns"]["location"]) == ["4:7", "5:8", "0:3", "1:4", "2:5", "3:6"]
    assert unpacked(found["fact"]).tolist() == [0, 1, 0, 1, 0, 1]
    assert "note" not in found["columns"]  # nobody wrote one


def test_hidden_units_have_no_facts_in_it():
    found = evidence.facts(result_of(), np.array([1]))
    assert words(found["columns"]["written"]) == ["1", "2"]


def test_what_does_not_fit_is_left_out_by_whole_units():
    result = result_of(50, quote=[f"第{k}条" * 20 for k in range(100)])
    everything = evidence.facts(result, np.arange(50))
    part = evidence.facts(result, np.arange(50), most=5_000)
    assert everything["units"] == 50
    assert 5 < part["units"] < 30
    assert unpacked(part["counts"]).sum() == 2 * part["units"] == len(words(part["columns"]["written"]))


def test_a_long_quotation_is_cut():
    found = evidence.facts(result_of(quote="长" * 900), np.arange(3))
    assert found["columns"]["quote"]["words"] == ["长" * 400 + "…"]


def test_values_without_their_spelling_and_folders_are_told():
    result = result_of(1)
    frame = result.panel.facts.table.drop(columns=["written", "origin"], errors="ignore")
    bare = fs.Facts(frame, None, None, "/home/me/facts.csv")
    object.__setattr__(result.panel, "facts", bare)
    found = evidence.facts(result, np.array([0]))
    assert words(found["columns"]["written"]) == ["0", "0"]
    assert words(found["columns"]["origin"]) == ["facts.csv row "] * 2


def test_no_facts_at_all():
    result = result_of(1)
    object.__setattr__(result.panel, "rows", result.panel.rows[:0])
    object.__setattr__(result.panel, "columns", result.panel.columns[:0])
    object.__setattr__(result.panel, "unit", result.panel.unit[:0])
    found = evidence.facts(result, np.array([0]))
    assert (found["units"], found["columns"]) == (1, {})


def test_folders_of_the_machine_are_not_passed_on():
    result = result_of(1)
    table = result.panel.facts.table
    table["source"] = pd.Categorical(["/home/me/r.pdf"] * len(table))
    table["origin"] = pd.Categorical(["C:\\Users\\me\\facts.xlsx 'Sheet'!B"] * len(table))
    found = evidence.facts(result, np.array([0]))["columns"]
    assert set(words(found["source"])) == {"r.pdf"}
    assert set(words(found["origin"])) == {"facts.xlsx 'Sheet'!B"}
    note = Problem("source_not_listed", {"source": "/home/me/r.pdf", "count": 1}, file="/home/me/f.csv", line=2)
    ((_, texts, _),) = beside.notes((note,))["listed"]
    assert "/home" not in "".join(texts)
    assert all("r.pdf" in text and "f.csv:2" in text for text in texts)


def test_a_column_that_is_no_category(monkeypatch):
    column = evidence._column(pd.DataFrame({"note": ["a", None, "b"]}), "note", np.array([2, 1]))
    assert [column.words[code] for code in column.codes] == ["b", ""]
