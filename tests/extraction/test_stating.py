"""What was found becomes rows: values, bounds and units as a facts table writes them, places, and no silent choice."""

from unittest.mock import patch

import pytest

import fazhi_score as fs
from fazhi_score.extraction import stating

HEAD = "云溪县2023年法治政府建设年度报告\n(虚构样例)\n一、主要工作\n"


def rows(body, fact=None, head=HEAD):
    table = fs.extract_facts(head + body).to_frame()
    return table if fact is None else table[table["fact"] == fact]


def one(body, fact):
    found = rows(body, fact)
    assert len(found) == 1, found
    return found.iloc[0]


def test_the_place_is_where_the_words_stand():
    text = HEAD + "全年受理行政复议案件12件。\n"
    for row in fs.extract_facts(text).to_frame().itertuples():
        if row.location:
            start, end = map(int, row.location.split(":"))
            assert text[start:end] == row.quote


@pytest.mark.parametrize(
    ("said", "value", "low", "high"),
    [
        ("12件", "12", "", ""),
        ("100余件", "100", "100", ""),
        ("近200件", "200", "", "200"),
        ("1.2万件", "12000", "", ""),
    ],
)
def test_numbers_have_the_bounds_that_words_set(said, value, low, high):
    row = one(f"全年受理行政复议案件{said}。\n", "reconsideration_accepted")
    assert (row["value"], row["low"], row["high"], row["unit"]) == (value, low, high, "件")


def test_rates_carry_their_sign_and_are_read_as_hundredths():
    body = "行政复议案件审结率为93.05%。\n"
    row = one(body, "reconsideration_conclusion_rate")
    assert (row["value"], row["unit"]) == ("93.05%", "")
    table = fs.extract_facts(HEAD + body).table
    assert table.loc[table["fact"] == "reconsideration_conclusion_rate", "value"].item() == pytest.approx(0.9305)


@pytest.mark.parametrize(("said", "value"), [("增长46%", "46%"), ("下降28%", "-28%"), ("增长1.2倍", "120%")])
def test_a_change_has_its_sign(said, value):
    assert one(f"收到行政复议申请120件，同比{said}。\n", "reconsideration_yoy_growth")["value"] == value


def test_words_without_a_number_are_claimed():
    row = one("理论学习中心组集体学习习近平法治思想。\n", "party_committee_rule_of_law_study_sessions")
    assert (row["status"], row["value"]) == ("claimed", "有表述")


def test_the_same_value_twice_is_one_row_that_names_both_places():
    row = one("受理行政复议案件12件。其他工作。\n全年受理行政复议案件12件。\n", "reconsideration_accepted")
    assert row["status"] == "reported"
    assert row["note"].startswith("另见 ")


def test_a_value_that_is_said_many_times_is_noted_in_one_go():
    body = "全年受理行政复议案件12件。\n" * 300
    with patch.object(stating, "_joined", wraps=stating._joined) as joined:
        note = one(body, "reconsideration_accepted").note
    assert len(note.split("；")) == 299
    assert joined.call_count < 10  # once a place would copy the note as often


def test_two_values_of_one_fact_are_both_kept_and_neither_is_used():
    found = rows("受理行政复议案件12件。其他工作。\n全年受理行政复议案件15件。\n", "reconsideration_accepted")
    assert found["value"].tolist() == ["12", "15"]
    assert set(found["status"]) == {"ambiguous"}
    assert all("2个不同的数" in note for note in found["note"])


def test_parts_that_state_problems_and_plans_are_facts_of_their_own():
    body = "工作。\n二、存在的问题\n力量不足。\n三、下一步工作安排\n加强培训。\n"
    for fact in ("report_states_problems", "report_states_plan"):
        assert one(body, fact)["value"] == "是"
        assert rows("工作。\n", fact).empty  # absence is never "no": there is no row


def test_the_day_of_publication_comes_from_the_page():
    row = one("工作。\n发布日期：2024-01-15\n", "report_published_on")
    assert row["value"] == "2024-01-15"


def test_a_part_that_opens_with_qizhong_is_no_second_value_of_the_whole():
    row = one("全年办理行政处罚案件2314件（其中一般程序案件876件），罚没款12万元。\n", "penalty_cases")
    assert (row["value"], row["status"]) == ("2314", "reported")
    two = rows("全年办理行政处罚案件2314件。另有行政处罚一般程序案件876件。\n", "penalty_cases")
    assert set(two["status"]) == {"ambiguous"}
