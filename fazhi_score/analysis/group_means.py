"""Scores of a group in many draws at once: means that are sums after a transform, all others draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError
from fazhi_score.framework.steps import Step, arguments_of, function_of, takes
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats

_STEEPEST = 8.0
"""Powers beyond would overflow where they are not taken of ratios."""

_NOTHING = 1e-12
"""A weight that is a sum of others' differences is nothing below this."""


class Mean(NamedTuple):
    """A mean that is ``inverse(sum w forward(x) / sum w)``; with `zeros` a score of 0 makes it 0."""

    forward: Callable[[Floats], Floats]
    inverse: Callable[[Floats], Floats]
    zeros: bool


def _same(values: Floats) -> Floats:
    return values


def mean_of(step: Step) -> Mean | None:
    """Return an aggregation as a mean after a transform, None where it is none."""
    if step.method == "arithmetic":
        return Mean(_same, _same, False)
    exponent = {"geometric": 0.0, "harmonic": -1.0}.get(step.method)
    if step.method == "power":
        exponent = float(step.parameters.get("exponent", np.nan))
    if exponent is None or not abs(exponent) <= _STEEPEST:
        return None
    if exponent == 1:
        return Mean(_same, _same, False)
    if exponent == 0:
        return Mean(_log, np.exp, True)
    power = exponent

    def forward(values: Floats) -> Floats:
        held = np.maximum(values, 0.0)
        return np.asarray(np.where(held > 0, held, 1.0) ** power if power < 0 else held**power)

    return Mean(forward, lambda values: np.asarray(values ** (1.0 / power)), power < 0)


def _log(values: Floats) -> Floats:
    return np.asarray(np.log(np.where(values > 0, values, 1.0)))


class Cells(NamedTuple):
    """Scores of one child that differ by draw: ``(m,)`` units and ``(d, m)`` values; no units: of all units."""

    units: Codes | None
    values: Floats


@dataclass(frozen=True)
class Part:
    """One chunk of draws that share their scores, but for some cells.

    Parameters
    ----------
    scores : (k, n) array
        The children that are indicators, NaN where missing.
    weights : (d, k) array
        Of these.
    above : sequence of pairs
        Children that are groups: ``(d,)`` weights and ``(d, n)`` scores.
    """

    scores: Floats
    weights: Floats
    above: list[tuple[Floats, Floats]]
    least: float = 0.0

    @property
    def n(self) -> int:
        """How many units there are."""
        return int(self.scores.shape[1])


Overrides = Iterable[tuple[int, Cells]]
"""Children (their row) whose cells differ by draw."""


def summed(part: Part, mean: Mean, overrides: Overrides) -> Floats:
    """Return ``(d, n)`` scores of a group by a mean after a transform."""
    there = ~np.isnan(part.scores)
    sums = _Sums(part, mean, there)
    for row, cells in overrides:
        sums.change(row, cells)
    for weight, values in part.above:
        sums.add(weight, values)
    return sums.result()


