"""Numbers of a facts table in the units and kinds that the framework declares, and what does not fit."""

from __future__ import annotations

import difflib
from dataclasses import replace

import numpy as np

from fazhi_score.errors import Problem
from fazhi_score.facts.quantities import Form
from fazhi_score.facts.table import Facts
from fazhi_score.framework.amounts import as_percent
from fazhi_score.framework.model import Framework
from fazhi_score.framework.schema import Fact
from fazhi_score.numerics.classes import Codes, Floats

STANDING = {
    "planned": 1,
    "ambiguous": 2,
    "claimed": 3,
    "not_applicable": 4,
    "reported": 10,
    "confirmed": 20,
    "corrected": 30,
}
"""What a row is worth beside others of the same key, by its status; a rejected row is worth nothing."""

NUMBERS_FROM = 10
"""Standings from here on give numbers."""

_SHOWN = 200  # so many problems of one kind are listed; the rest is counted
_MONEY = {"元": 1.0, "千元": 1e3, "万元": 1e4, "亿元": 1e8}
_COUNTERS = (
    set("次件人个宗起份条项场期卷本户家名批支票篇处台所轮回册员位例单封幅张类部笔则镇乡村")
    | {"人次", "件次", "批次", "场次", "户次", "家次", "卷次", "条次", "项次", "人·次", "次(家)", "份(件)"}
    | {"部门", "单位", "乡镇", "街道", "社区"}
)
_VISITS, _PERSONS = {"人次", "人·次"}, {"人", "名", "位"}
_PERCENT = ("%", "％", "percent", "fraction", "share", "1", "百分比")
_FORMS: dict[str, tuple[Form, ...]] = {
    "number": (Form.NUMBER,),
    "share": (Form.PERCENT,),
    "yes_no": (Form.YESNO, Form.NUMBER),
    "date": (Form.DATE,),
    "level": (Form.TEXT, Form.YESNO, Form.NUMBER),
}


def fact_kind(spec: Fact) -> str:
    """Return the kind of a fact: what it says, else what its unit or levels say."""
    return spec.kind or ("share" if spec.unit == "percent" else "level" if spec.levels else "number")


def fact_problem(facts: Facts, row: int, code: str, **params: object) -> Problem:
    """Return a problem that names file, line, region, period and fact of a row."""
    table = facts.table
    key = " ".join(str(table[name].iloc[row]) for name in ("region", "period", "fact"))
    return Problem(code, params, file=facts.place(row), place=f"[{key}]")


def written(facts: Facts, row: int) -> str:
    """Return the value of a row as it was written."""
    table = facts.table
    return str(table["written"].iloc[row]) if "written" in table else f"{table['value'].iloc[row]:.12g}"


def standings(facts: Facts, rows: Codes) -> Codes:
    """Return ``(m,)`` what each row is worth, by its status."""
    status = facts.table["status"].cat
    worth = np.array([STANDING.get(name, 0) for name in status.categories], dtype=np.intp)
    return np.asarray(worth[status.codes.to_numpy()[rows]])


def checked_numbers(facts: Facts, framework: Framework, rows: Codes, columns: Codes) -> tuple[Floats, list[Problem]]:
    """Return ``(m,)`` the numbers of `rows`, whose facts are `columns` of the framework, and what does not fit.

    Amounts of money are converted, counters of one kind (件, 宗, 起) are the same, levels become their
    number from the lowest, 0. A form, unit or range that the fact does not allow is a problem.
    """
    table, specs = facts.table, list(framework.file.facts.values())
    numbers = table["value"].to_numpy(dtype=np.float64)[rows]
    if not len(rows):
        return numbers, []
    kinds = [fact_kind(spec) for spec in specs]
    active = standings(facts, rows) >= NUMBERS_FROM
    problems: list[Problem] = []
    numbers = _in_declared_units(facts, specs, kinds, rows, columns, numbers, problems)
    for column in (k for k, kind in enumerate(kinds) if kind == "level"):
        _number_levels(facts, specs[column].levels, rows, (columns == column) & active, numbers, problems)
    form = table["form"].to_numpy()[rows]
    allowed = np.zeros((len(specs), len(Form)), dtype=bool)
    for k, kind in enumerate(kinds):
        allowed[k, list(_FORMS[kind])] = True
    bad = active & ~allowed[columns, form]
    if bad.any():  # a bare 0 means the same with and without a percent sign
        is_share = np.array([kind == "share" for kind in kinds])[columns]
        bad &= ~(is_share & (form == Form.NUMBER) & (numbers == 0))
    is_answer = np.array([kind == "yes_no" for kind in kinds])[columns]
    bad |= active & is_answer & ~((numbers == 0) | (numbers == 1))
    problems += [
        _form_problem(facts, int(rows[k]), kinds[columns[k]], Form(form[k]))
        for k in np.flatnonzero(bad)[:_SHOWN].tolist()
    ]
    low, high = _ranges(specs, kinds)
    outside = active & ~bad & ((numbers < low[columns]) | (numbers > high[columns]))
    for k in np.flatnonzero(outside)[:_SHOWN].tolist():
        column = int(columns[k])
        problems.append(_range_problem(facts, int(rows[k]), kinds[column], low[column], high[column]))
    more = sum(max(int(mask.sum()) - _SHOWN, 0) for mask in (bad, outside))
    if more:
        problems.append(Problem("more_problems", {"count": more}, file=facts.origin))
    return numbers, problems


