"""pack, reproduce."""

from __future__ import annotations

import json as plain_json
import math
import shlex
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
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
    RegionsFile,
    RollUp,
    Settings,
    app,
    read_input,
    tongue_of,
)
from fazhi_score.cli.robustness import (
    Seed,
    Share,
    Unreported,
    Way,
    WeightsOption,
    Workers,
    count_of,
    given,
    pool_of,
    progress,
)
from fazhi_score.cli.scoring import is_round
from fazhi_score.messages import say

_MOST_PROBLEMS = 40
_NOT_RECORDED = (
    "lang",
    "json",
    "workers",
    "seed",
)  # they change no number; the seed comes last, also where none was given


@app.command(epilog=f"Example: fazhi-score pack {DISTRICTS} --weights 25% --seed 1 --draws 1000 -o archive.zip")
def pack(
    context: typer.Context,
    facts: FactsFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The archive, a .zip file. 归档文件")],
    framework: FrameworkFile = None,
    regions: RegionsFile = None,
    documents: DocumentsFile = None,
    also: Also = None,
    decisions: DecisionsFile = None,
    ledger: LedgerFile = None,
    roll_up: RollUp = None,
    settings: Settings = None,
    weights: WeightsOption = None,
    unreported: Unreported = False,
    draws: Annotated[
        str | None, typer.Option("--draws", help="Analyse uncertainty with so many. 不确定性分析的抽样次数")
    ] = None,
    sensitivity: Annotated[
        Way | None, typer.Option("--sensitivity", help="Analyse sensitivity in this way. 敏感性分析的方法")
    ] = None,
    rows: Annotated[int | None, typer.Option("--rows", min=1, help="Rows of its design. 敏感性分析的设计行数")] = None,
    seed: Seed = None,
    level: Share = 0.9,
    workers: Workers = 1,
    quotes: Annotated[
        bool, typer.Option("--quotes", help="Keep the words of reports in the facts. 保留报告原文摘录")
    ] = False,
    note: Annotated[str, typer.Option("--note", help="What is to be said about it. 说明")] = "",
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Write all that a result is made from into one archive, so that others make it again. 打包复现归档。"""
    tongue = tongue_of(lang)
    if is_round(facts):  # all that it was made from was locked with it
        locked = fs.read_round(facts)
        table, loaded, result = locked.facts, locked.framework, locked.result()
    else:
        loaded = fs.load_framework(framework, settings=settings or ())
        table = read_input(facts, also, loaded, regions=regions, documents=documents, ledger=ledger, roll_up=roll_up)
        result = fs.score(table, loaded, decisions=decisions)
    assumed, found, shares = given(weights, unreported), None, None
    asked: dict[str, Any] = {"seed": seed, "level": level, "decisions": result.log}
    with progress(tongue) as bar, pool_of(workers) as pool:
        asked |= {"executor": pool, "progress": bar}
        if draws is not None or (sensitivity is None and (assumed is not None or seed is not None)):
            found = fs.uncertainty(table, loaded, assumed, draws=count_of(draws or "10000"), **asked)
            asked["seed"] = found.seed
        if sensitivity is not None:
            shares = fs.sensitivity(table, loaded, assumed, method=sensitivity.value, draws=rows, **asked)
            asked["seed"] = shares.seed
    command = command_line(context, asked["seed"])
    hashed = fs.pack(output, result, uncertainty=found, sensitivity=shares, command=command, quotes=quotes, note=note)
    if json:
        typer.echo(_to_json({"archive": output.name, "sha256": hashed, "hashes": result.hashes, "command": command}))
        return
    left_out = not quotes and "quote" in result.panel.facts.table
    typer.echo(say("pack_done", tongue, path=output))
    typer.echo(say("pack_hash", tongue, sha256=hashed))
    if left_out:
        typer.echo(say("pack_quotes_left_out", tongue))


def command_line(context: typer.Context, seed: int | None) -> str:
    """Return the command as it was typed, with the seed that was drawn and no folder of this computer."""
    words = ["fazhi-score", context.command.name or ""]
    for parameter in context.command.params:
        name = str(parameter.name)
        source = context.get_parameter_source(name)
        if source is None or source.name != "COMMANDLINE" or name in _NOT_RECORDED:
            continue
        value = context.params[name]
        if getattr(getattr(parameter, "type", None), "name", "") == "path":  # the older typer keeps what was typed
            value = [Path(one) for one in value] if isinstance(value, list | tuple) else Path(value)
        option = [] if parameter.param_type_name == "argument" else [max(parameter.opts, key=len)]
        for one in value if isinstance(value, list | tuple) else [value]:
            words += option if one is True else [*option, _shown(one)]
    return shlex.join([*words, *(["--seed", str(seed)] if seed is not None else [])])


def _shown(value: Any) -> str:
    """Return a value as it is typed; a path from the folder where one is, or its name alone if it lies elsewhere."""
    if isinstance(value, Path):
        if not value.is_absolute():
            return value.as_posix()
        here = Path.cwd()
        return value.relative_to(here).as_posix() if value.is_relative_to(here) else value.name
    return str(value.value if isinstance(value, Enum) else value)


@app.command(epilog="Example: fazhi-score reproduce archive.zip")
def reproduce(
    archive: Annotated[Path, typer.Argument(help="What `pack` wrote, a .zip file. 复现归档")],
    exact: Annotated[bool, typer.Option("--exact", help="Fail unless every bit is the same. 须逐位一致")] = False,
    workers: Workers = 1,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Say whether the result of an archive is made again from it, bit by bit. 核验归档中的结果能否逐位复现。"""
    tongue = tongue_of(lang)
    with progress(tongue) as bar, pool_of(workers) as pool:
        found = fs.reproduce(archive, executor=pool, progress=bar)
    fine = found.bit_by_bit if exact else found.reproduced
    if json:
        typer.echo(_to_json(reproduction_data(found, tongue)))
    else:
        _print_reproduction(found, tongue)
    if not fine:
        raise typer.Exit(1)


def _print_reproduction(found: fs.Reproduction, tongue: str) -> None:
    from fazhi_score.presentation.console import console, print_frame, print_notes

    out, manifest = console(), found.manifest
    told = {"path": found.path, "id": manifest.framework.id, "version": manifest.fazhi_score}
    out.print(say("reproduce_heading", tongue, **told))
    print_frame(out, reproduction_table(found, tongue), head=1)
    print_notes(out, found.problems[:_MOST_PROBLEMS], tongue)
    count = {"tables": len(found.tables), "count": sum(table.state == "close" for table in found.tables)}
    if found.bit_by_bit:
        out.print(say("reproduce_exact", tongue, tables=count["tables"]))
    else:
        out.print(say("reproduce_near", tongue, **count) if found.reproduced else say("reproduce_not", tongue))


def reproduction_table(found: fs.Reproduction, lang: str = "en") -> pd.DataFrame:
    """Return one row a table of an archive, as people read it."""
    columns = {
        "name": [table.name for table in found.tables],
        "state": [say(f"reproduce_state_{table.state}", lang) for table in found.tables],
        "cells": [str(table.cells) for table in found.tables],
        "different": [str(table.different) for table in found.tables],
        "largest": ["–" if math.isinf(table.largest) else f"{table.largest:.3g}" for table in found.tables],
    }
    return pd.DataFrame({say(f"reproduce_column_{name}", lang): cells for name, cells in columns.items()})


def reproduction_data(found: fs.Reproduction, lang: str) -> dict[str, Any]:
    """Return what was compared as plain data; a difference that is no number is null."""
    tables = [
        {**vars(table), "largest": None if math.isinf(table.largest) else table.largest} for table in found.tables
    ]
    pairs = {"hashes": found.hashes, "versions": found.versions, "environment": found.environment}
    return {
        "archive": Path(found.path).name,
        "reproduced": found.reproduced,
        "bit_by_bit": found.bit_by_bit,
        "tables": tables,
        **{
            name: {key: {"recorded": old, "found": new} for key, (old, new) in value.items()}
            for name, value in pairs.items()
        },
        "problems": [problem.render(lang) for problem in found.problems],
    }


def _to_json(data: Any) -> str:
    return plain_json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
