"""Values of one indicator in many draws into scores: by its rule, treatment and policies about gaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.steps import Step, arguments_of, function_of, takes
from fazhi_score.methods import METHODS
from fazhi_score.numerics.classes import Codes, Floats, by_class, class_mean, class_median
from fazhi_score.numerics.rank_counts import rank_rows
from fazhi_score.scoring.arguments import rule_function
from fazhi_score.scoring.indicators import Evaluator
from fazhi_score.scoring.marks import _Marker
from fazhi_score.scoring.preparation import policy_mask
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result

_BY_UNIT = ("due", "target", "times", "reference", "base")
"""Arguments that are arrays of units."""

_OF_PEERS = ("worst", "mean", "median")

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """A rule with its arguments, for all units or those of one class."""

    spec: Any
    arguments: dict[str, Any]
    where: Mask | None = None

    @property
    def relative(self) -> bool:
        """Whether the score depends on others."""
        return self.spec.rule in RELATIVE_RULES

    @property
    def plainly_ranks(self) -> bool:
        """Whether the score is the rank, of those who tie the mean."""
        usual = {"ties": "average", "each_place": None, "top": None}
        return self.spec.rule == "rank" and all(self.arguments.get(key, word) == word for key, word in usual.items())

    def cells(self, values: Floats, units: Codes) -> Floats:
        """Return scores of ``(d, m)`` values by a rule that looks at each alone."""
        d, m = values.shape
        given = {
            key: np.tile(value[units], d) if key in _BY_UNIT and np.ndim(value) == 1 else value
            for key, value in self.arguments.items()
        }
        return np.asarray(rule_function(self.spec)(values.reshape(-1), **given)).reshape(d, m)

    def columns(self, values: Floats, peers: Codes) -> Floats:
        """Return scores of ``(n, d)`` values, each column on its own."""
        function = rule_function(self.spec)
        if self.plainly_ranks:
            return ranked(values, peers, bool(self.arguments["higher"]), self.arguments["to"])
        if self.relative and self.spec.rule in METHODS["normalisation"]:
            return np.asarray(function(values, peers=peers, **self.arguments))
        more = {"peers": peers} if self.relative else {}
        found = np.empty(values.shape)
        for column in range(values.shape[1]):
            found[:, column] = function(values[:, column], **more, **self.arguments)
        return found


def ranked(values: Floats, peers: Codes, higher: bool, to: tuple[float, float]) -> Floats:
    """Return scores by rank, as the rule ``rank`` gives them to each column, sorted all at once.

    Examples
    --------
    >>> ranked(np.array([[5.0], [7.0], [7.0]]), np.zeros(3, int), True, (0.0, 100.0)).ravel()
    array([ 0., 75., 75.])
    """
    found = np.full(values.shape, np.nan)
    for code in np.unique(peers[peers >= 0]):
        members = np.flatnonzero(peers == code)
        rows = np.ascontiguousarray((values if len(members) == len(values) else values[members]).T)
        place = rank_rows(rows if higher else -rows).astype(np.intp)
        count = (place > 0).sum(axis=1, keepdims=True)
        cells = place + np.arange(len(rows))[:, None] * (len(members) + 1)
        alike = np.bincount(cells.reshape(-1))[cells]
        rank = count - place + 1.5 - alike / 2  # from the worst; the mean of those who tie
        with np.errstate(invalid="ignore", divide="ignore"):
            made = to[0] + (to[1] - to[0]) * (rank - 1) / (count - 1)
        found[members] = np.where((place > 0) & (count > 1), made, np.nan).T
    return found


@dataclass(frozen=True)
class ColumnScale:
    """How the values of one indicator are scored under one combination.

    Parameters
    ----------
    values : (n,) array
        As stated or imputed, before treatment.
    scored : (n,) array
        Where a value is scored by the rule; elsewhere `filled` stays, or what `gaps` says is made anew.
    gaps : dict
        ``worst``, ``mean`` or ``median`` to the gaps that earn it.
    """

    values: Floats
    filled: Floats
    scored: Mask
    own: Mask
    rules: list[Rule]
    treatment: Step | None
    higher: bool
    gaps: dict[str, Mask]
    untrue: Mask | None
    peers: Codes

    @property
    def alone(self) -> bool:
        """Whether each unit's score depends on its own value only."""
        return self.treatment is None and not self.gaps and not any(rule.relative for rule in self.rules)

    def sharing(self, seen: dict[bytes, Any]) -> ColumnScale:
        """Return the same with the arrays that other combinations have as well."""
        filled = np.where(self.scored, np.nan, self.filled)
        mine = {"values": self.values, "filled": filled, "scored": self.scored, "own": self.own, "peers": self.peers}
        return replace(self, **{name: kept(array, seen) for name, array in mine.items()})

    def of_cells(self, units: Codes, values: Floats) -> Floats:
        """Return ``(d, m)`` scores of values of some units, where each is scored alone."""
        found = np.full(values.shape, np.nan)
        for rule in self.rules:
            made = rule.cells(values, units)
            found = made if rule.where is None else np.where(rule.where[units], made, found)
        if self.untrue is not None:
            found = np.where(self.untrue[units] & ~np.isnan(found), 0.0, found)
        return np.where(self.scored[units], found, self.filled[units])

    def of_all(self, values: Floats) -> Floats:
        """Return ``(d, n)`` scores of all units from their ``(n, d)`` values."""
        peers = self.peers
        if self.treatment is not None:
            values = self.treated(values)
        found = np.full(values.shape, np.nan)
        for rule in self.rules:
            made = rule.columns(values, peers)
            found = made if rule.where is None else np.where(rule.where[:, None], made, found)
        if self.untrue is not None:
            found = np.where(self.untrue[:, None] & ~np.isnan(found), 0.0, found)
        if not self.scored.all():
            found[~self.scored] = self.filled[~self.scored, None]
        own = np.where(self.own[:, None], found, np.nan) if self.gaps else found
        for name, gap in self.gaps.items():
            if name == "worst":
                made = by_class(np.minimum, own, peers)
            else:
                made = class_mean(own, peers) if name == "mean" else class_median(own, peers)
            found[gap] = made[gap]
        return found.T

    def treated(self, values: Floats) -> Floats:
        """Treat the outliers of each column."""
        assert self.treatment is not None
        rows = np.flatnonzero(self.peers >= 0)
        context = {"higher": np.full(values.shape[1], self.higher), "peers": self.peers[rows]}
        arguments = arguments_of(self.treatment) | takes("treatment", self.treatment.method, context)
        found = values.copy()
        found[rows] = function_of("treatment", self.treatment.method)(values[rows], **arguments).values
        return found


