"""What methods that compare regions share: checks of scores and weights, classes, ties."""

import numpy as np
import pytest

from fazhi_score.errors import FazhiError
from fazhi_score.messages.frontier import TEXTS
from fazhi_score.numerics.alternatives import (
    checked_columns,
    checked_scores,
    checked_weights,
    chosen,
    classes_of,
    fraction,
    not_negative,
    snapped,
)

GAP = np.nan


def code(call, *arguments):
    with pytest.raises(FazhiError) as caught:
        call(*arguments)
    return caught.value.problems[0].code


def test_weights_sum_to_one():
    assert checked_weights([3, 1], 2).tolist() == [0.75, 0.25]
    assert checked_weights(None, 4).tolist() == [0.25] * 4
    assert checked_weights(None, 0).shape == checked_weights([], 0).shape == (0,)
    assert code(checked_weights, [1, 2], 3) == "alternatives_weights_count"
    for wrong in ([1, -1], [0, 0], [GAP, 1], [np.inf, 1]):
        assert code(checked_weights, wrong, 2) == "alternatives_weights_wrong"


def test_scores_are_a_finite_table_with_gaps():
    assert checked_scores([[1, GAP]]).dtype == np.float64
    assert code(checked_scores, [1, 2]) == "alternatives_no_table"
    with pytest.raises(FazhiError) as caught:
        checked_scores([[1, 2], [3, -np.inf]])
    assert "row 2, column 2" in caught.value.render("en")
    assert not_negative(np.array([[-1e-12, GAP]]), "edas")[0, 0] == 0
    with pytest.raises(FazhiError) as caught:
        not_negative(np.array([[GAP, -3.0]]), "edas")
    assert "“edas”" in caught.value.render("zh") and "-3" in caught.value.render("zh")


def test_parameters_are_one_number_or_one_a_column():
    assert checked_columns(2, 3, "spread").tolist() == [2, 2, 2]
    assert checked_columns([1, 2], 2, "spread").tolist() == [1, 2]
    assert code(checked_columns, [1, 2], 3, "spread") == "alternatives_parameter"
    assert code(checked_columns, GAP, 3, "spread") == "alternatives_parameter"
    assert code(chosen, "missing", "zero", ("mean",)) == "alternatives_choice"
    assert code(fraction, "majority", -0.1) == "alternatives_fraction"
    assert code(fraction, "majority", GAP) == "alternatives_fraction"


def test_classes_have_rows_with_scores():
    table = np.array([[1.0], [2], [GAP], [4], [5]])
    assert [rows.tolist() for rows in classes_of(table, np.array([1, 0, 0, 1, -1]))] == [[1], [0, 3]]
    assert [rows.tolist() for rows in classes_of(table, None)] == [[0, 1, 3, 4]]
    for nothing in (np.full((2, 2), GAP), np.zeros((0, 2)), np.zeros((2, 0))):
        assert classes_of(nothing, None) == classes_of(nothing, np.zeros(len(nothing), int)) == []


def test_what_differs_by_noise_is_the_same():
    assert snapped(np.array([0.5, 0.1, 0.5 + 1e-12, 0.5 + 1e-6])).tolist() == [0.5, 0.1, 0.5, 0.5 + 1e-6]
    assert snapped(np.zeros(0)).shape == (0,)


def test_texts_name_what_to_do():
    assert all(text.en_hint and text.zh_hint for text in TEXTS.values())
