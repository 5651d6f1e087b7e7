"""Panels filled by hand, cell by cell in plain Python, and as COINr fills them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fazhi_score.methods import METHODS
from fazhi_score.numerics import panels
from tests.facts import codes, refused

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR = REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
cells = st.one_of(st.just(GAP), st.integers(-4, 4).map(float))
tables = hnp.arrays(float, st.tuples(st.integers(0, 12), st.integers(1, 4)), elements=cells)


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def by_time(values, units, times, far, how):
    """Panel imputation cell by cell."""
    made = values.copy()
    for i, j in zip(*np.nonzero(np.isnan(values)), strict=True):
        own = [
            (times[r], values[r, j])
            for r in range(len(values))
            if units[r] == units[i] and values[r, j] == values[r, j]
        ]
        near = [(t, v) for t, v in own if abs(t - times[i]) <= far]
        earlier = max(((t, v) for t, v in near if t < times[i]), default=None)
        later = min(((t, v) for t, v in near if t > times[i]), default=None)
        inside = min((t for t, _ in own), default=times[i]) < times[i] < max((t for t, _ in own), default=times[i])
        if how == "linear" and inside:
            if earlier and later:
                share = (times[i] - earlier[0]) / (later[0] - earlier[0])
                made[i, j] = earlier[1] + share * (later[1] - earlier[1])
        elif how == "last":
            made[i, j] = earlier[1] if earlier else GAP
        elif how == "next":
            made[i, j] = later[1] if later else GAP
        else:
            made[i, j] = earlier[1] if earlier else later[1] if later else GAP
    return made


@given(tables, st.sampled_from([1, 2, np.inf]), st.randoms(use_true_random=False))
def test_panels_are_filled_as_cell_by_cell(values, far, chance):
    places = [(unit, time) for unit in range(3) for time in (2018, 2020, 2021, 2022, 2024)]
    chance.shuffle(places)
    units = np.array([unit for unit, _ in places[: len(values)]], dtype=int)
    times = np.array([time for _, time in places[: len(values)]], dtype=float)
    panel = {"units": units, "times": times, "maximum_gap": None if far == np.inf else far}
    for how in ("last", "next", "constant"):
        same(METHODS["imputation"][how](values, **panel), by_time(values, units, times, far, how))
    same(panels.linear(values, **panel, ends="constant"), by_time(values, units, times, far, "linear"))


def test_a_gap_between_two_values_is_no_end():
    values, units = np.array([[1.0], [GAP], [GAP], [4.0], [GAP]]), np.zeros(5, int)
    times = np.array([2018.0, 2019, 2020, 2021, 2022])
    same(panels.linear(values, units=units, times=times, maximum_gap=1).ravel(), [1, GAP, GAP, 4, GAP])
    found = panels.linear(values, units=units, times=times, maximum_gap=1, ends="constant")
    same(found.ravel(), [1, GAP, GAP, 4, 4])
    same(panels.linear(values, units=units, times=times).ravel(), [1, 2, 3, 4, GAP])


def test_rows_outside_the_panel_give_and_get_nothing():
    values = np.array([[1.0], [GAP], [2.0], [GAP], [3.0], [GAP]])
    units, times = np.array([0, 0, -1, -1, 0, 0]), np.array([2020, 2021, 2020, 2021, np.nan, np.nan])
    same(panels.last(values, units=units, times=times).ravel(), [1, 1, 2, GAP, 3, GAP])


def test_panels_refuse_what_they_cannot_order():
    values, panel = np.array([[1.0], [2.0]]), {"units": np.zeros(2, int), "times": np.array([2020.0, 2020])}
    found = refused(panels.last, values, **panel)
    assert (codes(found), found[0].params) == (["panel_time_twice"], {"unit": 1, "time": "2020"})
    panel["times"] = np.array([2020.0, 2021])
    assert codes(refused(panels.next, values, **panel, maximum_gap=-1)) == ["prepare_below"]
    assert codes(refused(panels.linear, values, **panel, ends="free")) == ["prepare_word"]


@needs_reference
@pytest.mark.parametrize(
    ("name", "how", "more"),
    [
        ("latest", "last", {}),
        ("latest_max1", "last", {"maximum_gap": 1}),
        ("constant", "constant", {}),
        ("linear-constant", "linear", {"ends": "constant"}),
    ],
)
def test_panel_imputation_of_coinr(name, how, more):
    frame, wanted = (
        pd.read_csv(COINR / f"d_panel_{file}.csv").set_index(["uCode", "Time"]) for file in ("input", name)
    )
    frame = frame.sample(frac=1, random_state=1)  # in any order: COINr mixes columns up where rows are not sorted
    units, times = pd.factorize(frame.index.get_level_values(0))[0], frame.index.get_level_values(1).to_numpy(float)
    found = METHODS["imputation"][how](frame.to_numpy(float), units=units, times=times, **more)
    same(found, wanted.loc[frame.index, frame.columns].to_numpy(float))