def column_scale(result: Result, name: str) -> ColumnScale:
    """Return how an indicator is scored under the framework of a result."""
    panel, marks, framework = result.panel, result.marks, result.framework
    entry, column = framework.entries[name], list(framework.entries).index(name)
    marker = _Marker(panel, result.values)
    reasons, filled = marks.reasons[:, column], marks.filled[:, column]
    values = marks.prepared.imputed[:, column]
    policy = framework.policy(name)
    gaps = {key: policy_mask(reasons, policy, key) & (reasons != OK) for key in _OF_PEERS}
    imputed = (reasons != OK) & policy_mask(reasons, policy, "impute") & ~np.isnan(values)
    rules = [_rule(marker, entry, None)]
    rules += [_rule(marker, replace(entry, spec=spec), marker.classes == kind) for kind, spec in entry.by_class.items()]
    untrue = None
    if entry.falsified is not None:
        untrue = np.nan_to_num(Evaluator(panel)(entry.falsified).values) != 0
    amount = name in marks.prepared.treatments
    return ColumnScale(
        values, filled, (reasons == OK) | imputed, reasons == OK, rules,
        framework.treatment(name) if amount else None, entry.spec.better != "lower",
        {key: gap for key, gap in gaps.items() if gap.any()}, untrue, marker.peers,
    )  # fmt: skip


def _rule(marker: _Marker, entry: Any, where: Mask | None) -> Rule:
    from fazhi_score.scoring.arguments import rule_arguments

    arguments = rule_arguments(marker.panel.framework, entry, marker.panel)
    extra = marker.extra(entry)
    arguments |= {key: value for key, value in extra.items() if key in ("target", "times", "reference", "base")}
    return Rule(entry.spec.score, arguments, where)


def kept(array: Any, seen: dict[bytes, Any]) -> Any:
    """Return the array with the same content that was `seen` before, so that a plan has it once."""
    plain = np.ascontiguousarray(array)
    return seen.setdefault(plain.tobytes() + str((plain.dtype, plain.shape)).encode(), plain)


def gap_scores(result: Result, name: str) -> Floats:
    """Return ``(n,)`` what each unit would get for an indicator if it were not reported; NaN: it is left out."""
    column = list(result.framework.entries).index(name)
    policy = result.framework.policy(name)["not_reported"]
    scores, n = result.marks.scores[:, column], len(result.index)
    peers = _Marker(result.panel, result.values).peers
    if policy in ("zero", "full"):
        return np.full(n, 0.0 if policy == "zero" else 100.0)
    if policy == "worst":
        return by_class(np.minimum, scores, peers)
    if policy == "median":
        return class_median(scores, peers)
    return class_mean(scores, peers) if policy == "mean" else np.full(n, np.nan)
