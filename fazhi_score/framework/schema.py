"""The YAML format as strict models, and their complaints in the user's words."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator

from fazhi_score.errors import Problem
from fazhi_score.framework.amounts import AmountField, ShareField, shown
from fazhi_score.framework.document import Document, Mark, Path_
from fazhi_score.framework.own_rules import ScoreField, model_of_rule, own_rules
from fazhi_score.framework.robustness import Robustness
from fazhi_score.framework.rules import RELATIVE_RULES, Spec
from fazhi_score.framework.steps import StepField, step_schema
from fazhi_score.methods import Kind

_LISTED = 30  # names shown of those that are known

Policy = Literal["exclude", "zero", "full", "worst", "mean", "median", "impute"]
Span = Literal["annual", "to_date", "cumulative", "stock"]
Over = Literal["sum", "mean", "last", "max"]

PERIOD_CONDITION = re.compile(r"\s*(>=|<=|>|<|==)?\s*(\d{4}(?:Q[1-4]|H[12]|-\d{2})?)\s*")
"""A period, or a comparison with one."""


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Bounds = Annotated[list[AmountField | None], Field(min_length=2, max_length=2)]
Text_ = Annotated[str, BeforeValidator(_as_text)]
Formula_ = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class Missing(Spec):
    """What a gap earns, by its reason; a key left out is taken from the node above."""

    not_reported: Policy | None = Field(
        default=None, description="Not reported, not stated, unread or planned. 未报告、未写明"
    )
    not_applicable: Policy | None = Field(
        default=None, description="Does not apply, or the denominator is zero; left out: exclude. 不适用或分母为零"
    )
    claimed: Policy | None = Field(
        default=None, description="Words without a number; left out: as not_reported. 只有文字没有数"
    )
    small_base: Policy | None = Field(
        default=None, description="The base is below its minimum; left out: exclude. 基数过小"
    )
    conflict: Policy | None = Field(
        default=None, description="Contradictory or outside `valid`; left out: as not_reported. 数据矛盾"
    )


class CompareOn(Spec):
    """Rank on the indicators that this share of a class states."""

    stated_by: ShareField = Field(
        description="Least share of a class that states an indicator. 同类中写明该指标的最低比例"
    )


class Screening(Spec):
    """Who is left out before scales are fitted: neither scored nor ranked; a key left out leaves nobody out."""

    stated: ShareField | None = Field(
        default=None, description="Least share of the composite's indicators with a value. 有数值的指标最低比例"
    )
    nonzero: ShareField | None = Field(
        default=None, description="Least share of these values that is not zero. 非零数值最低比例"
    )
    stated_in_group: ShareField | None = Field(
        default=None, description="Least share with a value in every group. 每个分组内有数值的最低比例"
    )


class Method(Spec):
    """How scores are made."""

    score_on: Literal["measured", "all"] = Field(
        default="measured",
        description="Layers that make the composite: measured only (an index), or all (a sheet). 哪些指标计入综合得分",
    )
    scale_within: list[str] = Field(
        default=["class"],
        description="Who fits the scale of relative rules: register columns, period, region. 相对评分的同类范围",
    )
    rank_within: list[str] = Field(
        default=["period", "class"], description="Who is ranked with whom; [] means all together. 在什么范围内排名"
    )
    units: Literal["reported", "register"] = Field(
        default="reported",
        description="Who is scored: who has facts or documents, or all of the register. 给谁计分:有数据的,或名册全部",
    )
    minimum_peers: int = Field(default=3, ge=1, description="Fewer get no relative score and no rank. 同类最少个数")
    imputation: StepField | None = Field(
        default=None, description="How gaps whose policy is `impute` are filled. 缺失值插补方法"
    )
    impute_within: list[str] | None = Field(
        default=None,
        description="Whose values fill gaps: columns, period, region; left out: as scale_within. 插补的同类范围",
    )
    treatment: StepField | None = Field(
        default=None, description="How outliers of indicators with relative rules are treated. 异常值处理方法"
    )
    weighting: StepField | None = Field(
        default=None, description="Makes the weights within every group from its scores; left out: as written. 赋权方法"
    )
    aggregation: StepField = Field(
        default="arithmetic", description="How children make their group, unless it says otherwise. 汇总方式"
    )
    minimum_children: ShareField | None = Field(
        default=None, description="A group with a score for fewer of its children has none. 分组最低数据可得比例"
    )
    ordering: StepField | None = Field(
        default=None,
        description="Ranks by a method that gives an order instead of a mean of the top groups; no grades. 排序方法",
    )
    missing: Missing = Field(default=Missing(), description="What gaps earn. 缺失怎样计分")
    screening: Screening | None = Field(default=None, description="Who is left out for gaps or zeros. 按缺失和零值筛除")
    minimum_coverage: ShareField = Field(
        default=0.0, description="Below: scored and shown, not ranked or graded. 最低覆盖率"
    )
    compare_on: CompareOn | None = Field(default=None, description="Rank on common indicators only. 只按共有指标排名")
    conflict: Literal["error", "gap"] = Field(
        default="error",
        description="Two rows of equal standing that disagree: refuse, or make it a gap. 同等效力的值不一致时",
    )
    tolerance: AmountField | None = Field(
        default=None,
        description="Difference between printed and computed rates that is rounding. 公布值与计算值的容许差",
    )
    round: int | None = Field(
        default=None,
        ge=0,
        le=12,
        description="Digits of the composite, rounded half up; left out: not rounded. 综合得分保留小数位",
    )
    above_100: bool = Field(default=False, description="Whether bonuses may lead above 100. 加分后可否超过100")


class AppliesTo(Spec):
    """Which regions and periods a node applies to; a key left out means all of them."""

    class_: list[str] | None = Field(
        default=None, alias="class", min_length=1, description="Classes of the register. 适用的类别"
    )
    period: Text_ | None = Field(default=None, description='A period or a condition: "2023", ">=2023". 适用的期间')


class Alert(Spec):
    """A threshold that is reported when it is crossed."""

    when: Formula_ = Field(
        description="The condition; `score` is the node's score (0–100), `value` the indicator's value. 预警条件"
    )
    level: Text_ = Field(description="The level, in words: yellow, a talk with the head. 预警级别")
    period: Literal["month", "quarter", "half", "year"] | None = Field(
        default=None, description="Only for periods of this length; left out: all. 只用于哪种期间"
    )
    note: str = Field(default="", description="What is to be done. 处置要求")


Alerts = Annotated[
    Annotated[list[Alert], Tag("[list]")] | Annotated[Alert, Tag("[mapping]")],
    Discriminator(lambda value: "[mapping]" if isinstance(value, dict | Alert) else "[list]"),
]
"""One alert, or a list of them."""


def alerts_of(node: Any) -> list[Alert]:
    """Return the alerts of a group, indicator or file as a list."""
    return [node.alert] if isinstance(node.alert, Alert) else list(node.alert)


class Node(Spec):
    """What groups and indicators share."""

    weight: float | None = Field(
        default=None, ge=0, description="Points with total_points, else relative to siblings; left out: 1. 分值或权重"
    )
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    missing: Missing | None = Field(
        default=None, description="What gaps earn here, instead of the method's word. 此处缺失怎样计分"
    )
    applies_to: AppliesTo | None = Field(
        default=None, description="To whom it applies; for all others it is left out. 适用范围"
    )
    basis: str = Field(default="", description="Legal basis or source, shown by explain. 依据")
    alert: Alerts = Field(default=[], description="Thresholds to report, one or a list. 预警阈值")
    note: str = Field(default="", description="A remark. 备注")


class Group(Node):
    """A group of indicators or of groups."""

    within: str = Field(default="", description="The group above; left out: top level. 上级分组")
    weighting: StepField | None = Field(
        default=None, description="Makes its children's weights; `given` leaves them as written. 赋权方法"
    )
    aggregation: StepField | None = Field(default=None, description="How its children are combined. 汇总方式")
    minimum_children: ShareField | None = Field(
        default=None, description="With a score for fewer of its children it has none. 最低数据可得比例"
    )


class Fact(Spec):
    """What a fact is: its name, kind, unit and window."""

    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    unit: str = Field(default="", description="件, 次, 人, 万元 …; percent makes it a share. 单位")
    kind: Literal["number", "share", "yes_no", "date", "level"] | None = Field(
        default=None, description="Left out: a number, a share with unit percent, a level with levels. 类型"
    )
    span: Span = Field(default="annual", description="Time that a value covers unless a row says otherwise. 时间口径")
    scope: str = Field(default="own", description="Whom the number covers. 统计范围")
    range: Bounds | None = Field(
        default=None,
        description="Lowest and highest value allowed, null for none; left out: from 0, shares to 100%. 允许范围",
    )
    over_items: Over | None = Field(default=None, description="How items make one number. 多个条目怎样合成一个数")
    over_periods: Over | None = Field(
        default=None,
        description="How months or quarters make a year; a missing one is a gap. 月、季怎样合成年;缺一期即为缺项",
    )
    over_regions: Literal["sum", "max", "own"] | None = Field(
        default=None,
        description="How the figure of a merged region joins its successor's; left out: sum and max as over_periods, "
        "else the successor's own. 撤并单位的数怎样并入承接单位",
    )
    filed_by: Literal["unit", "office"] | None = Field(
        default=None,
        description="Who fills it in; left out: the unit, but the office what only reviewers, panels, surveys, "
        "vetoes and gates use. 由谁填报",
    )
    levels: list[str] = Field(default=[], description="Words of a level fact, lowest first. 等级,从低到高")
    note: str = Field(default="", description="A remark. 备注")


class Accepts(Spec):
    """Which scopes and spans of its facts an indicator accepts, in order of preference."""

    scope: list[str] | None = Field(
        default=None, min_length=1, description="Scopes in order of preference; left out: own. 可接受的范围"
    )
    span: list[Span] | None = Field(
        default=None,
        min_length=1,
        description="Spans in order of preference; left out: annual, a rate also to_date. 可接受的时间口径",
    )


class Indicator(Node):
    """One indicator: value, direction and rule."""

    group: str = Field(description="The group in which it stands. 所属分组")
    formula: Formula_ | None = Field(default=None, description="Value from facts; not with a checklist. 公式")
    definition: list[Formula_] = Field(
        default=[],
        description="Formulas that could stand for it, the nominal one first, instead of `formula`. 备选口径",
    )
    stated: Formula_ | None = Field(
        default=None,
        description="The printed rate: used where the formula has no value, compared where it has. 报告公布的比率",
    )
    tolerance: AmountField | None = Field(
        default=None, description="Difference from the printed rate that is rounding. 与公布值的容许差"
    )
    disagreement: Literal["computed", "stated", "gap"] = Field(
        default="computed", description="Which one is used where they differ by more. 不一致时采用哪个"
    )
    valid: Bounds | None = Field(
        default=None, description="Values outside are contradictory: never clipped, a gap. 合理范围,超出按数据矛盾"
    )
    minimum_denominator: float | None = Field(default=None, ge=0, description="A smaller base makes a gap. 最小分母")
    unit: str = Field(default="", description="percent for shares; then thresholds have a %. 单位")
    better: Literal["higher", "lower", "neutral"] = Field(
        description="Direction; neutral is shown and not scored. 越高越好、越低越好或中性"
    )
    layer: Literal["measured", "stated", "neutral"] | None = Field(
        default=None, description="Where it counts; left out: measured, or neutral. 计量、有无或中性"
    )
    treatment: StepField | None = Field(
        default=None, description="How its outliers are treated, instead of the method's word; `none`. 异常值处理"
    )
    score: ScoreField | None = Field(default=None, description="The rule. 计分规则")
    accepts: Accepts | None = Field(default=None, description="Scopes and spans that it accepts. 可接受的范围和口径")
    evidence: Literal["required"] | None = Field(
        default=None, description="Facts without a source do not count. 必须写明来源"
    )
    falsified: Formula_ | None = Field(default=None, description="Where this holds, no marks. 成立时本项零分")
    by_class: dict[str, dict[str, Any]] = Field(
        default={}, description="By class, keys of the rule that differ. 各类别不同的规则参数"
    )

    @model_validator(mode="before")
    @classmethod
    def _first_definition(cls, data: Any) -> Any:
        """The first of several definitions is the formula."""
        given = data.get("definition") if isinstance(data, dict) else None
        return {"formula": given[0], **data} if isinstance(given, list) and given else data


class Veto(Spec):
    """Caps the composite (0–100) or the grade (its name) where a condition holds."""

    kind: Literal["veto"] = Field(description="veto. 一票否决")
    when: Formula_ = Field(description="The condition. 条件")
    at_most: float | str = Field(
        description="Highest score (0–100), or the name of the highest grade. 得分上限或最高等次"
    )
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    basis: str = Field(default="", description="Legal basis or source. 依据")


class Gate(Spec):
    """Keeps a region out of ranking and grading where a condition holds."""

    kind: Literal["gate"] = Field(description="gate. 资格条件")
    when: Formula_ = Field(description="The condition that keeps a region out. 取消资格的条件")
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    basis: str = Field(default="", description="Legal basis or source. 依据")


class PointBand(Spec):
    """From this value on, so many points."""

    at_least: AmountField = Field(description="Lower edge, included. 下限(含)")
    points: float = Field(ge=0, description="Points of the band. 本档分数")


class Extra(Spec):
    """Adds points, or takes them off.

    For each unit of a formula, by bands of its value, by the level of items (each item once, at its highest
    level), or once when a condition holds.
    """

    kind: Literal["bonus", "penalty"] = Field(description="Adds or takes off. 加分或扣分")
    formula: Formula_ | None = Field(default=None, description="What is counted. 计数公式")
    each: float = Field(default=1.0, ge=0, description="Points for each one. 每一个的分数")
    when: Formula_ | None = Field(default=None, description="A condition, instead of a formula. 条件(代替公式)")
    points: float | None = Field(default=None, ge=0, description="Points where the condition holds. 条件成立时的分数")
    bands: list[PointBand] = Field(default=[], description="Points by bands of the formula. 按档加减分")
    levels: dict[str, float] = Field(
        default={}, description="Points by the level of items, each item once. 按级别加减分,同一条目只计一次"
    )
    evidence: Literal["required"] | None = Field(
        default=None, description="Facts without a source do not count. 必须写明来源"
    )
    cap: float | None = Field(default=None, ge=0, description="Most points in all. 累计上限")
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    basis: str = Field(default="", description="Legal basis or source. 依据")


Adjustment = Annotated[Veto | Gate | Extra, Field(discriminator="kind")]


class FrameworkFile(Spec):
    """The whole file."""

    format: Literal[1] = Field(description="Version of the format. 格式版本")
    id: Annotated[str, Field(pattern=r"^[\w.\-]+$")] = Field(description="Short name: letters, digits, . - _. 标识")
    zh: str = Field(default="", description="Name in Chinese. 中文名称")
    en: str = Field(default="", description="Name in English. 英文名称")
    edition: Text_ = Field(default="", description="Edition, quoted. 版次")
    note: str = Field(default="", description="A remark. 备注")
    total_points: float | None = Field(
        default=None, gt=0, description="Given: weights are points and add up. 总分;写了就是分值制"
    )
    method: Method = Field(default=Method(), description="How scores are made. 计分方法")
    grades: dict[str, float] = Field(default={}, description="Lower edges on 0–100, included. 等级及其下限")
    grade_quota: dict[str, ShareField] = Field(
        default={}, description="Largest share of a class in a grade, rounded down. 等级名额比例"
    )
    alert: Alerts = Field(default=[], description="Thresholds of the composite to report. 综合得分的预警阈值")
    robustness: Robustness | None = Field(
        default=None, description="What an analysis of uncertainty varies. 不确定性分析的变动内容"
    )
    groups: dict[str, Group] = Field(min_length=1, description="Groups by id. 分组")
    facts: dict[str, Fact] = Field(min_length=1, description="Facts by id. 事实")
    indicators: dict[str, Indicator] = Field(min_length=1, description="Indicators by id. 指标")
    adjustments: dict[str, Adjustment] = Field(
        default={}, description="Bonuses, penalties, vetoes and gates by id. 加减分、一票否决和资格条件"
    )


Complaints = dict[tuple[Path_, str], Problem]


def validate(document: Document) -> FrameworkFile | Complaints:
    """Return the file as models, or every complaint about it by path and code."""
    if not isinstance(document.data, dict):
        return {((), "yaml_no_mapping"): document.problem((), "yaml_no_mapping")}
    try:
        return FrameworkFile.model_validate(document.data)
    except ValidationError as error:
        found: Complaints = {}
        for item in error.errors(include_url=False):
            path = _data_path(item["loc"], document.data)
            problem = complaint(document, path, item)
            found.setdefault((path, problem.code), problem)
        return found


def _data_path(loc: tuple[Any, ...], data: Any) -> Path_:
    """Drop what pydantic adds to a path (tags, alternatives); keep what leads through the data."""
    path: list[str | int] = []
    for position, step in enumerate(loc):
        chosen = isinstance(data, dict) and step in (data.get("rule"), data.get("kind"))
        if chosen and position == len(path) and _has_tag(path):
            continue
        if (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        ):
            path.append(step)
            data = data[step]
        elif position == len(loc) - 1 and isinstance(data, dict) and step != "[key]":
            path.append(step)
    return tuple(path)


def _has_tag(path: list[str | int]) -> bool:
    """Say whether pydantic puts the rule or kind behind `path`, where it tells models apart."""
    return (len(path) == 3 and path[2] == "score") or (len(path) == 2 and path[0] == "adjustments")


def _key(path: Path_) -> str:
    """Return the name of what stands at `path`: for a part of a list, the list's."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


