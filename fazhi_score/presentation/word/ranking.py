"""A report's tables of who stands where: ranks, dimensions, grades, and what changed."""

from __future__ import annotations

import numpy as np

from fazhi_score.framework.model import ROOT
from fazhi_score.presentation.text import (
    percent_text,
    points_text,
    score_text,
    signed_text,
    span_text,
    whole_text,
)
from fazhi_score.presentation.word.classes import Class
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.layout import Column, centre, number, text

MOST_MOVES = 400
"""More units that moved are not listed."""
_WIDE = 7
"""More dimensions need a turned page."""


def add_ranking(given: Given) -> None:
    """Add a table of each class, in full, and how to read it."""
    paper = given.paper
    paper.heading(given.say("word_head_ranking"))
    if not given.classes:
        paper.text(given.say("word_nothing"))
    for one in given.classes:
        _ranking_of(given, one)
    if given.classes:
        paper.note(given.say("word_ranking_note"))


def _ranking_of(given: Given, one: Class) -> None:
    standing = given.result.standing
    units = one.units
    ranked = not np.isnan(standing.ranks[units]).all()
    columns: list[tuple[Column, list[str]]] = [
        (centre(given.say("word_rank")), [whole_text(standing.ranks[unit]) for unit in units]),
        (text(given.say("word_unit")), [given.names[unit] for unit in units]),
        (number(given.say("word_score")), [given.score(unit) for unit in units]),
    ]
    if given.result.framework.file.grades and not given.is_ordered:
        columns.append((centre(given.say("word_grade")), [standing.grades[unit] or "–" for unit in units]))
    if standing.comparable is not None:
        values = [score_text(standing.comparable[unit]) for unit in units]
        columns.append((number(given.say("word_comparable")), values))
    possible = [_possible(given, unit) for unit in units]
    columns.append((centre(given.say("word_possible")), possible))
    if given.uncertainty is not None:
        table = given.uncertainty.rank_intervals()
        ends = list(zip(table["low"], table["high"], strict=True))
        level = percent_text(given.uncertainty.level)
        columns.append((centre(given.say("word_interval", level=level)), [span_text(*ends[unit]) for unit in units]))
    scale = 1.0 if given.is_ordered else given.sheet.scale
    low, high = standing.low * scale, standing.high * scale
    columns += [
        (number(given.say("word_coverage")), [percent_text(standing.coverage.total[unit]) for unit in units]),
        (centre(given.say("word_bounds")), [span_text(low[unit], high[unit], 1) for unit in units]),
    ]
    if not np.isnan(standing.disclosure).all():
        shares = [percent_text(standing.disclosure[unit]) for unit in units]
        columns.append((number(given.say("word_disclosure")), shares))
    code = "word_caption_ranking" if ranked else "word_caption_scores"
    caption = given.say(code, title=f"{one.title}{given.blank}" if one.title else "")
    given.paper.table(caption, [column for column, _ in columns], list(zip(*(c for _, c in columns), strict=True)))


def _possible(given: Given, unit: int) -> str:
    """Return the ranks that are possible among peers; alone there is nothing to rank."""
    standing = given.result.standing
    peers = int(standing.peers[unit])
    return f"{span_text(standing.best[unit], standing.worst[unit])} / {peers}" if peers > 1 else "–"


def dimensions(given: Given) -> list[str]:
    """Return the top-level parts of the composite."""
    return given.result.framework.composite_tree[ROOT]


def add_dimensions(given: Given) -> None:
    """Add mean, median, best and worst of each dimension and class."""
    paper, framework = given.paper, given.result.framework
    paper.heading(given.say("word_head_dimensions"))
    columns = [
        text(given.say("word_dimension")), number(given.say("word_share")), number(given.say("word_mean")),
        number(given.say("word_median")), text(given.say("word_best")), text(given.say("word_worst")),
    ]  # fmt: skip
    several = [one for one in given.classes if len(one.units) > 1]
    for one in several:
        rows = []
        for name in dimensions(given):
            scores = given.result.nodes[name][0][one.units]
            if np.isnan(scores).all():
                rows.append([given.node(name), *["–"] * 5])
                continue
            ends = [_at(given, one, scores, float(end)) for end in (np.nanmax(scores), np.nanmin(scores))]
            share = percent_text(framework.nominal_weights.get(name, np.nan), 1)
            middle = [score_text(np.nanmean(scores)), score_text(np.nanmedian(scores))]
            rows.append([given.node(name), share, *middle, *ends])
        paper.table(given.say("word_caption_dimensions", title=_title(given, one)), columns, rows)
    if several:
        paper.note(given.say("word_dimensions_note"))
    if len(several) < len(given.classes):
        paper.text(given.say("word_dimensions_single"))


