"""The words that say whose, of which time, and whether done or planned: into kinds of cues."""

from __future__ import annotations

import re
from functools import lru_cache

WILL = (
    "将(?![^，。；]{1,16}(?:列入|纳入|融入|作为|贯穿))(?=会|要|继续|进一步|坚持|以|按照|围绕|紧紧|紧扣|紧盯|深入|全面|着力|持续|重点|聚焦|严格|认真|切实|不断|始终|加|大力|积极|于|在|从|"
    "通过|组织|开展|推|对|结合|立足|牢牢|抓|努力|充分|统筹|把|主动|同|依|突出|强化|启动|研究|制定|适时|争取|举办|召开|选|培|建|完善"
    "|出台|修订|申|迎|实施|实行|实现|陆续|分批|逐步|尽快|年内|力争|再|新)"
)
# Every pattern begins with a plain character, because looking for a set of characters is what re does fastest.
_CUE_PATTERNS: dict[str, tuple[str, ...]] = {
    "plan": (
        # 对拟出台的文件审核9件 and 清理86件、拟修改6件 tell of what was done
        "拟(?<![草模虚、]拟)(?!(?:以[^，。]{1,12}名义)?(?:出台|制定|制发|印发|提交|提请|签订|作出)(?:[^，。]{0,12}的|文件|规范性))"
        "(?![定稿了人任制的为出]|提拔|提任|晋升|录[用取])",
        WILL,
        "争取(?![到了资])",
        "计划(?<![学普立执]法计划)(?<!(?:年度|工作|检查|培训|清理|抽查|学习|行动|评查)计划)(?=20\\d\\d|全年|年内|选|制|出|修|建|实施|推|于|在|开展|新增|组织|完成|用|到|再|今年|明年|下|年内|对|将|投|举|召|培)",
        *("力争", "打算", "预计", "有望", "即将", "下一步", "下步", "下一阶段", "下阶段", "今后", "明年", "来年"),
    ),
    "under": (
        *(
            "正在",
            "推进中(?!的)",
            "进行中(?!的)",
            "办理中",
            "审理中",
            "整改中",
            "在审中",
            "尚未",
            "尚在",
            "还在",
            "未办结",
        ),
        *("未审结", "未结", "在办", "等待", "正有序", "待(?=[省市县区上]?[级里]?(?:批|审|办|发|验收))"),
    ),
    "require": ("必须", "应当(?!出庭)", "务必", "须(?=[^臾知])", "不得", "严禁", "确保"),
    "achieved": ("已(?!有规定)", "截至", "截止", "完成了", "取得了"),
    "carried": ("结转", "跨年", "上年未", "去年未", "上年度未", "上一年度未", "旧存", "转入", "转结", "遗留"),
    "whole": ("全年(?!.{0,2}(?:目标|计划))", "全年度"),
    "total": ("累计", "历年(?!新[高低]|最)", "以来(?<!今年以来)(?<!一年以来)", "年来(?<!一年来)", "至今"),
    "compared": ("同比", "环比", "较去年", "较上年", "比去年", "比上年", "较同期", "比同期", "同期"),
    "nation": ("全国", "我国"),
    "province": ("全省", "我省", "全自治区"),
    "city": ("全市", "我市", "全州", "市级"),
    "departments": ("各级", "各部门", "各单位", "各执法", "部门内部"),
    "county": ("全县", "全区", "全旗", "全域", "我县", "我区", "我旗"),
    "townships": ("乡镇", "镇街", "各镇", "街道", "乡[(（]镇", "镇[(（]街"),
    "villages": ("行政村", "村[(（]", "各村", "社区", "村居"),
    "bureau": ("我局", "本局", "局机关", "局党", *(f"{level}[一-鿿]{{1,4}}局" for level in "区县市")),
    "court": ("法院", "检察院"),
    "government": (*(f"{level}政府" for level in "区县市旗州"), "常务会", "我办"),
    "party": tuple(f"{level}委(?!会|员)" for level in "区县市旗州"),
}
_BY_LETTER: dict[str, list[str]] = {}
for _pattern in (pattern for patterns in _CUE_PATTERNS.values() for pattern in patterns):
    _BY_LETTER.setdefault(_pattern[0], []).append(_pattern[1:])
