"""Numbers and texts of a page come out of it as they went in."""

import numpy as np
import pytest

from fazhi_score.framework.model import load_framework
from fazhi_score.presentation.page.arrays import both, coded, label_of, method_label, packed, whole, width, without_gaps
from tests.presentation.page.conftest import unpacked, words


def test_numbers_come_back_to_the_last_bit():
    numbers = np.array([0.1 + 0.2, -1e-300, np.nan, np.inf, 100.0])
    np.testing.assert_array_equal(unpacked(packed(numbers)), numbers)


def test_two_dimensions_go_column_by_column():
    assert unpacked(packed([[1, 2], [3, 4]], "u1")).tolist() == [1, 3, 2, 4]


@pytest.mark.parametrize(("most", "kind"), [(255, "u1"), (256, "u2"), (65_535, "u2"), (65_536, "u4")])
def test_whole_numbers_take_as_few_bytes_as_they_need(most, kind):
    assert width(most) == kind
    assert unpacked(whole(np.array([0, most]), most)).tolist() == [0, most]


def test_words_stand_once():
    block = coded(["b", "a", "b", ""])
    assert block["words"] == ["b", "a", ""]
    assert words(block) == ["b", "a", "b", ""]
    assert words(coded([])) == []


def test_gaps_take_no_room():
    there, block = without_gaps(np.array([[1.0, np.nan], [np.nan, 4.0]]))
    assert there.tolist() == [[True, False], [False, True]]
    assert unpacked(block).tolist() == [1.0, 4.0]


def test_texts_are_in_both_languages():
    assert both("column_rank") == ["Rank", "排名"]
    assert label_of(load_framework(), "enforcement") == ["Enforcement", "行政执法"]
    assert method_label("geometric")[1] != "geometric"
    assert method_label("somebody_s_own") == ["somebody_s_own", "somebody_s_own"]
