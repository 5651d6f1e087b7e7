"""The cover of a workbook: what was scored by what, how gaps are treated, where things are, what scores do not say."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from fazhi_score.framework.model import ROOT
from fazhi_score.framework.steps import as_step
from fazhi_score.presentation.robustness import varied
from fazhi_score.presentation.workbook.book import Book
from fazhi_score.presentation.workbook.given import Given
from fazhi_score.presentation.workbook.layout import LIVE
from fazhi_score.presentation.workbook.sheets import Worksheet, line_count, row_height
from fazhi_score.presentation.workbook.styles import DAY, FILLED, GAP, HEADING, INPUT, QUIET, SCORE, Style

_KEY = Style(bold=True, fill=QUIET, wrap=True, top=True)
_VALUE = Style(wrap=True, top=True, align="left")
_LINK = Style(colour="0563C1", wrap=True, top=True)
_WIDTHS = (24.0, 80.0)
_DAY_ZERO = datetime.date(1899, 12, 30)  # from which spreadsheets count days


def add_cover(book: Book, given: Given) -> Worksheet:
    """Add the cover, empty; :func:`fill_cover` writes it once the other sheets are known."""
    sheet = book.add(given.layout.say("book_sheet_cover"), frozen=(0, 0), heading=0, tab="1F4E79", landscape=False)
    sheet.widths = list(_WIDTHS)
    return sheet


def fill_cover(sheet: Worksheet, book: Book, given: Given, values: list[str]) -> None:
    """Write the cover; `values` says where the workbook has values instead of formulas."""
    say = given.layout.say
    title = Style(bold=True, size=18, border=False, wrap=True)
    sheet.row([(say("book_title", name=given.layout.label(ROOT)), title), ("", title)], 54)
    sheet.merged.append(f"A{sheet.last}:B{sheet.last}")
    for key, value in _facts(given):
        _line(sheet, key, value)
    _heading(sheet, say("book_cover_sheets"))
    for other in book.sheets[1:]:
        code = _code_of(other, given)
        about = say(f"book_about_{code}")
        at = sheet.row([(other.title, _LINK), (about, _VALUE)], _height(about))
        sheet.links.append((f"A{at}", other.title))
    _heading(sheet, say("book_cover_retrace"))
    for number in range(1, 6):
        _line(sheet, str(number), say(f"book_retrace_{number}"))
    if values:
        _line(sheet, say("book_cover_values"), "\n".join(values))
    _heading(sheet, say("book_cover_colours"))
    for code, look in _colours():
        sheet.row([(say(f"book_colour_{code}_sample"), look), (say(f"book_colour_{code}"), _VALUE)])
    _heading(sheet, say("book_cover_limits"))
    for number in range(1, 7):
        _line(sheet, str(number), say(f"book_limit_{number}"))


def _colours() -> list[tuple[str, Style]]:
    return [
        ("gap", Style(fill=GAP)),
        ("zero", Style(format=SCORE, align="right")),
        ("filled", Style(fill=FILLED, italic=True, align="right")),
        ("input", Style(fill=INPUT)),
    ]


def _heading(sheet: Worksheet, text: str) -> None:
    sheet.row([("", Style(border=False))])
    look = Style(bold=True, colour=HEADING.colour, fill=HEADING.fill)
    sheet.row([(text, look), ("", look)], 20)


def _line(sheet: Worksheet, key: str, value: Any) -> None:
    look = Style(format=DAY, top=True, align="left") if not isinstance(value, str) else _VALUE
    sheet.row([(key, _KEY), (value, look)], max(_height(key, _WIDTHS[0]), _height(value)))


def _height(text: Any, width: float = _WIDTHS[1]) -> float:
    """Return the height of a row in points."""
    return row_height(line_count(text, width)) if isinstance(text, str) else 15.0


def _code_of(sheet: Worksheet, given: Given) -> str:
    return next(code for code in _SHEETS if given.layout.say(f"book_sheet_{code}") == sheet.title)


_SHEETS = ("ranking", "calculation", "scores", "weights", "sheet", "values", "gaps", "decisions", "alerts",
           "robustness", "sensitivity", "changes", "problems", "facts", "regions", "documents", "notes")  # fmt: skip


def _facts(given: Given) -> list[tuple[str, Any]]:
    """Return the first lines: framework, hashes, version, date, who is ranked with whom, gaps, seed."""
    layout, say, result = given.layout, given.layout.say, given.layout.result
    framework, hashes = layout.framework, result.hashes
    standing, units = result.standing, layout.units
    counts = {
        "units": len(units),
        "scored": int((~np.isnan(standing.composite[units])).sum()),
        "ranked": int((~np.isnan(standing.ranks[units])).sum()),
    }
    rows: list[tuple[str, Any]] = [
        (say("book_cover_framework"), f"{layout.label(ROOT)} [{framework.id}]"),
        (say("book_cover_edition"), framework.file.edition or "–"),
        (say("book_cover_periods"), ", ".join(dict.fromkeys(layout.keys[1]))),
        (say("book_cover_units"), say("book_cover_counts", **counts)),
        (say("book_cover_ranked"), _ranked_with(given)),
        (say("book_cover_missing"), _missing(given)),
        (say("book_cover_method"), _method(given)),
        *(
            (say(f"book_cover_hash_{name}"), hashes[name])
            for name in ("framework", "facts", "decisions")
            if name in hashes
        ),
        (say("book_cover_version"), f"fazhi-score {hashes['version']}"),
        (say("book_cover_date"), (given.date - _DAY_ZERO).days),
        (say("book_cover_uncertainty"), _uncertainty(given)),
    ]
    if given.sensitivity is not None:
        one = given.sensitivity
        told = {"method": one.method, "draws": one.draws, "seed": one.seed}
        rows.append((say("book_cover_sensitivity"), say("book_cover_sensitivity_told", **told)))
    return rows


def _ranked_with(given: Given) -> str:
    say, method = given.layout.say, given.layout.framework.method
    known = {"period": say("column_period"), "class": say("column_class"), "region": say("column_name")}
    within = "、" if given.layout.lang == "zh" else ", "
    named = within.join(known.get(name, name) for name in method.rank_within)
    text = say("book_ranked_within", within=named) if named else say("book_ranked_together")
    text += say("book_ranked_least", count=method.minimum_peers)
    if method.minimum_coverage:
        text += say("book_ranked_coverage", least=f"{method.minimum_coverage:.0%}")
    if method.compare_on is not None:
        text += say("book_ranked_comparable", share=f"{method.compare_on.stated_by:.0%}")
    return text


def _missing(given: Given) -> str:
    """Return what each kind of gap earns; what single indicators say of their own is only told to be there."""
    say, framework = given.layout.say, given.layout.framework
    policies = [tuple(sorted(framework.policy(name).items())) for name in framework.composite_ids]
    if not policies:
        return "–"
    usual = max(dict.fromkeys(policies), key=policies.count)
    lines = [
        say("book_missing_line", gap=say(f"book_gap_{gap}"), policy=say(f"policy_{policy}")) for gap, policy in usual
    ]
    others = len(policies) - policies.count(usual)
    return "\n".join([*lines, *([say("book_missing_others", count=others)] if others else [])])


def _method(given: Given) -> str:
    say, framework = given.layout.say, given.layout.framework
    found = {framework.aggregation(group) for group in framework.composite_tree}
    parts = [
        say(
            "book_method_mean",
            methods=", ".join(say(f"book_mean_{one}") if one in LIVE else one for one in sorted(found)),
        )
    ]
    if framework.method.ordering is not None:
        parts.append(say("book_method_ordering", method=as_step(framework.method.ordering).method))
    if framework.file.total_points is not None:
        parts.append(say("book_method_points", total=f"{framework.file.total_points:g}"))
    return "".join(parts)


def _uncertainty(given: Given) -> str:
    found, say = given.uncertainty, given.layout.say
    if found is None:
        return say("book_cover_no_uncertainty")
    told = {
        "draws": found.draws,
        "seed": found.seed,
        "level": f"{found.level:.0%}",
        "sources": varied(found.sources, given.layout.lang),
    }
    return say("book_cover_uncertainty_told", **told)
