import datetime

import numpy as np
import pandas as pd
import pytest

from fazhi_score.facts import rows as rows_module
from fazhi_score.facts.quantities import Form
from fazhi_score.facts.rows import SPANS, STATUSES, fact_rows
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.textfiles import read_csv
from tests.facts import codes

KEY = {"region": "a", "period": "2023", "fact": "cases"}


def read(*rows, **options):
    """Read rows that have the key's defaults."""
    return fact_rows(read_sheet(pd.DataFrame([{**KEY, "value": "1", **row} for row in rows])), **options)


def good(*rows, **options):
    table, problems = read(*rows, **options)
    assert problems == []
    return table


def wrong(*rows, **options):
    return codes(read(*rows, **options)[1])


def test_defaults():
    table = good({})
    row = table.iloc[0]
    assert row[["scope", "span", "item", "status"]].tolist() == ["own", "", "", "reported"]
    assert table.dtypes[["value", "low", "high", "form", "line"]].tolist() == [float, float, float, np.int8, np.int32]
    for name in ("region", "period", "fact", "scope", "span", "item", "status", "written"):
        assert table[name].dtype == "category" and not table[name].isna().any()
    assert isinstance(table.index, pd.RangeIndex)


def test_numbers_need_no_copy_of_their_writing():
    table = good({"value": 1.5}, {"value": -0.0})
    assert "written" not in table
    assert table["value"].tolist() == [1.5, 0.0] and table["form"].tolist() == [Form.NUMBER] * 2
    assert np.signbit(table["value"]).sum() == 0


@pytest.mark.parametrize("dtype", ["int64", "Int64", "Float32", "uint8", "float32"])
def test_any_kind_of_number(dtype):
    frame = pd.DataFrame({**KEY, "value": pd.Series([1, 2], dtype=dtype)})
    table, problems = fact_rows(read_sheet(frame))
    assert problems == [] and table["value"].tolist() == [1.0, 2.0] and "written" not in table


def test_true_and_false_and_days():
    assert good({"value": True}, {"value": False})["form"].tolist() == [Form.YESNO] * 2
    assert good({"value": pd.Timestamp("2024-03-26")})["form"].tolist() == [Form.DATE]
    assert good({"value": 1 + 2j})["form"].tolist() == [Form.TEXT]


def test_infinity_is_text():
    table = good({"value": float("inf")}, {"value": 2.0})
    assert table["form"].tolist() == [Form.TEXT, Form.NUMBER] and np.isnan(table["value"].iloc[0])


def test_the_source_is_left_alone():
    frame = pd.DataFrame({**KEY, "value": [1.0]})
    table, _ = fact_rows(read_sheet(frame))
    table.loc[0, "value"] = 9.0
    assert frame["value"].tolist() == [1.0]


@pytest.mark.parametrize("word", [*STATUSES, *STATUSES.values(), "Reported", "not applicable", "Not-Applicable", ""])
def test_status_words(word):
    assert good({"status": word})["status"].iloc[0] in STATUSES


@pytest.mark.parametrize("word", [*SPANS, *SPANS.values(), ""])
def test_span_words(word):
    assert good({"span": word})["span"].iloc[0] in (*SPANS, "")


def test_unknown_words_are_named_once_each():
    problems = read({"status": "corected"}, {"status": "corected"}, {"span": "zzz"})[1]
    assert codes(problems) == ["status_unknown_near", "span_unknown"]
    assert problems[0].params["near"] == "corrected" and problems[0].params["count"] == 2
    assert codes(read(*({"status": f"word {k}"} for k in range(250)))[1]).count("status_unknown") <= 200


def test_misspelt_spans_get_a_suggestion():
    problem = read({"span": "anual"})[1][0]
    assert (problem.code, problem.params["near"]) == ("span_unknown_near", "annual")


