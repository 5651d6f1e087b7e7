"""What is wrong with a `robustness` block: names, intervals that cross, orderings that contradict themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from fazhi_score.errors import Problem
from fazhi_score.framework.document import Document, Path_
from fazhi_score.framework.robustness import LeaveOut, OtherRule, Robustness, WeightSpread
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.schema import FrameworkFile, unknown
from fazhi_score.framework.step_checks import _of_step
from fazhi_score.framework.steps import NONE

WAYS = ("noise", "dirichlet", "samples", "intervals", "ordering", "uniform")
"""How weights can be drawn."""

_TOLERANCE = 1e-9


def robustness_problems(block: Robustness, file: FrameworkFile, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with a block; its paths begin with ``robustness``."""
    check = _Check(block, file, document)
    yield from check.alternatives()
    if isinstance(block.weights, WeightSpread):
        yield from check.weights(block.weights)
    yield from check.names()
    yield from check.thresholds()


class _Check:
    def __init__(self, block: Robustness, file: FrameworkFile, document: Document) -> None:
        self.block, self.file, self.document = block, file, document

    def problem(self, path: Path_, code: str, **params: Any) -> Problem:
        return self.document.problem(("robustness", *path), code, **params)

    def alternatives(self) -> Iterator[Problem]:
        """Rules and methods that the format knows."""
        for number, given in enumerate(self.block.normalisation or ()):
            rule = given.rule if isinstance(given, OtherRule) else given
            if rule not in RELATIVE_RULES:
                path: Path_ = ("robustness", "normalisation", number)
                yield unknown(self.document, path, "method", rule, sorted(RELATIVE_RULES), kind="normalisation")
        for kind in ("aggregation", "imputation", "treatment"):
            for number, step in enumerate(getattr(self.block, kind) or ()):
                if not (step == NONE and kind != "aggregation"):
                    yield from _of_step(self.document, ("robustness", kind, number), kind, step, None)

    def siblings(self, parent: str) -> list[str]:
        found = [name for name, group in self.file.groups.items() if group.within == parent]
        return found + [
            name
            for name, spec in self.file.indicators.items()
            if spec.group == parent and spec.better != "neutral" and spec.layer != "neutral"
        ]

    def parent(self, name: str) -> str:
        return self.file.groups[name].within if name in self.file.groups else self.file.indicators[name].group

    def strangers(self, path: Path_, names: Mapping[str, Any] | list[str]) -> Iterator[Problem]:
        nodes = [*self.file.groups, *self.file.indicators]
        for name in names:
            if name not in nodes:
                yield unknown(self.document, ("robustness", *path), "node", name, nodes)

    def weights(self, spread: WeightSpread) -> Iterator[Problem]:
        given = [way for way in WAYS if getattr(spread, way) is not None]
        if len(given) != 1:
            yield self.problem(("weights",), "robustness_one_way", ways=", ".join(WAYS), got=", ".join(given) or "-")
            return
        if spread.samples is not None:
            yield from self.samples(spread.samples)
        elif spread.intervals is not None:
            yield from self.intervals(spread.intervals)
        elif spread.ordering is not None:
            yield from self.ordering(spread.ordering)

    def samples(self, samples: list[dict[str, float]]) -> Iterator[Problem]:
        first = list(samples[0])
        strangers = list(self.strangers(("weights", "samples", 0), first))
        yield from strangers
        if strangers:
            return
        parents = {self.parent(name): None for name in first}
        for number, row in enumerate(samples):
            path: Path_ = ("weights", "samples", number)
            for parent in parents:
                lacking = [name for name in self.siblings(parent) if name not in row]
                if lacking:
                    yield self.problem(path, "robustness_sample_incomplete", row=number + 1, name=lacking[0])
                    return
                total = sum(row[name] for name in self.siblings(parent))
                if not total > 0 or any(not 0 <= row[name] < float("inf") for name in self.siblings(parent)):
                    yield self.problem(path, "robustness_sample_sum", row=number + 1, name=parent or self.file.id)
            if set(row) != set(first):
                odd = next(iter(set(row) ^ set(first)))
                yield self.problem(path, "robustness_sample_incomplete", row=number + 1, name=odd)
                return

    def intervals(self, intervals: Mapping[str, list[float]]) -> Iterator[Problem]:
        strangers = list(self.strangers(("weights", "intervals"), intervals))
        yield from strangers
        for name, (low, high) in intervals.items():
            if low > high:
                path: Path_ = ("weights", "intervals", name)
                yield self.problem(path, "robustness_crossed", name=name, low=low, high=high)
        if strangers:
            return
        for parent in {self.parent(name): None for name in intervals}:
            bounds = [intervals.get(name, [0.0, 1.0]) for name in self.siblings(parent)]
            low, high = sum(bound[0] for bound in bounds), sum(bound[1] for bound in bounds)
            if low > 1 + _TOLERANCE or high < 1 - _TOLERANCE:
                told = {"name": parent or self.file.id, "low": f"{low:.6g}", "high": f"{high:.6g}"}
                yield self.problem(("weights", "intervals"), "robustness_no_weights", **told)

    def ordering(self, ordering: list[str | list[str]]) -> Iterator[Problem]:
        path: Path_ = ("weights", "ordering")
        names = [name for part in ordering for name in ([part] if isinstance(part, str) else part)]
        strangers = list(self.strangers(path, names))
        yield from strangers
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            yield self.problem(path, "robustness_ordered_twice", name=twice[0])
        if strangers or twice:
            return
        for number, part in enumerate(ordering):
            if isinstance(part, list) and len({self.parent(name) for name in part}) > 1:
                yield self.problem((*path, number), "robustness_not_siblings", names=", ".join(part))
        for parent in {self.parent(name): None for name in names}:
            lacking = [name for name in self.siblings(parent) if name not in names]
            if lacking:
                told = {"name": lacking[0], "group": parent or self.file.id}
                yield self.problem(path, "robustness_not_ordered", **told)

    def names(self) -> Iterator[Problem]:
        """Indicators that are left out and facts with error rates."""
        left = self.block.leave_out
        listed = left.indicators if isinstance(left, LeaveOut) else left
        for number, name in enumerate(listed if isinstance(listed, list) else ()):
            if name not in self.file.indicators:
                path: Path_ = ("robustness", "leave_out", *(("indicators",) if isinstance(left, LeaveOut) else ()))
                yield unknown(self.document, (*path, number), "node", name, self.file.indicators)
        for fact in self.block.extraction or ():
            if fact != "overall" and fact not in self.file.facts:
                path = ("robustness", "extraction", fact)
                yield unknown(self.document, path, "fact", fact, self.file.facts, key=True, owner="extraction")

    def thresholds(self) -> Iterator[Problem]:
        for name, keys in (self.block.thresholds or {}).items():
            path: Path_ = ("thresholds", name)
            if name not in self.file.indicators:
                yield unknown(self.document, ("robustness", *path), "node", name, self.file.indicators, key=True)
                continue
            for key, (low, high) in keys.items():
                if low.value > high.value:
                    yield self.problem((*path, key), "robustness_crossed", name=key, low=low, high=high)
                if at_key(self.file.indicators[name].score, key) is None:
                    yield self.problem((*path, key), "robustness_no_threshold", name=name, key_name=key)


def at_key(spec: Any, key: str) -> Any:
    """Return what stands at a key such as ``worst`` or ``bands.0.at_least`` of a rule, None where nothing does.

    Examples
    --------
    >>> at_key({"bands": [{"at_least": 5}]}, "bands.0.at_least")
    5
    """
    for step in key.split("."):
        if isinstance(spec, list):
            spec = spec[int(step)] if step.isdigit() and int(step) < len(spec) else None
        else:
            spec = spec.get(step) if isinstance(spec, Mapping) else getattr(spec, step, None)
        if spec is None:
            return None
    return spec
