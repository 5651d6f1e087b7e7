"""Components and factors against COINr, the OECD/JRC Handbook's own example, and identities."""

import csv

import numpy as np
import pytest

from fazhi_score.numerics.components import (
    common_correlations,
    explained_variance,
    factor_analysis,
    loading_weights,
    pca,
    rotated_loadings,
    varimax,
)
from tests.numerics.weights import COINR, GAP, needs_reference, peer_values, refusal, same, some_scores, turned

# OECD/JRC Handbook (2008), pages 152-153: Technology Achievement Index, the 23 countries of section 6
# patents, royalties, internet hosts, technology exports, telephones (log), electricity (log), schooling, university
TAI = [
    (187, 125.6, 200.2, 50.7, 3.08, 4.15, 10, 27.4),  # Finland
    (289, 130, 179.1, 66.2, 3, 4.07, 12, 13.9),  # United States
    (271, 156.6, 125.8, 59.7, 3.1, 4.14, 11.4, 15.3),  # Sweden
    (994, 64.6, 49, 80.8, 3, 3.86, 9.5, 10),  # Japan
    (779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2),  # Korea
    (189, 151.2, 136, 50.9, 3.02, 3.77, 9.4, 9.5),  # Netherlands
    (82, 134, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9),  # United Kingdom
    (31, 38.6, 108, 48.7, 2.94, 4.18, 11.6, 14.2),  # Canada
    (75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3),  # Australia
    (8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2),  # Singapore
    (235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4),  # Germany
    (103, 20.2, 193.6, 19, 3.12, 4.39, 11.9, 11.2),  # Norway
    (106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3),  # Ireland
    (72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6),  # Belgium
    (103, 13, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1),  # New Zealand
    (165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6),  # Austria
    (205, 33.6, 36.4, 58.9, 2.97, 3.8, 7.9, 12.6),  # France
    (74, 43.6, 43.2, 45, 2.96, 3.74, 9.6, 11),  # Israel
    (42, 8.6, 21, 53.4, 2.86, 3.62, 7.3, 15.6),  # Spain
    (13, 9.8, 30.4, 51, 3, 3.65, 7.2, 13),  # Italy
    (28, 4.2, 25, 51.7, 2.75, 3.68, 9.5, 8.2),  # Czech Republic
    (26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7),  # Hungary
    (105, 4, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6),  # Slovenia
]


