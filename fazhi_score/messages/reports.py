"""Texts about reading reports."""

from __future__ import annotations

from fazhi_score.messages.text import Text

TEXTS: dict[str, Text] = {
    "report_names_form": Text(
        "a file of names holds `names:` with groups of names below it",
        "名称文件应为 `names:`，其下按组列出名称",
        'write it like this: names: {{ours: ["12345", 三项制度]}}',
        '写法如：names: {{ours: ["12345", 三项制度]}}',
    ),
    "report_name_unfit": Text(
        "'{name}' is no name of 2 to {most} characters with a numeral in front of its last one",
        "“{name}”不是长 2 至 {most} 个字、末字之前含数字的名称",
        "only names with a numeral in them can be mistaken for a quantity; leave others out",
        "只有含数字的名称才会被误认为数量；其他名称不必列出",
    ),
}
