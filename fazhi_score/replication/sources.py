"""What a result was made from into members of an archive, and members into what it is made from again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.decisions import Decisions, read_decisions
from fazhi_score.facts.manifest import read_documents
from fazhi_score.facts.regions import read_regions
from fazhi_score.facts.rows import KEY
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.document import LIMIT_BYTES, Document, read_document
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.framework.overlay import Change, merge
from fazhi_score.replication.archive import (
    DECISIONS,
    DOCUMENTS,
    FACTS,
    FRAMEWORK,
    ORDER,
    REGIONS,
    SOURCES,
    WEIGHTS,
    Members,
    text_of,
)
from fazhi_score.replication.manifest import FrameworkFiles, Manifest, read_manifest
from fazhi_score.replication.tables import frame_of, from_csv, table_of, to_csv
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.result import Result

T = TypeVar("T")

_SETTING = "--set"
_NOT_IN_A_NAME = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True)
class Packed:
    """An archive that has been read: its members are those of its manifest, and as their checksums say."""

    path: str
    members: Members
    manifest: Manifest

    @classmethod
    def of(cls, path: str, members: Members) -> Packed:
        """Return the archive of these members, checked."""
        return cls(path, members, read_manifest(members, path))

    @cached_property
    def framework(self) -> Framework:
        """The framework as it was given to scoring, with the weights of its own."""
        return read_framework(self.members, self.path)

    @cached_property
    def facts(self) -> Facts:
        """The facts with register and manifest."""
        register = self._read(REGIONS, read_regions) if REGIONS in self.members else None
        listed = self._read(DOCUMENTS, read_documents) if DOCUMENTS in self.members else None
        facts = self._read(FACTS, partial(read_facts, regions=register, documents=listed, wide=False))
        return facts if ORDER not in self.members else self._read(ORDER, partial(in_order, facts))

    @cached_property
    def decisions(self) -> Decisions | None:
        """The log of reviewers' decisions, None where there was none."""
        return self._read(DECISIONS, read_decisions) if DECISIONS in self.members else None

    @cached_property
    def result(self) -> Result:
        """What scoring makes of all this now."""
        return score(self.facts, self.framework, decisions=self.decisions)

    def _read(self, name: str, reader: Callable[[pd.DataFrame], T]) -> T:
        """Read a table of the archive; what is wrong with it is told of the member."""
        if name not in self.members:
            raise FazhiError(Problem("archive_lacks", file=self.path, place=name))
        frame = frame_of(from_csv(self.members, name, self.path))
        try:
            return reader(frame)
        except FazhiError as error:
            file = f"{self.path}/{name}"
            raise FazhiError([replace(problem, file=file) for problem in error.problems]) from error


def facts_members(facts: Facts, log: Decisions | None) -> Members:
    """Return facts, register, manifest and decisions as members."""
    frames = {FACTS: facts.to_frame()}
    order = other_order(facts)
    if len(order):
        frames[ORDER] = order
    if facts.regions is not None:
        frames[REGIONS] = facts.regions.frame.reset_index()
    if facts.documents is not None:
        frames[DOCUMENTS] = facts.documents.frame
    if log is not None:
        frames[DECISIONS] = log.to_frame()
    return {name: to_csv(table_of(frame, 0), name) for name, frame in frames.items()}


def other_order(facts: Facts) -> pd.DataFrame:
    """Return the labels of each key column whose order is not that of the rows in which they first come.

    Regions stand in their order, and sums over regions are added in it: in another one the last bit differs.
    """
    found: list[tuple[str, str]] = []
    for name in KEY:
        column = facts.table[name].cat
        labels, codes = column.categories.tolist(), pd.unique(column.codes.to_numpy())
        if [labels[code] for code in codes] != labels:
            found += [(name, str(label)) for label in labels]
    return pd.DataFrame(found, columns=["column", "label"], dtype=object)


def in_order(facts: Facts, order: pd.DataFrame) -> Facts:
    """Return the facts with their labels in an order that was written down.

    Raises
    ------
    FazhiError
        For what is no order of labels that all facts have.
    """
    columns = {}
    for name, rows in order.groupby("column", sort=False) if {"column", "label"} <= set(order) else [("", order)]:
        labels = rows["label"].tolist() if name in KEY else []
        known = set(labels)
        if len(known) < len(labels) or not labels or not known.issuperset(facts.table[name].cat.categories):
            raise FazhiError(Problem("archive_order", {"name": str(name)[:80]}))
        columns[str(name)] = facts.table[name].cat.set_categories(pd.Index(labels, dtype=object))
    return replace(facts, table=facts.table.assign(**columns))


def without_quotes(facts: Facts) -> Facts:
    """Return the facts without what reports say word for word."""
    return replace(facts, table=facts.table.drop(columns="quote")) if "quote" in facts.table else facts


