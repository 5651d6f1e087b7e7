"""A framework into the nodes that a page shows and weighs: names, rules, formulas and weights."""

from __future__ import annotations

from typing import Any

from fazhi_score.framework.formula import Formula
from fazhi_score.framework.model import ROOT, Entry, Framework
from fazhi_score.presentation.page.arrays import label_of, method_label
from fazhi_score.scoresheets.describing import adjustment_in_words, rule_in_words
from fazhi_score.scoring.reasons import POLICY_OF


def nodes(framework: Framework) -> list[dict[str, Any]]:
    """Return the root, the groups (parents first) and the indicators."""
    names = [ROOT, *framework.group_order[1:], *framework.entries]
    number = {name: k for k, name in enumerate(names)}
    facts = {name: k for k, name in enumerate(framework.file.facts)}
    return [
        {**_node(framework, name, number), **(_indicator(framework, framework.entries[name], facts) if name in
                                              framework.entries else _group(framework, name, number))}
        for name in names
    ]  # fmt: skip


def _node(framework: Framework, name: str, number: dict[str, int]) -> dict[str, Any]:
    spec = framework.node(name) if name != ROOT else None
    return {
        "id": name,
        "label": label_of(framework, name),
        "parent": number[framework.parent(name)] if spec is not None else -1,
        "weight": framework.weights.get(name),
        "written": None if spec is None else 1.0 if spec.weight is None else float(spec.weight),
        "some": spec is not None and spec.applies_to is not None,
        "basis": spec.basis if spec is not None else "",
        "beside": None if spec is None or framework.file.total_points is None else beside(framework, name, number),
    }


def beside(framework: Framework, name: str, number: dict[str, int]) -> list[int] | None:
    """Return the siblings whose points add up with those of a node, itself among them; None where it has no weight."""
    return [number[sibling] for sibling in framework.beside(name)] if name in framework.weights else None


def _group(framework: Framework, name: str, number: dict[str, int]) -> dict[str, Any]:
    tree = framework.composite_tree
    step = framework.step("aggregation", name)
    exponent = step.parameters.get("exponent")
    return {
        "kind": "group",
        "children": [number[child] for child in framework.children[name]],
        "scored": [number[child] for child in tree.get(name, [])],
        "how": step.method,
        "howLabel": method_label(step.method),
        "exponent": None if exponent is None else float(exponent),
        "least": framework.minimum_children(name),
    }


def _indicator(framework: Framework, entry: Entry, facts: dict[str, int]) -> dict[str, Any]:
    spec = entry.spec
    formulas = [entry.formula, entry.stated, entry.falsified, *entry.extra.values(), *(f for _, _, f in entry.items)]
    used = dict.fromkeys(name.id for formula in formulas if formula is not None for name in formula.names())
    policy = framework.policy(entry.id)
    return {
        "kind": "indicator",
        "layer": entry.layer,
        "percent": spec.unit == "percent",
        "unit": "" if spec.unit == "percent" else spec.unit,
        "rule": [rule_in_words(spec.score, lang) for lang in ("en", "zh")],
        "classRules": {
            kind: [rule_in_words(own.score, lang) for lang in ("en", "zh")] for kind, own in entry.by_class.items()
        },
        "formula": _text(entry.formula),
        "stated": _text(entry.stated),
        "items": [[item.en or key, item.zh or key, formula.text] for key, item, formula in entry.items],
        "facts": [facts[name] for name in used],
        "policies": {int(reason): policy.get(key, "exclude") for reason, key in POLICY_OF.items()},
    }


def _text(formula: Formula | None) -> str:
    return "" if formula is None else formula.text


def facts(framework: Framework) -> list[dict[str, Any]]:
    """Return what the facts are called, and their units."""
    items = framework.file.facts.items()
    return [{"id": name, "label": label_of(framework, name), "unit": spec.unit} for name, spec in items]


def adjustment_nodes(framework: Framework) -> list[dict[str, Any]]:
    """Return what the adjustments are called and do, and the facts that they rest on."""
    number = {name: k for k, name in enumerate(framework.file.facts)}
    return [
        {"id": name, "label": label_of(framework, name), "kind": spec.kind, "basis": spec.basis,
         "rule": [adjustment_in_words(spec, lang) for lang in ("en", "zh")],
         "facts": [number[fact] for fact in dict.fromkeys(n.id for n in framework.conditions[name].names())]}
        for name, spec in framework.file.adjustments.items()
    ]  # fmt: skip
