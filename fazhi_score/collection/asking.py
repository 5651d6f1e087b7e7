"""A framework, a class and a period into the rows of a form: what a unit is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fazhi_score.facts.periods import period_days
from fazhi_score.facts.regions import Regions
from fazhi_score.framework.formula import ITEM_FUNCTIONS, Call, Formula, Name
from fazhi_score.framework.model import ROOT, Entry, Framework
from fazhi_score.framework.rules import Reviewer
from fazhi_score.framework.schema import Extra
from fazhi_score.framework.scope import applicable

OFFICE_RULES = ("reviewer", "panel", "sample_mean", "survey")
"""Rules whose facts are marks and answers that the office gathers itself."""

_ELSEWHERE = ("previous", "last_year", "at_reference")  # they look at another period or region only


@dataclass(frozen=True)
class Ask:
    """One thing that a unit is asked.

    Parameters
    ----------
    id : str
        The fact; of a reviewer's item, the indicator.
    owner : str
        The indicator or bonus under which it stands.
    own_words : bool
        A reviewer's item: an account and evidence, no value.
    items : bool
        The fact comes in items, a row each.
    levels : tuple of str
        Levels of a bonus that each item has one of.
    optional : bool
        A bonus: nothing is missing where nothing is filed.
    scope, span : str
        What the rows of the facts table say, "own" and "" as a rule.
    """

    id: str
    owner: str
    own_words: bool = False
    items: bool = False
    levels: tuple[str, ...] = ()
    optional: bool = False
    scope: str = "own"
    span: str = ""


@dataclass(frozen=True)
class _Use:
    """A fact in a formula of an indicator or an adjustment."""

    fact: str
    owner: str
    office: bool
    bonus: bool = False


@dataclass
class _Uses:
    found: list[_Use] = field(default_factory=list)
    items: set[str] = field(default_factory=set)

    def add(self, formulas: Iterable[Formula | None], owner: str, *, office: bool, bonus: bool = False) -> None:
        for formula in formulas:
            if formula is not None:
                self.items |= set(_counted_items(formula))
                self.found += [_Use(fact, owner, office, bonus) for fact in current_facts(formula)]


def current_facts(formula: Formula) -> Iterator[str]:
    """Yield the facts of which a formula needs the unit's own value of the period itself.

    Examples
    --------
    >>> from fazhi_score.framework.formula import parse_formula
    >>> list(current_facts(parse_formula("cases - last_year(lost) + growth(fees)")))
    ['cases', 'fees']
    """
    stack = [formula.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Name):
            yield node.id
        elif isinstance(node, Call) and node.function not in _ELSEWHERE:
            stack.extend(reversed(node.arguments))


def _counted_items(formula: Formula) -> Iterator[str]:
    stack = [formula.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            if node.function in ITEM_FUNCTIONS and isinstance(node.arguments[0], Name):
                yield node.arguments[0].id
            stack.extend(node.arguments)


def _indicators(framework: Framework, group: str = ROOT) -> Iterator[str]:
    """Yield the indicators as the sheet shows them: group by group."""
    for child in framework.children[group]:
        if child in framework.entries:
            yield child
        else:
            yield from _indicators(framework, child)


def _formulas(entry: Entry) -> list[Formula | None]:
    return [entry.formula, *(formula for _, _, formula in entry.items), entry.stated]


def _uses(framework: Framework, indicators: list[str]) -> _Uses:
    uses = _Uses()
    for name in indicators:
        entry = framework.entries[name]
        office = entry.spec.score is not None and entry.spec.score.rule in OFFICE_RULES
        uses.add([*_formulas(entry), *entry.extra.values()], name, office=office)
        uses.add([entry.falsified], name, office=True)
    for name, spec in framework.file.adjustments.items():
        bonus = isinstance(spec, Extra) and spec.kind == "bonus"
        uses.add([framework.conditions.get(name)], name, office=not bonus, bonus=bonus)
        if isinstance(spec, Extra) and spec.levels:
            uses.items.add((spec.formula or "").strip())
    return uses


def asked_of(framework: Framework, kind: str, period: str) -> list[Ask]:
    """Return what units of a class are asked for a period, in the order of the sheet.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> asked_of(load_framework(), "county-level", "2024")[0].owner
    'law_study'
    """
    here = applicable(framework, kind, period)
    indicators = [name for name in _indicators(framework) if name in here]
    uses = _uses(framework, indicators)
    by_fact: dict[str, list[_Use]] = {}
    for use in uses.found:
        filed_by = framework.file.facts[use.fact].filed_by
        if filed_by == "unit" or (filed_by is None and not use.office):
            by_fact.setdefault(use.fact, []).append(use)
    rows: dict[str, list[Ask]] = {}
    for fact, found in by_fact.items():
        rows.setdefault(found[0].owner, []).append(_ask(framework, fact, found, uses.items))
    asked: list[Ask] = []
    for owner in [*indicators, *framework.file.adjustments]:
        asked += rows.get(owner, [])
        spec = framework.entries[owner].spec if owner in here else None
        if spec is not None and isinstance(spec.score, Reviewer) and owner not in by_fact:
            asked.append(Ask(owner, owner, own_words=True, optional=True))
    return asked


def _ask(framework: Framework, fact: str, uses: list[_Use], items: set[str]) -> Ask:
    spec = framework.file.facts[fact]
    adjustments = framework.file.adjustments
    levels: dict[str, None] = {}
    for use in uses:
        extra = adjustments.get(use.owner) if use.bonus else None
        if isinstance(extra, Extra):
            levels |= dict.fromkeys(extra.levels)
    scope, span = spec.scope, ""
    first = (
        framework.entries[uses[0].owner].spec.accepts
        if not uses[0].bonus and uses[0].owner in framework.entries
        else None
    )
    # a fact with a scope or span of its own keeps it; else the row has to be one that the indicator looks at
    if first and first.scope and scope == "own" and "own" not in first.scope:
        scope = first.scope[0]
    if first and first.span and spec.span == "annual" and "annual" not in first.span:
        span = first.span[0]
    return Ask(
        fact,
        uses[0].owner,
        items=spec.over_items is not None or fact in items,
        levels=tuple(levels),
        optional=all(use.bonus for use in uses),
        scope=scope,
        span=span,
    )


def facts_of_item(framework: Framework, item: str) -> set[str]:
    """Return the facts of this period on which an indicator, bonus or penalty rests.

    Examples
    --------
    >>> from fazhi_score.framework.model import load_framework
    >>> sorted(facts_of_item(load_framework(), "no_such_item"))
    []
    """
    formulas: list[Formula | None] = [framework.conditions.get(item)]
    if item in framework.entries:
        entry = framework.entries[item]
        formulas += [*_formulas(entry), *entry.extra.values(), entry.falsified]
    return {fact for formula in formulas if formula is not None for fact in current_facts(formula)}


def units_in(regions: Regions, period: str) -> list[str]:
    """Return the regions of a register that exist in some part of a period, reference regions left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from fazhi_score.facts.regions import read_regions
    >>> rows = {"region": ["甲镇", "乙镇"], "class": "township", "valid_to": ["2023-12-31", "2024-06-30"]}
    >>> units_in(read_regions(pd.DataFrame(rows)), "2024")
    ['乙镇']
    """
    begins, ends = period_days(period)
    found = []
    for region in regions.frame.index:
        start, end = regions.validity.get(region, (None, None))
        if region not in regions.references and not (end and end < begins) and not (start and start > ends):
            found.append(str(region))
    return found
