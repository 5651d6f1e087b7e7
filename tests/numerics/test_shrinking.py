"""Shrunken rates: by hand, against simulated truth, and the identities of empirical Bayes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.shrinking import shrinkage
from tests.numerics.peers import GAP, array, same


def test_with_a_given_prior_by_hand():
    # 190 of 200, 2 of 2, 160 of 200: pooled 352 / 402; (x + 20 p) / (n + 20)
    rates, base = array([0.95, 1.0, 0.8]), array([200, 2, 200])
    p = 352 / 402
    wanted = [(190 + 20 * p) / 220, (2 + 20 * p) / 22, (160 + 20 * p) / 220]
    same(shrinkage(rates, base=base, prior=20), wanted)
    same(shrinkage(array([190, 2, 160]), base=base, prior=20, counts=True), wanted)
    same(shrinkage(rates, base=base, prior=0), rates)
    # as scores between posts: nothing at 60 %
    same(shrinkage(rates, base=base, prior=20, worst=0.6, best=1, to=(0, 100)), (np.array(wanted) - 0.6) / 0.4 * 100)
    same(shrinkage(rates, base=base, prior=20, worst=1, best=0), 1 - np.array(wanted))


def kleinman(rates, base):
    """The moment estimator, written out for one class."""
    k, total = len(base), sum(base)
    p = sum(r * n for r, n in zip(rates, base, strict=True)) / total
    between = sum(n * (r - p) ** 2 for r, n in zip(rates, base, strict=True))
    likeness = (between - p * (1 - p) * (k - 1)) / (p * (1 - p) * (total - sum(n * n for n in base) / total - (k - 1)))
    m = 1 / likeness - 1
    return m, [(r * n + m * p) / (n + m) for r, n in zip(rates, base, strict=True)]


def test_with_an_estimated_prior_by_hand():
    # 4 of 10, 8 of 10, 6 of 10: p = 0.6, S = 10 (0.04 + 0.04) = 0.8, p q (k - 1) = 0.48, N - 300 / 30 - 2 = 18:
    # c = 0.32 / (0.24 × 18) = 2 / 27, m = 12.5; (4 + 12.5 × 0.6) / 22.5 = 0.5111
    rates, base = array([0.4, 0.8, 0.6]), array([10, 10, 10])
    m, wanted = kleinman(rates, base)
    assert m == pytest.approx(12.5)
    same(shrinkage(rates, base=base), [11.5 / 22.5, 15.5 / 22.5, 0.6])
    same(shrinkage(rates, base=base), wanted)


def test_each_class_has_its_own_prior():
    rates, base = array([0.4, 0.8, 0.6, 0.1, 0.5, 0.9, 0.5]), array([10, 10, 10, 50, 40, 60, 5])
    peers = np.array([0, 0, 0, 1, 1, 1, -1])
    found = shrinkage(rates, base=base, peers=peers)
    same(found[:3], kleinman(rates[:3], base[:3])[1])
    same(found[3:6], kleinman(rates[3:6], base[3:6])[1])
    assert np.isnan(found[6])
    both = np.column_stack([rates, rates[::-1]])
    bases = np.column_stack([base, base[::-1]])
    same(shrinkage(both, base=bases)[:, 0], shrinkage(rates, base=base))
    same(shrinkage(both, base=bases)[::-1, 1], shrinkage(rates, base=base))


def test_where_chance_explains_everything_all_have_the_pooled_rate():
    # 3 of 10, 4 of 10, 3 of 10: S below what chance makes; and nothing can be told from single cases
    same(shrinkage(array([0.3, 0.4, 0.3]), base=array([10, 10, 10])), np.full(3, 1 / 3))
    same(shrinkage(array([1, 0, 1, 0]), base=np.ones(4)), np.full(4, 0.5))
    same(shrinkage(array([0.25]), base=array([8])), [0.25])


def test_where_rates_are_all_or_nothing_they_stay():
    # 20 of 20 and 0 of 20: c = (10 - 0.25) / (0.25 × 19) above 1
    same(shrinkage(array([1, 0]), base=array([20, 20])), [1, 0])
    # all at 100 %: nothing to draw anyone to
    same(shrinkage(array([1, 1]), base=array([20, 3])), [1, 1])
    same(shrinkage(array([0, 0]), base=array([20, 3])), [0, 0])


def test_what_is_no_rate_takes_no_part():
    rates = array([0.5, None, 1.2, -0.1, 0.7, 0.8, np.inf])
    base = array([10, 10, 10, 10, 0, None, 10])
    found = shrinkage(rates, base=base, prior=5)
    same(found, [0.5, GAP, GAP, GAP, GAP, GAP, GAP])


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=2, max_size=12))
def test_a_shrunken_rate_lies_between_the_own_and_the_pooled_one(cases):
    base = np.array([n for n, _ in cases], dtype=float)
    rates = np.round(base * np.array([r for _, r in cases])) / base
    pooled = (rates * base).sum() / base.sum()
    found = shrinkage(rates, base=base)
    assert (found >= np.minimum(rates, pooled) - 1e-12).all()
    assert (found <= np.maximum(rates, pooled) + 1e-12).all()
    # the more cases, the nearer to one's own
    own = np.abs(rates - pooled) > 1e-9
    share = np.abs(found - pooled)[own] / np.abs(rates - pooled)[own]
    order = np.argsort(base[own])
    assert (np.diff(share[order]) >= -1e-9).all()


def test_the_prior_of_simulated_peers_is_found_and_errors_shrink():
    # beta-binomial with p = 0.7 and a prior worth 30 cases
    rng = np.random.default_rng(6)
    n = 4000
    base = rng.integers(2, 80, n).astype(float)
    truth = rng.beta(21, 9, n)
    rates = rng.binomial(base.astype(int), truth) / base
    found = shrinkage(rates, base=base)
    p = (rates * base).sum() / base.sum()
    own = (found - p) / (rates - p)
    weight = np.median(base * (1 - own) / own)
    assert weight == pytest.approx(30, rel=0.05)
    before, after = ((rates - truth) ** 2).mean(), ((found - truth) ** 2).mean()
    assert after < 0.4 * before


def test_wrong_parameters_are_refused():
    for code, wrong in (
        ("normalise_base", {"base": array([1, 2])}),
        ("normalise_not_negative", {"base": array([1]), "prior": -1}),
        ("normalise_not_negative", {"base": array([1]), "prior": GAP}),
    ):
        with pytest.raises(FazhiError) as error:
            shrinkage(array([0.5]), **wrong)
        assert [problem.code for problem in error.value.problems] == [code]
        assert str(error.value)
