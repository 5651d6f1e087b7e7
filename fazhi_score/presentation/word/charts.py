"""Pictures for documents, where matplotlib is installed."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.errors import FazhiError
from fazhi_score.scoring.result import Result

MOST_UNITS = 60
"""More rank intervals do not fit a page."""


def has_charts() -> bool:
    """Say whether pictures can be drawn."""
    return importlib.util.find_spec("matplotlib") is not None


def radar(result: Result, unit: int, lang: str) -> bytes | None:
    """Return dimensions of a unit against its peers as a PNG file; None where there is nothing to draw, or no way."""
    region, period = (str(key) for key in result.index[unit])
    return _picture("radar", result, region, period, lang=lang)


def intervals(found: Uncertainty, units: NDArray[np.intp], lang: str) -> bytes | None:
    """Return the rank intervals of some units; None where there are too many for a page, or none is ranked."""
    ranked = found.rank_intervals().iloc[units].dropna(subset=["low"])
    periods = {str(period) for _, period in ranked.index}
    if not 1 < len(ranked) <= MOST_UNITS or len(periods) != 1:
        return None
    regions = [str(region) for region, _ in ranked.index]
    return _picture("rank_intervals", found, lang=lang, period=periods.pop(), regions=regions, top=MOST_UNITS)


def _picture(kind: str, *given: Any, **more: Any) -> bytes | None:
    """Return a chart as a PNG file of the same bytes each time; None where it has nothing to show."""
    if not has_charts():
        return None
    from fazhi_score.presentation.plots import draw

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.png"
        try:
            draw(kind, path, *given, **more)
        except FazhiError:
            return None  # too few dimensions, nobody ranked
        return path.read_bytes()
