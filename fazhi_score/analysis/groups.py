"""Scores and a column of the register into group comparisons with effect sizes and their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import COMPOSITE, Of, at_least, node_frame, periods_of, share_of_one
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, tie_groups
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result


def compare_groups(
    result: Result,
    column: str = "class",
    nodes: str | Iterable[str] | None = None,
    *,
    of: Of = "scores",
    period: str | int | None = None,
    level: float = 0.95,
    smallest: int = 5,
) -> GroupComparison:
    """Compare groups of regions: by how much they differ, how surely, and how much of the spread that is.

    Parameters
    ----------
    result : Result
    column : str
        A column of the register: class, province …
    nodes : str or iterable of str, optional
        ``composite``, groups or indicators; left out, the composite and the top-level groups, or all indicators
        where `of` is ``values``.
    of : {"scores", "values"}
        Scores, 0–100, or values of indicators in their units.
    period : str, optional
        Left out, the last one: several periods of a region are not independent of each other.
    level : float
        Level of the intervals.
    smallest : int
        Smaller groups are told in `notes`.

    Returns
    -------
    GroupComparison
        Frames, each made when first asked for.

    Raises
    ------
    FazhiError
        For an unknown column, node or period, or fewer than two groups.

    Notes
    -----
    Relative rules with `scale_within` naming the column make the groups alike by construction: compare values then.

    Examples
    --------
    East has 60, 70 and 80, west 40, 50 and 60: 20 points apart, two standard deviations of 10, less the correction
    for small samples.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> names = list("ABCDEF")
    >>> rows = pd.DataFrame({"region": names, "period": 2024, "fact": "x", "value": [60, 70, 80, 40, 50, 60]})
    >>> regions = pd.DataFrame({"region": names, "class": "county-level", "part": ["east"] * 3 + ["west"] * 3})
    >>> pair = compare_groups(score(rows, framework, regions=regions), "part").pairs.loc[("composite", "east", "west")]
    >>> pair[["difference", "hedges_g", "cliffs_delta"]].astype(float).round(3).tolist()
    [20.0, 1.596, 0.889]
    """
    share_of_one("level", level)
    at_least("smallest", smallest, 1)
    labels = Peers(result.panel).labels(column)
    chosen = periods_of(result, None if period is None else [period], least=1)[-1]
    if nodes is None and of == "scores":
        nodes = [COMPOSITE, *result.framework.composite_tree[ROOT]]
    frame = node_frame(result, nodes, of=of)
    here = np.asarray(result.index.get_level_values("period") == chosen)
    here &= ~Peers(result.panel).outside
    there = here & frame.notna().any(axis=1).to_numpy()
    named = np.asarray(labels != "", dtype=bool)
    groups = sorted(set(labels[there & named].tolist()))
    if len(groups) < 2:
        raise FazhiError(Problem("groups_too_few", {"column": column, "count": len(groups), "period": chosen}))
    used = there & named
    codes = np.array([groups.index(label) for label in labels[used]], dtype=np.intp)
    notes = _notes(column, groups, codes, smallest, int((there & ~named).sum()))
    return GroupComparison(column, chosen, level, groups, codes, frame[used], notes)


def _notes(column: str, groups: list[str], codes: Codes, smallest: int, without: int) -> tuple[Problem, ...]:
    sizes = np.bincount(codes, minlength=len(groups)).tolist()
    small = [f"{name} ({size})" for name, size in zip(groups, sizes, strict=True) if size < smallest]
    found = []
    if small:
        listed = ", ".join(small[:8]) + (" …" if len(small) > 8 else "")
        told = {"count": len(small), "column": column, "least": smallest, "listed": listed}
        found.append(Problem("groups_small", told, severity="warning"))
    if without:
        told = {"count": without, "column": column}
        found.append(Problem("regions_without_group", told, severity="note"))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class GroupComparison:
    """Groups of regions compared in one period.

    `groups` are the values of `column`, `frame` the nodes of the regions in them, `codes` their groups by number;
    `notes` tells of small groups and of regions in none.
    """

    column: str
    period: str
    level: float
    groups: list[str]
    codes: Codes = field(repr=False)
    frame: pd.DataFrame = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Indexed by node and group: regions (with a score), mean, sd (n - 1), lowest, q1, median, q3 and highest."""
        rows = {
            (node, group): _described(values[self._codes_of(node) == k])
            for node, values in self._known.items()
            for k, group in enumerate(self.groups)
        }
        columns = ["regions", "mean", "sd", "lowest", "q1", "median", "q3", "highest"]
        return _frame(rows, ["node", "group"], columns).astype({"regions": np.int64})

    @cached_property
    def tests(self) -> pd.DataFrame:
        """Whether the groups differ at all; indexed by node, over groups of two regions or more.

        Columns: groups, regions, h and p_h (Kruskal–Wallis, corrected for ties), f, df1, df2 and p_f (Welch's
        analysis of variance, which does not take variances as equal), epsilon2 (h / (n - 1)) and eta2 (share of
        the sum of squares between groups), and p_h_holm and p_f_holm (corrected over the nodes).
        """
        rows = {}
        for node, values in self._known.items():
            codes = self._codes_of(node)
            large = np.isin(codes, np.flatnonzero(np.bincount(codes, minlength=len(self.groups)) >= 2))
            rows[node,] = _tested(values[large], codes[large])
        columns = ["groups", "regions", "h", "p_h", "f", "df1", "df2", "p_f", "epsilon2", "eta2"]
        frame = _frame(rows, ["node"], columns).astype({"groups": np.int64, "regions": np.int64})
        return frame.assign(**{f"{name}_holm": holm(frame[name].to_numpy()) for name in ("p_h", "p_f")})

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Which groups differ, and by how much; indexed by node and two groups.

        Columns: n_a, n_b, difference (of means, a - b) with low and high (Welch's interval) and p (Welch's t test),
        hedges_g with g_low and g_high, cliffs_delta with delta_low and delta_high, p_u (Mann–Whitney), and p_holm and
        p_u_holm (corrected over the pairs of a node).
        """
        rows = {}
        for node, values in self._known.items():
            parts = [values[self._codes_of(node) == k] for k in range(len(self.groups))]
            for one, two in combinations(range(len(self.groups)), 2):
                rows[node, self.groups[one], self.groups[two]] = _paired(parts[one], parts[two], self.level)
        columns = ["n_a", "n_b", "difference", "low", "high", "p", "hedges_g", "g_low", "g_high", "cliffs_delta",
                   "delta_low", "delta_high", "p_u"]  # fmt: skip
        frame = _frame(rows, ["node", "a", "b"], columns).astype({"n_a": np.int64, "n_b": np.int64})
        by_node = frame.groupby(level="node", sort=False)
        corrected = {f"{name}_holm": by_node[name].transform(lambda p: holm(p.to_numpy())) for name in ("p", "p_u")}
        return frame.assign(**corrected)

    @cached_property
    def _known(self) -> dict[str, Floats]:
        return {str(node): column.dropna().to_numpy() for node, column in self.frame.items()}

    def _codes_of(self, node: str) -> Codes:
        return np.asarray(self.codes[self.frame[node].notna().to_numpy()])


def _frame(rows: Mapping[Any, tuple[float, ...]], names: list[str], columns: list[str]) -> pd.DataFrame:
    index: pd.Index = pd.MultiIndex.from_tuples(list(rows), names=names)
    if len(names) == 1:
        index = index.get_level_values(0)
    return pd.DataFrame(list(rows.values()), index=index, columns=columns)


def _described(values: Floats) -> tuple[float, ...]:
    if not len(values):
        return (0, *[np.nan] * 7)
    sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    lowest, q1, median, q3, highest = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()
    return (len(values), float(values.mean()), sd, lowest, q1, median, q3, highest)


def _tested(values: Floats, codes: Codes) -> tuple[float, ...]:
    count = len(np.unique(codes))
    if count < 2:
        return (count, len(values), *[np.nan] * 8)
    h, p_h = kruskal_wallis(values, codes)
    centred = values - values.mean()
    whole = float(centred @ centred)
    within = sum(float(((values[codes == k] - values[codes == k].mean()) ** 2).sum()) for k in np.unique(codes))
    eta2 = 1 - within / whole if whole > TOLERANCE else np.nan
    return (count, len(values), h, p_h, *welch_anova(values, codes), h / (len(values) - 1), eta2)


def _paired(one: Floats, two: Floats, level: float) -> tuple[float, ...]:
    if len(one) < 2 or len(two) < 2:
        gap = float(one.mean() - two.mean()) if len(one) and len(two) else np.nan
        return (len(one), len(two), gap, *[np.nan] * 10)
    from scipy.stats import mannwhitneyu
    from scipy.stats import t as student

    gap = float(one.mean() - two.mean())
    shares = [float(part.var(ddof=1)) / len(part) for part in (one, two)]
    error, low, high, p = np.sqrt(sum(shares)), np.nan, np.nan, np.nan
    if error > TOLERANCE:
        free = sum(shares) ** 2 / sum(s**2 / (len(part) - 1) for s, part in zip(shares, (one, two), strict=True))
        half = float(student.ppf(0.5 + level / 2, free)) * error
        low, high, p = gap - half, gap + half, float(2 * student.sf(abs(gap) / error, free))
    tied = _tie_codes(np.concatenate([one, two]))
    p_u = float(mannwhitneyu(tied[: len(one)], tied[len(one) :]).pvalue) if tied.max() > 0 else np.nan
    delta = cliffs_delta(one, two, level=level)
    return (len(one), len(two), gap, low, high, p, *hedges_g(one, two, level=level), *delta, p_u)


def _tie_codes(values: Floats) -> Codes:
    """Return a number for each value, equal for values that tie, in their order."""
    order, _, new_tie = tie_groups(values, np.zeros(len(values), dtype=np.intp))
    found = np.empty(len(values), dtype=np.intp)
    found[order] = np.cumsum(new_tie) - 1
    return found


def kruskal_wallis(values: Floats, codes: Codes) -> tuple[float, float]:
    """Return H, corrected for ties, and its p by the chi-squared distribution; missing where all are equal.

    Source: Kruskal and Wallis (1952). Ties are those within 1e-9.

    Examples
    --------
    >>> h, p = kruskal_wallis(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0, 0, 1, 1]))
    >>> round(h, 6), round(p, 6)
    (2.4, 0.121335)
    """
    from scipy.stats import kruskal

    tied = _tie_codes(values)
    if tied.max(initial=0) == 0:
        return np.nan, np.nan
    found = kruskal(*(tied[codes == k] for k in np.unique(codes)))
    return float(found.statistic), float(found.pvalue)


def welch_anova(values: Floats, codes: Codes) -> tuple[float, float, float, float]:
    """Return F, its two degrees of freedom and p, without taking variances as equal.

    ``F = Σ w (m - M)² / (k - 1) / (1 + 2 (k - 2) / (k² - 1) · Λ)`` with ``w = n / s²``, M the mean of means weighted
    by w, ``Λ = Σ (1 - w / Σ w)² / (n - 1)`` and ``df2 = (k² - 1) / (3 Λ)``. Source: Welch (1951). Missing where a
    group has fewer than two values or no spread.

    Examples
    --------
    With two groups F is the square of Welch's t: means 2 and 6, variances 1 and 4, t² = 16 / (1/3 + 4/3).

    >>> f, df1, df2, p = welch_anova(np.array([1.0, 2.0, 3.0, 4.0, 6.0, 8.0]), np.array([0, 0, 0, 1, 1, 1]))
    >>> round(f, 6), df1, round(df2, 6)
    (9.6, 1.0, 2.941176)
    """
    from scipy.stats import f as fisher

    parts = [values[codes == k] for k in np.unique(codes)]
    k = len(parts)
    size = np.array([len(part) for part in parts], dtype=np.float64)
    if k < 2 or (size < 2).any() or any(np.ptp(part) <= TOLERANCE for part in parts):
        return np.nan, np.nan, np.nan, np.nan
    mean = np.array([part.mean() for part in parts])
    weight = size / np.array([part.var(ddof=1) for part in parts])
    centre = weight @ mean / weight.sum()
    spread = float((((1 - weight / weight.sum()) ** 2) / (size - 1)).sum())
    between = float(weight @ (mean - centre) ** 2) / (k - 1)
    value = between / (1 + 2 * (k - 2) / (k**2 - 1) * spread)
    df2 = (k**2 - 1) / (3 * spread)
    return value, k - 1.0, df2, float(fisher.sf(value, k - 1, df2))


def hedges_g(one: Floats, two: Floats, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return Hedges' g, the difference of means in pooled standard deviations corrected for small samples.

    ``g = J (m_1 - m_2) / s``, ``J = Γ(df / 2) / (sqrt(df / 2) Γ((df - 1) / 2))``, ``df = n_1 + n_2 - 2``; the
    interval is ``g ± z J sqrt(1 / n_1 + 1 / n_2 + d² / (2 (n_1 + n_2)))``, d before the correction, for large samples.
    Source: Hedges (1981); Borenstein et al., Introduction to Meta-Analysis (2009), chapter 4. Missing without spread.

    Examples
    --------
    Means 70 and 50, both deviations 10: d = 2, J = 0.7979 for 4 degrees of freedom.

    >>> [round(x, 4) for x in hedges_g(np.array([60.0, 70.0, 80.0]), np.array([40.0, 50.0, 60.0]))]
    [1.5958, 0.0319, 3.1596]
    """
    from scipy.special import gammaln
    from scipy.stats import norm

    n, m = len(one), len(two)
    free = n + m - 2
    if n < 2 or m < 2:
        return np.nan, np.nan, np.nan
    pooled = float(np.sqrt(((n - 1) * one.var(ddof=1) + (m - 1) * two.var(ddof=1)) / free))
    if pooled <= TOLERANCE:
        return np.nan, np.nan, np.nan
    d = float(one.mean() - two.mean()) / pooled
    factor = float(np.exp(gammaln(free / 2) - gammaln((free - 1) / 2)) / np.sqrt(free / 2))
    half = float(norm.ppf(0.5 + level / 2)) * factor * np.sqrt(1 / n + 1 / m + d**2 / (2 * (n + m)))
    return factor * d, float(factor * d - half), float(factor * d + half)


