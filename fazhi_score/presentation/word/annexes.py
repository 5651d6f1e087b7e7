"""A report's annexes: weights and rules, gaps by indicator, problems, decisions, alerts."""

from __future__ import annotations

from collections import Counter

import numpy as np

from fazhi_score.framework.model import ROOT
from fazhi_score.messages import say_or
from fazhi_score.presentation.cells import shown_units
from fazhi_score.presentation.items import Row
from fazhi_score.presentation.problems import Entry, entries_of
from fazhi_score.presentation.text import line, passage, percent_text, points_text, score_text, when_text
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.layout import centre, number, text
from fazhi_score.presentation.wording import adjustment_words, rule_words
from fazhi_score.scoring.reasons import Reason

MOST_DECISIONS, MOST_PROBLEMS, MOST_ALERTS = 600, 300, 200
"""More rows are not listed; the document says so, and the workbook has them all."""

_SAID = 300
_UNSTATED = (Reason.NOT_STATED, Reason.NOT_REPORTED, Reason.OPEN, Reason.PLANNED)
_UNKNOWN = (Reason.PARTLY_READ, Reason.UNREAD, Reason.NO_REPORT, Reason.NOT_SOUGHT)
_UNFIT = (Reason.NOT_APPLICABLE, Reason.ZERO_DENOMINATOR)
_WORDS = (Reason.CLAIMED, Reason.AMBIGUOUS)


def add_weights(given: Given) -> None:
    """Add every node of the composite with its weight, nominal and effective, and its rule."""
    framework, paper = given.result.framework, given.paper
    paper.annex(given.say("word_annex_weights"))
    shown = shown_units(given.result)
    there = shown[~np.isnan(given.result.nodes[ROOT][0][shown])]
    means = given.result.effective_weights.iloc[there].mean() if len(there) else None
    rows = []

    def add(name: str, depth: int) -> None:
        inside = [one for one in framework.composite_ids if one == name or _within(given, one, name)]
        points = points_text(framework.points(name)) if framework.file.total_points is not None else ""
        real = percent_text(float(means[inside].sum()), 1) if means is not None else "–"
        entry = framework.entries.get(name)
        told = "" if entry is None else rule_words(framework, entry, entry.spec.score, given.lang)
        rule = passage(told, given.lang, _SAID)
        label = "　" * depth + given.node(name)
        rows.append([label, points, percent_text(framework.nominal_weights[name], 2), real, rule])
        for child in framework.composite_tree.get(name, []):
            add(child, depth + 1)

    for top in framework.composite_tree[ROOT]:
        add(top, 0)
    columns = [text(given.say("word_node")), number(given.say("word_points")), number(given.say("word_nominal")),
               number(given.say("word_effective")), text(given.say("word_rule_heading"))]  # fmt: skip
    if framework.file.total_points is None:
        columns, rows = [*columns[:1], *columns[2:]], [[*row[:1], *row[2:]] for row in rows]
    paper.table(given.say("word_caption_weights"), columns, rows)
    paper.note(given.say("word_weights_note"))
    _adjustments(given)


def _within(given: Given, name: str, group: str) -> bool:
    framework = given.result.framework
    while name != ROOT:
        name = framework.parent(name)
        if name == group:
            return True
    return False


def _adjustments(given: Given) -> None:
    framework, lang = given.result.framework, given.lang
    rows = [
        [given.node(name), passage(adjustment_words(framework, name, lang), lang, _SAID)]
        for name in framework.file.adjustments
    ]
    if rows:
        columns = [text(given.say("word_adjustment")), text(given.say("word_rule_heading"))]
        given.paper.table(given.say("word_caption_adjustments"), columns, rows)


def add_gaps(given: Given) -> None:
    """Add, by indicator, how many units have no value and why."""
    framework, result, paper = given.result.framework, given.result, given.paper
    paper.annex(given.say("word_annex_gaps"))
    shown, rows = shown_units(result), []
    column = {name: k for k, name in enumerate(framework.entries)}
    for name in framework.composite_ids:
        counts = Counter(Reason(int(code)) for code in result.marks.reasons[shown, column[name]])
        asked = len(shown) - counts[Reason.OUT_OF_SCOPE]
        if not asked or counts[Reason.OK] == asked:
            continue
        kinds = [sum(counts[reason] for reason in reasons) for reasons in (_UNSTATED, _UNKNOWN, _UNFIT, _WORDS)]
        rest = asked - counts[Reason.OK] - sum(kinds)
        policy = framework.policy(name)
        numbers = [str(counts[Reason.OK]), *map(str, kinds), str(rest)]
        rows.append([given.node(name), *numbers, given.say(f"policy_{policy['not_reported']}")])
    if not rows:
        paper.text(given.say("word_gaps_none"))
        return
    keys = ("with_value", "unstated", "unread", "unfit", "words", "other_gap")
    columns = [text(given.say("word_item")), *(number(given.say(f"word_gap_{key}")) for key in keys)]
    columns.append(text(given.say("word_gap_policy")))
    paper.table(given.say("word_caption_gaps", count=len(shown)), columns, rows)
    paper.note(given.say("word_gaps_note"))


