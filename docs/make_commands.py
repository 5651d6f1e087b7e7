"""Write docs/reference/commands.md: every command with its arguments, options, defaults and example.

It is made from the functions behind the commands, whose help says the same.

``python docs/make.py`` writes what is out of date.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from enum import Enum
from pathlib import Path
from typing import Any

from typer.models import OptionInfo

import fazhi_score.cli  # noqa: F401  # its modules add their commands
from fazhi_score.cli.options import app

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "reference" / "commands.md"

_HEAD = """
<!-- Written by docs/make_commands.py; do not edit. 由 docs/make_commands.py 生成,请勿手改。 -->

# Commands / 命令

`fazhi-score COMMAND …`; `fazhi-score COMMAND --help` says the same as this page. Exit codes: 0 all is fine, 1 the input
has problems (each is shown with its place and a remedy), 2 wrong use. Messages are in the language of the system;
`--lang zh` or `--lang en`, or the variable `FAZHI_LANG`, chooses. `--debug`, anywhere on the line, shows tracebacks;
`--version` the version. Files are written under a temporary name and renamed: a command that is stopped leaves the old
file as it was.

`fazhi-score 命令 --help` 的内容与本页相同。退出码：0 正常，1 输入有问题（逐条列出位置和改法），2 用法错误。
语言随系统，`--lang zh`、`--lang en` 或环境变量 `FAZHI_LANG` 可指定。
"""

_TYPES = {str: "text", int: "whole number", float: "number", Path: "path"}


def commands() -> list[tuple[str, Any]]:
    """Return every command by the words that call it, sorted."""
    found = [(_name(info), info) for info in app.registered_commands]
    for group in app.registered_groups:
        found += [(f"{group.name} {_name(info)}", info) for info in group.typer_instance.registered_commands]
    return sorted(found, key=lambda one: one[0])


def _name(info: Any) -> str:
    return info.name or info.callback.__name__.replace("_", "-")


def parameters(callback: Any) -> list[tuple[str, Any, Any, Any]]:
    """Return the parameters of a command: name, type, what typer was told, default."""
    hints = typing.get_type_hints(callback, include_extras=True)
    found = []
    for name, parameter in inspect.signature(callback).parameters.items():
        if typing.get_origin(hints[name]) is typing.Annotated:  # the context is none of the user's
            kind, told = typing.get_args(hints[name])[:2]
            found.append((name, kind, told, parameter.default))
    return found


def page() -> str:
    """Return the text of the page."""
    every = commands()
    contents = " · ".join(f"[{name}](#{name.replace(' ', '-')})" for name, _ in every)
    return "\n\n".join([_HEAD.strip(), contents, *(_command(name, info) for name, info in every)]) + "\n"


def _command(name: str, info: Any) -> str:
    told = parameters(info.callback)
    places = [one for one in told if not isinstance(one[2], OptionInfo)]
    options = [one for one in told if isinstance(one[2], OptionInfo)]
    usage = " ".join(
        ["fazhi-score", name, *(_place(*one) for one in places), *_needed(options), "[OPTIONS]" if options else ""]
    )
    parts = [f"## {name}", inspect.cleandoc(info.help or info.callback.__doc__), f"```text\n{usage.strip()}\n```"]
    example = (info.epilog or "").removeprefix("Example: ")
    if example:
        parts.append(f"Example / 例:\n\n```text\n{example}\n```")
    rows = [_row(f"`{_place(*one)}`", *one) for one in places] + [_row(_spelling(one), *one) for one in options]
    head = ["| argument or option 参数、选项 | type 类型 | default 默认 | meaning | 含义 |", "|---|---|---|---|---|"]
    return "\n\n".join([*parts, "\n".join([*head, *rows])])


def _place(name: str, kind: Any, told: Any, default: Any) -> str:
    word = (told.metavar or name).upper() + ("…" if _many(kind) else "")
    return word if default is inspect.Parameter.empty else f"[{word}]"


def _needed(options: list[Any]) -> list[str]:
    return [f"{_names(*one)[0]} {_type(one[1]).upper()}" for one in options if one[3] is inspect.Parameter.empty]


def _names(name: str, kind: Any, told: Any, default: Any) -> list[str]:
    # beside a type, typer keeps the first name where a default would stand
    names = [word for word in (told.default, *(told.param_decls or ())) if isinstance(word, str)]
    return sorted(names, key=len, reverse=True)


def _spelling(one: tuple[str, Any, Any, Any]) -> str:
    return " ".join(f"`{word}`" for word in _names(*one)) + (" (repeat)" if _many(one[1]) else "")


def _row(spelling: str, name: str, kind: Any, told: Any, default: Any) -> str:
    english, chinese = both(told.help or "")
    return f"| {spelling} | {_type(kind)} | {_default(default)} | {english} | {chinese} |"


def both(text: str) -> tuple[str, str]:
    """Split "English. 中文" where the Chinese begins.

    Examples
    --------
    >>> both("Print JSON. 输出 JSON")
    ('Print JSON.', '输出 JSON')
    """
    text = text.replace("|", "\\|")
    match = re.search(r"(?<=[.;?)…]) (?=\S*[\u4e00-\u9fff])", text)
    return (text[: match.start()], text[match.end() :]) if match else (text, "")


def _many(kind: Any) -> bool:
    return any(typing.get_origin(part) is list for part in _parts(kind))


def _parts(kind: Any) -> list[Any]:
    origin = typing.get_origin(kind)
    return list(typing.get_args(kind)) if origin in (typing.Union, types.UnionType) else [kind]


def _type(kind: Any) -> str:
    part = next(part for part in _parts(kind) if part is not type(None))
    if typing.get_origin(part) is list:
        part = typing.get_args(part)[0]
    if part is bool:
        return "switch"
    if isinstance(part, type) and issubclass(part, Enum):
        return " ".join(f"`{one.value}`" for one in part)
    return _TYPES.get(part, "text")


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return "**required 必填**"
    if value is None or value is False or value in ([], ""):
        return "–"
    return f"`{value.value if isinstance(value, Enum) else value.as_posix() if isinstance(value, Path) else value}`"


def written() -> dict[Path, str]:
    """Return the text of the page."""
    return {PAGE: page()}
