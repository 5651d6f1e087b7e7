"""Text in traditional characters into simplified ones, character for character, so that places stay."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

# Characters of nearly every report that only the traditional script has.
_TELLING = "縣區鎮鄉黨執開為這業務實審議規辦處應訴調達滿從"
_LEAST = 5
_HEAD = 4000


def is_traditional(text: str) -> bool:
    """Say whether a text is written in traditional characters, as mirrors of Chinese sites print it.

    Examples
    --------
    >>> is_traditional("縣政府常務會議審議執法規定，區鎮黨委開展業務"), is_traditional("县政府常务会议")
    (True, False)
    """
    head = text[:_HEAD]
    return sum(letter in head for letter in _TELLING) >= _LEAST


def simplified(text: str) -> str:
    """Return `text` in simplified characters where it is in traditional ones, of the same length.

    Without the package opencc it is returned as it is.

    Examples
    --------
    >>> simplified("縣政府常務會議審議執法規定，區鎮黨委開展業務")
    '县政府常务会议审议执法规定，区镇党委开展业务'
    """
    converter = _converter() if is_traditional(text) else None
    if converter is None:
        return text
    letters = [letter for letter in set(text) if not "\ud800" <= letter <= "\udfff"]  # half a pair is no character
    pairs = {letter: converter.convert(letter) for letter in letters}
    return text.translate({ord(a): b for a, b in pairs.items() if a != b and len(b) == 1})


@lru_cache(maxsize=1)
def _converter() -> Any:
    """Return what converts a character; None where the package is not installed."""
    try:
        from opencc import OpenCC
    except ImportError:
        return None
    return OpenCC("t2s")
