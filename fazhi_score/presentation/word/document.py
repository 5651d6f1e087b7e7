"""A result into a Word document: on all units, or on one."""

from __future__ import annotations

import datetime
import os

from fazhi_score.analysis.sensitivity import Sensitivity
from fazhi_score.analysis.uncertainty import Uncertainty
from fazhi_score.facts.ledger import Ledger
from fazhi_score.presentation.cells import shown_units
from fazhi_score.presentation.text import day_text, when_text
from fazhi_score.presentation.word import annexes, charts, method, ranking
from fazhi_score.presentation.word.classes import names_of
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.paper import Paper
from fazhi_score.presentation.word.region import add_region
from fazhi_score.presentation.word.saving import check_ending
from fazhi_score.presentation.word.summary import add_summary
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.result import Result

MOST_SCORES = 1_000
"""More units of a class have their scores by dimension in the workbook only."""


def write_document(
    path: str | os.PathLike[str],
    result: Result,
    *,
    lang: str = "zh",
    region: str | None = None,
    period: str | int | None = None,
    uncertainty: Uncertainty | None = None,
    sensitivity: Sensitivity | None = None,
    before: Result | None = None,
    ledger: Ledger | None = None,
    date: datetime.date | None = None,
) -> None:
    """Write a report as a Word document: on the whole comparison, or on one region.

    The whole: summary, ranking in full, dimensions, grades, changes, robustness, problems, method; annexes with
    weights and rules, gaps by indicator, scores, decisions and alerts (long ones cut, with a sentence that says so).
    One region: its place, dimensions against its peers, strengths and weaknesses, every item and deduction with its
    reason and where that stands, gaps, decisions, problems, changes. Headings, captions and tables have Word's styles.

    Parameters
    ----------
    path : path
        ``.docx``; an existing file is replaced once the new one is complete.
    result : Result
    lang : {"zh", "en"}
    region : str, optional
        Id or (unique) name; left out: the whole comparison.
    period : str, optional
        Needed where the region has several.
    uncertainty : Uncertainty, optional
        Adds rank intervals.
    sensitivity : Sensitivity, optional
        Adds which assumption matters.
    before : Result, optional
        An earlier round of the same period, or an earlier period: adds what changed.
    ledger : Ledger, optional
        Adds problems with who is responsible, deadline and state on the day.
    date : datetime.date, optional
        Left out: today. The same result and date make the same bytes.

    Raises
    ------
    FazhiError
        Where python-docx is missing, the ending is another, the region is unknown, or the file cannot be written.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from pathlib import Path
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
    ...     "groups": {"one": {}}, "facts": {"x": {}},
    ...     "indicators": {"i": {"group": "one", "formula": "x", "better": "higher",
    ...                          "score": {"rule": "goalposts", "worst": 0, "best": 100}}}})
    >>> rows = pd.DataFrame({"region": ["A", "B"], "period": 2024, "fact": "x", "value": [90, 50]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_document(Path(folder) / "report.docx", score(rows, framework), lang="en")
    ...     (Path(folder) / "report.docx").stat().st_size > 10_000
    True
    """
    check_ending(path)
    unit = None if region is None else find_unit(result, region, period)
    day = date or datetime.date.today()
    paper = Paper(lang, os.fspath(path))
    given = Given(paper, result, day, uncertainty, sensitivity, before, ledger)
    title = _write_whole(given) if unit is None else _write_region(given, unit)
    paper.save(path, title=title, date=day)


def _write_whole(given: Given) -> str:
    paper = given.paper
    title = given.say("word_title", framework=given.label)
    periods = sorted({given.periods[unit] for unit in shown_units(given.result).tolist()})
    covered = given.say("word_comma").join(when_text(one, given.lang) for one in periods[:6])
    paper.title(title, *filter(None, [covered, day_text(given.date, given.lang)]))
    add_summary(given)
    ranking.add_ranking(given)
    ranking.add_dimensions(given)
    ranking.add_grades(given)
    ranking.add_moves(given)
    method.add_robustness(given)
    annexes.add_problems(given)
    method.add_method(given)
    if not charts.has_charts():
        paper.note(given.say("word_no_charts"))
    paper.page_break()
    annexes.add_weights(given)
    annexes.add_gaps(given)
    annexes.add_alerts(given)
    ranking.add_scores(given, MOST_SCORES)
    annexes.add_decisions(given)
    return title


def _write_region(given: Given, unit: int) -> str:
    name, period = names_of(given.result)[unit], when_text(given.periods[unit], given.lang)
    title = given.say("word_title_region", framework=given.label)
    given.paper.title(title, given.say("word_title_unit", name=name, period=period), day_text(given.date, given.lang))
    add_region(given, unit)
    return f"{title} {name}"
