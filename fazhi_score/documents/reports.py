"""Report files and texts into reports: their text, what they say of themselves, and what could not be read."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from fazhi_score.documents.contents import FailedError, read_file, read_text
from fazhi_score.documents.guessing import named_most
from fazhi_score.documents.metadata import Stated
from fazhi_score.documents.sources import Source, read_given, report_sources
from fazhi_score.documents.units import parse_unit
from fazhi_score.errors import Problem
from fazhi_score.facts.headings import DOCUMENTS
from fazhi_score.facts.manifest import Documents
from fazhi_score.facts.quantities import parse_day
from fazhi_score.facts.regions import Regions, read_regions

_WANTED = {"region": "region", "period": "period", "class": "class_"}


@dataclass(frozen=True)
class Report:
    """A report as it was read.

    Parameters
    ----------
    id : str
        What it is called in the manifest: the path within the folder, the name of the file, or what was given.
    path : str
        Its file, "" for a text.
    text : str
        The text; every offset counts its characters. Only line ends are changed.
    title, issuer : str
        As the document states them, "" where it does not.
    region : str
        The unit reported on: an id of the register where one is given, else its name.
    class_ : str
        province, city, county-level, department, township, or what the register says.
    period : str
        The year that is reported on, such as 2023.
    published : date or None
        The day of publication.
    sha256 : str
        Of the file as it is, or of the text in UTF-8.
    state : {"read", "partly", "scan", "failed"}
        What became of it.
    problems : tuple of Problem
        What could not be read, and what the document does not state.
    needs : tuple of str
        Which of region, period, class are neither stated nor given.
    pages : tuple of int
        Offset at which each page of a PDF begins.
    url, retrieved : str
        From the manifest.
    """

    id: str
    path: str = ""
    text: str = field(default="", repr=False)
    title: str = ""
    issuer: str = ""
    region: str = ""
    class_: str = ""
    period: str = ""
    published: datetime.date | None = None
    sha256: str = ""
    state: str = "read"
    problems: tuple[Problem, ...] = ()
    needs: tuple[str, ...] = ()
    pages: tuple[int, ...] = field(default=(), repr=False)
    url: str = ""
    retrieved: str = ""

    @property
    def characters(self) -> int:
        """The length of the text."""
        return len(self.text)

    @property
    def origin(self) -> str:
        """The file, or the id of a text: what messages name."""
        return self.path or self.id

    def page_of(self, offset: int) -> int | None:
        """Return the page, counted from 1, on which an offset lies; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


def read_reports(
    source: Any,
    *,
    manifest: Any = None,
    region: str = "",
    period: str | int = "",
    class_: str = "",
    regions: Any = None,
) -> Iterator[Report]:
    """Read reports one after the other; what cannot be read is reported, and the rest goes on.

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

    Yields
    ------
    Report
        In the order of the source; a folder is read by name. Only one is kept in memory.

    Raises
    ------
    FazhiError
        At once, where `source` does not exist or the manifest or register has mistakes.

    Examples
    --------
    >>> text = "云溪县2023年法治政府建设年度报告\\n2023年，全县办理行政复议案件12件。\\n"
    >>> report = next(read_reports(text))
    >>> report.region, report.class_, report.period, report.state
    ('云溪县', 'county-level', '2023', 'read')
    """
    given = {"region": region, "period": str(period), "class": class_}
    register = read_regions(regions) if regions is not None else None
    sources = report_sources(source, manifest, {name: text for name, text in given.items() if text})
    return _read_all(sources, register)


def _read_all(sources: Iterable[Source], register: Regions | None) -> Iterator[Report]:
    first: dict[str, str] = {}
    for source in sources:
        report = read_report(source, register)
        if report.text:
            known = first.setdefault(report.sha256, report.id)
            if known != report.id:
                twice = Problem("report_twice", {"first": known}, file=report.origin, severity="warning")
                report = replace(report, problems=(*report.problems, twice))
        yield report


def read_report(source: Source, regions: Regions | None = None) -> Report:
    """Read one report; whatever is wrong with it stands in its problems.

    Examples
    --------
    >>> read_report(Source("a", text="")).problems[0].code
    'report_empty'
    """
    report = Report(
        source.id, source.path, url=source.given.get("url", ""), retrieved=source.given.get("retrieved", "")
    )
    try:
        content = read_file(source.path) if source.path else read_text(source.text, report.origin)
    except FailedError as error:
        stated = Stated()
        report = replace(report, sha256=error.sha256, state=error.state, problems=error.problems)
    else:
        stated = content.stated
        report = replace(
            report,
            text=content.text,
            sha256=content.sha256,
            state=content.state,
            problems=tuple(content.problems),
            pages=content.pages,
        )
    return _described(report, stated, source.given, regions)


