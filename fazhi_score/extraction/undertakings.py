"""The parts of a report about problems and plans into problems and plan items, with dimension and place."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from fazhi_score.documents.reports import Report
from fazhi_score.extraction.planning import heading_plan, plans
from fazhi_score.extraction.reviewing import CHANGES
from fazhi_score.extraction.shortcomings import problems, waiting
from fazhi_score.extraction.stating import Row
from fazhi_score.extraction.stretches import Stated, Stretch, stretches
from fazhi_score.facts.headings import LEDGER
from fazhi_score.facts.ledger import Ledger
from fazhi_score.messages import say
from fazhi_score.reports.types import Clause, Section

PLANS = ("id", "region", "period", "dimension", "plan", "source", "location")
"""The columns of the table of plans."""

_NOTE = re.compile(
    r"[（(][^）)]*[）)]|20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|.{2,20}(?:人民政府|司法局|办公室|委员会|管委会)"
    "|(?:附件|附表|联系人|本报告).*"
)
_NO_LETTERS = re.compile(r"[\W_]+")
_LONGEST = 2000  # a cell that people are to read
_MADE = "S-"  # how the ids of problems begin that reports state themselves
_ALIKE = 0.8
_COMPARED = 200  # comparing takes time that grows with the square of the length


def stated_problems_and_plans(text: str, sections: Sequence[Section], clauses: Sequence[Clause]) -> list[Stated]:
    """Return the problems that a report owns up to, and what it plans, in the order of the text.

    Parameters
    ----------
    text : str
        The text of a report.
    sections, clauses : sequences
        What :func:`~fazhi_score.reports.structure.sections` and :func:`~fazhi_score.reports.clauses.clauses` return.

    Returns
    -------
    list of Stated
        A problem is an item of a list (一是…), a heading with what stands below it, or a sentence that names one. A
        plan item is what one sentence undertakes about one subject; aims (提高…水平) and openings are part of none.

    Examples
    --------
    >>> from fazhi_score.reports.clauses import clauses
    >>> from fazhi_score.reports.structure import sections
    >>> text = "一、存在的问题\\n一是执法力量不足；二是普法形式单一。\\n二、下一步打算\\n清理规范性文件，提升质量。"
    >>> parts = sections(text)
    >>> for each in stated_problems_and_plans(text, parts, clauses(text)):
    ...     print(each.kind, each.dimension, each.words)
    problem enforcement 执法力量不足
    problem disputes 普法形式单一
    plan administration 清理规范性文件
    """
    found: list[Stated] = []
    named: dict[str, set[str]] = {}  # by heading: the subjects of its items
    heads: list[Stretch] = []
    for stretch in stretches(text, sections):
        if stretch.about == "problems":
            found += problems(text, stretch)
            continue
        found += plans(text, stretch, named.setdefault(stretch.title, set()))
        if stretch.form == "heading":
            heads.append(stretch)
    for stretch in heads:
        found += heading_plan(text, stretch, named[stretch.title])
    found += waiting(text, sections, clauses)
    found = [each for each in found if each.words and not _NOTE.fullmatch(each.words)]
    return sorted(set(found), key=lambda each: (each.start, each.end))


def problem_rows(report: Report, stated: Iterable[Stated]) -> list[Row]:
    """Return the problems of a report as rows of a problem ledger.

    Parameters
    ----------
    report : Report
        Where they were found.
    stated : iterable of Stated
        What :func:`stated_problems_and_plans` returns.

    Returns
    -------
    list of dict
        With the columns of a ledger, `source` ``self_reported`` and `state` ``open``; the note gives the place. The id
        is made of region, period and words, so that extracting again gives the same.
    """
    rows = [
        {
            **dict.fromkeys(LEDGER, ""),
            **_known(report, each, _MADE),
            "problem": each.words[:_LONGEST],
            "source": "self_reported",
            "state": "open",
            "note": say("extracted_place", "zh", document=report.id, place=f"{each.start}:{each.end}"),
        }
        for each in stated
        if each.kind == "problem"
    ]
    return _once(rows)


def plan_rows(report: Report, stated: Iterable[Stated]) -> list[Row]:
    """Return what a report plans as rows of a table with the columns :data:`PLANS`.

    Parameters
    ----------
    report : Report
        Where it was found; `period` is the year that is reported on, not the year that is planned.
    stated : iterable of Stated
        What :func:`stated_problems_and_plans` returns.
    """
    rows = [
        {
            **_known(report, each, "N-"),
            "plan": each.words[:_LONGEST],
            "source": report.id,
            "location": f"{each.start}:{each.end}",
        }
        for each in stated
        if each.kind == "plan"
    ]
    return _once(rows)


def _known(report: Report, each: Stated, first: str) -> Row:
    words = _NO_LETTERS.sub("", unicodedata.normalize("NFKC", each.words))
    digest = hashlib.sha256("\x1f".join((report.region, report.period, words)).encode()).hexdigest()
    return {
        "id": f"{first}{digest[:12]}",
        "region": report.region,
        "period": report.period,
        "dimension": each.dimension,
    }


def _once(rows: Iterable[Row]) -> list[Row]:
    """Return rows with one for each id: what is said twice is one problem."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["id"], row)
    return list(found.values())


