"""Printed percentages and whole numbers into whether one can come of the other: rounded, cut off, or not at all."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor
from typing import Literal, NamedTuple

Fit = Literal["", "exact", "rounded", "truncated"]

_NUMERAL = re.compile(r"(\d{1,9})(?:\.(\d{1,6}))?", re.ASCII)


class Printed(NamedTuple):
    """A percentage as printed: 93.05% is 9305 of 10000.

    Parameters
    ----------
    steps, whole : int
        The percentage in steps of its last digit, and 100 % in such steps.
    """

    steps: int
    whole: int

    @property
    def value(self) -> float:
        """The percentage as a fraction."""
        return self.steps / self.whole

    def __str__(self) -> str:
        digits = len(str(self.whole)) - 3
        return f"{100 * self.steps / self.whole:.{digits}f}%"


def printed(digits: str) -> Printed | None:
    """Return a percentage as printed, without its sign; None where it is no plain number.

    Examples
    --------
    >>> printed("93.05")
    Printed(steps=9305, whole=10000)
    """
    match = _NUMERAL.fullmatch(digits.strip())
    if match is None:
        return None
    decimals = match[2] or ""
    return Printed(int(match[1] + decimals), 100 * 10 ** len(decimals))


def printed_value(value: float) -> Printed:
    """Return a fraction as a percentage with as many digits as it needs, six decimals at most.

    Examples
    --------
    >>> printed_value(0.9305), printed_value(1.0)
    (Printed(steps=9305, whole=10000), Printed(steps=100, whole=100))
    """
    digits = f"{100 * value:.6f}".rstrip("0").rstrip(".")
    found = printed(digits)
    assert found is not None, digits
    return found


def fit(part: float, base: float, rate: Printed) -> Fit:
    """Return how `part` of `base` gives the printed percentage, "" where it does not.

    Examples
    --------
    >>> fit(67, 72, Printed(9305, 10000)), fit(67, 72, Printed(9306, 10000)), fit(66, 72, Printed(9305, 10000))
    ('truncated', 'rounded', '')
    """
    if base <= 0:
        return ""
    steps = part * rate.whole
    if steps == rate.steps * base:
        return "exact"
    if -base <= 2 * (steps - rate.steps * base) < base:
        return "rounded"
    return "truncated" if steps // base == rate.steps else ""


def parts_of(base: int, rate: Printed) -> tuple[range, range]:
    """Return the whole numbers that are the printed share of `base`: by rounding, and by cutting off.

    Examples
    --------
    >>> [list(found) for found in parts_of(72, Printed(9305, 10000))]
    [[], [67]]
    """
    low, high = 2 * rate.steps - 1, 2 * rate.steps + 1
    rounded = range(max(0, -(-low * base // (2 * rate.whole))), -(-high * base // (2 * rate.whole)))
    cut = range(-(-rate.steps * base // rate.whole), -(-(rate.steps + 1) * base // rate.whole))
    return rounded, cut


def bases_of(part: int, rate: Printed) -> range:
    """Return the whole numbers of which `part` is the printed share, rounded or cut off; none below `part`.

    Examples
    --------
    >>> list(bases_of(67, Printed(9305, 10000)))
    [72]
    """
    if not rate.steps:
        return range(0)
    least = -(-part * 2 * rate.whole // (2 * rate.steps + 2))
    least += part * rate.whole >= (rate.steps + 1) * least  # cutting off leaves its upper end out
    most = part * 2 * rate.whole // (2 * rate.steps - 1)
    return range(max(part, least), most + 1)


def least_base(rate: Printed) -> int:
    """Return the smallest whole number of which a whole part gives the printed percentage, rounded or cut off.

    Examples
    --------
    >>> least_base(Printed(98857, 100000)), least_base(Printed(50, 100)), least_base(Printed(100, 100))
    (175, 2, 1)
    """
    low = Fraction(max(0, 2 * rate.steps - 1), 2 * rate.whole)
    return _simplest(low, Fraction(rate.steps + 1, rate.whole)).denominator


def _simplest(low: Fraction, high: Fraction, *, low_open: bool = False) -> Fraction:
    """Return the fraction of the smallest denominator from `low` to below `high` (or above `low` to `high`)."""
    whole = floor(low) + 1 if low_open else ceil(low)
    if whole < high or (low_open and whole == high):
        return Fraction(whole)
    below = floor(low)
    if low == below:  # open at a whole number: whatever is just above it
        return below + Fraction(1, ceil(1 / (high - below)))
    return below + 1 / _simplest(1 / (high - below), 1 / (low - below), low_open=not low_open)


def whole_before(now: float, rate: Printed, *, fall: bool) -> range:
    """Return last year's whole numbers from which `now` grew, or fell, by the printed percentage.

    Examples
    --------
    >>> list(whole_before(70, Printed(204, 100), fall=False)), list(whole_before(80, Printed(50, 100), fall=False))
    ([23], [53])
    """
    sign = -1 if fall else 1
    bounds = [1 + sign * (rate.steps + step) / rate.whole for step in (-0.5, 1.0)]
    ends = sorted(now / bound for bound in bounds if bound > 0)
    if not ends:
        return range(0)
    if len(ends) == 1:  # a fall of all but nothing
        ends.append(ends[0] * rate.whole)
    return range(max(0, ceil(ends[0] - 1e-9)), floor(ends[1] + 1e-9) + 1)


def growth_fit(now: float, before: float, rate: Printed, *, fall: bool) -> Fit:
    """Return how growth from `before` to `now` gives the printed percentage, "" where it does not.

    Examples
    --------
    >>> growth_fit(70, 23, Printed(204, 100), fall=False), growth_fit(70, 30, Printed(204, 100), fall=False)
    ('rounded', '')
    """
    change = before - now if fall else now - before
    return fit(change, before, rate) if change >= 0 else ""
