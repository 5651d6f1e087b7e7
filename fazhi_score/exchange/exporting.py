"""A result into COINr's iData and iMeta."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.exchange.codes import coinr_names
from fazhi_score.exchange.importing import REGION_ID, _listed
from fazhi_score.facts.cells import escaped
from fazhi_score.files import write_text
from fazhi_score.framework.formula import Call, Name, parse_formula
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.indicators import Evaluator, Peers
from fazhi_score.scoring.result import Result

_META = ["Level", "iCode", "iName", "Direction", "Weight", "Unit", "Target", "Denominator", "Parent", "Type"]


@dataclass(frozen=True, eq=False)
class CoinrTables:
    """The two tables that COINr's ``new_coin`` takes; unpacks into iData and iMeta.

    `codes` has, for each id that could not stay as it was, its code; `notes` say what is not carried.
    """

    i_data: pd.DataFrame = field(repr=False)
    i_meta: pd.DataFrame = field(repr=False)
    codes: dict[str, str] = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)

    def __iter__(self) -> Iterator[pd.DataFrame]:
        return iter((self.i_data, self.i_meta))

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Write ``iData.csv`` and ``iMeta.csv``: UTF-8, empty cells for what is missing, as R reads them.

        Text that begins like a formula gets an apostrophe.
        """
        for name, frame in (("iData.csv", self.i_data), ("iMeta.csv", self.i_meta)):
            safe = frame.map(lambda cell: escaped(cell) if isinstance(cell, str) else cell)
            write_text(Path(folder) / name, safe.to_csv(index=False, lineterminator="\n"))


