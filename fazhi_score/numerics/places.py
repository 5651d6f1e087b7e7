"""Values into scores by their place among peers: what counts is who is better, not by how much.

Conventions are those of :mod:`fazhi_score.numerics.normalisation`. Values that differ by no more than 1e-9 tie, and
ties are never broken by the order in which the regions stand.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics.classes import Codes, Floats, columnwise, levels_below, standing
from fazhi_score.numerics.scaling import Direction, Range, checked_range, one_of, quiet, turned

Ties = Literal["average", "min", "max", "dense"]
_TIES = ("average", "min", "max", "dense")


def _ranks(values: Floats, peers: Codes, ties: str) -> tuple[Floats, Floats]:
    """Return rank from the worst (1), and the highest rank that there could be, ``(n,)`` each."""
    if ties == "dense":
        below, levels = levels_below(values, peers)
        return below + 1, levels
    below, equal, count = standing(values, peers)
    others = equal - 1
    return below + 1 + others * {"average": 0.5, "min": 0.0, "max": 1.0}[ties], count


def _placed(
    values: Floats, higher: Direction, peers: Codes | None, ties: str, to: Range | None, first: float
) -> Floats:
    """Return ranks from `first` upwards, or on the range `to` between the worst place and the best."""
    classes = np.zeros(len(values), dtype=np.intp) if peers is None else peers
    if to is not None:
        low, high = checked_range(to)

    def column(signed: Floats) -> Floats:
        rank, most = _ranks(signed, classes, ties)
        if to is None:
            return rank - 1 + first
        with quiet():
            return np.where(most > 1, low + (high - low) * (rank - 1) / (most - 1), np.nan)

    return columnwise(column, turned(values, higher))


@method("normalisation")
def rank(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    ties: Ties = "average",
    to: Range | None = None,
    each_place: float | None = None,
    top: int | None = None,
) -> Floats:
    """Score the rank among peers, counted from the worst, 1, to the best, n.

    On a range: ``to[0] + (to[1] - to[0]) (r - 1) / (n - 1)``, so that the last has its lower and the first its upper
    end (a lone peer has no score). With `each_place`, the first has the upper end of the range and each place costs
    that share of it; who ties shares the best place, and below the place `top` there is nothing. Source: OECD/JRC
    Handbook (2008), section 5.3; marks by place as in official score sheets.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    ties : {"average", "min", "max", "dense"}
        Who ties shares the mean, the lowest or the highest of their ranks; or (dense) ranks count the different values.
    to : pair of floats, optional
        Left out: the rank itself.
    each_place : float, optional
        Share of the range that each place costs. The range is then 0 to 1 unless another is given.
    top : int, optional
        The last place that scores.

    Returns
    -------
    (n,) or (n, k) array
        Ranks, or scores on the range.

    Raises
    ------
    FazhiError
        For another word of `ties`, a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> rank(np.array([5.0, 7.0, 7.0, 9.0]))
    array([1. , 2.5, 2.5, 4. ])
    >>> rank(np.array([5.0, 7.0, 7.0, 9.0]), ties="dense", higher=False)
    array([3., 2., 2., 1.])
    >>> rank(np.array([5.0, 7.0, 7.0]), to=(0, 100))
    array([ 0., 75., 75.])
    >>> rank(np.array([5.0, 7.0, 7.0]), to=(0, 100), each_place=0.1)
    array([ 80., 100., 100.])
    """
    one_of("rank", "ties", ties, _TIES)
    if each_place is None and top is None:
        return _placed(values, higher, peers, ties, to, 1.0)
    classes = np.zeros(len(values), dtype=np.intp) if peers is None else peers
    low, high = checked_range((0.0, 1.0) if to is None else to)
    score = None if each_place is not None else _placed(values, higher, peers, ties, (low, high), 1.0)

    def place(signed: Floats) -> Floats:
        below, equal, count = standing(signed, classes)
        return np.asarray(count - below - equal + 1)

    places = columnwise(place, turned(values, higher))
    if each_place is not None:
        share = low + (high - low) * np.clip(1.0 - (places - 1) * each_place, 0.0, 1.0)
        score = np.where(np.isnan(places), np.nan, share)
    assert score is not None
    return score if top is None else np.where(places > top, low, score)


@method("normalisation")
def borda(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    ties: Ties = "average",
    to: Range | None = None,
) -> Floats:
    """Score one point for each peer that is worse, as in the count of de Borda (1781).

    ``r - 1``, r the rank from the worst; with ties ``average``, half a point for each other peer that is equal.

    Source: de Borda (1781); COINr's ``n_borda`` (ties ``min``).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    ties : {"average", "min", "max", "dense"}
        As in `rank`.
    to : pair of floats, optional
        Left out: the points. A range stretches over the points of the last and the first place.

    Returns
    -------
    (n,) or (n, k) array
        Points, or scores on the range.

    Raises
    ------
    FazhiError
        For another word of `ties`, a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> borda(np.array([5.0, 7.0, 7.0, 9.0]))
    array([0. , 1.5, 1.5, 3. ])
    """
    one_of("borda", "ties", ties, _TIES)
    return _placed(values, higher, peers, ties, to, 0.0)


@method("normalisation")
def percentile(
    values: Floats, *, higher: Direction = True, peers: Codes | None = None, to: Range = (0.0, 1.0)
) -> Floats:
    """Score the share of peers that are worse, ties (oneself included) counted half.

    ``(below + equal / 2) / n``: never 0 or 1, and the mean of a class is always a half. Source: the mid-rank definition
    of the percentile rank, as ``scipy.stats.percentileofscore(kind="mean")``.

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
    >>> percentile(np.array([1.0, 2.0, 2.0, 4.0]), to=(0, 100))
    array([12.5, 50. , 50. , 87.5])
    """
    classes = np.zeros(len(values), dtype=np.intp) if peers is None else peers
    low, high = checked_range(to)

    def column(signed: Floats) -> Floats:
        below, equal, count = standing(signed, classes)
        return np.asarray(low + (high - low) * (below + equal / 2) / count)

    return columnwise(column, turned(values, higher))


@method("normalisation")
def percentile_rank(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    ties: Ties = "min",
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score the share of the other peers that are worse, from 0 for the last to 1 for the first.

    ``(r - 1) / (n - 1)``, r the rank from the worst; a lone peer has no score. Source: COINr's ``n_prank``, Excel's
    ``PERCENTRANK.INC``; for ties these take the lowest rank.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    ties : {"average", "min", "max", "dense"}
        As in `rank`.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For another word of `ties`, a range that does not go upwards, or another number of directions than columns.

    Examples
    --------
    >>> percentile_rank(np.array([1.0, 2.0, 2.0, 4.0, 9.0]))
    array([0.  , 0.25, 0.25, 0.75, 1.  ])
    """
    one_of("percentile_rank", "ties", ties, _TIES)
    return _placed(values, higher, peers, ties, to, 0.0)
