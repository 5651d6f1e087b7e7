import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.facts.context import join_context
from fazhi_score.facts.table import read_facts
from fazhi_score.messages import say
from tests.facts import codes, refused


def rows(*cells, columns=("region", "period", "fact", "value")):
    return pd.DataFrame(list(cells), columns=list(columns), dtype=object)


FACTS = rows(("甲", "2023", "cases", "5"), ("甲", "2024", "cases", "7"), ("乙", "2024", "cases", "9"))


def joined(found, facts=FACTS):
    """What was joined: region, period, fact, value and note."""
    table = found.table.iloc[len(facts) :]
    return table[["region", "period", "fact", "value", "note"]].to_numpy().tolist()


def test_the_same_period_else_the_newest_earlier_one():
    context = rows(
        ("甲", "2021", "population", "100"),
        ("甲", "2022", "population", "110"),
        ("甲", "2023", "population", "120"),
        ("甲", "2025", "population", "140"),
        ("乙", "2022", "population", "70"),
        ("丙", "2024", "population", "1"),
    )
    facts = read_facts(FACTS)
    same = join_context(facts, context)
    assert joined(same) == [["甲", "2023", "population", 120, ""]]
    one = join_context(facts, context, maximum_age=1)
    carried = ["甲", "2024", "population", 120, "沿用 2023 的数值"]
    assert joined(one) == [["甲", "2023", "population", 120, ""], carried]
    two = join_context(facts, context, maximum_age=2)
    assert joined(two) == [*joined(one), ["乙", "2024", "population", 70, "沿用 2022 的数值"]]
    # the facts themselves are as they were
    assert two.table.iloc[:3][["region", "period", "value"]].equals(facts.table[["region", "period", "value"]])
    assert say("context_carried", "en", period="2022") == "value of 2022"
    # and each row keeps its place
    assert two.place(4) == "DataFrame row 3"


def test_what_nobody_has_is_said():
    context = rows(("甲", "2023", "population", "120"), ("甲", "2023", "area", "3"), ("乙", "2024", "area", "4"))
    found = join_context(read_facts(FACTS), context)
    warnings = [(note.code, note.params, note.severity) for note in found.notes]
    assert warnings == [
        ("context_missing", {"fact": "population", "count": 2, "total": 3}, "warning"),
        ("context_missing", {"fact": "area", "count": 1, "total": 3}, "warning"),
    ]


def test_what_the_facts_state_stays():
    facts = pd.concat([FACTS, rows(("甲", "2024", "population", "999"), ("乙", "2024", "population", "8"))])
    facts["status"] = ["", "", "", "corrected", "rejected"]
    context = rows(*((region, "2024", "population", "100") for region in "甲乙"))
    found = join_context(read_facts(facts), context)
    # the stated one stays; one that was rejected is none
    assert joined(found, facts) == [["乙", "2024", "population", 100, ""]]
    # where all is stated nothing is joined
    facts["status"] = ""
    assert len(join_context(read_facts(facts), context)) == 5


def test_keys_are_whole():
    columns = ("region", "period", "fact", "value", "scope", "span")
    facts = pd.concat([FACTS, rows(("甲", "2024", "officers", "3", "bureau", "stock"), columns=columns)]).fillna("")
    context = rows(
        ("甲", "2024", "officers", "4", "bureau", "stock"),
        ("甲", "2024", "officers", "5", "own", "stock"),
        ("甲", "2023", "officers", "6", "own", "annual"),
        columns=columns,
    )
    found = join_context(read_facts(facts), context)
    table = found.table.iloc[4:]
    assert table[["period", "value", "scope", "span"]].to_numpy().tolist() == [
        ["2023", 6, "own", "annual"],
        ["2024", 5, "own", "stock"],
    ]


def test_sources_notes_and_statuses_come_along():
    columns = ("region", "period", "fact", "value", "status", "source", "note")
    context = rows(
        ("甲", "2023", "population", "12万", "confirmed", "年鉴", "常住人口"),
        ("甲", "2024", "population", "约13万", "claimed", "年鉴", ""),
        ("乙", "2024", "ships", "", "not_applicable", "", ""),
        ("甲", "2022", "population", "11万", "", "", ""),
        columns=columns,
    )
    found = join_context(read_facts(FACTS), context, maximum_age=1)
    table = found.table.iloc[3:]
    assert table[["period", "value", "status", "source", "note"]].to_numpy().tolist()[:2] == [
        ["2023", 120000, "confirmed", "年鉴", "常住人口"],
        ["2024", 120000, "confirmed", "年鉴", "常住人口；沿用 2023 的数值"],
    ]
    assert table["status"].tolist()[2] == "not_applicable"


def test_rows_of_one_key_come_together():
    context = rows(("甲", "2023", "population", "1"), ("甲", "2023", "population", "2"))
    found = join_context(read_facts(FACTS), context, maximum_age=1)
    assert [row[1:4] for row in joined(found)] == [
        [period, "population", value] for period in ("2023", "2024") for value in (1, 2)
    ]  # scoring knows what to do about conflicts


