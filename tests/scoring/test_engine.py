"""The order of the steps: rounding, ranking, who is compared on what, and what a reader is told."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

import fazhi_score as fs
from tests.conftest import codes, manifest, plain, posts, register, scored, sheet, table

GAP = np.nan
ONE = sheet({"i": plain("a")})


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def of(values, **method):
    return scored(sheet({"i": plain("a")}, method=method), {f"R{k}": {"a": v} for k, v in enumerate(values)})


# rounding


def test_nothing_is_rounded_unless_the_method_says_so():
    assert of([66.66666666666667]).composite.item() == 66.66666666666667


def test_halves_are_rounded_up():
    # 2.675 is stored a little below; half to even would give 0.12 and 2.67
    same(of([0.125, 2.675, 82.5, 64.994999], round=2).composite, [0.13, 2.68, 82.5, 64.99])
    same(of([0.5, 1.5, 2.5], round=0).composite, [1, 2, 3])


def test_ranks_grades_and_bounds_go_by_the_rounded_score():
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={"round": 0}, grades={"good": 80, "poor": 0})
    result = scored(framework, {"A": {"a": 79.6, "b": 79.6}, "B": {"a": 80.4, "b": 80.4}, "C": {"a": 33.3}})
    same(result.composite, [80, 80, 33])
    assert result.ranks.tolist() == [1, 1, 3]
    assert result.table["grade"].tolist() == ["good", "good", "poor"]
    # C: (33.3 + 0) / 2 = 16.65 and (33.3 + 100) / 2 = 66.65
    same(result.table[["lower", "upper"]], [[80, 80], [80, 80], [17, 67]])
    # the possible ranks hold the rank
    assert result.table["best_rank"].tolist() == [1, 1, 3]
    assert result.table["worst_rank"].tolist() == [1, 1, 3]
    same(result.contributions.sum(axis=1), result.composite)


# ranking


def test_ties_at_1e_9():
    assert of([80, 80 - 0.9e-9, 70]).ranks.tolist() == [1, 1, 3]
    assert of([80, 80 - 1.1e-9, 70]).ranks.tolist() == [1, 2, 3]
    assert of([80, 80 - 0.9e-9, 80 - 1.8e-9, 70]).ranks.tolist() == [1, 1, 1, 4]


def test_grades_reach_their_edge_within_1e_9():
    framework = sheet({"i": plain("a")}, grades={"good": 80, "poor": 0})
    result = scored(framework, {"A": {"a": 80 - 0.9e-9}, "B": {"a": 80 - 1.1e-9}, "C": {"a": 80}})
    assert result.table["grade"].tolist() == ["good", "poor", "good"]


def test_each_class_and_period_has_its_own_ranks():
    classes = register({"A": "county", "B": "county", "T": "town", "U": "town"})
    values = {(r, p): {"a": v} for r, v in zip("ABTU", (90, 80, 70, 60), strict=True) for p in ("2023", "2024")}
    values["A", "2024"] = {"a": 10}
    result = scored(ONE, values, regions=classes)
    assert result.ranks.xs("2023", level="period").tolist() == [1, 2, 1, 2]
    assert result.ranks.xs("2024", level="period").tolist() == [2, 1, 1, 2]
    wide = scored(ONE.with_method(rank_within=["period"]), values, regions=classes)
    assert wide.ranks.xs("2023", level="period").tolist() == [1, 2, 3, 4]
    widest = scored(ONE.with_method(rank_within=[]), values, regions=classes)
    assert sorted(widest.ranks) == [1, 2, 2, 4, 4, 6, 6, 8]
    own = scored(ONE.with_method(rank_within=["region"]), values, regions=classes)
    assert own.ranks["A"].to_dict() == {"2023": 1, "2024": 2}  # a region against its own years


def test_a_small_class_is_scored_and_not_ranked():
    classes = register({**dict.fromkeys("ABC", "county"), **dict.fromkeys("TU", "town")})
    result = scored(ONE.with_method(minimum_peers=3), {r: {"a": 50} for r in "ABCTU"}, regions=classes)
    assert result.table["rank"].isna().tolist() == [False, False, False, True, True]
    assert result.composite.notna().all()
    (note,) = [note for note in result.notes if note.code == "class_too_small"]
    assert note.params["within"] == "period, class"
    assert (note.params["count"], note.params["peers"]) == (2, 3)


def test_who_has_no_score_does_not_count_as_a_peer():
    framework = sheet({"i": plain("a"), "j": {"formula": "b", "better": "neutral"}}, method={"minimum_peers": 3})
    result = scored(framework, {"A": {"a": 1}, "B": {"a": 2}, "C": {"b": 3}})
    assert result.table["rank"].isna().all()
    assert result.table["peers"].tolist() == [2, 2, 2]


def test_reference_regions_are_never_scored_or_ranked():
    classes = register({"A": "county", "B": "county", "M": "reference"})
    result = scored(ONE, {"A": {"a": 10}, "B": {"a": 20}, "M": {"a": 99}}, regions=classes)
    assert result.table["rank"].isna().tolist() == [False, False, True]
    assert result.ranks.dropna().tolist() == [2, 1]
    assert result.table["composite"].isna().tolist() == [False, False, True]
    assert result.table["peers"].tolist()[:2] == [2, 2]
    # nor do they take part in scales
    relative = sheet({"i": {"formula": "a", "score": {"rule": "minmax"}}}, method={"minimum_peers": 2})
    same(scored(relative, {"A": {"a": 10}, "B": {"a": 20}, "M": {"a": 99}}, regions=classes).composite, [0, 100, GAP])


def test_below_the_minimum_coverage_a_region_is_scored_and_shown():
    framework = sheet(
        {"i": plain("a", weight=40), "j": plain("b", weight=60)},
        method={"minimum_coverage": "40%"},
        grades={"good": 80, "poor": 0},
    )
    result = scored(framework, {"A": {"a": 90}, "B": {"b": 50}, "C": {"a": 90, "b": 10}})
    # coverage 0.4 is enough; A and B are ranked
    assert result.ranks.tolist() == [1, 2, 3]
    result = scored(framework.with_method(minimum_coverage="50%"), {"A": {"a": 90}, "B": {"b": 50}})
    assert result.table["rank"].isna().tolist() == [True, False]
    assert result.table["grade"].tolist() == ["", "poor"]
    assert result.composite.tolist() == [90, 50]
    (note,) = [note for note in result.notes if note.code == "coverage_too_low"]
    assert "50%" in note.message("en")


# comparing on what enough of them state


COMMON = {
    "A": {"a": 10, "b": 90, "c": 100},
    "B": {"a": 40, "b": 70},
    "C": {"a": 60, "b": 20},
    "D": {"a": 50},
}


def test_bounds_where_a_group_has_too_few_children_are_those_of_all_fillings_and_the_score_as_it_stands():
    indicators = {name: plain(name, group="g") for name in "abc"} | {name: plain(name, group="h") for name in "de"}
    framework = sheet(indicators, groups={"g": {"minimum_children": "60%"}, "h": {}})
    for stated in ({"a": 0, "d": 90}, {"a": 100, "d": 20}, {"a": 50, "b": 0, "d": 90, "e": 10}, {"c": 70}):
        gaps = [name for name in indicators if name not in stated]
        fillings = [dict(zip(gaps, ends, strict=True)) for ends in itertools.product((0, 35, 100), repeat=len(gaps))]
        result = scored(framework, {"A": stated} | {k: stated | one for k, one in enumerate(map(dict, fillings))})
        found = result.composite.dropna()
        same(result.table.loc[("A", "2024"), ["lower", "upper"]], [found.min(), found.max()])
    # a is one of three, so g does not count: 90. With b and c, g is 0 to 200/3, h (90 + 0)/2 to (90 + 100)/2
    result = scored(framework, {"A": {"a": 0, "d": 90}, "B": {"a": 0, "d": 90, "e": 90}})
    same(result.composite, [90, 90])
    same(result.table["lower"], [45 / 2, 90 / 2])
    same(result.table["upper"], [90, 90])  # (200/3 + 95)/2 = 80.8 and (200/3 + 90)/2 = 78.3 lie below 90


def test_compare_on_ranks_by_what_enough_of_the_class_state():
    framework = sheet({k: plain(k) for k in "abc"}, method={"compare_on": {"stated_by": "75%"}})
    result = scored(framework, COMMON)
    # a is stated by 4 of 4, b by 3 of 4, c by 1 of 4: compared on a and b
    same(result.composite, [200 / 3, 55, 40, 50])
    same(result.table["comparable"], [50, 55, 40, 50])
    assert result.ranks.tolist() == [2, 1, 4, 2]
    on_a = scored(framework.with_method(compare_on={"stated_by": "100%"}), COMMON)
    same(on_a.table["comparable"], [10, 40, 60, 50])
    assert on_a.ranks.tolist() == [4, 3, 1, 2]
    # the possible ranks are those of what is compared: nothing is open in a
    assert on_a.table["best_rank"].tolist() == on_a.table["worst_rank"].tolist() == [4, 3, 1, 2]


def test_compare_on_goes_by_class_and_leaves_reference_regions_out():
    framework = sheet({k: plain(k) for k in "ab"}, method={"compare_on": {"stated_by": "100%"}})
    classes = register({"A": "county", "B": "county", "T": "town", "M": "reference"})
    values = {"A": {"a": 10, "b": 50}, "B": {"a": 30}, "T": {"b": 70}, "M": {"a": 1, "b": 1}}
    result = scored(framework, values, regions=classes)
    same(result.table["comparable"], [10, 30, 70, GAP])
    assert "comparable" not in scored(ONE, {"A": {"a": 1}}).table


def test_compare_on_nothing_in_common_is_said():
    framework = sheet({k: plain(k) for k in "ab"}, method={"compare_on": {"stated_by": "100%"}})
    result = scored(framework, {"A": {"a": 1}, "B": {"b": 1}})
    assert "nothing_in_common" in codes(result)
    assert result.table["rank"].isna().all()


# what a reader is told


def test_without_a_register_all_are_one_class_and_that_is_said():
    assert "no_register" in codes(of([1, 2]))
    assert "no_register" not in codes(of([1, 2], rank_within=["period"], scale_within=[]))
    assert "no_register" not in codes(scored(ONE, {"A": {"a": 1}}, regions=register({"A": "county"})))
    # ranked without classes, but scored by them
    method = {"rank_within": ["period"]}
    assert "no_register" not in codes(of([1, 2], **method))
    by_peers = [
        {"i": {"formula": "a", "score": {"rule": "minmax"}}},
        {"i": plain("a - peers_mean(a)")},
        *({"i": plain("a", missing={"conflict": policy})} for policy in ("worst", "mean", "median")),
    ]
    for made in by_peers:
        facts = {"facts": {"a": {}}, "method": method}
        assert "no_register" in codes(scored(sheet(made, **facts), {"A": {"a": 1}, "B": {"a": 2}}))
        facts["method"] = {**method, "scale_within": []}
        assert "no_register" not in codes(scored(sheet(made, **facts), {"A": {"a": 1}, "B": {"a": 2}}))


def test_official_values_are_none_of_those_who_are_counted():
    veto = {"red": {"kind": "veto", "when": "x > 0", "at_most": 60}, "shut": {"kind": "gate", "when": "z > 0"}}
    framework = sheet(
        {"i": plain("a"), "j": plain("b")},
        facts={name: {} for name in "abxz"},
        adjustments=veto,
        method={"minimum_coverage": "60%"},
    )
    values = {"A": {"a": 90, "x": 0}, "B": {"a": 90, "b": 90, "z": 0}, "official": {"a": 1, "x": 1}}
    classes = register({"A": "county", "B": "county", "official": "reference"})
    result = scored(framework, values, regions=classes)
    told = {(note.code, note.params.get("adjustment")): note for note in result.notes}
    # of A nobody knows whether the gate is shut, of B whether the veto strikes; of the third nothing is asked
    assert "veto_struck" not in codes(result)
    for key in (("adjustment_unknown", "red"), ("adjustment_unknown", "shut"), ("coverage_too_low", None)):
        assert (told[key].params["count"], told[key].params["all"], told[key].severity) == (1, 2, "note")


def test_a_class_of_all_is_told_without_a_name():
    (note,) = [note for note in of([1, 2], minimum_peers=3, rank_within=[]).notes if note.code == "class_too_small"]
    assert note.params == {"count": 2, "all": 2, "peers": 3, "within": "-", "whom": "whom_regions"}


def test_notes_count_regions_of_one_year_and_region_years_of_several():
    """Two regions in three years are six of six, and not six regions."""
    wanted = {
        ("2024",): ("2 of 2 regions are not", "2 个地区中有 2 个不排名"),
        ("2022", "2023", "2024"): ("6 of 6 region-years are not", "6 个地区·年度中有 6 个不排名"),
        ("2024Q1", "2024Q2"): ("4 of 4 region-periods are not", "4 个地区·期间中有 4 个不排名"),
    }
    for periods, texts in wanted.items():
        result = scored(ONE.with_method(minimum_peers=3), {(r, p): {"a": 1} for r in "AB" for p in periods})
        (note,) = [note for note in result.notes if note.code == "class_too_small"]
        for lang, text in zip(("en", "zh"), texts, strict=True):
            assert note.message(lang).startswith(text)
    once = scored(ONE.with_method(minimum_peers=3), {("A", "2023"): {"a": 1}, ("B", "2024"): {"a": 1}})
    assert "2 of 2 regions are" in once.notes[-1].message("en")  # each stands there once


def test_printed_and_computed_values_are_told_in_their_unit():
    rate = {"formula": "a / b", "stated": "c"}
    made = {
        "i": {**rate, "unit": "percent", "score": posts("0%", "100%")},
        "j": {**rate, "stated": "d", "score": posts()},
    }
    framework = sheet(made, facts={"a": {}, "b": {}, "c": {"unit": "percent"}, "d": {}})
    result = scored(framework, {"A": {"a": 1, "b": 3, "c": "40%", "d": 0.5}})
    told = {note.params["indicator"]: note.params for note in result.notes if note.code == "stated_against_computed"}
    shown = {"region": "A", "period": "2024"}
    assert told["i"] == {"indicator": "i", **shown, "stated": "40.00%", "computed": "33.33%"}
    assert told["j"] == {"indicator": "j", **shown, "stated": "0.5", "computed": "0.333333"}


def test_one_contradiction_in_several_windows_is_told_once():
    framework = sheet(
        {"i": {"formula": "a / b", "score": {"rule": "goalposts", "worst": 0, "best": 1}}},
        facts={"a": {}, "b": {"span": "stock"}},
    )
    rows = [
        {"region": "A", "fact": "b", "value": "5"},
        {"region": "A", "fact": "b", "value": "6"},
        {"region": "A", "fact": "a", "value": "1"},
        {"region": "A", "fact": "a", "value": "1", "span": "to_date"},
    ]
    with pytest.raises(fs.FazhiError) as caught:
        scored(framework, table({}, *rows))
    assert [problem.code for problem in caught.value.problems] == ["facts_conflict"]


def test_all_problems_are_raised_at_once():
    with pytest.raises(fs.FazhiError) as caught:
        scored(ONE, table({"A": {"a": "-1", "zzz": 1}, "B": {"a": "5%"}}))
    assert {p.code for p in caught.value.problems} == {"fact_unknown", "negative_count", "value_not_number"}


def test_nothing_to_score_is_an_error():
    facts = fs.read_facts(table({"A": {"a": 1}}))
    with pytest.raises(fs.FazhiError) as caught:
        fs.score(replace(facts, table=facts.table[:0]), ONE)
    assert [(problem.code, problem.file) for problem in caught.value.problems] == [("no_facts", "DataFrame")]


def test_a_framework_without_scored_indicators_shows_values_only():
    framework = sheet({"n": {"formula": "a", "better": "neutral"}})
    result = scored(framework, {"A": {"a": 7}})
    assert result.composite.isna().all()
    assert result.indicator_values["n"].item() == 7
    assert result.contributions.columns.tolist() == ["adjustments"]
    assert result.common_support.to_numpy().tolist() == [[0]]
    assert codes(result) == ["no_register"]


def test_the_default_framework_scores_without_being_named():
    fact = next(iter(fs.load_framework().entries.values())).formula
    name = next(fact.names()).id
    documents = manifest({"A": "read"})
    facts = table({"A": {}}, {"region": "A", "fact": name, "value": "", "status": "claimed"})
    assert fs.score(facts, documents=documents).framework.id == "fazhi-default"


def test_a_quota_of_grades():
    framework = sheet({"i": plain("a")}, grades={"good": 80, "fair": 0}, grade_quota={"good": "34%"})
    result = scored(framework, {"A": {"a": 95}, "B": {"a": 90}, "C": {"a": 85}})
    # a third of three is one
    assert result.table["grade"].tolist() == ["good", "fair", "fair"]


@pytest.mark.parametrize(("units", "end"), [(8, "U7 2024"), (9, "U7 2024 …")])
def test_of_many_whom_a_veto_strikes_eight_are_named(units, end):
    veto = {"red": {"kind": "veto", "when": "x > 0", "at_most": 60}}
    framework = sheet({"i": plain("a")}, facts={"a": {}, "x": {}}, adjustments=veto)
    result = scored(framework, {f"U{number}": {"a": 90, "x": 1} for number in range(units)})
    (told,) = [note.params for note in result.notes if note.code == "veto_struck"]
    assert told["regions"].split(", ") == [*(f"U{number} 2024" for number in range(7)), end]


@pytest.mark.parametrize(("units", "end"), [(8, "U7 2024"), (9, "U7 2024 …")])
def test_rates_above_the_whole_are_told_unless_the_file_says_what_is_valid(units, end):
    rate = {"formula": "a / b", "unit": "percent", "score": posts("0%", "100%")}
    made = {"i": rate, "j": {**rate, "valid": ["0%", "200%"]}, "k": {**rate, "unit": "", "score": posts(0, 2)}}
    # 101 of 100, and one that is just whole
    values = {**{f"U{number}": {"a": 101, "b": 100} for number in range(units)}, "V": {"a": 100, "b": 100}}
    (note,) = [note for note in scored(sheet(made), values).notes if note.code == "rate_above_whole"]
    told = note.params
    assert note.severity == "warning"
    assert told["indicator"] == "i"
    assert told["regions"].split(", ") == [*(f"U{number} 2024" for number in range(7)), end]


@pytest.mark.parametrize(("units", "end"), [(8, "U7 2024"), (9, "U7 2024 …")])
def test_regions_that_have_ended_and_are_scored_are_told(units, end):
    names = [*(f"U{number}" for number in range(units)), "later", "never"]
    ends = {**dict.fromkeys(names[:units], "2024-06-30"), "later": "2025-06-30"}
    regions = register(dict.fromkeys(names, "county"), valid_to=ends)
    result = scored(sheet({"i": plain("a")}), {name: {"a": 50} for name in names}, regions=regions)
    (told,) = [note.params for note in result.notes if note.code == "ended_but_scored"]
    assert told["regions"].split(", ") == [*(f"U{number} 2024" for number in range(7)), end]
