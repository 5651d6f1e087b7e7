"""Scales that are kept: the same facts get the same scores, and next year stands on this year's scale."""

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import fazhi_score as fs
from tests.conftest import register, scored, sheet

RULES = {
    "minmax": {"rule": "minmax"},
    "minmax_range": {"rule": "minmax", "to": [20, 90]},
    "zscore": {"rule": "zscore"},
    "zscore_other": {"rule": "zscore", "mean": 60, "deviation": 25},
    "robust": {"rule": "robust"},
    "to_maximum": {"rule": "distance_to_maximum"},
    "to_target": {"rule": "distance_to_target", "target": 6, "to": [10, 100]},
    "fraction": {"rule": "fraction_of_maximum"},
    "complement": {"rule": "fraction_of_maximum", "turn": "complement"},
    "sum": {"rule": "sum_share"},
    "vector": {"rule": "vector"},
}
ONLY_HIGHER = ("fraction", "sum")
PERCENT = {"rule": "distance_to_target", "target": "600%"}


def framework_of(folder, *, method=None, **indicators):
    """Write a framework into a file and read it."""
    made = {name: {"formula": "x", **spec} for name, spec in indicators.items()}
    framework = sheet(made, facts={"x": {}}, method=method)
    path = folder / "base.yaml"
    path.write_text(framework.to_yaml(), encoding="utf-8")
    return fs.load_framework(path)


def every_rule(folder, **more):
    kinds = {}
    for name, rule in RULES.items():
        for better in ("higher", "lower"):
            if better == "higher" or name not in ONLY_HIGHER:
                kinds[f"{name}_{better}"] = {"score": rule, "better": better}
        if name not in ("to_target",):
            kinds[f"{name}_percent"] = {"score": rule, "unit": "percent", "formula": "x / 1"}
    kinds["to_target_percent"] = {"score": PERCENT, "unit": "percent", "formula": "x / 1"}
    return framework_of(folder, **kinds, **more)


def thawed(folder, text):
    """Read a tuning file beside the framework."""
    path = folder / "frozen.yaml"
    path.write_text(text, encoding="utf-8")
    return fs.load_framework(path)


def equal(found, wanted):
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9, equal_nan=True)


VALUES = {r: {"x": v} for r, v in zip("ABCDEFGH", (1.5, 4, 2.25, 9, 3, 7, 5, 1), strict=True)}
CLASSES = {r: "county" if r in "ABCDE" else "city" for r in VALUES}


def test_the_same_facts_get_the_same_scores(tmp_path):
    result = scored(every_rule(tmp_path), VALUES, regions=register(CLASSES))
    text = result.frozen()
    assert text.startswith("# ")
    assert "extends: base.yaml" in text
    again = scored(thawed(tmp_path, text), VALUES, regions=register(CLASSES))
    assert result.scores.notna().all(axis=None)
    equal(again.scores, result.scores[again.scores.columns])
    equal(again.composite, result.composite)
    for entry in again.framework.entries.values():  # nothing is fitted any more
        assert {spec.score.rule for spec in (entry.spec, *entry.by_class.values())} == {"goalposts"}
        assert set(entry.by_class) == {"county", "city"}


@pytest.mark.no_cover
@given(st.lists(st.integers(1, 40), min_size=4, max_size=10, unique=True), st.floats(0.01, 1e4))
def test_whatever_the_facts_are(tmp_path_factory, numbers, unit):
    folder = tmp_path_factory.mktemp("frozen")
    values = {f"r{k}": {"x": number * unit} for k, number in enumerate(numbers)}
    framework = every_rule(folder, method={"scale_within": []})
    result = scored(framework, values)
    again = scored(thawed(folder, result.frozen()), values)
    equal(again.scores, result.scores[again.scores.columns])


def test_outliers_that_the_rule_clips_stay_clipped(tmp_path):
    # of 40 at 1 and one at 100, z of the one is 6.25: 100 either way; of the fitted ends, minmax goes beyond
    values = {f"r{k}": {"x": 1} for k in range(40)} | {"s": {"x": 100}}
    framework = framework_of(tmp_path, z={"score": {"rule": "zscore"}}, m={"score": {"rule": "minmax"}})
    result = scored(framework, values)
    again = scored(thawed(tmp_path, result.frozen()), values)
    assert result.scores.loc[("s", "2024"), "z"] == 100
    equal(again.scores, result.scores[again.scores.columns])
    more = scored(thawed(tmp_path, result.frozen()), {"s": {"x": 199}})
    equal(more.scores.loc[("s", "2024"), ["z", "m"]], [100, 200])


