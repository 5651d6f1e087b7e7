"""Write rules.md and tables.md in docs/reference, and the table of wordings in the Chinese guide.

They are made from the models, the headings that are understood, and the examples.

``python docs/make.py`` writes what is out of date.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticUndefined

from fazhi_score.facts import headings
from fazhi_score.framework import robustness, rules, schema
from fazhi_score.framework.amounts import Amount
from fazhi_score.methods import METHODS
from fazhi_score.numerics import frontier as _frontier  # noqa: F401  # registers its aggregation
from fazhi_score.numerics import normalisation  # noqa: F401
from fazhi_score.scoring import aggregation, items, targets  # noqa: F401  # register their methods
from fazhi_score.scoring import rules as _rules  # noqa: F401

DOCS = Path(__file__).resolve().parent
EXAMPLES = DOCS / "reference" / "rule_examples.yaml"
PAGE = DOCS / "reference" / "rules.md"
COLUMNS = DOCS / "reference" / "columns.yaml"
TABLES_PAGE = DOCS / "reference" / "tables.md"
GUIDE = DOCS / "zh" / "编写评分细则.md"
BEGIN, END = "<!-- 对照表开始：由 docs/make_reference.py 生成 -->", "<!-- 对照表结束 -->"

FUNCTIONS = {
    "min": ("smallest of several", "最小值"),
    "max": ("largest of several", "最大值"),
    "sum": ("sum of several", "合计"),
    "any": ("yes if one is yes", "任一为是"),
    "all": ("yes if all are yes", "全部为是"),
    "coalesce": ("the first that has a value", "取第一个有值的"),
    "per": ("`per(cases, population, 10000)`: cases × 10000 ÷ population", "每万人多少件"),
    "previous": ("value of the preceding period of equal length", "上期值"),
    "last_year": ("value of the same period a year before", "上年同期值"),
    "growth": ("change against last year, as a share of last year's value", "同比增幅"),
    "peers_mean": ("mean of the values that the class states, one's own included", "同类平均"),
    "at_reference": ("value of the reference region (an official mean)", "参照地区（如全省平均）的值"),
    "items_count": ("number of items (files, honours) of a fact", "条目个数"),
    "items_at_least": ("`items_at_least(mark, 90)`: items of 90 or more", "不低于某值的条目个数"),
}
"""What the functions of formulas do, in English and Chinese."""

MODELS: dict[str, tuple[type[BaseModel], str, str]] = {
    "": (schema.FrameworkFile, "Top of the file", "文件顶层"),
    "method": (schema.Method, "How scores are made", "计分方法"),
    "method.missing": (schema.Missing, "What gaps earn", "缺失怎样计分"),
    "method.screening": (schema.Screening, "Who is left out", "筛除"),
    "method.compare_on": (schema.CompareOn, "Common indicators", "共有指标"),
    "robustness": (robustness.Robustness, "What uncertainty varies", "不确定性分析的变动内容"),
    "robustness.weights": (robustness.WeightSpread, "How weights are drawn", "权重怎样变动"),
    "robustness.leave_out": (robustness.LeaveOut, "Indicators left out", "剔除的指标"),
    "robustness.facts": (robustness.FactSpread, "Facts not known exactly", "不精确的事实"),
    "robustness.extraction.*": (robustness.ErrorRates, "Errors of extraction", "抽取错误率"),
    "groups.*": (schema.Group, "A group", "分组"),
    "facts.*": (schema.Fact, "A fact", "事实"),
    "indicators.*": (schema.Indicator, "An indicator", "指标"),
    "*.applies_to": (schema.AppliesTo, "To whom a node applies", "适用范围"),
    "*.alert": (schema.Alert, "A threshold to report", "预警"),
    "indicators.*.accepts": (schema.Accepts, "Scopes and spans", "范围和口径"),
    "adjustments.*, kind: veto": (schema.Veto, "A veto", "一票否决"),
    "adjustments.*, kind: gate": (schema.Gate, "A gate", "资格条件"),
    "adjustments.*, kind: bonus or penalty": (schema.Extra, "Points added or taken off", "加减分"),
    "adjustments.*.bands[]": (schema.PointBand, "A band of points", "加减分的一档"),
}
"""Where in the file each model stands, and what it is in English and Chinese."""


def examples() -> dict[str, Any]:
    """Return the file of examples: frame, types and examples."""
    return dict(yaml.safe_load(EXAMPLES.read_text(encoding="utf-8")))


def rule_models() -> dict[str, type[BaseModel]]:
    """Return the model of parameters of every rule, by the rule's name in YAML."""
    models = typing.get_args(typing.get_args(rules.ScoreSpec)[0])
    return {typing.get_args(model.model_fields["rule"].annotation)[0]: model for model in models}


