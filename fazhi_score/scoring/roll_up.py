"""Facts of months and quarters, and of merged regions, into facts of years by each fact's `over_periods`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.facts.cells import label
from fazhi_score.facts.periods import period_days
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.framework.schema import Fact
from fazhi_score.scoring.panel import Panel, build_panel
from fazhi_score.scoring.reasons import OK, Reason
from fazhi_score.scoring.rules import TOLERANCE, Codes, Floats
from fazhi_score.scoring.values import fact_kind

_SHOWN, _FEW = 20, 4


def roll_up(facts: Any, framework: Framework | Any = None, *, to: Literal["year", "quarter"] = "year") -> Facts:
    """Return the facts of whole years (or quarters), made from shorter periods and from merged regions.

    A fact is added up only if the framework says how, with `over_periods`: ``sum``, ``mean``, ``last`` or ``max``
    of its months, else of its quarters or halves. A missing part is a gap: ``last`` needs the last part, the others
    all parts in which the region exists. What is stated for the whole outranks its parts. Facts that come in
    items move to the whole as they are.

    A region that ends within the period hands over to its successor in the register: sums are added and the larger
    of two maxima is kept; other facts are the successor's own. It gets no facts of that period itself.

    Parameters
    ----------
    facts : Facts, path or DataFrame
    framework : Framework or path, optional
    to : {"year", "quarter"}

    Returns
    -------
    Facts
        Those of `to`; what is longer stays as it is. Each made row names the rows it was made from. Its notes name
        gaps, contradictions and regions that were handed over.

    Examples
    --------
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "zero"}}, "groups": {"g": {}},
    ...     "facts": {"cases": {"unit": "件", "over_periods": "sum"}},
    ...     "indicators": {"i": {"group": "g", "formula": "cases", "better": "neutral"}}})
    >>> rows = pd.DataFrame({"region": "A", "period": [f"2024Q{q}" for q in (1, 2, 3, 4)], "fact": "cases",
    ...                      "value": [1, 2, 3, 4]})
    >>> roll_up(rows, framework).table[["period", "value"]].values.tolist()
    [['2024', 10.0]]
    """
    framework = load_framework(framework)
    table = facts if isinstance(facts, Facts) else read_facts(facts)
    panel = build_panel(table, framework)
    notes = [*table.notes, *raise_errors(panel.problems)]
    maker = _Maker(panel, 1 if to == "year" else 4)
    made = [row for window, at in panel.windows.items() for row in maker.window(*window, at)]
    keep = maker.kept()
    notes += maker.notes
    parts = [_rows(table, keep, maker.moved())]
    if made:
        parts.append(read_facts(pd.DataFrame(made)))
    whole = read_facts(parts, regions=table.regions, documents=table.documents)
    return Facts(whole.table, whole.regions, whole.documents, table.origin, tuple(notes))


class _Cube(NamedTuple):
    """Parts of wholes: ``(regions, wholes, parts, facts)`` values and reasons, parts in order of time."""

    values: Floats
    reasons: NDArray[np.uint8]


@dataclass
class _Maker:
    panel: Panel
    per_year: int
    notes: list[Problem] = field(default_factory=list)
    replaced: set[tuple[int, int, int, tuple[str, str]]] = field(default_factory=set)

    @cached_property
    def wholes(self) -> list[str]:
        """The years (or quarters) that hold some part, in order."""
        found = {self.whole_of(period) for period in self.panel.periods}
        return sorted(name for name in found if name)

    def whole_of(self, period: str) -> str:
        """Return the year (or quarter) in which a period lies, "" where it is longer."""
        if self.per_year == 1:
            return period[:4]
        if len(period) == 4 or "H" in period:
            return ""
        return period if "Q" in period else f"{period[:4]}Q{(int(period[5:]) + 2) // 3}"

    @cached_property
    def slots(self) -> dict[str, tuple[str, int]]:
        """Period to its kind ("" the whole, - month, Q, H) and its number within the whole."""
        found = {}
        for period in self.panel.periods:
            whole = self.whole_of(period)
            kind = "" if period == whole else period[4]
            number = 0 if kind == "" else int(period[5:]) - 1
            size = {"": 1, "-": 12, "Q": 4, "H": 2}[kind] // self.per_year or 1
            found[period] = (kind, number % size)
        return found

    def size(self, kind: str) -> int:
        return max({"": 1, "-": 12, "Q": 4, "H": 2}[kind] // self.per_year, 1)

    def cube(self, kind: str, values: Floats, reasons: NDArray[np.uint8]) -> _Cube:
        """Return the parts of one kind."""
        panel, facts = self.panel, len(self.panel.fact_ids)
        shape = (len(panel.regions), len(self.wholes), self.size(kind), facts)
        out = _Cube(np.full(shape, np.nan), np.full(shape, Reason.NOT_REPORTED, dtype=np.uint8))
        number = {name: k for k, name in enumerate(self.wholes)}
        fits = [kind == self.slots[period][0] and bool(self.whole_of(period)) for period in panel.periods]
        whole = np.array([number.get(self.whole_of(period), 0) for period in panel.periods], dtype=np.intp)
        slot = np.array([self.slots[period][1] for period in panel.periods], dtype=np.intp)
        units = np.flatnonzero(np.array(fits, dtype=bool)[panel.period_codes])
        at = (panel.region_codes[units], whole[panel.period_codes[units]], slot[panel.period_codes[units]])
        out.values[at], out.reasons[at] = values[units], reasons[units]
        return out

    @cached_property
    def days(self) -> list[tuple[datetime.date, datetime.date]]:
        return [period_days(whole) for whole in self.wholes]

    def expected(self, kind: str) -> NDArray[np.bool_]:
        """Return ``(regions, wholes, parts)`` in which part the region exists."""
        size = self.size(kind)
        found = np.ones((len(self.panel.regions), len(self.wholes), size), dtype=bool)
        register = self.panel.facts.regions
        for name, (start, end) in (register.validity if register is not None else {}).items():
            if name not in self.panel.regions:
                continue
            region, months = self.panel.regions.index(name), 12 // self.per_year // size
            for k, (first, _) in enumerate(self.days):
                for part in range(size):
                    month = first.month + part * months
                    begins = first.replace(month=month)
                    after = begins.replace(
                        year=begins.year + (month + months > 12), month=(month + months - 1) % 12 + 1
                    )
                    gone = end is not None and end < begins
                    found[region, k, part] = not (gone or (start is not None and start >= after))
        return found

    @cached_property
    def handed(self) -> dict[tuple[int, int], int]:
        """Region and whole in which it ends, to the region that takes over and still exists at the end."""
        register, found = self.panel.facts.regions, dict[tuple[int, int], int]()
        for name, (_, end) in (register.validity if register is not None else {}).items():
            if register is None or end is None or name not in self.panel.regions:
                continue
            for k, (first, last) in enumerate(self.days):
                heir = register.successor(name)
                while heir and not register.exists(heir, self.wholes[k]):
                    heir = register.successor(heir)
                if first <= end < last and heir:
                    if heir not in self.panel.regions:
                        self.note("handed_to_nobody", name, k, heir=heir)
                        continue
                    found[self.panel.regions.index(name), k] = self.panel.regions.index(heir)
                    self.note("handed_over", name, k, heir=heir)
        return found

    def note(self, code: str, region: str, whole: int, **params: object) -> None:
        told = {"region": region, "period": self.wholes[whole], **params}
        self.notes.append(Problem(code, told, file=self.panel.facts.origin, severity="warning"))

    def window(self, scope: str, span: str, at: Codes) -> Iterator[dict[str, Any]]:
        """Yield the rows made from one scope and span."""
        values, reasons = self.panel.fill(at)
        specs = list(self.panel.framework.file.facts.values())
        kinds = {kind for kind, _ in self.slots.values()}
        whole = self.cube("", values, reasons)
        made = np.full(whole.values[:, :, 0].shape, np.nan)
        gap = np.zeros(made.shape, dtype=bool)
        for kind in ("H", "Q", "-"):  # months last: they outrank longer parts
            if kind not in kinds:
                continue
            cube = self.cube(kind, values, reasons)
            told, open_ = _combined(cube, self.expected(kind), specs)
            made = np.where(np.isnan(told), made, told)
            gap = np.where(np.isnan(made), gap | open_, False)
        self.contradictions(whole, made)
        stated = whole.reasons[:, :, 0] != Reason.NOT_REPORTED
        own = np.where(stated, whole.values[:, :, 0], made)
        self.gaps(gap & ~stated)
        final, changed = self.succeeded(own, specs)
        places = self.places(at)
        for region, k, fact in np.argwhere(~np.isnan(final) & (changed | ~stated)).tolist():
            spec, name = specs[fact], self.panel.fact_ids[fact]
            self.replaced.add((region, k, fact, (scope, span)))
            heirs = [r for (r, w), heir in self.handed.items() if (heir, w) == (region, k)]
            rows = [place for r in [region, *heirs] for place in places.get((r, k, fact), [])]
            yield {
                "region": self.panel.regions[region], "period": self.wholes[k], "fact": name, "scope": scope,
                "span": span if span != spec.span else "", "value": _text(float(final[region, k, fact]), spec),
                "source": self.source([row for _, row in rows]), "location": _joined([place for place, _ in rows]),
                "note": f"over_periods: {spec.over_periods} ({len(rows)})",
            }  # fmt: skip

    def source(self, rows: list[int]) -> str:
        """Return the source of the last part, "" where some part names none."""
        table = self.panel.facts.table
        named = table["source"].astype(str).iloc[rows].tolist() if "source" in table else [""]
        return str(named[-1]) if all(named) else ""

    def places(self, at: Codes) -> dict[tuple[int, int, int], list[tuple[str, int]]]:
        """Return, by region, whole and fact, where its parts stand."""
        panel, number = self.panel, {name: k for k, name in enumerate(self.wholes)}
        whole = np.array([number.get(self.whole_of(period), -1) for period in panel.periods], dtype=np.intp)
        units = panel.unit[at]
        keys = zip(
            panel.region_codes[units].tolist(), whole[panel.period_codes[units]].tolist(),
            panel.columns[at].tolist(), panel.rows[at].tolist(), strict=True,
        )  # fmt: skip
        found: dict[tuple[int, int, int], list[tuple[str, int]]] = {}
        for region, k, fact, row in keys:
            found.setdefault((region, k, fact), []).append((panel.facts.place(row), row))
        return found

    def succeeded(self, own: Floats, specs: list[Fact]) -> tuple[Floats, NDArray[np.bool_]]:
        """Add what ended regions hand over; return values and where they are no longer the region's own."""
        final, changed = own.copy(), np.zeros(own.shape, dtype=bool)
        how = np.array([spec.over_periods or "" for spec in specs])
        for (region, k), heir in self.handed.items():
            there = ~np.isnan(own[region, k])
            if not there.any():
                continue  # it filed nothing: what its successor files is all that is known
            both = final[heir, k] + own[region, k]
            final[heir, k] = np.where(how == "sum", both, final[heir, k])
            larger = np.fmax(final[heir, k], own[region, k])
            final[heir, k] = np.where(how == "max", larger, final[heir, k])
            changed[heir, k] |= there & np.isin(how, ["sum", "max"])
            lost = (how == "sum") & (np.isnan(own[heir, k]) != np.isnan(own[region, k]))
            for fact in np.flatnonzero(lost).tolist():
                self.replaced.add((heir, k, fact, ("own", specs[fact].span)))
                params = {"fact": self.panel.fact_ids[fact], "other": self.panel.regions[region]}
                self.note("handed_over_gap", self.panel.regions[heir], k, **params)
        for region, k in self.handed:
            final[region, k] = np.nan
        return final, changed

    def contradictions(self, whole: _Cube, made: Floats) -> None:
        """Tell where what is stated for the whole differs from its parts."""
        stated = whole.values[:, :, 0]
        differ = np.abs(stated - made) > TOLERANCE * np.maximum(np.abs(stated), 1.0)
        self.listed("whole_against_parts", differ, stated=stated, made=made)

    def gaps(self, gap: NDArray[np.bool_]) -> None:
        self.listed("part_missing", gap)

    def listed(self, code: str, mask: NDArray[np.bool_], **numbers: Floats) -> None:
        found = np.argwhere(mask)
        for region, k, fact in found[:_SHOWN].tolist():
            params = {name: f"{values[region, k, fact]:.6g}" for name, values in numbers.items()}
            self.note(code, self.panel.regions[region], k, fact=self.panel.fact_ids[fact], **params)
        if len(found) > _SHOWN:
            more = {"count": len(found) - _SHOWN}
            self.notes.append(Problem("more_rows", more, file=self.panel.facts.origin, severity="warning"))

    def kept(self) -> NDArray[np.bool_]:
        """Return which rows of the table stay: those of wholes that were not made anew, and items."""
        table, panel = self.panel.facts.table, self.panel
        period = table["period"].astype(str).to_numpy()
        is_whole = np.array([self.slots[p][0] == "" or not self.whole_of(p) for p in panel.periods], dtype=bool)
        code = {name: k for k, name in enumerate(panel.periods)}
        keep = is_whole[[code[p] for p in period]] if len(table) else np.zeros(0, dtype=bool)
        keep |= (table["item"] != "").to_numpy() & self.is_item_fact
        number = {name: k for k, name in enumerate(self.wholes)}
        handed = {(panel.regions[r], self.wholes[k]) for r, k in self.handed}
        gone = {(panel.regions[r], self.wholes[k], panel.fact_ids[f]) for r, k, f, _ in self.replaced}
        triples = zip(table["region"].astype(str), period, table["fact"].astype(str), strict=True)
        for row, (region, p, fact) in enumerate(triples):
            whole = self.whole_of(p)
            if whole in number and ((region, whole) in handed or (region, p, fact) in gone):
                keep[row] = bool(table["item"].iloc[row] != "") and (region, whole) in handed
        return np.asarray(keep, dtype=bool)

    @cached_property
    def is_item_fact(self) -> NDArray[np.bool_]:
        """Return which rows are items of a fact that the framework adds up over items."""
        specs = self.panel.framework.file.facts
        adds = {name for name, spec in specs.items() if spec.over_items is not None}
        return np.asarray(self.panel.facts.table["fact"].isin(adds).to_numpy(), dtype=bool)

    def moved(self) -> dict[str, dict[tuple[str, str], str]]:
        """Return the region of items of ended regions, by region and period, and the whole of each part."""
        panel = self.panel
        heirs = {(panel.regions[r], self.wholes[k]): panel.regions[heir] for (r, k), heir in self.handed.items()}
        return {
            "region": {(r, p): heirs.get((r, self.whole_of(p)), r) for r in panel.regions for p in panel.periods},
            "period": {(r, p): self.whole_of(p) or p for r in panel.regions for p in panel.periods},
        }


