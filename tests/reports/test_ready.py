"""Text made ready for phrases: its sentences and the cuts between clauses are those that plain patterns find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.phrases import NUMBER, REST
from fazhi_score.reports.ready import LONGEST_SENTENCE, make_ready

LETTERS = f"办件，,：:。；;！？\n、和及并以 “”《》　12三\U00020000\ud800{NUMBER}{REST}"
SIGN = f"[{NUMBER}{REST}]"
CUT = f"[,:。;!?\n]|(?<={SIGN})[、和及并]|(?<={SIGN})以(?=及)"


@given(st.text(LETTERS, max_size=80), st.sampled_from([1, LONGEST_SENTENCE]))
def test_sentences_and_cuts_are_those_of_a_pattern(text, times):
    text += "，" + "办" * (times + 9)
    ready = make_ready(text, find_quantities(text))
    sentences, cuts = ready.sentences()
    assert sentences == [m.span() for m in re.finditer(f"[^。;!?\n]{{1,{LONGEST_SENTENCE}}}", ready.text)]
    assert cuts == [m.start() for m in re.finditer(CUT, ready.text)]


@given(st.text(LETTERS, max_size=80))
def test_every_character_is_told_from_where_it_comes(text):
    quantities = find_quantities(text)
    ready = make_ready(text, quantities)
    assert len(ready.text) == len(ready.codes) == len(ready.origins)
    assert [chr(code) for code in ready.codes] == list(ready.text)
    assert {quantity.start for quantity in ready.numbers.values()} <= {quantity.start for quantity in quantities}
    for at, letter in enumerate(ready.text):
        if letter == NUMBER:
            assert ready.numbers[at].start == ready.origin(at)
        elif letter != REST:
            assert letter in (text[ready.origin(at)], *",:;!?")


def test_an_empty_text_has_no_sentence():
    ready = make_ready("", [])
    assert (ready.text, ready.sentences(), ready.numbers) == ("", ([], []), {})
