"""YAML about what is to be checked into rules between facts and the words by which checks find their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from importlib.resources import files
from os import PathLike
from typing import Any, Literal

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.files import stamped
from fazhi_score.framework.document import Document, Path_, in_file_order, read_document
from fazhi_score.reports.naming import half_width

RuleKind = Literal["rate", "sum", "at_most", "balance", "growth", "carried"]
CheckFiles = str | PathLike[str] | Iterable[str | PathLike[str]] | None

_KEYS: dict[frozenset[str], RuleKind] = {
    frozenset(("rate", "of", "over")): "rate",
    frozenset(("sum", "total")): "sum",
    frozenset(("of", "at_most")): "at_most",
    frozenset(("in", "out", "left")): "balance",
    frozenset(("growth", "of")): "growth",
    frozenset(("of", "last")): "carried",
}
_OPTIONAL = frozenset(("may_add", "open"))


@dataclass(frozen=True)
class Rule:
    """What must hold between facts of one region and period.

    Parameters
    ----------
    name : str
        Its key in the file.
    kind : {"rate", "sum", "at_most", "balance", "growth", "carried"}
        A printed rate, a total and its parts, a part and its whole, what came in and went out, growth against last
        year, and a figure that is last year's other figure.
    left : str
        The fact on the left: the printed rate, the total, the part, what is left, the printed growth, this year's
        figure.
    right : tuple of str
        The facts on the right; of a rate and of growth the first that serves.
    of : tuple of str
        The numerator of a rate; what went out of a balance.
    may_add : tuple of str
        Facts that may come on top of the right side, also where nothing is stated of them.
    open : bool
        Whether there may be further parts.
    """

    name: str
    kind: RuleKind
    left: str
    right: tuple[str, ...]
    of: tuple[str, ...] = ()
    may_add: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Family:
    """The words of a rate, of what it counts and of what it counts among; `subset`: of some of them only, perhaps."""

    rate: tuple[str, ...]
    part: tuple[str, ...]
    base: tuple[str, ...]
    subset: bool = False


@dataclass(frozen=True)
class Entity:
    """What a place has one number of: how it is called, longest name first, its units, whether definitions differ."""

    name: str
    nouns: tuple[str, ...]
    units: frozenset[str]
    loose: bool = False


@dataclass(frozen=True)
class Outcome:
    """The words of a total and of the outcomes that are listed behind it."""

    total: tuple[str, ...]
    part: tuple[str, ...]


@dataclass(frozen=True)
class Leftover:
    """Words that say that all is done, and words that say that some is left."""

    all: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Checks:
    """All rules and words, in the order of the files."""

    rules: Mapping[str, Rule] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    seldom_twice: tuple[str, ...] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)
    rates: Mapping[str, Family] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()
    whole: tuple[str, ...] = ()
    whole_behind: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    part_behind: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()
    may_exceed: tuple[str, ...] = ()
    complete: tuple[tuple[str, ...], ...] = ()
    rest: tuple[str, ...] = ()
    awaiting: tuple[str, ...] = ()


_WORDS = (
    "once",
    "seldom_twice",
    "whole",
    "whole_behind",
    "part",
    "part_behind",
    "qualified",
    "may_exceed",
    "rest",
    "awaiting",
)


def load_checks(paths: CheckFiles = None) -> Checks:
    """Return the shipped checks, extended by `paths` in their order.

    Rules, entities and rates of the same name take the place of former ones (``null`` drops them); words are added.

    Raises
    ------
    FazhiError
        With the place of every mistake in the files.

    Examples
    --------
    >>> load_checks().rules["litigation_loss"].right
    ('litigation_cases_concluded',)
    """
    given = [] if paths is None else [paths] if isinstance(paths, str | PathLike) else list(paths)
    return _load(stamped(given))


@lru_cache(maxsize=8)
def _load(paths: tuple[tuple[str, int, int], ...]) -> Checks:
    shipped = files("fazhi_score.auditing").joinpath("checks.yaml").read_text(encoding="utf-8")
    return build_checks([read_document("checks.yaml", text=shipped), *(read_document(path) for path, *_ in paths)])


def build_checks(documents: Iterable[Document]) -> Checks:
    """Return the checks of `documents`, later ones extending earlier ones."""
    builder = _Builder()
    for document in documents:
        builder.add(document)
    raise_errors(in_file_order(builder.problems))
    return builder.build()


class _Builder:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.named: dict[str, dict[str, Any]] = {"rules": {}, "entities": {}, "rates": {}, "outcomes": {}}
        self.words: dict[str, tuple[str, ...]] = dict.fromkeys(_WORDS, ())
        self.complete: tuple[tuple[str, ...], ...] = ()
        self.leftovers: tuple[Leftover, ...] = ()

    def add(self, document: Document) -> None:
        data = document.data
        if not isinstance(data, dict):
            self._wrong(document, (), "checks_form")
            return
        for key, value in data.items():
            path: Path_ = (key,)
            if key in self.words:
                self.words[key] += self._texts(document, path, value)
            elif key == "complete":
                listed = value if isinstance(value, list) else [value]
                self.complete += tuple(self._texts(document, (key, n), item) for n, item in enumerate(listed))
            elif key == "leftovers":
                listed = value if isinstance(value, list) else [value]
                self.leftovers += tuple(self._leftover(document, (key, n), item) for n, item in enumerate(listed))
            elif key in self.named and isinstance(value, dict):
                for name, body in value.items():
                    self._named(document, (key, str(name)), body)
            elif key in self.named:
                self._wrong(document, path, "checks_mapping", name=key)
            elif key != "format":
                known = "、".join(("format", *self.named, *self.words, "complete", "leftovers"))
                self._wrong(document, path, "checks_key", key=True, name=key, known=known)

    def _named(self, document: Document, path: tuple[str, str], body: Any) -> None:
        group, name = path
        if body is None:
            self.named[group].pop(name, None)
        elif not isinstance(body, dict):
            self._wrong(document, path, "checks_mapping", name=name)
        else:
            read: dict[str, Any] = {
                "rules": self._rule,
                "entities": self._entity,
                "rates": self._family,
                "outcomes": self._outcome,
            }
            found = read[group](document, path, body)
            if found is not None:
                self.named[group][name] = found

    def _rule(self, document: Document, path: tuple[str, str], body: dict[Any, Any]) -> Rule | None:
        keys = frozenset(body) - _OPTIONAL
        kind = _KEYS.get(keys)
        if kind is None:
            known = "; ".join("+".join(sorted(combination)) for combination in _KEYS)
            self._wrong(document, path, "checks_rule", name=path[1], known=known)
            return None
        facts = {key: self._texts(document, (*path, key), body[key]) for key in keys}
        if not all(facts.values()):
            return None
        left, right, of = {
            "rate": ("rate", "over", "of"),
            "sum": ("total", "sum", ""),
            "at_most": ("of", "at_most", ""),
            "balance": ("left", "in", "out"),
            "growth": ("growth", "of", ""),
            "carried": ("of", "last", ""),
        }[kind]
        may_add = self._texts(document, (*path, "may_add"), body.get("may_add", []))
        is_open = body.get("open") is True
        return Rule(path[1], kind, facts[left][0], facts[right], facts.get(of, ()), may_add, is_open)

    def _entity(self, document: Document, path: tuple[str, str], body: dict[Any, Any]) -> Entity | None:
        self._complete(document, path, body, ("nouns", "units"))
        nouns = self._texts(document, (*path, "nouns"), body.get("nouns", []))
        units = self._texts(document, (*path, "units"), body.get("units", []))
        longest_first = tuple(sorted(map(half_width, nouns), key=len, reverse=True))
        return Entity(path[1], longest_first, frozenset(units), body.get("loose") is True)

    def _outcome(self, document: Document, path: tuple[str, str], body: dict[Any, Any]) -> Outcome:
        return Outcome(*self._pair(document, path, body, ("total", "part")))

    def _leftover(self, document: Document, path: Path_, body: Any) -> Leftover:
        if not isinstance(body, dict):
            self._wrong(document, path, "checks_mapping", name=path[-1])
            return Leftover((), ())
        return Leftover(*self._pair(document, path, body, ("all", "left")))

    def _pair(self, document: Document, path: Path_, body: dict[Any, Any], keys: tuple[str, str]) -> Any:
        self._complete(document, path, body, keys)
        return [self._texts(document, (*path, key), body.get(key, [])) for key in keys]

    def _family(self, document: Document, path: tuple[str, str], body: dict[Any, Any]) -> Family | None:
        names = tuple(item.name for item in fields(Family))
        self._complete(document, path, body, names[:3])
        rate, part, base = (self._texts(document, (*path, name), body.get(name, [])) for name in names[:3])
        return Family(rate, part, base, body.get("subset") is True)

    def _complete(self, document: Document, path: Path_, body: dict[Any, Any], keys: Iterable[str]) -> None:
        missing = [key for key in keys if not body.get(key)]
        if missing:
            self._wrong(document, path, "checks_missing", name=path[1], missing="、".join(missing))

    def _texts(self, document: Document, path: Path_, value: Any) -> tuple[str, ...]:
        listed = value if isinstance(value, list) else [value]
        for number, item in enumerate(listed):
            if not isinstance(item, str) or not item.strip():
                self._wrong(document, (*path, number), "checks_word", word=item)
        return tuple(item for item in listed if isinstance(item, str) and item.strip())

    def _wrong(self, document: Document, path: Path_, code: str, *, key: bool = False, **params: Any) -> None:
        self.problems.append(document.problem(path, code, key=key, **params))

    def build(self) -> Checks:
        given: dict[str, Any] = {**self.named, **self.words}
        return Checks(**given, complete=self.complete, leftovers=self.leftovers)
