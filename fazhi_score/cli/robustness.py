"""uncertainty, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from enum import StrEnum
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
    RegionsFile,
    RollUp,
    Settings,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.messages import say


class Way(StrEnum):
    """Ways of an analysis of sensitivity."""

    sobol = "sobol"
    morris = "morris"
    one_at_a_time = "one_at_a_time"
    remove_one = "remove_one"


WeightsOption = Annotated[
    str | None, typer.Option("--weights", help="Spread of weights: 25%, or uniform. 权重浮动幅度,或 uniform")
]
Unreported = Annotated[
    bool, typer.Option("--unreported", help="Unreported scores anywhere from 0 to 100. 未报告项在 0–100 间变动")
]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Makes the same draws again. 随机种子")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes side by side. 并行进程数")]
Into = Annotated[Path | None, typer.Option("--output", "-o", help="Write to .csv or .json. 写入文件")]
Share = Annotated[float, typer.Option("--level", help="Of intervals, such as 0.9. 区间水平")]


@app.command(epilog=f"Example: fazhi-score uncertainty {DISTRICTS} --weights 25% --draws 2000")
def uncertainty(
    facts: FactsFile,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    weights: WeightsOption = None,
    unreported: Unreported = False,
    draws: Annotated[str, typer.Option("--draws", help="How many, or auto. 抽样次数,或 auto")] = "10000",
    seed: Seed = None,
    level: Share = 0.9,
    workers: Workers = 1,
    output: Into = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show how far scores and ranks can be trusted. 查看得分和名次的可信区间。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import note_data, to_json
    from fazhi_score.presentation.robustness import uncertainty_table, varied

    tongue = tongue_of(lang)
    loaded = fs.load_framework(framework, settings=settings or ())
    table = read_input(facts, also, loaded, regions=regions, documents=documents, roll_up=roll_up)
    with progress(tongue) as bar, pool_of(workers) as pool:
        found = fs.uncertainty(
            table, loaded, given(weights, unreported), draws=count_of(draws), seed=seed, level=level,
            decisions=decisions, executor=pool, progress=bar,
        )  # fmt: skip
    _write(found.table.reset_index(), output)
    if json:
        data: dict[str, Any] = {"framework": loaded.id, "draws": found.draws, "seed": found.seed, "level": level}
        data |= {"sources": list(found.sources), "table": _records(found.table.reset_index())}
        typer.echo(to_json({**data, "notes": [note_data(note, tongue) for note in found.notes]}))
        return
    out = console()
    if output is not None:
        out.print(say("written_to", tongue, path=output))
    told = {"label": loaded.label("", tongue), "draws": found.draws, "seed": found.seed, "level": f"{level:.0%}"}
    out.print(say("uncertainty_heading", tongue, **told))
    out.print(say("uncertainty_varied", tongue, sources=varied(found.sources, tongue)))
    print_frame(out, uncertainty_table(found, tongue))
    print_notes(out, found.notes, tongue)


@app.command(epilog=f"Example: fazhi-score sensitivity {DISTRICTS} --weights 25% --unreported --draws 256")
def sensitivity(
    facts: FactsFile,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    weights: WeightsOption = None,
    unreported: Unreported = False,
    method: Annotated[Way, typer.Option("--method", help="How it is analysed. 分析方法")] = Way.sobol,
    draws: Annotated[int | None, typer.Option("--draws", min=1, help="Rows of the design. 设计行数")] = None,
    seed: Seed = None,
    level: Share = 0.9,
    workers: Workers = 1,
    output: Into = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show which assumption moves ranks the most. 查看哪项假设对名次影响最大。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.data import note_data, to_json
    from fazhi_score.presentation.robustness import sensitivity_table

    tongue = tongue_of(lang)
    loaded = fs.load_framework(framework, settings=settings or ())
    table = read_input(facts, also, loaded, regions=regions, documents=documents, roll_up=roll_up)
    with progress(tongue) as bar, pool_of(workers) as pool:
        found = fs.sensitivity(
            table, loaded, given(weights, unreported), method=method.value, draws=draws, seed=seed, level=level,
            decisions=decisions, executor=pool, progress=bar,
        )  # fmt: skip
    _write(found.table.reset_index(), output)
    if json:
        data: dict[str, Any] = {"framework": loaded.id, "method": method.value, "draws": found.draws}
        data |= {"seed": found.seed, "table": _records(found.table.reset_index())}
        typer.echo(to_json({**data, "notes": [note_data(note, tongue) for note in found.notes]}))
        return
    out = console()
    if output is not None:
        out.print(say("written_to", tongue, path=output))
    told = {"label": loaded.label("", tongue), "method": method.value, "draws": found.draws, "seed": found.seed}
    out.print(say("sensitivity_heading", tongue, **told))
    print_frame(out, sensitivity_table(found, tongue), head=1)
    print_notes(out, found.notes, tongue)


def given(weights: str | None, unreported: bool) -> fs.Assumptions | None:
    """Return what the options say is uncertain, over what the file says."""
    if weights is None and not unreported:
        return None
    spread: str | float | None = weights
    if weights is not None and not weights.strip().endswith(("%", "％")):
        try:
            spread = float(weights)
        except ValueError:
            spread = weights
    return fs.Assumptions(weights=spread, unreported="uniform" if unreported else None)


def count_of(draws: str) -> Any:
    """Return a number of draws, or auto."""
    if draws == "auto":
        return draws
    try:
        return int(draws)
    except ValueError:
        told = {"name": "--draws", "got": draws, "wanted": "auto, ≥ 1"}
        raise FazhiError(Problem("robustness_number", told)) from None


@contextmanager
def progress(tongue: str) -> Iterator[Any]:
    """Show a bar on a terminal; yield what is told how far the work is."""
    from fazhi_score.presentation.console import console

    out = console(stderr=True)
    if not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(say("uncertainty_progress", tongue), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def pool_of(workers: int) -> Any:
    """Return so many processes, or nothing where one does."""
    return ProcessPoolExecutor(workers) if workers > 1 else nullcontext()


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return rows as plain data; what is missing is null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _write(frame: Any, path: Path | None) -> None:
    """Write a table; cells that a spreadsheet would run as a formula are escaped."""
    if path is None:
        return
    from fazhi_score.files import write_text
    from fazhi_score.presentation.data import to_json
    from fazhi_score.presentation.writing import escape_cell

    ending = path.suffix.lower()
    if ending == ".json":
        write_text(path, to_json(_records(frame)))
    elif ending == ".csv":
        text = frame.map(escape_cell).to_csv(index=False, lineterminator="\n")
        write_text(path, text, encoding="utf-8-sig")
    else:
        raise FazhiError(Problem("output_ending", {"ending": ending or "-", "known": ".csv, .json"}, file=str(path)))
