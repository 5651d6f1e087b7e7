"""Shares of variance: against the exact ones of COINr's examples, by hand, and the same bits anywhere."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.numerics.variance_shares import picked, variance_design, variance_shares
from tests.analysis.test_uncertainty import EVERYTHING, facts, framework

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")

MINMAX, ZSCORE = {"rule": "minmax", "to": [1, 100]}, {"rule": "zscore", "mean": 10, "deviation": 2}


def weight_sets(folder, nodes):
    """COINr's sets of weights, one row a set."""
    sets = pd.read_csv(folder / "weights_sets.csv").set_index("iCode")
    sets = sets[[f"set_{k}" for k in range(1, 21)]].T
    return sets[[name for name in sets if name in nodes]]


@pytest.mark.no_cover
@needs_reference
def test_shares_agree_with_the_exact_ones_of_a_published_example():
    """Every combination of COINr's example is scored as COINr does; its own estimates are off by up to 0.19."""
    found = fs.from_coinr(COINR / "a_iData.csv", COINR / "a_iMeta.csv")
    # COINr moves one point more than it is told to where a column passes then
    treatments = [{"method": "coin", "maximum": most, "exceed": True} for most in range(1, 6)]
    made = found.framework.with_method(
        imputation="peer_mean", impute_within=["group_Region"], missing={"not_reported": "impute"}, treatment="coin"
    )
    folder = COINR / "f_sens_A"
    given = fs.Assumptions(
        treatment=treatments, normalisation=[MINMAX, ZSCORE], aggregation=["arithmetic", "geometric"],
        weights={"samples": weight_sets(folder, {*made.file.groups, *made.file.indicators})},
    )  # fmt: skip
    study = fs.sensitivity(found.facts, made, given, draws=4096, seed=1)
    names = {
        "Winmax": "treatment",
        "Normalisation": "normalisation",
        "Weights": "weights",
        "Aggregation": "aggregation",
    }
    exact = pd.read_csv(folder / "indices_exact.csv").set_index("Variable").rename(names)
    own = study.table.loc[exact.index]
    assert own["first"].to_numpy() == pytest.approx(exact["Si"].to_numpy(), abs=0.02)
    assert own["total"].to_numpy() == pytest.approx(exact["STi"].to_numpy(), abs=0.02)
    assert own["variance"].to_numpy() == pytest.approx(1.50696552777778, rel=0.02)
    assert ((own["first_low"] - 0.005 <= exact["Si"]) & (exact["Si"] <= own["first_high"] + 0.005)).all()
    assert ((own["total_low"] - 0.005 <= exact["STi"]) & (exact["STi"] <= own["total_high"] + 0.005)).all()


@needs_reference
@pytest.mark.parametrize("name", ["A", "B"])
def test_designs_of_alternatives_find_the_exact_shares_of_a_full_factorial(name):
    folder = COINR / f"f_sens_{name}"
    every = pd.read_csv(folder / "factorial.csv.gz")
    exact = pd.read_csv(folder / "indices_exact.csv")
    columns = [f"alt_{variable}" for variable in exact["Variable"]]
    sizes = every[columns].max().to_list()
    known = every.set_index(columns)["y"]
    design = variance_design(np.random.default_rng(1), len(sizes), 4096)
    points = design.points()
    chosen = [picked(points[..., k], size).ravel() + 1 for k, size in enumerate(sizes)]
    outputs = known.loc[pd.MultiIndex.from_arrays(chosen)].to_numpy().reshape(points.shape[:2])
    found = variance_shares(outputs[..., None])
    assert found.first.ravel() == pytest.approx(exact["Si"].to_numpy(), abs=0.02)
    assert found.total.ravel() == pytest.approx(exact["STi"].to_numpy(), abs=0.02)


def plain(n=40):
    rng = np.random.default_rng(2)
    rule = {"better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    sheet = {
        "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
        "groups": {"g": {}, "h": {}}, "facts": {name: {} for name in "xyz"},
        "indicators": {"i": {"group": "g", "formula": "x", **rule}, "j": {"group": "g", "formula": "y", **rule},
                       "k": {"group": "h", "formula": "z", **rule}},
    }  # fmt: skip
    rows = [(f"R{r:02}", 2024, name, rng.integers(0, 100)) for r in range(n) for name in "xyz"]
    table = pd.DataFrame(rows, columns=["region", "period", "fact", "value"])
    return fs.read_facts(table), fs.load_framework(sheet)


def test_two_alternatives_of_one_source_share_nothing_with_a_source_that_does_nothing():
    table, made = plain()
    given = fs.Assumptions(aggregation=["arithmetic", "geometric"], normalisation=["minmax", "zscore"])
    found = fs.sensitivity(table, made, given, draws=64, seed=3)  # no rule is relative: scales change nothing
    assert found.table.loc["aggregation", ["first", "total"]].to_list() == pytest.approx([1, 1], abs=0.1)
    assert found.table.loc["normalisation", ["first", "total"]].to_list() == pytest.approx([0, 0], abs=0.1)
    assert found.ranks.index.equals(found.nominal.index)
    assert set(found.composite.columns.get_level_values(0)) == {"aggregation", "normalisation", "all"}
    varied = found.composite["all"]["variance"] > 1e-9
    assert varied.any()
    totals = found.composite["aggregation"]["total"][varied]
    assert totals.to_numpy() == pytest.approx(1, abs=0.15)


