"""A result into a locked round: a folder that gives the same ranking again, and tells when it was altered."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.cells import unescaped
from fazhi_score.facts.decisions import Decisions, read_decisions
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.facts.writing import write_frame
from fazhi_score.files import becoming, write_text
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.result import Result

ROUND = "round.json"
"""The file that makes a folder a round, and knows all others."""

_FORMAT, _WEIGHTS = 1, "weights.csv"
_KEYS = ("name", "note", "version", "hashes", "files", "sha256", "previous", "seal")
_KEY = ["region", "period"]
_TEXTS, _RANKS = ("name", "class", "grade"), ("rank", "best_rank", "worst_rank")
_SCORE = "score_"
_SAME = 1e-9
_SHOWN = 5
_NAME = re.compile(r"[^\s./\\:*?\"<>|\x00-\x1f](?:[^/\\:*?\"<>|\x00-\x1f]{0,58}[^\s./\\:*?\"<>|\x00-\x1f])?")


@dataclass(frozen=True, eq=False)
class Round:
    """A locked result; what it holds is read, and compared with its hash, when first asked for.

    Parameters
    ----------
    name, note, version : str
        What it was called, what was said about it, and the version that made it.
    path : Path
        Its folder.
    hashes : mapping
        SHA-256 of framework, facts and decisions, and the version, as in :attr:`Result.hashes`.
    files : mapping
        Each file's name to its SHA-256.
    sha256 : str
        Hash of the league table with all scores.
    previous : str
        Name of the round before it, "" of the first.
    """

    name: str
    path: Path
    note: str
    version: str
    hashes: Mapping[str, str] = field(repr=False)
    files: Mapping[str, str] = field(repr=False)
    sha256: str = field(repr=False)
    previous: str = ""
    sealed: bool = field(default=True, repr=False)

    @cached_property
    def framework(self) -> Framework:
        """The framework with the weights that were in use."""
        framework = load_framework(self._sound("framework.yaml"))
        if _WEIGHTS not in self.files:
            return framework
        rows = _texts(self._sound(_WEIGHTS))
        changed = dict(zip(rows["id"], rows["weight"].astype(float), strict=True))
        return replace(framework, weights={**framework.weights, **changed})

    @cached_property
    def facts(self) -> Facts:
        """The facts with register and manifest."""
        names = ("regions.csv", "documents.csv")
        regions, documents = (self._sound(name) if name in self.files else None for name in names)
        return read_facts(self._sound("facts.csv"), regions=regions, documents=documents, wide=False)

    @cached_property
    def decisions(self) -> Decisions | None:
        """The log of reviewers' decisions, None where there was none."""
        return read_decisions(self._sound("decisions.csv")) if "decisions.csv" in self.files else None

    @cached_property
    def table(self) -> pd.DataFrame:
        """The league table that was locked, as :attr:`Result.table`."""
        return self._typed({name: name for name in self._columns if not name.startswith(_SCORE)})

    @cached_property
    def scores(self) -> pd.DataFrame:
        """The scores that were locked, as :attr:`Result.scores`."""
        return self._typed({name.removeprefix(_SCORE): name for name in self._columns if name.startswith(_SCORE)})

    @property
    def _columns(self) -> list[str]:
        return [str(name) for name in self._league]

    def _typed(self, columns: Mapping[str, str]) -> pd.DataFrame:
        typed = {name: _typed(column, self._league[column].tolist()) for name, column in columns.items()}
        return pd.DataFrame(typed, index=self._league.index)

    def result(self) -> Result:
        """Score the locked facts by the locked framework and decisions again.

        Raises
        ------
        FazhiError
            Where a file is gone or was altered.
        """
        raise_errors(self._altered())
        return score(self.facts, self.framework, decisions=self.decisions)

    def verify(self) -> list[Problem]:
        """Return what is no longer as it was locked: files that are gone or altered, else what is scored differently.

        Another version is a warning; differences in the last digits of a number, as another computer can make
        them, are a note.
        """
        found = self._altered()
        if found:
            return found
        from fazhi_score import __version__

        if self.version != __version__:
            params = {"name": self.name, "locked": self.version, "now": __version__}
            found.append(Problem("round_version", params, file=str(self.path), severity="warning"))
        try:
            again = _league(self.result())
        except FazhiError as error:
            return [*found, *error.problems]
        different = _different(self._league, again)
        if different:
            told = {"name": self.name, "count": len(different), "units": _some(different)}
            found.append(Problem("round_differs", told, file=str(self.path)))
        elif _fingerprint(again) != self.sha256:
            found.append(Problem("round_last_digits", {"name": self.name}, file=str(self.path), severity="note"))
        return found

    def _altered(self) -> list[Problem]:
        """Return a problem for each file that is not as it was."""
        found = [] if self.sealed else [Problem("round_altered", {"name": self.name}, file=str(self.path / ROUND))]
        for name in self.files:
            try:
                self._sound(name)
            except FazhiError as error:
                found += error.problems
        return found

    def _sound(self, name: str) -> Path:
        """Return the path of a file that is as it was locked."""
        path = self.path / name
        if not path.is_file():
            raise FazhiError(Problem("round_file_missing", {"name": self.name}, file=str(path)))
        if _hash(path.read_bytes()) != self.files[name]:
            raise FazhiError(Problem("round_altered", {"name": self.name}, file=str(path)))
        return path

    @cached_property
    def _league(self) -> pd.DataFrame:
        """The locked league as text."""
        return _texts(self._sound("league.csv")).set_index(_KEY)


