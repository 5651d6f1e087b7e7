"""The tree of a score sheet into the YAML of a framework, with a row for each item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import load_framework
from fazhi_score.messages import message_text, say
from fazhi_score.scoresheets.extras import read_extra, read_grades, read_veto
from fazhi_score.scoresheets.phrases import Draft, FactDraft, normalised, whole
from fazhi_score.scoresheets.table import Table
from fazhi_score.scoresheets.tree import Item, Node, number_of, without_points
from fazhi_score.scoresheets.wording import Reading, read_wording

TITLE_LENGTH = 28
_SHARED_CAP = re.compile(r"(?:最[高多]|不超过|上限)[^,。;\d]{0,4}\d+(?:\.\d+)?分")

Row = dict[str, Any]


@dataclass
class Drafting:
    """The parts of the YAML that are being written: section, then entries of (comment, id, content)."""

    table: Table
    lang: str = "zh"
    groups: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    facts: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    indicators: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    adjustments: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    grades: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Draft groups, indicators and adjustments."""
        self.grades = read_grades([*self.table.titles, *self.table.footnotes])
        loose = [part for part in self.table.root.parts if isinstance(part, Item)]
        if loose:  # a sheet without groups
            self.table.root.parts = [Node("全部指标", None, None, loose[0].points_place, parts=loose), *(
                p for p in self.table.root.parts if isinstance(p, Node))]  # fmt: skip
        number = 0
        for node in self.table.root.parts:
            if node.kind == "scored":
                number += 1
                self.group(node, f"{number}", "")
            else:
                self.extras(node)

    def group(self, node: Node, path: str, above: str) -> None:
        """Draft a group and what is in it."""
        name = f"g{path}"
        points = node.sum() if node.points is None else node.points
        zh = without_points(node.text)
        content: dict[str, Any] = {"within": above} if above else {}
        content |= {"weight": whole(points), "zh": zh}
        if zh != node.text:
            content["basis"] = node.text
        self.groups.append((node.points_place, name, content))
        number = 0
        for part in node.parts:
            if isinstance(part, Node) and part.kind != "scored":
                self.extras(part)
                continue
            number += 1
            if isinstance(part, Node):
                self.group(part, f"{path}_{number}", name)
            else:
                self.item(part, f"i{path}_{number}", name, zh)

    def item(self, item: Item, name: str, group: str, group_zh: str) -> None:
        """Draft an indicator."""
        title, basis = titled(item)
        context = "；".join([*item.title, *item.content])
        text = "\n".join(item.criteria)
        points = item.points or 0.0
        reading = read_wording(text, points, context=context) if points else Reading(None, "open_points")
        draft = reading.draft
        if draft and not self.fits(draft, points):
            reading, draft = Reading(None, "open_refused", str(draft.spec["rule"])), None
        content: dict[str, Any] = {"group": group}
        if item.points is not None:
            content["weight"] = whole(item.points)
        content |= {"zh": title, **(self.ruled(draft, name, title) if draft else self.by_person(name, title))}
        content |= {"basis": basis, **({"note": noted(item)} if item.notes else {})}
        why, about = reading.why, reading.about
        if (
            draft
            and re.search("满意|知晓率|安全感", text + context)
            and draft.spec["rule"] != "survey"
            and draft.percent
        ):
            why = "open_sample"
        told = say(why, "zh", about=about) if why else ""
        comment = "，".join(part for part in (item.place, item.number and f"序号 {item.number}", told) if part)
        self.indicators.append((" ".join(comment.split()), name, content))
        self.row(item, (name, group_zh, title, basis, content["score"]["rule"], why), about)

    def row(self, item: Item, texts: tuple[str, ...], about: str) -> None:
        """Note an item for the table: id, group, title, wording, rule and the code of the reason why it is open."""
        columns = dict(zip(("id", "group", "title", "wording", "rule", "why"), texts, strict=True))
        told = say(columns["why"], self.lang, about=about) if columns["why"] else ""
        self.rows.append({**columns, "cell": item.place, "points": item.points, "why_open": told})

    def fits(self, draft: Draft, points: float) -> bool:
        """Say whether the format accepts the rule: a wording may ask for more marks than there are."""
        trial = Drafting(Table(Node(""), [], [], None, []))
        content = {"group": "g", "weight": whole(points), **trial.ruled(draft, "i", "i")}
        facts = {name: spec for _, name, spec in trial.facts}
        method = {"score_on": "all", "missing": {"not_reported": "zero"}}
        data = {"format": 1, "id": "trial", "total_points": points, "method": method}
        data |= {"groups": {"g": {"weight": points}}, "facts": facts, "indicators": {"i": content}}
        try:
            notes = load_framework(data).notes
        except FazhiError:
            return False
        return not any(note.code == "full_marks_unreachable" for note in notes)

    def add_facts(self, facts: tuple[FactDraft, ...], name: str, title: str) -> list[str]:
        """Draft the facts of an indicator; return their ids."""
        ids: list[str] = []
        endings = [fact.ending for fact in facts]
        for k, fact in enumerate(facts):
            same = endings[:k].count(fact.ending)
            made = f"{name}_{fact.ending}" + (f"{same + 1}" if same else "")
            spec: dict[str, Any] = {"zh": f"{title}：{fact.zh}"}
            if fact.unit:
                spec["unit"] = fact.unit
            spec["kind"] = fact.kind
            if fact.over_items:
                spec["over_items"] = fact.over_items
            if fact.levels:
                spec["levels"] = list(fact.levels)
            self.facts.append(("", made, spec))
            ids.append(made)
        return ids

    def ruled(self, draft: Draft, name: str, title: str) -> dict[str, Any]:
        """Return formula, unit, direction and rule with the ids of the facts filled in."""
        ids = self.add_facts(draft.facts, name, title)

        def filled(value: Any) -> Any:
            if isinstance(value, str):
                return re.sub(r"\{(\d)\}", lambda m: ids[int(m[1])], value)
            if isinstance(value, Mapping):
                return {key: filled(item) for key, item in value.items()}
            return [filled(item) for item in value] if isinstance(value, list) else value

        content: dict[str, Any] = {"formula": filled(draft.formula)} if draft.formula else {}
        content |= {"unit": "percent"} if draft.percent else {}
        return {**content, "better": draft.better, "score": filled(draft.spec)}

    def by_person(self, name: str, title: str) -> dict[str, Any]:
        """Return formula and rule of an indicator whose marks a person gives."""
        ids = self.add_facts((FactDraft("mark", "核定得分", "分"),), name, title)
        return {"formula": ids[0], "better": "higher", "score": {"rule": "reviewer"}}

    def extras(self, node: Node) -> None:
        """Draft the adjustments of a section."""
        if node.text not in {say(f"export_{kind}", "zh") for kind in ("bonus", "penalty", "veto", "gate")}:
            self.left_out.append(node.text)
        if _SHARED_CAP.search(normalised(node.text)) and node.cell:
            params = {"section": node.text}
            self.problems.append(Problem("scoresheet_cap", params, place=node.points_place, severity="warning"))
        for part in node.parts:
            if isinstance(part, Node):
                self.extras(part)
            else:
                self.extra(part, node.kind, without_points(node.text))

    def extra(self, item: Item, kind: str, group: str) -> None:
        """Draft an adjustment, or leave it out where its effect is not said."""
        title, basis = titled(item)
        text = "\n".join(item.criteria or item.content)
        made = read_veto(text, self.grades) if kind == "veto" else read_extra(text, kind, item.points)
        word = made.spec["kind"] if made.spec else kind
        name = f"{word}{1 + sum(1 for _, n, _ in self.adjustments if n.startswith(word))}"
        lines = [basis, *([noted(item)] if item.notes else [])]
        if item.points_text and number_of(item.points_text) is None:
            lines.append(item.points_text)
        if made.spec is None:
            self.left_out.append(f"{title}：" + "\n".join(lines))
            name = "-"
        else:
            ids = self.add_facts(made.facts, name, title)
            content = {
                key: value.format(*ids) if isinstance(value, str) and "{" in value else value
                for key, value in made.spec.items()
            }
            self.adjustments.append((item.place, name, {**content, "zh": title, "basis": "\n".join(lines)}))
        self.row(item, (name, group, title, basis, word if made.spec else "", made.why), made.about)


