"""A result, and what stands beside it, into the data of a page."""

from __future__ import annotations

import datetime
from typing import Any

from fazhi_score import __version__
from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.facts.ledger import Ledger
from fazhi_score.facts.rows import SPANS, STATUSES
from fazhi_score.framework.model import ROOT
from fazhi_score.messages import TEXTS
from fazhi_score.presentation.cells import class_name
from fazhi_score.presentation.order import in_rank_order
from fazhi_score.presentation.page import beside, evidence, nodes, recomputing
from fazhi_score.presentation.page.arrays import both, coded, label_of
from fazhi_score.presentation.page.tuning import tuning
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

_BORROWED = (
    *("column_name", "column_period", "column_class", "column_composite", "column_rank", "column_possible"),
    *("column_grade", "column_coverage", "column_bounds", "column_disclosure", "column_comparable", "column_node"),
)
"""Texts of other tables that the page uses too."""


def page_data(
    result: Result,
    *,
    lang: str,
    uncertainty: Uncertainty | None,
    sensitivity: Sensitivity | None,
    before: Result | None,
    ledger: Ledger | None,
    date: datetime.date,
) -> dict[str, Any]:
    """Return everything that the page shows, as plain data: numbers in base64, texts in both languages."""
    framework, shown = result.framework, in_rank_order(result)
    names = [ROOT, *framework.group_order[1:], *framework.entries]
    number = {name: k for k, name in enumerate(names)}
    data: dict[str, Any] = {
        "lang": lang,
        "date": date.isoformat(),
        "version": __version__,
        "hashes": result.hashes,
        "id": framework.id,
        "label": label_of(framework, ROOT),
        "edition": str(framework.file.edition),
        "texts": texts(),
        "reasons": {int(reason): both(f"reason_{reason.name}") for reason in Reason},
        "claimed": int(Reason.CLAIMED),
        "nodes": nodes.nodes(framework),
        "factNames": nodes.facts(framework),
        "adjustmentNames": nodes.adjustment_nodes(framework),
        "method": recomputing.method(framework),
        "units": _units(result, shown),
        "classes": recomputing.classes(result, shown),
        "cells": recomputing.cells(result, shown),
        "groups": recomputing.groups(result, shown),
        "standing": recomputing.standing(result, shown),
        "adjustments": recomputing.adjustments(result, shown),
        "tuning": tuning(result, number),
        "facts": evidence.facts(result, shown),
        "notes": beside.notes(result.notes),
        "decisions": beside.decisions(result, shown, number),
        "alerts": beside.alerts(result, shown, number),
    }
    if uncertainty is not None:
        data["uncertainty"] = beside.uncertainty(uncertainty, result, shown)
    if sensitivity is not None:
        data["sensitivity"] = beside.sensitivity(sensitivity)
    if before is not None:
        data["before"] = beside.before(before, result, shown)
    if ledger is not None:
        data["ledger"] = beside.ledger(ledger, result, shown, date)
    return data


def texts() -> dict[str, list[str]]:
    """Return the words of the page in English and Chinese."""
    own = {code: TEXTS[code] for code in (*(c for c in TEXTS if c.startswith("page_")), *_BORROWED)}
    statuses = {f"status_{name}": [name.replace("_", " "), zh] for name, zh in STATUSES.items()}
    statuses |= {f"span_{name}": [name.replace("_", " "), zh] for name, zh in SPANS.items()}
    policies = {code: [text.en, text.zh] for code, text in TEXTS.items() if code.startswith("policy_")}
    return {**{code: [text.en, text.zh] for code, text in own.items()}, **statuses, **policies}


def _units(result: Result, shown: Any) -> dict[str, Any]:
    table = result.table.iloc[shown]
    regions, periods = (table.index.get_level_values(level).astype(str) for level in ("region", "period"))
    return {
        "count": len(shown),
        "ids": regions.tolist(),
        "names": [str(name) for name in table["name"]],
        "periods": coded(periods),
        "classes": coded(table["class"].astype(str)),
        "classNames": {
            label: [class_name(label, lang) for lang in ("en", "zh")]
            for label in sorted(set(table["class"].astype(str)))
        },
        "screened": [int(k) for k, unit in enumerate(shown.tolist()) if _left_out(result, unit)],
    }


def _left_out(result: Result, unit: int) -> bool:
    left_out = result.panel.left_out
    return left_out is not None and bool(left_out[unit])
