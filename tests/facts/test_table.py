import json
import pickle
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.manifest import read_documents
from fazhi_score.facts.regions import read_regions
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.messages import facts
from tests.facts import codes, refused

ROWS = pd.DataFrame(
    {
        "region": ["朔城区", "龙城区", "朔城区"],
        "period": ["2023", "2021", "2023"],
        "fact": ["cases", "cases", "coverage"],
        "value": ["1,346", "1000余", "93.05%"],
    }
)
REGISTER = pd.DataFrame({"region": ["朔城区", "龙城区"], "class": "county-level"})
MANIFEST = pd.DataFrame({"id": ["d"], "region": ["朔城区"], "period": [2023], "state": ["read"]})


def test_a_table_carries_its_register_and_manifest():
    found = read_facts(ROWS, regions=REGISTER, documents=MANIFEST)
    assert (len(found), len(found.regions), len(found.documents), found.notes) == (3, 2, 1, ())
    assert repr(found) == "<Facts from DataFrame: 3 rows>"
    assert found.place(2) == "DataFrame row 3"
    again = read_facts(found)
    assert again.regions is found.regions and again.table is found.table
    other = read_regions(REGISTER.assign(province="山西"))
    assert read_facts(found, regions=other).regions is other
    assert read_facts(found, documents=read_documents(MANIFEST)).documents is not found.documents


def test_the_register_may_come_later():
    found = read_facts(ROWS)
    assert codes(refused(read_facts, found, regions=REGISTER.iloc[:1])) == ["region_not_listed_near"]


def test_everything_that_is_wrong_comes_at_once():
    found = refused(
        read_facts,
        ROWS.assign(period=["x", "2021", "2023"], status=["y", "", ""]),
        regions=REGISTER.assign(**{"class": ""}),
        documents=MANIFEST.drop(columns="state"),
        period="24",
    )
    assert codes(found) == [
        "period_form",
        "class_empty",
        "class_empty",
        "column_missing",
        "period_form",
        "status_unknown",
    ]


def test_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ROWS.to_csv("facts.csv", index=False)
    found = read_facts("facts.csv")
    assert found.place(0) == "facts.csv:2" and found.origin == "facts.csv"
    assert found.problem("value_empty", 0).where == "facts.csv:2 [朔城区 2023 cases]"
    ROWS.to_excel("facts.xlsx", index=False, sheet_name="事实")
    found = read_facts("facts.xlsx")
    assert found.place(1) == "facts.xlsx '事实'!D3"
    assert found.problem("value_empty", 1).where == "facts.xlsx '事实'!D3 [龙城区 2021 cases]"
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS.to_dict("records")]
    Path("facts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ROWS.to_parquet("facts.parquet")
    hashes = {read_facts(f"facts.{ending}").sha256() for ending in ("csv", "xlsx", "jsonl", "parquet")}
    assert hashes == {read_facts(ROWS).sha256()}


def test_wide_workbooks_name_the_cell_of_the_fact(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"地区": ["a"], "cases": [5], "coverage": ["93%"]}).to_excel("wide.xlsx", index=False)
    found = read_facts("wide.xlsx", period=2023)
    assert [found.place(row) for row in range(2)] == ["wide.xlsx 'Sheet1'!B2", "wide.xlsx 'Sheet1'!C2"]


def test_queries():
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create table t (region, period, fact, value)")
        connection.executemany("insert into t values (?, ?, ?, ?)", ROWS.values.tolist())
        found = read_facts("select * from t", connection=connection)
        assert found.place(1) == "SQL query row 2" and found.sha256() == read_facts(ROWS).sha256()
    finally:
        connection.close()


def test_several_sources_become_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ROWS.iloc[:1].assign(note="n").to_csv("one.csv", index=False)
    register = pd.DataFrame({"region": ["朔城区", "龙城区", "x"], "class": "county-level"})
    numbers = pd.DataFrame({"region": ["x"], "period": [2022], "fact": ["cases"], "value": [1.5]})
    found = read_facts(["one.csv", numbers, read_facts(ROWS.iloc[1:], regions=register, documents=MANIFEST)])
    assert [found.place(row) for row in range(4)] == [
        "one.csv:2",
        "DataFrame row 1",
        "DataFrame row 1",
        "DataFrame row 2",
    ]
    assert list(found.table["written"]) == ["1,346", "1.5", "1000余", "93.05%"]
    assert list(found.table["note"]) == ["n", "", "", ""]
    assert found.origin == "one.csv, DataFrame" and len(found.documents) == 1
    assert not found.table.select_dtypes("category").isna().any().any()


def test_several_sources_with_register_are_checked_together():
    found = refused(read_facts, [ROWS, ROWS.assign(region="x")], regions=REGISTER)
    assert codes(found) == ["region_not_listed"]


def test_sources_that_cannot_be_read_are_all_named(tmp_path):
    assert codes(refused(read_facts, [tmp_path / "no.csv", 5])) == ["file_missing", "source_kind"]
    assert codes(refused(read_facts, [])) == ["source_nothing"]


