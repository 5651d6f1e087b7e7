"""Reports or a facts table into findings: what in them contradicts itself or another source, and what to ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from fazhi_score.auditing.against import check_against, check_growth_facts, check_last_year, check_rates_against
from fazhi_score.auditing.awaiting import check_awaiting
from fazhi_score.auditing.carrying import check_balances
from fazhi_score.auditing.cells import Labels
from fazhi_score.auditing.findings import Finding
from fazhi_score.auditing.growth import check_growth, earlier_statements
from fazhi_score.auditing.identities import check_identities
from fazhi_score.auditing.leftovers import check_leftovers
from fazhi_score.auditing.orders import check_orders
from fazhi_score.auditing.parts import check_parts
from fazhi_score.auditing.reading import Reading
from fazhi_score.auditing.references import check_references
from fazhi_score.auditing.rules import CheckFiles, Checks, load_checks
from fazhi_score.auditing.shares import check_shares
from fazhi_score.auditing.singles import check_bounds, check_months, check_once
from fazhi_score.auditing.statements import Statement, report_statements, table_statements
from fazhi_score.auditing.wholes import check_wholes
from fazhi_score.documents.reports import Report, read_reports
from fazhi_score.errors import Problem, raise_errors
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.facts.writing import write_frame
from fazhi_score.framework.model import load_framework
from fazhi_score.messages import default_language, say
from fazhi_score.reports.examples import tried_lexicon
from fazhi_score.reports.lexicon import Lexicon

_ORDER = {"error": 0, "minor": 1, "info": 2, "none": 3}
COLUMNS = (
    *("check", "severity", "outcome", "region", "period", "document", "start", "end", "quote", "document_2", "start_2"),
    *("end_2", "quote_2", "expression", "message", "advice"),
)
_TABLE_ENDINGS = (".csv", ".xlsx", ".parquet", ".jsonl")
_SHOWN = 12
_OF_ONE_NUMBER = frozenset(("rate", "bounds", "growth"))


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    findings : tuple of Finding
        All checks made, those that hold too: errors first, then by document and place.
    problems : tuple of Problem
        Documents that could not be read, and other notes.
    documents : tuple of str
        What was audited.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    documents: tuple[str, ...] = field(default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that contradict themselves or another source."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def open(self) -> tuple[Finding, ...]:
        """Everything that does not simply hold: errors, imprecisions, and what cannot be decided."""
        return tuple(finding for finding in self.findings if finding.severity != "none")

    @property
    def counts(self) -> pd.DataFrame:
        """How many checks of each kind hold, fail, or cannot be decided: what the audit covers."""
        made = Counter((finding.check, finding.outcome) for finding in self.findings)
        names = sorted({finding.check for finding in self.findings})
        rows = [{"check": name, **{key: made[name, value] for key, value in _OUTCOMES.items()}} for name in names]
        return pd.DataFrame(rows, columns=["check", *_OUTCOMES])

    @property
    def table(self) -> pd.DataFrame:
        """All findings, one row each, in the language of the environment."""
        return self.to_frame()

    def to_frame(self, lang: str | None = None, *, everything: bool = True) -> pd.DataFrame:
        """Return findings as a table: check, severity, outcome, two places with quotes, numbers, sentence, advice.

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            Of the sentences; left out, that of the environment.
        everything : bool
            Whether checks that hold are among them.
        """
        listed = self.findings if everything else self.open
        return pd.DataFrame([_row(finding, lang) for finding in listed], columns=list(COLUMNS), dtype=object)

    def write(self, path: str | PathLike[str], lang: str | None = None, *, everything: bool = False) -> None:
        """Write the findings to a ``.csv`` or ``.xlsx`` file, as text."""
        frame = self.to_frame(lang, everything=everything)
        write_frame(frame.map(lambda cell: "" if cell is None else str(cell)), path)

    def __repr__(self) -> str:
        lang = default_language()
        lines = [summary(self, lang)]
        lines += [f"  {shown(finding, lang)}" for finding in self.open[:_SHOWN]]
        left = len(self.open) - _SHOWN
        return "\n".join([*lines, f"  … +{left}"] if left > 0 else lines)


_OUTCOMES = {"holds": True, "fails": False, "undecided": None}


def summary(found: Audit, lang: str) -> str:
    """Return how many checks were made, and what came of them, in one line."""
    of = Counter(finding.severity for finding in found.findings)
    return say(
        "audit_summary",
        lang,
        documents=len(found.documents),
        checks=len(found.findings),
        errors=of["error"],
        minor=of["minor"],
        info=of["info"],
        holds=of["none"],
    )


def shown(finding: Finding, lang: str) -> str:
    """Return a finding in one line: severity, document, sentence."""
    document = finding.places[0].document if finding.places else ""
    return f"{say(f'audit_severity_{finding.severity}', lang)} {document}: {finding.message(lang)}"


def _row(finding: Finding, lang: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(finding, name) for name in COLUMNS[:5]}
    for place, tail in zip(finding.places, ("", "_2"), strict=False):
        document = f"{place.document} {place.where}".strip()
        row |= {f"document{tail}": document, f"start{tail}": place.start, f"end{tail}": place.end}
        row[f"quote{tail}"] = place.quote
    row |= {"expression": finding.expression, "message": finding.message(lang), "advice": finding.advice(lang)}
    return {name: row.get(name) for name in COLUMNS}


def audit(
    source: Any,
    *,
    against: Any = None,
    manifest: Any = None,
    region: str = "",
    period: str | int = "",
    class_: str = "",
    regions: Any = None,
    lexicon: Any = None,
    checks: CheckFiles = None,
) -> Audit:
    """Audit what reports or a facts table say: against itself, and against a second source.

    Parameters
    ----------
    source : Facts, DataFrame, path, text, Report, or iterable of reports
        A facts table (``.csv .xlsx .parquet .jsonl``), or reports as :func:`read_reports` takes them. Of reports the
        words are checked too, of a table only the facts.
    against : same as source, or list of these, optional
        A second source: a statistics page as a facts table, last year's report or table. Facts of the same region and
        period must agree; those of the year before are what growth is measured by.
    manifest, region, period, class_, regions
        As :func:`read_reports` takes them.
    lexicon : path or list of paths, optional
        Files that extend the lexicon by which facts are found.
    checks : path or list of paths, optional
        Files that extend ``checks.yaml``: rules between facts, words of rates, what a place has one number of.

    Returns
    -------
    Audit
        Each finding with its places, numbers, a sentence for an evaluator and what to ask the unit for.

    Raises
    ------
    FazhiError
        Where nothing can be read, or checks, lexicon, table or manifest have mistakes.

    Examples
    --------
    >>> text = "云溪县2023年法治政府建设年度报告\\n全年受理行政复议案件12件，审结9件，审结率85%。\\n"
    >>> found = audit(text)
    >>> [(finding.check, finding.expression) for finding in found.errors]
    [('rate', '9/12 = 75% ≠ 85%')]
    """
    rules = load_checks(checks)
    words = tried_lexicon(lexicon)
    labels = _labels(words)
    given: dict[str, Any] = {"region": region, "class_": class_, "regions": regions}
    gathered, others = _Gathered(), _Gathered()
    for item in _sources(source, {**given, "manifest": manifest, "period": period}):
        gathered.add(item, words, rules, labels, texts=True)
    for part in against if isinstance(against, list | tuple) else () if against is None else (against,):
        for item in _sources(part, given):
            if isinstance(item, Report) and item.id in gathered.documents:  # the same name in another folder
                item = replace(item, id=item.path or f"{item.id} (2)")
            others.add(item, words, rules, labels, texts=False)
    if not gathered.documents:
        raise_errors(gathered.problems)
    found = [*gathered.findings, *_fact_findings(gathered, others.statements, rules, labels)]
    problems = (*gathered.problems, *others.problems)
    return Audit(tuple(_in_order(_distinct(found))), problems, tuple(gathered.documents))


def _labels(lexicon: Lexicon) -> Labels:
    """Return the names of all facts: the framework's, else the lexicon's."""
    names = {name: (entry.zh or name, entry.en or name) for name, entry in lexicon.entries.items()}
    for name, fact in load_framework().file.facts.items():
        names[name] = (fact.zh or name, fact.en or name)
    return Labels(lexicon, names)


class _Gathered:
    """What was read of several sources, and what was found in their words."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.statements: list[Statement] = []
        self.told: list[Statement] = []  # of the year before
        self.problems: list[Problem] = []
        self.documents: list[str] = []

    def add(self, item: Facts | Report, lexicon: Lexicon, checks: Checks, labels: Labels, *, texts: bool) -> None:
        """Take over a table or a report."""
        if isinstance(item, Facts):
            self.documents.append(item.origin)
            self.problems += item.notes
            rows = list(table_statements(item, lexicon))
            self.statements += rows
            self.findings += check_once(rows, checks, labels=labels)
            return
        self.problems += [problem for problem in item.problems if problem.code != "report_needs"]
        if not item.text:
            return
        self.documents.append(item.id)
        reading = Reading(item, lexicon)
        stated = list(report_statements(reading))
        self.statements += stated
        if texts:
            self.told += earlier_statements(reading)
            found = [*_text_findings(reading, checks), *check_once(stated, checks, labels=labels, reading=reading)]
            self.findings += [replace(finding, region=item.region, period=item.period) for finding in found]


