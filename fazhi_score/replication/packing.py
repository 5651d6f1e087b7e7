"""A result with its analyses into one archive that holds all that it was made from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace

from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.folders import without_folders
from fazhi_score.files import replacing
from fazhi_score.framework.model import Framework
from fazhi_score.framework.steps import as_step
from fazhi_score.replication.analyses import asked_of_sensitivity, asked_of_uncertainty, same_result
from fazhi_score.replication.archive import MANIFEST, README, Members, sha256, zipped
from fazhi_score.replication.comparing import compared
from fazhi_score.replication.manifest import (
    FORMAT,
    FrameworkFiles,
    Manifest,
    Shares,
    Varied,
    machine,
    versions,
    written,
)
from fazhi_score.replication.readme import readme
from fazhi_score.replication.sources import (
    Packed,
    facts_members,
    framework_files,
    framework_members,
    weights_in_file,
    without_quotes,
)
from fazhi_score.replication.tables import (
    Table,
    from_csv,
    result_tables,
    sensitivity_tables,
    to_csv,
    uncertainty_tables,
)
from fazhi_score.scoring.result import Result

_FOLDERS = re.compile(r"(?<![^\s=\"',:;])(?:[A-Za-z]:[\\/]|~?/|\\\\)(?:[^\s\"'=]*[/\\])?")


def pack(
    path: str | os.PathLike[str],
    result: Result,
    *,
    uncertainty: Uncertainty | None = None,
    sensitivity: Sensitivity | None = None,
    command: str = "",
    quotes: bool = False,
    note: str = "",
) -> str:
    """Write a replication archive: all that a result is made from, the result, and what is needed to compare.

    The archive has facts, register, manifest, decisions, the framework, all tables with every bit, and what the
    analyses were asked, with seed and draws; :func:`reproduce` makes the result from it again. It has no text of a
    report. The same result on the same computer gives the same bytes.

    Parameters
    ----------
    path : path
        Where the archive goes; it ends in ``.zip``. An existing file is replaced once the new one is complete.
    result : Result
    uncertainty, sensitivity : optional
        Analyses that started from this result.
    command : str
        How the result was made, for people; folders at the head of absolute paths are left out.
    quotes : bool
        Whether the facts keep their `quote` column, which says what reports say word for word. Without it the facts
        have a hash of their own; that of the facts with quotes is recorded beside it.
    note : str
        What is to be said about the result.

    Returns
    -------
    str
        SHA-256 of the archive: whoever cites it can tell the archive from any other.

    Raises
    ------
    FazhiError
        For another ending; analyses of another result; and where what is packed would not give the result again.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.replication.reproducing import reproduce
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["x"], "value": [80]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     hashed = pack(f"{folder}/demo.zip", score(rows, framework))
    ...     reproduce(f"{folder}/demo.zip").bit_by_bit
    True
    """
    file = os.fspath(path)
    if not file.lower().endswith(".zip"):
        raise FazhiError(Problem("pack_ending", file=file))
    for name, found in (("uncertainty", uncertainty), ("sensitivity", sensitivity)):
        if found is not None and not same_result(result, found.nominal):
            raise FazhiError(Problem("pack_other_result", {"name": name}))
    packer = _Packer(result, uncertainty, sensitivity, _bare(command), quotes, note)
    data = zipped(packer.members(file))
    with replacing(path) as target:
        target.write(data)
    return sha256(data)


def _bare(command: str) -> str:
    """Return a command line with the names of files alone where it has absolute paths."""
    return _FOLDERS.sub("", command)


class _Packer:
    """The parts of an archive."""

    def __init__(
        self,
        result: Result,
        uncertainty: Uncertainty | None,
        sensitivity: Sensitivity | None,
        command: str,
        quotes: bool,
        note: str,
    ) -> None:
        self.result, self.uncertainty, self.sensitivity = result, uncertainty, sensitivity
        self.command, self.quotes, self.note = command, quotes, note
        facts = result.panel.facts
        self.facts = without_folders(facts if quotes else without_quotes(facts))
        self.data = facts_members(self.facts, result.log)
        self.results = result_tables(result)
        self.tables = dict(self.results)
        self.tables |= {} if uncertainty is None else uncertainty_tables(uncertainty)
        self.tables |= {} if sensitivity is None else sensitivity_tables(sensitivity)

    def members(self, file: str) -> Members:
        """Return all members, with the first framework of which scoring makes the result again."""
        problem: FazhiError | None = None
        for framework in self.frameworks():
            made = self.with_framework(framework, file)
            try:
                different = self.not_reproduced(Packed.of(file, made))
            except FazhiError as error:
                problem = problem or error
                continue
            if not different:
                return made
            problem = problem or FazhiError(Problem("pack_not_reproduced", {"where": different}, file=file))
        assert problem is not None
        raise problem

    def frameworks(self) -> Iterator[Framework]:
        """Yield the framework as it may have been given: a result knows only the weights that a method made of it."""
        result = self.result.framework
        bases = [one.base for one in (self.uncertainty, self.sensitivity) if one is not None and one.base is not None]
        if bases:
            yield replace(result, weights=bases[0].framework.weights)
            return
        made = [g for g in result.composite_tree if as_step(result.step("weighting", g)).method != "given"]
        if made:
            own = weights_in_file(result)
            reset = {child: own[child] for group in made for child in result.children[group] if child in own}
            yield replace(result, weights={**result.weights, **reset})
        yield result

    def with_framework(self, framework: Framework, file: str) -> Members:
        """Return all members with one framework."""
        found = {**self.data, **framework_members(framework)}
        found |= {name: to_csv(table, name) for name, table in self.tables.items()}
        varied = None if self.uncertainty is None else asked_of_uncertainty(self.uncertainty, framework)
        shares = None if self.sensitivity is None else asked_of_sensitivity(self.sensitivity, framework)
        manifest = self.manifest(framework_files(framework, found), varied, shares)
        found[README] = readme(manifest, framework, [*found, README, MANIFEST]).encode()
        hashes = {name: sha256(found[name]) for name in sorted(found)}
        return {**found, MANIFEST: written(manifest.model_copy(update={"files": hashes}))}

    def manifest(self, framework: FrameworkFiles, varied: Varied | None, shares: Shares | None) -> Manifest:
        """Return the manifest, without the hashes of the members."""
        return Manifest(
            format=FORMAT, fazhi_score=self.result.hashes["version"], versions=versions(), platform=machine(),
            command=self.command, note=self.note, quotes=self.quotes, hashes=self.result.hashes,
            facts_in_archive=self.facts.sha256(), framework=framework, uncertainty=varied, sensitivity=shares, files={},
        )  # fmt: skip

    def not_reproduced(self, packed: Packed) -> str:
        """Return where scoring what is packed gives something else, "" where it gives the same."""
        again = packed.result
        if packed.facts.sha256() != self.facts.sha256():
            return "facts"
        expected, found = self.result.hashes, again.hashes
        for name in expected:
            if name != "facts" and expected[name] != found.get(name):
                return name
        if not again.index.equals(self.result.index):  # else sums would be added in another order
            return "data/order.csv"
        return next((told for told in self.differences(packed, result_tables(again)) if told), "")

    def differences(self, packed: Packed, again: dict[str, Table]) -> Iterator[str]:
        """Yield where tables differ from those that are read from the archive."""
        for name in self.results.keys() | again.keys():
            if name not in self.results or name not in again:
                yield name
                continue
            check = compared(name, from_csv(packed.members, name, packed.path), again[name])
            yield "" if check.state == "same" else f"{name} {check.where}"
