"""What happens when one factor moves and the others stay: elementary effects (Morris) and one at a time.

Cheap ways to see which of many factors matter at all, before their shares of variance are worth their price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import Codes, Floats


@dataclass(frozen=True)
class Trajectories:
    """Walks through the space of factors, on each of which every factor moves once.

    Parameters
    ----------
    points : (r, d + 1, d) array
        Numbers in 0–1: r walks of d steps.
    moved : (r, d) array of int
        The factor that moves at each step.
    """

    points: Floats
    moved: Codes


def trajectories(rng: np.random.Generator, factors: int, r: int, *, levels: int = 4) -> Trajectories:
    r"""Return random walks on a grid, each step :math:`\Delta = p / (2 (p - 1))` up or down for p levels.

    With an even number of levels and this step, all levels are equally likely. Source: Morris (1991), Factorial
    sampling plans for preliminary computational experiments, Technometrics 33(2), 161-174.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    factors : int
        How many factors, d.
    r : int
        How many walks, from 2; each costs d + 1 runs.
    levels : int
        Levels of the grid, even.

    Returns
    -------
    Trajectories

    Raises
    ------
    FazhiError
        Fewer than two walks, an odd number of levels.

    Examples
    --------
    >>> walks = trajectories(np.random.default_rng(1), 2, 10)
    >>> walks.points.shape, np.unique(walks.points).round(2)
    ((10, 3, 2), array([0.  , 0.33, 0.67, 1.  ]))
    """
    if int(r) != r or r < 2:
        raise FazhiError(Problem("sampling_draws", {"draws": r, "least": 2}))
    if int(levels) != levels or levels < 2 or levels % 2:
        raise FazhiError(Problem("variance_levels", {"levels": levels}))
    start = rng.integers(levels // 2, size=(r, factors))
    up = rng.integers(2, size=(r, factors)) == 1
    moved = rng.permuted(np.tile(np.arange(factors), (r, 1)), axis=1)
    turn = np.argsort(moved, axis=1)  # the step at which each factor moves
    has_moved = np.arange(factors + 1)[None, :, None] > turn[:, None, :]
    high = has_moved == up[:, None, :]
    return Trajectories((start[:, None, :] + high * (levels // 2)) / (levels - 1), moved.astype(np.intp))


@dataclass(frozen=True)
class Effects:
    """What moving one factor does to each output.

    Parameters
    ----------
    mu : (d, m) array
        Mean effect of moving a factor over its whole range; effects up and down may cancel.
    mu_star : (d, m) array
        Mean absolute effect: how much the factor matters.
    sigma : (d, m) array
        Standard deviation of effects: whether it depends on where the others stand, or is curved.
    mu_star_error : (d, m) array
        Standard error of `mu_star`.
    used : (d, m) array of int
        Steps both ends of which have a finite output.
    """

    mu: Floats
    mu_star: Floats
    sigma: Floats
    mu_star_error: Floats
    used: NDArray[np.int64]


def elementary_effects(walks: Trajectories, outputs: NDArray[np.floating | np.integer]) -> Effects:
    r"""Return means and deviations of effects :math:`(f(x + \Delta e_i) - f(x)) / \Delta` over the walks.

    Sources: Morris (1991); the mean absolute effect: Campolongo, Cariboni and Saltelli (2007), An effective screening
    design for sensitivity analysis of large models, Environmental Modelling & Software 22, 1509-1518. A step one end
    of which has no finite output is left out and not counted in `used`.

    Parameters
    ----------
    walks : Trajectories
        Where the model was run.
    outputs : (r, d + 1, m) array
        What it gave there.

    Returns
    -------
    Effects
        NaN where no step is left, deviations where only one is.

    Raises
    ------
    FazhiError
        Outputs of another shape.

    Examples
    --------
    >>> walks = trajectories(np.random.default_rng(1), 2, 8)
    >>> found = elementary_effects(walks, walks.points @ np.array([[3.0], [-1.0]]))
    >>> found.mu.ravel().round(9), found.mu_star.ravel().round(9), found.sigma.ravel().round(9)
    (array([ 3., -1.]), array([3., 1.]), array([0., 0.]))
    """
    if outputs.ndim != 3 or outputs.shape[:2] != walks.points.shape[:2]:
        wanted = (*walks.points.shape[:2], "m")
        raise FazhiError(Problem("variance_shape", {"shape": outputs.shape, "wanted": wanted}))
    step = np.take_along_axis(np.diff(walks.points, axis=1), walks.moved[:, :, None], axis=2)
    clean = np.where(np.isfinite(outputs), outputs, np.nan)
    found = np.empty((len(walks.moved), walks.moved.shape[1], outputs.shape[2]))
    np.put_along_axis(found, walks.moved[:, :, None], np.diff(clean, axis=1) / step, axis=1)
    mean, sigma, used = _moments(found)
    absolute, apart, _ = _moments(np.abs(found))
    with np.errstate(invalid="ignore", divide="ignore"):
        return Effects(mean, absolute, sigma, apart / np.sqrt(used), used)


def _moments(effects: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return means, standard deviations and counts of what is there along the first axis."""
    there = ~np.isnan(effects)
    used = there.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, effects, 0.0).sum(axis=0) / used
        square = np.where(there, effects - mean, 0.0) ** 2
        deviation = np.sqrt(square.sum(axis=0) / np.where(used > 1, used - 1, np.nan))
    return mean, deviation, used


def one_at_a_time(nominal: ArrayLike, alternatives: Sequence[Sequence[float]]) -> tuple[Floats, Codes]:
    """Return the nominal point, then each alternative of each factor with the others left as they are.

    Parameters
    ----------
    nominal : (d,) array
        Where the factors stand.
    alternatives : d sequences of float
        Where each may stand instead.

    Returns
    -------
    (1 + alternatives, d) array, (1 + alternatives,) array of int
        Points, and the factor that differs, -1 for none.

    Examples
    --------
    >>> one_at_a_time([0, 5], [[1, 2], [6]])
    (array([[0., 5.],
           [1., 5.],
           [2., 5.],
           [0., 6.]]), array([-1,  0,  0,  1]))
    """
    base = np.asarray(nominal, dtype=np.float64)
    if base.ndim != 1 or len(base) != len(alternatives):
        raise FazhiError(Problem("variance_alternatives", {"factors": base.size, "found": len(alternatives)}))
    factor = np.concatenate([[-1], np.repeat(np.arange(len(base)), [len(each) for each in alternatives])])
    points = np.tile(base, (len(factor), 1))
    rows = np.arange(1, len(factor))
    points[rows, factor[1:]] = [value for each in alternatives for value in each]
    return points, factor.astype(np.intp)
