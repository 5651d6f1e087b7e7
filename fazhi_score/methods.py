"""The one table of registered methods: kind and name in YAML to the function of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

Kind = Literal["rule", "imputation", "treatment", "normalisation", "weighting", "aggregation", "ordering"]
_Function = TypeVar("_Function", bound=Callable[..., Any])

METHODS: dict[Kind, dict[str, Callable[..., Any]]] = {
    "rule": {},
    "imputation": {},
    "treatment": {},
    "normalisation": {},
    "weighting": {},
    "aggregation": {},
    "ordering": {},
}


def method(kind: Kind) -> Callable[[_Function], _Function]:
    """Register a function under its own name, which is its name in YAML and its heading in the docs."""

    def register(function: _Function) -> _Function:
        name = function.__name__
        if name in METHODS[kind]:
            raise ValueError(f"{kind} {name!r} is registered twice")
        METHODS[kind][name] = function
        return function

    return register
