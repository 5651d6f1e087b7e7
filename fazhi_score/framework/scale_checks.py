"""What the models of scales cannot see: ends that are the same, out of order, or against the indicator's direction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from fazhi_score.framework.amounts import Amount
from fazhi_score.framework.document import Path_
from fazhi_score.framework.scales import Goalposts, PiecewiseLinear, Scaled, Shrinkage, TargetBand

Found = tuple[Path_, str, dict[str, Any]]
"""Path below the rule, code and parameters of a problem."""

_TOLERANCE = 1e-9


def scale_problems(score: Any, better: str, share: Callable[[Amount], float]) -> Iterator[Found]:
    """Yield what is wrong with the scale of a rule.

    Parameters
    ----------
    better : {"higher", "lower"}
        The indicator's direction.
    share : callable
        Marks into a share of full marks.
    """
    if isinstance(score, Goalposts | Shrinkage):
        yield from _posts(score, better)
    elif isinstance(score, Scaled) and score.lower.value >= score.upper.value:
        yield (), "scale_order", {"first": "lower", "second": "upper"}
    elif isinstance(score, TargetBand):
        for first, second in pairwise(("zero_below", "lower", "upper", "zero_above")):
            if getattr(score, first).value > getattr(score, second).value:
                yield (second,), "scale_order", {"first": first, "second": second}
    elif isinstance(score, PiecewiseLinear):
        yield from _knots(score, better, share)


def _posts(score: Goalposts | Shrinkage, better: str) -> Iterator[Found]:
    worst = score.worst or Amount(0.0 if better == "higher" else 1.0)
    best = score.best or Amount(1.0 if better == "higher" else 0.0)
    if worst.value == best.value:
        yield (), "goalposts_equal", {}
    elif (best.value > worst.value) != (better == "higher"):
        yield (), "goalposts_direction", {"better": better}
    if isinstance(score, Goalposts) and score.log and min(worst.value, best.value) <= 0:
        yield ("log",), "goalposts_log", {}


def _knots(score: PiecewiseLinear, better: str, share: Callable[[Amount], float]) -> Iterator[Found]:
    for number, (lower, upper) in enumerate(pairwise(score.knots), 1):
        more = share(upper.score) - share(lower.score)
        if upper.at.value <= lower.at.value:
            yield ("knots", number), "knots_order", {"edge": str(upper.at)}
        elif abs(more) > _TOLERANCE and (more > 0) != (better == "higher"):
            yield ("knots", number), "knots_direction", {"edge": str(upper.at), "better": better}
