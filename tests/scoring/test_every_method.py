"""Every registered method, named in a YAML file, scores a small panel from beginning to end."""

import numpy as np
import pytest
import yaml

import fazhi_score as fs
from fazhi_score.framework.steps import methods_of
from fazhi_score.numerics.aggregation import ampi_standardised, mazziotta_pareto, mpi_standardised
from tests.conftest import register, scored

KINDS = ("imputation", "treatment", "normalisation", "weighting", "aggregation", "ordering")
EVERY = [(kind, name) for kind in KINDS for name in sorted(methods_of(kind))]

BASE = """
format: 1
id: every
method: {score_on: all, scale_within: [], rank_within: [period], minimum_peers: 1, missing: {not_reported: exclude}}
groups: {g: {}}
facts: {a: {range: [null, null]}, b: {}, c: {}, d: {}}
indicators:
  i: {group: g, formula: a, better: higher, score: {rule: minmax, to: [5, 95]}}
  j: {group: g, formula: b, better: lower, score: {rule: minmax, to: [5, 95]}}
  k: {group: g, formula: c, better: higher, score: {rule: minmax, to: [5, 95]}}
"""

REGIONS, PERIODS = [f"R{n}" for n in range(8)], ["2022", "2023", "2024"]


def facts(gaps=True):
    rng = np.random.default_rng(11)
    found = {}
    for n, region in enumerate(REGIONS):
        for t, period in enumerate(PERIODS):
            a = 20 + 5 * n + 3 * t + rng.normal()
            row = {"a": a, "b": 60 - 4 * n + 5 * rng.uniform(), "c": 10 + 20 * rng.uniform(), "d": 50 + 100 * n}
            found[region, period] = {name: round(float(value), 3) for name, value in row.items()}
    found["R7", "2024"]["c"] = 900.0  # far out
    if gaps:
        del found["R3", "2023"]["a"], found["R5", "2023"]["b"], found["R2", "2023"]["c"]
    return found


RULES = {
    "goalposts": {"worst": 10, "best": 80},
    "scaled": {"lower": 10, "upper": 80},
    "piecewise_linear": {"knots": [{"at": 10, "score": "0%"}, {"at": 30, "score": "50%"}, {"at": 80, "score": "100%"}]},
    "target_band": {"lower": 30, "upper": 40, "zero_below": 0, "zero_above": 90},
    "distance_to_target": {"target": 45},
    "distance_to_reference": {"reference": "at_reference(a)"},
    "shrinkage": {"base": "d"},
}
"""What rules must be told."""

STEPS = {
    "power": {"exponent": 0.5},
    "owa": {"order": [0.2, 0.3, 0.5]},
    "ahp": {
        "matrix": {
            "i": {"i": 1, "j": 3, "k": 5},
            "j": {"i": "1/3", "j": 1, "k": 2},
            "k": {"i": "1/5", "j": "1/2", "k": 1},
        }
    },
    "best_worst": {"best_to_others": {"i": 1, "j": 2, "k": 4}, "others_to_worst": {"i": 4, "j": 2, "k": 1}},
    "budget_allocation": {"allocations": [{"k": 20, "i": 50, "j": 30}, {"i": 40, "j": 40, "k": 20}]},
    "given": {"weights": {"i": 3, "j": 2, "k": 1}},
    "regression": {"outcome": [float(n) for n in range(24)], "allow_negative": True},
    "recorded": {"upper": 60},
}
"""What other methods must be told."""


def written(kind, name):
    """The framework as a file, that names the method."""
    content = yaml.safe_load(BASE)
    if kind == "normalisation":
        rule = {"rule": name, **RULES.get(name, {})}
        content["indicators"]["i"]["score"] = rule
        if name == "shrinkage":
            content["indicators"]["i"] |= {"formula": "a / d", "unit": "percent"}
        return content
    more = {"predictors": "observed"} if (kind, name) == ("imputation", "regression") else STEPS.get(name, {})
    content["method"][kind] = {"method": name, **more} if more else name
    if kind == "imputation":
        content["method"]["missing"] = {"not_reported": "impute"}
    return content