_EXPECTED = {
    "string": "text",
    "float": "number",
    "finite": "number",
    "int": "whole_number",
    "bool": "yes_no",
    "list": "list",
    "tuple": "list",
    "dict": "mapping",
    "model": "mapping",
}


def complaint(document: Document, path: Path_, item: Any) -> Problem:
    """Return one of pydantic's errors in the user's words."""
    kind, value, context = item["type"], item.get("input"), item.get("ctx", {})
    name = _key(path)
    if kind == "fz":
        params = {key: text for key, text in context.items() if key != "code"}
        return document.problem(path, context["code"], name=name, **params)
    if kind == "missing":
        code = "missing_key" if len(path) > 1 else "missing_key_top"
        return document.problem(path[:-1], code, key=True, name=name, owner=_key(path[:-1]))
    if kind == "extra_forbidden" and document.without_colon(path):
        return document.problem(path, "key_without_value", key=True, name=name)
    if kind == "extra_forbidden":
        return unknown(document, path, "key", name, known_keys(path[:-1], document.data), key=True)
    if kind == "literal_error":
        allowed = [word.strip("' ") for word in context["expected"].replace(" or ", ",").split(",")]
        return unknown(document, path, "value", shown(value), allowed, name=name)
    if kind == "union_tag_invalid":
        allowed = [word.strip("' ") for word in context["expected_tags"].split(",")]
        tag = context["discriminator"].strip("'")
        # those of score sheets first: of many names only some are shown
        allowed = sorted([*allowed, *own_rules()], key=RELATIVE_RULES.__contains__) if tag == "rule" else allowed
        return unknown(document, (*path, tag), tag, shown(context["tag"]), allowed)
    if kind == "union_tag_not_found":
        return document.problem(path, "missing_key", name=context["discriminator"].strip("'"), owner=name)
    if kind.startswith(("greater_than", "less_than")):
        bound = next(iter(context.values()))
        return document.problem(path, "out_of_bounds", name=name, got=shown(value), bound=bound, how=kind)
    if kind == "string_pattern_mismatch":
        return document.problem(path, "wrong_pattern", name=name, got=shown(value))
    if kind.startswith("too_") or kind == "string_too_short":
        return document.problem(path, "empty_or_too_many", name=name)
    stem = kind.split("_")[0]
    return document.problem(path, f"wrong_type_{_EXPECTED.get(stem, 'other')}", name=name, got=shown(value))


