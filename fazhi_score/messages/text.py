"""One text for people in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A message and what to do about it, in English and Chinese; braces name parameters."""

    en: str
    zh: str
    en_hint: str = ""
    zh_hint: str = ""
