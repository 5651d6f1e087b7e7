"""Reports into a table of facts, each with its place, and a manifest of what was read."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pandas as pd

from fazhi_score.documents.reports import Report, manifest_frame, manifest_row, read_report
from fazhi_score.documents.sources import Source, report_sources
from fazhi_score.documents.traditional import is_traditional, simplified
from fazhi_score.documents.units import level_of
from fazhi_score.errors import Problem, raise_errors
from fazhi_score.extraction.stating import COLUMNS, Row, fact_rows
from fazhi_score.extraction.undertakings import plan_rows, problem_rows, stated_problems_and_plans
from fazhi_score.facts.regions import Regions, read_regions
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.reports.clauses import clauses
from fazhi_score.reports.examples import LexiconFiles, tried_lexicon
from fazhi_score.reports.matching import match_facts
from fazhi_score.reports.numbers import find_periods, find_quantities
from fazhi_score.reports.structure import sections

_TOGETHER = 8  # documents that one task of an executor reads
_AHEAD = 32  # tasks that wait, so that no more than these are in memory


@dataclass(frozen=True)
class Extraction:
    """What one document yielded; its text is not kept.

    Parameters
    ----------
    document : dict
        Its row of the manifest: id, region, period, issuer, published, sha256, characters, state …
    rows : list of dict
        Its facts, cells as text, columns as a facts table has them.
    shortcomings, plans : list of dict
        Problems that it owns up to, as rows of a problem ledger; what it plans for the next year.
    class_ : str
        The class of its region, such as county-level; "" where unknown.
    problems : tuple of Problem
        What could not be read, and what has to be asked for.
    """

    document: dict[str, str]
    rows: list[Row]
    shortcomings: list[Row]
    plans: list[Row]
    class_: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether nothing could be taken from it."""
        return any(problem.severity == "error" for problem in self.problems)


def extract_report(report: Report, *, lexicon: LexiconFiles = None) -> Extraction:
    """Return what a report states.

    Parameters
    ----------
    report : Report
        From :func:`~fazhi_score.documents.reports.read_reports`.
    lexicon : path or list of paths, optional
        Files that extend the shipped lexicon.

    Examples
    --------
    >>> from fazhi_score.documents.reports import read_reports
    >>> report = next(read_reports("云溪县2023年法治政府建设年度报告\\n2023年，全县受理行政复议案件12件。\\n"))
    >>> [(row["fact"], row["value"], row["location"]) for row in extract_report(report).rows]
    [('reconsideration_accepted', '12', '27:38')]
    """
    found = Extraction(manifest_row(report), [], [], [], report.class_, report.problems)
    if not report.text or found.failed:
        return found
    text, known = simplified(report.text), tried_lexicon(lexicon)  # character for character: places are the report's
    if is_traditional(text):
        needs = Problem("report_traditional", file=report.origin, severity="warning")
        found = replace(found, problems=(*found.problems, needs))
    periods = find_periods(text)
    parts = sections(text)
    pieces = clauses(text, found=parts, periods=periods)
    quantities = find_quantities(text, periods=periods, more_names=known.names)
    matches = match_facts(text, known, quantities, pieces, level=level_of(report.region), year=year_of(report.period))
    stated = stated_problems_and_plans(text, parts, pieces)
    rows = fact_rows(report, known, matches, parts)
    return replace(found, rows=rows, shortcomings=problem_rows(report, stated), plans=plan_rows(report, stated))


def year_of(period: str) -> int:
    """Return the year of a period, 0 where it names none.

    Examples
    --------
    >>> year_of("2023H1"), year_of("")
    (2023, 0)
    """
    return int(period[:4]) if period[:4].isdigit() else 0


def extract_each(
    source: Any,
    *,
    manifest: Any = None,
    region: str = "",
    period: str | int = "",
    class_: str = "",
    regions: Any = None,
    lexicon: LexiconFiles = None,
    executor: Executor | None = None,
) -> Iterator[Extraction]:
    """Extract reports one after the other, in the order of the source; only a few are in memory at a time.

    Parameters
    ----------
    source, manifest, region, period, class_, regions
        As :func:`extract_facts` takes them.
    lexicon : path or list of paths, optional
        Files that extend the shipped lexicon.
    executor : concurrent.futures.Executor, optional
        Spreads the documents over processes, or a cluster (``client.get_executor()``), with the same results.

    Yields
    ------
    Extraction
        One a document, also where it could not be read.

    Raises
    ------
    FazhiError
        At once, where source, manifest, register or lexicon have mistakes.
    """
    given = {"region": region, "period": str(period), "class": class_}
    register = read_regions(regions) if regions is not None else None
    tried_lexicon(lexicon)
    sources = report_sources(source, manifest, {name: text for name, text in given.items() if text})
    if executor is None:
        return _marked(_extracted(item, register, lexicon) for item in sources)
    return _marked(_spread(sources, register, lexicon, executor))


def _extracted(source: Source, register: Regions | None, lexicon: LexiconFiles) -> Extraction:
    report = read_report(source, register)
    with _nothing_to_collect():
        return extract_report(report, lexicon=lexicon)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep Python from looking for circles of objects meanwhile: none are made, and looking takes time (7 in 100)."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _several(sources: Sequence[Source], register: Regions | None, lexicon: LexiconFiles) -> list[Extraction]:
    return [_extracted(source, register, lexicon) for source in sources]


