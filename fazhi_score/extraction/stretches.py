"""The sections about problems and plans into stretches of text: items of a list, headings, and what stands between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from fazhi_score.extraction.subjects import dimension_of
from fazhi_score.reports.types import Section

About = Literal["problems", "plans"]
Form = Literal["item", "text"]

_N = "[一二三四五六七八九十]"
_MARK = re.compile(
    rf"(?:^|(?<=[\n。；;！：:，,”\u3000 ])|(?<=主要[是有])|(?<=[表体]现[在为]))[ \t\u3000\u00a0]{{0,8}}"
    rf"(?:(?P<is>{_N}{{1,2}}[是要为](?!否|不是))|(?P<nth>第{_N}[，,、])|(?P<two>[(（]{_N}{{1,3}}[)）]、?)"
    r"|(?P<four>[(（]\d{1,2}[)）]、?)|(?P<three>\d{1,2}(?:[、．]|\.(?!\d)))|(?P<five>[①-⑳])"
    r"|(?P<word>(?:首先|其次|再次|再者|此外|另外|最后|一方面|另一方面)(?=[，,、一-鿿])[，,、]?))[ \u3000]?",
    re.ASCII,
)
# how marks begin, and what stands before them: one set of characters, which is what re looks for fastest
_MARK_FIRST = re.compile(
    "[ \t\u3000\u00a0一二三四五六七八九十第(（0-9①-⑳首其再此另最](?:(?<=[\n。；;！：:，,”\u3000 是有在为].)|(?<=^.))"
)
_BEGINS = re.compile(r"^\s*[(（第]?(?:一(?!方)|1(?!\d)|①|首)")
_SENTENCE = re.compile(r"[^。！？!?\n\s][^。！？!?\n]*")
TURN = re.compile(
    r"(?:下一?步|下一?阶段|在?今后|接下来|对此|为此|针对(?:此|这|以上|上述)|明年|来年|新的一年"
    r"|[2２][0０]\d\d ?年[，,]?[^，,]{0,14}(?:将|拟|计划))"
)
"""How a sentence begins that turns from problems to plans."""

_LACKS = re.compile(  # every part begins with a plain character, which is what re looks for fastest
    "不足|不够|不强|不高|不深|不全|不到位|不完善|不健全|不规范|不平衡|不均衡|不充分|不及时|不严|不力|不多|"
    "不顺|不畅|不明显|不扎实|不突出|不紧密|不适应|不匹配|不相适应|不一致|不统一|不熟|不清|不精|不准|不细|不实|"
    "不大|不广|不主动|不积极|不重视|不专业|不稳定|不理想|不科学|不相符|不协调|不符合|不合理|不明确|不透明|"
    "不丰富|不新|不优|不深入|不经常|不配套|未能|未全面|未完全|未真正|未形成|未建立|未有效|未落实|尚未|还没有|"
    "没有完全|没有形成|没能|无法|薄弱|短板|短缺|欠缺|缺乏|缺少|缺失|缺位|空缺|滞后|偏低|偏少|偏弱|偏软|较低|"
    "较弱|较少|较差|较慢|较大差距|较为单一|单一|淡薄|参差不齐|松散|有待|亟待|亟需|急需|仍需|还需|尚需|"
    "需进一步|需要进一步|差距|弱化|淡化|流于形式|形式化|走过场|粗放|简单|空白|困难|难度|矛盾突出|任务.{0,4}重|"
    "压力.{0,4}大|人少事多|案多人少|层层递减|欠账|不愿|不敢|不会|难以|隐患|脱节|重复|瓶颈|制约|乏力|棘手|落后|"
    "弱项|浮于|短腿|断层|老化|老旧|陈旧|时有发生|依然存在|仍然存在|仍存在|还存在|有所欠缺|有偏差|有落差|参与度低|率低|"
    "质量低|水平低|不完整|不牢|不齐|不通|不一|不多|没有(?:配|销|落实|建立|到位|根本)|只有|仅有|偏大|缺口|超期|逾期|迟报|"
    "跟不上|绕着走|拖着办|刚刚起步|起步较晚|留不住|引不进"
    + "".join(f"|{letter}(?:$|[，,；;。、])" for letter in "少弱薄慢乱难")
    + "".join(f"|{letter}[高大低](?:$|[，,；;。、])" for letter in "偏较")
)
_ACTS = re.compile(
    "(?:进一步|不断|持续|切实|全面|大力|积极|着力|深入|继续|扎实|有效|充分|严格|认真|努力|加快|稳步|将|要)*"
    "(?:加强|强化|深化|推进|推动|完善|健全|落实|提升|提高|开展|规范|抓好|抓实|加大|加快|优化|建立|创新|坚持|压实|夯实"
    "|聚焦|突出|做好|做实|拓展|严格|统筹|增强|构建|打造|发挥|丰富|改进|严把|补齐|建强|配齐|组织|培育|扩大|巩固|畅通"
    "|注重|紧盯|狠抓|学习|履行|贯彻)"
)
_BOTH = (
    re.compile("问题|不足|短板|差距|困难"),
    re.compile("下一?步|下一?阶段|今后|明年|来年|打算|安排|计划|措施|思路|方向|建议|举措"),
)
_GENERIC = re.compile(
    "^(?:当前|目前|工作中|法治政府建设|主要|突出|[我本全][区县市局镇])*(?:还|仍|所)?(?:存在|面临)?"
    "(?:的|着|一些|一定|主要|突出|以下)*"
    "(?:问题|不足|短板|差距|困难|薄弱环节)(?:$|[和与及、：:])"
)
_SAYS_PLANS = re.compile("(?:计划|打算|安排|思路|设想|措施|重点|下一?步(?:工作)?)$")
_SAYS_PROBLEMS = re.compile("(?:问题|不足|短板|差距|困难)$")
_STOP = re.compile("[\n。！？]")
_ELSEWHERE = re.compile(
    "[ \t\u3000]{0,8}"
    "(?:[^。！？；\n]{0,24}(?:清醒|深知|看到|认识到)[^。！？；\n]{0,16}(?:不足|问题|短板|差距|困难)"
    "|(?:当前|目前)?(?:存在)?的?(?:主要|突出)?(?:问题|不足|短板|困难)[^，。；：:\n]{0,6}(?:[：:]|(?<=是)))[^。！？\n]{0,600}"
)
_NAMES_THEM = re.compile("不足|问题|短板|差距|困难")
_REACH = 52  # so far behind the beginning of such a sentence may the first of these words stand
_CAUSES = re.compile("原因|成因")
_COLON = re.compile("[：:]")
_AROUND = " \t\r\n\u3000\u00a0。；;，,、：:"
_BLANKS = re.compile(r"\s+")
_FIRST = re.compile("[^，,。；;：:]+")


class Stretch(NamedTuple):
    """A stretch of text about problems or plans.

    Parameters
    ----------
    start, end : int
        Its place, without the mark of the list or the number of the heading.
    about : {"problems", "plans"}
        What it speaks of.
    form : {"item", "heading", "text"}
        An item of a list, a heading with what stands below it and is no list, or running text.
    title : str
        The nearest heading above, or its own.
    body : int
        Where the text behind its own heading begins; `start` where it has none.
    opening : bool
        Whether it is running text that a list or headings follow.
    """

    start: int
    end: int
    about: About
    form: Literal["item", "heading", "text"]
    title: str
    body: int
    opening: bool = False


class Stated(NamedTuple):
    """A problem or a plan item that a report states.

    Parameters
    ----------
    kind : {"problem", "plan"}
        Which of them.
    start, end : int
        Its place: ``text[start:end]`` are its words, without the mark of the list.
    dimension : str
        leadership, administration, enforcement, disputes or supervision; "" where its words name none.
    words : str
        The words on one line.
    """

    kind: Literal["problem", "plan"]
    start: int
    end: int
    dimension: str
    words: str


def made(kind: Literal["problem", "plan"], text: str, start: int, end: int, title: str) -> Stated:
    """Return the words from `start` to `end`, without the blanks and marks around them, as what a report states.

    Examples
    --------
    >>> made("problem", "执法力量不足；", 0, 7, "")
    Stated(kind='problem', start=0, end=6, dimension='enforcement', words='执法力量不足')
    """
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(_AROUND))
    end -= len(piece) - len(piece.rstrip(_AROUND))
    words = _BLANKS.sub(" ", text[start:end])
    first = _FIRST.match(words)
    dimension = dimension_of([first.group() if first else "", words, title])
    return Stated(kind, start, end, dimension, words)


def lacks(words: str) -> bool:
    """Say whether words own up to a shortcoming.

    Examples
    --------
    >>> lacks("执法力量仍显不足"), lacks("执法力量得到充实")
    (True, False)
    """
    return _LACKS.search(words) is not None


def acts(words: str) -> bool:
    """Say whether words begin by doing something.

    Examples
    --------
    >>> acts("进一步加强执法培训"), acts("执法培训有待加强")
    (True, False)
    """
    return _ACTS.match(words) is not None


def stretches(text: str, sections: Sequence[Section]) -> Iterator[Stretch]:
    """Yield the stretches of a report that speak of problems and plans, in their order.

    Examples
    --------
    >>> from fazhi_score.reports.structure import sections
    >>> text = "一、存在的问题\\n主要表现在：一是力量不足。二是宣传不够。"
    >>> [(each.form, text[each.start : each.end]) for each in stretches(text, sections(text))]
    [('text', '主要表现在：'), ('item', '力量不足。'), ('item', '宣传不够。')]
    """
    sections = [_retitled(text, section) for section in sections]
    parents = {section.parent for section in sections if section.title}
    number = 0
    while number < len(sections):
        section = sections[number]
        following = number + 1
        while following < len(sections) and _goes_on(sections[following]):
            following += 1
        run = sections[number:following]
        if any(part.kind in ("problems", "plans") for part in run) and not _CAUSES.search(_cause_title(section)):
            yield from _of_run(text, sections, run, has_children=number in parents)
        for part in run:
            if part.kind == "done":
                yield from _elsewhere(text, part)
        number = following


def _goes_on(section: Section) -> bool:
    """Say whether a section is a part of the one before: without a heading, and no table, which is of done work."""
    return not section.marker and not section.title and section.kind != "done"


def _retitled(text: str, section: Section) -> Section:
    """Return a section whose heading goes on with what it announces (存在的问题：力量不足) as heading and text."""
    begin = section.start + len(section.marker)
    colon = _COLON.search(text, begin, section.body) if section.title else None
    if colon is None:
        return section
    title = text[begin : colon.start()].strip()
    kind = "problems" if _SAYS_PROBLEMS.search(title) else "plans" if _SAYS_PLANS.search(title) else section.kind
    if kind not in ("problems", "plans"):
        return section
    return section._replace(title=title, body=colon.end(), kind=_about(kind))


def _elsewhere(text: str, section: Section) -> Iterator[Stretch]:
    """Yield the sentences outside these parts that say what the problems are."""
    named = [word.start() for word in _NAMES_THEM.finditer(text, section.body, section.end)]
    if not named:  # most sections
        return
    starts = [stop.end() for stop in _STOP.finditer(text, max(section.body - 1, 0), section.end)]
    until = following = 0
    named.append(section.end + _REACH)  # so that there always is a next one
    for start in starts if section.body else [0, *starts]:
        while named[following] < start:
            following += 1
        near = until <= start >= named[following] - _REACH
        match = _ELSEWHERE.match(text, start, section.end) if near else None
        if match is None:
            continue
        until = match.end()
        yield Stretch(start, until, "problems", "text", "", start)
        if "针对" in match.group():
            yield Stretch(start, until, "plans", "text", "", start)


def _cause_title(section: Section) -> str:
    return "" if _BOTH[0].search(section.title) else section.title


def _of_run(text: str, sections: Sequence[Section], run: Sequence[Section], *, has_children: bool) -> Iterator[Stretch]:
    """Yield the stretches of a section and of the parts without a heading that follow it."""
    head = run[0]
    known = [part for part in run if part.kind in ("problems", "plans")]
    mixed = any(part.kind == "problems" for part in known) and (len(known) > 1 or _is_mixed(sections, head))
    start = known[0].body if known[0].title else known[0].start
    listed = list(_listed(text, start, run[-1].end))
    if known[0] is head and head.kind == "problems" and _is_own_item(sections, head):
        listed = _with_first(text, head, run[-1].end) or listed
    if known[0] is head and _is_own_item(sections, head) and not any(form == "item" for _, _, form in listed):
        yield from _headed(text, head, run[-1].end, mixed=mixed)
        return
    if known[0] is head and head.kind == "plans" and _is_own_item(sections, head):
        yield Stretch(head.start + len(head.marker), head.body, "plans", "heading", head.title, head.body)
    title = head.title if known[0] is head else ""
    last = max((begin for begin, _, form in listed if form == "item"), default=0)
    for begin, end, form in listed:
        opening = form == "text" and (has_children or begin < last)
        about = next(part.kind for part in reversed(known) if part.start <= begin)
        if form == "item" and mixed:
            about = "problems" if _owns_up(text[begin:end]) else "plans" if acts(text[begin:end]) else about
        yield from _divided(text, Stretch(begin, end, _about(about), form, title, begin, opening), known)


def _with_first(text: str, head: Section, end: int) -> list[tuple[int, int, Form]]:
    """Return a list in one line whose first item was read as a heading ((一)…；(二)…); nothing where it is none."""
    mark, start = _MARK.fullmatch(head.marker), head.start + len(head.marker)
    second = _MARK.search(text, start, end)
    if mark is None or second is None or mark.lastgroup != second.lastgroup or _BEGINS.search(second.group()):
        return []
    listed = list(_listed(text, start, end))
    return [(start, second.start(), "item"), *(each for each in listed if each[0] > start)]


def _about(kind: str) -> About:
    return "problems" if kind == "problems" else "plans"


def _is_mixed(sections: Sequence[Section], section: Section) -> bool:
    """Say whether a heading above promises problems and plans together."""
    while True:
        if all(pattern.search(section.title) for pattern in _BOTH):
            return True
        if section.parent is None:
            return False
        section = sections[section.parent]


def _is_own_item(sections: Sequence[Section], section: Section) -> bool:
    """Say whether a heading says a problem or plan itself, rather than that some follow."""
    if section.parent is None or sections[section.parent].kind not in ("problems", "plans"):
        return False
    if (_GENERIC if section.kind == "problems" else _SAYS_PLANS).search(section.title):
        return False
    return TURN.match(section.title) is None


def _owns_up(words: str) -> bool:
    """Say whether the first clause that is more than a word owns up to something."""
    first = re.split("[，,。；;：:\n]", words.strip(), maxsplit=1)[0]
    return lacks(first) and not acts(first)


def _headed(text: str, head: Section, end: int, *, mixed: bool) -> Iterator[Stretch]:
    """Yield a heading with what stands below it."""
    start = head.start + len(head.marker)
    about = _about(head.kind)
    if mixed:
        about = "problems" if _owns_up(head.title) or (lacks(text[start:end]) and not acts(head.title)) else "plans"
    yield from _divided(text, Stretch(start, end, about, "heading", head.title, head.body), [head])


def _divided(text: str, stretch: Stretch, known: Sequence[Section]) -> Iterator[Stretch]:
    """Yield a stretch, divided where it turns from problems to plans."""
    cuts = [part.start for part in known if stretch.form == "text" and stretch.start < part.start < stretch.end]
    for begin, end in zip([stretch.start, *cuts], [*cuts, stretch.end], strict=True):
        about = stretch.about
        if begin > stretch.start:
            about = _about(next(part.kind for part in reversed(known) if part.start <= begin))
        piece = stretch._replace(start=begin, end=end, about=about, body=begin if cuts else stretch.body)
        turn = _turn(text, piece) if about == "problems" else end
        if turn > begin:
            yield piece._replace(end=turn)
        if turn < end:
            yield Stretch(turn, end, "plans", "text", stretch.title, turn, stretch.opening)


def _turn(text: str, stretch: Stretch) -> int:
    """Return where the sentence begins that turns to plans; the end where there is none."""
    for match in _SENTENCE.finditer(text, stretch.body, stretch.end):
        if TURN.match(match.group()) and (stretch.form == "text" or match.start() > stretch.start):
            return match.start()
    return stretch.end


def _marks(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the marks of lists."""
    until = start
    for first in _MARK_FIRST.finditer(text, start, end):
        if first.start() >= until:
            match = _MARK.match(text, first.start(), end)
            if match:
                until = match.end()
                yield match


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int, Form]]:
    """Yield the items of the lists in a stretch, and what stands before, between and behind them."""
    marks = list(_marks(text, start, end))
    styles = [match.lastgroup for match in marks if match.lastgroup != "word"]
    marks = [match for match in marks if match.lastgroup == (styles[0] if styles else "word")]
    firsts = [number for number, match in enumerate(marks) if not number or _BEGINS.search(match.group())]
    for number, following in zip(firsts, [*firsts[1:], len(marks)][: len(firsts)], strict=True):
        if text[start : marks[number].start()].strip():
            yield start, marks[number].start(), "text"
        last = marks[following].start() if following < len(marks) else end
        bounds = [match.start() for match in marks[number + 1 : following]] + [last]
        # the last item ends with its line, unless items before it have more than one
        long = any(
            "\n" in text[match.end() : to].strip()
            for match, to in zip(marks[number : following - 1], bounds[:-1], strict=True)
        )
        line = text.find("\n", marks[following - 1].end(), last)
        start = bounds[-1] = last if long or line < 0 else line
        for match, to in zip(marks[number:following], bounds, strict=True):
            yield match.end(), to, "item"
    if text[start:end].strip():
        yield start, end, "text"
