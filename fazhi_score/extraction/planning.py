"""A stretch of text about plans into what each sentence undertakes about one subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fazhi_score.extraction.shortcomings import addressed
from fazhi_score.extraction.stretches import Stated, Stretch, made
from fazhi_score.extraction.subjects import fields, is_special, subjects

_END = re.compile(
    r"^(?:[（(].*[）)]$|20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$|总之|综上|总而言之|特此报告|专此报告|以上报告)"
)
_PART = re.compile("[^，,；;：:。！？!?\\n]+")
_LEAD = re.compile(
    r"(?:(?:在?下一?步(?:的?工作中?)?|下一?阶段|在?今后(?:的工作中)?|接下来|明年|来年|新的一年|[2２][0０]\d\d ?年"
    "|对此|为此)"
    "[，,]?)?"
    "(?:我们|我[区县市局镇乡街旗]|本[区县市局镇乡街]|[一-鿿]{2,7}[区县市旗局镇乡](?=将)|[区县市]?政府|全[区县市局镇])?(?:将|要|拟|继续)?"
)
_DEGREE = (
    "(?:(?:不断|进一步|切实|持续|全面|有效|努力|着力|着眼|大力|积极|充分|更好|全力|扎实|最大限度|逐步|真正|从而|以此|继续"
    "|稳步|深入)地?)*"
)
_GOAL = re.compile(
    f"{_DEGREE}(?:提高|提升|增强|扩大|确保|保障|实现|营造|形成|促进|促使|助力|防止|防范|避免|杜绝|打通|满足|维护|凝聚|激发|让|使"
    "|为.{2,30}(?:提供|作出|贡献|奠定|营造)|推动.{2,40}(?:迈|再上|新台阶|取得|见效|走深|走实|落地|水平|发展)"
    "|构建.{2,30}格局|把.{2,20}落到实处)"
)
_AIM = re.compile(
    "以.{2,60}(?:为|作为|促|推动|带动)|按照|根据|围绕|紧紧围绕|紧扣|立足|结合|坚持以|坚持用|对照|聚焦|针对|通过"
    "|在.{2,40}(?:下|中|上)|坚持.{0,30}(?:为指导|为引领|为统领)|认真(?:学习)?贯彻(?:落实)?(?:党的|习近平)"
)
_SENTENCE = re.compile("[^。；;！？!?\n]{1,600}")
_SLOGAN = re.compile(  # every part begins with a plain character, which is what re looks for fastest
    "问题(?:是|如下)$|打算(?:是|如下)$|工作(?:是|如下)$|不放松|不动摇|久久为功|新征程|篇章|以更(?<=^以更)|以下.{0,8}(?:方面|工作|措施|几点|几个)|以下重点|政治站位|重视程度|统一思想|提高认识|习近平|二十大精神|三十大精神|中全会|四个意识|两个维护|两个确立|四个自信|中心工作|大局|指导思想"
)
_JOINING = frozenset(("此外", "另外", "同时", "最后", "特别是"))
_QUOTED_LIST = re.compile('[“"][^“”"]*、[^“”"]*[”"]')


class _Item(NamedTuple):
    """What a sentence undertakes: its place, the subjects and the dimensions that its deeds are about."""

    start: int
    end: int
    names: frozenset[str]
    about: frozenset[str]


def plans(text: str, stretch: Stretch, named: set[str]) -> Iterator[Stated]:
    """Yield what a stretch undertakes; of an opening only what names more than the rule of law in general.

    Parameters
    ----------
    text : str
        The text of the report.
    stretch : Stretch
        Where it plans.
    named : set of str
        Gathers the dimensions that the items are about, for the heading above.

    Examples
    --------
    >>> text = "围绕大局，清理规范性文件，完善备案制度，加强执法培训，提升执法水平。"
    >>> [each.words for each in plans(text, Stretch(0, len(text), "plans", "text", "", 0), set())]
    ['清理规范性文件，完善备案制度', '加强执法培训']
    """
    for match in _SENTENCE.finditer(text, stretch.body, stretch.end):
        sentence = match.group()
        if _END.match(sentence.strip()):
            continue
        yield from addressed(text, match.start(), sentence, stretch.title)
        aims = stretch.form == "item" and match.start() == stretch.body
        for item in _items(sentence, opening=stretch.opening, aims=aims):
            named |= item.about
            yield made("plan", text, match.start() + item.start, match.start() + item.end, stretch.title)


def heading_plan(text: str, stretch: Stretch, named: set[str]) -> Iterator[Stated]:
    """Yield what a heading undertakes that nothing below it does: it is an item itself.

    Examples
    --------
    >>> text = "加强执法培训。全年办班。"
    >>> [each.words for each in heading_plan(text, Stretch(0, 12, "plans", "heading", "", 7), set())]
    ['加强执法培训']
    >>> list(heading_plan(text, Stretch(0, 12, "plans", "heading", "", 7), {"enforcement"}))
    []
    """
    title = text[stretch.start : stretch.body]
    for item in _items(title, opening=bool(named), aims=not named):
        if not item.about & named:
            yield made("plan", text, stretch.start + item.start, stretch.start + item.end, stretch.title)


def _names(words: str) -> frozenset[str]:
    """Return what words are about; what a list in quotation marks names is only how."""
    words = _QUOTED_LIST.sub("", words)
    return frozenset(subject.name for subject in subjects(words)) if is_special(words) else frozenset()


def _items(sentence: str, *, opening: bool, aims: bool) -> list[_Item]:
    """Return what a sentence undertakes; where it only aims at something, that if `aims` allow it."""
    found: list[_Item] = []
    aim: _Item | None = None
    for part in _PART.finditer(sentence):
        words = part.group().strip("　 \t")
        begin = part.start() + part.group().index(words) + len(_LEAD.match(words).group())  # type: ignore[union-attr]
        words = sentence[begin : part.end()]
        if not words.strip() or words in _JOINING or _SLOGAN.search(words) or _AIM.match(words):
            continue
        names = _names(words)
        item = _Item(begin, part.end(), names, frozenset(fields(words)))
        if _GOAL.match(words):
            aim = aim or item
        elif not found or (names and found[-1].names and not names & found[-1].names):
            if not opening or names:
                found.append(item)
        elif not opening or names:
            start, _, known, about = found[-1]
            found[-1] = _Item(start, part.end(), known | names, about | item.about)
    if not found and aim and (aims or (aim.names and not opening)):
        return [aim]
    return found