def _ranges(specs: list[Fact], kinds: list[str]) -> tuple[Floats, Floats]:
    """Return the least and the largest value of each fact: counts are not negative, shares at most 1."""
    low, high = np.full(len(specs), -np.inf), np.full(len(specs), np.inf)
    for k, (spec, kind) in enumerate(zip(specs, kinds, strict=True)):
        if spec.range is not None:
            below, above = spec.range
            low[k] = -np.inf if below is None else below.value
            high[k] = np.inf if above is None else above.value
        elif kind in ("number", "share", "yes_no"):
            low[k], high[k] = 0.0, np.inf if kind == "number" else 1.0
    return low, high


def _form_problem(facts: Facts, row: int, kind: str, form: Form) -> Problem:
    if form == Form.EMPTY:
        code = "value_missing"
    else:
        code = "percent_without_sign" if kind == "share" and form == Form.NUMBER else f"value_not_{kind}"
    told = written(facts, row)
    return fact_problem(facts, row, code, written=told, remedy=as_percent(float(facts.table["value"].iloc[row])))


def _range_problem(facts: Facts, row: int, kind: str, low: float, high: float) -> Problem:
    negative = kind == "number" and facts.table["value"].iloc[row] < 0 <= low
    scale, sign = (100, "%") if kind == "share" else (1, "")
    bounds = {"low": f"{low * scale:g}{sign}", "high": f"{high * scale:g}{sign}"}
    return fact_problem(
        facts, row, "negative_count" if negative else "value_out_of_range", written=written(facts, row), **bounds
    )


def _in_declared_units(
    facts: Facts,
    specs: list[Fact],
    kinds: list[str],
    rows: Codes,
    columns: Codes,
    numbers: Floats,
    problems: list[Problem],
) -> Floats:
    if "unit" not in facts.table:
        return numbers
    units = facts.table["unit"].astype(object).to_numpy()[rows]
    declared = np.array([spec.unit for spec in specs], dtype=object)[columns]
    numbers = numbers.copy()
    for k in np.flatnonzero((units != declared) & (units != "")).tolist():
        factor = _factor(units[k], declared[k], kinds[columns[k]])
        if factor is None:
            problems.append(fact_problem(facts, int(rows[k]), "wrong_unit", got=units[k], wanted=declared[k] or "-"))
        else:
            numbers[k] = float(numbers[k]) * factor  # of Python's, which overflow without a warning
            if {units[k] in _VISITS, declared[k] in _VISITS} == {True, False} and {units[k], declared[k]} & _PERSONS:
                told = fact_problem(facts, int(rows[k]), "visits_as_persons", got=units[k], wanted=declared[k])
                problems.append(replace(told, severity="warning"))
    return numbers


def _factor(got: str, declared: str, kind: str) -> float | None:
    """Return what turns `got` into `declared`, None where nothing does."""
    if kind == "share":
        return 1.0 if got in _PERCENT else None
    if kind != "number":
        return 1.0
    if got in _MONEY and declared in _MONEY:
        return _MONEY[got] / _MONEY[declared]
    if got[:1] in ("万", "亿") and got[1:] == declared and declared:
        return {"万": 1e4, "亿": 1e8}[got[0]]
    return 1.0 if got in _COUNTERS and (declared in _COUNTERS or not declared) else None


def _number_levels(
    facts: Facts, levels: list[str], rows: Codes, here: Codes, numbers: Floats, problems: list[Problem]
) -> None:
    """Replace the words of a level fact by their number in `levels`, lowest 0."""
    for k in np.flatnonzero(here).tolist():
        text = written(facts, int(rows[k])).strip()
        if text in levels:
            numbers[k] = levels.index(text)
            continue
        near = difflib.get_close_matches(text, levels, n=1, cutoff=0.4)
        code = "fact_level_unknown_near" if near else "fact_level_unknown"
        params = {"got": text, "near": near[0] if near else "", "known": ", ".join(levels)}
        problems.append(fact_problem(facts, int(rows[k]), code, **params))
