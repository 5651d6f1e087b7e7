"""audit: the command that checks what reports and facts say against themselves and a second source."""

from __future__ import annotations

import json as parsed  # `json` is an option
from pathlib import Path
from typing import Annotated, Any

import typer

import fazhi_score as fs
from fazhi_score.cli.options import Json, Lang, RegionsFile, app, tongue_of

Audited = Annotated[
    list[Path], typer.Argument(help="Reports, folders of reports, or facts tables. 报告、报告文件夹或事实表")
]
Against = Annotated[
    list[Path] | None,
    typer.Option("--against", help="Second source: statistics, last year's report or table. 对照来源"),
]
ChecksFile = Annotated[
    list[Path] | None, typer.Option("--checks", help="Your own checks, beside the shipped ones. 自备核对规则")
]
LexiconFile = Annotated[list[Path] | None, typer.Option("--lexicon", help="Your own wordings. 自备词表")]
Manifest = Annotated[Path | None, typer.Option("--manifest", help="What is known of the files. 已知的文件清单")]
RegionName = Annotated[str, typer.Option("--region", help="Whose report it is. 报告所属地区")]
PeriodName = Annotated[str, typer.Option("--period", help="The year it is about. 报告年度")]
Written = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write the findings to .csv, .xlsx or .json. 写出核对结果")
]
Everything = Annotated[bool, typer.Option("--all", help="Also what holds. 同时列出一致的项目")]
MostLines = Annotated[int, typer.Option("--most", min=1, help="Findings to print. 最多显示几项")]


@app.command(epilog="Example: fazhi-score audit examples/reports")
def audit(
    sources: Audited,
    against: Against = None,
    checks: ChecksFile = None,
    lexicon: LexiconFile = None,
    manifest: Manifest = None,
    regions: RegionsFile = None,
    region: RegionName = "",
    period: PeriodName = "",
    output: Written = None,
    everything: Everything = False,
    most: MostLines = 200,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Find what contradicts itself in reports or facts, or another source. 核对报告与数据的自相矛盾之处。"""
    from fazhi_score.presentation.data import to_json

    tongue = tongue_of(lang)
    if output is not None:
        _check_output(output)
    found = fs.audit(
        list(sources),
        against=list(against) if against else None,
        manifest=manifest,
        region=region,
        period=period,
        regions=None if regions is None else fs.read_regions(regions),
        lexicon=list(lexicon) if lexicon else None,
        checks=list(checks) if checks else None,
    )
    if output is not None:
        _write(found, output, tongue, everything=everything)
    if json:
        typer.echo(to_json(_as_data(found, tongue, everything=everything)))
    else:
        _print(found, tongue, most, everything=everything)
    if found.errors or any(problem.severity == "error" for problem in found.problems):
        raise typer.Exit(1)


def _check_output(output: Path) -> None:
    """Refuse to write over a file that holds no findings, before anything is audited."""
    from fazhi_score.errors import FazhiError, Problem
    from fazhi_score.facts.sources import check_replaceable

    if output.suffix.lower() != ".json":
        check_replaceable(output, ["check", "severity"])
    elif output.exists() and output.stat().st_size:
        try:
            held = parsed.loads(output.read_bytes())
        except (ValueError, OSError):
            held = None
        if not isinstance(held, dict) or "findings" not in held:
            raise FazhiError(Problem("other_json", file=str(output)))


def _write(found: fs.Audit, output: Path, tongue: str, *, everything: bool) -> None:
    from fazhi_score.files import replacing
    from fazhi_score.presentation.data import to_json

    if output.suffix.lower() == ".json":
        with replacing(output) as file:
            file.write(to_json(_as_data(found, tongue, everything=everything)).encode())
    else:
        found.write(output, tongue, everything=everything)


def _as_data(found: fs.Audit, tongue: str, *, everything: bool) -> dict[str, Any]:
    from fazhi_score.presentation.data import note_data, records

    listed = found.findings if everything else found.open
    return {
        "documents": list(found.documents),
        "counts": records(found.counts),
        "findings": [finding.as_data(tongue) for finding in listed],
        "notes": [note_data(note, tongue) for note in found.problems],
    }


def _print(found: fs.Audit, tongue: str, most: int, *, everything: bool) -> None:
    """Print each finding with its places and what to ask for, then how many checks were made."""
    from fazhi_score.auditing.audits import shown, summary
    from fazhi_score.messages import say
    from fazhi_score.presentation.console import console, print_notes

    out = console()
    listed = found.findings if everything else found.open
    for finding in listed[:most]:
        out.print(shown(finding, tongue))
        for place in finding.places if finding.severity != "none" else ():
            out.print(f"    {place} “{place.quote}”" if place.quote else f"    {place}")
        advice = finding.advice(tongue)
        if advice:
            out.print(f"    = {advice}")
    if len(listed) > most:
        out.print(say("more_rows", tongue, count=len(listed) - most))
    print_notes(out, found.problems, tongue)
    out.print(summary(found, tongue))
