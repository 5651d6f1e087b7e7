"""Shares of variance: how much of what varies is due to each factor, alone and with all others (Sobol' indices).

A factor is a number in 0–1 that the caller turns into weights, a method or a threshold; a model is run on the points
of a design, block after block, and only sums of its outputs are kept, so that thousands of outputs fit in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.numerics.one_thread import one_blas_thread

BATCHES = 128
"""Rows of a design are summed in at most so many batches of neighbours, which the bootstrap draws."""

COLUMNS = 512
"""Outputs are summed so many at a time, so that what is computed of them stays in a processor's cache."""

CONSTANT = 1e-12
"""An output whose standard deviation is no greater share of its mean has no variance to share."""


@dataclass(frozen=True)
class Design:
    """Two independent samples of factors, from which all points of a variance-based analysis are made.

    Parameters
    ----------
    a, b : (n, d) arrays
        Numbers in 0–1.
    groups : (d,) array of int
        The group of each factor, from 0; factors of a group are exchanged together.
    """

    a: Floats
    b: Floats
    groups: Codes

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.groups.max()) + 1

    def points(self, start: int = 0, stop: int | None = None) -> Floats:
        """Return ``(count + 2, rows, d)`` points: A, B, and for each group A with the columns of that group from B.

        Examples
        --------
        >>> design = Design(np.array([[0.1, 0.2]]), np.array([[0.8, 0.9]]), np.array([0, 1]))
        >>> design.points()[:, 0].tolist()
        [[0.1, 0.2], [0.8, 0.9], [0.8, 0.2], [0.1, 0.9]]
        """
        a, b = self.a[start:stop], self.b[start:stop]
        mixed = [np.where(self.groups == group, b, a) for group in range(self.count)]
        return np.stack([a, b, *mixed])


def variance_design(
    rng: np.random.Generator,
    factors: int,
    n: int,
    *,
    groups: ArrayLike | None = None,
    sequence: Literal["sobol", "random"] = "sobol",
) -> Design:
    """Return a design of ``n (groups + 2)`` runs.

    Source: Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
    Communications 181, 259-270: radial sampling A, B and A with one column of B.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    factors : int
        How many factors.
    n : int
        Rows of each sample, from 2; a power of 2 keeps the sequence balanced, others are cut from the next.
    groups : (factors,) array of int, optional
        Group of each factor, from 0 without a gap; left out, each is its own.
    sequence : {"sobol", "random"}
        A scrambled Sobol' sequence, which errs less, or independent numbers.

    Returns
    -------
    Design

    Raises
    ------
    FazhiError
        Fewer than two rows, groups that are not numbered from 0 without a gap.

    Examples
    --------
    >>> variance_design(np.random.default_rng(1), 3, 8, groups=[0, 1, 1]).points().shape
    (4, 8, 3)
    """
    if int(n) != n or n < 2:
        raise FazhiError(Problem("sampling_draws", {"draws": n, "least": 2}))
    codes = np.arange(factors) if groups is None else np.asarray(groups)
    if codes.shape != (factors,) or not np.array_equal(np.unique(codes), np.arange(len(np.unique(codes)))):
        raise FazhiError(Problem("variance_groups", {"groups": codes.tolist()}))
    if sequence == "sobol":
        from scipy.stats import qmc

        engine = qmc.Sobol(2 * factors, scramble=True, seed=rng)
        both = np.asarray(engine.random_base2(int(n - 1).bit_length())[:n])
    else:
        both = rng.uniform(size=(n, 2 * factors))
    return Design(both[:, :factors].copy(), both[:, factors:].copy(), codes.astype(np.intp))


def picked(u: ArrayLike, count: int) -> Codes:
    """Return which of `count` equally likely alternatives numbers in 0–1 stand for.

    Examples
    --------
    >>> picked([0.0, 0.34, 0.99, 1.0], 3)
    array([0, 1, 2, 2])
    """
    return np.minimum((np.asarray(u, dtype=np.float64) * count).astype(np.intp), count - 1)


@dataclass(frozen=True)
class VarianceShares:
    """Shares of the variance of each output, with intervals.

    Parameters
    ----------
    first : (groups, m) array
        Share due to a group alone: what would be gone on average if it were known. Estimates may fall outside 0–1.
    total : (groups, m) array
        Share that involves the group at all, alone or with others: what would be left if all others were known.
    first_low, first_high, total_low, total_high : (groups, m) arrays
        Bounds of their intervals.
    variance : (m,) array
        Variance of the output over both samples.
    used : (m,) array of int
        Rows of the design in which no run failed.
    """

    first: Floats
    total: Floats
    first_low: Floats
    first_high: Floats
    total_low: Floats
    total_high: Floats
    variance: Floats
    used: NDArray[np.int64]


