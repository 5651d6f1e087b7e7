"""The thresholds of a framework into who crosses which, and who cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.framework.formula import Name, Node
from fazhi_score.framework.model import ROOT, Alarm
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.indicators import Evaluator, Found, Peers, accepted_windows
from fazhi_score.scoring.marks import in_scope, not_applicable
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import OK, Reason

if TYPE_CHECKING:
    from fazhi_score.scoring.result import Result

COLUMNS = ("region", "period", "name", "node", "level", "state", "score", "value", "when", "note")


@dataclass(frozen=True)
class _Named(Evaluator):
    """An evaluator that knows more names than the facts."""

    own: Mapping[str, Found] = field(default_factory=dict)

    def node(self, node: Node) -> Found:
        if isinstance(node, Name) and node.id in self.own:
            return self.own[node.id]
        return super().node(node)


def raised(result: Result) -> pd.DataFrame:
    """Return one row for each unit and alert that is raised, or unknown for want of facts.

    Columns: region, period, name, node ("" for the composite), level, state (raised, unknown), score (of the node,
    0–100), value (of an indicator), when (the condition) and note. Reference regions and nodes that do not apply
    are left out.
    """
    parts = [_of_one(result, alarm) for alarm in result.framework.alarms]
    columns = {name: np.concatenate([np.empty(0, dtype=object), *(p[name] for p in parts)]) for name in COLUMNS}
    frame = pd.DataFrame(columns, dtype=object)
    return frame.astype({"score": np.float64, "value": np.float64})


def _of_one(result: Result, alarm: Alarm) -> dict[str, NDArray[Any]]:
    panel, name = result.panel, alarm.node
    peers = Peers(panel)
    own = _names(result, name)
    scale = peers.codes(result.framework.method.scale_within)
    window = ("own", "annual")
    if name in result.framework.entries:
        window = accepted_windows(panel, result.framework.entries[name])[0]
    values, reasons = _Named(panel, *window, scale, own=own)(alarm.when)
    there = in_scope(panel)[name] & (scale >= 0) & _of_length(panel, alarm.spec.period)
    state = np.where(reasons == OK, np.where(values != 0, "raised", ""), "unknown")
    # what does not apply cannot be crossed: there is no value, no year before, nothing to divide by
    state = np.where((reasons > OK) & (reasons < Reason.NOT_STATED), "", state)
    rows = np.flatnonzero(there & (state != ""))
    told = {
        "region": panel.index.get_level_values("region")[rows],
        "period": panel.index.get_level_values("period")[rows],
        "name": result.names.to_numpy()[rows],
        "node": name,
        "level": alarm.spec.level,
        "state": state[rows],
        "score": own["score"].values[rows],
        "value": own["value"].values[rows] if "value" in own else np.nan,
        "when": alarm.when.text,
        "note": alarm.spec.note,
    }
    return {key: np.broadcast_to(np.asarray(cells), len(rows)) for key, cells in told.items()}


def _of_length(panel: Panel, wanted: str | None) -> NDArray[np.bool_]:
    """Return ``(n,)`` whether a unit's period is a month, quarter, half or year, as wanted."""
    kinds = [{"-": "month", "Q": "quarter", "H": "half"}.get(period[4:5], "year") for period in panel.periods]
    return np.array([wanted in (None, kind) for kind in kinds], dtype=bool)[panel.period_codes]


def _names(result: Result, name: str) -> dict[str, Found]:
    """Return score, rank and value of a node as formulas see them."""
    if name == ROOT:
        # who has stated nothing at all has no score to judge by, whatever silence earns
        silent = ~(np.nan_to_num(result.standing.coverage.total) > 0)
        score, rank = (np.where(silent, np.nan, a) for a in (result.standing.composite, result.standing.ranks))
        return {"score": _found(score), "rank": _found(rank)}
    entries = list(result.framework.entries)
    if name not in entries:
        scores = result.nodes[name][0] if name in result.nodes else np.full(len(result.index), np.nan)
        below = [k for k, entry in enumerate(entries) if entry in result.nodes and _within(result, entry, name)]
        return {"score": _found(scores, _applies(result, below))}
    column = entries.index(name)
    value = Found(result.values.values[:, column], result.values.reasons[:, column])
    return {"score": _found(result.marks.filled[:, column], _applies(result, [column])), "value": value}


def _found(numbers: Floats, applies: NDArray[np.bool_] | bool = True) -> Found:
    why = np.where(applies, Reason.NOT_REPORTED, Reason.NOT_APPLICABLE)
    return Found(numbers, np.where(np.isnan(numbers), why, 0).astype(np.uint8))


def _applies(result: Result, columns: list[int]) -> NDArray[np.bool_]:
    """Return ``(n,)`` whether any of some indicators applies: else no score is missing for want of facts."""
    reasons = result.marks.reasons[:, columns]
    return np.asarray(~(not_applicable(reasons) | (reasons == Reason.OUT_OF_SCOPE)).all(axis=1))


def _within(result: Result, name: str, group: str) -> bool:
    while name not in (ROOT, group):
        name = result.framework.parent(name)
    return name == group
