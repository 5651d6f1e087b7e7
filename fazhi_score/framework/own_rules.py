"""Rules that a user's own Python registers: the signature of a function into a model of the rule's keys."""

from __future__ import annotations

import inspect
import typing
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, WrapSerializer, WrapValidator, create_model

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.amounts import Amount, AmountField
from fazhi_score.framework.rules import FORMULA_KEYS, ScoreSpec
from fazhi_score.framework.spec import Spec
from fazhi_score.methods import METHODS

BUILT_IN = frozenset(
    typing.get_args(model.model_fields["rule"].annotation)[0]
    for model in typing.get_args(typing.get_args(ScoreSpec)[0])
)
"""Names of the rules that the format has."""

HANDED_OVER = ("higher",)
"""Keywords that scoring gives to a function that asks for them."""


class OwnRule(Spec):
    """A rule that is none of the format's: its keys are the keywords of a registered function."""

    model_config = ConfigDict(protected_namespaces=())

    rule: str

    def arguments(self, *, higher: bool) -> dict[str, Any]:
        """Return the arguments of the function: the keys of the file, percent signs resolved, and the direction."""
        found = {key: getattr(self, key) for key in type(self).model_fields if key != "rule"}
        plain = {key: value.value if isinstance(value, Amount) else value for key, value in found.items()}
        return plain | ({"higher": higher} if "higher" in _signature(self.rule).parameters else {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process by name: the class is made there of the function that is registered there."""
        return _rebuilt, (self.rule, {key: value for key, value in self if key in self.model_fields_set})


def own_rules() -> list[str]:
    """Return the names of registered rules that are none of the format's."""
    return sorted(set(METHODS["rule"]) - BUILT_IN)


def model_of_rule(name: str) -> type[OwnRule]:
    """Return the model of a registered rule's keys.

    Raises
    ------
    FazhiError
        Where no such rule is registered in this process, or its function asks for what a rule cannot have.
    """
    function = METHODS["rule"].get(name)
    if function is None:
        raise FazhiError(Problem("own_rule_absent", {"rule": name}))
    return _model(name, function)


@cache
def _model(name: str, function: Any) -> type[OwnRule]:
    hints = typing.get_type_hints(function)
    fields: dict[str, Any] = {}
    for parameter in list(_signature(name).parameters.values())[1:]:
        if parameter.name in HANDED_OVER:
            continue
        named = parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.name in hints
        if not named or parameter.name in ("rule", "peers", *FORMULA_KEYS):
            raise FazhiError(Problem("own_rule_keyword", {"rule": name, "keyword": parameter.name}))
        # a number may be written with a percent sign, as in every other rule
        kind = AmountField if hints[parameter.name] is float else hints[parameter.name]
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[parameter.name] = (kind, Amount(default) if kind is AmountField and default is not ... else default)
    made: Any = create_model(name, __base__=OwnRule, rule=(Literal[name], ...), **fields)  # type: ignore[arg-type]
    return typing.cast(type[OwnRule], made)


def _signature(name: str) -> inspect.Signature:
    return inspect.signature(METHODS["rule"][name])


def _rebuilt(name: str, given: dict[str, Any]) -> OwnRule:
    return model_of_rule(name).model_validate(given)


def _own_or_built_in(value: Any, handler: Any) -> Any:
    if isinstance(value, OwnRule):
        return value
    name = value.get("rule") if isinstance(value, dict) else None
    return model_of_rule(name).model_validate(value) if name in own_rules() else handler(value)


def _written(value: Any, handler: Any, info: Any) -> Any:
    if not isinstance(value, OwnRule):
        return handler(value)
    # by itself: the rules of the format would each warn that this is none of them
    return value.model_dump(
        mode=info.mode,
        by_alias=info.by_alias,
        exclude_unset=info.exclude_unset,
        exclude_defaults=info.exclude_defaults,
        exclude_none=info.exclude_none,
    )


ScoreField = Annotated[ScoreSpec, WrapValidator(_own_or_built_in), WrapSerializer(_written)]
"""A rule of the format, or one that is registered under another name."""
