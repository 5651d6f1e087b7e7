"""Random weights: how far importance is uncertain, as arrays of draws.

Every function returns ``(draws, k)`` weights, none negative, each row summing to 1, and takes all its chance from the
generator that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Floats

POINT = 1e-12
"""Bounds of a weight that are closer than this fix it."""


def noise(rng: np.random.Generator, weights: ArrayLike, draws: int, spread: ArrayLike) -> Floats:
    r"""Return weights each of which is moved up or down at random and which are then renormalised.

    .. math:: w'_j = \frac{w_j (1 + u_j)}{\sum_l w_l (1 + u_l)}, \qquad u_j \sim U(-s_j, s_j)

    It is not uniform over any region of weights: it says "each of these may be off by a quarter". Source: Becker et
    al. (2022), COINr, `get_noisy_weights`.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    weights : (k,) array
        The nominal weights, of any sum.
    draws : int
        How many rows.
    spread : float or (k,) array
        The share by which a weight may be off, 0–1.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        Weights that are negative or all 0, a spread outside 0–1, draws below 1.

    Examples
    --------
    >>> rows = noise(np.random.default_rng(1), [3, 1], 1000, 0.25)
    >>> bool((rows[:, 0] >= 2.25 / 3.5).all()), bool((rows[:, 0] <= 3.75 / 4.5).all())
    (True, True)
    """
    nominal, count = _nominal(weights), _count(draws)
    width = np.broadcast_to(np.asarray(spread, dtype=np.float64), nominal.shape)
    if not bool(np.all((width >= 0) & (width <= 1))):
        raise FazhiError(Problem("sampling_between", {"name": "spread", "low": 0, "high": 1, "value": spread}))
    return _normalised(nominal * (1.0 + width * rng.uniform(-1.0, 1.0, (count, len(nominal)))))


def dirichlet(rng: np.random.Generator, weights: ArrayLike, draws: int, concentration: float) -> Floats:
    r"""Return weights from a Dirichlet distribution around the nominal ones.

    The parameters are :math:`c\,w_j`: the mean is the nominal weights, the variance of a weight is
    :math:`w_j (1 - w_j) / (c + 1)`. An indicator of weight 0 keeps it.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    weights : (k,) array
        The nominal weights, of any sum.
    draws : int
        How many rows.
    concentration : float
        How close draws keep to the nominal weights, above 0; with equal weights and k it is uniform.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        Weights that are negative or all 0, a concentration that is not above 0, draws below 1.

    Examples
    --------
    >>> dirichlet(np.random.default_rng(1), [1, 0], 2, 50)
    array([[1., 0.],
           [1., 0.]])
    """
    nominal, count = _nominal(weights), _count(draws)
    if not (np.isfinite(concentration) and concentration > 0):
        raise FazhiError(Problem("sampling_positive", {"name": "concentration", "value": concentration}))
    there = nominal > 0
    found = np.zeros((count, len(nominal)))
    found[:, there] = rng.dirichlet(concentration * nominal[there], count)
    return _normalised(found)


def uniform(rng: np.random.Generator, k: int, draws: int) -> Floats:
    r"""Return weights uniform on the simplex: every set of weights is as likely as every other.

    Exponential variables over their sum, :math:`E_j / \sum_l E_l`, which is Dirichlet(1, …, 1). Uniform numbers over
    their sum would crowd in the middle. Source: Devroye (1986), Non-Uniform Random Variate Generation, section V.2.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    k : int
        How many weights.
    draws : int
        How many rows.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        `k` or draws below 1.

    Examples
    --------
    >>> rows = uniform(np.random.default_rng(1), 3, 30_000)
    >>> bool((abs((rows > 0.5).mean(axis=0) - 0.25) < 0.01).all())  # a Beta(1, 2) variable is above 1/2 in 1/4 of cases
    True
    """
    return _normalised(rng.standard_exponential((_count(draws), _count(k))))


def samples(rng: np.random.Generator, given: ArrayLike, draws: int) -> Floats:
    """Return rows drawn with replacement from the weights that several people gave, each normalised.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    given : (people, k) array
        One row of weights each.
    draws : int
        How many rows.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        A row that is negative, not finite or all 0, draws below 1.

    Examples
    --------
    >>> samples(np.random.default_rng(1), [[3, 1], [1, 1]], 3)
    array([[0.75, 0.25],
           [0.5 , 0.5 ],
           [0.5 , 0.5 ]])
    """
    rows = np.atleast_2d(np.asarray(given, dtype=np.float64))
    nominal = np.array([_nominal(row) for row in rows])
    return nominal[rng.integers(len(nominal), size=_count(draws))]


def orderings(
    rng: np.random.Generator,
    k: int,
    draws: int,
    order: Sequence[int | Sequence[int]] | None = None,
    *,
    minimum: float = 0.0,
) -> Floats:
    r"""Return weights uniform over all that keep an order of importance, such as ``w1 >= w2 = w3 >= w4``.

    The region is a simplex with the corners :math:`e_g = 1 / (m_1 + … + m_g)` on the first g groups of equal
    importance, of sizes m; a mixture of its corners with Dirichlet(1, …, 1) shares is uniform on it. Nothing is
    rejected. Source: Barron and Barrett (1996), Decision quality using ranked attribute weights, Management Science
    42(11), where the mean of this distribution is the rank-order centroid.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    k : int
        How many weights.
    draws : int
        How many rows.
    order : list of int or lists of int, optional
        Positions from the most important to the least; those in one list weigh the same. None: ``0, 1, …, k-1``.
    minimum : float
        The least share of each weight, 0 to 1/k.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        An order that names a position twice or not at all, a minimum that cannot be met, draws below 1.

    Examples
    --------
    >>> rows = orderings(np.random.default_rng(1), 3, 1000, [2, [0, 1]])
    >>> bool((rows[:, 2] >= rows[:, 0]).all()), bool((rows[:, 0] == rows[:, 1]).all())
    (True, True)
    """
    groups = [np.atleast_1d(np.asarray(each, dtype=np.intp)) for each in (range(_count(k)) if order is None else order)]
    named = np.concatenate(groups) if groups else np.zeros(0, dtype=np.intp)
    if not np.array_equal(np.sort(named), np.arange(k)):
        raise FazhiError(Problem("sampling_order", {"k": k, "order": order}))
    if not 0 <= minimum <= (1 + POINT) / k:
        raise FazhiError(Problem("sampling_between", {"name": "minimum", "low": 0, "high": 1 / k, "value": minimum}))
    sizes = np.array([len(each) for each in groups])
    shares = uniform(rng, len(groups), draws) / np.cumsum(sizes)
    levels = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]  # a group has its share of every corner from its own on
    found = np.empty((draws, k))
    found[:, named] = np.repeat(levels, sizes, axis=1)
    return minimum + max(0.0, 1.0 - k * minimum) * found


def intervals(rng: np.random.Generator, low: ArrayLike, high: ArrayLike, draws: int) -> Floats:
    r"""Return weights uniform over all that lie between bounds and sum to 1.

    Exact and without a chain: all weights but the widest are drawn from exponentials cut at the bounds, with density
    in proportion to :math:`e^{-\theta w}` and one :math:`\theta` for which their mean sum is 1; the widest takes what
    is left, and the row is kept if that lies within its bounds, with a probability in proportion to
    :math:`e^{-\theta w}` again. As the product of all these depends on the sum alone, and the sum is 1, what is kept
    is uniform. At least about :math:`1 / \sqrt{2 \pi k}` of the rows are kept, wherever the bounds lie. Where more of
    plain uniform weights, seen from the lower or the upper bounds, would be kept, they are drawn instead.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    low, high : (k,) arrays
        The least and the greatest share of each weight, 0–1.
    draws : int
        How many rows.

    Returns
    -------
    (draws, k) array

    Raises
    ------
    FazhiError
        Bounds that cross, or that no weights fit; draws below 1.

    Examples
    --------
    >>> rows = intervals(np.random.default_rng(1), [0.2, 0.1, 0], [0.5, 0.3, 1], 1000)
    >>> rows.min(axis=0).round(1), rows[:, :2].max(axis=0).round(1)
    (array([0.2, 0.1, 0.2]), array([0.5, 0.3]))
    """
    lower, upper = _bounds(low, high)
    count = _count(draws)
    width = upper - lower
    free = width > POINT
    found = np.tile(lower, (count, 1))
    if free.any():
        rest = 1.0 - lower[~free].sum() - lower[free].sum()
        found[:, free] += _spread(rng, width[free], float(rest), count)
    return found


def _spread(rng: np.random.Generator, width: Floats, rest: float, draws: int) -> Floats:
    """Return ``(draws, k)`` uniform over 0 <= x <= width with sum `rest`."""
    propose = _tilted(width, rest)
    for spare, turned in ((rest, False), (float(width.sum()) - rest, True)):
        # how many of uniform weights exceed a width is at most the sum over widths of those that exceed each
        if spare > 0 and np.sum(np.maximum(1 - width / spare, 0.0) ** (len(width) - 1)) < 0.5:
            propose = _plain(width, spare, turned)
    kept: list[Floats] = []
    missing, batch = draws, draws
    while missing > 0:
        found = propose(rng, batch)
        kept.append(found[:missing])
        missing -= len(kept[-1])
        share = max(len(found), 1) / batch
        batch = int(np.clip(1.1 * missing / share + 16, 64, 8 * draws + 64))
    return np.concatenate(kept)


Proposal = Callable[[np.random.Generator, int], Floats]
"""Rows that are kept of so many that are drawn."""


def _plain(width: Floats, spare: float, turned: bool) -> Proposal:
    """Return proposals uniform over 0 <= x with sum `spare`, from above the widths if `turned`."""

    def propose(rng: np.random.Generator, batch: int) -> Floats:
        x = spare * uniform(rng, len(width), batch)
        x = x[(x <= width).all(axis=1)]
        return width - x if turned else x

    return propose


def _tilted(width: Floats, rest: float) -> Proposal:
    """Return proposals of cut exponentials, the widest taking what is left."""
    last = int(np.argmax(width))
    others, tilt = np.delete(width, last), _tilt(width, rest)

    def propose(rng: np.random.Generator, batch: int) -> Floats:
        x = others * _truncated(rng.uniform(size=(batch, len(others))), tilt * others)
        left = rest - x.sum(axis=1)
        away = left if tilt >= 0 else left - width[last]
        inside = (left >= 0) & (left <= width[last])
        inside &= rng.uniform(size=batch) < np.exp(-tilt * away, where=inside, out=np.zeros(batch))
        return np.insert(x[inside], last, left[inside], axis=1)

    return propose


def _truncated(u: Floats, rate: Floats) -> Floats:
    """Uniform numbers into exponentials cut to 0–1, of density in proportion to exp(-rate x)."""
    size = np.abs(rate)
    some = np.where(size > 1e-8, size, 1.0)
    x = np.where(size > 1e-8, -np.log1p(u * np.expm1(-some)) / some, u)
    return np.minimum(np.where(rate < 0, 1.0 - x, x), 1.0)


def _tilt(width: Floats, rest: float) -> float:
    """Return the one rate at which exponentials cut to 0–width have `rest` as their mean sum."""

    def excess(rate: float) -> float:
        a = rate * width
        size = np.clip(np.abs(a), 1e-4, 700.0)
        share = np.where(np.abs(a) > 1e-4, 1.0 / np.maximum(np.abs(a), 1e-4) - 1.0 / np.expm1(size), 0.5)
        return float(np.sum(width * np.where(a < 0, 1.0 - share, share))) - rest

    low, high = -1.0, 1.0
    while excess(low) < 0 and low > -1e15:
        low *= 2
    while excess(high) > 0 and high < 1e15:
        high *= 2
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return 0.5 * (low + high)


def _bounds(low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    """Return the bounds as far as any weights reach them."""
    lower = np.atleast_1d(np.asarray(low, dtype=np.float64))
    upper = np.atleast_1d(np.asarray(high, dtype=np.float64))
    if lower.shape != upper.shape or lower.ndim != 1 or not len(lower):
        raise FazhiError(Problem("sampling_bounds_shape", {"low": lower.size, "high": upper.size}))
    wrong = np.flatnonzero(~((lower >= 0) & (lower <= upper) & (upper <= 1)))
    if len(wrong):
        raise FazhiError(
            Problem("sampling_bounds_cross", {"position": int(j) + 1, "low": float(lower[j]), "high": float(upper[j])})
            for j in wrong
        )
    least, most = float(lower.sum()), float(upper.sum())
    if least > 1 + TOLERANCE or most < 1 - TOLERANCE:
        shown = {"low": round(least, 6), "high": round(most, 6), "lows": _shown(lower), "highs": _shown(upper)}
        raise FazhiError(Problem("sampling_bounds_empty", shown))
    reached = np.minimum(upper, lower + max(0.0, 1.0 - least))
    needed = np.maximum(lower, upper - max(0.0, most - 1.0))
    return needed, np.maximum(reached, needed)


def _shown(numbers: Iterable[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _count(number: int) -> int:
    if int(number) != number or number < 1:
        raise FazhiError(Problem("sampling_draws", {"draws": number, "least": 1}))
    return int(number)


def _nominal(weights: ArrayLike) -> Floats:
    given = np.atleast_1d(np.asarray(weights, dtype=np.float64))
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise FazhiError(Problem("sampling_weights", {"weights": _shown(given.ravel())}))
    return np.asarray(given / given.sum())


def _normalised(rows: Floats) -> Floats:
    """Return rows over their sums; a row of zeros (all weights at spread 1 moved to 0) is not met in practice."""
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))
