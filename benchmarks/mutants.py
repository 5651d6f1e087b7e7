"""Python source into mutants: the same source with one small mistake each.

A mistake is one that a person could make and a test should notice: a comparison off by its edge or turned round, `and`
for `or`, an operand or a `not` forgotten, another operator, number or text, a statement, keyword or condition left out,
a value that is lost, `min` for `max`. Left alone is what has no effect when it runs or none that a caller may rely on:
annotations, docstrings, imports, blocks for type checkers, and `strict=` of zip, a guard.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_PAIRS = [("min", "max"), ("any", "all"), ("minimum", "maximum"), ("fmin", "fmax"), ("nanmin", "nanmax")]
_PAIRS += [("floor", "ceil"), ("argmin", "argmax"), ("startswith", "endswith"), ("isdisjoint", "issuperset")]
NAMES = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
LONGEST = 70
"""Letters of an expression that a description shows."""
AROUND = 15
"""Letters before and after what differs in two long expressions."""


@dataclass(frozen=True)
class Edit:
    """A change of one field of one node of a syntax tree."""

    owner: ast.AST
    field: str
    value: Any
    change: str
    line: int
    end: int
    runs: bool
    """Whether it is inside a function, so that it runs in the tests that call it; otherwise it runs at import."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: its number among those of the module, where it is, and what it changes."""

    module: str
    number: int
    line: int
    end: int
    text: str
    change: str
    runs: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What names a mutant when lines have moved: the module, the text of its line, and the change."""
        return self.module, self.text, self.change


def mutants(module: str, source: str) -> list[Mutant]:
    """Return all mutants of a module's source in the order of the source.

    Examples
    --------
    >>> [mutant.change for mutant in mutants("m.py", "def f(x):\\n    return not x\\n")]
    ['return not x → return None', 'not x → x']
    """
    lines = source.splitlines()
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for number, edit in enumerate(edits(ast.parse(source))):
        text = lines[edit.line - 1].strip()
        seen[text, edit.change] += 1
        same = seen[text, edit.change]
        change = edit.change if same == 1 else f"{edit.change} #{same}"
        made.append(Mutant(module, number, edit.line, edit.end, text, change, edit.runs))
    return made


def mutated(source: str, number: int) -> ast.Module:
    """Return the tree of a source with mutant `number` in it."""
    tree = ast.parse(source)
    edit = next(edit for at, edit in enumerate(edits(tree)) if at == number)
    setattr(edit.owner, edit.field, edit.value)
    return ast.fix_missing_locations(tree)


def edits(tree: ast.AST) -> Iterator[Edit]:
    """Give all changes, each node's own before those of its parts; the tree stays as it is."""
    yield from _below(tree, runs=False)


def _below(owner: ast.AST, *, runs: bool) -> Iterator[Edit]:
    for field, old in ast.iter_fields(owner):
        if _left_alone(owner, field):
            continue
        inside = runs or (isinstance(owner, FUNCTIONS) and field == "body")
        for at, node in enumerate(old if isinstance(old, list) else [old]):
            if not isinstance(node, ast.AST) or _is_silent(node):
                continue
            for new, change in _changes(node, owner, inside):
                yield Edit(owner, field, _put(old, at, new), change, *_lines(node, owner), inside)
            yield from _below(node, runs=inside)


def _put(old: Any, at: int, new: ast.AST | None) -> Any:
    """The field's value with one node changed, or left out."""
    if not isinstance(old, list):
        return new
    return [*old[:at], *([] if new is None else [new]), *old[at + 1 :]]


def _lines(node: ast.AST, owner: ast.AST) -> tuple[int, int]:
    """First and last line that run when a node does; of a compound statement, its head's."""
    first = getattr(node, "lineno", None) or getattr(owner, "lineno", 1)
    if isinstance(node, ast.stmt) and hasattr(node, "body"):
        return first, first
    return first, getattr(node, "end_lineno", None) or first


