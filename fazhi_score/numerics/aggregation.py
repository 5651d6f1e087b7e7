"""Scores of several indicators into one: means over the last axis."""

from __future__ import annotations

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics.classes import Floats


@method("aggregation")
def arithmetic(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted mean over the last axis; missing scores are left out and the weights renormalised.

    Source: OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    >>> arithmetic(np.array([[100.0, 50.0], [80.0, np.nan]]), np.array([1.0, 1.0]))
    array([75., 80.])
    """
    there = ~np.isnan(scores)
    total = there @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.where(there, scores, 0.0) @ weights) / np.where(total > 0, total, np.nan))


@method("aggregation")
def geometric(scores: Floats, weights: Floats) -> Floats:
    """Return the weighted geometric mean over the last axis; with a zero of positive weight it is 0.

    Missing scores are left out and the weights renormalised. Source: OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    >>> geometric(np.array([[100.0, 25.0], [0.0, 90.0]]), np.array([1.0, 1.0])).round(9)
    array([50.,  0.])
    """
    used = ~np.isnan(scores) & (weights > 0)
    total = used @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(used, scores, 1.0))
        zero = (used & (scores <= 0)).any(axis=-1)
        mean = np.exp((np.where(used & (scores > 0), logs, 0.0) @ weights) / np.where(total > 0, total, np.nan))
    return np.asarray(np.where(zero, 0.0, mean))
