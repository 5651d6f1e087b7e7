"""Tables of text: every bit survives a file, whatever stands in the cells."""

import math

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.replication.tables import (
    Table,
    frame_of,
    from_csv,
    names,
    result_tables,
    rows_by_key,
    sensitivity_tables,
    table_of,
    to_csv,
    uncertainty_tables,
)
from tests.conftest import scored
from tests.replication.archives import CLASSES, FACTS, INDEX, PAIRS, SHEET, codes, decisions, small

HOSTILE = [
    "=HYPERLINK(1)",
    "'=1",
    "a,b",
    'say "x"',
    "two\nlines",
    "two\r\nlines",
    "\u202eabc",
    "",
    "-3",
    "@x",
    "\ttab",
    "字",
]


def again(table):
    return from_csv({"data/x.csv": to_csv(table, "data/x.csv")}, "data/x.csv", "a.zip")


def test_numbers_keep_their_bits():
    values = [0.1 + 0.2, 1 / 3, -0.0, 5e-324, 1.7976931348623157e308, math.inf, math.nan, 100.0]
    found = again(table_of(pd.DataFrame({"x": values})))
    read = [float(cell or "nan") for (cell,) in found.rows]
    assert np.array(read).tobytes() == np.array(values).tobytes()
    assert found.rows[6] == ("",)  # a gap, not a zero


def test_whole_numbers_truths_and_gaps():
    frame = pd.DataFrame({"rank": pd.array([1, None], dtype="Int64"), "yes": [True, False], "text": ["a", None]})
    assert table_of(frame).rows == [("1", "True", "a"), ("", "False", "")]


def test_any_text_reads_back_and_no_cell_is_a_formula():
    table = Table(("name", "=x"), [(text, text) for text in HOSTILE])
    data = to_csv(table, "data/x.csv")
    assert again(table) == table
    assert b"\n=" not in data.replace(b'"', b"")
    assert b",=" not in data


def test_levels_of_the_index_are_keys_and_levels_of_columns_one_heading():
    index = pd.MultiIndex.from_tuples([("A", "2024")], names=["region", "period"])
    frame = pd.DataFrame([[1.5]], index=index, columns=pd.MultiIndex.from_tuples([("weights", "first")]))
    assert table_of(frame) == Table(("region", "period", "weights / first"), [("A", "2024", "1.5")], 2)


def test_a_cell_that_no_reader_would_take():
    with pytest.raises(fs.FazhiError) as caught:
        to_csv(Table(("x",), [("字" * 131_000,)]), "data/facts.csv")
    assert codes(caught.value.problems) == ["write_too_long"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive_table"),
        (b"\r\n", "archive_table"),
        (b"a,b\r\n1\r\n", "archive_table"),
        (b"a,a\r\n1,2\r\n", "archive_table"),
        (b'a,b\r\n"1,2', "archive_table"),
        (b"a\r\n" + b"1" * 140_000, "archive_table"),
        ("名称\r\n甲\r\n".encode("gb18030"), "archive_text"),
    ],
)
def test_what_is_no_table(data, code):
    with pytest.raises(fs.FazhiError) as caught:
        from_csv({"data/x.csv": data}, "data/x.csv", "a.zip")
    assert codes(caught.value.problems) == [code]
    assert caught.value.problems[0].where == "a.zip data/x.csv"


def test_a_frame_of_text():
    assert frame_of(Table(("a", "b"), [("1", "")])).to_dict("list") == {"a": ["1"], "b": [""]}


def test_the_tables_of_a_result():
    found = result_tables(small())
    assert set(found) == {
        f"results/{name}.csv"
        for name in ("table", "scores", "indicator_values", "gaps", "weights", "effective_weights", "contributions")
    }
    assert found["results/table.csv"].keys == 2
    geometric = result_tables(scored(INDEX.with_method(aggregation="geometric"), PAIRS))
    assert "results/contributions.csv" not in geometric


def test_decisions_stand_in_a_table_without_the_place_of_their_file():
    found = result_tables(scored(SHEET, FACTS, regions=CLASSES, decisions=decisions()))
    assert found["results/decisions.csv"].rows == [
        ("甲县", "2024", "files", "d1", "notified", "", "30.0", "40.0"),
    ]


def test_the_tables_of_analyses():
    given = fs.Assumptions(weights="uniform")
    facts = small().panel.facts
    found = fs.uncertainty(facts, INDEX, given, draws=200, seed=1)
    tables = uncertainty_tables(found)
    assert set(tables) == {f"uncertainty/{n}.csv" for n in ("table", "rank_intervals", "scores", "rank_probability")}
    told = {row[:3]: float(row[3]) for row in tables["uncertainty/rank_probability.csv"].rows}
    chances = found.rank_probability
    assert told == {
        (region, period, str(rank)): chances.loc[(region, period), rank]
        for region, period in chances.index
        for rank in chances
        if chances.loc[(region, period), rank] > 0
    }
    graded = fs.uncertainty(scored(SHEET, FACTS, regions=CLASSES).panel.facts, SHEET, given, draws=20, seed=1)
    assert "uncertainty/grades.csv" in uncertainty_tables(graded)
    shares = fs.sensitivity(facts, INDEX, given, draws=8, seed=1)
    assert set(sensitivity_tables(shares)) == {f"sensitivity/{n}.csv" for n in ("table", "composite", "ranks")}
    alone = fs.sensitivity(facts, INDEX, given, method="one_at_a_time", draws=8, seed=1)
    assert sensitivity_tables(alone)["sensitivity/table.csv"].keys == 2


def test_rows_of_the_same_key_are_numbered():
    table = Table(("a", "b"), [("x", "1"), ("x", "2"), ("y", "3")])
    assert list(rows_by_key(table, 1)) == [("x",), ("x", "#2"), ("y",)]
    assert len(rows_by_key(table, 0)) == 3


def test_results_come_first_and_the_league_table_before_all():
    listed = ["uncertainty/table.csv", "results/scores.csv", "sensitivity/table.csv", "results/table.csv"]
    assert names(listed) == [
        "results/table.csv",
        "results/scores.csv",
        "uncertainty/table.csv",
        "sensitivity/table.csv",
    ]
