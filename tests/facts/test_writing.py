import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.facts import writing
from fazhi_score.facts.rows import SPANS, STATUSES
from fazhi_score.facts.table import read_facts
from tests.facts import codes, refused

WORDS = st.one_of(
    st.sampled_from(
        ["朔城区", "=1+1", "'=1", "-3", "@x", "+", "_x0041_", "#DIV/0!", "a,b", 'a"b', "a\nb", "true", "1e3", "0012"]
    ),
    st.text(max_size=12),
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
VALUES = st.one_of(
    WORDS,
    st.sampled_from(
        ["1,346", "1.2万", "1000余", "近1000", "95%以上", "是", "无", "2024-03-26", "不适用", "", "5-7", "12.50", "007"]
    ),
    NUMBERS.map(repr),
    st.integers(-(10**17), 10**17).map(str),
    st.floats(0, 1).map(lambda share: f"{share * 100!r}%"),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "region": WORDS,
            "period": st.sampled_from(["2023", "2024Q3", "2024-07", "2022H1"]),
            "fact": WORDS,
            "value": VALUES,
            "scope": WORDS,
            "span": st.sampled_from(["", *SPANS]),
            "item": WORDS,
            "status": st.sampled_from(list(STATUSES)),
            "unit": st.sampled_from(["", "%", "次", "fraction", "percent"]),
            "low": st.sampled_from(["", "1", "0", "5%", "2020-01-01"]),
            "high": st.sampled_from(["", "1e15", "400%", "2030-01-01"]),
            "note": WORDS,
            "location": st.sampled_from(["", "761:774"]),
        }
    ),
    min_size=1,
    max_size=6,
)


def readable(rows):
    """Return the rows that can be read, as facts."""
    try:
        return read_facts(pd.DataFrame(rows))
    except FazhiError as error:
        wrong = {int(problem.place.split()[1]) - 1 for problem in error.problems}
        kept = [row for number, row in enumerate(rows) if number not in wrong]
        return readable(kept) if kept else None


def says(facts):
    return facts.table.drop(columns=["origin", "line"])


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_what_is_written_reads_back(ending, rows, tmp_path):
    facts = readable(rows)
    if facts is None:
        return
    path = tmp_path / f"f.{ending}"
    facts.write(path)
    again = read_facts(path)
    assert again.sha256() == facts.sha256()
    pd.testing.assert_frame_equal(says(again)[list(says(facts).columns)], says(facts), check_exact=True)
    pd.testing.assert_frame_equal(says(read_facts(facts.to_frame())), says(again), check_exact=True)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=8), unit=st.sampled_from(["", "%", "share"]))
def test_numbers_read_back_to_the_last_bit(ending, numbers, unit, tmp_path):
    rows = {
        "region": "a",
        "period": 2023,
        "fact": [f"f{k}" for k in range(len(numbers))],
        "value": numbers,
        "unit": unit,
    }
    facts = read_facts(pd.DataFrame(rows))
    facts.write(tmp_path / f"f.{ending}")
    again = read_facts(tmp_path / f"f.{ending}")
    np.testing.assert_array_equal(again.table["value"], facts.table["value"])
    assert again.sha256() == facts.sha256()


FACTS = read_facts(
    pd.DataFrame(
        {
            "region": ["a", "b", "c", "d"],
            "period": 2023,
            "fact": "f",
            "value": ["93.05%", "12", "=HYPERLINK(1)", "95%"],
            "low": ["90%", "10", "", ""],
            "note": ["@x", "-3", "#N/A", ""],
        }
    )
)


def test_the_canonical_frame():
    frame = FACTS.to_frame()
    assert list(frame.columns) == [
        *["region", "period", "fact", "scope", "span", "item", "value", "low", "high", "status", "note"]
    ]
    assert frame.iloc[0].tolist() == ["a", "2023", "f", "own", "", "", "93.05%", "90%", "", "reported", "@x"]


def test_values_that_a_number_would_change_stay_text(tmp_path):
    rows = {
        "region": "a",
        "period": 2023,
        "fact": ["f", "g", "h", "i"],
        "value": ["12.50%", "007", "2024-03-26", "0.5"],
    }
    facts = read_facts(pd.DataFrame({**rows, "low": ["", "", "2024-03-01", ""]}))
    facts.write(tmp_path / "f.xlsx")
    again = read_facts(tmp_path / "f.xlsx")
    assert list(again.table["written"]) == rows["value"] and again.sha256() == facts.sha256()
    assert again.to_frame()["low"].tolist() == ["", "", "2024-03-01", ""]


def test_csv_opens_in_excel_and_runs_nothing(tmp_path):
    FACTS.write(tmp_path / "f.csv")
    data = (tmp_path / "f.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"'=HYPERLINK(1)" in data and b"'@x" in data and b",-3\r\n" in data


def test_numbers_in_a_workbook_are_numbers(tmp_path):
    FACTS.write(tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["facts"]
    assert (sheet["G2"].value, sheet["G2"].number_format) == (0.9305, "0.00%")
    assert (sheet["G5"].value, sheet["G5"].number_format) == (0.95, "0%")
    assert sheet["G3"].value == 12 and sheet["G4"].value == "'=HYPERLINK(1)"
    assert {sheet[cell].data_type for cell in ("G4", "K2", "K3", "K4")} == {"s"}


def test_places_and_codes_stay_text_in_a_workbook_when_somebody_edits_them(tmp_path):
    rows = {"region": ["0101"], "period": 2024, "fact": "x", "value": [3], "source": "a.txt", "location": "30:40"}
    read_facts(pd.DataFrame(rows)).write(tmp_path / "f.xlsx")
    headings, cells = openpyxl.load_workbook(tmp_path / "f.xlsx")["facts"].rows
    formats = {heading.value: cell.number_format for heading, cell in zip(headings, cells, strict=True)}
    assert {name for name, how in formats.items() if how == "@"} == {"region", "source", "location"}
    again = read_facts(tmp_path / "f.xlsx")
    assert again.table["location"].tolist() == ["30:40"] and again.table["region"].tolist() == ["0101"]


def test_an_existing_file_is_replaced_at_once(tmp_path, monkeypatch):
    path = tmp_path / "f.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)

    def fail(frame, file):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write_csv", fail)
        assert codes(refused(FACTS.write, path)) == ["write_failed"]
    assert path.read_text(encoding="utf-8") == "old"
    FACTS.write(path)
    assert len(read_facts(path)) == 4
    assert [other.name for other in tmp_path.iterdir()] == ["f.csv"]


def test_where_nothing_can_be_written(tmp_path, monkeypatch):
    assert codes(refused(FACTS.write, tmp_path / "f.json")) == ["write_ending"]
    assert codes(refused(FACTS.write, tmp_path / "no" / "f.csv")) == ["write_failed"]
    long = read_facts(FACTS.to_frame().assign(note="x" * 40_000))
    assert codes(refused(long.write, tmp_path / "f.xlsx")) == ["write_too_long"]
    long.write(tmp_path / "f.csv")
    assert read_facts(tmp_path / "f.csv").sha256() == long.sha256()
    monkeypatch.setitem(writing._MOST_ROWS, ".xlsx", 3)
    assert codes(refused(FACTS.write, tmp_path / "f.xlsx")) == ["write_too_many"]
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert codes(refused(FACTS.write, tmp_path / "f.xlsx")) == ["extra_missing"]
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]
