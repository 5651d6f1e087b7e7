"""A result into the items of one unit: full points, points, what was taken off, what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from fazhi_score.framework.model import Entry, Framework
from fazhi_score.framework.schema import Extra, Gate, Indicator, Veto
from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.scoresheet import full_points, groups_of
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.reasons import POLICY_OF, Reason
from fazhi_score.scoring.result import Result

Row = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """An item of one unit, in points of the sheet (of a composite of 100 where there are none).

    Parameters
    ----------
    points : float
        NaN where it is left out.
    reason : Reason
        Why it has no value of its own.
    policy : str
        What such a gap earns.
    decisions : tuple of dict
        As rows of ``result.decisions``.
    """

    id: str
    entry: Entry
    spec: Indicator
    groups: tuple[str, ...]
    full: float
    points: float
    reason: Reason
    policy: str
    decisions: tuple[Row, ...]

    @property
    def deducted(self) -> float:
        """What is missing from full points; NaN where it is left out."""
        return self.full - self.points

    @property
    def is_deducted(self) -> bool:
        """Whether anything was taken off."""
        return self.deducted > TOLERANCE * max(self.full, 1.0)

    @property
    def is_left_out(self) -> bool:
        """Whether it does not count, and why is a question."""
        return bool(np.isnan(self.points))


@dataclass(frozen=True)
class Strike:
    """A bonus, penalty, cap or gate that strikes; `points` are what it moves the total by, NaN of a gate."""

    id: str
    kind: str
    points: float
    cap: str
    decisions: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Sheet:
    """The items of all units, made one unit at a time from what is computed once."""

    result: Result = field(repr=False)

    @property
    def framework(self) -> Framework:
        """The framework."""
        return self.result.framework

    @cached_property
    def scale(self) -> float:
        """Points of the sheet that make one on 0–100."""
        return (self.framework.file.total_points or 100.0) / 100.0

    @cached_property
    def _ids(self) -> list[tuple[str, int, float, tuple[str, ...]]]:
        number = {name: k for k, name in enumerate(self.framework.entries)}
        return [
            (name, number[name], full_points(self.framework, name), tuple(groups_of(self.framework, name)))
            for name in self.framework.composite_ids
        ]

    @cached_property
    def _classes(self) -> Any:
        return Peers(self.result.panel).labels("class")

    @cached_property
    def _decisions(self) -> dict[tuple[str, str, str], tuple[Row, ...]]:
        found: dict[tuple[str, str, str], list[Row]] = {}
        for row in self.result.decisions.to_dict("records"):
            key = (str(row["region"]), str(row["period"]), str(row["item"]))
            found.setdefault(key, []).append({str(name): value for name, value in row.items()})
        return {key: tuple(rows) for key, rows in found.items()}

    def decided(self, unit: int, item: str) -> tuple[Row, ...]:
        """Return the decisions on an item of a unit."""
        region, period = self.result.index[unit]
        return self._decisions.get((str(region), str(period), item), ())

    def items(self, unit: int) -> list[Item]:
        """Return the items of the composite that apply to a unit."""
        found, marks = [], self.result.marks
        kind = str(self._classes[unit])
        for name, k, full, groups in self._ids:
            reason = Reason(int(marks.reasons[unit, k]))
            if reason is Reason.OUT_OF_SCOPE:
                continue
            entry = self.framework.entries[name]
            policy = self._policies[name].get(POLICY_OF.get(reason, ""), "exclude")
            points = float(marks.filled[unit, k]) / 100.0 * full
            spec = entry.by_class.get(kind, entry.spec)
            decisions = self.decided(unit, name)
            found.append(Item(name, entry, spec, groups, full, points, reason, policy, decisions))
        return found

    @cached_property
    def _policies(self) -> dict[str, dict[str, str]]:
        return {name: self.framework.policy(name) for name, *_ in self._ids}

    def extras(self, unit: int) -> list[Strike]:
        """Return the adjustments that strike."""
        found = []
        for name, effect in self.result.adjusted.effects.items():
            if not effect.struck[unit]:
                continue
            spec, points = self.framework.file.adjustments[name], float(effect.points[unit]) * self.scale
            if isinstance(spec, Veto):
                found.append(Strike(name, "veto", float("nan"), str(spec.at_most), ()))
            elif isinstance(spec, Gate):
                found.append(Strike(name, "gate", float("nan"), "", ()))
            elif isinstance(spec, Extra) and abs(points) > TOLERANCE:
                found.append(Strike(name, spec.kind, points, "", self.decided(unit, name)))
        return found

    def total(self, unit: int) -> float:
        """Return the total of a unit on the scale of the sheet."""
        return float(self.result.standing.composite[unit]) * self.scale

    @cached_property
    def is_sum(self) -> bool:
        """Whether a total is the sum of its items."""
        tree = self.framework.composite_tree
        plain = all(self.framework.aggregation(group) == "arithmetic" for group in tree)
        return plain and self.framework.method.ordering is None
