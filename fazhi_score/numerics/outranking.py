"""Regions compared in pairs: PROMETHEE II net flows, Copeland scores and the outranking matrix.

Scores are ``(n, k)`` floats, more is better, NaN where there is none. What is returned orders regions, the highest
first; its distances mean little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.methods import method
from fazhi_score.numerics.alternatives import (
    checked_columns,
    checked_scores,
    checked_weights,
    chosen,
    classes_of,
    snapped,
)
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.numerics.gauss import gaussian_flows

Preference = Literal["usual", "u_shape", "v_shape", "level", "linear", "gaussian"]
"""Shapes I to VI of Brans and Vincke (1985)."""

_BLOCK = 1 << 20
"""Pairs, or pairs by indicators, that are looked at together: few megabytes."""

_BITS = 16
"""Indicators whose comparisons make one code."""


@method("ordering")
def promethee(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    preference: Preference | Sequence[Preference] = "usual",
    indifference: float | Floats = 0.0,
    preference_threshold: float | Floats | None = None,
    spread: float | Floats | None = None,
    missing: Literal["no_preference", "renormalise"] = "no_preference",
    peers: ArrayLike | None = None,
) -> Floats:
    """Return the net flow of PROMETHEE II: by how much a region is preferred to its peers, less the reverse.

    ``(1 / (n - 1)) sum_l sum_j w_j (P_j(x_ij - x_lj) - P_j(x_lj - x_ij))`` with weights that sum to 1. For a
    difference d > 0 (within 1e-9), q the indifference and p the preference threshold, P(d) is

    * usual: 1;
    * u_shape: 1 where d > q;
    * v_shape: d / p, at most 1;
    * level: 0 up to q, 1/2 up to p, 1 above;
    * linear: 0 up to q, (d - q) / (p - q) between, 1 from p;
    * gaussian: 1 - exp(-d² / 2 s²), s the spread.

    Source: Brans and Vincke, A preference ranking organisation method, Management Science 31 (1985); Brans, Vincke
    and Mareschal, European Journal of Operational Research 24 (1986).

    Parameters
    ----------
    scores : (n, k) array
    weights : (k,) array, optional
        Not negative; left out, all are equal.
    preference : str or (k,) sequence of str
    indifference, preference_threshold, spread : float or (k,) array
        In units of the scores.
    missing : {"no_preference", "renormalise"}
        Where one of two has no score, neither is preferred in this indicator; or the weights of each pair are
        renormalised over the indicators that both have, which takes every pair one by one.
    peers : (n,) codes, optional
        Classes that are compared each on its own; -1 takes no part.

    Returns
    -------
    (n,) array
        From -1 to 1; a single region has 0, one without any score NaN.

    Raises
    ------
    FazhiError
        If a shape is not known, a threshold is missing or below 0, p is not above q, or a score is infinite.

    Examples
    --------
    The first beats two in the first indicator (weight 3/4), loses to two in the second: (2 * 3/4 - 2 * 1/4) / 2.

    >>> promethee([[9, 1], [5, 5], [1, 9]], [3, 1])
    array([ 0.5,  0. , -0.5])
    """
    table = checked_scores(scores)
    chosen("missing", missing, ("no_preference", "renormalise"))
    shares = checked_weights(weights, table.shape[1])
    shapes = _shapes(preference, table.shape[1])
    low, high = _thresholds(shapes, indifference, preference_threshold, spread)
    columns = [_Column(j, shares[j], shapes[j], low[j], high[j]) for j in np.flatnonzero(shares).tolist()]
    found = np.full(len(table), np.nan)
    for rows in classes_of(table[:, shares > 0], peers):
        part = table[rows]
        if missing == "renormalise" and np.isnan(part).any():
            flows = _pair_flows(part, columns)
        else:
            flows = np.zeros(len(rows))
            for column in columns:
                flows += column.share * _column_flows(part[:, column.number], column)
        found[rows] = snapped(flows / max(len(rows) - 1, 1))
    return found


class _Column(NamedTuple):
    """An indicator that counts: its place, weight, shape and thresholds (of the Gaussian the spread is the second)."""

    number: int
    share: float
    shape: Preference
    low: float
    high: float


def _shapes(preference: Preference | Sequence[Preference], k: int) -> list[Preference]:
    """Return the shape of each indicator, once all are known."""
    shapes = [preference] * k if isinstance(preference, str) else list(preference)
    known = get_args(Preference)
    wrong = [str(shape) for shape in shapes if shape not in known]
    if wrong or len(shapes) != k:
        found = {"preference": wrong[0] if wrong else f"{len(shapes)} / {k}", "known": ", ".join(known)}
        raise FazhiError(Problem("promethee_preference", found))
    return shapes


def _thresholds(
    shapes: Sequence[str], indifference: ArrayLike, upper: ArrayLike | None, spread: ArrayLike | None
) -> tuple[Floats, Floats]:
    """Return the two thresholds of each indicator, the spread as the second, once they make sense."""
    k = len(shapes)
    low = checked_columns(indifference, k, "indifference")
    high = checked_columns(0.0 if upper is None else upper, k, "preference_threshold")
    wide = checked_columns(0.0 if spread is None else spread, k, "spread")
    high = np.where([shape == "gaussian" for shape in shapes], wide, high)
    for shape, q, p in zip(shapes, low, high, strict=True):
        needs = {
            "indifference ≥ 0": q < 0,
            "spread > 0": shape == "gaussian" and p <= 0,
            "preference_threshold > 0": shape == "v_shape" and p <= 0,
            "preference_threshold > indifference": shape in ("level", "linear") and p <= q,
        }
        for need, unmet in needs.items():
            if unmet:
                raise FazhiError(Problem("promethee_threshold", {"preference": shape, "needs": need}))
    return low, high


def _column_flows(values: Floats, column: _Column) -> Floats:
    """Return ``(n,)`` the sum over peers of preference less reverse in one indicator, zero where it is missing."""
    shape, q, p = column.shape, column.low, column.high
    there = np.flatnonzero(~np.isnan(values))
    order = there[np.argsort(values[there], kind="stable")]
    known = values[order]
    flows = np.zeros(len(values))
    if not len(order):
        return flows
    known = known - known[len(known) // 2]  # sums of deviations lose fewer digits than sums of values
    if shape == "gaussian":
        flows[order] = gaussian_flows(known, p)
    elif shape in ("v_shape", "linear"):
        low = q if shape == "linear" else 0.0
        flows[order] = (_ramp_sums(known, low) - _ramp_sums(known, p)) / (p - low)
    elif shape == "level":
        flows[order] = (_step_sums(known, q) + _step_sums(known, p)) / 2
    else:
        flows[order] = _step_sums(known, q if shape == "u_shape" else 0.0)
    return flows


def _step_sums(known: Floats, threshold: float) -> Floats:
    """Return how many of sorted values lie below each by more than the threshold, less how many above."""
    reach = threshold + TOLERANCE
    below = np.searchsorted(known, known - reach, "left")
    above = len(known) - np.searchsorted(known, known + reach, "right")
    return np.asarray(below - above, dtype=np.float64)


def _ramp_sums(known: Floats, threshold: float) -> Floats:
    """Return by how much each of sorted values exceeds others beyond the threshold, less how much others exceed it."""
    sums = np.concatenate([[0.0], np.cumsum(known)])
    below, above = np.searchsorted(known, known - threshold), np.searchsorted(known, known + threshold, "right")
    over = below * (known - threshold) - sums[below]
    under = sums[-1] - sums[above] - (len(known) - above) * (known + threshold)
    return np.asarray(over - under)


def _blocks(count: int, width: int) -> Iterator[slice]:
    """Cut `count` rows of `width` into slices that are small together."""
    step = max(1, _BLOCK // max(width, 1))
    return (slice(start, min(start + step, count)) for start in range(0, count, step))


_SHAPES: dict[str, Callable[[Floats, float, float], Floats]] = {
    "usual": lambda d, q, p: np.asarray(d > TOLERANCE, np.float64),
    "u_shape": lambda d, q, p: np.asarray(d > q + TOLERANCE, np.float64),
    "v_shape": lambda d, q, p: np.clip(d / p, 0.0, 1.0),
    "level": lambda d, q, p: ((d > q + TOLERANCE) + (d > p + TOLERANCE).astype(np.float64)) / 2,
    "linear": lambda d, q, p: np.clip((d - q) / (p - q), 0.0, 1.0),
    "gaussian": lambda d, q, p: -np.expm1(-0.5 * (np.maximum(d, 0.0) / p) ** 2),
}
"""Preference by difference and thresholds, as in the papers."""


def _pair_flows(table: Floats, columns: Sequence[_Column]) -> Floats:
    """Return ``(n,)`` net flows, not yet divided, the weights of each pair renormalised over what both have."""
    flows = np.empty(len(table))
    for rows in _blocks(len(table), len(table)):
        flow, common = (np.zeros((rows.stop - rows.start, len(table))) for _ in range(2))
        for j, share, shape, low, high in columns:
            apart = table[rows, j, None] - table[:, j]
            both, apart = ~np.isnan(apart), np.nan_to_num(apart)
            prefer = _SHAPES[shape]
            flow += share * (prefer(apart, low, high) - prefer(-apart, low, high))
            common += share * both
        flows[rows] = (flow / np.where(common > 0, common, 1.0)).sum(1)
    return flows


@method("ordering")
def copeland(scores: ArrayLike, weights: ArrayLike | None = None, *, peers: ArrayLike | None = None) -> Floats:
    """Return how many peers a region beats less how many beat it, by the weight of indicators in its favour.

    ``sum_l sign(o_il - 1/2)``, o the :func:`outranking_matrix`: a beats b where the indicators in which it is better
    weigh more than those in which it is worse. Differences up to 1e-9, in scores and in weight, are ties.

    Source: Copeland (1951); OECD/JRC Handbook (2008), section 6 (non-compensatory multi-criteria approach).

    Parameters
    ----------
    scores : (n, k) array
        Indicators that one of a pair lacks are left out for this pair; renormalising the weights of the others does
        not change who wins.
    weights : (k,) array, optional
        Not negative; left out, all are equal.
    peers : (n,) codes, optional
        Classes that are compared each on its own; -1 takes no part.

    Returns
    -------
    (n,) array
        Whole numbers from -(n - 1) to n - 1; NaN for regions without any score.

    Raises
    ------
    FazhiError
        If weights are wrong or a score is infinite.

    Examples
    --------
    >>> copeland([[9, 1], [5, 5], [1, 9]], [3, 1])
    array([ 2.,  0., -2.])
    """
    table = checked_scores(scores)
    shares = checked_weights(weights, table.shape[1])
    found = np.full(len(table), np.nan)
    for rows in classes_of(table[:, shares > 0], peers):
        count = len(rows)
        lead = _Lead(table[rows], shares)
        wins = np.zeros(count)
        for block in _blocks(count, 8 * count):
            # the pairs of a block with those after it; the others have been seen from the other side
            margin = lead.of(block, slice(block.start, count))
            won = (margin > TOLERANCE).astype(np.int8) - (margin < -TOLERANCE)
            wins[block] += won.sum(1, dtype=np.int64)
            wins[block.stop :] -= won[:, block.stop - block.start :].sum(0, dtype=np.int64)
        found[rows] = wins
    return found


def outranking_matrix(scores: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Return ``(n, n)`` the share of weight in favour of each region (row) against each other (column).

    ``o_il = sum_j w_j ([x_ij > x_lj] + 1/2 [x_ij = x_lj])`` over the indicators that both have, weights renormalised
    over these; 1/2 where there is none, 0 against oneself. Hence ``o_il + o_li = 1`` in whatever order regions stand.

    Source: Munda and Nardo (2005); OECD/JRC Handbook (2008), section 6.

    Examples
    --------
    >>> outranking_matrix([[9, 1], [5, 5]], [3, 1])
    array([[0.  , 0.75],
           [0.25, 0.  ]])
    """
    table = checked_scores(scores)
    shares = checked_weights(weights, table.shape[1])
    there = (~np.isnan(table)).astype(np.float64)
    common = (there * shares) @ there.T
    margin = _Lead(table, shares).of(slice(0, len(table)), slice(0, len(table)))
    found = 0.5 + 0.5 * margin / np.where(common > 0, common, 1.0)
    np.fill_diagonal(found, 0.0)
    return found


