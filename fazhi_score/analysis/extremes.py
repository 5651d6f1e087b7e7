"""A result into the best and worst ranks over all weights of a set, and into who is above whom whatever the weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from fazhi_score.analysis.panels import one_of
from fazhi_score.analysis.stability import _Weights
from fazhi_score.analysis.weighted_parts import Intervals, Orders, WeightedParts, by_class, ranked_rows
from fazhi_score.numerics.classes import Codes
from fazhi_score.numerics.dominance import Preference, preference
from fazhi_score.numerics.rank_bounds import NODES, Flags, rank_bounds
from fazhi_score.scoring.result import Result


def rank_extremes(
    result: Result,
    level: str = "top",
    *,
    spread: float | None = None,
    intervals: Intervals | None = None,
    orders: Orders = (),
    regions: Iterable[str] | None = None,
    adjusted: bool = True,
    nodes: int = NODES,
) -> pd.DataFrame:
    """Return the best and the worst rank of each region over all weights of a set, and weights that give them.

    Without `spread`, `intervals` and `orders` the set is all weights there are; each of them narrows it.

    Parameters
    ----------
    result : Result
    level : str
        Whose weights vary: ``top`` (the top-level groups), the id of a group (its children; all other weights stay),
        or ``indicators`` (effective weights of all indicators of the composite, whatever group they stand in).
    spread : float, optional
        Each share between ``1 - spread`` and ``1 + spread`` times the one in use, 0–1.
    intervals : mapping of str to (low, high), optional
        Least and greatest share of some, 0–1; the others are free.
    orders : list of lists of str
        Each from the most important down, those in an inner list weigh the same; need not name all.
    regions : iterable of str, optional
        Ids or names; left out, all. They are ranked among all.
    adjusted : bool
        With bonuses, penalties and vetoes as they are, or without.
    nodes : int
        Cells of weights that one search may look at; see :func:`fazhi_score.numerics.rank_bounds.rank_bounds`.

    Returns
    -------
    DataFrame
        Indexed by region and period, those that are ranked: name, rank (as it is), best_rank and worst_rank (met at
        the weights told), best_limit and worst_limit (proved: no weights of the set give a better or worse one), exact
        (both agree), and the weights at best and at worst, one column ``<node>_at_best`` and ``<node>_at_worst`` a
        node.

    Raises
    ------
    FazhiError
        For bounds that cross or cannot sum to one, orders that contradict, names that are no children, regions that
        are not there, and composites that are no weighted means: another aggregation above the weights, an ordering,
        rounded scores, ``compare_on``, composites cut off at 0, at 100 or by a veto under some weights.

    Notes
    -----
    Ranks are within the method's rank classes; who is ranked stays as it is. A tie shares the better rank and harms
    nobody: the worst rank counts who is above by more than 1e-9. Missing scores are left out and the weights of the
    others renormalised, at level ``indicators`` over all indicators of the region instead of within their group;
    weights that leave a region less than 1 % on its own scores do not count. Exact up to eight free weights and 300
    regions and often far beyond; where a search needs more than `nodes` cells, the ranks met and the limits proved
    enclose the answer and `exact` is false. How far one weight can move alone is told by
    :func:`fazhi_score.weight_stability`.

    Examples
    --------
    A has 80 and 40, B 70 and 60, C 10 and 40: C is last but where all weight is on the second, there level with A.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> whole = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}, "two": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", **whole},
    ...                    "j": {"group": "two", "formula": "y", **whole}}})
    >>> values = {"A": (80, 40), "B": (70, 60), "C": (10, 40)}
    >>> rows = pd.DataFrame([(r, 2024, f, v) for r, pair in values.items() for f, v in zip("xy", pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> result = score(rows, framework)
    >>> rank_extremes(result)[["rank", "best_rank", "worst_rank"]].values.tolist()
    [[2, 1, 2], [1, 1, 2], [3, 2, 3]]
    >>> rank_extremes(result, intervals={"two": (0.4, 1)})["best_rank"].tolist()
    [2, 1, 2]
    """
    parts = WeightedParts(result, level, adjusted)
    weights = parts.weights(spread, intervals, orders)
    rows = parts.chosen(regions)
    found = np.full((len(parts.scores), 4), np.nan)
    at = np.full((2, len(parts.scores), weights.size), np.nan)
    for members in parts.classes():
        wanted = np.flatnonzero(np.isin(members, rows))
        bounds = rank_bounds(parts.scores[members], weights, wanted, nodes=nodes)
        mine = members[wanted]
        limits = (bounds.best, bounds.worst, bounds.best_limit, bounds.worst_limit)
        found[mine] = np.column_stack(limits)
        at[:, mine] = bounds.best_weights, bounds.worst_weights
    columns: dict[str, object] = {
        "name": result.names.iloc[rows].to_numpy(),
        "rank": result.ranks.iloc[rows].to_numpy(),
    }
    for k, name in enumerate(("best_rank", "worst_rank", "best_limit", "worst_limit")):
        columns[name] = pd.array([None if np.isnan(rank) else int(rank) for rank in found[rows, k]], dtype="Int64")
    columns["exact"] = (found[rows, 0] == found[rows, 2]) & (found[rows, 1] == found[rows, 3])
    for k, side in enumerate(("best", "worst")):
        columns |= {f"{name}_at_{side}": at[k, rows, j] for j, name in enumerate(parts.children)}
    return pd.DataFrame(columns, index=result.index[rows])


def dominance(
    result: Result,
    over: Literal["weights", "facts"] = "weights",
    level: str = "top",
    *,
    spread: float | None = None,
    intervals: Intervals | None = None,
    orders: Orders = (),
    adjusted: bool = True,
) -> Dominance:
    """Return which regions are above which whatever the weights, or whatever the facts that are not reported.

    Parameters
    ----------
    result : Result
    over : {"weights", "facts"}
        All weights of a set, or all values of unreported facts: between a composite's lower and upper bound.
    level, spread, intervals, orders, adjusted
        The set of weights, as in :func:`rank_extremes`.

    Returns
    -------
    Dominance
        Frames, within rank classes; of who is not ranked nothing is said.

    Raises
    ------
    FazhiError
        As :func:`rank_extremes`.

    Notes
    -----
    Necessary and possible preference: Greco, Mousseau and Słowiński (2008), Ordinal regression revisited, European
    Journal of Operational Research 191(2).

    Examples
    --------
    See :func:`rank_extremes` for the framework. A has 80 and 40, B has 90 and 40.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> whole = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}, "two": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", **whole},
    ...                    "j": {"group": "two", "formula": "y", **whole}}})
    >>> rows = pd.DataFrame([("A", 2024, "x", 80), ("A", 2024, "y", 40), ("B", 2024, "x", 90), ("B", 2024, "y", 40)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> result = score(rows, framework)
    >>> dominance(result).pairs.values.tolist()  # where all weight is on the second they are level
    []
    >>> dominance(result, intervals={"one": (0.01, 1)}).pairs.values.tolist()
    [['B', '2024', 'A', '2024']]
    """
    one_of("over", over, ("weights", "facts"))
    n = len(result.index)
    whole = Preference(*(np.zeros((n, n), dtype=bool) for _ in range(4)))
    if over == "facts":
        ranked, low, high = ranked_rows(result), result.standing.low, result.standing.high
        for members in by_class(_Weights(result).classes, ranked):
            _put(whole, members, Preference.between(low[members], high[members]))
        return Dominance(result, whole, np.flatnonzero(ranked))
    parts = WeightedParts(result, level, adjusted)
    weights = parts.weights(spread, intervals, orders)
    for members in parts.classes():
        _put(whole, members, preference(parts.scores[members], weights))
    return Dominance(result, whole, np.flatnonzero(parts.ranked))


@dataclass(frozen=True, eq=False)
class Dominance:
    """Who is above whom; rows and columns of frames are the ranked regions and periods, pairs are row before column."""

    result: Result = field(repr=False)
    preference: Preference = field(repr=False)
    rows: Codes = field(repr=False)

    @cached_property
    def beats(self) -> pd.DataFrame:
        """Whether the row is above the column by more than 1e-9 under all weights (or facts)."""
        return self._frame(self.preference.beats)

    @cached_property
    def necessary(self) -> pd.DataFrame:
        """Whether the row is nowhere below the column."""
        return self._frame(self.preference.necessary)

    @cached_property
    def possible(self) -> pd.DataFrame:
        """Whether the row may be above the column or level with it: nothing proves that the column beats it."""
        return self._frame(self.preference.possible)

    @cached_property
    def undecided(self) -> pd.DataFrame:
        """Pairs of which `beats` or `necessary` is false because neither it nor its contrary could be proved."""
        return self._frame(self.preference.undecided)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs of `beats`, one row each: region, period, other_region and other_period."""
        above, below = np.nonzero(self.preference.beats)
        index = self.result.index
        columns = {}
        for prefix, rows in (("", above), ("other_", below)):
            for name in ("region", "period"):
                columns[prefix + name] = index.get_level_values(name).to_numpy()[rows]
        return pd.DataFrame(columns)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many peers each one beats, and is beaten by, whatever the weights (or facts)."""
        kept = self.preference.beats[np.ix_(self.rows, self.rows)]
        columns = {"beats": kept.sum(axis=1), "beaten_by": kept.sum(axis=0)}
        return pd.DataFrame(columns, index=self.result.index[self.rows])

    def _frame(self, flags: Flags) -> pd.DataFrame:
        index = self.result.index[self.rows]
        return pd.DataFrame(flags[np.ix_(self.rows, self.rows)], index=index, columns=index)


def _put(whole: Preference, members: Codes, part: Preference) -> None:
    for name in ("beats", "necessary", "possible", "undecided"):
        getattr(whole, name)[np.ix_(members, members)] = getattr(part, name)
