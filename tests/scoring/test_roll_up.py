"""Months into years and merged regions into their successors, against sums by hand and a plain loop."""

import datetime
import statistics
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.facts.regions import read_regions
from fazhi_score.facts.table import read_facts
from fazhi_score.scoring.roll_up import roll_up
from tests.conftest import plain, register, sheet, table

# the regions are invented: 东县 and 西县 become 新区

HOW = ("sum", "mean", "last", "max")
FACTS = {name: {"over_periods": name} for name in HOW} | {"left": {}, "x": {"over_periods": "sum"}}
FRAMEWORK = sheet({f"i_{name}": plain(name) for name in FACTS}, facts=FACTS)
MONTHS = [f"2024-{n:02}" for n in range(1, 13)]
QUARTERS = [f"2024Q{n}" for n in (1, 2, 3, 4)]


def rows(fact, values, periods=MONTHS, region="A", **more):
    """A row for each period whose value is given; a word is a status."""
    made = []
    for period, value in zip(periods, values, strict=False):
        if value is not None:
            status = value if isinstance(value, str) and value.isidentifier() and value.isascii() else ""
            written = "" if status else value if isinstance(value, str) else repr(value)
            made.append({"region": region, "period": period, "fact": fact, "value": written, "status": status, **more})
    return made


def rolled(*parts, framework=FRAMEWORK, to="year", regions=None, **more):
    frame = pd.DataFrame([row for part in parts for row in part]).fillna("")
    return roll_up(read_facts(frame, regions=regions, **more), framework, to=to)


def values(facts):
    """Region, period and fact to number, scope, span and item with them where they are given."""
    found = {}
    for row in facts.table.to_dict("records"):
        key = (row["region"], row["period"], row["fact"], row["scope"], row["span"], row["item"])
        assert key not in found
        found[" ".join(part for part in key if part and part != "own")] = row["value"]
    return found


def told(facts):
    return [note.code for note in facts.notes]


# parts into wholes


def test_months_make_a_year():
    numbers = [5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]
    found = rolled(*(rows(how, numbers) for how in HOW))
    # 5 + 1 + 2 + … + 10 + 0 = 60
    assert values(found) == {"A 2024 sum": 60, "A 2024 mean": 5, "A 2024 last": 0, "A 2024 max": 10}
    assert told(found) == []


@pytest.mark.parametrize("how", HOW)
def test_a_missing_month_is_a_gap(how):
    for missing in (1, 6, 12):
        numbers = [None if month == missing else 10 for month in range(1, 13)]
        found = rolled(rows(how, numbers), rows("x", [1] * 12))
        # of twelve months the last one is enough to know the last
        gap = how != "last" or missing == 12
        assert (f"A 2024 {how}" in values(found)) == (not gap)
        assert told(found) == (["part_missing"] if gap else [])
        if gap:
            (note,) = found.notes
            assert note.params == {"region": "A", "period": "2024", "fact": how} and note.severity == "warning"
    # words are no number either
    assert told(rolled(rows(how, [10] * 11 + ["claimed"]))) == ["part_missing"]


def test_months_that_do_not_apply_are_left_out():
    numbers = [4, "not_applicable"] * 6
    found = rolled(*(rows(how, numbers) for how in HOW))
    # six months of 4; the last of them is November's
    assert values(found) == {"A 2024 sum": 24, "A 2024 mean": 4, "A 2024 last": 4, "A 2024 max": 4}
    # nothing applied in the whole year: there is nothing to make, and nothing is missing
    none = rolled(*(rows(how, ["not_applicable"] * 12) for how in HOW), rows("left", [1], ["2024"]))
    assert values(none) == {"A 2024 left": 1} and told(none) == []


@pytest.mark.parametrize(("periods", "to", "whole"), [
    (QUARTERS, "year", "2024"), (["2024H1", "2024H2"], "year", "2024"), (MONTHS[3:6], "quarter", "2024Q2"),
])  # fmt: skip
def test_other_parts(periods, to, whole):
    numbers = list(range(3, 3 + len(periods)))
    found = rolled(*(rows(how, numbers, periods) for how in HOW), to=to)
    assert values(found) == {
        f"A {whole} sum": sum(numbers), f"A {whole} mean": statistics.fmean(numbers), f"A {whole} last": numbers[-1],
        f"A {whole} max": numbers[-1],
    }  # fmt: skip
    gap = rolled(rows("sum", [None, *numbers[1:]], periods), to=to)
    assert values(gap) == {} and told(gap) == ["part_missing"]


