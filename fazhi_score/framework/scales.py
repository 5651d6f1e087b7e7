"""The rules of the YAML format that are normalisations: scales that are given, and scales fitted to peers.

The functions are those of :mod:`fazhi_score.numerics.normalisation`; here their scores run from 0 to 100.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from fazhi_score.framework.amounts import AmountField, MarksField
from fazhi_score.framework.spec import Formula_, Spec


def _upwards(ends: list[float]) -> list[float]:
    if not 0 <= ends[0] < ends[1] <= 100:
        got = ", ".join(f"{end:g}" for end in ends)
        raise PydanticCustomError("fz", "range", {"code": "score_range", "got": f"[{got}]"})
    return ends


Ends = Annotated[list[float], Field(min_length=2, max_length=2), AfterValidator(_upwards)]
"""Scores of the worst and the best."""

Ties = Literal["average", "min", "max", "dense"]

_TO = "Scores of the worst and the best, within 0–100. 最差和最好的得分"
_TIES = "Who ties has the mean, lowest or highest of their ranks, or different values are counted. 并列名次的取法"


class Goalposts(Spec):
    """Linear between a worst and a best value, full marks beyond the best and none beyond the worst."""

    rule: Literal["goalposts"]
    worst: AmountField = Field(description="Value that earns no marks. 得零分的值")
    best: AmountField = Field(description="Value that earns full marks. 得满分的值")
    clip: bool = Field(
        default=True, description="false: beyond the posts the line goes on, below 0 and above 100. 超出区间是否截断"
    )
    log: bool = Field(default=False, description="true: equal ratios are equal steps, as for incomes. 是否取对数")


class Scaled(Spec):
    """Linear between two values, turned where less is better; clipped to 0–100."""

    rule: Literal["scaled"]
    lower: AmountField = Field(description="The lower value, whatever is better. 较小的值")
    upper: AmountField = Field(description="The upper value, whatever is better. 较大的值")


class Knot(Spec):
    """One knot: a value and its marks."""

    at: AmountField = Field(description="The value. 指标值")
    score: MarksField = Field(description="Marks there. 该处得分")


class PiecewiseLinear(Spec):
    """Along straight lines between knots; beyond the first and the last, as there."""

    rule: Literal["piecewise_linear"]
    knots: list[Knot] = Field(min_length=2, description="The knots, values increasing. 各节点,值从小到大")


class TargetBand(Spec):
    """Full marks within a band, less on either side: too little and too much are both bad.

    What `better` says of the indicator is not used.
    """

    rule: Literal["target_band"]
    lower: AmountField = Field(description="Full marks from here. 满分区间下限")
    upper: AmountField = Field(description="Full marks up to here. 满分区间上限")
    zero_below: AmountField = Field(description="No marks from here downwards. 低至此值不得分")
    zero_above: AmountField = Field(description="No marks from here upwards. 高至此值不得分")


class Minmax(Spec):
    """Linear between the worst and the best peer."""

    rule: Literal["minmax"]
    to: Ends = Field(default=[0, 100], description=_TO)


class Zscore(Spec):
    """50 + 10 standard deviations from the peers' mean, within 0–100."""

    rule: Literal["zscore"]
    mean: float = Field(default=50.0, ge=0, le=100, description="Score of the peers' mean. 平均水平的得分")
    deviation: float = Field(default=10.0, gt=0, description="Marks for each standard deviation. 每个标准差的分")


class Robust(Spec):
    """50 + 10 robust deviations from the peers' median, within 0–100: outliers do not move the scale.

    A robust deviation is the interquartile range over 1.349, which on normal data is the standard deviation.
    """

    rule: Literal["robust"]
    centre: float = Field(default=50.0, ge=0, le=100, description="Score of the peers' median. 中位数的得分")
    deviation: float = Field(default=10.0, gt=0, description="Marks for each robust deviation. 每个稳健标准差的分")


class Logistic(Spec):
    """Along an S-shaped curve around the peers' mean: differences in the middle count more than those at the ends."""

    rule: Literal["logistic"]
    steepness: float = Field(default=1.0, gt=0, description="Of the curve, for each standard deviation. 曲线陡度")
    to: Ends = Field(default=[0, 100], description="Scores that the curve approaches, within 0–100. 曲线两端的得分")


