"""Appeals against decisions into what granting each of them would do, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import raise_errors
from fazhi_score.facts.decisions import Decisions
from fazhi_score.framework.rules import Reviewer
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.decided import Decided, decide, with_decisions
from fazhi_score.scoring.engine import _Scorer
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.marks import Marks, mark
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result, Standing

_COLUMNS = ("region", "period", "name", "item", "id", "points", "asked", "composite", "composite_granted", "rank",
            "rank_granted", "grade", "grade_granted", "passes", "others")  # fmt: skip
_RANKS = ("rank", "rank_granted")
_Cell = tuple[int, str]


def appeals(result: Result) -> pd.DataFrame:
    """Return every decision under appeal with what would change if it alone were granted.

    Parameters
    ----------
    result : Result
        Scored with a log of decisions.

    Returns
    -------
    DataFrame
        region, period, name, item, id; points (of the item now) and asked (of the item if granted: what the
        unit asks for; where it names no points, what stands without the decision, the rule alone or full marks of
        a reviewer's item), on the sheet's scale; composite, rank and grade now and, as composite_granted,
        rank_granted and grade_granted, if granted; passes (names of the units that it would leave behind it) and
        others (how many other units would have another rank or grade).

    Raises
    ------
    FazhiError
        Where an appeal asks for something that cannot be, such as more than full marks.

    Notes
    -----
    The decision is exchanged for one that gives the points asked for; other decisions on the item stay, so that
    what they deduct is still taken off, but for another that sets its points. All else is scored anew.

    Examples
    --------
    A and B have 80 and 90; 15 were taken off B's, which asks to have them back.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A", "B"], "period": 2024, "fact": "x", "value": [80, 90]})
    >>> log = pd.DataFrame({"id": ["d1"], "region": ["B"], "period": [2024], "item": ["i"], "deducted": ["15%"],
    ...                     "evidence": ["p. 3"], "decided_by": ["panel"], "date": ["2025-01-08"],
    ...                     "state": ["appealed"]})
    >>> found = appeals(score(rows, framework, decisions=log))
    >>> found[["id", "points", "asked", "rank", "rank_granted", "passes", "others"]].values.tolist()
    [['d1', 75.0, 90.0, 2, 1, 'A', 1]]
    """
    granting = _Granting(result)
    return _frame([granting.row(*one) for one in granting.alone()], _COLUMNS)


def appeals_together(result: Result) -> pd.DataFrame:
    """Return what would change if all appeals were granted: one row a unit.

    Returns
    -------
    DataFrame
        region, period, name; composite, rank and grade now and, as composite_granted, rank_granted and
        grade_granted, if all were granted. Empty where nothing is under appeal.

    Raises
    ------
    FazhiError
        Where an appeal asks for something that cannot be.
    """
    granting = _Granting(result)
    columns = ("region", "period", "name", *_COLUMNS[7:13])
    if not granting.appealed:
        return _frame([], columns)
    changed = granting.standing(granting.decided(granting.appealed).scores)
    units = np.flatnonzero(Peers(result.panel).labels("class") != "reference")
    return _frame([{**granting.unit(k), **granting.both(k, changed)} for k in units.tolist()], columns)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({name: "Int64" for name in columns if name in _RANKS})


@dataclass(frozen=True)
class _Granting:
    """What decisions would be, had appeals been granted."""

    result: Result

    @cached_property
    def current(self) -> dict[str, dict[str, Any]]:
        """What each decision says now, by id."""
        log = self.result.log
        rows = [] if log is None else log.current.to_dict("records")
        return {row["id"]: {str(key): value for key, value in row.items()} for row in rows}

    @cached_property
    def cells(self) -> dict[str, _Cell]:
        """Unit and item of each decision."""
        frame = self.result.decisions
        units = self.result.index.get_indexer(pd.MultiIndex.from_frame(frame[["region", "period"]]))
        return dict(zip(frame["id"], zip(units.tolist(), frame["item"], strict=True), strict=True))

    @cached_property
    def appealed(self) -> list[str]:
        return [name for name in self.cells if self.current[name]["state"] == "appealed"]

    @cached_property
    def panel(self) -> Panel:
        """The panel, with a place of its own for problems."""
        return replace(self.result.panel, problems=[])

    @cached_property
    def marks(self) -> Marks:
        """The marks of the rules alone."""
        return mark(self.panel, self.result.values)

    @cached_property
    def classes(self) -> Codes:
        return Peers(self.panel).codes(self.result.framework.method.rank_within)

    def alone(self) -> list[tuple[str, float, Floats]]:
        """Return each appeal with points and ``(n,)`` score of its item, had it alone been granted.

        Matching a log with the sheet takes long, so that appeals against different items are matched at once.
        """
        turn: dict[str, int] = {}
        seen: dict[_Cell, int] = {}
        for name in self.appealed:
            turn[name] = seen[self.cells[name]] = seen.get(self.cells[name], -1) + 1
        found = {}
        for number in range(max(turn.values(), default=-1) + 1):
            names = [name for name in self.appealed if turn[name] == number]
            decided = self.decided(names)
            points = dict(zip(decided.frame["id"], decided.frame["score"], strict=True))
            for name in names:
                unit, item = self.cells[name]
                scores = self.result.decided.scores.get(item, np.full(len(self.result.index), np.nan)).copy()
                scores[unit] = decided.scores[item][unit] if item in decided.scores else np.nan
                found[name] = (name, float(points[name]), scores)
        return [found[name] for name in self.appealed]

    def decided(self, names: list[str]) -> Decided:
        """Return the decisions, had these appeals been granted."""
        assert self.result.log is not None
        decided = decide(self.panel, self.marks, self.granted(self.result.log, names))
        raise_errors(decided.problems)
        return decided

    def granted(self, log: Decisions, names: list[str]) -> Decisions:
        """Return the log with a row more for each appeal that is granted."""
        words = {name: self.asked(name) for name in names}
        best: dict[_Cell, tuple[float, str]] = {}
        for name in names:  # where several appeals set an item's points, the highest count
            number, percent = words[name]
            if not np.isnan(number):
                points = number * self.full[name] if percent else number
                best[self.cells[name]] = max(best.get(self.cells[name], (-1.0, "")), (points, name))
        for name, cell in self.cells.items():
            if cell in best and best[cell][1] != name and (name in words or self.sets_points(name)):
                words[name] = (np.nan, False)
        rows = log.log.iloc[[self.current[name]["rows"][-1] for name in words]].assign(
            state="changed",
            points=[number for number, _ in words.values()],
            points_percent=[percent for _, percent in words.values()],
            by_rule=[bool(np.isnan(number)) for number, _ in words.values()],
            deducted=np.nan,
            deducted_percent=False,
            asked=np.nan,
            asked_percent=False,
        )
        return replace(log, log=pd.concat([log.log, rows], ignore_index=True))

    def asked(self, name: str) -> tuple[float, bool]:
        """Return the points that an appeal asks for and whether they are a share; NaN for the rule alone."""
        one, (unit, item) = self.current[name], self.cells[name]
        entries, others = self.result.framework.entries, [n for n, cell in self.cells.items() if cell == (unit, item)]
        if not np.isnan(one["asked"]) or item not in entries:
            return float(one["asked"]), bool(one["asked_percent"])
        reason = self.marks.reasons[unit, list(entries).index(item)]
        open_ = isinstance(entries[item].spec.score, Reviewer) and Reason.NOT_STATED <= reason <= Reason.OPEN
        if open_ and not any(self.sets_points(other) for other in others if other != name):
            return 1.0, True
        return np.nan, False

    @cached_property
    def full(self) -> dict[str, float]:
        return dict(zip(self.result.decisions["id"], self.result.decisions["full"], strict=True))

    @cached_property
    def points(self) -> dict[str, float]:
        return dict(zip(self.result.decisions["id"], self.result.decisions["score"], strict=True))

    def sets_points(self, name: str) -> bool:
        return not np.isnan(self.current[name]["points"])

    def standing(self, scores: dict[str, Floats]) -> Standing:
        """Return the standing with other decided scores."""
        result, decided = self.result, replace(self.result.decided, scores=scores)
        marks = with_decisions(self.marks, decided, result.framework)
        return _Scorer(self.panel, result.values, marks, decided).result([]).standing

    def row(self, name: str, points: float, scores: Floats) -> dict[str, Any]:
        """Return what one appeal would do."""
        unit, item = self.cells[name]
        changed = self.standing({**self.result.decided.scores, item: scores})
        now = self.result.standing
        before, after = (s.ranks <= s.ranks[unit] for s in (now, changed))
        passed = before & ~after & ~np.isnan(changed.ranks) & (self.classes == self.classes[unit])
        passed &= not np.isnan(changed.ranks[unit])
        other = ~_same(now.ranks, changed.ranks) | (now.grades != changed.grades)
        other[unit] = False
        told = {**self.unit(unit), "item": item, "id": name, "points": self.points[name], "asked": points}
        return {
            **told,
            **self.both(unit, changed),
            "passes": ", ".join(self.result.names.to_numpy()[passed]),
            "others": int(other.sum()),
        }

    def unit(self, unit: int) -> dict[str, Any]:
        region, period = self.result.index[unit]
        return {"region": region, "period": period, "name": self.result.names.iloc[unit]}

    def both(self, unit: int, changed: Standing) -> dict[str, Any]:
        """Return composite, rank and grade of a unit now and in another standing."""
        told: dict[str, Any] = {}
        for ending, side in (("", self.result.standing), ("_granted", changed)):
            rank = side.ranks[unit]
            told |= {f"composite{ending}": float(side.composite[unit]), f"grade{ending}": side.grades[unit]}
            told[f"rank{ending}"] = pd.NA if np.isnan(rank) else int(rank)
        return told


def _same(one: Floats, two: Floats) -> NDArray[np.bool_]:
    return np.asarray((np.abs(one - two) <= TOLERANCE) | (np.isnan(one) & np.isnan(two)))