def test_next_year_stands_on_this_years_scale(tmp_path):
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}})
    result = scored(framework, {"A": {"x": 10}, "B": {"x": 20}, "C": {"x": 30}})
    after = scored(thawed(tmp_path, result.frozen()), {("A", "2025"): {"x": 20}, ("B", "2025"): {"x": 34}})
    # on 10 to 30: (20 - 10) / 20, (34 - 10) / 20; by a scale of their own they would have 0 and 100
    equal(after.scores["i"], [50, 120])


def test_each_period_or_one_scale_for_all(tmp_path):
    values = {(r, p): {"x": v} for p, shift in (("2023", 0), ("2024", 10)) for r, v in
              zip("ABC", (1 + shift, 3 + shift, 5 + shift), strict=True)}  # fmt: skip
    pooled = scored(framework_of(tmp_path, i={"score": {"rule": "minmax"}}), values)
    # 1 to 15 for both years together
    equal(pooled.scores["i"], [0, 1000 / 14, 200 / 14, 1200 / 14, 400 / 14, 100])
    assert not pooled.framework.scale_varies_by_period
    equal(scored(thawed(tmp_path, pooled.frozen()), values).scores["i"], pooled.scores["i"])
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}}, method={"scale_within": ["period", "class"]})
    apart = scored(framework, values)
    equal(apart.scores["i"], [0, 0, 50, 50, 100, 100])
    assert apart.framework.scale_varies_by_period
    assert apart.scales["class"].tolist() == ["2023, ", "2024, "]
    with pytest.raises(fs.FazhiError) as error:
        apart.frozen()
    assert [problem.code for problem in error.value.problems] == ["freeze_period"]
    kept = scored(thawed(tmp_path, apart.frozen(period="2023")), values).scores["i"]
    equal(kept.xs("2023", level="period"), [0, 50, 100])
    equal(kept.xs("2024", level="period"), [250, 300, 350])
    with pytest.raises(fs.FazhiError) as error:
        apart.frozen(period=2022)
    assert [problem.code for problem in error.value.problems] == ["period_not_scored"]


def test_classes_with_rules_of_their_own(tmp_path):
    rules = {
        "city": {"rule": "zscore", "deviation": 5},
        "town": {"rule": "proportional", "full": 10},
        "village": {"to": [0, 90]},
    }
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}, "by_class": rules})
    values = {r: {"x": v} for r, v in zip("ABCDEFGH", (1, 2, 4, 8, 9, 6, 5, 3), strict=True)}
    classes = dict(zip("ABCDEFGH", ["county"] * 3 + ["city"] * 3 + ["town"] * 2, strict=True))
    for within in (["class"], []):
        base = framework.with_method(scale_within=within)
        (tmp_path / "base.yaml").write_text(base.to_yaml(), encoding="utf-8")
        result = scored(fs.load_framework(tmp_path / "base.yaml"), values, regions=register(classes))
        again = scored(thawed(tmp_path, result.frozen()), values, regions=register(classes))
        equal(again.scores, result.scores)
        specs = again.framework.entries["i"].by_class
        assert specs["village"].score.rule == ("minmax" if within else "goalposts")
        assert specs["town"].score.rule == "proportional"
        assert specs["city"].score.rule == "goalposts"


def test_a_class_without_a_scale_keeps_its_rule(tmp_path):
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}}, method={"minimum_peers": 3})
    values = {r: {"x": v} for r, v in zip("ABCDEFGH", (1, 2, 4, 8, 9, 6, 6, 6), strict=True)}
    # five: three counties, two cities (too few), three towns (all equal)
    classes = dict(zip("ABCDEFGH", ["county"] * 3 + ["city"] * 2 + ["town"] * 3, strict=True))
    result = scored(framework, values, regions=register(classes))
    again = scored(thawed(tmp_path, result.frozen()), values, regions=register(classes))
    equal(again.scores, result.scores)
    assert result.scores["i"].notna().sum() == 3
    rules = {kind: spec.score.rule for kind, spec in again.framework.entries["i"].by_class.items()}
    assert rules == {"county": "goalposts", "city": "minmax", "town": "minmax"}
    # of a class that is new, on the scale of all together: 1 to 9
    new = scored(again.framework, {"Z": {"x": 3}}, regions=register({"Z": "village"}))
    equal(new.scores["i"], [25])


