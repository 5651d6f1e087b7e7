"""Every registered method on what data are at their worst: numbers of the right shape, or an error that says why."""

import inspect

import numpy as np
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.framework.steps import methods_of

GAP, INF = np.nan, np.inf
KINDS = ("imputation", "treatment", "normalisation", "weighting", "aggregation", "ordering")
EVERY = [(kind, name) for kind in KINDS for name in sorted(methods_of(kind))]


def _plain():
    rng = np.random.default_rng(5)
    return np.round(20 + 10 * rng.normal(size=(12, 1)) + 15 * rng.uniform(size=(12, 4)), 2)


def _with(value, where=(slice(None), 1)):
    values = _plain()
    values[where] = value
    return values


CASES = {
    "plain": _plain(),
    "constant column": _with(7.0),
    "constant zero": _with(0.0),
    "all columns constant": np.full((12, 4), 3.0),
    "missing column": _with(GAP),
    "missing row": _with(GAP, (3, slice(None))),
    "some missing": _with(GAP, ([0, 3, 5, 5], [1, 1, 0, 2])),
    "one value in a column": _with(GAP, (slice(1, None), 2)),
    "two values in a column": _with(GAP, (slice(2, None), 2)),
    "nothing": np.full((12, 4), GAP),
    "one region": _plain()[:1],
    "one region with a gap": _with(GAP)[:1],
    "two regions": _plain()[:2],
    "two equal regions": np.repeat(_plain()[:1], 2, axis=0),
    "no region": _plain()[:0],
    "ties": np.round(_plain(), -1),
    "ties but for noise": np.round(_plain(), -1) + 1e-13 * _plain(),
    "infinite": _with(INF, (4, 1)),
    "minus infinite": _with(-INF, (4, 1)),
    "both infinities": _with([INF, -INF], ([4, 5], [1, 1])),
    "infinite column": _with(INF),
    "huge": _with(1e300, (4, 1)),
    "huge and far apart": _with([1e308, -1e308], ([4, 5], [1, 1])),
    "all huge": 1e306 * _plain(),
    "tiny": 1e-306 * _plain(),
    "zeros": _with(0.0, ([2, 7], [1, 0])),
    "negative": _with(-3.0, ([2, 7], [1, 0])),
    "all negative": -_plain(),
    "equal columns": _plain()[:, [0, 0, 1, 2]],
    "opposed columns": np.column_stack([_plain()[:, :2], 60 - _plain()[:, :2]]),
}


def given(kind, name, n, k):
    """What a method must be told: parameters without a default, and what scoring hands over."""
    needed = {
        "goalposts": {"worst": 0, "best": 100},
        "distance_to_target": {"target": 30.0},
        "distance_to_reference": {"reference": 30.0},
        "scaled": {"lower": 0.0, "upper": 100.0},
        "piecewise_linear": {"knots": [(0, 0), (20, 0.5), (50, 1)]},
        "target_band": {"lower": 20, "upper": 30, "zero_below": 0, "zero_above": 50},
        "shrinkage": {"base": np.full((n, k), 50.0)},
        "given": {"weights": np.arange(1.0, k + 1)},
        "ahp": {"matrix": np.ones((k, k))},
        "best_worst": {"best_to_others": [1, 2, 3, 4][:k], "others_to_worst": [4, 3, 2, 1][:k]},
        "budget_allocation": {"allocations": [[25.0] * k, [25.0] * k]},
        "power": {"exponent": 2},
        "owa": {"alpha": 2.0},
    }
    if (kind, name) == ("weighting", "regression"):
        return {"outcome": np.arange(float(n))}
    if kind == "imputation" and name in ("last", "next", "constant", "linear"):
        return {"units": np.arange(n) // 3, "times": np.arange(float(n)) % 3}
    if kind == "imputation" and name in ("row_mean", "row_median"):
        return {"groups": np.array([0, 0, 1, 1])[:k]}
    return needed.get(name, {})


def called(kind, name, values, **more):
    """Call a method; None where it says, in both languages, why it cannot."""
    function = methods_of(kind)[name]
    arguments = {**given(kind, name, len(values), values.shape[-1]), **more}
    weights = (np.array([1.0, 2.0, 1.0, 3.0]),) if kind in ("aggregation", "ordering") else ()
    kept = values.copy()
    try:
        found = function(values, *weights, **arguments)
    except FazhiError as error:
        for problem in error.problems:
            zh, en = problem.render("zh"), problem.render("en")
            assert zh and en and zh != en
            assert "{" not in zh + en
        found = None
    np.testing.assert_array_equal(values, kept, err_msg=f"{name} changes what it is given")
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("kind", "name"), EVERY, ids=[f"{kind}-{name}" for kind, name in EVERY])
def test_numbers_of_the_right_shape_or_an_error_that_says_why(kind, name, case):
    values = CASES[case]
    found = called(kind, name, values)
    if found is None:
        told = kind in ("weighting", "imputation", "ordering") or "inf" in case or (values < 0).any()
        assert told or name == "log_natural", "no error for data of this kind"
        return
    found = found.values if kind == "treatment" else np.asarray(found)
    n, k = values.shape
    assert found.shape == {"weighting": (k,), "aggregation": (n,), "ordering": (n,)}.get(kind, (n, k))
    assert found.dtype == np.float64
    if kind in ("imputation", "treatment"):  # what was infinite may stay so
        assert not np.isinf(found[~np.isinf(values)]).any()
        gone = np.isnan(found) & ~np.isnan(values)
        assert not gone.any() or (kind, name) == ("treatment", "log_natural") or np.isinf(values[gone]).all()
    elif kind == "aggregation":  # of an infinite score
        assert not np.isinf(found[~np.isinf(values).any(axis=1)]).any()
    elif name != "scaled":  # a straight line without an end
        assert not np.isinf(found).any()
    if kind == "weighting":
        assert np.isfinite(found).all()
        assert found.sum() == pytest.approx(1)
    if kind == "normalisation":
        assert np.isnan(found[np.isnan(values)]).all()
        for column in range(k):
            more = {"base": np.full(n, 50.0)} if name == "shrinkage" else {}
            alone = methods_of(kind)[name](values[:, column], **{**given(kind, name, n, k), **more})
            np.testing.assert_allclose(alone, found[:, column], 1e-9, 1e-9)


PEERS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, -1, 3, 3])


COMPARING = [
    (kind, name)
    for kind, name in EVERY
    if "peers" in inspect.signature(methods_of(kind)[name]).parameters and name != "shrinkage"
]


@pytest.mark.parametrize(("kind", "name"), COMPARING, ids=[f"{kind}-{name}" for kind, name in COMPARING])
def test_classes_are_each_on_their_own_and_who_is_in_none_has_nothing(kind, name):
    values = CASES["some missing"]
    together = np.asarray(called(kind, name, values, peers=PEERS))
    for code in (0, 1):
        here = np.equal(PEERS, code)
        np.testing.assert_allclose(together[here], np.asarray(called(kind, name, values[here])), 1e-9, 1e-9)
    if kind == "normalisation":
        others = methods_of(kind)[name](
            np.vstack([values, values[:2] + 100]), peers=np.r_[PEERS, -1, -1], **given(kind, name, 14, 4)
        )
        np.testing.assert_allclose(others[:9], together[:9], 1e-9, 1e-9)
