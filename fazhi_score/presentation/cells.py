"""Numbers and names into what stands in a cell: a dash where there is none, never a zero."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.framework.formula import Name
from fazhi_score.framework.model import Framework
from fazhi_score.framework.writing import as_line
from fazhi_score.messages import say, say_or
from fazhi_score.scoring.indicators import REFERENCE
from fazhi_score.scoring.result import Result

_LONGEST_SETTING = 60


def points(value: float) -> str:
    """Return points without more digits than they have."""
    return "–" if math.isnan(value) or math.isinf(value) else f"{value:.6g}"


def as_number(value: Any) -> float:
    """Return a number, NaN where there is none, to six digits after the point."""
    return float("nan") if pd.isna(value) else round(float(value), 6)


def of_unit(value: float, unit: str) -> str:
    """Return a value with its unit, shares as percentages."""
    if math.isnan(value):
        return "–"
    return f"{value * 100:.6g}%" if unit == "percent" else f"{value:.10g}{unit}"


def class_name(label: str, lang: str) -> str:
    """Return what a class of the register is called: the usual ones have words in both languages.

    Examples
    --------
    >>> class_name("county-level", "zh"), class_name("甲类", "en")
    ('县级政府', '甲类')
    """
    return say_or(f"class_{label.strip().lower().replace('-', '_').replace(' ', '_')}", label, lang)


def unit_of(framework: Framework, name: str) -> str:
    """Return the unit of an indicator's value: its own, or that of the one fact which it is; "" for a group."""
    entry = framework.entries.get(name)
    if entry is None:
        return ""
    tree = None if entry.formula is None else entry.formula.tree
    return entry.spec.unit or (framework.file.facts[tree.id].unit if isinstance(tree, Name) else "")


def unit_names(result: Result) -> NDArray[np.object_]:
    """Return the name of each row; where another region of the period has the same one, with the region's id."""
    names, ids = result.names.astype(str).to_numpy(dtype=object), result.index.get_level_values("region").astype(str)
    return np.where(has_namesake(result, names), names + " (" + ids.to_numpy(dtype=object) + ")", names)


def has_namesake(result: Result, names: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return ``(n,)`` whether another region of the same period has the name of a row, too."""
    return np.asarray(pd.DataFrame({"name": names, "period": periods(result)}).duplicated(keep=False))


def periods(result: Result) -> NDArray[np.object_]:
    """Return the period of each row as text."""
    return result.index.get_level_values("period").astype(str).to_numpy(dtype=object)


def shown_units(result: Result) -> NDArray[np.intp]:
    """Return the rows of regions: reference regions left out."""
    return np.flatnonzero((result.table["class"] != REFERENCE).to_numpy())


def setting_text(value: Any, lang: str) -> str:
    """Return what a framework says at one place as one short line, as YAML writes it.

    Examples
    --------
    >>> setting_text(None, "en"), setting_text(1 / 3, "en"), setting_text({"unit": "人"}, "zh")
    ('(absent)', '0.333333', '{unit: 人}')
    """
    if value is None:
        return say("absent", lang)
    text = value if isinstance(value, str) else f"{value:.6g}" if isinstance(value, float) else as_line(value)
    return text if len(text) <= _LONGEST_SETTING else text[: _LONGEST_SETTING - 1] + "…"
