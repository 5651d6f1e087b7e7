"""The text of a report into its sections: what was done, problems, plans."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fazhi_score.reports.cues import WILL
from fazhi_score.reports.tables import tables, with_tables
from fazhi_score.reports.types import Section, SectionKind
from fazhi_score.reports.wording import read_tail

_NUMBER = "[一二三四五六七八九十]"
_BLANK = r"[ \t\u00a0\u3000]"
# Alternatives are in the order of rank: a heading ends all headings of its own or a later style.
_HEADING = re.compile(
    rf"{_BLANK}{{0,8}}(?:(?P<hash>\#{{1,4}})[ ])?"
    rf"(?:(?P<part>第(?:{_NUMBER}|\d){{1,3}}(?:部分|章|节)[、:：]?{_BLANK}{{0,3}})"
    rf"|(?P<one>(?:{_NUMBER}{{1,3}}|[壹贰叁肆伍陆柒捌玖拾]{{1,2}}|[甲乙丙丁戊己]|[IVⅠ-Ⅻ]{{1,3}})[、．.](?!{_NUMBER}+[审级类季、]))"
    rf"|(?P<two>[(（]{_NUMBER}{{1,3}}[)）]、?)"
    rf"|(?P<three>\d{{1,2}}(?:[、．]|\.(?!\d)))|(?P<four>[(（]\d{{1,2}}[)）]、?)|(?P<five>[①-⑳])"
    rf"|(?P<loose>\d(?={_BLANK}{{0,2}}[一-鿿]{{4,25}}。?(?:\n|$)))|(?P<boxed>【(?:{_NUMBER}{{1,3}}|\d{{1,2}})】)|(?P<plain>(?:【|(?=[^\n]{{2,32}}(?:\n|$)))))",
    re.ASCII,
)
_INLINE = re.compile(rf"[。！？” \u3000](?<!#.)(?=(?:{_NUMBER}{{1,3}}、|[(（]{_NUMBER}{{1,3}}[)）])[一-鿿])")
# (一) may also follow a title that no mark ends, but 第三条第(一)项 is no heading.
_FIRST = re.compile("[(（]一[)）](?=[一-鿿]{2})")
_NO_FIRST = frozenset("第条款、，,；;：:(（")
_RANKS = {"part": 0, "one": 1, "two": 2, "three": 3, "loose": 3, "four": 4, "five": 5, "boxed": 1, "plain": 1}
_TITLE_END = re.compile(r"[。；;！？\n】]")
_TITLE_PART = re.compile("[，,：:]")
_LINE_END = re.compile("\n")
_LONGEST_TITLE = 60
_SENTENCE_MARKS = re.compile("[。；;，,！？!?：:、》]")
_PUT_RIGHT = "解决|整改|化解|查摆|破解|排查|纠正|防范|消除|反馈|回应|导向|整治|办理"
_PROBLEM_TITLE = re.compile(r"存在|不足|短板|差距|薄弱|困难|问题(?=[和与及、]|分析|原因|$)")
# 主要做法、成效及存在的问题: what was done comes first, and where problems begin is told below
_NO_PROBLEM_TITLE = re.compile(
    f"{_PUT_RIGHT}|(?:成效|成绩|做法|举措|进展|工作情况|[开推]展情况|推进情况|完成情况).*(?:存在|问题|不足)"
)
_PLAN_TITLE = re.compile(
    r"下一?步|下一?阶段|今后|明年|来年|下一?年|打算|展望|努力方向|改进(?:措施|方向)|工作(?:计划|安排|思路|谋划|设想)"
    r"|(?:19|20)\d\d ?年.{0,24}(?:安排|计划|打算|思路|设想|谋划|重点|任务|目标)"
)
_NO_PLAN_TITLE = re.compile("情况|成效|成绩|做法|举措|完成|总结|回顾|开展|落实")
_OTHER_TITLE = re.compile("^(?:附件|附表|名词解释|备注|其他需要|总体要求|指导思想|基本情况|联系方式)")
_DONE_TITLE = re.compile("情况|成效|成绩|做法|举措|完成|回顾|亮点")
_NESTED_PROBLEMS = re.compile(
    "^(?:当前|目前|主要|工作中)?存在.{0,10}(?:问题|不足|短板|困难|差距)|^(?:主要)?(?:问题|不足)"
)
_NESTED_PLANS = re.compile(r"^(?:下一?步|下一?阶段|今后)|^(?:19|20)\d\d ?年.{0,16}(?:安排|打算|计划|思路)")
_DOCUMENT = re.compile("(?:报告|总结|公告|通知|公示|方案|网站|工作要点)$")

_SHORTCOMING = re.compile("(?:存在|面临|仍有|还有)[^。]{0,14}(?:差距|不足|短板|问题|薄弱|困难|弱项)")
_PROBLEM_SENTENCE = re.compile(
    "(?=.{0,120}(?:仍|还|但|依然|差距|不足|短板|主要表现|主要体现|主要是|清醒))"
    r"(?:但|虽然|尽管|同时|过去|当前|目前|今年以来|一年来|20\d\d ?年|我[们区县市局镇]|在.{1,16}的同时"
    "|[对与].{2,20}相?比|回顾|总结|取得|区|县|全|法治政府建设|工作中|在肯定|清醒)"
)
_PLAN_SENTENCE = re.compile(
    "(?:下一?步|下一?阶段|在?今后|接下来|明年|来年|新的一年|在?新的一年|展望|针对(?:以上|上述|这些)|"
    f"(?:20\\d\\d ?年[，,]?[^，。]{{0,14}}{WILL}))"
)

_MAY_TURN = re.compile("存在|面临|仍有|还有|下一?步|下一?阶段|今后|接下来|明年|来年|新的一年|展望|针对|将")
"""Without one of these words no sentence turns to problems or plans."""


class _Heading(NamedTuple):
    start: int
    body: int
    rank: int
    title: str
    marker: str


def sections(text: str) -> list[Section]:
    """Divide a report into sections: by its headings, and by wording where it has none.

    Headings are known by their numbers (第一部分, 一、, (一), 1., (1), ①), at the beginning of a line or behind a
    sentence, also with text behind them in the same paragraph; without numbers by standing alone in a short line. Where
    running text turns to problems or plans without a heading, a section without a title begins. A table there is a
    section of its own, of what was done.

    Parameters
    ----------
    text : str
        The text of a report.

    Returns
    -------
    list of Section
        They cover the text from its first character to its last, each up to the next.

    Examples
    --------
    >>> found = sections("开头。\\n一、主要工作\\n(一)抓培训。办班3期。\\n二、存在的问题和不足\\n力量不足。")
    >>> [(section.kind, section.title, section.level) for section in found]
    [('other', '', 0), ('done', '主要工作', 1), ('done', '抓培训', 2), ('problems', '存在的问题和不足', 1)]
    """
    known = tables(text)
    headings = [heading for heading in _headings(text) if not _in_table(known, heading.start)]
    found: list[Section] = []
    stack: list[tuple[int, int]] = []  # rank and index of the open sections
    first = headings[0].start if headings else len(text)
    if first or not headings:
        kind: SectionKind = "other" if headings else "done"
        found.append(Section(0, first, kind, "", 0, None, 0, ""))
    for heading, following in zip(headings, [*headings[1:], None][: len(headings)], strict=True):
        while stack and stack[-1][0] >= heading.rank:
            stack.pop()
        parent = stack[-1][1] if stack else None
        kind = _kind(heading.title, found[parent].kind if parent is not None else None)
        if not heading.marker and parent is None and found and found[-1].kind in ("problems", "plans"):
            kind = _own_kind(heading.title) or found[-1].kind  # headings without numbers: the parts of the one above
        end = following.start if following else len(text)
        stack.append((heading.rank, len(found)))
        found.append(Section(heading.start, end, kind, heading.title, len(stack), parent, heading.body, heading.marker))
    return with_tables(text, _turned(text, found, headed=bool(headings)), known)


def _in_table(known: Sequence[tuple[int, int]], at: int) -> bool:
    index = bisect_right(known, (at, at)) - 1
    return index >= 0 and at < known[index][1]


def _headings(text: str) -> Iterator[_Heading]:
    """Yield the headings; short lines without a number where they say what follows, or where no line has one."""
    inline = {match.end() for match in _INLINE.finditer(text)}
    inline |= {match.start() for match in _FIRST.finditer(text) if text[match.start() - 1] not in _NO_FIRST}
    starts = sorted({0, *(match.end() for match in _LINE_END.finditer(text)), *inline})
    matches = [match for start in starts if (match := _HEADING.match(text, start))]
    numbered = any(match.lastgroup in ("part", "one", "two", "boxed") for match in matches)
    until = 0
    for match, after in zip(matches, [*matches[1:], None][: len(matches)], strict=True):
        style, start = match.lastgroup or "plain", match.start()
        if start < until or (start in inline and style not in ("one", "two")):
            continue
        if style == "loose" and read_tail(text, match.end()).unit:
            continue
        body = _title_end(text, match.end(), after.start() if after else len(text))
        title = text[match.end() : body].strip().rstrip("。；;！？】：:，,")
        if style == "plain" and not match["hash"] and not _stands_alone(text, match.end(), body, title, numbered):
            continue
        rank = _RANKS[style] if not match["hash"] else len(match["hash"])
        yield _Heading(
            start + len(match.group()) - len(match.group().lstrip()), body, rank, title, match.group().strip()
        )
        until = body


def _title_end(text: str, start: int, following: int) -> int:
    """Return where a title ends that begins at `start`: with its sentence, or with the first part of a long one."""
    end = _TITLE_END.search(text, start, min(start + _LONGEST_TITLE, following))
    if end:
        return end.end()
    if following - start <= _LONGEST_TITLE:
        return following
    comma = _TITLE_PART.search(text, start, start + _LONGEST_TITLE)
    return comma.end() if comma else start + _LONGEST_TITLE


def _stands_alone(text: str, start: int, body: int, title: str, numbered: bool) -> bool:
    """Say whether a short line without a number is a heading."""
    ended = text[start:body].rstrip()[-1:] in ("。", "；", ";", "！", "？", "，", ",")
    if not title or ended or _SENTENCE_MARKS.search(title) or _DOCUMENT.search(title):
        return False
    if text[start - 1 : start] == "【" or _own_kind(title):
        return True
    behind = text[body : body + 60].lstrip()
    return not numbered and len(title) >= 4 and len(behind.split("\n", 1)[0]) > 32 and not re.search(r"\d{3}", title)


def _own_kind(title: str) -> SectionKind | None:
    """Return the kind that the words of a title of the first level say, None where they say none."""
    if _PROBLEM_TITLE.search(title) and not _NO_PROBLEM_TITLE.search(title):
        return "problems"
    if _PLAN_TITLE.search(title) and not _NO_PLAN_TITLE.search(title):
        return "plans"
    return "other" if _OTHER_TITLE.search(title) else "done" if _DONE_TITLE.search(title) else None


def _kind(title: str, above: SectionKind | None) -> SectionKind:
    if above is None:
        return _own_kind(title) or "done"
    if above == "done" and _NESTED_PROBLEMS.search(title) and not _NO_PROBLEM_TITLE.search(title):
        return "problems"
    if above in ("done", "problems") and _NESTED_PLANS.search(title) and not _NO_PLAN_TITLE.search(title):
        return "plans"
    return above


def _turned(text: str, found: list[Section], *, headed: bool) -> list[Section]:
    """Divide sections where running text turns to problems and to plans; indices of parents move along."""
    result: list[Section] = []
    moved: dict[int | None, int | None] = {None: None}
    for index, section in enumerate(found):
        moved[index] = len(result)
        if moved[section.parent] != section.parent:
            section = section._replace(parent=moved[section.parent])
        result.append(section)
        if (headed and not section.level) or section.kind == "plans":
            continue
        for start, kind in _turns(text, section):
            whole = result[-1]
            result[-1] = whole._replace(end=start)
            result.append(Section(start, whole.end, kind, "", section.level + 1, moved[index], start, ""))
    return result


def _turns(text: str, section: Section) -> Iterator[tuple[int, SectionKind]]:
    """Yield where the sentences of a section begin to speak of problems, and of plans."""
    kind = section.kind
    if not _MAY_TURN.search(text, section.body, section.end):  # many
        return
    for match in _SENTENCE.finditer(text, section.body, section.end):
        sentence = match.group()
        if kind == "done" and _SHORTCOMING.search(sentence) and _PROBLEM_SENTENCE.match(sentence):
            kind = "problems"
            yield match.start(), kind
        elif kind != "plans" and _PLAN_SENTENCE.match(sentence):
            kind = "plans"
            yield match.start(), kind


_SENTENCE = re.compile(r"[^。！？!?\n\s][^。！？!?\n]{0,300}")