class Rank(Spec):
    """By the rank among peers: linear from 100 for the first to 0 for the last, or marks off for each place."""

    rule: Literal["rank"]
    each_place: MarksField | None = Field(default=None, description="Marks off for each place. 每低一名扣")
    top: int | None = Field(default=None, ge=1, description="No marks below this place. 此名次以后不得分")
    ties: Ties = Field(default="average", description=_TIES)
    to: Ends = Field(default=[0, 100], description=_TO)


class Borda(Spec):
    """One point for each peer that is worse, put on 0–100: the first has 100, the last 0."""

    rule: Literal["borda"]
    ties: Ties = Field(default="average", description=_TIES)
    to: Ends = Field(default=[0, 100], description=_TO)


class Percentile(Spec):
    """Share of peers that are worse, ties counted half."""

    rule: Literal["percentile"]
    to: Ends = Field(default=[0, 100], description=_TO)


class PercentileRank(Spec):
    """Share of the other peers that are worse, from 0 for the last to 100 for the first."""

    rule: Literal["percentile_rank"]
    ties: Ties = Field(default="min", description=_TIES)
    to: Ends = Field(default=[0, 100], description=_TO)


class FractionOfMaximum(Spec):
    """Share of the best peer's value, or where less is better the best peer's over one's own; clipped to 0–100."""

    rule: Literal["fraction_of_maximum"]
    turn: Literal["ratio", "complement"] = Field(
        default="ratio", description="Where less is better: best over own, or 1 less own over largest. 越低越好时的算法"
    )
    to: Ends = Field(default=[0, 100], description="Scores of nothing and of the best, within 0–100. 零和最好的得分")


class SumShare(Spec):
    """Share of the peers' sum; where less is better, of the reciprocals. The scores of a class add up to 100."""

    rule: Literal["sum_share"]


class Vector(Spec):
    """The value over the root of the peers' sum of squares, as TOPSIS has it; clipped to 0–100."""

    rule: Literal["vector"]


class DistanceToMaximum(Spec):
    """How near the value is to the best peer's, over the distance from the worst: the same as minmax."""

    rule: Literal["distance_to_maximum"]
    to: Ends = Field(default=[0, 100], description=_TO)


class DistanceToTarget(Spec):
    """How much of the way from the worst peer to a target has been covered; clipped to 0–100."""

    rule: Literal["distance_to_target"]
    target: AmountField = Field(description="The target. 目标值")
    to: Ends = Field(default=[0, 100], description="Scores of the worst and at the target. 最差和达到目标的得分")


class DistanceToReference(Spec):
    """The value against that of a reference, from the worst peer or as a ratio; clipped to 0–100."""

    rule: Literal["distance_to_reference"]
    reference: Formula_ = Field(description="The reference: at_reference(rate), last_year(rate). 参照值公式")
    measure: Literal["range", "ratio"] = Field(
        default="range", description="Of the way from the worst peer to the reference, or value over reference. 算法"
    )
    to: Ends = Field(default=[0, 100], description="Scores of the worst and at the reference. 最差和达到参照值的得分")


class Shrinkage(Spec):
    """A rate drawn towards the peers' pooled rate, the more the fewer cases it rests on; then linear as goalposts."""

    rule: Literal["shrinkage"]
    base: Formula_ = Field(description="The number of cases behind the rate. 比率的分母")
    prior: float | None = Field(
        default=None, ge=0, description="Weight of the pooled rate in cases; left out: estimated. 合并比率折合多少件"
    )
    worst: AmountField | None = Field(
        default=None, description="Rate that earns no marks; left out: 0%, or 100% where less is better. 得零分的值"
    )
    best: AmountField | None = Field(
        default=None, description="Rate that earns full marks; left out: 100%, or 0% where less is better. 得满分的值"
    )


FITTED_RULES = (
    "minmax", "zscore", "robust", "logistic", "rank", "borda", "percentile", "percentile_rank", "fraction_of_maximum",
    "sum_share", "vector", "distance_to_maximum", "distance_to_target", "distance_to_reference", "shrinkage",
)  # fmt: skip
"""Rules whose scale is fitted to peers."""

SCALE_ENDS = ("worst", "best", "lower", "upper", "zero_below", "zero_above")
"""Keys of rules that are ends of a scale, in the indicator's unit."""
