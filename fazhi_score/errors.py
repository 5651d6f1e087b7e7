"""Problems with a place and a remedy, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from fazhi_score.messages import default_language, message_text

Severity = Literal["error", "warning", "note"]

_WIDTH = 160


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or worth knowing: what, where, and what to do.

    Parameters
    ----------
    code : str
        Key of the text in :mod:`fazhi_score.messages`.
    params : mapping
        What the text mentions.
    file, line, column : str, int, int
        Where it stands; line and column count from 1.
    place : str
        A place that is no line: a sheet's cell, a region, period and fact.
    excerpt : str
        The line of the file, shown with a caret under `column`.
    severity : {"error", "warning", "note"}
        Only errors stop the work.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    line: int | None = None
    column: int | None = None
    place: str = ""
    excerpt: str = ""
    severity: Severity = "error"

    def message(self, lang: str | None = None) -> str:
        """Return what is wrong, in `lang` ("en" or "zh")."""
        return message_text(self.code, self.params, lang)[0]

    def hint(self, lang: str | None = None) -> str:
        """Return what to do about it, "" where the message says it all."""
        return message_text(self.code, self.params, lang)[1]

    @property
    def where(self) -> str:
        """The place as ``file:line:column``, as far as it is known."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part not in (None, "")]
        head = ":".join(parts)
        return f"{head} {self.place}".strip() if self.place else head

    def render(self, lang: str | None = None) -> str:
        """Return the problem as shown to people: place, message, excerpt with a caret, remedy."""
        where = self.where
        lines = [f"{where}: {self.message(lang)}" if where else self.message(lang)]
        if self.excerpt and self.line is not None:
            number = f"{self.line:>6} | "
            excerpt, column = _window(self.excerpt, self.column or 1)
            lines.append(number + excerpt)
            if self.column is not None:
                lines.append(" " * (len(number) - 2) + "| " + _indent(excerpt, column) + "^")
        hint = self.hint(lang)
        if hint:
            lines.append(" " * 7 + "= " + hint)
        return "\n".join(lines)


def _window(excerpt: str, column: int) -> tuple[str, int]:
    """Return the part of a long line around `column`, and the column in it."""
    start = max(0, column - 1 - _WIDTH // 2) if len(excerpt) > _WIDTH else 0
    shown = excerpt[start : start + _WIDTH]
    behind = "…" if len(excerpt) > start + _WIDTH else ""
    return ("…" if start else "") + shown + behind, column - start + (start > 0)


def _indent(excerpt: str, column: int) -> str:
    """Blanks as wide as the excerpt before `column`: a Chinese character takes two cells, an accent none."""
    from unicodedata import combining, east_asian_width

    def blank(character: str) -> str:
        if character == "\t" or combining(character):
            return "\t" if character == "\t" else ""
        return "  " if east_asian_width(character) in "WF" else " "

    return "".join(blank(character) for character in excerpt[: column - 1])


class FazhiError(Exception):
    """Input that cannot be used; carries every problem found, not only the first.

    Parameters
    ----------
    problems : iterable of Problem
        In the order in which they stand in the input.
    """

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def render(self, lang: str | None = None) -> str:
        """Return all problems as text in `lang`."""
        return "\n".join(problem.render(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.render(default_language())

    def __reduce__(self) -> tuple[type[FazhiError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def raise_errors(problems: Iterable[Problem]) -> list[Problem]:
    """Raise if any problem is an error; otherwise return the warnings and notes."""
    found = list(problems)
    if any(problem.severity == "error" for problem in found):
        raise FazhiError([problem for problem in found if problem.severity == "error"])
    return found
