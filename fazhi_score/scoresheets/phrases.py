"""Wording as written into phrases that patterns can match, with a record of what has been explained."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Literal

from fazhi_score.facts.numerals import numeral_text

UNIT = (
    r"(?:人次|批次|学时|工作日|个月|单位|环节|(?<![名层])次(?!性)|(?<![文条证附案])件|起|个(?![百千]分点)|(?<!事)项|例|份|篇|条|(?<![排报署])名(?!次)"
    r"|人(?![员民大才均])|宗|处|家|户|场|(?<![逾超按定到长限分过近任])期|部(?!门|署|分)|村|天|日|卷|本|(?<![市省县国上乡区各])级|轮|班|批|笔)"
)
"""What is counted; a unit that is only the end of another word is none."""
NUMBER = r"(\d+(?:\.\d+)?)"
PERCENT = r"(\d+(?:\.\d+)?)%"
OFF = rf"(?:的|者)?,?(?:则|即|各|再|予以|一律)?扣(?:减|除|去)?{NUMBER}分(?!之|/|每|\(每)"
"""“(的),扣n分”"""
PART = r"[^,。;:]"
"""A character that ends no clause."""

_CIRCLED = {chr(0x2460 + n): f"({n + 1})" for n in range(20)}
_NUMERAL = "零〇一二两三四五六七八九十百半"
_COUNTED = re.compile(rf"((?!半年)[{_NUMERAL}]+(?:点[{_NUMERAL}]+)?)(?=个百分点|个工作日|{UNIT}|年|位)")
_POINTS = re.compile(rf"(?<=[扣得加减计记给])([{_NUMERAL}]+(?:点[{_NUMERAL}]+)?)(?=分(?!之))")
_PER_HUNDRED = re.compile(rf"百分之([{_NUMERAL}]+(?:点[{_NUMERAL}]+)?)")
_BROKEN = re.compile(r"(?<=\d\.)\s*[\r\n]+\s*(?=\d)|(?<=\d)\s*[\r\n]+\s*(?=\.\d|分|%|个百分点)")
"""A line broken within a number."""
_BEHIND = re.compile(rf"([扣得加减])(\d+(?:\.\d+)?)分(?:/|每)(?:1个?)?({UNIT})(?=[,。;)]|$)")
"""“扣0.5分/次” is “每次扣0.5分”."""
_RANGE = str.maketrans(
    {"—": "-", "–": "-", "―": "-", "~": "-", "∼": "-", "﹣": "-", "−": "-", "*": "×", "≧": "≥", "≦": "≤"}
)

SCORING = re.compile(
    r"扣|得分|不得[分评申]|满分|加分|减分|\d分|[得计记赋给打评加]\d|计分|赋分|评分|打分|否决|按比例|折算|换算|排名|名次|×|倍|%|百分点"
)
"""What a wording about marks cannot do without: none of it may be left over once a rule has been read."""

_UNBOUNDED = re.compile(r"倒扣|负分|不设上限|不封顶|扣分不限|不限扣")
_CAP_OF_EACH = re.compile(r"(?:每|单)[^,。;:扣得加减]{1,6}(?:扣分)?(?:最多|最高|至多|累计|不超过|上限)")

_HEDGES = re.compile(
    r"酌(?:情|定|减)?|视情|适当(?:扣|加|给|得|减)|相应(?:扣|加|给|得|减|分)|综合(?:评|考|打|判|确|认|衡)"
    r"|视[^,。;]{1,14}(?:情|程度|效果|质量)|(?:根据|依据|结合|按照?|依)[^,。;]{0,16}(?:情况|程度|效果|质量|实际|表现|成效)"
    r"[^,。;]{0,8}(?:综合|评|打|赋|扣|给|得|分|每|计|确定)|研究(?:确|决|认)定|由[^,。;]{1,24}(?:打分|评分|评定|评议|赋分|认定|确定)"
    r"|集体(?:评|研|打)|评议打分|按[^,。;]{0,8}[一二三四五\\d]档|分档|扣\d+(?:\.\d+)?分?(?:-+|至|到)\d|[得加]\d+(?:\.\d+)?分?(?:-+|至|到)\d[\d.]*分|左右|等次打分"
    r"|[扣得加减计]\d+(?:\.\d+)?分(?:以内|之内|以下|以上|不等|起)|可以?扣\d"
)


def normalised(text: str) -> str:
    """Return wording without blanks, with ASCII digits and signs, and with numerals as digits where they count.

    Examples
    --------
    >>> normalised("每少一次扣０．５分，扣半分；达到百分之九十五得两分")
    '每少1次扣0.5分,扣0.5分;达到95%得2分'
    """
    for circled, plain in _CIRCLED.items():
        text = text.replace(circled, plain)
    text = unicodedata.normalize("NFKC", text).translate(_RANGE)
    text = _BROKEN.sub("", text.strip())
    text = re.sub(r"\s*[\r\n]+\s*", ";", text)
    text = re.sub(r"\s+", "", text).replace("乘以", "×")
    text = _BEHIND.sub(r"每\3\1\2分", text)
    text = _PER_HUNDRED.sub(lambda m: f"{_digits(m[1])}%", text)
    text = _POINTS.sub(lambda m: _digits(m[1]), text)
    return _COUNTED.sub(lambda m: _digits(m[1]), text)


def _digits(text: str) -> str:
    if "半" in text:
        return "0.5" if text == "半" else text
    return numeral_text(text) or text


@dataclass(frozen=True)
class FactDraft:
    """A fact that a rule needs: what its id ends in, its name, unit and kind."""

    ending: Literal["count", "rate", "done", "found", "date", "level", "mark", "answers"]
    zh: str
    unit: str = ""
    levels: tuple[str, ...] = ()
    over_items: str = ""

    @property
    def kind(self) -> str:
        """The kind of the fact in the YAML."""
        kinds = {"rate": "share", "done": "yes_no", "found": "yes_no", "date": "date", "level": "level"}
        return kinds.get(self.ending, "number")


@dataclass(frozen=True)
class Draft:
    """A rule read from wording; formulas name the facts {0}, {1} … ."""

    spec: dict[str, Any]
    facts: tuple[FactDraft, ...]
    formula: str | None = "{0}"
    better: Literal["higher", "lower"] = "higher"
    percent: bool = False


@dataclass
class Phrases:
    """The wording of one item: what it says, what surrounds it, and what is left to explain.

    Parameters
    ----------
    text : str
        The wording about marks, normalised.
    context : str
        What else the row says (the required number or target often stands there), normalised.
    points : float
        Full marks.
    """

    text: str
    context: str
    points: float
    max_deduction: float | None = None
    caps: int = 0
    cap_of_all: bool = False
    left: str = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.text
        self._common()

    def take(self, pattern: str) -> re.Match[str] | None:
        """Find a pattern in what is left, and count it as explained."""
        found = re.search(pattern, self.left)
        if found:
            self.left = self.left[: found.start()] + "▢" * len(found[0]) + self.left[found.end() :]
        return found

    def take_all(self, pattern: str) -> list[re.Match[str]]:
        """Find a pattern as often as it stands there."""
        return list(iter(lambda: self.take(pattern), None))

    def take_full_marks(self) -> str:
        """Explain clauses that only say what earns full marks; return them.

        Numbers in them must have been explained before.
        """
        found = ""
        for match in re.finditer(rf"{PART}{{0,30}}?(?:得|计|给)(?:满分|{NUMBER}分)", self.left):
            if (match[1] is None or float(match[1]) == self.points) and not re.search(
                r"[\d%]|整改|纠正|主动|但|虽|除外", match[0].replace(f"{match[1]}分", "").replace("100%", "")
            ):
                self.take(re.escape(match[0]))
                found += match[0]
        return found

    def done(self) -> bool:
        """Say whether nothing about marks is left unexplained."""
        return not SCORING.search(self.left)

    def unbounded(self) -> bool:
        """Say whether marks may go below zero, or a cap holds for a part only: no rule says this."""
        return self.caps > 1 or bool(_UNBOUNDED.search(self.left) or _CAP_OF_EACH.search(self.text))

    def _common(self) -> None:
        """Explain what may stand beside any rule: floors, caps and the points themselves."""
        for match in self.take_all(
            rf"\(?(?:(?:最多|最高|累计|合计|总计|共计|至多)(?:累计)?扣(?:分)?(?:不(?:得)?超过|至|到|完)?{NUMBER}分"
            rf"|(?:累计|最高|最多|总)?扣分(?:累计|最多|最高)?(?:不(?:得)?超过|上限为?){NUMBER}分|以扣{NUMBER}分为限"
            rf"|扣(?:完|满|至){NUMBER}分(?:为止)?)\)?"
        ):
            self.caps += 1
            self.max_deduction = min(float(next(g for g in match.groups() if g)), self.max_deduction or float("inf"))
            following = self.text.partition(match[0])[2]
            self.cap_of_all = bool(re.search("累计|合计|总|共计", match[0])) and not re.search(r"扣\d", following)
        if self.max_deduction is not None and self.max_deduction >= self.points:
            self.max_deduction = None
        self.take_all(
            r"\(?(?:直[至到])?扣(?:完|至|到)(?:本|该|此)?(?:项|小项|条)?(?:目)?(?:分值?|0分|零分|全部分值)?为?止?\)?"
        )
        self.take_all(
            r"不(?:计|得|记)?(?:倒扣|负分)|最低(?:得|计|为)?(?:0|零)分|不?重复(?:计|加|扣)分?|不累计(?:计|加|扣)分?"
        )
        own = f"{self.points:g}".replace(".", r"\.")
        self.take_all(
            rf"(?:本|该|此)?(?:项)?(?:满分|总分|分值|共)为?:?{own}分|最[高多](?:得|计|不超过)?{own}分|^\({own}分\)|^{own}分[:,;。]|\({own}分\)。?$"
        )


def hedged(text: str) -> str:
    """Return the words by which a wording leaves marks to judgement, "" where it does not.

    Examples
    --------
    >>> hedged("落实不到位的，酌情扣分"), hedged("每少一次扣1分")
    ('酌情', '')
    """
    found = _HEDGES.search(normalised(text))
    return found[0] if found else ""


def whole(number: float) -> float | int:
    """Return a number as people write it."""
    number = round(number, 10)
    return int(number) if number == int(number) else number


def percent(number: str | float) -> str:
    """Return a percentage as the format wants it."""
    return f"{whole(float(number))}%"