@pytest.mark.no_cover
@pytest.mark.parametrize(("kind", "name"), EVERY, ids=[f"{kind}-{name}" for kind, name in EVERY])
def test_a_file_that_names_it_is_scored(kind, name, tmp_path):
    path = tmp_path / "every.yaml"
    path.write_text(yaml.safe_dump(written(kind, name), allow_unicode=True), encoding="utf-8")
    framework = fs.load_framework(path)
    regions = register({**dict.fromkeys(REGIONS, "county"), "all": "reference"})
    values = {**facts(gaps=kind == "imputation"), **{("all", period): {"a": 40.0} for period in PERIODS}}
    result = scored(framework, values, regions=regions)
    own = result.index.get_level_values("region") != "all"
    assert result.composite[own].notna().all()
    assert result.ranks[own].notna().all()
    if kind != "ordering":  # which has the values of its method
        assert result.composite[own].between(-1e-9, 100 + 1e-9).all()
    if kind == "imputation":
        steps = result.steps
        filled = steps["denominated"].isna() & steps["imputed"].notna()
        assert result.imputed.equals(filled)
        assert filled[own].to_numpy().sum() >= 2
    if kind == "treatment":
        assert result.treatments["method"].eq(name).all()
    if kind == "weighting":
        (tmp_path / "tuned.yaml").write_text(result.made_weights(), encoding="utf-8")
        same(scored(fs.load_framework(tmp_path / "tuned.yaml"), values, regions=regions), result)
    same(scored(fs.load_framework("t.yaml", text=framework.to_yaml()), values, regions=regions), result)


def same(result, other):
    assert result.composite.tolist() == pytest.approx(other.composite.tolist(), rel=1e-9, nan_ok=True)


def test_the_index_of_mazziotta_and_pareto_at_half_its_scale():
    """Scores are 0–100, the paper's are 100 ± 10; the index goes with the scale: half of all is half the index."""
    values = {region: facts(gaps=False)[region, "2024"] for region in REGIONS[:7]}
    content = yaml.safe_load(BASE)
    step = {"rule": "zscore", "mean": 50, "deviation": 5 * np.sqrt(7 / 6)}  # of the sample; theirs is of the population
    for spec in content["indicators"].values():
        spec["score"] = {key: float(x) if key != "rule" else x for key, x in step.items()}
    content["method"]["aggregation"] = "mazziotta_pareto"
    result = scored(fs.load_framework(content), values)
    table = np.array([[row[name] for name in "abc"] for row in values.values()])
    index = mazziotta_pareto(mpi_standardised(table, higher=np.array([True, False, True])), np.ones(3))
    assert (2 * result.composite).tolist() == pytest.approx(index.tolist(), rel=1e-9)


def test_fractions_lists_and_names_are_the_same_comparisons():
    found = []
    for matrix in (
        STEPS["ahp"]["matrix"],
        [[1, 3, 5], ["1/3", 1, 2], ["1/5", "1/2", 1]],
        [[1, 3, 5], [1 / 3, 1, 2], [0.2, 0.5, 1]],
    ):
        content = yaml.safe_load(BASE)
        content["groups"]["g"] = {"weighting": {"method": "ahp", "matrix": matrix}}
        found.append(scored(fs.load_framework(content), facts(gaps=False)).framework.weights)
    assert found[0] == pytest.approx(found[2]) and found[1] == pytest.approx(found[2])


def test_what_is_given_by_name_is_given_for_every_child():
    content = yaml.safe_load(BASE)
    content["groups"]["g"] = {"aggregation": {"method": "benefit_of_the_doubt", "lower_share": {"i": 0.1, "j": 0.2}}}
    with pytest.raises(fs.FazhiError) as raised:
        scored(fs.load_framework(content), facts(gaps=False))
    assert [problem.code for problem in raised.value.problems] == ["step_names"]
    assert raised.value.problems[0].params["lacking"] == "k"


def test_the_adjusted_index_at_half_its_scale():
    """70–130 around a reference is 35–65 here, along a line between posts that are fixed for all periods."""
    values = facts(gaps=False)
    table = np.array([[row[name] for name in "abc"] for row in values.values()])
    posts = [(0.0, 80.0), (20.0, 80.0), (0.0, 1000.0)]
    content = yaml.safe_load(BASE)
    for spec, (low, high), higher in zip(content["indicators"].values(), posts, (True, False, True), strict=True):
        ends = ("35%", "65%") if higher else ("65%", "35%")
        knots = [{"at": at, "score": score} for at, score in zip((low, high), ends, strict=True)]
        spec["score"] = {"rule": "piecewise_linear", "knots": knots}
    content["method"]["aggregation"] = "mazziotta_pareto"
    result = scored(fs.load_framework(content), values)
    lowest, highest = np.array(posts).T
    scaled = ampi_standardised(
        table,
        higher=np.array([True, False, True]),
        reference=(lowest + highest) / 2,
        lowest=lowest,
        highest=highest,
    )
    assert (2 * result.composite).tolist() == pytest.approx(mazziotta_pareto(scaled, np.ones(3)).tolist(), rel=1e-9)