def merge_ledger(old: Ledger | None, rows: Sequence[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add problems to a ledger in which nothing is overwritten.

    Parameters
    ----------
    old : Ledger or None
        The ledger as people keep it.
    rows : list of dict
        From :func:`problem_rows`, of any number of reports.

    Returns
    -------
    frame : DataFrame
        The rows of `old` as they are, then the problems that it does not have.
    changes : DataFrame
        Columns as in a merge of facts, `kind` ``new_problem``, ``changed_problem`` (the report now puts it in other
        words; the ledger keeps its own) or ``gone_problem`` (kept, and no longer in the report of its period); `item`
        is the id, `old` and `new` are words.

    Examples
    --------
    >>> row = {"id": "S-1", "region": "甲县", "period": "2023", "problem": "执法力量不足", "state": "open"}
    >>> frame, changes = merge_ledger(None, [row])
    >>> frame[["id", "state"]].values.tolist(), changes[["kind", "item", "new"]].values.tolist()
    ([['S-1', 'open']], [['new_problem', 'S-1', '执法力量不足']])
    """
    known: list[Row] = [] if old is None else old.frame[list(LEDGER)].to_dict("records")  # type: ignore[assignment]
    ids = {row["id"] for row in known}
    of: dict[tuple[str, str], list[Row]] = defaultdict(list)  # what reports said before, and do not say in these words
    stated = {row["id"] for row in rows}
    for row in known:
        if row["id"].startswith(_MADE) and row["id"] not in stated:
            of[row["region"], row["period"]].append(row)
    changes: list[Row] = []
    added: list[Row] = []
    for row in _once(rows):
        if row["id"] in ids:
            continue
        before = _nearest(row, of[row["region"], row["period"]])
        if before is None:
            added.append(row)
            changes.append(_change("new_problem", row, "", row["problem"]))
        else:
            of[row["region"], row["period"]].remove(before)
            changes.append(_change("changed_problem", before, before["problem"], row["problem"]))
    for key in dict.fromkeys((row["region"], row["period"]) for row in rows):
        changes += [_change("gone_problem", row, row["problem"], "") for row in of[key]]
    frame = pd.DataFrame([*known, *added], columns=list(LEDGER), dtype=object).fillna("")
    return frame, pd.DataFrame(changes, columns=list(CHANGES), dtype=object).fillna("")


def _nearest(row: Row, known: Sequence[Row]) -> Row | None:
    """Return the problem whose words are nearly those of `row`."""
    words = {other["problem"][:_COMPARED]: other for other in reversed(known)}
    found = difflib.get_close_matches(row["problem"][:_COMPARED], list(words), n=1, cutoff=_ALIKE)
    return words[found[0]] if found else None


def _change(kind: str, row: Row, old: str, new: str) -> Row:
    kept = {name: row.get(name, "") for name in ("region", "period", "source")}
    return {"kind": kind, **kept, "item": row["id"], "status": row.get("state", ""), "old": old, "new": new}
