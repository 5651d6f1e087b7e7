"""The scoring rules of the YAML format: one model of parameters per rule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from fazhi_score.framework import scales
from fazhi_score.framework.amounts import Amount, AmountField, MarksField
from fazhi_score.framework.spec import Formula_
from fazhi_score.framework.spec import Spec as Spec


class Bottom(Spec):
    """Marks off for the last places among peers."""

    rule: Literal["bottom"]
    last: int = Field(ge=1, description="So many of the last places. 末位名数")
    deduct: MarksField = Field(description="Marks off. 扣分")


class Band(Spec):
    """One band: values from `at_least` (or above `above`) upwards earn `score`."""

    at_least: AmountField | None = Field(default=None, description="Lower edge, included. 下限(含)")
    above: AmountField | None = Field(default=None, description="Lower edge, excluded. 下限(不含)")
    score: MarksField = Field(description="Marks of the band. 本档得分")

    @property
    def edge(self) -> Amount:
        """The lower edge."""
        return self.at_least or self.above or Amount(0.0)


class Bands(Spec):
    """Marks by bands of the value; below all bands none."""

    rule: Literal["bands"]
    bands: list[Band] = Field(min_length=1, description="The bands, in any order. 各档")


class Levels(Spec):
    """Marks by the level of a level fact."""

    rule: Literal["levels"]
    scores: dict[str, MarksField] = Field(min_length=1, description="Marks of every level. 各等级得分")


class Presence(Spec):
    """Full marks for yes, none for no."""

    rule: Literal["presence"]


class Item(Spec):
    """One item of a checklist."""

    formula: Formula_ = Field(description="Yes or no. 是否具备")
    weight: float = Field(default=1.0, ge=0, description="Relative to the other items. 相对份量")
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")


# told apart before they are checked, so that a mistake in one form is no complaint about the other
Items = Annotated[
    Annotated[list[Formula_], Field(min_length=1), Tag("[list]")]
    | Annotated[dict[str, Item], Field(min_length=1), Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict) else "[list]"),
]


class Checklist(Spec):
    """The weighted share of items that are there."""

    rule: Literal["checklist"]
    items: Items = Field(description="A list of formulas, or by id with formula, weight and names. 清单条目")

    def entries(self) -> list[tuple[str, Item]]:
        """Return the items with their ids."""
        if isinstance(self.items, dict):
            return list(self.items.items())
        return [(text, Item(formula=text)) for text in self.items]


class Required(Spec):
    """A required count: marks off for each one missing."""

    rule: Literal["required"]
    at_least: AmountField = Field(description="The number that is required. 规定次数")
    each_missing: MarksField | None = Field(default=None, description="Marks off for each one missing. 每少一次扣")
    max_deduction: MarksField | None = Field(default=None, description="Most that can be taken off. 最多扣")


class Deduct(Spec):
    """Marks off for each one found."""

    rule: Literal["deduct"]
    each: MarksField = Field(description="Marks off for each one. 每发现一件扣")
    beyond: AmountField | None = Field(default=None, description="So many are free. 超过此数起扣")
    max_deduction: MarksField | None = Field(default=None, description="Most that can be taken off. 最多扣")
    repeated: Formula_ | None = Field(
        default=None, description="Where this holds, the deduction is multiplied. 重复发生"
    )
    factor: float = Field(default=2.0, ge=1, description="By so much. 倍数")


class Proportional(Spec):
    """The value over `full`, at most full marks."""

    rule: Literal["proportional"]
    full: AmountField = Field(Amount(1.0, percent=True), description="Value that earns full marks. 得满分的值")


class Threshold(Spec):
    """Full marks where a target is met; short of it none, or in proportion."""

    rule: Literal["threshold"]
    at_least: AmountField | None = Field(default=None, description="Target that must be reached. 不低于")
    at_most: AmountField | None = Field(default=None, description="Limit that must be kept. 不高于")
    otherwise: Literal["zero", "proportional"] = Field(default="zero", description="Short of it. 未达到时")


class Slope(Spec):
    """A steeper deduction from a further threshold on."""

    beyond: AmountField = Field(description="Threshold, on the bad side of the target. 再低于(高于)")
    each_point: MarksField = Field(description="Marks off for each percentage point or unit. 每一个百分点扣")


class TargetGap(Spec):
    """Marks off for each percentage point (or unit) on the wrong side of a target."""

    rule: Literal["target_gap"]
    target: AmountField | None = Field(default=None, description="The target. 目标值")
    reference: Formula_ | None = Field(default=None, description="A formula instead of a fixed target. 参照值公式")
    each_point: MarksField = Field(description="Marks off for each point of the gap. 每一个百分点扣")
    steps: Literal["proportional", "whole", "started"] = Field(
        default="proportional",
        description="Parts of a point: in proportion, dropped, or counted as one. 不足一个百分点",
    )
    slopes: list[Slope] = Field(default=[], description="Steeper from further thresholds on. 分段扣分")
    slope: Literal["marginal", "whole_gap"] = Field(
        default="marginal",
        description="A steeper slope holds beyond its threshold only, or for the whole gap. 分段方式",
    )
    max_deduction: MarksField | None = Field(default=None, description="Most that can be taken off. 最多扣")


class Survey(Spec):
    """A survey's share over `full`; with too few answers there is no score."""

    rule: Literal["survey"]
    full: AmountField = Field(default=Amount(1.0, percent=True), description="Value that earns full marks. 得满分的值")
    sample: Formula_ = Field(description="The number of answers. 样本量")
    minimum_sample: float = Field(gt=0, description="Fewer answers give no score. 最低样本量")


