"""Formula text into a tree: parsed, never evaluated as Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LIMIT_LENGTH = 4_000
LIMIT_TOKENS = 400
LIMIT_DEPTH = 60

FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (1, 50),
    "max": (1, 50),
    "sum": (1, 50),
    "any": (1, 50),
    "all": (1, 50),
    "coalesce": (1, 50),
    "per": (2, 3),
    "previous": (1, 1),
    "last_year": (1, 1),
    "growth": (1, 1),
    "peers_mean": (1, 1),
    "at_reference": (1, 1),
    "items_count": (1, 1),
    "items_at_least": (2, 2),
}
"""Functions of formulas with the least and the largest number of arguments."""

ITEM_FUNCTIONS = ("items_count", "items_at_least")
"""Functions whose first argument is the name of a fact that comes in items."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?)|(?P<name>[^\W\d]\w*)|(?P<op><=|>=|==|!=|[-+*/(),<>])|(?P<bad>\S))"
)
_POWERS = {
    "or": 1,
    "and": 2,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "==": 4,
    "!=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_NOT, _COMPARISON, _SIGN = 3, 4, 7
_WIDE = dict(
    zip(
        "（）＋－×÷／，＜＞≥≤＝",
        ("(", ")", "+", "-", "*", "/", "/", ",", "<", ">", ">=", "<=", "=="),
        strict=True,
    )
)


@dataclass(frozen=True)
class Number:
    """A constant; ``95%`` is 0.95."""

    value: float


@dataclass(frozen=True)
class Name:
    """A fact, and where its name starts in the text."""

    id: str
    start: int


@dataclass(frozen=True)
class Call:
    """An operator or function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Call


class FormulaError(ValueError):
    """A formula that cannot be read: message code, its parameters, and where in the text."""

    def __init__(self, code: str, start: int, **params: object) -> None:
        super().__init__(code)
        self.code, self.start = code, start
        self.params: Mapping[str, Any] = params


@dataclass(frozen=True)
class Formula:
    """A parsed formula; `text` as written, `tree` what it means.

    Examples
    --------
    >>> formula = parse_formula("trained / (certified + 1)")
    >>> [name.id for name in formula.names()]
    ['trained', 'certified']
    """

    text: str
    tree: Node

    def names(self) -> Iterator[Name]:
        """Yield every fact it mentions, in order, repeated ones included."""
        stack: list[Node] = [self.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, Name):
                yield node
            elif isinstance(node, Call):
                stack.extend(reversed(node.arguments))

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[Any, ...]:
        # a chain of 200 terms is a tree 200 deep, too deep to pickle: the text says it all
        return parse_formula, (self.text,)


def parse_formula(text: str) -> Formula:
    """Parse a formula.

    Parameters
    ----------
    text : str
        Names (Chinese ones too), numbers, ``+ - * / ( )``, comparisons, ``and or not`` and `FUNCTIONS`.

    Raises
    ------
    FormulaError
        With the place of the first character that does not fit.
    """
    if len(text) > LIMIT_LENGTH:
        raise FormulaError("formula_too_long", 0, limit=LIMIT_TOKENS)
    return Formula(text, _Parser(text).parse())


class _Parser:
    """Precedence climbing over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            (m.lastgroup or "", m[m.lastgroup or 0], m.start(m.lastgroup or 0)) for m in _TOKEN.finditer(text)
        ]
        self.end = len(text.rstrip())
        self.at = 0
        if len(self.tokens) > LIMIT_TOKENS:
            raise FormulaError("formula_too_long", self.tokens[LIMIT_TOKENS][2], limit=LIMIT_TOKENS)
        for kind, token, start in self.tokens:
            if kind == "bad":
                if token in _WIDE:
                    raise FormulaError("formula_full_width", start, character=token, ascii=_WIDE[token])
                raise FormulaError("formula_character", start, character=token)

    def parse(self) -> Node:
        if not self.tokens:
            raise FormulaError("formula_empty", 0)
        tree = self.expression(0, 0)
        if self.at < len(self.tokens):
            _, token, start = self.tokens[self.at]
            raise FormulaError("formula_unexpected", start, token=token)
        return tree

    def peek(self) -> str:
        kind, token, _ = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", 0)
        return token if kind == "op" or token in ("and", "or", "not") else ""

    def expect(self, wanted: str) -> None:
        if self.at >= len(self.tokens):  # a comma may be left out at the end, a bracket may not
            raise FormulaError("formula_expected", self.end, wanted=")")
        if self.peek() != wanted:
            raise FormulaError("formula_expected", self.tokens[self.at][2], wanted=wanted)
        self.at += 1

    def expression(self, least: int, depth: int) -> Node:
        if depth > LIMIT_DEPTH:
            raise FormulaError(
                "formula_too_deep", self.tokens[min(self.at, len(self.tokens) - 1)][2], limit=LIMIT_DEPTH
            )
        left, before = self.operand(depth), 0
        while (power := _POWERS.get(self.peek(), 0)) > least:
            operator, start = self.peek(), self.tokens[self.at][2]
            if power == before == _COMPARISON:
                raise FormulaError("formula_chained", start)
            self.at, before = self.at + 1, power
            left = Call(operator, (left, self.expression(power, depth + 1)))
        return left

    def operand(self, depth: int) -> Node:
        if self.at >= len(self.tokens):
            raise FormulaError("formula_incomplete", self.end)
        kind, token, start = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return _number(token, start)
        if token == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        if token in ("-", "+"):
            return Call("negative" if token == "-" else "positive", (self.expression(_SIGN, depth + 1),))
        if token == "not":
            return Call("not", (self.expression(_NOT, depth + 1),))
        if kind == "name" and token not in ("and", "or"):
            return self.call(token, start, depth) if self.peek() == "(" else Name(token, start)
        raise FormulaError("formula_unexpected", start, token=token)

    def call(self, function: str, start: int, depth: int) -> Node:
        if function not in FUNCTIONS:
            raise FormulaError("formula_function", start, function=function, known=", ".join(FUNCTIONS))
        self.at += 1
        arguments: list[Node] = []
        while self.peek() != ")":
            arguments.append(self.expression(0, depth + 1))
            if self.peek() != ")":
                self.expect(",")
        self.at += 1
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            raise FormulaError(
                "formula_arguments", start, function=function, least=least, most=most, got=len(arguments)
            )
        if function in ITEM_FUNCTIONS and not isinstance(arguments[0], Name):
            raise FormulaError("formula_items", start, function=function)
        return Call(function, tuple(arguments))


def _number(token: str, start: int) -> Number:
    digits, _, power = token.rstrip("%").lower().partition("e")
    # as in amounts: shifting the decimal point keeps 82.68% the same number as 0.8268
    value = float(f"{digits}e{int(power or 0) - 2 * token.endswith('%')}")
    if value == float("inf"):
        raise FormulaError("formula_number", start, number=token[:40])
    return Number(value)