def test_an_additive_index_splits_as_its_weights_of_gaps_do():
    """Two gaps of weights 3 and 1 of one region: shares of variance 9/10 and 1/10, and no more together."""
    table, made = plain(6)
    cells = table.table[["region", "period", "fact", "value", "low", "high"]].copy()
    cells = cells.astype({"region": str, "period": str, "fact": str})
    mine = cells["region"] == "R03"
    cells.loc[mine, "low"], cells.loc[mine, "high"] = 20.0, 80.0
    cells.loc[mine, "value"] = 50.0
    cells = cells[~(mine & (cells["fact"] == "z"))]
    made = made.with_weights(i=3, j=1)
    given = fs.Assumptions(facts=True, unreported="uniform")
    found = fs.sensitivity(fs.read_facts(cells), made, given, draws=4096, seed=3)
    # composite: half of (3 i + j) / 4 with spread 60, and half of k with spread 100
    variances = np.array([(9 + 1) / 16 * 60**2, 100**2])
    own = found.composite.loc[("R03", "2024")]
    assert own["facts"]["first"] == pytest.approx(variances[0] / variances.sum(), abs=0.04)
    assert own["unreported"]["total"] == pytest.approx(variances[1] / variances.sum(), abs=0.04)


def test_grouped_sources_are_one_factor():
    table, made = facts(), framework()
    given = fs.Assumptions(**EVERYTHING)
    groups = {"methods": ["normalisation", "aggregation", "missing"]}
    found = fs.sensitivity(table, made, given, draws=128, seed=3, groups=groups)
    assert list(found.table.index) == ["methods", "weights", "definitions", "leave_out"]
    assert found.table.loc["methods", "runs"] == 128 * 6
    with pytest.raises(fs.FazhiError, match="thresholds"):
        fs.sensitivity(table, made, given, draws=128, groups={"x": ["thresholds"]})


def test_a_pool_gives_the_same_shares():
    table, made, given = facts(), framework(), fs.Assumptions(**EVERYTHING)
    serial = fs.sensitivity(table, made, given, draws=1200, seed=3)
    with ProcessPoolExecutor(2) as pool:
        other = fs.sensitivity(table, made, given, draws=1200, seed=3, executor=pool)
    pd.testing.assert_frame_equal(serial.table, other.table, check_exact=True)
    pd.testing.assert_frame_equal(serial.ranks, other.ranks, check_exact=True)


def test_screening_takes_weights_group_by_group_and_finds_what_matters():
    table, made = facts(), framework()
    given = fs.Assumptions(weights=0.05, aggregation=["arithmetic", "geometric"])
    found = fs.sensitivity(table, made, given, method="morris", seed=3)
    assert set(found.table.index) == {"weights:composite", "weights:one", "weights:two", "aggregation", "definitions:b"}
    assert found.table["rank_effect"].is_monotonic_decreasing
    assert found.table.loc["aggregation", "rank_effect"] > found.table.loc["weights:one", "rank_effect"]
    assert list(found.ranks.columns) != []


def test_one_at_a_time_is_the_framework_with_one_thing_changed():
    table, made = facts(), framework()
    given = fs.Assumptions(aggregation=["arithmetic", "geometric"], weights=0.2, definitions=False)
    found = fs.sensitivity(table, made, given, method="one_at_a_time", draws=200, seed=3)
    base, other = fs.score(table, made), fs.score(table, made.with_method(aggregation="geometric"))
    shift = (base.ranks - other.ranks).abs()
    row = found.table.loc[("aggregation", "geometric")]
    assert row["mean_rank_shift"] == pytest.approx(float(shift.mean()))
    assert row["max_rank_shift"] == shift.max()
    assert row["composite_shift"] == pytest.approx(float((base.composite - other.composite).abs().mean()))
    assert found.table.loc[("aggregation", "arithmetic"), "mean_rank_shift"] == 0
    assert 0 < found.table.loc[("weights", ""), "mean_rank_shift"] < 6


def test_remove_one_is_the_table_of_removal():
    table, made = facts(), framework()
    found = fs.sensitivity(table, made, method="remove_one")
    pd.testing.assert_frame_equal(found.table, fs.removal(fs.score(table, made)).table)
    with pytest.raises(fs.FazhiError, match="sobol"):
        _ = found.ranks


@pytest.mark.parametrize(
    "more", [{"method": "sobols"}, {"draws": 1}, {"draws": 0}, {"draws": 2.5}, {"level": 1.0}, {"draws": True}]
)
def test_nonsense_is_refused(more):
    with pytest.raises(fs.FazhiError):
        fs.sensitivity(facts(), framework(), fs.Assumptions(weights=0.2), **more)
