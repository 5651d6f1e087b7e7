"""Tuning files over the files that they extend: differences merged by key, each change with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.document import Document, Mark, Path_, read_document
from fazhi_score.framework.schema import unknown

LIMIT_CHAIN = 10


@dataclass(frozen=True)
class Change:
    """One difference that a tuning file or ``--set`` makes: path, old and new value (None: absent), and where."""

    path: Path_
    old: Any
    new: Any
    mark: Mark

    @property
    def name(self) -> str:
        """The path as in ``--set``: groups.enforcement.weight."""
        return ".".join(str(step) for step in self.path)


def read_chain(source: str | Path, *, text: str | None = None, default: Path) -> tuple[Document, tuple[Change, ...]]:
    """Read a framework file with all that it extends; return the merged document and what each file changed.

    Parameters
    ----------
    default : path
        The default framework, which ``extends: indicators.yaml`` means where no such file stands beside.

    Raises
    ------
    FazhiError
        For a base that is not there, that lies outside the folder tree, or that extends its own extension.
    """
    documents = [read_document(source, text=text)]
    folders = [Path(source).resolve().parent, Path.cwd().resolve()]
    seen = [Path(source).resolve()]
    while (wanted := _base_name(documents[-1])) is not None:
        path = _base_path(documents[-1], wanted, seen[-1].parent, folders, default)
        if path in seen:
            raise FazhiError(documents[-1].problem(("extends",), "extends_cycle", name=wanted))
        if len(documents) > LIMIT_CHAIN:
            raise FazhiError(documents[-1].problem(("extends",), "extends_chain", limit=LIMIT_CHAIN))
        seen.append(path)
        documents.append(read_document(path if path != default else default))
    merged, changes, problems = documents.pop(), list[Change](), list[Problem]()
    while documents:
        merged = merge(merged, documents.pop(), changes, problems)
    if problems:
        raise FazhiError(problems)
    return merged, tuple(changes)


def _base_name(document: Document) -> str | None:
    data = document.data if isinstance(document.data, dict) else {}
    name = data.get("extends")
    if name is None and "format" not in data:  # a whole file lacks much less
        near = difflib.get_close_matches("extends", map(str, data), n=1, cutoff=0.7)
        if near:
            raise FazhiError(unknown(document, (near[0],), "key", near[0], ["extends"], key=True))
    if name is None:
        return None
    if not isinstance(name, str):
        raise FazhiError(document.problem(("extends",), "wrong_type_text", name="extends", got=name))
    return name


def _base_path(document: Document, name: str, beside: Path, folders: list[Path], default: Path) -> Path:
    """Return the file that `name` means: beside the file that names it, never outside the folder tree."""
    path = (beside / name).resolve()
    if not path.is_file():  # as written on Windows
        path = (beside / name.replace("\\", "/")).resolve()
    if not path.is_file() and name == "indicators.yaml":
        return default
    if path != default and not any(path.is_relative_to(folder) for folder in folders):
        raise FazhiError(document.problem(("extends",), "extends_outside", name=name))
    if not path.is_file():
        raise FazhiError(document.problem(("extends",), "extends_missing", name=name))
    return path


def merge(base: Document, overlay: Document, changes: list[Change], problems: list[Problem]) -> Document:
    """Return `base` with the differences of `overlay`; note each in `changes`.

    Mappings merge by key, everything else replaces; ``remove: true`` deletes; a ``score``, or a class's own, with
    another ``rule`` replaces the whole score.
    """
    data = {key: value for key, value in (overlay.data or {}).items() if key != "extends"}
    merged = Document(
        base.data,
        dict(base.values),
        dict(base.keys),
        {**base.lines, **overlay.lines},
    )
    if not isinstance(base.data, dict):
        return replace(overlay, lines=merged.lines)
    return replace(merged, data=_merge((), base.data, data, overlay, merged, changes, problems))


def _merge(
    path: Path_,
    base: dict[str, Any],
    data: dict[str, Any],
    overlay: Document,
    merged: Document,
    changes: list[Change],
    problems: list[Problem],
) -> dict[str, Any]:
    found = dict(base)
    for key, value in data.items():
        here = (*path, key)
        old = base.get(key)
        if isinstance(value, dict) and value.get("remove") is True:
            if key not in base:
                problems.append(overlay.problem(here, "remove_nothing", key=True, name=key))
            elif len(value) > 1:
                problems.append(overlay.problem(here, "remove_and_more", key=True, name=key))
            found.pop(key, None)
            changes.append(Change(here, old, None, overlay.mark(here, key=True)))
            continue
        if len(here) > 1 and isinstance(value, dict) and not isinstance(value.get("remove", {}), dict):
            problems.append(overlay.problem((*here, "remove"), "remove_word", name=key, got=f"{value['remove']}"))
            continue
        _take_marks(here, overlay, merged)
        if isinstance(value, dict) and isinstance(old, dict) and not _other_rule(here, old, value):
            found[key] = _merge(here, old, value, overlay, merged, changes, problems)
        else:
            found[key] = value
            changes.extend(_differences(here, old, value, overlay))
    return found


def _other_rule(path: Path_, old: dict[str, Any], new: dict[str, Any]) -> bool:
    is_rule = path[-1] == "score" or path[-2:-1] == ("by_class",)
    return is_rule and "rule" in new and new["rule"] != old.get("rule")


def _take_marks(path: Path_, overlay: Document, merged: Document) -> None:
    for marks, own in ((merged.values, overlay.values), (merged.keys, overlay.keys)):
        marks.update({at: mark for at, mark in own.items() if at[: len(path)] == path})


def _differences(path: Path_, old: Any, new: Any, overlay: Document) -> Iterator[Change]:
    if old != new or type(old) is not type(new):
        yield Change(path, old, new, overlay.mark(path))


def set_document(settings: Iterable[str]) -> list[tuple[Path_, Any, Document]]:
    """Parse settings such as ``groups.enforcement.weight=30`` into path, value and a document to point into.

    Raises
    ------
    FazhiError
        For a setting without a path or an equals sign.
    """
    found: list[tuple[Path_, Any, Document]] = []
    for setting in settings:
        path, equals, value = setting.partition("=")
        steps: Path_ = tuple(step.strip() for step in path.split("."))
        if not equals or not all(steps):
            raise FazhiError(Problem("set_form", {"got": setting}, file="--set"))
        document = read_document("--set", text=f"{{value: {value.strip()}}}" if value.strip() else "{value: null}")
        data = document.data["value"] if isinstance(document.data, dict) else None
        mark = Mark("--set", 1, len(path) + 2)
        keys: dict[Path_, Mark] = {steps[:end]: Mark("--set", 1, 1) for end in range(1, len(steps) + 1)}
        overlay: Any = data
        for step in reversed(steps):
            overlay = {step: overlay}
        found.append((steps, data, Document(overlay, {(): mark, steps: mark}, keys, {"--set": [setting]})))
    return found
