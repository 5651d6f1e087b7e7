"""YAML text into plain data that remembers where each part stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from fazhi_score.errors import FazhiError, Problem

LIMIT_BYTES = 4_000_000
LIMIT_DEPTH = 40
LIMIT_NODES = 60_000
LONG = 5_000
"""Characters from which on a text that was parsed is kept."""

Path_ = tuple[str | int, ...]

_STARTS = (
    *(yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken),
    *(yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken),
)
_ENDS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}|0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BLOCKS, _QUOTES = ("|", ">"), ("'", '"')
_SIGNS = ("", *_BLOCKS, *_QUOTES)
"""What stands before a text that is not written as it is; "" where it stands in no file."""
_FULL_WIDTH_KEY = re.compile(r"\s*(?:- )?[\w\-一-鿿]{1,40}\s*：")
_WIDE_PAIR = re.compile(r"，\s*[a-z_]+\s*(?:：|:\s)")
_WIDE_BETWEEN_WORDS = re.compile(r"(?<=[!-~])\s*[，：]\s*(?=[!-~])")
_WIDE_BEFORE = re.compile(r"[，：][^,，：{}\[\]\"'#]*$")
_NO_BLANK = re.compile(r"\s*(?:- )?[A-Za-z_一-鿿][\w\-]*:(?!//)[^\s:]")
_COMPARISON = re.compile(r"(?::\s+|-\s+|[\[,]\s*)([>|]\s*[=\d][^,}\]#]*)")
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Mark(NamedTuple):
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int


NOWHERE = Mark("", 0, 0)
"""The mark of what stands in no file: plain data from Python."""


@dataclass(frozen=True)
class Document:
    """Plain data (mappings, lists, scalars) with the marks of every key and value.

    Parameters
    ----------
    data : object
        What the YAML says, scalars by the YAML 1.2 core schema.
    values, keys : dict
        Path (a tuple of keys and indices) to the mark of the value, and of its key.
    lines : dict
        File name to its lines, for excerpts.
    """

    data: Any
    values: dict[Path_, Mark] = field(default_factory=dict, repr=False, compare=False)
    keys: dict[Path_, Mark] = field(default_factory=dict, repr=False, compare=False)
    lines: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def mark(self, path: Path_, *, key: bool = False) -> Mark:
        """Return where `path` stands, or the nearest part above it that stands anywhere."""
        for end in range(len(path), -1, -1):
            found = (self.keys if key else self.values).get(path[:end]) or self.values.get(path[:end])
            if found:
                return found
        return NOWHERE

    def latest(self, path: Path_, *others: Path_) -> Path_:
        """Return `path`, or that of `others` which stands in a file that tunes the one where `path` stands."""
        order = {file: number for number, file in enumerate(self.lines)}
        found, best = path, order.get(self.mark(path).file, -1)
        for other in others:
            mark = self.values.get(other)
            if mark and order.get(mark.file, -1) > best:
                found, best = other, order[mark.file]
        return found

    def without_colon(self, path: Path_) -> bool:
        """Say whether a key stands alone, as b in ``{zh: a, b}``: neither a colon nor a value behind it."""
        key, value = self.keys.get(path), self.values.get(path)
        return key is not None and value == key._replace(column=key.column + len(str(path[-1])))

    def problem(self, path: Path_, code: str, *, key: bool = False, at: Mark | None = None, **params: Any) -> Problem:
        """Return a problem that points at `path`, or at the mark `at` inside it; without a file it names the path."""
        mark = at or self.mark(path, key=key)
        if mark == NOWHERE:
            return Problem(code, params, place=".".join(str(step) for step in path))
        return _located(code, params, mark, self._line(mark))

    def inside(self, path: Path_, start: int) -> Mark:
        """Return where character `start` of the text at `path` stands, also in a text of several lines.

        Blanks do not count, as YAML folds them; where the file writes the text in another way (escapes), it is
        the mark of the whole text.
        """
        text = self.data
        for step in path:
            text = text[step]
        whole = self.mark(path)
        head, line = str(text)[:start].rstrip(), self._line(whole)[whole.column - 1 :]
        if line[:1] not in _SIGNS and line.startswith(head) and not str(text)[start:].strip():
            return whole._replace(column=whole.column + len(head))  # as it is written, to its end: most are
        rest, after = iter("".join(str(text)[:start].split())), whole
        for mark, character in self._characters(whole):
            wanted = next(rest, None)
            if wanted is None:
                return mark if str(text)[start:].strip() else after
            if character != wanted:
                return whole
            after = mark._replace(column=mark.column + 1)
        return after

    def _line(self, mark: Mark) -> str:
        """Return the line in which a mark stands, "" where it stands in no file."""
        lines = self.lines.get(mark.file, [])
        return lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""

    def _characters(self, mark: Mark) -> Iterator[tuple[Mark, str]]:
        """Yield what stands in the file from `mark` on, behind an opening quote or a block's sign, without blanks."""
        lines = self.lines.get(mark.file, [])
        if not lines:
            return
        number, column = mark.line - 1, mark.column - 1
        opening = lines[number][column : column + 1]
        if opening in _BLOCKS:
            number, column = number + 1, 0
        elif opening in _QUOTES:
            column += 1
        for line in range(number, len(lines)):
            for at in range(column if line == number else 0, len(lines[line])):
                if not lines[line][at].isspace():
                    yield Mark(mark.file, line + 1, at + 1), lines[line][at]