def test_longer_periods_stay_when_quarters_are_made():
    found = rolled(
        rows("sum", [1] * 12), rows("sum", [7], ["2023"]), rows("sum", [8], ["2023H1"]), rows("sum", [9], ["2025Q1"]),
        to="quarter",
    )  # fmt: skip
    assert values(found) == {
        **{f"A {quarter} sum": 3 for quarter in QUARTERS}, "A 2023 sum": 7, "A 2023H1 sum": 8, "A 2025Q1 sum": 9,
    }  # fmt: skip


def test_several_years_and_regions():
    parts = [rows("sum", [year] * 12, [f"{year}-{n:02}" for n in range(1, 13)], region) for year in (2023, 2024)
             for region in "AB"]  # fmt: skip
    assert values(rolled(*parts)) == {f"{r} {y} sum": 12 * y for r in "AB" for y in (2023, 2024)}


def test_months_outrank_quarters():
    months, quarters = rows("sum", [1] * 12), rows("sum", [100] * 4, QUARTERS)
    assert values(rolled(months, quarters)) == {"A 2024 sum": 12}
    # where a month is missing the quarters serve
    incomplete = rolled(months[1:], quarters)
    assert values(incomplete) == {"A 2024 sum": 400} and told(incomplete) == []
    # and halves where a quarter is missing too
    halves = rows("sum", [1000] * 2, ["2024H1", "2024H2"])
    assert values(rolled(months[1:], quarters[1:], halves)) == {"A 2024 sum": 2000}
    assert told(rolled(months[1:], quarters[1:])) == ["part_missing"]


def test_what_is_stated_for_the_year_outranks_its_months():
    found = rolled(rows("sum", [1] * 12, note="x"), rows("sum", [13], ["2024"], source="年报", note="y"))
    assert values(found) == {"A 2024 sum": 13}
    (note,) = found.notes
    assert note.code == "whole_against_parts"
    assert note.params == {"region": "A", "period": "2024", "fact": "sum", "stated": "13", "made": "12"}
    assert found.table["source"].tolist() == ["年报"] and found.table["note"].tolist() == ["y"]
    # where they agree, or the months are not complete, there is nothing to tell
    assert told(rolled(rows("sum", [1] * 12), rows("sum", [12], ["2024"]))) == []
    assert told(rolled(rows("sum", [1] * 11), rows("sum", [12], ["2024"]))) == []
    # what does not apply to the year is an answer
    assert np.isnan(values(rolled(rows("sum", [1] * 12), rows("sum", ["not_applicable"], ["2024"])))["A 2024 sum"])


@pytest.mark.parametrize("word", ["claimed", "planned", "ambiguous"])
def test_numbers_of_months_outrank_words_about_the_year(word):
    assert values(rolled(rows("sum", [1] * 12), rows("sum", [word], ["2024"]))) == {"A 2024 sum": 12}
    # without the numbers the words stay
    left = rolled(rows("sum", [1] * 11), rows("sum", [word], ["2024"]))
    assert left.table["status"].tolist() == [word] and told(left) == ["part_missing"]


def test_facts_without_a_word_on_periods_are_left_as_stated():
    found = rolled(rows("left", [1] * 12), rows("left", [5], ["2024"], location="第3页"), rows("left", [6], ["2023"]))
    assert values(found) == {"A 2024 left": 5, "A 2023 left": 6}
    assert "第3页" in found.table["location"].tolist() and told(found) == ["parts_left_out"]


def test_contradictory_months_are_told():
    twice = [*rows("sum", [1] * 12), *rows("sum", [2])]
    with pytest.raises(fs.FazhiError) as caught:
        rolled(twice)
    assert [problem.code for problem in caught.value.problems] == ["facts_conflict"]
    # where the framework makes them a gap, the year is one
    found = rolled(twice, framework=FRAMEWORK.with_method(conflict="gap"))
    assert values(found) == {} and told(found) == ["facts_conflict", "part_missing"]
    # a correction is no contradiction
    assert values(rolled([*rows("sum", [1] * 12), {**rows("sum", [2])[0], "status": "corrected"}])) == {
        "A 2024 sum": 13
    }


def test_unknown_facts_are_told():
    with pytest.raises(fs.FazhiError) as caught:
        rolled(rows("summ", [1] * 12))
    assert [problem.code for problem in caught.value.problems] == ["fact_unknown_near"]


def test_many_gaps_are_counted():
    found = rolled(*(rows("sum", [1], region=f"R{n}") for n in range(25)))
    assert told(found) == ["part_missing"] * 20 + ["more_rows"]
    assert found.notes[-1].params == {"count": 5} and found.notes[-1].severity == "warning"


