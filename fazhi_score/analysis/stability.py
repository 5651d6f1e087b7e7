"""A result into the intervals of each weight within which the top rank and the whole order stay the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.causes import is_arithmetic
from fazhi_score.analysis.curves import Curves, Field
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.aggregation import combine
from fazhi_score.scoring.engine import _Scorer
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.marks import not_applicable
from fazhi_score.scoring.ranking import class_sizes, competition_ranks
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result

_GRID, _HALVINGS, _NEXT = 64, 30, 1e-9

_LIMITS = ("top_low", "top_high", "order_low", "order_high")


def weight_stability(result: Result, *, level: Literal["top", "all"] = "top") -> pd.DataFrame:
    """Return, for each weight, the interval within which ranks stay as they are.

    A weight is varied as its share among its siblings; the siblings keep their proportions to each other, and
    everything else stays as it is. Ranks are compared within the method's rank classes, and who falls below
    the minimum coverage or reaches it on the way counts as a change.

    Parameters
    ----------
    result : Result
    level : {"top", "all"}
        The top-level groups, or every group and indicator of the composite.

    Returns
    -------
    DataFrame
        Indexed by node: parent ("" for the top), weight and share (of the siblings in the composite) in use,
        top_low and top_high (shares between which the top ranks stay the same), order_low and order_high (all
        ranks), exact, and reason: why there is no interval (``only_child``, ``no_sibling_weight``,
        ``nothing_ranked``), or why it is not exact (``aggregation``, ``ordering``, ``round``, ``compare_on``,
        ``zero_weight``, ``adjustments``). Limits 0 and 1 mean: as near to them as one likes.

    Notes
    -----
    With arithmetic aggregation above the node, each composite is ``(a + b t) / (c + d t)`` in the share `t`,
    with ``d = 0`` where nothing is missing; bonuses and penalties shift it, 0, 100 and vetoes clip it, and
    coverage is such a fraction too. Only neighbours in the order can change places first, so that n - 1
    pairs decide about the order, and as many about the top; where they meet is solved for. Where this form
    does not hold, the shares are walked in 64 steps each way, ranks made anew, and the first change found is
    halved down to 1e-11: a change that reverts between two steps is not seen, and `exact` is false.

    Examples
    --------
    A has 80 and 40, B has 50 and 60. A stays first while 80 t + 40 (1 - t) > 50 t + 60 (1 - t), t > 0.4.

    >>> import pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> whole = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}, "two": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", **whole},
    ...                    "j": {"group": "two", "formula": "y", **whole}}})
    >>> rows = pd.DataFrame([("A", 2024, "x", 80), ("A", 2024, "y", 40), ("B", 2024, "x", 50), ("B", 2024, "y", 60)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> found = weight_stability(score(rows, framework))
    >>> found.loc["one", ["share", "order_low", "order_high"]].astype(float).round(6).tolist()
    [0.5, 0.4, 1.0]
    """
    tree = result.framework.composite_tree
    nodes = tree[ROOT] if level == "top" else [child for children in tree.values() for child in children]
    weights = _Weights(result)
    rows = [weights.row(node) for node in nodes]
    data = [(row.parent, row.weight, row.share, *(row.limits[name] for name in _LIMITS), *row[4:]) for row in rows]
    columns = ["parent", "weight", "share", *_LIMITS, "exact", "reason"]
    return pd.DataFrame(data, columns=columns, index=pd.Index(nodes, name="node", dtype=object))


def with_share(framework: Framework, node: str, share: float) -> Framework:
    """Return the framework with another share of `node` among its siblings in the composite, 0–1.

    The siblings keep their proportions.
    """
    parent = framework.parent(node)
    siblings = [child for child in framework.composite_tree[parent] if child != node]
    rest = sum(framework.weights[child] for child in siblings)
    together = rest + framework.weights[node]
    factor = (1.0 - share) * together / rest
    changed = {child: framework.weights[child] * factor for child in siblings}
    return replace(framework, weights={**framework.weights, **changed, node: share * together})


class _Row(NamedTuple):
    parent: str
    weight: float
    share: float
    limits: Mapping[str, float]
    exact: bool = False
    reason: str = ""


@dataclass(frozen=True)
class _Weights:
    """The weights of one result."""

    result: Result

    @property
    def framework(self) -> Framework:
        return self.result.framework

    def row(self, node: str) -> _Row:
        """Return the row of one weight."""
        parent = self.framework.parent(node)
        children = self.framework.composite_tree[parent]
        weight = self.framework.weights[node]
        share = weight / sum(self.framework.weights[child] for child in children)
        row = _Row(parent, weight, share, dict.fromkeys(_LIMITS, np.nan))
        if len(children) == 1 or share >= 1.0:
            return row._replace(reason="only_child" if len(children) == 1 else "no_sibling_weight")
        if np.isnan(self.result.standing.ranks).all():
            return row._replace(reason="nothing_ranked")
        reason = self.obstacle(node, share)
        curves = None if reason else self.curves(node, share)
        if curves is not None and not self.fits(curves.at(share)):
            reason, curves = "adjustments", None
        limits = self.walked(node, share, reason) if curves is None else self.solved(node, share, curves)
        return row._replace(limits=limits, exact=curves is not None, reason=reason)

    def obstacle(self, node: str, share: float) -> str:
        """Return why the closed form does not hold, "" where it does."""
        method = self.framework.method
        if method.ordering is not None:
            return "ordering"
        if not is_arithmetic(self.framework, self.above(node)):
            return "aggregation"
        found = {"round": method.round is not None, "compare_on": method.compare_on is not None}
        return next((name for name, there in found.items() if there), "zero_weight" if share <= 0 else "")

    def above(self, node: str) -> Iterator[str]:
        """Yield the groups above a node, the root last."""
        while node != ROOT:
            node = self.framework.parent(node)
            yield node

    def fits(self, composite: Floats) -> bool:
        """Say whether the curves give what scoring gave."""
        return bool(np.allclose(composite, self.result.standing.composite, rtol=0.0, atol=1e-8, equal_nan=True))

    def parts(self, group: str, left_out: str) -> tuple[Floats, Floats]:
        """Return, per unit, weight and weighted scores of the children of `group` that have one, but for one child."""
        weight, total = np.zeros(len(self.result.index)), np.zeros(len(self.result.index))
        for child in self.framework.composite_tree[group]:
            if child != left_out:
                scores = self.result.nodes[child][0]
                there = ~np.isnan(scores)
                weight += there * self.framework.weights[child]
                total += np.where(there, scores, 0.0) * self.framework.weights[child]
        return weight, total

    def curves(self, node: str, share: float) -> Curves:
        """Return the composites as functions of the node's share."""
        group = self.framework.parent(node)
        own = self.result.nodes[node][0]
        mine = (~np.isnan(own)).astype(np.float64)
        weight, total = self.parts(group, node)
        rest = sum(self.framework.weights[c] for c in self.framework.composite_tree[group] if c != node)
        weight, total = weight / rest, total / rest
        a, b, c, d = total, mine * np.nan_to_num(own) - total, weight, mine - weight
        there = (mine > 0) | (weight > 0)
        while group != ROOT:
            above, here = self.framework.parent(group), self.framework.weights[group]
            weight, total = self.parts(above, group)
            whole = np.where(there, here, 0.0) + weight
            c, d = np.where(there, c, 1.0), np.where(there, d, 0.0)
            with np.errstate(invalid="ignore", divide="ignore"):
                a = (np.where(there, here * a, 0.0) + total * c) / whole
                b = (np.where(there, here * b, 0.0) + total * d) / whole
            there, group = whole > 0, above
        a, b = np.where(there, a + self.extra * c, np.nan), np.where(there, b + self.extra * d, np.nan)
        return Curves(a, b, c, d, np.zeros(len(a)), self.highest)

    @cached_property
    def extra(self) -> Floats:
        """``(n,)`` points of all bonuses and penalties."""
        effects, file = self.result.adjusted.effects, self.framework.file
        points = [effects[name].points for name, spec in file.adjustments.items() if isinstance(spec, Extra)]
        return np.asarray(sum(points, np.zeros(len(self.result.index))))

    @cached_property
    def highest(self) -> Floats:
        """``(n,)`` the most that a composite can be: 100, or the lowest cap of the vetoes that strike."""
        found = np.full(len(self.result.index), np.inf if self.framework.method.above_100 else 100.0)
        for name, spec in self.framework.file.adjustments.items():
            if isinstance(spec, Veto) and not isinstance(spec.at_most, str):
                found = np.where(self.result.adjusted.effects[name].struck, np.minimum(found, spec.at_most), found)
        return found

    @cached_property
    def classes(self) -> Codes:
        """``(n,)`` rank classes; -1 for who is not ranked whatever the weights."""
        codes = Peers(self.result.panel).codes(self.framework.method.rank_within)
        return np.where(self.result.adjusted.gated, -1, codes)

    def solved(self, node: str, share: float, curves: Curves) -> dict[str, float]:
        """Return the limits in closed form."""
        base, slope = self.coverage_margin(node, share)
        limits = {}
        for sign, side, room in ((-1, "low", share), (1, "high", 1.0 - share)):
            enough = base + slope * share >= 0
            with np.errstate(invalid="ignore", divide="ignore"):
                turn = sign * (-base / slope - share)
            turn = np.where((turn > 0) & (turn < room), turn, np.inf)
            enter, leave = np.where(enough, 0.0, turn), np.where(enough, turn, np.inf)
            peers = self.framework.method.minimum_peers
            field = Field(curves.seen_from(share, sign), self.classes, enter, leave, peers, room)
            for name, distance in zip(("top", "order"), field.changes(), strict=True):
                limits[f"{name}_{side}"] = share + sign * distance
        return limits

    def coverage_margin(self, node: str, share: float) -> tuple[Floats, Floats]:
        """Return ``(n,)`` base and slope of a line in the share that is not negative where coverage is enough."""
        least, n = self.framework.method.minimum_coverage, len(self.result.index)
        if least <= TOLERANCE:
            return np.ones(n), np.zeros(n)
        ids = self.framework.composite_ids
        number = {name: k for k, name in enumerate(self.framework.entries)}
        columns = np.array([number[name] for name in ids], dtype=np.intp)
        reasons, marks = self.result.marks.reasons[:, columns], self.result.marks
        applicable = (reasons != Reason.OUT_OF_SCOPE) & ~not_applicable(reasons)
        weights = self.result.nominal * applicable
        margin = weights * (marks.stated[:, columns] - (least - TOLERANCE))
        inside, beside = self.masks(node, ids)
        mine, others = self.result.nominal[:, inside].sum(axis=1), self.result.nominal[:, beside].sum(axis=1)
        fixed, own, rest = (margin[:, part].sum(axis=1) for part in (~inside & ~beside, inside, beside))
        # the node's share of what applies to a unit is t / (t + (1 - t) ratio); all is multiplied by the denominator
        both = (mine > 0) & (others > 0)
        mine, others = np.where(both, mine, 1.0), np.where(both, others, 1.0)
        ratio = share * others / mine / (1.0 - share)
        of_own, of_rest = own * (mine + others) / mine, rest * (mine + others) / others
        base = np.where(both, fixed * ratio + of_rest * ratio, fixed + own + rest)
        slope = np.where(both, fixed * (1 - ratio) + of_own - of_rest * ratio, 0.0)
        return np.where(weights.sum(axis=1) > 0, base, -1.0), np.where(weights.sum(axis=1) > 0, slope, 0.0)

    def masks(self, node: str, ids: list[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which indicators stand under the node, and which under its siblings."""
        paths = [{name, *self.above(name)} for name in ids]
        under = np.array([self.framework.parent(node) in path for path in paths], dtype=bool)
        inside = np.array([node in path for path in paths], dtype=bool)
        return inside, under & ~inside

    def walked(self, node: str, share: float, reason: str) -> dict[str, float]:
        """Return the limits by ranking anew, step by step."""
        now = self.result.standing.ranks
        ranks = self.reaggregated(node, share) if reason == "aggregation" else None
        if ranks is None or not np.array_equal(ranks(share), now, equal_nan=True):
            ranks = self.reranked(node)
        keeps: dict[str, Callable[[Floats], bool]] = {
            "top": lambda found: np.array_equal(found == 1, now == 1),
            "order": lambda found: np.array_equal(found, now, equal_nan=True),
        }
        limits = {}
        for sign, side, room in ((-1, "low", share), (1, "high", 1.0 - share)):
            for name, keep in keeps.items():
                limits[f"{name}_{side}"] = share + sign * _walk(ranks, keep, share, sign, room)
        return limits

    def reranked(self, node: str) -> Callable[[float], Floats]:
        """Return ranks by share as scoring makes them."""

        @cache
        def ranks(at: float) -> Floats:
            panel = replace(self.result.panel, framework=with_share(self.framework, node, at), problems=[])
            r = self.result
            return _Scorer(panel, r.values, r.marks, r.decided).result([]).standing.ranks

        return ranks

    def reaggregated(self, node: str, share: float) -> Callable[[float], Floats] | None:
        """Return ranks by share where only the groups above the node are aggregated anew; None where more changes."""
        method = self.framework.method
        if share <= 0 or method.round is not None or method.compare_on is not None:
            return None
        base, slope = self.coverage_margin(node, share)

        @cache
        def ranks(at: float) -> Floats:
            composite = np.asarray(np.clip(self.composite(node, at) + self.extra, 0.0, self.highest))
            allowed = ~np.isnan(composite) & (self.classes >= 0) & (base + slope * at >= 0)
            large = class_sizes(allowed, self.classes) >= method.minimum_peers
            return competition_ranks(np.where(allowed & large, composite, np.nan), self.classes)

        return ranks

    def composite(self, node: str, share: float) -> Floats:
        """Return the composites before adjustments with another share of one node."""
        framework, nodes = with_share(self.framework, node, share), self.result.nodes
        changed: Floats = nodes[node][0]
        for group in list(self.above(node)):
            children = framework.composite_tree[group]
            parts = np.stack([changed if child == node else nodes[child][0] for child in children], axis=-1)
            changed = combine(framework, group, parts, peers=self.result.scale_peers)
            node = group
        return changed


def _walk(
    ranks: Callable[[float], Floats], keeps: Callable[[Floats], bool], share: float, sign: int, room: float
) -> float:
    """Return how far one can go from `share` until ranks change, at most `room`."""
    if room <= 0:
        return 0.0
    before = 0.0
    for step in room * np.array([_NEXT, *np.arange(1, _GRID) / _GRID, 1 - _NEXT]):
        if not keeps(ranks(share + sign * float(step))):
            after = float(step)
            for _ in range(_HALVINGS):
                middle = (before + after) / 2
                before, after = (middle, after) if keeps(ranks(share + sign * middle)) else (before, middle)
            return before
        before = float(step)
    return room
