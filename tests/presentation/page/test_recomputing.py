"""What the page recomputes from: cells, bounds, adjustments, classes."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.presentation.page import recomputing
from fazhi_score.presentation.page.recomputing import APART, APPLIES, DECIDED, OPEN, PRINTED, SCORED, STATES, VALUED
from tests.conftest import plain, posts, register, scored, sheet, table
from tests.presentation.page.conftest import POINTS, points_facts, unpacked


def cell(block, result, unit, name):
    column = list(result.framework.entries).index(name)
    return int(unpacked(block["flags"])[column * len(result.index) + unit])


def test_a_cell_tells_score_gap_and_statement():
    framework = sheet({"i": plain("f"), "j": plain("g"), "k": {"stated": "p", "formula": "n / m", "unit": "percent",
                                                            "score": posts("0%", "100%")}},
                      facts={"f": {}, "g": {}, "n": {}, "m": {}, "p": {"unit": "percent"}})  # fmt: skip
    result = scored(framework, {"A": {"f": 60, "p": "40%"}}, {"region": "A", "fact": "g", "status": "not_applicable"})
    block = recomputing.cells(result, np.array([0]))
    assert cell(block, result, 0, "i") == SCORED | VALUED | STATES | APPLIES
    assert cell(block, result, 0, "j") == 0  # does not apply: neither open nor stated
    assert cell(block, result, 0, "k") == SCORED | VALUED | STATES | APPLIES | PRINTED
    assert unpacked(block["scores"]).tolist() == pytest.approx([60.0, 40.0])
    assert unpacked(block["values"]).tolist() == pytest.approx([60.0, 0.4])
    result = scored(framework, {"A": {"f": 60}})
    assert cell(recomputing.cells(result, np.array([0])), result, 0, "j") == OPEN | APPLIES


def test_bounds_between_stand_apart():
    items = {"a": {"formula": "x"}, "b": {"formula": "y"}}
    framework = sheet(
        {"c": {"score": {"rule": "checklist", "items": items}}},
        facts={"x": {"kind": "yes_no"}, "y": {"kind": "yes_no"}},
        method={"missing": {"not_reported": "zero"}},
    )
    result = scored(framework, {"A": {"x": "是"}})
    block = recomputing.cells(result, np.array([0]))
    assert cell(block, result, 0, "c") & APART
    apart = {key: unpacked(value).tolist() for key, value in block["apart"].items()}
    assert apart == {"at": [0], "low": [50.0], "high": [100.0], "stated": [0.5], "claimed": [0.0]}


def test_a_decided_cell_says_so(tmp_path):
    file = tmp_path / "d.csv"
    file.write_text(
        "id,region,period,item,points,reason,evidence,state\nD,r1,2024,both,6,核减,档案,notified\n", "utf-8"
    )
    result = fs.score(points_facts(4), fs.load_framework(POINTS), decisions=file)
    block = recomputing.cells(result, np.arange(4))
    decided = [unit for unit in range(4) if cell(block, result, unit, "both") & DECIDED]
    assert [result.index[unit][0] for unit in decided] == ["r1"]


def test_adjustments_are_those_that_scoring_applies():
    framework = sheet(
        {"i": plain("f")}, facts={"f": {}, "bad": {}, "good": {}}, grades={"good": 80, "fair": 0},
        adjustments={
            "plus": {"kind": "bonus", "formula": "good", "each": 2, "cap": 5},
            "minus": {"kind": "penalty", "formula": "bad", "each": 3, "cap": 9},
            "cap": {"kind": "veto", "when": "bad > 2", "at_most": 59},
            "name": {"kind": "veto", "when": "bad > 1", "at_most": "fair"},
            "gate": {"kind": "gate", "when": "good > 3"},
        },
    )  # fmt: skip
    values = {"A": {"f": 90, "bad": 3, "good": 1}, "B": {"f": 90}, "C": {"f": 90, "bad": 0, "good": 4}}
    result = scored(framework, values)
    found = recomputing.adjustments(result, np.arange(3))
    numbers = {key: unpacked(found[key]).tolist() for key in found if key != "effects"}
    assert numbers["total"] == [2 - 9, 0, 5]
    assert numbers["low"] == [2 - 9, -9, 5]  # what B does not report may still be taken off
    assert numbers["high"] == [2 - 9, 5, 5]
    assert numbers["cap"] == [59, np.inf, np.inf]
    assert numbers["lowCap"] == [59, 59, np.inf]
    assert numbers["gated"] == [0, 0, 1]
    assert numbers["gradeCap"] == [0, 2, 2]
    states = [unpacked(one["state"]).tolist() for one in found["effects"]]
    assert states == [[1, 2, 1], [1, 2, 0], [1, 2, 0], [1, 2, 0], [0, 2, 1]]  # by adjustment: 1 strikes, 2 unknown


def test_classes_and_patterns_of_what_applies():
    framework = sheet(
        {"i": plain("f"), "j": plain("g", applies_to={"class": ["town"]})}, method={"rank_within": ["class"]}
    )
    facts = fs.read_facts(table({"A": {"f": 1, "g": 2}, "B": {"f": 1}}), regions=register({"A": "town", "B": "office"}))
    result = fs.score(facts, framework)
    found = recomputing.classes(result, np.arange(2))
    assert len(set(unpacked(found["codes"]).tolist())) == 2
    patterns = [found["patterns"][code] for code in unpacked(found["pattern"])]
    assert patterns == ["1111", "1110"]  # the root, the group, both indicators
    assert "common" not in found
    compared = fs.score(facts, framework.with_method(compare_on={"stated_by": 1.0}))
    assert unpacked(recomputing.classes(compared, np.arange(2))["common"]).tolist() == [1, 1, 1, 0]


def test_why_weights_are_fixed():
    base = fs.load_framework()
    assert recomputing.fixed(base) is None
    assert recomputing.fixed(base.with_method(ordering="topsis"))[0] == "page_fixed_ordering"
    assert recomputing.fixed(base.with_method(aggregation={"method": "owa", "alpha": 2}))[0] == "page_fixed_aggregation"
    assert recomputing.fixed(base.with_method(aggregation={"method": "power", "exponent": 3})) is None
    nothing = sheet({"i": {"formula": "f", "better": "neutral"}}, method={"score_on": "measured"})
    assert recomputing.fixed(nothing) == ["page_fixed_nothing", {}]


def test_an_imputation_that_takes_weights_fixes_them(monkeypatch):
    framework = fs.load_framework().with_method(imputation="mean", missing={"not_reported": "impute"})
    assert recomputing.fixed(framework) is None
    monkeypatch.setattr(recomputing, "takes", lambda kind, name, context: context)
    assert recomputing.fixed(framework)[0] == "page_fixed_imputation"


def test_methods_that_made_weights_are_named():
    assert recomputing.made(fs.load_framework()) == []
    assert recomputing.made(fs.load_framework().with_method(weighting="entropy"))[0][0].lower().startswith("entropy")


def test_the_method_says_grades_from_below_with_their_quota():
    found = recomputing.method(fs.load_framework(POINTS))
    assert found["grades"] == [["不合格", 0, None], ["合格", 50, None], ["良好", 70, 0.4], ["优秀", 90, 0.25]]
    assert found["totalPoints"] == 50
