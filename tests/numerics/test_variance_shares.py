"""Shares of variance: against functions whose shares are known, against SALib and against the formulas written out."""

import json

import numpy as np
import pandas as pd
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.rank_counts import rank_rows
from fazhi_score.numerics.variance_shares import VarianceSums, picked, variance_design, variance_shares
from tests.numerics.peers import PEERS, needs_reference


def rng(seed=1):
    return np.random.default_rng(seed)


def shares_of(function, factors, n, seed=1, intervals=False, **given):
    design = variance_design(rng(seed), factors, n, groups=given.pop("groups", None))
    return variance_shares(function(design.points()), rng(seed) if intervals else None, **given)


# functions whose shares are known


def ishigami(points):
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, x uniform in ±π: Ishigami and Homma (1990)."""
    x = np.pi * (2 * points - 1)
    return (np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0]))[..., None]


def ishigami_shares():
    """V1 = (1 + b π⁴/5)²/2, V2 = a²/8, V13 = b² π⁸ (1/18 - 1/50), all others 0."""
    v1, v2 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8
    v13 = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    return np.array([v1, v2, 0]) / total, np.array([v1 + v13, v2, v13]) / total, total


def g_function(points):
    """The product of (|4x - 2| + a) / (1 + a): Sobol' (1993)."""
    a = np.array([0, 1, 4.5, 9, 99, 99])
    return ((np.abs(4 * points - 2) + a) / (1 + a)).prod(axis=-1)[..., None]


def g_shares():
    """V_i = 1 / (3 (1 + a_i)²); V = prod(1 + V_i) - 1; total: V_i prod over others (1 + V_j)."""
    v = 1 / (3 * (1 + np.array([0, 1, 4.5, 9, 99, 99])) ** 2)
    whole = (1 + v).prod()
    return v / (whole - 1), v * whole / (1 + v) / (whole - 1), whole - 1


@pytest.mark.parametrize("first", ["saltelli", "jansen"])
@pytest.mark.parametrize(
    ("function", "known", "factors"), [(ishigami, ishigami_shares(), 3), (g_function, g_shares(), 6)]
)
def test_shares_are_those_of_analysis_and_lie_in_their_intervals(function, known, factors, first):
    found = shares_of(function, factors, 4096, intervals=True, first=first)
    np.testing.assert_allclose(found.first[:, 0], known[0], atol=0.015)
    np.testing.assert_allclose(found.total[:, 0], known[1], atol=0.01)
    assert found.variance[0] == pytest.approx(known[2], rel=0.01)
    for low, high, value in (
        (found.first_low, found.first_high, known[0]),
        (found.total_low, found.total_high, known[1]),
    ):
        assert ((low[:, 0] <= value) & (value <= high[:, 0])).all()
        assert (high - low).max() < 0.15


def test_the_more_rows_the_closer():
    first, total, _ = ishigami_shares()
    errors = []
    for n in (256, 4096, 65536):
        found = shares_of(ishigami, 3, n)
        errors.append(max(abs(found.first[:, 0] - first).max(), abs(found.total[:, 0] - total).max()))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-3


def test_intervals_of_independent_rows_cover_as_often_as_they_say():
    first, total, _ = ishigami_shares()
    hits = []
    for seed in range(100):
        design = variance_design(rng(seed), 3, 512, sequence="random")
        found = variance_shares(ishigami(design.points()), rng(1000 + seed), level=0.9)
        hits.append(abs(found.first[:, 0] - first) <= found.first_high[:, 0] - found.first[:, 0])
        hits.append(abs(found.total[:, 0] - total) <= found.total_high[:, 0] - found.total[:, 0])
    assert 0.85 < np.mean(hits) < 0.96


def test_an_index_that_is_a_weighted_sum_has_the_shares_of_squared_weights():
    w = np.array([0.3, 0.25, 0.2, 0.15, 0.07, 0.03])
    found = shares_of(lambda points: (points @ w)[..., None], 6, 4096)
    np.testing.assert_allclose(found.first[:, 0], w**2 / (w**2).sum(), atol=1e-3)
    np.testing.assert_allclose(found.total[:, 0], w**2 / (w**2).sum(), atol=1e-3)


def test_a_mean_far_from_zero_takes_nothing_from_the_first_order():
    plain = shares_of(ishigami, 3, 1024)
    lifted = shares_of(lambda points: ishigami(points) + 1e6, 3, 1024)
    np.testing.assert_allclose(lifted.first, plain.first, atol=1e-6)
    np.testing.assert_allclose(lifted.total, plain.total, atol=1e-6)