def test_chinese_words_are_told_in_chinese():
    status, span = read({"status": "已核实"}, {"span": "半年"})[1]
    assert [word for word in STATUSES.values() if word not in status.hint("zh")] == []
    assert [word for word in SPANS.values() if word not in span.hint("zh")] == []
    (problem,) = read({"span": "全年度"})[1]
    assert (problem.code, problem.params["near"]) == ("span_unknown_near", "全年")


def test_scope_of_ones_own():
    assert list(good({"scope": "本级"}, {"scope": ""}, {"scope": "court"})["scope"]) == ["own", "own", "court"]


def test_empty_keys():
    assert wrong({"region": ""}, {"period": None}, {"fact": " "}) == ["cell_empty"] * 3


def test_periods():
    assert list(good({"period": 2024}, {"period": 2024.0}, {"period": "2024年"})["period"].cat.categories) == ["2024"]
    assert wrong({"period": "24"}) == ["period_form"]


def test_values_that_are_missing():
    assert (
        wrong({"value": ""}, {"value": None, "status": "confirmed"}, {"value": "", "status": "corrected"})
        == ["value_empty"] * 3
    )
    assert wrong({"value": float("nan")}, {"value": 1.0}) == ["value_empty"]
    silent = ("claimed", "not_applicable", "ambiguous", "planned", "rejected")
    assert good(*({"value": "", "status": status} for status in silent))["form"].tolist() == [Form.EMPTY] * 5


def test_not_applicable_in_a_value_cell():
    table = good({"value": "不适用"}, {"value": "N/A", "status": "not_applicable"}, {"value": "3"})
    assert list(table["status"]) == ["not_applicable", "not_applicable", "reported"]
    assert wrong({"value": "不适用", "status": "corrected"}) == ["not_applicable_status"]


def test_ranges_ask_for_one_value():
    problem = read({"value": "5-7"})[1][0]
    assert problem.code == "value_is_range" and problem.params["written"] == "5-7"
    table = good({"value": "5-7", "status": "ambiguous"})
    assert table[["low", "high"]].iloc[0].tolist() == [5, 7]


def test_percent_units():
    table = good(
        {"value": "93.05", "unit": "%"},
        {"value": "93.05", "unit": "percent"},
        {"value": "93.05%", "unit": "％"},
        {"value": "0.9305", "unit": "fraction"},
        {"value": "0.9305", "unit": "1"},
        {"value": "93.05", "unit": "次"},
        {"value": "全覆盖", "unit": "%"},
    )
    assert table["value"].tolist()[:6] == [0.9305] * 5 + [93.05]
    assert table["form"].tolist() == [Form.PERCENT] * 5 + [Form.NUMBER, Form.TEXT]
    assert list(table["unit"]) == ["%", "percent", "％", "fraction", "1", "次", "%"]


def test_percent_units_of_numbers():
    table = good({"value": 29.0, "unit": "%", "low": 7.0}, {"value": 3.0, "unit": "次", "low": 2.0})
    assert table["value"].tolist() == [0.29, 3.0] and table["low"].tolist() == [0.07, 2.0]
    assert list(table["written"]) == ["29", "3"]
    share = good({"value": 0.5, "unit": "share", "high": 0.6})
    assert share["form"].tolist() == [Form.PERCENT] and share["high"].tolist() == [0.6]


def test_bounds():
    table = good(
        {"value": "1000余", "low": "", "high": "1100"},
        {"value": "1000余", "low": "1,001", "high": ""} | {"value": "1002余"},
    )
    assert table["low"].tolist() == [1000, 1001] and table["high"].iloc[0] == 1100
    assert wrong({"low": "2"}) == ["bounds_crossed"]
    assert wrong({"high": "0"}) == ["bounds_crossed"]
    assert wrong({"value": "", "status": "claimed", "low": "3", "high": "2"}) == ["bounds_crossed"]
    assert wrong({"low": "少"}) == ["bound_not_number"]
    assert wrong({"low": "是"}) == ["bound_not_number"]