def test_years_go_with_years_and_quarters_with_quarters():
    facts = rows(("甲", "2024Q2", "cases", "1"), ("甲", "2024", "cases", "4"))
    context = rows(("甲", "2024Q1", "officers", "8"), ("甲", "2023Q2", "guards", "3"), ("甲", "2023", "area", "2"))
    found = join_context(read_facts(facts), context, maximum_age=1)
    assert [row[1:4] for row in joined(found, facts)] == [
        ["2024Q2", "officers", 8],
        ["2024Q2", "guards", 3],
        ["2024", "area", 2],
    ]
    assert codes(refused(join_context, read_facts(facts), context)) == ["context_no_period"]


def test_a_register_knows_the_names():
    register = pd.DataFrame({"region": ["1", "2"], "name": ["甲", "乙"], "class": "town"})
    facts = read_facts(FACTS, regions=register)
    # regions that the register does not have are left out, as are those without facts
    found = join_context(facts, rows(("乙", "2024", "population", "5"), ("丁", "2024", "population", "5")))
    assert joined(found) == [["2", "2024", "population", 5, ""]]
    assert found.regions is facts.regions


def test_wide_tables_files_and_facts_are_context(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("地区,年度,population,area\n甲,2024,50000,12.5\n", encoding="utf-8")
    found = join_context(read_facts(FACTS), path)
    assert [row[2:4] for row in joined(found)] == [["population", 50000], ["area", 12.5]]
    assert found.place(3) == f"{path}:2"
    again = join_context(read_facts(FACTS), read_facts(path))
    assert again.sha256() == found.sha256()
    again.write(tmp_path / "all.csv")
    assert read_facts(tmp_path / "all.csv").sha256() == found.sha256()


def test_no_facts_no_context():
    none = read_facts(FACTS.iloc[:0])
    assert len(join_context(none, rows(("甲", "2024", "population", "1")))) == 0
    assert (
        len(
            join_context(
                read_facts(FACTS),
                rows(
                    ("甲", "2024", "population", "3", "planned"),
                    columns=("region", "period", "fact", "value", "status"),
                ).assign(status="confirmed"),
            )
        )
        == 4
    )


def test_context_that_fits_nowhere_is_refused():
    facts = read_facts(FACTS)
    found = refused(join_context, facts, rows(("140602", "2024", "population", "1")))
    assert (codes(found), found[0].params) == (["context_no_region"], {"region": "140602", "known": "甲"})
    assert found[0].where == "DataFrame row 1 [140602 2024 population]"
    old = rows(*(("甲", str(year), "population", "1") for year in range(2001, 2010)))
    found = refused(join_context, facts, old, maximum_age=3)
    assert codes(found) == ["context_no_period"]
    assert found[0].params == {"periods": "2001, 2002, 2003, 2004, 2005, 2006 …", "wanted": "2023, 2024"}
    empty = refused(
        join_context,
        facts,
        rows(("甲", "2024", "population", "1", "planned"), columns=("region", "period", "fact", "value", "status")),
    )
    assert codes(empty) == ["context_no_period"]


@pytest.mark.parametrize("age", [-1, 1.5, True, "1"])
def test_an_age_is_a_number_of_years(age):
    assert codes(refused(join_context, read_facts(FACTS), FACTS, maximum_age=age)) == ["context_age"]


def test_everything_wrong_with_the_context_is_said():
    context = rows(("甲", "24", "population", "1"), ("甲", "2024", "population", ""))
    assert codes(refused(join_context, read_facts(FACTS), context)) == ["period_form", "value_empty"]


years = st.integers(2015, 2024)


@pytest.mark.no_cover
@given(st.sets(years, min_size=1), st.sets(years, min_size=1), st.sets(years), st.integers(0, 4))
def test_joining_is_as_year_by_year(periods, given_years, own, age):
    facts = rows(*(("甲", str(y), "cases", "1") for y in periods), *(("甲", str(y), "people", "0") for y in own))
    context = rows(*(("甲", str(y), "people", str(y)) for y in given_years))
    wanted = {}
    for year in periods | own:
        newest = max((y for y in given_years if year - age <= y <= year), default=None)
        if newest is not None and year not in own:
            wanted[str(year)] = (newest, "" if newest == year else f"沿用 {newest} 的数值")
    if not wanted and not own:
        assert codes(refused(join_context, read_facts(facts), context, maximum_age=age)) == ["context_no_period"]
        return
    found = join_context(read_facts(facts), context, maximum_age=age).table.iloc[len(facts) :]
    notes = found["note"] if len(found) else []
    assert dict(zip(found["period"], zip(found["value"], notes, strict=True), strict=True)) == wanted


def test_facts_may_be_a_table_too():
    context = rows(("甲", "2023", "population", "120"))
    assert join_context(FACTS, context).table.equals(join_context(read_facts(FACTS), context).table)
