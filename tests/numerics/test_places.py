"""Ranks and what is made of them: by hand, against scipy, COINr and Compind, and ties that no order breaks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_score.errors import FazhiError
from fazhi_score.numerics.places import borda, percentile, percentile_rank, rank
from tests.numerics.peers import GAP, array, coinr, columns, matrix, needs_reference, peer, raw, same

TIES = ("average", "min", "max", "dense")
VALUES = array([2, 4, None, 3, 5, 5, 7, 1000])
CLASSES = np.array([0, 0, 0, 0, 1, 1, 2, -1])


def test_by_hand_within_classes():
    # class 0 has 2, 4, 3; class 1 two that tie; class 2 one; -1 takes no part
    same(rank(VALUES, peers=CLASSES), [1, 3, GAP, 2, 1.5, 1.5, 1, GAP])
    same(rank(VALUES, peers=CLASSES, to=(0, 100)), [0, 100, GAP, 50, 50, 50, GAP, GAP])
    same(borda(VALUES, peers=CLASSES), [0, 2, GAP, 1, 0.5, 0.5, 0, GAP])
    same(borda(VALUES, peers=CLASSES, to=(0, 100)), [0, 100, GAP, 50, 50, 50, GAP, GAP])
    # (below + equal / 2) / n
    same(percentile(VALUES, peers=CLASSES), [1 / 6, 5 / 6, GAP, 0.5, 0.5, 0.5, 0.5, GAP])
    # (r - 1) / (n - 1), ties with the lowest rank
    same(percentile_rank(VALUES, peers=CLASSES), [0, 1, GAP, 0.5, 0, 0, GAP, GAP])


def test_four_ways_with_ties():
    values = array([5, 7, 7, 9, 1])
    same(rank(values, ties="average"), [2, 3.5, 3.5, 5, 1])
    same(rank(values, ties="min"), [2, 3, 3, 5, 1])
    same(rank(values, ties="max"), [2, 4, 4, 5, 1])
    same(rank(values, ties="dense"), [2, 3, 3, 4, 1])
    # dense: three steps between four values
    same(rank(values, ties="dense", to=(0, 90)), [30, 60, 60, 90, 0])


def test_marks_by_place():
    values = array([9, 7, 7, 1, None])
    # places 1, 2, 2, 4; a tenth of 100 for each
    same(rank(values, to=(0, 100), each_place=0.1), [100, 90, 90, 70, GAP])
    same(rank(values, to=(0, 100), each_place=0.1, top=3), [100, 90, 90, 0, GAP])
    same(rank(values, each_place=0.1), [1, 0.9, 0.9, 0.7, GAP])
    same(rank(values, to=(0, 100), each_place=0.6), [100, 40, 40, 0, GAP])
    # with `top` alone: linear for those within it
    same(rank(values, to=(0, 100), top=1), [100, 0, 0, 0, GAP])
    # a lone one is the first
    same(rank(array([3]), each_place=0.1), [1])


@given(columns, st.sampled_from(TIES))
def test_ranks_as_scipy_gives_them(numbers, ties):
    values = array(numbers)
    there = ~np.isnan(values)
    same(rank(values, ties=ties)[there], stats.rankdata(values[there], method=ties))
    same(rank(values, ties=ties, higher=False)[there], stats.rankdata(-values[there], method=ties))
    same(borda(values, ties=ties), rank(values, ties=ties) - 1)


@given(columns)
def test_percentiles_as_scipy_gives_them(numbers):
    values = array(numbers)
    known = values[~np.isnan(values)]
    found = percentile(values, to=(0, 100))
    wanted = [GAP if np.isnan(v) else stats.percentileofscore(known, v, kind="mean") for v in values]
    same(found, wanted, 1e-10)
    if len(known) > 1:
        wanted = [GAP if np.isnan(v) else (known < v).sum() / (len(known) - 1) for v in values]
        same(percentile_rank(values), wanted)


@given(columns, st.sampled_from(TIES), st.randoms(use_true_random=False))
def test_no_order_of_the_rows_breaks_a_tie(numbers, ties, shuffler):
    values = array(numbers)
    order = list(range(len(values)))
    shuffler.shuffle(order)
    order = np.array(order, dtype=int)
    same(rank(values[order], ties=ties), rank(values, ties=ties)[order])


def test_within_the_tolerance_values_tie():
    same(rank(array([1, 1 + 0.5e-9, 1 + 1e-8])), [1.5, 1.5, 3])


def test_wrong_parameters_are_refused():
    for rule in (rank, borda, percentile_rank):
        with pytest.raises(FazhiError) as error:
            rule(VALUES, ties="ordinal")
        assert [problem.code for problem in error.value.problems] == ["normalise_word"]
    for wrong in ({"to": (100, 0)}, {"to": (1, 0), "each_place": 0.1}):
        with pytest.raises(FazhiError):
            rank(VALUES, **wrong)


@needs_reference
def test_as_coinr_gives_them():
    values, higher = raw()
    same(rank(values, higher=higher, ties="min"), coinr("b_norm_rank"))
    same(rank(values, higher=higher), coinr("b_norm_rank_average"))
    same(borda(values, higher=higher, ties="min"), coinr("b_norm_borda"))
    same(percentile_rank(values, higher=higher), coinr("b_norm_prank"), 1e-12)


@needs_reference
def test_ranks_as_compind_and_scipy_give_them():
    values, higher = matrix()
    same(rank(values, higher=higher), peer("norm_compind_rank"))
    same(rank(values, higher=higher), peer("norm_rank_avg_ascending_signed"))