def in_file_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems sorted by place, each once."""
    unique = {(p.code, p.where, str(p.params)): p for p in problems}
    return sorted(unique.values(), key=lambda p: (p.file, p.line or 0, p.column or 0))


def _located(code: str, params: Mapping[str, object], mark: Mark, excerpt: str) -> Problem:
    return Problem(code, params, mark.file, mark.line, mark.column, excerpt=excerpt.rstrip())


def read_document(source: str | Path, *, text: str | None = None) -> Document:
    """Read a YAML file, or `text` under the name `source`, into a document.

    Raises
    ------
    FazhiError
        For every key given twice, tab, full-width punctuation, tag or alias that is too large, and for
        the first place that is no YAML at all.

    Examples
    --------
    >>> read_document("sheet.yaml", text="weight: 40\\nrule: no").data
    {'weight': 40, 'rule': 'no'}
    """
    content = (_read_text(Path(source)) if text is None else text).removeprefix("\ufeff")
    if len(content) < LONG:
        return _parsed(str(source), content)
    document = _parsed_once(str(source), content)
    return Document(_copied(document.data), dict(document.values), dict(document.keys), dict(document.lines))


def _parsed(name: str, content: str) -> Document:
    lines = content.splitlines() or [""]
    unprintable = _UNPRINTABLE.search(content)
    if unprintable:
        raise FazhiError(_unprintable(name, content, unprintable.start()))
    builder = _Builder(name, lines)
    try:
        data = builder.build(yaml.parse(content, Loader=_LOADER))
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(error, name, lines))
        data = None
    if builder.problems:
        raise FazhiError(in_file_order(builder.problems))
    builder.values.setdefault((), Mark(name, 1, 1))  # an empty file
    return Document(data, builder.values, builder.keys, {name: lines})


_parsed_once = lru_cache(maxsize=8)(_parsed)
"""Frameworks that ship are read again and again: each long text is parsed once, and whoever reads it has a copy."""


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


def _read_text(path: Path) -> str:
    name = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise FazhiError(Problem("yaml_is_folder", file=name))
        if size > LIMIT_BYTES:
            megabytes = {"size": f"{size / 1_000_000:.1f}", "limit": LIMIT_BYTES // 1_000_000}
            raise FazhiError(Problem("yaml_too_large", megabytes, file=name))
        raw = path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise FazhiError(Problem("file_unreadable", {"reason": reason}, file=name)) from error
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FazhiError(Problem("yaml_encoding", file=name))


class _Builder:
    """Builds data from parser events without recursion, so that deep nesting is a message and no crash."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name, self.lines = name, lines
        self.values: dict[Path_, Mark] = {}
        self.keys: dict[Path_, Mark] = {}
        self.problems: list[Problem] = []
        self.anchors: dict[str, tuple[object, int]] = {}
        self.nodes = 0
        self.documents = 0

    def place(self, mark: Any) -> Mark:
        """Return the parser's place counted from 1; a value left out at the end of a file stands in its last line."""
        line = min(mark.line, len(self.lines) - 1)
        return Mark(self.name, line + 1, (mark.column if line == mark.line else len(self.lines[line])) + 1)

    def problem(self, code: str, mark: Any, **params: object) -> None:
        place = self.place(mark)
        self.problems.append(_located(code, params, place, self.lines[place.line - 1]))

    def build(self, events: Iterator[Any]) -> object:
        root: list[object] = []
        stack: list[_Open] = [_Open((), root, False, None, 0, top=True)]
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents == 2:
                    self.problem("yaml_two_documents", event.start_mark)
                    break
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) > LIMIT_DEPTH:
                    self.problem("yaml_too_deep", event.start_mark, limit=LIMIT_DEPTH)
                    break
                self._open(stack, event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                done = stack.pop()
                if done.anchor:
                    self.anchors[done.anchor] = (done.container, self.nodes - done.first_node)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(stack[-1], event)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(stack[-1], event)
            if self.nodes > LIMIT_NODES:
                self.problem("yaml_too_many", event.start_mark, limit=LIMIT_NODES)
                break
        return root[0] if root else None

    def _open(self, stack: list[_Open], event: Any) -> None:
        parent = stack[-1]
        if event.tag and not event.implicit:
            self.problem("yaml_tag", event.start_mark, tag=event.tag)
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        if parent.wants_key:
            self.problem("yaml_complex_key", event.start_mark)
            parent.key, parent.skip, path = "", True, parent.path
        else:
            path = parent.attach(container)
        self.values.setdefault(path, self.place(event.start_mark))
        flow = parent.flow or bool(event.flow_style)
        stack.append(_Open(path, container, flow, event.anchor, self.nodes))
        self.nodes += 1

    def _scalar(self, parent: _Open, event: Any) -> None:
        self.nodes += 1
        mark = self.place(event.start_mark)
        plain = event.style is None or event.style == ""
        if event.tag and event.tag != "!":
            self.problem("yaml_tag", event.start_mark, tag=event.tag)
        if plain:
            self._check_punctuation(parent, event)
        if parent.wants_key:
            path = (*parent.path, event.value)
            if event.value in parent.container:
                first = self.keys.get(path)
                self.problem("yaml_duplicate_key", event.start_mark, key=event.value, line=first.line if first else "?")
                parent.skip = True
            else:
                self.keys[path] = mark
            parent.key = event.value
            return
        value = resolve(event.value) if plain else event.value
        if isinstance(value, float) and value in (float("inf"), float("-inf")):
            self.problem("yaml_number_too_large", event.start_mark, value=event.value[:40])
        skipped = parent.skip
        path = parent.attach(value)
        if not skipped:
            self.values[path] = mark
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def _alias(self, parent: _Open, event: Any) -> None:
        value, size = self.anchors.get(event.anchor, (None, 1))
        self.nodes += size
        if parent.wants_key:
            self.problem("yaml_complex_key", event.start_mark)
            parent.key, parent.skip = "", True
            return
        if event.anchor not in self.anchors:  # the alias stands inside what it names
            self.problem("yaml_alias_unknown", event.start_mark, name=event.anchor)
        path = parent.attach(value)
        self.values.setdefault(path, self.place(event.start_mark))

    def _check_punctuation(self, parent: _Open, event: Any) -> None:
        text, start = event.value, event.start_mark
        if text[:1] in "“”‘’「" and text:
            self.problem("yaml_full_width_quote", start, character=text[0])
        elif parent.wants_key and "：" in text:
            self.wide(event, text.index("："))
        elif parent.wants_key and _NO_BLANK.match(text):
            self.problem("yaml_no_blank", start, **_halves(text))
        elif parent.flow:  # where a comma or colon must have been meant to part; else it is part of the text
            meant = _WIDE_BETWEEN_WORDS if isinstance(parent.container, list) else _WIDE_PAIR
            found = meant.search(text)
            if found:
                self.wide(event, found.start() + len(found[0]) - len(found[0].lstrip()))
        else:
            key = self.keys.get((*parent.path, parent.key or ""))
            for number in range(start.line, min(event.end_mark.line + 1, len(self.lines))):
                own_line = number > start.line or (key is not None and key.line != start.line + 1)
                line = self.lines[number]
                if own_line and _FULL_WIDTH_KEY.match(line):
                    mark = _At(number, line.index("："))
                    self.problem("yaml_full_width", mark, character="：")
                elif own_line and _NO_BLANK.match(line) and number == event.end_mark.line == start.line:
                    self.problem("yaml_no_blank", start, **_halves(text))

    def wide(self, event: Any, position: int) -> None:
        """Refuse the full-width comma or colon at `position` of a scalar's text."""
        before = sum(character in "，：" for character in event.value[:position])
        start = event.start_mark
        places = (
            _At(number, column)
            for number in range(start.line, event.end_mark.line + 1)
            for column in range(start.column if number == start.line else 0, len(self.lines[number]))
            if self.lines[number][column] in "，："
        )
        self.problem("yaml_full_width", next(islice(places, before, None), start), character=event.value[position])


class _At(NamedTuple):
    """A place counted from 0, as the parser counts."""

    line: int
    column: int


@dataclass
class _Open:
    """A mapping or list that is being filled."""

    path: Path_
    container: Any
    flow: bool
    anchor: str | None
    first_node: int
    key: str | None = None
    skip: bool = False
    top: bool = False

    @property
    def wants_key(self) -> bool:
        return isinstance(self.container, dict) and self.key is None

    def attach(self, value: object) -> Path_:
        """Add `value`; return its path."""
        if isinstance(self.container, list):
            self.container.append(value)
            return self.path if self.top else (*self.path, len(self.container) - 1)
        key, self.key = self.key or "", None
        if not self.skip:
            self.container[key] = value
        self.skip = False
        return (*self.path, key)


def resolve(text: str) -> object:
    """Return a plain scalar's value by the YAML 1.2 core schema: no and on stay text, 12:30 is text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    return float(text) if len(text) < 60 and _FLOAT.fullmatch(text) else text


def _halves(text: str) -> dict[str, object]:
    """Return what stands before and behind the first colon of a text, for a message."""
    key, _, rest = text.strip().removeprefix("- ").partition(":")
    return {"key": key, "rest": "{…}" if rest.startswith("{") else rest.strip()[:40]}


def _unprintable(name: str, content: str, start: int) -> Problem:
    """Return the problem of the character at `start`, which no YAML may have."""
    before = f"{content[:start]}.".splitlines()
    lines = content.splitlines()
    mark = Mark(name, len(before), len(before[-1]))
    excerpt = _UNPRINTABLE.sub("\ufffd", lines[len(before) - 1] if len(before) <= len(lines) else "")
    return _located("yaml_character", {"character": f"U+{ord(content[start]):04X}"}, mark, excerpt)


def _syntax_problem(error: yaml.YAMLError, name: str, lines: list[str]) -> Problem:
    """Turn the parser's first complaint into one in the user's words."""
    mark = getattr(error, "problem_mark", None) or _At(0, 0)
    context = getattr(error, "context_mark", None)
    if context and "quoted scalar" in (getattr(error, "context", None) or "") and mark.line >= len(lines) - 1:
        found = Mark(name, context.line + 1, context.column + 1)
        return _located("yaml_unclosed_quote", {}, found, lines[context.line])
    at = min(mark.line, len(lines) - 1)
    line = lines[at]
    column = min(mark.column, len(line)) if mark.line < len(lines) else len(line)
    for number in (at, max(at - 1, 0)):
        known = _known_mistake(lines[number], column if number == at else None)
        if known:
            code, start, params = known
            return _located(code, params, Mark(name, number + 1, start + 1), lines[number])
    reason = getattr(error, "problem", None) or "unreadable"
    if "nesting depth" in reason:  # newer parsers give up on what is nested very deep before they say where
        deep = _too_deep("\n".join(lines)) or mark
        found = Mark(name, deep.line + 1, deep.column + 1)
        return _located("yaml_too_deep", {"limit": LIMIT_DEPTH}, found, lines[deep.line])
    return _located("yaml_syntax", {"reason": reason}, Mark(name, at + 1, column + 1), line)


def _too_deep(content: str) -> Any:
    """Return the mark of the first collection that is nested too deep; None: something unreadable comes before it."""
    depth = 0
    with suppress(yaml.YAMLError):
        for token in yaml.scan(content, Loader=yaml.SafeLoader):
            if isinstance(token, _STARTS):
                depth += 1
                if depth > LIMIT_DEPTH:
                    return token.start_mark
            elif isinstance(token, _ENDS):
                depth -= 1
    return None


def _known_mistake(text: str, stopped: int | None) -> tuple[str, int, dict[str, object]] | None:
    """Return message code, place and parameters of a typical mistake in a line, in which the parser `stopped`."""
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" in indent:
        return "yaml_tab", indent.index("\t"), {}
    comparison = _COMPARISON.search(text)
    if comparison:
        return "yaml_quote_comparison", comparison.start(1), {"text": comparison[1].strip()}
    key = _FULL_WIDTH_KEY.match(text)
    wide = key.end() - 1 if key else None
    if wide is None and stopped is not None:
        before = _WIDE_BEFORE.search(text[:stopped]) or _WIDE_PAIR.search(text)
        wide = before.start() if before else None
    if wide is not None:
        return "yaml_full_width", wide, {"character": text[wide]}
    if _NO_BLANK.match(text):
        return "yaml_no_blank", len(indent), _halves(text)
    return None