def _combined(cube: _Cube, expected: NDArray[np.bool_], specs: list[Fact]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return ``(regions, wholes, facts)`` what parts make, NaN where one is missing, and where that is so."""
    there = cube.reasons == OK
    outside = (cube.reasons == Reason.NOT_APPLICABLE) | ~expected[..., None]
    complete, some = (there | outside).all(axis=2), there.any(axis=2)
    values = np.where(there, cube.values, np.nan)
    with np.errstate(invalid="ignore"):
        total, count = np.nansum(values, axis=2), there.sum(axis=2)
        largest = np.where(there, values, -np.inf).max(axis=2)
    size = cube.values.shape[2]
    last = size - 1 - np.argmax((~outside)[:, :, ::-1], axis=2)
    newest = np.take_along_axis(values, last[:, :, None], axis=2)[:, :, 0]
    how = np.array([spec.over_periods or "" for spec in specs])
    found = np.full(total.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        for name, made in (("sum", total), ("mean", total / count), ("max", largest)):
            found = np.where((how == name) & complete & some, made, found)
    found = np.where(how == "last", newest, found)
    return found, some & np.isnan(found) & (how != "")


def _rows(table: Facts, keep: NDArray[np.bool_], moved: dict[str, dict[tuple[str, str], str]]) -> Facts:
    """Return some rows; items are put into the whole, and under the region that took over."""
    frame = table.table[keep].reset_index(drop=True)
    pairs = list(zip(frame["region"].astype(str), frame["period"].astype(str), strict=True))
    for column, names in moved.items():
        told = np.array([names[pair] for pair in pairs], dtype=object)
        frame[column] = label(pd.Series(told)).categorical()
    for name in frame.select_dtypes("category").columns:
        frame[name] = frame[name].cat.remove_unused_categories()
    return Facts(frame, None, None, table.origin)


def _text(value: float, spec: Fact) -> str:
    """Return a value as people write it, so that it reads back as the same number."""
    kind = fact_kind(spec)
    if kind == "share":
        return f"{Decimal(repr(value)).scaleb(2).normalize():f}%"
    if kind == "yes_no":
        return "是" if value else "否"
    if kind == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    return spec.levels[int(value)] if kind == "level" else repr(value)


def _joined(places: list[str]) -> str:
    """Return places as one text, of many the first and the last."""
    return ", ".join(places) if len(places) <= _FEW else f"{places[0]} … {places[-1]}"
