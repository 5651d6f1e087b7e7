"""Alpha, components and collinearity: by hand, by regression, and as COINr gives them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from fazhi_score.numerics.association import correlations
from fazhi_score.numerics.dimensions import (
    bartlett,
    complete_rows,
    components,
    condition_number,
    covariances,
    cronbach,
    inflation,
    kaiser_meyer_olkin,
    usable_columns,
)

COINR = Path(__file__).parents[3] / "shared" / "reference" / "coinr"
needs_reference = pytest.mark.skipif(not COINR.is_dir(), reason="the reference values (../shared) are not here")

GAP = np.nan
DRAW = np.random.default_rng(1)
VALUES = DRAW.normal(size=(60, 4)) + DRAW.normal(size=(60, 1))
R = np.corrcoef(VALUES, rowvar=False)
DEPENDENT = np.corrcoef(np.column_stack([VALUES[:, :3], VALUES[:, 0] + VALUES[:, 1]]), rowvar=False)
"""The last column is the sum of the first two."""
IMPOSSIBLE = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
"""Such correlations no complete data have."""


def same(found, wanted, tolerance=1e-9) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


def test_covariances_with_gaps():
    values = VALUES.copy()
    values[DRAW.random(values.shape) < 0.3] = GAP
    same(covariances(values), pd.DataFrame(values).cov())
    same(covariances(VALUES), np.cov(VALUES, rowvar=False))
    # nothing there, one value, and an infinite one that counts as none
    same(np.diag(covariances(np.array([[GAP, 1.0, np.inf], [GAP, GAP, 1], [GAP, GAP, 3]]))), [GAP, GAP, 2])
    assert len(complete_rows(values)) == (~np.isnan(values).any(axis=1)).sum()


def test_alpha_by_hand():
    # variance of the sum against the sum of variances: k/(k-1) · (1 - sum var / var sum)
    total = VALUES.sum(axis=1).var(ddof=1)
    same(cronbach(covariances(VALUES)), 4 / 3 * (1 - VALUES.var(axis=0, ddof=1).sum() / total))
    # standardised: k r / (1 + (k - 1) r) with the mean correlation
    mean = R[np.triu_indices(4, 1)].mean()
    same(cronbach(R), 4 * mean / (1 + 3 * mean))
    # all the same; unrelated; against each other; one column; one without values is left out
    assert cronbach(np.ones((3, 3))) == pytest.approx(1)
    assert cronbach(np.eye(3)) == 0
    assert cronbach(np.array([[1, -0.5], [-0.5, 1]])) == pytest.approx(-2)
    same(
        [cronbach(np.eye(1)), cronbach(np.array([[1.0, -1], [-1, 1]])), cronbach(np.array([[1.0, GAP], [GAP, 1]]))], GAP
    )
    same(cronbach(np.array([[1, 0.5, GAP], [0.5, 1, GAP], [GAP, GAP, GAP]])), 2 / 3)


def test_components_by_hand():
    found = components(R)
    size, _ = np.linalg.eig(R)
    same(found.eigenvalues, np.sort(size)[::-1])
    same(found.shares.sum(), 1)
    # loadings make the matrix again, and are correlations of column and component
    same(found.loadings @ found.loadings.T, R)
    z = stats.zscore(VALUES, axis=0)
    same(np.corrcoef(z[:, 0], z @ found.loadings[:, 0])[0, 1], found.loadings[0, 0])
    assert (found.loadings.sum(axis=0) >= 0).all()
    impossible = components(IMPOSSIBLE)
    assert impossible.eigenvalues[-1] < 0 and not impossible.loadings[:, -1].any()
    assert components(np.empty((0, 0))).shares.shape == (0,)


def test_inflation_is_that_of_regressions():
    for k in range(4):
        rest = np.column_stack([np.ones(60), np.delete(VALUES, k, axis=1)])
        error = VALUES[:, k] - rest @ np.linalg.lstsq(rest, VALUES[:, k], rcond=None)[0]
        same(inflation(R)[k], VALUES[:, k].var() / error.var())
    # infinite for the three that determine each other, finite for the other
    found = inflation(DEPENDENT)
    assert np.isinf(found[[0, 1, 3]]).all() and np.isfinite(found[2])
    assert np.isnan(inflation(IMPOSSIBLE)).all()
    assert inflation(np.empty((0, 0))).shape == (0,)


def test_condition_number_is_that_of_the_standardised_columns():
    z = stats.zscore(VALUES, axis=0)
    same(condition_number(R), np.linalg.cond(z))
    assert condition_number(np.eye(3)) == 1
    assert condition_number(DEPENDENT) == condition_number(IMPOSSIBLE) == np.inf
    assert np.isnan(condition_number(np.empty((0, 0))))


def test_adequacy_is_that_of_partial_correlations():
    partial = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            rest = np.column_stack([np.ones(60), np.delete(VALUES, [i, j], axis=1)])
            a, b = (VALUES[:, k] - rest @ np.linalg.lstsq(rest, VALUES[:, k], rcond=None)[0] for k in (i, j))
            partial[i, j] = np.corrcoef(a, b)[0, 1]
    off = ~np.eye(4, dtype=bool)
    plain, rest = (R[off] ** 2).sum(), (partial[off] ** 2).sum()
    same(kaiser_meyer_olkin(R), plain / (plain + rest))
    same([kaiser_meyer_olkin(DEPENDENT), kaiser_meyer_olkin(np.eye(3)), kaiser_meyer_olkin(np.eye(1))], GAP)


def test_sphericity_by_hand():
    # -(60 - 1 - 13/6) ln|R| with 4 · 3 / 2 degrees of freedom
    found = bartlett(R, 60)
    wanted = -(59 - 13 / 6) * np.log(np.linalg.det(R))
    same(found, [wanted, 6, stats.chi2.sf(wanted, 6)])
    assert bartlett(np.eye(3), 60).p == 1
    for matrix in (DEPENDENT, IMPOSSIBLE, np.eye(1)):
        assert np.isnan(bartlett(matrix, 60).statistic)


def test_columns_that_leave_nothing_missing():
    matrix = np.ones((4, 4))
    matrix[0, 1] = matrix[1, 0] = matrix[1, 2] = matrix[2, 1] = matrix[3, 3] = GAP
    # the last has no value; the second lacks two
    assert usable_columns(matrix).tolist() == [0, 2]


@needs_reference
def test_alpha_as_coinr_gives_it():
    theirs = pd.read_csv(COINR / "g_cronbach.csv", index_col=0)
    raw = pd.read_csv(COINR / "a_raw.csv", index_col=0)
    normalised = pd.read_csv(COINR / "e_pipeline_Normalised.csv", index_col=0)
    lineage = pd.read_csv(COINR / "a_lineage.csv")
    for group, row in theirs.iterrows():
        inside = lineage.loc[(lineage == group).any(axis=1), "Indicator"]
        same(cronbach(covariances(raw[inside].to_numpy(float))), row["raw"])
        same(cronbach(covariances(normalised[inside].to_numpy(float))), row["normalised"])
        complete = complete_rows(raw[inside].to_numpy(float))
        same(cronbach(covariances(complete)), row["raw_completeobs"])


@needs_reference
def test_components_as_coinr_gives_them():
    scores = pd.read_csv(COINR / "e_pipeline_Normalised.csv", index_col=0)
    lineage = pd.read_csv(COINR / "a_lineage.csv")
    variance = pd.read_csv(COINR / "g_pca_variance_L1_normalised.csv")
    weights = pd.read_csv(COINR / "g_pca_weights_L1_normalised.csv").set_index("iCode")["Weight"]
    for group, rows in variance.groupby("group"):
        inside = lineage.loc[lineage["SubPillar"] == group, "Indicator"]
        found = components(correlations(complete_rows(scores[inside].to_numpy(float))).r)
        same(np.sqrt(found.eigenvalues), rows["sdev"])
        same(found.shares, rows["prop_var"])
        first = found.loadings[:, 0] / np.sqrt(found.eigenvalues[0])
        # the sign is free
        same(first * np.sign(first[0]), weights[inside] * np.sign(weights[inside].iloc[0]), 1e-7)


@needs_reference
@pytest.mark.parametrize(
    ("source", "theirs", "level", "above"),
    [
        ("a_raw", "g_pca_weights_L1_raw_naomit", 1, "SubPillar"),
        ("e_pipeline_Aggregated", "g_pca_weights_L2_agg", 2, "Pillar"),
    ],
)
def test_first_components_of_rows_without_gaps_as_coinr_gives_them(source, theirs, level, above):
    values = pd.read_csv(COINR / f"{source}.csv", index_col=0)
    weights = pd.read_csv(COINR / f"{theirs}.csv").query(f"Level == {level}").set_index("iCode")["Weight"]
    lineage = pd.read_csv(COINR / "a_lineage.csv")
    own = "Indicator" if level == 1 else "SubPillar"
    for _, rows in lineage.groupby(above):
        inside = list(dict.fromkeys(rows[own]))
        found = components(correlations(complete_rows(values[inside].to_numpy(float))).r)
        first = found.loadings[:, 0] / np.sqrt(found.eigenvalues[0])
        same(np.outer(first, first), np.outer(weights[inside], weights[inside]), 1e-7)
