"""What a unit could change: each indicator's values as straight pieces of score and cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from fazhi_score.framework import rules
from fazhi_score.framework.formula import Call, Formula, Name, Node
from fazhi_score.framework.model import Entry
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.arguments import rule_arguments, rule_function
from fazhi_score.scoring.indicators import FORMULA, Evaluator, Peers
from fazhi_score.scoring.reasons import OK, Reason
from fazhi_score.scoring.result import Result
from fazhi_score.scoring.values import fact_kind

Score = Callable[[Floats], Floats]

_PER_UNIT = ("due", "target", "times", "reference", "base")
_PLACES = ("worst", "best", "lower", "upper", "zero_below", "zero_above", "full", "at_least", "at_most", "target",
           "edges", "beyond", "slopes", "knots", "due", "reference")  # fmt: skip
"""Arguments of rules in which values of the indicator stand: the score may bend there."""
_STRAIGHT = 1e-7  # scores: a piece is straight if its inner points lie on the line so nearly
_CURVED, _NEARLY = 6, 0.01  # a curve is cut into 64 pieces or so, each as good as straight
_PRINTED = 1e-4  # rates without a base go by hundredths of a percentage point, as they are printed
_DEPTH = 32
_MOST_PIECES = 200
_MOST_ITEMS = 8  # of a checklist, more that are open are taken in the order of their weights
_LOGIC = ("and", "or", "not", "any", "all", "<", "<=", ">", ">=", "==", "!=")
_WHOLE_FUNCTIONS = ("+", "-", "sum", "min", "max", "coalesce", "negative", "positive", "items_count", "items_at_least")


@dataclass(frozen=True)
class Piece:
    """A stretch of an indicator's values along which score and cost are straight lines; a point where its ends are one.

    Ends are values, or numbers of steps where the lever has steps. `items` names the items of a checklist to put right.
    """

    low: float
    high: float
    scores: tuple[float, float]
    costs: tuple[float, float]
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lever:
    """One indicator of a unit that could change.

    Parameters
    ----------
    now, score : float
        Value and score as they are; NaN where there is none.
    step : float
        Values are whole multiples of it; 0: any value will do.
    stated : float
        Share of it that is stated now.
    function : callable, optional
        Values to scores; None for a checklist, whose pieces are points.
    """

    indicator: str
    now: float
    score: float
    step: float
    stated: float
    pieces: tuple[Piece, ...]
    function: Score | None = None

    @property
    def optional(self) -> bool:
        """Whether it does not count as long as it is left alone."""
        return bool(np.isnan(self.score))

    def value(self, position: float) -> float:
        """Return the value at a position of a piece."""
        return position * self.step if self.step else position

    def score_at(self, piece: Piece, position: float) -> float:
        """Return the score at a position of a piece, by the rule."""
        if self.function is None:
            return piece.scores[0]
        return float(self.function(np.array([self.value(position)]))[0])


@dataclass(frozen=True)
class Levers:
    """Makes the levers of one unit of a result.

    Parameters
    ----------
    costs : mapping of str to float
        Cost of the whole way from the value now to the best, by indicator; left out: 1.
    bounds : mapping of str to pair
        Least and largest value that can be reached, by indicator; None leaves a side open.
    whole : bool
        Whether counts change by whole cases.
    """

    result: Result
    unit: int
    costs: Mapping[str, float]
    bounds: Mapping[str, Sequence[float | None]]
    whole: bool = True

    def all(self) -> dict[str, Lever]:
        """Return the levers by indicator, those that move nothing left out."""
        found = {name: self.lever(entry) for name, entry in self.result.framework.entries.items()
                 if name in set(self.result.framework.composite_ids)}  # fmt: skip
        return {name: lever for name, lever in found.items() if lever is not None and lever.pieces}

    def lever(self, entry: Entry) -> Lever | None:
        """Return the lever of one indicator, None where nothing that the unit does moves it."""
        result, unit, name = self.result, self.unit, entry.id
        column = self.columns[name]
        reason = int(result.marks.reasons[unit, column])
        fixed = reason in (Reason.NOT_APPLICABLE, Reason.ZERO_DENOMINATOR, Reason.SMALL_BASE) or reason >= 40
        decided = not np.isnan(result.decided.scores.get(name, np.full(len(result.index), np.nan))[unit])
        cost = float(self.costs.get(name, 1.0))
        if fixed or decided or not np.isfinite(cost) or self.falsified(entry):
            return None
        score, stated = float(result.marks.filled[unit, column]), float(result.marks.stated[unit, column])
        if entry.items:
            return Lever(name, np.nan, score, 0.0, stated, self.checklist(entry, cost))
        spec = entry.by_class.get(self.kind, entry.spec)
        if entry.formula is None or spec.score is None or isinstance(spec.score, rules.PanelOfExperts):
            return None
        now = float(result.marks.prepared.treated[unit, column]) if reason == OK else np.nan
        function, places = self.scored(replace(entry, spec=spec))
        step = self.step(entry)
        low, high = self.ends(entry, places, now)
        if not low < high:
            return None
        bounds = self.within(entry)
        places = [*places, *(end for end in bounds if np.isfinite(end))]
        pieces = _pieces(function, now, (low, high), places, step, cost)
        reach = [end / step if step else end for end in bounds]
        near = 1e-6 if step else 0.0
        pieces = [p for p in pieces if reach[0] - near <= p.low and p.high <= reach[1] + near]
        better = [p for p in pieces if np.isnan(score) or max(p.scores) > score + TOLERANCE]
        return Lever(name, now, score, step, stated, tuple(better), function)

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column of each indicator."""
        return {name: k for k, name in enumerate(self.result.framework.entries)}

    @cached_property
    def kind(self) -> str:
        """The class of the unit."""
        return str(Peers(self.result.panel).labels("class")[self.unit])

    def falsified(self, entry: Entry) -> bool:
        """Say whether the unit's figures of an indicator are told to be untrue: no value earns anything then."""
        if entry.falsified is None:
            return False
        return bool(np.nan_to_num(Evaluator(self.result.panel)(entry.falsified).values[self.unit]) != 0)

    def scored(self, entry: Entry) -> tuple[Score, list[float]]:
        """Return what turns values of an indicator into scores for this unit, and where the line may bend."""
        panel, spec = self.result.panel, entry.spec.score
        arguments = rule_arguments(panel.framework, entry, panel)
        look = Evaluator(panel, peers=self.result.scale_peers)
        for key, formula in entry.extra.items():
            values = look(formula).values
            if key == "repeated" and isinstance(spec, rules.Deduct):
                arguments["times"] = np.where(np.nan_to_num(values) != 0, spec.factor, 1.0)
            elif key == "reference" and isinstance(spec, rules.TargetGap):
                arguments["target"] = values
            elif key in ("reference", "base"):
                arguments[key] = values
        for key in _PER_UNIT:
            if isinstance(arguments.get(key), np.ndarray) and len(arguments[key]) == len(panel):
                arguments[key] = arguments[key][self.unit : self.unit + 1]
        function = rule_function(spec)

        def of(values: Floats) -> Floats:
            with np.errstate(all="ignore"):
                return np.asarray(function(np.asarray(values, dtype=np.float64), **arguments), dtype=np.float64)

        places = [number for key in _PLACES if key in arguments for number in _numbers(arguments[key])]
        return of, sorted({*places, *_ends_of_deduction(arguments)})

    def step(self, entry: Entry) -> float:
        """Return the step between two values that the facts allow, 0 where any value will do."""
        tree = entry.formula.tree if entry.formula is not None else None
        facts = self.result.framework.file.facts
        if isinstance(tree, Name):
            kind = fact_kind(facts[tree.id])
            if kind in ("yes_no", "level", "date"):
                return 1.0
            if self.whole and kind == "share":
                return _PRINTED
            return 1.0 if self.whole and kind == "number" and self.is_count(tree) else 0.0
        if not isinstance(tree, Call) or tree.function in _LOGIC:
            return 1.0
        if not self.whole:
            return 0.0
        if tree.function in ("/", "per") and self.is_count(tree.arguments[0]):
            base = self.base(entry)
            return 1.0 / base if base > 0 else _PRINTED if entry.spec.unit == "percent" else 0.0
        return 1.0 if tree.function in _WHOLE_FUNCTIONS and self.is_count(tree) else 0.0

    def base(self, entry: Entry) -> float:
        """Return what an indicator's count is divided by, NaN where the unit does not say."""
        tree = entry.formula.tree if entry.formula is not None else None
        if not isinstance(tree, Call) or tree.function not in ("/", "per"):
            return float("nan")
        look = Evaluator(self.result.panel)
        parts = [look(Formula("", node)).values[self.unit] for node in tree.arguments[1:]]
        if int(self.result.values.branches[self.unit, self.columns[entry.id]]) != FORMULA:
            return float("nan")
        return float(parts[0] / parts[1]) if len(parts) > 1 else float(parts[0])

    def is_count(self, node: Node) -> bool:
        """Say whether a formula gives whole numbers: it is made of counts."""
        names = list(Formula("", node).names())
        if isinstance(node, Call) and node.function not in _WHOLE_FUNCTIONS:
            return False
        specs = [self.result.framework.file.facts[name.id] for name in names]
        return all(
            fact_kind(spec) == "number" and not spec.unit.startswith(("万", "亿", "元", "分", "倍")) for spec in specs
        )

    def ends(self, entry: Entry, places: list[float], now: float) -> tuple[float, float]:
        """Return the least and the largest value to think of: valid, as far as the rule looks, within bounds."""
        spec, tree = entry.spec, entry.formula.tree if entry.formula is not None else None
        fact = self.result.framework.file.facts[tree.id] if isinstance(tree, Name) else None
        kind = fact_kind(fact) if fact is not None else ""
        known = [place for place in (*places, now) if np.isfinite(place)]
        low, high = min([*known, 0.0] if kind != "date" else known, default=0.0), max(known, default=1.0)
        share = spec.unit == "percent" or kind == "share"
        high += 0.0 if share else 1.0  # an open edge is passed beyond it
        limits: list[Any] = [fact.range] if fact is not None and fact.range is not None else []
        if kind == "yes_no" or (isinstance(tree, Call) and tree.function in _LOGIC):
            low, high = 0.0, 1.0
        elif kind == "level" and fact is not None:
            low, high = 0.0, len(fact.levels) - 1.0
        elif kind == "date":
            low = low - 1.0
        elif share and spec.valid is None:
            low, high = max(low, 0.0), min(max(high, 1.0), 1.0) if high <= 1.0 else high
        if spec.valid is not None:
            limits.append(spec.valid)
        for below, above in limits:
            low = low if below is None else max(low, below.value)
            high = high if above is None else min(high, above.value)
        return low, high

    def within(self, entry: Entry) -> tuple[float, float]:
        """Return the bounds that the caller gives for an indicator."""
        low, high = self.bounds.get(entry.id, (None, None))
        return (-np.inf if low is None else float(low)), (np.inf if high is None else float(high))

    def checklist(self, entry: Entry, cost: float) -> tuple[Piece, ...]:
        """Return a point for each set of items that could be put right."""
        answers, why = (array[self.unit] for array in self.result.values.parts[entry.id])
        weights = np.array([item.weight for _, item, _ in entry.items])
        policy = self.result.framework.policy(entry.id)["not_reported"]
        void = (why != OK) & (why < Reason.NOT_STATED)
        given = np.where(why == OK, answers, np.nan)
        if policy in ("zero", "full"):
            given = np.where((why != OK) & ~void, 0.0 if policy == "zero" else 1.0, given)
        open_ = [k for k in np.argsort(-weights, kind="stable").tolist() if not void[k] and given[k] != 1.0]
        open_, most = open_[:_MOST_ITEMS], float(weights[open_].sum())
        found = []
        for size in range(1, len(open_) + 1):
            for chosen in combinations(sorted(open_), size):
                yes = given.copy()
                yes[list(chosen)] = 1.0
                there = ~np.isnan(yes)
                score = 100.0 * float(yes[there] @ weights[there]) / float(weights[there].sum() or 1.0)
                way = cost * float(weights[list(chosen)].sum()) / most if most else 0.0
                items = tuple(entry.items[k][0] for k in chosen)
                found.append(Piece(float(len(chosen)), float(len(chosen)), (score, score), (way, way), items))
        return tuple(found)


