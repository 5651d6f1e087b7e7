"""A result into a workbook whose weighted sums, adjustments and ranks are live formulas."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.files import replacing, saved
from fazhi_score.framework.model import ROOT
from fazhi_score.presentation.workbook import book as limits
from fazhi_score.presentation.workbook.book import Book
from fazhi_score.presentation.workbook.cover import add_cover, fill_cover
from fazhi_score.presentation.workbook.facts import add_facts, add_manifest, add_register
from fazhi_score.presentation.workbook.given import Given
from fazhi_score.presentation.workbook.layout import Layout
from fazhi_score.presentation.workbook.lists import (
    add_changes,
    add_gaps,
    add_notes,
    add_problems,
    add_reviews,
    add_robustness,
    add_score_sheet,
    add_sensitivity,
)
from fazhi_score.presentation.workbook.matrices import Calculation, add_scores, add_values
from fazhi_score.presentation.workbook.ranking import add_ranking
from fazhi_score.presentation.workbook.weights import add_weights
from fazhi_score.scoring.result import Result

if TYPE_CHECKING:
    from fazhi_score.analysis.sensitivity import Sensitivity
    from fazhi_score.analysis.uncertainty import Uncertainty
    from fazhi_score.facts.ledger import Ledger

MOST_COLUMNS = 2**14


def write_excel(
    path: str | Path,
    result: Result,
    *,
    lang: str = "zh",
    uncertainty: Uncertainty | None = None,
    sensitivity: Sensitivity | None = None,
    before: Result | None = None,
    ledger: Ledger | None = None,
    date: datetime.date | None = None,
) -> None:
    """Write a result as a workbook in which a person can follow every weighted sum.

    Worksheets: cover (framework, hashes, version, date, seed, how to retrace a number, what a score does not say);
    ranking; calculation, where groups, total, adjustments, composite and rank are formulas over the scores; scores;
    weights, with cells to type others into; score sheet; indicator values; gaps; decisions; alerts; robustness,
    sensitivity, changes and problems where they are given; facts with their sources, which
    :func:`fazhi_score.read_facts` reads back, register and manifest; notes. An empty grey cell is a gap; a zero is a
    zero. Needs no other package. The same result and date give the same bytes.

    Parameters
    ----------
    path : path
        ``.xlsx``; an existing file is replaced once the new one is complete.
    result : Result
    lang : {"zh", "en"}
    uncertainty : Uncertainty, optional
        What :func:`fazhi_score.uncertainty` found: intervals of ranks and scores.
    sensitivity : Sensitivity, optional
        What :func:`fazhi_score.sensitivity` found.
    before : Result, optional
        An earlier period or round, to show changes.
    ledger : Ledger, optional
        Problems and what was done about them.
    date : date, optional
        The day on the cover; left out: today.

    Raises
    ------
    FazhiError
        Where the ending is another, the file cannot be written, or there are more units or indicators than a
        worksheet has rows or columns.

    Notes
    -----
    Arithmetic, geometric and harmonic means are formulas; other aggregations are values, and the cover says so. With
    more than 5,000 units ranks are values. A list with more rows than a worksheet has is left out, and says so.

    Examples
    --------
    >>> import tempfile
    >>> from fazhi_score import load_framework, read_facts, score
    >>> import pandas as pd
    >>> rule = {"group": "one", "better": "higher", "score": {"rule": "proportional", "full": 100}}
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}}, "indicators": {"i": {"formula": "x", **rule}}})
    >>> rows = pd.DataFrame({"region": ["甲县", "乙县"], "period": 2024, "fact": "x", "value": [90, 60]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_excel(f"{folder}/scores.xlsx", score(rows, framework))
    ...     [read_facts(f"{folder}/scores.xlsx").table["value"].tolist()]
    [[90.0, 60.0]]
    """
    if Path(path).suffix.lower() != ".xlsx":
        told = {"ending": Path(path).suffix or "-", "known": ".xlsx"}
        raise FazhiError(Problem("output_ending", told, file=str(path)))
    layout = Layout(result, lang)
    _check_size(layout, str(path))
    given = Given(layout, date or datetime.date.today(), uncertainty, sensitivity, before, ledger)
    made = _made(given)
    with replacing(path) as file:
        file.write(saved(made))


def _check_size(layout: Layout, path: str) -> None:
    title = layout.say("book_sheet_scores")
    rows, columns = len(layout.units) + 4, len(layout.framework.entries) + 3
    if rows > limits.MOST_ROWS:
        params = {"count": len(layout.units), "limit": limits.MOST_ROWS}
        raise FazhiError(Problem("write_too_many", params, file=path, place=f"'{title}'"))
    if columns > MOST_COLUMNS:
        params = {"count": columns, "limit": MOST_COLUMNS}
        raise FazhiError(Problem("write_too_wide", params, file=path, place=f"'{title}'"))


def _made(given: Given) -> Book:
    """Return the workbook, ready to be saved."""
    layout, say = given.layout, given.layout.say
    book = Book(layout.label(ROOT), say("book_footer"), given.date)
    cover, calculation = add_cover(book, given), Calculation(layout)
    add_ranking(book, layout, calculation)
    calculation.add(book)
    add_scores(book, layout)
    add_weights(book, layout)
    add_score_sheet(book, given)
    add_values(book, layout)
    add_gaps(book, given)
    add_reviews(book, given)
    add_robustness(book, given)
    add_sensitivity(book, given)
    add_changes(book, given)
    add_problems(book, given)
    _, cut = add_facts(book, layout)
    add_register(book, layout)
    add_manifest(book, layout)
    values = _values(layout)
    add_notes(book, given, [*values, *([say("book_cut", count=cut)] if cut else [])])
    fill_cover(cover, book, given, values)
    return book


def _values(layout: Layout) -> list[str]:
    """Return where the workbook has values instead of formulas, and why."""
    framework, found = layout.framework, []
    for group in framework.composite_tree:
        if not layout.is_live(group):
            ordering = group == ROOT and framework.method.ordering is not None
            told = {"group": layout.label(group)}
            if ordering:
                found.append(layout.say("book_values_ordering", **told))
            else:
                found.append(layout.say("book_values_group", method=framework.aggregation(group), **told))
    if layout.why_ranks_are_values:
        found.append(layout.say(layout.why_ranks_are_values))
    if framework.file.grades and not layout.grades_live:
        found.append(layout.say("book_values_grades"))
    return [*found, layout.say("book_values_always")]
