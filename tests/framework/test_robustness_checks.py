"""Mistakes in a `robustness` block are found, each at its place; and what is right passes."""

import pytest

import fazhi_score as fs
from fazhi_score.framework.robustness_checks import at_key
from tests.conftest import sheet

GROUPS = {"g": {}, "h": {}}
INDICATORS = {
    "a": {"group": "g", "formula": "x", "score": {"rule": "goalposts", "worst": 0, "best": 10}},
    "b": {"group": "g", "formula": "y", "score": {"rule": "minmax"}},
    "c": {"group": "h", "formula": "x", "score": {"rule": "bands", "bands": [{"at_least": 0, "score": "50%"}]}},
    "shown": {"group": "g", "formula": "y", "better": "neutral"},
}


def framework(block):
    return sheet(INDICATORS, groups=GROUPS, facts={"x": {}, "y": {}}, robustness=block)


def found(block):
    with pytest.raises(fs.FazhiError) as error:
        framework(block)
    for problem in error.value.problems:
        assert problem.message("en") and problem.message("zh")
    return [(problem.code, problem.place.removeprefix("robustness.")) for problem in error.value.problems]


def params(block):
    with pytest.raises(fs.FazhiError) as error:
        framework(block)
    return dict(error.value.problems[0].params)


@pytest.mark.parametrize(
    "block",
    [
        {"weights": {"samples": [{"g": 0.5, "h": 0.5}, {"h": 1, "g": 0}]}},
        {"weights": {"samples": [{"a": 2, "b": 0}]}},
        {"weights": {"intervals": {"g": ["10%", "40%"], "h": ["60%", "60%"]}}},
        {"weights": {"intervals": {"a": ["50%", "50%"]}}},
        {"weights": {"ordering": [["g", "h"], "a", "b"]}},
        {"weights": {"noise": "25%"}},
        {"normalisation": ["minmax", {"rule": "zscore"}]},
        {"imputation": ["none"], "treatment": ["none"], "aggregation": ["geometric"]},
        {"leave_out": ["a", "b"]},
        {"leave_out": {"indicators": ["c"]}},
        {"leave_out": "each"},
        {"extraction": {"overall": {"wrong": "1%"}, "x": {"missed": "2%"}}},
        {"thresholds": {"a": {"best": [8, 12]}, "c": {"bands.0.at_least": [0, 0]}}},
    ],
)
def test_what_is_right_passes(block):
    assert framework(block).file.robustness is not None