def _numbers(value: Any) -> list[float]:
    """Return the values of an indicator in an argument of a rule: of pairs, the first of each."""
    if isinstance(value, np.ndarray):
        return [float(number) for number in value.reshape(-1)]
    if isinstance(value, list | tuple):
        return [float(one[0] if isinstance(one, list | tuple) else one) for one in value]
    return [] if value is None or isinstance(value, str | bool) else [float(value)]


def _ends_of_deduction(arguments: Mapping[str, Any]) -> list[float]:
    """Return where a deduction reaches its most: full marks, or what the rule says."""
    most = arguments.get("max_deduction")
    most = 1.0 if most is None else min(float(most), 1.0)
    if "each" in arguments:
        times = float(np.max(arguments.get("times", 1.0)))
        each = float(arguments["each"]) * times
        return [float(arguments["beyond"]) + most / each, float(arguments["beyond"])] if each > 0 else []
    if "each_missing" in arguments:
        each = arguments["each_missing"] or 1.0 / arguments["at_least"]
        return [float(arguments["at_least"]) - most / each]
    if arguments.get("each_point"):
        reach = most / float(arguments["each_point"]) * float(arguments["per"])
        target = float(np.max(arguments["target"]))
        return [target - reach, target + reach]
    if arguments.get("each_day"):
        return [float(np.max(arguments["due"])) + 1.0 / float(arguments["each_day"])]
    return []


