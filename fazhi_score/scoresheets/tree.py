"""Groups and items of a score sheet, and what their texts say of points and kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from fazhi_score.scoresheets.grid import Cell

Kind = Literal["scored", "bonus", "penalty", "veto"]
TOLERANCE = 1e-9

NO_GROUP = ("—", "-", "/", "－")
"""Stand in the column of a group where an item has none."""

ONLY_A_LABEL = re.compile(r"(?:注|说明|备注|Notes?)[:：]?")
FOOTNOTE = re.compile(r"^\s*(?:Notes?|注|说明|备注|附注|填表说明|附|※|\*)\s*(?:[:：\s\d]|$)|^\s*※")
TOTAL = re.compile(r"^(?:(小计)|(?:合计|总计|总分值?|共计|[Tt]otal))(?:得?分|\(?[\d.]*分?\)?)?$|^.{1,12}(小计|合计)$")
NUMBERED = re.compile(
    r"^\s*(?:([一二三四五六七八九十]+[、.．])|([(（][一二三四五六七八九十]+[)）])|(第.{1,3}(?:部分|章|项)))"
)
_IN_TEXT = re.compile(r"[(（\[【]\s*(?:共|计|满分|分值)?[:：]?\s*(\d+(?:\.\d+)?)\s*分\s*[)）\]】]")
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("veto", r"否决|约束性指标|底线|资格条件|Veto|Gate"),
    ("penalty", r"减分|扣分(?:项|事项|指标)|负面|Penalt"),
    ("bonus", r"加分|附加分|奖励|Bonus"),
)


@dataclass
class Item:
    """One item as it stands in the sheet."""

    place: str
    points: float | None
    points_place: str
    points_text: str
    title: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    number: str = ""
    shared: int = 0


@dataclass
class Node:
    """A group of items or of groups."""

    text: str
    cell: Cell | None = None
    points: float | None = None
    points_place: str = ""
    kind: Kind = "scored"
    level: int = 0
    number: str = ""
    parts: list[Any] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Yield all items below."""
        for part in self.parts:
            if isinstance(part, Item):
                yield part
            else:
                yield from part.items()

    def sum(self) -> float:
        """Return the points of what is scored below: of groups as written where they are."""
        parts = [p for p in self.parts if isinstance(p, Item) or p.kind == "scored"]
        return sum(
            (p.points or 0.0) if isinstance(p, Item) else p.sum() if p.points is None else p.points for p in parts
        )


def number_of(text: str) -> float | None:
    """Return the number of a points cell, None where it is none: “5分” is 5."""
    match = re.fullmatch(r"[+＋]?-?(\d+(?:\.\d+)?)\s*(?:分|%)?", unicodedata.normalize("NFKC", text).strip())
    return float(match[1]) if match else None


def points_in(text: str) -> float | None:
    """Return points that a text names in brackets, None where it names none or several: “领导责任(20分)”."""
    found = _IN_TEXT.findall(unicodedata.normalize("NFKC", text))
    return float(found[0]) if len(found) == 1 else None


def points_before(text: str) -> float | None:
    """Return the points with which a wording begins: “3分：…”, “（3分）…”."""
    match = re.match(r"\s*[(\[【]?(\d+(?:\.\d+)?)\s*分[)\]】:,;。]", unicodedata.normalize("NFKC", text))
    return float(match[1]) if match else None


def without_points(text: str) -> str:
    """Return a group's name without its number and points.

    Examples
    --------
    >>> without_points("一、领导责任（20分）"), without_points("(二)决策")
    ('领导责任', '决策')
    """
    return " ".join(NUMBERED.sub("", _IN_TEXT.sub("", text)).split()) or text.strip()


def kind_of(text: str) -> Kind:
    """Return what kind of section a heading opens."""
    if len(text) > 40:
        return "scored"
    return next((kind for kind, pattern in _KINDS if re.search(pattern, text)), "scored")


def shortly(text: str, most: int = 24) -> str:
    """Return a text cut for a message."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
