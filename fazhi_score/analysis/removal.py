"""A result into what the composites and ranks would be without each indicator or group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.panels import one_of, refuse_ordering
from fazhi_score.analysis.stability import _Weights
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.periods import whom
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, standing
from fazhi_score.scoring.explanation import _near
from fazhi_score.scoring.ranking import competition_ranks
from fazhi_score.scoring.result import Result

Removed = Literal["indicators", "groups", "top"]


def removal(result: Result, nodes: Removed | Iterable[str] = "indicators") -> Removal:
    """Take out each indicator or group in turn, and see how composites and ranks move.

    Parameters
    ----------
    result : Result
    nodes : {"indicators", "groups", "top"} or iterable of str
        All indicators of the composite, all groups, the top-level groups, or some nodes by id.

    Returns
    -------
    Removal
        Frames, each made when first asked for.

    Raises
    ------
    FazhiError
        For nodes that are not in the composite, and for composites of an ordering method.

    Notes
    -----
    A node that is taken out is treated as missing everywhere: the weights of its siblings are renormalised, level by
    level, and bonuses, penalties and vetoes stay as they are. Facts are not read again, and scales, imputed values
    and who is ranked (by coverage or gates) stay as they are: what moves is the weight of the one node alone.
    Source: OECD/JRC Handbook (2008), section 7; COINr (Becker et al. 2022), ``remove_elements``.

    Examples
    --------
    A has 80 and 40, B has 50 and 60: A is first, but without the first indicator the two change places.

    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}}})
    >>> rows = pd.DataFrame([("A", 2024, "x", 80), ("A", 2024, "y", 40), ("B", 2024, "x", 50), ("B", 2024, "y", 60)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> removal(score(rows, framework)).table[["mean_rank_shift", "tau"]].values.tolist()
    [[1.0, -1.0], [0.0, 1.0]]
    """
    refuse_ordering(result.framework)
    return Removal(result, _chosen(result, nodes))


def _chosen(result: Result, nodes: Removed | Iterable[str]) -> list[str]:
    """Return the nodes to take out."""
    framework = result.framework
    tree = framework.composite_tree
    if isinstance(nodes, str):
        one_of("nodes", nodes, ("indicators", "groups", "top"))
        if nodes == "top":
            return list(tree[ROOT])
        return framework.composite_ids if nodes == "indicators" else [name for name in tree if name != ROOT]
    names, known = list(dict.fromkeys(nodes)), [child for children in tree.values() for child in children]
    unknown = [Problem("node_unknown", {"node": name, "known": _near(name, known)}) for name in names]
    if problems := [problem for name, problem in zip(names, unknown, strict=True) if name not in known]:
        raise FazhiError(problems)
    return names


@dataclass(frozen=True, eq=False)
class Removal:
    """Composites and ranks without each of `nodes`; frames are indexed by region and period, columns are nodes."""

    result: Result = field(repr=False)
    nodes: list[str]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Composites, after adjustments, without each node; missing where nothing else is scored."""
        return pd.DataFrame(self._composites, index=self.result.index, columns=self.nodes)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks without each node, among those that are ranked now and still have a composite."""
        ranks = [competition_ranks(self._composites[:, k], self._classes) for k in range(len(self.nodes))]
        columns = {name: pd.array(_whole(found), dtype="Int64") for name, found in zip(self.nodes, ranks, strict=True)}
        return pd.DataFrame(columns, index=self.result.index)

    @cached_property
    def shifts(self) -> pd.DataFrame:
        """Places gained without each node: rank now less rank without, both among those that have both."""
        return pd.DataFrame(self._shifts, index=self.result.index, columns=self.nodes)

    @cached_property
    def table(self) -> pd.DataFrame:
        """How much depends on each node; indexed by node.

        Columns: weight (nominal share of the composite), regions (with a composite now and without the node),
        lost (with one now only), mean_shift and max_shift (of composites, absolute), mean_rank_shift and
        max_rank_shift (absolute), moved (share of regions with another rank), rho and tau (Spearman's and Kendall's
        tau-b between composites now and without, within classes; their mean weighted by members and by pairs), and
        region and period of the largest shift of ranks.
        """
        now = self._now
        rows = []
        for k, name in enumerate(self.nodes):
            without, shift = self._composites[:, k], np.abs(self._shifts[:, k])
            both = ~np.isnan(shift)
            change = np.abs(without - now)[both]
            rho, tau = agreement_within(now[both], without[both], self._classes[both])
            most = int(np.argmax(np.where(both, shift, -1.0)))
            region, period = self.result.index[most]
            told = {"region": region, "period": period} if both.any() and shift[most] > 0 else {}
            rows.append({
                "weight": self.result.framework.nominal_weights[name],
                "regions": int(both.sum()),
                "lost": int((~np.isnan(now) & (self._classes >= 0) & ~both).sum()),
                "mean_shift": _or_missing(change, np.mean),
                "max_shift": _or_missing(change, np.max),
                "mean_rank_shift": _or_missing(shift[both], np.mean),
                "max_rank_shift": _or_missing(shift[both], np.max),
                "moved": _or_missing(shift[both] > 0, np.mean),
                "rho": rho,
                "tau": tau,
                **{"region": "", "period": "", **told},
            })  # fmt: skip
        return pd.DataFrame(rows, index=pd.Index(self.nodes, name="node", dtype=object))

    @cached_property
    def notes(self) -> tuple[Problem, ...]:
        """Nodes without which some regions have no composite."""
        table, told = self.table[self.table["lost"] > 0], {"whom": whom(self.result.index)}
        return tuple(
            Problem("removal_leaves_none", {"node": node, "count": lost, "all": lost + there, **told}, severity="note")
            for node, lost, there in zip(table.index, table["lost"].tolist(), table["regions"].tolist(), strict=True)
        )

    @cached_property
    def _now(self) -> Floats:
        return np.where(self._classes >= 0, self.result.standing.composite, np.nan)

    @cached_property
    def _classes(self) -> Codes:
        """Who is ranked with whom; -1 for who has no rank, but where nobody has one."""
        ranked = ~np.isnan(self.result.standing.ranks)
        return np.where(ranked | ~ranked.any(), self._weights.classes, -1)

    @cached_property
    def _weights(self) -> _Weights:
        return _Weights(self.result)

    @cached_property
    def _composites(self) -> Floats:
        found = np.full((len(self.result.index), len(self.nodes)), np.nan)
        digits = self.result.framework.method.round
        for k, name in enumerate(self.nodes):
            raw = self.result._without(name, removed=True)
            adjusted = np.clip(raw + self._weights.extra, 0.0, self._weights.highest)
            if digits is not None:
                adjusted = np.floor(adjusted * 10.0**digits + 0.5 + TOLERANCE) / 10.0**digits
            found[:, k] = adjusted
        return found

    @cached_property
    def _shifts(self) -> Floats:
        found = np.full(self._composites.shape, np.nan)
        for k in range(len(self.nodes)):
            without = self._composites[:, k]
            both = np.where(np.isnan(without) | np.isnan(self._now), -1, self._classes)
            found[:, k] = competition_ranks(self._now, both) - competition_ranks(without, both)
        return found


def _or_missing(values: NDArray[Any], function: Callable[..., Any]) -> float:
    return float(function(values)) if len(values) else np.nan


def _whole(ranks: Floats) -> list[int | None]:
    return [None if np.isnan(rank) else int(rank) for rank in ranks]


def agreement_within(one: Floats, two: Floats, classes: Codes) -> tuple[float, float]:
    """Return Spearman's rho and Kendall's tau-b within classes, means weighted by members and by pairs.

    Parameters
    ----------
    one, two : (n,) arrays
        Without gaps; values within 1e-9 tie. A class in which one of the two does not vary has no say.
    classes : (n,) codes

    Examples
    --------
    In the first class the order is turned round, in the second it is the same.

    >>> one, two = np.array([1.0, 2.0, 5.0, 6.0]), np.array([9.0, 8.0, 1.0, 3.0])
    >>> agreement_within(one, two, np.array([0, 0, 1, 1]))
    (0.0, 0.0)
    """
    from scipy.stats import kendalltau

    codes = np.unique(classes, return_inverse=True)[1].astype(np.intp) if len(classes) else classes
    middle = [below + (equal - 1) / 2 for below, equal, _ in (standing(values, codes) for values in (one, two))]
    size = np.bincount(codes).astype(np.float64)
    away = [values - (np.bincount(codes, values) / size)[codes] for values in middle]
    squares = [np.bincount(codes, values**2) for values in away]
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = np.bincount(codes, away[0] * away[1]) / np.sqrt(squares[0] * squares[1])
    tau = np.full(len(size), np.nan)
    for code in np.flatnonzero((squares[0] > 0) & (squares[1] > 0)).tolist() if len(size) else []:
        here = codes == code
        tau[code] = kendalltau(middle[0][here], middle[1][here]).statistic
    return _weighted(rho, size), _weighted(tau, size * (size - 1) / 2)


def _weighted(values: Floats, weights: Floats) -> float:
    there = ~np.isnan(values)
    return float(np.clip(values[there] @ weights[there] / weights[there].sum(), -1.0, 1.0)) if there.any() else np.nan
