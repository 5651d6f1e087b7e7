"""Treatment of outliers by hand, step by step in plain Python, and as scipy and COINr have it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_score.methods import METHODS
from fazhi_score.numerics.imputation import peer_mean
from fazhi_score.numerics.moments import moments
from fazhi_score.numerics.screening import denominate, screen
from fazhi_score.numerics.transforms import box_cox, log, log_shifted, log_signed
from fazhi_score.numerics.treatment import (
    TRANSFORMED,
    WINSORISED_HIGH,
    WINSORISED_LOW,
    coin,
    treated_as,
    winsorise,
)
from tests.facts import codes, refused

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
OUTLIERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]
TIED = [*range(1, 21), 500, 500, 500]
columns = st.lists(st.one_of(st.none(), st.integers(-3, 3), st.sampled_from([50, 51, 500, -80])), max_size=25)


def column(numbers) -> np.ndarray:
    return np.array([[GAP if number is None else number] for number in numbers], dtype=np.float64).reshape(-1, 1)


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0)


# winsorising


def test_the_outermost_point_takes_the_value_of_the_next():
    found = winsorise(column(OUTLIERS))
    assert found.values.ravel().tolist() == [*OUTLIERS[:-1], 30]
    assert found.points.ravel().tolist() == [0] * 11 + [WINSORISED_HIGH]
    record = found.record[0]
    assert (record["moved_high"], record["moved_low"], record["upper"], record["lower"]) == (1, 0, 30, -np.inf)
    assert record["passed"] and record["transform"] == "" and len(record["skewness"]) == len(record["kurtosis"]) == 2


def test_low_outliers_move_up():
    found = winsorise(column([-x for x in OUTLIERS]))
    assert found.values.ravel().tolist() == [-x for x in [*OUTLIERS[:-1], 30]]
    assert found.points.ravel().tolist() == [0] * 11 + [WINSORISED_LOW]
    assert (found.record[0]["moved_low"], found.record[0]["lower"], found.record[0]["upper"]) == (1, -30, np.inf)


def test_ties_move_together_and_never_beyond_the_maximum():
    # the three highest are equal: moving them is one step of three points
    assert winsorise(column(TIED)).values.ravel().tolist() == [*range(1, 21), 20, 20, 20]
    assert winsorise(column(TIED), maximum=3).record[0]["moved_high"] == 3
    kept = winsorise(column(TIED), maximum=2)
    assert kept.values.ravel().tolist() == TIED and not kept.record[0]["passed"]
    # the reference package begins a step below the maximum that ends beyond it
    assert winsorise(column(TIED), maximum=1, exceed=True).record[0]["moved_high"] == 3
    # what differs by the noise of arithmetic ties: 0.1 + 0.2 and 0.3
    noisy = [x / 100 for x in range(20)] + [30 * (0.1 + 0.2), 30 * 0.3, 30 * 0.3]
    assert winsorise(column(noisy), maximum=2).record[0]["moved_high"] == 0
    assert winsorise(column(noisy), maximum=3).record[0]["moved_high"] == 3


def test_a_column_is_never_made_constant():
    found = winsorise(column([0] * 20 + [1]))
    assert found.values.ravel().tolist() == [0] * 20 + [1]
    assert not found.record[0]["passed"]


def test_what_cannot_be_judged_stays():
    values = np.array([[1, 5, GAP, 1.0], [1, 5, GAP, 2], [1000, 5, GAP, 3], [GAP, 5, GAP, np.inf], [GAP, 5, GAP, 4]])
    for treat in (winsorise, coin, log):
        found = treat(values)
        np.testing.assert_array_equal(found.values[:, 1:], values[:, 1:])
        assert not found.points[:, 1:].any()
    assert winsorise(values[:0]).values.shape == (0, 4)
    assert winsorise(values[:, :0]).record == ()
    assert coin(values[:1]).record[0]["passed"]


def test_forced_winsorising_goes_to_the_maximum():
    found = winsorise(column([*range(1, 11), GAP]), maximum=3, force=True)
    assert found.record[0]["moved_high"] + found.record[0]["moved_low"] == 3
    assert np.isnan(found.values[-1, 0])
    assert winsorise(column([1, 2, 3, 4, GAP]), maximum=None, force=True).record[0]["passed"]


def step_by_step(values, most=5, thresholds=(2.0, 3.5)):
    """Winsorise as the definition says, one column in plain Python."""
    now = {place: value for place, value in enumerate(values) if value is not None}
    moved = {}
    while True:
        known = list(now.values())
        if len(known) < 4 or len(set(known)) < 2:
            break
        skewness, kurtosis = stats.skew(known, bias=False), stats.kurtosis(known, bias=False)
        if not (abs(skewness) >= thresholds[0] and kurtosis >= thresholds[1]):
            break
        end = max if skewness >= 0 else min
        block = [place for place, value in now.items() if value == end(known)]
        inside = end(value for value in known if value != end(known))
        if len({*moved, *block}) > most or len({v for v in known if v != end(known)} | {inside}) < 2:
            break
        for place in block:
            now[place] = inside
            moved[place] = end
    return [now.get(place) for place in range(len(values))], moved


@given(columns, st.integers(0, 6))
def test_winsorising_is_as_the_definition_step_by_step(numbers, most):
    wanted, moved = step_by_step(numbers, most)
    found = winsorise(column(numbers), maximum=most)
    np.testing.assert_array_equal(found.values, column(wanted))
    record = found.record[0]
    assert record["moved_high"] + record["moved_low"] == len(moved) <= most
    # the limits alone give the same
    np.testing.assert_array_equal(treated_as(column(numbers), found.record), found.values)
    np.testing.assert_array_equal(np.isnan(found.values), np.isnan(column(numbers)))


def test_columns_are_treated_each_for_itself():
    draw = np.random.default_rng(3)
    values = draw.lognormal(sigma=1.5, size=(50, 30))
    values[:, ::4] *= -1
    values[draw.random(values.shape) < 0.1] = GAP
    together = coin(values, maximum=2)
    for k in range(values.shape[1]):
        alone = coin(values[:, [k]], maximum=2)
        same(alone.values[:, 0], together.values[:, k], 1e-12)
        np.testing.assert_array_equal(alone.points[:, 0], together.points[:, k])
        assert alone.record[0]["transform"] == together.record[k]["transform"]
        same(alone.record[0]["skewness"], together.record[k]["skewness"], 1e-12)


# the procedure of the COIN Tool


def test_what_winsorising_does_not_cure_is_transformed_as_it_was():
    x = column([*(3.0 ** np.arange(12)), GAP])
    found = coin(x, maximum=1, skewness=1, kurtosis=1)
    low, high = 1, 3**11
    same(found.values, np.log(x - low + (high - low) / 100))
    record = found.record[0]
    assert (record["moved_high"], record["upper"], record["transform"]) == (0, np.inf, "log")
    assert len(record["skewness"]) == 3
    assert set(found.points.ravel().tolist()) == {TRANSFORMED, 0}


def test_both_steps_may_be_combined():
    x = column(3.0 ** np.arange(12))
    found = coin(x, maximum=1, skewness=1, kurtosis=1, combine=True)
    moved = np.minimum(x, 3.0**10)
    same(found.values, np.log(moved - 1 + (3**10 - 1) / 100))
    assert found.points[-1, 0] == TRANSFORMED + WINSORISED_HIGH
    assert found.record[0]["upper"] == 3**10 and found.record[0]["lower"] == 1


def test_a_record_treats_the_next_year_alike():
    draw = np.random.default_rng(11)
    values = draw.lognormal(sigma=1.6, size=(80, 12))
    values[:, 3] *= -1
    for how in ({"maximum": 2}, {"maximum": 2, "combine": True}, {"transform": "log_signed"}, {"transform": "box_cox"}):
        found = coin(values, **how)
        same(treated_as(values, found.record), found.values, 1e-12)
        later = np.vstack([np.full(12, -1e6), np.full(12, 1e6), np.full(12, GAP)])
        after = treated_as(later, found.record)
        assert np.isfinite(after[:2]).all() and np.isnan(after[2]).all()
    assert codes(refused(treated_as, values[:, 1:], found.record)) == ["treatment_not_fitted"]


def test_wrong_parameters_are_refused():
    assert codes(refused(winsorise, column(OUTLIERS), maximum=-1, skewness=GAP)) == ["prepare_below"] * 2
    assert codes(refused(coin, column(OUTLIERS), transform="root")) == ["prepare_word"]


def test_each_is_registered_by_its_name():
    names = {"winsorise", "coin", "log", "log_shifted", "log_signed", "log_natural", "box_cox", "recorded"}
    assert set(METHODS["treatment"]) == names


# as COINr


VECTORS = json.loads((COINR / "c_vectors.json").read_text()) if REFERENCE.is_dir() else []


@pytest.mark.parametrize("wanted", VECTORS)
def test_vectors_of_coinr(wanted):
    x = column(wanted["x"])
    skewness, kurtosis = moments(x)
    same([skewness[0], kurtosis[0]], [wanted["skew"], wanted["kurt"]])
    winsorisings = {
        "win5": {"maximum": 5},
        "win1": {"maximum": 1},
        "winNULL": {"maximum": None},
        "force3": {"maximum": 3, "force": True},
    }
    for name, how in winsorisings.items():
        found = winsorise(x, exceed=True, **how)
        same(found.values, column(wanted[name]["x"]))
        treated = ["winhi" if p == WINSORISED_HIGH else "winlo" if p else "" for p in found.points.ravel().tolist()]
        assert treated == wanted[name]["treated"]
        assert found.record[0]["moved_high"] + found.record[0]["moved_low"] == wanted[name]["nwin"]
    transforms = {
        "log_CT": log,
        "log_CT_plus": log_signed,
        "log_CT_orig": log_shifted,
        "boxcox_05": lambda values: box_cox(values, power=0.5),
        "boxcox_0": lambda values: box_cox(values, power=0),
    }
    for name, transform in transforms.items():
        same(transform(x).values, column(wanted[name]))


PROCEDURES = {
    "default": {},
    "winmax1": {"maximum": 1},
    "winmax1_combine": {"maximum": 1, "combine": True},
    "log_CT_plus": {"maximum": 1, "transform": "log_signed"},
    "log_CT_orig": {"maximum": 1, "transform": "log_shifted"},
    "boxcox0.5": {"maximum": 1, "transform": "box_cox", "power": 0.5},
    "skew1.5_kurt3": {"maximum": 3, "skewness": 1.5, "kurtosis": 3.0},
}


@needs_reference
@pytest.mark.parametrize("name", PROCEDURES)
def test_procedures_of_coinr(name):
    values, how = table("a_raw").to_numpy(float), PROCEDURES[name]
    found = coin(values, exceed=True, **how)
    same(found.values, table(f"c_treat_{name}_data").to_numpy(float))
    wanted = table(f"c_treat_{name}_table")
    for step, prefix in enumerate(["check_SkewKurt0", "check_SkewKurt1", "check_SkewKurt2"]):
        for key in ("Skew", "Kurt"):
            if f"{prefix}.{key}" in wanted:
                steps = [row["skewness" if key == "Skew" else "kurtosis"] for row in found.record]
                same([row[step] if len(row) > step else GAP for row in steps], wanted[f"{prefix}.{key}"])
    moved = [row["moved_high"] + row["moved_low"] for row in found.record]
    # the reference counts points as winsorised that it has put back before transforming them: here they are not
    counted = wanted["winsorise.nwin"].fillna(0).to_numpy()
    put_back = np.array([row["transform"] != "" for row in found.record]) & (not how.get("combine", False))
    same(moved, np.where(put_back, 0, counted))
    transformed = pd.read_csv(COINR / f"c_treat_{name}_points.csv", index_col=0, keep_default_na=False)
    marked = transformed.apply(lambda cells: cells.str.contains("log|boxcox")).to_numpy()
    if "boxcox" not in name:  # it does not mark what its Box–Cox has transformed, and marks missing cells
        np.testing.assert_array_equal((found.points & TRANSFORMED) > 0, marked & ~np.isnan(values))


@needs_reference
def test_one_column_of_coinr():
    wanted = pd.read_csv(PEERS / "treat_coinr.csv")
    x = wanted[["x"]].to_numpy()
    same(winsorise(x, exceed=True).values, wanted[["winsorised"]].to_numpy())
    same(log(x).values, wanted[["log_CT"]].to_numpy())


@needs_reference
def test_each_step_of_the_pipeline_of_coinr():
    raw, units = table("e_pipeline_Raw"), pd.read_csv(COINR / "a_iData.csv", index_col="uCode")
    meta = pd.read_csv(COINR / "a_iMeta.csv", index_col="iCode").loc[raw.columns]
    which = meta["Denominator"].map({"Pop": 0, "GDP": 1}).fillna(-1).to_numpy(int)
    units = units.loc[raw.index]
    divided = denominate(raw.to_numpy(float), units[["Pop", "GDP"]].to_numpy(float), which=which).values
    same(divided, table("e_pipeline_Denominated").to_numpy(float))
    filled = peer_mean(divided, peers=pd.factorize(units["Region"])[0])
    same(filled, table("e_pipeline_Imputed").to_numpy(float))
    kept = filled[screen(filled, least_available=0.9).keep]
    same(kept, table("e_pipeline_Screened").to_numpy(float))
    found = coin(kept)
    same(found.values, table("e_pipeline_Treated").to_numpy(float))
    wanted = table("e_pipeline_treat_table")
    moved = [row["moved_high"] + row["moved_low"] for row in found.record]
    same(moved, wanted["winsorise.nwin"].fillna(0).to_numpy())


@needs_reference
def test_treatment_of_each_year_of_coinr():
    wanted, values = (pd.read_csv(COINR / f"h_panel_{name}.csv").set_index("Time") for name in ("Treated", "Screened"))
    for year in values.index.unique():
        found = coin(values.loc[year].drop(columns="uCode").to_numpy(float), exceed=True)
        same(found.values, wanted.loc[year].drop(columns="uCode").to_numpy(float))


@given(columns, st.sampled_from(["log", "log_shifted", "log_signed", "box_cox"]), st.integers(0, 3), st.booleans())
def test_no_treatment_turns_the_order_or_fills_a_gap(numbers, transform, most, combine):
    x = column(numbers)
    found = coin(x, maximum=most, transform=transform, combine=combine, skewness=0.5, kurtosis=0.5)
    np.testing.assert_array_equal(np.isnan(found.values), np.isnan(x))
    known = ~np.isnan(x[:, 0])
    order = np.argsort(x[known, 0], kind="stable")
    made = found.values[known, 0][order]
    assert np.isfinite(made).all()
    assert (np.diff(made) >= -1e-9 * np.abs(made[1:])).all()
    same(treated_as(x, found.record), found.values, 1e-12)
