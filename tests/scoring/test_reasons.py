"""Reasons of gaps: their order, their policies and their words."""

from fazhi_score.messages import say
from fazhi_score.scoring.reasons import OF_STATE, POLICY_OF, Reason


def test_unreported_outranks_not_applicable():
    assert Reason.OK < Reason.NOT_APPLICABLE < Reason.ZERO_DENOMINATOR < Reason.NOT_STATED


def test_every_reason_has_words_in_both_languages():
    for reason in Reason:
        assert say(f"reason_{reason.name}", "en")
        assert say(f"reason_{reason.name}", "zh")


def test_what_no_policy_decides_is_what_the_method_leaves_out():
    undecided = {reason for reason in Reason if reason not in POLICY_OF}
    assert undecided == {Reason.OK, Reason.TOO_FEW_PEERS, Reason.NO_SPREAD, Reason.OUT_OF_SCOPE}


def test_each_state_of_a_document_says_what_silence_means():
    assert set(OF_STATE) == {"read", "partly", "scan", "failed", "not_found", "not_sought"}
    assert {POLICY_OF[reason] for reason in OF_STATE.values()} == {"not_reported"}
