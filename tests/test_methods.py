"""Every registered method is tested, documented, named in both languages, and can be given in a file."""

import ast
import importlib.util
from pathlib import Path

import pytest

from fazhi_score.framework.rules import ScoreSpec
from fazhi_score.framework.steps import methods_of
from fazhi_score.messages import TEXTS
from fazhi_score.methods import METHODS

ROOT = Path(__file__).parents[1]
KINDS = ("imputation", "treatment", "normalisation", "weighting", "aggregation", "ordering")
EVERY = [(kind, name) for kind in KINDS for name in sorted(methods_of(kind))]


def _maker():
    spec = importlib.util.spec_from_file_location("make_methods", ROOT / "docs" / "make_methods.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _called() -> set[str]:
    """The names that tests of numeric methods call or hand on."""
    found = set()
    for path in (ROOT / "tests" / "numerics").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name | ast.Attribute):
                found.add(node.id if isinstance(node, ast.Name) else node.attr)
    return found


CALLED = _called()


@pytest.mark.parametrize(("kind", "name"), EVERY, ids=[f"{kind}-{name}" for kind, name in EVERY])
def test_every_method_has_a_test_a_page_a_source_and_names(kind, name):
    function = methods_of(kind)[name]
    assert name in CALLED, f"no test in tests/numerics uses {name}"
    assert f"### {name}\n" in _maker().PAGE.read_text(encoding="utf-8")
    assert f"method_{name}" in TEXTS
    assert "Examples\n" in function.__doc__ and ">>>" in function.__doc__
    assert "Source:" in function.__doc__ or "References\n" in function.__doc__, "no source"


def test_every_normalisation_is_a_rule_of_the_file():
    schema = str(ScoreSpec).lower()
    for name in METHODS["normalisation"]:
        assert name.replace("_", "") in schema, name
