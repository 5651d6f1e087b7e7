"""Weights out of principal components and factors: what indicators have in common.

Scores are ``(n, k)``, NaN where there is none; weights are ``(k,)`` and sum to 1. All work on correlations, hence
without regard to units. An indicator that does not vary takes no part and has weight 0. Components say which
indicators move together, not which matter (OECD/JRC Handbook 2008, section 6).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.numerics.columns import (
    Flags,
    choice,
    columns_of,
    listed,
    pairwise_correlations,
    repaired,
    shares,
    whole_rows,
)

Missing = Literal["pairwise", "complete_rows"]
Extraction = Literal["components", "factors"]
Grouping = Literal["highest", "within_factor", "all"]

_FLAT = 1e-12
"""What a turn of two factors can gain, as a share of what there is, is rounding below this."""


def common_correlations(scores: Floats, missing: Missing) -> tuple[Floats, Flags]:
    """Return correlations of the indicators that vary, positive semidefinite, and which those are.

    Raises
    ------
    FazhiError
        If none varies, or too few rows are complete.
    """
    if choice("missing", missing, ("pairwise", "complete_rows")) == "complete_rows":
        scores = whole_rows(scores)
    columns = columns_of(scores)
    varying = columns.varying
    if not varying.any():
        raise FazhiError(Problem("weighting_all_constant"))
    found = pairwise_correlations(columns)[np.ix_(varying, varying)]
    return (found if columns.complete else repaired(found)), varying


def spread_out(part: Floats, varying: Flags) -> Floats:
    """Return values for all indicators, 0 for those that do not vary."""
    found = np.zeros((len(varying), *part.shape[1:]))
    found[varying] = part
    return found


def explained_variance(scores: Floats, *, missing: Missing = "pairwise") -> Floats:
    """Return the share of all variance that each principal component explains, largest first.

    Parameters
    ----------
    scores : (n, k) array
    missing : {"pairwise", "complete_rows"}

    Returns
    -------
    (c,) array
        One for each indicator that varies.

    Raises
    ------
    FazhiError
        If no indicator varies.

    Examples
    --------
    >>> explained_variance(np.array([[0.0, 0.0], [1.0, 9.0], [2.0, 18.0]])).round(9) + 0.0
    array([1., 0.])
    """
    correlations, _ = common_correlations(scores, missing)
    size = np.maximum(np.linalg.eigvalsh(correlations)[::-1], 0.0)
    return np.asarray(size / size.sum())


@method("weighting")
def pca(
    scores: Floats,
    *,
    loadings: Literal["squared", "signed"] = "squared",
    missing: Missing = "pairwise",
    allow_negative: bool = False,
) -> Floats:
    """Weight by the first principal component of the correlations.

    With v the component (length 1): ``squared`` gives ``w_j = v_j²``; ``signed`` gives ``w_j = v_j / sum of v``, the
    sign of v being such that the sum is positive. Where several components explain the same, v_j² is their mean,
    and the signed v is where equal weights project on them, so that no arbitrary rotation decides.
    Source: OECD/JRC Handbook (2008), section 6; ``signed`` as in the COIN tools of the JRC, where the sign is open.

    Parameters
    ----------
    scores : (n, k) array
    loadings : {"squared", "signed"}
    missing : {"pairwise", "complete_rows"}
        Correlate over the rows that both indicators have (a matrix that is not positive semidefinite is repaired),
        or over rows without any gap.
    allow_negative : bool
        Return negative weights of ``signed`` instead of refusing them.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies, or with ``signed`` a loading is negative and not allowed, or all cancel out.

    Examples
    --------
    >>> pca(np.array([[0.0, 0.0, 5.0], [1.0, 9.0, 5.0], [3.0, 27.0, 5.0]]))
    array([0.5, 0.5, 0. ])
    """
    choice("loadings", loadings, ("squared", "signed"))
    correlations, varying = common_correlations(scores, missing)
    size, vectors = np.linalg.eigh(correlations)
    first = vectors[:, size >= size[-1] - TOLERANCE]
    if loadings == "squared":
        return shares(spread_out((first**2).sum(axis=1), varying), varying)
    weights = spread_out(first @ first.sum(axis=0), varying)
    weights[np.abs(weights) <= TOLERANCE] = 0.0
    if (weights < 0).any() and not allow_negative:
        raise FazhiError(Problem("weighting_negative_loadings", {"columns": listed(weights < 0)}))
    if weights.sum() <= TOLERANCE:
        raise FazhiError(Problem("weighting_loadings_cancel"))
    return np.asarray(weights / weights.sum())


def varimax(loadings: Floats, *, kaiser: bool = True) -> Floats:
    """Rotate loadings so that each factor has few large ones.

    Maximises the variance of the squared loadings within factors, turning two factors at a time by the best angle
    until no angle is above 1e-10 (Kaiser 1958).

    Parameters
    ----------
    loadings : (k, f) array
    kaiser : bool
        Give all rows length 1 for the rotation (Kaiser normalisation, as SPSS and R do).

    Returns
    -------
    (k, f) array

    Examples
    --------
    >>> np.abs(varimax(np.array([[1.0, 1.0], [1.0, -1.0]]) / 2**0.5)).round(9)
    array([[1., 0.],
           [0., 1.]])
    """
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    scale = np.where(length > 0, length, 1.0) if kaiser else np.ones_like(length)
    found = loadings / scale
    rounds = _rounds(loadings.shape[1])
    for _ in range(1000):
        if max((_turn(found, first, second) for first, second in rounds), default=0.0) <= 1e-10:
            break
    return np.asarray(found * scale)


def _rounds(count: int) -> list[tuple[Codes, Codes]]:
    """Return all pairs of factors as rounds in which none occurs twice, as of a tournament."""
    if count < 2:
        return []
    ring = np.arange(count + count % 2)
    half = len(ring) // 2
    found = []
    for _ in range(len(ring) - 1):
        first, second = ring[:half], ring[half:][::-1]
        there = np.maximum(first, second) < count  # with an odd count one sits out
        found.append((first[there], second[there]))
        ring = np.concatenate([ring[:1], np.roll(ring[1:], 1)])
    return found


def _turn(loadings: Floats, first: Codes, second: Codes) -> float:
    """Turn pairs of factors, in place, by the angles that raise their variances of squares most; return the largest."""
    x, y = loadings[:, first], loadings[:, second]
    u, v = x * x - y * y, 2.0 * x * y
    across = 2.0 * ((u * v).sum(axis=0) - u.sum(axis=0) * v.sum(axis=0) / len(u))
    along = (u * u - v * v).sum(axis=0) - (u.sum(axis=0) ** 2 - v.sum(axis=0) ** 2) / len(u)
    flat = np.hypot(across, along) <= _FLAT * (u * u + v * v).sum(axis=0)  # any angle is as good
    angle = np.where(flat, 0.0, 0.25 * np.arctan2(across, along))
    loadings[:, first] = x * np.cos(angle) + y * np.sin(angle)
    loadings[:, second] = y * np.cos(angle) - x * np.sin(angle)
    return float(np.abs(angle).max())


def _extracted(correlations: Floats, extraction: Extraction, factors: int | None, least: tuple[float, float]) -> Floats:
    """Return unrotated loadings ``(k, f)`` of the factors that are kept."""
    size, vectors = np.linalg.eigh(correlations)
    count = len(size)
    if factors is None:
        kept = (size > least[0] + TOLERANCE) & (size / count > least[1])
        factors = int((kept | (size >= size[-1] - TOLERANCE)).sum())
    if not 1 <= factors <= count:
        raise FazhiError(Problem("weighting_factors", {"got": factors, "most": count}))
    if extraction == "factors" and count > 1:
        size, vectors = np.linalg.eigh(_reduced(correlations))
    size, vectors = size[: -factors - 1 : -1], vectors[:, : -factors - 1 : -1]
    return np.asarray(vectors * np.sqrt(np.maximum(size, 0.0)))


def _reduced(correlations: Floats) -> Floats:
    """Return correlations with communalities on the diagonal: squared multiple correlations, else the largest |r|."""
    found = correlations.copy()
    if np.linalg.eigvalsh(correlations)[0] > TOLERANCE:
        np.fill_diagonal(found, 1.0 - 1.0 / np.diag(np.linalg.inv(correlations)))
    else:
        np.fill_diagonal(found, 0.0)
        np.fill_diagonal(found, np.abs(found).max(axis=1))
    return found


def rotated_loadings(
    scores: Floats,
    *,
    extraction: Extraction = "components",
    factors: int | None = None,
    eigenvalue_above: float = 1.0,
    share_above: float = 0.0,
    kaiser: bool = True,
    missing: Missing = "pairwise",
) -> Floats:
    """Return varimax-rotated loadings of the factors kept; see `factor_analysis` for the parameters.

    Returns
    -------
    (k, f) array
        Factors by falling sum of squares, each with a sum that is not negative; 0 for indicators that do not vary.

    Raises
    ------
    FazhiError
        If no indicator varies, or `factors` is not between 1 and the number of indicators that vary.

    Examples
    --------
    >>> rotated_loadings(np.array([[0.0, 0.0], [1.0, 9.0], [2.0, 18.0]])).round(9)
    array([[1.],
           [1.]])
    """
    choice("extraction", extraction, ("components", "factors"))
    correlations, varying = common_correlations(scores, missing)
    found = varimax(_extracted(correlations, extraction, factors, (eigenvalue_above, share_above)), kaiser=kaiser)
    found = found[:, np.argsort(-(found**2).sum(axis=0), kind="stable")]
    return spread_out(found * np.where(found.sum(axis=0) < 0, -1.0, 1.0), varying)


def loading_weights(loadings: Floats, grouping: Grouping = "highest") -> Floats:
    """Turn loadings into weights, as `factor_analysis` describes.

    Parameters
    ----------
    loadings : (k, f) array
    grouping : {"highest", "within_factor", "all"}

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If `grouping` is unknown or all loadings are 0.

    Examples
    --------
    >>> loading_weights(np.array([[0.9, 0.1], [0.6, 0.1], [0.0, 0.6]])).round(4)
    array([0.5294, 0.2353, 0.2353])
    """
    choice("grouping", grouping, ("highest", "within_factor", "all"))
    squares = loadings**2
    total = squares.sum(axis=0)
    if grouping == "all":
        strength = squares @ total
    else:
        own = squares.argmax(axis=1)
        strength = squares.max(axis=1)
        if grouping == "within_factor":
            within = np.bincount(own, strength, minlength=len(total))[own]
            strength = strength / np.where(within > 0, within, 1.0) * total[own]
    return shares(strength, strength > 0)


@method("weighting")
def factor_analysis(
    scores: Floats,
    *,
    extraction: Extraction = "components",
    factors: int | None = None,
    eigenvalue_above: float = 1.0,
    share_above: float = 0.0,
    kaiser: bool = True,
    grouping: Grouping = "highest",
    missing: Missing = "pairwise",
) -> Floats:
    """Weight by rotated factor loadings: within its factor, and by what the factor explains.

    Factors are extracted from the correlations, those kept are rotated (varimax), and with loadings l and
    ``E_f = sum over j of l_jf²`` each indicator gets, before scaling to sum 1,

    * ``highest``: ``l_jf² / E_f · E_f / sum of E`` for the factor on which it loads most;
    * ``within_factor``: its l_jf² over that of the indicators of its factor only, times ``E_f``, so that each
      factor that is the highest of some indicator weighs as much as it explains;
    * ``all``: ``sum over f of l_jf² E_f``.

    Source: Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Papers 226, as in the OECD/JRC
    Handbook (2008), section 6 and tables 16–18 (``highest``, components, varimax with Kaiser normalisation).

    Parameters
    ----------
    scores : (n, k) array
    extraction : {"components", "factors"}
        Principal components, or principal factors: communalities on the diagonal, estimated by squared multiple
        correlations (by the largest correlation where the matrix is singular).
    factors : int, optional
        How many to keep; left out, those with an eigenvalue above `eigenvalue_above` which explain more than
        `share_above` of all variance, at least the largest (all that are as large). The Handbook suggests 1 and 0.1.
    eigenvalue_above, share_above : float
    kaiser : bool
        Give all rows of loadings length 1 for the rotation.
    grouping : {"highest", "within_factor", "all"}
    missing : {"pairwise", "complete_rows"}
        As in `pca`.

    Returns
    -------
    (k,) array

    Raises
    ------
    FazhiError
        If no indicator varies, or `factors` is not between 1 and the number of indicators that vary.

    Examples
    --------
    Two in step and one unrelated to them: loadings 1, 1 on one factor, 1 on the other.

    >>> x = np.array([[0.0, 0, 0], [1, 9, 0], [0, 0, 1], [1, 9, 1]])
    >>> factor_analysis(x, factors=2).round(4)
    array([0.3333, 0.3333, 0.3333])
    """
    loadings = rotated_loadings(
        scores,
        extraction=extraction,
        factors=factors,
        eigenvalue_above=eigenvalue_above,
        share_above=share_above,
        kaiser=kaiser,
        missing=missing,
    )
    return loading_weights(loadings, grouping)
