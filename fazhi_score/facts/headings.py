"""Column headings, Chinese or English, into the names the package uses; and the nearest known name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fazhi_score.facts.quantities import plain_text

FACTS = {
    "region": "地区 区域 地区编码 地区编号 地区代码 行政区划代码",
    "period": "期间 年度 年份 年 year",
    "fact": "事实 指标项 事实编号 fact_id",
    "value": "值 数值",
    "scope": "范围",
    "span": "口径 时段",
    "item": "条目 项目 项",
    "status": "状态",
    "low": "下限 lower",
    "high": "上限 upper",
    "unit": "单位",
    "name": "名称 地区名称",
    "source": "来源 出处",
    "location": "位置",
    "quote": "摘录 原文",
    "note": "备注 说明",
    "level": "级别 层级",
    "rater": "评分人 评委 专家",
}
REGIONS = {
    "region": "地区 区域 编码 编号 代码 地区编码 地区编号 地区代码 行政区划代码 id",
    "name": "名称 地区名称",
    "class": "类别 类型 分类",
    "province": "省 省份",
    "city": "市 地市",
    "valid_from": "生效 生效日期 起始日期",
    "valid_to": "失效 失效日期 截止日期",
    "successor": "继任 后继 并入",
}
DOCUMENTS = {
    "id": "编号 文件编号 document",
    "region": FACTS["region"],
    "period": FACTS["period"],
    "issuer": "发布机关 发文机关 发布单位",
    "url": "网址 链接",
    "retrieved": "获取日期 下载日期 采集日期",
    "published": "发布日期 公开日期",
    "sha256": "哈希 校验值",
    "characters": "字数 字符数",
    "state": "状态",
}
DECISIONS = {
    "id": "编号 决定编号 decision",
    "region": f"{FACTS['region']} 单位",
    "period": FACTS["period"],
    "item": f"{FACTS['item']} 指标 考核项 评审项",
    "points": "得分 评定分 评定得分",
    "deducted": "扣分 扣减",
    "asked": "请求分 申诉请求分",
    "reason": "理由 原因",
    "evidence": "证据 佐证 佐证材料",
    "decided_by": "决定人 评审人 评审员",
    "date": "日期 决定日期",
    "state": "状态",
    "note": "备注 说明",
}
LEDGER = {
    "id": "编号 问题编号",
    "region": f"{FACTS['region']} 单位",
    "period": f"{FACTS['period']} 发现年度 发现期间",
    "dimension": "维度 一级指标 领域",
    "problem": "问题 问题描述 存在问题",
    "source": "问题来源 来源 发现途径",
    "responsible": "责任单位 责任人 整改责任单位",
    "deadline": "整改期限 期限 整改时限",
    "state": "状态 整改状态",
    "answer": "整改情况 整改措施 答复",
    "answered": "整改日期 整改时间 答复日期 回应日期 完成时间 完成日期",
    "evidence": "证据 佐证 佐证材料",
    "follows": "重复于 前次编号 上次编号",
    "note": "备注 说明",
}
WIDE_KEYS = ("region", "period", "name", "scope", "span", "status", "source", "note")
"""What a wide sheet may say of a whole row; each of its other columns is a fact."""

SHOWN_ONLY = ("事实名称", "fact_name", "单位名称", "unit_name", "读取位置", "read_at")
"""Columns for people's eyes in sheets that the package writes: not read, and no mistake."""

_LONGEST = 80  # matching is quadratic in the length


class Headings(NamedTuple):
    """Canonical names of the columns that are known, what was not, and which two are the same."""

    names: dict[str, str]
    unknown: list[str]
    twice: list[tuple[str, str, str]]


def match_headings(columns: Iterable[str], known: Mapping[str, str]) -> Headings:
    """Match headings with the canonical names of `known` and their aliases (separated by blanks).

    Examples
    --------
    >>> match_headings(["地区", "Period", "colour"], FACTS)
    Headings(names={'地区': 'region', 'Period': 'period'}, unknown=['colour'], twice=[])
    """
    canonical = {alias: name for name, aliases in known.items() for alias in (name, *aliases.split())}
    names: dict[str, str] = {}
    first: dict[str, str] = {}
    unknown, twice = [], []
    for column in columns:
        name = canonical.get(plain_text(column).replace(" ", "_"))
        if name is None:
            unknown.append(column)
        elif name in first:
            twice.append((name, first[name], column))
        else:
            names[column], first[name] = name, column
    return Headings(names, unknown, twice)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that is most like `word`, "" where none is.

    Examples
    --------
    >>> nearest("corected", ["confirmed", "corrected"]), nearest("x", ["corrected"])
    ('corrected', '')
    """
    if len(word) > _LONGEST:
        return ""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")


def aliases(known: Mapping[str, str]) -> list[str]:
    """Return every heading that is understood."""
    return [alias for name, others in known.items() for alias in (name, *others.split())]
