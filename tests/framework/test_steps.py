"""Methods in a framework file: names, parameters, what goes together."""

import numpy as np
import pytest

from fazhi_score.errors import FazhiError, Problem
from fazhi_score.framework.model import load_framework
from fazhi_score.framework.steps import Step, _named, arguments_of, as_step, methods_of, model_of
from tests.framework.texts import INDEX, POINTS, edited, mistakes

METHOD = "method:\n  missing: {not_reported: zero}"


def with_method(keys, text=INDEX):
    """The index with further keys of its method; ▸ marks where a mistake is told."""
    assert METHOD in text
    return text.replace(METHOD, f"{METHOD}\n  {keys}")


def in_group(keys):
    return edited(INDEX, "g: {weight: 1}", f"g: {{weight: 1, {keys}}}")


MISTAKES = [
    ("unknown_method_near", with_method("aggregation: ▸geometrik")),
    ("unknown_method", with_method("aggregation: {method: ▸squares}")),
    ("unknown_method", with_method("imputation: ▸guess")),
    ("unknown_method", with_method("treatment: ▸squeeze")),
    ("unknown_method", with_method("weighting: ▸louder")),
    ("unknown_method", with_method("ordering: ▸alphabet")),
    ("unknown_key_near", with_method("aggregation: {method: power, ▸exponents: 2}")),
    ("wrong_type_number", with_method("aggregation: {method: power, exponent: ▸two}")),
    ("missing_key", with_method("▸aggregation: {metod: power}")),
    ("missing_key", with_method("aggregation: {method: ▸power}")),
    ("wrong_type_text", with_method("aggregation: ▸5")),
    ("unknown_method", in_group("aggregation: ▸squares")),
    ("unknown_child_near", in_group("weighting: {method: given, weights: {▸ones: 1}}")),
    ("unknown_child", in_group("weighting: {method: given, weights: {▸zzz: 1}}")),
    ("weighting_with_points", edited(POINTS, METHOD, METHOD + "\n  ▸weighting: entropy")),
    ("weighting_with_points", edited(POINTS, "g: {weight: 10}", "g: {weight: 10, ▸weighting: entropy}")),
    ("ordering_without_grades", with_method("▸ordering: copeland", edited(INDEX, "groups:", "grades: {A: 0}\ngroups:"))),  # noqa: E501
    ("ordering_with_points", with_method("▸ordering: copeland") + "adjustments: {x: {kind: bonus, formula: a}}\n"),
    ("impute_without_method", edited(INDEX, "not_reported: zero", "not_reported: ▸impute")),
    ("impute_rule", edited(with_method("imputation: mean"), "better: higher", "better: higher\n    missing: "
        "{not_reported: ▸impute}", "score: {rule: goalposts, worst: 0, best: 1}", "score: {rule: presence}")),
    *(("impute_rule", edited(with_method("imputation: mean"), "better: higher", "better: higher\n    missing: "
        "{not_reported: ▸impute}", "score: {rule: goalposts, worst: 0, best: 1}", f"score: {rule}", "a: {}",
        f"a: {{{fact}}}", "    formula: a / b\n", formula)) for rule, fact, formula in (
        ("{rule: levels, scores: {low: 0%, high: 100%}}", "levels: [low, high]", "    formula: a\n"),
        ('{rule: deadline, due: "04-01", late: 50%}', "kind: date", "    formula: a\n"),
        ("{rule: panel}", "over_items: mean", "    formula: a\n"),
        ("{rule: checklist, items: [a > 0, b > 0]}", "", ""),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), MISTAKES, ids=[f"{n}-{row[0]}" for n, row in enumerate(MISTAKES)])
def test_each_mistake_has_one_message_at_its_place(wanted, text):
    before, _, behind = text.partition("▸")
    place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    (found,) = [problem for problem in mistakes(before + behind) if problem.code != "facts_unused"]
    assert (found.code, found.line, found.column) == (wanted, *place)
    for lang in ("en", "zh"):
        assert "None" not in found.render(lang)


def test_one_misspelt_parameter_stands_for_one_that_is_missing():
    found = mistakes(with_method("weighting: {method: best_worst, others_to_others: [1, 2]}"))
    told = {problem.code: problem.params for problem in found}
    assert told["missing_key"]["name"] == "best_to_others" and len(found) == 2
    assert told["unknown_key_near"]["near"] == "others_to_worst"


def test_a_method_is_named_alone_or_with_parameters():
    framework = load_framework("s.yaml", text=with_method("aggregation: {method: power, exponent: 2}"))
    assert framework.step("aggregation", "g") == Step(method="power", exponent=2)
    assert framework.aggregation("g") == "power"
    assert as_step("harmonic") == Step(method="harmonic")
    assert load_framework("s.yaml", text=framework.to_yaml()).sha256() == framework.sha256()


def test_the_word_of_a_group_goes_before_the_methods():
    framework = load_framework("s.yaml", text=in_group("aggregation: harmonic, minimum_children: 60%"))
    assert (framework.aggregation("g"), framework.aggregation("")) == ("harmonic", "arithmetic")
    assert (framework.minimum_children("g"), framework.minimum_children("")) == (0.6, 0.0)
    framework = load_framework("s.yaml", text=with_method("minimum_children: 50%"))
    assert (framework.minimum_children("g"), framework.minimum_children("")) == (0.5, 0.5)


def test_parameters_by_name_come_in_the_order_of_the_children():
    step = Step(method="ahp", matrix={"b": {"a": 3.0, "b": 1.0}, "a": {"b": 1 / 3, "a": 1.0}})
    np.testing.assert_array_equal(arguments_of(step, ["a", "b"])["matrix"], [[1, 1 / 3], [3, 1]])
    assert arguments_of(Step(method="x", words=["a"], n=2)) == {"words": ["a"], "n": 2}


@pytest.mark.parametrize("kind", ["imputation", "treatment", "weighting", "aggregation", "ordering"])
def test_every_registered_method_can_be_given_in_a_file(kind):
    for name in methods_of(kind):
        assert model_of(kind, name).model_json_schema()["type"] == "object", name


def test_settings_from_python_are_checked_alike():
    framework = load_framework("s.yaml", text=INDEX)
    with pytest.raises(FazhiError) as caught:
        framework.with_method(aggregation={"method": "power", "exponent": "two"})
    assert [problem.code for problem in caught.value.problems] == ["wrong_type_number"]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"column": 2}, {"column": "2 (b)"}),
        ({"columns": "1, 2"}, {"columns": "1 (a), 2 (b)"}),
        ({"columns": "1, 3"}, {"columns": "1, 3"}),  # there are two
        ({"column": 0, "row": 1}, {"column": 0, "row": 1}),
    ],
)
def test_columns_by_number_are_told_by_name(params, told):
    assert _named(Problem("yaml_two_documents", params), ["a", "b"]).params == told
