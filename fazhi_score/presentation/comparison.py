"""A comparison into tables with labels in Chinese or English, and into files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.analysis.comparison import Comparison
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import write_text
from fazhi_score.messages import say
from fazhi_score.presentation.cells import setting_text
from fazhi_score.presentation.data import records, to_json
from fazhi_score.presentation.writing import escape_cell


def change_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Return what differs between the two frameworks: setting, old and new value, place."""
    frame = comparison.changes
    places = [new or old for old, new in zip(frame["old_place"], frame["place"], strict=True)]
    cells = [[setting_text(value, lang) for value in frame[side]] for side in ("old", "new")]
    return _labelled({"setting": list(frame["path"]), "old": cells[0], "new": cells[1], "place": places}, lang)


def shift_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Return composite, rank and grade of everybody, before and after; a dash where one result has none."""
    scores, ranks = comparison.scores, comparison.rank_shifts
    columns = {
        "name": [str(name) for name in scores["name"]],
        "period": [str(period) for period in scores.index.get_level_values("period")],
        "before": [_number(v) for v in scores["before"]],
        "after": [_number(v) for v in scores["after"]],
        "shift": [_signed(v) for v in scores["shift"]],
        "rank": _pairs(ranks["before"], ranks["after"], _whole),
        "places": [_places(v) for v in ranks["shift"]],
    }
    if comparison.before.framework.file.grades or comparison.after.framework.file.grades:
        columns["grade"] = _pairs(
            ranks["grade_before"], ranks["grade_after"], lambda g: "–" if pd.isna(g) else g or "–"
        )
    return _labelled(columns, lang)


def points_table(comparison: Comparison, lang: str = "en", most: int = 10) -> pd.DataFrame:
    """Return the points that each item brought and brings now, where they differ, for the first `most` regions."""
    frame = comparison.contributions.reset_index()
    frame = frame[frame["shift"].abs() >= 5e-3]
    if len(frame):
        frame = frame[frame.groupby(["region", "period"]).ngroup() < most]
    keys = list(zip(frame["region"], frame["period"], strict=True)) if len(frame) else []
    columns = {
        "name": [str(comparison.names[key]) for key in keys],
        "period": [str(period) for _, period in keys],
        "node": [_label(comparison, str(node), lang) for node in frame.get("node", ())],
        "before": [_number(v) for v in frame["before"]],
        "after": [_number(v) for v in frame["after"]],
        "shift": [_signed(v) for v in frame["shift"]],
    }
    return _labelled(columns, lang)


def cause_table(comparison: Comparison, lang: str = "en", most: int = 5) -> pd.DataFrame:
    """Return what explains the largest moves, three rows each: of ranks, or of scores where no rank moved."""
    frame = comparison.movers if len(comparison.movers) else comparison.drivers
    number = frame.groupby(level=["region", "period"], sort=False).ngroup()
    frame = frame[(number < most) & (frame["effect"].abs() >= 5e-3)]
    light, heavy = (frame[side] * 100 for side in ("weight_before", "weight_after"))
    columns = {
        "name": [str(name) for name in frame["name"]],
        "period": [str(period) for period in frame.index.get_level_values("period")],
        "rank": _pairs(frame["rank_before"], frame["rank_after"], _whole),
        "node": [_label(comparison, str(node), lang) for node in frame["node"]],
        "effect": [_signed(v) for v in frame["effect"]],
        "against_peers": [_signed(v) for v in frame["against_peers"]],
        "score": _pairs(frame["score_before"], frame["score_after"], _number),
        "weight_percent": _pairs(light, heavy, _number),
        "changed": [changed or "–" for changed in frame["changed"]],
    }
    return _labelled(columns, lang)


def bystander_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Return the units that moved although their own score did not, why, and the others who moved them."""
    frame = comparison.bystanders
    columns = {
        "name": [str(name) for name in frame["name"]],
        "period": [str(period) for period in frame.index.get_level_values("period")],
        "rank": _pairs(frame["rank_before"], frame["rank_after"], _whole),
        "grade": _pairs(frame["grade_before"], frame["grade_after"], lambda grade: grade or "–"),
        "cause": [say(f"bystander_{cause}", lang) for cause in frame["cause"]],
        "by": [by or "–" for by in frame["by"]],
    }
    return _labelled(columns, lang)


