"""Parts against totals."""

import pytest

from tests.auditing.words import audit, held, outcomes


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("清理文件15件，其中有效11件、废止4件。", "15 = 11+4"),
        ("全年处罚7件和4件，总计11件。", "11 = 7+4"),
        ("清理规范性文件9件，保留6件、废止3件。", "9 = 6+3"),
        ("审结案件20件，其中行政处罚12件，其中罚款9件、警告3件，行政许可8件。", "20 = 12+9+3+8"),
    ],
)
def test_parts_that_add_up_hold(body, expression):
    assert held(body, "parts")
    assert outcomes(body, "parts") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # 60+50 = 110, not 100
        ("全年处罚案件100件，其中简易程序60件、普通程序50件。", (False, "100 ≠ 60+50")),
        ("全年处罚案件100件（简易程序60件、普通程序50件）。", (False, "100 ≠ 60+50")),
        # a part beyond its total
        ("办理案件30件，其中涉企案件35件。", (False, "35 > 30")),
        # 60+30 = 90, and 一审 and 二审 are all there are
        ("应诉案件95件，其中一审60件、二审30件。", (False, "95 ≠ 60+30")),
        # 其余 leaves nothing: 20+5 = 25
        ("排查隐患30处，其中重大20处，其余5处为一般。", (False, "30 ≠ 20+5")),
        # 6+4 = 10 outcomes of 9 documents
        ("清理规范性文件9件，保留6件、废止4件。", (False, "9 ≠ 6+4")),
        # 7+4 = 11
        ("全年简易处罚7件和普通处罚4件，总计12件。", (False, "12 ≠ 7+4")),
        # 957+88+66 = 1111: 98.6 % of 1127, three kinds told to the end
        ("现有组织1127个，其中村居957个、企业88个、行业66个。", (False, "1127 ≠ 957+88+66")),
        # there may be others
        ("办理案件60件，其中涉企20件、涉农10件。", (None, "60 > 20+10")),
    ],
)
def test_parts_that_do_not(body, expected):
    assert outcomes(body, "parts") == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "在12个乡镇开展试点，为其中30个村配备法律顾问。",  # of the townships, not townships
        "现有12个乡镇，其中30个村配备法律顾问。",
        "办理案件60件，其中涉企20件。",  # one part
        "举办培训3期（每期50人）。",
        "受教育群众12.6万人，其中青年8万人、老年5万人。",  # rounded
        "办理案件10件，其中涉企8件、涉农5件，同时涉及两者3件。",  # told to overlap: 8 of 10 need not be all
        "力争处罚案件100件，其中简易程序60件、普通程序50件。",
        "撤销、变更和责令履行合计60件，此前维持210件。",
    ],
)
def test_what_need_not_add_up_is_no_contradiction(body):
    assert [outcome for outcome, _ in outcomes(body, "parts") if outcome is False] == []


def test_the_severity_tells_a_contradiction_from_a_gap():
    nearly = audit("现有组织1127个，其中村居957个、企业88个、行业66个。").open[0]
    assert (nearly.severity, nearly.code) == ("minor", "audit_parts_nearly")
    assert "16" in nearly.message("zh")  # 1127 - 1111
    assert audit("办理案件60件，其中涉企20件、涉农10件。").open[0].severity == "info"
