"""A result into its classes: who is compared with whom, who leads, who is not ranked and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fazhi_score.numerics.classes import TOLERANCE, Floats
from fazhi_score.presentation.cells import class_name, has_namesake, shown_units
from fazhi_score.presentation.order import Units, rank_classes
from fazhi_score.presentation.text import line, when_text
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result


@dataclass(frozen=True)
class Class:
    """Units that are ranked together.

    Parameters
    ----------
    title : str
        What they have in common, "" where all are in one class.
    units : (n,) array
        Rows of the result in the order of their ranks; who has none stands behind, in order of scores.
    """

    title: str
    units: Units


def names_of(result: Result) -> list[str]:
    """Return the name of each row on one line; where a period has it twice, with the region's id."""
    names = [line(name) for name in result.names]
    twice = has_namesake(result, np.array(names, dtype=object))
    ids = result.index.get_level_values("region")
    return [f"{name}（{line(region, 20)}）" if shared else name
            for name, region, shared in zip(names, ids, twice, strict=True)]  # fmt: skip


def classes_of(result: Result, lang: str) -> list[Class]:
    """Return the classes in their order, by what they are called."""
    within, peers = result.framework.method.rank_within, Peers(result.panel)
    codes = peers.codes(within)
    labels = {column: peers.labels(column) for column in within}
    found = []
    for units in rank_classes(result):
        compared = within if codes[units[0]] >= 0 else []
        parts = [_word(column, str(labels[column][units[0]]), lang) for column in compared]
        found.append(Class(("" if lang == "zh" else " ").join(filter(None, parts)), units))
    return found


def _word(column: str, label: str, lang: str) -> str:
    """Return what a class is called; the usual ones have words in both languages."""
    if column == "period":
        return when_text(label, lang)
    return line(class_name(label, lang), 30)


def class_word(label: str, lang: str) -> str:
    """Return what a class of the register is called."""
    return _word("class", label, lang)


def peers_of(result: Result, unit: int) -> Units:
    """Return the rows that are compared with a unit, itself included."""
    codes = Peers(result.panel).codes(result.framework.method.rank_within)
    return np.flatnonzero(codes == codes[unit]) if codes[unit] >= 0 else np.array([unit])


def unranked(result: Result) -> Iterator[tuple[int, str]]:
    """Yield who has no rank, with the code of the reason."""
    standing, method = result.standing, result.framework.method
    coverage = np.nan_to_num(standing.coverage.total)
    for unit in shown_units(result).tolist():
        if not np.isnan(standing.ranks[unit]):
            continue
        if np.isnan(standing.composite[unit]):
            yield unit, "word_unranked_no_score"
        elif result.adjusted.gated[unit]:
            yield unit, "word_unranked_gate"
        elif coverage[unit] < method.minimum_coverage - TOLERANCE:
            yield unit, "word_unranked_coverage"
        else:
            yield unit, "word_unranked_few"


def spread(values: Floats) -> dict[str, float] | None:
    """Return median, mean, least and most of what is there, and the standard deviation (n - 1) of two or more."""
    there = values[~np.isnan(values)]
    if not len(there):
        return None
    return {
        "median": float(np.median(there)),
        "mean": float(there.mean()),
        "least": float(there.min()),
        "most": float(there.max()),
        "std": float(there.std(ddof=1)) if len(there) > 1 else float("nan"),
    }
