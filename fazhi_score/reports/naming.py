"""Names, titles and quotations in a report: where a numeral is no quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.framework.document import Document, read_document

LONGEST_NAME = 40
LONGEST_QUOTATION = 24
"""A longer quotation is speech, in which numbers count; a shorter one is what something is called."""

DIGITS = frozenset("0123456789〇零一二三四五六七八九十百千万亿两")
_TITLE_MARKS = re.compile("[《》]")
_QUOTATIONS = {pair[0]: re.compile(f"{pair[0]}[^{pair}\n]*{pair[1]}") for pair in ("“”", "‘’", "「」", "『』", '""')}
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff5a％．＋：∶／]")
_WIDE_DIGITS = frozenset("０１２３４５６７８９")
_WIDE_COMMA = re.compile("(?<=[\uff10-\uff19])，(?=[\uff10-\uff19]{3})")
_NARROW = {
    chr(code): chr(code - 0xFEE0)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))
    if not 0xFF3B <= code <= 0xFF40
} | {"％": "%", "．": ".", "＋": "+", "：": ":", "∶": ":", "／": "/"}

# The 12345 of 123456, the 122 of 122.45 and of 122,450 are the beginning of a longer number and no names.
_GOES_ON = re.compile(r"\d|\.\d+(?![.\d])|,\d{3}(?![,\d])", re.ASCII)


class Names(NamedTuple):
    """The names of names files, ready to be looked up at a numeral.

    Parameters
    ----------
    words : tuple of str
        The names.
    by_numeral : dict
        The first three characters from a name's first numeral on (two where there are no more) to the names, longest
        first, each with the distance from its beginning to that numeral.
    starts : frozenset of str
        The first two characters of these.
    """

    words: tuple[str, ...]
    by_numeral: dict[str, list[tuple[str, int]]]
    starts: frozenset[str]

    def at(self, plain: str, numeral: int) -> tuple[int, bool]:
        """Return where the name ends whose first numeral begins at `numeral`, and if it is of digits only; 0 for none.

        Examples
        --------
        >>> read_names().at("做到最多跑一次", 5), read_names().at("跑了一次", 2)
        ((7, False), (0, False))
        """
        if plain[numeral : numeral + 2] not in self.starts:  # most
            return 0, False
        found = self.by_numeral.get(plain[numeral : numeral + 3]) or self.by_numeral.get(plain[numeral : numeral + 2])
        for word, before in found or ():
            start = numeral - before
            if start >= 0 and plain.startswith(word, start):
                end = start + len(word)
                digits = word[before:].replace(".", "").isdigit()
                if not (word[-1].isdigit() and _GOES_ON.match(plain, end)):
                    return end, digits and not before
        return 0, False


class Zones(NamedTuple):
    """Places of a text in which numerals need care.

    Parameters
    ----------
    titles : list of (int, int)
        Titles in 《》.
    quotations : list of (int, int)
        What stands between quotation marks, if it is short.
    """

    titles: list[tuple[int, int]]
    quotations: list[tuple[int, int]]


@lru_cache(maxsize=2)  # several look at the same text one after the other
def half_width(text: str) -> str:
    """Return `text` with half-width digits, letters and signs, of the same length so that places stay.

    Examples
    --------
    >>> half_width("办结１，３４６件，占９６．５％")
    '办结1,346件，占96.5%'
    """
    if not _WIDE.search(text):
        return text
    wide = _NARROW.keys() & set(text)
    text = _WIDE_COMMA.sub(",", text) if "，" in text and not wide.isdisjoint(_WIDE_DIGITS) else text
    for sign in wide:  # much faster than str.translate where there are few
        text = text.replace(sign, _NARROW[sign])
    return text


@lru_cache(maxsize=8)
def read_names(*sources: str | Path, more: tuple[str, ...] = ()) -> Names:
    """Return the shipped names together with those of further files.

    Parameters
    ----------
    sources : path
        YAML files of the form of the shipped ``names.yaml``.
    more : tuple of str
        Further names; those without a digit before their last character are of no use and are left out.

    Raises
    ------
    FazhiError
        With the place of everything in a file that is no name.

    Examples
    --------
    >>> "12345" in read_names().words
    True
    """
    shipped = files("fazhi_score.reports").joinpath("names.yaml")
    documents = [read_document("names.yaml", text=shipped.read_text(encoding="utf-8"))]
    documents += [read_document(source) for source in sources]
    problems: list[Problem] = []
    every = {word for document in documents for word in _words(document, problems)}
    words = sorted(every | {name for name in map(half_width, more) if is_name(name)}, key=lambda w: (-len(w), w))
    raise_errors(problems)
    by_numeral: dict[str, list[tuple[str, int]]] = {}
    for word in words:
        numeral = next(at for at, c in enumerate(word) if c in DIGITS)
        by_numeral.setdefault(word[numeral : numeral + 3], []).append((word, numeral))
    for start, short in [(start, found) for start, found in by_numeral.items() if len(start) < 3]:
        # a name of two characters is looked up behind the longer ones that begin alike
        for longer in by_numeral:
            if len(longer) == 3 and longer.startswith(start):
                by_numeral[longer] += short
    return Names(tuple(words), by_numeral, frozenset(start[:2] for start in by_numeral))


def _words(document: Document, problems: list[Problem]) -> Iterator[str]:
    """Yield the names of a file, half-width; what is none goes to `problems`."""
    data = document.data
    if not isinstance(data, dict) or set(data) != {"names"} or not isinstance(data["names"], dict):
        problems.append(document.problem((), "report_names_form"))
        return
    for group, listed in data["names"].items():
        if not isinstance(listed, list):
            problems.append(document.problem(("names", group), "report_names_form"))
            continue
        for number, entry in enumerate(listed):
            for word in map(str, entry if isinstance(entry, list) else [entry]):
                name = half_width(word.strip())
                if is_name(name):
                    yield name
                else:
                    place = ("names", group, number)
                    problems.append(document.problem(place, "report_name_unfit", name=word, most=LONGEST_NAME))


def is_name(word: str) -> bool:
    """Say whether a word can be mistaken for a quantity: it has a digit before its last character."""
    return 2 <= len(word) <= LONGEST_NAME and not DIGITS.isdisjoint(word[:-1])


@lru_cache(maxsize=2)
def find_zones(text: str) -> Zones:
    """Return the titles and the short quotations of a text, in order.

    Examples
    --------
    >>> find_zones('印发《关于转发〈三年计划〉的通知》，落实“三项制度”')
    Zones(titles=[(2, 17)], quotations=[(20, 26)])
    """
    quotations = [
        match.span()
        for opening, pattern in _QUOTATIONS.items()
        if opening in text
        for match in pattern.finditer(text)
        if match.end() - match.start() <= LONGEST_QUOTATION + 1
    ]
    quotations.sort()
    return Zones(list(_titles(text)), quotations)


def _titles(text: str) -> Iterator[tuple[int, int]]:
    """Yield the outermost 《…》 that end in their line."""
    at = text.find("《")
    while at >= 0:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        depth = first = 0
        for match in _TITLE_MARKS.finditer(text, at, end):
            if match.group() == "《":
                first = first if depth else match.start()
                depth += 1
            elif depth:
                depth -= 1
                if not depth:
                    yield first, match.end()
        at = text.find("《", end)
