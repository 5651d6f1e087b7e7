"""The models of the file: what they take, and how their complaints are put."""

import pytest

from fazhi_score.framework.amounts import Amount, shown
from fazhi_score.framework.document import Document, read_document
from fazhi_score.framework.schema import FrameworkFile, known_keys, unknown, validate
from tests.framework.texts import COUNTY_SHEET, INDEX, edited, load, mistakes


@pytest.mark.parametrize(
    ("written", "value", "percent"),
    [("5", 5.0, False), ("0.5", 0.5, False), ("1e3", 1000.0, False), ("40%", 0.4, True), ("82.68%", 0.8268, True),
     ("' 40 % '", 0.4, True), ("+5%", 0.05, True), (".5%", 0.005, True), ("40％", 0.4, True), ("４０%", 0.4, True)],
)  # fmt: skip
def test_amounts_are_numbers_or_percents(written, value, percent):
    text = edited(INDEX, "best: 1", f"best: {written}", "group: g", "group: g" + "\n    unit: percent" * percent)
    best = load(text).entries["one"].spec.score.best
    assert best == Amount(value, percent)
    assert best.percent is percent


@pytest.mark.parametrize(
    "written", ["40 %%", "forty", "'1,000'", "4e1%", "'%'", "''", "[1]", "{}", "true", "~", "1/2", "-"]
)
def test_what_is_no_amount(written):
    text = edited(INDEX, "best: 1", f"best: {written}")
    assert [problem.code for problem in mistakes(text)] == ["not_an_amount"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(Amount(0.4, True), "40%"), (Amount(0.8268, True), "82.68%"), (Amount(1e-7, True), "0.00001%"),
     (Amount(1.0, True), "100%"), (Amount(0.0, True), "0%"), (Amount(20.0, True), "2000%"), (Amount(5.0), "5"),
     (Amount(0.1), "0.1")],
)  # fmt: skip
def test_amounts_are_shown_as_they_are_written(value, text):
    assert str(value) == text


def test_values_are_shown_as_yaml_writes_them_and_short():
    assert [shown(value) for value in (None, True, False, 5, "x", {}, [1])] == [
        "null",
        "true",
        "false",
        "5",
        "x",
        "{…}",
        "[…]",
    ]
    assert shown("a" * 40) == "a" * 40
    assert shown("a" * 41) == "a" * 37 + "…"


def test_numbers_become_text_where_text_is_meant():
    framework = load(edited(INDEX, "id: base", "id: base\nedition: 2024", "formula: a / b", "formula: 5", "group: g",
                            "group: g\n    applies_to: {period: 2023, class: [x]}"))  # fmt: skip
    assert framework.file.edition == "2024"
    assert framework.entries["one"].formula.text == "5"
    assert framework.entries["one"].spec.applies_to.period == "2023"
    assert framework.entries["one"].spec.applies_to.class_ == ["x"]


def test_defaults():
    file = validate(read_document("t.yaml", text=INDEX))
    assert isinstance(file, FrameworkFile)
    method = file.method
    assert (method.score_on, method.scale_within, method.rank_within) == ("measured", ["class"], ["period", "class"])
    assert (method.minimum_peers, method.aggregation, method.conflict, method.above_100) == (
        3,
        "arithmetic",
        "error",
        False,
    )
    assert (method.tolerance, method.round, method.compare_on, method.minimum_coverage) == (None, None, None, 0.0)
    assert (file.facts["a"].span, file.facts["a"].scope) == ("annual", "own")


def test_every_rule_of_the_design_example_is_read():
    framework = load(COUNTY_SHEET)
    study, training = framework.entries["law_study"].spec, framework.entries["training_coverage"].spec
    assert (study.score.rule, study.score.at_least, study.score.each_missing) == ("required", Amount(6.0), Amount(5.0))
    assert (training.score.worst, training.score.best) == (Amount(0.0, True), Amount(1.0, True))
    assert training.valid == [Amount(0.0, True), Amount(1.0, True)]
    assert (training.minimum_denominator, training.stated) == (5, "enforcement_training_coverage")
    assert framework.method.minimum_coverage == 0.4
    assert framework.file.grades == {"优秀": 90, "良好": 80, "合格": 60, "不合格": 0}
    assert framework.file.adjustments["red_line"].at_most == 60


def test_an_open_end_of_a_range_is_null():
    assert load(edited(INDEX, "a: {}", "a: {range: [0, null]}")).file.facts["a"].range == [Amount(0.0), None]


@pytest.mark.parametrize(
    ("path", "some"),
    [
        ((), {"format", "id", "groups", "facts", "indicators", "adjustments", "method", "grades"}),
        (("method",), {"score_on", "missing", "aggregation"}),
        (("method", "missing"), {"not_reported", "claimed"}),
        (("groups", "leadership"), {"weight", "within"}),
        (("facts", "major_incidents"), {"unit", "kind", "levels"}),
        (("indicators", "law_study"), {"formula", "stated", "better", "applies_to"}),
        (("indicators", "law_study", "score"), {"rule", "at_least", "each_missing"}),
        (("adjustments", "red_line"), {"kind", "when", "at_most"}),
    ],
)
def test_the_keys_that_the_format_knows_at_a_place(path, some):
    data = read_document("t.yaml", text=COUNTY_SHEET).data
    assert some <= set(known_keys(path, data))


def test_keys_of_bands_items_and_alternatives():
    data = read_document("t.yaml", text=edited(
        INDEX, "score: {rule: goalposts, worst: 0, best: 1}",
        "score: {rule: bands, bands: [{at_least: 1, score: 100%}]}\n    applies_to: {class: [x]}\n"
        "  two: {group: g, better: higher, score: {rule: checklist, items: {x: {formula: a}}}}\n"
        "  three: {group: g, better: higher, score: {rule: nonsense}}",
    )).data  # fmt: skip
    assert known_keys(("indicators", "one", "score", "bands", 0), data) == ["at_least", "above", "score"]
    assert known_keys(("indicators", "one", "applies_to"), data) == ["class", "period"]
    assert "formula" in known_keys(("indicators", "two", "score", "items", "x"), data)
    assert known_keys(("indicators", "three", "score"), data) == []
    assert known_keys(("format",), data) == []
    assert known_keys(("nowhere",), {"nowhere": {}}) == []


def test_names_of_rules_as_keys_are_no_confusion():
    # `levels` is a rule and here also a wrong key: what is missing is missing in the score, not in that key
    text = edited(INDEX, "score: {rule: goalposts, worst: 0, best: 1}", "score: {rule: levels, levels: {a: 5}}")
    assert [(p.code, p.line, p.column, p.params.get("name")) for p in mistakes(text)] == [
        ("missing_key", 15, 5, "scores"),
        ("unknown_key", 15, 27, None),
    ]


def test_parts_of_lists_are_called_by_the_name_of_the_list():
    (problem,) = mistakes(edited(INDEX, "group: g", "group: g\n    valid: [x, 1]"))
    assert problem.message("en") == "'valid' is 'x', which is no number"


@pytest.mark.parametrize(("count", "end"), [(20, "n19"), (21, "n19 …")])
def test_of_many_names_that_there_are_twenty_are_told(count, end):
    problem = unknown(Document({}), (), "key", "zzz", [f"n{number}" for number in range(count)])
    assert problem.params["known"] == ", ".join([*(f"n{number}" for number in range(19)), end])
