"""What reviewers decided, and the alerts that are raised, as tables."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from fazhi_score.facts.folders import bare_place
from fazhi_score.messages import say
from fazhi_score.presentation.cells import points
from fazhi_score.presentation.text import score_text
from fazhi_score.scoring.result import Result


def decisions(result: Result, lang: str = "en") -> pd.DataFrame:
    """Return every decision with what the rule alone gave, as people read it."""
    frame, framework = result.decisions, result.framework
    names = dict(zip(result.index, result.names, strict=True))
    pairs = list(zip(frame["region"], frame["period"], strict=True))
    columns: dict[str, Any] = {
        "decision": frame["id"].to_numpy(),
        "name": [str(names[pair]) for pair in pairs],
        "period": frame["period"].to_numpy(),
        "node": [framework.label(item, lang) for item in frame["item"]],
        "id": frame["item"].to_numpy(),
        "set_to": frame["set_to"].to_numpy(),
        "deducted": frame["deducted"].to_numpy(),
        "full": [points(value) for value in frame["full"]],
        "rule_alone": [points(value) for value in frame["rule_alone"]],
        "points": [points(value) for value in frame["score"]],
        "states": [" → ".join(say(f"decision_{state}", lang) for state in states) for states in frame["history"]],
        **{key: frame[key].to_numpy() for key in ("reason", "evidence", "decided_by", "date", "note")},
        "place": [bare_place(str(place)) for place in frame["place"]],
    }
    return pd.DataFrame({say(f"sheet_{key}", lang): values for key, values in columns.items()})


def alerts(result: Result, lang: str = "en") -> pd.DataFrame:
    """Return the alerts that are raised or that nobody can tell, as people read it."""
    frame, framework = result.alerts, result.framework
    percent = {name: entry.spec.unit == "percent" for name, entry in framework.entries.items()}
    columns: dict[str, Any] = {
        "name": frame["name"].astype(str).to_numpy(),
        "period": frame["period"].astype(str).to_numpy(),
        "node": [framework.label(node, lang) for node in frame["node"]],
        "level": frame["level"].to_numpy(),
        "state": [say(f"alert_{state}", lang) for state in frame["state"]],
        "score": [score_text(value) for value in frame["score"]],
        "value": [
            "–" if math.isnan(value) else f"{value:.2%}" if percent.get(node, False) else f"{value:.6g}"
            for value, node in zip(frame["value"].astype(float), frame["node"], strict=True)
        ],
        "when": frame["when"].to_numpy(),
        "note": frame["note"].to_numpy(),
    }
    return pd.DataFrame({say(f"sheet_{key}", lang): values for key, values in columns.items()})
