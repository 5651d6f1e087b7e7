"""Facts and a grid of methods into a table of how much ranks depend on each choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from fazhi_score.analysis.panels import one_of, share_of_one
from fazhi_score.analysis.removal import agreement_within
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.table import Facts, read_facts
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.messages import say
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats
from fazhi_score.scoring.engine import score
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.ranking import class_sizes, competition_ranks
from fazhi_score.scoring.result import Result

KEYS = ("normalisation", "treatment", "imputation", "weighting", "aggregation", "ordering", "missing")
"""What a grid can vary."""

AS_WRITTEN = "as_written"
"""How the table names what the framework itself says."""

_FIGURES = ("regions", "rho", "tau", "mean_rank_shift", "max_rank_shift", "top_overlap")


def specifications(
    facts: Any,
    framework: Any = None,
    grid: Mapping[str, Sequence[Any]] | None = None,
    *,
    regions: Any = None,
    documents: Any = None,
    top: float = 0.1,
    executor: Executor | None = None,
) -> Specifications:
    """Score every combination of methods, and compare its ranks with those of the framework as it is written.

    Parameters
    ----------
    facts : Facts, path or DataFrame
    framework : Framework or path, optional
        Left out: the default framework.
    grid : mapping of str to sequence
        Values by key; a key left out stays as written. ``normalisation``: the name of a rule, or a mapping with its
        parameters, that takes the place of every relative rule. ``treatment``, ``imputation``, ``weighting``,
        ``aggregation``, ``ordering``: a method's name, a mapping with its parameters, or None for none. ``missing``:
        what is not reported earns, or a mapping by reason. Nodes with a word of their own keep it.
    regions, documents : optional
        Register and manifest, where `facts` does not carry them.
    top : float
        The share of each class that counts as the top.
    executor : Executor, optional
        Where combinations are scored side by side.

    Returns
    -------
    Specifications
        ``table``, ``ranks``, ``rank_ranges`` and ``to_latex()``.

    Raises
    ------
    FazhiError
        For unknown keys, keys without values, and facts that the framework as written cannot score. A combination that
        cannot be scored is told in `notes`.

    Notes
    -----
    Source: OECD/JRC Handbook (2008), section 7; a full factorial design, each combination as likely as the others.

    Examples
    --------
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "minmax"}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}, "y": {}},
    ...     "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}}})
    >>> values = {"A": (90, 50), "B": (60, 60), "C": (50, 85)}
    >>> rows = pd.DataFrame([(r, 2024, f, v) for r, pair in values.items() for f, v in zip("xy", pair)],
    ...                     columns=["region", "period", "fact", "value"])
    >>> found = specifications(rows, framework, {"normalisation": ["minmax", "rank"], "aggregation": ["arithmetic"]})
    >>> found.table[["normalisation", "aggregation", "max_rank_shift"]].values.tolist()
    [['as_written', 'as_written', 0.0], ['minmax', 'arithmetic', 0.0], ['rank', 'arithmetic', 2.0]]
    """
    share_of_one("top", top)
    written, chosen = load_framework(framework), _checked(grid or {})
    read = isinstance(facts, Facts) and regions is None and documents is None
    table = facts if read else read_facts(facts, regions=regions, documents=documents)
    combinations = [dict(zip(chosen, values, strict=True)) for values in product(*chosen.values()) if chosen]
    base = score(table, written)
    jobs = [(table, written, combination) for combination in combinations]
    found = list(map(_scored, jobs) if executor is None else executor.map(_scored, jobs))
    notes = []
    if "normalisation" in chosen and not _relative(written):
        notes.append(Problem("grid_no_effect", severity="warning"))
    for combination, outcome in zip(combinations, found, strict=True):
        if isinstance(outcome, FazhiError):
            named = ", ".join(f"{key}: {_label(value)}" for key, value in combination.items())
            told = {"specification": named, "reason": outcome.problems[0].message()}
            notes.append(Problem("specification_refused", told, severity="warning"))
    scored = [None if isinstance(outcome, FazhiError) else outcome for outcome in found]
    return Specifications(base, tuple(chosen), combinations, scored, top, tuple(notes))


def _checked(grid: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    for key, values in grid.items():
        one_of("grid", key, KEYS)
        if isinstance(values, str | Mapping) or not isinstance(values, Iterable) or not list(values):
            raise FazhiError(Problem("grid_empty", {"key": key}))
    return {key: list(grid[key]) for key in KEYS if key in grid}


_Columns = tuple[Floats, Floats]


def _scored(job: tuple[Facts, Framework, dict[str, Any]]) -> _Columns | FazhiError:
    """Return composites and ranks under one combination, or why there are none."""
    table, framework, combination = job
    try:
        standing = score(table, changed(framework, combination)).standing
    except FazhiError as error:
        return error
    return standing.composite, standing.ranks


def changed(framework: Framework, combination: Mapping[str, Any]) -> Framework:
    """Return the framework with other methods: the keys of a grid, one value each.

    Raises
    ------
    FazhiError
        For methods that the format does not know, or that the framework cannot bear.
    """
    method = {key: value for key, value in combination.items() if key != "normalisation"}
    if isinstance(method.get("missing"), str):
        method["missing"] = {"not_reported": method["missing"]}
    if "normalisation" in combination:
        framework = with_rule(framework, combination["normalisation"])
    return framework.with_method(**method) if method else framework


def with_rule(framework: Framework, rule: str | Mapping[str, Any]) -> Framework:
    """Return the framework with another rule for every indicator that is scored relative to peers.

    What such an indicator says of single classes goes with the rule that it replaces.

    Examples
    --------
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher", "score": {"rule": "minmax"}}}})
    >>> with_rule(framework, "zscore").file.indicators["i"].score.rule
    'zscore'
    """
    score_ = {"rule": rule} if isinstance(rule, str) else dict(rule)
    data = framework.file.model_dump(by_alias=True, exclude_unset=True)
    for name in _relative(framework):
        spec = {key: value for key, value in data["indicators"][name].items() if key != "by_class"}
        data["indicators"][name] = {**spec, "score": score_}
    return replace(load_framework(data), weights=framework.weights, document=framework.document)


def _relative(framework: Framework) -> list[str]:
    specs = framework.file.indicators.items()
    return [name for name, spec in specs if spec.score is not None and spec.score.rule in RELATIVE_RULES]


def _label(value: Any) -> str:
    """Return how the table names a value: a method with its parameters, or the policies about gaps."""
    if not isinstance(value, Mapping):
        return "none" if value is None else str(value)
    name = str(value.get("method", value.get("rule", "")))
    rest = [f"{key}: {_label(part)}" for key, part in value.items() if key not in ("method", "rule")]
    return f"{name} ({', '.join(rest)})" if name and rest else name or ", ".join(rest)


@dataclass(frozen=True, eq=False)
class Specifications:
    """Ranks under every combination of methods, beside those of the framework as written (specification 0).

    `keys` are what varies, `combinations` the values of each; `notes` tells of combinations that cannot be scored.
    """

    base: Result = field(repr=False)
    keys: tuple[str, ...]
    combinations: list[dict[str, Any]] = field(repr=False)
    scored: list[_Columns | None] = field(repr=False)
    top: float = 0.1
    notes: tuple[Problem, ...] = field(default=(), repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a specification, indexed by its number; 0 is the framework as written.

        Columns: the keys of the grid, and against the framework as written, over the regions ranked by both and
        ranked among them anew: regions, rho and tau (Spearman's and Kendall's tau-b between composites, within
        classes), mean_rank_shift and max_rank_shift (absolute), top_overlap (share of the top of each class that
        is in the top of both; of the larger, where ties make the two unequal).
        """
        own = self.base.standing
        rows = [dict.fromkeys(self.keys, AS_WRITTEN) | self._figures((own.composite, own.ranks))]
        for combination, found in zip(self.combinations, self.scored, strict=True):
            rows.append({key: _label(value) for key, value in combination.items()} | self._figures(found))
        index = pd.RangeIndex(len(rows), name="specification")
        return pd.DataFrame(rows, index=index, columns=[*self.keys, *_FIGURES])

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Ranks by region and period, one column a specification; missing where not ranked or not scored."""
        gone = np.full(len(self.base.index), np.nan)
        columns = [self.base.standing.ranks, *(gone if one is None else one[1] for one in self.scored)]
        frame = pd.DataFrame(np.column_stack(columns), index=self.base.index).astype("Int64")
        return frame.rename_axis(columns="specification")

    @cached_property
    def rank_ranges(self) -> pd.DataFrame:
        """Best, median and worst rank of each region over all specifications.

        Columns: name, as_written, best, median, worst and specifications (in which it is ranked).
        """
        ranks = self.ranks.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        known = ~np.isnan(ranks).all(axis=1)
        found = np.full((3, len(ranks)), np.nan)
        found[0, known] = np.nanmin(ranks[known], axis=1)
        found[1, known] = np.nanmedian(ranks[known], axis=1)
        found[2, known] = np.nanmax(ranks[known], axis=1)
        columns = {"name": self.base.names, AS_WRITTEN: self.ranks[0]}
        frame = pd.DataFrame(columns, index=self.base.index)
        frame = frame.assign(**dict(zip(("best", "median", "worst"), found, strict=True)))
        return frame.assign(specifications=(~np.isnan(ranks)).sum(axis=1))

    @cached_property
    def _classes(self) -> Codes:
        return Peers(self.base.panel).codes(self.base.framework.method.rank_within)

    def _figures(self, found: _Columns | None) -> dict[str, float]:
        """Compare one specification with the framework as written."""
        if found is None:
            return {"regions": 0.0, **dict.fromkeys(_FIGURES[1:], np.nan)}
        own = self.base.standing
        both = ~np.isnan(own.ranks) & ~np.isnan(found[1])
        if not both.any():
            return {"regions": 0.0, **dict.fromkeys(_FIGURES[1:], np.nan)}
        classes = self._classes[both]
        one, two = (competition_ranks(scores[both], classes) for scores in (own.composite, found[0]))
        shift = np.abs(one - two)
        rho, tau = agreement_within(-one, -two, classes)
        size = class_sizes(np.ones(len(classes), dtype=bool), classes)
        limit = np.ceil(self.top * size - TOLERANCE)
        tops = one <= limit, two <= limit
        overlap = (tops[0] & tops[1]).sum() / max(tops[0].sum(), tops[1].sum())
        figures = (both.sum(), rho, tau, shift.mean(), shift.max(), overlap)
        return dict(zip(_FIGURES, map(float, figures), strict=True))

    def to_latex(self, *, lang: str = "en", digits: int = 3, caption: str = "", label: str = "") -> str:
        """Return the table as LaTeX with the rules of the package booktabs; Chinese text needs a CJK font.

        Parameters
        ----------
        lang : {"en", "zh"}
            Language of the headings.
        digits : int
            Decimals of shares and correlations; shifts have one, numbers of regions none.
        caption, label : str
            Given either, the tabular stands in a table.
        """
        one_of("lang", lang, ("en", "zh"))
        names = ["specification", *self.keys, *_FIGURES]
        heading = " & ".join(_escaped(say(f"specification_heading_{name}", lang)) for name in names)
        lines = [f"\\begin{{tabular}}{{r{'l' * len(self.keys)}{'r' * len(_FIGURES)}}}", "\\toprule"]
        lines += [f"{heading} \\\\", "\\midrule"]
        for number, row in self.table.iterrows():
            texts = [say("specification_as_written", lang) if row[k] == AS_WRITTEN else str(row[k]) for k in self.keys]
            figures = [_shown(name, float(row[name]), digits) for name in _FIGURES]
            lines.append(" & ".join([str(number), *map(_escaped, texts), *figures]) + " \\\\")
        lines += ["\\bottomrule", "\\end{tabular}"]
        if caption or label:
            told = [f"\\caption{{{_escaped(caption)}}}"] if caption else []
            told += [f"\\label{{{label}}}"] if label else []
            lines = ["\\begin{table}", "\\centering", *told, *lines, "\\end{table}"]
        return "\n".join(lines) + "\n"


def _shown(name: str, value: float, digits: int) -> str:
    if np.isnan(value):
        return "--"
    return f"{value:.{0 if name == 'regions' else 1 if name.endswith('_shift') else digits}f}"


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
