"""Facts and the framework's definitions into arrays: one row a region and period, one column a fact."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem, Severity
from fazhi_score.facts.table import Facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.reports.lexicon import load_lexicon
from fazhi_score.scoring.reasons import OF_STATE, Reason
from fazhi_score.scoring.values import NUMBERS_FROM, STANDING, checked_numbers, fact_problem, standings, written

Reasons = NDArray[np.uint8]

_GAP_OF = {
    "planned": Reason.PLANNED,
    "ambiguous": Reason.AMBIGUOUS,
    "claimed": Reason.CLAIMED,
    "not_applicable": Reason.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Panel:
    """Facts as arrays.

    Parameters
    ----------
    region_codes, period_codes : (n,) int arrays
        Of each unit (a region in a period), into `regions` and `periods`.
    rows, columns, unit, numbers : (m,) arrays
        Rows of the facts table that count, their fact (column), their unit and their number as declared.
    left_out : (n,) bool array, optional
        Units that screening leaves out: neither scored nor part of a scale.
    """

    framework: Framework
    facts: Facts
    regions: list[str]
    periods: list[str]
    region_codes: Codes
    period_codes: Codes
    rows: Codes
    columns: Codes
    unit: Codes
    numbers: Floats
    problems: list[Problem] = field(default_factory=list)
    left_out: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.region_codes)

    @cached_property
    def fact_ids(self) -> list[str]:
        """The framework's facts: the columns."""
        return list(self.framework.file.facts)

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Fact id to its column."""
        return {name: number for number, name in enumerate(self.fact_ids)}

    @cached_property
    def index(self) -> pd.MultiIndex:
        """Region and period of each unit."""
        return pd.MultiIndex(
            levels=[self.regions, self.periods],
            codes=[self.region_codes, self.period_codes],  # type: ignore[list-item]  # arrays are fine, the stubs lag
            names=["region", "period"],
            verify_integrity=False,
        )

    @cached_property
    def base_reason(self) -> Reasons:
        """``(n,)`` what an absent fact means for each unit, by its document's state in the manifest."""
        if self.facts.documents is None:
            return np.full(len(self), Reason.NOT_REPORTED, dtype=np.uint8)
        states = self.facts.documents.states()
        pairs = zip(self.region_codes.tolist(), self.period_codes.tolist(), strict=True)
        found = [states.get((self.regions[r], self.periods[p]), "not_sought") for r, p in pairs]
        return np.array([OF_STATE[state] for state in found], dtype=np.uint8)

    @cached_property
    def windows(self) -> dict[tuple[str, str], Codes]:
        """Scope and effective span to the positions (in `rows`) that have them."""
        table = self.facts.table
        specs = self.framework.file.facts.values()
        scope, span = table["scope"].cat, table["span"].cat
        declared = [spec.span for spec in specs]
        spans = sorted({*span.categories, *declared} - {""})
        number = {name: k for k, name in enumerate(spans)}
        own = np.array([number[name] for name in declared], dtype=np.intp)
        given = np.array([number.get(name, -1) for name in span.categories], dtype=np.intp)
        span_of = given[span.codes.to_numpy()[self.rows]]
        span_of = np.where(span_of < 0, own[self.columns], span_of)
        key = scope.codes.to_numpy()[self.rows].astype(np.intp) * len(spans) + span_of
        if len(key) and (key == key[0]).all():
            return {(scope.categories[key[0] // len(spans)], spans[key[0] % len(spans)]): np.arange(len(key))}
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        return {
            (scope.categories[key[rows[0]] // len(spans)], spans[key[rows[0]] % len(spans)]): rows
            for rows in np.split(order, starts[1:])
            if len(rows)
        }

    def positions(self, scope: str, span: str, *, evidence: bool = False) -> Codes:
        """Return the positions in `rows` that an indicator sees when it looks through `scope` and `span`.

        With `evidence`, rows without a source do not count. A fact that declares a stock or cumulative span,
        or a scope of its own, keeps it in every window.
        """
        parts = []
        declared = [(spec.scope, spec.span) for spec in self.framework.file.facts.values()]
        for (row_scope, row_span), positions in self.windows.items():
            accepts = np.array(
                [
                    row_scope == (scope if own_scope == "own" else own_scope)
                    and row_span == (span if own_span == "annual" else own_span)
                    for own_scope, own_span in declared
                ],
                dtype=bool,
            )
            parts.append(positions if accepts.all() else positions[accepts[self.columns[positions]]])
        found = np.concatenate([np.empty(0, dtype=np.intp), *parts]) if len(parts) != 1 else parts[0]
        return found[self.with_source[found]] if evidence else found

    @cached_property
    def with_source(self) -> NDArray[np.bool_]:
        """``(m,)`` whether a row names its source."""
        table = self.facts.table
        if "source" not in table:
            return np.zeros(len(self.rows), dtype=bool)
        return np.asarray(table["source"].astype(object).to_numpy()[self.rows] != "")

    def has(self, scope: str, span: str) -> bool:
        """Say whether another window than the usual one could show anything through this scope and span."""
        return any(own == scope and (window == span or scope != "own") for own, window in self.windows)

    def matrix(self, scope: str, span: str, *, evidence: bool = False) -> tuple[Floats, Reasons]:
        """Return values and reasons, ``(n, facts)``, as seen through `scope` and `span`; made once."""
        key = (scope, span, evidence)
        if key not in self._matrices:
            self._matrices[key] = self.fill(self.positions(scope, span, evidence=evidence))
        return self._matrices[key]

    @cached_property
    def _matrices(self) -> dict[tuple[str, str, bool], tuple[Floats, Reasons]]:
        return {}

    def fill(self, at: Codes) -> tuple[Floats, Reasons]:
        """Return values and reasons, ``(n, facts)``, of the positions `at` in `rows` alone."""
        # facts lie one after the other in memory: indicators read whole columns
        values = np.full((len(self.fact_ids), len(self)), np.nan)
        reasons = np.repeat(self.base_reason[None, :], len(self.fact_ids), axis=0)
        item = self.facts.table["item"].cat
        standing = standings(self.facts, self.rows[at])
        at, standing = at[standing > 0], standing[standing > 0]
        cells = self.columns[at] * len(self) + self.unit[at]
        single = len(item.categories) == 1 and item.categories[0] == ""
        conflicts: list[int] = []
        if not (single and np.bincount(cells, minlength=1).max(initial=0) <= 1):
            at, cells, standing, conflicts = self._one_each(at, cells, standing)
        numbers = standing >= NUMBERS_FROM
        flat_values, flat_reasons = values.reshape(-1), reasons.reshape(-1)
        told, number_at = (cells, at) if numbers.all() else (cells[numbers], at[numbers])
        flat_values[told], flat_reasons[told] = self.numbers[number_at], Reason.OK
        if not np.isfinite(self.numbers).all():
            flat_reasons[told[~np.isfinite(self.numbers[number_at])]] = Reason.CONFLICT
            flat_values[~np.isfinite(flat_values)] = np.nan
        gap_of = {STANDING[name]: reason for name, reason in _GAP_OF.items()}
        for worth in np.unique(standing[~numbers]).tolist():
            flat_reasons[cells[standing == worth]] = gap_of[worth]
        for cell, value, reason in self._rolled_up(at, cells, standing, single):
            flat_values[cell], flat_reasons[cell] = value, reason
        flat_reasons[conflicts], flat_values[conflicts] = Reason.CONFLICT, np.nan
        return values.T, reasons.T

    def item_positions(self, fact: str, scope: str, span: str, *, evidence: bool = False, every: bool = False) -> Codes:
        """Return the positions in `rows` of the items of a fact that give numbers, one for each unit and item.

        With `every`, all rows of the highest standing: an item that is told at several levels comes several times.
        """
        at = self.positions(scope, span, evidence=evidence)
        at = at[self.columns[at] == self.column_of[fact]]
        at = at[standings(self.facts, self.rows[at]) >= NUMBERS_FROM]
        named = np.asarray(self.facts.table["item"].to_numpy()[self.rows[at]] != "", dtype=bool)
        in_parts = np.bincount(self.unit[at][named], minlength=len(self)) > 0
        at = at[named | ~in_parts[self.unit[at]]]  # a row for the whole is none of its items
        standing = standings(self.facts, self.rows[at])
        if not every:
            return self._one_each(at, self.unit[at], standing)[0]
        key = self.item_keys(at)
        highest = np.zeros(int(key.max(initial=0)) + 1, dtype=np.intp)
        np.maximum.at(highest, key, standing)
        return np.asarray(at[standing == highest[key]])

    def item_keys(self, at: Codes) -> Codes:
        """Return a number for each pair of unit and item."""
        item = self.facts.table["item"].cat
        return self.unit[at] * len(item.categories) + item.codes.to_numpy().astype(np.intp)[self.rows[at]]

    def _one_each(self, at: Codes, cells: Codes, standing: Codes) -> tuple[Codes, Codes, Codes, list[int]]:
        """Keep the row of highest standing for each cell and item; rows of equal standing must agree."""
        names = self.facts.table["item"].cat
        by_name = np.argsort(np.argsort(np.array(names.categories, dtype=object)))
        item = by_name[names.codes.to_numpy()[self.rows[at]]]
        order = np.lexsort((standing, item, cells))
        at, cells, standing, item = at[order], cells[order], standing[order], item[order]
        same = (cells[1:] == cells[:-1]) & (item[1:] == item[:-1])
        tied = same & (standing[1:] == standing[:-1]) & (standing[1:] >= NUMBERS_FROM)
        numbers = self.numbers[at]
        equal = np.abs(numbers[1:] - numbers[:-1]) <= TOLERANCE * np.maximum(np.abs(numbers[1:]), 1.0)
        top = np.ones(len(at), dtype=bool)
        top[:-1] = ~same
        conflicts = []
        # a tie matters only at the top of its key; walk back from there through the tied rows
        for k in np.flatnonzero(tied & ~equal).tolist():
            last = k + 1
            while not top[last]:
                last += 1
            if standing[last] == standing[k]:
                self._report_conflict(int(at[k]), int(at[k + 1]))
                conflicts.append(int(cells[k]))
        return at[top], cells[top], standing[top], conflicts

    def _report_conflict(self, one: int, other: int) -> None:
        rows = [int(self.rows[k]) for k in (one, other)]
        rows.sort(key=lambda row: int(self.facts.table["line"].iloc[row]))
        first, second = (self.source_of(row) for row in rows)
        one_text, other_text = (written(self.facts, row) for row in rows)
        problem = fact_problem(
            self.facts, rows[1], "facts_conflict", first=first, second=second, one=one_text, other=other_text
        )
        severity: Severity = "warning" if self.framework.method.conflict == "gap" else "error"
        self.problems.append(replace(problem, severity=severity))

    def _rolled_up(self, at: Codes, cells: Codes, standing: Codes, single: bool) -> Iterator[tuple[int, float, int]]:
        """Yield the cells made of several items, by the fact's `over_items`; a row for the whole outranks them."""
        if single or not len(at):
            return
        item = self.facts.table["item"].cat
        named = np.array([name != "" for name in item.categories])[item.codes.to_numpy()[self.rows[at]]]
        found, starts = np.unique(cells, return_index=True)  # `cells` is sorted here
        for cell, here in zip(found.tolist(), np.split(np.arange(len(cells)), starts[1:]), strict=True):
            if not named[here].any():
                continue
            counted = here[standing[here] >= NUMBERS_FROM]
            if len(counted) and not named[counted[0]]:  # the empty name sorts first
                yield cell, float(self.numbers[at[counted[0]]]), Reason.OK
                continue
            fact = self.fact_ids[cell // len(self)]
            how = self.framework.file.facts[fact].over_items
            if how is None:
                row = int(self.rows[at[here[0]]])
                self.problems.append(fact_problem(self.facts, row, "items_not_declared", fact=fact))
            elif len(counted):
                numbers = self.numbers[at[counted]]
                value = {"sum": numbers.sum(), "mean": numbers.mean(), "max": numbers.max(), "last": numbers[-1]}[how]
                yield cell, float(value), Reason.OK

    def rows_of(self, unit: int, column: int) -> list[int]:
        """Return the rows of the facts table that speak of a unit's fact, those that count first."""
        at = np.flatnonzero((self.unit == unit) & (self.columns == column))
        worth = standings(self.facts, self.rows[at])
        return [int(row) for row in self.rows[at[np.argsort(-worth, kind="stable")]]]

    def source_of(self, row: int) -> str:
        """Return where row `row` of the facts table was read, with its source and location if it has them."""
        table = self.facts.table
        parts = [str(table[name].iloc[row]) for name in ("source", "location") if name in table]
        told = " ".join(part for part in parts if part)
        return f"{self.facts.place(row)} ({told})" if told else self.facts.place(row)


def build_panel(facts: Facts, framework: Framework) -> Panel:
    """Match facts with the framework's definitions; problems are gathered in the panel."""
    table = facts.table
    problems: list[Problem] = []
    fact = table["fact"].cat
    number = {name: k for k, name in enumerate(framework.file.facts)}
    column_of = np.array([number.get(name, -1) for name in fact.categories], dtype=np.intp)
    columns = column_of[fact.codes.to_numpy()] if len(table) else np.empty(0, dtype=np.intp)
    if (column_of < 0).any():
        problems += _unknown_facts(facts, framework, columns)
    regions, periods, region, period = _axes(facts, everybody=framework.method.units == "register")
    pairs = region.astype(np.int64) * len(periods) + period
    extra = _manifest_units(facts, regions, periods)
    present = np.zeros(len(regions) * len(periods), dtype=bool)
    present[pairs] = True
    present[extra] = True
    if framework.method.units == "register":
        present |= _register_units(facts, regions, periods)
    for name in facts.regions.references if facts.regions is not None else ():
        if name in regions:  # an official value of last year is looked up from this year's row
            start = regions.index(name) * len(periods)
            present[start : start + len(periods)] = True
    units = np.flatnonzero(present)
    unit_of = np.cumsum(present) - 1
    rows = np.flatnonzero(columns >= 0)
    numbers, found = checked_numbers(facts, framework, rows, columns[rows])
    return Panel(
        framework,
        facts,
        regions,
        periods,
        units // max(len(periods), 1),
        units % max(len(periods), 1),
        rows,
        columns[rows],
        unit_of[pairs[rows]] if len(rows) else rows,
        numbers,
        problems + found,
    )


def _axes(facts: Facts, *, everybody: bool) -> tuple[list[str], list[str], Codes, Codes]:
    """Return all regions and periods (facts first, then the register's and the manifest's) and each row's codes."""
    table = facts.table
    region, period = table["region"].cat, table["period"].cat
    regions, periods = list(region.categories), list(period.categories)
    if everybody and facts.regions is not None:
        regions = list(dict.fromkeys([*regions, *facts.regions.frame.index]))
    if facts.documents is not None:
        seen_regions, seen_periods = set(regions), set(periods)
        for name, when in facts.documents.states():
            if name not in seen_regions:
                seen_regions.add(name)
                regions.append(name)
            if when not in seen_periods:
                seen_periods.add(when)
                periods.append(when)
    return regions, periods, region.codes.to_numpy().astype(np.intp), period.codes.to_numpy().astype(np.intp)


def _manifest_units(facts: Facts, regions: list[str], periods: list[str]) -> Codes:
    """Return the units that the manifest names, whether or not a fact was found."""
    if facts.documents is None:
        return np.empty(0, dtype=np.intp)
    at_region = {name: k for k, name in enumerate(regions)}
    at_period = {name: k for k, name in enumerate(periods)}
    states = facts.documents.states()
    return np.array([at_region[r] * len(periods) + at_period[p] for r, p in states], dtype=np.intp)


def _register_units(facts: Facts, regions: list[str], periods: list[str]) -> NDArray[np.bool_]:
    """Return which pairs of region and period are in the register: who exists at the end of the period."""
    register = facts.regions
    found = np.zeros((len(regions), len(periods)), dtype=bool)
    if register is not None:
        for k, region in enumerate(regions):
            found[k] = region in register and [register.exists(region, period) for period in periods]
    return found.reshape(-1)


def _unknown_facts(facts: Facts, framework: Framework, columns: Codes) -> list[Problem]:
    """Tell misspelt facts (errors) from facts that are known and that this framework does not use."""
    code_of = facts.table["fact"].cat.codes.to_numpy()
    categories = facts.table["fact"].cat.categories
    shipped = set(load_framework().file.facts)
    strange = np.unique(code_of[columns < 0]).tolist()
    if not {str(categories[code]) for code in strange} <= shipped:  # the lexicon takes a while to load
        shipped |= load_lexicon().entries.keys()
    found, unused = [], []
    for code in strange:
        name, row = str(categories[code]), int(np.flatnonzero(code_of == code)[0])
        if name in shipped:
            unused.append(name)
            continue
        near = [one for one, spec in framework.file.facts.items() if name in (spec.zh, spec.en)]
        near = near or difflib.get_close_matches(name, [*framework.file.facts, *shipped], n=1, cutoff=0.6)
        params = {"fact": name, "near": near[0] if near else ""}
        found.append(fact_problem(facts, row, "fact_unknown_near" if near else "fact_unknown", **params))
    if unused:
        listed = ", ".join(unused[:8]) + (" …" if len(unused) > 8 else "")
        told: dict[str, object] = {"count": len(unused), "listed": listed}
        found.append(Problem("facts_not_in_framework", told, file=facts.origin, severity="note"))
    return found
