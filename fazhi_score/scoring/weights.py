"""Scores into the weights that a framework's method makes of them, and weights into a tuning file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework
from fazhi_score.framework.steps import Step, as_step, run
from fazhi_score.framework.writing import file_name, weights_yaml
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.aggregation import combine

if TYPE_CHECKING:
    from fazhi_score.scoring.result import Result

AS_WRITTEN = Step(method="given")
"""Weighting that leaves a group's weights as the file has them."""

KEPT = ""
"""Instead of a method: weights that none could be made of."""


def with_made_weights(
    framework: Framework, scores: Mapping[str, Floats], peers: Codes
) -> tuple[Framework, dict[str, list[str]]]:
    """Return the framework with the weights that its method makes, from the lowest groups up.

    Parameters
    ----------
    scores : mapping of str to (n,) arrays
        The indicators of the composite; who is in no class (-1 in `peers`) has no say.

    Returns
    -------
    framework : Framework
    made : dict
        Method to the groups whose weights it made; `KEPT` to those whose scores tell no unit from another, so that
        their weights stay as written.

    Raises
    ------
    FazhiError
        Where a method cannot make weights of the scores, with the group.
    """
    found, made = dict(scores), dict[str, list[str]]()
    tree, weights = framework.composite_tree, dict(framework.weights)
    for group in reversed(framework.group_order):
        children = tree.get(group, [])
        if not children:
            continue
        parts = np.stack([found[child] for child in children], axis=-1)
        step = framework.step("weighting", group)
        if step != AS_WRITTEN and len(children) > 1:
            own = _made(framework, group, step, parts[peers >= 0])
            made.setdefault(step.method if own is not None else KEPT, []).append(group)
            weights.update(zip(children, own.tolist() if own is not None else (), strict=own is not None))
        own = np.array([weights[child] for child in children])
        found[group] = combine(framework, group, parts, own, peers=peers)
    return replace(framework, weights=weights), made


def _made(framework: Framework, group: str, step: Step, parts: Floats) -> Floats | None:
    children = framework.composite_tree[group]
    try:
        return np.asarray(run("weighting", step, parts, children, {}))
    except FazhiError as error:
        if [problem.code for problem in error.problems] == ["weighting_all_constant"]:
            return None
        name = group or framework.id
        told = [Problem("weighting_of_group", {"group": name, "method": step.method}), *error.problems]
        raise FazhiError(told) from None


def made_weights(result: Result, *, extends: str | None = None) -> str:
    """Return the weights of a result as a tuning file; see :meth:`Result.made_weights`."""
    framework, file = result.framework, result.framework.file
    nodes = {**file.groups, **file.indicators}
    used = {name: weight_in_file(framework, name) for name in nodes if name in framework.weights}
    written = {name: 1.0 if nodes[name].weight is None else nodes[name].weight for name in used}
    changed = {name: weight for name, weight in used.items() if weight != written[name]}
    # what made them must not make them anew
    data: dict[str, Any] = {"method": {"weighting": "given"}} if file.method.weighting is not None else {}
    for name, group in file.groups.items():
        if group.weighting is not None and as_step(group.weighting) != AS_WRITTEN:
            data.setdefault("groups", {})[name] = {"weighting": "given"}
    return weights_yaml(framework, extends or file_name(framework), changed, data)


def weight_in_file(framework: Framework, name: str) -> float:
    """Return a weight as a file has it: points in a sheet of points."""
    return framework.weights[name] if framework.file.total_points is None else framework.points(name)
