"""Whether the example sentences of a lexicon are read as they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from os import PathLike, fspath

from fazhi_score.errors import raise_errors
from fazhi_score.reports.lexicon import Entry, Example, Lexicon, load_lexicon
from fazhi_score.reports.matching import match_facts
from fazhi_score.reports.numbers import find_quantities

Found = tuple[object, str, str, str, str]
LexiconFiles = str | PathLike[str] | Sequence[str | PathLike[str]] | None


def tried_lexicon(files: LexiconFiles) -> Lexicon:
    """Return the shipped lexicon extended by the user's files, whose examples are tried.

    Raises
    ------
    FazhiError
        With the place of every mistake in the files.
    """
    if files is None:
        return load_lexicon()
    paths = [files] if isinstance(files, str | PathLike) else files
    lexicon = load_lexicon(*(str(fspath(path)) for path in paths))
    check_examples(lexicon)
    return lexicon


def read_example(text: str, fact: str, lexicon: Lexicon) -> list[Found]:
    """Return what a sentence says of a fact: (value, scope, span, item, status) of each place."""
    matches = match_facts(text, lexicon, find_quantities(text, more_names=lexicon.names))
    return [
        (match.quantity.value if match.quantity else match.value, match.scope, match.span, match.item, match.status)
        for match in matches
        if match.fact == fact
    ]


def is_as_said(found: list[Found], example: Example, entry: Entry) -> bool:
    """Return whether what was read is what the example says; ``none`` says that nothing is to be read."""
    if example.value == "none":
        return not found
    in_words = example.value is True or example.value == "claimed"
    status = example.status or ("claimed" if example.value == "claimed" else "reported")
    said = (None if in_words else example.value, example.scope or entry.scope, example.span or entry.span)
    return (*said, example.item, status) in found


@lru_cache(maxsize=8)
def check_examples(lexicon: Lexicon) -> None:
    """Check the examples in the user's own files.

    Raises
    ------
    FazhiError
        With the place of every example that is not read as it says.
    """
    problems = []
    for entry in lexicon.entries.values():
        for example in entry.examples:
            if example.unmet is None:
                continue
            found = read_example(example.text, entry.id, lexicon)
            if not is_as_said(found, example, entry):
                shown = ", ".join(str(status if value is None else value) for value, *_, status in found) or "none"
                told = {"fact": entry.id, "said": _said(example.value), "found": shown}
                problems.append(replace(example.unmet, params=told))
    raise_errors(problems)


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
