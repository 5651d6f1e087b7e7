"""Facts of months and quarters, and of merged regions, into facts of years by each fact's `over_periods`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.facts.cells import label
from fazhi_score.facts.folders import bare_place
from fazhi_score.facts.manifest import Documents
from fazhi_score.facts.periods import period_days
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.framework.schema import Fact
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.panel import Panel, build_panel
from fazhi_score.scoring.reasons import OK, Reason
from fazhi_score.scoring.values import NUMBERS_FROM, fact_kind, standings

_SHOWN, _FEW = 20, 4
_Key = tuple[str, str, str, str, str]  # region, whole, fact, scope, span
_KINDS = ("", "H", "Q", "-")  # the whole, then its parts: months last, for they outrank longer ones


def roll_up(facts: Any, framework: Framework | Any = None, *, to: Literal["year", "quarter"] = "year") -> Facts:
    """Return the facts of whole years (or quarters), made from shorter periods and from merged regions.

    A fact is added up only if the framework says how, with `over_periods`: ``sum``, ``mean``, ``last`` or ``max``
    of its months, else of its quarters or halves. A missing part is a gap: ``last`` needs the last part, the others
    all parts in which the region exists. What is stated for the whole outranks its parts. Facts that come in
    items move to the whole as they are.

    A region that ends within the period hands over to its successor in the register: sums are added and the larger
    of two maxima is kept; other facts are the successor's own. `over_regions` says otherwise: ``own`` where the
    successor's figure stands alone. The ended region gets no facts of that period itself.

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
    maker = _Maker(panel, 1 if to == "year" else 4)
    made = [row for window, at in panel.windows.items() for row in maker.window(*window, at)]
    keep = maker.kept()
    notes = [*table.notes, *raise_errors(panel.problems), *maker.notes]  # windows tell conflicts as they are filled
    parts = [_rows(table, keep, maker.moved())]
    if made:
        parts.append(read_facts(pd.DataFrame(made)))
    whole = read_facts(parts, regions=table.regions, documents=maker.documents())
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
    replaced: set[_Key] = field(default_factory=set)
    open: set[_Key] = field(default_factory=set)

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
        """Period to its kind ("" the whole, - month, Q, H, + longer) and its number within the whole."""
        found = {}
        for period in self.panel.periods:
            whole = self.whole_of(period)
            kind = "+" if not whole else "" if period == whole else period[4]
            found[period] = (kind, 0 if kind in ("", "+") else (int(period[5:]) - 1) % self.size(kind))
        return found

    def size(self, kind: str) -> int:
        return {"": 1, "-": 12, "Q": 4, "H": 2}[kind] // (self.per_year if kind else 1)

    def cube(self, kind: str, values: Floats, reasons: NDArray[np.uint8]) -> _Cube:
        """Return the parts of one kind."""
        panel, facts = self.panel, len(self.panel.fact_ids)
        shape = (len(panel.regions), len(self.wholes), self.size(kind), facts)
        out = _Cube(np.full(shape, np.nan), np.full(shape, Reason.NOT_REPORTED, dtype=np.uint8))
        number = {name: k for k, name in enumerate(self.wholes)}
        fits = [kind == self.slots[period][0] for period in panel.periods]
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
        whole = self.cube("", values, reasons)
        made = np.full(whole.values[:, :, 0].shape, np.nan)
        gap, kinds = np.zeros(made.shape, dtype=bool), np.zeros(made.shape, dtype=np.intp)
        for number in range(1, len(_KINDS)):
            if any(kind == _KINDS[number] for kind, _ in self.slots.values()):
                cube = self.cube(_KINDS[number], values, reasons)
                told, open_ = _combined(cube, self.expected(_KINDS[number]), specs)
                kinds, made = np.where(np.isnan(told), kinds, number), np.where(np.isnan(told), made, told)
                gap = np.where(np.isnan(made), gap | open_, False)
        # words and plans for the whole are no figure: numbers of its parts outrank them
        stated = np.isin(whole.reasons[:, :, 0], [OK, Reason.NOT_APPLICABLE, Reason.CONFLICT])
        self.contradictions(whole, made)
        own, kinds = np.where(stated, whole.values[:, :, 0], made), np.where(stated, 0, kinds)
        self.gaps(gap & ~stated, (scope, span))
        places = self.places(at)
        filed = {(region, k) for region, k, _, _ in places} | set(zip(*np.nonzero((gap | stated).any(2)), strict=True))
        final, changed = self.succeeded(own, filed, specs, (scope, span))
        for region, k, fact in np.argwhere(~np.isnan(final) & (changed | ~stated)).tolist():
            spec, name = specs[fact], self.panel.fact_ids[fact]
            self.replaced.add(self.key(region, k, fact, (scope, span)))
            heirs = [r for (r, w), heir in self.handed.items() if (heir, w) == (region, k)]
            rows = [row for r in [region, *heirs] for row in places.get((r, k, fact, int(kinds[r, k, fact])), [])]
            rows = rows[-1:] if spec.over_periods == "last" else rows
            yield {
                "region": self.panel.regions[region], "period": self.wholes[k], "fact": name, "scope": scope,
                "span": span if span != spec.span else "", "value": _text(float(final[region, k, fact]), spec),
                "source": self.source(rows), "location": self.joined(rows),
                "note": f"over_periods: {spec.over_periods} ({len(rows)})",
            }  # fmt: skip

    def key(self, region: int, whole: int, fact: int, window: tuple[str, str]) -> _Key:
        return (self.panel.regions[region], self.wholes[whole], self.panel.fact_ids[fact], *window)

    def source(self, rows: list[int]) -> str:
        """Return the source of the last part, "" where some part names none."""
        named = [self.sources[row] for row in rows] if self.sources else [""]
        return named[-1] if all(named) else ""

    @cached_property
    def sources(self) -> list[str]:
        table = self.panel.facts.table
        return [str(name) for name in table["source"]] if "source" in table else []

    def joined(self, rows: list[int]) -> str:
        """Return the places of rows as one text, of many the first and the last."""
        few = len(rows) <= _FEW
        named = rows if few else (rows[0], rows[-1])
        told = [self.located[row] or bare_place(self.panel.facts.place(row)) for row in named]
        return (", " if few else " … ").join(told)

    @cached_property
    def located(self) -> list[str]:
        """What each row says of its place in its source, "" where nothing."""
        table = self.panel.facts.table
        return [str(place) for place in table["location"]] if "location" in table else [""] * len(table)

    def places(self, at: Codes) -> dict[tuple[int, int, int, int], list[int]]:
        """Return, by region, whole, fact and kind of part, the rows whose numbers count."""
        panel, number = self.panel, {name: k for k, name in enumerate(self.wholes)}
        whole = np.array([number.get(self.whole_of(period), -1) for period in panel.periods], dtype=np.intp)
        kinds = np.array([_KINDS.index(kind) if kind in _KINDS else -1 for kind, _ in self.slots.values()])
        worth = pd.Series(standings(panel.facts, panel.rows[at]))
        item = panel.facts.table["item"].cat.codes.to_numpy()[panel.rows[at]]
        highest = worth.groupby([panel.unit[at], panel.columns[at], item]).transform("max")
        at = at[((worth == highest) & (worth >= NUMBERS_FROM)).to_numpy()]
        region, period = panel.region_codes[panel.unit[at]], panel.period_codes[panel.unit[at]]
        order = np.argsort(np.array(panel.periods)[period], kind="stable")
        keys = np.column_stack([region, whole[period], panel.columns[at], kinds[period], panel.rows[at]])[order]
        found: dict[tuple[int, int, int, int], list[int]] = {}
        for r, k, fact, kind, row in keys.tolist():
            found.setdefault((r, k, fact, kind), []).append(row)
        return found

    def succeeded(
        self, own: Floats, filed: set[tuple[int, int]], specs: list[Fact], window: tuple[str, str]
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """Add what ended regions hand over; return values and where they are no longer the region's own."""
        final, changed = own.copy(), np.zeros(own.shape, dtype=bool)
        how = np.array([spec.over_regions or spec.over_periods or "" for spec in specs])
        for (region, k), heir in self.handed.items():
            if (region, k) not in filed:
                continue  # it filed nothing: what its successor files is all that is known
            there = ~np.isnan(own[region, k])
            both = final[heir, k] + own[region, k]
            final[heir, k] = np.where(how == "sum", both, final[heir, k])
            larger = np.fmax(final[heir, k], own[region, k])
            final[heir, k] = np.where(how == "max", larger, final[heir, k])
            changed[heir, k] |= there & np.isin(how, ["sum", "max"])
            for fact in np.flatnonzero(how == "sum").tolist():
                if self.key(region, k, fact, window) in self.open:
                    self.open.add(self.key(heir, k, fact, window))
            lost = (how == "sum") & (np.isnan(own[heir, k]) != np.isnan(own[region, k]))
            for fact in np.flatnonzero(lost).tolist():
                key = self.key(heir, k, fact, window)
                self.replaced.add(key)
                self.open.add(key)
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

    def gaps(self, gap: NDArray[np.bool_], window: tuple[str, str]) -> None:
        self.listed("part_missing", gap)
        self.open |= {self.key(region, k, fact, window) for region, k, fact in np.argwhere(gap).tolist()}

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
        table, specs = self.panel.facts.table, self.panel.framework.file.facts
        columns = [table[name].astype(str) for name in ("region", "period", "fact", "scope", "span", "item")]
        rows = [
            ((self.heirs.get((region, self.whole_of(period)), region), self.whole_of(period), fact, scope,
              span or (specs[fact].span if fact in specs else "")), region, period, item)
            for region, period, fact, scope, span, item in zip(*columns, strict=True)
        ]  # fmt: skip
        told: dict[tuple[_Key, str], set[tuple[str, str]]] = {}
        for key, region, period, item in rows:
            told.setdefault((key, item), set()).add((region, period))
        keep = np.zeros(len(rows), dtype=bool)
        for row, (key, region, period, item) in enumerate(rows):
            kind, spec = self.slots[period][0], specs.get(key[2])
            if kind == "+":
                keep[row] = True
            elif item and spec is not None and spec.over_items is not None:
                # what several parts tell of one item is a part of the number, and no item of the whole
                again = spec.over_periods is not None and len(told[key, item]) > 1
                keep[row] = key not in self.open and not (again and (kind or key in self.replaced))
            else:
                keep[row] = kind == "" and (region, key[1]) not in self.heirs and key not in self.replaced
        lost: dict[str, int] = {}
        for row in np.flatnonzero(~keep).tolist():
            (*_, fact, _, _), _, period, _ = rows[row]
            if self.slots[period][0] and fact in specs and specs[fact].over_periods is None:
                lost[fact] = lost.get(fact, 0) + 1
        for fact, count in lost.items():
            told_of = {"fact": fact, "count": count}
            self.notes.append(Problem("parts_left_out", told_of, file=self.panel.facts.origin, severity="warning"))
        return keep

    @cached_property
    def heirs(self) -> dict[tuple[str, str], str]:
        """Region and whole in which it ends, to the region that takes over, by name."""
        names = self.panel.regions
        return {(names[r], self.wholes[k]): names[heir] for (r, k), heir in self.handed.items()}

    def moved(self) -> dict[str, dict[tuple[str, str], str]]:
        """Return the region of items of ended regions, by region and period, and the whole of each part."""
        pairs = [(r, p, self.whole_of(p)) for r in self.panel.regions for p in self.panel.periods]
        return {
            "region": {(r, p): self.heirs.get((r, whole), r) for r, p, whole in pairs},
            "period": {(r, p): whole or p for r, p, whole in pairs},
        }

    def documents(self) -> Documents | None:
        """Return the manifest with documents of the whole and of the region that took over."""
        documents = self.panel.facts.documents
        if documents is None:
            return None
        frame, moved = documents.frame.copy(), self.moved()
        pairs = list(zip(frame["region"], frame["period"], strict=True))
        for column, names in moved.items():
            frame[column] = pd.Series([names[pair] for pair in pairs], dtype=object, index=frame.index)
        return replace(documents, frame=frame)


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