@pytest.mark.parametrize(
    ("score", "better"),
    [
        ({"rule": "rank"}, "higher"),
        ({"rule": "borda"}, "higher"),
        ({"rule": "percentile"}, "lower"),
        ({"rule": "percentile_rank"}, "higher"),
        ({"rule": "bottom", "last": 1, "deduct": "50%"}, "higher"),
        ({"rule": "logistic"}, "higher"),
        ({"rule": "fraction_of_maximum"}, "lower"),
        ({"rule": "sum_share"}, "lower"),
        ({"rule": "distance_to_reference", "reference": "x * 2"}, "higher"),
        ({"rule": "shrinkage", "base": "x"}, "higher"),
    ],
)
def test_what_ranks_or_is_no_straight_line_is_refused(tmp_path, score, better):
    framework = framework_of(
        tmp_path,
        i={"score": score, "better": better, "formula": "x / 100"},
        j={"score": {"rule": "minmax"}},
    )
    result = scored(framework, VALUES)
    with pytest.raises(fs.FazhiError) as error:
        result.frozen()
    (problem,) = error.value.problems
    assert problem.code == "freeze_rules"
    assert problem.params["listed"] == f"i ({score['rule']})"
    assert "i (" in problem.message("zh")


@pytest.mark.parametrize(("count", "ends"), [(8, "i7 (rank)"), (9, "i7 (rank) …")])
def test_of_many_that_are_refused_eight_are_named(tmp_path, count, ends):
    indicators = {f"i{k}": {"score": {"rule": "rank"}} for k in range(count)}
    with pytest.raises(fs.FazhiError) as error:
        scored(framework_of(tmp_path, **indicators), VALUES).frozen()
    params = error.value.problems[0].params
    assert params["count"] == count and params["listed"].endswith(ends)


def test_what_cannot_be_told_by_class_is_refused(tmp_path):
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}}, method={"scale_within": ["zone"]})
    zones = register(CLASSES, zone=dict.fromkeys(CLASSES, "east"))
    with pytest.raises(fs.FazhiError) as error:
        scored(framework, VALUES, regions=zones).frozen()
    assert [problem.code for problem in error.value.problems] == ["freeze_within"]


def test_a_framework_without_a_file_needs_a_name(tmp_path):
    result = scored(sheet({"i": {"formula": "x", "score": {"rule": "minmax"}}}), VALUES)
    with pytest.raises(fs.FazhiError) as error:
        result.frozen()
    assert [problem.code for problem in error.value.problems] == ["freeze_extends"]
    assert "extends: other.yaml" in result.frozen(extends="other.yaml")


def test_nothing_to_keep(tmp_path):
    result = scored(framework_of(tmp_path, i={"score": {"rule": "proportional", "full": 10}}), VALUES)
    again = scored(thawed(tmp_path, result.frozen()), VALUES)
    equal(again.scores, result.scores)


def test_reference_regions_take_no_part(tmp_path):
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}})
    values = {**VALUES, "mean": {"x": 100}}
    result = scored(framework, values, regions=register({**CLASSES, "mean": "reference"}))
    text = result.frozen()
    assert "reference" not in text
    equal(
        scored(thawed(tmp_path, text), values, regions=register({**CLASSES, "mean": "reference"})).scores.loc[
            list(VALUES), "i"
        ],
        result.scores.loc[list(VALUES), "i"],
    )


# what rules were fitted on


def test_scales_keep_all_that_was_fitted():
    framework = sheet({"i": {"formula": "x", "score": {"rule": "robust"}}, "j": {"formula": "x", "score": {
        "rule": "proportional", "full": 9}, "by_class": {"city": {"rule": "minmax"}}}, "k": {"formula": "x", "score": {
        "rule": "proportional", "full": 9}}})  # fmt: skip
    scales = scored(framework, VALUES, regions=register(CLASSES)).scales
    assert scales.columns.tolist() == [
        "indicator", "class", "count", "min", "max", "mean", "std", "median", "lower_quartile", "upper_quartile",
    ]  # fmt: skip
    nothing = scored(sheet({"i": {"formula": "x", "score": {"rule": "proportional", "full": 9}}}), VALUES).scales
    assert nothing.columns.tolist() == scales.columns.tolist() and nothing.empty
    scales = scales.set_index(["indicator", "class"])
    assert set(scales.index) == {(name, kind) for name in "ij" for kind in ("county", "city")}
    county = np.array([1.5, 4, 2.25, 9, 3])
    wanted = [5, 1.5, 9, county.mean(), county.std(ddof=1), 3, 2.25, 4]
    equal(scales.loc[("i", "county")].astype(float), wanted)
    equal(scales.loc[("i", "city")].astype(float)[["count", "median"]], [3, 5])


