"""Steps of the method that a registered function does: its name and parameters in YAML into checked arguments."""

from __future__ import annotations

import inspect
import pkgutil
import typing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag, ValidationError, create_model

from fazhi_score import numerics
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.rules import Spec
from fazhi_score.methods import METHODS, Kind

CONTEXT: dict[Kind, frozenset[str]] = {
    "imputation": frozenset(("higher", "peers", "groups", "units", "times", "weights")),
    "treatment": frozenset(("higher", "peers")),
    "normalisation": frozenset(("higher", "peers", "base")),
    "weighting": frozenset(("peers",)),
    "aggregation": frozenset(("peers",)),
    "ordering": frozenset(("higher", "peers")),
}
"""What scoring hands to a function that asks for it by name; all other keywords are parameters of the file."""

NONE = "none"
"""The word of an indicator whose outliers stay as they are."""


class Step(Spec):
    """A method and its parameters: ``{method: power, exponent: 2}``."""

    model_config = ConfigDict(extra="allow")

    method: str

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as written."""
        return dict(self.model_extra or {})


def _tag(value: object) -> str:
    return "[mapping]" if isinstance(value, dict | Step) else "[text]"


StepField = Annotated[
    Annotated[str, Tag("[text]")] | Annotated[Step, Tag("[mapping]")],
    Discriminator(_tag),
]
"""The name of a method, or a mapping with its name and parameters."""


def as_step(given: str | Step) -> Step:
    """Return a step that was given by its name alone as one without parameters."""
    return given if isinstance(given, Step) else Step(method=given)


def methods_of(kind: Kind) -> dict[str, Any]:
    """Return the registered functions of one kind by name, their modules loaded."""
    for module in pkgutil.iter_modules(numerics.__path__):
        import_module(f"{numerics.__name__}.{module.name}")
    return METHODS[kind]


Numbers = (
    float
    | list[float]
    | list[list[float]]
    | list[dict[str, float]]
    | dict[str, float]
    | dict[str, dict[str, float | str]]
)
"""What stands for an array in the file: numbers in a list, or by the names of what they belong to."""


@cache
def model_of(kind: Kind, name: str) -> type[BaseModel]:
    """Return the model of a method's parameters, made from the signature of its function."""
    function = methods_of(kind)[name]
    hints = typing.get_type_hints(function)
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.name not in CONTEXT[kind]:
            default = ... if parameter.default is inspect.Parameter.empty else parameter.default
            fields[parameter.name] = (_in_file(hints[parameter.name]), default)
    return create_model(name, __base__=Spec, **fields)


def _in_file(hint: Any) -> Any:
    """Return the type that stands in the file for the type of a parameter."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is np.ndarray or origin in (np.ndarray, NDArray):  # from numpy 2.5 on, NDArray is a type of its own
        return Numbers
    if origin is Annotated:
        return _in_file(arguments[0])
    if origin in (typing.Union, _UNION):
        return typing.Union[tuple(_in_file(part) for part in arguments)]  # noqa: UP007  # made of a tuple
    if origin in (Sequence, tuple):
        parts = [part for part in arguments if part is not Ellipsis]
        return Annotated[list[_in_file(parts[0])], BeforeValidator(_as_list)]  # type: ignore[misc]
    if origin is Mapping:
        return dict[tuple(_in_file(part) for part in arguments)]  # type: ignore[misc]
    return hint


_UNION = type(int | str)


def _as_list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def arguments_of(step: Step, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the parameters of a step as a function takes them; what is given by name in the order of `names`.

    Raises
    ------
    FazhiError
        Where what is given by name lacks one.

    Examples
    --------
    >>> arguments_of(Step(method="given", weights={"b": 1.0, "a": 3.0}), ["a", "b"])["weights"].tolist()
    [3.0, 1.0]
    """
    return {key: _as_array(_in_order(key, value, names)) for key, value in step.parameters.items()}


def _in_order(key: str, value: Any, names: Sequence[str]) -> Any:
    """Return what is given by names as lists in their order; other names may be there too."""
    if isinstance(value, list):
        return [_in_order(key, part, names) for part in value]
    if not isinstance(value, dict) or not names:
        return value
    lacking = [name for name in names if name not in value]
    if lacking:
        told = {"parameter": key, "got": ", ".join(value), "lacking": ", ".join(lacking)}
        raise FazhiError(Problem("step_names", told))
    return [_in_order(key, value[name], names) for name in names]


def _as_array(value: Any) -> Any:
    if isinstance(value, list) and value and not isinstance(value[0], str):
        try:
            return np.array(value, np.float64)
        except ValueError:  # fractions ("1/3"), or rows of different length: the method reads or refuses them
            return value
    return value


def function_of(kind: Kind, name: str) -> Any:
    """Return the function of a method; modules are loaded only where it is not registered yet."""
    return METHODS[kind].get(name) or methods_of(kind)[name]


def run(kind: Kind, step: Step, values: Any, names: Sequence[str], context: Mapping[str, Any]) -> Any:
    """Call the function of a step.

    Parameters
    ----------
    values : array
        Its last axis are the columns called `names`.
    context : mapping
        What of it the function asks for is handed over.

    Raises
    ------
    FazhiError
        What the function finds wrong, columns by their names.
    """
    arguments = arguments_of(step, names) | takes(kind, step.method, context)
    try:
        return function_of(kind, step.method)(values, **arguments)
    except FazhiError as error:
        raise FazhiError([_named(problem, names) for problem in error.problems]) from None


def _named(problem: Problem, names: Sequence[str]) -> Problem:
    """Return a problem that speaks of columns by number with their names."""
    params = dict(problem.params)
    for key in ("column", "columns"):
        numbers = str(params.get(key, "")).split(", ")
        if all(number.isdigit() and 0 < int(number) <= len(names) for number in numbers):
            params[key] = ", ".join(f"{number} ({names[int(number) - 1]})" for number in numbers)
    return replace(problem, params=params)


def takes(kind: Kind, name: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a context the function of a method asks for by name."""
    asked = _asked(function_of(kind, name))
    return {key: value for key, value in context.items() if key in asked}


@cache
def _asked(function: Any) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def parameter_errors(kind: Kind, step: Step) -> list[Any]:
    """Return what pydantic finds wrong with the parameters of a step whose method is known."""
    try:
        model_of(kind, step.method).model_validate(step.parameters)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def step_schema(kind: Kind, *, none: bool = False) -> list[dict[str, Any]]:
    """Return JSON Schemas of a step, one of which fits: a method's name, or a mapping with one's parameters.

    With `none`, the word that leaves a step out is one of the names.
    """
    names = sorted(methods_of(kind))
    found: list[dict[str, Any]] = [{"enum": [*names, *((NONE,) if none else ())]}]
    for name in names:
        made = model_of(kind, name).model_json_schema()
        properties = {"method": {"const": name}, **made.get("properties", {})}
        found.append({"type": "object", "properties": properties, "additionalProperties": False, "title": name})
    return found