class SampleMean(Spec):
    """The mean of sampled items (case files), each marked 0 to `full`."""

    rule: Literal["sample_mean"]
    full: float = Field(default=100.0, gt=0, description="Full marks of one item. 单件满分")
    minimum_items: int = Field(default=1, ge=1, description="Fewer items give no score. 最少件数")


class PanelOfExperts(Spec):
    """Marks of several raters: the trimmed mean of each group, weighted by group."""

    rule: Literal["panel"]
    full: float = Field(default=100.0, gt=0, description="Full marks of one rater. 单人满分")
    groups: dict[str, AmountField] = Field(default={}, description="Weight of each group of raters. 各组权重")
    trim: int = Field(default=0, ge=0, description="So many highest and lowest marks are left out. 去掉最高最低各几个")
    minimum_raters: int = Field(default=1, ge=1, description="Fewer raters in a group give no score. 每组最少人数")


class Reviewer(Spec):
    """Marks that a person gives: the formula is the fact of the marks awarded; without it, they are open."""

    rule: Literal["reviewer"]
    full: float | None = Field(default=None, gt=0, description="Full marks of the fact; left out: the points. 满分")
    guidance: str = Field(default="", description="What the reviewer looks at. 评分要点")


class Deadline(Spec):
    """Full marks up to a day, marks off after it."""

    rule: Literal["deadline"]
    due: str = Field(pattern=r"^\d{2}-\d{2}$", description='Month and day, quoted: "04-01". 月-日')
    year: Literal["same", "next"] = Field(default="next", description="Of the period's year or the next. 当年或次年")
    late: MarksField | None = Field(default=None, description="Marks off when late. 逾期扣")
    each_day: MarksField | None = Field(default=None, description="Marks off for each day late. 每逾期一天扣")


ScoreSpec = Annotated[
    scales.Goalposts
    | scales.Scaled
    | scales.PiecewiseLinear
    | scales.TargetBand
    | scales.Minmax
    | scales.Zscore
    | scales.Robust
    | scales.Logistic
    | scales.Rank
    | scales.Borda
    | scales.Percentile
    | scales.PercentileRank
    | scales.FractionOfMaximum
    | scales.SumShare
    | scales.Vector
    | scales.DistanceToMaximum
    | scales.DistanceToTarget
    | scales.DistanceToReference
    | scales.Shrinkage
    | Bottom
    | Bands
    | Levels
    | Presence
    | Checklist
    | Required
    | Deduct
    | Proportional
    | Threshold
    | TargetGap
    | Survey
    | SampleMean
    | PanelOfExperts
    | Reviewer
    | Deadline,
    Field(discriminator="rule"),
]

RELATIVE_RULES = (*scales.FITTED_RULES, "bottom")
"""Rules whose score depends on the peers."""

FORMULA_KEYS = ("reference", "sample", "repeated", "base")
"""Keys of rules that hold a formula."""

PRESENCE_RULES = ("presence", "checklist")
"""Rules that whoever mentions the item passes: they reward silence under ``exclude``."""
