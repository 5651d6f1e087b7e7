"""Sums of Gaussians by cells against sums over all pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.numerics.gauss import gaussian_flows


def of_pairs(known, spread):
    apart = known[:, None] - known
    return (np.sign(apart) * -np.expm1(-0.5 * (apart / spread) ** 2)).sum(1)


@pytest.mark.parametrize("spread", [1e-3, 0.05, 1, 7, 100, 1e5])
@pytest.mark.parametrize("kind", ["even", "tied", "clumped", "far"])
def test_as_the_pairs_give_it(spread, kind):
    rng = np.random.default_rng(1)
    known = {
        "even": rng.uniform(0, 100, 700),
        "tied": rng.integers(0, 20, 700).astype(float),
        "clumped": np.concatenate([rng.normal(0, 0.1, 350), rng.normal(50, 0.01, 350)]),
        "far": np.append(rng.uniform(0, 1, 300), [1e6, -1e6]),
    }[kind]
    known.sort()
    # 700 pairs a number: 1e-13 of each
    np.testing.assert_allclose(gaussian_flows(known, spread), of_pairs(known, spread), rtol=1e-11, atol=7e-11)


def test_numbers_that_hardly_differ_are_no_different():
    for known in ([0.0, 5e-324], [1.0, np.nextafter(1.0, 2)], [1e12, 1e12 + 1e-3], [0.0, 1e-300, 1.0]):
        known = np.array(known)
        np.testing.assert_allclose(gaussian_flows(known, 1.0), of_pairs(known, 1.0), atol=1e-12)


@given(st.lists(st.floats(-50, 50), max_size=40), st.sampled_from([0.1, 1.0, 30.0]))
def test_few_numbers(numbers, spread):
    known = np.sort(np.array(numbers, dtype=float))
    found = gaussian_flows(known, spread)
    np.testing.assert_allclose(found, of_pairs(known, spread), rtol=1e-11, atol=1e-11)
    assert abs(found.sum()) < 1e-9
