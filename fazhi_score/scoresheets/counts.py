"""Wordings about counts, days and what was or was not done into rules."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from fazhi_score.scoresheets.phrases import NUMBER, OFF, PART, SCORING, UNIT, Draft, FactDraft, Phrases, whole

_TIMES = {"半年": 2, "季度": 4, "季": 4, "月": 12, "周": 0, "年": 1, "年度": 1, "": 1}
_EVERY = r"(?:每个?(半年|季度|季|月|周|年度|年))?"
_NOT_FEWER = "不少于|不得少于|不低于|不得低于|至少|少于|≥|达到?"
_AT_LEAST = rf"{_EVERY}[^,。;\d]{{0,14}}?(?:{_NOT_FEWER})[^,。;\d%]{{0,8}}?(\d+)个?({UNIT})"
_OR_MORE = rf"{_EVERY}[^,。;\d]{{0,14}}?(\d+)个?({UNIT})(?:及)?以上"
_REGULAR = rf"每个?(半年|季度|季|月)[^,。;\d]{{0,10}}(\d+)个?({UNIT})"
_SAME_UNIT = {"名": "人", "场": "次", "期": "次"}
_NONE = re.compile(r"(?:的|者)?,?(?:该项|本项|此项|则|即|一律)?(?:不得分|不计分|得0分|计0分)")
_LATE = r"(?:逾期|迟报|迟交|超期|超时|未按时|未按期|未及时|延期|延迟|推迟|晚报|拖延)"
_NEGATED = re.compile(r"未(?!成年|来|婚)|没有|无(?!故|证|照)")


_DISTRIBUTED = re.compile(
    rf"各(?:部门|单位|科室|街道|[乡镇县市区村])|每[万千百人户]|每(?:1?个)?(?:村|乡|镇|街道|单位|部门|科室|社区|所)|每[名位](?!.{{0,3}}扣)|[^,。;]各[^,。;类项级地部单]{{0,6}}(?:{_NOT_FEWER}|\d)"
    r"|分别|(?:委|组|府|会议?|办|上半年)[、和与及](?:党|政|人大|常|县|市|区|乡|镇|司|下半年)"
)


def counts_required(phrases: Phrases) -> dict[tuple[int, str], int]:
    """Return the numbers that wording and context require, with their units, and how often each stands there."""
    found: dict[tuple[int, str], int] = {}
    for text in (phrases.text, phrases.context):
        for pattern in (_AT_LEAST, _OR_MORE, _REGULAR):
            for every, number, unit in re.findall(pattern, text):
                key = (int(number) * _TIMES[every or ""], unit)
                found[key] = found.get(key, 0) + 1
    return found


def required(phrases: Phrases) -> Draft | None:
    """Take marks off for each one missing of a required number: 不少于4次，每少一次扣…."""
    missing = phrases.take(
        rf"(?:每|凡|有)?(?:减|缺|漏|欠)?(?:少|缺|差|欠)[^,。;\d]{{0,8}}1个?({UNIT})[^,。;\d]{{0,6}}?{OFF}"
    )
    if not missing or float(missing[2]) <= 0:
        return None
    unit, each = missing[1], float(missing[2])
    wanted = {number for number, u in counts_required(phrases) if _SAME_UNIT.get(u, u) == _SAME_UNIT.get(unit, unit)}
    if len(wanted) != 1 or distributed(phrases):
        return None
    number = wanted.pop()
    if number <= 0:
        return None
    phrases.take_all(
        rf"(?:不少于|至少|达到?|召开|开展|举办|报送)?(?<!\d)\d+个?{UNIT}(?:及?以上)?{PART}{{0,8}}?得(?:满分|{phrases.points:g}分)"
    )
    phrases.take_full_marks()
    nothing = _take_nothing_done(phrases)
    if nothing and number * each < phrases.points - 1e-9:
        return None
    spec: dict[str, Any] = {"rule": "required", "at_least": number, "each_missing": whole(each)}
    if phrases.max_deduction is not None:
        if nothing:
            return None
        spec["max_deduction"] = whole(phrases.max_deduction)
    average = re.search("人均|户均", phrases.text + phrases.context)
    return Draft(spec, (FactDraft("count", f"{average[0] if average else '完成'}{unit}数", unit),))


def distributed(phrases: Phrases) -> bool:
    """Say whether the required number holds for each of several bodies or places."""
    return any(_DISTRIBUTED.search(text) for text in (phrases.text, phrases.context))


def _take_nothing_done(phrases: Phrases) -> bool:
    """Explain “未开展的不得分”, which the rule itself says; not “未归档的不得分”, which is another condition."""
    for match in re.finditer(rf"(?:未|没有|不(?=报|交))({PART}{{1,14}}?){_NONE.pattern}", phrases.left):
        verb, elsewhere = match[1][:2], f"{phrases.text};{phrases.context}".replace(match[0], "")
        if verb in elsewhere or re.match("开展|召开|组织|举办|完成|实施|报|研究|学习|公开|公布|交", verb):
            return bool(phrases.take(re.escape(match[0])))
    return False


def contradictory_numbers(phrases: Phrases) -> bool:
    """Say whether two numbers of one unit are required."""
    units = [unit for number, unit in counts_required(phrases) if number > 0]
    return len(units) != len(set(units))


def deadline(phrases: Phrases) -> Draft | None:
    """Take marks off after a day: 次年1月15日前报送，逾期扣…."""
    both = phrases.text + ";" + phrases.context
    days = set(re.findall(r"(\d{1,2})月(?:(\d{1,2})日(?:之|以)?前|(?:月)?底(?:之|以)?前)", both))
    days |= {("12", "31")} if "年底前" in both else set()
    if len(days) != 1 or re.search(r"20\d\d年(?=\d+月)", both):
        return None  # none or several; or a year that the sheet of the next year would not have
    month, day = next(iter(days))
    if not 1 <= int(month) <= 12:
        return None
    day = day or str(calendar.monthrange(2023, int(month))[1])
    following = re.search(r"次年|翌年|下1?年|第2年|第二年|来年", both)
    if not following and not re.search(r"当年|本年", both) and int(month) <= 4:
        return None  # of this year or the next? the wording does not say
    spec: dict[str, Any] = {"rule": "deadline", "due": f"{int(month):02d}-{int(day):02d}"}
    spec["year"] = "next" if following else "same"
    each = phrases.take(rf"每?(?:逾期|迟报?|延迟|推迟|超期?|晚|拖延)(?:报送|1|每)*(?:天|日)(?!前){OFF}")
    late = phrases.take(rf"(?<!每){_LATE}[^,。;:\d每]{{0,10}}?{OFF}")
    partial = phrases.take(rf"{_LATE}[^,。;:\d超月周长]{{0,8}}?得{NUMBER}分")
    nothing = None if late or partial else phrases.take(rf"{_LATE}[^,。;:\d超月周长]{{0,8}}?{_NONE.pattern}")
    _take_nothing_done(phrases)
    phrases.take_all(
        rf"(?:在|于)?(?:次年|当年)?\d+月(?:\d+日|底)(?:之|以)?前{PART}{{0,10}}?得(?:满分|{phrases.points:g}分)"
    )
    phrases.take_full_marks()
    if late:
        spec["late"] = whole(float(late[1]))
    elif partial:
        spec["late"] = whole(phrases.points - float(partial[1]))
    elif nothing:
        spec["late"] = whole(phrases.points)
    if each:
        spec["each_day"] = whole(float(each[1]))
    if ("late" not in spec and "each_day" not in spec) or phrases.max_deduction is not None:
        return None
    return Draft(spec, (FactDraft("date", "完成（报送）日期"),), better="lower")


def gains(phrases: Phrases) -> Draft | None:
    """Take marks for each one done, up to full marks: 每报送一条得0.2分，满分2分."""
    each = phrases.take(rf"每[^,。;:\d]{{0,14}}?(?:1个?)?({UNIT})[^,。;:\d]{{0,12}}?(?:的)?,?(?:得|计|加){NUMBER}分")
    if not each or phrases.max_deduction is not None or float(each[2]) <= 0 or re.search("高于|低于|增|超", each[0]):
        return None
    full = phrases.points / float(each[2])
    if full != int(round(full, 9)) and abs(full - round(full)) > 1e-9:
        return None
    fact = FactDraft("count", f"完成{each[1]}数", each[1])
    return Draft({"rule": "proportional", "full": whole(full)}, (fact,))


@dataclass(frozen=True)
class _Loss:
    """One deduction of a wording: for each, once, or all the marks."""

    kind: Literal["each", "once", "all"]
    subject: str
    unit: str
    marks: float


_LOSS = re.compile(rf"([^▢]*?)(?:{OFF}|({_NONE.pattern}))")
_EACH = re.compile(rf"(?:每|凡)({UNIT})|(?<![\d.月第])1个?({UNIT})")
_MISSING = re.compile(rf"(?:少|缺|差|欠)[^,。;\d]{{0,8}}1个?{UNIT}[^,。;\d]{{0,6}}$")
_NUMBERING = re.compile(r"^(?:\(\d+\)|\d+[.、](?!\d))")
_GRADED = re.compile(
    rf"(?:超过|超出|多于)\d+个?(?!工作日|日|天|年|月){UNIT}|每(?:[2-9]|\d\d|[百千万几])|首次|初次|再次|第\d+个?{UNIT}"
    r"|每(?:上升|下降|增加|增长|减少|提高|降低)"
)
"""Priced by how many, by which time, or against a year that is not named."""
_SHORT = re.compile(r"未|不|没|无|缺|逾期|迟|被|发生|出现|存在|超|漏|错|违|拖延|虚|瞒|弄")
"""Words of what is not as it should be."""


def _losses(phrases: Phrases) -> list[_Loss] | None:
    """Split the wording into its deductions; None where one of them is no plain one."""
    found: list[_Loss] = []
    while True:
        match = _LOSS.search(phrases.left)
        if not match:
            return found
        raw = re.split(r"[。;]", match[1].lstrip(",。;:的"))[-1]
        loss = _loss(phrases, _NUMBERING.sub("", raw).rstrip("("), match)
        goes_on = match.start() > 0 and not re.match(r"[。;]", match[1])
        if loss is None or (found and goes_on and found[-1].kind == "each" and loss.kind == "once"):
            return None  # “每件未办扣1分,未按时办扣0.5分”: is the second for each as well?
        found.append(loss)
        start = match.start() + match[1].rindex(raw)  # what stands before is another sentence
        phrases.left = phrases.left[:start] + "▢" * (match.end() - start) + phrases.left[match.end() :]


def _loss(phrases: Phrases, subject: str, match: re.Match[str]) -> _Loss | None:
    """Return what a clause takes off; None where the marks depend on more than its subject says."""
    clauses = subject.split(",")
    events = [c for c in clauses[:-1] if re.search("[每凡有]|发现|发生|出现|查实", c) and not re.search(_NOT_FEWER, c)]
    each = _EACH.findall(",".join([*events, clauses[-1]]))
    kind: Literal["each", "once", "all"] = "all" if match[3] else "each" if each else "once"
    if (
        subject in ("", "否", "反之", "其余", "其他")
        or SCORING.search(subject)
        or re.search(r"[≥≤<>]", subject)
        or _GRADED.search(subject)
    ):
        return None
    if kind != "each" and re.search(rf"每(?!年)|(?<!\d)(?:[2-9]|\d\d+)个?(?!工作日|日|天){UNIT}", subject):
        return None
    if kind == "once" and not _SHORT.search(subject):
        return None
    if re.search(r"^[^扣]*各[^扣]*扣", match[0][len(match[1]) :]) and (kind != "each" or "、" in subject):
        return None
    marks = phrases.points if kind == "all" else float(match[2])
    unit = next((a or b for a, b in reversed(each)), "")
    return _Loss(kind, subject, unit, marks) if 0 < marks <= phrases.points else None


def deductions(phrases: Phrases) -> Draft | None:
    """Take marks off for each one found, or for what was not done: 每发现一件扣…; 未…的扣…; 未…不得分."""
    if contradictory_numbers(phrases):
        return None
    again = phrases.take(rf"(?:重复|再次|屡次|同类){PART}{{0,12}}?(?:加倍|双倍)扣(?:分|减)")
    earned = phrases.take_full_marks()
    phrases.take_all(rf"(?:率|度)?(?:达到?|为)?100%(?:得满分|得{phrases.points:g}分)?")
    losses = _losses(phrases)
    if not losses or len(losses) > 4:
        return None
    if _needs_number(phrases, losses) or not _covered(earned, losses, phrases.points):
        return None
    if phrases.max_deduction is not None and len(losses) > 1 and not phrases.cap_of_all:
        return None  # a cap of the last clause, or of all?
    if again:
        return _repeated(losses)
    if all(loss.kind != "each" for loss in losses):
        return _not_done(phrases, losses)
    return _summed(phrases, losses)


def beyond(phrases: Phrases) -> Draft | None:
    """Take marks off for each one over a number that is free: 超过3件的，每超1件扣…."""
    free = phrases.take(rf"前(\d+)个?({UNIT})(?:以内)?(?:的)?,?不扣分?[,;。]")
    over = phrases.take(
        rf"(?:超过|超出|多于)(\d+)个?({UNIT})(?:的|者|后)?,?每(?:再)?(超过?|超出|增加|多)?1?个?({UNIT}){OFF}"
    )
    if not over or not (over[3] or free) or over[2] != over[4]:
        return None  # “超过3件的,每件扣1分”: each of all, or each beyond three?
    if free and (free[1], free[2]) != (over[1], over[2]):
        return None
    spec: dict[str, Any] = {"rule": "deduct", "each": whole(float(over[5])), "beyond": int(over[1])}
    if phrases.max_deduction is not None:
        spec["max_deduction"] = whole(phrases.max_deduction)
    phrases.take_full_marks()
    return Draft(spec, (FactDraft("count", f"发生的{over[2]}数", over[2]),), better="lower")


def _needs_number(phrases: Phrases, losses: list[_Loss]) -> bool:
    """Say whether only “nothing done” is priced although a number of two or more, or a percentage, is required."""
    if any(loss.kind == "each" for loss in losses):
        return False
    if re.search(r"\d%", phrases.context) and any(re.search(r"达|标|低|完成", loss.subject) for loss in losses):
        return True
    return any(number > 1 for number, _ in counts_required(phrases))


def _covered(earned: str, losses: list[_Loss], points: float) -> bool:
    """Say whether the deductions also hold where that which earns full marks is not there at all.

    “建立制度得2分，执行不规范的每次扣0.5分” leaves open what a unit without the rules gets.
    """
    if not re.search(r"[一-鿿]{2}", re.sub(r"[得计给]满分|[得计给][\d.]+分", "", earned)):
        return True
    if re.search(r"[无未没不零]|全部|均|都|率|按|应|符合", earned):
        return True
    undone = [re.split("未|没有", loss.subject)[-1][:2] for loss in losses if re.search("未|没有", loss.subject)]
    whole_loss = any(loss.marks == points or _MISSING.search(loss.subject) for loss in losses)
    return whole_loss or any(verb in earned for verb in undone)


def _repeated(losses: list[_Loss]) -> Draft | None:
    if len(losses) != 1 or losses[0].kind != "each":
        return None
    spec = {"rule": "deduct", "each": whole(losses[0].marks), "repeated": "{1}", "factor": 2}
    facts = (_count(losses[0]), FactDraft("found", "同类情形重复发生"))
    return Draft(spec, facts, better="lower")


def _count(loss: _Loss) -> FactDraft:
    if _MISSING.search(loss.subject):
        return FactDraft("count", f"缺少的{loss.unit}数", loss.unit)
    each = (
        rf"(?:每|凡)?(?:有|发现|出现|发生|查实)?(?<!\d)1个?{UNIT}次?|(?:每|凡)(?:有|发现|出现|发生|查实)?个?{UNIT}次?"
    )
    clauses = [re.sub(r"^(?:每|凡|的|发现)+", "", part.strip("的者")) for part in loss.subject.split(",")]
    clauses[-1] = re.sub(r"^(?:每|凡|的|发现)+", "", re.sub(each, "", loss.subject.split(",")[-1]).strip("的者"))
    if len(clauses[-1]) == 1:  # “每错1人”
        return FactDraft("count", f"{clauses[-1]}的{loss.unit}数", loss.unit)
    name = next((clause for clause in reversed(clauses) if clause), f"扣分的{loss.unit}数")
    return FactDraft("count", name, loss.unit)


def _yes_no(loss: _Loss) -> FactDraft:
    """Return the fact for something done, or where the wording does not just say “not done”, for what was found."""
    clauses = [part.strip("的者") for part in loss.subject.split(",") if part.strip("的者")]
    bare = re.fullmatch(
        rf"(?:每|凡|有|发现|发生|出现|查实)*1?个?{UNIT}(?:及?以上)?(?:则|即)?|(?:情节)?(?:逾期|严重)(?:的)?",
        clauses[-1],
    )
    subject = ",".join(clauses[-2:]) if bare else clauses[-1]
    plain = len(_NEGATED.findall(subject)) == 1 and not re.search(
        r"或|、|及|仍|而|但|却|应|,|非|拒|不|\d|部分|个别|任何|凡|每|尚|均|都|全|有(?=.*未)|被|发现|发生|出现", subject
    )
    if plain:
        name = re.sub(r"没有", "有", subject)
        return FactDraft("done", re.sub(r"未能?", "已", re.sub(r"(?<!有)无", "有", name)))
    return FactDraft("found", subject)


def _not_done(phrases: Phrases, losses: list[_Loss]) -> Draft | None:
    """Return presence, a checklist, or marks off once."""
    facts = tuple(_yes_no(loss) for loss in losses)
    holds = [f"{{{k}}}" if fact.ending == "done" else f"not {{{k}}}" for k, fact in enumerate(facts)]
    if len(losses) == 1 and losses[0].marks == phrases.points and phrases.max_deduction is None:
        return Draft({"rule": "presence"}, facts, holds[0])
    total = sum(loss.marks for loss in losses)
    if abs(total - phrases.points) < 1e-9 and phrases.max_deduction is None:
        return _checklist(list(zip(facts, holds, (loss.marks for loss in losses), strict=True)))
    return _summed(phrases, losses)


def _checklist(parts: list[tuple[FactDraft, str, float]]) -> Draft:
    same = len({marks for _, _, marks in parts}) == 1
    items = {
        f"part{k}": {"formula": formula, **({} if same else {"weight": whole(marks)}), "zh": fact.zh}
        for k, (fact, formula, marks) in enumerate(parts, start=1)
    }
    return Draft({"rule": "checklist", "items": items}, tuple(fact for fact, _, _ in parts), None)


def _summed(phrases: Phrases, losses: list[_Loss]) -> Draft | None:
    """Return one deduction of a sum: every loss in points, or in units of full marks below one point."""
    each = losses[0].marks if len(losses) == 1 else min(1.0, phrases.points)
    facts, terms = [], []
    for k, loss in enumerate(losses):
        fact = _count(loss) if loss.kind == "each" else _yes_no(loss)
        name = f"(1 - {{{k}}})" if fact.ending == "done" else f"{{{k}}}"
        wanted = {number for number, unit in counts_required(phrases) if unit == loss.unit and number > 1}
        if loss.kind == "each" and _MISSING.search(loss.subject) and len(wanted) == 1 and not distributed(phrases):
            fact, name = FactDraft("count", f"完成{loss.unit}数", loss.unit), f"max(0, {wanted.pop()} - {{{k}}})"
        ratio = loss.marks / each
        if abs(ratio - round(ratio, 6)) > 1e-12:
            return None
        facts.append(fact)
        terms.append(name if ratio == 1 else f"{whole(ratio)} * {name}")
    spec: dict[str, Any] = {"rule": "deduct", "each": whole(each)}
    if phrases.max_deduction is not None:
        spec["max_deduction"] = whole(phrases.max_deduction)
    formula = re.sub(r"^\((1 - \{0\})\)$", r"\1", " + ".join(terms))
    return Draft(spec, tuple(facts), formula, better="lower")


_GAIN = re.compile(rf"([^,。;▢][^。;▢]*?)(?:的|者)?[,:]?(?:得|计|记)(?:(满分)|{NUMBER}分)")
_CHECKED = re.compile(r"查[看阅]|检查|以[^,。;]*为准|听取|座谈|根据|依据")
"""How it is looked into, not what is rewarded."""
_LISTED = re.compile(rf"(?:\(\d+\)|\d[.、]|、)?([^,。;()▢]{{2,40}})\({NUMBER}分\)")


def awards(phrases: Phrases) -> Draft | None:
    """Take marks for what was done: 有…得满分; A得1分，B得1分; A（1分）；B（1分）; 制定并公布得2分，制定未公布得1分."""
    if phrases.max_deduction is not None:
        return None
    listed = phrases.take_all(_LISTED.pattern)
    gained = [] if listed else phrases.take_all(_GAIN.pattern)
    parts = [(m[1].strip(",的"), float(m[2])) for m in listed]
    parts += [(m[1].strip(",的"), phrases.points if m[2] else float(m[3])) for m in gained]
    parts = [(re.sub(r"^(?:\(\d+\)|\d[.、])", "", text), marks) for text, marks in parts]
    none = phrases.take(rf"(?:[^,。;▢]{{0,16}}?){_NONE.pattern}")
    nothing = re.sub(_NONE.pattern, "", none[0]).strip(",;。的") or "其他" if none else ""
    if parts and parts[-1][1] == 0.0 and not none:
        nothing = parts.pop()[0]
    if not parts or any(_numbered(text) or _CHECKED.match(text) for text, _ in parts):
        return None
    marks = [value for _, value in parts]
    if len(parts) == 1:
        opposite = not nothing or re.match(r"否|未|没有|无|不|达不到|其他|其余|反之", nothing)
        enough = not any(number > 1 for number, _ in counts_required(phrases))
        presence = Draft({"rule": "presence"}, (FactDraft("done", parts[0][0]),))
        return presence if marks[0] == phrases.points and opposite and enough else None
    if not nothing:
        facts = [(FactDraft("done", text), f"{{{k}}}", value) for k, (text, value) in enumerate(parts)]
        return _checklist(facts) if abs(sum(marks) - phrases.points) < 1e-9 else None
    falling = marks[0] == phrases.points and all(a > b > 0 for a, b in pairwise(marks))
    scores = {nothing: 0, **{text: whole(value) for text, value in reversed(parts)}}
    if not falling or len(scores) != len(parts) + 1 or any(len(text) > 30 for text in scores):
        return None
    return Draft({"rule": "levels", "scores": scores}, (FactDraft("level", "等次", levels=tuple(scores)),))


def _numbered(text: str) -> bool:
    """Say whether a clause has a number that would have to be compared."""
    return bool(re.search(rf"%|≥|≤|<|>|(?<!\d)\d+个?(?:{UNIT})(?!内)|排名|名次|每", text))
