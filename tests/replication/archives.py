"""Archives for tests: small results, and hands that alter what is in a zip file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

import fazhi_score as fs
from fazhi_score.replication.archive import MANIFEST, sha256, unzipped, zipped
from tests.conftest import plain, register, scored, sheet

# the regions are invented

SHEET = sheet(
    {
        "study": plain("x", group="one", weight=60),
        "files": {"group": "two", "weight": 40, "score": {"rule": "reviewer"}},
    },
    facts={"x": {}},
    groups={"one": {"weight": 60}, "two": {"weight": 40}},
    total_points=100,
    grades={"good": 80, "fair": 0},
)
FACTS = {"甲县": {"x": 66.6}, "乙县": {"x": 1 / 3}, "=丙县": {"x": 50}}
CLASSES = register({"甲县": "county", "乙县": "county", "=丙县": "county"})
QUOTE = "全县开展行政执法培训六十六点六次,较上年明显增加"
INDEX = sheet({"i": plain("x", group="a"), "j": plain("y", group="b")}, groups={"a": {}, "b": {}})
PAIRS = {"A": {"x": 90, "y": 50}, "B": {"x": 60, "y": 60.5}, "C": {"x": 30, "y": 35}, "D": {"x": 70, "y": 1 / 3}}


def decisions(**more: str) -> pd.DataFrame:
    """Return a log of one decision."""
    row = {
        "id": "d1", "region": "甲县", "period": "2024", "item": "files", "points": "30", "evidence": "第3页",
        "decided_by": "评审组", "date": "2025-01-08", "state": "notified",
    }  # fmt: skip
    return pd.DataFrame([{**row, **more}], dtype=object)


def small() -> fs.Result:
    """Return a result of two indicators and four regions."""
    return scored(INDEX, PAIRS)


def packed(path: Path, result: fs.Result | None = None, **more: object) -> Path:
    """Pack a result, the small one if none is given."""
    fs.pack(path, small() if result is None else result, **more)  # type: ignore[arg-type]
    return path


Hand = Callable[[str], str]


def altered(path: Path, hands: Mapping[str, Hand | bytes | None], *, mended: bool = True) -> Path:
    """Alter members of an archive: by a function of their text, other bytes, or away (None).

    With `mended`, whoever alters them writes their new checksums too.
    """
    members = unzipped(path)
    for name, hand in hands.items():
        if hand is None:
            del members[name]
        elif isinstance(hand, bytes):
            members[name] = hand
        else:
            before = members[name].decode()
            after = hand(before)
            assert after != before, f"nothing altered in {name}"
            members[name] = after.encode()
    if mended:
        data = json.loads(members[MANIFEST])
        data["files"] = {name: sha256(members[name]) for name in members if name != MANIFEST}
        members[MANIFEST] = json.dumps(data).encode()
    path.write_bytes(zipped(members))
    return path


def told(path: Path, **changes: object) -> Path:
    """Alter keys of replication.json."""

    def hand(text: str) -> str:
        return json.dumps({**json.loads(text), **changes})

    return altered(path, {MANIFEST: hand}, mended=False)


def swapped(old: str, new: str) -> Hand:
    """Return a hand that replaces a text, which must be there."""

    def hand(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return hand


def raw_zip(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write any zip file."""
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def codes(problems: tuple[fs.Problem, ...]) -> list[str]:
    """Return codes of problems that can be told in both languages."""
    for problem in problems:
        for lang in ("en", "zh"):
            assert not re.search(r"\{[a-z_]*\}", problem.render(lang))
    return [problem.code for problem in problems]
