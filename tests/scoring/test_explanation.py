"""Explanations: every step from points to the place in the report, in words and as plain data."""

import json

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from tests.conftest import plain, posts, register, scored, sheet, table

SMALL = sheet(
    {
        "study": {
            "group": "lead",
            "zh": "会前学法",
            "en": "Law study",
            "formula": "sessions",
            "basis": "学法制度",
            "score": {"rule": "required", "at_least": 4, "each_missing": "25%"},
        },
        "training": {
            "group": "officers",
            "formula": "trained / certified",
            "stated": "coverage",
            "unit": "percent",
            "score": posts("0%", "100%"),
        },
        "either": {"group": "officers", "formula": "coalesce(x, y)", "score": posts()},
        "list": {
            "group": "officers",
            "score": {"rule": "checklist", "items": {"one": {"formula": "p", "en": "First"}, "two": {"formula": "q"}}},
            "missing": {"not_reported": "zero"},
        },
        "report": {
            "group": "lead",
            "formula": "published",
            "score": {"rule": "deadline", "due": "04-01", "late": "50%"},
        },
        "volume": {"group": "lead", "formula": "cases", "better": "neutral"},
        "system": {
            "group": "lead",
            "formula": "p",
            "layer": "stated",
            "score": {"rule": "presence"},
        },
    },
    facts={
        "sessions": {"zh": "学法次数", "en": "Sessions", "unit": "次"},
        "trained": {"unit": "人"},
        "certified": {"unit": "人"},
        "coverage": {"unit": "percent"},
        "published": {"kind": "date"},
        "p": {"kind": "yes_no"},
        "q": {"kind": "yes_no"},
        **{name: {} for name in ("x", "y", "cases", "incidents", "honours")},
    },
    groups={
        "lead": {"zh": "领导责任", "en": "Leadership"},
        "work": {},
        "officers": {"within": "work"},
    },
    method={"score_on": "measured", "tolerance": "0.1%"},
    adjustments={
        "red": {"kind": "veto", "when": "incidents > 0", "at_most": 60, "zh": "一票否决"},
        "honour": {"kind": "bonus", "formula": "honours", "each": 2},
    },
)
ROWS = [
    {"fact": "sessions", "value": "3", "source": "a.txt", "location": "10:20", "note": "第二段"},
    {"fact": "sessions", "value": "2", "source": "a.txt", "location": "90:99", "status": "rejected"},
    {"fact": "trained", "value": "30", "source": "a.txt", "location": "30:40"},
    {"fact": "certified", "value": "40", "source": "a.txt", "location": "50:60"},
    {"fact": "coverage", "value": "76%", "source": "b.txt", "location": "1:4"},
    {"fact": "y", "value": "70", "source": "b.txt"},
    {"fact": "p", "value": "是"},
    {"fact": "published", "value": "2025-04-03"},
    {"fact": "cases", "value": "1200"},
    {"fact": "incidents", "value": "1"},
    {"fact": "honours", "value": "2"},
]
SILENT = [{"fact": "trained", "value": "", "status": "claimed"}]


@pytest.fixture(scope="module")
def result():
    rows = [{"region": "A", **row} for row in ROWS] + [{"region": "B", **row} for row in SILENT]
    classes = register({"A": "county", "B": "county"}).assign(name=["甲区", "乙区"])
    return scored(SMALL, table({}, *rows), regions=classes)


def every(explanation):
    yield explanation
    for part in explanation.parts:
        yield from every(part)


def kinds(explanation, kind):
    return [part for part in every(explanation) if part.kind == kind]


