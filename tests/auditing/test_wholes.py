"""What a place has one number of."""

import pytest

from tests.auditing.words import audit, held, outcomes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # part beyond the whole
        ("在全县90个村(社区)配备顾问。\n镇里充实了99个村(社区)调解组织。", (False, "99 > 90")),
        ("全县共有调委会104个，调解员394人。培训371名村级人民调解员和98名专职调解员。", (False, "469 > 394")),
        # two wholes
        ("组织全县25家执法单位完善系统。\n对全县35个行政执法部门评查。", (False, "25 ≠ 35")),
        ("12个社区均设调委会。14个社区全部配备顾问。", (False, "12 ≠ 14")),
        ("全县有行政执法资格人员486人。468名持证执法人员全部参加考试。", (False, "486 ≠ 468")),
        # how enforcement bodies are defined may differ: a part beyond them is only doubtful
        ("全县22个执法部门纳入管理。评查25家执法部门的案卷。", (None, "25 > 22")),
    ],
)
def test_two_numbers_of_one_kind(body, expected):
    assert outcomes(body, "whole") == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "全县22家执法部门落实制度，全县有3家执法部门被评为先进。",
        "对15家执法部门检查。组织22家执法部门培训。",
        "全县12个镇(街道)建立队伍。全市99个镇(街道)建立队伍。",
        "全县共有调委会168个，其中村级调委会132个，行业性调委会12个。",
        "全县有调解员394人。累计培训调解员900人。",
        "去年全县有调解员394人。全县有调解员400人。",
        "全县90个行政村配备顾问。全县99个村(社区)配备顾问。",
    ],
)
def test_parts_and_other_places_are_no_contradiction(body):
    assert outcomes(body, "whole") == []


def test_the_same_number_holds():
    assert held("在全县90个村(社区)配备顾问。依托90个村(社区)调委会办公。", "whole") == ["90 = 90"]


def test_both_places_are_named():
    finding = audit("组织全县25家执法单位完善系统。\n对全县35个行政执法部门评查。").errors[0]
    assert [place.quote[:9] for place in finding.places] == ["组织全县25家执法", "对全县35个行政执"]
    assert "25" in finding.message("en")
    assert "35" in finding.message("zh")
