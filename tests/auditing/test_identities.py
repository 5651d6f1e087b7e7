"""Rules between facts of a table, months and years, a fact told twice, and a second source."""

import pandas as pd
import pytest

import fazhi_score as fs


def table(rows, **columns):
    """Rows of (fact, value) or (fact, value, more columns) of one county and year."""
    base = {"region": "云溪县", "period": "2023"}
    made = [base | {"fact": fact, "value": value} | (more[0] if more else {}) for fact, value, *more in rows]
    return fs.read_facts(pd.DataFrame(made).fillna("").assign(**columns))


def told(rows, against=None):
    found = fs.audit(table(rows), against=against)
    return [(f.check, f.outcome, f.expression) for f in found.findings]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("litigation_cases_lost", 3), ("litigation_cases_concluded", 41), ("litigation_loss_rate", "7.32%")],
         ("rate", True, "3/41 = 7.3171%, 7.32%")),
        ([("litigation_cases_lost", 3), ("litigation_cases_concluded", 41), ("litigation_loss_rate", "8%")],
         ("rate", False, "3/41 = 7.3171% ≠ 8%")),
        ([("litigation_cases_lost", 3), ("litigation_cases_concluded", 41), ("litigation_loss_rate", "7.31%")],
         ("rate", True, "3/41 = 7.3171%, 7.31%")),
        # with 7 carried over the base is 95: 92/95 = 96.84
        ([("reconsideration_concluded", 92), ("reconsideration_accepted", 88), ("reconsideration_carried_over", 7),
          ("reconsideration_conclusion_rate", "96.84%")], ("rate", True, "92/95 = 96.8421%, 96.84%")),
        ([("reconsideration_concluded", 80), ("reconsideration_accepted", 88),
          ("reconsideration_conclusion_rate", "85%")], ("rate", None, "80/88 = 90.9091% ≠ 85%")),
        ([("reconsideration_concluded", 92), ("reconsideration_accepted", 88)], ("parts", None, "92 > 88")),
        ([("reconsideration_concluded", 99), ("reconsideration_accepted", 88), ("reconsideration_carried_over", 7)],
         ("parts", False, "99 > 88+7")),
        ([("head_appearances", 30), ("court_hearings", 40)], ("parts", True, "30 ≤ 40")),
        ([("normative_documents_cleaned", 15), ("normative_documents_retained", 11),
          ("normative_documents_repealed", 4)], ("parts", True, "15 = 11+4")),
        ([("normative_documents_cleaned", 15), ("normative_documents_retained", 11),
          ("normative_documents_repealed", 3)], ("parts", None, "15 ≠ 11+3")),
        ([("normative_documents_cleaned", 15), ("normative_documents_retained", 11),
          ("normative_documents_repealed", 5)], ("parts", False, "15 ≠ 11+5")),
        ([("reconsideration_accepted", 81), ("reconsideration_carried_over", 9), ("reconsideration_concluded", 84),
          ("reconsideration_pending", 6)], ("balance", True, "81+9 - 84 = 6")),
        ([("reconsideration_accepted", 81), ("reconsideration_carried_over", 9), ("reconsideration_concluded", 84),
          ("reconsideration_pending", 8)], ("balance", False, "81+9 - 84 = 6 ≠ 8")),
        ([("enforcement_officers_trained", 512), ("enforcement_officers_certified", 486)],
         ("parts", None, "512 > 486")),
        ([("mediation_success_rate", "120%")], ("bounds", False, "120%")),
        ([("reconsideration_yoy_growth", "-120%")], ("bounds", False, "-120%")),
        ([("litigation_cases", -3)], ("bounds", False, "-3")),
    ],
)  # fmt: skip
def test_rules_between_facts(rows, expected):
    assert expected in told(rows)


@pytest.mark.parametrize(
    "rows",
    [
        # other scope, other window, bounds, attendances, rejected rows: nothing to compare
        [("head_appearances", 50, {"scope": "county_all"}), ("court_hearings", 40)],
        [("head_appearances", 50, {"span": "cumulative"}), ("court_hearings", 40)],
        [("head_appearances", "50余"), ("court_hearings", 40)],
        [("mediators_trained", 900, {"unit": "人次"}), ("people_mediators", 400, {"unit": "人"})],
        [("head_appearances", 50, {"status": "rejected"}), ("court_hearings", 40)],
        [("litigation_cases_lost", 3), ("litigation_cases_concluded", 0), ("litigation_loss_rate", "8%")],
        [("litigation_cases_lost", 60), ("litigation_cases_concluded", 41), ("litigation_loss_rate", "8%")],
    ],
)
def test_what_is_not_comparable_is_left_alone(rows):
    assert [found for found in told(rows) if found[1] is False and found[0] != "parts"] == []
    assert ("parts", False, "50 > 40") not in told(rows)


def test_a_correction_stands_alone():
    rows = [("head_appearances", 50), ("head_appearances", 40, {"status": "corrected"}), ("court_hearings", 45)]
    assert ("parts", True, "40 ≤ 45") in told(rows)