def table(name):
    """Rows of a reference file as dictionaries."""
    with (COINR / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def groups():
    """Indicators of each group."""
    found = {}
    for row in table("a_lineage.csv"):
        found.setdefault(row["SubPillar"], []).append(row["Indicator"])
    return found


def values(name, columns):
    """Columns of a reference file."""
    return np.array([[float(row[c]) if row[c] else GAP for c in columns] for row in table(name)])


# against others


@needs_reference
@pytest.mark.parametrize(
    ("data", "weights", "missing"),
    [
        ("e_pipeline_Normalised.csv", "g_pca_weights_L1_normalised.csv", "pairwise"),
        ("a_raw.csv", "g_pca_weights_L1_raw_naomit.csv", "complete_rows"),
    ],
)
def test_signed_loadings_are_those_of_coinr_up_to_scale(data, weights, missing):
    # COINr returns the loadings themselves, their sign open; what it aggregates with is their shares
    theirs = {row["iCode"]: float(row["Weight"]) for row in table(weights)}
    for members in groups().values():
        wanted = np.array([theirs[code] for code in members])
        found = pca(values(data, members), loadings="signed", missing=missing, allow_negative=True)
        same(found, wanted / wanted.sum(), 1e-11)
        same(found / np.linalg.norm(found), wanted * np.sign(wanted.sum()), 1e-11)


@needs_reference
def test_explained_variance_is_that_of_coinr():
    theirs = table("g_pca_variance_L1_normalised.csv")
    for group, members in groups().items():
        wanted = [float(row["prop_var"]) for row in theirs if row["group"] == group]
        same(explained_variance(values("e_pipeline_Normalised.csv", members)), wanted, 1e-11)


@needs_reference
def test_weights_are_those_of_independent_computations():
    same(12 * explained_variance(turned()), peer_values("pca_eigenvalues"), 1e-11)
    same(pca(turned()), peer_values("pca_pc1_sq"), 1e-11)
    # iterated there until some 1e-8
    same(factor_analysis(turned(), kaiser=False), peer_values("pca_oecd_varimax"), 1e-6)
    same(factor_analysis(turned(), kaiser=False, grouping="all"), peer_values("pca_weighted_sq_loadings"), 1e-6)


def test_the_technology_achievement_index_of_the_handbook():
    # its data are printed with three digits, so the last printed digit may differ by one or two
    x = np.array(TAI)
    shares = 100 * explained_variance(x)
    # table 16: eigenvalues 3.3 1.7 1.0 0.9 0.5 0.3 0.2 0.1 and their shares
    np.testing.assert_allclose(shares, [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9], atol=0.15)
    loadings = rotated_loadings(x, factors=4)
    # table 17: patents load 0.07, 0.97, 0.06, 0.06 on the four factors (its second is our third)
    np.testing.assert_allclose(np.sort(loadings[0]), [0.06, 0.06, 0.07, 0.97], atol=0.015)
    third = loadings[:, 2] ** 2
    assert round(third[0] / third.sum(), 2) == pytest.approx(0.67, abs=0.011)


# by hand, and identities


def test_two_in_step_and_one_unrelated():
    x = np.array([[0.0, 0, 0], [1, 9, 0], [0, 0, 1], [1, 9, 1]])
    # correlations 1 and 0: eigenvalues 2, 1, 0; first component (1, 1, 0) / sqrt 2
    same(explained_variance(x), [2 / 3, 1 / 3, 0])
    same(pca(x), [0.5, 0.5, 0])
    same(pca(x, loadings="signed"), [0.5, 0.5, 0])
    same(factor_analysis(x, factors=2), [1 / 3, 1 / 3, 1 / 3])
    # the factor of two explains 2 of 3, shared by its two; the other 1 of 3
    same(factor_analysis(x, factors=2, grouping="within_factor"), [1 / 3, 1 / 3, 1 / 3])
    # l² times what the factor explains: 1·2, 1·2, 1·1
    same(factor_analysis(x, factors=2, grouping="all"), [0.4, 0.4, 0.2])
    # only the first factor explains more than half
    same(factor_analysis(x, eigenvalue_above=0.5, share_above=0.5), [0.5, 0.5, 0])


def test_components_that_explain_the_same_leave_nothing_to_chance():
    unrelated = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    same(pca(unrelated), [0.5, 0.5])
    same(pca(unrelated, loadings="signed"), [0.5, 0.5])
    same(factor_analysis(unrelated), [0.5, 0.5])


def test_groupings_of_given_loadings():
    loadings = np.array([[0.9, 0.1], [0.6, 0.1], [0.0, 0.6]])
    # explained 0.81 + 0.36 = 1.17 and 0.01 + 0.01 + 0.36 = 0.38
    same(loading_weights(loadings), np.array([0.81, 0.36, 0.36]) / 1.53)
    same(loading_weights(loadings, "within_factor"), np.array([0.81 / 1.17 * 1.17, 0.36 / 1.17 * 1.17, 0.38]) / 1.55)
    wanted = np.array([0.81 * 1.17 + 0.01 * 0.38, 0.36 * 1.17 + 0.01 * 0.38, 0.36 * 0.38])
    same(loading_weights(loadings, "all"), wanted / wanted.sum())
    assert refusal(lambda: loading_weights(loadings, "some")) == "weighting_unknown_choice"
    assert refusal(lambda: loading_weights(np.zeros((2, 1)))) == "weighting_all_constant"


@pytest.mark.parametrize("kaiser", [True, False])
def test_varimax_keeps_communalities_and_cannot_be_bettered(kaiser):
    rng = np.random.default_rng(0)
    loadings = rng.normal(size=(9, 3))
    found = varimax(loadings, kaiser=kaiser)
    same((found**2).sum(axis=1), (loadings**2).sum(axis=1))
    same(found @ found.T, loadings @ loadings.T)
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True)) if kaiser else 1.0

    def simplicity(a):
        return ((a / length) ** 2).var(axis=0).sum()

    best = simplicity(found)
    for _ in range(300):
        turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        assert simplicity(loadings @ turn) <= best + 1e-12
    same(np.abs(varimax(loadings[:, :1])), np.abs(loadings[:, :1]))
    # a start from which small turns change nothing
    same(np.abs(varimax(np.array([[1.0, 1], [1, -1]]))), np.sqrt(2) * np.eye(2))


