"""Wordings of bonuses, penalties and vetoes into adjustments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fazhi_score.scoresheets.phrases import NUMBER, PART, UNIT, FactDraft, hedged, normalised, whole

_CAP = re.compile(
    rf"(?:最多|最高|累计|合计|总计|上限)(?:累计)?(?:可)?(?:加|扣|得|计)?(?:分)?(?:不(?:得)?超过|为|至)?{NUMBER}分|(?:加|扣)分(?:累计|最多|最高)?不(?:得)?超过{NUMBER}分"
)
_LEVELS = r"(?:国家|中央|党中央|全国|部|省部|省|市|州|地市|县|区|乡镇)(?:级|委)?(?:及以上|以上)?"
_LEVEL = re.compile(rf"({_LEVELS})[^,。;、\d]{{0,14}}?(?:的)?(?:,|每[项次篇件个])?(?:各)?(?:加|得|计|扣){NUMBER}分")
_EACH = re.compile(rf"(?:每|凡)[^,。;\d]{{0,14}}?1?个?({UNIT})[^,。;\d]{{0,12}}?(?:的)?,?(?:加|得|计|扣){NUMBER}分")
_ONCE = re.compile(rf"({PART}{{2,40}}?)(?:的)?,?(?:一次性)?(?:加|得|计|扣){NUMBER}分")
_POINTS = re.compile(r"\d分|加分|扣分|得分")
_GRADE = re.compile(
    r"(?:考核|评定|结果)?(?:直接)?(?:定|评|确定|评定|认定)(?:为|等次为)?“?(优秀|良好|合格|基本合格|不合格|一般|较差|差|不达标)”?"
)


@dataclass(frozen=True)
class Extra:
    """An adjustment with its facts, or None and the message code of the reason."""

    spec: dict[str, Any] | None
    facts: tuple[FactDraft, ...] = ()
    why: str = ""
    about: str = ""


def read_extra(text: str, kind: str, cap: float | None = None) -> Extra:
    """Read a bonus or penalty; what no rule fits becomes marks that a person gives.

    Examples
    --------
    >>> read_extra("每项加1分，最多加3分", "bonus").spec
    {'kind': 'bonus', 'formula': '{0}', 'each': 1, 'cap': 3}
    """
    wording = normalised(text)
    caps = [float(a or b) for a, b in _CAP.findall(wording)]
    left = _CAP.sub("▢", wording)
    spec: dict[str, Any] = {"kind": kind}
    bound = caps[0] if len(caps) == 1 else cap if not caps else None
    closing = {"cap": whole(bound)} if bound is not None else {}
    levels = _LEVEL.findall(left)
    each = _EACH.search(left)
    once = _ONCE.search(left)
    if hedged(wording) or len(caps) > 1:
        rest = "分"
    elif len(levels) > 1 and len({name for name, _ in levels}) == len(levels):
        rest = _LEVEL.sub("▢", left)
        if not _POINTS.search(rest):
            scores = {name: whole(float(points)) for name, points in levels}
            fact = FactDraft("count", "按级别逐项登记的事项", "项", over_items="sum")
            return Extra({**spec, "formula": "{0}", "levels": scores, **closing}, (fact,))
    elif each:
        rest = _EACH.sub("▢", left, count=1)
        if not _POINTS.search(rest):
            fact = FactDraft("count", "符合本条的数量", each[1])
            return Extra({**spec, "formula": "{0}", "each": whole(float(each[2])), **closing}, (fact,))
    elif once:
        rest = _ONCE.sub("▢", left, count=1)
        if not _POINTS.search(rest) and not re.search(r"%|百分点|名|级", once[1]):
            fact = FactDraft("found", once[1])
            return Extra({**spec, "when": "{0}", "points": whole(float(once[2])), **closing}, (fact,))
    fact = FactDraft("mark", "核定分数", "分")
    why = "open_hedged" if hedged(wording) else "open_no_rule" if _POINTS.search(wording) else "open_no_marks"
    return Extra({**spec, "formula": "{0}", "each": 1, **closing}, (fact,), why, hedged(wording) or wording[:40])


def read_veto(text: str, grades: Mapping[str, float]) -> Extra:
    """Read a veto: the highest grade or total that it leaves, or a gate where it keeps a unit out altogether.

    Examples
    --------
    >>> read_veto("发生重大事故的，不得评为优秀", {"优秀": 90, "良好": 80, "不合格": 0}).spec
    {'kind': 'veto', 'when': '{0}', 'at_most': '良好'}
    >>> read_veto("发生重大事故的，实行一票否决", {}).why
    'open_veto'
    """
    wording = normalised(text)
    fact = FactDraft("found", re.split(r"[,。;]", wording)[0].strip("的者") or wording)
    order = sorted(grades, key=lambda name: -grades[name])
    highest = re.search(
        rf"(?:总分|得分|总成绩|成绩)[^,。;\d]{{0,8}}(?:不(?:得)?超过|按|不高于|最高){NUMBER}分|按(?:不超过)?{NUMBER}分(?:计|记)",
        wording,
    )
    named = _GRADE.search(wording)
    barred = re.search(r"不(?:得|能|予)(?:评|定|确定|参评)(?:为|定为)?“?(优秀|良好)", wording)
    if hedged(wording):
        return Extra(None, (fact,), "open_hedged", hedged(wording))
    if highest and not barred:
        return Extra({"kind": "veto", "when": "{0}", "at_most": whole(float(highest[1] or highest[2]))}, (fact,))
    if barred and barred[1] in order and order.index(barred[1]) + 1 < len(order):
        return Extra({"kind": "veto", "when": "{0}", "at_most": order[order.index(barred[1]) + 1]}, (fact,))
    if named and not barred and named[1] in grades:
        return Extra({"kind": "veto", "when": "{0}", "at_most": named[1]}, (fact,))
    if re.search(r"不得申报|取消申报|不予申报|取消参评资格|取消考核资格", wording):
        return Extra({"kind": "gate", "when": "{0}"}, (fact,))
    return Extra(None, (fact,), "open_veto", wording[:40])


_GRADES = re.compile(
    rf"{NUMBER}分?(?:\(含\))?(?:及?以上|-+{NUMBER}分|以下)?(?:\(含\))?(?:[^,。;、\d]{{0,8}}?)(?:的)?(?:为|是|评为|定为|:)“?(优秀|良好|合格|基本合格|不合格|一般|较差|差|达标|不达标)"
)


def read_grades(texts: list[str]) -> dict[str, float]:
    """Read the lower edges of grades from titles and footnotes; {} where they are not all stated.

    Examples
    --------
    >>> read_grades(["90分以上为优秀，80-89分为良好，80分以下为不合格"])
    {'优秀': 90.0, '良好': 80.0, '不合格': 0.0}
    """
    found: dict[str, float] = {}
    for text in texts:
        wording = re.sub(r"(^|[;。:])\d[.、](?=\d)", r"\1", normalised(text))  # “2.90分以上” is the second remark
        for match in _GRADES.finditer(wording):
            below = "以下" in match[0]
            if not below:
                found.setdefault(match[3], float(match[1]))
        lowest = re.search(r"(?:以下|其余|其他)[^,。;]{0,4}?(?:为|评为|定为)“?(不合格|较差|差|不达标|一般)", wording)
        if lowest and found:
            found.setdefault(lowest[1], 0.0)
    edges = list(found.values())
    return found if len(found) > 1 and len(set(edges)) == len(edges) and max(edges) <= 100 else {}
