"""Write docs/reference/python/*.md: every public name, a page for each room of the package.

The pages only say which names stand where; Sphinx fills in what the docstrings say.

``python docs/make.py`` writes what is out of date.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import fazhi_score as fs

DOCS = Path(__file__).resolve().parent
FOLDER = DOCS / "reference" / "python"

ROOMS = {
    "facts": ("Facts, registers, decisions", "Tables of facts and what belongs to them, read and checked."),
    "documents": ("Reports as text", "Report files into text with its title, issuer and year."),
    "extraction": (
        "Facts out of reports",
        "What reports state, with the place of each number; and how well it was read.",
    ),
    "auditing": ("Contradictions", "Where a report contradicts itself, last year's, or another source."),
    "framework": ("Frameworks and methods", "The YAML file that says what is evaluated and how."),
    "scoresheets": ("Score sheets", "Excel score sheets into frameworks and back."),
    "scoring": ("Scores", "Facts and a framework into scores, ranks and explanations."),
    "collection": ("Workbooks of units", "Workbooks out to units, and back."),
    "analysis": ("Analyses", "What moves scores and ranks, and how far they can be trusted."),
    "exchange": ("Other packages", "To COINr and back."),
    "presentation": ("Tables, plots, documents", "Results for people to read."),
    "replication": ("Replication archives", "A result packed with all that it was made of, and made anew."),
    "errors": ("Errors", "Problems with a place and a remedy."),
}
"""Room of the package to the heading and the first sentence of its page."""


def written() -> dict[Path, str | None]:
    """Return the text of each page, None of a page whose room is gone."""
    rooms: dict[str, list[str]] = {}
    for home, names in fs._HOMES.items():
        rooms.setdefault(home.partition(".")[0], []).extend(names)
    pages = {FOLDER / f"{room}.md": _page(room, sorted(names, key=str.lower)) for room, names in rooms.items()}
    return {**dict.fromkeys(path for path in FOLDER.glob("*.md") if path.name != "index.md"), **pages}


def _page(room: str, names: list[str]) -> str:
    heading, first = ROOMS[room]
    head = f"<!-- Written by docs/make_python.py; do not edit. -->\n\n# {heading}\n\n{first}"
    return "\n\n".join([head, *(_entry(name, getattr(fs, name)) for name in names)]) + "\n"


def _entry(name: str, value: Any) -> str:
    if inspect.ismodule(value):
        public = [word for word in getattr(value, "__all__", sorted(vars(value))) if not word.startswith("_")]
        mine = [word for word in public if getattr(getattr(value, word), "__module__", "").startswith(value.__name__)]
        inner = [_directive(f"{name}.{word}", getattr(value, word)) for word in mine]
        return "\n\n".join([f"## fs.{name}", (inspect.getdoc(value) or "").partition("\n\n")[0], *inner])
    return f"## {name}\n\n" + _directive(name, value)


def _directive(name: str, value: Any) -> str:
    options = "   :members:\n" if inspect.isclass(value) else ""
    kind = "autoclass" if inspect.isclass(value) else "autofunction" if callable(value) else "autodata"
    return f"```{{eval-rst}}\n.. {kind}:: fazhi_score.{name}\n{options}```"
