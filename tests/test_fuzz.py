"""Broken inputs give documented errors: kept cases of the fuzzer, and valid inputs broken by a seed.

The long runs, which look for inputs that reach new branches, are ``benchmarks/fuzz.py``.
"""

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
try:
    import fuzz_mutations
    import fuzz_targets
finally:
    sys.path.remove(str(ROOT / "benchmarks"))

CASES = Path(__file__).parent / "fuzz_cases"
TARGETS = fuzz_targets.TARGETS
# examples of each target: together they take about ten seconds
EXAMPLES = {"yaml": 40, "formulas": 60, "facts": 60, "quantities": 100, "documents": 30, "archives": 25}


def cases():
    """What a run once found, by target and name."""
    return [path.relative_to(CASES).as_posix() for path in sorted(CASES.glob("*/*"))]


@pytest.mark.parametrize("case", cases())
def test_kept_cases(case, tmp_path):
    target = TARGETS[case.partition("/")[0]]
    assert fuzz_targets.tried(target, (CASES / case).read_bytes(), tmp_path) in ("read", "refused")


@pytest.mark.parametrize("name", TARGETS)
def test_valid_inputs_are_read(name, tmp_path):
    target = TARGETS[name]
    outcomes = [fuzz_targets.tried(target, seed, tmp_path) for seed in target.seeds()[:6]]
    assert outcomes.count("read") > len(outcomes) / 2


@pytest.mark.no_cover
@pytest.mark.parametrize("name", TARGETS)
def test_broken_inputs_give_documented_errors(name, tmp_path):
    target, seeds = TARGETS[name], TARGETS[name].seeds()
    outcomes = []

    @settings(max_examples=EXAMPLES[name], database=None)
    @given(seed=st.sampled_from(range(len(seeds))), number=st.integers(0, 2**32 - 1))
    def broken(seed, number):
        data = fuzz_targets.mutated(target, seeds[seed], random.Random(number))
        outcomes.append(fuzz_targets.tried(target, data, tmp_path))

    broken()
    assert outcomes.count("refused") > 3  # it did break some


def test_yaml_mutations_leave_frameworks_and_give_messages(tmp_path):
    target, rng = TARGETS["yaml"], random.Random(11)
    seed, outcomes = target.seeds()[1], []
    for mutation in fuzz_mutations.YAML_MUTATIONS:
        for _ in range(4):
            text = mutation(seed.decode(), rng)
            outcomes.append(fuzz_targets.tried(target, text.encode("utf-8", "surrogatepass"), tmp_path))
    assert outcomes.count("refused") > 16
    assert outcomes.count("read") > 3


@pytest.mark.parametrize("error", [KeyError("x"), AssertionError(), RuntimeWarning("x"), RecursionError()])
def test_anything_else_is_a_finding(error, tmp_path):
    def check(data, folder):
        raise error

    with pytest.raises(type(error)):
        fuzz_targets.tried(fuzz_targets.Target(check, list, ()), b"", tmp_path)


def test_mutations_depend_on_the_seed_alone():
    for target in TARGETS.values():
        seed = target.seeds()[0]
        pair = [[fuzz_targets.mutated(target, seed, random.Random(k)) for k in range(5)] for _ in range(2)]
        assert pair[0] == pair[1]
        assert any(data != seed for data in pair[0])