@pytest.mark.parametrize(
    ("block", "problems"),
    [
        ({"normalisation": ["minmax", "min-max"]}, [("unknown_method_near", "normalisation.1")]),
        ({"normalisation": [{"rule": "goalposts"}]}, [("unknown_method", "normalisation.0")]),
        ({"aggregation": ["geometric", "none"]}, [("unknown_method", "aggregation.1")]),
        ({"imputation": ["none", "guess"]}, [("unknown_method", "imputation.1")]),
        ({"treatment": ["guess"]}, [("unknown_method", "treatment.0")]),
        ({"weights": {"noise": "25%", "dirichlet": 5}}, [("robustness_one_way", "weights")]),
        ({"weights": {"at": "top"}}, [("robustness_one_way", "weights")]),
        ({"weights": True}, [("not_an_amount", "weights")]),
        ({"leave_out": True}, [("unknown_value", "leave_out")]),
        # every stranger is named; sums are not looked at then
        (
            {"weights": {"samples": [{"g": 0, "hh": 0, "gg": 1}]}},
            [("unknown_node_near", "weights.samples.0"), ("unknown_node_near", "weights.samples.0")],
        ),
        # siblings of g and of a: h and b lack
        ({"weights": {"samples": [{"g": 1}]}}, [("robustness_sample_incomplete", "weights.samples.0")]),
        (
            {"weights": {"samples": [{"g": 1, "h": 1}, {"g": 1}]}},
            [("robustness_sample_incomplete", "weights.samples.1")],
        ),
        (
            {"weights": {"samples": [{"g": 1, "h": 1}, {"g": 1, "h": 1, "a": 1}]}},
            [("robustness_sample_incomplete", "weights.samples.1")],
        ),
        ({"weights": {"samples": [{"g": 0, "h": 0}]}}, [("robustness_sample_sum", "weights.samples.0")]),
        ({"weights": {"samples": [{"g": -1, "h": 2}]}}, [("robustness_sample_sum", "weights.samples.0")]),
        (
            {"weights": {"intervals": {"g": ["40%", "30%"]}}},
            [("robustness_crossed", "weights.intervals.g")],
        ),
        (
            {"weights": {"intervals": {"g": ["60%", "70%"], "h": ["50%", "70%"]}}},  # 60 + 50 > 100
            [("robustness_no_weights", "weights.intervals")],
        ),
        (
            {"weights": {"intervals": {"a": ["0%", "40%"], "b": ["0%", "50%"]}}},  # 40 + 50 < 100
            [("robustness_no_weights", "weights.intervals")],
        ),
        # a stranger beside what could not add up either: only the stranger is told
        (
            {"weights": {"intervals": {"g": ["60%", "70%"], "h": ["50%", "70%"], "hh": ["0%", "1%"]}}},
            [("unknown_node_near", "weights.intervals")],
        ),
        ({"weights": {"ordering": ["g", "h", "hh"]}}, [("unknown_node_near", "weights.ordering")]),
        ({"weights": {"ordering": ["g", "h", "g"]}}, [("robustness_ordered_twice", "weights.ordering")]),
        ({"weights": {"ordering": ["g", "h", ["a", "g"]]}}, [("robustness_ordered_twice", "weights.ordering")]),
        (
            {"weights": {"ordering": ["g", ["h", "a"], "b"]}},
            [("robustness_not_siblings", "weights.ordering.1")],
        ),
        ({"weights": {"ordering": ["a", "g"]}}, [("robustness_not_ordered", "weights.ordering")] * 2),
        ({"leave_out": ["a", "g"]}, [("unknown_node", "leave_out.1")]),
        ({"leave_out": {"indicators": ["aa", "a"]}}, [("unknown_node_near", "leave_out.indicators.0")]),
        ({"extraction": {"overall": {}, "z": {}}}, [("unknown_fact", "extraction.z")]),
        ({"thresholds": {"g": {"best": [1, 2]}}}, [("unknown_node", "thresholds.g")]),
        ({"thresholds": {"a": {"best": [12, 8]}}}, [("robustness_crossed", "thresholds.a.best")]),
        ({"thresholds": {"a": {"top": [8, 12]}}}, [("robustness_no_threshold", "thresholds.a.top")]),
        (
            {"thresholds": {"g": {"best": [1, 2]}, "c": {"bands.1.at_least": [1, 2]}}},
            [("unknown_node", "thresholds.g"), ("robustness_no_threshold", "thresholds.c.bands.1.at_least")],
        ),
    ],
)
def test_what_is_wrong_is_found_at_its_place(block, problems):
    assert found(block) == problems


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (
            {"weights": {"noise": "25%", "uniform": True}},
            {"ways": "noise, dirichlet, samples, intervals, ordering, uniform", "got": "noise, uniform"},
        ),
        ({"weights": {"at": "top"}}, {"got": "-"}),
        ({"weights": {"samples": [{"g": 1, "h": 1}, {"h": 1}]}}, {"row": 2, "name": "g"}),
        ({"weights": {"samples": [{"g": 1, "h": 1}, {"g": 1, "h": 1, "a": 1}]}}, {"row": 2, "name": "a"}),
        ({"weights": {"samples": [{"g": 0, "h": 0}]}}, {"row": 1, "name": "test"}),  # the top is called as the file
        ({"weights": {"samples": [{"a": 0, "b": 0}]}}, {"row": 1, "name": "g"}),
        ({"weights": {"intervals": {"a": ["60%", "70%"], "b": ["50%", "90%"]}}},
         {"name": "g", "low": "1.1", "high": "1.6"}),
        # h, which is not given, may have anything from 0 to 1
        ({"weights": {"intervals": {"g": ["0%", "10%"], "a": ["0%", "0%"], "b": ["0%", "50%"]}}},
         {"name": "g", "low": "0", "high": "0.5"}),
        ({"weights": {"ordering": ["g", "h", "h"]}}, {"name": "h"}),
        ({"weights": {"ordering": [["g", "a"], "h", "b"]}}, {"names": "g, a"}),
        ({"weights": {"ordering": ["b"]}}, {"name": "a", "group": "g"}),
        ({"weights": {"ordering": ["h"]}}, {"name": "g", "group": "test"}),
        ({"thresholds": {"a": {"top": [8, 12]}}}, {"name": "a", "key_name": "top"}),
    ],
)  # fmt: skip
def test_the_message_names_what_is_wrong(block, wanted):
    assert params(block).items() >= wanted.items()


def test_the_line_of_the_mistake_is_shown():
    text = "\n".join(
        [
            "format: 1",
            "id: test",
            "method: {missing: {not_reported: exclude}}",
            "groups: {g: {}}",
            "facts: {x: {}}",
            "indicators:",
            "  a: {group: g, formula: x, better: higher, score: {rule: goalposts, worst: 0, best: 1}}",
            "robustness:",
            "  weights:",
            "    samples:",
            "      - {g: 1}",
            "      - {g: 0}",
            "  thresholds:",
            "    a: {best: [1, 2]}",
            "    aa: {best: [1, 2]}",
        ]
    )
    with pytest.raises(fs.FazhiError) as error:
        fs.load_framework("weights.yaml", text=text)
    places = [(problem.code, problem.line, problem.column) for problem in error.value.problems]
    assert places == [("robustness_sample_sum", 12, 9), ("unknown_node_near", 15, 5)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bands.0.at_least", 5),
        ("bands.1.at_least", None),
        ("bands.x.at_least", None),
        ("bands.0.score", None),
        ("worst", None),
        ("bands.0.at_least.more", None),
    ],
)
def test_at_key(key, value):
    assert at_key({"bands": [{"at_least": 5}]}, key) == value
