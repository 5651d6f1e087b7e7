"""check, score, explain, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

import fazhi_score as fs
from fazhi_score.cli.options import (
    DISTRICTS,
    Also,
    DecisionsFile,
    DocumentsFile,
    FactsFile,
    FrameworkFile,
    Json,
    Lang,
    LedgerFile,
    Output,
    RegionsFile,
    RollUp,
    RoundsFolder,
    Settings,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.cli.usage import WrongUseError
from fazhi_score.errors import Problem, raise_errors
from fazhi_score.messages import say

_MOST_CHANGES, _MOST_ALERTS = 40, 40
_ROUNDS = Path("rounds")


@app.command(epilog="Example: fazhi-score check indicators.yaml")
def check(
    framework: Annotated[Path | None, typer.Argument(help="Framework YAML; left out: the default. 评价框架")] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help="Also check facts against it. 同时检查事实表")] = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    decisions: DecisionsFile = None,
    rounds: RoundsFolder = _ROUNDS,
    settings: Settings = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema for editors. 输出编辑器用的模式")
    ] = False,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Check a framework, and facts and decisions against it. 检查评价框架、事实表和评审决定。"""
    from fazhi_score.framework.schema import json_schema
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import note_data, to_json
    from fazhi_score.presentation.notes import distinction_notes, framework_notes
    from fazhi_score.presentation.tables.structure import change_lines, weights_table

    tongue = tongue_of(lang)
    if schema:
        typer.echo(to_json(json_schema()))
        return
    loaded = fs.load_framework(framework, settings=settings or ())
    notes = [*loaded.notes, *framework_notes(loaded)]
    result, log = None, read_log(decisions, rounds)
    if facts is not None:
        result = fs.score(facts, loaded, regions=regions, documents=documents, decisions=log)
        notes += [*result.notes, *distinction_notes(result)]
    elif log is not None:
        notes += log.notes
    if json:
        data: dict[str, Any] = {"framework": loaded.id, "sha256": loaded.sha256()}
        data["weights"] = loaded.nominal_weights
        data["changes"] = [{"path": c.name, "old": c.old, "new": c.new, "line": c.mark.line} for c in loaded.changes]
        typer.echo(to_json({**data, "notes": [note_data(note, tongue) for note in notes]}))
        return
    out = console()
    out.print(say("check_heading", tongue, label=loaded.label("", tongue), id=loaded.id, **_counts(loaded)))
    for line in change_lines(loaded, tongue):
        out.print(line)
    print_frame(out, weights_table(loaded, tongue))
    if result is not None:
        _print_silence(out, result, tongue)
    print_notes(out, notes, tongue)
    out.print(say("check_fine", tongue))


def _counts(framework: fs.Framework) -> dict[str, int]:
    layers = [entry.layer for entry in framework.entries.values()]
    counts = {layer: layers.count(layer) for layer in ("measured", "stated", "neutral")}
    return {**counts, "groups": len(framework.file.groups), "facts": len(framework.file.facts)}


def _print_silence(out: Any, result: fs.Result, tongue: str) -> None:
    """Say where adding a true value would lower a composite."""
    from fazhi_score.presentation.console import print_frame
    from fazhi_score.presentation.tables.structure import break_even_table

    frame = break_even_table(result, tongue)
    if len(frame):
        out.print(say("break_even_heading", tongue))
        print_frame(out, frame)


