"""The application, the options that commands share, and what they read."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import fazhi_score as fs
from fazhi_score.documents.sources import ENDINGS
from fazhi_score.messages import default_language

app = typer.Typer(
    name="fazhi-score",
    help="Explained scores from annual reports on law-based government. 法治政府建设年度报告:可追溯的评分。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Language(StrEnum):
    """Languages of messages."""

    en = "en"
    zh = "zh"


FactsFile = Annotated[
    Path, typer.Argument(help="Facts table (.csv .xlsx .parquet .jsonl), or reports. 事实表，或报告文件、文件夹")
]
FrameworkFile = Annotated[Path | None, typer.Option("--framework", "-f", help="Framework YAML. 评价框架")]
RegionsFile = Annotated[Path | None, typer.Option("--regions", help="Region register. 地区名册")]
DocumentsFile = Annotated[Path | None, typer.Option("--documents", help="Document manifest. 文件清单")]
Lang = Annotated[Language | None, typer.Option("--lang", help="zh or en. 语言")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Over the file: groups.enforcement.weight=30. 覆盖文件中的设置")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to .csv, .json or .xlsx. 写入文件")]
Also = Annotated[list[Path] | None, typer.Option("--also", help="A further facts table. 另一份事实表")]
DecisionsFile = Annotated[Path | None, typer.Option("--decisions", help="Reviewers' decisions. 评审决定")]
LedgerFile = Annotated[Path | None, typer.Option("--ledger", help="Problem ledger. 问题台账")]
RoundsFolder = Annotated[Path, typer.Option("--rounds", help="Folder of locked rounds. 锁定轮次的文件夹")]


class Whole(StrEnum):
    """What months and quarters are rolled up to."""

    year = "year"
    quarter = "quarter"


RollUp = Annotated[
    Whole | None, typer.Option("--roll-up", help="Months into quarters or years by over_periods. 月、季合成季、年")
]
DISTRICTS = "examples/districts/facts.csv --regions examples/districts/regions.csv"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(fs.__version__)
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version. 版本")
]


@app.callback()
def _main(
    version: Version = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks. 显示出错细节")] = False,
) -> None:
    pass


def tongue_of(lang: Language | None) -> str:
    """Return the language to speak."""
    return lang.value if lang is not None else default_language()


def read_input(
    facts: Path | fs.Facts,
    also: list[Path] | None,
    framework: fs.Framework,
    *,
    regions: Path | None,
    documents: Path | None,
    ledger: Path | None = None,
    roll_up: Whole | None = None,
) -> fs.Facts:
    """Return all that is to be scored: facts tables, counts of the problem ledger, months made into years."""
    given: list[Path | fs.Facts] = [facts, *(also or ())]
    if isinstance(facts, Path) and is_report(facts):
        read = fs.extract_facts(facts, regions=regions, manifest=documents)
        table = fs.read_facts([read, *given[1:]], regions=read.regions, documents=read.documents)
        table = replace(table, notes=(*read.notes, *(note for note in table.notes if note not in read.notes)))
    else:
        table = fs.read_facts(given, regions=regions, documents=documents)
    if ledger is not None:  # before the roll-up: a merged region hands over its problems too
        periods = {_whole(period, roll_up) for period in table.table["period"].astype(str)}
        found = fs.read_ledger(ledger, regions=table.regions)
        counted = found.facts(sorted(periods))
        wanted = [name for name in counted.table["fact"].cat.categories if name in framework.file.facts]
        parts = [table, counted.filter(facts=wanted)]
        table = fs.read_facts(parts, regions=table.regions, documents=table.documents)
        table = replace(table, notes=(*table.notes, *found.notes))
    if roll_up is None:
        return table
    rolled = fs.roll_up(table, framework, to=roll_up.value)
    if not len(rolled):  # its notes say what is missing
        raise fs.FazhiError([*rolled.notes, fs.Problem("no_facts", file=table.origin)])
    return rolled


def is_report(path: Path) -> bool:
    """Say whether a path is a report, or a folder of reports, from which facts have to be extracted first."""
    return path.is_dir() or path.suffix.lower() in ENDINGS


def _whole(period: str, roll_up: Whole | None) -> str:
    """Return the year or quarter that a period is rolled up to."""
    if roll_up == Whole.year:
        return period[:4]
    is_month = period[4:5] == "-"
    return f"{period[:4]}Q{(int(period[5:]) + 2) // 3}" if roll_up == Whole.quarter and is_month else period
