"""Screening and denominators by hand and as COINr has them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fazhi_score.numerics.screening import (
    FORCED,
    GROUP_TOO_EMPTY,
    TOO_FEW_VALUES,
    TOO_MANY_ZEROS,
    availability,
    denominate,
    screen,
)
from tests.facts import codes, refused

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR = REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan


def same(found, wanted) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, equal_nan=True)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0)


# screening

TABLE = np.array([[1.0, 2, 3, 0], [0, 0, 0, 0], [GAP, GAP, GAP, 7], [GAP, GAP, GAP, GAP], [5, GAP, 0, 1]])


def test_availability_by_hand():
    found = availability(TABLE, groups=np.array([0, 0, 2, -1]))
    assert found.missing.tolist() == [0, 0, 3, 4, 1]
    assert found.zeros.tolist() == [1, 4, 0, 0, 1]
    same(found.available, [1, 1, 0.25, 0, 0.75])
    same(found.nonzero, [0.75, 0, 1, GAP, 2 / 3])  # a row without any value has no share of zeros
    same(found.by_group, [[1, GAP, 1], [1, GAP, 1], [0, GAP, 0], [0, GAP, 0], [0.5, GAP, 1]])  # nobody is in group 1
    same(availability(TABLE).by_group.ravel(), found.available)
    same(availability(TABLE.T).available, [0.6, 0.4, 0.6, 0.8])
    assert np.isnan(availability(TABLE[:, :0]).available).all()


def test_rows_are_kept_by_values_zeros_or_both():
    assert screen(TABLE, least_available=0.75).keep.tolist() == [True, True, False, False, True]
    assert screen(TABLE, by="zeros", least_nonzero=0.7).keep.tolist() == [True, False, True, True, False]
    both = screen(TABLE, by="both", least_available=0.75, least_nonzero=0.7)
    assert both.keep.tolist() == [True, False, False, False, False]
    assert both.reason.tolist() == [0, TOO_MANY_ZEROS, TOO_FEW_VALUES, TOO_FEW_VALUES, TOO_MANY_ZEROS]


def test_a_share_that_reaches_its_threshold_is_enough():
    third = np.array([[1.0, 1, GAP]])
    assert screen(third, least_available=1 - 1 / 3).keep.all()
    assert screen(third, least_available=2 / 3 + 1e-10).keep.all()
    assert not screen(third, least_available=2 / 3 + 1e-8).keep.any()


def test_each_group_may_have_its_least():
    found = screen(TABLE, groups=np.array([0, 0, 1, 1]), least_available=0.2, least_in_group=0.6)
    assert found.keep.tolist() == [True, True, False, False, False]
    assert found.reason.tolist() == [0, 0, GROUP_TOO_EMPTY, GROUP_TOO_EMPTY + TOO_FEW_VALUES, GROUP_TOO_EMPTY]


def test_people_may_decide_otherwise():
    found = screen(TABLE, forced=np.array([-1, 1, 1, 0, 0]))
    assert found.keep.tolist() == [False, True, True, False, True]
    assert found.reason.tolist() == [FORCED, 0, TOO_FEW_VALUES + FORCED, TOO_FEW_VALUES, 0]


def test_senseless_parameters_are_refused():
    assert codes(refused(screen, TABLE, by="gaps")) == ["prepare_word"]
    assert codes(refused(screen, TABLE, least_available=66, least_nonzero=GAP)) == ["prepare_share"] * 2


@given(hnp.arrays(float, st.tuples(st.integers(0, 6), st.integers(1, 6)), elements=st.sampled_from([GAP, 0.0, 1.0])))
def test_screening_as_row_by_row(values):
    found = screen(values, by="both", least_available=0.5, least_nonzero=0.4)
    for row, keep in zip(values.tolist(), found.keep.tolist(), strict=True):
        there = [x for x in row if x == x]
        enough = len(there) / len(row) >= 0.5 and (not there or sum(x != 0 for x in there) / len(there) >= 0.4)
        assert keep == enough
    assert screen(values, least_available=0).keep.all()


# denominators


def test_denominators_by_hand():
    values = np.array([[10.0, 20, 30], [1, GAP, 3], [4, 5, 6]])
    counts = np.array([[100.0, 5], [0, 2], [GAP, np.inf]])
    found = denominate(values, counts, which=np.array([0, 1, -1]), scale=np.array([1000.0, 1, 9]))
    same(found.values, [[100, 4, 30], [GAP, GAP, 3], [GAP, GAP, 6]])
    assert found.not_applicable.tolist() == [[False] * 3, [True, False, False], [False] * 3]
    same(denominate(values, counts[:, 0]).values, [[0.1, 0.2, 0.3], [GAP] * 3, [GAP] * 3])
    same(denominate(values, values).values[0], [1, 1, 1])
    assert np.isinf(denominate(np.array([[1e300]]), np.array([1e-300])).values).all()


# as COINr


@needs_reference
def test_screening_of_coinr():
    values = table("a_raw")
    for name, by in (("byNA", "values"), ("byzeros", "zeros"), ("byNAandzeros", "both")):
        wanted = table(f"h_screen_{name}").loc[values.index]
        found = screen(values.to_numpy(float), by=by, least_available=0.95, least_nonzero=0.95)
        assert found.keep.tolist() == wanted["Included"].tolist()
        there = found.availability
        assert there.missing.tolist() == wanted["N_missing"].tolist()
        assert there.zeros.tolist() == wanted["N_zero"].tolist()
        same(there.available, wanted["Dat_Avail"])
        same(there.nonzero, wanted["Non_Zero"])


@needs_reference
def test_availability_by_group_of_coinr():
    values, lineage = table("a_raw"), table("a_lineage")
    units, wanted = table("g_data_avail_units").loc[values.index], table("g_data_avail_groups").loc[values.index]
    for level in lineage.columns:
        groups, names = pd.factorize(lineage.loc[values.columns, level])
        found = availability(values.to_numpy(float), groups=groups)
        same(found.by_group, wanted[list(names)].to_numpy())
        same(found.available, units["Dat_Avail"])


@needs_reference
def test_availability_of_columns_of_coinr():
    wanted, values = table("c_stats_raw"), table("a_raw")
    found = availability(values[wanted.index].to_numpy(float).T)
    same(found.available, wanted["Frc.Avail"])
    same(found.nonzero, wanted["Frc.NonZero"])
    assert (len(values) - found.missing).tolist() == wanted["N.Avail"].tolist()
    # thresholds .65 and .5
    screened = screen(values[wanted.index].to_numpy(float).T, by="both", least_available=0.65, least_nonzero=0.5)
    fine = (wanted["Flag.Avail"] == "ok") & (wanted["Flag.NonZero"] == "ok")
    assert screened.keep.tolist() == fine.tolist()


@needs_reference
def test_panel_screening_of_coinr():
    wanted = pd.read_csv(COINR / "h_panel_screen_summary.csv").set_index(["Time", "uCode"])
    values = pd.read_csv(COINR / "h_panel_Raw.csv").set_index(["Time", "uCode"]).loc[wanted.index]
    found = screen(values.to_numpy(float), least_available=0.9)
    assert found.keep.tolist() == wanted["Included"].tolist()
    same(found.availability.nonzero, wanted["Non_Zero"])


@needs_reference
def test_denominators_of_coinr():
    wanted, raw = table("h_denominated_raw"), table("a_raw")
    meta = pd.read_csv(COINR / "a_iMeta.csv", index_col="iCode").loc[raw.columns]
    counts = pd.read_csv(COINR / "a_iData.csv", index_col="uCode").loc[raw.index, ["Pop", "GDP"]]
    which = meta["Denominator"].map({"Pop": 0, "GDP": 1}).fillna(-1).to_numpy(int)
    found = denominate(raw.to_numpy(float), counts.to_numpy(float), which=which)
    assert (which >= 0).sum() == 2
    same(found.values, wanted[raw.columns].to_numpy(float))


@needs_reference
def test_panel_denominators_of_coinr():
    keys = ["Time", "uCode"]
    wanted, values = (
        pd.read_csv(COINR / f"h_panel_{name}.csv").set_index(keys) for name in ("Denominated", "Screened")
    )
    counts = pd.read_csv(COINR / "a_iData_panel.csv").set_index(keys).loc[values.index, ["Pop", "GDP"]]
    meta = pd.read_csv(COINR / "a_iMeta.csv", index_col="iCode").loc[values.columns]
    which = meta["Denominator"].map({"Pop": 0, "GDP": 1}).fillna(-1).to_numpy(int)
    found = denominate(values.to_numpy(float), counts.to_numpy(float), which=which)
    same(found.values, wanted.loc[values.index, values.columns].to_numpy(float))
