"""The command line: a thin shell over the public names."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.messages import default_language, say

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


FactsFile = Annotated[Path, typer.Argument(help="Facts table: .csv .xlsx .parquet .jsonl. 事实表")]
FrameworkFile = Annotated[Path | None, typer.Option("--framework", "-f", help="Framework YAML. 评价框架")]
RegionsFile = Annotated[Path | None, typer.Option("--regions", help="Region register. 地区名册")]
DocumentsFile = Annotated[Path | None, typer.Option("--documents", help="Document manifest. 文件清单")]
Lang = Annotated[Language | None, typer.Option("--lang", help="zh or en. 语言")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Over the file: groups.enforcement.weight=30. 覆盖文件中的设置")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to .csv or .json. 写入文件")]
_MOST_CHANGES = 40
_DISTRICTS = "examples/districts/facts.csv --regions examples/districts/regions.csv"


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


@app.command(epilog="Example: fazhi-score check indicators.yaml")
def check(
    framework: Annotated[Path | None, typer.Argument(help="Framework YAML; left out: the default. 评价框架")] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help="Also check facts against it. 同时检查事实表")] = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    settings: Settings = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema for editors. 输出编辑器用的模式")
    ] = False,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Check a framework, and facts against it. 检查评价框架和事实表。"""
    from fazhi_score.framework.schema import json_schema
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.notes import distinction_notes, framework_notes
    from fazhi_score.presentation.tables import change_lines, note_data, to_json, weights_table

    tongue = _tongue(lang)
    if schema:
        typer.echo(to_json(json_schema()))
        return
    loaded = fs.load_framework(framework, settings=settings or ())
    notes = [*loaded.notes, *framework_notes(loaded)]
    result = None
    if facts is not None:
        result = fs.score(facts, loaded, regions=regions, documents=documents)
        notes += [*result.notes, *distinction_notes(result)]
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
    from fazhi_score.presentation.tables import break_even_table

    frame = break_even_table(result, tongue)
    if len(frame):
        out.print(say("break_even_heading", tongue))
        print_frame(out, frame)


