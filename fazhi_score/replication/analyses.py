"""Analyses of uncertainty and sensitivity into what they were asked, and what they were asked into the same again."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import fields
from typing import Any

from fazhi_score.analysis.assumptions import Assumptions, resolved
from fazhi_score.analysis.block_runs import Progress
from fazhi_score.analysis.draw_plans import Base
from fazhi_score.analysis.sensitivity import Sensitivity, sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty, uncertainty
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework
from fazhi_score.replication.manifest import Shares, Varied
from fazhi_score.replication.sources import Packed
from fazhi_score.replication.tables import result_tables
from fazhi_score.scoring.result import Result

_NAMES = frozenset(field.name for field in fields(Assumptions))


def asked_of_uncertainty(found: Uncertainty, framework: Framework) -> Varied:
    """Return what an analysis of uncertainty was asked, with the draws that "auto" came to."""
    told = _assumed(found.base, framework)
    return Varied(**told, draws=found.draws, seed=int(found.seed), level=found.level)


def asked_of_sensitivity(found: Sensitivity, framework: Framework) -> Shares:
    """Return what an analysis of sensitivity was asked."""
    nothing: dict[str, Any] = {"assumptions": {}, "definitions": {}, "memory": 1}
    told = nothing if found.base is None else _assumed(found.base, framework)
    groups = {name: list(sources) for name, sources in found.groups.items()}
    asked: dict[str, Any] = {"draws": found.draws, "seed": int(found.seed), "level": found.level}
    return Shares(**told, **asked, method=found.method, groups=groups)


def _assumed(base: Base, framework: Framework) -> dict[str, Any]:
    """Return assumptions as plain data: read again and put over the framework, they must be what varied.

    Raises
    ------
    FazhiError
        Where the analysis was made with another framework than the result.
    """
    data: dict[str, Any] = base.block.model_dump(mode="json", by_alias=True, exclude_unset=True)
    definitions = {
        name: list(spec.definition)
        for name, spec in base.framework.file.indicators.items()
        if name in framework.file.indicators
        and (spec.definition, spec.formula)
        != (framework.file.indicators[name].definition, framework.file.indicators[name].formula)
    }
    again, block = resolved(framework, assumptions_of(data, definitions))
    if again.sha256() != base.framework.sha256():
        raise FazhiError(Problem("pack_other_framework", {"name": framework.id}))
    if block != base.block:  # numbers that JSON cannot hold as they are
        raise FazhiError(Problem("pack_assumptions"))
    return {"assumptions": data, "definitions": definitions, "memory": int(base.memory)}


def assumptions_of(data: dict[str, Any], definitions: dict[str, list[str]]) -> Assumptions:
    """Return assumptions from plain data.

    Raises
    ------
    FazhiError
        For a key that is no assumption.
    """
    unknown = sorted(data.keys() - _NAMES)
    if unknown:
        raise FazhiError(Problem("pack_unknown_assumption", {"name": unknown[0][:80]}))
    return Assumptions(**{**data, **({"definitions": definitions} if definitions else {})})


def same_result(result: Result, other: Result) -> bool:
    """Say whether an analysis started from a result: the same facts and decisions, the same tables.

    Definitions that vary stand in its framework, so that the hashes of the frameworks may differ.
    """
    logs = [None if one.log is None else one.log.sha256() for one in (result, other)]
    if logs[0] != logs[1] or result.panel.facts.sha256() != other.panel.facts.sha256():
        return False
    return result is other or result_tables(result) == result_tables(other)


def uncertainty_again(
    packed: Packed, asked: Varied, executor: Executor | None, progress: Progress | None
) -> Uncertainty:
    """Return the same analysis of uncertainty, made of what the archive has."""
    return uncertainty(
        packed.facts, packed.framework, assumptions_of(asked.assumptions, asked.definitions), draws=asked.draws,
        seed=asked.seed, level=asked.level, decisions=packed.decisions, memory=asked.memory, executor=executor,
        progress=progress,
    )  # fmt: skip


def sensitivity_again(
    packed: Packed, asked: Shares, executor: Executor | None, progress: Progress | None
) -> Sensitivity:
    """Return the same analysis of sensitivity, made of what the archive has."""
    return sensitivity(
        packed.facts, packed.framework, assumptions_of(asked.assumptions, asked.definitions), method=asked.method,
        draws=asked.draws, seed=asked.seed, groups=asked.groups or None, level=asked.level, decisions=packed.decisions,
        memory=asked.memory, executor=executor, progress=progress,
    )  # fmt: skip
