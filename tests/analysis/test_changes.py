"""Changes over time: by hand, and the identity that the parts add up to the change."""

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis.changes import PARTS, changes
from tests.conftest import plain, posts, register, scored, sheet

TWO = {"i": plain("x", group="one"), "j": plain("y", group="two")}


def panel(n=6, periods=(2021, 2022, 2023), seed=1, share=0.7, **more):
    """Random facts of eight indicators with gaps, and regions that come and go."""
    draw = np.random.default_rng(seed)
    names = [f"f{k}" for k in range(8)]
    rows = {
        (f"R{r}", str(period)): {name: round(float(draw.uniform(0, 100)), 2) for name in names if draw.random() < share}
        for r in range(n)
        for period in periods
        if draw.random() < 0.9
    }
    return {key: facts for key, facts in rows.items() if facts}


def tree(**more):
    groups = {"a": {"weight": 2}, "b": {"weight": 1}, "c": {"within": "a", "weight": 3}}
    places = ["a", "a", "c", "c", "b", "b", "b", "c"]
    specs = {f"n{k}": plain(f"f{k}", group=place, weight=k + 1) for k, place in enumerate(places)}
    return sheet(specs, groups=groups, **more)


def test_more_weight_counts_by_how_far_the_score_lies_from_the_mean():
    # 2023, weights 1 and 1: A has 80 and 40, 60. 2024, weights 3 and 1: A has 80 and 60, 75
    # data: y rises 20 at the mean weight (1/2 + 1/4) / 2: 7.5. weights: (80 - 67.5) / 4 + (67.5 - 50) / 4 = 7.5
    facts = {("A", "2023"): {"x": 80, "y": 40}, ("A", "2024"): {"x": 80, "y": 60}}
    before = scored(sheet(TWO), facts)
    after = scored(sheet(TWO).with_weights(one=3), facts)
    found = changes(before, after, between=(2023, 2024))
    row = found.summary.loc[("A", "2023", "2024")]
    assert row[["before", "after", "change"]].tolist() == pytest.approx([60, 75, 15])
    assert row[list(PARTS)].tolist() == pytest.approx([7.5, 7.5, 0, 0, 0, 0], abs=1e-9)
    assert found.parts.loc[("A", "2023", "2024"), ("weights", "i")] == pytest.approx(3.125)
    assert found.parts.loc[("A", "2023", "2024"), ("weights", "j")] == pytest.approx(4.375)
    assert found.is_exact


def test_an_indicator_that_joins_is_membership_and_not_data():
    # 60 from two; then 60 and 60 stay, and a third with 90 joins: 70
    three = {**TWO, "k": plain("z", group="three")}
    result = scored(sheet(three), {("A", "2023"): {"x": 60, "y": 60}, ("A", "2024"): {"x": 60, "y": 60, "z": 90}})
    row = changes(result).summary.loc[("A", "2023", "2024")]
    assert row[list(PARTS)].tolist() == pytest.approx([0, 0, 10, 0, 0, 0], abs=1e-9)


def test_nothing_in_common_is_membership_whole():
    result = scored(sheet(TWO), {("A", "2023"): {"x": 60}, ("A", "2024"): {"y": 90}})
    found = changes(result)
    assert found.summary[list(PARTS)].iloc[0].tolist() == pytest.approx([0, 0, 30, 0, 0, 0], abs=1e-9)
    assert found.parts["membership"].iloc[0].sum() == pytest.approx(30)


@pytest.mark.parametrize("seed", range(8))
def test_parts_add_up_to_the_change(seed):
    result = scored(tree(), panel(seed=seed))
    found = changes(result)
    assert found.is_exact
    summary = found.summary
    assert summary["change"].to_numpy() == pytest.approx(summary[list(PARTS)].sum(axis=1).to_numpy(), abs=1e-9)
    assert (summary["remainder"] == 0).all()
    assert (summary["weights"].abs() < 1e-9).all()  # one framework
    assert found.by_group.sum(axis=1).to_numpy() == pytest.approx(summary["change"].to_numpy(), abs=1e-9)
    assert set(found.by_group.columns.get_level_values("node")) <= {"a", "b", "adjustments"}
    composite = result.composite
    for region, first, last in summary.index:
        change = composite[region, last] - composite[region, first]
        assert summary.loc[(region, first, last), "change"] == pytest.approx(change, abs=1e-12)
    mean = found.mean
    parts = [*PARTS, "regions_membership"]
    assert mean["change"].to_numpy() == pytest.approx(mean[parts].sum(axis=1).to_numpy(), abs=1e-9)
    for first, last in mean.index:
        for period, column in ((first, "before"), (last, "after")):
            assert mean.loc[(first, last), column] == pytest.approx(composite.xs(period, level="period").mean())
    counted = mean["entered"].sum() + mean["left"].sum()
    assert counted == len(found.only_one)


@pytest.mark.parametrize("seed", range(4))
def test_another_framework_for_the_later_period_adds_up_too(seed):
    facts = panel(seed=seed, periods=(2023, 2024))
    other = tree().with_weights(a=1, n0=5, n6=0.5)
    bonus = {"extra": {"kind": "bonus", "formula": "f1", "each": 0.02}}
    before, after = scored(tree(adjustments=bonus), facts), scored(other, facts)
    found = changes(before, after)
    summary = found.summary
    assert list(found.pairs) == [("2023", "2024")]
    assert summary["change"].to_numpy() == pytest.approx(summary[list(PARTS)].sum(axis=1).to_numpy(), abs=1e-9)
    assert (summary["weights"].abs() > 1e-6).any()
    assert (summary["adjustments"] <= 1e-12).all()


