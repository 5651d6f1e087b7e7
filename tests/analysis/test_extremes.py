"""Best and worst ranks over weights, and dominance, of results: by hand, by scoring anew, and what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fazhi_score.analysis.extremes import dominance, rank_extremes
from fazhi_score.analysis.stability import with_share
from fazhi_score.errors import FazhiError
from fazhi_score.framework.model import ROOT
from fazhi_score.scoring.engine import _Scorer
from tests.conftest import plain, register, scored, sheet

TWO = {"i": plain("x", group="one"), "j": plain("y", group="two")}
FACTS = {"A": {"x": 80, "y": 40}, "B": {"x": 70, "y": 60}, "C": {"x": 10, "y": 40}}


def ranks(found, *columns):
    """Columns as lists."""
    return found[list(columns or ("best_rank", "worst_rank"))].to_numpy().T.tolist()


def test_by_hand():
    # A is above B where the first has more than 2/3; C is level with A where it has nothing
    found = rank_extremes(scored(sheet(TWO), FACTS))
    assert ranks(found, "rank", "best_rank", "worst_rank") == [[2, 1, 3], [1, 1, 2], [2, 2, 3]]
    assert ranks(found, "best_limit", "worst_limit") == ranks(found)
    assert found["exact"].all()
    assert found.index.names == ["region", "period"]
    assert found["name"].tolist() == ["A", "B", "C"]
    assert found.loc[("A", "2024"), "one_at_best"] > 2 / 3
    assert found.loc[("C", "2024"), ["one_at_best", "two_at_best"]].tolist() == [0, 1]
    assert found[["one_at_worst", "two_at_worst"]].sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_the_set_of_weights_by_spread_intervals_and_orders():
    result = scored(sheet(TWO), FACTS)
    assert ranks(rank_extremes(result, spread=0.25)) == [[2, 1, 3], [2, 1, 3]]  # 0.375 to 0.625
    assert ranks(rank_extremes(result, spread=0.4)) == [[1, 1, 3], [2, 2, 3]]  # 0.3 to 0.7
    assert ranks(rank_extremes(result, spread=0.4, intervals={"two": (0.35, 1)})) == [[2, 1, 3], [2, 1, 3]]
    assert ranks(rank_extremes(result, intervals={"one": (0.7, 1)})) == [[1, 2, 3], [1, 2, 3]]
    assert ranks(rank_extremes(result, orders=[["two", "one"]])) == [[2, 1, 2], [2, 1, 3]]
    assert ranks(rank_extremes(result, orders=[[["two", "one"]]])) == [[2, 1, 3], [2, 1, 3]]
    assert ranks(rank_extremes(result, spread=0)) == [[2, 1, 3], [2, 1, 3]]
    # 0.67 / 0.33 in the framework, and nothing but that
    tuned = scored(sheet(TWO).with_weights(one=67, two=33), FACTS)
    assert ranks(rank_extremes(tuned, spread=0)) == [[1, 2, 3], [1, 2, 3]]


def test_some_regions_are_ranked_among_all_and_keep_their_order():
    result = scored(sheet(TWO), FACTS, regions=register({"A": "k", "B": "k", "C": "k"}))
    found = rank_extremes(result, regions=["C", "A"])
    assert found.index.get_level_values("region").tolist() == ["A", "C"]
    assert ranks(found) == [[1, 2], [2, 3]]
    assert rank_extremes(result, regions=[]).empty


def test_each_period_is_a_class_and_the_unranked_are_left_out():
    facts = {**FACTS, ("A", "2023"): {"x": 10, "y": 10}, ("B", "2023"): {"x": 20, "y": 20}, "D": {"x": 5}}
    framework = sheet(TWO, method={"minimum_coverage": 0.8, "rank_within": ["period"]})
    found = rank_extremes(scored(framework, facts))
    assert ranks(found.loc[(slice(None), "2023"), :]) == [[2, 1], [2, 1]]
    assert "D" not in found.index.get_level_values("region")
    assert len(found) == 5
    beats = dominance(scored(framework, facts))
    assert sorted(beats.pairs.to_numpy().tolist()) == [["B", "2023", "A", "2023"], ["B", "2024", "C", "2024"]]
    assert beats.counts.loc[("B", "2024")].tolist() == [1, 0]
    assert beats.counts.loc[("C", "2024")].tolist() == [0, 1]


def many(seed, missing=0.0, regions=9):
    """Random facts of six indicators."""
    draw = np.random.default_rng(seed)
    return {
        f"R{r}": {f"f{k}": round(draw.uniform(1, 100), 1) for k in range(6) if draw.random() >= missing}
        for r in range(regions)
    }


SIX = {f"n{k}": plain(f"f{k}", group="aabbcc"[k], weight=k + 1) for k in range(6)}
GROUPS = {"a": {}, "b": {"weight": 2}, "c": {"within": "a", "weight": 3}}


def reranked(result, level, weights):
    """Ranks by scoring anew with other weights of the children at a level."""
    framework = result.framework
    group = ROOT if level == "top" else level
    changed = dict(zip(framework.composite_tree[group], weights, strict=True))
    panel = replace(result.panel, framework=replace(framework, weights={**framework.weights, **changed}), problems=[])
    return _Scorer(panel, result.values, result.marks, result.decided).result([]).standing.ranks


EXTRA = {"bonus": {"kind": "bonus", "formula": "f0", "each": 0.1, "cap": 3}}


@pytest.mark.no_cover
@pytest.mark.parametrize("level", ["top", "a", "b", "c"])
@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("more", [{}, {"adjustments": EXTRA}])
def test_ranks_are_those_of_scoring_with_the_weights_told(level, missing, more):
    facts = {name: {fact: value * 0.9 for fact, value in row.items()} for name, row in many(3, missing).items()}
    result = scored(sheet(SIX, groups=GROUPS, **more), facts)
    found = rank_extremes(result, level, spread=0.8)
    children = result.framework.composite_tree[ROOT if level == "top" else level]
    for row, (_, told) in enumerate(found.iterrows()):
        for side in ("best", "worst"):
            weights = [told[f"{name}_at_{side}"] for name in children]
            assert reranked(result, level, weights)[row] == told[f"{side}_rank"]
    draw = np.random.default_rng(1)
    shares = np.array([result.framework.weights[name] for name in children])
    shares = shares / shares.sum()
    for _ in range(60):
        weights = shares * draw.uniform(0.2, 1.8, len(children))
        weights = weights / weights.sum()
        if (weights < shares * 0.2).any() or (weights > shares * 1.8).any():
            continue
        again = reranked(result, level, weights)
        assert (found["best_limit"].to_numpy() <= again).all()
        assert (found["worst_limit"].to_numpy() >= again).all()


def test_indicators_have_effective_weights():
    result = scored(sheet(SIX, groups=GROUPS), many(4))
    found = rank_extremes(result, "indicators", spread=0.3)
    scores = result.scores[list(SIX)].to_numpy()
    shares = np.array([result.framework.nominal_weights[name] for name in SIX])
    assert found["exact"].all()
    for side in ("best", "worst"):
        weights = found[[f"{name}_at_{side}" for name in SIX]].to_numpy()
        assert (weights >= 0.7 * shares - 1e-9).all()
        assert (weights <= 1.3 * shares + 1e-9).all()
        own = np.array([(scores @ row > scores[k] @ row + 1e-9).sum() + 1 for k, row in enumerate(weights)])
        assert own.tolist() == found[f"{side}_rank"].tolist()


def test_an_indicator_in_a_group_without_a_score_does_not_count():
    method = {"minimum_children": 0.9}
    facts = {**many(5), "R0": {"f0": 90, "f1": 80, "f2": 70, "f3": 70, "f4": 99}}
    result = scored(sheet(SIX, groups=GROUPS, method=method), facts)
    assert np.isnan(result.scores.loc[("R0", "2024"), "c"])
    found = rank_extremes(result, "indicators")
    assert "R0" not in found.index.get_level_values("region") or found.loc[("R0", "2024"), "best_rank"] >= 1


def test_a_group_that_a_region_has_nothing_of_leaves_it_where_it_is():
    facts = {"A": {"x": 50}, "B": {"x": 40, "y": 90, "z": 30}}
    framework = sheet({"i": plain("x", group="one"), "j": plain("y", group="two"), "k": plain("z", group="two")})
    found = rank_extremes(scored(framework, facts), "two")
    # B: 40 / 2 + (90 w + 30 (1 - w)) / 2, from 35 to 65; A: 50
    assert ranks(found) == [[1, 1], [2, 2]]
    assert found["exact"].all()


def test_bonuses_move_and_a_veto_that_always_strikes_caps():
    extra = {
        "bonus": {"kind": "bonus", "formula": "b", "each": 1, "cap": 15},
        "veto": {"kind": "veto", "when": "v > 0", "at_most": 5},
    }
    facts = {
        "A": {"x": 50, "y": 40, "b": 10, "v": 0},
        "B": {"x": 58, "y": 48, "b": 0, "v": 0},
        "C": {"x": 90, "y": 90, "b": 0, "v": 1},
        "D": {"x": 6, "y": 6, "b": 0, "v": 0},
    }
    result = scored(sheet(TWO, adjustments=extra), facts)
    found = rank_extremes(result)
    assert ranks(found) == [[1, 2, 4, 3], [1, 2, 4, 3]]
    plainly = rank_extremes(result, adjusted=False)
    assert ranks(plainly) == [[3, 2, 1, 4], [3, 2, 1, 4]]
    assert dominance(result).beats.loc[("A", "2024"), ("B", "2024")]
    assert dominance(result, adjusted=False).beats.loc[("B", "2024"), ("A", "2024")]


def test_a_composite_cut_off_under_some_weights_only_is_refused():
    veto = {"veto": {"kind": "veto", "when": "v > 0", "at_most": 60}}
    facts = {f"R{k}": {"x": 90, "y": 20, "v": 1} for k in range(9)} | {"B": {"x": 50, "y": 50, "v": 0}}
    result = scored(sheet(TWO, adjustments=veto), facts)
    with pytest.raises(FazhiError, match=r"R0 2024, .* …") as caught:
        rank_extremes(result)
    assert caught.value.problems[0].code == "extremes_cut"
    assert ranks(rank_extremes(result, adjusted=False))[1][-1] == 10
    bonus = {"bonus": {"kind": "bonus", "formula": "b", "each": 1, "cap": 15}}
    with pytest.raises(FazhiError, match="A 2024"):
        rank_extremes(scored(sheet(TWO, adjustments=bonus), {"A": {"x": 95, "y": 20, "b": 10}, "B": {"x": 1, "y": 1}}))


def test_dominance_over_unreported_facts():
    policy = {"missing": {"not_reported": "zero"}}
    facts = {"A": {"x": 90, "y": 80}, "B": {"x": 30}, "C": {"x": 20, "y": 20}}
    result = scored(sheet(TWO, method=policy), facts)
    # A is 85, B from 15 to 65, C is 20
    found = dominance(result, "facts")
    assert found.pairs[["region", "other_region"]].to_numpy().tolist() == [["A", "B"], ["A", "C"]]
    assert found.possible.loc[("B", "2024"), ("C", "2024")]
    assert found.possible.loc[("C", "2024"), ("B", "2024")]
    assert not found.necessary.loc[("B", "2024"), ("C", "2024")]
    assert found.necessary.to_numpy().diagonal().all()
    assert not found.undecided.to_numpy().any()
    best, worst = result.table["best_rank"], result.table["worst_rank"]
    assert (best == 1 + found.counts["beaten_by"]).all()
    assert (worst == 3 - found.counts["beats"]).all()


def test_dominance_over_weights_agrees_with_ranks():
    result = scored(sheet(SIX, groups=GROUPS), many(8))
    found, extremes = dominance(result, level="indicators", spread=0.4), rank_extremes(
        result, "indicators", spread=0.4
    )  # fmt: skip
    assert (extremes["best_rank"] >= 1 + found.counts["beaten_by"]).all()
    assert (extremes["worst_rank"] <= len(extremes) - found.counts["beats"]).all()
    assert found.necessary.to_numpy().diagonal().all()
    assert isinstance(found.beats, pd.DataFrame)
    assert list(found.beats.index) == list(found.beats.columns) == list(extremes.index)
    assert "Result" not in repr(found)


def test_one_weight_alone_moves_within_its_stability():
    # only_child and the like have no interval; here one of two: order changes at 2/3
    framework = sheet(TWO)
    at = scored(with_share(framework, "one", 0.6), FACTS)
    assert ranks(rank_extremes(at, intervals={"one": (0.0, 0.66)}))[0] == [2, 1, 2]
    assert ranks(rank_extremes(at, intervals={"one": (0.0, 0.67)}))[0] == [1, 1, 2]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"level": "thre"}, "extremes_level"),
        ({"level": "i"}, "extremes_level"),
        ({"spread": -0.1}, "sampling_between"),
        ({"spread": float("nan")}, "sampling_between"),
        ({"intervals": {"one": (0.6, 0.4)}}, "extremes_crossed"),
        ({"intervals": {"one": (0.6,)}}, "extremes_crossed"),
        ({"intervals": {"one": (0.6, 1.4)}}, "extremes_crossed"),
        ({"intervals": {"one": (0.9, 1)}, "spread": 0.1}, "extremes_crossed"),
        ({"intervals": {"one": (0.1, 0.2), "two": (0.1, 0.2)}}, "sampling_bounds_empty"),
        ({"intervals": {"one": (0.6, 0.7), "two": (0.6, 0.7)}}, "sampling_bounds_empty"),
        ({"intervals": {"three": (0, 1)}}, "extremes_no_child"),
        ({"orders": [["one", "tow"]]}, "extremes_no_child"),
        ({"orders": [["one", "two"], ["two", "one"]]}, "weight_set_circle"),
        ({"orders": [["one", "two", "one"]]}, "weight_set_order"),
        ({"orders": [["one", "two"]], "intervals": {"one": (0, 0.3)}}, "weight_set_empty"),
        ({"regions": ["A", "Z"]}, "region_unknown"),
    ],
)
def test_nonsense_is_refused(more, code):
    with pytest.raises(FazhiError) as caught:
        rank_extremes(scored(sheet(TWO), FACTS), **more)
    assert [problem.code for problem in caught.value.problems] == [code]
    for lang in ("en", "zh"):
        assert caught.value.render(lang)


def test_a_name_that_two_regions_have_is_refused():
    regions = register({"A": "k", "B": "k", "C": "k"}).assign(name=["Same", "Same", "Other"])
    result = scored(sheet(TWO), FACTS, regions=regions)
    with pytest.raises(FazhiError, match="A, B"):
        rank_extremes(result, regions=["Same"])
    assert ranks(rank_extremes(result, regions=["Other"])) == [[2], [3]]


@pytest.mark.parametrize(
    ("method", "level", "reason"),
    [
        ({"aggregation": "geometric"}, "top", "aggregation"),
        ({"aggregation": "geometric"}, "indicators", "aggregation"),
        ({"round": 1}, "top", "round"),
        ({"compare_on": {"stated_by": 0.5}}, "top", "compare_on"),
        ({"ordering": "copeland"}, "top", "ordering"),
    ],
)
def test_composites_that_are_no_weighted_means_are_refused(method, level, reason):
    result = scored(sheet(TWO, method=method), FACTS)
    with pytest.raises(FazhiError) as caught:
        rank_extremes(result, level)
    assert caught.value.problems[0].code == f"extremes_{reason}"
    with pytest.raises(FazhiError):
        dominance(result, level=level)
    with pytest.raises(FazhiError):
        dominance(result, "draws")


def test_an_aggregation_below_the_weights_does_no_harm():
    groups = {"a": {"aggregation": "geometric"}, "b": {}, "c": {"within": "a"}}
    result = scored(sheet(SIX, groups=groups), many(6))
    assert rank_extremes(result)["exact"].all()
    with pytest.raises(FazhiError):
        rank_extremes(result, "c")
