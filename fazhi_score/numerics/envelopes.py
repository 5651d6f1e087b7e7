"""How many of some linear functions must be positive at least, anywhere in a polytope: a bound that is proved."""

from __future__ import annotations

import numpy as np

from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.weight_sets import Cell

FLAT = 1e-9
"""A direction in which corners differ by less is none."""

_SHARPER = 6.0

_STAGES, _STEPS = 6, 6

_NEWTON, _CLOSE = 0.3, 0.02


def enclosed(cell: Cell, rows: Floats, enough: float = np.inf) -> tuple[float, Floats]:
    r"""Return a number that ``(rows @ w > 0).sum()`` is nowhere below in a cell, and weights at which it may be low.

    Where no row is above 1 in the cell, a row counts :math:`\max(0, a_j \cdot w)` at least, and for any
    :math:`\lambda \in [0, 1]`

    .. math:: \sum_j \max(0, a_j \cdot w) \ge \sum_j \lambda_j\, a_j \cdot w
              \ge \min_{v \in \text{corners}} \sum_j \lambda_j\, a_j \cdot v .

    The shares come from an interior-point method that minimises the sum on the left. Whatever they are, the bound
    holds: it is taken from the corners, and does not depend on the method having converged.

    Parameters
    ----------
    cell : Cell
    rows : (p, k) array
        None above 1 at any corner.
    enough : float
        A bound that will do: the method stops when it has a higher one, and within 1 of the highest where none is.

    Returns
    -------
    bound : float
    weights : (k,) array

    Examples
    --------
    Of w1 > w2 and w2 > w1 neither need hold, of w1 > 0.2 and w2 > 0.2 one at least: 5/4 w1 - 1/4 and its like.

    >>> whole = Cell(np.eye(2), -np.eye(2), ~np.eye(2, dtype=bool))
    >>> round(enclosed(whole, np.array([[1.0, -1.0], [-1.0, 1.0]]))[0], 3)
    0.0
    >>> round(enclosed(whole, np.array([[1.0, -0.25], [-0.25, 1.0]]))[0], 3)
    0.75
    """
    middle = cell.corners.mean(axis=0)
    _, spread, directions = np.linalg.svd(cell.corners - middle, full_matrices=False)
    directions = directions[spread > FLAT].T
    bound, weights = max(0.0, _proved(cell, rows, (rows @ middle > 0).astype(np.float64))), middle
    if not directions.shape[1] or bound > enough:
        return bound, weights
    along, base = rows @ directions, rows @ middle
    room = -(cell.faces @ middle)
    inside = room > FLAT * 1e-3
    walls, room = cell.faces[inside] @ directions, room[inside]
    at, sharpness = np.zeros(directions.shape[1]), _SHARPER
    for _ in range(_STAGES):
        for _ in range(_STEPS):
            shares, curve = _smooth(sharpness * (base + along @ at))
            left = room - walls @ at
            near = walls / left[:, None]
            slope = sharpness * (shares @ along) + near.sum(axis=0)
            bend = (along.T * (sharpness**2 * curve)) @ along + near.T @ near
            bend.flat[:: len(at) + 1] *= 1 + 1e-12
            step = -np.linalg.solve(bend, slope)
            decrement = -float(slope @ step)
            outward = float((near @ step).max(initial=0.0))
            damped = 1.0 if decrement < 1 else 2.0 / (1.0 + decrement**0.5)
            at = at + min(damped, 0.9 / max(outward, 1e-12)) * step
            if decrement < _NEWTON:
                break
        weights = middle + directions @ at
        heights = rows @ weights
        bound = max(bound, _proved(cell, rows, _smooth(sharpness * heights)[0]))
        open_ = float(np.maximum(heights, 0.0).sum())  # the bound cannot become higher
        if bound > enough or open_ - bound < (1.0 if open_ <= enough else _CLOSE):
            break
        sharpness *= _SHARPER
    return bound, weights


def _smooth(u: Floats) -> tuple[Floats, Floats]:
    """Return share and its slope of ``max(0, u)`` with a barrier of 1: the share goes from 0 to 1."""
    root = np.sqrt(u * u + 4.0)
    below = np.where(u < 0, 2.0 - u + root, 2.0 + 4.0 / (np.abs(u) + root))
    return 2.0 / below, 2.0 * (1.0 - u / root) / below**2


def _proved(cell: Cell, rows: Floats, shares: Floats) -> float:
    return float((cell.corners @ (shares @ rows)).min())
