"""The parameters of a rule in the file into the arguments of its function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from fazhi_score.framework import rules as specs
from fazhi_score.framework import scales
from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.model import Entry, Framework
from fazhi_score.framework.own_rules import OwnRule
from fazhi_score.methods import METHODS
from fazhi_score.numerics import normalisation  # noqa: F401  # registers its methods
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.panel import Panel


def rule_arguments(framework: Framework, entry: Entry, panel: Panel) -> dict[str, Any]:
    """Return the arguments of the rule's function: points as shares, day and month as day numbers."""
    spec, share = entry.spec.score, framework.share
    if isinstance(spec, specs.Proportional):
        return {"full": spec.full.value}
    if isinstance(spec, specs.Required):
        return {
            "at_least": spec.at_least.value,
            "each_missing": share(entry.id, spec.each_missing),
            "max_deduction": share(entry.id, spec.max_deduction),
        }
    if isinstance(spec, specs.Deduct):
        return {
            "each": share(entry.id, spec.each),
            "beyond": spec.beyond.value if spec.beyond else 0.0,
            "max_deduction": share(entry.id, spec.max_deduction),
        }
    if isinstance(spec, specs.Bands):
        return {
            "edges": [band.edge.value for band in spec.bands],
            "closed": [band.at_least is not None for band in spec.bands],
            "marks": [share(entry.id, band.score) for band in spec.bands],
        }
    if isinstance(spec, specs.Levels):
        fact = next(entry.formula.names()).id if entry.formula else ""
        return {"marks": np.array([share(entry.id, spec.scores[level]) for level in framework.file.facts[fact].levels])}
    if isinstance(spec, specs.Deadline):
        due = np.array([due_day(period, spec.due, spec.year) for period in panel.periods])
        marks = {"late": share(entry.id, spec.late), "each_day": share(entry.id, spec.each_day)}
        return {"due": due[panel.period_codes], **marks}
    higher = {"higher": entry.spec.better == "higher"}
    if isinstance(spec, OwnRule):
        return spec.arguments(**higher)
    if spec is not None and spec.rule in METHODS["normalisation"]:
        return scale_arguments(framework, entry, spec)
    if isinstance(spec, specs.Bottom):
        return {**higher, "last": spec.last, "deduct": share(entry.id, spec.deduct)}
    if isinstance(spec, specs.Threshold):
        bounds = {key: amount.value for key in ("at_least", "at_most") if (amount := getattr(spec, key)) is not None}
        return {**bounds, "otherwise": spec.otherwise}
    if isinstance(spec, specs.TargetGap):
        return {
            **higher,
            "target": spec.target.value if spec.target else np.nan,
            "each_point": share(entry.id, spec.each_point),
            "per": 0.01 if entry.spec.unit == "percent" else 1.0,
            "steps": spec.steps,
            "slopes": [(slope.beyond.value, share(entry.id, slope.each_point)) for slope in spec.slopes],
            "whole_gap": spec.slope == "whole_gap",
            "max_deduction": share(entry.id, spec.max_deduction),
        }
    if isinstance(spec, specs.Survey):
        return {"full": spec.full.value}
    if isinstance(spec, specs.SampleMean):
        return {"full": spec.full}
    if isinstance(spec, specs.Reviewer):
        return {"full": spec.full or framework.file.indicators[entry.id].weight or 100.0}
    return {}


def rule_function(spec: Any) -> Callable[..., Floats]:
    """Return the function of a rule; the score of a normalisation is clipped to 0–100, unless the rule says not to.

    So is that of a rule of somebody's own, and what it makes of a gap stays a gap.
    """
    if isinstance(spec, OwnRule):
        own = METHODS["rule"][spec.rule]
        return lambda values, **arguments: np.where(
            np.isnan(values), np.nan, np.clip(np.asarray(own(values, **arguments), np.float64), 0.0, 100.0)
        )
    if spec.rule in METHODS["rule"]:
        return METHODS["rule"][spec.rule]
    function = METHODS["normalisation"][spec.rule]
    if not getattr(spec, "clip", True):
        return function
    return lambda values, **arguments: np.clip(function(values, **arguments), 0.0, 100.0)


def scale_arguments(framework: Framework, entry: Entry, spec: Any) -> dict[str, Any]:
    """Return the arguments of a normalisation: scores on 0–100, turned where less is better.

    What a formula gives (the base of a rate, a reference) is not among them.
    """
    keys = (key for key in type(spec).model_fields if key not in ("rule", *specs.FORMULA_KEYS))
    found: dict[str, Any] = {key: _plain(getattr(spec, key)) for key in keys}
    known = inspect.signature(METHODS["normalisation"][spec.rule]).parameters
    if "higher" in known:
        found["higher"] = entry.spec.better == "higher"
    if "to" in known:
        found.setdefault("to", (0.0, 100.0))
    if isinstance(spec, scales.Rank):
        found["each_place"] = framework.share(entry.id, spec.each_place)
    elif isinstance(spec, scales.Robust):
        found["normal"] = True
    elif isinstance(spec, scales.PiecewiseLinear):
        found["knots"] = [
            (knot.at.value, 100.0 * (framework.share(entry.id, knot.score) or 0.0)) for knot in spec.knots
        ]
    elif isinstance(spec, scales.Shrinkage):
        worst, best = (0.0, 1.0) if entry.spec.better == "higher" else (1.0, 0.0)
        found |= {"worst": spec.worst.value if spec.worst else worst, "best": spec.best.value if spec.best else best}
    return found


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Amount) else tuple(value) if isinstance(value, list) else value


def due_day(period: str, due: str, year: str) -> float:
    """Return the day number of a deadline for a period.

    Examples
    --------
    >>> date.fromordinal(int(due_day("2024", "04-01", "next"))).isoformat()
    '2025-04-01'
    """
    month, day = (int(part) for part in due.split("-"))
    when = int(period[:4]) + (year == "next")
    if (month, day) == (2, 29) and not (when % 4 == 0 and (when % 100 != 0 or when % 400 == 0)):
        day = 28
    return float(date(when, month, day).toordinal())