# kinds of values


def test_values_of_every_kind_survive():
    framework = sheet(
        {"i": plain("n")},
        facts={
            "n": {"over_periods": "sum"},
            "money": {"unit": "万元", "over_periods": "sum"},
            "share": {"unit": "percent", "over_periods": "last"},
            "average": {"unit": "percent", "over_periods": "mean"},
            "answer": {"kind": "yes_no", "over_periods": "max"},
            "no": {"kind": "yes_no", "over_periods": "max"},
            "day": {"kind": "date", "over_periods": "last"},
            "level": {"levels": ["低", "中", "高"], "over_periods": "max"},
        },
    )
    found = rolled(
        rows("n", [0.1] * 12),
        rows("money", [10000] * 6, unit="元"), rows("money", [2.5] * 6, MONTHS[6:], unit="万元"),
        rows("share", ["12.34%"] * 12),
        rows("average", ["50%", "100%"] * 6),
        rows("answer", ["否"] * 11 + ["是"]),
        rows("no", ["否"] * 12),
        rows("day", ["2024-03-01"] * 11 + ["2024年12月31日"]),
        rows("level", ["低", "高", "中"] * 4),
        framework=framework,
    )  # fmt: skip
    # 10 000 元 are 1 万元: 6 · 1 + 6 · 2.5 = 21
    assert values(found) == {
        "A 2024 n": pytest.approx(1.2), "A 2024 money": 21, "A 2024 share": 0.1234, "A 2024 average": 0.75,
        "A 2024 answer": 1, "A 2024 no": 0, "A 2024 day": datetime.date(2024, 12, 31).toordinal(),
        "A 2024 level": pytest.approx(np.nan, nan_ok=True),
    }  # fmt: skip
    written = dict(zip(found.table["fact"], found.table["written"], strict=True))
    assert (written["level"], written["day"], written["answer"]) == ("高", "2024-12-31", "是")
    assert (written["share"], written["average"]) == ("12.34%", "75%")
    # and all of them are understood again
    assert fs.score(found, framework).composite.notna().all()


@pytest.mark.no_cover
@settings(max_examples=60)
@given(number=st.floats(0, 1e300, allow_subnormal=True), share=st.one_of(st.just(0.0), st.floats(1e-9, 1)))
def test_numbers_and_shares_survive_exactly(number, share):
    facts = {"n": {"over_periods": "last"}, "s": {"unit": "percent", "over_periods": "last"}}
    framework = sheet({"i": plain("n")}, facts=facts)
    frame = pd.DataFrame(
        [{"region": "A", "period": "2024-12", "fact": "n", "value": repr(number)},
         {"region": "A", "period": "2024-12", "fact": "s", "value": "1%"}]
    )  # fmt: skip
    given_facts = read_facts(frame)
    exact = given_facts.table.copy()
    exact.loc[1, "value"] = share  # a fraction that no short percentage writes
    found = roll_up(replace(given_facts, table=exact), framework)
    assert found.table["value"].tolist() == [number, share]


# items, scopes, spans


CASES = sheet(
    {"i": plain("n")},
    facts={
        "n": {"over_periods": "sum"},
        "cases": {"over_items": "sum"},
        "both": {"over_items": "sum", "over_periods": "sum"},
    },
    adjustments={"plus": {"kind": "bonus", "formula": "items_count(cases)", "each": 1}},
)


def item(name, period, value=1, fact="cases", region="A"):
    return [{"region": region, "period": period, "fact": fact, "value": str(value), "item": name}]


def test_items_move_to_the_year():
    found = rolled(item("甲案", "2024-02", 3), item("乙案", "2024-11"), rows("n", [50], ["2024"]), framework=CASES)
    assert values(found) == {"A 2024 cases 甲案": 3, "A 2024 cases 乙案": 1, "A 2024 n": 50}
    assert found.place(0) == "DataFrame row 1"
    # two of them: two points more
    assert fs.score(found, CASES).composite.item() == 52


def test_items_beside_the_number_that_is_made_of_them():
    twelve = [row for n, month in enumerate(MONTHS) for row in item(f"案{n}", month, n, "both")]
    found = rolled(twelve, framework=CASES)
    # 0 + 1 + … + 11 = 66
    assert values(found)["A 2024 both"] == 66 and len(found) == 13
    # a month is missing: then there is no number, and no items that would make one
    gap = rolled(twelve[1:], framework=CASES)
    assert values(gap) == {} and told(gap) == ["part_missing"]