class _Exporting:
    """Makes the two tables of one result."""

    def __init__(self, result: Result, denominators: bool, lang: str) -> None:
        self.result, self.framework, self.lang = result, result.framework, lang
        self.rows = np.flatnonzero(~Peers(result.panel).outside)
        self.ids = self.framework.composite_ids
        self.notes: list[Problem] = []
        self.bases = self.divided() if denominators else {}
        nodes = [*self.ids, *(group for group in self.framework.composite_tree if group != ROOT), ROOT]
        self.codes = coinr_names(node or self.framework.id for node in nodes)
        bases = list(dict.fromkeys(base for _, base, _, _ in self.bases.values()))
        self.base_codes = coinr_names(bases, self.codes.values())

    def tables(self) -> CoinrTables:
        meta, data = self.meta(), self.data()
        renamed = {**self.codes, **self.base_codes, **self.columns}
        left = self.not_carried()
        if left:
            self.notes.append(Problem("coinr_not_carried", {"listed": ", ".join(left)}, severity="note"))
        codes = {old: new for old, new in renamed.items() if old != new}
        frame = pd.DataFrame([*meta, *self.beside], columns=_META).astype({"Level": "Int64", "Direction": "Int64"})
        return CoinrTables(data, frame, codes, tuple(self.notes))

    def code(self, node: str) -> str:
        return self.codes[node or self.framework.id]

    def divided(self) -> dict[str, tuple[str, str, Floats, Floats]]:
        """Indicators that are one fact over another, wherever that gives their values: the facts and their numbers."""
        look, found = Evaluator(self.result.panel), {}
        for name in self.ids:
            formula = self.framework.entries[name].formula
            tree = formula.tree if formula else None
            if not isinstance(tree, Call) or tree.function not in ("/", "per") or len(tree.arguments) != 2:
                continue
            over, under = tree.arguments
            if not isinstance(over, Name) or not isinstance(under, Name):
                continue
            top, base = (look(parse_formula(one.id)).values[self.rows] for one in (over, under))
            values = self.result.indicator_values[name].to_numpy()[self.rows]
            with np.errstate(invalid="ignore", divide="ignore"):
                same = np.isclose(np.where(base != 0, top / base, np.nan), values, rtol=1e-12, atol=0, equal_nan=True)
            if same.all() and (base[~np.isnan(base)] != 0).all():
                found[name] = (over.id, under.id, top, base)
        return found

    def data(self) -> pd.DataFrame:
        columns: dict[str, Any] = {"uName": self.result.names.to_numpy()[self.rows]}
        regions = self.result.index.get_level_values("region")[self.rows].astype(object)
        units = coinr_names(regions)
        columns["uCode"] = [units[region] for region in regions]
        columns["Time"] = [self.year(period) for period in self.result.index.get_level_values("period")[self.rows]]
        for name, code in self.columns.items():
            columns[code] = self.register[name].to_numpy()
        if any(old != new for old, new in units.items()):
            columns[REGION_ID] = regions
            self.beside.append({"iCode": REGION_ID, "iName": "region", "Type": "Other"})
        for base, code in self.base_codes.items():
            columns[code] = next(under for _, name, _, under in self.bases.values() if name == base)
        values = self.result.indicator_values
        for name in self.ids:
            own = self.bases[name][2] if name in self.bases else values[name].to_numpy()[self.rows]
            columns[self.code(name)] = own
        return pd.DataFrame(columns)

    def year(self, period: str) -> int:
        if not period.isdigit():
            raise FazhiError(Problem("coinr_years_only", {"period": period}))
        return int(period)

    @cached_property
    def register(self) -> pd.DataFrame:
        """What the register says of each row, but for its name."""
        register = self.result.panel.facts.regions
        if register is None:
            return pd.DataFrame(index=range(len(self.rows)))
        regions = self.result.index.get_level_values("region")[self.rows]
        found = register.frame.drop(columns="name").reindex(regions).fillna("")
        return found.loc[:, (found != "").any(axis=0).to_numpy()]

    @cached_property
    def columns(self) -> dict[str, str]:
        """Columns of the register and their codes."""
        taken = [*self.codes.values(), *self.base_codes.values(), "uName", "uCode", "Time", REGION_ID]
        return coinr_names(map(str, self.register.columns), taken)

    @cached_property
    def beside(self) -> list[dict[str, Any]]:
        """Rows of iMeta for what is no node: groups of units, and denominators."""
        found: list[dict[str, Any]] = []
        for name, code in self.columns.items():
            whole = bool((self.register[name] != "").all())
            found.append({"iCode": code, "iName": name, "Type": "Group" if whole else "Other"})
        for base, code in self.base_codes.items():
            unit = self.framework.file.facts[base].unit
            label = self.framework.label(base, self.lang)
            found.append({"iCode": code, "iName": label, "Unit": unit, "Type": "Denominator"})
        return found

    def meta(self) -> list[dict[str, Any]]:
        depths = self.depths()
        deepest = max((depths[name] for name in self.ids), default=1)
        rows, filled = list[dict[str, Any]](), list[str]()
        for name in self.ids:
            above, weight = self.code(self.framework.parent(name)), self.framework.weights[name]
            for level in range(deepest + 1 - depths[name], 1, -1):
                put_in = coinr_names([f"{self.code(name)}_L{level}"], [*self.codes.values(), *filled]).popitem()[1]
                filled.append(put_in)
                rows.append(self.row(level, put_in, name, weight, above))
                above, weight = put_in, 1.0
            rows.append(self.row(1, self.code(name), name, weight, above) | self.of_indicator(name))
        for group in self.framework.composite_tree:
            above = self.code(self.framework.parent(group)) if group != ROOT else ""
            weight = self.framework.weights[group] if group != ROOT else 1.0
            rows.append(self.row(deepest + 1 - depths[group], self.code(group), group, weight, above))
        if filled:
            told = {"count": len(filled), "listed": _listed(filled)}
            self.notes.append(Problem("coinr_levels_filled", told, severity="note"))
        return sorted(rows, key=lambda row: int(row["Level"]))

    def depths(self) -> dict[str, int]:
        found = {ROOT: 0}
        for group, children in self.framework.composite_tree.items():
            found |= dict.fromkeys(children, found[group] + 1)
        return found

    def row(self, level: int, code: str, node: str, weight: float, parent: str) -> dict[str, Any]:
        name = self.framework.label(node, self.lang)
        return {"Level": level, "iCode": code, "iName": name, "Direction": 1, "Weight": weight,
                "Parent": parent or None, "Type": "Indicator" if level == 1 else "Aggregate"}  # fmt: skip

    def of_indicator(self, name: str) -> dict[str, Any]:
        spec = self.framework.entries[name].spec
        base = self.base_codes[self.bases[name][1]] if name in self.bases else None
        return {"Direction": -1 if spec.better == "lower" else 1, "Unit": spec.unit or None,
                "Target": _target(spec.score), "Denominator": base}  # fmt: skip

    def not_carried(self) -> list[str]:
        """Return what COINr's tables have no place for."""
        file, entries = self.framework.file, self.framework.entries
        rules = sorted({entries[name].spec.score.rule for name in self.ids} - {"minmax"})  # type: ignore[union-attr]
        found = [f"rules ({', '.join(rules)})"] if rules else []
        how = {self.framework.aggregation(group) for group in self.framework.composite_tree} - {"arithmetic"}
        found += [f"aggregation ({', '.join(sorted(how))})"] if how else []
        found += ["adjustments"] if file.adjustments else []
        kept = {"not_reported": "exclude"}
        policies = [self.framework.policy(name)["not_reported"] for name in self.ids]
        return found + (["missing"] if any(policy != kept["not_reported"] for policy in policies) else [])


def _target(score: Any) -> float:
    """Return the number that earns full marks, where a rule has one."""
    for key in ("target", "best", "full"):
        value = getattr(getattr(score, key, None), "value", None)
        if isinstance(value, float):
            return value
    return float("nan")


def exported(result: Result, *, denominators: bool, lang: str) -> CoinrTables:
    """Return a result as the two tables; see :func:`fazhi_score.exchange.coinr.to_coinr`."""
    return _Exporting(result, denominators, lang).tables()
