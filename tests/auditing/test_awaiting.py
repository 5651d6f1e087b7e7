"""Matters told as done and as not begun, numbers left over, and numbers taken up again."""

import pytest

from tests.auditing.words import held, outcomes


@pytest.mark.parametrize(
    "body",
    [
        "推动执法人员向基层一线倾斜，执法重心随之下移。\n关于推动执法人员向基层一线倾斜工作，正在等待市里统一启动。",
        "已建成县公共法律服务中心。\n目前，县公共法律服务中心尚未建成。",
        "综合执法监督平台已全面启用。\n二、存在的问题\n综合执法监督平台尚未建成。",
    ],
)
def test_a_matter_told_as_done_and_as_awaited(body):
    assert [outcome for outcome, _ in outcomes(body, "awaiting")] == [False]


@pytest.mark.parametrize(
    "body",
    [
        "推进法律服务工作室建设。\n法律服务工作室作用尚未充分发挥。",
        "印发《云溪县公共法律服务体系建设实施方案》。\n《云溪县公共法律服务体系建设实施方案》尚未完成修订。",
        "246人通过审核，正在等待省厅发证。",
        "下一步，推动执法人员向基层一线倾斜。\n推动执法人员向基层一线倾斜工作，正在等待市里启动。",
        "加强法治政府建设工作领导小组作用。\n法治政府建设工作领导小组尚未成立办公室。",
    ],
)
def test_what_is_not_the_same_matter(body):
    assert outcomes(body, "awaiting") == []


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("已结18件，待结2件；当年复议案件全部审结。", "全部审结 / 2"),
        ("反馈问题12个，已全部整改；但仍有3个问题正在整改。", "已全部整改 / 3"),
    ],
)
def test_all_done_and_some_left(body, expression):
    assert outcomes(body, "leftover") == [(False, expression)]


@pytest.mark.parametrize(
    "body",
    [
        "市级反馈问题全部整改，省级反馈的12个问题中仍有3个正在整改。",
        "反馈问题12个，已全部整改。",
        "反馈问题12个，除3个正在整改外已全部整改。",
        "当年案件全部审结，上年未结案件2件。",
    ],
)
def test_what_is_left_of_something_else(body):
    assert outcomes(body, "leftover") == []


def test_a_number_taken_up_again():
    assert outcomes("县政府常务会学法13次。学法虽有12次，但走过场的多。", "twice") == [(False, "12 ≠ 13")]
    assert held("县政府常务会学法13次。学法虽有13次，但走过场的多。", "twice") == ["13 = 13"]
    assert outcomes("县政府学法13次，部门学法9次。学法虽有12次，但走过场的多。", "twice") == []  # which is not said
    assert outcomes("走访虽有12次，但走过场的多。", "twice") == []
