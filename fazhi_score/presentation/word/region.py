"""The report on one unit: its place, strengths and weaknesses, every deduction with its reason, gaps and problems."""

from __future__ import annotations

from typing import Any

import numpy as np

from fazhi_score.analysis.profiles import strengths
from fazhi_score.presentation.items import Item
from fazhi_score.presentation.problems import entries_of
from fazhi_score.presentation.text import (
    percent_text,
    points_text,
    score_text,
    signed_text,
    span_text,
    whole_text,
)
from fazhi_score.presentation.word import charts
from fazhi_score.presentation.word.annexes import decision_table, problem_table, problems_told
from fazhi_score.presentation.word.classes import class_word, peers_of, unranked
from fazhi_score.presentation.word.given import Given
from fazhi_score.presentation.word.layout import Column, centre, number, text
from fazhi_score.presentation.word.method import add_hashes
from fazhi_score.presentation.word.ranking import dimensions, places
from fazhi_score.presentation.word.summary import caveats

MOST_CHANGES, MOST_STRENGTHS = 60, 5
"""More items that changed, and more strengths or weaknesses, are not listed."""
_CLEAR = 5e-3


def add_region(given: Given, unit: int) -> None:
    """Add all chapters."""
    _place(given, unit)
    _dimensions(given, unit)
    _strengths(given, unit)
    items = given.sheet.items(unit)
    _items(given, unit, items)
    _deductions(given, unit, items)
    _gaps(given, unit, items)
    _decisions(given, unit, items)
    _problems(given, unit)
    _changes(given, unit)
    _method(given)


def _place(given: Given, unit: int) -> None:
    """Say where the unit stands, and how much of that is known."""
    paper, standing = given.paper, given.result.standing
    paper.heading(given.say("word_head_place"))
    paper.text(*place_told(given, unit))
    scale = 1.0 if given.is_ordered else given.sheet.scale
    ranked = int((~np.isnan(standing.ranks[peers_of(given.result, unit)])).sum())
    rank = f"{whole_text(standing.ranks[unit])} / {ranked}"
    found = [
        ("word_score", given.score(unit)),
        ("word_rank", rank if not np.isnan(standing.ranks[unit]) else "–"),
        ("word_possible", span_text(standing.best[unit], standing.worst[unit])),
        ("word_coverage", percent_text(standing.coverage.total[unit])),
        ("word_bounds", span_text(standing.low[unit] * scale, standing.high[unit] * scale, 1)),
    ]
    if not np.isnan(standing.disclosure[unit]):
        found.append(("word_disclosure", percent_text(standing.disclosure[unit])))
    if given.result.framework.file.grades and not given.is_ordered:
        found.insert(2, ("word_grade", standing.grades[unit] or "–"))
    if given.uncertainty is not None:
        row = given.uncertainty.rank_intervals().iloc[unit]
        found.insert(3, ("word_interval_short", span_text(row["low"], row["high"])))
    columns = [centre(given.say(code)) for code, _ in found]
    paper.table(given.say("word_caption_place", name=given.names[unit]), columns, [[value for _, value in found]])
    paper.note(given.say("word_ranking_note"))


def place_told(given: Given, unit: int) -> list[str]:
    """Return the place of a unit in sentences."""
    result, standing = given.result, given.result.standing
    told = {"name": given.names[unit], "framework": given.label, "full": given.full_text, "score": given.score(unit)}
    if np.isnan(standing.composite[unit]):
        return [given.say("word_place_unscored", **told)]
    parts = [given.say("word_place_ordered" if given.is_ordered else "word_place", **told)]
    peers = peers_of(result, unit)
    kind = class_word(str(result.table["class"].iloc[unit]), given.lang)
    if not np.isnan(standing.ranks[unit]):
        rank = int(standing.ranks[unit])
        tied = int((np.abs(standing.ranks[peers] - rank) < 0.5).sum()) > 1
        count = int((~np.isnan(standing.ranks[peers])).sum())
        code = "word_place_tied" if tied else "word_place_rank"
        parts.append(given.say(code, rank=rank, count=count, kind=kind))
    else:
        method = result.framework.method
        least = {"least": percent_text(method.minimum_coverage), "peers": method.minimum_peers}
        reason = next(code for row, code in unranked(result) if row == unit)
        parts.append(given.say(f"{reason}_one", **least))
    scores = standing.composite[peers] * (1.0 if given.is_ordered else given.sheet.scale)
    if (~np.isnan(scores)).sum() > 1:
        told_ = {
            key: score_text(value) for key, value in (("median", np.nanmedian(scores)), ("mean", np.nanmean(scores)))
        }
        parts.append(given.say("word_place_peers", **told_))
    return parts


