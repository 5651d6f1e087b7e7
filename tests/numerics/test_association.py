"""Correlations with gaps, correlation ratios and agreement of ranks: by hand, and as others give them."""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.association import between_groups, correlation_ratio, correlations, p_values, rank_agreement

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
KINDS = {"pearson": stats.pearsonr, "spearman": stats.spearmanr, "kendall": stats.kendalltau}


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def with_gaps(seed, shape, share=0.2) -> np.ndarray:
    draw = np.random.default_rng(seed)
    values = np.round(draw.normal(size=shape) + draw.normal(size=(shape[0], 1)), 1)  # rounded: ties
    values[draw.random(shape) < share] = GAP
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_each_pair_is_what_scipy_gives_on_the_rows_that_both_have(kind):
    values, others = with_gaps(1, (40, 5)), with_gaps(2, (40, 3))
    for right in (None, others):
        found = correlations(values, right, kind=kind)
        for i in range(5):
            for j in range(5 if right is None else 3):
                x, y = values[:, i], (values if right is None else right)[:, j]
                both = ~(np.isnan(x) | np.isnan(y))
                assert found.n[i, j] == both.sum()
                if right is None and i == j:
                    same(found.r[i, j], 1)
                    same(found.p[i, j], 0)
                else:
                    same([found.r[i, j], found.p[i, j]], [*KINDS[kind](x[both], y[both])], 1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_without_gaps_and_mirrored(kind):
    values = with_gaps(3, (50, 4), share=0)
    found = correlations(values, kind=kind)
    same(found.r, pd.DataFrame(values).corr(method=kind))
    same(found.r, found.r.T, 1e-15)
    assert (found.n == 50).all()


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_correlation(kind):
    values = np.array(
        [
            [1.0, 5, GAP, 1, np.inf, 0.3, 1],
            [2.0, 5, GAP, 2, 2, 0.1 + 0.2, 2],
            [3.0, 5, GAP, GAP, 3, 0.3, 4],
            [4.0, 5, GAP, GAP, 4, 0.3, 3],
        ]
    )
    found = correlations(values, kind=kind)
    # constant; nothing there; two pairs only; an infinite value; equal but for the noise of arithmetic
    for column in (1, 2, 3, 4, 5):
        assert np.isnan(np.delete(found.r[column], column)).all()
        assert np.isnan(np.delete(found.p[column], column)).all()
    # the column of two values has no correlation with itself either
    assert np.isnan(np.diag(found.r)[1:6]).all()
    same(found.r[0, 6], {"pearson": 0.8, "spearman": 0.8, "kendall": 4 / 6}[kind])
    # no rows, one row, no columns
    assert correlations(np.empty((0, 2)), kind=kind).n.tolist() == [[0, 0], [0, 0]]
    assert np.isnan(correlations(np.ones((1, 2)), kind=kind).r).all()
    assert correlations(np.empty((5, 0)), kind=kind).r.shape == (0, 0)


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
def test_constant_only_where_the_other_is_there(kind):
    values = np.array([[7.0, 1], [7, 2], [7, 4], [9, GAP], [1, GAP]])
    assert np.isnan(correlations(values, kind=kind).r[0, 1])


@pytest.mark.parametrize("scale", [1e-200, 1e-12, 1e12, 1e200])
def test_the_scale_does_not_matter(scale):
    values = with_gaps(4, (30, 4))
    shifted = values * scale
    for kind in KINDS:
        same(correlations(shifted, kind=kind).r, correlations(values, kind=kind).r, 1e-7)


def test_a_far_mean_does_not_hide_the_correlation():
    x = np.arange(10.0)
    found = correlations(np.column_stack([1e6 + x, 1e6 - x, 1e6 + x**2]))
    same(found.r[0], [1, -1, np.corrcoef(x, x**2)[0, 1]])


def test_ties_are_within_the_tolerance():
    x = np.array([1.0, 2, 2 + 1e-12, 3])
    y = np.array([1.0, 3, 2, 4])
    for kind in ("spearman", "kendall"):
        same(correlations(np.column_stack([x, y]), kind=kind).r[0, 1], KINDS[kind]([1, 2, 2, 3], y)[0])


@given(arrays(np.float64, (8, 3), elements=st.sampled_from([0.0, 1, 2, 5, GAP])))
def test_correlations_are_between_minus_one_and_one(values):
    for kind in KINDS:
        found = correlations(values, kind=kind)
        known = found.r[~np.isnan(found.r)]
        assert (np.abs(known) <= 1).all()
        assert ((found.p[~np.isnan(found.p)] >= 0) & (found.p[~np.isnan(found.p)] <= 1)).all()


def test_p_values_by_hand():
    # r = 0.5 of 5: t = 1 with 3 degrees of freedom; perfect; too few; none
    same(p_values(np.array([0.5, 1, 0.5, GAP]), np.array([5, 5, 2, 9])), [2 * stats.t.sf(1, 3), 0, GAP, GAP])


def test_an_unknown_kind_is_refused():
    with pytest.raises(FazhiError) as caught:
        correlations(np.ones((3, 2)), kind="cosine")
    assert caught.value.problems[0].code == "correlation_unknown"


def test_a_hundred_indicators_of_a_country_take_seconds():
    values = with_gaps(5, (2844, 100), share=0.3)
    start = time.perf_counter()
    correlations(values)
    correlations(values, kind="spearman")
    assert time.perf_counter() - start < 10


@needs_reference
@pytest.mark.parametrize("kind", KINDS)
def test_correlations_as_coinr_gives_them(kind):
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    theirs = pd.read_csv(COINR / f"g_corr_raw_{kind}.csv", index_col=0)
    found = correlations(raw[theirs.columns].to_numpy(float), kind=kind)
    same(found.r, theirs.to_numpy(float))
    if kind == "pearson":
        p = pd.read_csv(COINR / "g_pvals_raw_pearson.csv", index_col=0).to_numpy(float)
        off = ~np.eye(len(p), dtype=bool)
        same(found.p[off], p[off])


@needs_reference
def test_turned_columns_as_coinr_gives_them():
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    meta = pd.read_csv(COINR / "a_iMeta.csv").set_index("iCode")
    theirs = pd.read_csv(COINR / "g_corr_raw_directions.csv")
    turned = raw * meta.loc[raw.columns, "Direction"].to_numpy(float)
    found = pd.DataFrame(correlations(turned.to_numpy(float)).r, index=raw.columns, columns=raw.columns)
    same([found.loc[a, b] for a, b in zip(theirs["Var1"], theirs["Var2"], strict=True)], theirs["Correlation"])


@needs_reference
def test_levels_with_their_groups_as_coinr_gives_them():
    scores = pd.read_csv(COINR / "e_pipeline_Aggregated.csv", index_col=0)
    found = correlations(scores.to_numpy(float))
    r = pd.DataFrame(found.r, index=scores.columns, columns=scores.columns)
    p = pd.DataFrame(found.p, index=scores.columns, columns=scores.columns)
    lineage = pd.read_csv(COINR / "a_lineage.csv").set_index("Indicator")
    family = pd.read_csv(COINR / "g_corr_agg_family.csv")
    levels = zip(family["Var1"], family["Var2"], family["Correlation"], strict=True)
    for level, name, wanted in levels:
        same(r.loc[name, lineage.loc[name, level]], wanted)
    for group, name, wanted in pd.read_csv(COINR / "g_corr_agg_L2L4.csv").to_numpy():
        same(r.loc[name, group], wanted)
    for group, name, wanted in pd.read_csv(COINR / "g_corr_agg_pval05_withparent_L1L2.csv").to_numpy():
        same(r.loc[name, group] if p.loc[name, group] <= 0.05 else GAP, wanted)


@needs_reference
def test_flags_of_high_and_low_pairs_as_coinr_gives_them():
    scores = pd.read_csv(COINR / "e_pipeline_Normalised.csv", index_col=0)
    lineage = pd.read_csv(COINR / "a_lineage.csv").set_index("Indicator")["SubPillar"]
    r = correlations(scores.to_numpy(float)).r
    pairs = {
        (a, b): r[i, j]
        for i, a in enumerate(scores)
        for j, b in enumerate(scores)
        if i < j and lineage[a] == lineage[b]
    }
    for name, chosen in (("high", lambda x: x >= 0.6), ("low", lambda x: x <= -0.3)):
        theirs = pd.read_csv(COINR / f"g_corr_flags_{name}.csv")
        wanted = {tuple(sorted(row[1:3])): row[3] for row in theirs.to_numpy()}
        found = {pair: value for pair, value in pairs.items() if chosen(value)}
        assert found.keys() == wanted.keys()
        same([found[pair] for pair in wanted], list(wanted.values()))


@needs_reference
def test_no_denominator_correlates_as_much_as_coinr_asks():
    data = pd.read_csv(COINR / "a_iData.csv")
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    size = data.set_index("uCode").loc[raw.index, ["Pop", "GDP"]]
    assert len(pd.read_csv(COINR / "g_denom_corr.csv")) == 0
    assert np.abs(correlations(raw.to_numpy(float), size.to_numpy(float)).r).max() < 0.3


def test_a_line_and_two_values_by_hand():
    # a line explains all; of two values: means 1 and 4 about 2.5: 4 · 2.25 / (4 · 2.25 + 2 · 1 + 2 · 0) = 9 / 11
    same(correlation_ratio(np.arange(9.0), 3 - np.arange(9.0))[:2], [1, 1], 1e-6)
    found = correlation_ratio(np.array([0.0, 2, 4, 4]), np.array([0.0, 0, 1, 1]))
    same(found[:2], [9 / 11, 9 / 11])
    assert found.n == 4


def test_of_few_values_it_is_the_ratio_of_variances_between():
    draw = np.random.default_rng(6)
    levels = draw.integers(0, 4, 5000)
    target = np.array([0.0, 9, 1, 5])[levels] + draw.normal(size=5000)
    between = sum((levels == k).mean() * (target[levels == k].mean() - target.mean()) ** 2 for k in range(4))
    found = correlation_ratio(target, levels.astype(float))
    same(found.nonlinear, between / target.var(), 1e-4)
    assert found.linear < 0.3


def test_functions_whose_main_effects_are_known():
    # Ishigami: y = sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1; S1 = 0.3139, S2 = 0.4424, S3 = 0 (Saltelli et al. 2008)
    draw = np.random.default_rng(7)
    x = draw.uniform(-np.pi, np.pi, (20_000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = [correlation_ratio(y, column).nonlinear for column in x.T]
    np.testing.assert_allclose(found, [0.3139, 0.4424, 0], atol=0.02)
    assert correlation_ratio(y, x[:, 1]).linear < 0.01
    # a sum of independent parts: the shares of their variances, 1 : 4 : 9
    parts = draw.normal(size=(20_000, 3)) * np.array([1.0, 2, 3])
    for k, share in enumerate((1 / 14, 4 / 14, 9 / 14)):
        found = correlation_ratio(parts.sum(axis=1), parts[:, k])
        assert found.linear == pytest.approx(share, abs=0.02)
        assert found.nonlinear == pytest.approx(found.linear, abs=0.005)


def test_an_outlier_does_not_break_the_line():
    x = np.append(np.linspace(0, 1, 100), 1000)
    assert correlation_ratio(2 * x, x).nonlinear == pytest.approx(1, abs=1e-6)


@given(arrays(np.float64, (12, 2), elements=st.floats(-5, 5, width=16)))
def test_correlation_ratios_are_shares(values):
    found = correlation_ratio(*values.T)
    if not np.isnan(found.linear):
        assert -1e-12 <= found.linear <= 1 + 1e-12
        assert -1e-12 <= found.nonlinear <= 1 + 1e-12


def test_correlation_ratios_that_are_none():
    x = np.arange(5.0)
    assert np.isnan(correlation_ratio(x, np.ones(5)).nonlinear)
    assert np.isnan(correlation_ratio(np.ones(5), x).nonlinear)
    assert correlation_ratio(np.array([1.0, GAP, 2]), np.array([1.0, 2, GAP])) == pytest.approx(
        (GAP, GAP, 1), nan_ok=True
    )


def test_what_lies_between_groups():
    codes = np.array([3, 3, 7, 7, 7])
    found = between_groups(np.array([1.0, 2, 4, GAP, 5]), codes)
    # means 1.5 and 4.5 about 3
    same(found, [9 / 10, stats.kruskal([1, 2], [4, 5]).pvalue, 2, 4])
    for values in (np.ones(5), np.full(5, GAP), np.array([1.0, GAP, 2, GAP, GAP]), np.array([1.0, 2, GAP, GAP, GAP])):
        assert np.isnan(between_groups(values, codes).share)


def test_rank_agreement_by_hand():
    a = np.array([1.0, 2, 3, 4])
    same(rank_agreement(a, a), [1, 1, 1, 1, 4])
    # reversed: 1 - 6 · (9·5 + 1·5 + 1·5 + 9·5) / (256 + 64 - 16 - 4) = -1
    # WS: 1 - (1/2 · 3/3 + 1/4 · 1/2 + 1/8 · 1/2 + 1/16 · 3/3) = 0.25
    same(rank_agreement(a, a[::-1]), [-1, -1, -1, 0.25, 4])
    # a gap is left out, and the rest ranked anew
    same(rank_agreement(np.array([9.0, 2, GAP, 4]), np.array([8.0, 1, 2, 3])), [1, 1, 1, 1, 3])
    # ties (within the tolerance) share the mean rank; all tied agree with nothing
    same(rank_agreement(np.array([1.0, 2, 2 + 1e-12, 4]), a)[:2], [stats.spearmanr([1, 2, 2, 4], a)[0], 5 / 30**0.5])
    same(rank_agreement(np.ones(4), a)[:2], [GAP, GAP])
    same(rank_agreement(a[:1], a[:1]), [GAP] * 4 + [1])


@needs_reference
def test_rank_agreement_as_pymcdm_and_scipy_give_it():
    known = json.loads((PEERS / "reference.json").read_text())["corr"]
    first, second = (np.array(known[name]["values"]) for name in ("rank_wsm", "rank_topsis_vector"))
    found = rank_agreement(first, second)
    for name, key in (("spearman", "spearman"), ("kendall", "kendall_tau"), ("weighted_spearman",) * 2, ("ws", "ws")):
        same(getattr(found, name), known[key]["values"])
    same(rank_agreement(second, first).ws, known["ws_reversed_args"]["values"])
    # with ties pymcdm gives tau-a and correlates the ranks as they were given; tau-b and mean ranks are scipy's
    ties = known["ties_demo"]
    found = rank_agreement(np.array(ties["a"]), np.array(ties["b"]))
    same([found.kendall, found.spearman], [ties["scipy_tau_b"], ties["scipy_spearman"]])
