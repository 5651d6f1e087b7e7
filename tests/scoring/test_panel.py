"""Facts into arrays: status, contradictions, items, windows, unknown names, and what silence means."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.facts.table import read_facts
from fazhi_score.reports.lexicon import load_lexicon
from fazhi_score.scoring.panel import build_panel
from tests.conftest import codes, manifest, plain, posts, scored, sheet, table

ONE = sheet({"a": plain("x")})


def rows(*given, framework=ONE, **more):
    """Score rows of region A's fact x."""
    return scored(framework, table({}, *({"region": "A", "fact": "x", **row} for row in given)), **more)


def value(result):
    return result.indicator_values.iloc[0, 0]


def errors(framework, frame, **more):
    with pytest.raises(fs.FazhiError) as caught:
        scored(framework, frame, **more)
    return caught.value.problems


# status


def test_corrected_outranks_confirmed_outranks_reported():
    given = [
        {"value": "1", "status": "reported"},
        {"value": "3", "status": "corrected"},
        {"value": "2", "status": "confirmed"},
        {"value": "9", "status": "rejected"},
    ]
    assert value(rows(*given)) == 3
    assert value(rows(*given[::-1])) == 3
    assert value(rows(given[0], given[2], given[3])) == 2


@pytest.mark.parametrize("status", ["claimed", "planned", "ambiguous", "not_applicable"])
def test_a_number_outranks_words(status):
    assert value(rows({"value": "", "status": status}, {"value": "4"})) == 4
    assert rows({"value": "", "status": status}).gaps.iloc[0, 0] == status


def test_an_amount_that_no_number_can_hold_is_a_contradiction():
    made = {"a": plain("x"), "b": plain("y", falsified="x")}  # nobody knows whether it is
    framework = sheet(made, facts={"x": {"unit": "元"}, "y": {}})
    given = [{"value": "1e305", "unit": "亿元"}, {"fact": "y", "value": "7"}]
    result = rows(*given, framework=framework)
    assert result.gaps.iloc[0].tolist() == ["conflict", None]
    assert result.scores["b"].item() == pytest.approx(7)
    assert value(rows({"value": "1e300", "unit": "亿元"}, framework=framework)) == 1e308


def test_words_that_are_said_twice_contradict_nobody():
    said = [{"value": "", "status": "claimed"}, {"value": "多次", "status": "claimed"}]
    assert rows(*said).gaps.iloc[0, 0] == "claimed"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [("1000000000", "1000000000.5", True), ("1000000000", "1000000002", False), ("0.1", "0.1000000005", True),
     ("0.1", "0.1000000015", False)],
)  # fmt: skip
def test_numbers_agree_within_a_billionth_of_what_is_larger_or_of_one(one, other, agree):
    if agree:
        assert value(rows({"value": one}, {"value": other})) == pytest.approx(float(one))
    else:
        with pytest.raises(fs.FazhiError, match="DataFrame"):
            rows({"value": one}, {"value": other})


def test_contradictory_numbers_below_the_one_that_counts_do_not_matter():
    given = [{"value": "1"}, {"value": "2"}, {"value": "3", "status": "corrected"}]
    assert value(rows(*given)) == 3


def test_equal_standing_must_agree_and_the_error_names_both_places():
    given = [
        {"value": "5", "source": "报告.txt", "location": "10:20"},
        {"value": "5.0", "source": "报告.txt", "location": "30:40"},
    ]
    assert value(rows(*given)) == 5
    given[1]["value"] = "6"
    (problem,) = errors(ONE, table({}, *({"region": "A", "fact": "x", **row} for row in given)))
    assert problem.code == "facts_conflict"
    text = problem.render("en")
    assert all(part in text for part in ("10:20", "30:40", "5", "6", "报告.txt", "[A 2024 x]"))


def test_conflict_as_a_gap():
    framework = sheet({"a": plain("x"), "b": plain("y")}, method={"conflict": "gap"})
    result = scored(
        framework,
        table(
            {"A": {"x": 5, "y": 80}},
            {"region": "A", "fact": "x", "value": "6"},
            {"region": "A", "fact": "x", "value": "5"},
        ),
    )
    assert result.gaps.loc[("A", "2024"), "a"] == "conflict"
    assert result.composite.item() == 80
    assert "facts_conflict" in codes(result)
    assert all(note.severity == "warning" for note in result.notes if note.code == "facts_conflict")


# items


@pytest.mark.parametrize(("how", "wanted"), [("sum", 18), ("mean", 6), ("max", 10), ("last", 3)])
def test_items_make_one_number_as_declared(how, wanted):
    framework = sheet({"a": plain("x")}, facts={"x": {"over_items": how}})
    given = [{"value": v, "item": item} for item, v in (("a", "10"), ("b", "5"), ("c", "3"))]
    assert value(rows(*given, framework=framework)) == wanted
    # "last" goes by the name of the item, not by the order of the rows
    assert value(rows(*given[::-1], framework=framework)) == wanted


