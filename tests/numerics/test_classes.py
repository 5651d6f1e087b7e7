"""What classes of peers share: minima, sums, quantiles, standing; of columns and of matrices."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.numerics import classes
from tests.numerics.peers import GAP, array, columns, same

VALUES = array([2, 4, None, 3, 5, 5, 7, 1000])
CLASSES = np.array([0, 0, 0, 0, 1, 1, 2, -1])


def test_statistics_by_class():
    same(classes.by_class(np.minimum, VALUES, CLASSES), [2, 2, 2, 2, 5, 5, 7, GAP])
    same(classes.by_class(np.maximum, VALUES, CLASSES), [4, 4, 4, 4, 5, 5, 7, GAP])
    same(classes.class_mean(VALUES, CLASSES), [3, 3, 3, 3, 5, 5, 7, GAP])
    same(classes.class_median(VALUES, CLASSES), [3, 3, 3, 3, 5, 5, 7, GAP])
    total, count = classes.class_sum(VALUES, CLASSES)
    same(total, [9, 9, 9, 9, 10, 10, 7, GAP])
    same(count, [3, 3, 3, 3, 2, 2, 1, 0])
    same(classes.class_count(VALUES, CLASSES), [3, 3, 3, 3, 2, 2, 1, 0])
    same(classes.class_mean(array([None]), np.zeros(1, dtype=np.intp)), [GAP])


def test_nobody_there():
    none = np.full(2, -1)
    assert np.isnan(classes.reduced(np.fmin, array([1, 2]), none)).all()
    assert np.isnan(classes.class_quantile(array([1, 2]), none, share=0.5)).all()
    for part in (*classes.standing(array([1, 2]), none), *classes.levels_below(array([None]), np.zeros(1, int))):
        assert np.isnan(part).all()
    assert classes.by_class(np.minimum, array([]), np.zeros(0, dtype=np.intp)).shape == (0,)


@given(columns, st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_matrix_is_its_columns_and_a_class_its_members(numbers, many, shuffler):
    values = array(numbers)
    peers = np.array([shuffler.randint(-1, many - 1) for _ in numbers], dtype=np.intp)
    wide = np.column_stack([values, values[::-1]])
    for function in (
        lambda v, p: classes.by_class(np.maximum, v, p),
        lambda v, p: classes.class_sum(v, p)[0],
        classes.class_mean,
        classes.class_median,
        lambda v, p: classes.class_quantile(v, p, share=0.25),
    ):
        found = function(wide, peers)
        same(found[:, 0], function(values, peers))
        same(found[:, 1], function(values[::-1], peers))
        for code in range(many):
            same(found[peers == code], function(wide[peers == code], None))


@given(columns, st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]))
def test_quantiles_as_numpy_gives_them(numbers, share):
    values = array(numbers)
    known = values[~np.isnan(values)]
    wanted = np.quantile(known, share) if len(known) else GAP
    same(classes.class_quantile(values, share=share), np.full(len(values), wanted))


@given(columns)
def test_standing_by_counting(numbers):
    values = array(numbers)
    peers = np.zeros(len(values), dtype=np.intp)
    below, equal, count = classes.standing(values, peers)
    lower, levels = classes.levels_below(values, peers)
    known = values[~np.isnan(values)]
    for at, value in enumerate(values):
        if np.isnan(value):
            assert np.isnan([below[at], equal[at], count[at], lower[at], levels[at]]).all()
        else:
            wanted = [(known < value).sum(), (known == value).sum(), len(known)]
            assert [below[at], equal[at], count[at]] == wanted
            assert (lower[at], levels[at]) == (len(set(known[known < value])), len(set(known)))
