"""What a report is made from: the result and all that goes with it, computed once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.facts.ledger import Ledger
from fazhi_score.presentation.cells import periods
from fazhi_score.presentation.items import Sheet
from fazhi_score.presentation.reasons import Reasons
from fazhi_score.presentation.text import line, points_text, score_text, when_text
from fazhi_score.presentation.word.classes import Class, classes_of, names_of
from fazhi_score.presentation.word.moves import Moves
from fazhi_score.presentation.word.paper import Paper
from fazhi_score.scoring.result import Result


@dataclass(frozen=True, eq=False)
class Given:
    """A result, what is known beside it, and the paper that it goes on."""

    paper: Paper = field(repr=False)
    result: Result = field(repr=False)
    date: datetime.date
    uncertainty: Uncertainty | None = field(default=None, repr=False)
    sensitivity: Sensitivity | None = field(default=None, repr=False)
    before: Result | None = field(default=None, repr=False)
    ledger: Ledger | None = field(default=None, repr=False)

    @property
    def lang(self) -> str:
        """The language."""
        return self.paper.lang

    @property
    def blank(self) -> str:
        """What stands between words."""
        return "" if self.lang == "zh" else " "

    def say(self, code: str, **params: object) -> str:
        """Return a text in the document's language."""
        return self.paper.say(code, **params)

    @cached_property
    def label(self) -> str:
        """The name of the framework."""
        return line(self.result.framework.label("", self.lang), 80)

    def node(self, name: str) -> str:
        """Return the name of a group, indicator or adjustment."""
        return line(self.result.framework.label(name, self.lang), 100)

    @cached_property
    def names(self) -> list[str]:
        """The name of each row, with its period where several are ranked together."""
        names = names_of(self.result)
        if "period" in self.result.framework.method.rank_within or len(set(self.periods)) < 2:
            return names
        told = [when_text(period, self.lang) for period in self.periods]
        return [self.say("word_with_remark", label=n, remark=p) for n, p in zip(names, told, strict=True)]

    @cached_property
    def periods(self) -> list[str]:
        """The period of each row."""
        return [str(period) for period in periods(self.result)]

    @cached_property
    def classes(self) -> list[Class]:
        """Who is ranked with whom."""
        return classes_of(self.result, self.lang)

    @cached_property
    def sheet(self) -> Sheet:
        """The items of all units."""
        return Sheet(self.result)

    @cached_property
    def reasons(self) -> Reasons:
        """Why points were taken off."""
        return Reasons(self.sheet, self.lang)

    @cached_property
    def moves(self) -> Moves | None:
        """Who moved since `before`; None where there is nothing to compare with."""
        return None if self.before is None else Moves(self.before, self.result)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether the method gives an order and no score on 0–100."""
        return self.result.framework.method.ordering is not None

    @cached_property
    def full(self) -> float:
        """Full points of the sheet."""
        return self.result.framework.file.total_points or 100.0

    def score(self, unit: int) -> str:
        """Return the total of a unit, on the scale of the sheet."""
        return score_text(self.result.standing.composite[unit] * (1.0 if self.is_ordered else self.sheet.scale))

    @property
    def full_text(self) -> str:
        """Full points as text."""
        return points_text(self.full)

    def several(self, units: list[int], most: int = 12) -> str:
        """Return the names of some units, cut after `most` with their number."""
        listed = self.say("word_comma").join(self.names[unit] for unit in units[:most])
        return listed if len(units) <= most else self.say("word_and_more", names=listed, count=len(units))
