"""Columns into their skewness and kurtosis, all in one pass."""

from __future__ import annotations

import numpy as np

from fazhi_score.numerics.classes import TOLERANCE, Floats


def moments(values: Floats) -> tuple[Floats, Floats]:
    """Return ``(k,)`` the sample skewness and the sample excess kurtosis of each column.

    ``G1 = sqrt(n (n - 1)) / (n - 2) · g1`` and ``G2 = (n - 1) / ((n - 2) (n - 3)) · ((n + 1) g2 + 6)``, where
    ``g1 = m3 / m2^1.5``, ``g2 = m4 / m2² - 3`` and ``m_r`` is the mean of ``(x - mean)^r``: "type 2", as in SAS,
    SPSS and Excel.

    Source: Joanes and Gill (1998), Comparing measures of sample skewness and kurtosis, The Statistician 47.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.

    Returns
    -------
    skewness, kurtosis : (k,) arrays
        NaN below three (four) values, for a constant column (values that differ by no more than 1e-9 of the
        largest) and for a column with an infinite value.

    Examples
    --------
    >>> skewness, kurtosis = moments(np.array([[1.0], [2.0], [3.0], [4.0], [10.0]]))
    >>> skewness.round(6), kurtosis.round(6)  # as scipy.stats.skew and kurtosis with bias=False
    (array([1.697056]), array([3.152]))
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.max(np.abs(values), axis=0, initial=0.0, where=known)
        scaled = values / np.where((scale > 0) & np.isfinite(scale), scale, 1.0)  # no power of it overflows
        gaps = not known.all()
        filled = np.where(known, scaled, 0.0) if gaps else scaled
        deviation = filled - filled.sum(axis=0) / count
        if gaps:
            deviation *= known
        spread = np.max(np.abs(deviation), axis=0, initial=0.0)
        deviation /= np.where(spread > 0, spread, 1.0)
        squares = deviation * deviation
        second = squares.sum(axis=0) / count
        third = np.einsum("ij,ij->j", squares, deviation) / count / second**1.5
        fourth = np.einsum("ij,ij->j", squares, squares) / count / second**2 - 3.0
        skewness = third * np.sqrt(count * (count - 1.0)) / (count - 2.0)
        kurtosis = ((count + 1.0) * fourth + 6.0) * (count - 1.0) / ((count - 2.0) * (count - 3.0))
    varies = (spread > TOLERANCE) & np.isfinite(scale)
    return np.where(varies & (count > 2), skewness, np.nan), np.where(varies & (count > 3), kurtosis, np.nan)


def is_skewed(skewness: Floats, kurtosis: Floats, *, most_skewness: float, most_kurtosis: float) -> np.ndarray:
    """Return ``(k,)`` whether a column needs treatment: both thresholds are reached; never where one is NaN.

    Source: OECD/JRC COIN Tool: |skewness| of 2 or more together with a kurtosis of 3.5 or more.

    Examples
    --------
    >>> is_skewed(np.array([2.5, 2.5, np.nan]), np.array([4.0, 3.0, 9.0]), most_skewness=2, most_kurtosis=3.5)
    array([ True, False, False])
    """
    with np.errstate(invalid="ignore"):
        return (np.abs(skewness) >= most_skewness) & (kurtosis >= most_kurtosis)
