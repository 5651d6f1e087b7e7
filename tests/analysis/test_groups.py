"""Group comparisons: by hand, brute force and against scipy."""

import numpy as np
import pandas as pd
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fazhi_score as fs
from fazhi_score.analysis.groups import cliffs_delta, compare_groups, hedges_g, holm, kruskal_wallis, welch_anova
from tests.conftest import plain, register, scored, sheet

NAN = np.nan
DRAW = np.random.default_rng(5)
SAMPLES = [DRAW.normal(50, 10, 12), DRAW.normal(55, 3, 20), DRAW.normal(40, 15, 7)]
VALUES = np.concatenate(SAMPLES)
CODES = np.repeat([0, 1, 2], [12, 20, 7])


def test_kruskal_wallis_is_that_of_scipy_and_ties_within_the_tolerance():
    assert kruskal_wallis(VALUES, CODES) == pytest.approx(tuple(stats.kruskal(*SAMPLES)), rel=1e-9)
    near = np.array([1.0, 1 + 1e-12, 2.0, 1.0, 2.0, 3.0])
    codes = np.array([0, 0, 0, 1, 1, 1])
    assert kruskal_wallis(near, codes) == pytest.approx(tuple(stats.kruskal([1, 1, 2], [1, 2, 3])))
    assert np.isnan(kruskal_wallis(np.ones(4), np.array([0, 0, 1, 1]))).all()


def test_welch_of_two_groups_is_the_t_test_squared():
    f, df1, df2, p = welch_anova(VALUES[:32], CODES[:32])
    t = stats.ttest_ind(SAMPLES[0], SAMPLES[1], equal_var=False)
    assert (f, df1, df2, p) == pytest.approx((t.statistic**2, 1, t.df, t.pvalue), rel=1e-9)


@pytest.mark.skipif(tuple(map(int, scipy.__version__.split(".")[:2])) < (1, 16), reason="scipy before 1.16")
def test_welch_of_three_groups_is_that_of_scipy():
    f, _, _, p = welch_anova(VALUES, CODES)
    assert (f, p) == pytest.approx(tuple(stats.f_oneway(*SAMPLES, equal_var=False)), rel=1e-9)


def test_no_spread_or_single_values_have_no_test():
    for values, codes in (([1, 1, 2, 3], [0, 0, 1, 1]), ([1, 2, 3], [0, 0, 1]), ([1, 2], [0, 0])):
        assert np.isnan(welch_anova(np.array(values, dtype=float), np.array(codes))).all()
    assert np.isnan(hedges_g(np.ones(3), np.ones(3))).all()
    assert np.isnan(hedges_g(np.ones(1), np.ones(3))).all()
    assert np.isnan(cliffs_delta(np.ones(1), np.ones(3))).all()


def test_hedges_g_by_hand():
    # d = 20 / 10 = 2; J(4) = Γ(2) / (√2 Γ(1.5)) = 1 / (1.41421 · 0.886227) = 0.797885
    g, low, high = hedges_g(np.array([60.0, 70, 80]), np.array([40.0, 50, 60]))
    factor = 0.7978845608028654
    half = stats.norm.ppf(0.975) * factor * np.sqrt(2 / 3 + 4 / 12)
    assert (g, low, high) == pytest.approx((2 * factor, 2 * factor - half, 2 * factor + half), rel=1e-12)


def brute(one, two, level=0.95):
    """Cliff's delta from the matrix of signs."""
    signs = np.array([[np.sign(x - y) for y in two] for x in one])
    n, m = signs.shape
    delta = signs.mean()
    rows, columns = signs.mean(axis=1), signs.mean(axis=0)
    squares = m**2 * ((rows - delta) ** 2).sum() + n**2 * ((columns - delta) ** 2).sum()
    variance = (squares - ((signs - delta) ** 2).sum()) / (n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - delta**2) / (n * m - 1))
    z = stats.norm.ppf(0.5 + level / 2)
    root = z * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + z**2 * variance)
    ends = [(delta - delta**3 + sign * root) / (1 - delta**2 + z**2 * variance) for sign in (-1, 1)]
    return (delta, *ends)


@given(*[st.lists(st.integers(0, 6), min_size=2, max_size=8)] * 2)
def test_cliffs_delta_is_that_of_the_matrix_of_signs(one, two):
    one, two = np.array(one, dtype=float), np.array(two, dtype=float)
    delta, low, high = cliffs_delta(one, two, level=0.9)
    if abs(delta) < 1:
        assert (delta, low, high) == pytest.approx(brute(one, two, 0.9), abs=1e-9)
        u = stats.mannwhitneyu(one, two).statistic
        assert delta == pytest.approx(2 * u / len(one) / len(two) - 1)
    assert -1 <= low <= delta <= high <= 1 or abs(delta) == 1


def test_where_all_of_one_lie_above_all_of_the_other():
    z2 = stats.norm.ppf(0.975) ** 2
    one, two = np.arange(10.0) + 100, np.arange(12.0)
    assert cliffs_delta(one, two) == pytest.approx((1, (10 - z2) / (10 + z2), 1))
    assert cliffs_delta(two, one) == pytest.approx((-1, -1, -(10 - z2) / (10 + z2)))


def test_holm_by_hand():
    # 0.01 · 4, then max(0.04, 0.02 · 3), max(0.06, 0.03 · 2), 0.5
    found = holm(np.array([0.5, 0.01, NAN, 0.03, 0.02]))
    assert found.tolist() == pytest.approx([0.5, 0.04, NAN, 0.06, 0.06], nan_ok=True)
    assert holm(np.array([0.9, 0.8])).tolist() == [1, 1]
    assert len(holm(np.array([]))) == 0