def page() -> str:
    """Return the text of the reference page."""
    known = examples()
    parts = [_HEAD.strip(), _contents(), _frame(known)]
    parts += ["## Rules / 计分规则"]
    parts += [_rule(name, model, known) for name, model in sorted(rule_models().items())]
    parts += ["## Adjustments and other parts / 加减分与其他", *_others(known)]
    parts += ["## Aggregation / 汇总", *(_aggregation(name, known) for name in sorted(METHODS["aggregation"]))]
    parts += [_types(known), _functions()]
    return "\n\n".join(parts) + "\n"


_HEAD = """
<!-- Written by docs/make_reference.py; do not edit. 由 docs/make_reference.py 生成,请勿手改。 -->

# Rules / 计分规则

Every rule with its formula, its parameters and an example that a test scores; the wordings of real score sheets and the
YAML that expresses each; the functions of formulas. All other keys of a framework file: [the framework file](yaml.md).

每条规则的算法、参数和例子（例子都由测试计分）；35 类评分细则的写法对照；公式函数。框架文件的其他键见
[评价框架文件](yaml.md)。

A key that takes or gives marks (`each`, `max_deduction`, `late`, `score` …) is in points where the file has
`total_points`, or a percent of the indicator's full marks; a threshold (`at_least`, `worst`, `target` …) is a value of
the indicator, with % where its unit is `percent`.

扣分、得分类的键：分值制写分，也可写占满分的百分比；门槛类的键：写指标的值，单位是百分比的带 %。
"""


def _contents() -> str:
    names = " · ".join(f"[{name}](#{name})" for name in sorted(rule_models()))
    return f"Rules / 规则: {names}"


def _frame(known: dict[str, Any]) -> str:
    text = "Every example stands on this frame: ten points, one group, silence earns nothing. Scores are 0–100."
    zh = "以下各例都以此为底：10 分、一个分组、未报告得零分；得分一律 0–100。"
    return f"{text}\n\n{zh}\n\n```yaml\n{known['frame'].strip()}\n```"


def _rule(name: str, model: type[BaseModel], known: dict[str, Any]) -> str:
    function = METHODS["rule"].get(name) or METHODS["normalisation"].get(name)
    told = [_plain(inspect.getdoc(model) or ""), _formula_of(function) if function else ""]
    # where both say the same, the function says it with its formula
    parts = [f"### {name}", *(told if told[0] not in told[1] else told[1:])]
    table = _table(model, leave_out=("rule",))
    for field, part in _parts_of(model):
        table += f"\n\nEach of `{field}` / `{field}` 的每一项:\n\n" + _table(part)
    parts.append(table)
    parts += [_example(key, one) for key, one in known["examples"].items() if one.get("rule") == name]
    return "\n\n".join(part for part in parts if part)


def _parts_of(model: type[BaseModel]) -> list[tuple[str, type[BaseModel]]]:
    """Return the fields of a rule that hold lists or mappings of models, with the model."""
    return [
        (name, option)
        for name, field in model.model_fields.items()
        for option in _leaves(field.annotation)
        if isinstance(option, type) and issubclass(option, BaseModel)
    ]


def _leaves(annotation: Any) -> list[Any]:
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Annotated:
        return _leaves(arguments[0])
    if arguments and typing.get_origin(annotation) is not typing.Literal:
        return [leaf for part in arguments for leaf in _leaves(part)]
    return [annotation]


def _formula_of(function: Any) -> str:
    """Return what a docstring says before its parameters and examples."""
    text = inspect.getdoc(function) or ""
    return _plain(re.split(r"\n\n(?:Parameters|Returns|Examples)\n-", text)[0])


def _plain(text: str) -> str:
    """Return docstring text as Markdown: double backticks become single ones, lines of a paragraph are joined."""
    paragraphs = re.split(r"\n\s*\n", text.replace("``", "`").strip())
    return "\n\n".join(" ".join(line.strip() for line in paragraph.splitlines()) for paragraph in paragraphs)


