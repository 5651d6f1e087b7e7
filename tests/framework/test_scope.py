"""`applies_to`: periods of every length against conditions of every length, classes, and groups within groups."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fazhi_score as fs
from fazhi_score.facts.periods import period_days
from fazhi_score.facts.table import read_facts
from fazhi_score.framework.scope import applicable, period_fits
from fazhi_score.scoring.marks import in_scope
from fazhi_score.scoring.panel import build_panel
from tests.conftest import plain, register, sheet, table


@pytest.mark.parametrize(
    ("condition", "inside", "outside"),
    [
        ("2024", "2024 2024Q1 2024Q4 2024H2 2024-01 2024-12", "2023 2025 2023Q4 2025-01"),
        ("==2024", "2024 2024-06", "2023-06"),
        (" >= 2024 ", "2024 2025 2024Q1 2024-01", "2023 2023Q4 2023-12"),
        (">2024", "2025 2025Q1 2025-01", "2024 2024Q4 2024-12 2023"),
        ("<=2024", "2024 2024Q4 2024-12 2023", "2025 2025Q1 2025-01"),
        ("<2024", "2023 2023Q4 2023-12", "2024 2024Q1 2024-01 2025"),
        # a quarter holds three months, a half two quarters
        ("2024Q2", "2024Q2 2024-04 2024-06", "2024 2024H1 2024Q1 2024Q3 2024-03 2024-07 2023Q2"),
        (">=2024Q2", "2024Q2 2024Q3 2024-04 2024-11 2024H2 2025", "2024Q1 2024-03 2024H1 2024 2023"),
        (">2024Q2", "2024Q3 2024-07 2024H2 2025", "2024Q2 2024-06 2024H1 2024"),
        ("<=2024Q2", "2024Q2 2024Q1 2024-06 2024-01 2024H1 2023", "2024Q3 2024-07 2024-12 2024H2 2025"),
        ("<2024Q2", "2024Q1 2024-03 2024H1 2023 2024", "2024Q2 2024-04 2024-12 2024H2"),
        ("2024H2", "2024H2 2024Q3 2024Q4 2024-07 2024-12", "2024H1 2024Q2 2024-06 2024"),
        (">=2024H2", "2024H2 2024Q3 2024-07 2025Q1", "2024H1 2024Q2 2024-06 2024"),
        ("2024-07", "2024-07", "2024 2024Q3 2024H2 2024-08"),
        (">=2024-07", "2024-07 2024-12 2024Q3 2024H2 2025", "2024-06 2024Q2 2024Q1 2024H1 2024"),
        ("<2024-07", "2024-06 2024Q2 2024Q1 2024H1 2024 2023", "2024-07 2024Q3 2024H2 2025"),
    ],
)
def test_conditions_of_every_form(condition, inside, outside):
    assert [period for period in inside.split() if not period_fits(period, condition)] == []
    assert [period for period in outside.split() if period_fits(period, condition)] == []


YEARS = ("2023", "2024")
PERIODS = [
    name
    for year in YEARS
    for name in (year, *(f"{year}H{n}" for n in (1, 2)), *(f"{year}Q{n}" for n in (1, 2, 3, 4)),
                 *(f"{year}-{n:02}" for n in range(1, 13)))
]  # fmt: skip


@given(period=st.sampled_from(PERIODS), bound=st.sampled_from(PERIODS))
def test_every_period_stands_on_one_side_of_a_bound(period, bound):
    first, last = period_days(period)
    start, end = period_days(bound)
    assert period_fits(period, f">={bound}") == (first >= start)
    assert period_fits(period, f"<{bound}") == (first < start)
    assert period_fits(period, f">{bound}") == (first > end)
    assert period_fits(period, f"<={bound}") == (first <= end)
    assert period_fits(period, bound) == (start <= first and last <= end)


def test_a_month_that_does_not_exist_breaks_nothing():
    # the form of a condition is checked, its month is not
    assert not period_fits("2024", "2024-13") and period_fits("2024", "<2024-13")
    assert not period_fits("2024-12", "2024-00")


NESTED = sheet(
    {
        "everywhere": plain("x", group="top"),
        "town_only": plain("x", group="top", applies_to={"class": ["town"]}),
        "since_q3": plain("x", group="inner", applies_to={"period": ">=2024Q3"}),
        "both": plain("x", group="inner", applies_to={"class": ["county", "town"], "period": "<2024-11"}),
        "shown": {"group": "deep", "formula": "x", "better": "neutral", "applies_to": {"period": ">2023"}},
        "checks": {
            "group": "deep",
            "score": {"rule": "checklist", "items": ["x > 0"]},
            "missing": {"not_reported": "zero"},
        },
        "marks": {"group": "top", "score": {"rule": "reviewer"}, "applies_to": {"class": ["county"]}},
    },
    facts={"x": {}},
    groups={
        "top": {},
        "outer": {"applies_to": {"class": ["county", "city"]}},
        "inner": {"within": "outer", "applies_to": {"period": ">=2024"}},
        "deep": {"within": "inner", "applies_to": {"class": ["county"]}},
    },
)


def test_what_stands_in_a_group_applies_where_all_groups_above_do():
    # outer wants county or city, inner 2024 and later, deep counties only
    assert applicable(NESTED, "town", "2024") == {"top", "everywhere", "town_only"}
    assert applicable(NESTED, "city", "2024Q3") == {"top", "everywhere", "outer", "inner", "since_q3"}
    assert applicable(NESTED, "county", "2023") == {"top", "everywhere", "marks", "outer"}
    assert applicable(NESTED, "county", "2024-12") == {
        "top", "everywhere", "marks", "outer", "inner", "since_q3", "deep", "shown", "checks",
    }  # fmt: skip
    # the year 2024 begins before the third quarter and before November
    assert applicable(NESTED, "county", "2024") == {
        "top", "everywhere", "marks", "outer", "inner", "both", "deep", "shown", "checks",
    }  # fmt: skip
    # no class is no listed class
    assert applicable(NESTED, "", "2024") == {"top", "everywhere"}


def test_the_panel_says_the_same():
    classes = {"A": "county", "B": "city", "C": "town", "D": "other"}
    units = list(itertools.product(classes, PERIODS))
    facts = read_facts(table({unit: {"x": 1} for unit in units}), regions=register(classes))
    panel = build_panel(facts, NESTED)
    masks = in_scope(panel)
    for row, (region, period) in enumerate(panel.index):
        found = {name for name, mask in masks.items() if name and mask[row]}
        assert found == applicable(NESTED, classes[region], period), (region, period)
    assert len(panel) == len(units)


def test_the_default_framework_applies_to_everybody():
    framework = fs.load_framework()
    every = set(framework.entries) | set(framework.file.groups)
    limited = {name for name in every if framework.node(name).applies_to}
    assert every - limited >= applicable(framework, "county-level", "2024") - limited
    assert applicable(framework, "county-level", "2024") <= every