@app.command(epilog=f"Example: fazhi-score score {_DISTRICTS}")
def score(
    facts: FactsFile,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    settings: Settings = None,
    output: Output = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Score facts and print the league table. 计分并列出结果。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes
    from fazhi_score.presentation.tables import as_data, league, to_json, write_result

    tongue = _tongue(lang)
    loaded = fs.load_framework(framework, settings=settings or ())
    result = fs.score(facts, loaded, regions=regions, documents=documents)
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
    print_notes(out, result.notes, tongue)


@app.command(epilog="Example: fazhi-score explain examples/districts/facts.csv 渭滨区 2024 recon_conclusion")
def explain(
    facts: FactsFile,
    region: Annotated[str, typer.Argument(help="Id or name. 地区编号或名称")],
    period: Annotated[str | None, typer.Argument(help="Period, such as 2024. 期间")] = None,
    node: Annotated[str | None, typer.Argument(help="Group or indicator; left out: all. 分组或指标")] = None,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    settings: Settings = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Explain a score down to the place in the report. 把得分追溯到报告原处。"""
    from fazhi_score.presentation.tables import to_json

    tongue = _tongue(lang)
    loaded = fs.load_framework(framework, settings=settings or ())
    result = fs.score(facts, loaded, regions=regions, documents=documents)
    told = result.explain(region, period, node)
    typer.echo(to_json(told.to_dict(tongue)) if json else told.render(tongue))


@app.command(epilog=f"Example: fazhi-score compare indicators.yaml examples/districts/sheet.yaml --facts {_DISTRICTS}")
def compare(
    before: Annotated[Path, typer.Argument(help="Framework YAML. 变更前的框架")],
    after: Annotated[
        Path | None, typer.Argument(help="Another, or a tuning file; left out: the same with --set. 变更后的框架")
    ] = None,
    facts: Annotated[Path, typer.Option("--facts", help="Facts table. 事实表")] = ...,  # type: ignore[assignment]
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    settings: Settings = None,
    output: Output = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Show what a change of weights or rules does to scores and ranks. 查看权重或规则变更的影响。"""
    from fazhi_score.presentation.comparison import comparison_data, write_comparison
    from fazhi_score.presentation.console import console
    from fazhi_score.presentation.tables import to_json

    tongue = _tongue(lang)
    table = fs.read_facts(facts, regions=regions, documents=documents)
    # settings go over the framework after the change
    frameworks = fs.load_framework(before), fs.load_framework(after or before, settings=settings or ())
    compared = fs.compare(*(fs.score(table, framework) for framework in frameworks))
    if output is not None:
        write_comparison(compared, output)
    if json:
        typer.echo(to_json(comparison_data(compared)))
        return
    out = console()
    if output is not None:
        out.print(say("written_to", tongue, path=output))
    _print_comparison(out, compared, tongue)


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
    print_frame(out, tables.shift_table(compared, tongue))
    points = tables.points_table(compared, tongue)
    if len(points):
        out.print(say("compare_points", tongue))
        print_frame(out, points, head=3)
    causes = tables.cause_table(compared, tongue)
    if len(causes):
        out.print(say("compare_causes", tongue))
        print_frame(out, causes)
        out.print(say("compare_causes_legend", tongue))
    if not compared.is_exact:
        out.print(say("compare_remainder", tongue))
    out.print(say("compare_stability", tongue))
    print_frame(out, tables.stability_table(compared, tongue))


@app.command(epilog="Example: fazhi-score init my-county")
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder. 新文件夹")],
    lang: Lang = None,
) -> None:
    """Write a commented framework, a facts sheet, a register and a tuning file to begin with. 生成入门文件。"""
    from fazhi_score.presentation.starter import write_starter

    tongue = _tongue(lang)
    for path in write_starter(folder):
        typer.echo(say("written_to", tongue, path=path))
    typer.echo(say("starter_next", tongue, folder=folder))


weights_app = typer.Typer(
    help="Weights out to a spreadsheet and back. 权重导出到表格、改好再导入。", no_args_is_help=True
)
app.add_typer(weights_app, name="weights")


@weights_app.command("export", epilog="Example: fazhi-score weights export indicators.yaml -o weights.csv")
def weights_export(
    output: Annotated[Path, typer.Option("--output", "-o", help=".csv or .xlsx. 写入文件")],
    framework: Annotated[Path | None, typer.Argument(help="Framework YAML; left out: the default. 评价框架")] = None,
    settings: Settings = None,
    lang: Lang = None,
) -> None:
    """Write all weights to a spreadsheet. 导出权重。"""
    from fazhi_score.presentation.weights import export_weights

    tongue = _tongue(lang)
    export_weights(fs.load_framework(framework, settings=settings or ()), output, tongue)
    typer.echo(say("written_to", tongue, path=output))


@weights_app.command("import", epilog="Example: fazhi-score weights import weights.csv indicators.yaml -o tuning.yaml")
def weights_import(
    sheet: Annotated[Path, typer.Argument(help="The spreadsheet with changed weights. 改好的权重表")],
    framework: Annotated[Path | None, typer.Argument(help="Framework YAML; left out: the default. 评价框架")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Tuning file. 调整文件")] = Path("tuning.yaml"),
    lang: Lang = None,
) -> None:
    """Write a tuning file with the weights that differ; the base file stays untouched. 导入权重为调整文件。"""
    from fazhi_score.presentation.weights import import_weights

    tongue = _tongue(lang)
    for name, (old, new) in import_weights(sheet, framework, output).items():
        typer.echo(f"{name}: {old:g} → {new:g}")
    typer.echo(say("written_to", tongue, path=output))


def _tongue(lang: Language | None) -> str:
    return lang.value if lang is not None else default_language()


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; exit 0 where all is fine, 1 where the input has problems, 2 on wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    # --debug is accepted anywhere on the line
    words = [word for word in given if word != "--debug"]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    _run(words, debug)
    sys.exit(0)


def _run(words: list[str], debug: bool) -> None:
    try:
        app(words, prog_name="fazhi-score")  # leaves with SystemExit, 2 on wrong use
    except FazhiError as error:
        if debug:
            raise
        _complain(error.render(_asked_language(words)))
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        _complain(say("internal_error", _asked_language(words), kind=type(error).__name__, reason=str(error)[:300]))
        sys.exit(1)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _asked_language(words: list[str]) -> str:
    for number, word in enumerate(words):
        chosen = words[number + 1] if word == "--lang" and number + 1 < len(words) else word.removeprefix("--lang=")
        if word.startswith("--lang") and chosen in ("zh", "en"):
            return chosen
    return default_language()


if __name__ == "__main__":
    main()
