"""Bonuses, penalties and vetoes after the weighted total, each recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.schema import Extra, Gate, Veto
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.indicators import Evaluator
from fazhi_score.scoring.items import words_of
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import Reason


@dataclass(frozen=True)
class Effect:
    """One adjustment, ``(n,)`` each: points on 0–100 (a veto's cap), where it strikes and where nobody knows."""

    points: Floats
    struck: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    value: Floats


@dataclass(frozen=True)
class Adjusted:
    """Composite and bounds after all adjustments, and each one's effect.

    `gated` says who is kept out of ranking and grading; `grade_caps` has, by grade, who may not be above it.
    """

    composite: Floats
    low: Floats
    high: Floats
    effects: dict[str, Effect]
    gated: NDArray[np.bool_]
    grade_caps: dict[str, NDArray[np.bool_]]


def adjust(
    panel: Panel, composite: Floats, low: Floats, high: Floats, decided: Mapping[str, Floats] | None = None
) -> Adjusted:
    """Add bonuses, take penalties, then cap by vetoes; a condition that is not reported only moves the bounds.

    `decided` has the points (0–100, penalties negative) of bonuses and penalties that reviewers decided.
    """
    framework, n = panel.framework, len(composite)
    top = np.inf if framework.method.above_100 else 100.0
    effects = {name: effect_of(panel, name) for name in framework.file.adjustments}
    for name in effects.keys() & (decided or {}).keys():
        effects[name] = _as_decided(effects[name], (decided or {})[name])
    total, lowest, highest = np.zeros(n), np.zeros(n), np.zeros(n)
    for name, spec in framework.file.adjustments.items():
        if isinstance(spec, Extra):
            points, most = effects[name].points, most_points(panel, spec) * effects[name].unknown
            total += points
            lowest += points - (most if spec.kind == "penalty" else 0.0)
            highest += points + (most if spec.kind == "bonus" else 0.0)
    composite, low, high = (
        np.clip(score + moved, 0.0, top) for score, moved in ((composite, total), (low, lowest), (high, highest))
    )
    gated = np.zeros(n, dtype=bool)
    caps: dict[str, NDArray[np.bool_]] = {}
    for name, spec in framework.file.adjustments.items():
        struck, unknown = effects[name].struck, effects[name].unknown
        if isinstance(spec, Gate):
            gated |= struck
        elif isinstance(spec, Veto) and isinstance(spec.at_most, str):
            caps[spec.at_most] = caps.get(spec.at_most, np.zeros(n, dtype=bool)) | struck
        elif isinstance(spec, Veto):
            cap = float(spec.at_most)
            composite, high = (np.where(struck, np.minimum(score, cap), score) for score in (composite, high))
            low = np.where(struck | unknown, np.minimum(low, cap), low)
    return Adjusted(composite, low, high, effects, gated, caps)


def effect_of(panel: Panel, name: str) -> Effect:
    """Return what one adjustment does to each unit."""
    spec = panel.framework.file.adjustments[name]
    required = isinstance(spec, Extra) and spec.evidence is not None
    value, reasons = Evaluator(panel, evidence=required)(panel.framework.conditions[name])
    known, unknown = reasons == Reason.OK, reasons >= Reason.NOT_STATED
    if not isinstance(spec, Extra):
        struck = known & (value != 0)
        cap = spec.at_most if isinstance(spec, Veto) and not isinstance(spec.at_most, str) else np.nan
        return Effect(np.where(struck, cap, np.nan), struck, unknown, value)
    worth = _of_levels(panel, spec, required) if spec.levels else _worth(spec, np.where(known, value, 0.0))
    worth = np.where(known, np.minimum(worth, np.inf if spec.cap is None else spec.cap), 0.0)
    points = np.where(worth <= TOLERANCE, 0.0, worth) * _scale(panel)
    return Effect(points if spec.kind == "bonus" else -points, points > 0, unknown, value)


def _as_decided(effect: Effect, points: Floats) -> Effect:
    there = ~np.isnan(points)
    struck = np.where(there, np.abs(np.nan_to_num(points)) > TOLERANCE, effect.struck)
    return Effect(np.where(there, points, effect.points), struck, effect.unknown & ~there, effect.value)


def most_points(panel: Panel, spec: Extra) -> float:
    """Return the most that a bonus or penalty could move, on 0–100."""
    most = np.inf if spec.cap is None else spec.cap
    if spec.when is not None:
        most = min(spec.points or 0.0, most)
    elif spec.bands:
        most = min(max(band.points for band in spec.bands), most)
    return float(min(most * _scale(panel), 100.0))


def _scale(panel: Panel) -> float:
    return 100.0 / (panel.framework.file.total_points or 100.0)


def _worth(spec: Extra, value: Floats) -> Floats:
    """Return the points for a value: once, by bands, or for each unit of it."""
    if spec.when is not None:
        return np.where(value != 0, spec.points or 0.0, 0.0)
    if spec.bands:
        worth = np.zeros(len(value))
        for band in sorted(spec.bands, key=lambda band: band.at_least.value):
            worth = np.where(value >= band.at_least.value - TOLERANCE, band.points, worth)
        return worth
    return np.maximum(value, 0.0) * spec.each


def _of_levels(panel: Panel, spec: Extra, evidence: bool) -> Floats:
    """Return the points of items by level: what is one document or honour counts once, at its highest level."""
    fact = (spec.formula or "").strip()
    own = panel.framework.file.facts[fact]
    at = panel.item_positions(fact, own.scope, own.span, evidence=evidence, every=True)
    level = words_of(panel, at, "level")
    worth = np.array([spec.levels.get(str(name), 0.0) for name in level]) * (panel.numbers[at] != 0)
    keys, first, inverse = np.unique(panel.item_keys(at), return_index=True, return_inverse=True)
    best = np.zeros(len(keys))
    np.maximum.at(best, inverse, worth)
    return np.bincount(panel.unit[at[first]], best, minlength=len(panel)).astype(np.float64)
