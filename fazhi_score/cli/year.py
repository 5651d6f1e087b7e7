"""collect, appeals, ledger, round: the commands of an evaluator's year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import fazhi_score as fs
from fazhi_score.cli.options import (
    Also,
    DecisionsFile,
    DocumentsFile,
    FactsFile,
    FrameworkFile,
    Json,
    Lang,
    LedgerFile,
    RegionsFile,
    RollUp,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.cli.scoring import is_round
from fazhi_score.cli.usage import WrongUseError
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.writing import write_frame
from fazhi_score.messages import say


@app.command(epilog="Example: fazhi-score collect forms -f sheet.yaml --regions regions.csv --period 2024 -o facts.csv")
def collect(
    folder: Annotated[Path, typer.Argument(help="Folder of filled workbooks. 填报表所在文件夹")],
    regions: Annotated[Path, typer.Option("--regions", help="Region register. 地区名册")],
    period: Annotated[str, typer.Option("--period", help="Such as 2024. 期间")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Facts table; updated if it is there. 事实表")],
    framework: FrameworkFile = None,
    decisions: DecisionsFile = None,
    due: Annotated[str | None, typer.Option("--due", help="Day by which to file. 截止日期")] = None,
    words: Annotated[
        Path | None, typer.Option("--words", help="Write what units say on reviewers' items. 评审项目的自述写入文件")
    ] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Read the units' workbooks into a facts table; nothing decided is overwritten. 汇总各单位填报表。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import records, to_json
    from fazhi_score.presentation.year import change_table, unit_table

    tongue = tongue_of(lang)
    if framework is None:  # the forms are of somebody's own sheet
        raise WrongUseError("usage_needs", given="collect", needed="--framework")
    log = None if decisions is None else fs.read_decisions(decisions).current[["region", "period", "item"]]
    found = fs.collect(
        folder,
        fs.load_framework(framework),
        fs.read_regions(regions),
        period,
        previous=output if output.exists() else None,
        decisions=log,
        due=due,
    )
    found.write(output)
    if words is not None:
        write_frame(found.own_words, words)
    failed = bool(found.unreadable)
    if json:
        notes = [note.render(tongue) for note in (*found.unreadable, *found.notes)]
        typer.echo(to_json({"units": records(found.units), "changes": records(found.changes), "notes": notes}))
    else:
        out = console()
        print_frame(out, unit_table(found, tongue))
        if len(found.changes):
            out.print(say("collect_changes", tongue))
            print_frame(out, change_table(found, tongue), head=3)
        print_notes(out, [*found.unreadable, *found.notes], tongue)
        counts = found.units["state"].value_counts()
        missing, broken = (int(counts.get(state, 0)) for state in ("not_filed", "unreadable"))
        told = {"rows": len(found.facts), "missing": missing, "broken": broken, "all": len(found.units)}
        out.print(say("collect_done", tongue, path=output, **told))
    if failed:
        raise typer.Exit(1)


@app.command(
    epilog="Example: fazhi-score appeals facts.csv --decisions decisions.csv -f sheet.yaml --regions regions.csv"
)
def appeals(
    facts: FactsFile,
    decisions: Annotated[Path, typer.Option("--decisions", help="Reviewers' decisions. 评审决定")],
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to .csv or .xlsx. 写入文件")] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List the appeals and what each would do to the ranking, before they are decided. 申诉清单及其影响。"""
    from fazhi_score.presentation.console import console, print_frame
    from fazhi_score.presentation.data import records, to_json
    from fazhi_score.presentation.year import appeal_table, together_table

    tongue = tongue_of(lang)
    if is_round(facts):
        found = fs.read_round(facts)
        result = fs.score(found.facts, found.framework, decisions=decisions)
    else:
        loaded = fs.load_framework(framework)
        table = read_input(facts, also, loaded, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)
        result = fs.score(table, loaded, decisions=decisions)
    listed, together = fs.appeals(result), fs.appeals_together(result)
    if output is not None:
        write_frame(appeal_table(listed, result.framework, tongue), output)
    if json:
        typer.echo(to_json({"appeals": records(listed), "all_granted": records(together)}))
        return
    out = console()
    if not len(listed):
        out.print(say("appeals_none", tongue))
        return
    out.print(say("appeals_heading", tongue, count=len(listed)))
    print_frame(out, appeal_table(listed, result.framework, tongue), head=3)
    out.print(say("appeals_together", tongue))
    print_frame(out, together_table(together, tongue))


@app.command(epilog="Example: fazhi-score ledger problems.csv 2024")
def ledger(
    problems: Annotated[Path, typer.Argument(help="Problem ledger: .csv or .xlsx. 问题台账")],
    period: Annotated[str, typer.Argument(help="The year, such as 2024. 年度")],
    regions: RegionsFile = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the counts as facts. 写成事实表")] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show which of last year's problems have an answer this year, and what is open. 上年问题整改情况。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import records, to_json
    from fazhi_score.presentation.year import carried_table, open_table

    tongue = tongue_of(lang)
    found = fs.read_ledger(problems, regions=None if regions is None else fs.read_regions(regions))
    carried, open_ = found.carried(period), found.open_at(period)
    if output is not None:
        found.facts([period]).write(output)
    if json:
        typer.echo(to_json({"carried": records(carried), "open": records(open_)}))
        return
    out = console()
    out.print(say("ledger_carried", tongue, count=len(carried), period=period))
    if len(carried):
        print_frame(out, carried_table(carried, tongue))
    out.print(say("ledger_open", tongue, count=len(open_), period=period))
    if len(open_):
        print_frame(out, open_table(open_, tongue))
    print_notes(out, found.notes, tongue)
    if output is not None:
        out.print(say("written_to", tongue, path=output))


@app.command("round", epilog="Example: fazhi-score round rounds/round1")
def show_round(
    folder: Annotated[Path, typer.Argument(help="Folder of a locked round. 锁定轮次的文件夹")],
    lang: Lang = None,
) -> None:
    """Check that a locked round is as it was, and that scoring it again gives the same. 核验锁定的轮次。"""
    tongue = tongue_of(lang)
    if not is_round(folder):
        raise FazhiError(Problem("round_none", file=str(folder)))
    found = fs.read_round(folder)
    problems = found.verify()
    for problem in problems:
        typer.echo(problem.render(tongue))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)
    typer.echo(say("round_sound", tongue, name=found.name, units=len(found.table), version=found.version))
