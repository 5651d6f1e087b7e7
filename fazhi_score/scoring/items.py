"""Facts that come in items (case files, raters, honours): the rows themselves, and rules over them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.methods import method
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.rules import proportional


class Items(NamedTuple):
    """The items of one fact that give numbers, ``(m,)`` each; the rater is "" where nothing is said."""

    unit: Codes
    value: Floats
    rater: NDArray[np.object_]


def items_of(panel: Panel, fact: str, scope: str, span: str, *, evidence: bool = False) -> Items:
    """Return the items of a fact as seen through a window, one row an item: the one of highest standing."""
    at = panel.item_positions(fact, scope, span, evidence=evidence)
    return Items(panel.unit[at], panel.numbers[at], words_of(panel, at, "rater"))


def words_of(panel: Panel, at: Codes, column: str) -> NDArray[np.object_]:
    """Return what a column of the facts table says at positions of the panel's rows, "" where it says nothing."""
    table = panel.facts.table
    if column not in table:
        return np.full(len(at), "", dtype=object)
    return np.asarray(table[column].astype(object).to_numpy()[panel.rows[at]], dtype=object)


def items_per_unit(items: Items, n: int) -> Floats:
    """Return ``(n,)`` how many items each unit has."""
    return np.bincount(items.unit, minlength=n).astype(np.float64)


@method("rule")
def sample_mean(values: Floats, *, full: float = 100.0) -> Floats:
    """Score the mean mark of sampled items over `full`, within 0–100.

    Examples
    --------
    >>> sample_mean(np.array([92.0]), full=100.0)
    array([92.])
    """
    return proportional(values, full=full)


@method("rule")
def panel(
    marks: Floats,
    *,
    units: Codes,
    groups: Codes,
    weights: Floats,
    n: int,
    full: float = 100.0,
    trim: int = 0,
    minimum_raters: int = 1,
) -> Floats:
    """Score marks of raters: the trimmed mean of each group, weighted by group.

    Parameters
    ----------
    marks, units, groups : (m,) arrays
        Each mark, whose it is, and the rater's group (a column of `weights`).
    weights : (g,) array
        Of the groups; a unit that lacks a group with weight has no score.
    n : int
        Number of units.
    trim : int
        So many of the highest and of the lowest marks of a group are left out.

    Examples
    --------
    >>> marks = np.array([70.0, 80.0, 90.0, 100.0, 60.0])
    >>> panel(marks, units=np.zeros(5, int), groups=np.array([0, 0, 0, 0, 1]),
    ...       weights=np.array([0.6, 0.4]), n=1, trim=0)
    array([75.])
    """
    size = len(weights)
    cell = units * size + groups
    order = np.lexsort((marks, cell))
    cell, marks = cell[order], marks[order]
    count = np.bincount(cell, minlength=n * size)
    place = np.arange(len(cell)) - (np.cumsum(count) - count)[cell]
    kept = (place >= trim) & (place < count[cell] - trim)
    left = np.bincount(cell[kept], minlength=n * size)
    total = np.bincount(cell[kept], marks[kept], minlength=n * size)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where((left > 0) & (count >= minimum_raters), total / left, np.nan).reshape(n, size)
    means = means[:, weights > 0]
    return np.asarray(100.0 * np.clip((means @ weights[weights > 0]) / weights.sum() / full, 0.0, 1.0))


@method("rule")
def reviewer(values: Floats, *, full: float) -> Floats:
    """Score the marks that a person awards over full marks, within 0–100.

    Examples
    --------
    >>> reviewer(np.array([4.5]), full=5.0)
    array([90.])
    """
    return proportional(values, full=full)


@method("rule")
def survey(values: Floats, *, full: float = 1.0) -> Floats:
    """Score a survey's share over `full`, within 0–100; the sample is checked before.

    Examples
    --------
    >>> survey(np.array([0.9]), full=0.95).round(2)
    array([94.74])
    """
    return proportional(values, full=full)