def unknown(
    document: Document,
    path: Path_,
    sort: str,
    got: str,
    allowed: Iterable[str],
    *,
    key: bool = False,
    at: Mark | None = None,
    **params: object,
) -> Problem:
    """Return "`got` is not a …", with the nearest of `allowed` suggested."""
    options = list(dict.fromkeys(allowed))
    near = difflib.get_close_matches(got, options, n=1, cutoff=0.6)
    code = f"unknown_{sort}" + ("_near" if near else "")
    listed = ", ".join(options[:_LISTED]) + (" …" if len(options) > _LISTED else "")
    return document.problem(path, code, key=key, at=at, got=got, near=near[0] if near else "", known=listed, **params)


def known_keys(path: Path_, data: Any) -> list[str]:
    """Return the keys that the format allows at `path`, following the models along the data."""
    annotation: Any = FrameworkFile
    for step in path:
        annotation = _child(annotation, step, data)
        data = data[step]
    model = next(_models(annotation, data), None)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _options(annotation: Any) -> Iterator[Any]:
    """Yield the alternatives of an annotation, unions and `Annotated` opened."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        for part in typing.get_args(annotation):
            yield from _options(part)
    elif origin is Annotated:
        yield from _options(typing.get_args(annotation)[0])
    else:
        yield annotation


def _models(annotation: Any, data: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that may stand for `data`: those of its `rule` or `kind`, where it has one."""
    if isinstance(data, dict) and data.get("rule") in own_rules():
        yield model_of_rule(data["rule"])
        return
    for option in _options(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            tag = option.model_fields.get("rule") or (
                option.model_fields["kind"] if option in (Veto, Gate, Extra) else None
            )
            given = data.get("rule", data.get("kind")) if isinstance(data, dict) else None
            if tag is None or given in typing.get_args(tag.annotation):
                yield option


def _child(annotation: Any, step: str | int, data: Any) -> Any:
    for model in _models(annotation, data):
        return next((f.annotation for name, f in model.model_fields.items() if (f.alias or name) == step), None)
    for option in _options(annotation):
        if typing.get_origin(option) is type(data):
            return typing.get_args(option)[-1]
    return None


_STEPS: dict[str, tuple[Kind, ...]] = {
    "Method": ("imputation", "treatment", "weighting", "aggregation", "ordering"),
    "Group": ("weighting", "aggregation"),
    "Indicator": ("treatment",),
}
"""Where the file names methods, by model."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of framework and tuning files, for editors to complete and check by.

    A tuning file holds differences only, so nothing is required beside ``extends`` or ``format``.
    """
    schema = FrameworkFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "fazhi-score framework 评价框架"
    schema["properties"]["extends"] = {
        "type": "string",
        "description": "The file that this one tunes. 所扩展的基础框架",
    }
    for model, kinds in _STEPS.items():
        for kind in kinds:
            key = schema["$defs"][model]["properties"][kind]
            key.pop("oneOf", None)
            key["anyOf"] = step_schema(kind, none=model == "Indicator")
    schema["required"] = []
    schema["anyOf"] = [{"required": ["extends"]}, {"required": ["format", "id", "groups", "facts", "indicators"]}]
    for part in schema["$defs"].values():
        part.pop("required", None)
        if part.get("type") == "object":
            part.setdefault("properties", {})["remove"] = {
                "const": True,
                "description": "Deletes the entry in a tuning file. 在调整文件中删除此项",
            }
    return schema
