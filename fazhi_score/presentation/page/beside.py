"""What stands beside a result in its page: decisions, alerts, an earlier result, robustness, a ledger of problems."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import earlier_rows
from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.errors import Problem
from fazhi_score.facts.folders import bare_place, bare_problem
from fazhi_score.facts.ledger import SOURCES, STATES, Ledger
from fazhi_score.numerics.classes import Floats
from fazhi_score.presentation.page.arrays import both, packed
from fazhi_score.presentation.problems import entries_of
from fazhi_score.presentation.robustness import sensitivity_table, varied
from fazhi_score.scoring.result import Result

MOST_NOTES, MOST_ALERTS = 200, 5_000


def notes(problems: tuple[Problem, ...], most: int = MOST_NOTES) -> dict[str, Any]:
    """Return what a reader must know: severity, text, place and remedy, the weightiest first; and how many are left."""
    order = sorted(problems, key=lambda one: ("error", "warning", "note").index(one.severity))
    listed = [
        [one.severity, [f"{one.where} {one.message(lang)}".strip() for lang in ("en", "zh")],
         [one.hint(lang) for lang in ("en", "zh")]]
        for one in map(bare_problem, order[:most])
    ]  # fmt: skip
    return {"listed": listed, "more": max(len(order) - most, 0)}


def decisions(result: Result, shown: NDArray[np.intp], number: dict[str, int]) -> list[dict[str, Any]]:
    """Return every decision on a shown unit: what the rule alone gave, what stands, why, and on what evidence."""
    place, found = _places(result, shown), []
    for row in result.decisions.to_dict("records"):
        unit = place.get((str(row["region"]), str(row["period"])))
        if unit is None:
            continue
        item = str(row["item"])
        found.append(
            {"unit": unit, "node": number.get(item, -1), "item": item, "id": str(row["id"]),
             "states": [both(f"decision_{state}") for state in row["history"]],
             **{key: _finite(row[key]) for key in ("rule_alone", "score", "full")},
             "place": bare_place(str(row["place"])),
             **{key: str(row[key]) for key in ("reason", "evidence", "decided_by", "date", "note")}}
        )  # fmt: skip
    return found


def alerts(result: Result, shown: NDArray[np.intp], number: dict[str, int]) -> dict[str, Any]:
    """Return the alerts of shown units, raised ones first, and how many are left."""
    place = _places(result, shown)
    frame = result.alerts.sort_values("state", kind="stable") if len(result.alerts) else result.alerts
    rows = [
        [place[str(row["region"]), str(row["period"])], number.get(str(row["node"]), 0), str(row["level"]),
         row["state"] == "raised", str(row["when"]), str(row["note"])]
        for row in frame.head(MOST_ALERTS).to_dict("records")
        if (str(row["region"]), str(row["period"])) in place
    ]  # fmt: skip
    return {"listed": rows, "more": max(len(frame) - MOST_ALERTS, 0)}


def _places(result: Result, shown: NDArray[np.intp]) -> dict[tuple[str, str], int]:
    pairs = [result.index[unit] for unit in shown.tolist()]
    return {(str(region), str(period)): k for k, (region, period) in enumerate(pairs)}


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def uncertainty(found: Uncertainty, result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return rank and score intervals of the shown units, NaN for units that the analysis does not know."""
    table = found.table.reindex(result.index[shown])
    columns = {"low": "low", "high": "high", "median": "median", "scoreLow": "score_low", "scoreHigh": "score_high"}
    numbers = {key: packed(_floats(table[name])) for key, name in columns.items()}
    sources = [[varied([source], lang) for lang in ("en", "zh")] for source in found.sources]
    if "grade_stability" in table:
        numbers["stability"] = packed(_floats(table["grade_stability"]))
    return {**numbers, "level": found.level, "draws": found.draws, "seed": str(found.seed), "sources": sources}


def _floats(column: Any) -> Floats:
    return np.asarray(pd.Series(column).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))


def sensitivity(found: Sensitivity) -> list[dict[str, Any]]:
    """Return the table of what matters most for ranks, in both languages."""
    frames = [sensitivity_table(found, lang) for lang in ("en", "zh")]
    return [{"columns": list(map(str, f.columns)), "rows": f.astype(str).to_numpy().tolist()} for f in frames]


def before(earlier: Result, result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return what the same regions had in an earlier period (or round): composite, rank, grade, scores of nodes.

    See :func:`earlier_rows` for what is compared.
    """
    rows = earlier_rows(earlier, result)[shown]
    there, s = rows >= 0, earlier.standing
    framework = result.framework
    names = [*framework.group_order, *framework.entries]
    column = {name: k for k, name in enumerate(earlier.framework.entries)}
    scores = np.full((len(shown), len(names)), np.nan)
    for k, name in enumerate(names):
        if name in earlier.nodes:
            scores[there, k] = earlier.nodes[name][0][rows[there]]
        elif name in column:
            scores[there, k] = earlier.marks.filled[rows[there], column[name]]
    kept = [k for k in range(len(names)) if not np.isnan(scores[:, k]).all()]
    periods = [str(earlier.index[row][1]) if row >= 0 else "" for row in rows.tolist()]
    grades = [str(s.grades[row]) if row >= 0 else "" for row in rows.tolist()]
    return {
        "periods": periods, "grades": grades,
        "composite": packed(np.where(there, s.composite[rows], np.nan)),
        "rank": packed(np.where(there, s.ranks[rows], np.nan)),
        "nodes": kept, "scores": packed(scores[:, kept], "f4"),
        "otherFramework": earlier.framework.sha256() != framework.sha256(),
        "ownScales": framework.scale_varies_by_period or earlier.framework.scale_varies_by_period,
    }  # fmt: skip


def ledger(found: Ledger, result: Result, shown: NDArray[np.intp], today: datetime.date) -> list[dict[str, Any]]:
    """Return the problems of the regions shown, what is overdue on a day first."""
    ids = dict(zip(result.names.astype(str), result.index.get_level_values("region").astype(str), strict=True))
    words = ("id", "period", "dimension", "problem", "responsible", "deadline", "answer", "evidence", "note")
    return [
        {**{key: one.row[key] for key in words}, "region": ids.get(one.row["region"], one.row["region"]),
         "state": [one.row["state"], STATES.get(one.row["state"], one.row["state"])],
         "source": [one.row["source"], SOURCES.get(one.row["source"], one.row["source"])],
         "open": one.is_open, "overdue": one.is_overdue}
        for one in entries_of(found, result, shown.tolist(), today)
    ]  # fmt: skip
