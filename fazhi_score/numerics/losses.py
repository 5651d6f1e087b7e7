"""Weights by what is lost: when an indicator is left out, or when others are at their best.

Scores are ``(n, k)``, higher is better, NaN where there is none; weights are ``(k,)`` and sum to 1. An indicator
that does not vary has weight 0.
"""

from __future__ import annotations

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.columns import columns_of, listed, shares
from fazhi_score.numerics.weighting import entropy, not_negative


@method("weighting")
def merec(scores: Floats) -> Floats:
    """Weight by the effect of leaving an indicator out (MEREC).

    ``S_i = ln(1 + sum over j of |ln(min_j / x_ij)| / k)``, ``S'_ij`` the same without j, and
    ``w_j ∝ sum over i of |S'_ij - S_i|``. With gaps, sums over what a unit has are divided by their number, and
    effects are averaged over the units that have the indicator.
    Source: Keshavarz-Ghorabaee, Amiri, Zavadskas, Turskis & Antucheviciene (2021), Symmetry 13(4), 525.

    Parameters
    ----------
    scores : (n, k) array
        Positive.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is 0 or negative, or no indicator varies.

    Examples
    --------
    >>> merec(np.array([[1.0, 1.0, 4.0], [2.0, 2.0, 4.0]]))
    array([0.5, 0.5, 0. ])
    """
    columns = columns_of(scores)
    if (columns.low <= 0).any():
        raise FazhiError(Problem("weighting_not_positive", {"method": "merec", "columns": listed(columns.low <= 0)}))
    logs = np.where(columns.varying, np.log(columns.values / columns.low), 0.0)
    there = ~np.isnan(columns.values)
    logs = np.where(there, logs, 0.0)
    parts = np.maximum(there.sum(axis=1, keepdims=True), 1)
    total = logs.sum(axis=1, keepdims=True)
    effect = np.log1p(total / parts) - np.log1p((total - logs) / parts)
    return shares(np.where(there, effect, 0.0).sum(axis=0) / np.maximum(columns.counts, 1.0), columns.varying)


@method("weighting")
def cilos(scores: Floats) -> Floats:
    """Weight by the impact of losing a criterion's best (CILOS).

    Row i of A holds the scores of the unit that is best by indicator i (the mean, where several are),
    ``P_ij = (a_jj - a_ij) / a_jj`` is what j loses there, and q solves ``(P - diag(column sums of P)) q = 0``.
    An indicator by which the best of others are good too loses little and weighs much; one that loses nothing
    while others do takes all the weight.
    Source: Zavadskas & Podvezko (2016), Int. J. of Information Technology & Decision Making 15(2), 267–283.

    Parameters
    ----------
    scores : (n, k) array
        Not negative.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If a score is negative, no indicator varies, the best units have gaps, or the losses leave the weights open
        (one unit is best by all).

    Examples
    --------
    The best by the first has half of the second's best (loss 1/2), the best by the second a quarter of the
    first's (loss 3/4): q is 2/5 to 3/5, as 3/4 · 2/5 = 1/2 · 3/5.

    >>> cilos(np.array([[4.0, 1.0], [1.0, 2.0]]))
    array([0.4, 0.6])
    """
    columns = not_negative(scores, "cilos")
    varying = columns.varying
    if not varying.any():
        raise FazhiError(Problem("weighting_all_constant"))
    values, high = columns.values[:, varying], columns.high[varying]
    values = values / high
    best = values >= 1.0 - TOLERANCE  # comparisons with gaps are false
    there = ~np.isnan(values)
    known = best.T.astype(np.float64) @ there
    if (known == 0).any():
        raise FazhiError(Problem("weighting_best_has_gaps", {"columns": listed((known == 0).any(axis=1))}))
    losses = 1.0 - best.T.astype(np.float64) @ np.where(there, values, 0.0) / known
    np.fill_diagonal(losses, 0.0)
    found = np.zeros(len(varying))
    found[varying] = _balance(np.maximum(losses, 0.0))
    return found


def _balance(losses: Floats) -> Floats:
    """Return q that sums to 1 with ``(P - diag(column sums)) q = 0``."""
    system = losses - np.diag(losses.sum(axis=0))
    _, size, vectors = np.linalg.svd(system)
    if len(size) > 1 and size[-2] <= TOLERANCE:
        raise FazhiError(Problem("weighting_losses_open"))
    found = np.abs(vectors[-1])
    return np.asarray(found / found.sum())


@method("weighting")
def idocriw(scores: Floats) -> Floats:
    """Weight by entropy and by losses together (IDOCRIW): ``w_j ∝ entropy_j · cilos_j``.

    Source: Zavadskas & Podvezko (2016), Int. J. of Information Technology & Decision Making 15(2), 267–283.

    Parameters
    ----------
    scores : (n, k) array
        Not negative.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        As `entropy` and `cilos` do.

    Examples
    --------
    Entropy leaves 0.2781 and 0.0817, losses give 0.4 and 0.6: 0.1112 to 0.0490.

    >>> idocriw(np.array([[4.0, 1.0], [1.0, 2.0]])).round(4)
    array([0.6941, 0.3059])
    """
    product = entropy(scores) * cilos(scores)
    return shares(product, product > 0)
