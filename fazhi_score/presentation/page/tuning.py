"""A result into the part of a tuning file that is the same whatever weights are chosen in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fazhi_score.framework.model import Framework
from fazhi_score.framework.schema import FrameworkFile, validate
from fazhi_score.framework.steps import as_step
from fazhi_score.framework.writing import marks_as_shares
from fazhi_score.scoring.result import Result


def tuning(result: Result, number: dict[str, int]) -> dict[str, Any]:
    """Return what a tuning file holds beside weights, so that scoring by it gives what the page shows.

    ``extends`` names the file, ``saved`` says whether the framework was read from it, ``data`` has settings that were
    given over the file and the end of weights that a method makes, ``marks`` by number of the node the rule's marks as
    shares of full marks (points would mean another share of other full points), ``inPoints`` how many decisions are
    written in points, by node.
    """
    framework = result.framework
    name = saved_name(framework)
    return {
        "extends": name or f"{framework.id}.yaml",
        "saved": bool(name),
        "data": _over_file(framework),
        "marks": {number[n]: marks for n in framework.entries if (marks := marks_as_shares(framework, n))},
        "inPoints": _in_points(result, number),
    }


def saved_name(framework: Framework) -> str:
    """Return the name of the outermost file that a framework was read from, "" where from none."""
    files = [Path(file).name for file in framework.document.lines if file.endswith((".yaml", ".yml"))]
    return files[-1] if files else ""


def _over_file(framework: Framework) -> dict[str, Any]:
    """Return settings that ``--set`` or ``with_method`` gave over the file, and `given` where a method made weights."""
    data: dict[str, Any] = {}
    for change in framework.changes:
        if change.mark.file == "--set" and change.path[-1:] != ("weight",):
            _put(data, tuple(map(str, change.path)), {"remove": True} if change.new is None else change.new)
    written = validate(framework.document)
    if isinstance(written, FrameworkFile):
        own, old = (file.method.model_dump(mode="json", by_alias=True, exclude_unset=True) for file in
                    (framework.file, written))  # fmt: skip
        for key in [key for key, value in own.items() if old.get(key) != value]:
            _put(data, ("method", key), own[key])
    if framework.method.weighting is not None:
        _put(data, ("method", "weighting"), "given")
    for name, group in framework.file.groups.items():
        if group.weighting is not None and as_step(group.weighting).method != "given":
            _put(data, ("groups", name, "weighting"), "given")
    return data


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {})
    data[path[-1]] = value


def _in_points(result: Result, number: dict[str, int]) -> dict[int, int]:
    """Return, by node, how many decisions give points: a file with other full points would read them anew."""
    frame, found = result.decisions, dict[int, int]()
    if result.framework.file.total_points is None:
        return found
    for row in frame.to_dict("records"):
        words = [str(row[key]) for key in ("set_to", "deducted")]
        if row["item"] in result.framework.entries and any(word and not word.endswith("%") for word in words):
            found[number[row["item"]]] = found.get(number[row["item"]], 0) + 1
    return found
