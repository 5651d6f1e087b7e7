import numpy as np
import pandas as pd

from fazhi_score.facts import checks
from fazhi_score.facts.table import read_facts
from tests.facts import codes, refused

ROWS = {
    "region": ["朔城区", "龙城区", "朔城区"],
    "period": [2023, 2023, 2024],
    "fact": "cases",
    "value": ["1", "2", "3"],
}
REGISTER = pd.DataFrame({"region": ["朔城区", "龙城区"], "class": "county-level"})


def frame(**columns):
    return pd.DataFrame({**ROWS, **columns})


def test_regions_must_be_listed():
    found = refused(read_facts, frame(region=["朔城", "x", "朔城"]), regions=REGISTER)
    assert [(p.code, p.params["count"]) for p in found] == [("region_not_listed_near", 2), ("region_not_listed", 1)]
    assert found[0].where == "DataFrame row 1 [朔城 2023 cases]"
    coded = pd.DataFrame({"region": ["140602"], "name": ["朔城区"], "class": ["county-level"]})
    assert refused(read_facts, frame(region="朔城县"), regions=coded)[0].params["near"] == "140602"


def test_regions_that_do_not_exist_in_a_period():
    register = REGISTER.assign(valid_to=["2023-06-30", ""], successor=["龙城区", ""], valid_from=["", "2024"])
    found = refused(read_facts, frame(), regions=register)
    assert codes(found) == ["region_not_begun", "region_ended_successor"]
    assert found[1].hint("en") == "its successor is '龙城区'"
    alone = register.assign(successor="", valid_from="")
    assert codes(refused(read_facts, frame(), regions=alone)) == ["region_ended"]
    half = frame(period=["2023Q2", "2023", "2023H2"])
    assert [p.params["period"] for p in refused(read_facts, half, regions=alone)] == ["2023H2"]


def test_sources_and_documents():
    manifest = pd.DataFrame({"id": ["d1", "d2"], "region": ["朔城区", "龙成区"], "period": 2023, "state": "read"})
    facts = read_facts(frame(source=["d1", "d9", ""]), documents=manifest)
    assert codes(facts.notes) == ["source_not_listed"] and facts.notes[0].severity == "warning"
    assert codes(refused(read_facts, frame(), documents=manifest, regions=REGISTER)) == ["region_not_listed_near"]
    shared = pd.DataFrame({"region": ["1", "2", "朔城区"], "name": ["龙城区", "龙城区", "朔城区"], "class": "county"})
    listed = read_facts(frame(region="朔城区"))
    (found,) = refused(read_facts, listed, documents=manifest.assign(region="龙城区"), regions=shared)
    assert found.message("zh") == "名册中有 2 个地区名为“龙城区”，只写名称无法区分"
    strange = manifest.assign(region=["朔城区", "x"])
    assert codes(refused(read_facts, frame(), documents=strange, regions=REGISTER)) == ["region_not_listed"]


def test_repeated_rows_are_noted():
    facts = read_facts(frame(period=2023, value=["1", "2", "1.0"]))
    assert codes(facts.notes) == ["row_repeated"] and facts.notes[0].severity == "note"
    assert facts.notes[0].params["first"] == "DataFrame row 1"
    assert facts.notes[0].where == "DataFrame row 3 [朔城区 2023 cases]"


def test_rows_that_differ_are_not_repeated():
    for columns in (
        {"value": ["1", "2", "5"]},
        {"value": ["1", "2", "100%"]},
        {"value": ["好", "2", "优"]},
        {"status": ["reported", "reported", "confirmed"]},
        {"item": ["x", "", "y"]},
        {"rater": ["x", "", "y"], "value": "1"},
    ):
        assert read_facts(frame(period=2023, **columns)).notes == ()
    assert codes(read_facts(frame(period=2023, value=["好", "2", "好"])).notes) == ["row_repeated"]
    assert codes(read_facts(frame(period=2023, value=[1.0, 2.0, 1.0])).notes) == ["row_repeated"]
    assert codes(read_facts(frame(period=2023, value="", status="claimed")).notes) == ["row_repeated"]


def test_many_repetitions_are_counted():
    facts = read_facts(pd.DataFrame({"region": ["a"] * 300, "period": 2023, "fact": "f", "value": 1}))
    assert len(facts.notes) == 201 and facts.notes[-1].params["count"] == 99
    assert {note.severity for note in facts.notes} == {"note"}


def test_huge_key_spaces_give_the_same_answer(monkeypatch):
    table = frame(period=2023, value="1", item=["x", "y", "x"], scope=["p", "q", "p"])
    expected = read_facts(table).notes
    monkeypatch.setattr(checks, "_MOST_KEYS", 0)
    monkeypatch.setattr(checks, "_LARGEST", 3)
    assert read_facts(table).notes == expected and len(expected) == 1


def test_key_codes_are_one_number_a_combination():
    table = read_facts(frame()).table
    key, size = checks.key_codes(table, ("region", "period"))
    assert size == 4 and len(np.unique(key)) == 3
    assert checks.repeated_rows(read_facts(frame().iloc[:0])) == []