def titled(item: Item) -> tuple[str, str]:
    """Return the short title of an item and its whole wording."""
    head = "\n".join(item.title or item.content[:1] or item.criteria[:1])
    short = shortened(head)
    rest = [*item.content, *item.criteria]
    whole_head = item.title if not rest or short != " ".join(head.split()) else []
    return short or item.place, "\n".join([*whole_head, *rest])


def shortened(text: str) -> str:
    """Return the beginning of a wording as a title: up to the first stop, or so many characters.

    Examples
    --------
    >>> shortened("制定年度计划，并按计划推进重点任务，确保各项工作落到实处，有检查有总结")
    '制定年度计划'
    """
    text = " ".join(text.split())
    if len(text) <= TITLE_LENGTH:
        return text
    first = re.split(r"[，。；;,：]", text)[0]
    return first if 4 <= len(first) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"


def noted(item: Item) -> str:
    """Return the other columns of an item, a line each."""
    return "\n".join(f"{heading}: {text}" for heading, text in item.notes)


METHOD = (
    ("score_on: all", "全部指标计入总分"),
    ("rank_within: [period, class]", "同一期间、同一类别内排名"),
    (
        "missing: {not_reported: zero, claimed: zero, not_applicable: exclude}",
        "未报告、只有文字没有数的得零分，不适用的不计",
    ),
)