def freeze(result: Result, name: str, *, folder: str | os.PathLike[str] = "rounds", note: str = "") -> Path:
    """Lock a result: framework, facts, register, manifest, decisions and ranking in a folder of their own.

    What is locked is what these files give when they are read and scored again. The same result locked twice
    gives the same bytes. Weights that were changed after the framework was read stand in ``weights.csv``.

    Parameters
    ----------
    result : Result
    name : str
        What the round is called, and its folder: 初评, round2.
    folder : path
        Where the rounds are.
    note : str
        What is to be said about it.

    Returns
    -------
    Path
        The folder of the round; its files are read-only.

    Raises
    ------
    FazhiError
        For a name that is taken or cannot be a folder's, and where a decision of which its unit was notified in
        an earlier round is gone or altered.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["x"], "value": [80]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     locked = read_round(freeze(score(rows, framework), "初评", folder=folder))
    ...     locked.table["composite"].item(), locked.verify(), rounds_in(folder)
    (80.0, [], ['初评'])
    """
    rounds, target = Path(folder), Path(folder) / name
    if not _NAME.fullmatch(name):
        raise FazhiError(Problem("round_name", {"name": name}))
    order = rounds_in(rounds)
    if target.exists():
        raise FazhiError(Problem("round_exists", {"name": name}, file=str(target)))
    log = result.log
    periods = {*result.index.get_level_values("period"), *(() if log is None else log.log["period"])}
    raise_errors(check_decisions(log, rounds, periods=periods))
    with becoming(target, mode=0o444) as temporary:
        _write_sources(result, temporary)
        files = _hashes(temporary)
        draft = Round(name, temporary, note, "", {}, files, "", order[-1] if order else "")
        _write_round(draft, draft.result(), result)
    return target


