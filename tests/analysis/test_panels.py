"""Cubes of periods, regions and nodes."""

import numpy as np
import pytest

import fazhi_score as fs
from fazhi_score.analysis.panels import (
    at_least,
    cube,
    earlier_rows,
    node_frame,
    one_of,
    periods_of,
    relative_nodes,
    share_of_one,
)
from tests.conftest import plain, scored, sheet

TWO = {"i": plain("x", group="one"), "j": plain("y", group="two")}
FACTS = {("B", "2024"): {"x": 4, "y": 8}, ("A", "2023"): {"x": 1, "y": 2}, ("A", "2024"): {"x": 3}}


def code(call, *args, **more):
    with pytest.raises(fs.FazhiError) as raised:
        call(*args, **more)
    assert raised.value.render("zh")
    return raised.value.problems[0].code


def test_a_cube_has_gaps_where_a_region_is_absent():
    found = cube(scored(sheet(TWO), FACTS), ["composite", "i"])
    assert (found.periods, found.regions, found.nodes) == (["2023", "2024"], ["B", "A"], ["composite", "i"])
    assert found.there.tolist() == [[False, True], [True, True]]
    assert found.values[:, :, 1] == pytest.approx(np.array([[np.nan, 1], [4, 3]]), nan_ok=True)
    assert found.values[:, 1, 0].tolist() == pytest.approx([1.5, 3])
    assert found.times.tolist() == [2023, 2024]


def test_values_are_those_of_all_indicators():
    assert list(node_frame(scored(sheet(TWO), FACTS), of="values")) == ["i", "j"]
    assert list(node_frame(scored(sheet(TWO), FACTS))) == ["composite"]


def test_unknown_nodes_and_words_are_told():
    result = scored(sheet(TWO), FACTS)
    assert code(node_frame, result, ["one", "three"]) == "node_unknown"
    assert code(node_frame, result, of="ranks") == "choice_unknown"
    assert code(one_of, "x", "a", ["b"]) == "choice_unknown"
    assert code(share_of_one, "level", 95) == "share_outside"
    assert code(at_least, "top", 0, 1) == "number_too_small"
    assert periods_of(result, [2024], least=1) == ["2024"]


def test_relative_nodes_are_those_below_the_node_asked_for():
    specs = {**TWO, "k": {"formula": "z", "group": "two", "score": {"rule": "rank"}}}
    framework = sheet(specs, method={"scale_within": ["period"]})
    assert relative_nodes(framework) == ["k"]
    assert relative_nodes(framework, ["one"]) == []
    assert relative_nodes(framework, ["two"]) == ["k"]
    result = scored(framework, {("A", p): {"x": 1, "y": 2, "z": 3} for p in ("2023", "2024")})
    assert code(cube, result) == "scales_per_period"
    assert cube(result, "one").values.shape == (2, 1, 1)
    assert cube(result, of="values").values.shape == (2, 1, 3)
    assert cube(result, per_period_scales=True).nodes == ["composite"]


def test_orders_of_single_periods_and_aggregations_that_compare_are_refused():
    facts = {(r, p): {"x": x, "y": y} for r, p, x, y in (("A", "2023", 1, 2), ("B", "2023", 3, 4), ("A", "2024", 5, 6))}
    ordered = scored(sheet(TWO, method={"ordering": "topsis"}), facts)
    assert code(cube, ordered) == "order_per_period"
    assert cube(ordered, "one").nodes == ["one"]
    method = {"aggregation": "benefit_of_the_doubt", "scale_within": ["period"]}
    framework = sheet({**TWO, "k": plain("x", group="two")}, method=method)
    assert relative_nodes(framework, ["two"]) == ["two"]
    assert relative_nodes(framework) == ["composite", "one", "two"]
    assert relative_nodes(framework, ["i"]) == []
    assert code(cube, scored(framework, facts)) == "scales_per_period"


def test_each_row_is_compared_with_the_same_round_or_the_last_period_before():
    framework = sheet({"i": plain("x")})
    held = [("A", "2022"), ("A", "2023"), ("A", "2024"), ("B", "2022"), ("C", "2024Q3")]
    asked = [("A", "2024"), ("A", "2025"), ("B", "2024"), ("C", "2024Q4"), ("D", "2024"), ("B", "2021")]
    before, now = (scored(framework, {key: {"x": 1} for key in keys}) for keys in (held, asked))
    told = {now.index[k]: before.index[row] if row >= 0 else None for k, row in enumerate(earlier_rows(before, now))}
    assert told == {
        ("A", "2024"): ("A", "2024"), ("A", "2025"): ("A", "2024"), ("B", "2024"): ("B", "2022"),
        ("C", "2024Q4"): ("C", "2024Q3"), ("D", "2024"): None, ("B", "2021"): None,
    }  # fmt: skip
