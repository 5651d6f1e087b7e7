"""Phrases that people write into a pattern that finds them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

NUMBER = "\ue000"
"""Stands for the first character of a quantity in text made ready for phrases."""

REST = "\ue001"
"""Stands for its other characters."""

SHORT_GAP = 12
LONG_GAP = 40
LONGEST_PHRASE = 300
MOST_GAPS = 3

_ENDS = "。；;！!？?\n"
_STOPS = "，,：:（）()" + _ENDS + NUMBER + REST
# What a bracket holds does not count: 镇（街道）综合执法队伍. Its first character decides, so nothing is tried twice.
_BRACKET = r"[(][^()\n]{0,40}[)]"
_BIT = rf"[^{re.escape(_STOPS)}]{{0,{SHORT_GAP}}}?"
_GAP = rf"({_BIT}(?:{_BRACKET}{_BIT})?)"
_BIT_OF_ITEM = rf"[^、{re.escape(_STOPS)}]{{0,{SHORT_GAP}}}?"
_GAP_OF_ITEM = rf"({_BIT_OF_ITEM}(?:{_BRACKET}{_BIT_OF_ITEM})?)"  # behind a number: 、 begins the next item of a list
_WIDE_GAP = rf"([^{re.escape(_ENDS)}]{{0,{LONG_GAP}}}?)"
# Words that may stand between what is counted and its number, and tell nothing of their own. Verbs that tell facts
# apart (办理, 受理, 办结, 收到) are not among them.
_FILLERS = (
    "共计|合计|总计|累计|总数|总量|数量|人数|人员|件数|次数|户数|份数|场次数|达到|保持|稳定|均为|均达|开展|组织|召开|举办|举行|进行|安排|实施|完成|落实|实现|始终|均为|都|提升至|提高到|力争|争取|确保|预计"
    "|全年|年内|先后|分别|[数量共计达为了是有的均到在已各:]"
)
_IN_ALL = ",(?=共|累计|合计|总计|全年共|全年累计)"  # 受理复议申请，共37件
_BEFORE_NUMBER = rf"((?:{_BRACKET})?(?:{_IN_ALL})?(?:{_FILLERS}){{0,4}})"
_BEHIND_NUMBER = rf"((?:{_BRACKET})?的?)"
_QUANTITY = f"(?P<number>{NUMBER}{REST}*)"
_PART = re.compile(
    r"(?P<wide>……)|(?P<gap>…)|(?P<open>[(（])|(?P<close>[)）])|(?P<bar>/)|(?P<number>N)|(?P<word>[^…()（）/N]+)"
)


_SIGN = re.compile(r"[|*?,，。;；:：!！“”‘’\"\[\]{}<>=\\^$#]")


# Words of nearly every sentence of such reports: as anchors they would have every rule tried everywhere.
_EVERYWHERE = frozenset(
    (
        *(
            "法治",
            "法治建设",
            "法治政府",
            "法治政府建设",
            "依法行政",
            "依法治",
            "行政",
            "执法",
            "行政执法",
            "法律",
            "学习",
        ),
        *(
            "开展",
            "组织",
            "召开",
            "办理",
            "履行",
            "落实",
            "推进",
            "建立",
            "建设",
            "制定",
            "完善",
            "工作",
            "情况",
            "报告",
        ),
        *("年度", "主要", "干部", "领导干部", "问题", "事项", "部门", "单位", "政府", "主要负责人", "负责人"),
    )
)


class PhraseError(ValueError):
    """A phrase that cannot be used: `code` of the message and the place in the phrase."""

    def __init__(self, code: str, at: int) -> None:
        self.code, self.at = code, at
        super().__init__(code, at)


class Phrase(NamedTuple):
    """A phrase, compiled.

    Parameters
    ----------
    text : str
        As written.
    pattern : re.Pattern or None
        Finds it in text made ready; group ``number`` is the quantity. None where the words may stand in any order.
    anchors : tuple of str
        Words of which one stands in every text that the phrase fits.
    others : tuple of tuple of str
        Further such words, part by part.
    weight : int
        How many characters it fixes at least: of two phrases at one number the heavier tells more.
    unit : str
        The unit written behind N, "" for none.
    counts : bool
        Whether it has an N.
    """

    text: str
    pattern: re.Pattern[str] | None
    anchors: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    weight: int
    unit: str
    counts: bool


@lru_cache(maxsize=8192)  # a lexicon of one's own holds the shipped phrases too, some 1,700
def compile_phrase(text: str, units: frozenset[str] = frozenset()) -> Phrase:
    """Return the phrase that `text` means.

    Parameters
    ----------
    text : str
        Words as printed, without quotation marks and blanks; ``(a/b/)`` for one of several or nothing, ``…`` for up to
        12 characters without comma, bracket and number, ``……`` for up to 40 within the sentence, ``N`` for the number
        with its unit, ``N次`` for a number with this unit only. Parts between ``&`` may stand in any order from comma
        to comma.
    units : frozenset of str
        The units that may stand behind N.

    Raises
    ------
    PhraseError
        With the place in the phrase.

    Examples
    --------
    >>> phrase = compile_phrase("(收到/受理)行政复议…N")
    >>> phrase.anchors, phrase.weight
    (('行政复议',), 6)
    """
    if len(text) > LONGEST_PHRASE:
        raise PhraseError("lexicon_phrase_long", LONGEST_PHRASE)
    if "&" in text:
        return _together(text, units)
    parts, unit = _parts(text, units)
    pattern, weight, anchors = "", 0, _anchors(parts)
    if not anchors or (min(map(len, anchors)) < 2 and 0 not in parts):
        raise PhraseError("lexicon_phrase_loose", 0)
    if parts[0] in (1, 2) or parts[-1] in (1, 2):
        raise PhraseError("lexicon_phrase_open", 0)
    if sum(part in (1, 2) for part in parts) > MOST_GAPS:
        raise PhraseError("lexicon_phrase_gaps", 0)
    for number, part in enumerate(parts):
        if part == 0:
            pattern += (
                (_BEFORE_NUMBER if number else "") + _QUANTITY + (_BEHIND_NUMBER if number + 1 < len(parts) else "")
            )
        elif isinstance(part, int):
            pattern += _WIDE_GAP if part == 2 else _GAP_OF_ITEM if number and parts[number - 1] == 0 else _GAP
        else:
            pattern += "(?:" + "|".join(re.escape(word) for word in sorted(part, key=len, reverse=True)) + ")"
            weight += min(map(len, part))
    others = [part for part in parts if isinstance(part, tuple) and "" not in part and part is not anchors]
    others.sort(key=_fixes, reverse=True)  # the rarest first: most sentences fail there
    return Phrase(text, re.compile(pattern), anchors, tuple(others), weight, unit, 0 in parts)


def _together(text: str, units: frozenset[str]) -> Phrase:
    """Return a phrase whose parts, words or one of several, may stand in any order: ``(党组/中心组) & 学法 & N次``."""
    parts: _Parts = []
    unit, at = "", 0
    for piece in text.split("&"):
        try:
            found, own = _parts(piece.strip(), units)
        except PhraseError as error:
            raise PhraseError(error.code, at + error.at) from None
        unit = unit or own
        if len(found) != 1 or found[0] in (1, 2) or (isinstance(found[0], tuple) and "" in found[0]):
            raise PhraseError("lexicon_phrase_together", at)
        parts += found
        at += len(piece) + 1
    if parts.count(0) > 1:
        raise PhraseError("lexicon_phrase_numbers", 0)
    anchors = _anchors(parts)
    if not anchors or min(map(len, anchors)) < 2:
        raise PhraseError("lexicon_phrase_loose", 0)
    groups = [part for part in parts if isinstance(part, tuple)]
    others = tuple(part for part in groups if part is not anchors)
    return Phrase(text, None, anchors, others, sum(min(map(len, part)) for part in groups), unit, 0 in parts)


@lru_cache(maxsize=1024)  # the shipped lexicon has some 200 such lists
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the first of several words, several times as fast as to look for them one by one.

    Examples
    --------
    >>> any_of(("尚未", "没有")).search("还没有建立") is not None
    True
    """
    return re.compile("|".join(map(re.escape, words)))


