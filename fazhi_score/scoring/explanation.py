"""One score as a tree: points ← rule ← formula ← facts ← where they stand in the report."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.rows import STATUSES
from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.formula import Call, Formula, Name
from fazhi_score.framework.model import ROOT, Entry
from fazhi_score.framework.schema import Gate, Veto
from fazhi_score.framework.steps import as_step
from fazhi_score.messages import say, say_or
from fazhi_score.scoring.indicators import STATED, Evaluator, Peers, accepted_windows, evaluator_of
from fazhi_score.scoring.reasons import POLICY_OF, Reason
from fazhi_score.scoring.result import Result
from fazhi_score.scoring.values import fact_kind, written


@dataclass(frozen=True)
class Explanation:
    """One step of an explanation.

    Parameters
    ----------
    kind : str
        composite, group, indicator, adjustment, decision, step, rule, formula, fact, place, alert or note.
    id : str
        Of the node or fact.
    score, weight, contribution : float or None
        0–100; effective share of the composite; points brought to it.
    value : float or None
        Of an indicator or fact, in its unit; shares as fractions.
    code, params
        The sentence that tells the step (see :mod:`fazhi_score.messages`).
    parts : tuple of Explanation
    """

    kind: str
    id: str
    code: str
    params: dict[str, object]
    score: float | None = None
    weight: float | None = None
    contribution: float | None = None
    value: float | None = None
    label: tuple[str, str] = ("", "")
    parts: tuple[Explanation, ...] = ()

    def text(self, lang: str | None = None) -> str:
        """Return this step's sentence."""
        from fazhi_score.messages import default_language

        lang = lang or default_language()
        chosen = {key: value[lang == "zh"] if isinstance(value, tuple) else value for key, value in self.params.items()}
        return say(self.code, lang, label=self.label[lang == "zh"], **chosen)

    def lines(self, lang: str | None = None, depth: int = 0) -> Iterator[str]:
        """Yield the tree as indented lines."""
        yield "  " * depth + self.text(lang)
        for part in self.parts:
            yield from part.lines(lang, depth + 1)

    def render(self, lang: str | None = None) -> str:
        """Return the tree as text."""
        return "\n".join(self.lines(lang))

    def __str__(self) -> str:
        return self.render()

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the tree as plain data for JSON, empty parts left out."""
        numbers = {key: getattr(self, key) for key in ("score", "weight", "contribution", "value")}
        data = {"kind": self.kind, "id": self.id, "text": self.text(lang)}
        data |= {key: value for key, value in numbers.items() if value is not None}
        return data | ({"parts": [part.to_dict(lang) for part in self.parts]} if self.parts else {})


def explain(result: Result, region: str, period: str | int | None, node: str | None) -> Explanation:
    """Explain `node` (the composite if left out) of a region and period; see :meth:`Result.explain`."""
    unit = find_unit(result, region, period)
    name = node if node not in (None, "composite") else ROOT
    framework = result.framework
    known = [*framework.file.groups, *framework.entries, *framework.file.adjustments]
    if name != ROOT and name not in known:
        by_label = [n for n in known if name in (framework.label(n, "zh"), framework.label(n, "en"))]
        if len(by_label) != 1:
            labels = [framework.label(n, lang) for n in known for lang in ("zh", "en")]
            near = difflib.get_close_matches(str(name), dict.fromkeys([*known, *labels]), n=3, cutoff=0.5)
            raise FazhiError(Problem("node_unknown", {"node": name, "known": ", ".join(near or known[:20])}))
        name = by_label[0]
    return _Explainer(result, unit).node(str(name))


def find_unit(result: Result, region: str, period: str | int | None) -> int:
    """Return the row of a region (id or unique name) and period."""
    ids, names = result.index.get_level_values("region"), result.names
    matched = sorted(set(ids[(ids == region)]) or set(ids[(names == region).to_numpy()]))
    if not matched:
        raise FazhiError(Problem("region_unknown", {"region": region, "known": near_regions(region, result)}))
    if len(matched) > 1:
        raise FazhiError(Problem("region_ambiguous", {"region": region, "known": ", ".join(matched)}))
    rows = np.flatnonzero(ids == matched[0])
    periods = [str(p) for p in result.index.get_level_values("period")[rows]]
    if period is None and len(rows) == 1:
        return int(rows[0])
    if period is None:
        raise FazhiError(Problem("period_needed", {"region": region, "known": ", ".join(periods)}))
    if str(period) not in periods:
        raise FazhiError(Problem("period_unknown", {"region": region, "period": period, "known": ", ".join(periods)}))
    return int(rows[periods.index(str(period))])


def near_regions(region: str, result: Result) -> str:
    """Return the regions that were probably meant, each once: by name, with the id where that alone says which."""
    names = dict(zip(result.index.get_level_values("region"), result.names, strict=True))
    words: dict[str, list[str]] = {}
    for one, name in names.items():
        words.setdefault(one, []).append(one)
        words.setdefault(name, []).extend([one] if one != name else [])
    close = difflib.get_close_matches(region, words, n=3, cutoff=0.5)
    meant = dict.fromkeys(one for word in close for one in words[word])
    shared = Counter(names.values())
    return ", ".join(
        f"{names[one]} ({one})" if shared[names[one]] > 1 else names[one] for one in list(meant or names)[:20]
    )


def _near(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return ", ".join(close or known[:20])


class _Explainer:
    """Explains the nodes of one unit."""

    def __init__(self, result: Result, unit: int) -> None:
        self.result, self.unit = result, unit
        self.panel, self.framework = result.panel, result.framework
        self.column = {name: k for k, name in enumerate(self.framework.entries)}

    def label(self, name: str) -> tuple[str, str]:
        return self.framework.label(name, "en"), self.framework.label(name, "zh")

    def node(self, name: str) -> Explanation:
        if name == ROOT:
            return self.composite()
        if name in self.framework.file.groups:
            return self.group(name)
        return self.indicator(name) if name in self.framework.entries else self.adjustment(name)

    def shares(self, name: str) -> tuple[float | None, float | None]:
        """Return the effective weight of a node, and its contribution where the composite is a sum of parts."""
        if name not in self.result.nodes:
            return None, None
        inside = [i for i in self.framework.composite_ids if i == name or self.within(i, name)]
        weight = float(self.result.effective_weights.iloc[self.unit][inside].sum())
        try:
            parts = self.result.contributions.iloc[self.unit][inside]
        except FazhiError:
            return weight, None
        return weight, float(parts.sum())

    def within(self, name: str, group: str) -> bool:
        while name not in (ROOT, group):
            name = self.framework.parent(name)
        return name == group != ROOT

    def composite(self) -> Explanation:
        s, u = self.result.standing, self.unit
        region, period = self.result.index[u]
        parts = [self.node(child) for child in self.framework.composite_tree[ROOT]]
        parts += [self.adjustment(name) for name in self.framework.file.adjustments] + self.alerts(ROOT)
        score, name = float(s.composite[u]), self.result.names.iloc[u]
        params: dict[str, object] = {
            "region": name if name == region else f"{name} ({region})",
            "period": period,
            "score": _number(score),
            "low": _number(s.low[u]),
            "high": _number(s.high[u]),
            "coverage": _percent(s.coverage.total[u]),
            "how": self.how(ROOT),
        }
        return Explanation(
            "composite",
            "composite",
            "explain_composite" if self.framework.method.ordering is None else "explain_ordered",
            params,
            _none(score),
            1.0,
            label=self.label(ROOT),
            parts=tuple(parts),
        )

    def how(self, group: str) -> tuple[str, str]:
        ordering = self.framework.method.ordering if group == ROOT else None
        return _told("method", as_step(ordering).method if ordering else self.framework.aggregation(group))

    def group(self, name: str) -> Explanation:
        weight, contribution = self.shares(name)
        tree = self.framework.composite_tree
        parts = tuple(self.node(child) for child in tree.get(name, self.framework.children[name]))
        parts += tuple(self.alerts(name))
        if name not in self.result.nodes:
            return Explanation("group", name, "explain_group_shown", {"id": name}, label=self.label(name), parts=parts)
        score = float(self.result.nodes[name][0][self.unit])
        code = "explain_group" if score == score else "explain_group_missing"
        params: dict[str, object] = {
            "id": name,
            "score": _number(score),
            "weight": _percent(weight),
            "how": self.how(name),
        }
        return Explanation(
            "group", name, code, params, _none(score), weight, contribution, label=self.label(name), parts=parts
        )

    def indicator(self, name: str) -> Explanation:
        entry, k, u = self.framework.entries[name], self.column[name], self.unit
        reason = Reason(int(self.result.marks.reasons[u, k]))
        weight, contribution = self.shares(name)
        score = float(self.result.marks.filled[u, k])
        value = float(self.result.values.values[u, k])
        code = "explain_indicator" if reason is Reason.OK else "explain_gap"
        if entry.layer != "measured" and name not in self.result.nodes:
            code = "explain_neutral" if entry.layer == "neutral" else "explain_shown"
            code += "" if reason is Reason.OK else "_gap"
        policy = self.framework.policy(name).get(POLICY_OF.get(reason, ""), "exclude")
        params: dict[str, object] = {
            "id": name,
            "score": _number(score),
            "weight": _percent(weight),
            "contribution": _number(contribution),
            "reason": (say(f"reason_{reason.name}", "en"), say(f"reason_{reason.name}", "zh")),
            "policy": (say(f"policy_{policy}", "en"), say(f"policy_{policy}", "zh")),
        }
        parts = self.decisions(name)
        parts += self.prepared(name) + ([] if entry.layer == "neutral" else [self.rule(entry)])
        parts += self.formulas(entry, value) + self.falsified(entry) + self.alerts(name)
        return Explanation(
            "indicator",
            name,
            code,
            params,
            _none(score),
            weight,
            contribution,
            _none(value),
            self.label(name),
            tuple(parts),
        )

    def decisions(self, name: str) -> list[Explanation]:
        """Return the decisions on an item, each with what the rule alone gave and the document behind it."""
        region, period = self.result.index[self.unit]
        found = []
        for one in self.result.decided.of(str(region), str(period), name).to_dict("records"):
            states = [(say(f"decision_{state}", "en"), say(f"decision_{state}", "zh")) for state in one["history"]]
            words = {key: one[key] or "–" for key in ("reason", "evidence", "decided_by", "date")}
            params: dict[str, object] = {
                **words,
                "id": one["id"],
                "states": tuple(" → ".join(state[lang] for state in states) for lang in (0, 1)),
                "rule": _points(one["rule_alone"]),
                "points": _points(one["score"]),
                "full": _points(one["full"]),
                "place": one["place"],
                "note": f"; {one['note']}" if one["note"] else "",
            }
            steps = tuple(self.step(one["id"], *step) for step in one["steps"]) if len(one["steps"]) > 1 else ()
            score = _none(one["score"])
            found.append(Explanation("decision", one["id"], "explain_decision", params, score=score, parts=steps))
        return found

    def prepared(self, name: str) -> list[Explanation]:
        """Return by what a gap was filled, and what an outlier became, before the rule saw the value."""
        made, at, found = self.result.marks.prepared, (self.unit, self.column[name]), []
        before, after = float(made.imputed[at]), float(made.treated[at])
        if made.filled[at] and self.framework.method.imputation is not None:
            method = _told("method", as_step(self.framework.method.imputation).method)
            params: dict[str, object] = {"value": _number(before), "method": method}
            found.append(Explanation("imputed", name, "explain_imputed", params, value=before))
        if after != before and after == after:
            told = {"before": _number(before), "after": _number(after)}
            params = {**told, "method": _told("method", str(made.treatments[name]["method"]))}
            found.append(Explanation("treated", name, "explain_treated", params, value=after))
        return found

    def step(self, name: str, state: str, date: str, by: str, reason: str, evidence: str) -> Explanation:
        """Return one row of a decision's history."""
        told = (say(f"decision_{state}", "en"), say(f"decision_{state}", "zh"))
        words = {"date": date, "by": by, "reason": reason, "evidence": evidence}
        params: dict[str, object] = {"state": told, **{key: text or "–" for key, text in words.items()}}
        return Explanation("step", name, "explain_step", params)

    def alerts(self, name: str) -> list[Explanation]:
        """Return the alerts of a node that are raised, or that nobody can tell."""
        frame = self.result.alerts
        region, period = self.result.index[self.unit]
        mine = frame[(frame["region"] == region) & (frame["period"] == period) & (frame["node"] == name)]
        return [
            Explanation("alert", name, f"explain_alert_{one['state']}", {key: one[key] for key in ("level", "when")})
            for one in mine.to_dict("records")
        ]

    def falsified(self, entry: Entry) -> list[Explanation]:
        """Return the condition under which there are no marks, where it holds, with the facts behind it."""
        if entry.falsified is None:
            return []
        look = Evaluator(self.panel)
        values, _ = look(entry.falsified)
        if not np.nan_to_num(values[self.unit]):
            return []
        facts = [self.fact(look, name) for name in dict.fromkeys(n.id for n in entry.falsified.names())]
        params: dict[str, object] = {"formula": entry.falsified.text}
        return [Explanation("formula", entry.falsified.text, "explain_falsified", params, parts=tuple(facts))]

    def rule(self, entry: Entry) -> Explanation:
        kind = str(Peers(self.panel).labels("class")[self.unit])
        spec = entry.by_class.get(kind, entry.spec).score  # thresholds may differ by class
        assert spec is not None
        given = spec.model_dump(exclude_unset=True, exclude={"rule", "items"})
        text = ", ".join(f"{key} {_plain(value)}" for key, value in given.items()) or "-"
        params: dict[str, object] = {"rule": spec.rule, "parameters": text, "basis": entry.spec.basis or "-"}
        return Explanation("rule", spec.rule, "explain_rule", params)

    def formulas(self, entry: Entry, value: float) -> list[Explanation]:
        """Return the formulas of an indicator with the branch that was used, and their facts."""
        windows = accepted_windows(self.panel, entry)
        window = windows[min(int(self.result.values.windows[self.unit, self.column[entry.id]]), len(windows) - 1)]
        peers = Peers(self.panel).codes(self.framework.method.scale_within)
        look = evaluator_of(self.panel, entry, *window, peers)
        if entry.items:
            return [
                self.formula(look, formula, entry, "explain_item", (item.en or key, item.zh or key))
                for key, item, formula in entry.items
            ]
        if entry.formula is None:
            return []
        printed = self.result.values.branches[self.unit, self.column[entry.id]] == STATED
        parts = [self.formula(look, entry.formula, entry, "explain_formula_unused" if printed else "explain_formula")]
        if entry.stated is not None:
            code = "explain_stated" if printed else "explain_stated_unused"
            parts.append(self.formula(look, entry.stated, entry, code))
            parts += [
                Explanation("note", entry.id, one.code, {**one.params})
                for one in self.result.remarks
                if one.code == "stated_against_computed"
                and one.params["indicator"] == entry.id
                and (one.params["region"], one.params["period"]) == self.result.index[self.unit]
            ]
        return parts

    def formula(self, look: Evaluator, formula: Formula, entry: Entry, code: str, item: object = "") -> Explanation:
        values, reasons = look(formula)
        reason = Reason(int(reasons[self.unit]))
        value = float(values[self.unit])
        shown = self.shown(value, entry.spec.unit) if reason is Reason.OK else "–"
        if reason is Reason.OK and isinstance(formula.tree, Name) and self.is_date(formula.tree.id):
            shown = date.fromordinal(int(value)).isoformat()
        told = (say(f"reason_{reason.name}", "en"), say(f"reason_{reason.name}", "zh"))
        params: dict[str, object] = {
            "formula": formula.text,
            "value": shown,
            "reason": told,
            "item": item,
            "branch": self.branch(look, formula),
        }
        facts = [self.fact(look, name) for name in dict.fromkeys(n.id for n in formula.names())]
        return Explanation("formula", formula.text, code, params, value=_none(value), parts=tuple(facts))

    def branch(self, look: Evaluator, formula: Formula) -> str:
        """Return which argument of a coalesce gave the value, "" for other formulas."""
        tree = formula.tree
        if not (isinstance(tree, Call) and tree.function == "coalesce"):
            return ""
        for number, part in enumerate(tree.arguments, 1):
            if look(Formula("", part)).reasons[self.unit] in (Reason.OK, Reason.SMALL_BASE):
                return f" [{number}/{len(tree.arguments)}]"
        return ""

    def is_date(self, fact: str) -> bool:
        return fact_kind(self.framework.file.facts[fact]) == "date"

    def shown(self, value: float, unit: str) -> str:
        return f"{value:.4%}" if unit == "percent" else f"{value:.12g}{' ' + unit if unit else ''}"

    def fact(self, look: Evaluator, name: str) -> Explanation:
        """Return a fact with its value and every place in the reports where it stands."""
        spec = self.framework.file.facts[name]
        values, reasons = self.panel.matrix(look.scope, look.span, evidence=look.evidence)
        column = self.panel.column_of[name]
        value, reason = float(values[self.unit, column]), Reason(int(reasons[self.unit, column]))
        rows = self.panel.rows_of(self.unit, column)
        window = self.panel.positions(look.scope, look.span, evidence=look.evidence)
        seen = set(self.panel.rows[window].tolist())
        places = tuple(self.place(row, used=row in seen) for row in rows)
        shown = "–"
        if reason is Reason.OK:
            kind = fact_kind(spec)
            shown = written(self.panel.facts, rows[0]) if kind in ("date", "level", "yes_no") and rows else ""
            shown = shown or self.shown(value, spec.unit)
        told = (say(f"reason_{reason.name}", "en"), say(f"reason_{reason.name}", "zh"))
        code = "explain_fact" if reason is Reason.OK else "explain_fact_gap"
        params: dict[str, object] = {"id": name, "value": shown, "reason": told}
        return Explanation("fact", name, code, params, value=_none(value), label=self.label(name), parts=places)

    def place(self, row: int, *, used: bool) -> Explanation:
        """Return where a row stands; a row of another scope or span, or a rejected one, is told as not used."""
        table = self.panel.facts.table
        extra = {key: str(table[key].iloc[row]) if key in table else "" for key in ("source", "location", "note")}
        params: dict[str, object] = {
            "status": (str(table["status"].iloc[row]), STATUSES[str(table["status"].iloc[row])]),
            "scope": _told("fact_scope", str(table["scope"].iloc[row])),
            "span": _told("fact_span", str(table["span"].iloc[row]) or "-"),
            "written": written(self.panel.facts, row),
            "source": " ".join(part for part in (extra["source"], extra["location"]) if part) or "-",
            "file": self.panel.facts.place(row),
            "note": f"; {extra['note']}" if extra["note"] else "",
        }
        used = used and table["status"].iloc[row] != "rejected"
        code = "explain_place" if used else "explain_place_unused"
        return Explanation("place", extra["source"], code, params)

    def adjustment(self, name: str) -> Explanation:
        effect, u = self.result.adjusted.effects[name], self.unit
        formula = self.framework.conditions[name]
        state = "unknown" if effect.unknown[u] else "struck" if effect.struck[u] else "idle"
        spec = self.framework.file.adjustments[name]
        kind = spec.kind if isinstance(spec, Veto | Gate) else "extra"
        cap = spec.at_most if isinstance(spec, Veto) and isinstance(spec.at_most, str) else ""
        code = f"explain_{'cap' if cap and state == 'struck' else kind}_{state}"
        params: dict[str, object] = {"id": name, "points": cap or _number(effect.points[u]), "formula": formula.text}
        facts = self.decisions(name)
        facts += [self.fact(Evaluator(self.panel), n) for n in dict.fromkeys(n.id for n in formula.names())]
        points = _none(float(effect.points[u]))
        return Explanation(
            "adjustment", name, code, params, contribution=points, label=self.label(name), parts=tuple(facts)
        )


def _none(number: float) -> float | None:
    return None if number != number else float(number)


def _told(kind: str, word: str) -> tuple[str, str]:
    """Return a method, scope or span in both languages; somebody's own as it is written."""
    code = f"{kind}_{word}"
    return say_or(code, word, "en"), say_or(code, word, "zh")


def _number(number: float | None) -> str:
    return "–" if number is None or number != number else f"{number:.2f}"


def _points(number: float) -> str:
    return "–" if number != number else f"{number:.6g}"


def _percent(number: float | None) -> str:
    return "–" if number is None or number != number else f"{number:.1%}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_plain(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(item)}" for key, item in value.items() if item is not None) + "}"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(Amount(*value)) if isinstance(value, tuple) else str(value)