def _write_sources(result: Result, folder: Path) -> None:
    """Write what a result was made from."""
    framework, facts = result.framework, result.panel.facts
    nodes = {**framework.file.groups, **framework.file.indicators}
    own = {name: 1.0 if nodes[name].weight is None else float(nodes[name].weight or 0) for name in framework.weights}
    # decisions in points count by the points of the file, so that weights that were changed stand beside it
    write_text(folder / "framework.yaml", replace(framework, weights=own).to_yaml())
    rows = [(name, repr(own[name]), repr(weight)) for name, weight in framework.weights.items() if weight != own[name]]
    if rows:
        write_frame(pd.DataFrame(rows, columns=["id", "weight_in_file", "weight"], dtype=object), folder / _WEIGHTS)
    facts.write(folder / "facts.csv")
    if facts.regions is not None:
        write_frame(facts.regions.frame.reset_index(), folder / "regions.csv")
    if facts.documents is not None:
        write_frame(facts.documents.frame, folder / "documents.csv")
    if result.log is not None:
        result.log.write(folder / "decisions.csv")


def _write_round(draft: Round, again: Result, result: Result) -> None:
    """Write what the locked files give: it must be the result that they were written from."""
    league = _league(again)
    different = _different(_league(result), league)
    if different or again.hashes != result.hashes:
        params = {"name": draft.name, "units": _some(different) or "-"}
        raise FazhiError(Problem("round_not_reproduced", params))
    write_frame(league.reset_index(), draft.path / "league.csv")
    write_frame(_applied(again), draft.path / "decisions_applied.csv")
    data: dict[str, Any] = {
        "format": _FORMAT,
        "name": draft.name,
        "note": draft.note,
        "version": again.hashes["version"],
        "hashes": again.hashes,
        "files": _hashes(draft.path),
        "sha256": _fingerprint(league),
        "units": len(league),
        "decisions": len(again.decisions),
        "previous": draft.previous,
    }
    write_text(draft.path / ROUND, _json({**data, "seal": _seal(data)}))


def _applied(result: Result) -> pd.DataFrame:
    """Return the decisions as text; their places without the folder, which is about to be renamed."""
    columns = {str(name): column.tolist() for name, column in result.decisions.items()}
    del columns["steps"]  # they are in the log
    columns["history"] = [" → ".join(states) for states in columns["history"]]
    columns["place"] = [Path(place).name for place in columns["place"]]
    texts = {name: [_text(value) for value in cells] for name, cells in columns.items()}
    return pd.DataFrame(texts, dtype=object)


