"""The words of a report into matters that are told as done to the last where some are told to be left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_score.auditing.findings import Finding, number
from fazhi_score.auditing.reading import Reading, is_count
from fazhi_score.auditing.rules import Checks, Leftover

_REACH = 60
_OTHER = re.compile("另|其他|其它|此外|除.{0,20}外|原则上|去年|上年|往年")


def check_leftovers(reading: Reading, checks: Checks) -> Iterator[Finding]:
    """Yield where all are said to be done in a sentence that counts some as pending."""
    for words in checks.leftovers:
        pattern = re.compile("|".join(sorted(map(re.escape, words.all), key=len, reverse=True)) or "(?!)")
        for match in pattern.finditer(reading.plain):
            left = _left(reading, match, words)
            if left is None:
                continue
            places = (reading.place(*_around(reading, match)), reading.place_of(left))
            params = {"all": match.group(), "left": number(reading.quantities[left].value or 0.0)}
            yield Finding(
                "leftover", "error", False, places, f"{match.group()} / {params['left']}", "audit_leftover", params
            )


def _around(reading: Reading, match: re.Match[str]) -> tuple[int, int]:
    clause = reading.clause_at(match.start())
    return (max(clause.start, match.start() - 30), match.end()) if clause else match.span()


def _left(reading: Reading, match: re.Match[str], words: Leftover) -> int | None:
    """Return a number of what is left near `match`, where no other number stands between them."""
    start, end = reading.sentence(match.start())
    start, end = max(start, match.start() - _REACH), min(end, match.end() + _REACH)
    before = list(reading.within(start, match.start()))[-1:]
    behind = list(reading.within(match.end(), end))[:1]
    for index in (*before, *behind):
        quantity = reading.quantities[index]
        told = reading.words(index)
        between = reading.plain[min(quantity.start, match.start()) : max(quantity.end, match.end())]
        if not is_count(quantity) or not quantity.value or not any(word in told for word in words.left):
            continue
        if not _OTHER.search(reading.before(index) + between):
            return index
    return None