def _where(mask: NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """Return rows and columns of what is true, which is little."""
    flat = np.ascontiguousarray(mask).reshape(-1)
    rows, columns = np.divmod(np.flatnonzero(flat) if flat.any() else np.zeros(0, dtype=np.intp), mask.shape[1])
    return rows, columns


def _units(cells: Cells, places: Codes) -> Codes:
    return places if cells.units is None else cells.units[places]


class _Sums:
    """Weighted sums and weights, ``(d, n)``, while children come in."""

    def __init__(self, part: Part, mean: Mean, there: NDArray[np.bool_]) -> None:
        self.part, self.mean, self.there = part, mean, there
        zero = part.scores <= 0 if mean.zeros else None
        moved = np.where(there, mean.forward(np.where(there, part.scores, 0.0)), 0.0)
        self.moved = np.where(zero, 0.0, moved) if zero is not None else moved
        self.zero = zero
        self.top = part.weights @ self.moved
        whole = part.weights.sum(axis=1, keepdims=True)
        # one column of weights stands for all units until one of them lacks a score
        self.base = whole if there.all() else part.weights @ there.astype(np.float64)
        self.nought: Floats | None = None
        if zero is not None and zero.any():
            self.nought = part.weights @ zero.astype(np.float64)
        count = there.sum(axis=0, dtype=np.float64)[None, :]
        self.count = count if part.least > 0 else None

    def full(self) -> None:
        """Let every unit have a weight of its own."""
        if self.base.shape != self.top.shape:
            self.base = np.repeat(self.base, self.part.n, axis=1)
        if self.count is not None and self.count.shape != self.top.shape:
            self.count = np.repeat(self.count, len(self.top), axis=0)

    def change(self, row: int, cells: Cells) -> None:
        """Replace cells of one indicator."""
        at = slice(None) if cells.units is None else cells.units
        weight, values = self.part.weights[:, row], cells.values
        missing = np.isnan(values)
        draws, places = _where(missing == self.there[row][at])
        if len(draws):  # who had a score has none, or the other way round
            self.full()
            units, sign = _units(cells, places), np.where(missing[draws, places], -1.0, 1.0)
            self.base[draws, units] += weight[draws] * sign
            if self.count is not None:
                self.count[draws, units] += sign
        new = self.mean.forward(values)
        if self.mean.zeros:
            assert self.zero is not None
            zero = values <= 0
            self.null(weight, cells, zero, self.zero[row][at])
            missing |= zero
        if self.mean.forward is not _log and missing.any():
            new = np.where(missing, 0.0, new)
        apart = new - self.moved[row][at]
        apart *= weight[:, None]
        if cells.units is None:
            self.top += apart
        else:
            self.top[:, at] += apart

    def null(self, weight: Floats, cells: Cells, zero: NDArray[np.bool_], before: NDArray[np.bool_]) -> None:
        """Note which scores of 0 come and go: one of any weight makes the mean 0."""
        draws, places = _where(zero != before)
        if not len(draws):
            return
        if self.nought is None:
            self.nought = np.zeros(self.top.shape)
        self.nought[draws, _units(cells, places)] += weight[draws] * np.where(zero[draws, places], 1.0, -1.0)

    def add(self, weight: Floats, values: Floats) -> None:
        """Add a child that is a group."""
        column = weight[:, None]
        has = ~np.isnan(values)
        if has.all():
            self.base = self.base + column
            there: Floats | float = 1.0
        else:
            self.full()
            self.base += column * has
            there = has.astype(np.float64)
            values = np.where(has, values, 0.0)
        if self.mean.zeros:
            zero = has & (values <= 0)
            if zero.any():
                self.nought = (np.zeros(self.top.shape) if self.nought is None else self.nought) + column * zero
            self.top += column * (np.where(zero, 0.0, self.mean.forward(values)) * there)
        else:
            moved = self.mean.forward(values)
            self.top += column * (moved if isinstance(there, float) else moved * there)
        if self.count is not None:
            self.count = self.count + there

    def result(self) -> Floats:
        """Return the means; NaN where nothing has any weight."""
        nothing = self.base <= _NOTHING
        base = np.where(nothing, np.nan, self.base) if nothing.any() else self.base
        found = self.mean.inverse(np.divide(self.top, base, out=self.top))
        if self.nought is not None:
            found = np.where((self.nought > _NOTHING) & ~np.isnan(found), 0.0, found)
        if self.count is not None:
            share = self.count / (len(self.part.scores) + len(self.part.above))
            found = np.where(share >= self.part.least - TOLERANCE, found, np.nan)
        return found


def one_by_one(
    part: Part, step: Step, names: list[str], places: tuple[list[int], list[int]], overrides: Overrides,
    peers: Codes, failed: dict[int, str],
) -> Floats:  # fmt: skip
    """Return ``(d, n)`` scores of a group by any method, draw by draw; what it refuses is in `failed`.

    Parameters
    ----------
    names : list of str
        All children in their order.
    places : pair of lists
        Where among them the indicators and the groups stand.
    """
    function = function_of("aggregation", step.method)
    arguments: dict[str, Any] = arguments_of(step, names) if step.parameters else {}
    arguments |= takes("aggregation", step.method, {"peers": peers})
    changed = list(overrides)
    indicators, groups = places
    found = np.full((len(part.weights), part.n), np.nan)
    parts, weights = np.empty((part.n, len(names))), np.empty(len(names))
    for draw in range(len(found)):
        parts[:, indicators], weights[indicators] = part.scores.T, part.weights[draw]
        for row, cells in changed:
            at = slice(None) if cells.units is None else cells.units
            parts[at, indicators[row]] = cells.values[draw]
        for place, (weight, values) in zip(groups, part.above, strict=True):
            parts[:, place], weights[place] = values[draw], weight[draw]
        try:
            found[draw] = function(parts, weights, **arguments)
        except FazhiError as error:
            failed[draw] = error.problems[0].message()
            continue
        if part.least > 0:
            there = (~np.isnan(parts)).mean(axis=1)
            found[draw] = np.where(there >= part.least - TOLERANCE, found[draw], np.nan)
    return found
