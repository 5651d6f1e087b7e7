"""What the tests of weights share: data with gaps, the reference values, and how refusals are read."""

import json
from pathlib import Path

import numpy as np
import pytest

from fazhi_score.errors import FazhiError

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"
COSTS = [2, 5, 9]
"""Columns of the 30 × 12 matrix for which less is better."""

GAP = np.nan
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")


def peer_matrix() -> np.ndarray:
    """The 30 × 12 matrix of the reference values, costs as they are."""
    return np.genfromtxt(PEERS / "matrix_30x12.csv", delimiter=",", skip_header=1)[:, 1:]


def turned() -> np.ndarray:
    """The matrix with costs times -1."""
    x = peer_matrix()
    x[:, COSTS] *= -1
    return x


def inverted() -> np.ndarray:
    """The matrix with costs as 1 / x, which turns ``x / max`` of a cost into ``min / x`` of a benefit."""
    x = peer_matrix()
    x[:, COSTS] = 1 / x[:, COSTS]
    return x


def peer_values(name: str):
    """What peers computed."""
    return json.loads((PEERS / "reference.json").read_text(encoding="utf-8"))["weights"][name]["values"]


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * 1e-3, equal_nan=True)


def refusal(call) -> str:
    """The code of the problem that the call raises; its texts in both languages can be filled in."""
    with pytest.raises(FazhiError) as caught:
        call()
    assert caught.value.render("en")
    assert caught.value.render("zh")
    return caught.value.problems[0].code


def some_scores(rows=40, columns=6, missing=0.0, seed=3) -> np.ndarray:
    """Invented scores from 1 to 100, some in step, some against each other, of unequal spread."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(rows, 1))
    x = rng.normal(size=(rows, columns)) + common * np.linspace(1.5, -0.5, columns)
    x = 50 + x * np.linspace(3, 11, columns)
    x = np.clip(x, 1, 100)
    x[rng.uniform(size=x.shape) < missing] = GAP
    return x