_Parts = list["int | tuple[str, ...]"]


def _parts(text: str, units: frozenset[str]) -> tuple[_Parts, str]:
    """Return words as tuples of alternatives, 0 for the number, 1 and 2 for the gaps; and the unit behind N."""
    parts: _Parts = []
    unit, inside, opened = "", None, 0
    for match in _PART.finditer(text):
        kind, word, at = match.lastgroup, match.group(), match.start()
        if kind == "open":
            if inside is not None:
                raise PhraseError("lexicon_phrase_nested", at)
            inside, opened = [""], at
        elif inside is not None:
            if kind == "bar":
                inside.append("")
            elif kind == "close":
                parts.append(tuple(dict.fromkeys(inside)))
                inside = None
            elif kind == "word" and not _SIGN.search(word):
                inside[-1] += word.strip()
            else:
                raise PhraseError("lexicon_phrase_inside", at)
        elif kind in ("bar", "close"):
            raise PhraseError("lexicon_phrase_bar" if kind == "bar" else "lexicon_phrase_unopened", at)
        elif kind == "number":
            if 0 in parts:
                raise PhraseError("lexicon_phrase_numbers", at)
            parts.append(0)
        elif kind == "word":
            sign = _SIGN.search(word)
            if sign:
                raise PhraseError("lexicon_phrase_sign", at + sign.start())
            word = "".join(word.split())
            if parts and parts[-1] == 0 and not unit:
                unit = max((u for u in units if u and word.startswith(u)), key=len, default="")
                word = word[len(unit) :]
            if word:
                parts.append((word,))
        else:
            parts.append(2 if kind == "wide" else 1)
    if inside is not None:
        raise PhraseError("lexicon_phrase_unclosed", opened)
    return parts or [(text,)], unit


def _anchors(parts: _Parts) -> tuple[str, ...]:
    """Return the alternatives of the part that is rarest in reports: not everywhere, and its shortest the longest."""
    best: tuple[str, ...] = ()
    for part in parts:
        if isinstance(part, tuple) and "" not in part and (not best or _fixes(part) > _fixes(best)):
            best = part
    return best


def _fixes(words: tuple[str, ...]) -> tuple[bool, int, int]:
    shortest = min(map(len, words))
    return shortest > 1 and _EVERYWHERE.isdisjoint(words), shortest, -len(words)
