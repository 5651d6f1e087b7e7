"""Tables with gaps into a multivariate normal distribution, and gaps into what it expects."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats

_SINGULAR = 1e-10  # variance of a standardised column that is left once others are known
_PRIOR = 1.0  # what a message suggests


class Normal(NamedTuple):
    """A multivariate normal distribution that was fitted to a table with gaps.

    Parameters
    ----------
    mean : (k,) array
        NaN for a column without values.
    covariance : (k, k) array
        Maximum likelihood (divided by n); 0 for a constant column, NaN for one without values.
    log_likelihood : (steps,) array
        Of the observed values, before each step and after the last, up to the penalty of `prior`; it never falls.
        Constant and empty columns have no part in it.
    filled : (n, k) array
        The values, gaps filled with what is expected given the rest of the row.
    converged : bool
    """

    mean: Floats
    covariance: Floats
    log_likelihood: Floats
    filled: Floats
    converged: bool


class _Gaps(NamedTuple):
    """The rows with the same number of gaps: where the gaps of each are, and the pattern that each has."""

    rows: NDArray[np.intp]  # (g,)
    columns: NDArray[np.intp]  # (g, m)
    kinds: NDArray[np.intp]  # (p, m): the distinct sets of gaps
    kind: NDArray[np.intp]  # (g,)
    counts: Floats  # (p,)


@method("imputation")
def em(values: Floats, *, tolerance: float = 1e-8, iterations: int = 10_000, prior: float = 0.0) -> Floats:
    """Fill gaps with what a multivariate normal distribution expects, given what the row has.

    The mean and covariance of the distribution are those of maximum likelihood: see :func:`multivariate_normal`.

    Source: Dempster, Laird and Rubin (1977), JRSS B 39; Little and Rubin (2002), Statistical Analysis with Missing
    Data, section 11.2; OECD/JRC Handbook (2008), step 3 (imputation), expectation maximisation.

    Parameters
    ----------
    values, tolerance, iterations, prior
        As for :func:`multivariate_normal`.

    Returns
    -------
    (n, k) array
        A row without any value gets the means; a column without any stays empty.

    Raises
    ------
    FazhiError
        As :func:`multivariate_normal`, and where the estimates have not settled after all iterations.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 5.0], [4.0, np.nan]])
    >>> em(x)[3].round(6)  # the regression of the complete rows: 1/3 + 3/2 x
    array([4.      , 6.333333])
    """
    fit = multivariate_normal(values, tolerance=tolerance, iterations=iterations, prior=prior)
    if not fit.converged:
        raise FazhiError(Problem("em_not_settled", {"iterations": iterations, "prior": f"{_PRIOR:g}"}))
    return fit.filled


def multivariate_normal(
    values: Floats, *, tolerance: float = 1e-8, iterations: int = 10_000, prior: float = 0.0
) -> Normal:
    """Fit a multivariate normal distribution to a table with gaps, by expectation maximisation.

    E-step: each gap's expected value and the gaps' covariance given what the row has. M-step: mean and covariance of
    the filled table, the conditional covariances added. Columns are standardised for the work.

    Source: as for :func:`em`; the prior: Schafer (1997), Analysis of Incomplete Multivariate Data, section 5.2.3.

    Parameters
    ----------
    values : (n, k) array
        NaN where missing; infinite values count as missing.
    tolerance : float
        Ends when no mean or covariance of the standardised columns moves by more.
    iterations : int
        Ends after so many steps, with ``converged`` False.
    prior : float
        So many further observations in which the columns do not correlate (the empirical prior of Amelia): it makes
        the estimate exist where columns are collinear or rows are few.

    Returns
    -------
    Normal

    Raises
    ------
    FazhiError
        Where the covariance matrix is or becomes singular, or a parameter is out of its range.

    Examples
    --------
    >>> fit = multivariate_normal(np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 5.0], [4.0, np.nan]]))
    >>> fit.mean.round(6), bool((np.diff(fit.log_likelihood) > -1e-9).all())
    (array([2.5     , 4.083333]), True)
    """
    _check(tolerance, iterations, prior)
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    scale, centre = _scales(values, known, count)
    varies = scale > 0
    z = np.where(known, values - centre, np.nan)[:, varies] / scale[varies]
    part = known[:, varies].any(axis=1)
    mean, covariance, path, converged = _climb(z[part], np.flatnonzero(varies), tolerance, iterations, prior)
    filled = np.where(known, values, centre)
    expected = _expected(z, mean, covariance)
    filled[:, varies] = np.where(known[:, varies], values[:, varies], expected * scale[varies] + centre[varies])
    means, covariances = centre.copy(), np.zeros((len(scale), len(scale)))
    means[varies] += mean * scale[varies]
    with np.errstate(over="ignore", under="ignore"):  # squares of huge values are infinite
        covariances[np.ix_(varies, varies)] = covariance * np.outer(scale[varies], scale[varies])
    empty = ~known.any(axis=0)
    covariances[empty, :] = covariances[:, empty] = np.nan
    logs = float((known[:, varies] * np.log(scale[varies])).sum())
    filled = np.where(np.isnan(values), filled, values)
    return Normal(means, covariances, np.array(path) - logs, filled, converged)


def _check(tolerance: float, iterations: int, prior: float) -> None:
    given = {"tolerance": (tolerance, 0), "iterations": (iterations, 1), "prior": (prior, 0)}
    wrong = [
        Problem("prepare_below", {"method": "em", "name": name, "got": got, "least": least})
        for name, (got, least) in given.items()
        if not got >= least
    ]
    if wrong:
        raise FazhiError(wrong)


def _scales(values: Floats, known: NDArray[np.bool_], count: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return standard deviation (0: constant or empty) and mean (NaN: empty) of each column."""
    largest = np.max(np.abs(values), axis=0, initial=0.0, where=known)
    unit = np.where(largest > 0, largest, 1.0)
    scaled = np.where(known, values, 0.0) / unit
    centre = scaled.sum(axis=0) / count
    deviation = np.sqrt((np.where(known, scaled - centre, 0.0) ** 2).sum(axis=0) / count)
    return np.where(deviation > TOLERANCE, deviation * unit, 0.0), np.where(known.any(axis=0), centre * unit, np.nan)


