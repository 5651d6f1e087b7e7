"""The result of scoring: tables, series and explanations, made when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem
from fazhi_score.facts.decisions import Decisions
from fazhi_score.facts.periods import whom
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.steps import as_step
from fazhi_score.numerics.classes import Codes, Floats
from fazhi_score.scoring.adjustments import Adjusted
from fazhi_score.scoring.aggregation import combine
from fazhi_score.scoring.coverage import Coverage
from fazhi_score.scoring.decided import Decided
from fazhi_score.scoring.indicators import Peers, Values
from fazhi_score.scoring.marks import Marks
from fazhi_score.scoring.panel import Panel
from fazhi_score.scoring.reasons import POLICY_OF, Reason

if TYPE_CHECKING:
    from fazhi_score.scoring.explanation import Explanation


@dataclass(frozen=True)
class Standing:
    """``(n,)`` what the league table shows of each unit."""

    composite: Floats
    ranks: Floats
    best: Floats
    worst: Floats
    peers: NDArray[np.intp]
    grades: NDArray[np.object_]
    low: Floats
    high: Floats
    disclosure: Floats
    comparable: Floats | None
    coverage: Coverage


@dataclass(frozen=True, eq=False)
class Result:
    """What scoring found; frames are indexed by region and period.

    `remarks` has what scoring noticed: contradictions, classes too small to rank, undecided vetoes; `notes`
    adds what silence would have earned.
    """

    panel: Panel
    values: Values
    marks: Marks
    nodes: dict[str, Floats]
    adjusted: Adjusted
    standing: Standing
    nominal: Floats
    remarks: tuple[Problem, ...]
    decided: Decided = field(default_factory=Decided)
    log: Decisions | None = None

    @cached_property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader must know, the reward for silence included."""
        remarks, states = self.remarks, self.alerts["state"].value_counts()
        if len(states):
            told = {"count": int(states.get("raised", 0)), "unknown": int(states.get("unknown", 0))}
            remarks += (Problem("alerts_raised", told, severity="warning"),)
        gain = self.gain_by_silence
        best = gain.max(axis=1) if gain.shape[1] else pd.Series(np.nan, index=self.index)
        pays = best > 1e-9
        if not pays.any():
            return remarks
        row = int(np.nanargmax(best.to_numpy()))
        period = self.index[row][1]
        params = {
            "count": int(pays.sum()),
            "all": int((~Peers(self.panel).outside).sum()),  # as of other notes: official values are nobody's
            "whom": whom(self.index),
            "indicator": str(gain.iloc[row].idxmax()),
            "region": self.names.iloc[row],
            "period": period,
            "gain": float(best.iloc[row]),
        }
        return (*remarks, Problem("silence_pays", params, severity="warning"))

    @property
    def framework(self) -> Framework:
        """The framework that was used."""
        return self.panel.framework

    @property
    def index(self) -> pd.MultiIndex:
        """Region and period of each row."""
        return self.panel.index

    def __repr__(self) -> str:
        return f"<Result of {self.framework.id}: {len(self.index)} regions and periods>"

    def _repr_html_(self) -> str:
        from fazhi_score.messages import default_language, say
        from fazhi_score.notebook import as_html

        table = self.table.reset_index()
        columns: dict[str, Any] = {
            say(f"column_{name}"): table[name] for name in ("name", "period", "class", "composite", "rank")
        }
        columns[say("column_possible")] = table["best_rank"].astype(str) + "–" + table["worst_rank"].astype(str)
        columns[say("column_grade")] = table["grade"]
        for name in ("coverage", "disclosure"):
            columns[say(f"column_{name}")] = table[name].map(lambda share: "–" if share != share else f"{share:.0%}")
        columns[say("column_bounds")] = [
            "–" if low != low else f"{low:.1f}–{high:.1f}"
            for low, high in zip(table["lower"], table["upper"], strict=True)
        ]
        label = self.framework.label(ROOT, default_language())
        return as_html(say("notebook_result", label=label, count=len(table)), columns)

    @cached_property
    def names(self) -> pd.Series:
        """The name of each region as people see it."""
        register = self.panel.facts.regions
        ids = pd.Series(self.index.get_level_values("region"), index=self.index, name="name", dtype=object)
        return ids if register is None else ids.map(register.names()).fillna(ids)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The league table.

        Columns: name, class, composite (0–100), rank, best_rank and worst_rank (possible ranks), peers (size
        of the class), grade, coverage (share, with its parts from counts, printed rates and words), lower
        and upper (bounds of the composite), disclosure (share), and comparable where the method asks for it.
        """
        from fazhi_score.scoring.indicators import Peers

        s = self.standing
        columns: dict[str, object] = {
            "name": self.names.to_numpy(),
            "class": Peers(self.panel).labels("class"),
            "composite": s.composite,
            "rank": _whole(s.ranks),
            "best_rank": _whole(s.best),
            "worst_rank": _whole(s.worst),
            "peers": s.peers,
            "grade": s.grades,
            "coverage": s.coverage.total,
            "coverage_counts": s.coverage.counts,
            "coverage_rates": s.coverage.rates,
            "coverage_words": s.coverage.words,
            "lower": s.low,
            "upper": s.high,
            "disclosure": s.disclosure,
        }
        total = self.framework.file.total_points
        if total not in (None, 100.0):
            columns["points"] = s.composite * (total / 100.0)
        if s.comparable is not None:
            columns["comparable"] = s.comparable
        return pd.DataFrame(columns, index=self.index)

    @cached_property
    def composite(self) -> pd.Series:
        """The composite, 0–100, after adjustments; NaN where nothing is scored."""
        return pd.Series(self.standing.composite, index=self.index, name="composite")

    @cached_property
    def ranks(self) -> pd.Series:
        """Ranks within the method's `rank_within`: 1, 2, 2, 4; missing where not ranked."""
        return pd.Series(_whole(self.standing.ranks), index=self.index, name="rank")

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores, 0–100, of the groups and indicators of the composite, then of the other scored indicators."""
        columns = {name: scores[0] for name, scores in self.nodes.items() if name in self.framework.file.groups}
        for k, (name, entry) in enumerate(self.framework.entries.items()):
            if entry.layer != "neutral":
                columns[name] = self.marks.filled[:, k]
        return pd.DataFrame(columns, index=self.index)

    @cached_property
    def indicator_values(self) -> pd.DataFrame:
        """Values of all indicators in their units, shares as fractions; NaN in every gap."""
        return pd.DataFrame(self.values.values, index=self.index, columns=list(self.framework.entries))

    @cached_property
    def steps(self) -> dict[str, pd.DataFrame]:
        """Data after each step, from facts to scores; rows are regions and periods.

        ``raw`` (facts that the indicators see, by fact), ``denominated`` (indicator values), ``imputed``,
        ``treated`` (both as the rules see them) and ``normalised`` (scores, 0–100). Cells that were filled are NaN in
        ``denominated`` and have a value in ``imputed``.
        """
        ids, prepared = list(self.framework.entries), self.marks.prepared
        raw, _ = self.panel.matrix("own", "annual")
        frames = {"raw": pd.DataFrame(raw, index=self.index, columns=self.panel.fact_ids)}
        made = {"denominated": prepared.stated, "imputed": prepared.imputed, "treated": prepared.treated}
        for name, values in {**made, "normalised": self.marks.filled}.items():
            frames[name] = pd.DataFrame(values, index=self.index, columns=ids)
        return frames

    @property
    def imputed(self) -> pd.DataFrame:
        """Which indicator values were filled in, by unit and indicator."""
        return pd.DataFrame(self.marks.prepared.filled, index=self.index, columns=list(self.framework.entries))

    @property
    def treatments(self) -> pd.DataFrame:
        """What was done to the outliers of each treated indicator, one row each."""
        return pd.DataFrame.from_dict(self.marks.prepared.treatments, orient="index").rename_axis("indicator")

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Why an indicator has no score of its own: the reason's name, missing where it has one."""
        names = np.full(256, None, dtype=object)
        for reason in Reason:
            names[reason] = None if reason is Reason.OK else reason.name.lower()
        return pd.DataFrame(
            names[self.marks.reasons], index=self.index, columns=list(self.framework.entries), dtype=object
        )

    @cached_property
    def effective_weights(self) -> pd.DataFrame:
        """Shares of the composite's indicators after gaps are left out; each row with a composite sums to 1."""
        found = {ROOT: np.where(np.isnan(self.nodes[ROOT][0]), 0.0, 1.0)}
        for group, children in self.framework.composite_tree.items():
            there = [~np.isnan(self.nodes[child][0]) for child in children]
            total = sum(mask * self.framework.weights[c] for c, mask in zip(children, there, strict=True))
            for child, mask in zip(children, there, strict=True):
                share = np.divide(mask * self.framework.weights[child], total, out=np.zeros(len(mask)), where=total > 0)
                found[child] = found[group] * share
        return pd.DataFrame({name: found[name] for name in self.framework.composite_ids}, index=self.index)

    @cached_property
    def scales(self) -> pd.DataFrame:
        """What relative rules were fitted on, one row an indicator and class.

        Columns: indicator, class (what `scale_within` names, in words), count, min, max, mean, std (n - 1), median,
        lower_quartile and upper_quartile of the values as the rules saw them: gaps imputed, outliers treated.
        """
        from fazhi_score.scoring.freezing import fitted

        return fitted(self)

    def frozen(self, *, extends: str | None = None, period: str | int | None = None) -> str:
        """Return the scales that were fitted to peers as a tuning file, so that next year is scored on this year's.

        Every relative rule whose score is a straight line in the value becomes ``goalposts`` with the fitted ends, for
        each class: unclipped where the rule was fitted to the ends (minmax), clipped at 0 and 100 where the rule is
        (zscore, robust). The same facts get the same scores. A class without a scale (too few peers, all equal) keeps
        its rule; a class that is new next year stands on the scale of all classes together. Formulas with
        ``peers_mean``, peer policies about gaps and imputation stay as they are; outliers are treated by the limits and
        transformations that were fitted here.

        Parameters
        ----------
        extends : str, optional
            The file that it tunes; left out: the name of the one that the framework was read from. Weights and
            settings that were changed in Python are not in it.
        period : str, optional
            Whose scales are kept, where each period has its own.

        Returns
        -------
        str
            YAML, to be saved beside the file that it extends.

        Raises
        ------
        FazhiError
            For rules that rank, or are no straight line, each named; scales within other columns of the register than
            the class; several periods with scales of their own and no `period`; a framework that has no file.
        """
        from fazhi_score.scoring.freezing import frozen

        return frozen(self, extends=extends, period=period)

    @cached_property
    def contributions(self) -> pd.DataFrame:
        """Points that each indicator and the adjustments bring to the composite: each row sums to it.

        Missing for indicators left out.

        Raises
        ------
        FazhiError
            Where a group is not aggregated arithmetically, for a composite is then no sum of parts.
        """
        self._only_sums()
        ids = self.framework.composite_ids
        scores = np.column_stack([self.nodes[name][0] for name in ids]) if ids else np.zeros((len(self.index), 0))
        parts = pd.DataFrame(self.effective_weights.to_numpy() * scores, index=self.index, columns=ids)
        raw = self.nodes[ROOT][0]
        return parts.assign(adjustments=self.standing.composite - raw)

    def _only_sums(self) -> None:
        from fazhi_score.errors import FazhiError

        if self.framework.method.ordering is not None:
            how = as_step(self.framework.method.ordering).method
            raise FazhiError(Problem("no_contributions", {"group": self.framework.id, "aggregation": how}))
        for group, children in self.framework.composite_tree.items():
            how = self.framework.aggregation(group)
            if how != "arithmetic" and len(children) > 1:
                raise FazhiError(Problem("no_contributions", {"group": group or self.framework.id, "aggregation": how}))

    @cached_property
    def adjustments(self) -> pd.DataFrame:
        """Points (0–100) of each bonus and penalty, and the cap of each veto that strikes."""
        return pd.DataFrame({name: effect.points for name, effect in self.adjusted.effects.items()}, index=self.index)

    @property
    def decisions(self) -> pd.DataFrame:
        """Reviewers' decisions, one row each: what the rule alone gave, and what stands now.

        Columns: region, period, item, id, state, rule_alone, score and full (points of the item; on 0–100 where
        the framework has no points), reason, evidence, decided_by, date, note, history (states in order), place.
        """
        return self.decided.frame

    @cached_property
    def alerts(self) -> pd.DataFrame:
        """Alerts that are raised, and those that nobody can tell for want of facts; one row a unit and alert.

        Columns: region, period, name, node ("" for the composite), level, state (raised, unknown), score (0–100),
        value, when (the condition) and note.
        """
        from fazhi_score.scoring.alerts import raised

        return raised(self)

    @cached_property
    def common_support(self) -> pd.DataFrame:
        """How many indicators of the composite each pair of rows states: ``(n, n)`` whole numbers."""
        stated = self._stated().astype(np.float32)
        return pd.DataFrame((stated @ stated.T).astype(np.int64), index=self.index, columns=self.index)

    def _stated(self) -> NDArray[np.bool_]:
        columns = [k for k, name in enumerate(self.framework.entries) if name in set(self.framework.composite_ids)]
        return np.asarray(self.marks.stated[:, columns] >= 1)

    @cached_property
    def break_even(self) -> pd.DataFrame:
        """Score below which stating an indicator that is now left out would lower the composite.

        Under ``exclude`` a true value can cost points: any score under the mean of its nearest group with a
        score does. Missing where the indicator is stated or its gap is not left out.
        """
        columns = {}
        for k, name in enumerate(self.framework.entries if self.framework.method.ordering is None else ()):
            if not self.framework.nominal_weights.get(name):
                continue  # without weight, nothing that is stated moves the composite
            reason = self.marks.reasons[:, k]
            open_ = np.isin(reason, [int(r) for r, key in POLICY_OF.items() if key != "not_applicable"])
            level = np.full(len(self.index), np.nan)
            group = name
            while group != ROOT:
                group = self.framework.parent(group)
                level = np.where(np.isnan(level), self.nodes[group][0], level)
            columns[name] = np.where(open_ & np.isnan(self.nodes[name][0]), level, np.nan)
        return pd.DataFrame(columns, index=self.index)

    @cached_property
    def gain_by_silence(self) -> pd.DataFrame:
        """How much the composite before adjustments would rise (or fall, below 0) had an indicator not been stated.

        Missing where it is not stated, where silence would not be left out, or where nothing would remain.
        """
        columns = {}
        for k, name in enumerate(self.framework.entries if self.framework.method.ordering is None else ()):
            if name in self.nodes and self.framework.policy(name)["not_reported"] == "exclude":
                stated = (self.marks.reasons[:, k] == Reason.OK) & ~self._is_decided(name)
                columns[name] = np.where(stated, self._without(name) - self.nodes[ROOT][0], np.nan)
        return pd.DataFrame(columns, index=self.index, dtype=np.float64)

    def made_weights(self, *, extends: str | None = None) -> str:
        """Return the weights that scoring used as a tuning file, as YAML text, so that they can be read and changed.

        Parameters
        ----------
        extends : str, optional
            The file that it tunes; left out: the one that the framework was read from.

        Raises
        ------
        FazhiError
            Where the framework was read from no file and `extends` is left out.
        """
        from fazhi_score.scoring.weights import made_weights

        return made_weights(self, extends=extends)

    @cached_property
    def scale_peers(self) -> Codes:
        """``(n,)`` classes within which relative rules compare, -1 for reference regions."""
        from fazhi_score.scoring.indicators import Peers

        return Peers(self.panel).codes(self.framework.method.scale_within)

    def _is_decided(self, name: str) -> NDArray[np.bool_]:
        return ~np.isnan(self.decided.scores.get(name, np.full(len(self.index), np.nan)))

    def _without(self, name: str, *, removed: bool = False) -> Floats:
        """Return the composite before adjustments without one node: only the groups above it change.

        A gap still counts among the children of which a least share must be there; what is `removed` does not.
        """
        changed, at = np.full(len(self.index), np.nan), name
        while at != ROOT:
            group = self.framework.parent(at)
            children = self.framework.composite_tree[group]
            parts = np.stack([changed if c == at else self.nodes[c][0] for c in children], axis=-1)
            counted = np.array([not removed or c != at for c in children])
            changed = combine(self.framework, group, parts, peers=self.scale_peers, counted=counted)
            removed, at = removed and not counted.any(), group
        return changed

    @cached_property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of framework, facts and decisions, and the version: what a result is reproduced from."""
        from fazhi_score import __version__

        decisions = {} if self.log is None else {"decisions": self.log.sha256()}
        made_of = {"framework": self.framework.sha256(), "facts": self.panel.facts.sha256(), **decisions}
        return {**made_of, "version": __version__}

    def explain(self, region: str, period: str | int | None = None, node: str | None = None) -> Explanation:
        """Explain a composite, group or indicator down to the facts and their places.

        Parameters
        ----------
        region : str
            Id or (unique) name.
        period : str, optional
            Needed where the region has several.
        node : str, optional
            Group, indicator or adjustment; left out: the composite.

        Raises
        ------
        FazhiError
            For a region, period or node that is not in the result, with the nearest that is.
        """
        from fazhi_score.scoring.explanation import explain

        return explain(self, region, period, node)


def _whole(numbers: Floats) -> pd.arrays.IntegerArray:
    gone = np.isnan(numbers)
    return pd.arrays.IntegerArray(np.where(gone, 0, numbers).astype(np.int64), gone)