def test_scales_leave_out_who_is_out_of_scope():
    framework = sheet(
        {"i": {"formula": "x", "score": {"rule": "minmax"}, "applies_to": {"class": ["city"]}}},
        method={"scale_within": []},
    )
    row = scored(framework, VALUES, regions=register(CLASSES)).scales.iloc[0]
    assert (row["count"], row["min"], row["max"], row["class"]) == (3, 1, 7, "")


def test_where_all_together_have_no_scale_classes_still_do(tmp_path):
    # quartiles of the counties 1 and 3, of the cities 5 and 5, and so of all together: no robust scale
    values = {f"r{k}": {"x": x} for k, x in enumerate((0, 2, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5))}
    classes = {region: "county" if k < 3 else "city" for k, region in enumerate(values)}
    result = scored(framework_of(tmp_path, i={"score": {"rule": "robust"}}), values, regions=register(classes))
    framework = thawed(tmp_path, result.frozen())
    assert framework.entries["i"].spec.score.rule == "robust"
    assert set(framework.entries["i"].by_class) == {"county"}
    equal(scored(framework, values, regions=register(classes)).scores, result.scores)


@pytest.mark.parametrize("treatment", ["winsorise", "log", {"method": "coin", "maximum": 0}, {"method": "box_cox"}])
def test_the_treatment_of_outliers_is_kept(tmp_path, treatment):
    framework = framework_of(tmp_path, method={"treatment": treatment}, i={"score": {"rule": "minmax"}})
    values = {f"R{n}": {"x": v} for n, v in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])}
    result = scored(framework, values)
    kept = thawed(tmp_path, result.frozen())
    equal(scored(kept, values).composite, result.composite)
    # next year 1200 is treated by this year's limits, and nothing is fitted anew
    alone = scored(kept, {"R": {"x": 5}, "S": {"x": 1200}}).composite
    assert alone["R"].item() == pytest.approx(result.composite["R4"].item())
    assert alone["S"].item() >= 100 - 1e-9
    if treatment == "winsorise":
        assert alone["S"].item() == pytest.approx(100)


def test_where_there_is_one_period_it_need_not_be_named(tmp_path):
    framework = framework_of(tmp_path, i={"score": {"rule": "minmax"}}, method={"scale_within": ["period", "class"]})
    result = scored(framework, VALUES)
    assert result.frozen() == result.frozen(period=2024)
    # from 1 to 9: 3 stands at a quarter
    assert scored(thawed(tmp_path, result.frozen()), {"A": {"x": 3}}).composite.item() == pytest.approx(25)


@pytest.mark.parametrize(
    ("rule", "score"),
    [("sum", 40 / 20 * 100), ("vector", 200), ("fraction", 40 / 16 * 100), ("to_target", 100)],
)
def test_whoever_exceeds_last_years_scale_exceeds_its_end_unless_the_rule_clips(tmp_path, rule, score):
    # 4 and 16: the sum is 20, the length 16.49…, the largest 16; the target of 6 is met
    result = scored(framework_of(tmp_path, i={"score": RULES[rule]}), {"A": {"x": 4}, "B": {"x": 16}, "C": {"x": 0}})
    found = scored(thawed(tmp_path, result.frozen()), {"A": {"x": 40}}).scores["i"].item()
    assert found == pytest.approx(score if rule != "vector" else 40 / np.hypot(4, 16) * 100)


def test_only_what_a_treatment_did_is_written(tmp_path):
    framework = framework_of(tmp_path, method={"treatment": "winsorise"}, i={"score": {"rule": "minmax"}})

    def kept(last):
        result = scored(framework, {f"R{n}": {"x": v} for n, v in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9, last])})
        return yaml.safe_load(result.frozen())["indicators"]["i"]["treatment"]

    assert kept(1000) == {"method": "recorded", "upper": 9.0}
    assert kept(10) == "none"
