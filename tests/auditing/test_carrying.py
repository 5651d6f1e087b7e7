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
