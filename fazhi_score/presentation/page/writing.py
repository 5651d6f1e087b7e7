"""A result into one HTML file: skeleton, style, script and data, under a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import datetime
import hashlib
import html
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import replacing
from fazhi_score.messages import LANGUAGES, say
from fazhi_score.presentation.page.content import page_data
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.sensitivity import Sensitivity
    from fazhi_score.analysis.uncertainty import Uncertainty
    from fazhi_score.facts.ledger import Ledger

SCRIPTS = ("basics", "scoring", "tuning", "charts", "league", "profile", "panel", "main")
"""The parts of the script, in the order in which they run."""

_ESCAPED = "<>&\u2028\u2029"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_page(
    path: str | Path,
    result: Result,
    *,
    lang: str = "zh",
    uncertainty: Uncertainty | None = None,
    sensitivity: Sensitivity | None = None,
    before: Result | None = None,
    ledger: Ledger | None = None,
    date: datetime.date | None = None,
) -> None:
    """Write a result as one HTML file that needs no network and no other file.

    It has the league table, to sort and to filter; a profile of each region down to its facts and where they stand;
    charts; and sliders for the weights of groups and indicators that move scores, ranks and grades at once and give a
    tuning file that ``fazhi-score score --framework`` accepts. Where scores are no weighted means there are no sliders,
    and the page says why. It switches between Chinese and English, and prints the table and the open profile.

    Parameters
    ----------
    path : path
        ``.html``; an existing file is replaced once the new one is complete.
    result : Result
    lang : {"zh", "en"}
        The language in which the page opens.
    uncertainty : Uncertainty, optional
        For rank intervals, of the weights that it was made with.
    sensitivity : Sensitivity, optional
        For the table of what matters most.
    before : Result, optional
        Of an earlier period or round: what each region had then.
    ledger : Ledger, optional
        For the problems of each region.
    date : date, optional
        That the page bears, and on which problems are overdue; left out, today.

    Raises
    ------
    FazhiError
        For another ending or language, and where the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from fazhi_score.analysis.simulation import simulate
    >>> from fazhi_score.scoring.engine import score
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "page.html"
    ...     write_page(file, score(simulate(regions=5, seed=1).facts), lang="en")
    ...     file.read_text(encoding="utf-8")[:32]
    '<!DOCTYPE html>\\n<html lang="en">'
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        told = {"ending": Path(path).suffix or "-", "known": ".html"}
        raise FazhiError(Problem("output_ending", told, file=str(path)))
    if lang not in LANGUAGES:
        raise FazhiError(Problem("page_language", {"got": lang, "known": ", ".join(LANGUAGES)}))
    data = page_data(
        result, lang=lang, uncertainty=uncertainty, sensitivity=sensitivity, before=before, ledger=ledger,
        date=date or datetime.date.today(),
    )  # fmt: skip
    text = page_text(data, title=result.framework.label("", lang), lang=lang)
    with replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))


def page_text(data: dict[str, Any], *, title: str, lang: str) -> str:
    """Return the text of the page around its data."""
    style, script = _part("page.css"), script_text()
    parts = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "policy": policy(style, script),
        "title": html.escape(_CONTROL.sub(" ", title)[:200]),
        "needs": html.escape(say("page_needs_script", lang)),
        "style": style,
        "script": script,
        "data": json_block(data),
    }
    # one pass over the skeleton: what is put in is never looked through for more places
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _part("page.html"))


def policy(style: str, script: str) -> str:
    """Return the content security policy: this style and this script, pictures in the page, nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def json_block(data: dict[str, Any]) -> str:
    """Return data as JSON in which nothing can end a script element or be taken for a mark of HTML."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in _ESCAPED:  # they stand in strings only
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def script_text() -> str:
    """Return the parts of the script as one, closed off from the page but for one name."""
    parts = "\n".join(_part(f"{name}.js") for name in SCRIPTS)
    return f"(() => {{\n'use strict';\n\n{parts}}})();\n"


@cache
def _part(name: str) -> str:
    return (files("fazhi_score.presentation.page") / name).read_text(encoding="utf-8")
