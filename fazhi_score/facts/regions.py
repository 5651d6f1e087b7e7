"""A register of regions into names, classes and validity."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.cells import Labels
from fazhi_score.facts.headings import REGIONS, nearest
from fazhi_score.facts.periods import parse_edge, period_days
from fazhi_score.facts.rows import NestedError, column_labels
from fazhi_score.facts.sheets import SHOWN, Sheet, counted, missing_columns, with_names
from fazhi_score.facts.sources import read_sheet

REFERENCE = "reference"
"""The class of a region that holds official means: compared with, never ranked."""

Validity = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, eq=False)
class Regions:
    """The regions that facts may name.

    Parameters
    ----------
    frame : DataFrame
        Indexed by region id; columns name, class and any other of the register, all text ("" where empty).
    origin : str
        Where it was read.
    notes : tuple of Problem
        Warnings met while reading.
    """

    frame: pd.DataFrame
    origin: str = "DataFrame"
    notes: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.frame)

    def __contains__(self, region: object) -> bool:
        return region in self._names

    def __repr__(self) -> str:
        return f"<Regions from {self.origin}: {len(self)} regions>"

    def names(self) -> pd.Series[Any]:
        """Return the name of each region, indexed by its id."""
        return self.frame["name"]

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.frame.index.tolist(), self.frame["name"].tolist(), strict=True))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for region, name in self._names.items():
            found.setdefault(name, []).append(region)
        return found

    @cached_property
    def references(self) -> frozenset[str]:
        """The ids of the reference regions."""
        return frozenset(self.frame.index[self.frame["class"] == REFERENCE])

    @cached_property
    def validity(self) -> Mapping[str, Validity]:
        """First and last day of the regions that have not always existed or no longer exist."""
        nothing = [""] * len(self)
        edges = [self.frame[name].tolist() if name in self.frame else nothing for name in ("valid_from", "valid_to")]
        return {
            region: (parse_edge(first, end=False), parse_edge(last, end=True))
            for region, first, last in zip(self.frame.index, *edges, strict=True)
            if first or last
        }

    def successor(self, region: str) -> str:
        """Return the id of the region that took over, "" if none did."""
        return str(self.frame["successor"].get(region, "")) if "successor" in self.frame else ""

    def exists(self, region: str, period: str) -> bool:
        """Say whether a region exists at the end of a period."""
        start, end = self.validity.get(region, (None, None))
        last = period_days(period)[1]
        return (start is None or start <= last) and (end is None or end >= last)

    def find(self, name_or_id: str) -> str:
        """Return the id of a region given by id or by a name that only one region has.

        Raises
        ------
        FazhiError
            Where no region or more than one is called so; the message lists the ids.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = {"region": ["320106", "350102"], "name": ["鼓楼区", "鼓楼区"], "class": "county-level"}
        >>> read_regions(pd.DataFrame(rows)).find("320106")
        '320106'
        """
        if name_or_id in self._names:
            return name_or_id
        ids = self._by_name.get(name_or_id, [])
        if len(ids) == 1:
            return ids[0]
        if ids:
            params = {"name": name_or_id, "count": len(ids), "ids": ", ".join(ids[:20])}
            raise FazhiError(Problem("region_name_shared", params, file=self.origin))
        near = self.suggest(name_or_id)
        code = "region_name_unknown_near" if near else "region_name_unknown"
        raise FazhiError(Problem(code, {"name": name_or_id, "near": near}, file=self.origin))

    def ids(self, names: Iterable[str]) -> list[str]:
        """Return the id of each name that only one region has; ids, shared and unknown names as they are.

        Examples
        --------
        >>> import pandas as pd
        >>> register = read_regions(pd.DataFrame({"region": ["1"], "name": ["甲镇"], "class": ["town"]}))
        >>> register.ids(["甲镇", "1", "乙镇"])
        ['1', '1', '乙镇']
        """
        only = {name: ids[0] for name, ids in self._by_name.items() if len(ids) == 1}
        return [name if name in self._names else only.get(name, name) for name in names]

    def called(self, name: str) -> list[str]:
        """Return the ids of all regions of a name.

        Examples
        --------
        >>> import pandas as pd
        >>> rows = {"region": ["320106", "350102"], "name": ["鼓楼区", "鼓楼区"], "class": "county-level"}
        >>> read_regions(pd.DataFrame(rows)).called("鼓楼区")
        ['320106', '350102']
        """
        return list(self._by_name.get(name, ()))

    def suggest(self, region: str) -> str:
        """Return the id that was probably meant: that of the name, or the nearest id or name; "" if none."""
        ids = self._by_name.get(region, [])
        if ids:
            return " / ".join(ids[:5])
        near = nearest(region, self._names) or nearest(region, self._by_name)
        return near if near in self._names or not near else self._by_name[near][0]


def read_regions(source: Any, *, connection: Any = None, sheet: str | None = None) -> Regions:
    """Read a register of regions.

    Parameters
    ----------
    source : path, DataFrame, query or Regions
        Columns ``region`` (a unique id; left out, the name serves as one), ``class``, and where known ``name``,
        ``valid_from``, ``valid_to`` and ``successor``; others are kept. Headings may be Chinese.
    connection : optional
        Where `source` is a query.
    sheet : str, optional
        Worksheet of a workbook; left out, ``regions`` or the first.

    Raises
    ------
    FazhiError
        With every row that cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> register = read_regions(pd.DataFrame({"地区": ["朔城区", "龙城区"], "类别": "county-level"}))
    >>> register.frame["class"].to_dict()
    {'朔城区': 'county-level', '龙城区': 'county-level'}
    """
    if isinstance(source, Regions):
        return source
    read = read_sheet(source, connection=connection, sheet=sheet, sheets=("regions", "地区", "地区名册"))
    read, problems = with_names(read, REGIONS, others=True)
    if "region" not in read.frame and "name" in read.frame:
        read.frame["region"] = read.frame["name"]
    problems += missing_columns(read, ["region", "class"], REGIONS)
    raise_errors(problems)
    try:
        columns = {name: column_labels(read, name) for name in map(str, read.frame.columns)}
    except NestedError as error:
        raise FazhiError(error.problem) from error
    problems += _check(read, columns)
    raise_errors(problems)
    return Regions(_frame(read, columns), read.origin, tuple(problems))


def _frame(read: Sheet, columns: dict[str, Labels]) -> pd.DataFrame:
    texts = {name: found.texts() for name, found in columns.items()}
    region = texts.pop("region")
    name = texts.pop("name", region)
    texts["class"] = np.where(np.isin(texts["class"], ["参照", "Reference"]), REFERENCE, texts["class"])
    ordered = {"name": np.where(name == "", region, name), "class": texts.pop("class"), **texts}
    return pd.DataFrame(ordered, index=pd.Index(region, dtype=object, name="region"), dtype=object)


def _check(read: Sheet, columns: dict[str, Labels]) -> list[Problem]:
    """Return every problem of the rows, in their order."""
    texts = {name: found.texts().tolist() for name, found in columns.items()}
    nothing = [""] * len(read)
    first: dict[str, int] = {}
    found: list[tuple[int, Problem]] = []
    for row, region in enumerate(texts["region"]):
        if not region:
            found.append((row, read.problem("cell_empty", row, "region", name="region")))
        elif region in first:
            params = {"region": region, "line": int(read.lines[first[region]])}
            found.append((row, read.problem("region_twice", row, "region", **params)))
        first.setdefault(region, row)
        if not texts["class"][row]:
            found.append((row, read.problem("class_empty", row, "class", region=region)))
    starts, ends = (texts.get(name, nothing) for name in ("valid_from", "valid_to"))
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        found += [(row, problem) for problem in _check_days(read, row, start, end)]
    successors = dict(zip(texts["region"], texts.get("successor", nothing), strict=True))
    for row, other in enumerate(texts.get("successor", nothing)):
        region = texts["region"][row]
        if other and other not in first:
            near = nearest(other, first)
            code = "successor_unknown_near" if near else "successor_unknown"
            found.append((row, read.problem(code, row, "successor", successor=other, near=near)))
        elif other and _leads_back(region, successors):
            found.append((row, read.problem("successor_circle", row, "successor", region=region)))
    found.sort(key=lambda pair: pair[0])
    return counted([problem for _, problem in found[:SHOWN]], len(found) - SHOWN, read.origin)


def _check_days(read: Sheet, row: int, start: str, end: str) -> list[Problem]:
    problems = []
    days = {"valid_from": parse_edge(start, end=False), "valid_to": parse_edge(end, end=True)}
    for (column, day), text in zip(days.items(), (start, end), strict=True):
        if text and day is None:
            problems.append(read.problem("day_form", row, column, got=text[:80]))
    first, last = days.values()
    if first and last and last < first:
        problems.append(read.problem("validity_crossed", row, "valid_to", first=first, last=last))
    return problems


def _leads_back(region: str, successors: dict[str, str]) -> bool:
    """Say whether following successors from `region` comes back to it."""
    seen = {region}
    other = successors.get(region, "")
    while other and other not in seen:
        seen.add(other)
        other = successors.get(other, "")
    return other == region
