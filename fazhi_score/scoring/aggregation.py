"""Scores of children into scores of groups, up to the composite."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.steps import arguments_of, as_step, function_of, takes
from fazhi_score.numerics import aggregation  # noqa: F401  # registers the means
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats

UNBOUNDED = ("mazziotta_pareto", "benefit_of_the_doubt")
"""Aggregations of which the scores at 0 and at 100 are no bounds: more of one part, or of a peer, can mean less."""


def aggregate(framework: Framework, scores: Mapping[str, Floats], peers: Codes | None = None) -> dict[str, Floats]:
    """Return the scores of all groups with a scored child, the root (the composite) included.

    Parameters
    ----------
    scores : mapping of str to (..., n) arrays
        The indicators of the composite; a missing score is NaN, and so is a group without any.
    peers : (n,) array, optional
        Classes, for methods that compare; left out, all are compared with all.
    """
    found: dict[str, Floats] = dict(scores)
    tree = framework.composite_tree
    for group in reversed(framework.group_order):
        if group in tree and (tree[group] or group == ROOT):
            parts = np.stack([found[child] for child in tree[group]], axis=-1)
            found[group] = combine(framework, group, parts, peers=peers)
    return found


def combine(
    framework: Framework,
    group: str,
    parts: Floats,
    weights: Floats | None = None,
    *,
    peers: Codes | None = None,
    counted: NDArray[np.bool_] | None = None,
) -> Floats:
    """Return the scores of one group from those of its children.

    Parameters
    ----------
    parts : (..., n, k) array
        Scores of the children in the composite, in their order; NaN where missing.
    weights : (k,) array, optional
        Left out: the framework's.
    counted : (k,) array, optional
        Children of which a least share must have a score; left out, all.
    """
    children = framework.composite_tree[group]
    if weights is None:
        weights = np.array([framework.weights[child] for child in children])
    step = framework.step("aggregation", group)
    function = function_of("aggregation", step.method)
    arguments = arguments_of(step, children) if step.parameters else {}
    if takes("aggregation", step.method, {"peers": peers}):
        rows = parts.reshape(-1, *parts.shape[-2:])
        found = np.stack([function(row, weights, peers=peers, **arguments) for row in rows]).reshape(parts.shape[:-1])
    else:
        found = function(parts, weights, **arguments)
    least = framework.minimum_children(group)
    if least > 0:
        there = ~np.isnan(parts if counted is None else parts[..., counted])
        there = there.sum(axis=-1) / max(there.shape[-1], 1)
        found = np.where(there >= least - TOLERANCE, found, np.nan)
    return np.asarray(found)


def unbounded(framework: Framework, nodes: Mapping[str, Floats]) -> dict[str, NDArray[np.bool_]]:
    """Return, by group, ``(n,)`` whose bounds are none: open gaps below an aggregation that is not monotone.

    Parameters
    ----------
    nodes : mapping of str to (3, n) arrays
        Score, and the scores at the lower and upper bound of every gap.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    open_: dict[str, NDArray[np.bool_]] = {}
    tree = framework.composite_tree
    for group in reversed(framework.group_order):
        children = tree.get(group, [])
        if not children:
            continue
        gaps = [open_[c] if c in tree else nodes[c][1] != nodes[c][2] for c in children]
        open_[group] = np.logical_or.reduce([g & ~np.isnan(nodes[c][2]) for g, c in zip(gaps, children, strict=True)])
        loose = framework.aggregation(group) in UNBOUNDED and len(children) > 1
        below = [found[c] for c in children if c in found]
        if loose or below:
            found[group] = np.logical_or.reduce([*below, *([open_[group]] if loose else [])])
    return found


def enclosing(three: Floats) -> Floats:
    """Return ``(3, n)`` score and bounds with bounds that hold the score.

    Where a group has too few children for a score (`minimum_children`) and gets one once its gaps are filled, what it
    is part of may only fall, or only rise, by any filling: then the score as it stands is the bound.

    Examples
    --------
    >>> enclosing(np.array([[100.0, 70.0, np.nan], [50.0, 60.0, 0.0], [83.0, 90.0, 100.0]])).tolist()
    [[100.0, 70.0, nan], [50.0, 60.0, 0.0], [100.0, 90.0, 100.0]]
    """
    score, low, high = three
    gone = np.isnan(score)  # nothing to hold; a bound that is none stays none
    return np.stack([score, np.where(gone, low, np.minimum(low, score)), np.where(gone, high, np.maximum(high, score))])


def order(framework: Framework, parts: Floats, peers: Codes) -> Floats:
    """Return ``(n,)`` the value by which the framework's ordering method orders units, the highest first.

    Parameters
    ----------
    parts : (n, k) array
        Scores of the children of the root.
    peers : (n,) array
        Classes that are ordered each on its own; -1 for who takes no part.
    """
    assert framework.method.ordering is not None
    step, children = as_step(framework.method.ordering), framework.composite_tree[ROOT]
    weights = np.array([framework.weights[child] for child in children])
    function, arguments = function_of("ordering", step.method), arguments_of(step, children)
    found = np.full(len(parts), np.nan)
    for code in np.unique(peers[peers >= 0]):
        rows = np.flatnonzero(peers == code)
        found[rows] = function(parts[rows], weights, **arguments)
    return found
