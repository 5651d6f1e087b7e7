"""What stands around a numeral into whether it counts something here: a date, a rank, a list mark, a name do not."""

from __future__ import annotations

import re

from fazhi_score.reports.numerals import Numeral
from fazhi_score.reports.wording import MONEY, Head, Tail, read_tail

_NOUNS = (
    "部门 单位 街道 乡镇 镇 乡 社区 村 县 区 市 省 国 环节 级 层 面 口 步 道 路 点 站 端 队 班 片 门 单 字 "
    "集 把 对 顶 头 排 声 本 则 回 分 架 员 岗 网 具 只 方面"
)
_NOT_BEHIND_CHINESE = frozenset(_NOUNS.split())
_ONE = frozenset("番个件次项名家份场期台处所起辆支座套位宗例") | {
    "个月",
    "人次",
    "场次",
    "批次",
    "件次",
    "个百分点",
    "倍",
    "个工作日",
}
_NONE = ("无", "没有", "未", "未发生", "未出现", "未收到", "未产生", "未有", "未发现")
_NOT_BEFORE_ONE = frozenset("第每任某同另这那该上下新进统唯单专划归逐万不是为成作有之的其哪整如若像头此再过凡")
_NOT_COUNTED = re.compile(
    r"(?:号|第|电话|热线|邮编|编码|代码|[图表页栏附]|附件|No\.?|NO\.?|(?:浏览|阅读|点击|访问)(?:次数|量|数)?)[ :：]*$"
)
_COUNTED = re.compile(r"(?:[数量额计共达为结理成到收有办增减废立值]|人员|总)[ \u00a0\u3000:：\t]{0,3}$")
# 其中刑事12、民事3: the unit stands with the total only
_PART = re.compile("(?:其中|[(（]含)[^。；;！？\n]{0,26}[一-鿿]$")
_CLOSELY_COUNTED = re.compile(r"(?:总[数量计]|[数量共达]|已?办结|受理|收到)[为:： ]{0,2}$")
_RATED = re.compile(r"(?:(?:[率比度值分]|指数|达|为|成绩)[为达:： ]{0,2}|比[^，。；]{0,8}[至到])$")
_LABELLED = re.compile(r"[一-鿿)）](?:[:：|\t][ \u00a0\u3000\t]{0,3}|[ \u00a0\u3000\t]{1,4})$")
_ENDS = re.compile(
    r"[ \u00a0\u3000\t]{0,4}(?:[,，。;；、!！?？()（）|\n\]】]|$)|[ \u00a0\u3000\t]{1,4}[一-鿿\d]|\.(?!\d)"
)
_LIST_MARK = re.compile(r"[ ]?[.．、)）](?!\d)")
_LIST_MARK_BEFORE = re.compile(r"(?:^|[\n。;；:：,，(（”」])[ \u00a0\u3000\t]{0,4}$")
_POINTS = re.compile("(?:工作)?(?:建议|意见|要求|内容|措施|举措|体会)")
_BEHIND_WORD = re.compile("[一-鿿%][-/]$")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_YEARS = range(1949, 2036)
_MOST_DIGITS = 7


def is_counted(plain: str, start: int, end: int) -> bool:
    """Say whether a name of digits only is a number here: a unit behind it, or 总量 before it."""
    tail = read_tail(plain, end)
    if tail.unit or tail.sign or tail.scale:
        return True
    return bool(_CLOSELY_COUNTED.search(plain, max(0, start - 6), start)) and bool(_ENDS.match(plain, end))


def stands_bare(plain: str, numeral: Numeral) -> bool:
    """Say whether no word stands before a number without a unit: it counts nothing then."""
    before = plain[max(0, numeral.start - 5) : numeral.start].rstrip(" \u00a0\u3000\t:：|")[-1:]
    return before < "一" and before not in (")", "）")