class _Lead:
    """The weight in favour of regions less that against them, 16 indicators at a time.

    Whether i is above j in each of 16 indicators makes a number of 16 bits, and a table of all such numbers gives
    their weight: one look-up instead of 16 sums.
    """

    def __init__(self, table: Floats, shares: Floats) -> None:
        used = np.flatnonzero(shares > 0)
        places, shares = _places(table[:, used]), shares[used]
        gaps = places < 0
        # without ties who is not above is below, a gap below all; what that gives to gaps is taken back in `of`
        untied = places.max(1, initial=-1) == (~gaps).sum(1) - 1
        self.gaps = (gaps[untied] * np.sqrt(shares[untied])[:, None]).T
        self.some_gaps = bool(self.gaps.any())
        # with ties it takes two comparisons: lowest where it should exceed, highest where it is exceeded
        self.low, self.high = places, np.where(gaps, np.iinfo(places.dtype).max, places)
        self.groups: list[tuple[NDArray[np.intp], bool, Floats]] = []
        for plain in (True, False):
            columns = np.flatnonzero(untied == plain)
            for start in range(0, len(columns), _BITS):
                group = columns[start : start + _BITS]
                self.groups.append((group, plain, _sums_of_bits(shares[group], -1.0 if plain else 0.0)))

    def of(self, some: slice, others: slice) -> Floats:
        """Return the margins of a block of regions (rows) over others (columns)."""
        margin = np.zeros((some.stop - some.start, others.stop - others.start))
        weight = np.empty_like(margin)
        for columns, plain, sums in self.groups:
            left, right = self.low[columns, some], (self.low if plain else self.high)[columns, others]
            # "clip" looks up without a copy; no code is too large
            margin += np.take(sums, _codes(np.greater, left, right), out=weight, mode="clip")
            if not plain:
                left, right = self.high[columns, some], self.low[columns, others]
                margin -= np.take(sums, _codes(np.less, left, right), out=weight, mode="clip")
        if self.some_gaps:
            mine, theirs = self.gaps[some], self.gaps[others]
            margin += mine @ theirs.T + (mine**2).sum(1)[:, None] - (theirs**2).sum(1)
        own = np.arange(max(some.start, others.start), min(some.stop, others.stop))
        margin[own - some.start, own - others.start] = 0.0
        return margin


