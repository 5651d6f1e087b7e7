"""A result into the sheet that people read line by line: each unit's items with points, rule, decision and reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.messages import say
from fazhi_score.numerics.classes import Floats
from fazhi_score.presentation.cells import shown_units, unit_names
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

COLUMNS = ("name", "period", "group", "node", "id", "full", "rule_alone", "points", "counted", "decision", "state",
           "reason", "evidence", "gap", "basis")  # fmt: skip


def score_sheet(result: Result, lang: str = "zh") -> pd.DataFrame:
    """Return one row a unit and item of the composite, adjustments at the end of each unit.

    Columns, with headings in `lang`: unit, period, group, item, id, full points, points by the rule alone, points as
    they stand, what of it counts in the total (more where other items do not apply: their points are shared out;
    a unit's rows add up to its total, rounding and the ends of the scale apart), the decisions on the item with
    state, reason and evidence, why there is no score, and the wording. Points are those of the sheet; without
    `total_points`, of a composite of 100. Cells without a number are NaN.

    Examples
    --------
    >>> score_sheet.__name__
    'score_sheet'
    """
    framework, ids = result.framework, result.framework.composite_ids
    shown = shown_units(result)
    number = {name: k for k, name in enumerate(framework.entries)}
    columns = np.array([number[name] for name in ids], dtype=np.intp)
    full = np.array([full_points(framework, name) for name in ids])
    points = result.marks.filled[np.ix_(shown, columns)] / 100.0 * full
    words = {int(reason): say(f"reason_{reason.name}", lang) if reason else "" for reason in Reason}
    gaps = pd.Series(result.marks.reasons[np.ix_(shown, columns)].reshape(-1)).map(words).to_numpy(dtype=object)
    n, k = len(shown), len(ids)

    def each(texts: list[str]) -> list[str]:
        return texts * n

    periods = result.index.get_level_values("period").astype(str).to_numpy()[shown]
    rows = pd.DataFrame(
        {
            "name": np.repeat(unit_names(result)[shown], k),
            "period": np.repeat(periods, k),
            "group": each([" / ".join(framework.label(g, lang) for g in groups_of(framework, name)) for name in ids]),
            "node": each([framework.label(name, lang) for name in ids]),
            "id": each(ids),
            "full": np.tile(full, n),
            "rule_alone": points.reshape(-1).copy(),
            "points": points.reshape(-1),
            "counted": _counted(result, shown).reshape(-1),
            "gap": gaps,
            "basis": each([framework.entries[name].spec.basis for name in ids]),
        }
    )
    rows["unit"], rows["order"] = np.repeat(shown, k), np.tile(np.arange(k), n)
    table = pd.concat([rows, *_adjustments(result, shown, lang)], ignore_index=True)
    table = table.sort_values(["unit", "order"], kind="stable", ignore_index=True)
    table = _with_decisions(result, table, lang)
    return table[list(COLUMNS)].set_axis([say(f"sheet_{name}", lang) for name in COLUMNS], axis=1)


def _counted(result: Result, shown: NDArray[np.intp]) -> Floats:
    """Return ``(n, k)`` what each item brings to the total, NaN where a total is no sum of parts."""
    framework, ids = result.framework, result.framework.composite_ids
    arithmetic = all(framework.aggregation(group) == "arithmetic" for group in framework.composite_tree)
    if not arithmetic or framework.method.ordering is not None:
        return np.full((len(shown), len(ids)), np.nan)
    parts = result.contributions[ids].to_numpy(dtype=np.float64)[shown]
    return np.asarray(parts * (framework.file.total_points or 100.0) / 100.0)


def full_points(framework: Framework, name: str) -> float:
    """Return what an item can earn: its points in a sheet of points, else its share of a composite of 100."""
    if framework.file.total_points is not None:
        return framework.points(name)
    return framework.nominal_weights[name] * 100.0


def groups_of(framework: Framework, name: str) -> list[str]:
    """Return the groups above a node, the outermost first."""
    found: list[str] = []
    while (name := framework.parent(name)) != ROOT:
        found.insert(0, name)
    return found


def _adjustments(result: Result, shown: NDArray[np.intp], lang: str) -> list[pd.DataFrame]:
    """Return the bonuses, penalties and vetoes that do something, in points of the sheet.

    A veto shows its cap; what counts of it is what it takes off, told at the lowest cap that strikes.
    """
    scale = (result.framework.file.total_points or 100.0) / 100.0
    taken = _taken_by_vetoes(result)
    parts = []
    for order, (name, effect) in enumerate(result.adjusted.effects.items()):
        units = shown[effect.struck[shown]]
        label = result.framework.label(name, lang)
        told = {
            "name": unit_names(result)[units],
            "period": result.index.get_level_values("period").astype(str).to_numpy()[units],
            "group": say("sheet_adjustment", lang), "node": label, "id": name, "full": np.nan,
            "rule_alone": effect.points[units] * scale, "points": effect.points[units] * scale,
            "counted": taken.get(name, effect.points)[units] * scale, "gap": "",
            "basis": getattr(result.framework.file.adjustments[name], "basis", ""),
            "unit": units, "order": 10**6 + order,
        }  # fmt: skip
        if len(units):
            parts.append(pd.DataFrame(told))
    return parts


def adjustment_points(result: Result) -> dict[str, Floats]:
    """Return, by adjustment, ``(n,)`` what it brings to each total, in points of the sheet; 0 where it does nothing."""
    scale = (result.framework.file.total_points or 100.0) / 100.0
    counted = {name: effect.points for name, effect in result.adjusted.effects.items()} | _taken_by_vetoes(result)
    return {
        name: np.where(effect.struck, counted[name] * scale, 0.0) for name, effect in result.adjusted.effects.items()
    }


def _taken_by_vetoes(result: Result) -> dict[str, Floats]:
    """Return, by veto, ``(n,)`` what it takes off on 0–100; 0 where a lower cap strikes too."""
    adjustments, effects = result.framework.file.adjustments, result.adjusted.effects
    extras = [effects[name].points for name, spec in adjustments.items() if isinstance(spec, Extra)]
    top = np.inf if result.framework.method.above_100 else 100.0
    before = np.clip(result.nodes[ROOT][0] + sum(extras, np.zeros(len(result.index))), 0.0, top)
    vetoes = {name: effects[name] for name, spec in adjustments.items() if isinstance(spec, Veto)}
    caps = np.array([np.where(e.struck & ~np.isnan(e.points), e.points, np.inf) for e in vetoes.values()])
    lowest = caps.argmin(axis=0) if len(caps) else np.zeros(0)
    off = np.minimum(result.adjusted.composite - before, 0.0)
    return {name: np.where(lowest == number, off, 0.0) for number, name in enumerate(vetoes)}


def _with_decisions(result: Result, table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Put the decisions of each item into its row; several are joined."""
    for column in ("decision", "state", "reason", "evidence"):
        table[column] = ""
    frame = result.decisions
    if not len(frame):
        return table
    framework = result.framework
    at = {key: row for row, key in enumerate(zip(table["unit"], table["id"], strict=True))}
    unit = {key: k for k, key in enumerate(result.index)}
    for key, several in frame.groupby(["region", "period", "item"], sort=False):
        region, period, item = map(str, key)
        row = at.get((unit[region, period], item))
        if row is None:
            continue  # a bonus that was decided away
        table.loc[row, "decision"] = "; ".join(several["id"])
        table.loc[row, "state"] = "; ".join(say(f"decision_{state}", lang) for state in several["state"])
        for column in ("reason", "evidence"):
            table.loc[row, column] = "; ".join(text for text in several[column] if text)
        if item in framework.entries:
            one = several.iloc[0]
            share = one["rule_alone"] / one["full"] if one["full"] else np.nan
            table.loc[row, "rule_alone"] = share * full_points(framework, item)
        else:
            sign = -1.0 if getattr(framework.file.adjustments[item], "kind", "") == "penalty" else 1.0
            table.loc[row, "rule_alone"] = sign * several["rule_alone"].iloc[0]
    return table