def read_round(path: str | os.PathLike[str]) -> Round:
    """Read a locked round; :meth:`Round.verify` says whether it is as it was locked.

    Raises
    ------
    FazhiError
        Where the folder holds no round, or its ``round.json`` cannot be read.
    """
    folder = Path(path)
    file = folder / ROUND
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        kept = {key: data[key] for key in _KEYS}
        files = {str(name): str(digest) for name, digest in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FazhiError(Problem("round_unreadable", {"reason": type(error).__name__}, file=str(file))) from error
    sealed = kept.pop("seal") == _seal({key: value for key, value in data.items() if key != "seal"})
    return Round(path=folder, **{**kept, "files": files}, sealed=sealed)


def rounds_in(folder: str | os.PathLike[str]) -> list[str]:
    """Return the names of the rounds in a folder, the first one first.

    Raises
    ------
    FazhiError
        Where a round has been removed or renamed, so that nobody can tell what followed what.
    """
    return [found.name for found in _chain(Path(folder))]


def check_decisions(
    decisions: Any, folder: str | os.PathLike[str], *, periods: Iterable[object] | None = None
) -> list[Problem]:
    """Compare a log of decisions with all rounds of a folder.

    Parameters
    ----------
    decisions : Decisions, path, DataFrame or None
        None: there is no log, so that nothing that was decided is left.
    folder : path
        Where the rounds are.
    periods : optional
        Only what was decided about these is looked for; left out, the periods of the log (all, if it is empty),
        for a folder may hold the rounds of several years.

    Returns
    -------
    list of Problem
        Errors for decisions of which the unit was notified and that are gone or altered, and for rounds that
        cannot be read; notes for proposals that are gone.
    """
    log = None if decisions is None else read_decisions(decisions)
    about = {str(period) for period in (() if log is None else log.log["period"])} if periods is None else periods
    wanted = {str(period) for period in about}
    found: dict[object, Problem] = {}
    try:
        for earlier in reversed(_chain(Path(folder))):
            if earlier.decisions is None:
                continue
            rows = earlier.decisions.log
            old = replace(earlier.decisions, log=rows[rows["period"].isin(wanted)]) if wanted else earlier.decisions
            now = replace(old, log=rows.iloc[:0]) if log is None else log
            for problem in now.since(old):  # of several rounds the newest tells
                found.setdefault((problem.code, problem.params["id"]), problem)
    except FazhiError as error:
        return list(error.problems)
    return list(found.values())


def _chain(folder: Path) -> list[Round]:
    """Return the rounds of a folder in their order, each after the one that it names."""
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    rounds = [read_round(p) for p in entries if not p.name.startswith(".") and (p / ROUND).is_file()]
    known, after = {found.path.name: found for found in rounds}, dict[str, Round]()
    problems = []
    for found in rounds:
        params = {"name": found.name, "previous": found.previous or "-", "other": ""}
        if found.path.name != found.name:
            problems.append(Problem("round_renamed", params, file=str(found.path)))
        elif found.previous and found.previous not in known:
            problems.append(Problem("round_gap", params, file=str(found.path)))
        elif found.previous in after:
            params["other"] = after[found.previous].name
            problems.append(Problem("round_branch", params, file=str(found.path)))
        else:
            after[found.previous] = found
    order = list[Round]()
    while (order[-1].name if order else "") in after:
        order.append(after[order[-1].name if order else ""])
    if len(order) < len(rounds) and not problems:
        left = ", ".join(found.name for found in rounds if found not in order)
        problems.append(Problem("round_circle", {"names": left}, file=str(folder)))
    raise_errors(problems)
    return order


def _texts(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig").map(unescaped)


def _league(result: Result) -> pd.DataFrame:
    """Return table and scores as text by region and period; numbers read back as the same bits."""
    frame = result.table.join(result.scores.add_prefix(_SCORE))
    texts = {name: [_text(value) for value in column] for name, column in frame.items()}
    return pd.DataFrame(texts, index=frame.index, dtype=object).sort_index()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if pd.isna(value) else repr(np.asarray(value).item())


def _typed(name: str, texts: list[str]) -> Any:
    if name in _TEXTS:
        return np.array(texts, dtype=object)
    if name in _RANKS:
        return pd.array([int(text) if text else pd.NA for text in texts], dtype="Int64")
    return np.array([(int if name == "peers" else float)(text or "nan") for text in texts])


def _different(one: pd.DataFrame, two: pd.DataFrame) -> list[str]:
    """Return the units that differ between two leagues, each with its first difference; columns of both count."""
    columns = [name for name in one if name in two]
    sides = [{key: row for key, *row in frame[columns].itertuples(name=None)} for frame in (one, two)]
    found = []
    for unit in dict.fromkeys([*sides[0], *sides[1]]):
        rows = [side.get(unit) for side in sides]
        shown = " ".join(map(str, unit))
        if rows[0] is None or rows[1] is None:
            found.append(shown)
            continue
        cells = zip(columns, rows[0], rows[1], strict=True)
        told = (f"{shown} {name} {old or '-'} → {new or '-'}" for name, old, new in cells if not _close(old, new))
        found += [first for first in [next(told, "")] if first]
    return found


def _close(one: str, two: str) -> bool:
    try:
        return one == two or abs(float(one) - float(two)) <= _SAME
    except ValueError:
        return False


def _some(units: list[str]) -> str:
    return "; ".join(units[:_SHOWN]) + (" …" if len(units) > _SHOWN else "")


def _fingerprint(league: pd.DataFrame) -> str:
    return _hash(league.reset_index().to_csv(index=False, lineterminator="\n").encode())


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: _hash(path.read_bytes()) for path in sorted(folder.iterdir())}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _seal(data: Mapping[str, Any]) -> str:
    return _hash(_json(data).encode())


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
