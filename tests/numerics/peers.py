"""What tests of numeric methods share: arrays with gaps, and reference values computed in R and by other packages."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"

GAP = np.nan

needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

columns = st.lists(st.one_of(st.none(), st.integers(-20, 20)), min_size=0, max_size=25)
"""Columns of small whole numbers with gaps and many ties."""


def array(numbers) -> np.ndarray:
    return np.array([GAP if number is None else number for number in numbers], dtype=np.float64)


def same(found, wanted, tolerance=1e-12) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def coinr(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0, na_values=["NA"])


def parameters() -> pd.DataFrame:
    """Direction, target and bounds of each column of `coinr("a_raw")`."""
    return pd.read_csv(COINR / "a_iMeta_params.csv").set_index("iCode").loc[coinr("a_raw").columns]


def raw() -> tuple[np.ndarray, np.ndarray]:
    """The 60 × 24 values as reported, and where more is better."""
    return coinr("a_raw").to_numpy(np.float64), (parameters()["Direction"] > 0).to_numpy()


def matrix() -> tuple[np.ndarray, np.ndarray]:
    """The 30 × 12 values, and where more is better."""
    frame = pd.read_csv(PEERS / "matrix_30x12.csv", index_col=0)
    return frame.to_numpy(np.float64), ~frame.columns.isin(["C03", "C06", "C10"])


def peer(name: str) -> np.ndarray:
    return pd.read_csv(PEERS / f"{name}.csv", index_col=0).to_numpy(np.float64)