@pytest.mark.parametrize("method", [{}, {"missing": {"not_reported": "zero"}}])
def test_without_arithmetic_the_rest_is_the_remainder(method):
    framework = tree(method={"aggregation": "geometric", **method})
    found = changes(scored(framework, panel(seed=3)))
    summary = found.summary
    assert not found.is_exact
    assert summary["change"].to_numpy() == pytest.approx(summary[list(PARTS)].sum(axis=1).to_numpy(), abs=1e-9)


def test_another_aggregation_has_a_part_of_its_own():
    facts = {("A", "2023"): {"x": 90, "y": 40}, ("A", "2024"): {"x": 90, "y": 40}}
    after = scored(sheet(TWO, method={"aggregation": "geometric"}), facts)
    row = changes(scored(sheet(TWO), facts), after).summary.iloc[0]
    assert row["aggregation"] == pytest.approx(60 - 65)
    assert row["remainder"] == pytest.approx(0, abs=1e-9)


def test_regions_of_one_period_only():
    facts = {("A", "2023"): {"x": 50, "y": 50}, ("B", "2023"): {"x": 20, "y": 20}, ("A", "2024"): {"x": 60, "y": 60},
             ("C", "2024"): {"x": 90, "y": 90}}  # fmt: skip
    found = changes(scored(sheet(TWO), facts))
    assert found.only_one[["composite", "side"]].to_numpy().tolist() == [[20.0, "before"], [90.0, "after"]]
    assert found.only_one.index.get_level_values("region").tolist() == ["B", "C"]
    # the mean goes from 35 to 75: A brings 10, the rest is who is there
    row = found.mean.loc[("2023", "2024")]
    assert row[["regions", "entered", "left"]].tolist() == [1, 1, 1]
    assert row[["before", "after", "data", "regions_membership"]].tolist() == pytest.approx([35, 75, 10, 30])


def test_nobody_in_both_periods():
    found = changes(scored(sheet(TWO), {("A", "2023"): {"x": 50}, ("B", "2024"): {"x": 60}}))
    assert found.summary.empty
    assert len(found.only_one) == 2
    assert found.mean["regions_membership"].tolist() == [10.0]


RELATIVE = {"i": {"formula": "x", "score": {"rule": "minmax"}}}
FACTS = {(r, p): {"x": v} for r, p, v in [("A", "2023", 1), ("B", "2023", 2), ("A", "2024", 5), ("B", "2024", 7)]}


def test_scales_of_their_own_for_each_period_are_refused():
    apart = scored(sheet(RELATIVE, method={"scale_within": ["period", "class"]}), FACTS)
    with pytest.raises(fs.FazhiError, match="per_period_scales") as raised:
        changes(apart)
    assert raised.value.problems[0].code == "scales_per_period"
    assert "scale_within" in raised.value.problems[0].hint("zh")
    assert changes(apart, per_period_scales=True).summary["change"].tolist() == [0, 0]
    together = scored(sheet(RELATIVE), FACTS)
    # 1 … 7 is one scale: A rises from 0 to 66.7
    assert changes(together).summary["data"].tolist() == pytest.approx([400 / 6, 500 / 6])


def test_relative_rules_on_different_facts_are_refused():
    sides = [scored(sheet(RELATIVE), {k: v for k, v in FACTS.items() if k[1] == period}) for period in ("2023", "2024")]
    with pytest.raises(fs.FazhiError) as raised:
        changes(*sides)
    assert raised.value.problems[0].code == "scales_of_two"
    assert changes(*sides, per_period_scales=True).pairs == [("2023", "2024")]


def test_one_period_is_no_change():
    one = scored(sheet(TWO), {"A": {"x": 1, "y": 2}})
    for asked in (lambda: changes(one), lambda: changes(one, one)):
        with pytest.raises(fs.FazhiError) as raised:
            asked()
        assert raised.value.problems[0].code == "one_period"


def test_periods_that_are_not_there_or_of_other_length():
    facts = {("A", p): {"x": 1, "y": 2} for p in ("2023", "2024", "2024Q1")}
    result = scored(sheet(TWO), facts)
    with pytest.raises(fs.FazhiError) as raised:
        changes(result)
    assert raised.value.problems[0].code == "periods_of_lengths"
    with pytest.raises(fs.FazhiError) as raised:
        changes(result, between=(2022, 2024))
    assert raised.value.problems[0].code == "period_not_scored"
    assert changes(result, between=("2023年", 2024)).pairs == [("2023", "2024")]


def test_rules_of_single_classes_count_as_relative():
    spec = {"i": {"formula": "x", "score": posts()}}
    classes = register({"A": "county-level", "B": "county-level"})
    result = scored(sheet(spec, method={"scale_within": ["period"]}), FACTS, regions=classes)
    assert changes(result).summary["change"].tolist() == pytest.approx([4, 5])


def test_names_are_those_of_the_register():
    frame = pd.DataFrame({"region": ["A", "B"], "name": ["甲", "乙"], "class": "county-level"})
    found = changes(scored(sheet(RELATIVE), FACTS, regions=frame))
    assert found.summary["name"].tolist() == ["甲", "乙"]


def test_an_order_is_no_sum_of_parts():
    ordered = scored(sheet(TWO, method={"ordering": "topsis"}), {key: {"x": k, "y": 9} for k, key in enumerate(FACTS)})
    with pytest.raises(fs.FazhiError) as raised:
        changes(ordered)
    assert raised.value.problems[0].code == "ordering_no_parts"