def test_alternatives_are_factors_too():
    # y = 1 for the first of four alternatives, plus 2 for the first of two: variances 3/16 and 1
    def model(points):
        return ((picked(points[..., 0], 4) == 0) + 2.0 * (picked(points[..., 1], 2) == 0))[..., None]

    found = shares_of(model, 2, 1024)
    np.testing.assert_allclose(found.first[:, 0], [3 / 19, 16 / 19], atol=0.01)
    np.testing.assert_allclose(found.total[:, 0], [3 / 19, 16 / 19], atol=0.01)


def test_groups_have_the_shares_of_all_their_factors_and_what_they_do_together():
    first, total, _ = ishigami_shares()
    found = shares_of(ishigami, 3, 8192, groups=[0, 1, 0])
    assert found.first[:, 0] == pytest.approx([total[0], total[1]], abs=0.01)
    assert found.total[:, 0] == pytest.approx([1 - first[1], total[1]], abs=0.01)


# the formulas


def written_out(y, first):
    """First and total order of one output, row by row."""
    a, b, mixed = y[0], y[1], y[2:]
    pooled = np.concatenate([a, b])
    variance, mean = pooled.var(), pooled.mean()
    total = [np.mean((a - each) ** 2) / (2 * variance) for each in mixed]
    if first == "jansen":
        return [1 - np.mean((b - each) ** 2) / (2 * variance) for each in mixed], total
    return [np.mean((b - mean) * (each - a)) / variance for each in mixed], total


