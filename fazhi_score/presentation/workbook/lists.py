"""What goes with a result into worksheets: score sheet, gaps, decisions, robustness, changes, problems, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fazhi_score.facts.folders import bare_problem
from fazhi_score.framework.model import ROOT, Framework
from fazhi_score.messages import TEXTS
from fazhi_score.presentation import tables
from fazhi_score.presentation.cells import unit_names
from fazhi_score.presentation.robustness import varied
from fazhi_score.presentation.scoresheet import score_sheet
from fazhi_score.presentation.workbook.book import MOST_ROWS, Book
from fazhi_score.presentation.workbook.given import Given
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.records import add_frame, labelled
from fazhi_score.presentation.workbook.styles import FINE, SCORE, SHARE, WHOLE

if TYPE_CHECKING:
    from fazhi_score.analysis.uncertainty import Uncertainty


def add_score_sheet(book: Book, given: Given) -> None:
    """Add the score sheet: one row a unit and item, as scored."""
    layout, say = given.layout, given.layout.say
    rows = len(layout.units) * len(layout.indicators)
    frame = score_sheet(layout.result, layout.lang) if rows <= MOST_ROWS else pd.DataFrame(index=range(rows))
    codes = ("full", "rule_alone", "points", "counted")
    formats = {say(f"sheet_{code}"): SCORE for code in codes}
    lead = say("book_sheet_lead")
    add_frame(book, layout, say("book_sheet_sheet"), frame, lead=lead, formats=formats, frozen=1, tab="2E75B6")


def add_gaps(book: Book, given: Given) -> None:
    """Add the gaps: one row each with the reason in words and what stands in its place."""
    layout, say = given.layout, given.layout.say
    formats = {say("sheet_score"): SCORE, say("sheet_share"): "0.00%"}
    frame = tables.gaps(layout.result, layout.lang)
    lead = say("book_gaps_lead")
    add_frame(book, layout, say("book_sheet_gaps"), frame, lead=lead, formats=formats, frozen=1, tab="7F7F7F")


def add_reviews(book: Book, given: Given) -> None:
    """Add reviewers' decisions and alerts."""
    layout, say = given.layout, given.layout.say
    frame = tables.decisions(layout.result, layout.lang)
    add_frame(book, layout, say("book_sheet_decisions"), frame, lead=say("book_decisions_lead"), frozen=2)
    frame = tables.alerts(layout.result, layout.lang)
    add_frame(book, layout, say("book_sheet_alerts"), frame, lead=say("book_alerts_lead"), frozen=1)


def _intervals(layout: Layout, found: Uncertainty) -> dict[str, pd.Series]:
    """Return the columns of the robustness sheet, each by the code of its heading."""
    keys = found.index
    table = found.table.assign(
        unit=unit_names(found.nominal), when=[str(period) for period in keys.get_level_values("period")],
        first=found.top(1), three=found.top(3), ranked=found.rank_intervals()["ranked"],
    ).reindex(layout.result.index[layout.units])  # fmt: skip
    columns = {
        "column_name": table["unit"],
        "column_period": table["when"],
        "column_rank": table["rank"],
        "book_robust_low": table["low"],
        "book_robust_high": table["high"],
        "column_uncertain_median": table["median"],
        "column_composite": table["composite"],
        "book_robust_score_low": table["score_low"],
        "book_robust_score_high": table["score_high"],
        "book_robust_first": table["first"],
        "book_robust_three": table["three"],
        "book_robust_ranked": table["ranked"],
    }
    if "grade" in table:
        columns |= {"column_grade": table["grade"], "column_uncertain_stability": table["grade_stability"]}
    return columns


def add_robustness(book: Book, given: Given) -> None:
    """Add intervals of ranks and scores, and how often a unit is first, among the first three, keeps its grade."""
    found, layout, say = given.uncertainty, given.layout, given.layout.say
    if found is None:
        return
    columns = _intervals(given.layout, found)
    shares = {say(code): SHARE for code in _SHARES}
    ranks = {say(code): WHOLE for code in ("column_rank", "book_robust_low", "book_robust_high")}
    lead = say("book_robust_lead", draws=found.draws, seed=found.seed, level=f"{found.level:.0%}",
               sources=varied(found.sources, layout.lang))  # fmt: skip
    notes = [note.render(layout.lang) for note in found.notes]
    bars = {say(code): 1.0 for code in _SHARES}
    frame = labelled(layout, {code: values.to_numpy() for code, values in columns.items()})
    add_frame(book, layout, say("book_sheet_robustness"), frame, lead="\n".join([lead, *notes]),
              formats=shares | ranks, bars=bars, frozen=1, tab="7030A0")  # fmt: skip


_SHARES = ("book_robust_first", "book_robust_three", "book_robust_ranked", "column_uncertain_stability")


def add_sensitivity(book: Book, given: Given) -> None:
    """Add how much each assumption matters."""
    found, layout, say = given.sensitivity, given.layout, given.layout.say
    if found is None:
        return
    frame = found.table.reset_index()
    headings = {name: f"column_sensitive_{name}" for name in map(str, frame.columns)}
    frame = frame.rename(columns={name: say(code) for name, code in headings.items() if code in TEXTS})
    formats = {str(name): FINE for name in frame.columns if pd.api.types.is_float_dtype(frame[name])}
    lead = say("book_sensitivity_lead", method=found.method, draws=found.draws, seed=found.seed)
    notes = [note.render(layout.lang) for note in found.notes]
    add_frame(book, layout, say("book_sheet_sensitivity"), frame, lead="\n".join([lead, *notes]), formats=formats,
              frozen=1, tab="7030A0")  # fmt: skip


def add_changes(book: Book, given: Given) -> None:
    """Add composite, rank and grade now and then."""
    layout, say = given.layout, given.layout.say
    if given.before is None:
        return
    frame = tables.changes(given.before, layout.result, layout.lang)
    same = given.before.framework.sha256() == layout.framework.sha256()
    lead = say(
        "book_changes_lead" if same else "book_changes_lead_other", framework=_named(given.before.framework, layout)
    )
    formats = {say(f"regional_{name}"): SCORE for name in ("before", "after", "shift")}
    add_frame(book, layout, say("book_sheet_changes"), frame, lead=lead, formats=formats, frozen=1)


def _named(framework: Framework, layout: Layout) -> str:
    return f"{framework.label(ROOT, layout.lang)} [{framework.id}] {framework.file.edition}".strip()


def add_problems(book: Book, given: Given) -> None:
    """Add the ledger of problems."""
    layout, say, ledger = given.layout, given.layout.say, given.ledger
    if ledger is None:
        return
    result = layout.result
    names = dict(zip(result.index.get_level_values("region"), result.names.astype(str), strict=True))
    frame = tables.problems(ledger, layout.lang, framework=layout.framework, names=names)
    add_frame(book, layout, say("book_sheet_problems"), frame, frozen=2)


def add_notes(book: Book, given: Given, more: list[str]) -> None:
    """Add what a reader must know: notes of scoring, and where the workbook has values instead of formulas."""
    layout, say = given.layout, given.layout.say
    notes = map(bare_problem, layout.result.notes)
    rows = [(say(f"book_severity_{note.severity}"), note.render(layout.lang)) for note in notes]
    rows += [(say("book_severity_workbook"), text) for text in more]
    frame = pd.DataFrame(rows, columns=[say("sheet_kind"), say("sheet_text")], dtype=object)
    add_frame(book, layout, say("book_sheet_notes"), frame, widths=[14.0, 110.0])