def _dimensions(given: Given, unit: int) -> None:
    """Show the dimensions beside those of the peers, as a picture and as a table."""
    paper, result = given.paper, given.result
    paper.heading(given.say("word_head_dimensions"))
    peers = peers_of(result, unit)
    rows = []
    for name in dimensions(given):
        scores = result.nodes[name][0]
        mine, there = scores[unit], scores[peers][~np.isnan(scores[peers])]
        better = int((there > mine + 1e-9).sum()) + 1
        rank = "–" if np.isnan(mine) else f"{better} / {len(there)}"
        middle = [score_text(there.mean()), score_text(np.median(there))] if len(there) else ["–", "–"]
        gap = signed_text(mine - np.median(there)) if len(there) else "–"
        rows.append([given.node(name), score_text(mine), *middle, gap, rank])
    keys = ("own_score", "peer_mean", "peer_median", "against_median")
    columns = [text(given.say("word_dimension")), *(number(given.say(f"word_{key}")) for key in keys)]
    columns.append(centre(given.say("word_place_among")))
    picture = charts.radar(result, unit, given.lang)
    if picture is not None:
        told = given.say("word_semi").join(f"{row[0]} {row[1]} ({row[3]})" for row in rows)
        paper.figure(picture, given.say("word_caption_radar", name=given.names[unit]), breadth=11.0, told=told)
    paper.table(given.say("word_caption_profile", name=given.names[unit]), columns, rows)
    if not charts.has_charts():
        paper.note(given.say("word_no_charts"))


def _strengths(given: Given, unit: int) -> None:
    """Show in what the unit is strongest and weakest among its peers."""
    paper, result = given.paper, given.result
    paper.heading(given.say("word_head_strengths"))
    region, period = result.index[unit]
    every = len(result.framework.entries)
    found = strengths(result, str(region), str(period), top=every, bottom=every).reset_index()
    found = found[found["node"].isin(result.framework.composite_ids)]  # what is only shown makes no place
    for side in ("strength", "weakness"):
        mine = found[found["side"] == side].head(MOST_STRENGTHS)
        if not len(mine):
            paper.text(given.say(f"word_no_{side}"))
            continue
        rows = [_strength(given, unit, {str(key): value for key, value in one.items()})
                for one in mine.to_dict("records")]  # fmt: skip
        columns = [text(given.say("word_item")), text(given.say("word_dimension")), number(given.say("word_own_score")),
                   number(given.say("word_peer_median")), centre(given.say("word_place_among"))]  # fmt: skip
        paper.table(given.say(f"word_caption_{side}", name=given.names[unit]), columns, rows)
    paper.note(given.say("word_strengths_note"))


def _strength(given: Given, unit: int, one: dict[str, Any]) -> list[str]:
    """Return a row; a score that stands for a gap says so."""
    result, label = given.result, given.node(one["node"])
    gap = result.gaps.iloc[unit][one["node"]]
    if gap is not None:
        label = given.say("word_with_remark", label=label, remark=given.say(f"reason_{str(gap).upper()}"))
    group = given.node(one["group"])
    return [label, group, score_text(one["score"]), score_text(one["median"]), f"{one['rank']} / {one['peers']}"]


def _items(given: Given, unit: int, items: list[Item]) -> None:
    """List every item with full points, points and what is missing."""
    paper = given.paper
    paper.heading(given.say("word_head_items"))
    rows = []
    for one in items:
        group = given.node(one.groups[0]) if one.groups else ""
        remark = "" if one.reason == 0 else given.say(f"reason_{one.reason.name}")
        remark = given.say("word_reviewed") if one.decisions else remark
        rows.append([group, given.node(one.id), points_text(one.full), points_text(one.points),
                     points_text(one.deducted), remark])  # fmt: skip
    for extra in given.sheet.extras(unit):
        shown = signed_text(extra.points) if extra.kind in ("bonus", "penalty") else extra.cap or "–"
        rows.append([given.say(f"word_extra_{extra.kind}"), given.node(extra.id), "–", shown, "–", ""])
    columns = [text(given.say("word_dimension"), merged=True), text(given.say("word_item")),
               number(given.say("word_full_points")), number(given.say("word_given")),
               number(given.say("word_taken")), text(given.say("word_remark"))]  # fmt: skip
    paper.table(given.say("word_caption_items", name=given.names[unit]), columns, rows)
    left_out = given.say("word_items_note") if any(one.is_left_out for one in items) else ""
    paper.note(given.reasons.joined(totals_told(given, unit, items), left_out))


def totals_told(given: Given, unit: int, items: list[Item]) -> str:
    """Return how the items make the total, and why they may not."""
    if not given.sheet.is_sum:
        return given.say("word_total_no_sum")
    taken = sum(one.deducted for one in items if not one.is_left_out)
    moved = sum(one.points for one in given.sheet.extras(unit) if one.points == one.points)
    left = [one for one in items if one.is_left_out]
    told = {
        "full": given.full_text,
        "taken": points_text(taken),
        "moved": signed_text(moved) if abs(moved) > _CLEAR else "",
        "score": given.score(unit),
        "left": len(left),
    }
    total = given.sheet.total(unit)
    if np.isnan(total):
        return ""
    whole = given.full - taken + moved
    if abs(whole - total) <= 2 * _CLEAR:
        return given.say("word_total_sum_moved" if told["moved"] else "word_total_sum", **told)
    return given.say("word_total_shared" if left else "word_total_capped", **told)


