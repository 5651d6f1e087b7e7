"""What `check` remarks about a framework and about facts scored by it."""

from __future__ import annotations

import numpy as np

from fazhi_score.errors import Problem
from fazhi_score.framework.formula import Formula
from fazhi_score.framework.model import Framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

_LISTED = 12


def framework_notes(framework: Framework) -> list[Problem]:
    """Name the indicators whose score depends on who else is in the file."""
    relative = [
        name
        for name, entry in framework.entries.items()
        if entry.spec.score is not None
        and (entry.spec.score.rule in RELATIVE_RULES or any("peers_mean" in f.text for f in _formulas(framework, name)))
    ]
    return [_listed("relative_indicators", relative)] if relative else []


def _formulas(framework: Framework, name: str) -> list[Formula]:
    entry = framework.entries[name]
    return [formula for formula in (entry.formula, entry.stated, *entry.extra.values()) if formula is not None]


def distinction_notes(result: Result) -> list[Problem]:
    """Name the scored indicators that cannot tell regions apart: two or more state them and all score the same."""
    same: list[str] = []
    full: list[str] = []
    for k, (name, entry) in enumerate(result.framework.entries.items()):
        if entry.layer == "neutral":
            continue
        scores = result.marks.scores[result.marks.reasons[:, k] == Reason.OK, k]
        if len(scores) > 1 and np.ptp(scores) <= 1e-9:
            (full if scores[0] >= 100 - 1e-9 else same).append(name)
    found = [_listed("all_full_marks", full)] if full else []
    return found + ([_listed("all_the_same", same)] if same else [])


def _listed(code: str, names: list[str]) -> Problem:
    listed = ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
    return Problem(code, {"count": len(names), "listed": listed}, severity="note")
