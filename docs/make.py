"""Write every page of the reference that is made from the code: what ``docs/make_*.py`` say stands in it.

Run ``python docs/make.py`` in the project's folder; ``--check`` only says which pages are out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

DOCS = Path(__file__).resolve().parent
MAKERS = ("make_reference", "make_methods", "make_schema", "make_commands", "make_python")


def main(arguments: list[str]) -> int:
    """Write what is out of date; with ``--check`` say what is, and return 1 where anything is."""
    sys.path.insert(0, str(DOCS))
    return max(settled(import_module(name).written(), check="--check" in arguments) for name in MAKERS)


def settled(written: Mapping[Path, str | None], *, check: bool) -> int:
    """Write pages (None: is to go) that are out of date, or with `check` name them and return 1."""
    found = 0
    for path, text in written.items():
        old = path.read_text(encoding="utf-8") if path.exists() else None
        if old == text:
            continue
        print(f"{'out of date' if check else 'written'}: {path.name}")
        found = 1
        if not check and text is None:
            path.unlink()
        elif not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(str(text), encoding="utf-8")
    return found if check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
