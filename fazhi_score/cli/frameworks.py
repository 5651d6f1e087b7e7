"""init, import-sheet, export-sheet, weights: frameworks out of files and into them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

import fazhi_score as fs
from fazhi_score.cli.options import (
    DISTRICTS,
    DocumentsFile,
    FactsFile,
    FrameworkFile,
    Lang,
    RegionsFile,
    Settings,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.cli.usage import WrongUseError
from fazhi_score.files import write_text
from fazhi_score.messages import say


@app.command(epilog="Example: fazhi-score init my-county")
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder. 新文件夹")],
    collect: Annotated[
        bool, typer.Option("--collect", help="Workbooks to fill in, one a unit of the register. 按单位生成填报表")
    ] = False,
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    period: Annotated[str | None, typer.Option("--period", help="With --collect: such as 2024. 期间")] = None,
    lang: Lang = None,
) -> None:
    """Write a commented framework, a facts sheet, a register and a tuning file to begin with. 生成入门文件或填报表。"""
    from fazhi_score.presentation.starter import write_starter

    tongue = tongue_of(lang)
    if collect:
        if framework is None or regions is None or period is None:
            given = {"--framework": framework, "--regions": regions, "--period": period}
            needed = ", ".join(name for name, value in given.items() if value is None)
            raise WrongUseError("usage_needs", given="--collect", needed=needed)
        loaded = fs.load_framework(framework)
        written = fs.write_forms(folder, loaded, fs.read_regions(regions), period, lang=tongue)
        typer.echo(say("forms_written", tongue, count=len(written), folder=folder))
        return
    for path in write_starter(folder):
        typer.echo(say("written_to", tongue, path=path))
    typer.echo(say("starter_next", tongue, folder=folder))


@app.command("import-sheet", epilog="Example: fazhi-score import-sheet 评分细则.xlsx -o sheet.yaml")
def import_sheet(
    workbook: Annotated[Path, typer.Argument(help="The score sheet, .xlsx. 评分细则")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Framework YAML to write. 写入框架文件")],
    worksheet: Annotated[str | None, typer.Option("--sheet", help="Worksheet. 工作表名")] = None,
    name: Annotated[str | None, typer.Option("--id", help="Id of the framework. 框架标识")] = None,
    points: Annotated[
        str | None, typer.Option("--points", help="Which points, where classes have columns of their own. 取哪一类分值")
    ] = None,
    lang: Lang = None,
) -> None:
    """Make a framework of an Excel score sheet, and list what is still open. 把 Excel 评分细则转成评价框架。"""
    from fazhi_score.presentation.console import console, print_frame, print_notes

    tongue = tongue_of(lang)
    found = fs.import_sheet(workbook, sheet=worksheet, id=name, points=points, lang=tongue)
    write_text(output, found.text)
    out, ruled = console(), int((found.items["why_open"] == "").sum())
    out.print(say("sheet_imported", tongue, count=len(found.items), ruled=ruled, path=output))
    if len(found.open):
        out.print(say("sheet_open", tongue))
        shown = found.open[["cell", "id", "title", "points", "why_open"]].astype(object)
        shown = shown.where(shown.notna(), "–").map(str)
        print_frame(out, shown.set_axis([say(f"open_column_{key}", tongue) for key in shown], axis=1))
    print_notes(out, found.problems, tongue)
    if any(problem.severity == "error" for problem in found.problems):
        raise typer.Exit(1)


@app.command("export-sheet", epilog="Example: fazhi-score export-sheet sheet.yaml -o 评分细则.xlsx")
def export_sheet(
    framework: Annotated[Path, typer.Argument(help="Framework YAML. 评价框架")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Workbook to write, .xlsx. 写入工作簿")],
    settings: Settings = None,
    lang: Lang = None,
) -> None:
    """Write a framework as an Excel score sheet. 把评价框架导出为 Excel 评分细则。"""
    tongue = tongue_of(lang)
    fs.export_sheet(fs.load_framework(framework, settings=settings or ()), output, lang=tongue)
    typer.echo(say("written_to", tongue, path=output))


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

    tongue = tongue_of(lang)
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

    tongue = tongue_of(lang)
    for name, (old, new) in import_weights(sheet, framework, output).items():
        typer.echo(f"{name}: {old:g} → {new:g}")
    typer.echo(say("written_to", tongue, path=output))


@weights_app.command(
    "make", epilog=f"Example: fazhi-score weights make {DISTRICTS} --method standard_deviation -o tuning.yaml"
)
def weights_make(
    facts: FactsFile,
    method: Annotated[str, typer.Option("--method", help="entropy, critic, pca, equal … 赋权方法")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Tuning file. 调整文件")],
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    lang: Lang = None,
) -> None:
    """Write a tuning file with the weights that a method makes of the scores. 按得分生成权重。"""
    tongue = tongue_of(lang)
    loaded = fs.load_framework(framework).with_method(weighting=method)
    result = fs.score(read_input(facts, None, loaded, regions=regions, documents=documents), loaded)
    base = framework or Path("indicators.yaml")
    extends = Path(os.path.relpath(base.resolve(), output.resolve().parent)).as_posix() if framework else base.name
    write_text(output, result.made_weights(extends=extends))
    for name, weight in result.framework.weights.items():
        if weight != loaded.weights[name]:
            typer.echo(f"{name}: {loaded.weights[name]:g} → {weight:.6g}")
    for note in result.notes:
        if note.code in ("weighted", "weights_kept"):
            typer.echo(note.render(tongue))
    typer.echo(say("written_to", tongue, path=output))
