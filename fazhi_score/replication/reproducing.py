"""An archive into its result made again, and what of it is the same to the bit, close, or different."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from fazhi_score.analysis.block_runs import Progress
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.replication.analyses import sensitivity_again, uncertainty_again
from fazhi_score.replication.archive import unzipped
from fazhi_score.replication.comparing import TableCheck, compared
from fazhi_score.replication.manifest import Manifest, machine, versions
from fazhi_score.replication.sources import Packed, from_sources
from fazhi_score.replication.tables import Table, from_csv, names, result_tables, sensitivity_tables, uncertainty_tables

_FOLDERS = ("results/", "uncertainty/", "sensitivity/")
_NEEDED = ("results/table.csv", "results/scores.csv")


@dataclass(frozen=True, eq=False)
class Reproduction:
    """Whether a packed result is made again from what its archive holds.

    Parameters
    ----------
    path : str
        The archive.
    tables : tuple of TableCheck
        Every table, compared with the same table made again.
    hashes : mapping
        What is hashed (framework, facts, decisions; sources: the framework by the files it was read from) to the
        hash that is recorded and the one found now, "" where there is none.
    versions : mapping
        Libraries (``fazhi-score``, ``python``, ``numpy`` …) whose versions differ, to the recorded one and this one.
    environment : mapping
        What else differs of the computer: system, processor, library of matrices; recorded and here.
    manifest : Manifest
        What the archive says about itself.
    """

    path: str
    tables: tuple[TableCheck, ...]
    hashes: Mapping[str, tuple[str, str]]
    versions: Mapping[str, tuple[str, str]]
    environment: Mapping[str, tuple[str, str]]
    manifest: Manifest = field(repr=False)

    def __repr__(self) -> str:
        told = "bit by bit" if self.bit_by_bit else "within 1e-9" if self.reproduced else "no"
        return f"<Reproduction of {self.path}: {told}>"

    @property
    def bit_by_bit(self) -> bool:
        """Whether every table has the same bits, and all that is hashed the same hash."""
        return self._sound and all(table.state == "same" for table in self.tables)

    @property
    def reproduced(self) -> bool:
        """Whether nothing differs by more than 1e-9: other machines may add in another order."""
        return self._sound and all(table.state != "differs" for table in self.tables)

    @property
    def _sound(self) -> bool:
        return all(recorded == found for recorded, found in self.hashes.values())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What differs, as problems with places: errors, then what is close or may be the cause."""
        found = [
            Problem("reproduce_hash", {"name": name, "recorded": old[:12], "found": new[:12] or "-"}, file=self.path)
            for name, (old, new) in self.hashes.items()
            if old != new
        ]
        for table in self.tables:
            if table.state != "same":
                told = {"different": table.different, "cells": table.cells, "where": table.where}
                told |= {"largest": f"{table.largest:.3g}"}
                severity: Any = "error" if table.state == "differs" else "note"
                code = f"reproduce_{table.state}"
                found.append(Problem(code, told, file=self.path, place=table.name, severity=severity))
        for name, (old, new) in {**self.versions, **self.environment}.items():
            told = {"name": name, "recorded": old, "found": new}
            found.append(Problem("reproduce_version", told, file=self.path, severity="warning"))
        return tuple(sorted(found, key=lambda problem: ("error", "note", "warning").index(problem.severity)))

    @property
    def table(self) -> pd.DataFrame:
        """One row a table: state, cells, how many are different, the largest difference and where it is."""
        columns = ["name", "state", "cells", "different", "largest", "where"]
        rows = [tuple(getattr(table, name) for name in columns) for table in self.tables]
        return pd.DataFrame(rows, columns=columns).set_index("name")


def reproduce(
    path: str | os.PathLike[str], *, executor: Executor | None = None, progress: Progress | None = None
) -> Reproduction:
    """Make the result of a replication archive again, and compare it with the tables in the archive.

    Nothing is unpacked to disk, and nothing but the archive is read. Facts, framework and decisions are read as from
    any file, scored, and analysed anew with the recorded seed.

    Parameters
    ----------
    path : path
        What :func:`pack` wrote.
    executor, progress : optional
        As for :func:`uncertainty`: where draws are made, and what is told how far they are.

    Returns
    -------
    Reproduction

    Raises
    ------
    FazhiError
        For what is no archive, or a damaged, altered or hostile one; and where its facts or framework cannot be read.

    Examples
    --------
    >>> reproduce("there-is-no.zip")
    Traceback (most recent call last):
        ...
    fazhi_score.errors.FazhiError: ...
    """
    file = os.fspath(path)
    packed = Packed.of(file, unzipped(path))
    lacking = [Problem("archive_lacks", file=file, place=name) for name in _NEEDED if name not in packed.members]
    if lacking:
        raise FazhiError(lacking)
    try:
        made = _made(packed, executor, progress)
        hashes = _hashes(packed)
    except FazhiError as error:
        raise FazhiError([Problem("reproduce_failed", file=file), *error.problems]) from error
    tables = [name for name in packed.members if name.startswith(_FOLDERS)]
    checks = tuple(_check(packed, name, made) for name in names(tables))
    here = {"fazhi-score": _version(), **versions()}
    recorded = {"fazhi-score": packed.manifest.fazhi_score, **packed.manifest.versions}
    return Reproduction(
        file, checks, hashes, _apart(recorded, here), _apart(packed.manifest.platform, machine()), packed.manifest
    )


def _version() -> str:
    from fazhi_score import __version__

    return __version__


def _made(packed: Packed, executor: Executor | None, progress: Progress | None) -> dict[str, Table]:
    """Return all tables, made again."""
    found, manifest = result_tables(packed.result), packed.manifest
    if manifest.uncertainty is not None:
        found |= uncertainty_tables(uncertainty_again(packed, manifest.uncertainty, executor, progress))
    if manifest.sensitivity is not None:
        found |= sensitivity_tables(sensitivity_again(packed, manifest.sensitivity, executor, progress))
    return found


def _hashes(packed: Packed) -> dict[str, tuple[str, str]]:
    """Return hashes as recorded and as found, of facts as they are in the archive."""
    recorded, found = dict(packed.manifest.hashes), dict(packed.result.hashes)
    recorded["facts"] = packed.manifest.facts_in_archive
    kept = [name for name in {**recorded, **found} if name != "version"]
    pairs = {name: (recorded.get(name, ""), found.get(name, "")) for name in kept}
    if packed.manifest.framework.from_files:
        again = from_sources(packed.members, packed.manifest.framework, packed.path)
        pairs["sources"] = (packed.framework.sha256(), again.sha256())
    return pairs


def _check(packed: Packed, name: str, made: Mapping[str, Table]) -> TableCheck:
    old = from_csv(packed.members, name, packed.path)
    if name in made:
        return compared(name, old, made[name])
    cells = len(old.rows) * len(old.headings)
    return TableCheck(name, "differs", cells, cells, float("inf"), "→ –")


def _apart(recorded: Mapping[str, str], here: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    both = {name: (recorded.get(name, "-"), here.get(name, "-")) for name in {**recorded, **here}}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}
