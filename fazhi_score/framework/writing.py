"""A framework back into YAML that means the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.checks import marks_of
from fazhi_score.framework.document import resolve

if TYPE_CHECKING:
    from fazhi_score.framework.model import Framework


def framework_data(framework: Framework) -> dict[str, Any]:
    """Return the framework as plain data, with the weights in use.

    Where weights of a sheet of points were changed, points in rules are written as percents of full marks:
    they were turned into shares when the sheet was read, and mean the same after it.
    """
    file = framework.file
    data: dict[str, Any] = file.model_dump(by_alias=True, exclude_unset=True)
    nodes = {**file.groups, **file.indicators}
    written = {name: 1.0 if node.weight is None else node.weight for name, node in nodes.items()}
    changed = [name for name, weight in framework.weights.items() if weight != written[name]]
    for name in changed if file.total_points is None else framework.weights if changed else ():
        section = "groups" if name in file.groups else "indicators"
        weight = framework.weights[name] if file.total_points is None else framework.points(name)
        data[section][name]["weight"] = weight
        if section == "indicators" and file.total_points is not None:
            merge(data[section][name], marks_as_shares(framework, name))
    return data


def merge(data: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put more into data, mapping by mapping."""
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(data.get(key), dict):
            merge(data[key], value)
        else:
            data[key] = value


def marks_as_shares(framework: Framework, name: str) -> dict[str, Any]:
    """Return the keys of an indicator whose marks are in points of the sheet, as shares of full marks.

    Examples
    --------
    Five of ten points are half of them, however many there will be.

    >>> from fazhi_score.framework.model import load_framework
    >>> sheet = load_framework({
    ...     "format": 1, "id": "demo", "total_points": 10, "groups": {"g": {"weight": 10}}, "facts": {"x": {}},
    ...     "method": {"missing": {"not_reported": "zero"}},
    ...     "indicators": {"i": {"group": "g", "weight": 10, "formula": "x", "better": "higher",
    ...                          "score": {"rule": "required", "at_least": 4, "each_missing": 5}}}})
    >>> marks_as_shares(sheet, "i")
    {'score': {'each_missing': '50.000000000000000%'}}
    """
    spec, found = framework.file.indicators[name], dict[str, Any]()
    if framework.file.total_points is None or spec.score is None:
        return found
    own = _shares(framework, name, spec.score)
    if spec.score.rule == "reviewer" and "full" not in spec.score.model_fields_set and spec.weight:
        own["full"] = spec.weight
    if own:
        found["score"] = own
    for kind, entry in framework.entries[name].by_class.items():
        shares = _shares(framework, name, entry.score, given=set(spec.by_class.get(kind, {})))
        if shares:
            found.setdefault("by_class", {})[kind] = shares
    return found


def _shares(framework: Framework, name: str, score: Any, given: set[str] | None = None) -> dict[str, Any]:
    data: dict[str, Any] = score.model_dump(by_alias=True, exclude_unset=True)
    changed = dict[str, Any]()
    for path, amount in marks_of(score):
        share = framework.share(name, amount)
        if share is None or amount.percent or path[0] not in data or (given is not None and path[0] not in given):
            continue  # a percentage already, a default, or what the class shares with all
        target: Any = data
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = f"{share * 100:.15f}%"  # an exponent would not be read
        changed[str(path[0])] = data[path[0]]
    return changed


def framework_yaml(framework: Framework) -> str:
    """Return the framework as YAML text; comments and layout of the file it came from are not kept."""
    return as_yaml(framework_data(framework))


def as_yaml(data: dict[str, Any]) -> str:
    """Return plain data as YAML text that the format's reader reads as the same data."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))


def as_line(value: Any) -> str:
    """Return plain data as one line of YAML.

    Examples
    --------
    >>> as_line({"zh": "新指标", "group": "leadership", "weight": 1.0}), as_line(20), as_line("x / y")
    ('{zh: 新指标, group: leadership, weight: 1.0}', '20', 'x / y')
    """
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=True
    )
    return " ".join(text.removesuffix("...\n").split())


def weights_yaml(
    framework: Framework, extends: str, weights: Mapping[str, float], more: Mapping[str, Any] | None = None
) -> str:
    """Return the text of a tuning file that gives `weights` to nodes of the file that it extends.

    Points in the rules of a sheet of points stay the same share of full marks.
    """
    data: dict[str, Any] = {"extends": extends, **(more or {})}
    for node, weight in weights.items():
        section = data.setdefault("groups" if node in framework.file.groups else "indicators", {})
        section.setdefault(node, {})["weight"] = int(weight) if weight == int(weight) else weight
        if node in framework.entries:
            merge(section[node], marks_as_shares(framework, node))
    return f"# 只含与基础框架不同的权重。Weights that differ from the base.\n{as_yaml(data)}"


def file_name(framework: Framework) -> str:
    """Return the file that a framework was read from, as one beside it names it."""
    files = list(framework.document.lines)
    if not files or not Path(files[-1]).name.endswith((".yaml", ".yml")):
        raise FazhiError(Problem("freeze_extends", {"name": framework.id}))
    return Path(files[-1]).name


class _Dumper(yaml.SafeDumper):
    """Quotes what the format's reader would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated parts out."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = isinstance(resolve(text), str) and not any(c in text for c in "“”‘’「」『』,，：:#\n")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)
