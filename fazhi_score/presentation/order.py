"""The one order of regions that people see: who is ranked together side by side, the best first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fazhi_score.facts.periods import period_days
from fazhi_score.presentation.cells import periods, shown_units
from fazhi_score.scoring.indicators import Peers
from fazhi_score.scoring.result import Result

Units = NDArray[np.intp]


def rank_classes(result: Result, units: Units | None = None) -> list[Units]:
    """Return the rows of each class that is ranked together.

    Parameters
    ----------
    units : (n,) array, optional
        Rows to take; left out, all but reference regions.

    Returns
    -------
    list of arrays
        Classes by period, those of one period as they first come, who is in none last. In a class the best rank first;
        who has none stands behind by composite, who has no score last; equals in the order of the result.
    """
    units = shown_units(result) if units is None else units
    within, standing = result.framework.method.rank_within, result.standing
    codes, when = Peers(result.panel).codes(within), periods(result)
    found = []
    for code in dict.fromkeys(codes[units].tolist()):
        members = units[codes[units] == code]
        last = [np.nan_to_num(values, nan=np.inf) for values in (-standing.composite[members], standing.ranks[members])]
        found.append(members[np.lexsort(last)])
    by_period = "period" in within

    def place(members: Units) -> tuple[object, ...]:
        first = members[0]
        return codes[first] < 0, period_days(when[first]) if by_period else ()

    return sorted(found, key=place)


def in_rank_order(result: Result, units: Units | None = None) -> Units:
    """Return the rows of :func:`rank_classes`, one class after the other."""
    return np.concatenate([np.empty(0, dtype=np.intp), *rank_classes(result, units)])
