"""The checks of an audit into sentences about what stands out, and into tables that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fazhi_score.analysis.structure import CHILDREN
from fazhi_score.errors import Problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import TEXTS, say
from fazhi_score.numerics.classes import TOLERANCE, Floats

if TYPE_CHECKING:
    from fazhi_score.analysis.coherence import Coherence

_LOW_ALPHA, _HIGH_VIF, _RATIO = 0.7, 10.0, 2.0
_CASES_PER_INDICATOR = 3
"""The rule of thumb of the OECD/JRC Handbook, section 4."""


def coherence_problems(found: Coherence) -> tuple[Problem, ...]:
    """Return what stands out: first what weakens the checks, then what they show; one note if nothing does."""
    told = _grounds(found)
    if found.rows.sum() < found.fewest:
        return (*told, Problem("coherence_too_few", {"fewest": found.fewest}, severity="note"))
    told += [*_pairs(found), *_groups(found), *_weights(found)]
    return tuple(told) or (Problem("coherence_fine", {}, severity="note"),)


def _warning(code: str, **params: object) -> Problem:
    return Problem(code, params, severity="warning")


def _name(found: Coherence, node: str) -> str:
    return node or found.result.framework.id


def _grounds(found: Coherence) -> list[Problem]:
    told = []
    rows, k = int(found.rows.sum()), len(found.indicators)
    regions = found.result.index[found.rows].get_level_values("region").nunique()
    scored = np.array([~np.isnan(found.scores[name]) for name in found.indicators]).T.reshape(rows, k)
    filled = scored & ~found.stated.to_numpy()
    if filled.any():
        told.append(_warning("coherence_filled", share=float(filled.sum() / scored.sum())))
    if regions < rows:
        told.append(_warning("coherence_repeated", regions=int(regions), rows=rows))
    if rows < _CASES_PER_INDICATOR * k:
        told.append(_warning("coherence_few_rows", rows=rows, indicators=k))
    still = [name for name in found.indicators if not _varies(found.scores[name])]
    if still:
        told.append(_warning("coherence_no_variation", count=len(still), indicator=still[0]))
    outliers = found.distribution.index[found.distribution["flag"].str.contains("outliers")]
    if len(outliers):
        told.append(_warning("coherence_outliers", count=len(outliers), indicator=outliers[0]))
    return told


def _varies(scores: Floats) -> bool:
    known = scores[~np.isnan(scores)]
    return len(known) > 0 and float(np.ptp(known)) > TOLERANCE


def _pairs(found: Coherence) -> list[Problem]:
    told = []
    for code, frame in (("redundant", found.redundant), ("contradictory", found.contradictory)):
        if len(frame):
            first = frame.iloc[0]
            params = {"first": first["first"], "second": first["second"], "r": float(first["pearson"])}
            told.append(_warning(f"coherence_{code}", count=len(frame), **params))
    against = found.ancestors[found.ancestors["flag"] == "negative"].sort_values("pearson")
    if len(against):
        first = against.iloc[0]
        params = {"node": first["node"], "group": _name(found, first["group"]), "r": float(first["pearson"])}
        told.append(_warning("coherence_against_group", count=len(against), **params))
    return told


def _groups(found: Coherence) -> list[Problem]:
    told, frame = [], found.adequacy
    low = found.alpha[found.alpha["alpha"] < _LOW_ALPHA].sort_values("alpha")
    if len(low):
        first = low.iloc[0]
        params = {"group": _name(found, first["group"]), "alpha": float(first["alpha"])}
        told.append(_warning("coherence_alpha_low", count=len(low), **params))
    several = frame[(frame["above_one"] > 1) & (frame["of"] == CHILDREN) & (frame["group"] != ROOT)]
    if len(several):
        params = {"group": several["group"].iloc[0], "dimensions": int(several["above_one"].iloc[0])}
        told.append(_warning("coherence_dimensions", count=len(several), **params))
    for basis in ("pairwise", "none"):
        count = int((frame["basis"] == basis).sum())
        if count:
            told.append(_warning(f"coherence_basis_{basis}", count=count, all=len(frame)))
    inflated = found.collinearity[["vif_group", "vif_all"]].max(axis=1).sort_values(ascending=False)
    inflated = inflated[inflated >= _HIGH_VIF]
    if len(inflated):
        params = {"indicator": inflated.index[0], "factor": float(inflated.iloc[0])}
        told.append(_warning("coherence_collinear", count=len(inflated), **params))
    return told


def _weights(found: Coherence) -> list[Problem]:
    told, frame = [], found.importance[found.importance["n"] >= found.fewest].sort_values("ratio")
    for code, rows in (("little", frame[frame["ratio"] < 1 / _RATIO]), ("much", frame[frame["ratio"] > _RATIO][::-1])):
        if len(rows):
            first = rows.iloc[0]
            params = {"node": first["node"], "group": _name(found, first["group"]), "ratio": float(first["ratio"])}
            told.append(_warning(f"coherence_counts_{code}", count=len(rows), **params))
    return told


def coherence_tables(found: Coherence, lang: str) -> dict[str, pd.DataFrame]:
    """Return the frames by heading, with columns, flags and nodes named in `lang`."""
    frames = {
        "distribution": found.distribution,
        "correlations": found.correlations,
        "group_correlations": found.group_correlations,
        "redundant": found.redundant,
        "contradictory": found.contradictory,
        "ancestors": found.ancestors,
        "alpha": found.alpha,
        "adequacy": found.adequacy,
        "components": found.components,
        "loadings": found.loadings,
        "collinearity": found.collinearity,
        "importance": found.importance,
    }
    return {
        say(f"checks_of_{name}", lang): labelled(frame, found.result.framework, lang) for name, frame in frames.items()
    }


_NODES = ("indicator", "node", "group", "first", "second", "first_group", "second_group", "weakest")
_WORDS = ("flag", "of", "basis", "within", "state")


def labelled(frame: pd.DataFrame, framework: Framework, lang: str) -> pd.DataFrame:
    """Return a frame without its index, nodes by their names, words and columns in `lang`; a user's columns stay."""
    flat = frame.reset_index() if frame.index.names != [None] else frame.reset_index(drop=True)
    for name in flat.columns.intersection(list(_NODES)):
        flat[name] = [framework.label(node, lang) for node in flat[name]]
    for name in flat.columns.intersection(list(_WORDS)):
        flat[name] = [_words(text, lang) for text in flat[name]]
    both = {name: (f"reason_{str(name).upper()}", f"checks_column_{name}") for name in flat.columns}
    codes = {name: code for name, tried in both.items() for code in tried if code in TEXTS}
    return flat.rename(columns={name: say(code, lang) for name, code in codes.items()})


def _words(text: object, lang: str) -> str:
    """Return flags and other words of a cell in `lang`; several are joined."""
    joint = "、" if lang == "zh" else ", "
    return joint.join(say(f"checks_word_{word.lower()}", lang) for word in str(text).split())
