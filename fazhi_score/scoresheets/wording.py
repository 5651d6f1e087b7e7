"""The wording of one item into a scoring rule, or into the reason why a person has to give the marks.

A rule is proposed only where it accounts for every clause about marks; what it leaves over makes it none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fazhi_score.scoresheets import counts, rates
from fazhi_score.scoresheets.phrases import SCORING, Draft, Phrases, hedged, normalised

RULES: tuple[Callable[[Phrases], Draft | None], ...] = (
    rates.sample_mean,
    rates.rank,
    rates.target_gap,
    rates.proportional,
    rates.bands,
    counts.deadline,
    counts.required,
    counts.gains,
    counts.beyond,
    counts.awards,
    counts.deductions,
)
"""What is tried, in this order; the first that leaves nothing over is taken."""


LONGEST = 1_500
"""No item is worded at greater length; patterns would take their time."""


@dataclass(frozen=True)
class Reading:
    """What a wording means.

    `draft` is the rule with its facts, None where a person has to give the marks; `why` is then the message
    code of the reason, and `about` the words that are meant.
    """

    draft: Draft | None
    why: str = ""
    about: str = ""


def read_wording(text: str, points: float, *, context: str = "") -> Reading:
    """Read the rule out of an item's wording.

    Parameters
    ----------
    text : str
        What the sheet says about marks (评分标准).
    points : float
        Full marks of the item.
    context : str
        The requirement itself (考核内容), where it stands in another cell.

    Examples
    --------
    >>> read_wording("每少一次扣0.5分，扣完为止。", 2, context="全年会前学法不少于4次").draft.spec
    {'rule': 'required', 'at_least': 4, 'each_missing': 0.5}
    >>> read_wording("落实不到位的酌情扣分", 2).why
    'open_hedged'
    """
    if len(text) + len(context) > LONGEST:
        return Reading(None, "open_no_rule", text[:40])
    wording, around = normalised(text), normalised(context)
    if re.search(r"扣|得分|得\d|不得分|满分", around):
        wording, around = f"{around};{wording}", ""
    words = hedged(wording)
    if words:
        return Reading(None, "open_hedged", words)
    if not SCORING.search(wording):
        return Reading(None, "open_no_marks")
    unbounded = Phrases(wording, around, points).unbounded()
    for rule in () if unbounded else RULES:
        phrases = Phrases(wording, around, points)
        draft = rule(phrases)
        if draft is not None and phrases.done():
            return Reading(draft)
    return Reading(None, _reason(wording, around, points), wording[:40])


def _reason(wording: str, around: str, points: float) -> str:
    phrases = Phrases(wording, around, points)
    if rates.several_rates(phrases):
        return "open_several_rates"
    if counts.contradictory_numbers(phrases):
        return "open_two_numbers"
    return "open_no_rule"
