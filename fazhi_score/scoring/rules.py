"""Score rules of official sheets: arrays of indicator values into arrays of scores, 0–100.

Values are ``(n,)`` floats in the indicator's unit (shares as fractions), NaN where there is none; the score is NaN
there too. Marks are shares of full marks. Rules that compare with peers, or put a value on a scale, are normalisations
(:mod:`fazhi_score.numerics.normalisation`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats


@method("rule")
def proportional(values: Floats, *, full: float) -> Floats:
    """Score ``value / full``, within 0–100.

    Examples
    --------
    >>> proportional(np.array([0.8268]), full=1.0)
    array([82.68])
    """
    return np.asarray(100.0 * np.clip(values / full, 0.0, 1.0))


@method("rule")
def required(
    values: Floats, *, at_least: float, each_missing: float | None = None, max_deduction: float | None = None
) -> Floats:
    """Take `each_missing` off full marks for each one missing of `at_least`; left out, in proportion.

    Examples
    --------
    >>> required(np.array([6.0, 4.0, 0.0]), at_least=6, each_missing=0.125)
    array([100.,  75.,  25.])
    """
    missing = np.maximum(at_least - values, 0.0)
    missing = np.where(missing <= TOLERANCE, 0.0, missing)
    return deducted(missing * (1.0 / at_least if each_missing is None else each_missing), max_deduction)


@method("rule")
def deduct(
    values: Floats,
    *,
    each: float,
    beyond: float = 0.0,
    max_deduction: float | None = None,
    times: Floats | float = 1.0,
) -> Floats:
    """Take `each` off full marks for each one found, the first `beyond` free, `times` as much where it repeats.

    Examples
    --------
    >>> deduct(np.array([0.0, 1.0, 9.0]), each=0.25)
    array([100.,  75.,   0.])
    """
    return deducted(np.maximum(values - beyond, 0.0) * each * times, max_deduction)


def deducted(deduction: Floats, most: float | None) -> Floats:
    """Return the score after a deduction (a share of full marks), at most `most`, never below 0."""
    return np.asarray(100.0 * (1.0 - np.minimum(deduction, 1.0 if most is None else min(most, 1.0))))


@method("rule")
def presence(values: Floats) -> Floats:
    """Score 100 for yes (any value but zero), 0 for no.

    Examples
    --------
    >>> presence(np.array([1.0, 0.0, np.nan]))
    array([100.,   0.,  nan])
    """
    return np.where(np.isnan(values), np.nan, np.where(values != 0, 100.0, 0.0))


@method("rule")
def checklist(yes: Floats, *, weights: Floats) -> Floats:
    """Score the weighted share of items that are there.

    Parameters
    ----------
    yes : (n, k) array
        1 or 0 by item, NaN for an item that is left out.
    weights : (k,) array

    Examples
    --------
    >>> checklist(np.array([[1.0, 0.0], [1.0, np.nan]]), weights=np.array([3.0, 1.0]))
    array([ 75., 100.])
    """
    there = ~np.isnan(yes)
    total = there @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, 100.0 * (np.where(there, yes != 0, 0.0) @ weights) / total, np.nan)


@method("rule")
def bands(values: Floats, *, edges: Sequence[float], closed: Sequence[bool], marks: Sequence[float]) -> Floats:
    """Score the marks of the highest band whose lower edge the value reaches, none below all bands.

    Parameters
    ----------
    edges, closed, marks : sequences of equal length
        Lower edges; whether a value on the edge (within 1e-9) belongs to the band; marks as shares.

    Examples
    --------
    >>> bands(np.array([0.95, 0.9, 0.1]), edges=[0.8, 0.9], closed=[True, False], marks=[0.6, 1.0])
    array([100.,  60.,   0.])
    """
    scores = np.where(np.isnan(values), np.nan, 0.0)
    order = sorted(range(len(edges)), key=lambda k: (edges[k], not closed[k]))
    for k in order:
        # a large edge is the same with and without the tolerance: then the comparison decides
        reached = values >= edges[k] - TOLERANCE if closed[k] else values > edges[k] + TOLERANCE
        scores = np.where(reached, 100.0 * marks[k], scores)
    return scores


@method("rule")
def levels(values: Floats, *, marks: Floats) -> Floats:
    """Score the marks of the level, given as its number from 0 (lowest).

    Examples
    --------
    >>> levels(np.array([0.0, 2.0, np.nan]), marks=np.array([0.0, 0.6, 1.0]))
    array([  0., 100.,  nan])
    """
    there = ~np.isnan(values)
    return np.where(there, 100.0 * marks[np.where(there, values, 0).astype(np.intp)], np.nan)


@method("rule")
def deadline(values: Floats, *, due: Floats, late: float | None = None, each_day: float | None = None) -> Floats:
    """Score 100 up to the day `due`; after it, take off `late` once and `each_day` for each day.

    Parameters
    ----------
    values, due : (n,) arrays
        Day numbers (proleptic ordinals).

    Examples
    --------
    >>> deadline(np.array([10.0, 13.0]), due=np.array([10.0, 10.0]), each_day=0.1)
    array([100.,  70.])
    """
    days = np.maximum(values - due, 0.0)
    return deducted((late or 0.0) * np.where(np.isnan(days), np.nan, days > 0) + (each_day or 0.0) * days, None)
