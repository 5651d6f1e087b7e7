"""Scores into the weights that a framework's method makes of them, and weights into a tuning file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import Framework
from fazhi_score.framework.steps import Step, arguments_of, function_of
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.aggregation import combine

AS_WRITTEN = Step(method="given")
"""Weighting that leaves a group's weights as the file has them."""


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
        Method to the groups whose weights it made.

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
            made.setdefault(step.method, []).append(group)
            for child, weight in zip(children, _made(framework, group, step, parts[peers >= 0]), strict=True):
                weights[child] = float(weight)
        own = np.array([weights[child] for child in children])
        found[group] = combine(framework, group, parts, own, peers=peers)
    return replace(framework, weights=weights), made


def _made(framework: Framework, group: str, step: Step, parts: Floats) -> Floats:
    children = framework.composite_tree[group]
    try:
        return np.asarray(function_of("weighting", step.method)(parts, **arguments_of(step, children)))
    except FazhiError as error:
        name = group or framework.id
        told = [Problem("weighting_of_group", {"group": name, "method": step.method}), *error.problems]
        raise FazhiError(told) from None


def weights_text(framework: Framework, source: str, result_of: str = "") -> str:
    """Return a tuning file, as YAML text, that gives a framework's weights to the file `source`.

    Parameters
    ----------
    source : str
        What the tuning file extends: the framework file, as one writes it in ``extends``.
    result_of : str
        Where the weights come from, for a comment.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> print(weights_text(load_framework().with_weights(enforcement=2), "indicators.yaml").splitlines()[1])
    groups:
    """
    lines = [f"# {result_of}"] if result_of else []
    lines.append(f"extends: {source}")
    for section, nodes in (("groups", framework.file.groups), ("indicators", framework.file.indicators)):
        changed = [name for name in nodes if name in framework.weights and _changed(framework, name)]
        if changed:
            lines.append(f"{section}:")
            lines += [f"  {name}: {{weight: {_weight(framework, name):.17g}}}" for name in changed]
    return "\n".join(lines) + "\n"


def _weight(framework: Framework, name: str) -> float:
    return framework.weights[name] if framework.file.total_points is None else framework.points(name)


def _changed(framework: Framework, name: str) -> bool:
    written = framework.node(name).weight
    return _weight(framework, name) != (1.0 if written is None else written)