def test_every_indicator_names_rule_formula_branch_values_and_places(result):
    told = result.explain("A", "2024", "study")
    (rule,) = kinds(told, "rule")
    assert rule.id == "required"
    assert "at_least 4, each_missing 25%" in rule.text("en")
    assert "学法制度" in rule.text("en")
    (formula,) = kinds(told, "formula")
    assert (formula.code, formula.id, formula.value) == ("explain_formula", "sessions", 3)
    (fact,) = kinds(told, "fact")
    assert (fact.id, fact.value, fact.text("zh")) == ("sessions", 3, "学法次数 [sessions] = 3 次")
    places = kinds(told, "place")
    assert "a.txt 10:20" in places[0].text("en")
    assert "第二段" in places[0].text("en")
    assert "rejected" in places[1].text("en")
    # 1 of 4 missing: 75; a half of the composite is `lead`, and half of that is the study
    assert (told.score, told.value, told.weight) == (75, 3, 0.25)
    assert told.contribution == 18.75


@pytest.mark.parametrize("name", [n for n, entry in SMALL.entries.items() if entry.layer != "neutral"])
def test_scored_indicators_all_have_their_rule(result, name):
    for region in "AB":
        told = result.explain(region, node=name)
        assert [rule.id for rule in kinds(told, "rule")] == [SMALL.entries[name].spec.score.rule]
        assert kinds(told, "formula")
        assert kinds(told, "fact")
        assert told.render("zh")


def test_both_branches_stand_beside_each_other(result):
    told = result.explain("甲区", "2024", "training")
    assert [part.code for part in told.parts] == [
        "explain_rule",
        "explain_formula",
        "explain_stated_unused",
        "stated_against_computed",
    ]
    text = told.render("en")
    # 30 / 40 against a printed 76 %
    assert all(part in text for part in ("75.0000%", "76.0000%", "a.txt 30:40", "a.txt 50:60", "b.txt 1:4"))


def test_the_argument_of_coalesce_that_gave_the_value(result):
    (formula,) = kinds(result.explain("A", node="either"), "formula")
    assert "[2/2]" in formula.text("en")
    (formula,) = kinds(result.explain("B", node="either"), "formula")
    assert "[" not in formula.text("en").split("=")[1]


def test_gaps_give_their_reason_and_what_they_earn(result):
    told = result.explain("B", node="training")
    assert told.code == "explain_gap"
    assert "claimed in words" in told.text("en")
    assert "left out" in told.text("en")
    assert told.score is None
    (trained, certified, coverage) = kinds(told, "fact")
    assert "claimed" in trained.text("en")
    assert "not reported" in certified.text("en")
    assert "not reported" in coverage.text("en")
    (place,) = trained.parts
    assert "claimed" in place.text("en")


def test_items_of_a_checklist_are_told_one_by_one(result):
    told = result.explain("A", node="list")
    assert told.score == 50
    first, second = kinds(told, "formula")
    assert "First" in first.text("en")
    assert "two" in second.text("en")
    assert "not reported" in second.text("en")


def test_dates_and_answers_are_shown_as_written(result):
    for kind in ("fact", "formula"):
        assert "= 2025-04-03" in kinds(result.explain("A", node="report"), kind)[0].text("en")
    assert "= 是" in kinds(result.explain("A", node="list"), "fact")[0].text("en")


def test_neutral_and_stated_indicators_say_that_they_do_not_count(result):
    assert result.explain("A", node="volume").code == "explain_neutral"
    assert result.explain("B", node="volume").code == "explain_neutral_gap"
    assert result.explain("A", node="system").code == "explain_shown"
    assert result.explain("B", node="system").code == "explain_shown_gap"
    assert result.explain("A", node="system").weight is None
    assert kinds(result.explain("A", node="volume"), "rule") == []


def test_groups_and_the_composite(result):
    told = result.explain("A")
    assert [part.kind for part in told.parts] == ["group", "group", "adjustment", "adjustment"]
    assert told.score == result.composite[("A", "2024")]
    assert "甲区 (A)" in told.text("en")
    work = result.explain("A", node="work")
    assert [part.id for part in work.parts] == ["officers"]
    assert work.weight == 0.5
    np.testing.assert_allclose(work.contribution, work.weight * work.score, rtol=1e-12)
    assert result.explain("A", node="composite").id == result.explain("A").id == "composite"
    assert result.explain("A", node="领导责任").id == result.explain("A", node="Leadership").id == "lead"
    assert result.explain("B", node="lead").code == "explain_group_missing"


