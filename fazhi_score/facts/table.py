"""Any source of facts into one checked table with places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from fazhi_score.errors import FazhiError, Problem, Severity, raise_errors
from fazhi_score.facts.cells import constant, merged
from fazhi_score.facts.checks import check_manifest, check_register, repeated_rows
from fazhi_score.facts.headings import nearest
from fazhi_score.facts.manifest import Documents, read_documents
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.rows import KEY, OPTIONAL, fact_rows
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.writing import canonical_frame, table_hash, value_labels, write_frame

if TYPE_CHECKING:
    from os import PathLike

_Read = TypeVar("_Read")


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts as they were read: one row each, not yet matched with a framework.

    Parameters
    ----------
    table : DataFrame
        Rows in the order read. Categoricals of text without gaps: region, period, fact, scope, span, item,
        status; numbers: value, low, high (NaN: none); form (see :class:`~fazhi_score.facts.quantities.Form`);
        line (in the source; 0: unknown) and origin (what stands before it in a place). Where the source has
        them: name, unit, source, location, quote, note, level, rater, written.
    regions, documents : optional
        Register and manifest that belong to the facts.
    origin : str
        The file as it was named, ``DataFrame`` or ``SQL query``.
    notes : tuple of Problem
        Warnings and notes met while reading.
    """

    table: pd.DataFrame
    regions: Regions | None = None
    documents: Documents | None = None
    origin: str = "DataFrame"
    notes: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<Facts from {self.origin}: {len(self)} rows>"

    def _repr_html_(self) -> str:
        from fazhi_score.facts.writing import canonical_frame
        from fazhi_score.messages import say
        from fazhi_score.notebook import as_html

        shown = canonical_frame(self.table)
        counted = self.table["status"].astype(str).value_counts()
        facts = {
            say("notebook_regions"): str(self.table["region"].nunique()),
            say("notebook_periods"): ", ".join(sorted(map(str, self.table["period"].unique()))[:12]),
            **{str(status): str(count) for status, count in counted.items()},
        }
        wanted = [
            name for name in ("region", "period", "fact", "value", "status", "source", "location") if name in shown
        ]
        return as_html(say("notebook_facts", count=len(self), origin=self.origin), dict(shown[wanted]), facts=facts)

    def place(self, row: int) -> str:
        """Return where row `row` (counted from 0) was read, such as ``facts.csv:12`` or ``DataFrame row 3``."""
        line = int(self.table["line"].iloc[row])
        prefix = str(self.table["origin"].iloc[row]) if "origin" in self.table else f"{self.origin} row "
        return f"{prefix}{line}" if line else prefix.removesuffix(" row ").removesuffix(":")

    def problem(self, code: str, row: int, /, *, severity: Severity = "error", **params: object) -> Problem:
        """Return a problem that names file, line, region, period and fact of a row."""
        key = f"[{' '.join(str(self.table[name].iloc[row]) for name in KEY[:3])}]"
        file, _, line = self.place(row).rpartition(":")
        if line.isdigit():
            return Problem(code, params, file=file, line=int(line), place=key, severity=severity)
        return Problem(code, params, file=self.place(row), place=key, severity=severity)

    def filter(
        self,
        *,
        regions: str | Iterable[str] | None = None,
        periods: str | int | Iterable[str | int] | None = None,
        facts: str | Iterable[str] | None = None,
    ) -> Facts:
        """Return the facts of these regions, periods and facts only.

        Raises
        ------
        FazhiError
            Where a name does not occur.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = {"region": ["朔城区", "龙城区"], "period": 2023, "fact": "enforcement_agencies", "value": [22, 9]}
        >>> read_facts(pd.DataFrame(rows)).filter(regions="龙城区").table["value"].tolist()
        [9.0]
        """
        keep = np.ones(len(self), dtype=bool)
        problems: list[Problem] = []
        for column, asked in (("region", regions), ("period", periods), ("fact", facts)):
            if asked is None:
                continue
            names = [str(name) for name in ([asked] if isinstance(asked, str | int) else asked)]
            known = self.table[column].cat.categories.tolist()
            for name in sorted(set(names) - set(known)):
                near = nearest(name, known)
                code = "filter_unknown_near" if near else "filter_unknown"
                problems.append(Problem(code, {"column": column, "got": name, "near": near}, file=self.origin))
            keep &= self.table[column].isin(names).to_numpy()
        raise_errors(problems)
        table = self.table[keep].reset_index(drop=True)
        for name in table.select_dtypes("category").columns:
            table[name] = table[name].cat.remove_unused_categories()
        return replace(self, table=table)

    def to_frame(self) -> pd.DataFrame:
        """Return the facts as text in canonical columns, values as they were written.

        Reading it again gives the same facts.
        """
        return canonical_frame(self.table)

    def write(self, path: str | PathLike[str]) -> None:
        """Write the facts to a ``.csv`` or ``.xlsx`` file that reads back as the same facts.

        What begins like a formula gets an apostrophe. An existing file is replaced once the new one is complete.
        """
        write_frame(self.to_frame(), path)

    def sha256(self) -> str:
        """Return a hash of the facts with register and manifest; order of rows and place do not matter.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"region": ["a", "b"], "period": 2023, "fact": "cases", "value": [1, 2]})
        >>> read_facts(rows).sha256() == read_facts(rows.iloc[::-1]).sha256()
        True
        """
        frames = [None if part is None else part.frame for part in (self.regions, self.documents)]
        return table_hash(self.table, frames)


