"""Many words at once are found where str.find finds them one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.reports.words import Lists, WordFinder, codes_of

LETTERS = "行政复议法"


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=30, unique=True),
    st.text(LETTERS + "x\U0001f600", max_size=80),
)
def test_words_are_found_wherever_they_stand(words, text):
    places, which = WordFinder(words).find(codes_of(text))
    found = set(zip(places.tolist(), which.tolist(), strict=True))
    # words of more than six letters are looked for by their beginning, hence the slice
    expected = {
        (at, number) for number, word in enumerate(words) for at in range(len(text)) if text.startswith(word[:6], at)
    }
    assert found == expected


def test_a_text_shorter_than_every_word_has_none():
    assert len(WordFinder(["行政复议"]).find(codes_of("行"))[0]) == 0
    assert len(WordFinder(["行政复议"]).find(codes_of(""))[0]) == 0


def test_numbers_of_lists_come_with_the_place_of_their_list():
    owners, numbers = Lists([[7, 8], [], [9]]).of(np.array([2, 1, 0, 2]))
    assert owners.tolist() == [0, 2, 2, 3]
    assert numbers.tolist() == [9, 7, 8, 9]
