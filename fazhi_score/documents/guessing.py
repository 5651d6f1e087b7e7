"""A report that does not say whose it is into the name that it mentions most."""

from __future__ import annotations

import re
from collections import Counter

from fazhi_score.documents.units import parse_unit

_LEAST = 3
_OWN_LEVEL = re.compile("(?:[全我本](?P<own>[区县旗市])|(?P<body>[区县旗市])(?:政府|委(?![员会])|人大|政协|直部门|级))")
_LONGEST = 5  # characters of a name, without the one for its level
_JOINING = re.compile("依法治|^[在对了的与和为全是由从向到各把被让以及将]|[、，。：的]|城区$(?<![一-鿿]城区)")


def named_most(text: str) -> tuple[str, int]:
    """Return the county, district or city that a report names most, and how often; ("", 0) where none stands out.

    Only names of the level that the report speaks of as its own count (全区, 区政府).

    Examples
    --------
    >>> named_most("今年，区政府依法履职。云溪区法院与云溪区司法局联动，云溪区普法。全区推进，云山市督察。")
    ('云溪区', 3)
    """
    levels = Counter(match["own"] or match["body"] for match in _OWN_LEVEL.finditer(text))
    if not levels:
        return "", 0
    level = levels.most_common(1)[0][0]
    counts: Counter[str] = Counter()
    at = text.find(level)
    while at >= 0:
        for length in range(2, _LONGEST):
            name = text[max(0, at - length) : at + 1]
            if len(name) == length + 1:
                counts[name] += 1
        at = text.find(level, at + 1)
    found = [(count, len(name), name) for name, count in counts.items() if count >= _LEAST and _is_place(name)]
    if not found:
        return "", 0
    # the longer of two names of which one ends with the other counts, unless it has a word before it: 在云溪区
    most = max(count for count, _, _ in found)
    best = max((length, count, name) for count, length, name in found if count > 0.6 * most)
    return best[2], best[1]


def _is_place(name: str) -> bool:
    unit = parse_unit(name)
    return unit is not None and unit.region == name and not _JOINING.search(name)
