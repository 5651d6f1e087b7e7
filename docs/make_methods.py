"""Write docs/reference/methods.md: every registered method with its formula, source, parameters and example.

It is made from the table of methods and the docstrings of their functions, whose examples the tests run.

``python docs/make.py`` writes what is out of date.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

from fazhi_score.framework.steps import CONTEXT, methods_of
from fazhi_score.messages import say
from fazhi_score.methods import Kind

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "reference" / "methods.md"

KINDS: dict[Kind, tuple[str, str, str]] = {
    "imputation": ("Imputation", "插补", "method: {{imputation: {example}, missing: {{not_reported: impute}}}}"),
    "treatment": ("Treatment of outliers", "异常值处理", "method: {{treatment: {example}}}"),
    "normalisation": ("Normalisation", "标准化", "score: {{rule: {name}}}"),
    "weighting": ("Weighting", "赋权", "method: {{weighting: {example}}}"),
    "aggregation": ("Aggregation", "汇总", "method: {{aggregation: {example}}}"),
    "ordering": ("Ordering", "排序", "method: {{ordering: {example}}}"),
}
"""Kind to its heading in English and Chinese, and where it stands in a framework file."""

_HEAD = """
<!-- Written by docs/make_methods.py; do not edit. 由 docs/make_methods.py 生成,请勿手改。 -->

# Methods / 方法

Every numeric method of the steps from indicator values to ranks. A method is one function of arrays: in Python
`fazhi_score.numerics.<module>.<name>`, in a framework file by its name, alone or with parameters
(`aggregation: geometric`, `aggregation: {method: power, exponent: 2}`). What stands under *context* is handed over by
scoring (directions, classes, periods, weights); all else are parameters, with these defaults. Missing values are NaN.
How fast they are, and where other packages define them otherwise: [methods, measured](methods_measured.md).

从指标值到排名各步骤的数值方法。每个方法都是一个数组函数；在框架文件里写方法名，或写方法名加参数。
“context” 一栏由计分过程传入，其余为参数，默认值如下。缺失值为 NaN。
速度与其他软件的定义差异见[方法：测量结果](methods_measured.md)。
"""


def page() -> str:
    """Return the text of the page."""
    parts = [_HEAD.strip()]
    for kind, (en, zh, where) in KINDS.items():
        parts.append(f"## {en} / {zh}")
        methods = methods_of(kind)
        parts.append(" · ".join(f"[{name}](#{name})" for name in sorted(methods)))
        parts += [_method(kind, name, methods[name], where) for name in sorted(methods)]
    return "\n\n".join(parts) + "\n"


def _method(kind: Kind, name: str, function: Any, where: str) -> str:
    told, sections = _sections(inspect.getdoc(function) or "")
    signature = inspect.signature(function)
    keywords = [p for p in signature.parameters.values() if p.kind is inspect.Parameter.KEYWORD_ONLY]
    context = [p.name for p in signature.parameters.values() if p.name in CONTEXT[kind]]
    parameters = [p for p in keywords if p.name not in CONTEXT[kind]]
    needed = {p.name: "…" for p in parameters if p.default is inspect.Parameter.empty}
    example = name if not needed else "{method: " + ", ".join([name, *(f"{key}: …" for key in needed)]) + "}"
    rows = [f"| `{p.name}` | `{_kind(p.annotation)}` | {_default(p.default)} |" for p in parameters]
    parts = [f"### {name}", f"*{say(f'method_{name}', 'en')} / {say(f'method_{name}', 'zh')}*", told]
    parts.append(f"`{where.format(example=example, name=name)}` — module `{function.__module__.rpartition('.')[2]}`")
    if context:
        parts.append("context: " + ", ".join(f"`{name}`" for name in context))
    if rows:
        parts.append("\n".join(["| parameter 参数 | type 类型 | default 默认 |", "|---|---|---|", *rows]))
    told_apart = [name for name in ("Parameters", "Returns", "Raises", "Notes", "References") if name in sections]
    parts += [f"{name}:\n\n```text\n{sections[name]}\n```" for name in told_apart]
    if "Examples" in sections:
        parts.append(f"```pycon\n{sections['Examples']}\n```")
    return "\n\n".join(parts)


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """Split a docstring into what it says first and its sections by heading."""
    pieces = re.split(r"\n\n(\w+)\n-+\n", text)
    return _joined(pieces[0]), {name: body.strip("\n") for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def _joined(text: str) -> str:
    """Return paragraphs with their lines joined; indented lines (formulas, lists) stay as they are."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.replace("``", "`").strip()):
        lines = paragraph.splitlines()
        keep = any(line.startswith((" ", "*", "-", ".. ")) for line in lines)
        found.append("\n".join(lines) if keep else " ".join(line.strip() for line in lines))
    return "\n\n".join(found)


def _kind(annotation: Any) -> str:
    return str(annotation).replace("|", "or").replace("Floats", "numbers") if annotation else ""


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return "**required 必填**"
    return "–" if value is None else f"`{value}`"


def written() -> dict[Path, str]:
    """Return the text of the page."""
    return {PAGE: page()}