def _left_alone(owner: ast.AST, field: str) -> bool:
    if field in ("annotation", "returns", "type_params", "format_spec", "ctx"):
        return True
    if isinstance(owner, ast.Call) and field == "args":
        return isinstance(owner.func, ast.Name) and owner.func.id in ("cast", "TypeVar", "NewType")
    return False


def _is_silent(node: ast.AST) -> bool:
    """Whether a node does nothing (a docstring), or only what is not for tests to see."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.expr_context):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _changes(node: ast.AST, owner: ast.AST, runs: bool) -> Iterator[tuple[ast.AST | None, str]]:
    if isinstance(node, ast.stmt):
        found = _of_statement(node, runs)
    elif isinstance(node, ast.keyword):
        found = _of_keyword(node, owner)
    elif isinstance(node, ast.comprehension):
        found = (
            (_copy(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]]), f"if {_short(test)} →")
            for at, test in enumerate(node.ifs)
        )
    elif isinstance(node, ast.expr):
        found = ((new, _turned(node, new)) for new in _of_expression(node, owner))
    else:
        return
    yield from found


def _of_keyword(node: ast.keyword, owner: ast.AST) -> Iterator[tuple[None, str]]:
    if isinstance(owner, ast.Call) and node.arg is not None:
        yield None, f"{_short(node)} →"


def _of_statement(node: ast.stmt, runs: bool) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        new = ast.Return(ast.Constant(None))
        yield new, _turned(node, new)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and runs and node.value is not None and not _is_none(node.value):
        yield _copy(node, value=ast.Constant(None)), f"{_short(node)} → None"
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        new = _copy(node, op=OPERATORS[type(node.op)]())
        yield new, _turned(node, new)
        yield ast.Pass(), f"{_short(node)} → pass"
    elif isinstance(node, ast.Expr | ast.Raise):
        yield ast.Pass(), f"{_short(node)} → pass"
    elif isinstance(node, ast.Continue):
        yield ast.Break(), "continue → break"
    elif isinstance(node, ast.Break):
        yield ast.Continue(), "break → continue"
    elif isinstance(node, ast.If):
        for value in (True, False):
            yield _copy(node, test=ast.Constant(value)), f"if {_short(node.test)} → if {value}"
    elif isinstance(node, ast.While):
        yield _copy(node, test=ast.Constant(False)), f"while {_short(node.test)} → while False"


def _of_expression(node: ast.expr, owner: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield _copy(node, ops=[*node.ops[:at], other(), *node.ops[at + 1 :]])
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield _copy(node, op=OPERATORS[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _copy(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for at in range(len(node.values)):
            rest = [*node.values[:at], *node.values[at + 1 :]]
            yield rest[0] if len(rest) == 1 else _copy(node, values=rest)
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node.value, isinstance(owner, ast.JoinedStr))
    elif isinstance(node, ast.Name) and node.id in NAMES and isinstance(owner, ast.Call):
        yield _copy(node, id=NAMES[node.id])
    elif isinstance(node, ast.Attribute) and node.attr in NAMES and isinstance(owner, ast.Call):
        yield _copy(node, attr=NAMES[node.attr])


def _of_constant(value: Any, inside: bool) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and (value.strip() or not inside):
        yield ast.Constant(f"XX{value}XX")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _copy(node: ast.AST, **fields: Any) -> Any:
    new = type(node)(**{**dict(ast.iter_fields(node)), **fields})
    return ast.copy_location(new, node)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _turned(old: ast.AST, new: ast.AST) -> str:
    """Both texts; where they are long, only what differs with a few letters on both sides."""
    texts = [" ".join(ast.unparse(node).split()) for node in (old, new)]
    if max(map(len, texts)) > LONGEST:
        before = _common(*texts)
        after = _common(*(text[before:][::-1] for text in texts))
        start, left = max(0, before - AROUND), max(0, after - AROUND)
        texts = [f"{'…' * (start > 0)}{text[start : len(text) - left]}{'…' * (left > 0)}" for text in texts]
    return " → ".join(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in texts)


def _common(one: str, other: str) -> int:
    """How many letters two texts begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
