"""YAML about how reports put each fact into a lexicon: phrases, units, topics, and what must not stand near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

from fazhi_score.errors import Problem, raise_errors
from fazhi_score.facts.headings import nearest
from fazhi_score.files import stamped
from fazhi_score.framework.document import Document, Path_, in_file_order, read_document
from fazhi_score.reports.naming import LONGEST_NAME, half_width, is_name
from fazhi_score.reports.phrases import LONGEST_PHRASE, MOST_GAPS, NUMBER, Phrase, PhraseError, any_of, compile_phrase
from fazhi_score.reports.wording import COUNTERS

Kind = Literal["count", "rate", "reduction", "change", "ratio", "amount", "yes_no", "date"]
FoundBy = Literal["phrases", "headings", "page", "elsewhere"]

SPANS = ("annual", "to_date", "cumulative", "stock")
UNITS = {"万元": 1e4, "亿元": 1e8, "万人": 1e4}
"""Units in which frameworks want large numbers, and how many of the printed unit (元, 人) each is."""
STATUSES = ("reported", "claimed", "ambiguous")
_ID = re.compile(r"[a-z][a-z0-9_]{2,59}")
_WORD = re.compile(r"[^\s“”‘’\"…/]{1,60}")
_TOP = frozenset(("format", "names", "typos", "negations", "dimensions", "units", "topics", "scopes", "facts"))
_MORE = ("against", "not_before", "not_after")
_OF_RULE = (*_MORE, "unless")
_LISTS = ("phrases", "claims", "near", "not_near", *_MORE, "scopes", "among", "shares", "unless", "examples", "units")
_FACT = frozenset(
    ("zh", "en", "kind", "unit", "dimension", "topic", "span", "scope", "found_by", "titles", "replace", *_LISTS)
)
_RULE = frozenset(
    ("phrase", "scope", "span", "item", "status", "not_near", "near", "topic", "titles", "alone", "value", *_OF_RULE)
)
_EXAMPLE = frozenset(("say", "is", "scope", "span", "item", "status"))


@dataclass(frozen=True)
class Rule:
    """One way in which reports put a fact, with what holds of it in this wording only ("" where the fact decides).

    `topic`, `near` and `not_near` hold what the fact says too, and `not_near` of a claim the negations of the lexicon.
    `titles` says whether it may begin in the title of a document (《…》); `value` is the number that words without one
    stand for, 0 for 未制发规范性文件. `against` names the only topics that may contest `topic`; `not_before` and
    `not_after` hold words that must not stand right before the wording or shortly behind it. `unless` names facts whose
    numbers make a claim in this wording needless; `alone` says that it also holds where no topic is named at all.
    """

    phrase: Phrase
    scope: str = ""
    span: str = ""
    item: str = ""
    status: str = ""
    topic: str | None = None
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    titles: bool = True
    alone: bool = False
    value: float | None = None

    @cached_property
    def excluding(self) -> re.Pattern[str] | None:
        """What finds a word of `not_near`, None where there is none."""
        return any_of(self.not_near) if self.not_near else None

    @cached_property
    def including(self) -> re.Pattern[str] | None:
        """What finds a word of `near`, None where there is none."""
        return any_of(self.near) if self.near else None


@dataclass(frozen=True)
class Example:
    """An invented sentence and what is to be found in it; in a user's file also `unmet`, the problem if it is not."""

    text: str
    value: float | bool | str | None
    scope: str = ""
    span: str = ""
    item: str = ""
    status: str = ""
    unmet: Problem | None = None


