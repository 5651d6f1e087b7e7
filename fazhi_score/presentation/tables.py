"""Results into tables with labels in Chinese or English, and into files."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import escaped
from fazhi_score.files import write_text
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import say
from fazhi_score.scoring.indicators import REFERENCE, Peers
from fazhi_score.scoring.result import Result

_PERCENT = ("coverage", "coverage_counts", "coverage_rates", "coverage_words", "disclosure")


def league(result: Result, lang: str = "en", *, numbers: bool = False) -> pd.DataFrame:
    """Return the league table as people read it: text cells, headings in `lang`.

    One row per region and period, with the scores of the top-level groups at the end; where anybody is ranked, each
    class in the order of its ranks, who is not ranked behind. A dash stands where
    there is no number, never a zero. With `numbers`, scores and ranks are numbers (NaN: none), for a workbook.

    Examples
    --------
    >>> league.__name__
    'league'
    """
    shown = in_rank_order(result)
    table = result.table.iloc[shown]
    number, whole = (_as_number, _as_number) if numbers else (_number, _whole)
    columns: dict[str, list[Any]] = {
        say("column_name", lang): [str(name) for name in table["name"]],
        say("column_period", lang): [str(period) for period in table.index.get_level_values("period")],
        **({say("column_class", lang): table["class"].tolist()} if _several_classes(result) else {}),
        say("column_composite", lang): [number(v) for v in table["composite"]],
        say("column_rank", lang): [whole(v) for v in table["rank"]],
        say("column_possible", lang): [
            f"{_whole(b)}–{_whole(w)} / {n}" if n > 1 else "–"
            for b, w, n in zip(table["best_rank"], table["worst_rank"], table["peers"], strict=True)
        ],
        say("column_grade", lang): [grade or "–" for grade in table["grade"]],
        say("column_coverage", lang): [_percent(v) for v in table["coverage"]],
        say("column_bounds", lang): [
            "–" if math.isnan(low) else f"{low:.1f}–{high:.1f}"
            for low, high in zip(table["lower"], table["upper"], strict=True)
        ],
        say("column_disclosure", lang): [_percent(v) for v in table["disclosure"]],
    }
    if "comparable" in table:
        columns[say("column_comparable", lang)] = [number(v) for v in table["comparable"]]
    for group in result.framework.composite_tree[ROOT]:
        columns[result.framework.label(group, lang)] = [number(v) for v in result.nodes[group][0][shown]]
    return pd.DataFrame(columns)


def _several_classes(result: Result) -> bool:
    return "class" in result.framework.method.rank_within and len(set(result.table["class"]) - {REFERENCE}) > 1


def in_rank_order(result: Result) -> NDArray[np.intp]:
    """Return the rows to show: reference regions left out, each class in the order of its ranks."""
    shown = np.flatnonzero((result.table["class"] != "reference").to_numpy())
    ranks = result.standing.ranks[shown]
    if np.isnan(ranks).all():
        return shown
    classes = Peers(result.panel).codes(result.framework.method.rank_within)[shown]
    first = np.unique(classes, return_index=True)[1]  # classes in the order in which they first come
    place = np.argsort(np.argsort(first))[np.unique(classes, return_inverse=True)[1]]
    return np.asarray(shown[np.lexsort((np.nan_to_num(ranks, nan=np.inf), place))])


def _as_number(value: Any) -> float:
    return float("nan") if pd.isna(value) else round(float(value), 6)


def decision_table(result: Result, lang: str = "en") -> pd.DataFrame:
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
        "full": [_points(value) for value in frame["full"]],
        "rule_alone": [_points(value) for value in frame["rule_alone"]],
        "points": [_points(value) for value in frame["score"]],
        "states": [" → ".join(say(f"decision_{state}", lang) for state in states) for states in frame["history"]],
        **{key: frame[key].to_numpy() for key in ("reason", "evidence", "decided_by", "date", "note", "place")},
    }
    return pd.DataFrame({say(f"sheet_{key}", lang): values for key, values in columns.items()})


def alert_table(result: Result, lang: str = "en") -> pd.DataFrame:
    """Return the alerts that are raised or that nobody can tell, as people read it."""
    frame, framework = result.alerts, result.framework
    percent = {name: entry.spec.unit == "percent" for name, entry in framework.entries.items()}
    columns: dict[str, Any] = {
        "name": frame["name"].astype(str).to_numpy(),
        "period": frame["period"].astype(str).to_numpy(),
        "node": [framework.label(node, lang) for node in frame["node"]],
        "level": frame["level"].to_numpy(),
        "state": [say(f"alert_{state}", lang) for state in frame["state"]],
        "score": [_number(float(value)) for value in frame["score"]],
        "value": [
            "–" if math.isnan(value) else f"{value:.2%}" if percent.get(node, False) else f"{value:.6g}"
            for value, node in zip(frame["value"].astype(float), frame["node"], strict=True)
        ],
        "when": frame["when"].to_numpy(),
        "note": frame["note"].to_numpy(),
    }
    return pd.DataFrame({say(f"sheet_{key}", lang): values for key, values in columns.items()})


def _points(value: float) -> str:
    return "–" if math.isnan(value) or math.isinf(value) else f"{value:.6g}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _whole(value: Any) -> str:
    return "–" if pd.isna(value) else str(int(value))


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


def write_result(result: Result, path: str | Path, lang: str = "en") -> None:
    """Write the league table (``.csv``, UTF-8 with a mark for Excel) or everything (``.json``).

    The file is written whole or not at all. Cells that a spreadsheet would run as a formula are escaped.
    A workbook (``.xlsx``) is written by :func:`fazhi_score.write_excel`.
    """
    ending = Path(path).suffix.lower()
    if ending == ".json":
        write_text(path, to_json(as_data(result, lang)))
    elif ending == ".csv":
        frame = result.table.join(result.scores[[g for g in result.scores if g in result.framework.file.groups]])
        safe = frame.reset_index().map(escape_cell)
        write_text(path, safe.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig")
    elif ending == ".xlsx":
        from fazhi_score.presentation.excel import write_excel

        write_excel(path, result, lang=lang)
    else:
        told = {"ending": ending or "-", "known": ".csv, .json, .xlsx"}
        raise FazhiError(Problem("output_ending", told, file=str(path)))


def escape_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    return escaped(value) if isinstance(value, str) else value


def change_lines(framework: Framework, lang: str = "en") -> list[str]:
    """Return a line for each change that tuning files and settings make: place, path, old → new."""
    absent = say("absent", lang)

    def shown(value: Any) -> str:
        text = absent if value is None else to_json(value).replace("\n", " ") if isinstance(value, dict) else str(value)
        return text if len(text) <= 60 else text[:57] + "…"

    return [f"{c.mark.file}:{c.mark.line}  {c.name}: {shown(c.old)} → {shown(c.new)}" for c in framework.changes]


def weights_table(framework: Framework, lang: str = "en") -> pd.DataFrame:
    """Return groups and indicators with their shares of the composite, indented by level."""
    rows = []

    def add(name: str, depth: int) -> None:
        share = framework.nominal_weights.get(name)
        layer = framework.entries[name].layer if name in framework.entries else ""
        shown = f"{share:.2%}" if share is not None else say(f"layer_{layer}", lang) if layer else "–"
        rows.append(("  " * depth + framework.label(name, lang), name, shown))
        for child in framework.children.get(name, []):
            add(child, depth + 1)

    for top in framework.children[ROOT]:
        add(top, 0)
    headings = [say(f"column_{key}", lang) for key in ("node", "id", "weight")]
    return pd.DataFrame(rows, columns=headings)


def break_even_table(result: Result, lang: str = "en", most: int = 20) -> pd.DataFrame:
    """Return where a true value would lower a composite: per region, the gaps and the score they would need.

    Gaps with the same break-even score are named together, the highest scores first.
    """
    rows = []
    frame = result.break_even
    for name, (key, scores) in zip(result.names, frame.iterrows(), strict=True):
        for level, ids in scores.dropna().groupby(scores.dropna().round(2)):
            listed = ", ".join(ids.index[:4]) + (f" … ({len(ids)})" if len(ids) > 4 else "")
            rows.append((str(name), str(key[1]), f"< {level:.2f}", listed))  # type: ignore[index]
    headings = [say(f"column_{key}", lang) for key in ("name", "period", "score_below", "indicators")]
    return pd.DataFrame(rows[:most], columns=headings)
