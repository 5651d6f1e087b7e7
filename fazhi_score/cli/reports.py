"""extract: the command that reads reports into facts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import fazhi_score as fs
from fazhi_score.cli.options import Json, Lang, RegionsFile, app, tongue_of
from fazhi_score.cli.usage import WrongUseError
from fazhi_score.errors import Problem
from fazhi_score.facts.sources import check_replaceable
from fazhi_score.facts.writing import write_frame
from fazhi_score.messages import say

_MOST_LINES = 40

Reports = Annotated[
    list[Path] | None, typer.Argument(help="Reports or folders: .txt .html .docx .pdf. 报告文件或文件夹")
]
Manifest = Annotated[
    Path | None, typer.Option("--manifest", help="What is known of the files: id, region, period … 已知的文件清单")
]
RegionName = Annotated[str, typer.Option("--region", help="Whose report it is. 报告所属地区")]
PeriodName = Annotated[str, typer.Option("--period", help="The year it is about. 报告年度")]
ClassName = Annotated[str, typer.Option("--class", help="county-level, department, township … 类别")]
LexiconFile = Annotated[
    list[Path] | None, typer.Option("--lexicon", help="Your own wordings, beside the shipped ones. 自备词表")
]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Processes to spread the reports over. 并行进程数")]


@app.command(epilog="Example: fazhi-score extract examples/reports -o facts.csv --documents documents.csv")
def extract(
    reports: Reports = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Facts table; what people reviewed in it stays. 事实表")
    ] = None,
    manifest: Manifest = None,
    regions: RegionsFile = None,
    region: RegionName = "",
    period: PeriodName = "",
    class_: ClassName = "",
    lexicon: LexiconFile = None,
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Write what became of each file. 写出文件清单")
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="Problem ledger to add self-reported problems to. 问题台账")
    ] = None,
    plans: Annotated[Path | None, typer.Option("--plans", help="Write what is planned. 写出下一步安排")] = None,
    register: Annotated[
        Path | None, typer.Option("--register", help="Write the regions with their classes. 写出地区名册")
    ] = None,
    validate: Annotated[
        int | None, typer.Option("--validate", min=1, help="Draw a coding sheet of so many cells. 抽取复核表")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Of the draw. 随机种子")] = None,
    workers: Workers = 1,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a delivered fact. 输出事实的 JSON 模式")
    ] = False,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Read reports into a facts table, each fact with its place. 从报告提取事实。"""
    from fazhi_score.extraction.updating import update_files
    from fazhi_score.presentation.data import to_json

    if schema:
        typer.echo(to_json(fs.facts_schema()))
        return
    if not reports:
        raise WrongUseError("usage_needs", given="extract", needed="reports")
    if output is None and not json:
        raise WrongUseError("usage_one_of", options="-o facts.csv, --json")
    tongue = tongue_of(lang)
    known = None if regions is None else fs.read_regions(regions)
    own = [str(path) for path in lexicon] if lexicon else None
    with _pool(workers) as executor:
        each = fs.extract_each(
            reports,
            manifest=manifest,
            region=region,
            period=period,
            class_=class_,
            regions=known,
            lexicon=own,
            executor=executor,
        )
        done = update_files(
            _shown(each, tongue),
            facts=output,
            documents=documents,
            ledger=ledger,
            plans=plans,
            register=register,
            manifest=manifest,
            regions=known,
        )
    drawn = None
    if validate is not None:
        drawn = fs.draw_coding_sheet(done.extracted, draws=validate, seed=seed, lexicon=own)
        sheet = (output or Path("facts.csv")).with_name(f"{(output or Path('facts.csv')).stem}-coding.csv")
        drawn.write(sheet)
    if json:
        typer.echo(to_json(_as_data(done, tongue)))
    else:
        _print_extracted(done, output, tongue)
        if drawn is not None:
            from fazhi_score.presentation.console import console, print_notes

            params = {"count": len(drawn.sheet), "path": sheet, "key": drawn.key_path(sheet)}
            print_notes(console(), [Problem("coding_drawn", params, severity="note")], tongue)
    if any(problem.severity == "error" for problem in done.problems):
        raise typer.Exit(1)


@contextmanager
def _pool(workers: int) -> Iterator[Executor | None]:
    if workers == 1:
        yield None
        return
    with ProcessPoolExecutor(workers) as pool:
        yield pool


def _shown(each: Iterator[Any], tongue: str) -> Iterator[Any]:
    """Show on a terminal how many documents have been read."""
    from fazhi_score.presentation.console import console

    out = console(stderr=True)
    if not out.is_terminal:
        yield from each
        return
    with out.status(say("extracting", tongue, count=0, id="")) as status:
        for number, found in enumerate(each, start=1):
            status.update(say("extracting", tongue, count=number, id=found.document["id"]))
            yield found


def _as_data(done: Any, tongue: str) -> dict[str, Any]:
    from fazhi_score.presentation.data import note_data, records

    return {
        "facts": records(done.facts.to_frame()),
        "documents": records(done.documents),
        "changes": records(done.changes),
        "notes": [note_data(note, tongue) for note in done.problems],
    }