def test_a_group_that_is_not_in_the_composite(result):
    framework = sheet(
        {"i": plain("a", group="g"), "n": {"group": "h", "formula": "b", "better": "neutral"}},
        groups={"g": {}, "h": {}},
    )
    told = scored(framework, {"A": {"a": 1, "b": 2}}).explain("A", node="h")
    assert told.code == "explain_group_shown"
    assert [part.id for part in told.parts] == ["n"]


def test_adjustments_name_the_facts_that_they_rest_on(result):
    assert [(part.kind, part.id) for part in result.explain("A", node="red").parts] == [("fact", "incidents")]
    assert [(part.kind, part.id) for part in result.explain("A", node="honour").parts] == [("fact", "honours")]


def test_adjustments_say_whether_they_strike(result):
    assert result.explain("A", node="red").code == "explain_veto_struck"
    assert result.explain("B", node="red").code == "explain_veto_unknown"
    honour = result.explain("A", node="honour")
    assert (honour.code, honour.contribution) == ("explain_extra_struck", 4)
    assert result.explain("B", node="honour").code == "explain_extra_unknown"
    calm = scored(SMALL, {"C": {"incidents": 0, "honours": 0, "sessions": 4}})
    assert calm.explain("C", node="red").code == "explain_veto_idle"
    assert calm.explain("C", node="honour").code == "explain_extra_idle"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_form_is_plain_data(result, lang):
    for region in "AB":
        data = result.explain(region).to_dict(lang)
        assert json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False)) == data
        assert data["kind"] == "composite"
        assert str(result.explain(region))


def test_weights_without_contributions_where_aggregation_is_no_sum(result):
    told = scored(SMALL.with_method(aggregation="geometric"), {"A": {"sessions": 3, "y": 5}}).explain("A", node="lead")
    assert told.weight == 0.5
    assert told.contribution is None


def problem(result, *arguments):
    with pytest.raises(fs.FazhiError) as caught:
        result.explain(*arguments)
    return caught.value.problems[0]


def test_unknown_names_suggest_the_nearest(result):
    found = problem(result, "甲")
    assert (found.code, found.params["known"]) == ("region_unknown", "甲区")
    found = problem(result, "Q")
    assert found.params["known"] == "甲区, 乙区"
    found = problem(result, "A", "2023")
    assert (found.code, found.params["known"]) == ("period_unknown", "2024")
    assert found.params.items() >= {"region": "A", "period": "2023"}.items()
    found = problem(result, "A", "2024", "trainin")
    assert found.code == "node_unknown"
    assert found.params["known"].startswith("training")
    label = result.framework.label("training", "zh")
    assert label in problem(result, "A", "2024", label[:-1] + "x").params["known"]


def test_a_region_that_is_unknown_lists_each_one_once_with_the_id_where_the_name_is_shared(result):
    rows = pd.DataFrame({"region": ["1", "2", "云溪县"], "period": 2024, "fact": "a", "value": [1, 2, 3]})
    register = pd.DataFrame({"region": ["1", "2", "云溪县"], "name": ["鼓楼区", "鼓楼区", ""], "class": "county"})
    found = fs.score(fs.read_facts(rows, regions=register), sheet({"i": plain("a")}))
    assert problem(found, "不存在的地区").params["known"] == "鼓楼区 (1), 鼓楼区 (2), 云溪县"
    assert problem(found, "云溪").params["known"] == "云溪县"


def test_a_region_with_several_periods_wants_one():
    found = scored(sheet({"i": plain("a")}), {("A", "2023"): {"a": 1}, ("A", "2024"): {"a": 2}})
    needed = problem(found, "A")
    assert (needed.code, needed.params) == ("period_needed", {"region": "A", "known": "2023, 2024"})
    assert problem(found, "A", 2025).params["known"] == "2023, 2024"
    assert found.explain("A", 2023).score == 1
    assert found.explain("A", "2024").score == 2