def _title(given: Given, one: Class) -> str:
    return f"{one.title}{given.blank}" if one.title else ""


def _at(given: Given, one: Class, scores: np.ndarray, end: float) -> str:
    """Return who has a score, and the score."""
    units = [int(unit) for unit, score in zip(one.units, scores, strict=True) if abs(score - end) <= 1e-9]
    return given.say("word_name_score", name=given.several(units, 2), score=score_text(end))


def add_grades(given: Given) -> None:
    """Add how many have each grade."""
    edges = given.result.framework.file.grades
    if not edges or given.is_ordered or not given.classes:
        return
    given.paper.heading(given.say("word_head_grades"))
    names = sorted(edges, key=lambda name: -edges[name])
    columns = [text(given.say("word_class")), *(number(name) for name in names), number(given.say("word_ungraded"))]
    columns.append(number(given.say("word_all")))
    rows = []
    for one in given.classes:
        mine = given.result.standing.grades[one.units].tolist()
        counts = [mine.count(name) for name in names]
        rows.append([one.title or given.say("word_all_units"), *map(str, counts), str(mine.count("")), str(len(mine))])
    given.paper.table(given.say("word_caption_grades"), columns, rows)
    told = [given.say("word_grade_edge", name=name, edge=points_text(edges[name])) for name in names]
    quota = given.result.framework.file.grade_quota
    limits = [
        given.say("word_grade_quota", name=name, share=percent_text(quota[name])) for name in names if name in quota
    ]
    given.paper.note(given.say("word_grades_note", edges=given.say("word_comma").join(told), quota="".join(limits)))


def add_scores(given: Given, most: int) -> None:
    """Add the annex with the score of every unit in every dimension."""
    paper, names = given.paper, dimensions(given)
    if not given.classes:
        return
    paper.turn(wide=len(names) > _WIDE)
    paper.annex(given.say("word_annex_scores"))
    columns = [text(given.say("word_unit")), number(given.say("word_score"))]
    columns += [number(given.node(name)) for name in names]
    for one in given.classes:
        rows = [
            [given.names[unit], given.score(unit), *(score_text(given.result.nodes[n][0][unit]) for n in names)]
            for unit in one.units[:most].tolist()
        ]
        paper.table(given.say("word_caption_group_scores", title=_title(given, one)), columns, rows)
        if len(one.units) > most:
            paper.note(given.say("word_limited", count=len(one.units), most=most))


def add_moves(given: Given) -> None:
    """Add who stands elsewhere than in the earlier result."""
    moves = given.moves
    if moves is None:
        return
    from fazhi_score.presentation.word.summary import moved_sentences

    paper = given.paper
    paper.heading(given.say("word_head_moves"))
    paper.text(*moved_sentences(given))
    old, new = moves.before.standing, given.result.standing
    moved = [one for one in moves.by_unit.values() if abs(np.nan_to_num(one.score)) >= 5e-3 or np.nan_to_num(one.rank)]
    shown = sorted(moved, key=lambda one: (-abs(np.nan_to_num(one.rank)), -abs(np.nan_to_num(one.score))))
    scale = 1.0 if given.is_ordered else given.sheet.scale
    rows = []
    for one in shown[:MOST_MOVES]:
        scores = [score_text(old.composite[one.old] * scale), score_text(new.composite[one.new] * scale)]
        ranks = [whole_text(old.ranks[one.old]), whole_text(new.ranks[one.new])]
        grades = "→".join(grade or "–" for grade in (old.grades[one.old], new.grades[one.new]))
        rows.append(
            [given.names[one.new], *scores, signed_text(one.score * scale), *ranks, places(given, one.rank), grades]
        )
    if not rows:
        return
    keys = ("unit", "score_before", "score_now", "shift", "rank_before", "rank_now", "places")
    columns = [text(given.say("word_unit")), *(number(given.say(f"word_{key}")) for key in keys[1:-1])]
    columns += [centre(given.say("word_places")), centre(given.say("word_grade"))]
    paper.table(given.say("word_caption_moves"), columns, rows)
    if len(shown) > MOST_MOVES:
        paper.note(given.say("word_limited", count=len(shown), most=MOST_MOVES))


def places(given: Given, gained: float) -> str:
    """Return how many places somebody rose or fell."""
    if np.isnan(gained):
        return "–"
    return given.say("word_stays") if gained == 0 else f"{'↑' if gained > 0 else '↓'}{abs(int(gained))}"
