"""Numbers of a framework file as people write them: 40%, 5, 93.5."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import GetPydanticSchema, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

_PERCENT = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+))\s*[%％]\s*")


class Amount(NamedTuple):
    """A number and whether it was written with a percent sign (then `value` is the hundredth)."""

    value: float
    percent: bool = False

    def __str__(self) -> str:
        # in the text, as when it was read: what is written can be read again, and is the same number
        return f"{Decimal(repr(self.value)).scaleb(2).normalize():f}%" if self.percent else f"{self.value:.12g}"


def _amount(value: object) -> Amount:
    if isinstance(value, Amount):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300:
        return Amount(float(value))
    match = _PERCENT.fullmatch(value) if isinstance(value, str) and len(value) <= 60 else None
    if match is None:
        raise PydanticCustomError("fz", "amount", {"code": "not_an_amount", "got": shown(value)})
    # 82.68 / 100 and 0.8268 differ in the last bit: shift the decimal point in the text instead
    return Amount(float(f"{match[1]}e-2"), percent=True)


def _share(value: object) -> float:
    amount = _amount(value)
    if not 0 <= amount.value <= 1:
        raise PydanticCustomError("fz", "share", {"code": "not_a_share", "got": shown(value)})
    return amount.value


def shown(value: object) -> str:
    """Return a value as an error shows it: short, without Python's quotes around numbers."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    text = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _plain(function: Any, example: str) -> Any:
    return (
        GetPydanticSchema(lambda _type, _handler: core_schema.no_info_plain_validator_function(function)),
        PlainSerializer(lambda v: str(v) if isinstance(v, Amount) and v.percent else getattr(v, "value", v)),
        WithJsonSchema(
            {
                "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9.]+ *%$"}],
                "examples": [example],
            }
        ),
    )


AmountField = Annotated[Amount, *_plain(_amount, "60%")]
"""A threshold: a number, or a percent for shares."""

MarksField = Annotated[Amount, *_plain(_amount, "25%")]
"""Marks given or taken: points, or a percent of full marks."""

ShareField = Annotated[float, *_plain(_share, "40%")]
"""A share between 0 and 1, best written with a percent sign."""


def as_percent(value: float) -> str:
    """Return a number as it was probably meant with a percent sign; both readings where it may be a fraction.

    Examples
    --------
    >>> as_percent(95), as_percent(0.96)
    ('95%', '96% / 0.96%')
    """
    return f"{value * 100:.6g}% / {value:.6g}%" if 0 < abs(value) <= 1 else f"{value:.6g}%"