def _print_extracted(done: Any, output: Path | None, tongue: str) -> None:
    """Print what each document yielded, what changed, and what could not be read."""
    from fazhi_score.presentation.console import console, print_frame, print_notes

    out = console()
    headings = [say(f"extract_column_{name}", tongue) for name in done.documents.columns]
    shown = done.documents.head(_MOST_LINES)
    states = {state: say(f"extract_state_{state}", tongue) for state in shown["state"].unique()}
    print_frame(out, shown.assign(state=shown["state"].map(states)).set_axis(headings, axis=1))
    if len(done.documents) > _MOST_LINES:
        out.print(say("compare_more", tongue, count=len(done.documents) - _MOST_LINES))
    if len(done.changes):
        out.print(say("extract_changes", tongue, count=len(done.changes)))
        print_frame(out, _headed(done.changes.head(_MOST_LINES), tongue))
    problems = list(done.problems)
    left = len(problems) - _MOST_LINES
    if left > 0:
        problems = [*problems[:_MOST_LINES], Problem("more_rows", {"count": left}, severity="note")]
    print_notes(out, problems, tongue)
    counts = done.facts.table["status"].value_counts()
    told = {status: int(counts.get(status, 0)) for status in ("claimed", "ambiguous", "planned")}
    out.print(say("extract_done", tongue, path=output, count=len(done.facts), **told))


def _headed(changes: pd.DataFrame, tongue: str) -> pd.DataFrame:
    kinds = {kind: say(f"extract_change_{kind}", tongue) for kind in changes["kind"].unique()}
    facts = {fact: _fact(fact, tongue) for fact in changes["fact"].dropna().unique() if fact}
    named = changes.assign(kind=changes["kind"].map(kinds), fact=changes["fact"].map(facts))
    shown = named[["kind", "region", "period", "fact", "old", "new"]].fillna("").astype(str)
    return shown.set_axis([say(f"extract_column_{name}", tongue) for name in shown.columns], axis=1)


@app.command(epilog="Example: fazhi-score agreement facts-coding.csv")
def agreement(
    coded: Annotated[Path, typer.Argument(help="The coding sheet, filled in. 填好的复核表")],
    key: Annotated[
        Path | None, typer.Option("--key", help="The key, where it does not stand beside. 机器结果表")
    ] = None,
    second: Annotated[Path | None, typer.Option("--second", help="Filled in by another person. 第二人填的表")] = None,
    level: Annotated[float, typer.Option("--level", help="Of the intervals. 置信水平")] = 0.9,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Error rates of each fact. 各事实错误率")
    ] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Say how well the extraction agrees with people: precision, recall, kappa. 机器提取与人工复核的一致程度。"""
    from fazhi_score.presentation.console import console, print_frame
    from fazhi_score.presentation.data import records, to_json

    tongue = tongue_of(lang)
    if output is not None:
        check_replaceable(output, ["fact", "wrong", "missed", "invented"])
    found = fs.agreement(coded, key, second=second, level=level)
    rates = found.error_rates().reset_index()
    if output is not None:
        write_frame(rates.round(6).astype(str).replace("nan", ""), output)
    if json:
        between = [] if found.between is None else records(found.between.reset_index())
        told = {"agreement": records(found.table.reset_index()), "error_rates": records(rates), "between": between}
        typer.echo(to_json(told))
        return
    out = console()
    print_frame(out, _shown_agreement(found.table, tongue))
    if found.between is not None:
        out.print(say("agreement_between", tongue))
        print_frame(out, _shown_agreement(found.between, tongue))
    out.print(say("agreement_done", tongue, level=f"{level:.0%}"))


def _shown_agreement(table: pd.DataFrame, tongue: str) -> pd.DataFrame:
    """Return a table of estimates with each of them and its interval in one cell."""
    estimates = [name for name in table.columns if f"{name}_low" in table]
    edges = {f"{name}_{edge}" for name in estimates for edge in ("low", "high")}
    columns = [name for name in table.columns if name not in edges]

    def cell(row: Any, name: str) -> str:
        if name not in estimates:
            return f"{int(row[name])}"
        value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
        return "–" if pd.isna(value) else f"{value:.2f} ({low:.2f}–{high:.2f})"

    rows = [
        {"fact": _fact(str(fact), tongue), **{name: cell(row, name) for name in columns}}
        for fact, row in table.iterrows()
    ]
    shown = pd.DataFrame(rows, columns=["fact", *columns])
    return shown.set_axis([say(f"agreement_column_{name}", tongue) for name in shown.columns], axis=1)


def _fact(fact: str, tongue: str) -> str:
    """Return an id of a fact as people read it: in Chinese with its name; that of the row over all facts as a word."""
    from fazhi_score.extraction.agreement import OVERALL

    if fact == OVERALL:
        return say("agreement_overall", tongue)
    name = fs.load_framework().label(fact, tongue) if tongue == "zh" else fact
    return fact if name == fact else f"{name} {fact}"
