"""Whether a plan can be made: scores must be a weighted sum that the unit alone decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.formula import Call, Node
from fazhi_score.framework.model import Framework
from fazhi_score.framework.rules import RELATIVE_RULES
from fazhi_score.framework.steps import as_step
from fazhi_score.scoring.weights import AS_WRITTEN


def check_plannable(framework: Framework) -> None:
    """Refuse what is no weighted mean of scores that the unit alone decides."""
    problems = []
    relative = _relative(framework)
    if relative:
        first = next(iter(relative))
        told: dict[str, object] = {"count": len(relative), "indicator": first, "rule": relative[first]}
        problems.append(Problem("target_relative", told))
    problems += [Problem("target_method", {"what": what, "got": got}) for what, got in _methods(framework)]
    if problems:
        raise FazhiError(problems)


def _relative(framework: Framework) -> dict[str, str]:
    """Return the indicators whose scores move with those of peers, with the rule or function that makes them so."""
    found = {}
    for name in framework.composite_ids:
        entry = framework.entries[name]
        specs = [entry.spec, *entry.by_class.values()]
        trees = [f.tree for f in (entry.formula, entry.stated, *entry.extra.values()) if f is not None]
        rule = next((spec.score.rule for spec in specs if spec.score and spec.score.rule in RELATIVE_RULES), "")
        if rule or any(map(_looks_at_peers, trees)):
            found[name] = rule or "peers_mean"
    return found


def _methods(framework: Framework) -> Iterator[tuple[str, str]]:
    """Yield the settings under which a composite is no weighted sum of scores with weights that stay."""
    method = framework.method
    for group, children in framework.composite_tree.items():
        named = group or framework.id
        if (how := framework.aggregation(group)) != "arithmetic" and len(children) > 1:
            yield f"aggregation ({named})", how
        if (made := framework.step("weighting", group)) != AS_WRITTEN and made.method != "equal":
            yield f"weighting ({named})", made.method
    if method.ordering is not None:
        yield "ordering", as_step(method.ordering).method
    if method.compare_on is not None:
        yield "compare_on", f"{method.compare_on.stated_by:.0%}"


def _looks_at_peers(node: Node) -> bool:
    return isinstance(node, Call) and (node.function == "peers_mean" or any(map(_looks_at_peers, node.arguments)))


def check_mappings(
    framework: Framework, costs: Mapping[str, float], bounds: Mapping[str, Sequence[float | None]]
) -> None:
    """Refuse costs and bounds that are none, or of indicators that the composite does not have."""
    known = ", ".join(framework.composite_ids[:20])
    strange = sorted({*costs, *bounds} - set(framework.composite_ids))
    problems = [Problem("target_indicator", {"got": name, "known": known}) for name in strange]
    for name, cost in costs.items():
        if not cost >= 0:
            problems.append(Problem("target_cost", {"indicator": name, "got": cost}))
    for name, pair in bounds.items():
        ends = list(pair) if isinstance(pair, list | tuple) else []
        if len(ends) != 2 or (None not in ends and not ends[0] <= ends[1]):
            problems.append(Problem("target_bounds", {"indicator": name, "got": pair}))
    if problems:
        raise FazhiError(problems)
