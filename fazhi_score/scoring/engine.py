"""Facts and a framework into a result: the order of the steps."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.facts.decisions import Decisions, read_decisions
from fazhi_score.facts.periods import whom
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.formula import Call
from fazhi_score.framework.model import ROOT, Framework, load_framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.schema import Extra
from fazhi_score.framework.steps import as_step
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.adjustments import Adjusted, adjust
from fazhi_score.scoring.aggregation import UNBOUNDED, aggregate, enclosing, order, unbounded
from fazhi_score.scoring.coverage import coverage, disclosure, nominal_weights
from fazhi_score.scoring.decided import Decided, decide, with_decisions
from fazhi_score.scoring.indicators import Disagreement, Peers, Values, evaluate
from fazhi_score.scoring.marks import Marks, in_scope, mark
from fazhi_score.scoring.panel import Panel, build_panel
from fazhi_score.scoring.ranking import class_sizes, competition_ranks, grade, possible_ranks, within_quota
from fazhi_score.scoring.result import Result, Standing
from fazhi_score.scoring.screening import screened
from fazhi_score.scoring.weights import AS_WRITTEN, KEPT, with_made_weights

if TYPE_CHECKING:
    from pathlib import Path


def score(
    facts: Any,
    framework: Framework | str | Path | None = None,
    *,
    regions: Any = None,
    documents: Any = None,
    decisions: Any = None,
) -> Result:
    """Score facts by a framework.

    Parameters
    ----------
    facts : Facts, path or DataFrame
        What :func:`fazhi_score.read_facts` returns or reads.
    framework : Framework or path, optional
        Left out: the default framework.
    regions, documents : optional
        Region register and document manifest, where `facts` does not carry them.
    decisions : Decisions, path or DataFrame, optional
        What :func:`fazhi_score.read_decisions` returns or reads: reviewers' decisions, which outrank the rules.

    Returns
    -------
    Result
        Composite, ranks, coverage, bounds, contributions and explanations.

    Raises
    ------
    FazhiError
        With every fact and decision that does not fit the framework, each with its place.

    Examples
    --------
    >>> import pandas as pd
    >>> sheet = {
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}},
    ...     "groups": {"study": {"zh": "学法"}},
    ...     "facts": {"sessions": {"unit": "次"}},
    ...     "indicators": {"law_study": {"group": "study", "formula": "sessions", "better": "higher",
    ...                                  "score": {"rule": "required", "at_least": 4, "each_missing": "25%"}}},
    ... }
    >>> rows = pd.DataFrame({"region": ["A"], "period": [2024], "fact": ["sessions"], "value": [3]})
    >>> score(rows, load_framework(sheet)).composite.item()
    75.0
    """
    framework = load_framework(framework)
    read = isinstance(facts, Facts) and regions is None and documents is None
    table = facts if read else read_facts(facts, regions=regions, documents=documents)
    panel = build_panel(table, framework)
    values = evaluate(panel)
    # windows share facts, so that one contradiction can be met several times
    once = {(p.code, p.where, p.message("en")): p for p in (*panel.problems, *values.problems)}
    notes = [*table.notes, *raise_errors(once.values())]
    if not len(panel):
        raise FazhiError(Problem("no_facts", file=table.origin))
    left_out, told = screened(panel, values.values, values.reasons)
    notes += told
    if left_out.any():  # peers' means are those of who stays
        panel = replace(panel, left_out=left_out, problems=[])
        values = evaluate(panel)
    alone = mark(panel, values)
    log = None if decisions is None else read_decisions(decisions)
    decided = decide(panel, alone, log)
    notes += [*(log.notes if log is not None else ()), *raise_errors(decided.problems)]
    marks = with_decisions(alone, decided, framework)
    notes += marks.prepared.notes
    panel = _weighted(panel, marks, notes)
    return _Scorer(panel, values, marks, decided, log).result(notes)


def _weighted(panel: Panel, marks: Marks, notes: list[Problem]) -> Panel:
    """Return the panel under the framework with the weights that its method makes of the scores."""
    framework = panel.framework
    if all(framework.step("weighting", group) == AS_WRITTEN for group in framework.composite_tree):
        return panel
    number = {name: k for k, name in enumerate(framework.entries)}
    scores = {name: marks.filled[:, number[name]] for name in framework.composite_ids}
    made, methods = with_made_weights(framework, scores, Peers(panel).codes(framework.method.scale_within))
    for name, groups in methods.items():
        if name == KEPT:
            listed = ", ".join(group or framework.id for group in groups[:8]) + (" …" if len(groups) > 8 else "")
            notes.append(Problem("weights_kept", {"groups": len(groups), "listed": listed}, severity="warning"))
        else:
            notes.append(Problem("weighted", {"method": name, "groups": len(groups)}, severity="note"))
    return replace(panel, framework=made, problems=[])


class _Scorer:
    """The steps from indicator scores to the result."""

    def __init__(
        self, panel: Panel, values: Values, marks: Marks, decided: Decided, log: Decisions | None = None
    ) -> None:
        self.panel, self.values, self.marks, self.decided, self.log = panel, values, marks, decided, log
        self.framework = panel.framework
        self.method = panel.framework.method
        self.reference = Peers(panel).outside
        number = {name: k for k, name in enumerate(self.framework.entries)}
        self.columns = np.array([number[name] for name in self.framework.composite_ids], dtype=np.intp)

    def nodes(self, mask: NDArray[np.bool_] | None = None) -> dict[str, Floats]:
        """Return ``(3, n)`` score, lower and upper bound of every node; `mask` keeps some indicators only.

        Reference regions hold official values for formulas: they are not scored.
        """
        if not len(self.columns):
            return {ROOT: np.full((3, len(self.panel)), np.nan)}
        three = np.stack(
            [array.T[self.columns] for array in (self.marks.filled, self.marks.low, self.marks.high)], axis=1
        )
        if self.reference.any():
            three[:, :, self.reference] = np.nan
        if mask is not None:
            three = np.where(mask.T[self.columns][:, None, :], three, np.nan)
        scores = dict(zip(self.framework.composite_ids, three, strict=True))
        found = aggregate(self.framework, scores, self.scale_peers)
        for group, loose in unbounded(self.framework, found).items():
            found[group] = np.where(loose & np.array([[False], [True], [True]]), np.nan, found[group])
        found |= {group: enclosing(found[group]) for group in self.framework.composite_tree if group in found}
        return found if self.method.ordering is None else self.ordered(found)

    @cached_property
    def scale_peers(self) -> Codes:
        """``(n,)`` the classes within which units are compared by methods that compare."""
        return Peers(self.panel).codes(self.method.scale_within)

    def ordered(self, nodes: dict[str, Floats]) -> dict[str, Floats]:
        """Return the nodes with the value of the ordering method for a composite; it has no bounds."""
        parts = np.stack([nodes[child][0] for child in self.framework.composite_tree[ROOT]], axis=-1)
        value = order(self.framework, parts, Peers(self.panel).codes(self.method.rank_within))
        gone = np.full(len(value), np.nan)
        return {**nodes, ROOT: np.stack([value, gone, gone])}

    def result(self, notes: list[Problem]) -> Result:
        """Aggregate, adjust, rank and grade."""
        panel, marks = self.panel, self.marks
        nodes = self.nodes()
        composite, low, high = nodes[ROOT]
        adjusted = adjust(panel, composite, low, high, self.decided.scores)
        if self.method.ordering is not None:  # no score on 0–100: nothing to add to, clip or cap
            adjusted = replace(adjusted, composite=composite)
        peers = Peers(panel)
        classes = peers.codes(self.method.rank_within)
        weights = nominal_weights(self.framework, in_scope(panel), len(panel))
        covered = coverage(panel, self.values, marks, weights, self.columns)
        composite, low, high = shown = self.rounded(adjusted)
        common = self.comparable(classes, notes)
        ranked_on, ranked_low, ranked_high = common or shown
        comparable = common[0] if common else None
        enough = np.nan_to_num(covered.total) >= self.method.minimum_coverage - TOLERANCE
        allowed = enough & ~adjusted.gated
        ranks, sizes = self.ranks(np.where(allowed, ranked_on, np.nan), classes)
        # who is not scored, or kept out by a gate, takes nobody's place
        pool = ~np.isnan(ranked_on) & ~adjusted.gated
        best, worst = self.possible_ranks(ranked_low, ranked_high, np.where(pool, classes, -1))
        graded = allowed if self.method.ordering is None else np.zeros(len(allowed), dtype=bool)
        grades = self.grades(np.where(graded, composite, np.nan), classes, adjusted)
        standing = Standing(
            composite, ranks, best, worst, class_sizes(pool, classes), grades, low, high,
            disclosure(panel, self.values, marks), comparable, covered,
        )  # fmt: skip
        notes += self.notes(standing, enough, sizes, adjusted)
        made = (panel, self.values, marks, nodes, adjusted, standing, weights)
        return Result(*made, tuple(notes), self.decided, self.log)

    def rounded(self, adjusted: Adjusted) -> tuple[Floats, Floats, Floats]:
        """Return composite and bounds, rounded half up to the digits that the method states, else as they are."""
        three = adjusted.composite, adjusted.low, adjusted.high
        if self.method.round is None:
            return three
        power = 10.0**self.method.round
        composite, low, high = (np.floor(scores * power + 0.5 + TOLERANCE) / power for scores in three)
        return composite, low, high

    def ranks(self, scores: Floats, classes: Codes) -> tuple[Floats, Codes]:
        """Return ranks, and how many of each one's class can be ranked; a small class gets none."""
        sizes = class_sizes(~np.isnan(scores), classes)
        large = sizes >= self.method.minimum_peers
        return competition_ranks(np.where(large, scores, np.nan), classes), sizes

    def possible_ranks(self, low: Floats, high: Floats, classes: Codes) -> tuple[Floats, Floats]:
        """Return the best and worst ranks; who has no bounds may stand before or behind everybody, and has none."""
        loose = np.isnan(low)
        bounds = np.where(loose, -np.inf, low), np.where(loose, np.inf, high)
        best, worst = (np.where(loose, np.nan, ranks) for ranks in possible_ranks(*bounds, classes))
        return best, worst

    def grades(self, scores: Floats, classes: Codes, adjusted: Adjusted) -> NDArray[np.object_]:
        """Return grades by score, then capped by vetoes, then by quota: who may not be excellent takes no place."""
        edges = self.framework.file.grades
        found = grade(scores, edges)
        for cap, struck in adjusted.grade_caps.items():
            above = np.array([edges.get(name, -1.0) > edges[cap] for name in found.tolist()], dtype=bool)
            found = np.where(struck & above, cap, found)
        return within_quota(found, scores, classes, edges, self.framework.file.grade_quota)

    def comparable(self, classes: Codes, notes: list[Problem]) -> tuple[Floats, Floats, Floats] | None:
        """Return composites and bounds over the indicators that enough of each class states, None if not asked for."""
        if self.method.compare_on is None:
            return None
        share = self.method.compare_on.stated_by
        stated = self.marks.stated >= 1 - TOLERANCE
        members = np.maximum(class_sizes(np.ones(len(classes), dtype=bool), classes), 1)
        counts = np.zeros((int(classes.max(initial=-1)) + 2, stated.shape[1]))
        np.add.at(counts, classes, stated)
        common = (counts[classes] / members[:, None] >= share - TOLERANCE) & (classes >= 0)[:, None]
        if not common[:, self.columns].any():
            notes.append(Problem("nothing_in_common", {"share": f"{share:.0%}"}, severity="warning"))
        composite, low, high = self.nodes(common)[ROOT]
        return self.rounded(adjust(self.panel, composite, low, high, self.decided.scores))

    def notes(self, standing: Standing, enough: NDArray[np.bool_], sizes: Codes, adjusted: Adjusted) -> list[Problem]:
        """Return what a reader must know to read the table right."""
        panel, method = self.panel, self.method
        found = [self.disagreement(one) for one in self.values.disagreements]
        if panel.facts.regions is None and ("class" in method.rank_within or self.relative("class")):
            found.append(Problem("no_register", severity="warning"))
        loose = np.isnan(standing.low) & ~np.isnan(standing.composite)
        if method.ordering is None and loose.any():
            how = next(h for g in self.framework.composite_tree if (h := self.framework.aggregation(g)) in UNBOUNDED)
            found.append(self.counted("no_bounds", loose, method=how))
        if method.ordering is not None:
            found.append(Problem("ordered", {"method": as_step(method.ordering).method}, severity="note"))
        scored = ~np.isnan(standing.composite)
        found += self.ended(scored) + self.above_whole()
        below = scored & ~enough
        if below.any():
            least = f"{method.minimum_coverage:.0%}"
            found.append(self.counted("coverage_too_low", below, least=least))
        small = scored & enough & (sizes < method.minimum_peers)
        if small.any():
            within = ", ".join(method.rank_within) or "-"
            found.append(self.counted("class_too_small", small, peers=method.minimum_peers, within=within))
        if adjusted.gated.any():
            found.append(self.counted("gate_closed", adjusted.gated))
        for name, effect in adjusted.effects.items():
            struck = np.flatnonzero(effect.struck & ~self.reference)
            if len(struck) and not isinstance(self.framework.file.adjustments[name], Extra):
                listed = ", ".join(" ".join(map(str, panel.index[unit])) for unit in struck[:8].tolist())
                told = {"adjustment": name, "regions": listed + (" …" if len(struck) > 8 else "")}
                found.append(Problem("veto_struck", told, severity="warning"))
            undecided = effect.unknown & ~self.reference
            if undecided.any():
                found.append(self.counted("adjustment_unknown", undecided, adjustment=name))
        return found

    def ended(self, scored: NDArray[np.bool_]) -> list[Problem]:
        """Tell of regions that no longer exist at the end of a period in which they are scored."""
        register, panel = self.panel.facts.regions, self.panel
        if register is None or not register.validity:
            return []
        limited = [code for code, region in enumerate(panel.regions) if region in register.validity]
        units = np.flatnonzero(scored & np.isin(panel.region_codes, limited)).tolist()
        pairs = [(str(region), str(period)) for region, period in panel.index[units]]
        gone = [f"{region} {period}" for region, period in pairs if not register.exists(region, period)]
        listed = ", ".join(gone[:8]) + (" …" if len(gone) > 8 else "")
        return [Problem("ended_but_scored", {"regions": listed}, severity="warning")] if gone else []

    def above_whole(self) -> list[Problem]:
        """Tell of rates above 100 % of an indicator that does not say what is valid."""
        found = []
        for column, entry in enumerate(self.framework.entries.values()):
            tree = entry.formula.tree if entry.formula else None
            if (
                not (isinstance(tree, Call) and tree.function == "/")
                or entry.spec.unit != "percent"
                or entry.spec.valid
            ):
                continue
            above = np.flatnonzero(np.nan_to_num(self.values.values[:, column]) > 1.0 + TOLERANCE)
            if len(above):
                listed = ", ".join(" ".join(map(str, self.panel.index[unit])) for unit in above[:8].tolist())
                told = {"indicator": entry.id, "regions": listed + (" …" if len(above) > 8 else "")}
                found.append(Problem("rate_above_whole", told, severity="warning"))
        return found

    def relative(self, column: str) -> bool:
        """Say whether any score depends on peers within a column of the register."""
        entries = self.framework.entries.values()
        return column in self.method.scale_within and any(
            (entry.spec.score is not None and entry.spec.score.rule in RELATIVE_RULES)
            or (entry.formula is not None and "peers_mean" in entry.formula.text)
            or {"worst", "mean", "median"} & set(self.framework.policy(entry.id).values())
            for entry in entries
        )

    def counted(self, code: str, mask: NDArray[np.bool_], **params: object) -> Problem:
        everyone = int((~self.reference).sum())
        told = {"count": int(mask.sum()), "all": everyone, "whom": whom(self.panel.index), **params}
        return Problem(code, told, severity="note")

    def disagreement(self, one: Disagreement) -> Problem:
        region, period = self.panel.index[one.unit]
        percent = self.framework.entries[one.indicator].spec.unit == "percent"
        shown = [f"{value:.2%}" if percent else f"{value:.6g}" for value in (one.stated, one.computed)]
        params = {
            "indicator": one.indicator,
            "region": region,
            "period": period,
            "stated": shown[0],
            "computed": shown[1],
        }
        return Problem("stated_against_computed", params, severity="warning")
