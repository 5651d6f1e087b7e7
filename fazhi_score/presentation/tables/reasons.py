"""A result into why: deductions with their reasons and places, gaps, and the facts with their sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.facts.rows import STATUSES
from fazhi_score.facts.writing import canonical_frame
from fazhi_score.framework.model import Entry
from fazhi_score.messages import say
from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.cells import of_unit, periods, shown_units, unit_names, unit_of
from fazhi_score.presentation.scoresheet import adjustment_points, full_points, groups_of
from fazhi_score.scoresheets.describing import rule_in_words
from fazhi_score.scoring.explanation import Explanation, find_unit, grounds
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

DEDUCTIONS = ("name", "period", "group", "node", "id", "full", "points", "deducted", "reason", "facts", "evidence",
              "basis")  # fmt: skip


def deductions(
    result: Result, lang: str = "zh", *, region: str | None = None, period: str | int | None = None
) -> pd.DataFrame:
    """Return every item that has less than full points, with the reason and where the facts stand.

    Parameters
    ----------
    result : Result
    lang : {"zh", "en"}
    region, period : optional
        One unit only; left out: all, in the order of the result.

    Returns
    -------
    DataFrame
        One row a deduction, with headings in `lang`: unit, period, group, item, id, full points, points, deducted,
        reason (rule and value, why there is no value, what reviewers decided), facts with the place of each in its
        document, evidence that reviewers name, wording. Points are those of the sheet; without `total_points`, of a
        composite of 100. Items that are left out of the composite are no deductions: they stand among the gaps.

    Raises
    ------
    FazhiError
        For an unknown region or period.
    """
    units = shown_units(result) if region is None else np.array([find_unit(result, region, period)])
    rows = [row for unit in units.tolist() for row in _of_unit(result, unit, lang)]
    frame = pd.DataFrame(rows, columns=list(DEDUCTIONS))
    return frame.set_axis([say(f"sheet_{name}", lang) for name in DEDUCTIONS], axis=1)


def _of_unit(result: Result, unit: int, lang: str) -> Iterator[tuple[Any, ...]]:
    framework, ids = result.framework, result.framework.composite_ids
    columns = {name: k for k, name in enumerate(framework.entries)}
    who = (unit_names(result)[unit], periods(result)[unit])
    decided = _decided(result, unit)
    for name in ids:
        full, score = full_points(framework, name), float(result.marks.filled[unit, columns[name]])
        if np.isnan(score) or full * (1 - score / 100.0) <= TOLERANCE:
            continue
        group = " / ".join(framework.label(g, lang) for g in groups_of(framework, name))
        points = (full, full * score / 100.0, full * (1 - score / 100.0))
        entry = framework.entries[name]
        why = _why(result, unit, entry, columns[name], decided.get(name), lang)
        yield (*who, group, framework.label(name, lang), name, *points, *why, entry.spec.basis)
    for name, taken in adjustment_points(result, unit).items():
        if taken < -TOLERANCE:
            spec, texts = framework.file.adjustments[name], decided.get(name, ("", ""))
            label = (say("sheet_adjustment", lang), framework.label(name, lang), name)
            reason = texts[0] or say("deduction_adjustment", lang, condition=framework.conditions[name].text)
            facts = _facts(grounds(result, unit, name), lang)
            yield (*who, *label, np.nan, np.nan, -taken, reason, facts, texts[1], getattr(spec, "basis", ""))


def _decided(result: Result, unit: int) -> dict[str, tuple[str, str]]:
    """Return what reviewers decided about a unit: by item, reasons and evidence."""
    frame = result.decisions
    if not len(frame):
        return {}
    region, period = result.index[unit]
    mine = frame[(frame["region"] == region) & (frame["period"].astype(str) == str(period))]
    return {
        str(item): tuple("; ".join(filter(None, rows[key])) for key in ("reason", "evidence"))  # type: ignore[misc]
        for item, rows in mine.groupby("item", sort=False)
    }


def _why(
    result: Result, unit: int, entry: Entry, column: int, decided: tuple[str, str] | None, lang: str
) -> tuple[str, str, str]:
    """Return reason, facts and evidence of one deduction."""
    reason = Reason(int(result.marks.reasons[unit, column]))
    value = float(result.values.values[unit, column])
    rule = rule_in_words(entry.spec.score, lang)
    if reason is Reason.OK and np.isnan(value):  # marks by people, checklists: there is no single value
        why = say("deduction_rule_alone", lang, rule=rule)
    elif reason is Reason.OK:
        why = say("deduction_rule", lang, value=of_unit(value, unit_of(result.framework, entry.id)), rule=rule)
    else:
        why = say("deduction_gap", lang, reason=say(f"reason_{reason.name}", lang), rule=rule)
    facts = _facts(grounds(result, unit, entry.id), lang)
    if decided is None:
        return why, facts, ""
    return say("deduction_decided", lang, decided=decided[0] or "–", why=why), facts, decided[1]


def _facts(found: tuple[Explanation, ...], lang: str) -> str:
    """Return facts with their places, one line each."""
    lines = []
    for fact in found:
        places = [part for part in fact.parts if part.code == "explain_place"]
        lines += [f"{fact.text(lang)} ({part.params['source']})" for part in places] or [fact.text(lang)]
    return "\n".join(dict.fromkeys(lines))


def gaps(result: Result, lang: str = "zh") -> pd.DataFrame:
    """Return one row a gap: an item of the composite that is scored for want of nothing but its facts.

    Columns, with headings in `lang`: unit, period, group, item, id, why there is no score of its own, what stands in
    its place (the score 0–100; NaN: it is left out) and the share of the composite that rests on it.
    """
    framework, shown = result.framework, shown_units(result)
    numbers = {name: k for k, name in enumerate(framework.entries)}
    at = np.array([numbers[name] for name in framework.composite_ids], dtype=np.intp)
    reasons = result.marks.reasons[np.ix_(shown, at)]
    unit, item = np.nonzero(reasons != Reason.OK)
    words = np.full(256, "", dtype=object)
    for reason in Reason:
        words[reason] = say(f"reason_{reason.name}", lang)
    ids = np.array(framework.composite_ids, dtype=object)
    groups = [" / ".join(framework.label(g, lang) for g in groups_of(framework, name)) for name in ids]
    columns: dict[str, NDArray[Any]] = {
        "name": unit_names(result)[shown][unit],
        "period": periods(result)[shown][unit],
        "group": np.array(groups, dtype=object)[item],
        "node": np.array([framework.label(name, lang) for name in ids], dtype=object)[item],
        "id": ids[item],
        "gap": words[reasons[unit, item]],
        "score": result.marks.filled[np.ix_(shown, at)][unit, item],
        "share": np.array([framework.nominal_weights[name] for name in ids])[item],
    }
    return pd.DataFrame({say(f"sheet_{name}", lang): cells for name, cells in columns.items()})


def sources(result: Result, lang: str = "zh") -> pd.DataFrame:
    """Return the facts that the result was made from, each with its source and place.

    Columns, with headings in `lang`: unit, period, fact, id, value as written, status, scope, span, item, source,
    location, quote, note. Rows are those of the facts table, rejected ones included (the status says so).
    """
    facts, framework = result.panel.facts, result.framework
    frame = canonical_frame(facts.table)
    known = framework.file.facts
    names = dict(zip(result.index.get_level_values("region"), result.names.astype(str), strict=True))
    chinese = lang == "zh"

    def text(name: str) -> Any:
        return frame[name].fillna("").astype(str).to_numpy() if name in frame else np.full(len(frame), "", dtype=object)

    label = {i: (spec.zh if chinese else spec.en) or spec.zh or spec.en or i for i, spec in known.items()}
    columns = {
        "name": [names.get(region, region) for region in frame["region"]],
        "period": frame["period"].astype(str).to_numpy(),
        "fact": [label.get(fact, fact) for fact in frame["fact"]],
        "id": frame["fact"].to_numpy(),
        "value": frame["value"].to_numpy(),
        "status": [STATUSES.get(status, status) if chinese else status for status in frame["status"]],
        **{name: text(name) for name in ("scope", "span", "item", "source", "location", "quote", "note")},
    }
    return pd.DataFrame({say(f"sheet_{name}", lang): cells for name, cells in columns.items()})