def test_principal_factors_have_communalities_on_the_diagonal():
    x = some_scores(columns=4)
    r = np.corrcoef(x.T)
    reduced = r.copy()
    for j in range(4):  # squared multiple correlation, by regression on the others
        others = np.delete(np.arange(4), j)
        reduced[j, j] = r[j, others] @ np.linalg.solve(r[np.ix_(others, others)], r[others, j])
    size, vectors = np.linalg.eigh(reduced)
    wanted = vectors[:, -1] * np.sqrt(size[-1])
    found = rotated_loadings(x, extraction="factors", factors=1)[:, 0]
    same(found, wanted * np.sign(wanted.sum()))
    same(factor_analysis(x, extraction="factors", factors=1), wanted**2 / (wanted**2).sum())
    # where the matrix is singular, the largest correlation takes its place: two in step have communality 1
    twice = np.column_stack([x[:, 0], 2 * x[:, 0]])
    same(rotated_loadings(twice, extraction="factors", factors=1), [[1], [1]])
    same(factor_analysis(x[:, :1], extraction="factors"), [1])


def test_negative_loadings_are_refused_unless_allowed():
    x = some_scores(columns=3)
    x[:, 2] = -x[:, 0] + 0.1 * x[:, 2]
    assert refusal(lambda: pca(x, loadings="signed")) == "weighting_negative_loadings"
    found = pca(x, loadings="signed", allow_negative=True)
    assert found[2] < 0
    same(found.sum(), 1)
    against = np.array([[0.0, 3], [1, 2], [2, 1]])
    assert refusal(lambda: pca(against, loadings="signed", allow_negative=True)) == "weighting_loadings_cancel"
    same(pca(against), [0.5, 0.5])


def test_gaps_are_left_out_pair_by_pair_or_row_by_row():
    x = some_scores(rows=60, missing=0.1)
    whole = x[~np.isnan(x).any(axis=1)]
    same(pca(x, missing="complete_rows"), pca(whole))
    same(factor_analysis(x, missing="complete_rows"), factor_analysis(whole))
    same(pca(np.vstack([whole, np.full(6, GAP)])), pca(whole))
    same(pca(x).sum(), 1)
    assert refusal(lambda: pca(np.full((2, 2), GAP), missing="complete_rows")) == "weighting_too_few_rows"
    assert refusal(lambda: pca(x, missing="drop")) == "weighting_unknown_choice"
    # correlations over different rows may contradict each other: 0.9, 0.9 and -0.9
    rng = np.random.default_rng(4)
    a = rng.normal(size=(300, 3))
    a[:100, 1], a[:100, 2] = a[:100, 0] + 0.4 * a[:100, 1], GAP
    a[100:200, 2], a[100:200, 1] = a[100:200, 0] + 0.4 * a[100:200, 2], GAP
    a[200:, 2], a[200:, 0] = -a[200:, 1] + 0.4 * a[200:, 2], GAP
    assert np.linalg.eigvalsh(common_correlations(a, "pairwise")[0])[0] > -1e-12
    assert (explained_variance(a) >= 0).all()
    same(factor_analysis(a).sum(), 1)


@pytest.mark.parametrize("method", [pca, factor_analysis])
def test_an_indicator_that_does_not_vary_takes_no_part(method):
    x = some_scores(columns=4)
    more = np.column_stack([x[:, :2], np.full(len(x), 7.0), np.full(len(x), GAP), x[:, 2:]])
    found = method(more)
    assert found[2] == found[3] == 0
    same(found[[0, 1, 4, 5]], method(x))
    same(method(np.array([[1.0], [2]])), [1])
    for nothing in (np.full((3, 2), 5.0), np.full((3, 2), GAP), np.empty((0, 2))):
        assert refusal(lambda nothing=nothing: method(nothing)) == "weighting_all_constant"
    assert refusal(lambda: method(np.array([[1.0, np.inf], [2, 3]]))) == "weighting_infinite"


def test_choices_are_checked():
    x = some_scores()
    assert refusal(lambda: pca(x, loadings="third")) == "weighting_unknown_choice"
    assert refusal(lambda: factor_analysis(x, extraction="likelihood")) == "weighting_unknown_choice"
    for wrong in (0, 7):
        assert refusal(lambda wrong=wrong: factor_analysis(x, factors=wrong)) == "weighting_factors"
    same(factor_analysis(x, factors=6).sum(), 1)
    assert rotated_loadings(x, eigenvalue_above=99).shape == (6, 1)
