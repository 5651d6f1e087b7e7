"""Weighted means, adjustments, ranks and grades into formulas of a spreadsheet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fazhi_score.numerics.classes import TOLERANCE
from fazhi_score.presentation.workbook.markup import quoted

_SAME = "0.000000001"


class Part(NamedTuple):
    """Scores side by side, and the weights above them: two ranges of one row each."""

    scores: str
    weights: str


def mean(aggregation: str, parts: list[Part], least: int) -> tuple[str, bool]:
    """Return the formula of a weighted mean, and whether it works cell by cell (an array formula).

    Empty cells and empty texts are gaps: left out, the weights renormalised. Fewer than `least` numbers make a gap.

    Examples
    --------
    >>> mean("arithmetic", [Part("D5:E5", "D$3:E$3")], 0)[0]
    'IF(SUMPRODUCT(ISNUMBER(D5:E5)*D$3:E$3)=0,"",SUMPRODUCT(D5:E5,D$3:E$3)/SUMPRODUCT(ISNUMBER(D5:E5)*D$3:E$3))'
    """
    whole = _sum(f"SUMPRODUCT(ISNUMBER({p.scores})*{p.weights})" for p in parts)
    if aggregation == "arithmetic":
        found = f"{_sum(f'SUMPRODUCT({p.scores},{p.weights})' for p in parts)}/{whole}"
    else:
        zeros = _sum(f"SUM(ISNUMBER({p.scores})*({p.scores}<=0)*({p.weights}>0))" for p in parts)
        if aggregation == "geometric":
            logs = (f"SUM(IF(ISNUMBER({p.scores}),IF({p.scores}>0,{p.weights}*LN({p.scores}))))" for p in parts)
            positive = f"EXP({_sum(logs)}/{whole})"
        else:
            turned = (f"SUM(IF(ISNUMBER({p.scores}),IF({p.scores}>0,{p.weights}/{p.scores})))" for p in parts)
            positive = f"{whole}/{_sum(turned)}"
        found = f"IF({zeros}>0,0,{positive})"
    gap = f"{whole}=0"
    if least > 1:
        gap = f"OR({gap},COUNT({','.join(p.scores for p in parts)})<{least})"
    return f'IF({gap},"",{found})', aggregation != "arithmetic"


def _sum(terms: Iterable[str]) -> str:
    listed = list(terms)
    return listed[0] if len(listed) == 1 else f"({'+'.join(listed)})"


def least_children(share: float, count: int) -> int:
    """Return how many of `count` children must have a score."""
    return max(0, math.ceil(count * (share - TOLERANCE)))


def adjusted(total: str, extras: str, caps: str, *, above_100: bool, digits: int | None) -> str:
    """Return the formula of the composite: the total, bonuses and penalties, the ends of the scale, caps, rounding.

    `extras` and `caps` are ranges, "" where there are none.

    Examples
    --------
    >>> adjusted("D5", "E5:F5", "G5", above_100=False, digits=None)
    'IF(D5="","",MIN(MAX(0,MIN(100,D5+SUM(E5:F5))),G5))'
    """
    found = f"{total}+SUM({extras})" if extras else total
    found = f"MAX(0,{found})" if above_100 else f"MAX(0,MIN(100,{found}))"
    found = f"MIN({found},{caps})" if caps else found
    if digits is not None:
        power = 10**digits
        found = f"INT(({found})*{power}+0.5+{_SAME})/{power}"  # half up, as the library rounds
    return f'IF({total}="","",{found})'


def rank(score: str, peers: str, scores: str, all_peers: str) -> str:
    """Return the formula of a rank: one more than the peers with a higher score; ties share the lowest number."""
    above = f'COUNTIFS({all_peers},{peers},{scores},">"&({score}+{_SAME}))+1'
    return f'IF(OR({peers}="",{score}=""),"",{above})'


def grade(score: str, edges: Mapping[str, float]) -> str:
    """Return the formula of a grade: the highest whose lower edge the score reaches.

    Examples
    --------
    >>> grade("D5", {"good": 80, "fair": 0})
    'IF(D5="","",IF(D5>=80-0.000000001,"good",IF(D5>=0-0.000000001,"fair","")))'
    """
    found = '""'
    for name, edge in sorted(edges.items(), key=lambda pair: pair[1]):
        found = f"IF({score}>={edge:.15g}-{_SAME},{quoted(name)},{found})"
    return f'IF({score}="","",{found})'


def in_use(row: int, last: int, whole: str) -> str:
    """Return the formula of a weight in a sheet of points: what is typed in, else what the siblings leave.

    As :meth:`Framework.with_weights`: the siblings absorb the difference in proportion, descendants scale along.
    """
    beside = f"B$3:B${last}=B{row}"
    rest = f'SUMPRODUCT(({beside})*(F$3:F${last}="")*E$3:E${last})'
    left = f"MAX(0,{whole}-SUMIF(B$3:B${last},B{row},F$3:F${last}))"
    return f'IF(F{row}<>"",F{row},IF({rest}=0,E{row},E{row}*{left}/{rest}))'
