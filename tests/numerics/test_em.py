"""The multivariate normal distribution row by row, in closed form, and as Amelia fits it."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fazhi_score.numerics import em
from fazhi_score.numerics.em import multivariate_normal
from tests.facts import codes, refused

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
COINR = REFERENCE / "coinr"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def correlated(rows=60, columns=4, share=0.25, seed=3):
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(rows, columns)) @ draw.normal(size=(columns, columns)) * 10 + 100
    return np.where(draw.random(values.shape) < share, GAP, values)


def observed_likelihood(values, fit):
    """The log-likelihood of the observed values, row by row."""
    total = 0.0
    for row in values:
        there = ~np.isnan(row)
        if there.any():
            part = fit.covariance[np.ix_(there, there)]
            apart = row[there] - fit.mean[there]
            squares = apart @ np.linalg.solve(part, apart)
            total -= 0.5 * (there.sum() * math.log(2 * math.pi) + np.linalg.slogdet(part)[1] + squares)
    return total


@pytest.mark.parametrize("prior", [0.0, 2.0])
@pytest.mark.parametrize("share", [0.1, 0.4])
def test_the_likelihood_never_falls_and_is_what_it_says(prior, share):
    values = correlated(share=share)
    values[7] = GAP
    fit = multivariate_normal(values, prior=prior)
    assert fit.converged
    assert (np.diff(fit.log_likelihood) >= -1e-9 * np.abs(fit.log_likelihood[1:])).all()
    if not prior:
        same(fit.log_likelihood[-1], observed_likelihood(values, fit))
        # a maximum: no small change of a mean or a covariance gives more
        for k in range(4):
            for step in (-0.05, 0.05):
                mean_, covariance = fit.mean.copy(), fit.covariance.copy()
                mean_[k] += step
                assert observed_likelihood(values, fit._replace(mean=mean_)) < fit.log_likelihood[-1]
                covariance[k, 0] += step
                covariance[0, k] = covariance[k, 0]
                assert observed_likelihood(values, fit._replace(covariance=covariance)) < fit.log_likelihood[-1]


def test_gaps_get_what_the_rest_of_the_row_leads_to_expect():
    values = correlated()
    values[3] = GAP
    fit = multivariate_normal(values)
    for i, row in enumerate(values):
        there, gap = ~np.isnan(row), np.isnan(row)
        slopes = fit.covariance[np.ix_(gap, there)] @ np.linalg.inv(fit.covariance[np.ix_(there, there)])
        same(fit.filled[i, gap], fit.mean[gap] + slopes @ (row[there] - fit.mean[there]), 1e-6)
    same(fit.filled[3], fit.mean)
    np.testing.assert_array_equal(em.em(values), fit.filled)


def test_without_gaps_it_is_the_mean_and_the_covariance():
    values = correlated(share=0)
    fit = multivariate_normal(values)
    same(fit.mean, values.mean(axis=0))
    same(fit.covariance, np.cov(values.T, ddof=0))


def test_a_monotone_pattern_has_an_answer_in_closed_form():
    # the second column is missing in some rows: mean by the regression of the complete rows (Little and Rubin, 7.2)
    draw = np.random.default_rng(9)
    x = draw.normal(size=50)
    y = 1 + 2 * x + draw.normal(size=50)
    values = np.column_stack([x, np.where(np.arange(50) < 30, y, GAP)])
    slope, level = np.polyfit(x[:30], y[:30], 1)
    fit = multivariate_normal(values, tolerance=1e-12)
    same(fit.mean, [x.mean(), level + slope * x.mean()], 1e-8)
    residual = ((y[:30] - level - slope * x[:30]) ** 2).mean()
    same(fit.covariance[1], [slope * x.var(), residual + slope**2 * x.var()], 1e-8)


def test_constant_and_empty_columns_and_nothing_at_all():
    values = np.column_stack([correlated(share=0.2)[:, :2], np.full(60, 5.0), np.full(60, GAP)])
    values[4, 2] = GAP
    fit = multivariate_normal(values)
    assert fit.filled[4, 2] == 5 and np.isnan(fit.filled[:, 3]).all()
    same(fit.covariance[2, :3], [0, 0, 0])
    assert np.isnan(fit.covariance[3]).all() and np.isnan(fit.mean[3])
    same(fit.filled[:, :2], multivariate_normal(values[:, :2]).filled)
    for shape in ((0, 2), (3, 0)):
        assert multivariate_normal(np.empty(shape)).converged
    assert np.isnan(em.em(np.full((3, 2), GAP))).all()
    assert em.em(np.array([[1.0, GAP]])).tolist()[0][0] == 1.0


def test_what_moves_together_is_refused_unless_a_prior_is_given():
    x = np.arange(10.0)
    values = np.column_stack([x**2, x, 2 * x])
    values[3, 1] = GAP
    found = refused(multivariate_normal, values)
    assert (codes(found), found[0].params["columns"]) == (["em_singular"], "2, 3")
    fit = multivariate_normal(values, prior=0.1)
    assert fit.converged and abs(fit.filled[3, 1] - 3) < 0.5
    few = np.random.default_rng(1).normal(size=(3, 5))  # fewer rows than columns
    assert codes(refused(em.em, few)) == ["em_singular"]
    assert codes(refused(em.em, few, tolerance=-1, iterations=0, prior=GAP)) == ["prepare_below"] * 3
    assert not multivariate_normal(correlated(), iterations=2).converged
    assert codes(refused(em.em, correlated(), iterations=2)) == ["em_not_settled"]


@needs_reference
def test_the_normal_distribution_of_amelia():
    raw, wanted = pd.read_csv(COINR / "a_raw.csv", index_col=0), json.loads((COINR / "d_EM_amelia.json").read_text())
    for group in wanted.values():
        values = raw[group["cols"]].to_numpy(float)
        # it standardises with n - 1, and puts columns with fewer gaps first
        order = np.argsort(np.isnan(values).sum(axis=0), kind="stable")
        scaled = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0, ddof=1)
        fit = multivariate_normal(scaled[:, order])
        np.testing.assert_allclose(fit.mean, group["mu"], atol=1e-4)
        np.testing.assert_allclose(fit.covariance, group["cov"], atol=1e-4)
        assert (np.diff(fit.log_likelihood) >= -1e-9).all()
