import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from fazhi_score.facts import sources
from fazhi_score.facts.sources import read_sheet
from tests.facts import codes, refused

FRAME = pd.DataFrame({"region": ["a", "b"], "period": [2023, 2023], "fact": ["f", "f"], "value": [1.5, np.nan]})
CSV = b"region,period,fact,value\na,2023,f,1\n"


def test_endings_choose_the_reader(tmp_path):
    for name in ("f.csv", "F.CSV", "f.tsv", "f.txt"):
        (tmp_path / name).write_bytes(CSV)
        assert read_sheet(tmp_path / name).kind == "lines"
    (tmp_path / "f.ndjson").write_text('{"region": "a"}', encoding="utf-8")
    assert read_sheet(str(tmp_path / "f.ndjson")).frame["region"].tolist() == ["a"]
    FRAME.to_excel(tmp_path / "f.xlsx", index=False)
    assert read_sheet(tmp_path / "f.xlsx").kind == "cells"
    FRAME.to_parquet(tmp_path / "f.parquet")
    assert read_sheet(tmp_path / "f.parquet").frame["value"].dtype == float


def test_files_that_cannot_be_used(tmp_path, monkeypatch):
    (tmp_path / "facts.csv").write_bytes(CSV)
    (tmp_path / "empty.csv").write_bytes(b"\xef\xbb\xbf\r\n")
    (tmp_path / "facts.doc").write_bytes(b"x")
    (tmp_path / "no.parquet").write_bytes(b"x")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1xxxx")
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04")
    wanted = {
        "fcats.csv": "file_missing_near",
        "zzz.csv": "file_missing",
        "nowhere/zzz.csv": "file_missing",
        "facts.csv\x00": "file_not_read",
        "": "file_is_folder",
        "empty.csv": "file_empty",
        "facts.doc": "file_ending",
        "no.parquet": "parquet_not_read",
        "cut.parquet": "parquet_not_read",
        "cut.xlsx": "workbook_not_read",
    }
    for name, code in wanted.items():
        found = refused(read_sheet, f"{tmp_path}/{name}")
        # some versions of Python say that a name with a NUL does not exist
        assert codes(found)[0] in (code, "file_missing_near" if "\x00" in name else code)
        assert found[0].file
    monkeypatch.setitem(sources.MOST_BYTES, ".csv", 10)
    assert codes(refused(read_sheet, tmp_path / "facts.csv")) == ["file_too_large"]


def test_a_file_that_must_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "f.csv").write_bytes(CSV)

    def closed(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", closed)
    problem = refused(read_sheet, tmp_path / "f.csv")[0]
    assert (problem.code, problem.params["reason"]) == ("file_not_read", "Permission denied")


def test_parquet_limits_and_extra(tmp_path, monkeypatch):
    FRAME.to_parquet(tmp_path / "f.parquet")
    monkeypatch.setattr(sources, "MOST_CELLS", 7)
    assert codes(refused(read_sheet, tmp_path / "f.parquet")) == ["too_many_cells"]
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    problem = refused(read_sheet, tmp_path / "f.parquet")[0]
    assert problem.code == "extra_missing" and "[parquet]" in problem.hint("zh")


@pytest.mark.parametrize("source", [None, 5, {"region": []}, b"facts.csv", pd.Series([1])])
def test_what_is_no_source(source):
    assert codes(refused(read_sheet, source)) == ["source_kind"]


def test_a_path_of_bytes_is_none():
    class Odd:
        def __fspath__(self):
            return b"facts.csv"

    assert codes(refused(read_sheet, Odd())) == ["source_kind"]


@pytest.mark.parametrize("query", ["select * from t", " SELECT\n1", "with x as (select 1) select * from x"])
def test_a_query_needs_a_connection(query):
    assert codes(refused(read_sheet, query)) == ["query_without_connection"]


def test_frames():
    sheet = read_sheet(FRAME)
    assert (sheet.origin, sheet.lines.tolist()) == ("DataFrame", [1, 2])
    assert str(sheet.problem("value_empty", 1, "value").where) == "DataFrame row 2 [value]"
    indexed = read_sheet(FRAME.set_index(["region", "period"]))
    assert list(indexed.frame.columns) == ["region", "period", "fact", "value"]
    half = FRAME.set_index([pd.Index(["x", "y"]), "region"])
    assert list(read_sheet(half).frame.columns) == ["region", "period", "fact", "value"]
    assert list(read_sheet(FRAME.set_axis([1, 2, 3, 4], axis=1)).frame.columns) == ["1", "2", "3", "4"]
    assert list(FRAME.columns) == ["region", "period", "fact", "value"]


def test_frames_that_cannot_be_used():
    twice = pd.concat([FRAME, FRAME["value"]], axis=1)
    assert codes(refused(read_sheet, twice)) == ["column_same"]
    assert codes(refused(read_sheet, FRAME.set_index("region", drop=False))) == ["column_same"]
    assert codes(refused(read_sheet, FRAME.set_axis(pd.MultiIndex.from_product([["x"], FRAME.columns]), axis=1))) == [
        "frame_levels"
    ]


def filled(connection):
    cursor = connection.cursor()
    cursor.execute("create table t (region varchar, period integer, fact varchar, value double)")
    cursor.execute("insert into t values ('朔城区', 2023, 'cases', 22), ('龙城区', 2023, 'cases', null)")
    return connection


@pytest.mark.parametrize("connect", [sqlite3.connect, duckdb.connect])
def test_queries(connect):
    connection = filled(connect(":memory:"))
    try:
        sheet = read_sheet("select * from t order by value desc nulls last", connection=connection)
        assert sheet.frame["region"].tolist() == ["朔城区", "龙城区"]
        assert sheet.frame["value"].iloc[0] == 22 and pd.isna(sheet.frame["value"].iloc[1])
        assert (sheet.origin, sheet.prefix("value")) == ("SQL query", "SQL query row ")
        assert codes(refused(read_sheet, "select nothing from t", connection=connection)) == ["query_failed"]
        assert codes(refused(read_sheet, "select region, region from t", connection=connection)) == ["column_same"]
        assert codes(refused(read_sheet, FRAME, connection=connection)) == ["query_kind"]
    finally:
        connection.close()


def test_a_statement_without_rows_gives_an_empty_sheet():
    connection = sqlite3.connect(":memory:")
    try:
        assert list(read_sheet("create table t (x)", connection=connection).frame.columns) == []
    finally:
        connection.close()


class Engine:
    """What an engine of SQLAlchemy offers."""

    def connect(self):
        return self.Connection()

    class Connection:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def exec_driver_sql(self, query):
            if query == "fail":
                raise RuntimeError
            return self

        def keys(self):
            return ["region", "value"]

        def fetchall(self):
            return [("a", 1)]


def test_engines_and_connections_of_sqlalchemy():
    for connection in (Engine(), Engine().connect()):
        assert read_sheet("select", connection=connection).frame.iloc[0].tolist() == ["a", 1]
    problem = refused(read_sheet, "fail", connection=Engine())[0]
    assert problem.params["reason"] == "RuntimeError"


def test_importing_the_package_loads_no_extra():
    code = """
import sys, pandas
before = set(sys.modules)
import fazhi_score.facts
print([name for name in ("openpyxl", "pyarrow", "scipy", "duckdb") if name in set(sys.modules) - before])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