def test_a_corrected_value_does_not_keep_the_bounds_of_the_wrong_one():
    """100余 was extracted as 100 with 100 for its bound: left beside 130, draws would reach back to 100."""
    fixed = {"value": "130", "status": "corrected"}
    for old in ({"low": "100"}, {"low": "160"}, {"high": "100"}, {"high": "160"}, {"low": "5", "high": "7"}):
        for missing in ({}, {"low": ""}, {"high": ""}):
            table, problems = read({**missing, **fixed, **old})
            assert table[["low", "high"]].isna().all(axis=None), old
            assert [(p.code, p.severity, p.params["written"]) for p in problems] == [
                ("bound_outdated", "warning", cell) for cell in old.values()
            ]
    again = {
        **KEY,
        "status": ["corrected", "已更正"],
        "value": [130, 90],
        "low": [100.0, float("nan")],
        "high": [None, 95],
    }
    table, problems = fact_rows(read_sheet(pd.DataFrame(again)))
    assert table[["low", "high"]].isna().all(axis=None)
    assert [(p.place, p.params["written"]) for p in problems] == [("row 1 [low]", "100"), ("row 2 [high]", "95")]


def test_bounds_that_belong_to_a_corrected_value_stay():
    rows = (
        {"value": "100", "low": "100"},  # only the scope was wrong, say
        {"value": "1.2万", "low": "12,000"},
        {"value": "6", "low": "5", "high": "7"},
        {"value": "130余"},
        {"value": "95%", "low": "90%", "high": "96%"},
        {"value": "130", "low": "100", "status": "confirmed"},
    )
    table = good(*({"status": "corrected", "low": "", "high": ""} | row for row in rows))
    assert table["low"].tolist() == [100, 12_000, 5, 130, 0.9, 100]
    assert table["high"].dropna().tolist() == [7, 0.96]
    assert codes(read({"value": "130", "low": "少", "status": "corrected"})[1]) == ["bound_not_number"]
    assert codes(read({"value": "9", "low": "8", "high": "7", "status": "reported"})[1]) == ["bounds_crossed"]


def test_bounds_are_written_like_their_value():
    assert wrong({"value": "93%", "low": "0.9"}) == ["bound_form"]
    assert "bound_form" in wrong({"value": "93", "low": "90%"})
    assert wrong({"value": "是", "low": "1"}) == ["bound_form"]
    assert good({"value": "93%", "low": "0", "high": "100%"})["high"].tolist() == [1.0]
    assert (
        good({"value": "2024-03-26", "low": "2024-03-01"})["low"].iloc[0]
        < good({"value": "2024-03-26"})["value"].iloc[0]
    )


def test_every_problem_is_listed_up_to_a_number():
    found = wrong(*({"region": ""} for _ in range(203)))
    assert found == ["cell_empty"] * 200 + ["more_rows"]


def test_nested_cells():
    assert wrong({"region": ["a"]}) == ["cells_nested"]
    assert wrong({"value": [1]}) == ["cells_nested"]


def test_missing_headings_are_named_before_the_rows_are_read():
    frame = pd.DataFrame({"region": ["a"], "fact": ["x"], "valeu": ["5"]})
    table, problems = fact_rows(read_sheet(frame))
    assert table is None
    assert codes(problems) == ["column_unknown_near", "column_missing", "column_missing"]
    assert codes(fact_rows(read_sheet(frame.rename(columns={"valeu": "地区"})))[1])[0] == "column_twice"
    assert (
        codes(fact_rows(read_sheet(pd.DataFrame({"region": ["a"], "period": [1], "factt": ["x"]})))[1])[1:]
        == ["column_missing"] * 2
    )


def test_a_period_for_all_rows():
    frame = pd.DataFrame({"region": ["a"], "fact": ["x"], "value": [1]})
    assert list(fact_rows(read_sheet(frame), period="2023")[0]["period"]) == ["2023"]
    assert codes(fact_rows(read_sheet(frame.assign(period=2023)), period="2023")[1]) == ["period_twice"]


WIDE = pd.DataFrame(
    {"地区": ["a", "b"], "年度": [2023, 2024], "持证执法人员": [5, None], "coverage": ["93%", ""], "备注": ["", "n"]}
)


