"""COINr's default build, what-ifs, tables of results and panel, made through a framework as a user would."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.numerics.association import correlations
from fazhi_score.numerics.outranking import copeland
from fazhi_score.numerics.panels import last
from fazhi_score.numerics.treatment import coin
from fazhi_score.numerics.weighting import given

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")
pytestmark = needs_reference

INDICATORS = [f"i{k:02}" for k in range(1, 25)]
GROUPS = [*(f"S{k}" for k in range(1, 7)), "P1", "P2", "P3"]
NODES = [*INDICATORS, *GROUPS]

DEFAULT = {
    "imputation": "peer_mean",
    "impute_within": ["group_Region"],
    "missing": {"not_reported": "impute"},
    "treatment": "winsorise",
}
"""The steps of ``build_example_coin()``, in our terms; its screening after the imputation leaves nobody out."""


def theirs(name, index="uCode"):
    return pd.read_csv(COINR / f"{name}.csv").set_index(index)


def close(own, wanted, tolerance=1e-9):
    """Compare cell by cell what both have, rows by unit and columns by name."""
    own = own.droplevel("period") if own.index.nlevels == 2 and "period" in own.index.names else own
    wanted = wanted.loc[own.index, list(own)]
    np.testing.assert_allclose(own.to_numpy(float), wanted.to_numpy(float), tolerance, tolerance, equal_nan=True)


@cache
def built(rule="minmax"):
    found = fs.from_coinr(COINR / "a_iData.csv", COINR / "a_iMeta.csv", rule=rule)
    return fs.score(found.facts, found.framework.with_method(**DEFAULT))


def everything(result):
    return pd.concat([result.scores[NODES], result.composite.rename("Index")], axis=1)


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("raw", "Raw"), ("denominated", "Denominated"), ("imputed", "Imputed"), ("imputed", "Screened"),
        ("treated", "Treated"), ("normalised", "Normalised"),
    ],
)  # fmt: skip
def test_every_step_of_the_default_build(step, name):
    close(built().steps[step][INDICATORS], theirs(f"e_pipeline_{name}"))


def test_its_index_and_ranks_on_every_level():
    result = built()
    close(everything(result), theirs("e_pipeline_Aggregated"))
    ranks = everything(result).round(9).rank(method="min", ascending=False)
    close(ranks, theirs("e_pipeline_ranks"))
    close(result.ranks.to_frame("Index"), theirs("e_pipeline_ranks"))


def test_what_was_winsorised():
    wanted = theirs("e_pipeline_treat_table", "iCode")
    done = built().treatments.loc[INDICATORS]
    for ours, name in (("skewness", "Skew"), ("kurtosis", "Kurt")):
        assert done[ours].str[0].tolist() == pytest.approx(wanted[f"check_SkewKurt0.{name}"].tolist(), rel=1e-9)
        after = wanted[f"check_SkewKurt1.{name}"].dropna()
        assert done.loc[after.index, ours].str[-1].tolist() == pytest.approx(after.tolist(), rel=1e-9)
    assert (done["moved_high"] + done["moved_low"]).tolist() == wanted["winsorise.nwin"].fillna(0).tolist()


def test_tables_of_results():
    result = built()
    full = everything(result).assign(Rank=result.ranks)
    for name in ("Summ", "Aggs", "Full"):
        wanted = theirs(f"e_results_{name}")
        close(full[list(wanted)], wanted)
    rounded = theirs("e_results_Aggs_rounded2")
    close(full[list(rounded)].astype(float).round(2), rounded, 1e-12)


def test_ranks_within_a_group():
    found = fs.from_coinr(COINR / "a_iData.csv", COINR / "a_iMeta.csv", classes="Kind")
    result = fs.score(found.facts, found.framework.with_method(**DEFAULT, rank_within=["class"]))
    wanted = theirs("e_results_Aggs_groupranks")
    close(result.ranks.to_frame("Index"), wanted)
    assert result.table["class"].droplevel("period").loc[wanted.index].tolist() == wanted["Kind"].tolist()
    inside = everything(result).droplevel("period").round(9).groupby(wanted["Kind"]).rank("min", ascending=False)
    close(inside[GROUPS], wanted)


def test_normalised_from_one_to_a_hundred():
    data, rule = built(), {"rule": "minmax", "to": [1, 100]}
    content = data.framework.file.model_dump(by_alias=True, exclude_unset=True)
    for spec in content["indicators"].values():
        spec["score"] = rule
    result = fs.score(data.panel.facts, fs.load_framework(content))
    close(result.steps["normalised"][INDICATORS], theirs("e_norm_1_100"))
    for method, name in (("arithmetic", "a_amean"), ("geometric", "a_gmean"), ("harmonic", "a_hmean")):
        other = fs.score(data.panel.facts, result.framework.with_method(aggregation=method))
        close(everything(other), theirs(f"e_agg_{name}"))
    for exponent in (2, -1, 0.5):
        step = {"method": "power", "exponent": exponent}
        other = fs.score(data.panel.facts, result.framework.with_method(aggregation=step))
        close(everything(other), theirs(f"e_agg_a_genmean_p{exponent}"))


def test_copeland_of_every_group_from_its_childrens():
    """COINr puts scores of the level below into ``a_copeland``; here an order is only for the top."""
    meta, found = theirs("a_iMeta", "iCode"), theirs("e_norm_1_100")[INDICATORS].copy()
    for level in (2, 3, 4):
        for group in meta.index[(meta["Level"] == level) & (meta["Type"] == "Aggregate")]:
            children = meta.index[meta["Parent"] == group]
            found[group] = copeland(found[children].to_numpy(float), meta.loc[children, "Weight"].to_numpy(float))
    close(found, theirs("e_agg_copeland_by_df"))


@pytest.mark.parametrize("name", ["g_eff_weights", "g_eff_weights_random"])
def test_effective_weights(name):
    wanted, result = theirs(name, "iCode"), built()
    framework = result.framework.with_weights(wanted["Weight"].drop("Index").to_dict())
    own = fs.score(result.panel.facts, framework).effective_weights
    assert own.sum(axis=1).to_numpy() == pytest.approx(1, rel=1e-12)
    for row in (own.iloc[0], own.iloc[-1]):
        assert row[INDICATORS].tolist() == pytest.approx(wanted.loc[INDICATORS, "EffWeight"].tolist(), rel=1e-9)
    for group in GROUPS:
        below = [i for i in INDICATORS if group in _above(framework, i)]
        assert own.iloc[0][below].sum() == pytest.approx(wanted.loc[group, "EffWeight"], rel=1e-9)


def _above(framework, name):
    while framework.parent(name):
        name = framework.parent(name)
        yield name


def test_weights_as_they_came():
    table = pd.read_csv(COINR / "a_weights_original.csv", converters={"Weight": float})  # pandas 2 rounds
    wanted = table.set_index("iCode")["Weight"].drop("Index")
    weights = built().framework.weights
    assert [weights[name] for name in wanted.index] == wanted.tolist()
    assert given(np.zeros((2, 3)), weights=np.array([1.0, 2, 1])).tolist() == [0.25, 0.5, 0.25]


def percentile_ranks():
    return built("percentile_rank")


def test_what_if_values_were_percentile_ranks():
    # theirs lie on 0 … 1; means of means move along
    close(everything(percentile_ranks()) / 100, theirs("g_whatif_prank_aggregated"))


def without(*names):
    result = built()
    content = result.framework.file.model_dump(by_alias=True, exclude_unset=True)
    for name in names:
        del content["indicators"][name]
    return fs.score(result.panel.facts, fs.load_framework(content))


def test_what_if_two_indicators_were_dropped():
    result = without("i01", "i10")
    columns = [name for name in NODES if name not in ("i01", "i10")]
    own = pd.concat([result.scores[columns], result.composite.rename("Index")], axis=1)
    close(own, theirs("g_change_ind_drop_aggregated"))


def test_comparisons_of_what_ifs():
    before, after = built(), percentile_ranks()
    shifts = fs.compare(before, after).rank_shifts
    wanted = theirs("g_compare_coins")
    close(shifts[["before", "after", "shift"]].set_axis(["coin.1", "coin.2", "Diff"], axis=1).astype(float), wanted)
    close(shifts["shift"].abs().to_frame("Abs.diff").astype(float), wanted)
    several = {"base": before, "prank": after, "drop2": without("i01", "i10")}
    ranks = pd.concat([result.ranks.rename(name) for name, result in several.items()], axis=1)
    close(ranks.astype(float), theirs("g_compare_multi_ranks"))


def test_correlations_of_ranks_of_all_groups():
    pair = [everything(result)[[*GROUPS, "Index"]].round(9) for result in (built(), percentile_ranks())]
    wanted = theirs("g_compare_corr", "iCode")["Correlation"]
    split = ["S2", "S3", "S5", "S6", "P3"]  # equal scores that differ by 1e-16 there: ties, and ties are real
    for name in [*GROUPS, "Index"]:
        # COINr correlates sport ranks, ties at the best place, where Spearman has mean places
        sport = np.column_stack([frame[name].rank(method="min", ascending=False) for frame in pair])
        assert correlations(sport).r[0, 1] == pytest.approx(wanted[name], rel=1e-3 if name in split else 1e-9)
    spearman = correlations(np.column_stack([frame["Index"] for frame in pair]), kind="spearman")
    assert spearman.r[0, 1] == pytest.approx(wanted["Index"], rel=1e-9)  # where nothing ties, both are the same


def test_the_panel_from_raw_data():
    """Each year screened, then treated, as COINr does; the treatment of a framework is one for all periods."""
    raw = pd.read_csv(COINR / "h_panel_Raw.csv")
    there = raw[INDICATORS].notna().mean(axis=1) >= 0.9 - 1e-9
    screened = raw[there].reset_index(drop=True)
    keys = ["Time", "uCode"]
    close(screened.set_index(keys), theirs("h_panel_Screened", keys), 1e-12)
    treated = screened.copy()
    for _, rows in screened.groupby("Time"):
        treated.loc[rows.index, INDICATORS] = coin(rows[INDICATORS].to_numpy(float)).values
    close(treated.set_index(keys)[INDICATORS], theirs("h_panel_Treated", keys))


def test_the_panel_denominated():
    panel = pd.read_csv(COINR / "a_iData_panel.csv")
    found = fs.from_coinr(panel, COINR / "a_iMeta.csv")
    own = fs.score(found.facts, found.framework).steps["denominated"][INDICATORS]
    wanted = pd.read_csv(COINR / "h_panel_Denominated.csv", dtype={"Time": str}).set_index(["uCode", "Time"])
    own.index = own.index.set_names(["uCode", "Time"])
    close(own.loc[wanted.index], wanted)


def test_directions_alone():
    """``none`` turns values by their direction and does nothing else."""
    meta, raw = theirs("a_iMeta", "iCode"), theirs("a_raw")
    close(raw[INDICATORS] * meta.loc[INDICATORS, "Direction"], theirs("b_norm_none"), 1e-12)


def test_the_year_from_which_a_value_was_carried():
    """Years are carried as values are; COINr's own table has another order of rows than its values."""
    frame = theirs("d_panel_input", ["uCode", "Time"])
    units, times = pd.factorize(frame.index.get_level_values(0))[0], frame.index.get_level_values(1).to_numpy(float)
    years = np.where(frame.notna(), times[:, None], np.nan)
    found = last(years, units=units, times=times, maximum_gap=1)
    wanted = theirs("d_panel_latest_max1_DataT", ["uCode", "Time"]).loc[frame.index, list(frame)]
    np.testing.assert_array_equal(found, wanted.to_numpy(float))
