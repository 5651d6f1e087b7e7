"""Best–worst method against its papers, a linear programme and random search; budgets by hand."""

import json

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fazhi_score.numerics.judgement import best_worst, best_worst_judgement, budget_allocation, budget_judgement
from tests.numerics.weights import PEERS, needs_reference, peer_values, refusal, same


def scores(size):
    return np.zeros((1, size))


def off(weights, to_others, to_worst, best, worst, model):
    """The largest deviation that the model minimises."""
    w = np.asarray(weights)
    if model == "linear":
        return max(np.abs(w[best] - to_others * w).max(), np.abs(w - to_worst * w[worst]).max())
    return max(np.abs(w[best] / w - to_others).max(), np.abs(w / w[worst] - to_worst).max())


# best and worst


def test_the_transport_example_of_rezaei():
    # Rezaei (2015), Omega 53: load flexibility, accessibility, cost; cost is best, load flexibility worst
    found = best_worst_judgement([8, 2, 1], [1, 5, 8], model="nonlinear")
    assert found.weights.round(4).tolist() == [0.0714, 0.3387, 0.5899]
    assert round(found.index, 2) == 0.26
    assert round(found.ratio, 3) == 0.058
    same(found.index, 4 - np.sqrt(14))  # (2 - ξ)(5 - ξ) = 8 + ξ
    same(found.lower, found.upper)  # with three there is one optimum


@pytest.mark.parametrize(
    ("most", "largest"), [(2, 0.44), (3, 1.00), (4, 1.63), (5, 2.30), (6, 3.00), (7, 3.73), (8, 4.47), (9, 5.23)]
)
def test_the_consistency_index_of_rezaei(most, largest):
    # Rezaei (2015), table 1: ξ is largest where a_Bj = a_jW = a_BW
    found = best_worst_judgement([1, most, most], [most, most, 1], model="nonlinear")
    assert round(found.index, 2) == largest
    same(found.ratio, 1)


@needs_reference
def test_weights_are_those_of_independent_programmes():
    given_by = json.loads((PEERS / "bwm_5.json").read_text(encoding="utf-8"))
    linear = best_worst_judgement(**given_by)
    same(linear.weights, peer_values("bwm_linear"))
    same(linear.index, peer_values("bwm_linear_ksi"))
    nonlinear = best_worst_judgement(**given_by, model="nonlinear")
    same(nonlinear.index, peer_values("bwm_nonlinear_xi"), 1e-6)
    same(nonlinear.index, 4 - np.sqrt(12))  # (4 - ξ)(3 - ξ) = 8 + ξ
    # pyDecision's local search ends within the range, nearly
    theirs = np.array(peer_values("bwm_pydecision"))
    assert (theirs > nonlinear.lower - 0.03).all()
    assert (theirs < nonlinear.upper + 0.03).all()


comparisons = st.integers(2, 6).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(1, 9), min_size=size, max_size=size) for _ in range(2)])
)


@settings(max_examples=60, deadline=None)
@given(comparisons, st.sampled_from(["linear", "nonlinear"]))
def test_no_other_weights_deviate_less(pair, model):
    to_others, to_worst = (np.array(part, dtype=np.float64) for part in pair)
    most = max(to_others.max(), to_worst.max())
    to_others[0], to_worst[-1], to_others[-1], to_worst[0] = 1, 1, most, most
    found = best_worst_judgement(to_others, to_worst, model=model)
    same(found.weights.sum(), 1)
    xi = found.index
    rng = np.random.default_rng(0)
    if model == "linear":
        assert off(found.weights, to_others, to_worst, 0, -1, model) <= xi + 1e-9
    else:
        assert (found.lower <= found.weights + 1e-12).all()
        assert (found.upper >= found.weights - 1e-12).all()
    for _ in range(200):
        other = found.weights * np.exp(rng.normal(scale=rng.choice([0.01, 0.3]), size=len(to_others)))
        assert off(other / other.sum(), to_others, to_worst, 0, -1, model) >= xi - 1e-9
    assume(model == "nonlinear")
    # and the optimum is reached: by the middle of each one's interval, given the best over the worst
    low = np.maximum(to_others - xi, 0) * np.maximum(to_worst - xi, 0)
    at = max(low[1:-1].max(initial=0), most - xi)
    u = np.append(np.clip(at / to_others[:-1], to_worst[:-1] - xi, to_worst[:-1] + xi), 1.0)
    u[0] = at
    assert off(u, to_others, to_worst, 0, -1, model) <= xi + 1e-9


def test_ranges_are_those_of_linear_programmes():
    from scipy.optimize import linprog

    to_others, to_worst = np.array([2.0, 1, 4, 3, 8]), np.array([4.0, 8, 4, 2, 1])
    found = best_worst_judgement(to_others, to_worst, model="nonlinear")
    unit, xi = np.eye(5), found.index + 1e-11
    rows = [unit[1] - (a + xi) * e for a, e in zip(to_others, unit, strict=True)]
    rows += [(a - xi) * e - unit[1] for a, e in zip(to_others, unit, strict=True)]
    rows += [e - (a + xi) * unit[4] for a, e in zip(to_worst, unit, strict=True)]
    rows += [(a - xi) * unit[4] - e for a, e in zip(to_worst, unit, strict=True)]
    for j in range(5):
        for sign, end in ((1, found.lower), (-1, found.upper)):
            solved = linprog(sign * unit[j], A_ub=rows, b_ub=np.zeros(20), A_eq=[np.ones(5)], b_eq=[1])
            same(sign * solved.fun, end[j], 1e-6)


