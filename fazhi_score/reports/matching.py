"""Text, quantities and clauses into facts by the phrases of a lexicon, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from fazhi_score.reports.cues import foreign_scope, is_received
from fazhi_score.reports.fitting import Fitting, Reader, has
from fazhi_score.reports.lexicon import Entry, Lexicon
from fazhi_score.reports.phrases import NUMBER, REST
from fazhi_score.reports.types import Clause, Quantity

SAME_TIME_REACH = 150
_MANY_YEARS = re.compile(
    r"(?<![今本全一\d])(?:年以来|年来)|历年(?!印发|制定|出台|遗留|积累)|至今|任期|[一二三四五]五时期|(?:启动|开展|实施|成立|普法|规划)以来"
    rf"|[{NUMBER}{REST}](?:以来|来)(?!自|源)|(?P<year>20\d\d)年(?:[^，。]{{0,6}})以来"
)
_THIS_YEAR = re.compile("今年|本年|当年|全年|年内|本年度|新(?:增|培|聘|建|设|创|获|评)")
_YEAR = re.compile(r"[^\d(]{0,6}(20\d\d)年(?!度?目标)")
_COORDINATED = re.compile(f"{NUMBER}{REST}*[^,。;:{NUMBER}{REST}]{{0,6}}[、和及与]$")


class Match(NamedTuple):
    """A fact that a text states, and where.

    Parameters
    ----------
    fact : str
        Its id.
    start, end : int
        The words that say so.
    quantity : Quantity or None
        The number; None where words stand for it.
    scope, span, item, status : str
        As facts have them: status ``reported``, ``claimed``, ``ambiguous`` or ``planned``.
    value : float or None
        The number that words without one stand for: 0.
    among : str
        Its scope where the text has the fact for several.
    rule : str
        The phrase that fitted.
    """

    fact: str
    start: int
    end: int
    quantity: Quantity | None
    scope: str
    span: str
    item: str
    status: str
    value: float | None
    among: str
    rule: str


_made = partial(tuple.__new__, Match)  # faster than to name the parts


def match_facts(
    text: str,
    lexicon: Lexicon,
    quantities: Sequence[Quantity],
    clauses: Sequence[Clause] = (),
    *,
    level: str = "",
    year: int = 0,
    every: bool = False,
) -> list[Match]:
    """Return the facts that a text states.

    Parameters
    ----------
    text : str
        The text of a report.
    lexicon : Lexicon
        From :func:`~fazhi_score.reports.lexicon.load_lexicon`.
    quantities, clauses : sequence
        What the text was found to hold; without clauses everything counts as done in the report's own period.
    level : str
        The level of whose report it is (:func:`~fazhi_score.documents.units.level_of`): 全市 in a report of a district
        tells the city's number.
    year : int
        The year that is reported on: 2023年以来 in a report of 2023 is no longer time. 0 where unknown.
    every : bool
        Whether to return all places at which a fact is claimed without a number, not only the one that tells most.

    Returns
    -------
    list of Match
        By place; one number may stand for several facts, `ambiguous` where only one of them can be meant.
    """
    reader = Reader(text, quantities, lexicon)
    fitting: dict[int, dict[str, list[Fitting]]] = {}
    claims: dict[str, list[Fitting]] = {}
    for found in reader.candidates():
        by_fact = claims if found.number < 0 else fitting.setdefault(found.number, {})
        by_fact.setdefault(found.entry.id, []).append(found)
    numbers = {number: _best(reader, fitting[number]) for number in sorted(fitting)}
    report = _Report(reader, clauses, [clause.start for clause in clauses], level, year)
    matches = []
    for best in numbers.values():
        for found, ambiguous in _decided(best):
            match = report.match(found, ambiguous=ambiguous or _is_one_of_two(reader, found, numbers))
            if match:
                matches.append(match)
    stated = {match.fact for match in matches if match.status != "planned"}
    sure = {match.fact for match in matches if match.status == "reported"}
    for fact, listed in claims.items():
        if fact in stated or not sure.isdisjoint(listed[0].entry.unless):
            continue
        listed = [found for found in listed if sure.isdisjoint(found.rule.unless)]
        if len(listed) > 1:
            listed.sort(key=lambda found: (not found.exact, -found.weight, found.start))
        matches += _claimed(report, listed, every=every)
    return sorted(_apart(matches), key=lambda match: (match.start, match.fact))


def _best(reader: Reader, by_fact: Mapping[str, list[Fitting]]) -> dict[str, Fitting]:
    """Return for each fact the wording at one number that says most of those whose conditions hold."""
    best = {}
    for fact, listed in by_fact.items():
        if len(listed) > 1:
            listed.sort(key=_rank, reverse=True)
        for found in listed:
            if reader.holds(found):
                best[fact] = found
                break
    return best


def _claimed(report: _Report, listed: Iterable[Fitting], *, every: bool) -> list[Match]:
    """Return the claims of one fact that count: what was done before what is said in words."""
    by_status: dict[str, list[Match]] = {}
    for found in listed:
        if "claimed" in by_status and not every and not _tells(found):
            continue  # it could only claim the same once more
        match = report.match(found) if report.reader.holds(found) else None
        if match:
            by_status.setdefault(match.status, []).append(match)
            if match.status == "reported" and not every:
                return [match]
    for status in ("reported", "ambiguous", "claimed"):  # what is planned in words says nothing of the year
        if status in by_status:
            return by_status[status][: None if every else 1]
    return []


def _tells(found: Fitting) -> bool:
    """Say whether a wording without a number tells more than that something is claimed."""
    rule = found.rule
    return rule.value is not None or found.entry.kind == "yes_no" or rule.status not in ("", "claimed")


def _apart(matches: list[Match]) -> list[Match]:
    """Give each its own scope where a report has a fact for several: two hotlines with a rate each."""
    several: dict[str, list[int]] = {}
    for index, match in enumerate(matches):
        if match.among or match.item:
            several.setdefault(match.fact, []).append(index)
    for alike in several.values():
        alike.sort(key=lambda index: matches[index].start)
        for first, second in pairwise(alike):
            before, match = matches[first], matches[second]
            near = match.start - before.end < SAME_TIME_REACH
            if before.span == "to_date" and match.span == "annual" and near:
                matches[second] = match._replace(span="to_date")  # 截至目前 holds for the second hotline too
        if len({matches[index].among for index in alike}) > 1:
            for index in alike:
                match = matches[index]
                matches[index] = match._replace(scope=match.among or match.scope)
    return matches


def _weight(found: Fitting) -> tuple[bool, int, int]:
    """Words in the order of a phrase tell more than the same words in any order."""
    told = bool(found.rule.phrase.unit) + bool(found.rule.topic)
    return found.exact, found.weight + told, -(found.end - found.start)


def _rank(found: Fitting) -> tuple[bool, bool, int, int]:
    """Of two wordings of one fact the one that says more of it counts."""
    rule = found.rule
    return bool(rule.item or rule.scope or rule.span or rule.status), *_weight(found)


def _decided(best: dict[str, Fitting]) -> list[tuple[Fitting, bool]]:
    """Return the readings of one number that stand, and whether they exclude each other."""
    if len(best) < 2:
        return [(found, False) for found in best.values()]
    order = sorted(best.values(), key=_weight, reverse=True)
    top = order[0]
    kept = [found for found in order if found is top or _shared(found.entry, top.entry)]
    rivals = [f for f in order if f not in kept and _weight(f)[:2] == _weight(top)[:2]]
    return [(found, bool(rivals)) for found in (*kept, *rivals)]


def _shared(one: Entry, other: Entry) -> bool:
    return one.id in other.shares or other.id in one.shares


def _is_ahead(words: str, year: int) -> bool:
    """Say whether words speak of a year after the one that is reported on."""
    match = _YEAR.match(words) if "20" in words else None  # at the beginning; （2021—2025年） in a title is no plan
    return match is not None and int(match[1]) > year


def _is_longer(sentence: str, year: int) -> bool:
    """Say whether a sentence speaks of more than the year that is reported on."""
    return any(not match["year"] or int(match["year"]) < (year or 9999) for match in _MANY_YEARS.finditer(sentence))


def _is_one_of_two(reader: Reader, found: Fitting, numbers: Mapping[int, Container[str]]) -> bool:
    """Say whether a number is the second of two that only together count: 15个乡镇、46个部门的负责人述法."""
    if found.number != found.start:
        return False
    before = _COORDINATED.search(reader.text, max(0, found.start - 24), found.start)
    if before is None or found.entry.id in numbers.get(before.start(), ()):
        return False
    units = {reader.ready.numbers[at].unit for at in (before.start(), found.number)}
    return len(units) == 1 and units <= found.entry.units


class _Report(NamedTuple):
    """What is known of the report in which phrases fit."""

    reader: Reader
    clauses: Sequence[Clause]
    starts: list[int]
    level: str
    year: int

    def match(self, found: Fitting, *, ambiguous: bool = False) -> Match | None:
        """Return the fact that a fitting states, None where it is told of a problem, a duty or an earlier year."""
        entry, rule, ready = found.entry, found.rule, self.reader.ready
        quantity = ready.numbers[found.number] if found.number >= 0 else None
        clause = self._clause(ready.origin(found.number if quantity else found.start))
        if clause and (clause.modality in ("problem", "required") or clause.span == "last_year"):
            return None
        words = self.reader.clause(found.start, found.end)
        scope, span = rule.scope or entry.scope, rule.span or entry.span
        if quantity:
            scope = rule.scope or self._scope(found, words) or entry.scope
            span = self._span(found, words, clause) or span
        status = rule.status or ("reported" if quantity or _tells(found) else "claimed")
        if (clause and clause.modality == "planned") or (self.year and _is_ahead(words, self.year)):
            status = "planned"
        elif ambiguous or (quantity and quantity.value is None):
            status = "ambiguous"
        start, end = ready.origin(found.start), ready.origin(found.end - 1)
        if end < start:  # numbers that are shared out may stand before
            start, end = end, start
        end += 1
        if quantity:
            start, end = min(start, quantity.start), max(end, quantity.end)
        among = self.reader.among(found) if entry.among else ""
        stated = (quantity, scope, span, rule.item, status, rule.value, among, rule.phrase.text)
        return _made((entry.id, start, end, *stated))

    def _clause(self, place: int) -> Clause | None:
        index = bisect_right(self.starts, place) - 1
        return self.clauses[index] if index >= 0 else None

    def _scope(self, found: Fitting, words: str) -> str:
        """Return whose number it is where its clause says so, "" where it does not."""
        for name in found.entry.scopes:
            if has(self.reader.lexicon.scopes[name], words):
                return name
        if is_received(self.reader.so_far(found.end)):
            return "received"
        return foreign_scope(words, self.level) if self.level else ""

    def _span(self, found: Fitting, words: str, clause: Clause | None) -> str:
        """Return of which time a number is where its clause says so, "" where it does not."""
        usual = found.rule.span or found.entry.span
        if clause and usual == "annual":
            if clause.span == "to_date":
                return "to_date"
            # 累计 without a word about years sums up the year
            many_years = clause.span == "cumulative" and _is_longer(self.reader.sentence(found.start), self.year)
            return "cumulative" if many_years else ""
        return "annual" if usual == "cumulative" and not found.rule.span and _THIS_YEAR.search(words) else ""
