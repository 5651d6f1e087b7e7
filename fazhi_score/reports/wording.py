"""The words around a numeral into unit, bounds, growth and what kind of quantity it is."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from fazhi_score.reports.types import Change

# What counts things; behind a colon, the characters that make another word of it (3处理, 2人大代表).
_COUNTED = (
    "个百分点 百分点 个工作日 工作日 个月 个小时 小时 分钟 人次 件次 场次 批次 户次 家次 车次 班次 台次 "
    "辆次 频次 期次 条次 项次 单次 卷次 例次 课时 学时 平方米 平方公里 公里 公顷 公斤 千克 元 美元 角:度落 "
    "倍 番:茄 个:别性 项 件 次:序要 场:所景 期:间限待刊望 人:大民社力才均口文 名:称录誉册 位:置于 "
    "户:籍外口主 家:庭园属 所:有属在辖需以 处:理罚置级长室分于 起:草诉来到步 宗:旨教 份:额 册 "
    "本:级地次年市区县单着 条:例款 类:别型似 种:植养 台:账阶 批:评准复示 部:门分队署委 篇 套 辆 "
    "支:持付部撑 只:有要能 张:贴 幅:度 块 面:对向临 座:谈 间 栋 轮:流 回:复访应 节:约 堂 例:如 笔 票 "
    "分:别类管局级工流析布发享配 页 字 卷:宗 封 则 集:中体 组:织成建长 队:伍 班:子 桩 单:位独 款:项 门:户 "
    "枚 级 天 周:期边年 年:度级龄轻初底行规计攻提 日:常报 秒 亩 吨 米 端 档 岗:位 员 对:于照 层:面级 片:区 "
    "方面 环节 部门 单位 街道 乡镇 镇 乡:村 社区 村:民级规 县:级 区:级域 市:级场 省:级 国 点:击评对位 "
    "人·次 例·次 把:手 盏 艘 头 株 瓶 箱 盒 架 具 顶 帧 讲:话 课:题 站 口 排 棵 袋 公里·次 步 道:路 条·次 "
    "人份 声"
)
_COUNTERS = dict(entry.partition(":")[::2] for entry in _COUNTED.split())
COUNTERS = frozenset(_COUNTERS)
"""Units that a number of things is read with."""
_BY_LETTER: dict[str, list[str]] = {letter: [] for letter in "件项个家次名户人份条起场"}  # the usual ones first
for _word, _forbidden in sorted(_COUNTERS.items(), key=lambda item: -len(item[0])):
    _behind = (f"(?![{_forbidden}])" if _forbidden else "") + ("(?!单(?!位))" if _word == "名" else "")
    _BY_LETTER.setdefault(_word[0], []).append(_word[1:] + _behind)
_COUNTER = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in _BY_LETTER.items() if rest)
SCALES = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
DURATIONS = frozenset(("个工作日", "工作日", "个月", "个小时", "小时", "分钟", "天", "周", "年", "日", "秒"))
MONEY = frozenset(("元", "美元", "角"))
_GOES_ON = {
    unit: frozenset("余多及以之内左上 \u00a0\u3000" + forbidden + "单" * (unit == "名"))
    | {word[len(unit)] for word in _COUNTERS if word.startswith(unit) and word != unit}
    for unit, forbidden in _COUNTERS.items()
    if unit not in DURATIONS | MONEY | {"百分点", "个百分点", "倍", "番", "点", "分"}
}
"""What may stand behind a unit that says more of the number, or makes it another word."""
_S = "[ \u00a0\u3000]{0,2}"
_TAIL = re.compile(
    rf"(?P<more>[余多来几]|\+(?![\dA-Za-z]))?(?:{_S}(?P<scale>万亿|千亿|百亿|千万|百万|十万|[万亿千百]))?(?P<more2>[余多]|\+(?![\dA-Za-z]))?"
    rf"{_S}(?:(?P<sign>[%‰])|(?P<unit>{_COUNTER})|(?P<big>大(?![会学队于幅力量家厅局]))"
    r"|(?P<tenths>成(?:[一二三四五六七八九](?=[,，。；;、)）以左多 \n]|$)|(?![立员果效功熟长为本不品交一-九])))"
    r"|(?P<ordinal>[号届章]))?"
    r"(?P<more3>[余多](?=[,，。;；、)）]))?[ ]?"
    r"(?:(?P<at_least>及?以上)|(?P<at_most>及?以下|以内|之内|内)|(?P<roughly>左右|上下))?",
    re.ASCII,
)
_LEAST = "不少于|不低于|不小于|不下|至少|最少|多于|高于|大于|超过|突破|超|逾|多达|≥|>=|>|＞"
_MOST = "不超过|不多于|不高于|不大于|至多|最多|少于|低于|小于|不足|不到|控制在|≤|<=|<|＜"
_NEAR = "将近|接近|(?<![附邻就临靠最])近"
_ABOUT = "大约|大概|约为|(?<![预节违契签集公特条合制大])约"
_BOUND = re.compile(
    rf"(?:(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<near>{_NEAR})|(?P<about>{_ABOUT})"
    r"|(?P<up>(?<!以)上)|(?P<some>[几数]))了?[ ]?$"
)
_LAST_OF_BOUNDS = frozenset("于少下过破超逾达上多≥=>＞足到在≤<＜近约为几数了概 ")
_UP = "增长|增加|上升|提高|提升|上涨|升高|增幅|涨幅|增长率|增量|(?<!新)增|涨"
_DOWN = "下降|减少|降低|压缩|压减|缩短|缩减|下滑|回落|降幅|下降率|减|降"
_CHANGE = re.compile(
    rf"(?:(?P<up>(?<!新){_UP})|(?P<down>{_DOWN}))(?:(?:幅度?|比例|率)[为达:：]{{0,2}}|[了达:：]{{0,2}}|(?<=幅)为)[ ]?$"
)
_LAST_OF_CHANGES = frozenset("长加升高涨幅量增少低缩减短滑落降度例率了为达:： ")
MORE_BEFORE = _LAST_OF_BOUNDS | _LAST_OF_CHANGES
"""Behind one of these letters more may be said of a number than its digits and unit do."""
_SIGNED = re.compile(r"(?<![\dA-Za-z)）])([+-])$", re.ASCII)
_CHANGE_BEHIND = re.compile("的?(?:(增长|增幅|升幅|涨幅)|(降幅|下降|减幅))")
_EACH = re.compile(
    r"(?:每(?!年)[一-鿿]{0,3}|每[个名家位所支][一-鿿]{0,8}|人均|平均(?:每[一-鿿]{1,2})?|户均|各)[达为]?[ ]?$"
)
LONGEST_HEAD = 12
BEHIND_CHINESE = frozenset(word[0] for word in _COUNTERS) | frozenset(
    "余多来几大成比%‰至到-–—－−~～〜以左上万亿 \u00a0\u3000"
)
"""What Chinese digits must be followed by to be worth a look."""


class Tail(NamedTuple):
    """What stands behind a numeral."""

    end: int
    num_end: int
    scale: str
    unit: str
    sign: str
    big: bool
    tenths: str
    ordinal: bool
    more: bool
    at_least: bool
    at_most: bool
    roughly: bool


_tail = partial(tuple.__new__, Tail)  # faster than to name the parts


class Head(NamedTuple):
    """What stands before a numeral; `start` is where its words of bound begin."""

    start: int
    least: bool
    most: bool
    approx: bool
    change: Change
    each: bool
    before: str


_head = partial(tuple.__new__, Head)


def read_tail(plain: str, at: int) -> Tail:
    """Return the words behind a numeral that ends at `at`.

    Examples
    --------
    >>> tail = read_tail("20余万人次以上", 2)
    >>> tail.scale, tail.unit, tail.more, tail.at_least, tail.num_end
    ('万', '人次', True, True, 4)
    """
    match = _TAIL.match(plain, at)
    if match is None or match.end() == at:
        return _tail((at, at, "", "", "", False, "", False, False, False, False, False))
    more, scale, more2, sign, unit, big, tenths, ordinal, more3, at_least, at_most, roughly = match.groups()
    end = match.end()
    if at_most == "内" and unit not in DURATIONS:  # 3件内部文件
        end, at_most = match.start("at_most"), None
    while end > at and plain[end - 1] in " \u00a0\u3000":
        end -= 1
    num_end, counted = match.end("scale") if scale else at, unit or ("个" if big else "")
    words = (scale or "", counted, sign or "", big is not None, tenths or "", ordinal is not None)
    bounds = ((more or more2 or more3) is not None, at_least is not None, at_most is not None, roughly is not None)
    return _tail((end, num_end, *words, *bounds))


def plain_unit(plain: str, at: int) -> str:
    """Return the unit behind a number that ends at `at`, "" where it takes :func:`read_tail` to tell.

    Examples
    --------
    >>> plain_unit("受理12件，", 4), plain_unit("培训90人次。", 4), plain_unit("办理12件以上", 4)
    ('件', '人次', '')
    """
    for end in (at + 1, at + 2):
        goes_on = _GOES_ON.get(plain[at:end])
        if goes_on is None:
            return ""
        if plain[end : end + 1] not in goes_on:
            return plain[at:end]
    return ""


def read_head(plain: str, at: int, *, bare: bool, tail: Tail, percent: bool = False) -> Head:
    """Return the words before a numeral that begins at `at`.

    Parameters
    ----------
    plain : str
        The half-width text.
    at : int
        Where the numeral begins.
    bare : bool
        Whether it begins with 十, 百, 千 or 万, which 上, 几 and 数 may stand before.
    tail : Tail
        What stands behind it: 近三年 is no bound, and 增长 may follow too.
    percent : bool
        Whether 百分之 stands before it.

    Examples
    --------
    >>> head = read_head("增长了近20%", 4, bare=False, tail=read_tail("增长了近20%", 6))
    >>> head.most, head.change, head.start
    (True, '+', 3)
    """
    before = plain[max(0, at - LONGEST_HEAD) : at]
    if percent and before.endswith("百分之"):
        before = before[:-3]
        at -= 3
    least = most = approx = False
    match = _BOUND.search(before) if before[-1:] in _LAST_OF_BOUNDS else None
    if match and (((match["up"] or match["some"]) and not bare) or (match["near"] and tail.unit in DURATIONS)):
        match = None
    if match:
        least = bool(match["least"] or match["up"] or match["some"])
        most = bool(match["most"] or match["near"])
        approx = not (match["least"] or match["most"])
        at -= len(before) - match.start()
        before = before[: match.start()]
    change: Change = ""
    found = _CHANGE.search(before) if before[-1:] in _LAST_OF_CHANGES else None
    if found:
        change = "+" if found["up"] else "-"
    elif tail.sign and before[-1:] in ("+", "-"):
        signed = _SIGNED.search(before)
        change = ("+" if signed[1] == "+" else "-") if signed else ""
    if not change and tail.sign:
        behind = _CHANGE_BEHIND.match(plain, tail.end)
        if behind:
            change = "+" if behind[1] else "-"
    # 每年不少于2次 is a rule, 每年开展2次 tells of the year
    each = ("每" in before or "均" in before or "各" in before) and (
        _EACH.search(before) is not None or (least and before.rstrip(" ").endswith("每年"))
    )
    return _head((at, least, most, approx, change, each, before))
