"""The driver of mutation testing: the mutants it makes, and that it tells those that tests notice from the others."""

import ast
import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EQUIVALENT = ROOT / "benchmarks" / "mutation_equivalent.csv"


def loaded():
    spec = importlib.util.spec_from_file_location("mutants", ROOT / "benchmarks" / "mutants.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module  # its dataclasses ask for it
    spec.loader.exec_module(module)
    return module


mutants = loaded()


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", {"a < b → a <= b", "a < b → a >= b"}),
        ("a == b is c", {"a == b is c → a != b is c", "a == b is c → a == b is not c"}),
        ("a + b", {"a + b → a - b"}),
        ("a and b", {"a and b → a or b", "a and b → a", "a and b → b"}),
        ("not a", {"not a → a"}),
        ("f(min(a), key=b)", {"min → max", "key=b →"}),
        ("zip(a, strict=True)", set()),
        ("[a for a in b if a]", {"if a →"}),
        ("(7, 0.5, True, 'x', None)", {"7 → 8", "0.5 → 1.5", "True → False", "'x' → 'XXxXX'"}),
        ("f'{a:.2f} b'", {"' b' → 'XX bXX'"}),
        ("a if b else c", {"a if b else c → a", "a if b else c → c"}),
    ],
)
def test_mistakes_in_an_expression(source, changes):
    found = {each.change for each in mutants.mutants("m.py", f"x = {source}\n")}
    assert found == changes


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        (["return a"], {"return a → return None"}),
        (["b = a"], {"b = a → None"}),
        (["b: int = a"], {"b: int = a → None"}),
        (["b += a"], {"b += a → b -= a", "b += a → pass"}),
        (["a()"], {"a() → pass"}),
        (["raise a"], {"raise a → pass"}),
        (["if a:", "    pass"], {"if a → if True", "if a → if False"}),
        (["while a:", "    break"], {"while a → while False", "break → continue"}),
        (['"""Text."""', "import a", "return None"], set()),
    ],
)
def test_mistakes_in_a_statement(lines, changes):
    source = "\n".join(["def f(a: 'text') -> 'text':", *(f"    {line}" for line in lines)])
    found = mutants.mutants("m.py", source)
    assert {each.change for each in found} == changes
    assert all(each.runs for each in found)


def test_what_only_type_checkers_read_is_left_alone():
    source = "if TYPE_CHECKING:\n    x = 1\n__all__ = ['a']\ny = cast('int', z)\n"
    assert mutants.mutants("m.py", source) == []


def test_equal_changes_in_a_line_are_told_apart_and_applied_apart():
    first, second = mutants.mutants("m.py", "x = (1, 1)")
    assert (first.change, second.change) == ("1 → 2", "1 → 2 #2")
    assert not first.runs
    assert ast.unparse(mutants.mutated("x = (1, 1)", second.number)) == "x = (1, 2)"


def test_in_a_long_expression_the_difference_is_shown():
    found = mutants.mutants("m.py", f"x = {'a' * 60} + {'b' * 60}")
    assert [each.change for each in found] == [f"…{'a' * 14} + {'b' * 14}… → …{'a' * 14} - {'b' * 14}…"]


def test_every_mutant_of_a_module_differs_from_it_and_compiles():
    source = (ROOT / "fazhi_score" / "scoring" / "ranking.py").read_text(encoding="utf-8")
    plain = ast.dump(ast.parse(source))
    found = mutants.mutants("m.py", source)
    assert len({each.key for each in found}) == len(found) > 100
    for each in found[::3]:
        tree = mutants.mutated(source, each.number)
        assert ast.dump(tree) != plain
        compile(tree, "m.py", "exec")


def test_every_explained_mutant_exists():
    with EQUIVALENT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    there = set()
    for module in {row["module"] for row in rows}:
        there |= {each.key for each in mutants.mutants(module, (ROOT / module).read_text(encoding="utf-8"))}
    keys = [(row["module"], row["text"], row["change"]) for row in rows]
    assert [key for key in keys if key not in there] == []
    assert len(set(keys)) == len(keys)
    assert all(len(row["reason"]) > 20 for row in rows)


