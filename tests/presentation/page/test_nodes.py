"""Nodes of a page: names, rules, formulas, weights."""

import fazhi_score as fs
from fazhi_score.presentation.page.nodes import adjustment_nodes, facts, nodes
from tests.presentation.page.conftest import POINTS


def by_id(framework):
    found = nodes(framework)
    return {node["id"]: node for node in found}, [node["id"] for node in found]


def test_parents_stand_before_children_and_groups_before_indicators():
    found, order = by_id(fs.load_framework(POINTS))
    assert order[0] == ""
    assert all(node["parent"] < order.index(name) for name, node in found.items())
    kinds = [found[name]["kind"] for name in order]
    assert kinds == sorted(kinds)
    assert [order[child] for child in found["a"]["scored"]] == ["c", "towns", "offices", "both"]


def test_weights_are_those_in_use_and_those_of_the_file():
    framework = fs.load_framework(POINTS).with_weights(b=25)
    found, order = by_id(framework)
    assert (found["b"]["weight"], found["b"]["written"]) == (25.0, 20.0)
    assert found[""]["weight"] is None
    # the points of a town's items add up among themselves, and so do those of an office's
    assert {order[k] for k in found["towns"]["beside"]} == {"c", "towns", "both"}
    assert {order[k] for k in found["offices"]["beside"]} == {"c", "offices", "both"}
    assert found["towns"]["some"] and not found["both"]["some"]
    assert by_id(fs.load_framework())[0]["enforcement"]["beside"] is None


def test_an_indicator_tells_rule_formula_and_facts():
    framework = fs.load_framework(POINTS)
    meetings = by_id(framework)[0]["meetings"]
    names = [fact["id"] for fact in facts(framework)]
    assert [names[k] for k in meetings["facts"]] == ["u"]
    assert meetings["formula"] == "u"
    assert "2" in meetings["rule"][0] and "1" in meetings["classRules"]["town"][0]
    assert meetings["policies"][11] == "zero"  # not reported


def test_a_power_mean_tells_its_exponent():
    framework = fs.load_framework().with_method(aggregation={"method": "power", "exponent": -2})
    assert by_id(framework)[0][""]["exponent"] == -2.0
    assert by_id(fs.load_framework())[0][""]["exponent"] is None


def test_adjustments_tell_what_they_do_and_rest_on():
    framework = fs.load_framework(POINTS)
    names = [fact["id"] for fact in facts(framework)]
    found = {node["id"]: node for node in adjustment_nodes(framework)}
    assert found["capped"]["kind"] == "veto"
    assert "59" in found["capped"]["rule"][0]
    assert [names[k] for k in found["honour"]["facts"]] == ["good"]