SPECS = {"i": plain("x", group="one"), "j": plain("y", group="two")}


def regions(parts):
    return register(dict.fromkeys(parts, "county-level"), part=parts)


def result(**more):
    names = [f"R{k}" for k in range(39)]
    facts = {name: {"x": float(np.clip(v, 0, 100)), "y": 50} for name, v in zip(names, VALUES, strict=True)}
    parts = {name: "abc"[code] for name, code in zip(names, CODES, strict=True)}
    return scored(sheet(SPECS), facts, regions=regions(parts)), parts


def test_the_frames():
    found = compare_groups(result()[0], "part", ["one", "two"])
    assert (found.groups, found.period, found.notes) == (["a", "b", "c"], "2024", ())
    row = found.summary.loc[("one", "b")]
    sample = np.clip(SAMPLES[1], 0, 100)
    assert row["regions"] == 20
    assert row[["mean", "sd", "median", "highest"]].tolist() == pytest.approx(
        [sample.mean(), sample.std(ddof=1), np.median(sample), sample.max()]
    )
    one = found.tests.loc["one"]
    assert (one["groups"], one["regions"]) == (3, 39)
    assert one["h"] == pytest.approx(stats.kruskal(*SAMPLES).statistic)
    assert one["epsilon2"] == pytest.approx(one["h"] / 38)
    pooled = stats.f_oneway(*SAMPLES).statistic
    assert one["eta2"] == pytest.approx(2 * pooled / (2 * pooled + 36))
    # `two` is 50 everywhere: nothing to test, and Holm does not count it
    assert found.tests.loc["two", ["h", "f", "eta2"]].isna().all()
    assert one["p_h_holm"] == pytest.approx(one["p_h"])
    pair = found.pairs.loc[("one", "a", "b")]
    t = stats.ttest_ind(SAMPLES[0], SAMPLES[1], equal_var=False)
    assert pair["p"] == pytest.approx(t.pvalue)
    assert pair[["low", "high"]].tolist() == pytest.approx(list(t.confidence_interval()))
    assert pair["p_u"] == pytest.approx(stats.mannwhitneyu(SAMPLES[0], SAMPLES[1]).pvalue)
    assert found.pairs.loc["one", "p_holm"].tolist() == pytest.approx(holm(found.pairs.loc["one", "p"].to_numpy()))
    assert found.pairs.loc[("two", "a", "b"), ["p", "p_u", "hedges_g"]].isna().all()
    assert found.pairs.loc[("two", "a", "b"), "difference"] == 0


def test_left_out_nodes_are_the_composite_and_the_top():
    found, parts = result()
    assert list(compare_groups(found, "part").frame) == ["composite", "one", "two"]
    assert list(compare_groups(found, "part", of="values").frame) == ["i", "j"]
    assert "GroupComparison(column='part'" in repr(compare_groups(found, "part"))
    assert len(parts) == 39


def test_small_groups_and_regions_in_none_are_told():
    facts = {name: {"x": v} for name, v in zip("ABCDEFG", (1, 2, 3, 4, 5, 6, 7), strict=True)}
    parts = dict(zip("ABCDEFG", ["east", "east", "west", "west", "west", "north", ""], strict=True))
    found = compare_groups(scored(sheet(SPECS), facts, regions=regions(parts)), "part", smallest=3)
    assert [note.code for note in found.notes] == ["groups_small", "regions_without_group"]
    assert "east (2), north (1)" in found.notes[0].message("en")
    assert found.tests.loc["composite", ["groups", "regions"]].tolist() == [2, 5]
    assert np.isnan(found.summary.loc[("composite", "north"), "sd"])
    pair = found.pairs.loc[("composite", "east", "north")]
    assert pair["difference"] == pytest.approx(1.5 - 6)
    assert np.isnan(pair["hedges_g"])
    # a node that a group does not have at all
    found = compare_groups(
        scored(sheet(SPECS), {**facts, "A": {"y": 1}, "B": {"y": 2}}, regions=regions(parts)), "part"
    )
    assert found.summary.loc[("one", "east"), "regions"] == 0
    assert np.isnan(found.pairs.loc[("one", "east", "north"), "difference"])
    assert np.isnan(found.tests.loc["two", "h"])


def test_the_last_period_unless_another_is_asked_for():
    facts = {
        (name, p): {"x": v} for p in ("2023", "2024") for name, v in zip("ABCD", (1, 2, 3, int(p) - 2000), strict=True)
    }
    panel = scored(sheet(SPECS), facts, regions=regions(dict(zip("ABCD", "aabb", strict=True))))
    assert compare_groups(panel, "part").summary.loc[("composite", "b"), "highest"] == 24
    assert compare_groups(panel, "part", period=2023).summary.loc[("composite", "b"), "highest"] == 23


def test_reference_regions_are_in_no_group():
    frame = pd.DataFrame({"region": list("ABZ"), "class": ["county-level", "township", "reference"]})
    found = compare_groups(scored(sheet(SPECS), {n: {"x": 1, "y": 1} for n in "ABZ"}, regions=frame), of="values")
    assert found.groups == ["county-level", "township"]


WRONG = [
    ({"column": "class"}, "groups_too_few"),
    ({"column": "part", "level": 1}, "share_outside"),
    ({"column": "part", "smallest": 0}, "number_too_small"),
]


@pytest.mark.parametrize(("more", "code"), WRONG)
def test_wrong_parameters(more, code):
    with pytest.raises(fs.FazhiError) as raised:
        compare_groups(result()[0], **more)
    assert raised.value.problems[0].code == code
    with pytest.raises(fs.FazhiError):
        compare_groups(result()[0], "district")
