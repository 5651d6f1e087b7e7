"""Cases carried over, received, concluded and pending."""

import pytest

from tests.auditing.words import audit, held, outcomes


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("上年结转9件，新收信访案件81件，办结84件，未办结6件。", "9+81 - 84 = 6"),
        ("新收案件20件，审结18件，正在审理2件。", "20 - 18 = 2"),
        ("共办理案件90件，上年结转9件，新收81件，审结84件。", "9+81 = 90"),
        ("受理案件135件（含上年结转12件），审结121件，正在审理14件。", "135 - 121 = 14"),
        ("受理案件36件，审结37件（含上年结转4件），未审结3件。", "4+36 - 37 = 3"),
        ("上年结转6件，受理案件36件，审结37件（含上年结转4件），未审结5件。", "6+36 - 37 = 5"),
    ],
)
def test_what_balances_holds(body, expression):
    assert expression in held(body, "balance")
    assert outcomes(body, "balance") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("受理案件63件，审结74件，上年结转7件。", (False, "74 > 7+63")),  # 70 in all
        ("上年结转9件，新收案件81件，审结84件，未审结9件。", (False, "9+81 - 84 = 6 ≠ 9")),
        ("新收案件20件，审结15件，未审结2件。", (False, "20 - 15 = 5 ≠ 2")),
        ("新收案件20件，审结15件，未审结8件。", (None, "20 - 15 = 5 ≠ 8")),  # 3 may have been carried over
        ("共办理案件95件，上年结转9件，新收81件，审结84件。", (False, "9+81 = 90 ≠ 95")),
        ("受理案件30件，审结32件。", (None, "32 > 30")),
        ("受理案件30件，审结32件，含往年案件。", (None, "32 > 30")),
        ("受理案件36件，审结45件（含上年结转4件）。", (None, "45 > 4+36")),  # 5 more may be from last year
        ("受理案件36件，审结37件（含上年结转4件），未审结1件。", (False, "4+36 - 37 = 3 ≠ 1")),
    ],
)
def test_what_does_not(body, expected):
    found = outcomes(body, "balance")
    assert expected in found


def test_a_part_played_twice_is_not_judged():
    assert outcomes("受理甲类案件30件，受理乙类案件20件，审结90件。", "balance") == []
    assert outcomes("办结8件。", "balance") == []


def test_what_cannot_be_decided_is_no_error():
    assert audit("受理案件30件，审结32件。").errors == ()


def test_groups_and_persons():
    assert held("接访156批次567人次。", "order") == ["567 ≥ 156"]
    assert outcomes("接访156批次67人次。", "order") == [(False, "67 < 156")]


def test_titles_and_their_number():
    assert outcomes("印发《甲规定》《乙规定》《丙规定》等2项制度。", "order") == [(False, "3 > 2")]
    assert outcomes("印发《甲规定》《乙规定》等8项制度。", "order") == []


@pytest.mark.parametrize(
    "body",
    [
        "受理行政复议案件36件，审结37件（含上年结转4件）。",
        "行政复议案件受理36件；审结37件，其中上年结转4件。",
        "受理行政复议申请38\n受理 36\n审结（含上年结转4件） 37",
    ],
)
def test_cases_carried_over_may_be_told_of_those_concluded(body):
    found = [finding for finding in audit(body).findings if "37" in finding.expression]
    assert [finding for finding in found if not finding.outcome] == []


def test_what_is_told_of_the_concluded_is_added_to_what_came():
    body = "行政复议：收到行政复议申请38\n受理 36\n审结（含上年结转4件） "
    assert "37 ≤ 36+4" in held(body + "37", "parts")
    assert (None, "41 > 36") in outcomes(body + "41", "parts")  # more than 40: 5 or more were carried over
    # 4 of the 36: 37 are too many
    assert outcomes("受理行政复议案件36件（含上年结转4件），审结行政复议案件37件。", "balance") == [(False, "37 > 36")]
