"""Rules against independent sources: scipy, COINr and Compind, and arithmetic by hand."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fazhi_score.scoring import rules

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
COINR, PEERS = REFERENCE / "coinr", REFERENCE / "peers"
COSTS = ("C03", "C06", "C10")
"""Columns of the 30 × 12 matrix for which less is better."""

GAP = np.nan
ONE_CLASS = {n: np.zeros(n, dtype=np.intp) for n in range(100)}

needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference values (../shared) are not here")
columns = st.lists(st.one_of(st.none(), st.integers(-20, 20)), min_size=0, max_size=25)


def array(numbers) -> np.ndarray:
    return np.array([GAP if number is None else number for number in numbers], dtype=np.float64)


def same(found, wanted, tolerance=1e-12) -> None:
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)


# rules that look at one value only


def test_goalposts_by_hand_and_reversed():
    # (0.8268 - 0.5) / (1 - 0.5) = 0.6536; beyond the posts clipped
    same(rules.goalposts(array([0.5, 0.8268, 1.2, 0.1, None]), worst=0.5, best=1), [0, 65.36, 100, 0, GAP])
    # lower is better: worst 10, best 0; 2.5 -> (2.5 - 10) / (0 - 10) = 0.75
    same(rules.goalposts(array([2.5, -1, 11]), worst=10, best=0), [75, 100, 0])


def test_proportional_by_hand():
    same(rules.proportional(array([0.5, 1.5, -0.1, None]), full=0.8), [62.5, 100, 0, GAP])


def test_required_takes_marks_for_each_one_missing():
    # 6 wanted: 4 there -> 2 missing x 12.5 % = 25 % off; none there -> 75 % off, capped at 60 %
    values = array([6, 7, 4, 0, None])
    same(rules.required(values, at_least=6, each_missing=0.125), [100, 100, 75, 25, GAP])
    same(rules.required(values, at_least=6, each_missing=0.125, max_deduction=0.6), [100, 100, 75, 40, GAP])
    # without `each_missing` in proportion: 4 of 6 is two thirds
    same(rules.required(values, at_least=6), [100, 100, 200 / 3, 0, GAP])
    # within 1e-9 of what is required nothing is missing
    assert rules.required(np.array([6 - 0.9e-9]), at_least=6, each_missing=1.0).item() == 100


def test_deduct_takes_marks_for_each_one_found():
    # the first 2 are free: 5 -> 3 x 10 % = 30 % off; 50 -> all off, or the most that may be
    values = array([0, 2, 5, 50, None])
    same(rules.deduct(values, each=0.1, beyond=2), [100, 100, 70, 0, GAP])
    same(rules.deduct(values, each=0.1, beyond=2, max_deduction=0.8), [100, 100, 70, 20, GAP])


def test_presence_and_checklist():
    same(rules.presence(array([1, 0, 3, None])), [100, 0, 100, GAP])
    yes = np.array([[1, 0, 1], [1, GAP, GAP], [GAP, GAP, GAP], [0, 0, GAP]])
    # weights 2, 1, 1: (2 + 1) / 4; only the first stands: 2 / 2; nothing; 0 / 3
    same(rules.checklist(yes, weights=np.array([2.0, 1, 1])), [75, 100, GAP, 0])
    same(rules.checklist(yes[:2], weights=np.zeros(3)), [GAP, GAP])


def test_bands_know_open_and_closed_edges():
    values = array([0.95, 0.9, 0.9 + 2e-9, 0.9 - 0.5e-9, 0.8, 0.8 - 0.5e-9, 0.8 - 2e-9, None])
    found = rules.bands(values, edges=[0.9, 0.8], closed=[False, True], marks=[1.0, 0.6])
    # above 0.9 (by more than 1e-9): 100; from 0.8 (within 1e-9): 60; below all bands: 0
    same(found, [100, 60, 100, 60, 60, 60, 0, GAP])
    # one edge may close one band and open the next: exactly 0.9 earns 80, more earns 100
    found = rules.bands(array([0.9, 0.91, 0.2]), edges=[0.9, 0.9], closed=[False, True], marks=[1.0, 0.8])
    same(found, [80, 100, 0])


def test_levels():
    same(rules.levels(array([0, 2, 1, None]), marks=np.array([0.0, 0.6, 1.0])), [0, 100, 60, GAP])


def test_deadline_by_hand():
    due = np.full(4, float(date(2024, 4, 1).toordinal()))
    days = due + np.array([-30.0, 0.0, 3.0, 20.0])
    same(rules.deadline(days, due=due, each_day=0.1), [100, 100, 70, 0])
    same(rules.deadline(days, due=due, late=0.5), [100, 100, 50, 50])
    # both: 50 % once and 10 % a day: 3 days late leave 20 %
    same(rules.deadline(days, due=due, late=0.5, each_day=0.1), [100, 100, 20, 0])
    same(rules.deadline(array([None]), due=due[:1], late=0.5), [GAP])


# relative rules: two classes, a gap, a reference region, a constant class, a class of one

VALUES = array([2, 4, None, 3, 5, 5, 7, 1000])
CLASSES = np.array([0, 0, 0, 0, 1, 1, 2, -1])


def test_relative_rules_stay_within_their_class():
    # class 0 has 2, 4, 3; class 1 is constant; class 2 has one; -1 takes no part
    same(rules.minmax(VALUES, peers=CLASSES), [0, 100, GAP, 50, GAP, GAP, GAP, GAP])
    # mean 3, sd 1: 50 + 10 z
    same(rules.zscore(VALUES, peers=CLASSES), [40, 60, GAP, 50, GAP, GAP, GAP, GAP])
    # 100 (n - r) / (n - 1); the two that tie share the mean rank 1.5 of 2
    same(rules.rank(VALUES, peers=CLASSES), [0, 100, GAP, 50, 50, 50, GAP, GAP])
    # (below + equal / 2) / n
    same(rules.percentile(VALUES, peers=CLASSES), [100 / 6, 500 / 6, GAP, 50, 50, 50, 50, GAP])


@pytest.mark.parametrize("rule", [rules.minmax, rules.zscore, rules.rank, rules.percentile])
def test_lower_is_better_turns_the_order_around(rule):
    values = array([2, 4, None, 3, 3])
    same(rule(values, peers=ONE_CLASS[5], higher=False), rule(-values, peers=ONE_CLASS[5]))


@pytest.mark.parametrize("rule", [rules.minmax, rules.zscore, rules.rank, rules.percentile])
def test_nobody_there(rule):
    assert rule(array([]), peers=ONE_CLASS[0]).shape == (0,)
    assert np.isnan(rule(array([None, None]), peers=ONE_CLASS[2])).all()
    assert np.isnan(rule(array([1, 2]), peers=np.array([-1, -1]))).all()


@pytest.mark.parametrize("rule", [rules.minmax, rules.zscore])
def test_noise_of_arithmetic_is_no_spread(rule):
    # 0.1 + 0.2 and 0.3 differ in the last bit: no reason to give one 0 and the other 100
    assert np.isnan(rule(np.array([0.1 + 0.2, 0.3, 0.3]), peers=ONE_CLASS[3])).all()


def test_zscore_is_clipped():
    # n - 1 zeros and one 1: z of the 1 is sqrt(n) (1 - 1/n); n = 40 gives 6.17 -> clipped
    values = np.array([0.0] * 39 + [1.0])
    assert rules.zscore(values, peers=ONE_CLASS[40])[-1] == 100
    assert rules.zscore(values, peers=ONE_CLASS[40], higher=False)[-1] == 0


@given(columns)
def test_relative_rules_against_scipy(numbers):
    values = array(numbers)
    peers = ONE_CLASS[len(values)]
    there = ~np.isnan(values)
    known = values[there]
    percent = np.array([stats.percentileofscore(known, v, kind="mean") for v in known])
    same(rules.percentile(values, peers=peers)[there], percent, 1e-10)
    n = len(known)
    if n > 1:
        wanted = 100 * (stats.rankdata(known) - 1) / (n - 1)
        same(rules.rank(values, peers=peers)[there], wanted, 1e-10)
    if n > 1 and np.ptp(known) > 0:
        same(rules.zscore(values, peers=peers)[there], np.clip(50 + 10 * stats.zscore(known, ddof=1), 0, 100), 1e-10)
        same(rules.minmax(values, peers=peers)[there], 100 * (known - known.min()) / np.ptp(known), 1e-10)
    for rule in (rules.minmax, rules.zscore, rules.rank, rules.percentile):
        assert np.isnan(rule(values, peers=peers)[~there]).all()


# reference values computed in R


def coinr(name: str) -> pd.DataFrame:
    return pd.read_csv(COINR / f"{name}.csv", index_col=0, na_values=["NA"])


def by_column(rule, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.apply(lambda column: rule(column.to_numpy(np.float64), peers=ONE_CLASS[len(frame)]))


@needs_reference
def test_minmax_and_zscore_as_coinr_gives_them():
    raw = coinr("b_norm_none")  # already turned so that more is better
    assert raw.shape == (60, 24)
    same(by_column(rules.minmax, raw), coinr("b_norm_minmax_0_100"), 1e-10)
    same(by_column(rules.zscore, raw), np.clip(50 + 10 * coinr("b_norm_zscore_0_1"), 0, 100), 1e-10)


@needs_reference
def test_rank_as_coinr_gives_it():
    raw, ranks = coinr("b_norm_none"), coinr("b_norm_rank_average")
    # COINr counts from the worst: rank 1 is our 0, rank n our 100
    same(by_column(rules.rank, raw), 100 * (ranks - 1) / (raw.notna().sum() - 1), 1e-10)


@needs_reference
def test_percentile_rank_agrees_with_coinr_where_nothing_ties():
    raw, theirs = coinr("b_norm_none"), coinr("b_norm_prank")
    n, checked = raw.notna().sum(), 0
    for name in raw:
        known = raw[name].dropna()
        if known.is_unique:
            # theirs is (r - 1) / (n - 1), ours the mid-rank (r - 1/2) / n
            ours = rules.percentile(raw[name].to_numpy(), peers=ONE_CLASS[60])
            same(ours, 100 * (theirs[name] * (n[name] - 1) + 0.5) / n[name], 1e-10)
            checked += 1
    assert checked >= 5


@needs_reference
def test_goalposts_as_coinr_gives_them():
    raw, theirs = coinr("a_raw"), coinr("b_norm_goalposts_iMeta")
    meta = pd.read_csv(COINR / "a_iMeta_params.csv").set_index("iCode").loc[raw.columns]
    checked = 0
    for name, row in meta.iterrows():
        if not row["goalpost_trunc2posts"]:
            continue  # only our own rule is always clipped
        worst, best = row["goalpost_lower"], row["goalpost_upper"]
        if row["Direction"] < 0:
            worst, best = best, worst
        same(rules.goalposts(raw[name].to_numpy(np.float64), worst=worst, best=best), theirs[name], 1e-9)
        checked += 1
    assert checked >= 20


@needs_reference
def test_normalisations_as_compind_gives_them():
    matrix = pd.read_csv(PEERS / "matrix_30x12.csv", index_col=0)
    found = {
        name: pd.read_csv(PEERS / f"norm_compind_{name}.csv", index_col=0) for name in ("minmax", "rank", "z100_10")
    }
    for name in matrix:
        values, more = matrix[name].to_numpy(), {"peers": ONE_CLASS[30], "higher": name not in COSTS}
        same(rules.minmax(values, **more), 100 * found["minmax"][name], 1e-10)
        same(rules.rank(values, **more), 100 * (found["rank"][name] - 1) / 29, 1e-10)
        # theirs has mean 100 and standard deviation 10, ours mean 50
        same(rules.zscore(values, **more), np.clip(found["z100_10"][name] - 50, 0, 100), 1e-10)


# helpers


def test_statistics_by_class():
    same(rules.by_class(np.minimum, VALUES, CLASSES), [2, 2, 2, 2, 5, 5, 7, GAP])
    same(rules.by_class(np.maximum, VALUES, CLASSES), [4, 4, 4, 4, 5, 5, 7, GAP])
    same(rules.class_mean(VALUES, CLASSES), [3, 3, 3, 3, 5, 5, 7, GAP])
    total, count = rules.class_sum(VALUES, CLASSES)
    same(total, [9, 9, 9, 9, 10, 10, 7, GAP])
    same(count, [3, 3, 3, 3, 2, 2, 1, 0])
    same(rules.class_mean(array([None]), np.zeros(1, dtype=np.intp)), [GAP])
