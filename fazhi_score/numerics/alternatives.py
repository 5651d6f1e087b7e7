"""Regions as alternatives to choose from: scores, weights and classes checked before methods compare them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats


def checked_scores(scores: ArrayLike) -> Floats:
    """Return `scores` as an ``(n, k)`` array of floats, NaN where one is missing.

    Raises
    ------
    FazhiError
        If they are no table, or one is infinite.
    """
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 2:
        raise FazhiError(Problem("alternatives_no_table", {"dimensions": table.ndim}))
    if np.isinf(table).any():
        row, column = (int(place) + 1 for place in np.argwhere(np.isinf(table))[0])
        raise FazhiError(Problem("alternatives_infinite", {"row": row, "column": column}))
    return table


def checked_weights(weights: ArrayLike | None, columns: int) -> Floats:
    """Return ``(k,)`` weights that sum to 1, equal ones where none are given.

    Raises
    ------
    FazhiError
        If there are not as many as columns, one is negative or no number, or all are zero.

    Examples
    --------
    >>> checked_weights([3, 1], 2)
    array([0.75, 0.25])
    """
    if weights is None:
        return np.full(columns, 1.0 / max(columns, 1))
    found = np.asarray(weights, dtype=np.float64)
    if found.shape != (columns,):
        raise FazhiError(Problem("alternatives_weights_count", {"found": found.size, "wanted": columns}))
    if columns and not (np.isfinite(found).all() and (found >= 0).all() and found.sum() > 0):
        raise FazhiError(Problem("alternatives_weights_wrong", {"weights": ", ".join(f"{w:g}" for w in found)}))
    return np.asarray(found / found.sum()) if columns else found


def not_negative(table: Floats, name: str) -> Floats:
    """Return the scores, what is below 0 by no more than the tolerance as 0.

    Raises
    ------
    FazhiError
        If one is negative, which the method `name` has no use for.
    """
    if (table < -TOLERANCE).any():
        row, column = np.argwhere(table < -TOLERANCE)[0]
        place = {"name": name, "row": int(row) + 1, "column": int(column) + 1, "value": f"{table[row, column]:g}"}
        raise FazhiError(Problem("alternatives_negative", place))
    return np.maximum(table, 0.0)


def chosen(name: str, value: str, known: Sequence[str]) -> None:
    """Refuse a value that is not one of those that are known.

    Raises
    ------
    FazhiError
        With the choices.
    """
    if value not in known:
        raise FazhiError(Problem("alternatives_choice", {"name": name, "value": value, "known": ", ".join(known)}))


def fraction(name: str, value: float) -> None:
    """Refuse a parameter that does not lie between 0 and 1.

    Raises
    ------
    FazhiError
        With the parameter's name.
    """
    if not 0.0 <= value <= 1.0:
        raise FazhiError(Problem("alternatives_fraction", {"name": name, "value": f"{value:g}"}))


def checked_columns(value: ArrayLike, columns: int, name: str) -> Floats:
    """Return a parameter that is one number, or one a column, as ``(k,)`` floats.

    Raises
    ------
    FazhiError
        If there are not as many as columns, or one is no finite number.
    """
    found = np.asarray(value, dtype=np.float64)
    if found.shape not in ((), (columns,)) or not np.isfinite(found).all():
        raise FazhiError(Problem("alternatives_parameter", {"name": name, "wanted": columns}))
    return np.broadcast_to(found, (columns,))


def classes_of(scores: Floats, peers: ArrayLike | None) -> list[NDArray[np.intp]]:
    """Return the rows of each class that have any score; classes without one are left out.

    Examples
    --------
    >>> classes_of(np.array([[1.0], [2.0], [np.nan], [4.0]]), np.array([0, 1, 0, 0]))
    [array([0, 3]), array([1])]
    """
    there = ~np.isnan(scores).all(axis=1) if scores.shape[1] else np.zeros(len(scores), dtype=bool)
    if peers is None:
        rows = np.flatnonzero(there)
        return [rows] if len(rows) else []
    codes: Codes = np.asarray(peers, dtype=np.intp)
    rows = np.flatnonzero(there & (codes >= 0))
    rows = rows[np.argsort(codes[rows], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(codes[rows])) + 1) if len(rows) else []


def snapped(values: Floats) -> Floats:
    """Return ``(n,)`` values of which those that differ by no more than the tolerance are the same.

    Examples
    --------
    >>> snapped(np.array([0.5, 0.1, 0.5 + 1e-12])).tolist()
    [0.5, 0.1, 0.5]
    """
    order = np.argsort(values, kind="stable")
    sorted_values = values[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = ~(np.diff(sorted_values) <= TOLERANCE)
    found = np.empty_like(values)
    found[order] = sorted_values[begins][np.cumsum(begins) - 1]
    return found
