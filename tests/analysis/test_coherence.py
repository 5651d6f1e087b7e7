"""The checks of an audit: by hand on small results, and as COINr gives them through a framework of its groups."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis import coherence as checks
from fazhi_score.analysis.coherence import denominator_correlations
from tests.conftest import plain, register, scored, sheet

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan


def coherence(result, fewest=3, **more):
    """The checks, judged even on a few rows."""
    return checks.coherence(result, fewest=fewest, **more)


LETTERS = "ABCDEFGH"


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(
        np.asarray(found, float), np.asarray(wanted, float), rtol=tolerance, atol=tolerance, equal_nan=True
    )


def columns_of(**columns) -> dict:
    """Regions A, B … with these facts; NaN is not reported."""
    count = len(next(iter(columns.values())))
    return {LETTERS[k]: {name: v[k] for name, v in columns.items() if not np.isnan(v[k])} for k in range(count)}


def by_part(frame) -> pd.DataFrame:
    """One row a group and what of it."""
    return frame.set_index(["group", "of"])


def part_of(frame, group="g", of="children") -> pd.DataFrame:
    """The rows of one part."""
    return frame[(frame["group"] == group) & (frame["of"] == of)]


TWO_GROUPS = {"a": plain("x", group="g"), "b": plain("y", group="g"), "c": plain("z", group="h")}
X = [10.0, 20, 30, 40, 50, 60]
ROUGH = {"x": X, "y": [20.0, 40, 60, 80, 100, 90], "z": [60.0, 10, 50, 20, 40, 30]}


def test_distribution_by_hand():
    values = columns_of(x=[1.0, 2, 2, 0, GAP, 90], y=[5.0, 5, 5, 5, 5, 5])
    found = coherence(scored(sheet({"a": plain("x"), "b": plain("y")}), values)).distribution
    row = found.loc["a"]
    same(row[["n", "share", "minimum", "maximum", "mean", "median"]], [5, 5 / 6, 0, 90, 19, 2])
    # deviations -18, -17, -17, -19, 71: 6304 / 4
    same(row["deviation"], np.sqrt((18**2 + 2 * 17**2 + 19**2 + 71**2) / 4))
    same(row[["nonzero", "different", "same", "nonzero_share", "different_share"]], [4, 4, 2, 0.8, 0.8])
    assert row["flag"] == "outliers" and row["group"] == "g"
    assert found.loc["b", "flag"] == "few"
    same(found.loc["b", ["skewness", "kurtosis", "deviation"]], [GAP, GAP, 0])


def test_flags_of_scarce_values_and_zeros():
    values = columns_of(x=[1.0, GAP, GAP, GAP], y=[0.0, 0, 0, 7])
    found = coherence(scored(sheet({"a": plain("x"), "b": plain("y")}), values)).distribution
    assert found["flag"].to_dict() == {"a": "scarce", "b": "zeros"}


def test_pairs_by_hand():
    found = coherence(scored(sheet(TWO_GROUPS), columns_of(**ROUGH))).correlations.set_index(["first", "second"])
    within = found.loc["a", "b"]
    same(within["pearson"], np.corrcoef(X, ROUGH["y"])[0, 1])
    # the last two of six change places: 1 - 6 · 2 / 210, and 14 of 15 pairs agree
    same(within[["spearman", "kendall", "n"]], [1 - 12 / 210, 13 / 15, 6])
    assert within["within"] and within["flag"] == "redundant"
    across = found.loc["a", "c"]
    assert not across["within"] and across["flag"] == "" and np.isnan(across["kendall"])
    assert across[["first_group", "second_group"]].tolist() == ["g", "h"]
    # g is the mean of x and y, h is z
    both = found_groups(ROUGH)
    assert both[["first", "second", "n"]].to_numpy().tolist() == [["g", "h", 6]]
    same(both["pearson"], np.corrcoef(np.array(X) + ROUGH["y"], ROUGH["z"])[0, 1])
    everywhere = coherence(scored(sheet(TWO_GROUPS), columns_of(**ROUGH)), kendall="all").correlations
    assert everywhere["kendall"].notna().all()


def found_groups(columns) -> pd.DataFrame:
    return coherence(scored(sheet(TWO_GROUPS), columns_of(**columns))).group_correlations


def test_what_goes_against_its_own_group():
    values = columns_of(x=X, y=[95.0, 80, 70, 45, 40, 20], z=X)
    found = coherence(scored(sheet({**TWO_GROUPS, "c": plain("z", group="g")}), values))
    flags = found.correlations.set_index(["first", "second"])["flag"]
    assert flags.to_dict() == {("a", "b"): "contradictory", ("a", "c"): "redundant", ("b", "c"): "contradictory"}
    assert len(found.contradictory) == 2 and found.redundant["pearson"].tolist() == [1.0]
    above = found.ancestors.set_index(["node", "group"])
    assert above.loc[("b", "g"), "flag"] == "negative" and above.loc[("a", ""), "flag"] == ""
    assert above.loc[("b", ""), "steps"] == 2
    told = {problem.code for problem in found.problems}
    assert {"coherence_redundant", "coherence_contradictory", "coherence_against_group"} <= told


def test_a_negative_pair_that_may_be_chance_and_a_weak_one():
    values = columns_of(x=X, y=[30.0, 20, 60, 10, 50, 35], z=[60.0, 20, 50, 10, 40, 30])
    found = coherence(scored(sheet({**TWO_GROUPS, "c": plain("z", group="g")}), values)).correlations
    assert found["flag"].tolist() == ["weak", "negative", ""]
    assert coherence(scored(sheet(TWO_GROUPS), values), weak=0.1).correlations["flag"].tolist() == ["", "", ""]


def test_alpha_components_and_collinearity_by_hand():
    # y = x + 10: alpha of covariances: 2 · (1 - 2 v / 4 v) = 1
    values = columns_of(x=X, y=[v + 10 for v in X], z=ROUGH["z"])
    found = coherence(scored(sheet(TWO_GROUPS), values))
    alpha = by_part(found.alpha)
    same(alpha.loc[("g", "children"), ["alpha", "standardised", "alpha_complete", "without"]], [1, 1, 1, GAP])
    # the root: its groups, and the three indicators below; the group of one child is no part
    assert alpha.index.tolist() == [("", "children"), ("", "indicators"), ("g", "children")]
    assert alpha.loc[("", "indicators"), "weakest"] == "c" and alpha.loc[("", "indicators"), "without"] == 1
    adequacy = by_part(found.adequacy).loc[("g", "children")]
    assert adequacy[["varying", "rows", "basis", "above_one"]].tolist() == [2, 6, "complete", 1]
    assert adequacy["condition"] == np.inf and np.isnan(adequacy["kmo"])
    same(part_of(found.components)["eigenvalue"], [2, 0])
    same(part_of(found.loadings)["loading"][:2], [1, 1])
    assert found.collinearity.loc[["a", "b"], "vif_group"].tolist() == [np.inf, np.inf]
    assert np.isnan(found.collinearity.loc["c", "vif_group"]) and np.isfinite(found.collinearity.loc["c", "vif_all"])
    assert {"coherence_collinear", "coherence_few_rows"} <= {problem.code for problem in found.problems}


def test_parts_with_gaps_rest_on_pairs_or_nothing():
    values = columns_of(x=[10.0, 20, 30, 50, GAP, 5], y=[20.0, 10, 60, GAP, 30, 50], z=[GAP, GAP, GAP, 1, 2, GAP])
    found = coherence(scored(sheet({**TWO_GROUPS, "c": plain("z", group="g")}), values))
    adequacy = by_part(found.adequacy).loc[("g", "children")]
    # c shares one row with each of the others: it drops out; a and b share four, as many as columns and one
    assert adequacy[["varying", "basis", "rows"]].tolist() == [2, "pairwise", 4]
    assert np.isnan(found.collinearity.loc["c", "vif_all"])
    alone = coherence(scored(sheet(TWO_GROUPS), {"A": {"x": 1, "y": 2, "z": 3}}), fewest=1)
    assert alone.adequacy["basis"].tolist() == ["none"] * 3 and alone.components.empty
    assert {"coherence_basis_none", "coherence_no_variation"} <= {problem.code for problem in alone.problems}
    assert alone.importance["ratio"].isna().all()


def test_importance_by_hand():
    # independent scores 0/100 and 25/75: their variances are 2500 and 625, a mean of both owes 4/5 and 1/5 to them
    values = columns_of(x=[0.0, 0, 100, 100] * 2, y=[25.0, 75, 25, 75] * 2)
    rows = part_of(coherence(scored(sheet({"a": plain("x"), "b": plain("y")}), values)).importance)
    same(rows["weight"], [0.5, 0.5])
    same(rows[["linear", "nonlinear", "linear_share", "nonlinear_share"]], [[0.8] * 4, [0.2] * 4])
    same(rows["ratio"], [1.6, 0.4])
    assert rows["n"].tolist() == [8, 8]
    # for the composite, the weights multiplied down the tree
    nested = part_of(coherence(scored(sheet(TWO_GROUPS), columns_of(**ROUGH))).importance, "", "indicators")
    same(nested["weight"], [0.25, 0.25, 0.5])
    same(nested["nonlinear_share"].sum(), 1)


def test_weights_that_are_not_what_counts_are_told():
    values = columns_of(x=[0.0, 0, 100, 100] * 2, y=[49.0, 51, 49, 51] * 2, z=[50.0] * 8)
    found = coherence(scored(sheet({**TWO_GROUPS, "c": plain("z", group="g")}), values))
    told = {problem.code: problem.params for problem in found.problems}
    assert told["coherence_counts_much"]["node"] == "a"
    assert told["coherence_counts_little"]["node"] == "b"
    assert told["coherence_no_variation"] == {"count": 1, "indicator": "c"}


def test_what_gaps_earn_can_be_left_out():
    framework = sheet(TWO_GROUPS, method={"missing": {"not_reported": "zero"}})
    result = scored(framework, columns_of(x=[10.0, 20, 30, GAP], y=[30.0, 20, 10, GAP], z=[1.0, 2, 3, 4]))
    with_zeros, stated = coherence(result), coherence(result, only_stated=True)
    assert with_zeros.correlations["n"].tolist() == [4, 4, 4]
    assert stated.correlations["n"].tolist() == [3, 3, 3]
    same(stated.correlations["pearson"].iloc[0], -1)
    filled = next(p for p in with_zeros.problems if p.code == "coherence_filled")
    same(filled.params["share"], 2 / 12)
    assert "coherence_filled" not in {p.code for p in stated.problems}


def test_few_rows_are_shown_but_not_judged():
    found = checks.coherence(scored(sheet(TWO_GROUPS), columns_of(**ROUGH)))
    assert set(found.correlations["flag"]) == set(found.ancestors["flag"]) == {"scarce"}
    assert [problem.code for problem in found.problems] == ["coherence_few_rows", "coherence_too_few"]
    # two that share few rows among many
    many = {f"r{k}": {"x": k, "z": 2 * k, **({"y": k} if k < 5 else {})} for k in range(20)}
    flags = checks.coherence(scored(sheet(TWO_GROUPS), many)).correlations["flag"]
    assert flags.tolist() == ["scarce", "redundant", "scarce"]


def test_periods_and_reference_regions():
    facts = {
        (r, p): {"x": v, "y": v, "z": v} for p in ("2023", "2024") for r, v in zip("ABCD", (1, 2, 3, 5), strict=True)
    }
    regions = register({"A": "c", "B": "c", "C": "c", "D": "reference"})
    result = scored(sheet(TWO_GROUPS), facts, regions=regions)
    assert coherence(result).rows.sum() == 6
    told = {p.code: p.params for p in coherence(result).problems}
    assert told["coherence_repeated"] == {"regions": 3, "rows": 6}
    one = coherence(result, periods=2024)
    assert one.rows.sum() == 3 and "coherence_repeated" not in {p.code for p in one.problems}
    assert coherence(result, periods=["2023", "2024"]).rows.sum() == 6
    assert repr(one) == "<Coherence of test: 3 indicators, 3 rows>"
    with pytest.raises(fs.FazhiError) as caught:
        coherence(result, periods="2025")
    assert caught.value.problems[0].params == {"got": "2025", "known": "2023, 2024"}


def test_nothing_stands_out():
    draw = np.random.default_rng(3)
    common = draw.normal(size=(90, 1))
    scores = np.clip(50 + 10 * (common + 0.8 * draw.normal(size=(90, 3))), 0, 100)
    facts = {f"r{k}": dict(zip("xyz", map(float, row), strict=True)) for k, row in enumerate(scores)}
    found = coherence(scored(sheet({**TWO_GROUPS, "c": plain("z", group="g")}), facts))
    assert [problem.code for problem in found.problems] == ["coherence_fine"]


def test_one_indicator_and_none():
    one = coherence(scored(sheet({"a": plain("x")}), columns_of(x=X)))
    assert one.correlations.empty and one.alpha.empty and one.components.empty
    assert one.importance["linear"].tolist() == [1.0] * 3  # for its group, and with it for the composite
    neutral = {"n": {"formula": "x", "better": "neutral"}}
    none = coherence(scored(sheet(neutral), columns_of(x=X)))
    assert none.importance.empty and none.distribution.empty and none.ancestors.empty
    assert none.tables("zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_and_problems_in_both_languages(lang):
    spec = {**TWO_GROUPS, "a": plain("x", group="g", zh="甲项", en="Item A")}
    found = coherence(scored(sheet(spec), columns_of(**ROUGH)))
    tables = found.tables(lang)
    assert len(tables) == 12
    heading = {"en": "Correlations of indicators", "zh": "指标相关系数"}[lang]
    first = tables[heading].iloc[0].astype(str).tolist()
    assert first[0] == {"en": "Item A", "zh": "甲项"}[lang]
    assert first[4] == {"en": "yes", "zh": "是"}[lang] and first[-1] == {"en": "redundant", "zh": "重复"}[lang]
    assert all(problem.render(lang) for problem in found.problems)


def test_denominators_by_hand():
    framework = sheet({"a": plain("x"), "b": plain("y")}, facts={"x": {}, "y": {}, "size": {}})
    values = columns_of(x=X, y=[60.0, 10, 50, 20, 40, 30], size=[v * 7 for v in X])
    regions = register(dict.fromkeys("ABCDEF", "c"), population={"A": "6", "B": "1", "C": "5", "D": "2", "E": "4"})
    result = scored(framework, values, regions=regions)
    found = denominator_correlations(result, ["size", "population"]).set_index(["indicator", "denominator"])
    same(found["pearson"], [1, np.corrcoef(X[:5], [6, 1, 5, 2, 4])[0, 1], found["pearson"].iloc[2], 1])
    assert found["n"].tolist() == [6, 5, 6, 5]
    assert found["flag"].tolist() == ["size", "", "", "size"]
    # a frame of one's own: by region, or by region and period
    own = pd.DataFrame({"size": [v * 7 for v in X]}, index=list("ABCDEF"))
    same(denominator_correlations(result, own)["pearson"].iloc[0], 1)
    own.index = result.index
    same(denominator_correlations(result, own)["pearson"].iloc[0], 1)
    for name, code in (("wealth", "denominator_unknown"), ("name", "denominator_no_numbers")):
        with pytest.raises(fs.FazhiError) as caught:
            denominator_correlations(result, [name])
        assert caught.value.problems[0].code == code


def coinr_result(values: pd.DataFrame) -> fs.Result:
    """Score values of COINr's indicators as they are, in COINr's groups with its weights."""
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    groups = {
        name: {"weight": row["Weight"], **({"within": row["Parent"]} if row["Parent"] != "Index" else {})}
        for name, row in meta[meta["Level"].isin((2, 3))].iloc[::-1].iterrows()
    }
    # no fact is below 0: what is stands as a difference
    indicators = {
        name: plain(f"f_{name} - n_{name}", group=row["Parent"], weight=row["Weight"])
        for name, row in meta[meta["Level"] == 1].iterrows()
    }
    facts = {
        unit: {
            f"{sign}_{k}": max(float(v) if sign == "f" else -float(v), 0.0)
            for k, v in row.items()
            if v == v
            for sign in "fn"
        }
        for unit, row in values.iterrows()
    }
    return scored(sheet(indicators, groups=groups), facts)


@needs_reference
def test_statistics_as_coinr_gives_them():
    theirs = pd.read_csv(COINR / "c_stats_raw.csv", index_col=0)
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    found = coherence(coinr_result(raw)).distribution.loc[theirs.index]
    names = {
        **{"Min": "minimum", "Max": "maximum", "Mean": "mean", "Median": "median", "Std": "deviation"},
        **{"Skew": "skewness", "Kurt": "kurtosis", "N.Avail": "n", "N.NonZero": "nonzero", "N.Unique": "different"},
        **{"N.Same": "same", "Frc.Avail": "share", "Frc.NonZero": "nonzero_share", "Frc.Unique": "different_share"},
    }
    for key, name in names.items():
        same(found[name], theirs[key])
    assert (found["flag"].str.contains("outliers") == (theirs["Flag.SkewKurt"] == "OUT")).all()
    assert (found["flag"].str.contains("scarce") == (theirs["Flag.Avail"] == "LOW")).all()


@needs_reference
def test_correlations_alpha_and_components_through_the_framework_as_coinr_gives_them():
    scores = pd.read_csv(COINR / "e_pipeline_Normalised.csv", index_col=0)
    found = coherence(coinr_result(scores))
    alpha = pd.read_csv(COINR / "g_cronbach.csv", index_col=0)["normalised"]
    for group in alpha.index:
        part = ("" if group == "Index" else group, "children" if group.startswith("S") else "indicators")
        same(by_part(found.alpha).loc[part, "alpha"], alpha[group])
    variance = pd.read_csv(COINR / "g_pca_variance_L1_normalised.csv")
    for group, rows in variance.groupby("group"):
        same(np.sqrt(part_of(found.components, group)["eigenvalue"]), rows["sdev"])
    above = found.ancestors.set_index(["node", "group"])["pearson"]
    lineage = pd.read_csv(COINR / "a_lineage.csv").set_index("Indicator")
    for level, name, wanted in pd.read_csv(COINR / "g_corr_agg_family.csv").to_numpy():
        group = lineage.loc[name, level]
        same(above[name, "" if group == "Index" else group], wanted)
    pairs = found.correlations.set_index(["first", "second"])["pearson"]
    for _, first, second, wanted in pd.read_csv(COINR / "g_corr_flags_low.csv").to_numpy():
        same(pairs[first, second], wanted)


@needs_reference
def test_denominators_as_coinr_gives_them():
    size = pd.read_csv(COINR / "a_iData.csv").set_index("uCode")[["Pop", "GDP"]]
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    found = denominator_correlations(coinr_result(raw), size, threshold=0.3)
    assert len(found) == 48 and (found["flag"] == "").all()
    assert len(pd.read_csv(COINR / "g_denom_corr.csv")) == 0
