"""MEREC, CILOS and IDOCRIW against pymcdm and their definitions."""

import numpy as np
import pytest

from fazhi_score.numerics.losses import cilos, idocriw, merec
from fazhi_score.numerics.weighting import entropy
from tests.numerics.weights import (
    GAP,
    inverted,
    needs_reference,
    peer_matrix,
    peer_values,
    refusal,
    same,
    some_scores,
)


@needs_reference
def test_weights_are_those_of_pymcdm():
    # a cost's x / max is a benefit's min / x of 1 / x, and CILOS divides by columns' own values
    same(merec(inverted()), peer_values("merec"), 1e-12)
    same(cilos(inverted()), peer_values("cilos"), 1e-12)
    # its IDOCRIW takes the entropy of costs as they are
    product = entropy(peer_matrix()) * cilos(inverted())
    same(product / product.sum(), peer_values("idocriw"), 1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_merec_leaves_out_one_after_the_other(missing):
    x = some_scores(rows=9, missing=missing)
    logs = np.abs(np.log(np.nanmin(x, axis=0) / x))
    size = (~np.isnan(x)).sum(axis=1)
    whole = np.log(1 + np.nansum(logs, axis=1) / size)
    effects = []
    for j in range(x.shape[1]):
        there = ~np.isnan(x[:, j])
        without = np.log(1 + np.nansum(np.delete(logs, j, axis=1), axis=1) / size)
        effects.append(np.abs(without - whole)[there].mean())
    same(merec(x), np.array(effects) / sum(effects))
    assert refusal(lambda: merec(x - np.nanmin(x))) == "weighting_not_positive"


def test_cilos_solves_its_equations():
    x = some_scores(rows=9)
    a = x[x.argmax(axis=0)]
    losses = (np.diag(a) - a) / np.diag(a)
    q = cilos(x)
    same((losses - np.diag(losses.sum(axis=0))) @ q, np.zeros(6), 1e-9)
    assert (q > 0).all()
    same(q.sum(), 1)
    same(idocriw(x), q * entropy(x) / (q * entropy(x)).sum())


def test_where_several_are_best_their_mean_counts_whatever_their_order():
    # best by the first are rows 1 and 2, with 1 and 3 of 4 by the second: mean loss 1/2
    x = np.array([[5.0, 1], [5, 3], [1, 4]])
    same(cilos(x), cilos(np.array([[5.0, 2], [1, 4]])))
    same(cilos(x[::-1]), cilos(x))


def test_an_indicator_that_loses_nothing_takes_all():
    # the best by the first is best by the second too, not the other way round
    x = np.array([[3.0, 2], [1, 2], [2, 1]])
    same(cilos(x), [0, 1])
    same(cilos(np.column_stack([x, [4, 4, 4]])), [0, 1, 0])
    same(cilos(np.array([[3.0], [1]])), [1])


def test_losses_with_gaps_and_without_an_answer():
    x = np.array([[5.0, GAP, 2], [5, 3, 1], [1, 4, GAP], [2, 4, 1], [2, 1, 9]])
    same(cilos(x), cilos(np.array([[5.0, 3, 1.5], [1.5, 4, 1], [2, 1, 9]])))
    assert refusal(lambda: cilos(np.array([[5.0, GAP], [1, 4], [2, 3]]))) == "weighting_best_has_gaps"
    assert refusal(lambda: cilos(np.array([[5.0, 4], [1, 1]]))) == "weighting_losses_open"
    assert refusal(lambda: cilos(np.full((3, 2), 5.0))) == "weighting_all_constant"
    assert refusal(lambda: cilos(np.array([[5.0, -4], [1, 1]]))) == "weighting_negative"
    assert refusal(lambda: cilos(np.array([[np.inf, 4], [1, 1]]))) == "weighting_infinite"
