"""A result into what a page needs to compute scores, ranks and grades anew under other weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.framework.model import ROOT, Entry, Framework
from fazhi_score.framework.schema import Extra, Veto
from fazhi_score.framework.steps import as_step, takes
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.presentation.page.arrays import label_of, method_label, packed, whole, without_gaps
from fazhi_score.scoring.adjustments import most_points
from fazhi_score.scoring.coverage import claimed
from fazhi_score.scoring.indicators import STATED, Peers
from fazhi_score.scoring.marks import in_scope, not_applicable
from fazhi_score.scoring.ranking import class_sizes
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.result import Result
from fazhi_score.scoring.values import fact_kind

MEANS = ("arithmetic", "geometric", "harmonic", "power")
"""Aggregations that the page's script computes itself."""

SCORED, VALUED, OPEN, STATES, APPLIES, PRINTED, APART, DECIDED = (1 << bit for bit in range(8))
"""Bits of a cell: has a score; has a value; may be 0 to 100; is stated; applies; as a printed rate; its bounds or
shares are no whole ones and stand apart; a reviewer decided."""


def cells(result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return scores, values, reasons and flags of the shown units and all indicators, column by column.

    Bounds of a gap are 0 and 100, of a score the score: only others (checklists in part) are listed as they are.
    """
    marks, values = result.marks, result.values
    filled, low, high, stated = (array[shown] for array in (marks.filled, marks.low, marks.high, marks.stated))
    reasons, value = marks.reasons[shown], values.values[shown]
    words = claimed(result.framework, values, marks)[shown]
    applies = ~((reasons == Reason.OUT_OF_SCOPE) | not_applicable(reasons))
    open_ = (low == 0) & (high == 100)
    held = _same(low, filled) & _same(high, filled)
    whole_shares = ((stated == 0) | (stated >= 1)) & (words == (reasons == Reason.CLAIMED))
    apart = ~(open_ | held) | ~whole_shares
    printed = (values.branches[shown] == STATED) | _only_rates(result.framework)[None, :]
    scored, scores = without_gaps(filled)
    valued, numbers = without_gaps(value)
    bits = {SCORED: scored, VALUED: valued, OPEN: open_ & ~held, STATES: stated >= 1, APPLIES: applies,
            PRINTED: printed, APART: apart, DECIDED: _decided(result, shown)}  # fmt: skip
    flags = sum((mask.astype(np.uint8) * np.uint8(bit) for bit, mask in bits.items()), np.zeros(apart.shape, np.uint8))
    at = np.flatnonzero(apart.ravel(order="F"))
    listed = {
        name: packed(array.ravel(order="F")[at])
        for name, array in (("low", low), ("high", high), ("stated", stated), ("claimed", words))
    }
    return {"flags": packed(flags, "u1"), "scores": scores, "values": numbers, "reasons": packed(reasons, "u1"),
            "apart": {"at": packed(at, "u4"), **listed}}  # fmt: skip


def _same(one: Floats, other: Floats) -> NDArray[np.bool_]:
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))


def _only_rates(framework: Framework) -> NDArray[np.bool_]:
    """Return ``(k,)`` whether an indicator's own formula has printed rates only."""

    def only(entry: Entry) -> bool:
        names = list(entry.formula.names()) if entry.formula else []
        return bool(names) and all(fact_kind(framework.file.facts[name.id]) == "share" for name in names)

    return np.array([only(entry) for entry in framework.entries.values()], dtype=bool)


def _decided(result: Result, shown: NDArray[np.intp]) -> NDArray[np.bool_]:
    nothing = np.full(len(result.index), np.nan)
    columns = [~np.isnan(result.decided.scores.get(name, nothing)[shown]) for name in result.framework.entries]
    return np.column_stack(columns)


def groups(result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return the scores of the composite's groups as Python has them, by number of the node."""
    names = [name for name in result.framework.group_order if name in result.nodes]
    number = {name: k for k, name in enumerate(result.framework.group_order)}
    scores = np.column_stack([result.nodes[name][0][shown] for name in names])
    return {"nodes": [number[name] for name in names], "scores": packed(scores)}


def standing(result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return what the league table shows of each unit as Python has it."""
    s, edges = result.standing, result.framework.file.grades
    number = {name: k for k, name in enumerate(sorted(edges, key=lambda name: edges[name]))}
    columns = {"composite": s.composite, "rank": s.ranks, "best": s.best, "worst": s.worst, "peers": s.peers,
               "low": s.low, "high": s.high, "coverage": s.coverage.total, "disclosure": s.disclosure}  # fmt: skip
    if s.comparable is not None:
        columns["comparable"] = s.comparable
    found = {name: packed(np.asarray(column)[shown]) for name, column in columns.items()}
    return {**found, "grade": packed([number.get(name, -1) for name in s.grades[shown]], "i4")}


def adjustments(result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return what is added, taken off and capped whatever the weights are, and each adjustment's effect."""
    file, effects, n = result.framework.file, result.adjusted.effects, len(shown)
    total, lowest, highest = np.zeros(n), np.zeros(n), np.zeros(n)
    cap, low_cap = np.full(n, np.inf), np.full(n, np.inf)
    for name, spec in file.adjustments.items():
        points, struck, unknown = (getattr(effects[name], key)[shown] for key in ("points", "struck", "unknown"))
        if isinstance(spec, Extra):
            most = most_points(result.panel, spec) * unknown
            total += points
            lowest += points - (most if spec.kind == "penalty" else 0.0)
            highest += points + (most if spec.kind == "bonus" else 0.0)
        elif isinstance(spec, Veto) and not isinstance(spec.at_most, str):
            cap = np.where(struck, np.minimum(cap, spec.at_most), cap)
            low_cap = np.where(struck | unknown, np.minimum(low_cap, spec.at_most), low_cap)
    return {
        "total": packed(total), "low": packed(lowest), "high": packed(highest), "cap": packed(cap),
        "lowCap": packed(low_cap), "gated": packed(result.adjusted.gated[shown], "u1"),
        "gradeCap": packed(_grade_caps(result, shown), "i4"),
        "effects": [_effect(result, name, shown) for name in file.adjustments],
    }  # fmt: skip


def _grade_caps(result: Result, shown: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return ``(n,)`` the number of the highest grade that vetoes leave open, one more than there are where any."""
    edges = result.framework.file.grades
    names = sorted(edges, key=lambda name: edges[name])
    found = np.full(len(shown), len(names), dtype=np.intp)
    for name, struck in result.adjusted.grade_caps.items():
        found = np.where(struck[shown], np.minimum(found, names.index(name)), found)
    return found


def _effect(result: Result, name: str, shown: NDArray[np.intp]) -> dict[str, Any]:
    effect = result.adjusted.effects[name]
    state = np.where(effect.unknown[shown], 2, effect.struck[shown].astype(np.uint8))
    return {"points": packed(effect.points[shown]), "state": packed(state, "u1")}


def classes(result: Result, shown: NDArray[np.intp]) -> dict[str, Any]:
    """Return who is ranked with whom, to whom which node applies, and on what a class is compared."""
    codes = Peers(result.panel).codes(result.framework.method.rank_within)
    scope = in_scope(result.panel)
    names = [ROOT, *result.framework.group_order[1:], *result.framework.entries]
    inside = np.column_stack([scope[name][shown] for name in names])
    patterns, which = np.unique(inside, axis=0, return_inverse=True)
    found: dict[str, Any] = {
        "codes": packed(_numbered(codes[shown]), "i4"),
        "patterns": ["".join("1" if there else "0" for there in row) for row in patterns],
        "pattern": whole(which.reshape(-1), len(patterns)),
    }
    common = _common(result, codes)
    return found if common is None else {**found, "common": packed(common[shown], "u1")}


def _numbered(codes: Codes) -> Codes:
    """Return classes by number as they first come, so that the page orders by them as it was given; -1 stays."""
    number = {code: k for k, code in enumerate(code for code in dict.fromkeys(codes.tolist()) if code >= 0)}
    return np.array([number.get(code, -1) for code in codes.tolist()], dtype=np.intp)


def _common(result: Result, codes: Codes) -> NDArray[np.bool_] | None:
    """Return ``(n, k)`` the indicators on which each one's class is compared, None where on all."""
    wanted = result.framework.method.compare_on
    if wanted is None:
        return None
    stated = result.marks.stated >= 1 - TOLERANCE
    members = np.maximum(class_sizes(np.ones(len(codes), dtype=bool), codes), 1)
    counts = np.zeros((int(codes.max(initial=-1)) + 2, stated.shape[1]))
    np.add.at(counts, codes, stated)
    return np.asarray((counts[codes] / members[:, None] >= wanted.stated_by - TOLERANCE) & (codes >= 0)[:, None])


def method(framework: Framework) -> dict[str, Any]:
    """Return the settings that ranks and grades follow, and why weights cannot be moved, where they cannot."""
    given, file = framework.method, framework.file
    edges = sorted(file.grades.items(), key=lambda item: item[1])
    return {
        "above100": given.above_100, "round": given.round, "minimumPeers": given.minimum_peers,
        "minimumCoverage": given.minimum_coverage, "totalPoints": file.total_points,
        "tolerance": TOLERANCE, "rankWithin": list(given.rank_within), "ordering": given.ordering is not None,
        "grades": [[name, edge, file.grade_quota.get(name)] for name, edge in edges],
        "fixed": fixed(framework), "made": made(framework),
    }  # fmt: skip


def fixed(framework: Framework) -> list[Any] | None:
    """Return the text that tells why the page cannot recompute scores, with its parameters; None where it can."""
    given = framework.method
    if given.ordering is not None:
        return ["page_fixed_ordering", {"method": method_label(as_step(given.ordering).method)}]
    for group in framework.composite_tree:
        name = framework.aggregation(group)
        if name not in MEANS:
            return ["page_fixed_aggregation", {"group": label_of(framework, group), "method": method_label(name)}]
    if given.imputation is not None:
        name = as_step(given.imputation).method
        if takes("imputation", name, {"weights": 0}):
            return ["page_fixed_imputation", {"method": method_label(name)}]
    return None if framework.composite_ids else ["page_fixed_nothing", {}]


def made(framework: Framework) -> list[list[str]]:
    """Return the methods that made the weights of some group from its scores."""
    names = [framework.step("weighting", group).method for group in framework.composite_tree]
    return [method_label(name) for name in dict.fromkeys(names) if name != "given"]