def test_months_make_the_year():
    months = [("litigation_cases", 5, {"period": f"2023-{month:02}"}) for month in range(1, 13)]  # 60 in all
    year = [("litigation_cases", 60)]
    assert ("months", True) in [found[:2] for found in told(months + year)]
    assert ("months", False) in [found[:2] for found in told([*months, ("litigation_cases", 66)])]
    assert ("months", True) in [
        found[:2] for found in told([*months[:11], ("litigation_cases", 66)])
    ]  # 55, one missing
    over = told([*months[:2], ("litigation_cases", 9)])
    assert ("months", False, "5+5 = 10 > 9") in over
    part = [("legal_aid_cases", 1412, {"span": "to_date"}), ("legal_aid_cases", 1380)]
    assert ("months", False, "1412 > 1380") in told(part)


def test_a_fact_told_twice():
    twice = [("litigation_cases", 31), ("litigation_cases", 13)]
    assert told(twice) == [("twice", False, "31 ≠ 13")]
    assert told([("litigation_cases", 31), ("litigation_cases", 31, {"note": "again"})]) == [("twice", True, "31 = 31")]
    seldom = fs.audit(table([("case_files_reviewed", 120), ("case_files_reviewed", 112)])).open[0]
    assert (seldom.severity, seldom.code) == ("minor", "audit_twice_seldom")
    assert told([("exempted_penalty_cases", 3), ("exempted_penalty_cases", 5)]) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (("litigation_cases", 31), ("litigation_cases", 31), ("against", True, "31 = 31")),
        (("litigation_cases", 31), ("litigation_cases", 13), ("against", False, "31 ≠ 13")),
        (("litigation_loss_rate", "7.3%"), ("litigation_loss_rate", "7.32%"), ("against", True, "7.3% = 7.32%")),
        (("litigation_loss_rate", "7.3%"), ("litigation_loss_rate", "8.3%"), ("against", False, "7.3% ≠ 8.3%")),
        (("service_cases_handled", "1000余"), ("service_cases_handled", 1088), ("against", True, "1000 = 1088")),
        (("service_cases_handled", 900), ("service_cases_handled", "1000余"), ("against", False, "900 ≠ 1000")),
        (("penalty_amount", 25, {"unit": "万元"}), ("penalty_amount", 250000, {"unit": "元"}),
         ("against", True, "250000 = 250000")),
        (("litigation_cases", 31), ("litigation_cases", 33, {"span": "to_date"}), ("against", False, "31 < 33")),
    ],
)  # fmt: skip
def test_a_second_source(ours, theirs, expected):
    assert expected in told([ours], against=table([theirs]))


def test_a_second_source_of_other_things_says_nothing():
    ours = [("litigation_cases", 31), ("litigation_loss_rate", "7.3%"), ("penalty_amount", 25)]
    others = [("litigation_cases", 30, {"span": "to_date"}), ("litigation_cases", 9, {"region": "青禾区"})]
    assert told(ours, against=table(others)) == []


def test_a_printed_rate_against_the_counts_of_another_source():
    counts = [("reconsideration_accepted", 151), ("reconsideration_concluded", 135)]
    assert ("against", False, "135/151 = 89.404% ≠ 100%") in told(
        [("reconsideration_conclusion_rate", "100%")], against=table(counts)
    )
    assert ("against", True, "135/151 = 89.404%, 89.4%") in told(
        [("reconsideration_conclusion_rate", "89.4%")], against=table(counts)
    )


@pytest.mark.parametrize(
    ("growth", "expected"),
    [("100%", ("growth", True, "80/40 - 1 = 100%, 100%")), ("50%", ("growth", False, "80/40 - 1 = 100% ≠ 50%"))],
)
def test_growth_against_last_years_table(growth, expected):
    last = table([("reconsideration_applications", 40), ("reconsideration_pending", 6)], period="2022")
    ours = [("reconsideration_applications", 80), ("reconsideration_yoy_growth", growth)]
    assert expected in told(ours, against=last)
    assert ("balance", False, "9 ≠ 6") in told([("reconsideration_carried_over", 9)], against=last)
    assert ("balance", True, "6 = 6") in told([("reconsideration_carried_over", 6)], against=last)


def test_growth_from_nothing_is_not_judged():
    last = table([("reconsideration_applications", 0)], period="2022")
    assert told([("reconsideration_applications", 80), ("reconsideration_yoy_growth", "50%")], against=last) == []


def test_places_of_a_table_name_the_line_and_the_source():
    rows = [
        ("litigation_cases", 31, {"source": "r.txt", "location": "5:9", "quote": "应诉31件"}),
        ("litigation_cases", 13),
    ]
    first, second = fs.audit(table(rows)).errors[0].places
    assert (first.document, first.start, first.end, first.quote) == ("r.txt", 5, 9, "应诉31件")
    assert "row 1" in first.where
    assert (second.document, second.start) == ("DataFrame row 2", None)
    assert "litigation_cases" in str(second)