def test_each_item_has_its_own_standing():
    framework = sheet({"a": plain("x")}, facts={"x": {"over_items": "sum"}})
    given = [
        {"value": "10", "item": "a"},
        {"value": "7", "item": "a", "status": "corrected"},
        {"value": "5", "item": "b"},
        {"value": "", "item": "c", "status": "claimed"},
    ]
    assert value(rows(*given, framework=framework)) == 12
    assert rows(given[3], framework=framework).gaps.iloc[0, 0] == "claimed"


def test_a_row_for_the_whole_is_not_added_to_its_items():
    framework = sheet({"a": plain("x")}, facts={"x": {"over_items": "sum"}})
    given = [{"value": "10", "item": "a"}, {"value": "5", "item": "b"}, {"value": "16"}]
    assert value(rows(*given, framework=framework)) == 16
    # words for the whole do not silence the items
    given[2] = {"value": "", "status": "claimed"}
    assert value(rows(*given, framework=framework)) == 15


def test_items_without_a_rule_are_no_silent_sum():
    (problem,) = errors(ONE, table({}, {"region": "A", "fact": "x", "value": "1", "item": "a"}))
    assert problem.code == "items_not_declared"
    assert "over_items" in problem.hint("en")


# scopes and spans


def test_another_scope_or_span_is_another_number():
    assert rows({"value": "4", "scope": "county"}).gaps.iloc[0, 0] == "not_reported"
    assert rows({"value": "4", "span": "cumulative"}).gaps.iloc[0, 0] == "not_reported"
    assert value(rows({"value": "4"}, {"value": "9", "scope": "county"}, {"value": "7", "span": "to_date"})) == 4
    assert value(rows({"value": "4", "span": "annual"})) == 4


def test_an_indicator_takes_the_scopes_and_spans_that_it_accepts_in_order():
    framework = sheet({"a": plain("x", accepts={"scope": ["own", "county"], "span": ["annual", "to_date"]})})
    assert value(rows({"value": "9", "scope": "county"}, framework=framework)) == 9
    assert value(rows({"value": "9", "scope": "county"}, {"value": "4"}, framework=framework)) == 4
    given = [{"value": "9", "scope": "county"}, {"value": "7", "span": "to_date"}]
    assert value(rows(*given, framework=framework)) == 7


def test_a_stock_keeps_its_span_in_every_window():
    framework = sheet({"a": plain("x")}, facts={"x": {"span": "stock"}})
    assert value(rows({"value": "4"}, framework=framework)) == 4  # the fact's own span is meant
    assert value(rows({"value": "4", "span": "stock"}, framework=framework)) == 4
    assert rows({"value": "4", "span": "annual"}, framework=framework).gaps.iloc[0, 0] == "not_reported"


def test_a_stock_of_another_scope_is_found_where_it_is_accepted():
    framework = sheet({"a": plain("x", accepts={"scope": ["own", "county"]})}, facts={"x": {"span": "stock"}})
    assert value(rows({"value": "4", "scope": "county"}, framework=framework)) == 4


def test_scopes_are_told_apart_where_only_stocks_are_given():
    framework = sheet({"i": plain("b"), "j": plain("a")}, facts={"a": {}, "b": {"span": "stock"}})
    given = [{"region": "A", "fact": "b", "value": "5"}, {"region": "A", "fact": "b", "value": "9", "scope": "county"}]
    assert value(scored(framework, table({}, *given))) == 5


def test_a_fact_with_a_scope_of_its_own():
    framework = sheet({"a": plain("x")}, facts={"x": {"scope": "court"}})
    assert value(rows({"value": "4", "scope": "court"}, framework=framework)) == 4
    assert rows({"value": "4"}, framework=framework).gaps.iloc[0, 0] == "not_reported"


# names


def test_unknown_facts_suggest_the_nearest():
    framework = sheet({"a": plain("meetings_held")})
    problem, other = errors(framework, table({"A": {"meetings_hold": 1, "qqq": 2}}))
    assert (problem.code, problem.params["near"]) == ("fact_unknown_near", "meetings_held")
    assert other.code == "fact_unknown"


def test_facts_of_the_default_framework_that_are_not_used_are_only_noted():
    known = list(fs.load_framework().file.facts)[:10]
    frame = table({"A": {"x": 5}}, *({"region": "A", "fact": name, "value": "1"} for name in known))
    result = scored(ONE, frame)
    (note,) = [note for note in result.notes if note.code == "facts_not_in_framework"]
    assert (note.severity, note.params["count"]) == ("note", 10)
    assert note.params["listed"].endswith("…")


