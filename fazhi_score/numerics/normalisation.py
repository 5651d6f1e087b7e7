"""Values into comparable scores by the ends, moments or quantiles of each one's class.

Values are ``(n,)`` floats, or ``(n, k)`` of several indicators, NaN where there is none; the score is NaN there
too. `higher` says of all, or of each column, whether more is better: where it is not, the scale is turned, so that the
better value always has the higher score. Scales are fitted within `peers`, ``(n,)`` codes of classes, -1 for who takes
no part (NaN); None is one class of all. An infinite value counts as missing. Where all peers are equal (up to the noise
of arithmetic), or one stands alone, there is no scale and the score is NaN.

Scores run over the range `to`, 0 to 1 unless another is asked for; rules in a framework ask for 0 to 100.
"""

from __future__ import annotations

import numpy as np

from fazhi_score.methods import method
from fazhi_score.numerics import distances, given_scales, places, shrinking  # noqa: F401  # register their methods
from fazhi_score.numerics.classes import Codes, Floats, class_quantile
from fazhi_score.numerics.scaling import (
    Direction,
    Range,
    checked_range,
    ends,
    moments,
    onto,
    positive,
    quiet,
    span,
    turned,
)

NORMAL_RANGE = 1.3489795003921634
"""Interquartile range of the normal distribution in standard deviations: 2 × 0.67449."""


@method("normalisation")
def minmax(values: Floats, *, higher: Direction = True, peers: Codes | None = None, to: Range = (0.0, 1.0)) -> Floats:
    """Score linearly between the worst peer and the best.

    ``to[0] + (to[1] - to[0]) (x - worst) / (best - worst)``. Source: OECD/JRC Handbook (2008), section 5.2.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    to : pair of floats
        Scores of the worst and the best.

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
    >>> minmax(np.array([2.0, 4.0, 3.0]))
    array([0. , 1. , 0.5])
    >>> minmax(np.array([2.0, 4.0, 3.0]), higher=False, to=(1, 100))
    array([100. ,   1. ,  50.5])
    """
    first, last = checked_range(to)
    signed = turned(values, higher)
    low, high = ends(signed, peers)
    with quiet():
        # first times, then over: at the best value that is the end of the range to the last bit
        score = np.asarray(signed - low)
        score *= last - first
        score /= span(low, high)
    if first:
        score += first
    return score


@method("normalisation")
def zscore(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    mean: float = 0.0,
    deviation: float = 1.0,
    ddof: int = 1,
) -> Floats:
    """Score by how many standard deviations the value lies above the peers' mean.

    ``mean + deviation (x - m) / s``, s with n - `ddof` in the denominator. Source: OECD/JRC Handbook (2008),
    section 5.1. Not limited: as a rule of a framework, with mean 50 and deviation 10, it is clipped to 0–100.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    mean, deviation : float
        Of the scores.
    ddof : int
        1 for the deviation of a sample, 0 for that of a population.

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a deviation that is not positive, or another number of directions than columns.

    Examples
    --------
    >>> zscore(np.array([1.0, 2.0, 3.0]))
    array([-1.,  0.,  1.])
    >>> zscore(np.array([1.0, 2.0, 3.0]), mean=50, deviation=10, higher=False)
    array([60., 50., 40.])
    """
    positive("zscore", "deviation", deviation)
    signed = turned(values, higher)
    centre, spread = moments(signed, peers, ddof=ddof)
    return _standard(signed, centre, spread, mean, deviation)


def _standard(signed: Floats, centre: Floats, spread: Floats, mean: float, deviation: float) -> Floats:
    with quiet():
        score = np.asarray(signed - centre)
        if deviation != 1.0:
            score *= deviation
        score /= spread
    if mean:
        score += mean
    return score


@method("normalisation")
def robust(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    centre: float = 0.0,
    deviation: float = 1.0,
    normal: bool = False,
) -> Floats:
    """Score by how many interquartile ranges the value lies above the peers' median.

    ``centre + deviation (x - median) / IQR``; outliers move neither median nor quartiles. Quartiles are interpolated
    (definition 7 of Hyndman and Fan, 1996). Source: Rousseeuw and Croux (1993) on such estimators; the scaling is
    that of scikit-learn's ``RobustScaler``. Where half of the peers have one value, there is no scale (NaN).

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    centre, deviation : float
        Score of the median, and what one range is worth.
    normal : bool
        Whether the range is divided by 1.349, so that it estimates a standard deviation: on normal data the score
        is then the same as that of `zscore`.

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a deviation that is not positive, or another number of directions than columns.

    Examples
    --------
    The median is 3, the quartiles are 2 and 4.

    >>> robust(np.array([1.0, 2.0, 3.0, 4.0, 900.0]))
    array([ -1. ,  -0.5,   0. ,   0.5, 448.5])
    """
    positive("robust", "deviation", deviation)
    signed = turned(values, higher)
    middle, lower, upper = (class_quantile(signed, peers, share=share) for share in (0.5, 0.25, 0.75))
    spread = span(lower, upper) / (NORMAL_RANGE if normal else 1.0)
    return _standard(signed, middle, spread, centre, deviation)


@method("normalisation")
def logistic(
    values: Floats,
    *,
    higher: Direction = True,
    peers: Codes | None = None,
    midpoint: float | None = None,
    width: float | None = None,
    steepness: float = 1.0,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score along an S-shaped curve: differences in the middle count, those at the ends hardly do.

    ``1 / (1 + exp(-steepness (x - midpoint) / width))``, on the range `to`; left out, the midpoint is the peers' mean
    and the width their standard deviation (n - 1). Source: the logistic scaling of z-scores ("softmax scaling") in
    Priddy and Keller, Artificial Neural Networks: An Introduction (2005), chapter 3. The score never leaves its range.

    Parameters
    ----------
    values : (n,) or (n, k) array
    higher : bool or (k,) bools
    peers : (n,) codes, optional
    midpoint : float, optional
        The value with a middle score, in the values' unit.
    width : float, optional
        The step from there that is worth one unit of the exponent; above 0.
    steepness : float
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a width or steepness that is not positive, a range that does not go upwards, or another number of
        directions than columns.

    Examples
    --------
    >>> logistic(np.array([1.0, 2.0, 3.0])).round(4)
    array([0.2689, 0.5   , 0.7311])
    >>> logistic(np.array([10.0, 20.0]), midpoint=10, width=5, to=(0, 100)).round(2)
    array([50.  , 88.08])
    """
    positive("logistic", "steepness", steepness)
    signed = turned(values, higher)
    centre, spread = moments(signed, peers)
    if midpoint is not None:
        centre = turned(np.full(signed.shape, float(midpoint)), higher)
    if width is not None:
        spread = np.asarray(positive("logistic", "width", width))
    with quiet():
        # half a tanh is the same curve, and overflows nowhere
        return onto(0.5 + 0.5 * np.tanh(0.5 * steepness * (signed - centre) / spread), to)
