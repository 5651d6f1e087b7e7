"""Values of invented units for every fact of a framework: indicators first, then the facts that give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi_score.analysis.inventing_values import aim, ceiling, is_share
from fazhi_score.framework import rules
from fazhi_score.framework.formula import ITEM_FUNCTIONS, Call, Formula, Name, Node, Number
from fazhi_score.framework.model import Entry, Framework
from fazhi_score.framework.schema import Extra
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.values import fact_kind

Mask = NDArray[np.bool_]

_BROKEN_UNITS = ("万", "亿", "元", "倍", "分")
"""Amounts that need not be whole; all other numbers are counts."""
_RARE, _MODERATE = 0.03, 0.3
"""How often a condition of a veto, gate or penalty holds, and how often that of a bonus."""
_TURNED = {"not": -1, "<": -1, "<=": -1}


@dataclass
class Inventor:
    """Makes the values of all facts, so that the formulas of the indicators give what the indicators aim at.

    Parameters
    ----------
    quality : mapping of str to (n,) array
        Latent quality by scored indicator, standard normal, higher is better.
    size : (n,) array
        How large a unit is: counts grow with it.
    """

    framework: Framework
    periods: list[str]
    quality: dict[str, Floats]
    size: Floats
    rng: np.random.Generator
    values: dict[str, Floats] = field(default_factory=dict)
    driver: dict[str, str] = field(default_factory=dict)
    """Indicator whose quality shows in a fact, by fact."""
    raters: dict[str, list[str]] = field(default_factory=dict)
    """Who gives each item of a fact that comes in items ("" where nobody is named), by fact."""

    def invent(self) -> dict[str, Floats]:
        """Return ``(n,)`` values by fact, in the order of the framework."""
        entries = self.framework.entries
        scored = [name for name in entries if name in self.quality]
        done: set[str] = set()
        for name in scored:
            self.settle(name, done)
        for name in entries:
            if name not in self.quality and (formula := entries[name].formula) is not None:
                self.unscored(entries[name], formula)
        for entry in entries.values():
            self.printed(entry)
        self.adjustments()
        for name in self.framework.file.facts:
            self.ensure(Name(name, 0))
        return {name: self.values[name] for name in self.framework.file.facts}

    def settle(self, name: str, done: set[str]) -> None:
        """Make the facts of an indicator, after those of indicators that make the bases of its rates."""
        if name in done:
            return
        done.add(name)
        entry = self.framework.entries[name]
        for base in _bases(entry):
            for other in self.counted.get(base, ()):
                self.settle(other, done)
        z = self.quality[name]
        good = ceiling(z, self.rng)
        for _, _, formula in entry.items:
            odds = np.clip(good + self.rng.normal(0.0, 0.15, len(z)), 0.02, 0.98)
            self.affirm(formula.tree, self.rng.random(len(z)) < odds, name)
        for key, formula in entry.extra.items():
            if key == "repeated":
                self.affirm(formula.tree, np.zeros(len(z), dtype=bool), name)
            else:
                self.ensure(formula.tree, least=float(getattr(entry.spec.score, "minimum_sample", 0.0) or 0.0))
        if entry.falsified is not None:
            self.affirm(entry.falsified.tree, np.zeros(len(z), dtype=bool), name)
        if entry.formula is None:
            return
        self.itemise(entry)
        rule = entry.spec.score.rule if entry.spec.score is not None else ""
        if rule == "presence" or (isinstance(entry.formula.tree, Call) and entry.formula.tree.function in _LOGIC):
            self.affirm(entry.formula.tree, self.rng.random(len(z)) < np.clip(good, 0.02, 0.98), name)
            return
        self.assign(entry.formula.tree, aim(self.framework, entry, good, z, self.periods, self.rng), name)

    def itemise(self, entry: Entry) -> None:
        """Note which facts of an indicator come in items, and who gives them."""
        spec, formula = entry.spec.score, entry.formula
        names = [one.id for one in formula.names()] if formula is not None else []
        if isinstance(spec, rules.PanelOfExperts):
            each = spec.minimum_raters + 2 * spec.trim + 1
            self.raters.setdefault(names[0], [group for group in spec.groups or [""] for _ in range(each)])
        elif isinstance(spec, rules.SampleMean):
            self.raters.setdefault(names[0], [""] * (spec.minimum_items + 3))
        elif formula is not None:
            for fact in _in_items(formula.tree):
                self.raters.setdefault(fact, [""] * max(8, int(entry.spec.minimum_denominator or 0) + 3))

    def items(self) -> dict[str, Floats]:
        """Return ``(n, items)`` the items of each fact that comes in items; their mean is about the fact's value."""
        found = {}
        for fact, raters in self.raters.items():
            low, high = self.framework.file.facts[fact].range or (None, None)
            bottom, top = (0.0 if low is None else low.value), (np.inf if high is None else high.value)
            mean = self.values[fact]
            spread = 0.05 * (top - bottom if np.isfinite(top) else float(np.mean(mean)))
            items = mean[:, None] + self.rng.normal(0.0, spread, (len(mean), len(raters)))
            found[fact] = np.clip(np.round(items, 1), bottom, top)
        return found

    def unscored(self, entry: Entry, formula: Formula) -> None:
        """Make the facts of an indicator that is shown only: a share of some level, or numbers of their usual size."""
        tree = formula.tree
        if isinstance(tree, Call) and tree.function in ("/", "per") and is_share(self.framework, entry):
            level = self.rng.uniform(0.05, 0.6) + self.rng.normal(0.0, 0.05, len(self.size))
            self.assign(tree, np.clip(level, 0.0, 1.0), "")
        self.ensure(tree)

    @cached_property
    def counted(self) -> dict[str, list[str]]:
        """Fact to the scored indicators in which it stands anywhere but in a base."""
        found: dict[str, list[str]] = {}
        for name, entry in self.framework.entries.items():
            if name in self.quality and entry.formula is not None:
                bases = set(_bases(entry))
                for fact in {one.id for one in entry.formula.names()} - bases:
                    found.setdefault(fact, []).append(name)
        return found

    @cached_property
    def least(self) -> dict[str, float]:
        """Fact to the least base that any indicator asks of it."""
        found: dict[str, float] = {}
        for entry in self.framework.entries.values():
            for fact in _bases(entry):
                found[fact] = max(found.get(fact, 0.0), entry.spec.minimum_denominator or 0.0)
        return found

    def put(self, name: str, values: Floats, driver: str = "") -> None:
        """Give a fact its values, in its kind, unless it has some already."""
        if name in self.values:
            return
        spec = self.framework.file.facts[name]
        kind = fact_kind(spec)
        low, high = spec.range or (None, None)
        bottom = 0.0 if spec.range is None else low.value if low is not None else -np.inf
        top = 1.0 if spec.range is None and kind in ("share", "yes_no") else np.inf if high is None else high.value
        if kind == "share":
            values = np.round(values, 4)
        elif kind == "yes_no":
            values = np.where(values > 0.5, 1.0, 0.0)
        elif kind == "level":
            bottom, top, values = 0.0, float(max(len(spec.levels) - 1, 0)), np.round(values)
        elif kind == "number":
            values = np.round(values, 4 if spec.unit.startswith(_BROKEN_UNITS) else 0)
        self.values[name] = values if kind == "date" else np.clip(values, bottom, top)
        if driver:
            self.driver[name] = driver

    def ensure(self, node: Node, least: float = 0.0) -> None:
        """Give every fact of a formula that has none yet a value of its usual size."""
        if isinstance(node, Name):
            if node.id not in self.values:
                self.put(node.id, self.usual(node.id, least))
        elif isinstance(node, Call):
            *first, last = node.arguments
            if node.function == "coalesce" and isinstance(first[0], Name) and first[0].id not in self.values:
                for other in node.arguments[1:]:  # two ways to say the same number
                    self.ensure(other, least)
                self.put(first[0].id, self.value(Call("coalesce", node.arguments[1:])))
            for argument in (*first, last):
                self.ensure(argument, least)

    def usual(self, name: str, least: float) -> Floats:
        """Return values of the kind of a fact."""
        spec, n = self.framework.file.facts[name], len(self.size)
        kind = fact_kind(spec)
        if kind == "share":
            return ceiling(self.rng.standard_normal(n), self.rng)
        if kind == "yes_no":
            return np.asarray(self.rng.random(n) < 0.85, dtype=np.float64)
        if kind == "level":
            return self.rng.integers(0, max(len(spec.levels), 1), n).astype(np.float64)
        if kind == "date":
            year = np.array([float(f"{period[:4]}") for period in self.periods])
            return np.floor((year + 1) * 365.2425) + self.rng.integers(60, 160, n)
        floor = max(least, self.least.get(name, 0.0))
        scale = max(float(np.exp(self.rng.uniform(np.log(20.0), np.log(600.0)))), 4.0 * floor)
        return np.asarray(scale * self.size * np.exp(self.rng.normal(0.0, 0.3, n)) + 1.0)

    def value(self, node: Node) -> Floats:
        """Return what a formula gives; the first period grew as the others did in the mean, and lies before itself."""
        if isinstance(node, Number):
            return np.full(len(self.size), node.value)
        if isinstance(node, Name):
            return self.values[node.id]
        parts = [self.value(argument) for argument in node.arguments]
        if node.function in ("/", "per"):
            with np.errstate(all="ignore"):
                return np.asarray(reduce(np.multiply, [parts[0] / parts[1], *parts[2:]]))
        if node.function == "growth":
            first = np.array(self.periods) == self.periods[0]
            with np.errstate(all="ignore"):
                rate = parts[0] / np.roll(parts[0], 1) - 1.0
            known = ~first & np.isfinite(rate)
            return np.where(known, rate, np.mean(rate[known]) if known.any() else 0.0)
        if node.function in _ARITHMETIC:
            return np.asarray(reduce(_ARITHMETIC[node.function], parts), dtype=np.float64)
        return -parts[0] if node.function == "negative" else parts[0]

    def assign(self, node: Node, wanted: Floats, driver: str) -> None:
        """Give the facts of a formula values with which it comes near `wanted`."""
        if isinstance(node, Name):
            self.put(node.id, wanted, driver)
        elif isinstance(node, Call):
            if node.function in ITEM_FUNCTIONS:
                self.ensure(node)
            elif node.function in ("/", "per"):
                self.quotient(node, wanted, driver)
            elif node.function == "negative":
                self.assign(node.arguments[0], -wanted, driver)
            elif node.function in ("+", "sum"):
                self.parts(list(node.arguments), wanted, driver)
            elif node.function == "-":
                self.ensure(node.arguments[1])
                self.assign(node.arguments[0], wanted + self.value(node.arguments[1]), driver)
            elif node.function == "*":
                *others, one = sorted(node.arguments, key=lambda part: not isinstance(part, Number))
                for other in others:
                    self.ensure(other)
                with np.errstate(all="ignore"):
                    rest = wanted / reduce(np.multiply, [self.value(other) for other in others], np.ones(1))
                self.assign(one, np.nan_to_num(rest, posinf=0.0, neginf=0.0), driver)
            elif node.function in _LOGIC:
                self.affirm(node, wanted > 0.5, driver)
            elif node.function in ("min", "max", "coalesce"):
                for argument in node.arguments:
                    self.assign(argument, wanted, driver)
            else:  # what looks at other periods or regions: of the usual size
                self.ensure(node)

    def quotient(self, node: Call, wanted: Floats, driver: str) -> None:
        """Draw the counts above a base that give a rate near `wanted`; a share is never more than its base."""
        over, under = node.arguments[:2]
        for fact in _in_items(over):  # the larger the share of good items, the better they are in the mean
            high = (self.framework.file.facts[fact].range or (None, None))[1]
            self.put(fact, (100.0 if high is None else high.value) * (0.7 + 0.28 * np.clip(wanted, 0.0, 1.0)), driver)
        known = all(one.id in self.values for one in Formula("", over).names())
        if known and isinstance(under, Name) and under.id not in self.values:
            with np.errstate(all="ignore"):
                found = self.value(over) / np.maximum(wanted, 1e-3)
            self.put(under.id, np.maximum(np.ceil(found), 1.0), driver)
            return
        each = node.arguments[2] if len(node.arguments) > 2 else None
        self.ensure(under, least=each.value if isinstance(each, Number) else 0.0)
        base = self.value(under)
        share = bool(np.nanmax(wanted, initial=0.0) <= 1.0 + 1e-9) and self.whole(over) and self.whole(under)
        if share:
            count = self.rng.binomial(np.maximum(base, 0.0).astype(np.int64), np.clip(wanted, 0.0, 1.0)).astype(float)
        else:
            if each is not None:
                self.ensure(each)
            count = wanted * base / (np.maximum(self.value(each), 1e-9) if each is not None else 1.0)
        self.assign(over, count, driver)

    def whole(self, node: Node) -> bool:
        """Say whether a formula is made of counts only."""
        specs = [self.framework.file.facts[one.id] for one in Formula("", node).names()]
        return all(fact_kind(spec) == "number" and not spec.unit.startswith(_BROKEN_UNITS) for spec in specs)

    def parts(self, nodes: list[Node], wanted: Floats, driver: str) -> None:
        """Split a total among its parts; those that have values keep them, the last takes what is left."""
        fresh = [node for node in nodes if any(one.id not in self.values for one in Formula("", node).names())]
        rest = wanted - sum((self.value(node) for node in nodes if node not in fresh), np.zeros(len(wanted)))
        for k, node in enumerate(fresh):
            some = rest if k == len(fresh) - 1 else np.floor(rest / (len(fresh) - k))
            self.assign(node, np.maximum(some, 0.0), driver)
            rest = rest - self.value(node)

    def affirm(self, node: Node, yes: Mask, driver: str, sign: int = 1) -> None:
        """Give the facts of a condition values with which it holds where `yes`."""
        if isinstance(node, Name):
            kind = fact_kind(self.framework.file.facts[node.id])
            truth = yes if sign > 0 else ~yes
            some: Floats = np.ones(len(yes))
            if node.id in self.least and kind == "number":  # a base of rates is of the usual size
                some = self.usual(node.id, 0.0)
            elif kind == "number":
                some = np.asarray(1.0 + self.rng.poisson(6.0, len(yes)), dtype=np.float64)
            self.put(node.id, np.where(truth, some, 0.0), driver)
        elif isinstance(node, Call):
            for argument in node.arguments:
                self.affirm(argument, yes, driver, sign * _TURNED.get(node.function, 1))

    def printed(self, entry: Entry) -> None:
        """Give a printed rate the value of its counts."""
        if entry.stated is None or entry.formula is None:
            return
        self.ensure(entry.formula.tree)
        rate = self.value(entry.formula.tree)
        fine = np.isfinite(rate)
        self.assign(entry.stated.tree, np.where(fine, rate, np.mean(rate[fine]) if fine.any() else 0.0), entry.id)

    def adjustments(self) -> None:
        """Make facts that only bonuses, penalties, vetoes and gates ask for: rare events, and none in items."""
        for name, spec in self.framework.file.adjustments.items():
            odds = _MODERATE if spec.kind == "bonus" else _RARE
            if isinstance(spec, Extra) and spec.levels:
                odds = 0.0
            struck = self.rng.random(len(self.size)) < odds
            self.affirm(self.framework.conditions[name].tree, struck, "")


_LOGIC = ("and", "or", "not", "any", "all", "<", "<=", ">", ">=", "==", "!=")
_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "sum": np.add,
    "min": np.minimum,
    "max": np.maximum,
    "any": np.maximum,
    "or": np.maximum,
    "all": np.minimum,
    "and": np.minimum,
    "coalesce": lambda one, two: np.where(np.isnan(one), two, one),
}


def _in_items(node: Node) -> Iterator[str]:
    """Yield the facts whose items a formula counts."""
    if isinstance(node, Call):
        if node.function in ITEM_FUNCTIONS:
            yield next(Formula("", node).names()).id
        for argument in node.arguments:
            yield from _in_items(argument)


def _bases(entry: Entry) -> Iterator[str]:
    """Yield the facts that stand under a fraction line in an indicator's formula."""
    stack: list[Node] = [entry.formula.tree] if entry.formula is not None else []
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            stack += node.arguments
            if node.function in ("/", "per"):
                yield from (one.id for one in Formula("", node.arguments[1]).names())