@pytest.mark.parametrize("first", ["saltelli", "jansen"])
@pytest.mark.parametrize("n", [2, 50, 300, 1000])
def test_sums_make_the_same_of_blocks_as_the_formulas_of_the_whole(first, n):
    outputs = rng().normal(5, 2, (5, n, 600))
    sums = VarianceSums(3, 600, n, first=first)
    for start in range(0, n, 37):
        sums.add(outputs[:, start : start + 37])
    found, whole = sums.shares(), variance_shares(outputs, first=first)
    for m in (0, 511, 512, 599):
        wanted = written_out(outputs[:, :, m], first)
        np.testing.assert_allclose(found.first[:, m], wanted[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.total[:, m], wanted[1], rtol=1e-9)
    np.testing.assert_allclose(found.first, whole.first, rtol=1e-9, atol=1e-12)
    assert (found.used == n).all()


def test_the_bootstrap_draws_rows_where_they_are_few():
    outputs = rng().normal(size=(4, 100, 1))
    found = variance_shares(outputs, rng(), resamples=2000, level=0.95)
    again = [written_out(outputs[:, rng(seed).integers(100, size=100), 0], "saltelli")[0] for seed in range(2000)]
    width = (found.first_high - found.first)[:, 0]
    np.testing.assert_allclose(width, 1.96 * np.std(again, axis=0), rtol=0.1)


def test_ranks_are_outputs_as_they_are():
    ranks = rank_rows(rng().normal(size=(4 * 64, 30))).reshape(4, 64, 30)
    np.testing.assert_array_equal(variance_shares(ranks).total, variance_shares(ranks.astype(float)).total)


def test_a_failed_run_takes_its_row_out_of_that_output_only():
    outputs = rng().normal(size=(4, 300, 3))
    whole = variance_shares(outputs)
    broken = outputs.copy()
    broken[2, 5, 1], broken[0, 17, 1], broken[1, 5, 1], broken[3, 290, 1] = np.nan, np.inf, np.nan, -np.inf
    found = variance_shares(broken, rng())
    assert found.used.tolist() == [300, 297, 300]
    kept = np.delete(outputs[:, :, 1], [5, 17, 290], axis=1)
    np.testing.assert_allclose(found.first[:, 1], written_out(kept, "saltelli")[0], rtol=1e-9)
    np.testing.assert_allclose(found.total[:, 1], written_out(kept, "saltelli")[1], rtol=1e-9)
    for m in (0, 2):
        np.testing.assert_allclose(found.first[:, m], whole.first[:, m], rtol=1e-9)


def test_what_does_not_vary_or_is_never_there_has_no_shares():
    outputs = rng().normal(size=(4, 64, 4))
    outputs[:, :, 0] = 7.3
    outputs[:, :, 1] = 7.3 + 1e-15 * outputs[:, :, 1]
    outputs[:, :, 2] = np.nan
    found = variance_shares(outputs, rng())
    for array in (found.first, found.total, found.first_low, found.total_high):
        assert np.isnan(array[:, :3]).all()
        assert np.isfinite(array[:, 3]).all()
    assert found.used.tolist() == [64, 64, 0, 64]
    assert np.isnan(VarianceSums(2, 1, 8).shares().first).all()


def test_without_chance_there_are_no_intervals():
    found = variance_shares(rng().normal(size=(4, 64, 2)))
    assert np.isnan(found.first_low).all()
    assert np.isnan(found.total_high).all()


# designs


def test_a_design_exchanges_one_group_at_a_time():
    design = variance_design(rng(), 4, 16, groups=[1, 0, 1, 2])
    a, b, *mixed = design.points()
    assert design.count == 3
    for group, points in enumerate(mixed):
        exchanged = design.groups == group
        np.testing.assert_array_equal(points[:, exchanged], b[:, exchanged])
        np.testing.assert_array_equal(points[:, ~exchanged], a[:, ~exchanged])
    np.testing.assert_array_equal(design.points(4, 9), design.points()[:, 4:9])


@pytest.mark.parametrize("sequence", ["sobol", "random"])
def test_a_seed_says_which_design(sequence):
    one, same, other = (variance_design(rng(seed), 3, 100, sequence=sequence).points() for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    assert one.shape == (5, 100, 3)
    assert ((one >= 0) & (one <= 1)).all()


def test_a_sequence_is_balanced():
    a = variance_design(rng(), 5, 64).a
    for column in a.T:  # each 64th part has one point
        assert sorted((column * 64).astype(int).tolist()) == list(range(64))


def test_wrong_designs_and_outputs_are_refused():
    for n in (1, 0, 2.5):
        with pytest.raises(FazhiError, match="number of draws"):
            variance_design(rng(), 3, n)
    for groups in ([0, 2, 1.5], [1, 2, 3], [0, 1]):
        with pytest.raises(FazhiError, match="groups of factors"):
            variance_design(rng(), 3, 8, groups=groups)
    sums = VarianceSums(2, 3, 8)
    for shape in ((4, 9, 3), (3, 8, 3), (4, 8, 2), (4, 8)):
        with pytest.raises(FazhiError, match="shape"):
            sums.add(np.zeros(shape))
    for shape in ((2, 8, 3), (4, 1, 3), (4, 8)):
        with pytest.raises(FazhiError, match="shape"):
            variance_shares(np.zeros(shape))
    for level in (0, 1, 95):
        with pytest.raises(FazhiError, match="'level'"):
            sums.shares(rng(), level=level)


# SALib


@needs_reference
def test_ishigami_agrees_with_salib():
    known = json.loads((PEERS / "sobol_reference.json").read_text(encoding="utf-8"))
    found = shares_of(ishigami, 3, 4096)
    theirs = known["ishigami_N131072"]
    np.testing.assert_allclose(found.first[:, 0], theirs["S1"], atol=0.015)
    np.testing.assert_allclose(found.total[:, 0], theirs["ST"], atol=0.01)
    assert ishigami_shares()[2] == pytest.approx(known["ishigami_analytic"]["V"], rel=1e-12)


@needs_reference
def test_random_weights_agree_with_salib():
    # weights within half of the nominal ones, renormalised; the mean absolute shift of ranks, and two scores
    known = json.loads((PEERS / "sobol_reference.json").read_text(encoding="utf-8"))["toy_weights"]
    scores = pd.read_csv(PEERS / "norm_minmax_pymcdm.csv").select_dtypes("number").to_numpy()[:, :6]
    nominal = np.array(known["w0"])
    plain = rank_rows((scores @ nominal)[None])

    def model(points):
        w = nominal * (0.5 + points)
        w /= w.sum(axis=-1, keepdims=True)
        found = w @ scores.T
        ranks = rank_rows(found.reshape(-1, len(scores))).reshape(found.shape)
        shift = abs(ranks - plain).mean(axis=-1, keepdims=True)
        return np.concatenate([found[..., :2], shift], axis=-1)

    found = shares_of(model, 6, 8192)
    for m, name in enumerate(("score_U01", "score_U02", "mean_abs_rank_shift")):
        theirs = known["results"][name]
        np.testing.assert_allclose(found.first[:, m], theirs["S1"], atol=0.015)
        np.testing.assert_allclose(found.total[:, m], theirs["ST"], atol=0.015)
