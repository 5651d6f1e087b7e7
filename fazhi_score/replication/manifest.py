"""`replication.json`: what an archive holds, with which versions it was made, and what its analyses were asked."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.replication.archive import MANIFEST, Members, sha256, text_of

FORMAT: Literal[1] = 1
"""Of archives; another number means that older versions cannot read them."""

_LIBRARIES = ("numpy", "pandas", "scipy", "pydantic", "pyyaml")
_Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Varied(_Part):
    """What was assumed to be uncertain, and how it was drawn."""

    assumptions: dict[str, Any]
    """The `robustness` block in full: that of the framework and what went over it."""
    definitions: dict[str, list[str]]
    """Formulas by indicator that Python gave, the nominal one first."""
    draws: int = Field(ge=1, le=10_000_000)
    seed: int = Field(ge=0)
    level: float = Field(gt=0, lt=1)
    memory: int = Field(gt=0)


class Shares(Varied):
    """What an analysis of sensitivity was asked."""

    method: Literal["sobol", "morris", "one_at_a_time", "remove_one"]
    groups: dict[str, list[str]]


class FrameworkFiles(_Part):
    """Where the framework came from."""

    id: str
    sources: list[str]
    """Members with the files as they were read, the base first."""
    settings: list[str]
    """What ``--set`` said over them."""
    from_files: bool
    """Whether files and settings alone give the framework; False where it was changed in Python."""


class Manifest(_Part):
    """The content of `replication.json`."""

    format: Literal[1]
    fazhi_score: str
    versions: dict[str, str]
    platform: dict[str, str]
    command: str
    note: str
    quotes: bool
    """Whether the facts have what reports say word for word."""
    hashes: dict[str, str]
    """SHA-256 of framework, facts and decisions, and the version, as in :attr:`Result.hashes`."""
    facts_in_archive: _Hash
    """SHA-256 of the facts as they are in the archive: other than that of the facts where quotes are left out."""
    framework: FrameworkFiles
    uncertainty: Varied | None
    sensitivity: Shares | None
    files: dict[str, _Hash]
    """SHA-256 of every other member."""


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that numbers depend on.

    Examples
    --------
    >>> sorted(versions())
    ['numpy', 'pandas', 'pydantic', 'python', 'pyyaml', 'scipy']
    """
    return {"python": platform.python_version(), **{name: _version(name) for name in _LIBRARIES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a library that was copied, not installed
        return "-"


def machine() -> dict[str, str]:
    """Return what else the last bits can depend on: system, processor, byte order and the library of matrices."""
    blas: Mapping[str, Any] = {}
    told: Any = np.show_config(mode="dicts")
    if isinstance(told, dict):
        blas = told.get("Build Dependencies", {}).get("blas", {})
    return {
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "byteorder": sys.byteorder,
        "blas": f"{blas.get('name', '-')} {blas.get('version', '-')}",
    }


def written(manifest: Manifest) -> bytes:
    """Return the bytes of `replication.json`."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()


def read_manifest(members: Members, path: str | os.PathLike[str]) -> Manifest:
    """Read `replication.json` and compare every member with its checksum.

    Raises
    ------
    FazhiError
        Where it is not there or not whole, has another format, or members are missing, unknown or altered.
    """
    file = os.fspath(path)
    if MANIFEST not in members:
        raise FazhiError(Problem("archive_no_manifest", file=file))
    try:
        data = json.loads(text_of(members, MANIFEST, file))
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or type(error).__name__
        line = getattr(error, "lineno", None)
        raise FazhiError(Problem("archive_manifest", {"reason": reason}, file=file, place=_at(line))) from error
    given = data.get("format") if isinstance(data, dict) else None
    if given != FORMAT and isinstance(given, int):
        told = {"got": given, "known": FORMAT, "version": str(data.get("fazhi_score", "-"))[:40]}
        raise FazhiError(Problem("archive_format", told, file=file, place=MANIFEST))
    try:
        manifest = Manifest.model_validate(data)
    except ValidationError as error:
        raise FazhiError([_complaint(one, file) for one in error.errors(include_url=False)[:20]]) from None
    problems = _compared(members, manifest, file)
    if problems:
        raise FazhiError(problems)
    return manifest


def _at(line: int | None) -> str:
    return MANIFEST if line is None else f"{MANIFEST}:{line}"


def _complaint(error: Any, file: str) -> Problem:
    where = ".".join(str(step) for step in error["loc"])
    return Problem("archive_manifest", {"reason": error["msg"]}, file=file, place=f"{MANIFEST} [{where[:200]}]")


def _compared(members: Members, manifest: Manifest, file: str) -> list[Problem]:
    there = members.keys() - {MANIFEST}
    found = [Problem("archive_lacks", file=file, place=name) for name in sorted(manifest.files.keys() - there)]
    found += [Problem("archive_extra", file=file, place=name) for name in sorted(there - manifest.files.keys())]
    altered = (name for name in sorted(there & manifest.files.keys()) if sha256(members[name]) != manifest.files[name])
    return found + [Problem("archive_altered", file=file, place=name) for name in altered]
