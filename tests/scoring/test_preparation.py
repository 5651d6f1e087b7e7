"""Gaps that are imputed and outliers that are treated, before the rules see the values."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.methods import METHODS
from fazhi_score.numerics.imputation import mean
from fazhi_score.numerics.prediction import nearest
from fazhi_score.numerics.treatment import winsorise
from tests.conftest import codes, manifest, plain, register, scored, sheet

GAP = np.nan
IMPUTE = {"missing": {"not_reported": "impute"}, "imputation": "mean"}


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def table(values, names="ab"):
    return {f"R{n}": {k: v for k, v in zip(names, row, strict=True) if v is not None} for n, row in enumerate(values)}


def test_a_gap_is_filled_and_scored_but_counts_as_not_stated():
    # mean of 20 and 60 is 40; R1 has (40 + 80) / 2
    result = scored(sheet({"i": plain("a"), "j": plain("b")}, method=IMPUTE), table([(20, 50), (None, 80), (60, 70)]))
    same(result.scores["i"], [20, 40, 60])
    same(result.composite, [35, 60, 65])
    same(result.table["coverage"], [1, 0.5, 1])
    # bounds are those of silence: anything from 0 to 100
    same(result.table[["lower", "upper"]].iloc[1], [40, 90])
    assert result.gaps["i"].tolist() == [None, "not_reported", None]
    assert result.imputed["i"].tolist() == [False, True, False]
    (told,) = [note.params for note in result.notes if note.code == "imputed"]
    assert told == {"method": "mean", "cells": 1, "indicators": 1}


def test_steps_show_what_became_of_a_cell():
    result = scored(sheet({"i": plain("a"), "j": plain("b")}, method=IMPUTE), table([(20, 50), (None, 80), (60, 70)]))
    steps = result.steps
    assert list(steps) == ["raw", "denominated", "imputed", "treated", "normalised"]
    same(steps["raw"]["a"], [20, GAP, 60])
    same(steps["denominated"]["i"], [20, GAP, 60])
    same(steps["imputed"]["i"], [20, 40, 60])
    same(steps["treated"]["i"], [20, 40, 60])
    same(steps["normalised"]["i"], [20, 40, 60])


def test_only_the_gaps_whose_policy_says_so_are_filled():
    method = {"missing": {"not_reported": "impute", "claimed": "zero"}, "imputation": "mean"}
    words = {"region": "R1", "fact": "a", "value": "多次", "status": "claimed"}
    result = scored(sheet({"i": plain("a")}, method=method), {"R0": {"a": 20}, "R2": {"a": 60}, "R3": {}}, words)
    assert dict(zip(result.index.get_level_values("region"), result.scores["i"], strict=True)) == {
        "R0": 20, "R1": 0, "R2": 60,
    }  # fmt: skip


def test_an_indicators_own_word_goes_before_the_methods():
    framework = sheet({"i": plain("a"), "j": plain("b", missing={"not_reported": "exclude"})}, method=IMPUTE)
    result = scored(framework, table([(20, 50), (None, 80), (60, None)]))
    same(result.scores["j"], [50, 80, GAP])
    same(result.composite, [35, 60, 60])


def test_relative_rules_are_fitted_with_the_imputed_values():
    # values 0, 10, imputed 5: z of 5 is 0, the deviation that of all three
    framework = sheet({"i": {"formula": "a", "score": {"rule": "zscore"}}, "j": plain("b")}, method=IMPUTE)
    result = scored(framework, table([(0, 50), (10, 50), (None, 50)]))
    same(result.scores["i"], [40, 60, 50])


def test_reference_regions_neither_fill_nor_are_filled():
    regions = register({"R0": "county", "R1": "county", "R2": "county", "R3": "reference"})
    framework = sheet({"i": plain("a"), "j": plain("b")}, method=IMPUTE)
    result = scored(framework, table([(20, 50), (None, 80), (60, 70), (1000, None)]), regions=regions)
    same(result.scores["i"].iloc[:3], [20, 40, 60])
    assert not result.imputed["j"].any()


def test_imputed_values_are_kept_within_what_is_valid():
    made = {"i": plain("a", valid=[0, 100]), "j": plain("b", valid=[0, 60])}
    framework = sheet(made, method={**IMPUTE, "imputation": "regression"})
    # b = a + 20 on four units: the fifth would have 90
    rows = [(10, 30), (20, 40), (30, 50), (40, 60), (70, None)]
    result = scored(framework, table(rows))
    same(result.scores["j"].iloc[4], 60)


def test_what_cannot_be_filled_stays_a_gap_and_is_told():
    framework = sheet({"i": plain("a"), "j": plain("b")}, method=IMPUTE)
    result = scored(framework, table([(20, None), (30, None)]))
    same(result.scores["j"], [GAP, GAP])
    (told,) = [note for note in result.notes if note.code == "not_imputed"]
    assert told.params == {"method": "mean", "cells": 2} and told.severity == "warning"


def test_where_nothing_is_missing_no_method_is_asked():
    # two regions are too few to estimate anything from, and nothing has to be
    framework = sheet({"i": plain("a"), "j": plain("b")}, method={**IMPUTE, "imputation": "em"})
    same(scored(framework, table([(20, 50), (30, 60)])).composite, [35, 45])
    with pytest.raises(FazhiError, match="cannot be estimated"):
        scored(framework, table([(20, 50), (30, 60), (40, None)]))


def test_over_periods_within_a_region():
    framework = sheet({"i": plain("a"), "j": plain("b")},
                      method={"missing": {"not_reported": "impute"}, "imputation": "linear"})  # fmt: skip
    rows = {("A", "2021"): {"a": 10, "b": 1}, ("A", "2022"): {"b": 1}, ("A", "2024"): {"a": 40, "b": 1},
            ("B", "2021"): {"a": 99, "b": 1}, ("B", "2022"): {"b": 1}}  # fmt: skip
    result = scored(framework, rows)
    assert result.scores["i"]["A", "2022"] == pytest.approx(20)
    assert np.isnan(result.scores["i"]["B", "2022"])  # nothing behind it


def test_parameters_reach_the_function():
    framework = sheet({name: plain(name) for name in "abc"}, method={
        "missing": {"not_reported": "impute"}, "imputation": {"method": "nearest", "neighbours": 2},
    })  # fmt: skip
    values = np.array([[10, 20, 30], [12, 22, 33], [50, 60, 70], [11, 21, GAP], [52, 58, 71.0]])
    rows = [[None if np.isnan(v) else v for v in row] for row in values.tolist()]
    result = scored(framework, table(rows, "abc"))
    same(result.steps["imputed"].to_numpy(), nearest(values, peers=np.zeros(5, int), neighbours=2))


RELATIVE = {"formula": "a", "score": {"rule": "minmax"}}
VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]


def test_outliers_are_treated_before_a_relative_rule_only():
    framework = sheet({"i": RELATIVE, "j": {**plain("a")}}, method={"treatment": "winsorise"})
    result = scored(framework, {f"R{n}": {"a": v} for n, v in enumerate(VALUES)})
    wanted = winsorise(np.array(VALUES, float)[:, None]).values[:, 0]
    assert wanted[-1] == 9
    same(result.steps["treated"]["i"], wanted)
    same(result.scores["i"], 100 * (wanted - 1) / 8)
    same(result.steps["treated"]["j"], VALUES)  # goalposts clip anyway
    assert result.treatments.loc["i", ["method", "moved_high", "upper"]].tolist() == ["winsorise", 1, 9]
    assert list(result.treatments.index) == ["i"]
    (told,) = [note.params for note in result.notes if note.code == "treated"]
    assert told == {"method": "winsorise", "indicators": 1, "listed": "i"}


def test_an_indicators_own_treatment_and_none():
    own = {**RELATIVE, "treatment": {"method": "winsorise", "maximum": 0}}
    framework = sheet({"i": {**RELATIVE, "treatment": "none"}, "j": own, "k": RELATIVE},
                      method={"treatment": "log"})  # fmt: skip
    result = scored(framework, {f"R{n}": {"a": v} for n, v in enumerate(VALUES)})
    same(result.steps["treated"]["i"], VALUES)
    same(result.steps["treated"]["j"], VALUES)
    # log(x - min + 0.01 range) of COINr
    same(result.steps["treated"]["k"], np.log(np.array(VALUES) - 1 + 9.99))
    assert sorted(result.treatments.index) == ["j", "k"]


def test_imputation_goes_before_treatment():
    framework = sheet({"i": RELATIVE, "j": plain("b")}, method={**IMPUTE, "treatment": "log"})
    result = scored(framework, table([(0, 1), (10, 1), (None, 1), (40, 1)]))
    filled = mean(np.array([[0], [10], [GAP], [40.0]]))[:, 0]
    same(result.steps["treated"]["i"], np.log(filled + 0.4))


def test_the_same_from_python_and_from_a_file():
    by_file = sheet({"i": RELATIVE}, method={"treatment": {"method": "winsorise", "maximum": 1}})
    by_hand = sheet({"i": RELATIVE}).with_method(treatment={"method": "winsorise", "maximum": 1})
    rows = {f"R{n}": {"a": v} for n, v in enumerate(VALUES)}
    same(scored(by_file, rows).composite, scored(by_hand, rows).composite)
    assert by_file.sha256() == by_hand.sha256()
    assert fs.load_framework("s.yaml", text=by_file.to_yaml()).sha256() == by_file.sha256()


def test_the_explanation_says_what_was_filled_and_treated():
    framework = sheet({"i": RELATIVE, "j": plain("b")}, method={**IMPUTE, "treatment": "winsorise"})
    rows = {f"R{n}": {"a": v, "b": 1} for n, v in enumerate(VALUES)} | {"S": {"b": 1}}
    result = scored(framework, rows)
    assert "treated as an outlier: 1000.00 becomes 104.50 (winsorising)" in str(result.explain("R9", node="i"))
    told = result.explain("S", node="i")
    # the mean of 1 … 9 and 1000
    assert "imputed value 104.50 (mean of the indicator)" in str(told)
    assert "插补值 104.50（指标均值）" in told.render("zh")


def test_what_a_method_finds_wrong_names_the_indicator():
    framework = sheet({"i": plain("b"), "j": RELATIVE}, method={"treatment": "log_natural"})
    with pytest.raises(FazhiError, match=r"column 1 \(j\)"):
        scored(framework, table([(0, 1), (10, 1), (3, 1), (40, 1)]))


def test_gaps_are_filled_within_columns_of_their_own():
    regions = register(
        dict.fromkeys(["R0", "R1", "R2", "R3"], "county"), side={"R0": "w", "R1": "w", "R2": "e", "R3": "e"}
    )
    method = {**IMPUTE, "imputation": "peer_mean", "impute_within": ["side"]}
    values = {"R0": {"a": 20}, "R2": {"a": 60}, "R3": {"a": 80}}
    result = scored(
        sheet({"i": plain("a")}, method=method),
        {**values, "R1": {}},
        regions=regions,
        documents=manifest({"R1": "read"}),
    )
    same(result.steps["imputed"]["i"].sort_index(), [20, 20, 60, 80])
    # one class for the scale: minmax from 20 to 80
    relative = sheet({"i": {"formula": "a", "score": {"rule": "minmax"}}}, method=method)
    result = scored(relative, {**values, "R1": {}}, regions=regions, documents=manifest({"R1": "read"}))
    same(result.scores["i"].sort_index(), [0, 0, 200 / 3, 100])


def test_values_that_do_not_count_are_not_filled():
    framework = sheet({"i": plain("a"), "n": {"formula": "b", "better": "neutral"}}, method=IMPUTE)
    result = scored(framework, table([(20, 50), (60, None), (None, 70)]))
    same(result.scores["i"], [20, 60, 40])
    assert result.imputed.any().to_dict() == {"i": True, "n": False}
    same(result.steps["imputed"]["n"], [50, GAP, 70])


def test_a_treatment_of_somebodys_own_can_ask_which_way_is_better(monkeypatch):
    asked = []

    def noted(values, *, higher, peers):
        asked.append((higher.tolist(), peers.tolist()))
        return winsorise(values)

    monkeypatch.setitem(METHODS["treatment"], "noted", noted)
    made = {"i": {"formula": "a", "score": {"rule": "minmax"}}, "j": {"formula": "b", "score": {"rule": "minmax"}}}
    made["j"]["better"] = "lower"
    scored(sheet(made, method={"treatment": "noted"}), table([(20, 50), (30, 80), (60, 70)]))
    assert asked == [([True, False], [0, 0, 0])]


def test_a_treatment_that_moves_nothing_is_not_told():
    result = scored(sheet({"i": RELATIVE}, method={"treatment": "winsorise"}), {f"R{n}": {"a": n} for n in range(9)})
    same(result.steps["treated"]["i"], range(9))
    assert "treated" not in codes(result)


@pytest.mark.parametrize(
    ("rule", "fact", "told"),
    [
        ({"rule": "presence"}, {"kind": "yes_no"}, ("否", "是")),
        ({"rule": "levels", "scores": {"低": "0%", "高": "100%"}}, {"levels": ["低", "高"]}, ("低", "高")),
        ({"rule": "deadline", "due": "04-01", "late": "50%"}, {"kind": "date"}, ("2024-03-01", "2025-03-01")),
        ({"rule": "reviewer"}, {}, (10, 90)),
        ({"rule": "panel"}, {"over_items": "mean"}, (10, 90)),
    ],
)
def test_answers_are_no_amounts_to_fill_others_from(rule, fact, told):
    # 60 is in the middle of 50 to 70, so the gap is 40, in the middle of 20 to 60; with its yes it would be 50
    answers = {"p": {"formula": "s", "score": rule, "missing": {"not_reported": "zero"}}}
    numbers = {"i": plain("a"), "j": plain("b")}
    method = {**IMPUTE, "imputation": "row_mean"}
    facts = {"a": {}, "b": {}, "s": fact}
    rows = table([(20, 50), (None, 60), (60, 70)])
    with_answers = {region: {**row, "s": told[region != "R0"]} for region, row in rows.items()}
    alone = scored(sheet(numbers, facts=facts, method=method), rows)
    beside = scored(sheet({**numbers, **answers}, facts=facts, method=method), with_answers)
    assert alone.imputed["i"].tolist() == [False, True, False]
    same(alone.scores["i"], [20, 40, 60])
    same(beside.scores["i"], [20, 40, 60])
