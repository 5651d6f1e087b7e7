"""The example on a Dask cluster runs, and gives the same bits as one machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "examples" / "uncertainty_on_dask.py"


def test_the_example_runs_and_gives_the_same_bits():
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, SCRIPT], capture_output=True, text=True, encoding="utf-8", timeout=300, env=environment
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert "the same bits: True" in run.stdout
