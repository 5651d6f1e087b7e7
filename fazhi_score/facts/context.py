"""Facts and a table of context, such as population by region and year, into facts that have both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.cells import label, merged
from fazhi_score.facts.periods import period_days
from fazhi_score.facts.rows import KEY
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.messages import say

_STATED = ("reported", "confirmed", "corrected", "not_applicable")
"""What a region has said of a fact: a number, or that it does not apply."""

_SERIES = ["region", "kind", "fact", "scope", "span", "item"]
_SHOWN = 6  # periods in a message


def join_context(facts: Any, context: Any, *, maximum_age: int = 0) -> Facts:
    """Join context (population, officers, area …) from another table to facts.

    For each region and period of the facts, every fact of the context is joined with its value of that period, or
    else with the newest earlier value of at most `maximum_age` years. A value that is carried from an earlier period
    says so in its note; its source stays. Where the facts state one already, it stays and nothing is joined. Periods
    go with periods of the same length: years with years, quarters with quarters.

    Parameters
    ----------
    facts : Facts, path or DataFrame
        Its register, if any, gives the ids of regions that the context calls by name.
    context : path, DataFrame or Facts
        Whatever :func:`read_facts` reads. Regions that the facts do not have are left out. Values that are no
        numbers (claimed, planned, rejected …) are not joined; ``not_applicable`` is.
    maximum_age : int
        How many years old a value may be; 0: of the same period only.

    Returns
    -------
    Facts
        With a warning in its notes for each fact of the context that some region and period lacks.

    Raises
    ------
    FazhiError
        With every problem of the context, or where none of its regions or periods fits, or `maximum_age` is no
        number of years.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = read_facts(pd.DataFrame({"region": ["a"], "period": [2024], "fact": ["cases"], "value": [12]}))
    >>> people = pd.DataFrame({"region": ["a", "a"], "period": [2021, 2023], "population": [51000, 50000]})
    >>> joined = join_context(facts, people, maximum_age=1).table
    >>> joined[["fact", "period", "value", "note"]].values.tolist()
    [['cases', '2024', 12.0, ''], ['population', '2024', 50000.0, '沿用 2023 的数值']]
    """
    if isinstance(maximum_age, bool) or not isinstance(maximum_age, int) or maximum_age < 0:
        raise FazhiError(Problem("context_age", {"got": maximum_age}))
    own: Facts = facts if isinstance(facts, Facts) else read_facts(facts)
    given = _named_alike(own, read_facts(context))
    if not len(own):
        return replace(own, notes=own.notes + given.notes)
    stated, rows = _stated(own.table), _stated(given.table)
    targets = _with_ends(own.table[["region", "period"]].astype(object).drop_duplicates(ignore_index=True))
    _check_regions(own, given, rows, targets)
    wanted = targets.merge(rows[_SERIES].drop_duplicates(), on=["region", "kind"])
    open_ = wanted.merge(stated[list(KEY)].drop_duplicates(), on=list(KEY), how="left", indicator=True)
    open_ = open_[open_["_merge"] == "left_only"].drop(columns="_merge")
    found = _newest(open_, rows, maximum_age)
    if not len(found) and len(open_) == len(wanted):
        raise FazhiError(_no_period(given, rows, targets))
    notes = _missing(given, rows, stated, found, targets)
    joined = replace(given, table=_joined(given.table, found), notes=given.notes + tuple(notes))
    return read_facts([own, joined]) if len(found) else replace(own, notes=own.notes + joined.notes)


def _named_alike(facts: Facts, context: Facts) -> Facts:
    """Return the context with the ids of the facts' register for names that only one of its regions has."""
    if facts.regions is None:
        return context
    column = context.table["region"].cat
    ids = facts.regions.ids([str(name) for name in column.categories])
    codes = merged(column.codes.to_numpy().astype(np.intp), ids)
    return replace(context, table=context.table.assign(region=codes.categorical()))


