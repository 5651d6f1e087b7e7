"""A result into notices: for each unit what was taken off, why, and how it can appeal."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.facts.quantities import parse_day
from fazhi_score.presentation.cells import shown_units
from fazhi_score.presentation.text import day_text, line, points_text, when_text
from fazhi_score.presentation.word.filenames import distinct, safe_part
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.layout import text
from fazhi_score.presentation.word.paper import Paper
from fazhi_score.presentation.word.region import deduction_columns, deduction_rows, totals_told
from fazhi_score.presentation.word.saving import import_docx
from fazhi_score.scoring.explanation import find_unit
from fazhi_score.scoring.result import Result

_SPAN = re.compile(r"(\d{1,3})\s*(?:个)?\s*(工作日|自然日|日历日|日|天|working days?|calendar days?|days?)")


@dataclass(frozen=True)
class Deadline:
    """Until when a unit can appeal: a day, or so many working or calendar days; neither where it is left open."""

    day: datetime.date | None = None
    days: int = 0
    working: bool = False


def write_notices(
    folder: str | os.PathLike[str],
    result: Result,
    *,
    lang: str = "zh",
    deadline: datetime.date | str | None = None,
    appeal_to: str = "",
    date: datetime.date | None = None,
    regions: Iterable[str] | None = None,
) -> list[Path]:
    """Write a notice of deductions (扣分告知书) for each unit.

    Each says what was deducted from which item, by which rule, from which facts and where they stand, what reviewers
    decided and on what evidence, and how to appeal until when; it ends with room for signature and seal and with a
    receipt on a page of its own. What a document does not state is called not stated, never not done.

    Parameters
    ----------
    folder : path
        Made where it does not exist.
    result : Result
    lang : {"zh", "en"}
    deadline : date or str, optional
        The last day for appeals: a day, or a number of days after `date` that says of which kind, such as
        ``"10 working days"`` (10个工作日) or, of calendar days, ``"15 days"`` (15日). The last of calendar days is
        computed; of working days it is not, because public holidays are fixed anew each year. Left out: a blank.
    appeal_to : str
        Who takes appeals, with address; left out: a blank.
    date : datetime.date, optional
        Of the notice; left out: today.
    regions : iterable of str, optional
        Ids or (unique) names; left out: everybody.

    Returns
    -------
    list of Path
        In the order of the result. Names of files are those of units, without what some file system cannot take;
        where two would be the same, with the id.

    Raises
    ------
    FazhiError
        Where python-docx is missing, a region is unknown, the deadline cannot be read or lies before the date, or a
        file cannot be written.

    Examples
    --------
    >>> import tempfile, pandas as pd
    >>> from fazhi_score.framework.model import load_framework
    >>> from fazhi_score.scoring.engine import score
    >>> framework = load_framework({
    ...     "format": 1, "id": "demo", "total_points": 10,
    ...     "method": {"score_on": "all", "missing": {"not_reported": "zero"}, "minimum_peers": 1},
    ...     "groups": {"g": {"weight": 10}}, "facts": {"met": {}},
    ...     "indicators": {"study": {"group": "g", "weight": 10, "formula": "met", "better": "higher",
    ...                              "score": {"rule": "required", "at_least": 4, "each_missing": 2}}}})
    >>> rows = pd.DataFrame({"region": ["A", "B"], "period": 2024, "fact": "met", "value": [3, 4]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = write_notices(folder, score(rows, framework), lang="en", deadline="15 days")
    ...     [path.name for path in found]
    ['Notice of deductions_A.docx', 'Notice of deductions_B.docx']
    """
    import_docx(os.fspath(folder))
    day = date or datetime.date.today()
    until = read_deadline(deadline, day)
    units = _units(result, regions)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Problem("write_failed", {"reason": error.strerror or error}, file=os.fspath(folder))
        raise FazhiError(problem) from error
    shared = Given(Paper(lang, os.fspath(folder), notice=True), result, day)
    paths = [Path(folder) / name for name in _file_names(shared, units)]
    for unit, path in zip(units, paths, strict=True):
        paper = Paper(lang, os.fspath(path), notice=True)
        given = Given(paper, result, day)
        for name in ("sheet", "reasons", "names", "periods", "label"):  # made once for all
            given.__dict__[name] = getattr(shared, name)
        title = _notice(given, unit, until, appeal_to)
        paper.save(path, title=f"{title} {given.names[unit]}", date=day)
    return paths


def read_deadline(given: datetime.date | str | None, start: datetime.date) -> Deadline:
    """Return what a deadline means.

    Examples
    --------
    >>> read_deadline("15日", datetime.date(2024, 3, 5))
    Deadline(day=datetime.date(2024, 3, 20), days=15, working=False)
    >>> read_deadline("10 working days", datetime.date(2024, 3, 5))
    Deadline(day=None, days=10, working=True)
    """
    if given is None:
        return Deadline()
    if isinstance(given, datetime.datetime):
        given = given.date()
    day = given if isinstance(given, datetime.date) else parse_day(str(given).strip())
    if day is not None:
        if day < start:
            told = {"deadline": day.isoformat(), "date": start.isoformat()}
            raise FazhiError(Problem("word_deadline_before", told, place="deadline="))
        return Deadline(day)
    found = _SPAN.fullmatch(str(given).strip().lower())
    if found is None or int(found[1]) < 1:
        raise FazhiError(Problem("word_deadline_form", {"got": str(given)[:80]}, place="deadline="))
    days, working = int(found[1]), "工作" in found[2] or "working" in found[2]
    return Deadline(None if working else start + datetime.timedelta(days=days), days, working)


def _units(result: Result, regions: Iterable[str] | None) -> list[int]:
    """Return the rows to write about; every region that is not known is named."""
    everybody = [int(unit) for unit in shown_units(result)]
    if regions is None:
        return everybody
    wanted: set[int] = set()
    problems: list[Problem] = []
    for region in [regions] if isinstance(regions, str) else regions:
        try:
            wanted.update(_rows_of(result, str(region)))
        except FazhiError as error:
            problems += error.problems
    if problems:
        raise FazhiError(problems)
    return [unit for unit in everybody if unit in wanted]


def _rows_of(result: Result, region: str) -> list[int]:
    """Return the rows of a region, all its periods, by its id or a name that no other has."""
    ids, names = result.index.get_level_values("region").to_numpy(), result.names.astype(str).to_numpy()
    rows = np.flatnonzero(ids == region) if (ids == region).any() else np.flatnonzero(names == region)
    if len(set(ids[rows])) != 1:
        find_unit(result, region, None)  # says what is known
    return [int(row) for row in rows]


def _file_names(given: Given, units: list[int]) -> list[str]:
    title, result = given.say("word_notice"), given.result
    several = len({given.periods[unit] for unit in units}) > 1
    names = [safe_part(str(result.names.iloc[unit])) for unit in units]
    names = [f"{name}_{safe_part(given.periods[unit])}" if several else name
             for name, unit in zip(names, units, strict=True)]  # fmt: skip
    ids = [str(result.index[unit][0]) for unit in units]
    return [f"{title}_{name}.docx" for name in distinct(names, ids)]


def _notice(given: Given, unit: int, until: Deadline, appeal_to: str) -> str:
    """Write one notice; return its title."""
    paper, name = given.paper, given.names[unit]
    title = given.say("word_notice")
    paper.title(title, given.say("word_notice_number"))
    paper.address(given.say("word_notice_to", name=name))
    edition = line(given.result.framework.file.edition, 20)
    told = {
        "framework": given.label,
        "edition": given.say("word_edition", edition=edition) if edition else "",
        "period": when_text(given.periods[unit], given.lang),
    }
    paper.text(given.say("word_notice_intro", **told))
    items = given.sheet.items(unit)
    rows = deduction_rows(given, unit, items)
    paper.heading(given.say("word_notice_result"))
    paper.text(*_result(given, unit, len(rows)))
    if rows:
        paper.heading(given.say("word_notice_deductions"))
        columns = deduction_columns(given)
        paper.table(given.say("word_notice_caption"), columns, rows, form=True)
        paper.note(given.reasons.joined(totals_told(given, unit, items), given.say("word_unstated_note")))
    _appeal(given, until, appeal_to)
    paper.signature(given.say("word_notice_seal"), day_text(given.date, given.lang))
    _receipt(given, unit, title)
    return title


def _result(given: Given, unit: int, count: int) -> list[str]:
    total = given.sheet.total(unit)
    told = {"full": given.full_text, "count": count, "score": points_text(total)}
    if total != total:
        return [given.say("word_notice_unscored")]
    code = "word_notice_score" if count else "word_notice_nothing"
    return [given.say(code, **told)]


def _appeal(given: Given, until: Deadline, appeal_to: str) -> None:
    """Say how to appeal, to whom, and until when."""
    paper = given.paper
    paper.heading(given.say("word_notice_appeal"))
    told = {
        "to": line(appeal_to, 120) or given.say("word_blank_line"),
        "date": day_text(given.date, given.lang),
        "days": until.days,
        "day": "" if until.day is None else day_text(until.day, given.lang),
    }
    code = "open" if until.day is None else "day"
    code = "days" if until.days and not until.working else "working" if until.working else code
    paper.text(given.say(f"word_appeal_{code}", **told), given.say("word_appeal_how"))


def _receipt(given: Given, unit: int, title: str) -> None:
    """Add the slip that the unit signs, on a page of its own."""
    paper = given.paper
    paper.page_break()
    paper.title(given.say("word_receipt"))
    rows = [
        [given.say("word_receipt_document"), title],
        [given.say("word_receipt_unit"), given.names[unit]],
        *([given.say(f"word_receipt_{key}"), "\n\n"] for key in ("how", "when", "who", "remark")),
    ]
    paper.grid([text(""), text("")], rows, form=True, head=False, shares=(0.3, 0.7))
    paper.note(given.say("word_receipt_note"))
