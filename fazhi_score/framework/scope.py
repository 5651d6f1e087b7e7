"""A node's `applies_to` into whether it applies to a class and a period."""

from __future__ import annotations

from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.framework.schema import PERIOD_CONDITION


def period_fits(period: str, condition: str) -> bool:
    """Compare a period with a condition, as far as the bound goes: 2024Q3 is in 2024.

    Examples
    --------
    >>> period_fits("2024Q3", ">=2024"), period_fits("2023", "2024")
    (True, False)
    """
    match = PERIOD_CONDITION.fullmatch(condition)
    assert match is not None  # the checks refuse other conditions
    comparison, bound = match[1] or "==", match[2]
    mine = period[: len(bound)]
    compared = (mine > bound) - (mine < bound)
    fits = {">=": compared >= 0, "<=": compared <= 0, ">": compared > 0, "<": compared < 0, "==": compared == 0}
    return fits[comparison]


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
