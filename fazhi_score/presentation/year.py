"""What the commands of a year find (collections, appeals, the ledger) into tables that people read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from fazhi_score.collection.collecting import Collection
from fazhi_score.framework.model import Framework
from fazhi_score.messages import TEXTS, say

_MANY = 8
"""More new facts of one unit than this are told as one row."""


def told(frame: pd.DataFrame, headings: Mapping[str, str], lang: str, **words: str) -> pd.DataFrame:
    """Return some columns as text under headings in `lang`.

    Parameters
    ----------
    headings : mapping
        Column to the code of its heading.
    words : str
        Column to the prefix of the codes of its words: ``state="filing_"``; a word without a text stays as it is.
    """
    columns = {}
    for name, code in headings.items():
        prefix = words.get(name)
        columns[say(code, lang)] = [_word(value, prefix, lang) for value in frame[name]]
    return pd.DataFrame(columns, dtype=object)


def _word(value: Any, prefix: str | None, lang: str) -> str:
    if prefix is not None and f"{prefix}{value}" in TEXTS:
        return say(f"{prefix}{value}", lang)
    if isinstance(value, bool):
        return say("answer_yes", lang) if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if pd.isna(value):
        return "–"
    return f"{value:.6g}" if isinstance(value, float) and math.isfinite(value) else str(value)


def unit_table(found: Collection, lang: str = "zh") -> pd.DataFrame:
    """Return who has filed, how much, when, and in which file."""
    names = ("name", "state", "filled", "asked", "filed_on", "late", "file")
    return told(found.units, {name: f"filing_column_{name}" for name in names}, lang, state="filing_")


def change_table(found: Collection, lang: str = "zh") -> pd.DataFrame:
    """Return what the units have changed since the last collection; a unit's many new facts are one row."""
    changes = found.changes
    many = changes.groupby(["region", "kind"])["fact"].transform("size") > _MANY
    many &= changes["kind"] == "new"
    counts = changes[many].groupby("region", sort=False).agg(count=("fact", "size"), place=("place", "first"))
    rows = [
        {"region": region, "fact": say("change_many", lang, count=int(one["count"])), "item": "", "kind": "new",
         "old": "", "new": "…", "place": str(one["place"]).rpartition("!")[0]}
        for region, one in counts.iterrows()
    ]  # fmt: skip
    shown = pd.concat([changes[~many], pd.DataFrame(rows)], ignore_index=True) if rows else changes
    names = ("region", "fact", "item", "kind", "old", "new", "place")
    return told(shown, {name: f"change_column_{name}" for name in names}, lang, kind="change_")


def appeal_table(found: pd.DataFrame, framework: Framework, lang: str = "zh") -> pd.DataFrame:
    """Return the appeals with what each would do if it were granted."""
    shown = found.assign(item=[framework.label(item, lang) for item in found["item"]])
    headings = {name: f"appeal_column_{name}" for name in shown.columns if f"appeal_column_{name}" in TEXTS}
    return told(shown, headings, lang)


def together_table(found: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return who would stand elsewhere if all appeals were granted: composite, rank or grade."""
    pairs = [("composite", "composite_granted"), ("rank", "rank_granted"), ("grade", "grade_granted")]
    found = found[[any(_differs(row[one], row[two]) for one, two in pairs) for row in found.to_dict("records")]]
    headings = {name: f"appeal_column_{name}" for name in found.columns if f"appeal_column_{name}" in TEXTS}
    return told(found, headings, lang)


def _differs(one: Any, two: Any) -> bool:
    return bool(pd.isna(one) != pd.isna(two) or (not pd.isna(one) and one != two))


def carried_table(found: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return last year's problems with their answers."""
    names = ("id", "region", "problem", "responsible", "deadline", "answer_state", "answer", "place")
    return told(found, {name: f"ledger_column_{name}" for name in names}, lang, answer_state="answer_state_")


def open_table(found: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
    """Return the problems that are open at the end of a period."""
    names = ("id", "region", "period", "problem", "responsible", "deadline", "days_overdue")
    headings = {name: f"ledger_column_{name}" for name in names if name in found}
    return told(found, headings, lang)