def _places(table: Floats) -> NDArray[np.signedinteger]:
    """Return ``(k, n)`` places from 0 in each column, the same for ties, -1 for gaps."""
    order = np.argsort(table, axis=0, kind="stable")
    with np.errstate(invalid="ignore"):
        step = np.diff(np.take_along_axis(table, order, 0), axis=0, prepend=table[:1]) > TOLERANCE
    step[:1] = False
    places = np.empty(table.shape, dtype=np.int16 if len(table) < np.iinfo(np.int16).max else np.int32)
    np.put_along_axis(places, order, step.cumsum(0).astype(places.dtype), 0)
    places[np.isnan(table)] = -1
    return np.ascontiguousarray(places.T)


def _sums_of_bits(shares: Floats, zero: float) -> Floats:
    """Return the sum of shares for every number of so many bits, a bit that is 0 counting `zero` times its share."""
    sums = np.zeros(1)
    for share in shares:
        sums = np.add.outer(sums, [zero * share, share]).ravel()
    return sums


def _codes(
    operation: np.ufunc, left: NDArray[np.signedinteger], right: NDArray[np.signedinteger]
) -> NDArray[np.uint16]:
    """Return for each pair of a left and a right region the comparisons ``(columns, regions)`` as bits."""
    code = np.zeros((left.shape[1], right.shape[1]), dtype=np.uint16)
    part, bit = np.empty(code.shape, dtype=np.uint8), np.empty(code.shape, dtype=bool)
    for start in range(0, len(left), 8):  # bytes are pushed along twice as fast as pairs of bytes
        byte = slice(start, start + 8)
        part[:] = 0
        for mine, theirs in zip(left[byte], right[byte], strict=True):
            operation(mine[:, None], theirs, out=bit)
            np.add(part, part, out=part)
            np.bitwise_or(part, bit.view(np.uint8), out=part)
        np.left_shift(code, len(left[byte]), out=code)
        np.bitwise_or(code, part, out=code)
    return code