def _pieces(
    function: Score, now: float, ends: tuple[float, float], places: list[float], step: float, cost: float
) -> list[Piece]:
    """Return the straight pieces between the ends, with the cost of going there from the value now."""
    inner = [place for place in (*places, now) if ends[0] < place < ends[1]]
    if step:
        low, high = np.ceil(ends[0] / step - 1e-6), np.floor(ends[1] / step + 1e-6)
        near = {float(f(place / step) + shift) for place in inner for f in (np.floor, np.ceil) for shift in (-1, 0, 1)}
        corners = sorted({low, high, *(place for place in near if low <= place <= high)})
    else:
        corners = sorted({*ends, *inner})

    def of(positions: Sequence[float]) -> Floats:
        return function(np.array(positions, dtype=np.float64) * (step or 1.0))

    cuts: list[tuple[float, float]] = []
    for one, two in pairwise(corners):
        _cut(of, one, two, bool(step), cuts, 0)
    points = sorted({corner for cut in cuts for corner in cut} | set(corners))
    marks = dict(zip(points, of(points).tolist(), strict=True))
    cuts = [cut for cut in cuts if not np.isnan([marks[cut[0]], marks[cut[1]]]).any()]
    priced = _priced([p for p in points if not np.isnan(marks[p])], marks, now / step if step else now, cost)
    if priced is None:
        return []
    joined = {end for cut in cuts for end in cut}
    cuts += [(p, p) for p in points if p not in joined and not np.isnan(marks[p])]
    return [Piece(a, b, (marks[a], marks[b]), (priced(a), priced(b))) for a, b in cuts]