class VarianceSums:
    r"""Sums of outputs, block after block of a design, of which shares of variance are made.

    With outputs :math:`f` of rows A, B and :math:`A_B^{(i)}`, :math:`V` the variance and :math:`\mu` the mean of both
    samples:

    .. math::
        S_i = \frac{1}{nV} \sum (f(B) - \mu)(f(A_B^{(i)}) - f(A)), \quad
        T_i = \frac{1}{2nV} \sum (f(A) - f(A_B^{(i)}))^2

    Sources: Saltelli et al. (2010), table 2 (b), centred, which takes away most of its error where the mean is far
    from 0; Jansen (1999), Analysis of variance designs for model output, for the total order, and, with
    ``first="jansen"``, :math:`S_i = 1 - \frac{1}{2nV} \sum (f(B) - f(A_B^{(i)}))^2`.

    A row in which a run has no finite output is left out of that output altogether and not counted in `used`. An
    output that does not vary has no shares (NaN).

    Parameters
    ----------
    groups : int
        Groups of factors.
    outputs : int
        Outputs of the model, m.
    n : int
        Rows of the design.
    first : {"saltelli", "jansen"}
        Estimator of the first order.

    Examples
    --------
    >>> design = variance_design(np.random.default_rng(1), 2, 256)
    >>> sums = VarianceSums(2, 1, 256)
    >>> for start in range(0, 256, 64):
    ...     points = design.points(start, start + 64)
    ...     sums.add(points @ np.array([[3.0], [1.0]]))  # variances 9/12 and 1/12
    >>> sums.shares().total.ravel().round(3)
    array([0.9, 0.1])
    """

    def __init__(self, groups: int, outputs: int, n: int, *, first: Literal["saltelli", "jansen"] = "saltelli") -> None:
        self.groups, self.outputs, self.n, self.estimator = groups, outputs, n, first
        self.rows = 0
        self._size = -(-n // BATCHES)  # rows of a batch
        batches = -(-n // self._size)
        self._middle: Floats | None = None  # near the mean: sums of squares keep their digits
        self._count = np.zeros((batches, outputs))
        self._sum, self._square = np.zeros((batches, outputs)), np.zeros((batches, outputs))
        self._step = np.zeros((batches, groups, outputs))
        self._first, self._total = np.zeros((batches, groups, outputs)), np.zeros((batches, groups, outputs))

    def add(self, block: NDArray[np.floating | np.integer]) -> None:
        """Add the outputs ``(groups + 2, rows, m)`` of the next rows of the design, in the order of its points."""
        runs, rows, outputs = block.shape if block.ndim == 3 else (0, 0, 0)
        if (runs, outputs) != (self.groups + 2, self.outputs) or self.rows + rows > self.n:
            wanted = (self.groups + 2, self.n - self.rows, self.outputs)
            raise FazhiError(Problem("variance_shape", {"shape": block.shape, "wanted": wanted}))
        if self._middle is None:
            self._middle = _middle(block[:2])
        for batch, here in self._batches(rows):
            for start in range(0, outputs, COLUMNS):
                columns = slice(start, start + COLUMNS)
                part = block[:, here, columns] - self._middle[columns]
                with np.errstate(invalid="ignore", over="ignore"):
                    fine = self._add(part, batch, columns, np.full(part.shape[2], float(part.shape[1])))
                if not fine:
                    there = np.isfinite(part).all(axis=0)
                    self._add(np.where(there, part, 0.0), batch, columns, there.sum(axis=0).astype(np.float64))
        self.rows += rows

    def _batches(self, rows: int) -> Iterator[tuple[int, slice]]:
        """Yield the batches that the next rows belong to, and which of the rows."""
        start = self.rows
        while start < self.rows + rows:
            batch = start // self._size
            stop = min((batch + 1) * self._size, self.rows + rows)
            yield batch, slice(start - self.rows, stop - self.rows)
            start = stop

    def _add(self, part: Floats, batch: int, columns: slice, count: Floats) -> bool:
        """Add the sums of a few rows and outputs unless some are not finite, and return whether they were added."""
        a, b, mixed = part[0], part[1], part[2:]
        step = mixed - a
        square = np.einsum("rm,rm->m", a, a) + np.einsum("rm,rm->m", b, b)
        total = np.einsum("grm,grm->gm", step, step)
        if not (np.isfinite(square).all() and np.isfinite(total).all()):
            return False
        if self.estimator == "saltelli":
            first = np.einsum("rm,grm->gm", b, step)
        else:
            apart = mixed - b
            first = np.einsum("grm,grm->gm", apart, apart)
        self._count[batch, columns] += count
        self._sum[batch, columns] += a.sum(axis=0) + b.sum(axis=0)
        self._square[batch, columns] += square
        self._step[batch, :, columns] += step.sum(axis=1)
        self._first[batch, :, columns] += first
        self._total[batch, :, columns] += total
        return True

    def shares(
        self, rng: np.random.Generator | None = None, *, level: float = 0.95, resamples: int = 200
    ) -> VarianceShares:
        """Return shares and their intervals.

        Intervals are normal, with the standard deviation over `resamples` bootstrap samples of batches of neighbouring
        rows (of single rows up to 128). Neighbours in a Sobol' sequence are balanced, hence the intervals are rather
        too wide than too narrow.

        Parameters
        ----------
        rng : numpy.random.Generator, optional
            Where the chance of the bootstrap comes from; left out, there are no intervals (NaN).
        level : float
            Coverage of the intervals, between 0 and 1.
        resamples : int
            Bootstrap samples.

        Returns
        -------
        VarianceShares

        Raises
        ------
        FazhiError
            A level outside 0-1.
        """
        if not 0 < level < 1:
            raise FazhiError(Problem("sampling_between", {"name": "level", "low": 0, "high": 1, "value": level}))
        once = np.ones((1, len(self._count)))
        with one_blas_thread():
            parts = [self._estimates(once, columns) for columns in self._columns()]
        first, total = (np.concatenate([part[order][0] for part in parts], axis=1) for order in (0, 1))
        variance = np.concatenate([part[2][0] for part in parts])
        width = np.full((2, *first.shape), np.nan)
        if rng is not None:
            from scipy.special import ndtri

            chosen = rng.multinomial(len(self._count), np.full(len(self._count), 1 / len(self._count)), resamples)
            for columns in self._columns():
                with one_blas_thread():
                    estimates = self._estimates(chosen.astype(np.float64), columns)[:2]
                width[:, :, columns] = ndtri(0.5 + level / 2) * np.std(estimates, axis=1, ddof=1)
        return VarianceShares(
            first,
            total,
            first - width[0],
            first + width[0],
            total - width[1],
            total + width[1],
            variance,
            self._count.sum(axis=0).astype(np.int64),
        )

    def _columns(self) -> Iterator[slice]:
        for start in range(0, self.outputs, COLUMNS):
            yield slice(start, start + COLUMNS)

    def _estimates(self, times: Floats, columns: slice) -> tuple[Floats, Floats, Floats]:
        """Return first and total order ``(r, groups, m)`` and variance ``(r, m)``, each batch so many `times`."""

        def summed(sums: Floats) -> Floats:
            part = sums[..., columns]
            return (times @ part.reshape(len(part), -1)).reshape(len(times), *part.shape[1:])

        count = summed(self._count)
        middle = np.zeros(self.outputs) if self._middle is None else self._middle
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = summed(self._sum) / (2 * count)
            variance = summed(self._square) / (2 * count) - mean**2
            flat = np.sqrt(np.maximum(variance, 0)) <= CONSTANT * np.abs(mean + middle[columns])
            scale = (count * np.where(flat | (count < 2), np.nan, variance))[:, None]
            first = summed(self._first)
            if self.estimator == "saltelli":
                shares = (first - mean[:, None] * summed(self._step)) / scale
            else:
                shares = 1 - first / (2 * scale)
            return shares, summed(self._total) / (2 * scale), np.where(count < 2, np.nan, variance)


def _middle(samples: NDArray[np.floating | np.integer]) -> Floats:
    """Return ``(m,)`` the means of what is finite in ``(2, rows, m)`` outputs, 0 where nothing is."""
    there = np.isfinite(samples)
    count = there.sum(axis=(0, 1))
    return np.asarray(np.where(there, samples, 0.0).sum(axis=(0, 1)) / np.maximum(count, 1))


def variance_shares(
    outputs: NDArray[np.floating | np.integer],
    rng: np.random.Generator | None = None,
    *,
    first: Literal["saltelli", "jansen"] = "saltelli",
    level: float = 0.95,
    resamples: int = 200,
) -> VarianceShares:
    """Return the shares of variance of outputs that are all there.

    Parameters
    ----------
    outputs : (groups + 2, n, m) array
        In the order of ``Design.points``; NaN where a run failed.
    rng, level, resamples
        As for ``VarianceSums.shares``.
    first : {"saltelli", "jansen"}
        Estimator of the first order.

    Returns
    -------
    VarianceShares

    Raises
    ------
    FazhiError
        Outputs that are no such array, a level outside 0-1.

    Examples
    --------
    >>> design = variance_design(np.random.default_rng(1), 2, 1024)
    >>> product = design.points().prod(axis=2)[..., None]  # of x1 x2: first 3/7, total 4/7 each
    >>> variance_shares(product).first.ravel().round(2)
    array([0.43, 0.43])
    """
    if outputs.ndim != 3 or outputs.shape[0] < 3 or outputs.shape[1] < 2:
        raise FazhiError(Problem("variance_shape", {"shape": outputs.shape, "wanted": "(groups + 2, n, m)"}))
    runs, n, m = outputs.shape
    sums = VarianceSums(runs - 2, m, n, first=first)
    sums.add(outputs)
    return sums.shares(rng, level=level, resamples=resamples)
