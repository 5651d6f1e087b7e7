"""A result into the league table and into who has told how much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.framework.model import ROOT
from fazhi_score.messages import say
from fazhi_score.presentation.cells import as_number, class_name, periods, shown_units, unit_names
from fazhi_score.presentation.order import in_rank_order
from fazhi_score.presentation.text import percent_text, score_text, whole_text
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.uncertainty import Uncertainty


def league(
    result: Result, lang: str = "en", *, numbers: bool = False, uncertainty: Uncertainty | None = None
) -> pd.DataFrame:
    """Return the league table as people read it: text cells, headings in `lang`.

    One row per region and period, with the scores of the top-level groups at the end. Each class stands in the order of
    its ranks, who is not ranked behind, by composite. A dash stands where there is no number, never a zero.

    Parameters
    ----------
    result : Result
    lang : {"en", "zh"}
    numbers : bool
        Scores and ranks as numbers (NaN: none), for a workbook; coverage, bounds and possible ranks stay text.
    uncertainty : Uncertainty, optional
        Of the same result: adds the interval of each rank.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {"en": "One"}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A", "B"], "period": 2024, "fact": "x", "value": [40, 90]})
    >>> league(score(rows, framework))[["Region", "Rank", "Possible ranks", "One"]].values.tolist()
    [['B', '1', '1–1 / 2', '90.00'], ['A', '2', '2–2 / 2', '40.00']]
    """
    shown = in_rank_order(result)
    table = result.table.iloc[shown]
    score, place = (as_number, as_number) if numbers else (score_text, whole_text)
    columns: dict[str, list[Any]] = {
        "name": unit_names(result)[shown].tolist(),
        "period": periods(result)[shown].tolist(),
        **({"class": [class_name(label, lang) for label in table["class"]]} if several_classes(result) else {}),
        "composite": [score(v) for v in table["composite"]],
        "rank": [place(v) for v in table["rank"]],
        "possible": [
            f"{whole_text(b)}–{whole_text(w)} / {n}" if n > 1 else "–"
            for b, w, n in zip(table["best_rank"], table["worst_rank"], table["peers"], strict=True)
        ],
        **({} if uncertainty is None else {"uncertain_interval": _intervals(result, shown, uncertainty)}),
        "grade": [grade or "–" for grade in table["grade"]],
        "coverage": [percent_text(v) for v in table["coverage"]],
        "bounds": [
            "–" if math.isnan(low) else f"{low:.1f}–{high:.1f}"
            for low, high in zip(table["lower"], table["upper"], strict=True)
        ],
        "disclosure": [percent_text(v) for v in table["disclosure"]],
        **({"comparable": [score(v) for v in table["comparable"]]} if "comparable" in table else {}),
    }
    frame = pd.DataFrame({say(f"column_{name}", lang): cells for name, cells in columns.items()})
    for group in result.framework.composite_tree[ROOT]:
        label = result.framework.label(group, lang)
        frame[label if label not in frame else f"{label} [{group}]"] = [score(v) for v in result.nodes[group][0][shown]]
    return frame


def _intervals(result: Result, shown: NDArray[np.intp], uncertainty: Uncertainty) -> list[str]:
    found = uncertainty.rank_intervals().reindex(result.index[shown])
    ends = zip(found["low"], found["high"], strict=True)
    return ["–" if pd.isna(low) else f"{whole_text(low)}–{whole_text(high)}" for low, high in ends]


def several_classes(result: Result) -> bool:
    """Say whether regions are ranked by class and there is more than one."""
    found = set(result.table["class"].iloc[shown_units(result)])
    return "class" in result.framework.method.rank_within and len(found) > 1


def coverage(result: Result, lang: str = "en") -> pd.DataFrame:
    """Return how much each region states: coverage by kind of statement, and how many indicators.

    Columns, with headings in `lang`: region, period, coverage (share of the weight), of it counts, printed rates and
    words, how many indicators of the composite are stated, how many apply, disclosure. Shares are fractions, NaN
    where nothing applies.
    """
    shown, table = in_rank_order(result), result.table
    gaps = result.gaps[result.framework.composite_ids].iloc[shown]
    applies = ~gaps.isin(["not_applicable", "zero_denominator", "out_of_scope"]).to_numpy()
    columns = {
        "name": unit_names(result)[shown],
        "period": periods(result)[shown],
        **{name: table[name].to_numpy()[shown] for name in _COVERAGE},
        "stated": gaps.isna().to_numpy().sum(axis=1),
        "applicable": applies.sum(axis=1),
        "disclosure": table["disclosure"].to_numpy()[shown],
    }
    return pd.DataFrame({say(f"column_{name}", lang): cells for name, cells in columns.items()})


_COVERAGE = ("coverage", "coverage_counts", "coverage_rates", "coverage_words")
