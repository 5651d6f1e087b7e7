"""A checked framework file into the frozen value that scoring works from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.document import LIMIT_DEPTH, Document, Path_, in_file_order
from fazhi_score.framework.formula import Formula
from fazhi_score.framework.overlay import Change, merge, read_chain, set_document
from fazhi_score.framework.rules import FORMULA_KEYS, RELATIVE_RULES, Checklist, Item
from fazhi_score.framework.schema import (
    Alert,
    Complaints,
    FrameworkFile,
    Group,
    Indicator,
    Method,
    Missing,
    alerts_of,
    unknown,
    validate,
)
from fazhi_score.framework.scope import applies, classes_of, variants
from fazhi_score.framework.steps import NONE, Step, as_step

ROOT = ""
"""The id of the root, above the top-level groups."""

_OF_THE_WHOLE = (
    "points_do_not_add_up",
    "points_do_not_add_up_for",
    "weights_all_zero",
    "missing_policy_unstated",
    "presence_excluded",
    "bare_points",
)
"""Mistakes that may only seem to be there while another part of the file is left out."""

_TOLERANCE = 1e-9

_DEFAULTS = Missing(not_applicable="exclude", small_base="exclude")


@dataclass(frozen=True)
class Entry:
    """One indicator with its formulas parsed."""

    id: str
    spec: Indicator
    layer: str
    formula: Formula | None
    stated: Formula | None
    items: tuple[tuple[str, Item, Formula], ...] = ()
    extra: Mapping[str, Formula] = field(default_factory=dict)
    falsified: Formula | None = None
    by_class: Mapping[str, Indicator] = field(default_factory=dict)


@dataclass(frozen=True)
class Alarm:
    """An alert of a node (`ROOT`: the composite) with its condition parsed."""

    node: str
    spec: Alert
    when: Formula


@dataclass(frozen=True)
class Framework:
    """An evaluation framework: groups, facts, indicators, rules, weights and method.

    Made by :func:`load_framework`; never changes in place. `file` is the checked content, `weights`
    the weights in use (relative among siblings), `notes` what is worth knowing about it.
    """

    file: FrameworkFile
    entries: Mapping[str, Entry] = field(repr=False)
    conditions: Mapping[str, Formula] = field(repr=False)
    weights: Mapping[str, float] = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False, compare=False)
    document: Document = field(default_factory=lambda: Document({}), repr=False, compare=False)
    changes: tuple[Change, ...] = field(default=(), repr=False, compare=False)
    alarms: tuple[Alarm, ...] = field(default=(), repr=False, compare=False)

    def _repr_html_(self) -> str:
        from fazhi_score.messages import default_language, say
        from fazhi_score.notebook import as_html

        lang, rows = default_language(), []

        def add(name: str, depth: int) -> None:
            share, entry = self.nominal_weights.get(name), self.entries.get(name)
            rule = entry.spec.score.rule if entry is not None and entry.spec.score is not None else ""
            label = "· " * depth + self.label(name, lang)
            rows.append(
                (label, name, "–" if share is None else f"{share:.1%}", rule, "" if entry is None else entry.layer)
            )
            for child in self.children.get(name, []):
                add(child, depth + 1)

        for top in self.children[ROOT]:
            add(top, 0)
        names = ("column_node", "column_id", "column_weight", "notebook_rule", "notebook_layer")
        heading = f"{self.label(ROOT, lang)} [{self.id}] {self.file.edition}".rstrip()
        return as_html(heading, dict(zip(map(say, names), zip(*rows, strict=True), strict=True)))

    @property
    def id(self) -> str:
        """The framework's id."""
        return self.file.id

    @property
    def method(self) -> Method:
        """How scores are made."""
        return self.file.method

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Group id (`ROOT` for the top) to the ids of its groups and indicators, in file order."""
        found: dict[str, list[str]] = {ROOT: [], **{name: [] for name in self.file.groups}}
        for name, group in self.file.groups.items():
            found[group.within].append(name)
        for name, entry in self.entries.items():
            found[entry.spec.group].append(name)
        return found

    @cached_property
    def composite_ids(self) -> list[str]:
        """Indicators that make the composite, in file order."""
        layers = ("measured", "stated") if self.method.score_on == "all" else ("measured",)
        return [name for name, entry in self.entries.items() if entry.layer in layers]

    @cached_property
    def composite_tree(self) -> dict[str, list[str]]:
        """`children` without what does not enter the composite; parents stand before their groups."""
        scored = set(self.composite_ids)
        alive = set(scored)
        for name in reversed(self.group_order):
            if any(child in alive for child in self.children[name]):
                alive.add(name)
        return {
            name: [child for child in self.children[name] if child in alive]
            for name in self.group_order
            if name == ROOT or name in alive
        }

    @cached_property
    def group_order(self) -> list[str]:
        """All groups, the root first, parents before children."""
        order = [ROOT]
        for name in order:
            order.extend(child for child in self.children[name] if child in self.file.groups)
        return order

    def node(self, name: str) -> Group | Indicator:
        """Return the group or indicator `name`."""
        return self.entries[name].spec if name in self.entries else self.file.groups[name]

    def parent(self, name: str) -> str:
        """Return the group in which `name` stands."""
        return self.entries[name].spec.group if name in self.entries else self.file.groups[name].within

    def label(self, name: str, lang: str = "en") -> str:
        """Return the name of a group, indicator, fact or adjustment in `lang`, its id if it has none."""
        if name == ROOT:
            return (self.file.zh if lang == "zh" else self.file.en) or self.file.zh or self.file.id
        file = self.file
        spec: Any = (
            file.groups.get(name) or file.indicators.get(name) or file.facts.get(name) or file.adjustments.get(name)
        )
        if spec is None:
            return name
        return (spec.zh if lang == "zh" else spec.en) or spec.zh or spec.en or name

    def aggregation(self, group: str) -> str:
        """Return the name of how the children of `group` are aggregated."""
        return self.step("aggregation", group).method

    def step(self, kind: Literal["aggregation", "weighting"], group: str) -> Step:
        """Return how `group` is aggregated or its children weighted: its own word, else the method's."""
        own = getattr(self.file.groups[group], kind) if group != ROOT else None
        return as_step(own or getattr(self.method, kind) or "given")

    def minimum_children(self, group: str) -> float:
        """Return the share of its children that must have a score for `group` to have one."""
        own = self.file.groups[group].minimum_children if group != ROOT else None
        return (self.method.minimum_children if own is None else own) or 0.0

    def treatment(self, indicator: str) -> Step | None:
        """Return how outliers of `indicator` are treated; None where they are not."""
        given = self.entries[indicator].spec.treatment or self.method.treatment
        step = as_step(given) if given is not None else None
        return None if step is None or step.method == NONE else step

    def policy(self, indicator: str) -> dict[str, str]:
        """Return what each kind of gap earns for `indicator`: its own word, else its groups', else the method's."""
        chain: list[Missing | None] = [self.entries[indicator].spec.missing]
        group = self.parent(indicator)
        while group != ROOT:
            chain.append(self.file.groups[group].missing)
            group = self.parent(group)
        chain += [self.method.missing, _DEFAULTS]
        found: dict[str, str] = {}
        for missing in chain:
            for reason, policy in (missing.model_dump(exclude_none=True) if missing else {}).items():
                found.setdefault(reason, policy)
        for reason in ("claimed", "conflict"):
            found.setdefault(reason, found["not_reported"])
        return found

    @cached_property
    def scale_varies_by_period(self) -> bool:
        """Whether each period has a scale of its own, so that scores of different periods do not show a change.

        So it is where `scale_within` names ``period`` and an indicator of the composite has a relative rule.
        """
        entries = [self.entries[name] for name in self.composite_ids]
        specs = [spec for entry in entries for spec in (entry.spec, *entry.by_class.values())]
        relative = any(spec.score is not None and spec.score.rule in RELATIVE_RULES for spec in specs)
        return relative and "period" in self.method.scale_within

    def share(self, indicator: str, marks: Amount | None) -> float | None:
        """Return marks as a share of the indicator's full marks, points by the points of the file."""
        if marks is None or marks.percent:
            return None if marks is None else marks.value
        points = self.file.indicators[indicator].weight
        return marks.value / points if points else 0.0

    @cached_property
    def nominal_weights(self) -> dict[str, float]:
        """Effective weight of every node in the composite: shares among siblings multiplied down the tree."""
        found = {ROOT: 1.0}
        for group, children in self.composite_tree.items():
            whole = sum(self.weights[child] for child in children)
            for child in children:
                # where classes have items of their own that add up, the share is that within a class
                apart = self.file.total_points is not None and group in self._apart
                total = sum(self.weights[c] for c in self.beside(child) if c in children) if apart else whole
                found[child] = found[group] * self.weights[child] / total if total else 0.0
        return found

    def with_weights(self, weights: Mapping[str, float] | None = None, /, **more: float) -> Framework:
        """Return the framework with other weights of groups or indicators.

        In a sheet of points the number is points: the siblings that are not given absorb the difference in
        proportion, and descendants scale along. Otherwise the number is a weight relative to its siblings.

        Raises
        ------
        FazhiError
            For an unknown name, a negative or infinite weight, siblings that are all zero, or points that the
            siblings cannot absorb.
        """
        changed = dict(self.weights)
        problems: list[Problem] = []
        wanted: dict[str, dict[str, float]] = {}
        for name, weight in {**(weights or {}), **more}.items():
            if name not in changed:
                problems.append(unknown(Document({}), (), "weight", name, changed))
            elif not 0 <= weight < float("inf"):
                problems.append(Problem("weight_negative", {"name": name, "got": weight}))
            else:
                wanted.setdefault(self.parent(name), {})[name] = float(weight)
        for parent in sorted(wanted, key=self.group_order.index):  # points of a group before those within it
            given = wanted[parent]
            while given:
                problems += self._set_weights(changed, given)
            if not any(changed.get(child, 0) for child in self.children[parent]):
                problems.append(Problem("weights_all_zero", {"name": parent or self.id}))
        raise_errors(problems)
        return replace(self, weights=changed)

    def _set_weights(self, weights: dict[str, float], given: dict[str, float]) -> list[Problem]:
        """Set the weights of siblings that add up together; they are taken out of `given`."""
        if self.file.total_points is None:
            weights.update(given)
            given.clear()
            return []
        name = next(iter(given))
        # of classes with items of their own, those of one: the others scale alike, so that among them nothing changes
        beside = set(self.beside(name))
        siblings = [s for s in self.children[self.parent(name)] if s in weights and s not in given]
        own = {s: given.pop(s) for s in list(given) if s in beside}
        rest, most = sum(weights[s] for s in siblings if s in beside), self._points(weights, self.parent(name))
        together, asked = rest + sum(weights[s] for s in own), sum(own.values())
        alone = most * rest <= _TOLERANCE * together  # next to nothing cannot be scaled up to absorb anything
        if asked > most + _TOLERANCE or (alone and asked < most - _TOLERANCE):
            code = "weight_too_large" if asked > most else "weight_alone"
            return [Problem(code, {"name": ", ".join(own), "got": f"{asked:.12g}", "most": f"{most:.12g}"})]
        if most:
            weights.update((s, together * min(points / most, 1.0)) for s, points in own.items())
        if not alone:
            left = (together - sum(weights[s] for s in own)) / rest
            for sibling in siblings:
                weights[sibling] *= left if left or sibling in beside else 1.0
        return []

    def _points(self, weights: Mapping[str, float], group: str) -> float:
        """Return the points of `group` under `weights` in a sheet of points."""
        if group == ROOT:
            return self.file.total_points or 0.0
        together = sum(weights[s] for s in self.beside(group) if s in weights)
        return self._points(weights, self.parent(group)) * weights[group] / together

    @cached_property
    def _apart(self) -> set[str]:
        """The groups whose children do not add up together, but for each class and period on their own."""
        wanted = {ROOT: self.file.total_points, **{name: group.weight for name, group in self.file.groups.items()}}
        given = {
            name: sum(self.node(child).weight or 0.0 for child in children if child in self.weights)
            for name, children in self.children.items()
        }
        return {name for name, points in wanted.items() if points and abs(given[name] - points) > _TOLERANCE}

    def beside(self, name: str) -> list[str]:
        """Return the siblings of a node, itself among them, whose points add up: all, or those of one class."""
        siblings = [s for s in self.children[self.parent(name)] if s in self.weights]
        if self.parent(name) not in self._apart:
            return siblings
        rules = {s: self.node(s).applies_to for s in siblings}
        for kind, period in variants(rules.values(), classes_of(self.file, self.parent(name))):
            if applies(rules[name], kind, period):
                return [s for s in siblings if applies(rules[s], kind, period)]
        return siblings

    def with_method(self, **changes: Any) -> Framework:
        """Return the framework with other settings of `method`: ``with_method(aggregation="geometric")``.

        Raises
        ------
        FazhiError
            For a setting that the format does not know, or one that the framework cannot bear.
        """
        data = self.file.model_dump(by_alias=True, exclude_unset=True)
        method = dict(data.get("method", {}))
        if isinstance(changes.get("missing"), Mapping):
            changes["missing"] = {**method.get("missing", {}), **changes["missing"]}
        method.update(changes)
        made = _build(Document({**data, "method": method}))
        return replace(made, weights=self.weights, document=self.document, changes=self.changes)

    def points(self, name: str) -> float:
        """Return the points of a node in a sheet of points, 0 in other frameworks."""
        return self._points(self.weights, name) if self.file.total_points is not None else 0.0

    def to_yaml(self) -> str:
        """Return the framework as YAML that means the same; comments and layout are not kept."""
        from fazhi_score.framework.writing import framework_yaml

        return framework_yaml(self)

    def sha256(self) -> str:
        """Return the hash of content and weights: the same for the same meaning, whatever the layout of the file."""
        content = self.file.model_dump(by_alias=True, exclude_unset=True)
        text = json.dumps([content, dict(self.weights)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_framework(
    source: str | Path | Mapping[str, Any] | Framework | None = None,
    *,
    text: str | None = None,
    settings: Iterable[str] = (),
) -> Framework:
    """Read a framework and check it.

    Parameters
    ----------
    source : path, mapping or Framework, optional
        The YAML file, or its content as plain data. Left out: the default framework that ships.
    text : str, optional
        YAML text instead of a file; `source` is then only the name in messages.
    settings : iterable of str
        Settings over the file, as ``--set`` takes them: ``"groups.enforcement.weight=30"``. They go over the
        file, the file over what it extends. A weight is set as by :meth:`Framework.with_weights`.

    Raises
    ------
    FazhiError
        With every mistake in the file, each with line, column and remedy.

    Examples
    --------
    >>> load_framework().id
    'fazhi-default'
    """
    if isinstance(source, Framework):
        return source
    changes: tuple[Change, ...] = ()
    if isinstance(source, Mapping):
        document = Document(_plain(source))
    else:
        default = default_framework_path()
        name = source if source is not None else default if text is None else "text"
        document, changes = read_chain(name, text=text, default=default)
    return _with_settings(document, changes, list(settings))


def _with_settings(document: Document, changes: tuple[Change, ...], settings: list[str]) -> Framework:
    """Apply settings to the merged file; weights last, so that siblings absorb the difference."""
    made, problems, weights = list(changes), list[Problem](), dict[str, tuple[Any, Document]]()
    for path, value, overlay in set_document(settings):
        section = _section(document, path[0])
        if section and path[0] not in FrameworkFile.model_fields:
            rest = ".".join(str(step) for step in path[1:]) or "weight"
            setting = overlay.lines["--set"][0].partition("=")[2].strip()
            meant = f"{section}.{path[0]}.{rest}={setting}"
            problems.append(overlay.problem(path[:1], "set_node", key=True, name=path[0], meant=meant))
        elif len(path) == 3 and path[0] in ("groups", "indicators") and path[2] == "weight":
            weights[str(path[1])] = (value, overlay)
        else:
            document = merge(document, overlay, made, problems)
    raise_errors(problems)
    framework = replace(_build(document, made), changes=tuple(made))
    for value, overlay in weights.values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FazhiError(overlay.problem(next(iter(overlay.values)), "wrong_type_number", name="weight", got=value))
    changed = framework.with_weights({name: value for name, (value, _) in weights.items()})
    for name, (value, overlay) in weights.items():
        section, old = _section(document, name), framework.weights[name]
        written = document.data[section][name].get("weight")
        old = written if written == old else old  # 50 as it stands in the file, not 50.0
        made.append(Change((section, name, "weight"), old, value, overlay.mark(())))
    return replace(changed, changes=tuple(made))


def _section(document: Document, name: str | int) -> str:
    """Return in which section of a file the group or indicator `name` stands, "" where in none."""
    sections = document.data if isinstance(document.data, dict) else {}
    return next((s for s in ("groups", "indicators") if name in (sections.get(s) or ())), "")


def default_framework_path() -> Path:
    """Return the one copy of the default framework: in an installed wheel beside the package's modules, else above."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "indicators.yaml"
    return installed if installed.is_file() else package.parent / "indicators.yaml"


def _plain(value: Any, depth: int = 0) -> Any:
    """Return mappings as dicts with text for keys, and sequences as lists."""
    if depth > LIMIT_DEPTH:
        raise FazhiError(Problem("yaml_too_deep", {"limit": LIMIT_DEPTH}))
    if isinstance(value, Mapping):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Amount):
        return [_plain(item, depth + 1) for item in value]
    return value


def _build(document: Document, changes: Iterable[Change] = ()) -> Framework:
    from fazhi_score.framework.checks import check_framework

    file = validate(document)
    if isinstance(file, dict):
        file = _misspelt(document, file, changes)
        raise FazhiError(in_file_order([*file.values(), *_further(document, file)]))
    parsed = check_framework(file, document)
    raise_errors(in_file_order(parsed.problems))
    entries = {
        name: Entry(
            name,
            spec,
            spec.layer or ("neutral" if spec.better == "neutral" else "measured"),
            parsed.formulas.get(("indicators", name, "formula")),
            parsed.formulas.get(("indicators", name, "stated")),
            tuple(
                (key, item, parsed.formulas["indicators", name, "score", "items", key])
                for key, item in (spec.score.entries() if isinstance(spec.score, Checklist) else ())
            ),
            {
                key: parsed.formulas["indicators", name, "score", key]
                for key in FORMULA_KEYS
                if ("indicators", name, "score", key) in parsed.formulas
            },
            parsed.formulas.get(("indicators", name, "falsified")),
            {kind: spec.model_copy(update={"score": rule}) for kind, rule in parsed.by_class.get(name, {}).items()},
        )
        for name, spec in file.indicators.items()
    }
    conditions = {
        name: parsed.formulas[key]
        for name in file.adjustments
        for key in (("adjustments", name, "when"), ("adjustments", name, "formula"))
        if key in parsed.formulas
    }
    weights = {
        name: 1.0 if node.weight is None else float(node.weight)
        for name, node in {**file.groups, **file.indicators}.items()
        if name in file.groups or entries[name].layer != "neutral"
    }
    notes = tuple(in_file_order(parsed.problems))
    return Framework(file, entries, conditions, weights, notes, document, alarms=_alarms(file, parsed.formulas))


def _alarms(file: FrameworkFile, formulas: Mapping[Path_, Formula]) -> tuple[Alarm, ...]:
    """Return the alerts of the composite, then of groups and indicators in file order."""
    nodes: list[tuple[str, Path_, Any]] = [(ROOT, (), file)]
    nodes += [(name, ("groups", name), group) for name, group in file.groups.items()]
    nodes += [(name, ("indicators", name), spec) for name, spec in file.indicators.items()]
    return tuple(
        Alarm(name, alert, formulas[*path, "alert", number, "when"])
        for name, path, node in nodes
        for number, alert in enumerate(alerts_of(node))
    )


def _misspelt(document: Document, found: Complaints, changes: Iterable[Change]) -> Complaints:
    """Say of a node to tune that is not there which one is meant, instead of what it lacks as a new one."""
    for change in changes:
        if change.old is not None or len(change.path) != 2 or not isinstance(change.new, dict):
            continue
        section, name = (str(step) for step in change.path)
        lacks = any(path[:2] == change.path and code == "missing_key" for path, code in found)
        if lacks and not {"group", "better", "kind"} & change.new.keys():
            others = [other for other in document.data[section] if other != name]
            problem = unknown(document, change.path, "node", name, others, key=True)
            if problem.params["near"]:
                found = {at: complaint for at, complaint in found.items() if at[0][:2] != change.path}
                found[change.path, problem.code] = problem
    return found


def _further(document: Document, found: Complaints) -> list[Problem]:
    """Return what is wrong in the parts that stand beside broken ones, so that all shows at once."""
    from fazhi_score.framework.checks import check_framework

    cut = {path[:2] for path, _ in found}
    if not isinstance(document.data, dict):
        return []
    data = {
        section: {k: v for k, v in part.items() if (section, k) not in cut} if isinstance(part, dict) else part
        for section, part in document.data.items()
        if (section,) not in cut
    }
    rest = replace(document, data={"format": 1, "id": "-", **data})
    file = validate(rest)
    if isinstance(file, dict):
        return []
    gone = {str(path[-1]) for path in cut}
    return [
        problem
        for problem in check_framework(file, rest).problems
        if problem.severity == "error" and problem.code not in _OF_THE_WHOLE and problem.params.get("got") not in gone
    ]
