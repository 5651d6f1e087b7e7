"""A stretch of text about problems into the problems that it names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from fazhi_score.extraction.stretches import Stated, Stretch, acts, lacks, made
from fazhi_score.extraction.subjects import is_special, subjects
from fazhi_score.reports.types import Clause, Section

_SENTENCE = re.compile("[^。！？!?\\n]{1,600}")
_INTRODUCES = re.compile(
    "^.{0,200}?(?:(?:主要|具体|集中|突出)(?:表现|体现)(?:在|为)?"
    "|主要是|主要有|主要包括|表现为|表现在|体现在|归纳起来|具体为|具体有|比如|例如|诸如|如下|包括"
    "|(?:问题|不足|困难|差距|短板)(?:还?不[小少]|依然|仍然|较大)?(?:和打算)?(?:是|有|如下)?(?=[：:]))(?:以下.{0,8})?[：:，,]?"
)
_GAP = re.compile("差距|不足|短板|问题|薄弱环节|弱项|困难|短腿")
_CAUSE = re.compile("^(?:造成|产生|出现|存在)?.{0,12}(?:主要)?原因|^究其原因|^分析原因|^剖析")
_OF = "(?:方面的?|突出|一些){0,2}(?:问题|不足|短板|现象|情况|薄弱环节)"
_EXAMPLES = re.compile(f"(?:存在|还有|仍有)(?:着)?(?P<list>.{{4,160}}?)(?:等等?|的){_OF}")
_AGAINST = re.compile(f"(?:.{{0,6}}|[^，。；]{{0,20}}[：:])针对(?P<list>.{{4,120}}?)(?:(?:等等?|的){_OF}|问题)")
_WAITING = re.compile(  # every part begins with a plain character, which is what re looks for fastest
    "等待.{0,24}(?:启动|批复|审批|部署|出台|批准)"
    "|尚未(?<!至今尚未)(?:建立|完成|启动|开展|配备|到位|出台|落实|组建|实现|制定)|未能(?:按时|按期|如期)"
)
_WHOLE = re.compile(
    "(?:仍|还|依然|也|尚|但|面临|有|存在).{0,30}(?:差距|不足|短板|问题|薄弱环节|弱项|困难|挑战)$|^(?:当前|目前)?.{0,6}主要问题"
)
_GOOD = re.compile("成绩|成效|成就|进步|进展|肯定|提升|提高|改善|增强|奠定|完成|虽然")
_BESIDE = re.compile("^ *(?:虽然|尽管|但|在|过去|对照|与|20)|成绩|成效|进步|进展")
_SHORTEST = 3
_CASES = re.compile("案|件|审结|办结|期限|到期")
_BEFORE = 200  # a sentence that begins earlier is none
_PIECE = re.compile("[^；;]+")
_BETWEEN = re.compile("[^，,；;、]+")

_START = attrgetter("start")


def problems(text: str, stretch: Stretch) -> Iterator[Stated]:
    """Yield the problems in a stretch: an item or heading is one, running text has one for each that it names.

    Examples
    --------
    >>> text = "工作仍有差距，主要是执法力量不足，普法形式单一。主要原因是经费短缺。"
    >>> [each.words for each in problems(text, Stretch(0, len(text), "problems", "text", "", 0))]
    ['执法力量不足', '普法形式单一']
    """
    if stretch.form != "text":
        words = text[stretch.start : stretch.end]
        if lacks(words) or not acts(words):
            yield made("problem", text, stretch.start, stretch.end, stretch.title)
        return
    for match in _SENTENCE.finditer(text, stretch.start, stretch.end):
        sentence = match.group()
        if _CAUSE.search(sentence):
            return
        if not stretch.opening:
            yield from _named(text, match.start(), sentence, stretch.title)


def _named(text: str, start: int, sentence: str, title: str) -> Iterator[Stated]:
    """Yield the problems that a sentence names."""
    introduced = _INTRODUCES.match(sentence)
    examples = _EXAMPLES.search(sentence)
    if introduced and _GAP.search(introduced.group()):
        first, last = introduced.end(), len(sentence)
    elif examples and lacks(examples["list"]):
        first, last = examples.span("list")
    else:
        first, last = 0, len(sentence)
    announced = first > 0 and not examples
    for begin, end in _pieces(sentence, first, last, listed=bool(examples) and first > 0):
        words = sentence[begin:end]
        if _is_problem(words, announced=announced, titled=bool(title), listed=first > 0):
            yield made("problem", text, start + begin, start + end, title)


def _pieces(sentence: str, first: int, last: int, *, listed: bool) -> Iterator[tuple[int, int]]:
    """Yield the parts of a sentence that may be problems."""
    parts = [match.span() for match in _BETWEEN.finditer(sentence, first, last)]
    if listed and all(lacks(sentence[begin:end]) for begin, end in parts):
        yield from parts
        return
    for piece in _PIECE.finditer(sentence, first, last):
        if not _AGAINST.match(piece.group()):  # a plan names it
            yield from _apart(sentence, piece.start(), piece.end())


def _is_problem(words: str, *, announced: bool, titled: bool, listed: bool) -> bool:
    """Say whether words are a problem: by what they say, and whether a heading or words before announce problems."""
    if _GOOD.search(words) and not lacks(words):
        return False
    if lacks(words):
        return (is_special(words) and (listed or not acts(words))) or ((listed or titled) and not _WHOLE.search(words))
    return len(words.strip()) > _SHORTEST and (announced or (titled and is_special(words)))


def _apart(sentence: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a piece that each say of a subject of their own what is lacking."""
    begin, end, named = first, first, ""
    for part in _BETWEEN.finditer(sentence, first, last):
        about = subjects(part.group())
        other = bool(about) and about[0].name != named and is_special(part.group())
        if lacks(part.group()) and lacks(sentence[begin:end]) and other:
            yield begin, end
            begin, named = part.start(), ""
        elif begin == first and end > first and _BESIDE.search(sentence[begin:end]) and not lacks(sentence[begin:end]):
            begin = part.start()  # what was achieved stands before the problem
        named = named or (about[0].name if other and lacks(sentence[begin : part.end()]) else "")
        end = part.end()
    yield begin, end