def _cut(of: Any, low: float, high: float, whole: bool, found: list[tuple[float, float]], depth: int) -> None:
    """Halve a stretch until it is straight; a step between two values that are next to each other makes two points."""
    inner = low + (high - low) * np.array([0.0, 1e-6, 0.11, 0.25, 0.37, 0.5, 0.63, 0.81, 1 - 1e-6, 1.0])
    if whole:
        inner = np.unique(np.concatenate([np.round(inner), [low, min(low + 1, high), max(high - 1, low), high]]))
    marks = of(inner)
    line = marks[0] + (marks[-1] - marks[0]) * (inner - low) / (high - low)
    if np.abs(marks - line).max() <= (_STRAIGHT if depth < _CURVED else _NEARLY):
        found.append((low, high))
        return
    close = high - low <= (1.0 if whole else 1e-9 * max(abs(low), abs(high), 1e-3))
    if close or depth >= _DEPTH or len(found) >= _MOST_PIECES:
        found += [(low, low), (high, high)]
        return
    middle = float(np.floor((low + high) / 2)) if whole else (low + high) / 2
    _cut(of, low, middle, whole, found, depth + 1)
    _cut(of, middle, high, whole, found, depth + 1)


def _priced(
    points: list[float], marks: Mapping[float, float], now: float, cost: float
) -> Callable[[float], float] | None:
    """Return what going to a position costs: its share of the whole way from now (or the worst) to the nearest best."""
    if not points:
        return None
    best = max(marks[p] for p in points)
    tops = [p for p in points if marks[p] >= best - TOLERANCE]
    if np.isnan(now):
        worst = min(marks[p] for p in points)
        start = min((p for p in points if marks[p] <= worst + TOLERANCE), key=lambda p: min(abs(p - t) for t in tops))
    else:
        start = now
    way = min(abs(top - start) for top in tops)
    if way <= 0:
        return (lambda position: 0.0) if np.isnan(now) else None
    return lambda position: cost * abs(position - start) / way
