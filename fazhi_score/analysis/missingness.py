"""A result into whether what was not stated shaped it: coverage against score, length of report, period and place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.coherence_notes import labelled
from fazhi_score.analysis.structure import inside
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT
from fazhi_score.messages import say, say_or
from fazhi_score.numerics.association import between_groups, correlations
from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.scoring.aggregation import aggregate
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.reasons import OK, Reason
from fazhi_score.scoring.result import Result


def missingness(
    result: Result, *, by: str | None = "province", stated_by: float = 1.0, level: float = 0.05, fewest: int = 10
) -> Missingness:
    """Report whether gaps are spread so that they could have shaped the scores.

    Where a score follows coverage, the ranking shows in part who reports; where coverage follows the length of the
    report, the period or the province, gaps are not missing at random and no imputation from the others is safe. A
    balanced panel, the same regions and indicators in all periods, shows what remains of the scores without them.
    Source: OECD/JRC Handbook (2008), section 3; Little & Rubin (2002), section 1.3, on the mechanisms.

    Parameters
    ----------
    result : Result
    by : str, optional
        A column of the register, such as province.
    stated_by : float
        Share of the rows of the balanced panel that must state an indicator for it to belong there, 0-1.
    level : float
        P-value up to which an association is told.
    fewest : int
        Associations on fewer rows are shown but not told.

    Returns
    -------
    Missingness
        Frames, each made when first asked for; `problems` says in both languages what stands out and what cannot be
        computed.

    Raises
    ------
    FazhiError
        Where the register has other columns but not `by`, unless `by` is left at its default.

    Examples
    --------
    >>> import pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> whole = {"group": "one", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "indicators": {"i": {"formula": "x", **whole}, "j": {"formula": "y", **whole}}})
    >>> rows = pd.DataFrame([("A", "x", 90), ("B", "x", 60), ("B", "y", 40), ("C", "x", 30), ("C", "y", 50)],
    ...                     columns=["region", "fact", "value"]).assign(period=2024)
    >>> found = missingness(score(rows, framework))
    >>> found.scatter[["composite", "coverage", "stated"]].to_numpy().tolist()
    [[90.0, 0.5, 1.0], [50.0, 1.0, 2.0], [40.0, 1.0, 2.0]]
    >>> found.associations.loc[0, ["pearson", "slope"]].astype(float).round(3).tolist()
    [-0.982, -90.0]
    """
    rows = np.asarray(Peers(result.panel).codes([]) >= 0)
    register = result.panel.facts.regions
    known = [] if register is None else list(map(str, register.frame.columns))
    if by is not None and by not in known:
        if by != "province":
            raise FazhiError(Problem("missing_column_unknown", {"got": by, "known": ", ".join(known) or "-"}))
        by = None
    return Missingness(result, rows, by, stated_by, level, fewest)


@dataclass(frozen=True, eq=False)
class Missingness:
    """What gaps have to do with scores, reports, periods and places; `rows` are the units looked at."""

    result: Result = field(repr=False)
    rows: NDArray[np.bool_] = field(repr=False)
    by: str | None = None
    stated_by: float = 1.0
    level: float = 0.05
    fewest: int = 10

    @property
    def indicators(self) -> list[str]:
        """The indicators of the composite."""
        return self.result.framework.composite_ids

    @cached_property
    def _reasons(self) -> NDArray[np.uint8]:
        entries = list(self.result.framework.entries)
        columns = [entries.index(name) for name in self.indicators]
        return np.asarray(self.result.marks.reasons[:, columns])

    @cached_property
    def _applies(self) -> NDArray[np.bool_]:
        """``(n, k)`` whether an indicator could have been stated."""
        never = [int(Reason.OUT_OF_SCOPE), int(Reason.NOT_APPLICABLE), int(Reason.ZERO_DENOMINATOR)]
        return ~np.isin(self._reasons, never)

    @cached_property
    def scatter(self) -> pd.DataFrame:
        """One row a region and period: what is set against each other.

        Columns: name; composite (0-100); coverage (share); stated and applicable (numbers of indicators);
        characters (of the documents in the manifest together; missing where it does not say); the column `by`;
        balanced and own, as in `balanced`.
        """
        table = self.result.table
        frame = table[["name", "composite", "coverage"]].assign(
            stated=(self._reasons == OK).sum(axis=1),
            applicable=self._applies.sum(axis=1),
            characters=self._characters,
        )
        if self.by is not None:
            frame[self.by] = Peers(self.result.panel).labels(self.by)
        return frame.join(self.balanced[["balanced", "own"]])[self.rows]

    @cached_property
    def _characters(self) -> Floats:
        documents = self.result.panel.facts.documents
        if documents is None or "characters" not in documents.frame:
            return np.full(len(self.rows), np.nan)
        frame = documents.frame[["region", "period"]].assign(
            characters=pd.to_numeric(documents.frame["characters"], errors="coerce")
        )
        together = frame.groupby(["region", "period"])["characters"].sum(min_count=1)
        return together.reindex(self.result.index).to_numpy(np.float64)

    @cached_property
    def associations(self) -> pd.DataFrame:
        """Each pair of quantities that could go together, on the rows that have both.

        Columns: first, second; pearson and spearman with p-values; slope and intercept of the line of `first` on
        `second` (points a whole share, shares or points a character); n; state: ``computed``, ``absent`` (one has no
        values), ``scarce`` (fewer than three rows) or ``constant``.
        """
        found = []
        for first, second in _QUANTITIES:
            y, x = (self.scatter[name].to_numpy(np.float64) for name in (first, second))
            found.append({"first": first, "second": second, **_associated(y, x)})
        return pd.DataFrame(found)

    def _means(self, key: pd.Series) -> pd.DataFrame:
        parts = self.scatter.groupby(key.to_numpy(), sort=True)
        columns = {
            "rows": parts.size(),
            "scored": parts["composite"].count(),
            "composite": parts["composite"].mean(),
            "coverage": parts["coverage"].mean(),
            "coverage_low": parts["coverage"].min(),
            "coverage_high": parts["coverage"].max(),
            "characters": parts["characters"].mean(),
        }
        return pd.DataFrame(columns)

    @cached_property
    def by_period(self) -> pd.DataFrame:
        """By period: rows, how many are scored, mean composite, mean, lowest and highest coverage, mean characters."""
        periods = self.scatter.index.get_level_values("period").to_series().astype(str)
        return self._means(periods).rename_axis("period")

    @cached_property
    def by_place(self) -> pd.DataFrame:
        """The same by the register's column `by`; empty without one."""
        if self.by is None:
            return pd.DataFrame(columns=self.by_period.columns).rename_axis("place")
        return self._means(self.scatter[self.by]).rename_axis(self.by)

    @cached_property
    def explained(self) -> pd.DataFrame:
        """How much of coverage and composite goes with period and place.

        Columns: first (coverage or composite), second (period, or the column `by`); share of the variance between
        the groups; p of the Kruskal–Wallis test; groups, n and state.
        """
        keys = {"period": self.scatter.index.get_level_values("period").astype(str).to_numpy()}
        if self.by is not None:
            keys[self.by] = self.scatter[self.by].to_numpy()
        found = [
            {"first": first, "second": name, **_between(self.scatter[first].to_numpy(np.float64), labels)}
            for name, labels in keys.items()
            for first in ("coverage", "composite")
        ]
        return pd.DataFrame(found)

    @cached_property
    def by_indicator(self) -> pd.DataFrame:
        """By indicator: applicable, stated, share of applicable; mean composite of those who state it and of the rest.

        Then, a column each, how many rows lack it for which reason.
        """
        reasons, applies = self._reasons[self.rows], self._applies[self.rows]
        composite = self.scatter["composite"].to_numpy(np.float64)
        frame = pd.DataFrame(index=pd.Index(self.indicators, name="indicator"))
        stated = reasons == OK
        frame["applicable"], frame["stated"] = applies.sum(axis=0), stated.sum(axis=0)
        frame["share"] = frame["stated"] / frame["applicable"].where(frame["applicable"] > 0)
        for name, chosen in (("composite_stated", stated), ("composite_silent", applies & ~stated)):
            known = chosen & ~np.isnan(composite)[:, None]
            total = np.where(known, np.nan_to_num(composite)[:, None], 0.0).sum(axis=0)
            frame[name] = total / np.where(known.sum(axis=0) > 0, known.sum(axis=0), np.nan)
        for reason in Reason:
            count = (reasons == reason).sum(axis=0)
            if reason != Reason.OK and count.any():
                frame[reason.name.lower()] = count
        return frame

    @cached_property
    def _panel(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """``(n,)`` rows of regions that have a composite in every period; ``(k,)`` indicators that belong there."""
        periods = pd.unique(self.result.index[self.rows].get_level_values("period"))
        there = self.rows & ~np.isnan(self.result.nodes[ROOT][0])
        regions = self.result.index.get_level_values("region")
        counts = pd.Series(there).groupby(regions.to_numpy()).sum().reindex(regions).to_numpy()
        rows = there & (counts == len(periods)) & (len(periods) > 1)
        stated, applies = self._reasons[rows] == OK, self._applies[rows]
        share = stated.sum(axis=0) / np.maximum(applies.sum(axis=0), 1)
        return rows, applies.any(axis=0) & (share >= self.stated_by - TOLERANCE)

    @cached_property
    def balanced(self) -> pd.DataFrame:
        """The composite before adjustments, and on the same indicators in all periods; one row a region and period.

        Columns: unadjusted; balanced (regions scored in all periods, on the indicators that they all state in all of
        them: comparable across regions and periods); own (each region that is scored in two periods or more, on the
        indicators that it states itself in all of those: comparable across its periods only); own_indicators (how
        many of them).
        """
        rows, columns = self._panel
        stated = self._reasons == OK
        regions = self.result.index.get_level_values("region").to_numpy()
        unadjusted = self.result.nodes[ROOT][0]
        there = self.rows & ~np.isnan(unadjusted)
        always = pd.DataFrame(stated | ~there[:, None]).groupby(regions).transform("all").to_numpy(bool)
        several = pd.Series(there).groupby(regions).transform("sum").to_numpy() > 1
        own = stated & always & (there & several)[:, None]
        frame = {
            "unadjusted": unadjusted,
            "balanced": self._on(stated & rows[:, None] & columns),
            "own": self._on(own),
            "own_indicators": own.sum(axis=1),
        }
        return pd.DataFrame(frame, index=self.result.index)

    def _on(self, kept: NDArray[np.bool_]) -> Floats:
        """Return the composite of the kept scores alone."""
        scores = {
            name: np.where(kept[:, k], self.result.nodes[name][0], np.nan) for k, name in enumerate(self.indicators)
        }
        return aggregate(self.result.framework, scores, peers=self.result.scale_peers)[ROOT]

    @cached_property
    def sizes(self) -> pd.DataFrame:
        """How large the balanced panel is: regions, periods and indicators in it, and of how many."""
        rows, columns = self._panel
        index = self.result.index
        wanted = index[self.rows]
        own = self.balanced.loc[self.rows, "own"].notna().to_numpy()
        counts = {
            "regions": (index[rows].get_level_values("region").nunique(), wanted.get_level_values("region").nunique()),
            "periods": (index[rows].get_level_values("period").nunique(), wanted.get_level_values("period").nunique()),
            "indicators": (int(columns.sum()), len(self.indicators)),
            "groups": (
                sum(not set(names).isdisjoint(np.array(self.indicators)[columns]) for names in self._groups),
                len(self._groups),
            ),
            "own_rows": (int(own.sum()), len(wanted)),
        }
        return pd.DataFrame.from_dict(counts, orient="index", columns=["inside", "all"]).rename_axis("size")

    @property
    def _groups(self) -> list[list[str]]:
        below = inside(self.result.framework)
        return [below[group] for group in self.result.framework.composite_tree[ROOT] if group in below]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What stands out, what cannot be computed, and how large the balanced panel is."""
        return (*self._told(), *self._lacking(), *self._balance())

    def _told(self) -> list[Problem]:
        told = []
        for row in self.associations.to_dict("records"):
            code = _TOLD.get((row["first"], row["second"]))
            if code and row["n"] >= self.fewest and row["spearman_p"] <= self.level:
                rho, n = float(row["spearman"]), int(row["n"])
                sign = "rising" if rho > 0 else "falling"
                told.append(Problem(f"{code}_{sign}", {"rho": rho, "n": n}, severity="warning"))
        for row in self.explained.to_dict("records"):
            if row["first"] == "coverage" and row["n"] >= self.fewest and row["p"] <= self.level:
                params = {"share": float(row["share"]), "groups": int(row["groups"])}
                if row["second"] == "period":
                    told.append(Problem("missing_by_period", params, severity="warning"))
                else:
                    told.append(Problem("missing_by_group", {"column": row["second"], **params}, severity="warning"))
        if not told:
            told.append(Problem("missing_nothing_told", {}, severity="note"))
        return told

    def _lacking(self) -> list[Problem]:
        told, n = [], int(self.rows.sum())
        if n < self.fewest:
            told.append(Problem("missing_few_rows", {"rows": n, "fewest": self.fewest}, severity="note"))
        if not self.scatter["characters"].notna().any():
            told.append(Problem("missing_no_characters", {}, severity="note"))
        if self.by is None:
            told.append(Problem("missing_no_place", {}, severity="note"))
        return told

    def _balance(self) -> list[Problem]:
        sizes = self.sizes
        inside_, whole = sizes["inside"].to_dict(), sizes["all"].to_dict()
        if whole["periods"] < 2:
            return [Problem("missing_one_period", {}, severity="note")]
        params = {f"{name}_{end}": int(d[name]) for name in inside_ for end, d in (("in", inside_), ("all", whole))}
        computed = inside_["regions"] > 0 and inside_["indicators"] > 0
        return [Problem("missing_balanced" if computed else "missing_no_balance", params, severity="note")]

    def tables(self, lang: str = "en") -> dict[str, pd.DataFrame]:
        """Return all frames by their heading, with columns and nodes named in `lang`."""
        frames = {
            "scatter": self.scatter,
            "associations": self.associations,
            "explained": self.explained,
            "by_period": self.by_period,
            "by_place": self.by_place,
            "by_indicator": self.by_indicator,
            "sizes": self.sizes,
        }
        framework, found = self.result.framework, {}
        for name, frame in frames.items():
            if "first" in frame:
                named = {key: [_quantity(word, lang) for word in frame[key]] for key in ("first", "second")}
                frame = frame.assign(**named).rename(columns={"first": "quantity", "second": "against"})
            elif name == "sizes":
                frame = frame.reset_index().assign(size=[_quantity(word, lang) for word in frame.index])
            found[say(f"gaps_of_{name}", lang)] = labelled(frame, framework, lang)
        return found


def _quantity(word: str, lang: str) -> str:
    """Return a quantity in `lang`; a column of the register by its own name."""
    return say_or(f"gaps_quantity_{word}", word, lang)


_QUANTITIES = [
    ("composite", "coverage"),
    ("balanced", "coverage"),
    ("coverage", "characters"),
    ("composite", "characters"),
]
_TOLD = {
    ("composite", "coverage"): "missing_score_coverage",
    ("coverage", "characters"): "missing_coverage_length",
    ("composite", "characters"): "missing_score_length",
}


def _associated(y: Floats, x: Floats) -> dict[str, object]:
    """Return correlations and the line of `y` on `x`, or why there are none."""
    both = np.isfinite(y) & np.isfinite(x)
    pair = y[both][:, None], x[both][:, None]
    plain, ranked = correlations(*pair), correlations(*pair, kind="spearman")
    r, n = float(plain.r[0, 0]), int(both.sum())
    state = "computed"
    if np.isnan(r):
        empty = not np.isfinite(y).any() or not np.isfinite(x).any()
        state = "absent" if empty else "scarce" if n < 3 else "constant"
    slope = r * y[both].std() / x[both].std() if state == "computed" else np.nan
    found = {"pearson": r, "pearson_p": plain.p[0, 0], "spearman": ranked.r[0, 0], "spearman_p": ranked.p[0, 0]}
    intercept = y[both].mean() - slope * x[both].mean() if state == "computed" else np.nan
    return {**found, "slope": slope, "intercept": intercept, "n": n, "state": state}


def _between(values: Floats, labels: NDArray[np.object_]) -> dict[str, object]:
    """Return how much of the variance lies between groups, or why there is no telling."""
    found = between_groups(values, pd.factorize(pd.Series(labels, dtype=object))[0])
    state = "computed"
    if np.isnan(found.share):
        state = "absent" if found.n == 0 else "scarce" if found.groups < 2 or found.n <= found.groups else "constant"
    return {**found._asdict(), "state": state}
