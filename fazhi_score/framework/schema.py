"""The YAML format as strict models, and their complaints in the user's words."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from fazhi_score.errors import Problem
from fazhi_score.framework.amounts import AmountField, ShareField, shown
from fazhi_score.framework.document import Document, Mark, Path_
from fazhi_score.framework.rules import ScoreSpec, Spec

Policy = Literal["exclude", "zero", "full", "worst", "mean", "median"]
Span = Literal["annual", "to_date", "cumulative", "stock"]
Aggregation = Literal["arithmetic", "geometric"]


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Bounds = Annotated[list[AmountField | None], Field(min_length=2, max_length=2)]
Text_ = Annotated[str, BeforeValidator(_as_text)]
Formula_ = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class Missing(Spec):
    """What a gap earns, by its reason; a key left out is taken from the node above."""

    not_reported: Policy | None = None
    not_applicable: Policy | None = None
    claimed: Policy | None = None
    small_base: Policy | None = None
    conflict: Policy | None = None


class CompareOn(Spec):
    """Rank on the indicators that this share of a class states."""

    stated_by: ShareField


class Method(Spec):
    """How scores are made."""

    score_on: Literal["measured", "all"] = "measured"
    scale_within: list[str] = Field(default=["class"])
    rank_within: list[str] = Field(default=["period", "class"])
    minimum_peers: int = Field(default=3, ge=1)
    aggregation: Aggregation = "arithmetic"
    missing: Missing = Missing()
    minimum_coverage: ShareField = 0.0
    compare_on: CompareOn | None = None
    conflict: Literal["error", "gap"] = "error"
    tolerance: AmountField | None = None
    round: int | None = Field(default=None, ge=0, le=12)
    above_100: bool = False


class AppliesTo(Spec):
    """Which regions and periods a node applies to; a key left out means all of them."""

    class_: list[str] | None = Field(default=None, alias="class", min_length=1)
    period: Text_ | None = None


class Node(Spec):
    """What groups and indicators share."""

    weight: float | None = Field(default=None, ge=0)
    zh: str = ""
    en: str = ""
    missing: Missing | None = None
    applies_to: AppliesTo | None = None
    basis: str = ""
    note: str = ""


class Group(Node):
    """A group of indicators or of groups."""

    within: str = ""
    aggregation: Aggregation | None = None


class Fact(Spec):
    """What a fact is: its name, kind, unit and window."""

    zh: str = ""
    en: str = ""
    unit: str = ""
    kind: Literal["number", "share", "yes_no", "date", "level"] | None = None
    span: Span = "annual"
    scope: str = "own"
    range: Bounds | None = None
    over_items: Literal["sum", "mean", "last", "max"] | None = None
    over_periods: Literal["sum", "mean", "last", "max"] | None = None
    levels: list[str] = Field(default=[])
    note: str = ""


class Accepts(Spec):
    """Which scopes and spans of its facts an indicator accepts, in order of preference."""

    scope: list[str] | None = Field(default=None, min_length=1)
    span: list[Span] | None = Field(default=None, min_length=1)


class Indicator(Node):
    """One indicator: value, direction and rule."""

    group: str
    formula: Formula_ | None = None
    stated: Formula_ | None = None
    tolerance: AmountField | None = None
    disagreement: Literal["computed", "stated", "gap"] = "computed"
    valid: Bounds | None = None
    minimum_denominator: float | None = Field(default=None, ge=0)
    unit: str = ""
    better: Literal["higher", "lower", "neutral"]
    layer: Literal["measured", "stated", "neutral"] | None = None
    score: ScoreSpec | None = None
    accepts: Accepts | None = None
    evidence: Literal["required"] | None = None
    falsified: Formula_ | None = None
    by_class: dict[str, dict[str, Any]] = Field(default={})


class Veto(Spec):
    """Caps the composite (0–100) or the grade (its name) where a condition holds."""

    kind: Literal["veto"]
    when: Formula_
    at_most: float | str
    zh: str = ""
    en: str = ""
    basis: str = ""


class Gate(Spec):
    """Keeps a region out of ranking and grading where a condition holds."""

    kind: Literal["gate"]
    when: Formula_
    zh: str = ""
    en: str = ""
    basis: str = ""


class PointBand(Spec):
    """From this value on, so many points."""

    at_least: AmountField
    points: float = Field(ge=0)


class Extra(Spec):
    """Adds points, or takes them off.

    For each unit of a formula, by bands of its value, by the level of items (each item once, at its highest
    level), or once when a condition holds.
    """

    kind: Literal["bonus", "penalty"]
    formula: Formula_ | None = None
    each: float = Field(default=1.0, ge=0)
    when: Formula_ | None = None
    points: float | None = Field(default=None, ge=0)
    bands: list[PointBand] = Field(default=[])
    levels: dict[str, float] = Field(default={})
    evidence: Literal["required"] | None = None
    cap: float | None = Field(default=None, ge=0)
    zh: str = ""
    en: str = ""
    basis: str = ""


Adjustment = Annotated[Veto | Gate | Extra, Field(discriminator="kind")]


class FrameworkFile(Spec):
    """The whole file."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[\w.\-]+$")]
    zh: str = ""
    en: str = ""
    edition: Text_ = ""
    note: str = ""
    total_points: float | None = Field(default=None, gt=0)
    method: Method = Method()
    grades: dict[str, float] = Field(default={})
    grade_quota: dict[str, ShareField] = Field(default={})
    groups: dict[str, Group] = Field(min_length=1)
    facts: dict[str, Fact] = Field(min_length=1)
    indicators: dict[str, Indicator] = Field(min_length=1)
    adjustments: dict[str, Adjustment] = Field(default={})


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
            problem = _complaint(document, path, item)
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


def _complaint(document: Document, path: Path_, item: Any) -> Problem:
    kind, value, context = item["type"], item.get("input"), item.get("ctx", {})
    name = _key(path)
    if kind == "fz":
        params = {key: text for key, text in context.items() if key != "code"}
        return document.problem(path, context["code"], name=name, **params)
    if kind == "missing":
        code = "missing_key" if len(path) > 1 else "missing_key_top"
        return document.problem(path[:-1], code, key=True, name=name, owner=_key(path[:-1]))
    if kind == "extra_forbidden":
        return unknown(document, path, "key", name, known_keys(path[:-1], document.data), key=True)
    if kind == "literal_error":
        allowed = [word.strip("' ") for word in context["expected"].replace(" or ", ",").split(",")]
        return unknown(document, path, "value", shown(value), allowed, name=name)
    if kind == "union_tag_invalid":
        allowed = [word.strip("' ") for word in context["expected_tags"].split(",")]
        tag = context["discriminator"].strip("'")
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
    listed = ", ".join(options[:20]) + (" …" if len(options) > 20 else "")
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
        if typing.get_origin(option) in (dict, list):
            return typing.get_args(option)[-1]
    return None


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
