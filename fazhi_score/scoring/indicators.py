"""Formulas over the panel into indicator values, each with the reason where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.formula import ITEM_FUNCTIONS, Call, Formula, Name, Node, Number
from fazhi_score.framework.model import Entry
from fazhi_score.framework.schema import unknown
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, class_mean
from fazhi_score.scoring.panel import Panel, Reasons
from fazhi_score.scoring.reasons import OK, Reason
from fazhi_score.scoring.values import fact_kind

_OTHER_EXTENT = -2

FORMULA, STATED = 1, 2
"""Branches that a value can come from."""

REFERENCE = "reference"
"""Class of regions that hold official values: never scored, ranked or part of a scale."""

ROUNDING = 0.005
"""A printed rate may differ from its counts by half a percentage point: reports round to whole percents."""


class Found(NamedTuple):
    """Values and reasons of one formula, ``(n,)`` each or scalars that stand for all."""

    values: Floats
    reasons: Reasons


class Disagreement(NamedTuple):
    """A printed rate and the counts that contradict it."""

    unit: int
    indicator: str
    computed: float
    stated: float


@dataclass(frozen=True)
class Values:
    """All indicators: ``(n, k)`` values, reasons, branch (0 none, `FORMULA`, `STATED`) and window used.

    `parts` has, by checklist, the ``(n, items)`` answers and reasons of its items.
    """

    values: Floats
    reasons: Reasons
    branches: Reasons
    windows: Reasons
    parts: dict[str, Found] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Peers:
    """Who is compared with whom: ``(n,)`` class codes by columns of the register, -1 for who is left out."""

    panel: Panel

    def codes(self, columns: list[str]) -> Codes:
        """Return ``(n,)`` the class of each unit within `columns` (``period``, ``region`` or the register's)."""
        found: Codes = np.zeros(len(self.panel), dtype=np.intp)
        for column in columns:
            codes, labels = pd.factorize(pd.Series(self.labels(column), dtype=object))
            found = found * (len(labels) + 1) + codes
            found = np.unique(found, return_inverse=True)[1]
        return np.where(self.outside, -1, found)

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """``(n,)`` who is neither scored nor compared: reference regions, and units that screening leaves out."""
        reference = self.labels("class") == REFERENCE
        return np.asarray(reference if self.panel.left_out is None else reference | self.panel.left_out)

    def has(self, column: str) -> bool:
        """Say whether the register has a column."""
        register = self.panel.facts.regions
        return register is not None and column in register.frame

    def labels(self, column: str) -> NDArray[np.object_]:
        """Return ``(n,)`` what the register says of each unit in `column`, "" where it says nothing."""
        panel = self.panel
        if column == "period":
            return np.asarray(np.array(panel.periods, dtype=object)[panel.period_codes])
        if column == "region":
            return np.asarray(np.array(panel.regions, dtype=object)[panel.region_codes])
        if panel.facts.regions is None:
            if column != "class":
                raise FazhiError(unknown(panel.framework.document, ("method",), "peers", column, ["class"]))
            return np.full(len(panel), "", dtype=object)
        frame = panel.facts.regions.frame
        if column not in frame:
            known = ["period", *map(str, frame.columns)]
            raise FazhiError(unknown(panel.framework.document, ("method",), "peers", column, known))
        by_region = frame[column].reindex(panel.regions).astype(object)
        return by_region.where(by_region.notna(), "").to_numpy(dtype=object)[panel.region_codes]


@dataclass(frozen=True)
class Evaluator:
    """Evaluates formulas over one window (scope and span) of a panel."""

    panel: Panel
    scope: str = "own"
    span: str = "annual"
    peers: Codes | None = None
    minimum_denominator: float = 0.0
    evidence: bool = False

    def __call__(self, formula: Formula) -> Found:
        """Return values and reasons of a formula, ``(n,)`` each."""
        if isinstance(formula.tree, Name):
            return self.node(formula.tree)
        with np.errstate(all="ignore"):
            values, reasons = self.node(formula.tree)
        n = len(self.panel)
        values, reasons = np.broadcast_to(values, n), np.broadcast_to(reasons, n)
        broken = (reasons == OK) & ~np.isfinite(values)
        reasons = np.where(broken, np.uint8(Reason.CONFLICT), reasons).astype(np.uint8)
        return Found(np.where(reasons == OK, values, np.nan), reasons)

    def node(self, node: Node) -> Found:
        """Return values and reasons of one node of the tree."""
        if isinstance(node, Number):
            return Found(np.float64(node.value), np.uint8(0))  # type: ignore[arg-type]
        if isinstance(node, Name):
            values, reasons = self.panel.matrix(self.scope, self.span, evidence=self.evidence)
            column = self.panel.column_of[node.id]
            return Found(values[:, column], reasons[:, column])
        if node.function in ITEM_FUNCTIONS:
            return self.items(node)
        arguments = [self.node(argument) for argument in node.arguments]
        if node.function in _STRICT:
            values = reduce(_STRICT[node.function], (argument.values for argument in arguments))
            return Found(np.asarray(values, dtype=np.float64), _worst(arguments))
        return getattr(self, f"_{_WORDS.get(node.function, node.function)}")(*arguments)  # type: ignore[no-any-return]

    def _negative(self, one: Found) -> Found:
        return Found(-one.values, one.reasons)

    def _positive(self, one: Found) -> Found:
        return one

    def _not(self, one: Found) -> Found:
        return Found(np.asarray(one.values == 0, dtype=np.float64), one.reasons)

    def _divide(self, over: Found, under: Found) -> Found:
        worst = _worst([over, under])
        reasons = np.where((worst == OK) & (under.values == 0), Reason.ZERO_DENOMINATOR, worst)
        # a base known to be too small is that, whether or not the count above it is reported
        known = (reasons == OK) | ((reasons >= Reason.NOT_STATED) & (under.reasons == OK))
        small = known & (np.abs(under.values) < self.minimum_denominator - TOLERANCE)
        reasons = np.where(small, Reason.SMALL_BASE, reasons)
        return Found(np.asarray(over.values / under.values), reasons.astype(np.uint8))

    def _per(self, count: Found, base: Found, each: Found | None = None) -> Found:
        scaled = count if each is None else Found(count.values * each.values, _worst([count, each]))
        return self._divide(scaled, base)

    def _any(self, *parts: Found) -> Found:
        """Yes if any part is known to be yes; else unknown if any is; else no."""
        yes = reduce(np.logical_or, [(p.reasons == OK) & (p.values != 0) for p in parts])
        return Found(np.asarray(yes, dtype=np.float64), np.where(yes, 0, _worst(parts)).astype(np.uint8))

    def _all(self, *parts: Found) -> Found:
        """No if any part is known to be no; else unknown if any is; else yes."""
        no = reduce(np.logical_or, [(p.reasons == OK) & (p.values == 0) for p in parts])
        return Found(np.asarray(~no, dtype=np.float64), np.where(no, 0, _worst(parts)).astype(np.uint8))

    def _coalesce(self, *parts: Found) -> Found:
        """Return the first part that has a value; a base too small is an answer, not a gap to fill."""
        values, reasons = parts[0]
        for part in parts[1:]:
            open_ = (reasons != OK) & (reasons != Reason.SMALL_BASE)
            filled = open_ & ((part.reasons == OK) | (part.reasons == Reason.SMALL_BASE))
            values = np.where(filled, part.values, values)
            reasons = np.where(filled, part.reasons, np.where(open_, np.maximum(reasons, part.reasons), reasons))
        return Found(np.asarray(values), np.asarray(reasons, dtype=np.uint8))

    def _previous(self, one: Found) -> Found:
        return self._shifted(one, self.before(preceding_period))

    def _last_year(self, one: Found) -> Found:
        return self._shifted(one, self.before(year_before))

    def _growth(self, one: Found) -> Found:
        past = self._last_year(one)
        return self._divide(Found(one.values - past.values, _worst([one, past])), past)

    def _peers_mean(self, one: Found) -> Found:
        n = len(self.panel)
        values = np.where(np.broadcast_to(one.reasons, n) == OK, np.broadcast_to(one.values, n), np.nan)
        peers = self.peers if self.peers is not None else np.zeros(n, dtype=np.intp)
        mean = class_mean(values, peers)
        return Found(mean, np.where(np.isnan(mean), Reason.NOT_REPORTED, 0).astype(np.uint8))

    def items(self, call: Call) -> Found:
        """Count the items of a fact, or those of at least some value; a gap where the fact has none."""
        fact, n = call.arguments[0], len(self.panel)
        assert isinstance(fact, Name)  # the parser refuses anything else
        at = self.panel.item_positions(fact.id, self.scope, self.span, evidence=self.evidence)
        counted = np.ones(len(at), dtype=bool)
        if call.function == "items_at_least":
            bound = np.broadcast_to(self.node(call.arguments[1]).values, n)
            counted = self.panel.numbers[at] >= bound[self.panel.unit[at]] - TOLERANCE
        reasons = self.panel.matrix(self.scope, self.span, evidence=self.evidence)[1][:, self.panel.column_of[fact.id]]
        return Found(np.bincount(self.panel.unit[at][counted], minlength=n).astype(np.float64), reasons)

    def _at_reference(self, one: Found) -> Found:
        """The value of the reference region of the same period; where there are several, of the same province."""
        panel, n = self.panel, len(self.panel)
        peers = Peers(panel)
        province = peers.labels("province") if peers.has("province") else np.full(n, "", dtype=object)
        row: dict[tuple[int, object], int] = {}
        for unit in np.flatnonzero(peers.labels("class") == REFERENCE).tolist():
            for key in (province[unit], None):
                found = (int(panel.period_codes[unit]), key)
                row[found] = -1 if found in row else unit  # of several nobody knows which is meant
        pairs = zip(panel.period_codes.tolist(), province.tolist(), strict=True)
        return self._shifted(one, np.array([row.get(p, row.get((p[0], None), -1)) for p in pairs], dtype=np.intp))

    def _shifted(self, one: Found, row: Codes) -> Found:
        n = len(self.panel)
        values, reasons = np.broadcast_to(one.values, n), np.broadcast_to(one.reasons, n)
        gone = row < 0
        why = np.where(row == _OTHER_EXTENT, Reason.NOT_APPLICABLE, Reason.NOT_REPORTED)
        moved = np.where(gone, why, reasons[row]).astype(np.uint8)
        return Found(np.where(gone, np.nan, values[row]), moved)

    def before(self, earlier: Callable[[str], str]) -> Codes:
        """Return ``(n,)`` the row of the same region in the earlier period, -1 where there is none.

        A region that has taken over another since then is not the same: `_OTHER_EXTENT`, nothing to compare with.
        """
        panel = self.panel
        code = {name: k for k, name in enumerate(panel.periods)}
        target = np.array([code.get(earlier(name), -1) for name in panel.periods], dtype=np.intp)[panel.period_codes]
        rows = np.full((len(panel.regions), len(panel.periods) + 1), -1, dtype=np.intp)
        rows[panel.region_codes, panel.period_codes] = np.arange(len(panel))
        found = rows[panel.region_codes, target]
        register = panel.facts.regions
        for ended in register.validity if register is not None else ():
            heir = register.successor(ended) if register is not None else ""
            if register is None or heir not in panel.regions:
                continue
            since = [register.exists(ended, earlier(p)) and not register.exists(ended, p) for p in panel.periods]
            taken = (panel.region_codes == panel.regions.index(heir)) & np.array(since, dtype=bool)[panel.period_codes]
            found[taken] = _OTHER_EXTENT
        return np.asarray(found)


_STRICT: dict[str, Callable[..., Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "<": lambda a, b: np.asarray(a < b - TOLERANCE),
    "<=": lambda a, b: np.asarray(a <= b + TOLERANCE),
    ">": lambda a, b: np.asarray(a > b + TOLERANCE),
    ">=": lambda a, b: np.asarray(a >= b - TOLERANCE),
    "==": lambda a, b: np.abs(a - b) <= TOLERANCE,
    "!=": lambda a, b: np.abs(a - b) > TOLERANCE,
    "min": np.minimum,
    "max": np.maximum,
    "sum": np.add,
}
_WORDS = {"/": "divide", "and": "all", "or": "any"}


def _worst(parts: list[Found] | tuple[Found, ...]) -> Reasons:
    return np.asarray(reduce(np.maximum, [part.reasons for part in parts]), dtype=np.uint8)


def year_before(period: str) -> str:
    """Return the same period a year before.

    Examples
    --------
    >>> year_before("2024Q3")
    '2023Q3'
    """
    return f"{int(period[:4]) - 1:04d}{period[4:]}"


def preceding_period(period: str) -> str:
    """Return the preceding period of equal length.

    Examples
    --------
    >>> preceding_period("2024"), preceding_period("2024Q1"), preceding_period("2024-07")
    ('2023', '2023Q4', '2024-06')
    """
    match = re.fullmatch(r"(\d{4})([QH]|-)(\d+)", period)
    if match is None:
        return year_before(period)
    year, kind, number = int(match[1]), match[2], int(match[3])
    if number > 1:
        return f"{year:04d}{kind}{number - 1:0{len(match[3])}d}"
    return f"{year - 1:04d}{kind}{ {'Q': 4, 'H': 2, '-': 12}[kind] }"


def evaluate(panel: Panel) -> Values:
    """Return the values of every indicator of the framework."""
    framework = panel.framework
    entries = list(framework.entries.values())
    n, k = len(panel), len(entries)
    reasons, branches, windows = (np.zeros((n, k), dtype=np.uint8, order="F") for _ in range(3))
    found = Values(np.full((n, k), np.nan, order="F"), reasons, branches, windows)
    peers = _ClassCodes(panel)
    for column, entry in enumerate(entries):
        for number, (scope, span) in enumerate(accepted_windows(panel, entry)):
            if number and not panel.has(scope, span):
                continue
            look = evaluator_of(panel, entry, scope, span, peers.scale)
            wanted = _missing(found.reasons[:, column]) if number else np.ones(n, dtype=bool)
            values, reasons, branches = _look(entry, look, found, wanted)
            if number == 0:
                found.values[:, column], found.reasons[:, column] = values, reasons
                found.branches[:, column] = branches
                continue
            take = wanted & (reasons == OK)
            found.values[take, column], found.reasons[take, column] = values[take], reasons[take]
            found.branches[take, column], found.windows[take, column] = branches[take], number
    return found


def _missing(reasons: Reasons) -> NDArray[np.bool_]:
    """Return where nothing usable is reported; what does not apply or contradicts itself is an answer."""
    return np.asarray((reasons >= Reason.NOT_STATED) & (reasons < Reason.CONFLICT))


@dataclass(frozen=True)
class _ClassCodes:
    panel: Panel

    @cached_property
    def scale(self) -> Codes:
        return Peers(self.panel).codes(self.panel.framework.method.scale_within)


def evaluator_of(panel: Panel, entry: Entry, scope: str, span: str, peers: Codes) -> Evaluator:
    """Return the evaluator of an indicator's formulas in one window."""
    spec = entry.spec
    return Evaluator(panel, scope, span, peers, spec.minimum_denominator or 0.0, spec.evidence is not None)


def accepted_windows(panel: Panel, entry: Entry) -> list[tuple[str, str]]:
    """Return the scopes and spans that an indicator accepts, in order; a rate also accepts part of a year."""
    accepts = entry.spec.accepts
    scopes = accepts.scope if accepts and accepts.scope else ["own"]
    if accepts and accepts.span:
        spans: list[str] = list(accepts.span)
    else:
        spans = ["annual", "to_date"] if is_rate(panel, entry) else ["annual"]
    return [(scope, span) for scope in scopes for span in spans]


def is_rate(panel: Panel, entry: Entry) -> bool:
    """Say whether an indicator is a quotient or a printed rate, so that part of a year says the same as all of it."""
    tree = entry.formula.tree if entry.formula else None
    if isinstance(tree, Name):
        return fact_kind(panel.framework.file.facts[tree.id]) == "share"
    if not (isinstance(tree, Call) and tree.function == "/"):
        return False
    return all(any(Formula("", side).names()) for side in tree.arguments)


def _look(entry: Entry, look: Evaluator, found: Values, wanted: NDArray[np.bool_]) -> tuple[Floats, Reasons, Reasons]:
    """Return values, reasons and branches of one indicator in one window; only units that are `wanted` count."""
    if entry.items:
        return _checked_off(entry, look, found, wanted)
    if entry.formula is None:  # a reviewer's item
        n = len(look.panel)
        return np.full(n, np.nan), np.full(n, Reason.OPEN, dtype=np.uint8), np.zeros(n, dtype=np.uint8)
    values, reasons = look(entry.formula)
    branches = np.where(reasons == OK, FORMULA, 0).astype(np.uint8)
    if entry.stated is not None:
        values, reasons, branches = _with_stated(entry, look, values, reasons, branches, found, wanted)
    return _within_valid(entry, look.panel, values, reasons, branches, found, wanted)


def _checked_off(
    entry: Entry, look: Evaluator, found: Values, wanted: NDArray[np.bool_]
) -> tuple[Floats, Reasons, Reasons]:
    """Look at the items of a checklist; it is a gap where none of those that apply is stated."""
    parts = [look(formula) for _, _, formula in entry.items]
    answers = Found(np.column_stack([p.values for p in parts]), np.column_stack([p.reasons for p in parts]))
    why = answers.reasons
    applicable = np.where((why > OK) & (why < Reason.NOT_STATED), 255, why).min(axis=1)
    reasons = np.where(applicable == 255, why.min(axis=1), applicable).astype(np.uint8)
    take = wanted & (reasons == OK)
    kept = found.parts.setdefault(entry.id, answers)
    kept.values[take], kept.reasons[take] = answers.values[take], answers.reasons[take]
    return answers.values.mean(axis=1), reasons, (reasons == OK).astype(np.uint8)


def _with_stated(
    entry: Entry,
    look: Evaluator,
    values: Floats,
    reasons: Reasons,
    branches: Reasons,
    found: Values,
    wanted: NDArray[np.bool_],
) -> tuple[Floats, Reasons, Reasons]:
    """Fill what is not reported from the printed rate; where both are there, compare them."""
    assert entry.stated is not None
    stated, why = look(entry.stated)
    fill = _missing(reasons)
    both = (reasons == OK) & (why == OK)
    usable = fill & (why == OK)
    # a printed rate that is marked not applicable says so for the counts that nobody reported
    told = np.where(_missing(why), np.maximum(reasons, why), why)
    reasons = np.where(fill, told, reasons).astype(np.uint8)
    values, branches = np.where(usable, stated, values), np.where(usable, STATED, branches).astype(np.uint8)
    spec, method = entry.spec, look.panel.framework.method
    given = spec.tolerance or method.tolerance
    tolerance = given.value if given else ROUNDING * (1.0 if spec.unit == "percent" else np.abs(values))
    differ = both & (np.abs(values - stated) > tolerance + TOLERANCE)
    for unit in np.flatnonzero(differ & wanted).tolist():
        found.disagreements.append(Disagreement(unit, entry.id, float(values[unit]), float(stated[unit])))
    if spec.disagreement == "stated":
        values, branches = np.where(differ, stated, values), np.where(differ, STATED, branches).astype(np.uint8)
    elif spec.disagreement == "gap":
        reasons = np.where(differ, Reason.CONFLICT, reasons).astype(np.uint8)
        values, branches = np.where(differ, np.nan, values), np.where(differ, 0, branches).astype(np.uint8)
    return values, reasons, branches


def _within_valid(
    entry: Entry,
    panel: Panel,
    values: Floats,
    reasons: Reasons,
    branches: Reasons,
    found: Values,
    wanted: NDArray[np.bool_],
) -> tuple[Floats, Reasons, Reasons]:
    """Make a value outside `valid` a contradiction: it is never clipped."""
    if entry.spec.valid is None:
        return values, reasons, branches
    low, high = (None if bound is None else bound.value for bound in entry.spec.valid)
    outside = np.zeros(len(values), dtype=bool)
    if low is not None:
        outside |= values < low - TOLERANCE
    if high is not None:
        outside |= values > high + TOLERANCE
    for unit in np.flatnonzero(outside & wanted).tolist():
        found.problems.append(_outside_problem(entry, panel, unit, float(values[unit])))
    reasons = np.where(outside, Reason.CONFLICT, reasons).astype(np.uint8)
    branches = np.where(outside, 0, branches).astype(np.uint8)
    return np.where(outside, np.nan, values), reasons, branches


def _outside_problem(entry: Entry, panel: Panel, unit: int, value: float) -> Problem:
    low, high = (str(bound) if bound is not None else "-" for bound in entry.spec.valid or ("-", "-"))
    shown = f"{value:.2%}" if entry.spec.unit == "percent" else f"{value:.6g}"
    region, period = panel.index[unit]
    params = {"indicator": entry.id, "region": region, "period": period, "value": shown, "low": low, "high": high}
    return Problem("outside_valid", params, severity="warning")