def test_an_item_that_every_month_tells_is_a_part_of_the_number():
    towns = [row for n, month in enumerate(MONTHS) for t in "东西" for row in item(t, month, n, "both")]
    found = rolled(towns, framework=CASES)
    assert values(found) == {"A 2024 both": 132}
    # the year is stated by towns: they stay, and those of the months do not come in their way
    stated = rolled(towns, item("东", "2024", 70, "both"), item("西", "2024", 60, "both"), framework=CASES)
    assert values(stated) == {"A 2024 both 东": 70, "A 2024 both 西": 60} and told(stated) == ["whole_against_parts"]


def test_an_item_that_two_halves_tell_is_a_part_of_the_number_and_another_an_item():
    halves = item("甲", "2024H1", 3, "both") + item("乙", "2024H1", 1, "both") + item("甲", "2024H2", 5, "both")
    assert values(rolled(halves, framework=CASES)) == {"A 2024 both": 9, "A 2024 both 乙": 1}


def test_scopes_and_spans_are_kept_apart():
    found = rolled(
        rows("sum", [1] * 12), rows("sum", [10] * 12, scope="system"), rows("sum", [100] * 12, span="to_date"),
        rows("sum", [999], ["2024"], scope="city"), rows("sum", [998], ["2024"], span="stock"),
    )  # fmt: skip
    assert values(found) == {
        "A 2024 sum": 12, "A 2024 sum system": 120, "A 2024 sum to_date": 1200, "A 2024 sum city": 999,
        "A 2024 sum stock": 998,
    }  # fmt: skip
    assert told(found) == []


def test_a_span_that_the_fact_declares_is_the_same_with_and_without_its_name():
    framework = sheet({"i": plain("n")}, facts={"n": {"span": "stock", "over_periods": "last"}})
    found = rolled(rows("n", [1] * 11), rows("n", [5], ["2024-12"], span="stock"), framework=framework)
    assert values(found) == {"A 2024 n": 5}
    words = rolled(rows("n", ["planned"], ["2024"], span="stock"), rows("n", [1] * 12), framework=framework)
    assert values(words) == {"A 2024 n": 1}


# places


def test_made_rows_name_what_they_were_made_from(tmp_path):
    path = tmp_path / "月报.csv"
    lines = [f"A,2024-{n:02},{fact},{n},{n}月报" for fact in ("sum", "last") for n in range(1, 13)]
    path.write_text("\n".join(["region,period,fact,value,source", *lines]), encoding="utf-8")
    found = roll_up(path, FRAMEWORK)
    # the sums stand in lines 2 to 13; the last of the others in line 25
    told_ = found.table.set_index("fact")[["source", "location", "note"]].T.to_dict("list")
    assert told_ == {
        "sum": ["12月报", "月报.csv:2 … 月报.csv:13", "over_periods: sum (12)"],
        "last": ["12月报", "月报.csv:25", "over_periods: last (1)"],
    }
    assert found.origin == str(path)


def test_few_places_are_all_named_and_only_those_that_count():
    quarters = rows("sum", [1, 2, 3, 4], QUARTERS, source="季报")
    rejected = {**quarters[0], "value": "9", "status": "rejected", "source": ""}
    reported = {**quarters[1], "value": "8", "source": ""}
    quarters[1]["status"] = "corrected"
    months = rows("sum", [1] * 3)
    found = rolled(quarters, [rejected, reported], months)
    assert values(found) == {"A 2024 sum": 10}
    assert found.table["location"].tolist() == [", ".join(f"DataFrame row {n}" for n in (1, 2, 3, 4))]
    assert found.table["source"].tolist() == ["季报"] and found.table["note"].tolist() == ["over_periods: sum (4)"]
    quarters[3]["location"] = "第4页"
    places = ["DataFrame row 1", "DataFrame row 2", "DataFrame row 3", "第4页"]
    assert rolled(quarters).table["location"].tolist() == [", ".join(places)]
    # a part without a source leaves the whole without one: evidence is then missing
    quarters[2]["source"] = ""
    assert "source" not in (bare := rolled(quarters)).table or bare.table["source"].tolist() == [""]
    assert values(rolled(rows("sum", [1] * 4, QUARTERS))) == {"A 2024 sum": 4}


# regions that begin and end


def classes(**columns):
    names = {"东县": "county", "西县": "county", "新区": "county", "中县": "county"}
    return register(names, **columns)


