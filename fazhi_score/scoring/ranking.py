"""Composites and their bounds into ranks, possible ranks and grades."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, tie_groups


def competition_ranks(scores: Floats, classes: Codes) -> Floats:
    """Return ``(n,)`` ranks within classes, the highest score first: 1, 2, 2, 4; NaN for who has no score.

    After sorting, neighbours within 1e-9 tie and share the lowest rank. A class below 0 is not ranked.

    Examples
    --------
    >>> competition_ranks(np.array([90.0, 80.0, 80.0 + 1e-10, 70.0]), np.zeros(4, int))
    array([1., 2., 2., 4.])
    """
    ranks = np.full(len(scores), np.nan)
    there = np.flatnonzero(~np.isnan(scores) & (classes >= 0))
    if len(there):
        order, new_class, new_tie = tie_groups(-scores[there], classes[there])
        place = np.arange(len(order))
        class_start = place[new_class][np.cumsum(new_class) - 1]
        tie_start = place[new_tie][np.cumsum(new_tie) - 1]
        ranks[there[order]] = tie_start - class_start + 1
    return ranks


def possible_ranks(low: Floats, high: Floats, classes: Codes) -> tuple[Floats, Floats]:
    """Return ``(n,)`` the best and the worst rank that the bounds leave open within each class.

    The best counts the peers whose lower bound is above one's upper bound, the worst those whose upper
    bound is above one's lower bound.

    Examples
    --------
    >>> best, worst = possible_ranks(np.array([60.0, 10.0]), np.array([80.0, 50.0]), np.zeros(2, int))
    >>> best, worst
    (array([1., 2.]), array([1., 2.]))
    """
    best, worst = np.full(len(low), np.nan), np.full(len(low), np.nan)
    there = np.flatnonzero(~np.isnan(low) & ~np.isnan(high) & (classes >= 0))
    order = there[np.argsort(classes[there], kind="stable")]
    starts = np.flatnonzero(np.diff(classes[order], prepend=-2))
    sizes = np.diff([*starts, len(order)])
    alone = order[starts[sizes == 1]]
    best[alone] = worst[alone] = 1
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        rows = order[start : start + size]
        lows, highs = np.sort(low[rows]), np.sort(high[rows])
        best[rows] = 1 + size - np.searchsorted(lows, high[rows] + TOLERANCE, side="right")
        above = size - np.searchsorted(highs, low[rows] + TOLERANCE, side="right")
        worst[rows] = 1 + above - (high[rows] > low[rows] + TOLERANCE)
    return best, worst


def class_sizes(mask: NDArray[np.bool_], classes: Codes) -> Codes:
    """Return ``(n,)`` how many of each one's class are in `mask`."""
    counts = np.bincount(classes[mask & (classes >= 0)], minlength=int(classes.max(initial=-1)) + 2)
    return np.where(classes >= 0, counts[classes], 0)


def grade(scores: Floats, edges: Mapping[str, float]) -> NDArray[np.object_]:
    """Return ``(n,)`` the grade of each score: the highest whose lower edge it reaches (within 1e-9), else "".

    Examples
    --------
    >>> grade(np.array([90.0, 79.9]), {"good": 80, "fair": 0}).tolist()
    ['good', 'fair']
    """
    found = np.full(len(scores), "", dtype=object)
    for name, edge in sorted(edges.items(), key=lambda item: item[1]):
        found[scores >= edge - TOLERANCE] = name
    return found


def within_quota(
    grades: NDArray[np.object_],
    scores: Floats,
    classes: Codes,
    edges: Mapping[str, float],
    quota: Mapping[str, float],
) -> NDArray[np.object_]:
    """Return grades with no more than a share of each class in each grade that has a quota.

    Who is beyond the quota, by score, gets the next lower grade; a group of ties that would cross it drops
    whole. The share is of those in the class who have a grade, rounded down.

    Examples
    --------
    >>> grades = np.array(["good", "good", "fair", "fair"], dtype=object)
    >>> within_quota(grades, np.array([95.0, 91.0, 80.0, 70.0]), np.zeros(4, int),
    ...              {"good": 90, "fair": 0}, {"good": 0.25}).tolist()
    ['good', 'fair', 'fair', 'fair']
    """
    found = grades.copy()
    names = sorted(edges, key=lambda name: -edges[name])
    sizes = class_sizes(grades != "", classes)
    for name, lower in pairwise([*names, ""]):
        if name in quota:
            mine = found == name
            ranks = competition_ranks(np.where(mine, scores, np.nan), classes)
            tied = class_sizes_of(ranks, classes)
            found[mine & (ranks + tied - 1 > np.floor(quota[name] * sizes + TOLERANCE))] = lower
    return found


def class_sizes_of(ranks: Floats, classes: Codes) -> Floats:
    """Return ``(n,)`` how many of each one's class share its rank, NaN for who has none."""
    found = np.full(len(ranks), np.nan)
    there = np.flatnonzero(~np.isnan(ranks))
    pairs = np.column_stack([classes[there], ranks[there].astype(np.intp)])
    _, inverse, counts = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    found[there] = counts[inverse.reshape(-1)]
    return found