def is_quantity(plain: str, numeral: Numeral, head: Head, tail: Tail, quoted: bool) -> bool:
    """Say whether a numeral counts something here."""
    before = plain[numeral.start - 1 : numeral.start]
    if before == "第" or (before == " " and plain[numeral.start - 2 : numeral.start - 1] == "第"):
        return False
    if tail.ordinal or (tail.sign and (tail.scale or numeral.form not in ("number", "range"))):
        return False
    if quoted and not (tail.sign or tail.big or tail.unit in MONEY or numeral.form in ("sum", "percent")):
        return False
    if tail.unit == "日" and not tail.at_most:  # a day of the month
        return False
    if (tail.unit == "点" and not _POINTS.match(plain, tail.end)) or (
        tail.unit == "分" and before == "时"
    ):  # of the clock
        return False
    if before == "前" and tail.unit in ("名", "位"):  # a rank
        return False
    if numeral.chinese:
        return _is_chinese_quantity(plain, numeral, head, tail)
    if before and (
        before in LETTERS or (before in "-/.×*_+" and not head.change and not _BEHIND_WORD.search(head.before))
    ):
        return False
    if not tail.unit and plain[numeral.end : numeral.end + 1] in LETTERS:
        return False
    return _is_arabic_quantity(plain, numeral, head, tail)


def _is_chinese_quantity(plain: str, numeral: Numeral, head: Head, tail: Tail) -> bool:
    """Chinese digits are parts of countless words: only a unit, 分之 or 半 makes them a quantity."""
    if numeral.form in ("percent", "fraction", "ratio"):
        return True
    if tail.big:
        return numeral.form == "number" and 2 <= float(numeral.digits) <= 12 and head.before[-1:] != "党"
    if tail.tenths:
        return numeral.form == "number" and 2 <= float(numeral.digits) <= 9
    if tail.unit == "分" and head.before[-1:] in ("扣", "得", "加", "记", "满", "减"):
        return True
    if not (tail.unit or tail.sign) or tail.unit in _NOT_BEHIND_CHINESE:
        return False
    run = plain[numeral.start : numeral.end]
    if run == "二":
        return False
    if run == "一" and head.before.endswith(_NONE):  # 无一件被撤销
        return False
    if run == "一" and not tail.at_least:
        counts = head.before[-1:] not in _NOT_BEFORE_ONE or head.before.endswith(("建成", "完成", "办成"))
        return (tail.unit in _ONE and counts) or tail.at_most
    return True


def _is_arabic_quantity(plain: str, numeral: Numeral, head: Head, tail: Tail) -> bool:
    if numeral.form == "ratio":
        near = re.split("[，,；;。]", head.before[-8:])[-1] + plain[numeral.end : numeral.end + 3]
        return any(part % 1 for part in numeral.parts) or "比" in near or tail.at_least  # else 9:30, 3:1 of a match
    if numeral.form == "fraction":
        return not tail.unit and (numeral.parts[1] <= 10 or tail.at_least)
    if numeral.form == "sum":
        return bool(tail.unit) or max(numeral.parts) >= 10
    if tail.sign or tail.unit or tail.tenths or (tail.scale and tail.scale not in "百千"):
        return not tail.big or float(numeral.digits or 0) <= 12
    if numeral.form == "range" or len(numeral.digits) > _MOST_DIGITS:
        return False
    before = plain[max(0, numeral.start - 12) : numeral.start]
    if _NOT_COUNTED.search(before) or (_LIST_MARK.match(plain, numeral.end) and _LIST_MARK_BEFORE.search(before)):
        return False
    if not _ENDS.match(plain, numeral.end):
        return bool(_CLOSELY_COUNTED.search(before)) and "." not in numeral.digits
    if "." in numeral.digits:
        return bool(_RATED.search(before))
    if _COUNTED.search(before) or _PART.search(plain, max(0, numeral.start - 30), numeral.start):
        return True
    return bool(_LABELLED.search(before)) and int(numeral.digits) not in _YEARS
