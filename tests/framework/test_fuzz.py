"""Mutated framework files give a framework or located messages; the full run is benchmarks/fuzz_yaml.py."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "fuzz_yaml.py"


@pytest.fixture(scope="module")
def fuzz():
    spec = importlib.util.spec_from_file_location("fuzz_yaml", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [11, 12])
def test_mutated_files_never_raise_anything_else(fuzz, seed):
    counts, failures, _ = fuzz.run(180, seed)
    assert failures == []
    assert counts["all: messages"] + counts["all: framework"] == 180
    assert counts["all: messages"] > 60
    assert counts["all: framework"] > 0
