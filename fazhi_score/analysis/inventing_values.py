"""What an invented unit of some quality has for the value of an indicator, by its rule."""

from __future__ import annotations

from datetime import date

import numpy as np

from fazhi_score.framework import rules, scales
from fazhi_score.framework.formula import Name
from fazhi_score.framework.model import Entry, Framework
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.arguments import due_day
from fazhi_score.scoring.values import fact_kind


def ceiling(z: Floats, rng: np.random.Generator) -> Floats:
    """Turn latent qualities into achievement, 0–1, bunched at the top: most are good, some perfect, few are bad.

    Achievement is ``1 + c − k exp(−0.8 z)`` cut to 0–1, with c in [0, 0.08] and k in [0.05, 0.25] drawn once.
    """
    above, spread = rng.uniform(0.0, 0.08), rng.uniform(0.05, 0.25)
    return np.clip(1.0 + above - spread * np.exp(-0.8 * z), 0.0, 1.0)


def aim(
    framework: Framework, entry: Entry, good: Floats, z: Floats, periods: list[str], rng: np.random.Generator
) -> Floats:
    """Return ``(n,)`` values of an indicator that are worth about `good` (0–1) by its rule, within what is valid.

    Rules without a scale of their own get shares near their ceiling, or numbers that grow with the quality `z`.
    """
    wanted = _aimed(framework, entry, good, z, periods, rng)
    low, high = (0.0, 1.0) if is_share(framework, entry) else (None, None)
    if entry.spec.valid is not None:
        low, high = (None if bound is None else bound.value for bound in entry.spec.valid)
    return wanted if low is None and high is None else np.clip(wanted, low, high)


def _aimed(
    framework: Framework, entry: Entry, good: Floats, z: Floats, periods: list[str], rng: np.random.Generator
) -> Floats:
    spec, higher = entry.spec.score, entry.spec.better != "lower"
    if isinstance(spec, rules.Deadline):
        due = np.array([due_day(period, spec.due, spec.year) for period in periods])
        return np.asarray(due + np.floor(60.0 * (0.8 - good) + rng.normal(-15.0, 10.0, len(good))))
    if isinstance(spec, rules.Required):
        short = rng.poisson(2.5 * (1.0 - good))
        return np.asarray(spec.at_least.value - short + np.where(short > 0, 0, rng.poisson(1.0, len(good))))
    if isinstance(spec, rules.Deduct):
        return np.asarray(rng.poisson(4.0 * (1.0 - good)), dtype=np.float64)
    ends = _ends(framework, entry)
    if ends is not None:
        return _between(ends[0], ends[1], good, log=isinstance(spec, scales.Goalposts) and spec.log)
    if isinstance(spec, rules.Levels) and entry.formula is not None:
        fact = next(entry.formula.names()).id
        return np.round(good * (len(framework.file.facts[fact].levels) - 1))
    if isinstance(spec, rules.Bands):
        edges = sorted(band.edge.value for band in spec.bands)
        best = max(spec.bands, key=lambda band: band.score.value).edge.value
        width = max(edges[-1] - edges[0], abs(edges[-1]) * 0.25, 1e-3)
        return best + (good - 0.7) * width * (1.0 if higher else -1.0)
    if isinstance(spec, scales.PiecewiseLinear):
        marks = np.array([knot.score.value for knot in spec.knots])
        at = np.array([knot.at.value for knot in spec.knots])
        order = np.argsort(marks, kind="stable")
        return np.asarray(np.interp(good * marks.max(), marks[order], at[order]), dtype=np.float64)
    if is_share(framework, entry):
        return 0.5 + 0.5 * good if higher else 0.4 * (1.0 - good)
    return np.asarray(20.0 * np.exp((0.5 if higher else -0.5) * z))


def _between(worst: float, best: float, good: Floats, *, log: bool) -> Floats:
    if log and worst > 0 and best > 0:
        return np.asarray(worst * (best / worst) ** good)
    return worst + (best - worst) * good


def _ends(framework: Framework, entry: Entry) -> tuple[float, float] | None:
    """Return values worth nothing and everything, where the rule says so."""
    spec, higher = entry.spec.score, entry.spec.better != "lower"
    if isinstance(spec, scales.Goalposts):
        return spec.worst.value, spec.best.value
    if isinstance(spec, scales.Scaled):
        ends = spec.lower.value, spec.upper.value
        return ends if higher else ends[::-1]
    if isinstance(spec, scales.TargetBand):
        return spec.zero_below.value, (spec.lower.value + spec.upper.value) / 2
    if isinstance(spec, rules.Proportional | rules.Survey):
        return 0.0, spec.full.value
    if isinstance(spec, rules.SampleMean | rules.PanelOfExperts):
        return 0.5 * spec.full, spec.full
    if isinstance(spec, rules.Reviewer):
        return 0.0, spec.full or framework.file.indicators[entry.id].weight or 100.0
    if isinstance(spec, rules.Threshold):
        # three in four or so meet the target
        if spec.at_least is not None:
            return 0.5 * spec.at_least.value, 1.15 * spec.at_least.value
        limit = spec.at_most.value if spec.at_most is not None else 0.0
        return 2.0 * limit, 0.85 * limit
    if isinstance(spec, rules.TargetGap):
        share = is_share(framework, entry)
        target = spec.target.value if spec.target is not None else (0.85 if share else 20.0)
        span = 0.3 if share else max(abs(target), 1.0)
        return (target - 0.7 * span, target + 0.3 * span) if higher else (target + 0.7 * span, target - 0.3 * span)
    return None


def is_share(framework: Framework, entry: Entry) -> bool:
    """Say whether an indicator's values are shares."""
    tree = entry.formula.tree if entry.formula is not None else None
    if isinstance(tree, Name) and fact_kind(framework.file.facts[tree.id]) == "share":
        return True
    return entry.spec.unit == "percent"


def day(number: float) -> str:
    """Return a day number as it is written.

    Examples
    --------
    >>> day(739000.0)
    '2024-04-24'
    """
    return date.fromordinal(int(number)).isoformat()
