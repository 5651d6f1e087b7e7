"""Weights out to a spreadsheet, and back from it as a tuning file."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.sources import read_sheet
from fazhi_score.facts.writing import write_frame
from fazhi_score.files import write_text
from fazhi_score.framework.model import ROOT, Framework, load_framework
from fazhi_score.framework.writing import weights_yaml

COLUMNS = ("id", "name", "within", "weight", "share")


def weights_frame(framework: Framework, lang: str = "zh") -> pd.DataFrame:
    """Return every scored group and indicator with its weight and its share of the composite.

    Columns: id, name, within (the group above), weight (as in the file; points in a sheet of points) and
    share (of the composite, as text; missing for what does not enter it).

    Examples
    --------
    >>> frame = weights_frame(load_framework(), "en")
    >>> frame.loc[0, ["id", "weight", "share"]].tolist()
    ['leadership', '1', '20%']
    """
    rows = []

    def add(name: str, within: str) -> None:
        share = framework.nominal_weights.get(name)
        shown = "" if share is None else f"{share * 100:.6g}%"
        rows.append((name, framework.label(name, lang), within, f"{framework.weights[name]:.12g}", shown))
        for child in framework.children.get(name, []):
            if child in framework.weights:
                add(child, name)

    for top in framework.children[ROOT]:
        if top in framework.weights:
            add(top, "")
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def export_weights(framework: Framework, path: str | Path, lang: str = "zh") -> None:
    """Write the weights to ``.csv`` or ``.xlsx``; change the column `weight` there and import it again."""
    write_frame(weights_frame(framework, lang), path)


def import_weights(path: str | Path, base: str | Path | None, target: str | Path) -> dict[str, tuple[float, float]]:
    """Write a tuning file with the weights that differ; return old and new weight by id.

    The base file and its comments stay as they are. The tuning file is loaded before it is kept, so that
    points that no longer add up are reported and nothing is written.

    Raises
    ------
    FazhiError
        For a sheet without the columns id and weight, an unknown or repeated id, a weight that is no number,
        or weights that the framework cannot bear.
    """
    framework = load_framework(base)
    new = _read(path, framework)
    changed = {
        name: (framework.weights[name], weight)
        for name, weight in new.items()
        if not math.isclose(framework.weights[name], weight, rel_tol=1e-12, abs_tol=1e-12)
    }
    text = _tuning(framework, base, target, {name: weight for name, (_, weight) in changed.items()})
    load_framework(target, text=text)
    write_text(target, text)
    return changed


def _read(path: str | Path, framework: Framework) -> dict[str, float]:
    sheet = read_sheet(path, sheets=("weights", "facts"))
    missing = [column for column in ("id", "weight") if column not in sheet.frame]
    if missing:
        raise FazhiError(Problem("weights_columns", {"missing": ", ".join(missing)}, file=str(path)))
    found: dict[str, float] = {}
    problems: list[Problem] = []
    pairs = zip(sheet.frame["id"].astype(str), sheet.frame["weight"].astype(str), strict=True)
    for line, (name, text) in zip(sheet.lines.tolist(), pairs, strict=True):
        where = {"file": os.fspath(path), "line": int(line)}
        name, text = name.strip(), text.strip()
        if name not in framework.weights:
            problems.append(Problem("weights_unknown", {"name": name}, **where))  # type: ignore[arg-type]
        elif name in found:
            problems.append(Problem("weights_twice", {"name": name}, **where))  # type: ignore[arg-type]
        else:
            try:
                found[name] = float(text)
            except ValueError:
                problems.append(Problem("weights_number", {"name": name, "got": text}, **where))  # type: ignore[arg-type]
    raise_errors(problems)
    return found


def _tuning(framework: Framework, base: str | Path | None, target: str | Path, weights: dict[str, float]) -> str:
    """Return the text of a tuning file with these weights."""
    name = "indicators.yaml"
    if base is not None:
        name = Path(os.path.relpath(Path(base).resolve(), Path(target).resolve().parent)).as_posix()
    return weights_yaml(framework, name, weights)
