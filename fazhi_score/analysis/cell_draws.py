"""Scores of single cells that differ by draw: facts within bounds, gaps, errors of extraction, thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.fact_bounds import Derived, FactBounds, Rates
from fazhi_score.analysis.group_means import Cells
from fazhi_score.analysis.rescoring import ColumnScale, Rule, column_scale, gap_scores
from fazhi_score.errors import Problem
from fazhi_score.framework.robustness import FactSpread, Robustness
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.arguments import rule_arguments
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.draws import _Block, _Chunk


class Open(NamedTuple):
    """Gaps of one indicator that apply: ``(m,)`` units, and their worst and best score."""

    units: Codes
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Errors:
    """Errors of extraction of one indicator.

    Parameters
    ----------
    stated, gaps : (m,) arrays
        Units whose value is stated, and those where it is not.
    wrong, invented : float
        How likely it is that a stated value is another, or none.
    missed : float
        How likely it is that a gap hides a stated value.
    pool, start, count : arrays
        Stated units by class; where each unit's class begins among them, and how many it has.
    """

    stated: Codes
    gaps: Codes
    wrong: float
    invented: float
    missed: float
    pool: Codes
    start: Codes
    count: Codes

    def drawn(self, rng: np.random.Generator, block: int) -> tuple[Codes, Codes, Codes]:
        """Return draw, unit and donor (-1: it is a gap) of every error in a block."""
        found = []
        for units, rate, donates in (
            (self.stated, self.wrong, True),
            (self.stated, self.invented, False),
            (self.gaps, self.missed, True),
        ):
            cells = block * len(units)
            count = rng.binomial(cells, rate)
            hits = rng.choice(max(cells, 1), count, replace=False, shuffle=False)
            rows, unit = np.divmod(np.sort(hits), max(len(units), 1))
            unit = units[unit] if cells else unit
            chance = rng.random(len(unit))
            place = self.start[unit] + (chance * self.count[unit]).astype(np.intp)
            donor = self.pool[np.minimum(place, len(self.pool) - 1)]
            keep = (self.count[unit] > 0) | (not donates)
            found.append((rows[keep], unit[keep], (donor if donates else np.full(len(unit), -1))[keep]))
        rows, units_, donors = (np.concatenate([one[number] for one in found]) for number in range(3))
        return rows, units_, donors


@dataclass(frozen=True)
class Scale:
    """What re-scores cells under one combination: scales by place of an indicator, and what its gaps earn."""

    columns: Mapping[int, ColumnScale]
    gaps: Mapping[int, Floats]
    edges: Mapping[int, Any]


@dataclass(frozen=True)
class CellDraws:
    """Everything that differs by cell, by place of an indicator among those of the composite.

    Parameters
    ----------
    derived, rates : mappings
        Values that bounded facts and small counts leave open.
    open : mapping
        Gaps that could be anything.
    errors : mapping
        Errors of extraction.
    thresholds : mapping
        Parameters of rules and their intervals.
    sizes : mapping
        Fact to how many of its rows have bounds.
    """

    ids: list[str]
    derived: Mapping[int, list[Derived]] = field(default_factory=dict)
    rates: Mapping[int, Rates] = field(default_factory=dict)
    open: Mapping[int, Open] = field(default_factory=dict)
    errors: Mapping[int, Errors] = field(default_factory=dict)
    thresholds: Mapping[int, dict[str, tuple[float, float, bool]]] = field(default_factory=dict)
    sizes: Mapping[int, int] = field(default_factory=dict)

    def varies(self, streams: Mapping[str, int]) -> bool:
        """Say whether any of the sources that vary is one of cells."""
        return bool({"facts", "unreported", "extraction", "thresholds"} & streams.keys())

    def scale(self, result: Result, seen: dict[bytes, Any]) -> Scale:
        """Return what re-scores the cells under the framework of a result; arrays that were `seen` are shared."""
        places = sorted({*self.derived, *self.rates, *self.thresholds})
        columns = {place: column_scale(result, self.ids[place]).sharing(seen) for place in places}
        gaps = {place: gap_scores(result, self.ids[place]) for place in self.errors}
        return Scale(columns, gaps, {place: _Edges(result, self.ids[place]) for place in self.thresholds})

    def drawn(self, place: int, chunk: _Chunk, block: _Block) -> Cells | None:
        """Return the scores of one indicator that differ by draw in a chunk, None where none does."""
        found = self.rescored(place, chunk, block)
        which = block.defined.get(place)
        if which is not None:
            found = _redefined(found, chunk.point.scores[place], chunk.point.definitions[place], which[chunk.rows])
        if "unreported" in block.streams and place in self.open:
            found = _joined(found, self.filled(place, chunk, block))
        if "extraction" in block.streams and place in self.errors:
            found = self.mistaken(place, chunk, block, found)
        return found

    def rescored(self, place: int, chunk: _Chunk, block: _Block) -> Cells | None:
        """Return scores of drawn values, or under drawn thresholds."""
        values = self.values(place, chunk, block) if "facts" in block.streams else []
        moved = "thresholds" in block.streams and place in self.thresholds
        if not values and not moved:
            return None
        scale: ColumnScale = chunk.point.scale.columns[place]
        if scale.alone and not moved:
            units = np.concatenate([units for units, _ in values])
            drawn = np.concatenate([some for _, some in values], axis=1)
            return Cells(units, scale.of_cells(units, drawn))
        rows = np.repeat(scale.values[None, :], len(chunk.rows), axis=0)
        for units, drawn in values:
            rows[:, units] = drawn
        every = rows.T  # what is made of it lies by draw, too
        if moved:
            return Cells(None, self.under_thresholds(place, chunk, block, scale, every))
        return Cells(None, scale.of_all(every))

    def values(self, place: int, chunk: _Chunk, block: _Block) -> list[tuple[Codes, Floats]]:
        """Return units and ``(d, m)`` values that facts leave open; a bound outranks a rate."""
        found = [(one.units, one.values(block.uniform, chunk.rows)) for one in self.derived.get(place, ())]
        rates = self.rates.get(place)
        if rates is not None:
            size = block.block_size
            drawn = block.once("facts", place, lambda rng: rates.values(rng, size))[chunk.at]
            taken = np.concatenate([units for units, _ in found]) if found else np.zeros(0, dtype=np.intp)
            free = ~np.isin(rates.units, taken)
            found.append((rates.units[free], drawn[:, free]))
        return found

    def under_thresholds(self, place: int, chunk: _Chunk, block: _Block, scale: ColumnScale, values: Floats) -> Floats:
        """Return ``(d, n)`` scores where each draw has thresholds of its own."""
        keys = self.thresholds[place]
        shape = block.block_size, len(keys)
        chance = block.once("thresholds", place, lambda rng: rng.random(shape))[chunk.at]
        found = np.empty(values.shape[::-1])
        edges = chunk.point.scale.edges[place]
        low, high = (np.array([bounds[end] for bounds in keys.values()]) for end in (0, 1))
        percents = {key for key, (_, _, percent) in keys.items() if percent}
        for draw, row in enumerate((low + chance * (high - low)).tolist()):
            given = dict(zip(keys, row, strict=True))
            own = replace(scale, rules=[edges.rule(given, percents), *scale.rules[1:]])
            found[draw] = own.of_all(values[:, [draw]])[0]
        return found

    def filled(self, place: int, chunk: _Chunk, block: _Block) -> Cells:
        """Return scores of gaps, anywhere between worst and best."""
        gap = self.open[place]
        shape = block.block_size, len(gap.units)
        chance = block.once("unreported", place, lambda rng: rng.random(shape))[chunk.at]
        return Cells(gap.units, gap.low + chance * (gap.high - gap.low))

    def mistaken(self, place: int, chunk: _Chunk, block: _Block, found: Cells | None) -> Cells:
        """Return scores with errors of extraction: a wrong value is that of another unit of the class."""
        errors, size = self.errors[place], block.block_size
        rows, units, donors = block.once("extraction", place, lambda rng: errors.drawn(rng, size))
        number = np.full(block.block_size, -1, dtype=np.intp)
        number[chunk.rows] = np.arange(len(chunk.rows))
        here = number[rows] >= 0
        rows, units, donors = number[rows[here]], units[here], donors[here]
        base = chunk.point.scores[place]
        values = np.repeat(base[None, :], len(chunk.rows), axis=0)
        if found is not None:
            values[:, slice(None) if found.units is None else found.units] = found.values
        gap = chunk.point.scale.gaps[place]
        values[rows, units] = np.where(donors >= 0, base[donors], gap[units])
        return Cells(None, values)


class _Edges:
    """Makes the rule of an indicator under other thresholds."""

    def __init__(self, result: Result, name: str) -> None:
        self.framework, self.name, self.panel = result.framework, name, result.panel
        self.extra = column_scale(result, name).rules[0].arguments

    def rule(self, given: dict[str, float], percents: set[str]) -> Rule:
        """Return the rule with some numbers replaced."""
        spec = self.framework.entries[self.name].spec
        score: Any = spec.score
        for key, value in given.items():
            score = _replaced(score, key.split("."), value, key in percents)
        entry = replace(self.framework.entries[self.name], spec=spec.model_copy(update={"score": score}))
        return Rule(score, {**self.extra, **rule_arguments(self.framework, entry, self.panel)})


def _replaced(part: Any, steps: list[str], value: float, percent: bool) -> Any:
    """Return a part of a rule with another number at one of its keys."""
    from fazhi_score.framework.amounts import Amount

    if not steps:
        return Amount(value, percent) if isinstance(part, Amount) else value
    first, *rest = steps
    if isinstance(part, list):
        return [*part[: int(first)], _replaced(part[int(first)], rest, value, percent), *part[int(first) + 1 :]]
    return part.model_copy(update={first: _replaced(getattr(part, first), rest, value, percent)})


def _redefined(cells: Cells | None, base: Floats, others: Floats, which: Codes) -> Cells:
    """Return the scores of an indicator in each draw by the definition that it takes."""
    values = np.where((which == 0)[:, None], base, others[np.maximum(which - 1, 0)])
    if cells is not None:
        at = np.arange(values.shape[1]) if cells.units is None else cells.units
        nominal = np.flatnonzero(which == 0)
        values[np.ix_(nominal, at)] = cells.values[nominal]
    return Cells(None, values)


def _joined(found: Cells | None, more: Cells) -> Cells:
    """Return both; cells of `more` outrank."""
    if found is None:
        return more
    if found.units is None:
        assert more.units is not None
        values = np.ascontiguousarray(found.values)
        values[:, more.units] = more.values
        return Cells(None, values)
    assert more.units is not None
    keep = ~np.isin(found.units, more.units)
    return Cells(
        np.concatenate([found.units[keep], more.units]), np.concatenate([found.values[:, keep], more.values], axis=1)
    )


def cell_draws(result: Result, block: Robustness, ids: list[str]) -> tuple[CellDraws | None, list[Problem]]:
    """Return what differs by cell under a `robustness` block, None where nothing does; and what is to be told."""
    found, notes = CellDraws(ids), list[Problem]()
    number = {name: k for k, name in enumerate(result.framework.entries)}
    columns = {place: number[name] for place, name in enumerate(ids)}
    if block.facts:
        spread = block.facts if isinstance(block.facts, FactSpread) else FactSpread()
        found = _facts(found, result, spread, columns, notes)
    reference = Peers(result.panel).outside
    if block.unreported is not None:
        gaps = {place: _open(result, column, reference) for place, column in columns.items()}
        found = replace(found, open={place: gap for place, gap in gaps.items() if len(gap.units)})
    if block.extraction is not None:
        errors = {place: _errors(result, block, ids[place], column, reference) for place, column in columns.items()}
        found = replace(found, errors={place: one for place, one in errors.items() if one is not None})
    if block.thresholds is not None:
        edges = {
            ids.index(name): {key: (low.value, high.value, low.percent) for key, (low, high) in keys.items()}
            for name, keys in block.thresholds.items()
            if name in ids
        }
        found = replace(found, thresholds=edges)
    defined = any(len(entry.spec.definition) > 1 for entry in result.framework.entries.values())
    varied = bool(block.facts or block.unreported or block.extraction or block.thresholds or defined)
    return (found if varied else None), notes


def _facts(
    found: CellDraws, result: Result, spread: FactSpread, columns: Mapping[int, int], notes: list[Problem]
) -> CellDraws:
    bounds = FactBounds(result, spread)
    entries = result.framework.entries
    derived = {place: bounds.derived(entries[found.ids[place]], column) for place, column in columns.items()}
    rates = {place: bounds.rates(entries[found.ids[place]], column) for place, column in columns.items()}
    unseen = sum(len(cells.rows) for cells in bounds.cells.values()) - len(bounds.seen)
    if unseen:
        notes.append(Problem("robustness_cells_fixed", {"count": unseen}, severity="note"))
    return replace(
        found,
        derived={place: some for place, some in derived.items() if some},
        rates={place: one for place, one in rates.items() if one is not None},
        sizes={fact: len(cells.rows) for fact, cells in bounds.cells.items()},
    )


def _open(result: Result, column: int, reference: NDArray[np.bool_]) -> Open:
    """Return the gaps of an indicator whose bounds scoring leaves open."""
    low, high = result.marks.low[:, column], result.marks.high[:, column]
    units = np.flatnonzero((high > low) & ~reference)
    return Open(units, low[units], high[units])


def _errors(result: Result, block: Robustness, name: str, column: int, reference: NDArray[np.bool_]) -> Errors | None:
    """Return the errors of extraction of an indicator: any of its facts may be wrong."""
    entry, given = result.framework.entries[name], block.extraction or {}
    formulas = [entry.formula] if entry.formula else [formula for _, _, formula in entry.items]
    facts = dict.fromkeys(one.id for formula in formulas if formula for one in formula.names())
    rates = [given.get(fact, given.get("overall")) for fact in facts]
    wrong, missed, invented = (
        1.0 - float(np.prod([1.0 - (getattr(rate, kind) if rate else 0.0) for rate in rates]))
        for kind in ("wrong", "missed", "invented")
    )
    marks = result.marks
    stated = np.flatnonzero((marks.reasons[:, column] == OK) & ~np.isnan(marks.scores[:, column]) & ~reference)
    gaps = np.flatnonzero((marks.high[:, column] > marks.low[:, column]) & ~reference)
    seen = len(stated) / max(len(stated) + len(gaps), 1)
    room = 1.0 - missed - invented
    truth = min(max((seen - invented) / room, 0.0), 1.0) if room > 0 else 1.0
    hidden = missed * truth / (1.0 - seen) if seen < 1 else 0.0
    false = invented * (1.0 - truth) / seen if seen > 0 else 0.0
    if not len(stated) or wrong + hidden + false == 0:
        return None
    peers = Peers(result.panel).codes(result.framework.method.scale_within)
    pool = stated[np.argsort(peers[stated], kind="stable")]
    kinds = np.arange(int(peers.max(initial=0)) + 2)
    starts = np.searchsorted(peers[pool], kinds)
    counts = np.bincount(np.maximum(peers[pool], 0), minlength=len(kinds))
    safe = np.maximum(peers, 0)
    return Errors(stated, gaps, wrong, min(false, 1.0), min(hidden, 1.0), pool, starts[safe], counts[safe])
