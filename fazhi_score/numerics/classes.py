"""Values by class: minima, sums, medians and standing of each one's peers.

Arrays are ``(n,)`` floats, NaN where there is none; `peers` are ``(n,)`` codes of classes, -1 for who takes no part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

TOLERANCE = 1e-9
"""Values and scores that differ by no more are equal."""


def by_class(operation: np.ufunc, values: Floats, peers: Codes) -> Floats:
    """Return ``(n,)`` the minimum or maximum of each one's class over its values, NaN where it has none."""
    if len(peers) and not peers.any():  # one class of all: no need to sort into classes
        known = values[~np.isnan(values)]
        return np.full(len(values), operation.reduce(known) if len(known) else np.nan)
    there = ~np.isnan(values) & (peers >= 0)
    start = np.inf if operation is np.minimum else -np.inf
    found = np.full(int(peers.max(initial=-1)) + 2, start)
    operation.at(found, peers[there], values[there])
    return np.where(np.isfinite(found[peers]) & (peers >= 0), found[peers], np.nan)


def class_sum(values: Floats, peers: Codes) -> tuple[Floats, Floats]:
    """Return ``(n,)`` sum and count of each one's class over its values."""
    there = ~np.isnan(values) & (peers >= 0)
    size = int(peers.max(initial=-1)) + 2
    total = np.bincount(peers[there], values[there], minlength=size)
    count = np.bincount(peers[there], minlength=size).astype(np.float64)
    return np.where(peers >= 0, total[peers], np.nan), np.where(peers >= 0, count[peers], 0.0)


def class_count(values: Floats, peers: Codes) -> Codes:
    """Return ``(n,)`` how many values each one's class has."""
    there = ~np.isnan(values) & (peers >= 0)
    count = np.bincount(peers[there], minlength=int(peers.max(initial=-1)) + 2)
    return np.where(peers >= 0, count[peers], 0)


def class_mean(values: Floats, peers: Codes) -> Floats:
    """Return ``(n,)`` the mean of each one's class over its values, NaN where it has none."""
    total, count = class_sum(values, peers)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)


def tie_groups(values: Floats, classes: Codes) -> tuple[Codes, NDArray[np.bool_], NDArray[np.bool_]]:
    """Sort by class and value; return the order, where a class begins, and where a group of ties begins.

    Neighbours that differ by no more than `TOLERANCE` tie.
    """
    order = np.lexsort((values, classes))
    sorted_values, sorted_classes = values[order], classes[order]
    new_class = np.ones(len(order), dtype=bool)
    new_class[1:] = sorted_classes[1:] != sorted_classes[:-1]
    new_tie = new_class.copy()
    new_tie[1:] |= np.diff(sorted_values) > TOLERANCE
    return order, new_class, new_tie


def standing(values: Floats, peers: Codes) -> tuple[Floats, Floats, Floats]:
    """Return ``(n,)`` how many peers are below, how many are equal (self included), and how many there are."""
    below, equal, count = (np.full(len(values), np.nan) for _ in range(3))
    there = np.flatnonzero(~np.isnan(values) & (peers >= 0))
    if len(there):
        order, new_class, new_tie = tie_groups(values[there], peers[there])
        place = np.arange(len(order))
        class_at, tie_at = np.cumsum(new_class) - 1, np.cumsum(new_tie) - 1
        class_start, tie_start = place[new_class], place[new_tie]
        sizes, ties = np.diff([*class_start, len(order)]), np.diff([*tie_start, len(order)])
        rows = there[order]
        below[rows] = tie_start[tie_at] - class_start[class_at]
        equal[rows] = ties[tie_at]
        count[rows] = sizes[class_at]
    return below, equal, count


def class_median(values: Floats, peers: Codes) -> Floats:
    """Return ``(n,)`` the median of each one's class over its values, NaN where it has none.

    Examples
    --------
    >>> class_median(np.array([1.0, 4.0, np.nan, 9.0]), np.array([0, 0, 0, 1]))
    array([2.5, 2.5, 2.5, 9. ])
    """
    found = np.full(int(peers.max(initial=-1)) + 2, np.nan)
    there = np.flatnonzero(~np.isnan(values) & (peers >= 0))
    if len(there):
        rows = there[np.lexsort((values[there], peers[there]))]
        codes, starts, sizes = np.unique(peers[rows], return_index=True, return_counts=True)
        lower, upper = values[rows[starts + (sizes - 1) // 2]], values[rows[starts + sizes // 2]]
        found[codes] = (lower + upper) / 2
    return np.where(peers >= 0, found[peers], np.nan)