def _table(model: type[BaseModel], leave_out: tuple[str, ...] = ()) -> str:
    rows = []
    for name, field in model.model_fields.items():
        if name in leave_out:
            continue
        en, zh = _both(field.description or "")
        default = "**required 必填**" if field.is_required() else _default(field.default)
        kind = _kind(field.annotation, field.metadata)
        rows.append(f"| `{field.alias or name}` | {kind} | {default} | {en} | {zh} |")
    if not rows:
        return "No parameters. 没有参数。"
    return "\n".join(["| key 键 | type 类型 | default 默认 | meaning | 含义 |", "|---|---|---|---|---|", *rows])


def _both(description: str) -> tuple[str, str]:
    """Split "English. 中文" into its two halves."""
    en, _, zh = description.rpartition(". ")
    return en.replace("|", "\\|"), zh.replace("|", "\\|")


def _default(value: object) -> str:
    if isinstance(value, BaseModel):
        return "–"
    if value is None or value is PydanticUndefined or value == "":
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list | dict):
        return f"`{flow(value)}`" if value else "–"
    return f"`{value}`" if isinstance(value, str | Amount) else f"`{value:g}`"


def _kind(annotation: Any, metadata: typing.Iterable[Any] = ()) -> str:
    """Return a type in the user's words."""
    for extra in metadata:
        if isinstance(extra, WithJsonSchema):
            return {"25%": "marks 分", "40%": "share 比例"}.get(extra.json_schema["examples"][0], "threshold 门槛值")
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(arguments[0], arguments[1:])
    if origin is typing.Literal:
        return " ".join(f"`{choice}`" for choice in arguments)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_kind(part) for part in arguments if part is not type(None)))
    if origin is list:
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        return f"by name: {_kind(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "keys 键值"
    words = {str: "text 文字", float: "number 数", int: "whole number 整数", bool: "true/false", Any: "any 任意"}
    return words.get(annotation, "–")


def _example(key: str, one: dict[str, Any]) -> str:
    heading = f"**{one['wording']}**"
    return f"{heading}\n\n```yaml\nextends: frame.yaml\n{one['yaml'].strip()}\n```\n\n{_cases(one)}"


def _cases(one: dict[str, Any]) -> str:
    wanted = [key for key in ("score", "composite", "grade", "rank") if any(key in case for case in one["cases"])]
    head = ["facts 事实", *wanted, "why 算式"]
    rows = [" | ".join(head), "|".join("---" for _ in head)]
    for case in one["cases"]:
        told = [_facts_told(case)]
        told += [_told(case[key]) if key in case else "" for key in wanted]
        rows.append(" | ".join([*told, str(case.get("why", ""))]))
    return "\n".join(f"| {row} |" if "---" not in row else f"|{row}|" for row in rows)


def _facts_told(case: dict[str, Any]) -> str:
    told = []
    for fact, value in case["facts"].items():
        if isinstance(value, list):
            words = [", ".join(str(part) for key, part in row.items() if part != "") for row in value]
            told.append(f"{fact}: " + "; ".join(words))
        else:
            told.append(f"{fact} = {value}")
    told += [f"last year {fact} = {value}" for fact, value in case.get("last_year", {}).items()]
    if "class" in case:
        told.append(f"class {case['class']}")
    return ", ".join(told) or "– (nothing reported 未报告)"


def _told(value: object) -> str:
    if value is None:
        return "none 无"
    return f"{value:.6g}" if isinstance(value, int | float) else str(value)


def _others(known: dict[str, Any]) -> list[str]:
    headings = {
        "adjustments": "Bonuses, penalties, vetoes, gates / 加减分、一票否决、资格条件",
        "indicators": "Keys of an indicator around its rule / 规则以外的指标设置",
        "groups": "Groups / 分组",
        "grades": "Grades / 等级",
        "total_points": "Points / 分值",
    }
    found = []
    for section, heading in headings.items():
        found.append(f"### {heading}")
        found += [_example(key, one) for key, one in known["examples"].items() if one.get("section") == section]
    return found


def _aggregation(name: str, known: dict[str, Any]) -> str:
    parts = [f"### aggregation: {name}", _formula_of(METHODS["aggregation"][name])]
    parts += [_example(key, one) for key, one in known["examples"].items() if one.get("aggregation") == name]
    return "\n\n".join(parts)


def _types(known: dict[str, Any]) -> str:
    rows = [
        "## The 35 types of rules in real score sheets / 35 类评分细则的写法",
        "Rules in published schemes fall into these types; the YAML beside each is that of an example above.",
        "公开的评分细则大致有这 35 类，右边是相应写法，均取自上面的例子。",
        "| | type | 类型 | YAML |\n|---|---|---|---|\n"
        + "\n".join(
            f"| {number} | {known['types'][number]['en']} | {known['types'][number]['zh']} | {_code(fragment(one))} |"
            for number, one in _by_type(known)
        ),
    ]
    return "\n\n".join(rows)


