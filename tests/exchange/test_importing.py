"""Everything that can be wrong with COINr's tables, all at once."""

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.exchange.coinr import from_coinr


def meta(*rows, **columns):
    """iMeta with one row of (Level, iCode, Parent, Direction, Weight, Type) each."""
    frame = pd.DataFrame(list(rows), columns=["Level", "iCode", "Parent", "Direction", "Weight", "Type"])
    return frame.assign(**columns)


X = (1, "x", "Index", 1, 1, "Indicator")
INDEX = (2, "Index", None, 1, 1, "Aggregate")
DATA = pd.DataFrame({"uCode": ["A", "B"], "Time": [2023, 2023], "x": [1.0, 2.0]})


def codes(i_data, i_meta, **more):
    with pytest.raises(fs.FazhiError) as raised:
        from_coinr(i_data, i_meta, **more)
    assert raised.value.render("zh")
    return sorted({problem.code for problem in raised.value.problems})


def test_columns_that_are_missing():
    assert codes(DATA.drop(columns="uCode"), meta(X, INDEX).drop(columns="Type")) == ["coinr_column_missing"]
    assert codes(DATA.drop(columns="x"), meta(X, INDEX)) == ["coinr_column_missing"]
    assert codes(DATA.drop(columns="Time"), meta(X, INDEX)) == ["coinr_no_period"]


def test_everything_is_told_at_once():
    y = (1, "y", "Nowhere", 0, -1, "Indicator")
    rows = meta(X, X, y, INDEX, (1, "", "Index", 1, 1, "Indicator"), (1, "z", "Index", 1, 1, "Indikator"),
                Denominator=["Pop", None, None, None, None, None])  # fmt: skip
    data = pd.DataFrame({"uCode": ["A", "A", ""], "Time": ["2023", "2023", "lately"], "x": ["1", "many", "NA"], "y": 1})
    assert codes(data, rows) == [
        "coinr_code_empty", "coinr_code_twice", "coinr_denominator_unknown", "coinr_direction", "coinr_parent_unknown",
        "coinr_time", "coinr_type_unknown", "coinr_unit_twice", "coinr_weight",
    ]  # fmt: skip


def test_what_is_no_number():
    assert codes(DATA.assign(x=["1", "many"]), meta(X, INDEX)) == ["coinr_not_number"]
    assert codes(DATA.assign(x=["1", "Inf"]), meta(X, INDEX)) == ["coinr_not_number"]


def test_trees_that_are_none():
    one = (2, "P", "Q", 1, 1, "Aggregate")
    two = (3, "Q", "P", 1, 1, "Aggregate")
    assert codes(DATA, meta(X, INDEX, one, two)) == ["coinr_parent_circle"]
    assert codes(DATA, meta(X, INDEX, (2, "Other", None, 1, 1, "Aggregate"))) == ["coinr_roots"]
    assert codes(DATA, meta((1, "x", None, 1, 1, "Indicator"))) == ["coinr_roots"]


def notes(found):
    return [note.code for note in found.notes]


def test_an_unbalanced_tree_is_read_and_told():
    rows = meta(X, (1, "y", "P", -1, 2, "Indicator"), (2, "P", "Index", -1, 3, "Aggregate"),
                (3, "Index", None, 1, 1, "Aggregate"))  # fmt: skip
    found = from_coinr(DATA.assign(y=[1, 0]), rows)
    # x stands right below the index, which is a group of its own then: (1 · x + 3 · P) / 4
    assert notes(found) == ["coinr_unbalanced", "coinr_direction_of_group", "coinr_root_kept"]
    assert found.notes[0].params["listed"] == "x"
    assert fs.score(found.facts, found.framework).composite.tolist() == [0, 100]
    assert found.framework.nominal_weights["y"] == pytest.approx(0.75)


def test_names_units_and_columns_that_do_not_fit():
    rows = meta((1, "sum", "the index", 1, 1, "Indicator"), (2, "the index", None, 1, 1, "Aggregate"),
                (None, "Region", None, None, None, "Group"), (None, "class", None, None, None, "Group"),
                iName=["Sum", "The Index", "", ""], Unit=["%", "", "", ""], Target=["5", "", "", ""])  # fmt: skip
    data = pd.DataFrame({"uCode": list("ABA"), "uName": list("甲乙甲"), "Time": [2022, 2022, 2023], "sum": [1, 3, 2],
                         "Region": ["east", "west", "north"], "class": list("tut"), "more": 1})  # fmt: skip
    found = from_coinr(data, rows, name="asem", rule="rank")
    facts, framework, regions = found
    assert framework.file.indicators["sum_"].formula == "sum_"
    assert framework.file.indicators["sum_"].unit == ""
    assert framework.file.indicators["sum_"].note == "Target: 5"
    assert framework.label("") == "The Index"
    assert (framework.id, framework.file.indicators["sum_"].score.rule) == ("asem", "rank")
    assert regions.frame.loc["A"].to_dict() == {"name": "甲", "class": "t", "group_Region": "north"}
    assert found.codes == {"sum": "sum_", "the index": "the_index", "Region": "group_Region"}
    assert set(notes(found)) == {
        "coinr_columns_unused",
        "coinr_group_varies",
        "coinr_root_kept",
        "coinr_renamed",
        "coinr_targets",
    }
    assert len(facts) == 3
    again = fs.load_framework(text=framework.to_yaml())
    assert fs.score(facts, again).composite.tolist() == fs.score(facts, framework).composite.tolist()


def test_a_group_column_can_be_the_class_and_the_year_can_be_given():
    rows = meta(X, INDEX, (None, "kind", None, None, None, "Group"))
    data = DATA.drop(columns="Time").assign(kind=["town", "county"])
    found = from_coinr(data, rows, period=2021, classes="kind", scale_within=["period"])
    assert found.regions.frame["class"].tolist() == ["town", "county"]
    assert found.facts.table["period"].tolist() == ["2021", "2021"]
    assert found.framework.method.scale_within == ["period"]


def test_missing_cells_and_the_unit_called_na(tmp_path):
    (tmp_path / "iData.csv").write_text(
        '"uCode","Time","x"\n"NA",2020,1\n"NZ",2020,NA\n"NP",2020,3\n', encoding="utf-8"
    )
    meta(X, INDEX).to_csv(tmp_path / "iMeta.csv", index=False)
    found = from_coinr(tmp_path / "iData.csv", str(tmp_path / "iMeta.csv"))
    assert found.facts.table["region"].tolist() == ["NA", "NP"]
    assert found.regions.frame.index.tolist() == ["NA", "NZ", "NP"]


def test_a_denominator_of_zero_makes_the_value_not_applicable():
    rows = meta(X, INDEX, (None, "Pop", None, None, None, "Denominator"), Denominator=["Pop", None, None])
    data = pd.DataFrame({"uCode": ["A", "B", "C"], "Time": 2023, "x": [1, 2, 3], "Pop": [0, 4, 2]})
    found = from_coinr(data, rows)
    result = fs.score(found.facts, found.framework)
    assert result.gaps["x"].iloc[0] == "zero_denominator"
    assert result.composite.iloc[1:].tolist() == [0, 100]
    plain = from_coinr(data, rows, denominate=False)
    assert fs.score(plain.facts, plain.framework).composite.tolist() == [0, 50, 100]
