"""One region among its peers, what became of it since last time, its problems and its plans, as tables."""

from __future__ import annotations

import pandas as pd

from fazhi_score.analysis.panels import earlier_rows, time_of
from fazhi_score.analysis.profiles import profile as raw_profile
from fazhi_score.analysis.profiles import strengths as raw_strengths
from fazhi_score.facts.folders import bare_place
from fazhi_score.facts.ledger import SOURCES, STATES, Ledger
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import say
from fazhi_score.presentation.cells import of_unit, periods, shown_units, unit_names, unit_of
from fazhi_score.scoring.result import Result


def profile(result: Result, region: str, period: str | int | None = None, lang: str = "zh") -> pd.DataFrame:
    """Return score and rank of a region in every node beside its peers, as people read it; see :func:`fs.profile`.

    Columns, with headings in `lang`: item (indented by level), id, share of the composite, score, rank, peers with a
    score, their median, worst and best, value, median value, why there is no score. NaN where there is no number.

    Raises
    ------
    FazhiError
        For an unknown region or period.
    """
    found = raw_profile(result, region, period).reset_index()
    framework = result.framework
    nodes = [ROOT if node == "composite" else node for node in found["node"]]
    units = [unit_of(framework, node) for node in nodes]
    columns = {
        "node": [
            "  " * max(depth, 0) + framework.label(n, lang) for n, depth in zip(nodes, found["depth"], strict=True)
        ],
        "id": found["node"],
        "share": found["weight"],
        **{name: found[name] for name in ("score", "rank", "peers", "median", "worst", "best")},
        "value": [of_unit(v, unit) for v, unit in zip(found["value"], units, strict=True)],
        "median_value": [of_unit(v, unit) for v, unit in zip(found["median_value"], units, strict=True)],
        "gap": [say(f"reason_{gap.upper()}", lang) if isinstance(gap, str) else "" for gap in found["gap"]],
    }
    return _labelled(columns, lang)


def strengths(result: Result, region: str, period: str | int | None = None, lang: str = "zh") -> pd.DataFrame:
    """Return in what a region is strongest and weakest among its peers, as people read it; see :func:`fs.strengths`."""
    found = raw_strengths(result, region, period).reset_index()
    framework = result.framework
    columns = {
        "side": [say(f"side_{side}", lang) for side in found["side"]],
        "node": [framework.label(node, lang) for node in found["node"]],
        "id": found["node"],
        **{name: found[name] for name in ("score", "rank", "peers", "median")},
        "value": [
            of_unit(value, unit_of(framework, node)) for node, value in zip(found["node"], found["value"], strict=True)
        ],
    }
    return _labelled(columns, lang)


def changes(before: Result, after: Result, lang: str = "zh") -> pd.DataFrame:
    """Return composite, rank and grade of every region now and then.

    Each region's last period in `after` beside the same period of an earlier round, else the last one before it in
    `before`; a region that only one of them has stands there with gaps. What a change comes from: :func:`fs.changes`,
    :func:`fs.compare`.

    Columns, with headings in `lang`: region, earlier and later period, composite before, after and shift, rank before
    and after, grade before and after.
    """
    now, gone = _last_rows(after), _last_rows(before)
    there = set(after.index.get_level_values("region"))
    gone = [row for row in gone if before.index[row][0] not in there]
    old = [*earlier_rows(before, after)[now].tolist(), *gone]
    then, later = _side(before, old), _side(after, [*now, *[-1] * len(gone)])
    columns = {
        "name": later["name"].fillna(then["name"]),
        "period_before": then["period"].fillna(""),
        "period_after": later["period"].fillna(""),
        "before": then["composite"],
        "after": later["composite"],
        "shift": later["composite"] - then["composite"],
        **{f"{name}_{side}": frame[name] for name in ("rank", "grade")
           for side, frame in (("before", then), ("after", later))},
    }  # fmt: skip
    return _labelled({k: v.to_numpy() for k, v in columns.items()}, lang)


def _last_rows(result: Result) -> list[int]:
    """Return the row of each region's last period, reference regions left out."""
    last: dict[str, tuple[float, int]] = {}
    for row in shown_units(result).tolist():
        region, period = map(str, result.index[row])
        last[region] = max(last.get(region, (-1.0, -1)), (time_of(period), row))
    return [row for _, row in last.values()]


def _side(result: Result, rows: list[int]) -> pd.DataFrame:
    """Return name, period, composite, rank and grade of some rows; of row -1 all is missing."""
    table = result.table[["composite", "rank", "grade"]].assign(name=unit_names(result), period=periods(result))
    return table.reset_index(drop=True).reindex(rows).reset_index(drop=True)


_PROBLEMS = ("id", "region", "period", "dimension", "problem", "source", "responsible", "deadline", "state", "answer")


def problems(
    ledger: Ledger, lang: str = "zh", *, framework: Framework | None = None, names: dict[str, str] | None = None
) -> pd.DataFrame:
    """Return the problems of a ledger as people read them, with where each stands.

    Parameters
    ----------
    ledger : Ledger
    lang : {"zh", "en"}
    framework : Framework, optional
        Gives dimensions their names.
    names : mapping, optional
        Region to the name that is shown.
    """
    frame, chinese = ledger.frame, lang == "zh"
    states = {state: zh if chinese else state.replace("_", " ") for state, zh in STATES.items()}
    found_by = {source: zh if chinese else source.replace("_", " ") for source, zh in SOURCES.items()}
    texts = {name: frame[name].astype(str) for name in _PROBLEMS}
    texts["region"] = texts["region"].map(lambda region: (names or {}).get(region, region))
    texts["state"], texts["source"] = texts["state"].map(states), texts["source"].replace(found_by)
    texts["dimension"] = _dimensions(frame["dimension"], framework, lang)
    texts["place"] = pd.Series([bare_place(ledger.place(row)) for row in range(len(frame))], dtype=object)
    return pd.DataFrame({say(f"problem_{name}", lang): cells.to_numpy(dtype=object) for name, cells in texts.items()})


def plans(frame: pd.DataFrame, lang: str = "zh", *, framework: Framework | None = None) -> pd.DataFrame:
    """Return what reports plan for the next year as people read it.

    Parameters
    ----------
    frame : DataFrame
        As ``extract --plans`` writes it: region, period, dimension, plan, source, location.
    """
    columns = [name for name in ("region", "period", "dimension", "plan", "source", "location") if name in frame]
    told = {name: frame[name].astype(str) for name in columns}
    if "dimension" in told:
        told["dimension"] = _dimensions(frame["dimension"], framework, lang)
    return pd.DataFrame({say(f"plan_{name}", lang): cells.to_numpy(dtype=object) for name, cells in told.items()})


def _dimensions(column: pd.Series, framework: Framework | None, lang: str) -> pd.Series:
    known = set() if framework is None else set(framework.file.groups)
    return column.astype(str).map(lambda d: framework.label(d, lang) if framework is not None and d in known else d)


def _labelled(columns: dict[str, object], lang: str) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.set_axis([say(f"regional_{name}", lang) for name in columns], axis=1)
