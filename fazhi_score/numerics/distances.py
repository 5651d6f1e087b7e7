"""Values into scores by their ratio or distance to a maximum, a target, a reference or the peers' total.

Conventions are those of :mod:`fazhi_score.numerics.normalisation`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, reduced
from fazhi_score.numerics.scaling import Direction, Range, ends, known, one_of, onto, quiet, signs, span, turned

Turn = Literal["ratio", "complement"]


@method("normalisation")
def fraction_of_maximum(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    turn: Turn = "ratio",
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score the value as a fraction of the best: ``x / max``, and where less is better ``min / x``.

    It keeps ratios, so it is for values with a natural zero. Where less is better and the best is 0, who has 0 scores
    full and all others nothing (the limit). Without a positive maximum, or with a negative value where less is
    better, there is no such fraction (NaN). Source: the linear normalisation of multi-criteria methods (Hwang and Yoon,
    1981, section 2.3); COINr's ``n_fracmax`` divides -x by max(-x) where less is better, by which the worst has the
    highest score: that is not copied.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    turn : {"ratio", "complement"}
        Where less is better: ``min / x``, or ``1 - x / max``, which keeps differences.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For another word of `turn`, a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> fraction_of_maximum(np.array([1.0, 2.0, 4.0]))
    array([0.25, 0.5 , 1.  ])
    >>> fraction_of_maximum(np.array([1.0, 2.0, 4.0]), higher=False)
    array([1.  , 0.5 , 0.25])
    >>> fraction_of_maximum(np.array([1.0, 2.0, 4.0]), higher=False, turn="complement")
    array([0.75, 0.5 , 0.  ])
    """
    one_of("fraction_of_maximum", "turn", turn, ("ratio", "complement"))
    more = signs(np.asarray(values), higher) > 0
    values = known(values)
    low, high = ends(values, peers)
    with quiet():
        top = np.where(high > 0, high, np.nan)
        if turn == "complement":
            share = np.where(more, values / top, 1.0 - values / top)
        else:
            share = np.where(more, values / top, _smallest_over(values, low))
    return onto(share, to)


def _smallest_over(values: Floats, low: Floats) -> Floats:
    """Return ``min / x``: 1 for the smallest, also where it is 0; NaN where something is negative."""
    ratio = np.where(values == low, 1.0, low / np.where(values == 0, np.nan, values))
    return np.where(np.isnan(values) | (low < 0), np.nan, ratio)


@method("normalisation")
def sum_share(
    values: Floats, *, higher: Direction = True, peers: Codes | None = None, to: Range = (0.0, 1.0)
) -> Floats:
    """Score the value as a share of the peers' sum; where less is better, its reciprocal as a share of theirs.

    ``x / sum(x)``, and ``(1 / x) / sum(1 / x)``: scores of a class add up to 1, and shrink as it grows. Where less is
    better and somebody has 0, those who do share alike and all others have nothing (the limit). With a negative value,
    or all 0 where more is better, there are no shares (NaN). Source: the sum normalisation of multi-criteria methods
    (Hwang and Yoon, 1981).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> sum_share(np.array([1.0, 3.0, 4.0]))
    array([0.125, 0.375, 0.5  ])
    >>> sum_share(np.array([1.0, 2.0, 2.0]), higher=False)
    array([0.5 , 0.25, 0.25])
    """
    more = signs(np.asarray(values), higher) > 0
    values = known(values)
    low, high = ends(values, peers)
    with quiet():
        parts = np.where(more, values / np.where(high > 0, high, np.nan), _smallest_over(values, low))
        parts = np.where(low < 0, np.nan, parts)
        return onto(np.asarray(parts / reduced(np.add, np.nan_to_num(parts), peers)), to)


@method("normalisation")
def vector(values: Floats, *, higher: Direction = True, peers: Codes | None = None, to: Range = (0.0, 1.0)) -> Floats:
    """Score the value over the length of the peers' vector; where less is better, what is left of 1.

    ``x / sqrt(sum(x²))``, and ``1 - x / sqrt(sum(x²))``. Where all are 0 there is no length (NaN). Source: the vector
    normalisation of TOPSIS (Hwang and Yoon, 1981).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> vector(np.array([3.0, 4.0]))
    array([0.6, 0.8])
    >>> vector(np.array([3.0, 4.0]), higher=False)
    array([0.4, 0.2])
    """
    more = signs(np.asarray(values), higher) > 0
    values = known(values)
    low, high = ends(values, peers)
    with quiet():
        largest = np.maximum(np.abs(low), np.abs(high))
        parts = values / np.where(largest > 0, largest, np.nan)  # first, so that no square overflows
        share = np.asarray(parts / np.sqrt(reduced(np.add, np.nan_to_num(parts) ** 2, peers)))
    return onto(np.where(more, share, 1.0 - share), to)