def yaml_text(drafting: Drafting, name: str, source: str) -> str:
    """Return the framework file."""
    table = drafting.table
    total = table.total if table.total is not None else table.root.sum()
    title = table.titles[0] if table.titles else name
    note = "\n".join([*table.titles[1:], *drafting.left_out, *table.footnotes])
    lines = [f"# {message_text('scoresheet_comment', {'source': source}, 'zh')[0]}", "format: 1", f"id: {quoted(name)}"]
    lines += [
        f"zh: {quoted(' '.join(title.split()))}",
        *_scalar("note", note, 0),
        f"total_points: {whole(total)}",
        "",
        "method:",
    ]
    lines += [f"  {setting}  # {meaning}" for setting, meaning in METHOD]
    if drafting.grades:
        lines += ["", "grades: " + flow(drafting.grades)]
    for section in ("groups", "facts", "indicators", "adjustments"):
        entries = getattr(drafting, section)
        if entries:
            lines += ["", f"{section}:", *_entries(entries, section)]
    return "\n".join(lines) + "\n"


def _entries(entries: list[tuple[str, str, dict[str, Any]]], section: str) -> Iterator[str]:
    for place, name, content in entries:
        if section == "facts":
            yield f"  {name}: {flow(content)}"
            continue
        yield f"  {name}:" + (f"  # {place}" if place else "")
        for key, value in content.items():
            if key in ("basis", "note"):
                yield from _scalar(key, value, 4)
            else:
                yield f"    {key}: {flow(value)}"


def _scalar(key: str, text: str, indent: int) -> Iterator[str]:
    """Write a text that may have several lines, as a block where that keeps it exactly."""
    pad = " " * indent
    lines = text.split("\n")
    if not text:
        return
    if len(lines) > 1 and all(line and line == line.strip() and line.isprintable() for line in lines):
        yield f"{pad}{key}: |-"
        yield from (f"{pad}  {line}" for line in lines)
    else:
        yield f"{pad}{key}: {quoted(text)}"


def quoted(text: str) -> str:
    """Return a text in double quotes as YAML reads it back."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in json.dumps(text, ensure_ascii=False))


_PLAIN = re.compile(r"[a-z][a-z_0-9]*|\d+(?:\.\d+)?%")
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def flow(value: Any) -> str:
    """Return a value as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and value not in _WORDS else quoted(value)
    return str(whole(value)) if isinstance(value, float) else str(value)