def addressed(text: str, start: int, sentence: str, title: str) -> Iterator[Stated]:
    """Yield the problems that a plan says it is meant for (针对执法力量不足等问题，…).

    Examples
    --------
    >>> text = "针对执法力量不足、普法形式单一等问题，将开展培训。"
    >>> [each.words for each in addressed(text, 0, text, "")]
    ['执法力量不足', '普法形式单一']
    """
    match = _AGAINST.match(sentence)
    if match is None:
        return
    for part in _BETWEEN.finditer(sentence, *match.span("list")):
        if lacks(part.group()) and is_special(part.group()):
            yield made("problem", text, start + part.start(), start + part.end(), title)


def waiting(text: str, sections: Sequence[Section], clauses: Sequence[Clause]) -> Iterator[Stated]:
    """Yield what a report says elsewhere that it could not do, or waits for others to do; open cases are none.

    Examples
    --------
    >>> from fazhi_score.reports.clauses import clauses
    >>> from fazhi_score.reports.structure import sections
    >>> text = "一、执法\\n执法力量下沉工作，正在等待上级编办批复。复议案件2件尚未完成审理。"
    >>> [each.words for each in waiting(text, sections(text), clauses(text))]
    ['执法力量下沉工作，正在等待上级编办批复']
    """
    told = -1
    for match in _WAITING.finditer(text):  # one look at the whole text is faster than one at each clause
        number = bisect_right(clauses, match.start(), key=_START) - 1
        if number <= told or number < 0 or not _WAITING.search(text, clauses[number].start, clauses[number].end):
            continue
        clause, told = clauses[number], number
        while number and clauses[number - 1].sentence == clause.sentence:
            number -= 1
        begin = clauses[number].start
        if sections[clause.section].kind == "done":
            begin = max(begin, sections[clause.section].body, clause.start - _BEFORE)
            if not _CASES.search(text[begin : clause.end]):
                yield made("problem", text, begin, clause.end, sections[clause.section].title)
