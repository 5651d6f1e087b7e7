"""Data flows one way, and imports point the same way; importing the package loads nothing that it does not need."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "fazhi_score"
ORDER = [
    "messages",
    "errors",
    "files",
    "notebook",
    "methods",
    "numerics",
    "facts",
    "framework",
    "documents",
    "reports",
    "extraction",
    "auditing",
    "scoresheets",
    "scoring",
    "exchange",
    "collection",
    "analysis",
    "replication",
    "presentation",
    "cli",
    "__main__",
]
BLIND_TO_EACH_OTHER = {("facts", "framework"), ("framework", "facts")}


def room(module: str) -> str:
    """The first part of a module's name below the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports() -> list[tuple[str, str]]:
    """All pairs of rooms (importing, imported), imports inside functions and for type checkers included."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        here = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                names = [node.module or ""]
            found += [(here, room(name)) for name in names if name.split(".")[0] == "fazhi_score"]
    return found


@pytest.mark.no_cover
def test_imports_point_one_way():
    pairs = imports()
    assert len(pairs) > 50
    wrong = []
    for here, there in pairs:
        if "__init__" in (here, there):
            continue  # the public names see everything, and the command line uses them
        if ORDER.index(there) > ORDER.index(here) or (here, there) in BLIND_TO_EACH_OTHER:
            wrong.append((here, there))
    assert wrong == []


def test_every_room_has_its_place():
    rooms = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in PACKAGE.rglob("*.py")}
    assert rooms - {"__init__"} <= set(ORDER)


@pytest.mark.parametrize("what", ["import fazhi_score", "from fazhi_score import load_framework; load_framework()"])
def test_nothing_heavy_is_loaded(what):
    heavy = ("scipy", "typer", "rich", "matplotlib", "openpyxl", "pyarrow", "jinja2", "docx", "dask")
    code = f"{what}\nimport sys\nprint([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_public_names_exist_and_are_listed():
    import fazhi_score as fs

    assert sorted(fs.__all__) == fs.__all__
    for name in fs.__all__:
        assert getattr(fs, name).__doc__, name
    assert set(fs.__all__) <= set(dir(fs))
    assert set(fs._HOME_OF) == set(fs.__all__)
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        _ = fs.scores