def _described(report: Report, stated: Stated, given: Mapping[str, str], regions: Regions | None) -> Report:
    """Return a report with what is given, else stated, of it."""
    problems = list(report.problems)
    region = given.get("region") or stated.region
    guessed, times = ("", 0) if region else named_most(report.text)
    if guessed:
        params: dict[str, object] = {"region": guessed, "times": times, "id": report.id}
        problems.append(Problem("report_region_guessed", params, file=report.origin, severity="warning"))
        region, stated = guessed, stated._replace(region=guessed, class_="county-level")
    class_ = given.get("class") or ("" if given.get("region") not in ("", None, stated.region) else stated.class_)
    named = region
    if regions is not None and region:
        found = _registered(region, _placed(stated, given), regions)
        if not found:
            problems.append(_unregistered(report, region, regions))
        region = found  # whose it is has to be known before anything is taken from it
        class_ = given.get("class") or (str(regions.frame["class"].get(found, "")) if found else class_)
    period = given.get("period") or stated.period
    if stated.period and period != stated.period:
        params = {"given": period, "stated": stated.period}
        problems.append(Problem("report_period_differs", params, file=report.origin, severity="warning"))
    found_of = {"region": region, "period": period, "class": class_}
    needs = tuple(name for name, text in found_of.items() if not text)
    asked = tuple(name for name in needs if not (named and not region and name in ("region", "class")))
    if asked and report.text:
        problems.append(_needs(report, asked))
    return replace(
        report,
        title=given.get("title") or stated.title,
        issuer=given.get("issuer") or stated.issuer,
        region=region,
        class_=class_,
        period=period,
        published=parse_day(given.get("published", "")) or stated.published,
        problems=tuple(problems),
        needs=needs,
    )


def _needs(report: Report, needs: tuple[str, ...]) -> Problem:
    params = {
        "missing": ", ".join(needs),
        "arguments": ", ".join(f"--{name} ({_WANTED[name]}=)" for name in needs),
        "id": report.id,
    }
    urgent = set(needs) & {"region", "period"}
    return Problem("report_needs", params, file=report.origin, severity="error" if urgent else "warning")


def _placed(stated: Stated, given: Mapping[str, str]) -> Stated:
    """Return what is stated, with the city and province that are given, by themselves or in the name of the issuer."""
    unit = parse_unit(given.get("issuer", ""))
    return stated._replace(
        province=given.get("province") or (unit.province if unit else "") or stated.province,
        city=given.get("city") or (unit.city if unit else "") or stated.city,
    )


def _unregistered(report: Report, region: str, regions: Regions) -> Problem:
    """Return that a region is not in the register, or that several of its name are."""
    frame = regions.frame
    alike = frame[frame["name"] == region]
    if len(alike) > 1:
        places = (name for name in ("province", "city") if name in alike)
        told = alike[list(places)].agg(" ".join, axis=1) if "city" in alike or "province" in alike else alike["name"]
        listed = "; ".join(f"{name} {place}".strip() for name, place in told.items())
        params: dict[str, object] = {"region": region, "listed": listed, "id": report.id}
        return Problem("report_region_shared", params, file=report.origin)
    near = regions.suggest(region)
    name = str(frame["name"].get(near, ""))
    near = near if name in ("", near) else f"{name} {near}"
    params = {"region": region, "near": near, "id": report.id}
    code = "report_region_unregistered_near" if params["near"] else "report_region_unregistered"
    return Problem(code, params, file=report.origin)


def _registered(region: str, stated: Stated, regions: Regions) -> str:
    """Return the id of a region in the register, told apart by city and province where names are shared; else ""."""
    if region in regions:
        return region
    frame = regions.frame
    rows = frame[frame["name"] == region]
    for column, place in (("province", stated.province), ("city", stated.city)):
        if len(rows) > 1 and place and column in rows:
            rows = rows[[str(cell)[:2] == place[:2] for cell in rows[column]]]
    return str(rows.index[0]) if len(rows) == 1 else ""


def manifest_of(reports: Iterable[Report], *, manifest: Any = None) -> Documents:
    """Return the manifest of reports: what was read, and what became of each document.

    Parameters
    ----------
    reports : iterable of Report
        Consumed; their texts are not kept.
    manifest : path, DataFrame or Documents, optional
        The one they were read with: its rows without a report stay, as not_found where it does not say otherwise.

    Examples
    --------
    >>> documents = manifest_of(read_reports("云溪县2023年法治政府建设年度报告\\n正文。"))
    >>> documents.frame[["id", "region", "period", "state"]].values.tolist()
    [['text-1', '云溪县', '2023', 'read']]
    """
    return manifest_frame(map(manifest_row, reports), manifest)


def manifest_frame(documents: Iterable[dict[str, str]], manifest: Any = None) -> Documents:
    """Return rows of a manifest as one; documents that `manifest` lists and that are not among them stay.

    A row without a region or period is of a document that could not be read; it says so, and nothing of a region.
    """
    rows = list(documents)
    if manifest is not None:
        known = {row["id"] for row in rows}
        for name, row in read_given(manifest).items():
            if name not in known:
                rows.append({**dict.fromkeys(DOCUMENTS, ""), **row, "state": row.get("state") or "not_found"})
    return Documents(pd.DataFrame(rows, columns=list(DOCUMENTS), dtype=object), "reports")


def manifest_row(report: Report) -> dict[str, str]:
    """Return the row of a report in the manifest."""
    return {
        "id": report.id,
        "region": report.region,
        "period": report.period,
        "issuer": report.issuer,
        "url": report.url,
        "retrieved": report.retrieved,
        "published": report.published.isoformat() if report.published else "",
        "sha256": report.sha256,
        "characters": str(report.characters),
        # nothing is taken from a report of which nobody knows whose or of which year it is
        "state": "failed" if report.text and {"region", "period"} & set(report.needs) else report.state,
    }
