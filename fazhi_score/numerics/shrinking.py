"""Rates of few cases drawn towards the peers' pooled rate: 2 of 2 says less than 190 of 200.

Conventions are those of :mod:`fazhi_score.numerics.normalisation`.
"""

from __future__ import annotations

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import Codes, Floats, reduced
from fazhi_score.numerics.given_scales import goalposts
from fazhi_score.numerics.scaling import Range, known, quiet


@method("normalisation")
def shrinkage(
    values: Floats,
    *,
    base: Floats,
    peers: Codes | None = None,
    prior: float | None = None,
    counts: bool = False,
    worst: float = 0.0,
    best: float = 1.0,
    to: Range = (0.0, 1.0),
) -> Floats:
    """Draw each rate towards the pooled rate of its peers, the more the fewer cases it rests on.

    ``(x + m p) / (n + m)``, with x of n cases, p = sum(x) / sum(n) over the class, and m the weight of the prior: as
    many cases as the peers' experience is worth. Unless it is given, it is estimated by the moments of the
    beta-binomial model, with the bases as weights: ``m = 1 / c - 1`` with
    ``c = (S - p q (k - 1)) / (p q (N - sum(n²) / N - (k - 1)))``, S the sum of n (x / n - p)² over the k peers,
    N = sum(n), q = 1 - p. Where the rates differ no more than chance explains (c of 0 or less, or nothing to estimate
    it from), all have the pooled rate; c of 1 or more leaves them as they are. Source: Kleinman (1973), Journal of the
    American Statistical Association 68; empirical Bayes estimation as in Efron and Morris (1975).

    A value outside 0–1, without a positive base or without a base takes no part and stays missing.

    Parameters
    ----------
    values : (n,) or (n, k) array
        Rates as fractions, or with `counts` the numbers of cases in the numerator.
    base : array of the same shape
        Denominators.
    peers : (n,) codes, optional
    prior : float, optional
        Weight of the pooled rate, in cases; 0 leaves the rates as they are.
    counts : bool
    worst, best : float
        Rates that score the lower and the upper end of `to`; beyond them the score is clipped. As they are, the result
        is the shrunken rate itself.
    to : pair of floats

    Returns
    -------
    (n,) or (n, k) array
        Shrunken rates, or their scores.

    Raises
    ------
    FazhiError
        For bases in another shape than the values, or a negative prior.

    Examples
    --------
    190 of 200, 2 of 2 and 160 of 200 make 352 of 402. With a prior worth 20 cases, 2 of 2 becomes (2 + 17.51) / 22.

    >>> rates = np.array([0.95, 1.0, 0.80])
    >>> shrinkage(rates, base=np.array([200.0, 2.0, 200.0]), prior=20).round(4)
    array([0.9432, 0.8869, 0.8069])
    """
    rates, base = known(values), known(base)
    if rates.shape != base.shape:
        raise FazhiError(Problem("normalise_base", {"got": base.size, "wanted": rates.size}))
    if prior is not None and not 0 <= prior < np.inf:
        params = {"method": "shrinkage", "name": "prior", "got": f"{prior:g}"}
        raise FazhiError(Problem("normalise_not_negative", params))
    with quiet():
        rates = rates / base if counts else rates
        part = (base > 0) & (rates >= 0) & (rates <= 1)
        n = np.where(part, base, 0.0)
        x = np.where(part, rates, 0.0) * n
        pooled = reduced(np.add, x, peers) / reduced(np.add, n, peers)
        own = n / (n + prior) if prior is not None else _own_weight(np.where(part, rates, 0.0), n, pooled, peers)
        shrunken = np.where(part, pooled + own * (rates - pooled), np.nan)
    return goalposts(shrunken, worst=worst, best=best, to=to)


def _own_weight(rates: Floats, n: Floats, pooled: Floats, peers: Codes | None) -> Floats:
    """Return n / (n + m), the weight of one's own rate: from 0, all alike, to 1, rates as they are."""
    k, total = reduced(np.add, (n > 0).astype(np.float64), peers), reduced(np.add, n, peers)
    between = reduced(np.add, n * (rates - pooled) ** 2, peers)
    by_chance = pooled * (1.0 - pooled)
    room = total - reduced(np.add, n**2, peers) / total - (k - 1)
    likeness = (between - by_chance * (k - 1)) / (by_chance * room)
    likeness = np.where(room > 0, np.clip(likeness, 0.0, 1.0), 0.0)
    likeness = np.nan_to_num(likeness)
    # m = 1 / c - 1, so n / (n + m) = n c / (n c + 1 - c)
    return np.asarray(n * likeness / (n * likeness + 1.0 - likeness))
