"""Indicator values into who is left out for stating too little, or for too many zeros."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.errors import Problem
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.panel import Panel, Reasons
from fazhi_score.scoring.reasons import OK


def screened(panel: Panel, values: Floats, reasons: Reasons) -> tuple[NDArray[np.bool_], list[Problem]]:
    """Return ``(n,)`` who is left out as `method.screening` says, and a note for each reason.

    Judged are the indicators of the composite, with all reasons for a gap alike.
    """
    rule = panel.framework.method.screening
    left_out = np.zeros(len(panel), dtype=bool)
    if rule is None:
        return left_out, []
    from fazhi_score.numerics.screening import GROUP_TOO_EMPTY, TOO_FEW_VALUES, TOO_MANY_ZEROS, screen

    entries = panel.framework.entries
    columns = [k for k, name in enumerate(entries) if name in set(panel.framework.composite_ids)]
    groups = pd.factorize(np.array([entries[name].spec.group for name in panel.framework.composite_ids], dtype=object))
    found = screen(
        np.where(reasons == OK, values, np.nan)[:, columns],
        by="both",
        least_available=rule.stated or 0.0,
        least_nonzero=rule.nonzero or 0.0,
        groups=groups[0].astype(np.intp),
        least_in_group=rule.stated_in_group or 0.0,
    )
    inside = ~Peers(panel).outside
    notes = []
    for code, reason in (
        ("screened_values", TOO_FEW_VALUES),
        ("screened_zeros", TOO_MANY_ZEROS),
        ("screened_group", GROUP_TOO_EMPTY),
    ):
        struck = inside & ((found.reason & reason) != 0)
        if struck.any():
            listed = ", ".join(" ".join(map(str, panel.index[unit])) for unit in np.flatnonzero(struck)[:8].tolist())
            told = {"count": int(struck.sum()), "listed": listed + (" …" if struck.sum() > 8 else "")}
            notes.append(Problem(code, told, severity="warning"))
    return inside & ~found.keep, notes