@app.command(epilog=f"Example: fazhi-score score {DISTRICTS}")
def score(
    facts: FactsFile,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    freeze_as: Annotated[str | None, typer.Option("--freeze-as", help="Lock as this round. 锁定为一轮")] = None,
    rounds: RoundsFolder = _ROUNDS,
    output: Output = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Score facts and print the league table. 计分并列出结果。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import as_data, to_json
    from fazhi_score.presentation.tables import league
    from fazhi_score.presentation.writing import write_result

    tongue = tongue_of(lang)
    loaded = fs.load_framework(framework, settings=settings or ())
    table = read_input(facts, also, loaded, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)
    result = fs.score(table, loaded, decisions=read_log(decisions, rounds))
    locked = None if freeze_as is None else fs.freeze(result, freeze_as, folder=rounds)
    if output is not None:
        write_result(result, output, tongue)
    if json:
        typer.echo(to_json(as_data(result, tongue)))
        return
    out = console()
    if output is not None:
        out.print(say("written_to", tongue, path=output))
    out.print(say("score_heading", tongue, label=result.framework.label("", tongue), id=result.framework.id))
    if framework is None:
        out.print(say("default_framework_used", tongue))
    print_frame(out, league(result, tongue))
    out.print(say("score_legend", tongue))
    _print_alerts(out, result, tongue)
    notes = list(result.notes)
    had = sorted(path.parent.name for path in rounds.glob("[!.]*/decisions.csv")) if decisions is None else []
    if had:
        notes.append(Problem("decisions_forgotten", {"rounds": ", ".join(had)}, severity="warning"))
    print_notes(out, notes, tongue)
    if locked is not None:
        out.print(say("round_locked", tongue, path=locked))


def read_log(decisions: Path | None, rounds: Path) -> fs.Decisions | None:
    """Read decisions and compare them with every round that is locked: none that was notified may be gone."""
    if decisions is None:
        return None
    log = fs.read_decisions(decisions)
    if rounds.is_dir():
        raise_errors(fs.check_decisions(log, rounds))
    return log


def _print_alerts(out: Any, result: fs.Result, tongue: str) -> None:
    """Print the alerts that are raised; those that nobody can tell are counted in the notes."""
    from fazhi_score.presentation.console import print_frame
    from fazhi_score.presentation.tables import alerts

    raised = alerts(result, tongue)[(result.alerts["state"] == "raised").to_numpy()]
    if len(raised):
        out.print(say("alerts_heading", tongue))
        print_frame(out, raised.head(_MOST_ALERTS))
    if len(raised) > _MOST_ALERTS:
        out.print(say("compare_more", tongue, count=len(raised) - _MOST_ALERTS))


@app.command(epilog="Example: fazhi-score explain examples/districts/facts.csv 渭滨区 2024 recon_conclusion")
def explain(
    facts: FactsFile,
    region: Annotated[str, typer.Argument(help="Id or name. 地区编号或名称")],
    period: Annotated[str | None, typer.Argument(help="Period, such as 2024. 期间")] = None,
    node: Annotated[str | None, typer.Argument(help="Group or indicator; left out: all. 分组或指标")] = None,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Explain a score down to the place in the report. 把得分追溯到报告原处。"""
    from fazhi_score.presentation.data import to_json

    tongue = tongue_of(lang)
    if is_round(facts):
        result = fs.read_round(facts).result()
    else:
        loaded = fs.load_framework(framework, settings=settings or ())
        table = read_input(facts, also, loaded, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)
        result = fs.score(table, loaded, decisions=decisions)
    told = result.explain(region, period, node)
    typer.echo(to_json(told.to_dict(tongue)) if json else told.render(tongue))


@app.command(epilog=f"Example: fazhi-score compare indicators.yaml examples/districts/sheet.yaml --facts {DISTRICTS}")
def compare(
    before: Annotated[Path, typer.Argument(help="Framework YAML, or the folder of a locked round. 变更前的框架或轮次")],
    after: Annotated[
        Path | None, typer.Argument(help="Another, or a tuning file; left out: the same. 变更后的框架或轮次")
    ] = None,
    facts: Annotated[
        list[Path] | None, typer.Option("--facts", help="Facts table; given twice: before and after. 事实表")
    ] = None,
    decisions: Annotated[
        list[str] | None, typer.Option("--decisions", help="Decisions; given twice: before and after; or none. 决定")
    ] = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to .csv or .json. 写入文件")] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show what a change of weights, rules, facts or decisions does to scores and ranks. 查看变更的影响。"""
    from fazhi_score.presentation.comparison import comparison_data, write_comparison
    from fazhi_score.presentation.console import console
    from fazhi_score.presentation.data import to_json

    tongue = tongue_of(lang)

    def scored(table: Path, framework: fs.Framework, log: fs.Decisions | str | None) -> fs.Result:
        given = read_input(table, also, framework, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)
        return fs.score(given, framework, decisions=log)

    tables, logs = _pair(facts, "--facts"), _pair(decisions, "--decisions")
    both = len(facts or ()) > 1 or len(decisions or ()) > 1  # then the side before is no longer as it was locked
    old = _side(before, (), tables[0], logs[0], scored, locked=not both)
    new = _side(after or before, settings or (), tables[1], logs[1], scored, locked=after is not None)
    compared = fs.compare(old, new)
    if output is not None:
        write_comparison(compared, output)
    if json:
        typer.echo(to_json(comparison_data(compared)))
        return
    out = console()
    if output is not None:
        out.print(say("written_to", tongue, path=output))
    _print_comparison(out, compared, tongue)


def _pair(given: list[Any] | None, option: str) -> tuple[Any, Any]:
    """Return what holds before and after: one for both, or one each."""
    if given and len(given) > 2:
        raise WrongUseError("usage_twice", option=option)
    return (given[0], given[-1]) if given else (None, None)


def _side(
    source: Path,
    settings: list[str] | tuple[str, ...],
    facts: Path | None,
    decisions: str | None,
    scored: Callable[[Path, fs.Framework, fs.Decisions | str | None], fs.Result],
    *,
    locked: bool,
) -> fs.Result:
    """Score one side: a round as it was locked (else with other facts, decisions or settings), or a framework."""
    log = None if decisions == "none" else decisions
    if not is_round(source):
        if facts is None:
            raise WrongUseError("usage_needs", given=str(source), needed="--facts")
        return scored(facts, fs.load_framework(source, settings=settings), log)
    found = fs.read_round(source)
    if locked:
        return found.result()
    if settings and (found.path / "weights.csv").exists():  # locked with other weights than those of its file
        raise WrongUseError("usage_set_locked", folder=str(found.path))
    framework = fs.load_framework(found.path / "framework.yaml", settings=settings) if settings else found.framework
    given = found.decisions if decisions is None else log
    return fs.score(found.facts, framework, decisions=given) if facts is None else scored(facts, framework, given)


def is_round(path: Path) -> bool:
    """Say whether a path is the folder of a locked round."""
    return (path / "round.json").is_file()


def _print_comparison(out: Any, compared: fs.Comparison, tongue: str) -> None:
    """Print changes, shifts, causes and the intervals of the weights."""
    from fazhi_score.presentation import comparison as tables
    from fazhi_score.presentation.console import print_frame

    old, new = compared.before.framework, compared.after.framework
    names = {"old": old.label("", tongue), "old_id": old.id, "new": new.label("", tongue), "new_id": new.id}
    counts = {"both": len(compared.both), "only_old": len(compared.only_before), "only_new": len(compared.only_after)}
    out.print(say("compare_heading", tongue, **names, **counts))
    changes = tables.change_table(compared, tongue)
    out.print(say("compare_changes" if len(changes) else "compare_no_changes", tongue))
    if len(changes):
        print_frame(out, changes.head(_MOST_CHANGES))
    if len(changes) > _MOST_CHANGES:
        out.print(say("compare_more", tongue, count=len(changes) - _MOST_CHANGES))
    out.print(say("compare_shifts", tongue))
    shifts = tables.shift_table(compared, tongue)
    if len(shifts) > _MOST_CHANGES:  # of many only those that changed; the whole table is in the file
        moved = compared.changed.to_numpy()
        out.print(say("compare_unchanged", tongue, count=int((~moved).sum())))
        shifts = shifts[moved]
    print_frame(out, shifts)
    points = tables.points_table(compared, tongue)
    if len(points):
        out.print(say("compare_points", tongue))
        print_frame(out, points, head=3)
    bystanders = tables.bystander_table(compared, tongue)
    if len(bystanders):
        out.print(say("compare_bystanders", tongue))
        print_frame(out, bystanders, head=3)
    causes = tables.cause_table(compared, tongue)
    if len(causes):
        out.print(say("compare_causes", tongue))
        print_frame(out, causes)
        out.print(say("compare_causes_legend", tongue))
    if not compared.is_exact:
        out.print(say("compare_remainder", tongue))
    if len(changes):  # weights are a question only where they are compared
        out.print(say("compare_stability", tongue))
        print_frame(out, tables.stability_table(compared, tongue))
