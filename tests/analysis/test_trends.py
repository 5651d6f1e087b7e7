"""Growth over periods: by hand, against scipy and against COINr."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import linregress
from scipy.stats import t as student

import fazhi_score as fs
from fazhi_score.analysis.trends import cagr, interpolated, latest, percentage_change, slopes, trends
from tests.conftest import plain, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")
YEARS = np.array([2018.0, 2019.0, 2020.0, 2021.0])
NAN = np.nan


def wide(frame, names, units):
    """(t, r, k) values of a long table by Time and uCode."""
    panel = frame.set_index(["Time", "uCode"])[names]
    full = panel.reindex(pd.MultiIndex.from_product([YEARS.astype(int), units]))
    return full.to_numpy(dtype=float).reshape(4, len(units), len(names))


@needs_reference
def test_cagr_and_percentage_change_of_the_index_are_those_of_coinr():
    data = pd.read_csv(COINR / "h_panel_Aggregated_global.csv")
    for name, function in (
        ("CAGR", cagr),
        ("prc_change", lambda y, x: percentage_change(y, x, fitted=True)),
    ):
        wanted = pd.read_csv(COINR / f"h_trends_{name}_index.csv")
        found = function(wide(data, ["Index"], wanted["uCode"].tolist()), YEARS)[:, 0]
        assert found == pytest.approx(wanted[name].to_numpy(), rel=1e-9, abs=1e-12, nan_ok=True)


@needs_reference
def test_interpolated_changes_turned_towards_better_are_those_of_coinr():
    wanted = pd.read_csv(COINR / "h_trends_prc_raw_interp.csv").pivot_table(
        "prc_change", "uCode", "iCode", dropna=False
    )
    values = wide(pd.read_csv(COINR / "h_panel_Raw.csv"), list(wanted), wanted.index.tolist())
    sign = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")["Direction"][list(wanted)].to_numpy()
    found = percentage_change(interpolated(values, YEARS), YEARS, fitted=True) * sign
    # in two cells the line starts below zero: COINr divides a rise by it and tells of a fall; here it is missing
    below = np.isnan(found) & wanted.notna().to_numpy()
    assert below.sum() == 2
    rising = interpolated(values, YEARS)[:, below]
    assert (rising[-1] > rising[0]).all()
    assert (wanted.to_numpy()[below] < 0).all()
    assert found[~below] == pytest.approx(wanted.to_numpy()[~below], rel=1e-9, nan_ok=True)


@needs_reference
def test_growth_over_the_latest_three_periods_is_that_of_coinr_where_it_has_any():
    wanted = pd.read_csv(COINR / "h_trends_CAGR_raw_latest3.csv").pivot_table("CAGR", "uCode", "iCode", dropna=False)
    values = wide(pd.read_csv(COINR / "h_panel_Raw.csv"), list(wanted), wanted.index.tolist())
    sign = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")["Direction"][list(wanted)].to_numpy()
    found = cagr(latest(values, 3), YEARS)
    there = wanted.notna().to_numpy()
    turned = found if found[there] == pytest.approx(wanted.to_numpy()[there]) else found * sign
    assert there.sum() == 163
    assert turned[there] == pytest.approx(wanted.to_numpy()[there], rel=1e-9)
    # COINr asks for one period more than it uses: C013 has three up to its latest, and COINr gives nothing
    row = wanted.index.get_loc("C013")
    assert np.isnan(wanted.to_numpy()[row, 0])
    assert found[row, 0] == pytest.approx((values[2, row, 0] / values[0, row, 0]) ** (1 / 2) - 1)


def test_cagr_by_hand():
    values = np.array([[100.0, 0.0, 0.0, -5.0, 40.0, NAN, 7.0, 5.0], [NAN] * 8, [NAN] * 8,
                       [133.1, 0.0, 9.0, -9.0, 0.0, 3.0, 7.0, -5.0]])  # fmt: skip
    # 1.331^(1/3) = 1.1; zero to zero stays; from zero or below there is no rate; to zero all is lost
    assert cagr(values, YEARS).tolist() == pytest.approx([0.1, 0, NAN, NAN, -1, NAN, 0, NAN], nan_ok=True)


def test_percentage_change_by_hand():
    values = np.array([[50.0, 0.0, 5.0, NAN, -4.0], [60.0, 0.0, NAN, NAN, 2.0], [72.0, 0.0, NAN, 3.0, 8.0]])
    # (72 - 50) / 50 / 2 years: 22 % a year, 220 % a decade
    assert percentage_change(values, np.arange(3.0)).tolist() == pytest.approx([22, 0, NAN, NAN, NAN], nan_ok=True)
    assert percentage_change(values, np.arange(3.0), per=10)[0] == pytest.approx(220)
    # the line: slope 11, mean 182 / 3, at the start 182 / 3 - 11 = 149 / 3: 33 / 149
    fitted = percentage_change(values, np.arange(3.0), fitted=True)
    assert fitted.tolist() == pytest.approx([3300 / 149, 0, NAN, NAN, NAN], nan_ok=True)
    two = np.array([[50.0], [NAN], [72.0]])
    ends, line = (percentage_change(two, np.arange(3.0), fitted=way) for way in (False, True))
    assert ends == pytest.approx(line)


def test_slopes_are_those_of_scipy():
    draw = np.random.default_rng(3)
    values = draw.normal(size=(6, 40)) * 10 + 50
    values[draw.random(values.shape) < 0.3] = NAN
    times = np.array([2015.0, 2016.0, 2018.0, 2019.0, 2021.0, 2024.0])
    slope, low, high = slopes(values, times, level=0.9)
    for k in range(40):
        y = values[:, k]
        x, y = times[~np.isnan(y)], y[~np.isnan(y)]
        if len(y) < 2:
            assert np.isnan(slope[k])
            continue
        line = linregress(x, y)
        assert slope[k] == pytest.approx(line.slope, rel=1e-9)
        if len(y) < 3:
            assert np.isnan(low[k])
        else:
            half = student.ppf(0.95, len(y) - 2) * line.stderr
            assert (low[k], high[k]) == pytest.approx((line.slope - half, line.slope + half), rel=1e-7, abs=1e-9)


def test_gaps_are_filled_between_observations_only():
    values = np.array([[NAN, 10.0], [1.0, NAN], [NAN, NAN], [4.0, NAN], [NAN, NAN]])
    times = np.array([2020.0, 2021.0, 2022.0, 2024.0, 2025.0])
    wanted = np.array([[NAN, 1, 2, 4, NAN], [10, NAN, NAN, NAN, NAN]])
    filled = interpolated(values, times).T
    assert filled == pytest.approx(wanted, nan_ok=True)


def test_latest_needs_so_many_periods():
    values = np.array([1.0, 2.0, 3.0])
    assert latest(values, 3).tolist() == [1, 2, 3]
    assert np.isnan(latest(values, 4)).all()
    assert np.isnan(latest(np.full(3, NAN), 2)).all()


TWO = {"i": plain("x", group="one"), "j": plain("y", group="two", better="lower", score={
    "rule": "goalposts", "worst": 100, "best": 0})}  # fmt: skip
FACTS = {("A", "2022"): {"x": 50, "y": 50}, ("A", "2023"): {"x": 60}, ("A", "2024"): {"x": 72, "y": 40},
         ("B", "2023"): {"x": 5}}  # fmt: skip


def test_the_frame_of_values():
    found = trends(scored(sheet(TWO), FACTS), of="values")
    assert found.index.tolist() == [("A", "i"), ("A", "j"), ("B", "i"), ("B", "j")]
    assert found["periods"].tolist() == [3, 3, 1, 1]
    assert found["observed"].tolist() == [3, 2, 1, 0]
    assert found["first_period"].tolist() == ["2022", "2022", "2023", ""]
    assert found["last_period"].tolist() == ["2024", "2024", "2023", ""]
    assert found["change"].tolist()[:3] == [22, -10, 0]
    assert found.loc[("A", "j"), "slope"] == pytest.approx(-5)
    better = trends(scored(sheet(TWO), FACTS), of="values", towards_better=True, per=2)
    assert better.loc[("A", "j"), ["change", "percentage_change", "slope"]].tolist() == pytest.approx([10, 20, 10])
    assert better.loc[("A", "i"), "slope"] == pytest.approx(22)


def test_the_interval_turns_with_its_slope():
    facts = {("A", str(2020 + t)): {"x": 1, "y": v} for t, v in enumerate((9, 5, 4, 1))}
    plain_way, better = (
        trends(scored(sheet(TWO), facts), "j", of="values", towards_better=way).iloc[0] for way in (False, True)
    )
    assert plain_way["slope_low"] < plain_way["slope"] < plain_way["slope_high"]
    assert better["slope_low"] == pytest.approx(-plain_way["slope_high"])
    assert better["slope_high"] == pytest.approx(-plain_way["slope_low"])


def test_interpolation_and_latest_go_together():
    facts = {("A", p): {"x": v} for p, v in (("2021", 10), ("2022", 20), ("2024", 40))}
    facts[("A", "2023")] = {"y": 1}
    result = scored(sheet(TWO), facts)
    assert trends(result, "i", of="values", use_latest=2)["observed"].tolist() == [1]
    found = trends(result, "i", of="values", use_latest=2, interpolate=True).iloc[0]
    # 2023 is on the line between 20 and 40; observed counts what is really there
    assert (found["observed"], found["first_period"], found["first"], found["change"]) == (1, "2023", 30, 10)


def test_scores_on_scales_of_each_period_are_refused():
    spec = {"i": {"formula": "x", "score": {"rule": "minmax"}}}
    facts = {(r, p): {"x": v} for r, p, v in (("A", "2023", 1), ("B", "2023", 2), ("A", "2024", 3), ("B", "2024", 9))}
    result = scored(sheet(spec, method={"scale_within": ["period"]}), facts)
    with pytest.raises(fs.FazhiError, match="scale_within"):
        trends(result)
    assert trends(result, of="values")["change"].tolist() == [2, 7]
    assert trends(result, per_period_scales=True)["change"].tolist() == [0, 0]


@pytest.mark.parametrize(("more", "code"), [({"level": 95}, "share_outside"), ({"use_latest": 1}, "number_too_small"),
                                            ({"periods": [2022]}, "one_period")])  # fmt: skip
def test_wrong_parameters(more, code):
    with pytest.raises(fs.FazhiError) as raised:
        trends(scored(sheet(TWO), FACTS), **more)
    assert raised.value.problems[0].code == code