def test_a_region_founded_within_the_year_needs_its_own_months_only():
    book = classes(valid_from={"新区": "2024-06-15"}, valid_to={"东县": "2024-06-14"})
    new, old = rows("sum", [2] * 7, MONTHS[5:], "新区"), rows("sum", [1] * 6, region="东县")
    found = rolled(new, old, regions=book)
    # June to December; nobody takes over from 东县, so what it filed is all there is of it
    assert values(found) == {"新区 2024 sum": 14, "东县 2024 sum": 6} and told(found) == []
    # June begins before the middle of June, and is needed
    assert told(rolled(new[1:], regions=book)) == ["part_missing"]
    # in quarters: 2024Q2 to 2024Q4
    quarters = rolled(rows("sum", [5] * 3, QUARTERS[1:], "新区"), regions=book)
    assert values(quarters) == {"新区 2024 sum": 15}
    # quarters of months: the second has June only
    assert values(rolled(new, regions=book, to="quarter")) == {
        "新区 2024Q2 sum": 2,
        "新区 2024Q3 sum": 6,
        "新区 2024Q4 sum": 6,
    }


def test_a_region_founded_in_the_last_month_needs_that_month_alone():
    book = classes(valid_from={"新区": "2024-12-01"})
    for periods, size in ((MONTHS, 1), (QUARTERS, 1), (["2024H1", "2024H2"], 1)):
        found = rolled(rows("sum", [7] * size, periods[-size:], "新区"), regions=book)
        assert values(found) == {"新区 2024 sum": 7} and told(found) == []


@pytest.mark.parametrize(("last", "owner"), [("2024-01-01", "新区"), ("2024-12-30", "新区"), ("2024-12-31", "东县")])
def test_who_is_there_at_the_end_of_the_year_keeps_its_facts(last, owner):
    book = classes(valid_to={"东县": last}, successor={"东县": "新区"})
    found = rolled(rows("sum", [3], ["2024"], "东县"), rows("sum", [4], ["2024"], "新区"), regions=book)
    wanted = {"新区": {"新区 2024 sum": 7}, "东县": {"东县 2024 sum": 3, "新区 2024 sum": 4}}
    assert values(found) == wanted[owner]


def merged(*parts, **more):
    """东县 and 西县 end in June, 新区 takes over from July."""
    book = classes(
        valid_to={"东县": "2024-06-30", "西县": "2024-06-30"},
        valid_from={"新区": "2024-07-01"},
        successor={"东县": "新区", "西县": "新区"},
    )
    return rolled(*parts, regions=book, **more)


def test_months_of_merged_regions():
    first, last = MONTHS[:6], MONTHS[6:]
    parts = [
        rows(how, numbers, periods, region)
        for how in HOW
        for region, periods, numbers in (("东县", first, [1] * 6), ("西县", first, [20] * 6), ("新区", last, [10] * 6))
    ]
    found = merged(*parts)
    # 6 + 120 + 60; the largest is 20; mean and last are 新区's own; the ended ones get nothing
    assert values(found) == {"新区 2024 sum": 186, "新区 2024 max": 20, "新区 2024 mean": 10, "新区 2024 last": 10}
    assert sorted(told(found)) == ["handed_over", "handed_over"]
    assert {note.params["region"] for note in found.notes} == {"东县", "西县"}
    made = found.table.set_index("fact")
    # 6 + 6 + 6 months, of which the first and the last are named
    assert made.loc["sum", "note"] == "over_periods: sum (18)"
    assert made.loc["sum", "location"] == "DataFrame row 13 … DataFrame row 12"
    assert found.regions is not None and len(fs.score(found, FRAMEWORK).index) == 1


def test_yearly_figures_of_merged_regions():
    year = ["2024"]
    parts = [
        rows(how, [n], year, region)
        for how in (*HOW, "left")
        for region, n in (("东县", 1), ("西县", 20), ("新区", 10))
    ]
    found = merged(*parts)
    assert values(found) == {
        "新区 2024 sum": 31, "新区 2024 max": 20, "新区 2024 mean": 10, "新区 2024 last": 10, "新区 2024 left": 10,
    }  # fmt: skip
    # other years are nobody's business
    before = merged(*parts, rows("sum", [7], ["2023"], "东县"))
    assert values(before)["东县 2023 sum"] == 7


def test_stated_figures_and_months_are_added_across_regions():
    # 6 · 1 + 100 + 5
    found = merged(
        rows("sum", [1] * 6, region="东县"), rows("sum", [100], ["2024"], "新区"), rows("sum", [5], ["2024"], "西县")
    )
    assert values(found) == {"新区 2024 sum": 111}


def test_a_predecessor_that_filed_nothing_leaves_what_the_successor_files():
    found = merged(rows("sum", [10] * 6, MONTHS[6:], "新区"), rows("sum", [4], ["2023"], "东县"))
    assert values(found) == {"新区 2024 sum": 60, "东县 2023 sum": 4}
    assert told(found) == ["handed_over"]


