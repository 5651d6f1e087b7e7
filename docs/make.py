"""Write every page of the reference that is made from the code: all of ``docs/make_*.py``.

Run ``python docs/make.py`` in the project's folder; ``--check`` only says which pages are out of date.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

MAKERS = ("make_reference", "make_methods", "make_schema", "make_commands", "make_python")


def main(arguments: list[str]) -> int:
    """Run all of them, and return 1 where one finds something out of date."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    return max(import_module(name).main(arguments) for name in MAKERS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
