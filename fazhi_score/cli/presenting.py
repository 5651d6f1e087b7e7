"""report."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import fazhi_score as fs
from fazhi_score.cli.options import (
    DISTRICTS,
    Also,
    DecisionsFile,
    DocumentsFile,
    FactsFile,
    FrameworkFile,
    Lang,
    LedgerFile,
    RegionsFile,
    RollUp,
    RoundsFolder,
    Settings,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.cli.robustness import Seed, Unreported, WeightsOption, count_of, given, progress
from fazhi_score.cli.scoring import is_round, read_log
from fazhi_score.cli.usage import WrongUseError
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.messages import say
from fazhi_score.presentation.writing import FORMS

if TYPE_CHECKING:
    from fazhi_score.presentation.report import Material

_ROUNDS = Path("rounds")
_PICTURES = (".pdf", ".png", ".svg")
_DOCUMENTS = (".docx", ".html", ".xlsx")


class Table(StrEnum):
    """Tables that can be written alone."""

    league = "league"
    profile = "profile"
    strengths = "strengths"
    score_sheet = "score_sheet"
    deductions = "deductions"
    coverage = "coverage"
    gaps = "gaps"
    weights = "weights"
    sources = "sources"
    decisions = "decisions"
    alerts = "alerts"
    problems = "problems"
    changes = "changes"
    uncertainty = "uncertainty"
    sensitivity = "sensitivity"


class Plot(StrEnum):
    """Charts that can be drawn alone."""

    rank_intervals = "rank_intervals"
    contributions = "contributions"
    radar = "radar"
    heatmap = "heatmap"
    icicle = "icicle"
    correlations = "correlations"
    weight_stability = "weight_stability"
    sensitivity = "sensitivity"
    rank_change = "rank_change"
    bounds = "bounds"
    acceptability = "acceptability"


@app.command(epilog=f"Example: fazhi-score report {DISTRICTS} -o report.html -o report.xlsx")
def report(
    facts: FactsFile,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", help="Page .html, document .docx, workbook .xlsx; again for more. 输出文件，可多次给出"
        ),
    ] = None,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    rounds: RoundsFolder = _ROUNDS,
    table: Annotated[
        Table | None, typer.Option("--table", help="Write this table alone: .csv .xlsx .md .tex .json. 只输出一张表")
    ] = None,
    plot: Annotated[
        Plot | None, typer.Option("--plot", help="Draw this chart alone: .svg .pdf .png. 只输出一张图")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="Document of one region. 单个地区的报告")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Which, where there are several. 期间")] = None,
    each: Annotated[
        Path | None, typer.Option("--each", help="Folder: a document for each region. 每个地区一份报告的文件夹")
    ] = None,
    notices: Annotated[
        Path | None, typer.Option("--notices", help="Folder: a notice of deductions a unit. 扣分告知书的文件夹")
    ] = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", help="For appeals: a day, '10 working days'. 申诉期限")
    ] = None,
    appeal_to: Annotated[str, typer.Option("--appeal-to", help="Who takes appeals. 申诉受理单位")] = "",
    before: Annotated[
        Path | None, typer.Option("--before", help="Earlier round (folder) or facts table. 前一轮次或前期事实表")
    ] = None,
    weights: WeightsOption = None,
    unreported: Unreported = False,
    draws: Annotated[str, typer.Option("--draws", help="How many, or auto. 抽样次数,或 auto")] = "2000",
    sensitivity: Annotated[bool, typer.Option("--sensitivity", help="Also say what matters. 同时作敏感性分析")] = False,
    seed: Seed = None,
    date: Annotated[str | None, typer.Option("--date", help="Date on it; left out: today. 落款日期")] = None,
    lang: Lang = None,
) -> None:
    """Write a page, a document, a workbook, notices, a table, a chart. 生成网页、文档、工作簿、告知书、图表。"""
    from fazhi_score.presentation.report import Material

    tongue = tongue_of(lang)
    outputs = list(output or ())
    _check(outputs, table, plot, each, notices)
    day = _day(date)
    loaded = fs.load_framework(framework, settings=settings or ())

    def read(path: Path) -> fs.Facts:
        return read_input(path, also, loaded, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)

    def scored(path: Path, log: fs.Decisions | None = None) -> fs.Result:
        return fs.read_round(path).result() if is_round(path) else fs.score(read(path), loaded, decisions=log)

    result = scored(facts, read_log(decisions, rounds))
    problems = None if ledger is None else fs.read_ledger(ledger, regions=result.panel.facts.regions)
    shown = Material(result, tongue, before=None if before is None else scored(before), ledger=problems, date=day)
    needs = {table, plot} & {"uncertainty", "rank_intervals", "acceptability"}
    wanted = weights is not None or unreported or bool(needs)
    analysed = given(weights, unreported)
    inputs = (result.panel.facts, result.framework)
    if wanted:
        with progress(tongue) as bar:
            found = fs.uncertainty(
                *inputs, analysed, draws=count_of(draws), seed=seed, decisions=result.log, progress=bar
            )
        shown = shown.with_(uncertainty=found)
    if sensitivity or "sensitivity" in {table, plot}:
        with progress(tongue) as bar:
            told = fs.sensitivity(*inputs, analysed, seed=seed, decisions=result.log, progress=bar)
        shown = shown.with_(sensitivity=told)
    for path, write in _work(shown, outputs, table, plot, region, period):
        with _busy(path, tongue):
            write(path)
        typer.echo(say("written_to", tongue, path=path))
    if each is not None:
        with _busy(each, tongue):
            written = shown.write_each(each)
        typer.echo(say("report_each_written", tongue, count=len(written), folder=each))
    if notices is not None:
        with _busy(notices, tongue):
            written = fs.write_notices(
                notices, result, lang=tongue, deadline=deadline, appeal_to=appeal_to, date=day, regions=_one(region)
            )
        typer.echo(say("report_notices_written", tongue, count=len(written), folder=notices))


def _one(region: str | None) -> list[str] | None:
    return None if region is None else [region]


def _check(
    outputs: list[Path], table: Table | None, plot: Plot | None, each: Path | None, notices: Path | None
) -> None:
    """Refuse what nobody could mean, before anything long begins."""
    if not outputs and each is None and notices is None:
        raise WrongUseError("usage_one_of", options="-o, --each, --notices")
    if table is not None and plot is not None:
        raise WrongUseError("usage_not_both", options="--table, --plot")
    known = _PICTURES if plot is not None else FORMS if table is not None else _DOCUMENTS
    problems = [
        Problem("output_ending", {"ending": path.suffix or "-", "known": ", ".join(known)}, file=str(path))
        for path in outputs
        if path.suffix.lower() not in known
    ]
    if problems:
        raise FazhiError(problems)


def _day(text: str | None) -> datetime.date | None:
    from fazhi_score.facts.quantities import parse_day

    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise FazhiError(Problem("report_date", {"got": text}, place="--date"))
    return day


def _work(
    shown: Material, outputs: list[Path], table: Table | None, plot: Plot | None, region: str | None, period: str | None
) -> Iterator[tuple[Path, Any]]:
    """Yield each file with what writes it."""
    for path in outputs:
        if table is not None:
            yield path, lambda path: fs.write_table(path, shown.table(table.value, region, period))
        elif plot is not None:
            yield path, lambda path: shown.draw(plot.value, path, region, period)
        else:
            yield path, lambda path: shown.write(path, region=region, period=period)


@contextmanager
def _busy(path: Path, tongue: str) -> Iterator[None]:
    """Show on a terminal that a file is being written."""
    from fazhi_score.presentation.console import console

    out = console(stderr=True)
    if not out.is_terminal:
        yield
        return
    with out.status(say("report_writing", tongue, path=path)):
        yield
