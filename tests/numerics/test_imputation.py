"""Imputation by hand, cell by cell in plain Python, and as COINr has it."""

from pathlib import Path
from statistics import median as middle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fazhi_score.methods import METHODS
from fazhi_score.numerics import em, imputation, panels
from fazhi_score.numerics.imputation import mean, median, peer_mean, peer_median, row_mean, row_median
from fazhi_score.numerics.prediction import nearest, regression
from tests.facts import codes, refused

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR = REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
cells = st.one_of(st.just(GAP), st.integers(-4, 4).map(float))
tables = hnp.arrays(float, st.tuples(st.integers(0, 12), st.integers(1, 4)), elements=cells)


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0)


def every(values: np.ndarray) -> dict:
    """What each imputation makes of a table; rows are three times of each unit, columns two groups."""
    n, k = values.shape
    panel = {"units": np.arange(n) // 3, "times": np.arange(n) % 3 + 2020.0}
    peers, groups, higher = np.arange(n) % 2, np.arange(k) % 2, np.arange(k) % 3 > 0
    return {
        "mean": mean(values),
        "median": median(values),
        "peer_mean": peer_mean(values, peers=peers),
        "peer_median": peer_median(values, peers=peers),
        "row_mean": row_mean(values, groups=groups, higher=higher),
        "row_median": row_median(values, groups=groups, higher=higher),
        "last": panels.last(values, **panel),
        "next": panels.next(values, **panel),
        "constant": panels.constant(values, **panel),
        "linear": panels.linear(values, **panel),
        "regression": regression(values),
        "nearest": nearest(values),
        "em": em.em(values, prior=1.0, tolerance=1e-4),
    }


@given(tables)
def test_what_was_there_stays_bit_by_bit(values):
    before = values.copy()
    known = ~np.isnan(values)
    made = every(values) | {
        "regression, observed": regression(values, predictors="observed"),
        "gower": nearest(values, distance="gower", common=0),
        "ends": panels.linear(
            values, units=np.arange(len(values)) // 3, times=np.arange(len(values)) % 3 * 1.0, ends="constant"
        ),
    }
    assert set(METHODS["imputation"]) <= set(made)
    for name, found in made.items():
        assert found.shape == values.shape, name
        assert found is not values
        assert (found[known] == values[known]).all(), name
        if name not in ("row_mean", "row_median", "em"):
            assert np.isnan(found[:, ~known.any(axis=0)]).all(), name
        assert not np.isinf(found).any(), name
    assert np.isnan(made["em"][:, ~known.any(axis=0)]).all()
    np.testing.assert_array_equal(before, values)


def test_infinite_values_stay_and_fill_nothing():
    values = np.array([[np.inf, 1.0], [2, 2], [GAP, 3], [4, 4], [5, GAP], [-np.inf, 6]])
    for name, found in every(values).items():
        assert (found[[0, 5], 0] == [np.inf, -np.inf]).all(), name
        assert not np.isinf(found[1:5]).any(), name
    same(mean(values)[2, 0], (2 + 4 + 5) / 3)


def test_huge_and_tiny_values():
    for size in (1e300, 1e-300):
        values = np.array([[1.0, 2], [2, 3], [3, 5], [4, GAP], [5, 8]]) * size
        for name, found in every(values).items():
            assert np.isfinite(found).all() or name in ("row_mean", "row_median", "last", "next", "linear"), name
        assert regression(values)[3, 1] == pytest.approx(regression(values / size)[3, 1] * size)
        assert em.em(values)[3, 1] == pytest.approx(em.em(values / size)[3, 1] * size)


# columns and peers


def test_means_and_medians_by_hand():
    values = np.array([[1.0, GAP], [2, GAP], [9, GAP], [GAP, GAP]])
    same(mean(values)[3], [4, GAP])
    same(median(values)[3], [2, GAP])
    same(mean(values, minimum=4)[3], [GAP, GAP])
    assert codes(refused(mean, values, minimum=0)) == ["prepare_below"]


def test_peers_fill_peers():
    values = np.array([[1.0], [5], [GAP], [7], [GAP], [GAP], [8]])
    peers = np.array([0, 0, 0, 1, 1, 2, -1])
    same(peer_mean(values, peers=peers).ravel(), [1, 5, 3, 7, 7, GAP, 8])
    same(peer_mean(values, peers=peers, minimum=2).ravel(), [1, 5, 3, 7, GAP, GAP, 8])
    same(peer_median(values).ravel(), [1, 5, 6, 7, 6, 6, 8])
    same(peer_mean(values), mean(values))
    # who takes no part gets nothing
    same(peer_mean(np.array([[1.0], [GAP]]), peers=np.array([0, -1])).ravel(), [1, GAP])


# rows


def by_row(values, groups, higher, statistic):
    """Row imputation cell by cell."""
    made = values.copy()
    known = ~np.isnan(values)
    for i, j in zip(*np.nonzero(~known), strict=True):
        scaled = []
        for other in range(values.shape[1]):
            column = values[known[:, other], other]
            if groups[other] == groups[j] and known[i, other] and column.min() < column.max():
                share = (values[i, other] - column.min()) / (column.max() - column.min())
                scaled.append(share if higher[other] else 1 - share)
        own = values[known[:, j], j]
        if len(own) and own.min() == own.max():
            made[i, j] = own[0]
        elif len(own) and scaled:
            share = statistic(scaled)
            made[i, j] = own.min() + (share if higher[j] else 1 - share) * (own.max() - own.min())
    return made


@given(tables)
def test_rows_are_filled_as_cell_by_cell(values):
    k = values.shape[1]
    groups, higher = np.arange(k) % 2, np.arange(k) % 3 > 0
    same(row_mean(values, groups=groups, higher=higher), by_row(values, groups, higher, lambda x: sum(x) / len(x)))
    same(row_median(values, groups=groups, higher=higher), by_row(values, groups, higher, middle))


def test_rows_with_too_little_stay():
    values = np.array([[0.0, 0, 0], [1, 1, 1], [1, GAP, GAP]])
    same(row_mean(values)[2], [1, 1, 1])
    same(row_mean(values, minimum=2)[2], [1, GAP, GAP])
    same(row_mean(values, higher=False)[2], [1, 1, 1])
    assert row_median(np.empty((0, 2))).shape == (0, 2)


def test_all_imputations_are_found_in_one_module():
    assert {*every(np.ones((3, 2)))} == set(METHODS["imputation"])
    assert imputation.em is em


# as COINr

GROUPED = {
    f"d_impute_i_{how}_grp_{column}": (how, column) for how in ("mean", "median") for column in ("Region", "Kind")
}


@needs_reference
@pytest.mark.parametrize("how", ["mean", "median"])
def test_column_imputation_of_coinr(how):
    found = METHODS["imputation"][how](table("a_raw").to_numpy(float))
    same(found, table(f"d_impute_i_{how}").to_numpy(float))


@needs_reference
@pytest.mark.parametrize("name", GROUPED)
def test_imputation_within_groups_of_coinr(name):
    how, column = GROUPED[name]
    raw, units = table("a_raw"), table("a_unit_meta")
    units = units if units.index.name == "uCode" else units.reset_index().set_index("uCode")
    peers = pd.factorize(units.loc[raw.index, column])[0]
    found = METHODS["imputation"][f"peer_{how}"](raw.to_numpy(float), peers=peers)
    same(found, table(name).to_numpy(float))


@needs_reference
def test_row_imputation_of_coinr():
    raw, meta = table("a_raw"), pd.read_csv(COINR / "a_iMeta.csv", index_col="iCode")
    higher = (meta.loc[raw.columns, "Direction"] > 0).to_numpy()
    groups = pd.factorize(meta.loc[raw.columns, "Parent"])[0]
    values = raw.to_numpy(float)
    same(row_mean(values, groups=groups, higher=higher), table("d_impute_row_mean_level2").to_numpy(float))
    same(row_median(values, higher=higher), table("d_impute_row_median_all").to_numpy(float))
