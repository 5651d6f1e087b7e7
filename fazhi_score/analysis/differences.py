"""Two frameworks into what differs between them: every path, old and new value, and where each is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from fazhi_score.framework.document import NOWHERE, Mark, Path_
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import FrameworkFile, validate


def differences(before: Framework, after: Framework) -> pd.DataFrame:
    """Return what differs between two frameworks, by meaning: a default written out is no difference.

    Weights are those in use, so that what ``with_weights`` or ``--set`` rescaled shows too. What only one of
    the two has, and a score with another rule, is one difference.

    Returns
    -------
    DataFrame
        path (groups.enforcement.weight), old and new (None where there is none), old_place and place
        (file:line:column, "" where the value stands in no file).

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> default = load_framework()
    >>> differences(default, default.with_weights(enforcement=2))[["path", "old", "new"]]
                            path  old  new
    0  groups.enforcement.weight  1.0  2.0
    """
    places = _Places(before), _Places(after)
    rows = []
    for path, old, new in _walk((), contents(before), contents(after)):
        name = ".".join(str(step) for step in path)
        where = places[0].of(path, old), places[1].of(path, new)
        if path[-1:] == ("score",):  # another rule: what its file says, without the defaults
            old, new = _as_written(before, path, old), _as_written(after, path, new)
        rows.append((name, old, new, *where))
    return pd.DataFrame(rows, columns=["path", "old", "new", "old_place", "place"], dtype=object)


def contents(framework: Framework) -> dict[str, Any]:
    """Return the content of a framework with the weights in use, as plain data."""
    data = _dump(framework.file)
    for section in ("groups", "indicators"):
        for name, node in data[section].items():
            node["weight"] = framework.weights.get(name)
    return data


def _dump(file: FrameworkFile) -> dict[str, Any]:
    return file.model_dump(mode="json", by_alias=True, exclude_none=True)


def _walk(path: Path_, old: Any, new: Any) -> Iterator[tuple[Path_, Any, Any]]:
    """Yield the places at which two plain values differ, those of the new one first."""
    if isinstance(old, dict) and isinstance(new, dict) and not _other_rule(path, old, new):
        for key in {**new, **old}:
            yield from _walk((*path, key), old.get(key), new.get(key))
    elif old != new:
        yield path, old, new


def _other_rule(path: Path_, old: dict[str, Any], new: dict[str, Any]) -> bool:
    return path[-1:] == ("score",) and old.get("rule") != new.get("rule")


def _as_written(framework: Framework, path: Path_, rule: Any) -> Any:
    spec = framework.file.indicators.get(str(path[1])) if len(path) == 3 else None
    if spec is None or spec.score is None:
        return rule
    return spec.score.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class _Places:
    """Where the values of a framework are written."""

    def __init__(self, framework: Framework) -> None:
        self.framework, self.document = framework, framework.document
        file = validate(self.document) if self.document.values else None
        self.written: Any = _dump(file) if isinstance(file, FrameworkFile) else {}

    def of(self, path: Path_, value: Any) -> str:
        """Return the place of `value` at `path`; "" where the file says something else or nothing."""
        mark = self.mark(path, value)
        return "" if mark == NOWHERE else ":".join(str(part) for part in mark)

    def mark(self, path: Path_, value: Any) -> Mark:
        for change in reversed(self.framework.changes):
            removed = value is None and change.new is None and path[: len(change.path)] == change.path
            if removed or (change.path == path and change.mark.file == "--set"):
                return change.mark
        written = self.written
        for step in path:
            written = written.get(step) if isinstance(written, dict) else None
        if value is None or (written != value and not (isinstance(value, dict) and isinstance(written, dict))):
            return NOWHERE
        marks = self.document.keys if isinstance(value, dict) else self.document.values
        return marks.get(path, NOWHERE)


ADDED, REMOVED = "added", "removed"
_TEXTS = ("zh", "en", "note", "basis")
_SCORING = (
    "missing", "imputation", "impute_within", "treatment", "scale_within", "minimum_peers", "conflict", "tolerance",
)  # fmt: skip


def reach(framework: Framework, changes: pd.DataFrame) -> dict[str, list[str]]:
    """Return, by indicator, which of its settings and of the groups above it differ: "score.at_least", "weight"."""
    found: dict[str, list[str]] = {}
    for path, old in zip(changes["path"], changes["old"], strict=True):
        section, _, rest = str(path).partition(".")
        name, _, setting = rest.partition(".")
        if section in ("groups", "indicators") and setting not in _TEXTS:
            found.setdefault(name, []).append(setting or (ADDED if old is None else REMOVED))
    return {name: list(_reaching(framework, name, found)) for name in framework.entries}


def _reaching(framework: Framework, indicator: str, found: Mapping[str, list[str]]) -> Iterator[str]:
    yield from found.get(indicator, [])
    group = framework.parent(indicator)
    while group != ROOT:
        yield from (f"{group}.{setting}" for setting in found.get(group, []))
        group = framework.parent(group)


def scoring_settings(changes: pd.DataFrame) -> list[str]:
    """Return the settings of the method that differ and decide about the scores of indicators."""
    return [path for path in changes["path"] if path.split(".")[0] == "method" and path.split(".")[1] in _SCORING]
