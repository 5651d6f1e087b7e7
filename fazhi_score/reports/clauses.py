"""The text of a report into its clauses: whose they are, of which time, reported, planned or required."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from fazhi_score.reports.cues import CUES, SCOPES, cue_kind
from fazhi_score.reports.periods import find_periods
from fazhi_score.reports.structure import sections
from fazhi_score.reports.types import Clause, Modality, PeriodFound, Section, SectionKind, Span
from fazhi_score.reports.words import BLANKS, Ints, codes_of, kind_table, kinds_of

_DIGIT, _BLANK, _MARK, _END, _LINE, _WITHIN = 1, 2, 3, 4, 5, 6
_KINDS = kind_table(
    {
        _DIGIT: "0123456789０１２３４５６７８９",
        _BLANK: BLANKS,
        _MARK: "，；;：",
        _END: "。！？!?",
        _LINE: "\n",
        _WITHIN: ",:",
    }
)

_NUMBER = "[一二三四五六七八九十]"
_MARKER = re.compile(
    rf"[ \t\u3000\u00a0”（(]{{0,4}}(?P<marker>{_NUMBER}{{1,2}}[是要]|第{_NUMBER}(?=[，,])|\d{{1,2}}(?:[、．]|\.(?!\d))"
    rf"|[(（](?:{_NUMBER}{{1,2}}|\d{{1,2}})[)）]"
    rf"|{_NUMBER}{{1,3}}、|[①-⑳]|首先|其次|再次)",
    re.ASCII,
)
_MARKER_FIRST = frozenset("”（(0123456789一二三四五六七八九十第首其再①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_COMPARES = re.compile("[比较与同由从]|增|降|减|提高|上升")
_LAST_MONTH = 12
_LEAD = 800
_AS_FOLLOWS = re.compile("^[^。；\n]{0,30}(?:报告|总结|汇报|通报|公布)如下")


_Cue = tuple[int, str]
"""Where a word stands that decides how clauses are read, and its kind."""

_clause = partial(tuple.__new__, Clause)  # twice as fast as to name the parts, and there are hundreds a report


def clauses(
    text: str, *, found: Sequence[Section] | None = None, periods: Iterable[PeriodFound] | None = None
) -> list[Clause]:
    """Divide a report into clauses and say of each how it is to be read.

    Parameters
    ----------
    text : str
        The text of a report.
    found : sequence of Section, optional
        What :func:`sections` returns, where it is at hand.
    periods : iterable of PeriodFound, optional
        What :func:`find_periods` returns, where it is at hand.

    Returns
    -------
    list of Clause
        In the order of the text, without empty ones.

    Examples
    --------
    >>> read = clauses("全县1—11月调处矛盾90件，成功88件。下一步，计划培训调解员200人。")
    >>> [(clause.modality, clause.scope, clause.span) for clause in read]
    [('done', 'county', 'to_date'), ('done', 'county', 'to_date'), ('planned', '', ''), ('planned', '', '')]
    """
    parts = sections(text) if found is None else found
    dates = list(find_periods(text) if periods is None else periods)
    starts, ends, sentences, lines = _pieces(text)
    owners = (np.array([part.start for part in parts], np.int64).searchsorted(starts, "right") - 1).tolist()
    kinds: list[SectionKind] = [*(part.kind for part in parts), "other"]  # behind all: of what no section holds
    usual: list[Modality] = [_MODALITIES.get(kind, "done") for kind in kinds]
    places, numbers, whole = starts.tolist(), sentences.tolist(), _whole_span(text, dates)
    markers = _markers(text, places, lines.tolist())
    modalities = [usual[owner] for owner in owners]
    scopes, spans, compared = [""] * len(places), [whole] * len(places), [False] * len(places)
    told = _by_clause(_cues(text, dates), ends)
    state = _State(-1, whole)
    for at, cues in told.items():  # most clauses have none
        if numbers[at] != state.sentence:
            state = _State(numbers[at], whole)
        modalities[at], spans[at] = state.read(cues, kinds[owners[at]])
        scopes[at], compared[at] = state.scope, "compared" in cues
        following = at + 1
        while following < len(numbers) and numbers[following] == state.sentence and following not in told:
            if state.planned:
                modalities[following] = "planned"
            scopes[following], spans[following] = state.scope, state.span
            following += 1
    read = zip(places, ends.tolist(), numbers, owners, markers, modalities, scopes, spans, compared, strict=True)
    return list(map(_clause, read))


def _pieces(text: str) -> tuple[Ints, Ints, Ints, Ints]:
    """Return start, end, number of the sentence and number of the line of every clause that is not blank."""
    kinds = kinds_of(codes_of(text), _KINDS)
    within = kinds == _WITHIN
    kinds[within] = _MARK
    digits = kinds == _DIGIT
    kinds[1:-1][within[1:-1] & digits[:-2] & digits[2:]] = _DIGIT  # 1,346
    letters = (kinds < _BLANK).nonzero()[0]
    cuts = letters.searchsorted((kinds >= _MARK).nonzero()[0])
    bounds = np.concatenate(([0], cuts, [len(letters)]))
    some = (bounds[1:] > bounds[:-1]).nonzero()[0]
    starts, ends = letters.take(bounds.take(some)), letters.take(bounds.take(some + 1) - 1) + 1
    sentences, lines = (marks.nonzero()[0].searchsorted(starts) for marks in (kinds >= _END, kinds == _LINE))
    return starts, ends, sentences, lines


def _markers(text: str, starts: list[int], lines: list[int]) -> list[str]:
    """Return the mark of a list that each clause follows in its line."""
    markers: list[str] = []
    marker, known = "", -1
    for start, line in zip(starts, lines, strict=True):
        if line != known:
            marker, known = "", line
        match = _MARKER.match(text, start) if text[start] in _MARKER_FIRST else None
        if match:
            marker = match["marker"]
        markers.append(marker)
    return markers


def _by_clause(cues: list[_Cue], ends: Ints) -> dict[int, list[str]]:
    """Return the kinds of cues by the clause in which they stand, in order."""
    found: dict[int, list[str]] = {}
    clauses = ends.searchsorted([place for place, _ in cues], "right").tolist()
    for at, (_, kind) in zip(clauses, cues, strict=True):
        if at < len(ends):
            found.setdefault(at, []).append(kind)
    return found


def _cues(text: str, periods: Iterable[PeriodFound]) -> list[_Cue]:
    """Return the words that decide how clauses are read, in order."""
    found = [(match.start(), cue_kind(match.group())) for match in CUES.finditer(text)]
    for period in periods:
        last = period.last
        if period.kind == "to_date" and (period.text.endswith("以来") or period.text == "目前"):
            continue  # 今年以来 is how a report of the year begins; 目前 is its end
        month = last.month if last else 0
        if (period.kind == "to_date" and last is None) or (period.kind != "date" and 0 < month < _LAST_MONTH):
            found.append((period.start, "to_date"))
        elif period.kind == "last_year":
            compares = _COMPARES.search(text, max(0, period.start - 1), period.end + 6)
            found.append((period.start, "compared" if compares else "last_year"))
    return sorted(found)


def _whole_span(text: str, periods: Iterable[PeriodFound]) -> Span:
    """Return ``to_date`` where a report says at its beginning that all of it is about a part of the year."""
    for period in periods:
        if period.start > _LEAD:
            break
        last = period.last
        if period.kind in ("span", "to_date") and last and 0 < last.month < _LAST_MONTH:
            behind = text[period.end : period.end + 40]
            if _AS_FOLLOWS.search(behind):
                return "to_date"
    return ""


_MODALITIES: dict[SectionKind, Modality] = {"plans": "planned", "problems": "problem"}


class _State:
    """What earlier clauses of a sentence say about the later ones."""

    def __init__(self, sentence: int, whole: Span) -> None:
        self.sentence = sentence
        self.planned = False
        self.scope = ""
        self.whole: Span = whole
        self.span: Span = whole

    def read(self, cues: list[str], kind: SectionKind) -> tuple[Modality, Span]:
        """Return how the clause is read in which cues stand, and keep what holds for the rest of the sentence."""
        span: Span = ""
        for cue in cues:
            if cue in SCOPES:
                self.scope = cue
            elif cue == "to_date":
                self.span = "to_date"
            elif cue == "whole":  # 1至11月排查90件，全年调解120件
                self.span = self.whole
        if "carried" in cues:
            span = "carried_over"
        elif "last_year" in cues:
            span = "last_year"
        elif "total" in cues:
            span = "cumulative"
        return self._modality(cues, kind), span or self.span

    def _modality(self, cues: list[str], kind: SectionKind) -> Modality:
        if "plan" in cues:
            self.planned = True
        elif "achieved" in cues:
            self.planned = False
        if "under" in cues and kind != "plans":
            return "under_way"
        if self.planned:
            return "planned"
        return _MODALITIES.get(kind) or ("required" if "require" in cues else "done")
