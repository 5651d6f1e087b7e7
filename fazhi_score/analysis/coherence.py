"""A result into the checks of a statistical audit: distributions, correlations, alpha, components, importance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.coherence_notes import coherence_problems, coherence_tables
from fazhi_score.analysis.structure import CHILDREN, INDICATORS, adequacies, alphas, eigenvalues, inflations
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import ROOT
from fazhi_score.numerics.association import correlation_ratio, correlations
from fazhi_score.numerics.classes import Floats
from fazhi_score.numerics.moments import moments
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.reasons import OK
from fazhi_score.scoring.result import Result


def coherence(
    result: Result,
    *,
    periods: str | int | Iterable[str | int] | None = None,
    only_stated: bool = False,
    kendall: Literal["within", "all"] = "within",
    redundant: float = 0.92,
    weak: float = 0.3,
    level: float = 0.05,
    fewest: int = 10,
) -> Coherence:
    """Check whether the indicators of an index belong together and count as their weights say.

    The checks of the statistical audits of the European Commission's Joint Research Centre: distributions of the
    indicators, correlations within and across groups and with the groups above, Cronbach's alpha, principal
    components, collinearity, and the importance of each indicator (Paruolo, Saisana & Saltelli 2013) beside its weight.
    Correlations are those of scores, so that all point the same way. Source: OECD/JRC Handbook (2008), section 4;
    Saisana, d'Hombres & Saltelli (2011).

    Parameters
    ----------
    result : Result
    periods : period or several, optional
        Left out, the rows of all periods are taken together; reference regions never are.
    only_stated : bool
        Leave out the scores that gaps earn, such as the 0 of a sheet: they make all correlate that are silent together.
    kendall : {"within", "all"}
        Pairs with Kendall's tau, which takes long: those within a group, or all.
    redundant, weak : float
        A pair correlates too much above, an indicator too little with its group below.
    level : float
        P-value up to which a negative correlation within a group is a contradiction.
    fewest : int
        Pairs on fewer rows are shown but not judged.

    Returns
    -------
    Coherence
        Frames, each made when first asked for.

    Raises
    ------
    FazhiError
        For a period that the result does not have.

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
    >>> values = {"A": (10, 20), "B": (20, 40), "C": (30, 60), "D": (50, 10)}
    >>> rows = [(region, 2024, fact, v) for region, both in values.items() for fact, v in zip("xy", both)]
    >>> result = score(pd.DataFrame(rows, columns=["region", "period", "fact", "value"]), framework)
    >>> found = coherence(result)
    >>> found.correlations[["first", "second", "pearson", "n"]].round(3).to_dict("records")
    [{'first': 'i', 'second': 'j', 'pearson': -0.242, 'n': 4}]
    >>> found.distribution.loc["i", ["mean", "median"]].tolist()
    [27.5, 25.0]
    """
    return Coherence(result, _rows_of(result, periods), only_stated, kendall, redundant, weak, level, fewest)


def _rows_of(result: Result, periods: str | int | Iterable[str | int] | None) -> NDArray[np.bool_]:
    rows = np.asarray(Peers(result.panel).codes([]) >= 0)
    if periods is None:
        return rows
    wanted = {str(period) for period in ([periods] if isinstance(periods, str | int) else periods)}
    known = list(result.panel.periods)
    strangers = sorted(wanted - set(known))
    if strangers:
        raise FazhiError(Problem("coherence_period", {"got": strangers[0], "known": ", ".join(known)}))
    return np.asarray(rows & np.isin(result.index.get_level_values("period").astype(str), sorted(wanted)))


@dataclass(frozen=True, eq=False)
class Coherence:
    """The checks of one result; every frame is made when first asked for.

    `rows` are the units looked at; `problems` says in both languages what stands out.
    """

    result: Result = field(repr=False)
    rows: NDArray[np.bool_] = field(repr=False)
    only_stated: bool = False
    kendall: Literal["within", "all"] = "within"
    above: float = 0.92
    weak: float = 0.3
    level: float = 0.05
    fewest: int = 10

    def __repr__(self) -> str:
        return f"<Coherence of {self.result.framework.id}: {len(self.indicators)} indicators, {self.rows.sum()} rows>"

    @property
    def indicators(self) -> list[str]:
        """The indicators of the composite."""
        return self.result.framework.composite_ids

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """``(n,)`` scores of indicators and groups as they enter the composite; only the stated if asked."""
        found = {name: scores[0][self.rows] for name, scores in self.result.nodes.items()}
        if self.only_stated:
            for name in self.indicators:
                found[name] = np.where(self.stated[name].to_numpy(), found[name], np.nan)
        return found

    @cached_property
    def stated(self) -> pd.DataFrame:
        """Whether each indicator has a value of its own, by row and indicator."""
        entries = list(self.result.framework.entries)
        columns = [entries.index(name) for name in self.indicators]
        stated = self.result.marks.reasons[self.rows][:, columns] == OK
        return pd.DataFrame(stated, index=self.result.index[self.rows], columns=self.indicators)

    @cached_property
    def distribution(self) -> pd.DataFrame:
        """Statistics of the indicators' values in their units, by indicator.

        Columns: group; n and share (of rows that have a value); minimum, maximum, mean, median, deviation (n - 1),
        skewness and kurtosis (type 2, as in Excel); nonzero, different and same (how many values are not zero, how many
        different ones there are, how often the most frequent one); nonzero_share and different_share, of n; flag:
        ``scarce`` (share under 65 %), ``zeros`` (under half are not zero), ``few`` (under half are different),
        ``outliers`` (skewness beyond 2 with kurtosis above 3.5), joined by blanks.
        """
        values = self.result.indicator_values.loc[self.rows, self.indicators]
        table = values.to_numpy(np.float64)
        skewness, kurtosis = moments(table) if table.size else (np.full(len(self.indicators), np.nan),) * 2
        groups = [self.result.framework.parent(name) for name in self.indicators]
        frame = pd.DataFrame({"group": groups}, index=values.columns)
        frame["n"] = values.count()
        frame["share"] = frame["n"] / max(len(values), 1)
        for name, how in _STATISTICS.items():
            frame[name] = values.agg(how) if len(values) else np.nan
        frame["skewness"], frame["kurtosis"] = skewness, kurtosis
        frame["nonzero"] = (values.notna() & (values != 0)).sum()
        frame["different"] = values.nunique()
        counts = [values[name].value_counts() for name in values]
        frame["same"] = [int(count.max()) if len(count) else 0 for count in counts]
        for name in ("nonzero", "different"):
            frame[f"{name}_share"] = frame[name] / frame["n"].where(frame["n"] > 0)
        flags = {
            "scarce": frame["share"] < 0.65,
            "zeros": frame["nonzero_share"] < 0.5,
            "few": frame["different_share"] < 0.5,
            "outliers": (frame["skewness"].abs() > 2) & (frame["kurtosis"] > 3.5),
        }
        frame["flag"] = [" ".join(name for name, raised in flags.items() if raised[node]) for node in frame.index]
        return frame.rename_axis("indicator")

    @cached_property
    def correlations(self) -> pd.DataFrame:
        """Each pair of indicators once.

        Columns: first, second; first_group, second_group; within (one group); pearson, spearman and kendall with
        p-values (pearson_p …; kendall missing where it was not asked for); n (rows that both have); flag:
        ``redundant`` above the limit, ``contradictory`` for a significant negative one within a group, ``negative``
        for another one within a group, ``weak`` for one within a group that is nearer to 0 than `weak`; ``scarce``
        where too few rows have both to judge.
        """
        return self._pairs(self.indicators)

    @cached_property
    def group_correlations(self) -> pd.DataFrame:
        """Each pair of groups under the same group once; columns as in `correlations`."""
        found = self._pairs([name for name in self.result.framework.composite_tree if name != ROOT])
        return found[found["within"].astype(bool)].reset_index(drop=True)

    def _pairs(self, nodes: list[str]) -> pd.DataFrame:
        if len(nodes) < 2:
            return pd.DataFrame(columns=_PAIR_COLUMNS)
        values = np.column_stack([self.scores[name] for name in nodes])
        i, j = np.triu_indices(len(nodes), 1)
        groups = np.array([self.result.framework.parent(name) for name in nodes], dtype=object)
        names = np.array(nodes, dtype=object)
        columns: dict[str, object] = {"first": names[i], "second": names[j], "first_group": groups[i]}
        columns |= {"second_group": groups[j], "within": groups[i] == groups[j]}
        for kind in _KINDS:
            r, p, n = correlations(values, kind=kind)
            columns |= {kind: r[i, j], f"{kind}_p": p[i, j], "n": n[i, j]}
        tau = np.full((len(i), 2), np.nan)
        for k in np.flatnonzero((groups[i] == groups[j]) | (self.kendall == "all")):
            one = correlations(values[:, [i[k]]], values[:, [j[k]]], kind="kendall")
            tau[k] = one.r[0, 0], one.p[0, 0]
        frame = pd.DataFrame({**columns, "kendall": tau[:, 0], "kendall_p": tau[:, 1]})
        negative = frame["within"] & (frame["pearson"] < 0)
        flags = {
            "scarce": frame["n"] < self.fewest,
            "redundant": frame["pearson"] > self.above,
            "contradictory": negative & (frame["pearson_p"] <= self.level),
            "negative": negative,
            "weak": frame["within"] & (frame["pearson"] < self.weak),
        }
        return frame.assign(flag=np.select(list(flags.values()), list(flags), ""))[_PAIR_COLUMNS]

    @property
    def redundant(self) -> pd.DataFrame:
        """Pairs that say nearly the same, the closest first."""
        return self.correlations[self.correlations["flag"] == "redundant"].sort_values("pearson", ascending=False)

    @property
    def contradictory(self) -> pd.DataFrame:
        """Pairs of one group that point different ways, the worst first: there one gain costs another."""
        return self.correlations[self.correlations["flag"] == "contradictory"].sort_values("pearson")

    @cached_property
    def ancestors(self) -> pd.DataFrame:
        """Correlation of every indicator and group with each group above it, the composite (``""``) included.

        Columns: node, group, steps (1: its own group); pearson, pearson_p, spearman, n; flag: ``negative``, ``weak``,
        ``scarce``.
        """
        framework, found = self.result.framework, []
        groups = list(framework.composite_tree)
        nodes = [*self.indicators, *(group for group in groups if group != ROOT)]
        above = np.column_stack([self.scores[group] for group in groups])
        below = np.column_stack([self.scores[node] for node in nodes]) if nodes else np.empty((len(above), 0))
        (r, p, n), rho = correlations(below, above), correlations(below, above, kind="spearman").r
        for i, node in enumerate(nodes):
            group, steps = node, 0
            while group != ROOT:
                group, steps = framework.parent(group), steps + 1
                at = i, groups.index(group)
                flag = "negative" if r[at] < 0 else "weak" if r[at] < self.weak else ""
                flag = "scarce" if n[at] < self.fewest else flag
                found.append((node, group, steps, r[at], p[at], rho[at], n[at], flag))
        return pd.DataFrame(found, columns=["node", "group", "steps", "pearson", "pearson_p", "spearman", "n", "flag"])

    @cached_property
    def alpha(self) -> pd.DataFrame:
        """Cronbach's alpha of each group's ``children``, and of all ``indicators`` below it.

        Columns as in :func:`~fazhi_score.analysis.structure.alphas`.
        """
        return alphas(self.result.framework, self.scores)

    @cached_property
    def adequacy(self) -> pd.DataFrame:
        """Dimensions, condition number, Kaiser–Meyer–Olkin and Bartlett's test of the same parts.

        Columns as in :func:`~fazhi_score.analysis.structure.adequacies`.
        """
        return adequacies(self.result.framework, self.scores)

    @cached_property
    def _components(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return eigenvalues(self.result.framework, self.scores)

    @property
    def components(self) -> pd.DataFrame:
        """Eigenvalue, share and cumulative share of each principal component of the same parts; rows they rest on."""
        return self._components[0]

    @property
    def loadings(self) -> pd.DataFrame:
        """Loadings of nodes on components: their correlations."""
        return self._components[1]

    @cached_property
    def collinearity(self) -> pd.DataFrame:
        """Variance inflation factors of each indicator: within its group and among all; 10 and more is much."""
        return inflations(self.result.framework, self.scores)

    @cached_property
    def importance(self) -> pd.DataFrame:
        """Importance of nodes for the group above (``children``) and of indicators for the composite (``indicators``).

        Columns: group, of, node; weight (share among those held together; nominal); linear and nonlinear (main
        effects: share of the group's variance, see :func:`~fazhi_score.numerics.association.correlation_ratio`);
        linear_share and nonlinear_share (their sum is 1, as that of the weights); ratio (nonlinear_share to weight:
        above 1 the node counts more than its weight says); n.
        """
        framework, parts = self.result.framework, []
        sets = [(group, CHILDREN, children) for group, children in framework.composite_tree.items() if children]
        if self.indicators and self.indicators != framework.composite_tree[ROOT]:
            sets.append((ROOT, INDICATORS, self.indicators))
        for group, of, names in sets:
            nominal = framework.nominal_weights if of == INDICATORS else framework.weights
            weights = np.array([nominal[name] for name in names], dtype=np.float64)
            found = pd.DataFrame([correlation_ratio(self.scores[group], self.scores[name]) for name in names])
            found.insert(0, "weight", weights / weights.sum() if weights.sum() > 0 else np.nan)
            for kind in ("linear", "nonlinear"):
                found[f"{kind}_share"] = found[kind] / (found[kind].sum() or np.nan)
            found["ratio"] = found["nonlinear_share"] / found["weight"].where(found["weight"] > 0)
            parts.append(found.assign(group=group, of=of, node=names))
        columns = ["weight", "linear", "nonlinear", "linear_share", "nonlinear_share", "ratio", "n"]
        frame = (
            pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["group", "of", "node", *columns])
        )
        return frame[["group", "of", "node", *columns]]

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What stands out, with what to do about it; ``message("zh")`` and ``message("en")`` say it."""
        return coherence_problems(self)

    def tables(self, lang: str = "en") -> dict[str, pd.DataFrame]:
        """Return all frames by their heading, with columns, flags and nodes named in `lang`."""
        return coherence_tables(self, lang)


_STATISTICS = {"minimum": "min", "maximum": "max", "mean": "mean", "median": "median", "deviation": "std"}
_KINDS: tuple[Literal["pearson", "spearman"], ...] = ("pearson", "spearman")
_PAIR_COLUMNS = [
    *("first", "second", "first_group", "second_group", "within"),
    *("pearson", "pearson_p", "spearman", "spearman_p", "kendall", "kendall_p", "n", "flag"),
]


def denominator_correlations(
    result: Result, denominators: Sequence[str] | pd.DataFrame, *, threshold: float = 0.6
) -> pd.DataFrame:
    """Return how indicators correlate with what they might be divided by: size that an indicator has not shed.

    Parameters
    ----------
    result : Result
    denominators : names or DataFrame
        Facts of the framework or columns of the register that hold numbers, such as population; or a frame of
        numbers indexed by region, or by region and period.
    threshold : float
        Above, in absolute value, the flag is ``size``: the indicator asks for a denominator.

    Returns
    -------
    DataFrame
        Indicator, denominator, pearson, p, spearman, n and flag.

    Raises
    ------
    FazhiError
        For a name that is neither fact nor column, or a column that holds no numbers.
    """
    sizes = denominators if isinstance(denominators, pd.DataFrame) else _sizes(result, denominators)
    if sizes.index.nlevels == 1:
        sizes = sizes.reindex(result.index.get_level_values("region"))
    else:
        sizes = sizes.reindex(result.index)
    rows = _rows_of(result, None)
    values, table = result.indicator_values[rows], sizes.to_numpy(np.float64)[rows]
    plain = correlations(values.to_numpy(np.float64), table)
    ranked = correlations(values.to_numpy(np.float64), table, kind="spearman").r
    i, j = np.indices(plain.r.shape).reshape(2, -1)
    columns = {"indicator": values.columns[i], "denominator": sizes.columns[j], "pearson": plain.r[i, j]}
    frame = pd.DataFrame({**columns, "p": plain.p[i, j], "spearman": ranked[i, j], "n": plain.n[i, j]})
    return frame.assign(flag=np.where(frame["pearson"].abs() > threshold, "size", ""))


def _sizes(result: Result, names: Sequence[str]) -> pd.DataFrame:
    """Return facts and columns of the register as numbers, by unit."""
    facts, _ = result.panel.matrix("own", "annual")
    register = result.panel.facts.regions
    known = list(result.panel.fact_ids) + ([] if register is None else list(register.frame.columns))
    found = {}
    for name in names:
        if name in result.panel.column_of:
            found[name] = facts[:, result.panel.column_of[name]]
        elif register is not None and name in register.frame:
            texts = register.frame[name].reindex(result.index.get_level_values("region"))
            numbers = pd.to_numeric(texts.replace("", None), errors="coerce")
            if not numbers.notna().any():
                raise FazhiError(Problem("denominator_no_numbers", {"name": name}))
            found[name] = numbers.to_numpy(np.float64)
        else:
            raise FazhiError(Problem("denominator_unknown", {"name": name, "known": ", ".join(known)}))
    return pd.DataFrame(found, index=result.index)
