"""What stands on a form, in Chinese and English, and what is understood when it comes back."""

from __future__ import annotations

from fazhi_score.facts.quantities import plain_text
from fazhi_score.framework.schema import Fact
from fazhi_score.scoring.values import fact_kind

SHEET, META = "填报", "表单信息"
VERSION = "1"
ITEM_ROWS = 5
"""Blank rows for a fact that comes in items."""

COLUMNS = {
    "id": "编号 事实编号 fact_id",
    "indicator": "指标",
    "criterion": "评分标准",
    "fact": "填报内容",
    "unit": "单位",
    "item": "条目",
    "level": "级别",
    "value": "数值 值",
    "state": "情况",
    "source": "佐证材料 佐证 evidence",
    "note": "备注 说明",
}
"""Columns of the table by their own name, and how their headings may be spelt."""

FIELDS = {
    "unit": "填报单位",
    "region": "单位编号 unit_id",
    "period": "期间",
    "framework": "评价框架",
    "filler": "填报人 filled_in_by",
    "phone": "联系电话 telephone",
    "filed_on": "填报日期 filed_on",
}
"""Labels of the block above the table."""

ITEM_COLUMNS = ("item", "level")
FILLED = (*ITEM_COLUMNS, "value", "state", "source", "note")
"""Columns that the unit fills in."""

STATES = {
    "已填报": "reported",
    "filed": "reported",
    "不适用": "not_applicable",
    "not applicable": "not_applicable",
    "n/a": "not_applicable",
    "无此数据": "none",
    "no data": "none",
}
STATE_WORDS = {"zh": ("已填报", "不适用", "无此数据"), "en": ("filed", "not applicable", "no data")}
ANSWERS = {"zh": ("是", "否"), "en": ("yes", "no")}

WORDS = {
    "zh": {
        "title": "{framework}填报表",
        "hint": "只填写有底色的单元格；没有的选“无此数据”，与本单位无关的选“不适用”，确实为零的写 0；"
        "百分比写成 93.05%，日期写成 2025-01-31。",
        "own_words": "自述与佐证（由评审打分，不填数值）",
        "scope": "（范围：{scope}）",
        "yes_no": "是/否",
        "date": "日期",
        "level": "等级",
    },
    "en": {
        "title": "{framework}: form",
        "hint": "Fill in the coloured cells only; choose 'no data' or 'not applicable' where there is no value, and "
        "write 0 for zero; write percentages as 93.05% and dates as 2025-01-31.",
        "own_words": "Own account and evidence (marked by reviewers, no value)",
        "scope": " (covers: {scope})",
        "yes_no": "yes/no",
        "date": "date",
        "level": "level",
    },
}


def heading(name: str, lang: str, known: dict[str, str]) -> str:
    """Return the heading or label of a column or field.

    Examples
    --------
    >>> heading("filed_on", "zh", FIELDS), heading("filed_on", "en", FIELDS)
    ('填报日期', 'filed on')
    """
    if lang == "zh":
        return known[name].split()[0]
    return {"source": "evidence", "region": "unit id", "filler": "filled in by", "phone": "telephone"}.get(
        name, name.replace("_", " ")
    )


def unit_label(spec: Fact, lang: str) -> str:
    """Return what a form says of a fact's unit."""
    kind = fact_kind(spec)
    if kind == "share":
        return "%"
    return WORDS[lang].get(kind, "") if kind != "number" else spec.unit


def unit_changed(spec: Fact, text: str) -> bool:
    """Say whether a unit on a form is another than the form was sent out with."""
    return bool(text) and plain_text(text) not in {plain_text(unit_label(spec, lang)) for lang in WORDS}
