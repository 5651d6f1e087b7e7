"""A report's first page: who leads, who is not ranked and why, how far scores spread, what changed."""

from __future__ import annotations

import numpy as np

from fazhi_score.presentation.text import line, percent_text, score_text, signed_text, when_text
from fazhi_score.presentation.word.classes import Class, spread, unranked
from fazhi_score.presentation.word.given import Given


def add_summary(given: Given) -> None:
    """Add the sentences."""
    paper = given.paper
    paper.heading(given.say("word_head_summary"))
    paper.text(_scope(given))
    for one in given.classes:
        paper.text(*_of_class(given, one))
    paper.text(*unranked_sentences(given))
    paper.text(*_robust(given))
    paper.text(*moved_sentences(given))


def _scope(given: Given) -> str:
    shown = sum(len(one.units) for one in given.classes)
    if not shown:
        return given.say("word_nobody", framework=given.label)
    periods = sorted({given.periods[unit] for one in given.classes for unit in one.units})
    listed = given.say("word_comma").join(when_text(period, given.lang) for period in periods)
    edition = line(given.result.framework.file.edition, 20)
    told = {
        "count": shown,
        "framework": given.label,
        "edition": given.say("word_edition", edition=edition) if edition else "",
        "periods": listed,
        "full": "" if given.is_ordered else given.say("word_full", full=given.full_text),
    }
    return given.say("word_scope", **told)


def _of_class(given: Given, one: Class) -> list[str]:
    """Return who leads and how scores spread."""
    standing = given.result.standing
    ranked = one.units[~np.isnan(standing.ranks[one.units])]
    title = f"{one.title}{given.say('word_colon')}" if one.title else ""
    scale = 1.0 if given.is_ordered else given.sheet.scale
    found = spread(standing.composite[one.units] * scale)
    if found is None:
        return [title + given.say("word_class_unscored", count=len(one.units))]
    told = {key: score_text(value) for key, value in found.items()}
    several = int((~np.isnan(standing.composite[one.units])).sum())
    parts = [_leaders(given, ranked) if len(ranked) else given.say("word_class_unranked", count=several)]
    parts[0] = title + parts[0]
    if several > 1:
        parts.append(given.say("word_spread", **told))
    return parts


def _leaders(given: Given, ranked: np.ndarray) -> str:
    ranks = given.result.standing.ranks
    first = [unit for unit in ranked.tolist() if ranks[unit] == 1]
    told = {"count": len(ranked), "names": given.several(first, 5), "score": given.score(first[0])}
    code = "word_leader" if len(first) == 1 else "word_leaders"
    after = [unit for unit in ranked.tolist() if ranks[unit] > 1][:2] if len(first) == 1 else []
    followed = ""
    if after:
        parts = [given.say("word_name_score", name=given.names[unit], score=given.score(unit)) for unit in after]
        followed = given.say("word_followed", names=given.say("word_comma").join(parts))
    return given.say(code, **told, followed=followed)


def unranked_sentences(given: Given) -> list[str]:
    """Return how many are not ranked, by reason."""
    found: dict[str, list[int]] = {}
    for unit, code in unranked(given.result):
        found.setdefault(code, []).append(unit)
    total = sum(map(len, found.values()))
    if not total:
        return []
    method = given.result.framework.method
    told = {"least": percent_text(method.minimum_coverage), "peers": method.minimum_peers}
    parts = [given.say(code, count=len(units), names=given.several(units), **told) for code, units in found.items()]
    return [given.say("word_unranked", count=total, reasons=given.say("word_semi").join(parts))]


def _robust(given: Given) -> list[str]:
    if given.uncertainty is None:
        return []
    table = given.uncertainty.rank_intervals()
    there = table.dropna(subset=["low", "high", "rank"])
    if not len(there):
        return []
    widths = (there["high"] - there["low"]).astype(float)
    told = {
        "draws": f"{given.uncertainty.draws:,}",
        "level": percent_text(given.uncertainty.level),
        "width": f"{widths.median():.0f}",
        "same": int((widths == 0).sum()),
        "count": len(there),
    }
    return [given.say("word_robust_summary", **told)]


def moved_sentences(given: Given) -> list[str]:
    """Return who rose and who fell since the earlier result."""
    moves = given.moves
    if moves is None:
        return []
    if not moves.by_unit:
        return [given.say("word_moves_nobody")]
    found = list(moves.by_unit.values())
    ranked = [one for one in found if one.rank == one.rank]
    scores = [one.score for one in found if one.score == one.score]
    code = "word_moves_round" if moves.same_period else "word_moves_period"
    parts = [given.say(code, count=len(found))]
    if scores and not given.is_ordered:
        mean = float(np.mean(scores)) * given.sheet.scale
        parts.append(given.say("word_moves_scores", mean=signed_text(mean), count=len(scores)))
    if ranked:
        up, down = ([one for one in ranked if sign * one.rank > 0] for sign in (1, -1))
        told = {"up": len(up), "down": len(down), "same": len(ranked) - len(up) - len(down)}
        parts.append(given.say("word_moves_ranks", **told))
        best, worst = max(ranked, key=lambda one: one.rank), min(ranked, key=lambda one: one.rank)
        if best.rank > 0:
            parts.append(given.say("word_moves_best", name=given.names[best.new], places=int(best.rank)))
        if worst.rank < 0:
            parts.append(given.say("word_moves_worst", name=given.names[worst.new], places=int(-worst.rank)))
    return [*parts, *caveats(given)]


def caveats(given: Given) -> list[str]:
    """Return why a difference of scores may not be a difference of work."""
    moves, found = given.moves, []
    if moves is not None and not moves.same_sheet:
        found.append(given.say("word_moves_sheet"))
    if moves is not None and not moves.same_period and given.result.framework.scale_varies_by_period:
        found.append(given.say("word_moves_scale"))
    return found
