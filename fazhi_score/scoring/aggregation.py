"""Scores of children into scores of groups, up to the composite."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.methods import METHODS
from fazhi_score.numerics import aggregation  # noqa: F401  # registers its methods
from fazhi_score.numerics.classes import Floats


def aggregate(framework: Framework, scores: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the scores of all groups with a scored child, the root (the composite) included.

    Parameters
    ----------
    scores : mapping of str to (..., n) arrays
        The indicators of the composite; a missing score is NaN, and so is a group without any.
    """
    found: dict[str, Floats] = dict(scores)
    tree = framework.composite_tree
    for group in reversed(framework.group_order):
        if group in tree and (tree[group] or group == ROOT):
            children = tree[group]
            weights = np.array([framework.weights[child] for child in children])
            parts = np.stack([found[child] for child in children], axis=-1)
            found[group] = METHODS["aggregation"][framework.aggregation(group)](parts, weights)
    return found