def test_wide_sheets():
    table, problems = fact_rows(read_sheet(WIDE))
    assert problems == []
    assert table[["region", "period", "fact", "value", "note"]].values.tolist() == [
        ["a", "2023", "持证执法人员", 5.0, ""],
        ["a", "2023", "coverage", 0.93, ""],
    ]
    assert table["line"].tolist() == [1, 1]


def test_wide_sheets_of_numbers():
    table, _ = fact_rows(read_sheet(WIDE.drop(columns="coverage")))
    assert table["value"].tolist() == [5.0] and "written" not in table


def test_wide_without_period():
    frame = WIDE.drop(columns="年度")
    assert codes(fact_rows(read_sheet(frame))[1]) == ["wide_needs_period"]
    assert len(fact_rows(read_sheet(frame), period="2023")[0]) == 2


def test_wide_can_be_forced_or_forbidden():
    frame = pd.DataFrame({"region": ["a"], "period": [2023], "value": [1], "fact": [2]})
    assert list(fact_rows(read_sheet(frame), wide=True)[0]["fact"]) == ["value", "fact"]
    assert codes(fact_rows(read_sheet(WIDE), wide=False)[1])[-2:] == ["column_missing"] * 2


def test_wide_places_name_the_column_of_the_fact():
    sheet = read_csv(b"region,period,cases\na,2023,5-7\n", "f.csv")
    assert fact_rows(sheet)[1][0].where == "f.csv:2 [cases]"


def test_wide_without_any_fact():
    table, problems = fact_rows(read_sheet(WIDE[["地区", "年度"]]))
    assert len(table) == 0 and codes(problems) == ["no_rows"]


def test_a_heading_without_rows():
    table, problems = fact_rows(read_csv(b"region,period,fact,value,low,status\n", "f.csv"))
    assert len(table) == 0 and codes(problems) == ["no_rows"] and problems[0].severity == "warning"


def test_suggestions_are_made_for_the_first_only(monkeypatch):
    monkeypatch.setattr(rows_module, "_SUGGESTIONS", 1)
    assert wrong({"status": "confirmd"}, {"status": "corected"}) == ["status_unknown_near", "status_unknown"]


def test_places_that_a_spreadsheet_took_for_times_are_told_once():
    """30:40 becomes 30:40:00 (and so does 29:100), below 24 a time of day, shown without its days a date of 1900."""
    whole = ("30:40", "5:10", "第3页", "B12", "附表2", "2024-03-26", "12:30:40字", "")
    assert good(*({"location": place} for place in whole))["location"].tolist() == list(whole)
    spoilt = (
        "30:40:00",
        datetime.time(5, 10),
        datetime.timedelta(hours=30, minutes=40),
        datetime.datetime(1900, 1, 1, 6),
    )
    table, problems = read({"location": "30:40"}, *({"location": place} for place in spoilt))
    assert table["location"].tolist() == ["30:40", "30:40:00", "05:10:00", "30:40:00", "1900-01-01"]
    (told,) = problems
    assert (told.code, told.severity, told.place, told.params["count"]) == (
        "location_is_time",
        "warning",
        "row 2 [location]",
        4,
    )
    assert "-o" in told.hint("en") and "-o" in told.hint("zh")


def test_a_table_without_headings_is_told_as_such():
    table, (found,) = fact_rows(read_csv("甲县,2024,cases,4\n乙县,2024,cases,5\n".encode(), "f.csv"))
    assert table is None
    assert (found.code, found.line, found.params["got"]) == ("headings_missing", 1, "甲县, 2024, cases, 4")


def test_rows_of_totals_are_told():
    table, problems = read({"region": "合 计"}, {"region": "甲县"}, {"region": "平均"}, {"region": "合计镇"})
    assert len(table) == 4
    assert [(p.code, p.severity, p.place) for p in problems] == [
        ("region_is_total", "warning", f"row {row} [region]") for row in (1, 3)
    ]
