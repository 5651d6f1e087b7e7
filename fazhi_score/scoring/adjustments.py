"""Bonuses, penalties and vetoes after the weighted total, each recorded."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.scoring.indicators import Evaluator
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.rules import TOLERANCE, Floats


@dataclass(frozen=True)
class Effect:
    """One adjustment: ``(n,)`` points on 0–100 (or the cap, for a veto that strikes) and where nobody knows."""

    points: Floats
    struck: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    value: Floats


@dataclass(frozen=True)
class Adjusted:
    """Composite and bounds after all adjustments, and each one's effect."""

    composite: Floats
    low: Floats
    high: Floats
    effects: dict[str, Effect] = field(default_factory=dict)


def adjust(panel: Panel, composite: Floats, low: Floats, high: Floats) -> Adjusted:
    """Add bonuses, take penalties, then cap by vetoes; a condition that is not reported only moves the bounds."""
    framework = panel.framework
    top = np.inf if framework.method.above_100 else 100.0
    look = Evaluator(panel)
    effects: dict[str, Effect] = {}
    total, lowest, highest = (np.zeros(len(composite)) for _ in range(3))
    vetoes: list[tuple[Veto, Effect]] = []
    for name, spec in framework.file.adjustments.items():
        value, reasons = look(framework.conditions[name])
        known, unknown = reasons == Reason.OK, reasons >= Reason.NOT_STATED
        if isinstance(spec, Veto):
            struck = known & (value != 0)
            effects[name] = Effect(np.where(struck, spec.at_most, np.nan), struck, unknown, value)
            vetoes.append((spec, effects[name]))
            continue
        points, most = _points(spec, np.where(known, value, 0.0), 100.0 / (framework.file.total_points or 100.0))
        sign = 1.0 if spec.kind == "bonus" else -1.0
        effects[name] = Effect(sign * points, points > 0, unknown, value)
        total += sign * points
        lowest += sign * points - np.where(unknown & (sign < 0), most, 0.0)
        highest += sign * points + np.where(unknown & (sign > 0), most, 0.0)
    composite, low, high = (
        np.clip(score + moved, 0.0, top) for score, moved in ((composite, total), (low, lowest), (high, highest))
    )
    for spec, effect in vetoes:
        composite, high = (
            np.where(effect.struck, np.minimum(score, spec.at_most), score) for score in (composite, high)
        )
        low = np.where(effect.struck | effect.unknown, np.minimum(low, spec.at_most), low)
    return Adjusted(composite, low, high, effects)


def _points(spec: Extra, value: Floats, scale: float) -> tuple[Floats, float]:
    """Return the points that a bonus or penalty moves, on 0–100, and the most that it could."""
    cap = np.inf if spec.cap is None else spec.cap
    if spec.when is not None:
        points = np.where(value != 0, spec.points or 0.0, 0.0)
        most = min(spec.points or 0.0, cap)
    else:
        points = np.maximum(value, 0.0) * spec.each
        most = cap
    points = np.minimum(points, cap) * scale
    return np.where(points <= TOLERANCE, 0.0, points), min(most * scale, 100.0)