def stability_table(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """Return, for the top-level weights of both, the intervals in which the top rank and all ranks stay the same."""
    frame = comparison.stability
    sides = {"before": comparison.before.framework, "after": comparison.after.framework}
    columns = {
        "side": [say(f"column_{side}", lang) for side, _ in frame.index],
        "node": [sides[side].label(node, lang) for side, node in frame.index],
        "share": [f"{share:.1%}" for share in frame["share"]],
        "top_stays": _intervals(frame["top_low"], frame["top_high"], lang),
        "order_stays": _intervals(frame["order_low"], frame["order_high"], lang),
        "remark": [say(f"stability_{reason}", lang) if reason else "" for reason in frame["reason"]],
    }
    return _labelled(columns, lang)


def _intervals(lows: pd.Series, highs: pd.Series, lang: str) -> list[str]:
    found = []
    for low, high in zip(lows, highs, strict=True):
        whole = low < 5e-4 and high > 1 - 5e-4
        found.append("–" if math.isnan(low) else say("stability_any", lang) if whole else f"{low:.1%}–{high:.1%}")
    return found


def _label(comparison: Comparison, node: str, lang: str) -> str:
    if node in ("adjustments", "aggregation", "remainder", "composite"):
        return say(f"cause_{node}", lang)
    for framework in (comparison.after.framework, comparison.before.framework):
        label = framework.label(node, lang)
        if label != node:
            return label
    return node


def _labelled(columns: dict[str, list[str]], lang: str) -> pd.DataFrame:
    return pd.DataFrame({say(f"column_{key}", lang): cells for key, cells in columns.items()}, dtype=object)


def _pairs(before: Any, after: Any, shown: Any) -> list[str]:
    """Return "before → after", once where both show the same."""
    pairs = [(shown(old), shown(new)) for old, new in zip(before, after, strict=True)]
    return [new if old == new else f"{old} → {new}" for old, new in pairs]


def _number(value: Any) -> str:
    return "–" if pd.isna(value) else f"{value:.2f}"


def _signed(value: Any) -> str:
    return "–" if pd.isna(value) else f"{value:+.2f}" if abs(value) >= 5e-3 else "0.00"


def _whole(value: Any) -> str:
    return "–" if pd.isna(value) else str(int(value))


def _places(value: Any) -> str:
    return "–" if pd.isna(value) else "=" if value == 0 else f"{'↑' if value > 0 else '↓'}{abs(int(value))}"


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return all frames as plain data for JSON: a missing number is null; causes without those of no points."""
    causes = comparison.causes
    levels = ["region", "period", "part", "node"]
    index = [(*key, *node) for key in causes.index for node in causes.columns]
    frame = pd.DataFrame(index, columns=levels).assign(points=causes.to_numpy().reshape(-1))
    sides = {"before": comparison.before, "after": comparison.after}
    return {
        "frameworks": {side: result.framework.id for side, result in sides.items()},
        "hashes": {side: result.hashes for side, result in sides.items()},
        "exact": comparison.is_exact,
        "changes": records(comparison.changes),
        "scores": records(comparison.scores),
        "ranks": records(comparison.rank_shifts),
        "causes": records(frame[frame["points"].abs() > 1e-9]),
        "movers": records(comparison.movers),
        "bystanders": records(comparison.bystanders),
        "stability": records(comparison.stability),
    }


def write_comparison(comparison: Comparison, path: str | Path) -> None:
    """Write scores, ranks and the points by cause (``.csv``, UTF-8 with a mark for Excel) or everything (``.json``)."""
    ending = Path(path).suffix.lower()
    if ending == ".json":
        write_text(path, to_json(comparison_data(comparison)))
    elif ending == ".csv":
        ranks = comparison.rank_shifts.drop(columns="name").rename(columns=lambda name: f"rank_{name}")
        ranks = ranks.rename(columns=lambda name: name.removeprefix("rank_") if "grade" in name else name)
        moved = comparison.bystanders[["cause", "by"]].rename(columns=lambda name: f"bystander_{name}")
        frame = comparison.scores.join(ranks).join(moved).join(comparison.effects.add_prefix("points_"))
        safe = frame.reset_index().map(escape_cell)
        write_text(path, safe.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig")
    else:
        raise FazhiError(Problem("output_ending", {"ending": ending or "-", "known": ".csv, .json"}, file=str(path)))
