"""Complete facts into what invented reports say of them: stated or not, rounded, misprinted, in words only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.analysis.inventing_values import day
from fazhi_score.facts.cells import cell_text, percent_text
from fazhi_score.facts.manifest import Documents
from fazhi_score.facts.quantities import Form
from fazhi_score.facts.regions import Regions
from fazhi_score.framework.model import Framework
from fazhi_score.numerics.classes import Floats
from fazhi_score.scoring.values import fact_kind

_FORMS = {
    "number": Form.NUMBER,
    "share": Form.PERCENT,
    "yes_no": Form.YESNO,
    "date": Form.DATE,
    "level": Form.TEXT,
}
_ODDS = {"yes_no": 1.6, "share": -0.5, "number": 0.0, "date": 0.5, "level": 0.5}
"""Log odds of being stated by kind of fact, before those of the report."""
_OF_RATES = -1.9  # counts that make a rate are stated less often than volumes
_SPREAD = 0.8  # standard deviation of the log odds between facts of one kind
_TOGETHER = 0.5  # how far facts of one indicator are stated together
_CLAIMED = 0.08  # of what is left out, so much is claimed in words
_DIGITS = ((4, 0.6), (3, 0.25), (2, 0.15))  # decimals of printed rates (as fractions), and how often
_BOUNDED = 0.04  # of counts from 100 on, so many are given as 1200余


@dataclass
class Telling:
    """Makes reports of complete facts.

    Parameters
    ----------
    values : mapping of str to (n,) array
        By fact; units are regions by periods, the periods of one region one after the other.
    badness : mapping of str to (n,) array
        By fact, standard normal: the reason to leave it out.
    """

    framework: Framework
    regions: Regions
    periods: list[str]
    values: dict[str, Floats]
    items: dict[str, Floats]
    raters: dict[str, list[str]]
    badness: dict[str, Floats]
    rng: np.random.Generator

    def reports(
        self, coverage: tuple[float, float], unfavourable: float, errors: float, lost: float
    ) -> tuple[pd.DataFrame, NDArray[np.object_]]:
        """Return the stated facts as a table, and ``(n,)`` what became of each report."""
        n = len(self.regions) * len(self.periods)
        draw = self.rng.random(n)
        states = np.select([draw < lost, draw < 3 * lost], ["not_found", "partly"], "read").astype(object)
        aimed = self.rng.uniform(*coverage, n) * np.select([states == "partly", states == "not_found"], [0.5, 0.0], 1.0)
        odds = self.odds()
        level = _level(odds, aimed)
        bad = np.column_stack([self.badness.get(fact, np.zeros(n)) for fact in self.values])
        chance = 1.0 / (1.0 + np.exp(-(level[:, None] + odds - unfavourable * bad)))
        stated = (self.luck(n) < chance) & (states != "not_found")[:, None]
        claimed = ~stated & self.claimable & (states != "not_found")[:, None]
        claimed &= self.rng.random(stated.shape) < _CLAIMED
        printed, low = self.printed(errors)
        return self.table(stated, claimed, printed, low), states

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of each fact."""
        return [fact_kind(self.framework.file.facts[fact]) for fact in self.values]

    @cached_property
    def rated(self) -> set[str]:
        """Facts of indicators that are scored on numbers: they are stated less often than volumes."""
        found: set[str] = set()
        for name in self.framework.composite_ids:
            entry = self.framework.entries[name]
            found |= {one.id for one in entry.formula.names()} if entry.formula is not None else set()
        return found

    @cached_property
    def claimable(self) -> NDArray[np.bool_]:
        """``(facts,)`` which could be put into words instead of a number."""
        return np.array(
            [
                kind in ("number", "share") and fact in self.rated
                for fact, kind in zip(self.values, self.kinds, strict=True)
            ]
        )

    def odds(self) -> Floats:
        """Return ``(facts,)`` log odds of being stated."""
        base = [
            _ODDS[kind] + (_OF_RATES if kind == "number" and fact in self.rated else 0.0)
            for fact, kind in zip(self.values, self.kinds, strict=True)
        ]
        return np.array(base) + self.rng.normal(0.0, _SPREAD, len(base))

    def luck(self, n: int) -> Floats:
        """Return ``(n, facts)`` uniform numbers; those of facts of one indicator go together."""
        from scipy.special import ndtr

        names = list(self.values)
        own = self.rng.standard_normal((n, len(names)))
        shared: dict[str, Floats] = {}
        for name, entry in self.framework.entries.items():
            for one in entry.formula.names() if entry.formula is not None else ():
                if one.id not in shared:
                    shared[one.id] = shared.setdefault(f" {name}", self.rng.standard_normal(n))
        for k, fact in enumerate(names):
            if fact in shared:
                own[:, k] = np.sqrt(_TOGETHER) * shared[fact] + np.sqrt(1 - _TOGETHER) * own[:, k]
        return np.asarray(ndtr(own))

    def printed(self, errors: float) -> tuple[Floats, Floats]:
        """Return ``(n, facts)`` values as printed, and least values where a count is printed as one (NaN: none)."""
        values = np.column_stack(list(self.values.values()))
        share, number, answer = (
            np.array([kind == which for kind in self.kinds]) for which in ("share", "number", "yes_no")
        )
        digits = self.rng.choice([d for d, _ in _DIGITS], size=values.shape, p=[p for _, p in _DIGITS])
        rounded = values.copy()
        for decimals, _ in _DIGITS:
            here = share & (digits == decimals)
            rounded[here] = np.round(values[here], decimals)
        wrong = self.rng.random(values.shape) < errors
        shift = self.rng.normal(0.0, 1.0, values.shape)
        slip = np.where(shift < 0, -1.0, 1.0) * np.ceil(np.abs(shift) * 0.1 * values)
        rounded = np.where(wrong & number, np.maximum(np.round(values + slip), 0.0), rounded)
        rounded = np.where(wrong & share, np.clip(np.round(values + 0.03 * shift, 4), 0.0, 1.0), rounded)
        rounded = np.where(wrong & answer, 1.0 - values, rounded)
        low, high = (np.array(ends) for ends in zip(*map(self.range_of, self.values), strict=True))
        rounded = np.clip(rounded, low, high)
        rough = number & (rounded >= 100) & (self.rng.random(values.shape) < _BOUNDED)
        power = 10.0 ** np.floor(np.log10(np.where(rough, rounded, 100.0)) - 1)
        rounded = np.where(rough, np.floor(rounded / power) * power, rounded)
        return rounded, np.where(rough, rounded, np.nan)

    def range_of(self, fact: str) -> tuple[float, float]:
        """Return the least and the largest value that a fact may have, where the framework says so."""
        below, above = self.framework.file.facts[fact].range or (None, None)
        return -np.inf if below is None else below.value, np.inf if above is None else above.value

    def table(
        self, stated: NDArray[np.bool_], claimed: NDArray[np.bool_], printed: Floats, low: Floats
    ) -> pd.DataFrame:
        """Return the rows of what is stated or claimed."""
        unit, fact = np.nonzero(stated | claimed)
        words = claimed[unit, fact]
        values = np.where(words, np.nan, printed[unit, fact])
        form = np.array([_FORMS[kind] for kind in self.kinds], dtype=np.int8)[fact]
        form = np.where(words, np.int8(Form.TEXT), form).astype(np.int8)
        rows = Rows(unit, fact, values, form, np.where(words, np.nan, low[unit, fact]), words)
        return self.frame(rows)

    def complete(self) -> pd.DataFrame:
        """Return a table with every fact as it is."""
        matrix = np.column_stack(list(self.values.values()))
        unit, fact = np.nonzero(np.isfinite(matrix))
        form = np.array([_FORMS[kind] for kind in self.kinds], dtype=np.int8)[fact]
        none = np.full(len(unit), np.nan)
        return self.frame(Rows(unit, fact, matrix[unit, fact], form, none, np.zeros(len(unit), dtype=bool)))

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Return rows as a table of facts; a fact that comes in items has one row an item."""
        item, rater = np.zeros(len(rows.unit), dtype=np.intp), np.full(len(rows.unit), "", dtype=object)
        for k, fact in enumerate(self.values):
            if fact not in self.items:
                continue
            times = np.where((rows.fact == k) & ~rows.claimed, self.items[fact].shape[1], 1)
            at = np.repeat(np.arange(len(times)), times)
            place = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
            here = (rows.fact[at] == k) & ~rows.claimed[at]
            rows, item, rater = rows.repeated(at), item[at], rater[at]
            rows.values[here] = self.items[fact][rows.unit[here], place[here]]
            rows.low[here] = np.nan
            item[here] = place[here] + 1
            rater[here] = np.array(self.raters[fact], dtype=object)[place[here]]
        return self.columns(rows, item, rater)

    def columns(self, rows: Rows, item: NDArray[np.intp], rater: NDArray[np.object_]) -> pd.DataFrame:
        """Return rows with the columns of :class:`~fazhi_score.facts.table.Facts`."""
        unit, fact, values, form, low, claimed = rows
        values, text = _written(self.framework, list(self.values), fact, values, form, low)
        numbers, nothing = range(1, int(item.max(initial=0)) + 1), np.zeros(len(unit), dtype=np.int8)
        columns: dict[str, Any] = {
            "region": _labelled(unit // len(self.periods), self.regions.frame.index.tolist()),
            "period": _labelled(unit % len(self.periods), self.periods),
            "fact": _labelled(fact, list(self.values)),
            "scope": _labelled(nothing, ["own"]),
            "span": _labelled(nothing, [""]),
            "item": _labelled(item, ["", *map(str, numbers)]),
            "status": _labelled(claimed.astype(np.int8), ["reported", "claimed"]),
            "value": values,
            "low": low,
            "high": np.full(len(unit), np.nan),
            "form": form,
            "line": np.arange(1, len(unit) + 1, dtype=np.int32),
            "origin": _labelled(nothing, ["simulation row "]),
            "source": _labelled(nothing, ["模拟报告"]),
            **({"rater": pd.Categorical(rater)} if (rater != "").any() else {}),
            "written": text,
        }
        return pd.DataFrame(columns, copy=False)

    def manifest(self, states: NDArray[np.object_]) -> Documents:
        """Return the manifest of the reports."""
        ids, p = self.regions.frame.index.tolist(), len(self.periods)
        rows = {
            "id": [f"{region}-{period}" for region in ids for period in self.periods],
            "region": np.repeat(ids, p),
            "period": self.periods * len(ids),
            "state": states,
        }
        return Documents(pd.DataFrame(rows, dtype=object), "simulation")


class Rows(NamedTuple):
    """Rows of a table of facts, ``(m,)`` each: unit and fact by number, the rest as in the table."""

    unit: NDArray[np.intp]
    fact: NDArray[np.intp]
    values: Floats
    form: NDArray[np.int8]
    low: Floats
    claimed: NDArray[np.bool_]

    def repeated(self, at: NDArray[np.intp]) -> Rows:
        """Return the rows at these places."""
        return Rows(self.unit[at], self.fact[at], self.values[at], self.form[at], self.low[at], self.claimed[at])


def _labelled(codes: NDArray[Any], labels: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index(labels, dtype=object))


def _written(
    framework: Framework,
    names: list[str],
    fact: NDArray[np.intp],
    values: Floats,
    form: NDArray[np.int8],
    low: Floats,
) -> tuple[Floats, pd.Categorical]:
    """Return values (levels have none: they are words), and how each is written."""
    levels = {k: spec.levels for k, name in enumerate(names) if (spec := framework.file.facts[name]).levels}
    named = np.where(np.isin(fact, list(levels)), fact, -1) if levels else np.full(len(fact), -1)
    number, distinct = pd.factorize(values, use_na_sentinel=False)
    kind = ((named + 1) * len(Form) + form) * 2 + ~np.isnan(low)
    code, keys = pd.factorize(kind * len(distinct) + number)
    texts = []
    for key in keys.tolist():
        which, value = divmod(key, len(distinct))
        level, of = divmod(which // 2, len(Form))
        texts.append(_text(Form(of), float(distinct[value]), bool(which % 2), levels.get(level - 1, [])))
    labels = list(dict.fromkeys(texts))
    at = {text: k for k, text in enumerate(labels)}
    codes = np.array([at[text] for text in texts], dtype=np.intp)[code]
    return np.where(form == Form.TEXT, np.nan, values), pd.Categorical.from_codes(codes, pd.Index(labels, dtype=object))


def _text(form: Form, value: float, more: bool, levels: list[str]) -> str:
    if np.isnan(value):
        return "有明显成效"
    if form == Form.TEXT:
        return levels[int(value)]
    if form == Form.PERCENT:
        return percent_text(value)
    if form == Form.YESNO:
        return "是" if value else "否"
    if form == Form.DATE:
        return day(value)
    return f"{cell_text(value)}{'余' if more else ''}"


def _level(odds: Floats, aimed: Floats) -> Floats:
    """Return ``(n,)`` what is added to all log odds so that the mean chance is as aimed, by bisection."""
    low, high = np.full(len(aimed), -30.0), np.full(len(aimed), 30.0)
    for _ in range(40):
        middle = (low + high) / 2
        mean = (1.0 / (1.0 + np.exp(-(middle[:, None] + odds)))).mean(axis=1)
        low, high = np.where(mean < aimed, middle, low), np.where(mean < aimed, high, middle)
    return np.asarray((low + high) / 2)