def test_a_fact_that_one_side_lacks_is_a_gap():
    new = rows("sum", [10] * 6, MONTHS[6:], "新区")
    # 东县 filed x, but no sum
    found = merged(new, rows("x", [1] * 6, region="东县"), rows("x", [1] * 6, MONTHS[6:], "新区"))
    assert values(found) == {"新区 2024 x": 12}
    assert sorted(told(found)) == ["handed_over", "handed_over_gap"]
    (note,) = [note for note in found.notes if note.code == "handed_over_gap"]
    assert note.params == {"region": "新区", "period": "2024", "fact": "sum", "other": "东县"}
    # 新区 filed x, but no sum
    found = merged(rows("sum", [1] * 6, region="东县"), rows("x", [1], ["2024"], "新区"))
    assert values(found) == {} and told(found).count("handed_over_gap") == 2
    # a yearly figure of the successor alone does not cover the predecessor either
    found = merged(rows("sum", [100], ["2024"], "新区"), rows("x", [1] * 6, region="东县"))
    assert values(found) == {}


def test_a_predecessor_with_a_missing_month_is_a_gap():
    # 东县 filed January to May only: its half year is not known, nor is the year of 新区
    found = merged(rows("sum", [1] * 5, region="东县"), rows("sum", [10] * 6, MONTHS[6:], "新区"))
    assert values(found) == {}
    assert sorted(told(found)) == ["handed_over", "handed_over_gap", "part_missing"]


def test_the_larger_of_two_where_one_has_none():
    found = merged(
        rows("max", [3] * 6, region="东县"),
        rows("sum", [1] * 6, MONTHS[6:], "新区"),
        rows("sum", [1] * 6, region="东县"),
    )
    assert values(found) == {"新区 2024 max": 3, "新区 2024 sum": 12}


def test_a_chain_of_mergers_within_a_year():
    book = classes(
        valid_to={"东县": "2024-03-31", "中县": "2024-09-30"},
        valid_from={"新区": "2024-10-01"},
        successor={"东县": "中县", "中县": "新区"},
    )
    parts = [
        rows("sum", [1] * 3, region="东县"),
        rows("sum", [10] * 9, region="中县"),
        rows("sum", [100] * 3, MONTHS[9:], "新区"),
    ]
    found = rolled(*parts, regions=book)
    # 3 + 90 + 300, all of it with who exists in the end
    assert values(found) == {"新区 2024 sum": 393}
    assert {note.params["region"]: note.params["heir"] for note in found.notes} == {"东县": "新区", "中县": "新区"}


def test_a_region_that_ends_with_the_year_keeps_it():
    book = classes(valid_to={"东县": "2024-12-31"}, successor={"东县": "新区"})
    found = rolled(rows("sum", [1] * 12, region="东县"), rows("sum", [5] * 12, region="新区"), regions=book)
    assert values(found) == {"东县 2024 sum": 12, "新区 2024 sum": 60} and told(found) == []


def test_a_successor_without_facts():
    found = merged(rows("sum", [1] * 6, region="东县"))
    # nobody is there to take over: the figures stay where they were filed
    assert values(found) == {"东县 2024 sum": 6}
    (note,) = found.notes
    assert note.code == "handed_to_nobody" and note.params["heir"] == "新区"
    # where all of the register is scored, the successor is there, and has a gap
    everybody = sheet({f"i_{name}": plain(name) for name in FACTS}, facts=FACTS, method={"units": "register"})
    found = merged(rows("sum", [1] * 6, region="东县"), framework=everybody)
    assert values(found) == {} and sorted(told(found)) == ["handed_over", "handed_over", "handed_over_gap"]


def test_items_of_merged_regions():
    found = merged(
        item("甲案", "2024-02", 3, region="东县"),
        item("乙案", "2024", 4, region="西县"),
        item("丙案", "2024", 5, region="新区"),
        framework=CASES,
    )  # fmt: skip
    assert values(found) == {"新区 2024 cases 甲案": 3, "新区 2024 cases 乙案": 4, "新区 2024 cases 丙案": 5}
    # with a number that is made: 3 + 5, and both items beside it
    found = merged(
        item("乙案", "2024", 3, "both", "西县"), item("丙案", "2024", 5, "both", "新区"),
        framework=CASES,
    )  # fmt: skip
    assert values(found) == {"新区 2024 both": 8, "新区 2024 both 乙案": 3, "新区 2024 both 丙案": 5}
    # items that are only a part of a gap make no number
    found = merged(item("乙案", "2024-01", 3, "both", "西县"), rows("n", [1], ["2024"], "新区"), framework=CASES)
    assert [name for name in values(found) if "both" in name] == []


