"""Mistakes in scales are found, with the key that is wrong; and what is right passes."""

import pytest

import fazhi_score as fs
from fazhi_score.framework import scales
from fazhi_score.framework.rules import FORMULA_KEYS, RELATIVE_RULES
from fazhi_score.methods import METHODS
from fazhi_score.scoring import engine  # noqa: F401  # registers the rules
from tests.conftest import sheet


def framework(score, **more):
    return sheet({"i": {"formula": "x", "score": score, **more}}, facts={"x": {}, "n": {}})


def found(score, **more):
    with pytest.raises(fs.FazhiError) as error:
        framework(score, **more)
    for problem in error.value.problems:
        assert problem.message("en") and problem.message("zh")
    return [(problem.code, problem.place.removeprefix("indicators.i.")) for problem in error.value.problems]


KNOTS = [{"at": 0, "score": "0%"}, {"at": 5, "score": "60%"}, {"at": 9, "score": "100%"}]


@pytest.mark.parametrize(
    ("code", "place", "score", "more"),
    [
        ("goalposts_equal", "score", {"rule": "goalposts", "worst": 1, "best": 1}, {}),
        ("goalposts_direction", "score", {"rule": "goalposts", "worst": 2, "best": 1}, {}),
        ("goalposts_log", "score.log", {"rule": "goalposts", "worst": 0, "best": 1, "log": True}, {}),
        ("scale_order", "score", {"rule": "scaled", "lower": 1, "upper": 1}, {}),
        (
            "scale_order",
            "score.upper",
            {"rule": "target_band", "lower": 3, "upper": 2, "zero_below": 0, "zero_above": 4},
            {},
        ),
        ("knots_order", "score.knots.1", {"rule": "piecewise_linear", "knots": [KNOTS[0], KNOTS[0]]}, {}),
        ("knots_direction", "score.knots.1", {"rule": "piecewise_linear", "knots": KNOTS[:2]}, {"better": "lower"}),
        ("goalposts_equal", "score", {"rule": "shrinkage", "base": "n", "worst": "100%"}, {"unit": "percent"}),
        (
            "goalposts_direction",
            "score",
            {"rule": "shrinkage", "base": "n", "worst": "10%", "best": "5%"},
            {"unit": "percent", "formula": "x / n"},
        ),
        ("score_range", "score.to", {"rule": "minmax", "to": [100, 0]}, {}),
        ("score_range", "score.to", {"rule": "minmax", "to": [0, 120]}, {}),
        ("score_range", "score.to", {"rule": "minmax", "to": [50, 50]}, {}),
        ("threshold_not_percent", "score.zero_above", {"rule": "target_band", "lower": 1, "upper": 2, "zero_below": 0,
         "zero_above": "400%"}, {}),
        ("threshold_percent", "score.knots.1.at", {"rule": "piecewise_linear", "knots": KNOTS[:2]},
         {"unit": "percent", "formula": "x / n"}),
        ("bare_points", "score.knots.1.score", {"rule": "piecewise_linear", "knots": [KNOTS[0], {"at": 5, "score": 3}]},
         {}),
        ("unknown_fact", "score.base", {"rule": "shrinkage", "base": "hopefully_no_fact"}, {}),
    ],
)  # fmt: skip
def test_mistakes_are_found(code, place, score, more):
    assert (code, place) in found(score, **more)


def test_marks_that_nobody_can_reach_are_told():
    notes = framework({"rule": "piecewise_linear", "knots": KNOTS[:2]}).notes
    assert [note.code for note in notes if note.code != "facts_unused"] == ["full_marks_unreachable"]


@pytest.mark.parametrize(
    ("score", "more"),
    [
        ({"rule": "piecewise_linear", "knots": KNOTS}, {}),
        ({"rule": "target_band", "lower": 2, "upper": 2, "zero_below": 0, "zero_above": 4}, {"better": "lower"}),
        ({"rule": "shrinkage", "base": "n"}, {"unit": "percent", "better": "lower", "formula": "x / n"}),
        ({"rule": "scaled", "lower": 0, "upper": 4}, {"better": "lower"}),
        ({"rule": "zscore", "mean": 60, "deviation": 20}, {}),
    ],
)
def test_what_is_right_passes(score, more):
    made = framework(score, **more)
    assert made.entries["i"].spec.score.rule == score["rule"]
    assert fs.load_framework("again", text=made.to_yaml()).entries == made.entries


def test_points_of_knots_become_shares_when_weights_change():
    knots = [{"at": 0, "score": 0}, {"at": 5, "score": 6}, {"at": 9, "score": 10}]
    made = sheet(
        {
            "i": {"formula": "x", "weight": 10, "score": {"rule": "piecewise_linear", "knots": knots}},
            "j": {"formula": "x", "weight": 10, "score": {"rule": "goalposts", "worst": 0, "best": 9}},
        },
        groups={"g": {"weight": 20}},
        total_points=20,
    ).with_weights(i=5)
    again = fs.load_framework("again", text=made.to_yaml())
    wanted = [0.0, 0.6, 1.0]
    assert [again.share("i", k.score) for k in again.entries["i"].spec.score.knots] == pytest.approx(wanted)


def test_every_normalisation_is_a_rule_and_every_fitted_one_is_relative():
    models = {model.model_fields["rule"].annotation.__args__[0]: model for model in scales.Spec.__subclasses__()
              if model.__module__ == scales.__name__ and "rule" in model.model_fields}  # fmt: skip
    assert set(models) == set(METHODS["normalisation"])
    assert set(scales.FITTED_RULES) == set(models) - {"goalposts", "scaled", "piecewise_linear", "target_band"}
    assert set(scales.FITTED_RULES) < set(RELATIVE_RULES)
    assert {"reference", "base"} <= set(FORMULA_KEYS)