def test_a_name_that_two_regions_share_is_ambiguous():
    classes = register({"1": "county", "2": "county"}).assign(name=["鼓楼区", "鼓楼区"])
    found = scored(sheet({"i": plain("a")}), {"1": {"a": 1}, "2": {"a": 2}}, regions=classes)
    ambiguous = problem(found, "鼓楼区")
    assert (ambiguous.code, ambiguous.params) == ("region_ambiguous", {"region": "鼓楼区", "known": "1, 2"})
    assert found.explain("2").score == 2


def test_bands_and_levels_show_their_parameters():
    framework = sheet(
        {
            "i": {"formula": "a", "score": {"rule": "bands", "bands": [{"at_least": 5, "score": "60%"}]}},
            "j": {"formula": "b", "score": {"rule": "levels", "scores": {"low": "0%", "high": "100%"}}},
        },
        facts={"a": {}, "b": {"levels": ["low", "high"]}},
    )
    found = scored(framework, {"A": {"a": 6, "b": "high"}})
    assert "[{at_least: 5, score: 60%}]" in found.explain("A", node="i").render("en")
    told = found.explain("A", node="j").render("en")
    assert "{low: 0%, high: 100%}" in told
    assert "= high" in told


def test_a_falsified_item_says_what_holds_and_where_it_stands():
    framework = sheet({"i": plain("x", falsified="untrue")}, facts={"x": {}, "untrue": {"kind": "yes_no"}})
    where = {"region": "A", "fact": "untrue", "value": "是", "source": "核查报告"}
    result = scored(framework, {"A": {"x": 80}, "B": {"x": 80}}, where)
    told = result.explain("A", "2024", "i").render("zh")
    assert "记零分：untrue 成立" in told and "核查报告" in told
    assert "记零分" not in result.explain("B", "2024", "i").render("zh")


def test_the_rule_is_told_as_it_holds_for_the_class():
    spec = {"group": "g", "formula": "x", "better": "higher", "score": {"rule": "required", "at_least": 4},
            "by_class": {"bureau": {"at_least": 3}}}  # fmt: skip
    framework = fs.load_framework({
        "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
        "groups": {"g": {}}, "facts": {"x": {}}, "indicators": {"i": spec},
    })  # fmt: skip
    result = fs.score(table({"A": {"x": 3}, "B": {"x": 3}}), framework, regions=register({"A": "bureau", "B": "town"}))
    # three are enough for a bureau, three of four for a town
    told = {region: result.explain(region, "2024", "i") for region in "AB"}
    assert (told["A"].score, told["B"].score) == (100, 75)
    assert "at_least 3" in told["A"].render("en") and "at_least 4" in told["B"].render("en")


def test_scopes_and_spans_are_told_in_the_language_and_those_of_somebody_else_as_they_are():
    rows = pd.DataFrame(
        {"region": "A", "period": 2024, "fact": "a", "value": [1, 2, 3], "span": ["", "annual", "累计"]}
    )
    facts = fs.read_facts(rows.assign(scope=["own", "county_all", "gardens"]))
    told = fs.score(facts, sheet({"i": plain("a")})).explain("A")
    zh, en = told.render("zh"), told.render("en")
    for words in ("范围 本级，口径 -；", "范围 全县各级，口径 全年；", "范围 gardens，口径 累计；"):
        assert words in zh
    for words in ("scope own, span -;", "scope county_all, span annual;", "scope gardens, span cumulative;"):
        assert words in en


def test_what_rests_on_nothing_has_no_parts_in_json(result):
    def check(explanation, data):
        assert ("parts" in data) == bool(explanation.parts)
        for part, plain_part in zip(explanation.parts, data.get("parts", []), strict=True):
            check(part, plain_part)

    told = result.explain("A")
    check(told, told.to_dict("en"))


def test_lines_are_indented_by_their_depth(result):
    told = result.explain("A")
    lines = list(told.lines("en"))
    assert lines[0] == told.text("en")
    assert lines[1] == "  " + told.parts[0].text("en")
