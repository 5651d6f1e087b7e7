"""Indicator values into values whose gaps are imputed and whose outliers are treated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem
from fazhi_score.facts.periods import period_days
from fazhi_score.framework.model import Entry, Framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.steps import Step, as_step, run
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.panel import Panel, Reasons
from fazhi_score.scoring.reasons import OK, POLICY_OF

Mask = NDArray[np.bool_]

NO_AMOUNTS = ("checklist", "levels", "deadline", "panel", "presence", "reviewer")
"""Rules whose values are no amounts that could be interpolated or trimmed."""


@dataclass(frozen=True)
class Prepared:
    """Values of all indicators, ``(n, k)``, as the rules see them.

    Parameters
    ----------
    stated : array
        What the formulas gave, NaN where there is none.
    imputed : array
        The same with gaps filled whose policy is ``impute``.
    treated : array
        The same with outliers treated: what is scored.
    treatments : dict
        By indicator, what was done to it.
    """

    stated: Floats
    imputed: Floats
    treated: Floats
    treatments: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    @property
    def filled(self) -> Mask:
        """Where a gap was imputed."""
        return np.isnan(self.stated) & ~np.isnan(self.imputed)


def policy_mask(reasons: Reasons, policy: dict[str, str], name: str) -> Mask:
    """Return where the policy about a gap is `name`, by its reason."""
    chosen = np.zeros(256, dtype=bool)
    for reason, key in POLICY_OF.items():
        chosen[reason] = policy[key] == name
    return np.asarray(chosen[reasons])


def prepare(panel: Panel, values: Floats, reasons: Reasons, peers: Codes, fillers: Codes | None = None) -> Prepared:
    """Impute and treat the values of all indicators as the framework's method says.

    Parameters
    ----------
    values, reasons : (n, k) arrays
        What the formulas gave; reasons with the scope of indicators applied.
    peers : (n,) array
        Classes of the scale; who is in none (reference regions) neither fills nor is filled.
    fillers : (n,) array, optional
        Classes whose members fill each other's gaps, where they are others.
    """
    framework, method = panel.framework, panel.framework.method
    stated = np.where(reasons == OK, values, np.nan)
    notes: list[Problem] = []
    imputed = stated
    if method.imputation is not None:
        within = peers if fillers is None else fillers
        imputed = _imputed(panel, stated, reasons, within, as_step(method.imputation), notes)
    treated, done = imputed, dict[str, dict[str, Any]]()
    if method.treatment is not None or any(entry.spec.treatment for entry in framework.entries.values()):
        treated = _treated(framework, imputed, peers, done, notes)
    return Prepared(stated, imputed, treated, done, tuple(notes))


def _imputed(panel: Panel, stated: Floats, reasons: Reasons, peers: Codes, step: Step, notes: list[Problem]) -> Floats:
    framework = panel.framework
    entries = list(framework.entries.values())
    wanted = np.zeros(stated.shape, dtype=bool)
    for column, entry in enumerate(entries):
        if entry.layer != "neutral" and _is_amount(entry):
            wanted[:, column] = policy_mask(reasons[:, column], framework.policy(entry.id), "impute") & (peers >= 0)
    columns = np.array([k for k, entry in enumerate(entries) if _is_amount(entry)], dtype=np.intp)
    if not wanted.any():
        return stated
    rows = np.flatnonzero(peers >= 0)
    parents = [entries[k].spec.group for k in columns]
    context = {
        "higher": np.array([entries[k].spec.better != "lower" for k in columns]),
        "peers": peers[rows],
        "groups": pd.factorize(np.array(parents, dtype=object))[0],
        "units": panel.region_codes[rows],
        "times": _years(panel)[rows],
        "weights": np.array([framework.weights.get(entries[k].id, 0.0) for k in columns]),
    }
    made, place = np.full(stated.shape, np.nan), np.ix_(rows, columns)
    made[place] = run("imputation", step, stated[place], [entries[k].id for k in columns], context)
    for column in columns:
        low, high = _valid(entries[column])
        made[:, column] = np.clip(made[:, column], low, high)
    filled = wanted & ~np.isnan(made)
    told = {"method": step.method}
    if filled.any():
        count = int(filled.any(axis=0).sum())
        notes.append(Problem("imputed", {**told, "cells": int(filled.sum()), "indicators": count}, severity="note"))
    if (wanted & ~filled).any():
        notes.append(Problem("not_imputed", {**told, "cells": int((wanted & ~filled).sum())}, severity="warning"))
    return np.where(filled, made, stated)


def _is_amount(entry: Entry) -> bool:
    return entry.formula is not None and (entry.spec.score is None or entry.spec.score.rule not in NO_AMOUNTS)


def _valid(entry: Entry) -> tuple[float, float]:
    """Return the bounds of what is valid: an imputed value is ours, and kept within them."""
    low, high = entry.spec.valid or (None, None)
    return (-np.inf if low is None else low.value), (np.inf if high is None else high.value)


def _years(panel: Panel) -> Floats:
    """Return ``(n,)`` when the period of each unit begins, in years."""
    begins = [period_days(period)[0] for period in panel.periods]
    return np.array([day.year + (day.month - 1) / 12 for day in begins])[panel.period_codes]


def _treated(
    framework: Framework, values: Floats, peers: Codes, done: dict[str, dict[str, Any]], notes: list[Problem]
) -> Floats:
    entries = list(framework.entries.values())
    alike: dict[str, tuple[Step, list[int]]] = {}
    for column, entry in enumerate(entries):
        step = framework.treatment(entry.id)
        relative = entry.spec.score is not None and entry.spec.score.rule in RELATIVE_RULES
        if step is not None and _is_amount(entry) and (relative or entry.spec.treatment is not None):
            alike.setdefault(step.model_dump_json(), (step, []))[1].append(column)
    found, rows = values.copy(), np.flatnonzero(peers >= 0)
    for step, columns in alike.values():
        place = np.ix_(rows, np.array(columns, dtype=np.intp))
        context = {"higher": np.array([entries[k].spec.better != "lower" for k in columns]), "peers": peers[rows]}
        made = run("treatment", step, values[place], [entries[k].id for k in columns], context)
        found[place] = made.values
        for number, column in enumerate(columns):
            done[entries[column].id] = {"method": step.method, **made.record[number]}
        changed = (made.values != values[place]) & ~np.isnan(values[place])
        listed = [entries[columns[k]].id for k in np.flatnonzero(changed.any(axis=0)).tolist()]
        if listed:
            told = {"method": step.method, "indicators": len(listed)}
            shown = ", ".join(listed[:8]) + (" …" if len(listed) > 8 else "")
            notes.append(Problem("treated", {**told, "listed": shown}, severity="note"))
    return found
