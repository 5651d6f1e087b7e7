"""Fonts on this machine into what can be written: the language of labels, and which characters have a glyph."""

from __future__ import annotations

import sys
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from fazhi_score.analysis.panels import one_of
from fazhi_score.errors import FazhiError, Problem
from fazhi_score.messages import message_text

FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans"),
    *("Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "STHeiti", "SimHei", "DengXian"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "HarmonyOS Sans SC", "MiSans", "Droid Sans Fallback"),
    *("Arial Unicode MS", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN"),
    *("Songti SC", "STSong", "SimSun", "NSimSun", "FangSong", "KaiTi", "AR PL UMing CN", "AR PL UKai CN"),
    # of a collection, matplotlib before 3.11 knows the first font only: Japanese in name, all characters within
    *("Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Serif CJK JP"),
)
"""Families with Chinese characters, those that read best in a chart first."""

_FILES = ("cjk", "sourcehan", "notosanssc", "notoserifsc", "msyh", "pingfang", "hiragino", "heiti", "simhei", "deng",
          "wqy", "droidsansfallback", "simsun", "songti", "simfang", "simkai", "uming", "ukai")  # fmt: skip
_SAMPLE = frozenset(map(ord, "法治政府得分名次龙凤"))
_LATIN = "DejaVu Sans"  # comes with matplotlib: there is always one font for digits, signs and Latin letters
_MEANINGLESS = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def import_matplotlib() -> Any:
    """Return the matplotlib module, or say how to install it."""
    try:
        import matplotlib
    except ImportError as error:
        raise FazhiError(Problem("extra_missing", {"needs": "matplotlib", "extra": "plot"})) from error
    return matplotlib


def chinese_family() -> str | None:
    """Return a family with Chinese characters, None where there is none.

    One that ``rcParams`` name goes first. Fonts that were installed after matplotlib listed them are found too.
    """
    matplotlib = import_matplotlib()
    from matplotlib import font_manager

    named = [*matplotlib.rcParams["font.family"], *matplotlib.rcParams["font.sans-serif"]]
    return _first((*named, *FAMILIES), len(font_manager.fontManager.ttflist))


@cache
def _first(wanted: tuple[str, ...], _listed: int) -> str | None:
    from matplotlib import font_manager

    for again in (False, True):
        if again:
            _list_new_files()
        listed = {font.name for font in font_manager.fontManager.ttflist}
        for family in wanted:
            if family in listed and covered(family) >= _SAMPLE:
                return family
    return None


def _list_new_files() -> None:
    """Tell matplotlib of font files with Chinese characters that its list of fonts does not have yet."""
    from matplotlib import font_manager

    listed = {font.fname for font in font_manager.fontManager.ttflist}
    for file in font_manager.findSystemFonts():
        name = Path(file).name.lower().replace("-", "").replace("_", "").replace(" ", "")
        if file not in listed and any(part in name for part in _FILES):
            try:
                font_manager.fontManager.addfont(file)
            except (OSError, RuntimeError, ValueError):
                continue  # a file that cannot be read is no font


@cache
def covered(family: str) -> frozenset[int]:
    """Return the characters that a family has glyphs for; none where its file is gone."""
    from matplotlib import font_manager

    try:
        file = font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False)
        return frozenset(font_manager.get_font(file).get_charmap())
    except (OSError, RuntimeError, ValueError):
        return frozenset()


def width(text: str) -> int:
    """Return how wide a text is, in halves of a Chinese character.

    Examples
    --------
    >>> width("5 项")
    4
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` halves of a Chinese character, with … where some was cut off.

    Examples
    --------
    >>> shortened("行政复议和应诉", 9), shortened("行政复议", 9)
    ('行政复议…', '行政复议')
    """
    if width(text[: most + 1]) <= most and len(text) <= most:
        return text
    kept, room = "", most - 1
    for character in text[:most]:
        room -= width(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + "…"


def one_line(text: object) -> str:
    """Return a text on one line without control characters and marks of direction.

    Examples
    --------
    >>> one_line("甲\\n县\\u202e")
    '甲 县'
    """
    plain = "".join(" " if c.isspace() else c for c in str(text)[:2000])
    kept = "".join(c for c in plain if unicodedata.category(c) not in _MEANINGLESS)
    return " ".join(kept.split())


@dataclass
class Letters:
    """What can be written in one chart, and which characters could not."""

    lang: Literal["zh", "en"]
    families: tuple[str, ...]
    glyphs: frozenset[int] = field(repr=False)
    font: str | None = None
    missing: set[str] = field(default_factory=set)
    asked: str | None = None

    def fits(self, text: str) -> bool:
        """Say whether there is a glyph for every character."""
        gone = {c for c in text if ord(c) not in self.glyphs}
        self.missing |= gone
        return not gone

    def label(self, choices: Iterable[object], most: int = 24, last: str = "?") -> str:
        """Return the first of some texts that can be written; else what can be written of the first, else `last`."""
        texts = [text for text in map(one_line, choices) if text]
        for text in texts:
            short = shortened(text, most)
            if self.fits(short):
                return short
        left = one_line("".join(c for c in texts[0] if ord(c) in self.glyphs)) if texts else ""
        return shortened(left, most) if texts and 2 * len(left) >= len(texts[0]) else last

    def tell(self) -> None:
        """Warn, once in a process, that there is no Chinese font, or no glyph for some characters."""
        if self.font is None and (self.asked != "en" or self.missing):
            _warn("plot_no_font")
        elif self.missing:
            _warn("plot_no_glyph", self.font or _LATIN)


def letters(lang: str | None = None) -> Letters:
    """Return what can be written in `lang`; left out: Chinese where there is a font, else English.

    Raises
    ------
    FazhiError
        For another language.
    """
    if lang is not None:
        one_of("lang", lang, ("zh", "en"))
    font = chinese_family()
    families = (_LATIN,) if font is None else (font, _LATIN) if lang != "en" else (_LATIN, font)
    glyphs = frozenset[int]().union(*(covered(family) for family in families))
    return Letters("zh" if font is not None and lang != "en" else "en", families, glyphs, font, asked=lang)


@cache
def _warn(code: str, font: str = "") -> None:
    message, hint = message_text(code, {"font": font})
    warnings.warn(f"{message}; {hint}", UserWarning, stacklevel=_levels())


def _levels() -> int:
    """Return how many calls up the line is that asked for the chart."""
    inside, found, frame = str(Path(__file__).parent), 1, sys._getframe(1)
    while frame.f_back is not None and (frame.f_code.co_filename.startswith(inside) or _is_library(frame)):
        found, frame = found + 1, frame.f_back
    return found


def _is_library(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") in ("contextlib", "functools")


def unlike(labels: Sequence[str], ids: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """Return labels that tell rows apart: a name that stands twice gets the id behind it, or the number of the row.

    Examples
    --------
    >>> unlike(["鼓楼区", "鼓楼区", "?"], ["320106", "320302", "?"], [4, 7, 9])
    ['鼓楼区 (320106)', '鼓楼区 (320302)', '#10']
    """
    twice = {label for label in labels if labels.count(label) > 1}
    found = []
    for label, own, number in zip(labels, ids, numbers, strict=True):
        if label == "?" or (label in twice and own == "?"):
            found.append(f"#{number + 1}")
        else:
            found.append(f"{label} ({own})" if label in twice and own != label else label)
    again = {label for label in found if found.count(label) > 1}
    return [f"#{n + 1}" if label in again else label for label, n in zip(found, numbers, strict=True)]
