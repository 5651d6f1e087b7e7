"""The data of a page as a whole."""

import datetime
import re
from pathlib import Path

import pytest

import fazhi_score as fs
from fazhi_score.messages import TEXTS
from fazhi_score.presentation.page.content import page_data, texts
from tests.conftest import plain, register, scored, sheet, table
from tests.presentation.page.conftest import unpacked, words

PAGE = Path(__file__).parents[3] / "fazhi_score" / "presentation" / "page"


def data_of(result, **more):
    given = {"lang": "zh", "uncertainty": None, "sensitivity": None, "before": None, "ledger": None}
    return page_data(result, **given | {"date": datetime.date(2025, 3, 1)} | more)


def test_units_stand_in_the_order_of_ranks_without_reference_regions():
    framework = sheet({"i": plain("f")}, method={"rank_within": []})
    values = table({"A": {"f": 10}, "B": {"f": 90}, "M": {"f": 50}})
    result = fs.score(fs.read_facts(values, regions=register({"A": "town", "B": "town", "M": "reference"})), framework)
    units = data_of(result)["units"]
    assert (units["ids"], units["count"]) == (["B", "A"], 2)
    assert words(units["classes"]) == ["town", "town"]
    assert unpacked(data_of(result)["standing"]["rank"]).tolist() == [1.0, 2.0]


def test_who_is_screened_is_told():
    framework = sheet({"i": plain("f"), "j": plain("h")}, method={"screening": {"stated": "60%"}})
    result = scored(framework, {"A": {"f": 10, "h": 1}, "B": {"f": 90}})
    data = data_of(result)
    assert [data["units"]["ids"][k] for k in data["units"]["screened"]] == ["B"]


def test_what_is_not_given_is_not_in_it():
    data = data_of(scored(sheet({"i": plain("f")}), {"A": {"f": 10}}))
    assert not {"uncertainty", "sensitivity", "before", "ledger"} & data.keys()
    assert data["date"] == "2025-03-01"
    assert set(data["hashes"]) == {"framework", "facts", "version"}


def test_what_is_given_is_in_it():
    framework = sheet({"i": plain("f")})
    result = scored(framework, {"A": {"f": 10}})
    ledger = fs.read_ledger(table({}).assign(id=[], problem=[], state=[]))
    data = data_of(result, before=result, ledger=ledger)
    assert data["before"]["periods"] == ["2024"]
    assert data["ledger"] == []


def test_the_script_says_nothing_that_has_no_text_and_every_text_is_said():
    script = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    python = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.py"))
    known = texts()
    said = set(re.findall(r"'((?:page|column)_[a-z_]+)'", script))
    assert said - known.keys() == {"page_problem_"}
    made = ("page_problem_", "page_source_")  # put together from parts
    own = {code for code in TEXTS if code.startswith("page_") and not code.startswith(made)}
    assert {code for code in own if f"'{code}'" not in script and f'"{code}"' not in python} == set()


@pytest.mark.parametrize("name", ["id", "found", "dimension", "problem", "responsible", "deadline", "state", "answer"])
def test_every_column_of_problems_has_a_heading(name):
    assert f"page_problem_{name}" in texts()


def test_the_script_makes_no_html_of_data():
    script = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    script = script.replace("http://www.w3.org/2000/svg", "")
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:")
    assert [way for way in (*ways, "setAttribute('style'") if way in script] == []
