"""What is wrong with a command line, in the reader's language and with what to write instead."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_type_hints

import typer
from typer.main import get_command

from fazhi_score.cli.options import app
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.headings import nearest

PROGRAM = "fazhi-score"

REFUSED: Any = typer.BadParameter.__base__
"""UsageError of the click that typer brings along or depends on, whichever it is."""


class WrongUseError(FazhiError):
    """A command line that cannot be meant: leaves with 2."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(Problem(code, params))


def wrong_use(error: Any, words: list[str], lang: str) -> WrongUseError:
    """Return what typer refuses as what to tell; its own texts are English and differ between versions."""
    command, path, rest = _command(words)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _unknown_option(error.option_name, command, path)
    if kind == "BadOptionUsage":
        code = "usage_flag" if any(word.startswith(f"{error.option_name}=") for word in words) else "usage_no_value"
        return WrongUseError(code, option=error.option_name)
    param = getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        english, _, chinese = (getattr(param, "help", "") or "").rpartition(". ")  # "Framework YAML. 评价框架"
        what = chinese if lang == "zh" else english
        return WrongUseError("usage_missing", name=_name(param), what=what, example=_example(command, path))
    if kind == "BadParameter" and param is not None:
        return _bad_value(param, command, words) or WrongUseError("usage_other", command=path, reason=error.message)
    known = getattr(command, "commands", None)
    if known and rest:
        near = nearest(rest[0], known)
        code = "usage_command_near" if near else "usage_command"
        return WrongUseError(code, command=path, got=rest[0], near=near, known=", ".join(known))
    extra = re.search(r"extra argument\S* \((.+)\)", error.message, re.DOTALL)
    if extra and extra[1].lower().endswith((".yaml", ".yml")) and "-f" in _options(command):
        return WrongUseError("usage_extra_framework", command=path, extra=extra[1])
    if extra:
        return WrongUseError("usage_extra", command=path, extra=extra[1], example=_example(command, path))
    return WrongUseError("usage_other", command=path, reason=error.message)


def _command(words: list[str]) -> tuple[Any, str, list[str]]:
    """Return the command that a line names, how it is called, and what is left of the line."""
    command: Any = get_command(app)
    path, rest = PROGRAM, [word for word in words if not word.startswith("-")]
    while rest and rest[0] in getattr(command, "commands", ()):
        command, path = command.commands[rest[0]], f"{path} {rest[0]}"
        del rest[0]
    return command, path, rest


def _unknown_option(option: str, command: Any, path: str) -> WrongUseError:
    known = ["--help", *_options(command)]
    if any(option in _options(below) for below in getattr(command, "commands", {}).values()):
        return WrongUseError("usage_option_behind", command=path, option=option)
    near = nearest(option, known)
    return WrongUseError("usage_option_near" if near else "usage_option", command=path, option=option, near=near)


def _options(command: Any) -> list[str]:
    return [name for param in command.params for name in param.opts if name.startswith("-")]


def _name(param: Any) -> str:
    return str(max(param.opts, key=len))


def _example(command: Any, path: str) -> str:
    return (command.epilog or "").removeprefix("Example: ") or f"{path} --help"


def _bad_value(param: Any, command: Any, words: list[str]) -> WrongUseError | None:
    """Say which value is wrong by what the command declares, None where it is for another reason."""
    declared = get_type_hints(inspect.unwrap(command.callback), include_extras=True)[param.name]
    types = [kind for kind in _types(declared) if isinstance(kind, type)]
    least = next((one.min for one in getattr(declared, "__metadata__", ()) if getattr(one, "min", None) is not None), 0)
    option, values = _name(param), list(_given(param, words))
    for kind in types:
        if issubclass(kind, Enum):
            known = [str(one.value) for one in kind]
            got = next((value for value in values if value not in known), "")
            near = nearest(got, known)
            code = "usage_choice_near" if near else "usage_choice"
            return WrongUseError(code, option=option, got=got, near=near, known=", ".join(known))
        if kind in (int, float):
            wrong = [value for value in values if not _is(kind, value)]
            if not wrong:
                return WrongUseError("usage_least", option=option, got=", ".join(values), least=least)
            return WrongUseError("usage_whole" if kind is int else "usage_number", option=option, got=wrong[0])
    return None


def _types(declared: Any) -> Iterator[Any]:
    """Yield the plain types in a declaration: of ``list[Table] | None``, Table."""
    parts = get_args(declared)
    if not parts:
        yield declared
    for part in parts:
        yield from _types(part)


def _given(param: Any, words: list[str]) -> Iterator[str]:
    """Yield the values that a line gives for an option."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name in param.opts:
            yield value if equals else following


def _is(kind: Any, value: str) -> bool:
    try:
        kind(value)
    except ValueError:
        return False
    return True
