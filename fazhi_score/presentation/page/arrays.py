"""Arrays and columns of text into what a page holds of them: base64 of their bytes, and codes into a list of words."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fazhi_score.framework.model import Framework
from fazhi_score.messages import say, say_or
from fazhi_score.numerics.classes import Floats

KINDS = {"f8": "<f8", "u1": "u1", "u2": "<u2", "u4": "<u4", "i4": "<i4", "f4": "<f4"}
"""Names of number types in the page, and in numpy: little-endian, as every browser has them."""

Pair = list[str]
"""A text in English and in Chinese."""


def packed(values: Any, kind: str = "f8") -> dict[str, str]:
    """Return numbers as base64 of their bytes, to the last bit.

    Parameters
    ----------
    values : array
        Of several dimensions: column by column.
    kind : str
        Of :data:`KINDS`.

    Examples
    --------
    >>> packed([1, 2], "u1")
    {'t': 'u1', 'b': 'AQI='}
    """
    array = np.asarray(values).astype(KINDS[kind]).ravel(order="F")
    return {"t": kind, "b": base64.b64encode(array.tobytes()).decode("ascii")}


def whole(numbers: NDArray[Any], most: int) -> dict[str, str]:
    """Return numbers from 0 to `most` in as few bytes as they need."""
    return packed(numbers, width(most))


def width(most: int) -> str:
    """Return the smallest type that holds whole numbers up to `most`."""
    return "u1" if most < 2**8 else "u2" if most < 2**16 else "u4"


def coded(texts: Any) -> dict[str, Any]:
    """Return a column of text as its different words and, for each row, the number of its word.

    Examples
    --------
    >>> coded(["a", "b", "a"])["words"]
    ['a', 'b']
    """
    codes, words = pd.factorize(np.asarray(texts, dtype=object))
    return {"words": [str(word) for word in words], "codes": whole(codes, max(len(words) - 1, 0))}


def both(code: str, **params: object) -> Pair:
    """Return a text of the message table in both languages."""
    return [say(code, "en", **params), say(code, "zh", **params)]


def label_of(framework: Framework, name: str) -> Pair:
    """Return the name of a node, fact or adjustment in both languages."""
    return [framework.label(name, "en"), framework.label(name, "zh")]


def method_label(name: str) -> Pair:
    """Return what a method is called in both languages, its name in YAML where it has no other."""
    return [say_or(f"method_{name}", name, lang) for lang in ("en", "zh")]


def without_gaps(values: Floats) -> tuple[NDArray[np.bool_], dict[str, str]]:
    """Return where there is a number, and these numbers alone, column by column."""
    there = ~np.isnan(values)
    return there, packed(values.ravel(order="F")[there.ravel(order="F")])
