"""Facts between bounds, and rates that few cases leave open, into values of indicators by draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.formula import ITEM_FUNCTIONS, Call, Formula, Node
from fazhi_score.framework.model import Entry
from fazhi_score.framework.robustness import FactSpread
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.indicators import FORMULA, STATED, Evaluator, accepted_windows
from fazhi_score.scoring.marks import _Marker
from fazhi_score.scoring.panel import Reasons
from fazhi_score.scoring.preparation import NO_AMOUNTS
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result
from fazhi_score.scoring.values import NUMBERS_FROM, standings

_OF_OTHERS = (*ITEM_FUNCTIONS, "previous", "last_year", "growth", "peers_mean", "at_reference")
"""Functions that look at other rows than the unit's own."""


class FactCells(NamedTuple):
    """Bounded rows of one fact, in the order of their random numbers: ``(m,)`` units and bounds."""

    rows: Codes
    units: Codes
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Term:
    """A fact in a formula: ``(m,)`` values and reasons, and which of them are drawn.

    `at` are places among the m units, `number` the place among the random numbers of `fact`.
    """

    fact: int
    values: Floats
    reasons: Reasons
    at: Codes
    number: Codes
    low: Floats
    high: Floats

    def drawn(self, uniform: Callable[[int], Floats], rows: Codes) -> Floats:
        """Return ``(d, m)`` values in some draws of a block."""
        found = np.repeat(self.values[None, :], len(rows), axis=0)
        if len(self.at):
            chance = uniform(self.fact)[np.ix_(rows, self.number)]
            found[:, self.at] = self.low + chance * (self.high - self.low)
        return found


@dataclass(frozen=True)
class Derived:
    """Values of an indicator at units whose facts have bounds, by one formula."""

    units: Codes
    formula: Formula
    terms: dict[str, Term]
    nominal: Floats
    valid: tuple[float, float]
    minimum_denominator: float

    def values(self, uniform: Callable[[int], Floats], rows: Codes) -> Floats:
        """Return ``(d, m)`` values; one that is no number stays nominal, one that is not valid moves to the bound."""
        stub = _Terms(self.terms, {name: term.drawn(uniform, rows) for name, term in self.terms.items()})
        evaluator = Evaluator(stub, minimum_denominator=self.minimum_denominator)  # type: ignore[arg-type]
        with np.errstate(all="ignore"):
            values, reasons = evaluator.node(self.formula.tree)
        fine = (np.asarray(reasons) == OK) & np.isfinite(values)
        return np.where(fine, np.clip(values, *self.valid), self.nominal)


class _Terms:
    """What an evaluator sees of a panel: the facts of one formula, ``(d, m)`` each."""

    def __init__(self, terms: dict[str, Term], drawn: dict[str, Floats]) -> None:
        self.column_of = {name: name for name in terms}
        self.matrices = _Columns(drawn), _Columns({name: term.reasons for name, term in terms.items()})

    def matrix(self, scope: str, span: str, *, evidence: bool = False) -> tuple[Any, Any]:
        return self.matrices


class _Columns:
    def __init__(self, arrays: dict[str, Any]) -> None:
        self.arrays = arrays

    def __getitem__(self, place: tuple[Any, str]) -> Any:
        return self.arrays[place[1]]


@dataclass(frozen=True)
class Rates:
    """Rates that their counts leave open: ``(m,)`` units, cases and bases."""

    units: Codes
    over: Floats
    under: Floats
    method: str
    valid: tuple[float, float]

    def values(self, rng: np.random.Generator, block: int) -> Floats:
        """Return ``(block, m)`` rates."""
        if self.method == "jeffreys":
            found = rng.beta(self.over + 0.5, self.under - self.over + 0.5, (block, len(self.units)))
        else:
            found = wilson_point(self.over, self.under, rng.standard_normal((block, len(self.units))))
        return np.clip(found, *self.valid)


def wilson_point(over: Floats, under: Floats, z: Floats) -> Floats:
    """Return the end of Wilson's one-sided interval at a normal deviate z: its distribution is that of confidence.

    Source: Wilson (1927), Probable inference, JASA 22: 209–212.

    Examples
    --------
    >>> wilson_point(np.array([5.0]), np.array([10.0]), np.array([[0.0], [1.96]])).round(4)
    array([[0.5   ],
           [0.7634]])
    """
    p = over / under
    spread = z * np.sqrt(p * (1 - p) / under + np.square(z) / (4 * np.square(under)))
    return np.asarray((p + np.square(z) / (2 * under) + spread) / (1 + np.square(z) / under))


