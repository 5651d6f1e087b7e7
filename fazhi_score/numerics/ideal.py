"""Regions by their distance to the best and the worst there is: TOPSIS, VIKOR, and distance from the average.

Scores are ``(n, k)`` floats, NaN where there is none. What is returned orders regions, the highest first; the best
and the worst are those of the class, so that it changes with who takes part.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.methods import method
from fazhi_score.numerics.alternatives import (
    checked_scores,
    checked_weights,
    chosen,
    classes_of,
    fraction,
    not_negative,
    snapped,
)
from fazhi_score.numerics.classes import TOLERANCE, Floats

_HUGE = 1e280
"""From here on sums and differences could be infinite."""


@method("ordering")
def topsis(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    normalisation: Literal["vector", "minmax", "none"] = "vector",
    higher: ArrayLike = True,
    peers: ArrayLike | None = None,
) -> Floats:
    """Return the relative closeness to the ideal: ``D- / (D+ + D-)``.

    D+ and D- are the Euclidean distances of the weighted normalised scores to the best and to the worst of each
    indicator. Source: Hwang and Yoon, Multiple Attribute Decision Making (1981).

    Parameters
    ----------
    scores : (n, k) array
        A missing one is left out of both distances; that weights are renormalised then makes no difference.
    weights : (k,) array, optional
        Not negative; left out, all are equal.
    normalisation : {"vector", "minmax", "none"}
        Divide each indicator by its length, the root of the sum of squares, as in the book; put it on 0–1 between
        worst and best, which unlike the former does not depend on where zero is; or take scores as they are.
    higher : bool or (k,) bools
        Whether more is better.
    peers : (n,) codes, optional
        Classes with an ideal of their own; -1 takes no part.

    Returns
    -------
    (n,) array
        From 0, the worst in all, to 1, the best in all; 1/2 where all are the same, as for a single region; NaN
        without any score.

    Raises
    ------
    FazhiError
        If weights or the normalisation are wrong, or a score is infinite.

    Examples
    --------
    On 0–1 the second has 1/2 in both: as far from the best as from the worst.

    >>> topsis([[9, 1], [5, 2], [1, 3]], [1, 1], normalisation="minmax")
    array([0.5, 0.5, 0.5])
    >>> topsis([[9, 1], [5, 2], [1, 1]], [1, 1], normalisation="minmax").round(4)
    array([0.5  , 0.691, 0.   ])
    """
    table, shares = _weighted(scores, weights, higher)
    chosen("normalisation", normalisation, ("vector", "minmax", "none"))
    found = np.full(len(table), np.nan)
    for rows in classes_of(table, peers):
        part = table[rows]
        best, worst = np.nanmax(part, axis=0, initial=-np.inf), np.nanmin(part, axis=0, initial=np.inf)
        size = _sizes(part, best, worst, normalisation)
        with np.errstate(invalid="ignore"):
            apart = [np.nan_to_num(shares * ((part - end) / size)) for end in (best, worst)]
        far, near = (np.sqrt((distance**2).sum(1)) for distance in apart)
        together = far + near
        found[rows] = snapped(np.where(together > 0, near / np.where(together > 0, together, 1.0), 0.5))
    return found


def _weighted(scores: ArrayLike, weights: ArrayLike | None, higher: ArrayLike) -> tuple[Floats, Floats]:
    """Return the indicators that count, turned so that more is better, and their weights."""
    table = checked_scores(scores)
    shares = checked_weights(weights, table.shape[1])
    if np.nanmax(np.abs(table), initial=0.0) > _HUGE:
        table = np.ldexp(table, -64)  # sums and differences stay finite; no method here depends on the scale
    signed = np.where(np.broadcast_to(np.asarray(higher, dtype=bool), (table.shape[1],)), table, -table)
    return signed[:, shares > 0], shares[shares > 0]


def _sizes(part: Floats, best: Floats, worst: Floats, normalisation: str) -> Floats:
    """Return what each indicator is divided by; infinity for those that do not tell regions apart."""
    largest = np.nanmax(np.abs(part), axis=0, initial=0.0)
    same = ~(best - worst > TOLERANCE * largest)
    if normalisation == "none":
        size = np.ones(len(best))
    elif normalisation == "minmax":
        size = np.where(same, 1.0, best - worst)
    else:
        scale = np.where(largest > 0, largest, 1.0)
        size = scale * np.sqrt(np.nansum((part / scale) ** 2, axis=0))
    return np.where(same, np.inf, size)


class Compromise(NamedTuple):
    """What VIKOR finds, all of it better where less.

    `utility` S ``(n,)`` is the weighted mean distance to the best, `regret` R ``(n,)`` the largest weighted distance,
    `compromise` Q ``(n,)`` of both. `advantage` says whether the first leads the second by ``1 / (n - 1)`` of Q,
    `stability` whether it is also the first in S or R, and `proposed` ``(n,)`` which regions are proposed together:
    the first alone where both hold, the first two where only stability fails, else all that the first does not lead
    by so much.
    """

    utility: Floats
    regret: Floats
    compromise: Floats
    advantage: bool
    stability: bool
    proposed: NDArray[np.bool_]


@method("ordering")
def vikor(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    majority: float = 0.5,
    higher: ArrayLike = True,
    peers: ArrayLike | None = None,
) -> Floats:
    """Return 1 - Q of VIKOR, so that more is better: 1 for the best compromise between mean and largest distance.

    ``S_i = sum_j w_j (f*_j - f_ij) / (f*_j - f-_j)``, R_i the largest term of the sum, f* and f- the best and worst;
    ``Q_i = v (S_i - S*) / (S- - S*) + (1 - v) (R_i - R*) / (R- - R*)``, v the majority, ``S* = min S``, ``S- = max S``.

    Source: Opricovic and Tzeng, Compromise solution by MCDM methods, European Journal of Operational Research 156
    (2004).

    Parameters
    ----------
    scores : (n, k) array
        A missing one is left out and the weights of the others renormalised.
    weights : (k,) array, optional
        Not negative; left out, all are equal.
    majority : float
        The weight v of the mean distance, from 0 to 1; the rest is that of the largest.
    higher : bool or (k,) bools
        Whether more is better.
    peers : (n,) codes, optional
        Classes with a best and a worst of their own; -1 takes no part.

    Returns
    -------
    (n,) array
        From 0 to 1; 1 where all are the same; NaN without any score.

    Raises
    ------
    FazhiError
        If weights or the majority are wrong, or a score is infinite.

    Examples
    --------
    Mountains by risk (less is better) and altitude: S = (1/2, 3/8, 1/2), R = (1/2, 1/4, 1/2).

    >>> vikor([[1, 3000], [2, 3750], [5, 4500]], higher=[False, True])
    array([0., 1., 0.])
    """
    table, shares = _weighted(scores, weights, higher)
    fraction("majority", majority)
    found = np.full(len(table), np.nan)
    for rows in classes_of(table, peers):
        found[rows] = snapped(1.0 - _compromise(table[rows], shares, majority)[2])
    return found


def vikor_solution(
    scores: ArrayLike, weights: ArrayLike | None = None, *, majority: float = 0.5, higher: ArrayLike = True
) -> Compromise:
    """Return S, R and Q of VIKOR for one class, and which regions it proposes.

    Parameters and errors are those of :func:`vikor`.

    Examples
    --------
    >>> found = vikor_solution([[1, 3000], [2, 3750], [5, 4500]], higher=[False, True])
    >>> found.utility, found.regret, found.compromise
    (array([0.5  , 0.375, 0.5  ]), array([0.5 , 0.25, 0.5 ]), array([1., 0., 1.]))
    >>> found.advantage, found.stability, found.proposed
    (True, True, array([False,  True, False]))
    """
    table, shares = _weighted(scores, weights, higher)
    fraction("majority", majority)
    three = np.full((3, len(table)), np.nan)
    proposed = np.zeros(len(table), dtype=bool)
    advantage = stability = False
    for rows in classes_of(table, None):
        three[:, rows] = utility, regret, compromise = _compromise(table[rows], shares, majority)
        order = np.argsort(compromise, kind="stable")
        first = compromise <= compromise[order[0]] + TOLERANCE
        lead = compromise - compromise[order[0]]
        needed = 1.0 / max(len(rows) - 1, 1) - TOLERANCE
        advantage = len(rows) == 1 or bool(lead[order[1]] >= needed)
        ahead = (utility <= utility.min() + TOLERANCE) | (regret <= regret.min() + TOLERANCE)
        stability = bool((first & ahead).any())
        if not advantage:
            proposed[rows] = lead < needed
        else:
            proposed[rows[order[: 1 if stability else 2]]] = True
    return Compromise(three[0], three[1], three[2], advantage, stability, proposed)


def _compromise(part: Floats, shares: Floats, majority: float) -> tuple[Floats, Floats, Floats]:
    """Return S, R and Q of one class."""
    best, worst = np.nanmax(part, axis=0, initial=-np.inf), np.nanmin(part, axis=0, initial=np.inf)
    with np.errstate(invalid="ignore"):
        behind = shares * ((best - part) / _sizes(part, best, worst, "minmax"))
    behind /= ((~np.isnan(part)) @ shares)[:, None]
    utility, regret = np.nansum(behind, axis=1), np.nanmax(behind, axis=1)
    return utility, regret, majority * _from_least(utility) + (1.0 - majority) * _from_least(regret)


def _from_least(values: Floats) -> Floats:
    """Return values on 0–1 between the least and the largest, 0 where they are the same."""
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread > TOLERANCE else np.zeros_like(values)


@method("ordering")
def edas(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    higher: ArrayLike = True,
    peers: ArrayLike | None = None,
) -> Floats:
    """Return the appraisal score of EDAS: distances above the average of the class, less those below.

    With the average a_j, ``P_i = sum_j w_j max(0, x_ij - a_j) / a_j`` and ``N_i = sum_j w_j max(0, a_j - x_ij) / a_j``
    (the other way round where less is better), the score is ``(P_i / max P + 1 - N_i / max N) / 2``.

    Source: Keshavarz Ghorabaee, Zavadskas, Olfat and Turskis, Multi-criteria inventory classification using a new
    method of evaluation based on distance from average solution (EDAS), Informatica 26 (2015).

    Parameters
    ----------
    scores : (n, k) array
        Not negative. A missing one is left out and the weights of the others renormalised.
    weights : (k,) array, optional
        Not negative; left out, all are equal.
    higher : bool or (k,) bools
        Whether more is better.
    peers : (n,) codes, optional
        Classes with an average of their own; -1 takes no part.

    Returns
    -------
    (n,) array
        From 0 to 1; 1/2 where all are the same; NaN without any score.

    Raises
    ------
    FazhiError
        If weights are wrong, or a score is negative or infinite.

    Examples
    --------
    The average is (4, 4): P = (1/4, 0, 1/4), N = (0, 1/2, 0) with weight 1/2 each.

    >>> edas([[6, 4], [2, 2], [4, 6]])
    array([1., 0., 1.])
    """
    signed, shares = _weighted(scores, weights, higher)
    not_negative(checked_scores(scores), "edas")
    found = np.full(len(signed), np.nan)
    for rows in classes_of(signed, peers):
        part = signed[rows]
        there = ~np.isnan(part)
        mean = np.nansum(part, axis=0) / np.maximum(there.sum(0), 1)
        apart = np.nan_to_num((part - mean) / np.where(np.abs(mean) > 0, np.abs(mean), np.inf))
        weight = shares / (there @ shares)[:, None]
        above, below = ((weight * np.maximum(side, 0.0)).sum(1) for side in (apart, -apart))
        halves = [side / (side.max() if side.max() > TOLERANCE else np.inf) for side in (above, below)]
        found[rows] = snapped((halves[0] + 1.0 - halves[1]) / 2)
    return found