@method("normalisation")
def distance_to_maximum(
    values: Floats, *, higher: Direction = True, peers: Codes | None = None, to: Range = (0.0, 1.0)
) -> Floats:
    """Score how near the value is to the best, over the distance between best and worst.

    ``1 - (best - x) / (best - worst)``, which is `minmax` in other words. Source: COINr's ``n_dist2max``.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> distance_to_maximum(np.array([2.0, 4.0, 3.0]))
    array([0. , 1. , 0.5])
    """
    signed = turned(values, higher)
    low, high = ends(signed, peers)
    with quiet():
        return onto(np.asarray(1.0 - (high - signed) / span(low, high)), to)


@method("normalisation")
def distance_to_target(
    values: Floats,
    *,
    target: float | Floats,
    higher: Direction = True,
    peers: Codes | None = None,
    cap: bool = False,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score how much of the way from the worst peer to a target has been covered.

    ``(x - worst) / (target - worst)``: 0 for the worst, 1 at the target, more beyond it unless `cap` is on. Where the
    target is no better than the worst peer, there is no way to cover (NaN). Source: OECD/JRC Handbook (2008), section
    5.4, in the form of COINr's ``n_dist2targ``.

    Parameters
    ----------
    values : (n,) or (n, k) array
    target : float or (k,) array
        In the values' unit.
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    cap : bool
        Whether beyond the target the score stays at the target's.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> distance_to_target(np.array([20.0, 50.0, 100.0]), target=80)
    array([0.        , 0.5       , 1.33333333])
    >>> distance_to_target(np.array([20.0, 50.0, 100.0]), target=30, higher=False, cap=True).round(4)
    array([1.    , 0.7143, 0.    ])
    """
    return _covered(values, np.asarray(target, dtype=np.float64), higher, peers, cap, to)


def _covered(values: Floats, goal: Floats, higher: Direction, peers: Codes | None, cap: bool, to: Range) -> Floats:
    sign = signs(np.asarray(values), higher)
    signed = turned(values, higher)
    low, _ = ends(signed, peers)
    with quiet():
        way = goal * sign - low
        way = np.where(way > TOLERANCE * np.maximum(np.abs(low), np.abs(goal)), way, np.nan)
        share = known((signed - low) / way)
    return onto(np.minimum(share, 1.0) if cap else share, to)


@method("normalisation")
def distance_to_reference(
    values: Floats,
    *,
    reference: float | Floats,
    higher: Direction = True,
    peers: Codes | None = None,
    measure: Literal["range", "ratio"] = "range",
    cap: bool = False,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score the value against that of a reference: an official mean, one region, last year.

    With the measure ``range``: ``1 - (ref - x) / (ref - worst)``, 0 for the worst peer and 1 as the reference (COINr's
    ``n_dist2ref``). With ``ratio``: ``x / ref``, and where less is better ``ref / x`` (OECD/JRC Handbook, 2008, section
    5.4). Where the reference is no better than the worst peer, or for a ratio it or the value is not positive, there
    is no score (NaN; COINr gives infinite ones) – but a value of 0 has the ratio 0 where more is better.

    Source: OECD/JRC Handbook (2008), section 5.4.

    Parameters
    ----------
    values : (n,) or (n, k) array
    reference : float or array that fits the values
        ``(k,)``, such as the row of one region, ``values[4]``; or ``(n,)`` for ``(n,)`` values. NaN gives no score.
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    measure : {"range", "ratio"}
    cap : bool
        Whether whoever is better than the reference scores as the reference.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For another measure, a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> rates = np.array([20.0, 50.0, 80.0])
    >>> distance_to_reference(rates, reference=50)
    array([0., 1., 2.])
    >>> distance_to_reference(rates, reference=50, cap=True)
    array([0., 1., 1.])
    >>> distance_to_reference(rates, reference=40, measure="ratio", higher=False)
    array([2. , 0.8, 0.5])
    """
    one_of("distance_to_reference", "measure", measure, ("range", "ratio"))
    goal = np.asarray(reference, dtype=np.float64)
    if measure == "range":
        return _covered(values, goal, higher, peers, cap, to)
    more = signs(np.asarray(values), higher) > 0
    values = known(values)
    with quiet():
        goal = np.where(goal > 0, goal, np.nan)
        share = np.where(
            more, np.where(values >= 0, values, np.nan) / goal, goal / np.where(values > 0, values, np.nan)
        )
    if peers is not None:
        part = peers >= 0 if values.ndim == 1 else (peers >= 0)[:, None]
        share = np.where(part, share, np.nan)
    return onto(np.minimum(share, 1.0) if cap else share, to)