CUES = re.compile("|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in _BY_LETTER.items()))
_KINDS = {re.split(r"[(\[]", pattern)[0]: kind for kind, patterns in _CUE_PATTERNS.items() for pattern in patterns}
SCOPES = frozenset(list(_CUE_PATTERNS)[8:])


@lru_cache(maxsize=1024)
def cue_kind(word: str) -> str:
    """Return the kind of a cue; one with a bracket (镇(街) is known by its beginning, 区司法局 by its end."""
    kind = "bureau" if word[-1] == "局" else _KINDS.get(word.rstrip("(（"))
    return kind or _KINDS[word[0]]


# 全市办结90件 in a report of a district is the city's number; 在全市率先 and 获全市表彰 tell of a place or a prize.
_PRIZED = (
    "(?!.{0,5}(?:率先|首|前[列茅一二三十]|第[一二三四五六七八九十\\d]|排名|推广|推行|领先|优秀|先进|示范|十[佳大]|最|试点"
    "|唯一|通报|表彰|统一))"
)
_SUBJECT = "^.{0,8}(?<![在居列获为被向入加到])"  # near the beginning of the clause; 参加全省考试 is the report's own
_FOREIGN = {
    "city": re.compile(f"{_SUBJECT}(?:全市|我市|全州|全盟){_PRIZED}"),
    "province": re.compile(f"{_SUBJECT}(?:全省|我省|全自治区){_PRIZED}"),
    "nation": re.compile(f"{_SUBJECT}(?:全国(?!人大|政协|两会)|我国){_PRIZED}"),
}
_LEVELS = {"county": ("city", "province", "nation"), "city": ("province", "nation"), "province": ("nation",)}


# 参加区里组织的评查, 配合省厅抽查, 市督察组来局督察: what others did, and what follows in the sentence (反馈问题5个)
_RECEIVED = re.compile(
    "(?:参加|配合|接受|迎接)(?:了|完成|做好)?(?:[省市区县旗]|上级|国家|中央)[^，。,;；]{0,14}"
    "(?:检查|督察|督查|评查|抽查|考核|巡察|验收|评估|常务会)(?![^，。,;；]{0,8}(?:培训|考试|竞赛))"
    "|(?:[省市]|上级|中央)[^，。,;；]{0,8}(?:督察组|督查组|检查组|考核组|巡察组)[^，。,;；]{0,4}(?:来|到|对|进驻)"
)
_MAY_BE_RECEIVED = re.compile("参加|配合|接受|迎接|察组|查组|核组")  # without one of them, nothing was received
_OWN = re.compile("自行|自主|独立")  # 配合省厅抽查2次，自行组织6次


def is_received(words: str) -> bool:
    """Say whether words tell of what a level above did here, or what one only took part in.

    Examples
    --------
    >>> is_received("参加区里组织的案卷评查"), is_received("组织12人参加全省考试")
    (True, False)
    """
    return _MAY_BE_RECEIVED.search(words) is not None and _RECEIVED.search(_OWN.split(words)[-1]) is not None


def foreign_scope(words: str, level: str) -> str:
    """Return whose number a clause tells, of a level above the report's own; "" where it is the report's own.

    Examples
    --------
    >>> foreign_scope("全市平均败诉率9.8%", "county"), foreign_scope("在全市率先办结9件", "county")
    ('city', '')
    """
    if "全" not in words and "我" not in words:  # nearly always
        return ""
    return next((scope for scope in _LEVELS.get(level, ()) if _FOREIGN[scope].search(words)), "")
