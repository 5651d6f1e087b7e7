"""Score rules about targets and places: thresholds, gaps per point, places among peers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, standing
from fazhi_score.scoring.rules import deducted


@method("rule")
def threshold(
    values: Floats,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    otherwise: Literal["zero", "proportional"] = "zero",
) -> Floats:
    """Score 100 where the target is met; else 0, or in proportion to how far it is met.

    Examples
    --------
    >>> threshold(np.array([0.05, 0.1]), at_most=0.05, otherwise="proportional")
    array([100.,  50.])
    """
    met = np.ones(len(values), dtype=bool)
    share = np.ones(len(values))
    with np.errstate(invalid="ignore", divide="ignore"):
        if at_least is not None:
            met &= values >= at_least - TOLERANCE
            share = np.minimum(share, values / at_least)
        if at_most is not None:
            met &= values <= at_most + TOLERANCE
            share = np.minimum(share, at_most / values)
    missed = 100.0 * np.clip(share, 0.0, 1.0) if otherwise == "proportional" else np.zeros(len(values))
    return np.where(np.isnan(values), np.nan, np.where(met, 100.0, missed))


@method("rule")
def target_gap(
    values: Floats,
    *,
    target: Floats | float,
    each_point: float,
    higher: bool = True,
    per: float = 1.0,
    steps: Literal["proportional", "whole", "started"] = "proportional",
    slopes: Sequence[tuple[float, float]] = (),
    whole_gap: bool = False,
    max_deduction: float | None = None,
) -> Floats:
    """Take marks off for each point of the gap to a target.

    Parameters
    ----------
    target : float or (n,) array
        Where the deduction begins.
    each_point : float
        Marks off for each point, as a share of full marks.
    per : float
        Size of a point in the values: 0.01 for percentage points of fractions.
    steps : {"proportional", "whole", "started"}
        A part of a point counts in proportion, not at all, or as a whole one.
    slopes : sequence of (threshold, marks)
        Steeper deductions beyond further thresholds.
    whole_gap : bool
        Whether a steeper slope holds for the whole gap, or (marginal) only beyond its threshold.

    Examples
    --------
    >>> gap = dict(target=0.96, each_point=0.05, per=0.01, slopes=[(0.90, 0.10)])
    >>> target_gap(np.array([0.97, 0.93, 0.88]), **gap).round(9)
    array([100.,  85.,  50.])
    >>> target_gap(np.array([0.88]), **gap, whole_gap=True).round(9)
    array([20.])
    """
    sign = 1.0 if higher else -1.0
    goal = np.broadcast_to(np.asarray(target, dtype=np.float64), values.shape)
    edges = [
        (goal, each_point),
        *((np.full(values.shape, edge), marks) for edge, marks in sorted(slopes, key=lambda pair: -sign * pair[0])),
    ]
    gap = _points(np.maximum(sign * (goal - values), 0.0) / per, steps)
    deduction = gap * each_point
    if whole_gap:
        for edge, marks in edges[1:]:
            deduction = np.where(sign * (edge - values) > TOLERANCE, gap * marks, deduction)
    else:
        for (_, before), (edge, marks) in pairwise(edges):
            further = _points(np.maximum(sign * (edge - values), 0.0) / per, steps)
            deduction = deduction + further * (marks - before)
    return deducted(deduction, max_deduction)


def _points(gap: Floats, steps: str) -> Floats:
    """Return a gap in points: as it is, or in whole or started ones, with a tolerance at whole numbers."""
    if steps == "whole":
        return np.floor(gap + TOLERANCE)
    return np.ceil(gap - TOLERANCE) if steps == "started" else np.where(gap <= TOLERANCE, 0.0, gap)


@method("rule")
def bottom(values: Floats, *, peers: Codes, last: int, deduct: float, higher: bool = True) -> Floats:
    """Take marks off the `last` places among peers; who ties with one of them is spared if better ones tie too.

    A group of ties loses marks only if all of it stands in the last places.

    Examples
    --------
    >>> bottom(np.array([5.0, 3.0, 4.0]), peers=np.zeros(3, int), last=1, deduct=0.5)
    array([100.,  50., 100.])
    """
    below, equal, _ = standing(values if higher else -values, peers)
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(below), np.nan, 100.0 * (1.0 - np.where(below + equal <= last, deduct, 0.0)))
