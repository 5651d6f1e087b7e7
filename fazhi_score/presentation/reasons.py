"""Why points were taken off, in sentences: the rule, what the documents state and where, what was decided."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from fazhi_score.facts.folders import without_folders
from fazhi_score.framework.formula import Formula
from fazhi_score.framework.model import Entry
from fazhi_score.messages import say
from fazhi_score.presentation.items import Item, Row, Sheet, Strike
from fazhi_score.presentation.text import line, passage, points_text, when_text
from fazhi_score.presentation.wording import adjustment_words, formula_in_words, rule_words
from fazhi_score.scoring.indicators import STATED, Evaluator, Found, Peers, accepted_windows, evaluator_of
from fazhi_score.scoring.reasons import Reason
from fazhi_score.scoring.values import fact_kind, written

_SCORING = re.compile(r"扣|得分|满分|不得|\d分")
_SPAN = re.compile(r"(\d+):(\d+)")
_MOST_PLACES, _MOST_QUOTE, _MOST_WORDS = 3, 60, 400


@dataclass(frozen=True)
class Ground:
    """A fact behind an item: its name, its value as people write it ("" where there is none), and where it stands."""

    label: str
    value: str
    reason: Reason
    places: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reasons:
    """Sentences for all units; formulas are evaluated once for all of them."""

    sheet: Sheet = field(repr=False)
    lang: str
    _found: dict[Any, Any] = field(default_factory=dict, repr=False)

    def say(self, code: str, **params: object) -> str:
        """Return a text in the language."""
        return say(code, self.lang, **params)

    def joined(self, *sentences: str) -> str:
        """Return sentences as one text."""
        return ("" if self.lang == "zh" else " ").join(one for one in sentences if one)

    # the parts of a reason

    def why(self, unit: int, item: Item) -> str:
        """Return why an item has less than full points, with what shows it; one paragraph a part."""
        parts = [self.decision(one, item.full) for one in item.decisions]
        if not item.decisions or any(one["rule_alone"] == one["rule_alone"] for one in item.decisions):
            parts.append(self.rule(item))
            parts.append(self.facts(unit, item))
        return "\n".join(part for part in parts if part)

    def rule(self, item: Item) -> str:
        """Return the rule in words, and the wording or basis that the sheet gives."""
        basis = passage(item.spec.basis or item.entry.spec.basis, self.lang, _MOST_WORDS)
        if self.lang == "zh" and _SCORING.search(basis):
            return self.say("word_rule_wording", text=basis.rstrip("。"))
        told = self.say("word_rule", text=passage(self._rule_words(item), self.lang, _MOST_WORDS))
        return self.joined(told, self.say("word_basis", text=basis.rstrip("。.")) if basis else "")

    def _rule_words(self, item: Item) -> str:
        return rule_words(self.sheet.framework, item.entry, item.spec.score, self.lang)

    def facts(self, unit: int, item: Item) -> str:
        """Return what the documents state about an item and where, and what they do not state."""
        if item.entry.items:
            return self._checklist(unit, item.entry)
        grounds = self.grounds(unit, item.entry)
        gaps = [one for one in grounds if not one.value]
        told = [self.ground(one) for one in grounds if one.value]
        parts = []
        if told:
            value = self._value(unit, item) if len(grounds) > 1 else ""
            parts.append(self.say("word_states", facts=self.say("word_list").join(told), value=value))
        if item.reason is not Reason.OK and item.reason is not Reason.OPEN:
            parts.append(self._gap(item, gaps))
        falsified = self._falsified(unit, item.entry)
        return self.joined(*parts, falsified)

    def _gap(self, item: Item, gaps: list[Ground]) -> str:
        policy = self.say(f"policy_{item.policy}")
        if gaps and all(one.reason in (Reason.NOT_STATED, Reason.NOT_REPORTED) for one in gaps):
            names = self.say("word_comma").join(f"“{one.label}”" if self.lang == "zh" else one.label for one in gaps)
            return self.say("word_gap_not_stated", facts=names, policy=policy)
        return self.say("word_gap", reason=self.say(f"reason_{item.reason.name}"), policy=policy)

    def _value(self, unit: int, item: Item) -> str:
        value = float(self.sheet.result.values.values[unit, self._column[item.id]])
        if np.isnan(value):
            return ""
        return self.say("word_value", value=self.amount(value, item.entry.spec.unit))

    def _checklist(self, unit: int, entry: Entry) -> str:
        """Return which items of a list are there, which are not, and of which nothing is stated."""
        there: list[str] = []
        absent: list[str] = []
        silent: list[str] = []
        for key, spec, formula in entry.items:
            found = self._look(unit, entry, formula)
            label = line((spec.zh if self.lang == "zh" else spec.en) or spec.zh or self._label(formula, key))
            reason = Reason(int(found.reasons[unit]))
            places = [place for one in self._grounds(unit, entry, formula) for place in one.places[:1]]
            told = label + (self.say("word_where", places=places[0]) if places else "")
            if reason is Reason.OK:
                (there if found.values[unit] else absent).append(told if not found.values[unit] else label)
            elif reason not in (Reason.NOT_APPLICABLE, Reason.OUT_OF_SCOPE):
                silent.append(label)
        comma, parts = self.say("word_comma"), []
        for code, names in (("word_list_absent", absent), ("word_list_silent", silent), ("word_list_there", there)):
            if names:
                parts.append(self.say(code, items=comma.join(names)))
        return self.joined(*parts)

    def _label(self, formula: Formula, key: str) -> str:
        names = list(dict.fromkeys(name.id for name in formula.names()))
        return self.sheet.framework.label(names[0], self.lang) if len(names) == 1 else key

    def decision(self, one: Row, full: float) -> str:
        """Return one decision: state, day, who decided, reason, evidence, what the rule alone gave."""
        words = [self.say(f"decision_{one['state']}"), when_text(str(one["date"]), self.lang), line(one["decided_by"])]
        head = self.say("word_comma").join(word for word in words if word)
        reason = passage(one["reason"], self.lang).rstrip("。.；;")
        parts = [self.say("word_decision", head=head, reason=reason or self.say("word_no_reason"))]
        evidence = passage(one["evidence"], self.lang).rstrip("。.；;")
        parts.append(self.say("word_evidence", text=evidence) if evidence else self.say("word_no_evidence"))
        if one["rule_alone"] == one["rule_alone"] and abs(one["rule_alone"] - one["score"]) > 5e-3:
            told = {"rule": points_text(one["rule_alone"]), "points": points_text(one["score"])}
            parts.append(self.say("word_decision_rule", **told))
        return self.joined(*parts)

    def extra(self, unit: int, one: Strike) -> str:
        """Return why a bonus, penalty, cap or gate strikes."""
        parts = [self.decision(row, float("nan")) for row in one.decisions]
        parts.append(self.say("word_rule", text=adjustment_words(self.sheet.framework, one.id, self.lang)))
        parts.append(self.met(unit, one.id))
        return "\n".join(part for part in parts if part)

    def met(self, unit: int, adjustment: str) -> str:
        """Return what the documents state about the condition of a bonus, penalty, cap or gate."""
        grounds = self._grounds(unit, None, self.sheet.framework.conditions[adjustment])
        told = [self.ground(one) for one in grounds if one.value]
        return self.say("word_states", facts=self.say("word_list").join(told), value="") if told else ""

    def ground(self, one: Ground) -> str:
        """Return a fact with its value and where it stands."""
        told = self.say("word_fact", label=one.label, value=one.value)
        if not one.places:
            return told
        places = self.say("word_semi").join(one.places[:_MOST_PLACES])
        more = self.say("word_more_places", count=len(one.places)) if len(one.places) > _MOST_PLACES else ""
        return told + self.say("word_where", places=places + more)

    # facts

    def grounds(self, unit: int, entry: Entry) -> list[Ground]:
        """Return the facts that an indicator was computed from: those of its formula, or its printed rate."""
        column = self._column[entry.id]
        printed = self.sheet.result.values.branches[unit, column] == STATED
        formula = entry.stated if printed and entry.stated is not None else entry.formula
        return [] if formula is None else self._grounds(unit, entry, formula)

    def _falsified(self, unit: int, entry: Entry) -> str:
        if entry.falsified is None:
            return ""
        values = self._found.get(("falsified", entry.id))
        if values is None:
            values = self._found["falsified", entry.id] = Evaluator(self._panel)(entry.falsified).values
        if not np.nan_to_num(values[unit]):
            return ""
        told = [self.ground(one) for one in self._grounds(unit, None, entry.falsified) if one.value]
        return self.say(
            "word_falsified",
            facts=self.say("word_list").join(told)
            or formula_in_words(self.sheet.framework, entry.falsified.text, self.lang),
        )

    def _grounds(self, unit: int, entry: Entry | None, formula: Formula) -> list[Ground]:
        look = Evaluator(self._panel) if entry is None else self._evaluator(unit, entry)
        names = list(dict.fromkeys(name.id for name in formula.names()))
        return [self._ground(unit, look, name) for name in names]

    def _ground(self, unit: int, look: Evaluator, name: str) -> Ground:
        spec, panel = self.sheet.framework.file.facts[name], self._panel
        values, reasons = panel.matrix(look.scope, look.span, evidence=look.evidence)
        column = panel.column_of[name]
        value, reason = float(values[unit, column]), Reason(int(reasons[unit, column]))
        rows = [row for row in panel.rows_of(unit, column) if row in self._window(look)]
        rows = [row for row in rows if self._cell("status", row) != "rejected"]
        label, shown = line(self.sheet.framework.label(name, self.lang)), ""
        if reason is Reason.OK:
            kind = fact_kind(spec)
            if kind == "date" and value == value:
                shown = when_text(datetime.date.fromordinal(int(value)).isoformat(), self.lang)
            elif kind in ("level", "yes_no") and rows:
                shown = line(written(panel.facts, rows[0]), 40)
            elif kind == "yes_no":
                shown = self.say("word_yes" if value else "word_no")
            shown = shown or self.amount(value, spec.unit)
        places = tuple(dict.fromkeys(place for place in (self._place(row) for row in rows) if place))
        return Ground(label, shown, reason, places)

    def amount(self, value: float, unit: str) -> str:
        """Return a value with its unit, shares as percentages."""
        if unit == "percent":
            return f"{value * 100:.4g}%"
        return f"{value:.10g}{unit if self.lang == 'zh' else ''}"

    def _place(self, row: int) -> str:
        """Return document, place in it and words of a fact."""
        source, location, quote = (self._cell(name, row) for name in ("source", "location", "quote"))
        span = _SPAN.fullmatch(location)
        if span:
            location = self.say("word_span", start=int(span[1]) + 1, end=span[2])
        told = " ".join(line(part, 80) for part in (source, location) if part)
        return told + (self.say("word_quote", text=line(quote, _MOST_QUOTE)) if quote else "")

    def _cell(self, name: str, row: int) -> str:
        cells = self._found.get(("cells", name))
        if cells is None:
            table = without_folders(self._panel.facts).table
            column = table[name].astype(object).fillna("").astype(str).tolist() if name in table else [""] * len(table)
            cells = self._found["cells", name] = column
        return str(cells[row])

    def _window(self, look: Evaluator) -> set[int]:
        key = ("window", look.scope, look.span, look.evidence)
        if key not in self._found:
            at = self._panel.positions(look.scope, look.span, evidence=look.evidence)
            self._found[key] = set(self._panel.rows[at].tolist())
        found: set[int] = self._found[key]
        return found

    @cached_property
    def _panel(self) -> Any:
        return self.sheet.result.panel

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.sheet.framework.entries)}

    @cached_property
    def _peers(self) -> Any:
        return Peers(self._panel).codes(self.sheet.framework.method.scale_within)

    def _evaluator(self, unit: int, entry: Entry) -> Evaluator:
        windows = accepted_windows(self._panel, entry)
        number = min(int(self.sheet.result.values.windows[unit, self._column[entry.id]]), len(windows) - 1)
        key = ("look", entry.id, number)
        if key not in self._found:
            self._found[key] = evaluator_of(self._panel, entry, *windows[number], self._peers)
        look: Evaluator = self._found[key]
        return look

    def _look(self, unit: int, entry: Entry, formula: Formula) -> Found:
        look = self._evaluator(unit, entry)
        key = ("formula", entry.id, look.scope, look.span, formula.text)
        if key not in self._found:
            self._found[key] = look(formula)
        found: Found = self._found[key]
        return found