def test_scopes_of_merged_regions():
    found = merged(
        rows("sum", [1], ["2024"], "东县", scope="system"), rows("sum", [2], ["2024"], "新区", scope="system"),
        rows("sum", [10], ["2024"], "新区"),
    )  # fmt: skip
    # 东县 filed nothing of its own scope
    assert values(found) == {"新区 2024 sum system": 3, "新区 2024 sum": 10}


def test_a_region_that_ends_on_the_first_day_of_a_month_needs_that_month():
    book = classes(valid_to={"东县": "2024-07-01"})
    assert told(rolled(rows("sum", [1] * 6, region="东县"), regions=book)) == ["part_missing"]
    assert values(rolled(rows("sum", [1] * 7, region="东县"), regions=book)) == {"东县 2024 sum": 7}


def test_a_region_that_ends_on_the_first_day_of_the_year_hands_it_over():
    book = classes(valid_to={"东县": "2024-01-01"}, successor={"东县": "新区"})
    found = rolled(rows("sum", [1], region="东县"), rows("sum", [10] * 12, region="新区"), regions=book)
    # its one month and the twelve of 新区
    assert values(found) == {"新区 2024 sum": 121} and told(found) == ["handed_over"]


def test_what_is_handed_over_is_added_to_the_stated_figure():
    stated = rows("sum", [100], ["2024"], "新区")
    found = merged(rows("sum", [1] * 6, region="东县"), rows("sum", [10] * 6, MONTHS[6:], "新区"), stated)
    # 新区 states 100 although its months make 60: 6 + 100
    assert values(found) == {"新区 2024 sum": 106}


@pytest.mark.parametrize("fact", ["last", "mean", "left"])
def test_what_cannot_be_added_is_never_the_successors(fact):
    found = merged(rows(fact, [1], ["2024"], "东县"), rows("x", [5], ["2024"], "新区"))
    assert not any(fact in name for name in values(found))


# the manifest, the register


def test_a_manifest_of_the_year_does_not_hide_the_months():
    documents = pd.DataFrame({"id": ["年报"], "region": ["A"], "period": ["2024"], "state": ["read"]})
    found = rolled(rows("sum", [1] * 12), documents=documents)
    assert values(found) == {"A 2024 sum": 12}
    # even where another fact is stated for the year
    found = rolled(rows("sum", [1] * 12), rows("left", [5], ["2024"]), documents=documents)
    assert values(found) == {"A 2024 sum": 12, "A 2024 left": 5}


def test_documents_of_months_become_those_of_the_year():
    documents = pd.DataFrame(
        {"id": ["a", "b", "c"], "region": ["东县", "新区", "新区"], "period": ["2024-01", "2024-08", "2023"],
         "state": ["read", "scan", "not_found"]}
    )  # fmt: skip
    parts = rows("sum", [1] * 6, region="东县"), rows("sum", [1] * 6, MONTHS[6:], "新区")
    found = merged(*parts, documents=documents)
    assert found.documents.frame[["id", "region", "period"]].values.tolist() == [
        ["a", "新区", "2024"], ["b", "新区", "2024"], ["c", "新区", "2023"],
    ]  # fmt: skip
    # so that nobody is scored for a month
    assert sorted(fs.score(found, FRAMEWORK).index) == [("新区", "2023"), ("新区", "2024")]


def test_a_region_that_the_register_does_not_have():
    frame = pd.DataFrame(rows("sum", [1] * 12, region="X"))
    with pytest.raises(fs.FazhiError) as caught:
        rolled(rows("sum", [1] * 12, region="X"), regions=classes())
    assert caught.value.problems[0].code.startswith("region_not_listed")
    with pytest.raises(fs.FazhiError) as caught:
        roll_up(replace(read_facts(frame), regions=read_regions(classes(valid_to={"东县": "2024-06"}))), FRAMEWORK)
    assert caught.value.problems[0].code.startswith("region_not_listed")


def test_nothing_gives_nothing():
    empty = read_facts(pd.DataFrame(columns=["region", "period", "fact", "value"]))
    for to in ("year", "quarter"):
        found = roll_up(empty, FRAMEWORK, to=to)
        assert len(found) == 0 and set(told(found)) == {"no_rows"}
    assert values(rolled(rows("sum", [5], ["2024"]), to="quarter")) == {"A 2024 sum": 5}