def add_problems(given: Given) -> None:
    """Add what the ledger has: how many problems are open, and which."""
    if given.ledger is None:
        return
    paper = given.paper
    paper.heading(given.say("word_head_problems"))
    found = entries_of(given.ledger, given.result, shown_units(given.result).tolist(), given.date)
    if not found:
        paper.text(given.say("word_problems_none"))
        return
    paper.text(problems_told(given, found))
    unsettled = [one for one in found if one.is_open]
    if unsettled:
        problem_table(given, given.say("word_caption_open"), unsettled[:MOST_PROBLEMS], named=True)
    if len(unsettled) > MOST_PROBLEMS:
        paper.note(given.say("word_limited", count=len(unsettled), most=MOST_PROBLEMS))


def problems_told(given: Given, found: list[Entry]) -> str:
    """Return how many problems there are by state."""
    states = Counter(one.row["state"] for one in found)
    told = {state: states[state] for state in ("open", "under_way", "done", "dropped")}
    overdue = sum(one.is_overdue for one in found)
    day = when_text(given.date.isoformat(), given.lang)
    return given.say("word_problems", day=day, count=len(found), overdue=overdue, **told)


def problem_table(given: Given, caption: str, found: list[Entry], *, named: bool) -> None:
    """Add problems with who is responsible, until when, and the state of things."""
    ids = given.result.index.get_level_values("region")
    names = {str(region): name for region, name in zip(ids, given.names, strict=True)}
    rows = []
    for number_, one in enumerate(found, 1):
        row = one.row
        state = given.say(f"word_state_{row['state']}") + (given.say("word_overdue") if one.is_overdue else "")
        answer = "\n".join(part for part in (row["answer"], when_text(row["answered"], given.lang)) if part)
        source = say_or(f"word_found_{row['source']}", line(row["source"]), given.lang)
        responsible = names.get(row["responsible"], line(row["responsible"]))
        problem, deadline = passage(row["problem"], given.lang, _SAID), when_text(row["deadline"], given.lang)
        cells = [problem, source, responsible, deadline, state]
        cells = cells if named else [*cells, passage(answer, given.lang, _SAID)]
        rows.append([str(number_), *([names.get(row["region"], line(row["region"]))] if named else []), *cells])
    columns = [centre(given.say("word_number")), *([text(given.say("word_unit"))] if named else []),
               text(given.say("word_problem")), centre(given.say("word_found_by")), text(given.say("word_responsible")),
               centre(given.say("word_deadline")), centre(given.say("word_state"))]  # fmt: skip
    columns += [] if named else [text(given.say("word_answer"))]
    given.paper.table(caption, columns, rows)


def add_decisions(given: Given) -> None:
    """Add the decisions of reviewers, on turned pages."""
    frame, paper = given.result.decisions, given.paper
    if not len(frame):
        return
    paper.turn(wide=True)
    paper.annex(given.say("word_annex_decisions"))
    rows = frame.head(MOST_DECISIONS).to_dict("records")
    decision_table(given, [{str(key): value for key, value in row.items()} for row in rows], named=True)
    if len(frame) > MOST_DECISIONS:
        paper.note(given.say("word_limited", count=len(frame), most=MOST_DECISIONS))


def decision_table(given: Given, found: list[Row], *, named: bool) -> None:
    """Add decisions with what the rule alone gave; `named`: of many units, on turned pages."""
    pairs = zip(given.result.index, given.names, strict=True)
    names = {(str(region), str(period)): name for (region, period), name in pairs}
    rows = []
    for one in found:
        states = " → ".join(given.say(f"decision_{state}") for state in one["history"])
        who = " ".join(part for part in (line(one["decided_by"]), when_text(one["date"], given.lang)) if part)
        numbers = [points_text(one[key]) for key in ("full", "rule_alone", "score")]
        said = [passage(one[key], given.lang, _SAID) for key in ("reason", "evidence")]
        cells = [given.node(one["item"]), *numbers]
        if named:
            rows.append([names[str(one["region"]), str(one["period"])], *cells, *said, who, states])
        else:
            rows.append([*cells, "\n".join(filter(None, said)), "\n".join(filter(None, (who, states)))])
    keys = ("reason", "evidence_heading", "who_when", "state") if named else ("reason_and_evidence", "who_when_state")
    columns = [text(given.say("word_item")), number(given.say("word_full_points")), number(given.say("word_by_rule")),
               number(given.say("word_decided")), *(text(given.say(f"word_{key}")) for key in keys)]  # fmt: skip
    columns = [text(given.say("word_unit")), *columns] if named else columns
    given.paper.table(given.say("word_caption_decisions"), columns, rows)


def add_alerts(given: Given) -> None:
    """Add the alerts that are raised."""
    raised = given.result.alerts["state"].to_numpy() == "raised"
    if not raised.any():
        return
    given.paper.annex(given.say("word_annex_alerts"))
    rows = []
    for one in given.result.alerts[raised].head(MOST_ALERTS).to_dict("records"):
        node = given.node(one["node"])
        cells = (one["name"], one["period"], node, one["level"], score_text(one["score"]), one["note"])
        rows.append([passage(cell, given.lang, _SAID) for cell in cells])
    heads = [given.say(f"word_{key}") for key in ("unit", "period", "node", "level", "score", "to_do")]
    columns = [text(heads[0]), centre(heads[1]), text(heads[2]), centre(heads[3]), number(heads[4]), text(heads[5])]
    given.paper.table(given.say("word_caption_alerts"), columns, rows)
    if raised.sum() > MOST_ALERTS:
        given.paper.note(given.say("word_limited", count=int(raised.sum()), most=MOST_ALERTS))
