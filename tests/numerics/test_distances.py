"""Ratios and distances: by hand, against COINr and pymcdm, and where COINr's definitions fail."""

import numpy as np
import pytest
from hypothesis import given

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.distances import (
    distance_to_maximum,
    distance_to_reference,
    distance_to_target,
    fraction_of_maximum,
    sum_share,
    vector,
)
from fazhi_score.numerics.normalisation import minmax
from tests.numerics.peers import (
    GAP,
    PEERS,
    array,
    coinr,
    columns,
    matrix,
    needs_reference,
    parameters,
    peer,
    raw,
    same,
)


def test_fraction_of_maximum_where_more_is_better():
    same(fraction_of_maximum(array([0, 2, None, 4])), [0, 0.5, GAP, 1])
    # below zero there is less than nothing; without a positive maximum there is no fraction
    same(fraction_of_maximum(array([-1, 2])), [-0.5, 1])
    same(fraction_of_maximum(array([-4, -2])), [GAP, GAP])
    same(fraction_of_maximum(array([0, 0])), [GAP, GAP])
    same(fraction_of_maximum(array([3, 3])), [1, 1])


def test_fraction_of_maximum_where_less_is_better():
    # COINr gives 1, 2, 4 here, the worst highest: Normalise(c(1, 2, 4), f_n = "n_fracmax", direction = -1)
    same(fraction_of_maximum(array([1, 2, None, 4]), higher=False), [1, 0.5, GAP, 0.25])
    # the limit: who has none is best, and the others are infinitely far
    same(fraction_of_maximum(array([0, 2, 0, 4]), higher=False), [1, 0, 1, 0])
    same(fraction_of_maximum(array([0, 0]), higher=False), [1, 1])
    # of what can be negative there is no ratio
    same(fraction_of_maximum(array([-1, 2]), higher=False), [GAP, GAP])
    same(fraction_of_maximum(array([1, 2, 4]), higher=False, turn="complement"), [0.75, 0.5, 0])


def test_sum_share_adds_up_to_one_in_every_class():
    peers = np.array([0, 0, 0, 1, 1, -1])
    values = array([1, 3, None, 6, 2, 9])
    same(sum_share(values, peers=peers), [0.25, 0.75, GAP, 0.75, 0.25, GAP])
    # 1/1 : 1/3 and 1/6 : 1/2
    same(sum_share(values, peers=peers, higher=False), [0.75, 0.25, GAP, 0.25, 0.75, GAP])
    # two without any share the whole
    same(sum_share(array([0, 5, 0]), higher=False), [0.5, 0, 0.5])
    same(sum_share(array([-1, 5])), [GAP, GAP])
    same(sum_share(array([0, 0])), [GAP, GAP])


def test_vector_has_the_length_one():
    found = vector(array([3, None, -4]))
    same(found, [0.6, GAP, -0.8])
    same(vector(array([3, 4]), higher=False, to=(0, 100)), [40, 20])
    same(vector(array([0, 0])), [GAP, GAP])
    # squares of these would overflow
    same(vector(array([3e200, 4e200])), [0.6, 0.8])


def test_distance_to_target():
    # from the worst, 20, to the target, 80: 60; 50 is half of the way and 100 a third beyond
    values = array([20, 50, 100, None])
    same(distance_to_target(values, target=80), [0, 0.5, 4 / 3, GAP])
    same(distance_to_target(values, target=80, cap=True, to=(0, 100)), [0, 50, 100, GAP])
    # where less is better the worst is 100, and 80 are to be covered to 20
    same(distance_to_target(values, target=20, higher=False), [1, 5 / 8, 0, GAP])
    # a target no better than the worst is no target
    for target in (20, 10, 20 + 1e-12):
        assert np.isnan(distance_to_target(values, target=target)).all()