def cliffs_delta(one: Floats, two: Floats, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return Cliff's delta, how much more often a value of the first is above one of the second than below.

    ``δ = P(x > y) - P(x < y)`` over all pairs; values within 1e-9 tie. The interval is the asymmetric one of Feng and
    Cliff (2004), from the unbiased variance of Cliff (1996), at least ``(1 - δ²) / (n_1 n_2 - 1)``; where no value of
    one reaches any of the other, ``±(n - z²) / (n + z²)`` with n the smaller size bounds it.

    Examples
    --------
    Of nine pairs eight are above and one ties.

    >>> cliffs_delta(np.array([60.0, 70.0, 80.0]), np.array([40.0, 50.0, 60.0]))[0].__round__(4)
    0.8889
    """
    from scipy.stats import norm

    n, m = len(one), len(two)
    if n < 2 or m < 2:
        return np.nan, np.nan, np.nan
    rows, columns = _dominance(one, two), -_dominance(two, one)
    delta = float(rows.mean())
    z2 = float(norm.ppf(0.5 + level / 2)) ** 2
    if abs(delta) >= 1 - TOLERANCE:
        inner = (min(n, m) - z2) / (min(n, m) + z2)
        return delta, *((inner, 1.0) if delta > 0 else (-1.0, -inner))
    apart = _pairs_apart(one, two)
    squares = m**2 * float(((rows - delta) ** 2).sum()) + n**2 * float(((columns - delta) ** 2).sum())
    variance = (squares - (apart - n * m * delta**2)) / (n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - delta**2) / (n * m - 1))
    middle, root = delta - delta**3, np.sqrt(variance * z2 * ((1 - delta**2) ** 2 + z2 * variance))
    below = 1 - delta**2 + z2 * variance
    return delta, float((middle - root) / below), float((middle + root) / below)


def _dominance(one: Floats, two: Floats) -> Floats:
    """Return, for each value of `one`, the share of `two` below less the share above."""
    ordered = np.sort(two)
    below = np.searchsorted(ordered, one - TOLERANCE, side="left")
    above = len(two) - np.searchsorted(ordered, one + TOLERANCE, side="right")
    return np.asarray((below - above) / len(two))


def _pairs_apart(one: Floats, two: Floats) -> float:
    """Return the number of pairs that do not tie."""
    ordered = np.sort(two)
    first = np.searchsorted(ordered, one - TOLERANCE, side="left")
    behind = np.searchsorted(ordered, one + TOLERANCE, side="right")
    return float((len(two) - (behind - first)).sum())


def holm(p: Floats | NDArray[np.float64]) -> Floats:
    """Return p values corrected for testing all of them, the smallest times their number, and so on down.

    Source: Holm (1979). Missing ones are not counted.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, np.nan, 0.03])).round(3)
    array([0.03, 0.06,  nan, 0.06])
    """
    found = np.full(len(p), np.nan)
    there = np.flatnonzero(~np.isnan(p))
    order = there[np.argsort(p[there], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return found
