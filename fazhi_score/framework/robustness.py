"""The `robustness` block of a framework file: what an analysis of uncertainty varies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from fazhi_score.framework.amounts import AmountField, ShareField
from fazhi_score.framework.spec import Spec
from fazhi_score.framework.steps import StepField

Level = Literal["all", "top", "groups", "indicators"]
Gap = Literal["exclude", "zero", "full", "worst", "mean", "median", "impute"]


class WeightSpread(Spec):
    """How weights are drawn: exactly one of `noise`, `dirichlet`, `samples`, `intervals`, `ordering`, `uniform`."""

    noise: ShareField | None = Field(
        default=None, description="Each weight times 1 ± up to this share, then renormalised. 权重上下浮动的比例"
    )
    dirichlet: float | None = Field(
        default=None, gt=0, description="Dirichlet around the weights; the larger the closer. 狄利克雷分布的集中度"
    )
    samples: list[dict[str, float]] | None = Field(
        default=None, min_length=1, description="Weights by expert, one mapping each; one is drawn. 各专家给出的权重"
    )
    intervals: dict[str, Annotated[list[ShareField], Field(min_length=2, max_length=2)]] | None = Field(
        default=None, min_length=1, description="Lowest and highest share among siblings. 在同级中所占份额的上下限"
    )
    ordering: list[str | list[str]] | None = Field(
        default=None,
        min_length=1,
        description="Siblings, the most important first; in an inner list: alike. 重要性由高到低;内层列表表示同等重要",
    )
    uniform: Literal[True] | None = Field(default=None, description="Any weights, all as likely. 任意权重,等可能")
    at: Level = Field(
        default="all",
        description="Whose weights: of all, of top groups, of groups, of indicators. 哪一层的权重",
    )


class LeaveOut(Spec):
    """Indicators that are left out, one at a time."""

    indicators: list[str] | None = Field(
        default=None, min_length=1, description="Which; left out: all. 哪些指标;不写即全部"
    )
    probability: ShareField | None = Field(
        default=None,
        description="How often one of them is left out; left out: none is as likely as each. 剔除的概率",
    )


class FactSpread(Spec):
    """Facts that are not known exactly."""

    bounds: bool = Field(default=True, description="Between `low` and `high` of their rows (1000余). 在上下界之间变动")
    rates: Literal["jeffreys", "wilson"] | None = Field(
        default=None, description="Rates as their counts leave them open: which interval. 比率的置信区间"
    )
    rates_below: float | None = Field(
        default=None, gt=0, description="Only rates with a smaller denominator. 只用于分母小于此数的比率"
    )


class ErrorRates(Spec):
    """How often extraction is wrong about a fact."""

    wrong: ShareField = Field(default=0.0, description="Another value than the stated one. 数值有误")
    missed: ShareField = Field(default=0.0, description="A stated fact is not found. 漏抽")
    invented: ShareField = Field(default=0.0, description="A fact is found that is not stated. 误抽")


class OtherRule(Spec):
    """A rule with parameters in the place of relative rules."""

    model_config = ConfigDict(extra="allow")

    rule: str = Field(description="Its name. 规则名称")


class Gaps(Spec):
    """What gaps earn, by reason."""

    not_reported: Gap | None = Field(default=None, description="Not reported. 未报告")
    not_applicable: Gap | None = Field(default=None, description="Does not apply. 不适用")
    claimed: Gap | None = Field(default=None, description="Words without a number. 只有文字")
    small_base: Gap | None = Field(default=None, description="Base below its minimum. 基数过小")
    conflict: Gap | None = Field(default=None, description="Contradictory. 数据矛盾")


def _tag(value: object) -> str:
    if isinstance(value, dict | Spec):
        return "[mapping]"
    if isinstance(value, list):
        return "[list]"
    if isinstance(value, bool):
        return "[yes_no]"
    return "[number]" if not isinstance(value, str) or value.strip().endswith(("%", "％")) else "[text]"


Weights = Annotated[
    Annotated[ShareField, Tag("[number]")]
    | Annotated[Literal["uniform"], Tag("[text]")]
    | Annotated[WeightSpread, Tag("[mapping]")],
    Discriminator(lambda value: {"[list]": "[text]", "[yes_no]": "[number]"}.get(_tag(value), _tag(value))),
]
Normalisation = Annotated[
    Annotated[str, Tag("[text]")] | Annotated[OtherRule, Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict | Spec) else "[text]"),
]
Policies = Annotated[
    Annotated[Gap, Tag("[text]")] | Annotated[Gaps, Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict | Spec) else "[text]"),
]
Facts_ = Annotated[
    Annotated[bool, Tag("[yes_no]")] | Annotated[FactSpread, Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict | Spec) else "[yes_no]"),
]
Left = Annotated[
    Annotated[list[str], Tag("[list]"), Field(min_length=1)]
    | Annotated[Literal["each"], Tag("[text]")]
    | Annotated[LeaveOut, Tag("[mapping]")],
    Discriminator(lambda value: {"[number]": "[text]", "[yes_no]": "[text]"}.get(_tag(value), _tag(value))),
]
Interval = Annotated[list[AmountField], Field(min_length=2, max_length=2)]


def _steps(zh: str, en: str) -> Any:
    return Field(default=None, min_length=1, description=f"{en} {zh}")


class Robustness(Spec):
    """What an analysis of uncertainty varies; a key left out stays as the framework says."""

    weights: Weights | None = Field(
        default=None, description="A spread (25%), `uniform`, or how they are drawn. 权重怎样变动"
    )
    normalisation: list[Normalisation] | None = _steps("无量纲化方法备选", "Rules in the place of all relative ones.")
    aggregation: list[StepField] | None = _steps("汇总方式备选", "Methods, where a group says nothing of its own.")
    imputation: list[StepField] | None = _steps("插补方法备选", "Methods of imputation.")
    treatment: list[StepField] | None = _steps("异常值处理方法备选", "Methods for outliers; `none`.")
    missing: list[Policies] | None = _steps("缺失处理备选", "Policies for what is not reported, or mappings by reason.")
    definitions: bool | None = Field(
        default=None, description="Whether `definition` lists vary; left out: yes. 指标口径是否变动"
    )
    leave_out: Left | None = Field(
        default=None, description="Indicators left out one at a time; `each`: all. 逐个剔除的指标"
    )
    facts: Facts_ | None = Field(default=None, description="Facts within their bounds. 事实在其上下界内变动")
    unreported: Literal["uniform"] | None = Field(
        default=None, description="Scores of what is not reported: anywhere from 0 to 100. 未报告项在 0–100 间任意取值"
    )
    extraction: dict[str, ErrorRates] | None = Field(
        default=None, min_length=1, description="Error rates by fact; `overall` for all others. 抽取错误率"
    )
    thresholds: dict[str, dict[str, Interval]] | None = Field(
        default=None,
        min_length=1,
        description="By indicator, parameters of its rule within intervals: worst, bands.0.at_least. 阈值的变动范围",
    )
