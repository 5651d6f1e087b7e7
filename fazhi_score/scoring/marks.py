"""Indicator values into indicator scores, 0–100, by the rule of each indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework import rules as specs
from fazhi_score.framework.model import ROOT, Entry
from fazhi_score.framework.scales import DistanceToReference, Shrinkage
from fazhi_score.framework.schema import AppliesTo
from fazhi_score.framework.scope import period_fits
from fazhi_score.methods import METHODS
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, by_class, class_count, class_mean, class_median
from fazhi_score.scoring import targets  # noqa: F401  # registers its rules
from fazhi_score.scoring.arguments import rule_arguments, rule_function
from fazhi_score.scoring.indicators import Evaluator, Peers, Values, accepted_windows
from fazhi_score.scoring.items import Items, items_of, items_per_unit
from fazhi_score.scoring.panel import Panel, Reasons
from fazhi_score.scoring.preparation import Prepared, policy_mask, prepare
from fazhi_score.scoring.reasons import OK, Reason

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Marks:
    """Scores of all indicators, ``(n, k)`` each.

    Parameters
    ----------
    scores : array
        What the rule gives, NaN where there is no value.
    filled : array
        The same after the missing policies.
    low, high : array
        The same with every unreported applicable indicator at its worst and best; NaN where left out.
    stated : array
        Share of the indicator's facts that are stated: 1 or 0, for checklists between.
    reasons : array
        Why there is no score.
    prepared : Prepared
        The values before and after imputation and treatment.
    """

    scores: Floats
    filled: Floats
    low: Floats
    high: Floats
    stated: Floats
    reasons: Reasons
    prepared: Prepared


def mark(panel: Panel, values: Values) -> Marks:
    """Score every indicator and apply the missing policies."""
    marker = _Marker(panel, values)
    n, k = values.values.shape
    scores, filled, low, high = (np.full((n, k), np.nan, order="F") for _ in range(4))
    reasons, scope = values.reasons.copy(order="F"), in_scope(panel)
    for column, name in enumerate(panel.framework.entries):
        reasons[~scope[name], column] = Reason.OUT_OF_SCOPE
    within = panel.framework.method.impute_within
    fillers = None if within is None else Peers(panel).codes(within)
    prepared = prepare(panel, values.values, reasons, marker.peers, fillers)
    out = Marks(scores, filled, low, high, np.zeros((n, k), order="F"), reasons, prepared)
    for column, entry in enumerate(panel.framework.entries.values()):
        if entry.layer != "neutral":
            marker.column(column, entry, out)
        else:
            out.stated[:, column] = out.reasons[:, column] == OK
    return out


@dataclass(frozen=True)
class _Marker:
    panel: Panel
    values: Values

    @cached_property
    def peers(self) -> Codes:
        return Peers(self.panel).codes(self.panel.framework.method.scale_within)

    def column(self, column: int, entry: Entry, out: Marks) -> None:
        """Score one indicator into its column of `out`."""
        policy = self.panel.framework.policy(entry.id)
        reasons = out.reasons[:, column]
        if entry.items:
            self.checklist(column, entry, policy, out)
            return
        scores, reasons = self.of_class(entry, out.prepared.treated[:, column], reasons)
        # who has too few peers states its facts all the same; too few answers or files are no statement
        out.stated[:, column] = (reasons == OK) | _relative_gap(reasons)
        if entry.falsified is not None:
            untrue = np.nan_to_num(Evaluator(self.panel)(entry.falsified).values) != 0
            scores = np.where(untrue & ~np.isnan(scores), 0.0, scores)
        out.reasons[:, column] = reasons
        out.filled[:, column] = scores  # of imputed values too, which are none of the unit's own
        out.scores[:, column] = np.where(reasons == OK, scores, np.nan)
        self.fill(column, policy, out)

    def of_class(self, entry: Entry, values: Floats, reasons: Reasons) -> tuple[Floats, Reasons]:
        """Apply the rule, for some classes with thresholds of their own."""
        scores, why = self.rule(entry, values, reasons)
        for kind, spec in entry.by_class.items():
            here = self.classes == kind
            own, own_why = self.rule(replace(entry, spec=spec), values, reasons)
            scores, why = np.where(here, own, scores), np.where(here, own_why, why).astype(np.uint8)
        return scores, why

    @cached_property
    def class_sizes(self) -> Codes:
        return class_count(np.zeros(len(self.panel)), self.peers)

    @cached_property
    def classes(self) -> NDArray[np.object_]:
        return Peers(self.panel).labels("class")

    def rule(self, entry: Entry, values: Floats, reasons: Reasons) -> tuple[Floats, Reasons]:
        """Apply the rule; a relative one needs enough peers and some spread."""
        spec = entry.spec.score
        assert spec is not None  # the checks refuse a scored indicator without a rule
        arguments = rule_arguments(self.panel.framework, entry, self.panel)
        extra = self.extra(entry)
        arguments |= {key: value for key, value in extra.items() if key in ("target", "times", "reference", "base")}
        values, reasons = self.enough(entry, values, reasons, extra)
        if isinstance(spec, specs.PanelOfExperts):
            return self.panel_of_experts(entry, spec, values, reasons)
        function = rule_function(spec)
        if spec.rule not in specs.RELATIVE_RULES:
            return function(values, **arguments), reasons
        peers = self.peers
        count = class_count(values, peers) if np.isnan(values).any() else self.class_sizes
        few = (reasons == OK) & (count < self.panel.framework.method.minimum_peers)
        scores = function(values, peers=peers, **arguments)
        if few.any():
            reasons = np.where(few, Reason.TOO_FEW_PEERS, reasons)
            scores = np.where(few, np.nan, scores)
        flat = (reasons == OK) & np.isnan(scores)
        return scores, np.where(flat, Reason.NO_SPREAD, reasons).astype(np.uint8) if flat.any() else reasons

    def extra(self, entry: Entry) -> dict[str, Floats]:
        """Return the arrays of a rule's own formulas: a moving target, a sample size, a multiplier."""
        spec, look = entry.spec.score, Evaluator(self.panel, peers=self.peers)
        found: dict[str, Floats] = {}
        for key, formula in entry.extra.items():
            values = look(formula).values
            if key == "repeated" and isinstance(spec, specs.Deduct):
                found["times"] = np.where(np.nan_to_num(values) != 0, spec.factor, 1.0)
            else:
                found["target" if key == "reference" and isinstance(spec, specs.TargetGap) else key] = values
        return found

    def enough(
        self, entry: Entry, values: Floats, reasons: Reasons, extra: dict[str, Floats]
    ) -> tuple[Floats, Reasons]:
        """Turn values that rest on too few answers, files or references into gaps."""
        spec, there = entry.spec.score, reasons == OK
        why: Reasons | Reason
        if isinstance(spec, specs.Survey):
            sample = extra["sample"]
            gap = ~(sample >= spec.minimum_sample - TOLERANCE)
            why = np.where(np.isnan(sample), Reason.NOT_REPORTED, Reason.SMALL_BASE)
        elif isinstance(spec, specs.SampleMean):
            count = items_per_unit(self.items(entry), len(values))
            gap, why = count < spec.minimum_items, Reason.SMALL_BASE
        elif isinstance(spec, specs.TargetGap) and "target" in extra:
            gap, why = np.isnan(extra["target"]), Reason.NOT_REPORTED
        elif isinstance(spec, DistanceToReference):
            gap, why = np.isnan(extra["reference"]), Reason.NOT_REPORTED
        elif isinstance(spec, Shrinkage):
            base, no_rate = extra["base"], (values < 0) | (values > 1)
            gap = ~(base > 0) | no_rate
            why = np.select([no_rate, np.isnan(base)], [Reason.CONFLICT, Reason.NOT_REPORTED], Reason.ZERO_DENOMINATOR)
        else:
            return values, reasons
        return np.where(there & gap, np.nan, values), np.where(there & gap, why, reasons).astype(np.uint8)

    def items(self, entry: Entry) -> Items:
        """Return the items of an indicator whose formula is one fact."""
        assert entry.formula is not None  # the checks refuse an indicator without one
        fact, window = next(entry.formula.names()).id, accepted_windows(self.panel, entry)[0]
        return items_of(self.panel, fact, *window, evidence=entry.spec.evidence is not None)

    def panel_of_experts(
        self, entry: Entry, spec: specs.PanelOfExperts, values: Floats, reasons: Reasons
    ) -> tuple[Floats, Reasons]:
        """Score the marks of raters; a rater of a group that the rule does not name counts nowhere."""
        found = self.items(entry)
        names = list(spec.groups) or [""]
        number = {name: k for k, name in enumerate(names)}
        group = np.array([number.get(str(rater), 0 if not spec.groups else -1) for rater in found.rater], dtype=np.intp)
        weights = np.array([amount.value for amount in spec.groups.values()] or [1.0])
        known = group >= 0
        scores = METHODS["rule"]["panel"](
            found.value[known], units=found.unit[known], groups=group[known], weights=weights, n=len(values),
            full=spec.full, trim=spec.trim, minimum_raters=spec.minimum_raters,
        )  # fmt: skip
        few = (reasons == OK) & np.isnan(scores)
        return np.where(reasons == OK, scores, np.nan), np.where(few, Reason.SMALL_BASE, reasons).astype(np.uint8)

    def checklist(self, column: int, entry: Entry, policy: dict[str, str], out: Marks) -> None:
        """Score the items one by one: an item that is not stated is a gap of its own."""
        answers, why = self.values.parts[entry.id]
        weights = np.array([item.weight for _, item, _ in entry.items])
        reasons = out.reasons[:, column]
        outside = reasons == Reason.OUT_OF_SCOPE
        gap, applicable = why != OK, ~not_applicable(why)
        given = np.select([policy_mask(why, policy, "zero"), policy_mask(why, policy, "full")], [0.0, 1.0], np.nan)
        rule = METHODS["rule"]["checklist"]
        every = np.where(gap, given, answers)
        out.scores[:, column] = np.where(reasons == OK, rule(answers, weights=weights), np.nan)
        out.filled[:, column] = rule(every, weights=weights)
        for bound, worth in ((out.low, 0.0), (out.high, 1.0)):
            bound[:, column] = rule(np.where(gap & applicable, worth, every), weights=weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            out.stated[:, column] = np.nan_to_num((~gap @ weights) / (applicable @ weights))
        for array in (out.scores, out.filled, out.low, out.high, out.stated):
            array[outside, column] = 0.0 if array is out.stated else np.nan

    def fill(self, column: int, policy: dict[str, str], out: Marks) -> None:
        """Give each gap what its policy says, and its bounds."""
        scores, reasons = out.scores[:, column], out.reasons[:, column]
        gap = reasons != OK
        if not gap.any():
            for array in (out.filled, out.low, out.high):
                array[:, column] = scores
            return
        imputed = policy_mask(reasons, policy, "impute")
        filled = np.where(imputed, out.filled[:, column], scores)
        peers = self.peers
        for name, value in (
            ("zero", lambda: np.zeros(len(scores))),
            ("full", lambda: np.full(len(scores), 100.0)),
            ("worst", lambda: by_class(np.minimum, scores, peers)),
            ("mean", lambda: class_mean(scores, peers)),
            ("median", lambda: class_median(scores, peers)),
        ):
            chosen = policy_mask(reasons, policy, name)
            if chosen.any():
                filled = np.where(chosen, value(), filled)
        open_ = gap & ~not_applicable(reasons) & (reasons < Reason.TOO_FEW_PEERS)
        out.filled[:, column] = filled
        out.low[:, column] = np.where(open_, 0.0, filled)
        out.high[:, column] = np.where(open_, 100.0, filled)


def not_applicable(reasons: Reasons) -> Mask:
    """Return where a gap is no silence: there is nothing to state."""
    return np.asarray((reasons == Reason.NOT_APPLICABLE) | (reasons == Reason.ZERO_DENOMINATOR))


def _relative_gap(reasons: Reasons) -> Mask:
    """Return where a fact is stated, but no relative score could be made of it."""
    return np.asarray((reasons == Reason.TOO_FEW_PEERS) | (reasons == Reason.NO_SPREAD))


def in_scope(panel: Panel) -> dict[str, Mask]:
    """Return, by group and indicator, ``(n,)`` where it applies: its own `applies_to` and that of all groups above."""
    framework = panel.framework
    classes, periods = Peers(panel).labels("class"), panel.periods
    found: dict[str, Mask] = {ROOT: np.ones(len(panel), dtype=bool)}
    for name in [*framework.group_order[1:], *framework.entries]:
        mask = found[framework.parent(name)]
        rule = framework.node(name).applies_to
        found[name] = mask if rule is None else mask & _applies(rule, classes, periods, panel.period_codes)
    return found


def _applies(rule: AppliesTo, classes: NDArray[np.object_], periods: list[str], codes: Codes) -> Mask:
    mask = np.ones(len(codes), dtype=bool)
    if rule.class_ is not None:
        mask &= np.isin(classes.astype(str), rule.class_)
    if rule.period is not None:
        mask &= np.array([period_fits(period, rule.period) for period in periods], dtype=bool)[codes]
    return mask
