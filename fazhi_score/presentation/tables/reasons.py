"""A result into why: deductions with their reasons and places, gaps, and the facts with their sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.facts.folders import without_folders
from fazhi_score.facts.rows import STATUSES
from fazhi_score.facts.writing import canonical_frame
from fazhi_score.messages import say
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.presentation.cells import periods, unit_names
from fazhi_score.presentation.items import Sheet
from fazhi_score.presentation.order import in_rank_order
from fazhi_score.presentation.reasons import Reasons
from fazhi_score.presentation.scoresheet import adjustment_points, groups_of
from fazhi_score.presentation.wording import adjustment_words
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

DEDUCTIONS = ("name", "period", "group", "node", "id", "full", "points", "deducted", "rule", "facts", "decision")


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
        One row a deduction, with headings in `lang`: unit, period, group, item, id, full points, points, deducted, rule
        (in words, with its basis), facts (values with the place of each in its document, and what is not stated), and
        what reviewers decided, with reason and evidence. Points are those of the sheet; without `total_points`, of a
        composite of 100. Items that are left out of the composite are no deductions: they stand among the gaps.

    Raises
    ------
    FazhiError
        For an unknown region or period.
    """
    units = in_rank_order(result) if region is None else np.array([find_unit(result, region, period)])
    why, moved = Reasons(Sheet(result), lang), adjustment_points(result)
    names, when = unit_names(result), periods(result)
    rows = [(names[u], when[u], *row) for u in units.tolist() for row in _of_unit(u, why, moved)]
    frame = pd.DataFrame(rows, columns=list(DEDUCTIONS))
    return frame.set_axis([say(f"sheet_{name}", lang) for name in DEDUCTIONS], axis=1)


def _of_unit(unit: int, why: Reasons, moved: dict[str, Floats]) -> Iterator[tuple[Any, ...]]:
    framework, lang = why.sheet.framework, why.lang
    for item in why.sheet.items(unit):
        if item.is_deducted:
            group = " / ".join(framework.label(name, lang) for name in item.groups)
            told = "\n".join(why.decision(one, item.full) for one in item.decisions)
            points = (item.full, item.points, item.deducted)
            label = framework.label(item.id, lang)
            yield (group, label, item.id, *points, why.rule(item), why.facts(unit, item), told)
    for name, points_of in moved.items():
        taken = float(points_of[unit])
        if taken < -TOLERANCE:
            label = framework.label(name, lang)
            told = "\n".join(why.decision(one, np.nan) for one in why.sheet.decided(unit, name))
            rule, facts = adjustment_words(framework, name, lang), why.met(unit, name)
            yield (say("sheet_adjustment", lang), label, name, np.nan, np.nan, -taken, rule, facts, told)


def gaps(result: Result, lang: str = "zh") -> pd.DataFrame:
    """Return one row a gap: an item of the composite that is scored for want of nothing but its facts.

    Columns, with headings in `lang`: unit, period, group, item, id, why there is no score of its own, what stands in
    its place (the score 0–100; NaN: it is left out) and the share of the composite that rests on it.
    """
    framework, shown = result.framework, in_rank_order(result)
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
    facts, framework = without_folders(result.panel.facts), result.framework
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