def _deductions(given: Given, unit: int, items: list[Item]) -> None:
    """Give the reason for every deduction, with what shows it."""
    paper = given.paper
    paper.heading(given.say("word_head_deductions"))
    rows = deduction_rows(given, unit, items)
    if not rows:
        paper.text(given.say("word_no_deductions"))
        return
    columns = deduction_columns(given)
    paper.table(given.say("word_caption_deductions", name=given.names[unit]), columns, rows)
    paper.note(given.say("word_unstated_note"))


def deduction_columns(given: Given) -> list[Column]:
    """Return the columns of a table of deductions."""
    return [
        centre(given.say("word_number")),
        text(given.say("word_item")),
        number(given.say("word_full_points")),
        number(given.say("word_taken")),
        text(given.say("word_reason_evidence")),
    ]


def deduction_rows(given: Given, unit: int, items: list[Item]) -> list[list[str]]:
    """Return number, item, full points, deducted points and reason of everything that was taken off."""
    found = []
    for one in items:
        if one.is_deducted:
            cells = [points_text(one.full), points_text(one.deducted), given.reasons.why(unit, one)]
            found.append([given.node(one.id), *cells])
    for extra in given.sheet.extras(unit):
        if extra.kind != "bonus":
            shown = points_text(-extra.points) if extra.kind == "penalty" else given.say(f"word_extra_{extra.kind}")
            found.append([given.node(extra.id), "–", shown, given.reasons.extra(unit, extra)])
    return [[str(number_), *cells] for number_, cells in enumerate(found, 1)]


def _gaps(given: Given, unit: int, items: list[Item]) -> None:
    """List what has no value, with the reason and what it earned."""
    paper = given.paper
    paper.heading(given.say("word_head_gaps"))
    found = [one for one in items if one.reason != 0]
    if not found:
        paper.text(given.say("word_region_gaps_none"))
        return
    rows = [
        [given.node(one.id), given.say(f"reason_{one.reason.name}"),
         given.say(f"policy_{one.policy}"), points_text(one.points)]
        for one in found
    ]  # fmt: skip
    columns = [text(given.say("word_item")), text(given.say("word_gap_reason")), text(given.say("word_gap_treated")),
               number(given.say("word_given"))]  # fmt: skip
    paper.table(given.say("word_caption_region_gaps", name=given.names[unit]), columns, rows)
    paper.note(given.say("word_gaps_note"))


def _decisions(given: Given, unit: int, items: list[Item]) -> None:
    found = [row for one in items for row in one.decisions]
    found += [row for extra in given.sheet.extras(unit) for row in extra.decisions]
    if found:
        given.paper.heading(given.say("word_head_decisions"))
        decision_table(given, found, named=False)


def _problems(given: Given, unit: int) -> None:
    if given.ledger is None:
        return
    given.paper.heading(given.say("word_head_problems"))
    found = entries_of(given.ledger, given.result, [unit], given.date)
    if not found:
        given.paper.text(given.say("word_problems_none"))
        return
    given.paper.text(problems_told(given, found))
    problem_table(given, given.say("word_caption_ledger", name=given.names[unit]), found, named=False)


def _changes(given: Given, unit: int) -> None:
    """Say how score and rank moved since the earlier result, and in which items."""
    moves, paper = given.moves, given.paper
    if moves is None:
        return
    paper.heading(given.say("word_head_moves"))
    move = moves.by_unit.get(unit)
    if move is None:
        paper.text(given.say("word_moves_new", name=given.names[unit]))
        return
    old, scale = moves.before.standing, 1.0 if given.is_ordered else given.sheet.scale
    told = {
        "before": score_text(old.composite[move.old] * scale), "now": given.score(unit),
        "shift": signed_text(move.score * scale), "rank_before": whole_text(old.ranks[move.old]),
        "rank_now": whole_text(given.result.standing.ranks[unit]), "places": places(given, move.rank),
    }  # fmt: skip
    paper.text(given.say("word_moved", **told), *caveats(given))
    found = [one for one in moves.items(unit) if not abs(one[2] - one[1]) < _CLEAR]
    rows = [[given.node(name), points_text(one), points_text(other), signed_text(other - one)]
            for name, one, other in found[:MOST_CHANGES]]  # fmt: skip
    if rows:
        columns = [text(given.say("word_item")), *(number(given.say(f"word_{key}"))
                   for key in ("points_before", "points_now", "shift"))]  # fmt: skip
        paper.table(given.say("word_caption_item_moves", name=given.names[unit]), columns, rows)
    if len(found) > MOST_CHANGES:
        paper.note(given.say("word_limited", count=len(found), most=MOST_CHANGES))


def _method(given: Given) -> None:
    """Say briefly how the score was made and what it does not mean."""
    paper = given.paper
    paper.heading(given.say("word_head_reading"))
    for code in ("word_limit_1", "word_limit_2", "word_limit_3", "word_limit_5"):
        paper.text(given.say(code))
    paper.text(given.say("word_reproduced", version=given.result.hashes["version"]), keep=True)
    add_hashes(given)
