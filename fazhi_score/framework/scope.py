"""A node's `applies_to` into whether it applies to a class and a period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fazhi_score.framework.schema import PERIOD_CONDITION, AppliesTo, FrameworkFile

if TYPE_CHECKING:
    from fazhi_score.framework.model import Framework


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


def applies(rule: AppliesTo | None, kind: str, period: str) -> bool:
    """Say whether a rule holds for a class and a period; "" for a period that does not matter."""
    if rule is None:
        return True
    checked = rule.period is not None and period and PERIOD_CONDITION.fullmatch(rule.period)
    in_time = not checked or period_fits(period, rule.period or "")
    return in_time and (rule.class_ is None or kind in rule.class_)


def variants(rules: Iterable[AppliesTo | None], within: list[str] | None = None) -> list[tuple[str, str]]:
    """Return the classes and periods ("" where they do not matter) that `rules` tell apart; none where they do not.

    Of classes, only those in `within`, if it is given.
    """
    told = [rule for rule in rules if rule is not None]
    named = list(dict.fromkeys(name for rule in told for name in rule.class_ or ()))
    kinds = [name for name in named if within is None or name in within]
    found = [PERIOD_CONDITION.fullmatch(rule.period) for rule in told if rule.period]
    years = sorted({str(int(match[2][:4]) + step) for match in found if match for step in (-1, 0, 1)})
    pairs = [(kind, period) for kind in kinds or [""] for period in years or [""]]
    return [] if pairs == [("", "")] else pairs


def classes_of(file: FrameworkFile, group: str) -> list[str] | None:
    """Return the classes that a group is for, by the nearest word on the way up; None for all."""
    seen: set[str] = set()
    while group in file.groups and group not in seen:
        seen.add(group)
        rule = file.groups[group].applies_to
        if rule is not None and rule.class_ is not None:
            return rule.class_
        group = file.groups[group].within
    return None


def applicable(framework: Framework, kind: str, period: str) -> set[str]:
    """Return the groups and indicators that apply to a class in a period, by their own word and that of all above.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> "training_coverage" in applicable(load_framework(), "county-level", "2024")
    True
    """
    found = {""}  # the root
    for name in [*framework.group_order[1:], *framework.entries]:
        if framework.parent(name) in found and applies(framework.node(name).applies_to, kind, period):
            found.add(name)
    return found - {""}
