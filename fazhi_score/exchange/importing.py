"""COINr's iData and iMeta into facts, a framework and a register of regions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.exchange.codes import changed, formula_names
from fazhi_score.facts.cells import unescaped
from fazhi_score.facts.headings import REGIONS, match_headings
from fazhi_score.facts.periods import parse_period
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.rows import PERCENT_UNITS
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import Framework, load_framework

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
REGION_ID = "fazhi_region"
"""Column of iData that keeps the id of a region where it could not be a uCode."""

_META = ("Level", "iCode", "Parent", "Direction", "Weight", "Type")
_SPECIAL = ("uCode", "uName", "Time")
_SHOWN = 6


@dataclass(frozen=True)
class CoinrImport:
    """What COINr's tables say, in this package's terms; unpacks into facts, framework and regions.

    `codes` has, for each code of COINr that could not stay as it was, the name it has here; `notes` say what
    COINr would refuse and what is not used.
    """

    facts: Facts
    framework: Framework
    regions: Regions
    codes: Mapping[str, str] = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.facts, self.framework, self.regions))


def text_table(source: Any) -> pd.DataFrame:
    """Return a table as text, "" where a cell is empty; R writes missing values as NA."""
    if isinstance(source, str | os.PathLike):
        return pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig").map(unescaped)
    frame = pd.DataFrame(source)
    columns = {str(name): [_text(cell) for cell in frame[name].tolist()] for name in frame}
    return pd.DataFrame(columns, dtype=object)


def _text(cell: Any) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, float | np.floating):
        return repr(float(cell)).removesuffix(".0")
    return str(cell)


def _blank(texts: Iterable[str]) -> list[str]:
    return ["" if text in ("NA", "NaN", "nan") else text for text in texts]


class _Importing:
    """Reads the two tables; problems are gathered, all of them."""

    def __init__(
        self, i_data: Any, i_meta: Any, period: str | int | None, classes: str | None, denominate: bool
    ) -> None:
        self.problems: list[Problem] = []
        self.data, meta = text_table(i_data), text_table(i_meta)
        lacking = [("iMeta", c) for c in _META if c not in meta]
        lacking += [("iData", "uCode")] if "uCode" not in self.data else []
        for table, column in lacking:
            self.add("coinr_column_missing", table=table, column=column)
        raise_errors(self.problems)
        for column in meta.columns:
            meta[column] = _blank(meta[column]) if column != "iCode" else meta[column]
        self.meta = self.distinct(meta)
        self.classes, self.denominate = classes, denominate
        self.period = None if period is None else parse_period(str(period))
        self.rows = self.of_type("Indicator")
        self.aggregates = self.of_type("Aggregate")
        self.check()

    def add(self, code: str, /, *, note: bool = False, **params: object) -> None:
        self.problems.append(Problem(code, params, severity="note" if note else "error"))

    def distinct(self, meta: pd.DataFrame) -> pd.DataFrame:
        empty = (meta["iCode"] == "") | ~meta["Type"].isin(TYPES)
        for code, kind in meta.loc[(meta["iCode"] != "") & empty, ["iCode", "Type"]].itertuples(index=False):
            self.add("coinr_type_unknown", code=code, got=kind)
        for table, codes in (("iMeta", meta["iCode"]), ("iData", self.data["uCode"])):
            if (codes == "").any():
                self.add("coinr_code_empty", table=table, count=int((codes == "").sum()))
        for code in meta["iCode"][meta["iCode"].duplicated() & (meta["iCode"] != "")]:
            self.add("coinr_code_twice", code=code)
        return meta[~empty].drop_duplicates("iCode").set_index("iCode")

    def of_type(self, kind: str) -> pd.DataFrame:
        return self.meta[self.meta["Type"] == kind]

    def check(self) -> None:
        """Check columns, directions, weights, denominators and the tree."""
        for kind in ("Indicator", "Denominator", "Group", "Other"):
            for code in self.of_type(kind).index:
                if code not in self.data:
                    self.add("coinr_column_missing", table="iData", column=code)
        for code, way in self.rows["Direction"].items():
            if way not in ("1", "-1", "1.0", "-1.0", "+1"):
                self.add("coinr_direction", code=code, got=way)
        for code, weight in pd.concat([self.rows["Weight"], self.aggregates["Weight"]]).items():
            if not self.parent(str(code)):
                continue  # the weight of the index itself says nothing
            if not 0 <= _number(weight) < np.inf:
                self.add("coinr_weight", code=code, got=weight)
        for code, base in self.denominators.items():
            if base not in self.data:
                self.add("coinr_denominator_unknown", code=code, denominator=base)
        self.check_tree()
        unused = [c for c in map(str, self.data) if c not in _SPECIAL and c not in self.meta.index]
        if unused:
            self.add("coinr_columns_unused", note=True, count=len(unused), listed=_listed(unused))
        turned = [str(code) for code, way in self.aggregates["Direction"].items() if _number(way) < 0]
        if turned:
            self.add("coinr_direction_of_group", note=True, listed=_listed(turned))

    def parent(self, code: str) -> str:
        return str(self.meta["Parent"].get(code, ""))

    def check_tree(self) -> None:
        nodes = [*self.rows.index, *self.aggregates.index]
        for code in nodes:
            if self.parent(code) and self.parent(code) not in self.aggregates.index:
                self.add("coinr_parent_unknown", code=code, parent=self.parent(code))
            seen, at = {code}, self.parent(code)
            while at and at not in seen:
                seen.add(at)
                at = self.parent(at)
            if at == code:
                self.add("coinr_parent_circle", code=code)
        tops = [code for code in nodes if not self.parent(code)]
        if len(tops) != 1 or tops[0] in self.rows.index:
            self.add("coinr_roots", count=len(tops), listed=_listed(tops) or "-")
        level = self.meta["Level"].map(_number)
        off = [c for c in nodes if self.parent(c) in level.index and level[self.parent(c)] != level[c] + 1]
        if off:
            self.add("coinr_unbalanced", note=True, count=len(off), listed=_listed(off))

    @cached_property
    def denominators(self) -> dict[str, str]:
        """Indicator to its denominator, where they are to be used."""
        if not self.denominate or "Denominator" not in self.rows:
            return {}
        return {str(code): base for code, base in self.rows["Denominator"].items() if base}

    @cached_property
    def root(self) -> str:
        return next(str(code) for code in self.aggregates.index if not self.parent(str(code)))

    @cached_property
    def names(self) -> dict[str, str]:
        """Code to the name it has here, of nodes and facts."""
        return formula_names([*self.rows.index, *self.aggregates.index, *self.denominators.values()])

    def label(self, code: str) -> str:
        found = self.meta["iName"].get(code, "") if "iName" in self.meta else ""
        return str(found or code)

    def unit(self, code: str) -> dict[str, str]:
        """Return the unit; percents of COINr are plain numbers, not shares."""
        found = self.meta["Unit"].get(code, "") if "Unit" in self.meta else ""
        return {"unit": str(found)} if found and found not in PERCENT_UNITS else {}

    def framework(self, name: str, rule: str, scale_within: list[str]) -> Framework:
        direct = [code for code in self.rows.index if self.parent(code) == self.root]
        if direct:
            self.add("coinr_root_kept", note=True, root=self.root)
        groups = {self.names[code]: self.group(code, bool(direct)) for code in self.aggregates.index
                  if code != self.root or direct}  # fmt: skip
        facts = {self.names[code]: {"en": self.label(code), **self.unit(code), "range": [None, None]}
                 for code in dict.fromkeys([*self.rows.index, *self.denominators.values()])}  # fmt: skip
        method = {"scale_within": scale_within, "rank_within": ["period"], "minimum_peers": 1,
                  "missing": {"not_reported": "exclude"}}  # fmt: skip
        indicators = {self.names[code]: self.indicator(code, rule) for code in self.rows.index}
        return load_framework({
            "format": 1, "id": name, "en": self.label(self.root), "method": method, "groups": groups,
            "facts": facts, "indicators": indicators,
        })  # fmt: skip

    def group(self, code: str, keep_root: bool) -> dict[str, Any]:
        above = self.parent(code)
        within = {"within": self.names[above]} if above and (above != self.root or keep_root) else {}
        weight = {"weight": _number(self.meta["Weight"][code])} if above else {}
        return {**within, **weight, "en": self.label(code)}

    def indicator(self, code: str, rule: str) -> dict[str, Any]:
        base = self.denominators.get(code)
        target = self.meta["Target"].get(code, "") if "Target" in self.meta else ""
        formula = f"per({self.names[code]}, {self.names[base]})" if base else self.names[code]
        return {
            "group": self.names[self.parent(code)],
            "weight": _number(self.meta["Weight"][code]),
            "en": self.label(code),
            "formula": formula,
            "better": "higher" if _number(self.meta["Direction"][code]) > 0 else "lower",
            "score": {"rule": rule},
            **({} if base else self.unit(code)),
            **({"note": f"Target: {target}"} if target else {}),
        }

    @cached_property
    def units(self) -> pd.DataFrame:
        """Region id and period of each row."""
        ids = self.data[REGION_ID] if REGION_ID in self.data else self.data["uCode"]
        if "Time" not in self.data and self.period is None:
            raise FazhiError(Problem("coinr_no_period"))
        times = self.data["Time"].tolist() if "Time" in self.data else [self.period] * len(self.data)
        periods = [parse_period(str(time)) or "" for time in times]
        for unit, time, period in zip(ids, times, periods, strict=True):
            if not period:
                self.add("coinr_time", unit=unit, got=time)
        found = pd.DataFrame({"region": ids.to_numpy(), "period": periods}, dtype=object)
        for unit, period in found[found.duplicated() & (found["region"] != "")].itertuples(index=False):
            self.add("coinr_unit_twice", code=unit, period=period)
        return found

    def facts(self, regions: Regions) -> Facts:
        """Return one row a number; empty cells are not reported."""
        parts = []
        for code in dict.fromkeys([*self.rows.index, *self.denominators.values()]):
            cells = np.array(_blank(self.data[code]), dtype=object)
            numbers = np.array([_number(cell) for cell in cells])
            for row in np.flatnonzero((cells != "") & ~np.isfinite(numbers)).tolist():
                self.add("coinr_not_number", column=code, unit=self.units["region"][row], got=cells[row])
            there = np.isfinite(numbers)
            parts.append(self.units[there].assign(fact=self.names[code], value=numbers[there]))
        raise_errors(self.problems)
        return read_facts(pd.concat(parts, ignore_index=True), regions=regions)

    def regions(self) -> Regions:
        """Return the register: names, groups and other columns, as they were in the last period."""
        ids, periods = self.units["region"], self.units["period"]
        others = [c for c in (*self.of_type("Group").index, *self.of_type("Other").index) if c in self.data]
        order = np.argsort(periods.to_numpy(dtype=str), kind="stable")
        kept = self.data.iloc[order].assign(region=ids.iloc[order].to_numpy())
        last = kept.drop_duplicates("region", keep="last").sort_index()
        columns = {"region": last["region"].to_numpy()}
        columns["name"] = np.array(_blank(last["uName"]) if "uName" in last else last["region"], dtype=object)
        named = _unlike_headings([c for c in others if c not in (self.classes, REGION_ID)])
        kinds = self.classes if self.classes in self.data else "class" if "class" in others else None
        columns["class"] = np.array(_blank(last[kinds]) if kinds else ["unit"] * len(last), dtype=object)
        for code, name in named.items():
            columns[name] = np.array(_blank(last[code]), dtype=object)
            pairs = kept[["region", code]].drop_duplicates()
            varies = len(set(pairs["region"][pairs["region"].duplicated()]))
            if varies:
                self.add("coinr_group_varies", note=True, column=code, count=varies)
        self.renamed = {**self.names, **named}
        return read_regions(pd.DataFrame(columns))


def _unlike_headings(names: list[str]) -> dict[str, str]:
    """Return names of columns that no heading of a register is taken for; ``class`` has its own place."""
    meant = match_headings([name for name in names if name != "class"], REGIONS).names
    keep = {name for name, heading in meant.items() if name == heading and name not in ("region", "name")}
    return {n: f"group_{n}" if n in meant and n not in keep else n for n in names if n != "class"}


def _number(text: Any) -> float:
    try:
        return float(str(text).strip())
    except ValueError:
        return float("nan")


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")


def imported(
    i_data: Any,
    i_meta: Any,
    *,
    period: str | int | None,
    rule: str,
    denominate: bool,
    classes: str | None,
    scale_within: list[str],
    name: str,
) -> CoinrImport:
    """Return what the tables say, or raise with every problem; see :func:`fazhi_score.exchange.coinr.from_coinr`."""
    importing = _Importing(i_data, i_meta, period, classes, denominate)
    assert importing.units is not None
    raise_errors(importing.problems)
    regions = importing.regions()
    facts = importing.facts(regions)
    framework = importing.framework(name, rule, scale_within)
    codes = {old: new for old, new in importing.renamed.items() if old != new}
    if codes:
        importing.add("coinr_renamed", note=True, count=len(codes), listed=_listed(changed(codes)))
    targets = sum(1 for spec in framework.file.indicators.values() if spec.note.startswith("Target: "))
    if targets:
        importing.add("coinr_targets", note=True, count=targets, rule=rule)
    return CoinrImport(facts, framework, regions, codes, tuple(raise_errors(importing.problems)))