def test_warnings_are_kept_once(tmp_path):
    found = read_facts([ROWS.assign(colour="red"), ROWS.assign(colour="red")], regions=REGISTER.assign(value="x"))
    assert codes(found.notes) == ["column_unknown"] + ["row_repeated"] * 3
    assert read_facts(found).notes == found.notes


def test_facts_made_by_hand_have_places_too():
    table = read_facts(ROWS).table.drop(columns="origin")
    assert Facts(table).place(1) == "DataFrame row 2"
    unknown = Facts(table.assign(line=0))
    assert unknown.place(1) == "DataFrame"
    assert read_facts([unknown, ROWS]).place(0) == "DataFrame"
    assert Facts(table.assign(line=0, origin="facts.csv:")).place(0) == "facts.csv"


def test_filter():
    found = read_facts(ROWS)
    assert len(found.filter(regions="朔城区")) == 2
    assert len(found.filter(periods=[2023, "2021"], facts="cases")) == 2
    assert list(found.filter(periods=2021).table["region"].cat.categories) == ["龙城区"]
    assert found.filter(facts=["coverage"]).place(0) == "DataFrame row 3"
    assert len(found.filter()) == 3
    assert codes(refused(found.filter, regions=["朔城"], facts="x")) == ["filter_unknown_near", "filter_unknown"]


def test_the_hash_sees_content_only():
    plain = read_facts(ROWS).sha256()
    assert read_facts(ROWS.iloc[::-1]).sha256() == plain
    assert read_facts(ROWS.assign(value=["1346", "1000以上", "93.05％"])).sha256() == plain
    assert read_facts(ROWS.assign(note="", status="已报告", scope="own")).sha256() == plain
    changed = [
        ROWS.assign(value=["1347", "1000余", "93.05%"]),
        ROWS.assign(value=["1,346", "1000", "93.05%"]),
        ROWS.assign(value=["1,346", "1000余", "0.9305"]),
        ROWS.assign(value=["全覆盖", "1000余", "93.05%"]),
        ROWS.assign(value=["全部", "1000余", "93.05%"]),
        ROWS.assign(status="confirmed"),
        ROWS.assign(note="n"),
        ROWS.assign(scope="court"),
        pd.concat([ROWS, ROWS]),
    ]
    hashes = [read_facts(frame).sha256() for frame in changed]
    assert len({plain, *hashes}) == len(changed) + 1
    assert (
        read_facts(ROWS, regions=REGISTER).sha256() == read_facts(ROWS, regions=REGISTER.iloc[::-1]).sha256() != plain
    )
    assert len({read_facts(ROWS.iloc[:0]).sha256(), plain}) == 2


@given(st.permutations(range(3)))
def test_the_hash_does_not_depend_on_the_order(order):
    assert read_facts(ROWS.iloc[order]).sha256() == read_facts(ROWS).sha256()


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_the_dtype_makes_no_difference(dtype):
    found = read_facts(ROWS.astype(dict.fromkeys(ROWS.columns, dtype)))
    pd.testing.assert_frame_equal(found.table, read_facts(ROWS).table)


def test_categories_that_do_not_occur_are_no_regions():
    frame = ROWS.assign(region=pd.Categorical(ROWS["region"], categories=["x", "龙城区", "朔城区"]))
    assert list(read_facts(frame).table["region"].cat.categories) == ["朔城区", "龙城区"]


def test_facts_travel_between_processes():
    found = pickle.loads(pickle.dumps(read_facts(ROWS, regions=REGISTER, documents=MANIFEST)))
    assert found.sha256() == read_facts(ROWS, regions=REGISTER, documents=MANIFEST).sha256()


def test_every_text_speaks_both_languages():
    for code, text in facts.TEXTS.items():
        assert text.en and text.zh and bool(text.en_hint) == bool(text.zh_hint), code


def test_facts_can_be_joined_again_and_again():
    rows = pd.DataFrame({"region": ["a"], "period": [2024], "fact": ["x"], "value": ["1"], "source": ["d1"]})
    joined = read_facts([rows, rows.assign(region="b")])
    again = read_facts([joined, rows.assign(region="c")])
    assert again.table["region"].tolist() == ["a", "b", "c"]
    assert read_facts([again, joined.filter(regions="a")]).table["source"].tolist() == ["d1"] * 4


def test_a_name_that_only_one_region_has_stands_for_its_id():
    regions = pd.DataFrame({"region": ["1", "2", "3"], "name": ["甲镇", "鼓楼区", "鼓楼区"], "class": "town"})
    rows = pd.DataFrame({"region": ["甲镇", "1"], "period": 2024, "fact": ["x", "y"], "value": [1, 2]})
    assert read_facts(rows, regions=regions).table["region"].tolist() == ["1", "1"]
    # of two nobody knows which is meant
    (found,) = refused(read_facts, rows.assign(region="鼓楼区"), regions=regions)
    assert found.code == "region_name_shared" and found.hint("zh") == "请写编号：2, 3"
    assert found.where.startswith("DataFrame row 1")
