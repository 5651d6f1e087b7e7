"""A node's `applies_to` into whether it applies to a class and a period."""

from __future__ import annotations

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import PERIOD_CONDITION


def period_fits(period: str, condition: str) -> bool:
    """Say whether a period begins before or after a bound, or lies within it: 2024Q3 is in 2024.

    Examples
    --------
    >>> period_fits("2024Q3", ">=2024"), period_fits("2023", "2024"), period_fits("2024-11", "2024Q4")
    (True, False, True)
    """
    match = PERIOD_CONDITION.fullmatch(condition)
    assert match is not None  # the checks refuse other conditions
    (begins, ends), (first, last) = _months(period), _months(match[2])
    inside = first <= begins and ends <= last
    # what begins on one side of a bound stands there: of < and >= each period fits one
    fits = {">=": begins >= first, "<=": begins <= last, ">": begins > last, "<": begins < first, "==": inside}
    return fits[match[1] or "=="]


def _months(period: str) -> tuple[int, int]:
    """Return the first and the last month that a period covers, counted from one beginning."""
    start, rest = int(period[:4]) * 12, period[4:]
    length = {"": 12, "Q": 3, "H": 6, "-": 1}[rest[:1]]
    start += (int(rest[1:]) - 1) * length if rest else 0
    return start, start + length - 1


def applicable(framework: Framework, kind: str, period: str) -> set[str]:
    """Return the groups and indicators that apply to a class in a period, by their own word and that of all above.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> "training_coverage" in applicable(load_framework(), "county-level", "2024")
    True
    """
    found = {ROOT}
    for name in [*framework.group_order[1:], *framework.entries]:
        rule = framework.node(name).applies_to
        here = rule is None or (
            (rule.class_ is None or kind in rule.class_) and (rule.period is None or period_fits(period, rule.period))
        )
        if here and framework.parent(name) in found:
            found.add(name)
    return found - {ROOT}
