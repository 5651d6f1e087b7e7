"""Uncertainty and sensitivity as tables of text."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.messages import say, say_or
from fazhi_score.presentation.order import in_rank_order


def uncertainty_table(found: Uncertainty, lang: str = "en") -> pd.DataFrame:
    """Return one row a region: rank and score as the framework says, and the intervals they are in.

    Rows stand as in the league table: those that are ranked together in the order of their ranks, the others behind.
    """
    first = in_rank_order(found.nominal)
    table = found.table.iloc[[*first, *np.setdiff1d(np.arange(len(found.table)), first)]]
    periods = table.index.get_level_values("period")
    columns: dict[str, list[str]] = {
        say("column_name", lang): table["name"].astype(str).to_list(),
        say("column_period", lang): [str(period) for period in periods],
        say("column_rank", lang): _whole(table["rank"]),
        say("column_uncertain_interval", lang): _between(_whole(table["low"]), _whole(table["high"])),
        say("column_uncertain_median", lang): _whole(table["median"]),
        say("column_composite", lang): _digits(table["composite"], 2),
        say("column_uncertain_scores", lang): _between(_digits(table["score_low"], 1), _digits(table["score_high"], 1)),
    }
    if "grade" in table:
        columns[say("column_grade", lang)] = table["grade"].astype(str).to_list()
        columns[say("column_uncertain_stability", lang)] = [
            "–" if pd.isna(share) else f"{share:.0%}" for share in table["grade_stability"]
        ]
    return pd.DataFrame(columns)


def varied(sources: Iterable[str], lang: str = "en") -> str:
    """Return what varies in words: weights, what is not reported, …"""
    named = [say_or(f"word_source_{name}", name, lang) for name in sources]
    return ("、" if lang == "zh" else ", ").join(named)


def sensitivity_table(found: Sensitivity, lang: str = "en") -> pd.DataFrame:
    """Return one row a factor."""
    table = found.table.reset_index()
    texts = {}
    for name in table:
        values = table[name]
        heading = say(f"column_sensitive_{name}", lang) if name in _NAMED else str(name)
        numbers = pd.api.types.is_float_dtype(values)
        texts[heading] = _digits(values, 3) if numbers else values.astype(str).to_list()
    return pd.DataFrame(texts)


_NAMED = (
    *("factor", "first", "first_low", "first_high", "total", "total_low", "total_high", "variance", "runs"),
    *("rank_effect", "sigma", "largest", "composite_effect", "source", "alternative"),
    *("mean_rank_shift", "max_rank_shift", "composite_shift"),
)


def _whole(values: pd.Series) -> list[str]:
    return ["–" if pd.isna(value) else str(int(value)) for value in values]


def _digits(values: pd.Series, digits: int) -> list[str]:
    return ["–" if pd.isna(value) else f"{value:.{digits}f}" for value in values]


def _between(low: list[str], high: list[str]) -> list[str]:
    return [f"{one}–{other}" if one != "–" else "–" for one, other in zip(low, high, strict=True)]
