"""Weights that a method makes of the scores, groups with too few children, and weights as a tuning file."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.errors import FazhiError
from fazhi_score.framework.writing import as_yaml
from fazhi_score.numerics.aggregation import arithmetic
from fazhi_score.numerics.weighting import entropy, standard_deviation
from tests.conftest import codes, plain, register, scored, sheet, table

VALUES = np.array([[10, 50, 20], [30, 60, 90], [90, 40, 70.0]])
GROUPS = {"g": {}, "h": {}}


def rows(values=VALUES, names="abc"):
    return {f"R{n}": {k: v for k, v in zip(names, row, strict=True) if not np.isnan(v)} for n, row in enumerate(values)}


def three(**more):
    """Two indicators in g, one in h."""
    made = {"i": plain("a"), "j": plain("b"), "k": plain("c", group="h")}
    return sheet(made, groups=more.pop("groups", GROUPS), **more)


def same(found, wanted) -> None:
    np.testing.assert_allclose(np.asarray(found, dtype=float), wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def test_weights_are_made_within_each_group_from_the_bottom_up():
    result = scored(three(method={"weighting": "standard_deviation"}), rows())
    low = standard_deviation(VALUES[:, :2])
    group = arithmetic(VALUES[:, :2], low)
    top = standard_deviation(np.column_stack([group, VALUES[:, 2]]))
    weights = result.framework.weights
    same([weights["i"], weights["j"]], low)
    same([weights["g"], weights["h"]], top)
    same(result.composite, arithmetic(np.column_stack([group, VALUES[:, 2]]), top))
    # an only child keeps what is written
    assert weights["k"] == 1
    assert "weighted" in codes(result)
    # all that rests on weights uses those that were made
    same(result.contributions.sum(axis=1), result.composite)
    same(result.effective_weights.iloc[0], [top[0] * low[0], top[0] * low[1], top[1]])


def test_one_group_alone_or_all_but_one():
    alone = three(groups={"g": {"weighting": "entropy"}, "h": {}})
    weights = scored(alone, rows()).framework.weights
    same([weights["i"], weights["j"], weights["g"], weights["h"]], [*entropy(VALUES[:, :2]), 1, 1])
    but_one = three(groups={"g": {"weighting": "given"}, "h": {}}, method={"weighting": "entropy"})
    weights = scored(but_one, rows()).framework.weights
    assert weights["i"] == weights["j"] == 1 and weights["g"] != weights["h"]


def test_judgements_by_the_names_of_the_children():
    matrix = {"i": {"i": 1, "j": 3}, "j": {"i": 1 / 3, "j": 1}}
    result = scored(three(groups={"g": {"weighting": {"method": "ahp", "matrix": matrix}}, "h": {}}), rows())
    same([result.framework.weights["i"], result.framework.weights["j"]], [0.75, 0.25])
    given = {"method": "given", "weights": {"j": 1, "i": 4}}
    result = scored(three(groups={"g": {"weighting": given}, "h": {}}), rows())
    same([result.framework.weights["i"], result.framework.weights["j"]], [0.8, 0.2])


def test_reference_regions_have_no_say():
    regions = register({"R0": "c", "R1": "c", "R2": "c", "R9": "reference"})
    facts = rows() | {"R9": {"a": 1, "b": 99, "c": 50}}
    method = {"weighting": "standard_deviation"}
    one, two = scored(three(method=method), facts, regions=regions), scored(three(method=method), rows())
    assert dict(one.framework.weights) == dict(two.framework.weights)


def test_where_scores_tell_nobody_apart_weights_stay_and_that_is_told():
    values = VALUES.copy()
    values[:, :2] = 50
    framework = three(groups={"g": {}, "h": {}}, method={"weighting": "entropy"}).with_weights(i=3)
    result = scored(framework, rows(values))
    assert (result.framework.weights["i"], result.framework.weights["j"]) == (3, 1)
    (note,) = [note for note in result.notes if note.code == "weights_kept"]
    assert note.params == {"groups": 1, "listed": "g"}


@pytest.mark.parametrize(("count", "end"), [(8, "g0"), (9, "g1 …")])
def test_of_many_groups_whose_weights_stay_eight_are_named(count, end):
    made = {f"i{number}": plain("a", group=f"g{number}") for number in range(count)}
    made |= {f"j{number}": plain("a", group=f"g{number}") for number in range(count)}
    groups = [f"g{number}" for number in range(count)]
    framework = sheet(made, groups={name: {"weighting": "standard_deviation"} for name in groups})
    result = scored(framework, {name: {"a": 5} for name in "ABC"})
    (note,) = [note for note in result.notes if note.code == "weights_kept"]
    assert note.params["groups"] == count
    # from below, as they are worked out
    assert note.params["listed"].split(", ") == [*(f"g{count - 1 - number}" for number in range(7)), end]


def test_a_method_that_cannot_names_its_group():
    framework = three(groups={"g": {"weighting": {"method": "ahp", "matrix": [[1, 3, 1], [1, 1, 1]]}}, "h": {}})
    with pytest.raises(FazhiError) as caught:
        scored(framework, rows())
    assert caught.value.problems[0].code == "weighting_of_group"
    assert "'g'" in str(caught.value)


def test_weights_come_back_as_a_tuning_file(tmp_path):
    base = three(method={"weighting": "standard_deviation"})
    (tmp_path / "base.yaml").write_text(base.to_yaml(), encoding="utf-8")
    result = scored(base, rows())
    text = result.made_weights(extends="base.yaml")
    (tmp_path / "tuned.yaml").write_text(text, encoding="utf-8")
    tuned = fs.load_framework(tmp_path / "tuned.yaml")
    assert {name: tuned.weights[name] for name in "ghijk"} == dict(result.framework.weights)
    same(scored(tuned, rows()).composite, result.composite)


def test_a_group_with_a_method_of_its_own_comes_back_with_the_weights_that_it_made(tmp_path):
    base = three(groups={"g": {"weighting": "standard_deviation"}, "h": {}})
    (tmp_path / "base.yaml").write_text(base.to_yaml(), encoding="utf-8")
    result = scored(base, rows())
    (tmp_path / "tuned.yaml").write_text(result.made_weights(extends="base.yaml"), encoding="utf-8")
    tuned = fs.load_framework(tmp_path / "tuned.yaml")
    assert tuned.file.groups["g"].weighting == "given"
    same(scored(tuned, rows()).composite, result.composite)


def test_weights_of_a_sheet_of_points_come_back_as_points(tmp_path):
    made = {"i": plain("a", weight=6), "j": plain("b", weight=4)}
    base = sheet(made, groups={"g": {"weight": 10}}, total_points=10)
    (tmp_path / "base.yaml").write_text(base.to_yaml(), encoding="utf-8")
    changed = scored(base.with_weights(i=7), rows(VALUES[:, :2], "ab"))
    (tmp_path / "tuned.yaml").write_text(changed.made_weights(extends="base.yaml"), encoding="utf-8")
    tuned = fs.load_framework(tmp_path / "tuned.yaml")
    assert [tuned.points(name) for name in "ij"] == pytest.approx([7, 3])


def test_a_group_with_too_few_children_has_no_score():
    values = VALUES.copy()
    values[0, 0] = np.nan
    framework = three(groups={"g": {"minimum_children": "60%"}, "h": {}})
    result = scored(framework, rows(values))
    same(result.scores["g"], [np.nan, 45, 65])
    same(result.composite, [20, 67.5, 67.5])
    # half of the children is half of the children
    result = scored(three(method={"minimum_children": "50%"}), rows(values))
    same(result.scores["g"], [50, 45, 65])


@pytest.mark.parametrize(("how", "wanted"), [
    ("harmonic", [2 / (1 / 10 + 1 / 50), 40, 2 / (1 / 90 + 1 / 40)]),
    ({"method": "power", "exponent": 2}, [np.sqrt((100 + 2500) / 2), np.sqrt(4500 / 2), np.sqrt(9700 / 2)]),
    ({"method": "owa", "order": [1, 0]}, [50, 60, 90]),
    # on the frontier (30, 60) and (90, 40): 10, 50 lies 50/60 of the way out, in the direction of b alone
    ({"method": "benefit_of_the_doubt"}, [500 / 6, 100, 100]),
])  # fmt: skip
def test_how_a_group_is_aggregated(how, wanted):
    result = scored(three(groups={"g": {"aggregation": how}, "h": {}}), rows())
    np.testing.assert_allclose(result.scores["g"], wanted, rtol=1e-9)
    np.testing.assert_allclose(result.composite, (np.array(wanted) + VALUES[:, 2]) / 2, rtol=1e-9)


def test_an_order_has_no_grades_no_bounds_and_no_contributions():
    made = {"i": plain("a"), "j": plain("b", group="h"), "k": plain("c", group="m")}
    framework = sheet(made, groups={name: {} for name in "ghm"}, method={"ordering": "copeland"}, grades={"A": 0})
    result = scored(framework, rows())
    # R1 beats R0 in all three, R2 in b and c; R2 beats R0 in a and c
    assert result.ranks.tolist() == [3, 1, 2]
    assert (result.table["grade"] == "").all()
    assert result.table[["lower", "upper", "best_rank", "worst_rank"]].isna().all(axis=None)
    with pytest.raises(FazhiError, match="copeland"):
        _ = result.contributions
    assert {"ordered"} <= set(codes(result))
    assert result.explain("R0").score == pytest.approx(result.composite["R0"].item())


def test_classes_are_ordered_each_on_its_own():
    made = {"i": plain("a"), "j": plain("b", group="h")}
    framework = sheet(made, groups=GROUPS, method={"ordering": "promethee"})
    facts = rows(VALUES[:, :2], "ab") | {f"S{n[1]}": v for n, v in rows(VALUES[:, :2], "ab").items()}
    regions = register({name: "c" if name[0] == "R" else "d" for name in facts})
    result = scored(framework, facts, regions=regions)
    same(result.composite.iloc[:3], result.composite.iloc[3:])
    assert result.ranks.tolist()[:3] == result.ranks.tolist()[3:]


def test_where_a_better_value_can_lower_a_score_gaps_leave_no_bounds():
    values = VALUES.copy()
    values[0, 0] = np.nan
    framework = three(groups={"g": {"aggregation": "mazziotta_pareto"}, "h": {}})
    result = scored(framework, rows(values))
    same(result.scores["g"].iloc[0], 50)  # of one child every mean is its score
    assert result.table[["lower", "upper"]].isna().all(axis=1).tolist() == [True, False, False]
    same(result.table["lower"].iloc[1:], result.composite.iloc[1:])
    (note,) = [note for note in result.notes if note.code == "no_bounds"]
    assert (note.params["count"], note.params["all"]) == (1, 3)


def test_made_weights_of_a_sheet_of_points_keep_what_points_in_rules_are_worth(tmp_path):
    rule = {"better": "higher", "score": {"rule": "required", "at_least": 4, "each_missing": 5}}
    data = {
        "format": 1, "id": "demo", "total_points": 20, "method": {"missing": {"not_reported": "zero"},
        "minimum_peers": 1}, "groups": {"g": {"weight": 20}}, "facts": {"x": {}, "y": {}},
        "indicators": {"i": {"group": "g", "weight": 10, "formula": "x", **rule},
                       "j": {"group": "g", "weight": 10, "formula": "y", **rule,
                             "by_class": {"bureau": {"each_missing": 2}}}},
    }  # fmt: skip
    base = tmp_path / "base.yaml"
    base.write_text(as_yaml(data), encoding="utf-8")
    facts = table({"A": {"x": 4, "y": 2}, "B": {"x": 3, "y": 3}, "C": {"x": 2, "y": 4}, "D": {"x": 4, "y": 3}})
    names = register({"A": "town", "B": "town", "C": "bureau", "D": "bureau"})
    result = fs.score(facts, fs.load_framework(base).with_weights(i=14), regions=names)
    tuned = tmp_path / "made.yaml"
    tuned.write_text(result.made_weights(), encoding="utf-8")
    again = fs.score(facts, fs.load_framework(tuned), regions=names)
    # 14 and 6 instead of 10 and 10: five bare points would be another share of full marks
    assert [again.framework.points(name) for name in "ij"] == pytest.approx([14, 6])
    assert again.scores[["i", "j"]].to_numpy() == pytest.approx(result.scores[["i", "j"]].to_numpy(), abs=1e-9)
    assert again.composite.to_numpy() == pytest.approx(result.composite.to_numpy(), abs=1e-9)