def _text_findings(reading: Reading, checks: Checks) -> Iterator[Finding]:
    yield from check_parts(reading, checks)
    yield from check_shares(reading, checks)
    yield from check_growth(reading)
    yield from check_wholes(reading, checks)
    yield from check_awaiting(reading, checks)
    yield from check_balances(reading)
    yield from check_leftovers(reading, checks)
    yield from check_references(reading)
    yield from check_orders(reading)


def _fact_findings(gathered: _Gathered, others: list[Statement], checks: Checks, labels: Labels) -> Iterator[Finding]:
    statements = gathered.statements
    yield from check_identities(statements, checks, labels=labels)
    yield from check_bounds(statements, labels=labels)
    yield from check_months(statements, checks, labels=labels)
    yield from check_growth_facts(statements, [*statements, *others], checks, labels=labels)
    yield from check_last_year(gathered.told, [*statements, *others], labels=labels)
    yield from check_against(statements, others, labels=labels)
    yield from check_rates_against(statements, others, checks, labels=labels)


def _sources(source: Any, given: dict[str, Any]) -> Iterator[Facts | Report]:
    """Yield the tables and reports of a source."""
    if isinstance(source, Facts | Report):
        yield source
    elif isinstance(source, pd.DataFrame) or _is_table(source):
        yield read_facts(source, regions=given["regions"])
    elif isinstance(source, list | tuple) and any(
        _is_table(item) or isinstance(item, Facts | Report) for item in source
    ):
        for item in source:
            yield from _sources(item, given)
    else:
        yield from read_reports(source, **given)


def _is_table(source: Any) -> bool:
    if not isinstance(source, str | PathLike) or "\n" in str(source):
        return False
    return Path(source).suffix.lower() in _TABLE_ENDINGS


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what another finding says of the same numbers: what holds or fails goes before what is open."""
    kept: list[Finding] = []
    about: dict[tuple[str, int], list[Finding]] = {}
    for finding in sorted(findings, key=lambda found: found.severity == "info"):
        # a place in a table has none, and what it says is nowhere else
        numerals = finding.numerals if all(place.numerals for place in finding.places) else frozenset()
        if numerals and any(numerals <= other.numerals for other in about.get(min(numerals), ())):
            continue
        if finding.check in _OF_ONE_NUMBER and finding.places[0].numerals:
            judged = (f"{finding.check} {finding.places[0].document}", finding.places[0].numerals[-1])
            if judged in about:
                continue
            about[judged] = [finding]
        kept.append(finding)
        for numeral in numerals:
            about.setdefault(numeral, []).append(finding)
    return kept


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    def key(finding: Finding) -> tuple[int, str, int]:
        place = finding.places[0] if finding.places else None
        return _ORDER[finding.severity], place.document if place else "", (place.start or 0) if place else 0

    return sorted(findings, key=key)
