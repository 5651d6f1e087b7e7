"""Rules and conditions into words, facts called by their names instead of ids."""

from __future__ import annotations

import re
from typing import Any

from fazhi_score.framework.model import Entry, Framework
from fazhi_score.framework.rules import FORMULA_KEYS, Checklist, Item
from fazhi_score.presentation.text import line
from fazhi_score.scoresheets.describing import adjustment_in_words, rule_in_words

_NAME = re.compile(r"[^\W\d]\w*")


def formula_in_words(framework: Framework, formula: str, lang: str) -> str:
    """Return a formula with the names of facts.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> formula_in_words(load_framework(), "hearings_heard > 0", "en")
    'hearings_heard > 0'
    """
    facts = framework.file.facts
    return _NAME.sub(lambda found: line(framework.label(found[0], lang)) if found[0] in facts else found[0], formula)


def rule_words(framework: Framework, entry: Entry, spec: Any, lang: str) -> str:
    """Return what a rule does; `spec` is that of the class where it differs by class."""
    if spec is None:
        return rule_in_words(spec, lang)
    changed: dict[str, Any] = {}
    if isinstance(spec, Checklist):
        items = [(key, item, formula_in_words(framework, formula.text, lang)) for key, item, formula in entry.items]
        changed["items"] = {
            key: Item(formula=told, weight=item.weight, zh=item.zh or told, en=item.en or item.zh or told)
            for key, item, told in items
        }
    for key in FORMULA_KEYS:
        if isinstance(getattr(spec, key, None), str):
            changed[key] = formula_in_words(framework, getattr(spec, key), lang)
    return rule_in_words(spec.model_copy(update=changed), lang)


def adjustment_words(framework: Framework, name: str, lang: str) -> str:
    """Return what a bonus, penalty, cap or gate does."""
    spec = framework.file.adjustments[name]
    when = getattr(spec, "when", None)
    told = {} if when is None else {"when": formula_in_words(framework, when, lang)}
    return adjustment_in_words(spec.model_copy(update=told), lang)
