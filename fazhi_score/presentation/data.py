"""Results into plain data for JSON: a missing number is null."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from fazhi_score.errors import Problem
from fazhi_score.scoring.result import Result


def as_data(result: Result, lang: str = "en") -> dict[str, Any]:
    """Return table, scores, gaps and notes as plain data for JSON: a missing number is null."""
    frames = {"scores": result.scores, "gaps": result.gaps}
    return {
        "framework": result.framework.id,
        "hashes": result.hashes,
        "table": records(result.table),
        "decisions": records(result.decisions.assign(history=result.decisions["history"].map(" → ".join))),
        "alerts": records(result.alerts),
        **{name: records(frame) for name, frame in frames.items()},
        "notes": [note_data(note, lang) for note in result.notes],
    }


def note_data(problem: Problem, lang: str) -> dict[str, Any]:
    """Return a problem as plain data for JSON."""
    data = {
        "severity": problem.severity,
        "code": problem.code,
        "where": problem.where,
        "message": problem.message(lang),
        "hint": problem.hint(lang),
    }
    return {key: value for key, value in data.items() if value}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, levels of its index that have names included, as plain data for JSON.

    A missing value is null.
    """
    flat = frame.reset_index() if frame.index.names != [None] else frame
    rows = flat.astype(object).to_dict("records")
    return [{str(key): None if _is_gap(value) else value for key, value in row.items()} for row in rows]


def _is_gap(value: Any) -> bool:
    return not isinstance(value, dict | list | tuple) and bool(pd.isna(value))


def to_json(data: Any) -> str:
    """Return data as JSON text, Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False, default=_json_default)


def _json_default(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
