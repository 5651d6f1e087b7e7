"""What is uncertain about an evaluation: a value that says what an analysis of uncertainty varies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from fazhi_score.errors import FazhiError, Problem, raise_errors
from fazhi_score.framework.document import Document
from fazhi_score.framework.model import Framework, load_framework
from fazhi_score.framework.robustness import Robustness
from fazhi_score.framework.robustness_checks import at_key, robustness_problems
from fazhi_score.framework.schema import complaint

_RATES = ("wrong", "missed", "invented")


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What is uncertain, as the `robustness` block of a framework file says it; what is left out is certain.

    Parameters
    ----------
    weights : float, str, mapping or DataFrame, optional
        A spread (0.25: each weight times 1 ± up to 0.25, renormalised), ``"uniform"``, or one of ``{"noise": 0.25}``,
        ``{"dirichlet": 50}``, ``{"samples": rows}`` (weights that experts gave, one row or mapping each),
        ``{"intervals": {node: [low, high]}}`` (shares among siblings), ``{"ordering": [first, second, …]}``,
        ``{"uniform": True}``; with ``"at"``: ``top``, ``groups``, ``indicators`` or ``all``.
    normalisation : sequence, optional
        Rules (names, or mappings with parameters), each in the place of every relative rule.
    aggregation, imputation, treatment : sequence, optional
        Methods as alternatives.
    missing : sequence, optional
        What is not reported earns, or mappings by reason, as alternatives.
    definitions : bool or mapping, optional
        Whether the `definition` lists of indicators vary (they do unless this is False), or formulas by indicator,
        the nominal one first.
    leave_out : sequence, str or mapping, optional
        Indicators left out one at a time (``"each"``: any), or ``{"indicators": …, "probability": …}``.
    facts : bool or mapping, optional
        Facts between the `low` and `high` of their rows; ``{"rates": "jeffreys"}``: rates as their counts leave them
        open, ``"rates_below"``: only with a smaller denominator.
    unreported : {"uniform"}, optional
        Scores of what applies and is not reported: anywhere between 0 and 100.
    extraction : mapping, DataFrame or Agreement, optional
        Error rates by fact (``overall`` for all others), as :meth:`Agreement.error_rates` gives them.
    thresholds : mapping, optional
        By indicator, parameters of its rule within intervals: ``{"training": {"worst": [0, 10]}}``.

    Examples
    --------
    >>> Assumptions(weights=0.25, aggregation=["arithmetic", "geometric"]).sources
    ('weights', 'aggregation')
    """

    weights: Any = None
    normalisation: Sequence[Any] | None = None
    aggregation: Sequence[Any] | None = None
    imputation: Sequence[Any] | None = None
    treatment: Sequence[Any] | None = None
    missing: Sequence[Any] | None = None
    definitions: bool | Mapping[str, Sequence[str]] | None = None
    leave_out: Any = None
    facts: Any = None
    unreported: Any = None
    extraction: Any = None
    thresholds: Mapping[str, Mapping[str, Sequence[Any]]] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of what is said to be uncertain."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        return tuple(name for name, value in given if value is not None and value is not False)

    def data(self) -> dict[str, Any]:
        """Return the assumptions as plain data, as the file has them; formulas of definitions are not among them."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        found["extraction"] = _rates_of(found["extraction"])
        weights = found["weights"]
        if isinstance(weights, pd.DataFrame):
            weights = {"samples": weights}
        if isinstance(weights, Mapping) and isinstance(weights.get("samples"), pd.DataFrame):
            weights = {**weights, "samples": weights["samples"].to_dict("records")}
        found["weights"] = weights
        if isinstance(found["definitions"], Mapping):
            found["definitions"] = True
        return {key: _plain(value) for key, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray) or (isinstance(value, Iterable) and not isinstance(value, str)):
        return [_plain(part) for part in value]
    return value


def _rates_of(given: Any) -> Any:
    """Return error rates by fact from an agreement or its table; a rate that nobody knows is that of all facts."""
    if given is not None and hasattr(given, "error_rates"):
        given = given.error_rates()
    if not isinstance(given, pd.DataFrame):
        return given
    table = given.reindex(columns=list(_RATES)).astype(float)
    overall = table.loc["overall"] if "overall" in table.index else pd.Series(0.0, index=table.columns)
    return table.fillna(overall.fillna(0.0)).to_dict("index")


def resolved(framework: Framework, assumptions: Assumptions | None) -> tuple[Framework, Robustness]:
    """Return the framework and what varies: the assumptions over what its file says, checked.

    Raises
    ------
    FazhiError
        With everything that is wrong with them, as of a file.
    """
    given = assumptions or Assumptions()
    if isinstance(given.definitions, Mapping):
        framework = _with_definitions(framework, given.definitions)
    own = framework.file.robustness
    base = own.model_dump(by_alias=True, exclude_unset=True) if own is not None else {}
    data = {**base, **given.data()}
    document = Document({"robustness": data})
    try:
        block = Robustness.model_validate(data)
    except ValidationError as error:
        raise FazhiError([_complaint(document, item) for item in error.errors(include_url=False)]) from None
    raise_errors(robustness_problems(block, framework.file, document))
    _try_thresholds(framework, block)
    return framework, block


def _complaint(document: Document, item: Any) -> Problem:
    path = tuple(step for step in item["loc"] if not str(step).startswith("["))
    return complaint(document, ("robustness", *path), item)


def _with_definitions(framework: Framework, definitions: Mapping[str, Sequence[str]]) -> Framework:
    from dataclasses import replace

    from fazhi_score.framework.schema import unknown

    data = framework.file.model_dump(by_alias=True, exclude_unset=True)
    for name, formulas in definitions.items():
        if name not in data["indicators"]:
            path = ("robustness", "definitions", name)
            raise FazhiError(unknown(framework.document, path, "node", name, data["indicators"], key=True))
        if isinstance(formulas, str) or not list(formulas):
            raise FazhiError(Problem("empty_or_too_many", {"name": name}, place=f"definitions.{name}"))
        data["indicators"][name] |= {"definition": list(formulas), "formula": next(iter(formulas))}
    return replace(load_framework(data), weights=framework.weights)


def with_formula(framework: Framework, formulas: Mapping[str, str]) -> Framework:
    """Return the framework with other formulas of some indicators."""
    from dataclasses import replace

    data = framework.file.model_dump(by_alias=True, exclude_unset=True)
    for name, formula in formulas.items():
        spec = {key: value for key, value in data["indicators"][name].items() if key != "definition"}
        data["indicators"][name] = {**spec, "formula": formula}
    return replace(load_framework(data), weights=framework.weights, document=framework.document)


def with_thresholds(framework: Framework, indicator: str, values: Mapping[str, Any]) -> Framework:
    """Return the framework with other numbers at some keys of an indicator's rule.

    Raises
    ------
    FazhiError
        Where the rule cannot bear them.
    """
    from dataclasses import replace

    data = framework.file.model_dump(by_alias=True, exclude_unset=True)
    rule = data["indicators"][indicator]["score"]
    for key, value in values.items():
        *above, last = key.split(".")
        part = at_key(rule, ".".join(above)) if above else rule
        part[int(last) if isinstance(part, list) else last] = value
    return replace(load_framework(data), weights=framework.weights, document=framework.document)


def _try_thresholds(framework: Framework, block: Robustness) -> None:
    """Load the framework with the ends of all intervals: what the rule cannot bear shows at once."""
    for name, keys in (block.thresholds or {}).items():
        for end in (0, 1):
            with_thresholds(framework, name, {key: str(pair[end]) if pair[end].percent else pair[end].value
                                              for key, pair in keys.items()})  # fmt: skip