def _climb(
    z: Floats, names: NDArray[np.intp], tolerance: float, iterations: int, prior: float
) -> tuple[Floats, Floats, list[float], bool]:
    """Return mean and covariance of standardised columns, the log-likelihoods on the way, and whether it settled."""
    n, k = z.shape
    mean, covariance = np.zeros(k), np.eye(k)
    groups = _gaps_of(np.isnan(z))
    path: list[float] = []
    converged = not k or not n
    for _ in range(0 if converged else iterations):
        precision, log_det = _inverse(covariance, names)
        filled, spread, likelihood = _expectation(z, groups, mean, precision, log_det)
        path.append(likelihood - 0.5 * prior * (log_det + float(np.trace(precision))))
        mean_then, covariance_then = mean, covariance
        mean = filled.mean(axis=0)
        deviation = filled - mean
        covariance = (deviation.T @ deviation + spread + prior * np.eye(k)) / (n + prior)
        moved = max(np.abs(mean - mean_then).max(), np.abs(covariance - covariance_then).max())
        if moved <= tolerance:
            converged = True
            break
    if path:
        precision, log_det = _inverse(covariance, names)
        likelihood = _expectation(z, groups, mean, precision, log_det)[2]
        path.append(likelihood - 0.5 * prior * (log_det + float(np.trace(precision))))
    return mean, covariance, path, converged


def _inverse(covariance: Floats, names: NDArray[np.intp]) -> tuple[Floats, float]:
    """Return inverse and log-determinant of a covariance matrix; refuse one that is singular."""
    try:
        root = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        root = np.zeros(covariance.shape)
    left = np.diag(root) ** 2
    if left.min() < _SINGULAR:
        _, vectors = np.linalg.eigh(covariance)
        flat = np.flatnonzero(np.abs(vectors[:, 0]) > 0.1)
        told = {"columns": ", ".join(str(name + 1) for name in names[flat].tolist()[:8]), "prior": f"{_PRIOR:g}"}
        raise FazhiError(Problem("em_singular", told))
    inverse = np.linalg.inv(root)
    return inverse.T @ inverse, float(np.log(left).sum())


def _gaps_of(missing: NDArray[np.bool_]) -> list[_Gaps]:
    """Return the rows that have gaps by their number of gaps."""
    numbers = missing.sum(axis=1)
    found = []
    for number in np.unique(numbers[numbers > 0]).tolist():
        rows = np.flatnonzero(numbers == number)
        columns = np.nonzero(missing[rows])[1].reshape(len(rows), number)
        kinds, kind, counts = np.unique(columns, axis=0, return_inverse=True, return_counts=True)
        found.append(_Gaps(rows, columns, kinds, kind.ravel(), counts.astype(np.float64)))
    return found


def _expectation(
    z: Floats, groups: list[_Gaps], mean: Floats, precision: Floats, log_det: float
) -> tuple[Floats, Floats, float]:
    """Return the filled table, the sum of the conditional covariances, and the log-likelihood of what is observed.

    With the precision ``Q = S⁻¹``, gaps m of a row have the covariance ``Q_mm⁻¹`` and the deviation
    ``-Q_mm⁻¹ Q_mo d_o``; ``log |S_oo| = log |S| + log |Q_mm|``, and ``d_o' S_oo⁻¹ d_o = d' Q d`` of the filled row.
    """
    deviation = np.where(np.isnan(z), 0.0, z - mean)
    spread = np.zeros(precision.shape)
    turned = deviation @ precision
    log_dets = len(z) * log_det
    for gaps in groups:
        block = precision[gaps.kinds[:, :, None], gaps.kinds[:, None, :]]
        inverse = np.linalg.inv(block)
        log_dets += float(np.linalg.slogdet(block)[1] @ gaps.counts)
        np.add.at(spread, (gaps.kinds[:, :, None], gaps.kinds[:, None, :]), inverse * gaps.counts[:, None, None])
        pulled = np.take_along_axis(turned[gaps.rows], gaps.columns, axis=1)
        deviation[gaps.rows[:, None], gaps.columns] = -np.einsum("gij,gj->gi", inverse[gaps.kind], pulled)
    distance = float(np.einsum("ij,ij->", deviation @ precision, deviation))
    observed = z.size - int(np.isnan(z).sum())
    return deviation + mean, spread, -0.5 * (observed * np.log(2 * np.pi) + log_dets + distance)


def _expected(z: Floats, mean: Floats, covariance: Floats) -> Floats:
    """Return the filled table; rows without any value get the means."""
    if not z.size:
        return z.copy()
    precision, log_det = _inverse(covariance, np.arange(len(mean)))
    return _expectation(z, _gaps_of(np.isnan(z)), mean, precision, log_det)[0]
