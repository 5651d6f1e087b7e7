"""Any source (file, DataFrame, query) into a sheet of raw cells."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import clean_text
from fazhi_score.facts.headings import match_headings, nearest
from fazhi_score.facts.sheets import Sheet, check_headings
from fazhi_score.facts.textfiles import read_csv, read_json_lines
from fazhi_score.facts.workbooks import read_workbook

MEGABYTE = 2**20
MOST_BYTES = {
    ".csv": 200 * MEGABYTE,
    ".tsv": 200 * MEGABYTE,
    ".txt": 200 * MEGABYTE,
    ".jsonl": 400 * MEGABYTE,
    ".ndjson": 400 * MEGABYTE,
    ".xlsx": 50 * MEGABYTE,
    ".xlsm": 50 * MEGABYTE,
    ".parquet": 400 * MEGABYTE,
}
MOST_CELLS = 200_000_000
"""Cells of a parquet file: a few bytes of it can stand for any number of rows."""

_PARQUET_MAGIC = b"PAR1"


def read_sheet(
    source: Any, *, connection: Any = None, sheet: str | None = None, sheets: Sequence[str] = ("facts",)
) -> Sheet:
    """Read a source into raw cells.

    Parameters
    ----------
    source : path, DataFrame or str
        With `connection`, a query.
    connection : optional
        A DB-API connection, or a connection or engine of SQLAlchemy.
    sheet : str, optional
        The worksheet to read; left out, the first that is called like one of `sheets`, else the first of all.

    Raises
    ------
    FazhiError
        Where the source cannot be read.
    """
    if connection is not None:
        return _read_query(source, connection)
    if isinstance(source, pd.DataFrame):
        return _read_frame(source)
    if not isinstance(source, str | os.PathLike):
        raise FazhiError(Problem("source_kind", {"got": type(source).__name__}))
    origin = os.fspath(source)
    if not isinstance(origin, str):
        raise FazhiError(Problem("source_kind", {"got": type(origin).__name__}))
    if origin.lstrip()[:7].lower() in ("select ", "select\n") or origin.lstrip()[:5].lower() == "with ":
        raise FazhiError(Problem("query_without_connection"))
    path = Path(origin)
    ending = path.suffix.lower()
    data = read_bytes(path, origin, ending)
    if ending in (".xlsx", ".xlsm"):
        return read_workbook(data, origin, sheet, sheets)
    if ending == ".parquet":
        return _read_parquet(data, origin)
    return read_json_lines(data, origin) if ending in (".jsonl", ".ndjson") else read_csv(data, origin)


def check_replaceable(
    path: str | os.PathLike[str],
    needed: Sequence[str],
    *,
    known: Mapping[str, str] | None = None,
    foreign: Sequence[str] = (),
    sheets: Sequence[str] = ("facts",),
) -> None:
    """Refuse to write a table over a file that exists and is another table.

    Parameters
    ----------
    path : path
        Where the table is to be written; a file that does not exist, or is empty, may be.
    needed : sequence of str
        Columns that the table has, and others have not.
    known : mapping, optional
        Headings that are understood, as :func:`~fazhi_score.facts.headings.match_headings` takes them.
    foreign : sequence of str
        Columns by which another table is known.
    sheets : sequence of str
        As :func:`read_sheet` takes them.

    Raises
    ------
    FazhiError
        Where the file cannot be read as a table, lacks a column or has a foreign one.

    Examples
    --------
    >>> check_replaceable("there-is-no-such-file.csv", ["fact"])
    """
    if not Path(path).exists() or (Path(path).is_file() and not Path(path).stat().st_size):
        return
    columns = [str(column) for column in read_sheet(path, sheets=sheets).frame.columns]
    names = set(match_headings(columns, known or dict.fromkeys([*needed, *foreign], "")).names.values()) | set(columns)
    missing = next((name for name in needed if name not in names), "")
    other = next((name for name in foreign if name in names), "")
    if missing:
        raise FazhiError(Problem("other_table_lacks", {"name": missing}, file=os.fspath(path)))
    if other:
        raise FazhiError(Problem("other_table_has", {"name": other}, file=os.fspath(path)))


def read_bytes(path: Path, origin: str, ending: str) -> bytes:
    """Return the bytes of a file that exists, has an ending we know and is neither empty nor too large."""
    try:
        if path.is_dir():
            raise FazhiError(Problem("file_is_folder", file=origin))
        if not path.exists():
            folder = path.parent
            names = [other.name for other in folder.iterdir()] if folder.is_dir() else []
            near = nearest(path.name, names)
            raise FazhiError(Problem("file_missing_near" if near else "file_missing", {"near": near}, file=origin))
        if ending not in MOST_BYTES:
            raise FazhiError(Problem("file_ending", {"ending": ending, "known": " ".join(MOST_BYTES)}, file=origin))
        size = path.stat().st_size
        if size > MOST_BYTES[ending]:
            params = {"size": size // MEGABYTE, "limit": MOST_BYTES[ending] // MEGABYTE}
            raise FazhiError(Problem("file_too_large", params, file=origin))
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise FazhiError(Problem("file_not_read", {"reason": reason}, file=origin)) from error
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise FazhiError(Problem("file_empty", file=origin))
    return data


def _read_parquet(data: bytes, origin: str) -> Sheet:
    try:
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
        import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise FazhiError(Problem("extra_missing", {"needs": "pyarrow", "extra": "parquet"}, file=origin)) from error
    if not data.startswith(_PARQUET_MAGIC):
        raise FazhiError(Problem("parquet_not_read", {"reason": "PAR1?"}, file=origin))
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        cells = file.metadata.num_rows * file.metadata.num_columns
        if cells > MOST_CELLS:
            raise FazhiError(Problem("too_many_cells", {"count": cells, "limit": MOST_CELLS}, file=origin))
        frame = file.read().to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FazhiError(Problem("parquet_not_read", {"reason": reason}, file=origin)) from error
    return _read_frame(frame, origin)


def _read_frame(frame: pd.DataFrame, origin: str = "DataFrame") -> Sheet:
    """Take a DataFrame; levels of its index that have names are columns like the others."""
    if frame.columns.nlevels > 1:
        raise FazhiError(Problem("frame_levels", file=origin))
    if any(name is not None for name in frame.index.names):
        frame = _with_index(frame, origin)
    names = [clean_text(str(column)) for column in frame.columns]
    problems = check_headings(origin, names)
    if problems:
        raise FazhiError(problems)
    frame = frame.set_axis(names, axis=1).reset_index(drop=True)
    return Sheet(origin, frame, np.arange(1, len(frame) + 1, dtype=np.int32))


def _with_index(frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    named = [name for name in frame.index.names if name is not None]
    problems = check_headings(origin, [str(name) for name in [*named, *frame.columns]])
    if problems:
        raise FazhiError(problems)
    unnamed: list[Any] = [level for level, name in enumerate(frame.index.names) if name is None]
    return (frame.droplevel(unnamed) if unnamed else frame).reset_index()


def _read_query(query: Any, connection: Any) -> Sheet:
    """Run a query through the plain DB-API: pandas accepts fewer kinds of connection without a warning."""
    origin = "SQL query"
    if not isinstance(query, str):
        raise FazhiError(Problem("query_kind", {"got": type(query).__name__}, file=origin))
    try:
        names, rows = _rows_of(query, connection)
    except Exception as error:  # each database has exceptions of its own
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FazhiError(Problem("query_failed", {"reason": reason}, file=origin)) from error
    problems = check_headings(origin, names)
    if problems:
        raise FazhiError(problems)
    frame = pd.DataFrame([tuple(row) for row in rows], columns=names, dtype=object)
    return _read_frame(frame.infer_objects(), origin)


def _rows_of(query: str, connection: Any) -> tuple[list[str], list[Any]]:
    run: Callable[[str], Any]
    if hasattr(connection, "connect") and not hasattr(connection, "cursor"):  # an engine of SQLAlchemy
        with connection.connect() as opened:
            return _rows_of(query, opened)
    if hasattr(connection, "exec_driver_sql"):
        result = connection.exec_driver_sql(query)
        return [str(name) for name in result.keys()], list(result.fetchall())  # noqa: SIM118 - a method, not a dict
    cursor = connection.cursor()
    try:
        run = cursor.execute
        run(query)
        names = [str(column[0]) for column in cursor.description or ()]
        return names, list(cursor.fetchall()) if names else []
    finally:
        cursor.close()