def test_the_default_framework_and_a_frame_are_understood():
    frame = pd.DataFrame({"region": "A", "period": ["2024"], "fact": "enforcement_agencies", "value": [3]})
    assert values(roll_up(frame)) == {"A 2024 enforcement_agencies": 3}


def test_rolling_up_twice_changes_nothing():
    once = rolled(*(rows(how, range(1, 13)) for how in HOW), rows("left", [3], ["2024"]))
    again = roll_up(once, FRAMEWORK)
    assert values(again) == values(once) and again.sha256() == once.sha256()


# units: register


def test_everybody_in_the_register_is_scored():
    book = classes(valid_to={"东县": "2024-06-30"}, valid_from={"新区": "2024-07-01", "中县": "2025-01-01"})
    frame = pd.DataFrame(rows("sum", [50], ["2024"], "西县") + rows("sum", [60], ["2023"], "东县"))
    framework = sheet({"i": plain("sum")}, method={"units": "register"})
    found = fs.score(read_facts(frame, regions=book), framework).composite
    # at the end of 2023: 东县 and 西县; at the end of 2024: 西县 and 新区
    assert {key: None if np.isnan(score) else score for key, score in found.items()} == {
        ("东县", "2023"): 60, ("西县", "2023"): None, ("西县", "2024"): 50, ("新区", "2024"): None,
    }  # fmt: skip
    reported = fs.score(read_facts(frame, regions=book), sheet({"i": plain("sum")}))
    assert sorted(reported.index) == [("东县", "2023"), ("西县", "2024")]
    # without a register there is nobody to add
    assert len(fs.score(read_facts(frame), framework).composite) == 2


# any months


NUMBERS = st.one_of(st.none(), st.just("not_applicable"), st.integers(0, 9))


def by_hand(numbers, how):
    """What a plain loop makes of twelve months; None for a gap."""
    there = [n for n in numbers if isinstance(n, int)]
    if how == "last":
        for number in reversed(numbers):
            if number != "not_applicable":
                return number
        return None
    if None in numbers or not there:
        return None
    return {"sum": sum, "mean": statistics.fmean, "max": max}[how](there)


@pytest.mark.no_cover
@settings(max_examples=60)
@given(
    table=st.fixed_dictionaries(
        {(region, how): st.lists(NUMBERS, min_size=12, max_size=12) for region in "AB" for how in HOW}
    ),
    quarters=st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=4, max_size=4),
    year=st.one_of(st.none(), st.integers(0, 9)),
)
def test_any_months_as_a_plain_loop_makes_them(table, quarters, year):
    parts = [rows(how, numbers, region=region) for (region, how), numbers in table.items()]
    parts += [rows("sum", quarters, QUARTERS), rows("sum", [year], ["2024"])]
    wanted = {f"{region} 2024 {how}": by_hand(numbers, how) for (region, how), numbers in table.items()}
    if wanted["A 2024 sum"] is None and None not in quarters:
        wanted["A 2024 sum"] = sum(quarters)
    if year is not None:
        wanted["A 2024 sum"] = year
    found = rolled(*parts, rows("left", [1], ["2024"]))
    assert values(found) == {"A 2024 left": 1} | {
        name: pytest.approx(value, rel=1e-12) for name, value in wanted.items() if value is not None
    }


def test_months_of_a_fact_that_does_not_say_how_are_told():
    framework = sheet({"i": plain("x"), "j": plain("y")}, facts={"x": {}, "y": {"over_periods": "sum"}})
    months = {("A", f"2024-{m:02}"): {"x": 1, "y": 1} for m in range(1, 13)}
    found = roll_up(table(months), framework)
    (note,) = [note for note in found.notes if note.code == "parts_left_out"]
    assert (note.params["fact"], note.params["count"]) == ("x", 12)
    assert found.table["fact"].tolist() == ["y"]


def test_a_fact_may_stay_the_successors_own():
    facts = {"x": {"over_periods": "sum", "over_regions": "own"}, "y": {"over_periods": "sum"}}
    facts["z"] = {"over_regions": "sum"}
    framework = sheet({name: plain(name) for name in facts}, facts=facts)
    names = register(dict.fromkeys("AB", "town"), valid_to={"B": "2024-06-30"}, successor={"B": "A"})
    given = read_facts(table({"A": {"x": 4, "y": 5, "z": 1}, "B": {"x": 1, "y": 2, "z": 3}}), regions=names)
    # the abolished leadership's meetings are not the successor's: 4 stays; 5 + 2; 1 + 3
    assert values(roll_up(given, framework)) == {"A 2024 x": 4, "A 2024 y": 7, "A 2024 z": 4}
