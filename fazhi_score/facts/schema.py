"""The format of a delivered fact as JSON Schema, for whoever extracts facts elsewhere."""

from __future__ import annotations

from typing import Any

from fazhi_score.facts.rows import SPANS, STATUSES

_TEXTS = {
    "name": "Name of the region. 地区名称",
    "unit": "As printed: 件, 人次, %; with % a bare 93.05 is 93.05 %. 单位",
    "source": "Id of the document in the manifest. 来源文件编号",
    "location": "start:end, character offsets into its text, or a page or cell. 在文件中的位置",
    "quote": "The words from start to end. 原文摘录",
    "note": "备注",
    "level": "Level of an honour or body. 级别",
    "rater": "Who gave a mark. 评分人",
}


def facts_schema() -> dict[str, Any]:
    """Return the JSON Schema of one fact: a line of a JSON Lines file that :func:`read_facts` reads.

    Examples
    --------
    >>> facts_schema()["required"]
    ['region', 'period', 'fact', 'value']
    """
    text = {"type": "string"}
    amount = {"type": ["number", "string", "null"]}
    properties: dict[str, Any] = {
        "region": {**text, "minLength": 1, "description": "Id in the register, or a unique name. 地区"},
        "period": {
            "type": ["string", "integer"],
            "description": "2024, 2024Q3 or 2024-07. 年度",
            "pattern": "^[0-9]{4}",
        },
        "fact": {**text, "minLength": 1, "description": "Id of the fact, as frameworks name it. 事实编号"},
        "value": {
            "type": ["number", "string", "boolean", "null"],
            "description": "12, 93.05%, 1.2万, 1000余, 是, 否, 2024-03-26. Words where claimed or planned. 值",
        },
        "scope": {**text, "default": "own", "description": "What it covers: own, county_all, departments … 范围"},
        "span": {"enum": ["", *SPANS], "description": "Left out: as the framework says of the fact. 口径"},
        "item": {**text, "description": "Tells apart several of one kind. 条目"},
        "status": {"enum": list(STATUSES), "default": "reported", "description": "状态"},
        "low": {**amount, "description": "Lower bound, in the form of the value. 下限"},
        "high": {**amount, "description": "Upper bound. 上限"},
    }
    properties |= {name: {**text, "description": told} for name, told in _TEXTS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fact",
        "description": "One fact that a document states. A fact that is not stated has no line: absence is never no.",
        "type": "object",
        "properties": properties,
        "required": ["region", "period", "fact", "value"],
        "additionalProperties": False,
    }
