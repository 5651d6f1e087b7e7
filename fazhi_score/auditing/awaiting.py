"""The words of a report into matters that it tells as done in one place and as not begun in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fazhi_score.auditing.findings import Finding
from fazhi_score.auditing.reading import Reading
from fazhi_score.auditing.rules import Checks

_GRAM = 5
_LONG = 12
_SHORT = 6
_SIGNS = re.compile("[\\s“”‘’\"'《》(),、]+")
_NAMES = re.compile("《[^》]{1,80}》")
_DONE = re.compile("已|完成|建成|成立|组建|挂牌|出台|印发|制定|建立|设立|实现|全部|启动|投入|全面推行")
_COMMON = re.compile(
    "法治政府|依法行政|法治建设|高质量|习近平|中国特色|党的|中央|委员会关于|人民政府|领导小组|工作方案"
)
_MOST = 400
_FAR = 200


class _Words(NamedTuple):
    """A sentence without signs, and where each of its characters stands in the report."""

    text: str
    origins: list[int]


def check_awaiting(reading: Reading, checks: Checks) -> Iterator[Finding]:
    """Yield matters told as done that another sentence tells as awaiting their start."""
    cue = re.compile("|".join(map(re.escape, sorted(checks.awaiting, key=len, reverse=True))) or "(?!)")
    waiting = []
    for match in cue.finditer(reading.plain):
        clause = reading.clause_at(match.start())
        if clause is not None and clause.modality in ("done", "under_way", "problem"):
            waiting.append((match, reading.whole_sentence(match.start())))
    if not waiting:
        return
    index = _index(reading, {span for _, span in waiting})
    for match, span in waiting[:_MOST]:
        finding = _found(reading, index, match, span)
        if finding is not None:
            yield finding


def _words(reading: Reading, start: int, end: int) -> _Words:
    """Return a span without signs and without the titles of documents."""
    text = _NAMES.sub(lambda match: " " * len(match.group()), reading.plain[start:end])
    kept = [(character, start + at) for at, character in enumerate(text) if not _SIGNS.match(character)]
    return _Words("".join(character for character, _ in kept), [at for _, at in kept])


def _index(reading: Reading, without: set[tuple[int, int]]) -> dict[str, list[tuple[_Words, int]]]:
    """Return where each run of characters stands in what is told as done."""
    found: dict[str, list[tuple[_Words, int]]] = {}
    spans: dict[tuple[int, int], bool] = {}
    for clause in reading.clauses:
        span = reading.whole_sentence(clause.start)
        spans[span] = spans.get(span, True) and clause.modality in ("done", "required")
    for start, end in (span for span, done in spans.items() if done and span not in without):
        if end - start > _MOST:
            continue
        words = _words(reading, start, end)
        for at in range(len(words.text) - _GRAM + 1):
            places = found.setdefault(words.text[at : at + _GRAM], [])
            if len(places) < 4:
                places.append((words, at))
    return found


def _found(
    reading: Reading, index: dict[str, list[tuple[_Words, int]]], match: re.Match[str], span: tuple[int, int]
) -> Finding | None:
    start, end = max(span[0], match.start() - _FAR), min(span[1], match.end() + _FAR)
    before = _words(reading, start, match.start())
    best: tuple[int, _Words, int, int] | None = None
    at = 0
    while at <= len(before.text) - _GRAM:
        longest = 1
        for words, place in index.get(before.text[at : at + _GRAM], ()):
            length = _shared(before.text, at, words.text, place)
            longest = max(longest, length - _GRAM + 1)
            if _same_matter(reading, before.text[at : at + length], words, place, match) and (
                best is None or length > best[0]
            ):
                best = length, words, place, at
        at += longest
    if best is None:
        return None
    length, words, place, at = best
    done = reading.place(words.origins[place], words.origins[place + length - 1] + 1)
    open_ = reading.place(before.origins[at], min(end, match.end() + 12))
    params = {"matter": before.text[at : at + length][:30], "cue": match.group()}
    return Finding("awaiting", "error", False, (done, open_), params["matter"], "audit_awaiting", params)


def _shared(one: str, at: int, other: str, place: int) -> int:
    length = 0
    while at + length < len(one) and place + length < len(other) and one[at + length] == other[place + length]:
        length += 1
    return length


def _same_matter(reading: Reading, run: str, words: _Words, place: int, match: re.Match[str]) -> bool:
    """Say whether a shared run is a matter: long, or shorter right before the cue and beside a word of completion."""
    core = _COMMON.sub("", run)
    if len(core) >= _LONG:
        return True
    if len(core) < _SHORT:
        return False
    first, last = words.origins[place], words.origins[min(place + len(run), len(words.origins)) - 1]
    near = reading.plain[max(0, first - 8) : last + 8]
    return bool(_DONE.search(near)) and run in _SIGNS.sub("", reading.plain[max(0, match.start() - 30) : match.start()])