def framework_members(framework: Framework) -> Members:
    """Return the framework in one file, weights other than those of the file, and the files it was read from."""
    own = weights_in_file(framework)
    # decisions in points count by the points of the file, so that weights that were changed stand beside it
    found = {FRAMEWORK: replace(framework, weights=own).to_yaml().encode()}
    rows = [(name, own[name], weight) for name, weight in framework.weights.items() if weight != own[name]]
    if rows:
        frame = pd.DataFrame(rows, columns=["id", "weight_in_file", "weight"])
        found[WEIGHTS] = to_csv(table_of(frame, 1), WEIGHTS)
    files = ((name, lines) for name, lines in framework.document.lines.items() if name != _SETTING)
    for number, (name, lines) in enumerate(files, 1):
        found[_source_name(number, name)] = ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
    return found


def _source_name(number: int, file: str) -> str:
    """Return the member of a file that was read: without the folder in which it lay."""
    stem = re.sub(r"\.ya?ml$", "", Path(file.replace("\\", "/")).name)
    return f"{SOURCES}{number:02d}-{_NOT_IN_A_NAME.sub('_', stem)[:80] or '_'}.yaml"


def framework_files(framework: Framework, members: Mapping[str, bytes]) -> FrameworkFiles:
    """Return where a framework came from."""
    sources = sorted(name for name in members if name.startswith(SOURCES))
    settings = [_setting(change) for change in framework.changes if change.mark.file == _SETTING]
    told = FrameworkFiles(id=framework.id, sources=sources, settings=settings, from_files=False)
    if not sources:
        return told
    try:
        same = from_sources(dict(members), told, "").sha256() == framework.sha256()
    except FazhiError:  # a file that tells another setting by its place, or one that was changed since
        same = False
    return told.model_copy(update={"from_files": same})


def _setting(change: Change) -> str:
    """Return a change as it is said on the command line."""
    if change.new is None and change.old is not None:
        return f"{change.name}.remove=true"
    return f"{change.name}={json.dumps(change.new, ensure_ascii=False)}"


def from_sources(members: Members, told: FrameworkFiles, file: str) -> Framework:
    """Return the framework that files and settings alone give; no other file is read.

    Raises
    ------
    FazhiError
        For mistakes in the files.
    """
    merged, problems = Document({}), list[Problem]()
    for number, name in enumerate(told.sources):
        document = read_document(f"{file}/{name}", text=_yaml_text(members, name, file))
        merged = document if number == 0 else merge(merged, document, [], problems)
    if problems:
        raise FazhiError(problems)
    data = {key: value for key, value in merged.data.items() if key != "extends"} if told.sources else {}
    return load_framework(data, settings=told.settings)


def read_framework(members: Members, file: str) -> Framework:
    """Return the framework of an archive as it was given to scoring; it can extend nothing, so no other file is read.

    Raises
    ------
    FazhiError
        For mistakes in it.
    """
    document = read_document(f"{file}/{FRAMEWORK}", text=_yaml_text(members, FRAMEWORK, file))
    data = document.data if isinstance(document.data, dict) else {}
    framework = load_framework(data)
    if WEIGHTS not in members:
        return framework
    table = from_csv(members, WEIGHTS, file)
    weights = dict(framework.weights)
    for row in table.rows:
        cells = dict(zip(table.headings, row, strict=True))
        weights[_known(cells.get("id", ""), weights, file)] = _number(cells.get("weight", ""), file)
    return replace(framework, weights=weights)


def _known(node: str, weights: Mapping[str, float], file: str) -> str:
    if node not in weights:
        raise FazhiError(Problem("archive_weight", {"got": node[:80]}, file=file, place=WEIGHTS))
    return node


def _number(text: str, file: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise FazhiError(Problem("archive_weight", {"got": text[:80]}, file=file, place=WEIGHTS))
    return number


def _yaml_text(members: Members, name: str, file: str) -> str:
    if name not in members:
        raise FazhiError(Problem("archive_lacks", file=file, place=name))
    if len(members[name]) > LIMIT_BYTES:
        megabytes = {"size": f"{len(members[name]) / 1e6:.1f}", "limit": LIMIT_BYTES // 1_000_000}
        raise FazhiError(Problem("yaml_too_large", megabytes, file=f"{file}/{name}"))
    return text_of(members, name, file)


def weights_in_file(framework: Framework) -> dict[str, float]:
    """Return the weights that the content of a framework says, whatever was changed in Python or made by a method."""
    nodes: dict[str, Any] = {**framework.file.groups, **framework.file.indicators}
    return {name: 1.0 if nodes[name].weight is None else float(nodes[name].weight or 0) for name in framework.weights}
