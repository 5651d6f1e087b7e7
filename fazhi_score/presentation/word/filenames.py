"""Names of units into names of files that any file system takes."""

from __future__ import annotations

import re
import unicodedata

from fazhi_score.presentation.text import clean

_MOST, _MOST_BYTES = 60, 150
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def safe_part(text: str) -> str:
    """Return text that may stand in the name of a file: one line, none of the signs that paths use, not too long.

    Examples
    --------
    >>> safe_part("a/b:c\\n"), safe_part("..."), len(safe_part("甲" * 300))
    ('a_b_c', '_', 50)
    """
    plain = unicodedata.normalize("NFC", _UNFIT.sub("_", " ".join(clean(text).split())))
    plain = plain.strip(" ._") or "_"
    plain = plain[:_MOST]
    while len(plain.encode()) > _MOST_BYTES:
        plain = plain[:-1]
    return plain.strip(" .") or "_"


def distinct(names: list[str], ids: list[str]) -> list[str]:
    """Return names of which no two are the same, whatever the case: where they are, the id is appended.

    Examples
    --------
    >>> distinct(["a", "A", "b"], ["1", "2", "3"])
    ['a_1', 'A_2', 'b']
    """
    folded = [name.casefold() for name in names]
    found = [f"{name}_{safe_part(i)}" if folded.count(name.casefold()) > 1 else name
             for name, i in zip(names, ids, strict=True)]  # fmt: skip
    taken: set[str] = set()
    for k, name in enumerate(found):
        number, made = 1, name
        while made.casefold() in taken:
            number += 1
            made = f"{name}_{number}"
        taken.add(made.casefold())
        found[k] = made
    return found
