"""Every text for people, in Chinese and English: codes and parameters into sentences."""

from __future__ import annotations

import os
from collections.abc import Mapping
from string import Formatter

from fazhi_score.messages.audit import TEXTS as AUDIT
from fazhi_score.messages.coherence import TEXTS as COHERENCE
from fazhi_score.messages.collection import TEXTS as COLLECTION
from fazhi_score.messages.command import TEXTS as COMMAND
from fazhi_score.messages.documents import TEXTS as DOCUMENTS
from fazhi_score.messages.exchange import TEXTS as EXCHANGE
from fazhi_score.messages.extraction import TEXTS as EXTRACTION
from fazhi_score.messages.extremes import TEXTS as EXTREMES
from fazhi_score.messages.facts import TEXTS as FACTS
from fazhi_score.messages.framework import TEXTS as FRAMEWORK
from fazhi_score.messages.frontier import TEXTS as FRONTIER
from fazhi_score.messages.ledgers import TEXTS as LEDGERS
from fazhi_score.messages.lexicon import TEXTS as LEXICON
from fazhi_score.messages.methods import TEXTS as METHODS
from fazhi_score.messages.normalisation import TEXTS as NORMALISATION
from fazhi_score.messages.own_rules import TEXTS as OWN_RULES
from fazhi_score.messages.page import TEXTS as PAGE
from fazhi_score.messages.panels import TEXTS as PANELS
from fazhi_score.messages.plots import TEXTS as PLOTS
from fazhi_score.messages.preparation import TEXTS as PREPARATION
from fazhi_score.messages.replication import TEXTS as REPLICATION
from fazhi_score.messages.reports import TEXTS as REPORTS
from fazhi_score.messages.robustness import TEXTS as ROBUSTNESS
from fazhi_score.messages.rounds import TEXTS as ROUNDS
from fazhi_score.messages.sampling import TEXTS as SAMPLING
from fazhi_score.messages.scoresheets import TEXTS as SCORESHEETS
from fazhi_score.messages.scoring import TEXTS as SCORING
from fazhi_score.messages.simulation import TEXTS as SIMULATION
from fazhi_score.messages.steps import TEXTS as STEPS
from fazhi_score.messages.system import REASONS
from fazhi_score.messages.system import TEXTS as SYSTEM
from fazhi_score.messages.tables import TEXTS as TABLES
from fazhi_score.messages.text import Text
from fazhi_score.messages.usage import TEXTS as USAGE
from fazhi_score.messages.weighting import TEXTS as WEIGHTING
from fazhi_score.messages.word import TEXTS as WORD
from fazhi_score.messages.workbook import TEXTS as WORKBOOK

__all__ = ["LANGUAGES", "TEXTS", "Text", "add_language", "default_language", "message_text", "say", "say_or"]

LANGUAGES = ("en", "zh")
_WHOM = ("whom_regions", "whom_years", "whom_periods")
_OTHERS: dict[str, dict[str, tuple[str, str]]] = {}
"""Languages that somebody added: message and hint by code; what is not there is said in English."""

TEXTS: dict[str, Text] = {
    **FACTS,
    **FRAMEWORK,
    **SCORING,
    **COMMAND,
    **LEDGERS,
    **COLLECTION,
    **SCORESHEETS,
    **ROUNDS,
    **DOCUMENTS,
    **REPORTS,
    **LEXICON,
    **EXTRACTION,
    **AUDIT,
    **FRONTIER,
    **PANELS,
    **EXCHANGE,
    **STEPS,
    **METHODS,
    **COHERENCE,
    **PREPARATION,
    **NORMALISATION,
    **WEIGHTING,
    **ROBUSTNESS,
    **SAMPLING,
    **EXTREMES,
    **SIMULATION,
    **PLOTS,
    **PAGE,
    **REPLICATION,
    **TABLES,
    **OWN_RULES,
    **WORD,
    **WORKBOOK,
    **SYSTEM,
    **USAGE,
}


def default_language() -> str:
    """Return the language of messages where none is asked for: ``FAZHI_LANG``, else the locale's, else English."""
    for name in ("FAZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value.lower() in _OTHERS:
            return value.lower()
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    from locale import getlocale

    system = getlocale()[0] or ""  # Windows has no such variables, and says "Chinese (Simplified)_China"
    return "zh" if system.lower().startswith(("zh", "chinese")) else "en"


def message_text(code: str, params: Mapping[str, object], lang: str | None = None) -> tuple[str, str]:
    """Return message and hint of `code`, filled in.

    Examples
    --------
    >>> message_text("goalposts_equal", {"name": "training"}, "en")[0]
    "worst and best of 'training' are the same"
    """
    text, wanted = TEXTS[code], lang or default_language()
    if wanted != "en" and str(params.get("reason")) in REASONS:  # the system speaks English
        params = {**params, "reason": say(REASONS[str(params["reason"])], wanted)}
    if params.get("whom") in _WHOM:
        params = {**params, "whom": say(str(params["whom"]), wanted)}
    if code in _OTHERS.get(wanted, ()):
        message, hint = _OTHERS[wanted][code]
        return message.format_map(params), hint.format_map(params)
    if wanted == "zh":
        return text.zh.format_map(params), text.zh_hint.format_map(params)
    return text.en.format_map(params), text.en_hint.format_map(params)


def say(code: str, lang: str | None = None, **params: object) -> str:
    """Return the message of `code` without its hint: a heading, a label, a sentence of a page."""
    return message_text(code, params, lang)[0]


def say_or(code: str, otherwise: str, lang: str | None = None) -> str:
    """Return the message of `code`, or `otherwise` where there is none: what somebody registered has only its name."""
    return say(code, lang) if code in TEXTS else otherwise


def add_language(lang: str, texts: Mapping[str, tuple[str, str]]) -> None:
    """Add messages and hints in a further language; `FAZHI_LANG` and ``lang=`` then choose it.

    Parameters
    ----------
    lang : str
        Its short name in lower case, such as ``"mn"``.
    texts : mapping
        By code of :data:`TEXTS`: message and hint, with the parameters in braces that the English one has.

    Raises
    ------
    ValueError
        For a language that is there, unknown codes, and parameters that the English text does not have.

    Examples
    --------
    >>> add_language("eo", {"goalposts_equal": ("worst kaj best de '{name}' estas egalaj", "")})
    >>> say("goalposts_equal", "eo", name="x"), say("goalposts_log", "eo", name="x") == say("goalposts_log", name="x")
    ("worst kaj best de 'x' estas egalaj", True)
    >>> del _OTHERS["eo"]
    """
    known = {code: _parameters(TEXTS[code].en + TEXTS[code].en_hint) for code in texts.keys() & TEXTS.keys()}
    wrong = sorted(code for code, pair in texts.items() if not _parameters("".join(pair)) <= known.get(code, {"?"}))
    if lang in LANGUAGES or wrong or texts.keys() - TEXTS.keys():
        raise ValueError(f"language {lang!r}: {', '.join(wrong) or sorted(texts.keys() - TEXTS.keys()) or 'is there'}")
    _OTHERS.setdefault(lang, {}).update(texts)


def _parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