@dataclass(frozen=True)
class Entry:
    """How reports put one fact.

    Parameters
    ----------
    id : str
        The fact.
    zh, en : str
        Its name, "" where the framework gives one.
    kind : {"count", "rate", "reduction", "change", "ratio", "amount", "yes_no", "date"}
        What its value is; a ``reduction`` is a rate that may be put as a change (压缩92%).
    dimension : str
        Where it usually belongs; a framework may put it elsewhere.
    found_by : {"phrases", "headings", "page", "elsewhere"}
        How it is found: by phrases, by the headings of sections, from the page around the report, or not in reports.
    units : frozenset of str
        Units that fit, "" for none.
    unit : str
        The unit in which the value is given, 万元 or 万人; "" for what is counted one by one.
    topic : str
        The topic that must have been named last before the number, "" for any.
    scope, span : str
        What the number covers where nothing else is said.
    near, not_near : tuple of str
        Words of which one must stand in the sentence or shortly before; words that must not stand in the clause.
    scopes : tuple of str
        The scopes whose words change this fact's scope.
    among : tuple of str
        The scopes that tell apart several of its kind in one report (two hotlines); where there is one, `scope` holds.
    shares : tuple of str
        Facts that may take the same number.
    unless : tuple of str
        Facts that make a claim of this one needless.
    rules, claims : tuple of Rule
        Wordings with a number; wordings without one, which make a yes_no true and others ``claimed``.
    examples : tuple of Example
        Sentences that a test reads.
    """

    id: str
    zh: str
    en: str
    kind: Kind
    dimension: str
    found_by: FoundBy
    units: frozenset[str]
    unit: str
    topic: str
    scope: str
    span: str
    near: tuple[str, ...]
    not_near: tuple[str, ...]
    scopes: tuple[str, ...]
    among: tuple[str, ...]
    shares: tuple[str, ...]
    unless: tuple[str, ...]
    rules: tuple[Rule, ...]
    claims: tuple[Rule, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All entries, and the words that they share.

    Parameters
    ----------
    entries : dict
        Id to entry, in the order of the files.
    topics, scopes : dict
        Name to its words.
    negations : tuple of str
        Words before which a statement is none (尚未).
    names : tuple of str
        Names with digits in them that are no quantities (1+N, 三色预警), beside the shipped ones.
    typos : dict
        Misspelt words to the right ones, of the same length: 请理 to 清理.
    """

    entries: Mapping[str, Entry]
    topics: Mapping[str, tuple[str, ...]]
    scopes: Mapping[str, tuple[str, ...]]
    negations: tuple[str, ...]
    names: tuple[str, ...] = ()
    typos: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, fact: str) -> Entry:
        return self.entries[fact]


def load_lexicon(*paths: str | Path) -> Lexicon:
    """Return the shipped lexicon, extended by `paths` in their order.

    A file adds facts, and to a fact that exists it adds phrases, claims, examples and words; single values (span,
    topic …) take the place of the former ones. ``replace: true`` in a fact drops what was there before.

    Raises
    ------
    FazhiError
        With the place of every mistake in the files.

    Examples
    --------
    >>> load_lexicon()["litigation_cases"].kind
    'count'
    """
    return _load(stamped(paths))


@lru_cache(maxsize=8)
def _load(paths: tuple[tuple[str, int, int], ...]) -> Lexicon:
    shipped = sorted(files("fazhi_score.reports").joinpath("wordings").iterdir(), key=lambda file: file.name)
    documents = [read_document(file.name, text=file.read_text(encoding="utf-8")) for file in shipped]
    return build_lexicon(documents, [read_document(path) for path, *_ in paths])


def build_lexicon(documents: Iterable[Document], own: Iterable[Document] = ()) -> Lexicon:
    """Return the lexicon of `documents`, extended by the user's `own`, in which a misspelt fact is no new one."""
    builder = _Builder()
    for document in documents:
        builder.add(document)
    builder.shipped = frozenset(builder.facts)
    for document in own:
        builder.own.append(document)
        builder.add(document)
    lexicon = builder.build()
    raise_errors(in_file_order(builder.problems))
    return lexicon


_Placed = tuple[Any, Document, Path_]


class _Builder:
    """Gathers the parts of all documents with their places, then makes entries of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.words: dict[str, dict[str, tuple[str, ...]]] = {"units": {}, "topics": {}, "scopes": {}, "dimensions": {}}
        self.negations: tuple[str, ...] = ()
        self.names: tuple[str, ...] = ()
        self.typos: dict[str, str] = {}
        self.facts: dict[str, dict[str, list[_Placed]]] = {}
        self.shipped: frozenset[str] = frozenset()
        self.own: list[Document] = []

    def add(self, document: Document) -> None:
        """Take over what one file says; what is malformed becomes a problem and is left out."""
        data = document.data
        if data is None:
            return
        if not isinstance(data, dict):
            self._wrong(document, (), "lexicon_form")
            return
        self._known(document, (), data, _TOP)
        for group, known in self.words.items():
            for name, words in self._mapping(document, (group,)).items():
                listed = self._words(document, (group, str(name)), words, unit=group == "units")
                if group == "units" and self.own:  # those that ship were added before
                    self._counters(document, (group, str(name)), words, listed)
                known[name] = tuple(dict.fromkeys((*known.get(name, ()), *listed)))
        self.negations += self._words(document, ("negations",), data.get("negations", []))
        self.names += self._words(document, ("names",), data.get("names", []))
        for number, name in enumerate(data["names"] if isinstance(data.get("names"), list) else ()):
            if isinstance(name, str) and not is_name(half_width(name)):
                self._wrong(document, ("names", number), "report_name_unfit", name=name, most=LONGEST_NAME)
        for wrong, right in self._mapping(document, ("typos",)).items():
            if isinstance(wrong, str) and isinstance(right, str) and len(wrong) == len(right) > 1:
                self.typos[wrong] = right
            else:
                self._wrong(document, ("typos", wrong), "lexicon_typo", wrong=wrong, right=right)
        for fact, body in self._mapping(document, ("facts",)).items():
            self._fact(document, str(fact), body)

    def _counters(self, document: Document, path: Path_, given: Any, words: tuple[str, ...]) -> None:
        """Refuse units that no number is read with: every phrase on them would be silent."""
        for number, word in enumerate(given if isinstance(given, list) else [given]):
            if word in words and word and word not in COUNTERS:
                begins = sorted((unit for unit in COUNTERS if word.startswith(unit)), key=len)
                self._wrong(
                    document, (*path, number), "lexicon_unit", word=word, among="、".join(begins or sorted(COUNTERS))
                )

    def _mapping(self, document: Document, path: Path_) -> dict[Any, Any]:
        value = document.data.get(path[0], {})
        if value is None or isinstance(value, dict):
            return value or {}
        self._wrong(document, path, "lexicon_mapping", name=path[-1])
        return {}

    def _fact(self, document: Document, fact: str, body: Any) -> None:
        path: Path_ = ("facts", fact)
        if not _ID.fullmatch(fact):
            self._wrong(document, path, "lexicon_id", name=fact)
            return
        if not isinstance(body, dict):
            self._wrong(document, path, "lexicon_mapping", name=fact)
            return
        self._known(document, path, body, _FACT)
        if fact not in self.facts and not ("kind" in body and "zh" in body):
            near = nearest(fact, self.shipped, 0.8)
            if near:
                self._wrong(document, path, "lexicon_fact_near", name=fact, near=near, at_key=True)
                return
        if body.get("replace") is True:
            self.facts.pop(fact, None)
        known = self.facts.setdefault(fact, {})
        for key, value in body.items():
            here = (*path, key)
            if key not in _LISTS:
                known[key] = [(value, document, here)]
            elif isinstance(value, list):
                placed = [(item, document, (*here, number)) for number, item in enumerate(value)]
                known.setdefault(key, []).extend(placed)
            elif key == "units":
                known[key] = [(value, document, here)]
            else:
                known.setdefault(key, []).append((value, document, here))

    def build(self) -> Lexicon:
        """Return the lexicon; what is wrong has gone to the problems."""
        every = frozenset(word for words in self.words["units"].values() for word in words)
        entries = {fact: self._entry(fact, parts, every) for fact, parts in self.facts.items()}
        return Lexicon(entries, self.words["topics"], self.words["scopes"], self.negations, self.names, self.typos)

    def _entry(self, fact: str, parts: dict[str, list[_Placed]], every: frozenset[str]) -> Entry:
        def single(key: str, default: str, among: Iterable[str] | None = None) -> str:
            if key not in parts:
                return default
            value, document, path = parts[key][0]
            if not isinstance(value, str) or (among is not None and value not in among):
                self._wrong(document, path, "lexicon_value", name=key, value=value, among="、".join(among or ("…",)))
                return default
            return value

        def listed(key: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
            found = []
            for value, document, path in parts.get(key, ()):
                value = _as_text(value)
                if not isinstance(value, str) or (among is not None and value not in among):
                    self._wrong(
                        document, path, "lexicon_value", name=key, value=value, among="、".join(among or ("…",))
                    )
                else:
                    found.append(value)
            return tuple(dict.fromkeys(found))

        topics, negations = self.words["topics"], self.negations
        kind: Any = single("kind", "count", get_args(Kind))
        units: set[str] = {""}
        for value, document, path in parts.get("units", ()):
            if value not in self.words["units"]:
                self._wrong(document, path, "lexicon_units", value=value, among="、".join(self.words["units"]))
            units.update(self.words["units"].get(value, ()))
        rules = [self._rule(placed, every, counts=True) for placed in parts.get("phrases", ())]
        claims = [self._rule(placed, every, counts=False) for placed in parts.get("claims", ())]
        examples = [self._example(placed) for placed in parts.get("examples", ())]
        near, not_near = (_with_numbers(listed(key), key) for key in ("near", "not_near"))
        topic = single("topic", "", topics)
        titles = parts["titles"][0][0] is not False if "titles" in parts else True
        told = [
            replace(
                rule,
                topic=topic if rule.topic is None else rule.topic,
                near=rule.near or near,
                against=rule.against or listed("against", topics),
                not_before=(*_with_numbers(listed("not_before"), "not_before"), *rule.not_before),
                not_after=(*_with_numbers(listed("not_after"), "not_after"), *rule.not_after),
                not_near=(
                    *not_near,
                    *rule.not_near,
                    *(() if rule.phrase.counts or rule.value is not None else negations),
                ),
                titles=titles and rule.titles,
            )
            for rule in (*rules, *claims)
            if rule
        ]
        found_by: Any = single("found_by", "phrases", get_args(FoundBy))
        if found_by == "phrases" and not parts.get("phrases") and not parts.get("claims"):
            _, document, path = next(iter(parts.values()))[0] if parts else (None, Document(None), ())
            self._wrong(document, path[:2], "lexicon_no_phrases", name=fact)
        return Entry(
            id=fact,
            zh=single("zh", ""),
            en=single("en", ""),
            kind=kind,
            dimension=single("dimension", "", self.words["dimensions"]),
            found_by=found_by,
            units=frozenset(units),
            unit=single("unit", "", UNITS),
            topic=topic,
            scope=single("scope", "own"),
            span=single("span", "annual", SPANS),
            near=near,
            not_near=not_near,
            scopes=listed("scopes", self.words["scopes"]),
            among=listed("among", self.words["scopes"]),
            shares=listed("shares", self.facts),
            unless=listed("unless", self.facts),
            rules=tuple(rule for rule in told if rule.phrase.counts),
            claims=tuple(rule for rule in told if not rule.phrase.counts),
            examples=tuple(example for example in examples if example),
        )

    def _rule(self, placed: _Placed, every: frozenset[str], *, counts: bool) -> Rule | None:
        value, document, path = placed
        extra = {}
        if isinstance(value, dict):
            self._known(document, path, value, _RULE)
            extra = {key: item for key, item in value.items() if key in _RULE and key != "phrase"}
            path, value = (*path, "phrase"), value.get("phrase")
            for key in ("near", "not_near", *_OF_RULE):
                if key in extra:
                    extra[key] = _with_numbers(self._words(document, (*path[:-1], key), extra[key]), key)
            for key, among in (("span", SPANS), ("status", STATUSES), ("topic", ("", *self.words["topics"]))):
                if extra.get(key) is not None and extra[key] not in among:
                    self._wrong(
                        document, (*path[:-1], key), "lexicon_value", name=key, value=extra[key], among="、".join(among)
                    )
                    extra.pop(key)
            for key, among in (("value", ("0",)), ("titles", ("true", "false")), ("alone", ("true", "false"))):
                fine = _is_number if key == "value" else _is_answer
                if key in extra and not fine(extra[key]):
                    self._wrong(
                        document, (*path[:-1], key), "lexicon_value", name=key, value=extra[key], among="、".join(among)
                    )
                    extra.pop(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong(document, path, "lexicon_phrase_text")
            return None
        try:
            phrase = compile_phrase(value, every)
            if phrase.counts != (counts and "value" not in extra):
                raise PhraseError("lexicon_phrase_no_number" if counts else "lexicon_claim_number", value.find("N"))
        except PhraseError as error:
            at = document.inside(path, max(error.at, 0))
            limits: dict[str, Any] = {"most": LONGEST_PHRASE, "gaps": MOST_GAPS}
            self.problems.append(document.problem(path, error.code, at=at, phrase=value, **limits))
            return None
        return Rule(phrase, **extra)

    def _example(self, placed: _Placed) -> Example | None:
        value, document, path = placed
        if not isinstance(value, dict) or not isinstance(value.get("say"), str) or "is" not in value:
            self._wrong(document, path, "lexicon_example")
            return None
        self._known(document, path, value, _EXAMPLE)
        extra = {key: str(value[key]) for key in ("scope", "span", "item", "status") if key in value}
        own = any(document is each for each in self.own)
        unmet = document.problem(path, "lexicon_example_unmet") if own else None
        return Example(value["say"], value["is"], unmet=unmet, **extra)

    def _words(self, document: Document, path: Path_, value: Any, *, unit: bool = False) -> tuple[str, ...]:
        """Return a list of plain words; a single word stands for a list of one."""
        found = []
        for number, word in enumerate(value if isinstance(value, list) else [value]):
            word = _as_text(word)
            if isinstance(word, str) and (_WORD.fullmatch(word) or (unit and not word)):
                found.append(word.replace("（", "(").replace("）", ")"))  # as in text made ready
            else:
                self._wrong(document, (*path, number), "lexicon_word", word=word)
        return tuple(found)

    def _known(self, document: Document, path: Path_, value: dict[Any, Any], known: frozenset[str]) -> None:
        for key in value:
            if key not in known:
                self._wrong(
                    document, (*path, key), "lexicon_key", name=key, known="、".join(sorted(known)), at_key=True
                )

    def _wrong(self, document: Document, path: Path_, code: str, *, at_key: bool = False, **params: Any) -> None:
        self.problems.append(document.problem(path, code, key=at_key, **params))


def _with_numbers(words: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Return words in which N stands for a number, as in phrases; the ids of facts and topics have none."""
    return tuple(word.replace("N", NUMBER) for word in words) if key not in ("unless", "against") else words


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_answer(value: object) -> bool:
    return isinstance(value, bool)


def _as_text(value: Any) -> Any:
    """Return a whole number as text: 12345 is a word here."""
    return str(value) if type(value) is int else value