def test_facts_that_extraction_knows_are_only_noted_too():
    name = next(name for name in load_lexicon().entries if name not in fs.load_framework().file.facts)
    result = scored(ONE, table({"A": {"x": 5, name: 1}}))
    (note,) = [note for note in result.notes if note.code == "facts_not_in_framework"]
    assert (note.params["count"], note.params["listed"]) == (1, name)


# the manifest


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("read", "not_stated"),
        ("partly", "partly_read"),
        ("scan", "unread"),
        ("failed", "unread"),
        ("not_found", "no_report"),
        ("not_sought", "not_sought"),
    ],
)
def test_what_silence_means_by_the_state_of_the_document(state, reason):
    framework = sheet({"a": plain("x"), "b": plain("y")})
    result = scored(framework, {"A": {"x": 50}}, documents=manifest({"A": state}))
    assert result.gaps.loc[("A", "2024")].tolist() == [None, reason]


def test_the_manifest_brings_regions_and_periods_without_facts():
    result = scored(ONE, {"A": {"x": 50}}, documents=manifest({("A", "2024"): "read", ("B", "2023"): "scan"}))
    assert set(result.index) == {("A", "2024"), ("B", "2023")}
    assert result.gaps.loc[("B", "2023"), "a"] == "unread"
    assert np.isnan(result.composite[("B", "2023")])


def test_a_region_that_the_manifest_does_not_name_was_not_sought():
    result = scored(
        sheet({"a": plain("x"), "b": plain("y")}), {"A": {"x": 50}, "B": {"x": 1}}, documents=manifest({"A": "read"})
    )
    assert result.gaps.loc[("B", "2024"), "b"] == "not_sought"


def test_a_manifest_alone_gives_gaps_only():
    facts = read_facts(table({"A": {"x": 1}}), documents=manifest({"A": "read"}))
    result = fs.score(replace(facts, table=facts.table[:0]), ONE)
    assert result.gaps.iloc[0, 0] == "not_stated"
    assert result.composite.isna().all()


def test_the_panel_is_in_the_order_of_its_units():
    facts = read_facts(table({("A", "2024"): {"x": 1}, ("A", "2023"): {"x": 2}, ("B", "2024"): {"x": 3}}))
    panel = build_panel(facts, ONE)
    values, reasons = panel.matrix("own", "annual")
    found = {unit: values[k, 0] for k, unit in enumerate(panel.index)}
    assert found == {("A", "2024"): 1, ("A", "2023"): 2, ("B", "2024"): 3}
    assert (reasons == 0).all()
    assert len(panel) == 3


def test_a_wide_register_column_gives_peers():
    framework = sheet(
        {"a": {"formula": "x", "score": {"rule": "minmax"}}}, method={"scale_within": ["zone"], "rank_within": ["zone"]}
    )
    frame = pd.DataFrame(
        {"region": list("ABCD"), "name": list("ABCD"), "class": "county", "zone": ["east", "east", "west", "west"]}
    )
    result = scored(framework, {"A": {"x": 1}, "B": {"x": 2}, "C": {"x": 10}, "D": {"x": 30}}, regions=frame)
    assert result.composite.tolist() == [0, 100, 0, 100]
    assert result.ranks.tolist() == [2, 1, 2, 1]


@pytest.mark.parametrize("with_register", [True, False])
def test_an_unknown_column_of_the_register_is_an_error(with_register):
    framework = sheet({"a": plain("x")}, method={"rank_within": ["klass"]})
    register = pd.DataFrame({"region": ["A"], "name": ["A"], "class": ["county"]}) if with_register else None
    (problem,) = errors(framework, table({"A": {"x": 1}}), regions=register)
    assert "class" in problem.render("en")


def test_regions_that_the_register_does_not_know_have_no_class():
    framework = sheet({"a": plain("x", score=posts())})
    register = pd.DataFrame({"region": ["A"], "name": ["甲"], "class": ["county"]})
    try:
        result = scored(framework, {"A": {"x": 1}, "B": {"x": 2}}, regions=register)
    except fs.FazhiError:
        return  # the reader may refuse it
    assert result.table["class"].tolist() == ["county", ""]
    assert result.names.tolist() == ["甲", "B"]


def test_rows_of_a_window_keep_the_order_of_the_table():
    # 120 regions by turns in two windows: many enough for a sort that is not stable to mix them
    spans = ["annual", "to_date"]
    given = [{"region": f"R{k}", "fact": "x", "value": "1", "span": spans[k % 2]} for k in range(120)]
    panel = build_panel(read_facts(table({}, *given)), ONE)
    assert [panel.positions("own", span).tolist() for span in spans] == [[*range(0, 120, 2)], [*range(1, 120, 2)]]
