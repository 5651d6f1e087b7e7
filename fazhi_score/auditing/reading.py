"""A report into what its checks share: quantities with the words around them, sentences, and the facts it states."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from fazhi_score.auditing.findings import LONGEST_QUOTE, Place
from fazhi_score.auditing.precision import Printed, printed
from fazhi_score.documents.reports import Report
from fazhi_score.reports.breakdowns import breakdowns
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.lexicon import Lexicon
from fazhi_score.reports.matching import Match, match_facts
from fazhi_score.reports.naming import half_width
from fazhi_score.reports.numbers import find_periods, find_quantities
from fazhi_score.reports.structure import sections
from fazhi_score.reports.types import Breakdown, Clause, Quantity

_SIGNS = str.maketrans("，；：（）！？﹐﹔﹕", ",;:()!?,;:")
_STOP = re.compile("[。!?\n;]")
_FULL_STOP = re.compile("[。!?\n]")
_TOLD = re.compile("[未待][审办]?结|在[审办]|[审办]结|结案|受理|新收|收到|接收|共(?:办理|审理|处理)")
_CONCLUDED = frozenset(("审结", "办结", "结案"))
_NEAR = 60
_LONGEST_SENTENCE = 600


class Reading:
    """A report and what was found in it.

    Parameters
    ----------
    report : Report
        What is read.
    lexicon : Lexicon
        By which facts are recognised.
    """

    def __init__(self, report: Report, lexicon: Lexicon) -> None:
        self.report, self.lexicon, self.text = report, lexicon, report.text
        self.plain = half_width(report.text).translate(_SIGNS)
        periods = find_periods(report.text)
        self.quantities: list[Quantity] = find_quantities(report.text, periods=periods)
        self.starts = [quantity.start for quantity in self.quantities]
        self.clauses: list[Clause] = clauses(report.text, found=sections(report.text), periods=periods)
        self._clause_starts = [clause.start for clause in self.clauses]
        self._stops = [match.start() for match in _STOP.finditer(self.plain)]
        self._full_stops = [match.start() for match in _FULL_STOP.finditer(self.plain)]

    @cached_property
    def breakdowns(self) -> list[Breakdown]:
        """Totals and their parts."""
        return breakdowns(self.text, self.quantities)

    @cached_property
    def matches(self) -> list[Match]:
        """The facts that the report states."""
        return match_facts(self.text, self.lexicon, self.quantities, self.clauses)

    def clause_at(self, at: int) -> Clause | None:
        """Return the clause in which a character stands, None before the first."""
        index = bisect_right(self._clause_starts, at) - 1
        return self.clauses[index] if index >= 0 else None

    def is_done(self, quantity: Quantity) -> bool:
        """Say whether a number is reported as a fact of the report's own time."""
        clause = self.clause_at(quantity.start)
        return clause is None or (clause.modality in ("done", "under_way") and clause.span != "last_year")

    def segment(self, at: int) -> tuple[int, int]:
        """Return the span between the semicolons or full stops around a character, no more than is read at a time."""
        return _near(_between(self._stops, at, len(self.text)), at)

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the span between the full stops around a character, no more than is read at a time."""
        return _near(self.whole_sentence(at), at)

    def whole_sentence(self, at: int) -> tuple[int, int]:
        """Return the span between the full stops around a character: the same for all of one sentence."""
        return _between(self._full_stops, at, len(self.text))

    def within(self, start: int, end: int) -> Sequence[int]:
        """Return the indices of the quantities between two characters."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def before(self, index: int, *, reach: int = _NEAR) -> str:
        """Return the words before a quantity, back to the quantity or the end of the clause before it."""
        start = self.quantities[index].start
        clause = self.clause_at(start)
        first = max(start - reach, clause.start if clause and clause.start <= start else 0)
        if index:
            first = max(first, self.quantities[index - 1].end)
        return self.plain[first:start] if first < start else ""

    def behind(self, index: int, *, reach: int = _NEAR) -> str:
        """Return the words behind a quantity, up to the next quantity or the end of its clause."""
        quantity = self.quantities[index]
        clause = self.clause_at(quantity.start)
        last = min(quantity.end + reach, clause.end if clause else len(self.plain))
        if index + 1 < len(self.quantities):
            last = min(last, self.quantities[index + 1].start)
        return self.plain[quantity.end : last] if quantity.end < last else ""

    def among_concluded(self, index: int) -> bool:
        """Say whether a count is told of the cases concluded (审结37件，含上年结转4件), not of those received."""
        at = self.quantities[index].start
        told = _TOLD.findall(self.plain, self.sentence(at)[0], at)
        return bool(told) and told[-1] in _CONCLUDED

    def words(self, index: int) -> str:
        """Return the words before and behind a quantity."""
        return f"{self.before(index)}…{self.behind(index)}"

    def counts(self, start: int, end: int) -> Iterator[int]:
        """Yield the plain counts between two characters: no bounds, no growth, not for each of several."""
        for index in self.within(start, end):
            if is_count(self.quantities[index]):
                yield index

    def place(self, start: int, end: int) -> Place:
        """Return a place with its words."""
        numerals = tuple(self.quantities[index].num_start for index in self.within(start, end))
        return Place(self.report.id, start, end, shortened(self.text[start:end]), numerals=numerals)

    def place_of(self, *indices: int) -> Place:
        """Return the place of quantities that stand together, with the words before and behind them."""
        first, last = self.quantities[min(indices)], self.quantities[max(indices)]
        start = first.start - len(self.before(min(indices), reach=24))
        end = last.end + (0 if len(indices) > 1 else len(self.behind(max(indices), reach=12)))
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        return self.place(start, start + len(self.text[start:end].rstrip()))

    def printed(self, index: int) -> Printed | None:
        """Return a percentage as printed; None where it is no percentage or its words leave it open."""
        quantity = self.quantities[index]
        if quantity.form != "percent" or quantity.approx or quantity.bound or quantity.each or quantity.value is None:
            return None
        digits = self.plain[quantity.num_start : quantity.num_end].replace(" ", "")
        return printed(digits) or printed(f"{quantity.value:.6f}".rstrip("0").rstrip("."))


def is_rounded(quantity: Quantity) -> bool:
    """Say whether a number is told in units of ten thousand and more, hence as a rule rounded."""
    return "万" in quantity.text or "亿" in quantity.text


def is_count(quantity: Quantity) -> bool:
    """Say whether a quantity is a plain whole count."""
    return (
        quantity.form == "number"
        and quantity.value is not None
        and not (quantity.approx or quantity.bound or quantity.change or quantity.each or is_rounded(quantity))
        and quantity.value == int(quantity.value)
    )


def shortened(words: str) -> str:
    """Return words in one line, the middle of long ones left out."""
    line = " ".join(words.split())
    if len(line) <= LONGEST_QUOTE:
        return line
    half = LONGEST_QUOTE // 2
    return f"{line[:half]}…{line[-half:]}"


def _near(span: tuple[int, int], at: int) -> tuple[int, int]:
    """Return no more of a span than is read at a time: what runs on for longer is no sentence."""
    return max(span[0], at - _LONGEST_SENTENCE), min(span[1], at + _LONGEST_SENTENCE)


def _between(stops: list[int], at: int, length: int) -> tuple[int, int]:
    index = bisect_left(stops, at)
    return (stops[index - 1] + 1 if index else 0), (stops[index] if index < len(stops) else length)