def _stated(table: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of the rows that state something, with the row and the end of its period in months."""
    keys = pd.DataFrame({name: table[name].astype(object).to_numpy() for name in KEY})
    keys["row"] = np.arange(len(table))
    return _with_ends(keys[table["status"].isin(_STATED).to_numpy()])


def _with_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the kind of each period ("" for a year) and the month in which it ends."""
    ends = {period: period_days(period)[1] for period in frame["period"].unique()}
    months = {period: day.year * 12 + day.month for period, day in ends.items()}
    return frame.assign(kind=frame["period"].str[4:5], end=frame["period"].map(months).astype(np.int64))


def _check_regions(facts: Facts, context: Facts, rows: pd.DataFrame, targets: pd.DataFrame) -> None:
    if len(rows) and not rows["region"].isin(targets["region"]).any():
        told = {"region": rows["region"].iloc[0], "known": targets["region"].iloc[0]}
        raise FazhiError(context.problem("context_no_region", int(rows["row"].iloc[0]), **told))


def _newest(wanted: pd.DataFrame, rows: pd.DataFrame, maximum_age: int) -> pd.DataFrame:
    """Return for each wanted key the rows of the newest period that is not too old, with this period as ``origin``."""
    have = rows[[*_SERIES, "end", "period"]].drop_duplicates().rename(columns={"period": "origin"})
    both = pd.concat([wanted[_SERIES], have[_SERIES]], ignore_index=True)
    number = both.groupby(_SERIES, sort=False).ngroup().to_numpy()
    wanted = wanted.assign(series=number[: len(wanted)], order=np.arange(len(wanted)))
    have = have.assign(series=number[len(wanted) :])
    found = pd.merge_asof(
        wanted.sort_values("end", kind="stable"),
        have[["series", "end", "origin"]].sort_values("end", kind="stable"),
        on="end",
        by="series",
        tolerance=12 * maximum_age,
    )
    sources = rows.rename(columns={"period": "origin"})[[*_SERIES, "origin", "row"]]
    return found.dropna(subset="origin").merge(sources, on=[*_SERIES, "origin"]).sort_values(["order", "row"])


def _joined(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that were found with the periods for which they stand; what was carried says so."""
    new = table.iloc[found["row"].to_numpy()].reset_index(drop=True)
    period, origin = found["period"].to_numpy(), found["origin"].to_numpy()
    new["period"] = label(pd.Series(period, dtype=object)).categorical()
    told = {name: say("context_carried", "zh", period=name) for name in dict.fromkeys(origin)}
    before = new["note"].astype(object).tolist() if "note" in new else [""] * len(new)
    notes = [
        note if now == then else "；".join(part for part in (note, told[then]) if part)
        for note, now, then in zip(before, period, origin, strict=True)
    ]
    new["note"] = label(pd.Series(notes, dtype=object)).categorical()
    for name in new.select_dtypes("category").columns:
        new[name] = new[name].cat.remove_unused_categories()
    return new


def _no_period(context: Facts, rows: pd.DataFrame, targets: pd.DataFrame) -> Problem:
    def listed(periods: Any) -> str:
        names = sorted(set(periods))
        return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")

    here = rows[rows["region"].isin(targets["region"])]
    told = {"periods": listed(here["period"]), "wanted": listed(targets["period"])}
    return Problem("context_no_period", told, file=context.origin)


def _missing(
    context: Facts, rows: pd.DataFrame, stated: pd.DataFrame, found: pd.DataFrame, targets: pd.DataFrame
) -> list[Problem]:
    """Return a warning for each fact of the context that some region and period has from neither table."""
    keys = ["fact", "region", "period"]
    there = pd.concat([found[keys], stated[keys]]).drop_duplicates()
    counts = there["fact"].value_counts()
    warnings = []
    for fact in dict.fromkeys(rows["fact"].tolist()):
        lacking = len(targets) - int(counts.get(fact, 0))
        if lacking:
            told = {"fact": fact, "count": lacking, "total": len(targets)}
            warnings.append(Problem("context_missing", told, file=context.origin, severity="warning"))
    return warnings
