"""Wordings about rates, shares, marks and places into rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fazhi_score.scoresheets.counts import counts_required, distributed
from fazhi_score.scoresheets.phrases import NUMBER, OFF, PART, PERCENT, UNIT, Draft, FactDraft, Phrases, percent, whole

_SEVERAL = re.compile(
    r"率、|率和|率[与及][^,。;目]{0,10}率|[两2-9二三四五]项?率|(?<![人平年月])均(?:达|为|在|不低|不少)|分别(?:达|为|不低)|各项[^,。;]{0,6}率"
)
_RATE = re.compile(r"([^,。;:、()\d▢≤≥<>=×]{0,14}?(?:率|满意度|知晓度|比例|占比|万人比|程度))(?!先)")
_NAMED = re.compile(r"([一-鿿]{1,8}?)(?:率|满意度|知晓度)(?!先)")
_WORSE = re.compile(r"高于|超过|超出|以内|控制在|低于[\d.]+%的?,?得(?!分=)|以下的?,?得")
_ZERO = r"(?:的|者)?,?(?:该项|本项|此项|则|一律|即)?(?:不得分|不计分|得0分|计0分|得零分|0分)"
_ABOVE = r"(?:\(含\))?(?:及|\(含\))?(?:以上)?(?:\(含\))?"


def rate_name(phrases: Phrases) -> str:
    """Return what the wording calls the rate; "" where it names none."""
    for text in (phrases.text, phrases.context):
        for found in _RATE.finditer(text):
            name = re.sub(r"^.*(?:的按?|未完成)", "", found[1].strip("“”\"'."))
            name = re.sub(r"^(?:按(?!期|时)|以|的|为|其|得分|确保|每|且|若|实际)+", "", name)
            if len(name) > 1 or found[1] == "满意度":
                return name
    return ""


def _rate(phrases: Phrases) -> FactDraft:
    return FactDraft("rate", rate_name(phrases) or "比率", "percent")


def _of_rate(phrases: Phrases) -> bool:
    both = re.sub(r"按(?:照|其)?比例", "", f"{phrases.text};{phrases.context}")
    return "%" in both or bool(_RATE.search(both))


def several_rates(phrases: Phrases) -> bool:
    """Say whether the wording speaks of more than one rate, so that a single value is not enough."""
    if _SEVERAL.search(phrases.text) or _SEVERAL.search(phrases.context):
        return True
    names = {(found[1][-2:], "不" in found[1] or "未" in found[1]) for found in _NAMED.finditer(phrases.text)}
    return len(names) > 1  # by how they end: “实际化解率” is “信访积案化解率”


def sample_mean(phrases: Phrases) -> Draft | None:
    """Take the mean mark of sampled files: 抽取…平均分…折算."""
    found = re.search(r"抽|评查", phrases.text) and phrases.take(
        rf"(?:以|按|取)?{PART}{{0,14}}(?:平均分|平均得分|均分)(?:\(百分制\))?(?:×{NUMBER}%)?{PART}{{0,8}}(?:折算|计入|计分|得分|换算)"
        r"(?:得分|计入|成绩|分值)?"
    )
    if not found:
        return None
    full = re.search(rf"(?:每(?:件|本|卷|份)|单(?:件|卷))满分{NUMBER}分", phrases.text)
    if found[1] and float(found[1]) != phrases.points:
        return None
    phrases.take_all(r"按百分制(?:评分|打分|计分)|\(百分制\)")
    spec = {"rule": "sample_mean", "full": whole(float(full[1])) if full else 100}
    return Draft(spec, (FactDraft("mark", "抽查逐件得分", "分", over_items="mean"),))


def rank(phrases: Phrases) -> Draft | None:
    """Take marks off by place: 第一名得满分，每低一名扣…; 后n名扣…."""
    if re.search(r"全省|全国|全市|全区|全州", phrases.text):  # a ranking made elsewhere is no rank among those scored
        return None
    first = phrases.take(rf"第(?:1|一)名?{PART}{{0,6}}(?:得|计)(?:满分|{NUMBER}分)")
    each = phrases.take(
        rf"每(?:下降|后移|降低|低|降|退后|靠后|落后)1?个?(?:名次|名|位)(?:次)?(?:依次)?(?:递减|扣|减)(?:少)?{NUMBER}分"
    )
    if first and each and (first[1] is None or float(first[1]) == phrases.points):
        phrases.take_all(rf"按?(?:照)?{PART}{{0,14}}(?:排名|名次|排序)(?:计分|得分|赋分)?")
        return Draft({"rule": "rank", "each_place": whole(float(each[1]))}, (FactDraft("mark", "排名依据的数值", ""),))
    last = phrases.take(rf"{PART}{{0,10}}(?:后|末|倒数)(?:第)?(\d+)(?:名|位){OFF}|{PART}{{0,10}}末位{OFF}")
    if last:
        marks, places = last[2] or last[3], int(last[1] or 1)
        fact = FactDraft("mark", "排名依据的数值", "")
        return Draft({"rule": "bottom", "last": places, "deduct": whole(float(marks))}, (fact,))
    return None


def target_gap(phrases: Phrases) -> Draft | None:
    """Take marks off for each point of the gap: 每低一个百分点扣…."""
    if several_rates(phrases):
        return None
    low = phrases.take(
        rf"(?:每|凡)(?:低于?|下降|降低|降|减少|少|差|相差)(?:于?目标值?|标准)?{NUMBER}个?(?:百分点|%){OFF}"
    )
    high = (
        None
        if low
        else phrases.take(rf"(?:每|凡)(?:高于?|高出|超过?|超出|上升|增加|多)(?:目标值?)?{NUMBER}个?(?:百分点|%){OFF}")
    )
    gap = low or high
    if not gap or not 0 < float(gap[1]) <= 1:
        return None
    each = float(gap[2]) / float(gap[1])
    spec: dict[str, Any] = {"rule": "target_gap"}
    if phrases.take(r"不(?:足|满|到)1(?:个百分点|%)(?:的|者)?,?(?:也)?按1(?:个百分点|%)(?:计算?|扣分?)?"):
        spec["steps"] = "started"
    elif phrases.take(r"不(?:足|满|到)1(?:个百分点|%)(?:的|者)?,?(?:不扣分?|不计)"):
        spec["steps"] = "whole"
    if phrases.take(
        rf"(?:{'低于' if low else '高于'})(?:上年度?)?(?:全省|全市|全国|全县|全区|全州)平均(?:水平|值|数)?(?:的|者)?"
    ):
        spec["reference"] = "at_reference({0})"
    else:
        floor = phrases.take(rf"(?:低于|不足|不到|未达到?){PERCENT}{_ZERO}") if low else None
        target = _target(phrases, higher=bool(low))
        if target is None or (floor and (target - float(floor[1])) * each < phrases.points - 1e-9):
            return None  # the rule alone would leave some marks where the wording leaves none
        spec["target"] = percent(target)
    spec["each_point"] = whole(each)
    if phrases.max_deduction is not None:
        spec["max_deduction"] = whole(phrases.max_deduction)
    return Draft(spec, (_rate(phrases),), better="higher" if low else "lower", percent=True)


def _target(phrases: Phrases, *, higher: bool) -> float | None:
    """Return the one target that the wording states, else the one percentage of the context."""
    full = rf"(?:的|者)?,?(?:得满分|得{NUMBER}分|计满分|不扣分|得分)?"
    if higher:
        pattern = rf"(?:达到?|不低于|不得低于|不少于|应为|为|≥|保持在?|低于|未达到?|不足|不到)?{PERCENT}{_ABOVE}{full}"
    else:
        pattern = rf"(?:不高于|不超过|低于|控制在|≤|<|在|高于|超过|超出)?{PERCENT}(?:\(含\))?(?:以内|以下|之内)?{full}"
    own = phrases.take_all(pattern)
    if any(m[2] is not None and float(m[2]) != phrases.points for m in own):
        return None
    values = {float(m[1]) for m in own} or {float(v) for v in re.findall(PERCENT, phrases.context)}
    phrases.take_full_marks()
    return values.pop() if len(values) == 1 else None


def proportional(phrases: Phrases) -> Draft | None:
    """Take a rate times points: 得分=率×分值; 按比例得分."""
    if several_rates(phrases) or _WORSE.search(phrases.text) or re.search("平均(?!分|得)", phrases.text):
        return None
    times = phrases.take(
        rf"(?:^|(?<=[,;。:▢]))(?:得分=|按|以)?[^,。;:\d()\-+/÷×=]{{0,24}}?(?:率|度|比例|比)×(?:(?:本项|该项|此项)?(?:分值|满分|总分)|{NUMBER}分?)(?:计分|得分|计算|计入)?"
    )
    if times and times[1] is not None and float(times[1]) != phrases.points:
        return None
    short = rf"(?:(?:低于|未达到?|达不到|不足|不到|少于|未完成){PART}{{0,6}}?(?:{PERCENT})?(?:的|者)?,?|否则,?|其余,?)?"
    share = phrases.take(
        rf"{short}(?:得分)?按(?:照)?(?![^,。;]*(?:未|不|漏|缺|逾|超)[^,。;]*扣){PART}{{0,18}}?(?:率|比例|度)(?:计算|折算|换算|折合)?(?:得分|计分|赋分|扣分|分值|计算)(?:得分)?"
    )
    share = times or share
    if not share:
        return None
    if not _of_rate(phrases):
        return _share_of_number(phrases)
    if times:  # “100%得满分;低于100%的,得分=率×分值”: the second half says when, the product itself how
        phrases.take_all(rf"(?:低于|未达到?|达不到|不足|不到)(?:{PERCENT})(?:的|者)?")
    target = _target(phrases, higher=True)
    if target is None and (times is None or re.search(PERCENT, phrases.text)) and re.search(PERCENT, phrases.text):
        return None
    if target is None:
        target = 100.0
    if share and not times and share[1] and float(share[1]) != target:
        return None
    if phrases.max_deduction is not None:
        return None
    if target != 100.0 and (times or re.search("按[^,。;]*[率度]", share[0])):
        if re.search(PERCENT, phrases.text):
            return None  # full marks at 90%, but 80% of them at 80%: no line
        target = 100.0  # a target in the context only: the product itself knows none
    return _surveyed(phrases, Draft({"rule": "proportional", "full": percent(target)}, (_rate(phrases),), percent=True))


def _share_of_number(phrases: Phrases) -> Draft | None:
    """Take a count over the number that is required: 不少于12篇，不足的按比例得分."""
    numbers = counts_required(phrases)
    units = {unit for _, unit in numbers}
    if not numbers:
        fact = FactDraft("rate", rate_name(phrases) or "完成比例", "percent")
        return Draft({"rule": "proportional", "full": "100%"}, (fact,), percent=True) if _plain_share(phrases) else None
    if len(numbers) != 1 or distributed(phrases) or phrases.max_deduction is not None:
        return None
    (number, unit), *_ = numbers
    phrases.take_all(
        rf"(?:不少于|至少|达到?)?(?<!\d){number}个?{unit}(?:及?以上)?(?:的)?,?得(?:满分|{phrases.points:g}分)"
    )
    phrases.take_full_marks()
    return Draft({"rule": "required", "at_least": number}, (FactDraft("count", f"完成{units.pop()}数", unit),))


def _plain_share(phrases: Phrases) -> bool:
    """Say whether nothing but “in proportion” is said of what is done."""
    phrases.take_full_marks()
    return not re.search(r"\d", phrases.context) and phrases.max_deduction is None


def _surveyed(phrases: Phrases, draft: Draft) -> Draft:
    """Turn it into a survey where the wording says how many answers are enough."""
    enough = re.search(
        r"(?:有效)?(?:问卷|样本)(?:数|量)?(?:不少于|不得少于|不低于|少于|不足)(\d+)(?:份|个|人|户)?",
        phrases.text + ";" + phrases.context,
    )
    if not enough or "满意" not in phrases.text + phrases.context:
        return draft
    phrases.take_all(r"(?:有效)?(?:问卷|样本)(?:数|量)?(?:少于|不足)\d+份?(?:的|者)?,?不(?:得|计)分")
    spec = {"rule": "survey", "full": draft.spec["full"], "sample": "{1}", "minimum_sample": int(enough[1])}
    return Draft(spec, (*draft.facts, FactDraft("answers", "有效问卷数", "份")), percent=True)


@dataclass(frozen=True)
class _Band:
    """Values between two edges (None: open), whether the edges belong to it (None: not said), and its marks."""

    low: float | None
    high: float | None
    low_in: bool | None
    high_in: bool | None
    marks: float


_V = rf"(\d+(?:\.\d+)?)(%|个?{UNIT})?"
_IN = r"(\(不?含[^()]*\))?"
_FORMS: tuple[tuple[str, str], ...] = (
    (rf"{_V}()(≤|<){PART}{{0,12}}?(≤|<){_V}()", "between"),
    (rf"{_V}{_IN}(?:及)?以上{_IN},?(?:但)?(?:不满|不足|低于|未达到?|<|少于){_V}()", "from_below"),
    (rf"{_V}{_IN}(?:-+|至|到){_V}{_IN}(?:之间)?", "range"),
    (rf"{_V}{_IN}(?:及?以上)(?:-+|至|到|,)?{_V}{_IN}以下", "range"),
    (rf"(?:≥|(?<!未)(?<!不)达到?|不低于|不少于|不得少于|至少|大于等于){_V}{_IN}(?:及)?(?:以上)?{_IN}", "from"),
    (rf"{_V}{_IN}(?:及)?以上{_IN}", "from"),
    (rf"(?:>|高于|超过|大于){_V}(?:以上)?", "over"),
    (rf"(?:<|低于|不足|少于|不满|未达到?|未达|不到|小于){_V}", "below"),
    (rf"(?:≤|不高于|不超过|不多于|控制在|小于等于){_V}(?:以内|以下|之内)?", "to"),
    (rf"{_V}(?:以内|之内|及以下)", "to"),
    (rf"{_V}{_IN}以下{_IN}", "under"),
    (rf"{_V}", "exactly"),
)
_EARNS = rf"(?:的|者)?[,:]?(?:得|计|记|给|赋)?(?:(满分)|{NUMBER}分)|(?:的|者)?,?(?:该项|本项|则|即)?(不得分|不计分)"


def _bands(phrases: Phrases) -> tuple[list[_Band], set[str]]:
    """Return the bands that the wording lists, and their units."""
    found: list[_Band] = []
    units: set[str] = set()
    for form, kind in _FORMS:
        for match in phrases.take_all(
            rf"[^,。;:\d%▢≤≥<>]{{0,16}}(?<![\d.]){form}(?:[^,。;:\d▢%扣≤≥<>]{{0,4}}?)(?:{_EARNS})"
        ):
            *groups, full, marks, _ = match.groups()
            units |= {g.removeprefix("个") or "个" for g in groups if g and re.fullmatch(rf"%|个?{UNIT}", g)}
            found.append(_band(kind, groups, phrases.points if full else float(marks or 0.0)))
    return found, units


def _band(kind: str, groups: list[str | None], marks: float) -> _Band:
    """Return the band of one form; where the wording does not say “含”, whether an edge belongs to it is open."""
    numbers = [float(g) for g in groups if g and re.fullmatch(r"\d+(?:\.\d+)?", g)]
    said = [None if not g or "含" not in g else "不" not in g for g in groups]
    without, within = False in said, True in said
    if kind == "between":
        signs = [g for g in groups if g in ("≤", "<")]
        return _Band(numbers[0], numbers[1], signs[0] == "≤", signs[1] == "≤", marks)
    if kind == "from_below":
        return _Band(numbers[0], numbers[1], not without, False, marks)
    if kind == "range":
        return _Band(numbers[0], numbers[1], said[2], said[5], marks)
    if kind == "exactly" and "%" not in groups:
        return _Band(numbers[0], numbers[0], True, True, marks)
    if kind in ("from", "over", "exactly"):
        return _Band(numbers[0], None, kind != "over" and not without, None, marks)
    return _Band(
        None, numbers[0], None, {"to": True, "below": False}.get(kind, within or (False if without else None)), marks
    )


def bands(phrases: Phrases) -> Draft | None:
    """Take marks by bands, or a threshold: ≥95%得3分，90%—95%得2分…; 达到95%得满分，达不到不得分."""
    if several_rates(phrases):
        return None
    found, units = _bands(phrases)
    rest = phrases.take(
        rf"(?:否则|达不到{PART}{{0,8}}|未达到?{PART}{{0,8}}|未达标|不达标|其余|其他|低于此?标准|(?:未|没有)(?P<not>{PART}{{0,8}}?)(?:的|者)?){_ZERO}"
    )
    if rest and rest["not"] and not re.match("达|完成", rest["not"]):
        elsewhere = f"{phrases.text};{phrases.context}".replace(rest[0], "")
        if rest["not"] not in elsewhere and not rest["not"].startswith("开展"):
            return None  # “2次以上得2分,未归档的不得分”: another condition
        if min((band.low or 0.0 for band in found if band.marks), default=0.0) > 1:
            return None  # “2次以上得2分,未开展的不得分”: and once?
    if phrases.max_deduction is not None or len(units) > 1:
        return None
    if rest and rest["not"] and any(band.low is None and band.marks for band in found):
        return None  # “2次以下得1分,未开展的不得分”
    unit = next(iter(units), "")
    stated = phrases.take_all(rf"(?:达到?|达至|不低于|不得低于|≥|应为|为|率)?{PERCENT}{_ABOVE}(?=[,;。▢]|$)")
    if not found and rest and re.search(r"达|标|低", rest[0]):  # 达到95%以上，未达到的不得分
        around = phrases.context if re.search(r"以上|达|不低于|≥|率为?100%", phrases.context) else ""
        target = {m[1] for m in stated} or set(re.findall(PERCENT, around))
        if len(target) == 1:
            found, unit = [_Band(float(target.pop()), None, True, None, phrases.points)], "%"
    elif any(float(m[1]) not in {band.low for band in found} | {band.high for band in found} for m in stated):
        return None
    if not found or not unit:
        return None
    fact = _rate(phrases) if unit == "%" else FactDraft("count", f"实际{unit}数", unit)
    return _single(phrases, found, unit, fact) or _several(phrases, found, unit, fact)


def _single(phrases: Phrases, found: list[_Band], unit: str, fact: FactDraft) -> Draft | None:
    """Return a threshold where there is one edge, full marks on one side and none on the other."""
    full = [band for band in found if band.marks == phrases.points]
    zero = [band for band in found if band.marks == 0.0]
    edges = {edge for band in found for edge in (band.low, band.high) if edge is not None}
    if len(full) > 1 or len(zero) > 1 or len(full) + len(zero) != len(found) or len(edges) != 1:
        return None
    edge, is_percent = edges.pop(), unit == "%"
    value = percent(edge) if is_percent else whole(edge)
    better_high = [band.low is not None for band in full] + [band.high is not None for band in zero]
    if len(set(better_high)) != 1:
        return None
    if better_high[0] and all(band.low_in for band in full) and not any(band.high_in for band in zero):
        return Draft({"rule": "threshold", "at_least": value}, (fact,), percent=is_percent)
    strict = any(band.high_in is False for band in full)
    if not better_high[0] and not strict and not any(band.low_in for band in zero) and edge > 0:
        return Draft({"rule": "threshold", "at_most": value}, (fact,), better="lower", percent=is_percent)
    return None


def _several(phrases: Phrases, found: list[_Band], unit: str, fact: FactDraft) -> Draft | None:
    """Return bands that leave no gap and do not cross."""
    is_percent = unit == "%"
    ordered = sorted(found, key=lambda b: (-1.0 if b.low is None else b.low, b.high or float("inf")))
    marks = [band.marks for band in ordered]
    if len(ordered) < 2 or max(marks) != phrases.points or len(set(marks)) != len(marks):
        return None
    higher = marks == sorted(marks)
    if not higher and (marks != sorted(marks, reverse=True) or ordered[0].low):
        return None  # of the best values nothing is said
    edges: list[dict[str, object]] = []
    for number, band in enumerate(ordered):
        below = ordered[number - 1] if number else None
        edge = _edge(below, band, higher, is_percent)
        if edge is None:
            return None
        value, included = edge
        shown = percent(value) if is_percent else whole(value)
        if not (higher and band.marks == 0.0 and not number):
            edges.append({"at_least" if included else "above": shown, "score": whole(band.marks)})
    top = ordered[-1]
    if top.high is not None and not (is_percent and top.high == 100) and not (higher and top.high == top.low):
        if higher:
            return None  # of the best values nothing is said
        shown = percent(top.high) if is_percent else whole(top.high)
        edges.append({"above" if top.high_in in (True, None) else "at_least": shown, "score": 0})
    return Draft(
        {"rule": "bands", "bands": edges[::-1] if higher else edges},
        (fact,),
        better="higher" if higher else "lower",
        percent=is_percent,
    )


def _edge(below: _Band | None, band: _Band, higher: bool, is_percent: bool) -> tuple[float, bool] | None:
    """Return where a band begins and whether its edge belongs to it; None where it leaves a gap to the one below."""
    if below is None:
        return (band.low, band.low_in is not False) if band.low is not None else (0.0, True)
    if band.low is None:
        return None
    if below.high is None:
        return band.low, band.low_in is not False
    if not is_percent and below.high_in is not False and below.high + 1 == band.low and band.low_in is not False:
        return band.low, True  # of whole numbers: 1—2件, 3件以上
    if below.high != band.low or (below.high_in is not None and below.high_in == band.low_in):
        return None  # a gap, or the edge belongs to both
    if band.low_in is False or below.high_in is True:
        return (band.low, False) if band.low_in is not True else None
    if higher or below.high_in is False:
        return band.low, True
    return (band.low, False) if band.low_in is None else None  # 5%—10%, 10%以上: who has more marks at 10%?
