"""Values into scores on scales that are given, not fitted: the score of one says nothing of the others.

Values are ``(n,)`` floats, or ``(n, k)``; NaN stays NaN. Ends may be one number, or ``(k,)`` of them for the columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.scaling import Direction, Range, onto, quiet, signs


@method("normalisation")
def goalposts(
    values: Floats,
    *,
    worst: float | Floats,
    best: float | Floats,
    to: Range = (0.0, 1.0),
    clip: bool = True,
    log: bool = False,
) -> Floats:
    """Score linearly between a worst and a best value; beyond them no less and no more, unless `clip` is off.

    ``(x - worst) / (best - worst)``, on the range `to`; with `log`, of the logarithms. Where less is better, `worst`
    is the larger one. Source: OECD/JRC Handbook (2008), section 5; as in the Human Development Index, there with
    logarithms of income.

    Parameters
    ----------
    values : (n,) or (n, k) array
    worst, best : float or (k,) array
        In the values' unit.
    to : pair of floats
    clip : bool
        Whether values beyond the posts score as the posts; else the line goes on.
    log : bool
        Whether equal ratios count as equal steps. A value of 0 or less then scores as the lower post, and is missing
        without `clip`.

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For posts that are the same, posts of 0 or less with `log`, or a range that does not go upwards.

    Examples
    --------
    >>> goalposts(np.array([0.5, 0.8268, 1.2]), worst=0.5, best=1.0).round(4)
    array([0.    , 0.6536, 1.    ])
    >>> goalposts(np.array([1.2]), worst=0.5, best=1.0, to=(0, 100), clip=False)
    array([140.])
    >>> goalposts(np.array([1000.0]), worst=100, best=10000, log=True)
    array([0.5])
    """
    values, low, high = (np.asarray(array, dtype=np.float64) for array in (values, worst, best))
    if log:
        if not ((low > 0) & (high > 0)).all():
            raise FazhiError(Problem("normalise_log_posts", {}))
        low, high = np.log(low), np.log(high)
        with quiet():
            values = np.log(np.where(values < 0, 0.0 if clip else np.nan, values))
            values = values if clip else np.where(np.isinf(values), np.nan, values)
    if (low == high).any():
        raise FazhiError(Problem("normalise_equal_ends", {"method": "goalposts", "first": "worst", "second": "best"}))
    with quiet():
        share = np.asarray((values - low) / (high - low))
    return onto(np.clip(share, 0.0, 1.0) if clip else share, to)


@method("normalisation")
def scaled(
    values: Floats,
    *,
    lower: float | Floats,
    upper: float | Floats,
    higher: Direction = True,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score linearly between two given values, on and on beyond them; turned where less is better.

    ``(x - lower) / (upper - lower)``, and where less is better ``(upper - x) / (upper - lower)``, on the range `to`.
    Source: COINr's ``n_scaled``, which for an indicator where less is better scales -x between the bounds of x, unless
    they are turned as well; here bounds are always in the values' own unit.

    Parameters
    ----------
    values : (n,) or (n, k) array
    lower, upper : float or (k,) array
        In the values' unit.
    higher : bool or (k,) bools
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For a lower bound that is not below the upper one, a range that does not go upwards, or another number of
        directions than columns.

    Examples
    --------
    >>> scaled(np.array([0.0, 5.0, 12.0]), lower=0, upper=10, to=(0, 100))
    array([  0.,  50., 120.])
    >>> scaled(np.array([0.0, 5.0, 12.0]), lower=0, upper=10, higher=False)
    array([ 1. ,  0.5, -0.2])
    """
    values, low, high = (np.asarray(array, dtype=np.float64) for array in (values, lower, upper))
    if not (low < high).all():
        raise FazhiError(Problem("normalise_order", {"method": "scaled", "first": "lower", "second": "upper"}))
    more = signs(values, higher) > 0
    with quiet():
        return onto(np.asarray(np.where(more, values - low, high - values) / (high - low)), to)


@method("normalisation")
def piecewise_linear(values: Floats, *, knots: Sequence[tuple[float, float]]) -> Floats:
    """Score along straight lines between knots; beyond the first and the last knot, as there.

    Between the knots ``(a, s)`` and ``(b, t)``: ``s + (t - s) (x - a) / (b - a)``. Source: the piecewise-linear value
    functions of Keeney and Raiffa, Decisions with Multiple Objectives (1976), section 3.

    Parameters
    ----------
    values : (n,) or (n, k) array
    knots : sequence of (value, score)
        With values that increase; scores may go up or down, so that the knots say which direction is better.

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For fewer than two knots, or values that do not increase.

    Examples
    --------
    >>> piecewise_linear(np.array([0.5, 0.75, 0.95, 1.0]), knots=[(0.6, 0), (0.9, 80), (1.0, 100)]).round(6)
    array([  0.,  40.,  90., 100.])
    """
    pairs = np.array([tuple(knot) for knot in knots], dtype=np.float64).reshape(-1, 2)
    if len(pairs) < 2 or not (np.diff(pairs[:, 0]) > 0).all() or not np.isfinite(pairs).all():
        raise FazhiError(Problem("normalise_knots", {}))
    return np.asarray(np.interp(np.asarray(values, dtype=np.float64), pairs[:, 0], pairs[:, 1]))


@method("normalisation")
def target_band(
    values: Floats,
    *,
    lower: float,
    upper: float,
    zero_below: float,
    zero_above: float,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Score full within a band, and less the further a value lies from it: too little and too much are both bad.

    1 from `lower` to `upper`; falling in a straight line to 0 at `zero_below` and at `zero_above`. Source: the
    two-sided desirability function of Derringer and Suich (1980) with exponent 1, its target a band.

    Parameters
    ----------
    values : (n,) or (n, k) array
    lower, upper : float
        Edges of the band, in the values' unit; they may be the same: one best value.
    zero_below, zero_above : float
        Where nothing is left; at the edge itself, the score falls at once.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Scores, in the shape of `values`.

    Raises
    ------
    FazhiError
        For edges out of order, or a range that does not go upwards.

    Examples
    --------
    >>> target_band(np.array([0.0, 10.0, 25.0, 50.0, 90.0]), lower=20, upper=30, zero_below=0, zero_above=70)
    array([0. , 0.5, 1. , 0.5, 0. ])
    """
    edges = {"zero_below": zero_below, "lower": lower, "upper": upper, "zero_above": zero_above}
    for first, second in zip(list(edges)[:-1], list(edges)[1:], strict=True):
        if not edges[first] <= edges[second]:
            raise FazhiError(Problem("normalise_order", {"method": "target_band", "first": first, "second": second}))
    values = np.asarray(values, dtype=np.float64)
    with quiet():
        rising = (values - zero_below) / (lower - zero_below) if lower > zero_below else (values >= lower) * 1.0
        falling = (zero_above - values) / (zero_above - upper) if zero_above > upper else (values <= upper) * 1.0
        share = np.clip(np.minimum(rising, falling), 0.0, 1.0)
    return onto(np.where(np.isnan(values), np.nan, share), to)
