"""Sums of Gaussians over all differences of sorted numbers, without looking at every pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fazhi_score.numerics.classes import Floats

_TERMS = 16
"""Terms of the expansion: with cells of half a spread the rest is below 1e-14 of each pair."""

_REACH = 20
"""Cells further away than this, ten spreads, add less than 1e-21 of each pair."""

_CELLS = 32
"""Cells at least, so that few pairs are left to be looked at one by one."""


def gaussian_flows(known: Floats, spread: float) -> Floats:
    """Return the sum of ``sign(d) (1 - exp(-d² / 2 s²))`` over the differences d of each number to all.

    Numbers in one cell of half a spread s act on those of other cells as a series in Hermite polynomials around the
    middle of the cell (Greengard and Strain, The fast Gauss transform, SIAM Journal on Scientific and Statistical
    Computing 12, 1991); only pairs within a cell are looked at one by one.

    Parameters
    ----------
    known : (n,) array
        In ascending order; digits are kept best around zero.
    spread : float
        The s, above 0.

    Examples
    --------
    1 - exp(-1/2) = 0.3935 and 1 - exp(-2) = 0.8647.

    >>> gaussian_flows(np.array([0.0, 1.0, 2.0]), 1.0).round(4)
    array([-1.2581,  0.    ,  1.2581])
    """
    points, start, place, count = np.unique(known / spread, return_index=True, return_inverse=True, return_counts=True)
    if len(points) < 2:
        return np.zeros(len(known))
    width = min(0.5, max((points[-1] - points[0]) / _CELLS, 1e-6))
    cell_of = np.floor(points / width)
    numbers, first = np.unique(cell_of, return_index=True)
    cells = np.split(np.arange(len(points)), first[1:])
    middles = (numbers + 0.5) * width
    moments = _moments(points, count, middles, first)
    near = np.zeros(len(points))
    for cell in cells:
        if len(cell) > 1:
            apart = points[cell, None] - points[cell]
            near[cell] = (np.sign(apart) * np.exp(-0.5 * apart**2)) @ count[cell]
    for begin in range(0, len(cells), 2 * _REACH):
        end = min(begin + 2 * _REACH, len(cells))
        low = np.searchsorted(numbers, numbers[begin] - _REACH)
        high = np.searchsorted(numbers, numbers[end - 1] + _REACH, "right")
        some = np.arange(first[begin], first[end] if end < len(cells) else len(points))
        side = np.sign(cell_of[some, None] - numbers[low:high])
        near[some] += _from_cells(points[some], middles[low:high], moments[:, low:high], side)
    below, above = start, len(known) - start - count
    return np.asarray((below - above - near)[place])


def _moments(points: Floats, count: NDArray[np.intp], middles: Floats, first: NDArray[np.intp]) -> Floats:
    """Return ``(terms, cells)`` the sums of ``(x - middle)**m / m!`` over the numbers in each cell."""
    inside = points - np.repeat(middles, np.diff([*first, len(points)]))
    powers, found = count.astype(np.float64), []
    for term in range(_TERMS):
        found.append(np.add.reduceat(powers, first))
        powers = powers * inside / (term + 1)
    return np.array(found)


def _from_cells(points: Floats, middles: Floats, moments: Floats, side: Floats) -> Floats:
    """Return the Gaussians of cells at points, each times its side: 1 below the point, -1 above, 0 around it."""
    apart = points[:, None] - middles
    before, hermite = np.zeros_like(apart), np.exp(-0.5 * apart**2)
    total = hermite * moments[0]
    for term in range(1, _TERMS):
        before, hermite = hermite, apart * hermite - (term - 1) * before
        total += hermite * moments[term]
    return np.asarray((side * total).sum(1))