@pytest.mark.parametrize("model", ["linear", "nonlinear"])
def test_consistent_comparisons_give_their_weights(model):
    found = best_worst_judgement([1, 2, 6], [6, 3, 1], model=model)
    same(found.weights, [0.6, 0.3, 0.1])
    same([found.index + 1, found.ratio], [1, 0])
    same(best_worst(scores(1), best_to_others=[1], others_to_worst=[1], model=model), [1])
    same(best_worst(scores(2), best_to_others=[4, 1], others_to_worst=[1, 4], model=model), [0.2, 0.8])
    same(best_worst(scores(3), best_to_others=[1, 1, 1], others_to_worst=[1, 1, 1], model=model), [1 / 3] * 3)


def test_the_input_based_ratio():
    # |2·5 - 8| / (8² - 8) = 1/28 (Liang, Brunelli & Rezaei 2020)
    same(best_worst_judgement([8, 2, 1], [1, 5, 8]).ratio, 1 / 28)
    call = {"best_to_others": [8, 2, 1], "others_to_worst": [1, 5, 8]}
    assert refusal(lambda: best_worst(scores(3), **call, largest_ratio=0.03)) == "best_worst_inconsistent"
    same(best_worst(scores(3), **call, largest_ratio=0.04).sum(), 1)


@pytest.mark.parametrize(
    ("to_others", "to_worst", "code"),
    [
        ([1, 2, 6], [6, 3], "weighting_size"),
        ([1, 2], [6, 3], "weighting_size"),
        ([1, 0.5, 6], [6, 3, 1], "best_worst_below_one"),
        ([1, 2, 6], [6, None, 1], "best_worst_below_one"),
        ([1, 2, np.inf], [6, 3, 1], "best_worst_below_one"),
        ([2, 2, 6], [6, 3, 1], "best_worst_no_best"),
        ([1, 2, 6], [6, 3, 2], "best_worst_no_worst"),
        ([1, 2, 6], [5, 3, 1], "best_worst_mismatch"),
        ([1, 7, 6], [6, 3, 1], "best_worst_mismatch"),
        ([1, 2, 6], [1, 3, 6], "best_worst_mismatch"),
        (["a", 2, 6], [6, 3, 1], "weighting_not_numbers"),
    ],
)
def test_comparisons_without_sense_are_refused(to_others, to_worst, code):
    assert refusal(lambda: best_worst(scores(3), best_to_others=to_others, others_to_worst=to_worst)) == code
    assert refusal(lambda: best_worst_judgement([1], [1], model="cubic")) == "weighting_unknown_choice"


# budgets


def test_budgets_are_means_of_shares():
    # 60:40 and 160:40 of 200 is 80:20
    same(budget_allocation(scores(2), allocations=[[60, 40], [160, 40]]), [0.7, 0.3])
    same(budget_allocation(scores(2), allocations=[60, 40]), [0.6, 0.4])
    found = budget_judgement([[60, 40, 0], [80, 20, 0]])
    same(found.lower, [0.6, 0.2, 0])
    same(found.upper, [0.8, 0.4, 0])
    assert np.isnan(found.ratio)


def test_extremes_are_trimmed():
    # five experts, one in five off either end: of 10 20 30 40 90 the middle three, mean 30; of the others' 70
    table = [[10, 90], [20, 80], [30, 70], [40, 60], [90, 10]]
    same(budget_allocation(scores(2), allocations=table, trim=0.2), [0.3, 0.7])
    same(budget_allocation(scores(2), allocations=table, trim=0.1), [0.38, 0.62])
    same(budget_allocation(scores(2), allocations=table, trim=0.4), [0.3, 0.7])
    # means of 0.3, 0.4 and 0.1, scaled to sum 1
    three = [[30, 40, 30], [30, 60, 10], [50, 40, 10]]
    same(budget_allocation(scores(3), allocations=three, trim=0.34), np.array([3, 4, 1]) / 8)
    assert refusal(lambda: budget_judgement(np.eye(3), trim=0.34)) == "budget_trimmed_away"
    for wrong in (-0.1, 0.5):
        assert refusal(lambda wrong=wrong: budget_judgement(table, trim=wrong)) == "budget_trim"


def test_every_expert_that_is_wrong_is_named():
    table = [[60, 40], [60, None], [-1, 101], [0, 0], [50, 40]]
    with pytest.raises(Exception, match="expert 2") as caught:
        budget_allocation(scores(2), allocations=table, total=100)
    assert [problem.params["expert"] for problem in caught.value.problems] == [2, 3, 4, 5]
    assert [problem.code for problem in caught.value.problems] == ["budget_expert_wrong"] * 3 + ["budget_total"]
    same(budget_allocation(scores(2), allocations=[[60, 40]], total=100), [0.6, 0.4])
    for wrong in ([], [[[1, 2]]], [[1, 2], [3]]):
        code = refusal(lambda wrong=wrong: budget_allocation(scores(2), allocations=wrong))
        assert code == "weighting_not_numbers"
    assert refusal(lambda: budget_allocation(scores(3), allocations=[[1, 2]])) == "weighting_size"
