"""Text is put into the order in which each number stands beside what it counts, and places still lead back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi_score.reports.numbers import find_quantities
from fazhi_score.reports.ordering import put_in_order
from fazhi_score.reports.phrases import NUMBER, REST
from fazhi_score.reports.ready import make_ready


def ordered(text):
    text = text.replace("N", NUMBER)
    return "".join(text[start:end] for start, end in put_in_order(text)).replace(NUMBER, "N")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好评率、办结率分别为N和N。", "好评率N、办结率N。"),
        ("受理、审结案件分别为N、N，", "受理N、审结案件N，"),
        ("向省、市、县分别报备N。", "向省、市、县分别报备N。"),  # one number for three: nobody knows whose
        ("办结率分别为N和N", "办结率分别为N和N"),  # two numbers, one name
        ("法律顾问由N增至N。", "法律顾问N。"),
        ("从上年的N降到N", "N"),
        ("由N名律师组成", "由N名律师组成"),
        ("审核决策N、规范性文件N、协议N。", "审核决策N、审核规范性文件N、审核协议N。"),
        ("收到申请N、受理N。", "收到申请N、受理N。"),  # 受理 has a verb of its own
        ("政府常务会议N、办公会N。", "政府常务会议N、办公会N。"),  # there is no verb to repeat
    ],
)
def test_each_number_comes_to_stand_beside_its_name(text, expected):
    assert ordered(text) == expected


def test_places_lead_to_the_original():
    text = "全年热线按时办结率、满意率分别为99.8%和98.5%。"
    ready = make_ready(text, find_quantities(text))
    shown = ready.text.replace(REST, "")
    assert shown.count(NUMBER) == 2
    values = [(ready.text[at - 3 : at], ready.numbers[at].value) for at in sorted(ready.numbers)]
    assert values == [("办结率", 99.8), ("满意率", 98.5)]
    for at, letter in enumerate(ready.text):
        if letter not in (NUMBER, REST):
            assert text[ready.origin(at)] == letter


@given(st.text(alphabet=f"分别由从为至到增、和，。审核办{NUMBER}{REST}率", max_size=60))
def test_slices_lie_within_the_text_and_lose_no_number_but_former_ones(text):
    slices = put_in_order(text)
    assert all(0 <= start < end <= len(text) for start, end in slices)
    numbers = sum(text[start:end].count(NUMBER) for start, end in slices)
    assert numbers <= text.count(NUMBER)
    if "由" not in text and "从" not in text:
        assert numbers == text.count(NUMBER)
