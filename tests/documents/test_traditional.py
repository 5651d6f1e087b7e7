"""Traditional characters become simplified ones in their places; what is no character stays."""

import pytest

from fazhi_score.documents.traditional import is_traditional, simplified

TEXT = "縣政府常務會議審議執法規定，區鎮黨委開展業務"


def test_half_a_pair_of_codes_and_letters_outside_the_script_stay_in_their_places():
    pytest.importorskip("opencc")
    text = f"{TEXT}\ud800\U0001f600a１"
    assert is_traditional(text)
    assert simplified(text) == "县政府常务会议审议执法规定，区镇党委开展业务\ud800\U0001f600a１"


def test_a_short_note_is_known_by_the_few_letters_it_has():
    pytest.importorskip("opencc")
    text = "市政府辦理政協提案90件，從反饋情況看，滿意率達98%，這些提案均已落實。"
    assert simplified(text) == "市政府办理政协提案90件，从反馈情况看，满意率达98%，这些提案均已落实。"
    assert not is_traditional("“縣”字的簡體是“县”。")