def read_facts(
    source: Any,
    *,
    regions: Any = None,
    documents: Any = None,
    connection: Any = None,
    sheet: str | None = None,
    wide: bool | None = None,
    period: str | int | None = None,
) -> Facts:
    """Read facts from a file, a DataFrame or a query.

    Parameters
    ----------
    source : path, DataFrame, query, Facts or list of these
        ``.csv`` (UTF-8, GB18030, UTF-16), ``.xlsx``, ``.parquet``, ``.jsonl``. Either one row a fact, with columns
        region, period, fact, value and any of scope, span, item, status, low, high, unit, name, source, location,
        quote, note, level, rater; or *wide*: one row a region and period, one column a fact, where an empty cell
        is no fact. Headings and statuses may be Chinese.
    regions, documents : optional
        Register and manifest, or what :func:`read_regions` and :func:`read_documents` read. Facts are checked
        against the register.
    connection : optional
        A DB-API connection (sqlite3, DuckDB …), or a connection or engine of SQLAlchemy: `source` is a query.
    sheet : str, optional
        Worksheet of a workbook; left out, ``facts`` or the first.
    wide : bool, optional
        Whether the table is wide; left out, its headings decide.
    period : str or int, optional
        The period of all rows of a table without such a column.

    Returns
    -------
    Facts
        With warnings in its `notes`.

    Raises
    ------
    FazhiError
        With every problem of facts, register and manifest, each with its place.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"地区": ["朔城区"], "年度": [2023], "事实": ["enforcement_exam_pass_rate"], "值": ["93.05%"]}
    >>> facts = read_facts(pd.DataFrame(rows))
    >>> facts.table[["region", "period", "value"]].values.tolist(), facts.place(0)
    ([['朔城区', '2023', 0.9305]], 'DataFrame row 1')
    """
    problems: list[Problem] = []
    spelt = None if period is None else parse_period(str(period))
    if period is not None and spelt is None:
        problems.append(Problem("period_form", {"got": period, "count": 1}, place="period="))
    register = _gathered(problems, read_regions, regions)
    manifest = _gathered(problems, read_documents, documents)
    parts: list[Facts] = []
    for one in source if isinstance(source, list | tuple) else [source]:
        part, found = _read_part(one, connection, sheet, wide, spelt)
        parts += [] if part is None else [part]
        problems += found
    if not parts and not problems:
        problems.append(Problem("source_nothing"))
    notes = raise_errors(problems) + [note for part in parts for note in part.notes]
    facts = _concatenated(parts) if len(parts) > 1 else parts[0]
    facts = replace(facts, regions=register or facts.regions, documents=manifest or facts.documents)
    facts = _with_ids(facts)
    notes += [note for given in (register, manifest) if given is not None for note in given.notes]
    notes += raise_errors(check_register(facts) + check_manifest(facts) + repeated_rows(facts))
    return replace(facts, notes=_distinct(notes))


def _with_ids(facts: Facts) -> Facts:
    """Put the ids of the register for names that only one of its regions has."""
    column = facts.table["region"].cat
    names = [str(name) for name in column.categories]
    ids = names if facts.regions is None else facts.regions.ids(names)
    if ids == names:
        return facts
    codes = merged(column.codes.to_numpy().astype(np.intp), ids)
    return replace(facts, table=facts.table.assign(region=codes.categorical()))


def _distinct(notes: list[Problem]) -> tuple[Problem, ...]:
    """Return each note once: facts that are read again have been checked before."""
    found: dict[str, Problem] = {}
    for note in notes:
        found.setdefault(repr(note), note)
    return tuple(found.values())


def _gathered(problems: list[Problem], read: Callable[[Any], _Read], source: Any) -> _Read | None:
    """Read a source if there is one; what is wrong with it joins `problems`."""
    if source is None:
        return None
    try:
        return read(source)
    except FazhiError as error:
        problems += error.problems
        return None


def _read_part(
    source: Any, connection: Any, sheet: str | None, wide: bool | None, period: str | None
) -> tuple[Facts | None, list[Problem]]:
    """Return one source as facts, and what is wrong with it."""
    if isinstance(source, Facts):
        return source, []
    try:
        read = read_sheet(source, connection=connection, sheet=sheet, sheets=("facts", "事实", "事实表"))
    except FazhiError as error:
        return None, list(error.problems)
    table, problems = fact_rows(read, period=period, wide=wide)
    return (None if table is None else Facts(table, origin=read.origin)), problems


def _concatenated(parts: list[Facts]) -> Facts:
    """Return several facts as one; each row keeps its place."""
    tables = [part.table for part in parts]
    columns: dict[str, Any] = {}
    for name in [*KEY, "status", "value", "low", "high", "form", "line", "origin", *OPTIONAL, "written"]:
        given = [name in table for table in tables]
        if not any(given):
            continue
        if name in ("value", "low", "high", "form", "line"):
            columns[name] = np.concatenate([table[name].to_numpy() for table in tables])
            continue
        pieces = [
            table[name].array if has else _stand_in(name, part)
            for table, has, part in zip(tables, given, parts, strict=True)
        ]
        both = union_categoricals(pieces)
        # pandas makes a string index of the union, and refuses to unite it with others again
        columns[name] = pd.Categorical.from_codes(both.codes, both.categories.astype(object), validate=False)
    origins = dict.fromkeys(part.origin for part in parts)
    regions = next((part.regions for part in parts if part.regions is not None), None)
    documents = next((part.documents for part in parts if part.documents is not None), None)
    return Facts(pd.DataFrame(columns, copy=False), regions, documents, ", ".join(origins))


def _stand_in(name: str, part: Facts) -> pd.Categorical:
    """Return a column that a table does not have."""
    if name == "written":
        return value_labels(part.table).categorical()
    prefix = f"{part.origin} row " if name == "origin" else ""
    return constant(prefix, len(part)).categorical()