class FactBounds:
    """Looks for everything that differs by draw because facts are not known exactly."""

    def __init__(self, result: Result, spread: FactSpread) -> None:
        self.result, self.spread, self.panel = result, spread, result.panel
        self.seen: set[int] = set()
        self.cells = dict(self.bounded()) if spread.bounds else {}

    def bounded(self) -> Iterator[tuple[int, FactCells]]:
        """Yield, by fact, the rows with bounds."""
        panel, table = self.panel, self.panel.facts.table
        low, high = (
            table[name].to_numpy(dtype=np.float64)[panel.rows] if name in table else np.full(len(panel.rows), np.nan)
            for name in ("low", "high")
        )
        value = table["value"].to_numpy(dtype=np.float64)[panel.rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = np.where((value != 0) & np.isfinite(value), panel.numbers / value, 1.0)
        low, high = np.where(np.isnan(low), value, low) * scale, np.where(np.isnan(high), value, high) * scale
        used = (standings(panel.facts, panel.rows) >= NUMBERS_FROM) & (high > low)
        for fact in np.unique(panel.columns[used]).tolist():
            rows = np.flatnonzero(used & (panel.columns == fact))
            yield fact, FactCells(rows, panel.unit[rows], low[rows], high[rows])

    def derived(self, entry: Entry, column: int) -> list[Derived]:
        """Return the values of an indicator that follow from bounded facts, by window and formula."""
        if entry.items or entry.formula is None or _is_no_amount(entry):
            return []
        found = []
        for number, window in enumerate(accepted_windows(self.panel, entry)):
            for branch, formula in ((FORMULA, entry.formula), (STATED, entry.stated)):
                one = None if formula is None else self.of_branch(entry, column, number, window, branch, formula)
                if one is not None:
                    found.append(one)
        return found

    def of_branch(
        self, entry: Entry, column: int, number: int, window: tuple[str, str], branch: int, formula: Formula
    ) -> Derived | None:
        """Return what follows from bounded facts where an indicator's value comes from one window and formula."""
        values = self.result.values
        here = (values.branches[:, column] == branch) & (values.windows[:, column] == number)
        here &= values.reasons[:, column] == OK
        facts = list(dict.fromkeys(name.id for name in formula.names()))
        if not here.any() or not any(self.panel.column_of[f] in self.cells for f in facts) or _looks_around(formula):
            return None
        evidence = entry.spec.evidence is not None
        known = self.panel.matrix(*window, evidence=evidence)
        at = np.zeros(len(self.panel.rows), dtype=bool)
        at[self.panel.positions(*window, evidence=evidence)] = True
        own = {fact: self.counted(self.panel.column_of[fact], known[0], at) for fact in facts}
        units = np.unique(np.concatenate([cells.units[chosen] for cells, chosen in own.values() if cells is not None]))
        units = units[here[units]]
        if not len(units):
            return None
        terms = {fact: self.term(fact, units, known, *own[fact]) for fact in facts}
        return Derived(
            units, formula, terms, values.values[units, column], _valid_bounds(entry),
            entry.spec.minimum_denominator or 0.0,
        )  # fmt: skip

    def counted(self, fact: int, known: Floats, at: NDArray[np.bool_]) -> tuple[FactCells | None, Codes]:
        """Return the bounded rows of a fact, and which of them make the value that a window shows."""
        cells = self.cells.get(fact)
        if cells is None:
            return None, np.zeros(0, dtype=np.intp)
        shown, number = known[cells.units, fact], self.panel.numbers[cells.rows]
        same = np.abs(shown - number) <= TOLERANCE * np.maximum(np.abs(number), 1.0)
        chosen = np.flatnonzero(at[cells.rows] & same)
        _, first = np.unique(cells.units[chosen], return_index=True)
        chosen = chosen[first]
        self.seen |= set(cells.rows[chosen].tolist())
        return cells, chosen

    def term(
        self, fact: str, units: Codes, known: tuple[Floats, Reasons], cells: FactCells | None, chosen: Codes
    ) -> Term:
        """Return a fact at some units, drawn where it has bounds."""
        column = self.panel.column_of[fact]
        values, reasons = known[0][units, column], known[1][units, column]
        if cells is None:
            empty = np.zeros(0)
            return Term(column, values, reasons, empty.astype(np.intp), empty.astype(np.intp), empty, empty)
        place = np.searchsorted(units, cells.units[chosen])
        inside = (place < len(units)) & (units[np.minimum(place, len(units) - 1)] == cells.units[chosen])
        number = chosen[inside]
        return Term(column, values, reasons, place[inside], number, cells.low[number], cells.high[number])

    def rates(self, entry: Entry, column: int) -> Rates | None:
        """Return the rates of an indicator that counts make: cases over a base, both whole numbers."""
        tree = entry.formula.tree if entry.formula else None
        if self.spread.rates is None or entry.spec.unit != "percent" or not _is_quotient(tree):
            return None
        values, windows = self.result.values, accepted_windows(self.panel, entry)
        over, under = np.full(len(self.panel), np.nan), np.full(len(self.panel), np.nan)
        assert isinstance(tree, Call)
        for number, (scope, span) in enumerate(windows):
            here = (values.branches[:, column] == FORMULA) & (values.windows[:, column] == number)
            if here.any():
                look = Evaluator(self.panel, scope, span, _Marker(self.panel, values).peers)
                for side, into in zip(tree.arguments, (over, under), strict=True):
                    shown = np.broadcast_to(look.node(side).values, len(self.panel))
                    into[here] = shown[here]
        with np.errstate(invalid="ignore"):
            whole = (over % 1 == 0) & (under % 1 == 0) & (over >= 0) & (under > 0) & (over <= under)
            if self.spread.rates_below is not None:
                whole &= under < self.spread.rates_below
        units = np.flatnonzero(whole & (values.reasons[:, column] == OK))
        if not len(units):
            return None
        return Rates(units, over[units], under[units], self.spread.rates, _valid_bounds(entry))


def _is_no_amount(entry: Entry) -> bool:
    return entry.spec.score is None or entry.spec.score.rule in NO_AMOUNTS


def _is_quotient(tree: Node | None) -> bool:
    return isinstance(tree, Call) and tree.function == "/" and not _looks_around(Formula("", tree))


def _looks_around(formula: Formula) -> bool:
    """Say whether a formula looks at other rows than the unit's own."""
    stack: list[Node] = [formula.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            if node.function in _OF_OTHERS:
                return True
            stack.extend(node.arguments)
    return False


def _valid_bounds(entry: Entry) -> tuple[float, float]:
    low, high = entry.spec.valid or (None, None)
    return (-np.inf if low is None else low.value), (np.inf if high is None else high.value)