def test_distance_to_reference_by_range_and_ratio():
    values = array([20, 50, 80, None])
    # (x - 20) / (50 - 20)
    same(distance_to_reference(values, reference=50), [0, 1, 2, GAP])
    same(distance_to_reference(values, reference=values[2]), [0, 0.5, 1, GAP])
    same(distance_to_reference(values, reference=50, measure="ratio"), [0.4, 1, 1.6, GAP])
    same(distance_to_reference(values, reference=50, measure="ratio", cap=True), [0.4, 1, 1, GAP])
    same(distance_to_reference(values, reference=40, measure="ratio", higher=False), [2, 0.8, 0.5, GAP])
    # the reference may differ from one to the next: last year's value of each
    same(distance_to_reference(values, reference=array([40, 50, GAP, 1]), measure="ratio"), [0.5, 1, GAP, GAP])
    # zero and less: nothing where more is better, no ratio else
    same(distance_to_reference(array([0, -1, 2]), reference=4, measure="ratio"), [0, GAP, 0.5])
    same(distance_to_reference(array([0, -1, 2]), reference=4, measure="ratio", higher=False), [GAP, GAP, 2])
    assert np.isnan(distance_to_reference(values, reference=0, measure="ratio")).all()
    # a matrix has one reference for each column: that of the second region
    both = np.column_stack([values, values[::-1]])
    same(distance_to_reference(both, reference=both[1]), [[0, GAP], [1, 1], [2, 0.5], [GAP, 0]][: len(both)])
    found = distance_to_reference(both, reference=both[1], measure="ratio", peers=np.array([0, 0, 0, -1]))
    same(found, [[0.4, GAP], [1, 1], [1.6, 5 / 8], [GAP, GAP]])
    same(
        distance_to_reference(values, reference=50, measure="ratio", peers=np.array([0, -1, 0, 0])),
        [0.4, GAP, 1.6, GAP],
    )


@given(columns)
def test_distance_to_the_maximum_is_minmax(numbers):
    values = array(numbers)
    same(distance_to_maximum(values), minmax(values), 1e-10)
    same(distance_to_maximum(values, higher=False, to=(0, 100)), minmax(values, higher=False, to=(0, 100)), 1e-10)


def test_wrong_words_are_refused():
    values = array([1, 2])
    for wrong in (
        lambda: fraction_of_maximum(values, turn="inverse"),  # type: ignore[arg-type]
        lambda: distance_to_reference(values, reference=1, measure="gap"),  # type: ignore[arg-type]
    ):
        with pytest.raises(FazhiError) as error:
            wrong()
        assert [problem.code for problem in error.value.problems] == ["normalise_word"]
        assert str(error.value)


# reference values


@needs_reference
def test_fraction_of_maximum_as_coinr_gives_it_where_more_is_better():
    values, higher = raw()
    theirs = coinr("b_norm_fracmax").to_numpy()
    positive = np.nanmax(values, axis=0) > 0
    at = higher & positive
    assert at.sum() >= 15
    same(fraction_of_maximum(values, higher=higher)[:, at], theirs[:, at], 1e-10)
    # where less is better theirs is -x / max(-x) = x / min, which grows the worse one is: ours is its reciprocal
    down = ~higher & (np.nanmin(values, axis=0) > 0)
    assert down.sum() >= 3
    same(fraction_of_maximum(values, higher=higher)[:, down], 1 / theirs[:, down], 1e-10)
    # and above their 1, which is the best, they have the worst
    assert (theirs[:, down][~np.isnan(theirs[:, down])] >= 1 - 1e-12).all()


@needs_reference
def test_distances_as_coinr_gives_them():
    values, higher = raw()
    target = parameters()["Target"].to_numpy(np.float64)
    same(distance_to_maximum(values, higher=higher), coinr("b_norm_dist2max"), 1e-10)
    for name, cap in (("b_norm_dist2targ_cap_iMeta", True), ("b_norm_dist2targ_nocap_iMeta", False)):
        same(distance_to_target(values, target=target, higher=higher, cap=cap), coinr(name), 1e-9)
    for name, cap in (("b_norm_dist2ref", False), ("b_norm_dist2ref_cap", True)):
        found = distance_to_reference(values, reference=values[4], higher=higher, cap=cap)
        theirs = coinr(name).to_numpy()
        # where the fifth unit is the worst, or is not reported, they have infinite scores and some NaN
        there = np.isfinite(theirs)
        useless = np.isinf(theirs).any(axis=0)
        assert np.isnan(found[:, useless]).all()
        same(found[:, ~useless], np.where(there, theirs, GAP)[:, ~useless], 1e-9)
        assert (~useless).sum() >= 20


@needs_reference
def test_ratios_as_pymcdm_and_scikit_criteria_give_them():
    values, higher = matrix()
    same(fraction_of_maximum(values, higher=higher), peer("norm_linear_pymcdm"), 1e-10)
    same(fraction_of_maximum(values, higher=higher, turn="complement"), peer("norm_max_pymcdm"), 1e-10)
    same(sum_share(values, higher=higher), peer("norm_sum_pymcdm"), 1e-10)
    same(vector(values, higher=higher), peer("norm_vector_pymcdm"), 1e-10)
    # scikit-criteria's scalers know no direction
    same(sum_share(values), peer("norm_sum_unsigned_skcriteria"), 1e-10)
    same(vector(values), peer("norm_vector_unsigned_skcriteria"), 1e-10)
    assert PEERS.is_dir()
