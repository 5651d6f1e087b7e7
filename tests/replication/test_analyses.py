"""What an analysis was asked is written down so that the same is asked again."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import fazhi_score as fs
from fazhi_score.analysis.assumptions import resolved
from fazhi_score.replication.analyses import asked_of_sensitivity, asked_of_uncertainty, assumptions_of, same_result
from tests.conftest import posts, scored, sheet
from tests.replication.archives import INDEX, PAIRS, codes, packed, small

FACTS = scored(INDEX, PAIRS).panel.facts
ALL = {
    "weights": {"intervals": {"a": ["10%", "90%"]}, "at": "top"},
    "normalisation": ["minmax", {"rule": "logistic", "steepness": 1.5}],
    "aggregation": ["arithmetic", {"method": "power", "exponent": 0.5}],
    "missing": ["exclude", {"not_reported": "zero"}],
    "leave_out": {"indicators": ["i"], "probability": "20%"},
    "facts": {"rates": "jeffreys", "rates_below": 100},
    "unreported": "uniform",
    "extraction": {"overall": {"wrong": 0.1, "missed": "5%"}},
    "thresholds": {"j": {"best": [1 / 3, 90]}},
    "definitions": False,
}


@pytest.mark.parametrize("key", ALL)
def test_each_assumption_comes_back_the_same(key):
    given = fs.Assumptions(**{"weights": 0.1, key: ALL[key]})
    _, block = resolved(INDEX, given)
    analysis = fs.uncertainty(FACTS, INDEX, given, draws=3, seed=1)
    asked = asked_of_uncertainty(analysis, INDEX)
    assert resolved(INDEX, assumptions_of(asked.assumptions, asked.definitions))[1] == block


def test_weights_of_experts_and_error_rates_in_frames():
    rows = pd.DataFrame([{"a": 1.0, "b": 2.0}, {"a": 1 / 3, "b": 1.0}])
    rates = pd.DataFrame({"wrong": [0.1], "missed": [0.2], "invented": [0.0]}, index=["overall"])
    given = fs.Assumptions(weights=rows, extraction=rates)
    asked = asked_of_uncertainty(fs.uncertainty(FACTS, INDEX, given, draws=3, seed=1), INDEX)
    assert asked.assumptions["weights"]["samples"][1]["a"] == 1 / 3
    assert asked.assumptions["extraction"]["overall"]["missed"] == 0.2


def definitions(first):
    return fs.uncertainty(FACTS, INDEX, fs.Assumptions(definitions={"i": [first, "x + y"]}), draws=50, seed=1)


def test_definitions_that_python_gave(tmp_path):
    result, analysis = small(), definitions("x")
    asked = asked_of_uncertainty(analysis, result.framework)
    assert asked.definitions == {"i": ["x", "x + y"]}
    assert fs.reproduce(packed(tmp_path / "a.zip", result, uncertainty=analysis)).bit_by_bit
    with pytest.raises(fs.FazhiError) as caught:  # its nominal definition gives another result
        packed(tmp_path / "b.zip", result, uncertainty=definitions("x / 2"))
    assert codes(caught.value.problems) == ["pack_other_result"]


def test_what_the_framework_itself_says_is_written_out(tmp_path):
    framework = sheet(
        {"i": {"formula": "x", "score": posts(), "group": "a"}, "j": {"formula": "y", "score": posts(), "group": "b"}},
        groups={"a": {}, "b": {}},
        robustness={"weights": "25%", "aggregation": ["arithmetic", "geometric"]},
    )
    result = scored(framework, PAIRS)
    more = fs.Assumptions(weights="uniform")
    analysis = fs.uncertainty(result.panel.facts, framework, more, draws=50, seed=1)
    path = packed(tmp_path / "a.zip", result, uncertainty=analysis)
    found = fs.reproduce(path)
    assert found.bit_by_bit
    assert found.manifest.uncertainty.assumptions == {"weights": "uniform", "aggregation": ["arithmetic", "geometric"]}


def test_draws_of_auto_are_those_it_came_to(tmp_path):
    result = small()
    given = fs.Assumptions(weights="uniform")
    with ThreadPoolExecutor(2) as pool:
        analysis = fs.uncertainty(result.panel.facts, INDEX, given, draws="auto", precision=0.02, seed=1, executor=pool)
    found = fs.reproduce(packed(tmp_path / "a.zip", result, uncertainty=analysis))
    assert found.bit_by_bit
    assert found.manifest.uncertainty.draws == analysis.draws > 2000


@pytest.mark.parametrize("method", ["sobol", "morris", "one_at_a_time", "remove_one"])
def test_each_way_of_sensitivity(tmp_path, method):
    given = fs.Assumptions(weights=0.5, aggregation=["arithmetic", "geometric"], unreported="uniform")
    groups = {"both": ["weights", "aggregation"]} if method == "sobol" else None
    result = small()
    analysis = fs.sensitivity(
        result.panel.facts, INDEX, given, method=method, draws=16, seed=5, level=0.8, groups=groups
    )
    path = packed(tmp_path / "a.zip", result, sensitivity=analysis)
    found = fs.reproduce(path)
    assert found.bit_by_bit
    asked = found.manifest.sensitivity
    assert asked == asked_of_sensitivity(analysis, INDEX)
    assert (asked.method, asked.level, asked.groups) == (method, 0.8, {} if groups is None else groups)


def test_an_analysis_of_something_else_is_refused(tmp_path):
    result = small()
    given = fs.Assumptions(weights="uniform")
    others = {
        "facts": fs.uncertainty(scored(INDEX, {**PAIRS, "A": {"x": 91, "y": 50}}).panel.facts, INDEX, given, draws=3),
        "framework": fs.uncertainty(result.panel.facts, INDEX.with_weights(a=2), given, draws=3),
    }
    for name, other in others.items():
        assert not same_result(result, other.nominal)
        with pytest.raises(fs.FazhiError) as caught:
            packed(tmp_path / "a.zip", result, uncertainty=other)
        assert codes(caught.value.problems) == ["pack_other_result"], name
    assert same_result(result, result)
    assert not list(tmp_path.iterdir())


def test_a_framework_that_scores_the_same_but_is_another(tmp_path):
    result = small()
    other = fs.uncertainty(
        result.panel.facts, INDEX.with_method(minimum_coverage=0.01), fs.Assumptions(weights=0.1), draws=3
    )
    with pytest.raises(fs.FazhiError) as caught:
        packed(tmp_path / "a.zip", result, uncertainty=other)
    assert codes(caught.value.problems) == ["pack_other_framework"]


def test_keys_that_are_no_assumption():
    with pytest.raises(fs.FazhiError) as caught:
        assumptions_of({"__class__": 1}, {})
    assert codes(caught.value.problems) == ["pack_unknown_assumption"]
