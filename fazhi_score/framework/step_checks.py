"""The methods that a framework file names into what is wrong with them: names, parameters, what goes together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fazhi_score.errors import Problem
from fazhi_score.framework.document import Document, Path_
from fazhi_score.framework.schema import Extra, FrameworkFile, Indicator, complaint, unknown
from fazhi_score.framework.steps import NONE, Step, as_step, methods_of, model_of, parameter_errors
from fazhi_score.methods import Kind

_KINDS: tuple[Kind, ...] = ("imputation", "treatment", "weighting", "aggregation", "ordering")
_NO_NUMBERS = ("checklist", "levels", "deadline", "panel", "presence")
"""Rules whose values are no amounts: nothing can be interpolated between them."""


def step_problems(file: FrameworkFile, document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the steps of a file."""
    for path, kind, given, children in _steps(file):
        yield from _of_step(document, path, kind, given, children)
    yield from _together(file, document)


def _steps(file: FrameworkFile) -> Iterator[tuple[Path_, Kind, str | Step, list[str] | None]]:
    """Yield every step with its place, and the children of the group where it has one."""
    for kind in _KINDS:
        given = getattr(file.method, kind)
        if given is not None and not (kind == "aggregation" and given == "arithmetic"):
            yield ("method", kind), kind, given, None
    for name, group in file.groups.items():
        children = [child for child, other in file.groups.items() if other.within == name]
        children += [child for child, spec in file.indicators.items() if spec.group == name]
        for kind in ("weighting", "aggregation"):
            given = getattr(group, kind)
            if given is not None:
                yield ("groups", name, kind), kind, given, children
    for name, spec in file.indicators.items():
        if spec.treatment not in (None, NONE):
            yield ("indicators", name, "treatment"), "treatment", spec.treatment, None


def _of_step(
    document: Document, path: Path_, kind: Kind, given: str | Step, children: list[str] | None
) -> Iterator[Problem]:
    step, methods = as_step(given), methods_of(kind)
    where = path if isinstance(given, str) else (*path, "method")
    if kind == "weighting" and step == Step(method="given"):
        return
    if step.method not in methods:
        yield unknown(document, where, "method", step.method, sorted(methods), kind=kind)
        return
    known = list(model_of(kind, step.method).model_fields)
    strangers = [key for key in step.parameters if key not in known]
    meant = {near for key in strangers for near in difflib.get_close_matches(key, known, n=1, cutoff=0.6)}
    for item in parameter_errors(kind, step):
        key = next((str(part) for part in item["loc"][:1]), "")
        at = (*path, key) if key in step.parameters else where
        if item["type"] == "extra_forbidden":
            yield unknown(document, at, "key", key, known, key=True)
        elif item["type"] == "missing" and key in meant:
            continue  # it is there, misspelt
        elif item["type"] == "missing":
            yield document.problem(where, "missing_key", name=key, owner=step.method)
        else:
            yield complaint(document, at, item)
    for key, value in step.parameters.items():
        if isinstance(value, dict) and children is not None and not value.keys() <= set(children):
            stranger = next(name for name in value if name not in children)
            yield unknown(document, (*path, key, stranger), "child", stranger, children, key=True)


def _together(file: FrameworkFile, document: Document) -> Iterator[Problem]:
    """Yield what does not go together: points and made weights, an order and grades, imputation without a method."""
    method = file.method
    weighted = [("groups", name, "weighting") for name, group in file.groups.items() if group.weighting is not None]
    if file.total_points is not None and (method.weighting is not None or weighted):
        place = ("method", "weighting") if method.weighting is not None else weighted[0]
        yield document.problem(place, "weighting_with_points", key=True)
    if method.ordering is not None and any(isinstance(node, Extra) for node in file.adjustments.values()):
        yield document.problem(("method", "ordering"), "ordering_with_points", key=True)
    if method.ordering is not None and file.grades:
        problem = document.problem(("method", "ordering"), "ordering_without_grades", key=True)
        yield replace(problem, severity="warning")
    nodes: list[tuple[Path_, Any]] = [(("method",), method)]
    nodes += [(("groups", name), group) for name, group in file.groups.items()]
    nodes += [(("indicators", name), spec) for name, spec in file.indicators.items()]
    for path, node in nodes:
        chosen = [
            key for key, policy in (node.missing.model_dump() if node.missing else {}).items() if policy == "impute"
        ]
        if chosen and method.imputation is None:
            yield document.problem((*path, "missing", chosen[0]), "impute_without_method")
        if chosen and isinstance(node, Indicator) and node.score is not None and node.score.rule in _NO_NUMBERS:
            yield document.problem((*path, "missing", chosen[0]), "impute_rule", name=path[-1], rule=node.score.rule)
