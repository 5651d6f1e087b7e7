"""Columns with gaps against numpy on what is there, pair by pair."""

import numpy as np
import pytest

from fazhi_score.numerics.columns import (
    choice,
    columns_of,
    deviations,
    mean_of,
    numbers,
    pairwise_correlations,
    repaired,
    shares,
    stated_shares,
    whole_rows,
)
from tests.numerics.weights import COINR, GAP, needs_reference, refusal, same, some_scores


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_means_and_deviations_are_those_of_what_is_there(missing):
    x = some_scores(missing=missing)
    columns = columns_of(x)
    assert columns.complete == (missing == 0)
    same(mean_of(columns), np.nanmean(x, axis=0), 1e-13)
    same(deviations(columns), np.nanstd(x, axis=0, ddof=1), 1e-13)
    same(columns.counts, (~np.isnan(x)).sum(axis=0))
    assert columns.varying.all()


def test_correlations_are_those_of_the_rows_that_both_have():
    x = some_scores(rows=12, missing=0.3)
    found = pairwise_correlations(columns_of(x))
    for i in range(x.shape[1]):
        for j in range(x.shape[1]):
            both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            same(found[i, j], np.corrcoef(x[both, i], x[both, j])[0, 1], 1e-12)
    x = some_scores()
    same(pairwise_correlations(columns_of(x)), np.corrcoef(x.T), 1e-12)
    # one row without anything switches to the way with gaps
    same(pairwise_correlations(columns_of(np.vstack([x, np.full(6, GAP)]))), np.corrcoef(x.T), 1e-12)


@needs_reference
def test_pairwise_correlations_are_those_of_coinr():
    raw = np.genfromtxt(COINR / "a_raw.csv", delimiter=",", skip_header=1)[:, 1:]
    wanted = np.genfromtxt(COINR / "g_corr_raw_pearson.csv", delimiter=",", skip_header=1)[:, 1:]
    same(pairwise_correlations(columns_of(raw)), wanted, 1e-11)


def test_a_pair_without_differences_has_no_correlation():
    x = np.array([[1.0, 5, 7], [2, 5, GAP], [GAP, 6, 9], [GAP, 7, 7]])
    # where the first is there the second does not vary; first and third share one row
    found = pairwise_correlations(columns_of(x))
    assert np.isnan(found[0, 1])
    assert np.isnan(found[0, 2])
    same(found[1, 2], np.corrcoef([5, 6, 7], [7, 9, 7])[0, 1], 1e-12)
    assert np.isnan(pairwise_correlations(columns_of(np.array([[1.0, 3], [2, 3]])))[0, 1])


def test_rounding_and_the_tolerance_are_no_differences():
    x = np.array([[0.1 + 0.2, 50, 1e12, 1e-12, 1e-12, 0.0], [0.3, 50 + 0.9e-9, 1e12 + 1e-3, 2e-12, 1e-12, 0.0]])
    assert columns_of(x).varying.tolist() == [False, False, False, True, False, False]
    assert columns_of(np.array([[50.0], [50 + 1.1e-9]])).varying.all()
    assert not columns_of(np.full((3, 2), GAP)).varying.any()
    assert not columns_of(np.empty((0, 2))).varying.any()
    assert not columns_of(np.array([[1.0, 2.0]])).varying.any()


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("factor", [1e305, 1e-305])
def test_huge_and_tiny_values_do_no_harm(factor, missing):
    x = some_scores(missing=missing)
    same(pairwise_correlations(columns_of(x * factor)), pairwise_correlations(columns_of(x)), 1e-10)
    relative = deviations(columns_of(x * factor))
    same(relative / relative.sum(), deviations(columns_of(x)) / deviations(columns_of(x)).sum(), 1e-10)


def test_infinite_values_are_refused_with_their_columns():
    x = np.array([[1.0, np.inf, 2, -np.inf], [GAP, 2, 3, 4]])
    with pytest.raises(Exception, match="2, 4"):
        columns_of(x)
    assert refusal(lambda: columns_of(x)) == "weighting_infinite"


def test_correlations_that_cannot_be_together_are_repaired():
    # a with b and a with c 0.9, b with c -0.9: no data have these
    r = np.array([[1.0, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
    assert np.linalg.eigvalsh(r)[0] < -0.5
    found = repaired(r)
    assert np.linalg.eigvalsh(found)[0] > -1e-12
    same(np.diag(found), np.ones(3))
    same(found, found.T)
    assert found[0, 1] > 0 > found[1, 2]
    good = np.array([[1.0, GAP], [GAP, 1.0]])
    same(repaired(good), np.eye(2))


def test_parameters_are_read_or_refused():
    same(stated_shares("weights", [1, 3], 2), [0.25, 0.75])
    same(numbers("x", [1, None], 2), [1, GAP])
    for wrong in ([1, -1], [0, 0], [1, None], [1, np.inf], [1e308, 1e308]):
        assert refusal(lambda wrong=wrong: stated_shares("weights", wrong, 2)) == "weighting_shares_wrong"
    assert refusal(lambda: stated_shares("weights", [1, 2, 3], 2)) == "weighting_size"
    for wrong in (["one", 2], [[1], [1, 2]], {"a": 1}):
        assert refusal(lambda wrong=wrong: numbers("x", wrong)) == "weighting_not_numbers"
    assert choice("scale", "none", ("none",)) == "none"
    assert refusal(lambda: choice("scale", "z", ("none",))) == "weighting_unknown_choice"
    assert refusal(lambda: shares(np.ones(2), np.zeros(2, dtype=bool))) == "weighting_all_constant"


def test_rows_without_gaps():
    x = np.array([[1.0, 2], [GAP, 3], [4, 5]])
    same(whole_rows(x), [[1, 2], [4, 5]])
    assert refusal(lambda: whole_rows(x, 3)) == "weighting_too_few_rows"
