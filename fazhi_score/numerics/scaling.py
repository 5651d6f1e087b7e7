"""What all normalisations share: direction, range, and the ends and moments of each one's class.

Statistics of one class of all are one row that fits the values by broadcasting; see
:func:`~fazhi_score.numerics.classes.reduced`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.numerics.classes import TOLERANCE, Codes, Floats, reduced

Range = tuple[float, float]
Direction = bool | NDArray[np.bool_] | Sequence[bool]

_QUIET = {"invalid": "ignore", "divide": "ignore", "over": "ignore", "under": "ignore"}


def quiet() -> np.errstate:
    """Return a context in which what cannot be computed is NaN or infinite without a warning."""
    return np.errstate(**_QUIET)  # type: ignore[arg-type]


def known(values: Floats) -> Floats:
    """Return the values as floats, infinite ones as missing: they would leave no scale to the others."""
    values = np.asarray(values, dtype=np.float64)
    infinite = np.isinf(values)
    return np.where(infinite, np.nan, values) if infinite.any() else values


def signs(values: Floats, higher: Direction) -> Floats:
    """Return 1 where more is better and -1 where less is, in a shape that fits the values.

    Raises
    ------
    FazhiError
        For another number of directions than columns.
    """
    better = np.asarray(higher, dtype=bool)
    if better.ndim > 1 or (better.ndim == 1 and (values.ndim != 2 or len(better) != values.shape[1])):
        columns = values.shape[1] if values.ndim == 2 else 1
        raise FazhiError(Problem("normalise_directions", {"got": better.size, "columns": columns}))
    return np.where(better, 1.0, -1.0)


def turned(values: Floats, higher: Direction) -> Floats:
    """Return the known values, turned so that more is better."""
    sign = signs(np.asarray(values), higher)
    values = known(values)
    return values if (sign == 1.0).all() else values * sign


def onto(shares: Floats, to: Range) -> Floats:
    """Return shares, 0 the worst and 1 the best, on the range `to`; the array of shares may be used up.

    Raises
    ------
    FazhiError
        For a range that does not go upwards.
    """
    low, high = checked_range(to)
    if (low, high) == (0.0, 1.0):
        return shares
    shares *= high - low
    if low:
        shares += low
    return shares


def checked_range(to: Range) -> Range:
    """Return the two ends of a range of scores, which goes upwards."""
    ends = [float(end) for end in to]
    if len(ends) != 2 or not np.isfinite(ends).all() or ends[0] >= ends[1]:
        raise FazhiError(Problem("normalise_range", {"got": ", ".join(f"{end:g}" for end in ends)}))
    return ends[0], ends[1]


def ends(values: Floats, peers: Codes | None) -> tuple[Floats, Floats]:
    """Return the lowest and the highest value of each one's class."""
    return reduced(np.fmin, values, peers), reduced(np.fmax, values, peers)


def span(low: Floats, high: Floats) -> Floats:
    """Return ``high - low``, NaN where it is nothing.

    What differs by the noise of arithmetic only is equal: stretched over a range of scores it would decide.
    """
    with quiet():
        width = high - low
        real = (width > TOLERANCE * np.maximum(np.abs(low), np.abs(high))) & np.isfinite(width)
    return np.where(real, width, np.nan)


def moments(values: Floats, peers: Codes | None, *, ddof: int = 1) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of each one's class; the deviation is NaN where there is none."""
    there = ~np.isnan(values)
    whole = bool(there.all())
    count = reduced(np.add, there.astype(np.float64), peers)
    with quiet():
        mean = reduced(np.add, values if whole else np.where(there, values, 0.0), peers) / count
        squares = values - mean
        squares *= squares
        if not whole:
            squares[~there] = 0.0
        deviation = np.sqrt(reduced(np.add, squares, peers) / np.where(count > ddof, count - ddof, np.nan))
        real = (deviation > TOLERANCE * np.maximum(np.abs(mean), 1e-300)) & np.isfinite(deviation)
    return mean, np.where(real, deviation, np.nan)


def positive(method: str, name: str, got: float) -> float:
    """Return a parameter that must be above 0."""
    if not 0 < got < np.inf:
        raise FazhiError(Problem("normalise_positive", {"method": method, "name": name, "got": f"{got:g}"}))
    return got


def one_of(method: str, name: str, got: str, words: Sequence[str]) -> str:
    """Return a parameter that must be one of some words."""
    if got not in words:
        params = {"method": method, "name": name, "got": got, "known": ", ".join(words)}
        raise FazhiError(Problem("normalise_word", params))
    return got
