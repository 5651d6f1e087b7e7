"""Scales that were fitted to peers into a tuning file that keeps them: next year is scored on this year's scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework import scales
from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.model import Entry
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.steps import NONE
from fazhi_score.framework.writing import as_yaml, file_name
from fazhi_score.messages import say
from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.normalisation import NORMAL_RANGE
from fazhi_score.scoring.indicators import Peers

if TYPE_CHECKING:
    from fazhi_score.scoring.result import Result

FITTED = ("count", "min", "max", "mean", "std", "median", "lower_quartile", "upper_quartile")
"""What is kept of the values that a rule was fitted on."""


def is_relative(entry: Entry) -> bool:
    """Return whether an indicator has a rule that is fitted to peers, for all or for some class."""
    specs = [entry.spec, *entry.by_class.values()]
    return any(spec.score is not None and spec.score.rule in RELATIVE_RULES for spec in specs)


def fitted(result: Result) -> pd.DataFrame:
    """Return what relative rules were fitted on, a row an indicator and class; see :attr:`Result.scales`."""
    codes, parts = result.scale_peers, []
    names = _class_names(result)
    for k, (name, entry) in enumerate(result.framework.entries.items()):
        if is_relative(entry):
            # as the rules saw them: gaps imputed, outliers treated
            values = pd.Series(result.marks.prepared.treated[:, k])[codes >= 0].groupby(codes[codes >= 0])
            quarters = {word: values.quantile(share) for word, share in _QUARTERS.items()}
            row = values.agg(["count", "min", "max", "mean", "std"]).assign(**quarters, indicator=name)
            parts.append(row.assign(**{"class": [names[code] for code in row.index]}))
    columns = ["indicator", "class", *FITTED]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


_QUARTERS = {"median": 0.5, "lower_quartile": 0.25, "upper_quartile": 0.75}


def _class_names(result: Result) -> dict[int, str]:
    """Return, by code, what those who share a scale have in common: "county-level", "2024, county-level"."""
    peers = Peers(result.panel)
    labels = [peers.labels(column) for column in result.framework.method.scale_within]
    codes, first = np.unique(result.scale_peers, return_index=True)
    told = [", ".join(str(label[row]) for label in labels) for row in first]
    return dict(zip(codes.tolist(), told, strict=True))


def frozen(result: Result, *, extends: str | None = None, period: str | int | None = None) -> str:
    """Return the scales of a result as a tuning file; see :meth:`Result.frozen`."""
    freezer = _Freezer(result, _chosen_period(result, period))
    indicators = {name: part for name, entry in result.framework.entries.items() if (part := freezer.indicator(entry))}
    if freezer.refused:
        listed = ", ".join(list(freezer.refused)[:8]) + (" …" if len(freezer.refused) > 8 else "")
        raise FazhiError(Problem("freeze_rules", {"count": len(freezer.refused), "listed": listed}))
    version, facts = result.hashes["version"], result.hashes["facts"]
    head = [say("frozen_head", lang, id=result.framework.id, version=version, facts=facts) for lang in ("zh", "en")]
    data = {"extends": extends or file_name(result.framework), **({"indicators": indicators} if indicators else {})}
    return "".join(f"# {line}\n" for line in head) + as_yaml(data)


def _chosen_period(result: Result, period: str | int | None) -> str | None:
    """Return the period whose scales are kept, None where all periods share them."""
    within = result.framework.method.scale_within
    others = sorted(set(within) - {"class", "period"})
    if others:
        raise FazhiError(Problem("freeze_within", {"columns": ", ".join(others)}))
    known = [str(p) for p in result.panel.periods]
    if period is not None and str(period) not in known:
        raise FazhiError(Problem("period_not_scored", {"got": str(period), "known": ", ".join(known)}))
    if "period" not in within:
        return None
    if period is None and len(known) > 1:
        raise FazhiError(Problem("freeze_period", {"known": ", ".join(known)}))
    return known[0] if period is None else str(period)


@dataclass
class _Freezer:
    """Freezes one indicator after the other; what cannot be frozen is told in `refused`."""

    result: Result
    period: str | None

    def __post_init__(self) -> None:
        peers = Peers(self.result.panel)
        self.refused: dict[str, None] = {}
        classes, here = peers.labels("class").astype(str), self.result.scale_peers >= 0
        if self.period is not None:
            here &= peers.labels("period") == self.period
        self.everyone = np.flatnonzero(here)
        self.apart = "class" in self.result.framework.method.scale_within and bool((classes[here] != "").any())
        kinds = dict.fromkeys(classes[here].tolist()) if self.apart else {}
        self.rows = {kind: np.flatnonzero(here & (classes == kind)) for kind in kinds}
        self.column = {name: k for k, name in enumerate(self.result.framework.entries)}

    def indicator(self, entry: Entry) -> dict[str, Any]:
        """Return the keys of an indicator that keep its scale: nothing where it has none.

        Whoever is in a class that is new next year stands on the scale of all together.
        """
        base = self.scale(entry, entry.spec.score, self.everyone)
        specs = {kind: spec.score for kind, spec in entry.by_class.items()}
        specs |= {kind: entry.by_class.get(kind, entry.spec).score for kind in self.rows}
        classes: dict[str, Any] = {}
        for kind, spec in specs.items():
            if spec is None or spec.rule not in RELATIVE_RULES:
                continue
            rows = self.rows.get(kind, self.everyone[:0]) if self.apart else self.everyone
            kept = self.scale(entry, spec, rows)
            if kept is None and base is not None:  # nothing was fitted: its rule stays, written out
                kept = spec.model_dump(exclude_unset=True)
            if kept is not None:
                classes[kind] = kept
        kept_treatment = self.treatment(entry) if base or classes else {}
        return {**kept_treatment, **({"score": base} if base else {}), **({"by_class": classes} if classes else {})}

    def treatment(self, entry: Entry) -> dict[str, Any]:
        """Return how outliers were treated, so that other values are treated alike; `none` where none were."""
        record = self.result.marks.prepared.treatments.get(entry.id)
        if record is None:
            return {}
        keys = ("transform", "sign", "origin", "offset", "power") if record["transform"] else ()
        limits = {key: float(record[key]) for key in ("lower", "upper") if np.isfinite(record[key])}
        fitted_ = {key: record[key] for key in keys} | limits
        return {"treatment": {"method": "recorded", **fitted_} if fitted_ else NONE}

    def scale(self, entry: Entry, spec: Any, rows: np.ndarray[Any, Any]) -> dict[str, Any] | None:
        """Return a rule of the file that scores as `spec` does among `rows`; None where nothing was fitted."""
        if spec is None or spec.rule not in RELATIVE_RULES:
            return None
        higher = entry.spec.better == "higher"
        values = self.result.marks.prepared.treated[rows, self.column[entry.id]]
        known = values[~np.isnan(values)]
        if not len(known) or np.isnan(self.result.marks.scores[rows, self.column[entry.id]]).all():
            return None  # too few peers or no spread: the rule stays, and finds as little
        line = _line(spec, known, higher)
        if line is None:
            self.refused[f"{entry.id} ({spec.rule})"] = None
            return None
        worst, best, clip = line
        if worst == best:  # of all together: half of them have one value
            return None
        percent = entry.spec.unit == "percent"
        posts = {"worst": _written(worst, percent), "best": _written(best, percent)}
        return {"rule": "goalposts", **posts, "clip": clip}


def _written(value: float, percent: bool) -> float | str:
    return str(Amount(float(value), percent=True)) if percent else float(value)


def _line(spec: Any, known: Floats, higher: bool) -> tuple[float, float, bool] | None:
    """Return the values that score 0 and 100, and whether the rule is clipped there; None: it is no straight line."""
    sign = 1.0 if higher else -1.0
    low, high = float(known.min()), float(known.max())
    worst, best = (low, high) if higher else (high, low)
    if isinstance(spec, scales.Minmax | scales.DistanceToMaximum):
        return *_stretched(worst, best, spec.to), False
    if isinstance(spec, scales.DistanceToTarget):
        return *_stretched(worst, spec.target.value, spec.to), True
    if isinstance(spec, scales.Zscore):
        return *_around(known.mean(), sign * known.std(ddof=1), spec.mean, spec.deviation), True
    if isinstance(spec, scales.Robust):
        lower, middle, upper = np.quantile(known, [0.25, 0.5, 0.75])
        return *_around(middle, sign * (upper - lower) / NORMAL_RANGE, spec.centre, spec.deviation), True
    if isinstance(spec, scales.FractionOfMaximum) and (higher or spec.turn == "complement"):
        return *_stretched(*((0.0, high) if higher else (high, 0.0)), spec.to), low < 0
    if isinstance(spec, scales.SumShare) and higher:
        return 0.0, float(known.sum()), False
    if isinstance(spec, scales.Vector):
        length = float(np.sqrt((known**2).sum()))
        return *((0.0, length) if higher else (length, 0.0)), low < 0
    return None


def _stretched(worst: float, best: float, to: list[float]) -> tuple[float, float]:
    """Return where a line that has the scores `to` at worst and best reaches 0 and 100."""
    step = (best - worst) / (to[1] - to[0])
    return worst - step * to[0], worst + step * (100.0 - to[0])


def _around(centre: float, deviation: float, score: float, marks: float) -> tuple[float, float]:
    """Return where a line that has a score at the centre, and so many marks for a deviation, reaches 0 and 100."""
    return float(centre - deviation * score / marks), float(centre + deviation * (100.0 - score) / marks)
