"""How much of a score rests on stated facts, and how much a report discloses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.formula import Formula
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.indicators import STATED, Values
from fazhi_score.scoring.marks import Marks, not_applicable
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.values import fact_kind


class Coverage(NamedTuple):
    """``(n,)`` shares of the effective weight of all applicable scored indicators.

    `total` is stated: `counts` from counts, `rates` as printed rates. `words` is claimed without a number.
    """

    total: Floats
    counts: Floats
    rates: Floats
    words: Floats


def nominal_weights(framework: Framework, scope: Mapping[str, NDArray[np.bool_]], n: int) -> Floats:
    """Return ``(n, k)`` effective weights of the composite's indicators, siblings out of scope left out."""
    ids = framework.composite_ids
    tree = framework.composite_tree
    nodes = [child for children in tree.values() for child in children]
    if not nodes:
        return np.zeros((n, 0))
    patterns = np.column_stack([scope[node] for node in nodes])
    if patterns.all():
        return np.broadcast_to([framework.nominal_weights[name] for name in ids], (n, len(ids)))
    _, first, inverse = np.unique(np.packbits(patterns, axis=1), axis=0, return_index=True, return_inverse=True)
    rows = [_pattern_weights(framework, dict(zip(nodes, patterns[row], strict=True))) for row in first]
    return np.array([[row.get(name, 0.0) for name in ids] for row in rows])[inverse.reshape(-1)]


def _pattern_weights(framework: Framework, inside: dict[str, np.bool_]) -> dict[str, float]:
    tree = framework.composite_tree
    alive = {name for name in framework.composite_ids if inside[name]}
    for group in reversed(list(tree)):
        if any(child in alive for child in tree[group]) and inside.get(group, True):
            alive.add(group)
    found = {ROOT: 1.0}
    for group, children in tree.items():
        present = [child for child in children if child in alive]
        total = sum(framework.weights[child] for child in present)
        for child in present:
            found[child] = found.get(group, 0.0) * framework.weights[child] / total if total else 0.0
    return found


def coverage(panel: Panel, values: Values, marks: Marks, weights: Floats, columns: NDArray[np.intp]) -> Coverage:
    """Return the coverage of each unit.

    Parameters
    ----------
    weights : (n, k) array
        Nominal effective weights of the composite's indicators.
    columns : (k,) array
        Their columns in `values` and `marks`.
    """
    reasons, stated = marks.reasons[:, columns], marks.stated[:, columns]
    applicable = ~((reasons == Reason.OUT_OF_SCOPE) | not_applicable(reasons))
    # one row of weights for all is a product of matrix and vector, much the cheaper way
    alike = weights.strides[0] == 0 and len(weights) > 0

    def weighed(shares: NDArray[Any]) -> Floats:
        return np.asarray(shares @ weights[0] if alike else (shares * weights).sum(axis=1))

    base = weighed(applicable)
    base = np.where(base > 0, base, np.nan)
    rate_only = np.array([_is_printed(panel.framework, name) for name in panel.framework.composite_ids], dtype=bool)
    printed = rate_only[None, :] | (values.branches[:, columns] == STATED)
    share = applicable * stated
    total, rates = weighed(share), weighed(printed * share)
    words = weighed(applicable * claimed(panel.framework, values, marks)[:, columns])
    return Coverage(total / base, (total - rates) / base, rates / base, words / base)


def _is_printed(framework: Framework, indicator: str) -> bool:
    """Say whether an indicator's own formula has printed rates only."""
    formula: Formula | None = framework.entries[indicator].formula
    names = list(formula.names()) if formula else []
    return bool(names) and all(fact_kind(framework.file.facts[name.id]) == "share" for name in names)


def claimed(framework: Framework, values: Values, marks: Marks) -> Floats:
    """Return ``(n, k)`` the share of each indicator that is claimed in words: 1 or 0, for checklists between."""
    found = (marks.reasons == Reason.CLAIMED).astype(np.float64)
    for k, entry in enumerate(framework.entries.values()):
        if entry.items:
            why, weights = values.parts[entry.id].reasons, np.array([item.weight for _, item, _ in entry.items])
            base = ~not_applicable(why) @ weights
            found[:, k] = np.divide((why == Reason.CLAIMED) @ weights, base, out=np.zeros(len(base)), where=base > 0)
    return np.asarray(found)


def disclosure(panel: Panel, values: Values, marks: Marks) -> Floats:
    """Return ``(n,)`` the share of applicable items that a document read in full states, NaN for other units.

    Items are all indicators but the neutral ones. What is not stated counts 0 by observation of the
    document; words count for items of the stated layer, numbers for the measured ones.
    """
    entries = list(panel.framework.entries.values())
    items = np.array([k for k, entry in enumerate(entries) if entry.layer != "neutral"], dtype=np.intp)
    by_words = np.array([entries[k].layer == "stated" for k in items], dtype=bool)
    reasons = marks.reasons[:, items]
    applicable = (reasons != Reason.OUT_OF_SCOPE) & ~not_applicable(reasons)
    said = marks.stated[:, items] + by_words * claimed(panel.framework, values, marks)[:, items]
    with np.errstate(invalid="ignore"):
        share = (said * applicable).sum(axis=1) / applicable.sum(axis=1)
    return np.where(panel.base_reason == Reason.NOT_STATED, share, np.nan)
