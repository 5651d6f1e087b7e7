"""Values by class: minima, sums, quantiles and standing of each one's peers.

Arrays are ``(n,)`` floats, or ``(n, k)`` of several columns, NaN where there is none; `peers` are ``(n,)`` codes of
classes, -1 for who takes no part; None is one class of all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

TOLERANCE = 1e-9
"""Values and scores that differ by no more are equal."""


def is_one_class(peers: Codes | None) -> bool:
    """Return whether all are peers of all, so that nobody has to be sorted into classes."""
    return peers is None or not peers.any()


def reduced(operation: np.ufunc, values: Floats, peers: Codes | None = None) -> Floats:
    """Return what `operation` makes of each one's class, in a shape that fits `values`; NaN for who takes no part.

    Of one class of all it is one row, ``(1,)`` or ``(1, k)``: nothing is copied for everyone who shares it.

    Parameters
    ----------
    operation : ufunc
        ``np.fmin`` and ``np.fmax`` pass over NaN, ``np.add`` does not.

    Examples
    --------
    >>> reduced(np.fmax, np.array([1.0, 4.0, 2.0]))
    array([4.])
    >>> reduced(np.fmax, np.array([1.0, 4.0, 2.0]), np.array([0, -1, 0]))
    array([ 2., nan,  2.])
    """
    start = 0.0 if operation is np.add else np.nan
    if is_one_class(peers):
        return np.asarray(operation.reduce(values, axis=0, keepdims=True, initial=start))
    assert peers is not None
    found = np.full((int(peers.max(initial=-1)) + 2, *values.shape[1:]), start)
    if values.ndim == 1:
        part = peers >= 0
        operation.at(found, peers[part], values[part])
    else:  # sorted once for all columns
        order = np.argsort(peers, kind="stable")
        order = order[np.searchsorted(peers[order], 0) :]
        codes, starts = np.unique(peers[order], return_index=True)
        if len(codes):
            found[codes] = operation.reduceat(values[order], starts, axis=0)
    found[-1] = np.nan  # of no class
    return found[peers]


def by_class(operation: np.ufunc, values: Floats, peers: Codes | None = None) -> Floats:
    """Return the minimum or maximum of each one's class over its values, in the shape of `values`; NaN: it has none."""
    over = np.fmin if operation is np.minimum else np.fmax
    return np.array(np.broadcast_to(reduced(over, values, peers), values.shape))


def class_sum(values: Floats, peers: Codes | None = None) -> tuple[Floats, Floats]:
    """Return, in the shape of `values`, sum and count of each one's class over its values."""
    there = ~np.isnan(values)
    total = reduced(np.add, np.where(there, values, 0.0), peers)
    count = reduced(np.add, there.astype(np.float64), peers)
    return (
        np.array(np.broadcast_to(total, values.shape)),
        np.array(np.broadcast_to(np.nan_to_num(count), values.shape)),
    )


def class_count(values: Floats, peers: Codes) -> Codes:
    """Return ``(n,)`` how many values each one's class has."""
    there = ~np.isnan(values) & (peers >= 0)
    count = np.bincount(peers[there], minlength=int(peers.max(initial=-1)) + 2)
    return np.where(peers >= 0, count[peers], 0)


def class_mean(values: Floats, peers: Codes | None = None) -> Floats:
    """Return, in the shape of `values`, the mean of each one's class over its values, NaN where it has none."""
    total, count = class_sum(values, peers)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)


def columnwise(function: Callable[[Floats], Floats], values: Floats) -> Floats:
    """Apply a function of ``(n,)`` arrays to one, or to each column of an ``(n, k)`` array.

    Examples
    --------
    >>> columnwise(np.cumsum, np.array([[1.0, 5.0], [2.0, 6.0]]))
    array([[ 1.,  5.],
           [ 3., 11.]])
    """
    if values.ndim == 1:
        return function(values)
    found = np.empty(values.shape)
    for k in range(values.shape[1]):
        found[:, k] = function(values[:, k])
    return found


def class_quantile(values: Floats, peers: Codes | None = None, *, share: float) -> Floats:
    """Return, in the shape of `values`, a quantile of each one's class over its values, NaN where it has none.

    Between two values it is interpolated: definition 7 of Hyndman and Fan (1996), as in numpy, R and Excel.

    Examples
    --------
    >>> class_quantile(np.array([1.0, 4.0, 2.0, 9.0]), np.array([0, 0, 0, 1]), share=0.25)
    array([1.5, 1.5, 1.5, 9. ])
    """
    classes = np.zeros(len(values), dtype=np.intp) if peers is None else peers
    return columnwise(lambda column: _quantile(column, classes, share), values)


def _quantile(values: Floats, peers: Codes, share: float) -> Floats:
    found = np.full(int(peers.max(initial=-1)) + 2, np.nan)
    there = np.flatnonzero(~np.isnan(values) & (peers >= 0))
    if len(there):
        rows = there[np.lexsort((values[there], peers[there]))]
        codes, starts, sizes = np.unique(peers[rows], return_index=True, return_counts=True)
        place = (sizes - 1) * share
        below = np.floor(place).astype(np.intp)
        above = np.minimum(below + 1, sizes - 1)
        upper = place - below
        found[codes] = (1.0 - upper) * values[rows[starts + below]] + upper * values[rows[starts + above]]
    return np.where(peers >= 0, found[peers], np.nan)


def class_median(values: Floats, peers: Codes | None = None) -> Floats:
    """Return, in the shape of `values`, the median of each one's class over its values, NaN where it has none.

    Examples
    --------
    >>> class_median(np.array([1.0, 4.0, np.nan, 9.0]), np.array([0, 0, 0, 1]))
    array([2.5, 2.5, 2.5, 9. ])
    """
    return class_quantile(values, peers, share=0.5)


def tie_groups(values: Floats, classes: Codes) -> tuple[Codes, NDArray[np.bool_], NDArray[np.bool_]]:
    """Sort by class and value; return the order, where a class begins, and where a group of ties begins.

    Neighbours that differ by no more than `TOLERANCE` tie.
    """
    alike = len(classes) > 0 and bool((classes == classes[0]).all())
    order = np.argsort(values, kind="stable") if alike else np.lexsort((values, classes))
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
        sizes, ties = (np.diff(starts, append=len(order)) for starts in (class_start, tie_start))
        rows = there[order]
        below[rows] = tie_start[tie_at] - class_start[class_at]
        equal[rows] = ties[tie_at]
        count[rows] = sizes[class_at]
    return below, equal, count


def levels_below(values: Floats, peers: Codes) -> tuple[Floats, Floats]:
    """Return ``(n,)`` how many different values of peers are below, and how many there are; ties are one value.

    Examples
    --------
    >>> levels_below(np.array([5.0, 7.0, 7.0, 9.0]), np.zeros(4, int))
    (array([0., 1., 1., 2.]), array([3., 3., 3., 3.]))
    """
    below, levels = (np.full(len(values), np.nan) for _ in range(2))
    there = np.flatnonzero(~np.isnan(values) & (peers >= 0))
    if len(there):
        order, new_class, new_tie = tie_groups(values[there], peers[there])
        class_at, tie_at = np.cumsum(new_class) - 1, np.cumsum(new_tie) - 1
        first = tie_at[new_class]
        rows = there[order]
        below[rows] = tie_at - first[class_at]
        levels[rows] = np.diff(first, append=tie_at[-1] + 1)[class_at]
    return below, levels
