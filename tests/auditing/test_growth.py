"""Growth against last year's figure."""

import pytest

import fazhi_score as fs
from tests.auditing.words import HEAD, held, outcomes


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("收到复议案件70件，同比增长204%。", "70/23 - 1 = 204.3478%, +204%"),
        ("收到复议案件97件，比2021年的75件同比增长29.3%。", "97/75 - 1 = 29.3333%, +29.3%"),
        ("收案133件，同比增加58件，增长77.3%。", "133/75 - 1 = 77.3333%, +77.3%"),  # 133 - 58 = 75
        ("收案45件，同比下降10%。", "45/50 - 1 = -10%, -10%"),
        ("败诉率8.9%，比上年的12.4%下降3.5个百分点。", "8.9% - 12.4% = -3.5"),
    ],
)
def test_growth_that_is_right_holds(body, expression):
    assert held(body, "growth") == [expression]
    assert outcomes(body, "growth") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("收到复议案件97件，比2021年的75件同比增长35.2%。", (False, "97/75 - 1 = 29.3333% ≠ +35.2%")),
        ("收案133件，同比增加58件，增长50%。", (False, "133/75 - 1 = 77.3333% ≠ +50%")),
        ("败诉率6.1%，较上年的8.2%下降2.9个百分点。", (False, "6.1% - 8.2% = -2.1 ≠ -2.9")),
        ("收到复议案件8件，同比增长50%。", (False, "8/(1+50%): —")),  # 5 gives 60, 6 gives 33.3
    ],
)
def test_growth_that_is_not(body, expected):
    assert outcomes(body, "growth") == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "受理8件、审结7件，同比分别增长50%、40%。",
        "收到复议案件8件，办结率提高50%。",
        "收到复议案件8件，同比增长近50%。",
        "办件8.6万件，同比增长50%。",
        "收到复议案件8件，占比12%，同比增长50%。",
        "败诉率6.1%，同比下降2.9个百分点。",
    ],
)
def test_what_is_not_told_is_no_contradiction(body):
    assert outcomes(body, "growth") == []


def test_what_a_report_says_of_last_year_is_held_against_last_years_report():
    last = HEAD.replace("2023", "2022") + "收到行政复议申请48件，结转下年6件。\n"
    this = HEAD + "收到行政复议申请86件，比上年的52件增长65.4%。上年结转9件。\n"  # 86/52 = 1.6538
    found = fs.audit(this, against=last)
    assert {(f.check, f.expression) for f in found.errors} == {("against", "52 ≠ 48"), ("balance", "9 ≠ 6")}
    assert fs.audit([last, this]).errors == found.errors or len(fs.audit([last, this]).errors) == 2
    same = fs.audit(
        this.replace("52件增长65.4", "48件增长79.2").replace("结转9", "结转6"), against=last
    )  # 86/48 = 1.7917
    assert same.errors == ()


def test_a_printed_growth_is_held_against_last_years_table(tmp_path):
    table = tmp_path / "last.csv"
    table.write_text("region,period,fact,value\n云溪县,2022,reconsideration_applications,40\n", encoding="utf-8")
    this = HEAD + "收到行政复议申请80件。行政复议申请量同比增长50%。\n"
    found = [f for f in fs.audit(this, against=table).findings if f.code == "audit_fact_growth"]
    assert [f.expression for f in found] == ["80/40 - 1 = 100% ≠ 50%"] or found == []