def _spread(
    sources: Iterator[Source], register: Regions | None, lexicon: LexiconFiles, executor: Executor
) -> Iterator[Extraction]:
    """Yield the results of an executor in the order of the sources."""
    waiting: deque[Future[list[Extraction]]] = deque()
    try:
        while True:
            batch = list(islice(sources, _TOGETHER))
            if batch:
                waiting.append(executor.submit(_several, batch, register, lexicon))
            if not batch and not waiting:
                return
            if not batch or len(waiting) >= _AHEAD:
                yield from waiting.popleft().result()
    finally:
        for task in waiting:
            task.cancel()


def _marked(found: Iterable[Extraction]) -> Iterator[Extraction]:
    """Tell of documents that are the same file twice: the second gives no facts."""
    first: dict[str, str] = {}
    for each in found:
        digest, name = each.document["sha256"], each.document["id"]
        known = first.setdefault(digest, name) if each.rows else name
        if known == name:
            yield each
            continue
        twice = Problem("report_twice", {"first": known}, file=name, severity="warning")
        yield replace(each, rows=[], shortcomings=[], plans=[], problems=(*each.problems, twice))


def extract_facts(
    source: Any,
    *,
    manifest: Any = None,
    region: str = "",
    period: str | int = "",
    class_: str = "",
    regions: Any = None,
    lexicon: LexiconFiles = None,
    executor: Executor | None = None,
) -> Facts:
    """Extract the facts that reports state, each with its place.

    Parameters
    ----------
    source : path, folder, or iterable
        A file or folder; a list or iterator of paths, of texts (strings with a line break), or of mappings such as
        ``{"id": "a", "text": "…", "region": "云溪县"}``. Endings: txt, md, html, htm, docx, pdf.
    manifest : path, DataFrame or Documents, optional
        A table with the column ``id`` (the file's name, with or without its ending) and what is known: region, class,
        period, issuer, title, url, retrieved, published.
    region, period, class_ : str
        What holds for all reports; the manifest and mappings go before, what the text says comes after.
    regions : path, DataFrame or Regions, optional
        The register, in which region and class are looked up by name, city and province.
    lexicon : path or list of paths, optional
        Files that extend the shipped lexicon.
    executor : concurrent.futures.Executor, optional
        Spreads the documents over processes, or a cluster (``client.get_executor()``), with the same results.

    Returns
    -------
    Facts
        One row a fact, with `source`, `location` (``start:end`` in the text of the report) and `quote`. Its
        `documents` say what became of each file, its `notes` what could not be read. Words without a number are
        ``claimed``, what can be read in two ways is ``ambiguous``, what is still to come ``planned``; a fact that is
        not stated has no row.

    Raises
    ------
    FazhiError
        Where nothing could be read at all, or source, manifest, register or lexicon have mistakes.

    Examples
    --------
    >>> text = "云溪县2023年法治政府建设年度报告\\n全年受理行政复议案件12件，审结9件。\\n"
    >>> extract_facts(text).table[["region", "period", "fact", "value"]].values.tolist()[0]
    ['云溪县', '2023', 'reconsideration_accepted', 12.0]
    """
    register = read_regions(regions) if regions is not None else None
    given: dict[str, Any] = {"manifest": manifest, "region": region, "period": period, "class_": class_}
    found = extract_each(source, **given, regions=register, lexicon=lexicon, executor=executor)
    return gather(found, manifest=manifest, regions=register)


def gather(found: Iterable[Extraction], *, manifest: Any = None, regions: Regions | None = None) -> Facts:
    """Return the facts of extractions with the manifest of their documents.

    Raises
    ------
    FazhiError
        Where no document could be read, with what was wrong with each.
    """
    rows: dict[str, list[str]] = {name: [] for name in COLUMNS}
    documents: list[dict[str, str]] = []
    classes: dict[str, set[str]] = {}
    problems: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    failed = 0
    for each in found:
        documents.append(each.document)
        problems += each.problems
        failed += each.failed
        if each.rows:
            problems += _of_same_period(each, first)
        if each.document["region"]:
            classes.setdefault(each.document["region"], set()).add(each.class_)
        for name, cells in rows.items():
            cells += [row[name] for row in each.rows]
    if documents and failed == len(documents):
        raise_errors(problems)
    frame = pd.DataFrame(rows, dtype=object)
    register = regions or _register(classes)
    facts = read_facts(frame, regions=register, documents=manifest_frame(documents, manifest))
    return replace(facts, origin="reports", notes=(*problems, *(n for n in facts.notes if n.code != "no_rows")))


def _of_same_period(each: Extraction, first: dict[tuple[str, str], str]) -> list[Problem]:
    """Tell of a report about a region and period of which another one, already in `first`, gave facts."""
    name, region, period = (each.document[cell] for cell in ("id", "region", "period"))
    known = first.setdefault((region, period), name)
    if known == name:
        return []
    params = {"first": known, "region": region, "period": period}
    return [Problem("report_same_period", params, file=name, severity="warning")]


UNSTATED = "unstated"
"""The class of a region whose reports do not say it, or say it in two ways."""


def _register(classes: dict[str, set[str]]) -> Regions | None:
    """Return a register of the regions that reports are about, with the classes that they state."""
    if not classes:
        return None
    rows = []
    for region, found in classes.items():
        stated = found - {""}
        rows.append({"region": region, "name": region, "class": min(stated) if len(stated) == 1 else UNSTATED})
    return read_regions(pd.DataFrame(rows, dtype=object))
