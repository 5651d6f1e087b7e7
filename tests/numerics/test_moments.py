"""Skewness and kurtosis as scipy and COINr compute them."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from fazhi_score.numerics.moments import is_skewed, moments

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR = REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def column(numbers) -> np.ndarray:
    return np.array([[GAP if number is None else number] for number in numbers], dtype=np.float64).reshape(-1, 1)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0)


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_moments_are_those_of_scipy_without_bias(share):
    draw = np.random.default_rng(1)
    values = draw.lognormal(size=(40, 6)) * [1, 1e-200, 1e200, -1, 1e9, 3]
    values[draw.random(values.shape) < share] = GAP
    skewness, kurtosis = moments(values)
    scaled = values / np.nanmax(np.abs(values), axis=0)  # scipy overflows
    same(skewness, stats.skew(scaled, bias=False, nan_policy="omit"), 1e-10)
    same(kurtosis, stats.kurtosis(scaled, bias=False, nan_policy="omit"), 1e-10)


def test_moments_that_cannot_be_told():
    few = np.array(
        [[1, 1, GAP, 1, 5, np.inf], [2, 2, GAP, 4, 5, 1], [GAP, 9, GAP, GAP, 5, 2], [GAP, GAP, GAP, 1, 5, 3]]
    )
    skewness, kurtosis = moments(few)
    assert np.isnan(skewness).tolist() == [True, False, True, False, True, True]
    assert np.isnan(kurtosis).tolist() == [True] * 6
    # noise of arithmetic is not spread, tiny numbers are
    same(moments(column([0.1 * 3, 0.3, 0.3, 0.3, 0.3]))[0], [GAP])
    same(moments(column([0, 0, 0, 0, 1e-300]))[0], [math.sqrt(5)])
    same(moments(np.empty((0, 2)))[0], [GAP, GAP])
    assert not is_skewed(np.array([GAP]), np.array([GAP]), most_skewness=0, most_kurtosis=0).any()


@needs_reference
def test_moments_are_those_of_coinr():
    wanted, values = table("c_stats_raw"), table("a_raw")
    skewness, kurtosis = moments(values[wanted.index].to_numpy(float))
    same(skewness, wanted["Skew"])
    same(kurtosis, wanted["Kurt"])
    fails = is_skewed(skewness, kurtosis, most_skewness=2, most_kurtosis=3.5)
    assert (fails == (wanted["Flag.SkewKurt"] == "OUT")).all()