TINY = '''
LIMIT = 5

def points(x):
    """Return points.

    >>> points(7)
    10
    """
    if x > LIMIT:
        return 10
    while x > 3:
        x -= 1
    return x

def untested():
    return 1
'''
TINY_TESTS = """
from fazhi_score.scoring.tiny import points

def test_points():
    assert (points(2), points(4)) == (2, 3)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_the_driver_tells_what_tests_notice(tmp_path):
    tree = tmp_path / "project"
    for name, text in {
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--doctest-modules'\n",
        "fazhi_score/__init__.py": "",
        "fazhi_score/scoring/__init__.py": "",
        "fazhi_score/scoring/tiny.py": TINY,
        "tests/scoring/test_tiny.py": TINY_TESTS,
    }.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    explained = tmp_path / "explained.csv"
    explained.write_text(
        "module,text,change,reason\nfazhi_score/scoring/tiny.py,LIMIT = 5,5 → 6,none\n", encoding="utf-8"
    )
    command = [sys.executable, ROOT / "benchmarks" / "mutation.py", "--tree", tree, "--out", tmp_path / "out.csv"]
    command += ["--tests", "tests", "--tests", "fazhi_score", "--equivalent", explained, "--patience", "0.3"]
    done = subprocess.run([*command, "--at-least", "0.9"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["text"], row["change"]): row["outcome"] for row in csv.DictReader(file)}
    assert found == {
        ("LIMIT = 5", "5 → 6"): "equivalent",
        ("if x > LIMIT:", "if x > LIMIT → if True"): "killed",
        ("if x > LIMIT:", "if x > LIMIT → if False"): "killed",  # by the example
        ("if x > LIMIT:", "x > LIMIT → x >= LIMIT"): "survived",  # 5 is not tried
        ("if x > LIMIT:", "x > LIMIT → x <= LIMIT"): "killed",
        ("return 10", "return 10 → return None"): "killed",
        ("return 10", "10 → 11"): "killed",
        ("while x > 3:", "while x > 3 → while False"): "killed",
        ("while x > 3:", "x > 3 → x >= 3"): "killed",
        ("while x > 3:", "x > 3 → x <= 3"): "timeout",  # 2, 1, 0, -1 …
        ("while x > 3:", "3 → 4"): "killed",
        ("x -= 1", "x -= 1 → x += 1"): "timeout",
        ("x -= 1", "x -= 1 → pass"): "timeout",
        ("x -= 1", "1 → 2"): "killed",
        ("return x", "return x → return None"): "killed",
        ("return 1", "return 1 → return None"): "survived",
        ("return 1", "1 → 2"): "survived",
    }
    assert "17/17" in done.stdout
    assert "81.2%" in done.stdout  # 13 / 16


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_near_tests_are_those_of_the_mirror_file_and_the_examples(tmp_path):
    tree = tmp_path / "project"
    for name, text in {
        "fazhi_score/__init__.py": "",
        "fazhi_score/scoring/__init__.py": "",
        "fazhi_score/scoring/tiny.py": "def double(x):\n    return x + x\n",
        "fazhi_score/scoring/other.py": "def half(x):\n    return x / 2\n",
        "tests/scoring/test_tiny.py": "def test_one():\n    from fazhi_score.scoring.tiny import double\n\n"
        "    assert double(2) == 4\n",
        "tests/scoring/test_other.py": "def test_more():\n    assert False, 'is not to be run'\n",
    }.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, encoding="utf-8")
    command = [sys.executable, ROOT / "benchmarks" / "mutation.py", "--tree", tree, "--near"]
    done = subprocess.run([*command, "--module", "scoring/tiny.py"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 tests")
    assert "scoring/tiny.py" in done.stdout and "scoring/other.py" not in done.stdout
