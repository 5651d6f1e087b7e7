"""Colours that people with any colour vision tell apart, also in print without colour."""

from __future__ import annotations

from typing import Any

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, YELLOW = (
    "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#F0E442"
)  # fmt: skip
"""The palette of Okabe & Ito (2008), "Color universal design"."""

INK, GREY, PALE, PAPER = "#222222", "#767676", "#D9D9D9", "#FFFFFF"

GAP_HATCH, NOT_APPLICABLE_HATCH = "////", "--"

_CYCLE = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW)
_HATCHES = ("", "\\\\\\", "xx", "++", "oo")


def part_styles(count: int) -> list[tuple[str, str]]:
    """Return colour and hatch of so many parts; hatches set in where colours are used up.

    Examples
    --------
    >>> part_styles(8)[0], part_styles(8)[7]
    (('#0072B2', ''), ('#0072B2', '\\\\\\\\\\\\'))
    """
    return [(_CYCLE[k % 7], _HATCHES[k // 7 % len(_HATCHES)]) for k in range(count)]


def sequential() -> Any:
    """Return the scale from 0 to most: dark to light, so that a cell of 0 is a colour and a gap is paper."""
    import matplotlib

    return matplotlib.colormaps["cividis"]


def diverging() -> Any:
    """Return the scale of what may be negative: red, white at 0, blue."""
    import matplotlib

    return matplotlib.colormaps["RdBu"]


def probabilities() -> Any:
    """Return the scale of probabilities: white at 0."""
    import matplotlib

    return matplotlib.colormaps["Blues"]


def lighter(colour: str, share: float) -> tuple[float, float, float]:
    """Return a colour mixed with a share of white."""
    from matplotlib.colors import to_rgb

    r, g, b = to_rgb(colour)
    return (r + (1 - r) * share, g + (1 - g) * share, b + (1 - b) * share)


def ink_on(colour: Any) -> str:
    """Return the colour of text that can be read on `colour`."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]  # WCAG 2
    return PAPER if luminance < 0.3 else INK
