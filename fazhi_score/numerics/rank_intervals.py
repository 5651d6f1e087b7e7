"""Counted ranks into intervals that cover whoever holds a rank, the first and the last ranks included."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.numerics.classes import Codes


def by_rank(
    counts: NDArray[Any], level: float = 0.90, *, classes: Codes | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last rank of each unit, 0 where it is never ranked.

    For each rank, the units that hold it most often are taken until they hold it in `level` of all draws together; a
    unit's interval goes from its first to its last such rank, its own most frequent rank included.

    Central intervals leave out what is rare at either end of a unit's own ranks. Who is truly first is, by what is
    known, always rarely first, so that central intervals of 90 % cover the first and the last far less often than 90 %
    (docs/reference/simulation_study.md). In every draw some unit holds each rank, so here whoever truly holds it is
    covered with at least `level`, whichever rank it is, if the draws are from what is true.

    Parameters
    ----------
    counts : (n, r) array
        How often each unit had rank 1 … r.
    level : float
        Above 0, below 1.
    classes : (n,) array, optional
        Units are ranked within classes; left out: all together. Below 0: not ranked.

    Notes
    -----
    Sets of acceptance turned round (Neyman 1937) with the smallest sets for a given distribution of units over ranks
    (Pratt 1961, Length of confidence intervals, JASA 56: 549–567). Of equal counts, the earlier unit is taken first.

    Examples
    --------
    Of ten draws A is first in nine; B and C share the rest.

    >>> counts = np.array([[9, 1, 0], [1, 6, 3], [0, 3, 7]])
    >>> low, high = by_rank(counts, 0.90)
    >>> low.tolist(), high.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    counts = np.asarray(counts)
    codes = np.zeros(len(counts), dtype=np.intp) if classes is None else np.asarray(classes)
    low, high = np.zeros(len(counts), dtype=np.int64), np.zeros(len(counts), dtype=np.int64)
    for code in np.unique(codes[codes >= 0]):
        rows = np.flatnonzero(codes == code)
        low[rows], high[rows] = _of_class(counts[rows].astype(np.float64), level)
    return low, high


def _of_class(counts: NDArray[np.float64], level: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.argsort(-counts, axis=0, kind="stable")
    often = np.take_along_axis(counts, order, axis=0)
    before = np.cumsum(often, axis=0) - often
    kept = (before < level * often.sum(axis=0) * (1 - 1e-12)) & (often > 0)
    inside = np.zeros(counts.shape, dtype=bool)
    np.put_along_axis(inside, order, kept, axis=0)
    ranked = counts.any(axis=1)
    inside[np.flatnonzero(ranked), counts.argmax(axis=1)[ranked]] = True
    low = inside.argmax(axis=1) + 1
    high = counts.shape[1] - inside[:, ::-1].argmax(axis=1)
    return np.where(ranked, low, 0), np.where(ranked, high, 0)
