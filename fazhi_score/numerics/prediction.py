"""Tables with gaps into tables whose gaps are predicted from other indicators or from the most similar rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats

Mask = NDArray[np.bool_]

_BLOCK = 256  # rows whose distances to all others are held at once
_SAME = 1e-12  # mean squares below this are the noise of their sums: the rows are equal
_RANK = 1e-9  # singular values below this share of the largest are none


@method("imputation")
def regression(
    values: Floats,
    *,
    predictors: Literal["complete", "observed"] = "complete",
    minimum: int = 3,
    ridge: float = 0.001,
) -> Floats:
    """Fill gaps with what a linear regression on other indicators predicts.

    Least squares with a constant, fitted on the rows in which the indicator and its predictors are all there.
    Where the predictors are collinear on these rows, or as many as they, the coefficients ``b`` of the standardised
    predictors ``Z`` minimise ``|y - Z b|² / n + ridge |b|²`` instead.

    Source: OECD/JRC Handbook (2008), step 3 (imputation), regression on fully observed indicators; Buck (1960), JRSS
    B 22, for predictors that differ with what a row has. No random residual is added, so that variances come out too
    small. Predictions may lie outside the range of what was observed.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    predictors : {"complete", "observed"}
        The indicators without any gap, or of each row those that it has.
    minimum : int
        On fewer rows nothing is fitted.
    ridge : float
        Weight of the penalty where least squares have no one solution.

    Returns
    -------
    (n, k) array
        Gaps without predictors stay.

    Raises
    ------
    FazhiError
        Where a parameter is out of its range.

    Examples
    --------
    >>> x = np.array([[1.0, 3.0], [2.0, 5.0], [3.0, 7.0], [4.0, np.nan]])  # the second is 2 x + 1
    >>> regression(x)[3].round(9)
    array([4., 9.])
    """
    if predictors not in ("complete", "observed"):
        told = {"method": "regression", "name": "predictors", "got": predictors, "known": "complete, observed"}
        raise FazhiError(Problem("prepare_word", told))
    _at_least("regression", minimum=(minimum, 2), ridge=(ridge, 0))
    known, made = np.isfinite(values), values.copy()
    patterns = _complete(known) if predictors == "complete" else _patterns(known)
    for rows, there in patterns:
        whole = known[:, there].all(axis=1)
        for column in np.flatnonzero(np.isnan(values[rows]).any(axis=0)).tolist():
            fit = np.flatnonzero(whole & known[:, column])
            gaps = rows[np.isnan(values[rows, column])]
            if len(fit) >= minimum and there.any():
                x, y = values[:, there], values[fit, column]
                made[gaps, column] = _predicted(x[fit], y, x[gaps], ridge)
    return made


def _at_least(name: str, **parameters: tuple[float, float]) -> None:
    """Refuse parameters that are below their least value."""
    wrong = [
        Problem("prepare_below", {"method": name, "name": key, "got": got, "least": least})
        for key, (got, least) in parameters.items()
        if not got >= least
    ]
    if wrong:
        raise FazhiError(wrong)


def _complete(known: Mask) -> Iterator[tuple[NDArray[np.intp], Mask]]:
    """Yield all rows with the columns that have no gap."""
    yield np.arange(len(known)), np.asarray(known.all(axis=0) & (len(known) > 0))


def _patterns(known: Mask) -> Iterator[tuple[NDArray[np.intp], Mask]]:
    """Yield the rows that have the same columns, with these; rows without any gap are left out."""
    some = np.flatnonzero(~known.all(axis=1))
    if len(some):
        kinds, number = np.unique(known[some], axis=0, return_inverse=True)
        for code, there in enumerate(kinds):
            yield some[number.ravel() == code], there


def _predicted(x: Floats, y: Floats, new: Floats, ridge: float) -> Floats:
    """Return what the regression of `y` on the columns of `x` says of the rows of `new`."""
    scale = np.maximum(np.max(np.abs(x), axis=0), np.finfo(float).tiny)
    x, new = x / scale, new / scale
    centre = x.mean(axis=0)
    deviation = np.sqrt(((x - centre) ** 2).mean(axis=0))
    varies = deviation > TOLERANCE
    z = ((x - centre) / np.where(varies, deviation, 1.0))[:, varies]
    new = ((new - centre) / np.where(varies, deviation, 1.0))[:, varies]
    level = y.mean()
    coefficients, _, rank, _ = np.linalg.lstsq(z, y - level, rcond=_RANK)
    if rank < z.shape[1]:
        penalty = len(y) * ridge * np.eye(z.shape[1])
        coefficients = np.linalg.lstsq(z.T @ z + penalty, z.T @ (y - level), rcond=_RANK)[0]
    return np.asarray(level + new @ coefficients)


@method("imputation")
def nearest(
    values: Floats,
    *,
    peers: Codes | None = None,
    neighbours: int = 5,
    common: float = 0.5,
    distance: Literal["euclidean", "gower"] = "euclidean",
) -> Floats:
    """Fill gaps with the mean of the most similar rows that have a value there (k nearest neighbours).

    Rows are compared over the columns that both have. Euclidean: the root of the mean of ``((x - y) / s)²``, s the
    standard deviation of the column; Gower: the mean of ``|x - y| / range``. A mean rather than a sum, so that
    distances over different numbers of columns compare. All rows that are as near as the last neighbour (within 1e-9)
    take part, so that the order of rows does not matter; where fewer than `neighbours` can be compared, these.

    Source: Troyanskaya et al. (2001), Missing value estimation methods for DNA microarrays, Bioinformatics 17; Gower
    (1971), A general coefficient of similarity, Biometrics 27.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing.
    peers : (n,) array, optional
        Codes of classes: neighbours are of the same class; -1: gives no value and gets none. None: one class.
    neighbours : int
    common : float
        Two rows are compared if both have at least this share of the columns that vary, and at least one.
    distance : {"euclidean", "gower"}

    Returns
    -------
    (n, k) array
        Gaps of rows that compare with nobody who has a value there stay.

    Raises
    ------
    FazhiError
        Where a parameter is out of its range.

    Examples
    --------
    >>> x = np.array([[1.0, 10.0], [2.0, 20.0], [9.0, 90.0], [1.4, np.nan]])
    >>> nearest(x, neighbours=1)[3], nearest(x, neighbours=2)[3]
    (array([ 1.4, 10. ]), array([ 1.4, 15. ]))
    """
    _at_least("nearest", neighbours=(neighbours, 1))
    if not 0 <= common <= 1:
        raise FazhiError(Problem("prepare_share", {"method": "nearest", "name": "common", "got": common}))
    if distance not in ("euclidean", "gower"):
        told = {"method": "nearest", "name": "distance", "got": distance, "known": "euclidean, gower"}
        raise FazhiError(Problem("prepare_word", told))
    classes = np.zeros(len(values), dtype=np.intp) if peers is None else np.asarray(peers)
    scaled = _scaled(values, classes >= 0, distance)
    made = values.copy()
    for code in np.unique(classes[classes >= 0]).tolist():
        rows = np.flatnonzero(classes == code)
        made[rows] = _from_nearest(values[rows], scaled[rows], neighbours, common, distance)
    return made


def _scaled(values: Floats, part: Mask, distance: str) -> Floats:
    """Return the columns that vary over the rows that take part, over their deviation or range."""
    finite = np.where(np.isfinite(values) & part[:, None], values, np.nan)
    known = ~np.isnan(finite)
    count = np.maximum(known.sum(axis=0), 1)
    largest = np.max(np.abs(finite), axis=0, initial=np.finfo(float).tiny, where=known)
    finite = finite / largest
    high = np.max(finite, axis=0, initial=-np.inf, where=known)
    low = np.min(finite, axis=0, initial=np.inf, where=known)
    finite = finite - np.nansum(finite, axis=0) / count
    spread = high - low
    scale = np.sqrt(np.nansum(finite**2, axis=0) / count) if distance == "euclidean" else spread
    varies = spread > TOLERANCE
    return np.asarray(finite[:, varies] / scale[varies])


def _from_nearest(values: Floats, scaled: Floats, neighbours: int, common: float, distance: str) -> Floats:
    """Fill the gaps of the rows of one class from each other."""
    made, known = values.copy(), np.isfinite(values)
    least = max(1.0, common * scaled.shape[1] - TOLERANCE)
    open_ = np.flatnonzero(np.isnan(values).any(axis=1))
    for start in range(0, len(open_), _BLOCK):
        block = open_[start : start + _BLOCK]
        apart = _distances(scaled, block, least, distance)
        for column in np.flatnonzero(np.isnan(values[block]).any(axis=0)).tolist():
            donors = np.flatnonzero(known[:, column])
            gaps = np.flatnonzero(np.isnan(values[block, column]))
            if len(donors):
                far = apart[np.ix_(gaps, donors)]
                edge = np.partition(far, min(neighbours, len(donors)) - 1, axis=1)[:, min(neighbours, len(donors)) - 1]
                few = np.isinf(edge)  # fewer than asked for can be compared: all that can
                near = np.where(few[:, None], np.isfinite(far), far <= edge[:, None] + TOLERANCE)
                count = near.sum(axis=1)
                total = near @ values[donors, column]
                made[block[gaps], column] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return made


def _distances(scaled: Floats, block: NDArray[np.intp], least: float, distance: str) -> Floats:
    """Return the distances of the rows of `block` from all rows, infinite where too few columns are in common."""
    there = (~np.isnan(scaled)).astype(np.float64)
    filled = np.where(np.isnan(scaled), 0.0, scaled)
    both = there[block] @ there.T
    if distance == "euclidean":
        squares = filled**2
        total = squares[block] @ there.T + there[block] @ squares.T - 2.0 * (filled[block] @ filled.T)
    else:
        total = np.zeros(both.shape)
        for column in range(scaled.shape[1]):
            apart = np.abs(filled[block, column][:, None] - filled[None, :, column])
            total += apart * (there[block, column][:, None] * there[None, :, column])
    mean = np.maximum(total, 0.0) / np.maximum(both, 1.0)
    mean[mean < _SAME] = 0.0
    far = np.sqrt(mean) if distance == "euclidean" else mean
    return np.where(both >= least, far, np.inf)