def _by_type(known: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return sorted((one["type"], one) for one in known["examples"].values() if "type" in one)


def fragment(one: dict[str, Any]) -> str:
    """Return the part of an example that expresses its type, on one line."""
    data = yaml.safe_load(one["yaml"])
    show = one.get("show", ["indicators", "item", "score"])
    if isinstance(show, str):
        (name, value), *more = data[show].items()
        shown = {name: value, **dict(more)}
        shown.pop("all", None)
        return ", ".join(f"{key}: {flow(part)}" for key, part in shown.items())
    if all(key in data for key in show):
        return ", ".join(f"{key}: {flow(data[key])}" for key in show)
    value = data
    for key in show:
        value = value[key]
    return f"{show[-1]}: {flow(value)}"


def flow(value: Any) -> str:
    """Return a value as YAML on one line.

    Examples
    --------
    >>> flow({"rule": "required", "at_least": 3, "due": "04-01"})
    '{rule: required, at_least: 3, due: "04-01"}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    text = str(value)
    quoted = isinstance(value, str) and (re.match(r"\d\d-\d\d$", text) or re.search(r"^[>|]|[,{}\[\]]|: | #", text))
    return f'"{text}"' if quoted else text


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _functions() -> str:
    rows = [f"| `{name}` | {en} | {zh} |" for name, (en, zh) in FUNCTIONS.items()]
    told = (
        "Formulas have names of facts (Chinese ones too), numbers (`95%` is 0.95), `+ - * / ( )`, comparisons, "
        "`and or not` and these functions.\n\n"
        "公式由事实名称（中文也可）、数字、`+ - * / ( )`、比较、`and or not` 和下列函数组成。"
    )
    return "\n\n".join(["## Functions of formulas / 公式函数", told, "\n".join(["| | | |", "|---|---|---|", *rows])])


def keys(where: str, model: type[BaseModel], en: str, zh: str) -> str:
    """Return the section of the keys that stand at one place of a framework file."""
    return f"### {en} / {zh}{f' (`{where}`)' if where else ''}\n\n{_table(model)}"


HEADINGS = {
    "facts": headings.FACTS,
    "regions": headings.REGIONS,
    "documents": headings.DOCUMENTS,
    "decisions": headings.DECISIONS,
    "ledger": headings.LEDGER,
}
"""The headings that each table understands."""


def tables() -> str:
    """Return the page of tables: every column with the headings that are understood."""
    known = yaml.safe_load(COLUMNS.read_text(encoding="utf-8"))
    parts = [
        "<!-- Written by docs/make_reference.py; do not edit. 由 docs/make_reference.py 生成,请勿手改。 -->",
        "# Tables / 表格",
        "CSV (UTF-8, GB18030, UTF-16), Excel, Parquet or JSON Lines. Headings may be Chinese; columns in bold must be "
        "there.\n\nCSV、Excel、Parquet 或 JSON Lines；标题可用中文；粗体的列必须有。",
    ]
    for name, table in known.items():
        rows = [
            f"| {'**' if column in table['needed'] else ''}`{column}`{'**' if column in table['needed'] else ''} "
            f"| {' '.join(HEADINGS[name][column].split())} | {en} | {zh} |"
            for column, (en, zh) in table["columns"].items()
        ]
        head = "| column 列 | also 也可写 | meaning | 含义 |\n|---|---|---|---|"
        parts += [f"## {' / '.join(table['title'])}", "\n\n".join(table["told"]), "\n".join([head, *rows])]
    return "\n\n".join(parts) + "\n"


def wordings() -> str:
    """Return the table of the Chinese guide: what score sheets say, and the YAML that says it."""
    known = examples()
    rows = [
        f"| {number} | {known['types'][number]['zh']} | {one['wording']} | {_code(fragment(one))} |"
        for number, one in _by_type(known)
    ]
    return "\n".join(["| | 类型 | 细则里的话 | YAML |", "|---|---|---|---|", *rows])


def guide(text: str) -> str:
    """Return the guide with its table of wordings renewed."""
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    return f"{head}{BEGIN}\n\n{wordings()}\n\n{END}{tail}"


def written() -> dict[Path, str]:
    """Return the text of each page."""
    pages = {PAGE: page(), TABLES_PAGE: tables()}
    return {**pages, **({GUIDE: guide(GUIDE.read_text(encoding="utf-8"))} if GUIDE.exists() else {})}
