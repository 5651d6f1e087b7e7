"""Names of one package into names that another can use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from fazhi_score.framework.formula import FUNCTIONS

_NAME = re.compile(r"[^\W\d]\w*")
_RESERVED = {*FUNCTIONS, "and", "or", "not", "composite", "adjustments"}


def formula_names(names: Iterable[str]) -> dict[str, str]:
    """Return, for each name, one that formulas and framework files can use, the name itself where it can.

    Examples
    --------
    >>> formula_names(["i01", "2g share", "min", "2g_share", "会前学法"])
    {'i01': 'i01', '2g share': 'x2g_share', 'min': 'min_', '2g_share': 'x2g_share_2', '会前学法': '会前学法'}
    """
    return _unlike(names, _for_formulas)


def coinr_names(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return, for each name, one that R takes for the name of a column and COINr for a code.

    Examples
    --------
    >>> coinr_names(["law_study", "320106", "two words"], taken=["law_study"])
    {'law_study': 'law_study_2', '320106': 'x320106', 'two words': 'two_words'}
    """
    return _unlike(names, _for_r, taken)


def changed(names: Mapping[str, str]) -> list[str]:
    """Return what was renamed, as ``old → new``."""
    return [f"{old} → {new}" for old, new in names.items() if old != new]


def _unlike(names: Iterable[str], fit: Callable[[str], str], taken: Iterable[str] = ()) -> dict[str, str]:
    found: dict[str, str] = {}
    used = set(taken)
    distinct = list(dict.fromkeys(names))
    # what can stay as it is comes first, so that a changed name never takes its place
    for name in sorted(distinct, key=lambda one: fit(one) != one):
        wanted = new = fit(name)
        number = 2
        while new in used:
            new, number = f"{wanted}_{number}", number + 1
        used.add(new)
        found[name] = new
    return {name: found[name] for name in distinct}


def _for_formulas(name: str) -> str:
    new = re.sub(r"\W", "_", name)
    new = new if _NAME.fullmatch(new) else f"x{new}"
    return f"{new}_" if new in _RESERVED else new


def _for_r(name: str) -> str:
    new = re.sub(r"[^\w.]", "_", name)
    return new if re.match(r"[^\W\d_]", new) else f"x{new}"
