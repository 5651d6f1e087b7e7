"""A thousand units: the ranking in full, in seconds."""

import time
from pathlib import Path

import pytest

import fazhi_score as fs
from fazhi_score.presentation.word.document import write_document
from tests.presentation.word.made import DAY, Read

ROOT = Path(__file__).parents[3]

pytest.importorskip("docx")


def test_a_thousand_units_are_ranked_in_full(tmp_path):
    world = fs.simulate(ROOT / "examples/districts/sheet.yaml", regions=1_000, seed=1)
    result = fs.score(world.facts, world.framework)
    began = time.monotonic()
    write_document(tmp_path / "a.docx", result, date=DAY)
    assert time.monotonic() - began < 20  # measured: 1 s on an idle machine
    xml = Read(tmp_path / "a.docx").xml()
    assert all(xml.count(f">{name}<") == 2 for name in result.names.iloc[::100])
