"""Cells that differ by draw: facts within bounds, gaps, errors of extraction, thresholds, small counts."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import fazhi_score as fs
from tests.analysis.test_uncertainty import facts, framework

EVERY = {"rule": "minmax"}


def redrawn(found, table, draw):
    """The facts as one draw has them."""
    panel, plan = found.nominal.panel, found.plan
    frame = table.table.copy()
    for fact, name in enumerate(panel.fact_ids):
        rows = np.flatnonzero(panel.columns == fact)
        if fact not in plan.cells.sizes:
            continue
        chance = plan.rng("facts", draw // 512, 0, fact).random((512, plan.cells.sizes[fact]))[draw % 512]
        at = panel.rows[rows]
        low, high = frame["low"].to_numpy()[at], frame["high"].to_numpy()[at]
        frame.iloc[at, frame.columns.get_loc("value")] = low + chance * (high - low)
        assert name in set(frame["fact"])
    plain = frame[["region", "period", "fact", "value"]]
    return fs.read_facts(plain.astype({"region": str, "period": str, "fact": str}))


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "method",
    [
        {},
        {"missing": {"not_reported": "mean"}},
        {"missing": {"not_reported": "worst"}, "aggregation": "geometric"},
        {"treatment": {"method": "winsorise_quantiles"}},
        {"minimum_children": 0.9},
    ],
)
@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", {"rule": "goalposts", "worst": 0, "best": 25}])
def test_facts_within_bounds_are_scored_as_if_they_had_been_stated(method, rule):
    table, made = facts(bounds=True), framework()
    if "treatment" in method:
        method = {"treatment": _some_treatment()}
    made = made.with_method(**method)
    given = fs.Assumptions(facts=True, normalisation=[rule] if isinstance(rule, str) else None, definitions=False)
    found = fs.uncertainty(table, made, given, draws=600, seed=5)
    values = found.plausible_values(600)
    from fazhi_score.analysis.specifications import changed

    made = changed(made, {"normalisation": rule}) if isinstance(rule, str) else made
    for draw in (0, 7, 511, 599):
        again = fs.score(redrawn(found, table, draw), made)
        assert values[draw + 1].to_numpy() == pytest.approx(again.composite.to_numpy(), abs=1e-9, nan_ok=True)


def _some_treatment():
    from fazhi_score.framework.steps import methods_of

    return next(name for name in ("clip", "winsorise", "iqr") if name in methods_of("treatment"))


def plain(**spec):
    rule = {"group": "g", "better": "higher", "score": {"rule": "goalposts", "worst": 0, "best": 100}}
    sheet = {
        "format": 1, "id": "demo", "method": {"missing": {"not_reported": "exclude"}, "minimum_peers": 1},
        "groups": {"g": {}}, "facts": {"x": {}, "y": {}},
        "indicators": {"i": {"formula": "x", **rule}, "j": {"formula": "y", **rule}, **spec},
    }  # fmt: skip
    return fs.load_framework(sheet)


def rows(*cells):
    return fs.read_facts(pd.DataFrame(cells, columns=["region", "period", "fact", "value"]))


def test_what_is_not_reported_is_anywhere_between_worst_and_best():
    table = rows(("A", 2024, "x", 40), ("A", 2024, "y", 60), ("B", 2024, "x", 50))
    found = fs.uncertainty(table, plain(), fs.Assumptions(unreported="uniform"), draws=4000, seed=1)
    scores = found.scores(quantiles=[0.25])
    assert scores.loc[("A", "2024"), "std"] == pytest.approx(0, abs=1e-4)
    assert scores.loc[("B", "2024"), ["low", "q0.25", "median", "high"]].to_list() == pytest.approx(
        [27.5, 37.5, 50, 72.5], abs=1
    )
    values = found.plausible_values(500)
    low, high = found.nominal.table["lower"], found.nominal.table["upper"]
    assert (values.ge(low - 1e-9, axis=0) & values.le(high + 1e-9, axis=0)).all(axis=None)


def test_gaps_are_drawn_whatever_else_they_would_earn():
    table = rows(("A", 2024, "x", 40), ("A", 2024, "y", 60), ("B", 2024, "x", 50))
    given = fs.Assumptions(unreported="uniform", missing=["exclude", "zero", "mean"])
    one, other = (
        fs.uncertainty(table, plain(), some, draws=300, seed=1).plausible_values(300)
        for some in (given, fs.Assumptions(unreported="uniform"))
    )
    assert one.to_numpy() == pytest.approx(other.to_numpy())


def test_errors_of_extraction_come_as_often_as_they_are_said_to():
    table = rows(*[(f"R{r:02}", 2024, fact, r + 10) for r in range(40) for fact in "xy"])
    rates = {"x": {"wrong": 0.1}, "overall": {"wrong": 0.0}}
    found = fs.uncertainty(table, plain(), fs.Assumptions(extraction=rates), draws=2000, seed=1)
    values = found.plausible_values(2000).to_numpy()
    moved = np.abs(values - found.nominal.composite.to_numpy()[:, None]) > 1e-9
    assert moved.mean() == pytest.approx(0.1 * 39 / 40, abs=0.005)
    given = fs.Assumptions(extraction={"overall": {"invented": 0.2, "missed": 0.1}})
    all_there = fs.uncertainty(table, plain(), given, draws=500, seed=1)
    assert np.isfinite(all_there.plausible_values(100).to_numpy()).any()
    # nothing is missing, so next to nothing can have been invented: the share stated is what it is
    assert len(all_there.notes) == 0


def test_thresholds_within_intervals_move_scores_as_the_rule_says():
    table = rows(("A", 2024, "x", 40), ("B", 2024, "x", 50), ("A", 2024, "y", 0), ("B", 2024, "y", 0))
    given = fs.Assumptions(thresholds={"i": {"best": [100, 200]}})
    found = fs.uncertainty(table, plain(), given, draws=1000, seed=1)
    values = found.plausible_values(1000).to_numpy()
    best = 40 / (2 * values[0] / 100)
    assert best.min() >= 100 - 1e-9
    assert best.max() <= 200 + 1e-9
    assert best.mean() == pytest.approx(150, abs=3)
    assert values[1] == pytest.approx(values[0] * 50 / 40)


@pytest.mark.parametrize("method", ["jeffreys", "wilson"])
def test_rates_of_few_cases_vary_as_their_counts_leave_them_open(method):
    rule = {"rule": "goalposts", "worst": "0%", "best": "100%"}
    share = {"group": "g", "formula": "x / y", "unit": "percent", "better": "higher", "score": rule}
    sheet = plain().file.model_dump(by_alias=True, exclude_unset=True)
    made = fs.load_framework({**sheet, "indicators": {"r": share}})
    table = rows(("A", 2024, "x", 4), ("A", 2024, "y", 5), ("B", 2024, "x", 800), ("B", 2024, "y", 1000))
    given = fs.Assumptions(facts={"rates": method, "rates_below": 100})
    found = fs.uncertainty(table, made, given, draws=8000, seed=1)
    scores = found.scores(level=0.9)
    assert scores.loc[("B", "2024"), "std"] == pytest.approx(0, abs=1e-4)
    if method == "jeffreys":
        expected = stats.beta(4.5, 1.5).ppf([0.05, 0.5, 0.95]) * 100
    else:
        from fazhi_score.analysis.fact_bounds import wilson_point

        z = stats.norm.ppf([[0.05], [0.5], [0.95]])
        expected = wilson_point(np.array([4.0]), np.array([5.0]), z).ravel() * 100
    assert scores.loc[("A", "2024"), ["low", "median", "high"]].to_list() == pytest.approx(expected, abs=1)


def test_a_fact_that_two_indicators_use_is_the_same_in_both():
    table = fs.read_facts(
        pd.DataFrame([("A", 2024, "x", 50, 10, 90), ("B", 2024, "x", 50, 50, 50)],
                     columns=["region", "period", "fact", "value", "low", "high"])
    )  # fmt: skip
    lower = {"group": "g", "formula": "100 - x", "better": "higher",
             "score": {"rule": "goalposts", "worst": 0, "best": 100}}  # fmt: skip
    made = plain(k=lower)
    found = fs.uncertainty(table, made, fs.Assumptions(facts=True), draws=400, seed=1)
    assert found.plausible_values(400).to_numpy() == pytest.approx(50)


def test_error_rates_come_from_an_agreement_or_its_table():
    from fazhi_score.analysis.assumptions import Assumptions

    rates = pd.DataFrame(
        {"wrong": [0.1, 0.2], "missed": [np.nan, 0.05], "invented": [0.0, np.nan]}, index=["x", "overall"]
    )

    class Agreed:
        def error_rates(self):
            return rates

    expected = {
        "x": {"wrong": 0.1, "missed": 0.05, "invented": 0.0},
        "overall": {"wrong": 0.2, "missed": 0.05, "invented": 0.0},
    }
    assert Assumptions(extraction=rates).data()["extraction"] == expected
    assert Assumptions(extraction=Agreed()).data()["extraction"] == expected


def test_bounds_that_nobody_sees_are_counted():
    table = fs.read_facts(
        pd.DataFrame([("A", 2024, "x", 50, 10, 90, ""), ("B", 2024, "x", 60, 60, 60, "")],
                     columns=["region", "period", "fact", "value", "low", "high", "item"])
    )  # fmt: skip
    growing = {"group": "g", "formula": "growth(x)", "better": "higher",
               "score": {"rule": "goalposts", "worst": 0, "best": 1}}  # fmt: skip
    sheet = plain().file.model_dump(by_alias=True, exclude_unset=True)
    made = fs.load_framework({**sheet, "indicators": {"k": growing}})
    found = fs.uncertainty(table, made, fs.Assumptions(facts=True), draws=10, seed=1)
    note = next(note for note in found.notes if note.code == "robustness_cells_fixed")
    assert note.params["count"] == 1
